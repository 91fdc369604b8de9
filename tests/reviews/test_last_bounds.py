"""Bounds that no other test of a rule meets: dates beyond a table, records of halves, odd packages."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import BadArgument, Claim, ClaimLine, CorruptData, Record, Rule, Verdict, review

from .of_rules import of_rule, outcomes, said

INFLECTRA = "00069-0809-01"
RITUXAN = "50242-0053-06"


def test_a_damaged_installation_is_no_defect_of_one_rule() -> None:
    def damaged(_: object) -> Verdict:
        raise CorruptData("codes.csv", "codes.csv is not the table")

    claim = Claim([ClaimLine("J9312", 72, on="2025-08-01")], setting="professional")
    for looks_at in ("claim", "line"):
        own: Any = Rule("ACME001", "own", "It looks.", "us", damaged, looks_at=looks_at)
        with pytest.raises(CorruptData):
            review(claim, payer="medicare", more_rules=[own])


@pytest.mark.parametrize("needs", [(), (1,), ([],), ("a", None)])
def test_what_is_not_checked_says_in_texts_what_it_needs(needs: Any) -> None:
    with pytest.raises(BadArgument, match="not a text that says what it needs"):
        Verdict.not_checked(*needs)


def test_edits_of_a_date_beyond_the_data_are_not_found() -> None:
    lines = [{"code": code, "units": 1, "on": "2027-01-05"} for code in ("96413", "96372")]
    assert "fail" not in outcomes("BND002", *lines)


def test_two_codes_with_an_edit_in_another_quarter_pass() -> None:
    lines = [{"code": code, "units": 1, "on": "2024-08-01"} for code in ("96380", "96381")]
    assert "fail" not in outcomes("BND002", *lines, setting="facility")


def test_two_codes_with_one_package_are_of_one_dose() -> None:
    lines = [{"code": code, "units": 30, "ndc": INFLECTRA} for code in ("J1745", "Q5103")]
    found = [each for each in of_rule("PROD004", *lines) if each.outcome == "fail"]
    assert any("both have the NDC" in text for each in found for text in each.evidence)
    other = [
        {"code": "J1745", "units": 30, "ndc": INFLECTRA},
        {"code": "Q5103", "units": 30, "ndc": "00069-0810-01"},
    ]
    texts = [text for each in of_rule("PROD004", *other) for text in each.evidence]
    assert any(f"NDC {INFLECTRA} of line 1 is of Q5103" in text for text in texts)


def test_a_code_with_a_unit_that_needs_a_narrative_has_more_than_one() -> None:
    assert outcomes("NOC007", {"code": "J1599", "units": 20}) != ["fail"]


def test_a_package_before_the_crosswalk_says_nothing_of_a_noc_code() -> None:
    line = {"code": "J3490", "units": 1, "ndc": RITUXAN, "on": "2013-08-01"}
    assert outcomes("NOC001", line) == ["not_checked"]


def test_a_quantity_without_units_is_not_compared() -> None:
    line = {"code": "J9312", "units": "x", "ndc": RITUXAN, "ndc_quantity": "ML71.5"}
    assert outcomes("UNIT006", line) == ["not_checked"]
    unread = {"code": "J9312", "units": 72, "ndc": "5024", "ndc_quantity": "ML71.5"}
    assert outcomes("UNIT006", unread) == ["not_checked"]


def test_the_quantity_of_another_code_says_nothing_of_a_new_unit() -> None:
    line = {"code": "J1299", "units": 30, "on": "2025-05-01", "ndc": RITUXAN}
    assert said("CODE008", {**line, "ndc_quantity": "ML30"}) != ["error"]


@pytest.mark.parametrize(
    "record",
    [
        Record(given="715 mg", discarded="85 mg"),
        Record(opened=["8 x 100 mg"]),
        Record(discarded="85 mg"),
    ],
)
def test_half_a_record_is_no_contradiction(record: Record) -> None:
    lines = [
        {"code": "J9312", "units": 72, "record": record},
        {"code": "J9312", "units": 8, "modifiers": ("JW",), "record": record},
    ]
    for rule in ("UNIT007", "DISC001", "DISC009", "DISC011"):
        assert "error" not in outcomes(rule, *lines)
    assert outcomes("DISC001", {"code": "J9312", "units": 72, "record": record}) == ["fail"]
    alone = {"code": "J9312", "units": 72, "modifiers": ("JZ",), "record": record}
    assert outcomes("DISC011", alone) in (["fail"], ["not_checked"])


def test_a_dose_of_more_containers_than_can_be_told_passes() -> None:
    line = {"code": "J9312", "units": 9_999_999, "modifiers": ("JZ",)}
    assert "error" not in outcomes("DISC010", line)


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (Record(opened=["8 x 100 mg"], discarded="85 mg"), "fail"),  # what was opened counts
        (Record(given="5 mL", opened=["8 x 100 mg"]), "not_checked"),  # of no known strength
    ],
)
def test_what_remained_is_of_what_was_opened_and_given(record: Record, outcome: str) -> None:
    line = {"code": "J9312", "units": 72, "modifiers": ("JZ",), "record": record}
    assert outcomes("DISC011", line) == [outcome]


def test_the_quantity_of_a_thing_that_is_counted_is_not_compared() -> None:
    line = {"code": "J0577", "units": 1, "ndc": "58284-0208-01", "ndc_quantity": "UN1"}
    assert outcomes("UNIT006", line) == ["not_applicable"]


def test_a_successor_has_no_units_for_an_amount_that_it_cannot_measure() -> None:
    line = {"code": "J9310", "units": 8, "administered": "5 mL"}
    (found,) = of_rule("CODE002", line)
    assert any("the units need the dose" in text for text in found.evidence)
