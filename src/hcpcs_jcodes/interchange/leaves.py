"""The values that stand as a text: amounts, numbers, dates, times and NDCs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final

from ..amounts.amount import Amount, decimal_text
from ..amounts.arguments import LONGEST_TEXT
from ..amounts.concentration import Concentration
from ..amounts.measures import UNITS
from ..ndc.numbers import Ndc, ProductNdc
from ..ndc.quantities import NdcQuantity
from ..units.rounding import Rounding
from ..words import QUALIFIERS
from .forms import Leaf

__all__ = ["leaves"]

_DAY: Final = (
    r"[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_TIME: Final = (
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{6})?"
    r"(?:[+-](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{6})?)?)?"
)
# no longer than a text that states an amount, twice for the two parts of a ratio
_DECIMAL: Final = r"[0-9]{1,80}(?:\.[0-9]{1,80})?"
_NUMBER: Final = rf"(?:{_DECIMAL}|[0-9]{{1,80}}/[1-9][0-9]{{0,79}})"


@cache
def leaves() -> Mapping[type, Leaf]:
    """The form of each type that stands as a text."""
    symbols = sorted({name for unit in UNITS.values() for name in (unit.symbol, unit.plural)})
    amount = f"{_NUMBER} (?:{'|'.join(symbols)})"
    qualifiers = "|".join(QUALIFIERS)
    forms = (
        Leaf(Amount, _amount_text, _amount, amount, "715 mg"),
        Leaf(Concentration, str, Concentration, f"{amount}/{amount}", "50 mg/1 mL"),
        Leaf(Ndc, str, Ndc, "[0-9]{5}-[0-9]{4}-[0-9]{2}", "50242-0051-21"),
        Leaf(ProductNdc, str, ProductNdc, "[0-9]{5}-[0-9]{4}", "50242-0051"),
        Leaf(NdcQuantity, str, _quantity, f"{_NUMBER} (?:{qualifiers})", "10 ML"),
        Leaf(Decimal, lambda value: format(value, "f"), Decimal, _DECIMAL, "72.5"),
        Leaf(Fraction, str, Fraction, "[0-9]{1,80}(?:/[1-9][0-9]{0,79})?", "1/10"),
        Leaf(date, _iso, date.fromisoformat, _DAY, "2025-08-01"),
        Leaf(
            datetime,
            _iso,
            datetime.fromisoformat,
            f"{_DAY}T{_TIME}",
            "2025-08-01T09:30:00",
        ),
        Leaf(
            Rounding,
            lambda value: str(value.value),
            Rounding,
            "|".join(each.value for each in Rounding),
            "up",
        ),
    )
    return {form.of: form for form in forms}


def _iso(value: date) -> str:
    # of a time that stands where a date belongs, it shows the time
    return value.isoformat()


def _amount_text(amount: Amount) -> str:
    """An amount as it is printed; as a ratio if that would be longer than what is read again."""
    text = str(amount)
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{amount.numerator}/{amount.denominator} {amount.unit.plural}"


def _amount(text: str) -> Amount:
    ratio = _as_printed(text)
    return Amount(text) if ratio is None else Amount(*ratio)


def _quantity(text: str) -> NdcQuantity:
    ratio = _as_printed(text)
    return NdcQuantity(text) if ratio is None else NdcQuantity(*ratio)


def _as_printed(text: str) -> tuple[Fraction, str] | None:
    """A number as it is printed, however long, and its unit; None if it is two numbers.

    Two numbers with a common divisor are two strengths, and no ratio. Nor are two whose ratio
    has decimals that end, unless these would be longer than a text of an amount.
    """
    number, _, unit = text.partition(" ")
    ratio = Fraction(number)
    if "/" in number:
        printed = decimal_text(ratio)
        exact = f"{ratio.numerator}/{ratio.denominator}"
        if number != (exact if len(printed) > LONGEST_TEXT // 2 else printed):
            return None
    return ratio, unit
