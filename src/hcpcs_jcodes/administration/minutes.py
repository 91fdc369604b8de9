"""Minutes of drug administration: spans of time, and the hours that they support."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from ..amounts.arguments import shown
from ..errors import BadArgument
from .ways import least_minutes

__all__ = [
    "Span",
    "additional_hours",
    "first_minutes",
    "joined",
    "left_over",
]


_MINUTE: Final = timedelta(minutes=1)


@frozen(order=True)
class Span:
    """A span of time from start to stop, in whole minutes.

    Attributes:
        start: when it started.
        stop: when it stopped.
    """

    start: datetime
    stop: datetime

    @property
    def minutes(self) -> int:
        """Its length in minutes."""
        return int((self.stop - self.start) / _MINUTE)

    def overlap(self, other: Span) -> Span | None:
        """The time that two spans share; None if they share none.

        Raises:
            BadArgument: the other is not a Span.
        """
        if not isinstance(other, Span):
            raise BadArgument(other, f"{shown(other)} is not a Span: pass one, Span(start, stop)")
        start, stop = max(self.start, other.start), min(self.stop, other.stop)
        return Span(start, stop) if start < stop else None


def additional_hours(minutes: int) -> int:
    """The number of additional hours after the first, which covers up to 90 minutes.

    Source: UWHC infusion coding manual, 2014; AAPC, 2012: an additional hour needs 31 minutes
    beyond the last.

    >>> [additional_hours(minutes) for minutes in (16, 90, 91, 150, 151, 240)]
    [0, 0, 1, 1, 2, 3]
    """
    return max(0, (minutes - least_minutes("additional hour")) // 60)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in time order, with those that touch or overlap joined into one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].stop:
            found[-1] = Span(found[-1].start, max(found[-1].stop, span.stop))
        else:
            found.append(span)
    return found


def left_over(span: Span, others: Iterable[Span]) -> Sequence[Span]:
    """The parts of a span that no other span covers, in time order."""
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
    """The first minutes of spans in time order, after skipping ``after`` minutes.

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
