"""One new release merged into the tables, and the report of what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from attrs import evolve, frozen

from .build import Built, assembled
from .datapackage import read_reviewed
from .folders import Folders
from .releases.evidence import read_evidence
from .releases.records import Record, Release
from .releases.sources import AddedFile, read_release
from .wordings.versions import Version, versions_of

__all__ = ["Report", "add_release"]


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
    """
    evidence = read_evidence(folders.rows("evidence"))
    before, _ = versions_of(evidence, read_reviewed(folders))
    known = {code for records in evidence.values() for code in records}
    release = Release(files[0].release)
    records, unread = read_release(release, [(file.role, file.content) for file in files])
    merged: dict[Release, dict[str, Record]] = {**evidence, release: records}
    built = assembled(merged, folders, {}, files, grade)
    built = evolve(built, problems=[*unread, *built.problems])
    return built, _report(before, built.versions, known)
