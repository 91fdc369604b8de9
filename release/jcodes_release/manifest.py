"""The source files other than the HCPCS releases, read only if their checksum matches."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from .folders import Folders
from .releases.records import UnreadableSource

__all__ = ["SOURCE_COLUMNS", "SourceFile", "read_source", "source_files", "source_rows"]

SOURCE_COLUMNS = ("kind", "period", "file", "sha256", "title")


@frozen
class SourceFile:
    """A file that the tables are built from, as ``source_files.csv`` lists it.

    Attributes:
        kind: what it is, such as "ndc crosswalk" or "mue practitioner".
        period: its quarter ("2024Q1") or day.
        file: its path, relative to the folder of CMS files.
        sha256: its checksum.
        title: the publication in words.
    """

    kind: str
    period: str
    file: str
    sha256: str
    title: str


def source_files(folders: Folders, kind: str) -> Sequence[SourceFile]:
    """The files of one kind, in order of period.

    Raises:
        UnreadableSource: no file of that kind is listed.
    """
    listed = [SourceFile(**row) for row in folders.rows("source_files") if row["kind"] == kind]
    if not listed:
        raise UnreadableSource(f"source_files.csv lists no file of the kind {kind!r}")
    return sorted(listed, key=lambda entry: entry.period)


def read_source(sources: Path, entry: SourceFile) -> bytes:
    """The content of a file, after checking its sha256.

    Raises:
        UnreadableSource: the file is not the one that the manifest lists.
    """
    content = (sources / entry.file).read_bytes()
    if sha256(content).hexdigest() != entry.sha256:
        raise UnreadableSource(
            f"{entry.file} is not the file that source_files.csv lists: its sha256 differs"
        )
    return content


def source_rows(sources: Path, entry: SourceFile) -> list[dict[str, str]]:
    """The rows of a CSV file, under the names of its columns, after checking its sha256.

    Raises:
        UnreadableSource: the file is not the one that the manifest lists.
    """
    return list(csv.DictReader(io.StringIO(read_source(sources, entry).decode(), newline="")))
