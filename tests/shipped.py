"""The rows of a packaged table, read independently of the module under test."""

from __future__ import annotations

from hcpcs_jcodes.tables import read_table


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of a packaged table, by column."""
    header, *listed = read_table(name)
    return [dict(zip(header, row, strict=True)) for row in listed]
