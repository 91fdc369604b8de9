"""Doses by weight and by body surface area: exact, and rounded to vials only on request."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Amount, BadAmount, IncompatibleUnits, JCodesError, dose_for
from tests.strategies import MASSES, texts

# --- the dose ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per", "patient", "dose"),
    [
        ("6 mg/kg", {"weight": "71 kg"}, "426 mg"),
        ("6mg / kg", {"weight": "71,000 g"}, "426 mg"),
        ("6 mg per kg", {"weight": "71.5kg"}, "429 mg"),
        ("6 MG PER KILOGRAM", {"weight": "71 kg"}, "426 mg"),
        ("6 mg/1 kg", {"weight": "71 kg"}, "426 mg"),
        ("60 mg/10 kg", {"weight": "71 kg"}, "426 mg"),
        ("0.1 mg/kg", {"weight": "71 kg"}, "7.1 mg"),
        ("2.5 mcg/kg", {"weight": "80 kg"}, "200 mcg"),
        ("100 units/kg", {"weight": "71 kg"}, "7100 units"),
        ("50 IU/kg", {"weight": "71 kg"}, "3550 IU"),
        ("1.1x10^14 vg/kg", {"weight": "4 kg"}, "4.4x10^14 vg"),
        ("1 mg/lb", {"weight": "94 lb"}, "94 mg"),
        ("10 mg/kg", {"weight": "94 lb"}, "426.3768278 mg"),
        ("10 mg/kg", {"weight": "3200 g"}, "32 mg"),
        ("375 mg/m2", {"surface": "1.91 m2"}, "716.25 mg"),
        ("375 mg per m2", {"surface": "1.91 m²"}, "716.25 mg"),
        ("375 mg/m²", {"surface": "1.91 m^2"}, "716.25 mg"),
        ("375 mg per square meter", {"surface": "19100 cm2"}, "716.25 mg"),
        ("0.5 g/m2", {"surface": "1.8 m2"}, "0.9 g"),
    ],
)
def test_a_dose_is_the_order_times_the_patient(
    per: str, patient: dict[str, str], dose: str
) -> None:
    """Per kilogram, pound or square meter, in every form in which orders are written."""
    (name, value), *_ = patient.items()
    given_as_text = dose_for(per, **patient)
    given_as_amount = dose_for(per, **{name: Amount(value)})  # type: ignore[arg-type]
    assert given_as_text == given_as_amount == Amount(dose)
    assert given_as_text.unit == Amount(dose).unit


@given(st.integers(1, 10**6), st.integers(200, 650_000))
def test_a_dose_per_kilogram_is_exact(tenths: int, grams: int) -> None:
    """0.1 mg per kg times 71 kg is 7.1 mg: nothing is a binary float."""
    per, weight = Decimal(tenths) / 10, Decimal(grams) / 1000
    dose = dose_for(f"{per} mg/kg", weight=f"{weight} kg")
    assert dose.value == Fraction(tenths, 10) * Fraction(grams, 1000)
    assert dose == dose_for(f"{per} mg/kg", weight=f"{grams} g")


@given(st.fractions(Fraction(1, 5), 650, max_denominator=1000), st.sampled_from(sorted(MASSES)))
def test_the_unit_in_which_a_patient_is_weighed_does_not_matter(
    weight: Fraction, symbol: str
) -> None:
    """Grams, kilograms and pounds of one weight are one dose."""
    patient = Amount(weight, "kg").to(symbol)
    assert dose_for("6 mg/kg", weight=patient) == dose_for("6 mg/kg", weight=patient.to("kg"))
    assert dose_for("6 mg/kg", weight=patient) == dose_for("6 mg/kg", weight=patient.to("lb"))


# --- rounding to vials ---------------------------------------------------------


@pytest.mark.parametrize(
    ("weight", "sizes", "within", "dose"),
    [
        ("426 kg", ["100 mg"], None, "400 mg"),
        ("426 kg", ["100 mg"], "10%", "400 mg"),
        ("426 kg", ["100 mg"], "5%", "426 mg"),
        ("426 kg", ["100 mg", "50 mg", "0.02 g"], "1%", "430 mg"),
        ("615 kg", ["500 mg", "100 mg"], "10%", "600 mg"),
        # the bound itself is within: 125 mg to 100 mg is a change of 20 percent
        ("125 kg", ["100 mg"], "20%", "100 mg"),
        ("125 kg", ["100 mg"], "19.999%", "125 mg"),
        ("90 kg", ["100 mg"], "10%", "90 mg"),
        ("91 kg", ["100 mg"], "10 percent", "100 mg"),
        ("400 kg", ["100 mg"], "0%", "400 mg"),
        ("401 kg", ["100 mg"], "0%", "401 mg"),
        ("401 kg", ["100 mg"], " 0.250 % ", "400 mg"),
        # if two are equally near, the smaller
        ("150 kg", ["100 mg"], None, "100 mg"),
        ("450 kg", ["100 mg"], None, "400 mg"),
        ("25 kg", ["20 mg", "30 mg"], None, "20 mg"),
        # never to zero: half of the smallest vial becomes a whole one
        ("50 kg", ["100 mg"], None, "100 mg"),
        ("51 kg", ["100 mg", "400 mg"], None, "100 mg"),
        ("49 kg", ["100 mg"], "99%", "49 mg"),
        ("0.2 kg", ["100 mg"], "99%", "0.2 mg"),
    ],
)
def test_a_dose_is_rounded_to_the_nearest_vials_within_what_is_allowed(
    weight: str, sizes: list[str], within: str | None, dose: str
) -> None:
    """Outside the percentage the dose stays as ordered.

    Source: Hematology/Oncology Pharmacy Association, dose rounding (2018).
    """
    assert dose_for("1 mg/kg", weight=weight, round_to=sizes, within=within) == Amount(dose)


@pytest.mark.parametrize(
    ("weight", "within", "dose"),
    [
        ("50.001 kg", "99.999%", "100 mg"),
        ("50 kg", "99.999%", "50 mg"),
        ("100.1 kg", "0.1%", "100 mg"),
        ("100.1 kg", "0.099%", "100.1 mg"),
        ("99.9 kg", "0.101%", "100 mg"),
        ("99.9 kg", "0.1%", "99.9 mg"),
        ("110 kg", "9.09%", "110 mg"),
        ("110 kg", "9.091%", "100 mg"),
    ],
)
def test_the_percentage_is_that_of_the_dose_as_it_was_ordered(
    weight: str, within: str, dose: str
) -> None:
    """110 mg to 100 mg is a change of 9.0909 percent, the same up and down; three decimals count."""
    assert dose_for("1 mg/kg", weight=weight, round_to=["100 mg"], within=within) == Amount(dose)


@pytest.mark.parametrize("within", ["9.0909%", "10.%", ".5%", "1e1%", "10", "010%"])
def test_a_percentage_has_two_digits_and_three_decimals_at_most(within: str) -> None:
    """A finer or larger one is an error, and is named."""
    with pytest.raises(BadAmount, match="is not a percentage: write it as '10%'") as caught:
        dose_for("6 mg/kg", weight="71 kg", round_to=["100 mg"], within=within)
    assert caught.value.value == within


@pytest.mark.parametrize(
    ("patient", "per", "example"),
    [
        (
            {"weight": "71"},
            "6 mg/kg",
            "'71' is not a weight: write it with its unit, such as kg",
        ),
        ({"weight": " 1,071.5 "}, "6 mg/kg", "is not a weight"),
        ({"surface": "1.9"}, "6 mg/m2", "'1.9' is not a surface: write it with its unit, such as"),
        (
            {"surface": 1.9},
            "6 mg/m2",
            "1.9 is not a surface: write it with its unit, such as m2",
        ),
    ],
)
def test_a_patient_without_a_unit_is_shown_one_of_the_same_kind(
    patient: dict[str, Any], per: str, example: str
) -> None:
    """Kilograms for a weight and square meters for a surface."""
    with pytest.raises(BadAmount) as caught:
        dose_for(per, **patient)
    assert example in str(caught.value)
    assert (caught.value.value,) == tuple(patient.values())


@pytest.mark.parametrize("weight", ["49.999 kg", "49 kg", "0.2 kg"])
@pytest.mark.parametrize("sizes", [["100 mg"], ["400 mg", "0.1 g"]])
def test_a_dose_is_never_more_than_doubled_to_fill_a_vial(weight: str, sizes: list[str]) -> None:
    """A child's 0.1 mg is not rounded to 100 mg: the caller must state how near it must be."""
    with pytest.raises(BadAmount, match="the smallest container: pass within='10%'") as caught:
        dose_for("1 mg/kg", weight=weight, round_to=sizes)
    dose = dose_for("1 mg/kg", weight=weight)
    assert caught.value.value == str(dose)
    assert str(caught.value).startswith(f"{dose} is less than half of ")
    assert dose_for("1 mg/kg", weight=weight, round_to=sizes, within="99%") == dose


@given(
    st.integers(20, 65_000),
    st.lists(st.integers(1, 2000), min_size=1, max_size=4),
    st.integers(0, 99),
)
def test_rounding_changes_a_dose_by_at_most_the_percentage(
    weight: int, sizes: list[int], percent: int
) -> None:
    """The dose is either as ordered or a total of vials, no further away than allowed."""
    vials = [Amount(size, "mg") for size in sizes]
    ordered = Amount(Fraction(weight, 100), "mg")
    patient = f"{Decimal(weight) / 100} kg"
    bound = dose_for("1 mg/kg", weight=patient, round_to=vials, within=f"{percent}%")
    if ordered * 2 < min(vials):
        assert bound == ordered
        return
    free = dose_for("1 mg/kg", weight=patient, round_to=vials)
    near = abs(free.value - ordered.value) <= ordered.value * Fraction(percent, 100)
    assert bound == (free if near else ordered)
    assert free
    assert free.value.denominator == 1
    assert abs(free.value - ordered.value) <= max(ordered.value, Fraction(min(sizes)))


# --- refusing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per", "says"),
    [
        ("6 mg", "'6 mg' is not a dose per patient: write it in the form mg/kg or mg/m2"),
        ("", "'' is not a dose per patient"),
        ("6 mg/kg/day", "'6 mg/kg/day' is not a dose per patient"),
        ("6 mg per kg per day", "is not a dose per patient"),
        (6, "6 is not a dose per patient"),
        (None, "None is not a dose per patient"),
        (Amount("6 mg"), "6 mg is not a dose per patient"),
    ],
)
def test_a_text_that_is_not_a_dose_per_patient_is_refused(per: str, says: str) -> None:
    """An order without what it is per, or with too much, is not guessed at."""
    with pytest.raises(BadAmount) as caught:
        dose_for(per, weight="71 kg")
    assert says in str(caught.value)
    assert caught.value.value is per


@pytest.mark.parametrize(
    ("per", "says"),
    [
        ("mg/kg", "'mg' does not begin with a number"),
        ("/", "does not begin with a number"),
        ("6 mg/", "has no unit"),
        ("6/kg", "'6' has no unit"),
        ("six mg/kg", "'six mg' does not begin with a number"),
        ("-6 mg/kg", "'-6 mg' is negative"),
        ("6 mg/kilo gram", "'kilo gram' is not a unit"),
        ("6 mg/patient", "'patient' is not a unit"),
    ],
)
def test_a_half_of_an_order_that_is_not_an_amount_is_refused(per: str, says: str) -> None:
    """The half that cannot be read is named."""
    with pytest.raises(BadAmount) as caught:
        dose_for(per, weight="71 kg")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("per", "patient", "says"),
    [
        ("6 mg/m2", {"weight": "71 kg"}, "6 mg/m2 and a weight of 71 kg: one is an amount of area"),
        ("6 mg/kg", {"surface": "1.9 m2"}, "6 mg/kg and a surface of 1.9 m2"),
        ("6 mg/kg", {"weight": "1.9 m2"}, "6 mg/kg and a weight of 1.9 m2"),
        ("6 mg/m2", {"surface": "71 kg"}, "6 mg/m2 and a surface of 71 kg"),
        ("6 mg/kg", {"surface": "71 kg"}, "6 mg/kg and a surface of 71 kg"),
        ("6 mg/mL", {"weight": "71 kg"}, "6 mg/mL and a weight of 71 kg"),
        ("6 mg/mL", {"weight": "71 mL"}, "6 mg/mL and a weight of 71 mL"),
        ("6 mg/vial", {"surface": "1.9 m2"}, "6 mg/vial and a surface of 1.9 m2"),
    ],
)
def test_a_weight_is_not_a_surface_and_a_surface_is_not_a_weight(
    per: str, patient: dict[str, str], says: str
) -> None:
    """The order and the patient must have the same dimension, that of the argument."""
    with pytest.raises(IncompatibleUnits) as caught:
        dose_for(per, **patient)
    assert says in str(caught.value)
    (value,) = patient.values()
    assert caught.value.value == value


@pytest.mark.parametrize("patient", [{}, {"weight": "71 kg", "surface": "1.9 m2"}])
def test_a_patient_has_a_weight_or_a_surface_not_both_and_not_neither(
    patient: dict[str, str],
) -> None:
    """Which of the two the dose is by is never guessed."""
    with pytest.raises(BadAmount, match=r"pass the weight= or the surface=") as caught:
        dose_for("6 mg/kg", **patient)
    assert caught.value.value == "6 mg/kg"


@pytest.mark.parametrize(
    ("per", "weight"), [("0 mg/kg", "71 kg"), ("6 mg/0 kg", "71 kg"), ("6 mg/kg", "0 kg")]
)
def test_zero_times_something_is_not_a_dose(per: str, weight: str) -> None:
    """A dose, a basis or a weight of zero is an error."""
    with pytest.raises(BadAmount, match=f"{per} for {weight}: none of these may be zero"):
        dose_for(per, weight=weight)


@pytest.mark.parametrize("weight", [71, 0, 71.5, 0.0, True, "", "71", [], Decimal(71)])
@pytest.mark.parametrize("name", ["weight", "surface"])
def test_a_patient_without_a_unit_is_refused_by_the_value_that_was_given(
    name: str, weight: object
) -> None:
    """A number alone is not a weight; the error carries what was passed, zero and empty too."""
    per = {"weight": "6 mg/kg", "surface": "6 mg/m2"}[name]
    with pytest.raises(BadAmount) as caught:
        dose_for(per, **{name: weight})  # type: ignore[arg-type]
    assert type(caught.value.value) is type(weight)
    assert caught.value.value == weight


@pytest.mark.parametrize("weight", [71, 71.5])
def test_the_unit_offered_for_a_weight_is_one_of_patients(weight: object) -> None:
    """Whoever passes what the message shows must not dose a patient of 71 mg."""
    with pytest.raises(BadAmount) as caught:
        dose_for("6 mg/kg", weight=weight)  # type: ignore[arg-type]
    assert "such as kg" in str(caught.value)


def test_a_negative_weight_is_refused() -> None:
    """A weight below zero is an error, not a smaller dose."""
    with pytest.raises(BadAmount, match="'-71 kg' is negative"):
        dose_for("6 mg/kg", weight="-71 kg")


@pytest.mark.parametrize(
    "within", ["110%", "100%", "10", "", "%", "ten %", "-10%", "10 %%", "1/10", 0.1, 10, True]
)
def test_a_bound_that_is_not_a_percentage_is_refused(within: str) -> None:
    """A bound of 0.1 could be 10 or a tenth of a percent: it is written as a percentage."""
    with pytest.raises(BadAmount, match="is not a percentage: write it as '10%'") as caught:
        dose_for("6 mg/kg", weight="71 kg", round_to=["100 mg"], within=within)
    assert caught.value.value is within
    assert repr(within) in str(caught.value)


def test_a_bound_without_sizes_is_refused() -> None:
    """Within 10 percent, but of which sizes is not stated."""
    with pytest.raises(BadAmount, match="within='10%' without round_to=: pass the") as caught:
        dose_for("6 mg/kg", weight="71 kg", within="10%")
    assert caught.value.value == "10%"


@pytest.mark.parametrize(
    ("sizes", "error", "says"),
    [
        (
            100,
            BadAmount,
            "round_to must be a list with one entry for each container, not 100",
        ),
        ([], BadAmount, "round_to is empty"),
        (["0 mg"], BadAmount, "0 mg in round_to is not a container"),
        ([100], BadAmount, "100 in round_to has no unit"),
        (["100"], BadAmount, "'100' has no unit"),
        (["100 mL"], IncompatibleUnits, "100 mL is an amount of volume, mg measures mass"),
        (["100 mg", "1 mcg", "50.0000001 mg"], BadAmount, "these sizes do not fit the dose"),
    ],
)
def test_sizes_that_no_dose_can_be_rounded_to_are_refused(
    sizes: list[str], error: type[JCodesError], says: str
) -> None:
    """An impossible vial, or one in another dimension than the dose, is named."""
    with pytest.raises(error) as caught:
        dose_for("6 mg/kg", weight="71 kg", round_to=sizes)
    assert says in str(caught.value)


@given(texts(), texts())
def test_any_text_is_a_dose_or_an_error_of_this_library(per: str, weight: str) -> None:
    """Whatever is typed, nothing but an exact dose or a named error comes back."""
    try:
        dose = dose_for(per, weight=weight)
    except JCodesError as error:
        assert str(error)  # noqa: PT017
    else:
        assert dose
