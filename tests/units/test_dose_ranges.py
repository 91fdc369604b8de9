"""From a count of billing units back to the doses that it may stand for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    AmbiguousDose,
    Amount,
    BadAmount,
    BadArgument,
    DoseRange,
    JCode,
    JCodesError,
    NeedsDose,
    UnknownUnit,
    billing_units,
    codeset,
    dose_range,
)
from hcpcs_jcodes.codes.ledger import code_ledger

from ..refusals import careless, refused

VERSIONS = [
    code_ledger().version(row)
    for table in (code_ledger().jcodes, code_ledger().related)
    for rows in table.values()
    for row in rows
]
MEASURED = [each for each in VERSIONS if each.billing_unit.kind == "measured"]
BANDED = [each for each in VERSIONS if each.billing_unit.kind == "banded"]
CS = codeset(2025)


def components_of(version: JCode) -> list[str | None]:
    """The ingredients to name; None alone if the code states one amount."""
    unit = version.billing_unit
    return [name for name, _ in unit.components] if unit.amount is None else [None]


@given(st.data())
def test_a_dose_is_billed_with_that_number_exactly_if_it_is_in_the_range(
    data: st.DataObject,
) -> None:
    """billing_units(code, dose) == n if and only if above < dose <= up_to, for every code."""
    version = data.draw(st.sampled_from(MEASURED))
    component = data.draw(st.sampled_from(components_of(version)))
    count = data.draw(st.integers(1, 9999))
    found = dose_range(version, count, component=component)
    assert found.up_to is not None
    width = found.up_to - found.above
    edges = st.sampled_from([found.above, found.above + width * Fraction(1, 10**6), found.up_to])
    inside = st.fractions(-1, 2, max_denominator=1000).map(lambda part: found.above + width * part)
    try:
        dose = data.draw(edges | inside)
    except BadAmount:  # no dose is negative
        return
    if not dose:
        assert dose not in found
        return
    units = billing_units(version, dose, component=component)
    assert (units == count) == (dose in found)
    assert (units == count) == (found.above < dose <= found.up_to)


@given(st.sampled_from(MEASURED), st.integers(1, 10**5), st.integers(1, 10**5))
def test_the_ranges_of_two_counts_never_overlap_and_leave_nothing_between(
    version: JCode, one: int, other: int
) -> None:
    component = components_of(version)[0]
    first, second = (dose_range(version, each, component=component) for each in (one, one + 1))
    assert first.up_to == second.above
    assert second.above in first
    assert second.above not in second
    far = dose_range(version, other, component=component)
    assert (far == first) == (one == other)


@pytest.mark.parametrize("version", BANDED, ids=lambda each: f"{each.code}-{each.valid_from}")
def test_one_unit_of_a_band_is_the_band(version: JCode) -> None:
    """The doses that bill one unit are those in the band, and all others are refused."""
    found = dose_range(version, 1)
    unit = version.billing_unit
    assert found.up_to == unit.at_most
    assert (unit.above or found.above * 0) == found.above
    bound = unit.above or unit.at_most
    assert bound is not None
    for part in (Fraction(1, 100), Fraction(1), Fraction(101, 100), Fraction(3)):
        dose = bound * part
        if dose in found:
            assert billing_units(version, dose) == 1
        else:
            with pytest.raises(AmbiguousDose):
                billing_units(version, dose)


def test_seventy_two_units_of_j9312_are_above_710_and_up_to_720_mg() -> None:
    found = dose_range(CS["J9312"], 72)
    assert (found.above, found.up_to) == (Amount("710 mg"), Amount("720 mg"))
    assert repr(found) == "DoseRange(above=710 mg, up_to=720 mg)"
    assert str(found) == "more than 710 mg and at most 720 mg"
    assert found == DoseRange(Amount("0.71 g"), Amount("0.72 g"))
    assert Amount("715 mg") in found
    assert Amount("715 mL") not in found
    assert "715 mg" not in found


def test_one_unit_is_any_dose_up_to_it() -> None:
    assert repr(dose_range(CS["J9312"], 1)) == "DoseRange(above=0 mg, up_to=10 mg)"


def test_a_band_without_a_limit_has_none() -> None:
    """Sublocade: Q9991 is up to 100 mg, Q9992 more than 100 mg."""
    related = codeset(2024).related
    assert repr(dose_range(related["Q9991"], 1)) == "DoseRange(above=0 mg, up_to=100 mg)"
    above = dose_range(related["Q9992"], 1)
    assert repr(above) == "DoseRange(above=100 mg, up_to=None)"
    assert str(above) == "more than 100 mg"
    assert Amount("300 mg") in above


def test_a_combination_is_answered_for_the_ingredient_that_is_named() -> None:
    """J0743 states one amount; J0295 ampicillin and sulbactam a total; J1335 none of these."""
    combined = next(each for each in MEASURED if len(components_of(each)) > 1)
    names = components_of(combined)
    ranges = [dose_range(combined, 3, component=name) for name in names]
    assert len(set(ranges)) > 1
    refused(careless(dose_range, combined, 3), AmbiguousDose, "3 units", f"component={names[0]!r}")
    refused(
        careless(dose_range, combined, 3, component="gold"), AmbiguousDose, "gold", f"{names[0]!r}"
    )
    refused(careless(dose_range, CS["J9312"], 3, component="gold"), AmbiguousDose, "gold", "omit")


@pytest.mark.parametrize(
    ("kind", "error", "says"),
    [
        ("up_to", NeedsDose, "one unit is any part of the amount"),
        ("counted", NeedsDose, "it counts things"),
        ("unspecified", NeedsDose, "the code has no unit"),
        ("unknown", UnknownUnit, "is not known: look it up in CMS's file"),
    ],
)
def test_units_that_are_no_amount_are_refused(
    kind: str, error: type[JCodesError], says: str
) -> None:
    versions = [each for each in VERSIONS if each.billing_unit.kind == kind]
    assert len(versions) > 3
    for version in versions:
        value = version.code if kind == "unknown" else 2
        text = refused(careless(dose_range, version, 2), error, value, version.code, says)
        assert len(text) <= 500


def test_two_units_of_a_band_are_not_a_dose() -> None:
    refused(careless(dose_range, BANDED[0], 2), NeedsDose, 2, "a dose in the band is one unit")


@pytest.mark.parametrize("units", [0, -1, 1.5, "8", None, [], Amount("8 mg")])
def test_what_is_not_a_count_is_refused(units: object) -> None:
    for version in (CS["J9312"], BANDED[0]):
        with pytest.raises((BadAmount, NeedsDose)) as caught:
            dose_range(version, units)  # type: ignore[arg-type]
        assert len(str(caught.value)) <= 500


def test_a_count_of_five_thousand_digits_is_refused_in_a_short_text() -> None:
    for version in (CS["J9312"], BANDED[0]):
        with pytest.raises((BadAmount, NeedsDose)) as caught:
            dose_range(version, 10**5000)
        assert len(str(caught.value)) <= 500


@pytest.mark.parametrize("code", ["J9312", None, 9312])
def test_what_is_not_a_version_is_refused(code: object) -> None:
    refused(careless(dose_range, code, 8), BadArgument, code, "pass a JCode, the one in force")
