"""Hydration of one access site: what of it is counted, and the hours that it supports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from ...administration.minutes import Span, further_hours, joined, left_over
from ..choices import Choices
from ..events import Event, Run, in_time, time_of
from ..supported import HOURS, MANUAL, Support, nothing

__all__ = ["Hydration", "hydration_of"]


@frozen
class Hydration:
    """The hydration of a site, without the time beside any drug.

    Attributes:
        events: what was charted, in order of time.
        parts: the times that may count, in order.
        choices: whether parts are "added" up or counted "apart", and the least that supports.

    Source: NCCI Policy Manual, ch. XI: hydration is never reported beside another drug.
    """

    events: tuple[Event, ...]
    parts: tuple[Span, ...]
    choices: Choices

    @property
    def substances(self) -> frozenset[str]:
        """What ran."""
        return frozenset(drug for event in self.events for drug in event.drugs)

    @property
    def runs(self) -> tuple[Run, ...]:
        """What supports hours: all parts as one, or each that is long enough by itself."""
        runs = (Run(self.events, spans) for spans in self._wholes)
        return tuple(run for run in runs if self._supported(run.minutes))

    @property
    def _wholes(self) -> Sequence[tuple[Span, ...]]:
        """What is counted together: all parts, or each by itself."""
        apart = self.choices.hydration_parts == "apart"
        return [(part,) for part in self.parts] if apart else [self.parts]

    def _supported(self, minutes: int) -> int:
        """How many hours so many minutes support."""
        return 1 + further_hours(minutes) if minutes >= self.choices.shortest_hydration else 0

    def hours(self) -> Iterator[tuple[Event, tuple[Span, ...]]]:
        """Each hour that is supported: the event in which it began, and its times."""
        for run in self.runs:
            yield from run.hours()

    def not_counted(self) -> Iterator[Support]:
        """Of each event the minutes that are lost, and why it begins no hour where it begins none."""
        hours = list(self.hours())
        begun = {event.number for event, _ in hours}
        for event in self.events:
            time = time_of(event)
            lost = sum(part.minutes for part in left_over(time, self.parts))
            if lost:
                text = f"{lost} of {time.minutes} minutes beside another drug are not counted"
                yield nothing(event, text, MANUAL)
            if event.number not in begun and not 0 < lost == time.minutes:
                yield self._begins_none(event, hours)

    def _begins_none(
        self, event: Event, hours: Sequence[tuple[Event, tuple[Span, ...]]]
    ) -> Support:
        """Why an event of which minutes may count begins no hour."""
        overlap = time_of(event).overlap
        sharing = (other.number for other, times in hours if any(map(overlap, times)))
        number = next(sharing, None)
        if number is not None:
            text = f"its minutes are counted with event {number}, one hydration"
            return nothing(event, text, HOURS)
        counts = [
            str(sum(span.minutes for span in spans))
            for spans in self._wholes
            if any(map(overlap, spans))
        ]
        least = self.choices.shortest_hydration
        text = f"{' and '.join(counts) or 0} minutes: fewer than {least} support nothing"
        return nothing(event, text, HOURS)


def hydration_of(
    events: Sequence[Event], busy: Sequence[Span], choices: Choices
) -> Hydration | None:
    """The hydration among the events of a site; None where there is none with a stop.

    Args:
        events: everything that went into the site.
        busy: when any drug ran, at this or another site.
        choices: what the caller decides about parts, and the least that supports.
    """
    wet = [event for event in events if event.family == "hydration" and event.charted.stop]
    if not wet:
        return None
    whole = joined(map(time_of, wet))
    return Hydration(
        tuple(sorted(wet, key=in_time)),
        tuple(part for span in whole for part in left_over(span, busy)),
        choices,
    )
