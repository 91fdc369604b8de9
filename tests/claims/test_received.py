"""A line from elsewhere is held as it was read, whatever is wrong with it, and says what."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    Amount,
    BadArgument,
    BadClaimLine,
    Claim,
    ClaimLine,
    JCodesError,
    Ndc,
    NdcQuantity,
    ReceivedLine,
    Record,
)
from tests.strategies import texts

DAY = date(2025, 8, 1)
RIGHT = {"code": "J9312", "units": "8", "on": "2025-08-01"}


class Number:
    """As an integer of NumPy."""

    def __index__(self) -> int:
        return 8


def line(**read: Any) -> ReceivedLine:
    """A received line of 8 units of rituximab, but for what a test is about."""
    return ClaimLine.received(**{**RIGHT, **read})


# --- what can be read ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "read", "value"),
    [
        ("code", "J9312", "J9312"),
        ("units", "8", 8),
        ("units", 8, 8),
        ("units", Number(), 8),
        ("units", "72.0000", 72),
        ("units", " 72.5 ", Decimal("72.5")),
        ("units", ".5", Decimal("0.5")),
        ("units", "72.", 72),
        ("units", 72.5, Decimal("72.5")),
        ("units", "1,200", 1200),
        ("units", "+8", 8),
        ("units", Decimal("0.125"), Decimal("0.125")),
        ("on", "2025-08-01", DAY),
        ("on", DAY, DAY),
        ("on", datetime(2025, 8, 1), DAY),  # noqa: DTZ001
        ("to", "2025-08-02T00:00:00", date(2025, 8, 2)),
        ("modifiers", "JW", ("JW",)),
        ("modifiers", ["JW", "76"], ("JW", "76")),
        ("modifiers", "JW:76", ("JW", "76")),
        ("modifiers", "JW, 76", ("JW", "76")),
        ("modifiers", [76, None, "", "JW"], ("76", "JW")),
        ("charge", "1234.5", Decimal("1234.50")),
        ("charge", "$1,234.50", Decimal("1234.50")),
        ("charge", "$ 0", Decimal("0.00")),
        ("charge", 1234, Decimal("1234.00")),
        ("charge", 12.5, Decimal("12.50")),
        ("place_of_service", 11, "11"),
        ("place_of_service", 11.0, "11"),
        ("place_of_service", "11.0", "11"),
        ("code", 96413.0, "96413"),
        ("code", " 96413.00 ", "96413"),
        ("on", "20250801", DAY),
        ("on", 20250801, DAY),
        ("on", 20250801.0, DAY),
        ("to", " 20250802 ", date(2025, 8, 2)),
        ("modifiers", [76.0, float("nan")], ("76",)),
        ("diagnosis_pointers", 1.0, (1,)),
        ("revenue_code", 636.0, "0636"),
        ("ndc", 50242005306.0, Ndc("50242-0053-06")),
        ("ndc", "50242005306.0", Ndc("50242-0053-06")),
        ("prior_authorization", 123, "123"),
        ("narrative", " rituximab ", "rituximab"),
        ("administered", "715 mg", Amount("715 mg")),
        ("administered", Amount("715 mg"), Amount("715 mg")),
        ("revenue_code", 636, "0636"),
        ("diagnosis_pointers", "1:2", (1, 2)),
        ("diagnosis_pointers", [1, "12"], (1, 12)),
        ("diagnosis_pointers", "A B", (1, 2)),
        ("diagnosis_pointers", "ABcl", (1, 2, 3, 12)),
        ("ndc", "50242005121", Ndc("50242-0051-21")),
        ("ndc", Ndc("50242-051-21"), Ndc("50242-0051-21")),
    ],
)
def test_what_can_only_mean_one_thing_is_read(name: str, read: object, value: object) -> None:
    """However it is written, and without a fault."""
    made = line(**{name: read})
    assert getattr(made, name) == value
    assert type(getattr(made, name)) is type(value)
    assert made.faults == ()
    assert getattr(made.checked(), name) == value


def test_what_was_read_is_kept_as_it_was() -> None:
    """A review can say "you sent 72.0000", and not only what that means."""
    made = line(units="72.0000", modifiers=["RT", "76"], charge=12.5, narrative=None, ndc=" ")
    assert made.as_read == {
        "code": "J9312",
        "units": "72.0000",
        "on": "2025-08-01",
        "modifiers": "RT 76",
        "charge": "12.5",
    }
    assert (made.narrative, made.ndc) == (None, None)


def test_the_last_day_is_the_first_unless_it_was_read() -> None:
    assert line().to == DAY
    assert line(on="nonsense").to is None
    assert line(to="nonsense").to is None
    assert (line(on="nonsense", to="2025-08-02").on, line().to) == (None, DAY)


def test_a_quantity_is_read_with_its_package() -> None:
    made = line(ndc="50242-051-21", ndc_quantity="ML10")
    assert (made.ndc_quantity, made.faults) == (NdcQuantity("ML10"), ())


def test_what_is_the_callers_own_is_checked_as_ever() -> None:
    made = line(events=[1, 2], record=Record(given="80 mg"), reference="row 7")
    assert (made.events, made.record, made.reference) == ((1, 2), Record(given="80 mg"), "row 7")
    assert "row 7" not in repr(made) + str(made)
    own = made.checked()
    assert (own.events, own.record, own.reference) == (made.events, made.record, "row 7")
    with pytest.raises(BadClaimLine, match="0 is not the number of an event"):
        line(events=(0,))


# --- what is wrong ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "value", "faults"),
    [
        ({"code": "JO129"}, None, [("code", "JO129", "is not a HCPCS or CPT code")]),
        ({"code": "j9312"}, "J9312", [("code", "j9312", "write it as 'J9312'")]),
        ({"code": " J9312"}, "J9312", [("code", " J9312", "write it as 'J9312'")]),
        ({"code": None}, None, [("code", "", "None is not a HCPCS")]),
        ({"units": "0"}, None, [("units", "0", "cannot have 0 units")]),
        ({"units": -8}, None, [("units", "-8", "cannot have -8 units")]),
        ({"units": "1.2345"}, None, [("units", "1.2345", "at most three decimals")]),
        ({"units": "eight"}, None, [("units", "eight", "not 'eight'")]),
        ({"units": "1,20"}, None, [("units", "1,20", "not '1,20'")]),
        ({"units": "."}, None, [("units", ".", "not '.'")]),
        ({"units": "8" * 90}, None, [("units", "8" * 90, "(90 characters)")]),
        ({"units": None}, None, [("units", "", "not None")]),
        ({"units": True}, None, [("units", "True", "not 'True'")]),
        ({"units": Fraction(1, 2)}, None, [("units", "1/2", "not '1/2'")]),
        ({"units": float("nan")}, None, [("units", "", "not None")]),
        ({"on": "08/01/2025"}, None, [("on", "08/01/2025", "is not a date")]),
        ({"on": "2025-02-30"}, None, [("on", "2025-02-30", "not a day of the calendar")]),
        (
            {"on": datetime(2025, 8, 1, 9, tzinfo=UTC)},
            None,
            [("on", "2025-08-01 09:00:00+00:00", "is not a date")],
        ),
        ({"on": None}, None, [("on", "", "None is not a date")]),
        ({"charge": "12.345"}, None, [("charge", "12.345", "dollars and cents")]),
        ({"charge": "-1"}, None, [("charge", "-1", "0 or more")]),
        ({"charge": "free"}, None, [("charge", "free", "not 'free'")]),
        ({"place_of_service": "1"}, None, [("place_of_service", "1", "two digits")]),
        ({"place_of_service": 5.0}, None, [("place_of_service", "5.0", "two digits")]),
        ({"place_of_service": 11.5}, None, [("place_of_service", "11.5", "two digits")]),
        ({"code": "J9312.0"}, None, [("code", "J9312.0", "is not a HCPCS or CPT code")]),
        ({"code": 9312.0}, None, [("code", "9312.0", "is not a HCPCS or CPT code")]),
        ({"on": "20250230"}, None, [("on", "20250230", "is not a date")]),
        ({"on": "08012025"}, None, [("on", "08012025", "is not a date")]),
        ({"on": "20250801.5"}, None, [("on", "20250801.5", "is not a date")]),
        ({"ndc": 242005306.0}, None, [("ndc", "242005306.0", "digits")]),
        ({"ndc": "50242-051"}, None, [("ndc", "50242-051", "50242-051-21")]),
        ({"ndc": 5024205121}, None, [("ndc", "5024205121", "ten digits")]),
        ({"prior_authorization": "A-1"}, None, [("prior_authorization", "A-1", "hyphens")]),
        ({"narrative": "x" * 161}, None, [("narrative", "x" * 161, "at most 160")]),
        ({"administered": "0 mg"}, None, [("administered", "0 mg", "leave it out")]),
        ({"administered": "715"}, None, [("administered", "715", "has no unit")]),
        ({"revenue_code": "63"}, None, [("revenue_code", "63", "four digits")]),
        ({"diagnosis_pointers": "13"}, (), [("diagnosis_pointers", "13", "1 to 12")]),
        ({"diagnosis_pointers": "1234"}, (), [("diagnosis_pointers", "1234", "1 to 12")]),
        ({"diagnosis_pointers": "ABCDE"}, (), [("diagnosis_pointers", "ABCDE", "at most 4")]),
        ({"diagnosis_pointers": ["1", "1"]}, (), [("diagnosis_pointers", "1 1", "each once")]),
        ({"modifiers": "jw"}, ("JW",), [("modifiers", "jw", "in capitals, 'JW'")]),
        ({"modifiers": "J-"}, (), [("modifiers", "J-", "'J-' is not a modifier")]),
        ({"modifiers": ["JWX", "76"]}, ("76",), [("modifiers", "JWX 76", "'JWX' is not")]),
        ({"modifiers": "76 76"}, ("76", "76"), [("modifiers", "76 76", "repeated")]),
        (
            {"modifiers": ["JW", "JZ"]},
            ("JW", "JZ"),
            [("modifiers", "JW JZ", "contradict each other")],
        ),
        (
            {"modifiers": "RT LT 76 KX TB JW"},
            ("RT", "LT", "76", "KX", "TB", "JW"),
            [("modifiers", "RT LT 76 KX TB JW", "6 modifiers")],
        ),
        (
            {"modifiers": "jw JZ"},
            ("JW", "JZ"),
            [("modifiers", "jw JZ", "in capitals"), ("modifiers", "jw JZ", "contradict")],
        ),
    ],
)
def test_what_is_wrong_is_held_with_its_fault(
    read: dict[str, Any], value: object, faults: list[tuple[str, str, str]]
) -> None:
    """What no line could have is None; what is merely written wrongly is what it means."""
    made = line(**read)
    name, *_ = read
    assert getattr(made, name) == value
    assert [(fault.field, fault.value) for fault in made.faults] == [each[:2] for each in faults]
    for fault, (*_, text) in zip(made.faults, faults, strict=True):
        assert text in fault.text
        assert str(fault) == f"{name}: {fault.text}"
    with pytest.raises(JCodesError) as caught:
        made.checked()
    assert (caught.value.kind, str(caught.value)) == (made.faults[0].kind, made.faults[0].text)


def test_a_line_of_which_nothing_was_read_is_a_line_too() -> None:
    made = ClaimLine.received()
    assert [fault.field for fault in made.faults] == ["code", "units", "on"]
    assert (made.code, made.units, made.on, made.to) == (None,) * 4
    assert (made.modifiers, made.diagnosis_pointers, made.as_read) == ((), (), {})
    assert str(made) == "no code x no units on no date, received with 3 faults"


@pytest.mark.parametrize(
    ("read", "field", "text"),
    [
        ({"to": "2025-07-31"}, "to", "ends on 2025-07-31, before it begins"),
        ({"ndc_quantity": "ML10"}, "ndc_quantity", "has no NDC"),
        ({"discarded": "85 mg"}, "discarded", "with the modifier JW"),
        ({"administered": "80 mg", "modifiers": "JW"}, "administered", "cannot go on a line"),
    ],
)
def test_parts_that_contradict_each_other_keep_their_values(
    read: dict[str, Any], field: str, text: str
) -> None:
    made = line(**read)
    (fault,) = made.faults
    assert (fault.field, fault.value) == (field, read[field])
    assert text in fault.text
    assert getattr(made, field) is not None
    with pytest.raises(BadClaimLine, match=text):
        made.checked()


def test_a_package_that_cannot_be_read_is_one_fault() -> None:
    """Its quantity has an NDC, though nobody can say which."""
    made = line(ndc="50242-051", ndc_quantity="ML10")
    assert [fault.field for fault in made.faults] == ["ndc"]
    assert made.ndc_quantity == NdcQuantity("ML10")


def test_more_modifiers_than_anybody_reads_are_counted() -> None:
    """Twenty are looked at one by one; of more there is one fault, which says how many."""
    twenty = line(modifiers=["j-"] * 20)
    assert len(twenty.faults) == 22
    many = line(modifiers=["A1"] * 21)
    assert (len(many.faults), len(many.modifiers)) == (1, 20)
    assert "21 modifiers" in many.faults[0].text


# --- what is not taken ----------------------------------------------------------------


@pytest.mark.parametrize(
    "read", [{"units": [8]}, {"code": object()}, {"modifiers": [["JW"]]}, {"on": {}}, {"ndc": b"1"}]
)
def test_what_is_neither_text_number_nor_date_is_refused(read: dict[str, Any]) -> None:
    with pytest.raises(BadArgument, match="pass a text, a number or a date"):
        line(**read)


def test_a_field_that_no_line_has_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'unit'"):
        line(unit=8)
    with pytest.raises(BadArgument, match="'unit' is not a field of a received line"):
        ReceivedLine({"unit": 8})


@pytest.mark.parametrize("read", [None, "J9312", ["code"], ("code", "J9312"), (("code",),)])
def test_what_was_read_is_a_dictionary(read: Any) -> None:
    with pytest.raises(BadArgument, match="is not what was read: pass a dictionary"):
        ReceivedLine(read)


@given(st.sampled_from(["modifiers", "diagnosis_pointers", *RIGHT, "charge", "ndc"]), texts())
def test_any_text_in_any_field_is_held(name: str, text: str) -> None:
    """It never raises; what has no fault is a line made here, and the other way around."""
    made = line(**{name: text})
    assert made.as_read.get(name, "") == (text if text.strip() else "")
    if not made.faults:
        assert str(made.checked())
    else:
        with pytest.raises(JCodesError):
            made.checked()


# --- a received line as a value ---------------------------------------------------------


def test_a_received_line_is_a_value() -> None:
    made = line(modifiers="JW JZ", reference=7)
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert (again, hash(again), again.faults) == (made, hash(made), made.faults)
    assert ReceivedLine(made.as_read, reference=7) == made
    assert evolve(made, reference=8) != made
    assert line(units="8.0") != line()


def test_a_received_line_reads_as_it_was_read() -> None:
    assert str(line()) == "J9312 x 8 on 2025-08-01, received"
    one = line(modifiers="JW JZ", units="8.0")
    assert str(one) == "J9312-JW-JZ x 8.0 on 2025-08-01, received with 1 fault"
    assert str(line(code="<J>\x00"))[:9] == "'<J>\\x00'"
    assert line(code="<J>")._repr_html_().startswith("<code>&lt;J&gt; x 8")


def test_a_claim_takes_received_lines_beside_others() -> None:
    """One whose charge could not be read leaves the claim without one; pointers may be wrong."""
    wrong = line(charge="12.345", diagnosis_pointers="3")
    made = Claim(
        [wrong, ClaimLine("96413", 1, on=DAY, charge=1)],
        setting="professional",
        diagnoses=["C83.30"],
    )
    assert made.lines[0] is wrong
    assert made.charge is None
