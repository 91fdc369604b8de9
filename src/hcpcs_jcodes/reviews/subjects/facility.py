"""Rules about a hospital's lines: revenue codes and how Medicare's outpatient payment treats codes."""

from __future__ import annotations

from typing import Final

from ...claims.revenue import revenue_code_of
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_PHARMACY: Final = "025"
# hospitals, of which critical access hospitals (085) are not, and mental health centers
_OPPS: Final = ("012", "013", "014", "076")
# what the outpatient payment does not pay at all, and what is to be billed elsewhere or otherwise
_NOT_PAID: Final = {
    "C": "an inpatient-only code",
    "E1": "not payable for outpatients",
    "E2": "not priced",
    "M": "not billed to the Medicare contractor",
    "Y": "billed to the DME contractor",
}


def _without_code(line: LineFacts) -> Verdict:
    revenue = line.line.revenue_code
    if revenue is None:
        return NOT_APPLICABLE
    if revenue != revenue_code_of("J9999") or line.code is not None:
        return PASS
    if any(fault.value for fault in line.faults.get("code", ())):
        return Verdict.not_checked("a code that can be read")
    return Verdict.failed(
        f"revenue code {revenue} is for drugs with a HCPCS code, and the line has none",
        field="code",
        fix="which drug was given? Its code goes on the line",
        asks="coder",
    )


def _without_revenue(line: LineFacts) -> Verdict:
    if line.line.revenue_code is not None:
        return PASS
    if "revenue_code" in line.faults:
        return Verdict.not_checked("a revenue code that can be read")
    if line.kind != "drug":
        return Verdict.not_checked("the revenue code, which is that of the department")
    return Verdict.failed(
        f"the line of {line.code} has no revenue code",
        field="revenue_code",
        fix=f"a drug with a HCPCS code goes under {revenue_code_of(line.code) or 'its own'}",
    )


def _not_of_practitioners(line: LineFacts) -> Verdict:
    if line.line.revenue_code is None:
        return PASS
    return Verdict.failed(
        f"revenue code {line.line.revenue_code} on a {line.setting} claim",
        field="revenue_code",
        fix="is it a hospital's claim? A practitioner's has no revenue codes",
        asks="billing",
    )


def _pharmacy(line: LineFacts) -> Verdict:
    revenue = line.line.revenue_code
    if revenue is None:
        return Verdict.not_checked("the revenue code")
    if not revenue.startswith(_PHARMACY):
        return PASS
    return Verdict.failed(
        f"{line.code} is under revenue code {revenue}",
        field="revenue_code",
        evidence=("Medicare wants every drug with a HCPCS code, packaged or not, under 0636",),
        fix=f"bill it under {revenue_code_of(line.code) or '0636'}",
    )


def _is_paid_otherwise(line: LineFacts) -> bool:
    """Whether the type of bill is that of one whom OPPS does not pay, as in dialysis."""
    bill = line.claim.claim.type_of_bill
    return bill is not None and not bill.startswith(_OPPS)


def _not_paid(line: LineFacts) -> Verdict:
    if _is_paid_otherwise(line):
        return NOT_APPLICABLE
    status = line.status
    if status is None:
        return Verdict.not_checked(f"the status indicator of {line.code} on {line.on}")
    why = _NOT_PAID.get(status.indicator)
    if why is None:
        return PASS
    return Verdict.failed(
        f"{line.code} has the status indicator {status.indicator}: {why}",
        field="code",
        evidence=(str(status), status.rests_on),
        fix="is there another code for what was given?",
        asks="coder",
    )


def _other_code(line: LineFacts) -> Verdict:
    if _is_paid_otherwise(line):
        return NOT_APPLICABLE
    status = line.status
    if status is None:
        return Verdict.not_checked(f"the status indicator of {line.code} on {line.on}")
    if status.indicator != "B":
        return PASS
    return Verdict.failed(
        f"{line.code} has the status indicator B: a hospital bills another code for it",
        field="code",
        evidence=(str(status),),
        fix="which code does a hospital bill for it?",
        asks="coder",
    )


def _packaged(line: LineFacts) -> Verdict:
    if _is_paid_otherwise(line):
        return NOT_APPLICABLE
    status = line.status
    if status is None:
        return Verdict.not_checked(f"the status indicator of {line.code} on {line.on}")
    if status.separately_paid is not False:
        return PASS
    return Verdict.failed(
        f"{line.code} is packaged: it is billed, and nothing is paid for it apart",
        field="code",
        evidence=(str(status),),
        fix="bill it: its charge counts; no payment is missing",
    )


def _bill_type(claim: ClaimFacts) -> Verdict:
    if claim.claim.type_of_bill is None:
        return Verdict.not_checked("type_of_bill=")
    return (
        PASS
        if claim.claim.type_of_bill[1:3] in _OUTPATIENT
        else Verdict.failed(
            f"type of bill {claim.claim.type_of_bill} is not that of a hospital's outpatient claim",
            field="type_of_bill",
            evidence=("drugs of outpatients are on 013x, of a critical access hospital on 085x",),
            fix="was the patient an outpatient of a hospital?",
            asks="billing",
        )
    )


# hospitals, others that are paid for outpatients, and dialysis facilities
_OUTPATIENT: Final = frozenset(
    {"12", "13", "14", "22", "23", "34", "71", "72", "74", "75", "77", "83", "85"}
)
_LINE: Final = {"code": "J9312", "units": 72, "revenue_code": "0636"}

RULES: Final = (
    Rule(
        "REV001",
        "revenue code without a HCPCS code",
        "Revenue code 0636 is for drugs that need a HCPCS code.",
        "CMS, transmittal R2130CP; I/OCE, edit 48",
        _without_code,
        settings=("facility",),
        denials=("revenue code",),
        draws=Example(({"revenue_code": "0636", "units": 1},), "facility"),
        passes=Example((_LINE,), "facility"),
    ),
    Rule(
        "REV002",
        "drug line without a revenue code",
        "Every line of a hospital has a revenue code.",
        "UB-04, item 42; 837I, SV201",
        _without_revenue,
        severity="warning",
        settings=("facility",),
        denials=("revenue code",),
        draws=Example(({"code": "J9312", "units": 72},), "facility"),
        passes=Example((_LINE,), "facility"),
    ),
    Rule(
        "REV003",
        "drug with a HCPCS code under pharmacy",
        "Under 025x the HCPCS code of a drug is lost when rates are set.",
        "CMS, transmittal R2130CP §B.9.a; OPPS 2010",
        _pharmacy,
        looks_at="drug line",
        severity="note",
        payers=("original medicare",),
        settings=("facility",),
        draws=Example(({**_LINE, "revenue_code": "0250"},), "facility"),
        passes=Example((_LINE,), "facility"),
    ),
    Rule(
        "REV004",
        "type of bill not of outpatients",
        "The type of bill says whether the patient was an outpatient.",
        "curated: UB-04 manual of the NUBC, item 4",
        _bill_type,
        looks_at="claim",
        severity="verify",
        settings=("facility",),
        needs=("type_of_bill",),
        draws=Example((_LINE,), "facility", claim={"type_of_bill": "0111"}),
        passes=Example((_LINE,), "facility", claim={"type_of_bill": "0131"}),
    ),
    Rule(
        "SI001",
        "not paid for outpatients",
        "The status indicator of the quarter says that Medicare does not pay the code.",
        "CMS, OPPS Addendum B and D1; I/OCE",
        _not_paid,
        looks_at="drug line",
        severity="warning",
        payers=("original medicare",),
        settings=("facility",),
        denials=("not covered",),
        draws=Example(({**_LINE, "code": "J3520", "units": 1, "on": "2026-01-15"},), "facility"),
        passes=Example(({**_LINE, "on": "2026-01-15"},), "facility"),
    ),
    Rule(
        "SI002",
        "another code for hospitals",
        "The status indicator B says that a hospital bills another code.",
        "CMS, OPPS Addendum B and D1; I/OCE",
        _other_code,
        looks_at="drug line",
        severity="warning",
        payers=("original medicare",),
        settings=("facility",),
        denials=("code unknown",),
        draws=Example(({**_LINE, "code": "J0270", "units": 1, "on": "2026-01-15"},), "facility"),
        passes=Example(({**_LINE, "on": "2026-01-15"},), "facility"),
    ),
    Rule(
        "SI003",
        "packaged",
        "What has the status indicator N is paid as part of another service.",
        "CMS, OPPS Addendum B and D1; I/OCE",
        _packaged,
        looks_at="drug line",
        severity="note",
        payers=("original medicare",),
        settings=("facility",),
        denials=("bundled",),
        draws=Example(({**_LINE, "code": "J2405", "units": 4, "on": "2026-01-15"},), "facility"),
        passes=Example(({**_LINE, "on": "2026-01-15"},), "facility"),
    ),
    Rule(
        "REV005",
        "revenue code on a claim that has none",
        "Revenue codes are of institutional claims.",
        "UB-04, item 42; CMS-1500, item 24",
        _not_of_practitioners,
        settings=("professional", "asc", "supplier"),
        draws=Example((_LINE,)),
        passes=Example(({"code": "J9312", "units": 72},)),
    ),
)
