"""The published fingerprints, and the changes that a correction must explain."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from hcpcs_jcodes.codes.codesets import codeset
from hcpcs_jcodes.codes.periods import coverage, period_of
from hcpcs_jcodes.codes.rows import CODE_COLUMNS, Row
from hcpcs_jcodes.tables import read_table
from jcodes_release.fingerprints import fingerprint_of_rows, fingerprint_rows
from jcodes_release.releases.records import Release
from source_files import ROOT

RELEASES = [Release(f"2025Q{number}") for number in (1, 2, 3, 4)]


def row(**cells: str) -> Row:
    """A row of codes.csv: rituximab in all of 2025, unless said otherwise."""
    known = {"code": "J9312", "valid_from": "2019-01-01", "unit_amount": "10 mg"} | cells
    return tuple(known.get(name, "") for name in CODE_COLUMNS)


def correction(**cells: str) -> Mapping[str, str]:
    """A row of corrections.csv, which concerns the second half of 2025 unless said otherwise."""
    return {
        "version": "2025.4.1",
        "code": "J9312",
        "first": "2025-07-01",
        "last": "",
        "column": "unit_amount",
    } | cells


def listed(rows: list[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(("period", "version", "begins_with"), each, strict=True)) for each in rows]


BEFORE = [row(valid_to="2025-06-30"), row(valid_from="2025-07-01")]
AFTER = [BEFORE[0], row(valid_from="2025-07-01", unit_amount="5 mg")]
PUBLISHED = listed(fingerprint_rows(BEFORE, RELEASES, [], [], "2025.4.0")[0])


def test_the_first_version_publishes_each_full_year_and_quarter() -> None:
    """In order; a year that is not wholly covered has none."""
    assert [each["period"] for each in PUBLISHED] == ["2025", *(each.name for each in RELEASES)]
    made, _ = fingerprint_rows(BEFORE, RELEASES[:3], [], [], "2025.3.0")
    assert [period for period, *_ in made] == ["2025Q1", "2025Q2", "2025Q3"]
    assert all(len(each["begins_with"]) == 16 for each in PUBLISHED)


def test_a_version_without_a_change_adds_no_row() -> None:
    """Nor does building the same version twice."""
    for version in ("2025.4.0", "2025.4.1"):
        made, problems = fingerprint_rows(BEFORE, RELEASES, PUBLISHED, [], version)
        assert (listed(made), problems) == (PUBLISHED, [])


def test_a_correction_adds_a_row_to_each_period_that_it_concerns() -> None:
    """And to no other; a second build of the version makes the same rows."""
    made, problems = fingerprint_rows(AFTER, RELEASES, PUBLISHED, [correction()], "2025.4.1")
    assert problems == []
    new = [each[:2] for each in made if each[1] == "2025.4.1"]
    assert new == [(period, "2025.4.1") for period in ("2025", "2025Q3", "2025Q4")]
    assert made[:2] == [tuple(PUBLISHED[0].values()), ("2025", "2025.4.1", made[1][2])]
    again = fingerprint_rows(AFTER, RELEASES, listed(made), [correction()], "2025.4.1")
    assert again == (made, [])


@pytest.mark.parametrize(
    "cells",
    [
        {"version": "2025.4.0"},
        {"code": "Q5115"},
        {"column": "short_description"},
        {"first": "2026-01-01"},
        {"first": "2025-01-01", "last": "2025-06-30"},
    ],
)
def test_a_change_that_no_correction_explains_stops_the_build(cells: dict[str, str]) -> None:
    """Another version, a related code, what is not hashed, or other days do not explain it."""
    _, problems = fingerprint_rows(AFTER, RELEASES, PUBLISHED, [correction(**cells)], "2025.4.1")
    assert (
        "2025Q3: a fact changed since 2025.4.0, and corrections.csv has no row of 2025.4.1"
        in (problems[-2])
    )


@pytest.mark.parametrize("cells", [{"first": "2025-09-30"}, {"last": "2025-07-01"}])
def test_a_correction_of_one_day_explains_its_quarter(cells: dict[str, str]) -> None:
    """The last day of the quarter, or the first."""
    _, problems = fingerprint_rows(
        AFTER, RELEASES[:3], PUBLISHED, [correction(**cells)], "2025.4.1"
    )
    assert problems == []


def test_a_build_up_to_an_earlier_release_leaves_later_periods() -> None:
    """They are kept as they were published."""
    made, _ = fingerprint_rows(BEFORE, RELEASES[:2], PUBLISHED, [], "2025.4.0")
    assert sorted(made) == sorted(tuple(each.values()) for each in PUBLISHED)


def test_the_last_row_of_each_period_is_the_fingerprint_it_has(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """Every year and quarter covered."""
    last = {each["period"]: each["begins_with"] for each in packaged("fingerprints")}
    assert len(last) == 16 + 64
    assert coverage().last.year - coverage().first.year == 15
    for period, begins_with in last.items():
        assert codeset(period).fingerprint.startswith(begins_with)


def test_without_its_corrections_a_period_has_the_fingerprint_that_was_published(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """Fingerprints change only for what corrections.csv lists."""
    undone = {
        (each["code"], each["first"], each["column"]): each for each in packaged("corrections")
    }
    rows = []
    table = read_table("codes")
    next(table)
    for cells in table:
        known = dict(zip(CODE_COLUMNS, cells, strict=True))
        for column, value in known.items():
            change = undone.get((known["code"], known["valid_from"], column))
            if change is not None and column not in {"code", "valid_to"}:
                assert value == change["new"]
                known[column] = change["old"]
        rows.append(tuple(known.values()))
    first: dict[str, str] = {}
    for each in packaged("fingerprints"):
        first.setdefault(each["period"], each["begins_with"])
    for period, begins_with in first.items():
        assert fingerprint_of_rows(rows, *period_of(period)).startswith(begins_with), period


def test_corrections_are_in_the_changelog(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """Each code under "Corrected data" of its version."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for each in packaged("corrections"):
        section = changelog.split(f"## {each['version']}\n")[1].split("\n## ")[0]
        assert each["code"] in section.split("### Corrected data")[1].split("\n### ")[0]


def test_the_rows_of_corrections_are_true_of_the_codes(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """The new value stands in codes.csv."""
    listed_rows = packaged("codes")
    for each in packaged("corrections"):
        assert any(
            known["code"] == each["code"] and known[each["column"]] == each["new"]
            for known in listed_rows
        )
