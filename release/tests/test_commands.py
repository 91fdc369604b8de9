"""The maintainers' commands, on a package of one code and hand-made CMS files."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from hcpcs_jcodes import CorruptData, tables
from jcodes_release.__main__ import main
from jcodes_release.folders import Folders, read_descriptor
from source_files import REVIEWED, ROOT, SUCCESSIONS, bytes_of, place_folders, place_source_files

HEADER = "HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
FIRST = HEADER + 'J9312,3,"Injection, rituximab, 10 mg",Inj rituximab,20190101,20190101,,N\n'
TABLES = REVIEWED | {
    "releases": "release,grade,related,source_file,sha256,note\n2027Q1,O,,jan.csv,{hash},\n",
    "release_files": "release,file,role,sha256\n2027Q1,jan.csv,table,{hash}\n",
    "curated_names": REVIEWED["curated_names"]
    + "J9312,Novumax,brand,2019-01-01,curated\nJ9312,Falsum,rejected,2019-01-01,no\n",
}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """The folders with the decisions and no other tables yet, and the sources beside them."""
    placed = place_folders(tmp_path)
    month = tmp_path / "cms" / "hcpcs" / "2027-01"
    month.mkdir(parents=True)
    (month / "jan.csv").write_text(FIRST)
    for name, text in TABLES.items():
        table = text.format(hash=sha256(FIRST.encode()).hexdigest())
        placed.paths()[name].write_text(table)
    place_source_files(tmp_path / "cms", placed)
    return placed


def _options(folders: Folders) -> list[str]:
    return ["--data", str(folders.data), "--ledger", str(folders.ledger)]


def _build(folders: Folders, *options: str) -> int:
    return main(["build", str(folders.data.parent / "cms"), *_options(folders), *options])


def _add(folders: Folders, text: str, *options: str) -> int:
    table = folders.data.parent / "new.csv"
    table.write_text(text)
    return main(["add", str(table), "--release", "2027Q2", *_options(folders), *options])


def test_build_writes_every_table_and_then_nothing(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second build finds the same bytes and writes none."""
    assert _build(folders) == 0
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
    assert _build(folders) == 0
    assert "written: nothing changed" in capsys.readouterr().out
    assert bytes_of(folders) == before


def test_build_remarks_on_names_that_lead_nowhere(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A trade name whose drug has no entry is printed, and stops nothing."""
    drugs = {("table of drugs", "2019Q1"): "A\nNowherol, see Nothing at all\n"}
    place_source_files(folders.data.parent / "cms", folders, drugs)
    assert _build(folders) == 0
    assert "remark: name without a code: Nowherol, see Nothing at all" in capsys.readouterr().out


def test_check_reports_a_stale_table_and_writes_nothing(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` fails on a difference and leaves it."""
    assert _build(folders) == 0
    assert _build(folders, "--check") == 0
    folders.paths()["codes"].write_text("stale\n")
    assert _build(folders, "--check") == 1
    assert "would change: codes" in capsys.readouterr().out
    assert folders.paths()["codes"].read_text() == "stale\n"


def test_a_source_that_is_not_the_one_listed_is_refused(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file whose sha256 differs from the list is not read."""
    (folders.data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").write_text(HEADER)
    assert _build(folders) == 2
    assert "its sha256 differs" in capsys.readouterr().err


def test_a_missing_source_is_named(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is a sentence, not a traceback."""
    (folders.data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").unlink()
    assert _build(folders) == 2
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
    assert _build(folders) == 1
    printed = capsys.readouterr().out
    assert "1 items are unexplained; nothing was written" in printed
    assert "(novabrand)" in printed
    assert bytes_of(folders) == before


def test_add_merges_a_release_and_reports_it(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report lists what was added; the lists of releases and files know the new one."""
    assert _build(folders) == 0
    new = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'
    corrections = folders.data.parent / "corrections.csv"
    corrections.write_text(
        "CODE,ACTION,EFF DATE,SHORT DESC,LONG DESC\n"
        'J9999,Revise LD,04/01/2027,,"Injection, novumab, 1 mg"\n'
    )
    assert _add(folders, FIRST + new, "--corrections", str(corrections), "--grade", "C") == 0
    printed = capsys.readouterr().out
    assert "added: 1\n  J9999 2027-04-01: Injection, novumab, 1 mg\n" in printed
    assert "written: data/checksums.csv, data/codes.csv" in printed
    assert "2027Q2,C,,new.csv," in folders.paths()["releases"].read_text()
    assert "2027Q2,corrections.csv,corrections," in folders.paths()["release_files"].read_text()
    descriptor = read_descriptor(folders.data)
    releases = [each["release"] for each in descriptor["sources"] if "release" in each]
    assert releases == ["2027Q1", "2027Q2"]
    assert "April 2027: new.csv" in descriptor["sources"][1]["title"]


def test_add_writes_nothing_that_it_cannot_explain(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code that is gone without an end date is not forgotten: the release is refused."""
    assert _build(folders) == 0
    before = bytes_of(folders)
    new = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'
    assert _add(folders, HEADER + new) == 1
    printed = capsys.readouterr().out
    assert "J9312: gone after 2027Q1 without an end date" in printed
    assert bytes_of(folders) == before


ENDED = FIRST.replace(",20190101,20190101,,N", ",20190101,20270401,20270331,D")
FOLLOWER = 'J9311,3,"Injection, rituximab, 5 mg",Inj rituximab,20270401,20270401,,A\n'


def _transitions(folders: Folders, *options: str) -> int:
    return main(["transitions", *_options(folders), *options])


def test_transitions_writes_what_became_of_each_code(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """An added release makes them too; the command finds nothing left to write."""
    assert _build(folders) == 0
    assert _add(folders, ENDED + FOLLOWER) == 0
    row = "J9312,2027-03-31,J9311,2027-04-01,replaced,,,2,range,0,"
    assert row in folders.paths()["transitions"].read_text()
    before = bytes_of(folders)
    capsys.readouterr()
    assert _transitions(folders) == 0
    assert _transitions(folders, "--check") == 0
    printed = capsys.readouterr().out
    assert "1 transitions; undecided: nothing\nwritten: nothing changed\n" in printed
    assert "would change: nothing" in printed
    assert bytes_of(folders) == before


def test_a_stale_table_of_transitions_is_reported_and_then_corrected(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` fails on it and leaves it; the command itself writes and seals it."""
    assert _build(folders) == 0
    assert _add(folders, ENDED + FOLLOWER) == 0
    whole = bytes_of(folders)
    folders.paths()["transitions"].write_text(SUCCESSIONS["transitions"])
    assert _transitions(folders, "--check") == 1
    assert "would change: transitions\n" in capsys.readouterr().out
    assert folders.paths()["transitions"].read_text() == SUCCESSIONS["transitions"]
    assert _transitions(folders) == 0
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
    assert _build(folders) == 0
    with folders.paths()["policies"].open("a") as file:
        file.write("acme\n")
    capsys.readouterr()
    assert _transitions(folders, "--check") == 1
    assert "would change: checksums\n" in capsys.readouterr().out
    assert _transitions(folders) == 0
    assert "written: data/checksums.csv, data/datapackage.json\n" in capsys.readouterr().out
    assert _transitions(folders, "--check") == 0


def test_a_release_with_an_undecided_end_leaves_the_transitions_unchanged(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its codes are written, the command names what is undecided, and a decision settles it."""
    assert _build(folders) == 0
    stale = folders.paths()["transitions"].read_bytes()
    assert _add(folders, ENDED) == 0
    printed = capsys.readouterr().out
    assert "written: data/checksums.csv, data/codes.csv" in printed
    message = "the transitions are unchanged because 2 items are undecided"
    assert message in printed
    assert folders.paths()["transitions"].read_bytes() == stale
    before = bytes_of(folders)
    assert _transitions(folders) == 1
    printed = capsys.readouterr().out
    assert "0 transitions; undecided: 2\n" in printed
    assert "  J9312 2027-03-31: no row or decision says what follows\n" in printed
    assert _transitions(folders, "--check") == 1
    assert bytes_of(folders) == before
    with folders.paths()["transition_decisions"].open("a") as file:
        file.write("J9312,2027-03-31,,,ended,,,,,no longer sold,curated\n")
    assert _transitions(folders) == 0
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
    assert _build(folders) == 0
    capsys.readouterr()
    assert _build(folders, "--check") == 1
    printed = capsys.readouterr().out
    assert "would change: nothing\nthe transitions are unchanged" in printed


def test_adding_what_is_included_changes_nothing(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same release twice leaves every byte as it was."""
    assert _build(folders) == 0
    assert _add(folders, FIRST) == 0
    before = bytes_of(folders)
    capsys.readouterr()
    assert _add(folders, FIRST) == 0
    assert "written: nothing changed" in capsys.readouterr().out
    assert bytes_of(folders) == before


def test_a_release_is_a_year_and_a_quarter(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another form is refused before a file is read."""
    with pytest.raises(SystemExit):
        main(["add", "jan.txt", "--release", "2027-01", *_options(folders)])
    assert "--release" in capsys.readouterr().err


def test_the_commands_run_as_a_module() -> None:
    """``python -m jcodes_release`` is the maintainers' terminal."""
    command = [sys.executable, "-m", "jcodes_release", "--help"]
    beside = {**os.environ, "PYTHONPATH": str(ROOT / "release")}
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=beside)
    assert "build" in answer.stdout
    assert "transitions" in answer.stdout
    assert "add" in answer.stdout
