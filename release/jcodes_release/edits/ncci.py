"""CMS's edits among administration codes: what bundles, and what an add-on code requires."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from hcpcs_jcodes.tables import LIST_SEPARATOR

from ..datapackage import table_text
from ..folders import Folders
from ..manifest import read_source, source_files
from ..releases.records import UnreadableSource
from .rows import csv_rows

__all__ = ["PAIR_COLUMNS", "PARENT_COLUMNS", "ncci_tables", "pair_rows", "parent_rows"]

PAIR_COLUMNS = (
    "column1",
    "column2",
    "settings",
    "modifier_indicator",
    "rationale",
    "quarters",
)
PARENT_COLUMNS = ("add_on", "parent", "settings", "quarters", "note")

Row = tuple[str, ...]

_PAIR_KINDS = {
    "facility": "ncci pairs outpatient hospital",
    "professional": "ncci pairs practitioner",
}
_SETTINGS = tuple(_PAIR_KINDS)
_INDICATORS = {"0", "1", "9"}
_HYDRATION, _FURTHER_HYDRATION = "96360", "96361"
_SAME_PUSH = "96376"


def ncci_tables(sources: Path, folders: Folders) -> dict[str, str]:
    """The texts of ``ncci_pairs.csv`` and ``add_on_parents.csv``.

    Args:
        sources: the folder of CMS files.
        folders: the folders of tables, whose ``source_files.csv`` lists the files.

    Raises:
        UnreadableSource: a file is not the one listed, or not in CMS's layout.
    """
    pairs = {
        (setting, entry.period): read_source(sources, entry)
        for setting, kind in _PAIR_KINDS.items()
        for entry in source_files(folders, kind)
    }
    parents = {
        entry.period: read_source(sources, entry) for entry in source_files(folders, "add-on codes")
    }
    return {
        "add_on_parents": table_text(PARENT_COLUMNS, parent_rows(parents)),
        "ncci_pairs": table_text(PAIR_COLUMNS, pair_rows(pairs)),
    }


def pair_rows(files: Mapping[tuple[str, str], bytes]) -> list[Row]:
    """The rows of ``ncci_pairs.csv``.

    Args:
        files: CMS's tables, by setting and quarter.

    Raises:
        UnreadableSource: a table lacks a column, lists a pair twice, or has an invalid
            modifier indicator.
    """
    found: defaultdict[Row, set[tuple[str, str]]] = defaultdict(set)
    for (setting, quarter), content in sorted(files.items()):
        seen: set[Row] = set()
        columns = ("column1", "column2", "modifier_indicator", "rationale")
        for one, other, indicator, rationale in csv_rows(content, columns):
            if (one, other) in seen or indicator not in _INDICATORS:
                raise UnreadableSource(
                    f"{one} and {other} in the NCCI pairs of {quarter}, {setting}: listed twice, or "
                    f"{indicator!r} is not a valid modifier indicator"
                )
            seen.add((one, other))
            found[one, other, indicator, rationale].add((setting, quarter))
    return sorted(
        (
            one,
            other,
            _listed(setting for setting, _ in listed_in),
            indicator,
            rationale,
            _listed(quarter for _, quarter in listed_in),
        )
        for (one, other, indicator, rationale), listed_in in found.items()
    )


def parent_rows(files: Mapping[str, bytes]) -> list[Row]:
    """The rows of ``add_on_parents.csv``, with the notes that CMS's file has lost.

    96360 is a primary code for practitioners only, except for its own additional hours, and
    96376 is for facilities only.

    Args:
        files: CMS's tables, by quarter.

    Raises:
        UnreadableSource: a table lacks a column, or lists a pair twice.

    Source: CMS, add-on code edits.
    """
    found: defaultdict[Row, list[str]] = defaultdict(list)
    for quarter, content in sorted(files.items()):
        for add_on, parent in csv_rows(content, ("add_on_code", "primary_code")):
            if quarter in found[add_on, parent]:
                raise UnreadableSource(f"{add_on} with {parent} is listed twice in {quarter}")
            found[add_on, parent].append(quarter)
    rows: list[Row] = []
    for (add_on, parent), quarters in sorted(found.items()):
        settings, note = _of_setting(add_on, parent)
        if settings:
            rows.append((add_on, parent, _listed(settings), _listed(quarters), note))
    return rows


def _of_setting(add_on: str, parent: str) -> tuple[tuple[str, ...], str]:
    practitioners = parent == _HYDRATION and add_on != _FURTHER_HYDRATION
    if add_on == _SAME_PUSH:
        return (() if practitioners else ("facility",)), "for facilities only"
    if practitioners:
        return ("professional",), "CMS lists this primary code for practitioners only"
    return _SETTINGS, ""


def _listed(texts: Iterable[str]) -> str:
    return LIST_SEPARATOR.join(sorted(set(texts)))
