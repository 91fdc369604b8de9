"""How an administration went, where that decides its code and the chart or sources leave it open.

A push of more than 15 minutes is an infusion unless somebody stayed with the patient, which the
chart may not show. An infusion that was stopped within 15 minutes is no push, and sources
disagree on its modifier, and on whether it supports a code at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve

from ..administration.ways import longest_push
from .decisions import Alternative, Point
from .events import Event, Run, by_drug, times_of, unbroken
from .supported import Support, nothing

__all__ = ["course_points", "settled_course"]

_STAYED: Final = "AAPC forum, 106018; AAPC Oncology Alert, 2007; CMS, OPPS (R785CP)"
_EARLY: Final = "Palmetto GBA, J11 Part B, 2014; AAPC, 2007 and forum, 145827 and 173706"
_NO_MODIFIER: Final = "no modifier"
# too few minutes for a code
_NOTHING: Final = "nothing"
# what sources name as the modifier, with those sources
_MODIFIERS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "professional": (
        (_NO_MODIFIER, "53", _NOTHING),
        "without a modifier (Palmetto GBA) or with 53 (AAPC)",
    ),
    "facility": ((_NO_MODIFIER, "52", "74", _NOTHING), "with 52, with 74 or without a modifier"),
}


def course_points(events: Iterable[Event]) -> dict[int, Point]:
    """What is open about how events went, by the number of the event.

    Args:
        events: the infusions and pushes, without hydration.
    """
    found: dict[int, Point] = {}
    infusions: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if event.asks_who_stayed:
            found[event.number] = _who_stayed(event)
        elif event.charted.technique == "infusion" and event.charted.stop is not None:
            place = event.charted.route, event.charted.site
            infusions.setdefault(place, []).append(event)
    for run in _runs(infusions.values()):
        if run.cut_short:
            point = _stopped_early(run)
            found.update(dict.fromkeys(point.events, point))
    return found


def _runs(places: Iterable[Sequence[Event]]) -> Iterator[Run]:
    for infusions in places:
        for drug in by_drug(infusions):
            for bags in unbroken(drug):
                yield Run(tuple(bags), tuple(times_of(bags)))


def _who_stayed(event: Event) -> Point:
    return Point(
        "attended",
        (True, False),
        f"charted as a push of {event.charted.minutes} minutes: document whether somebody stayed "
        f"with the patient throughout, with attended=; if not, more than {longest_push()} minutes "
        "are an infusion",
        _STAYED,
        argument="attended",
        owner="nurse",
        events=(event.number,),
        about=event.briefly,
        named=f"who stayed during event {event.number} ({event.charted.drug})",
    )


def _stopped_early(run: Run) -> Point:
    options, words = _MODIFIERS[run.first.setting]
    return Point(
        "stopped_early",
        options,
        f"an infusion stopped early, after {run.minutes} minutes, is no push: sources report its "
        f"code {words}, and some hold that so few minutes support no code; by payer, as is JW for "
        "the rest of the bag; choose stopped_early=",
        _EARLY,
        argument="stopped_early",
        owner="billing",
        events=tuple(event.number for event in run.events),
        about=run.first.briefly,
        named=f"event {run.first.number} ({run.first.charted.drug}), which was stopped early",
    )


def settled_course(event: Event, point: Point, alternative: Alternative) -> Event | Support:
    """An event as it went in one alternative, or why it supports nothing."""
    if point.kind == "attended":
        stayed = alternative.settle(point)
        return evolve(event, charted=evolve(event.charted, attended=stayed))
    answer = alternative.choices.stopped_early or alternative.settle(point)
    if answer == _NOTHING:
        text = f"{longest_push()} minutes or less support no code of an infusion"
        return nothing(event, text, point.source)
    return event if answer == _NO_MODIFIER else evolve(event, modifiers=(answer,))
