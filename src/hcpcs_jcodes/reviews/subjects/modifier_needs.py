"""Rules about the modifiers that a drug needs: its route, 340B, the reason for an ESA, KX."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from ...checks.dialysis import sign_of_dialysis
from ...checks.modifier_rows import (
    modifiers_340b,
    modifiers_of_need,
    rules_of_code,
    rules_of_modifier,
)
from ...claims.modifiers import DISCARDED
from ...claims.records import Record
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict
from .modifiers import applying

__all__ = ["RULES"]

# for what is not ESRD, on the claim of a dialysis facility
_NOT_FOR_ESRD: Final = "AY"
_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
_NO_ROUTE: Final = Verdict.not_checked("the route of administration that was charted")
_NOT_ACQUIRED: Final = Verdict.not_checked("how the drug was acquired")
_NO_340B: Final = Verdict.not_checked("payer.modifier_340b")
_NO_RESULT: Final = Verdict.not_checked("the hemoglobin or hematocrit result")


def _route_missing(line: LineFacts) -> Verdict:
    rows = rules_of_code("route wanted", line.code)
    if not rows or DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    row = applying(line, rows)
    if isinstance(row, Verdict):
        return row
    if not set(row.modifiers).isdisjoint(line.modifiers):
        return PASS
    wanted = " or ".join(row.modifiers)
    if row.severity is None:
        who = line.payer.contractor or "the contractor"
        return Verdict.not_checked(f"whether {who} wants {wanted} with {line.code}")
    return Verdict.failed(
        f"{line.code} without {wanted}: {row.reason}",
        field="modifiers",
        evidence=(row.source, f"contractor {line.payer.contractor or 'not stated'}"),
        fix="by which route was it given?",
        asks="nurse",
        severity=row.severity,
    )


def _other_route(line: LineFacts) -> Verdict:
    if not line.modifiers or modifiers_of_need("route").isdisjoint(line.modifiers):
        return NOT_APPLICABLE
    record = line.line.record
    if record is None or not record.route:
        return _NO_ROUTE
    for each in line.modifiers:
        for row in rules_of_modifier("route", each):
            if record.route not in row.values:
                return Verdict.failed(
                    f"{each} says {row.reason}, and {record.route} is charted",
                    field="modifiers",
                    evidence=(row.source,),
                    fix="by which route was it given?",
                    asks="nurse",
                )
    return PASS


def _acquired(line: LineFacts) -> str | None:
    record = line.line.record
    return record.acquired if record is not None else None


def _is_340b(line: LineFacts, wanted: tuple[str, ...] | None) -> str | None:
    """The modifier of the line that says so."""
    if not line.modifiers:
        return None
    known = modifiers_of_need("340B")
    return next((each for each in line.modifiers if each in known or each in (wanted or ())), None)


def _340b_missing(line: LineFacts) -> Verdict:
    if line.on is None:
        return _NO_DATE
    wanted = modifiers_340b(line.payer, line.setting, line.on)
    if wanted == ():
        return NOT_APPLICABLE
    acquired = _acquired(line)
    if acquired is None:
        # a line that says so is the other rule's
        return NOT_APPLICABLE if _is_340b(line, wanted) else _NOT_ACQUIRED
    if acquired != "340B":
        return NOT_APPLICABLE
    if wanted is None:
        return PASS if _is_340b(line, wanted) else _NO_340B
    if not set(wanted).isdisjoint(line.modifiers):
        return PASS
    return Verdict.failed(
        f"bought under 340B, and the line has no {' or '.join(wanted)}",
        field="modifiers",
        evidence=(line.payer.source("modifier_340b"),),
        fix="was this package bought under 340B?",
        asks="pharmacy",
    )


def _340b_contradicts(line: LineFacts) -> Verdict:
    if not line.modifiers:
        return NOT_APPLICABLE
    if line.on is None:
        return _NO_DATE
    wanted = modifiers_340b(line.payer, line.setting, line.on)
    says = _is_340b(line, wanted)
    if says is None:
        return NOT_APPLICABLE
    if wanted == ():
        return Verdict.failed(
            f"{says} on a {line.setting} claim of {line.on}: {line.payer.name} took no such modifier",
            field="modifiers",
            evidence=(line.payer.source("modifier_340b_from"),),
            fix="was another modifier meant?",
            asks="billing",
        )
    acquired = _acquired(line)
    if acquired is None:
        return _NOT_ACQUIRED
    if acquired == "340B":
        return PASS
    return Verdict.failed(
        f"{says} says bought under 340B, and the record says {acquired}",
        field="modifiers",
        evidence=(line.payer.source("modifier_340b"),),
        fix="was this package bought under 340B?",
        asks="pharmacy",
    )


def _sign_of_dialysis(claim: ClaimFacts) -> str:
    return sign_of_dialysis(claim.claim)


def _esa_missing(line: LineFacts) -> Verdict:
    row = applying(line, rules_of_code("ESA reason", line.code))
    if isinstance(row, Verdict):
        return row
    if not set(row.modifiers).isdisjoint(line.modifiers):
        return PASS
    if _NOT_FOR_ESRD not in line.modifiers and line.claim.once(_sign_of_dialysis):
        return NOT_APPLICABLE  # the rule about the code for ESRD says it
    return Verdict.failed(
        f"{line.code} without {', '.join(row.modifiers[:-1])} or {row.modifiers[-1]}: {row.reason}",
        field="modifiers",
        evidence=(row.source,),
        fix="for which anemia was it given, by the record?",
        asks="coder",
        severity=row.severity,
    )


def _esa_several(line: LineFacts) -> Verdict:
    row = applying(line, rules_of_code("ESA reason", line.code))
    if isinstance(row, Verdict):
        return row
    given = [each for each in dict.fromkeys(line.modifiers) if each in row.modifiers]
    if len(given) < 2:
        return PASS
    return Verdict.failed(
        f"{' and '.join(given)} on one line: {row.reason}",
        field="modifiers",
        evidence=(row.source,),
        fix="which units were given for which anemia: a line for each?",
        asks="coder",
        severity=row.severity,
    )


@lru_cache(maxsize=256)
def _result(name: str) -> re.Pattern[str]:
    # a figure right behind its name: a result elsewhere on the claim cannot be seen here
    return re.compile(rf"\b{name}\b[ :=]{{0,3}}(\d{{1,4}}(?:\.\d{{1,2}})?)", re.IGNORECASE)


def _esa_result(line: LineFacts) -> Verdict:
    rows = rules_of_code("test result", line.code)
    row = applying(line, rows)
    if isinstance(row, Verdict):
        return row
    for each in rows:
        for value in each.values:
            name, _, between = value.partition(" ")
            found = _result(name).search(line.line.narrative or "")
            if found is None:
                continue
            least, _, most = between.partition("-")
            if int(least) <= Decimal(found[1]) <= int(most):
                return PASS
            return Verdict.failed(
                f"{name} {found[1]} is not between {least} and {most} ({each.reason})",
                field="narrative",
                evidence=(row.source,),
                fix="what was the result, as xx.x?",
                asks="nurse",
            )
    return _NO_RESULT


def _not_payable(line: LineFacts) -> Verdict:
    rows = rules_of_code("not payable", line.code)
    row = applying(line, rows)
    if isinstance(row, Verdict):
        return row
    given = next((each for each in line.modifiers if each in row.modifiers), None)
    if given is None:
        return PASS
    return Verdict.failed(
        f"{line.code} with {given}: {row.reason}",
        field="modifiers",
        evidence=(row.source,),
        fix="which anemia does the record show, and does the payer's policy cover it?",
        asks="coder",
        severity=row.severity,
    )


def _policy_met(line: LineFacts) -> Verdict:
    known = modifiers_of_need("not needed")
    rows = rules_of_code("not needed", line.code)
    given = next((each for each in line.modifiers if each in known), None)
    row = applying(line, rows)
    if isinstance(row, Verdict):
        if given is None:
            return NOT_APPLICABLE
        return Verdict.not_checked(f"the policy whose requirements {given} says are met")
    if given is None:
        return PASS
    return Verdict.failed(
        f"{line.code} no longer needs {given}: {row.reason}",
        field="modifiers",
        evidence=(row.source,),
        fix="leave it out, if no other policy asks for it",
        severity=row.severity,
    )


def _line(code: str, *modifiers: str, **more: Any) -> Example:
    return Example(({"code": code, "units": 10, "modifiers": modifiers, **more},))


_BOUGHT: Final = {"record": Record(acquired="340B")}

RULES: Final = (
    Rule(
        "MOD007",
        "modifier of the route missing",
        "Where one code has two routes, some contractors deny a line that states neither.",
        "Noridian JE and JF, 2021-04-05",
        _route_missing,
        looks_at="drug line",
        severity="verify",
        payers=("original medicare",),
        needs=("payer.contractor",),
        denials=("modifier missing",),
        draws=_line("J0129", "JZ"),
        passes=_line("J0129", "JZ", "JA"),
    ),
    Rule(
        "MOD008",
        "modifier contradicts the charted route",
        "JA says into a vein, JB under the skin; the record has the route.",
        "HCPCS Level II: what the modifiers say",
        _other_route,
        looks_at="drug line",
        needs=("the route of administration that was charted",),
        denials=("modifier invalid",),
        draws=_line("J0129", "JA", record=Record(route="subcutaneous")),
        passes=_line("J0129", "JA", record=Record(route="intravenous")),
    ),
    Rule(
        "MOD009",
        "340B modifier missing",
        "A drug bought under 340B is marked, or the discount is claimed twice.",
        "CMS, 340B modifiers: JG or TB in 2024, TB alone from 2025-01-01",
        _340b_missing,
        looks_at="drug line",
        severity="warning",
        needs=("payer.modifier_340b", "how the drug was acquired"),
        denials=("modifier missing",),
        draws=_line("J0129", "JZ", **_BOUGHT),
        passes=_line("J0129", "JZ", "TB", **_BOUGHT),
    ),
    Rule(
        "MOD010",
        "340B modifier on a drug bought otherwise",
        "A modifier of 340B is for drugs bought so.",
        "CMS, 340B modifiers",
        _340b_contradicts,
        looks_at="drug line",
        severity="warning",
        needs=("how the drug was acquired",),
        denials=("modifier invalid",),
        draws=_line("J0129", "TB", record=Record(acquired="purchased")),
        passes=_line("J0129", "TB", **_BOUGHT),
    ),
    Rule(
        "MOD011",
        "reason for an ESA missing",
        "A line of an ESA without ESRD has a modifier that says why it is given.",
        "IOM 100-04, ch. 17 §80.9; CR 5699; Palmetto GBA",
        _esa_missing,
        looks_at="drug line",
        payers=("original medicare",),
        denials=("modifier missing",),
        draws=_line("J0885", on="2025-08-01"),
        passes=_line("J0885", "EA"),
    ),
    Rule(
        "MOD012",
        "several reasons for an ESA",
        "A line of an ESA has one reason: several go on lines of their own.",
        "Palmetto GBA, HCPCS modifiers EA, EB and EC",
        _esa_several,
        looks_at="drug line",
        payers=("original medicare",),
        denials=("several ESA modifiers",),
        draws=_line("J0885", "EA", "EC"),
        passes=_line("J0885", "EA"),
    ),
    Rule(
        "MOD013",
        "test result of an ESA",
        "A line of an ESA has the latest hemoglobin or hematocrit, with one decimal.",
        "IOM 100-04, ch. 17 §80.9; Palmetto GBA",
        _esa_result,
        looks_at="drug line",
        severity="verify",
        payers=("original medicare",),
        needs=("the hemoglobin or hematocrit result",),
        denials=("ESA result missing",),
        draws=_line("J0885", "EA", narrative="HGB 95"),
        passes=_line("J0885", "EA", narrative="HGB 9.5"),
    ),
    Rule(
        "MOD015",
        "ESA for anemia by radiotherapy",
        "Medicare does not cover an ESA for it, and another payer does not pay darbepoetin.",
        "curated: NCD 110.21; Horizon BCBSNJ, erythropoiesis-stimulating agents",
        _not_payable,
        looks_at="drug line",
        severity="verify",
        denials=("not covered",),
        draws=_line("J0881", "EB"),
        passes=_line("J0881", "EA"),
    ),
    Rule(
        "MOD016",
        "policy requirements met",
        "KX says that a local policy's requirements are met; CAR-T products no longer need it.",
        "FCSO, 2025-06-26",
        _policy_met,
        looks_at="drug line",
        severity="note",
        payers=("original medicare",),
        needs=("the policy of the contractor",),
        draws=_line("Q2041", "KX"),
        passes=_line("Q2041", "JZ"),
    ),
)
