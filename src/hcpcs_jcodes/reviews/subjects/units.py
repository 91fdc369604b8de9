"""Rules about the units of a line: their form, and the limits on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ...administration.ways import gives_drugs, settings_of
from ...codes.periods import quarter_of
from ...payers.mue_limits import Mue, exceeded, mue_text
from ...units.rounding import rounding_of, units_text
from ...words import Setting
from ..drug_days import NO_UNITS, NO_VERSION, DrugDay, by_day
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# CAR-T in parts of a therapy, each line a tenth
_IN_PART: Final = "LU"
_IN_PART_FROM: Final = date(2022, 1, 1)
# how many lines a finding lists
_MOST_LINES: Final = 20
_READABLE: Final = Verdict.not_checked("units that can be read")
_NO_SPAN: Final = Verdict.not_checked("a line for each date of service")


def _not_whole(line: LineFacts) -> Verdict:
    units = line.units
    if isinstance(units, int):
        return PASS
    if units is None:
        return _READABLE
    if _IN_PART in line.modifiers and (line.on is None or line.on >= _IN_PART_FROM):
        return PASS
    rounding = line.payer.rounding
    if line.version is not None:
        rounding = rounding_of(line.version, rounding)
    if (Fraction(units) * rounding.parts).denominator == 1:
        return PASS
    takes = "whole units" if rounding.parts == 1 else f"units in {rounding.value}"
    return Verdict.failed(
        f"{units} units, and {line.payer.name} takes {takes}",
        field="units",
        evidence=(line.payer.source("decimals"),),
        fix="add up what was given of the code on the date, and round up once",
        severity=None if line.payer.is_original_medicare else "warning",
    )


def _over_limit(line: LineFacts) -> Verdict:
    limit = line.payer.line_limit
    if line.units is None:
        return _READABLE
    if limit is None:
        return Verdict.not_checked("payer.line_limit")
    if line.units <= limit:
        return PASS
    return Verdict.failed(
        f"{line.units} units on one line, and {line.payer.name} takes {limit:,}",
        field="units",
        evidence=(line.payer.source("line_limit"),),
        fix=f"bill the rest on further lines, with the modifier {line.payer.repeat_modifier or 'that the payer wants'}",
    )


def _mue_of(on: date, setting: Setting) -> str:
    """What is needed where CMS's table of a quarter is not included, or does not have the code."""
    return f"CMS's {setting} MUE of {quarter_of(on)} for the code"


def _is_said_better(line: LineFacts) -> bool:
    """Whether another rule says why Medicare never pays a code here: a code of facilities, a pill."""
    code, version = line.code or "", line.version
    if version is not None:
        is_oral = "oral" in version.drug.classes and "KD" not in line.modifiers
        return is_oral and line.setting == "professional" and line.payer.is_original_medicare
    return (
        line.setting == "professional"
        and gives_drugs(code)
        and "professional" not in settings_of(code)
    )


def _over_mue(day: DrugDay) -> Verdict:
    first = day.lines[0]
    if first.kind == "other":
        return NOT_APPLICABLE
    limit = first.mue
    if limit is None:
        if first.code is None or first.on is None:
            return Verdict.not_checked("a code and a date that can be read")
        return Verdict.not_checked(_mue_of(first.on, first.setting))
    if isinstance(limit, Mue) and limit.not_payable and _is_said_better(first):
        return NOT_APPLICABLE
    if not isinstance(limit, Mue):
        if first.payer.cms_mue and first.on is not None:
            return Verdict.not_checked(_mue_of(first.on, first.setting))
        return Verdict.not_checked("payer.cms_mue")
    given, discarded = day.units_given, day.units_discarded
    if given is not None and discarded is not None and given + discarded <= limit.units:
        return PASS
    units: list[int | Decimal] = [each.units for each in day.lines if each.units is not None]
    if not exceeded(limit, units):
        return PASS if len(units) == len(day.lines) else NO_UNITS
    if not day.is_of_one_date:
        return _NO_SPAN
    total, number = sum(map(Fraction, units)), len(units)
    is_sure = limit.not_payable or limit.mai == 2
    return Verdict.failed(
        f"{units_text(total)} on {number} line{'s' if number > 1 else ''}; {mue_text(limit, day.on)}",
        field="units",
        evidence=tuple(f"line {each.number}: {each.units}" for each in day.lines[:_MOST_LINES]),
        fix="is this the code, and the contractor, for the drug in this setting?"
        if limit.not_payable
        else "does the record show the amount administered, and why so much was needed? More "
        "lines do not avoid it",
        asks="coder",
        severity="error" if is_sure else None,
    )


def _over_description(line: LineFacts) -> Verdict:
    version = line.version
    if version is None:
        return NO_VERSION
    unit = version.billing_unit
    if unit.limit is None or unit.amount is None:
        return NOT_APPLICABLE
    if line.units is None:
        return _READABLE
    most = unit.limit.ratio_to(unit.amount)
    if line.units <= most:
        return PASS
    return Verdict.failed(
        f"{units_text(Fraction(line.units))} on one line, and the description of {line.code} ends "
        f"at {unit.limit}",
        field="units",
        evidence=(version.long_description or "",),
        fix=f"bill the rest on further lines, with the modifier {line.payer.over_limit_modifier or 'that the payer wants'}",
    )


_MANUAL: Final = "Medicare Claims Processing Manual (IOM 100-04), ch. 17 §10"

RULES: Final = (
    Rule(
        "UNIT001",
        "units not whole",
        "Units are whole, but where a payer takes decimals, and in parts of CAR-T with LU.",
        f"{_MANUAL}; MM12928",
        _not_whole,
        denials=("units invalid",),
        draws=Example(({"code": "J9312", "units": "71.5"},)),
        passes=Example(({"code": "J9312", "units": 72},)),
    ),
    Rule(
        "UNIT003",
        "units above the line limit",
        "A practitioner's line has four digits for units; more go on further lines.",
        "Noridian; FCSO, 2024-04-05",
        _over_limit,
        settings=("professional", "asc"),
        needs=("payer.line_limit",),
        denials=("units invalid",),
        draws=Example(({"code": "J7182", "units": 10_000},)),
        passes=Example(({"code": "J7182", "units": 9999},)),
    ),
    Rule(
        "UNIT004",
        "units above the MUE",
        "Under MAI 2 and 3 all lines of a code and date are added up, those with JW too.",
        "NCCI Policy Manual, ch. I and ch. XII.D.2; CMS, MUE tables",
        by_day(_over_mue),
        severity="verify",
        needs=("payer.cms_mue",),
        denials=("units above the MUE",),
        draws=Example(({"code": "J9312", "units": 151},)),
        passes=Example(({"code": "J9312", "units": 150},)),
    ),
    Rule(
        "UNIT011",
        "units above the limit in the description",
        "Where a description ends at an amount, the rest goes on further lines.",
        "NCCI Policy Manual, ch. XII",
        _over_description,
        looks_at="drug line",
        severity="warning",
        denials=("units invalid",),
        draws=Example(({"code": "J3471", "units": 1000},)),
        passes=Example(({"code": "J3471", "units": 999},)),
    ),
)
