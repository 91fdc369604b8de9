"""What a CMS HCPCS file states about one code."""

from __future__ import annotations

import re
from datetime import date, timedelta

from attrs import frozen

__all__ = ["PROCEDURE", "SKIN_SUBSTITUTE", "Record", "Release", "UnreadableSource"]

PROCEDURE = re.compile(r"[A-V][0-9]{4}")
# CMS numbers them Q4100 to Q4999; the drugs Q4074 and Q4081 come before them
SKIN_SUBSTITUTE = re.compile(r"Q4[1-9][0-9]{2}")
_QUARTER = re.compile(r"(20[0-9]{2})Q([1-4])")


class UnreadableSource(ValueError):
    """A source file does not have the layout that its reader expects."""


@frozen
class Record:
    """One code as one release states it; None if the file does not have the column.

    ``long_description`` is CMS's own text with its continuation lines joined,
    otherwise untouched. ``billing_unit`` is the dosage in a payment file for
    a code whose text is not available; ``inactive`` is True if the file says that the
    code is no longer active, with or without its last day; ``correction`` is what a corrections file
    of the same release did to the record.
    """

    code: str
    long_description: str | None = None
    short_description: str | None = None
    added: date | None = None
    action_date: date | None = None
    ended: date | None = None
    action: str | None = None
    cross_references: tuple[str, ...] = ()
    coverage: str | None = None
    betos: str | None = None
    billing_unit: str | None = None
    dates_inferred: bool = False
    inactive: bool = False
    correction: str | None = None

    @property
    def is_procedure(self) -> bool:
        """True for a HCPCS code, False for a modifier row of the same file."""
        return PROCEDURE.fullmatch(self.code) is not None


@frozen(order=True)
class Release:
    """A CMS quarter, such as 2025Q3."""

    name: str

    def __attrs_post_init__(self) -> None:
        if not _QUARTER.fullmatch(self.name):
            raise ValueError(f"a release is a year and quarter such as 2027Q1, not {self.name!r}")

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        return date(int(self.name[:4]), 3 * int(self.name[5]) - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return self.following.first_day - timedelta(days=1)

    @property
    def following(self) -> Release:
        """The next quarter."""
        year, quarter = int(self.name[:4]), int(self.name[5])
        return Release(f"{year}Q{quarter + 1}" if quarter < 4 else f"{year + 1}Q1")
