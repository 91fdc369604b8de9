"""Hydration of one access site: which minutes count, and the hours that they support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from ...administration.minutes import Span, additional_hours, left_over
from ..decisions import Alternative
from ..events import Event, Run, in_time, times_of, unbroken
from ..supported import HOURS, MANUAL, Support, nothing

__all__ = ["Hydration", "hydration_of"]


@frozen
class Hydration:
    """The hydration of a site, without the time during which any drug ran.

    Attributes:
        events: what was charted, in time order.
        parts: the times that may count, in order: those of separate bags before and after
            another infusion by themselves, and all others together.
        apart: whether each part is counted by itself.
        shortest: the fewest minutes that support a code.

    Source: NCCI Policy Manual, ch. XI: hydration is never reported at the same time as
    another drug. MedLearn, 2021-11-15: what is left of a bag that runs on is one hydration.
    """

    events: tuple[Event, ...]
    parts: tuple[tuple[Span, ...], ...]
    apart: bool
    shortest: int

    @property
    def substances(self) -> frozenset[str]:
        """Every fluid in it."""
        return frozenset(drug for event in self.events for drug in event.drugs)

    @property
    def runs(self) -> tuple[Run, ...]:
        """What supports hours: all parts as one, or each part that is long enough by itself."""
        runs = (Run(self.events, spans) for spans in self._counted_together)
        return tuple(run for run in runs if self._hours_supported(run.minutes))

    @property
    def _counted_together(self) -> Sequence[tuple[Span, ...]]:
        """The times that are counted together: all parts, or each by itself."""
        return self.parts if self.apart else [tuple(self._times)]

    @property
    def _times(self) -> list[Span]:
        """The times that may count."""
        return [span for part in self.parts for span in part]

    def _hours_supported(self, minutes: int) -> int:
        """How many hours a number of minutes supports."""
        return 1 + additional_hours(minutes) if minutes >= self.shortest else 0

    def hours(self) -> Iterator[tuple[Event, tuple[Span, ...]]]:
        """Each hour that is supported: the event in which it began, and its times."""
        for run in self.runs:
            yield from run.hours()

    def not_counted(self) -> Iterator[Support]:
        """For each event, the minutes not counted, and why no hour starts in it if none does."""
        hours = list(self.hours())
        begun = {event.number for event, _ in hours}
        for event in self.events:
            minutes = event.charted.minutes
            uncounted = (left_over(span, self._times) for span in event.charted.spans)
            lost = sum(part.minutes for parts in uncounted for part in parts)
            if lost:
                text = f"{lost} of {minutes} minutes not counted: another drug was running"
                yield nothing(event, text, MANUAL)
            if event.number not in begun and not 0 < lost == minutes:
                yield self._no_hour(event, hours)

    def _no_hour(self, event: Event, hours: Sequence[tuple[Event, tuple[Span, ...]]]) -> Support:
        """Why no hour starts in an event whose minutes may count."""
        sharing = (other.number for other, times in hours if _share_time(event, times))
        number = next(sharing, None)
        if number is not None:
            text = f"its minutes are counted with event {number}, one hydration"
            return nothing(event, text, HOURS)
        counts = [
            str(sum(span.minutes for span in spans))
            for spans in self._counted_together
            if _share_time(event, spans)
        ]
        least = self.shortest
        text = f"{' and '.join(counts) or 0} minutes: fewer than {least} support no code"
        return nothing(event, text, HOURS)


def _share_time(event: Event, spans: Sequence[Span]) -> bool:
    return any(own.overlap(span) for own in event.charted.spans for span in spans)


def hydration_of(
    events: Sequence[Event],
    busy: Sequence[Span],
    infused: Sequence[Span],
    alternative: Alternative,
) -> Hydration | None:
    """The hydration among the events of a site; None if none has a stop time.

    Args:
        events: everything that went into the site.
        busy: when any drug ran, at this or another site.
        infused: when infusions among them ran.
        alternative: what the caller chose about parts and the shortest hydration.
    """
    hydrating = [event for event in events if event.family == "hydration" and event.charted.stop]
    if not hydrating:
        return None
    parts: list[list[Span]] = []
    for bags in unbroken(hydrating):
        times = [part for span in times_of(bags) for part in left_over(span, busy)]
        if times and parts and not _any_between(parts[-1][-1], times[0], infused):
            parts[-1] += times
        elif times:
            parts.append(times)
    return Hydration(
        tuple(sorted(hydrating, key=in_time)),
        tuple(map(tuple, parts)),
        len(parts) > 1 and alternative.choice("hydration_parts") == "apart",
        alternative.choices.shortest_hydration,
    )


def _any_between(one: Span, other: Span, infused: Sequence[Span]) -> bool:
    """Whether an infusion ran between two times."""
    between = Span(one.stop, other.start)
    return any(between.overlap(span) for span in infused)
