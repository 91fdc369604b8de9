"""The two folders of tables: the descriptors say where each table is."""

from __future__ import annotations

from pathlib import Path

import pytest

from jcodes_release.folders import Folders, read_descriptor, replace_together
from jcodes_release.releases.records import UnreadableSource
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
    lists = {
        "checksums",
        "codes",
        "coverage",
        "evidence",
        "release_files",
        "releases",
        "source_files",
    }
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


def test_files_are_replaced_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the last cannot be replaced, a file that is new is gone again and others are as before."""
    new, known, last = (tmp_path / name for name in ("new.csv", "known.csv", "last.csv"))
    known.write_bytes(b"before\n")
    last.mkdir()
    (last / "in use").touch()
    monkeypatch.setattr(Path, "read_bytes", lambda path: path == known and b"before\n")
    with pytest.raises(OSError, match=r"last\.csv"):
        replace_together({new: b"a\n", known: b"b\n", last: b"c\n"})
    monkeypatch.undo()
    assert sorted(tmp_path.iterdir()) == [known, last]
    assert known.read_bytes() == b"before\n"
    last.rename(tmp_path / "away")
    replace_together({new: b"a\n", known: b"b\n", last: b"c\n"})
    assert [path.read_bytes() for path in (new, known, last)] == [b"a\n", b"b\n", b"c\n"]


@pytest.mark.parametrize("content", [b"", b"code,reason\n\xff\n"])
def test_a_reviewed_table_that_is_damaged_is_refused(tmp_path: Path, content: bytes) -> None:
    """Without its rows the decisions of people would be forgotten."""
    folders = place_folders(tmp_path)
    path = folders.paths()["related_codes"]
    path.write_bytes(content)
    with pytest.raises(UnreadableSource, match="restore it with git") as caught:
        folders.rows("related_codes")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"", b'{"resources": [', b"\xff"])
def test_a_descriptor_that_is_damaged_is_refused(tmp_path: Path, content: bytes) -> None:
    """It is named, as the tables are."""
    folders = place_folders(tmp_path)
    (folders.ledger / "datapackage.json").write_bytes(content)
    with pytest.raises(UnreadableSource, match=r"ledger.datapackage\.json is cut or damaged"):
        folders.paths()
