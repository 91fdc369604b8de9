"""Dictionaries of this version, as files that every later version must load.

``python -m tests.interchange.storing`` writes those that are missing. One that is there is never
written again: what others have stored is not changed by us either.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hcpcs_jcodes import json_schema, to_dict
from tests.interchange.examples import examples

FOLDER = Path(__file__).with_name("stored")


def objects_stored(name: str) -> list[Any]:
    """The objects of a kind that are stored: the plain one, and those with more in them."""
    return list(examples()[name][:3])


def write_missing(folder: Path = FOLDER) -> list[str]:
    """Write the file of each kind that has none.

    Returns:
        The kinds that were written.
    """
    missing = [name for name in json_schema() if not (folder / f"{name}.json").exists()]
    for name in missing:
        written = [to_dict(each) for each in objects_stored(name)]
        text = json.dumps(written, indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(f"{text}\n", "utf-8")
    return missing


if __name__ == "__main__":
    print(*write_missing(), sep="\n")  # noqa: T201 - says what it wrote
