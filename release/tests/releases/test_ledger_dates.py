"""A code's first and last days are those that CMS states, with each gap and each further use."""

from __future__ import annotations

from datetime import date

import pytest

from jcodes_release.releases.ledger import Wording
from jcodes_release.releases.records import Release
from releases_say import NEW, OLD, SINCE, says, spans, wordings


def test_a_code_is_valid_from_its_added_date_on() -> None:
    """The date is CMS's, even if it is long before the first release included."""
    (wording,) = wordings(
        says("2020Q1", short_description="Rituximab"), says("2023Q1", short_description="Other")
    )
    assert wording == Wording(
        code="J0001",
        use=1,
        valid_from=SINCE,
        valid_to=None,
        starts="published",
        ends="",
        not_before=None,
        long_description=OLD,
        short_description="Rituximab",
        billing_unit=None,
        releases=(Release("2020Q1"), Release("2023Q1")),
        gap=False,
    )


def test_a_code_is_valid_to_its_termination_date() -> None:
    """The termination date is the last day; the action date, the day after, is not."""
    (wording,) = wordings(
        says("2018Q1"),
        says("2019Q1", ended=date(2018, 12, 31), action_date=date(2019, 1, 1), action="D"),
        says("2020Q1", ended=date(2018, 12, 31), action_date=date(2019, 1, 1), action="N"),
    )
    assert (wording.valid_to, wording.ends) == (date(2018, 12, 31), "published")


def test_an_announced_ending_counts_from_its_first_release() -> None:
    """A file may give a termination date that lies ahead."""
    assert spans(says("2026Q3", ended=date(2026, 9, 30))) == [
        (SINCE, date(2026, 9, 30), "published", OLD)
    ]


def test_inferred_dates_stay_inferred() -> None:
    """Transcribed releases carry inferred dates."""
    (wording,) = wordings(says("2026Q4", ended=date(2026, 9, 30), dates_inferred=True))
    assert (wording.starts, wording.ends) == ("inferred", "inferred")


@pytest.mark.parametrize(
    "added", [date(2021, 12, 23), date(2023, 7, 6), date(2024, 1, 2), date(2024, 7, 2)]
)
def test_dates_off_the_quarter_are_kept_to_the_day(added: date) -> None:
    """J0248, J0174, J0750 and J0175 did not begin with a quarter."""
    ended = date(2024, 12, 12)
    assert spans(says("2025Q1", added=added, ended=ended)) == [(added, ended, "published", OLD)]


def test_a_number_used_again_for_another_drug_is_another_use() -> None:
    """J1440 was filgrastim to 2013 and is a microbiota since 2023: the added date is reset."""
    fecal = "Fecal microbiota, live - jslm, 1 ml"
    first, second = wordings(
        says("2013Q1", ended=date(2013, 12, 31)),
        says("2016Q1", ended=date(2013, 12, 31)),
        says("2024Q1", fecal, added=date(2023, 7, 1)),
    )
    assert (first.use, first.valid_from, first.valid_to) == (1, SINCE, date(2013, 12, 31))
    assert (second.use, second.valid_from, second.valid_to) == (2, date(2023, 7, 1), None)
    assert (first.long_description, second.long_description) == (OLD, fecal)
    assert first.releases == (Release("2013Q1"), Release("2016Q1"))
    assert second.releases == (Release("2024Q1"),)
    assert not second.gap


def test_a_termination_that_had_passed_leaves_a_gap() -> None:
    """J0570 ended on 2024-12-31 and came back on 2025-10-01: later files erase the gap."""
    first, second = wordings(
        says("2024Q3"),
        says("2025Q1", ended=date(2024, 12, 31), action="D", action_date=date(2025, 1, 1)),
        says("2025Q4", action="R", action_date=date(2025, 10, 1)),
        says("2026Q1", action="N", action_date=date(2025, 10, 1)),
    )
    assert (first.valid_from, first.valid_to, first.ends) == (
        SINCE,
        date(2024, 12, 31),
        "published",
    )
    assert (second.valid_from, second.valid_to, second.starts) == (
        date(2025, 10, 1),
        None,
        "published",
    )
    assert (first.gap, second.gap) == (False, True)
    assert (first.use, second.use) == (1, 1)


def test_a_code_may_come_back_with_another_wording() -> None:
    """The new wording begins with the return, and the old one ended with the code."""
    first, second = wordings(
        says("2025Q1", ended=date(2024, 12, 31)),
        says("2025Q4", NEW, action="R", action_date=date(2025, 10, 1)),
    )
    assert (first.long_description, first.valid_to) == (OLD, date(2024, 12, 31))
    assert (second.long_description, second.valid_from) == (NEW, date(2025, 10, 1))
    assert (second.gap, second.starts) == (True, "published")


@pytest.mark.parametrize("action_date", [None, date(2024, 12, 31), date(2026, 1, 1)])
def test_a_return_without_a_usable_date_is_bounded_by_its_release(
    action_date: date | None,
) -> None:
    """A date before the ending or after the release does not say when the code came back."""
    _, second = wordings(
        says("2025Q1", ended=date(2024, 12, 31)), says("2025Q4", action_date=action_date)
    )
    assert (second.valid_from, second.starts, second.gap) == (date(2025, 10, 1), "bounded", True)


def test_a_bounded_return_has_an_earliest_day() -> None:
    """It lies after the ending and after the last release that shows the code as ended."""
    _, second = wordings(says("2025Q1", ended=date(2024, 12, 31)), says("2025Q4"))
    assert second.starts == "bounded"
    assert second.not_before == date(2025, 1, 2)


def test_a_code_that_came_back_may_end_again() -> None:
    """Each interval has an ending of its own."""
    assert spans(
        says("2025Q1", ended=date(2024, 12, 31)),
        says("2025Q4", action_date=date(2025, 10, 1)),
        says("2026Q4", ended=date(2026, 9, 30)),
    ) == [
        (SINCE, date(2024, 12, 31), "published", OLD),
        (date(2025, 10, 1), date(2026, 9, 30), "published", OLD),
    ]


def test_a_termination_withdrawn_before_it_took_effect_leaves_none() -> None:
    """A file announces an ending, the next one no longer does: the code went on."""
    (wording,) = wordings(says("2025Q1", ended=date(2025, 6, 30)), says("2025Q2"))
    assert (wording.valid_to, wording.ends) == (None, "")


def test_an_announced_ending_may_be_moved() -> None:
    """What the latest file says before the ending counts."""
    assert spans(
        says("2025Q1", ended=date(2025, 6, 30)), says("2025Q2", ended=date(2025, 9, 30))
    ) == [(SINCE, date(2025, 9, 30), "published", OLD)]
