"""Code sets of rows that a test states, which share nothing with those that the library keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hcpcs_jcodes import CodeSet
from hcpcs_jcodes.codes.contents import Contents
from hcpcs_jcodes.codes.rows import Row

START, END = date(2025, 1, 1), date(2025, 12, 31)


def set_of(
    rows: Mapping[str, tuple[Row, ...]], start: date = START, end: date = END, family: str = "J"
) -> CodeSet:
    """The code set of these rows; a code is looked up in the packaged tables."""
    contents = Contents(family, start.isoformat(), end.isoformat())
    contents.rows = rows
    return CodeSet(start, end, contents)
