"""Which codes follow a code and which precede it: the rows of ``data/transitions.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from attrs import frozen

from ..errors import CorruptData
from ..tables import LIST_SEPARATOR, read_table

__all__ = ["EVERY_OTHER", "TRANSITION_COLUMNS", "Succession", "Successions", "all_successions"]

TRANSITION_COLUMNS = (
    "code",
    "until",
    "to_code",
    "since",
    "kind",
    "split_by",
    "takes",
    "factor",
    "convert",
    "gap_days",
    "evidence",
    "note",
)
EVERY_OTHER = "every other product"
"""What a code of a split takes if it covers all products that the other codes do not name."""


@frozen
class Succession:
    """One code following another, or a code that no code follows.

    Attributes:
        code: the code that ended or changed.
        until: the last day of service of what it stood for.
        to_code: the code that follows; "" if none does.
        since: the first day of service on which that code stands for it; None if no
            code follows.
        kind: "replaced", "split", "merged", "rescoped", "redefined", "reinstated",
            "ended", or "reused" if the code was reassigned to another drug, which is not
            a succession.
        split_by: what distinguishes the codes of a split: "product", "labeler",
            "route", "indication" or "formulation"; "" otherwise.
        takes: which of the old code's products this code takes; in a change of scope,
            what the code is newly limited to.
        factor: how many of its units one old unit is; None if there is no fixed ratio.
        convert: "exact" if a count of old units gives one number, "range" if it gives
            several, otherwise what is needed: "dose", "concentration" or "count".
        evidence: the evidence for it, such as "cross-reference 2019Q1".
        note: what a biller should know.
    """

    code: str
    until: date
    to_code: str
    since: date | None
    kind: str
    split_by: str
    takes: tuple[str, ...]
    factor: Fraction | None
    convert: str
    evidence: tuple[str, ...]
    note: str

    @property
    def gap_days(self) -> int | None:
        """Days between the two without a code, negative if both overlap; None if none follows."""
        return None if self.since is None else (self.since - self.until).days - 1

    @property
    def gap(self) -> tuple[date, date] | None:
        """First and last day between the two without a code; None if there is no gap."""
        if self.since is None or not self.gap_days or self.gap_days < 0:
            return None
        return self.until + timedelta(days=1), self.since - timedelta(days=1)

    def __str__(self) -> str:
        """The succession in one line."""
        if self.since is None:
            return f"{self.code} to {self.until}: ended, nothing follows"
        taken = f" ({', '.join(self.takes)})" if self.takes else ""
        times = f", x {self.factor}" if self.factor is not None else ""
        return (
            f"{self.code} to {self.until}: {self.kind}, {self.to_code}{taken} from "
            f"{self.since}{times}"
        )


@frozen
class Successions:
    """All successions, by the code they lead from and by the code they lead to.

    Attributes:
        after: for each code what followed it, in order of ``until``.
        before: for each code what it followed, in order of ``since``.
    """

    after: Mapping[str, tuple[Succession, ...]]
    before: Mapping[str, tuple[Succession, ...]]


@cache
def all_successions() -> Successions:
    """The successions, read on first use."""
    rows = read_table("transitions")
    if tuple(next(rows)) != TRANSITION_COLUMNS:
        raise CorruptData(
            "transitions.csv", "transitions.csv does not have the columns of this version"
        )
    after: dict[str, list[Succession]] = {}
    before: dict[str, list[Succession]] = {}
    for row in rows:
        cells = dict(zip(TRANSITION_COLUMNS, row, strict=True))
        found = Succession(
            code=cells["code"],
            until=date.fromisoformat(cells["until"]),
            to_code=cells["to_code"],
            since=date.fromisoformat(cells["since"]) if cells["since"] else None,
            kind=cells["kind"],
            split_by=cells["split_by"],
            takes=tuple(cells["takes"].split(LIST_SEPARATOR)) if cells["takes"] else (),
            factor=Fraction(cells["factor"]) if cells["factor"] else None,
            convert=cells["convert"],
            evidence=tuple(cells["evidence"].split(LIST_SEPARATOR)),
            note=cells["note"],
        )
        after.setdefault(found.code, []).append(found)
        if found.since is not None:
            before.setdefault(found.to_code, []).append(found)
    return Successions(
        {code: tuple(sorted(listed, key=_end)) for code, listed in after.items()},
        {code: tuple(sorted(listed, key=_start)) for code, listed in before.items()},
    )


def _end(found: Succession) -> tuple[date, str]:
    return found.until, found.to_code


def _start(found: Succession) -> tuple[date, str]:
    assert found.since is not None  # only successions that lead to a code are listed
    return found.since, found.code
