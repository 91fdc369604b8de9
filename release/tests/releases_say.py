"""What releases say of one code, and the dated wordings that it is merged into."""

from __future__ import annotations

from datetime import date
from typing import Any

from jcodes_release.releases.ledger import Wording, wordings_of
from jcodes_release.releases.records import Record, Release

__all__ = ["NEW", "OLD", "SINCE", "lists", "merged", "says", "spans", "wordings"]

OLD = "Injection, rituximab, 100 mg"
NEW = "Injection, rituximab, 10 mg"
SINCE = date(2010, 1, 1)
Seen = tuple[Release, Record]
Span = tuple[date, date | None, str, str]


def says(release: str, text: str | None = OLD, **fields: Any) -> Seen:
    """What a complete release says: a code added in 2010 and not ended, unless said otherwise."""
    return Release(release), Record("J0001", text, **({"added": SINCE} | fields))


def lists(release: str, text: str | None = None) -> Seen:
    """What a release without dates says."""
    return Release(release), Record("J0001", text)


def merged(*seen: Seen, newest: str = "") -> tuple[list[Wording], list[str]]:
    return wordings_of("J0001", seen, Release(newest) if newest else seen[-1][0])


def wordings(*seen: Seen) -> list[Wording]:
    """The wordings of a code without problems."""
    found, problems = merged(*seen)
    assert problems == []
    return found


def spans(*seen: Seen) -> list[Span]:
    """From, to, how the beginning is known, and the wording."""
    return [
        (each.valid_from, each.valid_to, each.starts, each.long_description or "")
        for each in wordings(*seen)
    ]
