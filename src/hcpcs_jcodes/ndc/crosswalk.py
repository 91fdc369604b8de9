"""The table of packages: CMS's ASP NDC-HCPCS crosswalk, read once, on first use.

The quarters included are listed in ``ndc_quarters.csv``. A row of ``ndc.csv`` that spans a
missing one states that the quarters before and after it say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Final

from attrs import frozen

from ..amounts.amount import decimal_text
from ..codes.periods import check_covered, quarter_of
from ..codes.rows import Row
from ..errors import CorruptData, UncoveredDate
from ..tables import read_table
from .numbers import Ndc

__all__ = [
    "PACKAGE_COLUMNS",
    "SAME_BEFORE_AND_AFTER",
    "Crosswalk",
    "CrosswalkQuarter",
    "Package",
    "chosen_answers",
    "covered_quarter",
    "ndc_crosswalk",
    "not_included",
]

SAME_BEFORE_AND_AFTER: Final = "same before and after"
"""The grade of a missing quarter for a package of which the included ones around it say the same."""

# the note of a row whose name and strength are those of another drug than the code's
_OTHER_DRUG: Final = "is not the drug of the code"

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
        grade: how the crosswalk of that quarter is known: "O" is CMS's file, "T" transcribed
            from views of it; "same before and after" for a quarter that is missing, if the
            one before and the one after say the same of the package.
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
    grade: str

    @property
    def is_other_drug(self) -> bool:
        """Whether CMS lists it, by an error of the file, under the code of a drug of another name.

        Source: the name in the crosswalk beside the wording of the code; ``note`` says so.
        """
        return _OTHER_DRUG in self.note

    def __str__(self) -> str:
        """The package in words, on one line."""
        if self.units_per_item is None or self.units_per_package is None:
            units = f"units of {self.code} not known: {self.note}"
        else:
            total = f", {decimal_text(self.units_per_package)} in all" if self.items != 1 else ""
            unit = "unit" if self.units_per_item == 1 else "units"
            units = f"{decimal_text(self.units_per_item)} {unit} of {self.code} each{total}"
        size = f"{decimal_text(self.size)} {self.size_unit or '(unit not known)'}"
        return (
            f"{self.ndc}  {self.name} ({self.labeler}), {decimal_text(self.items)} x {size}, {units}  "
            f"[{self.quarter}{self._how('quarter ')}]"
        )

    def _how(self, quarter: str = "") -> str:
        """What a reader must know about the quarter."""
        if self.nearest:
            return f", the nearest {quarter}included"
        return f", {self.grade}" if self.grade == SAME_BEFORE_AND_AFTER else ""

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
            ("based on", self.quarter + self._how()),
        ]
        return html_facts(str(self.ndc), facts)


@frozen
class CrosswalkQuarter:
    """A quarter whose crosswalk is included.

    Attributes:
        grade: "O" for CMS's file, "T" for a transcription.
        lacks: how the codes begin that the file should have and has not; "" for none.
    """

    grade: str
    lacks: str

    def has(self, code: str) -> bool:
        """Whether the file is complete for a code."""
        return not self.lacks or not code.startswith(self.lacks)


@frozen
class Crosswalk:
    """All rows of ``data/ndc.csv``, by package and by code.

    Attributes:
        by_ndc: the rows of each NDC, in order of code and quarter.
        by_code: the rows of each code, in order of NDC and quarter.
        quarters: the quarters included, in order.
    """

    by_ndc: Mapping[str, tuple[Row, ...]]
    by_code: Mapping[str, tuple[Row, ...]]
    quarters: Mapping[str, CrosswalkQuarter]

    def listings(self, ndc: str) -> tuple[tuple[str, str, str], ...]:
        """Each code that an NDC is listed under, with its first and last quarter."""
        return tuple(row[1:4] for row in self.by_ndc.get(ndc, ()))  # type: ignore[misc]

    def answers_for_ndc(self, ndc: str, quarter: str) -> dict[str, tuple[Package, ...]]:
        """The package of an NDC, once under each of its codes, as each of these quarters says.

        Args:
            ndc: the NDC.
            quarter: the quarter asked for.

        Returns:
            The packages in that quarter alone if it is included, otherwise in the nearest
            one, or in the one before and the one after if both are as near.
        """
        return self._answers(self.by_ndc.get(ndc, ()), quarter)

    def answers_for_code(self, code: str, quarter: str) -> dict[str, tuple[Package, ...]]:
        """Every package of a code, by quarter as in :meth:`answers_for_ndc`."""
        return self._answers(self.by_code.get(code, ()), quarter)

    def answers_for_product(self, product: str, quarter: str) -> dict[str, tuple[Package, ...]]:
        """The packages of a product, by quarter as in :meth:`answers_for_ndc`."""
        return self._answers(self._rows_of_product(product), quarter)

    def lists_product(self, product: str) -> bool:
        """Whether any quarter lists a package of a product."""
        return bool(self._rows_of_product(product))

    def packages_of_product(self, product: str) -> tuple[str, ...]:
        """The NDCs of the packages of a product that any quarter lists, in order."""
        return tuple(sorted({row[0] for row in self._rows_of_product(product)}))

    def _rows_of_product(self, product: str) -> tuple[Row, ...]:
        start = f"{product}-"
        return tuple(
            row for ndc, listed in self.by_ndc.items() if ndc.startswith(start) for row in listed
        )

    def nearest(self, quarter: str, code: str = "") -> tuple[str, ...]:
        """The quarter if it is included, otherwise the nearest one, or two that are as near.

        Args:
            quarter: the quarter asked for.
            code: a code for which the quarters must be complete.
        """
        distances = {
            each: abs(_position(each) - _position(quarter))
            for each, file in self.quarters.items()
            if file.has(code)
        }
        least = min(distances.values())
        return tuple(each for each, distance in distances.items() if distance == least)

    def _answers(self, rows: tuple[Row, ...], asked: str) -> dict[str, tuple[Package, ...]]:
        quarters = self.nearest(asked)
        file = self.quarters.get(asked)
        if file is not None and not any(_covers(row, asked) for row in rows):
            for row in rows:
                if not file.has(row[1]):
                    quarters = self.nearest(asked, row[1])
        return {
            quarter: tuple(
                self._package(row, quarter, asked) for row in rows if _covers(row, quarter)
            )
            for quarter in quarters
        }

    def _package(self, row: Row, quarter: str, asked: str) -> Package:
        """The package of a row in a quarter, as the answer for the quarter asked for."""
        if quarter != asked and self._says_the_same(row[0], asked):
            return _package(row, asked, nearest=False, grade=SAME_BEFORE_AND_AFTER)
        return _package(row, quarter, nearest=quarter != asked, grade=self.quarters[quarter].grade)

    def _says_the_same(self, ndc: str, missing: str) -> bool:
        """Whether the quarters before and after a missing one have the same rows of an NDC."""
        for before, after in pairwise(self.quarters):
            if before < missing < after:
                return all(_covers(row, before) == _covers(row, after) for row in self.by_ndc[ndc])
        return False


@cache
def ndc_crosswalk() -> Crosswalk:
    """The crosswalk, read on first use."""
    rows = read_table("ndc")
    if tuple(next(rows)) != PACKAGE_COLUMNS:
        raise CorruptData("ndc.csv", "ndc.csv does not have the columns of this version")
    by_ndc: dict[str, list[Row]] = {}
    by_code: dict[str, list[Row]] = {}
    for cells in rows:
        ndc, code, *_ = row = tuple(cells)
        by_ndc.setdefault(ndc, []).append(row)
        by_code.setdefault(code, []).append(row)
    stated = read_table("ndc_quarters")
    next(stated)
    return Crosswalk(
        {ndc: tuple(listed) for ndc, listed in by_ndc.items()},
        {code: tuple(listed) for code, listed in by_code.items()},
        {quarter: CrosswalkQuarter(grade, lacks) for quarter, grade, lacks, _ in stated},
    )


def _position(quarter: str) -> int:
    """The number of a quarter, counted from year 0."""
    return 4 * int(quarter[:4]) + int(quarter[5])


def _covers(row: Row, quarter: str) -> bool:
    return row[2] <= quarter <= row[3]


def _package(row: Row, quarter: str, *, nearest: bool, grade: str) -> Package:
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
        grade=grade,
    )


def covered_quarter(on: date) -> str:
    """The quarter of a day.

    Raises:
        UncoveredDate: the data do not cover the day.
    """
    check_covered(on, on)
    return quarter_of(on)


def chosen_answers(
    answers: Mapping[str, tuple[Package, ...]], on: date, *, nearest: bool
) -> Mapping[str, tuple[Package, ...]]:
    """The answers that hold for a day: of its own quarter, of one like it, or the nearest.

    Args:
        answers: the packages by quarter, as :meth:`Crosswalk.answers_for_ndc` returns them.
        on: the day.
        nearest: whether packages of the nearest quarter included are wanted too.

    Raises:
        UncoveredDate: the crosswalk of the quarter is not included, those around it do not
            say the same of any package, and ``nearest`` is not set.
    """
    if nearest or quarter_of(on) in answers:
        return answers
    same = {
        quarter: tuple(package for package in listed if not package.nearest)
        for quarter, listed in answers.items()
    }
    if any(same.values()):
        return same
    raise not_included(on, answers)


def not_included(on: date, answers: Mapping[str, tuple[Package, ...]]) -> UncoveredDate:
    """The error for a quarter that is not included."""
    quarter, quarters = quarter_of(on), ndc_crosswalk().quarters
    if quarter in quarters:
        missing = f"its file has no codes that begin with {quarters[quarter].lacks}"
    else:
        missing = f"CMS's NDC crosswalk is included for {_spans(quarters)}"
        if len(answers) > 1 and any(answers.values()):
            missing += f", of which {' and '.join(answers)} do not say the same here"
    use = next((each for each, listed in answers.items() if listed), next(iter(answers)))
    return UncoveredDate(on, f"{on} is in {quarter}; {missing}: pass nearest=True to use {use}")


def _spans(quarters: Iterable[str]) -> str:
    """Quarters in words: "2024Q1 to 2026Q1 and 2026Q3 to 2026Q4"."""
    spans: list[list[str]] = []
    for quarter in quarters:
        if spans and _position(quarter) == _position(spans[-1][-1]) + 1:
            spans[-1].append(quarter)
        else:
            spans.append([quarter])
    return " and ".join(f"{span[0]} to {span[-1]}" for span in spans)
