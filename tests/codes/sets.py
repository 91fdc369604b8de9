"""Rows that a test states, and code sets of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hcpcs_jcodes import CodeSet
from hcpcs_jcodes.codes.contents import Contents
from hcpcs_jcodes.codes.rows import CODE_COLUMNS, Row

START, END = date(2025, 1, 1), date(2025, 12, 31)


def a_row(**cells: str) -> tuple[str, ...]:
    """A row of codes.csv with these cells, and the cells that every row needs."""
    known = {
        "code": "J0001",
        "valid_from": "2020-01-01",
        "begins": "added",
        "use": "1",
        "drug": "examplumab",
        "unit_kind": "measured",
        "unit_amount": "10 mg",
    }
    return tuple((known | cells).get(column, "") for column in CODE_COLUMNS)


def set_of(
    rows: Mapping[str, tuple[Row, ...]], start: date = START, end: date = END, family: str = "J"
) -> CodeSet:
    """The code set of these rows, which shares nothing with those that the library keeps."""
    contents = Contents(family, start.isoformat(), end.isoformat())
    contents.rows = rows
    return CodeSet(start, end, contents)
