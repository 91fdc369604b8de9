"""What is the same in every alternative, and what is open with its candidates.

A unit that every alternative gives, of one code with one date and one set of modifiers, is
reported, also where they credit different events. The rest is open, event by event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from itertools import zip_longest
from operator import and_
from typing import Final

from attrs import evolve

from .alternatives import Result, Tried
from .decisions import Key, Point
from .supported import NEEDS_DOCUMENTATION, NOT_REPORTED, REPORTED, Support

__all__ = ["merged"]

_Units = list[Support]
_Kind = tuple[object, ...]
# what one unit is in each alternative
_Slot = Sequence[Support | None]
_FEW: Final = 2
_POSSIBLY: Final = "possibly no code"


def merged(tried: Tried) -> list[Support]:
    """What the events support, whatever the answer to what is open.

    If not all alternatives were tried, only events that nothing is open about support a unit.
    """
    first, *others = tried.outcomes
    if not others:
        return list(first.supported)
    points = tried.points
    open_events = {number for point in points.values() for number in point.events}
    rest = [[each for each in result.supported if _is_unit(each)] for result in tried.outcomes]
    supported = [
        unit
        for kind, count in _in_all(rest).items()
        for unit in _credited(kind, count, rest, None if tried.all_tried else open_events)
    ]
    slots = _joined(_slots(rest))
    beside = _beside(tried) if slots else {}
    supported += [_open(slot, beside, points) for slot in slots]
    explained = {each.event for each in supported}
    return [*supported, *_nothing(tried.outcomes, explained, supported)]


def _is_unit(supported: Support) -> bool:
    """Whether it is a unit, reported or not, and not only a reason for none."""
    return bool(supported.code) or supported.outcome == NEEDS_DOCUMENTATION


def _kind(unit: Support) -> _Kind:
    """What makes two units the same."""
    event = unit.event if unit.outcome == NEEDS_DOCUMENTATION else 0
    return unit.on, unit.code, unit.modifiers, unit.outcome, unit.candidates, event


def _in_all(rest: Sequence[_Units]) -> Counter[_Kind]:
    """How many units of each kind every alternative gives."""
    return reduce(and_, (Counter(map(_kind, units)) for units in rest))


def _credited(
    kind: _Kind, count: int, rest: Sequence[_Units], barred: AbstractSet[int] | None
) -> Iterator[Support]:
    """Units that all alternatives give, each taken out of the rest.

    Args:
        kind: what they are.
        count: how many.
        rest: what each alternative gives that is not credited yet.
        barred: the numbers of events that are not credited, if not all alternatives were tried:
            then one event gives a unit in all of them or it is open.
    """
    alike = [[each for each in units if _kind(each) == kind] for units in rest]
    same = reduce(and_, (Counter(each.event for each in units) for units in alike))
    for event, number in same.items():
        for _ in range(0 if barred and event in barred else number):
            taken = [_take(units, listed, event) for units, listed in zip(rest, alike, strict=True)]
            yield taken[0]
    if barred is not None:
        return
    often = Counter(each.event for units in alike for each in units)
    for _ in range(count - same.total()):
        chosen = [max(units, key=lambda each: often[each.event]).event for units in alike]
        taken = [
            _take(units, listed, event)
            for units, listed, event in zip(rest, alike, chosen, strict=True)
        ]
        first = min(taken, key=lambda each: each.event)
        events = tuple(sorted({each.event for each in taken}))
        text = f"however it is settled, by event {' or '.join(map(str, events))}"
        yield evolve(
            first,
            counted=(),  # which minutes are its own is open
            reason=f"{first.reason}; {text}",
            others=events[1:],
        )


def _take(units: _Units, alike: _Units, event: int) -> Support:
    """Take a unit of an event out of what one alternative gives."""
    unit = next(each for each in alike if each.event == event)
    alike.remove(unit)
    units.remove(unit)
    return unit


def _slots(rest: Sequence[_Units]) -> Iterator[_Slot]:
    """What is open, side by side in all alternatives: one initial code of a site, or one code.

    What is not of an access site is compared event by event.
    """
    columns: dict[_Kind, list[_Units]] = {}
    for place, units in enumerate(rest):
        for each in units:
            key: _Kind = (each.on, each.event)
            if each.site and each.outcome == REPORTED:
                key = (each.on, each.site, "initial") if each.initial else (each.on, each.code)
            columns.setdefault(key, [[] for _ in rest])[place].append(each)
    for column in columns.values():
        yield from zip_longest(*column)


def _joined(slots: Iterable[_Slot]) -> list[_Slot]:
    """Units of which no alternative gives two are one, if an event or all alternatives share them."""
    found: list[_Slot] = []
    for slot in slots:
        events = _events(slot)

        def rank(other: _Slot, slot: _Slot = slot, events: frozenset[int] = events) -> int:
            """2 for one of an event of both, 1 for one that completes it, 0 for one beside it."""
            if _where(other) != _where(slot) or any(map(_both, slot, other)):
                return 0
            if not events.isdisjoint(_events(other)):
                return 2
            return int(not any(map(_neither, slot, other)))

        best = max(range(len(found)), key=lambda place: rank(found[place]), default=None)
        if best is None or not rank(found[best]):
            found.append(slot)
        else:
            found[best] = [one or two for one, two in zip(found[best], slot, strict=True)]
    return found


def _both(one: Support | None, other: Support | None) -> bool:
    return one is not None and other is not None


def _neither(one: Support | None, other: Support | None) -> bool:
    return one is None and other is None


def _events(slot: _Slot) -> frozenset[int]:
    """The events of a unit."""
    return frozenset(each.event for each in slot if each is not None)


def _where(slot: _Slot) -> set[tuple[object, bool]]:
    """The dates of a unit, and whether it is of an access site."""
    return {(each.on, bool(each.site)) for each in slot if each is not None}


def _open(slot: _Slot, beside: Mapping[Key, Sequence[int]], points: Mapping[Key, Point]) -> Support:
    """A unit that differs between the alternatives."""
    units = [each for each in slot if each is not None]
    first = units[0]
    if all(each.outcome == NOT_REPORTED for each in units):
        return first
    codes = dict.fromkeys(code for each in units for code in (each.code, *each.candidates) if code)
    asked = [points[key] for key in _deciding(slot, beside)]
    events = _events(slot)
    if not asked:  # only together do they make a difference
        about_it = [each for each in points.values() if not events.isdisjoint(each.events)]
        asked = about_it or list(points.values())
    own = [each for each in asked if each.is_about(events)]
    # what is known however it is settled, such as the minutes of an overlap
    known = {each.reason.partition(": ")[:2] for each in units}
    reasons = dict.fromkeys(text for text, colon in known if colon and len(known) == 1)
    reasons |= dict.fromkeys(each.text for each in own)
    reasons |= dict.fromkeys(_dependent([each for each in asked if each not in own]))
    documented = [each for unit in units for each in unit.questions]
    reasons |= dict.fromkeys(unit.reason for unit in units if unit.questions)
    if len(units) < len(slot) or any(each.outcome == NOT_REPORTED for each in units):
        reasons[_POSSIBLY] = None
    return evolve(
        first,
        code="",
        outcome=NEEDS_DOCUMENTATION,
        reason="; ".join(reasons),
        source=(own or asked)[0].source,
        counted=(),
        candidates=tuple(codes),
        initial=False,
        modifiers=(),
        others=tuple(sorted(events - {first.event})),
        questions=tuple(dict.fromkeys((*(each.question for each in asked), *documented))),
    )


def _dependent(points: Sequence[Point]) -> Iterator[str]:
    """What a line depends on: the stop times together, if they are several."""
    stops = [each.events[0] for each in points if each.kind == "missing_stop"]
    if len(stops) > _FEW:
        yield f"depends on the stop times of events {', '.join(map(str, stops))}"
    for each in points:
        if each.kind != "missing_stop" or len(stops) <= _FEW:
            yield f"depends on {each.named}"


def _deciding(slot: _Slot, beside: Mapping[Key, Sequence[int]]) -> list[Key]:
    """The points that make a difference to a unit while all others stay as they are."""
    kinds = [None if each is None else _kind(each) for each in slot]
    found = []
    for key, places in beside.items():
        seen: dict[int, object] = {}
        if any(
            seen.setdefault(place, kind) != kind for place, kind in zip(places, kinds, strict=True)
        ):
            found.append(key)
    return found


def _beside(tried: Tried) -> dict[Key, list[int]]:
    """For each point, a number for each alternative: the same where only that point differs."""
    keys = list(tried.points)
    # a point that was not met counts as one that is the first of its options
    settled = [tuple(result.settled.get(key, 0) for key in keys) for result in tried.outcomes]
    found = {}
    for place, key in enumerate(keys):
        numbers: dict[tuple[int, ...], int] = {}
        found[key] = [
            numbers.setdefault((*each[:place], *each[place + 1 :]), len(numbers))
            for each in settled
        ]
    return found


def _nothing(
    results: Sequence[Result], explained: Iterable[int], supported: Sequence[Support]
) -> Iterator[Support]:
    """Why events support nothing; of those that support something, what is always so."""
    named = {number: each for each in supported for number in each.others}
    reasons = [[each for each in result.supported if not _is_unit(each)] for result in results]
    done = set(explained)
    for place, listed in enumerate(reasons):
        for each in listed:
            always = not place and all(each in others for others in reasons)
            if always or not (each.event in done or each.event in named):
                yield each
                done.add(each.event)
    for number in named.keys() - done:
        unit = named[number]
        text = (
            f"event {unit.event} or this one supports {unit.code or ' or '.join(unit.candidates)}"
        )
        own = next(each for result in results for each in result.supported if each.event == number)
        yield Support(number, "", own.at, NOT_REPORTED, text, unit.source)
