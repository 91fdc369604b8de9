"""Codes that CMS lists as coming in single-dose containers only."""

from __future__ import annotations

from functools import cache
from typing import Literal

from ..codes.codesets import checked_code
from ..tables import read_table

__all__ = ["listed_single_dose"]


def listed_single_dose(code: str) -> Literal[True] | None:
    """Whether CMS lists a code as coming in single-dose containers only.

    Returns:
        True if it is listed. None if it is not, which proves nothing, since the label of
        the product decides.

    Raises:
        UnknownCode: this is not a text.

    Source: CMS, codes of the JW and JZ policy, as updated on the day in
    ``single_dose_codes.csv``.

    >>> listed_single_dose("J9312")
    True
    """
    return True if checked_code(code) in _codes() else None


@cache
def _codes() -> frozenset[str]:
    rows = read_table("single_dose_codes")
    next(rows)
    return frozenset(code for code, _ in rows)
