"""A reviewed exception corrects what it names in one release, or is reported."""

from __future__ import annotations

from datetime import date

import pytest

from jcodes_release.releases.ledger import ReleaseException, apply_exceptions, seen_by_code
from jcodes_release.releases.records import Record, Release
from releases_say import SINCE

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
