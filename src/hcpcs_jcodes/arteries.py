"""What goes into an artery: pushes, infusions by the hour, pumps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .charting import Choices
from .earnings import (
    HOURS,
    MANUAL,
    Earned,
    Event,
    Run,
    by_drug,
    refuse_overlap,
    time_of,
    to_settle,
    unit_of_code,
)
from .minutes import LONGEST_PUSH, joined

__all__ = ["ARTERIES", "into_arteries"]

ARTERIES: Final = ("intra-arterial", "hepatic arterial")

_ARTERIAL: Final = "rules for arteries in administration.csv"
_PUSH: Final = {"complex": "96420", "therapeutic": "96373"}


def into_arteries(events: Sequence[Event], choices: Choices) -> list[Earned]:
    """What each event earned, drug by drug."""
    earned: list[Earned] = []
    for drug in by_drug(events):
        timed = []
        for event in drug:
            charted = event.charted
            if charted.technique == "pump":
                text = "an infusion of more than 8 hours into an artery by pump"
                earned.append(unit_of_code(event, "96425", text))
            elif charted.technique == "push" or (
                charted.minutes is not None and charted.minutes <= LONGEST_PUSH
            ):
                earned.append(_push(event))
            elif charted.minutes is None and choices.missing_stop is None:
                text = "no stop time is charted: chart it, or choose missing_stop='push'"
                earned.append(to_settle(event, text, "A53778", (_PUSH[event.family], "96422")))
            elif charted.minutes is None:
                earned.append(_push(event))
            else:
                timed.append(event)
        earned += _infusions(timed)
    return earned


def _push(event: Event) -> Earned:
    counted = () if not event.charted.minutes else (time_of(event),)
    return unit_of_code(event, _PUSH[event.family], "a push into an artery", counted=counted)


def _infusions(events: Sequence[Event]) -> Iterator[Earned]:
    for place, event in enumerate(events):
        refuse_overlap(event, events[:place])
    if not events:
        return
    run = Run(tuple(events), tuple(joined(map(time_of, events))))
    if run.first.family != "complex":
        text = "no code stands for such an infusion into an artery: document it"
        yield to_settle(run.first, text, _ARTERIAL, ("96379",))
        return
    for number, (event, times) in enumerate(run.hours()):
        code, source = ("96423", HOURS) if number else ("96422", MANUAL)
        text = (
            f"{run.minutes} minutes into an artery: {'a further' if number else 'the first'} hour"
        )
        yield unit_of_code(event, code, text, source=source, counted=times)
