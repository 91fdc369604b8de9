"""Under which codes a package is listed on a date, and how surely."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes.checks.ndc_codes import listed_codes
from hcpcs_jcodes.ndc.numbers import Ndc
from tests.bills import DAY

KETOROLAC = "00409-3796-01"


@pytest.mark.parametrize(
    ("ndc", "on", "facts"),
    [
        (KETOROLAC, DAY, {"codes": ("J1885",), "quarter": "2025Q3"}),
        ("55513-0002-04", DAY, {"codes": ("J0881", "J0882"), "quarter": "2025Q3"}),
        ("00409-3796-77", DAY, {"codes": ("J1885",), "of_product": True}),
        ("12345-6789-01", DAY, {"codes": (), "of_product": False, "quarter": "2025Q3"}),
        (
            KETOROLAC,
            date(2023, 12, 31),
            {"codes": ("J1885",), "quarter": "2024Q1", "nearest": True},
        ),
        (KETOROLAC, date(2022, 1, 1), {"codes": ("J1885",), "of_quarter": ()}),
        (KETOROLAC, date(2021, 12, 31), {"codes": (), "nearest": False, "quarter": "2021Q4"}),
        (KETOROLAC, date(2026, 5, 1), {"of_quarter": ("J1885",), "quarter": "2026Q2"}),
        ("52584-0722-01", date(2024, 12, 31), {"codes": ("J1885",), "ended": ""}),
        ("52584-0722-01", date(2025, 1, 1), {"ended": "2024Q4"}),
        ("00378-8270-52", date(2025, 2, 1), {"by_error": True}),
        ("00378-8270-52", date(2025, 4, 1), {"by_error": False}),
    ],
)
def test_a_package_is_listed_by_its_quarter(ndc: str, on: date, facts: dict[str, Any]) -> None:
    found = listed_codes(Ndc(ndc), on)
    assert {name: getattr(found, name) for name in facts} == facts


def test_a_date_that_the_data_do_not_cover_has_no_codes() -> None:
    assert listed_codes(Ndc(KETOROLAC), date(2009, 1, 1)).codes == ()
    assert listed_codes(Ndc(KETOROLAC), date(2040, 1, 1)).codes == ()
