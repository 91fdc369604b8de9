"""Reviews of a few lines, for the tests of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hcpcs_jcodes import Example, Payer, Result, Setting, review


def of_rule(
    rule: str,
    *lines: Mapping[str, Any],
    payer: str | Payer = "medicare",
    setting: Setting = "professional",
    claim: Mapping[str, Any] | None = None,
    rows: Mapping[str, Any] | None = None,
) -> list[Result]:
    """What a rule says of each line, or of the claim."""
    example = Example(lines, setting, payer, rows or {}, claim or {})
    made = review(example.made(), payer=payer, **example.rows)
    found = [each for each in made.results if each.rule == rule]
    assert [str(each) for each in found if each.outcome == "error"] == []
    return found


def outcomes(rule: str, *lines: Mapping[str, Any], **more: Any) -> list[str]:
    """The outcome of a rule at each line, or for the claim."""
    return [each.outcome for each in of_rule(rule, *lines, **more)]


def said(rule: str, *lines: Mapping[str, Any], **more: Any) -> list[str]:
    """The same in words: the severity of a finding, or the outcome, line by line."""
    by_line = {each.line: each.severity or each.outcome for each in of_rule(rule, *lines, **more)}
    return [by_line[number] for number in range(1, len(lines) + 1)]


def the_finding(rule: str, *lines: Mapping[str, Any], **more: Any) -> Result:
    """The one finding of a rule."""
    (found,) = (each for each in of_rule(rule, *lines, **more) if each.outcome == "fail")
    return found
