"""Rules about what the record behind a line must show."""

from __future__ import annotations

from typing import Final

from ...administration.ways import given_by_code
from ...claims.modifiers import DISCARDED
from ...claims.records import Record
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_NO_RECORD: Final = Verdict.not_checked("the record of the line")


def _amount(line: LineFacts) -> Verdict:
    record = line.line.record
    if record is None:
        return _NO_RECORD
    if record.given is not None or line.line.administered is not None:
        return PASS
    if DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    if line.version is not None and line.version.billing_unit.kind != "measured":
        return NOT_APPLICABLE
    return Verdict.failed(
        f"the record of {line.code} shows no amount administered",
        field="record.given",
        fix="how much was administered?",
        asks="nurse",
    )


def _route(line: LineFacts) -> Verdict:
    record = line.line.record
    if record is None:
        return _NO_RECORD
    if record.route:
        return PASS
    return Verdict.failed(
        f"the record of {line.code} shows no route of administration",
        field="record.route",
        fix="by which route was it given?",
        asks="nurse",
    )


def _times(line: LineFacts) -> Verdict:
    record = line.line.record
    given = given_by_code(line.code or "")
    if given is None or given[1] != "infusion":
        return NOT_APPLICABLE
    if record is None:
        return _NO_RECORD
    if record.start is not None and record.stop is not None:
        return PASS
    missing = " and ".join(
        name for name, time in (("start", record.start), ("stop", record.stop)) if time is None
    )
    return Verdict.failed(
        f"the record of the infusion has no time of {missing}",
        field="record.stop" if record.start is not None else "record.start",
        fix="when did it start and stop? Without both, contractors take an infusion for a push",
        asks="nurse",
    )


def _discarded(line: LineFacts) -> Verdict:
    record = line.line.record
    if DISCARDED not in line.modifiers:
        return NOT_APPLICABLE
    if record is None:
        return _NO_RECORD if line.line.discarded is None else PASS
    if record.opened or record.discarded is not None or line.line.discarded is not None:
        return PASS
    return Verdict.failed(
        f"the record shows neither what was discarded of {line.code} nor what was opened",
        field="record.discarded",
        fix="how much was discarded, and from which containers?",
        asks="nurse",
    )


def _date(line: LineFacts) -> Verdict:
    record = line.line.record
    if record is None or record.start is None:
        return _NO_RECORD
    if line.on is None:
        return Verdict.not_checked("a date of service that can be read")
    first = record.start.date()
    last = record.stop.date() if record.stop is not None else first
    if first <= line.on <= last:
        return PASS
    until = f" to {last}" if last != first else ""
    return Verdict.failed(
        f"the line is of {line.on}, and the record of {first}{until}",
        field="on",
        fix="on which date was it given?",
        asks="nurse",
    )


def _example(*lines: dict[str, object], **record: object) -> Example:
    made = Record(**record)  # type: ignore[arg-type]
    return Example(tuple({**line, "record": made} for line in lines))


_DRUG: Final[dict[str, object]] = {"code": "J9312", "units": 72}
_JW: Final[dict[str, object]] = {"code": "J9312", "units": 8, "modifiers": ("JW",)}
_INFUSION: Final[dict[str, object]] = {"way": ("complex", "infusion", "initial"), "units": 1}
_START: Final = "2025-08-01 09:00"

RULES: Final = (
    Rule(
        "DOC001",
        "record without the amount administered",
        "The record shows the drug, its amount, the route and the date.",
        "Noridian JF, drug administration checklist; FCSO, drugs checklist",
        _amount,
        looks_at="drug line",
        severity="verify",
        needs=("record",),
        denials=("records wanted",),
        draws=_example(_DRUG, route="intravenous"),
        passes=_example(_DRUG, given="715 mg"),
    ),
    Rule(
        "DOC002",
        "record without the route",
        "The record shows the drug, its amount, the route and the date.",
        "Noridian JF, drug administration checklist; FCSO, drugs checklist",
        _route,
        looks_at="drug line",
        severity="verify",
        needs=("record",),
        denials=("records wanted",),
        draws=_example(_DRUG, given="715 mg"),
        passes=_example(_DRUG, route="intravenous"),
    ),
    Rule(
        "DOC003",
        "record of an infusion without its times",
        "The record shows when an infusion started and stopped.",
        "Noridian JF, drug administration checklist; FCSO, drugs checklist",
        _times,
        looks_at="administration line",
        severity="verify",
        needs=("record",),
        denials=("records wanted",),
        draws=_example(_INFUSION, start=_START),
        passes=_example(_INFUSION, start=_START, stop="2025-08-01 10:00"),
    ),
    Rule(
        "DOC004",
        "record without what was discarded",
        "The record shows the amount discarded, the amount given and the labeled total.",
        "Noridian JF, drug administration checklist; CGS",
        _discarded,
        looks_at="drug line",
        severity="verify",
        needs=("record",),
        denials=("records wanted",),
        draws=_example(_DRUG, _JW, given="715 mg"),
        passes=_example(_DRUG, _JW, given="715 mg", opened=("800 mg",)),
    ),
    Rule(
        "DOC005",
        "date other than that of the record",
        "The date of service is the day on which the drug was given.",
        "Noridian JF, drug administration checklist; FCSO, drugs checklist",
        _date,
        needs=("record",),
        denials=("documentation does not support",),
        draws=_example({**_DRUG, "on": "2025-08-02"}, start=_START),
        passes=_example({**_DRUG, "on": "2025-08-01"}, start=_START),
    ),
)
