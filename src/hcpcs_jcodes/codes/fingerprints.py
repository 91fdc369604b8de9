"""The fingerprint of a code set, and what was corrected since another one was pinned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from ..amounts.arguments import shown
from ..errors import FingerprintChanged
from ..tables import read_table
from .code import comparing_form
from .periods import period_of
from .rows import CODE_COLUMNS, Row

__all__ = [
    "DIGITS",
    "FINGERPRINT_COLUMNS",
    "fingerprint_changed",
    "fingerprint_of",
    "is_hashed",
    "version_changed",
]

FINGERPRINT_COLUMNS: Final = ("period", "version", "begins_with")
# of the 64 of a fingerprint: enough to tell apart those that were published
DIGITS: Final = 16
_LENGTH: Final = 64
# characters of an error for the list of corrections
_ROOM: Final = 250
# What a fingerprint hashes, in this order; a change of the list gets a new number.
_FINGERPRINT: Final = "hcpcs_jcodes code set 1"
# the word that stood for the related codes when fingerprints were first published
_HASHED_AS: Final = {"J": "J", "related": "neighbours"}
_HASHED: Final = tuple(
    CODE_COLUMNS.index(name)
    for name in (
        "labelers",
        "brands",
        "routes",
        "indications",
        "exclusions",
        "forms",
        "not_equivalent_to",
        "unit_kind",
        "unit_amount",
        "unit_components",
        "unit_counted",
        "unit_above",
        "unit_at_most",
        "unit_of",
        "unit_equivalent",
        "unit_limit",
    )
)
_CODE, _FROM, _TO = (CODE_COLUMNS.index(name) for name in ("code", "valid_from", "valid_to"))
_WORDING, _DRUG = CODE_COLUMNS.index("long_description"), CODE_COLUMNS.index("drug")


def fingerprint_of(family: str, start: date, end: date, rows: Iterable[Row]) -> str:
    """The sha256 of what the codes of a period mean, in hexadecimal digits.

    Args:
        family: "J", or "related" for the codes outside J.
        start: the first day of the period.
        end: the last day of the period.
        rows: the rows of ``codes.csv`` in force on a day of the period, in order.
    """
    from hashlib import sha256  # few programs need a fingerprint

    first, last = start.isoformat(), end.isoformat()
    lines = [f"{_FINGERPRINT} {_HASHED_AS[family]} {first} {last}"]
    for row in rows:
        cells = [
            row[_CODE],
            max(row[_FROM], first),
            min(row[_TO] or last, last),
            comparing_form(row[_WORDING]),
            comparing_form(row[_DRUG]),
            *(row[position] for position in _HASHED),
        ]
        lines.append("\x1f".join(cells))
    return sha256("\n".join(lines).encode()).hexdigest()


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
        f"corrected since that fingerprint: {_first_of(corrections)}. Now {now}: pin it once "
        "you have looked at them",
        corrections,
    )


def version_changed(
    code: str, first: str, given: str, *, begins: str = "", now: str = ""
) -> FingerprintChanged:
    """The error for a stored version of a code that is not as it was.

    Args:
        code: the code.
        first: its first day, as stored.
        given: the fingerprint, as stored.
        begins: the first days of its versions, if none is that one.
        now: the fingerprint of that version.
    """
    lines = read_table("corrections")
    columns = next(lines)
    rows = (dict(zip(columns, line, strict=True)) for line in lines)
    corrections = tuple(_text(row) for row in rows if row["code"] == code)
    if now:
        text = f"the version has the fingerprint {now}, not {shown(given)}"
    else:
        text = f"no version begins on that day: its versions begin {begins or 'on no day'}"
    listed = f" Corrected: {_first_of(corrections)}." if corrections else ""
    return FingerprintChanged(
        given,
        f"{shown(code)} from {first} was stored with other facts: {text}.{listed} Look the code up "
        "again and store it anew",
        corrections,
    )


def _first_of(corrections: Sequence[str]) -> str:
    """As many corrections as an error has room for, and how many more there are."""
    listed, *others = corrections
    while others and len(listed) + len(others[0]) < _ROOM:
        listed = f"{listed}; {others.pop(0)}"
    return f"{listed}; {len(others)} more are in its .corrections" if others else listed


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
