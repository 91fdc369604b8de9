"""Rules about the form of a line that was received: fields missing, malformed or contradicting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ...amounts.arguments import shown
from ...claims.received import Fault
from ...claims.revenue import revenue_code_of
from ...words import FindingSeverity, Owner
from ..facts import LineFacts
from ..rule import Example, Rule
from ..typed import typed
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_NOTHING: Final = (None, ())
_DRUGS: Final = revenue_code_of("J9999")
_NEEDED: Final = frozenset({"code", "units", "on"})


def _code(line: LineFacts) -> Verdict:
    """The code, unless the rules of codes say what stands in its field."""
    faults = line.faults.get("code")
    if faults is None:
        return PASS
    value = faults[0].value
    if line.code is not None:
        return Verdict.failed(
            f"the code {line.code} is not written as on a claim",
            field="code",
            evidence=_evidence(faults),
            fix=f"write it as {line.code}",
            severity="warning",
        )
    if not value.strip() and line.needs_no_code:
        return NOT_APPLICABLE
    if not value.strip() and line.line.revenue_code == _DRUGS and line.setting == "facility":
        return NOT_APPLICABLE  # the rule about that revenue code says it
    if not value.strip():
        return Verdict.failed("no code", field="code", fix=_ASKS_CODE, asks="coder")
    found = typed(value)
    if found.reading not in {"written", "unknown"}:
        return NOT_APPLICABLE
    if found.reading == "written":
        return Verdict.failed(
            f"the field of the code has {found.text}: {found.says[0]}",
            field="code",
            evidence=_evidence(faults),
            fix="put the five characters of the code alone in its field, and modifiers in theirs",
        )
    return Verdict.failed(
        f"{found.text} is not a code of a form that is known",
        field="code",
        evidence=(*_evidence(faults), *found.says),
        fix=_ASKS_CODE,
        asks="coder",
    )


_ASKS_CODE: Final = "which drug or service does the line bill? Give its HCPCS or CPT code"


def _read(
    *names: str, what: str, fix: str, asks: Owner | None = None
) -> Callable[[LineFacts], Verdict]:
    """The check of a field or a group of them: what was read of it, if a line could not have it."""
    is_needed = not _NEEDED.isdisjoint(names)

    def check(line: LineFacts) -> Verdict:
        found = line.faults
        if found:
            for name in names:
                if name in found:
                    return _malformed(found[name], what, fix, asks)
        if is_needed:
            return PASS
        for name in names:
            if getattr(line.line, name) not in _NOTHING:
                return PASS
        return NOT_APPLICABLE

    return check


def _malformed(faults: tuple[Fault, ...], what: str, fix: str, asks: Owner | None) -> Verdict:
    first = faults[0]
    is_there = bool(first.value.strip())
    return Verdict.failed(
        f"the {what} {shown(first.value)} cannot be on a claim" if is_there else f"no {what}",
        field=first.field,
        evidence=_evidence(faults),
        fix=fix,
        asks=asks,
    )


def _evidence(faults: tuple[Fault, ...]) -> tuple[str, ...]:
    return tuple(each.text for each in faults)


_CLEAN: Final = {"code": "J9312", "units": 72, "modifiers": ("JZ",)}


def _rule(  # noqa: PLR0913 - each is a part of the rule
    number: int,
    name: str,
    check: Callable[[LineFacts], Verdict],
    bad: dict[str, Any],
    good: dict[str, Any],
    *,
    idea: str,
    source: str,
    denials: tuple[str, ...],
    severity: FindingSeverity = "error",
) -> Rule:
    return Rule(
        f"FORM{number:03}",
        name,
        idea,
        source,
        check,
        severity=severity,
        denials=denials,
        draws=Example(({**_CLEAN, **bad},)),
        passes=Example(({**_CLEAN, **good},)),
    )


RULES: Final = (
    _rule(
        1,
        "code missing or malformed",
        _code,
        {"code": "J9312-JZ", "modifiers": None},
        {},
        idea="A line has one HCPCS or CPT code of five characters, with nothing attached.",
        source="CMS-1500 item 24D; UB-04 item 44; 837 SV101 and SV202",
        denials=("code unknown",),
    ),
    _rule(
        2,
        "units missing or malformed",
        _read("units", what="units", fix="how many units does the record support?", asks="coder"),
        {"units": "0"},
        {"units": "1"},
        idea="Units are a number above 0, with at most three decimals.",
        source="CMS-1500 item 24G; UB-04 item 46; 837 SV104 and SV205",
        denials=("units invalid",),
    ),
    _rule(
        3,
        "date of service missing or malformed",
        _read("on", what="date of service", fix="on which day was it given?", asks="coder"),
        {"on": "2025-02-29"},
        {"on": "2025-02-28"},
        idea="A line has the day on which the drug was given or the service done.",
        source="CMS-1500 item 24A; UB-04 item 45; 837 DTP 472",
        denials=("date invalid",),
    ),
    _rule(
        4,
        "last date of service malformed",
        _read("to", what="last date", fix="on which day did the service end?", asks="coder"),
        {"to": "2025-07-31"},
        {"to": "2025-08-01"},
        idea="The last day of a line is a date, and not before the first.",
        source="CMS-1500 item 24A; 837 DTP 472",
        denials=("last date invalid",),
    ),
    _rule(
        5,
        "charge malformed",
        _read("charge", what="charge", fix="what is the charge for the line?", asks="billing"),
        {"charge": "-1"},
        {"charge": "1"},
        idea="A charge is dollars and cents, not below 0.",
        source="CMS-1500 item 24F; UB-04 item 47; 837 SV102 and SV203",
        denials=("charge invalid",),
    ),
    _rule(
        9,
        "revenue code malformed",
        _read(
            "revenue_code",
            what="revenue code",
            fix="give the four digits of the department's revenue code",
        ),
        {"revenue_code": "63"},
        {"revenue_code": "636"},
        idea="A revenue code has four digits.",
        source="NUBC; UB-04 item 42; 837 SV201",
        denials=("revenue code invalid",),
    ),
    _rule(
        10,
        "diagnosis pointers malformed",
        _read(
            "diagnosis_pointers",
            what="diagnosis pointers",
            fix="for which diagnosis was the drug given?",
            asks="coder",
        ),
        {"diagnosis_pointers": "13"},
        {"diagnosis_pointers": "12"},
        idea="A line points to at most four diagnoses of the claim, each once.",
        source="CMS-1500 items 21 and 24E; 837 SV107",
        denials=("diagnosis missing or invalid",),
    ),
    _rule(
        11,
        "authorization number malformed",
        _read(
            "prior_authorization",
            what="prior authorization",
            fix="which is the number of the authorization? One number, without spaces or hyphens",
            asks="authorization",
        ),
        {"prior_authorization": "A12-34"},
        {"prior_authorization": "A1234"},
        idea="A claim takes one number of an authorization; on paper without spaces or hyphens.",
        source="CMS-1500 item 23; 837 REF G1",
        severity="warning",  # an electronic claim may carry them
        denials=("authorization invalid",),
    ),
    _rule(
        12,
        "narrative malformed",
        _read(
            "narrative",
            what="narrative",
            fix="shorten it: name, dose and route of the drug first, in one line",
        ),
        {"narrative": 161 * "x"},
        {"narrative": 160 * "x"},
        idea="What is longer than the field of the narrative is cut off.",
        source="837 SV101-7 and NTE02, of 80 characters each",
        severity="warning",
        denials=("drug information missing",),
    ),
    _rule(
        13,
        "amount malformed",
        _read(
            "administered",
            "discarded",
            what="amount",
            fix="how much was administered, and how much discarded?",
            asks="nurse",
        ),
        {"administered": "715"},
        {"administered": "715 mg"},
        idea="An amount is a number and a unit; what was discarded is on a line with JW alone.",
        source="IOM 100-04, ch. 17 §40",
        severity="verify",
        denials=("drug information missing",),
    ),
)
