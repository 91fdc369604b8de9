"""Readers of CMS files: one function recognizes the layouts."""

from __future__ import annotations

import re

from ..releases.records import Record, UnreadableSource
from .fields import decode
from .fixed_width import looks_fixed_width, read_fixed_width
from .tables import read_catalogue, read_rows, rows_of_csv, rows_of_workbook

__all__ = ["read_records"]

_CODE_ALONE = re.compile(r"[A-V][0-9]{4}")


def read_records(content: bytes) -> list[Record]:
    """Read a HCPCS file of any layout that CMS or its mirrors have used.

    The layout is recognized by the content, never by the file name: CMS changes
    its file names every quarter.

    Raises:
        UnreadableSource: the content has none of the known layouts, or violates
            the one it has.
    """
    if content.startswith(b"PK"):
        return list(read_rows(rows_of_workbook(content)))
    text = decode(content)
    if text.lstrip().startswith("["):
        return list(read_catalogue(text))
    if looks_fixed_width(text):
        return list(read_fixed_width(text))
    lines = text.split()
    if lines and all(_CODE_ALONE.fullmatch(line) for line in lines):
        return [Record(code) for code in lines]
    if "," in text or "\t" in text:
        return list(read_rows(rows_of_csv(text)))
    raise UnreadableSource("the file has none of the layouts that CMS has used")
