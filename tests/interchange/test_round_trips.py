"""Every object comes back equal, from the dictionary and from its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import NoneType
from typing import Any

import pytest
from attrs import has
from hypothesis import given, settings
from hypothesis import strategies as st

import hcpcs_jcodes
from hcpcs_jcodes import (
    Amount,
    Claim,
    ClaimLine,
    Concentration,
    JCodesError,
    Ndc,
    NdcQuantity,
    ProductNdc,
    ReceivedLine,
    Record,
    Rounding,
    code_encounter,
    codeset,
    from_dict,
    json_schema,
    to_dict,
)
from hcpcs_jcodes.interchange import forms
from hcpcs_jcodes.interchange.building import form_of_kind
from hcpcs_jcodes.interchange.kinds import KINDS_OF_OBJECTS, Kind
from hcpcs_jcodes.interchange.objects import Object, Single
from hcpcs_jcodes.interchange.shipped import ShippedForm
from tests.bills import single_dose
from tests.interchange.examples import examples
from tests.laws.at_random import chart
from tests.strategies import amounts, days, numbers, packaged_versions

KINDS = {kind.name: kind for kind in KINDS_OF_OBJECTS}


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

LEAVES: Mapping[type, st.SearchStrategy[Any]] = {
    Amount: amounts(),
    Concentration: st.sampled_from(["50 mg/mL", "250 mg/5 mL", "0.1 g/L"]).map(Concentration),
    Ndc: st.from_regex("[1-9][0-9]{4}-[0-9]{4}-[0-9]{2}", fullmatch=True).map(Ndc),
    ProductNdc: st.from_regex("[1-9][0-9]{4}-[0-9]{4}", fullmatch=True).map(ProductNdc),
    NdcQuantity: st.builds(
        NdcQuantity,
        numbers().filter(lambda number: number < 10**15),
        st.sampled_from(["UN", "ML", "GR", "F2", "ME"]),
    ),
    Decimal: st.decimals(0, 10**12, places=3),
    Fraction: numbers(),
    date: days(),
    datetime: st.datetimes(
        datetime(2011, 1, 1),  # noqa: DTZ001 - a chart has local times
        timezones=st.sampled_from(
            [None, UTC, timezone(timedelta(hours=-5)), timezone(timedelta(minutes=345))]
        ),
    ),
    Rounding: st.sampled_from(Rounding),
}


def values_of(form: forms.Form) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0912 - one for each form
    """The values that a form takes, as its own parts say."""
    match form:
        case forms.Text(pattern=pattern):
            return st.from_regex(pattern, fullmatch=True) if pattern else st.text(max_size=20)
        case forms.Whole(least=least):
            return st.integers(max(least, 0), 10**6)
        case forms.Flag():
            return st.booleans()
        case forms.Nothing():
            return st.none()
        case forms.Word(words=words):
            return st.sampled_from(words)
        case forms.Leaf(of=of, text=text, matches=matches):
            # a number of units, for one, is above 0
            return LEAVES[of].filter(lambda value: matches(text(value)))
        case forms.Wrapped():
            return st.text(max_size=20)
        case forms.Listed(each=each):
            return st.lists(values_of(each), max_size=3).map(tuple)
        case forms.Fixed(parts=parts):
            return st.tuples(*map(values_of, parts))
        case forms.Keyed(key=key, each=each):
            return st.dictionaries(values_of(key), values_of(each), max_size=3)
        case forms.AnyOf(members=members):
            return st.one_of(*map(values_of, members))
        case ShippedForm(whole=whole):
            shipped = {"jcode": st.deferred(lambda: st.sampled_from(packaged_versions()))}
            assert isinstance(whole, Object)
            return shipped.get(whole.kind.name, values_of(whole))
        case Object(kind=kind):
            return objects_of(kind)
    raise AssertionError(form)


def lines() -> st.SearchStrategy[ClaimLine]:
    """Claim lines, which check their parts."""
    return st.builds(
        ClaimLine,
        st.sampled_from(["J9312", "96413", "0540T", "Q5115"]),
        st.integers(1, 10**6) | st.decimals("0.001", 999, places=3),
        on=st.dates(date(2011, 1, 1), date(2025, 1, 1)),
        to=st.none() | st.dates(date(2025, 1, 1), date(2026, 1, 1)),
        modifiers=st.sampled_from([(), ("JZ",), ("59", "RT")]),
        charge=st.none() | st.decimals(0, 10**6, places=2),
        ndc=LEAVES[Ndc],
        ndc_quantity=st.none() | LEAVES[NdcQuantity],
        administered=st.none() | amounts(),
    )


def records() -> st.SearchStrategy[Record]:
    """What lines rest on."""
    return st.builds(
        Record,
        given=st.none() | amounts(),
        opened=st.none() | st.lists(amounts("mg", "g").filter(bool), min_size=1, max_size=4),
        discarded=st.none() | amounts(),
        container=st.sampled_from([None, "single-dose", "bulk"]),
        route=st.sampled_from(["", "intravenous"]),
        start=st.none() | st.datetimes(datetime(2011, 1, 1), datetime(2020, 1, 1)),  # noqa: DTZ001
        stop=st.none() | st.datetimes(datetime(2020, 1, 1)),  # noqa: DTZ001
        acquired=st.sampled_from([None, "340B", "patient's own"]),
    )


def received() -> st.SearchStrategy[ReceivedLine]:
    """Lines that came from elsewhere, wrong in some way or in none."""
    return st.builds(
        ClaimLine.received,
        code=st.sampled_from(["J9312", "j9312 ", "JO129", "", None]),
        units=st.sampled_from([72, 0, -1, "72.0000", "1e3", "x", None]),
        on=st.sampled_from(["2025-08-01", date(2025, 8, 1), "20250801", "soon", None]),
        modifiers=st.sampled_from([(), ("JW", "JZ"), ("76",) * 6, ("jw",), None]),
        ndc=st.sampled_from([None, "50242-0053-06", "5024205306", "nothing"]),
        ndc_quantity=st.sampled_from([None, "ML10", "ten"]),
        charge=st.sampled_from([None, "1234.505", "12", 5]),
        events=st.sampled_from([(), (1, 2)]),
        record=st.none() | records(),
        reference=st.sampled_from([None, "line 7", 7]),
    )


def claims() -> st.SearchStrategy[Claim]:
    """Claims by hand, of lines made here and received."""
    return st.builds(
        Claim,
        st.lists(lines() | received(), min_size=1, max_size=3),
        setting=st.sampled_from(["professional", "facility", "asc", "supplier"]),
        diagnoses=st.sampled_from([(), ("C83.30",), ("C8330", "z511")]),
        prior_authorization=st.sampled_from([None, "AB123"]),
        reference=st.sampled_from([None, "visit 7", 7]),
        payer=st.sampled_from(["", "Acme"]),
    )


BY_HAND: Mapping[str, st.SearchStrategy[Any]] = {
    "administration": st.integers(0, 10**6).map(lambda seed: chart(Random(seed))[0]),  # noqa: S311
    "claim": claims(),
    "claim_line": lines(),
    "received_line": received(),
    "record": records(),
    "choices": st.deferred(lambda: st.sampled_from(examples()["choices"])),
    "code_set": st.sampled_from([codeset(2011), codeset(2019), codeset("2026Q4")]),
    "given": st.builds(
        hcpcs_jcodes.Given,
        st.lists(
            amounts() | st.sampled_from(["5 mg", "1/3 mg"]) | st.integers(1, 10**30), min_size=1
        ),
        opened=st.none() | st.lists(amounts("mg", "g"), min_size=1, max_size=4),
        discarded=st.none() | amounts(),
    ),
    "payer": st.deferred(lambda: st.sampled_from(examples()["payer"])),
    "scoped": st.builds(
        hcpcs_jcodes.Scoped,
        st.sampled_from(["code", "modifier", "setting"]),
        st.sampled_from(["J9312", "22", ""]),
        st.none() | st.booleans(),
        since=st.none() | days(),
    ),
    "target": st.deferred(
        lambda: st.sampled_from([each.targets[0] for each in examples()["migration"]])
    ),
    "sizes": st.deferred(lambda: st.sampled_from(examples()["sizes"])),
    "vial_choice": st.deferred(lambda: st.sampled_from(examples()["vial_choice"])),
}


def objects_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Objects of a kind: made of the values of its fields, or by hand where it checks them."""
    if kind.name in BY_HAND:
        return BY_HAND[kind.name]
    form = form_of_kind(kind)
    if isinstance(form, Single):
        return LEAVES[kind.cls]
    parts = {part.key: values_of(part.form) for part in form.parts}
    return st.builds(kind.made or kind.cls, **parts)


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
    assert len(json.dumps(to_dict(billed))) < 1300
    assert to_dict(billed)["payer"] == {"name": "medicare", "fingerprint": "b303e9f7aaa87991"}
    assert to_dict(billed)["code"] == {
        "code": "J9312",
        "valid_from": "2019-01-01",
        "fingerprint": "a3b10eddec86a7ed",
    }
    assert from_dict(to_dict(billed)).code is billed.code
    assert from_dict(to_dict(billed)).payer is billed.payer


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
