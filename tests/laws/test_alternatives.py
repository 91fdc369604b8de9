"""What is reported while something is open, on charts at random.

``CHARTS=20000 pytest tests/laws/test_alternatives.py`` tries as many with each seed.
"""

from __future__ import annotations

import os
from collections import Counter
from itertools import product
from math import prod
from random import Random
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import Administration, BadAdministration, Choices, Encounter, code_encounter

from . import at_random
from .test_encounters import OPEN_DRUGS

CHARTS = int(os.environ.get("CHARTS", "120"))
SEEDS = (1, 2, 3)
# more ways to settle a chart than these are not worked out one by one
_MOST_WAYS = 100
Lines = Counter[tuple[object, ...]]


def reported(encounter: Encounter) -> Lines:
    found: Lines = Counter()
    for line in encounter.reported:
        found[line.code, line.modifiers, line.on] += line.units
    return found


def visits(seed: int, charts: int = CHARTS) -> list[tuple[Random, dict[str, Any]]]:
    """Charts with their settings and choices, and the generator to settle them with."""
    random = Random(seed)  # noqa: S311 - the same charts each time
    found = []
    for _ in range(charts):
        events = at_random.chart(random)
        facts: dict[str, Any] = {
            "administrations": events,
            "choices": at_random.choices(random),
            "setting": random.choice(["facility", "professional"]),
            "reason": random.choice([None, random.choice(events).drug]),
        }
        found.append((Random(random.random()), facts))  # noqa: S311
    return found


def coded(facts: dict[str, Any]) -> Encounter | None:
    """The encounter; None for a chart that contradicts itself."""
    if not facts["administrations"]:
        return None
    try:
        return code_encounter(**facts)
    except BadAdministration as error:
        if "already running" in str(error) or "not a drug of this encounter" in str(error):
            return None
        raise


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_reported_stands_under_every_way_to_settle_what_is_open(seed: int) -> None:
    walked = 0
    for random, facts in visits(seed):
        encounter = coded(facts)
        if encounter is None or not encounter.open:
            continue
        walked += 1
        events, picked = facts["administrations"], facts["choices"]
        later = at_random.settled(random, events) if picked.missing_stop is None else events
        asked = any(each.kind == "reason" for each in encounter.questions)
        # a drug named for one site is a reason at another site too
        reason = facts["reason"] or (random.choice(events).drug if asked else None)
        again = coded(
            {
                **facts,
                "administrations": later,
                "choices": at_random.decided(random, picked),
                "reason": reason,
            }
        )
        if again is not None:
            assert not reported(encounter) - reported(again), (facts, later)
    assert walked > CHARTS / 3


@pytest.mark.parametrize("seed", SEEDS)
def test_charting_more_never_opens_a_line_that_was_reported(seed: int) -> None:
    """One stop time more leaves what was reported as it was, whatever else is still open."""
    walked = 0
    for random, facts in visits(seed):
        encounter = coded(facts)
        events, picked = facts["administrations"], facts["choices"]
        lacking = [place for place, event in enumerate(events) if at_random.lacks_stop(event)]
        if encounter is None or not lacking or picked.missing_stop is not None:
            continue
        place = random.choice(lacking)
        better = [*events]
        better[place] = at_random.stopped(random, events[place], events)
        again = coded({**facts, "administrations": better})
        if again is not None:
            walked += 1
            assert not reported(encounter) - reported(again), (facts, better[place])
    assert walked > CHARTS / 8


@pytest.mark.parametrize("seed", SEEDS)
def test_events_lines_and_picture_agree(seed: int) -> None:
    for _, facts in visits(seed):
        encounter = coded(facts)
        if encounter is None:
            continue
        units: Lines = Counter(
            (each.code, each.modifiers, each.on)
            for each in encounter.events
            if each.outcome == "reported"
        )
        assert units == reported(encounter)
        assert {each.event for each in encounter.events} == set(
            range(1, len(facts["administrations"]) + 1)
        )
        open_ = [each for each in encounter.events if each.outcome == "needs_documentation"]
        assert len(open_) == sum(line.units for line in encounter.open)
        assert all(each.questions for each in open_)
        picture = encounter.svg()
        for line in encounter.reported:
            assert f"{line.code} x " in picture
        for line in encounter.open:
            # long words are cut
            assert f"{' or '.join(line.candidates)}?" in picture or "…" in picture


@pytest.mark.parametrize("seed", SEEDS)
def test_what_stands_under_every_way_is_reported(seed: int) -> None:
    """Worked out through the front door: families and choices, one by one."""
    walked = 0
    for _, facts in visits(seed):
        events, picked = facts["administrations"], facts["choices"]
        if any(map(at_random.lacks_stop, events)) and picked.missing_stop is None:
            continue
        encounter = coded({**facts, "reason": [event.drug for event in events]})
        ways = prod(len(w) for name, w in at_random.WORDS.items() if getattr(picked, name) is None)
        if encounter is None or not encounter.open or ways > _MOST_WAYS:
            continue
        walked += 1
        assert reported(encounter) == _in_every_way(facts, events, picked), facts
    assert walked > CHARTS / 24


def _in_every_way(facts: dict[str, Any], events: list[Administration], picked: Choices) -> Lines:
    drugs = sorted({event.drug for event in events} & set(OPEN_DRUGS))
    open_ = [name for name in at_random.WORDS if getattr(picked, name) is None]
    found: Lines | None = None
    for families in product(["complex", "therapeutic"], repeat=len(drugs)):
        named: dict[str, Any] = dict(zip(drugs, families, strict=True))
        charted = [
            evolve(event, family=named[event.drug]) if event.drug in named else event
            for event in events
        ]
        for words in product(*(at_random.WORDS[name] for name in open_)):
            chosen = evolve(picked, **dict(zip(open_, words, strict=True)))
            settled = coded(
                {
                    **facts,
                    "administrations": charted,
                    "choices": chosen,
                    "reason": [event.drug for event in events],
                }
            )
            assert settled is not None
            found = reported(settled) if found is None else found & reported(settled)
    assert found is not None
    return found
