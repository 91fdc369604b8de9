"""What the releases say of a code, merged into dated wordings: one test a case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from jcodes_release.releases.ledger import (
    ReleaseException,
    Wording,
    apply_exceptions,
    seen_by_code,
    wordings_of,
)
from jcodes_release.releases.records import Record, Release

OLD = "Injection, rituximab, 100 mg"
NEW = "Injection, rituximab, 10 mg"
SINCE = date(2010, 1, 1)

Seen = tuple[Release, Record]
Span = tuple[date, date | None, str, str]


def says(release: str, text: str | None = OLD, **fields: Any) -> Seen:
    """What a complete release says: a code added in 2010 and not ended, unless said otherwise."""
    return Release(release), Record("J0001", text, **({"added": SINCE} | fields))


def lists(release: str, text: str | None = None) -> Seen:
    """What a release without dates says."""
    return Release(release), Record("J0001", text)


def merged(*seen: Seen, newest: str = "") -> tuple[list[Wording], list[str]]:
    return wordings_of("J0001", seen, Release(newest) if newest else seen[-1][0])


def wordings(*seen: Seen) -> list[Wording]:
    """The wordings of a code without problems."""
    found, problems = merged(*seen)
    assert problems == []
    return found


def spans(*seen: Seen) -> list[Span]:
    """From, to, how the beginning is known, and the wording."""
    return [
        (each.valid_from, each.valid_to, each.starts, each.long_description or "")
        for each in wordings(*seen)
    ]


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


def test_a_code_redefined_in_place_has_two_wordings() -> None:
    """J7311 was a whole implant, then 0.01 mg, under the same added date."""
    first, second = wordings(
        says("2019Q1"), says("2020Q1", NEW, action="B", action_date=date(2019, 10, 1))
    )
    assert (first.use, first.valid_to, first.ends) == (1, date(2019, 9, 30), "derived")
    assert (second.use, second.valid_from, second.starts) == (1, date(2019, 10, 1), "published")
    assert second.not_before is None


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


EVIDENCE = {
    Release("2016Q1"): {"J0571": Record("J0571", "wrong text", added=SINCE)},
    Release("2022Q1"): {"J0571": Record("J0571", "right text")},
}


def exception(release: str, code: str, field: str, value: str) -> ReleaseException:
    return ReleaseException(release, code, field, value, "reviewed")


def test_exceptions_correct_what_a_release_got_wrong() -> None:
    """A text, an added date or a missing code; the evidence itself stays as it was."""
    corrected, idle = apply_exceptions(
        EVIDENCE,
        [
            exception("2016Q1", "J0571", "long_description", "right text"),
            exception("2016Q1", "J0571", "added", "2015-01-01"),
            exception("2022Q1", "J0248", "missing", "Injection, remdesivir, 1 mg"),
        ],
    )
    assert idle == []
    assert corrected == {
        Release("2016Q1"): {"J0571": Record("J0571", "right text", added=date(2015, 1, 1))},
        Release("2022Q1"): {
            "J0571": Record("J0571", "right text"),
            "J0248": Record("J0248", "Injection, remdesivir, 1 mg"),
        },
    }
    assert EVIDENCE[Release("2016Q1")]["J0571"].long_description == "wrong text"
    assert "J0248" not in EVIDENCE[Release("2022Q1")]


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("J0571", "missing"),
        ("J0572", "long_description"),
        ("J0572", "added"),
        ("J0571", "betos"),
    ],
    ids=["it is there", "no text to correct", "no date to correct", "no such field"],
)
def test_an_exception_that_matches_nothing_is_reported(code: str, field: str) -> None:
    """A row that corrects nothing is outdated or misspelled."""
    corrected, idle = apply_exceptions(EVIDENCE, [exception("2016Q1", code, field, "2015-01-01")])
    assert idle == [f"2016Q1 {code}: no {field} to correct"]
    assert corrected == EVIDENCE


def test_an_exception_to_a_release_that_is_not_included_waits() -> None:
    """A build from fewer releases leaves the others' exceptions alone."""
    assert apply_exceptions(EVIDENCE, [exception("2017Q1", "J0571", "added", "x")]) == (
        EVIDENCE,
        [],
    )


def test_the_evidence_by_code_is_in_order() -> None:
    """For each code, sorted, what the releases say from the first to the last."""
    early, late = Record("J0002", "early"), Record("J0002", "late")
    turned = seen_by_code(
        {
            Release("2020Q1"): {"J0002": late, "J0001": Record("J0001")},
            Release("2016Q1"): {"J0002": early},
        }
    )
    assert list(turned) == ["J0001", "J0002"]
    assert turned["J0002"] == [(Release("2016Q1"), early), (Release("2020Q1"), late)]


def test_an_exception_states_a_last_day_or_a_dosage_that_the_release_does_not() -> None:
    """A last day that a person worked out is inferred; an empty text is no text."""
    corrected, idle = apply_exceptions(
        EVIDENCE,
        [
            exception("2016Q1", "J0571", "ended", "2016-03-31"),
            exception("2016Q1", "J0571", "billing_unit", "1 MG"),
            exception("2016Q1", "J0571", "long_description", ""),
            exception("2016Q1", "Q0161", "missing", ""),
        ],
    )
    assert idle == []
    records = corrected[Release("2016Q1")]
    known = records["J0571"]
    assert (known.ended, known.dates_inferred) == (date(2016, 3, 31), True)
    assert (known.billing_unit, known.long_description) == ("1 MG", None)
    assert records["Q0161"] == Record("Q0161")


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


def test_a_short_description_is_kept_if_the_next_list_has_none() -> None:
    """The workbook of July 2025 was cut to the long descriptions."""
    first = Record("J0165", "Injection, x, 1 mg", added=date(2025, 7, 1))
    second = evolve(first, short_description="Inj x 1 mg")
    seen = [(Release("2025Q3"), first), (Release("2025Q4"), second)]
    (wording,), _ = wordings_of("J0165", seen, Release("2025Q4"))
    assert wording.short_description == "Inj x 1 mg"
