"""What a command has built, and how it is written: sealed, and all together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from .datapackage import CHECKSUMS, checksum_text, sealed_descriptor
from .folders import DESCRIPTOR, Folders, read_descriptor, replace_together
from .wordings.versions import Version

__all__ = ["Built", "with_checksums", "write"]


@frozen
class Built:
    """Everything a build produces, before it is written.

    Attributes:
        tables: the text of each table, by its name.
        versions: the versions by code.
        problems: what must be decided before anything can be written.
        remarks: what is worth knowing but does not stop the build.
        undecided: what keeps the transitions from being rebuilt; their tables are
            then left unchanged.
    """

    tables: Mapping[str, str]
    versions: Mapping[str, Sequence[Version]]
    problems: Sequence[str]
    remarks: Sequence[str] = ()
    undecided: Sequence[str] = ()


def with_checksums(tables: Mapping[str, str], folders: Folders) -> dict[str, str]:
    """The tables, with the checksums of those that ship."""
    paths = folders.paths()
    shipped = {name: text for name, text in tables.items() if paths[name].parent == folders.data}
    return {**tables, CHECKSUMS: checksum_text(shipped)}


def write(built: Built, folders: Folders) -> list[str]:
    """Write the tables and the sealed descriptors together, and return the files that changed.

    Raises:
        ValueError: something is unexplained; nothing was written.
    """
    if built.problems:
        raise ValueError(f"{len(built.problems)} items are unexplained; nothing was written")
    paths = folders.paths()
    tables = with_checksums(built.tables, folders)
    texts = {paths[name]: text for name, text in tables.items()}
    for folder in folders.both:
        sealed = sealed_descriptor(read_descriptor(folder), tables)
        texts[folder / DESCRIPTOR] = sealed
    changed = {
        path: text.encode()
        for path, text in sorted(texts.items())
        if not path.exists() or path.read_bytes() != text.encode()
    }
    replace_together(changed)
    for path in folders.left_over():
        path.unlink()
    return [f"{path.parent.name}/{path.name}" for path in changed]
