"""Amounts: an exact quantity with its unit, and concentrations.

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

from .errors import BadAmount, IncompatibleUnits

__all__ = ["Amount", "Concentration", "Unit"]


@frozen
class Unit:
    """A unit of measure.

    Attributes:
        symbol: how it is written behind a number of 1.
        dimension: what it measures; units of one dimension convert.
        factor: how many of the dimension's smallest unit it is.
        plural: how it is written behind any other number.
    """

    symbol: str
    dimension: str
    factor: int = 1
    plural: str = ""

    def __str__(self) -> str:
        return self.symbol


# symbol, dimension, factor, plural, other ways in which CMS and people write it
_UNITS: Final = (
    ("ng", "mass", 1, "", "nanogram nanograms"),
    ("mcg", "mass", 10**3, "", "ug µg μg microgram micrograms"),
    ("mg", "mass", 10**6, "", "milligram milligrams mgs"),
    ("g", "mass", 10**9, "", "gm gms gram grams"),
    ("kg", "mass", 10**12, "", "kilogram kilograms kilo kilos"),
    ("lb", "mass", 453_592_370_000, "", "lbs pound pounds"),
    ("mcL", "volume", 1, "", "ul µl μl microliter microliters"),
    ("mL", "volume", 10**3, "", "mls milliliter milliliters millilitre millilitres cc ccs"),
    ("L", "volume", 10**6, "", "liter liters litre litres"),
    ("unit", "units", 1, "units", "u"),
    ("IU", "international units", 1, "", "i.u. iu. ius international_unit international_units"),
    ("USP unit", "USP units", 1, "USP units", "usp usp_u"),
    ("KIU", "kallikrein inactivator units", 1, "", "k.i.u."),
    ("mEq", "equivalents", 1, "", "meqs milliequivalent milliequivalents"),
    ("mmol", "moles", 1, "", "millimole millimoles"),
    ("Bq", "radioactivity", 1, "", "becquerel becquerels"),
    ("kBq", "radioactivity", 10**3, "", ""),
    ("MBq", "radioactivity", 10**6, "", ""),
    ("GBq", "radioactivity", 10**9, "", ""),
    ("mcCi", "radioactivity", 37_000, "", "uci µci μci microcurie microcuries"),
    ("mCi", "radioactivity", 37_000_000, "", "millicurie millicuries"),
    ("Ci", "radioactivity", 37_000_000_000, "", "curie curies"),
    (
        "cm2",
        "area",
        1,
        "",
        "cm² cm^2 sq_cm sqcm sq._cm square_cm square_centimeter square_centimeters",
    ),
    ("m2", "area", 10**4, "", "m² m^2 sq_m square_meter square_meters"),
    ("vg", "vector genomes", 1, "", "vector_genome vector_genomes"),
    ("cell", "cells", 1, "cells", ""),
    ("pfu", "plaque forming units", 1, "", "plaque_forming_unit plaque_forming_units"),
    ("day", "days", 1, "days", "day_of_therapy days_of_therapy"),
    ("dose", "doses", 1, "doses", "therapeutic_dose therapeutic_doses"),
    ("treatment", "treatments", 1, "treatments", ""),
    ("vial", "vials", 1, "vials", ""),
    ("implant", "implants", 1, "implants", ""),
    ("device", "devices", 1, "devices", ""),
    ("system", "systems", 1, "systems", ""),
    ("patch", "patches", 1, "patches", ""),
    ("ring", "rings", 1, "rings", ""),
    ("injection", "injections", 1, "injections", ""),
    ("instillation", "instillations", 1, "instillations", ""),
    ("infusion", "infusions", 1, "infusions", ""),
    ("suppository", "suppositories", 1, "suppositories", ""),
    ("applicator", "applicators", 1, "applicators", ""),
    ("unit dose", "unit doses", 1, "unit doses", "single_unit_dose single_unit_doses"),
)


# dimensions of things that are counted, not measured
COUNTED: Final = frozenset(
    "doses treatments vials implants devices systems patches rings injections instillations "
    "infusions suppositories applicators".split()
) | {"unit doses"}


def _spelling(text: str) -> str:
    return text.replace("_", " ").casefold()


UNITS: Final[dict[str, Unit]] = {}
for _symbol, _dimension, _factor, _plural, _others in _UNITS:
    _unit = Unit(_symbol, _dimension, _factor, _plural or _symbol)
    for _name in (_symbol, _unit.plural, *_others.split()):
        UNITS[_spelling(_name)] = _unit
del _symbol, _dimension, _factor, _plural, _others, _unit, _name

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
    (?:(?P<scale>thousand|million|billion|trillion)\s+)?
    (?P<unit>.*)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_BLANKS: Final = re.compile(r"\s+")
_LONGEST_TEXT: Final = 80
_LONGEST_NUMBER: Final = 10**30


def shown(value: object) -> str:
    """The value for a message, cut where it is beyond reason."""
    if isinstance(value, int | Fraction):
        bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        if bits > _LONGEST_NUMBER.bit_length():
            return f"a number of {bits} bits"  # Python refuses to print the longest
    text = str(value)
    if len(text) > _LONGEST_TEXT:
        return f"{text[:40]!r}... ({len(text)} characters)"
    return repr(text) if isinstance(value, str) else text


def unit_of(text: str) -> Unit:
    """The unit that a text names.

    Raises:
        BadAmount: the library knows no such unit.
    """
    folded = _BLANKS.sub(" ", text.strip()).casefold()
    unit = UNITS.get(folded) or UNITS.get(folded.rstrip(".,;"))
    if unit is not None:
        return unit
    if "/" in text or " per " in f" {text} ":
        raise BadAmount(
            text,
            f"{shown(text)} is a ratio, not a unit: give the dose itself, such as '10 mg', and a "
            "strength as concentration='10 mg/mL'",
        )
    raise BadAmount(
        text,
        f"{shown(text)} is no unit that is known here; "
        "write mg, mcg, g, mL, units, IU, USP units, KIU, mEq, mCi, cm2, vg, vials, doses ...",
    )


def _without_commas(whole: str, text: str) -> str:
    if not _THOUSANDS.fullmatch(whole):
        raise BadAmount(
            text,
            f"{shown(text)}: a comma separates thousands ('1,200,000 units'), "
            "a point the decimals ('1.2 mg')",
        )
    return whole.replace(",", "")


def _parse(text: str) -> tuple[int, int, Unit]:
    """The numerator, denominator and unit that a text states."""
    if len(text) > _LONGEST_TEXT:
        raise BadAmount(text[:_LONGEST_TEXT], f"{shown(text)} is too long for an amount")
    match = _NUMBER.fullmatch(text)
    assert match is not None  # every group is optional
    sign, whole, fraction, power, exponent, below, scale, unit = match.groups()
    if whole is None and fraction is None:
        raise BadAmount(
            text, f"{shown(text)} does not begin with a number in digits; write it as '715 mg'"
        )
    if sign == "-":
        raise BadAmount(text, f"{shown(text)} is negative; an amount is zero or more")
    if not unit:
        raise BadAmount(text, f"{shown(text)} has no unit; write it with one, such as '10 mg'")
    if whole is not None and "," in whole:
        whole = _without_commas(whole, text)
    numerator = int((whole or "") + (fraction or ""))
    denominator = 10 ** len(fraction) if fraction else 1
    if power or exponent or scale or below:
        shift = int(power or exponent or 0)
        numerator *= 10 ** max(shift, 0) * _SCALES[(scale or "one").casefold()]
        denominator *= 10 ** max(-shift, 0) * int(below or 1)
    try:
        return numerator, denominator, UNITS.get(unit) or unit_of(unit)
    except BadAmount as error:
        raise BadAmount(text, f"{shown(text)}: {error.reason}") from None


def refused_float(value: float, unit: str) -> BadAmount:
    """The error for a binary float, which shows the text to pass instead."""
    if not isfinite(value):
        return BadAmount(value, f"{value!r} is no amount of anything that is given")
    return BadAmount(
        value,
        f"{value!r} is a binary float, which holds few decimals exactly; "
        + (f"pass the text '{value} {unit}' or " if unit else "pass ")
        + f"Decimal('{value}')",
    )


def exact_ratio(value: object, unit: str) -> tuple[int, int]:
    """The ratio of integers that a number is; floats are refused."""
    if isinstance(value, float):
        raise refused_float(value, unit)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise BadAmount(
            value, f"{shown(value)} is not a number; pass an int, a Decimal or a text with a unit"
        )
    if isinstance(value, Decimal) and (
        not value.is_finite()
        or abs(value.adjusted()) > 30
        or len(value.as_tuple().digits) > _LONGEST_TEXT
    ):
        raise BadAmount(value, f"{shown(value)} is no amount of anything that is given")
    numerator, denominator = value.as_integer_ratio()
    if numerator < 0:
        raise BadAmount(value, f"{shown(value)} is negative; an amount is zero or more")
    return numerator, denominator


@frozen(init=False, eq=False, repr=False)
class Amount:
    """An exact quantity with a unit, such as 715 mg.

    Two amounts are equal when they are the same quantity: 0.5 g is 500 mg.
    Amounts of one dimension can be compared, added, subtracted and divided.

    Args:
        quantity: a text with its unit in any form that CMS and people write
            (``"715 mg"``, ``"1,200,000 units"``, ``".25 mg"``, ``"1x10^13 vector
            genomes"``), or an int, Decimal or Fraction of zero or more.
        unit: the unit, where the quantity is a number.

    Raises:
        BadAmount: no number, no unit, a negative number, a float, or a number
            beyond anything that is given.

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
                    "give one text with its unit, or a number and a unit",
                )
            numerator, denominator, known = _parse(quantity)
        else:
            numerator, denominator = exact_ratio(quantity, unit or "mg")
            if unit is None:
                raise BadAmount(quantity, f"{shown(quantity)} has no unit; pass one, such as 'mg'")
            known = unit_of(unit)
        if numerator > _LONGEST_NUMBER or denominator > _LONGEST_NUMBER:
            raise BadAmount(quantity, f"{shown(quantity)} is no amount of anything that is given")
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
        return Amount(self.value * Fraction(self.unit.factor, target.factor), target.symbol)

    def ratio_to(self, other: Amount) -> Fraction:
        """How many times the other amount this one is.

        Raises:
            IncompatibleUnits: the other measures something else.
        """
        if other.unit.dimension != self.unit.dimension:
            raise _incompatible(self, other.unit)
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
        """Above, at or below zero as this is more than, as much as, or less than the other."""
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
        return Amount(self.value + other.to(self.unit.symbol).value, self.unit.symbol)

    def __sub__(self, other: object) -> Amount:
        if not isinstance(other, Amount):
            return NotImplemented
        return Amount(self.value - other.to(self.unit.symbol).value, self.unit.symbol)

    def __mul__(self, times: int | Decimal | Fraction) -> Amount:
        return Amount(self.value * Fraction(*exact_ratio(times, "")), self.unit.symbol)

    __rmul__ = __mul__

    def __str__(self) -> str:
        one = self.numerator == self.denominator
        return f"{decimal_text(self.value)} {self.unit.symbol if one else self.unit.plural}"

    def __repr__(self) -> str:
        return f"Amount({str(self)!r})"


# A plain "unit" is the unit of the product's own label, so an amount in units fits one
# in IU and the other way round; IU and USP units are two standards.
_LABELLED: Final = frozenset({"international units", "USP units"})


def in_measure_of(amount: Amount, other: Amount) -> Amount:
    """The amount in the measure of another, where one of the two is in plain units."""
    dimensions = {amount.dimension, other.dimension}
    if "units" in dimensions and dimensions & _LABELLED:
        return Amount(amount.value, other.unit.symbol)
    return amount


def _incompatible(amount: Amount, unit: Unit) -> IncompatibleUnits:
    return IncompatibleUnits(
        str(amount),
        f"{amount} is an amount of {amount.dimension}, {unit} measures {unit.dimension}: "
        "one does not convert into the other",
    )


def decimal_text(value: Fraction) -> str:
    """A number as decimals where they end, otherwise as a ratio."""
    below, twos, fives = value.denominator, 0, 0
    while below % 2 == 0:
        below, twos = below // 2, twos + 1
    while below % 5 == 0:
        below, fives = below // 5, fives + 1
    if below != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(value.numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


_PER: Final = re.compile(r"\s*/\s*|\s+per\s+", re.IGNORECASE)


@frozen(init=False)
class Concentration:
    """How much drug a volume holds, such as 50 mg/mL or 250 mg/5 mL.

    Args:
        text: an amount of drug, a slash or "per", and a volume.

    Raises:
        BadAmount: the text is not of that form.

    >>> Concentration("250 mg/5 mL").drug_in(Amount("20 mL"))
    Amount('1000 mg')
    """

    drug: Amount
    volume: Amount

    def __init__(self, text: str) -> None:
        parts = _PER.split(str(text))
        if len(parts) != 2:
            raise BadAmount(text, f"{shown(text)} is not a concentration; write it as '50 mg/mL'")
        drug = Amount(parts[0])
        volume = Amount(
            parts[1] if parts[1][:1].isdigit() or parts[1][:1] == "." else f"1 {parts[1]}"
        )
        if volume.dimension != "volume" or drug.dimension == "volume" or not drug or not volume:
            raise BadAmount(
                text,
                f"{shown(text)} is not an amount of drug in a volume; write it as '50 mg/mL'",
            )
        self.__attrs_init__(drug, volume)

    def drug_in(self, volume: Amount) -> Amount:
        """The drug that a volume holds."""
        return self.drug * volume.ratio_to(self.volume)

    def volume_of(self, drug: Amount) -> Amount:
        """The volume that holds an amount of drug."""
        return self.volume * drug.ratio_to(self.drug)

    def __str__(self) -> str:
        return f"{self.drug}/{self.volume}"
