"""The rows of ``codes.csv``, read as versions of codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from ..amounts.amount import Amount
from ..errors import CorruptData
from ..tables import rows_of_code, texts_of
from ..words import UNIT_KINDS, UnitKind
from .code import BillingUnit, Drug, JCode, Scope, Source
from .names import names_of

__all__ = [
    "AT",
    "CODE_COLUMNS",
    "Row",
    "is_in_force",
    "unit_of_cells",
    "version_of_row",
]

CODE_COLUMNS: Final = (
    "code",
    "valid_from",
    "valid_to",
    "begins",
    "starts",
    "ends",
    "not_before",
    "use",
    "related_by",
    "long_description",
    "short_description",
    "drug",
    "substance",
    "synonyms",
    "labelers",
    "brands",
    "routes",
    "indications",
    "exclusions",
    "forms",
    "not_equivalent_to",
    "unit_kind",
    "unit_amount",
    "unit_components",
    "unit_counted",
    "unit_above",
    "unit_at_most",
    "unit_of",
    "unit_equivalent",
    "unit_limit",
    "unit_source",
    "is_noc",
    "releases",
    "correction",
)
AT: Final = {name: position for position, name in enumerate(CODE_COLUMNS)}
Row = tuple[str, ...]

_CLASSIFICATION_COLUMNS: Final = (
    "code",
    "valid_from",
    "routes",
    "routes_evidence",
    "classes",
    "classes_evidence",
)


def _classification(cells: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The routes and classes of a version; "unknown" if it is not classified."""
    for _, since, routes, _, classes, _ in rows_of_code(
        "classifications", cells["code"], _CLASSIFICATION_COLUMNS
    ):
        if since == cells["valid_from"]:
            return texts_of(routes), texts_of(classes)
    return texts_of(cells["routes"]) or ("unknown",), ("unknown",)


def _amount(text: str) -> Amount | None:
    return Amount(text) if text else None


def _components(text: str) -> tuple[tuple[str, Amount], ...]:
    pairs = (part.rsplit(" = ", 1) for part in texts_of(text))
    return tuple((name, Amount(amount)) for name, amount in pairs)


def is_in_force(row: Row, day: str) -> bool:
    """Whether the version of a row applies to a date of service, written as in the table."""
    last = row[AT["valid_to"]]
    return row[AT["valid_from"]] <= day and (not last or day <= last)


def _unit_kind(text: str) -> UnitKind:
    for kind in UNIT_KINDS:
        if kind == text:
            return kind
    raise CorruptData(text, f"codes.csv has the unit kind {text!r}, unknown to this version")


def unit_of_cells(cells: Mapping[str, str]) -> BillingUnit:
    """The billing unit that the cells of a row of ``codes.csv`` describe."""
    return BillingUnit(
        kind=_unit_kind(cells["unit_kind"]),
        amount=_amount(cells["unit_amount"]),
        components=_components(cells["unit_components"]),
        counted=cells["unit_counted"],
        above=_amount(cells["unit_above"]),
        at_most=_amount(cells["unit_at_most"]),
        of=cells["unit_of"],
        equivalent=_amount(cells["unit_equivalent"]),
        limit=_amount(cells["unit_limit"]),
    )


def version_of_row(row: Row) -> JCode:
    """The version of a code that a row of ``codes.csv`` describes."""
    cells = dict(zip(CODE_COLUMNS, row, strict=True))
    known = names_of(cells["code"], cells["use"])
    routes, classes = _classification(cells)
    brands = dict.fromkeys(
        (*texts_of(cells["brands"]), *(name for name, kind in known if kind == "brand"))
    )
    return JCode(
        code=cells["code"],
        valid_from=date.fromisoformat(cells["valid_from"]),
        valid_to=date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None,
        begins=cells["begins"],
        long_description=cells["long_description"] or None,
        short_description=cells["short_description"] or None,
        drug=Drug(
            name=cells["drug"],
            substance=cells["substance"],
            brands=_without_repeats(brands),
            routes=routes,
            classes=classes,
        ),
        billing_unit=unit_of_cells(cells),
        scope=Scope(
            labelers=texts_of(cells["labelers"]),
            brands=texts_of(cells["brands"]),
            routes=texts_of(cells["routes"]),
            indications=texts_of(cells["indications"]),
            exclusions=texts_of(cells["exclusions"]),
            forms=texts_of(cells["forms"]),
            not_equivalent_to=texts_of(cells["not_equivalent_to"]),
        ),
        is_noc=cells["is_noc"] == "true",
        source=Source(
            releases=cells["releases"],
            starts=cells["starts"],
            ends=cells["ends"],
            not_before=date.fromisoformat(cells["not_before"]) if cells["not_before"] else None,
            unit=cells["unit_source"],
            correction=cells["correction"],
        ),
    )


def _without_repeats(names: Mapping[str, None]) -> tuple[str, ...]:
    """The names in order, each once; spellings that differ only in case are one name."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(name.casefold(), name)
    # a capitalized name reads better than CMS's lower-case wording
    for name in names:
        if name != name.casefold():
            seen[name.casefold()] = name
    return tuple(seen.values())
