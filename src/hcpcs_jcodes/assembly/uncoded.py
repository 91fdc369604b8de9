"""A visit with events that cannot be coded: what is the same whatever they turn out to be.

Such an event may be a drug of its own in any family, more of a drug that is charted beside it, or
nothing that counts. The visit is coded in each of these ways; a line stands if all ways have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Final, Literal

from attrs import evolve, frozen

from ..administration.ways import counted_as
from ..encounters.charting import Administration
from ..encounters.encounter import Encounter
from ..errors import BadAdministration, JCodesError
from ..words import FAMILIES, Family

__all__ = ["Uncoded", "Way", "uncoded_events", "ways_of"]

# a visit is coded at most so often
_MOST: Final = 200

_Code = Callable[[Sequence[Administration]], Encounter]


@frozen
class Uncoded:
    """An event that cannot be coded.

    Attributes:
        place: its place in the chart, from 0.
        error: why, with the number that it has among the events of these places.
        places: the places of the events that were coded together.
    """

    place: int
    error: JCodesError
    places: tuple[int, ...]


@frozen
class Way:
    """A visit coded in one way.

    Attributes:
        encounter: the visit.
        places: the place in the chart, from 0, of each of its events.
    """

    encounter: Encounter
    places: tuple[int, ...]


def uncoded_events(code: _Code, charted: Sequence[Administration]) -> list[Uncoded]:
    """The events that cannot be coded, in the order in which they are found.

    None, if no other event is left, or the cause is no single event.
    """
    found: list[Uncoded] = []
    places = tuple(range(len(charted)))
    while True:
        try:
            code([charted[place] for place in places])
        except BadAdministration as error:
            if error.event is None or len(places) == 1:
                return []
            place = places[error.event - 1]
            found.append(Uncoded(place, error, places))
            places = tuple(each for each in places if each != place)
        else:
            return found


def ways_of(
    code: _Code, charted: Sequence[Administration], uncoded: Sequence[Uncoded]
) -> list[Way]:
    """The visit in each way; none if a way to count an event is not known.

    The last way is without these events.
    """
    places = [each.place for each in uncoded]
    known = [each for place, each in enumerate(charted) if place not in places]
    options = [[*_as_drugs(charted[each.place], each.error, known), None] for each in uncoded]
    if prod(map(len, options)) > _MOST:
        return []
    found = []
    for chosen in product(*options):
        instead = dict(zip(places, chosen, strict=True))
        events = {place: instead.get(place, each) for place, each in enumerate(charted)}
        kept = {place: each for place, each in events.items() if each is not None}
        try:
            found.append(Way(code(list(kept.values())), tuple(kept)))
        except BadAdministration:
            continue  # they cannot be this together
    ever = {place for way in found for place in way.places}
    return found if ever.issuperset(places) else []


def _as_drugs(
    event: Administration, error: JCodesError, known: Sequence[Administration]
) -> Iterator[Administration]:
    """An event as what its drug may be: one of its own, by family, or one of the other events."""
    counted = event.technique != "procedure" and counted_as(event.route, event.technique)
    # of two events that contradict each other either may be wrong
    if error.argument not in {"drug", "family"} or error.kind == "family" or not counted:
        return
    may_be: list[tuple[str, Family | Literal[""]]] = []
    if error.argument == "family":
        may_be += [(event.drug, family) for family in FAMILIES]
    families = (event.family,) if event.family else FAMILIES
    may_be += [(f"drug {event.drug}", family) for family in families]  # a name that no code has
    may_be += {each.drug: (each.drug, each.family) for each in known}.values()
    for drug, family in may_be:
        try:
            yield evolve(event, drug=drug, family=family)
        except BadAdministration:
            continue
