"""The unit of a package's size is known from one source, which is named, or left empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from crosswalk_rows import NDC, made, one, row, table
from jcodes_release.readers.crosswalk import CrosswalkRow
from source_files import fda_row


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        (row("J0005", name="Factor VIII", dosage="1 IU", each="1"), "F2"),
        (row("J0256", name="Alpha 1", dosage="10 MG", each="0.1"), "ME"),
    ],
)
def test_a_lot_labeled_by_its_potency_has_no_units(printed: CrosswalkRow, unit: str) -> None:
    """CMS's item is one IU or milligram, not a vial: its figures are not those of a package."""
    lot = one(printed)
    assert (lot["size_unit"], lot["size_unit_from"]) == (unit, "code unit")
    assert (lot["verdict"], lot["units_per_item"], lot["units_per_package"]) == ("clean", "", "")
    assert lot["cms_units_per_item"] == printed.billing_units
    assert "differs by lot" in lot["note"]


def test_one_unit_of_a_code_is_not_always_a_potency() -> None:
    """A vial of 1 mg under a code of 1 mg is a vial."""
    vial = one(row("J0002", dosage="1 MG", each="1"))
    assert (vial["size_unit"], vial["units_per_item"]) == ("", "1")


@pytest.mark.parametrize(
    ("printed", "attributes", "expected"),
    [
        (
            row("J0004", name="Saline", dosage="500 CC", size="250", each="0.5"),
            [],
            ("ML", "code unit"),
        ),
        (
            row("J0002", dosage="1 MG", size="100", each="500"),
            [fda_row("5 mg/1", "100 TABLET in 1 BOTTLE", "TABLET")],
            ("UN", "FDA package"),
        ),
        (
            row("J0002", dosage="1 MG", size="2", each="200"),
            [fda_row("100 mg/g", "1 TUBE in 1 BOX > 2 g in 1 TUBE", "GEL")],
            ("GR", "FDA package"),
        ),
        (row(), [fda_row("100 mg/10mL", form="POWDER")], ("UN", "FDA form")),
        (row(), [fda_row("", "1 KIT in 1 CARTON * 1 mL in 1 VIAL", "KIT")], ("UN", "FDA form")),
        (row(size="5"), [fda_row("20 mg/mL")], ("ML", "FDA strength")),
        (row(size="1"), [fda_row("100 mg/5mL")], ("UN", "FDA strength")),
        (row(size="5"), [fda_row("", form="KIT")], ("", "")),
        (row(size="5", each="3"), [fda_row("30 mg/1")], ("", "")),
        (row(size="2.5"), [], ("ML", "size")),
        (row("J0002", dosage="1 MG", size="7.5", each="7.5"), [], ("", "")),
        (row("J0006", name="Vaccine", dosage="PER DOSE", size="0.5", each="1"), [], ("ML", "size")),
        (row(), [], ("", "")),
        (row(items="2", whole="10"), [], ("", "")),
    ],
)
def test_the_unit_of_a_size_is_told_by_one_source(
    printed: CrosswalkRow, attributes: Sequence[Mapping[str, str]], expected: tuple[str, str]
) -> None:
    """Code, package text, form, strength, or that no part of a vial is sold."""
    found = one(printed, attributes=attributes)
    assert (found["size_unit"], found["size_unit_from"]) == expected


def test_a_size_is_told_by_packages_like_it() -> None:
    """Of the product, of the same size and units, or of as many units in a milliliter."""
    known = row(size="2.5", each="5")
    of_product = row(ndc="00001-0001-02", size="5", each="10")
    like_it = row(ndc="00003-0001-01", size="5", each="10")
    as_dense = row(ndc="00004-0001-01", size="10", each="20")
    unlike = row(ndc="00005-0001-01", size="10", each="7")
    found = {
        each["ndc"]: (each["size_unit"], each["size_unit_from"])
        for each in table(made(known, of_product, like_it, as_dense, unlike))
    }
    assert found == {
        NDC: ("ML", "size"),
        "00001-0001-02": ("ML", "same product"),
        "00003-0001-01": ("ML", "same size and units"),
        "00004-0001-01": ("ML", "same units per size"),
        "00005-0001-01": ("", ""),
    }


def test_tablets_and_liquids_of_one_code_tell_nothing_of_each_other() -> None:
    """A tablet may hold as much as a milliliter."""
    liquid = row(size="2.5", each="5")
    tablets = row(ndc="00002-0001-01", size="30", each="90")
    unknown = row(ndc="00003-0001-01", size="100", each="200")
    attributes = [fda_row("30 mg/1", "30 TABLET in 1 BOTTLE", "TABLET", ndc="00002-0001-01")]
    found = table(made(liquid, tablets, unknown, attributes=attributes))
    assert [each["size_unit"] for each in found] == ["ML", "UN", ""]
