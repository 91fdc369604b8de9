"""What a pinning tool relies on: the meaning of a year never changes unseen."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import date
from hashlib import sha256
from typing import NoReturn

import pytest

from hcpcs_jcodes import FingerprintChanged, codeset, tables
from hcpcs_jcodes.codes import fingerprints, ledger, rows
from hcpcs_jcodes.codes.fingerprints import is_hashed
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
    2026: "1be65eb3b4d7304265fea07cb2d72953925b7cc37c8004c90164ec246ea9b667",
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


# --- pinning -------------------------------------------------------------------

# what 2026 and its last quarter had in version 2026.4.0
EARLIER_2026 = "1138115d4529b5de329c4cb1cf0a8391418eeb0c186184c4887fcd962a9c0c3e"
CORRECTED = [
    "J1946 from 2026-10-01 on, unit_amount: empty -> 1 mg",
    "J1946 from 2026-10-01 on, unit_kind: unknown -> measured",
    "J3300 from 2026-10-01 on, unit_amount: empty -> 1 mg",
    "J3300 from 2026-10-01 on, unit_kind: unknown -> measured",
    "J3406 from 2026-10-01 on, unit_counted: empty -> dose",
    "J3406 from 2026-10-01 on, unit_kind: unknown -> counted",
    "J7531 from 2026-10-01 on, unit_amount: empty -> 1 mg",
    "J7531 from 2026-10-01 on, unit_kind: unknown -> measured",
]


@pytest.mark.parametrize("year", [2011, 2023, 2026])
def test_a_code_set_with_its_own_fingerprint_is_that_code_set(year: int) -> None:
    """The same object as without one."""
    assert codeset(year, fingerprint=FINGERPRINTS[year]) is codeset(year)


def test_an_earlier_fingerprint_names_the_corrections_since() -> None:
    """Of codes in force in that period, each with column, old and new value, version and reason."""
    with pytest.raises(
        FingerprintChanged, match="corrected since that fingerprint: J1946"
    ) as raised:
        codeset(2026, fingerprint=EARLIER_2026)
    error = raised.value
    assert (error.value, error.kind) == (EARLIER_2026, "fingerprint_changed")
    assert [text.split(" (")[0] for text in error.corrections] == CORRECTED
    assert error.corrections[2].endswith("(2026.4.1: CMS's payment files of October 2026)")
    assert error.corrections[0] in str(error)
    assert "more are in its .corrections" in str(error)
    assert FINGERPRINTS[2026] in str(error)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (copy.args, copy.value, copy.corrections) == (error.args, error.value, error.corrections)


def test_the_fingerprint_of_another_period_is_recognized() -> None:
    """Nothing was corrected: another year was pinned."""
    with pytest.raises(FingerprintChanged, match="this is the fingerprint of 2022; ") as raised:
        codeset(2023, fingerprint=FINGERPRINTS[2022])
    assert raised.value.corrections == ()


@pytest.mark.parametrize("unknown", ["0" * 64, FINGERPRINTS[2023][:-1] + "f"])
def test_an_unknown_fingerprint_is_not_of_this_library(unknown: str) -> None:
    """Nor is one with a digit changed."""
    with pytest.raises(FingerprintChanged, match="is none of this library's published") as raised:
        codeset(2023, fingerprint=unknown)
    assert raised.value.corrections == ()
    assert "are not on file" not in str(raised.value)


def test_only_years_and_quarters_are_on_file() -> None:
    """The fingerprint of a day is checked, but nothing says what it was."""
    day = codeset("2025-08-01")
    assert codeset("2025-08-01", fingerprint=day.fingerprint) is day
    with pytest.raises(FingerprintChanged, match="other than a year or a quarter are not on file"):
        codeset("2025-08-02", fingerprint=day.fingerprint)


@pytest.mark.parametrize("given", ["", FINGERPRINTS[2023][:-1], FINGERPRINTS[2023] + "0", 2023])
def test_what_is_not_a_fingerprint_is_refused(given: object) -> None:
    """It has 64 digits."""
    with pytest.raises(
        FingerprintChanged, match="is not a fingerprint; the J codes 2023"
    ) as raised:
        codeset(2023, fingerprint=given)  # type: ignore[arg-type]
    assert raised.value.value == given


def test_a_later_correction_is_not_one_since_an_earlier_fingerprint_of_another_period() -> None:
    """Of the quarter, those that fall into it; versions are compared as numbers."""
    quarter = date(2025, 10, 1), date(2025, 12, 31)
    row = {"code": "J9312", "column": "drug", "first": "2026-01-01", "last": ""}
    assert not is_hashed(row, *quarter)
    assert is_hashed(row | {"first": "2025-12-31"}, *quarter)
    assert is_hashed(row | {"first": "2025-01-01", "last": "2025-10-01"}, *quarter)
    assert not is_hashed(row | {"first": "2025-01-01", "last": "2025-09-30"}, *quarter)
    assert not is_hashed(row | {"first": "2025-12-31", "code": "Q5115"}, *quarter)
    assert not is_hashed(row | {"first": "2025-12-31", "column": "short_description"}, *quarter)


def test_corrections_before_a_fingerprint_are_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the version that replaced it and of later ones are; 2026.4.10 is after 2026.4.9."""
    header = ["version", "code", "first", "last", "column", "old", "new", "reason"]
    versions = ("2026.4.8", "2026.4.9", "2026.4.10")
    shared = ["J9312", "2019-01-01", "2023-12-31", "drug", "", "rituximab", "it"]
    rows = {
        "corrections": [header, *([version, *shared] for version in versions)],
        "fingerprints": [
            ["period", "version", "begins_with"],
            ["2023", "2026.4.7", "a" * 16],
            ["2023", "2026.4.8", "b" * 16],
            ["2023", "2026.4.9", "c" * 16],
        ],
    }
    monkeypatch.setattr(fingerprints, "read_table", lambda name: iter(rows[name]))
    for digit, count in (("a", 3), ("b", 2)):
        with pytest.raises(FingerprintChanged) as raised:
            codeset(2023, fingerprint=digit * 64)
        assert len(raised.value.corrections) == count
    assert raised.value.corrections[0] == (
        "J9312 from 2019-01-01 to 2023-12-31, drug: empty -> rituximab (2026.4.9: it)"
    )
