"""Discarded drug: how many units, and whether JW or JZ goes on the claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from ..amounts.amount import Amount
from ..amounts.measures import COUNTED, shown
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED
from ..claims.steps import Step
from ..errors import BadClaimLine
from ..payers.policies import Policy, Scoped
from ..units.rounding import Rounding, Units, units_text
from ..vials.products import Product
from ..words import CONTAINERS, Container, Setting

__all__ = [
    "PER_DOSE",
    "Circumstances",
    "Discard",
    "discard_of",
    "discard_of_whole",
    "discard_without_unit",
]

# whether what is left in a container may be billed as discarded
_MAY_BE_DISCARDED: Final[Mapping[str, bool]] = {
    "single-dose": True,
    "single-use": True,
    "multi-dose": False,
    "bulk": False,
}
_ROUNDING: Final = "NGS; IOM 100-04, ch. 17 §40"
_SCOPE: Final = "CMS, JW and JZ modifier policy, frequently asked questions"
_SMALLEST: Final = "CGS, 2023-06-27; Noridian, JW and JZ"
_OPENED: Final = "opened= with the labeled amount of each container, or discarded="
_CONTAINER: Final = "container= as the label states, such as 'single-dose'"
_NOC: Final = "Palmetto GBA, unclassified drugs"
# one unit for each administration, whatever the amount, so nothing is left to discard
PER_DOSE: Final = "NCCI Policy Manual, ch. XII"


@frozen
class Circumstances:
    """What determines JW and JZ besides the amounts.

    Attributes:
        code: the code.
        on: the date of service.
        policy: the payer's rules.
        rounding: how part of a unit of this code is rounded.
        setting: "professional", "facility" or "supplier".
        container: what the label states; None if not known.
        place_of_service: two digits, or None.
        status_indicator: OPPS or ASC indicator that the caller knows, or None.
        modifiers: the caller's own modifiers.
        nearest: whether the nearest quarter included may be used for the indicator.
    """

    code: str
    on: date
    policy: Policy
    rounding: Rounding
    setting: Setting
    container: Container | None
    place_of_service: str | None = None
    status_indicator: str | None = None
    modifiers: Sequence[str] = ()
    nearest: bool = False

    @property
    def is_multi_dose(self) -> bool:
        """Whether the label allows what is left to go to other patients."""
        return self.container is not None and not _MAY_BE_DISCARDED[self.container]

    def __attrs_post_init__(self) -> None:
        container: object = self.container
        if container is not None and not (isinstance(container, str) and container in CONTAINERS):
            raise BadClaimLine(
                container,
                f"{shown(container)} is not a kind of container: pass 'single-dose', "
                "'single-use', 'multi-dose' or 'bulk' as the label states, or None if not known",
            )
        indicator: object = self.status_indicator
        if indicator is not None and not isinstance(indicator, str):
            raise BadClaimLine(
                indicator, f"{shown(indicator)} is not a status indicator: pass one such as 'K'"
            )


@frozen
class Discard:
    """What was decided about discarded drug.

    Attributes:
        units: billing units discarded from single-dose containers, after rounding;
            None if not known.
        modifier: "JW" for a line of its own with these units, "JZ" for the line of
            the administered units, or "".
        steps: the reasoning.
        not_checked: what could not be determined.
        share: the part of the discarded amount that these units represent.
    """

    units: Units | None
    modifier: str = ""
    steps: tuple[Step, ...] = ()
    not_checked: tuple[str, ...] = ()
    share: Fraction = Fraction(1)


def discard_of(
    case: Circumstances,
    given: Fraction,
    total: Fraction | None,
    payable: Fraction | None = None,
) -> Discard:
    """What was discarded, and which modifier reports it.

    Args:
        case: the circumstances.
        given: the amount administered, in exact units.
        total: administered and discarded together; None if not known.
        payable: the total of the smallest containers available; None if no sizes were
            passed.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40; the
    discarded amount is rounded down once, over all containers: NGS.
    """
    multi_dose = _multi_dose(case)
    if multi_dose is not None:
        return multi_dose
    if total is None:
        return _unknown(case, _OPENED)
    if case.container is None:
        return _unknown(case, _CONTAINER)
    rounding = case.rounding
    administered, whole = rounding.up(given), rounding.down(total)
    units = _beyond(case, total, administered)
    if not units:
        return _zero(
            case,
            Step(
                f"no billable discarded amount: {units_text(administered)} administered cover the "
                f"{units_text(whole)} in all",
                _ROUNDING,
            ),
        )
    text = f"discarded: {units_text(whole)} in all - {administered} administered = {units}"
    step = Step(text, _ROUNDING)
    if payable is None or payable >= total:
        return _some(case, units, (step,))
    needed = _beyond(case, payable, administered)
    if needed == units:
        return _some(case, units, (step,))
    avoided = _difference(case, units, needed)
    saved = Step(
        f"smaller containers were available: {avoided} of {units} discarded units were avoidable "
        "and are not billed",
        _SMALLEST,
    )
    if not needed:
        return _avoidable(case, (step, saved))
    share = (payable - given) / (total - given)
    return evolve(_some(case, needed, (step, saved)), share=share)


def _beyond(case: Circumstances, total: Fraction, administered: Units) -> Units:
    """The whole units beyond those administered: the discarded amount is rounded down."""
    return case.rounding.down(max(Fraction(0), total - Fraction(administered)))


def _difference(case: Circumstances, more: Units, less: Units) -> Units:
    return case.rounding.down(Fraction(more) - Fraction(less))


def discard_of_whole(case: Circumstances, products: Sequence[Product]) -> Discard:
    """The same for a code whose unit covers the whole administration.

    Source: NCCI Policy Manual, ch. XII: per dose, whatever the amount.
    """
    step = Step("one unit covers the whole administration: nothing is left to discard", PER_DOSE)
    multi_dose = _multi_dose(case)
    if multi_dose is not None:
        return multi_dose
    for product in products:
        given, left = product.given, product.discarded
        if given.opened is None and given.discarded is None:
            return _zero(case, step, opened_is_known=False)
        if product.spare is not None or (left and left.dimension in COUNTED):
            question = (
                "discarded drug: more was opened than given, and what is left is whole: ask the "
                "payer how to bill it"
            )
            return Discard(None, not_checked=(question,))
    return _zero(case, step)


def discard_without_unit(case: Circumstances, left: Sequence[Amount | None]) -> Discard:
    """The same for a code without a unit, whose amounts go in the narrative.

    Args:
        case: the circumstances.
        left: the amount discarded of each product; None if not known.

    Source: Palmetto GBA, unclassified drugs: waste is billed with JW; the units
    are not multiplied.
    """
    multi_dose = _multi_dose(case)
    if multi_dose is not None:
        return multi_dose
    known = [amount for amount in left if amount is not None]
    if len(known) < len(left):
        return _unknown(case, _OPENED)
    if case.container is None:
        return _unknown(case, _CONTAINER)
    wasted = [str(amount) for amount in known if amount]
    if not wasted:
        return _zero(case, Step("nothing was left of what was opened"))
    text = f"discarded: {' and '.join(wasted)}; 1 unit each, the amount is in the narrative"
    return _some(case, len(wasted), (Step(text, _NOC),))


def _multi_dose(case: Circumstances) -> Discard | None:
    """The answer for a container shared by several patients; None for other containers."""
    if not case.is_multi_dose:
        return None
    step = Step(f"{case.container} container: what is left is not billed", _SCOPE)
    return Discard(0, steps=(step,))


def _unknown(case: Circumstances, needed: str) -> Discard:
    required = [
        modifier
        for modifier, since in (
            (DISCARDED, case.policy.discarded_from),
            (ZERO_DISCARDED, case.policy.zero_discarded_from),
        )
        if since is not None and since <= case.on
    ]
    if not required or _scope(case).in_scope is False:
        return Discard(None)
    question = (
        f"discarded drug: pass {needed}; without it {' and '.join(required)} cannot be determined"
    )
    return Discard(None, not_checked=(question,))


def _zero(case: Circumstances, step: Step, *, opened_is_known: bool = True) -> Discard:
    """Nothing billable was discarded: JZ, if the payer uses it."""
    source = case.policy.source("zero_discarded_from")
    since = case.policy.zero_discarded_from
    if since is None or case.on < since:
        when = f"before {since} no JZ is required" if since else "the policy does not use JZ"
        return Discard(0, steps=(step, Step(when, source)))
    scope = _scope(case)
    if scope.in_scope is False:
        return Discard(0, steps=(step, Step(f"no JZ: {scope.reason}", scope.source)))
    needed = [] if case.container else ["container= as the label states"]
    needed += [] if opened_is_known else [_OPENED]
    if needed:
        question = f"JZ, which is for single-dose containers: pass {' and '.join(needed)}"
        return Discard(0, steps=(step,), not_checked=(question,))
    if scope.in_scope is None:
        return Discard(0, steps=(step,), not_checked=(f"JZ: {scope.reason}",))
    text = f"nothing to be billed as discarded from a {case.container} container: JZ{_why(scope)}"
    return Discard(0, ZERO_DISCARDED, (step, Step(text, source)))


def _some(case: Circumstances, units: Units, steps: tuple[Step, ...]) -> Discard:
    """Discarded units: a line with JW, if the payer accepts one."""
    since = case.policy.discarded_from
    source = case.policy.source("discarded_from")
    if since is None:
        return Discard(units, steps=(*steps, Step("the policy does not use JW", source)))
    scope = _scope(case)
    if scope.in_scope is False:
        return Discard(units, steps=(*steps, Step(f"no JW: {scope.reason}", scope.source)))
    if case.on < since:
        question = (
            f"JW: before {since} discarded units were payable, and each contractor decided "
            "whether they went on a line with JW or with the administered units"
        )
        return Discard(units, steps=steps, not_checked=(question,))
    step = Step(f"JW on a line of its own: {case.container} container{_why(scope)}", source)
    unclear = () if scope.in_scope else (f"whether JW is required: {scope.reason}",)
    return Discard(units, DISCARDED, (*steps, step), unclear)


def _avoidable(case: Circumstances, steps: tuple[Step, ...]) -> Discard:
    """All that was discarded was avoidable, so none of it is payable."""
    since = case.policy.zero_discarded_from
    if since is None or case.on < since or _scope(case).in_scope is False:
        return Discard(0, steps=steps)
    question = (
        "JZ: drug was discarded that smaller containers would have saved; neither JW nor JZ fits: "
        "ask the contractor"
    )
    return Discard(0, steps=steps, not_checked=(question,))


def _why(scope: Scoped) -> str:
    """Why the modifiers apply, for a step; empty if the setting alone decided."""
    decided = scope.in_scope and scope.kind != "setting" and scope.reason
    return f", {scope.reason}" if decided else ""


def _scope(case: Circumstances) -> Scoped:
    """Whether JW and JZ apply here; its ``in_scope`` is None if not known."""
    policy, on, place = case.policy, case.on, case.place_of_service
    if not policy.scope:
        return Scoped("setting", case.setting, in_scope=True)
    entries = [
        policy.scoped(kind, value, on)
        for kind, value in (
            ("code", case.code),
            *(("modifier", modifier) for modifier in case.modifiers),
            *(("place of service and modifier", f"{place} {each}") for each in case.modifiers),
            (f"{case.setting} place of service", place),
            ("place of service", place),
        )
    ]
    found = [entry for entry in entries if entry is not None]
    if found:
        return min(found, key=lambda entry: (False, True, None).index(entry.in_scope))
    if case.setting == "facility":
        return _scope_of_indicator(case)
    known = policy.scoped("setting", case.setting, on)
    return known or Scoped("setting", case.setting, reason=f"no rule for {case.setting}")


def _scope_of_indicator(case: Circumstances) -> Scoped:
    """The same for a hospital or surgical center, by how it is paid for the code."""
    indicator = label = case.status_indicator
    if indicator is None:
        from ..payers.status_indicators import (  # only hospitals have one
            StatusIndicator,
            status_indicator,
        )

        answer = status_indicator(case.code, on=case.on, nearest=case.nearest)
        if not isinstance(answer, StatusIndicator):
            hint = "or status_indicator= as in Addendum B: G, K and K1 are paid separately"
            return Scoped(
                "status indicator", "", reason=f"status indicator: {answer.reason}, {hint}"
            )
        indicator, label = answer.indicator, f"{answer.indicator} of {answer.quarter}"
    known = case.policy.scoped("status indicator", indicator, case.on)
    if known is not None:
        return evolve(known, reason=f"status indicator {label}: {known.reason}")
    return Scoped(
        "status indicator",
        indicator,
        reason=f"status indicator {indicator} does not show that the drug is paid separately",
    )
