"""Dates that contradict each other are reported, and never put in order without a person."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from jcodes_release.releases.ledger import wordings_of
from jcodes_release.releases.records import Record, Release
from releases_say import OLD, SINCE, lists, merged, says, spans


def test_a_code_that_vanishes_without_ending_is_a_problem() -> None:
    """A newer release without it says nothing of an end."""
    _, problems = merged(says("2025Q1"), says("2025Q4"), newest="2026Q1")
    assert problems == ["J0001: gone after 2025Q4 without an end date"]


def test_an_ended_code_may_leave_the_files() -> None:
    """Before 2018 codes left them some years after their end."""
    _, problems = merged(says("2013Q1", ended=date(2012, 12, 31)), newest="2026Q1")
    assert problems == []


def test_an_added_date_that_moves_back_is_a_problem() -> None:
    """C9058 has another date in one release than in all later ones."""
    _, problems = merged(says("2020Q2", added=date(2020, 1, 1)), says("2020Q3"))
    assert problems == [
        f"J0001: added {SINCE} in 2020Q3, but later in an earlier release",
        f"J0001: added again {SINCE} without an end date",
    ]


def test_a_number_used_again_without_having_ended_is_a_problem() -> None:
    """An added date that moves on looks like another use, and the first one never ended."""
    _, problems = merged(says("2020Q2"), says("2020Q3", added=date(2020, 7, 1)))
    assert problems == ["J0001: added again 2020-07-01 without an end date"]


def test_an_ending_before_the_beginning_is_a_problem() -> None:
    """Dates that contradict each other are never put in order by themselves."""
    found, problems = merged(says("2020Q2", ended=date(2009, 12, 31)))
    assert problems == [f"J0001: ended 2009-12-31 before it began {SINCE}"]
    assert [each.valid_to for each in found] == [None]


def test_an_ending_that_moves_after_it_passed_is_a_problem() -> None:
    """Two files disagree about the past."""
    _, problems = merged(
        says("2025Q1", ended=date(2024, 12, 31)), says("2025Q4", ended=date(2025, 3, 31))
    )
    assert problems == ["J0001: ended 2024-12-31, then 2025-03-31"]


def test_an_ended_code_that_an_undated_release_rewords_is_not_ignored() -> None:
    """A number that is used again, or reinstated, first in a list without dates is noticed."""
    found, problems = merged(
        says("2025Q4", ended=date(2024, 12, 31)), lists("2026Q2", "Injection, other, 1 mg")
    )
    assert problems or len(found) == 2


def test_an_ended_code_may_be_in_an_undated_release_unchanged() -> None:
    """The catalogue of April 2026 lists codes that ended long ago, in their wording."""
    assert spans(says("2025Q4", ended=date(2024, 12, 31)), lists("2026Q2", OLD)) == [
        (SINCE, date(2024, 12, 31), "published", OLD)
    ]


def test_a_code_that_is_not_active_needs_its_last_day() -> None:
    """Even if no file dates it; a file without dates may state the last day alone."""
    since = date(2026, 1, 1)
    added = Record("C9307", "Injection, x, 1 mg", added=since)
    gone = Record("C9307", short_description="Inj x", inactive=True)
    newest = Release("2026Q4")
    seen = [(Release("2026Q1"), added), (newest, gone)]
    (open_ended,), problems = wordings_of("C9307", seen, newest)
    assert open_ended.valid_to is None
    (problem,) = problems
    assert problem.startswith("C9307: not active in 2026Q4, and no file states its last day")
    ended = evolve(gone, ended=date(2026, 3, 31), dates_inferred=True)
    (wording,), problems = wordings_of("C9307", [seen[0], (newest, ended)], newest)
    assert (wording.valid_to, wording.ends, problems) == (date(2026, 3, 31), "inferred", [])
