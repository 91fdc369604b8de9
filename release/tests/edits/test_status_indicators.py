"""OPPS status indicators from Addendum B and the outpatient code editor to one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from jcodes_release.edits.rows import quarter_ranges
from jcodes_release.edits.status_indicators import StatusSources, status_rows
from jcodes_release.releases.records import UnreadableSource

STATUS = "quarter,code,status_indicator\n"
EDITOR = "code,lo_version,hi_version,status_indicator,date_approved,date_terminated\n"
VERSIONS = """version,date_started,date_ended
101,20251001,20251231
102,20260101,20260331
103,20260401,20360331
"""
KEPT = {"J9312", "J7182", "96413"}
LOST = "codes that are neither drugs nor administration codes were left out"


def table(header: str, lines: Sequence[str]) -> bytes:
    """A file of CMS's layout."""
    return (header + "".join(f"{line}\n" for line in lines)).encode()


def rows_of(
    published: Sequence[str] = (),
    edited: Sequence[str] = (),
    differences: Sequence[Mapping[str, str]] = (),
) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rows that are made of one file of each kind."""
    return status_rows(
        StatusSources(
            [table(STATUS, published)], [table(EDITOR, edited)], [VERSIONS.encode()], differences
        ),
        KEPT,
    )


def test_quarters_with_the_same_indicator_share_a_row() -> None:
    """The month becomes its quarter."""
    rows, left_out = rows_of(
        [
            "2026-04,J9312,K",
            "2025-10,J9312,K",
            "2026-01,J9312,G",
            "2025-10,96413,S",
            "2025-10,A4206,N",
        ]
    )
    assert rows == [
        ("96413", "2025Q4", "S", "Addendum B", "", ""),
        ("J9312", "2025Q4; 2026Q2", "K", "Addendum B", "", ""),
        ("J9312", "2026Q1", "G", "Addendum B", "", ""),
    ]
    assert left_out == [
        f"status indicators, 2025Q4: 1 {LOST}",
        f"status indicators, 2026Q1: 0 {LOST}",
        f"status indicators, 2026Q2: 0 {LOST}",
        f"status indicators, I/OCE: 0 {LOST}",
    ]


def test_each_row_names_what_states_it() -> None:
    """The editor, Addendum B or both; quarters that follow each other are a range."""
    rows, left_out = rows_of(
        ["2026-04,J9312,K", "2026-04,96413,S"],
        [
            "J9312,101,103,K,False,False",
            "A4206,101,101,N,False,False",
            "A4206,102,103,A,False,False",
        ],
    )
    assert rows == [
        ("96413", "2026Q2", "S", "Addendum B", "", ""),
        ("J9312", "2025Q4-2026Q1", "K", "I/OCE", "", ""),
        ("J9312", "2026Q2", "K", "Addendum B and I/OCE", "", ""),
    ]
    assert left_out[-1] == f"status indicators, I/OCE: 1 {LOST}"


def test_a_reviewed_difference_keeps_addendum_b() -> None:
    """What was known then; the later value is in the ledger."""
    row = {"code": "J9312", "quarter": "2026Q2", "addendum_b": "K", "ioce": "E1", "reason": "why"}
    rows, _ = rows_of(["2026-04,J9312,K"], ["J9312,102,103,E1,False,False"], [row])
    assert rows == [
        ("J9312", "2026Q1", "E1", "I/OCE", "", ""),
        ("J9312", "2026Q2", "K", "Addendum B", "", ""),
    ]


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        ({}, "J9312, 2026Q2, K, E1"),
        ({"ioce": "E2"}, "J9312, 2026Q2, K, E1; J9312, 2026Q2, K, E2"),
        ({"quarter": "2026Q1"}, "J9312, 2026Q1, K, E1; J9312, 2026Q2, K, E1"),
    ],
)
def test_a_difference_that_nobody_reviewed_is_refused(listed: dict[str, str], named: str) -> None:
    """And so is a row that is not a difference."""
    row = {"code": "J9312", "quarter": "2026Q2", "addendum_b": "K", "ioce": "E1", "reason": "why"}
    with pytest.raises(UnreadableSource, match=f"I/OCE[)]: {named}$"):
        rows_of(
            ["2026-04,J9312,K"],
            ["J9312,103,103,E1,False,False"],
            [row | listed] if listed else [],
        )


@pytest.mark.parametrize(
    ("approved", "terminated", "since", "until"),
    [
        ("20251001", "False", "", ""),
        ("20251002", "False", "2025-10-02", ""),
        ("20251231", "False", "2025-12-31", ""),
        ("20260101", "False", "", ""),
        ("20180712", "False", "", ""),
        ("False", "20251001", "", "2025-10-01"),
        ("False", "20251230", "", "2025-12-30"),
        ("False", "20251231", "", ""),
        ("False", "20350101", "", ""),
        ("20251115", "20251213", "2025-11-15", "2025-12-13"),
    ],
)
def test_an_approval_within_the_quarter_is_kept(
    approved: str, terminated: str, since: str, until: str
) -> None:
    """If it begins after the first day or ends before the last; 2025Q4."""
    rows, _ = rows_of(edited=[f"J9312,101,101,K,{approved},{terminated}"])
    assert rows == [("J9312", "2025Q4", "K", "I/OCE", since, until)]


def test_the_day_of_approval_is_of_its_quarter_alone() -> None:
    """Later quarters have it from their first day; an end counts in the last quarter of a row."""
    rows, _ = rows_of(edited=["J9312,101,103,K,20251115,20260213"])
    assert rows == [
        ("J9312", "2025Q4", "K", "I/OCE", "2025-11-15", ""),
        ("J9312", "2026Q1-2026Q2", "K", "I/OCE", "", ""),
    ]


@pytest.mark.parametrize("month", ["2026-05", "2026Q1", "", "2026-1"])
def test_a_month_that_does_not_begin_a_quarter_is_refused(month: str) -> None:
    """Addendum B is published by quarter."""
    with pytest.raises(UnreadableSource, match="not the first month of a quarter"):
        rows_of([f"{month},J9312,K"])


def test_a_code_without_indicator_is_refused() -> None:
    """An empty cell is not a status."""
    with pytest.raises(UnreadableSource, match="J9312 has no status indicator in 2026Q1"):
        rows_of(["2026-01,J9312,"])


@pytest.mark.parametrize(
    "lines",
    [
        ["J9312,102,102,,False,False"],
        ["J9312,100,101,K,False,False"],
        ["J9312,101,102,K,False,False", "J9312,102,103,G,False,False"],
    ],
)
def test_a_row_of_the_editor_that_cannot_be_is_refused(lines: list[str]) -> None:
    """No indicator, a version that is not listed, two rows for one quarter."""
    with pytest.raises(UnreadableSource, match=r"J9312 in version 10[02] of the I/OCE"):
        rows_of(edited=lines)


def test_a_code_with_two_indicators_in_a_quarter_is_refused() -> None:
    """Even if they are in two files."""
    files = [table(STATUS, [f"2026-01,J9312,{each}"]) for each in "KN"]
    with pytest.raises(UnreadableSource, match="'J9312' is listed twice"):
        status_rows(StatusSources(files, [], [], []), KEPT)


@pytest.mark.parametrize(
    ("quarters", "cell"),
    [
        ([], ""),
        (["2026Q2"], "2026Q2"),
        (["2026Q1", "2025Q4"], "2025Q4-2026Q1"),
        (["2024Q1", "2024Q3"], "2024Q1; 2024Q3"),
        (["2026Q2", "2024Q4", "2025Q1", "2024Q3"], "2024Q3-2025Q1; 2026Q2"),
    ],
)
def test_quarters_that_follow_each_other_are_a_range(quarters: list[str], cell: str) -> None:
    """Also over the turn of a year, in whatever order they come."""
    assert quarter_ranges(quarters) == cell
