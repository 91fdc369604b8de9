"""The fixed words: each list has exactly the words that rows and rules use."""

from __future__ import annotations

from typing import get_args

import pytest

from hcpcs_jcodes import NdcQuantity, words
from hcpcs_jcodes.administration.rules import administration_rules, routes
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import AT
from hcpcs_jcodes.codes.successions import all_successions
from hcpcs_jcodes.encounters.charting import NOT_COUNTED
from hcpcs_jcodes.tables import read_table

LISTS = sorted(name for name in words.__all__ if name.isupper())


TYPE_OF = {
    "ACQUIRED": "Acquired",
    "ADMINISTRATION_SETTINGS": "AdministrationSetting",
    "BASES": "Basis",
    "CONTAINERS": "Container",
    "FAMILIES": "Family",
    "KINDS": "Kind",
    "CERTAINTIES": "Certainty",
    "DENIAL_ACTIONS": "DenialAction",
    "DENIAL_GROUPS": "DenialGroup",
    "DENIAL_ROUTES": "DenialRoute",
    "DENIAL_STATES": "DenialState",
    "FINDING_SEVERITIES": "FindingSeverity",
    "REVIEW_OUTCOMES": "ReviewOutcome",
    "LINES_OF_BUSINESS": "LineOfBusiness",
    "MIGRATION_KINDS": "MigrationKind",
    "NOC_NEEDS": "NocNeed",
    "NOT_GIVEN": "NotGiven",
    "OUTCOMES": "Outcome",
    "OWNERS": "Owner",
    "QUALIFIERS": "Qualifier",
    "ROUTES": "Route",
    "SETTINGS": "Setting",
    "SEVERITIES": "Severity",
    "SIDES": "Side",
    "TECHNIQUES": "Technique",
    "UNIT_KINDS": "UnitKind",
    "WHY_STOPPED": "WhyStopped",
}


def test_each_tuple_has_its_type() -> None:
    """A list without a type, or a type without a list, would be half of a fixed word."""
    assert sorted(TYPE_OF) == LISTS
    assert sorted([*TYPE_OF, *TYPE_OF.values()]) == sorted(words.__all__)


@pytest.mark.parametrize("name", LISTS)
def test_a_tuple_lists_the_words_of_its_type(name: str) -> None:
    """Each once, and in the same order."""
    assert getattr(words, name) == get_args(getattr(words, TYPE_OF[name]))
    assert len(set(getattr(words, name))) == len(getattr(words, name)) > 1


def test_the_routes_are_those_of_the_rules() -> None:
    assert set(words.ROUTES) == routes()


def test_the_techniques_are_those_of_the_rules_and_of_what_is_not_counted() -> None:
    ruled = {rule.technique for rule in administration_rules()}
    assert set(words.TECHNIQUES) == {*ruled, *NOT_COUNTED}


def test_the_families_are_those_of_the_rules() -> None:
    assert set(words.FAMILIES) == {rule.family for rule in administration_rules()} - {""}


def test_the_outcomes_of_pairs_are_those_of_the_rules() -> None:
    assert {rule.outcome for rule in administration_rules()} < set(words.OUTCOMES)


def test_the_containers_are_those_of_labels() -> None:
    _, *rows = read_table("ndc_containers")
    assert set(words.CONTAINERS) == {container for _, container, _ in rows}


def test_the_kinds_of_units_are_those_of_codes() -> None:
    ledger = code_ledger()
    rows = [row for rows in (*ledger.jcodes.values(), *ledger.related.values()) for row in rows]
    assert set(words.UNIT_KINDS) == {row[AT["unit_kind"]] for row in rows}


def test_the_kinds_of_migrations_are_those_of_successions_and_three_more() -> None:
    kinds = {step.kind for steps in all_successions().after.values() for step in steps}
    assert set(words.MIGRATION_KINDS) == kinds | {"unchanged", "reworded", "added"}


@pytest.mark.parametrize("qualifier", words.QUALIFIERS)
def test_a_quantity_takes_each_qualifier(qualifier: str) -> None:
    assert NdcQuantity(1, qualifier).qualifier == qualifier
