"""What the caller decides when published sources disagree."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

from attrs import field, frozen

from ..amounts.arguments import shown
from ..errors import BadAdministration
from ..tables import read_table

__all__ = ["Choices", "allowed_choices"]


@cache
def _least_minutes(family: str) -> int:
    """The fewest minutes of a first infusion, by the rows that administration codes follow."""
    header, *rows = read_table("administration_rules")
    found = (dict(zip(header, row, strict=True)) for row in rows)
    return min(
        int(row["minutes"])
        for row in found
        if row["role"] == "initial" and row["family"] == family and row["minutes"]
    )


def _shortest_hydration() -> int:
    return _least_minutes("hydration")


@frozen
class Choices:
    """What the caller decides when published sources disagree; None leaves it open.

    A line that depends on an open choice needs documentation.

    Args:
        missing_stop: "push" to count an infusion without a stop time as a push, as most
            contractors do, or "nothing".
        repeated_infusion: the same drug infused again later at the same site, if the chart does
            not show that the infusion was interrupted and resumed: "added" to
            add up the times, "additional hours" for additional hours each time, or "same-drug
            pushes" for an additional push of the drug each time, in a hospital.
        partial_overlap: two overlapping infusions, each of which also ran alone: "sequential"
            or "concurrent".
        shortest_hydration: the minutes that hydration needs: 31, or 16 for payers that accept
            more than 15.
        hydration_parts: hydration from separate bags before and after another infusion:
            "added" up, or each part "apart".
        repeated_injection: one dose of a drug, divided and injected more than once at one time:
            "each" or "once". Doses of different times are each an injection.
        home_pump: a pump that goes home: "prolonged", as an infusion of more than 8 hours, or
            "started in the office", as Medicare has it.
        both_sides: one procedure on both eyes or on the same joint on both sides: "50" for one
            line with that modifier, as Medicare requires, or "RT and LT" for a line each.
        second_visit: a second encounter on the same date through the access site of the first:
            "initial" for an initial code of its own, or "continued" if the initial code of the
            site was reported with the first.
        push_of_infused_drug: a push of a drug that was also infused at the site: a push of a
            "new drug" or of the "same drug".
        unlisted_code: two complex drugs at the same time, which have no code: the unlisted code is
            "reported" or "omitted".
        stopped_early: an infusion that was stopped within the minutes of a push: the modifier of
            its code, "52", "53" or "74", "no modifier", or "nothing" if so few minutes support
            no code.
        distinct: the modifier of a distinct service: "59", "XE", "XS", "XP" or "XU".

    Raises:
        BadAdministration: a choice is not one of these.

    >>> Choices(missing_stop="push", distinct="XS").missing_stop
    'push'
    """

    missing_stop: Literal["push", "nothing"] | None = None
    repeated_infusion: Literal["added", "additional hours", "same-drug pushes"] | None = None
    partial_overlap: Literal["sequential", "concurrent"] | None = None
    shortest_hydration: int = field(factory=_shortest_hydration)
    hydration_parts: Literal["added", "apart"] | None = None
    repeated_injection: Literal["each", "once"] | None = None
    home_pump: Literal["prolonged", "started in the office"] | None = None
    both_sides: Literal["50", "RT and LT"] | None = None
    second_visit: Literal["initial", "continued"] | None = None
    push_of_infused_drug: Literal["new drug", "same drug"] | None = None
    unlisted_code: Literal["reported", "omitted"] | None = None
    stopped_early: Literal["no modifier", "53", "52", "74", "nothing"] | None = None
    distinct: Literal["59", "XE", "XS", "XP", "XU"] = "59"

    def __attrs_post_init__(self) -> None:
        for name, allowed in allowed_choices().items():
            value: object = getattr(self, name)
            is_plain = value is None or isinstance(value, str | int)
            if not is_plain or value not in allowed:
                shown_allowed = ", ".join(map(repr, allowed))
                raise BadAdministration(
                    value, f"{name}={shown(value)} is not a choice: pass one of {shown_allowed}"
                )


@cache
def allowed_choices() -> Mapping[str, tuple[object, ...]]:
    """The values of each choice: those of its type, and the two thresholds of hydration."""
    hints = get_type_hints(Choices)
    allowed = {name: _values(hint) for name, hint in hints.items()}
    return allowed | {"shortest_hydration": (_shortest_hydration(), _least_minutes("therapeutic"))}


def _values(hint: object) -> tuple[object, ...]:
    """The fixed words of a type, after None if it may be left open."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    words = tuple(word for part in get_args(hint) for word in get_args(part))
    return (None, *words)
