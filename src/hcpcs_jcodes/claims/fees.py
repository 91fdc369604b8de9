"""Charges of lines from fee schedules: a price of one unit by code, or by code and modifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Protocol, runtime_checkable

from attrs import evolve

from ..amounts.amount import refused_float
from ..amounts.arguments import is_given, shown
from ..errors import BadArgument, BadClaimLine
from .fields import dollars, exact_number
from .lines import ClaimLine
from .received import number_in

__all__ = ["Fees", "Schedules", "charged_line", "checked_fees"]

Price = Decimal | int | str
Prices = (
    Mapping[str, Price] | Mapping[tuple[str, str], Price] | Mapping[str | tuple[str, str], Price]
)
"""The price of one unit by code, or by code and modifier."""


@runtime_checkable
class PricesByDate(Protocol):
    """Prices that change by the date of service, such as payment limits."""

    def price_on(self, code: str, on: date) -> Fraction | None:
        """The price of one unit of a code on a date; None if it has none."""


Fees = Prices | PricesByDate | Sequence[Mapping[Any, Price] | PricesByDate]
"""A fee schedule, or several of which the first that has a price decides."""
Schedules = tuple[Mapping[Any, Any] | PricesByDate, ...]


def checked_fees(fees: object) -> Schedules:
    """The fee schedules, which are read only where a line needs them.

    Raises:
        BadArgument: it is neither a mapping, payment limits nor a list of them.
    """
    schedules = tuple(fees) if isinstance(fees, tuple | list) else (fees,)
    for each in schedules:
        if not isinstance(each, Mapping | PricesByDate) or isinstance(each, type):
            raise BadArgument(
                each,
                f"fees={shown(each)} is not a fee schedule: pass a dictionary of code and price, "
                "or PaymentLimits('1')",
                argument="fees",
            )
    return schedules


def charged_line(line: ClaimLine, schedules: Schedules) -> ClaimLine | str:
    """The line with its charge; the reason, in words, why it has no price.

    Raises:
        BadClaimLine, BadAmount: a price is not valid.
    """
    for schedule in schedules:
        price = _price_of(line, schedule)
        if isinstance(price, str):
            return price
        if price is not None:
            cents = floor(price * Fraction(line.units) * 100 + Fraction(1, 2))
            return evolve(line, charge=dollars(cents))
    dated = any(isinstance(each, PricesByDate) for each in schedules)
    return f"{line.code} has no price in the fee schedule{f' on {line.on}' if dated else ''}"


def _price_of(line: ClaimLine, fees: Mapping[Any, Any] | PricesByDate) -> Fraction | str | None:
    """The price of one unit; in words why it is not known; None if the schedule has none."""
    if not isinstance(fees, Mapping):
        return fees.price_on(line.code, line.on)
    keys = [(line.code, modifier) for modifier in line.modifiers]
    of_modifiers = {key[1]: fees[key] for key in keys if is_given(fees.get(key))}
    prices = {_price(line.code, price) for price in of_modifiers.values()}
    if len(prices) > 1:
        which = " and ".join(of_modifiers)
        return f"{line.code} has different prices for the modifiers {which}"
    if not prices and is_given(fees.get(line.code)):
        prices = {_price(line.code, fees[line.code])}
    return prices.pop() if prices else None


def _price(code: str, value: object) -> Fraction:
    """The price of one unit, exact: payment limits have three decimals."""
    if isinstance(value, float):
        raise refused_float(value, "")
    read = number_in(value) if isinstance(value, str) else value
    price = exact_number(read)
    if price is None or price < 0:
        raise BadClaimLine(
            value,
            f"{shown(value)} is not the price of {code}: pass the price of one unit, such as "
            "'12.34'",
            argument="fees",
        )
    return price
