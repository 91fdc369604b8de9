"""Each drug that a code number has stood for, and the successions that link these uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from attrs import frozen

from ..codes.code import JCode
from ..codes.ledger import code_ledger, row_on, use_of
from ..codes.successions import Succession, all_successions

__all__ = ["CodeUse", "Key", "left_by", "linked_uses", "uses"]

Key = tuple[str, str]


@frozen
class CodeUse:
    """One drug that a code number has stood for: all versions of the code for that drug.

    Attributes:
        code: the code.
        versions: its versions for that drug, in order of date.
    """

    code: str
    versions: tuple[JCode, ...]

    @property
    def valid_from(self) -> date:
        """The first day on which it was in force."""
        return self.versions[0].valid_from

    @property
    def valid_to(self) -> date | None:
        """The last day on which it was in force; None if still active."""
        return self.versions[-1].valid_to

    @property
    def spans(self) -> tuple[tuple[date, date | None], ...]:
        """First and last day of each period in force; more than one if there is a gap."""
        spans: list[tuple[date, date | None]] = []
        for version in self.versions:
            last = spans[-1][1] if spans else None
            if last is not None and version.valid_from - last == timedelta(days=1):
                spans[-1] = (spans[-1][0], version.valid_to)
            else:
                spans.append((version.valid_from, version.valid_to))
        return tuple(spans)

    def __str__(self) -> str:
        spans = " and ".join(
            f"{first} to {last}" if last is not None else f"{first} on"
            for first, last in self.spans
        )
        return f"{self.code}  {self.versions[-1].drug.name} ({self.versions[-1].billing_unit}), {spans}"


@cache
def uses() -> Mapping[Key, CodeUse]:
    """Every use of every code: one for each drug that the code number has stood for."""
    ledger = code_ledger()
    versions: dict[Key, list[JCode]] = {}
    for rows in (*ledger.jcodes.values(), *ledger.related.values()):
        for row in rows:
            versions.setdefault((row[0], use_of(row)), []).append(ledger.version(row))
    return {key: CodeUse(key[0], tuple(listed)) for key, listed in versions.items()}


@cache
def linked_uses() -> tuple[Mapping[Key, tuple[Key, ...]], tuple[Succession, ...]]:
    """For each use, those that successions link it to; and all successions."""
    steps = tuple(step for listed in all_successions().after.values() for step in listed)
    linked: dict[Key, list[Key]] = {}
    for step in steps:
        one, other = left_by(step), _reached(step)
        joined = linked.setdefault(one, [one])
        for member in linked.get(other, [other]) if other is not None else ():
            if member not in joined:
                joined.append(member)
            linked[member] = joined
    return {key: tuple(listed) for key, listed in linked.items()}, steps


def left_by(step: Succession) -> Key:
    """The use that a succession leads from."""
    return step.code, _use_on(step.code, step.until)


def _reached(step: Succession) -> Key | None:
    """The use that a succession leads to; None if nothing follows or the number was reused."""
    if step.since is None or step.kind == "reused":
        return None
    return step.to_code, _use_on(step.to_code, step.since)


def _use_on(code: str, day: date) -> str:
    row = row_on(code, day)
    assert row is not None, f"transitions.csv names {code} on {day}, when it was not in force"
    return use_of(row)
