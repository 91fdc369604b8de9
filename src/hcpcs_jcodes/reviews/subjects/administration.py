"""Rules about drugs and the lines that give them: each needs the other, and they must fit."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from ...administration.ways import (
    codes_in_role,
    given_by_code,
    gives_drugs,
    initial_ranks,
    settings_of,
)
from ...claims.modifiers import DISCARDED
from ...codes.periods import quarter_of
from ...payers.ncci import is_add_on, parents_on, parents_rest_on
from ...payers.quarters import is_near
from ..days import (
    ASKED,
    Days,
    Paired,
    days_of,
    expected_of,
    is_for_dialysis,
    is_separated,
    ran_over_midnight,
    route_on,
)
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_DAY: Final = timedelta(days=1)
_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
# the patient's home, a pharmacy, a dialysis facility: per diems, supplies and bundles
_NOT_GIVEN_AT: Final = frozenset({"01", "12", "65"})
# by dialysate, for dialysis or beside it, through equipment at home, handed to the patient
_NOT_GIVEN_WITH: Final = frozenset({"AX", "AY", "JE", "KD", "RD"})
_MOST_CODES: Final = 4
_FLUID: Final = "hydration"
_FITS: Final = frozenset({"accepted", "needs_documentation"})


def _named(codes: tuple[str, ...]) -> str:
    more = ", ..." if len(codes) > _MOST_CODES else ""
    return ", ".join(codes[:_MOST_CODES]) + more


def _drug_without(line: LineFacts) -> Verdict:
    on, code = line.on, line.code
    if on is None or code is None:
        return _NO_DATE
    if DISCARDED in line.modifiers or line.version is None:
        return NOT_APPLICABLE
    days = line.claim.once(days_of)
    route = route_on(line)
    best = days.fit(code, route, on)
    if best in _FITS:
        return PASS
    expected = expected_of(code, on, line.setting, route)
    if expected.by == "nothing" or _is_given_elsewhere(line):
        return NOT_APPLICABLE
    if expected.by == "unknown" or best == "not_checked":
        return Verdict.not_checked(expected.needs or f"how {code} is given")
    if any(days.fit(code, route, day) in _FITS for day in _span(line)):
        return PASS
    by_code = line.claim.by_code_and_date
    if best is None and any((each, on) in by_code for each in expected.codes):
        return PASS  # beside a service that gives no drug, such as heparin to flush a port
    if best == "refused" and _is_left(line, on, days):
        return PASS  # the line that fits no drug says it
    by_procedure = expected.by == "procedure"
    part_of_other = (expected.also_by_procedure or line.setting == "facility") and (
        days.has_others(on) or days.is_by_procedure(on)
    )
    return Verdict.failed(
        f"{code} on {on}, and no line of the claim is for giving it",
        evidence=(f"given with {_named(expected.codes)}",),
        fix="was it given, how, and is that on another claim?",
        asks="coder",
        severity="note" if by_procedure or part_of_other else None,
    )


def _is_left(line: LineFacts, on: date, days: Days) -> bool:
    """Whether a code of a family on the date fits none of its drugs, and this is one of those."""
    cpts = dict.fromkeys(each.code or "" for each in days.of_families.get(on, ()))
    found = (
        days.paired(cpt, on)
        for cpt in cpts
        if line.setting in settings_of(cpt) and (given_by_code(cpt) or (_FLUID,))[0] != _FLUID
    )
    return any(each.outcome == "refused" and line.code in each.left for each in found)


def _is_given_elsewhere(line: LineFacts) -> bool:
    """Whether its administration is no line of this claim, as in home infusion or dialysis."""
    if line.place in _NOT_GIVEN_AT or not _NOT_GIVEN_WITH.isdisjoint(line.modifiers):
        return True
    bill = line.claim.claim.type_of_bill
    return (bill is not None and bill.startswith("072")) or is_for_dialysis(line)


def _span(line: LineFacts) -> tuple[date, ...]:
    """The other dates of a line that spans dates, and of what was charted over midnight."""
    on, to = line.on, line.line.to
    if on is None or not ran_over_midnight(line):
        return ()
    last = max(to or on, on + _DAY)
    return tuple(on + number * _DAY for number in range(1, min((last - on).days, 31) + 1))


def _administration_without(line: LineFacts) -> Verdict:
    on, code = line.on, line.code
    given = given_by_code(code) if code is not None else None
    if on is None or code is None:
        return _NO_DATE
    if given is None or given[0] == _FLUID:
        return NOT_APPLICABLE
    record = line.line.record
    if record is not None and record.acquired not in {None, "purchased", "340B"}:
        return NOT_APPLICABLE
    days = line.claim.once(days_of)
    if days.drugs.get(on) or _drug_of_day_before(line) or line.claim.has_drug_without_code:
        return PASS
    return Verdict.failed(
        f"{code} on {on}, and no drug on that date",
        field="code",
        evidence=("a drug at no cost, or the patient's own, often has no line",),
        fix="which drug was given, and who bought it?",
        asks="pharmacy",
    )


def _drug_of_day_before(line: LineFacts) -> bool:
    """Whether the drug of an infusion that ran over midnight is on the day that it started."""
    on, code = line.on, line.code
    if on is None or code is None or not line.claim.once(days_of).drugs.get(on - _DAY):
        return False
    record = line.line.record
    if record is not None and record.start is not None and record.start.date() < on:
        return True
    return line.setting == "facility" and is_add_on(code)


def _paired(line: LineFacts) -> Paired | None:
    """The line against the drugs of its date; None where the rules of pairing are not about it."""
    on, code = line.on, line.code
    if on is None or code is None or not gives_drugs(code):
        return None
    given = given_by_code(code)
    if given is not None and given[0] == _FLUID:
        return None
    if line.setting not in settings_of(code):
        return None
    days = line.claim.once(days_of)
    day = on
    if not days.drugs.get(on) and _drug_of_day_before(line):
        day = on - _DAY
    found = days.paired(code, day)
    return found if found.outcome is not None else None


def _refused(line: LineFacts) -> Verdict:
    if line.on is None:
        return _NO_DATE
    paired = _paired(line)
    if paired is None:
        return NOT_APPLICABLE
    if paired.outcome == "not_checked":
        return Verdict.not_checked(*_open(paired, line))
    if paired.outcome != "refused":
        return PASS
    if not paired.left and line.claim.has_drug_without_code:
        return Verdict.not_checked("the drugs that the hospital billed without a HCPCS code")
    by_family = given_by_code(line.code or "") is not None
    if not by_family and not paired.left:
        return PASS  # a procedure may be done without a drug
    drugs = tuple(dict.fromkeys(each.drug for each in paired.pairings))
    return Verdict.failed(
        f"{line.code} fits no drug billed on {line.on}: {_named(drugs)}",
        field="code",
        evidence=tuple(dict.fromkeys(str(each) for each in paired.pairings[:_MOST_CODES])),
        fix="how was the drug given: by which route, and how long?"
        if paired.left
        else "which drug was given so, and is it billed elsewhere or at no cost?",
        asks="nurse",
        severity=None if by_family and paired.left else "verify",
    )


def _open(paired: Paired, line: LineFacts) -> tuple[str, ...]:
    reasons = (
        reason
        for each in paired.pairings
        if each.outcome == "not_checked"
        for reason in each.reasons
    )
    return tuple(dict.fromkeys(reasons))[:_MOST_CODES] or (
        f"how the drugs of {line.on} were given",
    )


def _documented(line: LineFacts) -> Verdict:
    if line.on is None:
        return _NO_DATE
    if line.code in codes_in_role("additional hour"):
        return NOT_APPLICABLE  # the line that starts the infusion says it
    paired = _paired(line)
    if paired is None or paired.outcome in {"refused", "not_checked"}:
        return NOT_APPLICABLE
    if paired.outcome == "accepted":
        return PASS
    about = [each for each in paired.pairings if each.outcome == "needs_documentation"]
    return Verdict.failed(
        f"{line.code} with {about[0].drug}: {about[0].reasons[0]}",
        field="code",
        evidence=tuple(dict.fromkeys(each.sources[0] for each in about if each.sources)),
        fix="does the record say why this code is the right one?",
        asks="coder",
    )


def _initials(line: LineFacts) -> Verdict:
    on, code = line.on, line.code
    if code not in initial_ranks():
        return NOT_APPLICABLE
    if on is None:
        return _NO_DATE
    lines = line.claim.once(_initials_by_date)[on]
    first = lines[0]
    if line is first:
        if line.units is None or line.units <= 1 or is_separated(line, _DISTINCT):
            return PASS
        message = f"{code} x {line.units} on {on}: one initial code for each access site"
    else:
        message = f"{code} on {on} beside {first.code}: one initial code for each access site"
    separated = is_separated(line, _DISTINCT)
    severity: Any = "verify" if separated else None
    if severity is None and line.payer.cms_edits is not True:
        severity = "warning"
    return Verdict.failed(
        message,
        field="modifiers" if line is not first else "units",
        evidence=(f"modifiers {' '.join(line.modifiers) or 'none'}",),
        fix="does the record show a second access site that was needed, or a second visit?",
        asks="nurse",
        severity=severity,
        also=() if line is first else (first.number,),
    )


_DISTINCT: Final = "distinct service"


def _initials_by_date(claim: Any) -> dict[date, tuple[LineFacts, ...]]:
    """The lines with an initial code of each date, that which needs no modifier first."""
    found: dict[date, list[LineFacts]] = {}
    ranks = initial_ranks()
    for line in claim.lines:
        if line.on is not None and line.code in ranks:
            found.setdefault(line.on, []).append(line)
    return {
        on: tuple(
            sorted(lines, key=lambda each: (is_separated(each, _DISTINCT), ranks[each.code or ""]))
        )
        for on, lines in found.items()
    }


def _add_on(line: LineFacts) -> Verdict:
    on, code = line.on, line.code
    if code is None or not is_add_on(code):
        return NOT_APPLICABLE
    if on is None:
        return _NO_DATE
    parents = _parents(code, line.setting, quarter_of(on), on)
    if not parents:
        return NOT_APPLICABLE  # an add-on of the other setting
    claim = line.claim
    if _stands(parents, on, line):
        return PASS
    basis = parents_rest_on(code, setting=line.setting, on=on)
    if basis.basis == "nearest" and not is_near(basis.quarter, quarter_of(on)):
        return Verdict.not_checked(f"CMS's add-on codes of {quarter_of(on)}")
    before = [each for each in parents if (each, on - _DAY) in claim.by_code_and_date]
    ran = bool(before) and _started_before(line, on, before)
    if ran:
        return PASS
    known = _named(tuple(sorted(parents)))
    severity: Any = None if line.payer.cms_edits is True else "verify"
    evidence = [f"CMS's add-on codes of {basis.quarter}: {known}"]
    if before and (line.setting == "facility" or claim.claim.built):
        severity = "verify"
        evidence.append(f"{before[0]} is on {on - _DAY}")
    return Verdict.failed(
        f"{code} on {on} without a code that it adds to",
        field="code",
        evidence=tuple(evidence),
        fix="what was given first, and did it run over midnight?",
        asks="nurse",
        severity=severity,
    )


@cache
def _parents(code: str, setting: str, quarter: str, on: date) -> frozenset[str]:  # noqa: ARG001
    return parents_on(code, setting=setting, on=on)


def _stands(parents: frozenset[str], on: date, line: LineFacts) -> bool:
    lines = line.claim.by_code_and_date
    if any((parent, on) in lines for parent in parents):
        return True
    begun_before = line.claim.once(days_of).begun_before.get(on)
    return begun_before is not None and not begun_before.isdisjoint(parents)


def _started_before(line: LineFacts, on: date, parents: list[str]) -> bool:
    """Whether the record, or the dates of a line, show an infusion over midnight."""
    record = line.line.record
    if record is not None and record.start is not None and record.start.date() < on:
        return True
    over_midnight = line.claim.once(_over_midnight)
    return any((parent, on - _DAY) in over_midnight for parent in parents)


def _over_midnight(claim: ClaimFacts) -> frozenset[tuple[str | None, date | None]]:
    """The codes and dates of which a line ran over midnight."""
    return frozenset((each.code, each.on) for each in claim.lines if ran_over_midnight(each))


def _other_setting(line: LineFacts) -> Verdict:
    code = line.code
    if code is None or not gives_drugs(code):
        return NOT_APPLICABLE
    if line.setting in settings_of(code):
        return PASS
    only = " or ".join(sorted(settings_of(code)))
    return Verdict.failed(
        f"{code} is for {only} claims, and this one is {line.setting}",
        field="code",
        evidence=(f"modifiers {' '.join(line.modifiers) or 'none'}",),
        fix="was it one push or more, and on whose claim are they reported?",
        asks="coder",
    )


_MANUAL: Final = "NCCI Policy Manual of 2026, ch. XI §B and §N"
_ADMINISTERED: Final = ("professional", "facility")
_RITUXIMAB: Final = {"code": "J9312", "units": 72, "modifiers": ("JZ",)}
_KETOROLAC: Final = {"code": "J1885", "units": 2}
_COMPLEX: Final = {"way": ("complex", "infusion", "initial"), "units": 1}
_FURTHER: Final = {"way": ("complex", "infusion", "additional hour"), "units": 2}
_INFUSION: Final = {"way": ("therapeutic", "infusion", "initial"), "units": 1}
_NEXT: Final = {"way": ("therapeutic", "infusion", "sequential"), "units": 1}
_PUSH: Final = {"way": ("therapeutic", "push", "initial"), "units": 1}
_PUSH_AGAIN: Final = {"way": ("therapeutic", "push", "same drug"), "units": 1}
_INJECTION: Final = {"way": ("therapeutic", "injection", "injection"), "units": 1}

RULES: Final = (
    Rule(
        "ADM001",
        "drug without administration",
        "A drug that somebody gives has a line that gives it, on the claim and date.",
        "IOM 100-04, ch. 12 §30.5; consistency of drug and administration lines",
        _drug_without,
        looks_at="drug line",
        severity="verify",
        settings=_ADMINISTERED,
        not_for=(
            "drugs given by a procedure that another claims, home infusion, equipment, clotting "
            "factors, contrast, dialysis, oral drugs; lines of discarded drug"
        ),
        asked=ASKED,
        draws=Example((_RITUXIMAB,)),
        passes=Example((_RITUXIMAB, _COMPLEX)),
    ),
    Rule(
        "ADM002",
        "administration without drug",
        "A drug that was given has a line, unless it was at no cost or has no code.",
        "L37205: administration is payable if the drug would have been covered",
        _administration_without,
        looks_at="administration line",
        severity="verify",
        settings=_ADMINISTERED,
        not_for="hydration, procedures, drugs charted as not purchased",
        asked=ASKED,
        draws=Example((_COMPLEX,)),
        passes=Example((_COMPLEX, _RITUXIMAB)),
    ),
    Rule(
        "ADM003",
        "administration that fits no drug",
        "Class, route and technique of the drug decide which code gives it.",
        f"administration_rules.csv; {_MANUAL}",
        _refused,
        looks_at="administration line",
        settings=_ADMINISTERED,
        not_for="hydration; a procedure, if all drugs of the date are given by other lines",
        asked=ASKED,
        draws=Example((_KETOROLAC, _COMPLEX)),
        passes=Example((_KETOROLAC, _INJECTION)),
    ),
    Rule(
        "ADM004",
        "administration that needs documentation",
        "For some drugs sources disagree, or more facts decide, which code gives them.",
        "IOM 100-04, ch. 12 §30.5; CR 13468; administration_rules.csv",
        _documented,
        looks_at="administration line",
        severity="note",
        settings=_ADMINISTERED,
        asked=ASKED,
        draws=Example(({"code": "J1745", "units": 40, "modifiers": ("JZ",)}, _COMPLEX)),
        passes=Example((_RITUXIMAB, _COMPLEX)),
    ),
    Rule(
        "ADM005",
        "two initial codes",
        "One access site has one initial code in an encounter; another needs a modifier.",
        f"{_MANUAL}; CMS, recovery audit topic 0071",
        _initials,
        looks_at="administration line",
        settings=_ADMINISTERED,
        denials=("bundled",),
        asked=ASKED,
        draws=Example((_RITUXIMAB, _COMPLEX, _INFUSION)),
        passes=Example((_RITUXIMAB, _COMPLEX, _NEXT)),
    ),
    Rule(
        "ADM006",
        "add-on without its primary code",
        "An add-on code is paid only beside one of its primary codes.",
        "CMS, NCCI add-on code edits",
        _add_on,
        looks_at="administration line",
        settings=_ADMINISTERED,
        needs=("payer.cms_edits",),
        denials=("add-on without parent",),
        asked=ASKED,
        draws=Example((_RITUXIMAB, _FURTHER)),
        passes=Example((_RITUXIMAB, _COMPLEX, _FURTHER)),
    ),
    Rule(
        "ADM007",
        "administration code of facilities on a practitioner's claim",
        "Some administration codes are for facilities only.",
        f"CMS, NCCI add-on code edits; {_MANUAL}; HCPCS Level II",
        _other_setting,
        looks_at="administration line",
        settings=("professional",),
        draws=Example(
            (
                _KETOROLAC,
                _PUSH,
                _PUSH_AGAIN,
            )
        ),
        passes=Example((_KETOROLAC, _PUSH)),
    ),
)
