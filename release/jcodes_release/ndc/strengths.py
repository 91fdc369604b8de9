"""The content of one item of a package, as the FDA's directory states it.

A strength is a text such as "60 mg/20mL", "2 mg/mL", "5 mg/1" or, for a combination,
"2; .25 g/50mL; g/50mL"; a package text nests containers, as in "10 VIAL in 1 CARTON
> 20 mL in 1 VIAL". Which of the two states the volume of an item, and whether that is the
volume of the drug or the capacity of the vial, is not stated: so there are several readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.errors import BadAmount

__all__ = ["Attributes", "Reading", "Strength", "readings", "strengths_of"]

_NUMBER = r"[0-9]*\.?[0-9]+"
_ONE = re.compile(rf"({_NUMBER}) ?([^/ ]+)/ ?({_NUMBER})? ?([A-Za-z]*)")
_SEVERAL = re.compile(rf"({_NUMBER}(?:; {_NUMBER})+) (.+)")
_CONTENT = re.compile(rf"({_NUMBER}) (mL|g|mg) in 1 ")
_PIECES = re.compile(r"[0-9]+ (?:TABLET|CAPSULE)")
_BRACKETS = re.compile(r"\([^()]*\)")
_UNITS = {
    "[iU]": "IU",
    "[USP'U]": "USP units",
    "[PFU]": "pfu",
    "U": "units",
    "ug": "mcg",
    "meq": "mEq",
}
_OF_PIECES = ("TABLET", "CAPSULE")


@frozen
class Attributes:
    """What the FDA's directory states about one NDC; each is "" if not available."""

    name: str
    nonproprietary: str
    dosage_form: str
    package: str
    strength: str
    source: str

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Attributes:
        """The attributes in a row of the file of attributes."""
        return cls(
            name=row["product_name"],
            nonproprietary=row["nonproprietary"],
            dosage_form=row["dosage_form"],
            package=" ".join(_BRACKETS.sub(" ", row["package_description"]).split()),
            strength=" ".join(row["strength"].split()),
            source=row["source"],
        )

    @property
    def is_kit(self) -> bool:
        """Whether it is several products in one package."""
        return self.dosage_form == "KIT" or " * " in self.package or " KIT in " in self.package

    @property
    def is_powder(self) -> bool:
        """Whether it is mixed with a liquid before use."""
        return "POWDER" in self.dosage_form or "POWDER" in self.package

    @property
    def is_pieces(self) -> bool:
        """Whether it is tablets or capsules."""
        return self.dosage_form.startswith(_OF_PIECES) or bool(_PIECES.search(self.package))

    def content(self, unit: str) -> Fraction | None:
        """How much the innermost container contains in mL, g or mg; None if it is not stated."""
        found = {number for number, symbol in _CONTENT.findall(self.package) if symbol == unit}
        return Fraction(found.pop()) if len(found) == 1 else None


@frozen
class Strength:
    """An amount of one ingredient per mL, g or mg, or ("") per piece."""

    amount: Amount
    per: Fraction
    unit: str

    def __str__(self) -> str:
        """As people write it: "60 mg/20 mL", "2 mg/mL", "5 mg"."""
        if not self.unit:
            return str(self.amount * (1 / self.per))
        per = self.unit if self.per == 1 else Amount(self.per, self.unit)
        return f"{self.amount}/{per}"


@frozen
class Reading:
    """The ingredients of one item, in one reading of strength and package.

    ``because`` says why it may be read so; "" for the plain reading.
    ``is_mixed`` is True if a strength after mixing was multiplied by a volume.
    """

    contents: tuple[Amount, ...]
    because: str = ""
    is_mixed: bool = False


def strengths_of(text: str) -> tuple[Strength, ...]:
    """The strength of each ingredient; none if the text cannot be read.

    >>> [str(strength.amount) for strength in strengths_of("2; .25 g/50mL; g/50mL")]
    ['2 g', '0.25 g']
    """
    several = _SEVERAL.fullmatch(text)
    if several:
        numbers, units = several[1].split("; "), several[2].split("; ")
        parts = [f"{number} {unit}" for number, unit in zip(numbers, units, strict=True)]
    else:
        parts = text.split(", ")
    found = [_ONE.fullmatch(part) for part in parts]
    try:
        return tuple(
            Strength(
                Amount(f"{each[1]} {_UNITS.get(each[2], each[2])}"),
                Fraction(each[3] or 1),
                each[4].replace("ml", "mL"),
            )
            for each in found
            if each is not None
        )
    except BadAmount:
        return ()


def readings(of: Attributes, size: Fraction, items: Fraction) -> list[Reading]:
    """What one item may contain, the plainest reading first; empty if nothing can be read.

    Args:
        of: the FDA's data on the package.
        size: CMS's size of one item.
        items: how many items CMS counts.
    """
    strengths = strengths_of(of.strength)
    units = {strength.unit for strength in strengths}
    if of.is_kit or len(units) != 1:
        return []
    unit = units.pop()
    if unit == "":
        return list(_per_piece(of, strengths, size))
    if unit == "mL":
        return list(_per_volume(of, strengths, size, items))
    if unit in {"g", "mg"}:
        return list(_per_mass(of, strengths, unit, items))
    return []


def _times(strengths: Sequence[Strength], number: Fraction) -> tuple[Amount, ...]:
    return tuple(strength.amount * (number / strength.per) for strength in strengths)


def _stated(strengths: Sequence[Strength]) -> tuple[Amount, ...]:
    return tuple(strength.amount for strength in strengths)


_OF_ONE = "the strength is that of one of the items that the size counts"
_OF_THE_CONTAINER = "the strength is that of the whole container"
_OTHER_VOLUME = "the package text states a different volume from CMS: that of the container or a sibling package"
_TOTAL = "the package text gives the total of all items"


def _per_piece(of: Attributes, strengths: Sequence[Strength], size: Fraction) -> Iterator[Reading]:
    if of.is_pieces:
        yield Reading(_times(strengths, size))
    else:
        yield Reading(_times(strengths, Fraction(1)))
        yield Reading(_times(strengths, size), _OF_ONE)


def _per_volume(
    of: Attributes, strengths: Sequence[Strength], size: Fraction, items: Fraction
) -> Iterator[Reading]:
    volume = of.content("mL")
    states_volume = all(strength.per != 1 for strength in strengths)
    if of.is_powder:
        if states_volume and volume in {None, strengths[0].per}:
            yield Reading(_stated(strengths))
        elif volume is not None:
            yield Reading(_times(strengths, volume), is_mixed=True)
            yield Reading(_stated(strengths), _OF_THE_CONTAINER)
            yield Reading(_times(strengths, volume / items), _TOTAL)
            yield Reading(_times(strengths, size), _OTHER_VOLUME)
        return
    if volume is not None:
        yield Reading(_times(strengths, volume))
        if volume != size:
            yield Reading(_times(strengths, size), _OTHER_VOLUME)
    elif of.dosage_form:
        yield Reading(_times(strengths, size))
    if states_volume and (volume is not None or of.dosage_form):
        yield Reading(_stated(strengths), _OF_THE_CONTAINER)


def _per_mass(
    of: Attributes, strengths: Sequence[Strength], unit: str, items: Fraction
) -> Iterator[Reading]:
    mass = of.content(unit)
    if mass is not None:
        yield Reading(_times(strengths, mass))
        yield Reading(_times(strengths, mass / items), _TOTAL)
    elif all(strength.per != 1 for strength in strengths):
        yield Reading(_stated(strengths))
