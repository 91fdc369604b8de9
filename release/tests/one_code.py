"""A package of one code, its hand-made CMS files, and the maintainers' commands run on it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from jcodes_release.__main__ import main
from jcodes_release.folders import Folders
from source_files import REVIEWED, place_folders, place_source_files

__all__ = [
    "FIRST",
    "HEADER",
    "NEXT",
    "folder_options",
    "one_code_placed",
    "run_add",
    "run_build",
    "run_transitions",
]

HEADER = "HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
FIRST = HEADER + 'J9312,3,"Injection, rituximab, 10 mg",Inj rituximab,20190101,20190101,,N\n'
NEXT = 'J9999,3,"Injection, novumab, 5 mg",Inj novumab,20270401,20270401,,A\n'
TABLES = REVIEWED | {
    "releases": "release,grade,related,source_file,sha256,note\n2027Q1,O,,jan.csv,{hash},\n",
    "release_files": "release,file,role,sha256\n2027Q1,jan.csv,table,{hash}\n",
    "curated_names": REVIEWED["curated_names"]
    + "J9312,Novumax,brand,2019-01-01,curated\nJ9312,Falsum,rejected,2019-01-01,no\n",
}


def one_code_placed(tmp_path: Path) -> Folders:
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


def folder_options(folders: Folders) -> list[str]:
    return ["--data", str(folders.data), "--ledger", str(folders.ledger)]


def run_build(folders: Folders, *options: str) -> int:
    return main(["build", str(folders.data.parent / "cms"), *folder_options(folders), *options])


def run_add(folders: Folders, text: str, *options: str) -> int:
    table = folders.data.parent / "new.csv"
    table.write_text(text)
    return main(["add", str(table), "--release", "2027Q2", *folder_options(folders), *options])


def run_transitions(folders: Folders, *options: str) -> int:
    return main(["transitions", *folder_options(folders), *options])
