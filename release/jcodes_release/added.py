"""One new release merged into the tables, and the report of what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from attrs import evolve, frozen

from .build import assembled
from .datapackage import read_reviewed
from .folders import Folders
from .releases.evidence import Evidence, read_evidence
from .releases.records import Record, Release, UnreadableSource
from .releases.sources import AddedFile, read_release
from .wordings.versions import Version, versions_of
from .writing import Built

__all__ = ["RefusedRelease", "Report", "add_release", "read_file"]

_LARGEST = 20_000_000  # bytes; CMS's largest file has 5 million


class RefusedRelease(ValueError):
    """What is added is no new release, nor a reissue of one."""


@frozen
class Report:
    """What one release changes, code by code, for the person who adds it."""

    lines: Sequence[str]

    def __str__(self) -> str:
        return "\n".join(self.lines)


_KINDS = (
    "added",
    "linked",
    "ended",
    "reworded",
    "rescoped",
    "redefined",
    "reused",
    "reinstated",
    "changed",
)


def _report(
    before: Mapping[str, Sequence[Version]],
    after: Mapping[str, Sequence[Version]],
    known_before: AbstractSet[str],
) -> Report:
    """The versions that are new, the codes that ended, and the facts that were corrected.

    A code outside J that existed before and now belongs to a J code is "linked".
    """
    lists: dict[str, list[str]] = {kind: [] for kind in (*_KINDS, "corrected")}
    for code in sorted(before.keys() | after.keys()):
        listed = after.get(code, ())
        known = {version.wording.valid_from: version for version in before.get(code, ())}
        for version in listed:
            wording = version.wording
            text = wording.long_description or wording.short_description or "(text not available)"
            old = known.pop(wording.valid_from, None)
            if old is None:
                basis = "" if wording.starts == "published" else f" ({wording.starts})"
                kind = "linked" if code not in before and code in known_before else version.begins
                line = f"{code} {wording.valid_from}{basis}: {text}"
                lists.setdefault(kind, []).append(line)
            elif old.unit != version.unit or old.description != version.description:
                lists["corrected"].append(f"{code} {wording.valid_from}: {text}")
            ends = wording.valid_to if wording.ends != "derived" else None
            ended = old.wording.valid_to if old and old.wording.ends != "derived" else None
            if ends is not None and ends != ended:
                lists["ended"].append(f"{code} {ends}: {text}")
            elif ended is not None and ends is None:
                lists["corrected"].append(f"{code} does not end on {ended}: {text}")
        lists["corrected"] += [f"{code} {start}: withdrawn" for start in known]
    lines = []
    for kind, entries in lists.items():
        lines.append(f"{kind}: {len(entries)}")
        lines += [f"  {entry}" for entry in entries]
    return Report(lines)


def add_release(files: Sequence[AddedFile], grade: str, folders: Folders) -> tuple[Built, Report]:
    """Merge one release, or a reissue of one, into the evidence on file.

    Args:
        files: the files of one release: its table, its corrections.
        grade: O as CMS published it, C converted, D codes and descriptions only,
            T transcribed.
        folders: the folders of tables.

    Returns:
        What would be written, and what it changes. Tables built from other
        publications stay unchanged.

    Raises:
        RefusedRelease: the files are included already, or state nothing new.
        UnreadableSource: a file has none of the layouts that CMS has used.
    """
    _refuse_included(files, folders)
    evidence = read_evidence(folders.rows("evidence"))
    before, _ = versions_of(evidence, read_reviewed(folders))
    known = {code for records in evidence.values() for code in records}
    release = Release(files[0].release)
    if release not in evidence and release < max(evidence):
        raise RefusedRelease(
            f"{release.name} is older than {max(evidence).name}, the newest release: list its files "
            "in release_files.csv and run build"
        )
    records, unread = read_release(release, [(file.role, file.content) for file in files])
    _refuse_nothing_new(release, records, evidence)
    merged: dict[Release, dict[str, Record]] = {**evidence, release: records}
    built = assembled(merged, folders, {}, files, grade)
    built = evolve(built, problems=[*unread, *built.problems])
    return built, _report(before, built.versions, known)


def read_file(path: Path) -> bytes:
    """The content of a file to be added.

    Raises:
        UnreadableSource: it is larger than any file of CMS.
    """
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableSource(
            f"{path} has more than {_LARGEST:,} bytes: no release of CMS is so large"
        )
    return content


def _refuse_included(files: Sequence[AddedFile], folders: Folders) -> None:
    """Refuse a file of another release, and files that are all included in this one."""
    listed = {row["sha256"]: row for row in folders.rows("release_files")}
    rows = [listed.get(file.sha256) for file in files]
    own = [row is not None and row["release"] == files[0].release for row in rows]
    for file, row, is_own in zip(files, rows, own, strict=True):
        if row is not None and (not is_own or all(own)):
            raise RefusedRelease(
                f"{file.name} is {row['file']} of {row['release']}, which is included (same sha256)"
            )


def _refuse_nothing_new(
    release: Release, records: Mapping[str, Record], evidence: Evidence
) -> None:
    """Refuse a list of numbers, the file of another quarter, and one that says nothing new."""
    jcodes = [record for record in records.values() if record.code[0] == "J"]
    bare = [code for code in jcodes if not (code.long_description or code.short_description)]
    if 2 * len(bare) > len(jcodes):
        raise RefusedRelease(
            f"{len(bare)} of {len(jcodes)} J codes have no description: this is a list of numbers; "
            "add CMS's file with descriptions"
        )
    changes = [
        day for record in records.values() for day in (record.added, record.action_date) if day
    ]
    if changes and not release.first_day <= max(changes) <= release.last_day:
        raise RefusedRelease(
            f"the newest code or change in it is of {max(changes)}, which is not in {release.name}: "
            "this is the file of another quarter"
        )
    known = set().union(*map(_texts, evidence.values()))
    if not changes and release not in evidence and _texts(records) <= known:
        raise RefusedRelease(
            f"it has no dates, and no code or description that {max(evidence).name} and the "
            f"releases before do not have: nothing shows that this is {release.name}"
        )


def _texts(records: Mapping[str, Record]) -> set[tuple[str, str]]:
    """Each code with itself and with its descriptions."""
    return {
        (record.code, text)
        for record in records.values()
        for text in (record.code, record.long_description, record.short_description)
        if text
    }
