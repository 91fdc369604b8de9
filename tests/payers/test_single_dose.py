"""Codes that CMS lists as coming in single-dose containers only."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import (
    AmbiguousName,
    BadDate,
    UnknownCode,
    codeset,
)
from hcpcs_jcodes.payers.single_dose import listed_single_dose
from tests.refusals import careless, refused

from ..shipped import table_rows

J_CODES = list(codeset(2026))


def test_being_listed_is_evidence_and_absence_is_not() -> None:
    """438 codes are listed; about every other code the list proves nothing."""
    listed = {row["code"] for row in table_rows("single_dose_codes")}
    assert len(listed) == 438
    assert all(listed_single_dose(code) is True for code in listed)
    others = set(J_CODES) - listed
    assert others
    assert all(listed_single_dose(code) is None for code in others)
    assert listed_single_dose("99213") is None


@pytest.mark.parametrize("code", [9312, None, ["J9312"]])
def test_what_is_not_a_text_is_refused(code: object) -> None:
    """A number or a list is refused, since None would mean that the list was consulted."""
    refused(careless(listed_single_dose, code), UnknownCode, code, "is not a code", "'J9312'")


def test_a_name_is_listed_if_all_of_its_codes_are() -> None:
    """Where only some are, the code decides."""
    assert listed_single_dose("Truxima") is True
    assert listed_single_dose(codeset(2025)["J9312"]) is True
    assert listed_single_dose("rituxan hycela") is listed_single_dose("J9311")
    assert listed_single_dose("rituximab") is True
    with pytest.raises(
        AmbiguousName, match="has several codes, of which CMS lists J0401: pass one of J0400"
    ):
        listed_single_dose("Abilify")
    refused(careless(listed_single_dose, "nosuch"), UnknownCode, "nosuch", "no code or name")


def test_the_list_says_nothing_about_a_day_before_it() -> None:
    """It is that of 2025-06-20; a product may have come in another container until then."""
    assert listed_single_dose("J9355", on="2025-06-19") is None
    assert listed_single_dose("J9355", on="2025-06-20") is True
    assert listed_single_dose("J9355", on=None) is True
    with pytest.raises(BadDate):
        listed_single_dose("J9355", on="yesterday")
