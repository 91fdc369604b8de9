"""What the tests of bills share: one ordinary set of facts, and short ways to read a bill."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hcpcs_jcodes import Bill, bill

# JW and JZ are both required, and the crosswalk of the quarter is held
DAY: Final = date(2025, 8, 1)
# a day whose quarter has status indicators
STATUS_DAY: Final = date(2026, 1, 15)
# a day whose quarter has MUEs
MUE_DAY: Final = date(2026, 10, 1)


def office(code: Any, administered: Any, **facts: Any) -> Bill:
    """A physician's office bills Medicare, unless the facts say otherwise."""
    usual: dict[str, Any] = {"on": DAY, "policy": "medicare", "setting": "professional"}
    return bill(code, administered=administered, **{**usual, **facts})


def single_dose(code: Any, administered: Any, **facts: Any) -> Bill:
    """The same with drug from single-dose containers."""
    return office(code, administered, **{"container": "single-dose", **facts})


def read(billed: Bill) -> list[str]:
    """The lines as a biller reads them: "J9312-JW x 8"."""
    return [f"{'-'.join((line.code, *line.modifiers))} x {line.units}" for line in billed.lines]


def told(billed: Bill) -> str:
    """Everything that could not be told, in one text."""
    return "; ".join(billed.not_checked)
