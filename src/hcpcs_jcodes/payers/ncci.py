"""CMS's edits for pairs of drug administration codes: what bundles, and what an add-on needs.

The edits of a date of service are those of its quarter. Where that is not included, the
included quarters before and after it answer if they say the same, otherwise the nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final, TypeAlias

from attrs import evolve, frozen

from ..amounts.arguments import checked_flag
from ..claims.settings import checked_administration_setting, checked_cpt
from ..codes.periods import DateLike, check_covered, plain_date, quarter_of, quarters_of
from ..tables import read_table
from ..words import AdministrationSetting, Basis
from .quarters import NotChecked, around, nearest_quarter, not_included, quarters_included

__all__ = [
    "Bundle",
    "RestsOn",
    "add_on_parents",
    "bundle_on",
    "bundles_rest_on",
    "edited_with",
    "is_add_on",
    "ncci_edit",
    "parents_on",
    "parents_rest_on",
]

_Quarters: TypeAlias = frozenset[str]
_NONE: Final[_Quarters] = frozenset()

UNORDERED: Final = "unordered"
"""In place of the modifier indicator of two codes that are listed without their order."""


@frozen
class Bundle:
    """A pair of codes of which only the first is paid on one date, or both with a modifier.

    Attributes:
        column1: the code that is paid.
        column2: the code that is bundled into it.
        modifier_indicator: "1" if a modifier may show that both are payable, "0" if none
            may, "9" if the edit is no longer in force.
        rationale: the reason, in CMS's words.
        quarter: the quarter that the answer rests on, such as "2026Q2".
        basis: how: "of the quarter" of the date; "same before and after", where that quarter
            is not included but the included ones before and after it say the same, of which
            this is the earlier; "nearest", on request.
    """

    column1: str
    column2: str
    modifier_indicator: str
    rationale: str
    quarter: str = ""
    basis: Basis = "of the quarter"

    @property
    def separable(self) -> bool:
        """Whether a modifier such as 59 may show that both are payable."""
        return self.modifier_indicator == "1"


@frozen
class RestsOn:
    """Which edits answer for a date of service: their quarter, and on what basis."""

    quarter: str
    basis: Basis


def _rests_on(quarter: str, included: _Quarters, edits: Callable[[str], object]) -> RestsOn:
    """Which of the included quarters answers for a quarter; there must be one."""
    if quarter in included:
        return RestsOn(quarter, "of the quarter")
    both = around(quarter, included)
    if both and edits(both[0]) == edits(both[1]):
        return RestsOn(both[0], "same before and after")
    return RestsOn(nearest_quarter(quarter, included), "nearest")


def _rows(name: str) -> Iterator[dict[str, str]]:
    header, *rows = read_table(name)
    for row in rows:
        yield dict(zip(header, row, strict=True))


# --- pairs that bundle ------------------------------------------------------------------


def bundle_on(column1: str, column2: str, *, setting: str, on: date) -> Bundle | None:
    """The edit that bundles the second code into the first, by the edits nearest to a date.

    Source: CMS, NCCI procedure to procedure edits.

    >>> bundle_on("96413", "96372", setting="facility", on=date(2025, 8, 1)).quarter
    '2025Q3'
    """
    if (column1, column2) not in _bundles(setting):
        return None
    rests = bundles_rest_on(column1, column2, setting=setting, on=on)
    found = _row_in(column1, column2, setting, rests.quarter) if rests else None
    if rests is None or found is None or found.modifier_indicator == UNORDERED:
        return None
    return evolve(found, quarter=rests.quarter, basis=rests.basis)


def bundles_rest_on(one: str, other: str, *, setting: str, on: date) -> RestsOn | None:
    """Which edits answer for two codes on a date; None if none of one of them are included."""
    return _bundles_rest_on(one, other, setting, quarter_of(on))


@cache
def _bundles_rest_on(one: str, other: str, setting: str, quarter: str) -> RestsOn | None:
    known = _quarters_of_code(setting)

    def edits(each: str) -> object:
        return _row_in(one, other, setting, each), _row_in(other, one, setting, each)

    included = known.get(one, _NONE) & known.get(other, _NONE)
    return _rests_on(quarter, included, edits) if included else None


def _row_in(column1: str, column2: str, setting: str, quarter: str) -> Bundle | None:
    """The edit of a quarter, also one that is known without its order."""
    edits = _bundles(setting).get((column1, column2), ())
    return next((edit for quarters, edit in edits if quarter in quarters), None)


@cache
def _bundles(setting: str) -> Mapping[tuple[str, str], list[tuple[_Quarters, Bundle]]]:
    """The pairs that bundle in a setting, each with the quarters in which it does."""
    found: dict[tuple[str, str], list[tuple[_Quarters, Bundle]]] = {}
    for row in _rows("ncci_pairs"):
        edit = Bundle(row["column1"], row["column2"], row["modifier_indicator"], row["rationale"])
        if quarters := frozenset(quarters_of(row[setting])):
            found.setdefault((edit.column1, edit.column2), []).append((quarters, edit))
    return found


@cache
def edited_with(code: str, setting: str) -> frozenset[str]:
    """The codes with which a code has an edit in any quarter included, in either order.

    >>> "96372" in edited_with("96413", "facility")
    True
    """
    pairs = _bundles(setting)
    return frozenset(
        one if other == code else other for one, other in pairs if code in (one, other)
    )


@cache
def _quarters_of_code(setting: str) -> Mapping[str, _Quarters]:
    """The quarters in which the pairs of a code are included in a setting.

    A hospital's table of a quarter is of every code that any table names, a practitioner's of
    those that it names itself.
    """
    found: dict[str, _Quarters] = {}
    for row in _rows("ncci_pairs"):
        quarters = frozenset(quarters_of(row[setting]))
        if setting == "facility":
            quarters = frozenset(quarters_included("ncci_pairs", setting))
        for code in (row["column1"], row["column2"]):
            found[code] = found.get(code, _NONE) | quarters
    return found


def ncci_edit(
    one: str,
    other: str,
    *,
    setting: AdministrationSetting,
    on: DateLike,
    nearest: bool = False,
) -> Bundle | NotChecked | None:
    """The edit that bundles one of two drug administration codes into the other.

    Args:
        one: an administration code, such as 96413.
        other: another.
        setting: "professional" or "facility".
        on: the date of service.
        nearest: if neither the quarter of the date nor equal ones before and after it answer,
            whether to answer by the nearest quarter included; if two are equally near, the
            earlier.

    Returns:
        The edit, in whichever order CMS lists it, with the quarter that it rests on; None if
        there is no such edit; ``NotChecked``, which is not a pass, if no edits for a code, or
        none for the date, are included.

    Raises:
        BadAdministration: a code does not have the format of an administration code.
        BadClaimLine: the setting is not one of the two.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.

    Source: CMS, NCCI procedure to procedure edits; for hospitals, also the tables of CMS's
    Integrated Outpatient Code Editor.

    >>> edit = ncci_edit("96372", "96413", setting="professional", on=date(2024, 8, 1))
    >>> edit.column1, edit.column2, edit.separable
    ('96413', '96372', True)
    """
    checked_administration_setting(setting)
    on = _checked_day(on)
    nearest = checked_flag(nearest, "nearest")
    known = _quarters_of_code(setting)
    included = [known.get(checked_cpt(code), _NONE) for code in (one, other)]
    what = f"the edit of {one} and {other} on {on}"
    rests = bundles_rest_on(one, other, setting=setting, on=on)
    if rests is None:
        return _no_edits(what, other if included[0] else one)
    if rests.basis == "nearest" and not nearest:
        return NotChecked(what, not_included(quarter_of(on), included[0] & included[1]))
    found = _row_in(one, other, setting, rests.quarter) or _row_in(
        other, one, setting, rests.quarter
    )
    if found and found.modifier_indicator == UNORDERED:
        return NotChecked(
            what,
            f"CMS's list of {rests.quarter} names the two codes, but which is bundled is lost",
        )
    return found and evolve(found, quarter=rests.quarter, basis=rests.basis)


# --- add-on codes -----------------------------------------------------------------------


def is_add_on(code: str) -> bool:
    """Whether CMS lists a code as an add-on in any quarter included."""
    return code in _parents("facility")


def parents_on(code: str, *, setting: str, on: date) -> frozenset[str]:
    """The primary codes of an add-on, one of which it needs, by the edits nearest to a date.

    Empty for an add-on that only the other setting may use.

    Source: CMS, NCCI add-on code edits.

    >>> sorted(parents_on("96417", setting="professional", on=date(2024, 8, 1)))
    ['96413']
    """
    return _parents_in(code, setting, parents_rest_on(code, setting=setting, on=on).quarter)


def parents_rest_on(code: str, *, setting: str, on: date) -> RestsOn:
    """Which edits answer for the primary codes of a code on a date."""
    return _parents_rest_on(code, setting, quarter_of(on))


@cache
def _parents_rest_on(code: str, setting: str, quarter: str) -> RestsOn:
    included = _quarters_of_add_on(code, setting)
    return _rests_on(quarter, included, lambda each: _parents_in(code, setting, each))


@cache
def _parents_in(code: str, setting: str, quarter: str) -> frozenset[str]:
    rows = _parents(setting).get(code, ())
    return frozenset(parent for quarters, parent in rows if quarter in quarters)


@cache
def _parents(setting: str) -> Mapping[str, list[tuple[_Quarters, str]]]:
    """The primary codes of each add-on, each with the quarters in which it is one."""
    found: dict[str, list[tuple[_Quarters, str]]] = {}
    for row in _rows("add_on_parents"):
        found.setdefault(row["add_on"], []).append(
            (frozenset(quarters_of(row[setting])), row["parent"])
        )
    return found


def _quarters_of_add_on(code: str, setting: str) -> _Quarters:
    """The quarters whose primary codes of a code are included in a setting.

    An add-on that is only for the other setting, and a code that is not an add-on, are known
    from every table of the setting.
    """
    listed = _NONE.union(*(quarters for quarters, _ in _parents(setting).get(code, ())))
    return listed or frozenset(quarters_included("add_on_parents", setting))


def add_on_parents(
    code: str, *, setting: AdministrationSetting, on: DateLike, nearest: bool = False
) -> frozenset[str] | NotChecked | None:
    """The primary codes of an add-on administration code, one of which it needs on the claim.

    Args:
        code: an administration code, such as 96415.
        setting: "professional" or "facility".
        on: the date of service.
        nearest: as for :func:`ncci_edit`.

    Returns:
        Its primary codes, empty for an add-on that only the other setting may use; None
        for a code that is not an add-on; ``NotChecked`` if no edits for the code, or none for
        the date, are included.

    Raises:
        BadAdministration: the code does not have the format of an administration code.
        BadClaimLine: the setting is not one of the two.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.

    Source: CMS, NCCI add-on code edits; for hospitals, also the tables of CMS's Integrated
    Outpatient Code Editor.

    >>> add_on_parents("96417", setting="facility", on=date(2025, 8, 1))
    frozenset({'96413'})
    >>> add_on_parents("96376", setting="professional", on=date(2024, 8, 1))
    frozenset()
    """
    checked_administration_setting(setting)
    on = _checked_day(on)
    nearest = checked_flag(nearest, "nearest")
    what = f"the primary codes of {checked_cpt(code)} on {on}"
    if not (is_add_on(code) or _quarters_of_code(setting).get(code)):
        return _no_edits(what, code)
    if parents_rest_on(code, setting=setting, on=on).basis == "nearest" and not nearest:
        included = _quarters_of_add_on(code, setting)
        return NotChecked(what, not_included(quarter_of(on), included))
    return parents_on(code, setting=setting, on=on) if is_add_on(code) else None


def _checked_day(on: object) -> date:
    day = plain_date(on)
    check_covered(day, day)
    return day


def _no_edits(what: str, code: str) -> NotChecked:
    return NotChecked(
        what, f"no edits for {code} are included, only those among drug administration codes"
    )
