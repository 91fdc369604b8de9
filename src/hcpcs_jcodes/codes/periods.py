"""Periods and days: which are covered, and what a caller may pass as one."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from typing import Final

from attrs import frozen

from ..amounts.arguments import LONGEST_TEXT, is_given, shown, whole_number
from ..errors import BadArgument, BadDate, UncoveredDate
from ..tables import read_table, texts_of

__all__ = [
    "COVERAGE_COLUMNS",
    "Coverage",
    "DateLike",
    "TableCoverage",
    "check_covered",
    "coverage",
    "period_of",
    "plain_date",
    "quarter_number",
    "quarter_of",
    "quarters_of",
]

DateLike = date | str
"""A date of service as it is passed: a date, or its ISO text such as "2025-08-01"."""

_PERIOD: Final = r"([0-9]{4})(?:-?[Qq]([1-4]))?"
# a day, also as the text of a timestamp at midnight
_DAY: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:\.0{1,9})?)?)?"
_MIDNIGHT: Final = time()
COVERAGE_COLUMNS: Final = ("table", "of", "quarters", "grade", "note")


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
class TableCoverage:
    """Quarters of which a table is included, all of one grade.

    Attributes:
        table: the table, such as "codes", "ndc" or "mue".
        of: the part of it: "J codes" or "related codes", a setting, or "".
        quarters: the quarters, such as "2025Q4", in order.
        grade: O, C, D or T, as for a release; "between releases" if the dates of codes are
            those of the releases around the quarter; "same before and after" if the table
            answers where the quarters around it say the same.
        note: a remark.
    """

    table: str
    of: str
    quarters: tuple[str, ...]
    grade: str
    note: str


@cache
def _included_tables() -> tuple[TableCoverage, ...]:
    _, *rows = read_table("coverage")
    return tuple(
        TableCoverage(table, of, quarters_of(quarters), grade, note)
        for table, of, quarters, grade, note in rows
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

    @property
    def tables(self) -> tuple[TableCoverage, ...]:
        """What each table includes, quarter by quarter, with its grade.

        Source: `coverage.csv`, which the build makes from the tables.

        >>> [each.grade for each in coverage().tables if "2026Q2" in each.quarters][:2]
        ['C', 'D']
        """
        return _included_tables()

    def grade(self, table: str, on: date, of: str = "") -> str:
        """The grade of a table in the quarter of a date; "" if it is not included.

        Args:
            table: the table, such as "mue".
            on: the date of service.
            of: the part of it, such as "professional"; "" for a table without parts.

        Raises:
            BadDate: this is not a date.
            BadArgument: the table or the part is not a text.

        >>> coverage().grade("ndc", date(2026, 11, 3)), coverage().grade("ndc", date(2019, 1, 1))
        ('T', '')
        """
        for text in (table, of):
            if not isinstance(text, str):
                raise BadArgument(text, f"{shown(text)} is not a table: pass a text such as 'mue'")
        quarter = quarter_of(plain_date(on))
        found = (
            each.grade
            for each in self.tables
            if (each.table, each.of) == (table, of) and quarter in each.quarters
        )
        return next(found, "")

    def svg(self) -> str:
        """The tables as strips of quarters: the text of an SVG image in black and white.

        Black is as published or complete, an outline is transcribed or without dates, gray is
        known from the quarters around it.
        """
        from .strips import coverage_strips  # few programs draw it

        strips: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for each in self.tables:
            name = f"{each.table}, {each.of}" if each.of else each.table
            strips.setdefault(name, []).append((each.quarters, each.grade))
        return coverage_strips(
            quarters_of(f"{quarter_of(self.first)}-{quarter_of(self.last)}"), strips
        )

    def _repr_svg_(self) -> str:
        return self.svg()

    def rests_on(self, on: date) -> tuple[IncludedRelease, ...]:
        """The release of that quarter, or if it is missing, the ones before and after it.

        Raises:
            UncoveredDate: the day is not covered.
        """
        on = plain_date(on)
        check_covered(on, on)
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
    """The date that is meant: a date, its ISO text, or a timestamp at midnight without a zone.

    Raises:
        BadDate: it has a time of day or a time zone, or is no date at all.

    >>> plain_date("2025-08-01"), plain_date(datetime(2025, 8, 1))
    (datetime.date(2025, 8, 1), datetime.date(2025, 8, 1))
    """
    if type(value) is date:
        return value
    if isinstance(value, datetime) and is_given(value):
        is_midnight = value.time() == _MIDNIGHT and not getattr(value, "nanosecond", False)
        if not is_midnight or value.tzinfo is not None:
            what = "a time zone" if is_midnight else "a time of day"
            raise BadDate(
                value, f"{shown(value)} has {what}; {meaning} is a date: pass its .date()"
            )
        return value.date()
    if isinstance(value, date) and is_given(value):
        return date(value.year, value.month, value.day)
    # NumPy's timestamps are neither, and print as ISO text
    text = str(value) if type(value).__name__ == "datetime64" else value
    match = re.fullmatch(_DAY, text.strip()) if isinstance(text, str) else None
    if match is None:
        raise BadDate(value, f"{shown(value)} is not a date; pass datetime.date(2025, 8, 1)")
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        raise BadDate(value, f"{shown(value)} is not a day of the calendar") from None


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


@cache
def quarters_of(cell: str) -> tuple[str, ...]:
    """The quarters that a cell lists, in its order, with its ranges expanded.

    >>> quarters_of("2024Q3; 2026Q2-2026Q4")
    ('2024Q3', '2026Q2', '2026Q3', '2026Q4')
    """
    quarters: list[str] = []
    for span in texts_of(cell):
        first, _, last = span.partition("-")
        numbers = range(quarter_number(first), quarter_number(last or first) + 1)
        quarters += (f"{number // 4}Q{number % 4 + 1}" for number in numbers)
    return tuple(quarters)


def quarter_number(quarter: str) -> int:
    """Quarters counted through, so that those of a year follow those of the year before."""
    year, _, part = quarter.partition("Q")
    return 4 * int(year) + int(part) - 1


def period_of(period: int | str | date) -> tuple[date, date]:
    """First and last day of a year, a quarter or a day.

    Raises:
        BadDate: this is not a period.
    """
    given: object = period
    if isinstance(given, str):
        text = given.strip() if len(given) <= LONGEST_TEXT else ""
        if match := re.fullmatch(_PERIOD, text):
            year, quarter = max(int(match[1]), 1), match[2]
            if quarter is None:
                return date(year, 1, 1), date(year, 12, 31)
            last = int(quarter) * 3
            return date(year, last - 2, 1), date(year, last, 30 if last in {6, 9} else 31)
        if re.fullmatch(_DAY, text):
            day = plain_date(given)
            return day, day
    else:
        number = whole_number(given)
        if number is not None and 1_000 <= number < 10_000:
            return date(number, 1, 1), date(number, 12, 31)
        if isinstance(given, date) or type(given).__name__ == "datetime64":
            day = plain_date(given)
            return day, day
    raise BadDate(
        period,
        f"{shown(period)} is not a period; pass a year (2025), a quarter ('2025Q3') or a datetime.date",
    )
