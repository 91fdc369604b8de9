"""The data packages: the descriptors describe what is in the tables."""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import importlib_resources
import pytest

from . import house

ROOT = Path(__file__).resolve().parents[1]
DATA, LEDGER = ROOT / "data", ROOT / "release" / "ledger"
FOLDERS = (DATA, LEDGER)
DESCRIPTORS: dict[Path, dict[str, Any]] = {
    folder: json.loads((folder / "datapackage.json").read_text("utf-8")) for folder in FOLDERS
}
TABLES = {
    resource["name"]: (folder, resource)
    for folder, descriptor in DESCRIPTORS.items()
    for resource in descriptor["resources"]
}
BOTH = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
EVERY_TABLE = pytest.mark.parametrize("name", TABLES)


def rows_of(name: str) -> list[dict[str, str]]:
    folder, resource = TABLES[name]
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells_of(name: str, fields: list[str]) -> set[tuple[str, ...]]:
    """The cells of some columns of a table, omitting rows in which all are empty."""
    return {cells for row in rows_of(name) if any(cells := tuple(row[field] for field in fields))}


def tables_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.csv"))


def problems_of(descriptor: Path) -> list[list[Any]]:
    # a validator, of the extra "test-extras"; what it checks of sizes and hashes is checked below too
    frictionless = pytest.importorskip("frictionless", reason="no validator: install [test-extras]")
    report = frictionless.validate(str(descriptor))
    problems: list[list[Any]] = report.flatten(["path", "rowNumber", "fieldName", "type", "note"])
    assert report.valid is not bool(problems)
    return problems


@BOTH
def test_the_package_is_valid(folder: Path) -> None:
    """Types, allowed values, keys, references, sizes and checksums all hold."""
    assert problems_of(folder / "datapackage.json") == []


@pytest.mark.parametrize(("folder", "table"), [(DATA, "payers.csv"), (LEDGER, "related_codes.csv")])
def test_an_unsealed_change_is_noticed(folder: Path, table: str, tmp_path: Path) -> None:
    """A table that was edited without resealing the descriptor is invalid."""
    copy = shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / table).read_text("utf-8")
    # the last letter of the last row; size and keys stay the same
    at = max(i for i, letter in enumerate(text) if letter.islower())
    (copy / table).write_text(text[:at] + text[at].upper() + text[at + 1 :], "utf-8")
    problems = [type_ for *_, type_, _ in problems_of(copy / "datapackage.json")]
    assert problems == ["hash-count"]


@BOTH
def test_every_table_is_a_resource_and_every_resource_a_table(folder: Path) -> None:
    listed = [resource["path"] for resource in DESCRIPTORS[folder]["resources"]]
    assert sorted(listed) == tables_in(folder)


@BOTH
def test_the_readme_names_every_table_and_no_other(folder: Path) -> None:
    """Each table has one heading, with what it rests on and how it is made again."""
    text = (folder / "README.md").read_text("utf-8")
    assert sorted(re.findall(r"^## (\S+\.csv)$", text, re.MULTILINE)) == tables_in(folder)
    everywhere = {*tables_in(DATA), *tables_in(LEDGER)}
    assert set(re.findall(r"\w+\.csv\b", text)) <= everywhere
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name, *lines = section.splitlines()
        marks = [line.partition(":")[0] for line in lines if line.startswith("- ")]
        assert marks == ["- Rests on", "- Made again by"], name


@EVERY_TABLE
def test_every_resource_is_sealed(name: str) -> None:
    folder, resource = TABLES[name]
    content = (folder / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"


# nothing follows a code that ended
EMPTY_KEYS = {
    ("add_on_notes", "add_on"),
    ("add_on_notes", "parent"),
    ("coverage", "of"),
    ("coverage_grades", "of"),
    ("modifier_rules", "modifiers"),
    ("modifier_rules", "codes"),
    ("modifier_rules", "values"),
    ("modifier_rules", "contractor"),
    ("modifier_rules", "since"),
    ("modifiers", "valid_from"),
    ("transitions", "to_code"),
    ("transition_decisions", "to_code"),
}


@EVERY_TABLE
def test_primary_keys_are_unique_and_filled(name: str) -> None:
    fields = TABLES[name][1]["schema"]["primaryKey"]
    keys = [tuple(row[field] for field in fields) for row in rows_of(name)]
    assert len(set(keys)) == len(keys)
    empty = {
        (name, field) for key in keys for field, cell in zip(fields, key, strict=True) if not cell
    }
    assert empty <= EMPTY_KEYS


@EVERY_TABLE
def test_rows_are_sorted(name: str) -> None:
    """A change of one fact is a change of one line; the checksums end with their own."""
    rows = [tuple(row.values()) for row in rows_of(name)]
    if name == "checksums":
        assert rows.pop()[0] == name
    assert rows == sorted(rows)


@EVERY_TABLE
def test_every_field_says_what_it_means(name: str) -> None:
    for field in TABLES[name][1]["schema"]["fields"]:
        assert field["description"].endswith("."), field["name"]


# --- what ships --------------------------------------------------------------------


def test_the_installed_package_has_the_tables_of_data_and_no_other() -> None:
    """The maintainers' tables are not in the wheel."""
    shipped = {
        entry.name: entry.read_bytes()
        for entry in importlib_resources.files("hcpcs_jcodes.data").iterdir()
        if entry.name.endswith((".csv", ".json"))
    }
    names = [*tables_in(DATA), "datapackage.json"]
    assert shipped == {name: (DATA / name).read_bytes() for name in names}


def test_every_table_that_ships_is_read_at_run_time() -> None:
    """A module of the library names it; any other table belongs in the ledger."""
    texts = {
        node.value
        for module in house.sources().values()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    shipped = {name for name, (folder, _) in TABLES.items() if folder == DATA}
    assert shipped <= texts


# --- keys across the two packages -----------------------------------------------------

ACROSS = [
    pytest.param(name, key, id=f"{name}-{key['fields'][0]}")
    for name, (_, resource) in TABLES.items()
    for key in resource["schema"].get("externalForeignKeys", ())
]


@pytest.mark.parametrize(("name", "key"), ACROSS)
def test_a_key_that_refers_to_the_other_package_is_found_there(
    name: str, key: dict[str, Any]
) -> None:
    """A validator looks into only one package, so these are checked here."""
    folder, _ = TABLES[name]
    reference = key["reference"]
    other, _ = TABLES[reference["resource"]]
    assert (folder / reference["package"]).resolve() == other / "datapackage.json"
    assert cells_of(name, key["fields"]) <= cells_of(reference["resource"], reference["fields"])


def test_what_ships_refers_to_nothing_that_does_not_ship() -> None:
    """An installed package comes without the ledger."""
    assert {name for name, *_ in (param.values for param in ACROSS)} <= {
        name for name, (folder, _) in TABLES.items() if folder == LEDGER
    }


@pytest.mark.parametrize(
    ("name", "fields", "of", "their_fields"),
    [
        ("codes", ["code"], "evidence", ["code"]),
        (
            "releases",
            ["release", "source_file", "sha256"],
            "release_files",
            ["release", "file", "sha256"],
        ),
    ],
)
def test_what_ships_rests_on_the_ledger(
    name: str, fields: list[str], of: str, their_fields: list[str]
) -> None:
    """These would be foreign keys, if the ledger shipped with the package."""
    assert cells_of(name, fields) <= cells_of(of, their_fields)


# --- the descriptors -----------------------------------------------------------------


def test_every_release_included_is_a_source() -> None:
    """A release that is added is also named in the descriptor, with the sha256 of its file."""
    named = {
        source["release"]: (source["title"].rsplit(": ", 1)[1], source["sha256"])
        for source in DESCRIPTORS[DATA]["sources"]
        if "release" in source
    }
    assert named == {
        row["release"]: (row["source_file"], row["sha256"]) for row in rows_of("releases")
    }


@BOTH
def test_the_version_is_that_of_the_library(folder: Path) -> None:
    assert DESCRIPTORS[folder]["version"] == metadata.version("hcpcs-jcodes")
