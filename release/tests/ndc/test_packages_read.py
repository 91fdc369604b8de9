"""The crosswalk's rows become spans of quarters, with CMS's figures exactly as it prints them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk_rows import NDC, made, one, row, table
from jcodes_release.ndc.packages import number_of, number_text
from jcodes_release.releases.records import UnreadableSource


def test_a_good_row_is_passed_on() -> None:
    """Its names tidied, CMS's own figures not repeated."""
    untidy = row(name="NOVUMAB®  (TM)", labeler="NOVA,\nINC. NOVA INC.", items="3", size="2.50")
    assert one(untidy) == {
        "ndc": NDC,
        "code": "J0001",
        "first": "2024Q1",
        "last": "2024Q1",
        "name": "NOVUMAB",
        "labeler": "NOVA",
        "size": "2.5",
        "size_unit": "ML",
        "size_unit_from": "size",
        "items": "3",
        "units_per_item": "10",
        "units_per_package": "30",
        "verdict": "clean",
        "cms_units_per_item": "",
        "cms_units_per_package": "",
        "strength": "",
        "strength_from": "",
        "note": "",
    }


def test_what_is_not_a_drug_or_not_an_ndc_is_left_out_and_counted() -> None:
    """Skin substitutes by their codes; any identifier that is not 5-4-2."""
    tables = made(
        row(), row("Q4101"), row("Q4310", "XM-1"), row(ndc="888867413689"), row("Q4081", whole="10")
    )
    assert [each["code"] for each in table(tables)] == ["J0001", "Q4081"]
    assert tables.remarks == [
        "2 crosswalk rows of skin substitutes, which are not drugs",
        "1 crosswalk rows whose identifier is not an NDC",
    ]


def test_quarters_with_the_same_facts_are_one_row() -> None:
    """Under the newest name; a quarter without it, or another figure, begins a new one."""
    quarters = {
        "2024Q1": [row(name="NOVUMAB")],
        "2024Q2": [row(name="Novumab")],
        "2024Q3": [],
        "2024Q4": [row()],
        "2025Q1": [row(size="5")],
    }
    spans = [
        (each["first"], each["last"], each["name"], each["size"])
        for each in table(made(quarters=quarters))
    ]
    assert spans == [
        ("2024Q1", "2024Q2", "Novumab", "1"),
        ("2024Q4", "2024Q4", "Novumab", "1"),
        ("2025Q1", "2025Q1", "Novumab", "5"),
    ]


def test_a_quarter_that_is_missing_does_not_begin_a_new_row() -> None:
    """No file says anything of 2024Q2; 2024Q4 begins a row because its figure differs."""
    quarters = {"2024Q1": [row()], "2024Q3": [row()], "2024Q4": [row(size="5")]}
    spans = [(each["first"], each["last"]) for each in table(made(quarters=quarters))]
    assert spans == [("2024Q1", "2024Q3"), ("2024Q4", "2024Q4")]


def test_units_rounded_up_to_whole_packages_are_the_same_fact() -> None:
    """CMS prints fractions of a package until 2025Q2, and whole units after."""
    quarters = {
        "2025Q2": [row(each="0.25", items="10", whole="2.5")],
        "2025Q3": [row(each="0.25", items="10", whole="3")],
    }
    (only,) = table(made(quarters=quarters))
    assert (only["first"], only["last"], only["units_per_package"]) == ("2025Q2", "2025Q3", "2.5")
    assert (only["verdict"], only["cms_units_per_package"]) == ("clean", "")


def test_a_figure_that_is_not_a_number_is_refused() -> None:
    """A row without a figure would lose a package."""
    with pytest.raises(UnreadableSource, match="not a number: 'n/a'"):
        made(row(each="n/a", whole="1"))


@given(st.fractions(0, 1000, max_denominator=500))
def test_a_number_is_written_exactly(value: Fraction) -> None:
    """As decimals or as a ratio, it is read back as it was."""
    assert number_of(number_text(value)) == value


def test_the_units_of_a_shipped_package_are_the_product_of_its_items(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """Exactly; a row without them says why, and shows what CMS prints."""
    rows = packaged("ndc")
    assert len(rows) > 8_000
    for each in rows:
        has_units = each["verdict"] != "doubtful" and each["size_unit"] not in {"F2", "ME"}
        assert bool(each["units_per_item"]) == bool(each["units_per_package"]) == has_units
        if has_units:
            whole = number_of(each["units_per_item"]) * number_of(each["items"])
            assert number_of(each["units_per_package"]) == whole > 0
        else:
            assert each["cms_units_per_item"]
            assert each["cms_units_per_package"]
        assert bool(each["note"]) == (each["verdict"] != "clean" or not has_units)
        assert bool(each["size_unit"]) == bool(each["size_unit_from"])
        assert bool(each["strength"]) == bool(each["strength_from"])
        assert each["first"] <= each["last"]
