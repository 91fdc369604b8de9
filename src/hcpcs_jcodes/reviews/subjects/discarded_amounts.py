"""Rules about how much drug was discarded, by the containers and the record."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from ...amounts.amount import Amount
from ...claims.modifiers import DISCARDED, ZERO_DISCARDED
from ...claims.records import Record
from ...codes.code import JCode
from ...errors import REFUSALS, BadAmount
from ...ndc.packages import packages_of
from ...units.rounding import units_text
from ...vials.choice import choose_vials
from ...vials.containers import may_be_discarded
from ...vials.products import is_divided
from ..drug_days import (
    NO_UNITS,
    NO_VERSION,
    DrugDay,
    by_day,
    container_on,
    family_sizes,
    package_on,
)
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# of a unit: a dose that is just above one unit less
_JUST: Final = Fraction(1, 1000)
_NO_RECORD: Final = Verdict.not_checked("record.opened or record.discarded")


def _contradicts_record(day: DrugDay) -> Verdict:
    version = day.version
    if version is None:
        return NO_VERSION
    zero = [each for each in day.given if ZERO_DISCARDED in each.modifiers]
    if not zero or not is_divided(version):
        return NOT_APPLICABLE
    if not any(each.discarded is not None or each.opened for each in day.records):
        return _NO_RECORD
    kinds = [container_on(each)[0] for each in zero]
    if any(kind is not None and not may_be_discarded(kind) for kind in kinds):
        return NOT_APPLICABLE
    if day.units_given is None:
        return NO_UNITS
    units = day.left
    if isinstance(units, str):
        return Verdict.not_checked(units)
    if not units:
        return PASS
    return Verdict.failed(
        f"JZ, and by the record {units_text(units)} remained",
        field="modifiers",
        evidence=(*map(str, day.records), f"{units_text(day.units_given)} administered"),
        fix="what became of the rest? What was discarded goes on a line of its own with JW",
        asks="nurse",
    )


def _as_large(day: DrugDay) -> Verdict:
    version, on = day.version, day.on
    if all(ZERO_DISCARDED in each.modifiers for each in day.discarded):
        return NOT_APPLICABLE  # none has JW, or which of the two is meant is not known
    if version is None or on is None:
        return NO_VERSION
    if not is_divided(version):
        return NOT_APPLICABLE
    if day.units_discarded is None:
        return NO_UNITS
    units = max(Fraction(each.units or 0) for each in day.discarded)
    size = _size(day, version, on)
    if isinstance(size, str):
        return Verdict.not_checked(size)
    if units < size:
        return PASS
    amount = version.billing_unit.amount
    holds = units_text(size) if amount is None else f"{amount * size}, {units_text(size)}"
    return Verdict.failed(
        f"JW with {units_text(units)}, and a container holds {units_text(size)}",
        field="units",
        evidence=(
            f"a container of {version.code}: {holds}",
            day.payer.source("smallest_containers"),
        ),
        fix="why was so much opened? Waste that smaller or fewer containers save is not payable",
        asks="pharmacy",
    )


def _size(day: DrugDay, version: JCode, on: date) -> Fraction | str:
    """The units in a container that the discarded units could have left closed.

    The smallest that was opened, or that the NDC comes in; if neither is on the line, the
    largest of the code, since its smaller ones may be another form.
    """
    if day.smallest_opened is not None:
        return day.smallest_opened
    for line in day.discarded:
        if line.line.ndc is not None:
            package = package_on(line.line.ndc, version.code, on)
            if isinstance(package, str):
                return package
            sizes = family_sizes(package, on)
            return sizes[0] if sizes else f"the content of NDC {line.line.ndc}"
    sizes = _code_sizes(version.code, on)
    return sizes[-1] if sizes else f"the containers of {version.code}"


@lru_cache(maxsize=4096)
def _code_sizes(code: str, on: date) -> tuple[Fraction, ...]:
    """The units in the containers of a code, ascending; empty if those of one are not known."""
    try:
        sizes = {each.units_per_item for each in packages_of(code, on=on)}
    except REFUSALS:
        return ()
    return () if None in sizes else tuple(sorted(each for each in sizes if each is not None))


def _odd_dose(day: DrugDay) -> Verdict:
    version, on = day.version, day.on
    if not any(ZERO_DISCARDED in each.modifiers for each in day.given):
        return NOT_APPLICABLE
    if version is None or on is None:
        return NO_VERSION
    if version.billing_unit.kind != "measured" or day.opened:
        return NOT_APPLICABLE  # the containers opened say what was left
    units = day.units_given
    if units is None:
        return NO_UNITS
    kinds = [container_on(each)[0] for each in day.given]
    if any(kind is not None and not may_be_discarded(kind) for kind in kinds):
        return NOT_APPLICABLE
    total = _nearest_total(version.code, version.billing_unit.amount, on, units)
    if total is None:
        return Verdict.not_checked(f"the containers of {version.code}")
    if total < units + 1:
        return PASS
    amount = version.billing_unit.amount
    return Verdict.failed(
        f"JZ with {units_text(units)}, and the containers of {version.code} make "
        f"{units_text(total)} or more",
        field="modifiers",
        evidence=(
            f"the smallest total that covers {units_text(units)} of {amount}: {units_text(total)}",
            f"{units_text(total // 1 - units)} would remain",
        ),
        fix="was the rest discarded? Then it goes on a line of its own with JW",
        asks="nurse",
    )


@lru_cache(maxsize=4096)
def _nearest_total(
    code: str, amount: Amount | None, on: date, units: int | Fraction
) -> Fraction | None:
    """The smallest total of containers, in units, for any dose that is billed with these units."""
    sizes = _code_sizes(code, on)
    if amount is None or not sizes:
        return None
    try:
        choice = choose_vials(amount * (units - 1 + _JUST), [amount * each for each in sizes])
    except BadAmount:
        return None  # too many to tell
    return choice.total.ratio_to(amount)


def _of_other_kinds(line: LineFacts) -> Verdict:
    if DISCARDED not in line.modifiers:
        return NOT_APPLICABLE
    version = line.version
    if version is None:
        return NO_VERSION
    unit = version.billing_unit
    if unit.kind == "measured":
        return PASS
    if unit.kind == "unspecified":
        if line.units is None:
            return NO_UNITS
        if line.units <= 1:
            return PASS
        message = f"JW with {line.units} units of {line.code}, which has no unit"
        fix = "how much was discarded? The amount goes in the narrative, with 1 unit"
    else:
        message = f"JW with a code for {unit}, of which one unit is any part"
        if unit.kind == "counted":
            message = f"JW with a code that counts, {unit}"
        fix = "was a whole unit beyond those administered discarded?"
    return Verdict.failed(
        message,
        field="units",
        evidence=(version.long_description or str(unit),),
        fix=fix,
        asks="nurse",
    )


_FAQ: Final = "CMS, JW and JZ modifier policy, frequently asked questions"
_MANUAL: Final = "Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40"
_LEFT: Final = Record(given="715 mg", opened=["500 mg", "3 x 100 mg"], container="single-dose")
_USED_UP: Final = Record(given="715 mg", opened=["500 mg", "220 mg"], container="single-dose")

RULES: Final = (
    Rule(
        "DISC009",
        "JW as large as a container",
        "Waste that smaller or fewer containers would have saved is not payable.",
        "CGS, 2023-06-27; Noridian JE, JW and JZ",
        by_day(_as_large, at=DISCARDED),
        looks_at="drug line",
        severity="verify",
        needs=("line.record.opened, or the crosswalk of the quarter",),
        denials=("dose or frequency not supported",),
        draws=Example(
            (
                {"code": "J9312", "units": 50, "record": _LEFT},
                {"code": "J9312", "units": 10, "modifiers": ("JW",), "record": _LEFT},
            )
        ),
        passes=Example(
            (
                {"code": "J9312", "units": 50, "record": _LEFT},
                {"code": "J9312", "units": 9, "modifiers": ("JW",), "record": _LEFT},
            )
        ),
    ),
    Rule(
        "DISC010",
        "JZ on a dose that no containers make",
        "Where no set of containers makes the units, something was left, or it was not used up.",
        f"{_FAQ}; CMS, ASP NDC-HCPCS crosswalk",
        by_day(_odd_dose, at=ZERO_DISCARDED),
        looks_at="drug line",
        severity="verify",
        needs=("the crosswalk of the quarter",),
        draws=Example(({"code": "J9312", "units": 72, "modifiers": ("JZ",)},)),
        passes=Example(({"code": "J9312", "units": 70, "modifiers": ("JZ",)},)),
    ),
    Rule(
        "DISC011",
        "JZ beside a discarded amount of the record",
        "JZ says that nothing billable was discarded: the containers opened and the dose agree.",
        f"{_MANUAL}; Noridian JE, JW and JZ",
        by_day(_contradicts_record, at=ZERO_DISCARDED),
        looks_at="drug line",
        needs=("line.record.opened or line.record.discarded",),
        denials=("modifier invalid",),
        draws=Example(({"code": "J9312", "units": 72, "modifiers": ("JZ",), "record": _LEFT},)),
        passes=Example(({"code": "J9312", "units": 72, "modifiers": ("JZ",), "record": _USED_UP},)),
    ),
    Rule(
        "DISC012",
        "JW with a code not billed by an amount",
        "A unit that covers any part, or counts, leaves no part of it to discard.",
        f"NCCI Policy Manual, ch. XII; Palmetto GBA, unclassified drugs; {_MANUAL}",
        _of_other_kinds,
        looks_at="drug line",
        severity="verify",
        draws=Example(
            (
                {"code": "J1720", "units": 1},
                {"code": "J1720", "units": 1, "modifiers": ("JW",)},
            )
        ),
        passes=Example(
            ({"code": "J9312", "units": 72}, {"code": "J9312", "units": 8, "modifiers": ("JW",)})
        ),
    ),
)
