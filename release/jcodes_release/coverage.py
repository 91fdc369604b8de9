"""What the shipped tables include, quarter by quarter, with the grade of each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from hcpcs_jcodes.codes.periods import COVERAGE_COLUMNS, quarters_of

from .edits.rows import quarter_ranges
from .releases.records import Release

__all__ = ["COVERAGE_COLUMNS", "coverage_rows"]

_Key = tuple[str, str]
_BETWEEN_RELEASES = "between releases"
_SAME = "same before and after"
# between two of their quarters that say the same, these tables answer too
_ANSWER_BETWEEN = ("mue", "ncci_pairs", "ndc")
_SETTINGS = ("facility", "professional")


def coverage_rows(tables: Mapping[str, str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rows of ``coverage.csv``, and what contradicts the grades that people gave.

    Args:
        tables: the text of the tables, by name.
    """
    rows = {name: list(csv.DictReader(StringIO(tables[name]))) for name in _READ}
    graded: dict[_Key, dict[str, tuple[str, str]]] = {}
    for row in rows["coverage_grades"]:
        given = dict.fromkeys(quarters_of(row["quarters"]), (row["grade"], row["note"]))
        graded.setdefault((row["table"], row["of"]), {}).update(given)
    problems = []
    for (table, of), quarters in _in_tables(rows).items():
        given = graded.get((table, of), {})
        # what the table does not include is not covered, whatever its grade
        graded[table, of] = {each: given[each] for each in quarters if each in given}
        problems += [
            f"coverage_grades.csv: {table} {of}: {quarter} has no grade"
            for quarter in sorted(quarters - given.keys())
        ]
    for row in rows["ndc_quarters"]:
        graded.setdefault(("ndc", ""), {})[row["quarter"]] = row["grade"], row["note"]
    for of, wanted in (("J codes", ("true", "false")), ("related codes", ("true",))):
        for row in rows["releases"]:
            if row["related"] in wanted:
                graded.setdefault(("codes", of), {})[row["release"]] = row["grade"], ""
    found = [
        (*key, quarter_ranges(quarters), grade, note)
        for key, known in graded.items()
        if known
        for (grade, note), quarters in _by_grade({**_gaps(key[0], known), **known}).items()
    ]
    return sorted(found), problems


_READ = (
    "add_on_parents",
    "coverage_grades",
    "mue",
    "ncci_pairs",
    "ndc_quarters",
    "payment_limits",
    "releases",
    "status_indicators",
)


def _in_tables(rows: Mapping[str, Iterable[Mapping[str, str]]]) -> dict[_Key, set[str]]:
    """The quarters that the tables have rows for."""
    found: dict[_Key, set[str]] = {}
    for table in ("payment_limits", "status_indicators"):
        for row in rows[table]:
            found.setdefault((table, ""), set()).update(quarters_of(row["quarters"]))
    for row in rows["mue"]:
        found.setdefault(("mue", row["setting"]), set()).update(quarters_of(row["quarters"]))
    for table in ("add_on_parents", "ncci_pairs"):
        for row in rows[table]:
            for setting in _SETTINGS:
                found.setdefault((table, setting), set()).update(quarters_of(row[setting]))
    return found


def _gaps(table: str, known: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """The quarters between the first and the last that are not included by themselves."""
    if table == "codes":
        grade = _BETWEEN_RELEASES
    elif table in _ANSWER_BETWEEN:
        grade = _SAME
    else:
        return {}
    every = list(_through(min(known), max(known)))
    return {quarter: (grade, "") for quarter in every if quarter not in known}


def _through(first: str, last: str) -> Iterator[str]:
    release = Release(first)
    while release.name != last:
        yield release.name
        release = release.following
    yield last


def _by_grade(known: Mapping[str, tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for quarter, grade in sorted(known.items()):
        found.setdefault(grade, []).append(quarter)
    return found
