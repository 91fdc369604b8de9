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

# CMS's Addendum D1, in our own words
_STATUS: Final = {
    "A": "not paid under OPPS but by another fee schedule",
    "B": "not paid under OPPS on a hospital outpatient claim; another code may be",
    "E1": "not payable by Medicare for outpatients",
    "E2": "not paid because pricing or claims data are not available",
    "G": "pass-through drug, paid separately",
    "J1": "procedure paid in one payment with nearly everything else on the claim",
    "K": "drug paid separately",
    "K1": "non-opioid drug for pain after surgery, paid separately",
    "L": "vaccine paid at reasonable cost",
    "M": "not billed to the Medicare contractor",
    "N": "packaged: paid as part of another service, never separately",
    "Q1": "packaged if a service with S, T or V is on the claim, otherwise paid separately",
    "S": "procedure paid separately and never discounted",
    "T": "procedure paid separately, discounted if several are performed",
    "Y": "not paid under OPPS but billed to the DME contractor",
}
_SEPARATELY_PAID: Final = frozenset({"G", "K", "K1"})
_PACKAGED: Final = "N"


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
        return _STATUS.get(self.indicator, "an indicator that this version does not explain")

    @property
    def separately_paid(self) -> bool | None:
        """Whether the drug is paid separately, which is True for G, K and K1 and False for N.

        None for every other indicator: the code is not paid as a drug under OPPS.

        Source: OPPS Addendum D1; for JW and JZ, CMS's discarded drugs policy.
        """
        if self.indicator in _SEPARATELY_PAID:
            return True
        return False if self.indicator == _PACKAGED else None

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
def _indicators() -> Mapping[str, Mapping[str, str]]:
    """The indicators by quarter and code."""
    rows = read_table("status_indicators")
    next(rows)
    return by_quarter((code, quarters, indicator) for code, quarters, indicator in rows)
