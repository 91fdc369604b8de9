"""Modifiers: when each is in force, what each needs or excludes, and that of 340B."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

from attrs import frozen

from ..payers.payer import Payer
from ..tables import check_header, read_table, texts_of
from ..words import FindingSeverity

__all__ = [
    "ModifierPeriod",
    "ModifierRule",
    "modifier_periods",
    "modifier_rules",
    "modifiers_340b",
    "modifiers_listed",
    "modifiers_of_need",
    "rules_of_code",
    "rules_of_modifier",
]

_PERIODS: Final = (
    "modifier",
    "valid_from",
    "valid_to",
    "short_description",
    "releases",
    "evidence",
    "source",
)
_RULES: Final = (
    "need",
    "modifiers",
    "codes",
    "values",
    "settings",
    "lines_of_business",
    "contractor",
    "severity",
    "since",
    "until",
    "reason",
    "source",
    "evidence",
)


@frozen
class ModifierPeriod:
    """One row of ``modifiers.csv``: a modifier from the date that CMS added it.

    Attributes:
        modifier: its two characters.
        since: first date of service; None if not known.
        until: last date of service; None while open.
        read_to: the last day of the latest release that lists it; None if no release would.
    """

    modifier: str
    since: date | None
    until: date | None
    read_to: date | None

    def covers(self, on: date) -> bool:
        """Whether a date of service is in the period."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@frozen
class ModifierRule:
    """One row of ``modifier_rules.csv``."""

    need: str
    modifiers: tuple[str, ...]
    codes: tuple[str, ...]
    values: tuple[str, ...]
    settings: tuple[str, ...]
    lines_of_business: tuple[str, ...]
    contractor: str
    severity: FindingSeverity | None
    since: date | None
    until: date | None
    reason: str
    source: str
    evidence: str

    def is_of(self, on: date) -> bool:
        """Whether the row applies on a date of service."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@cache
def _by_modifier() -> Mapping[str, tuple[ModifierPeriod, ...]]:
    header, *rows = read_table("modifiers")
    check_header("modifiers", header, _PERIODS)
    found: dict[str, tuple[ModifierPeriod, ...]] = {}
    for modifier, since, until, _, releases, *_ in rows:
        listed = _last_day(releases[-6:]) if releases else None
        period = ModifierPeriod(modifier, _day(since), _day(until), listed)
        found[modifier] = (*found.get(modifier, ()), period)
    return found


def modifier_periods(modifier: str) -> tuple[ModifierPeriod, ...]:
    """The periods of a modifier, the earliest first; empty if it is not listed.

    >>> modifier_periods("JG")[0].until
    datetime.date(2024, 12, 31)
    """
    return _by_modifier().get(modifier, ())


@cache
def modifiers_listed() -> tuple[date, date]:
    """The first and the last date of service of the releases that list all modifiers."""
    days = [each.read_to for listed in _by_modifier().values() for each in listed if each.read_to]
    # most are listed by the last release on hand, and a few were read in a later one
    last = max(days, key=days.count)
    _, *rows = read_table("modifiers")
    first = min(row[4][:6] for row in rows if row[4])
    return date(int(first[:4]), 3 * int(first[5]) - 2, 1), last


@cache
def modifier_rules() -> tuple[ModifierRule, ...]:
    """The rows of ``modifier_rules.csv``; those of a contractor before those of all."""
    header, *rows = read_table("modifier_rules")
    check_header("modifier_rules", header, _RULES)
    return tuple(sorted(map(_rule, rows), key=lambda row: not row.contractor))


def _rule(row: list[str]) -> ModifierRule:
    need, modifiers, codes, values, settings, business, contractor, severity, *rest = row
    since, until, reason, source, evidence = rest
    return ModifierRule(
        need,
        texts_of(modifiers),
        texts_of(codes),
        texts_of(values),
        texts_of(settings),
        texts_of(business),
        contractor,
        severity or None,  # type: ignore[arg-type]
        _day(since),
        _day(until),
        reason,
        source,
        evidence,
    )


@cache
def _by_key(column: str) -> Mapping[tuple[str, str], tuple[ModifierRule, ...]]:
    found: dict[tuple[str, str], tuple[ModifierRule, ...]] = {}
    for row in modifier_rules():
        for each in getattr(row, column):
            key = row.need, each
            found[key] = (*found.get(key, ()), row)
    return found


def rules_of_code(need: str, code: str | None) -> tuple[ModifierRule, ...]:
    """The rows of a need that are about a code.

    >>> rules_of_code("ESA reason", "J0885")[0].modifiers
    ('EA', 'EB', 'EC')
    """
    return _by_key("codes").get((need, code), ())  # type: ignore[arg-type]


def rules_of_modifier(need: str, modifier: str) -> tuple[ModifierRule, ...]:
    """The rows of a need that are about a modifier."""
    return _by_key("modifiers").get((need, modifier), ())


@cache
def modifiers_of_need(need: str) -> frozenset[str]:
    """Every modifier of the rows of a need."""
    return frozenset(each for row in _of_need(need) for each in row.modifiers)


@cache
def _of_need(need: str) -> tuple[ModifierRule, ...]:
    return tuple(row for row in modifier_rules() if row.need == need)


def modifiers_340b(payer: Payer, on: date) -> tuple[str, ...] | None:
    """The modifiers of which one says that a drug was bought under 340B.

    Returns:
        The modifiers; empty if the payer takes none; None if that is not known.

    Source: CMS, 340B modifiers; ``payers.csv`` and ``modifier_rules.csv``.

    >>> modifiers_340b(Payer.medicare(), date(2025, 8, 1))
    ('TB',)
    """
    since = payer.modifier_340b_from
    if payer.modifier_340b is None or (since is not None and on < since):
        rows = (row for row in _of_need("340B wanted") if row.is_of(on))
        business = payer.line_of_business
        return next((row.modifiers for row in rows if business in row.lines_of_business), None)
    return (payer.modifier_340b,) if payer.modifier_340b else ()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _last_day(release: str) -> date:
    year, quarter = int(release[:4]), int(release[5])
    following = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return following - timedelta(days=1)
