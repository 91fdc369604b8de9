"""What one encounter supports in one alternative, from the events to what is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from ..claims.questions import Question, ask
from .alternatives import Tried
from .decisions import Alternative
from .events import Event
from .families import Fit
from .losses import Circumstances, support_after_losses
from .routes.procedures import procedures
from .routes.visit import Visit
from .settled import Settled
from .supported import MANUAL, Support, nothing

__all__ = ["Day", "too_much_open"]


@frozen
class Day:
    """Everything that decides what is supported, except for what is open.

    Attributes:
        case: what decides what is lost.
        procedures: the events that support a procedure, with the codes that may go with them.
        counted: the others, with what of them is open.
        visit: the facts of the visit.
        events: each event by its number.
        not_given: why what was not given supports nothing.
    """

    case: Circumstances
    procedures: Sequence[tuple[Event, Fit]]
    counted: Settled
    visit: Visit
    events: Mapping[int, Event]
    not_given: Sequence[Support]

    def supported(self, alternative: Alternative) -> list[Support]:
        """What is supported in one alternative."""
        pumps = frozenset(
            event.charted.start.date()
            for event, _ in self.counted.fits
            if event.charted.technique == "pump"
        )
        found = procedures(self.procedures, alternative, pump_starts=pumps)
        found += self.not_given
        if self.case.elsewhere:
            found += [nothing(event, self.case.elsewhere, MANUAL) for event, _ in self.counted.fits]
        else:
            events, uncounted = self.counted.events(alternative)
            found += [*uncounted, *self.visit.supported(events, alternative)]
        if self.counted.doubtful:
            found = self.counted.documented(found)
        kept = support_after_losses(self.in_time(found), self.case)
        return self.counted.without_assumed_minutes(kept) if self.counted.stops else kept

    def in_time(self, supported: Iterable[Support]) -> list[Support]:
        """In time order, whatever the order of the caller's list."""
        return sorted(
            supported,
            key=lambda each: (each.at, self.events[each.event].place, each.code, each.candidates),
        )


def too_much_open(alternatives: Tried) -> Question:
    """What is said of an encounter of which not all alternatives were tried."""
    points = alternatives.points.values()
    text = (
        f"{len(points)} things are open, too many to compare every combination: a line that "
        "depends on them is open; settle some of them for more"
    )
    return ask("too_much_open", text, severity="note", owner="nurse")
