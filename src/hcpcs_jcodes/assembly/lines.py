"""The drug lines of a claim: the doses of one code and date together, billed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from attrs import evolve, fields_dict, frozen

from ..amounts.amount import Amount
from ..billing.assembly import bill_from
from ..billing.bills import Bill
from ..checks.modifier_rows import modifiers_340b
from ..claims.fields import LONGEST_NARRATIVE
from ..claims.lines import ClaimLine
from ..claims.modifiers import DISCARDED
from ..claims.questions import Question, ask
from ..claims.records import Record
from ..claims.steps import Step
from ..codes.code import JCode
from ..encounters.charting import Administration
from ..errors import CorruptData, JCodesError
from ..ndc.numbers import Ndc, ProductNdc
from ..payers.payer import Payer
from ..vials.containers import labeled_total
from ..vials.products import Given
from ..words import ADMINISTRATION_SETTINGS, Kind, Owner
from .drugs import Drug
from .visits import Charted, Visit

__all__ = ["Billed", "billed_of", "record_of"]

# what a question about a bill asks of, that the chart states for each event
_OF_EVENTS: Final = ("opened", "discarded", "container", "ndc", "concentration")
# by the argument of a bill that an error is about, what states it in the chart
_IN_CHART: Final = {"administered": "dose"}


@frozen
class Billed:
    """The lines for the doses of one code and date.

    Attributes:
        on: the date of service.
        events: the events.
        lines: the lines, each with its events and its record.
        steps: the reasoning.
        questions: what is open; the numbers of lines are of these lines.
        at_a_cent: whether the payer wants the lines at a cent, as the drug was at no cost.
    """

    on: date
    events: tuple[Charted, ...]
    lines: tuple[ClaimLine, ...] = ()
    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...] = ()
    at_a_cent: bool = False


def billed_of(drugs: Iterable[Drug], visit: Visit) -> list[Billed]:
    """The lines of all drugs, one group for each code and date, in the order of the chart."""
    groups: dict[tuple[object, ...], list[Drug]] = {}
    for drug in drugs:
        if drug.version is not None:
            key = (drug.event.on, drug.version.code, drug.name.casefold(), _acquired(drug))
            groups.setdefault(key, []).append(drug)
    return [_billed(group, visit) for group in groups.values()]


def _acquired(drug: Drug) -> str:
    """Drug that costs nothing, or was bought under 340B, is billed apart from the rest."""
    acquired = drug.event.administration.acquired
    return acquired if acquired in {"no cost", "340B"} else ""


def _billed(drugs: Sequence[Drug], visit: Visit) -> Billed:
    events = tuple(drug.event for drug in drugs)
    version = drugs[0].version
    assert version is not None, "only drugs with a code are grouped"
    on = events[0].on
    undosed = [event for event in events if not _is_dosed(event.administration)]
    if undosed:
        text = f"no line for {version.code} yet: {', '.join(event.named for event in events)}"
        asked = [question for event in undosed for question in _about_dose(event, version, visit)]
        return Billed(on, events, steps=(Step(text),), questions=tuple(asked))
    modifiers, asked = _acquisition(events, on, visit)
    stopped = [event for event in events if event.administration.stopped_early]
    payer = _of_rest(visit.payer) if stopped else visit.payer
    try:
        facts = _facts(sorted(drugs, key=_when), visit)
        made = bill_from(
            version,
            facts.pop("administered"),
            on=on,
            payer=payer,
            setting=visit.setting,
            place_of_service=visit.place_of_service,
            modifiers=(*visit.modifiers, *modifiers),
            nearest=visit.nearest,
            charted=_charted(events),
            **facts,
        )
    except CorruptData:
        raise
    except JCodesError as error:
        names = " and ".join(event.named for event in events)
        stated = error.argument or ""
        event, argument = _answered_in(_IN_CHART.get(stated, stated), events)
        text = f"{names}: {error}"
        question = ask(error.kind, text, owner="pharmacy", argument=argument, event=event)
        return Billed(on, events, questions=(question, *asked))
    asked += _about_products(events)
    return _with_records(made, version, events, asked, visit)


def _about_dose(event: Charted, version: JCode, visit: Visit) -> Iterator[Question]:
    """That a dose is not charted, or a rate without a stop time."""
    dose = event.administration.dose
    if dose is None:
        text = f"{event.named}: how much was given is not charted: chart dose="
        yield _ask_of("dose", f"{text}; without it {version.code} has no line", event)
    elif isinstance(dose, str) and visit.setting not in ADMINISTRATION_SETTINGS:
        # elsewhere it is asked about with the administration
        text = f"{event.named}: the dose of {dose} depends on its stop time: chart it"
        yield _ask_of("dose", text, event, argument="stop")


def _of_rest(payer: Payer) -> Payer:
    """The payer by whom the rest of a bag can be told apart: on a line of its own, or on none."""
    if payer.rest_of_bag == "JW" or payer.discarded_layout == "own line":
        return payer
    return payer.replace(discarded_layout="own line")


def _about_products(events: Sequence[Charted]) -> Iterator[Question]:
    """Products without their package beside others, which the bill does not know of."""
    known = {event.administration.ndc for event in events}
    if len(known) == 1:
        return
    for event in events:
        ndc = event.administration.ndc
        if isinstance(ndc, ProductNdc):
            text = (
                f"{event.named}: {ndc} is a product; a claim line names the package: pass the NDC of "
                "the package on the label"
            )
            yield ask(
                "ndc", text, owner="pharmacy", severity="verify", argument="ndc", event=event.number
            )


def _when(drug: Drug) -> datetime:
    """When it was given: what is the same visit is the same bill, in whatever order it is charted."""
    return drug.event.administration.start


def _is_dosed(charted: Administration) -> bool:
    return bool(charted.products) or isinstance(charted.dose, Amount)


def _facts(drugs: Sequence[Drug], visit: Visit) -> dict[str, Any]:
    """The arguments of the bill: the products that were given, and the narrative of a NOC code."""
    events = [drug.event for drug in drugs]
    products = [each for event in events for each in _products(event.administration)]
    facts: dict[str, Any] = {}
    if any(event.administration.stopped_early for event in events):
        facts["spare_needed"] = _needed_for_the_order(events)
    for event in events:
        facts |= visit.of_bills.get(event.number, {})
    known = {event.administration.ndc for event in events}
    unpacked = [ndc for ndc in known if isinstance(ndc, ProductNdc)]
    if len(known) == 1 and unpacked:
        # the bill asks for the package of a product
        (only,) = unpacked
        facts |= _of_one(products) | {"ndc": only}
    else:
        facts["administered"] = products
    name = drugs[0].name
    if name and "narrative" not in facts:
        facts["narrative"] = _narrative(name, events)
    return facts


def _needed_for_the_order(events: Sequence[Charted]) -> bool | None:
    """Whether what was ordered needed every container; None if the chart does not say.

    Of an infusion that was stopped the dose says nothing of what had to be opened.
    """
    for event in events:
        ordered, opened = event.administration.ordered, event.administration.opened
        if (
            ordered is None
            or not opened
            or len({ordered.dimension, *(vial.dimension for vial in opened)}) > 1
        ):
            return None
        if labeled_total(opened) - min(opened) >= ordered:
            return None
    return True


def _products(charted: Administration) -> tuple[Given, ...]:
    """The products of an event; what was left of a shared vial is not known by what was opened."""
    if charted.products:
        return charted.products
    unknown = charted.shared and charted.discarded is None
    return (
        Given(
            charted.dose,
            opened=None if unknown else charted.opened,
            discarded=charted.discarded,
            ndc=charted.ndc if isinstance(charted.ndc, Ndc) else None,
            concentration=charted.concentration,
            container=charted.container,
        ),
    )


def _of_one(products: Sequence[Given]) -> dict[str, Any]:
    """The products as one, whose package is not known."""
    first = products[0]
    opened = [each.opened for each in products]
    discarded = [each.discarded for each in products if each.discarded is not None]
    return {
        "administered": [dose for each in products for dose in each.administered],
        "opened": None if None in opened else [vial for each in opened for vial in each or ()],
        "discarded": sum(discarded[1:], discarded[0]) if discarded else None,
        "concentration": first.concentration,
        "container": first.container,
    }


def _narrative(name: str, events: Sequence[Charted]) -> str:
    """The drug, the dose and the route, as far as a claim line takes them.

    Source: Palmetto GBA, unclassified drugs: the name, the total dose and the route.
    """
    doses = [dose for event in events for dose in _doses(event.administration)]
    alike = len({dose.dimension for dose in doses}) == 1
    total = str(sum(doses[1:], doses[0])) if alike else " + ".join(map(str, doses))
    rest = f" {total} {events[0].administration.route}"
    return f"{name[: max(LONGEST_NARRATIVE - len(rest), 0)]}{rest}"[:LONGEST_NARRATIVE]


def _doses(charted: Administration) -> list[Amount]:
    return [charted.dose] if isinstance(charted.dose, Amount) else []


def _acquisition(
    events: Sequence[Charted], on: date, visit: Visit
) -> tuple[tuple[str, ...], list[Question]]:
    """The modifier of how the drug was acquired, and what is open about it."""
    acquired, payer = events[0].administration.acquired, visit.payer
    if acquired == "no cost" and payer.no_cost is None:
        text = (
            f"{events[0].named}: at no cost to the provider: some payers want its code at a cent, so "
            f"that the administration is paid, others neither: ask {payer.name}"
        )
        return (), [_ask_of("no_cost", text, events[0], owner="billing", argument="no_cost")]
    if acquired != "340B":
        return (), []
    since, wanted = payer.modifier_340b_from, modifiers_340b(payer, on)
    if wanted is None or len(wanted) > 1:
        why = "is not known" if payer.modifier_340b is None else f"before {since} depends"
        text = (
            f"{events[0].named}: bought under 340B: the modifier that {payer.name} wants {why} (TB, JG or "
            f"UD) [{payer.source('modifier_340b_from' if since else 'modifier_340b')}]"
        )
        return (), [
            _ask_of("modifier_340b", text, events[0], owner="billing", argument="modifier_340b")
        ]
    return wanted, []


def _ask_of(
    kind: Kind, text: str, event: Charted, *, owner: Owner = "nurse", argument: str = "dose"
) -> Question:
    return ask(kind, text, owner=owner, argument=argument, event=event.number)


def _with_records(
    made: Bill, version: JCode, events: tuple[Charted, ...], asked: Sequence[Question], visit: Visit
) -> Billed:
    """The lines with their events and records; discarded drug of a stopped infusion is disputed."""
    lines = made.lines
    subject = f"{version.code}: "
    steps = [Step(subject + step.text.removeprefix(subject), step.source) for step in made.steps]
    questions = [*(_of_event(each, version, events) for each in made.questions), *asked]
    stopped = [event for event in events if event.administration.stopped_early]
    if stopped and made.discarded_units and visit.payer.rest_of_bag != "JW":
        # they are the last
        lines = tuple(line for line in lines if DISCARDED not in line.modifiers)
        if visit.payer.rest_of_bag is None:
            text = (
                f"{stopped[0].named}: {made.discarded_units} discarded units are not billed: whether the rest "
                f"of an infusion that was stopped is discarded drug (JW) is disputed: ask {visit.payer.name}"
            )
            question = _ask_of(
                "rest_of_bag", text, stopped[0], owner="billing", argument="rest_of_bag"
            )
            questions.append(question)
        else:
            text = f"{version.code}: {visit.payer.name} takes no JW for the rest of an infusion that was stopped"
            steps.append(Step(text, visit.payer.source("rest_of_bag")))
    return Billed(
        events[0].on,
        events,
        lines,
        tuple(steps),
        tuple(_about_line(each, lines) for each in questions),
        at_a_cent=events[0].administration.acquired == "no cost"
        and visit.payer.no_cost == "one cent",
    )


def _about_line(question: Question, lines: Sequence[ClaimLine]) -> Question:
    line = _line_of(question, lines)
    return question if line == question.line else evolve(question, line=line)


def _line_of(question: Question, lines: Sequence[ClaimLine]) -> int | None:
    """The line that a question is about: its own, that of its package or event, or the first."""
    numbered = dict(enumerate(lines, 1))
    own = numbered.get(question.line) if question.line is not None else None
    if own is not None and question.event in own.events:
        return question.line
    of_package = [n for n, line in numbered.items() if _named_in(question.text, {line.ndc})]
    of_event = [n for n, line in numbered.items() if question.event in line.events]
    return next(iter((*of_package, *of_event, *numbered)), None)


def _named_in(text: str, packages: set[Ndc | None]) -> bool:
    return any(ndc is not None and str(ndc) in text for ndc in packages)


def _of_event(question: Question, version: JCode, events: Sequence[Charted]) -> Question:
    """The question with the event that answers it: the first that does not chart what is asked."""
    events = [event for event in events if _named_in(question.text, _packages(event))] or events
    if version.code not in question.text:
        question = evolve(question, text=f"{version.code}: {question.text}")
    argument = question.argument
    if argument == "opened" and any(event.administration.shared for event in events):
        text = (
            f"{version.code}: a vial was shared with another patient: chart how much of it was discarded "
            "for this one (discarded=)"
        )
        question, argument = evolve(question, text=text), "discarded"
    number, argument = _answered_in(argument, events)
    return evolve(question, event=number, argument=argument)


def _answered_in(argument: str, events: Sequence[Charted]) -> tuple[int, str]:
    """The first event that does not chart what is asked, and by which argument it does."""
    if argument not in fields_dict(Administration):
        return events[0].number, argument
    lacking = [
        event
        for event in events
        if argument in _OF_EVENTS and not _states(event.administration, argument)
    ]
    asked_of = (lacking or events)[0]
    if argument in _OF_EVENTS and asked_of.administration.products:
        argument = "products"
    return asked_of.number, argument


def _states(charted: Administration, argument: str) -> bool:
    """Whether an event charts something, for each of its products."""
    return all(getattr(each, argument) is not None for each in charted.products or (charted,))


def _charted(events: Sequence[Charted]) -> dict[Ndc | None, tuple[tuple[int, ...], Record]]:
    """By package, the numbers of its events and their record; of None, those of all."""
    concerned: dict[Ndc | None, list[Charted]] = {}
    for event in events:
        for ndc in _packages(event) - {None}:
            concerned.setdefault(ndc, []).append(event)
    concerned[None] = [*events]
    return {
        ndc: (tuple(event.number for event in own), record_of(own, ndc))
        for ndc, own in concerned.items()
    }


def _packages(event: Charted) -> set[Ndc | None]:
    charted = event.administration
    stated = [each.ndc for each in charted.products or (charted,)]
    return {ndc if isinstance(ndc, Ndc) else None for ndc in stated}


def record_of(events: Sequence[Charted], ndc: Ndc | None = None) -> Record:
    """What a line rests on: the doses and containers of its events together.

    Args:
        events: the events.
        ndc: the package, if only its part of each event counts.
    """
    charted = [event.administration for event in events]
    products = [
        product
        for each in charted
        for product in each.products or (each,)
        if ndc is None or product.ndc == ndc
    ]
    given = [dose for each in products for dose in _amounts(each)]
    opened = [vial for each in products for vial in each.opened or ()]
    discarded = [each.discarded for each in products if each.discarded is not None]
    stops = [each.stop for each in charted if each.stop is not None]
    return Record(
        given=_total(given),
        opened=opened,
        discarded=_total(discarded),
        container=_same(each.container for each in products),
        route=_same(each.route for each in charted) or "",
        start=min(each.start for each in charted),
        stop=max(stops) if stops else None,
        acquired=_same(each.acquired for each in charted),
    )


def _amounts(product: Administration | Given) -> list[Amount]:
    if isinstance(product, Administration):
        return _doses(product)
    return [
        each if isinstance(each, Amount) else Amount(each)
        for each in product.administered
        if not isinstance(each, int)
    ]


def _total(amounts: Sequence[Amount]) -> Amount | None:
    if len({each.dimension for each in amounts}) != 1:
        return None
    return sum(amounts[1:], amounts[0])


def _same(values: Iterable[Any]) -> Any:
    """The value that all have; None if they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
