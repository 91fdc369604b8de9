"""CMS's claim edits for drugs: unit and payment limits, status indicators, single-dose codes.

Each table keeps the codes that this library covers: those of the ledger, of the
packages, of the single-dose list, and the administration codes that
``administration_codes.csv`` lists. CMS publishes the edits by quarter; quarters with
the same value share a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from ..datapackage import table_text
from ..folders import Folders
from ..manifest import SourceFile, read_source, source_files
from .mue import MUE_COLUMNS, MUE_KINDS, mue_rows
from .payment_limits import LIMIT_COLUMNS, limit_rows
from .single_dose import SINGLE_DOSE_COLUMNS, single_dose_rows
from .status_indicators import STATUS_COLUMNS, StatusSources, status_rows

__all__ = ["administration_codes", "edit_tables"]


def edit_tables(
    sources: Path, folders: Folders, drugs: AbstractSet[str]
) -> tuple[dict[str, str], list[str]]:
    """The texts of the tables, and how many rows of each file were left out.

    Args:
        sources: the folder of CMS files.
        folders: the folders of tables: ``source_files.csv`` lists the files, and
            ``administration_codes.csv`` the codes for giving drugs.
        drugs: the codes of drugs to keep, besides those of the single-dose list.

    Raises:
        UnreadableSource: a file is not the one listed, or not in CMS's layout.
    """

    def files(kind: str) -> Iterator[tuple[SourceFile, bytes]]:
        return ((entry, read_source(sources, entry)) for entry in source_files(folders, kind))

    def contents(kind: str) -> list[bytes]:
        return [content for _, content in files(kind)]

    single_dose = [
        row
        for entry, content in files("single-dose codes")
        for row in single_dose_rows(content, entry.period)
    ]
    kept = drugs | {row[0] for row in single_dose} | administration_codes(folders)
    limits = {
        (setting, entry.period): content
        for setting, kind in MUE_KINDS.items()
        for entry, content in files(kind)
    }
    mue, without_limit = mue_rows(limits, kept)
    status, without_status = status_rows(
        StatusSources(
            contents("opps status indicators"),
            contents("ioce codes"),
            contents("ioce versions"),
            folders.rows("status_differences"),
        ),
        kept,
    )
    payment, without_payment = limit_rows(contents("payment limits"), kept)
    tables = {
        "mue": table_text(MUE_COLUMNS, mue),
        "payment_limits": table_text(LIMIT_COLUMNS, payment),
        "single_dose_codes": table_text(SINGLE_DOSE_COLUMNS, sorted(single_dose)),
        "status_indicators": table_text(STATUS_COLUMNS, status),
    }
    return tables, [*without_limit, *without_status, *without_payment]


def administration_codes(folders: Folders) -> frozenset[str]:
    """The administration codes that ``administration_codes.csv`` lists, with ranges expanded.

    Args:
        folders: the folders of tables.
    """
    return frozenset(
        f"{row['first'][0]}{number:04}"
        for row in folders.rows("administration_codes")
        for number in range(int(row["first"][1:]), int(row["last"][1:]) + 1)
    )
