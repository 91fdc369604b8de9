"""What a claim line rests on: what was given, opened and discarded, how and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import is_given, shown
from ..errors import BadClaimLine, BadDate
from ..vials.containers import checked_container, listed, read_containers
from ..words import ACQUIRED, ROUTES, Acquired, Container
from .fields import checked_amount

__all__ = ["Record"]


def _opened(value: Iterable[Amount | str] | None) -> tuple[Amount, ...]:
    nothing = isinstance(value, tuple | list) and not value
    if nothing or not is_given(value):
        return ()
    return read_containers(value)  # type: ignore[arg-type]


def _route(value: str) -> str:
    given: object = value
    if isinstance(given, str) and given in ("", *ROUTES):
        return given
    raise BadClaimLine(
        given, f"{shown(given)} is not a route: pass one of ROUTES, such as 'intravenous', or ''"
    )


def _time(value: object) -> datetime | None:
    if value is None or not is_given(value):
        return None
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise BadDate(
            value,
            f"{shown(value)} is not a time: pass a datetime, or text such as '2025-08-01 09:00'",
        ) from None


def _acquired(value: Acquired | None) -> Acquired | None:
    given: object = value
    if given is None or not is_given(given):
        return None
    if isinstance(given, str) and given in ACQUIRED:
        return value
    raise BadClaimLine(
        value,
        f"{shown(value)} is not how a drug is acquired: pass {', '.join(map(repr, ACQUIRED))}",
    )


@frozen(kw_only=True)
class Record:
    """What a claim line rests on, as it was charted; what was not charted is None or empty.

    Args:
        given: the amount administered, all of the line together.
        opened: the labeled amount of each container opened.
        discarded: the amount discarded.
        container: the kind of container, as its label states it.
        route: the route of administration, one of ``ROUTES``; "" if not charted.
        start: when the first administration of the line started.
        stop: when the last one stopped.
        acquired: how the drug was acquired, one of ``ACQUIRED``.

    Raises:
        BadAmount: an amount is not valid.
        BadClaimLine: a word is not one of those listed, or it stops before it starts.
        BadDate: a time is not one.

    Source: what Medicare requires a record to show of discarded drug: Medicare Claims
    Processing Manual (IOM 100-04), ch. 17 §40.

    >>> print(Record(given="715 mg", opened=["500 mg", "3 x 100 mg"], route="intravenous"))
    given 715 mg, opened 500 mg + 3 x 100 mg, intravenous
    """

    given: Amount | None = field(default=None, converter=checked_amount)
    opened: tuple[Amount, ...] = field(default=(), converter=_opened)
    discarded: Amount | None = field(default=None, converter=checked_amount)
    container: Container | None = field(default=None, converter=checked_container)
    route: str = field(default="", converter=_route)
    start: datetime | None = field(default=None, converter=_time)
    stop: datetime | None = field(default=None, converter=_time)
    acquired: Acquired | None = field(default=None, converter=_acquired)

    def __attrs_post_init__(self) -> None:
        if self.start is None or self.stop is None:
            return
        if (self.start.tzinfo is None) != (self.stop.tzinfo is None):
            raise BadDate(self.stop, "one of start= and stop= has a time zone, the other has none")
        if self.stop < self.start:
            raise BadClaimLine(
                self.stop, f"it stops at {self.stop}, before it starts: {self.start}"
            )

    def __str__(self) -> str:
        times = [f"{time:%Y-%m-%d %H:%M}" for time in (self.start, self.stop) if time]
        parts = (
            f"given {self.given}" if self.given is not None else "",
            f"opened {listed(self.opened)}" if self.opened else "",
            f"discarded {self.discarded}" if self.discarded is not None else "",
            f"{self.container} container" if self.container else "",
            self.route,
            " to ".join(times),
            self.acquired or "",
        )
        return ", ".join(part for part in parts if part) or "nothing charted"
