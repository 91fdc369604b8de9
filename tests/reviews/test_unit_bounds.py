"""Bounds of the rules about units: lines that cannot be read, and how much a finding lists."""

from __future__ import annotations

from typing import Any

import pytest

from .of_rules import of_rule, outcomes

UNREAD: dict[str, Any] = {"code": "J9312", "units": "many"}


def drug(units: int, *modifiers: str) -> dict[str, Any]:
    return {"code": "J9312", "units": units, "modifiers": modifiers}


@pytest.mark.parametrize("modifiers", [(), ("JW",)])
def test_units_that_can_be_read_may_alone_be_above_the_mue(modifiers: tuple[str, ...]) -> None:
    unread = {**UNREAD, "modifiers": modifiers}
    assert set(outcomes("UNIT004", drug(150), unread)) <= {"not_checked", "not_applicable"}
    assert outcomes("UNIT004", drug(150), unread)[0] == "not_checked"
    found = of_rule("UNIT004", drug(151), unread)[0]
    assert (found.outcome, found.severity) == ("fail", "verify")


@pytest.mark.parametrize(("lines", "listed"), [(19, 19), (20, 20), (21, 20)])
def test_a_finding_about_the_mue_lists_twenty_lines(lines: int, listed: int) -> None:
    found = of_rule("UNIT004", *[drug(20)] * lines)[0]
    assert found.message.startswith(f"{20 * lines} units on {lines} lines")
    assert len(found.evidence) == listed


@pytest.mark.parametrize(
    ("units", "said"), [("72.0", "pass"), ("72.5", "fail"), ("72.125", "fail")]
)
def test_decimals_that_are_whole_are_whole_units(units: str, said: str) -> None:
    assert outcomes("UNIT001", {**UNREAD, "units": units}) == [said]


@pytest.mark.parametrize(
    ("code", "units", "said"),
    [
        ("J9229", 1, "pass"),  # the smallest container holds 9
        ("J9312", 1, "fail"),  # 10
        ("J9309", 3, "fail"),  # 30
        ("J9307", 3, "pass"),  # 20
        ("J9273", 4, "pass"),  # 40: but four units are no count of containers
    ],
)
def test_a_count_of_containers_is_up_to_three_and_a_tenth_of_one(
    code: str, units: int, said: str
) -> None:
    assert outcomes("UNIT008", {"code": code, "units": units}) == [said]


def test_a_count_of_containers_is_of_what_was_given_and_can_be_read() -> None:
    assert outcomes("UNIT008", drug(1, "JW")) == ["not_applicable"]
    assert outcomes("UNIT008", UNREAD)[0] == "not_checked"
    assert outcomes("UNIT008", drug(1), {**UNREAD, "modifiers": ("JW",)})[0] == "not_checked"
    assert outcomes("UNIT008", drug(2), drug(2, "JW"))[0] == "pass"
    assert outcomes("UNIT008", drug(1), drug(1, "JW"))[0] == "pass"  # a tenth of 10 is 1, not 2
    stated = {**drug(1), "ndc": "50242-0051-21", "ndc_quantity": "ML1"}
    assert outcomes("UNIT008", stated) == ["not_applicable"]  # the quantity says how much


def test_the_narrative_of_discarded_drug_is_not_the_dose() -> None:
    waste = {"code": "J0696", "units": 1, "narrative": "ceftriaxone 500 mg IM"}
    assert outcomes("UNIT013", waste) == ["fail"]
    assert outcomes("UNIT013", {**waste, "modifiers": ("JW",)}) == ["not_applicable"]
