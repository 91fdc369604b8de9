"""The units of measure: how they are written, and what converts into what."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import frozen

from ..errors import BadAmount

__all__ = ["COUNTED", "LONGEST_NUMBER", "LONGEST_TEXT", "UNITS", "Unit", "shown", "unit_of"]

# the longest text and the largest number that can be an amount
LONGEST_TEXT: Final = 80
LONGEST_NUMBER: Final = 10**30


@frozen
class Unit:
    """A unit of measure.

    Attributes:
        symbol: how it is written after the number 1.
        dimension: what it measures; units of one dimension convert.
        factor: its size, in the smallest unit of the dimension.
        plural: how it is written after any other number.
    """

    symbol: str
    dimension: str
    factor: int = 1
    plural: str = ""

    def __str__(self) -> str:
        return self.symbol


# symbol, dimension, factor, plural, other spellings in CMS files and charts
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


def shown(value: object) -> str:
    """The value for a message, shortened if it is very long."""
    if isinstance(value, int | Fraction):
        bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        if bits > LONGEST_NUMBER.bit_length():
            return f"a number of {bits} bits"  # Python refuses to print the longest
    text = str(value)
    if len(text) > LONGEST_TEXT:
        return f"{text[:40]!r}... ({len(text)} characters)"
    return repr(text) if isinstance(value, str) else text


def unit_of(text: object) -> Unit:
    """The unit that a text names.

    Raises:
        BadAmount: this is not a unit that the library knows.
    """
    if not isinstance(text, str):
        raise BadAmount(text, f"{shown(text)} is not a unit: pass a symbol, such as 'mg'")
    folded = " ".join(text.split()).casefold()
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
        f"{shown(text)} is not a unit that the library knows; "
        "write mg, mcg, g, mL, units, IU, USP units, KIU, mEq, mCi, cm2, vg, vials, doses ...",
    )
