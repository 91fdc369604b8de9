"""What the generated parts share: Markdown tables, and the rows of our own tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from hcpcs_jcodes.tables import read_table

__all__ = ["LEDGER", "dicts", "ledger_dicts", "plain", "table"]

# the site is built from a checkout: the maintainers' tables are not installed
LEDGER = Path(__file__).resolve().parents[1] / "release" / "ledger"

_MARKUP = re.compile(r"([\\`*_<>{}\[\]|$])")


def plain(text: object) -> str:
    """The text with Markdown's special characters escaped."""
    return _MARKUP.sub(r"\\\1", str(text))


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def dicts(name: str) -> list[dict[str, str]]:
    """The rows of a packaged table, each cell under its column."""
    header, *rows = read_table(name)
    return [dict(zip(header, row, strict=True)) for row in rows]


def ledger_dicts(name: str) -> list[dict[str, str]]:
    """The rows of a table of the ledger, each cell under its column."""
    with (LEDGER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
