"""Which administration codes fit a drug: by class, route, technique and setting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Final

from attrs import frozen

from .codes import JCode
from .codesets import codeset
from .errors import BadAdministration
from .measures import shown
from .minutes import LONGEST_PUSH, SHORTEST_HYDRATION, further_hours
from .periods import plain_date
from .tables import LIST_SEPARATOR, read_table

__all__ = ["AdministrationOption", "Pairing", "administration_codes", "pair"]

_SETTINGS: Final = ("professional", "facility")
_UNKNOWN: Final = "unknown"
# where a drug has several classes, the first of these decides alone
_DECIDING: Final = (
    "oral",
    "hormonal antineoplastic",
    "antineoplastic",
    "gene or cell therapy",
    "biologic response modifier",
)
_OPEN: Final = frozenset({"not otherwise classified", _UNKNOWN})
_ORDER: Final = ("accepted", "needs documentation", "refused")
_CPT: Final = re.compile("[0-9]{4}[0-9T]|[A-V][0-9]{4}")
_TIMED: Final = ("infusion", "push")


@frozen
class _Rule:
    """One row of ``data/administration.csv``, for one administration code."""

    rule: str
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    routes: tuple[str, ...]
    technique: str
    cpt: str
    role: str
    settings: tuple[str, ...]
    outcome: str
    since: str
    until: str
    reason: str
    source: str
    tag: str

    def holds_on(self, day: date) -> bool:
        """Whether the row speaks of a date of service."""
        return self.since <= day.isoformat() <= (self.until or "9999")

    def fits(self, drug: _Given) -> bool:
        """Whether the row is about a drug, by code or class."""
        if self.codes:
            return drug.code in self.codes
        return "any" in self.classes or not drug.classes.isdisjoint(self.classes)

    def route_of(self, routes: Iterable[str]) -> str:
        """The first of some routes by which the row gives a drug; "" where there is none."""
        return next((route for route in routes if {route, "any"} & set(self.routes)), "")


@frozen
class _Given:
    """A drug as the rows see it: what decides, and what is not known."""

    code: str
    named: str
    routes: tuple[str, ...]
    worded: tuple[str, ...]
    classes: frozenset[str]
    missing: str = ""


@frozen
class AdministrationOption:
    """One administration code that may go with a drug.

    Attributes:
        code: the CPT or HCPCS code; "" where nothing is reported for giving the drug, or
            where nothing is known.
        role: what it stands for, such as "initial", "further hour" or "injection".
        units: how many, where the minutes or the role settle it; else None.
        outcome: "accepted", "needs documentation", or "not checked" where the class or the
            route of the drug is not known.
        route: the route by which it gives the drug.
        technique: "infusion", "push", "pump", "injection", "procedure" and others.
        reason: why, in words.
        source: the publication of the rule.
        tag: how sure it is: A read at its owner, B in a secondary page, C disputed, D
            computed, M an assumption.
    """

    code: str
    role: str
    units: int | None
    outcome: str
    route: str
    technique: str
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
        outcome: "accepted", "needs_documentation", "refused" or "not_checked", which is no
            pass.
        reasons: why, in words.
        sources: the publications that the reasons rest on.
    """

    drug: str
    cpt: str
    outcome: str
    reasons: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The outcome with its reasons."""
        return f"{self.drug} with {self.cpt}: {self.outcome}, {'; '.join(self.reasons)}"


@cache
def _rules() -> tuple[_Rule, ...]:
    header, *rows = read_table("administration")
    lists = ("codes", "classes", "routes", "settings")
    found = []
    for row in rows:
        cells: dict[str, object] = dict(zip(header, row, strict=True))
        for name in lists:
            text = str(cells[name])
            cells[name] = tuple(text.split(LIST_SEPARATOR)) if text else ()
        found += [
            _Rule(**{**cells, "cpt": cpt})  # type: ignore[arg-type]
            for cpt in str(cells["cpt"]).split(LIST_SEPARATOR)
        ]
    return tuple(found)


def administration_codes(  # noqa: PLR0913 - what decides a code, by name
    code: str | JCode,
    *,
    on: date,
    setting: str,
    route: str | None = None,
    technique: str | None = None,
    minutes: int | None = None,
) -> tuple[AdministrationOption, ...]:
    """The administration codes that may go with a drug, those that need no more first.

    Args:
        code: the code of the drug, or its JCode.
        on: the date of service.
        setting: "professional" or "facility".
        route: the route by which it was given; None for all routes of the drug.
        technique: "infusion", "push", "pump", "injection", "procedure" and others; None for
            all.
        minutes: how long it took, where it was an infusion or a push: 15 minutes or less
            are a push, and with more the units of a first and of further hours are told.

    Returns:
        The options. Where the class or the route is not known, one option without a code
        and with the outcome "not checked".

    Raises:
        UnknownCode: no code of a drug; NotInForce: not on that day.
        UncoveredDate: the data do not cover the day.
        BadAdministration: the setting, route, technique or minutes cannot be.

    Source: `administration.csv`; NCCI Policy Manual, ch. XI.

    >>> for option in administration_codes("J9271", on=date(2025, 8, 1), setting="facility",
    ...                                    technique="infusion", minutes=120):
    ...     print(option.code, option.role, option.units)
    96413 initial 1
    96415 further hour 1
    96417 sequential 1
    """
    _check(setting)
    drug = _given(code, plain_date(on), route)
    if technique is not None:
        _check_technique(technique, route)
    if minutes is not None:
        technique = _technique_for(minutes, technique)
    if drug.missing:
        return (
            AdministrationOption(
                "", _UNKNOWN, None, "not checked", route or "", "", drug.missing, "", ""
            ),
        )
    found: dict[str, AdministrationOption] = {}
    named = _named(drug)
    for rule in _rules():
        by_route = rule.route_of(drug.routes)
        if (
            not rule.fits(drug)
            or not by_route
            or rule.outcome == "refused"
            or not rule.holds_on(on)
            or setting not in rule.settings
            or (technique is not None and not _same(rule, technique, minutes))
            or (rule.cpt in named and not rule.codes)
        ):
            continue
        units = _units(rule, minutes)
        if units == 0:
            continue
        outcome, reason = _by_route(drug, by_route, rule.outcome, rule.reason)
        found.setdefault(
            rule.cpt,
            AdministrationOption(
                rule.cpt,
                rule.role,
                units,
                outcome,
                by_route,
                rule.technique,
                reason,
                rule.source,
                rule.tag,
            ),
        )
    if not found:
        text = f"no row of the rules gives {drug.named} like this: {', '.join(drug.routes)}"
        return (
            AdministrationOption(
                "", _UNKNOWN, None, "not checked", route or "", technique or "", text, "", ""
            ),
        )
    return tuple(sorted(found.values(), key=lambda each: _ORDER.index(each.outcome)))


def pair(
    drug: str | JCode, cpt: str, *, on: date, setting: str, route: str | None = None
) -> Pairing:
    """Whether an administration code fits a drug.

    Args:
        drug: the code of the drug, or its JCode.
        cpt: the administration code, such as "96413".
        on: the date of service.
        setting: "professional" or "facility".
        route: the route by which it was given; None for any route of the drug.

    Returns:
        "accepted"; "needs_documentation" where more decides or sources disagree; "refused";
        or "not_checked" where the class or route of the drug is not known, or no rule
        speaks of the administration code.

    Raises:
        UnknownCode: no code of a drug; NotInForce: not on that day.
        UncoveredDate: the data do not cover the day.
        BadAdministration: the administration code, setting or route cannot be.

    Source: `administration.csv`; NCCI Policy Manual, ch. XI.

    >>> pair("J9271", "96413", on=date(2025, 8, 1), setting="professional").outcome
    'accepted'
    >>> pair("J2405", "96413", on=date(2025, 8, 1), setting="professional").outcome
    'refused'
    """
    _check(setting)
    text: object = cpt
    if not isinstance(text, str) or not _CPT.fullmatch(text):
        raise BadAdministration(
            cpt, f"{shown(cpt)} is no administration code: pass five characters such as '96413'"
        )
    given = _given(drug, plain_date(on), route)
    about = [rule for rule in _rules() if rule.cpt == cpt]
    if not about:
        return Pairing(given.code, cpt, "not_checked", (f"no rule speaks of {cpt}",))
    named = [rule for rule in about if given.code in rule.codes]
    never = [rule for rule in about if rule.outcome == "refused"]
    if never and not named:
        return _pairing(given, cpt, "refused", never[0].reason, never[0].source)
    if given.missing:
        return Pairing(given.code, cpt, "not_checked", (given.missing,))
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
    there = [rule for rule in dated if setting in rule.settings]
    if not there:
        text = f"{cpt} is not for a {setting} claim: {dated[0].reason}"
        return _pairing(given, cpt, "refused", text, dated[0].source)
    best = min(there, key=lambda rule: _ORDER.index(rule.outcome))
    outcome, reason = _by_route(given, best.route_of(given.routes), best.outcome, best.reason)
    return _pairing(given, cpt, outcome.replace(" ", "_"), reason, best.source)


def _pairing(drug: _Given, cpt: str, outcome: str, reason: str, source: str) -> Pairing:
    return Pairing(drug.code, cpt, outcome, (reason,), (source,))


def _why_not(drug: _Given, about: list[_Rule], fitting: list[_Rule]) -> str:
    """Why a code does not fit: the wrong route, or the wrong class."""
    if fitting:
        ways = _listed(route for rule in fitting for route in rule.routes)
        return f"{about[0].cpt} is for {ways}; {drug.named} goes {', '.join(drug.routes)}"
    kinds = _listed(kind for rule in about for kind in rule.classes) or "other codes alone"
    return f"{about[0].cpt} is for {kinds}; {drug.named} is {', '.join(sorted(drug.classes)) or 'none of them'}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _named(drug: _Given) -> frozenset[str]:
    """The codes for which rows name the drug: those rows decide."""
    return frozenset(rule.cpt for rule in _rules() if drug.code in rule.codes)


def _by_route(drug: _Given, route: str, outcome: str, reason: str) -> tuple[str, str]:
    """The outcome; a route that is not among those known for the drug needs documentation."""
    known = drug.worded
    if outcome != "accepted" or not known or route in known:
        return outcome, reason
    return (
        "needs documentation",
        f"{reason}; known routes are {', '.join(known)}: document the route",
    )


def _units(rule: _Rule, minutes: int | None) -> int | None:
    """How many units a role has; None where that is not settled."""
    if rule.role == "further hour":
        return None if minutes is None else further_hours(minutes)
    return 1 if rule.technique in _TIMED and rule.role not in {"same drug", "infusion"} else None


def _same(rule: _Rule, technique: str, minutes: int | None) -> bool:
    """Whether a row is about a technique, and worth its minutes."""
    if minutes is not None and rule.cpt == "96360" and minutes < SHORTEST_HYDRATION:
        return False
    return rule.technique == technique


def _technique_for(minutes: object, technique: str | None) -> str:
    """Push or infusion, by its minutes."""
    if isinstance(minutes, bool) or not isinstance(minutes, int) or minutes < 0:
        raise BadAdministration(
            minutes, f"minutes={shown(minutes)} is no number of minutes: pass 0 or more, such as 90"
        )
    if technique not in (None, *_TIMED):
        raise BadAdministration(
            technique, f"minutes do not decide about {shown(technique)}: leave them away"
        )
    return "push" if minutes <= LONGEST_PUSH else "infusion"


def _check(setting: object) -> None:
    if setting not in _SETTINGS:
        raise BadAdministration(
            setting, f"{shown(setting)} is no setting: pass 'professional' or 'facility'"
        )


def _check_technique(technique: object, route: str | None) -> None:
    rules = _rules()
    known = sorted({rule.technique for rule in rules})
    if technique not in known:
        raise BadAdministration(
            technique, f"{shown(technique)} is no technique: pass {', '.join(known)}"
        )
    possible = sorted({rule.technique for rule in rules if route is None or route in rule.routes})
    if route is not None and technique not in possible:
        raise BadAdministration(
            technique,
            f"{shown(technique)} is nothing that is done by the {route} route: pass "
            f"{' or '.join(possible)}",
        )


@cache
def _routes() -> frozenset[str]:
    return frozenset(route for rule in _rules() for route in rule.routes) - {"any"}


def _given(code: object, on: date, route: object) -> _Given:
    """What the rows need to know of a drug."""
    if route is not None and route not in _routes():
        raise BadAdministration(
            route, f"{shown(route)} is no route: pass one of {', '.join(sorted(_routes()))}"
        )
    passed = () if route is None else (str(route),)
    number = code.code if isinstance(code, JCode) else code
    rows = list(_product(number))
    if rows:
        by_rows = tuple(dict.fromkeys(name for rule in rows for name in rule.routes))
        return _Given(str(number), str(number), passed or by_rows, by_rows, frozenset())
    codes = codeset(on)
    if isinstance(number, str) and number[:1] != "J" and number in codes.neighbours:
        held = codes.neighbours[number]
    else:
        held = codes[number]  # type: ignore[index]
    known = tuple(name for name in held.drug.routes if name != _UNKNOWN)
    worded = held.scope.routes
    named = f"{held.code} ({held.drug.name})" if held.drug.name else held.code
    if route is not None and worded and route not in worded:
        raise BadAdministration(
            route, f"{named} is worded for the {', '.join(worded)} route, not {shown(route)}"
        )
    kinds = _deciding(held.drug.classes)
    missing = ""
    by_name = any(held.code in rule.codes for rule in _rules())
    if not kinds and not by_name:
        missing = f"the class of {named} is not known"
    elif not (passed or known):
        missing = f"the route of {named} is not known: pass route="
    return _Given(held.code, named, passed or known, known, kinds, missing)


def _product(number: object) -> Iterator[_Rule]:
    """The rows of a product that has a CPT number and no code of HCPCS."""
    if isinstance(number, str) and number[:1].isdigit():
        yield from (rule for rule in _rules() if number in rule.codes)


def _deciding(classes: Iterable[str]) -> frozenset[str]:
    """The classes that decide."""
    held = set(classes) - _OPEN
    return next((frozenset({name}) for name in _DECIDING if name in held), frozenset(held))
