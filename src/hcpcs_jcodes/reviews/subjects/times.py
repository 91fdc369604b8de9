"""Rules about what the record of an administration supports: its hours, and its events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import frozen

from ...administration.minutes import additional_hours
from ...administration.rules import rules_about
from ...administration.ways import given_by_code
from ...claims.records import Record
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_HOURS: Final = "additional hour"
_SECONDS: Final = 60
_UNCLEAR: Final = Verdict.not_checked("the start and stop of each infusion")


@frozen
class _Infused:
    """The infusions of a family on a date.

    Attributes:
        supported: the additional hours that their records support; None if not known.
        billed: the additional hours on the claim.
        evidence: the minutes of each.
        numbers: the numbers of the lines, those of the first hours first.
    """

    supported: int | None
    billed: int
    evidence: tuple[str, ...]
    numbers: tuple[int, ...]


@lru_cache(maxsize=1024)
def _roles(code: str) -> frozenset[str]:
    return frozenset(rule.role for rule in rules_about(code) if rule.outcome != "refused")


def _infused(claim: ClaimFacts) -> Mapping[tuple[str, date], _Infused]:
    """By family and date; hydration is not among them, since what runs beside it counts."""
    found: dict[tuple[str, date], list[LineFacts]] = {}
    for line in claim.lines:
        given = given_by_code(line.code or "")
        if given is None or line.on is None or given[1] != "infusion" or given[0] == "hydration":
            continue
        if line.setting == "supplier" or "concurrent" in _roles(line.code or ""):
            continue
        found.setdefault((given[0], line.on), []).append(line)
    return {key: _summed(lines) for key, lines in found.items()}


def _summed(lines: list[LineFacts]) -> _Infused:
    hours = [line for line in lines if _HOURS in _roles(line.code or "")]
    first = [line for line in lines if _HOURS not in _roles(line.code or "")]
    minutes = [_minutes(line) for line in first]
    known = [each for each in minutes if each is not None]
    is_known = len(known) == len(minutes) and bool(known)
    billed = [int(line.units) for line in hours if line.units is not None]
    return _Infused(
        sum(map(additional_hours, known)) if is_known and len(billed) == len(hours) else None,
        sum(billed),
        tuple(
            f"line {line.number}: {each} minutes" for line, each in zip(first, minutes, strict=True)
        ),
        tuple(line.number for line in (*first, *hours)),
    )


def _minutes(line: LineFacts) -> int | None:
    """The minutes of the one infusion that a line rests on."""
    record = line.line.record
    if record is None or record.start is None or record.stop is None:
        return None
    if len(line.line.events) > 1 or line.units != 1:
        return None
    return int((record.stop - record.start).total_seconds()) // _SECONDS


def _other_hours(line: LineFacts) -> Verdict:
    given = given_by_code(line.code or "")
    if given is None or line.on is None:
        return NOT_APPLICABLE
    found = line.claim.once(_infused).get((given[0], line.on))
    if found is None or line.number != found.numbers[0]:
        return NOT_APPLICABLE
    if found.supported is None:
        return _UNCLEAR
    if found.supported == found.billed:
        return PASS
    return Verdict.failed(
        f"the records support {found.supported} additional "
        f"hour{'' if found.supported == 1 else 's'}, and {found.billed} "
        f"{'is' if found.billed == 1 else 'are'} billed",
        field="units",
        evidence=(*found.evidence, "an additional hour needs 31 minutes beyond the last"),
        fix="when did each infusion start and stop, and did it pause?",
        asks="nurse",
        also=found.numbers[1:],
    )


def _other_events(line: LineFacts) -> Verdict:
    given, events = given_by_code(line.code or ""), line.line.events
    if given is None or line.code is None or _HOURS in _roles(line.code):
        return NOT_APPLICABLE
    if not events:
        return Verdict.not_checked("the events of the line")
    if line.units is None:
        return Verdict.not_checked("units that can be read")
    fewer = given[1] == "injection" and line.units < len(events)
    if line.units <= len(events) and not fewer:
        return PASS
    return Verdict.failed(
        f"{line.units} units of {line.code}, and the chart has {len(events)} of its events",
        field="units",
        evidence=(f"events {', '.join(map(str, events))}",),
        fix="how often was it given?",
        asks="nurse",
    )


def _recorded(way: tuple[str, str, str], units: int, stop: str) -> dict[str, object]:
    record = Record(start="2025-08-01 09:00", stop=f"2025-08-01 {stop}")
    return {"way": way, "units": units, "record": record, "events": (1,)}


_FIRST: Final = ("complex", "infusion", "initial")

RULES: Final = (
    Rule(
        "ADM010",
        "additional hours other than those of the record",
        "Each additional hour needs 31 minutes beyond the last, by the charted times.",
        "UWHC infusion coding manual, 2014; NCCI Policy Manual, ch. XI",
        _other_hours,
        looks_at="administration line",
        severity="verify",
        needs=("record",),
        denials=("documentation does not support",),
        draws=Example((_recorded(_FIRST, 1, "10:31"),)),
        passes=Example((_recorded(_FIRST, 1, "10:30"),)),
    ),
    Rule(
        "ADM011",
        "units other than the events of the chart",
        "A line that is billed once for each time has no more units than the chart has times.",
        "NCCI Policy Manual, ch. XI",
        _other_events,
        looks_at="administration line",
        severity="verify",
        needs=("events",),
        denials=("documentation does not support",),
        draws=Example((_recorded(_FIRST, 2, "10:00"),)),
        passes=Example((_recorded(_FIRST, 1, "10:00"),)),
    ),
)
