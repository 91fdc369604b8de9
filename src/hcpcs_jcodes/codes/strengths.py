"""How a strength that a text states fits the billing unit of a code."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from ..amounts.amount import Amount
from ..errors import JCodesError
from .chargemaster import Reading
from .rows import AT, Row

__all__ = ["is_one_unit", "percents_of", "strength_of", "times_of"]

# 4 of 4 mg/2 mL, and its unit
_AMOUNT: Final = re.compile(r"([0-9.,]+)([^/]*)")
_PERCENT: Final = re.compile(r"([0-9]*\.?[0-9]+)\s*%\s*")
_UNITS: Final = {
    "cc": "mL",
    "gm": "g",
    "gram": "g",
    "iu": "units",
    "l": "L",
    "meq": "mEq",
    "ml": "mL",
    "mmu": "units",
    "mu": "units",
    "u": "units",
    "unit": "units",
}


def strength_of(reading: Reading) -> Amount | None:
    """The first amount or volume that a text states."""
    for text in reading.strengths:
        number, unit = _AMOUNT.match(text).groups()  # type: ignore[union-attr]
        unit = unit.strip(" -").replace("anti-xa ", "")
        millions = unit.startswith("million") or unit in ("mu", "mmu")
        unit = _UNITS.get(unit.removeprefix("million ").removesuffix("s"), unit)
        try:
            found = Amount(f"{number.replace(',', '')} {unit}")
        except JCodesError:
            continue  # a percentage, a dilution, or a number without its unit
        return found * 1_000_000 if millions else found
    return None


def percents_of(reading: Reading) -> frozenset[Fraction]:
    """The percentages that a text states."""
    numbers = (_PERCENT.fullmatch(each) for each in reading.strengths)
    return frozenset(Fraction(number[1]) for number in numbers if number)


def is_one_unit(strength: Amount | None, row: Row) -> bool:
    """Whether a strength is the billing unit of a code, which tells sizes of one drug apart."""
    return row[AT["unit_kind"]] == "measured" and _ratio(strength, row[AT["unit_amount"]]) == 1


def times_of(strength: Amount | None, row: Row) -> tuple[int, Fraction]:
    """How well a strength fits the billing unit of a code: a whole number of large units best.

    Of units that are larger than the strength the smallest fits best.
    """
    times = _ratio(strength, row[AT["unit_amount"]] or row[AT["unit_at_most"]])
    if row[AT["unit_kind"]] == "banded":
        above = _ratio(strength, row[AT["unit_above"]])
        outside = (times is not None and times > 1) or (above is not None and above <= 1)
        return (2 if outside else 0), times or Fraction(0)
    if not times:
        return 1, Fraction(0)
    if row[AT["unit_kind"]] == "up_to":
        return (0, 1 / times) if times <= 1 else (1, times)
    if times < 1:
        return 2, 1 / times
    return (0, times) if times.denominator == 1 else (2, times)


def _ratio(strength: Amount | None, unit: str) -> Fraction | None:
    """How many units of an amount a strength is; None if they do not fit, or one is missing."""
    if strength is None or not unit:
        return None
    try:
        return strength.ratio_to(Amount(unit))
    except JCodesError:
        return None
