"""Corrections files: what CMS changed about a release after publishing it.

A release without its corrections is incomplete. The actions are written for
people, in varying words; each is matched by one of the rules below, or by the list
of those that touch nothing this library includes (prices, ASC, coverage, lab
certification). Anything else stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from attrs import evolve, frozen

from ..readers.fields import calendar_date
from ..readers.tables import Cells
from .records import Record

__all__ = ["Correction", "apply_corrections", "correction_of"]


@frozen
class Correction:
    """One line of a corrections file."""

    code: str
    action: str
    effective: date | None = None
    long_description: str | None = None
    short_description: str | None = None
    cross_reference: str | None = None


def correction_of(cells: Cells) -> Correction:
    """Read one row; a date that CMS mistyped ("01/0/12019") is None."""
    written = cells.text("effective")
    mistyped = written is not None and re.fullmatch(r"[0-9]{2}/0/[0-9]{5}", written) is not None
    return Correction(
        code=str(cells["code"]).strip(),
        action=" ".join((cells.text("action") or "").split()),
        effective=None if mistyped else calendar_date(cells["effective"]),
        long_description=cells.text("long"),
        short_description=cells.text("short"),
        cross_reference=cells.text("xref"),
    )


_DATE = re.compile(r"(?:s/b|should be) ([0-9]{8}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})")
_UNTOUCHED = re.compile(
    r"(?:change (?:pricing|cov|asc|action code)|add (?:lab cert|\"yy\")|remove \"yy\""
    r"|revise (?:tos|cov|betos|price|pricing))"
    # an action that also touches a text or the use of a code is not only about prices
    r"(?!.*(?:desc|terminat|discontinu|add date|delete|xref))",
    re.IGNORECASE,
)


def _stated_date(action: str) -> date:
    match = _DATE.search(action)
    assert match is not None  # the rules for dates match only actions that state one
    month_first = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", match[1])
    if month_first:
        month, day, year = (int(part) for part in month_first.groups())
        return date(year, month, day)
    return date.fromisoformat(match[1])


def _add(record: Record | None, correction: Correction, first_day: date) -> Record:
    added = correction.effective or first_day
    base = record or Record(correction.code, added=added, action_date=added, action="A")
    return evolve(
        base,
        long_description=base.long_description or correction.long_description,
        short_description=base.short_description or correction.short_description,
    )


def _describe(record: Record | None, correction: Correction, _: date) -> Record | None:
    return record and evolve(
        record,
        long_description=correction.long_description or record.long_description,
        short_description=correction.short_description or record.short_description,
    )


def _end(record: Record | None, correction: Correction, first_day: date) -> Record | None:
    ended = (correction.effective or first_day) - timedelta(days=1)
    references = (correction.cross_reference,) if correction.cross_reference else None
    return record and evolve(
        record,
        ended=record.ended or ended,
        cross_references=references or record.cross_references,
    )


def _keep(record: Record | None, _: Correction, __: date) -> Record | None:
    return record and evolve(record, ended=None)


def _drop(_: Record | None, __: Correction, ___: date) -> None:
    return None


def _added_on(record: Record | None, correction: Correction, _: date) -> Record | None:
    return record and evolve(record, added=_stated_date(correction.action))


def _action_on(record: Record | None, correction: Correction, _: date) -> Record | None:
    return record and evolve(record, action_date=_stated_date(correction.action))


def _refer(record: Record | None, correction: Correction, _: date) -> Record | None:
    to = re.search(r"to ([A-Z][0-9]{4})", correction.action)
    gone = re.search(r"remove xref code ([A-Z][0-9]{4})", correction.action, re.IGNORECASE)
    if record is None:
        return None
    kept = tuple(code for code in record.cross_references if gone and code != gone[1])
    return evolve(record, cross_references=(to[1],) if to else kept)


Rule = Callable[[Record | None, Correction, date], Record | None]
RULES: tuple[tuple[str, Rule], ...] = (
    (r"add(?: code)?", _add),
    (r"do not add.*|delete|remove code", _drop),
    (r"do not terminate", _keep),
    (r"terminate(?: code)?|discontinue", _end),
    (r"change xref code to .*|remove xref code .*|the xref code has been removed", _refer),
    (rf"add date (?:and .*)?{_DATE.pattern}.*", _added_on),
    (rf"action effective date {_DATE.pattern}.*", _action_on),
    (r"revise(?: ?(?:ld|sd|long|short|& short|and short|desc\w*|description|&|and))*", _describe),
    (r"change (?:short|long)(?: and (?:short|long))? description", _describe),
)


def apply_corrections(
    records: Mapping[str, Record],
    corrections: list[Correction],
    first_day: date,
) -> tuple[dict[str, Record], list[str]]:
    """The records of a release after its corrections, and the lines that no rule covers.

    Applying a correction that the file already includes changes nothing.
    """
    corrected = dict(records)
    unread: list[str] = []
    for correction in corrections:
        rule = next(
            (
                rule
                for words, rule in RULES
                if re.fullmatch(words, correction.action, re.IGNORECASE)
            ),
            None,
        )
        if rule is None:
            if not _UNTOUCHED.match(correction.action):
                unread.append(f"{correction.code}: {correction.action!r}")
            continue
        before = corrected.get(correction.code)
        after = rule(before, correction, first_day)
        if after is None:
            corrected.pop(correction.code, None)
        elif after != before:
            corrected[correction.code] = evolve(after, correction=correction.action)
    return corrected, unread
