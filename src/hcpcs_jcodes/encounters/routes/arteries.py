"""Intra-arterial administration: pushes, infusions by the hour, pumps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ...administration.minutes import LONGEST_PUSH, joined
from ..events import Event, Run, by_drug, refuse_overlap, time_of
from ..supported import HOURS, MANUAL, Support, unit_of_code, with_the_rest

__all__ = ["ARTERIES", "arterial_support"]

ARTERIES: Final = ("intra-arterial", "hepatic arterial")

_PUSH: Final = {"complex": "96420", "therapeutic": "96373"}


def arterial_support(events: Sequence[Event]) -> list[Support]:
    """What each event supported, drug by drug."""
    supported: list[Support] = []
    for drug in by_drug(events):
        timed = []
        for event in drug:
            charted = event.charted
            if charted.technique == "pump":
                text = "intra-arterial infusion of more than 8 hours by pump"
                supported.append(unit_of_code(event, "96425", text))
            elif _is_push(event):
                counted = (time_of(event),) if charted.minutes else ()
                text = "intra-arterial push"
                supported.append(unit_of_code(event, _PUSH[event.family], text, counted=counted))
            else:
                timed.append(event)
        supported += _infusions(timed)
    return supported


def _is_push(event: Event) -> bool:
    """Whether it is a push, or an infusion without a stop that the caller counts as one."""
    minutes = event.charted.minutes
    return event.charted.technique == "push" or minutes is None or minutes <= LONGEST_PUSH


def _infusions(events: Sequence[Event]) -> Iterator[Support]:
    """The hours of one drug; by the rules only complex drugs are infused into an artery."""
    for place, event in enumerate(events):
        refuse_overlap(event, events[:place])
    if not events:
        return
    run = Run(tuple(events), tuple(joined(map(time_of, events))))
    yield from with_the_rest(run, _hours(run), "one infusion of the same drug")


def _hours(run: Run) -> Iterator[Support]:
    for number, (event, times) in enumerate(run.hours()):
        code, source = ("96423", HOURS) if number else ("96422", MANUAL)
        text = f"{run.minutes} minutes intra-arterial: {'additional' if number else 'initial'} hour"
        yield unit_of_code(event, code, text, source=source, counted=times)
