"""Injections, and infusions by pump under the skin: the set-up and its hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Final

from ...administration.ways import longest_push
from ..decisions import Alternative
from ..events import Event, Run, by_drug, in_time, refuse_overlap, times_of
from ..supported import HOURS, Support, nothing, to_settle, unit_in_role, with_the_rest

__all__ = ["infusions_by_set_up", "injections"]

_INJECTION: Final = ("injection", "injection")
_DOSES: Final = "AAPC forum, 136708"
# AAPC: once an encounter, also of a hormone in both sides; CMS, MUE: two units of its code
_DIVIDED: Final = "AAPC forum, 136708; AAPC; CMS, MUE"
# Injections that start closer together may be one dose, divided, and sites one set-up: three
# syringes take ten minutes, and epinephrine may be repeated after five.
_AT_ONE_TIME: Final = timedelta(minutes=15)
_EDITS: Final = "CMS, add-on code edits"


def injections(events: Sequence[Event], alternative: Alternative) -> list[Support]:
    """What injections support: one unit for each dose of a drug.

    Sources disagree only about one dose that was divided and injected at one time.
    """
    supported: list[Support] = []
    for drug in by_drug(events):
        first = drug[0]
        text = f"{first.charted.route} injection"
        if first.charted.technique == "infusion":
            text = f"a {first.charted.route} infusion of {longest_push()} minutes or less is an injection"
        supported.append(unit_in_role(first, *_INJECTION, text))
        for before, event in pairwise(drug):
            if event.charted.start - before.charted.start < _AT_ONE_TIME:
                supported.append(_again(event, alternative))
            else:
                text = "another dose of the drug, at another time"
                supported.append(unit_in_role(event, *_INJECTION, text, source=_DOSES))
    return supported


def _again(event: Event, alternative: Alternative) -> Support:
    """Another injection of a dose that was divided."""
    if alternative.choice("repeated_injection") == "once":
        text = "the same drug was already injected at this time: once for a divided dose"
        return nothing(event, text, _DIVIDED)
    text = "another injection of the same drug"
    return unit_in_role(event, *_INJECTION, text, source=_DIVIDED)


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
    run = Run(tuple(timed), tuple(times_of(timed)))
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
        together = charted.start - run.start < _AT_ONE_TIME
        if together or set_up_again:
            text = "sites of one set-up" if together else "reported once a date"
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
