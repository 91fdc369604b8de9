"""What Medicare Part B allows for one billing unit of a drug: CMS's payment limits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache

from attrs import field, frozen

from ..amounts.amount import refused_float
from ..amounts.arguments import checked_flag, shown
from ..claims.fields import exact_number
from ..claims.received import number_in
from ..codes.periods import DateLike, plain_date, quarter_of, quarters_of
from ..errors import BadArgument, UnknownCode
from ..lookup.meaning import number_meant
from ..tables import read_table, texts_of
from .quarters import NotChecked, value_on

__all__ = ["PaymentLimit", "PaymentLimits", "payment_limit"]


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


def _times(value: object) -> Decimal:
    if isinstance(value, float):
        raise refused_float(value, "")
    factor = number_in(value) if isinstance(value, str) else value
    exact = exact_number(factor)
    if exact is None or exact <= 0:
        text = f"times={shown(value)} is not a factor above 0: pass one such as '2.5'"
        raise BadArgument(value, text, argument="times")
    return factor if isinstance(factor, Decimal) else Decimal(exact.numerator)


def _flag(value: object) -> bool:
    return checked_flag(value, "nearest")


@frozen
class PaymentLimits:
    """A fee schedule: Medicare's payment limit of the date of service, times a factor.

    It is passed as ``fees`` to :func:`build_claim` and :meth:`Claim.charged`. A code without a
    limit on the date has no price: none of administration has one.

    Args:
        times: the factor, above 0: text, an int or a Decimal.
        nearest: whether the nearest quarter included may stand for that of the date, as for
            :func:`payment_limit`.

    Raises:
        BadArgument: the factor is not a number above 0, or ``nearest`` neither True nor False.
        BadAmount: the factor is a float.

    Source: CMS, payment limits for Medicare Part B drugs, of the quarter.

    >>> from datetime import date
    >>> from hcpcs_jcodes import Claim, ClaimLine
    >>> claim = Claim([ClaimLine("J9312", 72, on=date(2026, 1, 15))], setting="professional")
    >>> claim.charged(PaymentLimits("2.5")).charge      # 74.765 x 2.5 x 72
    Decimal('13457.70')
    """

    times: Decimal = field(converter=_times)
    nearest: bool = field(default=False, converter=_flag, kw_only=True)

    def price_on(self, code: str, on: DateLike) -> Fraction | None:
        """The price of one unit in dollars, exact; None if the code has no limit on the date.

        Raises:
            BadDate: this is not a date. UncoveredDate: the data do not cover it.

        >>> from datetime import date
        >>> PaymentLimits(2).price_on("J9312", date(2026, 1, 15))
        Fraction(14953, 100)
        """
        try:
            found = payment_limit(code, on=on, nearest=self.nearest)
        except UnknownCode:
            return None  # of no drug
        if isinstance(found, NotChecked) or found.limit is None:
            return None
        return Fraction(found.limit) * Fraction(self.times)

    def __str__(self) -> str:
        return f"payment limits times {self.times}"


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
