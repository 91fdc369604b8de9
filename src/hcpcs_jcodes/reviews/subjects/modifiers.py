"""Rules about the modifiers of a line: their form, their dates, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from ...checks.modifier_rows import (
    ModifierRule,
    modifier_periods,
    modifiers_listed,
    modifiers_of_need,
    rules_of_code,
    rules_of_modifier,
)
from ...claims.lines import ReceivedLine
from ...claims.modifiers import MOST_MODIFIERS
from ...claims.received import modifiers_read
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES", "applying"]

_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
_NO_BUSINESS: Final = Verdict.not_checked("payer.line_of_business")
_WHAT: Final = "which of them does the record support?"


def applying(line: LineFacts, rows: Sequence[ModifierRule]) -> ModifierRule | Verdict:
    """The row that is for a line, or why there is none: not applicable, or what is not known."""
    if not rows:
        return NOT_APPLICABLE
    if line.on is None:
        return _NO_DATE
    payer, none = line.payer, NOT_APPLICABLE
    business = payer.line_of_business
    for row in rows:
        if not row.is_of(line.on) or not payer.contractor.startswith(row.contractor):
            continue
        if not row.lines_of_business or business in row.lines_of_business:
            return row
        if business is None:
            none = _NO_BUSINESS
    return none


def _malformed(line: LineFacts) -> Verdict:
    received = line.line
    if not isinstance(received, ReceivedLine):
        return PASS if line.modifiers else NOT_APPLICABLE
    text = received.as_read.get("modifiers", "")
    read = modifiers_read(text) if text else []
    if not read:
        return NOT_APPLICABLE
    known = set(line.modifiers)
    wrong = [each for each in read[: len(known) + MOST_MODIFIERS] if each not in known]
    if not wrong or len(line.modifiers) > MOST_MODIFIERS:
        return PASS
    only_case = all(each.upper() in known for each in wrong)
    return Verdict.failed(
        f"{wrong[0][:20]!r} is not written as a modifier",
        field="modifiers",
        evidence=(f"as it was read: {text[:60]}",),
        fix="write it in capitals"
        if only_case
        else "a modifier has two characters: which is meant?",
        asks=None if only_case else "billing",
        severity="warning" if only_case else None,
    )


def _too_many(line: LineFacts) -> Verdict:
    number = len(line.modifiers)
    if number <= MOST_MODIFIERS:
        return PASS if number else NOT_APPLICABLE
    return Verdict.failed(
        f"{number} modifiers, and a line takes {MOST_MODIFIERS}",
        field="modifiers",
        evidence=(" ".join(line.modifiers),),
        fix="keep the four that decide payment; those that only inform go last or are left out",
    )


def _repeated(line: LineFacts) -> Verdict:
    modifiers = line.modifiers
    if len(modifiers) < 2:
        return PASS if modifiers else NOT_APPLICABLE
    twice = [each for each in dict.fromkeys(modifiers) if modifiers.count(each) > 1]
    if not twice:
        return PASS
    return Verdict.failed(
        f"{twice[0]} is on the line more than once",
        field="modifiers",
        evidence=(" ".join(modifiers),),
        fix="report it once",
    )


@lru_cache(maxsize=4096)
def _state(modifier: str, on: date) -> tuple[str, str]:
    """What is known of a modifier on a date: a word, and the figures or what is missing."""
    periods = modifier_periods(modifier)
    first, last = modifiers_listed()
    quarter = f"{on.year}Q{(on.month + 2) // 3}"
    for each in periods:
        if each.covers(on):
            late = each.read_to is not None and each.until is None and on > each.read_to
            return ("later", quarter) if late else ("in force", "")
    if not periods:
        return ("later", quarter) if not first <= on <= last else ("unknown", "")
    days = "; ".join(f"{each.since} to {each.until or 'today'}" for each in periods)
    return "not in force", f"{modifier} is in force {days}"


def _unknown(line: LineFacts) -> Verdict:
    if not line.modifiers:
        return NOT_APPLICABLE
    if line.on is None:
        return _NO_DATE
    later = ""
    for each in line.modifiers:
        state, text = _state(each, line.on)
        if state == "unknown":
            return Verdict.failed(
                f"{each} is not a modifier of HCPCS or CPT",
                field="modifiers",
                evidence=(f"payer {line.payer.name}",),
                fix=f"is {each} a modifier of the payer's own, or is another meant?",
                asks="billing",
            )
        if state == "later" and not modifier_periods(each):
            later = text
    return Verdict.not_checked(f"the HCPCS modifiers of {later}") if later else PASS


def _not_in_force(line: LineFacts) -> Verdict:
    if not line.modifiers:
        return NOT_APPLICABLE
    if line.on is None:
        return _NO_DATE
    later = ""
    for each in line.modifiers:
        state, text = _state(each, line.on)
        if state == "not in force":
            return Verdict.failed(
                f"{each} is not in force on {line.on}",
                field="modifiers",
                evidence=(text,),
                fix="which modifier in force on the date of service does the record support?",
                asks="billing",
            )
        if state == "later" and modifier_periods(each):  # others are unknown
            later = text
    return Verdict.not_checked(f"the HCPCS modifiers of {later}") if later else PASS


def _contradicting(line: LineFacts) -> Verdict:
    modifiers = line.modifiers
    if len(modifiers) < 2:
        return PASS if modifiers else NOT_APPLICABLE
    if modifiers_of_need("at most one").isdisjoint(modifiers):
        return PASS
    if line.on is None:
        return _NO_DATE
    for each in modifiers:
        for row in rules_of_modifier("at most one", each):
            both = [other for other in dict.fromkeys(modifiers) if other in row.modifiers]
            if len(both) > 1 and row.is_of(line.on):
                return Verdict.failed(
                    f"{' and '.join(both)} on one line: {row.reason}",
                    field="modifiers",
                    evidence=(row.source,),
                    fix=_WHAT,
                    asks="coder",
                    severity=row.severity,
                )
    return PASS


def _not_with_code(line: LineFacts) -> Verdict:
    rows = rules_of_code("not with", line.code)
    row = applying(line, rows)
    if isinstance(row, Verdict):
        return row
    for each in line.modifiers:
        if each in row.modifiers:
            return Verdict.failed(
                f"{line.code} does not take {each}: {row.reason}",
                field="modifiers",
                evidence=(row.source,),
                fix="was the patient on dialysis for ESRD: is the code right, or the modifier?",
                asks="coder",
                severity=row.severity,
            )
    return PASS


def _says(need: str, fix: str) -> Callable[[LineFacts], Verdict]:
    def check(line: LineFacts) -> Verdict:
        if not line.modifiers:
            return NOT_APPLICABLE
        for each in line.modifiers:
            if rows := rules_of_modifier(need, each):
                row = rows[0]
                return Verdict.failed(
                    f"{each}: {row.reason}", field="modifiers", evidence=(row.source,), fix=fix
                )
        return PASS

    return check


def _in_setting(line: LineFacts) -> Verdict:
    if not line.modifiers:
        return NOT_APPLICABLE
    for each in line.modifiers:
        for row in rules_of_modifier("only in", each):
            if line.setting not in row.settings:
                return Verdict.failed(
                    f"{each} on a {line.setting} claim: {row.reason}",
                    field="modifiers",
                    evidence=(row.source,),
                    fix=f"it is for claims of setting {' or '.join(row.settings)}: who bills?",
                    asks="billing",
                    severity=row.severity,
                )
    return PASS


def _at_place(line: LineFacts) -> Verdict:
    if not line.modifiers:
        return NOT_APPLICABLE
    for each in line.modifiers:
        row = applying(line, rules_of_modifier("at place", each))
        if isinstance(row, Verdict):
            if row is not NOT_APPLICABLE:
                return row
            continue
        bill = line.claim.claim.type_of_bill
        places = [place for place in (line.place, bill) if place]
        if not places:
            return Verdict.not_checked("the place of service or the type of bill")
        if not _begins(places, row.values):
            return Verdict.failed(
                f"{each} with the place of service or type of bill {' and '.join(places)}: "
                f"{row.reason}",
                field="modifiers",
                evidence=(row.source,),
                fix="does an ESRD facility bill this line?",
                asks="billing",
                severity=row.severity,
            )
    return PASS


def _begins(texts: Iterable[str], values: tuple[str, ...]) -> bool:
    return any(text.startswith(values) for text in texts)


def _line(code: str = "J0129", *modifiers: str, **more: object) -> Example:
    return Example(({"code": code, "units": 10, "modifiers": modifiers, **more},))


RULES: Final = (
    Rule(
        "MOD001",
        "modifier malformed",
        "A modifier is two capitals or digits.",
        "HCPCS Level II and CPT; ASC X12N 837P, SV101",
        _malformed,
        denials=("modifier invalid",),
        draws=_line("J0129", "JZ", "J"),
        passes=_line("J0129", "JZ", "JA"),
    ),
    Rule(
        "MOD002",
        "too many modifiers",
        "A claim line has room for four.",
        "CMS-1500, item 24D; ASC X12N 837P, SV101-3 to SV101-6",
        _too_many,
        denials=("modifier invalid",),
        draws=_line("J0129", "JZ", "JA", "TB", "GA", "KX"),
        passes=_line("J0129", "JZ", "JA", "TB", "GA"),
    ),
    Rule(
        "MOD003",
        "modifier repeated",
        "A modifier says the same thing once.",
        "curated: CMS-1500, item 24D",
        _repeated,
        denials=("modifier combination",),
        draws=_line("J0129", "JZ", "JZ"),
        passes=_line("J0129", "JZ", "JA"),
    ),
    Rule(
        "MOD004",
        "modifier unknown",
        "A modifier that no list has is mistyped, or of the payer's own.",
        "CMS, HCPCS Level II files; CPT, modifiers by number",
        _unknown,
        severity="verify",
        denials=("modifier invalid",),
        draws=_line("J0129", "JY"),
        passes=_line("J0129", "JZ"),
    ),
    Rule(
        "MOD005",
        "modifier not in force",
        "A modifier is valid from its added date to its termination date, on the date of service.",
        "CMS, HCPCS Level II files",
        _not_in_force,
        denials=("modifier not in force",),
        draws=_line("J0129", "JG", on="2025-01-01"),
        passes=_line("J0129", "JG", on="2024-12-31"),
    ),
    Rule(
        "MOD006",
        "modifiers contradict each other",
        "Of some modifiers a line has at most one.",
        "modifier_rules.csv, each row with its publication",
        _contradicting,
        denials=("modifier combination",),
        draws=_line("J0129", "JA", "JB"),
        passes=_line("J0129", "JA", "JZ"),
    ),
    Rule(
        "MOD014",
        "modifier of another code",
        "Codes for dialysis patients do not take the reasons for other patients, and the reverse.",
        "Palmetto GBA, HCPCS modifiers EA, EB and EC; HCPCS Level II",
        _not_with_code,
        looks_at="drug line",
        severity="warning",
        denials=("modifier invalid",),
        draws=_line("J0882", "EA"),
        passes=_line("J0882", "EE"),
    ),
    Rule(
        "MOD017",
        "denied by design: not a benefit",
        "A line with GY is sent so that it is denied, as for another insurer.",
        "HCPCS Level II: what the modifier says",
        _says("not a benefit", "expect the denial: the patient or another insurer pays"),
        severity="note",
        denials=("not covered",),
        draws=_line("J0129", "GY"),
        passes=_line("J0129", "GA"),
    ),
    Rule(
        "MOD018",
        "denied by design: not necessary",
        "A line with GZ is denied as not necessary, and the provider bears it.",
        "HCPCS Level II: what the modifier says",
        _says("not necessary", "expect the denial: do not bill the patient"),
        severity="note",
        denials=("not reasonable and necessary",),
        draws=_line("J0129", "GZ"),
        passes=_line("J0129", "GA"),
    ),
    Rule(
        "MOD019",
        "notice of noncoverage",
        "GA and GX say that the patient was told in writing that the line may not be paid.",
        "HCPCS Level II: what the modifiers say",
        _says("notice", "keep the signed notice (ABN) with the record"),
        severity="note",
        draws=_line("J0129", "GA"),
        passes=_line("J0129", "JA"),
    ),
    Rule(
        "MOD020",
        "modifier of another setting",
        "Modifiers of hospital departments are for the hospital's claim.",
        "modifier_rules.csv, each row with its publication",
        _in_setting,
        severity="warning",
        denials=("modifier invalid",),
        draws=_line("J0129", "PO"),
        passes=Example(({"code": "J0129", "units": 10, "modifiers": ("PO",)},), setting="facility"),
    ),
    Rule(
        "MOD021",
        "AY outside an ESRD facility",
        "AY says that an ESRD facility gave a drug that is not for ESRD.",
        "Palmetto GBA, HCPCS modifier AY, 2020-07-16",
        _at_place,
        severity="verify",
        denials=("modifier invalid",),
        draws=_line("J0129", "AY"),
        passes=_line("J0129", "AY", place_of_service="65"),
    ),
)
