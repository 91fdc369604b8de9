"""Rules about the form of a line that was received: each field has a finding of its own."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, ClaimLine, Review, review

from .of_rules import the_finding

OWN = ("FORM", "POS002", "NDC003", "NDC011")
CLEAN = {"code": "J9312", "units": 72, "on": "2025-08-01"}


def of(**parts: Any) -> Review:
    line = ClaimLine.received(**{**CLEAN, **parts})
    return review(Claim([line], setting="professional"), payer="medicare")


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("code", "J9312 JZ", "FORM001"),
        ("units", None, "FORM002"),
        ("units", "0", "FORM002"),
        ("units", "-1", "FORM002"),
        ("units", "1.2345", "FORM002"),
        ("units", "many", "FORM002"),
        ("on", None, "FORM003"),
        ("on", "2025-02-29", "FORM003"),
        ("to", "2025-07-31", "FORM004"),
        ("to", "later", "FORM004"),
        ("charge", "-0.01", "FORM005"),
        ("charge", "1.005", "FORM005"),
        ("place_of_service", "111", "POS002"),
        ("ndc", "1234", "NDC003"),
        ("ndc_quantity", "ML10", "NDC011"),
        ("revenue_code", "63", "FORM009"),
        ("diagnosis_pointers", "1 1", "FORM010"),
        ("diagnosis_pointers", "1 2 3 4 5", "FORM010"),
        ("prior_authorization", "A 1", "FORM011"),
        ("narrative", 161 * "x", "FORM012"),
        ("narrative", "two\nlines", "FORM012"),
        ("administered", "715", "FORM013"),
        ("discarded", "85 mg", "FORM013"),
    ],
)
def test_each_field_has_a_rule(field: str, value: str | None, rule: str) -> None:
    found = [each for each in of(**{field: value}).findings if each.rule.startswith(OWN)]
    assert [(each.rule, each.places[0].field) for each in found] == [(rule, field)]
    assert found[0].denials
    assert found[0].evidence


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("units", "0.001", "FORM002"),
        ("to", "2025-08-01", "FORM004"),
        ("charge", "0", "FORM005"),
        ("place_of_service", "11", "POS002"),
        ("ndc", "50242-0053-06", "NDC003"),
        ("revenue_code", "636", "FORM009"),
        ("diagnosis_pointers", "1 2 3 4", "FORM010"),
        ("prior_authorization", 50 * "A", "FORM011"),
        ("narrative", 160 * "x", "FORM012"),
        ("administered", "715 mg", "FORM013"),
    ],
)
def test_what_a_line_may_have_passes(field: str, value: str, rule: str) -> None:
    assert of(**{field: value}).outcomes[rule] == "pass"


def test_a_field_that_is_not_there_is_not_looked_at() -> None:
    made = of()
    looked = {rule: made.outcomes[rule] for rule in made.outcomes if rule.startswith("FORM")}
    needed = {"FORM001", "FORM002", "FORM003", "FORM004"}
    assert {rule for rule, outcome in looked.items() if outcome == "pass"} == needed
    assert set(looked.values()) == {"pass", "not_applicable"}


def test_a_code_in_small_letters_is_a_warning_and_no_code_an_error() -> None:
    (small,) = (each for each in of(code="j9312").findings if each.rule == "FORM001")
    (none,) = (each for each in of(code=None).findings if each.rule == "FORM001")
    assert (small.severity, none.severity) == ("warning", "error")


def test_every_fault_but_those_of_modifiers_has_a_finding() -> None:
    line = ClaimLine.received(
        code="?",
        units="?",
        on="?",
        to="?",
        charge="?",
        place_of_service="?",
        ndc="?",
        ndc_quantity="?",
        revenue_code="?",
        diagnosis_pointers="?",
        prior_authorization="?",
        narrative="\n?",
        administered="?",
        discarded="?",
    )
    made = review(Claim([line], setting="professional"), payer="medicare")
    numbers = {*range(1, 14)} - {6, 7, 8}
    rules = [*(f"FORM{number:03}" for number in numbers), "POS002", "NDC003", "NDC011"]
    outcomes = {made.outcomes[rule] for rule in rules}
    assert outcomes == {"fail"}


@pytest.mark.parametrize(
    ("typed", "names"),
    [("Inflectra", "a name of Q5102, Q5103"), ("remicade", "a name of J1745"), ("forty", None)],
)
def test_a_name_in_the_field_of_the_code_says_which_codes_have_it(
    typed: str, names: str | None
) -> None:
    found = the_finding("FORM001", {"code": typed, "units": 40})
    assert found.evidence[1:] == ((names,) if names else ())
