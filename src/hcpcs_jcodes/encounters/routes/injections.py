"""Injections, and infusions by pump under the skin: the set-up and its hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ...administration.minutes import joined
from ...administration.ways import longest_push
from ..decisions import Alternative
from ..events import Event, Run, by_drug, in_time, refuse_overlap, time_of
from ..supported import HOURS, Support, nothing, to_settle, unit_in_role, with_the_rest

__all__ = ["infusions_by_set_up", "injections"]

_INJECTION: Final = ("injection", "injection")
_EDITS: Final = "CMS, add-on code edits"


def injections(events: Sequence[Event], alternative: Alternative) -> list[Support]:
    """What injections support: one unit for each drug."""
    supported: list[Support] = []
    for drug in by_drug(events):
        first, *further = drug
        text = f"{first.charted.route} injection"
        if first.charted.technique == "infusion":
            text = f"a {first.charted.route} infusion of {longest_push()} minutes or less is an injection"
        supported.append(unit_in_role(first, *_INJECTION, text))
        supported += [_again(event, alternative) for event in further]
    return supported


def _again(event: Event, alternative: Alternative) -> Support:
    """Another injection of a drug that was already injected."""
    if alternative.choice("repeated_injection") == "once":
        return nothing(event, "the same drug was already injected: once an encounter", "AAPC")
    text = "another injection of the same drug"
    return unit_in_role(event, *_INJECTION, text, source="AAPC")


def infusions_by_set_up(events: Sequence[Event]) -> list[Support]:
    """Infusions by pump under the skin: the initial hour, additional hours, additional sites."""
    supported = []
    timed: list[Event] = []
    for event in sorted(events, key=in_time):
        if event.charted.minutes is None:
            codes = event.codes(("infusion", "initial"), _INJECTION)
            text = "no stop time is charted: chart it"
            supported.append(to_settle(event, "missing_stop", text, _EDITS, codes, argument="stop"))
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
        role, source = ("additional hour", HOURS) if number else ("initial", _EDITS)
        text = f"{run.minutes} minutes {event.charted.route}: {role.removesuffix(' hour')} hour"
        yield unit_in_role(event, "infusion", role, text, source=source, counted=times)


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
            yield unit_in_role(event, "infusion", "additional site", text, source=_EDITS)


def _check_overlaps(events: Sequence[Event]) -> None:
    for drug in by_drug(events):
        for place, event in enumerate(drug):
            site = event.charted.site
            refuse_overlap(event, [other for other in drug[:place] if other.charted.site == site])
