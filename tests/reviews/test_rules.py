"""Every rule of a review: what draws it, the nearest that does not, its source and its denials."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import REVIEW_OUTCOMES, Example, Result, Review, Rule, review, rules
from hcpcs_jcodes.reviews.denial_rows import denials_by_error

RULES = {rule.id: rule for rule in rules()}


def reviewed(example: Example) -> Review:
    return review(example.made(), payer=example.reviewed_for(), **example.rows)


def of_rule(example: Example, rule: Rule) -> list[Result]:
    return [result for result in reviewed(example).results if result.rule == rule.id]


def test_ids_and_names_are_each_of_one_rule() -> None:
    assert len(RULES) == len(rules()) == len({rule.name for rule in rules()})


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_rule_has_an_idea_a_source_and_two_examples(rule: Rule) -> None:
    assert rule.idea.endswith(".")
    assert all((rule.source, rule.draws, rule.passes))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_claim_draws_each_rule_with_a_message_a_place_and_a_fix(rule: Rule) -> None:
    assert rule.draws is not None
    found = [result for result in of_rule(rule.draws, rule) if result.outcome == "fail"]
    assert found
    for each in found:
        assert all((each.message, each.fix and each.fix.text, each.places, each.severity))
        assert each.denials or not rule.denials


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_nearest_claim_passes_each_rule(rule: Rule) -> None:
    assert rule.passes is not None
    assert reviewed(rule.passes).outcomes[rule.id] == "pass"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_rule_has_a_defect_on_the_examples_of_another(rule: Rule) -> None:
    for example in (rule.draws, rule.passes):
        assert example is not None
        results = reviewed(example).results
        assert [str(each) for each in results if each.outcome == "error"] == []
        assert {each.outcome for each in results} <= set(REVIEW_OUTCOMES)


def test_rules_refer_to_denials_that_there_are_and_use_them_all() -> None:
    used = {error for rule in rules() for error in rule.errors}
    assert used <= set(denials_by_error())


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_denials_of_a_rule_are_the_rows_of_its_errors(rule: Rule) -> None:
    assert {each.carc for each in rule.denials} == {
        each.carc for error in rule.errors for each in denials_by_error()[error]
    }
