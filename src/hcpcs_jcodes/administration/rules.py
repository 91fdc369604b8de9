"""The rules of drug administration: which code goes with which class, route, technique and setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Final

from attrs import frozen

from ..amounts.measures import shown
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..errors import BadAdministration
from ..tables import LIST_SEPARATOR, read_table
from ..words import Outcome

__all__ = [
    "AdministrationRule",
    "DrugFacts",
    "administration_rules",
    "checked_route",
    "facts_of",
    "routes",
    "techniques_of",
]

_ANY: Final = "any"
_UNKNOWN: Final = "unknown"
# if a drug has several classes, the first of these alone decides
_DECIDING: Final = (
    "oral",
    "hormonal antineoplastic",
    "antineoplastic",
    "gene or cell therapy",
    "biologic response modifier",
)
_OPEN: Final = frozenset({"not otherwise classified", _UNKNOWN})


@frozen
class DrugFacts:
    """The facts about a drug that the rules need, and what is not known.

    Attributes:
        code: the code of the drug.
        named: the code with the name of the drug, for texts.
        routes: the route of administration; if none was stated, those known.
        known: the routes known for the drug.
        classes: the classes that decide.
        no_class: why rules that go by class do not apply; "" if they do.
        no_route: why no rule applies; "" if a route is known or stated.
    """

    code: str
    named: str
    routes: tuple[str, ...]
    known: tuple[str, ...]
    classes: frozenset[str]
    no_class: str = ""
    no_route: str = ""


@frozen
class AdministrationRule:
    """One row of ``data/administration_rules.csv``, for one administration code."""

    rule: str
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    routes: tuple[str, ...]
    technique: str
    family: str
    cpt: str
    role: str
    beside: tuple[str, ...]
    settings: tuple[str, ...]
    outcome: Outcome
    since: str
    until: str
    reason: str
    source: str
    tag: str

    def holds_on(self, day: date) -> bool:
        """Whether the row applies on a date of service."""
        return self.since <= day.isoformat() <= (self.until or "9999")

    def fits(self, drug: DrugFacts) -> bool:
        """Whether the row is for a drug, by code or class."""
        if self.codes:
            return drug.code in self.codes
        return _ANY in self.classes or not drug.classes.isdisjoint(self.classes)

    def route_of(self, given: Iterable[str]) -> str:
        """The first of the given routes that the row is for; "" if there is none."""
        return next((route for route in given if {route, _ANY} & set(self.routes)), "")

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
    lists = ("codes", "classes", "routes", "beside", "settings")
    found = []
    for row in rows:
        cells: dict[str, object] = dict(zip(header, row, strict=True))
        for name in lists:
            text = str(cells[name])
            cells[name] = tuple(text.split(LIST_SEPARATOR)) if text else ()
        found += [
            AdministrationRule(**{**cells, "cpt": cpt})  # type: ignore[arg-type]
            for cpt in str(cells["cpt"]).split(LIST_SEPARATOR)
        ]
    return tuple(found)


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


def checked_route(route: object) -> str:
    """The route, once checked.

    Raises:
        BadAdministration: it is not a route.
    """
    if not isinstance(route, str) or route not in routes():
        near = get_close_matches(route, routes(), n=3) if isinstance(route, str) else []
        known = " or ".join(near) or f"one of {', '.join(sorted(routes()))}"
        raise BadAdministration(route, f"{shown(route)} is not a route: pass {known}")
    return str(route)


def facts_of(code: object, on: date, route: str | None) -> DrugFacts:
    """What the rules need to know of a drug.

    Args:
        code: the code of the drug, or its JCode.
        on: the date of service.
        route: the route of administration; None for those known.

    Raises:
        UnknownCode: it is not a drug code; NotInForce: it is not in force on that day.
        UncoveredDate: the data do not cover the day.
        BadAdministration: the wording excludes the route.
    """
    passed = () if route is None else (route,)
    number = code.code if isinstance(code, JCode) else code
    product = tuple(dict.fromkeys(name for rule in _of_product(number) for name in rule.routes))
    if isinstance(number, str) and product:
        return DrugFacts(number, number, passed or product, product, frozenset())
    version = version_of(code, on)
    named = f"{version.code} ({version.drug.name})" if version.drug.name else version.code
    worded = version.scope.routes
    if route is not None and worded and route not in worded:
        raise BadAdministration(
            route, f"{named} is worded for the {', '.join(worded)} route, not {shown(route)}"
        )
    known = tuple(name for name in version.drug.routes if name != _UNKNOWN)
    # a row that names the drug may be for a route that is on no label
    named_by = [
        name
        for rule in administration_rules()
        if version.code in rule.codes
        for name in rule.routes
    ]
    classes = _deciding(version.drug.classes)
    return DrugFacts(
        code=version.code,
        named=named,
        routes=passed or tuple(dict.fromkeys((*known, *(named_by if known else ())))),
        known=known,
        classes=classes,
        no_class="" if classes else f"the class of {named} is not known",
        no_route="" if passed or known else f"the route of {named} is not known: pass route=",
    )


def _of_product(number: object) -> Iterator[AdministrationRule]:
    """The rules for a product that has a CPT number and no HCPCS code."""
    if isinstance(number, str) and number[:1].isdigit():
        yield from (rule for rule in administration_rules() if number in rule.codes)


def _deciding(classes: Iterable[str]) -> frozenset[str]:
    """The classes that decide."""
    known = set(classes) - _OPEN
    return next((frozenset({name}) for name in _DECIDING if name in known), frozenset(known))
