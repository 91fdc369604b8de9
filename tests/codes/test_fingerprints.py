"""What a pinning tool relies on: the meaning of a year never changes unseen."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from hashlib import sha256
from typing import NoReturn

import pytest

from hcpcs_jcodes import codeset, tables
from hcpcs_jcodes.codes import ledger, rows
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import CODE_COLUMNS

from .sets import END, START, set_of

# A change here is a correction of shipped facts: list it in CHANGELOG.md under
# "Corrected data" with the code, the column, the old and the new value.
FINGERPRINTS = {
    2011: "2fa851153b6b9c73e85b2d1823710a8d206b59380138acb7d7445b881e18dfda",
    2012: "2bcb9c3b62a5b11a363c89b9e9a7d8548c23da11ad43301ba8666b7bb6f68f71",
    2013: "19c4c89a053857a6c12b08decc00bbd404d2fbac79a13a1c2e81be655257e566",
    2014: "16a766b96aa732fd408c524713f09e0499dfbb317cf99ff42e257d2838a3c57d",
    2015: "eaf3bb041d100d798dfc2d63e4b9a12c107635d8a5e3ece8724b3ec369c74e80",
    2016: "a9a86240ff4fa8d9b96dafc3c21eb4192b57ff2079ddb2578a5d4e2fa04aa12a",
    2017: "78c44da189868d42038329e2f7d96f1851c00a3ade5801084fc9445470390f95",
    2018: "005456358ec9f9f1924333e035b3a27291050b92c5e55cedc609660b90df54f3",
    2019: "28b6ac667ce7262048381613295e543a28ab26d1053ba50023fd05c959e1a395",
    2020: "086ef81f9be179b695842d3469e4494deb6f369ab9d58c16683a968c90fa44a8",
    2021: "d079942196dabc45050a053c838af0444c81979fb635ca850626650b51c6cfb9",
    2022: "61b563255b893babd106768a36119dfa42a3d56af2c5384b6a6d3e8debb97897",
    2023: "289494ce9c4341cde80401ba46113e65de3a0d5634688a4658a0d70f9b8baa62",
    2024: "8e8d923aa9e3d0b7bc6e59642e8f2f63a834452c57bf959597b60d9971002dc0",
    2025: "7e60793864e0a5ccb1a29405c9f82466dd34ec93ad06c9f8d02bbf7b0b41c85c",
    2026: "1138115d4529b5de329c4cb1cf0a8391418eeb0c186184c4887fcd962a9c0c3e",
}


@pytest.mark.parametrize("year", sorted(FINGERPRINTS))
def test_the_meaning_of_a_year_is_pinned(year: int) -> None:
    """A year means what it did when its fingerprint was pinned."""
    assert codeset(year).fingerprint == FINGERPRINTS[year]


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_a_fingerprint_does_not_depend_on_the_hash_seed(seed: str) -> None:
    """Another process with another hash seed reads the same fingerprint."""
    program = "from hcpcs_jcodes import codeset; print(codeset(2023).fingerprint)"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == FINGERPRINTS[2023]


# What is hashed, in this order. A change of the list gets a new number in the first line.
HASHED = (
    "code",
    "valid_from",
    "valid_to",
    "long_description",
    "drug",
    "labelers",
    "brands",
    "routes",
    "indications",
    "exclusions",
    "forms",
    "not_equivalent_to",
    "unit_kind",
    "unit_amount",
    "unit_components",
    "unit_counted",
    "unit_above",
    "unit_at_most",
    "unit_of",
    "unit_equivalent",
    "unit_limit",
)
NOT_HASHED = (
    "begins",
    "starts",
    "ends",
    "not_before",
    "use",
    "related_by",
    "short_description",
    "substance",
    "synonyms",
    "unit_source",
    "is_noc",
    "releases",
    "correction",
)


def hashed(row: tuple[str, ...], start: date = START, end: date = END, family: str = "J") -> str:
    """The fingerprint of a code set of this row alone."""
    return set_of({row[0]: (row,)}, start, end, family).fingerprint


def with_cell(column: str, value: str) -> tuple[str, ...]:
    """The row of J9312 with another cell."""
    (row,) = code_ledger().jcodes["J9312"]
    return tuple(
        value if name == column else cell for name, cell in zip(CODE_COLUMNS, row, strict=True)
    )


def test_every_column_is_hashed_or_is_not() -> None:
    """A new column of codes.csv has to be put on one of the two lists."""
    assert sorted((*HASHED, *NOT_HASHED)) == sorted(CODE_COLUMNS)


@pytest.mark.parametrize("column", HASHED)
def test_a_change_of_what_a_code_means_is_another_fingerprint(column: str) -> None:
    """For each column that is hashed, and at any position in a list of values."""
    value = "2025-07-01" if column.startswith("valid") else "another"
    assert hashed(with_cell(column, value)) != hashed(with_cell("code", "J9312"))
    others = {hashed(with_cell(each, "another")) for each in HASHED if "valid" not in each}
    assert len(others) == len(HASHED) - 2


@pytest.mark.parametrize("column", NOT_HASHED)
def test_what_a_later_release_may_add_does_not_change_the_fingerprint(column: str) -> None:
    """Evidence, releases, short wordings and synonyms."""
    assert hashed(with_cell(column, "another")) == hashed(with_cell("code", "J9312"))


def test_a_fingerprint_is_that_of_these_cells_in_this_order() -> None:
    """Calculated independently: validity within the period, comparing forms of wording and drug."""
    known = dict(zip(CODE_COLUMNS, code_ledger().jcodes["J9312"][0], strict=True))
    cells = known | {
        "valid_from": "2025-01-01",
        "valid_to": "2025-12-31",
        "long_description": "injectionrituximab10mg",
    }
    line = "\x1f".join(cells[column] for column in HASHED)
    text = f"hcpcs_jcodes code set 1 J 2025-01-01 2025-12-31\n{line}"
    assert hashed(with_cell("code", "J9312")) == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("column", "value", "equal"),
    [
        ("valid_from", "2025-01-01", True),
        ("valid_from", "2024-12-31", True),
        ("valid_from", "2025-01-02", False),
        ("valid_to", "2025-12-31", True),
        ("valid_to", "2026-01-01", True),
        ("valid_to", "2025-12-30", False),
        ("drug", "RITUXIMAB ", True),
        ("drug", "rituximabs", False),
        ("long_description", "injection rituximab, 10MG.", True),
        ("long_description", "injection rituximab, 1.0 mg", False),
        ("unit_amount", "10 MG", False),
        ("brands", "Rituxan", False),
    ],
)
def test_a_fingerprint_ignores_punctuation_and_days_outside_the_period(
    column: str, value: str, *, equal: bool
) -> None:
    """The first and last day of the period, and the days next to them."""
    same = hashed(with_cell(column, value)) == hashed(with_cell("code", "J9312"))
    assert same == equal


def test_another_period_or_family_is_another_fingerprint() -> None:
    """Even if no code differs."""
    row = with_cell("code", "J9312")
    known = {
        hashed(row),
        hashed(row, start=date(2025, 1, 2)),
        hashed(row, end=date(2025, 12, 30)),
        hashed(row, family="related"),
    }
    assert len(known) == 4


def test_names_and_classes_are_not_needed_for_a_fingerprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Brand names, routes from labels and classes may be added later."""

    def unread(*_: object) -> NoReturn:
        raise AssertionError("read")

    cs = codeset(2025)
    again = set_of(cs._contents.rows)
    for module, name in (
        (rows, "names_of"),
        (rows, "rows_of_code"),
        (ledger, "version_of_row"),
        (tables, "table_bytes"),
    ):
        monkeypatch.setattr(module, name, unread)
    assert again.fingerprint == FINGERPRINTS[2025]
