"""Rules about what a claim does not have: hospice, enrollment, stays, eligibility, coverage.

They are in every review, and not checked unless the caller passes rows or a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from ...amounts.arguments import shown
from ...claims.claim import Claim
from ...errors import BadArgument
from ..facts import ClaimFacts, LineFacts
from ..filing_days import days_text
from ..rows import Period
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# days before an admission in which a hospital's outpatient services are part of the stay
_WINDOW: Final = 3
# critical access hospitals are not paid by the stay, and have no such window
_CRITICAL_ACCESS: Final = "085"
# curated: the modifier of services that are not for the terminal condition
_NOT_TERMINAL: Final = "GW"


def _by_caller(claim: ClaimFacts, look: Callable[[LineFacts], Verdict]) -> Verdict:
    """What a function of the caller says of the drug lines: the worst of it."""
    verdicts = [(line.number, _said(look(line))) for line in claim.drug_lines]
    for outcome in ("error", "fail", "not_checked"):
        found = [(number, each) for number, each in verdicts if each.outcome == outcome]
        if found:
            return _joined(found)
    return PASS if verdicts else NOT_APPLICABLE


def _said(verdict: object) -> Verdict:
    if isinstance(verdict, Verdict):
        return verdict
    raise BadArgument(verdict, f"the function returned {shown(verdict)}, and not a Verdict")


def _joined(found: Sequence[tuple[int, Verdict]]) -> Verdict:
    _, first = found[0]
    return Verdict(
        first.outcome,
        "; ".join(dict.fromkeys(each.message for _, each in found if each.message)),
        first.field,
        tuple(dict.fromkeys(text for _, each in found for text in each.evidence)),
        first.fix,
        first.asks,
        first.severity,
        tuple(number for number, _ in found),
        tuple(dict.fromkeys(need for _, each in found for need in each.needs)),
    )


def _within(on: date, period: Period) -> bool:
    first, last = period
    return (first is None or first <= on) and (last is None or on <= last)


def _days(period: Period) -> str:
    first, last = period
    return f"{first or 'its start'} to {last or 'now'}"


def _dated(claim: ClaimFacts) -> list[LineFacts]:
    return [line for line in claim.lines if line.on is not None]


def _in_period(name: str, what: str, fix: str, claim: ClaimFacts) -> Verdict:
    """Whether a date of service is in a period in which somebody else pays."""
    rows = claim.rows.get(name)
    if rows is None:
        return Verdict.not_checked(f"{name}=")
    if callable(rows):
        return _by_caller(claim, rows)
    within = [
        (line, period)
        for line in _dated(claim)
        for period in rows
        if line.on is not None and _within(line.on, period) and _NOT_TERMINAL not in line.modifiers
    ]
    if not within:
        return PASS
    return Verdict.failed(
        f"the patient {what} on {within[0][0].on}",
        field="on",
        evidence=tuple(dict.fromkeys(f"{name}: {_days(period)}" for _, period in within)),
        fix=fix,
        also=tuple(dict.fromkeys(line.number for line, _ in within)),
        # a hospital says by a condition code, which is not on a line, that it is not terminal
        severity="warning" if name == "hospice" and claim.setting == "facility" else None,
    )


def _eligible(claim: ClaimFacts) -> Verdict:
    rows = claim.rows.get("eligibility")
    if rows is None:
        return Verdict.not_checked("eligibility=")
    if callable(rows):
        return _by_caller(claim, rows)
    outside = [
        line
        for line in _dated(claim)
        if line.on is not None and not any(_within(line.on, period) for period in rows)
    ]
    if not outside:
        return PASS
    return Verdict.failed(
        f"{claim.payer.name} does not cover the patient on {outside[0].on}",
        field="on",
        evidence=tuple(f"eligibility: {_days(period)}" for period in rows),
        fix="which payer covered the patient on that date?",
        asks="billing",
        also=tuple(line.number for line in outside),
    )


def _stay(claim: ClaimFacts) -> Verdict:
    rows = claim.rows.get("inpatient")
    if rows is None:
        return Verdict.not_checked("inpatient=")
    if callable(rows):
        return _by_caller(claim, rows)
    bill = claim.claim.type_of_bill
    is_exempt = bill is not None and bill.startswith(_CRITICAL_ACCESS)
    before = _WINDOW if claim.setting == "facility" and not is_exempt else 0
    found: list[tuple[LineFacts, str, bool]] = []
    for line in claim.drug_lines:
        version = line.version
        if line.on is None or (version is not None and "clotting factor" in version.drug.classes):
            continue
        for first, last in rows:
            opens = None if first is None else first - timedelta(days=before)
            if _within(line.on, (opens, last)):
                # after the discharge, or in an office before the admission, it is paid
                edges = (last,) if before else (first, last)
                found.append((line, f"stay: {_days((first, last))}", line.on in edges))
    if not found:
        return PASS
    window = f", or within {_WINDOW} days before" if before else ""
    return Verdict.failed(
        f"the drug of {found[0][0].on} was given in a stay as an inpatient{window}",
        field="on",
        evidence=tuple(dict.fromkeys(text for _, text, _ in found)),
        fix="bill it with the stay; if the record shows that it had nothing to do with it, bill it "
        "with condition code 51",
        severity="verify" if all(is_edge for *_, is_edge in found) else None,
        also=tuple(dict.fromkeys(line.number for line, *_ in found)),
    )


def _plain(diagnosis: str) -> str:
    return diagnosis.replace(".", "").strip().upper()


def _diagnoses_of(line: LineFacts) -> list[str]:
    """The diagnoses that a line points to; all of the claim's if it points to none."""
    diagnoses = line.claim.claim.diagnoses
    pointed = [each for each in line.line.diagnosis_pointers if each <= len(diagnoses)]
    return [_plain(diagnoses[each - 1]) for each in pointed] or [*map(_plain, diagnoses)]


def _covered(claim: ClaimFacts) -> Verdict:
    rows = claim.rows.get("coverage")
    if rows is None:
        return Verdict.not_checked("coverage=")
    if callable(rows):
        return _by_caller(claim, rows)
    if not claim.drug_lines:
        return NOT_APPLICABLE
    if not claim.claim.diagnoses:
        return Verdict.not_checked("the diagnoses of the claim")
    unknown = dict.fromkeys(str(line.code) for line in claim.drug_lines if line.code not in rows)
    wrong = [
        line
        for line in claim.drug_lines
        if line.code in rows and not _any_begins(_diagnoses_of(line), rows[line.code])
    ]
    if wrong:
        code = wrong[0].code
        return Verdict.failed(
            f"no diagnosis of {code} is one for which {claim.payer.name} covers it",
            field="diagnosis_pointers",
            evidence=(
                f"on the claim: {', '.join(map(_dotted, _diagnoses_of(wrong[0])))}",
                f"covered: {', '.join(rows[code][:_MOST_NAMED])}{', ...' if len(rows[code]) > _MOST_NAMED else ''}",
            ),
            fix="which diagnosis was the drug given for? Only the record may change it",
            asks="coder",
            also=tuple(line.number for line in wrong),
        )
    return Verdict.not_checked(f"coverage= of {', '.join(unknown)}") if unknown else PASS


def _dotted(diagnosis: str) -> str:
    return f"{diagnosis[:3]}.{diagnosis[3:]}" if len(diagnosis) > 3 else diagnosis


_MOST_NAMED: Final = 12


def _any_begins(diagnoses: Iterable[str], covered: Iterable[str]) -> bool:
    beginnings = tuple(map(_plain, covered))
    return any(each.startswith(beginnings) for each in diagnoses)


def _often(claim: ClaimFacts) -> Verdict:
    rows = claim.rows.get("frequency")
    if rows is None:
        return Verdict.not_checked("frequency=")
    if callable(rows):
        return _by_caller(claim, rows)
    limited = [line for line in claim.drug_lines if line.code in rows and line.on is not None]
    if not limited:
        return NOT_APPLICABLE
    if "history" not in claim.rows:
        return Verdict.not_checked("history=")
    before: list[Claim] = [*claim.rows["history"], claim.claim]
    given: dict[str, set[date]] = {}
    for earlier_line in (line for each in before for line in each.lines):
        if earlier_line.code in rows and earlier_line.on is not None:
            given.setdefault(str(earlier_line.code), set()).add(earlier_line.on)
    for line in limited:
        code, on = str(line.code), line.on
        earlier = max((day for day in given[code] if on is not None and day < on), default=None)
        if earlier is not None and on is not None and (on - earlier).days < rows[code]:
            return Verdict.failed(
                f"{code} was given {days_text((on - earlier).days)} before, on {earlier}",
                field="on",
                evidence=(f"the fewest days between: {rows[code]}",),
                fix="does the record say why it was given sooner?",
                asks="coder",
                also=(line.number,),
            )
    return PASS


_LINE: Final = {"code": "J9312", "units": 72, "ndc": "50242-0053-06"}
_CLAIM: Final = {"diagnoses": ["C83.30"]}
_EARLIER: Final = Example(({"code": "J0897", "units": 60, "on": "2025-03-01"},))

RULES: Final = (
    Rule(
        "PAT001",
        "hospice elected",
        "After a hospice election Medicare pays others only for what is not for the terminal "
        f"condition, with the modifier {_NOT_TERMINAL}.",
        "curated: 42 CFR 418.24; IOM 100-04, ch. 11",
        partial(
            _in_period,
            "hospice",
            "had elected hospice",
            "was the drug for the terminal condition? Then the hospice pays it; if not, bill it with "
            "GW, or condition code 07 on a hospital's claim",
        ),
        looks_at="claim",
        payers=("original medicare",),
        needs=("hospice",),
        denials=("hospice",),
        draws=Example((_LINE,), rows={"hospice": [("2025-08-01", None)]}),
        passes=Example((_LINE,), rows={"hospice": [("2025-08-02", None)]}),
    ),
    Rule(
        "PAT002",
        "enrolled in a Medicare Advantage plan",
        "In those months the plan is billed, and not Original Medicare.",
        "curated: 42 CFR 422; X12, managed care plan",
        partial(
            _in_period,
            "enrollment",
            "was in a Medicare Advantage plan",
            "bill the plan in which the patient was on that date",
        ),
        looks_at="claim",
        payers=("original medicare",),
        needs=("enrollment",),
        denials=("managed care plan",),
        draws=Example((_LINE,), rows={"enrollment": [(None, "2025-08-01")]}),
        passes=Example((_LINE,), rows={"enrollment": [(None, "2025-07-31")]}),
    ),
    Rule(
        "PAT003",
        "within a stay as an inpatient",
        "What a hospital gives in the three days before an admission, or during it, is part of "
        "the stay; during a stay others bill no drug but clotting factors.",
        "curated: 42 CFR 412.2(c)(5); rules of Medicare on inpatient drugs",
        _stay,
        looks_at="claim",
        payers=("original medicare",),
        needs=("inpatient",),
        denials=("inpatient stay",),
        draws=Example((_LINE,), "facility", rows={"inpatient": [("2025-08-04", "2025-08-09")]}),
        passes=Example((_LINE,), "facility", rows={"inpatient": [("2025-08-05", "2025-08-09")]}),
    ),
    Rule(
        "PAT004",
        "not eligible on the date",
        "A payer pays for dates on which it covers the patient.",
        "X12, expenses after coverage ended",
        _eligible,
        looks_at="claim",
        needs=("eligibility",),
        denials=("not eligible",),
        draws=Example((_LINE,), rows={"eligibility": [("2025-08-02", None)]}),
        passes=Example((_LINE,), rows={"eligibility": [("2025-08-01", None)]}),
    ),
    Rule(
        "PAT005",
        "not covered for the diagnosis",
        "Coverage policies list the diagnoses for which a drug is covered.",
        "local coverage articles of Medicare's contractors; policies of payers",
        _covered,
        looks_at="claim",
        needs=("coverage", "diagnoses"),
        denials=("diagnosis does not fit", "not reasonable and necessary"),
        draws=Example((_LINE,), rows={"coverage": {"J9312": ["C82"]}}, claim=_CLAIM),
        passes=Example((_LINE,), rows={"coverage": {"J9312": ["C83.3"]}}, claim=_CLAIM),
    ),
    Rule(
        "PAT006",
        "given sooner than the policy allows",
        "Policies state the fewest days between two doses of some drugs.",
        "local coverage articles of Medicare's contractors; policies of payers",
        _often,
        looks_at="claim",
        severity="verify",
        needs=("frequency", "history"),
        denials=("dose or frequency not supported",),
        draws=Example(
            ({"code": "J0897", "units": 60},),
            rows={"frequency": {"J0897": 154}, "history": [_EARLIER.made()]},
        ),
        passes=Example(
            ({"code": "J0897", "units": 60},),
            rows={"frequency": {"J0897": 153}, "history": [_EARLIER.made()]},
        ),
    ),
)
