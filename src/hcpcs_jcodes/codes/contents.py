"""What is in force in a period; periods with the same versions in force share it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache

from .code import JCode
from .ledger import code_ledger, family_of
from .rows import AT, Row

__all__ = ["Contents", "contents_of"]

_FROM, _TO = AT["valid_from"], AT["valid_to"]


class Contents:
    """The rows of one family of codes that are in force on at least one day of a period.

    A single code is looked up alone; the others are read once all of them are needed.

    Attributes:
        family: "J", or "related" for the codes outside J.
        versions: the version in force last of each code that was looked up.
    """

    def __init__(self, family: str, first: str, last: str) -> None:
        self.family = family
        self._first = first
        self._last = last
        self.versions: dict[str, JCode] = {}

    def rows_of(self, code: object) -> tuple[Row, ...]:
        """The rows of a code in order; empty if the code is not in force."""
        if not isinstance(code, str) or family_of(code) != self.family:
            return ()
        return self._inside(code_ledger().rows(code))

    @cached_property
    def rows(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of every code in force, by code."""
        table = code_ledger().codes(self.family)
        return {code: inside for code, rows in table.items() if (inside := self._inside(rows))}

    def _inside(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        inside = tuple(
            row
            for row in rows
            if row[_FROM] <= self._last and (not row[_TO] or row[_TO] >= self._first)
        )
        return rows if len(inside) == len(rows) else inside  # most codes have one version


def contents_of(family: str, start: date, end: date) -> Contents:
    """What is in force from one day to another, both inclusive.

    Between two days on which versions begin or end the contents are one object.
    """
    firsts, lasts = code_ledger().turning_days
    begun = bisect_right(firsts, end.isoformat())
    ending = bisect_left(lasts, start.isoformat())
    return _contents(
        family,
        lasts[ending] if ending < len(lasts) else "9999-12-31",
        firsts[begun - 1] if begun else "",
    )


@lru_cache(maxsize=128)
def _contents(family: str, first: str, last: str) -> Contents:
    return Contents(family, first, last)
