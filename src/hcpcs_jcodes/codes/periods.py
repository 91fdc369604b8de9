"""Periods and days: which are covered, and what a caller may pass as one."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import Final

from attrs import frozen

from ..amounts.measures import shown
from ..errors import BadDate, UncoveredDate
from ..tables import read_table

__all__ = ["Coverage", "check_covered", "coverage", "period_of", "plain_date", "quarter_of"]

_PERIOD: Final = r"([0-9]{4})(?:-?[Qq]([1-4]))?"
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


@frozen
class IncludedRelease:
    """A CMS release included in the data.

    Attributes:
        release: the quarter, such as "2025Q4".
        grade: O as published by CMS, C complete but converted, D codes and
            descriptions only, T transcribed.
        related: whether it also lists codes outside J.
        source_file: the name of CMS's file.
        note: a remark on the release.
    """

    release: str
    grade: str
    related: bool
    source_file: str
    note: str

    @property
    def first_day(self) -> date:
        """The first day of the release's quarter."""
        return date(int(self.release[:4]), 3 * int(self.release[5]) - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day of the release's quarter."""
        year, month = int(self.release[:4]), 3 * int(self.release[5])
        return date(year, month, 30 if month in {6, 9} else 31)


@cache
def included_releases() -> tuple[IncludedRelease, ...]:
    """The releases included, in order."""
    rows = read_table("releases")
    next(rows)
    return tuple(
        IncludedRelease(release, grade, related == "true", source_file, note)
        for release, grade, related, source_file, _, note in rows
    )


@frozen
class Coverage:
    """The dates that the packaged data cover, and the releases they come from.

    Attributes:
        first: the first day covered.
        last: the last day covered.
        related_last: the last day covered for codes outside J.
        releases: the CMS releases included, in order, each with its grade.
    """

    first: date
    last: date
    related_last: date
    releases: tuple[IncludedRelease, ...]

    def rests_on(self, on: date) -> tuple[IncludedRelease, ...]:
        """The release of that quarter, or if it is missing, the ones before and after it.

        Raises:
            UncoveredDate: the day is not covered.
        """
        check_covered(plain_date(on), on)
        before = [release for release in self.releases if release.first_day <= on]
        after = [release for release in self.releases if release.first_day > on]
        if before[-1].last_day >= on:
            return (before[-1],)
        return (before[-1], after[0])


@cache
def coverage() -> Coverage:
    """The first and last day covered, and the releases included.

    >>> from hcpcs_jcodes import coverage
    >>> coverage().first
    datetime.date(2011, 1, 1)
    """
    releases = included_releases()
    return Coverage(
        first=releases[0].first_day,
        last=releases[-1].last_day,
        related_last=[release for release in releases if release.related][-1].last_day,
        releases=releases,
    )


def plain_date(value: object, meaning: str = "a date of service") -> date:
    """The value, if it is a date without a time.

    Raises:
        BadDate: it is a datetime, a text or something else.
    """
    if isinstance(value, datetime):
        raise BadDate(value, f"{value!r} has a time of day; {meaning} is a date: pass its .date()")
    if not isinstance(value, date):
        raise BadDate(value, f"{shown(value)} is not a date; pass datetime.date(2025, 8, 1)")
    return value


def check_covered(start: date, end: date) -> None:
    """Refuse a period that the data do not fully cover.

    Raises:
        UncoveredDate: it begins before the first day covered or ends after the last.
    """
    known = coverage()
    if start < known.first or end > known.last:
        outside = start if start < known.first else end
        covered = f"the data cover {known.first} to {known.last}"
        hint = (
            "a newer release of this library may include it"
            if end > known.last
            else "no CMS file for that date is included"
        )
        raise UncoveredDate(outside, f"{outside} is not covered: {covered}; {hint}")


def quarter_of(day: date) -> str:
    """The quarter of a day.

    >>> quarter_of(date(2025, 8, 1))
    '2025Q3'
    """
    return f"{day.year}Q{(day.month + 2) // 3}"


def period_of(period: int | str | date) -> tuple[date, date]:
    """First and last day of a year, a quarter or a day.

    Raises:
        BadDate: this is not a period.
    """
    if isinstance(period, date):
        day = plain_date(period)
        return day, day
    if isinstance(period, int) and not isinstance(period, bool) and 1_000 <= period < 10_000:
        return date(period, 1, 1), date(period, 12, 31)
    text: object = period
    if isinstance(text, str):
        text = text.strip()
        if match := re.fullmatch(_PERIOD, text):
            year, quarter = max(int(match[1]), 1), match[2]
            if quarter is None:
                return date(year, 1, 1), date(year, 12, 31)
            last = int(quarter) * 3
            return date(year, last - 2, 1), date(year, last, 30 if last in {6, 9} else 31)
        if re.fullmatch(_DAY, text):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                raise BadDate(period, f"{period!r} is not a day of the calendar") from None
            return day, day
    raise BadDate(
        period,
        f"{shown(period)} is not a period; pass a year (2025), a quarter ('2025Q3') or a datetime.date",
    )
