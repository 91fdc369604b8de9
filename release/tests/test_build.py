"""A build makes every table from its sources, or names what is unexplained and writes nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import pytest

from few_codes import (
    CORRECTIONS,
    FILES_BESIDE,
    FIRST,
    HEADER,
    RITUXIMAB,
    SECOND,
    THIRD,
    built_from,
    line,
    placed_with_sources,
)
from jcodes_release.build import build, read_sources
from jcodes_release.folders import read_descriptor
from jcodes_release.releases.records import Record, Release, UnreadableSource
from jcodes_release.writing import write
from source_files import (
    CHECKOUT,
    REVIEWED,
    SOURCE_FILES,
    TABLES_BESIDE,
    bytes_of,
    place_source_files,
)

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


def test_a_build_reads_every_release_and_names_its_codes(tmp_path: Path) -> None:
    """Tables from the releases, names from the crosswalk and the Table of Drugs."""
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST, "2025Q2": SECOND})
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
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST, "2025Q2": SECOND})
    folders.paths()["ndc_quarters"].write_text("quarter,grade,lacks,note\n2025Q3,O,,\n")
    assert build(sources, folders, lambda _: None).problems == [
        f"ndc_quarters.csv or source_files.csv does not list the NDC crosswalk of {quarter}"
        for quarter in ("2025Q2", "2025Q3")
    ]


def test_a_build_reports_the_pairs_of_a_spending_file_that_do_not_count(tmp_path: Path) -> None:
    """A wrong generic name, or a brand that CMS's wording sets for another code."""
    worded = line("J0002", "Injection, rituximab (novobrand), 10 mg")
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST + worded})
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
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST, "2025Q2": SECOND})
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
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST})
    with folders.paths()["ndc_corrections"].open("a") as file:
        file.write("57894-0030-01,J1745,2025Q2,2025Q2,items,2,9,corrected,curated,misprint\n")
    built = build(sources, folders, lambda _: None)
    assert built.problems == [
        "ndc_corrections.csv: 57894-0030-01 under J1745 has no items '9' from 2025Q2 to 2025Q2"
    ]


def test_names_may_be_added_and_rejected_by_hand(tmp_path: Path) -> None:
    """A curated name joins the published ones; of one of these it decides the kind alone."""
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST})
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
    sources, folders = placed_with_sources(
        tmp_path / "all", {"2025Q1": FIRST, "2025Q2": SECOND, "2025Q3": THIRD}
    )
    _, shorter = built_from(tmp_path / "few", {"2025Q1": FIRST, "2025Q2": SECOND})
    assert build(sources, folders, lambda _: None, until=Release("2025Q2")).tables == shorter.tables


def test_a_build_reports_what_is_unexplained_and_writes_nothing(tmp_path: Path) -> None:
    """An unknown word and an unknown correction stop it, both named."""
    unknown = CORRECTIONS.replace("Revise LD", "Unheard of")
    text = THIRD + line("J0003", "Injection, x (unheard of), 1 mg", "20250701")
    sources, folders = placed_with_sources(tmp_path, {"2025Q3": text})
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
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST})
    (sources / "hcpcs" / "2025-01" / "hcpc.csv").write_text(HEADER + RITUXIMAB, "utf-8")
    with pytest.raises(UnreadableSource, match="merge a reissue"):
        read_sources(sources, folders, None, lambda _: None)


def test_reading_sources_gives_the_evidence_of_each_release(tmp_path: Path) -> None:
    """By release and code, with corrections applied."""
    sources, folders = placed_with_sources(tmp_path, {"2025Q2": SECOND, "2025Q3": THIRD})
    evidence, unread = read_sources(sources, folders, None, lambda _: None)
    assert unread == []
    assert list(evidence) == [Release("2025Q2"), Release("2025Q3")]
    assert isinstance(evidence[Release("2025Q2")]["J9312"], Record)
    assert evidence[Release("2025Q3")]["J0002"].correction == "Revise LD"
    fewer, _ = read_sources(sources, folders, Release("2025Q2"), lambda _: None)
    assert list(fewer) == [Release("2025Q2")]


def test_writing_writes_what_changed_and_seals_it(tmp_path: Path) -> None:
    """All tables the first time, none the second, and the descriptor has their checksums."""
    sources, folders = placed_with_sources(tmp_path, {"2025Q1": FIRST})
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
