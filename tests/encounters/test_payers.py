"""What a payer decides of an encounter and of a pair of codes."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import BadArgument, Choices, Payer, code_encounter, pair
from tests.bills import DAY
from tests.charts import at, iv, lines, push, saline

ACME = Payer.commercial().replace(name="Acme", families={"J1745": "complex"})


@pytest.mark.parametrize("drug", ["J1745", "Remicade"])
def test_the_family_of_a_payer_decides_where_the_chart_states_none(drug: str) -> None:
    """By the code, under whatever name it was charted."""
    chart = [iv(drug, at(9), at(10), family="")]
    assert lines(code_encounter(chart, setting="facility", payer=ACME)) == "96413"
    assert "|" in lines(code_encounter(chart, setting="facility", payer="commercial"))
    stated = [iv(drug, at(9), at(10), family="therapeutic")]
    assert lines(code_encounter(stated, setting="facility", payer=ACME)) == "96365"


def test_a_family_of_one_drug_is_not_that_of_another() -> None:
    chart = [push("J2405", at(9), family=""), saline(at(10), at(11))]
    assert lines(code_encounter(chart, setting="facility", payer=ACME)) == "96374 96361"


def test_the_choices_of_a_payer_are_those_of_the_encounter() -> None:
    chart = [iv("J0696", at(9), None)]
    payer = ACME.replace(missing_stop="push")
    assert lines(code_encounter(chart, setting="facility", payer=payer)) == "96374"
    with pytest.raises(BadArgument, match="choices= beside payer="):
        code_encounter(chart, setting="facility", payer=payer, choices=Choices())


def test_the_edits_of_another_payer_are_a_note() -> None:
    chart = [iv("J0696", at(9), at(10))]
    (asked, *_) = [
        each
        for each in code_encounter(chart, setting="facility", payer=ACME).questions
        if each.argument == "cms_edits"
    ]
    assert (asked.kind, asked.severity) == ("edits", "note")
    known = code_encounter(chart, setting="facility", payer="medicare").questions
    assert not [each for each in known if each.argument == "cms_edits"]


@pytest.mark.parametrize(("cpt", "outcome"), [("96413", "accepted"), ("96365", "refused")])
def test_the_family_of_a_payer_decides_a_pair(cpt: str, outcome: str) -> None:
    """Without a payer the family of infliximab is open."""
    found = pair("J1745", cpt, on=DAY, setting="professional", payer=ACME)
    assert (found.outcome, found.sources) == (outcome, ("payer Acme",))
    assert "Acme bills J1745 under the complex codes" in found.reasons
    free = pair("J1745", cpt, on=DAY, setting="professional")
    assert free.outcome == "needs_documentation"
    assert pair("J9271", "96413", on=DAY, setting="facility", payer=ACME).outcome == "accepted"
