"""The list of source files: each is read only if it is the one listed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from jcodes_release.folders import Folders
from jcodes_release.manifest import SOURCE_COLUMNS, SourceFile, read_source, source_files
from jcodes_release.releases.records import UnreadableSource
from source_files import place_folders

ROWS = """\
ndc crosswalk,2024Q2,ndc/b.csv,{hash},April
ndc crosswalk,2024Q1,ndc/a.csv,{hash},January
table of drugs,2019Q1,drugs.txt,{hash},"Drugs, 2019"
"""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Folders that list three files of the content "rows"."""
    rows = ROWS.format(hash=sha256(b"rows").hexdigest())
    placed = place_folders(tmp_path)
    placed.paths()["source_files"].write_text(",".join(SOURCE_COLUMNS) + "\n" + rows)
    return placed


def test_the_files_of_a_kind_are_in_order_of_their_periods(folders: Folders) -> None:
    """No file of another kind is among them."""
    assert [entry.period for entry in source_files(folders, "ndc crosswalk")] == [
        "2024Q1",
        "2024Q2",
    ]
    (drugs,) = source_files(folders, "table of drugs")
    assert (drugs.file, drugs.title) == ("drugs.txt", "Drugs, 2019")


def test_a_kind_without_files_is_an_error(folders: Folders) -> None:
    """A table that needs them would be empty."""
    with pytest.raises(UnreadableSource, match="no file of the kind 'mue'"):
        source_files(folders, "mue")


def entry(content: bytes) -> SourceFile:
    return SourceFile("ndc crosswalk", "2024Q1", "a.csv", sha256(content).hexdigest(), "January")


def test_a_file_is_read_if_it_is_the_one_listed(tmp_path: Path) -> None:
    """Its content, byte for byte."""
    (tmp_path / "a.csv").write_bytes(b"rows\r\n")
    assert read_source(tmp_path, entry(b"rows\r\n")) == b"rows\r\n"


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    """The table would not be what the list says that it is made from."""
    (tmp_path / "a.csv").write_bytes(b"other rows")
    with pytest.raises(UnreadableSource, match=r"a\.csv is not the file that source_files\.csv"):
        read_source(tmp_path, entry(b"rows"))
