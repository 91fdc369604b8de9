"""Shorthand to chart an encounter in a test, and to read what it supported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hcpcs_jcodes import Administration, Choices, Encounter, code_encounter


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    """A time of August 2025."""
    return datetime(2025, 8, day, hour, minute)  # noqa: DTZ001 - a chart has local times


def iv(
    drug: str,
    start: datetime,
    stop: datetime | None = None,
    family: Any = "therapeutic",
    **more: Any,
) -> Administration:
    """An intravenous infusion."""
    return Administration(drug, "intravenous", "infusion", start, stop, family, **more)


def chemo(drug: str, start: datetime, stop: datetime | None = None, **more: Any) -> Administration:
    """An intravenous infusion of a complex drug."""
    return iv(drug, start, stop, "complex", **more)


def saline(start: datetime, stop: datetime | None = None, **more: Any) -> Administration:
    """Hydration."""
    return iv("saline", start, stop, "hydration", **more)


def push(
    drug: str,
    start: datetime,
    stop: datetime | None = None,
    family: Any = "therapeutic",
    **more: Any,
) -> Administration:
    """An intravenous push."""
    return Administration(drug, "intravenous", "push", start, stop, family, **more)


def shot(
    drug: str,
    start: datetime,
    family: Any = "therapeutic",
    route: Any = "subcutaneous",
) -> Administration:
    """An injection."""
    return Administration(drug, route, "injection", start, None, family)


def subcutaneous(
    drug: str, start: datetime, stop: datetime | None = None, **more: Any
) -> Administration:
    """A subcutaneous infusion by pump."""
    more = {"family": "therapeutic", **more}
    return Administration(drug, "subcutaneous", "infusion", start, stop, **more)


def coded(*events: Administration, setting: Any = "facility", **more: Any) -> Encounter:
    """An encounter; choices may be passed as keywords."""
    names = [name for name in more if name in Choices.__annotations__]
    choices = Choices(**{name: more.pop(name) for name in names})
    return code_encounter(events, setting=setting, choices=choices, **more)


def lines(encounter: Encounter) -> str:
    """Its lines as one line of text, such as "96413 96415x2 96372-59 ?96367|96368"."""
    codes = []
    for line in encounter.lines:
        if line.outcome == "needs_documentation":
            codes.append("?" + "|".join(line.candidates))
            continue
        units = f"x{line.units}" if line.units > 1 else ""
        codes.append("-".join((line.code, *line.modifiers)) + units)
    return " ".join(codes)
