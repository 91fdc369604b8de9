"""Ways of giving a drug: the code of each role, its rank, its minutes, and how it is counted.

A way of giving a drug is a row of ``administration_rules.csv``: an encounter asks here for
the code, and no code stands in the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from .rules import AdministrationRule, administration_rules, rules_about

__all__ = [
    "code_of_way",
    "codes_in_role",
    "codes_of_family",
    "counted_as",
    "families_of",
    "given_by_code",
    "gives_drugs",
    "has_access_site",
    "has_one_side",
    "has_two_sides",
    "initial_ranks",
    "least_gap",
    "least_minutes",
    "longest_push",
    "office_codes",
    "settings_of",
    "way_of",
]

_ANY = "any"


@cache
def _ways() -> Mapping[tuple[str, str, str], tuple[AdministrationRule, ...]]:
    """The rows by family, technique and role, one for each code, setting, route and date."""
    found: dict[tuple[str, str, str], dict[tuple[object, ...], AdministrationRule]] = {}
    for rule in administration_rules():
        same = (rule.cpt, rule.routes, rule.settings, rule.since, rule.until)
        found.setdefault((rule.family, rule.technique, rule.role), {}).setdefault(same, rule)
    return {key: tuple(listed.values()) for key, listed in found.items()}


def way_of(  # noqa: PLR0913 - what a row is looked up by
    family: str, technique: str, role: str, *, route: str, setting: str, on: date
) -> AdministrationRule | None:
    """The row of a role: its code, rank, minutes and gap; None if no code has the role.

    Args:
        family: "complex", "hormonal", "therapeutic" or "hydration"; "" for what has none.
        technique: "infusion", "push" and others.
        role: "initial", "additional hour", "sequential" and others.
        route: the route of administration.
        setting: "professional" or "facility".
        on: the date of service.
    """
    for rule in _ways().get((family, technique, role), ()):
        if (route in rule.routes or _ANY in rule.routes) and rule.applies(on, setting):
            return rule
    return None


def code_of_way(family: str, technique: str, role: str) -> str:
    """The code of the first row of a role, whatever its route, setting and dates.

    >>> code_of_way("complex", "infusion", "additional hour")
    '96415'
    """
    return _ways()[family, technique, role][0].cpt


@cache
def codes_in_role(role: str) -> frozenset[str]:
    """Every code that a row has in a role, such as "refill"."""
    return frozenset(rule.cpt for rule in administration_rules() if rule.role == role)


@cache
def given_by_code(cpt: str) -> tuple[str, str] | None:
    """The family and technique of an administration code; None if it is not of a family.

    >>> given_by_code("96415"), given_by_code("67028")
    (('complex', 'infusion'), None)
    """
    return next(
        (
            (rule.family, rule.technique)
            for rule in administration_rules()
            if rule.cpt == cpt and rule.family and rule.outcome != "refused"
        ),
        None,
    )


@cache
def gives_drugs(cpt: str) -> bool:
    """Whether a code is for giving a drug, of a family or by a procedure; not the flush of a port.

    >>> gives_drugs("96413"), gives_drugs("67028"), gives_drugs("96523"), gives_drugs("99211")
    (True, True, False, False)
    """
    return any(rule.technique != "flush" for rule in rules_about(cpt) if rule.outcome != "refused")


@cache
def settings_of(cpt: str) -> frozenset[str]:
    """The settings in which a code is for giving some drug.

    >>> settings_of("96376")
    frozenset({'facility'})
    """
    known = (rule.settings for rule in rules_about(cpt) if rule.outcome != "refused")
    return frozenset(setting for settings in known for setting in settings)


@cache
def initial_ranks() -> Mapping[str, int]:
    """The initial codes of an access site, each with its rank: the first is 1.

    Source: NCCI Policy Manual, ch. XI; the order is that of facilities.
    """
    return {
        rule.cpt: rule.rank
        for rule in administration_rules()
        if rule.role == "initial" and rule.rank is not None and rule.outcome != "refused"
    }


@cache
def office_codes() -> frozenset[str]:
    """The codes that a practitioner reports in the office only.

    Source: NCCI Policy Manual, ch. XI.
    """
    return frozenset(rule.cpt for rule in administration_rules() if rule.office_only)


@cache
def least_minutes(role: str, family: str = "therapeutic") -> int:
    """The fewest minutes that a role needs, such as 31 for an additional hour.

    Source: CMS, OPPS drug administration (R785CP); UWHC infusion coding manual, 2014; AAPC, 2012.

    >>> least_minutes("initial"), least_minutes("additional hour"), least_minutes("prolonged")
    (16, 31, 481)
    """
    return min(
        rule.minutes
        for rule in administration_rules()
        if rule.role == role and rule.family == family and rule.minutes is not None
    )


@cache
def least_gap(role: str) -> int:
    """The fewest minutes from one reported unit to the next, such as 31 for the same drug."""
    return min(
        rule.gap for rule in administration_rules() if rule.role == role and rule.gap is not None
    )


def longest_push() -> int:
    """The most minutes of a push: one fewer than an infusion needs."""
    return least_minutes("initial") - 1


@cache
def _given_by(route: str, technique: str, setting: str) -> tuple[AdministrationRule, ...]:
    return tuple(
        rule
        for rule in administration_rules()
        if route in rule.routes and rule.technique == technique and setting in rule.settings
    )


@cache
def families_of(route: str, technique: str, setting: str) -> frozenset[str]:
    """The families of codes for what is counted by a route and technique."""
    return frozenset(rule.family for rule in _given_by(route, technique, setting) if rule.counted)


def codes_of_family(family: str, route: str, technique: str, setting: str) -> tuple[str, ...]:
    """The codes of a family for a route and technique, the first of the rules first."""
    return tuple(rule.cpt for rule in _given_by(route, technique, setting) if rule.family == family)


@cache
def counted_as(route: str, technique: str) -> str:
    """How drugs given this way are counted, such as "by access site"; "" if no row says."""
    return next(
        (
            rule.counted
            for rule in administration_rules()
            if rule.family and rule.technique == technique and route in rule.routes
        ),
        "",
    )


@cache
def has_access_site(route: str) -> bool:
    """Whether drugs by this route share an access site, as in a vein."""
    return counted_as(route, "infusion") == "by access site"


@cache
def has_two_sides(route: str) -> bool:
    """Whether a route goes into one of two sides, such as an eye or a joint."""
    return any(rule.sides == 2 for rule in administration_rules() if route in rule.routes)


@cache
def has_one_side(route: str) -> bool:
    """Whether a route goes into an organ without sides, such as the bladder."""
    return any(rule.sides == 1 for rule in administration_rules() if route in rule.routes)
