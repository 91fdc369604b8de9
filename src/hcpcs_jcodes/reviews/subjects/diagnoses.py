"""Rules about diagnoses and the pointers to them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_FIRST_ICD_10: Final = date(2015, 10, 1)
# encounters for chemotherapy and for immunotherapy against cancer
_ENCOUNTERS: Final = ("Z5111", "Z5112")
_CANCER_CLASSES: Final = frozenset({"antineoplastic", "hormonal antineoplastic"})
_UNSETTLED: Final = frozenset(
    {"biologic response modifier", "gene or cell therapy", "not otherwise classified", "unknown"}
)
_ICD_9: Final = re.compile(r"[0-9]{3,5}|V[0-9]{2,4}|E[0-9]{3,4}")
# a V code and an E code may be of either: E11 is diabetes, E850 an accident
_ICD_10: Final = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")


def _plain(diagnosis: str) -> str:
    return diagnosis.replace(".", "").strip().upper()


def _beyond(line: LineFacts) -> Verdict:
    pointers, diagnoses = line.line.diagnosis_pointers, line.claim.claim.diagnoses
    if not pointers:
        return NOT_APPLICABLE
    if not diagnoses:
        return Verdict.not_checked("the diagnoses of the claim")
    beyond = [each for each in pointers if each > len(diagnoses)]
    if not beyond:
        return PASS
    return Verdict.failed(
        f"the line points to diagnosis {beyond[0]}, and the claim has {len(diagnoses)}",
        field="diagnosis_pointers",
        fix="which diagnosis was the service for?",
        asks="coder",
    )


def _without(line: LineFacts) -> Verdict:
    claim = line.claim.claim
    if line.setting == "facility" or not line.claim.has_pointers:
        return NOT_APPLICABLE
    if line.line.diagnosis_pointers:
        return PASS
    return Verdict.failed(
        f"the line points to none of the {len(claim.diagnoses)} diagnoses, and other lines do",
        field="diagnosis_pointers",
        fix="which diagnosis was the service for?",
        asks="coder",
    )


def _system(claim: ClaimFacts) -> Verdict:
    days = [line.on for line in claim.lines if line.on is not None]
    diagnoses = claim.claim.diagnoses
    if not diagnoses:
        return Verdict.not_checked("the diagnoses of the claim")
    if not days:
        return Verdict.not_checked("a date of service that can be read")
    is_new = max(days) >= _FIRST_ICD_10
    form = _ICD_10 if is_new else _ICD_9
    wrong = [each for each in diagnoses if not form.fullmatch(_plain(each))]
    if not wrong:
        return PASS
    revision = "ICD-10-CM" if is_new else "ICD-9-CM"
    return Verdict.failed(
        f"{', '.join(wrong)}: a claim of {max(days)} has diagnoses of {revision}",
        field="diagnoses",
        evidence=(f"ICD-10-CM is for dates of service from {_FIRST_ICD_10}",),
        fix="code the diagnosis again from the record",
        asks="coder",
    )


def _encounter(claim: ClaimFacts) -> Verdict:
    listed = [each for each in claim.claim.diagnoses if _plain(each) in _ENCOUNTERS]
    if not claim.claim.diagnoses:
        return Verdict.not_checked("the diagnoses of the claim")
    if not listed:
        return NOT_APPLICABLE
    classes = [line.version.drug.classes for line in claim.drug_lines if line.version is not None]
    if any(not each or _CANCER_CLASSES.intersection(each) for each in classes):
        return PASS
    if any(_UNSETTLED.intersection(each) for each in classes):
        return PASS  # some of these are given against cancer
    return Verdict.failed(
        f"{listed[0]}, an encounter for treatment of cancer, and no drug against cancer",
        field="diagnoses",
        evidence=tuple(str(line.code) for line in claim.drug_lines),
        fix="is the drug billed on another claim, or was another reason meant?",
        asks="coder",
    )


def _first(claim: ClaimFacts) -> Verdict:
    diagnoses = [*map(_plain, claim.claim.diagnoses)]
    if not diagnoses:
        return Verdict.not_checked("the diagnoses of the claim")
    places = [number for number, each in enumerate(diagnoses, 1) if each in _ENCOUNTERS]
    if not places:
        return NOT_APPLICABLE
    if places[0] == 1:
        return PASS
    return Verdict.failed(
        f"{claim.claim.diagnoses[places[0] - 1]} is diagnosis {places[0]}",
        field="diagnoses",
        evidence=("the guideline lists it first where the visit is for the treatment alone",),
        fix="was the visit for the treatment alone? Then it is listed first",
        asks="coder",
    )


_LINE: Final = {"code": "J9312", "units": 72}
_FIRST_HOUR: Final = ("complex", "infusion", "initial")
_TWO: Final = {"diagnoses": ["Z51.12", "C83.30"]}

RULES: Final = (
    Rule(
        "DX001",
        "pointer beyond the diagnoses",
        "A pointer names a diagnosis of the claim by its place.",
        "CMS-1500, item 24E; 837P, SV107",
        _beyond,
        denials=("diagnosis missing or invalid",),
        draws=Example(({**_LINE, "diagnosis_pointers": "3", "modifiers": "JW JZ"},), claim=_TWO),
        passes=Example(({**_LINE, "diagnosis_pointers": "2", "modifiers": "JW JZ"},), claim=_TWO),
    ),
    Rule(
        "DX002",
        "line without a pointer",
        "On a professional claim each line says which diagnosis it is for.",
        "CMS-1500, item 24E; 837P, SV107",
        _without,
        severity="warning",
        settings=("professional", "asc", "supplier"),
        denials=("diagnosis missing or invalid",),
        draws=Example(
            ({**_LINE, "diagnosis_pointers": "1"}, {"way": _FIRST_HOUR, "units": 1}), claim=_TWO
        ),
        passes=Example(
            (
                {**_LINE, "diagnosis_pointers": "1"},
                {"way": _FIRST_HOUR, "units": 1, "diagnosis_pointers": "2"},
            ),
            claim=_TWO,
        ),
    ),
    Rule(
        "DX003",
        "diagnosis of another revision",
        "ICD-10-CM took the place of ICD-9-CM for dates of service from 2015-10-01.",
        "curated: 45 CFR 162.1002",
        _system,
        looks_at="claim",
        needs=("diagnoses",),
        denials=("diagnosis missing or invalid",),
        draws=Example(({**_LINE, "on": "2025-08-01"},), claim={"diagnoses": ["202.80"]}),
        passes=Example(({**_LINE, "on": "2025-08-01"},), claim={"diagnoses": ["C83.30"]}),
    ),
    Rule(
        "DX004",
        "encounter for treatment of cancer without such a drug",
        "Z51.11 and Z51.12 are for visits in which a drug against cancer is given.",
        "curated: ICD-10-CM guidelines, I.C.2.e",
        _encounter,
        looks_at="claim",
        severity="verify",
        needs=("diagnoses",),
        denials=("diagnosis does not fit",),
        draws=Example(({"code": "J1756", "units": 200},), claim={"diagnoses": ["Z51.11"]}),
        passes=Example(({"code": "J9000", "units": 10},), claim={"diagnoses": ["Z51.11"]}),
    ),
    Rule(
        "DX005",
        "encounter for treatment of cancer not listed first",
        "The guideline lists Z51.11 or Z51.12 first where the visit is for the treatment alone.",
        "curated: ICD-10-CM guidelines, I.C.2.e",
        _first,
        looks_at="claim",
        severity="note",
        needs=("diagnoses",),
        draws=Example((_LINE,), claim={"diagnoses": ["C83.30", "Z51.12"]}),
        passes=Example((_LINE,), claim={"diagnoses": ["Z51.12", "C83.30"]}),
    ),
)
