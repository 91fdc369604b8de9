"""A row that contradicts itself, its code or its other packages is doubtful, and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from crosswalk_rows import made, one, row, table
from jcodes_release.readers.crosswalk import CrosswalkRow
from source_files import fda_row


def doubt(
    *rows: CrosswalkRow, attributes: Sequence[Mapping[str, str]] = ()
) -> tuple[str, str, str, str]:
    """Verdict, units, CMS's units, and note of the first package."""
    first = one(*rows, attributes=attributes)
    return (
        first["verdict"],
        first["units_per_item"] + first["units_per_package"],
        first["cms_units_per_item"],
        first["note"],
    )


def test_items_that_do_not_multiply_out_are_doubtful() -> None:
    """Neither figure is passed on."""
    assert doubt(row(items="10", whole="20")) == (
        "doubtful",
        "",
        "10",
        "units per item x items is not the units per package",
    )


def test_a_unit_that_differs_from_the_code_is_doubtful() -> None:
    """CMS once counted 1 mg under a code for 10 mg."""
    assert doubt(row(dosage="1 MG"))[::3] == (
        "doubtful",
        "CMS counts units of 1 mg but the code is for 10 mg",
    )


@pytest.mark.parametrize("dosage", ["UP TO 10 MG", "0.01 GM", "10 MG/5 MG", "10 CC"])
def test_a_dosage_in_other_words_is_not_a_contradiction(dosage: str) -> None:
    """The same amount, or one that is not a plain amount of the same kind."""
    assert doubt(row(dosage=dosage))[0] == "clean"


def test_a_figure_that_differs_from_the_strength_is_doubtful() -> None:
    """The package text states the volume, the strength the drug in it."""
    attributes = [fda_row("20 mg/mL", "1 VIAL in 1 BOX > 10 mL in 1 VIAL")]
    assert doubt(row(size="10"), attributes=attributes)[::3] == (
        "doubtful",
        "the FDA's strength 20 mg/mL comes to 20 units",
    )


def test_units_of_a_volume_must_be_the_size() -> None:
    """Two units of 500 mL are not 500 mL; a bag may have the size 1."""
    wrong = row("J0004", name="Saline", dosage="500 CC", size="500", each="2")
    assert doubt(wrong)[::3] == ("doubtful", "2 units of 500 mL do not match its size")
    bag = row("J0004", name="Saline", dosage="500 CC", size="1", each="2")
    assert doubt(bag)[0] == "clean"


def test_a_size_that_is_not_the_volume_of_the_package_is_doubtful() -> None:
    """If strength and package text confirm CMS's units."""
    attributes = [fda_row("10 mg/mL", "1 VIAL in 1 BOX > 10 mL in 1 VIAL")]
    assert doubt(row(size="20"), attributes=attributes)[::3] == (
        "doubtful",
        "the FDA's package contains 10 mL",
    )
    of_sibling = [attributes[0] | {"source": "NDC2019:9 pkg:sibling"}]
    assert doubt(row(size="20"), attributes=of_sibling)[0] == "clean"


def test_the_name_of_another_drug_is_doubtful() -> None:
    """Unless most packages of the code have it, so that it is only CMS's other word."""
    odd = row("J0697", name="Ceftriaxone", dosage="750 MG")
    good = [row("J0697", f"00002-000{n}-01", name="Cefuroxime", dosage="750 MG") for n in (1, 2)]
    assert doubt(odd, *good)[::3] == (
        "doubtful",
        "Ceftriaxone is not the drug of the code",
    )
    assert doubt(odd)[0] == "clean"
    assert doubt(row("J0697", name="Kefurox", dosage="750 MG"), *good)[0] == "clean"
    assert doubt(row("J0697", name="5 %", dosage="750 MG"), *good)[0] == "clean"


def test_one_package_contains_one_amount() -> None:
    """Over all quarters and codes; the one that the strength confirms stays."""
    quarters = {
        "2024Q1": [row(each="10")],
        "2024Q2": [row(each="100")],
        "2024Q3": [row("J0002", dosage="1 MG", each="100")],
    }
    reason = "other quarters or codes list a different amount for the same package"
    doubted = table(made(quarters=quarters))
    assert {each["note"] for each in doubted} == {reason}
    attributes = [fda_row("100 mg/1", form="POWDER")]
    mixed = {
        each["first"]: each["verdict"]
        for each in table(made(quarters=quarters, attributes=attributes))
    }
    assert mixed == {"2024Q1": "clean", "2024Q2": "doubtful", "2024Q3": "clean"}


def test_a_code_that_counts_items_counts_the_same_ones() -> None:
    """Doses have no amount: they are compared under their code alone."""
    quarters = {
        "2024Q1": [row("J0006", name="Vaccine", dosage="PER DOSE", each="1")],
        "2024Q2": [row("J0006", name="Vaccine", dosage="PER DOSE", each="2")],
    }
    assert {each["verdict"] for each in table(made(quarters=quarters))} == {"doubtful"}


def test_packages_of_one_product_have_one_strength() -> None:
    """The same labeler and product number: 10 and 20 mg in a milliliter cannot both be."""
    other = row(ndc="00001-0001-02", size="10", each="20")
    assert doubt(row(size="10", each="10"), other)[::3] == (
        "doubtful",
        "another package of the same product has a different strength",
    )
    larger = row(ndc="00001-0001-02", size="20", each="20")
    assert doubt(row(size="10", each="10"), larger)[0] == "clean"
