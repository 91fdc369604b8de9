"""The table of modifiers, from the releases that list them and what people read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jcodes_release import modifiers
from jcodes_release.modifiers import modifier_rows
from jcodes_release.releases.records import Record, Release


def _listed(code: str, added: str | None, ended: str | None = None, text: str = "") -> Record:
    days = [date.fromisoformat(each) if each else None for each in (added, ended)]
    return Record(code, short_description=text or None, added=days[0], ended=days[1])


def test_a_modifier_ends_by_the_last_file_that_has_dates() -> None:
    """CMS printed the end of JG after the first years, and one file lists no dates at all."""
    read = {
        Release("2024Q1"): [_listed("JG", "2018-01-01", text="340b acquired drug")],
        Release("2025Q1"): [_listed("JG", "2018-01-01", "2024-12-31")],
        Release("2025Q3"): [_listed("JG", None)],
    }
    assert modifier_rows(read, []) == [
        (
            "JG",
            "2018-01-01",
            "2024-12-31",
            "340b acquired drug",
            "2024Q1-2025Q3",
            "read",
            "CMS, HCPCS Level II files",
        )
    ]


def test_a_modifier_that_was_added_twice_has_two_rows() -> None:
    """QA was another modifier until 2007; a file without dates is about the later one."""
    read = {
        Release("2011Q1"): [_listed("QA", "1996-01-01", "2007-12-31", "old")],
        Release("2022Q1"): [_listed("QA", None, text="new"), _listed("FQ", None)],
        Release("2023Q1"): [_listed("QA", "2018-04-01"), _listed("FQ", "2022-01-01")],
    }
    assert [row[:5] for row in modifier_rows(read, [])] == [
        ("FQ", "2022-01-01", "", "", "2022Q1-2023Q1"),
        ("QA", "1996-01-01", "2007-12-31", "old", "2011Q1"),
        ("QA", "2018-04-01", "", "new", "2022Q1-2023Q1"),
    ]


def test_what_a_person_read_is_added() -> None:
    """A modifier of CPT, and a later release of one that the files list."""
    curated = [
        {"modifier": name, "valid_from": "", "valid_to": "", "release": late, "source": "read"}
        for name, late in (("25", ""), ("JW", "2026Q4"))
    ]
    read = {Release("2026Q1"): [_listed("JW", "2003-01-01")]}
    assert modifier_rows(read, curated) == [
        ("25", "", "", "", "", "curated", "read"),
        ("JW", "2003-01-01", "", "", "2026Q1 2026Q4", "read", "read"),
    ]


def test_only_codes_of_two_characters_in_tables_up_to_a_release_are_modifiers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"release": "2024Q1", "role": "table", "file": "a.txt"},
        {"release": "2024Q1", "role": "notes", "file": "b.txt"},
        {"release": "2024Q2", "role": "table", "file": "none.txt"},
        {"release": "2024Q3", "role": "table", "file": "later.txt"},
    ]

    class Lists:
        def rows(self, name: str) -> list[dict[str, str]]:
            assert name == "release_files"
            return rows

    for month, file in (("2024-01", "a.txt"), ("2024-04", "none.txt")):
        (tmp_path / "hcpcs" / month).mkdir(parents=True)
        (tmp_path / "hcpcs" / month / file).write_text(file)
    listed = {b"a.txt": [_listed("JG", "2018-01-01"), _listed("J9312", "2019-01-01")]}
    monkeypatch.setattr(modifiers, "read_records", lambda content: listed.get(content, []))
    folders: Any = Lists()
    found = modifiers.read_modifiers(tmp_path, folders, Release("2024Q2"))
    assert found == {Release("2024Q1"): [_listed("JG", "2018-01-01")]}
