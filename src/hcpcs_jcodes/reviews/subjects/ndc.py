"""Rules about the NDC of a line: missing or malformed."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from ...amounts.arguments import shown
from ...errors import REFUSALS
from ...ndc.readings import ndc_of
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES", "has_fault"]

# not every one of them has an NDC
_SOMETIMES_DEVICES: Final = frozenset({"device or implant", "hyaluronan"})
_KETOROLAC: Final = "00409-3796-01"


def has_fault(line: LineFacts, field: str) -> str | None:
    """Why a field cannot be on a claim as it was read; None if it can, or is missing."""
    faults = getattr(line.line, "faults", ())
    return next((fault.text for fault in faults if fault.field == field), None) if faults else None


def _missing(line: LineFacts) -> Verdict:
    payer = line.payer
    if line.line.ndc is not None or has_fault(line, "ndc"):
        return PASS
    if payer.ndc_required is None:
        return Verdict.not_checked("payer.ndc_required")
    if not payer.ndc_required:
        return NOT_APPLICABLE
    classes = line.version.drug.classes if line.version else ()
    return Verdict.failed(
        f"{line.code} has no NDC, and {payer.name} needs one with every drug",
        field="ndc",
        evidence=(payer.source("ndc_required"),),
        fix="which NDC is on the container that was used?",
        asks="pharmacy",
        severity=None if _SOMETIMES_DEVICES.isdisjoint(classes) else "verify",
    )


def _malformed(line: LineFacts) -> Verdict:
    fault = has_fault(line, "ndc")
    if fault is None:
        return NOT_APPLICABLE if line.line.ndc is None else PASS
    read = dict(getattr(line.line, "as_read", {})).get("ndc", "")
    evidence: tuple[str, ...] = (fault,)
    with suppress(*REFUSALS):
        evidence += (f"as {ndc_of(read)} it is listed in CMS's crosswalk, as no other reading is",)
    return Verdict.failed(
        f"{shown(read)} is not an NDC of eleven digits",
        field="ndc",
        evidence=evidence,
        fix="which NDC is on the container that was used?",
        asks="pharmacy",
    )


def _line(code: str, units: int, ndc: str | None = None, **more: object) -> dict[str, object]:
    ndcs = {} if ndc is None else {"ndc": ndc}
    return {"code": code, "units": units, **ndcs, **more}


RULES: Final = (
    Rule(
        "NDC001",
        "NDC missing",
        "Where the payer needs the NDC with every drug, a line without it is denied, JW lines too.",
        "Social Security Act §1927(a)(7); Deficit Reduction Act of 2005, §6002; Oregon, NDC FAQ",
        _missing,
        looks_at="drug line",
        needs=("payer.ndc_required",),
        denials=("NDC missing or invalid",),
        draws=Example((_line("J1885", 4),), payer="medicaid"),
        passes=Example((_line("J1885", 4, _KETOROLAC, ndc_quantity="ML2"),), payer="medicaid"),
    ),
    Rule(
        "NDC003",
        "NDC malformed",
        "Claims carry eleven digits, 5-4-2; ten without hyphens have three readings.",
        "Medi-Cal provider manual, CMS-1500 completion, NDC section",
        _malformed,
        denials=("NDC missing or invalid",),
        draws=Example((_line("J9312", 72, "5024205121"),)),
        passes=Example((_line("J9312", 72, "50242005121"),)),
    ),
)
