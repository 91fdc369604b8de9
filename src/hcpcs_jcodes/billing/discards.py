"""Discarded drug: how many units, and whether JW or JZ goes on the claim."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from ..amounts.measures import COUNTED
from ..checks.discarding import discard_scope, may_apply
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED
from ..claims.questions import Question, ask
from ..claims.steps import Step
from ..payers.payer import NOT_USED
from ..payers.scopes import Scoped
from ..units.rounding import Units, units_text
from ..vials.containers import listed
from ..words import Kind, Severity
from .service import Service
from .waste import kept

__all__ = ["Discard", "discard_of"]

_OPENED: Final = "opened= with the labeled amount of each container, or discarded="
_CONTAINER: Final = "container= as the label states, such as 'single-dose'"
# of a list of containers or doses in a question
_LONGEST: Final = 60
_ALL: Final = Fraction(1)


@frozen
class Discard:
    """What was decided about discarded drug.

    Attributes:
        units: billing units discarded from single-dose containers, after rounding, without
            those that are in question; None if not known.
        modifier: "JW" for a line of its own with these units, "JZ" for the line of
            the administered units, or "".
        steps: the reasoning.
        questions: what could not be determined.
        shares: of each product, the part of what was left that these units represent; empty
            if they represent all of it.
    """

    units: Units | None
    modifier: str = ""
    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...] = ()
    shares: tuple[Fraction, ...] = ()


def discard_of(service: Service) -> Discard:
    """What was discarded, and which modifier reports it.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40.
    """
    if service.is_multi_dose:
        return Discard(0, steps=_of_multi_dose(service))
    if service.is_divided:
        found = _of_units(service)
    elif service.version.billing_unit.kind == "unspecified":
        found = _without_unit(service)
    else:
        found = _of_whole(service)
    others = _of_multi_dose(service)
    return evolve(found, steps=(*others, *found.steps)) if others else found


def _of_multi_dose(service: Service) -> tuple[Step, ...]:
    kinds = dict.fromkeys(each.container for each in service.products if each.is_multi_dose)
    source = service.payer.source("not_discarded")
    return tuple(Step(f"{kind} container: what is left is not billed", source) for kind in kinds)


def _of_units(service: Service) -> Discard:
    """For a code whose units containers are counted in.

    Source: the discarded amount is rounded down once, over all containers: NGS.
    """
    total = service.total_units
    if total is None:
        return _unknown(service, _OPENED)
    whole, units = service.rounding.down(total), _beyond(service, total)
    most = certain = units
    if service.payable_units is not None or any(each.spare for each in service.discardable):
        most, certain = (
            _beyond(service, sum(kept(service, spare=spare), service.exact_units))
            for spare in (True, False)
        )
    in_question = (
        service.rounding.down(Fraction(most) - Fraction(certain)) if most != certain else 0
    )
    asked = _about_spare(service, in_question)
    if not service.containers:
        unknown = _unknown(service, _CONTAINER)
        return evolve(unknown, questions=(*unknown.questions, *asked))
    administered = service.units
    if not units:
        return _zero(
            service,
            Step(
                f"no billable discarded amount: {units_text(administered)} administered cover the "
                f"{units_text(whole)} in all",
                service.payer.source("rounding_of_discarded"),
            ),
        )
    steps = [
        Step(
            f"discarded: {units_text(whole)} in all - {administered} administered = {units}",
            service.payer.source("rounding_of_discarded"),
        )
    ]
    if most != units:
        avoided = service.rounding.down(Fraction(units) - Fraction(most))
        text = (
            f"smaller containers were available: {avoided} of {units} discarded units were "
            "avoidable and are not billed"
        )
        steps.append(Step(text, service.payer.source("smallest_containers")))
    if in_question:
        steps.append(_spare_step(service, in_question))
    needed = most if service.spare_needed else certain
    if needed == units:
        made = _some(service, needed, tuple(steps))
    elif needed:
        left = [product.left_units for product in service.products]
        payable = kept(service, spare=service.spare_needed is True)
        shares = [part / each if each else _ALL for part, each in zip(payable, left, strict=True)]
        made = _some(service, needed, tuple(steps), tuple(shares))
    elif asked:
        made = Discard(0, steps=tuple(steps))
    else:
        made = _avoidable(service, tuple(steps))
    return evolve(made, questions=(*made.questions, *asked)) if asked else made


def _beyond(service: Service, total: Fraction) -> Units:
    """The whole units beyond those administered: the discarded amount is rounded down."""
    beyond = total - Fraction(service.units)
    return service.rounding.down(beyond) if beyond > 0 else 0


def _spare_step(service: Service, units: Units) -> Step:
    billed = {
        None: "not billed unless the record says why they were needed",
        True: "billed, since the record says why they were needed",
        False: "not billed",
    }[service.spare_needed]
    text = f"{units_text(units)} were left of containers that the dose did not take: {billed}"
    return Step(text, service.payer.source("spare_containers"))


def _about_spare(service: Service, units: Units) -> tuple[Question, ...]:
    """Whether whole containers that the dose did not take were needed, if a line depends on it.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40.
    """
    if not units or service.spare_needed is not None or not service.payer.bills_discarded:
        return ()
    if _scope(service).in_scope is False:
        return ()
    products = [product for product in service.discardable if product.spare]
    spare = listed(vial for product in products for vial in product.spare)
    doses = listed(dose for product in products for dose in product.doses)
    text = (
        f"opened: without {spare[:_LONGEST]} the dose of {doses[:_LONGEST]} would have been covered "
        f"too, and waste that was avoidable is not payable: {units_text(units)} hang on whether the "
        "record says why it was opened: pass spare_needed=True or False, or each dose with "
        "containers of its own in a Given"
    )
    return (ask("spare_container", text, argument="spare_needed", owner="nurse"),)


def _of_whole(service: Service) -> Discard:
    """For a code whose unit covers the whole administration.

    Source: NCCI Policy Manual, ch. XII: per dose, whatever the amount.
    """
    text = "one unit covers the whole administration: nothing is left to discard"
    step = Step(text, service.payer.source("per_dose"))
    for product in service.discardable:
        given, left = product.given, product.discarded
        if given.opened is None and given.discarded is None:
            return _zero(service, step, opened_is_known=False)
        if product.spare or (left and left.dimension in COUNTED):
            text = (
                "discarded drug: more was opened than given, and what is left is whole: ask the "
                "payer how to bill it"
            )
            return Discard(None, questions=(ask("discarded", text, owner="billing"),))
    return _zero(service, step)


def _without_unit(service: Service) -> Discard:
    """For a code without a unit, whose amounts go in the narrative.

    Source: Palmetto GBA, unclassified drugs: waste is billed with JW; the units
    are not multiplied.
    """
    left = [product.discarded for product in service.discardable]
    if None in left:
        return _unknown(service, _OPENED)
    if not service.containers:
        return _unknown(service, _CONTAINER)
    wasted = [str(amount) for amount in left if amount]
    if not wasted:
        return _zero(service, Step("nothing was left of what was opened"))
    text = f"discarded: {' and '.join(wasted)}; 1 unit each, the amount is in the narrative"
    return _some(
        service, len(wasted), (Step(text, service.payer.source("unclassified_discarded")),)
    )


def _unknown(service: Service, needed: str) -> Discard:
    required = [
        modifier
        for modifier, since in (
            (DISCARDED, service.payer.discarded_from),
            (ZERO_DISCARDED, service.payer.zero_discarded_from),
        )
        if may_apply(since, service.on)
    ]
    if not required or _scope(service).in_scope is False:
        return Discard(None)
    text = (
        f"discarded drug: pass {needed}; without it {' and '.join(required)} cannot be determined"
    )
    return Discard(None, questions=(_about_vials("discarded", text, needed),))


def _ask_payer(kind: Kind, modifier: str, argument: str, service: Service) -> Question:
    text = (
        f"{modifier}: whether {service.payer.name} takes it is not known: pass "
        f"payer.replace({argument}=...) with the first date, or 'not used'"
    )
    return ask(kind, text, argument=argument, owner="billing")


def _about_vials(kind: Kind, text: str, needed: str) -> Question:
    """A question that the label or the record of the containers answers."""
    argument = needed.partition("=")[0]
    return ask(kind, text, argument=argument, owner="pharmacy" if needed == _CONTAINER else "nurse")


def _zero(service: Service, step: Step, *, opened_is_known: bool = True) -> Discard:
    """Nothing billable was discarded: JZ, if the payer uses it."""
    source = service.payer.source("zero_discarded_from")
    since = service.payer.zero_discarded_from
    if not may_apply(since, service.on):
        unused = since == NOT_USED
        when = (
            f"{service.payer.name} takes no JZ" if unused else f"before {since} no JZ is required"
        )
        return Discard(0, steps=(step, Step(when, source)))
    scope = _scope(service)
    if scope.in_scope is False:
        return Discard(0, steps=(step, Step(f"no JZ: {scope.reason}", scope.source)))
    needed = [] if service.containers else [_CONTAINER]
    needed += [] if opened_is_known else [_OPENED]
    if needed:
        text = f"JZ, which is for single-dose containers: pass {' and '.join(needed)}"
        return Discard(0, steps=(step,), questions=(_about_vials("jz", text, needed[0]),))
    if scope.in_scope is None:
        return Discard(0, steps=(step,), questions=(_about_scope("jz", "JZ", scope),))
    if since is None:
        question = _ask_payer("jz", ZERO_DISCARDED, "zero_discarded_from", service)
        return Discard(0, steps=(step,), questions=(question,))
    text = (
        f"nothing to be billed as discarded from a {service.containers} container: JZ{_why(scope)}"
    )
    return Discard(0, ZERO_DISCARDED, (step, Step(text, source)))


def _some(
    service: Service, units: Units, steps: tuple[Step, ...], shares: tuple[Fraction, ...] = ()
) -> Discard:
    """Discarded units: a line with JW, if the payer accepts one."""
    since = service.payer.discarded_from
    source = service.payer.source("discarded_from")
    if since == NOT_USED:
        step = Step(f"{service.payer.name} takes no JW", source)
        return Discard(units, steps=(*steps, step), shares=shares)
    scope = _scope(service)
    if scope.in_scope is False:
        return Discard(units, steps=(*steps, Step(f"no JW: {scope.reason}", scope.source)))
    if since is None:
        question = _ask_payer("jw", DISCARDED, "discarded_from", service)
        return Discard(units, steps=steps, questions=(question,))
    if not may_apply(since, service.on):
        return _before_jw(service, units, steps)
    where = "a line of its own" if service.payer.discarded_layout == "own line" else "the line"
    step = Step(f"JW on {where}: {service.containers} container{_why(scope)}", source)
    unclear = () if scope.in_scope else (_about_scope("jw", "whether JW is required", scope),)
    return Discard(units, DISCARDED, (*steps, step), unclear, shares)


def _before_jw(service: Service, units: Units, steps: tuple[Step, ...]) -> Discard:
    """Discarded units before the first date of JW.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40, before 2017.
    """
    payer, since = service.payer, service.payer.discarded_from
    if payer.is_original_medicare:
        text = (
            f"JW: before {since} discarded units were payable, and each contractor decided "
            "whether they went on a line with JW or with the administered units"
        )
    else:
        text = (
            f"discarded units: {payer.name} takes JW from {since}; ask it whether and how it paid "
            "them before"
        )
    question = ask("jw", text, owner="billing", argument="discarded_from")
    return Discard(units, steps=steps, questions=(question,))


def _avoidable(service: Service, steps: tuple[Step, ...]) -> Discard:
    """All that was discarded was avoidable, so none of it is payable."""
    since = service.payer.zero_discarded_from
    if not may_apply(since, service.on) or _scope(service).in_scope is False:
        return Discard(0, steps=steps)
    text = (
        "JZ: drug was discarded that fewer or smaller containers would have saved; neither JW nor JZ fits: "
        "ask the payer"
    )
    question = ask("avoidable_waste", text, severity="verify", owner="billing")
    return Discard(0, steps=steps, questions=(question,))


def _about_scope(kind: Kind, what: str, scope: Scoped) -> Question:
    """Whether a modifier applies, where the payer does not decide it."""
    argument = "status_indicator" if scope.kind == "status indicator" else ""
    severity: Severity = "verify" if kind == "jw" else "blocks"
    text = f"{what}: {scope.reason}"
    return ask(kind, text, argument=argument, severity=severity, owner="billing")


def _why(scope: Scoped) -> str:
    """Why the modifiers apply, for a step; empty if the setting alone decided."""
    decided = scope.in_scope and scope.kind != "setting" and scope.reason
    return f", {scope.reason}" if decided else ""


def _scope(service: Service) -> Scoped:
    """Whether JW and JZ apply here; its ``in_scope`` is None if not known."""
    return discard_scope(
        service.payer,
        service.version.code,
        on=service.on,
        setting=service.setting,
        place=service.place_of_service,
        modifiers=service.modifiers,
        indicator=service.status_indicator,
        nearest=service.nearest,
    )
