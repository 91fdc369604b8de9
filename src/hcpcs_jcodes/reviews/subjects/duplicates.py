"""Rules about lines that are billed twice, and about one drug on several lines."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from attrs import frozen

from ...claims.claim import Claim
from ...claims.lines import ClaimLine, ReceivedLine
from ...payers.mue_limits import Mue
from ...words import FindingSeverity
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# each says that the line is no duplicate of another, or goes on further lines above a limit
_REPEATED: Final = frozenset({"76", "77", "59", "XE", "XS", "XP", "XU"})
_DUPLICATES: Final = "CMS, MM8121; Medicare Claims Processing Manual (IOM 100-04), ch. 1 §120"
# of a type of bill: the claim replaces or cancels an earlier one
_REPLACES: Final = ("7", "8")
_NO_HISTORY: Final = Verdict.not_checked("history")
_NO_KEY: Final = Verdict.not_checked("a code and a date of service that can be read")


def _key(
    line: ClaimLine | ReceivedLine, modifiers: Iterable[str], claim: Claim
) -> tuple[Hashable, ...]:
    """What two lines have alike if one is the other again: the side is a modifier."""
    return (
        line.code,
        line.on,
        line.to,
        frozenset(modifiers),
        line.ndc,
        line.narrative,
        line.revenue_code,
        line.place_of_service or claim.place_of_service,
    )


def _amounts(line: ClaimLine | ReceivedLine) -> tuple[int | Decimal | None, Decimal | None]:
    return line.units, line.charge


# --- on the claim -----------------------------------------------------------------


@frozen(eq=False)
class _Alike:
    """The lines of one code and date that nothing distinguishes but a modifier for more lines."""

    first: LineFacts
    numbers: tuple[int, ...]
    units: int | Decimal | None
    charge: Decimal


def _twice(claim: ClaimFacts) -> Mapping[int, int]:
    """The number of the first of two equal lines, by that of the second."""
    found: dict[int, int] = {}
    for lines in _several(claim):
        seen: dict[tuple[Hashable, ...], int] = {}
        for each in lines:
            if not _repeats(each):
                key = (*_key(each.line, each.modifiers, claim.claim), *_amounts(each.line))
                if seen.setdefault(key, each.number) != each.number:
                    found[each.number] = seen[key]
    return found


def _repeats(line: LineFacts) -> bool:
    """Whether a modifier says that it is no duplicate."""
    return bool(line.modifiers) and not _further(line).isdisjoint(line.modifiers)


def _further(line: LineFacts) -> frozenset[str]:
    own = {line.payer.repeat_modifier, line.payer.over_limit_modifier} - {None, ""}
    return _REPEATED.union(each for each in own if each)


def _several(claim: ClaimFacts) -> Iterator[tuple[LineFacts, ...]]:
    return (lines for lines in claim.by_code_and_date.values() if len(lines) > 1)


def _split(claim: ClaimFacts) -> Mapping[int, _Alike]:
    """The lines that are alike, by the number of each."""
    found: dict[int, _Alike] = {}
    for lines in _several(claim):
        if lines[0].kind != "drug":
            continue
        groups: dict[tuple[Hashable, ...], list[LineFacts]] = {}
        for each in lines:
            key = _key(each.line, set(each.modifiers) - _further(each), claim.claim)
            groups.setdefault((*key, *_of_record(each.line)), []).append(each)
        for group in groups.values():
            if len(group) > 1:
                units = [each.units for each in group if each.units is not None]
                alike = _Alike(
                    group[0],
                    tuple(each.number for each in group),
                    sum(units) if len(units) == len(group) else None,
                    sum((each.line.charge or Decimal(0) for each in group), Decimal(0)),
                )
                found.update((each.number, alike) for each in group)
    return found


def _of_record(line: ClaimLine | ReceivedLine) -> tuple[Hashable, ...]:
    """What was charted that may need a line of its own."""
    record = line.record
    return () if record is None else (record.container, record.route, record.acquired)


def _duplicate(line: LineFacts) -> Verdict:
    if line.code is None or line.on is None:
        return NOT_APPLICABLE if line.needs_no_code else _NO_KEY
    first = line.claim.once(_twice).get(line.number)
    if first is None:
        return PASS
    return Verdict.failed(
        f"line {line.number} is line {first} again: {_shown(line.line)}",
        evidence=("the same code, dates, units, modifiers and NDC, and no modifier says why",),
        fix="was it given or done twice, or billed twice? What was given of a drug on one date "
        "goes on one line",
        asks="billing",
        severity=_how_sure(line, line.claim.lines[first - 1]),
        also=(first,),
    )


def _how_sure(line: LineFacts, first: LineFacts) -> FindingSeverity | None:
    """A line that the record tells apart, or that may be of another drug, is only a question."""
    version = line.version
    may_be_other = version is not None and version.is_noc and line.line.ndc is None
    if may_be_other or _of_record(line.line) != _of_record(first.line):
        return "verify"
    return "warning" if line.setting == "facility" else None


def _shown(line: ClaimLine | ReceivedLine) -> str:
    return f"{'-'.join((line.code or '?', *line.modifiers))} x {line.units} on {line.on}"


def _several_lines(line: LineFacts) -> Verdict:
    claim, payer = line.claim, line.payer
    alike = claim.once(_split).get(line.number)
    if alike is None:
        return PASS if line.code and line.on else _NO_KEY
    if line is alike.first or line.number in claim.once(_twice):
        return PASS  # a later line says it, or that it is a duplicate
    total, limit = alike.units, payer.line_limit
    if total is None:
        return Verdict.not_checked("units that can be read")
    if line.setting == "professional" and limit is not None and total > limit:
        return PASS
    if payer.charge_limit is not None and alike.charge > payer.charge_limit:
        return PASS
    mue = line.mue
    if isinstance(mue, Mue) and mue.per_line and total > mue.units:
        return PASS
    number = len(alike.numbers)
    return Verdict.failed(
        f"{line.code} is on {number} lines of {line.on}, and nothing tells them apart",
        evidence=(f"{total} units in all, which go on one line",),
        fix="were they of two NDCs, containers or sides? Otherwise bill the sum on one line",
        asks="billing",
        also=tuple(each for each in alike.numbers[:_MOST_NAMED] if each != line.number),
    )


_MOST_NAMED: Final = 10


# --- on earlier claims ------------------------------------------------------------


def _on_earlier_claim(claim: ClaimFacts) -> Verdict:
    history = claim.rows.get("history")
    if history is None:
        return _NO_HISTORY
    bill, reference = claim.claim.type_of_bill, claim.claim.reference
    if bill is not None and bill[-1] in _REPLACES:
        return NOT_APPLICABLE
    billed: dict[tuple[Hashable, ...], set[tuple[object, object]]] = {}
    for earlier in history:
        if earlier is claim.claim or (reference is not None and earlier.reference == reference):
            continue  # the claim itself
        for line in earlier.lines:
            if line.code is not None and line.on is not None:
                billed.setdefault(_key(line, line.modifiers, earlier), set()).add(_amounts(line))
    again: list[LineFacts] = []
    is_sure = False
    for each in claim.lines:
        amounts = billed.get(_key(each.line, each.modifiers, claim.claim))
        if amounts is not None:
            again.append(each)
            is_sure = is_sure or _amounts(each.line) in amounts
    if not again:
        return PASS
    more = f" and {len(again) - 1} more" if len(again) > 1 else ""
    return Verdict.failed(
        f"{_shown(again[0].line)}{more} was on an earlier claim",
        evidence=tuple(f"line {each.number}: {_shown(each.line)}" for each in again[:_MOST_NAMED]),
        fix="what became of the earlier claim? One that was paid or denied is replaced, reopened "
        "or appealed; one that was rejected or returned unprocessed is sent again",
        asks="billing",
        severity="warning" if is_sure else "verify",
        also=tuple(each.number for each in again),
    )


def _lines(*lines: Mapping[str, object], **more: object) -> Example:
    return Example(lines, **more)  # type: ignore[arg-type]


_RITUXIMAB: Final = {"code": "J9312", "units": 36, "modifiers": ("JZ",)}
_EARLIER: Final = _lines(_RITUXIMAB).made()

RULES: Final = (
    Rule(
        "DUP001",
        "duplicate line",
        "A line that repeats another and has no modifier that says why is denied as its duplicate.",
        _DUPLICATES,
        _duplicate,
        not_for="lines with a repeat or distinct-service modifier, such as 76 or 59",
        denials=("duplicate",),
        draws=_lines(_RITUXIMAB, _RITUXIMAB),
        passes=_lines(_RITUXIMAB, {**_RITUXIMAB, "on": "2025-08-02"}),
    ),
    Rule(
        "DUP002",
        "one drug on several lines",
        "Units are of the sum of a drug on a date, so without a reason it is on one line.",
        "Noridian; FCSO, 2024-04-05: further lines are for units above the limit of a line",
        _several_lines,
        looks_at="drug line",
        severity="verify",
        not_for="lines split at the line limit, the charge limit or an MUE of each line",
        denials=("duplicate",),
        draws=_lines(_RITUXIMAB, {**_RITUXIMAB, "units": 35}),
        passes=_lines(
            _RITUXIMAB | {"ndc": "50242-0053-06"},
            {**_RITUXIMAB, "units": 35, "ndc": "50242-0051-21"},
        ),
    ),
    Rule(
        "DUP004",
        "duplicate of an earlier claim",
        "A line that the payer decided on an earlier claim is denied as its duplicate.",
        _DUPLICATES + "; NGS",
        _on_earlier_claim,
        looks_at="claim",
        severity="warning",
        needs=("history",),
        not_for="claims that replace or cancel an earlier one",
        denials=("duplicate",),
        draws=_lines(_RITUXIMAB, rows={"history": (_EARLIER,)}),
        passes=_lines({**_RITUXIMAB, "on": "2025-08-02"}, rows={"history": (_EARLIER,)}),
    ),
)
