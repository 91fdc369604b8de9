"""CMS's claim edits for drugs: unit limits, status indicators, codes in single-dose containers.

Each table keeps the codes that this library covers: those of the ledger, of the
packages, of the single-dose list, and the administration codes that
``administration_codes.csv`` lists. CMS publishes the edits by quarter; quarters with
the same value share a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from hcpcs_jcodes.tables import LIST_SEPARATOR

from ..datapackage import table_text
from ..folders import Folders
from ..manifest import SourceFile, read_source, source_files
from ..readers.fields import decode
from ..releases.records import Release, UnreadableSource

__all__ = [
    "MUE_COLUMNS",
    "SINGLE_DOSE_COLUMNS",
    "STATUS_COLUMNS",
    "administration_codes",
    "csv_rows",
    "edit_tables",
    "mue_rows",
    "single_dose_rows",
    "status_rows",
]

MUE_COLUMNS = ("setting", "code", "quarters", "units", "mai", "rationale")
STATUS_COLUMNS = ("code", "quarters", "status_indicator")
SINGLE_DOSE_COLUMNS = ("code", "listed")

Row = tuple[str, ...]

_MUE_KINDS = {
    "facility": "mue outpatient hospital",
    "professional": "mue practitioner",
    "supplier": "mue dme supplier",
}
_CODE = re.compile(r"[A-V][0-9]{4}|[0-9]{5}")
_MONTH = re.compile(r"(20[0-9]{2})-(01|04|07|10)")
_UNITS = re.compile(r"0|[1-9][0-9]*")
_MAIS = {"1", "2", "3"}


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

    single_dose = [
        row
        for entry, content in files("single-dose codes")
        for row in single_dose_rows(content, entry.period)
    ]
    kept = drugs | {row[0] for row in single_dose} | administration_codes(folders)
    limits = {
        (setting, entry.period): content
        for setting, kind in _MUE_KINDS.items()
        for entry, content in files(kind)
    }
    mue, without_limit = mue_rows(limits, kept)
    status, without_status = status_rows(
        [content for _, content in files("opps status indicators")], kept
    )
    tables = {
        "mue": table_text(MUE_COLUMNS, mue),
        "single_dose_codes": table_text(SINGLE_DOSE_COLUMNS, sorted(single_dose)),
        "status_indicators": table_text(STATUS_COLUMNS, status),
    }
    return tables, [*without_limit, *without_status]


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


def mue_rows(
    files: Mapping[tuple[str, str], bytes], kept: AbstractSet[str]
) -> tuple[list[Row], list[str]]:
    """The rows of ``mue.csv``, and how many of each file were left out.

    Args:
        files: CMS's tables, by setting and quarter.
        kept: the codes to keep.

    Raises:
        UnreadableSource: a table lacks a column, lists a code twice, or has a value
            that is not a valid limit.
    """
    quarters: defaultdict[Row, list[str]] = defaultdict(list)
    left_out = []
    for (setting, quarter), content in sorted(files.items()):
        listed = _by_code(csv_rows(content, ("code", "mue_units", "mai", "rationale")))
        found = {code: row for code, row in listed.items() if code in kept}
        for code, (units, mai, rationale) in found.items():
            if not _UNITS.fullmatch(units) or mai not in _MAIS or not rationale:
                raise UnreadableSource(
                    f"{code} in the MUE table of {quarter}, {setting}: "
                    f"{units!r}, {mai!r}, {rationale!r} are not a valid limit"
                )
            quarters[setting, code, units, mai, rationale].append(Release(quarter).name)
        left_out.append(_left_out(f"MUE, {setting}, {quarter}", len(listed) - len(found)))
    rows = [
        (setting, code, LIST_SEPARATOR.join(of), units, mai, rationale)
        for (setting, code, units, mai, rationale), of in quarters.items()
    ]
    return sorted(rows), left_out


def status_rows(files: Iterable[bytes], kept: AbstractSet[str]) -> tuple[list[Row], list[str]]:
    """The rows of ``status_indicators.csv``, and how many of each quarter were left out.

    Args:
        files: tables of month, code and status indicator.
        kept: the codes to keep.

    Raises:
        UnreadableSource: a table lacks a column, lists a code twice in a quarter, or
            has no indicator for a code.
    """
    by_quarter: defaultdict[str, list[Row]] = defaultdict(list)
    for content in files:
        for month, *cells in csv_rows(content, ("quarter", "code", "status_indicator")):
            by_quarter[_quarter(month)].append(tuple(cells))
    quarters: defaultdict[Row, list[str]] = defaultdict(list)
    left_out = []
    for quarter, rows in sorted(by_quarter.items()):
        listed = _by_code(rows)
        found = {code: row for code, row in listed.items() if code in kept}
        for code, (indicator,) in found.items():
            if not indicator:
                raise UnreadableSource(f"{code} has no status indicator in {quarter}")
            quarters[code, indicator].append(quarter)
        left_out.append(_left_out(f"status indicators, {quarter}", len(listed) - len(found)))
    return sorted(
        (code, LIST_SEPARATOR.join(of), indicator) for (code, indicator), of in quarters.items()
    ), left_out


def single_dose_rows(content: bytes, listed: str) -> list[Row]:
    """The rows of ``single_dose_codes.csv``.

    Args:
        content: CMS's list of codes.
        listed: the date of the list.

    Raises:
        UnreadableSource: it has no column of codes, or lists a code twice.
    """
    return sorted((code, listed) for code in _by_code(csv_rows(content, ("code",))))


def csv_rows(content: bytes, columns: Sequence[str]) -> Iterator[Row]:
    """The cells of the named columns, row by row, without surrounding blanks."""
    rows = csv.DictReader(io.StringIO(decode(content), newline=""))
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise UnreadableSource(f"the table has no column {', '.join(missing)}")
    return (tuple((row[column] or "").strip() for column in columns) for row in rows)


def _by_code(rows: Iterable[Row]) -> dict[str, Row]:
    """The cells of each code."""
    listed: dict[str, Row] = {}
    for code, *cells in rows:
        if not _CODE.fullmatch(code) or code in listed:
            raise UnreadableSource(f"{code!r} is listed twice or is not a valid code")
        listed[code] = tuple(cells)
    return listed


def _quarter(month: str) -> str:
    match = _MONTH.fullmatch(month)
    if match is None:
        raise UnreadableSource(f"{month!r} is not the first month of a quarter, such as 2026-04")
    return f"{match[1]}Q{(int(match[2]) + 2) // 3}"


def _left_out(table: str, number: int) -> str:
    return f"{table}: {number} codes that are neither drugs nor administration codes were left out"
