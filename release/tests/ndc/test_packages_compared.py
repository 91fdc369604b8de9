"""CMS's units are compared with the FDA's strength, and every difference has its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import pytest

from crosswalk_rows import NDC, correction, made, measured, one, row, table, version
from jcodes_release.ndc.packages import number_of
from jcodes_release.ndc.tables import DIFFERENCE_COLUMNS, package_tables
from jcodes_release.readers.crosswalk import CrosswalkRow
from source_files import fda_row


def difference(
    printed: CrosswalkRow,
    *attributes: Mapping[str, str],
    corrections: Sequence[Mapping[str, str]] = (),
) -> tuple[str, str]:
    """What the strength comes to, and the reason for a difference; "" if there is none."""
    tables = made(printed, attributes=attributes, corrections=corrections)
    found = [dict(zip(DIFFERENCE_COLUMNS, cells, strict=True)) for cells in tables.differences]
    return (found[0]["computed"], found[0]["reason"]) if found else ("", "")


def test_a_strength_that_agrees_is_shown_and_makes_no_difference() -> None:
    """And which edition it is from."""
    attributes = [fda_row("10 mg/mL", "1 VIAL in 1 BOX > 10 mL in 1 VIAL")]
    agreed = one(row(size="10"), attributes=attributes)
    assert (agreed["strength"], agreed["strength_from"]) == ("10 mg/mL", "NDC2019:11")
    assert (agreed["size_unit"], agreed["size_unit_from"]) == ("ML", "FDA package")
    assert difference(row(size="10"), *attributes) == ("", "")


def test_an_ndc_that_was_reused_is_not_evidence() -> None:
    """A strength of another drug is not that of the package."""
    other = one(row(), attributes=[fda_row("5 mg/1", form="TABLET", name="Oldium")])
    assert (other["verdict"], other["strength"]) == ("clean", "")
    unnamed = one(row(), attributes=[fda_row("5 mg/1", form="TABLET", name="")])
    assert unnamed["strength"] == ""


OTHER_VOLUME = "the package text states a different volume from CMS: that of the container or a sibling package"


@pytest.mark.parametrize(
    ("printed", "attributes", "computed", "reason"),
    [
        (
            row(size="5", each="5"),
            fda_row("10 mg/mL", "1 BOX > 8 mL in 1 VIAL"),
            "8",
            OTHER_VOLUME,
        ),
        (
            row(each="10"),
            fda_row("6.02 mg/mL", "1 BOX > 16.7 mL in 1 VIAL"),
            "10.05",
            "the printed strength or volume is rounded, by at most 1%",
        ),
        (
            row(each="10"),
            fda_row("5 mg/mL", "1 BOX > 21 mL in 1 VIAL", "POWDER"),
            "10.5",
            "the volume after mixing, or of the vial, is more than the labeled dose needs",
        ),
        (
            row(each="10"),
            fda_row("19 mg/mL", "1 BOX > 5 mL in 1 VIAL", "POWDER"),
            "9.5",
            "the volume stated is the diluent added; the powder adds its own",
        ),
        (
            row("J0008", name="Budesonide", dosage="UP TO 0.5 MG", size="2", each="1"),
            fda_row("0.25 mg/2mL", "1 BOX > 2 mL in 1 AMPULE", name="Budesonide"),
            "0.5",
            "a vial of one dose is one unit, whatever its content",
        ),
    ],
    ids=["container", "rounded", "overfill", "displaced", "unit dose"],
)
def test_a_difference_that_a_rule_explains(
    printed: CrosswalkRow, attributes: Mapping[str, str], computed: str, reason: str
) -> None:
    """CMS's figure prevails, and the list says why the strength comes to another."""
    found = difference(printed, attributes)
    assert found[1] == reason
    assert abs(number_of(found[0]) - number_of(computed)) < Fraction(1, 100)
    assert one(printed, attributes=[attributes])["verdict"] == "clean"


def test_a_difference_that_a_person_explains() -> None:
    """A salt, an overfill, a misprint of the FDA."""
    attributes = fda_row("12 mg/mL", "1 BOX > 10 mL in 1 VIAL")
    explained = correction("strength", "", "10", verdict="clean", reason="12 mg of the salt")
    found = difference(row(size="10"), attributes, corrections=[explained])
    assert found == ("12", "12 mg of the salt")
    kept = one(row(size="10"), attributes=[attributes], corrections=[explained])
    assert (kept["verdict"], kept["note"]) == ("clean", "")


def test_a_difference_that_nothing_explains_is_in_the_list() -> None:
    """With the note of the doubtful row."""
    attributes = fda_row("20 mg/mL", "1 BOX > 10 mL in 1 VIAL")
    assert difference(row(size="10"), attributes) == (
        "20",
        "the FDA's strength 20 mg/mL comes to 20 units",
    )


PENICILLIN = fda_row("5000000 [iU]/1", form="POWDER", name="Penicillin")


def test_a_rounded_figure_gets_its_exact_one() -> None:
    """8.33 is 25/3; the package of ten is 250/3, which CMS prints as 83.3 or 84."""
    quarters = {
        quarter: [
            row(
                "J0003",
                name="Penicillin",
                dosage="600000 UNITS",
                each="8.33",
                items="10",
                whole=whole,
            )
        ]
        for quarter, whole in (("2025Q2", "83.3"), ("2025Q3", "84"))
    }
    (only,) = table(made(quarters=quarters, attributes=[PENICILLIN]))
    assert (only["units_per_item"], only["units_per_package"]) == ("25/3", "250/3")
    assert (only["verdict"], only["note"]) == ("rounded", "CMS rounds it (FDA package)")
    assert (only["cms_units_per_item"], only["cms_units_per_package"]) == ("8.33", "")


def test_a_part_of_a_unit_that_cms_rounds_up_is_a_fraction() -> None:
    """Two vials of 150,000 units under a code of up to 600,000 are one unit, not two."""
    part = row("J0003", name="Penicillin", dosage="up to 600000 UNITS", items="2", each="1")
    rounded = one(part, attributes=[fda_row("150000 U/1", form="POWDER", name="Penicillin")])
    assert (rounded["units_per_item"], rounded["units_per_package"]) == ("0.25", "0.5")
    assert (rounded["verdict"], rounded["cms_units_per_item"]) == ("rounded", "1")


def test_packages_with_the_same_decimals_get_the_same_exact_figure() -> None:
    """What the strength of one shows applies to the others of the code."""
    rows = [
        row("J0003", ndc, name="Penicillin", dosage="600000 UNITS", each="8.33")
        for ndc in ("00002-0001-01", NDC)
    ]
    rounded = one(*rows, attributes=[PENICILLIN])
    assert (rounded["units_per_item"], rounded["note"]) == (
        "25/3",
        "CMS rounds it (sibling packages)",
    )


@pytest.mark.parametrize(
    ("strength", "each"), [("40; 4 mg/1; mg/1", "1"), ("8; 80 mg/1; mg/1", "2")]
)
def test_a_combination_is_read_ingredient_by_ingredient(strength: str, each: str) -> None:
    """The largest amount of the code and the largest of the strength are a pair."""
    printed = row("J0007", name="Imipenem", dosage="40 MG-4 MG", each=each)
    assert difference(printed, fda_row(strength, form="POWDER", name="Imipenem")) == ("", "")


def test_a_sum_of_ingredients_may_be_what_the_code_counts() -> None:
    """Ampicillin and sulbactam are counted together."""
    assert difference(row(each="15"), fda_row("100; 50 mg/1; mg/1", form="POWDER")) == ("", "")


@pytest.mark.parametrize(
    ("printed", "attributes", "reason"),
    [
        (row(), fda_row(""), "no strength is available for the NDC"),
        (
            row("J0006", name="Vaccine", dosage="PER DOSE"),
            fda_row("1 mg/1", name="Vaccine"),
            "the code does not count an amount",
        ),
        (row(), fda_row("5 [iU]/1"), "the strength does not count in units of the code"),
        (
            row("J0007", name="Imipenem", dosage="40 MG-4 MG"),
            fda_row("5 [iU]/1", name="Imipenem"),
            "the strength does not count in units of the code",
        ),
        (
            row("J0005", name="Factor VIII", dosage="1 IU", each="1"),
            fda_row("250 [iU]/1", name="Factor VIII"),
            "the row has no units",
        ),
        (
            row("A9999", dosage="PER STUDY DOSE"),
            fda_row("5 mg/1"),
            "the code does not count an amount",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(
    printed: CrosswalkRow, attributes: Mapping[str, str], reason: str
) -> None:
    """Neither agreement nor difference."""
    tables = made(printed, attributes=[attributes])
    (comparison,) = tables.comparisons.values()
    assert (comparison.outcome, comparison.reason) == ("unreadable", reason)
    assert tables.differences == []


def test_a_code_that_is_not_held_has_the_unit_of_the_dosage_column() -> None:
    """Related codes that only the crosswalk lists."""
    printed = row("Q9966", name="Iopamidol", dosage="1 ML", size="20", each="20")
    assert one(printed)["size_unit_from"] == "code unit"


def test_a_code_has_the_unit_of_its_quarter() -> None:
    """Before its first and after its last day it is not in force."""
    codes = {
        "J0001": [
            version("J0001", "novumab", measured("10 mg"), last=date(2024, 3, 31)),
            version("J0001", "novumab", measured("1 mg"), first=date(2024, 4, 1)),
        ]
    }
    quarters = {
        "2024Q1": [row(each="10")],
        "2024Q2": [row(each="100", dosage="1 MG")],
    }
    tables = package_tables(quarters, [fda_row("100 mg/1", form="POWDER")], [], codes)
    assert {comparison.outcome for comparison in tables.comparisons.values()} == {"equal"}
    assert {each["verdict"] for each in table(tables)} == {"clean"}


def test_a_code_without_a_long_description_is_known_by_its_drug() -> None:
    """A code whose text is not available still has a name."""
    codes = {"J0001": [version("J0001", "novumab", measured("10 mg"), text=None)]}
    tables = package_tables({"2024Q1": [row()]}, [fda_row("100 mg/1")], [], codes)
    assert table(tables)[0]["strength"] == "100 mg"
