"""Charges of lines from a fee schedule: a price of one unit by code, or by code and modifier."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

from attrs import evolve

from ..amounts.amount import refused_float
from ..amounts.arguments import is_given, shown
from ..errors import BadArgument, BadClaimLine
from .fields import dollars, exact_number
from .lines import ClaimLine
from .received import number_in

__all__ = ["Fees", "charged_line", "checked_fees"]

Price = Decimal | int | str
Fees = Mapping[str, Price] | Mapping[tuple[str, str], Price] | Mapping[str | tuple[str, str], Price]
"""The price of one unit by code, or by code and modifier."""


def checked_fees(fees: Fees) -> Mapping[object, object]:
    """The fee schedule, which is read only where a line needs it.

    Raises:
        BadArgument: it is not a mapping.
    """
    given: object = fees
    if not isinstance(given, Mapping):
        raise BadArgument(
            given,
            f"fees={shown(given)} is not a fee schedule: pass a dictionary of code and price",
            argument="fees",
        )
    return given


def charged_line(line: ClaimLine, fees: Mapping[object, object]) -> ClaimLine | str:
    """The line with its charge; the reason, in words, why it has no price.

    Raises:
        BadClaimLine, BadAmount: a price is not valid.
    """
    keys = [(line.code, modifier) for modifier in line.modifiers]
    of_modifiers = {key[1]: fees[key] for key in keys if is_given(fees.get(key))}
    prices = {_price(line.code, price) for price in of_modifiers.values()}
    if len(prices) > 1:
        which = " and ".join(of_modifiers)
        return f"{line.code} has different prices for the modifiers {which}"
    if not prices and is_given(fees.get(line.code)):
        prices = {_price(line.code, fees[line.code])}
    if not prices:
        return f"{line.code} has no price in the fee schedule"
    cents = floor(prices.pop() * Fraction(line.units) * 100 + Fraction(1, 2))
    return evolve(line, charge=dollars(cents))


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
