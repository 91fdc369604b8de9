"""Rules about discarded drug: whether JW and JZ go on a line."""

from __future__ import annotations

from datetime import date
from typing import Final

from ...checks.discarding import may_apply
from ...checks.unclassified import is_compounded
from ...claims.modifiers import DISCARDED, ZERO_DISCARDED
from ...claims.records import Record
from ...codes.code import JCode
from ...payers.payer import NOT_USED
from ...units.from_dose import PER_ADMINISTRATION
from ...units.rounding import units_text
from ...vials.containers import may_be_discarded
from ...words import Container
from ..drug_days import (
    NO_VERSION,
    DrugDay,
    by_day,
    comes_only_shared,
    container_on,
    day_of,
    is_listed,
)
from ..facts import LineFacts
from ..needs import without_advice
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# of the things that codes count, those that come in containers
_IN_CONTAINERS: Final = frozenset({"vial", "unit dose", *PER_ADMINISTRATION})
# where the kind of a container is from, if it was charted
_RECORD: Final = "the record"
# rural health clinics and federally qualified health centers, which are paid by the visit
_CLINICS: Final = ("071", "077")
_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
_NO_CONTAINER: Final = Verdict.not_checked(
    "record.container, or the NDC of a package whose label is included"
)


# --- missing, or contradicting each other ----------------------------------------------


def _missing(line: LineFacts) -> Verdict:
    modifiers, on, since = line.modifiers, line.on, line.payer.zero_discarded_from
    if DISCARDED in modifiers or ZERO_DISCARDED in modifiers:
        return PASS
    if on is None:
        return _NO_DATE
    if not may_apply(since, on):
        return NOT_APPLICABLE
    if day_of(line).discarded:
        return PASS  # the line of administered units beside one with JW has neither
    version = line.version
    if version is None:
        return NO_VERSION
    container, evidence = _container(version.code, on, line)
    if evidence != _RECORD and version.is_noc and is_compounded(version):
        container = None  # of which the NDC is that of what it was made of
    if _has_no_container(version) or (container is not None and not may_be_discarded(container)):
        return NOT_APPLICABLE
    return _wanted(line, since, container, evidence)


def _container(code: str, on: date, line: LineFacts) -> tuple[Container | None, str]:
    """The kind of container of a line: as charted or on its label, otherwise by its code."""
    container, evidence = container_on(line)
    if container is not None:
        return container, evidence
    if is_listed(code, on):
        return "single-dose", "CMS, codes of the JW and JZ policy"
    return ("multi-dose", "FDA, labels") if comes_only_shared(code, on) else (None, "")


def _wanted(
    line: LineFacts, since: date | str | None, container: Container | None, evidence: str
) -> Verdict:
    """What is said of a line with neither, where the container does not decide it."""
    if since is None:
        return Verdict.not_checked("payer.zero_discarded_from")
    scope = day_of(line).scope
    bill = line.claim.claim.type_of_bill
    if scope.in_scope is False or (bill is not None and bill.startswith(_CLINICS)):
        return NOT_APPLICABLE
    if scope.in_scope is None:
        return Verdict.not_checked(without_advice(scope.reason))
    from_day = f"from {since}: {line.payer.source('zero_discarded_from')}"
    if container is None:
        return Verdict.failed(
            "neither JW nor JZ: one is wanted if the container is single-dose",
            field="modifiers",
            evidence=(from_day,),
            fix="is the container single-dose, and if it is, was anything discarded?",
            asks="pharmacy",
            severity="verify",
        )
    day = day_of(line)
    left = day.left
    units = 0 if isinstance(left, str) else left
    by_record = f"by the record {units_text(units)} remained" if units else ""
    is_avoidable = day.smallest_opened is not None and units >= day.smallest_opened
    return Verdict.failed(
        f"neither JW nor JZ, from a {container} container",
        field="modifiers",
        evidence=tuple(filter(None, (f"container: {evidence}", by_record, from_day))),
        fix="does the record say that nothing was discarded (JZ), or how much (a line with JW)?",
        asks="nurse",
        # what a container left closed would have saved is not payable, and JZ is not true
        severity="verify" if is_avoidable else None,
    )


def _has_no_container(version: JCode) -> bool:
    """Whether nothing of it can be left in a container: what is swallowed, a device, a band."""
    unit = version.billing_unit
    if unit.kind == "counted":
        return unit.counted not in _IN_CONTAINERS
    return version.drug.routes == ("oral",) or unit.kind == "banded"


def _both(line: LineFacts) -> Verdict:
    modifiers = line.modifiers
    if DISCARDED not in modifiers or ZERO_DISCARDED not in modifiers:
        return PASS
    return Verdict.failed(
        "JW and JZ on one line",
        field="modifiers",
        fix="was anything discarded? What was goes on a line of its own with JW, and JZ on none",
        asks="nurse",
    )


def _beside(line: LineFacts) -> Verdict:
    if ZERO_DISCARDED not in line.modifiers or DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    day = day_of(line)
    if not day.of_discarded:
        return PASS
    own, by_ndc = line.line.ndc, day.of_discarded_by_ndc
    same = by_ndc.get(own)
    unclear = day.of_discarded if own is None else by_ndc.get(None)
    others = same or unclear
    if not others:
        return PASS  # another package, of which some was left
    return Verdict.failed(
        f"JZ, and JW on line {others[0]} of the same code and date",
        field="modifiers",
        fix="was anything discarded? Beside a line with JW the administered units have no JZ",
        asks="nurse",
        severity=None if same else "verify",
        also=others,
    )


# --- too early, or not taken -------------------------------------------------------------


def _too_early(line: LineFacts) -> Verdict:
    if DISCARDED not in line.modifiers:
        return NOT_APPLICABLE
    since, on = line.payer.discarded_from, line.on
    if on is None:
        return _NO_DATE
    if since is None:
        return Verdict.not_checked("payer.discarded_from")
    if not isinstance(since, date):
        return NOT_APPLICABLE
    if on >= since:
        return PASS
    return Verdict.failed(
        f"JW on {on}, and {line.payer.name} takes it from {since}",
        field="modifiers",
        evidence=(line.payer.source("discarded_from"),),
        fix="did the contractor want JW then? Before, each decided how discarded units were billed",
        asks="billing",
    )


def _not_taken(line: LineFacts) -> Verdict:
    modifiers, payer = line.modifiers, line.payer
    discarded, zero = DISCARDED in modifiers, ZERO_DISCARDED in modifiers
    if not discarded and not zero:
        return NOT_APPLICABLE
    modifier = DISCARDED if discarded else ZERO_DISCARDED
    since = payer.discarded_from if discarded else payer.zero_discarded_from
    argument = "discarded_from" if discarded else "zero_discarded_from"
    if since is None:
        return Verdict.not_checked(f"payer.{argument}")
    if since == NOT_USED:
        return Verdict.failed(
            f"{payer.name} takes no {modifier}",
            field="modifiers",
            evidence=(payer.source(argument),),
            fix=f"bill as {payer.name} wants discarded drug billed, without {modifier}",
            severity="error" if discarded else "warning",
        )
    if zero or line.on is None or line.code is None:
        return PASS  # JZ where it is not wanted changes nothing
    if line.version is None:
        return NO_VERSION  # how a hospital is paid is looked up by a code in force
    scope = day_of(line).scope
    if scope.in_scope is not False:
        return PASS
    return Verdict.failed(
        f"JW, and {payer.name} pays no discarded drug here: {scope.reason}",
        field="modifiers",
        evidence=(scope.source,),
        fix="is the drug paid separately here?",
        asks="billing",
    )


# --- on a container, or beside a dose, that it does not fit ------------------------------


def _shared_container(line: LineFacts) -> Verdict:
    modifiers = line.modifiers
    if DISCARDED not in modifiers and ZERO_DISCARDED not in modifiers:
        return NOT_APPLICABLE
    container, evidence = container_on(line)
    if container is None:
        if line.code is None or line.on is None or line.version is None:
            return NO_VERSION
        return PASS if is_listed(line.code, line.on) else _NO_CONTAINER
    if may_be_discarded(container):
        return PASS
    modifier = DISCARDED if DISCARDED in modifiers else ZERO_DISCARDED
    by_name = "by name" in evidence
    return Verdict.failed(
        f"{modifier} on a {container} container",
        field="modifiers",
        evidence=(f"container: {evidence}",),
        fix=f"what does the label say? What is left in a {container} container is not billed",
        asks="pharmacy",
        # a label decides; and JZ, which is only not wanted there, takes no payment
        severity="verify" if by_name else None if modifier == DISCARDED else "warning",
    )


def _without_dose(day: DrugDay) -> Verdict:
    if all(ZERO_DISCARDED in each.modifiers for each in day.discarded):
        return NOT_APPLICABLE  # none has JW, or which of the two is meant is not known
    if day.given:
        return PASS
    return Verdict.failed(
        f"JW, and no line of {day.lines[0].code} on {day.on} for what was administered",
        field="modifiers",
        fix="was the drug given? Nothing is paid for drug that was opened and not given",
        asks="nurse",
    )


_FAQ: Final = "CMS, JW and JZ modifier policy, frequently asked questions"
_MANUAL: Final = "Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40"
_SHARED: Final = Record(container="multi-dose")

RULES: Final = (
    Rule(
        "DISC001",
        "neither JW nor JZ",
        "A drug from a single-dose container has JZ, or a line with JW beside it.",
        f"{_FAQ}; MM13056",
        _missing,
        looks_at="drug line",
        needs=("payer.zero_discarded_from",),
        not_for="multi-dose containers, and where the payer does not pay the drug separately",
        asked=("container", "discarded", "jw", "jz", "spare_container"),
        denials=("modifier missing",),
        draws=Example(({"code": "J9312", "units": 70, "on": "2023-07-01"},)),
        passes=Example(({"code": "J9312", "units": 70, "on": "2023-07-01", "modifiers": ("JZ",)},)),
    ),
    Rule(
        "DISC002",
        "JW and JZ on one line",
        "JW says that drug was discarded, and JZ that none was.",
        "Noridian JE, JW and JZ",
        _both,
        looks_at="drug line",
        denials=("modifier combination",),
        draws=Example(({"code": "J9312", "units": 8, "modifiers": ("JW", "JZ")},)),
        passes=Example(({"code": "J9312", "units": 70, "modifiers": ("JZ",)},)),
    ),
    Rule(
        "DISC003",
        "JZ beside a line with JW",
        "Where a line has JW, the line of the administered units has neither modifier.",
        "Noridian JF, JW; Noridian JE, JW and JZ",
        _beside,
        looks_at="drug line",
        denials=("modifier combination",),
        draws=Example(
            (
                {"code": "J9312", "units": 72, "modifiers": ("JZ",)},
                {"code": "J9312", "units": 8, "modifiers": ("JW",)},
            )
        ),
        passes=Example(
            (
                {"code": "J9312", "units": 70, "modifiers": ("JZ",)},
                {"code": "J9312", "units": 8, "modifiers": ("JW",), "on": "2025-08-02"},
            )
        ),
    ),
    Rule(
        "DISC004",
        "JW before the payer takes it",
        "Before its first date, contractors decided how discarded units were billed.",
        f"CR 9603, MM9603; {_MANUAL}",
        _too_early,
        looks_at="drug line",
        severity="verify",
        needs=("payer.discarded_from",),
        denials=("modifier invalid",),
        draws=Example(
            (
                {"code": "J0129", "units": 50, "on": "2016-12-31"},
                {"code": "J0129", "units": 5, "on": "2016-12-31", "modifiers": ("JW",)},
            )
        ),
        passes=Example(
            (
                {"code": "J0129", "units": 50, "on": "2017-01-01"},
                {"code": "J0129", "units": 5, "on": "2017-01-01", "modifiers": ("JW",)},
            )
        ),
    ),
    Rule(
        "DISC006",
        "JW or JZ where the payer does not take it",
        "JW and JZ are a payer's policy, and for drugs that it pays separately.",
        _FAQ,
        _not_taken,
        looks_at="drug line",
        severity="verify",
        needs=("payer.discarded_from", "payer.zero_discarded_from"),
        denials=("modifier invalid",),
        draws=Example(
            (
                {"code": "J9312", "units": 72, "place_of_service": "21"},
                {"code": "J9312", "units": 8, "modifiers": ("JW",), "place_of_service": "21"},
            )
        ),
        passes=Example(
            (
                {"code": "J9312", "units": 72, "place_of_service": "11"},
                {"code": "J9312", "units": 8, "modifiers": ("JW",), "place_of_service": "11"},
            )
        ),
    ),
    Rule(
        "DISC007",
        "JW or JZ on a multi-dose container",
        "What is left in a multi-dose or bulk container is for other patients.",
        f"{_MANUAL}; {_FAQ}",
        _shared_container,
        looks_at="drug line",
        needs=("line.record.container or line.ndc",),
        denials=("modifier invalid",),
        draws=Example(({"code": "J9312", "units": 70, "modifiers": ("JZ",), "record": _SHARED},)),
        passes=Example(({"code": "J9312", "units": 70, "modifiers": ("JZ",)},)),
    ),
    Rule(
        "DISC008",
        "JW without its drug line",
        "Discarded drug is paid only beside what was administered of the same code and date.",
        _MANUAL,
        by_day(_without_dose, at=DISCARDED),
        looks_at="drug line",
        denials=("modifier combination",),
        draws=Example(
            (
                {"code": "J9312", "units": 72, "on": "2025-08-02"},
                {"code": "J9312", "units": 8, "modifiers": ("JW",)},
            )
        ),
        passes=Example(
            ({"code": "J9312", "units": 72}, {"code": "J9312", "units": 8, "modifiers": ("JW",)})
        ),
    ),
)
