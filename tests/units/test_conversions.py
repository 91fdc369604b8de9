"""How a count of one billing unit converts to another, and the range it may lie in."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Amount, BadAmount, BillingUnit, Concentration, codeset
from hcpcs_jcodes.units.conversions import conversion, span_of, whole_units

from ..refusals import careless, refused
from ..strategies import numbers


def measured(*amounts: str) -> BillingUnit:
    """A unit of one amount, or of an amount of each of several ingredients."""
    if len(amounts) == 1:
        return BillingUnit("measured", Amount(amounts[0]))
    named = zip("ab", amounts, strict=False)
    return BillingUnit("measured", components=tuple((name, Amount(one)) for name, one in named))


def other(kind: str, amount: str | None = None, counted: str = "") -> BillingUnit:
    """A unit of another kind."""
    return BillingUnit(kind, Amount(amount) if amount else None, counted=counted)  # type: ignore[arg-type]


BAND = BillingUnit("banded", at_most=Amount("3 mg"))
CONVERSIONS = [
    # the old unit, the new unit, the strength, the ratio and how a count converts
    (measured("100 mg"), measured("10 mg"), None, Fraction(10), "range"),
    (measured("10 mg"), measured("100 mg"), None, Fraction(1, 10), "exact"),
    (measured("10 mg"), measured("10 mg"), None, Fraction(1), "exact"),
    (measured("1 g"), measured("1000 mg"), None, Fraction(1), "exact"),
    (measured("1 mg"), measured("5 mg"), None, Fraction(1, 5), "exact"),
    (measured("2 mg"), measured("5 mg"), None, Fraction(2, 5), "range"),
    (measured("1 IU"), measured("1 unit"), None, None, "dose"),
    (measured("1 mg"), measured("1 IU"), None, None, "dose"),
    (measured("1 mg"), measured("1 mL"), None, None, "dose"),
    (measured("1 mL"), measured("1 mg"), None, None, "concentration"),
    (measured("1 mL"), measured("10 mg"), "50 mg/mL", Fraction(5), "range"),
    (measured("1 mL"), measured("100 mg"), "50 mg/mL", Fraction(1, 2), "exact"),
    (measured("1 mL"), measured("10 IU"), "50 mg/mL", None, "dose"),
    (measured("1 mL"), measured("10 mL"), "50 mg/mL", Fraction(1, 10), "exact"),
    (measured("1 mL"), measured("10 mL"), None, Fraction(1, 10), "exact"),
    (measured("10 mg"), measured("1 mL"), "50 mg/mL", None, "dose"),
    # "up to" an amount does not determine the dose
    (other("up_to", "20 mg"), measured("1 mg"), None, None, "dose"),
    (measured("1 mg"), other("up_to", "20 mg"), None, None, "dose"),
    (other("up_to", "20 mg"), other("up_to", "10 mg"), None, None, "dose"),
    (other("up_to", "20 mg"), other("up_to", "20 mg"), None, Fraction(1), "exact"),
    (other("up_to", "1 mL"), measured("1 mg"), None, None, "concentration"),
    (other("up_to", "1 mL"), measured("1 mg"), "5 mg/mL", None, "dose"),
    # counted things stay counted
    (other("counted", counted="vial"), measured("1 mg"), None, None, "count"),
    (measured("1 mg"), other("counted", counted="vial"), None, None, "count"),
    (measured("1 mL"), other("counted", counted="vial"), None, None, "count"),
    (other("counted", counted="vial"), other("counted", counted="dose"), None, None, "count"),
    (
        other("counted", counted="vial"),
        other("counted", counted="vial"),
        None,
        Fraction(1),
        "exact",
    ),
    (
        other("counted", counted="vial"),
        other("counted", "5 mg", counted="vial"),
        None,
        Fraction(1),
        "exact",
    ),
    # the same wording, with no amount behind it
    (other("unknown"), other("unknown"), None, None, "dose"),
    (other("unspecified"), other("unspecified"), None, None, "dose"),
    (BAND, BAND, None, None, "dose"),
    (other("unspecified"), measured("1 mg"), None, None, "dose"),
    # all ingredients of a combination have one ratio, or there is no ratio
    (measured("10 mg", "5 mg"), measured("1 mg", "0.5 mg"), None, Fraction(10), "range"),
    (measured("1 mg", "0.5 mg"), measured("10 mg", "5 mg"), None, Fraction(1, 10), "exact"),
    (measured("10 mg", "5 mg"), measured("1 mg", "1 mg"), None, None, "dose"),
    (measured("10 mg", "5 mg"), measured("10 mg"), None, None, "dose"),
    (measured("10 mg"), measured("10 mg", "5 mg"), None, None, "dose"),
    (
        measured("10 mg", "5 mg"),
        BillingUnit("measured", components=(("a", Amount("1 mg")), ("c", Amount("0.5 mg")))),
        None,
        None,
        "dose",
    ),
]


@pytest.mark.parametrize(("old", "new", "strength", "ratio", "outcome"), CONVERSIONS)
def test_a_unit_converts_into_another_or_what_is_needed_is_named(
    old: BillingUnit,
    new: BillingUnit,
    strength: str | None,
    ratio: Fraction | None,
    outcome: str,
) -> None:
    concentration = None if strength is None else Concentration(strength)
    assert conversion(old, new, concentration) == (ratio, outcome)


@pytest.mark.parametrize(
    ("units", "factor", "span"),
    [
        (1, "1", (1, 1)),
        (8, "1", (8, 8)),
        (1, "10", (1, 10)),
        (8, "10", (71, 80)),
        (1, "1/10", (1, 1)),
        (10, "1/10", (1, 1)),
        (11, "1/10", (2, 2)),
        (1, "2/5", (1, 1)),
        (2, "2/5", (1, 1)),
        (3, "2/5", (1, 2)),
        (5, "2/5", (2, 2)),
        (6, "2/5", (3, 3)),
        (1, "5/2", (1, 3)),
        (2, "5/2", (3, 5)),
        (3, "5/2", (6, 8)),
    ],
)
def test_a_count_stands_for_doses_above_one_unit_less_and_up_to_its_own(
    units: int, factor: str, span: tuple[int, int]
) -> None:
    assert span_of(units, Fraction(factor)) == span


@given(st.integers(1, 10**4), numbers(), st.integers(1, 1000))
def test_any_dose_of_the_old_count_has_new_units_within_the_span(
    units: int, factor: Fraction, thousandths: int
) -> None:
    dose = units - 1 + Fraction(thousandths, 1000)
    fewest, most = span_of(units, factor)
    assert fewest <= ceil(dose * factor) <= most
    assert ceil(units * factor) == most


@pytest.mark.parametrize("units", [1, 8, Decimal(8), Decimal("8.0"), Fraction(8), 10**9])
def test_a_whole_number_of_one_or_more_is_a_count(units: int | Decimal | Fraction) -> None:
    assert whole_units(units) == units
    assert type(whole_units(units)) is int


@pytest.mark.parametrize(
    ("units", "says"),
    [
        ("8", "'8' is not a count of units: pass an int such as 8"),
        (None, "None is not a count of units: pass an int such as 8"),
        ([8], "[8] is not a count of units: pass an int such as 8"),
        (0, "0 is not a count of units: pass a whole number, 1 or more"),
        (Decimal("0.5"), "0.5 is not a count of units: pass a whole number, 1 or more"),
        (Fraction(3, 2), "3/2 is not a count of units: pass a whole number, 1 or more"),
        (Decimal("1.001"), "pass a whole number, 1 or more"),
        (-1, "-1 is negative"),
        (8.0, "8.0 is a binary float"),
        (True, "True is not a number"),
    ],
)
def test_an_invalid_count_is_refused_with_the_fix(units: object, says: str) -> None:
    refused(careless(whole_units, units), BadAmount, units, says)


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        ("J1162", "J0850", (Fraction(1), "exact")),  # both by the vial
        ("J1162", "J7321", (None, "count")),
        ("J7300", "J7296", (Fraction(1), "exact")),  # both by the device
        ("J9312", "J1745", (Fraction(1), "exact")),  # both by 10 mg
        ("J1720", "J9312", (None, "dose")),
        ("J9312", "J9355", (Fraction(1), "exact")),
        ("J3490", "J9312", (None, "dose")),
    ],
)
def test_codes_of_the_year_convert_as_their_units_do(
    old: str, new: str, answer: tuple[Fraction | None, str]
) -> None:
    codes = codeset(2025)
    assert conversion(codes[old].billing_unit, codes[new].billing_unit) == answer


def test_a_count_has_an_upper_limit() -> None:
    """A billion units are converted; one more is a typing error, also with 5,000 digits."""
    assert whole_units(10**9) == 10**9
    for units in (10**9 + 1, 10**5000):
        with pytest.raises(BadAmount, match="more units than any claim has") as caught:
            whole_units(units)
        assert len(str(caught.value)) < 200
