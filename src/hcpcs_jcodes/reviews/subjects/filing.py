"""Rules about when a claim reaches the payer."""

from __future__ import annotations

from typing import Final

from ..facts import LineFacts
from ..filing_days import days_text, last_day_to_file
from ..rule import Example, Rule
from ..verdicts import PASS, Verdict

__all__ = ["RULES"]


def _late(line: LineFacts) -> Verdict:
    received, days = line.claim.rows.get("received_on"), line.payer.days_to_file
    if received is None:
        return Verdict.not_checked("received_on=")
    if days is None:
        return Verdict.not_checked("payer.days_to_file")
    # a claim of a practitioner or supplier that spans days counts from the first (MM7080)
    is_first = line.payer.is_original_medicare and line.setting != "facility"
    on = line.on if is_first else line.line.to or line.on
    if on is None:
        return Verdict.not_checked("a date of service that can be read")
    last = last_day_to_file(on, days)
    if received <= last:
        return PASS
    return Verdict.failed(
        f"received on {received}, {days_text((received - last).days)} after the last day, {last}",
        field="on",
        evidence=(f"{line.payer.name}: {days} days", line.payer.source("days_to_file")),
        fix="is one of the payer's exceptions documented, such as retroactive eligibility?",
        asks="billing",
    )


def _before_service(line: LineFacts) -> Verdict:
    received = line.claim.rows.get("received_on")
    if received is None:
        return Verdict.not_checked("received_on=")
    on = line.line.to or line.on
    if on is None:
        return Verdict.not_checked("a date of service that can be read")
    if on <= received:
        return PASS
    return Verdict.failed(
        f"the date of service, {on}, is after the day of receipt, {received}",
        field="on",
        fix="on which date was the service?",
        asks="nurse",
    )


_LINE: Final = {"code": "J9312", "units": 72}

RULES: Final = (
    Rule(
        "TIME001",
        "filed too late",
        "A claim is received within the payer's days from the date of service; Medicare takes "
        "one calendar year.",
        "curated: 42 CFR 424.44; MM7080; contracts of payers",
        _late,
        needs=("received_on", "payer.days_to_file"),
        denials=("timely filing",),
        draws=Example((_LINE,), rows={"received_on": "2026-08-02"}),
        passes=Example((_LINE,), rows={"received_on": "2026-08-01"}),
    ),
    Rule(
        "TIME002",
        "dated after its receipt",
        "A service is billed after it was given.",
        "X12, date of service after receipt",
        _before_service,
        needs=("received_on",),
        draws=Example((_LINE,), rows={"received_on": "2025-07-31"}),
        passes=Example((_LINE,), rows={"received_on": "2025-08-01"}),
    ),
)
