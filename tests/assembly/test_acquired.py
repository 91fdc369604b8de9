"""Drug that was not given, or not bought by those who give it; drug at no cost; 340B."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import Administration, Claim, Payer, Scoped

from ..built import MEDICARE, claim_of, drug_lines, open_of, question, read, said
from ..charts import at
from ..infusions import RITUXIMAB, infused


@pytest.mark.parametrize("why", ["held", "refused"])
def test_what_was_not_given_has_no_line_and_a_step(why: Any) -> None:
    refused = infused("J9271", "200 mg", 12, not_given=why, stop=None)
    claim = claim_of(infused("J9312", **RITUXIMAB), refused)
    assert read(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]", "96413 x 1 [1]"]
    assert f"event 2 (J9271, 12:00): no drug line: not given ({why})" in said(claim)


def test_a_chart_of_which_nothing_was_given_says_so() -> None:
    claim = claim_of(infused("J9271", "200 mg", not_given="refused", stop=None))
    assert claim.lines == ()
    assert open_of(claim) == [("nothing_billed", "", None, None)]
    asked = question(claim, "nothing_billed")
    assert (asked.severity, asked.owner) == ("verify", "billing")
    assert claim.ready is False
    assert "not given (refused)" in said(claim)


@pytest.mark.parametrize("technique", ["flush", "carrier"])
def test_a_flush_is_part_of_the_administration(technique: Any) -> None:
    event = Administration("heparin", "intravenous", technique, at(8), dose="500 units")
    claim = claim_of(event, infused("J9312", **RITUXIMAB))
    assert drug_lines(claim) == ["J9312 x 72 [2]", "J9312-JW x 8 [2]"]
    assert f"no drug line: a {technique} is part of the administration" in said(claim)


@pytest.mark.parametrize(
    ("acquired", "why"),
    [
        ("patient's own", "the patient's own drug is not billed by those who give it"),
        ("specialty pharmacy", "the pharmacy that dispensed the drug bills it"),
    ],
)
def test_drug_of_others_has_no_line_and_its_administration_has_one(acquired: Any, why: str) -> None:
    claim = claim_of(infused("J9312", **RITUXIMAB, acquired=acquired))
    assert read(claim) == ["96413 x 1 [1]"]
    assert f"event 1 (J9312, 09:00): no drug line: {why}" in said(claim)
    assert claim.ready
    record = claim.lines[0].record
    assert record is not None
    assert record.acquired == acquired


def test_purchased_drug_is_billed_as_any() -> None:
    bought = claim_of(infused("J9312", **RITUXIMAB, acquired="purchased"))
    assert read(bought) == read(claim_of(infused("J9312", **RITUXIMAB)))


# --- 340B ----------------------------------------------------------------------------------------


def of_340b(on: str = "2025-01-01") -> Any:
    hours: Any = {"start": f"{on} 09:00", "stop": f"{on} 10:00"}
    return infused("J9312", **RITUXIMAB, **hours, acquired="340B")


def test_drug_bought_under_340b_has_tb_on_every_line_from_2025() -> None:
    claim = claim_of(of_340b())
    assert drug_lines(claim) == ["J9312-TB x 72 [1]", "J9312-JW-TB x 8 [1]"]
    assert claim.ready


def test_the_day_before_it_is_a_question_whose_answer_is_the_modifier() -> None:
    claim = claim_of(of_340b("2024-12-31"))
    assert drug_lines(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]
    asked = question(claim, "modifier_340b")
    assert (asked.argument, asked.line, asked.event) == ("modifier_340b", 1, 1)
    assert (
        "before 2025-01-01 depends (JG, or TB: either was taken) [CMS, 340B modifiers under"
        in asked.text
    )
    answered = claim_of(of_340b("2024-12-31"), answers={asked: "JG"})
    assert drug_lines(answered) == ["J9312-JG x 72 [1]", "J9312-JW-JG x 8 [1]"]
    assert answered.ready


@pytest.mark.parametrize(
    ("setting", "first", "text"),
    [
        ("facility", "2018-01-01", "(JG, or TB for hospitals whose payment was not reduced)"),
        ("professional", "2024-01-01", "(JG, or TB: either was taken)"),
    ],
)
def test_nothing_is_asked_before_there_was_a_modifier(setting: Any, first: str, text: str) -> None:
    """Hospitals from 2018, everyone else from 2024: payer_scopes.csv."""

    def of(day: str) -> Claim:
        hours: Any = {"start": f"{day} 09:00", "stop": f"{day} 10:00"}
        vials: Any = {"opened": "2 x 100 mg", "container": "single-dose"}
        return claim_of(
            infused("J9271", "200 mg", **hours, **vials, acquired="340B"), setting=setting
        )

    early = of(str(date.fromisoformat(first) - timedelta(1)))
    assert early.lines
    assert "modifier_340b" not in {each.kind for each in early.questions}
    assert not any({"JG", "TB"} & set(line.modifiers) for line in early.lines)
    assert text in question(of(first), "modifier_340b").text


def test_rows_of_a_payer_say_where_another_modifier_was_reported() -> None:
    """A no is a no; a row without a reason or a source is asked about with the payer's."""
    rules: Any = {"modifier_340b": "TB", "modifier_340b_from": "2025-01-01"}
    payer = Payer(name="X", **rules)
    day = of_340b("2024-12-31")
    plain = question(claim_of(day, payer=payer), "modifier_340b").text
    assert "before 2025-01-01 depends (TB, JG or UD) [payer X]" in plain
    row = Scoped("setting", "professional")
    for in_scope in (True, None):
        some = payer.replace(scope_340b=[evolve(row, in_scope=in_scope)])
        assert question(claim_of(day, payer=some), "modifier_340b").text == plain
    no = claim_of(day, payer=payer.replace(scope_340b=[evolve(row, in_scope=False)]))
    assert "modifier_340b" not in {each.kind for each in no.questions}
    stated = payer.replace(scope_340b=[row], modifier_340b=None)
    assert "depends" in question(claim_of(day, payer=stated), "modifier_340b").text
    after = question(claim_of(of_340b(), payer=stated), "modifier_340b").text
    assert "is not known (TB, JG or UD)" in after


@pytest.mark.parametrize(
    ("modifier", "line"), [("UD", "J9312-UD x 72 [1]"), ("", "J9312 x 72 [1]")]
)
def test_a_payer_may_want_another_modifier_or_none(modifier: str, line: str) -> None:
    payer = Payer(name="X", modifier_340b=modifier)
    claim = claim_of(of_340b(), payer=payer)
    assert drug_lines(claim)[0] == line
    assert "modifier_340b" not in {each.kind for each in claim.questions}


def test_a_payer_of_whom_it_is_not_known_is_asked() -> None:
    claim = claim_of(of_340b(), payer=Payer.commercial())
    asked = question(claim, "modifier_340b")
    assert "the modifier that commercial wants is not known" in asked.text
    answered = claim_of(of_340b(), payer=Payer.commercial(), answers={asked: ""})
    assert drug_lines(answered)[0] == "J9312 x 72 [1]"
    assert "modifier_340b" not in {each.kind for each in answered.questions}


def test_drug_bought_under_340b_is_billed_apart_from_other_drug() -> None:
    vial: Any = {"opened": "100 mg", "container": "single-dose"}
    claim = claim_of(
        infused("J9312", "100 mg", **vial, acquired="340B"),
        infused("J9312", "100 mg", 12, **vial, acquired="purchased"),
        infused("J9312", "100 mg", 14, **vial),
    )
    assert drug_lines(claim) == ["J9312-JZ-TB x 10 [1]", "J9312-JZ x 20 [2 3]"]


# --- no cost -------------------------------------------------------------------------------------


def free() -> Any:
    return infused("J9312", **RITUXIMAB, acquired="no cost")


def test_drug_at_no_cost_is_asked_about_if_the_payer_is_not_known_to_want_it() -> None:
    claim = claim_of(free())
    assert open_of(claim) == [("no_cost", "no_cost", 1, 1)]
    assert "ask medicare" in question(claim, "no_cost").text
    assert drug_lines(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]


def test_at_a_cent_has_the_charge_of_a_cent_whatever_the_fees_say() -> None:
    payer = MEDICARE.replace(no_cost="one cent")
    for fees in ({"J9312": "100", "J9271": 7, "96413": 5, "96417": 5}, {}, None):
        claim = claim_of(free(), infused("J9271", "200 mg", 12), payer=payer, fees=fees)
        assert [line.charge for line in claim.lines if line.code == "J9312"] == [
            Decimal("0.01"),
            Decimal("0.01"),
        ]
        priced = [line.charge for line in claim.lines if line.code != "J9312"]
        assert all(charge is None or charge > 1 for charge in priced)
        asked = [each.line for each in claim.questions if each.kind == "charge"]
        assert asked == ([3, 4, 5] if fees == {} else [])


def test_omitted_has_no_line_and_a_step() -> None:
    claim = claim_of(free(), payer=MEDICARE.replace(no_cost="omitted"))
    assert read(claim) == ["96413 x 1 [1]"]
    assert "medicare wants no line for a drug at no cost" in said(claim)


@pytest.mark.parametrize("answer", ["one cent", "omitted"])
def test_the_answer_about_drug_at_no_cost_is_what_the_payer_wants(answer: Any) -> None:
    asked = question(claim_of(free()), "no_cost")
    assert claim_of(free(), answers=[(asked, answer)]) == claim_of(
        free(), payer=MEDICARE.replace(no_cost=answer)
    )


def test_a_free_drug_beside_the_same_one_bought_is_on_lines_of_its_own() -> None:
    vial: Any = {"opened": "100 mg", "container": "single-dose"}
    payer = MEDICARE.replace(no_cost="one cent")
    claim = claim_of(
        infused("J9312", "100 mg", **vial),
        infused("J9312", "100 mg", 12, **vial, acquired="no cost"),
        payer=payer,
        fees={"J9312": 9, "96413": 1, "96415": 1},
    )
    assert [(line.code, line.charge) for line in claim.lines[:2]] == [
        ("J9312", Decimal("90.00")),
        ("J9312", Decimal("0.01")),
    ]
    assert isinstance(claim.lines[0].record.start if claim.lines[0].record else None, datetime)
