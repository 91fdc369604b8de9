"""What an encounter leaves open: what is the same in every alternative, and what is not.

Three things may be open: the family of a drug, the stop time of an infusion, and whether
hydration in parts is added up. Every alternative is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product, zip_longest
from math import prod
from typing import Final

from attrs import evolve, frozen

from ..administration.ways import least_minutes, longest_push
from ..errors import BadAdministration
from .choices import Choices
from .events import Event, by_drug
from .families import Fit
from .supported import MANUAL, Support, to_settle

__all__ = ["support_across_alternatives"]

# no real chart leaves more open than this
_MOST_TRIALS: Final = 1100
_MINUTE: Final = timedelta(minutes=1)
_HYDRATION: Final = "hydration"
_NO_STOP: Final = (
    "no stop time is charted: most contractors count it as a push, and volume and rate may give the "
    "time; chart it, or choose missing_stop='push'"
)
_IN_PARTS: Final = (
    "hydration in parts: sources disagree on whether to add them up; choose hydration_parts="
)

Fits = Sequence[tuple[Event, Fit]]


@frozen
class _Open:
    """What is open for one event.

    Attributes:
        reason: what must be documented or chosen.
        source: the publication that it rests on.
        first_code_only: whether its additional hours cannot be determined.
    """

    reason: str
    source: str
    first_code_only: bool = False


def support_across_alternatives(
    fits: Fits,
    choices: Choices,
    supported_by: Callable[[Sequence[Event], Choices], list[Support]],
) -> list[Support]:
    """What events support when something is open.

    What an event supports in every alternative is reported; what differs, and everything that
    an open event supports, needs documentation.

    Args:
        fits: each event with the families that may go with it.
        choices: the caller's choices.
        supported_by: what events of known families and times support.

    Raises:
        BadAdministration: one drug is charted with two families, or too much is open.
    """
    _refuse_two_families(fits)
    families = _families(fits)
    stops = _stops(fits, choices)
    parts = _parts(fits, choices)
    tried = [*(names for _, names in families), *stops.values()]
    if prod(map(len, tried)) * len(parts) > _MOST_TRIALS:
        drugs = ", ".join(
            sorted({event.charted.drug for event, fit in fits if fit.open or event.number in stops})
        )
        text = f"too many alternatives to try: pass family= or chart the stop time for {drugs}"
        raise BadAdministration(drugs, text)
    results = []
    for names in product(*(names for _, names in families)):
        chosen = {
            number: family
            for (numbers, _), family in zip(families, names, strict=True)
            for number in numbers
        }
        for times in product(*stops.values()):
            ended = dict(zip(stops, times, strict=True))
            events = [_tried(event, fit, chosen, ended) for event, fit in fits]
            results += [supported_by(events, picked) for picked in parts]
    open_ = _open_events(fits, families, stops)
    return list(_merged([event for event, _ in fits], results, open_, in_parts=len(parts) > 1))


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
                )


def _families(fits: Fits) -> list[tuple[frozenset[int], tuple[str, ...]]]:
    """For each drug, the numbers of its events and the families to try for them.

    What one event of a drug settles applies to the others.
    """
    found = {event.number: fit.families for event, fit in fits if fit.families}
    tried = []
    for drug in by_drug(event for event, _ in fits if event.number in found):
        listed = [found[event.number] for event in drug]
        settled = [families for families in listed if len(families) == 1]
        names = dict.fromkeys(family for families in settled or listed for family in families)
        tried.append((frozenset(event.number for event in drug), tuple(names)))
    return tried


def _stops(fits: Fits, choices: Choices) -> dict[int, tuple[datetime, ...]]:
    """For each infusion without a stop time, the times at which it may have stopped.

    The shortest and the longest push, the shortest infusion, and as late as the encounter or
    the next start of the drug allows.
    """
    if choices.missing_stop is not None:
        return {}
    last = max(
        (event.charted.stop or event.charted.start for event, _ in fits),
        default=None,
    )
    found = {}
    for event, fit in fits:
        charted = event.charted
        if (
            charted.stop is not None
            or charted.technique != "infusion"
            or fit.families == (_HYDRATION,)
        ):
            continue
        assert last is not None, "there is at least this event"
        push = charted.start + timedelta(minutes=longest_push())
        again = [
            other.charted.start
            for other, _ in fits
            if other.charted.start > charted.start
            and other.charted.technique == "infusion"
            and other.charted.site == charted.site
            and not other.drugs.isdisjoint(event.drugs)
        ]
        # longer than any other drug of the encounter
        hour = timedelta(minutes=least_minutes("additional hour"))
        longest = max(last + _MINUTE, charted.start + hour)
        times = (charted.start, push, push + _MINUTE, longest)
        until = min(again, default=longest)
        found[event.number] = tuple(dict.fromkeys(min(time, until) for time in times))
    return found


def _parts(fits: Fits, choices: Choices) -> tuple[Choices, ...]:
    """The choices; one set for each alternative if hydration in parts is not decided."""
    may_hydrate = any(_HYDRATION in fit.families for _, fit in fits)
    if choices.hydration_parts is not None or not may_hydrate:
        return (choices,)
    return tuple(evolve(choices, hydration_parts=how) for how in ("added", "apart"))


def _tried(
    event: Event, fit: Fit, chosen: Mapping[int, str], ended: Mapping[int, datetime]
) -> Event:
    """An event in one alternative; hydration without a stop time stays without one."""
    family = chosen.get(event.number, "")
    if family not in fit.families:
        family = fit.families[0] if fit.families else ""
    stop = ended.get(event.number)
    if stop is None or family == _HYDRATION:
        return evolve(event, family=family)
    return evolve(event, family=family, charted=evolve(event.charted, stop=stop))


def _open_events(
    fits: Fits,
    families: Sequence[tuple[frozenset[int], tuple[str, ...]]],
    stops: Mapping[int, object],
) -> dict[int, _Open]:
    """What is open, by the number of the event."""
    settled = {number for numbers, names in families if len(names) == 1 for number in numbers}
    found = {}
    for event, fit in fits:
        # another event of the drug may settle the family
        by_family = bool(fit.open) and (event.number not in settled or len(fit.families) == 1)
        without_stop = event.number in stops
        reasons = [fit.open] * by_family + [_NO_STOP] * without_stop
        if reasons:
            source = "A53778; wearemedicalcoders" if without_stop else fit.source
            found[event.number] = _Open("; ".join(reasons), source or MANUAL, without_stop)
    return found


def _merged(
    events: Sequence[Event],
    results: Sequence[Sequence[Support]],
    open_: Mapping[int, _Open],
    *,
    in_parts: bool,
) -> Iterator[Support]:
    """What each event supported in every alternative, and otherwise what is open."""
    drugs = [event.charted.drug for event in events if event.number in open_]
    text = f"depends on {' and '.join(dict.fromkeys(drugs))}, still open" if drugs else _IN_PARTS
    if drugs and in_parts:
        text = f"{text}, and on hydration_parts="
    source = MANUAL if drugs else "CPT Assistant, June 2007; AAPC forum"
    otherwise = _Open(text, source)
    by_event = [_by_event(result) for result in results]
    for event in events:
        about = open_.get(event.number)
        trials = [found.get(event.number, []) for found in by_event]
        coded = [[each for each in trial if each.code or each.candidates] for trial in trials]
        for each in trials[0]:
            # why it supports nothing, unless it supports a code in an alternative without that reason
            if not (each.code or each.candidates) and (
                not any(coded) or all(each in trial for trial in trials)
            ):
                yield each
        for place, units in enumerate(zip_longest(*coded)):
            if place and about is not None and about.first_code_only:
                break
            first = next(each for each in units if each is not None)
            agreed = all(each is not None and _same(each, first) for each in units)
            if agreed and about is None:
                yield first
            else:
                yield _open_unit(event, units, first, about or otherwise)


def _by_event(result: Iterable[Support]) -> dict[int, list[Support]]:
    """What each event supported in one alternative, in time order."""
    found: dict[int, list[Support]] = {}
    for each in sorted(result, key=lambda each: each.at):
        found.setdefault(each.event, []).append(each)
    return found


def _open_unit(
    event: Event, units: Sequence[Support | None], first: Support, about: _Open
) -> Support:
    """What one event supported in one alternative or another."""
    known = [each for each in units if each is not None]
    codes = [code for each in known for code in (each.code, *each.candidates) if code]
    reason = about.reason if len(known) == len(units) else f"{about.reason}; possibly no code"
    unit = to_settle(event, reason, about.source, tuple(dict.fromkeys(codes)))
    return evolve(unit, at=first.at, site=first.site)


def _same(one: Support, other: Support) -> bool:
    """Whether two alternatives give an event the same."""
    return (one.code, one.on, one.outcome, one.candidates, one.modifiers) == (
        other.code,
        other.on,
        other.outcome,
        other.candidates,
        other.modifiers,
    )
