"""What may be replaced in a payer, for type checkers: its attributes and its choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal, TypedDict

from ..codes.periods import DateLike
from ..units.rounding import Rounding
from ..words import Family, LineOfBusiness, NocNeed, Qualifier, Setting
from .choices import Choices
from .scopes import Scoped

__all__ = ["PayerChanges"]


class PayerChanges(TypedDict, total=False):
    """The keywords of ``Payer.replace``, with what the payer reads of each."""

    name: str
    line_of_business: LineOfBusiness | None
    contractor: str
    state: str
    rounding: Rounding
    line_limit: int | None
    charge_limit: Decimal | int | None
    most_lines: int | None
    repeat_modifier: str | None
    over_limit_modifier: str | None
    discarded_from: DateLike | None
    zero_discarded_from: DateLike | None
    discarded_layout: Literal["own line", "one line"]
    scope: Iterable[Scoped]
    rest_of_bag: Literal["JW", "not billed"] | None
    codes: Iterable[Scoped]
    places: Iterable[Scoped]
    authorizations: Iterable[Scoped]
    self_administered: Iterable[Scoped]
    preferred: Iterable[Scoped]
    sites_of_care: Iterable[Scoped]
    noc_codes: Mapping[Setting, str] | tuple[tuple[Setting, str], ...]
    noc_needs: Iterable[NocNeed]
    ndc_required: bool | None
    ndc_qualifiers: Iterable[Qualifier]
    modifier_340b: str | None
    modifier_340b_from: DateLike | None
    scope_340b: Iterable[Scoped]
    no_cost: Literal["one cent", "omitted"] | None
    families: Mapping[str, Family] | tuple[tuple[str, Family], ...]
    choices: Choices
    cms_mue: bool | None
    cms_edits: bool | None
    days_to_file: int | None
    days_to_appeal: int | None
    correction: Literal["new claim", "replacement"] | None
    sources: Mapping[str, str] | tuple[tuple[str, str], ...]

    missing_stop: Literal["push", "nothing"] | None
    repeated_infusion: Literal["added", "additional hours", "same-drug pushes"] | None
    partial_overlap: Literal["sequential", "concurrent"] | None
    shortest_hydration: int
    hydration_parts: Literal["added", "apart"] | None
    repeated_injection: Literal["each", "once"] | None
    home_pump: Literal["prolonged", "started in the office"] | None
    both_sides: Literal["50", "RT and LT"] | None
    second_visit: Literal["initial", "continued"] | None
    push_of_infused_drug: Literal["new drug", "same drug"] | None
    unlisted_code: Literal["reported", "omitted"] | None
    stopped_early: Literal["no modifier", "53", "52", "74", "nothing"] | None
    distinct: Literal["59", "XE", "XS", "XP", "XU"]
