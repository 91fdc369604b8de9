"""CMS's quarterly ASP NDC-HCPCS crosswalk: which package is billed under which code.

The file starts with lines of text, names its code column after a year that may not
be its own, and may have hundreds of empty trailing columns. Numbers stay the text
that CMS prints, "21.3125?" included.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from attrs import fields, frozen

from ..releases.records import UnreadableSource
from .fields import decode, text_or_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["CrosswalkRow", "read_crosswalk"]

_COLUMNS = {
    "SHORT DESCRIPTION": "short_description",
    "LABELER NAME": "labeler",
    "NDC2": "ndc",
    "DRUG NAME": "drug_name",
    "HCPCS DOSAGE": "dosage",
    "PKG SIZE": "package_size",
    "PKG QTY": "package_quantity",
    "BILLUNITS": "billing_units",
    "BILLUNITSPKG": "billing_units_per_package",
}


@frozen
class CrosswalkRow:
    """One package under one code, each field as printed, without surrounding blanks."""

    code: str
    short_description: str
    labeler: str
    ndc: str
    drug_name: str
    dosage: str
    package_size: str
    package_quantity: str
    billing_units: str
    billing_units_per_package: str


_FIELDS = {field.name for field in fields(CrosswalkRow)}


def read_crosswalk(content: bytes) -> list[CrosswalkRow]:
    """Read the rows of a crosswalk.

    Raises:
        UnreadableSource: there is no header with all columns, or a row has a
            code without an NDC or an NDC without a code.
    """
    lines = csv.reader(io.StringIO(decode(content), newline=""))
    columns = _header(lines)
    return [_row(columns, cells) for cells in lines if any(map(text_or_none, cells))]


def _header(lines: Iterator[Sequence[str]]) -> dict[str, int]:
    """The position of the column of each field."""
    for cells in lines:
        columns = {_field(cell.strip().upper()): index for index, cell in enumerate(cells)}
        if columns.keys() >= _FIELDS:
            return {name: columns[name] for name in _FIELDS}
    raise UnreadableSource("no header line with all columns of a crosswalk was found")


def _field(heading: str) -> str:
    """The field under a heading; that of the code includes a year, as in "_2023_CODE"."""
    return "code" if heading.endswith("_CODE") else _COLUMNS.get(heading, heading)


def _row(columns: Mapping[str, int], cells: Sequence[str]) -> CrosswalkRow:
    padded = [*cells, *[""] * len(columns)]
    row = CrosswalkRow(
        **{name: text_or_none(padded[index]) or "" for name, index in columns.items()}
    )
    if not (row.code and row.ndc):
        raise UnreadableSource(f"a row lacks its code or its NDC: {row}")
    return row
