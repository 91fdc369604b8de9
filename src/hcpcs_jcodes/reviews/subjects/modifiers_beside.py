"""Rules about modifiers and the other lines of a claim: sides, repeated lines, visits."""

from __future__ import annotations

from datetime import date
from typing import Final

from ...administration.ways import codes_of_family
from ...checks.modifier_rows import modifiers_of_need, rules_of_code, rules_of_modifier
from ...claims.modifiers import DISCARDED
from ...payers.mue_limits import Mue
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict
from .modifiers import applying

__all__ = ["RULES"]

_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
_INTO_AN_EYE: Final = codes_of_family("", "intravitreal", "procedure", "professional")[0]
_NO_REPEAT: Final = Verdict.not_checked("payer.repeat_modifier")


def _given_out(line: LineFacts) -> Verdict:
    if not line.modifiers:
        return NOT_APPLICABLE
    for each in line.modifiers:
        for row in rules_of_modifier("not given here", each):
            if line.on is None:
                return _NO_DATE
            if line.on in line.claim.dates_of_administration:
                return Verdict.failed(
                    f"{each} on a date with an administration: {row.reason}",
                    field="modifiers",
                    evidence=(row.source,),
                    fix="was this drug given here, or to the patient to take along?",
                    asks="nurse",
                    severity=row.severity,
                )
    return PASS


def _other_side(line: LineFacts) -> Verdict:
    if not line.modifiers or not line.sides:
        return NOT_APPLICABLE
    if line.on is None:
        return _NO_DATE
    treated = line.claim.sides_by_date.get(line.on)
    if not treated:
        return NOT_APPLICABLE
    if line.sides <= treated:
        return PASS
    return Verdict.failed(
        f"the drug is for the {' and '.join(sorted(line.sides))} side, and the procedures of "
        f"{line.on} for the {' and '.join(sorted(treated))}",
        field="modifiers",
        evidence=(" ".join(line.modifiers),),
        fix="which side was treated?",
        asks="nurse",
    )


def _repeat_missing(line: LineFacts) -> Verdict:
    if len(line.alike) < 2 or DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    repeat = line.payer.repeat_modifier
    if repeat == "":
        return NOT_APPLICABLE
    first = line.claim.first_alike[line.number]
    if first == line.number or not modifiers_of_need("distinct").isdisjoint(line.modifiers):
        return PASS
    if repeat is None:
        return _NO_REPEAT
    if repeat in line.modifiers or (line.code, line.on) not in line.claim.once(_above_limits):
        return PASS  # below it, the rules about duplicates say it
    return Verdict.failed(
        f"{line.code} as on line {first}, and without {repeat}",
        field="modifiers",
        evidence=(line.payer.source("repeat_modifier"),),
        fix=f"is it the rest of the units? Then it takes {repeat}",
        asks="billing",
        also=(first,),
    )


def _above_limits(claim: ClaimFacts) -> frozenset[tuple[str, date]]:
    """The codes and dates of which there is more than one line, or one claim, may have."""
    most, dollars = claim.payer.line_limit, claim.payer.charge_limit
    found: set[tuple[str, date]] = set()
    for key, lines in claim.by_code_and_date.items():
        if len(lines) < 2:
            continue
        units = sum(each.units or 0 for each in lines)
        charge = sum(each.line.charge or 0 for each in lines)
        mue = lines[0].mue
        if (
            (most is not None and units > most)
            or (dollars is not None and charge > dollars)
            or (isinstance(mue, Mue) and mue.per_line and units > mue.units)
        ):
            found.add(key)
    return frozenset(found)


def _visit_beside(line: LineFacts) -> Verdict:
    rows = rules_of_code("significant visit", line.code)
    if not rows:
        return NOT_APPLICABLE
    row = applying(line, rows)
    if isinstance(row, Verdict):
        return row
    if line.on not in line.claim.dates_of_administration:
        return NOT_APPLICABLE
    if not set(row.modifiers).isdisjoint(line.modifiers):
        return PASS
    return Verdict.failed(
        f"{line.code} on a date with an administration, and without {row.modifiers[0]}",
        field="modifiers",
        evidence=(row.source,),
        fix="does the record show a significant, separate visit?",
        asks="coder",
        severity=row.severity,
    )


def _eye(side: str) -> Example:
    """A drug for the right eye, and the procedure."""
    return Example(
        (
            {"code": "J0178", "units": 2, "modifiers": ("JZ", "RT")},
            {"code": _INTO_AN_EYE, "units": 1, "modifiers": (side,)},
        )
    )


def _twice(*modifiers: str) -> Example:
    return Example(
        (
            {"code": "J7182", "units": 9999, "modifiers": ("JZ",)},
            {"code": "J7182", "units": 2002, "modifiers": ("JZ", *modifiers)},
        )
    )


def _visit(*modifiers: str) -> Example:
    return Example(
        (
            {"code": "G0463", "units": 1, "modifiers": modifiers},
            {"way": ("complex", "infusion", "initial"), "units": 1},
        ),
        setting="facility",
    )


RULES: Final = (
    Rule(
        "MOD022",
        "drug given out beside an administration",
        "RD says that a drug was given out and not administered.",
        "HCPCS Level II: what the modifier says",
        _given_out,
        looks_at="drug line",
        severity="verify",
        denials=("modifier invalid",),
        draws=Example(
            (
                {"code": "J1885", "units": 2, "modifiers": ("RD",)},
                {"way": ("complex", "infusion", "initial"), "units": 1},
            )
        ),
        passes=Example(({"code": "J1885", "units": 2, "modifiers": ("RD",)},)),
    ),
    Rule(
        "MOD023",
        "side of the drug and of the procedure",
        "The drug goes where the procedure puts it.",
        "HCPCS Level II: what the modifiers say; NCCI Policy Manual, ch. I §V",
        _other_side,
        looks_at="drug line",
        severity="verify",
        denials=("modifier combination",),
        draws=_eye("LT"),
        passes=_eye("RT"),
    ),
    Rule(
        "MOD024",
        "modifier of a further line missing",
        "A further line of one drug and date looks like a duplicate unless a modifier says why.",
        "Noridian, hemophilia clotting factors; FCSO, 2024-04-05",
        _repeat_missing,
        looks_at="drug line",
        severity="verify",
        needs=("payer.repeat_modifier",),
        not_for="discarded drug on its own line",
        denials=("duplicate",),
        draws=_twice(),
        passes=_twice("76"),
    ),
    Rule(
        "MOD025",
        "visit beside an administration",
        "A visit on the day of an administration is bundled unless it is significant and separate.",
        "NCCI Policy Manual, ch. I §D and ch. XI.B",
        _visit_beside,
        severity="verify",
        denials=("bundled",),
        draws=_visit(),
        passes=_visit("25"),
    ),
)
