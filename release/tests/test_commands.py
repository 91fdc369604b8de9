"""The maintainers' commands, on a package of one code and hand-made CMS files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from jcodes_release.__main__ import main
from source_files import REVIEWED, ROOT, SUCCESSIONS, TABLES_BESIDE, bytes_of, place_source_files

HEADER = "HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
FIRST = HEADER + 'J9312,3,"Injection, rituximab, 10 mg",Inj rituximab,20190101,20190101,,N\n'
TABLES = REVIEWED | {
    "releases": "release,grade,neighbours,source_file,sha256,note\n2027Q1,O,,jan.csv,{hash},\n",
    "release_files": "release,file,role,sha256\n2027Q1,jan.csv,table,{hash}\n",
    "curated_names": REVIEWED["curated_names"]
    + "J9312,Novumax,brand,2019-01-01,curated\nJ9312,Falsum,rejected,2019-01-01,no\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with its decisions and no tables yet, and the sources beside it."""
    folder = tmp_path / "data"
    folder.mkdir()
    month = tmp_path / "cms" / "hcpcs" / "2027-01"
    month.mkdir(parents=True)
    (month / "jan.csv").write_text(FIRST)
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text.format(hash=sha256(FIRST.encode()).hexdigest()))
    place_source_files(tmp_path / "cms", folder)
    names = [*TABLES, *TABLES_BESIDE, "codes", "evidence", "source_files"]
    resources = [{"name": name, "path": f"{name}.csv"} for name in names]
    (folder / "datapackage.json").write_text(json.dumps({"sources": [], "resources": resources}))
    return folder


def _build(data: Path, *options: str) -> int:
    return main(["build", str(data.parent / "cms"), "--data", str(data), *options])


def _add(data: Path, text: str, *options: str) -> int:
    table = data.parent / "new.csv"
    table.write_text(text)
    return main(["add", str(table), "--release", "2027Q2", "--data", str(data), *options])


def test_build_writes_every_table_and_then_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second build finds the same bytes and writes none."""
    assert _build(data) == 0
    printed = capsys.readouterr().out
    assert "2027Q1: 1 J codes, 1 files" in printed
    assert "1 J codes in 1 versions, 0 neighbours" in printed
    assert "written: add_on_parents.csv, classifications.csv, codes.csv" in printed
    assert "J9312,1,Novumax,brand,2019-01-01,2019-01-01,curated" in (data / "names.csv").read_text()
    before = bytes_of(data)
    assert _build(data) == 0
    assert "written: nothing changed" in capsys.readouterr().out
    assert bytes_of(data) == before


def test_build_remarks_on_names_that_lead_nowhere(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A trade name whose drug has no entry is printed, and stops nothing."""
    drugs = {("table of drugs", "2019Q1"): "A\nNowherol, see Nothing at all\n"}
    place_source_files(data.parent / "cms", data, drugs)
    assert _build(data) == 0
    assert "remark: name without a code: Nowherol, see Nothing at all" in capsys.readouterr().out


def test_check_tells_a_stale_table_and_writes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` fails on a difference and leaves it."""
    assert _build(data) == 0
    assert _build(data, "--check") == 0
    (data / "codes.csv").write_text("stale\n")
    assert _build(data, "--check") == 1
    assert "would change: codes" in capsys.readouterr().out
    assert (data / "codes.csv").read_text() == "stale\n"


def test_a_source_that_is_not_the_one_listed_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file whose sha256 differs from the list is not read."""
    (data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").write_text(HEADER)
    assert _build(data) == 2
    assert "its sha256 differs" in capsys.readouterr().err


def test_a_missing_source_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is a sentence, not a traceback."""
    (data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").unlink()
    assert _build(data) == 2
    assert "jan.csv" in capsys.readouterr().err


def test_build_refuses_what_it_cannot_explain(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bracket that the vocabulary lacks stops the build before anything is written."""
    text = FIRST.replace("rituximab, 10", "rituximab (novabrand), 10")
    (data.parent / "cms" / "hcpcs" / "2027-01" / "jan.csv").write_text(text)
    for name in ("releases", "release_files"):
        path = data / f"{name}.csv"
        old, new = sha256(FIRST.encode()).hexdigest(), sha256(text.encode()).hexdigest()
        path.write_text(path.read_text().replace(old, new))
    before = bytes_of(data)
    assert _build(data) == 1
    printed = capsys.readouterr().out
    assert "1 things are unexplained; nothing was written" in printed
    assert "(novabrand)" in printed
    assert bytes_of(data) == before


def test_add_merges_a_release_and_reports_it(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report lists what was added; the lists of releases and files know the new one."""
    assert _build(data) == 0
    new = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'
    corrections = data.parent / "corrections.csv"
    corrections.write_text(
        "CODE,ACTION,EFF DATE,SHORT DESC,LONG DESC\n"
        'J9999,Revise LD,04/01/2027,,"Injection, novumab, 1 mg"\n'
    )
    assert _add(data, FIRST + new, "--corrections", str(corrections), "--grade", "C") == 0
    printed = capsys.readouterr().out
    assert "added: 1\n  J9999 2027-04-01: Injection, novumab, 1 mg\n" in printed
    assert "written: codes.csv" in printed
    assert "2027Q2,C,,new.csv," in (data / "releases.csv").read_text()
    assert "2027Q2,corrections.csv,corrections," in (data / "release_files.csv").read_text()
    descriptor = json.loads((data / "datapackage.json").read_text())
    releases = [each["release"] for each in descriptor["sources"] if "release" in each]
    assert releases == ["2027Q1", "2027Q2"]
    assert "April 2027: new.csv" in descriptor["sources"][1]["title"]


def test_add_writes_nothing_that_it_cannot_explain(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code that is gone without having ended is not forgotten: the release is refused."""
    assert _build(data) == 0
    before = bytes_of(data)
    new = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'
    assert _add(data, HEADER + new) == 1
    printed = capsys.readouterr().out
    assert "J9312: gone after 2027Q1 without having ended" in printed
    assert bytes_of(data) == before


ENDED = FIRST.replace(",20190101,20190101,,N", ",20190101,20270401,20270331,D")
FOLLOWER = 'J9311,3,"Injection, rituximab, 5 mg",Inj rituximab,20270401,20270401,,A\n'


def _transitions(data: Path, *options: str) -> int:
    return main(["transitions", "--data", str(data), *options])


def test_transitions_writes_what_became_of_each_code(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An added release makes them too; the command finds nothing left to write."""
    assert _build(data) == 0
    assert _add(data, ENDED + FOLLOWER) == 0
    row = "J9312,2027-03-31,J9311,2027-04-01,replaced,,,2,range,0,"
    assert row in (data / "transitions.csv").read_text()
    before = bytes_of(data)
    capsys.readouterr()
    assert _transitions(data) == 0
    assert _transitions(data, "--check") == 0
    printed = capsys.readouterr().out
    assert "1 transitions; undecided: nothing\nwritten: nothing changed\n" in printed
    assert "would change: nothing" in printed
    assert bytes_of(data) == before


def test_a_stale_table_of_transitions_is_told_and_then_mended(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--check`` fails on it and leaves it; the command itself writes and seals it."""
    assert _build(data) == 0
    assert _add(data, ENDED + FOLLOWER) == 0
    whole = bytes_of(data)
    (data / "transitions.csv").write_text(SUCCESSIONS["transitions"])
    assert _transitions(data, "--check") == 1
    assert "would change: transitions\n" in capsys.readouterr().out
    assert (data / "transitions.csv").read_text() == SUCCESSIONS["transitions"]
    assert _transitions(data) == 0
    assert "written: transitions.csv\n" in capsys.readouterr().out
    assert bytes_of(data) == whole


def test_a_release_with_an_end_that_nobody_decided_leaves_the_transitions_alone(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its codes are written, the command names what is undecided, and a decision settles it."""
    assert _build(data) == 0
    stale = (data / "transitions.csv").read_bytes()
    assert _add(data, ENDED) == 0
    printed = capsys.readouterr().out
    assert "written: codes.csv" in printed
    told = "the transitions stay as they were, since 2 things are undecided"
    assert told in printed
    assert (data / "transitions.csv").read_bytes() == stale
    before = bytes_of(data)
    assert _transitions(data) == 1
    printed = capsys.readouterr().out
    assert "0 transitions; undecided: 2\n" in printed
    assert "  J9312 2027-03-31: nothing says what follows\n" in printed
    assert _transitions(data, "--check") == 1
    assert bytes_of(data) == before
    with (data / "transition_decisions.csv").open("a") as file:
        file.write("J9312,2027-03-31,,,ended,,,,,no longer sold,curated\n")
    assert _transitions(data) == 0
    assert "J9312,2027-03-31,,,ended" in (data / "transitions.csv").read_text()


def test_a_build_with_something_undecided_does_not_pass_its_check(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No table differs, and the transitions may be stale all the same."""
    old = bytes_of(data)
    month = data.parent / "cms" / "hcpcs" / "2027-01"
    (month / "jan.csv").write_text(ENDED)
    for name in ("releases", "release_files"):
        text = old[f"{name}.csv"].decode()
        checksums = sha256(FIRST.encode()).hexdigest(), sha256(ENDED.encode()).hexdigest()
        (data / f"{name}.csv").write_text(text.replace(*checksums))
    assert _build(data) == 0
    capsys.readouterr()
    assert _build(data, "--check") == 1
    printed = capsys.readouterr().out
    assert "would change: nothing\nthe transitions stay as they were" in printed


def test_adding_what_is_held_changes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same release twice leaves every byte as it was."""
    assert _build(data) == 0
    assert _add(data, FIRST) == 0
    before = bytes_of(data)
    capsys.readouterr()
    assert _add(data, FIRST) == 0
    assert "written: nothing changed" in capsys.readouterr().out
    assert bytes_of(data) == before


def test_a_release_is_a_year_and_a_quarter(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another form is refused before a file is read."""
    with pytest.raises(SystemExit):
        main(["add", "jan.txt", "--release", "2027-01", "--data", str(data)])
    assert "--release" in capsys.readouterr().err


def test_the_commands_run_as_a_module() -> None:
    """``python -m jcodes_release`` is the maintainers' terminal."""
    command = [sys.executable, "-m", "jcodes_release", "--help"]
    beside = {**os.environ, "PYTHONPATH": str(ROOT / "release")}
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=beside)
    assert "build" in answer.stdout
    assert "transitions" in answer.stdout
    assert "add" in answer.stdout
