"""Whether JW and JZ apply to a line: rows of the payer, the setting, the status indicator."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import Payer
from hcpcs_jcodes.checks.discarding import discard_scope, may_apply

AUGUST = date(2025, 8, 1)
STARTS = date(2023, 7, 1)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, True),
        ({"code": "J0882"}, False),
        ({"place": "21"}, False),
        ({"modifiers": ("J1",)}, False),
        ({"place": "65"}, None),
        ({"place": "65", "modifiers": ("AY",)}, True),
        ({"setting": "supplier", "on": date(2023, 12, 31)}, False),
        ({"setting": "supplier", "on": date(2024, 1, 1)}, True),
        ({"setting": "asc"}, None),
        ({"setting": "asc", "indicator": "K2"}, True),
        ({"payer": Payer.commercial(), "place": "21"}, True),
    ],
)
def test_what_decides_of_jw_and_jz(parts: dict[str, Any], expected: bool | None) -> None:
    plain = {"payer": Payer.medicare(), "code": "J9312", "on": AUGUST, "place": "11"}
    given: dict[str, Any] = {**plain, "setting": "professional", **parts}
    scope = discard_scope(given.pop("payer"), given.pop("code"), **given)
    assert scope.in_scope is expected


def test_a_modifier_applies_from_its_first_day() -> None:
    assert [may_apply(STARTS, each) for each in (date(2023, 6, 30), STARTS)] == [False, True]
    assert may_apply(None, AUGUST)
    assert not may_apply("not used", AUGUST)
