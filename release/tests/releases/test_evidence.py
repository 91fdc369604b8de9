"""What every release says of every code, as it is kept."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from jcodes_release.releases.evidence import (
    EVIDENCE_COLUMNS,
    Evidence,
    evidence_rows,
    is_kept,
    read_evidence,
)
from jcodes_release.releases.records import Record, Release
from rituximab import RECORD

RITUXIMAB = evolve(RECORD, cross_references=("J9310", "J9311"))

texts = st.none() | st.text(min_size=1)
days = st.none() | st.dates()
codes = st.from_regex(r"[CJQS][0-9]{4}", fullmatch=True)
records = st.builds(
    Record,
    code=codes,
    long_description=texts,
    short_description=texts,
    added=days,
    action_date=days,
    ended=days,
    action=texts,
    cross_references=st.lists(codes, max_size=5).map(tuple),
    coverage=texts,
    betos=texts,
    billing_unit=texts,
    dates_inferred=st.booleans(),
    correction=texts,
)
releases = st.builds(
    lambda year, quarter: Release(f"{year}Q{quarter}"), st.integers(2011, 2030), st.integers(1, 4)
)
evidences = st.dictionaries(
    releases,
    st.lists(records, min_size=1, max_size=3, unique_by=lambda record: record.code).map(
        lambda listed: {record.code: record for record in listed}
    ),
    max_size=4,
)


def read_back(rows: list[tuple[str, ...]]) -> Evidence:
    return read_evidence(dict(zip(EVIDENCE_COLUMNS, row, strict=True)) for row in rows)


@given(evidences)
def test_evidence_is_read_back_as_it_was_kept(evidence: Evidence) -> None:
    """Every record of every release comes back, equal in every field."""
    assert read_back(evidence_rows(evidence)) == evidence


@given(evidences)
def test_the_rows_do_not_depend_on_the_order_of_reading(evidence: Evidence) -> None:
    """The same evidence is the same text, whichever file was read first."""
    rows = evidence_rows(dict(reversed(evidence.items())))
    assert rows == evidence_rows(evidence) == sorted(rows)


def test_equal_statements_of_several_releases_are_one_row() -> None:
    """A row is a statement, with the releases that make it in their order."""
    changed = evolve(RITUXIMAB, action="N")
    rows = evidence_rows(
        {
            Release("2020Q1"): {"J9312": changed},
            Release("2019Q1"): {"J9312": RITUXIMAB},
            Release("2018Q1"): {},
            Release("2019Q2"): {"J9312": changed},
        }
    )
    assert [(row[0], row[1], row[7]) for row in rows] == [
        ("J9312", "2019Q1", "A"),
        ("J9312", "2019Q2 2020Q1", "N"),
    ]


def test_a_row_has_a_text_for_each_field() -> None:
    """Dates are written as in ISO 8601, lists with blanks, what is not stated as nothing."""
    inferred = evolve(RITUXIMAB, dates_inferred=True, inactive=True)
    (row,) = evidence_rows({Release("2019Q1"): {"J9312": inferred}})
    assert dict(zip(EVIDENCE_COLUMNS, row, strict=True)) == {
        "code": "J9312",
        "releases": "2019Q1",
        "long_description": "Injection, rituximab, 10 mg",
        "short_description": "Inj., rituximab, 10 mg",
        "added": "2019-01-01",
        "action_date": "2019-01-01",
        "ended": "",
        "action": "A",
        "cross_references": "J9310 J9311",
        "coverage": "D",
        "betos": "O1D",
        "billing_unit": "",
        "dates_inferred": "true",
        "inactive": "true",
        "correction": "",
    }


@pytest.mark.parametrize("code", ["J0000", "J9999", "C9001", "Q0138", "Q2049", "Q5115", "S0028"])
def test_families_of_drugs_are_kept(code: str) -> None:
    """Drugs have had codes of J, C9, Q, S0 and S5."""
    assert is_kept(code)


@pytest.mark.parametrize(
    "code", ["A0021", "C1842", "G9871", "Q4101", "Q4999", "S2083", "JW", "J931", "J93120", "j9312"]
)
def test_other_families_are_not_kept(code: str) -> None:
    """Skin substitutes, devices, services and modifiers are not related codes of drugs."""
    assert not is_kept(code)


def test_the_skin_substitutes_are_left_out_but_not_the_drugs_around_them() -> None:
    """Q4074 and Q4081 are drugs, Q41 to Q49 are not."""
    assert [code for code in ("Q4081", "Q4100", "Q4957", "Q5001") if is_kept(code)] == [
        "Q4081",
        "Q5001",
    ]
