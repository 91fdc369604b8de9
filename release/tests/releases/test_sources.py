"""A release from the files that it consists of."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve

from jcodes_release.releases.evidence import Evidence, is_kept
from jcodes_release.releases.records import Record, Release, UnreadableSource
from jcodes_release.releases.sources import ROLES, ReleaseFile, load_release, merged, read_release

Q3 = Release("2024Q3")
FACTS = b"""\
hcpcs_code,action,date_added,date_term
J0120,N,1986-01-01,
J0248,A,2021-12-23,
A0021,N,1985-01-01,
C1842,N,2017-01-01,
Q5115,N,2019-07-01,2024-06-30
"""
DESCRIPTIONS = b"""\
hcpcs_code,hcpcs_desc_type,hcpcs_description
J0120,Long,"Injection, tetracycline, up to 250 mg"
J0120,Short,Tetracyclin injection
J0135,Long,"Injection, adalimumab, 20 mg"
"""
CORRECTIONS = """\
hcpcs,action,effective date,long desc
J0248,Revise LD,2024-07-01,"Injection, remdesivir, 1 mg"
Q5115,Do not terminate,,
A0021,Unheard of,,
"""
TETRACYCLINE = Record(
    "J0120",
    long_description="Injection, tetracycline, up to 250 mg",
    short_description="Tetracyclin injection",
    added=date(1986, 1, 1),
    action="N",
)


def test_the_parts_of_a_release_complete_each_other() -> None:
    """A field that one file lacks is taken from the next; codes of all files count."""
    facts = [Record("J0120", added=date(1986, 1, 1), action="N"), Record("J0121")]
    texts = [
        Record("J0120", long_description="Injection, tetracycline, up to 250 mg"),
        Record("J0120", short_description="Tetracyclin injection"),
        Record("J0135", dates_inferred=True),
    ]
    assert merged([facts, texts]) == {
        "J0120": TETRACYCLINE,
        "J0121": Record("J0121"),
        "J0135": Record("J0135", dates_inferred=True),
    }


def test_the_first_file_to_state_a_field_counts() -> None:
    """A later file of the release fills in and never overrides."""
    other = evolve(TETRACYCLINE, long_description="other", added=date(2020, 1, 1), coverage="D")
    assert merged([[TETRACYCLINE], [other]]) == {"J0120": evolve(TETRACYCLINE, coverage="D")}


def test_tables_columns_and_corrections_make_a_release() -> None:
    """Each file is read for what its role says, and only families of drugs are kept."""
    records, unread = read_release(
        Q3,
        [
            ("table", FACTS),
            ("columns", DESCRIPTIONS),
            ("members", b"J0136\nJ0120\n"),
            ("corrections", CORRECTIONS.encode()),
            ("check", b"anything"),
            ("copy", b"\x00"),
            ("documentation", b"prose"),
        ],
    )
    assert unread == []
    assert records == {
        "J0120": TETRACYCLINE,
        "J0248": Record(
            "J0248",
            long_description="Injection, remdesivir, 1 mg",
            added=date(2021, 12, 23),
            action="A",
            correction="Revise LD",
        ),
        "Q5115": Record("Q5115", added=date(2019, 7, 1), action="N", correction="Do not terminate"),
        "J0135": Record("J0135", long_description="Injection, adalimumab, 20 mg"),
        "J0136": Record("J0136"),
    }


def test_a_list_without_dates_ends_its_codes_with_the_day_before() -> None:
    """By action D alone; what is inactive for another reason ended on a day that it does not say."""
    table = b"code,short_description,active,action\nQ5115,X,1,N\nC9310,Y,0,D\nC9307,Z,0,N\n"
    records, unread = read_release(Release("2026Q4"), [("table", table)])
    assert unread == []
    assert records["Q5115"] == Record("Q5115", short_description="X", action="N")
    ended, gone = records["C9310"], records["C9307"]
    assert (ended.inactive, ended.ended, ended.dates_inferred) == (True, date(2026, 9, 30), True)
    assert (gone.inactive, gone.ended, gone.dates_inferred) == (True, None, False)


def test_corrections_may_be_a_workbook() -> None:
    """CMS publishes corrections as workbooks; a date in one is the workbook's own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([None, "2024 HCPCS CORRECTIONS"])
    sheet.append(["CODE", "ACTION", "EFF DATE", "SHORT DESC", "LONG DESC"])
    sheet.append(["J0120", "Terminate", date(2024, 7, 1), None, None])
    file = io.BytesIO()
    book.save(file)
    records, unread = read_release(Q3, [("table", FACTS), ("corrections", file.getvalue())])
    assert unread == []
    assert records["J0120"].ended == date(2024, 6, 30)


def test_corrections_wait_for_the_tables() -> None:
    """The order in which the files are listed does not matter."""
    files = [("corrections", CORRECTIONS.encode()), ("table", FACTS)]
    assert read_release(Q3, files) == read_release(Q3, files[::-1])


def test_a_correction_that_no_rule_covers_is_handed_back() -> None:
    """An unknown action on a drug is reported, one on another family is not."""
    line = "J0120,Unheard of,,\n"
    _, unread = read_release(Q3, [("table", FACTS), ("corrections", (CORRECTIONS + line).encode())])
    assert unread == ["J0120: 'Unheard of'"]


@pytest.mark.parametrize(
    "files",
    [
        [],
        [("corrections", CORRECTIONS.encode())],
        [("table", b"hcpcs_code,action\nA0021,N\n")],
        [("check", FACTS)],
    ],
    ids=["no file", "corrections alone", "no drug", "nothing to read"],
)
def test_a_release_without_drug_codes_is_refused(files: list[tuple[str, bytes]]) -> None:
    """A wrong file is found out before it empties a quarter."""
    with pytest.raises(UnreadableSource, match="2024Q3: no drug code"):
        read_release(Q3, files)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    month = tmp_path / "2024-07"
    (month / "corrections").mkdir(parents=True)
    (month / "facts.csv").write_bytes(FACTS)
    (month / "corrections" / "v1.csv").write_text(CORRECTIONS + "J0120,Unheard of,,\n", "utf-8")
    return tmp_path


def listed(folder: Path, name: str, role: str) -> ReleaseFile:
    content = (folder / "2024-07" / name).read_bytes()
    return ReleaseFile("2024Q3", name, role, sha256(content).hexdigest())


def test_the_files_of_a_release_lie_in_the_folder_of_its_first_month(folder: Path) -> None:
    """2024Q3 is read from 2024-07; what was read is reported, and so is what was not understood."""
    reported: list[str] = []
    records, unread = load_release(
        folder,
        [listed(folder, "facts.csv", "table"), listed(folder, "corrections/v1.csv", "corrections")],
        reported.append,
    )
    assert sorted(records) == ["J0120", "J0248", "Q5115"]
    assert reported == ["2024Q3: 2 J codes, 2 files"]
    assert unread == ["2024Q3: J0120: 'Unheard of'"]


@pytest.mark.parametrize("role", ["table", "check", "documentation"])
def test_a_file_that_is_not_the_listed_one_is_refused(folder: Path, role: str) -> None:
    """A silent reissue is found out by its sha256, whatever the role of the file."""
    files = [listed(folder, "facts.csv", "table")]
    files.append(evolve(listed(folder, "corrections/v1.csv", role), sha256="0" * 64))
    with pytest.raises(UnreadableSource, match=r"2024-07/corrections/v1\.csv is not the file"):
        load_release(folder, files, lambda _: None)


def test_every_listed_file_has_a_role_that_is_explained(
    release_files: Mapping[str, list[ReleaseFile]],
) -> None:
    """The list of the package uses the roles that the reader knows, each release has a table."""
    assert {file.role for files in release_files.values() for file in files} <= ROLES.keys()
    for release, files in release_files.items():
        assert any(file.role == "table" for file in files), release


def test_the_sources_are_those_that_the_package_was_built_from(
    release_files: Mapping[str, list[ReleaseFile]], cms_file: Callable[[str, str], bytes]
) -> None:
    """Every file of the list is available, with the sha256 that the list gives."""
    differing = [
        file
        for files in release_files.values()
        for file in files
        if sha256(cms_file(file.release, file.file)).hexdigest() != file.sha256
    ]
    assert differing == []


def test_every_correction_of_cms_is_understood(
    cms_evidence: tuple[Evidence, list[str]],
) -> None:
    """No line of a corrections file that touches a drug is left over."""
    evidence, unread = cms_evidence
    assert unread == []
    assert all(is_kept(code) for records in evidence.values() for code in records)


def test_corrections_change_the_number_of_j_codes_of_2019_alone(
    cms_evidence: tuple[Evidence, list[str]],
) -> None:
    """Three codes came with the corrections of January 2019; other releases keep their count."""
    counts = {
        release.name: sum(code[0] == "J" for code in records)
        for release, records in cms_evidence[0].items()
    }
    assert counts == {
        "2011Q1": 673,
        "2012Q1": 691,
        "2013Q1": 690,
        "2016Q1": 714,
        "2017Q1": 732,
        "2018Q1": 744,
        "2019Q1": 774 + 3,
        "2020Q1": 810,
        "2020Q2": 810,
        "2020Q3": 827,
        "2020Q4": 835,
        "2022Q1": 872,
        "2023Q1": 932,
        "2024Q1": 1_033,
        "2024Q2": 1_060,
        "2024Q3": 1_083,
        "2025Q1": 1_121,
        "2025Q3": 1_162,
        "2025Q4": 1_188,
        "2026Q1": 1_209,
        "2026Q2": 1_220,
        "2026Q3": 1_232,
        "2026Q4": 1_255,
    }


def test_an_unknown_role_is_refused() -> None:
    """A mistyped role must not leave a file unread."""
    with pytest.raises(UnreadableSource, match="'tabel' is not a role"):
        read_release(Release("2027Q1"), [("tabel", b"")])
