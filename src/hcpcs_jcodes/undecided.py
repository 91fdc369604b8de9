"""Drugs whose family of codes is open: what holds whichever it is, and what depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product, zip_longest
from typing import Final

from attrs import evolve

from .earnings import MANUAL, NOT_REPORTED, Earned, Event, by_drug, to_settle
from .errors import BadAdministration
from .families import Fit

__all__ = ["undecided"]

# more are no encounter that anybody charts, and each doubles the work
_MOST_OPEN: Final = 6

Fits = Sequence[tuple[Event, Fit]]
# the numbers of the events of one drug, and the families that are tried for them
_Choice = tuple[frozenset[int], tuple[str, ...]]


def undecided(fits: Fits, earned_by: Callable[[Sequence[Event]], list[Earned]]) -> list[Earned]:
    """What events earn where the family of some is open.

    Every family that is possible is tried. What an event earns in all of them alike is
    reported; what differs, and all that an open drug earns, needs documentation.

    Args:
        fits: each event with the families that may give it.
        earned_by: what events of known families earn.

    Raises:
        BadAdministration: one drug is charted by two families, or too many drugs are open.
    """
    _refuse_two_families(fits)
    choices = list(_choices(fits))
    if len(choices) > _MOST_OPEN:
        drugs = ", ".join(sorted({event.charted.drug for event, fit in fits if fit.open}))
        raise BadAdministration(drugs, f"too much is open to be tried: name family= for {drugs}")
    results = []
    for tried in product(*(families for _, families in choices)):
        chosen = {
            number: family
            for (numbers, _), family in zip(choices, tried, strict=True)
            for number in numbers
        }
        results.append(earned_by([_of_family(event, fit, chosen) for event, fit in fits]))
    settled = {event.number for event, fit in fits if not fit.open}
    of_open = {number for numbers, _ in choices for number in numbers}
    doubtful = {
        event.number: fit
        for event, fit in fits
        # the family of an event may be told by another of the same drug
        if event.number not in settled and (event.number in of_open or len(fit.families) == 1)
    }
    return list(_merged([event for event, _ in fits], results, doubtful))


def _refuse_two_families(fits: Fits) -> None:
    """One drug of one encounter has one family."""
    known: dict[str, tuple[Event, str]] = {}
    for event, fit in fits:
        if len(fit.families) != 1:
            continue
        (family,) = fit.families
        for drug in sorted(event.charted.substances):
            before, other = known.setdefault(drug, (event, family))
            if family != other:
                raise BadAdministration(
                    event.charted.drug,
                    f"{event.named}: {drug} is {family} here and {other} in {before.named}",
                )


def _choices(fits: Fits) -> Iterator[_Choice]:
    """For each drug of which no event tells the family, the families that are tried."""
    found = {event.number: fit for event, fit in fits if fit.families}
    for drug in by_drug(event for event, fit in fits if fit.families):
        listed = [found[event.number].families for event in drug]
        if any(len(families) == 1 for families in listed):
            continue
        numbers = frozenset(event.number for event in drug)
        yield numbers, tuple(dict.fromkeys(family for families in listed for family in families))


def _of_family(event: Event, fit: Fit, chosen: Mapping[int, str]) -> Event:
    family = chosen.get(event.number, "")
    if family not in fit.families:
        family = fit.families[0] if fit.families else ""
    return evolve(event, family=family)


def _merged(
    events: Sequence[Event], results: Sequence[Sequence[Earned]], doubtful: Mapping[int, Fit]
) -> Iterator[Earned]:
    """What each event earned in every trial alike, and else what is open."""
    open_drugs = " and ".join(
        dict.fromkeys(event.charted.drug for event in events if event.number in doubtful)
    )
    for event in events:
        fit = doubtful.get(event.number)
        text = fit.open if fit else f"depends on the family of {open_drugs}"
        source = (fit.source if fit else "") or MANUAL
        trials = [
            sorted(
                (each for each in result if each.event == event.number), key=lambda each: each.at
            )
            for result in results
        ]
        for held in zip_longest(*trials):
            first = next(each for each in held if each is not None)
            alike = all(each is not None and _same(each, first) for each in held)
            if alike and (fit is None or first.outcome == NOT_REPORTED):
                yield first
                continue
            codes = [
                code
                for each in held
                if each is not None
                for code in (each.code, *each.candidates)
                if code
            ]
            maybe = (
                ""
                if all(each is not None and (each.code or each.candidates) for each in held)
                else ", or nothing"
            )
            unsettled = to_settle(event, text + maybe, source, tuple(dict.fromkeys(codes)))
            yield evolve(unsettled, at=first.at, site=first.site)


def _same(one: Earned, other: Earned) -> bool:
    """Whether two trials give an event the same."""
    return (one.code, one.on, one.outcome, one.candidates, one.modifiers) == (
        other.code,
        other.on,
        other.outcome,
        other.candidates,
        other.modifiers,
    )
