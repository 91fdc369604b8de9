"""One rule of a review, with all that is known about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Literal, get_args

from attrs import field, frozen

from ..administration.ways import code_of_way
from ..amounts.arguments import shown
from ..claims.claim import Claim
from ..claims.lines import ClaimLine, ReceivedLine
from ..errors import BadArgument
from ..payers.named import payer_named
from ..payers.payer import Payer
from ..words import (
    FINDING_SEVERITIES,
    KINDS,
    LINES_OF_BUSINESS,
    SETTINGS,
    FindingSeverity,
    Kind,
    LineOfBusiness,
    Setting,
)
from .denial_rows import denials_by_error
from .results import Denial
from .verdicts import Verdict

__all__ = ["Example", "LooksAt", "Override", "Rule"]

LooksAt = Literal["claim", "line", "drug line", "administration line"]

_ID: Final = re.compile("[A-Z]{2,4}[0-9]{3}")


@frozen
class Example:
    """A claim that draws a rule, or the nearest that does not.

    Args:
        lines: the fields of each line, as for :meth:`ClaimLine.received`; ``on`` is
            2025-08-01 if not given. Instead of ``code``, ``way`` may name the family, technique
            and role of an administration code, such as ("complex", "infusion", "initial").
        payer: the name of a shipped payer, or a Payer.
        rows: what else is passed to ``review``.
        claim: what else is passed to ``Claim``.
    """

    lines: tuple[Mapping[str, Any], ...]
    setting: Setting = "professional"
    payer: str | Payer = "medicare"
    rows: Mapping[str, Any] = field(factory=dict)
    claim: Mapping[str, Any] = field(factory=dict)

    def made(self) -> Claim:
        """The claim: of lines made here where they can be, otherwise of received ones."""
        parts = {"place_of_service": "11" if self.setting == "professional" else None, **self.claim}
        return Claim([_line(each) for each in self.lines], setting=self.setting, **parts)

    def reviewed_for(self) -> Payer:
        """The payer."""
        return payer_named(self.payer)


def _line(given: Mapping[str, Any]) -> ClaimLine | ReceivedLine:
    fields = {"on": "2025-08-01", **given}
    if way := fields.pop("way", None):
        fields["code"] = code_of_way(*way)
    if callable(fields.get("code")):
        fields["code"] = fields["code"]()  # read from data
    received = ClaimLine.received(**fields)
    return received if received.faults else received.checked()


@frozen(eq=False)
class Rule:
    """One rule of a review: one idea, with its source, and the function that looks.

    Args:
        id: two to four capitals and three digits, such as "UNIT004"; it never changes.
        name: what is wrong where it fails, in a few words.
        idea: what it looks at and why, in a sentence.
        source: the publication.
        check: looks at one line, as :class:`LineFacts`, or at the claim, as
            :class:`ClaimFacts`, and returns a :class:`Verdict`.
        looks_at: "claim", "line" (every line), "drug line" or "administration line".
        severity: of its findings: "error", "warning", "verify" or "note".
        since: first date of service; None if open at the start.
        until: last date of service; None if open-ended.
        needs: what it needs beside the claim, such as "payer.ndc_required".
        payers: the lines of business that it is for; empty for all.
        settings: the settings that it is for.
        not_for: where it does not apply, in words; "" if nowhere.
        asked: the kinds of questions that ask the same of a chart: while one of them blocks the
            line, or no particular line, what would fail is not checked.
        denials: what it would draw: texts of the column ``error`` of ``denials.csv``, which
            are its ``errors``; ``denials`` are their rows.
        draws: a claim that draws it.
        passes: the nearest claim that does not.

    Raises:
        BadArgument: a part is not valid.
    """

    id: str
    name: str
    idea: str
    source: str
    check: Callable[[Any], Verdict] = field(repr=False)
    looks_at: LooksAt = field(default="line", kw_only=True)
    severity: FindingSeverity = field(default="error", kw_only=True)
    since: date | None = field(default=None, kw_only=True)
    until: date | None = field(default=None, kw_only=True)
    needs: tuple[str, ...] = field(default=(), kw_only=True)
    payers: tuple[LineOfBusiness, ...] = field(default=(), kw_only=True)
    settings: tuple[Setting, ...] = field(default=SETTINGS, kw_only=True)
    not_for: str = field(default="", kw_only=True)
    asked: tuple[Kind, ...] = field(default=(), kw_only=True)
    errors: tuple[str, ...] = field(default=(), kw_only=True, alias="denials")
    draws: Example | None = field(default=None, kw_only=True, repr=False)
    passes: Example | None = field(default=None, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        given: object = self.id
        if not isinstance(given, str) or not _ID.fullmatch(given):
            raise BadArgument(
                given, f"{shown(given)} is not the id of a rule: pass one such as 'ACME001'"
            )
        if not callable(self.check):
            raise BadArgument(
                self.check, f"check={shown(self.check)} of {self.id} is not a function"
            )
        self._check_words("severity", (self.severity,), FINDING_SEVERITIES)
        self._check_words("looks_at", (self.looks_at,), get_args(LooksAt))
        self._check_words("settings", self.settings, SETTINGS)
        self._check_words("payers", self.payers, LINES_OF_BUSINESS)
        self._check_words("asked", self.asked, KINDS, "of KINDS")
        texts: tuple[tuple[str, object], ...] = (("needs", self.needs), ("denials", self.errors))
        for name, entries in texts:
            if not isinstance(entries, tuple) or not all(isinstance(e, str) for e in entries):
                raise BadArgument(
                    entries, f"{name}={shown(entries)} of {self.id}: pass a tuple of texts"
                )
        for name in ("since", "until"):
            day: object = getattr(self, name)
            if day is not None and type(day) is not date:
                raise BadArgument(day, f"{name}={shown(day)} of {self.id}: pass a date, or None")

    def _check_words(
        self, name: str, given: object, known: tuple[str, ...], listed: str = ""
    ) -> None:
        """Refuse what is not among some words."""
        if not isinstance(given, tuple):
            raise BadArgument(given, f"{name}={shown(given)} of {self.id}: pass a tuple")
        for each in given:
            if not isinstance(each, str) or each not in known:
                raise BadArgument(
                    each,
                    f"{name}={shown(each)} of {self.id}: pass one "
                    f"{listed or 'of ' + ', '.join(map(repr, known))}",
                )

    @property
    def denials(self) -> tuple[Denial, ...]:
        """What a finding would draw, of any payer."""
        return tuple(
            dict.fromkeys(each for error in self.errors for each in denials_by_error()[error])
        )

    def __str__(self) -> str:
        return f"{self.id}: {self.name}"


@frozen
class Override:
    """A rule that a caller switches off, or to another severity, with the reason.

    Args:
        rule: the id of the rule.
        to: "off", or a severity.
        reason: why; the report shows it.

    Raises:
        BadArgument: a part is not valid, or there is no reason.

    >>> print(Override("NDC001", "off", reason="the clearing house adds the NDC"))
    NDC001 off: the clearing house adds the NDC
    """

    rule: str
    to: Literal["off", "error", "warning", "verify", "note"]
    reason: str = field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        rule, to, reason = self.rule, self.to, self.reason
        given: object = rule
        if not isinstance(given, str) or not _ID.fullmatch(given):
            raise BadArgument(given, f"{shown(given)} is not the id of a rule, such as 'NDC001'")
        known = ("off", *FINDING_SEVERITIES)
        severity: object = to
        if not isinstance(severity, str) or severity not in known:
            raise BadArgument(
                to, f"to={shown(to)} of {rule}: pass one of {', '.join(map(repr, known))}"
            )
        why: object = reason
        if not isinstance(why, str) or not why.strip() or not why.isprintable():
            raise BadArgument(why, f"reason={shown(why)} of {rule}: say why, in one line")

    def __str__(self) -> str:
        return f"{self.rule} {self.to}: {self.reason}"
