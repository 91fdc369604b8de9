"""Visits in JSON: what ``build_claim`` takes, as people write it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hcpcs_jcodes import BadInterchange, CorruptData, build_claim
from hcpcs_jcodes.interchange import visits
from hcpcs_jcodes.interchange.visits import read_visit

EVENT = {
    "drug": "Rituxan",
    "route": "IV",
    "technique": "infusion",
    "start": "2025-08-01 09:00",
    "stop": "2025-08-01 13:00",
    "dose": "715 mg",
    "opened": ["500 mg", "3 x 100 mg"],
    "container": "SDV",
}


def refused(data: object) -> BadInterchange:
    with pytest.raises(BadInterchange) as caught:
        read_visit(data if isinstance(data, str) else json.dumps(data))
    return caught.value


def test_a_visit_is_an_object_with_what_build_claim_takes() -> None:
    """Names of arguments are the keys; the chart is written as charts are."""
    stated = read_visit(json.dumps({"setting": "professional", "chart": [EVENT]}))
    claim = build_claim(stated.pop("chart"), payer="medicare", **stated)
    assert [f"{line.code} x {line.units}" for line in claim.lines] == [
        "J9312 x 72",
        "J9312 x 8",
        "96413 x 1",
        "96415 x 3",
    ]


def test_a_list_is_a_chart() -> None:
    assert [str(each) for each in read_visit(json.dumps([EVENT]))["chart"]] == [
        "Rituxan 715 mg, intravenous infusion, 2025-08-01 09:00 to 13:00"
    ]


def test_a_list_of_lists_is_one_of_visits() -> None:
    later = {**EVENT, "start": "2025-08-01 15:00", "stop": "2025-08-01 16:00"}
    one, other = read_visit(json.dumps({"chart": [[EVENT], [later]]}))["chart"]
    assert (len(one), other[0].start.hour) == (1, 15)


def test_products_and_other_drugs_of_a_bag_are_read() -> None:
    plain = {key: EVENT[key] for key in ("drug", "route", "technique", "start", "stop")}
    products = [{"administered": "500 mg", "opened": ["500 mg"], "ndc": "50242-0053-06"}]
    (made,) = read_visit(json.dumps([{**plain, "products": products, "also": ["J1200"]}]))["chart"]
    assert (str(made.dose), made.also) == ("500 mg", ("J1200",))


@pytest.mark.parametrize(
    ("data", "path", "fix"),
    [
        ("{", "$", "is not JSON"),
        ("[" * 100_000, "$", ""),
        ("5", "$", "an object with a key for each argument"),
        ({"setting": "professional"}, "$.chart", "a list of administrations"),
        ({"chart": "x"}, "$.chart", "a list of administrations"),
        ({"chart": [[EVENT], EVENT]}, "$.chart[1]", "of one visit"),
        ({"chart": [5]}, "$.chart[0]", "an object"),
        ({"chart": [EVENT], "seting": "asc"}, "$.seting", "'setting'"),
        ({"chart": [EVENT], "answers": {}}, "$.answers", "does not fit"),
        ([{**EVENT, "dosis": "5 mg"}], "$.chart[0].dosis", "'dose'"),
        ([{key: EVENT[key] for key in ("route", "start")}], "$.chart[0].drug", "its drug"),
        ([EVENT, {**EVENT, "dose": "5 zz"}], "$.chart[1]", "5 zz"),
        ([{**EVENT, "dose": 0.5}], "$.chart[0]", "binary float"),
        ([{**EVENT, "products": [{"administerd": "5 mg"}]}], "$.chart[0].products[0].administerd", "'administered'"),
    ],
)  # fmt: skip
def test_what_is_no_visit_is_refused_where_it_stands(data: Any, path: str, fix: str) -> None:
    error = refused(data)
    assert error.path == path
    assert str(error).startswith(f"{path}: ")
    assert fix in str(error)
    assert len(str(error)) <= 500


def test_a_key_that_stands_twice_is_refused() -> None:
    assert "twice" in str(refused('[{"drug": "J9312", "drug": "J1745"}]'))


def test_a_damaged_table_is_no_fault_of_the_visit() -> None:
    def damaged(**given: object) -> None:
        raise CorruptData(given, "codes.csv is not the table")

    with pytest.raises(CorruptData):
        visits._made(damaged, {}, "$")
