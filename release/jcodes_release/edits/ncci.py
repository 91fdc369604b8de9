"""CMS's edits among administration codes: what bundles, and what an add-on code requires."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from hcpcs_jcodes.payers.ncci import UNORDERED
from hcpcs_jcodes.tables import LIST_SEPARATOR

from ..datapackage import table_text
from ..folders import Folders
from ..manifest import read_source, source_files
from ..releases.records import Release, UnreadableSource
from .rows import Row, csv_rows, quarter_ranges

__all__ = ["PAIR_COLUMNS", "PARENT_COLUMNS", "PairFiles", "ncci_tables", "pair_rows", "parent_rows"]

PAIR_COLUMNS = (
    "column1",
    "column2",
    "modifier_indicator",
    "rationale",
    "facility",
    "professional",
)
PARENT_COLUMNS = ("add_on", "parent", "facility", "professional", "note")

_PAIR_KINDS = {
    "facility": "ncci pairs outpatient hospital",
    "professional": "ncci pairs practitioner",
}
_SETTINGS = tuple(_PAIR_KINDS)
_INDICATORS = {"0", "1", "9"}
_ALLOWED = {"True": "1", "False": "0"}

# the pair, its modifier indicator and rationale
_Pair = tuple[str, str, str, str]


@frozen
class PairFiles:
    """The files that list pairs.

    Attributes:
        published: CMS's tables of pairs, by setting and quarter.
        editor: the hospital's pairs in CMS's Integrated Outpatient Code Editor, by range of
            quarters.
        unordered: lists of practitioners' pairs without their order, by quarter.
    """

    published: Mapping[tuple[str, str], bytes]
    editor: Mapping[str, bytes] = field(factory=dict)
    unordered: Mapping[str, bytes] = field(factory=dict)


def ncci_tables(sources: Path, folders: Folders) -> tuple[dict[str, str], list[str]]:
    """The texts of ``ncci_pairs.csv`` and ``add_on_parents.csv``, and what was left out.

    Args:
        sources: the folder of CMS files.
        folders: the folders of tables, whose ``source_files.csv`` lists the files.

    Raises:
        UnreadableSource: a file is not the one listed, or not in CMS's layout.
    """

    def files(kind: str) -> dict[str, bytes]:
        return {entry.period: read_source(sources, entry) for entry in source_files(folders, kind)}

    published = {
        (setting, quarter): content
        for setting, kind in _PAIR_KINDS.items()
        for quarter, content in files(kind).items()
    }
    pairs, left_out = pair_rows(
        PairFiles(published, files("ioce pairs"), files("ncci pairs practitioner unordered"))
    )
    parents, without_note = parent_rows(
        files("add-on codes"), files("ioce add-on codes"), folders.rows("add_on_notes")
    )
    tables = {
        "add_on_parents": table_text(PARENT_COLUMNS, parents),
        "ncci_pairs": table_text(PAIR_COLUMNS, pairs),
    }
    return tables, [*left_out, *without_note]


def pair_rows(files: PairFiles) -> tuple[list[Row], list[str]]:
    """The rows of ``ncci_pairs.csv``, and how many of each unordered list were left out.

    Raises:
        UnreadableSource: a table lacks a column, lists a pair twice or has an invalid modifier
            indicator, or two tables contradict each other.
    """
    listed: list[tuple[str, str, _Pair]] = []
    for (setting, quarter), content in sorted(files.published.items()):
        published = _published_pairs(content, f"{quarter}, {setting}")
        listed += [(setting, quarter, pair) for pair in published]
    columns = ("column1", "column2", "modifier_ok", "from", "to")
    for period, content in sorted(files.editor.items()):
        for one, other, allowed, since, until in csv_rows(content, columns):
            pair = one, other, _ALLOWED[allowed], ""
            quarters = _quarters_within(period, since, until)
            listed += [("facility", quarter, pair) for quarter in quarters]
    left_out = []
    for quarter, content in sorted(files.unordered.items()):
        pairs = list(_published_pairs(content, f"{quarter}, unordered"))
        ordered = _in_order(pairs, listed, quarter)
        listed += [("professional", quarter, pair) for pair in ordered]
        left_out.append(
            f"NCCI pairs, professional, {quarter}: {len(pairs) - len(ordered)} pairs that no table "
            "has in order were left out"
        )
    return _merged(listed), left_out


def _in_order(
    pairs: Iterable[_Pair], listed: Iterable[tuple[str, str, _Pair]], quarter: str
) -> list[_Pair]:
    """The practitioners' pairs of an unordered list, in the order of another table.

    That is one of practitioners, or the hospital's of the same quarter. What neither has may
    no longer be in force: if it names a code that no table of practitioners does, nothing shows
    that, and the pair is "unordered". Otherwise it is left out.
    """
    own = {pair[:2] for setting, _, pair in listed if setting == "professional"}
    hospital = {pair[:2] for setting, at, pair in listed if (setting, at) == ("facility", quarter)}
    practitioners = {code for pair in own for code in pair}
    known = practitioners.union(*hospital)
    found = []
    for one, other, indicator, rationale in pairs:
        order = {(one, other), (other, one)} & (own | hospital)
        if order:
            found.append((*order.pop(), indicator, rationale))
        elif known >= {one, other} and not practitioners >= {one, other}:
            found.append((one, other, UNORDERED, rationale))
    return found


def _merged(listed: Iterable[tuple[str, str, _Pair]]) -> list[Row]:
    """One row for each pair and modifier indicator, with its quarters by setting."""
    rationales: dict[frozenset[str], str] = {}
    indicators: dict[tuple[str, ...], str] = {}
    rows: defaultdict[Row, dict[str, list[str]]] = defaultdict(
        lambda: {setting: [] for setting in _SETTINGS}
    )
    for setting, quarter, (one, other, indicator, rationale) in listed:
        if indicators.setdefault((setting, quarter, one, other), indicator) != indicator:
            raise UnreadableSource(
                f"{one} and {other} in the NCCI pairs of {quarter}, {setting}: two tables have "
                "different modifier indicators"
            )
        rows[one, other, indicator][setting].append(quarter)
        if rationale:
            rationales.setdefault(frozenset((one, other)), rationale)
    return sorted(
        (*pair, rationales[frozenset(pair[:2])], *map(quarter_ranges, quarters.values()))
        for pair, quarters in rows.items()
    )


def _published_pairs(content: bytes, table: str) -> Iterator[_Pair]:
    """The pairs of a table of CMS, each listed once."""
    seen: set[Row] = set()
    columns = ("column1", "column2", "modifier_indicator", "rationale")
    for one, other, indicator, rationale in csv_rows(content, columns):
        if (one, other) in seen or indicator not in _INDICATORS:
            raise UnreadableSource(
                f"{one} and {other} in the NCCI pairs of {table}: listed twice, or "
                f"{indicator!r} is not a valid modifier indicator"
            )
        seen.add((one, other))
        yield one, other, indicator, rationale


def _quarters_within(period: str, since: str, until: str) -> Iterator[str]:
    """The quarters of a range in which a row of the editor is in force, by its dates."""
    first, _, last = period.partition("-")
    release = Release(first)
    while release <= Release(last):
        if since <= f"{release.first_day:%Y%m%d}" and f"{release.last_day:%Y%m%d}" <= until:
            yield release.name
        release = release.following


def parent_rows(
    published: Mapping[str, bytes],
    editor: Mapping[str, bytes],
    notes: Sequence[Mapping[str, str]],
) -> tuple[list[Row], list[str]]:
    """The rows of ``add_on_parents.csv``, with the notes that CMS's files have lost.

    Args:
        published: CMS's tables of both settings, by quarter.
        editor: the hospital's table in CMS's Integrated Outpatient Code Editor, by range of
            quarters.
        notes: the rows of ``add_on_notes.csv``, which say for which settings a code is.

    Returns:
        The rows, and how many of the editor were left out.

    Raises:
        UnreadableSource: a table lacks a column, or lists a pair twice.

    Source: CMS, add-on code edits.
    """
    found: defaultdict[tuple[str, str], dict[str, set[str]]] = defaultdict(
        lambda: {setting: set() for setting in _SETTINGS}
    )
    for quarter, content in sorted(published.items()):
        for add_on, parent in csv_rows(content, ("add_on_code", "primary_code")):
            settings, _ = _of_setting(add_on, parent, notes)
            listed = found[add_on, parent]
            if any(quarter in listed[setting] for setting in settings):
                raise UnreadableSource(f"{add_on} with {parent} is listed twice in {quarter}")
            for setting in settings:
                listed[setting].add(quarter)
    left_out = []
    for period, content in sorted(editor.items()):
        number = 0
        for add_on, parent, since, until in csv_rows(content, ("key", "primary", "from", "to")):
            settings, _ = _of_setting(add_on, parent, notes)
            if "facility" in settings:
                found[add_on, parent]["facility"].update(_quarters_within(period, since, until))
            else:
                number += 1
        left_out.append(
            f"add-on codes, facility, {period}: {number} primary codes for practitioners only were "
            "left out"
        )
    return [
        (add_on, parent, *map(quarter_ranges, by.values()), _of_setting(add_on, parent, notes)[1])
        for (add_on, parent), by in sorted(found.items())
        if any(by.values())
    ], left_out


def _of_setting(
    add_on: str, parent: str, notes: Sequence[Mapping[str, str]]
) -> tuple[tuple[str, ...], str]:
    """The settings of an add-on with a primary code, and why not both.

    A note about the pair decides; otherwise one about the add-on and one about the primary
    code both apply, that of the add-on first.
    """
    keys = (add_on, parent), (add_on, ""), ("", parent)
    by_key = {(row["add_on"], row["parent"]): row for row in notes}
    found = [by_key[key] for key in keys if key in by_key]
    if found and (found[0]["add_on"], found[0]["parent"]) == keys[0]:
        found = found[:1]
    settings = tuple(
        setting
        for setting in _SETTINGS
        if all(setting in row["settings"].split(LIST_SEPARATOR) for row in found)
    )
    return settings, next((row["note"] for row in found), "")
