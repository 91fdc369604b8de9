"""Rules about the units of a line."""

from __future__ import annotations

from typing import Final

from ...payers.mue_limits import Mue, exceeded, mue_text
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import PASS, Verdict

__all__ = ["RULES"]


def _over_limit(line: LineFacts) -> Verdict:
    limit = line.payer.line_limit
    if line.units is None:
        return Verdict.not_checked("units that can be read")
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


def _over_mue(line: LineFacts) -> Verdict:
    limit = line.mue
    if line.units is None or limit is None:
        return Verdict.not_checked("a code, a date and units that can be read")
    if not isinstance(limit, Mue):
        return Verdict.not_checked(f"{limit.what}: {limit.reason}")
    lines = line.alike
    units = [each.units for each in lines if each.units is not None]
    if not exceeded(limit, units):
        return PASS
    return Verdict.failed(
        mue_text(limit, line.on),
        field="units",
        evidence=(f"{sum(units)} units on {len(lines)} lines",),
        fix="does the record show the amount administered and why it was needed?",
        asks="coder",
        severity="error" if limit.not_payable else None,
        also=tuple(each.number for each in lines if each is not line),
    )


RULES: Final = (
    Rule(
        "UNIT003",
        "units above the line limit",
        "A practitioner's line has four digits for units; more go on further lines.",
        "Noridian; FCSO, 2024-04-05",
        _over_limit,
        settings=("professional",),
        needs=("payer.line_limit",),
        denials=("units invalid",),
        draws=Example(({"code": "J7182", "units": "10000"},)),
        passes=Example(({"code": "J7182", "units": 9999},)),
    ),
    Rule(
        "UNIT004",
        "units above the MUE",
        "Under MAI 2 and 3 all lines of a code and date are added up, those with JW too.",
        "NCCI Policy Manual, ch. I and ch. XII.D.2; CMS, MUE tables",
        _over_mue,
        severity="verify",
        needs=("payer.cms_mue",),
        denials=("units above the MUE",),
        draws=Example(({"code": "J9312", "units": 1000},)),
        passes=Example(({"code": "J9312", "units": 72},)),
    ),
)
