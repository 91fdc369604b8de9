"""What a review says of one rule and place, and the denial that a payer would send."""

from __future__ import annotations

from attrs import frozen

from ..words import (
    Certainty,
    DenialAction,
    DenialGroup,
    FindingSeverity,
    LineOfBusiness,
    Owner,
    ReviewOutcome,
)

__all__ = ["Denial", "Fix", "Place", "Result"]


@frozen
class Place:
    """Where on a claim: a line, and the field of it.

    Attributes:
        line: the number of the line, from 1; None for the claim.
        field: the field of the line or claim, such as "units"; "" for all of it.
    """

    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        where = "claim" if self.line is None else f"line {self.line}"
        return f"{where}, {self.field}" if self.field else where


@frozen
class Denial:
    """How a payer says what is wrong: numbers of X12's lists, with words of our own.

    Attributes:
        carc: the claim adjustment reason code, such as "181".
        rarcs: the remark codes beside it, such as ("M20",).
        group: who owes it, one of ``DENIAL_GROUPS``; None if that differs.
        action: what it leaves to do, one of ``DENIAL_ACTIONS``.
        certainty: how sure it is that it is sent so, one of ``CERTAINTIES``.
        lines_of_business: the payers of which that is known; empty for no particular one.
        source: the publication.
    """

    carc: str
    rarcs: tuple[str, ...] = ()
    group: DenialGroup | None = None
    action: DenialAction = "correct and resend"
    certainty: Certainty = "assumed"
    lines_of_business: tuple[LineOfBusiness, ...] = ()
    source: str = ""

    def __str__(self) -> str:
        group = f"{self.group}-" if self.group else ""
        return " ".join([f"{group}{self.carc}", *self.rarcs, f"({self.certainty})"])


@frozen
class Fix:
    """What to do about a finding: never done by itself.

    Attributes:
        text: the advice, or the question.
        asks: who answers the question from the record, one of ``OWNERS``; None for advice.
    """

    text: str
    asks: Owner | None = None

    def __str__(self) -> str:
        return f"ask {self.asks}: {self.text}" if self.asks else self.text


@frozen
class Result:
    """What one rule says of one place.

    Attributes:
        rule: the id of the rule, such as "UNIT004".
        outcome: one of ``REVIEW_OUTCOMES``.
        places: where: the line first, then other lines that it is about.
        severity: of a finding ("fail"), one of ``FINDING_SEVERITIES``; otherwise None.
        message: what is wrong, or of an error what went wrong; otherwise "".
        evidence: the figures that it rests on, all readings of them.
        denials: the denials that it would draw.
        fix: what to do; None unless it is a finding.
        needs: what would let it be checked; empty unless it was not checked.
        reason: why a rule is off or has another severity, as the caller said.
    """

    rule: str
    outcome: ReviewOutcome
    places: tuple[Place, ...] = ()
    severity: FindingSeverity | None = None
    message: str = ""
    evidence: tuple[str, ...] = ()
    denials: tuple[Denial, ...] = ()
    fix: Fix | None = None
    needs: tuple[str, ...] = ()
    reason: str = ""

    @property
    def line(self) -> int | None:
        """The number of the line that it is about; None for the claim."""
        return self.places[0].line if self.places else None

    def __str__(self) -> str:
        where = f"{self.places[0]}: " if self.places else ""
        says = {"fail": self.severity or "fail", "not_checked": "not checked"}.get(
            self.outcome, self.outcome
        )
        text = self.message or (f"needs {', '.join(self.needs)}" if self.needs else "")
        return f"{self.rule} {where}{says}{f': {text}' if text else ''}"
