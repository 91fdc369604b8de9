"""What was charted, with the family and the stop time of one alternative."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, field, frozen

from ..administration.ways import least_minutes, longest_push
from ..claims.questions import ask
from ..errors import BadAdministration
from ..payers.choices import Choices
from .course import course_points, settled_course
from .decisions import Alternative, Point
from .events import Event, by_drug
from .families import Fit
from .supported import MANUAL, NEEDS_DOCUMENTATION, Support, nothing

__all__ = ["Settled", "openings"]

_MINUTE: Final = timedelta(minutes=1)
_HYDRATION: Final = "hydration"
_NO_STOP: Final = (
    "no stop time is charted: most contractors count it as a push, some count nothing, and volume "
    "and rate may give the time; chart it, or choose missing_stop="
)
_NO_STOP_SOURCE: Final = "A53778; wearemedicalcoders"
# with no stop time, in place of one: nothing is counted
_NOT_COUNTED: Final = None
# hydration is no push
_NO_STOP_OF_HYDRATION: Final = (
    "no stop time of hydration is charted: without one it supports no code; chart it, if volume and "
    "rate give it"
)

Fits = Sequence[tuple[Event, Fit]]


@frozen
class Settled:
    """What was charted of drugs whose minutes or injections count, and what of it is open.

    Attributes:
        fits: each event with the families that may go with it.
        families: the numbers of the events of each drug, with its families, or the point if
            it is open.
        stops: the point of each infusion without a stop time, by its number.
        courses: the point of each event of which it is open how it went, by its number.
        uncounted: the numbers of the infusions without a stop time for which the payer counts
            nothing.
        doubtful: why the one family of an event requires documentation, by its number.
    """

    fits: Fits
    families: Sequence[tuple[frozenset[int], tuple[str, ...], Point | None]]
    stops: Mapping[int, Point]
    courses: Mapping[int, Point]
    uncounted: frozenset[int]
    doubtful: Mapping[int, Fit]
    _made: dict[tuple[int, str, datetime], Event] = field(factory=dict, init=False, eq=False)

    def events(self, alternative: Alternative) -> tuple[list[Event], list[Support]]:
        """The events that count in one alternative, and why others do not."""
        chosen: dict[int, str] = {}
        for numbers, names, point in self.families:
            family = alternative.settle(point) if point is not None else names[0]
            chosen.update(dict.fromkeys(numbers, family))
        events: list[Event] = []
        supported: list[Support] = []
        for event, fit in self.fits:
            family = chosen.get(event.number, "")
            if family not in fit.families:
                family = fit.families[0] if fit.families else ""
            settled = evolve(event, family=family) if family != event.family else event
            course = self.courses.get(event.number)
            if course is not None and family != _HYDRATION:
                went = settled_course(settled, course, alternative)
                if isinstance(went, Support):
                    supported.append(went)
                else:
                    events.append(went)
                continue
            point = self.stops.get(event.number)
            stop = None if point is None else alternative.settle(point)
            if stop is None and (family == _HYDRATION or not self._is_uncounted(event)):
                events.append(settled)
            elif stop is None:
                supported.append(
                    nothing(event, "no stop time: nothing is counted", _NO_STOP_SOURCE)
                )
            else:
                events.append(self._stopped(settled, stop))
        return events, supported

    def _is_uncounted(self, event: Event) -> bool:
        """Whether it is an infusion without a stop time for which nothing is counted."""
        return event.number in self.uncounted or event.number in self.stops

    def _stopped(self, event: Event, stop: datetime) -> Event:
        """An event with a stop time, made once for all alternatives."""
        key = event.number, event.family, stop
        if key not in self._made:
            timed = evolve(event.charted, stop=stop, dose=None)  # a rate has no minutes yet
            self._made[key] = evolve(event, charted=timed)
        return self._made[key]

    def without_assumed_minutes(self, supported: Iterable[Support]) -> list[Support]:
        """What is supported, without the minutes and additional hours of an assumed stop time.

        How many hours there are is open with the stop time, and no list of them says more.
        """
        found: list[Support] = []
        coded: set[int] = set()
        for each in supported:
            if each.event not in self.stops:
                found.append(each)
            elif not (each.code and each.event in coded):
                found.append(evolve(each, counted=()))
            if each.code:
                coded.add(each.event)
        return found

    def documented(self, supported: Iterable[Support]) -> list[Support]:
        """What is supported, open where the one family of its drug requires documentation."""
        return [
            each
            if each.event not in self.doubtful or not each.code
            else evolve(
                each,
                code="",
                outcome=NEEDS_DOCUMENTATION,
                reason=self.doubtful[each.event].open,
                source=self.doubtful[each.event].source or MANUAL,
                counted=(),
                candidates=(each.code,),
                initial=False,
                questions=(
                    ask(
                        "family",
                        self.doubtful[each.event].open,
                        argument="family",
                        owner="coder",
                        event=each.event,
                    ),
                ),
            )
            for each in supported
        ]


def openings(fits: Fits, choices: Choices) -> Settled:
    """What is open in what was charted.

    Args:
        fits: each event with the families that may go with it.
        choices: what the caller chose.

    Raises:
        BadAdministration: one drug is charted with two families.
    """
    _refuse_two_families(fits)
    without = [
        (event, fit)
        for event, fit in fits
        if event.charted.stop is None and event.charted.technique == "infusion"
    ]
    return Settled(
        fits,
        _families(fits),
        {}
        if choices.missing_stop
        else {event.number: _stop(event, fit, fits, choices) for event, fit in without},
        course_points(event for event, fit in fits if fit.families != (_HYDRATION,)),
        frozenset(event.number for event, _ in without if choices.missing_stop == "nothing"),
        {event.number: fit for event, fit in fits if fit.open and len(fit.families) == 1},
    )


def _refuse_two_families(fits: Fits) -> None:
    """Refuse a drug that is charted with two families in one encounter."""
    known: dict[str, tuple[Event, str]] = {}
    for event, fit in fits:
        if len(fit.families) != 1:
            continue
        (family,) = fit.families
        for drug in sorted(event.drugs):
            before, other = known.setdefault(drug, (event, family))
            if family != other:
                raise BadAdministration(
                    event.charted.drug,
                    f"{event.named}: {drug} is {family} here and {other} in {before.named}",
                    kind="family",
                    argument="family",
                    event=event.number,
                )


def _families(fits: Fits) -> list[tuple[frozenset[int], tuple[str, ...], Point | None]]:
    """For each drug, the numbers of its events and its families.

    What one event of a drug settles applies to the others.
    """
    found = {event.number: fit for event, fit in fits if fit.families}
    tried = []
    for drug in by_drug(event for event, _ in fits if event.number in found):
        numbers = tuple(event.number for event in drug)
        fits_of_drug = [found[number] for number in numbers]
        settled = [fit for fit in fits_of_drug if len(fit.families) == 1]
        names = tuple(
            dict.fromkeys(family for fit in settled or fits_of_drug for family in fit.families)
        )
        point = None
        if len(names) > 1:
            asked = next((fit for fit in fits_of_drug if fit.open), fits_of_drug[0])
            point = Point(
                "family",
                names,
                asked.open,
                asked.source or MANUAL,
                argument="family",
                owner="coder",
                events=numbers,
                named=f"the family of {drug[0].charted.drug}",
            )
        tried.append((frozenset(numbers), names, point))
    return tried


def _stop(event: Event, fit: Fit, fits: Fits, choices: Choices) -> Point:
    """The times at which an infusion without a stop time may have stopped, or that none counts.

    The shortest and the longest push, the shortest infusion, the shortest that runs beside one
    that starts soon after, and as late as the encounter or the next start of the drug allows.
    """
    charted = event.charted
    last = max(other.charted.stop or other.charted.start for other, _ in fits)
    push = charted.start + timedelta(minutes=longest_push())
    # longer than any other drug of the encounter, and with an additional hour
    hours = timedelta(minutes=60 + least_minutes("additional hour"))
    longest = max(last + _MINUTE, charted.start + hours)
    hydrates = fit.families == (_HYDRATION,)
    times = (charted.start, push, push + _MINUTE, *_beside(event, fits), longest)
    if hydrates:  # it may go on after every drug
        least = timedelta(minutes=choices.shortest_hydration)
        times = (charted.start + least, last + least, last + hours)
    until = min(_again(event, (other for other, _ in fits)), default=max(times))
    return Point(
        "missing_stop",
        (*dict.fromkeys(min(time, until) for time in times), _NOT_COUNTED),
        _NO_STOP_OF_HYDRATION if hydrates else _NO_STOP,
        _NO_STOP_SOURCE,
        argument="stop",
        owner="nurse",
        events=(event.number,),
        about=event.briefly,
        named=f"the stop time of event {event.number} ({charted.drug})",
    )


def _beside(event: Event, fits: Fits) -> tuple[datetime, ...]:
    """When it would be concurrent with infusions of its site that start soon after it."""
    charted, least = event.charted, timedelta(minutes=least_minutes("concurrent"))
    return tuple(
        other.charted.start + least
        for other, _ in fits
        if (other.charted.route, other.charted.site) == (charted.route, charted.site)
        and other.charted.technique == "infusion"
        and timedelta(0) < other.charted.start - charted.start < least
    )


def _again(event: Event, others: Iterable[Event]) -> list[datetime]:
    """When the same drug was started again at the same site."""
    charted = event.charted
    return [
        other.charted.start
        for other in others
        if other.charted.start > charted.start
        and other.charted.technique == "infusion"
        and (other.charted.route, other.charted.site) == (charted.route, charted.site)
        and not other.drugs.isdisjoint(event.drugs)
    ]
