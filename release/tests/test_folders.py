"""The two folders of tables: the descriptors say where each table is."""

from __future__ import annotations

from pathlib import Path

import pytest

from jcodes_release.folders import Folders, read_descriptor
from source_files import CHECKOUT, REVIEWED, TABLES_BESIDE, place_folders


def test_run_from_the_top_of_a_checkout_the_folders_are_those_of_the_repository() -> None:
    """The defaults of the commands, unless an option says otherwise."""
    assert Folders() == Folders(Path("data"), Path("release/ledger"))


def test_a_table_is_in_the_folder_whose_descriptor_lists_it(tmp_path: Path) -> None:
    """Code that reads or writes a table need not know which folder it is in."""
    folders = place_folders(tmp_path)
    assert folders.paths()["codes"] == tmp_path / "data" / "codes.csv"
    assert folders.paths()["evidence"] == tmp_path / "ledger" / "evidence.csv"


def test_a_table_that_no_descriptor_lists_is_refused(tmp_path: Path) -> None:
    """It would be written but never sealed."""
    with pytest.raises(KeyError, match="prices"):
        place_folders(tmp_path).rows("prices")


def test_every_table_is_in_one_folder_only() -> None:
    """And every table that a build makes or copies is in one."""
    listed = [
        each["name"] for folder in CHECKOUT.both for each in read_descriptor(folder)["resources"]
    ]
    assert len(set(listed)) == len(listed)
    lists = {"checksums", "codes", "evidence", "release_files", "releases", "source_files"}
    assert set(listed) == {*REVIEWED, *TABLES_BESIDE, *lists}


def test_a_table_is_read_as_mappings(tmp_path: Path) -> None:
    """Each row under the names of its columns, in the order of the file."""
    folders = place_folders(tmp_path)
    text = "code,reason\nC9046,é; ß\nC9143,\n"
    folders.paths()["related_codes"].write_text(text, "utf-8")
    assert folders.text("related_codes") == text
    assert folders.rows("related_codes") == [
        {"code": "C9046", "reason": "é; ß"},
        {"code": "C9143", "reason": ""},
    ]
