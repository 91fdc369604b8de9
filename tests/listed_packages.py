"""Shared by the tests of packages: the shipped crosswalk and two ordinary vials."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

from hcpcs_jcodes import Package, packages_of
from hcpcs_jcodes.tables import read_table

from .strategies import quarter_start

ON: Final = date(2025, 8, 1)
INCLUDED: Final = [f"{year}Q{number}" for year in (2024, 2025) for number in range(1, 5)] + [
    "2026Q1",
    "2026Q3",
    "2026Q4",
]
BEFORE: Final = quarter_start(INCLUDED[0]) - timedelta(days=100)
MISSING: Final = date(2026, 5, 15)
"""A day of the quarter between two included ones that is missing itself."""
RITUXAN: Final = "50242-0051-21"  # a vial of 10 mL, 10 units of J9312
HERCEPTIN: Final = "50242-0132-01"  # a vial of powder, 15 units of J9355


@cache
def rows() -> tuple[dict[str, str], ...]:
    """The shipped rows, read independently of the module under test."""
    header, *cells = read_table("ndc")
    return tuple(dict(zip(header, row, strict=True)) for row in cells)


@cache
def listed(quarter: str) -> tuple[Package, ...]:
    """Every package of every code in a quarter."""
    codes = {row["code"] for row in rows() if row["first"] <= quarter <= row["last"]}
    on = quarter_start(quarter)
    return tuple(package for code in sorted(codes) for package in packages_of(code, on=on))


def every_package() -> Iterator[tuple[Package, date]]:
    """Every row at the start of its first quarter and of its last quarter."""
    for row in rows():
        for quarter in {row["first"], row["last"]}:
            on = quarter_start(quarter)
            for package in packages_of(row["ndc"], on=on):
                if package.code == row["code"]:
                    yield package, on


def one(ndc: str, on: date = ON) -> Package:
    """The one package of an NDC."""
    (package,) = packages_of(ndc, on=on)
    return package
