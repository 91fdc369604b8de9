"""A change of wording has the day that a release states, or the earliest and latest possible."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from jcodes_release.releases.ledger import wordings_of
from jcodes_release.releases.records import Record, Release
from releases_say import NEW, OLD, SINCE, lists, merged, says, spans, wordings


def test_a_code_redefined_in_place_has_two_wordings() -> None:
    """J7311 was a whole implant, then 0.01 mg, under the same added date."""
    first, second = wordings(
        says("2019Q1"), says("2020Q1", NEW, action="B", action_date=date(2019, 10, 1))
    )
    assert (first.use, first.valid_to, first.ends) == (1, date(2019, 9, 30), "derived")
    assert (second.use, second.valid_from, second.starts) == (1, date(2019, 10, 1), "published")
    assert second.not_before is None


def test_a_wording_is_dated_by_the_action_date_of_the_first_file_that_shows_it() -> None:
    """J1961 was reworded on 2025-06-18, between the files of January and October."""
    assert spans(
        says("2025Q1"), says("2025Q4", NEW, action="C", action_date=date(2025, 6, 18))
    ) == [
        (SINCE, date(2025, 6, 17), "published", OLD),
        (date(2025, 6, 18), None, "published", NEW),
    ]


@pytest.mark.parametrize("changed", [date(2024, 1, 2), date(2024, 3, 31)])
def test_a_wording_may_change_within_the_quarter_of_its_file(changed: date) -> None:
    """The January 2024 file holds texts effective 2024-01-02."""
    assert spans(says("2023Q1"), says("2024Q1", NEW, action="C", action_date=changed))[1] == (
        changed,
        None,
        "published",
        NEW,
    )


@pytest.mark.parametrize("action_date", [None, date(2022, 7, 1)])
def test_a_wording_that_changed_twice_is_bounded_before_and_after(
    action_date: date | None,
) -> None:
    """Without a date, or with one after the file, a change lies between two releases."""
    first, second = wordings(says("2020Q1"), says("2022Q1", NEW, action_date=action_date))
    assert (first.valid_to, first.ends) == (date(2021, 12, 31), "derived")
    assert (second.valid_from, second.starts) == (date(2022, 1, 1), "bounded")
    assert second.not_before == date(2020, 1, 2)


@pytest.mark.parametrize("action_date", [date(2020, 1, 1), date(2012, 1, 1)])
def test_a_wording_that_an_earlier_file_contradicts_is_a_problem(action_date: date) -> None:
    """A change that the earlier release should have had needs a reviewed exception."""
    found, problems = merged(
        says("2020Q1"), says("2022Q1", NEW, action="C", action_date=action_date)
    )
    (problem,) = problems
    assert problem == (
        f"J0001: 2022Q1 dates a change of wording {action_date}, but 2020Q1 has the earlier "
        "wording; list it in release_exceptions.csv"
    )
    assert [each.starts for each in found] == ["published", "bounded"]


def test_small_differences_are_not_a_change_of_wording() -> None:
    """Case, spaces and punctuation differ by hundreds; the first clean text is shown."""
    (wording,) = wordings(
        says("2012Q1", "INJECTION, X, 0.1 MG"),
        says("2013Q1", "Injection, x, 0. 1 mg"),
        says("2016Q1", "Injection, x 0. 1mg"),
        says("2017Q1", "Injection, X; .1 mg"),
    )
    assert wording.long_description == "Injection, x 0.1mg"
    assert len(wording.releases) == 4


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["INJECTION, RITUXIMAB, 100 MG"], "Injection, rituximab, 100 mg"),
        (["INJECTION, DMSO, 100 MG", "Injection, DMSO, 100 mg"], "Injection, DMSO, 100 mg"),
    ],
)
def test_of_early_texts_one_in_sentence_case_is_shown(texts: list[str], shown: str) -> None:
    """The files of 2011 and 2012 have no lower case; that of 2013 does."""
    seen = [
        says(release, text, ended=date(2013, 12, 31))
        for release, text in zip(("2012Q1", "2013Q1"), texts, strict=False)
    ]
    assert [each.long_description for each in wordings(*seen)] == [shown]


def test_a_change_between_dated_related_codes_of_a_release_without_dates() -> None:
    """2022 has no dates: a later file dates its wording, if the date lies before its end."""
    assert spans(
        says("2020Q4"),
        lists("2022Q1", NEW),
        says("2023Q1", NEW, action="N", action_date=date(2021, 7, 1)),
    ) == [
        (SINCE, date(2021, 6, 30), "published", OLD),
        (date(2021, 7, 1), None, "published", NEW),
    ]


def test_a_later_change_does_not_date_a_wording_of_a_release_without_dates() -> None:
    """The action date of 2023 is later than the release that first has the text."""
    second = wordings(
        says("2020Q4"),
        lists("2022Q1", NEW),
        says("2023Q1", NEW, action="F", action_date=date(2022, 7, 1)),
    )[1]
    assert (second.valid_from, second.starts) == (date(2022, 1, 1), "bounded")
    assert second.not_before == date(2020, 10, 2)


def test_an_action_without_a_date_puts_the_change_at_the_beginning_of_its_quarter() -> None:
    """The transcribed list of October 2026 has action codes and no action dates."""
    assert spans(says("2026Q3"), says("2026Q4", NEW, action="C")) == [
        (SINCE, date(2026, 9, 30), "published", OLD),
        (date(2026, 10, 1), None, "inferred", NEW),
    ]


def test_a_code_first_seen_in_a_release_without_dates_begins_with_it() -> None:
    """Until a dated release comes, its quarter is all that is known."""
    assert spans(lists("2026Q2", OLD), lists("2026Q3")) == [
        (date(2026, 4, 1), None, "inferred", OLD)
    ]


def test_a_dated_release_states_when_a_code_of_an_undated_one_began() -> None:
    """J0248 of 2021-12-23 is in the undated list of 2022 without its date."""
    assert spans(lists("2022Q1", OLD), says("2023Q1", added=date(2021, 12, 23))) == [
        (date(2021, 12, 23), None, "published", OLD)
    ]


def test_a_list_of_codes_alone_changes_nothing() -> None:
    """Membership shows that the code stays active; it is not evidence of its wording."""
    (wording,) = wordings(says("2026Q1"), lists("2026Q3"), says("2026Q4"))
    assert (wording.valid_from, wording.valid_to, wording.long_description) == (SINCE, None, OLD)
    assert wording.releases == (Release("2026Q1"), Release("2026Q4"))


def test_a_list_of_codes_alone_does_not_contradict_a_change_of_wording() -> None:
    """What changed in July is not refuted by a list of July without texts."""
    assert spans(
        says("2026Q2"), lists("2026Q3"), says("2027Q1", NEW, action_date=date(2026, 7, 1))
    )[1] == (date(2026, 7, 1), None, "published", NEW)


def test_a_list_of_codes_alone_does_not_bound_a_change_of_wording() -> None:
    """The change lies after the last release that has the earlier text."""
    second = wordings(says("2026Q2"), lists("2026Q3"), says("2027Q1", NEW))[1]
    assert (second.starts, second.not_before) == ("bounded", date(2026, 4, 2))


@pytest.mark.parametrize("action", ["B", "C"])
def test_a_changed_text_that_is_not_available_is_a_wording_of_its_own(action: str) -> None:
    """October 2026 says that J3300 was reworded, and not how."""
    first, second = wordings(
        says("2026Q3", short_description="Old"),
        says("2026Q4", None, action=action, short_description="New"),
        says("2027Q1", None, action=action),
    )
    assert (first.valid_to, first.long_description) == (date(2026, 9, 30), OLD)
    assert (second.valid_from, second.starts) == (date(2026, 10, 1), "inferred")
    assert (second.long_description, second.short_description) == (None, "New")


def test_a_text_that_is_found_later_is_that_of_the_wording() -> None:
    """A release with the text completes the one that only stated the change."""
    assert spans(
        says("2026Q3"),
        says("2026Q4", None, action="C"),
        says("2027Q1", NEW, action="N", action_date=date(2026, 10, 1)),
    )[1] == (date(2026, 10, 1), None, "published", NEW)


@pytest.mark.parametrize("action", ["N", "F", "P", "S", None])
def test_another_action_without_text_changes_nothing(action: str | None) -> None:
    """Only B and C say that the long description changed."""
    assert spans(says("2026Q3"), says("2026Q4", None, action=action)) == [
        (SINCE, None, "published", OLD)
    ]


def test_a_new_code_without_a_text_has_short_text_and_unit() -> None:
    """The codes of October 2026 are worded later; the payment file states their unit."""
    (wording,) = wordings(
        says(
            "2026Q4",
            None,
            action="C",
            added=date(2026, 10, 1),
            short_description="Inj rituximab",
            billing_unit="10 MG",
        )
    )
    assert (wording.long_description, wording.short_description) == (None, "Inj rituximab")
    assert wording.billing_unit == "10 MG"


def test_a_code_without_any_text_is_a_member() -> None:
    """A list of codes alone makes a wording that says nothing."""
    (wording,) = wordings(lists("2026Q3"))
    assert (wording.long_description, wording.short_description) == (None, None)


def test_a_wording_that_no_day_had_is_left_out() -> None:
    """A text that only files after the code's end have was never in force."""
    assert spans(
        says("2018Q1"),
        says("2019Q1", ended=date(2018, 12, 31)),
        says("2020Q1", NEW, ended=date(2018, 12, 31), action_date=date(2019, 7, 1)),
    ) == [(SINCE, date(2018, 12, 31), "published", OLD)]


def test_a_wording_is_cut_by_a_gap() -> None:
    """One wording before and after an interruption is two rows, each within its interval."""
    found = wordings(
        says("2024Q1"),
        says("2024Q3", NEW, action="C", action_date=date(2024, 7, 1)),
        says("2025Q1", NEW, ended=date(2024, 12, 31)),
        says("2025Q4", NEW, action_date=date(2025, 10, 1)),
    )
    assert [(each.valid_from, each.valid_to, each.gap) for each in found] == [
        (SINCE, date(2024, 6, 30), False),
        (date(2024, 7, 1), date(2024, 12, 31), False),
        (date(2025, 10, 1), None, True),
    ]
    assert [each.ends for each in found] == ["derived", "published", ""]


def test_a_short_description_is_kept_if_the_next_list_has_none() -> None:
    """The workbook of July 2025 was cut to the long descriptions."""
    first = Record("J0165", "Injection, x, 1 mg", added=date(2025, 7, 1))
    second = evolve(first, short_description="Inj x 1 mg")
    seen = [(Release("2025Q3"), first), (Release("2025Q4"), second)]
    (wording,), _ = wordings_of("J0165", seen, Release("2025Q4"))
    assert wording.short_description == "Inj x 1 mg"
