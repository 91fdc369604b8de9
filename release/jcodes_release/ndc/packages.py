"""The packages of CMS's crosswalk: what each NDC contains, in billing units of its code.

A quarter's row gives the size of one item of a package, the number of items, the
billing units of an item and those of the package. Reviewed corrections fix what is
wrong, checks find what contradicts itself or another source, and quarters that follow each
other in the list of those included and have the same facts become one row of ``ndc.csv``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil

from attrs import evolve, frozen

from hcpcs_jcodes.amounts.amount import decimal_text

from ..drugs.names import cleaned
from ..readers.crosswalk import CrosswalkRow
from ..releases.records import SKIN_SUBSTITUTE, Release, UnreadableSource
from ..runs import runs

__all__ = [
    "Correction",
    "Package",
    "corrected",
    "intervals",
    "number_of",
    "number_text",
    "package_rows",
    "packages_of",
]

_NDC = re.compile(r"[0-9]{5}-[0-9]{4}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?")
# worst last: a package keeps the worst of its verdicts
_VERDICTS = ("clean", "rounded", "corrected", "doubtful")


@frozen
class Package:
    """What one quarter, or several consecutive ones, list for one NDC under one code.

    Attributes:
        units_per_item: the figure that the table publishes; None if it gives none.
        cms_units_per_item: what CMS prints, even if it was corrected.
        is_potency: whether an item is one unit of a lot's potency, not a container.
        is_corrected: whether a reviewed correction set a figure.
        strength_differs: the reviewed reason why the FDA's strength comes to another figure.
    """

    ndc: str
    code: str
    first: Release
    last: Release
    name: str
    labeler: str
    dosage: str
    size: Fraction
    items: Fraction
    units_per_item: Fraction | None
    cms_units_per_item: str
    cms_units_per_package: str
    verdict: str = "clean"
    note: str = ""
    size_unit: str = ""
    size_unit_from: str = ""
    strength: str = ""
    strength_from: str = ""
    is_potency: bool = False
    is_corrected: bool = False
    strength_differs: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """NDC, code and quarter."""
        return self.ndc, self.code, self.first.name

    @property
    def units_per_package(self) -> Fraction | None:
        """The units of all items, not rounded; None if an item has none."""
        return None if self.units_per_item is None else self.units_per_item * self.items

    @property
    def multiplies_out(self) -> bool:
        """Whether CMS's units per package equal units per item x items, rounded up or not."""
        items = number_of(self.cms_units_per_item) * self.items
        return number_of(self.cms_units_per_package) in {items, ceil(items)}

    def judged(self, verdict: str, note: str) -> Package:
        """The package with the worse of this verdict and the one it has, and with the note added."""
        worst = max(verdict, self.verdict, key=_VERDICTS.index)
        notes = "; ".join(dict.fromkeys(text for text in (self.note, note) if text))
        units = None if worst == "doubtful" else self.units_per_item
        return evolve(self, verdict=worst, note=notes, units_per_item=units)


@frozen
class Correction:
    """A reviewed row of ``ndc_corrections.csv``: one figure or name of one package.

    ``column`` is "size", "items", "units_per_item", "units_per_package" or "name". Two change
    no figure: "strength" if CMS is right although the FDA's strength, read plainly, disagrees,
    and "dosage" if CMS prints another billing unit than for the other packages of the code.
    """

    ndc: str
    code: str
    first: str
    last: str
    column: str
    value: str
    cms_value: str
    verdict: str
    evidence: str
    reason: str

    def covers(self, package: Package) -> bool:
        """Whether the package is in its quarters and has the value that it corrects."""
        printed = {
            "size": number_text(package.size),
            "items": number_text(package.items),
            "units_per_item": package.cms_units_per_item,
            "units_per_package": package.cms_units_per_package,
            "name": package.name,
            "strength": package.cms_units_per_item,
            "dosage": package.dosage,
        }
        quarter = package.first.name
        return self.first <= quarter <= self.last and printed[self.column] == self.cms_value

    def applied(self, package: Package) -> Package:
        """The package with the value and verdict of this correction."""
        if self.column == "strength":
            return evolve(package, strength_differs=self.reason)
        if self.column == "dosage":
            return evolve(package, dosage=self.value)
        judged = package.judged(self.verdict, f"{self.reason} ({self.evidence})")
        if self.column == "name":
            return evolve(judged, name=self.value)
        judged = evolve(judged, is_corrected=True)
        if self.verdict == "doubtful" or self.column == "units_per_package":
            return judged
        figure = number_of(self.value)
        if self.column == "size":
            return evolve(judged, size=figure)
        if self.column == "items":
            return evolve(judged, items=figure)
        return evolve(judged, units_per_item=figure)


def packages_of(
    crosswalks: Mapping[str, Sequence[CrosswalkRow]],
) -> tuple[list[Package], list[str]]:
    """The packages of each quarter, and how many rows of each kind were left out.

    Args:
        crosswalks: the rows of each crosswalk, by quarter, as in "2024Q1".
    """
    packages = []
    left_out: Counter[str] = Counter()
    for quarter, rows in crosswalks.items():
        for row in rows:
            if SKIN_SUBSTITUTE.fullmatch(row.code):
                left_out["of skin substitutes, which are not drugs"] += 1
            elif not _NDC.fullmatch(row.ndc):
                left_out["whose identifier is not an NDC"] += 1
            else:
                packages.append(_package(row, Release(quarter)))
    return packages, [f"{count} crosswalk rows {why}" for why, count in sorted(left_out.items())]


def _package(row: CrosswalkRow, quarter: Release) -> Package:
    return Package(
        ndc=row.ndc,
        code=row.code,
        first=quarter,
        last=quarter,
        name=cleaned(row.drug_name),
        labeler=cleaned(row.labeler.splitlines()[0]),
        dosage=" ".join(row.dosage.split()),
        size=number_of(row.package_size),
        items=number_of(row.package_quantity),
        units_per_item=number_of(row.billing_units),
        cms_units_per_item=row.billing_units,
        cms_units_per_package=row.billing_units_per_package,
    )


def number_of(text: str) -> Fraction:
    """The number at the start of a figure: "21.3125?", "400/3".

    Raises:
        UnreadableSource: it does not start with a number.
    """
    found = _NUMBER.match(text)
    if found is None:
        raise UnreadableSource(f"a figure of the crosswalk is not a number: {text!r}")
    return Fraction(found[0])


def corrected(
    packages: Iterable[Package], corrections: Iterable[Correction]
) -> tuple[list[Package], list[str]]:
    """The packages with their corrections, and the corrections that found nothing to correct."""
    listed: defaultdict[tuple[str, str], list[Correction]] = defaultdict(list)
    for correction in corrections:
        listed[correction.ndc, correction.code].append(correction)
    idle = {correction for several in listed.values() for correction in several}
    corrected = []
    for original in packages:
        package = original
        for correction in listed.get((original.ndc, original.code), ()):
            if correction.covers(original):
                package = correction.applied(package)
                idle.discard(correction)
        corrected.append(package)
    return corrected, [
        f"ndc_corrections.csv: {each.ndc} under {each.code} has no {each.column} "
        f"{each.cms_value!r} from {each.first} to {each.last}"
        for each in sorted(idle, key=lambda each: (each.ndc, each.code, each.first))
    ]


def number_text(value: Fraction | None) -> str:
    """A number as a decimal if it terminates, otherwise as a fraction; "" for None."""
    return "" if value is None else decimal_text(value)


def _shown(package: Package) -> tuple[str, str]:
    """What CMS prints for an item and for the package, each "" if it is our figure.

    The next whole number above our figure counts as ours rounded up; so does a package
    total computed from a rounded item.
    """
    item, whole = package.cms_units_per_item, package.cms_units_per_package
    ours = package.units_per_package
    if ours is None or package.is_potency:
        return item, whole
    printed = number_of(whole)
    is_ours = printed in {ours, ceil(ours)} or (
        package.verdict == "rounded" and abs(printed - ours) * 100 <= ours
    )
    return "" if number_of(item) == package.units_per_item else item, "" if is_ours else whole


def _cells(package: Package) -> dict[str, str]:
    # one unit of a lot's potency is not a vial or a package
    has_units = not package.is_potency
    per_item, per_package = _shown(package)
    return {
        "ndc": package.ndc,
        "code": package.code,
        "first": package.first.name,
        "last": package.last.name,
        "name": package.name,
        "labeler": package.labeler,
        "size": number_text(package.size),
        "size_unit": package.size_unit,
        "size_unit_from": package.size_unit_from,
        "items": number_text(package.items),
        "units_per_item": number_text(package.units_per_item) if has_units else "",
        "units_per_package": number_text(package.units_per_package) if has_units else "",
        "verdict": package.verdict,
        "cms_units_per_item": per_item,
        "cms_units_per_package": per_package,
        "strength": package.strength,
        "strength_from": package.strength_from,
        "note": package.note,
    }


_NOT_COMPARED = {"first", "last", "name", "labeler"}


def _facts(package: Package) -> tuple[str, ...]:
    """What adjoining quarters must share to become one row."""
    return tuple(cell for name, cell in _cells(package).items() if name not in _NOT_COMPARED)


def intervals(packages: Iterable[Package], quarters: Iterable[str]) -> Iterator[Package]:
    """Adjoining quarters with the same facts merged into one, with the names of the newest.

    Args:
        packages: the packages of each quarter.
        quarters: the quarters included, in order. Two with a missing one between them adjoin.
    """
    following = dict(pairwise(quarters))

    def adjoin(before: Package, after: Package) -> bool:
        is_next = following.get(before.last.name) == after.first.name
        return is_next and _facts(before) == _facts(after)

    listed: defaultdict[tuple[str, str], list[Package]] = defaultdict(list)
    for package in packages:
        listed[package.ndc, package.code].append(package)
    for same in listed.values():
        for span in runs(sorted(same, key=lambda package: package.first), adjoin):
            yield evolve(span[-1], first=span[0].first)


def package_rows(packages: Iterable[Package], quarters: Iterable[str]) -> list[tuple[str, ...]]:
    """The rows of ``ndc.csv``; the arguments are those of :func:`intervals`."""
    return sorted(tuple(_cells(package).values()) for package in intervals(packages, quarters))
