"""How Medicare pays hospital outpatient departments for a code: its status indicator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from attrs import frozen

from ..tables import read_table
from .quarters import NotChecked, by_quarter, value_on

__all__ = ["StatusIndicator", "status_indicator"]

_NOT_EXPLAINED: Final = ("an indicator that this version does not explain", None)


@frozen
class StatusIndicator:
    """How Medicare's outpatient hospital payment (OPPS) treats a code in one quarter.

    Attributes:
        code: the HCPCS or CPT code.
        quarter: the quarter that the answer rests on, such as "2026Q1".
        indicator: CMS's status indicator, such as "K".
        nearest: whether this is the nearest quarter included, not that of the date.
    """

    code: str
    quarter: str
    indicator: str
    nearest: bool = False

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


def status_indicator(code: str, *, on: date, nearest: bool = False) -> StatusIndicator | NotChecked:
    """How Medicare's outpatient hospital payment treats a code.

    Args:
        code: a J code, a related code, or a drug administration code.
        on: the date of service.
        nearest: if the quarter of the date is not included, whether to answer with the
            nearest one in which the code had the same billing unit and an indicator; if
            two are equally near, the earlier.

    Returns:
        The indicator, with the quarter that it rests on; ``NotChecked`` if none is
        included.

    Raises:
        UnknownCode: no included table has the code.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.

    Source: CMS, OPPS Addendum B of the quarter.

    >>> from datetime import date
    >>> status_indicator("J9312", on=date(2026, 1, 15)).separately_paid
    True
    """
    answer = value_on(on, code, "OPPS status indicator", _indicators(), nearest=nearest)
    if isinstance(answer, NotChecked):
        return answer
    return StatusIndicator(code, *answer)


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
def _indicators() -> Mapping[str, Mapping[str, str]]:
    """The indicators by quarter and code."""
    rows = read_table("status_indicators")
    next(rows)
    return by_quarter((code, quarters, indicator) for code, quarters, indicator in rows)
