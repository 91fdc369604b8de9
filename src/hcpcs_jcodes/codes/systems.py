"""Which code system a text belongs to by its form alone."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ..tables import read_table

__all__ = ["LEVEL_TWO", "system_of"]

LEVEL_TWO: Final = "HCPCS Level II"
"""The system of the J codes and of those related to them."""


def system_of(text: str) -> tuple[str, str]:
    """The system and family of a text by its form alone; both "" if it has no known form.

    Source: ``code_systems.csv``.

    >>> system_of("96413")
    ('CPT', 'complex drug administration and pumps')
    """
    for pattern, system, family in _forms():
        if pattern.fullmatch(text):
            return system, family
    return "", ""


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """The forms of codes, the narrower first, each with its system and family."""
    rows = read_table("code_systems")
    next(rows)
    return tuple((re.compile(pattern), system, family) for _, pattern, system, family, _ in rows)
