"""The maintainers' commands, on a package of one code and hand-made CMS files."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hcpcs_jcodes import CorruptData, tables
from jcodes_release.__main__ import main
from jcodes_release.folders import Folders, read_descriptor
from jcodes_release.releases.records import Release
from source_files import (
    REVIEWED,
    ROOT,
    SUCCESSIONS,
    bytes_of,
    copied_folders,
    needs_cms,
    place_folders,
    place_source_files,
)

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
    return _placed(tmp_path)


def _placed(tmp_path: Path) -> Folders:
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
    with folders.paths()["payers"].open("a") as file:
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


# --- what is refused -----------------------------------------------------------------

NEXT = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'


def _workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(text.splitlines()):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WORKBOOK = _workbook(FIRST + NEXT)
CATALOGUE = json.dumps(
    [{"code": "J9312", "description": "Inj rituximab", "long_description": None}]
)
REFUSED: Mapping[str, tuple[bytes, int, str]] = {
    "a file that is included": (FIRST.encode(), 1, "new.csv is jan.csv of 2027Q1, which is incl"),
    "the same in other bytes": (
        FIRST.encode() + b"\n",
        1,
        "the newest code or change in it is of 2019-01-01, which is not in 2027Q2: this is the file",
    ),
    "a later quarter": (
        (FIRST + NEXT.replace("0401", "0701")).encode(),
        1,
        "the newest code or change in it is of 2027-07-01, which is not in 2027Q2",
    ),
    "numbers alone": (b"J9312\nJ9999\n", 1, "2 of 2 J codes have no description: this is a list"),
    "most numbers alone": (
        (
            FIRST + NEXT.replace('"Injection, novumab, 5 mg",Inj novumab', ",") + "J9998,3,,,\n"
        ).encode(),
        1,
        "2 of 3 J codes have no description",
    ),
    "nothing new and no dates": (
        b"code,long_description,short\n" + b'J9312,"Injection, rituximab, 10 mg",\n',
        1,
        "it has no dates, and no code or description that 2027Q1 and the releases before do not have",
    ),
    "an empty file": (b"", 2, "the file has none of the layouts"),
    "a cut workbook": (WORKBOOK[: len(WORKBOOK) // 2], 2, "cut or damaged (BadZipFile)"),
    "a workbook of zeros": (b"PK\x03\x04" + bytes(1000), 2, "the workbook is cut or damaged"),
    "random bytes": (bytes(range(256)) * 20, 2, "neither UTF-8 nor Windows-1252"),
    "other JSON": (b'[{"a": 1}]', 2, "the JSON is not the catalogue"),
    "JSON of numbers": (b"[1, 2, 3]", 2, "the JSON is not the catalogue"),
    "a JSON object": (b'{"code": "J9312", "description": "x"}', 2, "no header line"),
    "cut JSON": (CATALOGUE.encode()[:-9], 2, "the JSON is not the catalogue"),
    "deep JSON": (b"[" * 100_000, 2, "the JSON is not the catalogue"),
    "a long cell": ((FIRST + NEXT.replace("Inj", "x" * 200_000)).encode(), 2, "cannot be read: "),
    "a cell longer than a workbook has": (
        (FIRST + NEXT.replace("Inj novumab", "x" * 32_768)).encode(),
        2,
        "a cell has 32,768 characters: 'xxxx",
    ),
    "a day that is none": ((FIRST + NEXT.replace("0401,,", "0431,,")).encode(), 2, "not a day of"),
    "a cell of 50 MB": (
        b'HCPC,LONG DESCRIPTION\nJ1,"' + b"x" * 50_000_000,
        2,
        "more than 20,000,000",
    ),
    "a file without drug codes": (
        b"HCPC,SHORT DESCRIPTION\nA0021,x\n",
        2,
        "no drug code was found",
    ),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A package that was built, which nothing here may change."""
    placed = _placed(tmp_path_factory.mktemp("built"))
    assert _build(placed) == 0
    return placed


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_new_release_is_refused_in_one_line(
    built: Folders, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    """One clear line, and every file as it was."""
    content, status, reason = REFUSED[case]
    before = bytes_of(built)
    table = built.data.parent / "new.csv"
    table.write_bytes(content)
    assert main(["add", str(table), "--release", "2027Q2", *_options(built)]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert reason in err
    assert err.count("\n") == 1
    assert err.startswith("refused: " if status == 1 else "cannot be read: ")
    assert len(err) < 300
    assert bytes_of(built) == before


def test_a_workbook_is_added_or_refused_wherever_it_is_cut(
    built: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also one whose parts are damaged, and one that would unpack to a gigabyte."""
    bombs = io.BytesIO()
    with zipfile.ZipFile(bombs, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(100_000_001))
    damaged = [WORKBOOK[:length] for length in range(2, len(WORKBOOK), 499)]
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as packed:
        sheet = packed.getinfo("xl/worksheets/sheet1.xml")
    damaged += [
        WORKBOOK[:at] + b"\0" * 40 + WORKBOOK[at + 40 :]
        for at in range(sheet.header_offset, sheet.header_offset + sheet.compress_size, 40)
    ]
    before = bytes_of(built)
    table = built.data.parent / "new.xlsx"
    for content in (*damaged, bombs.getvalue()):
        table.write_bytes(content)
        assert main(["add", str(table), "--release", "2027Q2", *_options(built)]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert "the workbook" in err
    assert "the workbook has 100,000,001 bytes when it is unpacked" in err
    assert bytes_of(built) == before


@needs_cms
def test_the_newest_release_is_not_added_again_as_the_next(
    sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CMS's own file under another quarter would move what is covered."""
    ours = copied_folders(tmp_path)
    newest = ours.rows("releases")[-1]
    name = newest["release"]
    month = f"{name[:4]}-{3 * int(name[5]) - 2:02d}"
    table = sources / "hcpcs" / month / newest["source_file"]
    before = bytes_of(ours)
    following = Release(name).following.name
    assert main(["add", str(table), "--release", following, *_options(ours)]) == 1
    assert f"is {table.name} of {name}, which is included" in capsys.readouterr().err
    other = tmp_path / "again.csv"
    other.write_bytes(table.read_bytes() + b"\n")
    assert main(["add", str(other), "--release", following, *_options(ours)]) == 1
    assert f"which is not in {following}" in capsys.readouterr().err
    assert bytes_of(ours) == before


def test_nothing_is_added_to_tables_that_are_not_whole(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A built table that is missing or was cut would be sealed as it is: build makes it again."""
    assert _build(folders) == 0
    before = bytes_of(folders)
    for name in ("evidence", "mue"):
        path = folders.paths()[name]
        for content in (b"", path.read_bytes()[:-1], None):
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
            for run in (_transitions, lambda folders: _add(folders, FIRST + NEXT)):
                capsys.readouterr()
                assert run(folders) == 2
                out, err = capsys.readouterr()
                assert out == ""
                assert f"{path} is not the table that datapackage.json lists" in err
                assert "run build" in err
        assert _build(folders) == 0
        assert bytes_of(folders) == before


def test_a_command_that_was_stopped_while_it_wrote_is_noticed(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tables may be half replaced: the others wait for a build, which clears up."""
    assert _build(folders) == 0
    before = bytes_of(folders)
    left = folders.ledger / "evidence.csv.new"
    left.write_text("half")
    for run in (_transitions, lambda folders: _add(folders, FIRST + NEXT)):
        assert run(folders) == 2
        err = capsys.readouterr().err
        assert f"{left} was left by a command that was stopped" in err
        assert "run build" in err
    assert _build(folders) == 0
    assert bytes_of(folders) == before


def test_tables_that_cannot_all_be_written_stay_as_they_were(
    folders: Folders, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or a table that another program has open, at whichever table."""
    assert _build(folders) == 0
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
                assert _add(folders, FIRST + NEXT) == 2
            assert message in capsys.readouterr().err
            assert bytes_of(folders) == before
    assert _add(folders, FIRST + NEXT) == 0


def test_line_ends_of_another_system_are_replaced(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A spreadsheet program may save a table so; its checksum would be another."""
    assert _build(folders) == 0
    before = bytes_of(folders)
    path = folders.paths()["payers"]
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    capsys.readouterr()
    assert _transitions(folders, "--check") == 1
    assert "would change: payers\n" in capsys.readouterr().out
    assert _transitions(folders) == 0
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
