"""Lines with a date, a code or units that cannot be read: what is not known is not checked."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, ClaimLine, Record

from .of_rules import of_rule, outcomes

UNDATED: dict[str, Any] = {"on": "soon", "units": 1}
COMPLEX: dict[str, Any] = {"code": "96413", "units": 1}


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("MOD022", {"code": "J1885", "modifiers": ("RD",)}),
        ("MOD023", {"code": "J0178", "modifiers": ("RT",)}),
        ("MOD025", {"code": "99213"}),
        ("BND003", {"code": "36000"}),
        ("BND004", {"code": "96360"}),
        ("POS006", {"code": "J0129", "revenue_code": "0637"}),
    ],
)
def test_what_hangs_on_the_date_is_not_checked_without_it(rule: str, line: dict[str, Any]) -> None:
    (found, *_) = of_rule(rule, {**UNDATED, **line}, COMPLEX, setting="facility")
    assert found.outcome == "not_checked"
    assert found.needs == ("a date of service that can be read",)


def test_a_line_without_modifiers_is_of_no_side() -> None:
    eye = {"code": "J0178", "units": 2, "modifiers": ("RT",)}
    procedure = {"code": "67028", "units": 1}
    assert outcomes("MOD023", eye, procedure)[0] == "not_applicable"


def test_units_of_drugs_without_a_unit_of_their_own_are_read_first() -> None:
    noc = {"code": "J3490", "units": "many", "narrative": "drug X 5 mg IV"}
    assert outcomes("NOC007", noc) == ["not_checked"]
    assert outcomes("DISC012", {**noc, "modifiers": ("JW",)}) == ["not_checked"]


def test_lines_of_the_history_that_cannot_be_read_are_not_compared() -> None:
    unread = Claim([ClaimLine.received(code="??", units=1, on="soon")], setting="professional")
    drug = {"code": "J0897", "units": 60}
    rows = {"frequency": {"J0897": 180}, "history": [unread]}
    assert outcomes("PAT006", drug, rows=rows) == ["pass"]
    assert outcomes("DUP004", drug, rows={"history": [unread]}) == ["pass"]


def test_what_was_left_is_not_told_of_a_dose_in_another_measure() -> None:
    record = Record(given="71.5 mL", opened=["800 mg"], discarded="8.5 mL")
    line = {"code": "J9312", "units": 72, "record": record}
    assert outcomes("DISC009", line)[0] in {"not_checked", "not_applicable"}


def test_cms_list_of_single_dose_codes_is_not_for_dates_before_it() -> None:
    line = {"code": "J9312", "units": 1}
    assert outcomes("UNIT008", {**line, "on": "2025-06-19"}) == ["not_applicable"]
    assert outcomes("UNIT008", {**line, "on": "2025-06-20"}) == ["fail"]


def test_the_route_of_a_code_that_ended_is_not_known() -> None:
    line = {"code": "J9310", "units": 8, "revenue_code": "0637"}
    (found,) = of_rule("POS006", line, setting="facility")
    assert found.needs == ("the route of J9310",)


def test_a_code_of_no_form_and_no_date_is_not_checked() -> None:
    line = {"code": "Q5999", "units": 1, "on": "soon"}
    assert outcomes("CODE001", line) == ["not_checked"]


def test_a_narrative_that_is_no_dose_of_the_code_says_nothing_of_its_units() -> None:
    line = {"code": "J9312", "units": 72, "narrative": "rituximab 5 mEq IV"}
    assert outcomes("UNIT013", line) == ["not_applicable"]


def test_before_jz_a_code_without_listed_packages_wants_neither() -> None:
    line = {"code": "J1440", "units": 1, "on": "2013-01-15"}
    assert outcomes("DISC001", {**line, "modifiers": ("JW",)}) == ["pass"]
    (found,) = of_rule("DISC001", line, payer="commercial")
    assert found.outcome == "not_checked"


@pytest.mark.parametrize(
    ("rule", "line", "setting"),
    [
        ("UNIT011", {"code": "J3471", "units": "many"}, "professional"),
        (
            "UNIT006",
            {"code": "J9310", "units": 8, "ndc": "50242-0051-21", "ndc_quantity": "ML1"},
            "professional",
        ),
        ("NOC007", {"code": "J3490", "units": "many"}, "professional"),
    ],
)
def test_units_are_compared_if_they_and_the_code_can_be_read(
    rule: str, line: dict[str, Any], setting: Any
) -> None:
    assert outcomes(rule, line, setting=setting) == ["not_checked"]


def test_a_code_that_ended_is_of_no_practice() -> None:
    ended = {"code": "J9310", "units": 8}
    assert outcomes("POS008", ended, setting="supplier") == ["not_applicable"]
