"""What the tables of edits share: named columns of a CSV, one row per code."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from ..readers.fields import decode
from ..releases.records import UnreadableSource

__all__ = ["Row", "by_code", "csv_rows", "left_out"]

Row = tuple[str, ...]

_CODE = re.compile(r"[A-V][0-9]{4}|[0-9]{5}")


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
