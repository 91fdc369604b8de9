"""The assembly of a bill: each rule takes the service, and its reasoning is put in order."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..checks.payer_rows import not_billed_at
from ..claims.places import place_of
from ..claims.steps import Step
from ..codes.periods import plain_date
from ..payers.named import payer_of
from ..units.from_dose import PER_ADMINISTRATION
from ..units.rounding import units_text
from ..vials.containers import listed
from .bills import Bill
from .discards import Discard, discard_of
from .lines import Lines, lines_of
from .payer_questions import questions_of_payer
from .questions import questions_about
from .service import Service
from .subject import subject_of

__all__ = ["bill_from", "bill_of"]


def bill_from(  # noqa: PLR0913 - what decides the code, the payer and the products
    code: Any,
    administered: Any,
    *,
    on: Any,
    setting: Any,
    payer: Any,
    policy: Any = None,
    opened: Any = None,
    discarded: Any = None,
    concentration: Any = None,
    ndc: Any = None,
    route: Any = None,
    nearest: bool = False,
    place_of_service: Any = None,
    **stated: Any,
) -> Bill:
    """The bill of what is passed to ``bill``, each argument checked here.

    Args:
        code: the code, a name or an NDC; the others up to ``place_of_service`` as for ``bill``.
        administered: the doses.
        on: the date of service.
        setting: the setting.
        payer: the payer.
        policy: the same.
        opened: the containers.
        discarded: the amount discarded.
        concentration: the strength.
        ndc: the package.
        route: the route.
        nearest: whether the nearest quarter may be used.
        place_of_service: two digits.
        stated: further attributes of the ``Service``.
    """
    on = plain_date(on)
    subject = subject_of(code, administered, ndc, route, on, nearest=nearest)
    return bill_of(
        Service(
            version=subject.version,
            product=subject.product,
            only_by=subject.only_by,
            on=on,
            payer=payer_of(payer, policy),
            setting=setting,
            place_of_service=place_of(setting, place_of_service),
            nearest=nearest,
            given=(administered, opened, discarded, subject.ndc, concentration),
            **stated,
        )
    )


def bill_of(service: Service) -> Bill:
    """The bill of a service."""
    elsewhere = not_billed_at(service.payer, service.place_of_service, service.setting, service.on)
    if elsewhere is not None:
        discard = Discard(None, steps=(Step(f"no line: {elsewhere.reason}", elsewhere.source),))
        made = Lines((), (), ())
    else:
        discard = discard_of(service)
        made = lines_of(service, discard)
    return Bill(
        code=service.version,
        on=service.on,
        payer=service.payer,
        setting=service.setting,
        administered=service.administered,
        administered_units=service.units,
        discarded_units=discard.units,
        lines=made.lines,
        steps=(
            _unit_step(service),
            _administered_step(service),
            *_opened_steps(service),
            *discard.steps,
            *made.steps,
        ),
        questions=(
            *discard.questions,
            *made.questions,
            *(questions_about(service, made.lines) if made.lines else ()),
            *questions_of_payer(service, made.lines),
        ),
        mue=service.mue,
        choice=service.choice,
    )


def _unit_step(service: Service) -> Step:
    version = service.version
    unit = version.billing_unit
    counted = unit.kind in {"measured", "up_to"}
    text = f"one unit is {unit}" if counted else f"{unit}"
    return Step(f"{version.code}: {text} ({version.long_description or version.short_description})")


def _administered_step(service: Service) -> Step:
    doses = listed(dose for product in service.products for dose in product.doses)
    unit, units = service.version.billing_unit, service.units
    source = service.payer.source("decimals")
    if unit.kind not in {"measured", "up_to"}:
        if unit.counted in PER_ADMINISTRATION:
            source = service.payer.source("per_dose")
        elif unit.kind == "unspecified":
            source = service.payer.source("unclassified")
        elif unit.kind == "banded":
            source = ""
        return Step(f"administered {doses}: {units_text(units)}", source)
    exact = service.exact_units
    text = f"administered {doses} = {units_text(exact)}"
    return Step(text if exact == units else f"{text}, rounded up: {units}", source)


def _opened_steps(service: Service) -> Iterator[Step]:
    products = service.products
    opened = [vial for product in products for vial in product.given.opened or ()]
    if opened:
        in_units = [each.opened_units for each in products if each.opened_units is not None]
        units = f" = {units_text(sum(in_units, Fraction(0)))}" if in_units else ""
        yield Step(f"opened {listed(opened)}{units}")
    charted = [product.given.discarded for product in products if product.given.discarded]
    if charted:
        yield Step(f"discarded, as charted: {listed(charted)}")
    if service.choice is not None:
        yield Step(f"the smallest containers available: {service.choice}")
