"""What a rule says of one line, or of the claim."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from attrs import frozen

from ..amounts.arguments import shown
from ..errors import BadArgument
from ..words import FindingSeverity, Owner, ReviewOutcome

__all__ = ["NOT_APPLICABLE", "PASS", "Verdict"]


@frozen
class Verdict:
    """What a rule says of one line, or of the claim: made by one of its four class methods.

    Attributes:
        outcome: "pass", "fail", "not_checked" or "not_applicable".
        message: what is wrong, in one sentence with the figures; "" unless it fails.
        field: the field of the line or claim that it is about, such as "units".
        evidence: the figures it rests on, one reading each.
        fix: what to do, as advice or as a question to the record.
        asks: who answers that question; None if the fix is advice.
        severity: other than that of the rule; None for the same.
        also: the numbers of other lines that it is about.
        needs: what it needs to be checked, such as "payer.ndc_required".

    >>> Verdict.failed("0 units", field="units", fix="bill the units given").outcome
    'fail'
    """

    outcome: ReviewOutcome
    message: str = ""
    field: str = ""
    evidence: tuple[str, ...] = ()
    fix: str = ""
    asks: Owner | None = None
    severity: FindingSeverity | None = None
    also: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()

    @classmethod
    def passed(cls) -> Verdict:
        """The rule looked, and found nothing."""
        return PASS

    @classmethod
    def failed(  # noqa: PLR0913 - each is a part of a finding
        cls,
        message: str,
        *,
        fix: str,
        field: str = "",
        evidence: tuple[str, ...] = (),
        asks: Owner | None = None,
        severity: FindingSeverity | None = None,
        also: tuple[int, ...] = (),
    ) -> Verdict:
        """The rule found something; ``fix`` is advice, or a question if somebody is asked."""
        return cls("fail", message, field, evidence, fix, asks, severity, also)

    @classmethod
    def not_checked(cls, *needs: str) -> Verdict:
        """The rule could not look, with what it needs: one thing or more."""
        for each in needs or (None,):
            if not isinstance(each, str):
                text = f"{shown(each)} is not a text that says what it needs"
                raise BadArgument(each, text, argument="needs")
        return _not_checked(needs)

    @classmethod
    def not_applicable(cls) -> Verdict:
        """The rule is not about such a line."""
        return NOT_APPLICABLE


@lru_cache(maxsize=1024)
def _not_checked(needs: tuple[str, ...]) -> Verdict:
    """Each once: most lines of a claim lack the same."""
    return Verdict("not_checked", needs=needs)


PASS: Final = Verdict("pass")
NOT_APPLICABLE: Final = Verdict("not_applicable")
