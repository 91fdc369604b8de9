"""How a review runs: what each rule says of each line, and that none hides another."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import (
    BadArgument,
    Claim,
    ClaimLine,
    Override,
    Payer,
    Question,
    Result,
    Rule,
    Verdict,
    from_dict,
    review,
    rules,
    to_dict,
)
from hcpcs_jcodes.reviews.facts import ClaimFacts, LineFacts

AUGUST = date(2025, 8, 1)


def a_claim(*lines: ClaimLine | Any, setting: Any = "professional") -> Claim:
    made = lines or (ClaimLine("J9312", 72, on=AUGUST), ClaimLine("96413", 1, on=AUGUST))
    return Claim(list(made), setting=setting)


def own(check: Any, **parts: Any) -> Rule:
    return Rule("ACME001", "of the caller", "It looks.", "the caller", check, **parts)


def broken(_: object) -> Verdict:
    raise ZeroDivisionError("division by zero")


def nothing(_: object) -> Any:
    return None


def test_every_rule_has_a_result_at_every_place() -> None:
    made = review(a_claim(), payer="medicare")
    places = {
        (rule.id, line)
        for rule in rules()
        for line in ((None,) if rule.looks_at == "claim" else (1, 2))
    }
    assert {(each.rule, each.line) for each in made.results} == places
    assert len(made.results) == len(places)
    assert list(made.outcomes) == [rule.id for rule in rules()]


@pytest.mark.parametrize(
    ("check", "says"),
    [(broken, "ZeroDivisionError: division by zero"), (nothing, "returned None")],
)
def test_the_defect_of_a_rule_is_a_result_and_hides_no_other(check: Any, says: str) -> None:
    before = review(a_claim(), payer="medicare")
    after = review(a_claim(), payer="medicare", more_rules=[own(check)])
    assert after.outcomes["ACME001"] == "error"
    assert says in after.results[-1].message
    assert after.results[:-2] == before.results


def test_a_rule_is_for_its_settings_payers_dates_and_lines() -> None:
    def outcome(payer: Any = "medicare", **parts: Any) -> list[str]:
        made = review(a_claim(), payer=payer, more_rules=[own(passing, **parts)])
        return [each.outcome for each in made.results if each.rule == "ACME001"]

    def passing(_: object) -> Verdict:
        return Verdict.passed()

    assert outcome() == ["pass", "pass"]
    assert outcome(looks_at="claim") == ["pass"]
    assert outcome(looks_at="drug line") == ["pass", "not_applicable"]
    assert outcome(looks_at="administration line") == ["not_applicable", "pass"]
    assert outcome(settings=("facility",)) == ["not_applicable"] * 2
    assert outcome(payers=("medicaid",)) == ["not_applicable"] * 2
    assert outcome(Payer(name="X"), payers=("medicaid",)) == ["not_checked"] * 2
    assert outcome(since=AUGUST, until=AUGUST) == ["pass", "pass"]
    assert outcome(since=date(2025, 8, 2)) == ["not_applicable"] * 2
    assert outcome(until=date(2025, 7, 31)) == ["not_applicable"] * 2


def test_a_line_that_cannot_be_read_is_not_checked() -> None:
    bad = ClaimLine.received(code="??", units=1, on="soon")
    made = review(a_claim(bad), payer="medicare", more_rules=[own(nothing, looks_at="drug line")])
    assert made.results[-1].needs == ("a code that can be read",)
    made = review(a_claim(bad), payer="medicare", more_rules=[own(nothing, since=AUGUST)])
    assert made.results[-1].needs == ("a date of service that can be read",)


def test_a_rule_that_is_off_or_of_another_severity_says_why() -> None:
    made = review(
        a_claim(ClaimLine("J9310", 8, on=AUGUST)),
        payer="medicare",
        overrides=[
            Override("CODE001", "off", reason="a new code"),
            Override("CODE002", "note", reason="a test claim"),
        ],
    )
    assert made.outcomes["CODE001"] == "off"
    first, second = (each for each in made.results if each.rule in {"CODE001", "CODE002"})
    assert (first.reason, second.severity, second.reason) == (
        "a new code",
        "note",
        "a test claim",
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"claim": "J9312"}, "is not a Claim"),
        ({"more_rules": "CODE001"}, "is not a list of Rule"),
        ({"more_rules": ["CODE001"]}, "is not Rule"),
        ({"more_rules": [own(nothing, denials=("unit invalid",))]}, "such as 'units invalid'"),
        ({"more_rules": [own(nothing, denials=("x",))]}, "is no row of denials.csv"),
        ({"more_rules": [rules()[0]]}, "two rules have the id CODE001"),
        ({"overrides": [Override("ACME009", "off", reason="x")]}, "is no rule: see rules()"),
        ({"overrides": [Override("CODE001", "off", reason="x")] * 2}, "two overrides"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(BadArgument, match=says.replace("(", r"\(").replace(")", r"\)")):
        review(**{"claim": a_claim(), "payer": "medicare", **arguments})


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"id": "code1"}, "is not the id of a rule"),
        ({"check": "look"}, "is not a function"),
        ({"severity": "fatal"}, "pass one of"),
        ({"asked": ("waste",)}, "pass one of KINDS"),
        ({"severity": ["error"]}, "pass one of"),
        ({"looks_at": "lines"}, "pass one of 'claim', 'line'"),
        ({"settings": "facility"}, "pass a tuple"),
        ({"settings": ("hospital",)}, "pass one of 'professional'"),
        ({"payers": ("medicare",)}, "pass one of 'original medicare'"),
        ({"needs": "payer.rounding"}, "pass a tuple of texts"),
        ({"denials": (1,)}, "pass a tuple of texts"),
        ({"since": "2025-08-01"}, "pass a date, or None"),
        ({"until": 2025}, "pass a date, or None"),
    ],
)
def test_a_rule_that_is_not_one_is_refused(parts: dict[str, Any], says: str) -> None:
    given = {"id": "ACME001", "name": "n", "idea": "i.", "source": "s", "check": nothing}
    with pytest.raises(BadArgument, match=says):
        Rule(**{**given, **parts})


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"rule": 1}, "is not the id of a rule"),
        ({"to": "on"}, "pass one of"),
        ({"reason": " "}, "say why"),
    ],
)
def test_an_override_that_is_not_one_is_refused(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(BadArgument, match=says):
        Override(**{"rule": "NDC001", "to": "off", "reason": "r", **parts})


def test_a_review_is_a_value() -> None:
    made = review(a_claim(), payer="medicare")
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes
    assert hash(made) == hash(review(a_claim(), payer="medicare"))


def test_a_result_and_an_override_are_read_in_a_line() -> None:
    made = review(
        a_claim(ClaimLine("J9310", 8, on=AUGUST)),
        payer="medicare",
        overrides=[Override("CODE001", "off", reason="a new code")],
    )
    said = {each.rule: str(each) for each in made.results}
    assert said["CODE001"] == "CODE001 line 1: off"
    assert said["CODE002"].startswith("CODE002 line 1, code: error: J9310 ended on 2018-12-31")
    assert said["TIME001"] == "TIME001 line 1: not checked: needs received_on="
    assert said["PAT001"] == "PAT001 claim: not checked: needs hospice="
    assert str(Result("ACME001", "not_applicable")) == "ACME001 not_applicable"
    assert str(Override("CODE001", "off", reason="a new code")) == "CODE001 off: a new code"


def test_a_rule_may_say_that_it_is_not_about_a_line() -> None:
    made = review(a_claim(), payer="medicare", more_rules=[own(lambda _: Verdict.not_applicable())])
    assert made.outcomes["ACME001"] == "not_applicable"


def test_what_a_subject_makes_of_a_claim_is_made_once() -> None:
    facts = ClaimFacts(a_claim(), Payer.medicare(), {})
    made: list[ClaimFacts] = []

    def counted(claim: ClaimFacts) -> int:
        made.append(claim)
        return len(claim.lines)

    assert [facts.once(counted), facts.once(counted)] == [2, 2]
    assert made == [facts]


@pytest.mark.parametrize("payer", ["medicare", "commercial", "medicare_advantage"])
def test_the_denials_of_a_medicaid_plan_never_speak_for_another_payer(payer: str) -> None:
    twice = a_claim(ClaimLine("96413", 1, on=AUGUST), ClaimLine("96365", 1, on=AUGUST))
    denials = [each for found in review(twice, payer=payer).findings for each in found.denials]
    assert denials
    assert not [
        each for each in denials if {"medicaid", "medicaid plan"} & {*each.lines_of_business}
    ]
    of_medicaid = review(twice, payer="medicaid").findings
    assert any("Medi-Cal" in each.source for found in of_medicaid for each in found.denials)


def test_a_fact_of_a_line_asked_of_its_class_is_how_it_is_worked_out() -> None:
    assert LineFacts.mue.__doc__
    assert type(LineFacts.mue).__name__ == "lazy"


def test_a_rule_reads_as_its_id_and_name() -> None:
    assert str(rules()[0]).startswith(f"{rules()[0].id}: ")


def test_a_rule_about_lines_without_lines_has_one_result() -> None:
    empty = Claim(
        [],
        setting="professional",
        questions=[Question("dose", "blocks", None, 1, "dose", "how much?", "nurse")],
        built=True,
    )
    made = review(empty, payer="medicare")
    assert made.outcomes["CODE001"] == "not_applicable"
    assert [
        each.outcome for each in from_dict(to_dict(made)).results if each.rule == "CODE001"
    ] in (
        [],
        ["not_applicable"],
    )
