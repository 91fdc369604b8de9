"""The units of measure: how they are written, and what converts into what."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ..errors import BadAmount
from .arguments import LONGEST_TEXT, shown

__all__ = ["COUNTED", "UNITS", "Unit", "unit_of"]


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
    ("unit", "units", 1, "units", "u [arb'u] {unit} {units}"),
    (
        "IU",
        "international units",
        1,
        "",
        "i.u. iu. ius [iu] international_unit international_units",
    ),
    ("USP unit", "USP units", 1, "USP units", "usp usp_u [usp'u]"),
    ("KIU", "kallikrein inactivator units", 1, "", "k.i.u."),
    ("mcEq", "equivalents", 1, "", "ueq µeq μeq microequivalent microequivalents"),
    ("mEq", "equivalents", 10**3, "", "meqs milliequivalent milliequivalents"),
    ("mcmol", "moles", 1, "", "umol µmol μmol micromole micromoles"),
    ("mmol", "moles", 10**3, "", "millimole millimoles"),
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
    ("vg", "vector genomes", 1, "", "{vg} vector_genome vector_genomes"),
    ("cell", "cells", 1, "cells", "{cell} {cells}"),
    ("pfu", "plaque forming units", 1, "", "[pfu] plaque_forming_unit plaque_forming_units"),
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
    # UCUM writes what is counted in braces
    _braced = (f"{{{_symbol}}}", f"{{{_unit.plural}}}") if _dimension in COUNTED else ()
    for _name in (_symbol, _unit.plural, *_others.split(), *_braced):
        UNITS[_spelling(_name)] = _unit
del _symbol, _dimension, _factor, _plural, _others, _name, _braced

# Millicuries and megabecquerels are both in use, so here the case of the prefix decides, unless
# all is in capitals. Nobody gives megagrams or megaliters, and hospitals print MG, Mg and ML for
# milligrams and milliliters.
_CASE_DECIDES: Final = {"mci": "mCi mci mCI MCI", "mbq": "MBq Mbq MBQ"}
for _folded, _spellings in _CASE_DECIDES.items():
    _unit = UNITS.pop(_folded)
    UNITS.update(dict.fromkeys(_spellings.split(), _unit))
del _folded, _spellings, _unit
UNITS["[lb_av]"] = UNITS["lb"]  # of UCUM


def unit_of(text: object) -> Unit:
    """The unit that a text names.

    Raises:
        BadAmount: this is not a unit that the library knows.
    """
    if not isinstance(text, str):
        raise BadAmount(text, f"{shown(text)} is not a unit: pass a symbol, such as 'mg'")
    if len(text) > LONGEST_TEXT:
        raise BadAmount(text, f"{shown(text)} is too long for a unit")
    plain = " ".join(text.split())
    bare = plain.rstrip(".,;")
    for spelling in (plain, plain.casefold(), bare, bare.casefold()):
        unit = UNITS.get(spelling)
        if unit is not None and (spelling in {plain, bare} or spelling not in _CASE_DECIDES):
            return unit
    if bare.casefold() in _CASE_DECIDES:
        raise BadAmount(
            text,
            f"{shown(text)}: a small m is milli, a capital M is mega; write mCi for millicuries, "
            "MBq for megabecquerels",
        )
    if "/" in text or " per " in f" {text} ":
        raise BadAmount(
            text,
            f"{shown(text)} is a ratio, not a unit: give the dose itself with its unit, and "
            "a strength as concentration=",
        )
    raise BadAmount(
        text,
        f"{shown(text)} is not a unit that the library knows; "
        "write mg, mcg, g, mL, units, IU, USP units, KIU, mEq, mCi, cm2, vg, vials, doses ...",
    )
