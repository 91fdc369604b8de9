"""Medically unlikely edits: the most units of a code that are paid without review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from attrs import field, frozen

from ..amounts.amount import refused_float
from ..amounts.arguments import checked_flag, is_given, shown, whole_number
from ..claims.settings import checked_setting
from ..codes.code import JCode
from ..codes.periods import DateLike, plain_date, quarter_of
from ..errors import BadClaimLine
from ..lookup.meaning import number_meant
from ..tables import read_table
from ..words import Basis, Setting
from .named import payer_named
from .payer import Payer
from .quarters import NotChecked, by_quarter, value_on

__all__ = ["Mue", "exceeded", "mue", "mue_of", "mue_text", "not_of_payer", "once_per_date"]

_PER_LINE: Final = 1
# of a Decimal, before or after the decimal point
_MOST_DIGITS: Final = 20
_ADJUDICATION: Final = {
    _PER_LINE: "each claim line by itself",
    2: "all lines of the code and date together, without exception",
    3: "all lines of the code and date together, unless documentation supports more",
}

_BASIS: Final[Mapping[Basis, str]] = {
    "of the quarter": "",
    "same before and after": " (the same before and after the date)",
    "nearest": " (the nearest quarter included)",
}
# CMS publishes no table of theirs: NCCI applies the practitioners' edits to surgical centers
_AS_PRACTITIONERS: Final[Mapping[Setting, Setting]] = {"asc": "professional"}


@frozen
class _Limit:
    """A limit as CMS publishes it; two with other reasons are the same limit."""

    units: int
    mai: int
    rationale: str = field(eq=False)


@frozen
class Mue:
    """A medically unlikely edit: the most units of a code that are paid without review.

    Attributes:
        code: the HCPCS or CPT code; "" for a limit entered by hand without one.
        setting: "professional" (practitioners), "facility" (outpatient hospitals), "asc"
            (surgical centers) or "supplier" (DME suppliers); "" for a limit entered by hand.
        quarter: the quarter that the answer rests on, such as "2026Q4"; "" for a
            limit that the caller enters.
        units: the most units; 0 means that the code is not payable in this setting.
        mai: the adjudication indicator: 1, 2 or 3.
        rationale: the basis of the limit, in CMS's words; "" for a limit entered by hand.
        basis: how the answer rests on that quarter: "of the quarter" of the date; "same
            before and after", where that quarter is not included but the included ones before
            and after it say the same, of which this is the earlier; "nearest", on request.
    """

    code: str
    setting: str
    quarter: str
    units: int
    mai: int
    rationale: str = ""
    basis: Basis = "of the quarter"

    @classmethod
    def given(cls, units: int, *, mai: int) -> Mue:
        """A limit that the caller knows: a payer's own, or that of a quarter not included.

        Args:
            units: the most units, 0 or more; 0 means not payable.
            mai: 1 if it applies to each claim line, 2 if it applies to the date without
                exception, 3 if documentation can overcome it.

        Raises:
            BadClaimLine: units or mai is not such a number.

        >>> Mue.given(4000, mai=1).adjudication
        'each claim line by itself'
        """
        whole, indicator = whole_number(units), whole_number(mai)
        if whole is None or whole < 0:
            raise BadClaimLine(
                units, f"{shown(units)} is not a number of units: give a whole number, 0 or more"
            )
        if indicator not in _ADJUDICATION:
            raise BadClaimLine(
                mai,
                f"{shown(mai)} is not an MUE adjudication indicator: pass mai=1 (applies to each "
                "line), 2 (the date, without exception) or 3 (the date, unless documented)",
            )
        return cls("", "", "", whole, indicator)

    @property
    def adjudication(self) -> str:
        """What the limit applies to, in words.

        Source: NCCI Policy Manual, ch. I.
        """
        return _ADJUDICATION[self.mai]

    @property
    def per_line(self) -> bool:
        """Whether it applies to each claim line by itself, as MAI 1 does.

        Source: NCCI Policy Manual, ch. I.
        """
        return self.mai == _PER_LINE

    @property
    def not_payable(self) -> bool:
        """Whether the code is not payable in this setting at all, as a limit of 0 means.

        Source: NCCI Policy Manual, ch. I.
        """
        return self.units == 0

    @property
    def nearest(self) -> bool:
        """Whether this is the nearest quarter included, taken on request."""
        return self.basis == "nearest"

    def __str__(self) -> str:
        """The limit in one line, such as "MUE of J9312, professional, 2026Q4: 130 units, ..."."""
        return mue_text(self, None)


def mue_text(limit: Mue, on: date | None) -> str:
    """A limit in one line; for a date of service, whose quarter a nearest one is named with.

    >>> from datetime import date
    >>> near = mue("J0585", on="2025-08-01", setting="professional", nearest=True)
    >>> mue_text(near, date(2025, 8, 1)).partition(":")[0]
    'MUE of J0585, professional, 2026Q2, the nearest to 2025Q3'
    """
    scope = ", ".join(part for part in (limit.code, limit.setting, limit.quarter) if part)
    name = f"MUE of {scope}" if scope else "MUE given"
    name += f", the nearest to {quarter_of(on)}" if on and limit.nearest else _BASIS[limit.basis]
    if limit.not_payable:
        return f"{name}: not payable"
    unit = "unit" if limit.units == 1 else "units"
    return f"{name}: {limit.units} {unit} for {limit.adjudication}"


def mue(
    code: JCode | str,
    *,
    on: DateLike,
    setting: Setting,
    nearest: bool = False,
    payer: Payer | str | None = None,
) -> Mue | NotChecked:
    """The medically unlikely edit of a code: the most units that are paid without review.

    Args:
        code: a J code, a related code, a drug administration code, or a name that has one
            code on the date.
        on: the date of service.
        setting: "professional" for practitioners, "facility" for outpatient
            hospitals, "asc" for surgical centers, which have the limits of practitioners,
            "supplier" for DME suppliers.
        nearest: if neither the quarter of the date nor equal ones before and after it answer,
            whether to answer with the nearest in which the code had the same billing unit and
            a limit; if two are equally near, the earlier.
        payer: the payer; the limits are Medicare's, and answer for a payer only where it says so
            (``cms_mue``).

    Returns:
        The limit, with the quarter that it rests on, and on what basis; ``NotChecked`` if
        none is included. These are Medicare's: other payers, Medicaid among them, have
        their own, for which see :meth:`Mue.given`.

    Raises:
        BadClaimLine: this is not a setting.
        UnknownCode: no included table has the code; AmbiguousName: a name that has several.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.

    Source: CMS, NCCI medically unlikely edits of the quarter; those of practitioners are
    applied to surgical centers too.

    >>> from datetime import date
    >>> mue("J9312", on=date(2026, 10, 1), setting="professional").units
    150
    """
    checked_setting(setting)
    day = plain_date(on)
    meant = number_meant(code, day)
    whose = payer_named(payer) if is_given(payer) else None
    if whose is not None and not whose.cms_mue:
        return not_of_payer(meant, whose)
    return mue_of(meant, day, setting, nearest=checked_flag(nearest, "nearest"))


# typed, as a number is no flag
@lru_cache(maxsize=8192, typed=True)
def mue_of(code: str, on: date, setting: Setting, *, nearest: bool) -> Mue | NotChecked:
    """CMS's limit of a code in a setting that was checked.

    Raises:
        UnknownCode, UncoveredDate: as for :func:`mue`.
    """
    limits = _limits(_AS_PRACTITIONERS.get(setting, setting))
    answer = value_on(on, code, f"{setting} MUE", limits, nearest=nearest)
    if isinstance(answer, NotChecked):
        return answer
    quarter, limit, basis = answer
    return Mue(code, setting, quarter, limit.units, limit.mai, limit.rationale, basis)


def not_of_payer(code: str, payer: Payer) -> NotChecked:
    """That CMS's MUE of a code does not answer for a payer."""
    return NotChecked(
        f"the MUE of {code}",
        f"CMS's is not that of the payer {payer.name}, as far as is known: pass "
        "mue=Mue.given(units, mai=1), or payer.replace(cms_mue=True)",
    )


def exceeded(limit: Mue, line_units: Iterable[int | Decimal]) -> bool:
    """Whether the lines of one code and date have more units than an MUE allows.

    Args:
        limit: the MUE.
        line_units: the units of every line of the code on the date, those with JW, 76
            or any other modifier included.

    Returns:
        For MAI 1, whether any one line exceeds the limit; for 2 and 3, whether all
        lines together do.

    Raises:
        BadClaimLine: the limit was not checked, or the units are not numbers above 0.

    Source: NCCI Policy Manual, ch. I and ch. XII D.2.

    >>> exceeded(Mue.given(4000, mai=1), [4000, 4000])
    False
    >>> exceeded(Mue.given(4000, mai=3), [4000, 4000])
    True
    """
    _refuse_unchecked(limit)
    units = _units_of_lines(line_units)
    if limit.per_line:
        return any(value > limit.units for value in units)
    return sum(each if isinstance(each, int) else Fraction(each) for each in units) > limit.units


@cache
def _limits(setting: str) -> Mapping[str, Mapping[str, _Limit]]:
    """The limits in one setting, by quarter and code."""
    return by_quarter(
        (code, quarters, _Limit(int(units), int(mai), rationale))
        for of, code, quarters, units, mai, rationale in read_table("mue")
        if of == setting
    )


@cache
def once_per_date(setting: str) -> frozenset[str]:
    """The codes whose MUE allows one unit per date, absolutely, in every quarter that lists them.

    A quarter that does not list a code, since its copy is partial, says nothing of it.

    Source: CMS, MUE with adjudication indicator 2.
    """
    allowed: dict[str, set[tuple[int, int]]] = {}
    for limits in _limits(setting).values():
        for code, limit in limits.items():
            allowed.setdefault(code, set()).add((limit.units, limit.mai))
    return frozenset(code for code, said in allowed.items() if said == {(1, 2)})


def _refuse_unchecked(limit: object) -> None:
    if not isinstance(limit, Mue):
        raise BadClaimLine(
            limit,
            f"{shown(limit)} is not an MUE: pass one from mue() or Mue.given(), if there is one",
        )


def _units_of_lines(values: object) -> list[int | Decimal]:
    if not isinstance(values, list) and (
        isinstance(values, str | bytes) or not isinstance(values, Iterable)
    ):
        raise BadClaimLine(
            values,
            f"{shown(values)} are not the units of lines: pass a list of them, such as [72, 8]",
        )
    return [_line_units(value) for value in values]


def _line_units(value: object) -> int | Decimal:
    if type(value) is int and value > 0:
        return value  # nearly every line
    if isinstance(value, float):
        raise refused_float(value, "")
    number = value if isinstance(value, Decimal) else whole_number(value)
    if number is None:
        raise BadClaimLine(
            value, f"{shown(value)} is not a number of units: pass an int or a Decimal"
        )
    plausible = not isinstance(number, Decimal) or (
        number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS
    )
    if not plausible or number <= 0:
        raise BadClaimLine(value, f"a line cannot have {shown(value)} units: give a number above 0")
    return number
