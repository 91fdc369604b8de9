"""The generated parts about the rules of a review."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cells import plain, table

from hcpcs_jcodes import SETTINGS, Rule, rules

__all__ = ["REVIEW_PARTS"]


def _rules() -> str:
    return table(
        ("id", "name", "idea", "severity", "since", "needs", "for", "would be denied as", "source"),
        (
            (
                rule.id,
                plain(rule.name),
                plain(rule.idea),
                rule.severity,
                rule.since or "",
                ", ".join(f"`{need}`" for need in rule.needs),
                plain(_for(rule)),
                plain("; ".join(dict.fromkeys(map(str, rule.denials)))),
                plain(rule.source),
            )
            for rule in rules()
        ),
    )


def _for(rule: Rule) -> str:
    """The payers and settings of a rule, and where it does not apply."""
    parts = (
        ", ".join(rule.payers),
        "" if rule.settings == SETTINGS else ", ".join(rule.settings),
        f"not {rule.not_for}" if rule.not_for else "",
        f"until {rule.until}" if rule.until else "",
    )
    return "; ".join(part for part in parts if part)


def _counted() -> str:
    """How many rules there are, and how sure their denials."""
    listed = rules()
    return (
        f"{len(listed)} rules, of which {sum(bool(rule.denials) for rule in listed)} name a denial."
    )


REVIEW_PARTS: Mapping[str, Callable[[], str]] = {"rules": _rules, "rules_counted": _counted}
