"""Where a rule of a payer applies, or does not: one row each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from attrs import field, frozen

from ..amounts.arguments import is_given, shown
from ..codes.periods import plain_date
from ..errors import BadClaimLine

__all__ = ["Scoped", "checked_scopes", "scoped"]

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
            between, such as "65 AY" or "C professional".
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


def checked_scopes(scope: object) -> tuple[Scoped, ...]:
    """The rows of an argument.

    Raises:
        BadClaimLine: it is not a list of Scoped.
    """
    if isinstance(scope, str) or not isinstance(scope, Iterable):
        raise BadClaimLine(
            scope, f"{shown(scope)} is not a list of rows: pass [Scoped(kind, value)]"
        )
    entries = tuple(scope)
    for entry in entries:
        if not isinstance(entry, Scoped):
            raise BadClaimLine(
                entry, f"{shown(entry)} among rows is not a Scoped: pass Scoped(kind, value)"
            )
    return entries


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
