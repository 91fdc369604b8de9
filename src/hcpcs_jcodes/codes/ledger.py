"""The ledger: every version of every code, dated.

Rows stay text until a version is needed: a program that looks up one code
builds one object, not four thousand.
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Any

from ..tables import lines_of, read_cells, read_table, rows_of_code, texts_of
from .code import JCode
from .rows import AT, CODE_COLUMNS, Row, is_in_force, version_of_row

__all__ = [
    "Ledger",
    "banded_siblings",
    "code_ledger",
    "family_of",
    "reference_of",
    "row_on",
    "same_use",
    "unlisted",
    "use_of",
    "validity",
    "version_referred",
]


class Ledger:
    """All versions of all codes, read from ``data/codes.csv`` as they are needed.

    A program that looks up one code parses the lines of that code alone.
    """

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._versions: dict[Row, JCode] = {}

    def rows(self, code: str) -> tuple[Row, ...]:
        """The rows of a code in order of validity; empty if there is no such code."""
        rows = self._rows.get(code)
        if rows is None:
            rows = tuple(map(tuple, rows_of_code("codes", code, CODE_COLUMNS)))
            if rows:
                rows = self._rows.setdefault(code, rows)
        return rows

    def version(self, row: Row) -> JCode:
        """The version of a row, built on first use."""
        version = self._versions.get(row)
        if version is None:
            # two threads may both get here: they build equal objects and one is kept
            version = self._versions.setdefault(row, version_of_row(row))
        return version

    def codes(self, family: str) -> Mapping[str, tuple[Row, ...]]:
        """The rows of every code of a family, by code."""
        return self.jcodes if family == "J" else self.related

    @cached_property
    def jcodes(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of every J code, by code."""
        return {code: rows for code, rows in self._all_rows.items() if family_of(code) == "J"}

    @cached_property
    def related(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of every code outside J, by code."""
        return {code: rows for code, rows in self._all_rows.items() if family_of(code) != "J"}

    @property
    def all_codes(self) -> Iterable[str]:
        """Every J code and every code outside J, in order."""
        return self._all_rows

    @cached_property
    def _all_rows(self) -> Mapping[str, tuple[Row, ...]]:
        found: dict[str, list[Row]] = {}
        for row in read_cells(line.decode() for line in lines_of("codes", CODE_COLUMNS)):
            found.setdefault(row[0], []).append(tuple(row))
        return {code: self._rows.setdefault(code, tuple(rows)) for code, rows in found.items()}

    @cached_property
    def turning_days(self) -> tuple[Sequence[str], Sequence[str]]:
        """Every first and every last day of a version, in order; "" if a version has no last day."""
        firsts, lasts = set(), set()
        for line in lines_of("codes", CODE_COLUMNS):
            _, first, last, _ = line.split(b",", 3)
            firsts.add(first)
            lasts.add(last)
        return sorted(day.decode() for day in firsts), sorted(day.decode() for day in lasts)


@cache
def code_ledger() -> Ledger:
    """The ledger, the same for every caller."""
    return Ledger()


def family_of(code: str) -> str:
    """Whether a code is among the "J" codes or the "related" codes, which are all others."""
    return "J" if code[:1] == "J" else "related"


def unlisted(code: object) -> str:
    """Why a code that CMS prices is not included, as an error text; "" if it is not such a code."""
    drug, evidence = _unlisted().get(str(code), ("", ""))
    if not drug:
        return ""
    return (
        f"{code} ({drug}) is in {evidence}, but in no release of CMS's HCPCS codes that is "
        "included: its wording, unit and dates are not known"
    )


@cache
def _unlisted() -> Mapping[str, tuple[str, str]]:
    _, *rows = read_table("unlisted_codes")
    return {code: (drug, evidence) for code, drug, evidence in rows}


def use_of(row: Row) -> str:
    """The use of its code that a row belongs to; a reused code has more than one."""
    return row[AT["use"]]


def row_on(code: str, day: date) -> Row | None:
    """The row of a code in force on a day, J code or not; None if there is none."""
    text = day.isoformat()
    for row in code_ledger().rows(code):
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


def reference_of(version: JCode) -> tuple[str, date, str] | None:
    """The code, the first day and the fingerprint of a version; None unless it ships as it is.

    The fingerprint hashes what the version means on its first day, as that of a code set does:
    a last day, a brand or a class that is added later does not change it.
    """
    code: object = version.code
    rows = code_ledger().rows(code) if isinstance(code, str) and code.isalnum() else ()
    for row in rows:
        shipped = code_ledger().version(row)
        if shipped is version or (shipped == version and shipped.source == version.source):
            return row[AT["code"]], version.valid_from, _fingerprint(row)
    return None


def version_referred(code: str, valid_from: date, fingerprint: str) -> JCode:
    """The version that ships for what :func:`reference_of` gave.

    Raises:
        FingerprintChanged: no version of the code begins on that day, or it has been corrected.
    """
    from .fingerprints import version_changed  # few programs load what was stored

    rows = code_ledger().rows(code) if code.isalnum() else ()
    first = valid_from.isoformat()
    row = next((row for row in rows if row[AT["valid_from"]] == first), None)
    if row is None:
        begins = " and ".join(row[AT["valid_from"]] for row in rows)
        raise version_changed(code, first, fingerprint, begins=begins)
    if _fingerprint(row) != fingerprint:
        raise version_changed(code, first, fingerprint, now=_fingerprint(row))
    return code_ledger().version(row)


def _fingerprint(row: Row) -> str:
    from .fingerprints import DIGITS, fingerprint_of  # few programs store what they looked up

    first = date.fromisoformat(row[AT["valid_from"]])
    return fingerprint_of(family_of(row[0]), first, first, [row])[:DIGITS]


def _reduced(version: JCode) -> tuple[Any, ...] | str:
    """What a version pickles as: a reference, if it ships."""
    reference = reference_of(version)
    return version.__reduce_ex__(2) if reference is None else (version_referred, reference)


# a version that ships was made here, so that its pickles are short wherever it went
copyreg.pickle(JCode, _reduced)
