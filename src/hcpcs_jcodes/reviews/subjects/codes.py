"""Rules about the code of a line: unknown, mistyped, of another system, or not taken."""

from __future__ import annotations

from functools import cache
from typing import Final

from ...checks.payer_rows import code_row
from ...codes.codesets import version_of
from ...codes.ledger import code_ledger, unlisted
from ...codes.systems import near_by_form
from ...errors import REFUSALS, JCodesError, NotInForce, UncoveredDate, UnknownCode
from ...tables import read_table
from ..facts import LineFacts
from ..rule import Example, Rule
from ..typed import Typed, typed, typed_code
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# of the codes outside J these alone are all drugs, but for Q50, which are places of hospice care
_BIOSIMILARS: Final = "Q5"
_HOSPICE: Final = "Q50"
_MOST_NEAR: Final = 12
_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")

_CLAIM_OF: Final = {
    "professional": "a professional",
    "facility": "a hospital's",
    "asc": "a surgical center's",
    "supplier": "a supplier's",
}


def _unknown(line: LineFacts) -> Verdict:
    code, on = line.code, line.on
    if code is None:
        return NOT_APPLICABLE
    error: JCodesError | None
    if line.kind == "drug":
        error = line.version_error
    elif code.startswith(_BIOSIMILARS) and not code.startswith(_HOSPICE):
        error = _absent(line)
    else:
        return NOT_APPLICABLE
    if on is None:
        # a code that is included is known, whatever the date
        return PASS if code_ledger().rows(code) else _NO_DATE
    if error is None or isinstance(error, NotInForce):
        return PASS
    if isinstance(error, UncoveredDate):
        return Verdict.not_checked(f"codes of {on}, which the data do not cover")
    if why := unlisted(code):
        return Verdict.not_checked(why)
    near = near_by_form(code, _MOST_NEAR)
    return Verdict.failed(
        f"{code} is not a HCPCS code in any release since 2011",
        field="code",
        evidence=(
            error.reason if isinstance(error, UnknownCode) else str(error),
            *((f"near by form: {', '.join(near)}",) if near else ()),
            *_as_diagnosis(line),
        ),
        fix="read the order and the label again: which drug was given?",
        asks="coder",
    )


def _absent(line: LineFacts) -> JCodesError | None:
    """Why a code that the ledger does not have has no version."""
    assert line.code is not None
    if line.on is None:
        return None
    absent: JCodesError | None = None
    try:
        version_of(line.code, line.on)
    except REFUSALS as error:
        absent = error
    return absent


def _as_diagnosis(line: LineFacts) -> tuple[str, ...]:
    if line.code not in line.claim.diagnoses:
        return ()
    return (f"{line.code} without its dot is a diagnosis of the claim",)


def _typed(line: LineFacts) -> Typed | None:
    """What stands in the field of the code; None if nothing does."""
    if line.code is not None:
        return typed_code(line.code)
    faults = line.faults.get("code", ())
    return typed(faults[0].value) if faults and faults[0].value.strip() else None


def _mistyped(line: LineFacts) -> Verdict:
    found = _typed(line)
    if found is None:
        return NOT_APPLICABLE
    if found.reading != "mistyped":
        return PASS
    return Verdict.failed(
        f"{found.text} is not a code, and looks like one that was mistyped",
        field="code",
        evidence=found.says,
        fix="which code was meant? Read the order and the label again",
        asks="coder",
    )


def _diagnosis(line: LineFacts) -> Verdict:
    found = _typed(line)
    if found is None:
        return NOT_APPLICABLE
    if found.reading != "diagnosis":
        return PASS
    return Verdict.failed(
        f"the field of the code has {found.text}, which has the form of a diagnosis",
        field="code",
        evidence=found.says,
        fix="bill the HCPCS or CPT code here, and list the diagnosis on the claim",
    )


def _other_system(line: LineFacts) -> Verdict:
    found = _typed(line)
    if found is None:
        return NOT_APPLICABLE
    if found.reading != "other system":
        return PASS
    if found.system == "NDC" and line.setting == "supplier":
        return NOT_APPLICABLE
    return Verdict.failed(
        f"the field of the code has {found.text}, which has the form of "
        f"{_FORMS.get(found.system, found.system)}",
        field="code",
        evidence=found.says,
        fix=f"bill the HCPCS or CPT code here; {_BELONGS.get(found.system, 'leave this out')}",
        severity="verify" if found.system == "CDT" else None,
    )


_FORMS: Final = {
    "CDT": "a dental code (CDT)",
    "NDC": "an NDC",
    "modifier": "a modifier",
    "revenue code": "a revenue code",
}
_BELONGS: Final = {
    "CDT": "a dental code goes on a dental claim, unless the payer takes it here",
    "NDC": "the NDC has a field of its own",
    "modifier": "the modifier goes behind the code",
    "revenue code": "the revenue code has a field of its own",
}


def _also_diagnosis(line: LineFacts) -> Verdict:
    code = line.code
    if code is None:
        return NOT_APPLICABLE
    if code in line.claim.diagnoses:
        written, idea = _collisions().get(code, (code, ""))
        return Verdict.failed(
            f"{code} is also a diagnosis of the claim, written without its dot",
            field="code",
            evidence=(f"{written} of ICD-10-CM{idea and f': {idea}'}",),
            fix=f"was the drug of {code} given, or was the diagnosis entered as the code?",
            asks="coder",
        )
    if not line.claim.diagnoses and code in _collisions():
        return Verdict.not_checked("the diagnoses of the claim")
    return PASS


@cache
def _collisions() -> dict[str, tuple[str, str]]:
    """The codes that are diagnoses too, each as it is written with the dot, and its idea."""
    _, *rows = read_table("collisions")
    return {code: (written, idea) for code, _, written, idea, _ in rows}


def _not_taken(line: LineFacts) -> Verdict:
    code, on = line.code, line.on
    if code is None:
        return NOT_APPLICABLE
    named = line.claim.named_codes
    if code[0] not in named and code not in named:
        return PASS
    if on is None:
        return _NO_DATE
    row = code_row(line.payer, code, line.setting, on)
    if row is None or row.in_scope:
        return PASS
    of_letter = row.kind in {"letter", "letter and setting"}
    if row.in_scope is None and of_letter:
        return Verdict.not_checked(f"payer.codes: {row.reason or code}")
    taken = "may not take" if row.in_scope is None else "does not take"
    return Verdict.failed(
        f"{line.payer.name} {taken} {code} on {_CLAIM_OF[line.setting]} claim",
        field="code",
        evidence=tuple(filter(None, (row.reason, row.source))),
        fix="bill the code that this payer takes for the drug or service",
        severity="warning" if row.in_scope is None else None,
    )


RULES: Final = (
    Rule(
        "CODE001",
        "code unknown",
        "A drug code that no release lists is mistyped, or of another system.",
        "CMS, HCPCS Level II files",
        _unknown,
        not_for="codes outside J, but for biosimilars: most of them are no drugs",
        denials=("code unknown",),
        draws=Example(({"code": "J2774", "units": 1},)),
        passes=Example(({"code": "J2274", "units": 1, "modifiers": ("JZ",)},)),
    ),
    Rule(
        "CODE004",
        "code mistyped",
        "A letter O for a zero, a missing digit or one too many makes a code unreadable.",
        "CMS, HCPCS Level II files; code_systems.csv",
        _mistyped,
        denials=("code unknown",),
        draws=Example(({"code": "JO129", "units": 10, "modifiers": ("JZ",)},)),
        passes=Example(({"code": "J0129", "units": 10, "modifiers": ("JZ",)},)),
    ),
    Rule(
        "CODE005",
        "diagnosis as the code",
        "A diagnosis of ICD-10-CM in the field of the code names no service.",
        "CMS, ICD-10-CM; code_systems.csv",
        _diagnosis,
        denials=("code unknown",),
        draws=Example(({"code": "J45.909", "units": 1},)),
        passes=Example(({"code": "J2357", "units": 60, "modifiers": ("JZ",)},)),
    ),
    Rule(
        "CODE006",
        "number of another system as the code",
        "An NDC, a revenue code or a modifier in the field of the code names no service.",
        "CMS, HCPCS Level II files; NUBC; FDA; code_systems.csv",
        _other_system,
        not_for="an NDC on a supplier's claim: DME contractors take oral cancer drugs by it",
        denials=("code unknown",),
        draws=Example(({"code": "50242-0053-06", "units": 10},)),
        passes=Example(({"code": "J9312", "units": 50, "ndc": "50242-0053-06"},)),
    ),
    Rule(
        "CODE007",
        "code that is a diagnosis of the claim",
        "Some codes are diagnoses too, without their dot: J1100 and J11.00.",
        "CMS, HCPCS Level II file of July 2026 and ICD-10-CM of April 2026; collisions.csv",
        _also_diagnosis,
        severity="verify",
        draws=Example(({"code": "J1100", "units": 4},), claim={"diagnoses": ("J11.00",)}),
        passes=Example(({"code": "J1100", "units": 4},), claim={"diagnoses": ("C83.30",)}),
    ),
    Rule(
        "CODE009",
        "code that the payer does not take",
        "The letter of a code says for whom it is: S for private payers, C for hospitals.",
        "CMS, HCPCS: what the letters of codes are for; payer_scopes.csv",
        _not_taken,
        needs=("payer.codes",),
        denials=("code unknown",),
        draws=Example(({"code": "S0013", "units": 1},)),
        passes=Example(({"code": "S0013", "units": 1},), payer="commercial"),
    ),
)
