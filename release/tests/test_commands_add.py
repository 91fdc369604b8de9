"""The add command merges a new release, and refuses any other file in one clear line."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from jcodes_release.__main__ import main
from jcodes_release.folders import Folders, read_descriptor
from jcodes_release.releases.records import Release
from one_code import FIRST, HEADER, NEXT, folder_options, one_code_placed, run_add, run_build
from source_files import bytes_of, copied_folders, needs_cms


def test_add_merges_a_release_and_reports_it(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report lists what was added; the lists of releases and files know the new one."""
    assert run_build(folders) == 0
    new = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'
    corrections = folders.data.parent / "corrections.csv"
    corrections.write_text(
        "CODE,ACTION,EFF DATE,SHORT DESC,LONG DESC\n"
        'J9999,Revise LD,04/01/2027,,"Injection, novumab, 1 mg"\n'
    )
    assert run_add(folders, FIRST + new, "--corrections", str(corrections), "--grade", "C") == 0
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
    assert run_build(folders) == 0
    before = bytes_of(folders)
    new = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'
    assert run_add(folders, HEADER + new) == 1
    printed = capsys.readouterr().out
    assert "J9312: gone after 2027Q1 without an end date" in printed
    assert bytes_of(folders) == before


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
    placed = one_code_placed(tmp_path_factory.mktemp("built"))
    assert run_build(placed) == 0
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
    assert main(["add", str(table), "--release", "2027Q2", *folder_options(built)]) == status
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
        assert main(["add", str(table), "--release", "2027Q2", *folder_options(built)]) == 2
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
    assert main(["add", str(table), "--release", following, *folder_options(ours)]) == 1
    assert f"is {table.name} of {name}, which is included" in capsys.readouterr().err
    other = tmp_path / "again.csv"
    other.write_bytes(table.read_bytes() + b"\n")
    assert main(["add", str(other), "--release", following, *folder_options(ours)]) == 1
    assert f"which is not in {following}" in capsys.readouterr().err
    assert bytes_of(ours) == before


def test_a_release_is_a_year_and_a_quarter(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another form is refused before a file is read."""
    with pytest.raises(SystemExit):
        main(["add", "jan.txt", "--release", "2027-01", *folder_options(folders)])
    assert "--release" in capsys.readouterr().err
