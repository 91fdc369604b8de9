"""A claim line takes only what a payer can read, and never changes."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve, fields_dict
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    AmbiguousNdc,
    Amount,
    BadAmount,
    BadClaimLine,
    BadDate,
    BadNdc,
    ClaimLine,
    JCodesError,
    Ndc,
    NdcQuantity,
    Record,
)
from hcpcs_jcodes.claims.modifiers import checked_modifiers
from tests.strategies import packaged_versions, texts

DAY = date(2025, 8, 1)
MOMENT = datetime(2025, 8, 1, 9, 30, tzinfo=UTC)


def line(code: Any = "J9312", units: Any = 8, **parts: Any) -> ClaimLine:
    """A line of 8 units of rituximab, but for what a test is about."""
    return ClaimLine(code, units, **{"on": DAY, **parts})


PACKAGE = "NDC 50242-0051-21 10 ML"
NARRATIVE = "<rituximab> & more"
FULL = ClaimLine(
    "J9312",
    72,
    on=DAY,
    to=date(2025, 8, 2),
    modifiers=("JZ", "76"),
    charge=Decimal("12345.5"),
    place_of_service="11",
    ndc="50242-051-21",
    ndc_quantity="ML10",
    prior_authorization="A123",
    narrative=NARRATIVE,
    administered="715 mg",
)

# --- what a line takes ---------------------------------------------------------


def test_a_line_has_what_was_passed_and_nothing_else() -> None:
    """The last day is the first; the rest is None or empty until it is passed."""
    plain = line()
    assert (plain.code, plain.units, plain.on, plain.to) == ("J9312", 8, DAY, DAY)
    assert plain.modifiers == ()
    assert (plain.diagnosis_pointers, plain.events) == ((), ())
    omitted = set(fields_dict(ClaimLine)) - {
        *("code", "units", "on", "to", "modifiers", "diagnosis_pointers", "events")
    }
    assert {getattr(plain, name) for name in omitted} == {None}


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("code", "J9312", "J9312"),
        ("code", "96413", "96413"),
        ("code", "0001U", "0001U"),
        ("code", "0594T", "0594T"),
        ("code", "Q5115", "Q5115"),
        ("code", "A0001", "A0001"),
        ("code", "V2025", "V2025"),
        ("units", 1, 1),
        ("units", 9999, 9999),
        ("units", 10**12 - 1, 10**12 - 1),
        ("units", Decimal("0.001"), Decimal("0.001")),
        ("units", Decimal("71.5"), Decimal("71.5")),
        ("units", Decimal("71.500000"), Decimal("71.5")),
        ("to", DAY, DAY),
        ("to", date(2025, 12, 31), date(2025, 12, 31)),
        ("modifiers", (), ()),
        ("modifiers", ["JW"], ("JW",)),
        ("modifiers", ("76", "RT", "TB", "JZ"), ("76", "RT", "TB", "JZ")),
        ("charge", 0, Decimal(0)),
        ("charge", 1200, Decimal(1200)),
        ("charge", Decimal("1234.50"), Decimal("1234.50")),
        ("charge", Decimal("99999999.99"), Decimal("99999999.99")),
        ("charge", None, None),
        ("place_of_service", "11", "11"),
        ("place_of_service", "02", "02"),
        ("ndc", "50242-051-21", Ndc("50242-0051-21")),
        ("ndc", "50242005121", Ndc("50242-0051-21")),
        ("ndc", "N4 50242005121", Ndc("50242-0051-21")),
        ("ndc", Ndc("50242-051-21"), Ndc("50242-0051-21")),
        ("prior_authorization", "A1b2", "A1b2"),
        ("prior_authorization", "1" * 50, "1" * 50),
        ("narrative", " rituximab 715 mg IV ", "rituximab 715 mg IV"),
        ("narrative", "x" * 160, "x" * 160),
        ("administered", "715 mg", Amount("715 mg")),
        ("administered", Amount("0.715 g"), Amount("715 mg")),
        ("revenue_code", "0636", "0636"),
        ("revenue_code", "636", "0636"),
        ("revenue_code", 636, "0636"),
        ("revenue_code", "001", "0001"),
        ("revenue_code", 999, "0999"),
        ("diagnosis_pointers", [], ()),
        ("diagnosis_pointers", (1, 12), (1, 12)),
        ("diagnosis_pointers", ["A", "l", 3, 4], (1, 12, 3, 4)),
        ("events", [3, 1, 3], (3, 1)),
        ("events", (1,), (1,)),
        ("record", Record(given="715 mg"), Record(given="715 mg")),
        ("record", None, None),
        ("reference", "row 7", "row 7"),
        ("reference", "", ""),
        ("reference", -7, -7),
        ("reference", None, None),
    ],
)
def test_every_valid_value_is_kept(name: str, value: object, kept: object) -> None:
    """Texts of amounts and NDCs become amounts and NDCs; everything is compared by value."""
    made = line(**{name: value})
    assert getattr(made, name) == kept
    assert type(getattr(made, name)) is type(kept)


class NAType:
    """As pandas' missing value, which is neither true nor false."""

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


@pytest.mark.parametrize(
    "name",
    [
        "to",
        "charge",
        "place_of_service",
        "ndc",
        "ndc_quantity",
        "prior_authorization",
        "narrative",
        "administered",
        "revenue_code",
        "record",
        "reference",
    ],
)
def test_a_missing_value_of_a_data_frame_is_none(name: str) -> None:
    """A line made from a row of a data frame is the line without what the row does not have."""
    parts: dict[str, Any] = {name: NAType()}
    assert ClaimLine("J9312", 72, on=DAY, **parts) == ClaimLine("J9312", 72, on=DAY)


def test_what_was_discarded_goes_on_a_line_with_jw() -> None:
    """The discarded amount is reported with its units. Source: IOM 100-04, ch. 17 §40."""
    wasted = line(modifiers=("JW",), discarded="85 mg")
    assert wasted.discarded == Amount("85 mg")
    assert line(modifiers=("76", "JW"), discarded=Amount("85 mg")).discarded == wasted.discarded


def test_the_quantity_of_an_ndc_is_read_with_it() -> None:
    """A text or an NdcQuantity, with the NDC of its package."""
    for quantity in ("ML10", "10 ML", NdcQuantity(10, "ML")):
        assert line(ndc="50242-051-21", ndc_quantity=quantity).ndc_quantity == NdcQuantity("ML10")


def test_every_included_code_can_go_on_a_line() -> None:
    """The format of a code admits every one that CMS has published."""
    for version in packaged_versions():
        assert line(version.code).code == version.code


# --- what a line refuses -------------------------------------------------------

LONG = "J" * 100_000
REFUSED: list[tuple[dict[str, Any], type[JCodesError], str, str]] = [
    # parts, error, how the text names the value, the fix that it shows
    ({"code": "j9312"}, BadClaimLine, "'j9312' is not a HCPCS", "write it as 'J9312'"),
    ({"code": " J9312 "}, BadClaimLine, "' J9312 '", "write it as 'J9312'"),
    ({"code": "J9312\n"}, BadClaimLine, r"'J9312\n'", "write it as 'J9312'"),
    ({"code": "J931"}, BadClaimLine, "'J931'", "such as 'J9312'"),
    ({"code": "W1234"}, BadClaimLine, "'W1234'", "such as 'J9312'"),
    ({"code": ""}, BadClaimLine, "''", "such as 'J9312'"),
    ({"code": "9641\u0663"}, BadClaimLine, "9641\u0663", "such as 'J9312'"),
    ({"code": None}, BadClaimLine, "None", "such as 'J9312'"),
    ({"code": 96413}, BadClaimLine, "96413", "such as 'J9312'"),
    ({"units": 0}, BadClaimLine, "cannot have 0 units", "above 0"),
    ({"units": -1}, BadClaimLine, "-1 units", "above 0"),
    ({"units": Decimal("-0.5")}, BadClaimLine, "-0.5 units", "above 0"),
    ({"units": Decimal("0.0005")}, BadClaimLine, "0.0005 units", "three decimals"),
    ({"units": Decimal("1.2345")}, BadClaimLine, "1.2345 units", "three decimals"),
    ({"units": Decimal("NaN")}, BadClaimLine, "NaN units", "above 0"),
    ({"units": Decimal("sNaN")}, BadClaimLine, "sNaN units", "above 0"),
    ({"units": Decimal("Infinity")}, BadClaimLine, "Infinity units", "above 0"),
    ({"units": Decimal("1e-999999")}, BadClaimLine, "1E-999999 units", "three decimals"),
    ({"units": Decimal("1e30")}, BadClaimLine, "1E+30 units", "give a number"),
    ({"units": Decimal("1e999999")}, BadClaimLine, "1E+999999 units", "give a number"),
    ({"units": Decimal(f"1.{'0' * 40}1")}, BadClaimLine, "units", "three decimals"),
    ({"units": 10**12}, BadClaimLine, "1000000000000 units", "give a number"),
    ({"units": 10**5000}, BadClaimLine, "units", "give a number"),
    ({"units": True}, BadClaimLine, "not True", "a whole number or a Decimal"),
    ({"units": "8"}, BadClaimLine, "not '8'", "a whole number or a Decimal"),
    ({"units": None}, BadClaimLine, "not None", "a whole number or a Decimal"),
    ({"units": Fraction(1, 2)}, BadClaimLine, "1/2", "a whole number or a Decimal"),
    ({"units": 7.5}, BadAmount, "7.5 is a binary float", "pass Decimal('7.5')"),
    ({"units": float("inf")}, BadAmount, "inf", "not a plausible amount"),
    ({"on": "08/01/2025"}, BadDate, "'08/01/2025' is not a date", "datetime.date(2025, 8, 1)"),
    ({"on": None}, BadDate, "None is not a date", "datetime.date(2025, 8, 1)"),
    ({"on": MOMENT}, BadDate, "09:30", "pass its .date()"),
    ({"to": MOMENT}, BadDate, "the last date of service is a date", "pass its .date()"),
    ({"to": 20250801}, BadDate, "20250801 is not a date", "datetime.date(2025, 8, 1)"),
    ({"to": date(2025, 7, 31)}, BadClaimLine, "ends on 2025-07-31", "begins: 2025-08-01"),
    ({"modifiers": "JW"}, BadClaimLine, "not 'JW'", "a tuple such as ('JW',)"),
    ({"modifiers": None}, BadClaimLine, "not None", "a tuple such as ('JW',)"),
    ({"modifiers": {"JW"}}, BadClaimLine, "not {'JW'}", "a tuple such as ('JW',)"),
    ({"modifiers": ("jw",)}, BadClaimLine, "'jw' is not a modifier", "'JW'"),
    ({"modifiers": ("J",)}, BadClaimLine, "'J' is not a modifier", "two characters"),
    ({"modifiers": ("JWX",)}, BadClaimLine, "'JWX' is not a modifier", "two characters"),
    ({"modifiers": ("J-",)}, BadClaimLine, "'J-' is not a modifier", "two characters"),
    ({"modifiers": ("",)}, BadClaimLine, "'' is not a modifier", "two characters"),
    ({"modifiers": (76,)}, BadClaimLine, "76 is not a modifier", "'76'"),
    ({"modifiers": (None,)}, BadClaimLine, "None is not a modifier", "'JW'"),
    ({"modifiers": ("JW", "JW")}, BadClaimLine, "repeated in JW, JW", "a modifier is"),
    ({"modifiers": ("JW", "76", "JZ")}, BadClaimLine, "JW (discarded) and JZ", "own with JW"),
    (
        {"modifiers": ("RT", "LT", "76", "KX", "TB")},
        BadClaimLine,
        "5 modifiers ('RT', 'LT', '76', 'KX', 'TB')",
        "at most 4",
    ),
    (
        {"charge": Decimal("1.005")},
        BadClaimLine,
        "1.005 is not a valid charge",
        "dollars and cents",
    ),
    ({"charge": Decimal("-0.01")}, BadClaimLine, "-0.01 is not a valid charge", "0 or more"),
    ({"charge": -1}, BadClaimLine, "-1 is not a valid charge", "0 or more"),
    ({"charge": 10**8}, BadClaimLine, "100000000 is not a valid charge", "below 100,000,000"),
    ({"charge": 10**5000}, BadClaimLine, "is not a valid charge", "below 100,000,000"),
    ({"charge": Decimal("1e999999")}, BadClaimLine, "1E+999999 is not", "below 100,000,000"),
    ({"charge": Decimal("1e-999999")}, BadClaimLine, "1E-999999 is not", "dollars and cents"),
    (
        {"charge": Decimal(f"1.{'0' * 40}1")},
        BadClaimLine,
        "is not a valid charge",
        "dollars and cents",
    ),
    ({"charge": Decimal("NaN")}, BadClaimLine, "NaN is not a valid charge", "dollars and cents"),
    ({"charge": Decimal("sNaN")}, BadClaimLine, "sNaN is not a valid charge", "dollars and cents"),
    ({"charge": Decimal("Infinity")}, BadClaimLine, "Infinity is not", "below 100,000,000"),
    ({"charge": 12.5}, BadAmount, "12.5 is a binary float", "pass Decimal('12.5')"),
    ({"charge": float("nan")}, BadAmount, "nan", "not a plausible amount"),
    ({"charge": "12.50"}, BadClaimLine, "not '12.50'", "Decimal('1234.50')"),
    ({"charge": True}, BadClaimLine, "not True", "Decimal('1234.50')"),
    ({"place_of_service": "1"}, BadClaimLine, "'1' is not a place", "two digits, such as '11'"),
    ({"place_of_service": "111"}, BadClaimLine, "'111' is not a place", "two digits"),
    ({"place_of_service": "AB"}, BadClaimLine, "'AB' is not a place", "two digits"),
    ({"place_of_service": "\u0661\u0661"}, BadClaimLine, "is not a place", "two digits"),
    ({"place_of_service": ""}, BadClaimLine, "'' is not a place", "two digits"),
    ({"place_of_service": 11}, BadClaimLine, "11 is not a place", "such as '11'"),
    ({"ndc": "5024205121"}, AmbiguousNdc, "'5024205121' has ten digits", "with hyphens"),
    ({"ndc": "50242-051"}, BadNdc, "50242-051", "50242-051-21"),
    ({"ndc": ""}, BadNdc, "is empty", "50242-051-21"),
    ({"ndc": 50242005121}, BadNdc, "numbers lose their leading zeros", "'50242005121'"),
    ({"ndc_quantity": "ML10"}, BadClaimLine, "the quantity 10 ML has no NDC", "pass ndc= too"),
    ({"ndc": "50242-051-21", "ndc_quantity": "10"}, BadClaimLine, "'10'", "ML (milliliter)"),
    (
        {"ndc": "50242-051-21", "ndc_quantity": 10},
        BadClaimLine,
        "10 has no qualifier",
        "ML (milliliter)",
    ),
    ({"prior_authorization": "A 1"}, BadClaimLine, "'A 1' is not a prior", "without spaces"),
    ({"prior_authorization": "A-1"}, BadClaimLine, "'A-1' is not a prior", "or hyphens"),
    ({"prior_authorization": ""}, BadClaimLine, "'' is not a prior", "one number"),
    ({"prior_authorization": "1" * 51}, BadClaimLine, "is not a prior", "one number"),
    ({"prior_authorization": 123}, BadClaimLine, "123 is not a prior", "one number"),
    ({"narrative": ""}, BadClaimLine, "'' is not a narrative", "or None"),
    ({"narrative": "  "}, BadClaimLine, "'  ' is not a narrative", "or None"),
    ({"narrative": "one\ntwo"}, BadClaimLine, r"'one\ntwo' is not a", "one line of text"),
    ({"narrative": "\ud800"}, BadClaimLine, r"'\ud800' is not a", "one line of text"),
    ({"narrative": 5}, BadClaimLine, "5 is not a narrative", "one line of text"),
    ({"narrative": "x" * 161}, BadClaimLine, "has 161 characters", "at most 160"),
    ({"administered": "0 mg"}, BadAmount, "0 mg is not an amount", "leave it out"),
    ({"administered": "715"}, BadAmount, "'715' has no unit", "such as mg"),
    ({"administered": 715}, BadAmount, "715 has no unit", "pass one, such as 'mg'"),
    (
        {"discarded": "0 mg", "modifiers": ("JW",)},
        BadAmount,
        "0 mg is not an amount",
        "leave it out",
    ),
    (
        {"discarded": 85, "modifiers": ("JW",)},
        BadAmount,
        "85 has no unit",
        "pass one, such as 'mg'",
    ),
    ({"discarded": "85 mg"}, BadClaimLine, "85 mg discarded", "with the modifier JW"),
    (
        {"discarded": "85 mg", "modifiers": ("JZ",)},
        BadClaimLine,
        "85 mg discarded",
        "with the modifier JW",
    ),
    (
        {"administered": "715 mg", "modifiers": ("76", "JW")},
        BadClaimLine,
        "715 mg was administered",
        "cannot go on a line with JW",
    ),
    ({"revenue_code": "36"}, BadClaimLine, "'36' is not a revenue code", "such as '0636'"),
    ({"revenue_code": "1636"}, BadClaimLine, "'1636' is not a revenue", "four digits"),
    ({"revenue_code": "00636"}, BadClaimLine, "'00636' is not a revenue", "four digits"),
    ({"revenue_code": "063X"}, BadClaimLine, "'063X' is not a revenue", "four digits"),
    ({"revenue_code": 0}, BadClaimLine, "0 is not a revenue", "four digits"),
    ({"revenue_code": 1000}, BadClaimLine, "1000 is not a revenue", "four digits"),
    ({"revenue_code": 99}, BadClaimLine, "99 is not a revenue", "four digits"),
    ({"diagnosis_pointers": (0,)}, BadClaimLine, "0 is not a diagnosis pointer", "1 to 12"),
    ({"diagnosis_pointers": (13,)}, BadClaimLine, "13 is not a diagnosis pointer", "1 to 12"),
    ({"diagnosis_pointers": ("M",)}, BadClaimLine, "'M' is not a diagnosis", "A to L"),
    ({"diagnosis_pointers": ("",)}, BadClaimLine, "'' is not a diagnosis", "A to L"),
    ({"diagnosis_pointers": ("AB",)}, BadClaimLine, "'AB' is not a diagnosis", "A to L"),
    ({"diagnosis_pointers": (True,)}, BadClaimLine, "True is not a diagnosis", "1 to 12"),
    ({"diagnosis_pointers": (1, 2, 3, 4, 5)}, BadClaimLine, "(1, 2, 3, 4, 5)", "at most 4"),
    ({"diagnosis_pointers": (1, "A")}, BadClaimLine, "(1, 'A')", "each once"),
    ({"diagnosis_pointers": "A"}, BadClaimLine, "diagnosis_pointers='A'", "such as (1, 2)"),
    ({"events": (0,)}, BadClaimLine, "0 is not the number of an event", "numbered from 1"),
    ({"events": (-1,)}, BadClaimLine, "-1 is not the number", "numbered from 1"),
    ({"events": ("1",)}, BadClaimLine, "'1' is not the number", "numbered from 1"),
    ({"events": 1}, BadClaimLine, "events=1 is not a tuple", "such as (1, 2)"),
    ({"record": "715 mg"}, BadClaimLine, "record='715 mg' is not", "a Record"),
    ({"reference": 7.5}, BadClaimLine, "reference= is a float", "a text or a whole number"),
    ({"reference": {"key": 1}}, BadClaimLine, "reference= is a dict", "a text or a whole"),
    ({"reference": True}, BadClaimLine, "reference= is a bool", "a text or a whole number"),
    ({"code": LONG}, BadClaimLine, "JJJ", "such as 'J9312'"),
    ({"narrative": LONG + "\n"}, BadClaimLine, "JJJ", "one line of text"),
    ({"modifiers": (LONG,)}, BadClaimLine, "JJJ", "two characters"),
    ({"place_of_service": LONG}, BadClaimLine, "JJJ", "two digits"),
    ({"prior_authorization": LONG}, BadClaimLine, "JJJ", "one number"),
    ({"charge": LONG}, BadClaimLine, "JJJ", "Decimal('1234.50')"),
]


@pytest.mark.parametrize(("parts", "error", "names", "fix"), REFUSED)
def test_a_part_that_no_payer_could_read_is_refused(
    parts: dict[str, Any], error: type[JCodesError], names: str, fix: str
) -> None:
    """The error shows the value and the fix, in a readable line."""
    with pytest.raises(error) as caught:
        line(**parts)
    assert type(caught.value) is error
    assert names in str(caught.value)
    assert fix in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        ({"code": "j9312"}, "j9312"),
        ({"units": Decimal("1.2345")}, Decimal("1.2345")),
        ({"units": True}, True),
        ({"units": 7.5}, 7.5),
        ({"modifiers": ("JW", "jz")}, "jz"),
        ({"modifiers": ("JW", "JW")}, ("JW", "JW")),
        ({"charge": Decimal("1.005")}, Decimal("1.005")),
        ({"place_of_service": "1"}, "1"),
        ({"ndc_quantity": "ML10"}, NdcQuantity("ML10")),
        ({"to": date(2025, 7, 31)}, date(2025, 7, 31)),
        ({"administered": "0 mg"}, "0 mg"),
        ({"discarded": "85 mg"}, Amount("85 mg")),
    ],
)
def test_the_error_of_a_part_carries_it(parts: dict[str, Any], value: object) -> None:
    """A program finds the offending value as it was passed."""
    with pytest.raises(JCodesError) as caught:
        line(**parts)
    assert caught.value.value == value
    assert type(caught.value.value) is type(value)


def test_a_line_needs_a_code_units_and_a_date() -> None:
    """What every line needs has no default; dates and the rest are passed by keyword."""
    for given_parts in ((), ("J9312",), ("J9312", 8), ("J9312", 8, DAY)):
        with pytest.raises(TypeError):
            ClaimLine(*given_parts)  # type: ignore[call-arg]


@pytest.mark.parametrize("third", [(), None, DAY])
def test_only_code_and_units_are_positional(third: Any) -> None:
    """No order of the other parts is obvious, so each is a keyword."""
    with pytest.raises(TypeError, match="positional"):
        ClaimLine("J9312", 8, third, on=DAY)  # type: ignore[misc]


@pytest.mark.parametrize("zero", ["0E-30", "0E+30", "-0E+999999", "0.00"])
def test_zero_is_zero_however_it_is_written(zero: str) -> None:
    """No line has zero units; a charge may be zero."""
    with pytest.raises(BadClaimLine, match="above 0"):
        line(units=Decimal(zero))
    assert str(line(charge=Decimal(zero)).charge) == "0.00"


@pytest.mark.parametrize(
    ("name", "most", "beyond"),
    [
        ("units", Decimal("0.001"), Decimal("0.0009")),
        ("units", Decimal("71.999"), Decimal("71.9999")),
        ("units", Decimal("999999999999.999"), Decimal(1000000000000)),
        ("charge", Decimal("0.01"), Decimal("0.001")),
        ("charge", Decimal("99999999.99"), Decimal("100000000.00")),
        ("prior_authorization", "A" * 50, "A" * 51),
        ("narrative", "x" * 160, "x" * 161),
        ("modifiers", ("RT", "LT", "76", "KX"), ("RT", "LT", "76", "KX", "TB")),
        ("place_of_service", "00", "0"),
        ("place_of_service", "99", "100"),
        ("code", "V9999", "W0000"),
        ("code", "A0000", "@0000"),
        ("code", "99999", "999999"),
        ("code", "0000Z", "000Z"),
    ],
)
def test_the_last_valid_value_is_taken_and_the_next_is_refused(
    name: str, most: object, beyond: object
) -> None:
    """Each bound of a line, from both sides."""
    assert getattr(line(**{name: most}), name) == most
    with pytest.raises(BadClaimLine) as caught:
        line(**{name: beyond})
    assert caught.value.value == beyond


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_decimal_is_units_if_it_has_at_most_three_decimals(units: Decimal) -> None:
    """Above zero, below a million million, a whole number of thousandths; otherwise refused."""
    exact = Fraction(units) if units.is_finite() else Fraction(0)
    if 0 < exact < 10**12 and (exact * 1000).denominator == 1:
        assert line(units=units).units == units
    else:
        with pytest.raises(BadClaimLine):
            line(units=units)


@given(st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(0, 10**6, places=2))
def test_a_decimal_is_a_charge_if_it_is_dollars_and_cents(charge: Decimal) -> None:
    """From zero to below a hundred million, a whole number of cents; otherwise refused."""
    exact = Fraction(charge) if charge.is_finite() else Fraction(-1)
    if 0 <= exact < 10**8 and (exact * 100).denominator == 1:
        assert line(charge=charge).charge == charge
    else:
        with pytest.raises(BadClaimLine):
            line(charge=charge)


def test_the_decimal_context_of_the_program_changes_nothing() -> None:
    """A program with a precision of three digits still gets exact lines."""
    with localcontext() as context:
        context.prec = 3
        made = line(units=Decimal("1234.567"), charge=Decimal("12345.67"))
        for parts in ({"units": Decimal("1.0001")}, {"charge": Decimal("1.001")}):
            with pytest.raises(BadClaimLine):
                line(**parts)
    assert (made.units, made.charge) == (Decimal("1234.567"), Decimal("12345.67"))


@given(st.sampled_from(sorted(set(fields_dict(ClaimLine)) - {"on", "to", "modifiers"})), texts())
def test_any_text_in_any_part_is_kept_or_refused(name: str, text: str) -> None:
    """Whatever is typed gives a line or an error of the library, never another exception."""
    try:
        made = line(**{name: text})
    except JCodesError as error:
        assert str(error)  # noqa: PT017
    else:
        assert getattr(made, name) is not None


# --- modifiers by themselves -----------------------------------------------------------


@given(st.lists(st.sampled_from(["JW", "JZ", "76", "59", "RT", "TB", "KX"]), max_size=6))
def test_modifiers_are_up_to_four_different_ones_in_order(given_ones: list[str]) -> None:
    """JW and JZ never both. Source: Noridian JF, JW and JZ (units.md 1.3.8)."""
    good = len(given_ones) <= 4 and len(set(given_ones)) == len(given_ones)
    if good and not {"JW", "JZ"} <= set(given_ones):
        assert checked_modifiers(given_ones) == checked_modifiers(tuple(given_ones))
        assert checked_modifiers(given_ones) == tuple(given_ones)
    else:
        with pytest.raises(BadClaimLine):
            checked_modifiers(given_ones)


# --- a line as a value ---------------------------------------------------------


def test_equal_lines_hash_equal_and_any_difference_makes_them_unequal() -> None:
    """Lines are compared by all their parts, however those were written."""
    same = line(
        units=Decimal(8), to=DAY, modifiers=["JZ"], ndc="50242005121", administered="0.715 g"
    )
    first = line(modifiers=("JZ",), ndc="50242-051-21", administered="715 mg")
    assert first == same
    assert hash(first) == hash(same)
    different = [
        evolve(FULL, **change)
        for change in (
            {"code": "J9313"},
            {"units": 73},
            {"on": date(2025, 7, 31)},
            {"to": DAY},
            {"modifiers": ("76", "JZ")},
            {"charge": None},
            {"place_of_service": "22"},
            {"ndc": "50242-053-06"},
            {"ndc_quantity": "ML9"},
            {"prior_authorization": "A124"},
            {"narrative": "rituximab"},
            {"administered": "714 mg"},
            {"revenue_code": "0636"},
            {"diagnosis_pointers": (1,)},
            {"events": (1,)},
            {"record": Record(route="intravenous")},
            {"reference": 7},
        )
    ]
    assert len({FULL, *different}) == len(different) + 1


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_line_pickles(protocol: int) -> None:
    """A line that crosses a process is the same line."""
    for made in (line(), FULL, line(modifiers=("JW",), discarded="85 mg", units=Decimal("1.5"))):
        again = pickle.loads(pickle.dumps(made, protocol))  # noqa: S301
        assert (again, hash(again), str(again)) == (made, hash(made), str(made))


def test_a_line_cannot_be_changed() -> None:
    """What was checked stays unchanged, and no other attribute can be added."""
    for name in fields_dict(ClaimLine):
        with pytest.raises(FrozenInstanceError):
            setattr(FULL, name, None)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        FULL.paid = True  # type: ignore[attr-defined]


def test_a_line_made_from_another_is_checked_again() -> None:
    """evolve() does not get around what a line refuses."""
    assert evolve(FULL, units=1).units == 1
    assert evolve(FULL, units=72) == FULL
    for change, error in (
        ({"units": 0}, BadClaimLine),
        ({"units": 0.5}, BadAmount),
        ({"modifiers": ("JW",)}, BadClaimLine),
        ({"ndc": None}, BadClaimLine),
        ({"to": date(2025, 7, 1)}, BadClaimLine),
        ({"on": MOMENT}, BadDate),
    ):
        with pytest.raises(error):
            evolve(FULL, **change)


# --- a line in words -----------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (line(), "J9312 x 8 on 2025-08-01"),
        (line(modifiers=("JW", "76")), "J9312-JW-76 x 8 on 2025-08-01"),
        (line(units=Decimal("71.5")), "J9312 x 71.5 on 2025-08-01"),
        (line(units=Decimal("1E+1")), "J9312 x 10 on 2025-08-01"),
        (line(ndc="50242-051-21"), "J9312 x 8 on 2025-08-01, NDC 50242-0051-21"),
        (line(charge=0), "J9312 x 8 on 2025-08-01, $0.00"),
        (line(charge=Decimal("-0")), "J9312 x 8 on 2025-08-01, $0.00"),
        (
            FULL,
            f"J9312-JZ-76 x 72 on 2025-08-01 to 2025-08-02, {PACKAGE}, $12,345.50, {NARRATIVE}",
        ),
    ],
)
def test_a_line_reads_as_it_does_on_the_claim(made: ClaimLine, text: str) -> None:
    """Code, modifiers, units, days; then package, charge and narrative, if any."""
    assert str(made) == text


def test_a_line_shown_in_a_notebook_is_escaped() -> None:
    """A narrative cannot put markup into a page."""
    assert FULL._repr_html_() == (
        "<code>J9312-JZ-76 x 72 on 2025-08-01 to 2025-08-02, NDC 50242-0051-21 10 ML, "
        "$12,345.50, &lt;rituximab&gt; &amp; more</code>"
    )


def test_the_repr_of_a_line_shows_every_part() -> None:
    """In a log nothing of a line is hidden but the caller's own key."""
    for name in fields_dict(ClaimLine):
        assert (f" {name}=" in f" {FULL!r}".replace("(", " ")) is (name != "reference")


def test_the_reference_of_the_caller_shows_nowhere() -> None:
    """It may be the key of a patient: not in the repr, the text, a notebook or an error."""
    made = line(reference="patient-7")
    assert "patient-7" not in repr(made) + str(made) + made._repr_html_()
    assert made != line()
    wrong: Any = ["patient-7"]
    with pytest.raises(BadClaimLine) as caught:
        line(reference=wrong)
    assert "patient-7" not in str(caught.value)


def test_a_tenth_of_a_unit_of_a_cell_therapy_can_be_put_on_a_line() -> None:
    """Rule 1.7.8, MM12928: the exception to whole units, by hand and with modifier LU."""
    line = ClaimLine("Q2041", Decimal("0.1"), modifiers=("LU",), on=date(2022, 1, 3))
    assert str(line) == "Q2041-LU x 0.1 on 2022-01-03"
