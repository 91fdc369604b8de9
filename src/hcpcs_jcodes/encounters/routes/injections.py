"""Subcutaneous and intramuscular administration: injections, injectors, infusions by pump."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ...administration.minutes import LONGEST_PUSH, joined
from ..choices import Choices
from ..events import Event, Run, by_drug, in_time, refuse_overlap, time_of
from ..supported import HOURS, Support, nothing, to_settle, unit_of_code, with_the_rest

__all__ = ["injections", "subcutaneous_infusions"]

_INJECTED: Final = {"complex": "96401", "hormonal": "96402", "therapeutic": "96372"}
_EDITS: Final = "CMS, add-on code edits"


def injections(events: Sequence[Event], choices: Choices) -> list[Support]:
    """What subcutaneous and intramuscular injections and on-body injectors support."""
    supported: list[Support] = []
    supported += [
        unit_of_code(event, "96377", "an on-body injector was applied", source="A54682")
        for event in events
        if event.charted.technique == "on-body injector"
    ]
    for drug in by_drug(filter(_is_injected, events)):
        first, *further = drug
        text = f"{first.charted.route} injection"
        if first.charted.technique == "infusion":
            text = "a subcutaneous infusion of 15 minutes or less is an injection"
        supported.append(unit_of_code(first, _INJECTED[first.family], text))
        supported += [_again(event, choices) for event in further]
    return supported


def _is_injected(event: Event) -> bool:
    """Whether it counts as an injection, however charted."""
    charted = event.charted
    short = charted.minutes is not None and charted.minutes <= LONGEST_PUSH
    infused = charted.route == "subcutaneous" and charted.technique == "infusion"
    return charted.technique == "injection" or (infused and short)


def _again(event: Event, choices: Choices) -> Support:
    """Another injection of a drug that was already injected."""
    code = _INJECTED[event.family]
    if event.family == "hormonal" or choices.repeated_injection == "once":
        return nothing(event, "the same drug was already injected: once an encounter", "AAPC")
    if choices.repeated_injection == "each":
        return unit_of_code(event, code, "another injection of the same drug", source="AAPC")
    text = "another injection of the same drug: sources disagree; choose repeated_injection="
    return to_settle(event, text, "AAPC", (code,))


def subcutaneous_infusions(events: Sequence[Event]) -> list[Support]:
    """Subcutaneous infusions by pump: the initial hour, additional hours, additional sites."""
    supported = []
    timed: list[Event] = []
    for event in sorted(events, key=in_time):
        charted = event.charted
        infused = charted.route == "subcutaneous" and charted.technique == "infusion"
        if not infused or _is_injected(event):
            continue
        if charted.minutes is None:
            text = "no stop time is charted: chart it"
            supported.append(to_settle(event, text, _EDITS, ("96369", "96372")))
        else:
            timed.append(event)
    if not timed:
        return supported
    _check_overlaps(timed)
    run = Run(tuple(timed), tuple(joined(map(time_of, timed))))
    found = [*_hours(run), *_set_ups(run)]
    return [*supported, *with_the_rest(run, found, "one subcutaneous infusion")]


def _hours(run: Run) -> Iterator[Support]:
    """The initial hour and the additional hours, over all sites."""
    for number, (event, times) in enumerate(run.hours()):
        code, source = ("96370", HOURS) if number else ("96369", _EDITS)
        text = f"{run.minutes} minutes subcutaneous: {'additional' if number else 'initial'} hour"
        yield unit_of_code(event, code, text, source=source, counted=times)


def _set_ups(run: Run) -> Iterator[Support]:
    """What each additional site supports."""
    sites = {run.first.charted.site}
    set_up_again = False
    for event in run.events:
        charted = event.charted
        if charted.site in sites:
            continue
        sites.add(charted.site)
        if charted.start == run.start or set_up_again:
            text = "sites of one set-up" if charted.start == run.start else "reported once a date"
            yield nothing(event, text, _EDITS)
        else:
            set_up_again = True
            text = "an additional set-up of the pump at a new site"
            yield unit_of_code(event, "96371", text, source=_EDITS)


def _check_overlaps(events: Sequence[Event]) -> None:
    for drug in by_drug(events):
        for place, event in enumerate(drug):
            site = event.charted.site
            refuse_overlap(event, [other for other in drug[:place] if other.charted.site == site])
