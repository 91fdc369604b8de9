"""Minutes of drug administration: spans of time, and the hours that they support."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

__all__ = [
    "LONGEST_PUSH",
    "SHORTEST_FURTHER_HOUR",
    "SHORTEST_HYDRATION",
    "Span",
    "first_minutes",
    "further_hours",
    "joined",
    "left_over",
]

# at most this is a push, more is an infusion
LONGEST_PUSH: Final = 15
# a further hour is supported by more than 30 minutes beyond the last one
SHORTEST_FURTHER_HOUR: Final = 31
# hydration of 30 minutes or less supports nothing
SHORTEST_HYDRATION: Final = 31


@frozen(order=True)
class Span:
    """A time from a start to a stop, in whole minutes.

    Attributes:
        start: when it began.
        stop: when it ended.
    """

    start: datetime
    stop: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.stop - self.start) / timedelta(minutes=1))

    def overlap(self, other: Span) -> Span | None:
        """The time that two spans share; None where they share none."""
        start, stop = max(self.start, other.start), min(self.stop, other.stop)
        return Span(start, stop) if start < stop else None


def further_hours(minutes: int) -> int:
    """How many further hours follow the first, which covers up to 90 minutes.

    Source: UWHC infusion coding manual, 2014; AAPC, 2012: a further hour takes 31 minutes
    beyond the last.

    >>> [further_hours(minutes) for minutes in (16, 90, 91, 150, 151, 240)]
    [0, 0, 1, 1, 2, 3]
    """
    return max(0, (minutes - SHORTEST_FURTHER_HOUR) // 60)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch or overlap as one, in order of time."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].stop:
            found[-1] = Span(found[-1].start, max(found[-1].stop, span.stop))
        else:
            found.append(span)
    return found


def left_over(span: Span, others: Iterable[Span]) -> Sequence[Span]:
    """What is left of a span outside others, in order of time."""
    left = [span]
    for other in joined(others):
        left = [
            part
            for each in left
            for part in (
                Span(each.start, min(each.stop, other.start)),
                Span(max(each.start, other.stop), each.stop),
            )
            if part.start < part.stop
        ]
    return left


def first_minutes(spans: Sequence[Span], minutes: int, *, after: int = 0) -> tuple[Span, ...]:
    """The part of spans in order of time that their first minutes are, after those left out.

    >>> nine, ten = datetime(2025, 8, 1, 9), datetime(2025, 8, 1, 10)
    >>> [span.minutes for span in first_minutes([Span(nine, ten)], 45, after=30)]
    [15]
    """
    found = []
    passed = 0
    for span in spans:
        start = span.start + timedelta(minutes=max(after - passed, 0))
        stop = span.start + timedelta(minutes=min(minutes - passed, span.minutes))
        if start < stop:
            found.append(Span(start, stop))
        passed += span.minutes
    return tuple(found)
