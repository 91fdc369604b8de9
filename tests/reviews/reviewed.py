"""Claims made by hand for the tests of rules, and what a rule says of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hcpcs_jcodes import Claim, ClaimLine, Payer, Result, review

AUGUST = date(2025, 8, 1)


def line(text: str, **more: Any) -> ClaimLine:
    """A line such as "96413-59 x 2"; one unit, of 2025-08-01, unless it says otherwise."""
    code, _, units = text.partition(" x ")
    code, *modifiers = code.split("-")
    fields: dict[str, Any] = {"on": AUGUST, "modifiers": tuple(modifiers), **more}
    return ClaimLine(code, int(units or 1), **fields)


def results(
    rule: str,
    *lines: Any,
    setting: Any = "professional",
    payer: Payer | str = "medicare",
    **of: Any,
) -> list[Result]:
    """What one rule says of each line; a text is made a line."""
    made = [line(each) if isinstance(each, str) else each for each in lines]
    place = {"place_of_service": "11"} if setting == "professional" else {}
    claim = Claim(made, setting=setting, **{**place, **of})
    return [each for each in review(claim, payer=payer).results if each.rule == rule]


def says(rule: str, *lines: Any, **of: Any) -> list[str]:
    """The outcome for each line; the severity of a finding."""
    return [each.severity or each.outcome for each in results(rule, *lines, **of)]


def worst(rule: str, *lines: Any, **of: Any) -> str:
    """The one thing said that is neither a pass nor that it is not about the line."""
    said = {each for each in says(rule, *lines, **of) if each not in {"pass", "not_applicable"}}
    assert len(said) <= 1
    return said.pop() if said else ""
