"""From the quarters of the crosswalk to ``ndc.csv`` and the list of strength differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from ..drugs.names import same_word, significant_words
from ..readers.crosswalk import CrosswalkRow
from ..wordings.versions import Version
from .checks import (
    Codes,
    Comparison,
    checked,
    comparison_of,
    rounded_like_others,
    with_strength,
)
from .packages import (
    Correction,
    Package,
    corrected,
    intervals,
    number_of,
    number_text,
    package_rows,
    packages_of,
)
from .sizes import labeled_by_potency, with_size_units
from .strengths import Attributes, strengths_of

__all__ = ["DIFFERENCE_COLUMNS", "PackageTables", "package_tables"]

DIFFERENCE_COLUMNS = ("ndc", "code", "first", "last", "computed", "cms", "reason")


@frozen
class PackageTables:
    """The tables built from the crosswalk.

    Attributes:
        packages: the rows of ``ndc.csv``.
        differences: the rows of ``ndc_strength_differences.csv``.
        comparisons: each package of each quarter compared with its strength.
        problems: corrections that have nothing to correct.
        remarks: how many rows were left out, and why.
    """

    packages: Sequence[tuple[str, ...]]
    differences: Sequence[tuple[str, ...]]
    comparisons: Mapping[tuple[str, str, str], Comparison]
    problems: Sequence[str]
    remarks: Sequence[str]


def _is_of(attributes: Attributes, package: Package, codes: Codes) -> bool:
    """Whether the FDA's entry is for the same drug: NDCs are reused."""
    theirs = significant_words(f"{attributes.name} {attributes.nonproprietary}")
    ours = significant_words(package.name) | codes.words(package)
    return any(same_word(one, other) for one in theirs for other in ours)


def _described(
    package: Package, attributes: Mapping[str, Attributes], codes: Codes
) -> tuple[Package, Attributes | None]:
    """The package with the FDA's strength, and the FDA's data on it."""
    of = attributes.get(package.ndc)
    if of is None or not _is_of(of, package, codes):
        return package, None
    strength = "; ".join(str(each) for each in strengths_of(of.strength))
    return evolve(package, strength=strength, strength_from=of.source if strength else ""), of


def package_tables(
    crosswalks: Mapping[str, Sequence[CrosswalkRow]],
    attributes: Iterable[Mapping[str, str]],
    corrections: Iterable[Mapping[str, str]],
    versions: Mapping[str, Sequence[Version]],
) -> PackageTables:
    """Make the tables of packages.

    Args:
        crosswalks: the rows of each crosswalk, by quarter.
        attributes: the rows of the FDA's attributes by NDC.
        corrections: the rows of ``ndc_corrections.csv``.
        versions: the versions of each code.
    """
    codes = Codes(versions)
    by_ndc: dict[str, Attributes] = {}
    for row in attributes:
        digits = row["ndc11"]
        if row["product_name"]:
            by_ndc[f"{digits[:5]}-{digits[5:9]}-{digits[9:]}"] = Attributes.of(row)
    packages, remarks = packages_of(crosswalks)
    packages, problems = corrected(packages, (Correction(**row) for row in corrections))
    compared: list[Package] = []
    comparisons: dict[tuple[str, str, str], Comparison] = {}
    of_same_drug: dict[str, Attributes] = {}
    for original in packages:
        described, of = _described(labeled_by_potency(original, codes), by_ndc, codes)
        if of is not None:
            of_same_drug[described.ndc] = of
        comparison = comparison_of(described, of, codes)
        comparisons[described.key] = comparison
        compared.append(with_strength(described, comparison))
    exact = rounded_like_others(compared, comparisons)
    sized = with_size_units(exact, codes, of_same_drug)
    final = checked(sized, comparisons, of_same_drug, codes)
    return PackageTables(
        packages=package_rows(final, sorted(crosswalks)),
        differences=_differences(final, comparisons, sorted(crosswalks)),
        comparisons=comparisons,
        problems=problems,
        remarks=remarks,
    )


def _differences(
    packages: Iterable[Package],
    comparisons: Mapping[tuple[str, str, str], Comparison],
    quarters: Iterable[str],
) -> list[tuple[str, ...]]:
    """The packages whose strength, read plainly, does not match CMS's figure, with the reason."""
    rows = []
    for package in intervals(packages, quarters):
        comparison = comparisons[package.key]
        if comparison.computed in {None, number_of(package.cms_units_per_item)}:
            continue
        rows.append(
            (
                package.ndc,
                package.code,
                package.first.name,
                package.last.name,
                number_text(comparison.computed),
                package.cms_units_per_item,
                comparison.reason or package.note,
            )
        )
    return sorted(rows)
