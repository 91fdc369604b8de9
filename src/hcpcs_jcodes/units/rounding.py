"""How a part of a billing unit is rounded: the payer's choice."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from ..amounts.amount import decimal_text, exact_ratio
from ..amounts.arguments import shown
from ..codes.code import JCode
from ..errors import BadAmount

__all__ = ["Rounding", "Units", "checked_rounding", "in_parts", "rounding_of", "units_text"]

Units = int | Decimal


class Rounding(Enum):
    """How a part of a billing unit is rounded: the payer's choice.

    ``UP`` is Medicare's rule and the default of every function: the next whole
    unit. ``EXACT`` refuses a dose that is not a whole number of units. The others
    keep one, two or three decimals, the last one rounded up, for payers that
    accept decimals. A code "up to" an amount, a code that counts things, and one
    without a unit are billed in whole units in every mode: any part counts as one.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §10.
    """

    UP = "up"
    EXACT = "exact"
    TENTHS = "tenths"
    HUNDREDTHS = "hundredths"
    THOUSANDTHS = "thousandths"

    @classmethod
    def _missing_(cls, value: object) -> Rounding:
        return checked_rounding(value)

    @property
    def parts(self) -> int:
        """How many parts a unit is divided into on the claim; 1 for whole units."""
        return _PARTS[self]

    def up(self, units: Fraction) -> Units:
        """The smallest number of this mode that covers an exact number of units.

        Raises:
            BadAmount: it is not an exact number of units, or the mode is ``EXACT`` and the
                number is not whole.
        """
        if self is Rounding.UP and type(units) is Fraction:  # nearly always
            return -(-units.numerator // units.denominator)
        units = _exact(units)
        if self is Rounding.EXACT and units.denominator != 1:
            raise BadAmount(
                units,
                f"{decimal_text(units)} units is not a whole number, as Rounding.EXACT requires: "
                "correct the dose or pass Rounding.UP",
            )
        return self._of_parts(-(-units.numerator * self.parts // units.denominator))

    def down(self, units: Fraction) -> Units:
        """The largest number of this mode that an exact number of units covers.

        Raises:
            BadAmount: it is not an exact number of units.
        """
        units = _exact(units)
        return self._of_parts(units.numerator * self.parts // units.denominator)

    def _of_parts(self, number: int) -> Units:
        return in_parts(number, self.parts)


def _exact(units: object) -> Fraction:
    """The number of units; a float, or what is no number at all, is refused."""
    return units if type(units) is Fraction else Fraction(*exact_ratio(units, ""))


def in_parts(number: int, parts: int) -> Units:
    """A number of parts of a unit as units: a whole number, or a Decimal.

    >>> in_parts(715, 10)
    Decimal('71.5')
    """
    # a division of Decimals would depend on the precision that the program has set
    return number if parts == 1 else Decimal(decimal_text(Fraction(number, parts)))


_PARTS: Final = {
    Rounding.UP: 1,
    Rounding.EXACT: 1,
    Rounding.TENTHS: 10,
    Rounding.HUNDREDTHS: 100,
    Rounding.THOUSANDTHS: 1000,
}


def units_text(units: Units | Fraction) -> str:
    """A number of units in words.

    >>> units_text(1), units_text(Fraction(143, 2))
    ('1 unit', '71.5 units')
    """
    number = units if isinstance(units, int) else Fraction(units)
    return f"{decimal_text(number)} {'unit' if units == 1 else 'units'}"


def rounding_of(code: JCode, rounding: object) -> Rounding:
    """The mode that applies to a code: only amounts can be billed in part.

    Raises:
        BadAmount: this is not a rounding mode.
    """
    mode = checked_rounding(rounding)
    return mode if code.billing_unit.kind == "measured" else Rounding.UP


def checked_rounding(rounding: object) -> Rounding:
    """The rounding mode.

    Raises:
        BadAmount: this is not a rounding mode.
    """
    if not isinstance(rounding, Rounding):
        raise BadAmount(
            rounding, f"{shown(rounding)} is not a rounding mode: pass Rounding.UP or another"
        )
    return rounding
