"""How a count of one billing unit becomes a count of another.

An old count was rounded up from a dose, so it stands for a span of doses. If
the new unit is the same or a whole multiple of the old one, the span gives one
number; if it is smaller, it gives several.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from ..amounts.amount import Amount, exact_ratio
from ..amounts.arguments import shown, whole_number
from ..amounts.concentration import Concentration
from ..codes.code import BillingUnit
from ..errors import BadAmount

__all__ = ["conversion", "span_of", "whole_units"]

# more than any claim has: a larger count is a typing error
MOST_UNITS: Final = 10**9


def conversion(
    old: BillingUnit, new: BillingUnit, concentration: Concentration | None = None
) -> tuple[Fraction | None, str]:
    """The ratio of two billing units, and how a count of the old ones converts.

    Args:
        old: the unit that was counted.
        new: the unit to count.
        concentration: the strength that converts a volume to an amount of drug.

    Returns:
        How many new units one old unit is, None if there is no fixed ratio; and
        "exact" if a count gives one number, "range" if it gives several,
        otherwise what is needed: "dose", "concentration" or "count".

    >>> from hcpcs_jcodes.amounts.amount import Amount
    >>> conversion(BillingUnit("measured", Amount("1 mg")), BillingUnit("measured", Amount("5 mg")))
    (Fraction(1, 5), 'exact')
    """
    if old == new and old.kind not in {"unknown", "unspecified", "banded"}:
        return Fraction(1), "exact"
    if "counted" in {old.kind, new.kind}:
        # the same thing may be counted under another name: only the same name is certain
        same = old.kind == new.kind and old.counted == new.counted
        return (Fraction(1), "exact") if same else (None, "count")
    ratio = _ratio(old, new, concentration) if old.kind == new.kind == "measured" else None
    if ratio is None:
        volume = _is_volume(old) and not _is_volume(new) and concentration is None
        return None, "concentration" if volume else "dose"
    return ratio, "exact" if ratio.numerator == 1 else "range"


def _ratio(
    old: BillingUnit, new: BillingUnit, concentration: Concentration | None
) -> Fraction | None:
    if old.components and new.components:
        olds, news = dict(old.components), dict(new.components)
        if olds.keys() != news.keys():
            return None
        ratios = {_of_amounts(olds[name], news[name]) for name in olds}
        return ratios.pop() if len(ratios) == 1 else None
    amount = old.amount
    if concentration is not None and amount is not None and _is_volume(old) and not _is_volume(new):
        amount = concentration.drug_in(amount)
    return _of_amounts(amount, new.amount)


def _of_amounts(old: Amount | None, new: Amount | None) -> Fraction | None:
    if old is None or new is None or old.unit.dimension != new.unit.dimension:
        return None
    return old.ratio_to(new)


def _is_volume(unit: BillingUnit) -> bool:
    return unit.amount is not None and unit.amount.unit.dimension == "volume"


def span_of(units: int, factor: Fraction) -> tuple[int, int]:
    """The fewest and the most new units that a count of old ones may stand for.

    Args:
        units: the old count, at least 1; it stands for any dose above one unit less
            and up to its own.
        factor: how many new units one old unit is.

    >>> span_of(8, Fraction(10))
    (71, 80)
    """
    return floor((units - 1) * factor) + 1, ceil(units * factor)


def whole_units(units: object) -> int:
    """The value as a whole count of billing units.

    Raises:
        BadAmount: it is below 1, above 10**9, not whole, a float or not a number.

    >>> whole_units(8)
    8
    """
    is_whole = whole_number(units) is not None
    if not is_whole and not isinstance(units, bool | float | Decimal | Fraction):
        raise BadAmount(units, f"{shown(units)} is not a count of units: pass an int such as 8")
    numerator, denominator = exact_ratio(units, "")
    if numerator > MOST_UNITS * denominator:
        raise BadAmount(
            units, f"{shown(units)} is more units than any claim has; pass the number billed"
        )
    if denominator != 1 or numerator < 1:
        raise BadAmount(
            units, f"{shown(units)} is not a count of units: pass a whole number, 1 or more"
        )
    return numerator
