"""OPPS status indicators by quarter, as the rows of ``status_indicators.csv``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from hcpcs_jcodes.tables import LIST_SEPARATOR

from ..releases.records import UnreadableSource
from .rows import Row, by_code, csv_rows, left_out

__all__ = ["STATUS_COLUMNS", "status_rows"]

STATUS_COLUMNS = ("code", "quarters", "status_indicator")

_MONTH = re.compile(r"(20[0-9]{2})-(01|04|07|10)")


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
    others = []
    for quarter, rows in sorted(by_quarter.items()):
        listed = by_code(rows)
        found = {code: row for code, row in listed.items() if code in kept}
        for code, (indicator,) in found.items():
            if not indicator:
                raise UnreadableSource(f"{code} has no status indicator in {quarter}")
            quarters[code, indicator].append(quarter)
        others.append(left_out(f"status indicators, {quarter}", len(listed) - len(found)))
    return sorted(
        (code, LIST_SEPARATOR.join(of), indicator) for (code, indicator), of in quarters.items()
    ), others


def _quarter(month: str) -> str:
    match = _MONTH.fullmatch(month)
    if match is None:
        raise UnreadableSource(f"{month!r} is not the first month of a quarter, such as 2026-04")
    return f"{match[1]}Q{(int(match[2]) + 2) // 3}"
