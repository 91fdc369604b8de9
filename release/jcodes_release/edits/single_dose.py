"""Codes that CMS lists as coming in single-dose containers only."""

from __future__ import annotations

from .rows import Row, by_code, csv_rows

__all__ = ["SINGLE_DOSE_COLUMNS", "single_dose_rows"]

SINGLE_DOSE_COLUMNS = ("code", "listed")


def single_dose_rows(content: bytes, listed: str) -> list[Row]:
    """The rows of ``single_dose_codes.csv``.

    Args:
        content: CMS's list of codes.
        listed: the date of the list.

    Raises:
        UnreadableSource: it has no column of codes, or lists a code twice.
    """
    return sorted((code, listed) for code in by_code(csv_rows(content, ("code",))))
