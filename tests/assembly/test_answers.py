"""Answers to the questions of a claim: each goes where its question says that it belongs."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    Administration,
    BadAdministration,
    BadArgument,
    BadClaimLine,
    Claim,
    Payer,
    Question,
    build_claim,
)

from ..bills import plan_x
from ..built import MEDICARE, claim_of, drug_lines, open_of, question, read
from ..charts import at
from ..infusions import RITUXIMAB, infused, pushed
from ..refusals import refused


def asking(argument: str, event: int | None = 1, kind: Any = "dose") -> Question:
    """A question that a program made up."""
    return Question(kind, "blocks", None, event, argument, "how much?", "nurse")


def of_argument(claim: Claim, argument: str) -> Question:
    return next(each for each in claim.questions if each.argument == argument)


# --- where answers go ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lacking", "answer"),
    [
        ({"opened": None}, ["500 mg", "3 x 100 mg"]),
        ({"container": None}, "single-dose"),
        ({"dose": None}, "715 mg"),
    ],
)
def test_a_field_of_an_event_is_charted_by_the_answer(lacking: dict[str, Any], answer: Any) -> None:
    (name,) = lacking
    chart = infused("J9312", **{**RITUXIMAB, **lacking})
    claim = claim_of(chart)
    assert not claim.ready
    asked = of_argument(claim, name)
    assert asked.event == 1
    assert claim_of(chart, answers={asked: answer}) == claim_of(infused("J9312", **RITUXIMAB))


def test_answers_go_to_the_event_that_was_asked_about_in_every_visit() -> None:
    first, second = [infused("J9312", **RITUXIMAB)], [infused("J9271", None, 14)]

    def built(**more: Any) -> Claim:
        return build_claim([first, second], payer=MEDICARE, setting="professional", **more)

    asked = of_argument(built(), "dose")
    assert asked.event == 2
    assert "J9271 x 200 [2]" in read(built(answers={asked: "200 mg"}))


def test_a_drug_that_is_named_anew_stays_the_reason() -> None:
    chart = [infused("JO129", "500 mg", 10), infused("J1745", "300 mg", 12, family="complex")]
    claim = claim_of(*chart, reason="JO129")
    asked = [each for each in claim.questions if each.argument == "drug"]
    assert {each.event for each in asked} == {1}
    answered = claim_of(*chart, reason="JO129", answers={asked[0]: "J0129"})
    assert "J0129 x 50 [1]" in read(answered)
    assert any(line.startswith(("96413", "96365")) for line in read(answered))


def test_a_choice_goes_to_the_payer() -> None:
    eyes = [
        Administration("J0178", "intravitreal", "procedure", at(9), side=side, dose="2 mg")
        for side in ("right", "left")
    ]
    payer = Payer.commercial()
    claim = claim_of(*eyes, payer=payer)
    asked = question(claim, "both_sides")
    assert asked.argument == "both_sides"
    for answer in ("50", "RT and LT"):
        by_answer = claim_of(*eyes, payer=payer, answers={asked: answer})
        assert by_answer == claim_of(*eyes, payer=payer.replace(both_sides=answer))
        assert "both_sides" not in {each.kind for each in by_answer.questions}


def test_a_word_that_a_choice_and_an_event_share_is_told_by_the_answer() -> None:
    """Stopped early: a fact of the event, or the modifier that the payer wants."""
    vial: Any = {"opened": "100 mg", "container": "single-dose"}
    short = infused("J9312", "30 mg", stop=at(9, 10), **vial)
    assert "96409 x 1 [1]" in read(claim_of(short))
    charted = asking("stopped_early", kind="stopped_early")
    fact = claim_of(short, answers={charted: True})
    assert fact.payer == "medicare"
    asked = question(fact, "stopped_early")
    stopped = evolve(short, stopped_early=True)
    by_choice = claim_of(stopped, answers={asked: "53"})
    assert by_choice == claim_of(stopped, payer=MEDICARE.replace(stopped_early="53"))
    both = claim_of(short, answers=[(charted, True), (asked, "53")])
    assert both == by_choice


def test_a_rule_of_the_payer_goes_to_the_payer() -> None:
    payer = Payer.commercial()
    chart = infused("J9312", **RITUXIMAB)
    asked = of_argument(claim_of(chart, payer=payer), "discarded_from")
    for answer in ("not used", "2017-01-01"):
        by_answer = claim_of(chart, payer=payer, answers={asked: answer})
        assert by_answer == claim_of(chart, payer=payer.replace(discarded_from=answer))


def test_the_quarter_that_is_near_enough_is_an_answer() -> None:
    chart = [infused("J9312", **RITUXIMAB), pushed("J1200", "50 mg")]
    asked = of_argument(claim_of(*chart), "nearest")
    assert claim_of(*chart, answers={asked: True}) == claim_of(*chart, nearest=True)
    refused(lambda: claim_of(*chart, answers={asked: "yes"}), BadArgument, "yes")


def test_the_main_reason_is_an_answer() -> None:
    chart = [
        infused("saline", "1000 mL", 8, hours=2, family="hydration"),
        pushed("J2405", "8 mg", 11),
    ]
    asked = question(claim_of(*chart), "reason")
    for answer in ("saline", ["J2405"]):
        assert claim_of(*chart, answers={asked: answer}) == claim_of(*chart, reason=answer)
    refused(lambda: claim_of(*chart, answers={asked: "J1745"}), BadAdministration, "J1745")
    refused(lambda: claim_of(*chart, answers={asked: 7}), BadAdministration, 7)


def test_what_only_a_bill_takes_goes_to_the_bill_of_that_event() -> None:
    spare: Any = {"opened": "4 x 100 mg", "container": "single-dose"}
    chart = infused("J1745", "300 mg", **spare, family="complex")
    asked = question(claim_of(chart), "spare_container")
    assert (asked.argument, asked.event) == ("spare_needed", 1)
    assert drug_lines(claim_of(chart, answers={asked: True})) == [
        "J1745 x 30 [1]",
        "J1745-JW x 10 [1]",
    ]
    assert drug_lines(claim_of(chart, answers={asked: False})) == ["J1745 x 30 [1]"]
    odd = claim_of(chart, answers={asked: "perhaps"})
    assert not odd.ready
    assert question(odd, "bad_argument").event == 1


def test_two_facts_of_one_bill_are_both_answers() -> None:
    spare: Any = {"opened": "2 x 10 mg", "container": "single-dose"}
    chart = infused("J3490", "5 mg", **spare, family="therapeutic")
    answers = [(asking("narrative"), "zzqqx 5 mg"), (asking("status_indicator"), "K")]
    assert claim_of(chart, answers=answers).lines[0].narrative == "zzqqx 5 mg"


def test_an_indicator_of_the_hospital_is_an_answer() -> None:
    on: Any = {"start": "2026-07-15 09:00", "stop": "2026-07-15 10:00"}
    chart = infused("J9312", **RITUXIMAB, **on)
    claim = claim_of(chart, setting="facility")
    asked = [each for each in claim.questions if each.argument == "status_indicator"]
    assert {each.event for each in asked} == {1}
    paid = claim_of(chart, setting="facility", answers={asked[0]: "K"})
    assert drug_lines(paid) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]
    packaged = claim_of(chart, setting="facility", answers={asked[0]: "N"})
    assert drug_lines(packaged) == ["J9312 x 72 [1]"]


# --- several answers -----------------------------------------------------------------------------


def test_answers_may_be_a_mapping_or_pairs_in_any_order() -> None:
    chart = [infused("J9312", "715 mg"), pushed("J1200", None, 12)]
    claim = claim_of(*chart)
    opened = next(each for each in claim.questions if each.kind == "discarded")
    pairs = [(opened, ["500 mg", "3 x 100 mg"]), (of_argument(claim, "dose"), "50 mg")]
    wanted = claim_of(*chart, answers=dict(pairs))
    assert "J1200 x 1 [2]" in read(wanted)
    for answers in (pairs, tuple(pairs), iter(pairs), pairs[::-1], list(map(list, pairs))):
        assert claim_of(*chart, answers=answers) == wanted


@pytest.mark.parametrize("none", [None, {}, (), []])
def test_without_answers_the_claim_is_the_same(none: Any) -> None:
    chart = infused("J9312", "715 mg")
    assert claim_of(chart, answers=none) == claim_of(chart)


def test_the_chart_and_the_payer_stay_as_they_were() -> None:
    chart = infused("J9312")
    before = repr(chart)
    asked = of_argument(claim_of(chart), "dose")
    claim_of(chart, answers={asked: "715 mg"})
    assert repr(chart) == before
    assert open_of(claim_of(chart))[0][:2] == ("dose", "dose")


# --- answers that are refused --------------------------------------------------------------------


@pytest.mark.parametrize("answers", ["yes", 7, True])
def test_answers_are_questions_with_their_answers(answers: Any) -> None:
    chart = infused("J9312", "715 mg")
    refused(lambda: claim_of(chart, answers=answers), BadArgument, answers, "{question: answer}")


@pytest.mark.parametrize("pair", [("dose", "5 mg"), 7, (asking("dose"),), "ab"])
def test_a_pair_is_a_question_and_an_answer(pair: Any) -> None:
    chart = infused("J9312", "715 mg")
    refused(
        lambda: claim_of(chart, answers=[pair]), BadArgument, pair, "not a question with its answer"
    )


def test_a_question_without_an_argument_has_no_answer() -> None:
    chart = infused("J9312", "715 mg")
    refused(
        lambda: claim_of(chart, answers={asking(""): "5 mg"}),
        BadArgument,
        "",
        "nothing answers this question: how much?",
    )


@pytest.mark.parametrize("argument", ["colour", "mue"])
def test_an_argument_that_a_claim_has_no_place_for_is_refused(argument: str) -> None:
    chart = infused("J9312", "715 mg")
    refused(
        lambda: claim_of(chart, answers={asking(argument): "5"}),
        BadArgument,
        argument,
        f"{argument}= is not an argument that build_claim can pass on",
    )


@pytest.mark.parametrize("argument", ["dose", "narrative"])
def test_a_fact_of_an_event_needs_the_event(argument: str) -> None:
    chart = infused("J9312", "715 mg")
    with pytest.raises(BadArgument, match="is not an argument"):
        claim_of(chart, answers={asking(argument, event=None): "5 mg"})


@pytest.mark.parametrize("argument", ["dose", "narrative"])
def test_an_event_that_the_chart_does_not_have_is_refused(argument: str) -> None:
    chart = infused("J9312", "715 mg")
    refused(
        lambda: claim_of(chart, answers={asking(argument, event=2): "5 mg"}),
        BadArgument,
        2,
        "the chart has no event 2",
    )


def test_an_answer_that_does_not_fit_is_refused_by_what_it_is_for() -> None:
    chart = infused("J9312")
    asked = of_argument(claim_of(chart), "dose")
    refused(lambda: claim_of(chart, answers={asked: "much"}), BadAdministration, "much", "dose")
    eyes = [
        Administration("J0178", "intravitreal", "procedure", at(9), side=side, dose="2 mg")
        for side in ("right", "left")
    ]
    payer = plan_x()
    sides = question(claim_of(*eyes, payer=payer), "both_sides")
    with pytest.raises(BadAdministration, match="is not a choice: pass one of None, '50'"):
        claim_of(*eyes, payer=payer, answers={sides: "51"})
    place = question(claim_of(chart, place_of_service="22"), "place_of_service")
    refused(lambda: claim_of(chart, answers={place: "1"}), BadClaimLine, "1")
