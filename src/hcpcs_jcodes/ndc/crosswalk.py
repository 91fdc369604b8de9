"""The table of packages: CMS's ASP NDC-HCPCS crosswalk, read once, on first use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

from attrs import frozen

from ..amounts.amount import decimal_text
from ..codes.periods import check_covered, quarter_of
from ..codes.rows import Row
from ..errors import CorruptData, UncoveredDate
from ..tables import read_table
from .numbers import Ndc

__all__ = ["PACKAGE_COLUMNS", "Crosswalk", "Package", "included_quarter", "ndc_crosswalk"]

PACKAGE_COLUMNS: Final = (
    "ndc",
    "code",
    "first",
    "last",
    "name",
    "labeler",
    "size",
    "size_unit",
    "size_unit_from",
    "items",
    "units_per_item",
    "units_per_package",
    "verdict",
    "cms_units_per_item",
    "cms_units_per_package",
    "strength",
    "strength_from",
    "note",
)


@frozen(repr=False)
class Package:
    """One package under one code, as the crosswalk of one quarter lists it.

    Attributes:
        ndc: the package.
        code: the code it is billed under.
        name: the product, in CMS's spelling.
        labeler: the company, in CMS's spelling.
        size: the content of one item, in ``size_unit``: the milliliters of a vial of
            liquid, 1 for a vial of powder.
        size_unit: "ML", "UN" (counted items), "GR", "F2" and "ME" for packages that CMS
            lists by the unit because each vial differs, or "" if not known.
        items: the number of such items in the package.
        units_per_item: billing units in one item, exactly; None if doubtful, or if
            only the label of the vial states it (F2, ME).
        units_per_package: billing units in the package, not rounded to a whole
            number; None in the same cases.
        verdict: "clean"; "rounded" if CMS prints the exact figure rounded;
            "corrected" if CMS's figure is wrong and the right one is known;
            "doubtful" if a contradiction is not settled.
        note: why it is not clean.
        cms_units_per_item: the figure that CMS prints instead, as a text; "" if the same.
        cms_units_per_package: the same for the package.
        strength: the strength in the FDA's directory; "" if not available.
        first: the first quarter with these figures, such as "2024Q1".
        last: the last quarter with these figures.
        quarter: the quarter that this answer is based on.
        nearest: whether that is not the quarter requested but the nearest one included.
    """

    ndc: Ndc
    code: str
    name: str
    labeler: str
    size: Fraction
    size_unit: str
    items: Fraction
    units_per_item: Fraction | None
    units_per_package: Fraction | None
    verdict: str
    note: str
    cms_units_per_item: str
    cms_units_per_package: str
    strength: str
    first: str
    last: str
    quarter: str
    nearest: bool

    def __str__(self) -> str:
        """The package in words, on one line."""
        if self.units_per_item is None or self.units_per_package is None:
            units = f"units of {self.code} not known: {self.note}"
        else:
            total = f", {decimal_text(self.units_per_package)} in all" if self.items != 1 else ""
            unit = "unit" if self.units_per_item == 1 else "units"
            units = f"{decimal_text(self.units_per_item)} {unit} of {self.code} each{total}"
        size = f"{decimal_text(self.size)} {self.size_unit or '(unit not known)'}"
        nearest = ", the nearest quarter included" if self.nearest else ""
        return (
            f"{self.ndc}  {self.name} ({self.labeler}), {decimal_text(self.items)} x {size}, {units}  "
            f"[{self.quarter}{nearest}]"
        )

    def __repr__(self) -> str:
        return f"<Package {self}>"

    def _repr_html_(self) -> str:
        from ..display.html import html_facts  # few programs show a notebook

        exact = self.units_per_item, self.units_per_package
        per_item, per_package = ("not known" if n is None else decimal_text(n) for n in exact)
        facts = [
            ("code", self.code),
            ("name", self.name),
            ("labeler", self.labeler),
            (
                "contains",
                f"{decimal_text(self.items)} x {decimal_text(self.size)} {self.size_unit}".strip(),
            ),
            ("units in one item", per_item),
            ("units in the package", per_package),
            ("verdict", self.verdict),
            ("note", self.note),
            ("CMS prints for one item", self.cms_units_per_item),
            ("CMS prints for the package", self.cms_units_per_package),
            ("strength", self.strength),
            ("same figures", f"{self.first} to {self.last}"),
            ("based on", self.quarter + (", the nearest included" if self.nearest else "")),
        ]
        return html_facts(str(self.ndc), facts)


@frozen
class Crosswalk:
    """All rows of ``data/ndc.csv``, by package and by code.

    Attributes:
        by_ndc: the rows of each NDC, in order of code and quarter.
        by_code: the rows of each code, in order of NDC and quarter.
        first: the first quarter included; every quarter from it to the last is included.
        last: the last quarter included.
    """

    by_ndc: Mapping[str, tuple[Row, ...]]
    by_code: Mapping[str, tuple[Row, ...]]
    first: str
    last: str

    def listings(self, ndc: str) -> tuple[tuple[str, str, str], ...]:
        """Each code that an NDC is listed under, with its first and last quarter."""
        return tuple(row[1:4] for row in self.by_ndc.get(ndc, ()))  # type: ignore[misc]

    def packages_of_ndc(self, ndc: str, quarter: str, *, nearest: bool) -> tuple[Package, ...]:
        """The package of an NDC in a quarter, once under each of its codes."""
        return _packages_in(self.by_ndc.get(ndc, ()), quarter, nearest=nearest)

    def packages_of_code(self, code: str, quarter: str, *, nearest: bool) -> tuple[Package, ...]:
        """Every package of a code in a quarter."""
        return _packages_in(self.by_code.get(code, ()), quarter, nearest=nearest)

    def codes_of_product(self, ndc: str, quarter: str) -> tuple[str, ...]:
        """The codes of all packages with an NDC's labeler and product in a quarter."""
        product = ndc.rpartition("-")[0]
        listed = {
            row[1]
            for each, rows in self.by_ndc.items()
            if each.rpartition("-")[0] == product
            for row in rows
            if row[2] <= quarter <= row[3]
        }
        return tuple(sorted(listed))


@cache
def ndc_crosswalk() -> Crosswalk:
    """The crosswalk, read on first use."""
    rows = read_table("ndc")
    if tuple(next(rows)) != PACKAGE_COLUMNS:
        raise CorruptData("ndc.csv", "ndc.csv does not have the columns of this version")
    by_ndc: dict[str, list[Row]] = {}
    by_code: dict[str, list[Row]] = {}
    quarters = set()
    for cells in rows:
        ndc, code, first, last, *_ = row = tuple(cells)
        by_ndc.setdefault(ndc, []).append(row)
        by_code.setdefault(code, []).append(row)
        quarters |= {first, last}
    return Crosswalk(
        {ndc: tuple(listed) for ndc, listed in by_ndc.items()},
        {code: tuple(listed) for code, listed in by_code.items()},
        min(quarters),
        max(quarters),
    )


def _packages_in(rows: tuple[Row, ...], quarter: str, *, nearest: bool) -> tuple[Package, ...]:
    return tuple(
        _package(row, quarter, nearest=nearest) for row in rows if row[2] <= quarter <= row[3]
    )


def _package(row: Row, quarter: str, *, nearest: bool) -> Package:
    cells = dict(zip(PACKAGE_COLUMNS, row, strict=True))
    per_item, per_package = cells["units_per_item"], cells["units_per_package"]
    return Package(
        ndc=Ndc(cells["ndc"]),
        code=cells["code"],
        name=cells["name"],
        labeler=cells["labeler"],
        size=Fraction(cells["size"]),
        size_unit=cells["size_unit"],
        items=Fraction(cells["items"]),
        units_per_item=Fraction(per_item) if per_item else None,
        units_per_package=Fraction(per_package) if per_package else None,
        verdict=cells["verdict"],
        note=cells["note"],
        cms_units_per_item=cells["cms_units_per_item"],
        cms_units_per_package=cells["cms_units_per_package"],
        strength=cells["strength"],
        first=cells["first"],
        last=cells["last"],
        quarter=quarter,
        nearest=nearest,
    )


def included_quarter(on: date, *, nearest: bool) -> str:
    """The quarter of a day, or the nearest one included if ``nearest`` is set.

    Raises:
        UncoveredDate: the data do not cover the day, or do not include the crosswalk of
            its quarter and ``nearest`` is not set.
    """
    check_covered(on, on)
    quarter, crosswalk = quarter_of(on), ndc_crosswalk()
    # the quarters are consecutive, so one that is not included has one nearest
    included = min(max(quarter, crosswalk.first), crosswalk.last)
    if included != quarter and not nearest:
        raise UncoveredDate(
            on,
            f"{on} is in {quarter}; CMS's NDC crosswalk is included for {crosswalk.first} to "
            f"{crosswalk.last}: pass nearest=True to use {included}",
        )
    return included
