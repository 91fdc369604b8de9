"""The build command writes what changed, checks without writing, and names what stops it."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256

import pytest

from jcodes_release.folders import Folders
from one_code import FIRST, HEADER, run_build
from source_files import ROOT, bytes_of, place_source_files


def test_build_writes_every_table_and_then_nothing(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second build finds the same bytes and writes none."""
    assert run_build(folders) == 0
    printed = capsys.readouterr().out
    assert "2027Q1: 1 J codes, 1 files" in printed
    assert "1 J codes in 1 versions, 0 related codes" in printed
    assert (
        "written: data/add_on_parents.csv, data/checksums.csv, data/classifications.csv" in printed
    )
    assert "ledger/datapackage.json, ledger/evidence.csv" in printed
    assert (
        "J9312,1,Novumax,brand,2019-01-01,2019-01-01,curated"
        in folders.paths()["names"].read_text()
    )
    before = bytes_of(folders)
    assert run_build(folders) == 0
    assert "written: nothing changed" in capsys.readouterr().out
    assert bytes_of(folders) == before


def test_build_remarks_on_names_that_lead_nowhere(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A trade name whose drug has no entry is printed, and stops nothing."""
    drugs = {("table of drugs", "2019Q1"): "A\nNowherol, see Nothing at all\n"}
    place_source_files(folders.data.parent / "cms", folders, drugs)
    assert run_build(folders) == 0
    assert "remark: name without a code: Nowherol, see Nothing at all" in capsys.readouterr().out


def test_check_reports_a_stale_table_and_writes_nothing(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` fails on a difference and leaves it."""
    assert run_build(folders) == 0
    assert run_build(folders, "--check") == 0
    folders.paths()["codes"].write_text("stale\n")
    assert run_build(folders, "--check") == 1
    assert "would change: codes" in capsys.readouterr().out
    assert folders.paths()["codes"].read_text() == "stale\n"


def test_a_source_that_is_not_the_one_listed_is_refused(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file whose sha256 differs from the list is not read."""
    (folders.data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").write_text(HEADER)
    assert run_build(folders) == 2
    assert "its sha256 differs" in capsys.readouterr().err


def test_a_missing_source_is_named(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is a sentence, not a traceback."""
    (folders.data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").unlink()
    assert run_build(folders) == 2
    assert "jan.csv" in capsys.readouterr().err


def test_build_refuses_what_it_cannot_explain(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bracket that the vocabulary lacks stops the build before anything is written."""
    text = FIRST.replace("rituximab, 10", "rituximab (novabrand), 10")
    (folders.data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").write_text(text)
    for name in ("releases", "release_files"):
        path = folders.paths()[name]
        old, new = sha256(FIRST.encode()).hexdigest(), sha256(text.encode()).hexdigest()
        path.write_text(path.read_text().replace(old, new))
    before = bytes_of(folders)
    assert run_build(folders) == 1
    printed = capsys.readouterr().out
    assert "1 items are unexplained; nothing was written" in printed
    assert "(novabrand)" in printed
    assert bytes_of(folders) == before


def test_the_commands_run_as_a_module() -> None:
    """``python -m jcodes_release`` is the maintainers' terminal."""
    command = [sys.executable, "-m", "jcodes_release", "--help"]
    beside = {**os.environ, "PYTHONPATH": str(ROOT / "release")}
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=beside)
    assert "build" in answer.stdout
    assert "transitions" in answer.stdout
    assert "add" in answer.stdout
