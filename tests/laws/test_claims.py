"""What holds for the claim of every chart, by charts at random.

``CLAIMS=2000 pytest tests/laws/test_claims.py`` tries that many of each law.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import Any, Final

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    Administration,
    BadAdministration,
    Claim,
    ClaimLine,
    Given,
    Question,
    bill,
    build_claim,
    code_encounter,
    resolve,
)
from hcpcs_jcodes.payers.choices import allowed_choices

from ..built import lines
from . import claims_at_random as at_random

CLAIMS: Final = int(os.environ.get("CLAIMS", "150"))
_EVENT: Final = re.compile(r"\bevent ([0-9]+)\b")


def told(line: ClaimLine) -> tuple[Any, ...]:
    """What a line claims, without what it rests on."""
    return (line.code, line.modifiers, line.units, line.on, line.ndc, line.ndc_quantity)


def drug_lines(claim: Claim) -> list[tuple[Any, ...]]:
    return [told(line) for line in lines(claim) if not line.code[0].isdigit()]


def administration_lines(claim: Claim) -> set[tuple[Any, ...]]:
    return {(*told(line), line.events) for line in lines(claim) if line.code[0].isdigit()}


def charts(law: str, **kind: Any) -> Iterator[tuple[Random, list[Administration], dict[str, Any]]]:
    for seed in range(CLAIMS):
        random = Random(f"{law} {seed}")  # noqa: S311 - no secret
        yield random, at_random.chart(random, **kind), at_random.facts(random)


def code_of(event: Administration) -> str:
    code = resolve(event.drug, on=event.start.date()).code
    assert code is not None
    return code


def by_hand(
    events: Sequence[Administration], facts: dict[str, Any]
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """The lines and the kinds of questions of ``bill`` for each code and ``code_encounter``."""
    groups: dict[str, list[Given]] = defaultdict(list)
    on = events[0].start.date()
    for event in events:
        assert event.dose is not None
        given = Given(event.dose, opened=event.opened, ndc=event.ndc, container=event.container)
        groups[code_of(event)].append(given)
    made = [bill(code, administered=group, on=on, **facts) for code, group in groups.items()]
    encounter = code_encounter(events, **facts)
    found = [told(line) for each in made for line in each.lines]
    found += [told(line.claim_line()) for line in encounter.reported]
    asked = [*encounter.questions, *(each for one in made for each in one.questions)]
    return found, sorted({f"{each.kind} {each.severity}" for each in asked})


def test_a_claim_is_bill_and_code_encounter_joined_by_hand() -> None:
    tried = 0
    for _, events, facts in charts("by hand"):
        claim = build_claim(events, **facts)
        if claim.place_of_service == "19" and claim.payer == "medicare":
            assert claim.lines == ()
            continue
        try:
            found, asked = by_hand(events, facts)
        except BadAdministration as error:  # a family that the drug is not of
            text = f"administration is coded: {error}"
            assert any(text in each.text for each in claim.questions)
            continue
        assert [told(line) for line in lines(claim)] == found
        # what neither a bill nor an encounter can ask
        own = {"revenue_code note"} if facts["setting"] == "facility" else set()
        own |= {"place_of_service verify"} if facts["place_of_service"] is None else set()
        kinds = {f"{each.kind} {each.severity}" for each in claim.questions}
        assert kinds - own == {*asked} - own
        tried += 1
    assert tried > CLAIMS / 2


def test_drug_lines_do_not_depend_on_what_a_drug_is_called() -> None:
    renamed = 0
    for random, events, facts in charts("names"):
        known = {drug.code: drug.names for drug in at_random.drugs(events[0].start.date())}
        others = [evolve(each, drug=random.choice(known[code_of(each)])) for each in events]
        renamed += events != others
        one, two = build_claim(events, **facts), build_claim(others, **facts)
        assert drug_lines(one) == drug_lines(two)
        assert [line.events for line in one.lines] == [line.events for line in two.lines]
    assert renamed > CLAIMS / 4


def test_a_dose_in_two_parts_is_billed_as_one() -> None:
    divided = 0
    for random, events, facts in charts("parts"):
        place = random.randrange(len(events))
        event = events[place]
        opened = event.opened or ()
        assert event.dose is not None
        assert not isinstance(event.dose, str)
        first = opened[0]
        if len(opened) == 1 or event.dose <= first:
            continue
        parts = [
            evolve(event, dose=first, opened=opened[:1]),
            evolve(
                event,
                dose=event.dose - first,
                opened=opened[1:],
                start=event.start + timedelta(minutes=95),
                stop=event.stop and event.start + timedelta(minutes=99),
            ),
        ]
        divided += 1
        one = build_claim(events, **facts)
        two = build_claim([*events[:place], *parts, *events[place + 1 :]], **facts)
        assert drug_lines(one) == drug_lines(two)
    assert divided > CLAIMS / 8


def test_the_lines_do_not_depend_on_the_order_of_the_chart() -> None:
    for random, events, facts in charts("order"):
        shuffled = random.sample(events, len(events))
        one, two = build_claim(events, **facts), build_claim(shuffled, **facts)
        assert sorted(map(repr, map(told, lines(one)))) == sorted(map(repr, map(told, lines(two))))


def test_every_event_is_named_by_a_line_a_question_or_a_step() -> None:
    for random, chart, facts in charts("named", known=False):
        events = at_random.spoiled(random, chart)
        facts["setting"] = random.choice(["professional", "facility", "asc", "supplier"])
        if facts["setting"] != "professional":
            facts["place_of_service"] = None
        claim = build_claim(events, **facts)
        named = {event for line in claim.lines for event in line.events}
        named |= {each.event for each in claim.questions if each.event is not None}
        texts = [each.text for each in claim.questions]
        texts += [each.text for each in claim.steps]
        named |= {int(number) for text in texts for number in _EVENT.findall(text)}
        assert named == set(range(1, len(events) + 1))
        for each in claim.questions:
            assert len(each.text) < 1200
            if each.line is not None and each.event is not None:
                assert each.event in claim.lines[each.line - 1].events


# --- answers ---------------------------------------------------------------------------------------

_ANSWERS: Final[dict[str, Any]] = {
    "attended": True,
    "cms_edits": True,
    "concentration": "10 mg/mL",
    "container": "single-dose",
    "discarded": "0 mg",
    "discarded_from": "2017-01-01",
    "modifier_340b": "TB",
    "narrative": "zzqqx",
    "nearest": True,
    "no_cost": "omitted",
    "over_limit_modifier": "59",
    "place_of_service": "11",
    "prior_authorization": "AB1",
    "repeat_modifier": "76",
    "rest_of_bag": "not billed",
    "site": "port",
    "spare_needed": True,
    "status_indicator": "K",
    "stopped_early": "no modifier",
    "zero_discarded_from": "2023-07-01",
}


def answer_to(asked: Question, event: Administration | None) -> Any:
    """What a person would answer."""
    if asked.argument in _ANSWERS:
        return _ANSWERS[asked.argument]
    if asked.argument == "reason":  # the text lists the drugs that it may be
        return re.search(r"pass (.+?)(?: or .*)? in reason=", asked.text).group(1)  # type: ignore[union-attr]
    if event is None:
        return allowed_choices()[asked.argument][1]
    if asked.argument == "stop":
        return event.start + timedelta(minutes=45)
    packages = {
        name: drug.packages[0][1]
        for drug in at_random.drugs(event.start.date())
        for name in drug.names
    }
    return {
        "code": "J3490",
        "dose": event.opened[0] if event.opened else "100 mg",
        "drug": "J9271",
        "family": "therapeutic",
        "ndc": packages.get(event.drug),
        "opened": [event.dose or "100 mg"],
        "products": event.products,
        "route": event.route,
        "technique": event.technique,
    }[asked.argument]


def test_a_claim_that_is_answered_question_by_question_ends_ready() -> None:
    """What is left has no argument that answers it, or was answered by a person who insists."""
    ready = 0
    for random, chart, facts in charts("answers", known=False):
        events = at_random.spoiled(random, chart) if random.random() < 0.5 else chart
        answers: dict[Question, Any] = {}
        claim = build_claim(events, **facts)
        for _ in range(60):
            due = [
                each
                for each in claim.questions
                if each.argument and each.severity == "blocks" and each not in answers
            ]
            if not due:
                break
            asked = due[0]
            event = events[asked.event - 1] if asked.event is not None else None
            answers[asked] = answer_to(asked, event)
            claim = build_claim(events, **facts, answers=answers)
        blocking = [each for each in claim.questions if each.severity == "blocks"]
        for each in blocking:
            assert not each.argument or each in answers, each
        ready += claim.ready is True
    assert ready > CLAIMS / 3


def test_lines_beside_an_event_that_cannot_be_coded_are_those_of_the_whole_chart() -> None:
    """Whatever it turns out to be: its own drug, which was misspelled, or nothing that counts."""
    found = 0
    for random, events, facts in charts("uncoded"):
        at = random.randrange(len(events))
        name = random.choice(["J0000", "zzqqx"])
        bad = [*events]
        bad[at] = evolve(events[at], drug=name, family="", ndc=None)
        partial = administration_lines(build_claim(bad, **facts))
        assert partial <= administration_lines(build_claim(events, **facts))
        rest = events[:at] + events[at + 1 :]
        if rest:
            told_of_rest = {line[:4] for line in administration_lines(build_claim(rest, **facts))}
            assert {line[:4] for line in partial} <= told_of_rest
        found += bool(partial)
    assert found > CLAIMS / 10


# --- in parallel -----------------------------------------------------------------------------------


def test_a_chart_has_the_same_claim_in_every_thread_and_process() -> None:
    visits = range(int(os.environ.get("CLAIMS", "24")))
    alone = [at_random.claim_of_seed(seed) for seed in visits]
    assert all(len({event for line in claim.lines for event in line.events}) for claim in alone)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(at_random.claim_of_seed, visits)) == alone
    with ProcessPoolExecutor(2) as processes:
        assert list(processes.map(at_random.claim_of_seed, visits, chunksize=8)) == alone


@pytest.mark.parametrize("part", [Fraction(1, 3), Fraction(1, 2)])
def test_a_dose_of_any_fraction_is_added_exactly(part: Fraction) -> None:
    """Thirds of a milligram lose nothing on the way to a unit."""
    random = Random(str(part))  # noqa: S311 - no secret
    event = at_random.chart(random, number=1)[0]
    assert event.dose is not None
    assert not isinstance(event.dose, str)
    bare = evolve(event, opened=None, ndc=None, dose=event.dose * part)
    pieces = [
        evolve(
            bare,
            start=event.start + timedelta(hours=3 * number),
            stop=event.stop and event.start + timedelta(hours=3 * number + 1),
        )
        for number in range(part.denominator)
    ]
    whole = build_claim([evolve(bare, dose=event.dose)], payer="medicare", setting="facility")
    parts = build_claim(pieces, payer="medicare", setting="facility")
    assert lines(parts)[0].units == lines(whole)[0].units
