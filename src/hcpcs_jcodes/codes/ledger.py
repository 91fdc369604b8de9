"""Reads the packaged tables, once and only when asked.

Rows stay texts until a version is asked for: a process that looks up one code
builds one object, not four thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

import importlib_resources
from attrs import field, frozen

from ..amounts.amount import Amount
from ..errors import JCodesError
from .code import BillingUnit, Drug, JCode, Scope, Source

__all__ = [
    "CLASSIFIED_FROM",
    "CODE_COLUMNS",
    "CorruptData",
    "Ledger",
    "ReleaseHeld",
    "banded_siblings",
    "codes_named",
    "ledger",
    "life_of",
    "names_of",
    "read_table",
    "releases_held",
    "row_on",
    "same_life",
    "substance_named",
    "validity",
    "version_of_row",
]

# a version that ended before is not classified
CLASSIFIED_FROM: Final = "2019-01-01"
CODE_COLUMNS: Final = (
    "code",
    "valid_from",
    "valid_to",
    "begins",
    "starts",
    "ends",
    "not_before",
    "life",
    "neighbour_by",
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
_AT: Final = {name: position for position, name in enumerate(CODE_COLUMNS)}
LIST_SEPARATOR: Final = "; "

Row = tuple[str, ...]


class CorruptData(JCodesError, RuntimeError):
    """The packaged tables are not those that this version of the library was built with."""


def read_table(name: str) -> Iterator[list[str]]:
    """The rows of ``data/NAME.csv``, its header first."""
    from io import StringIO

    return _cells(StringIO(_text(name), newline=""))


def _text(name: str) -> str:
    return importlib_resources.files("hcpcs_jcodes.data").joinpath(f"{name}.csv").read_text("utf-8")


def _cells(lines: Iterable[str]) -> Iterator[list[str]]:
    import csv  # a program that only computes reads no table

    return csv.reader(lines)


@frozen
class ReleaseHeld:
    """A CMS release that the data rest on.

    Attributes:
        release: the quarter, such as "2025Q4".
        grade: O as published by CMS, C complete but converted, D codes and
            descriptions only, T transcribed.
        neighbours: whether it lists codes outside J too.
        source_file: the name of CMS's file.
        note: what is special about it.
    """

    release: str
    grade: str
    neighbours: bool
    source_file: str
    note: str

    @property
    def first_day(self) -> date:
        """The first day of the release's quarter."""
        return date(int(self.release[:4]), 3 * int(self.release[5]) - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day of the release's quarter, up to which it answers."""
        year, month = int(self.release[:4]), 3 * int(self.release[5])
        return date(year, month, 30 if month in {6, 9} else 31)


@cache
def releases_held() -> tuple[ReleaseHeld, ...]:
    """The releases in their order."""
    rows = read_table("releases")
    next(rows)
    return tuple(
        ReleaseHeld(release, grade, neighbours == "true", source_file, note)
        for release, grade, neighbours, source_file, _, note in rows
    )


@frozen(eq=False, repr=False)
class Ledger:
    """All rows of ``data/codes.csv``, grouped by code and in order of validity."""

    jcodes: Mapping[str, tuple[Row, ...]]
    neighbours: Mapping[str, tuple[Row, ...]]
    built: dict[Row, JCode] = field(factory=dict)

    def version(self, row: Row) -> JCode:
        """The object of a row, made when it is first asked for."""
        version = self.built.get(row)
        if version is None:
            # two threads may both get here: they make equal objects and one is kept
            version = self.built.setdefault(row, version_of_row(row))
        return version


@cache
def ledger() -> Ledger:
    """The ledger, read on first use."""
    rows = read_table("codes")
    if tuple(next(rows)) != CODE_COLUMNS:
        raise CorruptData("codes.csv", "codes.csv does not have the columns of this version")
    jcodes: dict[str, list[Row]] = {}
    neighbours: dict[str, list[Row]] = {}
    for row in rows:
        group = jcodes if row[0][0] == "J" else neighbours
        group.setdefault(row[0], []).append(tuple(row))
    return Ledger(
        {code: tuple(listed) for code, listed in jcodes.items()},
        {code: tuple(listed) for code, listed in neighbours.items()},
    )


@cache
def names_of() -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """For each code and life the names that people know it by, with their kind."""
    rows = read_table("names")
    next(rows)
    names: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for code, life, name, kind, *_ in rows:
        names.setdefault((code, life), []).append((name, kind))
    return {key: tuple(listed) for key, listed in names.items()}


@cache
def _classifications() -> Mapping[str, str]:
    """The line of each version by the beginning that names it: its code and first day."""
    lines = _text("classifications").splitlines()
    return {line[: len("J9999,2026-12-31")]: line for line in lines}


def _classification(cells: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The routes and classes of a version; "unknown" where nobody has classified it."""
    line = _classifications().get(f"{cells['code']},{cells['valid_from']}")
    if line is not None:
        _, _, routes, _, classes, _ = next(_cells([line]))
        return _list(routes), _list(classes)
    worded = _list(cells["routes"])
    if cells["valid_to"] and cells["valid_to"] < CLASSIFIED_FROM:
        return worded, ()
    return worded or ("unknown",), ("unknown",)


def life_of(row: Row) -> str:
    """The life of its number that a row belongs to; a reused number has more than one."""
    return row[_AT["life"]]


def row_on(code: str, day: date) -> Row | None:
    """The row of a code's version in force on a day, J code or not; None where there is none."""
    held, text = ledger(), day.isoformat()
    for row in held.jcodes.get(code) or held.neighbours.get(code, ()):
        last = row[_AT["valid_to"]]
        if row[_AT["valid_from"]] <= text and (not last or text <= last):
            return row
    return None


def codes_named(name: str, day: date) -> tuple[str, ...]:
    """The codes in force on a day of whose drug this is the name, or that of a brand."""
    text = day.isoformat()
    rows = _rows_by_name().get(name.strip().casefold(), ())
    return tuple(
        row[_AT["code"]]
        for row in rows
        if row[_AT["valid_from"]] <= text
        and (not row[_AT["valid_to"]] or text <= row[_AT["valid_to"]])
    )


def substance_named(drug: str, day: date) -> str:
    """The substance of a drug, by its code or a name; what is written where none is known.

    ``"J2405"``, ``"ondansetron"`` and ``"Zofran"`` are one drug.
    """
    row = row_on(drug, day)
    rows = [row] if row is not None else [row_on(code, day) for code in codes_named(drug, day)]
    found = {each[_AT["substance"]] for each in rows if each is not None} - {""}
    return found.pop() if len(found) == 1 else drug.casefold()


@cache
def _rows_by_name() -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    held = ledger()
    for rows in (*held.jcodes.values(), *held.neighbours.values()):
        for row in rows:
            known = names_of().get((row[_AT["code"]], life_of(row)), ())
            names = {row[_AT["drug"]], row[_AT["substance"]], *_list(row[_AT["brands"]])}
            names.update(name for name, _ in known)
            for each in {name.casefold() for name in names if name}:
                found.setdefault(each, []).append(row)
    return found


def same_life(code: str, one: date, other: date) -> bool:
    """Whether a number stands for the same drug on two days, being in force on both."""
    rows = row_on(code, one), row_on(code, other)
    return rows[0] is not None and rows[1] is not None and life_of(rows[0]) == life_of(rows[1])


def validity(rows: tuple[Row, ...]) -> str:
    """The intervals of a code in words, adjoining versions joined."""
    spans: list[list[str]] = []
    for row in rows:
        adjoins = (
            bool(spans)
            and bool(spans[-1][1])
            and (date.fromisoformat(row[_AT["valid_from"]]) - date.fromisoformat(spans[-1][1])).days
            == 1
        )
        if adjoins:
            spans[-1][1] = row[_AT["valid_to"]]
        else:
            spans.append([row[_AT["valid_from"]], row[_AT["valid_to"]]])
    return " and ".join(
        f"from {first} to {last}" if last else f"from {first} on" for first, last in spans
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(LIST_SEPARATOR)) if text else ()


def _amount(text: str) -> Amount | None:
    return Amount(text) if text else None


def _components(text: str) -> tuple[tuple[str, Amount], ...]:
    pairs = (part.rsplit(" = ", 1) for part in _list(text))
    return tuple((name, Amount(amount)) for name, amount in pairs)


def version_of_row(row: Row) -> JCode:
    """The version that a row of ``codes.csv`` states."""
    cells = dict(zip(CODE_COLUMNS, row, strict=True))
    known = names_of().get((cells["code"], cells["life"]), ())
    routes, classes = _classification(cells)
    brands = dict.fromkeys(
        (*_list(cells["brands"]), *(name for name, kind in known if kind == "brand"))
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
        billing_unit=BillingUnit(
            kind=cells["unit_kind"],
            amount=_amount(cells["unit_amount"]),
            components=_components(cells["unit_components"]),
            counted=cells["unit_counted"],
            above=_amount(cells["unit_above"]),
            at_most=_amount(cells["unit_at_most"]),
            of=cells["unit_of"],
            equivalent=_amount(cells["unit_equivalent"]),
            limit=_amount(cells["unit_limit"]),
        ),
        scope=Scope(
            labelers=_list(cells["labelers"]),
            brands=_list(cells["brands"]),
            routes=_list(cells["routes"]),
            indications=_list(cells["indications"]),
            exclusions=_list(cells["exclusions"]),
            forms=_list(cells["forms"]),
            not_equivalent_to=_list(cells["not_equivalent_to"]),
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
    """Names in their order, the first spelling of each; later ones differ in case at most."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(name.casefold(), name)
    # a name in its own capitals reads better than one of CMS's lower-case wordings
    for name in names:
        if name != name.casefold():
            seen[name.casefold()] = name
    return tuple(seen.values())


def banded_siblings(version: JCode) -> tuple[JCode, ...]:
    """The codes of the same product with another band of doses, in force at the same time."""
    product = (version.drug.name, version.scope.brands, version.scope.labelers)
    start = version.valid_from.isoformat()
    end = version.valid_to.isoformat() if version.valid_to else ""
    held = ledger()
    return tuple(
        held.version(row)
        for rows in (*held.jcodes.values(), *held.neighbours.values())
        for row in rows
        if row[_AT["unit_kind"]] == "banded"
        and (row[_AT["drug"]], _list(row[_AT["brands"]]), _list(row[_AT["labelers"]])) == product
        and row[_AT["code"]] != version.code
        and (not end or row[_AT["valid_from"]] <= end)
        and (not row[_AT["valid_to"]] or row[_AT["valid_to"]] >= start)
    )
