"""What a claim has beside its lines: modifiers, charges, limits, authorizations, references."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hcpcs_jcodes import (
    Administration,
    BadArgument,
    BadClaimLine,
    Claim,
    Payer,
    PaymentLimits,
    Scoped,
)

from ..bills import plan_x
from ..built import MEDICARE, claim_of, lines, open_of, question, read
from ..charts import at
from ..infusions import RITUXIMAB, USED_UP, infused, pushed
from ..refusals import refused

NOTHING: Any = type("NAType", (), {})()  # as pandas has it


# --- modifiers -----------------------------------------------------------------------------------


def test_modifiers_go_on_every_line_after_those_that_the_rules_give() -> None:
    claim = claim_of(
        infused("J9312", **RITUXIMAB),
        Administration("J1200", "intramuscular", "injection", at(12), dose="50 mg"),
        setting="facility",
        modifiers=("PO",),
    )
    assert [line.modifiers for line in claim.lines] == [
        ("PO",),
        ("JW", "PO"),
        ("PO",),
        ("PO",),
        ("59", "PO"),
    ]


def test_a_modifier_that_a_line_has_already_is_there_once() -> None:
    shot = Administration("J1200", "intramuscular", "injection", at(12), dose="50 mg")
    claim = claim_of(infused("J9312", "500 mg"), shot, setting="facility", modifiers=["59"])
    assert {line.modifiers for line in claim.lines} == {("59",)}


@pytest.mark.parametrize("modifier", ["JW", "JZ"])
def test_modifiers_of_discarded_drug_are_not_passed(modifier: str) -> None:
    event = infused("J9312", **RITUXIMAB)
    text = refused(
        lambda: claim_of(event, modifiers=(modifier,)), BadClaimLine, (modifier,), "leave it out"
    )
    assert modifier in text


def test_more_modifiers_than_a_line_takes_are_refused() -> None:
    event = infused("J9312", **RITUXIMAB)
    with pytest.raises(BadClaimLine):
        claim_of(event, modifiers=("A1", "A2", "A3", "A4", "A5"))
    with pytest.raises(BadClaimLine):
        claim_of(event, modifiers="PO")


# --- authorizations ------------------------------------------------------------------------------


def botulinum(**more: Any) -> Claim:
    shot = Administration("J0585", "intramuscular", "injection", at(9), dose="100 units")
    return claim_of(shot, setting="facility", **more)


@pytest.mark.parametrize("number", [None, NOTHING])
def test_an_authorization_is_asked_for_until_its_number_is_passed(number: Any) -> None:
    claim = botulinum(prior_authorization=number)
    asked = question(claim, "authorization")
    assert (asked.argument, asked.line, asked.owner) == (
        "prior_authorization",
        1,
        "authorization",
    )
    for answered in (botulinum(prior_authorization="AB1"), botulinum(answers={asked: "AB1"})):
        assert answered.prior_authorization == "AB1"
        assert "authorization" not in {each.kind for each in answered.questions}
        kinds = {each.kind for each in claim.questions}
        assert {each.kind for each in answered.questions} == kinds - {"authorization"}


def test_what_is_no_number_of_an_authorization_is_refused() -> None:
    refused(lambda: botulinum(prior_authorization=""), BadClaimLine, "")
    asked = question(botulinum(), "authorization")
    refused(lambda: botulinum(answers={asked: "A B"}), BadClaimLine, "A B")


def test_what_a_payer_lists_is_asked_of_the_line_of_its_code() -> None:
    payer = MEDICARE.replace(
        preferred=[Scoped("code", "J1745", False)],
        sites_of_care=[Scoped("code", "J1745", True)],
        self_administered=[Scoped("code", "J1745", True)],
    )
    claim = claim_of(
        infused("J9312", **RITUXIMAB), infused("J1745", "300 mg", 11, **USED_UP), payer=payer
    )
    assert claim.lines[2].code == "J1745"
    found = {each[0]: each[1:] for each in open_of(claim)}
    for kind in ("preferred_product", "site_of_care", "self_administered"):
        assert found[kind] == ("code", 3, 2)


# --- charges and limits --------------------------------------------------------------------------

FEES = {"J9312": 10, "96413": "150.25", ("J9312", "JW"): 20}


def test_charges_are_those_of_the_fee_schedule() -> None:
    claim = claim_of(infused("J9312", **RITUXIMAB), fees=FEES)
    assert [line.charge for line in claim.lines] == list(
        map(Decimal, ["720.00", "160.00", "150.25"])
    )
    assert claim.charge == Decimal("1030.25")
    assert claim.ready


def test_without_fees_nothing_has_a_charge_and_nothing_is_asked() -> None:
    for none in (None, NOTHING):
        claim = claim_of(infused("J9312", **RITUXIMAB), fees=none)
        assert claim.charge is None
        assert not open_of(claim)


def test_a_line_without_a_price_is_asked_for_it_and_the_answer_adds_to_the_fees() -> None:
    chart = infused("J9312", **RITUXIMAB)
    claim = claim_of(chart, fees={"J9312": 10})
    asked = question(claim, "charge")
    assert (asked.argument, asked.line) == ("fees", 3)
    answered = claim_of(chart, fees={"J9312": 10}, answers={asked: {"96413": "150.25"}})
    assert answered.charge == Decimal("950.25")
    alone = claim_of(chart, answers={asked: FEES})
    assert alone == claim_of(chart, fees=FEES)
    with pytest.raises(BadArgument, match="is not a fee schedule"):
        claim_of(chart, fees={"J9312": 10}, answers={asked: 7})


def test_an_administration_that_the_payer_does_not_take_is_asked_about_on_its_line() -> None:
    """Once for each line, in its setting and on its date."""
    rows = [
        Scoped("code and setting", "96413 professional", False, "by the unit", until="2025-08-01")
    ]
    payer = MEDICARE.replace(codes=rows)
    claim = claim_of(infused("J9312", **RITUXIMAB), payer=payer)
    asked = question(claim, "code_not_taken")
    assert (claim.lines[2].code, asked.line, asked.severity) == ("96413", 3, "blocks")
    assert asked.text == "96413, medicare: by the unit"
    assert not claim.ready
    for none in (
        claim_of(infused("J9312", **RITUXIMAB), payer=payer, setting="facility"),
        claim_of(
            infused("J9312", **RITUXIMAB, start="2025-08-02 09:00", stop="2025-08-02 10:00"),
            payer=payer,
        ),
    ):
        assert "code_not_taken" not in {each.kind for each in none.questions}


def test_payment_limits_price_the_drugs_and_an_answer_the_rest() -> None:
    """Also where the answer is the limits, it comes before what was passed."""
    chart = infused("J9312", **RITUXIMAB)
    limits = PaymentLimits("2.5", nearest=True)
    claim = claim_of(chart, fees=limits)
    (asked,) = [each for each in claim.questions if each.kind == "charge"]
    assert [line.charge is None for line in claim.lines] == [False, False, True]
    answered = claim_of(chart, fees=limits, answers={asked: {"96413": "150.25"}})
    assert answered == claim_of(chart, fees=[{"96413": "150.25"}, limits])
    assert answered.charge is not None
    other = claim_of(chart, fees={"J9312": 1, "96413": 5}, answers={asked: limits})
    assert [line.charge for line in other.lines[:2]] == [each.charge for each in claim.lines[:2]]
    assert other.lines[2].charge == 5


@pytest.mark.parametrize("fees", [7, "10", [("J9312", 10)]])
def test_fees_are_a_mapping(fees: Any) -> None:
    with pytest.raises(BadArgument, match="is not a fee schedule"):
        claim_of(infused("J9312", **RITUXIMAB), fees=fees)


@pytest.mark.parametrize(("price", "over"), [("1388.88", False), ("1388.89", True)])
def test_a_claim_to_medicare_has_less_than_a_hundred_thousand_dollars(
    price: str, over: bool
) -> None:
    """72 units: 99,999.36 is taken, and 100,000.08 is not."""
    fees = {"J9312": price, ("J9312", "JW"): 0, "96413": 0}
    claim = claim_of(infused("J9312", **RITUXIMAB), fees=fees)
    asked = [each for each in claim.questions if each.kind == "claim_limit"]
    assert bool(asked) is over
    if over:
        assert "$100,000.08: a claim to medicare takes at most $99,999.99" in asked[0].text
        assert "split it with 76 and a narrative" in asked[0].text
    hospital = claim_of(infused("J9312", **RITUXIMAB), fees=fees, setting="facility")
    assert "claim_limit" not in {each.kind for each in hospital.questions}


def test_a_charge_equal_to_the_limit_is_taken() -> None:
    fees = {"J9312": 10, ("J9312", "JW"): 0, "96413": 0}
    for limit, over in ((720, False), (Decimal("719.99"), True)):
        payer = plan_x(charge_limit=limit, repeat_modifier=None)
        claim = claim_of(infused("J9312", "715 mg"), payer=payer, fees=fees)
        asked = [each.text for each in claim.questions if each.kind == "claim_limit"]
        assert bool(asked) is over
        assert all("split it [" in text for text in asked)


def test_a_limit_of_charges_needs_charges() -> None:
    claim = claim_of(infused("J9312", "715 mg"), payer=plan_x(charge_limit=1))
    assert "claim_limit" not in {each.kind for each in claim.questions}


@pytest.mark.parametrize(("most", "over"), [(3, False), (2, True)])
def test_a_claim_has_no_more_lines_than_the_payer_takes(most: int, over: bool) -> None:
    payer = MEDICARE.replace(name="X", most_lines=most)
    claim = claim_of(infused("J9312", **RITUXIMAB), payer=payer)
    asked = [each for each in claim.questions if each.kind == "claim_limit"]
    assert bool(asked) is over
    if over:
        assert asked[0].text.startswith("3 lines: a claim to X takes at most 2: bill the rest")
        assert (asked[0].severity, asked[0].owner, asked[0].argument) == ("blocks", "billing", "")
    unknown = claim_of(infused("J9312", **RITUXIMAB), payer=Payer(name="X"))
    assert "claim_limit" not in {each.kind for each in unknown.questions}


def test_a_surgical_center_has_the_limits_of_a_practitioner() -> None:
    payer = MEDICARE.replace(name="X", most_lines=1, charge_limit=1)
    claim = claim_of(infused("J9312", **RITUXIMAB), payer=payer, setting="asc", fees={"J9312": 10})
    kinds = [each.kind for each in claim.questions]
    assert kinds.count("claim_limit") == 1 + (len(claim.lines) > 1)


# --- what travels with the claim -----------------------------------------------------------------


def test_what_is_passed_beside_the_chart_is_on_the_claim() -> None:
    claim = claim_of(
        infused("J9312", **RITUXIMAB),
        diagnoses=["C83.30"],
        reference="visit 7",
        place_of_service="11",
    )
    assert (claim.diagnoses, claim.reference, claim.payer) == (("C83.30",), "visit 7", "medicare")
    assert claim.place_of_service == "11"
    assert {line.place_of_service for line in claim.lines} == {"11"}
    assert "visit 7" not in repr(claim)
    assert claim.built


@pytest.mark.parametrize("payer", ["medicare", MEDICARE])
def test_a_payer_may_be_named(payer: Any) -> None:
    assert claim_of(infused("J9312", **RITUXIMAB), payer=payer).payer == "medicare"


# --- the work list -------------------------------------------------------------------------------


def test_the_work_list_says_who_settles_what_and_which_lines_wait() -> None:
    claim = claim_of(
        infused("J9312", "715 mg", 10),
        infused("J1745", "300 mg", 12, **USED_UP),
        pushed("J1200", None, 9),
        fees={"J9312": 10, "J1745": 5, "96413": 100, "96417": 90},
    )
    shown = [
        (item.owner, item.argument, item.event, item.lines, item.hold)
        for item in claim.work_list
        if item.hold
    ]
    assert ("nurse", "opened", 1, (1,), True) in shown
    assert ("nurse", "dose", 3, (), True) in shown or ("nurse", "dose", 3, (4,), True) in shown
    first = claim.work_list[0]
    assert first.hold
    assert first.at_risk is not None


def test_a_claim_with_nothing_open_has_no_work_list() -> None:
    claim = claim_of(
        infused(
            "J9312",
            **RITUXIMAB,
        ),
        nearest=True,
    )
    assert [item for item in claim.work_list if item.hold] == []
    assert claim.ready


def test_each_line_that_is_asked_about_is_the_line_of_the_code_that_is_asked_about() -> None:
    claim = claim_of(
        infused("J9312", "715 mg", 10),
        infused("J1745", "300 mg", 12),
        pushed("J1200", "50 mg", 9),
    )
    found = [(each.line, each.text) for each in claim.questions if each.line is not None]
    assert {line for line, _ in found} == {1, 2, 3}
    for line, text in found:
        assert lines(claim)[line - 1].code in text
    assert read(claim)[0] == "J9312 x 72 [1]"
