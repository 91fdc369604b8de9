"""A claim and a payer, to what would be denied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any, Final

from attrs import evolve

from ..amounts.arguments import shown
from ..claims.claim import Claim
from ..codes.periods import DateLike
from ..errors import BadArgument, CorruptData
from ..payers.named import payer_named
from ..payers.payer import Payer
from .denial_rows import denials_by_error, drawn
from .facts import ClaimFacts, LineFacts
from .registry import REGISTRY
from .reviewed import Ran, Review
from .rows import Authorization, read_rows
from .rule import Override, Rule
from .verdicts import NOT_APPLICABLE, Verdict

__all__ = ["review"]

Look = Callable[[LineFacts], Verdict]
"""A function of the caller that looks at a line."""

Periods = Iterable[tuple[DateLike | None, DateLike | None]]
"""First and last days."""

_OFF: Final = Verdict("off")
_NO_CODE: Final = Verdict.not_checked("a code that can be read")
_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
_NO_BUSINESS: Final = Verdict.not_checked("payer.line_of_business")
_KINDS: Final = {"drug line": "drug", "administration line": "administration"}


def review(  # noqa: PLR0913 - each is a fact that the claim does not have
    claim: Claim,
    *,
    payer: Payer | str,
    history: Iterable[Claim] | None = None,
    authorizations: Iterable[Authorization] | None = None,
    coverage: Mapping[str, Iterable[str]] | Look | None = None,
    frequency: Mapping[str, int] | Look | None = None,
    eligibility: Periods | Look | None = None,
    hospice: Periods | Look | None = None,
    enrollment: Periods | Look | None = None,
    inpatient: Periods | Look | None = None,
    received_on: DateLike | None = None,
    paid: Iterable[int] | None = None,
    more_rules: Iterable[Rule] = (),
    overrides: Iterable[Override] = (),
) -> Review:
    """What would be denied of a claim and why, and what could not be checked.

    Args:
        claim: the claim: built, made by hand, or with lines that were received.
        payer: the payer, or the name of an included one.
        history: the patient's earlier claims, for duplicates and intervals.
        authorizations: the prior authorizations that the payer gave.
        coverage: by code, the diagnoses for which the payer covers it; a shorter code stands
            for all that begin with it.
        frequency: by code, the fewest days between two dates of service.
        eligibility: the periods in which the payer covers the patient.
        hospice: the periods in which the patient has elected hospice.
        enrollment: the periods in which the patient is in a Medicare Advantage plan.
        inpatient: the patient's stays in the hospital, from admission to discharge.
        received_on: the date on which the payer receives the claim, for timely filing.
        paid: the numbers of lines that the payer has paid already: a finding about one is a
            possible overpayment.
        more_rules: the caller's own rules, which run after the others.
        overrides: rules that are off, or have another severity, each with the reason.

    Each of coverage, frequency, eligibility, hospice, enrollment and inpatient may be a function
    of the caller instead, which takes a :class:`LineFacts` and returns a :class:`Verdict`. A
    period is its first and last day, both inclusive, None where it is open. What is None is not
    known, and what rests on it is not checked.

    Returns:
        The review, with a result for each rule and place.

    Raises:
        BadArgument: this is not a claim, a rule or an override, or two rules have one id.
        BadClaimLine: no payer of that name is included.

    >>> from datetime import date
    >>> from hcpcs_jcodes import Claim, ClaimLine
    >>> made = Claim([ClaimLine("J9310", 8, on=date(2025, 8, 1))], setting="professional")
    >>> review(made, payer="medicare").outcomes["CODE002"]
    'fail'
    """
    given: object = claim
    if not isinstance(given, Claim):
        raise BadArgument(given, f"{shown(given)} is not a Claim: pass Claim(lines, setting=...)")
    own = _listed(more_rules, Rule, "more_rules")
    _check_denials(own)
    every = (*REGISTRY, *own) if own else REGISTRY
    changed = _overrides(overrides, every)
    rows = read_rows(
        {
            "history": history,
            "authorizations": authorizations,
            "coverage": coverage,
            "frequency": frequency,
            "eligibility": eligibility,
            "hospice": hospice,
            "enrollment": enrollment,
            "inpatient": inpatient,
            "received_on": received_on,
            "paid": paid,
        }
    )
    _check_paid(rows.get("paid", ()), claim)
    facts = ClaimFacts(claim, payer_named(payer), rows)
    return Review(
        facts.payer.name,
        tuple(_ran(rule, facts, changed.get(rule.id)) for rule in every),
        reference=claim.reference,
    )


def _check_paid(paid: Sequence[int], claim: Claim) -> None:
    for number in paid:
        if number > len(claim.lines):
            raise BadArgument(
                number, f"line {shown(number)} in paid=, and the claim has {len(claim.lines)} lines"
            )


def _check_denials(own: Iterable[Rule]) -> None:
    """Refuse a rule of the caller with a denial that no row states."""
    for rule in own:
        for error in rule.errors:
            if error not in denials_by_error():
                near = get_close_matches(error[:80], denials_by_error(), 1)
                raise BadArgument(
                    error,
                    f"{shown(error)} in denials= of {rule.id} is no row of denials.csv: pass one "
                    f"such as {(near or ['units invalid'])[0]!r}",
                )


def _listed(values: object, kind: type, name: str) -> tuple[Any, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise BadArgument(
            values, f"{name}={shown(values)} is not a list of {kind.__name__} objects"
        )
    entries = tuple(values)
    for each in entries:
        if not isinstance(each, kind):
            raise BadArgument(each, f"{shown(each)} in {name}= is not {kind.__name__}(...)")
    return entries


def _overrides(overrides: object, every: Sequence[Rule]) -> dict[str, Override]:
    ids = [rule.id for rule in every]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise BadArgument(
            twice, f"two rules have the id {twice}: give yours another, such as 'ACME001'"
        )
    found: dict[str, Override] = {}
    for each in _listed(overrides, Override, "overrides"):
        if each.rule not in ids:
            raise BadArgument(
                each.rule, f"{shown(each.rule)} in overrides= is no rule: see rules()"
            )
        if each.rule in found:
            raise BadArgument(each.rule, f"two overrides of {each.rule}: pass one")
        found[each.rule] = each
    return found


def _ran(rule: Rule, facts: ClaimFacts, override: Override | None) -> Ran:
    by_line = rule.looks_at != "claim"
    severity, reason = rule.severity, ""
    if override is not None:
        reason = override.reason
        if override.to != "off":
            severity = override.to
    always = _OFF if override is not None and override.to == "off" else _out_of_scope(rule, facts)
    verdicts: tuple[Verdict, ...]
    if not by_line:
        verdicts = (_looked(rule, facts) if always is None else always,)
    elif always is not None:
        verdicts = (always,) * len(facts.lines)
    else:
        verdicts = _by_line(rule, facts)
    if rule.asked and facts.blocking:
        verdicts = _with_asked(rule, verdicts, facts)
    if by_line and "paid" in facts.rows:
        verdicts = _with_paid(verdicts, facts)
    denials = drawn(rule.errors, facts.payer.line_of_business)
    return Ran(rule.id, verdicts, by_line, severity, denials, reason)


def _out_of_scope(rule: Rule, facts: ClaimFacts) -> Verdict | None:
    """What is said of every line, where a rule is not for the setting or the payer."""
    if facts.setting not in rule.settings:
        return NOT_APPLICABLE
    if not rule.payers or facts.payer.line_of_business in rule.payers:
        return None
    return _NO_BUSINESS if facts.payer.line_of_business is None else NOT_APPLICABLE


def _by_line(rule: Rule, facts: ClaimFacts) -> tuple[Verdict, ...]:
    kind, since, until = _KINDS.get(rule.looks_at), rule.since, rule.until
    if kind is None:
        found, lines = [NOT_APPLICABLE] * len(facts.lines), facts.lines
    else:
        of_others, lines = facts.once(_OF_KIND[kind])
        if not lines:
            return of_others
        found = [*of_others]
    always = since is None and until is None
    check = rule.check
    for line in lines:
        if not always:
            on = line.on
            if on is None:
                found[line.number - 1] = _NO_DATE
                continue
            if (since is not None and on < since) or (until is not None and on > until):
                found[line.number - 1] = NOT_APPLICABLE
                continue
        try:  # as _looked does, for which a call each would take as long as the checks
            verdict: object = check(line)
        except CorruptData:
            raise
        except Exception as defect:  # noqa: BLE001 - as there
            verdict = _defect(defect)
        found[line.number - 1] = verdict if isinstance(verdict, Verdict) else _no_verdict(verdict)
    return tuple(found)


def _of_kind(facts: ClaimFacts, kind: str) -> tuple[tuple[Verdict, ...], tuple[LineFacts, ...]]:
    """What a rule about one kind of line says of the others, and the lines of that kind."""
    others = tuple(_NO_CODE if each.kind is None else NOT_APPLICABLE for each in facts.lines)
    return others, tuple(each for each in facts.lines if each.kind == kind)


_OF_KIND: Final = {kind: partial(_of_kind, kind=kind) for kind in _KINDS.values()}


def _with_asked(rule: Rule, verdicts: Sequence[Verdict], facts: ClaimFacts) -> tuple[Verdict, ...]:
    """The verdicts, where a claim that asks the same itself has nothing to be found yet."""
    open_to: dict[int | None, str] = {}
    for question in facts.blocking:
        if question.kind in rule.asked:
            open_to.setdefault(question.line, question.text)
    return tuple(
        Verdict.not_checked(f"an answer to: {text}")
        if verdict.outcome == "fail" and (text := open_to.get(number) or open_to.get(None))
        else verdict
        for number, verdict in enumerate(verdicts, 1)
    )


def _with_paid(verdicts: Sequence[Verdict], facts: ClaimFacts) -> tuple[Verdict, ...]:
    """The verdicts, where a finding about a line that was paid is a possible overpayment.

    Source: 42 CFR 401.305; NGS: an adjudicated line is never sent again as new.
    """
    paid = frozenset(facts.rows["paid"])
    rule = " (60-day rule, 42 CFR 401.305)" if facts.payer.is_original_medicare else ""
    text = f"possible overpayment{rule}: the line was paid; have it reopened, do not send it again"
    return tuple(
        evolve(verdict, fix=text, asks=None)
        if verdict.outcome == "fail" and number in paid
        else verdict
        for number, verdict in enumerate(verdicts, 1)
    )


def _looked(rule: Rule, facts: ClaimFacts) -> Verdict:
    """What the rule says; its own defect is a result, and hides none of the others."""
    try:
        verdict: object = rule.check(facts)
    except CorruptData:
        raise  # the installation is damaged, and no rule can be trusted
    except Exception as defect:  # noqa: BLE001 - whatever is wrong with one rule, the others run
        return _defect(defect)
    return verdict if isinstance(verdict, Verdict) else _no_verdict(verdict)


def _defect(defect: Exception) -> Verdict:
    return Verdict("error", f"{type(defect).__name__}: {str(defect)[:200]}")


def _no_verdict(returned: object) -> Verdict:
    return Verdict("error", f"it returned {shown(returned)}, and not a Verdict")
