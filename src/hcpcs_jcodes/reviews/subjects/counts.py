"""Rules about the number of drugs of a date beside the number of lines that start one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from attrs import frozen

from ...administration.rules import rules_about
from ...administration.ways import given_by_code
from ..days import Days, days_of, expected_of, is_separated
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# each unit of these is another drug at an access site
_ANOTHER_DRUG: Final = frozenset({"initial", "sequential", "new drug"})
# each unit of these may be another drug
_STARTS: Final = _ANOTHER_DRUG | {
    "concurrent",
    "injection",
    "on-body injector",
    "prolonged",
    "push",
}
_VEIN: Final = "intravenous"
_DISTINCT: Final = "distinct service"


@cache
def _roles_of(cpt: str) -> frozenset[str]:
    """The roles of a code of a family; none of hydration, which needs no drug."""
    given = given_by_code(cpt)
    if given is None or given[0] == "hydration":
        return frozenset()
    return frozenset(rule.role for rule in rules_about(cpt) if rule.outcome != "refused")


@frozen
class _Count:
    """The drugs of a date, and the units that start one.

    Attributes:
        drugs: its drug codes.
        another: the units of which each is another drug at an access site.
        starts: all units that start a drug.
        lines: the numbers of the lines that start one.
    """

    drugs: tuple[str, ...]
    another: int
    starts: int
    lines: tuple[int, ...]


def _counts_of(claim: ClaimFacts) -> Mapping[date, _Count]:
    """The counts of each date that has drugs and lines that start one."""
    days = claim.once(days_of)
    found: dict[date, _Count] = {}
    for on, giving in days.of_families.items():
        drugs = tuple(dict.fromkeys(code for code, _ in days.drug_codes(on)))
        starting = [each for each in giving if each.on == on and _starts(each)]
        if not drugs or not starting:
            continue
        another = starts = 0
        for line in starting:
            units = int(line.units or 1)
            starts += units
            if not _ANOTHER_DRUG.isdisjoint(_roles_of(line.code or "")):
                another += 0 if is_separated(line, _DISTINCT) else units
        lines = tuple(each.number for each in starting)
        found[on] = _Count(drugs, another, starts, lines)
    return found


def _starts(line: LineFacts) -> bool:
    return not _STARTS.isdisjoint(_roles_of(line.code or ""))


def _too_few_drugs(claim: ClaimFacts) -> Verdict:
    counts = claim.once(_counts_of)
    if not counts:
        return NOT_APPLICABLE
    if claim.has_drug_without_code:
        return Verdict.not_checked("the drugs that the hospital billed without a HCPCS code")
    for on, count in counts.items():
        drugs = _into_veins(claim, on) if count.another > 1 else count.drugs
        if drugs is not None and count.another > max(len(drugs), 1):
            return Verdict.failed(
                f"the lines of {on} start {count.another} drugs into a vein, one after another, "
                f"and {_billed(len(drugs))}",
                evidence=(", ".join(drugs[:9]) or "none",),
                fix="which drugs were given, and which of them has no line?",
                asks="pharmacy",
                severity="note" if claim.setting == "facility" else None,
            )
    return PASS


def _billed(number: int) -> str:
    return f"{number} drug{' is' if number == 1 else 's are'} billed"


def _into_veins(claim: ClaimFacts, on: date) -> tuple[str, ...] | None:
    """The codes of a date whose drugs may go into a vein; None if one stands for several drugs."""
    codes: dict[str, None] = {}
    for line in claim.once(days_of).drugs.get(on, ()):
        version = line.version
        if version is None or version.is_noc:
            return None
        routes = version.drug.routes
        if _VEIN in routes or not routes or "unknown" in routes:
            codes[version.code] = None
    return tuple(codes)


def _too_many_drugs(claim: ClaimFacts) -> Verdict:
    counts = claim.once(_counts_of)
    if not counts:
        return NOT_APPLICABLE
    days = claim.once(days_of)
    for on, count in counts.items():
        if len(count.drugs) <= count.starts:
            continue
        drugs = [code for code in count.drugs if _is_of_family(code, on, days)]
        if len(drugs) > count.starts:
            return Verdict.failed(
                f"{_billed(len(drugs))} on {on}, and the lines that give them start {count.starts}",
                evidence=(", ".join(drugs[:9]),),
                fix="was each given on its own, or several in one bag or at one time?",
                asks="nurse",
            )
    return PASS


def _is_of_family(code: str, on: date, days: Days) -> bool:
    """Whether a drug is given by a code of a family, and not perhaps by a procedure."""
    where = "facility" if days.claim.setting == "facility" else "professional"
    expected = expected_of(code, on, where, "")
    if expected.by != "family":
        return False
    return not (expected.also_by_procedure and _has_procedure(on, days))


def _has_procedure(on: date, days: Days) -> bool:
    """Whether a date has a line that may be of a procedure."""
    return days.has_others(on) or len(days.giving[on]) > len(days.of_families[on])


_MANUAL: Final = "NCCI Policy Manual of 2026, ch. XI §B and §N"
_ADMINISTERED: Final = ("professional", "facility")
_RITUXIMAB: Final = {"code": "J9312", "units": 72, "modifiers": ("JZ",)}
_DOCETAXEL: Final = {"code": "J9171", "units": 140, "modifiers": ("JZ",)}
_COMPLEX: Final = {"way": ("complex", "infusion", "initial"), "units": 1}
_NEXT: Final = {"way": ("complex", "infusion", "sequential"), "units": 1}

RULES: Final = (
    Rule(
        "ADM008",
        "fewer drugs than lines that start one",
        "Each sequential infusion and each push of a new drug is of another drug.",
        _MANUAL,
        _too_few_drugs,
        looks_at="claim",
        severity="verify",
        settings=_ADMINISTERED,
        not_for="injections, second access sites, codes that stand for several drugs",
        draws=Example((_RITUXIMAB, _COMPLEX, _NEXT)),
        passes=Example((_RITUXIMAB, _DOCETAXEL, _COMPLEX, _NEXT)),
    ),
    Rule(
        "ADM009",
        "more drugs than lines that start one",
        "Each drug is given once or more, unless several are in one bag or at one time.",
        _MANUAL,
        _too_many_drugs,
        looks_at="claim",
        severity="note",
        settings=_ADMINISTERED,
        not_for="drugs that a procedure may give",
        draws=Example((_RITUXIMAB, _DOCETAXEL, _COMPLEX)),
        passes=Example((_RITUXIMAB, _DOCETAXEL, _COMPLEX, _NEXT)),
    ),
)
