"""The dates of CMS's Restructured BETOS against those of the codes."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from jcodes_release.datapackage import read_reviewed
from jcodes_release.releases.evidence import read_evidence
from jcodes_release.releases.rbcs import contradictions, is_confirmed
from jcodes_release.releases.records import Record, Release
from jcodes_release.wordings.versions import Reviewed, Version, versions_of
from source_files import CHECKOUT, CMS, needs_cms


def versions(*, added: date, ended: date | None) -> dict[str, list[Version]]:
    """One code with these dates."""
    record = Record("J0001", "Injection, x, 1 mg", added=added, ended=ended)
    return versions_of({Release("2024Q1"): {"J0001": record}}, Reviewed({}))[0]


def row(added: str, ended: str) -> dict[str, str]:
    return {"code": "J0001", "date_added": added, "date_ended": ended}


@pytest.mark.parametrize(
    ("ended", "stated", "agrees"),
    [
        (None, "9999-12-31", True),
        (date(2022, 12, 31), "2022-12-31", True),
        (date(2022, 12, 31), "9999-12-31", False),
        (date(2023, 1, 1), "9999-12-31", True),
        (date(2021, 9, 30), "2021-09-29", False),
        (None, "2021-09-30", False),
    ],
)
def test_an_end_up_to_2022_must_agree(ended: date | None, stated: str, *, agrees: bool) -> None:
    """The file of 2024 states none after 2022-12-31."""
    known = versions(added=date(2015, 1, 1), ended=ended)
    assert is_confirmed(row("2015-01-01", stated), known) == agrees


def test_a_contradiction_names_the_code_and_both_dates() -> None:
    """Also one about a code that is not included."""
    known = versions(added=date(2015, 1, 1), ended=None)
    rows = [row("2015-01-01", "9999-12-31"), row("2015-01-02", "9999-12-31")]
    assert contradictions(rows, known) == [
        "J0001: CMS's Restructured BETOS dates it 2015-01-02 to 9999-12-31"
    ]
    assert len(contradictions(rows, {})) == 2


@needs_cms
def test_it_confirms_most_codes_of_the_years_without_a_release() -> None:
    """As the notes of the releases beside those years state; it contradicts none."""
    evidence = read_evidence(CHECKOUT.rows("evidence"))
    known, _ = versions_of(evidence, read_reviewed(CHECKOUT))
    with (CMS / "rbcs/rbcs_j_codes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), len({each["code"] for each in rows})) == (878, 853)
    assert contradictions(rows, known) == []
    stated = {each["code"]: each for each in rows}
    notes = " ".join(each["note"] for each in CHECKOUT.rows("releases"))
    for year, confirmed, all_codes in ((2014, 613, 646), (2015, 623, 655), (2021, 801, 839)):
        first, last = date(year, 1, 1), date(year, 12, 31)
        in_force = {
            (code, version.wording.use)
            for code, listed in known.items()
            if code[0] == "J"
            for version in listed
            if version.wording.meets(first, last)
        }
        assert len(in_force) == all_codes
        dated = {
            code
            for code, use in in_force
            if code in stated
            and stated[code]["date_added"]
            == str(next(v for v in known[code] if v.wording.use == use).wording.valid_from)
        }
        assert len(dated) == confirmed
        assert f"{confirmed} of {all_codes}" in notes
