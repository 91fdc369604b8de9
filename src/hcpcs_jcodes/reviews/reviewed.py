"""The review of a claim: what each rule says of each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, field, fields, frozen

from ..amounts.arguments import shown
from ..errors import BadArgument
from ..tables import data_fingerprint, library_version
from ..words import REVIEW_OUTCOMES, FindingSeverity, ReviewOutcome
from .reports import html_report, report_text
from .results import Denial, Fix, Place, Result
from .verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["Ran", "Review", "review_of_results"]


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
                yield self._result([number if self.by_line else None], verdict)

    def reported(self) -> Iterator[Result]:
        """All of them, where one that is no finding stands once for all of its lines.

        A rule that found no line to look at has one without places.
        """
        if not self.verdicts:
            yield Result(self.rule, "not_applicable", reason=self.reason)
        alike: dict[tuple[object, ...], tuple[list[int | None], Verdict]] = {}
        for number, verdict in enumerate(self.verdicts, 1):
            key: tuple[object, ...] = (
                (number,)
                if verdict.outcome == "fail"
                else (
                    verdict.outcome,
                    verdict.message,
                    verdict.field,
                    verdict.evidence,
                    verdict.needs,
                )
            )
            alike.setdefault(key, ([], verdict))[0].append(number if self.by_line else None)
        for lines, verdict in alike.values():
            yield self._result(lines, verdict)

    def _result(self, lines: Sequence[int | None], verdict: Verdict) -> Result:
        is_finding = verdict.outcome == "fail"
        also = verdict.also if is_finding else ()
        return Result(
            self.rule,
            verdict.outcome,
            tuple(Place(line, verdict.field) for line in (*lines, *also)),
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


@frozen(eq=False)
class Review:
    """What each rule says of each line of a claim, and of the claim.

    Two reviews are equal if they report the same.

    Attributes:
        payer: the name of the payer that it was reviewed for.
        reference: the caller's key of the claim; not in the repr.
    """

    payer: str
    _ran: tuple[Ran, ...] = field(repr=False)
    reference: str | int | None = field(default=None, kw_only=True, repr=False)
    _made_by: tuple[str, str] | None = field(default=None, kw_only=True, repr=False)

    @property
    def library(self) -> str:
        """The version of this library that made it."""
        return library_version() if self._made_by is None else self._made_by[0]

    @property
    def data(self) -> str:
        """The fingerprint of the tables of that version."""
        return data_fingerprint() if self._made_by is None else self._made_by[1]

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
        return {each.rule: each.outcome for each in self._ran}

    def _of(self, *outcomes: ReviewOutcome) -> tuple[Result, ...]:
        return tuple(result for each in self._ran for result in each.results(outcomes))

    def __str__(self) -> str:
        """The review as a biller reads it."""
        return report_text(self.payer, self._reported())

    def _repr_html_(self) -> str:
        return html_report(self.payer, self._reported())

    def _reported(self) -> tuple[Result, ...]:
        return tuple(result for each in self._ran for result in each.reported())

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.payer, self._reported(), self.reference, self.library, self.data)
        return review_of_results, parts

    def __reduce_ex__(self, _: Any) -> tuple[Any, ...]:
        # of plain tuples: a review has about a hundred results for each line, and comes back from
        # each process of a pool
        packed = tuple(map(_packed, self._ran))
        return _review_of_packed, (self.payer, packed, self.reference, self.library, self.data)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Review):
            return NotImplemented
        return bool(self.__reduce__() == other.__reduce__())

    def __hash__(self) -> int:
        return hash((self.payer, self._reported()))


def review_of_results(
    payer: str,
    results: Iterable[Result],
    reference: str | int | None,
    library: str,
    data: str,
) -> Review:
    """The review that reported these results, of whatever version of the library.

    Raises:
        BadArgument: a rule has two results for a line, or none for one that others looked at.
    """
    by_rule: dict[str, list[Result]] = {}
    for result in results:
        by_rule.setdefault(result.rule, []).append(result)
    ran = tuple(_ran(rule, found) for rule, found in by_rule.items())
    if len({len(each.verdicts) for each in ran if each.by_line}) > 1:
        raise BadArgument(None, "the rules of a review look at the same lines: one lacks a result")
    return Review(payer, ran, reference=reference, made_by=(library, data))


def _ran(rule: str, results: Sequence[Result]) -> Ran:
    """One rule, as its results say that it ran."""
    verdicts: dict[int | None, Verdict] = {}
    denials: tuple[Denial, ...] = ()
    for result in results:
        is_finding = result.outcome == "fail"
        if is_finding:
            denials = result.denials
        for place in result.places[:1] if is_finding else result.places:
            if place.line in verdicts:
                where = f"line {shown(place.line)}" if place.line else "the claim"
                raise BadArgument(result, f"{shown(rule)} has two results for {where}")
            verdicts[place.line] = _verdict(result, place)
    by_line = None not in verdicts
    expected = [*range(1, len(verdicts) + 1)] if by_line else [None]
    if sorted(verdicts, key=lambda line: line or 0) != expected:
        raise BadArgument(rule, f"{shown(rule)} lacks a result for one of the lines")
    in_order = tuple(verdicts[line] for line in expected)
    reason = results[0].reason
    return Ran(rule, in_order, by_line, "error", denials, reason)


def _verdict(result: Result, place: Place) -> Verdict:
    found = Verdict(
        result.outcome, result.message, place.field, result.evidence, needs=result.needs
    )
    if result.outcome != "fail":
        return found
    fix = result.fix or Fix("")
    also = tuple(each.line for each in result.places[1:] if each.line is not None)
    return evolve(found, fix=fix.text, asks=fix.asks, severity=result.severity, also=also)


def _packed(ran: Ran) -> tuple[Any, ...]:
    """One rule as it ran, in plain values: each verdict once, and where it stands."""
    each_once = {id(each): each for each in ran.verdicts}
    at = {key: number for number, key in enumerate(each_once)}
    order = tuple(at[id(each)] for each in ran.verdicts)
    verdicts = tuple(map(_values, each_once.values()))
    return ran.rule, verdicts, order, ran.by_line, ran.severity, ran.denials, ran.reason


def _values(verdict: Verdict) -> tuple[Any, ...] | str:
    if verdict in (PASS, NOT_APPLICABLE):
        return verdict.outcome
    return tuple(getattr(verdict, name) for name in _FIELDS)


def _review_of_packed(
    payer: str,
    packed: Iterable[tuple[Any, ...]],
    reference: str | int | None,
    library: str,
    data: str,
) -> Review:
    """The review that was pickled."""
    ran = []
    for rule, values, order, *rest in packed:
        verdicts = [_NAMED[each] if isinstance(each, str) else Verdict(*each) for each in values]
        ran.append(Ran(rule, tuple(verdicts[at] for at in order), *rest))
    return Review(payer, tuple(ran), reference=reference, made_by=(library, data))


_FIELDS: Final = tuple(each.name for each in fields(Verdict))
_NAMED: Final = {"pass": PASS, "not_applicable": NOT_APPLICABLE}
