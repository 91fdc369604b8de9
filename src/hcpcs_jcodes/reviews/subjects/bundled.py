"""Rules about services of one date of which one is part of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from attrs import frozen

from ...administration.ways import given_by_code, initial_ranks, least_minutes
from ...claims.records import Record
from ...errors import REFUSALS
from ...payers.ncci import Bundle, edited_with, ncci_edit
from ...payers.quarters import NotChecked
from ...tables import read_table
from ...words import AdministrationSetting, FindingSeverity
from ..days import days_of, is_separated
from ..facts import ClaimFacts, LineFacts
from ..needs import without_advice
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
_NO_EDITS: Final = Verdict.not_checked("payer.cms_edits")
_NEVER: Final = "0"
# techniques by which a drug goes elsewhere than into the access site of an infusion
_OWN_SITE: Final = frozenset({"injection", "on-body injector"})
_MOST_INFUSIONS: Final = 50
_NO_MODIFIER: Final = "no modifier makes it payable: was another service meant?"
_OWN_SERVICE: Final = "was it a service of its own, apart from the infusion or injection?"


@frozen
class _Service:
    """One row of ``bundled_services.csv``."""

    code: str
    separable: bool | None
    reason: str
    source: str
    tag: str


@cache
def _services() -> Mapping[str, _Service]:
    _, *rows = read_table("bundled_services")
    known = {"yes": True, "no": False, "": None}
    return {code: _Service(code, known[separable], *rest) for code, separable, *rest in rows}


# --- CMS's edits ------------------------------------------------------------------------


@frozen
class _Edits:
    """The edits among the administration codes of a date, by the code that is not paid."""

    pairs: Mapping[str, tuple[Bundle, ...]]
    open: Mapping[str, tuple[NotChecked, ...]]


@lru_cache(maxsize=1024)
def _edits_among(codes: frozenset[str], setting: AdministrationSetting, on: date) -> _Edits:
    pairs: dict[str, tuple[Bundle, ...]] = {}
    unanswered: dict[str, tuple[NotChecked, ...]] = {}
    ranks = initial_ranks()
    for one in sorted(codes):
        for other in sorted(edited_with(one, setting) & codes):
            if other <= one or (one in ranks and other in ranks):
                continue  # two initial codes have a rule of their own
            try:
                edit = ncci_edit(one, other, setting=setting, on=on)
            except REFUSALS:
                continue
            if isinstance(edit, NotChecked):
                unanswered[other] = (*unanswered.get(other, ()), edit)
            elif edit is not None:
                pairs[edit.column2] = (*pairs.get(edit.column2, ()), edit)
    return _Edits(pairs, unanswered)


def _edits_by_date(claim: ClaimFacts) -> Mapping[date, _Edits]:
    """The edits of each date that has two administration codes or more."""
    where: AdministrationSetting = "facility" if claim.setting == "facility" else "professional"
    codes: dict[date, set[str]] = {}
    for line in claim.lines:
        code, on = line.code, line.on
        if on is None or code is None or line.kind != "administration":
            continue
        if code not in _services():
            codes.setdefault(on, set()).add(code)
    return {
        on: _edits_among(frozenset(each), where, on) for on, each in codes.items() if len(each) > 1
    }


def _edits_of(line: LineFacts, on: date) -> tuple[Sequence[Bundle], Sequence[NotChecked]] | None:
    """The edits by which a line is not paid, and those that are not known; None if none concern it."""
    code, edits = line.code, line.claim.once(_edits_by_date).get(on)
    if edits is None:
        return None
    pairs, unanswered = edits.pairs.get(code or "", ()), edits.open.get(code or "", ())
    return (pairs, unanswered) if pairs or unanswered else ((), ())


def _never_together(line: LineFacts) -> Verdict:
    if line.on is None:
        return _NO_DATE
    edits = _edits_of(line, line.on)
    if edits is None:
        return NOT_APPLICABLE
    pairs, unanswered = edits
    never = [each for each in pairs if each.modifier_indicator == _NEVER]
    if line.payer.cms_edits is not True and (never or unanswered):
        return _NO_EDITS
    if not never:
        return _unless(unanswered)
    edit = never[0]
    return Verdict.failed(
        f"{edit.column2} is never paid beside {edit.column1} on {line.on}, with a modifier or without",
        field="code",
        evidence=tuple(map(_text, never)),
        fix=f"only {edit.column1} is paid: which of the two was done?",
        asks="coder",
        also=_numbers(never, line, line.on),
    )


def _together_with_modifier(line: LineFacts) -> Verdict:
    if line.on is None:
        return _NO_DATE
    edits = _edits_of(line, line.on)
    if edits is None:
        return NOT_APPLICABLE
    pairs, unanswered = edits
    separable = [each for each in pairs if each.separable]
    if line.payer.cms_edits is not True and (separable or unanswered):
        return _NO_EDITS
    if not separable:
        return _unless(unanswered)
    without = [each for each in separable if not _is_separated(each, line)]
    if not without:
        given = given_by_code(line.code or "")
        if given is not None and given[1] in _OWN_SITE:
            return _unless(unanswered)
    edit = (without or separable)[0]
    severity: FindingSeverity | None = None if without else "verify"
    beside = "needs a modifier to be paid" if without else "is paid by its modifier alone"
    return Verdict.failed(
        f"{edit.column2} {beside} beside {edit.column1} on {line.on}",
        field="modifiers",
        evidence=tuple(map(_text, without or separable)),
        fix="does the record show another site, another access or another visit?",
        asks="nurse",
        severity=severity,
        also=_numbers(without or separable, line, line.on),
    )


def _unless(unanswered: Sequence[NotChecked]) -> Verdict:
    if not unanswered:
        return PASS
    return Verdict.not_checked(
        *(without_advice(f"{each.what}: {each.reason}") for each in unanswered)
    )


def _is_separated(edit: Bundle, line: LineFacts) -> bool:
    """Whether a modifier tells the two apart: on the line, or on one of the code that is paid.

    Source: NCCI Policy Manual, ch. I §E: on either code.
    """
    if is_separated(line):
        return True
    on = line.on
    return on is not None and (edit.column1, on) in line.claim.once(_all_separated)


def _all_separated(claim: ClaimFacts) -> frozenset[tuple[str, date]]:
    """The codes and dates of which every line has a modifier that tells its service apart."""
    lines = claim.by_code_and_date
    return frozenset(key for key, alike in lines.items() if all(map(is_separated, alike)))


def _text(edit: Bundle) -> str:
    return (
        f"{edit.column1} and {edit.column2}, modifier indicator {edit.modifier_indicator}, "
        f"edits of {edit.quarter} ({edit.basis})"
    )


def _numbers(edits: Sequence[Bundle], line: LineFacts, on: date) -> tuple[int, ...]:
    lines = line.claim.by_code_and_date
    first = (lines.get((each.column1, on), ())[:1] for each in edits)
    return tuple(each.number for few in first for each in few)


# --- services that are part of giving a drug --------------------------------------------


def _part_of_giving(line: LineFacts) -> Verdict:
    service = _services().get(line.code or "")
    if service is None:
        return NOT_APPLICABLE
    if line.on is None:
        return _NO_DATE
    giving = line.claim.once(days_of).of_families.get(line.on)
    if not giving:
        return PASS
    return Verdict.failed(
        f"{service.code} beside {giving[0].code} on {line.on}: {service.reason}",
        field="code",
        evidence=(service.source, f"modifiers {' '.join(line.modifiers) or 'none'}"),
        fix=_NO_MODIFIER if service.separable is False else _OWN_SERVICE,
        asks="coder",
        severity=_severity(service, line),
        also=(giving[0].number,),
    )


def _severity(service: _Service, line: LineFacts) -> FindingSeverity | None:
    """An error only where it is published, and where no modifier and no packaging may decide."""
    may_be_separate = service.separable is not False and is_separated(line)
    if service.tag == "M" or may_be_separate or line.setting == "facility":
        return "verify"
    return None if line.payer.cms_edits is True else "warning"


# --- hydration at the same time ---------------------------------------------------------


def _concurrent(line: LineFacts) -> Verdict:
    given = given_by_code(line.code or "")
    if given is None or given[0] != "hydration":
        return NOT_APPLICABLE
    on = line.on
    if on is None:
        return _NO_DATE
    infusions = [
        each
        for each in line.claim.once(_infusions_by_date).get(on, ())[: _MOST_INFUSIONS + 1]
        if each is not line
    ]
    if not infusions:
        return PASS
    own, theirs = _times(line), [_times(each) for each in infusions]
    known = [each for each in theirs if each is not None]
    if own is None or len(known) < len(theirs) or len(known) > _MOST_INFUSIONS:
        return Verdict.not_checked("the start and stop of the hydration and of each infusion")
    if any((each[0].tzinfo is None) != (own[0].tzinfo is None) for each in known):
        return Verdict.not_checked("times that all have a time zone, or none")
    left, least = _minutes_left(own, known), least_minutes("initial", "hydration")
    if left >= least:
        return PASS
    return Verdict.failed(
        f"{line.code} on {on}: {left} minutes of hydration without an infusion at the same time",
        field="code",
        evidence=(
            f"hydration {own[0]:%H:%M} to {own[1]:%H:%M}",
            *(f"infusion {start:%H:%M} to {stop:%H:%M}" for start, stop in known[:4]),
        ),
        fix="did fluid run alone, for its own reason, and for how long?",
        asks="nurse",
        also=tuple(each.number for each in infusions[:4]),
    )


def _infusions_by_date(claim: ClaimFacts) -> Mapping[date, Sequence[LineFacts]]:
    """The lines of infusions of drugs, of each date."""
    found: dict[date, list[LineFacts]] = {}
    for line in claim.lines:
        given = given_by_code(line.code or "")
        if line.on is None or given is None or given[1] != "infusion":
            continue
        if given[0] != "hydration":
            found.setdefault(line.on, []).append(line)
    return found


def _times(line: LineFacts) -> tuple[datetime, datetime] | None:
    """When the one event of a line started and stopped; those of several say nothing of each."""
    record = line.line.record
    if record is None or record.start is None or record.stop is None or len(line.line.events) > 1:
        return None
    return record.start, record.stop


def _minutes_left(
    own: tuple[datetime, datetime], others: Sequence[tuple[datetime, datetime]]
) -> int:
    """The minutes of a span that no other covers."""
    at, stop = own
    left = timedelta()
    for start, end in sorted(others):
        if start > at:
            left += min(start, stop) - at
        at = min(max(at, end), stop)
    return int((left + (stop - at)).total_seconds()) // 60


_MANUAL: Final = "NCCI Policy Manual of 2026, ch. XI §B and §N"
_EDITS: Final = "CMS, NCCI procedure to procedure edits"
_ADMINISTERED: Final = ("professional", "facility")
_RITUXIMAB: Final = {"code": "J9312", "units": 72, "modifiers": ("JZ",)}
_PEGFILGRASTIM: Final = {"code": "J2506", "units": 12, "modifiers": ("JZ",)}
_COMPLEX: Final = {"way": ("complex", "infusion", "initial"), "units": 1}
_INJECTION: Final = {"way": ("therapeutic", "injection", "injection"), "units": 1}
_PUMP: Final = {"way": ("complex", "pump", "prolonged"), "units": 1}
_REFILL: Final = {"way": ("", "refill", "refill"), "units": 1}
_FLUID: Final = {"way": ("hydration", "infusion", "additional hour"), "units": 1}
_VISIT: Final = {"way": ("", "visit", "visit"), "units": 1, "modifiers": ("25",)}


def _from(start: str, stop: str) -> Record:
    return Record(start=f"2025-08-01 {start}", stop=f"2025-08-01 {stop}")


RULES: Final = (
    Rule(
        "BND001",
        "codes that are never paid together",
        "Of a pair with modifier indicator 0, the second code is not paid on the same date.",
        _EDITS,
        _never_together,
        looks_at="administration line",
        settings=_ADMINISTERED,
        needs=("payer.cms_edits",),
        denials=("bundled",),
        draws=Example((_PUMP, {**_REFILL, "modifiers": ("59",)}), setting="facility"),
        passes=Example((_COMPLEX, {**_REFILL, "modifiers": ("59",)}), setting="facility"),
    ),
    Rule(
        "BND002",
        "codes that are paid together with a modifier",
        "Of a pair with modifier indicator 1, both are paid if a modifier tells them apart.",
        f"{_EDITS}; NCCI Policy Manual, ch. I §E",
        _together_with_modifier,
        looks_at="administration line",
        settings=_ADMINISTERED,
        needs=("payer.cms_edits",),
        denials=("bundled",),
        draws=Example((_RITUXIMAB, _COMPLEX, _PEGFILGRASTIM, _INJECTION)),
        passes=Example(
            (_RITUXIMAB, _COMPLEX, _PEGFILGRASTIM, {**_INJECTION, "modifiers": ("59",)})
        ),
    ),
    Rule(
        "BND003",
        "service that is part of giving a drug",
        "Placing a line, flushing it and a nurse's visit are part of an infusion or injection.",
        f"{_MANUAL}; bundled_services.csv",
        _part_of_giving,
        settings=_ADMINISTERED,
        denials=("bundled",),
        draws=Example((_PEGFILGRASTIM, _INJECTION, _VISIT)),
        passes=Example((_PEGFILGRASTIM, _INJECTION, {**_VISIT, "on": "2025-08-02"})),
    ),
    Rule(
        "BND004",
        "hydration at the same time as an infusion",
        "Fluid that runs while a drug is infused is not reported.",
        _MANUAL,
        _concurrent,
        looks_at="administration line",
        severity="verify",
        settings=_ADMINISTERED,
        needs=("start and stop of the hydration and of the infusions",),
        denials=("bundled",),
        draws=Example(
            (
                _RITUXIMAB,
                {**_COMPLEX, "record": _from("09:00", "13:00")},
                {**_FLUID, "record": _from("08:30", "10:00")},
            )
        ),
        passes=Example(
            (
                _RITUXIMAB,
                {**_COMPLEX, "record": _from("09:00", "13:00")},
                {**_FLUID, "record": _from("08:29", "10:00")},
            )
        ),
    ),
)
