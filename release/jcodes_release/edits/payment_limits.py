"""CMS's payment limits of Part B drugs by quarter, as the rows of ``payment_limits.csv``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from hcpcs_jcodes.tables import LIST_SEPARATOR

from ..releases.records import UnreadableSource
from .rows import Row, by_code, csv_rows, left_out, quarter_ranges, quarter_starting

__all__ = ["LIMIT_COLUMNS", "limit_rows"]

LIMIT_COLUMNS = ("code", "quarters", "limits", "note")

_LIMIT = re.compile(r"(0|[1-9][0-9]*)\.[0-9]{3}|N/A")


def limit_rows(files: Iterable[bytes], kept: AbstractSet[str]) -> tuple[list[Row], list[str]]:
    """The rows of ``payment_limits.csv``, and how many codes of each quarter were left out.

    Quarters with the same note share a row, with one limit for each.

    Args:
        files: tables of month, code, payment limit and note.
        kept: the codes to keep.

    Raises:
        UnreadableSource: a table lacks a column, lists a code twice in a quarter, or has
            a limit that is not dollars with three decimals, nor "N/A".
    """
    by_quarter: defaultdict[str, list[Row]] = defaultdict(list)
    for content in files:
        for month, *cells in csv_rows(content, ("quarter", "code", "payment_limit", "notes")):
            by_quarter[quarter_starting(month)].append(tuple(cells))
    limits: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    others = []
    for quarter, rows in sorted(by_quarter.items()):
        listed = by_code(rows)
        found = {code: row for code, row in listed.items() if code in kept}
        for code, (limit, note) in found.items():
            if not _LIMIT.fullmatch(limit):
                raise UnreadableSource(f"{code} has no payment limit in {quarter}: {limit!r}")
            limits[code, note][quarter] = limit
        others.append(left_out(f"payment limits, {quarter}", len(listed) - len(found)))
    return sorted(
        (code, quarter_ranges(of), LIST_SEPARATOR.join(of.values()), note)
        for (code, note), of in limits.items()
    ), others
