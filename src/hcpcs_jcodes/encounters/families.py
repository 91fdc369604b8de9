"""Which family of codes goes with what was charted, by the rules of pairing.

Source: ``administration_rules.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from ..administration.pairing import AdministrationOption, options_for, pair
from ..administration.rules import DrugFacts, facts_of, techniques_of
from ..administration.ways import codes_of_family, families_of
from ..codes.codesets import suggestion
from ..codes.shapes import shape
from ..codes.substances import codes_named
from ..errors import BadAdministration, CorruptData, JCodesError
from ..lookup.meaning import drug_meant
from ..words import FAMILIES, AdministrationSetting, Technique
from .charting import NOT_COUNTED, Administration, drugs_in
from .events import Event

__all__ = ["Fit", "fit_of"]

# the facts of each code of one drug
Named = tuple[DrugFacts, ...]

# meant as a code: not of a drug, with a letter for a digit, or with a modifier
_MEANT_FOR_A_CODE: Final = re.compile(
    "(?:[A-Z][0-9OIL]{4,}|J[0-9OIL]{3})(?:[ -]?[A-Z0-9]{2})?", re.IGNORECASE
)
_COMPLEX: Final = ("complex",)
# the codes of a name that a text lists
_MOST_NAMED: Final = 4
# whether a drug is complex does not depend on where its pump goes
_JUDGED_AS: Final[Mapping[Technique, Technique]] = {"pump": "infusion"}
# the drug in a fluid decides, not the fluid
_INCIDENTAL: Final = "hydration"


@frozen
class Fit:
    """The codes that may go with what was charted.

    Attributes:
        families: the families that may go with it; empty for a procedure, and for what is not
            reported.
        options: the codes that may go with it, for all its drugs.
        open: why it needs documentation; "" if one family is settled.
        source: the publication of that reason.
    """

    families: tuple[str, ...]
    options: tuple[AdministrationOption, ...]
    open: str = ""
    source: str = ""


def fit_of(event: Event, setting: AdministrationSetting) -> Fit:
    """The codes that may go with one administration.

    Args:
        event: what was charted.
        setting: "professional" or "facility".

    Raises:
        BadAdministration: a code is not in force, no code has the name and no family is charted,
            or the drug does not go with that family, route and technique.
    """
    charted = event.charted
    drugs = [_facts_named(event, *each) for each in drugs_in(charted)]
    if charted.technique in NOT_COUNTED:
        return Fit((), ())
    if charted.technique == "none":
        return Fit((), _with_a_code(drugs, charted, setting))
    try:
        return _of_drugs(drugs, charted, setting)
    except JCodesError as error:
        raise BadAdministration(
            error.value,
            f"{event.named}: {error}",
            argument=error.argument or "drug",
            event=event.number,
        ) from error


def _with_a_code(
    drugs: Sequence[Named], charted: Administration, setting: AdministrationSetting
) -> tuple[AdministrationOption, ...]:
    """The codes that may go with what was charted as given without a procedure."""
    on, route = charted.start.date(), charted.route
    return tuple(
        option
        for named in drugs
        for facts in named
        if route in facts.routes
        for option in options_for(facts.by(route), on, setting)
        if option.code
    )


def _of_drugs(
    drugs: Sequence[Named], charted: Administration, setting: AdministrationSetting
) -> Fit:
    """The codes that may go with everything in it, by the codes of each drug."""
    fits = [_of_name(named, charted, setting) for named in drugs if named]
    if not fits:
        return _of_unknown_name(charted, setting)
    found = _of_bag(fits)
    if charted.family:
        return _as_charted(found, fits, drugs, charted, setting)
    if not (found.families or found.options or found.open):
        facts = next(facts for named in drugs for facts in named)
        raise BadAdministration(
            charted.technique, _not_covered(facts, charted, setting), argument="technique"
        )
    return found


def _facts_named(event: Event, argument: str, drug: str) -> Named:
    """The facts of each code of a drug as charted; empty for a name that no code has.

    Raises:
        BadAdministration: it looks like a code, and is not one on that day.
    """
    on = event.charted.start.date()
    drug = drug_meant(drug, on)
    is_code = shape("drug code").fullmatch(drug) is not None
    if not is_code and _MEANT_FOR_A_CODE.fullmatch(drug):
        raise BadAdministration(
            drug,
            f"{event.named}: {drug!r} is not a drug code on file{suggestion(drug)}",
            argument=argument,
            event=event.number,
        )
    try:
        return tuple(facts_of(code, on) for code in ((drug,) if is_code else codes_named(drug, on)))
    except CorruptData:
        raise
    except JCodesError as error:
        text = (
            f"{drug} is not a product on file: vaccines and other products with a CPT number have "
            "administration codes of their own"
            if is_code and drug[0].isdigit()
            else str(error)
        )
        raise BadAdministration(
            drug, f"{event.named}: {text}", argument=argument, event=event.number
        ) from error


def _of_code(
    facts: DrugFacts, charted: Administration, setting: AdministrationSetting, subject: str
) -> Fit:
    """The rules for one code, given by the route and technique that are charted."""
    on, technique = charted.start.date(), charted.technique
    options = options_for(facts, on, setting, technique)
    if facts.no_class and not options:
        families = _possible(charted, setting)
        return Fit(
            families, (), f"{facts.no_class}: pass {'family=' if families else 'procedure='}"
        )
    counted = families_of(charted.route, technique, setting)
    families = _in_order(counted.intersection(option.family for option in options))
    judged_as = _JUDGED_AS.get(technique)
    judged = options_for(facts, on, setting, judged_as) if judged_as else options
    settled = _in_order(option.family for option in judged if option.outcome == "accepted")
    if not families or len(settled) == 1:
        return Fit(settled if families else (), options)
    option = next(option for option in (*judged, *options) if option.family)
    return Fit(families, options, f"{subject}: {option.reason}; pass family=", option.source)


def _possible(charted: Administration, setting: AdministrationSetting) -> tuple[str, ...]:
    """The families that a drug given by this route and technique may have, without hydration."""
    return _in_order(families_of(charted.route, charted.technique, setting) - {_INCIDENTAL})


def _in_order(families: Iterable[str]) -> tuple[str, ...]:
    included = set(families)
    return tuple(family for family in FAMILIES if family in included)


def _of_name(named: Named, charted: Administration, setting: AdministrationSetting) -> Fit:
    """What applies to every code of one drug for this route; open if they differ.

    Raises:
        BadAdministration: the wording of every code excludes the route.
    """
    # another product of the same name may have another route
    usual = [facts for facts in named if charted.route in facts.known] or named
    fits = []
    refused = []
    for facts in usual:
        try:
            fit = _of_code(facts.by(charted.route), charted, setting, _subject(usual))
        except BadAdministration as error:
            refused.append(error)
            continue
        if fit.families or fit.options or fit.open:
            fits.append(fit)
    if refused and len(refused) == len(usual):
        raise refused[0]
    found = _together(fits)
    # a code of the name that is settled by itself settles it too
    by_code = found.open and any(fit.families and not fit.open for fit in fits)
    return evolve(found, open=f"{found.open} or a code") if by_code else found


def _subject(named: Sequence[DrugFacts]) -> str:
    """What a name stands for, in texts: its code, or its codes where it does not say which."""
    if len(named) == 1:
        return named[0].named
    codes = [facts.code for facts in named]
    more = f" and {len(codes) - _MOST_NAMED} more" if len(codes) > _MOST_NAMED else ""
    return f"{', '.join(codes[:_MOST_NAMED])}{more}"


def _of_bag(fits: Sequence[Fit]) -> Fit:
    """What applies to a bag: a complex drug makes it complex, and any drug makes fluid a carrier."""
    if any(fit.families == _COMPLEX and not fit.open for fit in fits):
        return Fit(_COMPLEX, _all_options(fits))
    return _together([fit for fit in fits if fit.families != (_INCIDENTAL,)] or fits)


def _together(fits: Sequence[Fit]) -> Fit:
    """What applies to several codes; open if one of them is, or if they differ."""
    families = _in_order(family for fit in fits for family in fit.families)
    why = next((fit for fit in fits if fit.open), Fit((), ()))
    mixed = "its drugs are billed under different codes: pass family=" if len(families) > 1 else ""
    return Fit(families, _all_options(fits), why.open or mixed, why.source)


def _all_options(fits: Iterable[Fit]) -> tuple[AdministrationOption, ...]:
    return tuple({option.code: option for fit in fits for option in fit.options}.values())


def _as_charted(
    found: Fit,
    fits: Sequence[Fit],
    drugs: Sequence[Named],
    charted: Administration,
    setting: AdministrationSetting,
) -> Fit:
    """The family that is charted, which settles what the drug leaves open.

    Raises:
        BadAdministration: none of its drugs is billed under that family.
    """
    family = charted.family
    if any(_allows(fit, charted, setting) for fit in fits):
        return Fit((family,), found.options)
    code = next(facts.code for named in drugs for facts in named)
    on = charted.start.date()
    codes = codes_of_family(family, charted.route, charted.technique, setting)
    why = (
        pair(code, codes[0], on=on, setting=setting, route=charted.route).reasons[0]
        if codes
        else f"a {family} drug is not given by {charted.route} {charted.technique}"
    )
    raise BadAdministration(family, f"family={family!r} does not fit: {why}", argument="family")


def _allows(fit: Fit, charted: Administration, setting: AdministrationSetting) -> bool:
    """Whether a drug may go by the family that is charted.

    If no rule is for it since its class is not known, by any family of the route and technique.
    """
    if fit.options:
        return charted.family in {option.family for option in fit.options}
    return bool(fit.families) and charted.family in families_of(
        charted.route, charted.technique, setting
    )


def _of_unknown_name(charted: Administration, setting: AdministrationSetting) -> Fit:
    """A drug by a name that no code has: the chart must state its family or procedure."""
    counted = families_of(charted.route, charted.technique, setting)
    possible = (*_possible(charted, setting), *counted.intersection({_INCIDENTAL}))
    if charted.family and charted.family in possible:
        return Fit((charted.family,), ())
    if charted.family:
        raise BadAdministration(
            charted.family,
            f"a {charted.family} drug is not given by {charted.route} {charted.technique}",
            argument="family",
        )
    if charted.procedure:
        return Fit((), ())
    raise BadAdministration(
        charted.drug,
        f"no code has the name {charted.drug!r}: {_what_to_pass(charted, possible)}",
        argument="family" if possible else "procedure",
    )


def _what_to_pass(charted: Administration, possible: Sequence[str]) -> str:
    """What to chart instead of a name that no code has, with what was perhaps meant."""
    from ..codes.chargemaster import procedure_in  # only for an error
    from ..lookup.suggestions import perhaps_meant

    families = " or ".join(family for family in possible if family != _INCIDENTAL)
    text = f"pass its code, or {f'family= {families}' if families else 'procedure='}"
    if _INCIDENTAL in possible:
        text += f", or family= {_INCIDENTAL} for fluid alone"
    procedure = procedure_in(charted.drug)
    if procedure and "procedure" in techniques_of(charted.route):
        text += f"; for a transfusion technique='procedure' and procedure={procedure!r}"
    return text + perhaps_meant(charted.drug, charted.start.date())


def _not_covered(facts: DrugFacts, charted: Administration, setting: AdministrationSetting) -> str:
    """Why no rule covers a drug as charted, and what would be covered."""
    options = options_for(facts.by(charted.route), charted.start.date(), setting)
    by_route = [option.technique for option in options]
    text = f"no rule covers {facts.named} by {charted.route} {charted.technique} ({setting})"
    if by_route:
        return f"{text}: pass technique= {' or '.join(dict.fromkeys(by_route))}"
    return f"{text}: its routes are {', '.join(facts.known) or 'not known'}"
