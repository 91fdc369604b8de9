"""OPPS status indicators by quarter, as the rows of ``status_indicators.csv``.

Addendum B states them as published for a quarter; the table of the Integrated Outpatient
Code Editor (I/OCE) states them for all quarters, with what was corrected later. Where they
differ, Addendum B is kept, and ``status_differences.csv`` has the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

from attrs import frozen

from hcpcs_jcodes.codes.periods import period_of, quarter_of

from ..releases.records import UnreadableSource
from .rows import Row, by_code, csv_rows, left_out, quarter_ranges, quarter_starting

__all__ = ["STATUS_COLUMNS", "StatusSources", "status_rows"]

STATUS_COLUMNS = ("code", "quarters", "status_indicator", "rests_on", "since", "until")

_EDITOR_COLUMNS = (
    "code",
    "lo_version",
    "hi_version",
    "status_indicator",
    "date_approved",
    "date_terminated",
)
_VERSION_COLUMNS = ("version", "date_started")
_DIFFERENCE_COLUMNS = ("code", "quarter", "addendum_b", "ioce")
_NO_DATE = "False"


@frozen
class StatusSources:
    """The files that state status indicators.

    Attributes:
        addendum_b: tables of month, code and status indicator.
        editor: tables of the codes of the I/OCE.
        versions: the versions of the I/OCE, one per quarter.
        differences: the rows of ``status_differences.csv``.
    """

    addendum_b: Iterable[bytes]
    editor: Iterable[bytes]
    versions: Iterable[bytes]
    differences: Iterable[Mapping[str, str]]


def status_rows(sources: StatusSources, kept: AbstractSet[str]) -> tuple[list[Row], list[str]]:
    """The rows of ``status_indicators.csv``, and how many of each file were left out.

    Args:
        sources: the files.
        kept: the codes to keep.

    Raises:
        UnreadableSource: a table lacks a column, lists a code twice in a quarter, or
            has no indicator for a code; or the differences between Addendum B and the
            editor are not those that are listed.
    """
    published, others = _published(sources.addendum_b, kept)
    edited, without = _edited(sources.editor, sources.versions, kept)
    _check_differences(published, edited, sources.differences)
    quarters: defaultdict[Row, list[str]] = defaultdict(list)
    for code, quarter in published.keys() | edited.keys():
        stated = published.get((code, quarter))
        row = edited.get((code, quarter))
        if row is None or stated not in {None, row[0]}:
            quarters[code, stated or "", "Addendum B", "", ""].append(quarter)
        else:
            indicator, *days = row
            rests_on = "I/OCE" if stated is None else "Addendum B and I/OCE"
            quarters[code, indicator, rests_on, *days].append(quarter)
    return sorted((code, quarter_ranges(of), *row) for (code, *row), of in quarters.items()), [
        *others,
        without,
    ]


def _published(
    files: Iterable[bytes], kept: AbstractSet[str]
) -> tuple[dict[tuple[str, str], str], list[str]]:
    """What Addendum B states, by code and quarter, and how many codes were left out."""
    by_quarter: defaultdict[str, list[Row]] = defaultdict(list)
    for content in files:
        for month, *cells in csv_rows(content, ("quarter", "code", "status_indicator")):
            by_quarter[quarter_starting(month)].append(tuple(cells))
    published = {}
    others = []
    for quarter, rows in sorted(by_quarter.items()):
        listed = by_code(rows)
        found = {code: indicator for code, (indicator,) in listed.items() if code in kept}
        for code, indicator in found.items():
            if not indicator:
                raise UnreadableSource(f"{code} has no status indicator in {quarter}")
            published[code, quarter] = indicator
        others.append(left_out(f"status indicators, {quarter}", len(listed) - len(found)))
    return published, others


def _edited(
    files: Iterable[bytes], versions: Iterable[bytes], kept: AbstractSet[str]
) -> tuple[dict[tuple[str, str], Row], str]:
    """What the I/OCE states, by code and quarter, and how many codes were left out.

    Each has its indicator, and the first and last day on which the editor accepts the
    code, if that is within the quarter.
    """
    quarters = {
        version: quarter_of(date.fromisoformat(first))
        for content in versions
        for version, first in csv_rows(content, _VERSION_COLUMNS)
    }
    edited: dict[tuple[str, str], Row] = {}
    lost = set()
    for content in files:
        for code, lo, hi, indicator, approved, terminated in csv_rows(content, _EDITOR_COLUMNS):
            if code not in kept:
                lost.add(code)
                continue
            for version in range(int(lo), int(hi) + 1):
                quarter = quarters.get(str(version))
                if not indicator or quarter is None or (code, quarter) in edited:
                    raise UnreadableSource(
                        f"{code} in version {version} of the I/OCE: there is no indicator, no such "
                        "version, or another row for it"
                    )
                first, last = period_of(quarter)
                since, until = _day(approved), _day(terminated)
                starts = since is not None and first < since <= last
                # one that stays listed after its end is not payable anyway
                ends = until is not None and str(version) == hi and first <= until < last
                edited[code, quarter] = (
                    indicator,
                    str(since) if starts else "",
                    str(until) if ends else "",
                )
    return edited, left_out("status indicators, I/OCE", len(lost))


def _day(cell: str) -> date | None:
    return None if cell == _NO_DATE else date.fromisoformat(cell)


def _check_differences(
    published: Mapping[tuple[str, str], str],
    edited: Mapping[tuple[str, str], Row],
    listed: Iterable[Mapping[str, str]],
) -> None:
    """A person has looked at each value that was corrected after Addendum B."""
    found = {
        (*key, published[key], edited[key][0])
        for key in published.keys() & edited.keys()
        if published[key] != edited[key][0]
    }
    reviewed = {tuple(row[name] for name in _DIFFERENCE_COLUMNS) for row in listed}
    if found != reviewed:
        unlike = "; ".join(", ".join(each) for each in sorted(found ^ reviewed))
        raise UnreadableSource(
            "Addendum B and the I/OCE differ in other values than status_differences.csv lists "
            f"(code, quarter, Addendum B, I/OCE): {unlike}"
        )
