"""CMS's Restructured BETOS, which dates J codes too: a check of the years without a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..wordings.versions import Version

__all__ = ["LAST_CHANGE", "contradictions", "is_confirmed"]

# codes that end later are open in the file of 2024
LAST_CHANGE = date(2022, 12, 31)
_OPEN = "9999-12-31"


def _span(versions: Sequence[Version], use: int) -> tuple[str, str]:
    """The first and last day of a use of a code, as the file states them."""
    wordings = [version.wording for version in versions if version.wording.use == use]
    last = wordings[-1].valid_to
    ended = last is not None and last <= LAST_CHANGE
    return str(wordings[0].valid_from), str(last) if ended else _OPEN


def is_confirmed(row: Mapping[str, str], versions: Mapping[str, Sequence[Version]]) -> bool:
    """Whether the dates of a row are those of a use of its code."""
    listed = versions.get(row["code"], ())
    spans = (_span(listed, version.wording.use) for version in listed)
    return (row["date_added"], row["date_ended"]) in spans


def contradictions(
    rows: Iterable[Mapping[str, str]], versions: Mapping[str, Sequence[Version]]
) -> list[str]:
    """The rows whose dates are not those of the code, as problems of the build."""
    return [
        f"{row['code']}: CMS's Restructured BETOS dates it {row['date_added']} to "
        f"{row['date_ended']}"
        for row in rows
        if not is_confirmed(row, versions)
    ]
