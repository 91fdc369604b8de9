"""What a fingerprint that does not fit a code set was, and what was corrected since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from ..amounts.measures import shown
from ..errors import FingerprintChanged
from ..tables import read_table
from .periods import period_of

__all__ = ["DIGITS", "FINGERPRINT_COLUMNS", "fingerprint_changed", "is_hashed"]

FINGERPRINT_COLUMNS: Final = ("period", "version", "begins_with")
# of the 64 of a fingerprint: enough to tell apart those that were published
DIGITS: Final = 16
_LENGTH: Final = 64


def fingerprint_changed(given: object, start: date, end: date, current: str) -> FingerprintChanged:
    """The error for a fingerprint that is not the one of a period.

    Args:
        given: the fingerprint that was pinned.
        start: the first day of the period.
        end: the last day of the period.
        current: the fingerprint that the period has.
    """
    when = f"on {start}" if start == end else f"{start} to {end}"
    now = f"the J codes {when} have the fingerprint {current}"
    if not isinstance(given, str) or len(given) != _LENGTH:
        return FingerprintChanged(given, f"{shown(given)} is not a fingerprint; {now}")
    rows = read_table("fingerprints")
    next(rows)
    published = [(period_of(period), period, version, text) for period, version, text in rows]
    of_period = [(version, text) for days, _, version, text in published if days == (start, end)]
    begins_with = given[:DIGITS]
    for (_, text), (version, _) in pairwise(of_period):
        if text == begins_with:
            return _corrected(given, start, end, version, now)
    for days, period, _, text in published:
        if text == begins_with and days != (start, end):
            return FingerprintChanged(given, f"this is the fingerprint of {period}; {now}")
    where = "" if of_period else "; those of periods other than a year or a quarter are not on file"
    return FingerprintChanged(
        given, f"{given[:DIGITS]}... is none of this library's published fingerprints{where}; {now}"
    )


def _corrected(given: str, start: date, end: date, since: str, now: str) -> FingerprintChanged:
    """The error for an earlier fingerprint of the period, changed by the version ``since``."""
    lines = read_table("corrections")
    columns = next(lines)
    rows = (dict(zip(columns, line, strict=True)) for line in lines)
    corrections = tuple(
        _text(row)
        for row in rows
        if _order(row["version"]) >= _order(since) and is_hashed(row, start, end)
    )
    return FingerprintChanged(
        given,
        f"corrected since that fingerprint: {'; '.join(corrections)}. Now {now}: pin it once "
        "you have looked at them",
        corrections,
    )


def is_hashed(correction: Mapping[str, str], start: date, end: date) -> bool:
    """Whether a row of ``corrections.csv`` changed the fingerprint of a period."""
    return (
        correction["code"][0] == "J"
        and correction["column"] != "short_description"
        and correction["first"] <= end.isoformat()
        and (not correction["last"] or start.isoformat() <= correction["last"])
    )


def _text(correction: Mapping[str, str]) -> str:
    until = f" to {correction['last']}" if correction["last"] else " on"
    return (
        f"{correction['code']} from {correction['first']}{until}, {correction['column']}: "
        f"{correction['old'] or 'empty'} -> {correction['new'] or 'empty'} "
        f"({correction['version']}: {correction['reason']})"
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
