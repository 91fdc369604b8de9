"""Releases of a few codes, and the versions that are made of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from jcodes_release.releases.evidence import Evidence
from jcodes_release.releases.records import Record, Release
from jcodes_release.wordings.descriptors import Term
from jcodes_release.wordings.versions import Reviewed, Version, versions_of

__all__ = ["RITUXIMAB", "code", "problems", "release", "versions"]

SINCE = date(2010, 1, 1)
RITUXIMAB = "Injection, rituximab, 10 mg"
VOCABULARY = {
    "accord": Term("labeler"),
    "teva": Term("labeler"),
    "velcade": Term("brand"),
    "human": Term("form"),
}


def release(name: str, *records: Record) -> Evidence:
    return {Release(name): {record.code: record for record in records}}


def code(name: str, text: str | None = RITUXIMAB, **fields: Any) -> Record:
    """A code added in 2010, unless said otherwise."""
    return Record(name, text, **({"added": SINCE} | fields))


def reviewed(**decisions: Any) -> Reviewed:
    return Reviewed(**({"vocabulary": VOCABULARY} | decisions))


def versions(evidence: Evidence, **decisions: Any) -> dict[str, list[Version]]:
    """The versions of evidence without problems."""
    found, problems = versions_of(evidence, reviewed(**decisions))
    assert problems == []
    return found


def problems(evidence: Evidence, **decisions: Any) -> list[str]:
    return versions_of(evidence, reviewed(**decisions))[1]
