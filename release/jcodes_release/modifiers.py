"""The periods of HCPCS modifiers, which CMS's files list beside the codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from .folders import Folders
from .readers import read_records
from .releases.records import Record, Release
from .runs import runs

__all__ = ["MODIFIER_COLUMNS", "modifier_rows", "read_modifiers"]

MODIFIER_COLUMNS = (
    "modifier",
    "valid_from",
    "valid_to",
    "short_description",
    "releases",
    "evidence",
    "source",
)
_MODIFIER = re.compile("[A-Z0-9]{2}")


def read_modifiers(
    sources: Path, folders: Folders, until: Release | None = None
) -> dict[Release, list[Record]]:
    """The modifiers of each release that lists any; ``read_sources`` checked the files.

    Args:
        sources: the folder of CMS files, which has ``hcpcs/YYYY-MM/``.
        folders: the folders of tables, which include the list of files.
        until: the last release to read; None for all.
    """
    found: dict[Release, list[Record]] = {}
    for row in folders.rows("release_files"):
        release = Release(row["release"])
        if row["role"] != "table" or (until is not None and release > until):
            continue
        month = f"{release.first_day:%Y-%m}"
        content = (sources / "hcpcs" / month / row["file"]).read_bytes()
        listed = [each for each in read_records(content) if _MODIFIER.fullmatch(each.code)]
        if listed:
            found.setdefault(release, []).extend(listed)
    return found


def modifier_rows(
    read: Mapping[Release, Sequence[Record]], curated: Iterable[Mapping[str, str]]
) -> list[tuple[str, ...]]:
    """The rows of ``modifiers.csv``: one for each modifier and each time that it was added.

    A file without dates confirms the latest period that began before. The last file that has
    dates decides when a period ended: CMS also ends a modifier in a later file.

    Args:
        read: the modifiers of each release.
        curated: the rows of ``curated_modifiers.csv``: modifiers of CPT, and the latest
            release in which a person read a modifier that the files on hand no longer reach.
    """
    included = sorted(read)
    added: dict[str, set[str]] = {}
    for record in chain.from_iterable(read.values()):
        added.setdefault(record.code, set()).update(_dated(record))
    stated: dict[tuple[str, str], dict[Release, Record]] = {}
    for release in included:
        today = release.first_day.isoformat()
        for record in read[release]:
            known = sorted(added[record.code])
            before = [each for each in known if each <= today]
            day = next(_dated(record), "") or (before[-1] if before else "".join(known[:1]))
            stated.setdefault((record.code, day), {})[release] = record
    latest = {modifier: max(days, default="") for modifier, days in added.items()}
    confirmed = {row["modifier"]: row for row in curated}
    rows = []
    for (modifier, day), records in stated.items():
        dated = [each for each in records.values() if each.added is not None]
        ended = dated[-1].ended if dated else None
        texts = [each.short_description for each in records.values() if each.short_description]
        later = confirmed.pop(modifier, None) if latest[modifier] == day else None
        rows.append(
            (
                modifier,
                day,
                ended.isoformat() if ended else later["valid_to"] if later else "",
                texts[-1] if texts else "",
                _ranges(sorted(records), included, later["release"] if later else ""),
                "read",
                later["source"] if later else "CMS, HCPCS Level II files",
            )
        )
    rows += [
        (name, row["valid_from"], row["valid_to"], "", row["release"], "curated", row["source"])
        for name, row in confirmed.items()
    ]
    return sorted(rows)


def _ranges(releases: Sequence[Release], included: Sequence[Release], later: str) -> str:
    order = {release: position for position, release in enumerate(included)}
    spans = runs(releases, lambda before, after: order[after] == order[before] + 1)
    texts = ["-".join(dict.fromkeys((span[0].name, span[-1].name))) for span in spans]
    return " ".join([*texts, later]) if later else " ".join(texts)


def _dated(record: Record) -> Iterator[str]:
    if record.added is not None:
        yield record.added.isoformat()
