"""Laws of what a chart says: the same facts written in another way are billed the same."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    ACQUIRED,
    CONTAINERS,
    Administration,
    Amount,
    Choices,
    Encounter,
    Given,
    code_encounter,
)

from ..charts import at, coded, iv, push, saline
from .test_encounters import CHOICES, EVENTS, SETTINGS, billed, encountered

Charted = list[Administration]
MINUTE = timedelta(minutes=1)


@st.composite
def infusions_with_pauses(draw: st.DrawFn) -> tuple[datetime, list[int]]:
    """A start, and minutes after it at which an infusion stops and goes on in turn."""
    start = at(6) + draw(st.integers(0, 1200)) * MINUTE
    lengths = draw(
        st.lists(st.integers(1, 130), min_size=1, max_size=7).filter(lambda n: len(n) % 2)
    )
    return start, [sum(lengths[: n + 1]) for n in range(len(lengths))]


def together(start: datetime, turns: list[int], **more: Any) -> Administration:
    """One event, with its pauses."""
    times = [start + minute * MINUTE for minute in turns]
    return iv(
        "e", start, times[-1], pauses=list(zip(times[:-1:2], times[1::2], strict=True)), **more
    )


def in_parts(start: datetime, turns: list[int]) -> Charted:
    """An event for each part, each of which resumes the last."""
    times = [start, *(start + minute * MINUTE for minute in turns)]
    parts = zip(times[::2], times[1::2], strict=True)
    return [iv("e", *part, resumes=number > 0) for number, part in enumerate(parts)]


@given(EVENTS, infusions_with_pauses(), SETTINGS, CHOICES)
def test_pauses_are_one_event_or_several(
    events: Charted, paused: tuple[datetime, list[int]], setting: Any, choices: Choices
) -> None:
    whole, parts = together(*paused), in_parts(*paused)
    assert whole.minutes == sum(each.minutes or 0 for each in parts)
    one, several = ([*events, *written] for written in ([whole], parts))
    assert units(encountered(one, setting, choices)) == units(
        encountered(several, setting, choices)
    )


def units(encounter: Encounter) -> Counter[tuple[object, ...]]:
    """The units that are reported of each code and date; what is open is open by event."""
    found: Counter[tuple[object, ...]] = Counter()
    for line in encounter.reported:
        found[line.code, line.on, line.modifiers] += line.units
    return found


@given(EVENTS, EVENTS, SETTINGS, CHOICES, st.sampled_from(["held", "refused"]))
def test_what_was_not_given_changes_no_line(
    events: Charted, due: Charted, setting: Any, choices: Choices, why: Any
) -> None:
    held = [attrs.evolve(each, stop=None, not_given=why) for each in due]
    if not events:
        assert encountered(held, setting, choices).lines == () if held else True
        return
    assert billed(encountered([*events, *held], setting, choices)) == billed(
        encountered(events, setting, choices)
    )


VIALS = st.fixed_dictionaries(
    {},
    optional={
        "opened": st.sampled_from(["100 mg", ["3 x 100 mg", "1 mL"], ["1 vial"]]),
        "discarded": st.sampled_from(["0 mg", "85 mg"]),
        "container": st.sampled_from(CONTAINERS),
        "ndc": st.sampled_from(["50242-0053-06", "50242-053"]),
        "concentration": st.just("10 mg/mL"),
        "acquired": st.sampled_from(ACQUIRED),
        "shared": st.booleans(),
        "ordered": st.just("715 mg"),
    },
)
PRODUCTS = st.sampled_from([{"products": [Given("5 mg", opened="7 mg"), Given("1 mg")]}])


@given(EVENTS.filter(bool), SETTINGS, CHOICES, st.data())
def test_what_is_charted_of_the_vials_changes_no_line(
    events: Charted, setting: Any, choices: Choices, data: st.DataObject
) -> None:
    """Neither a line nor a question, a step or an event; the dose is charted either way."""
    events = [attrs.evolve(each, dose="6 mg") for each in events]
    more = [data.draw(VIALS | PRODUCTS) for _ in events]
    plain = encountered(events, setting, choices)
    vials = [attrs.evolve(each, **facts) for each, facts in zip(events, more, strict=True)]
    full = encountered(vials, setting, choices)
    for name in ("lines", "open", "events", "questions", "steps"):
        assert getattr(full, name) == getattr(plain, name)


@given(EVENTS.filter(bool), SETTINGS, CHOICES, st.integers(0, 59), st.integers(0, 59))
def test_seconds_change_no_line(
    events: Charted, setting: Any, choices: Choices, one: int, other: int
) -> None:
    exact = [
        attrs.evolve(
            each,
            start=each.start.replace(second=min(one, other)),
            stop=each.stop and each.stop.replace(second=max(one, other)),
        )
        for each in events
    ]
    assert encountered(exact, setting, choices).lines == encountered(events, setting, choices).lines


@given(EVENTS.filter(bool), SETTINGS, CHOICES, st.sampled_from(["America/Chicago", "Asia/Kolkata"]))
def test_times_of_another_zone_are_those_of_the_callers_clock(
    events: Charted, setting: Any, choices: Choices, zone: str
) -> None:
    """August has no clock change, so that local times and minutes agree."""
    there = encountered(events, setting, choices)
    local = [elsewhere(each, zone) for each in events]
    moved = coded_in(local, setting, choices, zone)
    assert billed(moved) == billed(there)


def elsewhere(charted: Administration, zone: str) -> Administration:
    """The same event by the clocks of UTC."""
    offset = {"America/Chicago": timedelta(hours=-5), "Asia/Kolkata": timedelta(minutes=330)}[zone]
    return attrs.evolve(
        charted,
        start=(charted.start - offset).replace(tzinfo=UTC),
        stop=charted.stop and (charted.stop - offset).replace(tzinfo=UTC),
    )


def coded_in(events: Charted, setting: Any, choices: Choices, zone: str) -> Encounter:

    reasons = [each.drug for each in events]
    return code_encounter(events, setting=setting, reason=reasons, choices=choices, zone=zone)


@given(
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 15)), max_size=5),
    SETTINGS,
)
def test_charting_the_minutes_of_pushes_opens_nothing(
    minutes: int, pushes: list[tuple[int, int]], setting: Any
) -> None:
    """However many there are, what they leave of one bag is one hydration."""
    fluid = saline(at(6), at(6) + minutes * MINUTE)
    day = [
        push(f"drug {n}", at(6) + start * MINUTE, at(6) + (start + length) * MINUTE)
        for n, (start, length) in enumerate(pushes)
    ]
    encounter = coded(fluid, *day, setting=setting, reason=["saline"])
    assert encounter.open == ()


@given(st.integers(0, 300), SETTINGS)
def test_a_push_that_somebody_stayed_with_is_billed_like_one_without_minutes(
    minutes: int, setting: Any
) -> None:
    slow = push("a", at(8), at(8) + minutes * MINUTE, attended=True)
    assert billed(coded(slow, setting=setting)) == billed(coded(push("a", at(8)), setting=setting))


@given(infusions_with_pauses(), st.integers(1, 10**6), st.sampled_from(["h", "min", "24 h", "day"]))
def test_the_parts_of_an_infusion_at_a_rate_are_the_whole_of_it(
    paused: tuple[datetime, list[int]], quantity: int, time: str
) -> None:
    start, turns = paused
    rate = f"{quantity} mcg/{time}"
    whole = together(start, turns, dose=rate).dose
    parts = [attrs.evolve(part, dose=rate).dose for part in in_parts(start, turns)]
    added = Amount("0 mcg")
    for part in parts:
        assert isinstance(part, Amount)
        added += part
    assert added == whole
