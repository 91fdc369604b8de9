"""What was charted, as events in time order, and which of them count together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from attrs import evolve, frozen

from ..administration.minutes import Span, additional_hours, first_minutes, joined
from ..administration.rules import AdministrationRule, techniques_of
from ..administration.ways import counted_as, has_access_site, longest_push, way_of
from ..codes.substances import substance_named
from ..errors import BadAdministration, CorruptData, JCodesError
from ..lookup.meaning import drug_meant
from ..words import AdministrationSetting
from .charting import Administration, drugs_in
from .reading import whole_minutes

__all__ = [
    "Event",
    "Run",
    "brief",
    "by_drug",
    "drugs_of",
    "events_of",
    "in_time",
    "refuse_overlap",
    "times_of",
    "unbroken",
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
        modifiers: the modifiers of its lines, by how it went, such as ("53",).
    """

    number: int
    place: int
    charted: Administration
    drugs: frozenset[str]
    setting: AdministrationSetting
    family: str = ""
    modifiers: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """The event, as texts refer to it."""
        return f"event {self.number} ({self.charted})"

    @property
    def briefly(self) -> str:
        """The event, as questions refer to it."""
        return brief(self.number, self.charted)

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
        if charted.technique != "infusion" or self.by_access_site or self.ordered:
            return charted.technique
        possible = techniques_of(charted.route)
        minutes = charted.minutes
        if "push" in possible:
            return "push" if minutes is None or minutes <= longest_push() else "infusion"
        if "injection" in possible and minutes is not None and minutes <= longest_push():
            return "injection"
        return "infusion"

    @property
    def ordered(self) -> str:
        """What was ordered, "push" or "infusion", if the chart shows it; "" if minutes decide.

        Source: AAPC forum, 106018: a push that somebody stayed with has no longest time;
        Palmetto GBA, J11 Part B, 2014: an infusion that was stopped early is no push.
        """
        charted = self.charted
        if charted.technique == "push" and charted.attended:
            return "push"
        return "infusion" if charted.stopped_early else ""

    @property
    def asks_who_stayed(self) -> bool:
        """Whether it is a push or an infusion, by whether somebody stayed, which is not charted."""
        charted = self.charted
        return (
            charted.technique == "push"
            and self.by_access_site
            and charted.attended is None
            and (charted.minutes or 0) > longest_push()
        )

    @property
    def counted(self) -> str:
        """How it is counted, such as "by access site"; by the rules."""
        return counted_as(self.charted.route, self.counted_technique)

    def may_resume(self, earlier: Event) -> bool:
        """Whether it may go on with an earlier event: an infusion of its drug at its site."""
        one, other = self.charted, earlier.charted
        return (
            (one.route, one.technique, one.site) == (other.route, other.technique, other.site)
            and not other.not_given
            and not self.drugs.isdisjoint(earlier.drugs)
        )

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
        spans: their times without pauses, in order; empty for a push without a stop time.
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

        A push that somebody stayed with, and an infusion that was stopped early, are what was
        ordered.

        Source: CMS, OPPS drug administration (R785CP): 16 minutes make an infusion.
        """
        by_minutes = "push" if self.minutes <= longest_push() else "infusion"
        ordered = (event.ordered for event in self.events if event.ordered)
        return self.first.family, next(ordered, by_minutes)

    @property
    def cut_short(self) -> bool:
        """Whether it was ordered as an infusion and stopped within the minutes of a push."""
        early = any(event.charted.stopped_early for event in self.events)
        return early and self.minutes <= longest_push()

    @property
    def substances(self) -> frozenset[str]:
        """Every drug in it."""
        return frozenset(drug for event in self.events for drug in event.drugs)

    @property
    def minutes(self) -> int:
        """How many minutes it ran, without the pauses."""
        spans = self.spans
        return spans[0].minutes if len(spans) == 1 else sum(span.minutes for span in spans)

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


def brief(number: int, charted: Administration) -> str:
    """An event, as questions refer to it: "event 3 (J0696, 09:20)"."""
    return f"event {number} ({charted.drug}, {charted.start:%H:%M})"


def events_of(
    administrations: Sequence[Administration], setting: AdministrationSetting
) -> list[Event]:
    """The events in time order, each with its number in the caller's list.

    Raises:
        BadAdministration: an infusion resumes, and there is none before it.
    """
    timed = enumerate(map(_to_the_minute, administrations), start=1)
    ordered = sorted(timed, key=lambda entry: _content(entry[1]))
    events = [
        Event(number, place, charted, drugs_of(charted, number), setting)
        for place, (number, charted) in enumerate(ordered)
    ]
    for event in events:
        if event.charted.resumes and not any(map(event.may_resume, events[: event.place])):
            raise BadAdministration(
                event.charted.start,
                f"{event.named}: no infusion of the drug at this site to resume: omit resumes=",
                argument="resumes",
                event=event.number,
            )
    return events


def _to_the_minute(charted: Administration) -> Administration:
    """An administration by a clock without seconds, as its minutes are counted."""
    start, stop = charted.start, charted.stop
    if start == whole_minutes(start) and (stop is None or stop == whole_minutes(stop)):
        return charted
    return evolve(charted, start=whole_minutes(start), stop=stop and whole_minutes(stop))


def drugs_of(charted: Administration, number: int) -> frozenset[str]:
    """The substances in what was charted, as compared with other events.

    Raises:
        BadAdministration: a drug is written as an NDC of which no drug is known.
    """
    on = charted.start.date()
    drugs = []
    for argument, drug in drugs_in(charted):
        try:
            drugs.append(drug_meant(drug, on))
        except CorruptData:
            raise
        except JCodesError as error:
            raise BadAdministration(
                error.value, f"event {number} ({charted}): {error}", argument=argument, event=number
            ) from error
    return frozenset(substance_named(drug, on) for drug in drugs)


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
        place_of |= dict.fromkeys(event.drugs, place)
    return found


def refuse_overlap(event: Event, others: Iterable[Event]) -> None:
    """Refuse a drug that was started again while it was running.

    Raises:
        BadAdministration: the event overlaps another in time.
    """
    running = [span for other in others for span in other.charted.spans]
    if any(span.overlap(other) for span in event.charted.spans for other in running):
        raise BadAdministration(
            event.charted.start,
            f"{event.named}: the same drug is already running at access site {event.charted.site}: "
            "correct the times, or chart another site",
            argument="start",
            event=event.number,
        )


def unbroken(events: Iterable[Event]) -> list[list[Event]]:
    """Events of known times in time order, with those that go on from the last: one list each.

    An event goes on if it starts before the last has stopped, or resumes it.
    """
    found: list[list[Event]] = []
    until: datetime | None = None
    for event in sorted(events, key=in_time):
        start, stop = event.charted.start, event.charted.stop
        assert stop is not None, "events without a stop are handled separately"
        if until is None or (start > until and not event.charted.resumes):
            found.append([])
            until = stop
        found[-1].append(event)
        until = max(until, stop)
    return found


def times_of(events: Iterable[Event]) -> list[Span]:
    """The times during which events ran, in order, with those that touch joined into one."""
    return joined(span for event in events for span in event.charted.spans)
