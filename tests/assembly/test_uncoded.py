"""A visit with an event that cannot be coded has the lines that do not depend on it."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Administration

from ..built import claim_of, question, read, said
from ..charts import at
from ..infusions import infused, pushed

SHOT = Administration(
    "J3420", "intramuscular", "injection", at(13), None, "therapeutic", dose="1000 mcg"
)
RITUXIMAB = infused("J9312", "715 mg", 9, 2, family="complex")


def administrations(*events: Any, **more: Any) -> list[str]:
    return [line for line in read(claim_of(*events, **more)) if line.startswith("9")]


@pytest.mark.parametrize("drug", ["zzqqx", "J0000", "12345-6789-01"])
def test_a_push_of_an_unknown_drug_leaves_the_infusion_that_is_first_whatever_it_is(
    drug: str,
) -> None:
    """The push may be complex, or more of the drug; the initial infusion is the same."""
    chart = (RITUXIMAB, pushed(drug, "5 mg", 12), SHOT)
    claim = claim_of(*chart, setting="facility")
    asked = question(claim, "bad_administration")
    assert asked.event == 2
    assert asked.text.startswith("not every administration is coded: event 2 (")
    assert administrations(*chart, setting="facility") == [
        "96413 x 1 [1]",
        "96372-59 x 1 [3]",
        "96415 x 1 [1]",
    ]
    assert f"do not depend on what event 2 ({drug}, 12:00) may be: 3" in said(claim)


def test_what_may_be_no_initial_service_waits() -> None:
    """An unknown infusion may be complex, and initial before a therapeutic one: 96365 or 96367."""
    chart = (infused("J1569", "10 g", 9, 2), infused("zzqqx", "5 mg", 12), SHOT)
    assert administrations(*chart, setting="facility") == ["96366 x 1 [1]", "96372-59 x 1 [3]"]


def test_more_of_a_drug_that_is_charted_is_no_hour_of_its_own() -> None:
    """An unknown infusion may go on with the one before it, whose hours then are more."""
    chart = (infused("J9312", "355 mg", 9, 1), infused("zzqqx", "5 mg", 10), SHOT)
    assert "96413 x 1 [1]" in administrations(*chart, setting="facility")


def test_each_event_that_cannot_be_coded_is_asked_about_at_once_by_its_own_number() -> None:
    chart = (pushed("J0000", "5 mg", 8), RITUXIMAB, pushed("zzqqx", "5 mg", 12), SHOT)
    claim = claim_of(*chart, setting="facility")
    asked = [each for each in claim.questions if each.kind == "bad_administration"]
    found = {each.event: each for each in asked if "administration is coded" in each.text}
    assert {*found} == {1, 3}
    assert "event 1 (J0000" in found[1].text
    assert "event 3 (zzqqx" in found[3].text
    assert "96372-59 x 1 [4]" in administrations(*chart, setting="facility")


def test_the_answer_codes_the_rest() -> None:
    chart = (RITUXIMAB, pushed("zzqqx", "5 mg", 12))
    asked = question(claim_of(*chart, setting="facility"), "bad_administration")
    answers = {asked: "therapeutic"}
    assert "96375 x 1 [2]" in administrations(*chart, setting="facility", answers=answers)


def test_a_family_that_does_not_fit_may_be_wrong_or_the_drug_may_be() -> None:
    """Rituximab is complex, and a therapeutic drug is another; more rituximab has more hours."""
    wrong = infused("J9271", "200 mg", 12, family="therapeutic")
    chart = (RITUXIMAB, wrong, SHOT)
    assert question(claim_of(*chart, setting="facility"), "bad_administration").argument == "family"
    assert administrations(*chart, setting="facility") == ["96413 x 1 [1]", "96372-59 x 1 [3]"]
    before = (infused("J1569", "10 g", 9, 2), wrong)  # 96365 or 96367, as 96413 may be initial
    assert administrations(*before, setting="facility") == ["96366 x 1 [1]"]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(infused("J9312", "5 mg", 10), id="running already"),
        pytest.param(
            Administration("zzqqx", "intravitreal", "procedure", at(12), side="left"),
            id="procedure",
        ),
        pytest.param(Administration("J0000", "oral", "none", at(12)), id="swallowed"),
    ],
)
def test_where_it_is_not_known_what_an_event_may_be_no_administration_is_coded(event: Any) -> None:
    claim = claim_of(RITUXIMAB, event, SHOT, setting="facility")
    asked = question(claim, "bad_administration")
    assert (asked.event, asked.text[:27]) == (2, "no administration is coded:")
    assert administrations(RITUXIMAB, event, SHOT, setting="facility") == []


def test_too_many_events_that_cannot_be_coded_leave_nothing_and_are_all_asked_about() -> None:
    bad = [pushed(f"zzqqx {letter}", "5 mg", 12 + at) for at, letter in enumerate("abcde")]
    claim = claim_of(RITUXIMAB, *bad, setting="facility")
    asked = [each for each in claim.questions if each.text.startswith("no administration is coded")]
    assert [each.event for each in asked] == [2, 3, 4, 5, 6]
