"""Where a rule of a payer applies, or does not: one row each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from attrs import evolve, field, frozen

from ..amounts.arguments import is_given, shown
from ..codes.periods import plain_date
from ..codes.shapes import shape
from ..errors import BadClaimLine
from ..words import SETTINGS

__all__ = [
    "Scoped",
    "read_codes",
    "read_listed",
    "read_places",
    "read_scope",
    "read_settings",
    "scoped",
]

_KINDS: Final = (
    "code",
    "code and setting",
    "letter",
    "letter and setting",
    "modifier",
    "place of service",
    "place of service and modifier",
    "professional place of service",
    "setting",
    "status indicator",
)
_AT: Final = "code and setting"
_EXAMPLES: Final = {
    "code": "J9312",
    "letter": "S",
    "modifier": "AY",
    "place of service": "22",
    "professional place of service": "22",
    "setting": "facility",
    "status indicator": "K",
}
_PATTERNS: Final = {
    "letter": "[A-Z0-9]",
    "place of service": "[0-9]{2}",
    "professional place of service": "[0-9]{2}",
    "status indicator": "[A-Z][0-9]?",
}


def _day(day: object) -> date | None:
    return plain_date(day, "the first or last date of a scope") if is_given(day) else None


@frozen
class Scoped:
    """Where a rule of a payer applies, or does not.

    For the modifiers of discarded drug: of the entries for code, modifiers and place, a
    "no" takes precedence over a "yes", and both over an undecided one. If none applies,
    the setting decides, or for a facility the status indicator.

    Attributes:
        kind: "code", "code and setting", "letter" (with which codes begin), "letter and
            setting", "modifier", "place of service", "professional place of service"
            (for practitioners' claims only), "place of service and modifier",
            "setting" or "status indicator".
        value: the code, modifier, place or the like, such as "22"; two of them with a space
            between, such as "65 AY" or "C professional". A payer reads it in any case.
        in_scope: True, False, or None if it depends on other facts.
        reason: the reason, in words.
        source: the publication.
        since: first date of service; None if open at the start.
        until: last date of service; None if open-ended.
    """

    kind: str
    value: str
    in_scope: bool | None = None
    reason: str = ""
    source: str = ""
    since: date | None = field(default=None, converter=_day)
    until: date | None = field(default=None, converter=_day)

    def __attrs_post_init__(self) -> None:
        kind: object = self.kind
        if not isinstance(kind, str) or kind not in _KINDS:
            known = ", ".join(map(repr, _KINDS))
            raise BadClaimLine(kind, f"{shown(kind)} is not a kind of scope: pass one of {known}")
        for name in ("value", "reason", "source"):
            text: object = getattr(self, name)
            if not isinstance(text, str) or not text.isprintable():
                raise BadClaimLine(text, f"{name}={shown(text)} of a scope is not one line of text")
        in_scope: object = self.in_scope
        if in_scope is not None and not isinstance(in_scope, bool):
            raise BadClaimLine(
                in_scope,
                f"in_scope={shown(in_scope)} for {self.kind} {shown(self.value)}: pass True, False or None",
            )

    def __str__(self) -> str:
        applies = {True: "yes", False: "no", None: "depends"}[self.in_scope]
        since = f" from {self.since}" if self.since else ""
        until = f" until {self.until}" if self.until else ""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.kind} {self.value}{since}{until}: {applies}{reason}"


def read_scope(rows: object) -> tuple[Scoped, ...]:
    """The rows of where JW and JZ apply."""
    return _rows(rows, tuple(kind for kind in _KINDS if "letter" not in kind and kind != _AT))


def read_codes(rows: object) -> tuple[Scoped, ...]:
    """The rows of the codes that a payer takes."""
    return _rows(rows, ("code", _AT, "letter", "letter and setting"))


def read_places(rows: object) -> tuple[Scoped, ...]:
    """The rows of places of service."""
    return _rows(rows, ("place of service", "professional place of service"))


def read_settings(rows: object) -> tuple[Scoped, ...]:
    """The rows of settings."""
    return _rows(rows, ("setting",))


def read_listed(rows: object) -> tuple[Scoped, ...]:
    """The rows of a list of codes."""
    return _rows(rows, ("code", _AT))


def _rows(rows: object, kinds: tuple[str, ...]) -> tuple[Scoped, ...]:
    """The rows of one list, each with its value as it is compared.

    Raises:
        BadClaimLine: it is not a list of Scoped, a row could never apply, or two rows say
            different things of one value on one date.
    """
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise BadClaimLine(rows, f"{shown(rows)} is not a list of rows: pass [Scoped(kind, value)]")
    entries = tuple(_compared(entry, kinds) for entry in rows)
    about: dict[tuple[str, str], list[Scoped]] = {}
    for entry in entries:
        others = about.setdefault((entry.kind, entry.value), [])
        for other in others:
            if other.in_scope != entry.in_scope and _share_a_day(other, entry):
                raise BadClaimLine(
                    entry,
                    f"rows contradict each other: {_short(other)} and {_short(entry)}: give each its "
                    "own dates, since= and until=, or leave one out",
                )
        others.append(entry)
    return entries


def _compared(entry: object, kinds: tuple[str, ...]) -> Scoped:
    """The row with its value in the case in which it is compared."""
    if not isinstance(entry, Scoped):
        raise BadClaimLine(
            entry, f"{shown(entry)} among rows is not a Scoped: pass Scoped(kind, value)"
        )
    if entry.kind not in kinds:
        raise BadClaimLine(
            entry.kind,
            f"a row of kind {entry.kind!r} never applies in this list: pass one of "
            f"{', '.join(map(repr, kinds))}",
        )
    parts = entry.kind.split(" and ")
    pieces = tuple(map(_cased, parts, entry.value.split()))
    if len(entry.value.split()) != len(parts) or not all(map(_fits, parts, pieces)):
        example = " ".join(_EXAMPLES[part] for part in parts)
        raise BadClaimLine(
            entry.value,
            f"{shown(entry.value)} is not a {entry.kind}, so the row never applies: pass one such "
            f"as {example!r}",
        )
    value = " ".join(pieces)
    if entry.since is not None and entry.until is not None and entry.until < entry.since:
        raise BadClaimLine(
            entry.until,
            f"the row of {value} ends on {entry.until}, before it begins: {entry.since}",
        )
    return entry if value == entry.value else evolve(entry, value=value)


def _cased(part: str, piece: str) -> str:
    return piece.lower() if part == "setting" else piece.upper()


def _fits(part: str, piece: str) -> bool:
    if part == "setting":
        return piece in SETTINGS
    pattern: str | re.Pattern[str]
    if part == "code":
        pattern = shape("claim line code")
    elif part == "modifier":
        pattern = shape("modifier")
    else:
        pattern = _PATTERNS[part]
    return re.fullmatch(pattern, piece) is not None


def _share_a_day(one: Scoped, other: Scoped) -> bool:
    since = max(each.since or date.min for each in (one, other))
    until = min(each.until or date.max for each in (one, other))
    return since <= until


def _short(entry: Scoped) -> str:
    return shown(str(evolve(entry, reason="")))


def scoped(rows: Iterable[Scoped], kind: str, value: str | None, on: date) -> Scoped | None:
    """The row of a kind and value on a date; None if none applies."""
    if value is None:
        return None
    for entry in rows:
        if (
            entry.value == value
            and entry.kind == kind
            and (entry.since is None or entry.since <= on)
            and (entry.until is None or on <= entry.until)
        ):
            return entry
    return None
