"""Reads the packaged tables, only when they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import importlib_resources

__all__ = ["LIST_SEPARATOR", "read_cells", "read_table", "table_text", "texts_of"]

LIST_SEPARATOR: Final = "; "


def read_table(name: str) -> Iterator[list[str]]:
    """The rows of ``data/NAME.csv``, header first."""
    from io import StringIO

    return read_cells(StringIO(table_text(name), newline=""))


def table_text(name: str) -> str:
    """The text of ``data/NAME.csv``."""
    return importlib_resources.files("hcpcs_jcodes.data").joinpath(f"{name}.csv").read_text("utf-8")


def read_cells(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each line."""
    import csv  # a program that only calculates reads no table

    return csv.reader(lines)


def texts_of(cell: str) -> tuple[str, ...]:
    """The texts of a cell that may list several.

    >>> texts_of("intravenous; oral"), texts_of("")
    (('intravenous', 'oral'), ())
    """
    return tuple(cell.split(LIST_SEPARATOR)) if cell else ()
