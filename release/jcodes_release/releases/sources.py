"""A release from its files: tables merged, corrections applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from attrs import evolve, fields, frozen

from ..readers import read_records
from ..readers.tables import cells_of
from .corrections import apply_corrections, correction_of
from .evidence import is_kept
from .records import Record, Release, UnreadableSource

__all__ = ["ROLES", "AddedFile", "ReleaseFile", "load_release", "merged", "read_release"]

# role of a file -> what is done with it
ROLES: Mapping[str, str] = {
    "table": "the codes of the release",
    "columns": "additional columns of the same codes",
    "members": "codes only",
    "corrections": "changes to the release",
    "copy": "a partial or earlier copy of another file: checked, not read",
    "check": "a list used by the tests: checked, not read by the build",
    "documentation": "prose about the release: checked, not read",
}


@frozen
class AddedFile:
    """A file of the release being added, with its role as in ``release_files.csv``."""

    release: str
    name: str
    role: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The sha256 of the content."""
        return sha256(self.content).hexdigest()


@frozen
class ReleaseFile:
    """A file of a release, as ``release/ledger/release_files.csv`` lists it."""

    release: str
    file: str
    role: str
    sha256: str


def merged(parts: Iterable[Iterable[Record]]) -> dict[str, Record]:
    """The records of several files of one release; the first file to state a field prevails."""
    records: dict[str, Record] = {}
    names = [field.name for field in fields(Record) if field.name != "code"]
    for part in parts:
        for record in part:
            known = records.get(record.code)
            if known is None:
                records[record.code] = record
                continue
            missing = {name: getattr(record, name) for name in names if not getattr(known, name)}
            records[record.code] = evolve(known, **missing)
    return records


def read_release(
    release: Release, files: Iterable[tuple[str, bytes]]
) -> tuple[dict[str, Record], list[str]]:
    """The drug codes of a release from the roles and contents of its files.

    Returns:
        The records after corrections, and the corrections that no rule covers.
    """
    tables: list[list[Record]] = []
    corrections = []
    for role, content in files:
        if role not in ROLES:
            # a mistyped role would silently leave a file unread
            raise UnreadableSource(
                f"{release.name}: {role!r} is not a role: use one of {', '.join(ROLES)}"
            )
        if role in {"table", "columns", "members"}:
            tables.append([record for record in read_records(content) if is_kept(record.code)])
        elif role == "corrections":
            corrections += [
                correction
                for correction in map(correction_of, cells_of(content))
                if is_kept(correction.code)
            ]
    if not any(tables):
        raise UnreadableSource(f"{release.name}: no drug code was found in its files")
    records = {code: _ended(record, release) for code, record in merged(tables).items()}
    return apply_corrections(records, corrections, release.first_day)


def _ended(record: Record, release: Release) -> Record:
    """The record with its last day, if the release ends the code without saying when."""
    if record.inactive and record.action == "D" and record.ended is None:
        last = release.first_day - timedelta(days=1)
        return evolve(record, ended=last, dates_inferred=True)
    return record


def load_release(
    folder: Path, files: Iterable[ReleaseFile], progress: Callable[[str], None]
) -> tuple[dict[str, Record], list[str]]:
    """Read the files of one release from ``folder``/YYYY-MM, after checking their sha256.

    Raises:
        UnreadableSource: a file is not the one that the manifest lists.
    """
    contents: list[tuple[str, bytes]] = []
    name = ""
    for entry in files:
        name = entry.release
        month = f"{name[:4]}-{3 * int(name[5]) - 2:02d}"
        content = (folder / month / entry.file).read_bytes()
        if sha256(content).hexdigest() != entry.sha256:
            raise UnreadableSource(
                f"{month}/{entry.file} is not the file that release_files.csv lists: its sha256 "
                "differs; merge a reissue with the command 'add'"
            )
        contents.append((entry.role, content))
    records, unread = read_release(Release(name), contents)
    progress(f"{name}: {sum(code[0] == 'J' for code in records)} J codes, {len(contents)} files")
    return records, [f"{name}: {line}" for line in unread]
