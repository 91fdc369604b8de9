"""From what was given and opened to the lines of a claim, with the arithmetic shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from attrs import frozen

from .amounts import Amount, Concentration, shown
from .codes import JCode
from .codesets import codeset
from .discards import (
    CONTAINERS,
    Circumstances,
    Held,
    discard_of,
    discard_of_whole,
    discard_without_unit,
)
from .drafting import Draft, line_limit
from .errors import BadAmount, BadClaimLine, NotInForce, UnknownCode
from .limits import Mue, NotChecked, checked_setting, exceeded, listed_single_dose
from .limits import mue as mue_of
from .lines import DISCARDED, ZERO_DISCARDED, ClaimLine, checked_modifiers
from .ndc import Ndc
from .periods import plain_date
from .policies import Policy, policy_named
from .products import Given, Product, is_divided, products_of
from .steps import Step
from .tables import ledger
from .units import PER_ADMINISTRATION, Units, exact_units, rounding_of, units_text
from .vials import VialChoice, choose_vials, labelled_total, listed

__all__ = ["Bill", "bill"]

_PER_DOSE: Final = "NCCI Policy Manual, ch. XII"
_UNCLASSIFIED: Final = "CGS, unclassified drugs: 1 unit for an administration"
_PER_NDC: Final = "one line for each NDC, as Medicaid and many payers want it"


@frozen
class Bill:
    """The lines for one drug code and date, and how they came about.

    Attributes:
        code: the code version in force.
        on: the date of service.
        policy: the payer's rules.
        setting: "professional", "facility" or "supplier".
        administered: everything given, as one amount; None where the doses are
            measured in different ways.
        administered_units: billing units of it.
        discarded_units: billing units discarded from single-dose containers that
            were not avoidable, whether or not a line reports them; None where that
            is not known.
        lines: the claim lines, administered units first.
        steps: the reasoning.
        not_checked: what could not be told, and what would tell it.
        mue: the MUE of the date's quarter, or that none is held.
        choice: the smallest containers for the dose, where sizes were given.
    """

    code: JCode
    on: date
    policy: Policy
    setting: str
    administered: Amount | None
    administered_units: Units
    discarded_units: Units | None
    lines: tuple[ClaimLine, ...]
    steps: tuple[Step, ...]
    not_checked: tuple[str, ...]
    mue: Mue | NotChecked
    choice: VialChoice | None = None

    @property
    def over_mue(self) -> bool | None:
        """Whether the lines exceed the MUE; None where that cannot be told.

        It cannot where no MUE is held, and where units may have been discarded that
        are not known: JW lines and repeated lines count.

        Source: NCCI Policy Manual, ch. I and ch. XII D.2.
        """
        if isinstance(self.mue, NotChecked):
            return None
        over = exceeded(self.mue, [line.units for line in self.lines])
        summed = self.mue.mai != 1 and self.policy.discarded_from is not None
        return None if summed and self.discarded_units is None and not over else over

    def __str__(self) -> str:
        steps = [f"  {number}. {step}" for number, step in enumerate(self.steps, 1)]
        lines = [f"  {line}" for line in self.lines]
        return "\n".join([self._title, *steps, *lines, *(f"  {end}" for end in self._open_ends)])

    @property
    def _open_ends(self) -> list[str]:
        ends = [f"not checked: {text}" for text in self.not_checked]
        if isinstance(self.mue, NotChecked):
            return [*ends, str(self.mue)]
        if self.mue.not_payable:
            return [*ends, str(self.mue)]
        found = {True: "over", False: "within", None: "not checked, discarded units count too:"}
        return [*ends, f"{found[self.over_mue]} the {self.mue}"]

    @property
    def _title(self) -> str:
        return f"{self.code.code} on {self.on}, policy {self.policy.name}, {self.setting}"

    def _repr_html_(self) -> str:
        from html import escape  # few programs show a notebook

        steps = "".join(
            f"<li>{escape(step.text)}{f' <small>{escape(step.source)}</small>' * bool(step.source)}"
            "</li>"
            for step in self.steps
        )
        lines = "".join(
            f"<tr><td>{escape('-'.join((line.code, *line.modifiers)))}</td><td>{line.units}</td>"
            f"<td>{escape(str(line.administered or line.discarded or ''))}</td>"
            f"<td>{escape(' '.join(str(part) for part in (line.ndc, line.ndc_quantity) if part))}</td>"
            f"<td>{escape(line.narrative or '')}</td></tr>"
            for line in self.lines
        )
        head = "<tr><th>code</th><th>units</th><th>amount</th><th>NDC</th><th>narrative</th></tr>"
        open_ends = "".join(f"<li>{escape(end)}</li>" for end in self._open_ends)
        return (
            f"<table><caption>{escape(self._title)}</caption>{head}{lines}</table>"
            f"<ol>{steps}</ol><ul>{open_ends}</ul>"
        )


def bill(  # noqa: PLR0913 - each is a fact of the chart or of the claim
    code: JCode | str,
    *,
    administered: Amount | str | int | Given | Sequence[Amount | str | int | Given],
    on: date,
    policy: Policy | str,
    setting: str,
    opened: Iterable[Amount | str] | None = None,
    discarded: Amount | str | None = None,
    container: str | None = None,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    ndc: Ndc | str | None = None,
    nearest: bool = False,
    sizes: Iterable[Amount | str] | None = None,
    place_of_service: str | None = None,
    status_indicator: str | None = None,
    modifiers: Sequence[str] = (),
    narrative: str | None = None,
    mue: Mue | None = None,
    split_at_mue: bool = False,
) -> Bill:
    r"""The claim lines for a drug given on one date, and the reasoning.

    Args:
        code: the code, or its version in force on the date.
        administered: the dose, or every dose under this code on this date, which
            are added and rounded once; a list of ``Given`` where the doses are of
            products with different NDCs.
        on: the date of service.
        policy: "medicare", or the ``Policy`` of another payer.
        setting: "professional", "facility" or "supplier".
        opened: the labelled amount of each container opened for this patient, all
            of code and date together; None where not known.
        discarded: what was thrown away, where the chart says so: less than what
            was left when the rest went to another patient.
        container: "single-dose", "single-use", "multi-dose" or "bulk", as the
            label says; None where not known.
        concentration: the strength, where doses are volumes.
        component: the ingredient of a combination that the doses are of.
        ndc: the package; its quantity is worked out from the dose.
        nearest: whether the nearest quarter held may answer for the NDC, the MUE and
            the status indicator, where that of the date is not held.
        sizes: the container sizes to be had, to tell whether waste was avoidable.
        place_of_service: two digits.
        status_indicator: how the hospital or surgical center is paid for the code,
            where the quarter is not held.
        modifiers: further modifiers for every line.
        narrative: what goes beside a code that is not otherwise classified.
        mue: the MUE to hold the lines against, instead of CMS's.
        split_at_mue: whether to split lines at an MUE that binds each line.

    Returns:
        The bill.

    Raises:
        UnknownCode, NotInForce, UncoveredDate: there is no such code on the date.
        BadAmount: nothing was given, more than was opened, or more discarded than
            was left.
        IncompatibleUnits, AmbiguousDose, UnknownUnit: as for ``billing_units``.
        BadNdc: the NDC is none, or belongs to another code.
        BadClaimLine: an unknown policy, setting or container; modifiers that cannot
            stand on a line; lines that may not be split.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §§10, 40; the
    rule of each step is named in the result.

    >>> from datetime import date
    >>> lines = bill("J9312", administered="715 mg", opened=["500 mg", "3 x 100 mg"],
    ...     on=date(2025, 8, 1), container="single-dose", policy="medicare",
    ...     setting="professional").lines
    >>> print(*lines, sep="\n")
    J9312 x 72 on 2025-08-01
    J9312-JW x 8 on 2025-08-01
    """
    version = _version(code, on)
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
        discard = discard_of(
            case,
            Held(
                _given_units(products),
                _total(products),
                _payable(version, choice, products, component),
            ),
        )
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
        *_questions(version, case, products, lines, narrative),
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


def _version(code: object, on: date) -> JCode:
    codes = codeset(plain_date(on))
    if isinstance(code, JCode):
        if not code.in_force(on):
            raise NotInForce(
                code.code,
                f"this version of {code.code} is not in force on {on}: pass the code as a text",
            )
        return code
    if not isinstance(code, str):
        raise UnknownCode(code, f"there is no J code {shown(code)}: pass a text such as 'J9312'")
    if code not in codes and code in ledger().neighbours:
        return codes.neighbours[code]
    return codes[code]


def _given(
    administered: object,
    opened: Iterable[Amount | str] | None,
    discarded: Amount | str | None,
    ndc: Ndc | str | None,
    concentration: Concentration | str | None,
) -> list[Given]:
    """One entry a product."""
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
    """The caller's modifiers, which leave JW and JZ to the arithmetic."""
    decided = {DISCARDED, ZERO_DISCARDED} & set(checked_modifiers(modifiers))
    if decided:
        raise BadClaimLine(
            modifiers,
            f"{' and '.join(sorted(decided))} is decided here from opened= and container=: leave "
            "it out of modifiers=",
        )
    return tuple(modifiers)


def _total(products: Sequence[Product]) -> Fraction | None:
    """Administered and discarded together, in exact units; None where not known."""
    total = Fraction(0)
    for product in products:
        if product.left_units is None:
            return None
        total += product.units + product.left_units
    return total


def _all_given(products: Sequence[Product]) -> Amount | None:
    doses = [dose for product in products for dose in product.doses]
    return labelled_total(doses) if len({dose.dimension for dose in doses}) == 1 else None


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
        raise BadClaimLine(given, f"{shown(given)} is no MUE: pass mue=Mue.given(4000, mai=1)")
    if given.code not in {"", code} or given.setting not in {"", case.setting}:
        raise BadClaimLine(
            given.code, f"the {given} is not that of {code}, {case.setting}: leave mue= away"
        )
    return given


def _given_units(products: Sequence[Product]) -> Fraction:
    return sum((product.units for product in products), Fraction(0))


def _payable(
    version: JCode, choice: VialChoice | None, products: Sequence[Product], component: str | None
) -> Fraction | None:
    """What the smallest containers would have held, in exact units."""
    if choice is None:
        return None
    strength = products[0].given.concentration
    return exact_units(version, choice.total, concentration=strength, component=component)


def _choice(products: Sequence[Product], sizes: Iterable[Amount | str]) -> VialChoice:
    dose = _all_given(products)
    if dose is None:
        raise BadAmount(None, "sizes= needs doses that are measured in one way")
    return choose_vials(dose, sizes)


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
            source = _PER_DOSE
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
        held = [product.opened_units for product in products if product.opened_units is not None]
        units = f" = {units_text(sum(held, Fraction(0)))}" if held else ""
        steps.append(Step(f"opened {listed(opened)}{units}"))
    charted = [product.given.discarded for product in products if product.given.discarded]
    if charted:
        steps.append(Step(f"discarded, as charted: {listed(charted)}"))
    if choice is not None:
        steps.append(Step(f"the smallest containers to be had: {choice}"))
    return steps


def _questions(
    version: JCode,
    case: Circumstances,
    products: Sequence[Product],
    lines: Sequence[ClaimLine],
    narrative: str | None,
) -> list[str]:
    """What a person should look at before the claim goes out."""
    questions = []
    if version.is_noc and not narrative:
        questions.append(
            f"narrative: {version.code} is not otherwise classified; pass narrative= with the "
            "name of the drug, the dose and the route"
        )
    if not CONTAINERS.get(case.container or "", True) and listed_single_dose(version.code):
        questions.append(
            f"container: CMS lists {version.code} as coming in single-dose containers only; "
            f"read the label again before billing a {case.container} one"
        )
    for product in products:
        spare = product.spare
        if spare is not None and CONTAINERS.get(case.container or "", True):
            questions.append(
                f"opened: without one container of {spare} the dose of {product.dose} would have "
                "been covered too; was it needed? Avoidable waste is not payable"
            )
    left_out = [
        str(product.given.ndc)
        for product in products
        if product.given.ndc not in {line.ndc for line in lines if DISCARDED not in line.modifiers}
    ]
    if left_out:
        questions.append(
            f"NDC {' and '.join(left_out)}: there are fewer units than NDCs, so it has no line: the "
            "payer says how it is reported"
        )
    return questions
