"""Rules about codes not otherwise classified."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, ClaimLine, Payer, Result, review

CLEAN = {
    "code": "J3490",
    "units": 1,
    "on": "2025-08-01",
    "narrative": "brodalumab 210 mg SC",
    "ndc": "69654-0210-02",
}
RITUXAN, AVASTIN = "50242-0053-06", "50242-0060-01"


def result(
    rule: str, payer: Payer | str = "medicare", setting: Any = "professional", **parts: Any
) -> Result:
    line = ClaimLine.received(**{**CLEAN, **parts})
    made = review(Claim([line], setting=setting), payer=payer)
    return next(each for each in made.results if each.rule == rule)


def outcome(rule: str, **parts: Any) -> str:
    found = result(rule, **parts)
    return found.severity or found.outcome


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "pass"),
        ({"ndc": RITUXAN}, "error"),
        ({"ndc": RITUXAN, "code": "J7999"}, "verify"),
        ({"ndc": AVASTIN}, "verify"),
        ({"ndc": "50242-0053-99"}, "verify"),
        ({"ndc": RITUXAN, "on": "2015-08-01"}, "not_checked"),
        ({"ndc": None}, "not_checked"),
        ({"ndc": RITUXAN, "code": "J9312"}, "not_applicable"),
    ],
)
def test_a_package_with_a_code_is_not_billed_as_unclassified(
    parts: dict[str, Any], says: str
) -> None:
    assert outcome("NOC001", **parts) == says


@pytest.mark.parametrize(
    ("narrative", "says"),
    [
        ("brodalumab 210 mg SC", "pass"),
        ("rituximab 715 mg IV", "verify"),
        ("RITUXAN 715 MG IV", "verify"),
        ("inj. rituximab-abbs 715 mg", "verify"),
        ("brodalumab 210 mg in sodium chloride", "pass"),
        ("210 mg", "pass"),
        (None, "not_checked"),
    ],
)
def test_a_narrative_names_a_drug_with_a_code(narrative: str | None, says: str) -> None:
    assert outcome("NOC002", narrative=narrative) == says


def test_a_drug_without_a_code_on_the_day_is_unclassified() -> None:
    assert outcome("NOC002", narrative="faricimab 6 mg", on="2022-03-31") != "verify"
    assert outcome("NOC002", narrative="faricimab 6 mg", on="2022-10-01") == "verify"


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "pass"),
        ({"narrative": None}, "error"),
        ({"narrative": None, "code": "J1599"}, "error"),
        ({"narrative": None, "code": "J9312"}, "not_applicable"),
        ({"narrative": 161 * "x"}, "not_checked"),
    ],
)
def test_a_code_that_says_nothing_needs_a_narrative(parts: dict[str, Any], says: str) -> None:
    assert outcome("NOC003", **parts) == says


@pytest.mark.parametrize(
    ("rule", "parts", "says"),
    [
        ("NOC004", {}, "pass"),
        ("NOC004", {"narrative": "brodalumab SC"}, "verify"),
        ("NOC004", {"narrative": None}, "not_checked"),
        ("NOC004", {"payer": "commercial"}, "not_checked"),
        ("NOC005", {"ndc": None}, "verify"),
        ("NOC005", {"ndc": "50242"}, "not_checked"),
        ("NOC005", {"ndc": None, "payer": "commercial"}, "not_checked"),
        ("NOC005", {"ndc": None, "payer": "medicaid"}, "not_applicable"),  # NDC001 asks for it
        ("NOC006", {}, "pass"),
        ("NOC006", {"payer": "commercial"}, "not_checked"),
        ("NOC006", {"payer": Payer(name="Acme", noc_needs=("invoice",))}, "verify"),
        (
            "NOC006",
            {
                "payer": Payer(name="Acme", noc_needs=("invoice",)),
                "narrative": "brodalumab 210 mg, invoice 1750.00",
            },
            "pass",
        ),
        ("NOC005", {"ndc": None, "payer": Payer(name="Acme", noc_needs=("invoice",))}, "pass"),
    ],
)
def test_what_the_payer_wants_with_it(rule: str, parts: dict[str, Any], says: str) -> None:
    assert outcome(rule, **parts) == says


@pytest.mark.parametrize(
    ("units", "says"), [(1, "pass"), (2, "verify"), ("1.5", "verify"), (None, "not_checked")]
)
def test_its_units_are_one(units: Any, says: str) -> None:
    assert outcome("NOC007", units=units) == says


def test_it_has_a_unit_for_each_administration() -> None:
    assert outcome("NOC007", units=2, modifiers=("JZ", "50")) == "pass"
    assert outcome("NOC007", units=2, events=(1, 2)) == "pass"
    assert outcome("NOC007", units=3, events=(1, 2)) == "verify"


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "pass"),
        ({"setting": "facility"}, "verify"),
        ({"setting": "facility", "code": "C9399"}, "pass"),
        ({"setting": "facility", "payer": "commercial"}, "pass"),
        ({"setting": "facility", "code": "J9312"}, "not_applicable"),
    ],
)
def test_a_hospital_bills_another_code_to_medicare(parts: dict[str, Any], says: str) -> None:
    assert outcome("NOC008", **parts) == says
