"""Settings: the four of a claim, and the two whose administrations are coded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import SETTINGS, BadClaimLine, mue
from hcpcs_jcodes.claims.settings import (
    checked_administration_setting,
    checked_cpt,
    checked_setting,
)
from hcpcs_jcodes.errors import BadAdministration


@pytest.mark.parametrize("setting", ["", "office", "Professional", None, ["facility"]])
def test_a_setting_is_one_of_four(setting: object) -> None:
    """The text lists them, each with who bills in it."""
    with pytest.raises(
        BadClaimLine, match=r"'professional'.*'facility'.*'asc'.*'supplier'"
    ) as raised:
        mue("J9312", on=date(2026, 10, 1), setting=setting)  # type: ignore[arg-type]
    assert raised.value.value is setting
    with pytest.raises(BadClaimLine, match="is not a setting"):
        checked_setting(setting)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_valid_setting_is_returned(setting: Any) -> None:
    """Claims and limits have the same four."""
    assert checked_setting(setting) == setting


@pytest.mark.parametrize("setting", ["asc", "supplier"])
def test_two_settings_of_claims_have_no_administration_codes(setting: str) -> None:
    """A supplier administers nothing; a surgical center reports it with its procedure."""
    with pytest.raises(BadClaimLine) as raised:
        checked_administration_setting(setting)
    assert str(raised.value) == (
        f"'{setting}' is not a setting with administration codes: pass 'professional' "
        "(practitioners) or 'facility' (outpatient hospitals)"
    )


@pytest.mark.parametrize("code", ["96413", "G0498", "C8957", "0540T"])
def test_an_administration_code_has_five_characters(code: str) -> None:
    """CPT of both categories, and HCPCS Level II."""
    assert checked_cpt(code) == code


@pytest.mark.parametrize("code", ["9641", "964130", "W0498", "0540U", "g0498", 96413, None])
def test_anything_else_is_not_an_administration_code(code: object) -> None:
    """The text shows the value and an example."""
    with pytest.raises(BadAdministration, match="pass five characters such as '96413'") as raised:
        checked_cpt(code)
    assert raised.value.value is code


def test_each_setting_is_described_by_who_bills_in_it() -> None:
    with pytest.raises(BadClaimLine) as raised:
        checked_setting("ASC")
    assert str(raised.value) == (
        "'ASC' is not a setting: pass 'professional' (practitioners), 'facility' (outpatient "
        "hospitals), 'asc' (ambulatory surgical centers) or 'supplier' (DME suppliers)"
    )
