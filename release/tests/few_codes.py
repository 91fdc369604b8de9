"""A package of a few codes, built from hand-made releases and the files beside them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from jcodes_release.build import build
from jcodes_release.folders import Folders
from jcodes_release.writing import Built, write
from source_files import CROSSWALK, REVIEWED, SOURCE_FILES, place_folders, place_source_files

__all__ = [
    "CORRECTIONS",
    "FILES_BESIDE",
    "FIRST",
    "HEADER",
    "RITUXIMAB",
    "SECOND",
    "THIRD",
    "built_from",
    "line",
    "placed_with_sources",
]

FOLDERS = {"2025Q1": "2025-01", "2025Q2": "2025-04", "2025Q3": "2025-07"}
HEADER = "HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,XREF1,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
VOCABULARY = "teva,labeler,,crosswalk\nhuman,form,,grammar\n"


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


def placed_with_sources(folder: Path, releases: Mapping[str, str]) -> tuple[Path, Folders]:
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
    sources, folders = placed_with_sources(folder, releases)
    built = build(sources, folders, lambda _: None)
    assert built.problems == []
    write(built, folders)
    return folders, built
