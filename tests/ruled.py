"""The rules of drug administration, changed for a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from hcpcs_jcodes.administration import pairing, rules, ways
from hcpcs_jcodes.administration.rules import AdministrationRule, administration_rules
from hcpcs_jcodes.payers import choices

RULES = administration_rules()


def forget() -> None:
    """What is worked out from the rows is worked out again."""
    for module in (pairing, rules, ways, choices):
        for name, value in vars(module).items():
            if hasattr(value, "cache_clear") and name != "administration_rules":
                value.cache_clear()


def instead(patch: pytest.MonkeyPatch, listed: Callable[[], Iterable[AdministrationRule]]) -> None:
    """Other rows take the place of those in the table."""
    for module in (rules, ways):
        patch.setattr(module, "administration_rules", lambda: tuple(listed()))
    # a lower room reads two of the minutes from the table itself
    patch.setattr(choices, "_least_minutes", lambda family: ways.least_minutes("initial", family))
