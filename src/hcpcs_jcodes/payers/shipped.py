"""The rows of the payers that are included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from attrs import fields_dict

from ..tables import read_table
from ..units.rounding import Rounding
from .choices import Choices
from .scopes import Scoped

__all__ = ["shipped_values"]

_ROUNDINGS: Final = {
    "0": Rounding.UP,
    "1": Rounding.TENTHS,
    "2": Rounding.HUNDREDTHS,
    "3": Rounding.THOUSANDTHS,
}
_FLAGS: Final = {"yes": True, "no": False}
_NUMBERS: Final = frozenset({"line_limit", "most_lines", "days_to_file", "days_to_appeal"})
_DATES: Final = frozenset({"discarded_from", "zero_discarded_from", "modifier_340b_from"})
_APPLIES: Final = {"yes": True, "no": False, "": None}
# the attribute of each rule that has rows of its own
_SCOPES: Final = {
    "authorization": "authorizations",
    "codes": "codes",
    "discarded": "scope",
    "places": "places",
    "scope_340b": "scope_340b",
}


@cache
def shipped_values() -> Mapping[str, Mapping[str, Any]]:
    """The attributes of each payer of ``payers.csv``, by name."""
    values: dict[str, dict[str, Any]] = {}
    sources: dict[str, dict[str, str]] = {}
    rows = read_table("payers")
    next(rows)
    for name, rule, value, source in rows:
        sources.setdefault(name, {})[rule] = source
        own = values.setdefault(name, {})
        if value:
            attribute = "rounding" if rule == "decimals" else rule
            own[attribute] = _value(rule, value)
    for name, own in values.items():
        picked = {rule: own.pop(rule) for rule in [*own] if rule in fields_dict(Choices)}
        own |= {"choices": Choices(**picked), "sources": sources[name], "name": name}
    rows = read_table("payer_scopes")
    next(rows)
    for name, rule, kind, value, since, until, applies, reason, source in rows:
        entry = Scoped(
            kind, value, _APPLIES[applies], reason, source, since=_day(since), until=_day(until)
        )
        values[name].setdefault(_SCOPES[rule], []).append(entry)
    return values


def _value(rule: str, value: str) -> Any:
    if rule == "decimals":
        return _ROUNDINGS[value]
    if rule in _NUMBERS:
        return int(value)
    if rule in _DATES:
        return date.fromisoformat(value)
    if rule == "charge_limit":
        return Decimal(value)
    if rule in {"noc_needs", "ndc_qualifiers"}:
        return tuple(value.split("; "))
    if rule == "noc_codes":
        return dict(pair.split(" ") for pair in value.split("; "))
    return _FLAGS.get(value, value)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
