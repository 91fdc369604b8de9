"""Quarters in a cell of a table: lists and ranges."""

from __future__ import annotations

import pytest

from hcpcs_jcodes.codes.periods import quarters_of


@pytest.mark.parametrize(
    ("cell", "quarters"),
    [
        ("", []),
        ("2024Q1", ["2024Q1"]),
        ("2024Q1-2024Q2", ["2024Q1", "2024Q2"]),
        ("2023Q4-2024Q1", ["2023Q4", "2024Q1"]),
        ("2024Q3-2025Q1; 2026Q2", ["2024Q3", "2024Q4", "2025Q1", "2026Q2"]),
        ("2024Q4; 2025Q2-2025Q3", ["2024Q4", "2025Q2", "2025Q3"]),
    ],
)
def test_a_range_is_written_out_from_its_first_to_its_last_quarter(
    cell: str, quarters: list[str]
) -> None:
    """Also over the turn of a year."""
    assert list(quarters_of(cell)) == quarters


def test_28_quarters_are_seven_years() -> None:
    """From the third quarter of 2019 to the second of 2026."""
    assert len(quarters_of("2019Q3-2026Q2")) == 28
