"""A visit as people write it in JSON is read by the names of ``build_claim``, and strictly."""

from __future__ import annotations

import json
from contextlib import suppress
from inspect import signature
from typing import Any

import pytest

from hcpcs_jcodes import (
    Administration,
    BadInterchange,
    CorruptData,
    JCodesError,
    Payer,
    PaymentLimits,
    build_claim,
    from_dict,
    to_dict,
)
from hcpcs_jcodes.interchange.visits import read_visit
from tests.charts import at, chemo, push
from tests.interchange.examples import PLAN, products_given

EVENT: dict[str, Any] = {
    "drug": "Rituxan",
    "route": "IV",
    "technique": "infusion",
    "start": "2025-08-01 09:00",
    "stop": "2025-08-01 13:00",
    "family": "complex",
    "dose": "715 mg",
    "opened": ["500 mg", "3 x 100 mg"],
    "container": "single-dose",
}
RITUXAN = chemo(
    "Rituxan",
    at(9),
    at(13),
    dose="715 mg",
    opened=["500 mg", "3 x 100 mg"],
    container="single-dose",
)


def read(data: Any) -> dict[str, Any]:
    """What a visit states, from the value that its JSON has."""
    return read_visit(json.dumps(data))


def refused(data: Any) -> BadInterchange:
    """The error for a visit."""
    with pytest.raises(BadInterchange) as caught:
        read_visit(data if isinstance(data, str) else json.dumps(data))
    error = caught.value
    assert str(error).startswith((f"{error.path}: ", f"{error.path} is missing"))
    assert len(str(error)) <= 500
    return error


def test_a_list_is_the_chart() -> None:
    assert read([EVENT]) == {"chart": [RITUXAN]}


def test_a_chart_is_written_as_charts_are() -> None:
    """Words of a chart do; names of arguments are the keys."""
    event = {key: value for key, value in EVENT.items() if key != "family"} | {"container": "SDV"}
    claim = build_claim(**read({"setting": "professional", "chart": [event]}), payer="medicare")
    assert [f"{line.code} x {line.units}" for line in claim.lines] == [
        "J9312 x 72",
        "J9312 x 8",
        "96413 x 1",
        "96415 x 3",
    ]


def test_an_object_has_the_chart_and_the_other_arguments() -> None:
    more = {"payer": "medicare", "setting": "professional", "reason": ["Rituxan"], "nearest": True}
    assert read({"chart": [EVENT], **more}) == {"chart": [RITUXAN], **more}


def test_several_visits_are_a_list_of_charts() -> None:
    later = {**EVENT, "start": "2025-08-01 15:00", "stop": "2025-08-01 16:00"}
    second = chemo(
        "Rituxan",
        at(15),
        at(16),
        dose="715 mg",
        opened=["500 mg", "3 x 100 mg"],
        container="single-dose",
    )
    assert read([[EVENT], [later]]) == {"chart": [[RITUXAN], [second]]}
    assert read({"chart": [[EVENT], []]}) == {"chart": [[RITUXAN], []]}


def test_what_python_has_as_tuples_and_objects_is_a_list_and_an_object() -> None:
    pauses = [["2025-08-01 10:00", "2025-08-01 10:30"]]
    (given,) = read([{**EVENT, "pauses": pauses, "also": ["J1100", "saline"]}])["chart"]
    assert (given.minutes, given.also) == (210, ("J1100", "saline"))
    products = [
        {"administered": "100 mg", "opened": "100 mg", "ndc": "00006-3026-02"},
        {"administered": ["20 mg", "30 mg"], "opened": ["100 mg"], "container": "single-dose"},
    ]
    event = {"drug": "J9271", "route": "IV", "technique": "infusion", "start": "2025-08-01 09:00"}
    (given,) = read([{**event, "products": products}])["chart"]
    assert str(given.dose) == "150 mg"
    assert [str(each.ndc) for each in given.products] == ["00006-3026-02", "None"]


@pytest.mark.parametrize("name", ["opened", "dose", "ndc", "products", "acquired", "shared"])
def test_null_is_what_was_not_charted(name: str) -> None:
    """An export writes every key."""
    event = {key: value for key, value in EVENT.items() if key != name}
    facts: dict[str, Any] = {"payer": "medicare", "setting": "professional"}
    stated, omitted = read([{**event, name: None}]), read([event])
    assert stated == omitted
    assert build_claim(**stated, **facts) == build_claim(**omitted, **facts)


def test_any_value_anywhere_is_read_or_refused_by_name() -> None:
    """Whatever stands at a key, it is a claim or an error of the library."""
    junk: list[Any] = [None, True, -1, 10**30, "", "x", [], {}, [5], [["a"]], {"a": {}}, "\x00"]
    arguments = [*signature(build_claim).parameters, "zzz"]
    visits = [{"chart": [EVENT], name: value} for name in arguments for value in junk]
    charted = signature(Administration).parameters
    visits += [{"chart": [{**EVENT, name: value}]} for name in charted for value in junk]
    built = 0
    for visit in visits:
        with suppress(JCodesError):
            claim = build_claim(**{"payer": "medicare", "setting": "facility"} | read(visit))
            assert from_dict(to_dict(claim)) == claim
            built += 1
    assert 20 < built < len(visits) - 20


def test_an_administration_may_be_what_to_dict_made() -> None:
    """Beside others that are written by hand."""
    made = products_given()
    assert read([to_dict(made), EVENT])["chart"] == [made, RITUXAN]
    stored = to_dict(made)
    stored["products"][1]["opened"] = ["1 g", 5]
    assert refused([EVENT, stored]).path == "$.chart[1].products[1].opened[1]"
    other = refused([{**stored, "schema": "hcpcs_jcodes.amount/1"}])
    assert other.path == "$.chart[0].schema"
    assert "such as 'hcpcs_jcodes.administration/1'" in str(other)


@pytest.mark.parametrize("payer", [PLAN, Payer.medicare(), Payer.commercial().replace(name="Acme")])
def test_a_payer_is_a_name_or_what_to_dict_made(payer: Payer) -> None:
    assert read({"chart": [EVENT], "payer": to_dict(payer)})["payer"] == payer
    assert read({"chart": [EVENT], "payer": payer.name})["payer"] == payer.name


def test_a_payer_that_is_none_is_refused_with_its_path() -> None:
    chart = {"chart": [EVENT]}
    written = to_dict(PLAN)
    assert refused({**chart, "payer": {"name": "Plan X"}}).path == "$.payer.schema"
    assert refused({**chart, "payer": to_dict(RITUXAN)}).path == "$.payer.schema"
    assert refused({**chart, "payer": {**written, "zzz": 1}}).path == "$.payer.zzz"
    scope = [{**written["scope"][0], "in_scope": "no"}]
    error = refused({**chart, "payer": {**written, "scope": scope}})
    assert error.path == "$.payer.scope[0].in_scope"


def test_a_price_is_of_a_code_or_of_a_code_with_its_modifier() -> None:
    fees = {"J9312": "90.125", "J9312-JW": "80", "96413": 150}
    facts = read({"chart": [EVENT], "fees": fees})
    assert facts["fees"] == {"J9312": "90.125", ("J9312", "JW"): "80", "96413": 150}
    limits = PaymentLimits("2.5")
    both = read({"chart": [EVENT], "fees": [fees, to_dict(limits)]})["fees"]
    assert both == [facts["fees"], limits]
    assert read({"chart": [EVENT], "fees": to_dict(limits)})["fees"] == limits
    claim = build_claim(**facts, payer="medicare", setting="professional")
    assert [str(line.charge) for line in claim.lines[:3]] == ["6489.00", "640.00", "150.00"]
    for key in ("j9312", "J9312 JW", "J9312-", "J9312-JWX", "rituximab", ""):
        error = refused({"chart": [EVENT], "fees": {key: "1"}})
        assert error.value == key
        assert "'J9312-JW' with its modifier" in str(error)


@pytest.mark.parametrize(
    ("data", "path", "says"),
    [
        ({}, "$.chart", "is missing; pass a list of administrations"),
        ({"chart": None}, "$.chart", "null does not fit; pass a list"),
        ({"chart": EVENT}, "$.chart", "an object of 9 keys does not fit"),
        ({"chart": "x"}, "$.chart", "'x' does not fit; pass a list of administrations"),
        (5, "$", "5 does not fit; pass an object with a key for each argument"),
        (None, "$", "null does not fit"),
        ("text", "$", "'text' does not fit"),
        ([5], "$.chart[0]", "5 does not fit; pass an object"),
        ([[EVENT], EVENT], "$.chart[1]", "pass a list of the administrations of one visit"),
        ([[EVENT], [EVENT, 5]], "$.chart[1][1]", "5 does not fit"),
        ({"chart": [], "seting": "facility"}, "$.seting", "no such key; pass 'setting'"),
        ({"chart": [], "zzz": 1}, "$.zzz", "pass only chart, diagnoses, fees"),
        ({"chart": [], "answers": []}, "$.answers", "no such key"),
        ({"chart": [], "schema": "x"}, "$.schema", "no such key"),
        ([{**EVENT, "oppened": 1}], "$.chart[0].oppened", "pass 'opened'"),
        ([{**EVENT, "zzzz": 1}], "$.chart[0].zzzz", "pass only acquired"),
        ([{**EVENT, "spans": []}], "$.chart[0].spans", "no such key"),
        ([{**EVENT, "dose": 71.5}], "$.chart[0].dose", "71.5, a binary float,"),
        ([{**EVENT, "dose": float("nan")}], "$.chart[0].dose", "nan, a binary float,"),
        ({"chart": [], "fees": {"J9312": 1.5}}, "$.fees.J9312", "a binary float"),
        ({"chart": [], "fees": [{}, 7]}, "$.fees[1]", "an object with the price of each code"),
        ({"chart": [], "fees": [{}, {"zzz": 1}]}, "$.fees[1].zzz", "a price is of a code"),
        ([{**EVENT, "dose": "715"}], "$.chart[0]", "dose: '715' has no unit"),
        ([EVENT, {**EVENT, "dose": "5 zz"}], "$.chart[1]", "5 zz"),
        ([{"route": "IV", "start": "2025-08-01"}], "$.chart[0].drug", "is missing"),
        ([{**EVENT, "route": ["IV"]}], "$.chart[0]", "route"),
        ([{**EVENT, "also": "x"}], "$.chart[0]", "also='x' is not a tuple"),
        ([{**EVENT, "products": {}}], "$.chart[0]", "products"),
        ([{**EVENT, "products": [5]}], "$.chart[0].products[0]", "pass an object"),
        ([{**EVENT, "products": [{}]}], "$.chart[0].products[0].administered", "is missing"),
        ([{**EVENT, "products": [{"dose": "5 mg"}]}], "$.chart[0].products[0].dose", "no such key"),
        (
            [{**EVENT, "products": [{"administerd": "5 mg"}]}],
            "$.chart[0].products[0].administerd",
            "pass 'administered'",
        ),
        (
            [{**EVENT, "products": [{"administered": "5"}, {"administered": True}]}],
            "$.chart[0].products[1]",
            "True is not a dose",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_path_and_what_fits(
    data: Any, path: str, says: str
) -> None:
    error = refused(json.dumps(data))
    assert error.path == path
    assert says in str(error)


@pytest.mark.parametrize("name", ["drug", "route", "technique", "start"])
def test_what_every_administration_has_is_asked_for(name: str) -> None:
    event = {key: value for key, value in EVENT.items() if key != name}
    error = refused([EVENT, event])
    assert error.path == f"$.chart[1].{name}"
    assert "is missing" in str(error)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"chart": [], "chart": []}', "$"),
        ('[{"drug": "a", "drug": "b"}]', "$.chart[0]"),
        ('{"chart": [], "fees": {"J9312": 1, "J9312": 2}}', "$.fees"),
        ('{"chart": [], "reference": [{"a": 1, "a": 2}]}', "$.reference[0]"),
    ],
)
def test_a_key_that_stands_twice_is_refused_where_it_stands(text: str, path: str) -> None:
    error = refused(text)
    assert error.path == path
    assert "twice does not fit" in str(error)


@pytest.mark.parametrize("text", ["", "chart", "[", "{", "\x00", "{'chart': []}", "[" * 10**5])
def test_what_is_no_json_is_refused(text: str) -> None:
    assert refused(text).path == "$"


def test_a_long_or_deep_file_is_refused_in_a_line() -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    assert refused([{**EVENT, "dose": deep}]).path == "$.chart[0]"
    assert refused([{**EVENT, "y" * 10**5: 1}]).path.startswith("$.chart[0]['yyy")
    assert "is not JSON" in str(refused(f"[{'7' * 10_000}]"))


def test_a_damaged_table_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object, **__: object) -> object:
        raise CorruptData("payers.csv", "payers.csv is damaged")

    monkeypatch.setattr("hcpcs_jcodes.encounters.charting.check_times", damaged)
    with pytest.raises(CorruptData):
        read([EVENT])


def test_a_visit_that_was_read_is_billed_like_one_made_here() -> None:
    zofran = {"drug": "Zofran", "route": "ivp", "technique": "push", "start": "2025-08-01T08:30"}
    facts = read({"chart": [EVENT, {**zofran, "dose": "8 mg", "discarded": "0 mg"}]})
    chart = [RITUXAN, push("Zofran", at(8, 30), family="", dose="8 mg", discarded="0 mg")]
    common: dict[str, Any] = {"payer": "medicare", "setting": "professional"}
    assert build_claim(**facts, **common) == build_claim(chart, **common)
