"""Which code system a text belongs to by its form alone, and which codes are near it."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ..tables import read_table, rows_of_code
from .ledger import code_ledger, family_of
from .search import cleaned_code, near_codes

__all__ = ["LEVEL_TWO", "near_by_form", "system_of"]

_COLUMNS: Final = ("code", "quarters", "status_indicator", "rests_on", "since", "until")

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


def near_by_form(text: str, most: int) -> list[str]:
    """Existing codes that a mistyped text may have meant, J codes and related codes.

    Outside J only a text with the form of a code has any: C50.911 is a diagnosis, and not
    a misprint of C9091.

    Args:
        text: the text as typed.
        most: the most that are of help; if there are more, none is returned.

    >>> near_by_form("J2774", 12)[-2:], near_by_form("Q5511", 12), near_by_form("C50.911", 12)
    (['J2274', 'J2374'], ['Q5151'], [])
    """
    plain = text.strip().upper()
    like_a_code = system_of(cleaned_code(text))[0] == LEVEL_TWO
    if family_of(plain) != "J" and not (like_a_code and system_of(plain)[0] in {"", LEVEL_TWO}):
        return []
    if plain not in code_ledger().all_codes and rows_of_code("status_indicators", plain, _COLUMNS):
        return []  # it is a code of another kind, such as Q9967 for contrast, and not mistyped
    return near_codes(text, code_ledger().all_codes, most)


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """The forms of codes, the narrower first, each with its system and family."""
    rows = read_table("code_systems")
    next(rows)
    return tuple((re.compile(pattern), system, family) for _, pattern, system, family, _ in rows)
