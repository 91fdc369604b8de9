"""What a claim reports of a package: the quantity of a dose, and the units of a quantity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import codeset, coverage
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.errors import (
    AmbiguousDose,
    BadAmount,
    BadClaimLine,
    BadDate,
    BadNdc,
    IncompatibleUnits,
    JCodesError,
    UnknownUnit,
)
from hcpcs_jcodes.ndc.conversions import listed_measures, ndc_quantity, units_of
from hcpcs_jcodes.ndc.numbers import Ndc
from hcpcs_jcodes.ndc.packages import packages_of
from hcpcs_jcodes.ndc.quantities import NdcQuantity
from hcpcs_jcodes.units.from_dose import billing_units, exact_units
from hcpcs_jcodes.units.rounding import Rounding

from ..listed_packages import HERCEPTIN, ON, RITUXAN, every_package, listed, one
from ..refusals import Refusal, careless, refused
from ..strategies import numbers


def test_whole_packages_hold_their_units_in_every_row() -> None:
    """Size times items is units_per_package and back; the payer's rounding gives CMS's figure."""
    checked: Counter[str] = Counter()
    for package, on in every_package():
        if package.units_per_package is None:
            continue
        if package.code[0] != "J" and on > coverage().related_last:
            continue  # the wording of the code is not known
        if package.code == "J3300" and on >= date(2026, 10, 1):
            continue  # its new wording is not on file
        measure = package.size_unit or "ML"
        whole = NdcQuantity(package.size * package.items, measure)
        units = units_of(package, whole, on=on, qualifier=measure)
        assert units == package.units_per_package
        checked["whole"] += 1
        version = codeset(on).get(package.code)
        amount = None if version is None else version.billing_unit.amount
        if version is None or amount is None:
            continue
        dose = amount * units
        if dose.dimension == "volume" and measure == "ML":
            continue  # a volume is reported as it is
        assert ndc_quantity(package, dose, on=on, qualifier=measure) == whole
        assert Rounding.UP.up(units) == billing_units(version, dose)
        checked["dose"] += 1
    assert checked["whole"] > 14_000
    assert checked["dose"] > 12_000


@given(numbers(), st.sampled_from([RITUXAN, HERCEPTIN, "55150-0401-25", "70621-0101-20"]))
def test_a_dose_and_its_quantity_are_the_same_units(number: Fraction, ndc: str) -> None:
    """Both directions agree exactly for any dose, without rounding between them."""
    package = one(ndc)
    dose = Amount(number, "mg")
    quantity = ndc_quantity(package, dose, on=ON)
    assert quantity.qualifier == package.size_unit
    assert units_of(package, quantity, on=ON) == exact_units(codeset(ON)[package.code], dose)


def test_a_dose_of_liquid_is_reported_in_milliliters() -> None:
    """715 mg of rituximab in vials of 100 mg in 10 mL are 71.5 mL, not 72 units of anything."""
    package = one(RITUXAN)
    for dose in ("715 mg", Amount("0.715 g"), "71.5 mL"):
        assert ndc_quantity(package, dose, on=ON) == NdcQuantity("71.5 ML")
    assert units_of(package, "ML71.5", on=ON) == Fraction(143, 2)


def test_a_dose_of_powder_is_reported_as_a_share_of_a_vial() -> None:
    """220 mg of trastuzumab from a vial of 150 mg are 22/15 vials."""
    package = one(HERCEPTIN)
    assert ndc_quantity(package, "220 mg", on=ON) == NdcQuantity("22/15 UN")
    assert ndc_quantity(package, "10 mL", on=ON, concentration="15 mg/mL") == NdcQuantity("1 UN")
    assert units_of(package, NdcQuantity("22/15 UN"), on=ON) == 22


def test_a_dose_is_reported_in_grams_if_the_payer_wants_it() -> None:
    """25 mg are 0.025 GR, whatever the vial; the units are those of the mass."""
    for ndc in (RITUXAN, HERCEPTIN):
        package = one(ndc)
        assert ndc_quantity(package, "25 mg", on=ON, qualifier="GR").on_paper == "GR0.025"
        assert ndc_quantity(package, "25 mg", on=ON, qualifier="me").on_paper == "ME25"
        assert units_of(package, "GR0.025", on=ON) == Fraction(5, 2)
        assert units_of(package, "ME25", on=ON) == Fraction(5, 2)


def test_a_tube_of_gel_is_reported_in_grams() -> None:
    """J7345 is billed per 10 mg of gel, so a tube of 2 g is 200 units and GR2."""
    package = one("70621-0101-10")
    assert (package.code, package.size_unit) == ("J7345", "GR")
    assert package.units_per_item == 200
    assert ndc_quantity(package, "2 g", on=ON) == NdcQuantity("2 GR")
    assert ndc_quantity(package, "25 mg", on=ON).on_paper == "GR0.025"
    assert units_of(package, "GR2", on=ON) == 200


def test_a_factor_is_reported_in_international_units() -> None:
    """The content of a vial varies by lot, so the dose itself is the quantity."""
    package = next(p for p in listed("2025Q3") if p.size_unit == "F2" and p.code == "J7192")
    assert package.units_per_item is None
    assert ndc_quantity(package, "1500 IU", on=ON) == NdcQuantity("1500 F2")
    assert ndc_quantity(package, "1500 units", on=ON) == NdcQuantity("1500 F2")
    assert ndc_quantity(package, "2 vials", on=ON, qualifier="UN") == NdcQuantity("2 UN")
    assert ndc_quantity(
        package, "1500 IU", on=ON, qualifier="ML", concentration="250 IU/mL"
    ) == NdcQuantity("6 ML")
    assert units_of(package, "F21500", on=ON) == 1500
    with pytest.raises(UnknownUnit, match="are not known \\(an item is one IU"):
        units_of(package, "2 UN", on=ON, qualifier="UN")


def test_a_count_is_reported_by_its_items() -> None:
    """A code per dose or device: one thing is one item of the package."""
    package = next(
        package
        for package in listed("2025Q3")
        if package.code in codeset(ON) and codeset(ON)[package.code].billing_unit.kind == "counted"
    )
    thing = codeset(ON)[package.code].billing_unit.counted
    measure = package.size_unit or "UN"
    assert package.units_per_item is not None
    expected = NdcQuantity(2 / package.units_per_item * package.size, measure)
    assert ndc_quantity(package, f"2 {thing}s", on=ON, qualifier=measure) == expected
    assert ndc_quantity(package, 2, on=ON, qualifier=measure) == expected


def test_a_combination_needs_its_ingredient_named() -> None:
    """The same share of an item comes out whichever ingredient is named."""
    package = packages_of("J0702", on=ON)[0]
    (one_name, _), (other_name, _) = codeset(ON)["J0702"].billing_unit.components
    measure = package.size_unit or "ML"
    with pytest.raises(AmbiguousDose, match="component="):
        ndc_quantity(package, "6 mg", on=ON, qualifier=measure)
    assert ndc_quantity(
        package, "6 mg", on=ON, component=one_name, qualifier=measure
    ) == ndc_quantity(package, "6 mg", on=ON, component=other_name, qualifier=measure)


def test_an_unlisted_wording_takes_volumes_alone() -> None:
    """For a code without a wording on file milliliters can be reported, but not a mass."""
    package = packages_of("90371", on=ON)[0]
    assert ndc_quantity(package, "0.5 mL", on=ON, qualifier="ML") == NdcQuantity("0.5 ML")
    with pytest.raises(UnknownUnit, match="give the dose in milliliters") as caught:
        ndc_quantity(package, "100 IU", on=ON, qualifier="ML")
    assert caught.value.value == "90371"
    with pytest.raises(BadClaimLine, match="not in F2"):
        units_of(package, "F2100", on=ON)


def test_figures_do_not_outlive_the_billing_unit() -> None:
    """The unit of J7311 went from a whole implant to 0.01 mg: the old figures are refused."""
    on = date(2019, 10, 1)
    old = evolve(one(RITUXAN), code="J7311", quarter="2019Q3", size_unit="UN")
    for call in (
        lambda: ndc_quantity(old, "0.59 mg", on=on),
        lambda: units_of(old, "1 UN", on=on),
    ):
        with pytest.raises(UnknownUnit) as caught:
            call()
        assert caught.value.value == "J7311"
        for named in ("one unit of J7311 is 0.01 mg on 2019-10-01", "2019Q3", "of_dose"):
            assert named in str(caught.value)
    new = evolve(old, quarter="2019Q4", units_per_item=Fraction(59), size=Fraction(1))
    assert ndc_quantity(new, "0.59 mg", on=on) == NdcQuantity("1 UN")


def test_the_nearest_package_of_a_code_whose_unit_changed_since_gives_no_quantity() -> None:
    """A unit of J7311 was an implant until 2019-09-30, and is 0.01 mg in the crosswalk."""
    on = date(2019, 9, 30)
    package = packages_of("J7311", on=on, nearest=True)[0]
    says = "one unit of J7311 is per implant on 2019-09-30, and the figures of .* are for 2024Q1"
    with pytest.raises(UnknownUnit, match=says):
        ndc_quantity(package, 1, on=on, qualifier="UN")


def test_a_package_of_a_code_that_was_only_reworded_gives_its_quantity() -> None:
    """J3300 was reworded on 2026-10-01; one unit is 1 mg as before."""
    on = date(2026, 10, 1)
    package = packages_of("J3300", on=on)[0]
    assert ndc_quantity(package, "40 mg", on=on, qualifier="ML") == NdcQuantity("1 ML")


def test_a_doubtful_package_gives_its_note_and_never_a_number() -> None:
    """Every doubtful row is refused in both directions and shows why."""
    doubtful = [(p, on) for p, on in every_package() if p.verdict == "doubtful"]
    assert doubtful
    for package, on in doubtful:
        assert package.units_per_item is None
        assert package.units_per_package is None
        assert package.note
        assert f"not known: {package.note}" in str(package)
        measure = package.size_unit or "ML"
        whole = NdcQuantity(package.size, measure)
        for call in (
            lambda p=package, m=measure, on=on: ndc_quantity(p, 1, on=on, qualifier=m),
            lambda p=package, q=whole, m=measure, on=on: units_of(p, q, on=on, qualifier=m),
        ):
            with pytest.raises(UnknownUnit) as caught:
                call()
            assert caught.value.value == str(package.ndc)
            assert package.note in str(caught.value)
            assert "read its label" in str(caught.value)


# --- refusals ------------------------------------------------------------------


REFUSALS: list[Refusal] = [
    (
        lambda: ndc_quantity(evolve(one(RITUXAN), size_unit=""), "715 mg", on=ON),
        BadClaimLine,
        RITUXAN,
        f"does not state how {RITUXAN} (Rituxan) is measured",
        "pass qualifier='ML'",
    ),
    (
        lambda: ndc_quantity(one(RITUXAN), "715 mg", on=ON, qualifier="UN"),
        BadClaimLine,
        "UN",
        f"{RITUXAN} (Rituxan) is measured in ML and not in UN",
        "NdcQuantity.of_dose",
    ),
    (
        lambda: ndc_quantity(one(RITUXAN), "715 mg", on=ON, qualifier="XX"),
        BadClaimLine,
        "XX",
        "'XX' is not a unit of measure",
        "ML (milliliter)",
    ),
    (
        careless(lambda dose: ndc_quantity(one(RITUXAN), dose, on=ON), 715.0),
        BadAmount,
        715.0,
        "715.0 is a binary float",
        "'715.0 mg'",
    ),
    (
        lambda: ndc_quantity(one(RITUXAN), "0 mL", on=ON),
        BadClaimLine,
        Fraction(0),
        "0 is not an NDC quantity",
        "more than 0",
    ),
    (
        lambda: ndc_quantity(one(RITUXAN), "715 IU", on=ON),
        IncompatibleUnits,
        "715 IU",
        "715 IU is an amount of international units",
        "measure of the code",
    ),
    (
        lambda: ndc_quantity(one(RITUXAN), "715 mg", on=ON, qualifier="F2"),
        IncompatibleUnits,
        "715 mg",
        "cannot be reported as F2",
        "another qualifier",
    ),
    (
        lambda: units_of(one(RITUXAN), "1 UN", on=ON),
        BadClaimLine,
        "UN",
        "is measured in ML and not in UN",
        "check the container",
    ),
    (
        lambda: units_of(evolve(one(RITUXAN), size_unit=""), "1 UN", on=ON, qualifier="ML"),
        BadClaimLine,
        "UN",
        "is measured in another unit and not in UN",
        "check the container",
    ),
    (
        lambda: units_of(one(RITUXAN), "F2100", on=ON),
        BadClaimLine,
        "100 F2",
        "100 IU is an amount of international units",
        "measure of the code",
    ),
    (
        careless(lambda on: units_of(one(RITUXAN), "ML1", on=on), "08/01/2025"),
        BadDate,
        "08/01/2025",
        "'08/01/2025' is not a date",
        "datetime.date(2025, 8, 1)",
    ),
    (
        careless(ndc_quantity, "50242-051-21", "715 mg", on=ON),
        BadNdc,
        "50242-051-21",
        "'50242-051-21' is not a Package",
        "packages_of()",
    ),
    (
        careless(units_of, None, "ML1", on=ON),
        BadNdc,
        None,
        "None is not a Package",
        "packages_of()",
    ),
    (
        careless(units_of, one(RITUXAN), 10, on=ON),
        BadClaimLine,
        10,
        "10 has no qualifier",
        "ML (milliliter)",
    ),
]


@pytest.mark.parametrize(("call", "error", "value", "named", "fix"), REFUSALS)
def test_a_refusal_names_the_value_and_the_fix(
    call: Callable[[], object], error: type[JCodesError], value: object, named: str, fix: str
) -> None:
    """Every error is of its own type, carries the given value and states the fix."""
    refused(call, error, value, named, fix)


# --- each unit of measure, in both directions ---------------------------------------------

ZEMAIRA = "00053-7201-02"  # listed by the milligram, J0256 per 10 mg
KOGENATE = "00026-3782-25"  # listed by the international unit, J7192 per 1 IU
AMELUZ = "70621-0101-20"  # ten tubes of 2 g, J7345 per 10 mg
OMVOH = "00002-7575-01"  # a vial of 15 mL, 300 units of J2267, without a unit of measure
REMICADE = "57894-0030-01"  # vials of powder

# NDC, dose, the requested qualifier, strength, the quantity
BOTH_WAYS = [
    (RITUXAN, "715 mg", None, None, "71.5 ML"),
    (RITUXAN, "100 mg", None, None, "10 ML"),
    (RITUXAN, "71.5 mL", None, None, "71.5 ML"),
    (RITUXAN, "715 mg", "ML", None, "71.5 ML"),
    (RITUXAN, "715 mg", "ME", None, "715 ME"),
    (RITUXAN, "715 mg", "GR", None, "0.715 GR"),
    (HERCEPTIN, "150 mg", None, None, "1 UN"),
    (HERCEPTIN, "220 mg", "UN", None, "22/15 UN"),
    (HERCEPTIN, "220 mg", "ME", None, "220 ME"),
    (HERCEPTIN, "10 mL", "ME", "21 mg/mL", "210 ME"),
    (AMELUZ, "2 g", None, None, "2 GR"),
    (AMELUZ, "2 g", "GR", None, "2 GR"),
    (AMELUZ, "2 g", "ME", None, "2000 ME"),
    (ZEMAIRA, "1000 mg", None, None, "1000 ME"),
    (ZEMAIRA, "1 g", "GR", None, "1 GR"),
    (ZEMAIRA, "20 mL", None, "50 mg/mL", "1000 ME"),
    (ZEMAIRA, "20 mL", "ML", None, "20 ML"),
    (KOGENATE, "1500 IU", None, None, "1500 F2"),
    (KOGENATE, "6 mL", None, "250 IU/mL", "1500 F2"),
    (OMVOH, "300 mg", "ML", None, "15 ML"),
    (OMVOH, "300 mg", "ME", None, "300 ME"),
    (OMVOH, "15 mL", "ML", None, "15 ML"),
]


@pytest.mark.parametrize(("ndc", "dose", "qualifier", "strength", "expected"), BOTH_WAYS)
def test_a_dose_is_reported_in_the_measure_of_the_package_or_the_one_requested(
    ndc: str, dose: str, qualifier: str | None, strength: str | None, expected: str
) -> None:
    package = one(ndc)
    quantity = ndc_quantity(package, dose, on=ON, qualifier=qualifier, concentration=strength)
    assert str(quantity) == expected
    if quantity.qualifier == "ML" and package.units_per_item is None:
        return
    back = units_of(package, quantity, on=ON, qualifier=qualifier)
    if "mL" not in dose or strength is not None:
        assert back == exact_units(codeset(ON)[package.code], dose, concentration=strength)


@pytest.mark.parametrize(
    ("ndc", "quantity", "qualifier", "units"),
    [
        (RITUXAN, "ML10", None, "10"),
        (RITUXAN, "ML0.5", None, "0.5"),
        (RITUXAN, "ML71.5", "ML", "71.5"),
        (RITUXAN, "ME715", None, "71.5"),
        (RITUXAN, "GR0.715", None, "71.5"),
        (HERCEPTIN, "UN1", None, "15"),
        (HERCEPTIN, "UN2", None, "30"),
        (AMELUZ, "GR2", None, "200"),
        (AMELUZ, "ME25", None, "2.5"),
        (ZEMAIRA, "ME1000", None, "100"),
        (ZEMAIRA, "GR1", None, "100"),
        (KOGENATE, "F21500", None, "1500"),
        (OMVOH, "ML15", "ML", "300"),
        (OMVOH, "ME300", None, "300"),
    ],
)
def test_a_quantity_holds_the_units_that_its_package_or_its_dose_gives(
    ndc: str, quantity: str, qualifier: str | None, units: str
) -> None:
    assert units_of(one(ndc), quantity, on=ON, qualifier=qualifier) == Fraction(units)
    read = NdcQuantity(quantity)
    assert units_of(one(ndc), read, on=ON, qualifier=qualifier) == Fraction(units)


@pytest.mark.parametrize(
    ("ndc", "qualifier"),
    [(RITUXAN, "UN"), (HERCEPTIN, "ML"), (AMELUZ, "ML"), (AMELUZ, "UN")],
)
def test_a_measure_that_the_package_does_not_have_is_refused_in_both_directions(
    ndc: str, qualifier: str
) -> None:
    package = one(ndc)
    says = f"is measured in {package.size_unit} and not in {qualifier}: check the container"
    for call in (
        lambda: ndc_quantity(package, "100 mg", on=ON, qualifier=qualifier),
        lambda: units_of(package, f"{qualifier}1", on=ON),
        lambda: units_of(package, f"{qualifier}1", on=ON, qualifier=package.size_unit),
    ):
        refused(call, BadClaimLine, qualifier, str(package.ndc), says)


@pytest.mark.parametrize("ndc", [ZEMAIRA, KOGENATE])
def test_what_is_listed_by_the_unit_has_no_units_in_a_vial(ndc: str) -> None:
    package = one(ndc)
    says = f"is measured in {package.size_unit} and not in UN"
    refused(lambda: units_of(package, "UN1", on=ON), BadClaimLine, "UN", says)
    assert ndc_quantity(package, "2 vials", on=ON, qualifier="UN") == NdcQuantity("2 UN")
    with pytest.raises(UnknownUnit, match="of the content on the vial's label"):
        units_of(package, "UN1", on=ON, qualifier="UN")


def test_without_a_unit_of_measure_the_caller_also_states_it_for_units_of() -> None:
    package = one(OMVOH)
    for call in (
        lambda: ndc_quantity(package, "300 mg", on=ON),
        lambda: units_of(package, "ML15", on=ON),
    ):
        refused(call, BadClaimLine, OMVOH, f"{OMVOH} (Omvoh) is measured", "qualifier='ML'")


@pytest.mark.parametrize(
    ("ndc", "measures"),
    [
        (RITUXAN, {"ML"}),
        (REMICADE, {"UN"}),
        (AMELUZ, {"GR"}),
        (ZEMAIRA, {"ME"}),
        (KOGENATE, {"F2"}),
        (OMVOH, {""}),
        ("99999-9999-99", set()),
    ],
)
def test_the_measures_of_a_package_are_those_of_any_quarter(ndc: str, measures: set[str]) -> None:
    assert listed_measures(Ndc(ndc)) == measures


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 3, 31)])
def test_the_figures_of_a_package_of_one_quarter_apply_on_days_of_it(on: date) -> None:
    """The figures are in the code's unit of their own quarter, on its first day and last."""
    package = one(RITUXAN, on)
    assert package.quarter == "2026Q1"
    assert units_of(package, "ML10", on=on) == 10
    assert ndc_quantity(package, "100 mg", on=on) == NdcQuantity("10 ML")


@pytest.mark.parametrize("wrong", ["08/01/2025", None, 2025])
def test_a_date_is_required_even_if_the_dose_alone_decides(wrong: object) -> None:
    for dose, qualifier in (("10 mL", None), ("10 mg", "ME")):
        call = careless(ndc_quantity, one(RITUXAN), dose, on=wrong, qualifier=qualifier)
        refused(call, BadDate, wrong)


def test_a_listed_code_that_has_no_wording_gives_no_units_of_a_dose() -> None:
    """90371 is listed by the milliliter; its unit is not in CMS's HCPCS file."""
    package = packages_of("90371", on=ON)[0]
    for quantity in ("ME5", "GR5"):
        with pytest.raises(BadClaimLine, match=f"not in {quantity[:2]}"):
            units_of(package, quantity, on=ON)
