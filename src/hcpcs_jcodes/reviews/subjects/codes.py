"""Rules about the code of a line: unknown, mistyped, or not in force on the date."""

from __future__ import annotations

from typing import Final

from ...errors import NotInForce, UncoveredDate
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import PASS, Verdict

__all__ = ["RULES"]


def _unknown(line: LineFacts) -> Verdict:
    error = line.version_error
    if line.on is None:
        return Verdict.not_checked("a date of service that can be read")
    if error is None or isinstance(error, NotInForce):
        return PASS
    if isinstance(error, UncoveredDate):
        return Verdict.not_checked(f"codes of {line.on}, which the data do not cover")
    return Verdict.failed(
        f"{line.code} is not a code of any release included",
        field="code",
        evidence=(str(error),),
        fix="read the order and the label again: which drug was given?",
        asks="coder",
    )


def _not_in_force(line: LineFacts) -> Verdict:
    error = line.version_error
    if line.on is None:
        return Verdict.not_checked("a date of service that can be read")
    if isinstance(error, UncoveredDate):
        return Verdict.not_checked(f"codes of {line.on}, which the data do not cover")
    if not isinstance(error, NotInForce):
        return PASS
    return Verdict.failed(
        f"{line.code} is not in force on {line.on}",
        field="code",
        evidence=(str(error),),
        fix="bill the code in force on the date of service, with its own units",
    )


RULES: Final = (
    Rule(
        "CODE001",
        "code unknown",
        "A drug code that no release lists is mistyped, or of another system.",
        "CMS, HCPCS Level II files",
        _unknown,
        looks_at="drug line",
        denials=("code unknown",),
        draws=Example(({"code": "J2774", "units": 1},)),
        passes=Example(({"code": "J0129", "units": 50, "modifiers": ("JZ",)},)),
    ),
    Rule(
        "CODE002",
        "code not in force",
        "A code is valid from its added date to its termination date, on the date of service.",
        "CMS, HCPCS Level II files; Palmetto GBA",
        _not_in_force,
        looks_at="drug line",
        denials=("code not in force",),
        draws=Example(({"code": "J9310", "units": 8, "on": "2019-01-01"},)),
        passes=Example(({"code": "J9310", "units": 8, "on": "2018-12-31", "modifiers": ("JZ",)},)),
    ),
)
