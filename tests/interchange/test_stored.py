"""What was stored once is loaded by every later version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hcpcs_jcodes import from_dict, json_schema, to_dict
from tests.interchange.storing import FOLDER, objects_stored, write_missing
from tests.interchange.test_schemas import validator

# a new quarter of the data, or a new rule or denial, adds to these: today's are others
GROW = {
    "code_use",
    "coverage",
    "explanation",
    "found",
    "history",
    "included_release",
    "table_coverage",
}


def test_every_kind_is_stored() -> None:
    """A new kind is written by ``python -m tests.interchange.storing``."""
    assert sorted(file.stem for file in FOLDER.glob("*.json")) == list(json_schema())


@pytest.mark.parametrize("name", json_schema())
def test_what_is_stored_is_loaded_and_is_what_is_built_today(name: str) -> None:
    stored = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    loaded = [from_dict(each) for each in stored]
    assert [to_dict(each) for each in loaded] == stored
    if name not in GROW:
        assert loaded == objects_stored(name)
    for each in stored:
        validator(name).validate(each)


def test_what_is_stored_is_never_written_again(tmp_path: Path) -> None:
    (tmp_path / "step.json").write_text("as it was")
    assert write_missing(tmp_path) == [name for name in json_schema() if name != "step"]
    assert (tmp_path / "step.json").read_text() == "as it was"
    assert (tmp_path / "bill.json").read_text("utf-8") == (FOLDER / "bill.json").read_text("utf-8")
    assert write_missing(tmp_path) == []
