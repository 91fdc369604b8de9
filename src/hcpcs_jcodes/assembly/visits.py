"""What a claim is built from: the chart, the payer and what the caller states beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from attrs import evolve, field, fields_dict, frozen

from ..amounts.arguments import checked_flag, is_given, shown
from ..claims.fees import checked_fees
from ..claims.fields import checked_authorization, checked_place_of_service
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED, checked_modifiers
from ..claims.questions import Question
from ..claims.settings import checked_setting
from ..codes.periods import check_covered
from ..encounters.charting import Administration
from ..encounters.reading import tidy_drug
from ..encounters.zones import in_zone, zone_of
from ..errors import BadAdministration, BadArgument, BadClaimLine, UncoveredDate
from ..ndc.numbers import is_written_as_ndc
from ..payers.choices import Choices, allowed_choices
from ..payers.named import payer_named
from ..payers.payer import Payer
from ..words import Setting

__all__ = ["Charted", "Visit", "visit_of"]

# an answer to a question about a bill that neither the chart nor the payer has a place for
_OF_BILLS: Final = ("component", "narrative", "spare_needed", "status_indicator")
# a stay in a hospital goes on overnight; an office closes
_APART: Final = timedelta(hours=6)
# by the name of an argument, the attribute of a visit
_OF_VISIT: Final = {
    "nearest": "nearest",
    "place_of_service": "place_of_service",
    "prior_authorization": "prior_authorization",
    "reason": "reasons",
}
# an answer for a date before the payer's rule began: the rule of that date
_OF_PAYER: Final[Mapping[str, Mapping[str, None]]] = {"modifier_340b": {"modifier_340b_from": None}}


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


def _own_modifiers(modifiers: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Modifiers of every line: those for discarded drug are decided line by line."""
    own = checked_modifiers(modifiers)
    for decided in (DISCARDED, ZERO_DISCARDED):
        if decided in own:
            text = f"{decided} is decided from what was opened: leave it out of modifiers="
            raise BadClaimLine(modifiers, text, argument="modifiers")
    return own


def _nearest(value: object) -> bool:
    return checked_flag(value, "nearest")


def _reasons(reason: object) -> tuple[str, ...]:
    """The main reasons, as the chart names drugs.

    Raises:
        BadAdministration: this is not a drug, or a list of them.
    """
    if not is_given(reason):
        return ()
    listed = (reason,) if isinstance(reason, str) else reason
    if not isinstance(listed, Iterable):
        raise BadAdministration(
            reason, f"reason={shown(reason)} is not a drug, or a list of them", argument="reason"
        )
    reasons = tuple(listed)
    for each in reasons:
        if not isinstance(each, str):
            text = f"{shown(each)} in reason= is not a drug: pass its name or code as charted"
            raise BadAdministration(each, text, kind="reason", argument="reason")
    return tuple(str(tidy_drug(each)) for each in reasons)


def _start(event: Charted) -> datetime:
    return event.administration.start


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
        fees: the prices, or None.
        of_bills: by the number of an event, further arguments of the bill of its drug.
    """

    visits: tuple[tuple[Charted, ...], ...]
    payer: Payer
    setting: Setting = field(converter=checked_setting)
    place_of_service: str | None = field(converter=checked_place_of_service)
    reasons: tuple[str, ...] = field(converter=_reasons)
    modifiers: tuple[str, ...] = field(converter=_own_modifiers)
    nearest: bool = field(converter=_nearest)
    prior_authorization: str | None = field(default=None, converter=checked_authorization)
    fees: Mapping[Any, Any] | None = None
    of_bills: Mapping[int, Mapping[str, Any]] = field(factory=dict)

    @property
    def first(self) -> date:
        """The first date of service."""
        return min(event.on for event in self.events)

    @property
    def apart(self) -> Iterator[Charted]:
        """The first events of later dates in one chart, before which nothing ran for hours."""
        for visit in self.visits:
            until: datetime | None = None
            for event in sorted(visit, key=_start):
                charted = event.administration
                if until is not None and event.on > until.date() and charted.start - until > _APART:
                    yield event
                until = max(until or charted.start, charted.stop or charted.start)

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
        raise BadAdministration(
            chart, f"{shown(chart)} is not a list of administrations", argument="chart"
        )
    entries = tuple(chart)
    others = [each for each in entries if not isinstance(each, Administration)]
    if len(others) < len(entries):  # one chart
        bad, listed = others, [entries]
    else:
        bad = [each for each in others if not isinstance(each, Iterable)]
        listed = [tuple(each) for each in others if isinstance(each, Iterable)] or [()]
    if bad:
        text = f"{shown(bad[0])} is not an Administration, nor a list of those of one visit"
        raise BadAdministration(bad[0], text, argument="chart")
    clocks = zone_of(zone) if zone is not None else None
    found: list[tuple[Charted, ...]] = []
    number = 0
    for visit in listed:
        events = []
        for each in visit:
            number += 1
            if not isinstance(each, Administration):
                raise BadAdministration(
                    each, f"{shown(each)} is not an Administration", argument="chart", event=number
                )
            local = in_zone(each, clocks, number) if clocks is not None else each
            events.append(_covered(Charted(number, _packaged(local))))
        if not events:
            raise BadAdministration(
                visit, "nothing was given: pass one administration or more", argument="chart"
            )
        found.append(tuple(events))
    _check_zones([event for events in found for event in events])
    return tuple(found)


def _packaged(charted: Administration) -> Administration:
    """The event with its package, also where the drug is charted by that."""
    stated = charted.ndc is not None or charted.products
    if stated or not is_written_as_ndc(charted.drug):
        return charted
    try:
        return evolve(charted, ndc=charted.drug)
    except BadAdministration:
        return charted  # what has the form of an NDC and is none is asked about as a drug


def _check_zones(events: list[Charted]) -> None:
    """Refuse times that cannot be compared.

    Raises:
        BadAdministration: some have a time zone, others do not.
    """
    first = events[0]
    for event in events:
        start = event.administration.start
        if (start.tzinfo is None) != (first.administration.start.tzinfo is None):
            text = (
                f"one of {first.named} and {event.named} has a time zone and the other has none: chart "
                "all times alike"
            )
            raise BadAdministration(start, text, argument="start", event=event.number)


def _covered(event: Charted) -> Charted:
    try:
        check_covered(event.on, event.on)
    except UncoveredDate as error:
        raise UncoveredDate(
            error.value, f"{event.named}: {error.reason}", argument="start", event=event.number
        ) from error
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
    fees: Mapping[Any, Any] | None,
    answers: object,
) -> Visit:
    """What a claim is built from, with the answers to questions in their places.

    Raises:
        BadArgument, BadAdministration, BadClaimLine, UncoveredDate: a part is not valid.
    """
    visit = Visit(
        visits=visits_of(chart, zone),
        payer=payer_named(payer),
        setting=setting,
        place_of_service=place_of_service,
        reasons=reason,
        modifiers=modifiers,
        nearest=nearest,
        prior_authorization=prior_authorization,
        fees=checked_fees(fees) if fees is not None and is_given(fees) else None,
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
        raise BadArgument(
            answers, f"answers={shown(answers)}: pass {{question: answer}}", argument="answers"
        )
    for pair in pairs:
        is_pair = isinstance(pair, tuple | list) and len(pair) == 2
        if not (is_pair and isinstance(pair[0], Question)):
            raise BadArgument(
                pair, f"{shown(pair)} is not a question with its answer", argument="answers"
            )
        visit = _with_answer(visit, *pair)
    return visit


def _with_answer(visit: Visit, question: Question, answer: Any) -> Visit:
    name, events = question.argument, {event.number for event in visit.events}
    if question.event is not None and question.event not in events:
        raise BadArgument(
            question.event, f"the chart has no event {question.event}", argument="answers"
        )
    of_event = question.event is not None and name in fields_dict(Administration)
    if name in fields_dict(Choices) and (not of_event or _is_choice(name, answer)):
        return evolve(visit, payer=visit.payer.replace(**{name: answer}))
    if of_event:
        return _with_event(visit, question.event, {name: answer})  # type: ignore[arg-type]
    if question.event is not None and name in _OF_BILLS:
        facts = {**visit.of_bills.get(question.event, {}), name: answer}
        return evolve(visit, of_bills={**visit.of_bills, question.event: facts})
    if name in _OF_VISIT:
        return evolve(visit, **{_OF_VISIT[name]: answer})
    if name == "fees":
        return evolve(visit, fees={**(visit.fees or {}), **checked_fees(answer)})
    if name in fields_dict(Payer):
        return evolve(visit, payer=visit.payer.replace(**_OF_PAYER.get(name, {}), **{name: answer}))
    text = f"{name}= is not an argument that build_claim can pass on: {question.text}"
    raise BadArgument(
        name,
        text if name else f"nothing answers this question: {question.text}",
        argument="answers",
    )


def _is_choice(name: str, answer: object) -> bool:
    """Whether it answers a choice of the payer; an event may have a field of the same name."""
    return isinstance(answer, str) and answer in allowed_choices()[name]


def _with_event(visit: Visit, number: int, changes: Mapping[str, Any]) -> Visit:
    def changed(event: Charted) -> Charted:
        if event.number != number:
            return event
        return Charted(number, evolve(event.administration, **changes))

    drugs = {event.number: event.administration.drug for event in visit.events}
    visits = tuple(tuple(map(changed, each)) for each in visit.visits)
    reasons = visit.reasons
    if "drug" in changes:  # a reason is named as the drug was charted
        reasons = tuple(changes["drug"] if each == drugs[number] else each for each in reasons)
    return evolve(visit, visits=visits, reasons=reasons)
