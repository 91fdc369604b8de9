"""The data package: what its descriptor says is what the tables hold."""

from __future__ import annotations

import csv
import json
import shutil
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import frictionless
import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
DESCRIPTOR: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text("utf-8"))
RESOURCES = [pytest.param(each, id=each["name"]) for each in DESCRIPTOR["resources"]]

Resource = dict[str, Any]


def rows_of(resource: Resource) -> list[dict[str, str]]:
    with (DATA / resource["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def problems_of(descriptor: Path) -> list[list[Any]]:
    report = frictionless.validate(str(descriptor))
    problems: list[list[Any]] = report.flatten(["path", "rowNumber", "fieldName", "type", "note"])
    assert report.valid is not bool(problems)
    return problems


def test_the_package_is_valid() -> None:
    """Types, allowed values, keys, references, sizes and checksums all hold."""
    assert problems_of(DATA / "datapackage.json") == []


def test_an_unsealed_change_is_noticed(tmp_path: Path) -> None:
    """A table that was edited without sealing the descriptor anew is invalid."""
    copy = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("__pycache__"))
    table = copy / "neighbours.csv"
    table.write_text(table.read_text("utf-8").replace("cocaine", "Cocaine"), "utf-8")
    assert [type_ for *_, type_, _ in problems_of(copy / "datapackage.json")] == ["hash-count"]


def test_every_table_is_a_resource_and_every_resource_a_table() -> None:
    assert sorted(resource["path"] for resource in DESCRIPTOR["resources"]) == sorted(
        path.name for path in DATA.glob("*.csv")
    )


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_resource_is_sealed(resource: Resource) -> None:
    content = (DATA / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"


# nothing follows a code that ended
EMPTY_KEYS = {("transitions", "to_code"), ("transition_decisions", "to_code")}


@pytest.mark.parametrize("resource", RESOURCES)
def test_primary_keys_are_unique_and_filled(resource: Resource) -> None:
    fields = resource["schema"]["primaryKey"]
    keys = [tuple(row[field] for field in fields) for row in rows_of(resource)]
    assert len(set(keys)) == len(keys)
    empty = {
        (resource["name"], field)
        for key in keys
        for field, cell in zip(fields, key, strict=True)
        if not cell
    }
    assert empty <= EMPTY_KEYS


@pytest.mark.parametrize("resource", RESOURCES)
def test_rows_are_sorted(resource: Resource) -> None:
    """A change of one fact is a change of one line."""
    rows = [tuple(row.values()) for row in rows_of(resource)]
    assert rows == sorted(rows)


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_field_says_what_it_means(resource: Resource) -> None:
    for field in resource["schema"]["fields"]:
        assert field["description"].endswith("."), field["name"]


def test_every_release_held_is_a_source() -> None:
    """A release that is added is named in the descriptor too, with the sha256 of its file."""
    named = {
        source["release"]: (source["title"].rsplit(": ", 1)[1], source["sha256"])
        for source in DESCRIPTOR["sources"]
        if "release" in source
    }
    releases = next(each for each in DESCRIPTOR["resources"] if each["name"] == "releases")
    assert named == {
        row["release"]: (row["source_file"], row["sha256"]) for row in rows_of(releases)
    }


def test_the_version_is_that_of_the_library() -> None:
    assert DESCRIPTOR["version"] == metadata.version("hcpcs-jcodes")
