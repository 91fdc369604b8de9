"""What Medicare Part B allows for one billing unit of a drug: CMS's payment limits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from attrs import frozen

from ..codes.periods import DateLike, plain_date, quarter_of, quarters_of
from ..lookup.meaning import number_meant
from ..tables import read_table, texts_of
from .quarters import NotChecked, value_on

__all__ = ["PaymentLimit", "payment_limit"]


@frozen
class PaymentLimit:
    """What Medicare Part B allows for one billing unit of a drug in one quarter.

    The limit is what is allowed before the coinsurance and before the sequestration
    is deducted. That of a clotting factor includes the furnishing fee. A hospital may be
    paid nothing apart for a drug that has a limit, since it is packaged (see
    :func:`status_indicator`). CMS: that a code is listed, or is not, says nothing about
    coverage.

    Attributes:
        code: the HCPCS code.
        quarter: the quarter that the answer rests on, such as "2026Q1".
        limit: dollars for one billing unit, as CMS prints them; None if CMS prints none,
            which the note explains.
        note: CMS's note, such as "Inflation-adjusted coinsurance"; "" if there is none.
            Some refer to another page, whose prices then apply.
        nearest: whether this is the nearest quarter included, not that of the date.
    """

    code: str
    quarter: str
    limit: Decimal | None
    note: str = ""
    nearest: bool = False

    def __str__(self) -> str:
        """The limit in one line, such as "J9312, 2026Q1: $74.765 for one unit"."""
        nearest = " (the nearest quarter included)" if self.nearest else ""
        amount = "no limit" if self.limit is None else f"${self.limit} for one unit"
        note = f"; {self.note}" if self.note else ""
        return f"{self.code}, {self.quarter}{nearest}: {amount}{note}"


def payment_limit(code: str, *, on: DateLike, nearest: bool = False) -> PaymentLimit | NotChecked:
    """What Medicare Part B allows for one billing unit of a drug.

    Args:
        code: a J code, a related code, or a name that has one code on the date.
        on: the date of service.
        nearest: if the quarter of the date is not included, whether to answer with the
            nearest one in which the code had the same billing unit and is listed; if
            two are equally near, the earlier. Limits change every quarter.

    Returns:
        The limit in dollars for one billing unit, with the quarter that it rests on and
        CMS's note; ``NotChecked`` if the quarter is not included, or if CMS does not list
        the code in it.

    Raises:
        UnknownCode: no included table has the code; AmbiguousName: a name that has several.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.

    Source: CMS, payment limits for Medicare Part B drugs, of the quarter.

    >>> from datetime import date
    >>> payment_limit("J9312", on=date(2026, 1, 15)).limit
    Decimal('74.765')
    """
    limits = _limits()
    on = plain_date(on)
    code = number_meant(code, on)
    answer = value_on(on, code, "Medicare payment limit", limits, nearest=nearest, between=False)
    if isinstance(answer, NotChecked):
        quarter = quarter_of(on)
        if quarter not in limits:
            return answer
        return NotChecked(
            answer.what,
            f"CMS lists no limit for {quarter}, which says nothing about coverage: what is covered and "
            "not listed is priced by the contractor",
        )
    quarter, (printed, note), basis = answer
    limit = Decimal(printed) if printed[0].isdigit() else None
    return PaymentLimit(code, quarter, limit, note, basis == "nearest")


@cache
def _limits() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """The limit as printed and the note, by quarter and code."""
    limits: dict[str, dict[str, tuple[str, str]]] = {}
    rows = read_table("payment_limits")
    next(rows)
    for code, quarters, printed, note in rows:
        for quarter, limit in zip(quarters_of(quarters), texts_of(printed), strict=True):
            limits.setdefault(quarter, {})[code] = limit, note
    return limits
