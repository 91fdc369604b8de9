"""The claim from its parts: drug lines, administration lines, questions, charges and limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from attrs import evolve

from ..administration.ways import given_by_code
from ..checks.payer_rows import about_place, not_billed_at
from ..claims.claim import Claim
from ..claims.lines import ClaimLine
from ..claims.questions import Question, ask
from ..claims.revenue import administration_revenue_code, revenue_code_of
from ..claims.steps import Step
from ..payers.scopes import Scoped
from ..words import Kind, Severity
from .administrations import Coded, coded_of
from .drugs import Drug, drug_of
from .lines import Billed, billed_of
from .visits import Charted, Visit

__all__ = ["claim_of"]

_CENT: Final = Decimal("0.01")


def claim_of(
    visit: Visit,
    *,
    type_of_bill: str | int | None,
    diagnoses: tuple[str, ...] | list[str],
    reference: str | int | None,
) -> Claim:
    """The claim of a visit.

    Raises:
        BadAdministration, BadClaimLine, BadAmount, BadArgument: as for ``build_claim``.
    """
    elsewhere = not_billed_at(visit.payer, visit.place_of_service, visit.setting, visit.first)
    drugs = {
        event.number: drug_of(event, visit) if elsewhere is None else _billed_by(event, elsewhere)
        for event in visit.events
    }
    billed = sorted(billed_of(drugs.values(), visit), key=_in_order)
    lines = [line for group in billed for line in group.lines]
    coded = coded_of(visit, drugs, lines)
    questions: list[Question] = [
        *(question for drug in drugs.values() for question in drug.questions),
        *(
            _of_same_bag(visit)
            if elsewhere is None
            else [about_place(visit.place_of_service, elsewhere)]
        ),
        *_moved(billed),
        *_after(len(lines), coded.questions),
    ]
    questions = _once(questions, "rest_of_bag")
    lines += coded.lines
    if visit.setting == "facility":
        lines = [evolve(line, revenue_code=_revenue_code(line)) for line in lines]
        questions += _without_revenue_code(lines)
    if visit.prior_authorization is not None:
        questions = [each for each in questions if each.kind != "authorization"]
    if not lines and not questions:
        text = "nothing of this chart is billed: the steps say why"
        questions.append(ask("nothing_billed", text, severity="verify", owner="billing"))
    if lines:
        questions += _about_the_visit(visit)
    claim = Claim(
        lines,
        setting=visit.setting,
        type_of_bill=type_of_bill,
        place_of_service=visit.place_of_service,
        diagnoses=diagnoses,
        prior_authorization=visit.prior_authorization,
        reference=reference,
        payer=visit.payer.name,
        questions=[*dict.fromkeys(questions)],
        steps=_steps(drugs, billed, coded),
        built=True,
    )
    if visit.fees is not None:
        claim = claim.charged(visit.fees)
    claim = _at_a_cent(claim, billed)
    limits = [*_about_limits(claim, visit)]
    return evolve(claim, questions=[*claim.questions, *limits]) if limits else claim


def _revenue_code(line: ClaimLine) -> str | None:
    """The revenue code of a hospital's line; None where the department decides it."""
    given = given_by_code(line.code)
    if given is not None:
        family, technique = given
        return administration_revenue_code(family, technique)  # type: ignore[arg-type]
    if line.code[0].isdigit():
        return None
    return revenue_code_of(line.code, administered=line.administered)


def _without_revenue_code(lines: Sequence[ClaimLine]) -> Iterator[Question]:
    codes = dict.fromkeys(line.code for line in lines if line.revenue_code is None)
    if codes:
        text = (
            f"the revenue code of {', '.join(codes)} is that of the department: add it to the claim"
        )
        yield ask("revenue_code", text, severity="note", owner="billing")


def _about_the_visit(visit: Visit) -> Iterator[Question]:
    """A place of service that is not stated, and days that may be visits of their own."""
    if visit.place_of_service is None and visit.setting == "professional" and visit.payer.places:
        text = (
            f"the place of service is not stated: at some of them {visit.payer.name} takes no drug and no "
            "administration: pass place_of_service="
        )
        yield ask(
            "place_of_service",
            text,
            severity="verify",
            owner="billing",
            argument="place_of_service",
        )
    for event in visit.apart:
        text = (
            f"{event.named}: nothing ran for hours before it, and it is of another date: if it is a visit "
            "of its own, pass a list of charts, one for each visit; its lines follow one visit"
        )
        # a stay in a hospital may be one visit of several days; a visit to an office is not
        severity: Severity = "verify" if visit.setting == "facility" else "blocks"
        yield ask("separate_visits", text, severity=severity, owner="billing", event=event.number)


def _once(questions: Sequence[Question], kind: Kind) -> list[Question]:
    """The questions, with one of a kind for each event: that which blocks, if one does."""
    blocked = {each.event for each in questions if each.kind == kind and each.severity == "blocks"}
    return [
        each
        for each in questions
        if each.kind != kind or each.severity == "blocks" or each.event not in blocked
    ]


def _in_order(group: Billed) -> tuple[object, ...]:
    """By date, then as the chart has them."""
    return group.on, group.events[0].number


def _moved(billed: Iterable[Billed]) -> Iterator[Question]:
    """The questions about bills, with the numbers that their lines have on the claim."""
    before = 0
    for group in billed:
        yield from _after(before, group.questions)
        before += len(group.lines)


def _after(before: int, questions: Iterable[Question]) -> Iterator[Question]:
    for each in questions:
        yield evolve(each, line=each.line + before) if each.line is not None and before else each


def _billed_by(event: Charted, row: Scoped) -> Drug:
    """A drug that the facility bills."""
    return Drug(event, steps=(Step(f"{event.named}: no drug line: {row.reason}", row.source),))


def _of_same_bag(visit: Visit) -> Iterator[Question]:
    """Other drugs in a bag, of which the chart has no dose: each is charted by itself to be billed."""
    for event in visit.events:
        for drug in event.administration.also:
            if not event.administration.not_given:
                text = (
                    f"{event.named}: {drug} was in the same bag, and its dose is not charted: it has no drug "
                    "line; chart it as an event of its own at the same times"
                )
                yield ask("dose", text, severity="verify", owner="nurse", event=event.number)


def _steps(drugs: Mapping[int, Drug], billed: Sequence[Billed], coded: Coded) -> list[Step]:
    return [
        *(step for drug in drugs.values() for step in drug.steps),
        *(step for group in billed for step in group.steps),
        *coded.steps,
    ]


def _at_a_cent(claim: Claim, billed: Sequence[Billed]) -> Claim:
    """The claim with the lines of drug at no cost at a cent, where the payer wants it so.

    Source: NGS; CGS: the code at $0.01, so that its administration is paid.
    """
    at_a_cent = [group.at_a_cent for group in billed for _ in group.lines]
    if not any(at_a_cent):
        return claim
    lines = [
        evolve(line, charge=_CENT) if number < len(at_a_cent) and at_a_cent[number] else line
        for number, line in enumerate(claim.lines)
        if isinstance(line, ClaimLine)
    ]
    priced = {number for number, cent in enumerate(at_a_cent, start=1) if cent}
    questions = [
        each for each in claim.questions if each.kind != "charge" or each.line not in priced
    ]
    return evolve(claim, lines=lines, questions=questions)


def _about_limits(claim: Claim, visit: Visit) -> Iterator[Question]:
    """More lines or dollars than one claim of a practitioner takes."""
    payer = visit.payer
    if visit.setting not in {"professional", "asc"}:
        return
    if payer.most_lines is not None and len(claim.lines) > payer.most_lines:
        text = (
            f"{len(claim.lines)} lines: a claim to {payer.name} takes at most {payer.most_lines}: bill the "
            f"rest on another [{payer.source('most_lines')}]"
        )
        yield ask("claim_limit", text, owner="billing")
    charge = claim.charge
    if payer.charge_limit is not None and charge is not None and charge > payer.charge_limit:
        modifier = f" with {payer.repeat_modifier} and a narrative" if payer.repeat_modifier else ""
        text = (
            f"${charge:,.2f}: a claim to {payer.name} takes at most ${payer.charge_limit:,.2f}: split it"
            f"{modifier} [{payer.source('charge_limit')}]"
        )
        yield ask("claim_limit", text, owner="billing")
