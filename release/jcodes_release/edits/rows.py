"""What the tables of edits share: named columns of a CSV, one row per code."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from hcpcs_jcodes.tables import LIST_SEPARATOR

from ..readers.fields import decode
from ..releases.records import Release, UnreadableSource
from ..runs import runs

__all__ = ["Row", "by_code", "csv_rows", "left_out", "quarter_ranges", "quarter_starting"]

Row = tuple[str, ...]

_CODE = re.compile(r"[A-V][0-9]{4}|[0-9]{5}")
_MONTH = re.compile(r"(20[0-9]{2})-(01|04|07|10)")


def csv_rows(content: bytes, columns: Sequence[str]) -> Iterator[Row]:
    """The cells of the named columns, row by row, without surrounding blanks."""
    rows = csv.DictReader(io.StringIO(decode(content), newline=""))
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise UnreadableSource(f"the table has no column {', '.join(missing)}")
    return (tuple((row[column] or "").strip() for column in columns) for row in rows)


def by_code(rows: Iterable[Row]) -> dict[str, Row]:
    """The cells of each code."""
    listed: dict[str, Row] = {}
    for code, *cells in rows:
        if not _CODE.fullmatch(code) or code in listed:
            raise UnreadableSource(f"{code!r} is listed twice or is not a valid code")
        listed[code] = tuple(cells)
    return listed


def left_out(table: str, number: int) -> str:
    """How many codes of a table are not this library's, for the report of a build."""
    return f"{table}: {number} codes that are neither drugs nor administration codes were left out"


def quarter_starting(month: str) -> str:
    """The quarter that starts with a month, such as 2026-04."""
    match = _MONTH.fullmatch(month)
    if match is None:
        raise UnreadableSource(f"{month!r} is not the first month of a quarter, such as 2026-04")
    return f"{match[1]}Q{(int(match[2]) + 2) // 3}"


def quarter_ranges(quarters: Iterable[str]) -> str:
    """Quarters as a cell, in order and each once, those that follow each other as a range.

    >>> quarter_ranges(["2026Q2", "2024Q4", "2025Q1", "2024Q3"])
    '2024Q3-2025Q1; 2026Q2'

    Raises:
        ValueError: a text is not a quarter.
    """
    ordered = [Release(name) for name in sorted(set(quarters))]
    spans = runs(ordered, lambda before, after: before.following == after)
    return LIST_SEPARATOR.join(
        "-".join(dict.fromkeys((span[0].name, span[-1].name))) for span in spans
    )
