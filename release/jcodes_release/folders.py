"""Where the tables are: those that ship in ``data/``, their evidence in ``release/ledger/``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from .releases.records import UnreadableSource

__all__ = ["DESCRIPTOR", "Folders", "read_descriptor", "replace_together"]

DESCRIPTOR = "datapackage.json"
_WAITING = ".new"
_AGAIN = "restore it with git"


@frozen
class Folders:
    """The two folders of tables; the descriptor of each lists its tables.

    Attributes:
        data: the tables that ship and that the library reads at run time.
        ledger: evidence, decisions and corrections, from which the others are built.
    """

    data: Path = Path("data")
    ledger: Path = Path("release/ledger")

    @property
    def both(self) -> tuple[Path, Path]:
        """Both folders, the one that ships first."""
        return self.data, self.ledger

    def paths(self) -> Mapping[str, Path]:
        """The file of every table, by the name of the table."""
        return {
            resource["name"]: folder / resource["path"]
            for folder in self.both
            for resource in read_descriptor(folder)["resources"]
        }

    def left_over(self) -> list[Path]:
        """The files that a command left when it was stopped while it replaced tables."""
        return sorted(path for folder in self.both for path in folder.glob(f"*{_WAITING}"))

    def text(self, name: str) -> str:
        """The text of a table.

        Raises:
            UnreadableSource: it has no header line, or is not UTF-8.
        """
        path = self.paths()[name]
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            raise UnreadableSource(f"{path} is not UTF-8: {_AGAIN}") from None
        if not text:
            raise UnreadableSource(f"{path} is empty: {_AGAIN}")
        return text

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a table as mappings."""
        return list(csv.DictReader(io.StringIO(self.text(name), newline="")))


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The descriptor of the tables of one folder.

    Raises:
        UnreadableSource: it is no JSON.
    """
    path = folder / DESCRIPTOR
    try:
        descriptor: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise UnreadableSource(f"{path} is cut or damaged ({error}): {_AGAIN}") from None
    return descriptor


def replace_together(contents: Mapping[Path, bytes]) -> None:
    """Write all the files; if one cannot be written or replaced, all stay as they were.

    Each is first written beside the one that it replaces, so that a command that is stopped
    in between leaves some of these: ``Folders.left_over`` finds them.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in contents}
    waiting = {path: path.with_name(path.name + _WAITING) for path in contents}
    replaced = []
    try:
        for path, beside in waiting.items():
            beside.write_bytes(contents[path])
        for path, beside in waiting.items():
            beside.replace(path)
            replaced.append(path)
    except BaseException:
        for path in replaced:
            _put_back(path, before[path])
        for beside in waiting.values():
            beside.unlink(missing_ok=True)
        raise


def _put_back(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
