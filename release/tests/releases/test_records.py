"""Records of codes, and quarters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcodes_release.releases.records import Record, Release

releases = st.builds(
    lambda year, quarter: Release(f"{year}Q{quarter}"),
    st.integers(2000, 2098),
    st.integers(1, 4),
)


def test_what_a_file_does_not_say_is_none() -> None:
    """A record of a list of codes claims nothing beside the code."""
    record = Record("J9312")
    assert (record.long_description, record.added, record.action) == (None, None, None)
    assert (record.cross_references, record.dates_inferred) == ((), False)


@pytest.mark.parametrize("code", ["J9312", "A0021", "Q5115", "V5364"])
def test_a_letter_and_four_digits_are_a_procedure(code: str) -> None:
    """A HCPCS Level II code is a letter from A to V and four digits."""
    assert Record(code).is_procedure


@pytest.mark.parametrize("code", ["JW", "A1", "", "W0001", "J931", "J93120", "j9312", "0001F"])
def test_modifiers_and_slips_are_no_procedures(code: str) -> None:
    """JW begins with J and is not a drug: only the shape of a code counts."""
    assert not Record(code).is_procedure


@pytest.mark.parametrize(
    "name", ["2025", "2025Q0", "2025Q5", "1999Q4", "2025-Q1", "2025Q1 ", "25Q1", ""]
)
def test_a_release_that_is_no_quarter_is_refused(name: str) -> None:
    """The error shows what was given and what a release looks like."""
    with pytest.raises(ValueError, match="such as 2027Q1") as error:
        Release(name)
    assert repr(name) in str(error.value)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_release_speaks_for_the_days_of_its_quarter(name: str, first: date, last: date) -> None:
    """Quarters begin on 1 January, April, July and October."""
    assert (Release(name).first_day, Release(name).last_day) == (first, last)


@given(releases)
def test_quarters_follow_each_other_without_a_gap(release: Release) -> None:
    """The day after the last day is the first day of the following quarter."""
    assert release.last_day + timedelta(days=1) == release.following.first_day


@given(releases, releases)
def test_releases_sort_by_their_days(one: Release, other: Release) -> None:
    """The order of the names is the order of the quarters."""
    assert (one < other) == (one.first_day < other.first_day)
