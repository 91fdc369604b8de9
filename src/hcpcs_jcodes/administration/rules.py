"""The rules of drug administration: which code goes with which class, route, technique and setting.

Source: ``administration_rules.csv`` and ``drug_classes.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Final

from attrs import evolve, frozen

from ..amounts.arguments import shown
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..errors import BadAdministration
from ..lookup.meaning import code_meant
from ..lookup.routes import checked_route
from ..tables import read_table, texts_of
from ..words import Outcome

__all__ = [
    "AdministrationRule",
    "DrugFacts",
    "administration_rules",
    "checked_charted_route",
    "facts_of",
    "routes",
    "rules_about",
    "rules_for",
    "rules_naming",
    "techniques_of",
]

_ANY: Final = "any"
_UNKNOWN: Final = "unknown"


@frozen
class DrugFacts:
    """The facts about a drug that the rules need, and what is not known.

    Attributes:
        code: the code of the drug.
        named: the code with the name of the drug, for texts.
        routes: the route of administration; if none was stated, those known.
        known: the routes known for the drug.
        worded: the only routes that the wording of the code allows; empty for any.
        classes: the classes that decide.
        no_class: why rules that go by class do not apply; "" if they do.
        no_route: why no rule applies; "" if a route is known or stated.
    """

    code: str
    named: str
    routes: tuple[str, ...]
    known: tuple[str, ...]
    worded: tuple[str, ...]
    classes: frozenset[str]
    no_class: str = ""
    no_route: str = ""

    def by(self, route: str) -> DrugFacts:
        """The facts of the drug given by a route.

        Raises:
            BadAdministration: the wording excludes the route.
        """
        if self.worded and route not in self.worded:
            raise BadAdministration(
                route,
                f"{self.named} is worded for the {', '.join(self.worded)} route, not {shown(route)}",
                argument="route",
            )
        only = (route,)
        return self if self.routes == only else evolve(self, routes=only, no_route="")


@frozen
class AdministrationRule:
    """One row of ``data/administration_rules.csv``, for one administration code."""

    rule: str
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    routes: tuple[str, ...]
    technique: str
    counted: str
    family: str
    cpt: str
    role: str
    rank: int | None
    minutes: int | None
    gap: int | None
    beside: tuple[str, ...]
    sides: int | None
    settings: tuple[str, ...]
    office_only: bool
    outcome: Outcome
    since: str
    until: str
    reason: str
    source: str
    tag: str

    def holds_on(self, day: date) -> bool:
        """Whether the row applies on a date of service."""
        if not (self.since or self.until):
            return True
        return self.since <= day.isoformat() <= (self.until or "9999")

    def applies(self, day: date, setting: str) -> bool:
        """Whether the row applies on a date of service in a setting."""
        return setting in self.settings and self.holds_on(day)

    def fits(self, drug: DrugFacts) -> bool:
        """Whether the row is for a drug, by code or class."""
        if self.codes:
            return drug.code in self.codes
        return _ANY in self.classes or not drug.classes.isdisjoint(self.classes)

    def route_of(self, given: Iterable[str]) -> str:
        """The first of the given routes that the row is for; "" if there is none."""
        if _ANY in self.routes:
            return next(iter(given), "")
        return next((route for route in given if route in self.routes), "")

    def verdict(self, drug: DrugFacts) -> tuple[Outcome, str]:
        """The outcome for a drug that the row fits, with the reason.

        A route not among those known for the drug needs documentation.
        """
        if self.outcome != "accepted" or not drug.known or self.route_of(drug.routes) in drug.known:
            return self.outcome, self.reason
        known = ", ".join(drug.known)
        return "needs_documentation", f"{self.reason}; known routes are {known}: document the route"


@cache
def administration_rules() -> tuple[AdministrationRule, ...]:
    """The rules in order: those that name drugs come before those that go by class."""
    header, *rows = read_table("administration_rules")
    lists = {"codes", "classes", "routes", "beside", "settings"}
    numbers = {"rank", "minutes", "gap", "sides"}
    found = []
    for row in rows:
        cells: dict[str, object] = {}
        for name, text in zip(header, row, strict=True):
            if name in lists:
                cells[name] = texts_of(text)
            elif name in numbers:
                cells[name] = int(text) if text else None
            else:
                cells[name] = text == "yes" if name == "office_only" else text
        found += [
            AdministrationRule(**{**cells, "cpt": cpt})  # type: ignore[arg-type]
            for cpt in str(cells["cpt"]).split("; ")
        ]
    return tuple(found)


@cache
def _by_code() -> dict[str, tuple[AdministrationRule, ...]]:
    found: dict[str, list[AdministrationRule]] = {}
    for rule in administration_rules():
        for code in rule.codes:
            found.setdefault(code, []).append(rule)
    return {code: tuple(listed) for code, listed in found.items()}


@cache
def _by_cpt() -> dict[str, tuple[AdministrationRule, ...]]:
    found: dict[str, list[AdministrationRule]] = {}
    for rule in administration_rules():
        found.setdefault(rule.cpt, []).append(rule)
    return {cpt: tuple(listed) for cpt, listed in found.items()}


def rules_naming(code: str) -> tuple[AdministrationRule, ...]:
    """The rules that name a drug."""
    return _by_code().get(code, ())


def rules_about(cpt: str) -> tuple[AdministrationRule, ...]:
    """The rules for an administration code."""
    return _by_cpt().get(cpt, ())


@lru_cache(maxsize=1024)
def _rules_by_class(
    classes: frozenset[str], technique: str | None
) -> tuple[AdministrationRule, ...]:
    """The rules that go by class, for drugs of these classes; without those that refuse."""
    return tuple(
        rule
        for rule in administration_rules()
        if not rule.codes
        and rule.outcome != "refused"
        and technique in (None, rule.technique)
        and (_ANY in rule.classes or not classes.isdisjoint(rule.classes))
    )


def rules_for(drug: DrugFacts, technique: str | None) -> list[AdministrationRule]:
    """The rules for a drug by its routes, in order, without those that only refuse a code.

    A row that names the drug takes the place of those that go by class: for the same code, and
    for "nothing is reported" by the same route.
    """
    by_class = () if drug.no_class else _rules_by_class(drug.classes, technique)
    named = rules_naming(drug.code)
    if not named:
        return [rule for rule in by_class if rule.route_of(drug.routes)]
    codes = {rule.cpt for rule in named}
    routes_named = {route for rule in named for route in rule.routes}
    found = [
        rule
        for rule in named
        if rule.outcome != "refused"
        and technique in (None, rule.technique)
        and rule.route_of(drug.routes)
    ]
    found += [
        rule
        for rule in by_class
        if (route := rule.route_of(drug.routes))
        and rule.cpt not in codes
        and (rule.cpt or route not in routes_named)
    ]
    found.sort(key=lambda rule: rule.rule)
    return found


@cache
def routes() -> frozenset[str]:
    """The routes that the rules know."""
    return frozenset(route for rule in administration_rules() for route in rule.routes) - {_ANY}


@cache
def techniques_of(route: str | None) -> tuple[str, ...]:
    """The techniques of a route, sorted by name; of any route if None."""
    named = {
        rule.technique for rule in administration_rules() if route is None or route in rule.routes
    }
    return tuple(sorted(named))


def checked_charted_route(route: object) -> str:
    """The route, once checked to be one that a rule knows.

    Raises:
        BadAdministration: it is not a route.
    """
    return checked_route(route, routes())


def facts_of(code: object, on: date, route: str | None = None) -> DrugFacts:
    """What the rules need to know of a drug.

    Args:
        code: the code of the drug, its JCode, or a name that has one code.
        on: the date of service.
        route: the route of administration; None for those known.

    Raises:
        UnknownCode: it is not a drug code; AmbiguousName: a name that has several; NotInForce: it is not in force on that day.
        UncoveredDate: the data do not cover the day.
        BadAdministration: the wording excludes the route.
    """
    if type(code) is str and type(on) is date:
        return _facts_of(code, on, route)
    return _facts(code, on, route)


@lru_cache(maxsize=2048)
def _facts_of(code: str, on: date, route: str | None) -> DrugFacts:
    """The same for a text, once for a date."""
    return _facts(code, on, route)


def _facts(code: object, on: date, route: str | None) -> DrugFacts:
    number = code.code if isinstance(code, JCode) else code
    facts = _of_product(number) or _of_version(_version(code, on, route))
    return facts if route is None else facts.by(route)


def _version(code: object, on: date, route: str | None) -> JCode:
    return version_of(code_meant(code, on, route=route, narrowed_by="route="), on)


def _of_product(number: object) -> DrugFacts | None:
    """The facts of a product that has a CPT number and no HCPCS code, if a rule names it."""
    if not isinstance(number, str) or not number[:1].isdigit():
        return None
    named_by = dict.fromkeys(route for rule in rules_naming(number) for route in rule.routes)
    if not named_by:
        return None
    return DrugFacts(number, number, tuple(named_by), tuple(named_by), (), frozenset())


def _of_version(version: JCode) -> DrugFacts:
    named = f"{version.code} ({version.drug.name})" if version.drug.name else version.code
    known = tuple(name for name in version.drug.routes if name != _UNKNOWN)
    # a row that names the drug may be for a route that is on no label
    named_by = (route for rule in rules_naming(version.code) for route in rule.routes)
    classes = _deciding(version.drug.classes)
    return DrugFacts(
        code=version.code,
        named=named,
        routes=tuple(dict.fromkeys((*known, *named_by))) if known else (),
        known=known,
        worded=version.scope.routes,
        classes=classes,
        no_class="" if classes else f"the class of {named} is not known",
        no_route="" if known else f"the route of {named} is not known: pass route=",
    )


@cache
def _classes() -> tuple[tuple[str, ...], frozenset[str]]:
    """The classes that decide alone, the first first, and those that settle nothing."""
    _, *rows = read_table("drug_classes")
    deciding = sorted((int(row[1]), row[0]) for row in rows if row[1])
    return tuple(name for _, name in deciding), frozenset(row[0] for row in rows if row[2] == "no")


def _deciding(listed: Iterable[str]) -> frozenset[str]:
    """The classes that decide: the first of those that decide alone, otherwise all."""
    first, unsettled = _classes()
    known = set(listed) - unsettled
    return next((frozenset({name}) for name in first if name in known), frozenset(known))
