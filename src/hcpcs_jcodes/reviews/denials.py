"""A denial that came back, to what to look at first and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, cast

from attrs import frozen

from ..amounts.arguments import checked_flag, is_given, shown, whole_number
from ..claims.claim import Claim
from ..claims.lines import ClaimLine, ReceivedLine
from ..codes.periods import DateLike, plain_date
from ..errors import BadArgument
from ..payers.named import payer_named
from ..payers.payer import Payer
from ..tables import read_table, texts_of
from ..words import CERTAINTIES, DENIAL_GROUPS, DenialGroup, DenialRoute, DenialState
from .denial_rows import denials_by_error, denials_of
from .explained import Cause, Explanation
from .filing_days import days_later, last_day_to_file
from .registry import REGISTRY
from .results import Denial, Result
from .reviewing import review

__all__ = ["explain_denial"]

_CARC: Final = re.compile("[0-9]{1,3}|[A-Z][0-9]{1,2}")
_ABOVE_ALL: Final = 1000
_RARC: Final = re.compile("(M|MA|N)[0-9]{1,3}")
# 42 CFR 405.980(c)(1): a party may ask for any reason, within a year of the decision
_REOPENED_WITHIN: Final = 365
# NGS: this remark, and not a reason code by itself, says that there was no decision to appeal
_UNPROCESSABLE: Final = "MA130"
_NO_APPEAL: Final = "N211"
_APPEAL: Final = "if the payer is wrong, its appeal is open"
_OWES: Final[Mapping[str, str]] = {
    "CO": "the provider, by contract: do not bill the patient",
    "PR": "the patient",
    "OA": "neither by this code: another adjustment says who",
    "PI": "the provider, by the payer's own rule: do not bill the patient",
}
_RECORD_FIRST: Final = "change a diagnosis, an NDC or a modifier without the record"


@frozen
class _Code:
    """One row of the table of reason codes."""

    meaning: str
    state: DenialState
    seen: bool
    documents: tuple[str, ...]


@cache
def _codes() -> Mapping[str, _Code]:
    _, *rows = read_table("denial_codes")
    return {
        carc: _Code(meaning, cast("DenialState", state), seen == "yes", texts_of(documents))
        for carc, meaning, state, seen, documents, *_ in rows
    }


@cache
def _remarks() -> Mapping[str, str]:
    _, *rows = read_table("remark_codes")
    return {rarc: meaning for rarc, meaning, _ in rows}


@cache
def _rules_of() -> Mapping[str, tuple[str, ...]]:
    """The ids of the rules of each error."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in REGISTRY:
        for error in rule.errors:
            found[error] = (*found.get(error, ()), rule.id)
    return found


def explain_denial(  # noqa: PLR0913 - each is a part of what came back
    carc: str | int | None = None,
    rarcs: Iterable[str] | str = (),
    group: DenialGroup | None = None,
    *,
    line: ClaimLine | ReceivedLine | None = None,
    claim: Claim | None = None,
    payer: Payer | str | None = None,
    decided_on: DateLike | None = None,
    front_end: bool = False,
) -> Explanation:
    """What a denial says: what to look at first, who owes, and what way is left.

    Args:
        carc: the claim adjustment reason code, such as "181"; None if the claim was rejected
            before any decision.
        rarcs: the remark codes beside it.
        group: the group code, one of ``DENIAL_GROUPS``.
        line: the line that it is about.
        claim: the claim that it is about; with ``line``, the line is one of its lines.
        payer: the payer that sent it.
        decided_on: the date of the remittance, from which the days to appeal are counted.
        front_end: whether the clearing house or the payer's front end rejected it.

    Returns:
        The explanation. A code that is not included has no causes, and says so.

    Raises:
        BadArgument: a code is not one, or neither a code nor ``front_end`` was passed.
        BadClaimLine: no payer of that name is included. BadDate: this is not a date.

    The evidence is what :func:`review` finds, so it needs the payer. A line without its claim is
    reviewed as one of a facility if it has a revenue code, otherwise of a practitioner. The days
    of 42 CFR 405.942 are counted from the receipt of the decision, which is taken to be five days
    after its date: ``last_day`` is counted from the date, and is the safe one.

    Source: ``denial_codes.csv``, ``remark_codes.csv`` and ``denials.csv``, each row with how sure
    it is; 42 CFR 405.942 and 405.980 for appeals and reopenings of Original Medicare.

    >>> from datetime import date
    >>> line = ClaimLine("J9310", 8, on=date(2025, 8, 1))
    >>> told = explain_denial("181", ["M20"], "CO", line=line, payer="medicare")
    >>> told.state, told.causes[0].rules[0]
    ('denied', 'CODE002')
    """
    rejected = checked_flag(front_end, "front_end")
    reason = _reason(carc, front_end=rejected)
    remarks = _checked_remarks(rarcs)
    who = _checked_group(group)
    whose = payer_named(payer) if is_given(payer) else None
    decided = plain_date(decided_on) if is_given(decided_on) else None
    about = _about(line, claim)
    known = _codes().get(reason)
    state: DenialState | None = "rejected at the front end" if rejected else _state(known, remarks)
    causes = _causes(reason, remarks, about, line, whose)
    route, last_day, notes = _way(state, causes, whose, decided, line or _earliest(about), reason)
    if reason and known is None:
        notes = (f"{reason} is not in the table of this library: read the payer's own page", *notes)
    if known is not None and not known.seen:
        notes = (f"{reason} cannot be seen from a drug line", *notes)
    if final := _without_appeal(causes, remarks, whose):
        notes = tuple(final if each == _APPEAL else each for each in notes)
    notes = (*notes, *_about_evidence(line, claim, whose))
    return Explanation(
        carc=reason,
        meaning=known.meaning if known else "" if reason else "rejected before any decision",
        remarks=tuple((each, _remarks().get(each, "not included")) for each in remarks),
        state=state,
        owes=_owes(who, state),
        causes=causes,
        seen=known.seen if known else None,
        route=route,
        last_day=last_day,
        documents=known.documents if known else (),
        amount=_amount(line, claim),
        never=_never(who, state, whose),
        notes=notes,
    )


def _reason(carc: object, *, front_end: bool) -> str:
    if not is_given(carc):
        if front_end:
            return ""
        raise BadArgument(carc, "pass the reason code, such as carc='181', or front_end=True")
    number = whole_number(carc)
    text = str(number) if number is not None and 0 < number < _ABOVE_ALL else carc
    plain = text.strip().upper() if isinstance(text, str) else ""
    if "-" in plain and plain.partition("-")[0] in DENIAL_GROUPS:
        raise BadArgument(
            carc,
            f"{shown(carc)} has the group before it: pass carc={plain.partition('-')[2]!r}, "
            f"group={plain.partition('-')[0]!r}",
        )
    if _RARC.fullmatch(plain):
        raise BadArgument(carc, f"{shown(carc)} is a remark code: pass it in rarcs=")
    if not _CARC.fullmatch(plain):
        raise BadArgument(carc, f"carc={shown(carc)} is not a reason code: pass one such as '181'")
    return plain.lstrip("0") or plain


def _checked_remarks(rarcs: object) -> tuple[str, ...]:
    pieces = re.split(r"[\s,;]+", rarcs.strip()) if isinstance(rarcs, str) else rarcs
    if not isinstance(pieces, Iterable):
        raise BadArgument(rarcs, f"rarcs={shown(rarcs)} is not a list of remark codes")
    found: list[str] = []
    for each in pieces:
        plain = each.strip().upper() if isinstance(each, str) else ""
        if isinstance(each, str) and not plain:
            continue
        if not _RARC.fullmatch(plain):
            raise BadArgument(each, f"{shown(each)} is not a remark code, such as 'M20' or 'MA130'")
        found.append(plain)
    return tuple(dict.fromkeys(found))


def _checked_group(group: object) -> DenialGroup | None:
    if not is_given(group):
        return None
    plain = group.strip().upper() if isinstance(group, str) else ""
    if plain not in DENIAL_GROUPS:
        raise BadArgument(
            group, f"group={shown(group)}: pass one of {', '.join(map(repr, DENIAL_GROUPS))}"
        )
    return plain


def _about(line: object, claim: object) -> Claim | None:
    """The claim that is reviewed for evidence."""
    if claim is not None and not isinstance(claim, Claim):
        raise BadArgument(claim, f"claim={shown(claim)} is not a Claim")
    if line is None:
        return claim
    if not isinstance(line, ClaimLine | ReceivedLine):
        raise BadArgument(line, f"line={shown(line)} is not a ClaimLine")
    if claim is None:
        return Claim([line], setting="facility" if line.revenue_code else "professional")
    if line not in claim.lines:
        raise BadArgument(line, f"line={shown(line)} is not a line of claim=: pass one of them")
    return claim


def _earliest(claim: Claim | None) -> ClaimLine | ReceivedLine | None:
    """The line whose days to file end first."""
    dated = [each for each in (claim.lines if claim is not None else ()) if each.on is not None]
    return min(dated, key=lambda each: each.to or each.on or date.max, default=None)


def _state(known: _Code | None, remarks: Sequence[str]) -> DenialState | None:
    """What became of the line; None if the code is not included."""
    if _UNPROCESSABLE in remarks:
        return "unprocessable"
    return known.state if known is not None else None


def _about_evidence(line: object, claim: Claim | None, payer: Payer | None) -> tuple[str, ...]:
    """What the evidence lacks."""
    if line is None and claim is None:
        return ()
    if payer is None:
        return ("the evidence of the line needs the payer: pass payer=",)
    if claim is None:
        return ("the line was reviewed without its claim: pass claim= too",)
    return ()


def _causes(
    reason: str,
    remarks: Sequence[str],
    about: Claim | None,
    line: ClaimLine | ReceivedLine | None,
    payer: Payer | None,
) -> tuple[Cause, ...]:
    """The errors that are sent so, the likeliest first: by remarks, evidence, and how sure.

    Where a remark names an error, what has neither the remark nor evidence is none of them. That
    there was no decision is no remark on the error.
    """
    findings = _findings(about, line, payer)
    said = {*remarks} - {_UNPROCESSABLE}
    ranked: list[tuple[tuple[int, ...], Cause]] = []
    for error in denials_by_error():
        rows = _rows_of(error, reason, payer)
        if not rows:
            continue
        best = max(rows, key=lambda each: len({*each.rarcs} & said))
        common = len({*best.rarcs} & said)
        rules = _rules_of().get(error, ())
        found = tuple(each for each in findings if each.rule in rules)
        rank = (-common, -bool(found), CERTAINTIES.index(best.certainty))
        ranked.append((rank, Cause(error, best.certainty, best.source, rules, found)))
    ranked.sort(key=lambda each: each[0])
    is_named = bool(ranked) and ranked[0][0][0] < 0
    return tuple(
        cause for (common, *_), cause in ranked if common < 0 or cause.findings or not is_named
    )


def _rows_of(error: str, reason: str, payer: Payer | None) -> list[Denial]:
    """The rows of an error and a code that speak for a payer."""
    business = payer.line_of_business if payer is not None else None
    return [each for each in denials_of(error, business) if each.carc == reason]


def _findings(
    about: Claim | None, line: ClaimLine | ReceivedLine | None, payer: Payer | None
) -> tuple[Result, ...]:
    if about is None or payer is None:
        return ()
    found = review(about, payer=payer).findings
    if line is None:
        return found
    same = [at for at, each in enumerate(about.lines, 1) if each is line]
    number = same[0] if same else about.lines.index(line) + 1
    return tuple(each for each in found if number in {place.line for place in each.places})


def _way(  # noqa: PLR0913, PLR0917 - each decides
    state: DenialState | None,
    causes: Sequence[Cause],
    payer: Payer | None,
    decided: date | None,
    line: ClaimLine | ReceivedLine | None,
    reason: str,
) -> tuple[DenialRoute | None, date | None, tuple[str, ...]]:
    """What way is left, until when, and what that lacks."""
    why: tuple[str, ...]
    if state == "patient's share":
        return "none", None, ()
    if state in {"rejected at the front end", "unprocessable"}:
        last = _last_to_file(payer, line)
        why = () if last else ("the last day needs payer.days_to_file and the date of service",)
        return "new claim", last, why
    actions = {each.action for cause in causes for each in _rows_of(cause.error, reason, payer)}
    if state == "reduced" or actions == {"none"}:
        return "none", None, (_APPEAL,)
    if not actions:
        return None, None, ("what way is left depends on the cause, which is not known here",)
    if "bill another payer" in actions:
        return "another payer", None, ("its own days to file count, from the date of service",)
    if payer is None:
        return None, None, ("the way is the payer's: pass payer=",)
    appeal: DenialRoute = "redetermination" if payer.is_original_medicare else "appeal"
    until, why = _after(decided, payer.days_to_appeal)
    if "appeal" in actions and "correct and resend" not in actions:
        return appeal, until, why
    either = (
        (f"if the claim was right: {appeal}{f', until {until}' if until else ''}",)
        if actions & {"appeal", "either"}
        else ()
    )
    if payer.is_original_medicare:
        last, why = _reopened_until(decided)
        return "reopening", last, (*why, *either)
    if payer.correction is None:
        why = ("how a claim is corrected is the payer's rule: payer.correction",)
        return None, None, (*why, *either)
    last = _last_to_file(payer, line)
    why = () if last else ("the last day needs payer.days_to_file and the date of service",)
    return payer.correction, last, (*why, *either)


def _without_appeal(causes: Sequence[Cause], remarks: Sequence[str], payer: Payer | None) -> str:
    """What is left where the decision has no appeal; "" if it has one."""
    is_late = any(each.error == "timely filing" for each in causes)
    if is_late and payer is not None and payer.is_original_medicare:
        return (
            "that a claim came too late has no appeal (42 CFR 405.926(n)): ask the contractor "
            "for one of the exceptions of 42 CFR 424.44(b), with proof"
        )
    return f"{_NO_APPEAL} says that there is no appeal" if _NO_APPEAL in remarks else ""


def _reopened_until(decided: date | None) -> tuple[date | None, tuple[str, ...]]:
    if decided is None:
        return _after(None, _REOPENED_WITHIN)
    return last_day_to_file(decided, _REOPENED_WITHIN), ()


def _after(decided: date | None, days: int | None) -> tuple[date | None, tuple[str, ...]]:
    if decided is None:
        return None, ("the last day is counted from the decision: pass decided_on=",)
    if days is None:
        return None, ("the last day needs payer.days_to_appeal",)
    return days_later(decided, days), ()


def _last_to_file(payer: Payer | None, line: ClaimLine | ReceivedLine | None) -> date | None:
    if payer is None or payer.days_to_file is None or line is None or line.on is None:
        return None
    return last_day_to_file(line.to or line.on, payer.days_to_file)


def _owes(group: DenialGroup | None, state: DenialState | None) -> str:
    if state in {"rejected at the front end", "unprocessable"}:
        return "nobody yet: there was no decision; do not bill the patient"
    return _OWES[group] if group is not None else ""


def _never(
    group: DenialGroup | None, state: DenialState | None, payer: Payer | None
) -> tuple[str, ...]:
    found: list[str] = []
    if group in {"CO", "PI"}:
        found.append("bill the patient")
    decided = state not in {"rejected at the front end", "unprocessable"}
    if decided and payer is not None and payer.is_original_medicare:
        found.append("send the line again as new: it was decided, and would be a duplicate")
    return (*found, _RECORD_FIRST)


def _amount(line: ClaimLine | ReceivedLine | None, claim: Claim | None) -> Decimal | None:
    if line is not None:
        return line.charge
    return claim.charge if claim is not None else None
