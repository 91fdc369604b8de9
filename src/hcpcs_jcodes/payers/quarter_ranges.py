"""Quarters as the tables list them, with those that follow each other as a range."""

from __future__ import annotations

from collections.abc import Sequence

from ..tables import texts_of

__all__ = ["quarters_of"]


def quarters_of(cell: str) -> Sequence[str]:
    """The quarters of a cell, in order; none if it is empty.

    >>> quarters_of("2024Q3-2025Q1; 2026Q2")
    ['2024Q3', '2024Q4', '2025Q1', '2026Q2']
    """
    quarters = []
    for span in texts_of(cell):
        first, _, last = span.partition("-")
        quarters += [
            f"{number // 4}Q{number % 4 + 1}"
            for number in range(_number(first), _number(last or first) + 1)
        ]
    return quarters


def _number(quarter: str) -> int:
    """A number that is one more for the next quarter."""
    return 4 * int(quarter[:4]) + int(quarter[5]) - 1
