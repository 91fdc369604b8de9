"""Every object comes back equal, from the dictionary and from its JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import NoneType
from typing import Any

import pytest
from attrs import evolve, fields, has
from hypothesis import given, settings
from hypothesis import strategies as st

import hcpcs_jcodes
from hcpcs_jcodes import (
    SETTINGS,
    Amount,
    ClaimLine,
    JCodesError,
    Payer,
    build_claim,
    code_encounter,
    codeset,
    from_dict,
    json_schema,
    to_dict,
)
from hcpcs_jcodes.interchange.kinds import KINDS_OF_OBJECTS
from tests.bills import single_dose
from tests.interchange.examples import LINE, PLAN, RECEIVED, examples, infusion_day
from tests.interchange.values import KINDS, objects_of
from tests.laws.at_random import chart
from tests.strategies import numbers


def assert_comes_back(obj: Any) -> None:
    """It is equal, of the same class, and writes the same once more."""
    written = to_dict(obj)
    stored = json.dumps(written)
    for again in (from_dict(written), from_dict(stored), from_dict(json.loads(stored))):
        assert again == obj
        assert type(again) is type(obj)
        assert json.dumps(to_dict(again)) == stored


def test_every_public_value_object_has_its_kind() -> None:
    """A new public class of values is a row, or this fails."""
    public = [getattr(hcpcs_jcodes, name) for name in vars(hcpcs_jcodes)["__all__"]]
    values = {each.__name__ for each in public if isinstance(each, type) and has(each)}
    values -= {"Example", "Rule"}  # with a function of its own, and with rows of any kind
    assert values | {"Found", "Rounding"} == {kind.public for kind in KINDS_OF_OBJECTS}
    assert tuple(sorted(KINDS)) == json_schema()


@pytest.mark.parametrize("name", json_schema())
def test_the_examples_come_back_equal(name: str) -> None:
    for each in examples()[name]:
        assert_comes_back(each)


@pytest.mark.parametrize("name", json_schema())
def test_a_dictionary_names_its_kind_and_version_first(name: str) -> None:
    for each in examples()[name]:
        assert next(iter(to_dict(each).items())) == ("schema", f"hcpcs_jcodes.{name}/1")


# --- under hypothesis ------------------------------------------------------------


@pytest.mark.parametrize("name", json_schema())
def test_any_object_comes_back_equal(name: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(objects_of(KINDS[name]))
    def comes_back(obj: Any) -> None:
        assert_comes_back(obj)

    comes_back()


@settings(deadline=None)
@given(st.integers(0, 10**30), st.integers(1, 10**30), st.sampled_from(["mg", "units", "vial"]))
def test_every_amount_comes_back_exactly_with_its_unit(
    numerator: int, denominator: int, unit: str
) -> None:
    """Thirds, and decimals too long to be typed, included."""
    amount = Amount(Fraction(numerator, denominator), unit)
    again = from_dict(to_dict(amount))
    assert (again.value, again.unit) == (amount.value, amount.unit)


@pytest.mark.parametrize("seed", range(40))
def test_coded_charts_come_back_equal(seed: int) -> None:
    """Encounters at random, with whatever they leave open."""
    events = chart(Random(seed))  # noqa: S311
    try:
        encounter = code_encounter(events, setting="facility")
    except JCodesError:
        return  # events that contradict each other
    assert_comes_back(encounter)
    assert from_dict(to_dict(encounter)).questions == encounter.questions


@settings(max_examples=30, deadline=None)
@given(numbers(), st.sampled_from(["J9312", "J1745", "J9271", "J2997"]))
def test_bills_come_back_equal(dose: Fraction, code: str) -> None:
    billed = single_dose(code, Amount(min(dose, Fraction(5000)), "mg"))
    assert_comes_back(billed)
    assert str(from_dict(to_dict(billed))) == str(billed)


# --- what a dictionary looks like ---------------------------------------------------


def test_what_has_its_default_is_omitted() -> None:
    line = ClaimLine("J9312", 72, on=date(2025, 8, 1))
    assert list(to_dict(line)) == ["schema", "code", "units", "on"]


def test_a_default_that_comes_from_the_data_is_always_written() -> None:
    """Hydration begins at 31 minutes today; a later version must not read another number."""
    assert to_dict(hcpcs_jcodes.Choices()) == {
        "schema": "hcpcs_jcodes.choices/1",
        "shortest_hydration": 31,
    }


def test_a_text_beside_amounts_is_told_from_an_amount() -> None:
    """A dose that was given as text stays one: it reads as the caller wrote it."""
    given_ = hcpcs_jcodes.Given(["500.0 mg", Amount("500 mg"), 5])
    assert to_dict(given_)["administered"] == [{"text": "500.0 mg"}, "500 mg", 5]


def test_one_of_several_kinds_names_its_kind() -> None:
    """The MUE of a bill is a limit, or why there is none."""
    kinds = {to_dict(each)["mue"]["schema"] for each in examples()["bill"]}
    assert kinds == {"hcpcs_jcodes.mue/1", "hcpcs_jcodes.not_checked/1"}


def test_a_bill_is_about_a_kilobyte() -> None:
    """Its code and its payer ship, and go by name and fingerprint."""
    billed = single_dose("J9312", "715 mg", opened=["500 mg", "3 x 100 mg"])
    assert 1000 < len(json.dumps(to_dict(billed))) < 1300
    assert to_dict(billed)["payer"] == {"name": "medicare", "fingerprint": "e004ebfe358338dd"}
    assert to_dict(billed)["code"] == {
        "code": "J9312",
        "valid_from": "2019-01-01",
        "fingerprint": "a3b10eddec86a7ed",
    }
    assert from_dict(to_dict(billed)).code is billed.code
    assert from_dict(to_dict(billed)).payer is billed.payer


def test_a_claim_of_eight_events_is_about_eight_kilobytes() -> None:
    """Ten lines with their records are three, seven questions two, 27 steps four; not the payer."""
    claim = examples()["claim"][3]
    assert len(infusion_day()) == 8
    assert 4000 < len(json.dumps(to_dict(claim))) < 12_000
    assert to_dict(claim)["payer"] == "medicare"


def test_a_payer_by_itself_is_whole() -> None:
    """With all of its rows: the file from which a clearinghouse reads it has no library."""
    written = to_dict(Payer.medicare())
    assert "fingerprint" not in written
    assert len(written["scope"]) == len(Payer.medicare().scope)
    assert written["sources"] == dict(Payer.medicare().sources)
    assert from_dict(written) == Payer.medicare()
    assert from_dict(written).fingerprint == Payer.medicare().fingerprint


def test_every_attribute_of_a_payer_is_written() -> None:
    """Those of ``PLAN`` are each another than its default."""
    assert {*to_dict(PLAN)} == {"schema", *(each.alias for each in fields(Payer))}


def test_a_received_line_is_what_was_read() -> None:
    """Its values and faults follow from that, by the rules of the version that loads it."""
    assert {*to_dict(RECEIVED)} == {"schema", "as_read", "events", "record", "reference"}
    again = from_dict(to_dict(RECEIVED))
    assert again.faults == RECEIVED.faults
    assert again.charge == Decimal("1234.50")


def test_a_reference_is_a_text_or_a_number_as_it_was() -> None:
    """Key 5 and key "5" are two of the caller's keys."""
    for key in (5, "5"):
        assert from_dict(to_dict(evolve(LINE, reference=key))).reference == key


def test_a_claim_keeps_what_it_says_of_itself() -> None:
    for claim in examples()["claim"]:
        again = from_dict(json.dumps(to_dict(claim)))
        for name in ("ready", "charge", "work_list", "reference"):
            assert getattr(again, name) == getattr(claim, name)
        assert str(again) == str(claim)


@settings(max_examples=10, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["medicare", "medicare_advantage", "medicaid", "commercial"]),
    st.sampled_from(SETTINGS),
)
def test_claims_built_of_any_chart_come_back_equal(seed: int, payer: str, setting: Any) -> None:
    events = chart(Random(seed))  # noqa: S311
    try:
        claim = build_claim(events, payer=payer, setting=setting)
    except JCodesError:
        return  # events that contradict each other
    assert_comes_back(claim)


def test_a_code_made_by_hand_is_whole_within_a_bill() -> None:
    by_hand = examples()["bill"][4]
    assert to_dict(by_hand)["code"]["long_description"] == "Injection, rituximab, by hand"
    assert to_dict(by_hand)["payer"]["sources"] == {"decimals": "Plan X manual, p. 7"}


def test_a_code_by_itself_is_whole() -> None:
    whole = to_dict(codeset(2025)["J9312"])
    assert whole["billing_unit"] == {"kind": "measured", "amount": "10 mg"}
    assert "fingerprint" not in whole


def test_nothing_that_is_no_value_object_is_written() -> None:
    for other in (None, 5, "J9312", {}, NoneType, object(), Amount):
        with pytest.raises(hcpcs_jcodes.BadInterchange, match=r"^\$: .* does not fit"):
            to_dict(other)
