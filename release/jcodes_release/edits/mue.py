"""CMS's medically unlikely edits (MUE) by setting and quarter, as the rows of ``mue.csv``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from ..releases.records import UnreadableSource
from .rows import Row, by_code, csv_rows, left_out, quarter_ranges

__all__ = ["MUE_COLUMNS", "MUE_KINDS", "mue_rows"]

MUE_COLUMNS = ("setting", "code", "quarters", "units", "mai", "rationale")
# the kind of source file of each setting
MUE_KINDS = {
    "facility": "mue outpatient hospital",
    "professional": "mue practitioner",
    "supplier": "mue dme supplier",
}
_UNITS = re.compile(r"0|[1-9][0-9]*")
_MAIS = {"1", "2", "3"}


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
    others = []
    for (setting, quarter), content in sorted(files.items()):
        listed = by_code(csv_rows(content, ("code", "mue_units", "mai", "rationale")))
        found = {code: row for code, row in listed.items() if code in kept}
        for code, (units, mai, rationale) in found.items():
            if not _UNITS.fullmatch(units) or mai not in _MAIS or not rationale:
                raise UnreadableSource(
                    f"{code} in the MUE table of {quarter}, {setting}: "
                    f"{units!r}, {mai!r}, {rationale!r} are not a valid limit"
                )
            quarters[setting, code, units, mai, rationale].append(quarter)
        others.append(left_out(f"MUE, {setting}, {quarter}", len(listed) - len(found)))
    rows = [
        (setting, code, quarter_ranges(of), units, mai, rationale)
        for (setting, code, units, mai, rationale), of in quarters.items()
    ]
    return sorted(rows), others
