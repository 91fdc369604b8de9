"""What the tests of bills share: one ordinary set of facts, and short forms of a bill."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hcpcs_jcodes import Amount, Bill, Payer, bill

# JW and JZ are both required, and the crosswalk of the quarter is included
DAY: Final = date(2025, 8, 1)
# a day whose quarter has status indicators
STATUS_DAY: Final = date(2026, 1, 15)
# a day whose quarter has none yet
NO_STATUS_DAY: Final = date(2026, 7, 15)
# a day whose quarter has MUEs
MUE_DAY: Final = date(2026, 10, 1)

# for 300 mg of infliximab, J1745: four vials, of which the record says why, and the three that
# it takes
HALF_USED: Final[dict[str, Any]] = {"opened": ["4 x 100 mg"], "spare_needed": True}
USED_UP: Final[dict[str, Any]] = {"opened": ["3 x 100 mg"]}


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


def infliximab(dose: str = "300 mg", **facts: Any) -> list[str]:
    """The lines for infliximab from single-dose vials."""
    return read(single_dose("J1745", dose, **facts))


def asked(billed: Bill) -> list[str]:
    """The questions that somebody must answer or look at, as texts."""
    return [question.text for question in billed.questions if question.severity != "note"]


def unchecked(billed: Bill) -> str:
    """Everything that is open, likely a slip, or not checked, in one text."""
    return "; ".join(question.text for question in billed.questions)


def wholly(counts: dict[str, int]) -> tuple[Amount, ...]:
    """Containers, from the number of each size."""
    return tuple(Amount(size) for size, number in counts.items() for _ in range(number))


def plan_x(name: str = "Plan X", **rules: Any) -> Payer:
    """A payer of whom all is known: without JW and JZ, unless the rules say otherwise."""
    usual: dict[str, Any] = {
        "discarded_from": "not used",
        "zero_discarded_from": "not used",
        "repeat_modifier": "76",
        "over_limit_modifier": "59",
        "cms_mue": False,
    }
    return Payer(name=name, **{**usual, **rules})
