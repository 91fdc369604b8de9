"""What the FDA's texts say that one item of a package holds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcodes_release.ndc.strengths import Attributes, readings, strengths_of
from source_files import fda_row


def of(strength: str, package: str = "", form: str = "INJECTION, SOLUTION") -> Attributes:
    """What the FDA says of a package, from a row of the file of attributes."""
    return Attributes.of(fda_row(strength, package, form))


@pytest.mark.parametrize(
    ("text", "strengths"),
    [
        ("10 mg/mL", ["10 mg/mL"]),
        ("60 mg/20mL", ["60 mg/20 mL"]),
        ("420.0 mg/ 20 mL", ["420 mg/20 mL"]),
        ("50.0 mg/10ml", ["50 mg/10 mL"]),
        (".5 mg/1", ["0.5 mg"]),
        ("300 mg/2", ["150 mg"]),
        ("100 [iU]/mL", ["100 IU/mL"]),
        ("10000 [USP'U]/mL", ["10000 USP units/mL"]),
        ("300 U/1", ["300 units"]),
        ("300 ug/.5mL", ["300 mcg/0.5 mL"]),
        ("2 meq/mL", ["2 mEq/mL"]),
        ("1000000 [PFU]/mL", ["1000000 pfu/mL"]),
        ("100 mg/g", ["100 mg/g"]),
        ("2; .25 g/50mL; g/50mL", ["2 g/50 mL", "0.25 g/50 mL"]),
        ("12.0 mg/mL, 4.0 mg/mL", ["12 mg/mL", "4 mg/mL"]),
        ("2; 2 [Lf]/.5mL; [Lf]/.5mL", []),
        ("2000000 1/68mL", []),
        ("", []),
    ],
)
def test_a_strength_is_an_amount_of_each_ingredient(text: str, strengths: list[str]) -> None:
    """In every form that the sources write; none if a measure is not known."""
    assert [str(strength) for strength in strengths_of(text)] == strengths


def contents_of(
    attributes: Attributes, size: str = "1", items: int = 1
) -> list[tuple[list[str], bool]]:
    """The contents by each reading, and whether it is the plain one."""
    found = readings(attributes, Fraction(size), Fraction(items))
    return [([str(part) for part in each.contents], not each.because) for each in found]


VIAL = "1 VIAL in 1 CARTON (00001-001-01)  > 10 mL in 1 VIAL (00001-001-02) "
POWDER = "INJECTION, POWDER, FOR SOLUTION"


@pytest.mark.parametrize(
    ("attributes", "size", "items", "contents"),
    [
        (of("10 mg/mL", VIAL), "10", 1, [(["100 mg"], True)]),
        (of("10 mg/mL", VIAL), "4", 1, [(["100 mg"], True), (["40 mg"], False)]),
        (of("10 mg/mL"), "4", 1, [(["40 mg"], True)]),
        (of("50 mg/5mL"), "5", 1, [(["50 mg"], True), (["50 mg"], False)]),
        (of("50 mg/5mL", form=""), "5", 1, []),
        (of("50 mg/5mL", VIAL, ""), "10", 1, [(["100 mg"], True), (["50 mg"], False)]),
        (of("100 mg/10mL", VIAL, POWDER), "1", 1, [(["100 mg"], True)]),
        (of("100 mg/5mL", form=POWDER), "1", 1, [(["100 mg"], True)]),
        (of("20 mg/mL", form=POWDER), "1", 1, []),
        (
            of("20 mg/mL", VIAL, POWDER),
            "1",
            2,
            [(["200 mg"], True), (["20 mg"], False), (["100 mg"], False), (["20 mg"], False)],
        ),
        (of("5 mg/1", "100 TABLET in 1 BOTTLE", "TABLET"), "100", 1, [(["500 mg"], True)]),
        (of("5 mg/1", "100 CAPSULE in 1 BOTTLE", ""), "100", 1, [(["500 mg"], True)]),
        (of("5 mg/1", form="GRANULE"), "50", 1, [(["5 mg"], True), (["250 mg"], False)]),
        (
            of("100 mg/g", "1 TUBE in 1 BOX > 2 g in 1 TUBE", "GEL"),
            "2",
            10,
            [(["200 mg"], True), (["20 mg"], False)],
        ),
        (of("2 g/2g", form=POWDER), "1", 1, [(["2 g"], True)]),
        (of("1 g/g", form=POWDER), "1", 1, []),
        (of("5 mg/mL; 2 mg/1"), "1", 1, []),
        (of("5 mg/patch"), "1", 1, []),
        (of("5 mg/mL", "1 KIT in 1 CARTON  *  5 mL in 1 VIAL"), "5", 1, []),
        (of("5 mg/mL", form="KIT"), "5", 1, []),
        (of("", VIAL), "10", 1, []),
    ],
)
def test_an_item_is_read_in_several_ways(
    attributes: Attributes, size: str, items: int, contents: list[tuple[list[str], bool]]
) -> None:
    """The plain reading first; none for a kit or an unstated volume."""
    assert contents_of(attributes, size, items) == contents


def test_a_package_text_with_two_volumes_tells_none() -> None:
    """Which of them is the drug is not said."""
    two = of("5 mg/mL", "1 BOX > 5 mL in 1 VIAL > 2 mL in 1 SYRINGE")
    assert two.content("mL") is None
    assert of("5 mg/mL", VIAL).content("mL") == 10
    assert of("5 mg/mL", VIAL).content("g") is None


@given(st.integers(1, 500), st.integers(1, 100))
def test_a_liquid_holds_its_strength_times_its_volume(milligrams: int, volume: int) -> None:
    """Whatever the numbers, nothing is rounded."""
    attributes = of(f"{milligrams} mg/mL", f"1 VIAL in 1 BOX > {volume} mL in 1 VIAL")
    assert contents_of(attributes, str(volume))[0] == ([f"{milligrams * volume} mg"], True)
