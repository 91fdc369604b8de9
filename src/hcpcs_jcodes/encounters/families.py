"""Which family of codes goes with what was charted, by the rules of pairing.

Source: ``administration_rules.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import frozen

from ..administration.pairing import AdministrationOption, administration_codes, pair
from ..administration.rules import administration_rules, facts_of
from ..codes.codesets import suggestion
from ..codes.substances import codes_named
from ..errors import BadAdministration, JCodesError
from ..words import FAMILIES, AdministrationSetting, Technique
from .charting import NOT_COUNTED, Administration

__all__ = ["Fit", "fit_of"]

# a HCPCS Level II code for a drug, or the CPT number of a product
_CODE: Final = re.compile("[CGJQS][0-9]{4}|[0-9]{5}")
# meant as a code: not of a drug, with a letter for a digit, or with a modifier
_MEANT_FOR_A_CODE: Final = re.compile(
    "(?:[A-Z][0-9OIL]{4,}|J[0-9OIL]{3})(?:[ -]?[A-Z0-9]{2})?", re.IGNORECASE
)
_COMPLEX: Final = ("complex",)
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


def fit_of(named: str, charted: Administration, setting: AdministrationSetting) -> Fit:
    """The codes that may go with one administration.

    Args:
        named: the event, for texts.
        charted: what was charted.
        setting: "professional" or "facility".

    Raises:
        BadAdministration: a code is not in force, no code has the name and no family is charted,
            or the drug does not go with that family, route and technique.
    """
    on = charted.start.date()
    drugs = [_codes_of(named, drug, on) for drug in (charted.drug, *charted.also)]
    if charted.technique in NOT_COUNTED:
        return Fit((), ())
    if charted.technique == "none":
        return Fit((), _with_a_code(drugs, charted, setting))
    try:
        return _of_drugs(drugs, charted, setting)
    except JCodesError as error:
        raise BadAdministration(error.value, f"{named}: {error}") from error


def _with_a_code(
    drugs: Sequence[tuple[str, ...]], charted: Administration, setting: AdministrationSetting
) -> tuple[AdministrationOption, ...]:
    """The codes that may go with what was charted as given without a procedure."""
    on, route = charted.start.date(), charted.route
    return tuple(
        option
        for codes in drugs
        for code in codes
        if route in facts_of(code, on, None).routes
        for option in administration_codes(code, on=on, setting=setting, route=route)
        if option.code
    )


def _of_drugs(
    drugs: Sequence[tuple[str, ...]], charted: Administration, setting: AdministrationSetting
) -> Fit:
    """The codes that may go with everything in it, by the codes of each drug."""
    fits = [_of_name(codes, charted, setting) for codes in drugs if codes]
    if not fits:
        return _of_unknown_name(charted, setting)
    found = _of_bag(fits)
    if charted.family:
        return _as_charted(found, fits, drugs, charted, setting)
    if not (found.families or found.options or found.open):
        code = next(code for codes in drugs for code in codes)
        raise BadAdministration(charted.technique, _not_covered(code, charted, setting))
    return found


def _codes_of(named: str, drug: str, on: date) -> tuple[str, ...]:
    """The codes of a drug as charted; empty for a name that no code has.

    Raises:
        BadAdministration: it looks like a code, and is not one on that day.
    """
    if not _CODE.fullmatch(drug):
        if _MEANT_FOR_A_CODE.fullmatch(drug):
            raise BadAdministration(
                drug, f"{named}: {drug!r} is not a drug code on file{suggestion(drug)}"
            )
        return codes_named(drug, on)
    try:
        facts_of(drug, on, None)
    except JCodesError as error:
        text = (
            f"{drug} is not a product on file: vaccines and other products with a CPT number have "
            "administration codes of their own"
            if drug[0].isdigit()
            else str(error)
        )
        raise BadAdministration(drug, f"{named}: {text}") from error
    return (drug,)


def _of_code(code: str, charted: Administration, setting: AdministrationSetting) -> Fit:
    """The rules for one code, given by the route and technique that are charted."""
    on, route = charted.start.date(), charted.route
    facts = facts_of(code, on, route)
    technique = charted.technique
    options = _options(code, charted, setting, technique)
    if facts.no_class and not options:
        families = _possible(charted, setting)
        return Fit(
            families, (), f"{facts.no_class}: pass {'family=' if families else 'procedure='}"
        )
    families = _in_order(option.family for option in options)
    judged = _options(code, charted, setting, _JUDGED_AS.get(technique, technique))
    settled = _in_order(option.family for option in judged if option.outcome == "accepted")
    if not families or len(settled) == 1:
        return Fit(settled if families else (), options)
    option = next(option for option in (*judged, *options) if option.family)
    return Fit(families, options, f"{facts.named}: {option.reason}; pass family=", option.source)


def _options(
    code: str, charted: Administration, setting: AdministrationSetting, technique: Technique
) -> tuple[AdministrationOption, ...]:
    found = administration_codes(
        code,
        on=charted.start.date(),
        setting=setting,
        route=charted.route,
        technique=technique,
    )
    return tuple(option for option in found if option.outcome != "not_checked")


def _possible(charted: Administration, setting: AdministrationSetting) -> tuple[str, ...]:
    """The families that a drug given by this route and technique may have, without hydration."""
    return _in_order(
        rule.family
        for rule in administration_rules()
        if charted.route in rule.routes
        and rule.technique == charted.technique
        and setting in rule.settings
        and rule.family != _INCIDENTAL
    )


def _in_order(families: Iterable[str]) -> tuple[str, ...]:
    included = set(families)
    return tuple(family for family in FAMILIES if family in included)


def _of_name(codes: Sequence[str], charted: Administration, setting: AdministrationSetting) -> Fit:
    """What applies to every code of one drug for this route; open if they differ.

    Raises:
        BadAdministration: the wording of every code excludes the route.
    """
    on = charted.start.date()
    # another product of the same name may have another route
    usual = [code for code in codes if charted.route in facts_of(code, on, None).known]
    fits = []
    refused = []
    for code in usual or codes:
        try:
            fit = _of_code(code, charted, setting)
        except BadAdministration as error:
            refused.append(error)
            continue
        if fit.families or fit.options or fit.open:
            fits.append(fit)
    if refused and len(refused) == len(usual or codes):
        raise refused[0]
    return _together(fits)


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
    drugs: Sequence[tuple[str, ...]],
    charted: Administration,
    setting: AdministrationSetting,
) -> Fit:
    """The family that is charted, which settles what the drug leaves open.

    Raises:
        BadAdministration: none of its drugs is billed under that family.
    """
    family = charted.family
    if any(_allows(fit, family) for fit in fits):
        return Fit((family,), found.options)
    code = next(code for codes in drugs for code in codes)
    cpt = next(
        (
            rule.cpt
            for rule in administration_rules()
            if rule.family == family
            and rule.technique == charted.technique
            and charted.route in rule.routes
            and setting in rule.settings
        ),
        None,
    )
    on = charted.start.date()
    why = (
        pair(code, cpt, on=on, setting=setting, route=charted.route).reasons[0]
        if cpt
        else f"a {family} drug is not given by {charted.route} {charted.technique}"
    )
    raise BadAdministration(family, f"family={family!r} does not fit: {why}")


def _allows(fit: Fit, family: str) -> bool:
    """Whether a drug may go by a family, by the rules or because nothing is known about it."""
    return family in {option.family for option in fit.options} or (
        not fit.options and family in fit.families
    )


def _of_unknown_name(charted: Administration, setting: AdministrationSetting) -> Fit:
    """A drug by a name that no code has: the chart must state its family or procedure."""
    possible = (
        *_possible(charted, setting),
        *(("hydration",) if charted.family == "hydration" else ()),
    )
    if charted.family and charted.family in possible:
        return Fit((charted.family,), ())
    if charted.family:
        raise BadAdministration(
            charted.family,
            f"a {charted.family} drug is not given by {charted.route} {charted.technique}",
        )
    if charted.procedure:
        return Fit((), ())
    if not possible:
        raise BadAdministration(
            charted.drug, f"no code has the name {charted.drug!r}: pass its code, or procedure="
        )
    raise BadAdministration(
        charted.drug,
        f"no code has the name {charted.drug!r}: pass its code, or family= {' or '.join(possible)}",
    )


def _not_covered(code: str, charted: Administration, setting: AdministrationSetting) -> str:
    """Why no rule covers a drug as charted, and what would be covered."""
    on = charted.start.date()
    by_route = [
        option.technique
        for option in administration_codes(code, on=on, setting=setting, route=charted.route)
        if option.outcome != "not_checked"
    ]
    named = facts_of(code, on, None)
    text = f"no rule covers {named.named} by {charted.route} {charted.technique} ({setting})"
    if by_route:
        return f"{text}: pass technique= {' or '.join(dict.fromkeys(by_route))}"
    return f"{text}: its routes are {', '.join(named.known) or 'not known'}"
