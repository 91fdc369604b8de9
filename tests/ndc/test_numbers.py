"""NDCs and NDC quantities: every written form is read, and an ambiguous text is not."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.amounts.concentration import Concentration
from hcpcs_jcodes.errors import (
    AmbiguousNdc,
    BadAmount,
    BadClaimLine,
    BadNdc,
    IncompatibleUnits,
    JCodesError,
)
from hcpcs_jcodes.ndc.numbers import Ndc
from hcpcs_jcodes.ndc.quantities import NdcQuantity

from ..refusals import careless, refused
from ..strategies import MASSES, VOLUMES, numbers, texts

QUALIFIERS = ("UN", "ML", "GR", "F2", "ME")


def digits(number: int) -> st.SearchStrategy[str]:
    """Texts with this many digits."""
    return st.integers(0, 10**number - 1).map(lambda value: str(value).zfill(number))


def ndcs() -> st.SearchStrategy[Ndc]:
    """NDCs, often with parts that begin with zeros."""
    labelers = st.integers(1, 99_999) | st.integers(1, 9_999)
    return st.builds(
        lambda labeler, product, package: Ndc(f"{labeler:05}-{product:04}-{package:02}"),
        labelers,
        st.integers(0, 9_999) | st.integers(0, 999),
        st.integers(0, 99) | st.integers(0, 9),
    )


def outcome(call: Callable[[], object]) -> object:
    """What a call returns, or the error of this library that it raises."""
    try:
        return call()
    except JCodesError as error:
        return error


# --- reading an NDC ------------------------------------------------------------

WRITTEN = [
    # as in claim-lines: the FDA's three forms, the billing form, and Medi-Cal's short one
    ("1234-1234-12", "01234-1234-12"),
    ("12345-123-12", "12345-0123-12"),
    ("12345-1234-1", "12345-1234-01"),
    ("12345-1234-12", "12345-1234-12"),
    ("2-22-2", "00002-0022-02"),
    ("50242005121", "50242-0051-21"),
    ("  50242-051-21\n", "50242-0051-21"),
    ("\ufeff50242-051-21\u200b", "50242-0051-21"),
    ("\u00a050242-051-21\u00a0", "50242-0051-21"),
    ("NDC 50242-051-21", "50242-0051-21"),
    ("NDC: 50242-051-21", "50242-0051-21"),
    ("ndc#50242-051-21", "50242-0051-21"),
    ("N450242005121", "50242-0051-21"),
    ("n4 50242-0051-21", "50242-0051-21"),
    ("50242\u2011051\u201121", "50242-0051-21"),
    ("50242\u2013051\u201321", "50242-0051-21"),
    ("50242 \u2212 051 \u2212 21", "50242-0051-21"),
    ("50242\uff0d0051\uff0d21", "50242-0051-21"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_every_written_form_is_read(text: str, expected: str) -> None:
    """The short parts are filled with zeros on the left, whatever stands around them."""
    ndc = Ndc(text)
    assert str(ndc) == expected
    assert f"{ndc.labeler}-{ndc.product}-{ndc.package}" == expected
    assert ndc.digits == expected.replace("-", "")
    assert ndc == Ndc(expected)
    assert hash(ndc) == hash(Ndc(expected))


@given(ndcs())
def test_an_ndc_is_read_back_from_each_of_its_forms(ndc: Ndc) -> None:
    """Written with hyphens, in digits, as the FDA prints it or as its repr, it stays the same."""
    assert (len(ndc.labeler), len(ndc.product), len(ndc.package)) == (5, 4, 2)
    for form in (str(ndc), ndc.digits, f"N4{ndc.digits}", *ndc.fda_forms):
        assert Ndc(form) == ndc
    assert repr(ndc) == f"Ndc('{ndc}')"
    assert ndc == copy.copy(ndc) == pickle.loads(pickle.dumps(ndc))  # noqa: S301


@given(ndcs())
def test_fda_forms_are_those_of_ten_digits_that_can_stand_on_the_package(ndc: Ndc) -> None:
    """One form for each part that begins with a zero: 4-4-2, 5-3-2, 5-4-1."""
    shapes = [tuple(map(len, form.split("-"))) for form in ndc.fda_forms]
    parts = zip((ndc.labeler, ndc.product, ndc.package), [(4, 4, 2), (5, 3, 2), (5, 4, 1)])  # noqa: B905
    assert shapes == [shape for part, shape in parts if part[0] == "0"]


@given(ndcs())
def test_ten_digits_without_hyphens_are_not_guessed(ndc: Ndc) -> None:
    """Whatever was meant is among the candidates, each of which is an NDC with these digits."""
    for form in ndc.fda_forms:
        ten = form.replace("-", "")
        settled = outcome(lambda ten=ten: Ndc(ten))  # type: ignore[misc]
        if isinstance(settled, Ndc):
            assert settled == ndc
            continue
        assert isinstance(settled, AmbiguousNdc)
        assert settled.value == ten
        assert str(ndc) in settled.candidates
        assert len(set(settled.candidates)) == len(settled.candidates) > 1
        for candidate in settled.candidates:
            assert candidate in str(settled)
            assert str(Ndc(candidate)) == candidate
            assert ten in {one.replace("-", "") for one in Ndc(candidate).fda_forms}


def test_the_three_readings_of_ten_digits_are_named() -> None:
    """The error lists them in the order 4-4-2, 5-3-2, 5-4-1."""
    with pytest.raises(AmbiguousNdc, match="write it with hyphens as on the package") as caught:
        Ndc("5024205121")
    expected = ("05024-2051-21", "50242-0051-21", "50242-0512-01")
    assert caught.value.candidates == expected


def test_ten_digits_with_one_reading_are_read() -> None:
    """If the other readings have the labeler 00000 or are the same, one is left."""
    assert str(Ndc("0000100004")) == "00001-0000-04"


@given(ndcs(), ndcs())
def test_ndcs_are_in_the_order_of_their_digits(one: Ndc, other: Ndc) -> None:
    """Sorting NDCs sorts the eleven digits."""
    assert (one < other) == (one.digits < other.digits)
    assert (one == other) == (one.digits == other.digits)


@given(texts() | digits(10) | digits(11))
def test_any_text_is_an_ndc_or_a_named_error(text: str) -> None:
    """Nothing else comes out, and what comes out is read back."""
    ndc = outcome(lambda: Ndc(text))
    if isinstance(ndc, Ndc):
        assert Ndc(str(ndc)) == ndc
    else:
        assert isinstance(ndc, BadNdc)
        assert ndc.value == text
        assert str(ndc)


NO_NDC: list[tuple[object, str, str]] = [
    # what was given, how the text names it, the fix that it shows
    ("", "'' is empty", "'50242-051-21'"),
    ("NDC", "'NDC' is empty", "'50242-051-21'"),
    ("310158000112", "'310158000112' has 12 digits", "a UPC or GTIN"),
    ("00310158000112", "has 14 digits", "as printed on the package"),
    ("502420051", "'502420051' has 9 digits", "add the package"),
    ("50242051", "'50242051' has 8 digits", "lost leading zeros"),
    ("5024", "'5024' has 4 digits", "eleven without"),
    ("50242-0051", "'50242-0051' names a product without its package", "add the package"),
    ("50242-00511-21", "its product has 5 digits and may have at most 4", "'50242-051-21'"),
    (
        "502421-0051-213",
        "its labeler has 6 digits and may have at most 5, its package has 3",
        "write it",
    ),
    ("50242-0051-21-1", "has 4 parts; an NDC has three", "labeler, product, package"),
    ("50242--21", "is not made of digits", "'50242-051-21'"),
    ("50242-OO51-21", "'50242-OO51-21' is not made of digits and hyphens", "write it"),
    ("50242 0051 21", "is not made of digits and hyphens", "write it"),
    ("\u0665\u0660242-0051-21", "is not made of digits", "write it"),
    ("J9312", "'J9312' is not made of digits", "write it"),
    ("N450242005121 ML10", "is not made of digits", "write it"),
    ("00000-0000-00", "has the labeler 00000", "which no company has"),
    ("00000000000", "has the labeler 00000", "which no company has"),
    ("0000000001", "has the labeler 00000", "which no company has"),
    ("x" * 1000, "(1000 characters) is not", "write it"),
    # read at once, however long
    ("5" + " " * 10**6 + "5", "(1000002 characters) is not", "write it"),
    ("5 - " * 10**5, "(400000 characters) is not", "write it"),
    (2751001, "2751001 is a number, and numbers lose their leading zeros", "'00002751001'"),
    (50242005121, "50242005121 is a number", "'50242005121'"),
    (5, "5 is not a text", "'50242-0051-21'"),
    (10**600, "a number of 1994 bits is not a text", "'50242-0051-21'"),
    (True, "True is not a text", "'50242-0051-21'"),
    (None, "None is not a text", "'50242-0051-21'"),
    (5024200512.1, "5024200512.1 is not a text", "'50242-0051-21'"),
    (b"50242-0051-21", "b'50242-0051-21' is not a text", "'50242-0051-21'"),
]


@pytest.mark.parametrize(("given_", "named", "fix"), NO_NDC)
def test_a_text_that_is_not_an_ndc_is_refused_with_the_fix(
    given_: object, named: str, fix: str
) -> None:
    """The error is a BadNdc, which carries the value, names it and states the fix."""
    refused(careless(Ndc, given_), BadNdc, given_, named, fix)


def test_an_ndc_does_not_change() -> None:
    """It is frozen, and has no room for other attributes."""
    ndc = Ndc("50242-051-21")
    with pytest.raises(AttributeError):
        ndc.labeler = "00002"  # type: ignore[misc]


# --- quantities ----------------------------------------------------------------

QUANTITIES = [
    (("ML10",), "10 ML", "ML10"),
    (("10 ML",), "10 ML", "ML10"),
    (("10ml",), "10 ML", "ML10"),
    ((" 010.50 ML ",), "10.5 ML", "ML10.5"),
    ((".5 UN",), "0.5 UN", "UN0.5"),
    (("5. UN",), "5 UN", "UN5"),
    (("F210",), "10 F2", "F210"),
    (("10F2",), "10 F2", "F210"),
    (("0.025 GR",), "0.025 GR", "GR0.025"),
    (("25", "me"), "25 ME", "ME25"),
    ((10, "ML"), "10 ML", "ML10"),
    ((Decimal("2.50"), " ml "), "2.5 ML", "ML2.5"),
    ((Fraction(400, 3), "ML"), "400/3 ML", "ML133.333"),
    (("400/3 ML",), "400/3 ML", "ML133.333"),
    ((Fraction(2, 3), "UN"), "2/3 UN", "UN0.667"),
    ((Decimal("1.0005"), "UN"), "1.0005 UN", "UN1.001"),
    ((99_999_999, "F2"), "99999999 F2", "F299999999"),
]


@pytest.mark.parametrize(("arguments", "text", "on_paper"), QUANTITIES)
def test_a_quantity_is_read_and_written(
    arguments: tuple[str, ...], text: str, on_paper: str
) -> None:
    """Qualifier before or behind, in any case; on paper in front, without zeros to spare."""
    quantity = NdcQuantity(*arguments)
    assert str(quantity) == text
    assert repr(quantity) == f"NdcQuantity('{text}')"
    assert quantity.on_paper == on_paper
    assert quantity == NdcQuantity(text)
    assert hash(quantity) == hash(NdcQuantity(text))
    assert quantity == pickle.loads(pickle.dumps(quantity))  # noqa: S301


def quantities() -> st.SearchStrategy[NdcQuantity]:
    """Quantities in any unit of measure."""
    return st.builds(NdcQuantity, numbers(), st.sampled_from(QUALIFIERS))


@given(quantities())
def test_a_quantity_is_read_back_from_its_text(quantity: NdcQuantity) -> None:
    """The text of a quantity is exact, also where the decimals have no end."""
    assert NdcQuantity(str(quantity)) == quantity


@given(quantities(), st.integers(0, 6))
def test_a_decimal_is_exact_or_half_up_and_is_exact_shows_which(
    quantity: NdcQuantity, places: int
) -> None:
    """It is never off by more than half of the last place, and off only where is_exact says so."""
    half = Fraction(1, 2 * 10**places)
    if quantity.quantity < half:
        with pytest.raises(BadClaimLine, match="rounds to 0 at"):
            quantity.decimal(places)
        return
    decimal = quantity.decimal(places)
    assert -half <= quantity.quantity - Fraction(decimal) < half
    assert (Fraction(decimal) == quantity.quantity) == quantity.is_exact(places)
    # X12 type R: no sign, no exponent, no zeros after the point, no point of a whole number
    text = str(decimal)
    assert text.strip("0123456789") in {"", "."}
    assert "." not in text or not text.endswith(("0", "."))
    assert text.startswith("0.") or not text.startswith("0")


@given(st.integers(1, 10**11 - 1), st.sampled_from(QUALIFIERS))
def test_the_paper_form_is_read_back_the_same(thousandths: int, qualifier: str) -> None:
    """Eight digits before the point and three after it are exact."""
    quantity = NdcQuantity(Fraction(thousandths, 1000), qualifier)
    assert quantity.is_exact()
    assert NdcQuantity(quantity.on_paper) == quantity


@pytest.mark.parametrize("number", [100_000_000, Decimal("99999999.9995")])
def test_more_than_eight_digits_do_not_fit_on_paper(number: int | Decimal) -> None:
    """The electronic form has room for them, the paper form does not."""
    quantity = NdcQuantity(number, "ML")
    assert quantity.decimal(4) == number
    with pytest.raises(BadClaimLine, match="report it on more than one line") as caught:
        _ = quantity.on_paper
    assert caught.value.value == str(quantity)


@given(texts())
def test_any_text_is_a_quantity_or_a_named_error(text: str) -> None:
    """Nothing else comes out."""
    quantity = outcome(lambda: NdcQuantity(text))
    if isinstance(quantity, NdcQuantity):
        assert NdcQuantity(str(quantity)) == quantity
    else:
        assert isinstance(quantity, BadClaimLine)
        assert str(quantity)


NO_QUANTITY: list[tuple[tuple[object, ...], object, str, str]] = [
    # arguments, the error's value, how the text names it, the fix
    (("",), "", "'' is not an NDC quantity", "'10 ML'"),
    (("ML",), "ML", "'ML' is not an NDC quantity", "'ML10'"),
    (("1,000 ML",), "1,000 ML", "'1,000 ML'", "without commas and signs"),
    (("-5 ML",), "-5 ML", "'-5 ML'", "without commas and signs"),
    (("+5 ML",), "+5 ML", "'+5 ML'", "without commas and signs"),
    (("1e5 ML",), "1e5 ML", "'1e5 ML'", "'10 ML'"),
    (("5/0 ML",), "5/0 ML", "'5/0 ML'", "'10 ML'"),
    (("9" * 5000 + " ML",), "9" * 5000 + " ML", "(5003 characters)", "'10 ML'"),
    (("0 ML",), "0 ML", "'0 ML' is not an NDC quantity", "more than 0"),
    (("10",), "10", "'10' has no qualifier", "ML (milliliter)"),
    ((10,), 10, "10 has no qualifier", "UN (each)"),
    (("10 L",), "10 L", "'L' is not a unit of measure", "GR (gram)"),
    ((10, "XX"), "XX", "'XX' is not a unit of measure", "F2 (international unit)"),
    ((10, 5), 5, "5 is not a unit of measure", "ML (milliliter)"),
    (("ML10 ML",), "ML10 ML", "'ML10 ML' has more than one unit", "'10 ML'"),
    (("10 ML", "ML"), "10 ML", "'10 ML' has more than one unit", "pass one"),
    ((1, ["ML"]), ["ML"], "['ML'] is not a unit of measure", "ML (milliliter)"),
    ((1, 5), 5, "5 is not a unit of measure", "ML (milliliter)"),
    ((2.5, "ML"), 2.5, "2.5 is a binary float", "'2.5 ML'"),
    ((2.5,), 2.5, "2.5 is a binary float", "Decimal('2.5')"),
    ((0, "ML"), 0, "0 is not an NDC quantity", "more than 0"),
    ((-1, "ML"), -1, "-1 is negative", "zero or more"),
    ((10**15, "UN"), 10**15, "is not an NDC quantity", "at most 15 digits"),
    ((Decimal("NaN"), "UN"), Decimal("NaN"), "NaN", "not a plausible amount"),
    ((Decimal("1E+999999"), "UN"), Decimal("1E+999999"), "1E+999999", "not a plausible amount"),
    ((True, "UN"), True, "True is not a number", "pass an int"),
    ((None, "UN"), None, "None is not a number", "pass an int"),
]


@pytest.mark.parametrize(("arguments", "value", "named", "fix"), NO_QUANTITY)
def test_a_value_that_is_not_a_quantity_is_refused_with_the_fix(
    arguments: tuple[object, ...], value: object, named: str, fix: str
) -> None:
    """The error carries the value, names it and states the fix; a float is a BadAmount everywhere."""
    error = BadAmount if isinstance(value, float) else BadClaimLine
    refused(careless(NdcQuantity, *arguments), error, value, named, fix)


@pytest.mark.parametrize("places", [-1, 7, True, "3", None])
def test_places_are_a_whole_number_from_0_to_6(places: object) -> None:
    """Other places are refused by both that take them."""
    quantity = NdcQuantity("10 ML")
    for method in (quantity.decimal, quantity.is_exact):
        fix = "pass a whole number from 0 to 6"
        refused(careless(method, places), BadClaimLine, places, fix)


# --- quantities of a dose from the label ---------------------------------------

OF_DOSE = [
    # Texas 2016: 220 mg of a 440 mg/20 mL vial
    ("220 mg", "ML", "440 mg/20 mL", "10 ML"),
    ("25 mg", "GR", None, "0.025 GR"),
    ("0.5 g", "ME", None, "500 ME"),
    ("1500 IU", "F2", None, "1500 F2"),
    ("1500 units", "f2", None, "1500 F2"),
    ("2.5 mL", "ML", None, "2.5 ML"),
    ("2500 mcL", "ML", "50 mg/mL", "2.5 ML"),
    ("2 vials", "UN", None, "2 UN"),
    ("0.5 vial", "UN", None, "0.5 UN"),
    ("2 mL", "GR", "50 mg/mL", "0.1 GR"),
    ("2 mL", "F2", "250 IU/mL", "500 F2"),
    ("100 mg", "ML", "30 mg/mL", "10/3 ML"),
]


@pytest.mark.parametrize(("dose", "qualifier", "concentration", "expected"), OF_DOSE)
def test_a_dose_is_reported_from_the_label(
    dose: str, qualifier: str, concentration: str | None, expected: str
) -> None:
    """With the strength on the label any product can be reported, listed or not."""
    quantity = NdcQuantity.of_dose(dose, qualifier, concentration=concentration)
    assert str(quantity) == expected
    strength = None if concentration is None else Concentration(concentration)
    assert NdcQuantity.of_dose(Amount(dose), qualifier, concentration=strength) == quantity


@given(
    numbers(),
    st.sampled_from(sorted(MASSES)),
    st.integers(1, 10**6),
    st.sampled_from(sorted(VOLUMES)),
)
def test_a_mass_in_milliliters_is_the_mass_over_the_strength(
    mass: Fraction, unit: str, strength: int, volume: str
) -> None:
    """No rounding between the dose and its quantity."""
    strength_on_label = Concentration(f"{Decimal(strength) / 1000:f} mg/3 {volume}")
    expected = mass * MASSES[unit] / Fraction(strength, 1000) * 3 * VOLUMES[volume]
    quantity = outcome(
        lambda: NdcQuantity.of_dose(Amount(mass, unit), "ML", concentration=strength_on_label)
    )
    if isinstance(quantity, NdcQuantity):
        assert quantity == NdcQuantity(expected, "ML")
    else:
        assert isinstance(quantity, BadClaimLine)
        assert expected >= 10**15


NO_DOSE: list[tuple[Callable[[], object], type[JCodesError], str, str]] = [
    (
        lambda: NdcQuantity.of_dose("220 mg", "ML"),
        IncompatibleUnits,
        "220 mg is an amount of mass",
        "concentration=",
    ),
    (
        lambda: NdcQuantity.of_dose("220 mg", "ML", concentration="100 IU/mL"),
        IncompatibleUnits,
        "220 mg is an amount of mass",
        "concentration=",
    ),
    (
        lambda: NdcQuantity.of_dose("220 mg", "UN"),
        IncompatibleUnits,
        "cannot be reported as UN (each)",
        "another qualifier",
    ),
    (
        lambda: NdcQuantity.of_dose("220 mg", "XX"),
        BadClaimLine,
        "'XX' is not a unit of measure",
        "ML (milliliter)",
    ),
    (
        lambda: NdcQuantity.of_dose("0 mL", "ML"),
        BadClaimLine,
        "0 is not an NDC quantity",
        "more than 0",
    ),
    (
        lambda: NdcQuantity.of_dose("ten", "ML"),
        BadAmount,
        "'ten' does not begin",
        "the number and then its unit",
    ),
    (careless(NdcQuantity.of_dose, 10, "ML"), BadAmount, "10 has no unit", "'mg'"),
    (
        careless(NdcQuantity.of_dose, 0.1, "ML"),
        BadAmount,
        "0.1 is a binary float",
        "a text with its unit",
    ),
    (
        lambda: NdcQuantity.of_dose("1 mg", "ML", concentration="50 mg"),
        BadAmount,
        "'50 mg' is not a concentration",
        "as the label does",
    ),
]


@pytest.mark.parametrize(("call", "error", "named", "fix"), NO_DOSE)
def test_a_dose_that_cannot_be_reported_is_refused_with_the_fix(
    call: Callable[[], object], error: type[JCodesError], named: str, fix: str
) -> None:
    """The error names the dose and states the fix."""
    with pytest.raises(error) as caught:
        call()
    assert named in str(caught.value)
    assert fix in str(caught.value)


# --- every layout, on both sides of each length ----------------------------------


@pytest.mark.parametrize("labeler", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("product", [1, 2, 3, 4])
@pytest.mark.parametrize("package", [1, 2])
def test_each_part_is_filled_with_zeros_on_its_left(
    labeler: int, product: int, package: int
) -> None:
    parts = "12345"[:labeler], "6789"[:product], "34"[:package]
    ndc = Ndc("-".join(parts))
    assert (ndc.labeler, ndc.product, ndc.package) == (
        parts[0].rjust(5, "0"),
        parts[1].rjust(4, "0"),
        parts[2].rjust(2, "0"),
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("123456-7890-12", "its labeler has 6 digits and may have at most 5;"),
        ("12345-67890-12", "its product has 5 digits and may have at most 4;"),
        ("12345-6789-123", "its package has 3 digits and may have at most 2;"),
        ("123456-67890-123", "its labeler has 6 digits and may have at most 5, its product has 5"),
        ("1-2-345", "too long: its package has 3 digits and may have at most 2;"),
        ("12345-6789-", "is not made of digits and hyphens"),
        ("-6789-12", "is not made of digits and hyphens"),
        ("12345-6789-12-", "is not made of digits and hyphens"),
        ("12345-6789-12-3", "has 4 parts"),
        ("12345_6789_12", "is not made of digits and hyphens"),
        ("12345.6789.12", "is not made of digits and hyphens"),
        ("12345-6789-12 12345-6789-12", "is not made of digits and hyphens"),
    ],
)
def test_a_part_that_is_too_long_or_missing_is_named(text: str, wrong: str) -> None:
    refused(careless(Ndc, text), BadNdc, text, wrong, "'50242-051-21'")


@pytest.mark.parametrize("length", [1, 5, 6, 7, *range(10, 20)])
def test_digits_without_hyphens_are_recognized_by_their_count(length: int) -> None:
    text = "5024200512134567890"[:length]
    if length == 11:
        assert str(Ndc(text)) == "50242-0051-21"
    elif length == 10:
        assert isinstance(outcome(lambda: Ndc(text)), AmbiguousNdc)
    else:
        says = refused(careless(Ndc, text), BadNdc, text, f"has {length} digits")
        assert ("UPC or GTIN" in says) == (length in {12, 13, 14})
        assert ("an NDC has ten with hyphens or eleven without" in says) == (
            length not in {12, 13, 14}
        )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (999_999, None),
        (1_000_000, "00001000000"),
        (2_751_001, "00002751001"),
        (99_999_999_999, "99999999999"),
        (100_000_000_000, None),
        (-50_242_005_121, None),
    ],
)
def test_a_number_that_can_be_eleven_digits_is_shown_as_them(number: int, text: str | None) -> None:
    if text is None:
        assert "is not a text" in refused(careless(Ndc, number), BadNdc, number, "'50242-0051-21'")
    else:
        refused(
            careless(Ndc, number), BadNdc, number, "numbers lose their leading zeros", f"'{text}'"
        )
        assert Ndc(text).digits == text


@pytest.mark.parametrize(
    "dash",
    "- \u00ad \u2010 \u2011 \u2012 \u2013 \u2014 \u2015 \u2212 \ufe58 \ufe63 \uff0d".split(" "),
)
@pytest.mark.parametrize("around", ["", " ", "\u200b", "\u2060", "\ufeff", "\u00a0"])
def test_every_dash_of_a_copied_document_is_a_hyphen(dash: str, around: str) -> None:
    text = f"{around}50242{around}{dash}{around}051{dash}21{around}"
    assert str(Ndc(text)) == "50242-0051-21"


@pytest.mark.parametrize("dash", ["_", "~", "\u00b7", "\u2022", "\u301c", "--"])
def test_a_character_that_is_not_a_dash_is_not_a_hyphen(dash: str) -> None:
    with pytest.raises(BadNdc, match="is not made of digits and hyphens"):
        Ndc(f"50242{dash}051{dash}21")


@pytest.mark.parametrize(
    "before",
    ["NDC", "ndc ", "Ndc:", "NDC #", "NDC. ", "NDC : # . ", "N4", "n4 ", "N4:", " N4 ", ""],
)
@pytest.mark.parametrize("ndc", ["50242-051-21", "50242-0051-21", "50242005121"])
def test_a_label_before_an_ndc_is_left_out(before: str, ndc: str) -> None:
    assert str(Ndc(before + ndc)) == "50242-0051-21"


@pytest.mark.parametrize("before", ["N5", "NDC-", "NDC=", "NDC NDC ", "UPC", "#", ":", "N4 N4"])
def test_any_other_text_before_an_ndc_is_refused(before: str) -> None:
    with pytest.raises(BadNdc, match="is not made of digits and hyphens"):
        Ndc(before + "50242-051-21")


@pytest.mark.parametrize(
    ("ten", "candidates"),
    [
        ("1234567890", "01234-5678-90 12345-0678-90 12345-6789-00"),
        ("0000512345", "00000-5123-45 00005-0123-45 00005-1234-05"),
        ("1111111111", "01111-1111-11 11111-0111-11 11111-1111-01"),
    ],
)
def test_ten_digits_are_4_4_2_or_5_3_2_or_5_4_1(ten: str, candidates: str) -> None:
    read = [each for each in candidates.split() if not each.startswith("00000")]
    refused(
        careless(Ndc, ten), AmbiguousNdc, ten, "has ten digits and no hyphens", " or ".join(read)
    )
    found = outcome(lambda: Ndc(ten))
    assert isinstance(found, AmbiguousNdc)
    assert found.candidates == tuple(read)


@pytest.mark.parametrize(
    ("eleven", "forms"),
    [
        ("12345678901", ("12345-6789-1",)),
        ("01234567890", ("1234-5678-90",)),
        ("12345067890", ("12345-678-90",)),
        ("12345678909", ("12345-6789-9",)),
        ("12345678910", ()),
        ("00002751001", ("0002-7510-01", "00002-7510-1")),
        ("01234056701", ("1234-0567-01", "01234-567-01", "01234-0567-1")),
    ],
)
def test_the_fda_prints_a_form_of_ten_digits_for_each_part_with_a_zero_to_spare(
    eleven: str, forms: tuple[str, ...]
) -> None:
    assert Ndc(eleven).fda_forms == forms


# --- qualifiers and decimals -----------------------------------------------------


@pytest.mark.parametrize("qualifier", QUALIFIERS)
@pytest.mark.parametrize("written", ["{q}2.5", "{q} 2.5", "2.5{q}", "2.5 {q}", " {q}  2.5 "])
def test_each_qualifier_is_read_before_or_after_in_any_case(qualifier: str, written: str) -> None:
    for symbol in (qualifier, qualifier.lower(), qualifier.title()):
        quantity = NdcQuantity(written.format(q=symbol))
        assert (quantity.quantity, quantity.qualifier) == (Fraction(5, 2), qualifier)
        assert NdcQuantity("2.5", f" {symbol} ") == NdcQuantity(Decimal("2.5"), symbol) == quantity


@pytest.mark.parametrize("symbol", ["", " ", "M L", "F", "U", "F22", "XX"])
def test_another_symbol_is_not_a_qualifier_and_all_five_are_offered(symbol: str) -> None:
    offered = "UN (each), ML (milliliter), GR (gram), F2 (international unit), ME (milligram)"
    refused(careless(NdcQuantity, 1, symbol), BadClaimLine, symbol, repr(symbol), offered)
    refused(careless(NdcQuantity, 1), BadClaimLine, 1, "1 has no qualifier", offered)


ON_PAPER = [
    ("0.0005", "0.001"),
    ("0.0014", "0.001"),
    ("0.0015", "0.002"),
    ("0.0016", "0.002"),
    ("0.9994", "0.999"),
    ("0.9995", "1"),
    ("1.0004", "1"),
    ("1.0005", "1.001"),
    ("71.5", "71.5"),
    ("71.50", "71.5"),
    ("100", "100"),
    ("99999999", "99999999"),
    ("99999999.999", "99999999.999"),
    ("99999999.9994", "99999999.999"),
]


@pytest.mark.parametrize("qualifier", QUALIFIERS)
@pytest.mark.parametrize(("number", "printed"), ON_PAPER)
def test_the_paper_form_has_three_places_and_rounds_half_up(
    number: str, printed: str, qualifier: str
) -> None:
    quantity = NdcQuantity(number, qualifier)
    assert quantity.on_paper == f"{qualifier}{printed}"
    assert str(quantity.decimal()) == printed
    assert quantity.is_exact() == (Fraction(number) == Fraction(printed))


@pytest.mark.parametrize("number", ["0.0004", "0.00049999", "1/2001"])
def test_less_than_half_of_the_last_place_rounds_to_zero(number: str) -> None:
    quantity = NdcQuantity(f"{number} GR")
    with pytest.raises(BadClaimLine, match="rounds to 0 at 3 decimal places") as caught:
        quantity.decimal()
    assert caught.value.value == str(quantity)
    with pytest.raises(BadClaimLine, match="use a smaller unit of measure, such as ME for GR"):
        _ = quantity.on_paper
    assert str(quantity.decimal(6)) == f"{round(float(quantity.quantity), 6):.6f}".rstrip("0")


@pytest.mark.parametrize(
    ("places", "text", "exact"),
    [
        (0, "1", False),
        (1, "1.2", False),
        (2, "1.23", False),
        (3, "1.235", False),
        (4, "1.2346", False),
        (5, "1.23457", False),
        (6, "1.234567", True),
    ],
)
def test_each_number_of_places_is_kept(places: int, text: str, exact: bool) -> None:
    quantity = NdcQuantity("1.234567 ML")
    assert str(quantity.decimal(places)) == text
    assert quantity.is_exact(places) is exact


@pytest.mark.parametrize("number", ["99999999.9995", "100000000", "999999999999999"])
def test_a_ninth_digit_before_the_point_is_not_on_paper(number: str) -> None:
    quantity = NdcQuantity(number, "UN")
    with pytest.raises(BadClaimLine, match="more than 8 digits before the point") as caught:
        _ = quantity.on_paper
    assert caught.value.value == str(quantity)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("999999999999999", True),
        ("999999999999999.999", True),
        ("1000000000000000", False),
        ("1000000000000000.001", False),
        ("0", False),
        ("0.0", False),
        ("0." + "0" * 39 + "1", True),
        ("0" * 39 + "1", True),
        ("0" * 40 + "1", False),
        ("1." + "0" * 40, True),
        ("1." + "0" * 41, False),
        ("." + "1" * 40, True),
        ("." + "1" * 41, False),
        ("2/0", False),
        (".", False),
        ("1..5", False),
        ("1.5.5", False),
        ("1 000", False),
        ("\u0661", False),
    ],
)
def test_a_number_of_a_quantity_has_at_most_fifteen_digits_and_forty_characters(
    number: str, right: bool
) -> None:
    for text in (f"{number} ML", f"ML{number}"):
        if right:
            assert NdcQuantity(text).quantity == Fraction(number)
        else:
            refused(careless(NdcQuantity, text), BadClaimLine, text, "quantity")


@pytest.mark.parametrize(
    ("dose", "taken"),
    [
        ("1 vial", "UN"),
        ("1 dose", "UN"),
        ("1 unit dose", "UN"),
        ("1 suppository", "UN"),
        ("1 implant", "UN"),
        ("1 patch", "UN"),
        ("1 mL", "ML"),
        ("1 L", "ML"),
        ("1 mg", "GR ME"),
        ("1 lb", "GR ME"),
        ("1 IU", "F2"),
        ("1 unit", "F2"),
        ("1 USP unit", ""),
        ("1 KIU", ""),
        ("1 day", ""),
        ("1 cell", ""),
        ("1 mCi", ""),
        ("1 mEq", ""),
        ("1 cm2", ""),
        ("1 vg", ""),
    ],
)
def test_a_dose_is_reported_in_the_measure_that_fits_it_and_in_no_other(
    dose: str, taken: str
) -> None:
    for qualifier in QUALIFIERS:
        answer = outcome(lambda q=qualifier: NdcQuantity.of_dose(dose, q))  # type: ignore[misc]
        if qualifier in taken.split():
            assert isinstance(answer, NdcQuantity)
            assert answer.qualifier == qualifier
        else:
            assert isinstance(answer, IncompatibleUnits)
            assert answer.value == dose
            assert f"cannot be reported as {qualifier} (" in str(answer)


@pytest.mark.parametrize(
    ("dose", "qualifier", "concentration", "expected"),
    [
        ("1 mg", "GR", None, "0.001"),
        ("1 g", "ME", None, "1000"),
        ("1 L", "ML", None, "1000"),
        ("1 mcL", "ML", None, "0.001"),
        ("100 mg", "ML", "50 mg/mL", "2"),
        ("2 mL", "ME", "50 mg/mL", "100"),
        ("2 mL", "F2", "50 units/mL", "100"),
        ("2 mL", "ML", "50 mg/mL", "2"),
        ("100 mg", "ME", "50 mg/mL", "100"),
        ("100 units", "ML", "50 units/mL", "2"),
        ("2 vials", "ML", "1 vial/5 mL", "10"),
        ("5 mL", "UN", "1 vial/5 mL", "1"),
    ],
)
def test_a_strength_leads_from_a_volume_to_drug_and_back(
    dose: str, qualifier: str, concentration: str | None, expected: str
) -> None:
    quantity = NdcQuantity.of_dose(dose, qualifier, concentration=concentration)
    assert (quantity.quantity, quantity.qualifier) == (Fraction(expected), qualifier)
