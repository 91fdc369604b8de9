"""The published worked examples, each with its source, and those that are published wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    Amount,
    BadNdc,
    BillingUnit,
    JCode,
    Mue,
    NdcQuantity,
    NotInForce,
    billing_units,
    choose_vials,
    codeset,
    listed_single_dose,
    mue,
    packages_of,
)
from tests.bills import DAY, office, read, single_dose, unchecked
from tests.strategies import code_with


def per(unit: str) -> JCode:
    """A version made by hand that is billed by this amount, under an existing number."""
    return evolve(code_with(unit), code="J1745")


# --- administered and discarded ---------------------------------------------------


def test_example_1_discarded_drug_goes_on_a_line_of_its_own() -> None:
    """Noridian JF Part B, modifier JW: infliximab 350 mg from four vials of 100 mg."""
    billed = single_dose("J1745", "350 mg", opened=["4 x 100 mg"])
    assert read(billed) == ["J1745 x 35", "J1745-JW x 5"]
    assert [line.administered for line in billed.lines] == [Amount("350 mg"), None]
    assert [line.discarded for line in billed.lines] == [None, Amount("50 mg")]


def test_example_2_nothing_discarded_is_reported_with_jz() -> None:
    """Noridian JF Part B, modifier JZ: infliximab 400 mg from four vials of 100 mg."""
    billed = single_dose("J1745", "400 mg", opened=["4 x 100 mg"])
    assert read(billed) == ["J1745-JZ x 40"]
    assert (billed.administered_units, billed.discarded_units) == (40, 0)


def test_example_3_the_discarded_part_is_rounded_down() -> None:
    """CGS J15 Part B, 2023-06-27: 305 mg at 10 mg per unit, four vials of 100 mg."""
    billed = single_dose("J1745", "305 mg", opened=["4 x 100 mg"])
    assert read(billed) == ["J1745 x 31", "J1745-JW x 9"]


def test_example_4_the_vials_are_the_smallest_that_cover_the_dose() -> None:
    """CGS J15 Part B, 2023-06-27: 300 mg; vials of 100 mg or 400 mg available."""
    choice = choose_vials("300 mg", ["100 mg", "400 mg"])
    assert choice.vials == (Amount("100 mg"),) * 3
    right = single_dose("J1745", "300 mg", opened=["3 x 100 mg"], sizes=["100 mg", "400 mg"])
    assert read(right) == ["J1745-JZ x 30"]
    wrong = single_dose("J1745", "300 mg", opened=["400 mg"], sizes=["100 mg", "400 mg"])
    assert read(wrong) == ["J1745 x 30"]
    assert "10 of 10 discarded units were avoidable" in str(wrong)
    assert "smaller containers would have saved" in unchecked(wrong)


@pytest.mark.parametrize(
    ("unit", "dose", "units"),
    [("10 mg", "305 mg", 31), ("10 mg", "301 mg", 31), ("5 mg", "1 mg", 1)],
)
def test_example_5_the_next_unit_and_at_least_one(unit: str, dose: str, units: int) -> None:
    """Medicare Claims Processing Manual, ch. 17 §10: round up; a dose below a unit is 1."""
    assert office(per(unit), dose).administered_units == units


@pytest.mark.parametrize(
    ("unit", "dose", "units"), [("6 mg", "6 mg", 1), ("50 mg", "200 mg", 4), ("1 mg", "10 mg", 10)]
)
def test_example_6_units_are_never_packages(unit: str, dose: str, units: int) -> None:
    """CMS, OPPS update of April 2008, Transmittal 1487."""
    assert office(per(unit), dose).administered_units == units


def test_example_7_a_partial_unit_leaves_nothing_to_discard() -> None:
    """Medlearn, 2016-06-20: 75 mg from a vial of 100 mg, 100 mg per unit: no JW line."""
    billed = single_dose("J9310", "75 mg", opened=["100 mg"], on=date(2018, 6, 1))
    assert read(billed) == ["J9310 x 1"]
    assert billed.discarded_units == 0


def test_example_8_a_large_dose_is_one_line() -> None:
    """RTA, 2017-08-16, citing MLN SE1316: bevacizumab 1,600 mg."""
    assert read(office("J9035", "1600 mg", on=date(2017, 8, 16))) == ["J9035 x 160"]


def test_example_9_a_dose_of_whole_units() -> None:
    """University of Miami billing tip: 300 mg under a code of 10 mg."""
    assert read(office("J1745", "300 mg")) == ["J1745 x 30"]


def test_example_10_a_multi_dose_vial_has_no_jw() -> None:
    """AAPC forum 73757: 29 mg from a multi-dose vial under a code per 5 mg."""
    version = per("5 mg")
    billed = office(version, "29 mg", opened=["50 mg"], container="multi-dose")
    assert read(billed) == ["J1745 x 6"]


@pytest.mark.parametrize(
    ("code", "dose", "units"),
    [
        ("J0178", "2 mg", 2),
        ("J2778", "0.3 mg", 3),
        ("J2778", "0.5 mg", 5),
        ("J2777", "6 mg", 60),
    ],
)
def test_example_11_injections_into_the_eye(code: str, dose: str, units: int) -> None:
    """American Academy of Ophthalmology: Eylea, Lucentis and Vabysmo."""
    assert read(office(code, dose)) == [f"{code} x {units}"]


# --- limits of a line -----------------------------------------------------------------


def test_example_12_lines_are_split_at_the_mue_that_is_passed() -> None:
    """Noridian, clotting factors: J7185, 12,000 IU, a line MUE of 4,000 given."""
    billed = office("J7185", "12000 IU", mue=Mue.given(4000, mai=1), split_at_mue=True)
    assert read(billed) == ["J7185 x 4000", "J7185-76 x 4000", "J7185-76 x 4000"]
    assert billed.over_mue is False


@pytest.mark.parametrize("on", [date(2024, 8, 1), date(2026, 8, 1)])
def test_example_12_with_the_mue_of_the_quarter(on: date) -> None:
    """CMS, MUE of 2024Q3 and 2026Q3: 22,000 for each line, so only 9,999 per line applies."""
    limit = mue("J7185", on=on, setting="professional")
    assert isinstance(limit, Mue)
    assert (limit.units, limit.mai) == (22_000, 1)
    billed = office("J7185", "12000 IU", on=on, split_at_mue=True)
    assert read(billed) == ["J7185 x 9999", "J7185-76 x 2001"]


def test_example_13_a_line_takes_9999_units() -> None:
    """Noridian, clotting factors: J7182, 22,000 IU, 76 on the second and third line."""
    billed = office("J7182", "22000 IU")
    assert read(billed) == ["J7182 x 9999", "J7182-76 x 9999", "J7182-76 x 2002"]


# --- NDC ------------------------------------------------------------------------------


def test_example_14_units_and_the_ndc_quantity_are_two_numbers() -> None:
    """Texas Medicaid manual, December 2016: trastuzumab 220 mg from 440 mg/20 mL, multi-dose."""
    billed = office(
        "J9355", "220 mg", on=date(2016, 12, 1), container="multi-dose", opened=["440 mg"]
    )
    assert read(billed) == ["J9355 x 22"]
    assert NdcQuantity.of_dose("220 mg", "ML", concentration="440 mg/20 mL") == NdcQuantity("ML10")


def test_example_15_units_of_a_package_are_its_content_divided_by_the_unit() -> None:
    """CMS, fields of the ASP crosswalk: a package of 100 mcg under 5 mcg is 20 units."""
    assert billing_units(code_with("5 mcg"), "100 mcg") == 20


@pytest.mark.parametrize(
    ("ndc", "name", "code", "units", "content"),
    [
        ("50242-0060-01", "Avastin", "J9035", 10, "100 mg"),
        ("57894-0030-01", "Remicade", "J1745", 10, "100 mg"),
        ("00023-3921-02", "Botox", "J0585", 200, "200 units"),
    ],
)
def test_example_16_packages_of_the_crosswalk(
    ndc: str, name: str, code: str, units: int, content: str
) -> None:
    """CMS, ASP NDC-HCPCS crosswalk, January 2026."""
    on = date(2026, 1, 15)
    (package,) = packages_of(ndc, on=on)
    assert (package.name, package.code) == (name, code)
    assert package.units_per_package == units
    assert billing_units(codeset(on)[code], content) == units


# --- codes that replaced each other ---------------------------------------------------


@pytest.mark.parametrize(
    ("dose", "old", "last_day", "old_units", "new", "first_day", "new_units"),
    [
        ("2 mg", "J1170", date(2024, 9, 30), 1, "J1171", date(2024, 10, 1), 20),
        ("40 mg", "J1940", date(2025, 3, 31), 2, "J1938", date(2025, 4, 1), 40),
    ],
    ids=["19: hydromorphone", "20: furosemide"],
)
def test_examples_19_and_20_the_date_decides_the_code(  # noqa: PLR0913, PLR0917
    dose: str, old: str, last_day: date, old_units: int, new: str, first_day: date, new_units: int
) -> None:
    """CMS HCPCS files of October 2024 and April 2025: the new code has a smaller unit."""
    assert read(office(old, dose, on=last_day)) == [f"{old} x {old_units}"]
    assert read(office(new, dose, on=first_day)) == [f"{new} x {new_units}"]
    with pytest.raises(NotInForce):
        office(old, dose, on=first_day)
    with pytest.raises(NotInForce):
        office(new, dose, on=last_day)


# --- the table of rule 1.4 --------------------------------------------------------------

VIAL = {"container": "single-dose"}


@pytest.mark.parametrize(
    ("code", "dose", "facts", "lines"),
    [
        pytest.param(
            "J1745",
            "350 mg",
            {"opened": ["4 x 100 mg"], **VIAL},
            ["J1745 x 35", "J1745-JW x 5"],
            id="infliximab: Noridian JF",
        ),
        pytest.param(
            "J1745",
            "305 mg",
            {"opened": ["4 x 100 mg"], **VIAL},
            ["J1745 x 31", "J1745-JW x 9"],
            id="a unit of 10 mg: CGS, 2023-06-27",
        ),
        pytest.param(
            "J1745",
            "300 mg",
            {"opened": ["3 x 100 mg"], **VIAL},
            ["J1745-JZ x 30"],
            id="sizes of 100 mg and 400 mg: CGS",
        ),
        pytest.param(
            "J9310",
            "75 mg",
            {"opened": ["100 mg"], "on": date(2018, 6, 1), **VIAL},
            ["J9310 x 1"],
            id="a unit of 100 mg: MedLearn 2016",
        ),
        pytest.param("J2405", "3.5 mg", {}, ["J2405 x 4"], id="ondansetron: HCPro 2012"),
        pytest.param(
            "J2506",
            "6 mg",
            {"opened": ["6 mg"], **VIAL},
            ["J2506-JZ x 12"],
            id="pegfilgrastim syringe: Amgen notice",
        ),
        pytest.param(
            "J0129",
            "125 mg",
            {"opened": ["125 mg"], **VIAL},
            ["J0129-JZ x 13"],
            id="abatacept syringe: crosswalk 12.5",
        ),
        pytest.param(
            "J9359",
            "10 mg",
            {"opened": ["10 mg"], **VIAL},
            ["J9359-JZ x 134"],
            id="loncastuximab: crosswalk 133.33",
        ),
        pytest.param(
            "J1720",
            "250 mg",
            {"opened": ["250 mg"], **VIAL},
            ["J1720-JZ x 3"],
            id="Solu-Cortef, up to 100 mg: crosswalk 2.5",
        ),
    ],
)
def test_the_table_of_examples(
    code: str, dose: str, facts: dict[str, Any], lines: list[str]
) -> None:
    """Rule 1.4: numbers as published, or from the crosswalk's units of a package."""
    assert read(office(code, dose, **facts)) == lines


def test_an_example_per_5_mg() -> None:
    """Rule 1.4, MMP 2015: 8 mg under a code per 5 mg is 2 units."""
    assert office(per("5 mg"), "8 mg").administered_units == 2


@pytest.mark.parametrize(
    ("code", "dose", "exact", "units"),
    [
        ("J0290", "125 mg", "0.25", 1),
        ("J1160", "0.1 mg", "0.2", 1),
        ("J3010", "0.05 mg", "0.5", 1),
        ("J9359", "10 mg", None, 134),
    ],
)
def test_a_container_may_hold_part_of_a_unit(
    code: str, dose: str, exact: str | None, units: int
) -> None:
    """Rule 1.5: 193 rows of the crosswalk hold less than a unit; units are still whole."""
    billed = single_dose(code, dose, opened=[dose])
    assert (billed.administered_units, billed.discarded_units) == (units, 0)
    shown = exact or str(Fraction(400, 3))
    assert f"opened {billed.administered} = {shown} units" in str(billed)


def test_parts_of_units_are_added_before_they_are_rounded() -> None:
    """Rule 1.5: ten vials of 0.25 units are 3 units, as the crosswalk's J0290 rounds 2.5."""
    billed = single_dose("J0290", ["125 mg"] * 10, opened=["10 x 125 mg"])
    assert read(billed) == ["J0290-JZ x 3"]


# --- published and wrong ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "drug", "unit", "not_this"),
    [
        ("J9312", "rituximab", "10 mg", "pemetrexed"),
        ("J9245", "melphalan hydrochloride", "50 mg", "cisplatin"),
        ("J9305", "pemetrexed", "10 mg", "rituximab"),
    ],
)
def test_a_blog_has_the_drugs_wrong(code: str, drug: str, unit: str, not_this: str) -> None:
    """americanmedicalcoding.com has pemetrexed for J9312 and cisplatin for J9245."""
    version = codeset(DAY)[code]
    assert version.drug.name.casefold().startswith(drug)
    assert not_this not in (version.long_description or "").casefold()
    assert version.billing_unit == BillingUnit("measured", Amount(unit))


def test_a_blog_rounds_the_wrong_way() -> None:
    """americanmedicalcoding.com bills 9 + 1 JW of a vial of 100 mg; 95 mg is 10 and no JW."""
    for dose in ("91 mg", "95 mg", "99.9 mg"):
        assert read(single_dose("J9305", dose, opened=["100 mg"])) == ["J9305-JZ x 10"]
    assert read(single_dose("J9305", "90 mg", opened=["100 mg"])) == ["J9305 x 9", "J9305-JW x 1"]


def test_rituximab_is_10_mg_for_every_indication() -> None:
    """verimedix.com has "J9312, 100 mg for RA"; 1,000 mg is 100 units and not 10."""
    assert read(office("J9312", "1000 mg")) == ["J9312 x 100"]


def test_an_ndc_of_another_drug_is_refused() -> None:
    """A public sample 837 bills J1745 with 50242-0040-01, which is Xolair (J2357)."""
    with pytest.raises(BadNdc, match="J2357"):
        office("J1745", "200 mg", ndc="50242-0040-01")


def test_a_listed_package_of_another_drug_is_refused() -> None:
    """The same slip with the package of Xolair that the crosswalk lists."""
    with pytest.raises(BadNdc, match="50242-0040-62 is billed under J2357 and not J1745"):
        office("J1745", "200 mg", ndc="50242-0040-62")


def test_the_examples_rest_on_included_data() -> None:
    """The drugs of examples 1 to 4 are listed as single-dose; their MUE is the same before and after."""
    billed = office("J1745", "350 mg")
    assert listed_single_dose("J1745")
    assert isinstance(billed.mue, Mue)
    assert (billed.mue.units, billed.mue.basis) == (150, "same before and after")
    assert billed.over_mue is None
    assert all(isinstance(line.units, int) and line.units != Decimal(0) for line in billed.lines)
