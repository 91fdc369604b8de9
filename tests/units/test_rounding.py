"""How a part of a billing unit is rounded: whole units, refusal, or decimals."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcpcs_jcodes import (
    AmbiguousDose,
    Amount,
    BadAmount,
    BillingUnit,
    IncompatibleUnits,
    JCode,
    Rounding,
    UnknownUnit,
    billing_units,
    codeset,
    exact_units,
)
from hcpcs_jcodes.units.from_dose import PER_ADMINISTRATION
from hcpcs_jcodes.units.rounding import in_parts, rounding_of, units_text
from tests.strategies import code_with, numbers, packaged_versions, versions_with_an_amount

UP, EXACT = Rounding.UP, Rounding.EXACT
DECIMALS = {Rounding.TENTHS: 1, Rounding.HUNDREDTHS: 2, Rounding.THOUSANDTHS: 3}
decimal_modes = st.sampled_from(sorted(DECIMALS, key=str))
modes = st.sampled_from(Rounding)


def of(code: str, dose: str, rounding: Rounding, component: str | None = None) -> int | Decimal:
    """The units of a dose under a code of 2025, in a mode."""
    return billing_units(codeset(2025)[code], dose, component=component, rounding=rounding)


def ceiling(number: Fraction) -> int:
    """The next whole number, by hand."""
    whole = number.numerator // number.denominator
    return whole if whole == number else whole + 1


# --- the modes alone -----------------------------------------------------------


@given(modes, numbers())
def test_a_mode_keeps_as_many_decimals_as_its_name_says(mode: Rounding, units: Fraction) -> None:
    """Up is less than one step above the number, down less than one step below it."""
    step = Fraction(1, 10 ** DECIMALS.get(mode, 0))
    assert step == Fraction(1, mode.parts)
    down = mode.down(units)
    assert 0 <= units - Fraction(down) < step
    assert Fraction(down) % step == 0
    if mode is EXACT and units.denominator != 1:
        return
    up = mode.up(units)
    assert 0 <= Fraction(up) - units < step
    assert Fraction(up) % step == 0
    assert type(up) is type(down) is (Decimal if mode in DECIMALS else int)
    assert (up == down) == (units % step == 0)


@given(numbers())
def test_finer_modes_bill_no_more(units: Fraction) -> None:
    """More decimals are nearer to what was administered, and never below it."""
    kept = [Fraction(mode.up(units)) for mode in (UP, *DECIMALS)]
    assert kept == sorted(kept, reverse=True)
    assert kept[-1] >= units


def test_exact_refuses_a_part_and_shows_the_fix() -> None:
    """71.5 units is not a whole number: the dose or the mode has to change."""
    with pytest.raises(BadAmount) as caught:
        of("J9312", "715 mg", EXACT)
    assert caught.value.value == Fraction(143, 2)
    assert str(caught.value) == (
        "71.5 units is not a whole number, as Rounding.EXACT requires: "
        "correct the dose or pass Rounding.UP"
    )
    with pytest.raises(BadAmount, match=r"^400/3 units is not a whole number"):
        of("J9359", "10 mg", EXACT)


@given(versions_with_an_amount(), numbers(), st.integers(1, 20_000))
def test_exact_is_the_quotient_or_a_refusal(version: JCode, number: Fraction, times: int) -> None:
    """A multiple of a measured unit is that many; everything else is refused."""
    one = version.billing_unit.amount
    assert one is not None
    assert billing_units(version, one * times, rounding=EXACT) == times
    part = number % 1
    if part == 0 or version.billing_unit.kind == "up_to":
        return
    with pytest.raises(BadAmount, match="is not a whole number"):
        billing_units(version, one * (times + part), rounding=EXACT)


@given(
    decimal_modes,
    st.integers(10**26, 10**30),
    st.integers(1, 10**4),
)
def test_a_number_beyond_28_digits_is_never_under_billed(
    mode: Rounding, numerator: int, denominator: int
) -> None:
    """However many digits a number has, the result covers it: nothing is rounded twice."""
    units = Fraction(numerator, denominator)
    assert 0 <= Fraction(mode.up(units)) - units < Fraction(1, mode.parts)
    assert 0 <= units - Fraction(mode.down(units)) < Fraction(1, mode.parts)


@pytest.mark.parametrize("mode", DECIMALS)
def test_the_decimal_context_of_the_program_changes_nothing(mode: Rounding) -> None:
    """A program that uses three digits elsewhere gets the same units."""
    expected = of("J9312", "12345.67 mg", mode)
    with localcontext() as context:
        context.prec = 3
        assert of("J9312", "12345.67 mg", mode) == expected
    assert expected >= Decimal("1234.567")


# --- codes of every kind -------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "dose", "up", "decimals"),
    [
        ("J9312", "715 mg", 72, "71.5 71.5 71.5"),
        ("J9312", "710 mg", 71, "71 71 71"),
        ("J9312", "0.001 mg", 1, "0.1 0.01 0.001"),
        # crosswalk: 133.33 units a vial
        ("J9359", "10 mg", 134, "133.4 133.34 133.334"),
        # crosswalk: 12.5 units a syringe
        ("J0129", "125 mg", 13, "12.5 12.5 12.5"),
        ("J2405", "3.5 mg", 4, "3.5 3.5 3.5"),
        ("J3480", "5 mEq", 3, "2.5 2.5 2.5"),
        ("J7336", "280.05 sq cm", 281, "280.1 280.05 280.05"),
        ("J0365", "25,001 KIU", 3, "2.6 2.51 2.501"),
        ("J7340", "0.25 L", 3, "2.5 2.5 2.5"),
        ("J3471", "150.5 units", 151, "150.5 150.5 150.5"),
        ("J2788", "275 IU", 2, "1.1 1.1 1.1"),
        ("J2788", "51 mcg", 2, "1.1 1.02 1.02"),
        # a stated total measures the combination
        ("J0458", "15.5 mg", 2, "1.6 1.55 1.55"),
        ("J2186", "1 mg", 1, "0.1 0.05 0.05"),
    ],
)
def test_an_amount_is_billed_in_part_if_the_payer_accepts_decimals(
    code: str, dose: str, up: int, decimals: str
) -> None:
    """The last decimal kept is rounded up. Source: units.md 1.1.1 and 1.1.14."""
    assert of(code, dose, UP) == up
    for mode, kept in zip(DECIMALS, decimals.split(), strict=True):
        assert of(code, dose, mode) == Decimal(kept)


@pytest.mark.parametrize(
    ("code", "component", "dose", "up", "thousandths"),
    [
        ("J0695", "ceftolozane", "1,025 mg", 21, "20.5"),
        ("J0695", "tazobactam", "1 mg", 1, "0.04"),
        ("J0458", "aztreonam", "10 mg", 2, "1.334"),
        ("J0458", "avibactam", "10 mg", 4, "4"),
        ("J9153", "cytarabine", "100 mg", 45, "44.053"),
        ("J7356", "foscarbidopa", "0.3 mg", 2, "1.2"),
    ],
)
def test_the_ingredient_of_a_combination_is_billed_in_part_too(
    code: str, component: str, dose: str, up: int, thousandths: str
) -> None:
    """A part of the ingredient's amount in one unit is a part of a unit."""
    assert of(code, dose, UP, component) == up
    assert of(code, dose, Rounding.THOUSANDTHS, component) == Decimal(thousandths)


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize(
    ("code", "component", "dose", "expected"),
    [
        ("J1720", None, "250 mg", 3),  # up to 100 mg
        ("J1720", None, "0.1 mg", 1),
        ("J7620", "albuterol", "2.6 mg", 2),  # up to 2.5 mg
        ("J1162", None, "2 vials", 2),
        ("J7300", None, "1 device", 1),
        ("J7321", None, "3.7 mL", 1),  # per dose
        ("J1413", None, "1.33x10^14 vg", 1),  # per treatment
        ("J0574", None, "8 mg", 1),  # a band
        ("J3490", None, "12.5 mg", 1),  # no unit
        ("J3490", None, "2 doses", 2),
    ],
)
def test_what_cannot_be_billed_in_part_is_whole_in_every_mode(
    mode: Rounding, code: str, component: str | None, dose: str, expected: int
) -> None:
    """Any part of an "up to" amount is one, and things are counted. Source: units.md 1.1.3."""
    answer = of(code, dose, mode, component)
    assert answer == expected
    assert type(answer) is int
    assert rounding_of(codeset(2025)[code], mode) is UP


@pytest.mark.parametrize("mode", Rounding)
def test_a_measured_code_is_rounded_as_the_payer_asks(mode: Rounding) -> None:
    """A code that measures an amount is rounded in the payer's mode."""
    assert rounding_of(codeset(2025)["J9312"], mode) is mode


# --- every code in force -------------------------------------------------------


def dose_and_units(version: JCode, number: Fraction) -> tuple[Amount, str | None, Fraction]:
    """A dose for a code, its ingredient, and its exact units calculated by hand."""
    unit = version.billing_unit
    match unit.kind:
        case "counted":
            things = number.numerator % 50 + 1
            return Amount(things, unit.counted), None, Fraction(things)
        case "banded":
            inside = unit.at_most or (unit.above or Amount("1 mg")) * 2
            return inside, None, Fraction(1)
        case "unspecified":
            return Amount(number, "mg"), None, Fraction(1)
    if unit.amount is not None:
        return Amount(number, unit.amount.unit.symbol), None, number / unit.amount.value
    name, amount = unit.components[-1]
    return Amount(number, amount.unit.symbol), name, number / amount.value


@settings(max_examples=40)
@given(numbers())
def test_rounding_up_is_the_rule_of_the_manual_for_every_code_in_force(number: Fraction) -> None:
    """The next whole unit for every J code of 2025, whether the mode is passed or not.

    Source: IOM 100-04, ch. 17 §10 (units.md 1.1.1).
    """
    for version in codeset(2025).values():
        if version.billing_unit.kind == "unknown":
            continue
        dose, component, exact = dose_and_units(version, number)
        left_away = billing_units(version, dose, component=component)
        assert exact_units(version, dose, component=component) == exact
        assert left_away == ceiling(exact), version
        assert billing_units(version, dose, component=component, rounding=UP) == left_away
        assert type(left_away) is int


@given(st.sampled_from(packaged_versions()), decimal_modes, numbers())
def test_decimals_never_bill_less_than_was_administered(
    version: JCode, mode: Rounding, number: Fraction
) -> None:
    """The units billed cover the dose, exceed it by less than one step, and are never zero."""
    if version.billing_unit.kind == "unknown":
        with pytest.raises(UnknownUnit):
            billing_units(version, "1 mg", rounding=mode)
        return
    dose, component, exact = dose_and_units(version, number)
    kept = Fraction(billing_units(version, dose, component=component, rounding=mode))
    step = Fraction(1, mode.parts if version.billing_unit.kind == "measured" else 1)
    assert 0 <= kept - exact < step
    assert kept > 0


def test_a_code_whose_unit_is_not_known_has_no_units_in_any_mode() -> None:
    """An unknown unit is not turned into a whole number by rounding."""
    for mode in Rounding:
        with pytest.raises(UnknownUnit, match="J7340 from 2016-01-01 is not known"):
            billing_units(codeset(2016)["J7340"], "100 mL", rounding=mode)


# --- the exact number ----------------------------------------------------------


@given(versions_with_an_amount(), numbers(), numbers())
def test_exact_units_of_two_doses_add_up(version: JCode, a: Fraction, b: Fraction) -> None:
    """Doses of one date are added first and rounded once. Source: units.md 1.1.10."""
    assert version.billing_unit.amount is not None
    symbol = version.billing_unit.amount.unit.symbol
    first, second = Amount(a, symbol), Amount(b, symbol)
    together = exact_units(version, first) + exact_units(version, second)
    assert together == exact_units(version, first + second)
    assert rounding_of(version, UP).up(together) == billing_units(version, first + second)


@given(st.integers(1, 10**6), st.integers(1, 500), modes)
def test_a_dose_converted_by_its_strength_is_the_same_dose(
    hundredths: int, strength: int, mode: Rounding
) -> None:
    """Stating the strength, or charting in mL with it, changes no units in any mode."""
    code = code_with("10 mg")
    volume = Amount(Fraction(hundredths, 100), "mL")
    dose = Amount(volume.value * strength, "mg")
    text = f"{strength} mg/mL"
    assert exact_units(code, volume, concentration=text) == exact_units(code, dose)
    if mode is EXACT:
        dose, volume = dose * 1000, volume * 1000
    expected = billing_units(code, dose, rounding=mode)
    assert billing_units(code, dose, concentration=text, rounding=mode) == expected
    assert billing_units(code, volume, concentration=text, rounding=mode) == expected


@given(numbers(), modes)
def test_the_only_ingredient_and_the_whole_are_rounded_the_same(
    number: Fraction, mode: Rounding
) -> None:
    """A combination measured by its ingredient is billed as a code of that amount."""
    one = Amount("7.5 mg")
    combined = code_with(BillingUnit("measured", components=(("a", one), ("b", Amount("1 mg")))))
    plain = code_with(BillingUnit("measured", one))
    dose = one * (number.numerator if mode is EXACT else number)
    assert billing_units(combined, dose, component="a", rounding=mode) == billing_units(
        plain, dose, rounding=mode
    )


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize(
    ("concentration", "error"), [("rubbish", BadAmount), ("50 IU/mL", IncompatibleUnits)]
)
def test_an_impossible_strength_is_refused_in_every_mode(
    mode: Rounding, concentration: str, error: type[Exception]
) -> None:
    """A wrong strength with a right dose is an error however the units are rounded."""
    with pytest.raises(error):
        billing_units(codeset(2025)["J9312"], "710 mg", concentration=concentration, rounding=mode)


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize(
    ("code", "dose", "component", "error"),
    [
        ("J9312", "0 mg", None, BadAmount),
        ("J9312", 715, None, BadAmount),
        ("J9312", 715.0, None, BadAmount),
        ("J9312", float("nan"), None, BadAmount),
        ("J9312", None, None, BadAmount),
        ("J9312", "5 mL", None, IncompatibleUnits),
        ("J9312", "5 mg", "rituximab", AmbiguousDose),
        ("J0695", "5 mg", None, AmbiguousDose),
        ("J0574", "12 mg", None, AmbiguousDose),
        ("J1162", "40 mg", None, IncompatibleUnits),
        ("J1162", "1.5 vials", None, BadAmount),
        ("J1162", 2.0, None, BadAmount),
    ],
)
def test_a_wrong_dose_is_refused_the_same_in_every_mode(
    mode: Rounding, code: str, dose: str, component: str | None, error: type[Exception]
) -> None:
    """No mode accepts a dose without an exact number of units, and the text is the same."""
    version = codeset(2025)[code]
    with pytest.raises(error) as exact:
        exact_units(version, dose, component=component)
    with pytest.raises(error) as rounded:
        billing_units(version, dose, component=component, rounding=mode)
    assert type(rounded.value) is type(exact.value) is error
    assert str(rounded.value) == str(exact.value)


def test_codes_per_administration_are_those_per_dose_and_per_treatment() -> None:
    """Vials and devices are counted, however much of them is given (units.md 1.7.6)."""
    assert {"dose", "treatment"} == PER_ADMINISTRATION


@pytest.mark.parametrize("rounding", ["up", None, 1])
@pytest.mark.parametrize("code", ["J9312", "J1162"])
def test_an_invalid_rounding_mode_is_refused(code: str, rounding: Any) -> None:
    """Also for counted codes, although no mode would change the answer."""
    version = codeset(2025)[code]
    dose = "3 vials" if code == "J1162" else "715 mg"
    with pytest.raises(BadAmount, match=r"pass Rounding\.UP or another") as caught:
        billing_units(version, dose, rounding=rounding)
    assert caught.value.value == rounding


# --- both sides of each half and of each multiple ---------------------------------


@pytest.mark.parametrize(
    ("dose", "up", "decimals"),
    [
        ("0.001", 1, "0.1 0.01 0.001"),
        ("4.99", 1, "0.5 0.5 0.499"),
        ("5", 1, "0.5 0.5 0.5"),
        ("5.01", 1, "0.6 0.51 0.501"),
        ("9.99", 1, "1 1 0.999"),
        ("9.999", 1, "1 1 1"),
        ("10", 1, "1 1 1"),
        ("10.001", 2, "1.1 1.01 1.001"),
        ("14.999", 2, "1.5 1.5 1.5"),
        ("15", 2, "1.5 1.5 1.5"),
        ("15.001", 2, "1.6 1.51 1.501"),
        ("19.999", 2, "2 2 2"),
        ("20", 2, "2 2 2"),
        ("20.001", 3, "2.1 2.01 2.001"),
        ("99,999.99", 10_000, "10000 10000 9999.999"),
        ("100,000", 10_000, "10000 10000 10000"),
        ("100,000.01", 10_001, "10000.1 10000.01 10000.001"),
    ],
)
def test_rituximab_is_rounded_on_both_sides_of_each_half_and_multiple(
    dose: str, up: int, decimals: str
) -> None:
    """Rituximab, 10 mg: a part is covered, never dropped and never rounded to the nearest."""
    assert of("J9312", f"{dose} mg", UP) == up
    kept = [str(of("J9312", f"{dose} mg", mode)) for mode in DECIMALS]
    assert kept == decimals.split()
    exact = Fraction(dose.replace(",", "")) / 10
    if exact.denominator == 1:
        assert of("J9312", f"{dose} mg", EXACT) == exact
    else:
        with pytest.raises(BadAmount, match="is not a whole number"):
            of("J9312", f"{dose} mg", EXACT)


@pytest.mark.parametrize(
    ("units", "up", "down"),
    [
        ("1.9994", "2 2.0 2.00 2.000", "1 1.9 1.99 1.999"),
        ("1.9995", "2 2.0 2.00 2.000", "1 1.9 1.99 1.999"),
        ("2", "2 2 2 2", "2 2 2 2"),
        ("2.0001", "3 2.1 2.01 2.001", "2 2 2 2"),
        ("0.04", "1 0.1 0.04 0.04", "0 0 0.04 0.04"),
        ("0.05", "1 0.1 0.05 0.05", "0 0 0.05 0.05"),
        ("0.5", "1 0.5 0.5 0.5", "0 0.5 0.5 0.5"),
        ("0", "0 0 0 0", "0 0 0 0"),
        ("71.55", "72 71.6 71.55 71.55", "71 71.5 71.55 71.55"),
    ],
)
def test_up_covers_a_number_and_down_is_covered_by_it(units: str, up: str, down: str) -> None:
    exact = Fraction(units)
    assert [mode.up(exact) for mode in (UP, *DECIMALS)] == [Decimal(n) for n in up.split()]
    assert [mode.down(exact) for mode in (UP, *DECIMALS)] == [Decimal(n) for n in down.split()]
    assert EXACT.down(exact) == UP.down(exact)


def test_the_modes_are_five_and_divide_a_unit_as_their_names_say() -> None:
    assert [(mode.value, mode.parts) for mode in Rounding] == [
        ("up", 1),
        ("exact", 1),
        ("tenths", 10),
        ("hundredths", 100),
        ("thousandths", 1000),
    ]


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize(
    ("code", "component", "dose", "expected"),
    [
        # up to 100 mg
        ("J1720", None, "49.999 mg", 1),
        ("J1720", None, "50 mg", 1),
        ("J1720", None, "99.999 mg", 1),
        ("J1720", None, "100 mg", 1),
        ("J1720", None, "100.001 mg", 2),
        ("J1720", None, "199.999 mg", 2),
        ("J1720", None, "200 mg", 2),
        ("J1720", None, "200.001 mg", 3),
        # up to 2.5 mg and 0.5 mg
        ("J7620", "albuterol", "2.499 mg", 1),
        ("J7620", "albuterol", "2.5 mg", 1),
        ("J7620", "albuterol", "2.501 mg", 2),
        ("J7620", "ipratropium bromide", "0.5 mg", 1),
        ("J7620", "ipratropium bromide", "0.501 mg", 2),
        # per vial
        ("J1162", None, "1 vial", 1),
        ("J1162", None, "10 vials", 10),
        # bands, the upper bound within and the lower without
        ("J0572", None, "0.001 mg", 1),
        ("J0572", None, "3 mg", 1),
        ("J0573", None, "3.001 mg", 1),
        ("J0573", None, "6 mg", 1),
        ("J0574", None, "6.001 mg", 1),
        ("J0574", None, "10 mg", 1),
        ("J0575", None, "10.001 mg", 1),
        ("J0577", None, "7 days", 1),
        ("J0578", None, "8 days", 1),
        ("J0578", None, "28 days", 1),
        # per dose and per treatment
        ("J7321", None, "0.001 mL", 1),
        ("J7321", None, "3 doses", 3),
        ("J1413", None, "2 doses", 2),
        ("J3392", None, "2 treatments", 2),
        # without a unit
        ("J3490", None, "0.001 mg", 1),
        ("J3490", None, "9 kg", 1),
        ("J3490", None, "3 vials", 3),
    ],
)
def test_whole_units_are_whole_in_every_mode_on_both_sides_of_each_bound(
    mode: Rounding, code: str, component: str | None, dose: str, expected: int
) -> None:
    answer = of(code, dose, mode, component)
    assert (answer, type(answer)) == (expected, int)


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize(
    ("code", "dose", "error"),
    [
        ("J0572", "3.001 mg", "bill J0573"),
        ("J0573", "3 mg", "bill J0572"),
        ("J0573", "6.001 mg", "bill J0574"),
        ("J0574", "6 mg", "bill J0573"),
        ("J0574", "10.001 mg", "bill J0575"),
        ("J0575", "10 mg", "bill J0574"),
        ("J0577", "8 days", "bill J0578"),
        ("J0578", "7 days", "bill J0577"),
        ("J0578", "29 days", "no code of this drug covers it"),
    ],
)
def test_a_band_ends_at_its_bound_in_every_mode(
    mode: Rounding, code: str, dose: str, error: str
) -> None:
    with pytest.raises(AmbiguousDose) as caught:
        of(code, dose, mode)
    assert str(caught.value).endswith(error)


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize("thing", ["0.999 vials", "1.001 vials", "0.5 vial", "9.5 vials"])
def test_a_part_of_a_thing_is_not_a_count_in_any_mode(mode: Rounding, thing: str) -> None:
    with pytest.raises(
        BadAmount, match="is not a valid count: pass a whole number, 1 vial or more"
    ):
        of("J1162", thing, mode)


@pytest.mark.parametrize("kind", ["up_to", "counted", "banded", "unspecified", "unknown"])
@pytest.mark.parametrize("mode", Rounding)
def test_only_a_measured_unit_is_billed_in_part(kind: str, mode: Rounding) -> None:
    assert rounding_of(code_with(BillingUnit(kind)), mode) is UP  # type: ignore[arg-type]
    assert rounding_of(code_with("1 mg"), mode) is mode


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 units"),
        (1, "1 unit"),
        (Decimal("1.0"), "1 unit"),
        (2, "2 units"),
        (Fraction(1, 2), "0.5 units"),
        (Fraction(1, 3), "1/3 units"),
        (Decimal("71.5"), "71.5 units"),
    ],
)
def test_a_number_of_units_is_written_in_words(number: int | Decimal | Fraction, text: str) -> None:
    assert units_text(number) == text


@pytest.mark.parametrize(
    ("number", "parts", "units"), [(715, 1, "715"), (715, 10, "71.5"), (715, 1000, "0.715")]
)
def test_parts_of_a_unit_are_a_decimal_and_whole_units_an_int(
    number: int, parts: int, units: str
) -> None:
    answer = in_parts(number, parts)
    assert str(answer) == units
    assert type(answer) is (int if parts == 1 else Decimal)
