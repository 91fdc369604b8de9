"""Infusions that are counted drug by drug, such as those into an artery, by the hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..events import Event, Run, by_drug, refuse_overlap, times_of
from ..supported import HOURS, MANUAL, Support, unit_in_role, with_the_rest

__all__ = ["infusions_by_drug"]


def infusions_by_drug(events: Sequence[Event]) -> list[Support]:
    """What each event supported, drug by drug."""
    supported: list[Support] = []
    for drug in by_drug(events):
        for place, event in enumerate(drug):
            refuse_overlap(event, drug[:place])
        run = Run(tuple(drug), tuple(times_of(drug)))
        supported += with_the_rest(run, _hours(run), "one infusion of the same drug")
    return supported


def _hours(run: Run) -> Iterator[Support]:
    for number, (event, times) in enumerate(run.hours()):
        role, source = ("additional hour", HOURS) if number else ("initial", MANUAL)
        text = f"{run.minutes} minutes {event.charted.route}: {role.removesuffix(' hour')} hour"
        yield unit_in_role(event, "infusion", role, text, source=source, counted=times)
