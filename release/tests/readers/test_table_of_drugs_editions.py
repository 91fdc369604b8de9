"""CMS's editions of the Table of Drugs are read whole, but for one line that lacks its code."""

from __future__ import annotations

import re

import pytest

from jcodes_release.readers.table_of_drugs import read_table_of_drugs
from source_files import CMS, needs_cms


@needs_cms
@pytest.mark.parametrize(
    ("year", "drugs", "unread"), [("2017", 719, 0), ("2018", 738, 1), ("2019", 770, 1)]
)
def test_the_editions_are_read_but_for_one_line(year: str, drugs: int, unread: int) -> None:
    """All of CMS's editions are read, but for Kyleena without its code."""
    text = (CMS / "table-of-drugs" / f"{year}-Table-of-Drugs.txt").read_text(encoding="utf-8")
    found, remainder = read_table_of_drugs(text)
    assert len([entry for entry in found if entry.codes]) == drugs
    assert [line.split()[0] for line in remainder] == ["Kyleena"] * unread


@needs_cms
@pytest.mark.parametrize("year", ["2017", "2018", "2019"])
def test_every_printed_code_is_read(year: str) -> None:
    """No code that an edition prints is missing from its entries."""
    text = (CMS / "table-of-drugs" / f"{year}-Table-of-Drugs.txt").read_text(encoding="utf-8")
    found, _ = read_table_of_drugs(text)
    read_codes = {code for entry in found for code in entry.codes}
    assert set(re.findall(r"\b[A-V][0-9]{4}\b", text)) <= read_codes


@needs_cms
def test_every_entry_says_something() -> None:
    """Each entry has codes or other entries to see, and a name without columns."""
    for path in sorted((CMS / "table-of-drugs").glob("*.txt")):
        found, _ = read_table_of_drugs(path.read_text(encoding="utf-8"))
        assert all(entry.codes or entry.see for entry in found)
        assert not [entry.name for entry in found if "  " in entry.name or entry.name == ""]
