"""What is refused, with the path of the place and what fits there."""

from __future__ import annotations

import json
import pickle
from collections import OrderedDict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    BadAmount,
    BadClaimLine,
    BadInterchange,
    Step,
    from_dict,
    to_dict,
)
from hcpcs_jcodes.interchange.forms import LONGEST
from tests.interchange.examples import examples
from tests.interchange.test_schemas import Place, corrupted, without

LINE = {"schema": "hcpcs_jcodes.claim_line/1", "code": "J9312", "units": 72, "on": "2025-08-01"}
STEP = {"schema": "hcpcs_jcodes.step/1", "text": "whole units"}


def written(name: str, number: int = 0) -> Any:
    return to_dict(examples()[name][number])


def refused(data: Any) -> BadInterchange:
    """The error for a dictionary."""
    with pytest.raises(BadInterchange) as caught:
        from_dict(data)
    error = caught.value
    assert str(error).startswith(error.path)
    assert len(str(error)) <= 500
    return error


@pytest.mark.parametrize(
    ("place", "value", "path", "says"),
    [
        # wrong types
        (("units",), True, "$.units", "true does not fit; pass a whole number of 1 or more"),
        (("units",), 72.0, "$.units", "72.0, a binary float, does not fit"),
        (("units",), float("nan"), "$.units", "nan, a binary float, does not fit"),
        (
            ("units",),
            "72 units",
            "$.units",
            "pass a whole number of 1 or more or a text such as '72.5'",
        ),
        (("units",), None, "$.units", "null does not fit"),
        (("units",), [], "$.units", "a list of 0 does not fit"),
        (("code",), 9312, "$.code", "9312 does not fit; pass a text that matches"),
        (("code",), "j9312", "$.code", "'j9312' does not fit"),
        (("on",), "2025-8-1", "$.on", "pass a text such as '2025-08-01'"),
        (("on",), "2025-02-29", "$.on", "pass a text such as '2025-08-01'"),
        (("on",), "2025-08-01T00:00:00", "$.on", "does not fit"),
        (("on",), date(2025, 8, 1), "$.on", "2025-08-01, a date, does not fit"),
        (("modifiers",), "JW", "$.modifiers", "'JW' does not fit; pass a list"),
        (("modifiers",), {"0": "JW"}, "$.modifiers", "an object of 1 keys does not fit"),
        (("modifiers",), ("JW",), "$.modifiers", "a tuple, does not fit"),
        (("modifiers",), ["JW", 59], "$.modifiers[1]", "59 does not fit"),
        (("charge",), 1234, "$.charge", "1234 does not fit; pass a text such as '72.5' or null"),
        (("charge",), "1,234", "$.charge", "does not fit"),
        (("charge",), "NaN", "$.charge", "does not fit"),
        (("ndc",), "50242-053-06", "$.ndc", "pass a text such as '50242-0051-21'"),
        (("administered",), "715", "$.administered", "pass a text such as '715 mg'"),
        # huge
        (("units",), 10**31, "$.units", "a number of 103 bits does not fit"),
        (("units",), "9" * 81, "$.units", "does not fit"),
        (("narrative",), "x" * (LONGEST + 1), "$.narrative", "(10001 characters) does not fit"),
        (("administered",), f"{'9' * 81} mg", "$.administered", "does not fit"),
        # unknown
        (("unit",), 72, "$.unit", "claim_line has no such key; pass only administered, charge"),
        (("a b",), 72, "$['a b']", "no such key"),
        ((5,), 72, "$[5]", "no such key"),
        # what the constructor refuses
        (("modifiers",), ["JW", "JW"], "$.modifiers", ""),
        (("to",), "2025-07-31", "$.to", "ends on 2025-07-31, before it begins"),
        (("narrative",), " ", "$.narrative", "is not a narrative"),
        (("units",), 10**12, "$.units", "cannot have 1000000000000 units"),
        (("administered",), "500/125 mg", "$.administered", "is two numbers"),
        (("discarded",), "85 mg", "$.discarded", "goes on a line of its own with the modifier JW"),
    ],
)
def test_a_claim_line_is_refused_with_its_path(
    place: Place, value: object, path: str, says: str
) -> None:
    error = refused(corrupted(LINE, place, value))
    assert error.path == path
    assert says in str(error)
    assert error.kind == "bad_interchange"


@pytest.mark.parametrize(
    ("name", "number", "place", "value", "path"),
    [
        ("bill", 1, ("lines", 1, "units"), True, "$.lines[1].units"),
        ("bill", 1, ("steps", 2, "text"), None, "$.steps[2].text"),
        ("bill", 1, ("code", "valid_from"), 5, "$.code.valid_from"),
        ("bill", 1, ("mue", "schema"), "hcpcs_jcodes.bundle/1", "$.mue"),
        ("bill", 1, ("mue", "schema"), None, "$.mue"),
        ("bill", 1, ("mue",), 5, "$.mue"),
        ("jcode", 0, ("billing_unit", "kind"), "measure", "$.billing_unit.kind"),
        ("encounter", 1, ("events", 1, "counted", 0, "start"), "9:00", "$.events[1].counted[0].start"),
        ("vial_choice", 1, ("ndcs", "1 g" ), [], "$.ndcs['1 g']"),
        ("vial_choice", 1, ("ndcs", "5"), [], "$.ndcs['5']"),
        ("given", 1, ("administered", 0), {"texts": "5 mg"}, "$.administered[0]"),
        ("given", 1, ("administered", 0, "text"), 5, "$.administered[0].text"),
        ("payer", 1, ("scope", 0, "in_scope"), "no", "$.scope[0].in_scope"),
        ("billing_unit", 1, ("components", 0), ["imipenem"], "$.components[0]"),
        ("billing_unit", 1, ("components", 0, 1), "250", "$.components[0][1]"),
        ("payer", 1, ("rounding",), "down", "$.rounding"),
        ("payer", 1, ("noc_codes", "hospital"), "C9399", "$.noc_codes.hospital"),
        ("payer", 1, ("noc_codes", "facility"), 5, "$.noc_codes.facility"),
        ("payer", 1, ("modifier_340b",), "T", "$.modifier_340b"),
        ("payer", 1, ("choices", "distinct"), "58", "$.choices.distinct"),
        ("claim", 1, ("lines", 2, "units"), True, "$.lines[2].units"),
        ("claim", 1, ("lines", 2, "zzz"), 1, "$.lines[2].zzz"),
        ("claim", 1, ("lines", 1, "units"), 8, "$.lines[1].units"),
        ("claim", 1, ("lines", 1, "as_read", "units"), 8, "$.lines[1].as_read.units"),
        ("claim", 1, ("lines", 1, "as_read", "unit"), "8", "$.lines[1]"),
        ("claim", 1, ("lines", 0, "record", "opened", 1), "100", "$.lines[0].record.opened[1]"),
        ("claim", 1, ("lines", 0, "record", "acquired"), "bought", "$.lines[0].record.acquired"),
        ("claim", 1, ("lines", 0, "schema"), None, "$.lines[0]"),
        ("claim", 1, ("lines", 0, "diagnosis_pointers"), [1, 13], "$.lines[0]"),
        ("claim", 1, ("diagnoses", 0), "C8330.", "$"),
        ("claim", 1, ("diagnoses",), ["C83.30"], "$"),
        ("claim", 1, ("questions", 0, "line"), 4, "$"),
        ("claim", 1, ("questions", 0, "line"), 10**40, "$.questions[0].line"),
        ("claim", 1, ("type_of_bill",), "9", "$.type_of_bill"),
        ("claim", 1, ("lines",), [], "$.lines"),
        ("administration", 2, ("products", 1, "opened", 0), 5, "$.products[1].opened[0]"),
        ("administration", 5, ("ndc",), "50242-053", "$.ndc"),
        ("work_item", 0, ("questions", 0, "owner"), "doctor", "$.questions[0].owner"),
        ("administration", 1, ("dose",), "5 mL/h", "$.dose"),
        ("administration", 1, ("pauses", 0, "stop"), "2025-08-01 11:00:00", "$.pauses[0].stop"),
        ("amount", 0, ("value",), "715", "$.value"),
        ("amount", 0, ("unit",), "mg", "$"),
        ("code_set", 0, ("family",), "K", "$.family"),
    ],
)  # fmt: skip
def test_a_part_of_an_object_is_refused_with_its_path(
    name: str, number: int, place: Place, value: object, path: str
) -> None:
    if place == ("ndcs", "1 g"):  # the same key twice, written in two ways
        data = written(name, number)
        data["ndcs"]["1000 mg"] = data["ndcs"]["1 g"] = []
        assert "another key is equal to it" in str(refused(data))
        return
    assert refused(corrupted(written(name, number), place, value)).path == path


def test_a_missing_key_is_named_with_what_fits() -> None:
    for key, fits in (("units", "a whole number of 1 or more"), ("on", "'2025-08-01'")):
        error = refused(without(LINE, (key,)))
        assert str(error).startswith(f"$.{key} is missing; pass ")
        assert fits in str(error)
    assert refused(without(written("bill", 1), ("lines", 0, "code"))).path == "$.lines[0].code"
    assert refused(without(written("amount"), ("value",))).path == "$"


def test_the_constructors_error_is_the_cause() -> None:
    cause = refused(corrupted(LINE, ("narrative",), " ")).__cause__
    assert isinstance(cause, BadClaimLine)
    assert cause.value == " "
    half = corrupted(LINE, ("administered",), "500/125 mg")
    assert isinstance(refused(half).__cause__, BadAmount)


@pytest.mark.parametrize(
    "named",
    [
        None,
        5,
        [],
        "claim_line",
        "hcpcs_jcodes.claim_line",
        "hcpcs_jcodes.claim_line/2",
        "hcpcs_jcodes.claim_lines/1",
        "x" * 10**5,
    ],
)
def test_an_unknown_kind_or_version_is_refused_with_one_that_is_known(named: object) -> None:
    error = refused({**LINE, "schema": named})
    assert error.path == "$.schema"
    assert "such as 'hcpcs_jcodes.claim_line/1'" in str(error)


def test_a_kind_that_is_misspelled_is_offered() -> None:
    assert "'hcpcs_jcodes.ndc_quantity/1'" in str(refused({"schema": "hcpcs_jcodes.ndc_quantty/1"}))


@pytest.mark.parametrize("data", [None, 5, [], b"{}", "[]", "5", OrderedDict(STEP), (STEP,)])
def test_only_a_dictionary_or_the_json_of_one_is_read(data: Any) -> None:
    error = refused(data)
    assert error.path == "$"
    assert "pass a dictionary that to_dict() made" in str(error)


# --- JSON texts ---------------------------------------------------------------------


def test_the_text_of_json_is_read_too() -> None:
    assert from_dict(json.dumps(STEP)) == Step("whole units")


@pytest.mark.parametrize("text", ["", "{", "{'schema': 1}", "x" * 10**6, '{"a": 1,}', "\x00"])
def test_a_text_that_is_no_json_is_refused(text: str) -> None:
    error = refused(text)
    assert error.path == "$"
    assert "is not JSON" in str(error)


def test_a_key_that_stands_twice_is_refused_where_it_stands() -> None:
    """Which of the two is meant?"""
    text = '{"schema": "hcpcs_jcodes.step/1", "text": "a", "text": "b"}'
    assert str(refused(text)).startswith("$: an object with the key 'text' twice does not fit")
    inner = json.dumps(written("bill", 1)).replace('"units": 72', '"units": 72, "units": 8')
    assert refused(inner).path == "$.lines[0]"


def test_numbers_that_no_library_reads_alike_are_refused_where_they_stand() -> None:
    for number in ("72.0", "7.2e1", "NaN", "Infinity", "-Infinity", "1e999", "1" * 40):
        text = json.dumps(LINE).replace('"units": 72', f'"units": {number}')
        assert refused(text).path == "$.units"
    assert "is not JSON" in str(refused(json.dumps(LINE).replace("72", "7" * 10_000)))


def test_deep_nesting_is_refused() -> None:
    """In a text, and in a dictionary, of which only what fits is looked into."""
    assert str(refused("[" * 10**6)) == "$: the text is nested too deeply"
    deep: Any = []
    for _ in range(10**5):
        deep = [deep]
    for key in ("text", "source"):
        assert refused({**STEP, key: deep}).path == f"$.{key}"
    assert refused({**LINE, "modifiers": deep}).path == "$.modifiers[0]"
    assert refused({**LINE, "x": deep}).path == "$.x"
    assert refused({**LINE, "schema": deep}).path == "$.schema"


def test_a_long_path_stays_readable() -> None:
    error = refused({**LINE, "x" * 10**6: 1})
    assert error.path == "$['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'... (1000000 characters)]"


# --- facts that were corrected since -------------------------------------------------


def test_a_code_that_was_corrected_since_is_refused_by_name() -> None:
    data = corrupted(written("bill", 1), ("code", "fingerprint"), "0" * 16)
    error = refused(data)
    assert (error.path, error.kind) == ("$.code", "fingerprint_changed")
    assert "'J9312' from 2019-01-01 was stored with other facts" in str(error)
    assert "has the fingerprint a3b10eddec86a7ed, not '0000000000000000'" in str(error)


def test_the_corrections_of_a_code_are_named() -> None:
    error = refused(
        corrupted(
            written("bill", 1),
            ("code",),
            {"code": "C9046", "valid_from": "2019-07-01", "fingerprint": "0" * 16},
        )
    )
    assert "C9046" in str(error)
    assert "CMS's list of October 2026 ends the code" in str(error)


@pytest.mark.parametrize(
    ("code", "first", "says"),
    [
        ("J9312", "2019-01-02", "no version begins on that day: its versions begin 2019-01-01"),
        ("J0000", "2019-01-01", "its versions begin on no day"),
        ("?", "2019-01-01", "its versions begin on no day"),
    ],
)
def test_a_version_that_is_not_there_is_refused(code: str, first: str, says: str) -> None:
    reference = {"code": code, "valid_from": first, "fingerprint": "0" * 16}
    error = refused(corrupted(written("bill", 1), ("code",), reference))
    assert says in str(error)


def test_a_payer_that_was_corrected_since_is_refused_by_name() -> None:
    data = corrupted(written("bill", 1), ("payer", "fingerprint"), "0" * 16)
    error = refused(data)
    assert (error.path, error.kind) == ("$.payer", "fingerprint_changed")
    assert "payer 'medicare' was stored with other rules" in str(error)
    unknown = corrupted(written("bill", 1), ("payer", "name"), "medicade")
    assert "payer 'medicade' was stored" in str(refused(unknown))
    assert "it is not included" in str(refused(unknown))


def test_a_reference_has_all_of_its_parts() -> None:
    assert refused(without(written("bill", 1), ("code", "valid_from"))).path == "$.code"
    assert refused(without(written("bill", 1), ("code", "fingerprint"))).path == "$.code.valid_to"
    assert refused(corrupted(written("bill", 1), ("payer",), "medicare")).path == "$.payer"


# --- what cannot be written ------------------------------------------------------------


def wrong_step(value: Any) -> Step:
    return Step(value)


@pytest.mark.parametrize(
    ("obj", "path"),
    [
        (wrong_step(5), "$.text"),
        (wrong_step(None), "$.text"),
        (wrong_step("x" * (LONGEST + 1)), "$.text"),
        (evolve(examples()["question"][0], kind="discard"), "$.kind"),
        (evolve(examples()["question"][0], line=0), "$.line"),
        (evolve(examples()["question"][0], line="1"), "$.line"),
        (evolve(examples()["bill"][1], lines=[]), "$.lines"),
        (evolve(examples()["bill"][1], on=datetime(2025, 8, 1)), "$.on"),  # noqa: DTZ001
        (evolve(examples()["bill"][1], administered="715 mg"), "$.administered"),
        (evolve(examples()["bill"][1], administered_units=Decimal("NaN")), "$.administered_units"),
        (evolve(examples()["bill"][1], code="J9312"), "$.code"),
        (evolve(examples()["bill"][1], payer="medicare"), "$.payer"),
        (evolve(examples()["bill"][1], mue=None), "$.mue"),
        (evolve(examples()["encounter"][0], nearest=0), "$.nearest"),
        (evolve(examples()["jcode"][0], code="zzz"), "$.code"),
        (evolve(examples()["billing_unit"][0], components=(("a", 1, 2),)), "$.components[0]"),
        (evolve(examples()["vial_choice"][0], ndcs=5), "$.ndcs"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(obj: Any, path: str) -> None:
    with pytest.raises(BadInterchange) as caught:
        to_dict(obj)
    assert caught.value.path == path


def test_the_error_pickles_with_its_path_and_kind() -> None:
    error = refused(corrupted(written("bill", 1), ("code", "fingerprint"), "0" * 16))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (again.path, again.kind, str(again)) == (error.path, error.kind, str(error))
