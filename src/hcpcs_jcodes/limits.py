"""What CMS's edits hold of a code: the most units, how hospitals are paid, its containers.

The edits are published by quarter, and only some quarters are held. An answer
rests on one of them and says which; everything else is "not checked", which is
never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final, Generic, Literal, NoReturn, TypeVar

from attrs import frozen

from .amounts import refused_float, shown
from .codes import BillingUnit
from .codesets import suggestion
from .errors import BadClaimLine, UnknownCode
from .periods import check_covered, period_of, plain_date
from .tables import LIST_SEPARATOR, ledger, life_of, read_table

__all__ = [
    "Mue",
    "NotChecked",
    "StatusIndicator",
    "checked_setting",
    "exceeded",
    "listed_single_dose",
    "mue",
    "status_indicator",
]

_PER_LINE: Final = 1
_ADJUDICATION: Final = {
    _PER_LINE: "each claim line by itself",
    2: "all lines of the code and date together, without exception",
    3: "all lines of the code and date together, unless documentation supports more",
}
_SETTINGS: Final = ("professional", "facility", "supplier")

# CMS's Addendum D1, in our own words
_STATUS: Final = {
    "A": "not paid under OPPS but by another fee schedule",
    "B": "not paid under OPPS on a hospital outpatient claim; another code may be",
    "E1": "not payable by Medicare for outpatients",
    "E2": "not paid because no price or claims data are there",
    "G": "pass-through drug, paid separately",
    "J1": "procedure paid in one sum with nearly all else on the claim",
    "K": "drug paid separately",
    "K1": "non-opioid drug for pain after surgery, paid separately",
    "L": "vaccine paid at reasonable cost",
    "M": "not billed to the Medicare contractor",
    "N": "packaged: paid as part of another service, never separately",
    "Q1": "packaged where a service with S, T or V is on the claim, else paid separately",
    "S": "procedure paid separately and never discounted",
    "T": "procedure paid separately, discounted where several are done",
    "Y": "not paid under OPPS but billed to the DME contractor",
}
_SEPARATELY_PAID: Final = frozenset({"G", "K", "K1"})
_PACKAGED: Final = "N"


@frozen
class NotChecked:
    """The data held do not answer: neither a pass nor a failure.

    It has no truth value, so that ``if`` cannot take it for one of the two; tell
    it by ``isinstance``.

    Attributes:
        what: what was asked.
        reason: why there is no answer, and what would give one.
    """

    what: str
    reason: str

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"{self} - which is neither true nor false: test with isinstance(..., NotChecked)"
        )

    def __str__(self) -> str:
        return f"not checked: {self.what}: {self.reason}"


@frozen
class Mue:
    """A medically unlikely edit: the most units of a code that are paid without more ado.

    Attributes:
        code: the HCPCS or CPT code; "" for a limit given by hand without one.
        setting: "professional" (practitioners), "facility" (outpatient hospitals) or
            "supplier" (DME suppliers); "" for a limit given by hand.
        quarter: the quarter that the answer rests on, such as "2026Q4"; "" for a
            limit given by hand.
        units: the most units; 0 means not payable in this setting.
        mai: the adjudication indicator: 1, 2 or 3.
        rationale: why it is so, in CMS's words; "" for a limit given by hand.
        nearest: whether the quarter is not that of the date but the nearest held.
    """

    code: str
    setting: str
    quarter: str
    units: int
    mai: int
    rationale: str = ""
    nearest: bool = False

    @classmethod
    def given(cls, units: int, *, mai: int) -> Mue:
        """A limit that the caller knows: a payer's own, or that of a quarter not held.

        Args:
            units: the most units, 0 or more; 0 means not payable.
            mai: 1 where it binds each claim line, 2 where it binds the date without
                exception, 3 where documentation can overcome it.

        Raises:
            BadClaimLine: units or mai are no such numbers.

        >>> Mue.given(4000, mai=1).adjudication
        'each claim line by itself'
        """
        if not _is_whole(units) or units < 0:
            raise BadClaimLine(
                units, f"{shown(units)} is no limit of units: give a whole number, 0 or more"
            )
        if not _is_whole(mai) or mai not in _ADJUDICATION:
            raise BadClaimLine(
                mai,
                f"{shown(mai)} is no MUE adjudication indicator: pass mai=1 (binds each line), "
                "2 (the date, without exception) or 3 (the date, unless documented)",
            )
        return cls("", "", "", units, mai)

    @property
    def adjudication(self) -> str:
        """What the limit binds, in words.

        Source: NCCI Policy Manual, ch. I.
        """
        return _ADJUDICATION[self.mai]

    @property
    def not_payable(self) -> bool:
        """Whether the code is not payable in this setting at all, which a limit of 0 means.

        Source: NCCI Policy Manual, ch. I.
        """
        return self.units == 0

    def __str__(self) -> str:
        """The limit in one line, such as "MUE of J9312, professional, 2026Q4: 130 units, ..."."""
        held = ", ".join(part for part in (self.code, self.setting, self.quarter) if part)
        where = f"MUE of {held}" if held else "MUE given"
        if self.nearest:
            where += " (the nearest quarter held)"
        if self.not_payable:
            return f"{where}: not payable"
        unit = "unit" if self.units == 1 else "units"
        return f"{where}: {self.units} {unit} for {self.adjudication}"


@frozen
class StatusIndicator:
    """How Medicare's outpatient hospital payment (OPPS) treats a code in one quarter.

    Attributes:
        code: the HCPCS or CPT code.
        quarter: the quarter that the answer rests on, such as "2026Q1".
        indicator: CMS's status indicator, such as "K".
        nearest: whether the quarter is not that of the date but the nearest held.
    """

    code: str
    quarter: str
    indicator: str
    nearest: bool = False

    @property
    def meaning(self) -> str:
        """What the indicator says, in our own words.

        Source: OPPS Addendum D1.
        """
        return _STATUS.get(self.indicator, "an indicator that this version does not explain")

    @property
    def separately_paid(self) -> bool | None:
        """Whether the drug is paid on its own, with True for G, K and K1 and False for N.

        None for every other indicator: it is not paid as a drug under OPPS.

        Source: OPPS Addendum D1; for JW and JZ the discarded drugs policy of CMS.
        """
        if self.indicator in _SEPARATELY_PAID:
            return True
        return False if self.indicator == _PACKAGED else None

    def __str__(self) -> str:
        nearest = " (the nearest quarter held)" if self.nearest else ""
        return f"{self.code}, {self.quarter}{nearest}: {self.indicator}, {self.meaning}"


def checked_setting(setting: str) -> str:
    """The setting, if it is one: "professional", "facility" or "supplier".

    Raises:
        BadClaimLine: it is none.

    >>> checked_setting("facility")
    'facility'
    """
    if setting not in _SETTINGS:
        raise BadClaimLine(
            setting,
            f"{shown(setting)} is not a setting: pass 'professional' (practitioners), 'facility' "
            "(outpatient hospitals) or 'supplier' (DME suppliers)",
        )
    return setting


def mue(code: str, *, on: date, setting: str, nearest: bool = False) -> Mue | NotChecked:
    """The medically unlikely edit of a code: the most units paid without more ado.

    Args:
        code: a J code, a code linked to one, or a code for giving drugs.
        on: the date of service.
        setting: "professional" for practitioners, "facility" for outpatient
            hospitals, "supplier" for DME suppliers.
        nearest: where the quarter of the date is not held, answer with the nearest
            one in which the code had the same billing unit and a limit; of two as
            near, the earlier.

    Returns:
        The limit, with the quarter that it rests on; ``NotChecked`` where none is
        held. These are Medicare's: other payers, Medicaid among them, have their own,
        for which see :meth:`Mue.given`.

    Raises:
        BadClaimLine: this is no setting.
        UnknownCode: no table that is held knows the code.
        BadDate: this is no date.
        UncoveredDate: the date lies outside what the library answers for.

    Source: CMS, NCCI medically unlikely edits of the quarter.

    >>> from datetime import date
    >>> mue("J9312", on=date(2026, 10, 1), setting="professional").units
    150
    """
    answer = _of_quarter(_mues()[checked_setting(setting)], code, on, nearest=nearest)
    if isinstance(answer, NotChecked):
        return answer
    quarter, (units, mai, rationale), is_nearest = answer
    return Mue(code, setting, quarter, units, mai, rationale, is_nearest)


def exceeded(limit: Mue, line_units: Iterable[int | Decimal]) -> bool:
    """Whether the lines of one code and date have more units than an MUE allows.

    Args:
        limit: the MUE.
        line_units: the units of every line of the code on the date, those with JW, 76
            or any other modifier included.

    Returns:
        With MAI 1 whether any one line has more than the limit; with 2 and 3 whether
        all lines together have.

    Raises:
        BadClaimLine: the limit was not checked, or units are no number above 0.

    Source: NCCI Policy Manual, ch. I and ch. XII D.2.

    >>> exceeded(Mue.given(4000, mai=1), [4000, 4000])
    False
    >>> exceeded(Mue.given(4000, mai=3), [4000, 4000])
    True
    """
    _refuse_unchecked(limit)
    units = [_line_units(value) for value in line_units]
    if limit.mai == _PER_LINE:
        return any(value > limit.units for value in units)
    return sum(map(Fraction, units)) > limit.units


def status_indicator(code: str, *, on: date, nearest: bool = False) -> StatusIndicator | NotChecked:
    """How Medicare's outpatient hospital payment treats a code.

    Args:
        code: a J code, a code linked to one, or a code for giving drugs.
        on: the date of service.
        nearest: where the quarter of the date is not held, answer with the nearest
            one in which the code had the same billing unit and an indicator; of two
            as near, the earlier.

    Returns:
        The indicator, with the quarter that it rests on; ``NotChecked`` where none is
        held.

    Raises:
        UnknownCode: no table that is held knows the code.
        BadDate: this is no date.
        UncoveredDate: the date lies outside what the library answers for.

    Source: CMS, OPPS Addendum B of the quarter.

    >>> from datetime import date
    >>> status_indicator("J9312", on=date(2026, 1, 15)).separately_paid
    True
    """
    answer = _of_quarter(_status_indicators(), code, on, nearest=nearest)
    if isinstance(answer, NotChecked):
        return answer
    return StatusIndicator(code, *answer)


def listed_single_dose(code: str) -> Literal[True] | None:
    """Whether CMS lists a code as coming in single-dose containers only.

    Returns:
        True where it is listed. None where it is not, which proves nothing, since the
        label of the product decides.

    Source: CMS, codes of the JW and JZ policy, as updated 2025-06-20.

    >>> listed_single_dose("J9312")
    True
    """
    return True if code in _single_dose_codes() else None


_Value = TypeVar("_Value")
_Limit = tuple[int, int, str]


@frozen
class _Edits(Generic[_Value]):
    """The values of one edit by code and quarter, and the quarters that are held."""

    name: str
    values: Mapping[str, Mapping[str, _Value]]
    quarters: frozenset[str]


def _edits(name: str, rows: Iterable[tuple[str, str, _Value]]) -> _Edits[_Value]:
    """The edit whose rows are code, list of quarters, value."""
    values: dict[str, dict[str, _Value]] = {}
    for code, quarters, value in rows:
        of_code = values.setdefault(code, {})
        of_code.update(dict.fromkeys(quarters.split(LIST_SEPARATOR), value))
    held = frozenset(quarter for of_code in values.values() for quarter in of_code)
    return _Edits(name, values, held)


@cache
def _mues() -> Mapping[str, _Edits[_Limit]]:
    """The limits of each setting."""
    rows = read_table("mue")
    next(rows)
    limits: dict[str, list[tuple[str, str, _Limit]]] = {setting: [] for setting in _SETTINGS}
    for setting, code, quarters, units, mai, rationale in rows:
        limits[setting].append((code, quarters, (int(units), int(mai), rationale)))
    return {setting: _edits(f"{setting} MUE", listed) for setting, listed in limits.items()}


@cache
def _status_indicators() -> _Edits[str]:
    rows = read_table("status_indicators")
    next(rows)
    return _edits("OPPS status indicator", ((code, of, value) for code, of, value in rows))


@cache
def _single_dose_codes() -> frozenset[str]:
    rows = read_table("single_dose_codes")
    next(rows)
    return frozenset(code for code, _ in rows)


def _of_quarter(
    edits: _Edits[_Value], code: str, on: date, *, nearest: bool
) -> tuple[str, _Value, bool] | NotChecked:
    """The quarter of an answer, the value in it, and whether it is not that of the date."""
    day = plain_date(on)
    quarter = f"{day.year}Q{(day.month + 2) // 3}"
    check_covered(day, day)
    of_code = edits.values.get(code, {})
    if quarter in of_code:
        return quarter, of_code[quarter], False
    if not of_code:
        _check_known(code)
    what = f"the {edits.name} of {code} on {day}"
    if quarter in edits.quarters:
        return NotChecked(
            what,
            f"CMS publishes none for {quarter}; it keeps some to itself and has none for the "
            "newest codes and those that ended",
        )
    if nearest:
        return _nearest(of_code, code, day, what)
    return NotChecked(
        what,
        f"{quarter} is not held, only {', '.join(sorted(edits.quarters))}: pass nearest=True to take "
        "the nearest of them",
    )


def _nearest(
    of_code: Mapping[str, _Value], code: str, day: date, what: str
) -> tuple[str, _Value, bool] | NotChecked:
    """The answer of the nearest quarter in which the code meant the same."""
    meaning = _meaning(code, day)
    fitting = [each for each in of_code if _meaning(code, period_of(each)[1]) == meaning]
    if not fitting:
        return NotChecked(
            what, f"no quarter held has one for the code with the billing unit of {day}"
        )

    def distance(quarter: str) -> tuple[int, str]:
        start, _ = period_of(quarter)
        months = 12 * (start.year - day.year) + start.month - (day.month - 1) // 3 * 3 - 1
        return abs(months), quarter

    chosen = min(fitting, key=distance)
    return chosen, of_code[chosen], True


def _meaning(code: str, day: date) -> tuple[str, BillingUnit] | None:
    """The life and billing unit of a code on a day; None where the ledger does not say."""
    held = ledger()
    rows = held.jcodes.get(code, ()) or held.neighbours.get(code, ())
    in_force = [row for row in rows if held.version(row).in_force(day)]
    return (life_of(in_force[-1]), held.version(in_force[-1]).billing_unit) if in_force else None


def _check_known(code: object) -> None:
    """Refuse a code that no table holds."""
    tables: tuple[Mapping[str, object], ...] = (
        ledger().jcodes,
        ledger().neighbours,
        _status_indicators().values,
        *(edits.values for edits in _mues().values()),
    )
    if not any(code in table for table in tables):
        raise UnknownCode(
            code,
            f"{shown(code)} is neither a J code, nor a code linked to one, nor a code for giving "
            "drugs that is held",
            suggestion,
        )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _refuse_unchecked(limit: object) -> None:
    if not isinstance(limit, Mue):
        raise BadClaimLine(
            limit, f"{shown(limit)} is no MUE: pass one from mue() or Mue.given(), if there is one"
        )


def _line_units(value: object) -> int | Decimal:
    if isinstance(value, float):
        raise BadClaimLine(value, refused_float(value, "").reason)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadClaimLine(value, f"{shown(value)} are no units: pass an int or a Decimal")
    if (isinstance(value, Decimal) and not value.is_finite()) or value <= 0:
        raise BadClaimLine(value, f"a line has no {shown(value)} units: give a number above 0")
    return value
