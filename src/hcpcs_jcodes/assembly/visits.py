"""What a claim is built from: the chart, the payer and what the caller states beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from typing import Any, Final

from attrs import evolve, field, fields_dict, frozen

from ..amounts.arguments import checked_flag, is_given, shown
from ..claims.fields import checked_place_of_service
from ..claims.modifiers import checked_modifiers
from ..claims.questions import Question
from ..claims.settings import checked_setting
from ..codes.periods import check_covered
from ..encounters.charting import Administration, in_zone
from ..encounters.reading import zone_of
from ..errors import BadAdministration, BadArgument, UncoveredDate
from ..payers.choices import Choices, allowed_choices
from ..payers.named import payer_named
from ..payers.payer import Payer
from ..words import Setting

__all__ = ["Charted", "Visit", "visit_of"]

# an answer to a question about a bill that neither the chart nor the payer has a place for
_OF_BILLS: Final = ("component", "narrative", "spare_needed", "status_indicator")


@frozen
class Charted:
    """One event of the chart with its number, from 1, over all visits."""

    number: int
    administration: Administration

    @property
    def on(self) -> date:
        """The date of service."""
        return self.administration.start.date()

    @property
    def named(self) -> str:
        """The event, as questions refer to it."""
        charted = self.administration
        return f"event {self.number} ({charted.drug}, {charted.start:%H:%M})"


@frozen(kw_only=True)
class Visit:
    """What a claim is built from, checked once.

    Attributes:
        visits: the events of each visit, in the caller's order.
        payer: the payer.
        setting: the setting.
        place_of_service: two digits, or None.
        reasons: the main reasons of the visits.
        modifiers: modifiers of every line.
        nearest: whether the nearest quarter included may be used.
        prior_authorization: its number, or None.
        of_bills: by the number of an event, further arguments of the bill of its drug.
    """

    visits: tuple[tuple[Charted, ...], ...]
    payer: Payer
    setting: Setting = field(converter=checked_setting)
    place_of_service: str | None = field(converter=checked_place_of_service)
    reasons: tuple[str, ...]
    modifiers: tuple[str, ...] = field(converter=checked_modifiers)
    nearest: bool
    prior_authorization: str | None = None
    of_bills: Mapping[int, Mapping[str, Any]] = field(factory=dict)

    @property
    def first(self) -> date:
        """The first date of service."""
        return min(event.on for event in self.events)

    @property
    def events(self) -> Iterator[Charted]:
        """All events."""
        for visit in self.visits:
            yield from visit


def visits_of(chart: object, zone: str | tzinfo | None) -> tuple[tuple[Charted, ...], ...]:
    """The events of one chart, or of a list of charts, numbered over all.

    Raises:
        BadAdministration: this is not a chart, or nothing is charted.
        UncoveredDate: the data do not cover the date of an event.
    """
    if isinstance(chart, Administration) or not isinstance(chart, Iterable):
        raise BadAdministration(chart, f"{shown(chart)} is not a list of administrations")
    entries = tuple(chart)
    several = any(not isinstance(each, Administration) for each in entries)
    listed = (
        [tuple(each) for each in entries if isinstance(each, Iterable)] if several else [entries]
    )
    if several and len(listed) < len(entries):
        odd = next(each for each in entries if not isinstance(each, Iterable))
        raise BadAdministration(
            odd, f"{shown(odd)} is not an Administration, nor a list of those of one visit"
        )
    clocks = zone_of(zone) if zone is not None else None
    found: list[tuple[Charted, ...]] = []
    number = 0
    for visit in listed:
        events = []
        for each in visit:
            if not isinstance(each, Administration):
                raise BadAdministration(each, f"{shown(each)} is not an Administration")
            number += 1
            local = in_zone(each, clocks) if clocks is not None else each
            events.append(_covered(Charted(number, local)))
        if not events:
            raise BadAdministration(visit, "nothing was given: pass one administration or more")
        found.append(tuple(events))
    if not found:
        raise BadAdministration(chart, "nothing was given: pass one administration or more")
    return tuple(found)


def _covered(event: Charted) -> Charted:
    try:
        check_covered(event.on, event.on)
    except UncoveredDate as error:
        raise UncoveredDate(error.value, f"{event.named}: {error.reason}") from error
    return event


def visit_of(  # noqa: PLR0913 - what build_claim takes
    chart: object,
    *,
    payer: object,
    setting: Setting,
    place_of_service: str | None,
    reason: object,
    modifiers: tuple[str, ...] | list[str],
    nearest: object,
    zone: str | tzinfo | None,
    prior_authorization: str | None,
    answers: object,
) -> Visit:
    """What a claim is built from, with the answers to questions in their places.

    Raises:
        BadArgument, BadAdministration, BadClaimLine, UncoveredDate: a part is not valid.
    """
    if reason is None:
        reasons: tuple[str, ...] = ()
    elif isinstance(reason, str):
        reasons = (reason,)
    elif isinstance(reason, Iterable):
        reasons = tuple(reason)
    else:
        raise BadAdministration(reason, f"reason={shown(reason)} is not a drug, or a list of them")
    visit = Visit(
        visits=visits_of(chart, zone),
        payer=payer_named(payer),
        setting=setting,
        place_of_service=place_of_service,
        reasons=reasons,
        modifiers=modifiers,
        nearest=checked_flag(nearest, "nearest"),
        prior_authorization=prior_authorization,
    )
    return answered(visit, answers)


def answered(visit: Visit, answers: object) -> Visit:
    """The visit with each answer where its question says that it belongs.

    Raises:
        BadArgument: this is not a mapping of questions and answers, or a question has no
            argument that answers it.
        BadAdministration, BadClaimLine, BadAmount: an answer is not valid.
    """
    if not is_given(answers):
        return visit
    pairs = answers.items() if isinstance(answers, Mapping) else answers
    if isinstance(pairs, str) or not isinstance(pairs, Iterable):
        raise BadArgument(answers, f"answers={shown(answers)}: pass {{question: answer}}")
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], Question)):
            raise BadArgument(pair, f"{shown(pair)} is not a question with its answer")
        visit = _with_answer(visit, *pair)
    return visit


def _with_answer(visit: Visit, question: Question, answer: Any) -> Visit:
    name = question.argument
    if name in fields_dict(Choices) and answer in allowed_choices()[name]:
        return evolve(visit, payer=visit.payer.replace(**{name: answer}))
    if question.event is not None and name in fields_dict(Administration):
        return _with_event(visit, question.event, {name: answer})
    if question.event is not None and name in _OF_BILLS:
        of_event = {**visit.of_bills.get(question.event, {}), name: answer}
        return evolve(visit, of_bills={**visit.of_bills, question.event: of_event})
    if name in {"place_of_service", "nearest", "prior_authorization"}:
        changes: dict[str, Any] = {name: answer}
        return evolve(visit, **changes)
    if name == "reason":
        return evolve(visit, reasons=(answer,) if isinstance(answer, str) else tuple(answer))
    if name in fields_dict(Payer):
        return evolve(visit, payer=visit.payer.replace(**{name: answer}))
    text = f"{name}= is not an argument that build_claim can pass on: {question.text}"
    raise BadArgument(name, text if name else f"nothing answers this question: {question.text}")


def _with_event(visit: Visit, number: int, changes: Mapping[str, Any]) -> Visit:
    def changed(event: Charted) -> Charted:
        if event.number != number:
            return event
        return Charted(number, evolve(event.administration, **changes))

    if number not in {event.number for event in visit.events}:
        raise BadArgument(number, f"the chart has no event {number}")
    return evolve(visit, visits=tuple(tuple(map(changed, each)) for each in visit.visits))
