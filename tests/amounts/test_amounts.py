"""Amounts are exact, convert within their dimension, and refuse what they cannot be sure of."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Amount, BadAmount, Concentration, IncompatibleUnits
from hcpcs_jcodes.amounts.arguments import shown
from hcpcs_jcodes.amounts.measures import COUNTED, UNITS, Unit
from tests.refusals import careless, refused
from tests.strategies import MASSES, SYMBOLS, VOLUMES, amounts, numbers, texts

mass_symbols = st.sampled_from(sorted(MASSES))

# --- reading -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("715 mg", 715, "mg"),
        ("715mg", 715, "mg"),
        (" 715  MG ", 715, "mg"),
        ("+715 mg", 715, "mg"),
        ("1,200,000 units", 1_200_000, "unit"),
        ("1,500 mg", 1_500, "mg"),
        ("10,500 mg", 10_500, "mg"),
        ("0.5 ml", "0.5", "mL"),
        (".25 mg", "0.25", "mg"),
        ("1 gm", 1, "g"),
        ("1 i.u.", 1, "IU"),
        ("2 meq", 2, "mEq"),
        ("1x10^13 vector genomes", 10**13, "vg"),
        ("5\N{MULTIPLICATION SIGN}10^15 vg", 5 * 10**15, "vg"),
        ("5 x 10 ^ 15 vg", 5 * 10**15, "vg"),
        ("3 million units", 3_000_000, "unit"),
        ("1 billion vector genomes", 10**9, "vg"),
        ("10 Thousand KIU", 10_000, "KIU"),
        ("2 trillion vg", 2 * 10**12, "vg"),
        ("1.5e3 mg", 1500, "mg"),
        ("15E-1 mg", "1.5", "mg"),
        ("1/3 mg", Fraction(1, 3), "mg"),
        ("5 mg.", 5, "mg"),
        ("5 \N{MICRO SIGN}g", 5, "mcg"),
        ("5 \N{GREEK SMALL LETTER MU}g", 5, "mcg"),
        ("5 ug", 5, "mcg"),
        ("5\N{NO-BREAK SPACE}mg", 5, "mg"),
        ("1 square  centimeter", 1, "cm2"),
        ("100 USP units", 100, "USP unit"),
        ("1 vial", 1, "vial"),
        ("2 therapeutic doses", 2, "dose"),
        ("7 days of therapy", 7, "day"),
        ("0 mg", 0, "mg"),
    ],
)
def test_an_amount_is_read_in_every_form_of_cms_files_and_charts(
    text: str, value: Fraction | int | str, unit: str
) -> None:
    """Case, spaces, commas, bare decimals, powers, scales and spelled-out units are read."""
    amount = Amount(text)
    assert (amount.value, amount.unit.symbol) == (Fraction(value), unit)


@pytest.mark.parametrize("spelling", sorted(UNITS))
def test_every_spelling_of_a_unit_is_read_in_any_case(spelling: str) -> None:
    """A unit means the same in lower case, in capitals, and with a number."""
    unit = UNITS[spelling]
    assert Amount(f"7 {spelling}").unit == unit
    assert Amount(f"7 {spelling.upper()}").unit == unit
    assert Amount(7, spelling).unit == unit


@pytest.mark.parametrize(
    "number", [5, Decimal(5), Decimal("5.000"), Decimal("0.5e1"), Fraction(5), Fraction(10, 2)]
)
def test_a_number_of_any_exact_type_is_the_same_amount(
    number: int | Decimal | Fraction,
) -> None:
    """An int, a Decimal and a Fraction of the same value are the same amount."""
    assert Amount(number, "mg") == Amount("5 mg")


def test_a_decimal_is_taken_as_written() -> None:
    """0.1 is a tenth, not the nearest binary float."""
    assert Amount(Decimal("0.1"), "mg").value == Fraction(1, 10)
    assert Amount("0.1 mg") * 71 == Amount("7.1 mg")


@given(st.sampled_from(SYMBOLS), numbers())
def test_the_text_of_an_amount_reads_back_as_the_amount(symbol: str, number: Fraction) -> None:
    """Whatever the unit and the number, parsing what is printed gives the same amount."""
    amount = Amount(number, symbol)
    again = Amount(str(amount))
    assert again == amount
    assert (again.value, again.unit) == (amount.value, amount.unit)
    assert eval(repr(amount), {"Amount": Amount}) == amount  # noqa: S307


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Amount("1200000 units"), "1200000 units"),
        (Amount("1 units"), "1 unit"),
        (Amount("0.5 units"), "0.5 units"),
        (Amount("0 vial"), "0 vials"),
        (Amount("0.10 mg"), "0.1 mg"),
        (Amount(Fraction(1, 3), "mg"), "1/3 mg"),
        (Amount(Fraction(1, 8), "g"), "0.125 g"),
        (Amount("1000 ml"), "1000 mL"),
        (Amount("2 suppository"), "2 suppositories"),
    ],
)
def test_an_amount_is_printed_without_needless_digits(amount: Amount, text: str) -> None:
    """A decimal if it ends, a ratio if it does not, and the plural if it is not one."""
    assert str(amount) == text


@given(texts())
def test_any_text_is_an_amount_or_a_bad_amount(text: str) -> None:
    """Any text is either an amount or a BadAmount that carries the text."""
    try:
        amount = Amount(text)
    except BadAmount as error:
        assert error.value == text[:80]  # noqa: PT017
        assert str(error)  # noqa: PT017
    else:
        assert amount == Amount(str(amount))


# --- refusing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("10", "'10' has no unit; write it with one, such as mg"),
        (
            "ten mg",
            "'ten mg' does not begin with a number in digits: write the number and then its unit",
        ),
        ("", "'' does not begin with a number"),
        ("mg", "'mg' does not begin with a number"),
        ("-5 mg", "'-5 mg' is negative; an amount is zero or more"),
        ("-0 mg", "is negative"),
        ("1,5 mg", "a comma separates thousands ('1,200,000 units'), a decimal point the decimals"),
        ("1,000,00 mg", "a comma separates thousands"),
        ("0,500 mg", "a comma separates thousands"),
        ("01,500 mg", "a comma separates thousands"),
        ("0,000 mg", "a comma separates thousands"),
        ("5 mgg", "'5 mgg': 'mgg' is not a unit that the library knows; write mg, mcg"),
        ("5 mg/mL", "'mg/mL' is a ratio, not a unit: give the dose itself with its unit"),
        ("5 mg per kg", "'mg per kg' is a ratio, not a unit"),
        ("5 per day", "'per day' is a ratio, not a unit"),
        ("1e999999999 mg", "'e999999999 mg' is not a unit that the library knows"),
        ("1e31 mg", "'1e31 mg' is not a plausible amount; check the number"),
        ("1e-31 mg", "is not a plausible amount; check the number"),
        ("1e99 trillion mg", "is not a plausible amount; check the number"),
        ("1/0 mg", "is a ratio, not a unit"),
        ("NaN mg", "does not begin with a number"),
        ("inf mg", "does not begin with a number"),
        ("1_000 mg", "'_000 mg' is not a unit"),
        ("\u0661 mg", "does not begin with a number in digits"),
    ],
)
def test_a_text_that_is_not_an_amount_is_refused_with_the_fix(text: str, says: str) -> None:
    """The error repeats the text, says what is wrong with it and carries it."""
    with pytest.raises(BadAmount) as caught:
        Amount(text)
    assert says in str(caught.value)
    assert caught.value.value == text


def test_ten_megabytes_of_digits_are_refused_in_one_line() -> None:
    """An extremely long text is neither parsed nor repeated in the message."""
    text = "1" * 10_000_000 + " mg"
    with pytest.raises(BadAmount, match=r"\(10000003 characters\) is too long") as caught:
        Amount(text)
    assert len(str(caught.value)) < 200
    assert len(str(caught.value.value)) <= 80


def test_a_text_of_eighty_characters_is_read_and_one_of_81_is_not() -> None:
    """The longest text that is read is longer than any real amount."""
    longest = "5".rjust(77, "0") + " mg"
    assert Amount(longest) == Amount("5 mg")
    with pytest.raises(BadAmount, match=r"\(81 characters\) is too long for an amount"):
        Amount(longest + " ")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (0.1, "pass the text '0.1 mg' or Decimal('0.1')"),
        (715.0, "pass the text '715.0 mg' or Decimal('715.0')"),
        (float("nan"), "nan is not a plausible amount; check the number"),
        (float("inf"), "inf is not a plausible amount; check the number"),
        (float("-inf"), "-inf is not a plausible amount; check the number"),
        (True, "True is not a number; pass an int, a Decimal or a text with a unit"),
        (None, "None is not a number"),
        (b"5 mg", "is not a number"),
        (5j, "is not a number"),
        (Decimal("NaN"), "NaN is not a plausible amount; check the number"),
        (Decimal("sNaN"), "sNaN is not a plausible amount"),
        (Decimal("Infinity"), "Infinity is not a plausible amount"),
        (Decimal("-Infinity"), "-Infinity is not a plausible amount"),
        (Decimal("1e999999999"), "1E+999999999 is not a plausible amount; check the number"),
        (Decimal("1e-999999999"), "1E-999999999 is not a plausible amount"),
        (10**30 + 1, "is not a plausible amount; check the number"),
        (Fraction(1, 10**30 + 1), "is not a plausible amount; check the number"),
        (-1, "-1 is negative; an amount is zero or more"),
        (Decimal("-0.1"), "-0.1 is negative"),
        (Fraction(-1, 3), "-1/3 is negative"),
    ],
)
def test_a_number_that_is_not_a_quantity_is_refused_with_the_fix(number: object, says: str) -> None:
    """Floats, bools, None, NaN, infinities, negative and absurd numbers are refused at once."""
    with pytest.raises(BadAmount) as caught:
        Amount(number, "mg")  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert caught.value.value is number


def test_the_text_offered_for_a_float_is_an_amount() -> None:
    """The text that the message for a float offers is accepted."""
    with pytest.raises(BadAmount) as caught:
        Amount(0.1, "mg")  # type: ignore[arg-type]
    offered = str(caught.value).split("'")[1]
    assert Amount(offered) == Amount(Decimal("0.1"), "mg")


def test_the_text_offered_for_a_float_has_the_unit_that_was_given() -> None:
    """The message for half a gram does not say to pass half a milligram."""
    with pytest.raises(BadAmount) as caught:
        Amount(0.5, "g")  # type: ignore[arg-type]
    assert "pass the text '0.5 g' or Decimal('0.5')" in str(caught.value)


def test_an_int_of_five_thousand_digits_is_a_bad_amount() -> None:
    """An implausible number is a BadAmount, however long it is."""
    for number in (10**5000, -(10**5000)):
        with pytest.raises(BadAmount, match="a number of 16610 bits") as caught:
            Amount(number, "mg")
        assert caught.value.value is number


def test_a_number_without_a_unit_is_refused() -> None:
    """715 alone is not a dose: nothing is implicit."""
    with pytest.raises(BadAmount, match="715 has no unit; pass one, such as 'mg'") as caught:
        Amount(715)
    assert caught.value.value == 715


def test_a_text_with_two_units_is_refused() -> None:
    """A second unit could contradict the one in the text."""
    with pytest.raises(BadAmount, match="'5 mg' with the unit 'mL': pass one text") as caught:
        Amount("5 mg", "mL")
    assert caught.value.value == "5 mg"


def test_a_number_with_an_unknown_unit_is_refused() -> None:
    """A misspelled unit is not guessed."""
    with pytest.raises(
        BadAmount, match="'millgram' is not a unit that the library knows"
    ) as caught:
        Amount(5, "millgram")
    assert caught.value.value == "millgram"


# --- converting ----------------------------------------------------------------


@given(numbers(), mass_symbols, mass_symbols)
def test_a_mass_converts_by_the_decimal_prefixes(number: Fraction, unit: str, to: str) -> None:
    """From any unit of mass to any other the number changes by the ratio of the two."""
    converted = Amount(number, unit).to(to)
    assert converted.value == number * MASSES[unit] / MASSES[to]
    assert converted.unit.symbol == to


@given(numbers(), st.sampled_from(sorted(VOLUMES)), st.sampled_from(sorted(VOLUMES)))
def test_a_volume_converts_by_the_decimal_prefixes(number: Fraction, unit: str, to: str) -> None:
    """From any unit of volume to any other the number changes by the ratio of the two."""
    assert Amount(number, unit).to(to).value == number * VOLUMES[unit] / VOLUMES[to]


@given(st.data(), amounts())
def test_an_amount_survives_conversion_there_and_back(data: st.DataObject, amount: Amount) -> None:
    """Converting to any unit of the dimension and back loses nothing."""
    same = sorted({u.symbol for u in UNITS.values() if u.dimension == amount.dimension})
    converted = amount.to(data.draw(st.sampled_from(same)))
    assert converted == amount
    assert converted.to(amount.unit.symbol).value == amount.value


@pytest.mark.parametrize(
    ("amount", "converted"),
    [
        ("1 Ci", "37 GBq"),
        ("1 mCi", "37 MBq"),
        ("1 mcCi", "37 kBq"),
        ("1 m2", "10000 cm2"),
        ("1 lb", "453.59237 g"),
        ("1 lb", "0.45359237 kg"),
        ("1000 lb", "453592.37 g"),
    ],
)
def test_other_units_convert_by_their_definitions(amount: str, converted: str) -> None:
    """A curie is 37 gigabecquerels, a pound 453.59237 grams, a square meter 10,000 cm2."""
    assert Amount(amount) == Amount(converted)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("5 mg", "mL"),
        ("5 IU", "mg"),
        ("5 IU", "units"),
        ("5 units", "USP units"),
        ("5 IU", "USP units"),
        ("1 KIU", "IU"),
        ("1 mEq", "mmol"),
        ("1 vial", "dose"),
        ("1 dose", "unit dose"),
        ("1 implant", "device"),
    ],
)
def test_a_unit_of_another_dimension_does_not_convert(amount: str, unit: str) -> None:
    """Units of two dimensions, and the standards of two pharmacopoeias, are never mixed."""
    given_amount = Amount(amount)
    other = Amount(1, unit)
    with pytest.raises(IncompatibleUnits) as caught:
        given_amount.to(unit)
    assert caught.value.value == str(given_amount)
    assert f"{given_amount} is an amount of {given_amount.dimension}" in str(caught.value)
    assert f"measures {other.dimension}" in str(caught.value)
    assert given_amount != other
    for wrong in (
        lambda: given_amount < other,
        lambda: given_amount + other,
        lambda: given_amount - other,
        lambda: given_amount.ratio_to(other),
    ):
        with pytest.raises(IncompatibleUnits):
            wrong()
    assert given_amount == Amount(amount)


# --- equality, order, arithmetic -----------------------------------------------


def test_half_a_gram_equals_and_hashes_as_500_mg() -> None:
    """Amounts equal and hash by quantity, not by the unit they are written in."""
    assert Amount("0.5 g") == Amount("500 mg")
    assert hash(Amount("0.5 g")) == hash(Amount("500 mg"))
    assert {Amount("0.5 g"): "found"}[Amount("500000 mcg")] == "found"


def test_an_amount_equals_no_number_and_no_text() -> None:
    """An amount is of another type than the values it is made from."""
    assert Amount("5 mg") != "5 mg"
    assert Amount("5 mg") != 5
    assert Amount("5 mg") != Amount("5 mL")


@given(numbers(), mass_symbols, numbers(), mass_symbols)
def test_amounts_are_ordered_by_quantity(a: Fraction, unit: str, b: Fraction, other: str) -> None:
    """All six comparisons of two masses agree with those of their milligrams."""
    left, right = Amount(a, unit), Amount(b, other)
    in_mg, other_in_mg = a * MASSES[unit], b * MASSES[other]
    assert (left < right) == (in_mg < other_in_mg)
    assert (left <= right) == (in_mg <= other_in_mg)
    assert (left > right) == (in_mg > other_in_mg)
    assert (left >= right) == (in_mg >= other_in_mg)
    assert (left == right) == (in_mg == other_in_mg)
    assert (left != right) == (in_mg != other_in_mg)
    if left == right:
        assert hash(left) == hash(right)


@given(amounts("mg", "g", "mcg"), amounts("mg", "g", "mcg"))
def test_addition_and_subtraction_are_exact(a: Amount, b: Amount) -> None:
    """The sum is the same in either order, and subtracting one part leaves the other."""
    assert a + b == b + a
    assert (a + b).to("mg").value == a.to("mg").value + b.to("mg").value
    assert (a + b).unit == a.unit
    assert (a + b) - b == a


def test_subtracting_more_than_there_is_is_refused() -> None:
    """No amount is negative, not even in between."""
    with pytest.raises(BadAmount, match="-1 is negative") as caught:
        Amount("1 mg") - Amount("2 mg")
    assert caught.value.value == -1


@given(amounts(), st.integers(0, 1000))
def test_an_amount_times_a_number_is_that_many_of_it(amount: Amount, times: int) -> None:
    """Multiplication works from both sides, and dividing gives back the number."""
    assert amount * times == times * amount
    assert (amount * times).ratio_to(amount) == times


def test_a_float_is_not_a_factor() -> None:
    """A weight-based dose calculated with a float is refused; with a Decimal it is exact."""
    with pytest.raises(BadAmount, match=r"0\.1 is a binary float") as caught:
        Amount("71 mg") * 0.1  # type: ignore[operator]
    assert caught.value.value == 0.1
    assert Amount("71 mg") * Decimal("0.1") == Amount("7.1 mg")


def test_only_zero_is_false() -> None:
    """Zero of anything is false, the smallest amount is true."""
    assert not Amount("0 mg")
    assert Amount("0.000001 mg")


@given(amounts())
def test_an_amount_pickles(amount: Amount) -> None:
    """An amount comes back from a pickle equal, with its unit and its hash."""
    again = pickle.loads(pickle.dumps(amount))  # noqa: S301
    assert again == amount
    assert again.unit == amount.unit
    assert hash(again) == hash(amount)


def test_an_amount_cannot_be_altered() -> None:
    """An amount is frozen: its value never changes."""
    amount = Amount("5 mg")
    with pytest.raises(FrozenInstanceError):
        amount.numerator = 50  # type: ignore[misc]
    assert str(amount) == "5 mg"
    assert str(amount.unit) == "mg"


# --- concentrations ------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["50 mg/mL", "50mg/ml", "50 mg / 1 mL", "50 mg per mL", "0.5 g/10 mL", "25 MG PER .5 ML"],
)
def test_twenty_ml_of_50_mg_per_ml_is_a_gram(text: str) -> None:
    """A strength is read in each of its usual forms and gives the drug in a volume."""
    strength = Concentration(text)
    assert strength.drug_in(Amount("20 mL")) == Amount("1 g")
    assert strength.volume_of(Amount("1 g")) == Amount("20 mL")


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_drug_and_volume_are_two_sides_of_a_concentration(
    drug: int, volume: int, measured: int
) -> None:
    """The volume that contains the drug in a volume is that volume."""
    strength = Concentration(f"{drug} mg/{volume} mL")
    assert strength.volume_of(strength.drug_in(Amount(measured, "mL"))) == Amount(measured, "mL")


def test_a_concentration_reads_back_as_it_is_printed() -> None:
    """The text of a concentration is a concentration, and equals by its parts."""
    assert str(Concentration("250 mg/5 mL")) == "250 mg/5 mL"
    assert Concentration(str(Concentration("250 mg/5 mL"))) == Concentration("250 mg / 5 ml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("50 mg", "'50 mg' is not a concentration: write it as the label does, drug per volume"),
        ("", "'' is not a concentration"),
        ("50 mg/mL/h", "is not a concentration"),
        ("50 mg/kg", "'50 mg/kg' is not an amount of drug in a volume: write it as the label does"),
        ("5 mL/mL", "is not an amount of drug in a volume"),
        ("0 mg/mL", "is not an amount of drug in a volume"),
        ("5 mg/0 mL", "is not an amount of drug in a volume"),
        (50, "50 is not a concentration"),
    ],
)
def test_an_invalid_concentration_is_refused(text: str, says: str) -> None:
    """A strength without a drug or a volume is refused, and the right form is shown."""
    with pytest.raises(BadAmount) as caught:
        Concentration(text)
    assert says in str(caught.value)
    assert caught.value.value == text


def test_a_concentration_without_numbers_is_refused() -> None:
    """If the drug of a strength has no number, the text names that part."""
    with pytest.raises(BadAmount, match="'mg' does not begin with a number"):
        Concentration("mg/mL")


def test_a_concentration_refuses_amounts_of_other_measures() -> None:
    """A volume must be a volume, and a drug must be in the measure of the strength."""
    strength = Concentration("50 mg/mL")
    with pytest.raises(IncompatibleUnits):
        strength.drug_in(Amount("5 mg"))
    with pytest.raises(IncompatibleUnits):
        strength.volume_of(Amount("5 IU"))


def test_an_amount_and_a_number_have_no_order_and_no_sum() -> None:
    """Comparing or adding something that is not an amount is a TypeError, as for any type."""
    for wrong in (
        lambda: Amount("1 mg") < 5,
        lambda: Amount("1 mg") >= 5,
        lambda: Amount("1 mg") + 5,
        lambda: Amount("1 mg") - 5,
    ):
        with pytest.raises(TypeError):
            wrong()


@pytest.mark.parametrize(
    "number",
    [Fraction(10**5000, 3), Fraction(1, 10**5000), Decimal("0." + "1" * 200_000)],
    ids=["above", "below", "digits"],
)
def test_a_number_that_cannot_be_printed_is_a_bad_amount(number: Decimal | Fraction) -> None:
    """However long a number is, it is refused at once as a BadAmount."""
    with pytest.raises(BadAmount):
        Amount(number, "mg")


@pytest.mark.parametrize("spelling", ["94 lb", "94lbs", "94 LB.", "94 pounds", "94 Pound"])
def test_a_weight_in_pounds_is_exact(spelling: str) -> None:
    """The pound that patients are weighed in is exactly 0.45359237 kg."""
    weight = Amount(spelling)
    assert str(weight) == "94 lb"
    assert weight.to("kg").value == Fraction("42.63768278")
    assert weight.to("kg").to("lb").value == 94


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_no_text_is_offered_for_a_float_that_is_not_a_number(text: str) -> None:
    """Neither Decimal('nan') nor the text 'inf mg' would be an amount."""
    for wrong in (
        lambda: Amount(float(text), "mg"),  # type: ignore[arg-type]
        lambda: Amount("71 mg") * float(text),  # type: ignore[operator]
    ):
        with pytest.raises(BadAmount) as caught:
            wrong()
        assert str(caught.value) == f"{text} is not a plausible amount; check the number"


def test_the_text_offered_for_a_float_factor_is_not_an_amount() -> None:
    """A factor has no unit: only a Decimal is offered for it."""
    with pytest.raises(BadAmount, match=r"pass Decimal\('0\.1'\)"):
        Amount("71 mg") * 0.1  # type: ignore[operator]


# --- every unit, listed independently of the library ----------------------------

# symbol, plural, dimension, the same in another unit or in how many of the smallest, spellings
UNIT_WORDS = [
    ("ng", "ng", "mass", "0.001 mcg", "nanogram nanograms"),
    ("mcg", "mcg", "mass", "1000 ng", "ug \N{MICRO SIGN}g \u03bcg microgram micrograms"),
    ("mg", "mg", "mass", "1000 mcg", "milligram milligrams mgs"),
    ("g", "g", "mass", "1000 mg", "gm gms gram grams"),
    ("kg", "kg", "mass", "1000 g", "kilogram kilograms kilo kilos"),
    ("lb", "lb", "mass", "453592.37 mg", "lbs pound pounds"),
    ("mcL", "mcL", "volume", "0.001 mL", "ul \N{MICRO SIGN}l \u03bcl microliter microliters"),
    (
        "mL",
        "mL",
        "volume",
        "1000 mcL",
        "mls milliliter milliliters millilitre millilitres cc ccs",
    ),
    ("L", "L", "volume", "1000 mL", "liter liters litre litres"),
    ("unit", "units", "units", "", "u units"),
    (
        "IU",
        "IU",
        "international units",
        "",
        "i.u. iu. ius international_unit international_units",
    ),
    ("USP unit", "USP units", "USP units", "", "usp usp_u USP_units"),
    ("KIU", "KIU", "kallikrein inactivator units", "", "k.i.u."),
    ("mcEq", "mcEq", "equivalents", "0.001 mEq", "uEq \N{MICRO SIGN}Eq microequivalents"),
    ("mEq", "mEq", "equivalents", "1000 mcEq", "meqs milliequivalent milliequivalents"),
    ("mcmol", "mcmol", "moles", "0.001 mmol", "umol \N{MICRO SIGN}mol micromoles"),
    ("mmol", "mmol", "moles", "1000 mcmol", "millimole millimoles"),
    ("Bq", "Bq", "radioactivity", "0.001 kBq", "becquerel becquerels"),
    ("kBq", "kBq", "radioactivity", "1000 Bq", ""),
    ("MBq", "MBq", "radioactivity", "1000 kBq", ""),
    ("GBq", "GBq", "radioactivity", "1000 MBq", ""),
    (
        "mcCi",
        "mcCi",
        "radioactivity",
        "37 kBq",
        "uCi \N{MICRO SIGN}Ci \u03bcCi microcurie microcuries",
    ),
    ("mCi", "mCi", "radioactivity", "1000 mcCi", "millicurie millicuries"),
    ("Ci", "Ci", "radioactivity", "1000 mCi", "curie curies"),
    (
        "cm2",
        "cm2",
        "area",
        "0.0001 m2",
        "cm\u00b2 cm^2 sq_cm sqcm sq._cm square_cm square_centimeter square_centimeters",
    ),
    ("m2", "m2", "area", "10000 cm2", "m\u00b2 m^2 sq_m square_meter square_meters"),
    ("vg", "vg", "vector genomes", "", "vector_genome vector_genomes"),
    ("cell", "cells", "cells", "", "cells"),
    ("pfu", "pfu", "plaque forming units", "", "plaque_forming_unit plaque_forming_units"),
    ("day", "days", "days", "", "days day_of_therapy days_of_therapy"),
    ("dose", "doses", "doses", "", "doses therapeutic_dose therapeutic_doses"),
    ("treatment", "treatments", "treatments", "", "treatments"),
    ("vial", "vials", "vials", "", "vials"),
    ("implant", "implants", "implants", "", "implants"),
    ("device", "devices", "devices", "", "devices"),
    ("system", "systems", "systems", "", "systems"),
    ("patch", "patches", "patches", "", "patches"),
    ("ring", "rings", "rings", "", "rings"),
    ("injection", "injections", "injections", "", "injections"),
    ("instillation", "instillations", "instillations", "", "instillations"),
    ("infusion", "infusions", "infusions", "", "infusions"),
    ("suppository", "suppositories", "suppositories", "", "suppositories"),
    ("applicator", "applicators", "applicators", "", "applicators"),
    (
        "unit dose",
        "unit doses",
        "unit doses",
        "",
        "unit_doses single_unit_dose single_unit_doses",
    ),
]


@pytest.mark.parametrize(("symbol", "plural", "dimension", "same", "words"), UNIT_WORDS)
def test_every_word_for_a_unit_is_read_and_printed_as_its_symbol(
    symbol: str, plural: str, dimension: str, same: str, words: str
) -> None:
    for word in (symbol, *(each.replace("_", " ") for each in words.split())):
        one = Amount(f"1 {word}")
        assert (str(one), str(Amount(f"2 {word}")), str(Amount(f"0 {word}"))) == (
            f"1 {symbol}",
            f"2 {plural}",
            f"0 {plural}",
        )
        assert one.dimension == dimension
        assert one == Amount(same or f"1 {symbol}")


@pytest.mark.parametrize(
    ("smallest", "larger"),
    [
        ("ng", {"mcg": 10**3, "mg": 10**6, "g": 10**9, "kg": 10**12, "lb": 453_592_370_000}),
        ("mcL", {"mL": 10**3, "L": 10**6}),
        ("Bq", {"kBq": 10**3, "MBq": 10**6, "GBq": 10**9, "mcCi": 37_000, "Ci": 37 * 10**9}),
        ("cm2", {"m2": 10**4}),
        ("mcEq", {"mEq": 10**3}),
        ("mcmol", {"mmol": 10**3}),
    ],
)
def test_the_factor_of_a_unit_is_how_many_of_the_smallest_it_is(
    smallest: str, larger: dict[str, int]
) -> None:
    assert Amount(1, smallest).unit.factor == 1
    for symbol, factor in larger.items():
        assert Amount(1, symbol).unit.factor == factor
        assert Amount(1, symbol).to(smallest).value == factor


def test_units_that_convert_into_nothing_have_a_factor_of_1() -> None:
    for symbol, _, _, same, _ in UNIT_WORDS:
        if not same:
            assert Amount(1, symbol).unit.factor == 1


def test_a_unit_has_factor_1_and_no_plural_by_default() -> None:
    assert (Unit("mg", "mass").factor, Unit("mg", "mass").plural) == (1, "")


def test_things_are_counted_and_measures_are_not() -> None:
    things = (
        "doses treatments vials implants devices systems patches rings injections "
        "instillations infusions suppositories applicators"
    )
    assert {*things.split(), "unit doses"} == COUNTED
    for _, _, dimension, _, _ in UNIT_WORDS[:-14]:
        assert dimension not in COUNTED


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 mg.", "mg"),
        ("5 mg,", "mg"),
        ("5 mg;", "mg"),
        ("5 mg.;,", "mg"),
        ("5 USP\tunits", "USP unit"),
        ("5 international\n units", "IU"),
    ],
)
def test_punctuation_after_a_unit_and_the_kind_of_space_in_it_do_no_harm(
    text: str, unit: str
) -> None:
    assert Amount(text).unit.symbol == unit


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("5 mg:", "'mg:' is not a unit"),
        ("5 .mg", "'.mg' is not a unit"),
        ("5 m g", "'m g' is not a unit"),
        ("5 mgmg", "'mgmg' is not a unit"),
        ("5 cup", "'cup' is not a unit"),
        ("5 per", "'per' is a ratio"),
        ("5 mg per", "'mg per' is a ratio"),
        ("5 percent", "'percent' is not a unit"),
        ("5 mgper kg", "'mgper kg' is not a unit"),
        ("5 mg/day", "'mg/day' is a ratio"),
        ("5 %", "'%' is not a unit"),
    ],
)
def test_a_word_that_is_not_a_unit_is_refused_and_shown(text: str, names: str) -> None:
    refused(
        careless(Amount, text),
        BadAmount,
        text,
        names,
        "write mg" if "no" in names else "with its unit",
    )


# --- the forms of a number, on both sides of each limit --------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1x10^2 mg", 100),
        ("1 x10^2 mg", 100),
        ("1x 10^2 mg", 100),
        ("1X10^02 mg", 100),
        ("1.5x10^2 mg", 150),
        ("1x10^0 mg", 1),
        ("1e0 mg", 1),
        ("1e+2 mg", 100),
        ("1e02 mg", 100),
        ("1e-2 mg", Fraction(1, 100)),
        ("1e30 mg", 10**30),
        ("1e-30 mg", Fraction(1, 10**30)),
        ("1x10^30 mg", 10**30),
        ("1 thousand mg", 1000),
        ("1.5 THOUSAND mg", 1500),
        ("1 million mg", 10**6),
        ("1 billion mg", 10**9),
        ("1 trillion mg", 10**12),
        ("2/3 mg", Fraction(2, 3)),
        ("22/7 mg", Fraction(22, 7)),
        ("1/" + "9" * 30 + " mg", Fraction(1, 10**30 - 1)),
        ("1,000 mg", 1000),
        ("12,000 mg", 12_000),
        ("123,456,789 mg", 123_456_789),
        ("1,000.5 mg", Fraction(2001, 2)),
        ("1. mg", None),
        ("1,00 mg", None),
        ("1,0000 mg", None),
        ("1234,000 mg", None),
        ("1,000, mg", None),
        ("1,.5 mg", None),
        ("1  x10^2 mg", None),
        ("1x10^123 mg", None),
        ("1x10^-2 mg", None),
        ("1e123 mg", None),
        ("1e31 mg", None),
        ("1e-31 mg", None),
        ("1x10^31 mg", None),
        ("1/" + "9" * 31 + " mg", None),
        ("1/04 mg", None),
        ("1/-4 mg", None),
        ("1 hundred mg", None),
        ("1 millionmg", None),
        ("1 million", None),
        ("--5 mg", None),
        ("+-5 mg", None),
        ("\uff15 mg", None),
    ],
)
def test_a_number_is_read_in_its_form_and_in_no_other(
    text: str, value: Fraction | int | None
) -> None:
    if value is None:
        refused(careless(Amount, text), BadAmount, text)
    else:
        assert (Amount(text).value, Amount(text).unit.symbol) == (value, "mg")


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_thirty_digits_is_an_amount_and_a_longer_one_is_not(sign: str) -> None:
    most = 10**30
    assert Amount(most, "mg").value == most
    assert Amount(Fraction(1, most), "mg").value == Fraction(1, most)
    assert Amount(Decimal("1e30"), "mg").value == most
    assert Amount(Decimal("1e-30"), "mg").value == Fraction(1, most)
    assert Amount(Decimal("5" + "0" * 30 + "e-2"), "mg").value == 5 * 10**28
    assert Amount(Decimal("1." + "0" * 79), "mg").value == 1
    wrong = (
        Decimal(f"{sign}1e31"),
        Decimal(f"{sign}1e-31"),
        Decimal(f"{sign}1." + "0" * 80),
        Decimal(f"{sign}Infinity"),
    )
    for number in wrong:
        says = refused(careless(Amount, number, "mg"), BadAmount, number)
        assert "not a plausible amount; check the number" in says


def test_no_unit_is_offered_with_a_float_if_none_was_given() -> None:
    """Whoever passes 2.5 may mean grams, and a Decimal without a unit is refused too."""
    refused(careless(Amount, 2.5), BadAmount, 2.5, "pass a text with its unit")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 80, repr("x" * 80)),
        ("x" * 81, f"{'x' * 40!r}... (81 characters)"),
        (2**100 - 1, str(2**100 - 1)),
        (2**100, "a number of 101 bits"),
        (Fraction(1, 2**100 - 1), f"1/{2**100 - 1}"),
        (Fraction(1, 2**100), "a number of 101 bits"),
        (Fraction(2**101, 3), "a number of 102 bits"),
        (None, "None"),
        (["mg"], "['mg']"),
        (b"x" * 77, str(b"x" * 77)),
        (b"x" * 78, f"{str(b'x' * 78)[:40]!r}... (81 characters)"),
    ],
)
def test_a_value_is_shown_in_full_up_to_80_characters_and_shortened_beyond(
    value: object, text: str
) -> None:
    assert shown(value) == text


def test_an_error_carries_the_first_80_characters_of_a_longer_text() -> None:
    text = "5 " + "mg" * 40
    refused(careless(Amount, text), BadAmount, text[:80], "(82 characters) is too long")


# --- printing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(10), "10"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1, 4), "0.25"),
        (Fraction(1, 16), "0.0625"),
        (Fraction(1, 5), "0.2"),
        (Fraction(1, 25), "0.04"),
        (Fraction(1, 125), "0.008"),
        (Fraction(1, 10), "0.1"),
        (Fraction(1, 40), "0.025"),
        (Fraction(1, 50), "0.02"),
        (Fraction(201, 100), "2.01"),
        (Fraction(12345, 1000), "12.345"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 6), "1/6"),
        (Fraction(7, 15), "7/15"),
        (Fraction(22, 7), "22/7"),
        (Fraction(1, 10**9), "0.000000001"),
    ],
)
def test_a_decimal_is_printed_if_it_ends_and_a_ratio_if_it_does_not(
    number: Fraction, text: str
) -> None:
    assert str(Amount(number, "mg")) == f"{text} mg"
    assert repr(Amount(number, "mg")) == f"Amount('{text} mg')"


def test_one_alone_is_printed_in_the_singular() -> None:
    texts_ = [str(Amount(number, "vial")) for number in (0, Fraction(1, 2), 1, Fraction(3, 2), 2)]
    assert texts_ == ["0 vials", "0.5 vials", "1 vial", "1.5 vials", "2 vials"]


def test_an_amount_is_in_lowest_terms_and_shows_its_parts() -> None:
    amount = Amount("0.50 g")
    assert (amount.numerator, amount.denominator) == (1, 2)
    assert (amount.value, amount.dimension) == (Fraction(1, 2), "mass")


def test_a_ratio_says_how_many_times_the_other_it_is() -> None:
    assert Amount("1 g").ratio_to(Amount("400 mg")) == Fraction(5, 2)
    assert Amount("400 mg").ratio_to(Amount("1 g")) == Fraction(2, 5)
    assert Amount("1 lb").ratio_to(Amount("1 kg")) == Fraction("0.45359237")


def test_sums_and_products_keep_the_first_unit() -> None:
    shown_ = [
        str(Amount("1 g") + Amount("500 mg")),
        str(Amount("1 g") - Amount("400 mg")),
        str(Amount("400 mg") - Amount("400 mg")),
        str(3 * Amount("0.5 g")),
        str(Amount("0.5 g") * Fraction(1, 3)),
    ]
    assert shown_ == ["1.5 g", "0.6 g", "0 mg", "1.5 g", "1/6 g"]


@pytest.mark.parametrize("factor", [-1, Decimal("-0.1"), True, "2", None])
def test_an_amount_is_only_multiplied_by_a_number_of_zero_or_more(factor: object) -> None:
    refused(careless(Amount("5 mg").__mul__, factor), BadAmount, factor)


# --- strengths -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("50 mg/mL", "50 mg/1 mL"),
        ("50 mg/.5 mL", "50 mg/0.5 mL"),
        ("50 mg/0.5mL", "50 mg/0.5 mL"),
        ("50 mg  /\tmL", "50 mg/1 mL"),
        ("50 mg  Per  5 mL", "50 mg/5 mL"),
        ("1,000 units/10 mL", "1000 units/10 mL"),
        ("250 IU/mcL", "250 IU/1 mcL"),
        ("2x10^13 vg/mL", "20000000000000 vg/1 mL"),
        ("1 g/L", "1 g/1 L"),
        ("50 mgpermL", None),
        ("50 mgper mL", None),
        ("50 mg permL", None),
        ("50 mg/mL/mL", None),
        ("50 mg/mg", None),
        ("50 mL/mg", None),
        ("/mL", None),
        ("50 mg/", None),
        ("50 mg/-5 mL", None),
    ],
)
def test_a_strength_is_an_amount_of_drug_in_a_volume_and_nothing_else(
    text: str, printed: str | None
) -> None:
    if printed is None:
        with pytest.raises(BadAmount):
            Concentration(text)
    else:
        assert str(Concentration(text)) == printed


def test_a_strength_has_its_drug_and_its_volume() -> None:
    strength = Concentration("250 mg/5 mL")
    assert (strength.drug, strength.volume) == (Amount("250 mg"), Amount("5 mL"))
    assert strength.drug_in(Amount("1 mL")) == Amount("50 mg")
    assert strength.volume_of(Amount("1 mg")) == Amount("0.02 mL")
    assert str(strength.volume_of(Amount("1 g"))) == "20 mL"
    assert str(strength.drug_in(Amount("1 L"))) == "50000 mg"


@pytest.mark.parametrize("unit", ["ng", "mcL", "IU", "vial"])
def test_one_of_the_smallest_unit_is_more_than_none_and_less_than_two(unit: str) -> None:
    every = [Amount(number, unit) for number in range(3)]
    for at, left in enumerate(every):
        for place, right in enumerate(every):
            assert (left < right, left <= right) == (at < place, at <= place)
            assert (left > right, left >= right) == (at > place, at >= place)
            assert (left == right, left != right) == (at == place, at != place)
