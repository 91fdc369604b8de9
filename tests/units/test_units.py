"""From a dose to billing units: the rule of the manual, the published examples, the traps."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    AmbiguousDose,
    Amount,
    BadAmount,
    BillingUnit,
    Concentration,
    IncompatibleUnits,
    JCode,
    NotInForce,
    UnknownUnit,
    billing_units,
    codeset,
    exact_units,
)
from hcpcs_jcodes.amounts.measures import UNITS
from tests.refusals import careless, refused
from tests.strategies import (
    MASSES,
    amounts,
    code_with,
    numbers,
    packaged_versions,
    versions_with_an_amount,
)


def units(code: str, dose: str, period: str = "2025Q4", component: str | None = None) -> int:
    """The units of a dose under the packaged version of a code."""
    return billing_units(codeset(period)[code], dose, component=component)


def one_unit_by_hand(version: JCode) -> Amount:
    """What one unit is, for a version whose unit is one amount."""
    amount = version.billing_unit.amount
    assert amount is not None
    return amount


# --- laws ----------------------------------------------------------------------

mass_symbols = st.sampled_from(sorted(MASSES))


@given(numbers(), mass_symbols, numbers(), mass_symbols)
def test_units_are_the_exact_ceiling_of_dose_over_unit(
    dose: Fraction, dose_in: str, unit: Fraction, unit_in: str
) -> None:
    """Not a multiple of the descriptor: the next whole unit (IOM 100-04, ch. 17 §10)."""
    quotient = (dose * MASSES[dose_in]) / (unit * MASSES[unit_in])
    whole = quotient.numerator // quotient.denominator
    expected = whole if whole == quotient else whole + 1
    code = code_with(BillingUnit("measured", Amount(unit, unit_in)))
    assert billing_units(code, Amount(dose, dose_in)) == expected
    assert expected >= 1


@given(st.data(), versions_with_an_amount(), numbers())
def test_units_of_a_packaged_code_are_the_exact_ceiling(
    data: st.DataObject, version: JCode, number: Fraction
) -> None:
    """The rule holds for every packaged code, in every unit that its own converts to."""
    one = one_unit_by_hand(version)
    same = sorted({u.symbol for u in UNITS.values() if u.dimension == one.dimension})
    dose = Amount(number, data.draw(st.sampled_from(same)))
    expected = billing_units(version, dose)
    assert expected >= 1
    assert one * expected >= dose
    assert expected == 1 or one * (expected - 1) < dose


@given(versions_with_an_amount(), numbers(), numbers())
def test_more_drug_is_never_fewer_units(version: JCode, a: Fraction, b: Fraction) -> None:
    """Units never decrease as the dose increases."""
    symbol = one_unit_by_hand(version).unit.symbol
    less, more = sorted((Amount(a, symbol), Amount(b, symbol)))
    assert billing_units(version, less) <= billing_units(version, more)


@given(versions_with_an_amount(), numbers(), numbers())
def test_two_doses_rounded_together_are_at_most_one_unit_below_rounding_each(
    version: JCode, a: Fraction, b: Fraction
) -> None:
    """Summing before rounding saves at most one unit and never costs one."""
    symbol = one_unit_by_hand(version).unit.symbol
    first, second = Amount(a, symbol), Amount(b, symbol)
    apart = billing_units(version, first) + billing_units(version, second)
    assert apart - 1 <= billing_units(version, first + second) <= apart


@given(versions_with_an_amount(), st.integers(1, 20_000))
def test_a_multiple_of_the_unit_is_that_many_units(version: JCode, times: int) -> None:
    """Exactly n units of drug are n units, and a trace more is one more."""
    one = one_unit_by_hand(version)
    assert billing_units(version, one * times) == times
    assert billing_units(version, one * (times + Fraction(1, 10**6))) == times + 1


@given(numbers(), mass_symbols, mass_symbols)
def test_the_unit_a_dose_is_charted_in_changes_nothing(
    number: Fraction, unit: str, other: str
) -> None:
    """The same quantity written in another unit is the same number of units."""
    code, dose = code_with("10 mg"), Amount(number, unit)
    assert billing_units(code, dose) == billing_units(code, dose.to(other))
    assert billing_units(code, str(dose)) == billing_units(code, dose)


@given(amounts("mL", "mcL", "L"), st.integers(1, 500))
def test_a_volume_by_its_concentration_is_the_drug_in_it(volume: Amount, strength: int) -> None:
    """A dose charted in mL with the strength of the vial is billed as its milligrams."""
    dose = Amount(volume.to("mL").value * strength, "mg")
    assert billing_units(
        code_with("10 mg"), volume, concentration=f"{strength} mg/mL"
    ) == billing_units(code_with("10 mg"), dose)


def test_half_a_gram_is_as_many_units_as_500_mg() -> None:
    """0.5 g and 500 mg of a drug billed per 10 mg are both 50 units."""
    assert units("J9312", "0.5 g") == units("J9312", "500 mg") == 50


def test_seven_hundred_fifteen_mg_of_rituximab_is_72_units() -> None:
    """715 mg at 10 mg a unit rounds up to the next whole unit (IOM 100-04, ch. 17 §10)."""
    version = codeset(2025)["J9312"]
    assert billing_units(version, "715 mg") == 72
    assert billing_units(version, Amount("715 mg")) == 72
    assert billing_units(version, Amount(715, "mg")) == 72
    assert billing_units(version, Amount(Decimal("0.715"), "g")) == 72


def test_a_tenth_of_a_milligram_unit_is_not_rounded_up_by_a_binary_float() -> None:
    """0.3 mg at 0.1 mg a unit are 3 units; 0.3 / 0.1 in floats would round up to 3 only by luck."""
    for tenths in range(1, 200):
        assert billing_units(code_with("0.1 mg"), f"{Decimal(tenths) / 10} mg") == tenths


# --- published examples --------------------------------------------------------


@pytest.mark.parametrize(
    ("dose", "expected"), [("350 mg", 35), ("400 mg", 40)], ids=["with waste", "without waste"]
)
def test_350_and_400_mg_of_infliximab_are_35_and_40_units(dose: str, expected: int) -> None:
    """J1745, 10 mg a unit. Source: Noridian JF Part B, modifiers JW and JZ (examples 1, 2)."""
    assert units("J1745", dose) == expected


def test_305_mg_at_10_mg_a_unit_are_31_units() -> None:
    """A dose above a multiple goes up. Source: CGS J15 Part B, 2023-06-27 (example 3)."""
    assert billing_units(code_with("10 mg"), "305 mg") == 31


def test_300_mg_at_10_mg_a_unit_are_30_units_from_any_vial() -> None:
    """The vial opened does not change the units. Source: CGS, 2023-06-27 (example 4)."""
    assert billing_units(code_with("10 mg"), "300 mg") == 30


def test_a_dose_below_one_unit_is_one_unit() -> None:
    """A dose smaller than the descriptor is 1 unit. Source: IOM 100-04, ch. 17 §10 (example 5)."""
    assert billing_units(code_with("100 mg"), "1 mg") == 1
    assert billing_units(code_with("100 mg"), "0.000001 mcg") == 1


@pytest.mark.parametrize(
    ("unit", "dose", "expected"),
    [("6 mg", "6 mg", 1), ("50 mg", "200 mg", 4), ("1 mg", "10 mg", 10)],
)
def test_units_follow_the_descriptor_never_the_package(unit: str, dose: str, expected: int) -> None:
    """A whole 10 mg vial of a 1 mg code is 10. Source: CMS, OPPS update April 2008 (example 6)."""
    assert billing_units(code_with(unit), dose) == expected


def test_75_mg_at_100_mg_a_unit_are_1_unit() -> None:
    """Three quarters of a unit are one. Source: Medlearn, 2016-06-20 (example 7)."""
    assert billing_units(code_with("100 mg"), "75 mg") == 1


def test_1600_mg_of_bevacizumab_are_160_units() -> None:
    """J9035, 10 mg a unit. Source: RTA, 2017-08-16, citing MLN SE1316 (example 8)."""
    assert units("J9035", "1,600 mg", "2017Q3") == 160


def test_300_mg_at_10_mg_are_30_units() -> None:
    """A multiple of the unit is not rounded. Source: University of Miami billing tip (example 9)."""
    assert billing_units(code_with("10 mg"), Amount("300 mg")) == 30


def test_29_mg_per_5_mg_are_6_units() -> None:
    """A multi-dose vial rounds the same. Source: AAPC forum 73757 (example 10)."""
    assert billing_units(code_with("5 mg"), "29 mg") == 6


@pytest.mark.parametrize(
    ("code", "dose", "expected"),
    [
        ("J0178", "2 mg", 2),
        ("J2778", "0.3 mg", 3),
        ("J2778", "0.5 mg", 5),
        ("J2777", "6 mg", 60),
    ],
)
def test_eye_injections_are_billed_by_the_small_unit(code: str, dose: str, expected: int) -> None:
    """Eylea, Lucentis, Vabysmo. Source: American Academy of Ophthalmology (example 11)."""
    assert units(code, dose) == expected


def test_12000_iu_of_xyntha_are_12000_units_in_all() -> None:
    """J7185, 1 IU a unit; lines split later. Source: Noridian, clotting factors (example 12)."""
    assert units("J7185", "12,000 IU", "2024Q1") == 3 * 4000


def test_22000_iu_of_novoeight_are_22000_units_in_all() -> None:
    """J7182, 1 IU a unit; lines split later. Source: Noridian, clotting factors (example 13)."""
    assert units("J7182", "22,000 IU", "2024Q1") == 9999 + 9999 + 2002


def test_220_mg_of_trastuzumab_are_22_units() -> None:
    """J9355, 10 mg a unit. Source: Texas Medicaid manual, December 2016 (example 14)."""
    assert units("J9355", "220 mg", "2016Q4") == 22


def test_a_package_of_100_mcg_is_20_units_of_5_mcg() -> None:
    """Source: CMS, fields of the ASP crosswalk (example 15)."""
    assert billing_units(code_with("5 mcg"), "100 mcg") == 20


def test_2_mg_of_hydromorphone_are_1_unit_until_and_20_from_october_2024() -> None:
    """J1170, up to 4 mg, was replaced by J1171, 0.1 mg. Source: CMS HCPCS file, 2024-10 (example 19)."""
    assert units("J1170", "2 mg", "2024-09-30") == 1
    assert units("J1171", "2 mg", "2024-10-01") == 20
    with pytest.raises(NotInForce):
        codeset("2024-10-01")["J1170"]
    with pytest.raises(NotInForce):
        codeset("2024-09-30")["J1171"]


def test_40_mg_of_furosemide_are_2_units_until_and_40_from_april_2025() -> None:
    """J1940, up to 20 mg, was replaced by J1938, 1 mg. Source: CMS HCPCS file, 2025-04 (example 20)."""
    assert units("J1940", "40 mg", "2025-03-31") == 2
    assert units("J1938", "40 mg", "2025-04-01") == 40
    with pytest.raises(NotInForce):
        codeset("2025-04-01")["J1940"]
    with pytest.raises(NotInForce):
        codeset("2025-03-31")["J1938"]


@pytest.mark.parametrize(
    ("code", "dose", "expected"),
    [
        ("J2405", "3.5 mg", 4),  # HCPro 2012
        ("J2506", "6 mg", 12),  # Amgen's notice
        ("J0129", "125 mg", 13),  # crosswalk: 12.5 units a syringe
        ("J9359", "10 mg", 134),  # crosswalk: 133.33 units a vial
        ("J1720", "250 mg", 3),  # crosswalk: 2.5 units a vial
    ],
)
def test_fractions_of_a_unit_go_up(code: str, dose: str, expected: int) -> None:
    """Medicare pays no fractional units. Source: the worked examples of units.md, 1.4."""
    assert units(code, dose) == expected


def test_j9312_is_not_pemetrexed_and_90_mg_of_it_is_never_rounded_down() -> None:
    """Published and wrong: americanmedicalcoding.com says pemetrexed and rounds the dose down."""
    version = codeset(2025)["J9312"]
    assert version.drug.name == "rituximab"
    assert billing_units(version, "95 mg") == 10


def test_j9245_is_melphalan_50_mg_not_cisplatin() -> None:
    """Published and wrong: americanmedicalcoding.com says cisplatin."""
    version = codeset(2025)["J9245"]
    assert version.drug.substance == "melphalan"
    assert version.billing_unit.amount == Amount("50 mg")


def test_rituximab_for_arthritis_is_10_mg_a_unit_too() -> None:
    """Published and wrong: verimedix.com says J9312 is 100 mg for rheumatoid arthritis."""
    version = codeset(2025)["J9312"]
    assert version.scope.indications == ()
    assert billing_units(version, "1000 mg") == 100


def test_xolair_has_a_code_of_its_own_and_is_not_infliximab() -> None:
    """Published and wrong: a public sample 837 bills Xolair's NDC under J1745."""
    assert codeset(2025)["J1745"].drug.name == "infliximab"
    assert "Xolair" not in codeset(2025)["J1745"].drug.brands
    assert "Xolair" in codeset(2025)["J2357"].drug.brands


# --- traps of the descriptors (units.md 1.6) -----------------------------------


def test_the_999_of_j3471_is_a_limit_not_a_unit() -> None:
    """Per 1 USP unit, up to 999: 150 units are 150, and the limit of a line is kept apart."""
    unit = codeset(2025)["J3471"].billing_unit
    assert (unit.kind, unit.amount, unit.limit) == (
        "measured",
        Amount("1 USP unit"),
        Amount("999 USP units"),
    )
    assert units("J3471", "150 USP units") == 150
    assert units("J3471", "150 units") == 150


def test_j3471_does_not_take_international_units() -> None:
    """USP units and IU are two standards; a plain unit is the one on the label."""
    with pytest.raises(IncompatibleUnits, match="J3471 is billed per 1 USP unit; 150 IU"):
        units("J3471", "150 IU")


def test_j3399_is_one_per_treatment_whatever_the_genomes() -> None:
    """Per treatment, up to 5x10^15 vector genomes: 1 each."""
    assert units("J3399", "1.1x10^14 vector genomes") == 1
    assert units("J3399", "6x10^15 vg") == 1
    assert units("J3399", "1 treatment") == 1
    assert billing_units(codeset(2025)["J3399"], 1) == 1


@pytest.mark.parametrize(
    ("component", "dose", "expected"),
    [
        ("albuterol", "2.5 mg", 1),
        ("albuterol", "0.5 mg", 1),
        ("albuterol", "2.6 mg", 2),
        ("ipratropium", "0.5 mg", 1),
        ("ipratropium bromide", "0.6 mg", 2),
    ],
)
def test_j7620_has_two_up_to_and_needs_the_ingredient(
    component: str, dose: str, expected: int
) -> None:
    """Albuterol up to 2.5 mg and ipratropium up to 0.5 mg are two measures of one unit."""
    assert codeset(2025)["J7620"].billing_unit.kind == "up_to"
    assert units("J7620", dose, component=component) == expected


COMBINATIONS = [
    ("J0458", "aztreonam", "7.5 mg"),
    ("J0458", "avibactam", "2.5 mg"),
    ("J2186", "meropenem", "10 mg"),
    ("J2186", "vaborbactam", "10 mg"),
    ("J0695", "ceftolozane", "50 mg"),
    ("J0695", "tazobactam", "25 mg"),
    ("J0702", "betamethasone acetate", "3 mg"),
    ("J0702", "betamethasone sodium phosphate", "3 mg"),
    ("J9298", "nivolumab", "3 mg"),
    ("J9298", "relatlimab-rmbw", "1 mg"),
    ("J9153", "daunorubicin", "1 mg"),
    ("J9153", "cytarabine", "2.27 mg"),
    ("J0742", "imipenem", "4 mg"),
    ("J0742", "cilastatin", "4 mg"),
    ("J0742", "relebactam", "2 mg"),
    ("J2865", "sulfamethoxazole", "5 mg"),
    ("J2865", "trimethoprim", "1 mg"),
    ("J7356", "foscarbidopa", "0.25 mg"),
    ("J7356", "foslevodopa", "5 mg"),
]


@pytest.mark.parametrize(("code", "component", "strength"), COMBINATIONS)
def test_a_combination_is_measured_by_the_ingredient_named(
    code: str, component: str, strength: str
) -> None:
    """One unit is the stated amount of each ingredient; any more is the next unit."""
    one = Amount(strength)
    assert units(code, strength, component=component) == 1
    assert units(code, strength, component=f" {component.upper()} ") == 1
    assert units(code, str(one * 4), component=component) == 4
    assert units(code, str(one * Decimal("4.01")), component=component) == 5


@pytest.mark.parametrize(("code", "total"), [("J0458", "10 mg"), ("J2186", "20 mg")])
def test_a_stated_total_measures_a_combination_without_an_ingredient(code: str, total: str) -> None:
    """ "7.5 mg/2.5 mg (10 mg)": a dose with no ingredient named is of the total."""
    assert codeset("2025Q4")[code].billing_unit.amount == Amount(total)
    assert units(code, str(Amount(total) * 200)) == 200


@pytest.mark.parametrize(
    "code", ["J0695", "J0702", "J9298", "J9153", "J0742", "J2865", "J7356", "J7620"]
)
def test_a_combination_without_a_total_requires_the_ingredient(code: str) -> None:
    """A dose that could be either ingredient is refused with the argument to pass."""
    version = codeset("2025Q4")[code]
    name = version.billing_unit.components[0][0]
    with pytest.raises(AmbiguousDose) as caught:
        billing_units(version, "10 mg")
    assert caught.value.value == "10 mg"
    assert f"{code} is a combination" in str(caught.value)
    assert f"component={name!r}" in str(caught.value)
    assert billing_units(version, "10 mg", component=name) >= 1


def test_betamethasone_alone_does_not_name_one_ingredient_of_j0702() -> None:
    """A word that both ingredients share is refused, and both full names are offered."""
    with pytest.raises(AmbiguousDose) as caught:
        units("J0702", "6 mg", component="betamethasone")
    assert caught.value.value == "betamethasone"
    assert "component='betamethasone acetate' or 'betamethasone sodium phosphate'" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("code", "dose", "expected"),
    [
        ("J9144", "1800 mg", 180),
        ("J9311", "1400 mg", 140),
        ("J9334", "1008 mg", 504),
        ("J9316", "1200 mg", 120),
    ],
)
def test_the_enzyme_in_a_combination_with_an_antibody_is_not_counted(
    code: str, dose: str, expected: int
) -> None:
    """ "drug N mg and hyaluronidase" is measured by the drug; J9316 by both antibodies together."""
    assert units(code, dose) == expected
    assert codeset("2025Q4")[code].billing_unit.components == ()


PER_DOSE_OR_TREATMENT = (
    "J7321 J7323 J7324 J7326 J7327 J9029 J1411 J1413 J1414 J3391 J3392 J3393 J3394 J3402".split()
)


@pytest.mark.parametrize("code", PER_DOSE_OR_TREATMENT)
def test_per_dose_is_one_per_administration_whatever_the_amount(code: str) -> None:
    """Both knees are two. Source: NCCI Policy Manual, ch. XII (units.md 1.7.1)."""
    version = codeset("2025Q4")[code]
    thing = version.billing_unit.counted
    assert thing in {"dose", "treatment"}
    assert billing_units(version, "0.1 mg") == billing_units(version, "9 kg") == 1
    assert billing_units(version, "2 mL") == 1
    assert billing_units(version, f"1 {thing}") == billing_units(version, 1) == 1
    assert billing_units(version, f"2 {thing}s") == billing_units(version, 2) == 2


@pytest.mark.parametrize("dose", ["2x10^8 cells", "30 units"])
def test_per_treatment_is_one_in_whatever_measure_the_dose_is(dose: str) -> None:
    """Cells and units of activity are amounts like milligrams: one per treatment."""
    assert units("J3392", dose) == 1


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("J0850", "2025Q4"),
        ("J1162", "2025Q4"),
        ("J9015", "2025Q4"),
        ("J9266", "2025Q4"),
        ("J3364", "2025Q4"),
        ("J3365", "2025Q4"),
    ],
)
def test_per_vial_is_as_many_units_as_vials(code: str, period: str) -> None:
    """Vials are counted, not doses. Source: units.md 1.7.6 (the MUE of J1162 is 10)."""
    version = codeset(period)[code]
    assert billing_units(version, "1 vial") == 1
    assert billing_units(version, "4 vials") == billing_units(version, 4) == 4


@pytest.mark.parametrize(("code", "dose"), [("J3364", "5000 IU"), ("J3365", "250,000 IU")])
def test_the_content_of_a_counted_vial_is_not_a_dose(code: str, dose: str) -> None:
    """Urokinase is billed by the vial, so IU are refused with the count to pass."""
    with pytest.raises(IncompatibleUnits, match=f"{code} is billed per vial.*such as '1 vial'"):
        units(code, dose)


def test_the_vial_of_j3240_contains_more_than_its_unit() -> None:
    """0.9 mg, provided in a 1.1 mg vial: the unit is 0.9 mg."""
    assert units("J3240", "0.9 mg") == 1
    assert units("J3240", "1.1 mg") == 2


# Brixadi is banded by days, Sublocade by milligrams; both are "buprenorphine"
BANDS = [
    ("J0572", "1 mg", "J0573", "3.1 mg"),
    ("J0572", "3 mg", "J0574", "8 mg"),
    ("J0573", "3.1 mg", "J0572", "3 mg"),
    ("J0573", "6 mg", "J0574", "6.1 mg"),
    ("J0574", "6.1 mg", "J0573", "6 mg"),
    ("J0574", "10 mg", "J0575", "10.1 mg"),
    ("J0575", "10.1 mg", "J0574", "10 mg"),
    ("J0575", "2 g", "J0572", "0.1 mg"),
    ("J0577", "7 days", "J0578", "8 days"),
    ("J0578", "8 days", "J0577", "7 days"),
    ("J0578", "28 days", "J0577", "1 day"),
]


@pytest.mark.parametrize(("code", "inside", "right", "outside"), BANDS)
def test_a_band_is_one_unit_inside_and_names_the_right_code_outside(
    code: str, inside: str, right: str, outside: str
) -> None:
    """A dose above 6 and up to 10 mg is J0574 x 1; any other dose has another code."""
    assert units(code, inside) == 1
    with pytest.raises(AmbiguousDose) as caught:
        units(code, outside)
    assert caught.value.value == outside
    assert str(caught.value).endswith(f"{outside} is outside that band: bill {right}")
    assert units(right, outside) == 1


def test_the_right_code_of_a_band_is_named_once() -> None:
    """5 mg under J0572 is J0573, which has had two wordings of one band."""
    with pytest.raises(AmbiguousDose) as caught:
        units("J0572", "5 mg")
    assert str(caught.value).count("J0573") == 1


@pytest.mark.parametrize(
    ("code", "inside", "outside", "right"),
    [("Q9991", "100 mg", "300 mg", "Q9992"), ("Q9992", "300 mg", "100 mg", "Q9991")],
)
def test_sublocade_has_one_code_to_100_mg_and_one_above(
    code: str, inside: str, outside: str, right: str
) -> None:
    """Q9991 takes at most 100 mg, Q9992 more than that."""
    related = codeset("2025Q4").related
    assert billing_units(related[code], inside) == 1
    with pytest.raises(AmbiguousDose, match=f"bill {right}$"):
        billing_units(related[code], outside)


def test_a_dose_in_no_band_is_reported() -> None:
    """If the other bands are missing, the text says that no code covers the dose."""
    band = BillingUnit("banded", above=Amount("1 mg"), at_most=Amount("5 mg"))
    with pytest.raises(AmbiguousDose, match="no code of this drug covers it") as caught:
        billing_units(code_with(band), "6 mg")
    assert caught.value.value == "6 mg"


def test_29_days_of_brixadi_have_no_code() -> None:
    """No band of Brixadi is longer than 28 days."""
    with pytest.raises(AmbiguousDose, match="no code of this drug covers it") as caught:
        units("J0578", "29 days")
    assert caught.value.value == "29 days"


def test_a_band_in_another_measure_is_refused() -> None:
    """The bands of Brixadi are days of therapy, not milligrams."""
    with pytest.raises(IncompatibleUnits, match="J0578 is for more than 7 days") as caught:
        units("J0578", "64 mg")
    assert caught.value.value == "64 mg"


@pytest.mark.parametrize(
    ("code", "thing"),
    [
        ("J7300", "device"),
        ("J7296", "device"),
        ("J7297", "device"),
        ("J7298", "device"),
        ("J7301", "device"),
        ("J7304", "patch"),
        ("J7306", "implant"),
        ("J7307", "implant"),
        ("J7330", "implant"),
        ("J3403", "implant"),
    ],
)
def test_devices_and_implants_are_counted(code: str, thing: str) -> None:
    """A 52 mg system is one device, whatever it contains."""
    version = codeset("2025Q4")[code]
    assert version.billing_unit.counted == thing
    assert billing_units(version, f"1 {thing}") == billing_units(version, 1) == 1
    assert billing_units(version, 2) == 2
    with pytest.raises(IncompatibleUnits, match=f"is billed per {thing}, not by mass") as caught:
        billing_units(version, "52 mg")
    assert caught.value.value == "52 mg"


NOC = "J3490 J3590 J3591 J7199 J7599 J7699 J7799 J7999 J9999 J0799 J8498 J8499 J8597 J8999".split()


@pytest.mark.parametrize("code", NOC)
def test_an_unclassified_code_is_one_per_administration(code: str) -> None:
    """A code without a unit is 1, or as many as administrations. Source: units.md 1.7.7."""
    version = codeset("2025Q4")[code]
    assert version.is_noc
    assert version.billing_unit.kind == "unspecified"
    assert version.billing_unit.amount is None
    assert billing_units(version, "250 mg") == billing_units(version, "2000 IU") == 1
    assert billing_units(version, 1) == billing_units(version, "1 dose") == 1
    assert billing_units(version, 2) == billing_units(version, "2 doses") == 2


@pytest.mark.parametrize(
    "things",
    ["vials", "implants", "devices", "patches", "suppositories", "infusions", "unit doses"],
)
def test_things_given_under_an_unclassified_code_are_counted(things: str) -> None:
    """What is counted and not measured is as many units as there are."""
    assert units("J8498", f"2 {things}") == 2


@pytest.mark.parametrize(
    ("code", "dose"),
    [
        ("J3590", "100 units"),
        ("J7199", "2000 units"),
        ("J3490", "5000 USP units"),
        ("J9999", "7 days"),
    ],
)
def test_units_of_activity_under_an_unclassified_code_are_not_a_count(code: str, dose: str) -> None:
    """100 units of a toxin are one administration, not a hundred billing units."""
    assert units(code, dose) == 1


@pytest.mark.parametrize(
    ("code", "dose", "expected", "period"),
    [
        ("J3480", "40 mEq", 20, "2025Q4"),
        ("J9020", "10,000 units", 1, "2012Q4"),
        ("J9020", "10,001 units", 2, "2025Q4"),
        ("J3398", "1.5x10^11 vector genomes", 150, "2025Q4"),
        ("J3398", "1 billion vector genomes", 1, "2025Q4"),
        ("J0365", "500,000 KIU", 50, "2025Q4"),
        ("J9216", "3 million units", 1, "2025Q4"),
        ("J9216", "4,500,000 units", 2, "2025Q4"),
        ("J2540", "600,000 units", 1, "2025Q4"),
        ("J2540", "1,200,000 units", 2, "2025Q4"),
        ("J7336", "280 sq cm", 280, "2025Q4"),
        ("J7340", "100 mL", 1, "2025Q4"),
        ("J7340", "0.25 L", 3, "2025Q4"),
        ("J1097", "4 mL", 4, "2025Q4"),
        ("J1440", "150 mL", 150, "2025Q4"),
        ("J7174", "50 mg", 1250, "2025Q4"),
        ("J9359", "0.075 mg", 1, "2025Q4"),
        ("J9359", "0.076 mg", 2, "2025Q4"),
        ("J1961", "463.5 mg", 464, "2025Q4"),
        ("J0698", "1500 mg", 2, "2025Q4"),
        ("J7628", "3 mg", 3, "2025Q4"),
        ("J7187", "2400 IU", 2400, "2025Q4"),
        ("J7187", "2400 units", 2400, "2025Q4"),
        ("J2329", "450 mg", 450, "2025Q4"),
        ("J9332", "801 mg", 401, "2025Q4"),
        ("J1305", "12 mg", 3, "2025Q4"),
    ],
)
def test_unusual_measures_are_billed_as_their_descriptor_states(
    code: str, dose: str, expected: int, period: str
) -> None:
    """mEq, KIU, genomes, millions, square centimeters and small fractions (units.md 1.6)."""
    assert units(code, dose, period) == expected


@pytest.mark.parametrize("dose", ["500,000 IU", "500,000 units"])
def test_kiu_is_neither_a_thousand_iu_nor_a_unit(dose: str) -> None:
    """Aprotinin is measured in kallikrein inactivator units and in nothing else."""
    with pytest.raises(IncompatibleUnits, match="J0365 is billed per 10000 KIU") as caught:
        units("J0365", dose)
    assert caught.value.value == str(Amount(dose))


def test_j1440_is_billed_in_the_measure_of_its_use() -> None:
    """480 mcg of filgrastim was 2 units in 2013; since 2023 the code is billed by mL."""
    assert units("J1440", "480 mcg", "2013Q4") == 2
    with pytest.raises(IncompatibleUnits, match="J1440 is billed per 1 mL"):
        units("J1440", "480 mcg", "2024Q1")


@pytest.mark.parametrize(
    ("code", "dose", "expected"),
    [("J2788", "250 IU", 1), ("J2788", "51 mcg", 2), ("J2790", "1501 IU", 2)],
)
def test_a_unit_stated_in_two_measures_takes_a_dose_in_either(
    code: str, dose: str, expected: int
) -> None:
    """50 micrograms (250 i.u.) of Rho(D) immune globulin are the same unit."""
    assert units(code, dose) == expected


def test_up_to_covers_any_part_and_rounds_above() -> None:
    """Up to 4 mg: one unit for any part of 4 mg, two for 4.1. Source: units.md 1.1.3."""
    for dose, expected in (("0.1 mg", 1), ("4 mg", 1), ("4.1 mg", 2), ("8 mg", 2)):
        assert units("J1170", dose, "2024Q1") == expected


@pytest.mark.parametrize(
    "version",
    [version for version in packaged_versions() if version.billing_unit.kind == "counted"],
    ids=lambda version: f"{version.code}-{version.valid_from}",
)
def test_every_counted_code_takes_the_thing_it_counts(version: JCode) -> None:
    """ "1 vial" for a code per vial, "1 ring" for a code per ring: one unit each."""
    assert billing_units(version, 3) == 3
    assert billing_units(version, f"1 {version.billing_unit.counted}") == 1


# --- measures and concentrations -----------------------------------------------


@pytest.mark.parametrize("dose", ["2000 units", "2000 IU"])
def test_units_of_the_label_and_iu_are_one_for_a_code_in_either(dose: str) -> None:
    """A plain unit is the unit on the product's label, so a chart may use either."""
    assert billing_units(code_with("100 IU"), dose) == 20
    assert billing_units(code_with("100 units"), dose) == 20


def test_a_volume_without_its_strength_is_refused_with_what_to_pass() -> None:
    """5 mL of a drug billed in mg need the concentration."""
    version = codeset(2025)["J9312"]
    with pytest.raises(IncompatibleUnits) as caught:
        billing_units(version, "5 mL")
    assert caught.value.value == "5 mL"
    assert "J9312 is billed per 10 mg; 5 mL is an amount of volume" in str(caught.value)
    assert "on the label with concentration=" in str(caught.value)
    assert billing_units(version, "5 mL", concentration="10 mg/mL") == 5


def test_a_strength_may_be_passed_as_a_text_or_as_a_concentration() -> None:
    """Both forms of the argument give the same units."""
    version = codeset(2025)["J9312"]
    assert billing_units(version, "14.3 mL", concentration="50 mg/mL") == 72
    assert billing_units(version, "14.3 mL", concentration=Concentration("50 mg/mL")) == 72


def test_a_mass_under_a_code_in_ml_converts_by_its_strength() -> None:
    """A code of 1 mL takes 50 mg of 10 mg/mL as 5 units."""
    assert billing_units(code_with("1 mL"), "50 mg", concentration="10 mg/mL") == 5


def test_a_strength_that_is_not_needed_changes_nothing() -> None:
    """A dose in the code's own measure is billed as it is."""
    assert billing_units(code_with("10 mg"), "715 mg", concentration="50 mg/mL") == 72


@pytest.mark.parametrize(
    ("dose", "concentration", "says"),
    [
        ("5 IU", "50 mg/mL", "5 IU cannot be converted by a concentration of 50 mg/1 mL"),
        ("5 mL", "50 IU/mL", "give the dose in the unit of measure of the code"),
        ("5 mEq", None, "give the dose in the unit of measure of the code"),
    ],
)
def test_a_dose_whose_strength_does_not_fit_the_code_is_refused(
    dose: str, concentration: str | None, says: str
) -> None:
    """A concentration in other measures does not help."""
    with pytest.raises(IncompatibleUnits) as caught:
        billing_units(code_with("10 mg"), dose, concentration=concentration)
    assert caught.value.value == dose
    assert says in str(caught.value)


def test_an_ingredient_may_be_given_in_ml_with_its_strength() -> None:
    """A combination charted in mL is measured by the named ingredient's strength."""
    version = codeset(2025)["J0695"]
    assert billing_units(version, "10 mL", concentration="100 mg/mL", component="ceftolozane") == 20


# --- refusing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dose", "error", "says"),
    [
        ("10", BadAmount, "'10' has no unit; write it with one"),
        ("ten mg", BadAmount, "'ten mg' does not begin with a number"),
        ("", BadAmount, "'' does not begin with a number"),
        ("-10 mg", BadAmount, "'-10 mg' is negative"),
        ("1e999999999 mg", BadAmount, "is not a unit that the library knows"),
        ("5 mg/kg", BadAmount, "is a ratio, not a unit"),
        (715, BadAmount, "715 has no unit; J9312 is billed per 10 mg: write '715 mg'"),
        (Fraction(715), BadAmount, "715 has no unit"),
        (0, BadAmount, "0 has no unit"),
        (715.0, BadAmount, "715.0 is a binary float"),
        (Decimal(715), BadAmount, "is not a dose: pass a text with its unit"),
        (Decimal("NaN"), BadAmount, "is not a dose"),
        (True, BadAmount, "True is not a dose"),
        (None, BadAmount, "None is not a dose"),
        ([], BadAmount, "[] is not a dose"),
        (
            "5 IU",
            IncompatibleUnits,
            "J9312 is billed per 10 mg; 5 IU is an amount of international",
        ),
        ("2 vials", IncompatibleUnits, "2 vials is an amount of vials"),
    ],
)
def test_an_invalid_dose_of_a_measured_code_is_refused(
    dose: object, error: type[Exception], says: str
) -> None:
    """Every wrong dose is an error that shows it, carries it and gives the fix."""
    version = codeset(2025)["J9312"]
    with pytest.raises(error) as caught:
        billing_units(version, dose)  # type: ignore[call-overload]
    assert says in str(caught.value)
    assert caught.value.value == dose or caught.value.value is dose  # type: ignore[attr-defined]
    assert version is codeset(2025)["J9312"]
    assert billing_units(version, "715 mg") == 72


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("J9312", "the text '2.0 mg'"),
        ("J0585", "the text '2.0 unit'"),
        ("J1162", "the text '2.0 vial'"),
        ("J3490", "a text with its unit"),
        ("J1720", "the text '2.0 mg'"),
        ("J7192", "the text '2.0 IU'"),
        ("J2540", "the text '2.0 unit'"),
    ],
)
def test_a_float_dose_is_refused_with_the_text_to_pass(code: str, offered: str) -> None:
    """The message for a float shows the text in the code's own unit, and that text works."""
    version = codeset(2025)[code]
    with pytest.raises(BadAmount) as caught:
        billing_units(version, 2.0)  # type: ignore[call-overload]
    assert f"2.0 is a binary float, which stores few decimals exactly; pass {offered}" in (
        str(caught.value)
    )
    assert caught.value.value == 2.0
    for text in str(caught.value).split("'")[1:2]:
        assert billing_units(version, text) >= 1


def test_zero_is_not_a_dose() -> None:
    """Zero is not rounded up to one unit."""
    with pytest.raises(
        BadAmount, match="a dose of 0 mg is not billable: nothing was administered"
    ) as caught:
        units("J9312", "0 mg")
    assert caught.value.value == "0 mg"


@pytest.mark.parametrize("number", [0, -1, Fraction(1, 2), Fraction(5, 2)])
@pytest.mark.parametrize(("code", "thing"), [("J1162", "vial"), ("J3490", "administration")])
def test_a_count_is_a_whole_number_of_one_or_more(
    number: int | Fraction, code: str, thing: str
) -> None:
    """Half a vial, no vial and minus one vial are not counts."""
    with pytest.raises(BadAmount) as caught:
        billing_units(codeset(2025)[code], number)  # type: ignore[arg-type]
    assert f"{number} is not a valid count: pass a whole number, 1 {thing} or more" in str(
        caught.value
    )
    assert caught.value.value == number


def test_half_a_vial_in_words_is_refused_too() -> None:
    """The text "0.5 vials" is not a count, either."""
    with pytest.raises(
        BadAmount, match="1/2 is not a valid count: pass a whole number, 1 vial or more"
    ):
        units("J1162", "0.5 vials")


def test_a_thing_other_than_the_code_counts_is_refused() -> None:
    """Two vials are not two doses: a code per dose requires doses."""
    with pytest.raises(IncompatibleUnits, match="J7321 is billed per dose, not by vials") as caught:
        units("J7321", "2 vials")
    assert caught.value.value == "2 vials"


def test_an_ingredient_of_a_code_with_one_strength_is_refused() -> None:
    """component= does not apply if the code states one strength."""
    with pytest.raises(
        AmbiguousDose, match="J9312 has one strength, 10 mg: omit component="
    ) as caught:
        units("J9312", "715 mg", component="rituximab")
    assert caught.value.value == "rituximab"


def test_an_ingredient_that_is_not_in_the_combination_is_refused() -> None:
    """The ingredients of the code are offered."""
    with pytest.raises(AmbiguousDose) as caught:
        units("J0458", "7.5 mg", component="aspirin")
    assert caught.value.value == "aspirin"
    assert (
        "'aspirin' does not name one ingredient of J0458: pass component='aztreonam' or 'avibactam'"
        in str(caught.value)
    )


@pytest.mark.parametrize(
    "version",
    [version for version in packaged_versions() if version.billing_unit.kind == "unknown"],
    ids=lambda version: f"{version.code}-{version.valid_from}",
)
def test_a_unit_that_is_not_known_is_never_guessed(version: JCode) -> None:
    """A code whose wording is not available has no answer, and the error says where to look."""
    with pytest.raises(UnknownUnit) as caught:
        billing_units(version, "10 mg")
    assert caught.value.value == version.code
    assert f"the billing unit of {version.code} from {version.valid_from} is not known" in str(
        caught.value
    )
    assert "CMS's file" in str(caught.value)


@pytest.mark.parametrize(
    "number", [10**5000, -(10**5000), "1e30 vials"], ids=["huge", "hugely negative", "as a text"]
)
def test_more_things_than_any_patient_receives_are_refused(number: int | str) -> None:
    """An implausible count is a typing error, and is refused however long it is."""
    with pytest.raises(BadAmount, match="more than any patient receives on one date"):
        billing_units(codeset(2025)["J1162"], number)


# --- limits, measures and ingredients, on both sides -----------------------------


@pytest.mark.parametrize("code", ["J1162", "J3490"])
def test_a_million_things_are_counted_and_one_more_is_refused(code: str) -> None:
    version = codeset(2025)[code]
    assert billing_units(version, 10**6) == billing_units(version, "1,000,000 vials") == 10**6
    for number in (10**6 + 1, -(10**6) - 1):
        with pytest.raises(BadAmount, match="more than any patient receives on one date") as caught:
            billing_units(version, number)
        assert caught.value.value == number
    with pytest.raises(BadAmount, match="more than any patient receives on one date"):
        billing_units(version, "1,000,001 vials")
    with pytest.raises(BadAmount, match="is not a valid count"):
        billing_units(version, -(10**6))


@pytest.mark.parametrize(
    "things",
    "doses treatments vials implants devices systems patches rings injections instillations "
    "infusions suppositories applicators".split(),
)
def test_each_thing_is_counted_under_an_unclassified_code_and_refused_under_a_measured_one(
    things: str,
) -> None:
    assert units("J3490", f"3 {things}") == 3
    with pytest.raises(IncompatibleUnits, match="give the dose in the unit of measure of the code"):
        units("J9312", f"3 {things}")


@pytest.mark.parametrize(
    "dose", ["3 days", "3 cells", "3 units", "3 IU", "3 mg", "3 mL", "3 mCi", "3 cm2", "3 vg"]
)
def test_each_measure_under_an_unclassified_code_is_one_administration(dose: str) -> None:
    assert units("J3490", dose) == 1


@pytest.mark.parametrize(
    ("one", "dose", "expected"),
    [
        ("100 units", "2000 IU", 20),
        ("100 units", "2000 USP units", 20),
        ("100 IU", "2001 units", 21),
        ("100 USP units", "1999 units", 20),
        ("100 IU", "2000 USP units", None),
        ("100 USP units", "2000 IU", None),
        ("100 units", "2000 KIU", None),
        ("100 KIU", "2000 units", None),
        ("100 units", "2000 mg", None),
        ("100 mg", "2000 units", None),
        ("100 units", "2000 pfu", None),
    ],
)
def test_a_plain_unit_is_that_of_the_label_and_of_nothing_else(
    one: str, dose: str, expected: int | None
) -> None:
    if expected is None:
        with pytest.raises(
            IncompatibleUnits, match="give the dose in the unit of measure of the code"
        ):
            billing_units(code_with(one), dose)
    else:
        assert billing_units(code_with(one), dose) == expected


@pytest.mark.parametrize(
    ("one", "dose", "concentration", "hint"),
    [
        ("10 mg", "5 mL", None, "pass the strength on the label with concentration="),
        ("10 mL", "5 mg", None, "pass the strength on the label with concentration="),
        ("10 mg", "5 mL", "5 IU/mL", "give the dose in the unit of measure of the code"),
        ("10 mg", "5 IU", None, "give the dose in the unit of measure of the code"),
        ("10 mL", "5 IU", "5 IU/mL", None),
        ("10 IU", "5 units", "5 IU/mL", "cannot be converted by a concentration of"),
    ],
)
def test_the_strength_is_requested_if_one_side_is_a_volume_and_none_was_given(
    one: str, dose: str, concentration: str | None, hint: str | None
) -> None:
    if hint is None:
        assert billing_units(code_with(one), dose, concentration=concentration) == 1
    else:
        with pytest.raises(IncompatibleUnits, match=hint):
            billing_units(code_with(one), dose, concentration=concentration)


@pytest.mark.parametrize(
    ("number", "error", "says"),
    [
        (2, None, ""),
        (Fraction(2), None, ""),
        (
            Fraction(3, 2),
            BadAmount,
            "3/2 is not a valid count: pass a whole number, 1 vial or more",
        ),
        (0, BadAmount, "0 is not a valid count"),
        (True, BadAmount, "True is not a dose"),
        (2.0, BadAmount, "pass the text '2.0 vial'"),
        (Decimal(2), BadAmount, "2 is not a dose"),
    ],
)
def test_a_bare_number_is_a_count_if_the_code_counts(
    number: object, error: type[Exception] | None, says: str
) -> None:
    version = codeset(2025)["J1162"]
    if error is None:
        assert billing_units(version, number) == 2  # type: ignore[call-overload]
        assert exact_units(version, number) == 2  # type: ignore[arg-type]
    else:
        refused(careless(billing_units, version, number), error, number, says)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["J9312", "J1720", "J0574", "J0695"])
def test_a_bare_number_is_not_a_dose_of_a_code_that_measures(code: str) -> None:
    version = codeset(2025)[code]
    unit = version.billing_unit
    says = f"715 has no unit; {code} is billed per {unit}: write '715 mg'"
    refused(careless(billing_units, version, 715), BadAmount, 715, says)


@pytest.mark.parametrize("code", ["J9312", "J1720", "J1162", "J0574", "J3490", "J7321", "J1413"])
def test_zero_is_not_a_dose_of_any_kind_of_code(code: str) -> None:
    version = codeset(2025)[code]
    for nothing in ("0 mg", "0 vials", "0 doses"):
        with pytest.raises(BadAmount, match=f"a dose of {nothing} is not billable"):
            billing_units(version, nothing)
        with pytest.raises(BadAmount, match="nothing was administered"):
            exact_units(version, Amount(nothing))


@pytest.mark.parametrize(
    ("code", "dose", "component", "exact"),
    [
        ("J9312", "715 mg", None, "71.5"),
        ("J1720", "250 mg", None, "2.5"),
        ("J1162", "4 vials", None, "4"),
        ("J0574", "8 mg", None, "1"),
        ("J3490", "8 mg", None, "1"),
        ("J7321", "8 mg", None, "1"),
        ("J0458", "9 mg", "aztreonam", "1.2"),
        ("J0458", "9 mg", " AVIBACTAM ", "3.6"),
        ("J0458", "9 mg", None, "0.9"),
        ("J7620", "5 mg", "albuterol", "2"),
    ],
)
def test_exact_units_are_the_dose_in_units_before_rounding(
    code: str, dose: str, component: str | None, exact: str
) -> None:
    assert exact_units(codeset(2025)[code], dose, component=component) == Fraction(exact)


@pytest.mark.parametrize(
    "component", ["", "azt", "aztreonam avibactam", "of", 5, None.__class__, ["aztreonam"]]
)
def test_an_ingredient_is_named_by_a_word_of_its_own(component: object) -> None:
    version = codeset(2025)["J0458"]
    fix = "pass component='aztreonam' or 'avibactam'"
    refused(
        careless(billing_units, version, "7.5 mg", component=component),
        AmbiguousDose,
        component,
        "does not name one ingredient of J0458",
        fix,
    )


def test_the_whole_name_of_an_ingredient_wins_over_a_word_of_another() -> None:
    """ "iron" is an ingredient, and a word of "iron dextran" too."""
    unit = BillingUnit(
        "measured", components=(("iron", Amount("1 mg")), ("iron dextran", Amount("5 mg")))
    )
    code = code_with(unit)
    assert billing_units(code, "5 mg", component="iron") == 5
    assert billing_units(code, "5 mg", component="dextran") == 1
    assert billing_units(code, "5 mg", component="iron dextran") == 1


def test_the_code_of_a_band_is_in_force_when_the_dose_is_given() -> None:
    """Sublocade: Q9991 up to 100 mg, Q9992 above, and no J code of buprenorphine."""
    related = codeset("2025Q4").related
    assert billing_units(related["Q9991"], "0.1 mg") == 1
    assert billing_units(related["Q9992"], "100.001 mg") == 1
    for code, dose, right in (("Q9991", "100.001 mg", "Q9992"), ("Q9992", "100 mg", "Q9991")):
        with pytest.raises(AmbiguousDose) as caught:
            billing_units(related[code], dose)
        assert str(caught.value).endswith(f"{dose} is outside that band: bill {right}")
