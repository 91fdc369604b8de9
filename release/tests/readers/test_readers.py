"""Which layout a file has, recognized by its content; and CMS's own files."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date

import openpyxl
import pytest
from attrs import evolve

from jcodes_release.readers import read_records
from jcodes_release.readers.fields import decode
from jcodes_release.readers.tables import cells_of
from jcodes_release.releases.records import Record, UnreadableSource
from jcodes_release.releases.sources import ReleaseFile

RITUXIMAB = Record("J9312", long_description="Injection, rituximab, 10 mg")
FIXED_WIDTH = f"J9312001003{'Injection, rituximab, 10 mg':80}".encode()
CSV = b'hcpcs,long_description\nJ9312,"Injection, rituximab, 10 mg"\n'
CATALOGUE = (
    b'[{"code": "J9312", "description": "", "long_description": "Injection, rituximab, 10 mg"}]'
)


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["HCPC", "LONG DESCRIPTION"])
    sheet.append(["J9312", "Injection, rituximab, 10 mg"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(FIXED_WIDTH, id="fixed width"),
        pytest.param(b"***Disclaimers\r\n\xa0\r\n" + FIXED_WIDTH, id="fixed width below prose"),
        pytest.param(CSV, id="csv"),
        pytest.param(b"\xef\xbb\xbf" + CSV, id="csv with a mark"),
        pytest.param(b"Level II codes of January,\n,\n" + CSV, id="csv below a title"),
        pytest.param(_workbook(), id="workbook"),
        pytest.param(CATALOGUE, id="catalogue"),
        pytest.param(b"\xef\xbb\xbf\r\n  " + CATALOGUE, id="catalogue with a mark"),
    ],
)
def test_the_layout_is_told_from_the_content(content: bytes) -> None:
    """The same code in any layout is the same record."""
    assert read_records(content) == [RITUXIMAB]


@pytest.mark.parametrize("content", [b"J9311\nJ9312\n", b"J9311\r\nJ9312", b"  J9311 J9312 "])
def test_a_list_of_codes_says_nothing_else(content: bytes) -> None:
    """The list of all Level II codes states membership alone."""
    assert read_records(content) == [Record("J9311"), Record("J9312")]


@pytest.mark.parametrize(
    "content", [b"", b"  \r\n", b"HCPCS 2026 read me first.", b"J9311\nJ9312\ntotal 2\n"]
)
def test_a_file_of_no_known_layout_is_refused(content: bytes) -> None:
    """Prose, an empty file, or a list with something else in it is not guessed at."""
    with pytest.raises(UnreadableSource, match="none of the layouts"):
        read_records(content)


def test_a_table_without_codes_is_refused() -> None:
    """Commas alone make no HCPCS file."""
    with pytest.raises(UnreadableSource, match="no header line"):
        read_records(b"ndc,unit\n00000-0000-00,1 MG\n")


Content = Callable[[str, str], bytes]
Records = Callable[[str, str], list[Record]]

# lists packages under their codes of two dates: no column of codes of its own
NDC_LISTS = {"ndcs_that_moved.csv"}


def test_every_listed_file_of_codes_is_read(
    release_files: Mapping[str, list[ReleaseFile]], cms_file: Content, cms_records: Records
) -> None:
    """Whatever the package lists as a table, columns, members, corrections or a check is read."""
    unread = [
        f"{file.release} {file.file}"
        for listed in release_files.values()
        for file in listed
        if file.file not in NDC_LISTS
        and (
            (
                file.role in {"table", "columns", "members"}
                and not any(record.is_procedure for record in cms_records(file.release, file.file))
            )
            or (
                file.role in {"corrections", "check"}
                and not any(
                    cells.text("code") for cells in cells_of(cms_file(file.release, file.file))
                )
            )
        )
    ]
    assert unread == []


@pytest.mark.parametrize(
    ("release", "name", "count"),
    [
        ("2011Q1", "11anweb_V3.txt", 673),
        ("2012Q1", "12anweb.txt", 691),
        ("2013Q1", "HCPC2013_A-N.txt", 690),
        ("2016Q1", "HCPC2016_CONTR_ANWEB.txt", 714),
        ("2017Q1", "HCPC17_CONTR_ANWEB.txt", 732),
        ("2018Q1", "HCPC2018_CONTR_ANWEB_disc.txt", 744),
        ("2019Q1", "HCPC2019_CONTR_ANWEB.txt", 774),
        ("2020Q1", "HCPC2020_ANWEB_w_disclaimer.csv", 810),
        ("2020Q2", "anweb.xlsx", 810),
        ("2020Q3", "anweb.xlsx", 827),
        ("2020Q4", "anweb.xlsx", 835),
        ("2022Q1", "hcpcs_level_2.csv", 872),
        ("2023Q1", "HCPC2023_JAN_ANWEB_v3.xlsx", 932),
        ("2024Q1", "HCPC2024_JAN_ANWEB_v4.csv", 1_033),
        ("2024Q2", "HCPC2024_APR_ANWEB_v5.csv", 1_060),
        ("2024Q3", "HCPC2024_JUL_v3_facts.csv", 1_083),
        ("2025Q1", "HCPC2025_JAN_ANWEB_12172024.txt", 1_121),
        ("2025Q4", "HCPC2025_OCT_ANWEB_v3.xlsx", 1_188),
        ("2026Q1", "HCPC2026_JAN_ANWEB_01122026.txt", 1_209),
        ("2026Q2", "hcpcs-catalog.json", 1_220),
        ("2026Q3", "HCPC2026_JUL_Jcodes.csv", 1_232),
        ("2026Q4", "HCPC2026_OCT_Jcodes.csv", 1_255),
    ],
)
def test_each_table_has_its_number_of_j_codes(
    release: str, name: str, count: int, cms_records: Records
) -> None:
    """The files hold as many J codes, each once, as were counted by hand."""
    codes = [
        record.code
        for record in cms_records(release, name)
        if record.is_procedure and record.code[0] == "J"
    ]
    assert (len(codes), len(set(codes))) == (count, count)


def test_the_text_file_and_the_workbook_of_2026_agree(cms_records: Records) -> None:
    """CMS publishes January 2026 twice: of all J rows one date alone is missing in the workbook."""
    text, book = (
        {
            record.code: record
            for record in cms_records("2026Q1", f"HCPC2026_JAN_ANWEB_01122026.{ending}")
            if record.is_procedure and record.code[0] == "J"
        }
        for ending in ("txt", "xlsx")
    )
    assert book.pop("J8560") == evolve(text.pop("J8560"), action_date=None)
    assert book == text


def test_the_malformed_line_of_2026_is_read(cms_file: Content, cms_records: Records) -> None:
    """G9871 is in a line of 546 characters; its fields are where they belong."""
    name = "HCPC2026_JAN_ANWEB_01122026.txt"
    lines = decode(cms_file("2026Q1", name)).split("\r\n")
    assert [(line[:5], len(line)) for line in lines if len(line) > 320] == [("G9871", 546)]
    (record,) = (record for record in cms_records("2026Q1", name) if record.code == "G9871")
    assert record == Record(
        "G9871",
        long_description="Behavioral counseling for diabetes prevention, online, 60 minutes",
        short_description="Bhv couns dm prev, onln 60 m",
        added=date(2026, 1, 1),
        action_date=date(2026, 1, 1),
        action="A",
        coverage="C",
        betos="Y1",
    )


def test_the_transaction_report_adds_codes_of_its_quarter(
    cms_file: Content, cms_records: Records
) -> None:
    """The J codes that CMS reports as added are those whose added date is in 2026Q1."""
    report = cells_of(cms_file("2026Q1", "HCPC2026_JAN_ANWEB_Transaction_Report_12292025.xlsx"))
    reported = {
        str(cells["code"])
        for cells in report
        if cells.text("action") == "ADD" and str(cells["code"]).startswith("J")
    }
    added = {
        record.code
        for record in cms_records("2026Q1", "HCPC2026_JAN_ANWEB_01122026.txt")
        if record.is_procedure
        and record.code[0] == "J"
        and record.added is not None
        and record.added >= date(2026, 1, 1)
    }
    assert reported
    assert reported == added
