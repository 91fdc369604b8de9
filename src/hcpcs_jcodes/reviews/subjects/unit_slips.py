"""Rules about the two ways in which units are mistaken: a container, or an amount, as units."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from ...claims.modifiers import DISCARDED
from ...codes.code import JCode
from ...errors import REFUSALS
from ...ndc.packages import packages_of
from ...payers.mue_limits import Mue
from ...units.from_dose import exact_units
from ...units.rounding import units_text
from ...vials.containers import labeled_total
from ..days import days_of
from ..drug_days import NO_UNITS, NO_VERSION, DrugDay, amount_in, by_day, day_of, is_listed
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# units that may be a number of containers, and how many times more one of them holds
_FEW: Final = 3
_FAR_BELOW: Final = 10
# pharmacies divide its vials into syringes for the eye, each of one unit
_DIVIDED: Final = "bevacizumab"
# an amount by itself, and not a strength such as "60 mg/2 mL"
_AMOUNT: Final = re.compile(
    r"(?<![/\w.,])[0-9][0-9,]*(?:\.[0-9]+)?\s?(?:mcg|mg|g|gm|mEq|IU|units)\b(?!\s?/)", re.IGNORECASE
)


def _vial_as_unit(day: DrugDay) -> Verdict:
    version, on = day.version, day.on
    if version is None or on is None:
        return NO_VERSION
    if version.billing_unit.kind != "measured" or not day.given:
        return NOT_APPLICABLE
    if day.units_given is None or day.units_discarded is None:
        return NO_UNITS
    units = day.units_given + day.units_discarded
    if units > _FEW:
        return PASS
    if day.doses or any(each.line.ndc_quantity is not None for each in day.lines):
        return NOT_APPLICABLE  # which says what was given
    smallest = _smallest(version.code, on)
    if smallest is None:
        return NOT_APPLICABLE
    if smallest < _FAR_BELOW * units:
        return PASS
    if version.drug.substance == _DIVIDED and day.lines[0].claim.once(days_of).is_by_procedure(on):
        return NOT_APPLICABLE
    return Verdict.failed(
        f"{units_text(units)} is {amount_in(version, units)}, and the smallest container holds "
        f"{amount_in(version, smallest)}",
        field="units",
        evidence=(
            f"one container of {amount_in(version, smallest)} is {units_text(smallest)}",
            f"CMS lists {version.code} as coming in single-dose containers only",
        ),
        fix="how much was given? A container is not one unit",
        asks="nurse",
    )


@lru_cache(maxsize=4096)
def _smallest(code: str, on: date) -> Fraction | None:
    """The units in the smallest container of a code of which what is left is not kept."""
    if not is_listed(code, on):
        return None
    sizes = [each.units_per_item for each in packages_of(code, on=on)]
    known = [each for each in sizes if each is not None]
    return min(known) if known and len(known) == len(sizes) else None


def _amount_as_units(day: DrugDay) -> Verdict:
    version = day.version
    if version is None:
        return NO_VERSION
    amount = version.billing_unit.amount
    if version.billing_unit.kind != "measured" or amount is None or amount.value == 1:
        return NOT_APPLICABLE
    units = day.units_given
    if units is None:
        return NO_UNITS
    symbol = amount.unit.symbol
    if day.doses:
        exact = day.dose
        if isinstance(exact, str) or units == day.up(exact):
            return PASS
        dose = labeled_total(day.doses[0])
        if Fraction(dose.value) != units:
            return PASS
        right = day.up(exact)
        return _milligrams(version, units, right, f"{dose} was given: {units_text(right)}")
    limit = day.lines[0].mue
    if not isinstance(limit, Mue):
        return Verdict.not_checked("the amount administered, or the MUE")
    right = day.up(units / Fraction(amount.value))
    if units <= limit.units or right > limit.units:
        return PASS
    return _milligrams(version, units, right, f"{units} {symbol} would be {units_text(right)}")


def _milligrams(
    version: JCode, units: int | Fraction, right: int | Fraction, reading: str
) -> Verdict:
    unit = version.billing_unit
    return Verdict.failed(
        f"{units_text(units)} of {unit} is {amount_in(version, units)}: perhaps the dose, which "
        f"is {units_text(right)}",
        field="units",
        evidence=(reading, f"{version.code} is billed per {unit}"),
        fix="how much was given? Divide it by the unit of the code",
        asks="nurse",
    )


def _against_narrative(line: LineFacts) -> Verdict:
    narrative, version = line.line.narrative, line.version
    if not narrative or DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    if version is None:
        return NO_VERSION
    day = day_of(line)
    if version.billing_unit.kind not in {"measured", "up_to"} or day.doses or day.of_both:
        return NOT_APPLICABLE
    amounts = _AMOUNT.findall(narrative)
    if len(amounts) != 1:
        return NOT_APPLICABLE  # a strength, or what was opened beside what was given
    if line.units is None:
        return NO_UNITS
    try:
        exact = exact_units(version, amounts[0].replace(",", ""))
    except REFUSALS:
        return NOT_APPLICABLE
    units, right = Fraction(line.units), day.up(exact)
    if units == right or len(day.given) > 1:
        return PASS
    return Verdict.failed(
        f"{units_text(units)}, and {amounts[0]} in the narrative is {units_text(right)}",
        field="units",
        evidence=(narrative, f"{units_text(units)} is {amount_in(version, units)}"),
        fix="is the amount in the narrative the dose? Then it decides the units",
        asks="coder",
    )


_MANUAL: Final = "Medicare Claims Processing Manual (IOM 100-04), ch. 17 §10"

RULES: Final = (
    Rule(
        "UNIT008",
        "container billed as one unit",
        "Units that are far less than one single-dose container are often a count of containers.",
        "CMS, OPPS update of April 2008, Transmittal 1487",
        by_day(_vial_as_unit),
        looks_at="drug line",
        severity="verify",
        needs=("the crosswalk of the quarter",),
        draws=Example(({"code": "J9312", "units": 1},)),
        passes=Example(({"code": "J9312", "units": 10},)),
    ),
    Rule(
        "UNIT009",
        "amount billed as units",
        "Units equal to the dose in milligrams, or above the MUE where those would not be, are it.",
        f"{_MANUAL}; CMS, MUE tables",
        by_day(_amount_as_units),
        looks_at="drug line",
        severity="verify",
        draws=Example(({"code": "J9312", "units": 715},)),
        passes=Example(({"code": "J9312", "units": 72},)),
    ),
    Rule(
        "UNIT013",
        "units not of the dose in the narrative",
        "An amount in the narrative is often the dose, and then in the units of the code.",
        _MANUAL,
        _against_narrative,
        looks_at="drug line",
        severity="verify",
        draws=Example(({"code": "J0696", "units": 1, "narrative": "ceftriaxone 500 mg IM"},)),
        passes=Example(({"code": "J0696", "units": 2, "narrative": "ceftriaxone 500 mg IM"},)),
    ),
)
