"""A reviewed correction changes what it names, shows what CMS prints, and must find its row."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from crosswalk_rows import correction, made, one, row
from jcodes_release.readers.crosswalk import CrosswalkRow


@pytest.mark.parametrize(
    ("printed", "correct", "figures"),
    [
        (row(items="10", whole="10"), ("units_per_item", "1", "10"), ("1", "10", "1", "10")),
        (row(items="10", whole="10"), ("items", "1", "10"), ("1", "1", "10", "10")),
        (row(size="6"), ("size", "5", "6"), ("5", "1", "10", "10")),
        (row(items="2", whole="10"), ("units_per_package", "20", "10"), ("1", "2", "10", "20")),
        (row(each="6.7", whole="7"), ("units_per_item", "20/3", "6.7"), ("1", "1", "20/3", "20/3")),
    ],
    ids=["item", "items", "size", "package", "fraction"],
)
def test_a_correction_corrects_a_figure(
    printed: CrosswalkRow, correct: tuple[str, str, str], figures: tuple[str, ...]
) -> None:
    """The package is always the product of item and items."""
    corrected = one(printed, corrections=[correction(*correct)])
    assert (
        tuple(corrected[name] for name in ("size", "items", "units_per_item", "units_per_package"))
        == figures
    )
    assert (corrected["verdict"], corrected["note"]) == ("corrected", "misprint (other quarters)")


def test_a_corrected_row_shows_what_cms_prints() -> None:
    """Only if it is a different figure, rounding up aside."""
    corrected = one(
        row(items="10", each="1.25", whole="13"),
        corrections=[correction("units_per_item", "1.26", "1.25")],
    )
    assert (corrected["cms_units_per_item"], corrected["cms_units_per_package"]) == ("1.25", "")
    corrected = one(
        row(items="10", whole="20"), corrections=[correction("units_per_item", "3", "10")]
    )
    assert (corrected["cms_units_per_item"], corrected["cms_units_per_package"]) == ("10", "20")


def test_a_correction_corrects_a_name() -> None:
    """The figures are not touched."""
    corrected = one(row(name="Novunab"), corrections=[correction("name", "Novumab", "Novunab")])
    assert (corrected["name"], corrected["units_per_item"]) == ("Novumab", "10")


def test_a_correction_may_doubt() -> None:
    """The row keeps its place without units."""
    doubted = one(row(), corrections=[correction("units_per_item", "", "10", verdict="doubtful")])
    assert (doubted["verdict"], doubted["units_per_item"], doubted["cms_units_per_item"]) == (
        "doubtful",
        "",
        "10",
    )


@pytest.mark.parametrize(
    "correct",
    [
        correction("items", "1", "9"),
        correction("items", "2", "1", first="2024Q2", last="2024Q2"),
        correction("items", "2", "1", ndc="00009-0009-09"),
    ],
    ids=["value", "quarter", "package"],
)
def test_a_correction_that_finds_nothing_is_a_problem(correct: Mapping[str, str]) -> None:
    """CMS may correct its own errors: then the row must go."""
    (problem,) = made(row(), corrections=[correct]).problems
    assert problem.startswith(f"ndc_corrections.csv: {correct['ndc']} under J0001 has no items")


def test_another_unit_in_the_dosage_column_can_be_corrected() -> None:
    """It changes no figure and no verdict; without it the package is doubtful."""
    printed = row(dosage="80 MG")
    assert one(printed)["verdict"] == "doubtful"
    dosage = correction("dosage", "10 MG", "80 MG", verdict="clean", reason="as the others")
    found = one(printed, corrections=[dosage])
    assert (found["verdict"], found["units_per_item"], found["note"]) == ("clean", "10", "")
