"""What a number stood for: each of its lives, and the lives that successions link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from attrs import frozen

from ..codes.code import JCode
from ..codes.ledger import code_ledger, life_of, row_on
from ..codes.successions import Succession, all_successions

__all__ = ["Key", "Life", "kin", "left_by", "lives"]

Key = tuple[str, str]


@frozen
class Life:
    """One number while it stands for one drug.

    Attributes:
        code: the code.
        versions: what it meant, in order.
    """

    code: str
    versions: tuple[JCode, ...]

    @property
    def valid_from(self) -> date:
        """The first day on which it was in force."""
        return self.versions[0].valid_from

    @property
    def valid_to(self) -> date | None:
        """The last day; None while it is open."""
        return self.versions[-1].valid_to

    @property
    def spans(self) -> tuple[tuple[date, date | None], ...]:
        """First and last day of each time in force; more than one where there is a gap."""
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
def lives() -> Mapping[Key, Life]:
    """Every code, once for each drug that its number stood for."""
    held = code_ledger()
    versions: dict[Key, list[JCode]] = {}
    for rows in (*held.jcodes.values(), *held.neighbours.values()):
        for row in rows:
            versions.setdefault((row[0], life_of(row)), []).append(held.version(row))
    return {key: Life(key[0], tuple(listed)) for key, listed in versions.items()}


@cache
def kin() -> tuple[Mapping[Key, tuple[Key, ...]], tuple[Succession, ...]]:
    """For each life those that successions link it to, and all successions."""
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
    """The life that a succession leads from."""
    return step.code, _life_on(step.code, step.until)


def _reached(step: Succession) -> Key | None:
    """The life that a succession leads to; None where nothing follows, or another drug."""
    if step.since is None or step.kind == "reused":
        return None
    return step.to_code, _life_on(step.to_code, step.since)


def _life_on(code: str, day: date) -> str:
    row = row_on(code, day)
    assert row is not None, f"transitions.csv names {code} on {day}, when it was not in force"
    return life_of(row)
