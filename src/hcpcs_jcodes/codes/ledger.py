"""The ledger: every version of every code, dated.

Rows stay text until a version is needed: a program that looks up one code
builds one object, not four thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from attrs import field, frozen

from ..errors import CorruptData
from ..tables import read_table, texts_of
from .code import JCode
from .rows import AT, CODE_COLUMNS, Row, is_in_force, version_of_row

__all__ = [
    "Ledger",
    "banded_siblings",
    "code_ledger",
    "row_on",
    "same_use",
    "use_of",
    "validity",
]


@frozen(eq=False, repr=False)
class Ledger:
    """All rows of ``data/codes.csv``, grouped by code and in order of validity."""

    jcodes: Mapping[str, tuple[Row, ...]]
    related: Mapping[str, tuple[Row, ...]]
    built: dict[Row, JCode] = field(factory=dict)

    def version(self, row: Row) -> JCode:
        """The version of a row, built on first use."""
        version = self.built.get(row)
        if version is None:
            # two threads may both get here: they build equal objects and one is kept
            version = self.built.setdefault(row, version_of_row(row))
        return version


@cache
def code_ledger() -> Ledger:
    """The ledger, read on first use."""
    rows = read_table("codes")
    if tuple(next(rows)) != CODE_COLUMNS:
        raise CorruptData("codes.csv", "codes.csv does not have the columns of this version")
    jcodes: dict[str, list[Row]] = {}
    related: dict[str, list[Row]] = {}
    for row in rows:
        group = jcodes if row[0][0] == "J" else related
        group.setdefault(row[0], []).append(tuple(row))
    return Ledger(
        {code: tuple(listed) for code, listed in jcodes.items()},
        {code: tuple(listed) for code, listed in related.items()},
    )


def use_of(row: Row) -> str:
    """The use of its code that a row belongs to; a reused code has more than one."""
    return row[AT["use"]]


def row_on(code: str, day: date) -> Row | None:
    """The row of a code in force on a day, J code or not; None if there is none."""
    ledger, text = code_ledger(), day.isoformat()
    for row in ledger.jcodes.get(code) or ledger.related.get(code, ()):
        if is_in_force(row, text):
            return row
    return None


def same_use(code: str, one: date, other: date) -> bool:
    """Whether a code is in force on two days and stands for the same drug on both."""
    rows = row_on(code, one), row_on(code, other)
    return rows[0] is not None and rows[1] is not None and use_of(rows[0]) == use_of(rows[1])


def validity(rows: tuple[Row, ...]) -> str:
    """The dates of a code in words, with consecutive versions joined."""
    spans: list[list[str]] = []
    for row in rows:
        adjoins = (
            bool(spans)
            and bool(spans[-1][1])
            and (date.fromisoformat(row[AT["valid_from"]]) - date.fromisoformat(spans[-1][1])).days
            == 1
        )
        if adjoins:
            spans[-1][1] = row[AT["valid_to"]]
        else:
            spans.append([row[AT["valid_from"]], row[AT["valid_to"]]])
    return " and ".join(
        f"from {first} to {last}" if last else f"from {first} on" for first, last in spans
    )


def banded_siblings(version: JCode) -> tuple[JCode, ...]:
    """The codes for other dose bands of the same product, in force at the same time."""
    product = (version.drug.name, version.scope.brands, version.scope.labelers)
    start = version.valid_from.isoformat()
    end = version.valid_to.isoformat() if version.valid_to else ""
    ledger = code_ledger()
    return tuple(
        ledger.version(row)
        for rows in (*ledger.jcodes.values(), *ledger.related.values())
        for row in rows
        if row[AT["unit_kind"]] == "banded"
        and (row[AT["drug"]], texts_of(row[AT["brands"]]), texts_of(row[AT["labelers"]])) == product
        and row[AT["code"]] != version.code
        and (not end or row[AT["valid_from"]] <= end)
        and (not row[AT["valid_to"]] or row[AT["valid_to"]] >= start)
    )
