"""What every release states about every code, kept in ``release/ledger/evidence.csv``.

The ledger is computed from this alone: a maintainer with a checkout and one new CMS
file can merge it without the files of the last fifteen years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import fields

from .records import SKIN_SUBSTITUTE, Record, Release

__all__ = ["EVIDENCE_COLUMNS", "Evidence", "cell_text", "evidence_rows", "is_kept", "read_evidence"]

# release -> code -> what it states
Evidence = dict[Release, dict[str, Record]]

EVIDENCE_COLUMNS = (
    "code",
    "releases",
    "long_description",
    "short_description",
    "added",
    "action_date",
    "ended",
    "action",
    "cross_references",
    "coverage",
    "betos",
    "billing_unit",
    "dates_inferred",
    "inactive",
    "correction",
)
# code families in which drugs have had codes before or alongside their J code
_KEPT = re.compile(r"J[0-9]{4}|C9[0-9]{3}|Q[0-9]{4}|S[05][0-9]{3}")


def is_kept(code: str) -> bool:
    """Whether a code belongs to a family whose evidence is kept."""
    return bool(_KEPT.fullmatch(code)) and not SKIN_SUBSTITUTE.fullmatch(code)


def cell_text(value: object, separator: str) -> str:
    """A value as a cell of a table: empty for None, lists joined by the separator."""
    match value:
        case None | False:
            return ""
        case True:
            return "true"
        case tuple():
            return separator.join(value)
        case _:
            return str(value)


def evidence_rows(evidence: Mapping[Release, Mapping[str, Record]]) -> list[tuple[str, ...]]:
    """One row per code and distinct statement, with the releases that make it."""
    releases: dict[Record, list[str]] = {}
    for release in sorted(evidence):
        for record in evidence[release].values():
            releases.setdefault(record, []).append(release.name)
    rows = []
    for record, names in releases.items():
        values = {"releases": " ".join(names)}
        for name in EVIDENCE_COLUMNS:
            if name != "releases":
                values[name] = cell_text(getattr(record, name), " ")
        rows.append(tuple(values[name] for name in EVIDENCE_COLUMNS))
    return sorted(rows)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_evidence(rows: Iterable[Mapping[str, str]]) -> Evidence:
    """The evidence as ``evidence_rows`` wrote it."""
    evidence: Evidence = {}
    plain = {field.name for field in fields(Record)} & {
        "long_description",
        "short_description",
        "action",
        "coverage",
        "betos",
        "billing_unit",
        "correction",
    }
    for row in rows:
        record = Record(
            code=row["code"],
            added=_date(row["added"]),
            action_date=_date(row["action_date"]),
            ended=_date(row["ended"]),
            cross_references=tuple(row["cross_references"].split()),
            dates_inferred=bool(row["dates_inferred"]),
            inactive=bool(row["inactive"]),
            **{name: row[name] or None for name in plain},
        )
        for name in row["releases"].split():
            evidence.setdefault(Release(name), {})[record.code] = record
    return evidence
