"""A list of codes migrated at once: what a chargemaster needs between two dates."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from attrs import frozen

from ..amounts.arguments import shown
from ..codes.periods import DateLike, check_covered, plain_date
from ..errors import BadArgument, UncoveredDate, UnknownCode
from ..tables import LIST_SEPARATOR
from .migrations import Migration, migrate
from .targets import Target

__all__ = ["MigratedCode", "MigrationReport", "migrate_codes"]

UNCHANGED: Final = "unchanged"
ONE_SUCCESSOR: Final = "one successor"
NEEDS_A_CHOICE: Final = "needs a choice"
ENDED: Final = "ended"
NOT_ANSWERED: Final = "not answered"
# the order in which a biller works through them
_STATUSES: Final = (UNCHANGED, ONE_SUCCESSOR, NEEDS_A_CHOICE, ENDED, NOT_ANSWERED)

_COLUMNS: Final = (
    "code",
    "status",
    "kind",
    "to",
    "takes",
    "factor",
    "convert",
    "unit_before",
    "unit_after",
    "description_before",
    "description_after",
    "notes",
)
# a spreadsheet would read a text that begins with one of these as a formula
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@frozen
class MigratedCode:
    """One code of a list.

    Attributes:
        code: the code as given.
        status: "unchanged" (at most reworded), "one successor" (one code replaces it,
            perhaps the same number with another scope or unit), "needs a choice"
            (several do), "ended" (none does) or "not answered".
        migration: the result of :func:`migrate`; None if there is no answer.
        problem: why there is no answer; "" otherwise.
    """

    code: str
    status: str
    migration: Migration | None = None
    problem: str = ""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The codes that replace it on the other date."""
        return self.migration.targets if self.migration is not None else ()

    def cells(self) -> tuple[str, ...]:
        """The row of the report as texts, in the order of its columns."""
        found = self.migration
        if found is None:
            return (self.code, self.status, *[""] * (len(_COLUMNS) - 3), self.problem)
        return (
            self.code,
            self.status,
            found.kind,
            _joined(target.code for target in self.targets),
            _joined(", ".join(target.takes) for target in self.targets),
            _joined(_factor(target) for target in self.targets),
            _joined(target.convert for target in self.targets),
            str(found.version.billing_unit),
            _joined(str(target.version.billing_unit) for target in self.targets),
            found.version.long_description or "",
            _joined(target.version.long_description or "" for target in self.targets),
            _joined((*map(str, found.without_code), *found.notes)),
        )

    def __str__(self) -> str:
        if self.migration is None:
            return f"{self.code}  {self.problem}"
        return f"{self.code}  {self.migration.kind}: " + (
            " or ".join(map(str, self.targets)) or "no code"
        )


def _joined(texts: Iterable[str]) -> str:
    """Texts with a separator between them; "" if all are empty."""
    listed = list(texts)
    return LIST_SEPARATOR.join(listed) if any(listed) else ""


def _factor(target: Target) -> str:
    return "" if target.factor is None else str(target.factor)


@frozen(repr=False)
class MigrationReport:
    """A list of codes migrated between two dates, row for row.

    Attributes:
        on: the date of service of the given codes.
        to: the date migrated to.
        rows: one for each code of the list, in its order. As a text the report goes by
            status, in the order in which a biller works: one successor, needs a choice,
            ended, no answer.
    """

    on: date
    to: date
    rows: tuple[MigratedCode, ...]

    @property
    def summary(self) -> Mapping[str, int]:
        """How many codes have each status, in order."""
        counted = Counter(row.status for row in self.rows)
        return {status: counted[status] for status in _STATUSES}

    def with_status(self, status: str) -> tuple[MigratedCode, ...]:
        """The rows of one status, in the order of the list.

        Raises:
            BadArgument: there is no such status.
        """
        given: object = status
        if not isinstance(given, str) or given not in _STATUSES:
            raise BadArgument(
                status, f"{shown(status)} is not a status: pass one of {', '.join(_STATUSES)}"
            )
        return tuple(row for row in self.rows if row.status == status)

    def __iter__(self) -> Iterator[MigratedCode]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_csv(self) -> str:
        """The report as CSV text with a header, ready for a spreadsheet.

        If several codes replace one, their cells have one entry for each, separated by
        "; ". A text that a spreadsheet would run as a formula begins with an apostrophe.
        """
        text = io.StringIO()
        plain = csv.writer(text, lineterminator="\n")
        # until Python 3.13 only the characters of the line's own end are quoted
        quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        plain.writerow(_COLUMNS)
        for row in self.rows:
            cells = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row.cells()]
            writer = quoting if any("\r" in cell for cell in cells) else plain
            writer.writerow(cells)
        return text.getvalue()

    def _heading(self) -> str:
        counts = ", ".join(f"{number} {status}" for status, number in self.summary.items())
        return f"{len(self)} codes of {self.on} on {self.to}: {counts}"

    def __str__(self) -> str:
        lines = [self._heading()]
        for status in _STATUSES[1:]:
            rows = self.with_status(status)
            lines += [f"{status}:", *(f"  {row}" for row in rows)] if rows else []
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<MigrationReport of {self._heading()}>"

    def _repr_html_(self) -> str:
        from ..display.html import html_table  # few programs show a notebook

        header = [name.replace("_", " ") for name in _COLUMNS]
        rows = (row.cells() for row in self.rows)
        return html_table(self._heading(), header, rows, left=range(len(header)))


def migrate_codes(codes: Iterable[str], *, on: DateLike, to: DateLike) -> MigrationReport:
    """The code or codes that replace each code of a list on another date.

    Args:
        codes: the codes, such as those of a chargemaster.
        on: the date of service of the given codes.
        to: the date to migrate to, later or earlier.

    Returns:
        One row for each code of the list, in its order, also for one that is repeated, so
        that the rows can be put beside those of the chargemaster. A code that does not
        exist, is not in force on ``on``, or is outside J on a date that the data for
        related codes do not cover, gets a row with the reason.

    Raises:
        UnknownCode: ``codes`` is not a list of codes.
        UncoveredDate: the data do not cover one of the dates.
        BadDate: ``on`` or ``to`` is not a date.

    >>> from datetime import date
    >>> report = migrate_codes(["J9310", "J9271", "J9310"], on=date(2018, 6, 1), to=date(2019, 6, 1))
    >>> [(row.code, row.status) for row in report]
    [('J9310', 'one successor'), ('J9271', 'unchanged'), ('J9310', 'one successor')]
    """
    if isinstance(codes, str) or not isinstance(codes, Iterable):
        raise UnknownCode(codes, f"{shown(codes)} is not a list of codes: pass ['J9310', ...]")
    on, to = plain_date(on), plain_date(to, "a date to migrate to")
    check_covered(on, on)
    check_covered(to, to)
    rows = []
    known: dict[str, MigratedCode] = {}
    for code in codes:
        typed: object = code
        if not isinstance(typed, str):
            rows.append(_migrated(code, shown(typed), on, to))
            continue
        if code not in known:
            known[code] = _migrated(code, code, on, to)
        rows.append(known[code])
    return MigrationReport(on, to, tuple(rows))


def _migrated(code: str, given: str, on: date, to: date) -> MigratedCode:
    try:
        found = migrate(code, on=on, to=to)
    except (UnknownCode, UncoveredDate) as error:
        return MigratedCode(given, NOT_ANSWERED, problem=str(error))
    return MigratedCode(given, _status(found), found)


def _status(found: Migration) -> str:
    if not found.targets:
        return ENDED
    if found.single is None:
        return NEEDS_A_CHOICE
    return UNCHANGED if found.kind in {"unchanged", "reworded"} else ONE_SUCCESSOR
