"""What the rules of a review say of a few lines."""

from __future__ import annotations

from typing import Any

from hcpcs_jcodes import Example, Payer, Result, review

Fields = dict[str, Any]


def results(
    rule: str, *lines: Fields, payer: str | Payer = "medicare", **parts: Any
) -> list[Result]:
    """What one rule says of each line."""
    example = Example(lines, payer=payer, **parts)
    made = review(example.made(), payer=example.reviewed_for())
    return [each for each in made.results if each.rule == rule]


def said(rule: str, *lines: Fields, **parts: Any) -> list[str]:
    """The same in words: the severity of a finding, or the outcome, line by line."""
    by_line = {each.line: each.severity or each.outcome for each in results(rule, *lines, **parts)}
    return [by_line[number] for number in range(1, len(lines) + 1)]


def the_finding(rule: str, *lines: Fields, **parts: Any) -> Result:
    """The one finding of a rule."""
    (found,) = (each for each in results(rule, *lines, **parts) if each.outcome == "fail")
    return found
