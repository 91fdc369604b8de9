"""HCPCS files with a header line: workbooks, CSV variants, the catalogue.

CMS renames its columns from file to file, and so do its mirrors, so one
table of synonyms maps each heading to a field.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zipfile import ZipFile

from ..releases.records import Record, UnreadableSource
from .fields import calendar_date, decode, join_description, text_or_none

__all__ = [
    "Cells",
    "cells_of",
    "read_catalogue",
    "read_cells",
    "read_rows",
    "rows_of_csv",
    "rows_of_workbook",
]

Row = Sequence[object]
_MOST_UNPACKED = 100_000_000  # bytes; CMS's largest workbook has 16 million

COLUMNS: Mapping[str, str] = {
    "HCPC": "code",
    "HCPCS": "code",
    "HCPCS_CODE": "code",
    "CODE": "code",
    "RECID": "record_id",
    "LVLII_RECID": "record_id",
    "LONG DESCRIPTION": "long",
    "LONG_DESCRIPTION": "long",
    "LONG_DESCRIPTION_IF_UNCHANGED_SINCE_2026-07": "long",
    "LVLII_DESC_LONG": "long",
    "SHORT DESCRIPTION": "short",
    "SHORT_DESCRIPTION": "short",
    "LVLII_DESC_SHORT": "short",
    "HCPCS_DESC_TYPE": "description_type",
    "HCPCS_DESCRIPTION": "description",
    "ADD DT": "added",
    "ADD DATE": "added",
    "ADD_DT": "added",
    "ADD_DATE": "added",
    "LVLII_DATE_ADDED": "added",
    "DATE_ADDED": "added",
    "ACT EFF DT": "action_date",
    "ACT_EFF_DT": "action_date",
    "LVLII_DATE_ACTION": "action_date",
    "LVLII_ACTION_DATE": "action_date",
    "DATE_ACTION": "action_date",
    "TERM DT": "ended",
    "TERM DATE": "ended",
    "TERM_DT": "ended",
    "TERM_DATE": "ended",
    "LVLII_DATE_TERM": "ended",
    "DATE_TERM": "ended",
    "ACTION CD": "action",
    "ACTION_CD": "action",
    "LVLII_ACTION": "action",
    "ACTION": "action",
    "COV": "coverage",
    "LVLII_COVERAGE": "coverage",
    "BETOS": "betos",
    "LVLII_BETOS": "betos",
    "XREF1": "xref",
    "XREF2": "xref",
    "XREF3": "xref",
    "XREF4": "xref",
    "XREF5": "xref",
    "LVLII_XREF": "xref",
    "XREF": "xref",
    "DATE_BASIS": "date_basis",
    "ACTIVE": "active",
    "DOSAGE": "billing_unit",
    # corrections files
    "HCPCS/MOD CODE": "code",
    "EFF DATE": "effective",
    "EFFECTIVE DATE": "effective",
    "LVLII_DATE_EFF": "effective",
    "SHORT DESC": "short",
    "LONG DESC": "long",
    "XREF CODE": "xref",
    "COMMENTS": "comments",
}

_FIRST = {"3", "7"}
_CONTINUED = {"4", "8"}


def rows_of_csv(text: str) -> Iterator[Row]:
    """The cells of a CSV file, line by line."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise UnreadableSource(f"its lines cannot be divided into cells: {error}") from error


def rows_of_workbook(content: bytes) -> Iterator[Row]:
    """The cells of the first sheet of a workbook, row by row."""
    import openpyxl  # an extra: only maintainers read workbooks

    try:
        with ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked <= _MOST_UNPACKED:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            yield from book.worksheets[0].iter_rows(values_only=True)
    except Exception as error:
        # openpyxl raises whatever a damaged part leads to
        raise UnreadableSource(
            f"the workbook is cut or damaged ({type(error).__name__}): download it again"
        ) from error
    if unpacked > _MOST_UNPACKED:
        raise UnreadableSource(f"the workbook has {unpacked:,} bytes when it is unpacked")


class Cells:
    """One row, its cells by field."""

    # a plain class: thousands of rows are read and most fields are never used

    def __init__(self, fields: Sequence[str | None], row: Row) -> None:
        self._values: dict[str, list[object]] = {}
        for field, cell in zip(fields, row, strict=False):
            if field is not None and text_or_none(cell) is not None:
                self._values.setdefault(field, []).append(cell)

    def __getitem__(self, field: str) -> object:
        return self._values.get(field, [None])[0]

    def text(self, field: str) -> str | None:
        """The text of a field, None if the cell is empty or the column is missing."""
        return text_or_none(self[field])

    def list(self, field: str) -> tuple[str, ...]:
        """All values of a field; CMS joins several with ',', its mirrors with ':'."""
        values = " ".join(str(value) for value in self._values.get(field, []))
        return tuple(re.split(r"[:,\s]+", values.strip(" :,"))) if values.strip(" :,") else ()


def _header(rows: Iterator[Row]) -> list[str | None]:
    for row in rows:
        names = [COLUMNS.get((text_or_none(cell) or "").upper()) for cell in row]
        if "code" in names and len({name for name in names if name}) > 1:
            return names
    raise UnreadableSource("no header line with a code column was found")


def read_cells(rows: Iterator[Row]) -> Iterator[Cells]:
    """The rows below the header that have a code."""
    fields = _header(rows)
    for row in rows:
        cells = Cells(fields, row)
        # the July 2020 workbook has thousands of blank rows
        if cells.text("code") is not None:
            yield cells


def cells_of(content: bytes) -> Iterator[Cells]:
    """The rows of a workbook or CSV file that have a code."""
    is_workbook = content.startswith(b"PK")
    return read_cells(rows_of_workbook(content) if is_workbook else rows_of_csv(decode(content)))


def read_rows(rows: Iterator[Row]) -> Iterable[Record]:
    """Read the codes of a table whose header names its columns."""
    group: list[Cells] = []
    for cells in read_cells(rows):
        code = cells.text("code")
        if group and code == group[0].text("code") and cells.text("record_id") not in _FIRST:
            group.append(cells)
            continue
        if group:
            yield _record(group)
        if cells.text("record_id") in _CONTINUED:
            raise UnreadableSource(f"a line continues {code!r}, which is not open")
        group = [cells]
    if group:
        yield _record(group)


def _text_of_kind(group: list[Cells], kind: str) -> str | None:
    texts = (cells.text("description") for cells in group if cells["description_type"] == kind)
    return join_description(dict.fromkeys(texts))


def _record(group: list[Cells]) -> Record:
    first = group[0]
    long, short = join_description(cells["long"] for cells in group), first.text("short")
    if first["description_type"] is not None:
        # one row per text; a text that was broken over lines appears once per line
        long = _text_of_kind(group, "Long")
        short = _text_of_kind(group, "Short")
    return Record(
        code=str(first["code"]).strip(),
        long_description=long,
        short_description=short,
        added=calendar_date(first["added"]),
        action_date=calendar_date(first["action_date"]),
        ended=calendar_date(first["ended"]),
        action=first.text("action"),
        cross_references=first.list("xref"),
        coverage=first.text("coverage"),
        betos=first.text("betos"),
        billing_unit=first.text("billing_unit"),
        dates_inferred="inferred" in (first.text("date_basis") or ""),
        inactive=first.text("active") == "0",
    )


def read_catalogue(text: str) -> Iterable[Record]:
    """Read the JSON catalogue: code, short and long description, no dates."""
    try:
        for entry in json.loads(text):
            yield Record(
                code=str(entry["code"]),
                long_description=text_or_none(entry["long_description"]),
                short_description=text_or_none(entry["description"]),
            )
    except (json.JSONDecodeError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableSource(
            "the JSON is not the catalogue: a list of code, description and long_description"
        ) from error
