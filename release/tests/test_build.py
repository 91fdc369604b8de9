"""Sources to tables, whole or one release at a time, on a package of a few codes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import pytest
from attrs import evolve

from jcodes_release.added import RefusedRelease, add_release, read_file
from jcodes_release.build import build, read_sources
from jcodes_release.folders import Folders, read_descriptor
from jcodes_release.releases.records import Record, Release, UnreadableSource
from jcodes_release.releases.sources import AddedFile
from jcodes_release.writing import Built, write
from source_files import (
    CHECKOUT,
    CROSSWALK,
    REVIEWED,
    SOURCE_FILES,
    TABLES_BESIDE,
    bytes_of,
    place_folders,
    place_source_files,
)

FOLDERS = {"2025Q1": "2025-01", "2025Q2": "2025-04", "2025Q3": "2025-07"}
HEADER = "HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,XREF1,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
VOCABULARY = "teva,labeler,,crosswalk\nhuman,form,,grammar\n"
TABLES = [
    *REVIEWED,
    *TABLES_BESIDE,
    "codes",
    "coverage",
    "evidence",
    "release_files",
    "releases",
    "source_files",
]


def line(  # noqa: PLR0913 - one argument a column
    code: str,
    text: str,
    added: str = "20190101",
    *,
    changed: str = "",
    ended: str = "",
    action: str = "N",
    xref: str = "",
) -> str:
    """A row of a CMS table."""
    return f'{code},3,"{text}",short,{xref},{added},{changed},{ended},{action}\n'


RITUXIMAB = line("J9312", "Injection, rituximab, 10 mg")
FIRST = (
    RITUXIMAB
    + line("J0570", "Injection, buprenorphine, 1 mg", ended="20241231", changed="20250101")
    + line("J1440", "Injection, filgrastim, 300 mcg", "20020101", ended="20131231")
    + line("J1745", "Injection, infliximab, 10 mg")
    + line("J7311", "Fluocinolone acetonide, intravitreal implant")
    + line("J3380", "Injection, vedolizumab, 1 mg")
    + line("J9310", "Injection, ofatumumab, 10 mg")
    + line("J3300", "Injection, triamcinolone, 1 mg")
    + line("Q5115", "Injection, rituximab-abbs, 10 mg")
    + line("C9257", "Injection, bevacizumab, 0.25 mg")
)
SECOND = FIRST + line("J0001", "Injection, newumab, 1 mg", "20250401", action="A")
THIRD = (
    RITUXIMAB
    + line("J0570", "Injection, buprenorphine, 1 mg", changed="20250701", action="R")
    + line("J1440", "Fecal microbiota, 1 ml", "20250701", action="A")
    + line("J1745", "Injection, infliximab, excludes biosimilar, 10 mg", changed="20250701")
    + line("J7311", "Fluocinolone acetonide, intravitreal implant, 0.01 mg", changed="20250701")
    + line("J3380", "Vedolizumab, per 1 mg", changed="20250618", action="C")
    + line(
        "J9310", "Injection, ofatumumab, 10 mg", ended="20250630", changed="20250701", xref="J9302"
    )
    + line("J3300", "", changed="", action="C")
    + line("J0001", "Injection, newumab, 1 mg", "20250401")
    + line("J0002", "Injection, bevacizumab, 10 mg", "20250701", action="A")
    + line("Q5115", "Injection, rituximab-abbs, 10 mg")
    + line("C9257", "Injection, bevacizumab, 0.25 mg")
)
CORRECTIONS = (
    "CODE,ACTION,EFF DATE,SHORT DESC,LONG DESC\n"
    'J0002,Revise LD,07/01/2025,,"Injection, bevacizumab (teva), 10 mg"\n'
)
TABLE_OF_DRUGS = """\
                           2019 Table of Drugs

as suppositories or catheter injections.

R

Rituxan                                      10 mg                    IV          J9312
Rubbish, see Nowhere

Last updated October 26, 2018
"""
CROSSWALK_ROWS = (
    "J1745,Infliximab,Janssen,57894-0030-01,Remicade,10 MG,1,1,10,10\n"
    "J9312,Rituximab,Genentech,50242-0051-21,Rituxan,10 MG,10,1,10,10\n"
    "Q4101,Apligraf,Organogenesis,OD-101,Apligraf,1 SQ CM,44,1,44,44\n"
)
ATTRIBUTES = (
    "50242005121,Rituxan,rituximab,INJECTION,1 VIAL in 1 CARTON > 10 mL in 1 VIAL,10 mg/mL,A:11,"
    "J9312,INTRAVENOUS,multi-dose,single-dose,CD20-directed Antibody [EPC]\n"
)
FILES_BESIDE = {
    ("ndc crosswalk", "2025Q2"): CROSSWALK + CROSSWALK_ROWS,
    ("fda attributes", "2019-2025"): SOURCE_FILES["fda attributes", "2019-2025"] + ATTRIBUTES,
    ("table of drugs", "2019Q1"): TABLE_OF_DRUGS,
}


def _contents(releases: Mapping[str, str]) -> dict[str, list[tuple[str, str, bytes]]]:
    """Name, role and content of the files of each release."""
    files = {
        name: [("hcpc.csv", "table", (HEADER + text).encode())] for name, text in releases.items()
    }
    if "2025Q3" in files:
        files["2025Q3"].append(("corrections.csv", "corrections", CORRECTIONS.encode()))
    return files


def _place(folder: Path, releases: Mapping[str, str]) -> tuple[Path, Folders]:
    """Sources and the folders that list them, without other tables yet."""
    sources, folders = folder / "cms", place_folders(folder)
    files = _contents(releases)
    rows = {
        "release_files": ["release,file,role,sha256"],
        "releases": ["release,grade,related,source_file,sha256,note"],
    }
    for release, listed in files.items():
        month = sources / "hcpcs" / FOLDERS[release]
        month.mkdir(parents=True)
        for name, role, content in listed:
            (month / name).write_bytes(content)
            checksum = sha256(content).hexdigest()
            rows["release_files"].append(f"{release},{name},{role},{checksum}")
            if role == "table":
                rows["releases"].append(f"{release},O,true,{name},{checksum},")
    decided = REVIEWED | {"vocabulary": REVIEWED["vocabulary"] + VOCABULARY}
    for name, text in (decided | {key: "\n".join(lines) for key, lines in rows.items()}).items():
        folders.paths()[name].write_text(f"{text.strip()}\n", "utf-8")
    place_source_files(sources, folders, FILES_BESIDE)
    return sources, folders


def built_from(folder: Path, releases: Mapping[str, str]) -> tuple[Folders, Built]:
    """Folders that were built and written."""
    sources, folders = _place(folder, releases)
    built = build(sources, folders, lambda _: None)
    assert built.problems == []
    write(built, folders)
    return folders, built


@pytest.fixture
def base(tmp_path: Path) -> Folders:
    """A package of two releases."""
    return built_from(tmp_path / "base", {"2025Q1": FIRST, "2025Q2": SECOND})[0]


def added(
    folders: Folders, release: str, table: str, corrections: str = ""
) -> tuple[Built, list[str]]:
    """A release merged into a package, and the lines of the report that say something."""
    files = [AddedFile(release, "hcpc.csv", "table", (HEADER + table).encode())]
    if corrections:
        files.append(AddedFile(release, "corrections.csv", "corrections", corrections.encode()))
    built, report = add_release(files, "O", folders)
    return built, str(report).splitlines()


def under(report: Sequence[str], kind: str) -> list[str]:
    """The entries of one kind of change, as many as its heading says."""
    start = next(i for i, text in enumerate(report) if text.startswith(f"{kind}: "))
    count = int(report[start].removeprefix(f"{kind}: "))
    entries = report[start + 1 : start + 1 + count]
    assert all(entry.startswith("  ") for entry in entries)
    assert not (report[start + 1 + count : start + 2 + count] or [""])[0].startswith("  ")
    return [entry.strip() for entry in entries]


def codes_in(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return [row["code"] for row in rows]


def test_a_build_reads_every_release_and_names_its_codes(tmp_path: Path) -> None:
    """Tables from the releases, names from the crosswalk and the Table of Drugs."""
    sources, folders = _place(tmp_path, {"2025Q1": FIRST, "2025Q2": SECOND})
    reported: list[str] = []
    built = build(sources, folders, reported.append)
    assert reported == [
        "2025Q1: 8 J codes, 1 files",
        "2025Q2: 9 J codes, 1 files",
        "2025Q2: 3 NDC rows",
    ]
    assert built.problems == []
    assert built.remarks[:2] == [
        "name without a code: Rubbish, see Nowhere (table of drugs 2019)",
        "1 crosswalk rows of skin substitutes, which are not drugs",
    ]
    assert built.tables.keys() == set(TABLES)
    assert list(built.versions) == sorted(
        ["J0001", "J0570", "J1440", "J1745", "J3300", "J3380", "J7311", "J9310", "J9312", "Q5115"]
    )
    names = list(csv.DictReader(built.tables["names"].splitlines()))
    assert [(row["code"], row["name"], row["source"]) for row in names] == [
        ("J1745", "Remicade", "crosswalk 2025Q2; part b spending 2023"),
        ("J9312", "Rituxan", "crosswalk 2025Q2; table of drugs 2019"),
    ]


def test_a_quarter_of_the_crosswalk_that_is_not_stated_stops_the_build(tmp_path: Path) -> None:
    """The library answers for the quarters in ndc_quarters.csv: they must be those of the files."""
    sources, folders = _place(tmp_path, {"2025Q1": FIRST, "2025Q2": SECOND})
    folders.paths()["ndc_quarters"].write_text("quarter,grade,lacks,note\n2025Q3,O,,\n")
    assert build(sources, folders, lambda _: None).problems == [
        f"ndc_quarters.csv or source_files.csv does not list the NDC crosswalk of {quarter}"
        for quarter in ("2025Q2", "2025Q3")
    ]


def test_a_build_reports_the_pairs_of_a_spending_file_that_do_not_count(tmp_path: Path) -> None:
    """A wrong generic name, or a brand that CMS's wording sets for another code."""
    worded = line("J0002", "Injection, rituximab (novobrand), 10 mg")
    sources, folders = _place(tmp_path, {"2025Q1": FIRST + worded})
    with folders.paths()["vocabulary"].open("a") as file:
        file.write("novobrand,brand,,curated\n")
    pairs = "J1745,,Humira,Adalimumab\nJ9312,,Novobrand,Rituximab\nJ0002,,Novobrand,Rituximab\n"
    text = SOURCE_FILES["part b spending", "2023"] + pairs
    place_source_files(sources, folders, FILES_BESIDE | {("part b spending", "2023"): text})
    built = build(sources, folders, lambda _: None)
    assert built.problems == []
    assert built.remarks[:3] == [
        "name of another code: J1745: Humira (Adalimumab) (part b spending)",
        "name of another code: J9312: Novobrand (Rituximab) (part b spending)",
        "name without a code: Rubbish, see Nowhere (table of drugs 2019)",
    ]
    assert "\nJ0002,1,Novobrand,brand," in built.tables["names"]


def test_a_build_reads_the_packages_of_the_crosswalk(tmp_path: Path) -> None:
    """With the FDA's strength by NDC, if its file has it."""
    sources, folders = _place(tmp_path, {"2025Q1": FIRST, "2025Q2": SECOND})
    built = build(sources, folders, lambda _: None)
    packages = list(csv.DictReader(built.tables["ndc"].splitlines()))
    assert [(row["ndc"], row["code"], row["strength"], row["verdict"]) for row in packages] == [
        ("50242-0051-21", "J9312", "10 mg/mL", "clean"),
        ("57894-0030-01", "J1745", "", "clean"),
    ]
    assert [row["code"] for row in csv.DictReader(built.tables["mue"].splitlines())] == [
        "J1745",
        "J1745",
        "J1745",
    ]


def test_a_correction_of_a_package_that_finds_nothing_stops_a_build(tmp_path: Path) -> None:
    """CMS corrected its error, or the row has a misprint: a person must review it."""
    sources, folders = _place(tmp_path, {"2025Q1": FIRST})
    with folders.paths()["ndc_corrections"].open("a") as file:
        file.write("57894-0030-01,J1745,2025Q2,2025Q2,items,2,9,corrected,curated,misprint\n")
    built = build(sources, folders, lambda _: None)
    assert built.problems == [
        "ndc_corrections.csv: 57894-0030-01 under J1745 has no items '9' from 2025Q2 to 2025Q2"
    ]


def test_names_may_be_added_and_rejected_by_hand(tmp_path: Path) -> None:
    """A curated name joins the published ones; of one of these it decides the kind alone."""
    sources, folders = _place(tmp_path, {"2025Q1": FIRST})
    folders.paths()["curated_names"].write_text(
        "code,name,kind,since,reason\n"
        "J3380,Entyvio,brand,2019-01-01,missing\n"
        "J9312,RITUXAN,search term,2019-01-01,published already\n"
        "J1745,remicade,rejected,2019-01-01,wrong\n"
        "J1745,Nothing,rejected,2019-01-01,not there\n",
        "utf-8",
    )
    built = build(sources, folders, lambda _: None)
    names = list(csv.DictReader(built.tables["names"].splitlines()))
    assert [(row["code"], row["name"], row["kind"], row["source"]) for row in names] == [
        ("J3380", "Entyvio", "brand", "curated"),
        ("J9312", "Rituxan", "search term", "crosswalk 2025Q2; table of drugs 2019"),
    ]


def test_a_build_may_stop_at_a_release(tmp_path: Path) -> None:
    """The result is the same, byte for byte, as without the later files."""
    sources, folders = _place(
        tmp_path / "all", {"2025Q1": FIRST, "2025Q2": SECOND, "2025Q3": THIRD}
    )
    _, shorter = built_from(tmp_path / "few", {"2025Q1": FIRST, "2025Q2": SECOND})
    assert build(sources, folders, lambda _: None, until=Release("2025Q2")).tables == shorter.tables


def test_a_build_reports_what_is_unexplained_and_writes_nothing(tmp_path: Path) -> None:
    """An unknown word and an unknown correction stop it, both named."""
    unknown = CORRECTIONS.replace("Revise LD", "Unheard of")
    text = THIRD + line("J0003", "Injection, x (unheard of), 1 mg", "20250701")
    sources, folders = _place(tmp_path, {"2025Q3": text})
    month = sources / "hcpcs" / "2025-07"
    (month / "corrections.csv").write_bytes(unknown.encode())
    listed = folders.paths()["release_files"].read_text("utf-8")
    old, new = (sha256(each.encode()).hexdigest() for each in (CORRECTIONS, unknown))
    folders.paths()["release_files"].write_text(listed.replace(old, new), "utf-8")
    before = bytes_of(folders)
    built = build(sources, folders, lambda _: None)
    assert built.problems == [
        "2025Q3: J0002: 'Unheard of'",
        "J0003: (unheard of) in 'Injection, x (unheard of), 1 mg'",
    ]
    with pytest.raises(ValueError, match="2 items are unexplained; nothing was written"):
        write(built, folders)
    assert bytes_of(folders) == before


def test_a_changed_source_stops_a_build(tmp_path: Path) -> None:
    """A file with another sha256 than the list has is not read."""
    sources, folders = _place(tmp_path, {"2025Q1": FIRST})
    (sources / "hcpcs" / "2025-01" / "hcpc.csv").write_text(HEADER + RITUXIMAB, "utf-8")
    with pytest.raises(UnreadableSource, match="merge a reissue"):
        read_sources(sources, folders, None, lambda _: None)


def test_reading_sources_gives_the_evidence_of_each_release(tmp_path: Path) -> None:
    """By release and code, with corrections applied."""
    sources, folders = _place(tmp_path, {"2025Q2": SECOND, "2025Q3": THIRD})
    evidence, unread = read_sources(sources, folders, None, lambda _: None)
    assert unread == []
    assert list(evidence) == [Release("2025Q2"), Release("2025Q3")]
    assert isinstance(evidence[Release("2025Q2")]["J9312"], Record)
    assert evidence[Release("2025Q3")]["J0002"].correction == "Revise LD"
    fewer, _ = read_sources(sources, folders, Release("2025Q2"), lambda _: None)
    assert list(fewer) == [Release("2025Q2")]


def test_writing_writes_what_changed_and_seals_it(tmp_path: Path) -> None:
    """All tables the first time, none the second, and the descriptor has their checksums."""
    sources, folders = _place(tmp_path, {"2025Q1": FIRST})
    built = build(sources, folders, lambda _: None)
    evidence = {"evidence", "ndc_strength_differences"}
    made = [
        f"data/{name}.csv"
        for name in {"codes", "coverage", "fingerprints", *TABLES_BESIDE} - evidence
    ]
    made += [f"ledger/{name}.csv" for name in evidence]
    assert write(built, folders) == sorted(
        [*made, "data/checksums.csv", "data/datapackage.json", "ledger/datapackage.json"]
    )
    checksums = {row["table"]: row["crc32"] for row in folders.rows("checksums")}
    assert checksums == {
        name: f"{crc32(path.read_bytes()):08x}"
        for name, path in folders.paths().items()
        if path.parent == folders.data and name != "checksums"
    } | {"checksums": checksums["checksums"]}
    assert write(built, folders) == []
    folders.paths()["codes"].write_text("stale", "utf-8")
    assert write(built, folders) == ["data/codes.csv"]
    for folder in folders.both:
        for resource in read_descriptor(folder)["resources"]:
            content = (folder / resource["path"]).read_bytes()
            assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
    sources_named = read_descriptor(folders.data)["sources"]
    assert [each["release"] for each in sources_named if "release" in each] == ["2025Q1"]
    assert len([each for each in sources_named if "period" in each]) == len(SOURCE_FILES)
    assert "sources" not in read_descriptor(folders.ledger)


def test_adding_a_release_equals_building_with_it(base: Folders, tmp_path: Path) -> None:
    """A maintainer with the tables and one new file gets the result of a full build."""
    folders, whole = built_from(
        tmp_path / "whole", {"2025Q1": FIRST, "2025Q2": SECOND, "2025Q3": THIRD}
    )
    built, _ = added(base, "2025Q3", THIRD, CORRECTIONS)
    assert built.problems == []
    assert built.tables == whole.tables
    assert built.versions == whole.versions
    write(built, base)
    assert bytes_of(base) == bytes_of(folders)


def test_a_release_before_the_newest_is_left_to_the_build(tmp_path: Path) -> None:
    """One that turns up later changes what is known of all releases after it."""
    folders, _ = built_from(tmp_path / "gap", {"2025Q1": FIRST, "2025Q3": THIRD})
    with pytest.raises(RefusedRelease, match=r"2025Q2 is older than 2025Q3, .* run build"):
        added(folders, "2025Q2", SECOND)


def test_a_reissue_of_an_included_release_replaces_it(base: Folders, tmp_path: Path) -> None:
    """Nothing of the first issue is left: neither its codes nor its file."""
    reissue = SECOND.replace("newumab, 1 mg", "newumab, 2 mg") + line(
        "J0003", "Injection, late, 1 mg", "20250401", action="A"
    )
    built, report = added(base, "2025Q2", reissue)
    assert built.problems == []
    _, whole = built_from(tmp_path / "whole", {"2025Q1": FIRST, "2025Q2": reissue})
    assert built.tables == whole.tables
    assert under(report, "added") == ["J0003 2025-04-01: Injection, late, 1 mg"]
    assert under(report, "corrected") == ["J0001 2025-04-01: Injection, newumab, 2 mg"]


def test_a_reissue_may_move_a_date(base: Folders) -> None:
    """The version of the old date is withdrawn, that of the new one is added."""
    built, report = added(base, "2025Q2", SECOND.replace("20250401", "20250415"))
    assert built.problems == []
    assert under(report, "added") == ["J0001 2025-04-15: Injection, newumab, 1 mg"]
    assert under(report, "corrected") == ["J0001 2025-04-01: withdrawn"]


def test_a_reissue_that_drops_a_code_reports_it(base: Folders) -> None:
    """A code that CMS took back is withdrawn: a maintainer must see that before writing."""
    other = FIRST + line("J0003", "Injection, late, 1 mg", "20250401", action="A")
    built, report = added(base, "2025Q2", other)
    assert built.problems == []
    assert "J0001" not in built.versions
    assert under(report, "corrected") == ["J0001 2025-04-01: withdrawn"]


def test_an_ending_that_is_taken_back_is_reported(base: Folders) -> None:
    """A code that was to end but stays active has changed for those who bill it."""
    ending = SECOND.replace(
        RITUXIMAB, line("J9312", "Injection, rituximab, 10 mg", ended="20250630")
    )
    built, report = added(base, "2025Q2", ending)
    assert under(report, "ended") == ["J9312 2025-06-30: Injection, rituximab, 10 mg"]
    write(built, base)
    _, report = added(base, "2025Q2", SECOND)
    assert [entry for entry in report if "J9312" in entry] != []


def test_the_report_lists_every_kind_of_change(base: Folders) -> None:
    """Each with its code, date and wording; how a date is known, unless it is published."""
    built, report = added(base, "2025Q3", THIRD, CORRECTIONS)
    assert built.problems == []
    assert under(report, "added") == ["J0002 2025-07-01: Injection, bevacizumab (teva), 10 mg"]
    assert under(report, "linked") == ["C9257 2019-01-01: Injection, bevacizumab, 0.25 mg"]
    assert under(report, "ended") == ["J9310 2025-06-30: Injection, ofatumumab, 10 mg"]
    assert under(report, "reworded") == ["J3380 2025-06-18: Vedolizumab, per 1 mg"]
    assert under(report, "rescoped") == [
        "J1745 2025-07-01: Injection, infliximab, excludes biosimilar, 10 mg"
    ]
    assert under(report, "redefined") == [
        "J7311 2025-07-01: Fluocinolone acetonide, intravitreal implant, 0.01 mg"
    ]
    assert under(report, "reused") == ["J1440 2025-07-01: Fecal microbiota, 1 ml"]
    assert under(report, "reinstated") == ["J0570 2025-07-01: Injection, buprenorphine, 1 mg"]
    assert under(report, "changed") == ["J3300 2025-07-01 (inferred): short"]
    assert under(report, "corrected") == []


def test_a_new_code_without_any_text_is_reported_all_the_same(base: Folders) -> None:
    """Its entry says that the text is not base."""
    text = THIRD + "J0004,3,,,,20250701,,20250930,A\n"
    built, report = added(base, "2025Q3", text)
    assert built.problems == []
    assert "J0004 2025-07-01: (text not available)" in under(report, "added")
    assert "J0004 2025-09-30: (text not available)" in under(report, "ended")


def test_a_release_without_dates_needs_something_new(base: Folders) -> None:
    """CMS's catalogue has none: one code or description that no release has is enough."""
    header = "code,long_description,short\n"
    known = "".join(
        f'{row["code"]},"{row["long_description"]}",\n' for row in base.rows("codes") if row
    )
    for new in ('J0003,"Injection, late, 1 mg",\n', 'J9312,"Injection, rituximab, 20 mg",\n'):
        file = AddedFile("2025Q3", "catalogue.csv", "table", (header + new + known).encode())
        add_release([file], "D", base)
    file = AddedFile("2025Q3", "catalogue.csv", "table", (header + known).encode())
    with pytest.raises(RefusedRelease, match=r"that 2025Q2 and the releases before do not have"):
        add_release([file], "D", base)
    add_release([evolve(file, release="2025Q2")], "D", base)  # a reissue repeats what is known


def test_only_a_file_of_the_quarter_is_added_as_its_release(base: Folders) -> None:
    """The newest code or change of a release is of the quarter: its first day, its last or between."""
    for day in ("20250701", "20250930"):
        added(base, "2025Q3", THIRD + line("J0003", "Injection, late, 1 mg", day))
    for day in ("20250630", "20251001"):
        text = SECOND + line("J0003", "Injection, late, 1 mg", day)
        with pytest.raises(RefusedRelease, match=r"which is not in 2025Q3: this is the file of"):
            added(base, "2025Q3", text)


def test_half_of_the_codes_may_have_no_description(base: Folders) -> None:
    """CMS's newest files lack some; a list of numbers has none."""
    described = line("J0003", "Injection, late, 1 mg", "20250701")
    bare = "J0004,3,,,,20250701,,,A\n"
    assert added(base, "2025Q3", described + bare)[0].problems
    with pytest.raises(RefusedRelease, match="2 of 3 J codes have no description"):
        added(base, "2025Q3", described + bare + bare.replace("4", "5", 1))


def test_a_file_as_large_as_no_file_of_cms_is_not_read(tmp_path: Path) -> None:
    """Twenty million bytes are; a device without an end is not read to it."""
    path = tmp_path / "large.txt"
    path.write_bytes(bytes(20_000_000))
    assert len(read_file(path)) == 20_000_000
    for endless in (path, Path("/dev/zero")):
        path.write_bytes(bytes(20_000_001))
        with pytest.raises(UnreadableSource, match="has more than 20,000,000 bytes"):
            read_file(endless)


def test_a_reissue_that_only_adds_corrections_is_merged(base: Folders) -> None:
    """CMS corrects a release weeks later: its table is the one that is included."""
    header = CORRECTIONS.splitlines(keepends=True)[0]
    row = 'J0001,Revise LD,04/01/2025,,"Injection, newumab, 5 mg"\n'
    built, report = added(base, "2025Q2", SECOND, header + row)
    assert built.problems == []
    assert under(report, "corrected") == ["J0001 2025-04-01: Injection, newumab, 5 mg"]


@pytest.mark.parametrize(
    ("table", "corrections", "problem"),
    [
        (
            THIRD + line("J0003", "Injection, x (unheard of), 1 mg", "20250701"),
            "",
            "J0003: (unheard of) in 'Injection, x (unheard of), 1 mg'",
        ),
        (THIRD, CORRECTIONS.replace("Revise LD", "Unheard of"), "J0002: 'Unheard of'"),
        (
            THIRD.replace(RITUXIMAB, ""),
            "",
            "J9312: gone after 2025Q2 without an end date",
        ),
    ],
    ids=["word", "correction", "lost code"],
)
def test_what_is_unexplained_in_a_new_release_is_not_written(
    base: Folders, table: str, corrections: str, problem: str
) -> None:
    """The package stays as it was, to the byte, and the reason is named."""
    before = bytes_of(base)
    built, _ = added(base, "2025Q3", table, corrections)
    assert built.problems == [problem]
    with pytest.raises(ValueError, match="1 items are unexplained; nothing was written"):
        write(built, base)
    assert bytes_of(base) == before


def test_a_file_that_is_not_a_release_is_refused(base: Folders) -> None:
    """A wrong file is found out before anything is merged."""
    with pytest.raises(UnreadableSource, match="2025Q3: no drug code"):
        added(base, "2025Q3", line("A0021", "Ambulance service"))


def test_an_added_release_is_in_the_lists_with_grade_and_checksums(base: Folders) -> None:
    """Every file of it is listed; its table is the source, with codes outside J or without."""
    content = (HEADER + THIRD).encode()
    table = AddedFile("2025Q3", "July.csv", "table", content)
    columns = AddedFile("2025Q3", "units.csv", "columns", b"code,dosage\nJ9312,10 MG\n")
    built, _ = add_release([columns, table], "T", base)
    write(built, base)
    checksum = sha256(content).hexdigest()
    assert table.sha256 == checksum
    assert base.rows("releases")[-1] == {
        "release": "2025Q3",
        "grade": "T",
        "related": "true",
        "source_file": "July.csv",
        "sha256": checksum,
        "note": "",
    }
    files = [row for row in base.rows("release_files") if row["release"] == "2025Q3"]
    assert [(row["file"], row["role"], row["sha256"]) for row in files] == [
        ("July.csv", "table", checksum),
        ("units.csv", "columns", columns.sha256),
    ]


def test_a_release_of_j_codes_alone_says_so(base: Folders) -> None:
    """It does not move the day to which codes outside J are known, nor end them."""
    jcodes = "".join(text for text in THIRD.splitlines(keepends=True) if text[0] == "J")
    built, _ = added(base, "2025Q3", jcodes)
    assert built.problems == []
    write(built, base)
    assert [row["related"] for row in base.rows("releases")] == ["true", "true", ""]
    assert "Q5115" in codes_in(base.rows("codes"))


def test_the_evidence_that_ships_makes_the_versions_that_ship(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """From the tables alone, without any file of CMS, its table of codes can be made again."""
    from jcodes_release.datapackage import code_rows, read_reviewed
    from jcodes_release.releases.evidence import read_evidence
    from jcodes_release.wordings.versions import versions_of

    evidence = read_evidence(packaged("evidence"))
    found, problems = versions_of(evidence, read_reviewed(CHECKOUT))
    assert problems == []
    shipped = [tuple(row.values()) for row in packaged("codes")]
    assert code_rows(found, sorted(evidence)) == shipped
