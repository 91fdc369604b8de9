"""What was charted, as events in time order, and which of them count together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from attrs import frozen

from ..administration.minutes import Span, additional_hours, first_minutes
from ..administration.rules import AdministrationRule, techniques_of
from ..administration.ways import counted_as, has_access_site, longest_push, way_of
from ..codes.substances import substance_named
from ..errors import BadAdministration
from ..words import AdministrationSetting
from .charting import Administration

__all__ = [
    "Event",
    "Run",
    "by_drug",
    "drugs_of",
    "events_of",
    "in_time",
    "refuse_overlap",
    "time_of",
]


@frozen
class Event:
    """One charted administration, with what decides its codes.

    Attributes:
        number: its place in the caller's list, from 1.
        place: its place in time order, with equal times ordered by what was charted, so that
            the order of the caller's list decides nothing.
        charted: what was charted.
        drugs: the substances in it, as compared with other events.
        setting: "professional" or "facility".
        family: "complex", "hormonal", "therapeutic" or "hydration"; "" for a procedure.
    """

    number: int
    place: int
    charted: Administration
    drugs: frozenset[str]
    setting: AdministrationSetting
    family: str = ""

    @property
    def named(self) -> str:
        """The event, as texts refer to it."""
        return f"event {self.number} ({self.charted})"

    @property
    def by_access_site(self) -> bool:
        """Whether drugs by its route share an access site, as in a vein."""
        return has_access_site(self.charted.route)

    @property
    def counted_technique(self) -> str:
        """Its technique; that of a short infusion is a push, or else an injection, if it has one.

        Into a vein the infusions of one drug are joined first: their run decides.
        """
        charted = self.charted
        if charted.technique != "infusion" or self.by_access_site:
            return charted.technique
        possible = techniques_of(charted.route)
        minutes = charted.minutes
        if "push" in possible:
            return "push" if minutes is None or minutes <= longest_push() else "infusion"
        if "injection" in possible and minutes is not None and minutes <= longest_push():
            return "injection"
        return "infusion"

    @property
    def counted(self) -> str:
        """How it is counted, such as "by access site"; by the rules."""
        return counted_as(self.charted.route, self.counted_technique)

    def way(self, technique: str, role: str) -> AdministrationRule | None:
        """The row of the rules for its family and route in a role; None if no code has it."""
        return way_of(
            self.family,
            technique,
            role,
            route=self.charted.route,
            setting=self.setting,
            on=self.charted.start.date(),
        )

    def codes(self, *ways: tuple[str, str]) -> tuple[str, ...]:
        """The codes of techniques and roles, as far as there are any."""
        found = (self.way(technique, role) for technique, role in ways)
        return tuple(way.cpt for way in found if way is not None)


@frozen
class Run:
    """What counts as one infusion or push: the times of one drug, or all hydration, of a site.

    Attributes:
        events: the events, in time order.
        spans: their times without the pauses, in order; empty for a push without a stop time.
    """

    events: tuple[Event, ...]
    spans: tuple[Span, ...]

    @property
    def first(self) -> Event:
        """The event that started it."""
        return self.events[0]

    @property
    def start(self) -> datetime:
        """When it started."""
        return self.first.charted.start

    @property
    def kind(self) -> tuple[str, str]:
        """Family, and "push" or "infusion": 15 minutes or less is a push, however charted.

        Source: CMS, OPPS drug administration (R785CP): 16 minutes make an infusion.
        """
        return self.first.family, "push" if self.minutes <= longest_push() else "infusion"

    @property
    def substances(self) -> frozenset[str]:
        """Every drug in it."""
        return frozenset(drug for event in self.events for drug in event.drugs)

    @property
    def minutes(self) -> int:
        """How many minutes it ran, without the pauses."""
        return sum(span.minutes for span in self.spans)

    def hours(self) -> Iterator[tuple[Event, tuple[Span, ...]]]:
        """The first hour and each additional one: the event in which it began, and its times.

        The last takes what is left: 90 minutes are one hour; 100 are one of 60 and one of 40.
        """
        last = additional_hours(self.minutes)
        for number in range(1 + last):
            until = self.minutes if number == last else 60 * (number + 1)
            times = first_minutes(self.spans, until, after=60 * number)
            begun = [event for event in self.events if event.charted.start <= times[0].start]
            yield begun[-1], times


def events_of(
    administrations: Sequence[Administration], setting: AdministrationSetting
) -> list[Event]:
    """The events in time order, each with its number in the caller's list."""
    ordered = sorted(enumerate(administrations, start=1), key=lambda entry: _content(entry[1]))
    return [
        Event(number, place, charted, drugs_of(charted), setting)
        for place, (number, charted) in enumerate(ordered)
    ]


def drugs_of(charted: Administration) -> frozenset[str]:
    """The substances in what was charted, as compared with other events."""
    on = charted.start.date()
    return frozenset(substance_named(drug, on) for drug in (charted.drug, *charted.also))


def _content(charted: Administration) -> tuple[object, ...]:
    words = (charted.drug.casefold(), *charted.also, charted.route, charted.technique)
    kind = (charted.family, charted.site, charted.side, charted.procedure, str(charted.dose))
    return charted.start, charted.stop or charted.start, charted.stop is None, *words, *kind


def in_time(event: Event) -> int:
    """The sort key of events, whatever their order in the caller's list."""
    return event.place


def by_drug(events: Iterable[Event]) -> list[list[Event]]:
    """Events in time order, grouped by shared drug.

    A bag of two drugs goes with the earlier bag of one of them.
    """
    found: list[list[Event]] = []
    place_of: dict[str, int] = {}
    for event in sorted(events, key=in_time):
        place = min((place_of[drug] for drug in event.drugs & place_of.keys()), default=len(found))
        if place == len(found):
            found.append([])
        found[place].append(event)
        for drug in event.drugs:
            place_of[drug] = min(place, place_of.get(drug, place))
    return found


def refuse_overlap(event: Event, others: Iterable[Event]) -> None:
    """Refuse a drug that was started again while it was running.

    Raises:
        BadAdministration: the event overlaps another in time.
    """
    if any(time_of(event).overlap(time_of(other)) for other in others):
        raise BadAdministration(
            event.charted.start,
            f"{event.named}: the same drug is already running at access site {event.charted.site}: "
            "correct the times, or chart another site",
        )


def time_of(event: Event) -> Span:
    """The time of an event whose stop is charted."""
    span = event.charted.span
    assert span is not None, "events without a stop are handled separately"
    return span
