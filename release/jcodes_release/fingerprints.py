"""The published fingerprints of years and quarters, and whether each change of one is explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from hcpcs_jcodes.codes.fingerprints import DIGITS, fingerprint_of, is_hashed
from hcpcs_jcodes.codes.periods import period_of
from hcpcs_jcodes.codes.rows import CODE_COLUMNS, Row

from .releases.records import Release

__all__ = ["fingerprint_of_rows", "fingerprint_rows"]

_FROM, _TO = (CODE_COLUMNS.index(name) for name in ("valid_from", "valid_to"))


def fingerprint_of_rows(rows: Iterable[Row], start: date, end: date) -> str:
    """The fingerprint of the J codes of a period, of the rows of ``codes.csv``."""
    first, last = start.isoformat(), end.isoformat()
    inside = (
        row
        for row in rows
        if row[0][0] == "J" and row[_FROM] <= last and (not row[_TO] or first <= row[_TO])
    )
    return fingerprint_of("J", start, end, inside)


def _periods(first: Release, last: Release) -> Iterator[str]:
    """Every year and quarter that lies within the releases, in order."""
    for year in range(int(first.name[:4]), int(last.name[:4]) + 1):
        quarters = [Release(f"{year}Q{number}") for number in (1, 2, 3, 4)]
        covered = [quarter.name for quarter in quarters if first <= quarter <= last]
        if len(covered) == len(quarters):
            yield str(year)
        yield from covered


def fingerprint_rows(
    rows: Sequence[Row],
    releases: Sequence[Release],
    published: Iterable[Mapping[str, str]],
    corrections: Sequence[Mapping[str, str]],
    version: str,
) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rows of ``fingerprints.csv``, and the changes that no correction explains.

    Args:
        rows: the rows of ``codes.csv``.
        releases: the releases included, in order.
        published: the rows of the table so far; those of this version are made again.
        corrections: the rows of ``corrections.csv``.
        version: the version being built.
    """
    earlier: dict[str, list[tuple[str, ...]]] = {}
    periods = list(_periods(releases[0], releases[-1]))
    for row in published:
        # a build up to an earlier release says nothing about later periods
        if row["version"] != version or row["period"] not in periods:
            earlier.setdefault(row["period"], []).append(tuple(row.values()))
    made: list[tuple[str, ...]] = []
    problems: list[str] = []
    for period in periods:
        start, end = period_of(period)
        begins_with = fingerprint_of_rows(rows, start, end)[:DIGITS]
        known = earlier.pop(period, [])
        made += known
        if known and known[-1][-1] == begins_with:
            continue
        made.append((period, version, begins_with))
        if known and not any(
            row["version"] == version and is_hashed(row, start, end) for row in corrections
        ):
            problems.append(
                f"{period}: a fact changed since {known[-1][1]}, and corrections.csv has no row "
                f"of {version} for it"
            )
    made += [row for known in earlier.values() for row in known]
    return made, problems
