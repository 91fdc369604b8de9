"""Amounts: exact quantities with a unit.

Quantities are ratios of integers, never binary floats: a dose of 0.1 mg per kg
times 71 kg must be 7.1 mg. Units of one dimension convert into each other;
dimensions do not. International units, USP units and plain units measure each
substance by its own standard, so none of them converts into another or into
milligrams.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import gcd, isfinite
from typing import Final

from attrs import frozen

from ..errors import BadAmount, IncompatibleUnits
from .arguments import LONGEST_NUMBER, LONGEST_TEXT, shown, whole_number
from .measures import UNITS, Unit, unit_of

__all__ = [
    "Amount",
]


_SCALES: Final = {
    "one": 1,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_NUMBER: Final = re.compile(
    r"""\s*
    (?P<sign>[+-])?
    (?P<whole>[0-9][0-9,]*)?
    (?:\.(?P<fraction>[0-9]+))?
    (?:\s?[x\u00d7]\s?10\s?\^\s?(?P<power>[0-9]{1,2})|e(?P<exponent>[+-]?[0-9]{1,2})(?![0-9]))?
    (?:\s?/\s?(?P<below>[1-9][0-9]{0,29}))?
    \s*
    (?:(?P<scale>thousand|million|billion|trillion)\s+|(?P<ucum>10\*[0-9]{1,2}\.|k)(?=\[(?:iu|usp|arb)))?
    (?P<unit>.*)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# no group of thousands begins with 0: "0,500" is a decimal comma
_THOUSANDS: Final = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"


def printed_ratio(above: str, below: str) -> Fraction | None:
    """The ratio of two whole numbers, if this is how an amount is printed; otherwise None.

    ``1/3 mg`` is printed so, because its decimals do not end. ``500/125 mg`` is not: it is
    what the labels of two ingredients say, and no ratio.

    >>> printed_ratio("1", "3"), printed_ratio("500", "125"), printed_ratio("1", "2")
    (Fraction(1, 3), None, None)
    """
    ratio = Fraction(int(above), int(below))
    return ratio if decimal_text(ratio) == f"{above}/{below}" else None


def _without_commas(whole: str, text: str) -> str:
    if not re.fullmatch(_THOUSANDS, whole):
        raise BadAmount(
            text,
            f"{shown(text)}: a comma separates thousands ('1,200,000 units'), "
            "a decimal point the decimals ('1.2 mg')",
        )
    return whole.replace(",", "")


def _parse(text: str) -> tuple[int, int, Unit]:
    """The numerator, denominator and unit that a text states."""
    if len(text) > LONGEST_TEXT:
        raise BadAmount(text[:LONGEST_TEXT], f"{shown(text)} is too long for an amount")
    match = _NUMBER.fullmatch(text)
    assert match is not None  # every group is optional
    sign, whole, fraction, power, exponent, below, scale, ucum, unit = match.groups()
    if whole is None and fraction is None:
        raise BadAmount(
            text,
            f"{shown(text)} does not begin with a number in digits: write the number and then its unit",
        )
    if sign == "-":
        raise BadAmount(text, f"{shown(text)} is negative; an amount is zero or more")
    if not unit:
        raise BadAmount(text, f"{shown(text)} has no unit; write it with one, such as mg")
    if below:
        return _ratio(text, below, unit)
    if whole is not None and "," in whole:
        whole = _without_commas(whole, text)
    numerator = int((whole or "") + (fraction or ""))
    denominator = 10 ** len(fraction) if fraction else 1
    if power or exponent or scale or ucum:
        shift = int(power or exponent or 0)
        numerator *= 10 ** max(shift, 0) * _SCALES[(scale or "one").casefold()] * _prefix(ucum)
        denominator *= 10 ** max(-shift, 0)
    return numerator, denominator, _unit(text, unit)


def _prefix(ucum: str | None) -> int:
    """What UCUM writes before a unit in brackets: "k[iU]", "10*6.[iU]"."""
    if ucum is None:
        return 1
    return 10 ** int(ucum[3:-1]) if ucum.startswith("10*") else 10**3


def _ratio(text: str, below: str, unit: str) -> tuple[int, int, Unit]:
    """An amount as it is printed if its decimals do not end, such as "400/3 mg"."""
    above, _, after = text.strip().partition("/")
    ratio = printed_ratio(above, below) if above.isdigit() and after.startswith(below) else None
    if ratio is None:
        raise BadAmount(
            text,
            f"{shown(text)} is two numbers: pass one amount; for a combination, that of one "
            "ingredient",
        )
    return ratio.numerator, ratio.denominator, _unit(text, unit)


def _unit(text: str, unit: str) -> Unit:
    try:
        return UNITS.get(unit) or unit_of(unit)
    except BadAmount as error:
        raise BadAmount(text, f"{shown(text)}: {error.reason}") from None


def refused_float(value: float, unit: str, *, as_text: bool = False) -> BadAmount:
    """The error for a binary float; its text shows what to pass instead, a text alone or a Decimal."""
    if not isfinite(value):
        return BadAmount(value, f"{shown(value)} is not a plausible amount; check the number")
    value = float(value)  # NumPy prints its own otherwise
    fixes = [f"the text '{value} {unit}'"] if unit else []
    fixes += [] if as_text else [f"Decimal('{value}')"]
    return BadAmount(
        value,
        f"{value!r} is a binary float, which stores few decimals exactly; "
        f"pass {' or '.join(fixes) or 'a text with its unit'}",
    )


def exact_ratio(value: object, unit: str) -> tuple[int, int]:
    """A number as a ratio of integers; floats are refused."""
    if isinstance(value, float):
        raise refused_float(value, unit)
    exact = value if isinstance(value, Decimal | Fraction) else whole_number(value)
    if exact is None:
        raise BadAmount(
            value, f"{shown(value)} is not a number; pass an int, a Decimal or a text with a unit"
        )
    if isinstance(exact, Decimal) and (
        not exact.is_finite()
        or abs(exact.adjusted()) > 30
        or len(exact.as_tuple().digits) > LONGEST_TEXT
    ):
        raise BadAmount(value, f"{shown(value)} is not a plausible amount; check the number")
    numerator, denominator = exact.as_integer_ratio()
    if numerator < 0:
        raise BadAmount(value, f"{shown(value)} is negative; an amount is zero or more")
    return numerator, denominator


@frozen(init=False, eq=False, repr=False)
class Amount:
    """An exact quantity with a unit, such as 715 mg.

    Two amounts are equal if they are the same quantity: 0.5 g is 500 mg.
    Amounts of one dimension can be compared, added, subtracted and divided.

    Args:
        quantity: a text with its unit in any form found in CMS files and charts
            (``"715 mg"``, ``"1,200,000 units"``, ``".25 mg"``, ``"1x10^13 vector
            genomes"``) or as UCUM writes it (``"5 [iU]"``), or an int, Decimal or
            Fraction of zero or more. A ratio is read only as it is printed
            (``"1/3 mg"``), since ``"500/125 mg"`` is two strengths. Case decides only
            between mCi and MBq, where milli and mega are both in use.
        unit: the unit, if the quantity is a number.

    Raises:
        BadAmount: no number, no unit, a negative number, a float, or an
            implausibly large number.

    >>> Amount("0.5 g") == Amount(500, "mg")
    True
    >>> str(Amount("1,200,000 units"))
    '1200000 units'
    """

    numerator: int
    denominator: int
    unit: Unit

    def __init__(self, quantity: str | int | Decimal | Fraction, unit: str | None = None) -> None:
        if isinstance(quantity, str):
            if unit is not None:
                raise BadAmount(
                    quantity,
                    f"{shown(quantity)} with the unit {shown(unit)}: "
                    "pass one text with its unit, or a number and a unit",
                )
            numerator, denominator, known = _parse(quantity)
        else:
            if unit is None and isinstance(quantity, float):
                raise refused_float(quantity, "", as_text=True)
            numerator, denominator = exact_ratio(quantity, unit if isinstance(unit, str) else "")
            if unit is None:
                raise BadAmount(quantity, f"{shown(quantity)} has no unit; pass one, such as 'mg'")
            known = unit_of(unit)
        if numerator > LONGEST_NUMBER or denominator > LONGEST_NUMBER:
            raise BadAmount(
                quantity, f"{shown(quantity)} is not a plausible amount; check the number"
            )
        shared = gcd(numerator, denominator)
        self.__attrs_init__(numerator // shared, denominator // shared, known)

    @property
    def value(self) -> Fraction:
        """The number in front of the unit, exactly."""
        return Fraction(self.numerator, self.denominator)

    @property
    def dimension(self) -> str:
        """What is measured, such as mass, volume, units or international units."""
        return self.unit.dimension

    def to(self, unit: str) -> Amount:
        """The same quantity in another unit of the same dimension.

        Raises:
            IncompatibleUnits: the unit measures something else.

        >>> Amount("0.5 g").to("mg")
        Amount('500 mg')
        """
        target = unit_of(unit)
        if target.dimension != self.unit.dimension:
            raise _incompatible(self, target)
        return amount_of_ratio(
            self.numerator * self.unit.factor, self.denominator * target.factor, target
        )

    def ratio_to(self, other: Amount) -> Fraction:
        """How many times the other amount this one is.

        Raises:
            IncompatibleUnits: the other measures something else.
            BadAmount: the other is zero, or is not an Amount.
        """
        _check_amount(other)
        if other.unit.dimension != self.unit.dimension:
            raise _incompatible(self, other.unit)
        if not other.numerator:
            raise BadAmount(str(other), f"{other} has no ratio to anything: pass more than zero")
        return Fraction(
            self.numerator * self.unit.factor * other.denominator,
            self.denominator * other.numerator * other.unit.factor,
        )

    def __bool__(self) -> bool:
        return self.numerator != 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Amount):
            return NotImplemented
        return self.unit.dimension == other.unit.dimension and self._compare(other) == 0

    def __hash__(self) -> int:
        return hash((self.unit.dimension, self.value * self.unit.factor))

    def _compare(self, other: Amount) -> int:
        """Positive, zero or negative if this is more than, equal to or less than the other."""
        if other.unit.dimension != self.unit.dimension:
            raise _incompatible(self, other.unit)
        return (
            self.numerator * self.unit.factor * other.denominator
            - other.numerator * other.unit.factor * self.denominator
        )

    def __lt__(self, other: object) -> bool:
        return self._compare(other) < 0 if isinstance(other, Amount) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self._compare(other) <= 0 if isinstance(other, Amount) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self._compare(other) > 0 if isinstance(other, Amount) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self._compare(other) >= 0 if isinstance(other, Amount) else NotImplemented

    def __add__(self, other: object) -> Amount:
        if not isinstance(other, Amount):
            return NotImplemented
        return self._with(other, 1)

    def __sub__(self, other: object) -> Amount:
        if not isinstance(other, Amount):
            return NotImplemented
        return self._with(other, -1)

    def _with(self, other: Amount, sign: int) -> Amount:
        """This amount and the other added, or subtracted, in the unit of this one."""
        unit = self.unit
        if other.unit.dimension != unit.dimension:
            raise _incompatible(other, unit)
        own = self.numerator * unit.factor * other.denominator
        others = other.numerator * other.unit.factor * self.denominator
        below = self.denominator * other.denominator * unit.factor
        return amount_of_ratio(own + sign * others, below, unit)

    def __mul__(self, times: int | Decimal | Fraction) -> Amount:
        above, below = exact_ratio(times, "")
        return amount_of_ratio(self.numerator * above, self.denominator * below, self.unit)

    __rmul__ = __mul__

    def __str__(self) -> str:
        one = self.numerator == self.denominator
        number = self.numerator if self.denominator == 1 else self.value
        return f"{decimal_text(number)} {self.unit.symbol if one else self.unit.plural}"

    def __repr__(self) -> str:
        return f"Amount({str(self)!r})"


def amount_of_ratio(above: int, below: int, unit: Unit) -> Amount:
    """The amount of a ratio of whole numbers, checked as any amount is."""
    # the common divisor and the checks of a Fraction, without one
    shared = gcd(above, below)
    numerator, denominator = above // shared, below // shared
    if not (0 <= numerator <= LONGEST_NUMBER and denominator <= LONGEST_NUMBER):
        return Amount(Fraction(numerator, denominator), unit.symbol)  # refuses it
    amount = object.__new__(Amount)
    amount.__attrs_init__(numerator, denominator, unit)
    return amount


def _check_amount(value: object) -> None:
    if not isinstance(value, Amount):
        raise BadAmount(value, f"{shown(value)} is not an Amount: pass one such as Amount('10 mg')")


# A plain "unit" is the unit of the product's own label, so an amount in units fits one
# in IU and vice versa; IU and USP units are two standards.
_LABELED: Final = frozenset({"international units", "USP units"})


def in_measure_of(amount: Amount, other: Amount) -> Amount:
    """The amount in the measure of another, if one of the two is in plain units."""
    dimensions = {amount.dimension, other.dimension}
    if "units" in dimensions and dimensions & _LABELED:
        return Amount(amount.value, other.unit.symbol)
    return amount


def _incompatible(amount: Amount, unit: Unit) -> IncompatibleUnits:
    return IncompatibleUnits(
        str(amount),
        f"{amount} is an amount of {amount.dimension}, {unit} measures {unit.dimension}: "
        "one does not convert into the other",
    )


def decimal_text(value: Fraction | int) -> str:
    """A number as a decimal if its decimals end, otherwise as a ratio."""
    if value.denominator == 1:
        return str(value.numerator)  # most numbers
    below, twos, fives = value.denominator, 0, 0
    while below % 2 == 0:
        below, twos = below // 2, twos + 1
    while below % 5 == 0:
        below, fives = below // 5, fives + 1
    if below != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(value.numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"
