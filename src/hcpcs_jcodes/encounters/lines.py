"""The administration lines of an encounter."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ..claims.lines import ClaimLine
from ..claims.questions import Question
from ..errors import BadClaimLine
from ..words import Outcome
from .supported import REPORTED

__all__ = ["AdministrationLine"]


@frozen
class AdministrationLine:
    """One administration line.

    Attributes:
        code: the CPT or HCPCS code; "" while several are still open.
        units: the number of units.
        on: the date of service.
        modifiers: modifiers, such as ("59",) with another initial code.
        outcome: "reported", "needs_documentation", or "not_reported" if it is bundled and no
            modifier separates it.
        events: the numbers of the events that supported it, from 1.
        candidates: the codes that are still open.
        reason: why, in words.
        source: the publication of the rule.
        questions: what settles it, if it is open.
    """

    code: str
    units: int
    on: date
    modifiers: tuple[str, ...]
    outcome: Outcome
    events: tuple[int, ...]
    candidates: tuple[str, ...]
    reason: str
    source: str
    questions: tuple[Question, ...] = ()

    def claim_line(self, place_of_service: str | None = None) -> ClaimLine:
        """The line for a claim.

        Raises:
            BadClaimLine: it needs documentation or is not reported.
        """
        if self.outcome != REPORTED:
            raise BadClaimLine(self.code, f"{self}: settle it before it goes on a claim")
        return ClaimLine(
            self.code,
            self.units,
            on=self.on,
            modifiers=self.modifiers,
            place_of_service=place_of_service,
        )

    def __str__(self) -> str:
        """The line as a biller reads it, such as "96413 x 1"."""
        if self.outcome != REPORTED:
            codes = " or ".join(self.candidates) or self.code or "no code"
            return f"{codes}: {self.outcome.replace('_', ' ')}, {self.reason}"
        return f"{'-'.join((self.code, *self.modifiers))} x {self.units} on {self.on}"
