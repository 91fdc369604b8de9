"""The review of a claim: what each rule says of each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from ..words import REVIEW_OUTCOMES, FindingSeverity, ReviewOutcome
from .results import Denial, Fix, Place, Result
from .verdicts import Verdict

__all__ = ["Ran", "Review"]


@frozen
class Ran:
    """One rule, as it ran.

    Attributes:
        rule: its id.
        verdicts: one for each line in their order, or one for the claim.
        by_line: whether they are by line.
        severity: of its findings.
        denials: what a finding would draw.
        reason: why the caller changed it; "" if unchanged.
    """

    rule: str
    verdicts: tuple[Verdict, ...]
    by_line: bool
    severity: FindingSeverity
    denials: tuple[Denial, ...] = ()
    reason: str = ""

    def results(self, outcomes: tuple[ReviewOutcome, ...]) -> Iterator[Result]:
        """Those of some outcomes, place by place."""
        for number, verdict in enumerate(self.verdicts, 1):
            if verdict.outcome in outcomes:
                yield self._result(number if self.by_line else None, verdict)

    def _result(self, line: int | None, verdict: Verdict) -> Result:
        is_finding = verdict.outcome == "fail"
        places = (
            Place(line, verdict.field),
            *(Place(each, verdict.field) for each in verdict.also),
        )
        return Result(
            self.rule,
            verdict.outcome,
            places,
            (verdict.severity or self.severity) if is_finding else None,
            verdict.message,
            verdict.evidence,
            self.denials if is_finding else (),
            Fix(verdict.fix, verdict.asks) if is_finding else None,
            verdict.needs,
            self.reason,
        )

    @property
    def outcome(self) -> ReviewOutcome:
        """The worst of its verdicts."""
        seen = {verdict.outcome for verdict in self.verdicts}
        return next((each for each in REVIEW_OUTCOMES if each in seen), "not_applicable")


@frozen
class Review:
    """What each rule says of each line of a claim, and of the claim.

    Attributes:
        payer: the name of the payer that it was reviewed for.
        reference: the caller's key of the claim; not in the repr.
        ran: the rules, as they ran.
    """

    payer: str
    ran: tuple[Ran, ...] = field(repr=False)
    reference: str | int | None = field(default=None, kw_only=True, repr=False)

    @property
    def results(self) -> tuple[Result, ...]:
        """One for each rule and place, in the order of the rules and lines."""
        return self._of(*REVIEW_OUTCOMES)

    @property
    def findings(self) -> tuple[Result, ...]:
        """What is wrong, or should be looked at, in the order of the rules and lines."""
        return self._of("fail")

    @property
    def not_checked(self) -> tuple[Result, ...]:
        """What could not be checked, with what each needs."""
        return self._of("not_checked")

    @property
    def outcomes(self) -> Mapping[str, ReviewOutcome]:
        """The worst outcome of each rule, by its id."""
        return {each.rule: each.outcome for each in self.ran}

    def _of(self, *outcomes: ReviewOutcome) -> tuple[Result, ...]:
        return tuple(result for each in self.ran for result in each.results(outcomes))
