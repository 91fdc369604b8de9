"""Which administration codes fit a drug: by class, route, technique and setting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import frozen

from ..amounts.arguments import is_given, shown, whole_number
from ..claims.settings import checked_administration_setting, checked_cpt
from ..codes.code import JCode
from ..codes.periods import DateLike, plain_date
from ..errors import BadAdministration
from ..payers.named import payer_named
from ..payers.payer import Payer
from ..words import AdministrationSetting, Outcome, Route, Technique
from .minutes import additional_hours
from .rules import (
    AdministrationRule,
    DrugFacts,
    checked_charted_route,
    facts_of,
    rules_about,
    rules_for,
    techniques_of,
)
from .ways import longest_push

__all__ = ["AdministrationOption", "Pairing", "administration_codes", "options_for", "pair"]

_ORDER: Final = ("accepted", "needs_documentation", "refused")
_TIMED: Final = ("infusion", "push")
# a pump that goes home runs for weeks at most
_MOST_MINUTES: Final = 366 * 24 * 60


@frozen
class AdministrationOption:
    """One administration code that may go with a drug.

    Attributes:
        code: the CPT or HCPCS code; "" if nothing is reported for giving the drug, or if
            nothing is known.
        role: its role, such as "initial", "additional hour" or "injection".
        units: how many, if the minutes or the role settle it; otherwise None.
        outcome: "accepted", "needs_documentation", or "not_checked" if the class or the
            route of the drug is not known.
        route: the route that it is for.
        technique: "infusion", "push", "pump", "injection", "procedure" and others.
        family: "complex", "hormonal", "therapeutic" or "hydration", the family of codes in an
            encounter; "" for procedures.
        beside: codes, one of which must be reported on the same date, for an additional limb,
            level or nerve of a procedure.
        reason: why, in words.
        source: the publication of the rule.
        tag: how certain it is: A read from its owner, B from a secondary page, C disputed, D
            computed, M an assumption.
    """

    code: str
    role: str
    units: int | None
    outcome: Outcome
    route: str
    technique: str
    family: str
    beside: tuple[str, ...]
    reason: str
    source: str
    tag: str

    def __str__(self) -> str:
        """The option as a biller reads it."""
        times = "" if self.units is None else f" x {self.units}"
        return f"{self.code or 'no code'}{times} ({self.role}): {self.outcome}, {self.reason}"


@frozen
class Pairing:
    """Whether an administration code fits a drug.

    Attributes:
        drug: the code of the drug.
        cpt: the administration code.
        outcome: "accepted", "needs_documentation", "refused" or "not_checked" (not a pass).
        reasons: why, in words.
        sources: the publications that the reasons rest on.
    """

    drug: str
    cpt: str
    outcome: Outcome
    reasons: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The outcome with its reasons."""
        return f"{self.drug} with {self.cpt}: {self.outcome}, {'; '.join(self.reasons)}"


def administration_codes(  # noqa: PLR0913 - everything that decides a code, as keywords
    code: str | JCode,
    *,
    on: DateLike,
    setting: AdministrationSetting,
    route: Route | None = None,
    technique: Technique | None = None,
    minutes: int | None = None,
) -> tuple[AdministrationOption, ...]:
    """The administration codes that may go with a drug, the accepted ones first.

    Args:
        code: the code of the drug, its JCode, or a name that has one code on the date.
        on: the date of service.
        setting: "professional" or "facility".
        route: the route of administration; None for all routes of the drug.
        technique: "infusion", "push", "pump", "injection", "procedure" and others; None for
            all.
        minutes: the length of an infusion or a push: 15 minutes or less is a push; for more,
            the options state the units of the initial and additional hours.

    Returns:
        The options. If the class or the route is not known, one option without a code and
        with the outcome "not_checked".

    Raises:
        UnknownCode: it is not a drug code; AmbiguousName: it has several; NotInForce: it is not in force on that day.
        UncoveredDate: the data do not cover the day.
        BadClaimLine: the setting is not valid.
        BadAdministration: the route, technique or minutes are not valid.

    Source: `administration_rules.csv`; NCCI Policy Manual, ch. XI.

    >>> for option in administration_codes("J9271", on=date(2025, 8, 1), setting="facility",
    ...                                    technique="infusion", minutes=120):
    ...     print(option.code, option.role, option.units)
    96413 initial 1
    96415 additional hour 1
    96417 sequential 1
    """
    where = checked_administration_setting(setting)
    on = plain_date(on)
    drug = facts_of(code, on, _route(route))
    technique = technique if is_given(technique) else None
    if technique is not None:
        _check_technique(technique, _route(route))
    given, minutes = minutes, whole_number(minutes)
    if is_given(given):
        technique = _technique_for(minutes, given, technique)
    found = options_for(drug, on, where, technique, minutes)
    if not found:
        by = ", ".join(drug.routes)
        reason = drug.no_class or drug.no_route or f"no rule covers {drug.named} as given: {by}"
        nothing = AdministrationOption(
            "",
            "unknown",
            None,
            "not_checked",
            _route(route) or "",
            technique or "",
            "",
            (),
            reason,
            "",
            "",
        )
        return (nothing,)
    return found


def options_for(
    drug: DrugFacts,
    on: date,
    setting: AdministrationSetting,
    technique: str | None = None,
    minutes: int | None = None,
) -> tuple[AdministrationOption, ...]:
    """The administration codes that may go with a drug, the accepted ones first; empty if none."""
    return _options(drug, on, setting, technique, minutes)


# every event of a chart asks, for a few drugs of few dates
@lru_cache(maxsize=2048)
def _options(
    drug: DrugFacts,
    on: date,
    setting: AdministrationSetting,
    technique: str | None,
    minutes: int | None,
) -> tuple[AdministrationOption, ...]:
    found: dict[str, AdministrationOption] = {}
    for rule in rules_for(drug, technique):
        if not rule.applies(on, setting):
            continue
        units = _units(rule, minutes)
        if units == 0 or (minutes is not None and minutes < (rule.minutes or 0)):
            continue
        outcome, reason = rule.verdict(drug)
        before = found.get(rule.cpt)
        if before is not None and _ORDER.index(outcome) >= _ORDER.index(before.outcome):
            continue
        found[rule.cpt] = AdministrationOption(
            code=rule.cpt,
            role=rule.role,
            units=units,
            outcome=outcome,
            route=rule.route_of(drug.routes),
            technique=rule.technique,
            family=rule.family,
            beside=rule.beside,
            reason=reason,
            source=rule.source,
            tag=rule.tag,
        )
    return tuple(sorted(found.values(), key=lambda each: _ORDER.index(each.outcome)))


def pair(  # noqa: PLR0913 - each is a fact of the claim
    drug: str | JCode,
    cpt: str,
    *,
    on: DateLike,
    setting: AdministrationSetting,
    route: Route | None = None,
    payer: Payer | str | None = None,
) -> Pairing:
    """Whether an administration code fits a drug.

    Args:
        drug: the code of the drug, its JCode, or a name that has one code on the date.
        cpt: the administration code, such as 96413.
        on: the date of service.
        setting: "professional" or "facility".
        route: the route of administration; None for any route of the drug.
        payer: the payer, whose ``families`` decide for the drugs that they name.

    Returns:
        "accepted"; "needs_documentation" if more facts decide or sources disagree; "refused";
        or "not_checked" if the class or route of the drug is not known, or no rule covers
        the administration code.

    Raises:
        UnknownCode: it is not a drug code; AmbiguousName: it has several; NotInForce: it is not in force on that day.
        UncoveredDate: the data do not cover the day.
        BadClaimLine: the setting is not valid.
        BadAdministration: the administration code or route is not valid.

    Source: `administration_rules.csv`; NCCI Policy Manual, ch. XI.

    >>> pair("J9271", "96413", on=date(2025, 8, 1), setting="professional").outcome
    'accepted'
    >>> pair("J2405", "96413", on=date(2025, 8, 1), setting="professional").outcome
    'refused'
    """
    where = checked_administration_setting(setting)
    checked_cpt(cpt)
    on = plain_date(on)
    given = facts_of(drug, on, _route(route))
    about = rules_about(cpt)
    if not about:
        return _unchecked(given, cpt, f"no rule covers {cpt}")
    named = [rule for rule in about if given.code in rule.codes]
    never = [rule for rule in about if rule.outcome == "refused" and not rule.codes]
    if never and not named:
        return _pairing(given, cpt, "refused", never[0].reason, never[0].source)
    if given.no_class and not named:
        return _unchecked(given, cpt, given.no_class)
    if given.no_route:
        return _unchecked(given, cpt, given.no_route)
    fitting = named or [rule for rule in about if rule.fits(given)]
    by_route = [rule for rule in fitting if rule.route_of(given.routes)]
    if not by_route:
        return _pairing(given, cpt, "refused", _why_not(given, about, fitting), about[0].source)
    dated = [rule for rule in by_route if rule.holds_on(on)]
    if not dated:
        text = "; ".join(
            f"from {rule.since or 'its start'} to {rule.until or 'now'}" for rule in by_route
        )
        return _pairing(given, cpt, "refused", f"{cpt} is for the drug {text}", by_route[0].source)
    in_setting = [rule for rule in dated if where in rule.settings]
    if not in_setting:
        text = f"{cpt} is not for a {where} claim: {dated[0].reason}"
        return _pairing(given, cpt, "refused", text, dated[0].source)
    best = min(in_setting, key=lambda rule: _ORDER.index(rule.verdict(given)[0]))
    whose = payer_named(payer) if is_given(payer) else None
    decided = dict(whose.families).get(given.code) if whose else None
    if whose is not None and decided is not None and best.family:
        outcome: Outcome = "accepted" if best.family == decided else "refused"
        text = f"{whose.name} bills {given.code} under the {decided} codes"
        return _pairing(given, cpt, outcome, text, whose.source("families"))
    return _pairing(given, cpt, *best.verdict(given), best.source)


def _pairing(drug: DrugFacts, cpt: str, outcome: Outcome, reason: str, source: str) -> Pairing:
    return Pairing(drug.code, cpt, outcome, (reason,), (source,))


def _unchecked(drug: DrugFacts, cpt: str, reason: str) -> Pairing:
    return Pairing(drug.code, cpt, "not_checked", (reason,))


def _why_not(
    drug: DrugFacts, about: Sequence[AdministrationRule], fitting: Sequence[AdministrationRule]
) -> str:
    """Why a code does not fit: the wrong route, or the wrong class."""
    cpt = about[0].cpt
    if fitting:
        routes = _listed(route for rule in fitting for route in rule.routes)
        return f"{cpt} is for {routes}; the route of {drug.named} is {', '.join(drug.routes)}"
    kinds = _listed(kind for rule in about for kind in rule.classes) or "other codes only"
    classes = ", ".join(sorted(drug.classes))
    return f"{cpt} is for {kinds}; {drug.named} {f'is {classes}' if classes else 'has no class'}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _units(rule: AdministrationRule, minutes: int | None) -> int | None:
    """The units of a role; None if they are not settled."""
    if rule.role == "additional hour":
        return None if minutes is None else additional_hours(minutes)
    return 1 if rule.technique in _TIMED and rule.role not in {"same drug", "infusion"} else None


def _route(route: object) -> str | None:
    return checked_charted_route(route) if is_given(route) else None


def _technique_for(minutes: int | None, given: object, technique: str | None) -> Technique:
    """Push or infusion, by the minutes."""
    if minutes is None or not 0 <= minutes <= _MOST_MINUTES:
        raise BadAdministration(
            given,
            f"minutes={shown(given)} is not a number of minutes: pass 0 or more, such as 90",
        )
    if technique not in (None, *_TIMED):
        raise BadAdministration(
            technique, f"minutes= does not apply to technique {shown(technique)}: omit it"
        )
    return "push" if minutes <= longest_push() else "infusion"


def _check_technique(technique: object, route: str | None) -> None:
    if not isinstance(technique, str) or technique not in techniques_of(None):
        known = ", ".join(techniques_of(None))
        raise BadAdministration(technique, f"{shown(technique)} is not a technique: pass {known}")
    if technique not in techniques_of(route):
        possible = " or ".join(techniques_of(route))
        raise BadAdministration(
            technique,
            f"{shown(technique)} is not a technique for the {route} route: pass {possible}",
        )
