"""The work list: one entry for what one person settles with one answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import OWNERS, Claim, ClaimLine, Question
from hcpcs_jcodes.claims.questions import ask

DAY = date(2025, 8, 1)
DRUG = ClaimLine("J9312", 72, on=DAY, charge=Decimal("7200.10"), events=(1, 2))
WASTE = ClaimLine("J9312", 8, on=DAY, modifiers=("JW",), charge=Decimal(800), events=(1,))
HOUR = ClaimLine("96413", 1, on=DAY, charge=Decimal("150.20"), events=(2,))
CLAIM = Claim([DRUG, WASTE, HOUR], setting="professional")
OPENED = ask("discarded", "what was opened?", owner="nurse", argument="opened", event=1)


def items(*questions: Question, claim: Claim = CLAIM) -> Any:
    """The work list of a claim with these questions."""
    return evolve(claim, questions=questions).work_list


def test_a_claim_without_questions_has_nothing_to_do() -> None:
    assert CLAIM.work_list == ()


def test_an_entry_has_what_settles_it_and_the_lines_that_wait() -> None:
    (item,) = items(OPENED)
    assert (item.owner, item.argument, item.event) == ("nurse", "opened", 1)
    assert (item.questions, item.lines, item.hold) == ((OPENED,), (1, 2), True)
    assert item.at_risk == Decimal("8000.10")


def test_questions_that_one_answer_settles_are_one_entry() -> None:
    """The same owner, argument and event, or line; in the order in which they were asked."""
    also = evolve(OPENED, kind="spare_container", severity="verify")
    (item,) = items(also, OPENED)
    assert item.questions == (also, OPENED)
    assert item.hold is True


@pytest.mark.parametrize(
    "other",
    [
        {"owner": "pharmacy"},
        {"argument": "container"},
        {"event": 2},
        {"event": None, "line": 1},
        {"event": None},
    ],
)
def test_questions_that_two_answers_settle_are_two_entries(other: dict[str, Any]) -> None:
    assert len(items(OPENED, evolve(OPENED, **other))) == 2


def test_lines_tell_entries_apart_unless_an_event_settles_them() -> None:
    """The answer about an event is one answer, whichever of its lines asks."""
    assert len(items(evolve(OPENED, line=1), evolve(OPENED, line=2))) == 1
    first, second = (evolve(OPENED, event=None, line=number) for number in (1, 2))
    assert len(items(first, second)) == 2
    (item,) = items(evolve(OPENED, line=3), OPENED)
    assert item.lines == (1, 2, 3)


def test_questions_without_an_argument_are_settled_by_kind() -> None:
    """Nothing says that one answer settles what are different matters."""
    one = ask("jw", "JW?", owner="billing", line=2)
    assert len(items(one, evolve(one, kind="ndc"))) == 2
    assert len(items(one, evolve(one, text="JW again?"))) == 1


@pytest.mark.parametrize(
    ("about", "lines", "at_risk"),
    [
        ({"event": None, "line": 3}, (3,), "150.20"),
        ({"event": 2}, (1, 3), "7350.30"),
        ({"event": 3}, (), None),
        ({"event": None}, (1, 2, 3), "8150.30"),
    ],
)
def test_the_lines_concerned_are_at_risk(
    about: dict[str, Any], lines: tuple[int, ...], at_risk: str | None
) -> None:
    """A question about no single line or event concerns all; of an event without one, none yet."""
    (item,) = items(evolve(OPENED, **about))
    assert (item.lines, item.at_risk) == (lines, at_risk and Decimal(at_risk))


def test_a_line_without_a_charge_leaves_the_risk_unknown() -> None:
    claim = evolve(CLAIM, lines=[DRUG, evolve(WASTE, charge=None), HOUR])
    assert items(OPENED, claim=claim)[0].at_risk is None
    assert items(evolve(OPENED, event=2), claim=claim)[0].at_risk == Decimal("7350.30")


@pytest.mark.parametrize(
    ("severities", "hold"),
    [(["blocks"], True), (["verify"], False), (["note"], False), (["note", "blocks"], True)],
)
def test_an_entry_holds_the_claim_if_one_of_its_questions_blocks(
    severities: list[Any], hold: bool
) -> None:
    (item,) = items(*(evolve(OPENED, severity=each) for each in severities))
    assert item.hold is hold


def test_holds_come_first_then_charges_then_owners() -> None:
    """Whatever the precision of the program's decimals; what is not charged comes last."""
    about: Any = {"event": None, "argument": "", "kind": "ndc"}
    asked = [
        evolve(OPENED, event=None, line=1, severity="verify"),
        evolve(OPENED, event=3),
        evolve(OPENED, line=3, owner="billing", **about),
        evolve(OPENED, line=3, owner="nurse", **about),
        evolve(OPENED, line=2, **about),
        evolve(OPENED, line=1, **about),
    ]
    with localcontext() as context:
        context.prec = 1
        found = items(*asked)
    assert [(item.hold, item.lines, item.owner) for item in found] == [
        (True, (1,), "nurse"),
        (True, (2,), "nurse"),
        (True, (3,), "nurse"),
        (True, (3,), "billing"),
        (True, (), "nurse"),
        (False, (1,), "nurse"),
    ]
    assert OWNERS.index("nurse") < OWNERS.index("billing")


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ({}, "hold for the nurse, event 1, opened=, lines 1 and 2, $8,000.10 at risk"),
        (
            {"event": None, "owner": "billing", "severity": "note", "argument": ""},
            "look again for billing, lines 1, 2 and 3, $8,150.30 at risk",
        ),
        ({"event": 3, "owner": "pharmacy"}, "hold for the pharmacy, event 3, opened=, no line yet"),
        (
            {"event": None, "line": 3, "owner": "authorization"},
            "hold for authorization, opened=, line 3, $150.20 at risk",
        ),
    ],
)
def test_an_entry_reads_like_one_of_a_list(about: dict[str, Any], text: str) -> None:
    """Who does what, for which lines, and the questions below."""
    (item,) = items(evolve(OPENED, **about))
    assert str(item) == f"{text}\n  - what was opened?"
