"""How Medicare pays hospital outpatient departments for a code: its status indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Final

from attrs import frozen

from ..codes.periods import DateLike, plain_date, quarters_of
from ..lookup.meaning import number_meant
from ..tables import read_table
from .quarters import NotChecked, value_on

__all__ = ["StatusIndicator", "status_indicator"]

_NOT_EXPLAINED: Final = ("an indicator that this version does not explain", None)
_EDITOR, _ADDENDUM_B = "I/OCE", "Addendum B"


@frozen
class StatusIndicator:
    """How Medicare's outpatient hospital payment (OPPS) treats a code in one quarter.

    Attributes:
        code: the HCPCS or CPT code.
        quarter: the quarter that the answer rests on, such as "2026Q1".
        indicator: CMS's status indicator, such as "K".
        nearest: whether this is the nearest quarter included, not that of the date.
        rests_on: "Addendum B", as published for the quarter; "I/OCE", the table of
            Medicare's claims editor, with what was corrected later; or "Addendum B and
            I/OCE" if both state it. Where they differ, Addendum B answers. "" for one
            made by hand.
    """

    code: str
    quarter: str
    indicator: str
    nearest: bool = False
    rests_on: str = ""

    @property
    def meaning(self) -> str:
        """What the indicator means, in our own words.

        Source: OPPS Addendum D1.
        """
        meaning, _ = _meanings().get(self.indicator, _NOT_EXPLAINED)
        return meaning

    @property
    def separately_paid(self) -> bool | None:
        """Whether the drug is paid separately, which is True for G, K and K1 and False for N.

        None for every other indicator: the code is not paid as a drug under OPPS.

        Source: OPPS Addendum D1; for JW and JZ, CMS's discarded drugs policy.
        """
        _, paid_separately = _meanings().get(self.indicator, _NOT_EXPLAINED)
        return paid_separately

    def __str__(self) -> str:
        nearest = " (the nearest quarter included)" if self.nearest else ""
        return f"{self.code}, {self.quarter}{nearest}: {self.indicator}, {self.meaning}"


def status_indicator(
    code: str, *, on: DateLike, nearest: bool = False
) -> StatusIndicator | NotChecked:
    """How Medicare's outpatient hospital payment treats a code.

    Args:
        code: a J code, a related code, a drug administration code, or a name that has one
            code on the date.
        on: the date of service.
        nearest: if the quarter of the date is not included, whether to answer with the
            nearest one in which the code had the same billing unit and an indicator; if
            two are equally near, the earlier.

    Returns:
        The indicator, with the quarter that it rests on; ``NotChecked`` if none is
        included, or if Medicare's editor does not accept the code on that day of the
        quarter, because the drug was approved later or is no longer.

    Raises:
        UnknownCode: no included table has the code; AmbiguousName: a name that has several.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.

    Source: CMS, OPPS Addendum B of the quarter; CMS, Integrated Outpatient Code Editor
    (I/OCE), table of HCPCS codes.

    >>> from datetime import date
    >>> status_indicator("J9312", on=date(2026, 1, 15)).separately_paid
    True
    """
    name = "OPPS status indicator"
    on = plain_date(on)
    code = number_meant(code, on)
    quarters = _by_quarter(code)
    answer = value_on(on, code, name, quarters, nearest=nearest, between=False)
    if isinstance(answer, NotChecked):
        return answer
    quarter, listed, basis = answer
    is_nearest = basis == "nearest"
    if not is_nearest and not listed.since <= on <= listed.until:
        limits = f"from {listed.since}" if on < listed.since else f"to {listed.until}"
        return NotChecked(
            f"the {name} of {code} on {on}",
            f"Medicare's editor accepts the code only {limits}, within {quarter}",
        )
    return StatusIndicator(code, quarter, listed.indicator, is_nearest, listed.rests_on)


@frozen
class _Listed:
    """What is listed for a code in a quarter, and the days on which its claims are accepted."""

    indicator: str
    rests_on: str
    since: date
    until: date


@cache
def _meanings() -> Mapping[str, tuple[str, bool | None]]:
    """What each indicator means, and whether a drug with it is paid separately."""
    rows = read_table("status_meanings")
    next(rows)
    return {
        indicator: (meaning, {"yes": True, "no": False, "": None}[paid_separately])
        for indicator, meaning, paid_separately, _ in rows
    }


@cache
def _by_quarter(code: str) -> Mapping[str, Mapping[str, _Listed]]:
    """What each quarter included lists for a code.

    The editor's table is an excerpt: of a code that it does not list, only the quarters of
    Addendum B are included.
    """
    rows = _rows().get(code, ())
    in_editor = any(rests_on != _ADDENDUM_B for _, _, rests_on, *_ in rows)
    quarters: dict[str, dict[str, _Listed]] = {each: {} for each in _included(editor=in_editor)}
    for of, indicator, rests_on, since, until in rows:
        first = date.fromisoformat(since) if since else date.min
        last = date.fromisoformat(until) if until else date.max
        for quarter in quarters_of(of):
            quarters[quarter][code] = _Listed(indicator, rests_on, first, last)
    return quarters


@cache
def _included(*, editor: bool) -> frozenset[str]:
    """The quarters of Addendum B that are included, with those of the editor if asked."""
    cells = {
        quarters
        for rows in _rows().values()
        for quarters, _, rests_on, *_ in rows
        if editor or rests_on != _EDITOR
    }
    return frozenset(quarter for cell in cells for quarter in quarters_of(cell))


@cache
def _rows() -> Mapping[str, Sequence[Sequence[str]]]:
    """The rows of each code, without it."""
    rows: dict[str, list[list[str]]] = {}
    table = read_table("status_indicators")
    next(table)
    for code, *cells in table:
        rows.setdefault(code, []).append(cells)
    return rows
