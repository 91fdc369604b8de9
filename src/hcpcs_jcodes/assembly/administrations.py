"""The administration lines of a claim: each visit is coded, those before it on the same dates known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import evolve, frozen

from ..claims.lines import ClaimLine
from ..claims.questions import Question, ask
from ..claims.records import Record
from ..claims.steps import Step
from ..codes.substances import substance_named
from ..encounters.charting import Administration
from ..encounters.encounter import Encounter, code_encounter, steps_and_questions
from ..encounters.supported import NOT_REPORTED, REPORTED
from ..errors import BadAdministration, BadClaimLine, CorruptData, JCodesError
from ..lookup.meaning import drug_meant
from ..words import ADMINISTRATION_SETTINGS
from .drugs import Drug
from .lines import record_of
from .uncoded import uncoded_events, ways_of
from .visits import Charted, Visit

__all__ = ["Coded", "coded_of"]

_EVENT: Final = re.compile(r"\bevent ([0-9]+)\b")
_NONE_REPORTED: Final = {
    "asc": "a surgical center reports no administration of drugs beside its procedure",
    "supplier": "a supplier administers no drugs",
}


@frozen
class Coded:
    """The administration lines of all visits.

    Attributes:
        lines: the lines, each with its events and its record.
        steps: the reasoning.
        questions: what is open; the numbers of lines are of these lines.
    """

    lines: tuple[ClaimLine, ...] = ()
    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...] = ()


def coded_of(visit: Visit, drugs: Mapping[int, Drug], billed: Iterable[ClaimLine]) -> Coded:
    """The administration lines of all visits.

    Args:
        visit: the visits.
        drugs: what the drug of each event is billed as, by its number.
        billed: the drug lines, with their records.

    Raises:
        BadAdministration: a reason is not a drug of the visits.
        BadClaimLine: the place of service is not one of the setting.
    """
    if visit.setting not in ADMINISTRATION_SETTINGS:
        return Coded(steps=(Step(_NONE_REPORTED[visit.setting]),))
    lines: list[ClaimLine] = []
    steps: list[Step] = []
    questions: list[Question] = []
    earlier: list[Encounter] = []
    # of a package, a line records its part alone
    records = {line.events: line.record for line in billed if line.ndc is None}
    named = {event.number: _by_code(event, drugs.get(event.number)) for event in visit.events}
    reasons = _reasons(visit, named)
    for events, reason in zip(visit.visits, reasons, strict=True):
        charted = [named[event.number] for event in events]

        def code(
            charted: Sequence[Administration],
            reason: tuple[str, ...] = reason,
            earlier: tuple[Encounter, ...] = tuple(earlier),
        ) -> Encounter:
            return code_encounter(
                charted,
                setting=visit.setting,  # type: ignore[arg-type] # checked above
                reason=reason or None,
                payer=visit.payer,
                place_of_service=visit.place_of_service,
                earlier=earlier,
                nearest=visit.nearest,
            )

        try:
            encounter = code(charted)
        except (BadClaimLine, CorruptData):
            raise
        except JCodesError as error:
            if error.kind == "reason":
                raise
            made = _in_part(code, charted, events, visit, drugs, error, records, len(lines))
        else:
            made = _of_visit(encounter, events, visit, drugs, records=records, before=len(lines))
            earlier.append(encounter)
        lines += made.lines
        steps += made.steps
        questions += made.questions
    return Coded(tuple(lines), tuple(steps), tuple(questions))


def _in_part(  # noqa: PLR0913, PLR0917 - what a visit is coded by
    code: Callable[[Sequence[Administration]], Encounter],
    charted: Sequence[Administration],
    events: Sequence[Charted],
    visit: Visit,
    drugs: Mapping[int, Drug],
    error: JCodesError,
    records: Mapping[tuple[int, ...], Record | None],
    before: int,
) -> Coded:
    """The lines that a visit has whatever the events are that cannot be coded, and a question of each."""
    uncoded = uncoded_events(code, charted) if error.event is not None else []
    if not uncoded:
        return Coded(questions=(_not_coded(error, events),))
    made = [
        _of_visit(
            way.encounter,
            [events[place] for place in way.places],
            visit,
            drugs,
            records=records,
            before=before,
        )
        for way in ways_of(code, charted, uncoded)
    ]
    without = made[-1].lines if made else ()
    shared = [line for line in without if all(line in each.lines for each in made)]
    what = "not every administration is" if shared else "no administration is"
    asked = [_not_coded(each.error, [events[at] for at in each.places], what) for each in uncoded]
    if not shared:
        return Coded(questions=tuple(asked))
    named = " and ".join(events[each.place].named for each in uncoded)
    text = f"administrations that do not depend on what {named} may be: {len(shared)}"
    return Coded(tuple(shared), (Step(text),), tuple(asked))


def _by_code(event: Charted, drug: Drug | None) -> Administration:
    """The event as it is coded: by the code that the chart names for its drug, if it is one's own."""
    charted = event.administration
    version = None if drug is None else drug.version
    if not charted.code or version is None or version.is_noc:
        return charted
    return evolve(charted, drug=charted.code)


def _not_coded(
    error: JCodesError, events: Sequence[Charted], what: str = "no administration is"
) -> Question:
    """That administrations are not coded, with the event that is the cause, if it is one."""
    return ask(
        error.kind,
        f"{what} coded: {_renumbered(str(error), events)}",
        owner="pharmacy" if error.argument == "drug" else "nurse",
        argument=error.argument or "",
        event=None if error.event is None else events[error.event - 1].number,
    )


def _reasons(visit: Visit, named: Mapping[int, Administration]) -> list[tuple[str, ...]]:
    """The reasons of each visit: those that are drugs of it, named as they are coded."""
    coded = {event.administration.drug: named[event.number].drug for event in visit.events}
    reasons = tuple(coded.get(reason, reason) for reason in visit.reasons)
    if len(visit.visits) == 1:
        return [reasons]
    found = [
        tuple(reason for reason in reasons if _is_drug_of(reason, events, named))
        for events in visit.visits
    ]
    known = {reason for each in found for reason in each}
    for reason in reasons:
        if reason not in known:
            raise BadAdministration(
                reason,
                f"{reason!r} is not a drug of these visits",
                kind="reason",
                argument="reason",
            )
    return found


def _is_drug_of(
    reason: str, events: Sequence[Charted], named: Mapping[int, Administration]
) -> bool:
    def substance(drug: str, on: date) -> str:
        return substance_named(drug_meant(drug, on), on)

    return any(
        substance(reason, event.on)
        in {
            substance(drug, event.on)
            for drug in (named[event.number].drug, *event.administration.also)
        }
        for event in events
    )


def _renumbered(text: str, events: Sequence[Charted]) -> str:
    """The text with the numbers that the events have over all visits."""
    if events[0].number == 1 and events[-1].number == len(events):
        return text
    return _EVENT.sub(lambda match: f"event {events[int(match[1]) - 1].number}", text)


def _of_visit(  # noqa: PLR0913 - what is known of the visit, and of the claim before it
    encounter: Encounter,
    events: Sequence[Charted],
    visit: Visit,
    drugs: Mapping[int, Drug],
    *,
    records: Mapping[tuple[int, ...], Record | None],
    before: int,
) -> Coded:
    """The lines of one visit; its events have numbers of their own."""
    lines: list[ClaimLine] = []
    number_of: dict[int, int] = {}
    reasoning, asked = steps_and_questions(encounter)
    steps = [Step(_renumbered(each.text, events), each.source) for each in reasoning]
    for number, line in enumerate(encounter.lines, start=1):
        if line.outcome != REPORTED:
            if line.outcome == NOT_REPORTED:
                steps.append(Step(f"{line.code} is not reported: {line.reason}", line.source))
            continue
        concerned = [events[each - 1] for each in line.events]
        numbers = tuple(event.number for event in concerned)
        lines.append(
            ClaimLine(
                line.code,
                line.units,
                on=line.on,
                place_of_service=visit.place_of_service,
                modifiers=tuple(dict.fromkeys((*line.modifiers, *visit.modifiers))),
                events=numbers,
                record=_record(concerned, drugs, records.get(numbers)),
            )
        )
        number_of[number] = before + len(lines)
    questions = [
        evolve(
            each,
            line=number_of.get(each.line) if each.line is not None else None,
            event=events[each.event - 1].number if each.event is not None else None,
            text=_renumbered(each.text, events),
        )
        for each in asked
    ]
    return Coded(tuple(lines), tuple(steps), tuple(questions))


def _record(events: Sequence[Charted], drugs: Mapping[int, Drug], known: Record | None) -> Record:
    """What a line rests on; the amounts of several drugs are no amount of anything."""
    record = record_of(events) if known is None else known
    subjects = {
        drug.version.code
        if drug is not None and drug.version is not None
        else event.administration.drug
        for event, drug in ((event, drugs.get(event.number)) for event in events)
    }
    return record if len(subjects) == 1 else evolve(record, given=None, opened=(), discarded=None)
