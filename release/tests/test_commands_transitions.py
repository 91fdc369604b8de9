"""The transitions are written once every end is decided, and left unchanged until then."""

from __future__ import annotations

from hashlib import sha256

import pytest

from hcpcs_jcodes import CorruptData, tables
from jcodes_release.folders import Folders
from one_code import FIRST, run_add, run_build, run_transitions
from source_files import SUCCESSIONS, bytes_of

ENDED = FIRST.replace(",20190101,20190101,,N", ",20190101,20270401,20270331,D")
FOLLOWER = 'J9311,3,"Injection, rituximab, 5 mg",Inj rituximab,20270401,20270401,,A\n'


def test_transitions_writes_what_became_of_each_code(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """An added release makes them too; the command finds nothing left to write."""
    assert run_build(folders) == 0
    assert run_add(folders, ENDED + FOLLOWER) == 0
    row = "J9312,2027-03-31,J9311,2027-04-01,replaced,,,2,range,0,"
    assert row in folders.paths()["transitions"].read_text()
    before = bytes_of(folders)
    capsys.readouterr()
    assert run_transitions(folders) == 0
    assert run_transitions(folders, "--check") == 0
    printed = capsys.readouterr().out
    assert "1 transitions; undecided: nothing\nwritten: nothing changed\n" in printed
    assert "would change: nothing" in printed
    assert bytes_of(folders) == before


def test_a_stale_table_of_transitions_is_reported_and_then_corrected(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` fails on it and leaves it; the command itself writes and seals it."""
    assert run_build(folders) == 0
    assert run_add(folders, ENDED + FOLLOWER) == 0
    whole = bytes_of(folders)
    folders.paths()["transitions"].write_text(SUCCESSIONS["transitions"])
    assert run_transitions(folders, "--check") == 1
    assert "would change: transitions\n" in capsys.readouterr().out
    assert folders.paths()["transitions"].read_text() == SUCCESSIONS["transitions"]
    assert run_transitions(folders) == 0
    assert "written: data/transitions.csv\n" in capsys.readouterr().out
    assert bytes_of(folders) == whole


def test_a_table_that_was_edited_by_hand_is_reported_and_then_sealed(
    folders: Folders, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if the library itself refuses its tables until then: the commands read none of them."""

    def refused(name: str) -> bytes:
        raise CorruptData(name, "not sealed")

    monkeypatch.setattr(tables, "table_bytes", refused)
    tables.lines_of.cache_clear()
    assert run_build(folders) == 0
    with folders.paths()["payers"].open("a") as file:
        file.write("acme\n")
    capsys.readouterr()
    assert run_transitions(folders, "--check") == 1
    assert "would change: checksums\n" in capsys.readouterr().out
    assert run_transitions(folders) == 0
    assert "written: data/checksums.csv, data/datapackage.json\n" in capsys.readouterr().out
    assert run_transitions(folders, "--check") == 0


def test_a_release_with_an_undecided_end_leaves_the_transitions_unchanged(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its codes are written, the command names what is undecided, and a decision settles it."""
    assert run_build(folders) == 0
    stale = folders.paths()["transitions"].read_bytes()
    assert run_add(folders, ENDED) == 0
    printed = capsys.readouterr().out
    assert "written: data/checksums.csv, data/codes.csv" in printed
    message = "the transitions are unchanged because 2 items are undecided"
    assert message in printed
    assert folders.paths()["transitions"].read_bytes() == stale
    before = bytes_of(folders)
    assert run_transitions(folders) == 1
    printed = capsys.readouterr().out
    assert "0 transitions; undecided: 2\n" in printed
    assert "  J9312 2027-03-31: no row or decision says what follows\n" in printed
    assert run_transitions(folders, "--check") == 1
    assert bytes_of(folders) == before
    with folders.paths()["transition_decisions"].open("a") as file:
        file.write("J9312,2027-03-31,,,ended,,,,,no longer sold,curated\n")
    assert run_transitions(folders) == 0
    assert "J9312,2027-03-31,,,ended" in folders.paths()["transitions"].read_text()


def test_a_build_with_something_undecided_does_not_pass_its_check(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """No table differs, and the transitions may be stale all the same."""
    month = folders.data.parent / "cms" / "hcpcs" / "2027-01"
    (month / "jan.csv").write_text(ENDED)
    for name in ("releases", "release_files"):
        path = folders.paths()[name]
        checksums = sha256(FIRST.encode()).hexdigest(), sha256(ENDED.encode()).hexdigest()
        path.write_text(path.read_text().replace(*checksums))
    assert run_build(folders) == 0
    capsys.readouterr()
    assert run_build(folders, "--check") == 1
    printed = capsys.readouterr().out
    assert "would change: nothing\nthe transitions are unchanged" in printed
