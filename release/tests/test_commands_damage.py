"""Tables that were cut, half written or saved otherwise are noticed, and none is lost by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jcodes_release.folders import Folders
from one_code import FIRST, NEXT, run_add, run_build, run_transitions
from source_files import bytes_of


def test_nothing_is_added_to_tables_that_are_not_whole(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A built table that is missing or was cut would be sealed as it is: build makes it again."""
    assert run_build(folders) == 0
    before = bytes_of(folders)
    for name in ("evidence", "mue"):
        path = folders.paths()[name]
        for content in (b"", path.read_bytes()[:-1], None):
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
            for run in (run_transitions, lambda folders: run_add(folders, FIRST + NEXT)):
                capsys.readouterr()
                assert run(folders) == 2
                out, err = capsys.readouterr()
                assert out == ""
                assert f"{path} is not the table that datapackage.json lists" in err
                assert "run build" in err
        assert run_build(folders) == 0
        assert bytes_of(folders) == before


def test_a_command_that_was_stopped_while_it_wrote_is_noticed(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tables may be half replaced: the others wait for a build, which clears up."""
    assert run_build(folders) == 0
    before = bytes_of(folders)
    left = folders.ledger / "evidence.csv.new"
    left.write_text("half")
    for run in (run_transitions, lambda folders: run_add(folders, FIRST + NEXT)):
        assert run(folders) == 2
        err = capsys.readouterr().err
        assert f"{left} was left by a command that was stopped" in err
        assert "run build" in err
    assert run_build(folders) == 0
    assert bytes_of(folders) == before


def test_tables_that_cannot_all_be_written_stay_as_they_were(
    folders: Folders, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or a table that another program has open, at whichever table."""
    assert run_build(folders) == 0
    before = bytes_of(folders)
    for method, message in (("write_bytes", "disk is full"), ("replace", "is in use")):
        do = getattr(Path, method)
        for allowed in range(7):  # as many as an added release changes
            done: list[Path] = []

            def limited(path: Path, *arguments: Any) -> Any:
                if path.name.endswith(".new"):
                    if len(done) == allowed:  # noqa: B023 - called within the turn
                        raise OSError(message)  # noqa: B023
                    done.append(path)  # noqa: B023
                return do(path, *arguments)  # noqa: B023

            with monkeypatch.context() as patch:
                patch.setattr(Path, method, limited)
                assert run_add(folders, FIRST + NEXT) == 2
            assert message in capsys.readouterr().err
            assert bytes_of(folders) == before
    assert run_add(folders, FIRST + NEXT) == 0


def test_line_ends_of_another_system_are_replaced(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A spreadsheet program may save a table so; its checksum would be another."""
    assert run_build(folders) == 0
    before = bytes_of(folders)
    path = folders.paths()["payers"]
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    capsys.readouterr()
    assert run_transitions(folders, "--check") == 1
    assert "would change: payers\n" in capsys.readouterr().out
    assert run_transitions(folders) == 0
    assert bytes_of(folders) == before
