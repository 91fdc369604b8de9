"""The assembly of a bill from what the other rooms decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from ..amounts.amount import Amount
from ..amounts.concentration import Concentration
from ..amounts.measures import shown
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED, checked_modifiers
from ..claims.settings import checked_setting
from ..claims.steps import Step
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..codes.periods import plain_date
from ..errors import BadAmount, BadClaimLine, IncompatibleUnits
from ..ndc.numbers import Ndc
from ..payers.mue_limits import Mue
from ..payers.mue_limits import mue as mue_of
from ..payers.policies import Policy, policy_named
from ..payers.quarters import NotChecked
from ..units.from_dose import PER_ADMINISTRATION, exact_units
from ..units.rounding import Units, rounding_of, units_text
from ..vials.choice import VialChoice, choose_vials
from ..vials.containers import labeled_total, listed, read_containers
from ..vials.products import Given, Product, is_divided, products_of
from ..words import Container, Setting
from .bills import Bill
from .discards import PER_DOSE, Circumstances, discard_of, discard_of_whole, discard_without_unit
from .lines import Draft, line_limit
from .questions import questions_about

__all__ = ["assembled"]

_UNCLASSIFIED: Final = "CGS, unclassified drugs: 1 unit per administration"
_PER_NDC: Final = "one line for each NDC, as Medicaid and many payers require"


def assembled(  # noqa: PLR0913 - each is a fact of the chart or of the claim
    code: JCode | str,
    *,
    administered: Amount | str | int | Given | Sequence[Amount | str | int | Given],
    on: date,
    policy: Policy | str,
    setting: Setting,
    opened: Iterable[Amount | str] | None,
    discarded: Amount | str | None,
    container: Container | None,
    concentration: Concentration | str | None,
    component: str | None,
    ndc: Ndc | str | None,
    nearest: bool,
    sizes: Iterable[Amount | str] | None,
    place_of_service: str | None,
    status_indicator: str | None,
    modifiers: Sequence[str],
    narrative: str | None,
    mue: Mue | None,
    split_at_mue: bool,
) -> Bill:
    """The bill; the arguments are those of :func:`hcpcs_jcodes.bill`."""
    version = version_of(code, plain_date(on))
    rules = policy_named(policy)
    case = Circumstances(
        code=version.code,
        on=on,
        policy=rules,
        rounding=rounding_of(version, rules.rounding),
        setting=checked_setting(setting),
        container=container,
        place_of_service=place_of_service,
        status_indicator=status_indicator,
        modifiers=_own_modifiers(modifiers),
        nearest=nearest,
    )
    products = products_of(
        version, _given(administered, opened, discarded, ndc, concentration), component
    )
    units = case.rounding.up(_given_units(products))
    choice = None if sizes is None else _choice(products, sizes)
    if version.billing_unit.kind == "unspecified":
        discard = discard_without_unit(case, [product.discarded for product in products])
    elif not is_divided(version):
        discard = discard_of_whole(case, products)
    else:
        payable = _payable(version, choice, products, component)
        discard = discard_of(case, _given_units(products), _total(products), payable)
    limit = _limit(version.code, case, mue)
    cut = line_limit(version, rules, setting, limit if split_at_mue else None)
    draft = Draft(version, case, products, cut, narrative, component)
    lines = draft.lines(units, discard)
    quantified, ndc_questions = draft.with_quantities(lines)
    steps = [_unit_step(version), _administered_step(version, rules, products, units)]
    steps += [*_opened_steps(products, choice), *discard.steps]
    if len(products) > 1:
        steps.append(Step(f"units divided by dose over {len(products)} NDCs", _PER_NDC))
    reported = {(line.ndc, DISCARDED in line.modifiers) for line in lines}
    if cut.step is not None and len(lines) > len(reported):
        steps.append(cut.step)
    questions = [
        *discard.not_checked,
        *ndc_questions,
        *questions_about(version, case, products, lines, component),
    ]
    return Bill(
        code=version,
        on=on,
        policy=rules,
        setting=setting,
        administered=_all_given(products),
        administered_units=units,
        discarded_units=discard.units,
        lines=quantified,
        steps=tuple(steps),
        not_checked=tuple(questions),
        mue=limit,
        choice=choice,
    )


def _given(
    administered: object,
    opened: Iterable[Amount | str] | None,
    discarded: Amount | str | None,
    ndc: Ndc | str | None,
    concentration: Concentration | str | None,
) -> list[Given]:
    """One entry for each product."""
    entries = administered if isinstance(administered, list | tuple) else [administered]
    products = [entry for entry in entries if isinstance(entry, Given)]
    if not products:
        return [Given(administered, opened, discarded, ndc, concentration)]
    if len(products) < len(entries):
        raise BadAmount(entries, "either every dose is a Given with its NDC, or none is")
    if not (opened is discarded is ndc is concentration is None):
        raise BadAmount(
            products[0], "opened=, discarded=, ndc= and concentration= belong in each Given"
        )
    return products


def _own_modifiers(modifiers: Sequence[str]) -> tuple[str, ...]:
    """The caller's modifiers, without JW and JZ, which are decided here."""
    decided = {DISCARDED, ZERO_DISCARDED} & set(checked_modifiers(modifiers))
    if decided:
        raise BadClaimLine(
            modifiers,
            f"{' and '.join(sorted(decided))} is decided here from opened= and container=: leave "
            "it out of modifiers=",
        )
    return tuple(modifiers)


def _total(products: Sequence[Product]) -> Fraction | None:
    """Administered and discarded together, in exact units; None if not known."""
    total = Fraction(0)
    for product in products:
        if product.left_units is None:
            return None
        total += product.units + product.left_units
    return total


def _all_given(products: Sequence[Product]) -> Amount | None:
    doses = [dose for product in products for dose in product.doses]
    return labeled_total(doses) if len({dose.dimension for dose in doses}) == 1 else None


def _limit(code: str, case: Circumstances, given: object) -> Mue | NotChecked:
    """The MUE that the caller gave, or CMS's."""
    if given is None and not case.policy.cms_mue:
        return NotChecked(
            f"the MUE of {code}",
            f"CMS's is not that of the policy {case.policy.name}: pass mue=Mue.given(4000, mai=1)",
        )
    if given is None:
        return mue_of(code, on=case.on, setting=case.setting, nearest=case.nearest)
    if not isinstance(given, Mue):
        raise BadClaimLine(given, f"{shown(given)} is not an MUE: pass mue=Mue.given(4000, mai=1)")
    if given.code not in {"", code} or given.setting not in {"", case.setting}:
        raise BadClaimLine(
            given.code, f"the {given} is not that of {code}, {case.setting}: omit mue="
        )
    return given


def _given_units(products: Sequence[Product]) -> Fraction:
    return sum((product.units for product in products), Fraction(0))


def _payable(
    version: JCode, choice: VialChoice | None, products: Sequence[Product], component: str | None
) -> Fraction | None:
    """The total of the smallest containers, in exact units."""
    if choice is None:
        return None
    strength = products[0].given.concentration
    return exact_units(version, choice.total, concentration=strength, component=component)


def _choice(products: Sequence[Product], sizes: Iterable[Amount | str]) -> VialChoice:
    """The smallest containers for all doses, with one strength to convert volumes."""
    dose = _all_given(products)
    if dose is None:
        raise BadAmount(None, "sizes= needs all doses in the same kind of measure")
    available = read_containers(sizes, "sizes")
    strengths = {product.given.concentration for product in products}
    measures = {dose.dimension, *(size.dimension for size in available)}
    if len(strengths) > 1 and (len(measures) > 1 or dose.dimension == "volume"):
        raise BadAmount(
            str(dose),
            "sizes= and doses of several strengths: a volume is not one amount of drug; give "
            "doses and sizes as amounts of drug, or omit sizes=",
        )
    strength = products[0].given.concentration
    return choose_vials(dose, [_in_measure_of(dose, size, strength) for size in available])


def _in_measure_of(dose: Amount, size: Amount, strength: Concentration | None) -> Amount:
    """A container size in the kind of measure of the dose, converted by the strength."""
    if size.dimension == dose.dimension or "volume" not in {size.dimension, dose.dimension}:
        return size
    if strength is None:
        raise IncompatibleUnits(
            str(size),
            f"sizes= has {size} for a dose of {dose}: pass the strength with "
            "concentration='10 mg/mL', or the sizes in the measure of the dose",
        )
    return strength.drug_in(size) if size.dimension == "volume" else strength.volume_of(size)


def _unit_step(version: JCode) -> Step:
    unit = version.billing_unit
    counted = unit.kind in {"measured", "up_to"}
    text = f"one unit is {unit}" if counted else f"{unit}"
    return Step(f"{version.code}: {text} ({version.long_description or version.short_description})")


def _administered_step(
    version: JCode, rules: Policy, products: Sequence[Product], units: Units
) -> Step:
    doses = listed(dose for product in products for dose in product.doses)
    kind = version.billing_unit.kind
    if kind not in {"measured", "up_to"}:
        if version.billing_unit.counted in PER_ADMINISTRATION:
            source = PER_DOSE
        elif kind == "unspecified":
            source = _UNCLASSIFIED
        else:
            source = "" if kind == "banded" else rules.source("decimals")
        return Step(f"administered {doses}: {units_text(units)}", source)
    exact = _given_units(products)
    text = f"administered {doses} = {units_text(exact)}"
    source = rules.source("decimals")
    return Step(text if exact == units else f"{text}, rounded up: {units}", source)


def _opened_steps(products: Sequence[Product], choice: VialChoice | None) -> list[Step]:
    steps = []
    opened = [vial for product in products for vial in product.given.opened or ()]
    if opened:
        in_units = [
            product.opened_units for product in products if product.opened_units is not None
        ]
        units = f" = {units_text(sum(in_units, Fraction(0)))}" if in_units else ""
        steps.append(Step(f"opened {listed(opened)}{units}"))
    charted = [product.given.discarded for product in products if product.given.discarded]
    if charted:
        steps.append(Step(f"discarded, as charted: {listed(charted)}"))
    if choice is not None:
        steps.append(Step(f"the smallest containers available: {choice}"))
    return steps
