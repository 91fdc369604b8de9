"""What no rule can say waits for a person, and every promise is checked on every row."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from jcodes_release.transitions.candidates import History, package_moves
from jcodes_release.transitions.tables import broken_promises
from jcodes_release.transitions.transitions import Settled, Transition
from succession_rows import RITUXIMAB, Row, decision, kinds, package, tables, version


def test_what_is_undecided_stops_the_build_until_a_person_does() -> None:
    """A code without a follower needs a row that says so, with its reason."""
    old = version("J1590", "2002-01-01", "2025-12-31", "gatifloxacin", "10 mg")
    assert tables(old)[2] == [
        "J1590 2025-12-31: no row or decision says what follows",
        "J1590 2025-12-31: no row",
    ]
    ended = decision("J1590", "2025-12-31", "", "ended", reason="withdrawn", evidence="curated")
    rows, _, problems = tables(
        old, packages=(package("1", "J1590", "2024Q1", "2024Q2"),), decisions=(ended,)
    )
    assert not problems
    assert (rows[0]["kind"], rows[0]["gap_days"]) == ("ended", "")
    assert rows[0]["evidence"] == (
        "no code of the substance in any later release; "
        "last package in the crosswalk 2024Q2; curated"
    )


def test_a_decision_about_nothing_is_a_problem() -> None:
    """A decision that no longer meets a candidate does not stay unseen."""
    stale = decision("J9310", "2018-12-31", "J9999", "confirm")
    assert tables(*RITUXIMAB, decisions=(stale,))[2] == [
        "decision that matches nothing: J9310 2018-12-31 J9999"
    ]


def test_a_succession_that_left_no_trace_is_added_by_a_person() -> None:
    """A decision may add what no file shows, here into a code that was there before."""
    rows, _, problems = tables(
        version("J0886", "2006-01-01", "2015-12-31", "epoetin alfa", "1000 units"),
        version("Q4081", "2007-01-01", "", "epoetin", "100 units"),
        decisions=(decision("J0886", "2015-12-31", "Q4081", "add", evidence="curated"),),
    )
    assert not problems
    assert (rows[0]["since"], rows[0]["kind"], rows[0]["factor"]) == ("2016-01-01", "merged", "10")


def test_two_overlapping_followers_wait_for_a_person() -> None:
    """Which of two codes that began before the end follows, no rule can say."""
    codes = (
        version("J9001", "2000-01-01", "2012-12-31", "doxorubicin", "10 mg"),
        version("J9002", "2012-10-01", "", "doxorubicin", "10 mg"),
        version("Q2049", "2012-07-01", "", "doxorubicin", "10 mg"),
    )
    assert tables(*codes)[2][:2] == [
        "J9001 2012-12-31 J9002 (from 2012-10-01): same substance",
        "J9001 2012-12-31 Q2049 (from 2012-07-01): same substance",
    ]
    rows, rejected, problems = tables(
        *codes,
        decisions=(
            decision("J9001", "2012-12-31", "J9002", "confirm", note="so it is"),
            decision("J9001", "2012-12-31", "Q2049", "reject", reason="imported"),
        ),
    )
    assert not problems
    assert [(row["to_code"], row["gap_days"], row["note"]) for row in rows] == [
        ("J9002", "-92", "so it is")
    ]
    assert rejected[0][5:] == ("decision", "imported")


def test_an_end_that_no_file_states_is_given_by_a_person() -> None:
    """C9307 is replaced by J9601, although the files included leave it open."""
    given = decision(
        "C9307", "2026-03-31", "J9601", "add", kind="replaced", evidence="same substance; curated"
    )
    rows, _, problems = tables(
        version("C9307", "2026-01-01", "", "linvoseltamab", "1 mg"),
        version("J9601", "2026-04-01", "", "linvoseltamab", "1 mg"),
        decisions=(given,),
    )
    assert not problems
    assert kinds(rows) == [("C9307", "J9601", "replaced")]


def test_a_change_that_cannot_be_read_is_rejected_with_its_reason() -> None:
    """The new wording of J3300 is not available."""
    codes = (
        version("J3300", "2009-01-01", "2026-09-30", "triamcinolone", "1 mg"),
        version("J3300", "2026-10-01", "", "triamcinolone", "1 mg", begins="changed"),
    )
    assert kinds(tables(*codes)[0]) == [("J3300", "J3300", "rescoped")]
    unread = decision("J3300", "2026-09-30", "J3300", "reject", reason="not available")
    rows, rejected, problems = tables(*codes, decisions=(unread,))
    assert (rows, problems) == ([], [])
    assert rejected[0][4:] == ("in place", "decision", "not available")


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            decision("J9310", "2018-12-31", "J9312", "add", since="2018-06-01", evidence="x"),
            "J9312 is not in force on 2018-06-01: correct J9310 2018-12-31 J9312",
        ),
        (
            decision("J9311", "2018-12-31", "", "ended", evidence="x"),
            "J9311 is not in force on 2018-12-31: correct J9311 2018-12-31 nothing",
        ),
    ],
)
def test_a_decision_about_a_day_without_the_code_says_so(wrong: Row, problem: str) -> None:
    """A mistyped date or code is named, with the row to correct."""
    assert f"{problem} in transition_decisions.csv" in tables(*RITUXIMAB, decisions=(wrong,))[2]


def row(**values: object) -> Transition:
    """A row that breaks some promise of J9310 to J9312."""
    good: dict[str, object] = {
        "code": "J9310",
        "until": date(2018, 12, 31),
        "to_code": "J9312",
        "since": date(2019, 1, 1),
        "kind": "replaced",
        "factor": Fraction(10),
        "convert": "range",
        "evidence": ("curated",),
    }
    return Transition(**(good | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "promise"),
    [
        ({"code": "J9311"}, "not in force on its last day"),
        ({"kind": "ended"}, "ended, but names a code that follows"),
        ({"since": date(2018, 1, 1)}, "J9312 is not in force"),
        ({"to_code": "J9310", "since": date(1999, 1, 1)}, "does not move forward"),
        ({"factor": Fraction(9)}, "not the ratio of the units"),
        ({"evidence": ()}, "no evidence"),
        ({"kind": "split"}, "nothing distinguishes the targets"),
        ({"kind": "split", "split_by": "product", "takes": "x"}, "split, with 1"),
    ],
)
def test_a_row_that_breaks_a_promise_is_named(values: dict[str, object], promise: str) -> None:
    """Every promise of the table is checked on every row."""
    history = History.of_rows(RITUXIMAB)
    broken = broken_promises(history, [], Settled([row(**values)], [], []), [])
    assert any(promise in text for text in broken)


def test_a_code_cannot_both_end_and_be_followed() -> None:
    """Nothing follows, or something does."""
    history = History.of_rows(RITUXIMAB)
    ended = row(kind="ended", to_code="", since=None, factor=None, convert="")
    broken = broken_promises(history, [], Settled([row(), ended], [], []), [])
    assert broken == ["J9310 2018-12-31 to nothing: ended, but another code follows"]


def test_a_package_move_that_nothing_explains_is_named() -> None:
    """Each move of the crosswalk is in the table or among the rejected."""
    history = History.of_rows(RITUXIMAB)
    packages = (
        package("1", "J0001", "2024Q1", "2024Q1"),
        package("1", "J0002", "2024Q2", "2024Q2"),
    )
    broken = broken_promises(history, [], Settled([row()], [], []), package_moves(packages))
    assert broken == ["NDC 2024Q1-2024Q2 (1 NDC): unexplained"]


def test_what_ended_before_the_crosswalks_is_not_sought_in_them() -> None:
    """A code of 2016 without a package in 2024 shows nothing."""
    ended = decision("J1590", "2016-12-31", "", "ended", reason="withdrawn", evidence="curated")
    rows, _, _ = tables(
        version("J1590", "2002-01-01", "2016-12-31", "gatifloxacin", "10 mg"), decisions=(ended,)
    )
    assert rows[0]["evidence"] == "no code of the substance in any later release; curated"
    assert rows[0]["note"] == "Withdrawn."
