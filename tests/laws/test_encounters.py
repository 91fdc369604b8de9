"""Laws of an encounter, and a second answer worked out minute by minute."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Administration, Choices, Encounter, code_encounter
from hcpcs_jcodes.payers.ncci import bundle_on, is_add_on, parents_on

from ..charts import at, coded, iv, saline

# one that sources dispute, one that is not classified
OPEN_DRUGS = ("J1745", "J3490")
SITES = st.sampled_from(["1", "2"])
SETTINGS = st.sampled_from(["professional", "facility"])
INITIAL = {"96360", "96365", "96374", "96409", "96413"}


def timed(
    drug: str,
    family: Any,
    technique: Any,
    times: tuple[int, int | None],
    site: str = "1",
) -> Administration:
    """An administration with its start in minutes after six, and its length in minutes."""
    start, minutes = times
    begun = at(6) + timedelta(minutes=start)
    stop = None if minutes is None else begun + timedelta(minutes=minutes)
    return Administration(drug, "intravenous", technique, begun, stop, family, site)


DRUGS = st.sampled_from(
    [("a", "therapeutic"), ("b", "therapeutic"), ("c", "complex"), ("d", "complex")]
)
# any minute of a day, and often so that events touch and lengths are at a threshold
STARTS = st.integers(0, 40).map(lambda quarter: 15 * quarter) | st.integers(0, 1500)
EDGES = st.sampled_from([0, 15, 16, 30, 31, 60, 90, 91, 150, 151])


def lengths(longest: int) -> st.SearchStrategy[int]:
    return EDGES.filter(lambda minutes: minutes <= longest) | st.integers(0, longest)


@st.composite
def administrations(draw: st.DrawFn) -> Administration:
    kinds = "infusion infusion push hydration shot eye open artery skin flush pump".split()
    kind = draw(st.sampled_from(kinds))
    start = draw(STARTS)
    site = draw(st.sampled_from(["1", "1", "2"]))
    begun = at(6) + timedelta(minutes=start)
    if kind == "eye":
        side = draw(st.sampled_from(["right", "left", ""]))
        return Administration("J0178", "intravitreal", "procedure", begun, side=side)  # type: ignore[arg-type]
    if kind == "flush":
        return Administration("heparin", "intravenous", "flush", begun)
    if kind == "pump":
        return Administration("d", "intravenous", "pump", begun, None, "complex", site)
    minutes = draw(lengths(300))
    if kind == "hydration":
        return timed("saline", "hydration", "infusion", (start, minutes), site)
    if kind == "open":
        return timed(draw(st.sampled_from(OPEN_DRUGS)), "", "infusion", (start, minutes), site)
    stop = begun + timedelta(minutes=minutes)
    if kind == "artery":
        return Administration("J9200", "intra-arterial", "infusion", begun, stop)
    if kind == "skin":
        return Administration(
            "b", "subcutaneous", "infusion", begun, stop, "therapeutic", draw(SITES)
        )
    drug, family = draw(DRUGS)
    if kind == "shot":
        return Administration(drug, "subcutaneous", "injection", begun, None, family)  # type: ignore[arg-type]
    taken = draw(st.none() | lengths(40 if kind == "push" else 400))
    given_ = timed(drug, family, kind, (start, taken), site)
    stayed = st.sampled_from([None, None, True, False]) if kind == "push" else st.none()
    return attrs.evolve(given_, attended=draw(stayed))


def clash(one: Administration, other: Administration) -> bool:
    """Whether one drug would run twice at one place, which is refused."""

    def place(event: Administration) -> tuple[str, ...]:
        return event.drug, event.route, event.technique, event.site

    def end(event: Administration) -> datetime:
        return event.stop or event.start + timedelta(minutes=1)

    return (
        one.technique == "infusion"
        and one.drug != "saline"
        and place(one) == place(other)
        and max(one.start, other.start) < min(end(one), end(other))
    )


def possible(events: list[Administration]) -> list[Administration]:
    """The events without those that clash, and without more than three that have no stop."""
    kept: list[Administration] = []
    for event in events:
        open_ = [each for each in kept if each.technique == "infusion" and each.stop is None]
        too_much = event.technique == "infusion" and event.stop is None and len(open_) == 3
        if not too_much and not any(clash(event, other) for other in kept):
            kept.append(event)
    return kept


EVENTS = st.lists(administrations(), min_size=1, max_size=7).map(possible)


CHOICES = st.builds(
    Choices,
    missing_stop=st.sampled_from([None, "push"]),
    repeated_infusion=st.sampled_from([None, "added", "additional hours"]),
    partial_overlap=st.sampled_from([None, "sequential", "concurrent"]),
    hydration_parts=st.sampled_from([None, "added", "apart"]),
    repeated_injection=st.sampled_from([None, "each", "once"]),
    both_sides=st.sampled_from([None, "50", "RT and LT"]),
    distinct=st.sampled_from(["59", "XS"]),
)


def encountered(events: list[Administration], setting: Any, choices: Choices) -> Encounter:
    reasons = [event.drug for event in events]
    return code_encounter(events, setting=setting, reason=reasons, choices=choices)


@given(EVENTS, SETTINGS, CHOICES)
def test_a_site_has_at_most_one_initial(
    events: list[Administration], setting: Any, choices: Choices
) -> None:
    encounter = encountered(events, setting, choices)
    sites = Counter(each.site for each in encounter.events if each.code in INITIAL)
    assert all(count == 1 for count in sites.values())
    marked = Counter(each.site for each in encounter.events if each.initial)
    assert marked == sites


@given(EVENTS, SETTINGS, CHOICES)
def test_no_add_on_is_reported_without_a_parent(
    events: list[Administration], setting: Any, choices: Choices
) -> None:
    """The parent itself may still be open, if it is one in every alternative."""
    encounter = encountered(events, setting, choices)
    possible = {code for line in encounter.lines for code in (line.code, *line.candidates)}
    for line in encounter.reported:
        if is_add_on(line.code):
            assert parents_on(line.code, setting=setting, on=line.on) & possible, line


@given(EVENTS, SETTINGS, CHOICES)
def test_every_bundled_pair_of_a_date_carries_its_modifier(
    events: list[Administration], setting: Any, choices: Choices
) -> None:
    encounter = encountered(events, setting, choices)
    for one in encounter.reported:
        for other in encounter.reported:
            edit = bundle_on(one.code, other.code, setting=setting, on=one.on)
            if edit is not None and one.on == other.on:
                assert edit.separable
                assert choices.distinct in other.modifiers


@given(EVENTS, SETTINGS, CHOICES, st.sampled_from([-7, -2, 0, 1]))
def test_the_nearest_edits_change_what_counts_as_checked_and_no_line(
    events: list[Administration], setting: Any, choices: Choices, years: int
) -> None:
    """The lines follow the nearest edits either way; only the steps about them differ."""
    moved = [
        attrs.evolve(
            event,
            start=event.start.replace(year=event.start.year + years),
            stop=event.stop and event.stop.replace(year=event.stop.year + years),
        )
        for event in events
    ]
    reasons = [event.drug for event in moved]
    asked, not_asked = (
        code_encounter(moved, setting=setting, reason=reasons, choices=choices, nearest=nearest)
        for nearest in (True, False)
    )
    assert asked.lines == not_asked.lines
    assert attrs.evolve(not_asked, nearest=True) == asked
    for one, other in zip(asked.steps, not_asked.steps, strict=True):
        assert one == other or "pass nearest=True" in other.text
        assert "pass nearest=True" not in one.text


@given(EVENTS, SETTINGS, CHOICES, st.randoms(use_true_random=False))
def test_codes_never_depend_on_the_order_of_events(
    events: list[Administration], setting: Any, choices: Choices, random: object
) -> None:
    mixed = list(events)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    again = encountered(mixed, setting, choices)
    assert billed(encountered(events, setting, choices)) == billed(again)


def billed(encounter: Encounter) -> Counter[tuple[object, ...]]:
    return Counter(
        (line.code, line.units, line.on, line.modifiers, line.outcome, *sorted(line.candidates))
        for line in encounter.lines
    )


@given(EVENTS, SETTINGS, CHOICES)
def test_no_minute_is_counted_that_was_not_charted(
    events: list[Administration], setting: Any, choices: Choices
) -> None:
    encounter = encountered(events, setting, choices)
    charted = sum(event.minutes or 0 for event in events)
    assert sum(each.minutes for each in encounter.events) <= charted


def counted(charted: Administration) -> str:
    """How its minutes count: a push of more than 15 that nobody stayed with is an infusion."""
    long = charted.technique == "push" and (charted.minutes or 0) > 15
    return "infusion" if long and not charted.attended else charted.technique


@given(EVENTS, SETTINGS, CHOICES)
def test_every_event_is_explained(
    events: list[Administration], setting: Any, choices: Choices
) -> None:
    encounter = encountered(events, setting, choices)
    assert {each.event for each in encounter.events} == set(range(1, len(events) + 1))
    assert all(each.source and each.reason for each in encounter.events)
    for each in encounter.events:
        named = re.match(r"its minutes are counted with event (\d+), one ", each.reason)
        if named:
            other = encounter.administrations[int(named[1]) - 1]
            own = encounter.administrations[each.event - 1]
            assert int(named[1]) != each.event
            assert (other.route, counted(other)) == (own.route, counted(own))
            assert other.drug == own.drug


@given(st.integers(0, 900), st.sampled_from(["therapeutic", "complex", "hydration"]))
def test_a_minute_more_of_one_drug_never_removes_an_hour(minutes: int, family: Any) -> None:
    def hours(length: int) -> int:
        encounter = coded(timed("x", family, "infusion", (0, length)))
        return sum(line.units for line in encounter.lines)

    assert hours(minutes) <= hours(minutes + 1) <= hours(minutes) + 1


def settled(draw: st.DrawFn, events: list[Administration]) -> list[Administration]:
    """The same chart with nothing open: a family for each drug, and a stop for each infusion."""
    families = {name: draw(st.sampled_from(["complex", "therapeutic"])) for name in OPEN_DRUGS}
    found = []
    for event in events:
        more: dict[str, Any] = {}
        if event.drug in families:
            more["family"] = families[event.drug]
        if event.technique == "push" and event.attended is None:
            more["attended"] = draw(st.booleans())
        if event.technique == "infusion" and event.stop is None:
            following = [
                other.start - event.start
                for other in events
                if other.start > event.start
                and clash(event, attrs.evolve(other, start=event.start))
            ]
            longest = min([timedelta(minutes=400), *following]) // timedelta(minutes=1)
            more["stop"] = event.start + timedelta(minutes=draw(st.integers(0, longest)))
        found.append(attrs.evolve(event, **more) if more else event)
    return found


@given(EVENTS, SETTINGS, CHOICES, st.data())
def test_what_is_reported_while_something_is_open_stays_however_it_is_settled(
    events: list[Administration], setting: Any, choices: Choices, data: st.DataObject
) -> None:
    choices = attrs.evolve(choices, missing_stop=None)
    how: Any = data.draw(st.sampled_from(["added", "apart"]))
    encounter = encountered(events, setting, choices)
    later = data.draw(st.composite(settled)(events))
    decided = attrs.evolve(choices, hydration_parts=choices.hydration_parts or how)
    again = encountered(later, setting, decided)
    after: Counter[tuple[object, ...]] = Counter()
    for line in again.reported:
        after[line.code, line.on] += line.units
    for line in encounter.reported:
        assert after[line.code, line.on] >= line.units, line


# --- minute by minute --------------------------------------------------------------


def oracle(charted: list[tuple[str, str, int, int]]) -> Counter[str]:
    """What infusions one after the other at one site support in a hospital, minute by minute.

    Each is a drug, its family, its first minute and the minute after its last. Nothing of
    the implementation is used: every minute is stored as the drug that runs in it.
    """
    families = {drug: family for drug, family, _, _ in charted}
    counts = _minutes(charted)
    ranked = sorted(
        (_ORDER.index((family, "push" if counts[drug] <= 15 else "infusion")), -counts[drug], drug)
        for drug, family in families.items()
        if family != "hydration"
    )
    supported: Counter[str] = Counter()
    for place, (rank, _, drug) in enumerate(ranked):
        first, following, hour = _NAMES[rank]
        supported[following if place else first] += 1
        covered = 60
        while hour and counts[drug] > covered + 30:
            supported[hour] += 1
            covered += 60
    covered = 0
    while counts["saline"] > covered + 30:
        supported["96361" if ranked or covered else "96360"] += 1
        covered += 60
    return supported


_ORDER = [
    ("complex", "infusion"),
    ("complex", "push"),
    ("therapeutic", "infusion"),
    ("therapeutic", "push"),
]
_NAMES = [
    ("96413", "96417", "96415"),
    ("96409", "96411", ""),
    ("96365", "96367", "96366"),
    ("96374", "96375", ""),
]


def _minutes(charted: list[tuple[str, str, int, int]]) -> Counter[str]:
    """How many minutes each drug ran, and saline where nothing else did."""
    counts: Counter[str] = Counter()
    for minute in range(max(stop for *_, stop in charted)):
        running = {drug for drug, _, start, stop in charted if start <= minute < stop}
        counts.update(running - {"saline"} or running)
    return counts


@st.composite
def days(draw: st.DrawFn) -> list[tuple[str, str, int, int]]:
    """Different drugs one after the other, with or without a pause, and one hydration."""
    charted = []
    minute = draw(st.integers(0, 60))
    for drug in "abcd"[: draw(st.integers(0, 4))]:
        family = draw(st.sampled_from(["therapeutic", "complex"]))
        length = draw(
            st.sampled_from([1, 15, 16, 30, 31, 60, 90, 91, 150, 151]) | st.integers(1, 300)
        )
        charted.append((drug, family, minute, minute + length))
        minute += length + draw(st.integers(0, 20))
    if not charted or draw(st.booleans()):
        start = draw(st.integers(0, 300))
        charted.append(("saline", "hydration", start, start + draw(st.integers(1, 400))))
    return charted


@given(days())
def test_a_plain_count_minute_by_minute_agrees(charted: list[tuple[str, str, int, int]]) -> None:
    start = at(0)

    def time(minute: int) -> datetime:
        return start + timedelta(minutes=minute)

    events = [
        saline(time(first), time(last))
        if family == "hydration"
        else iv(drug, time(first), time(last), family)
        for drug, family, first, last in charted
    ]
    encounter = coded(*events, hydration_parts="added")
    supported = Counter(each.code for each in encounter.events if each.code)
    assert supported == oracle(charted)
