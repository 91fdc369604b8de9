"""Drugs whose own code begins after the date of service."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import Administration, Claim, build_claim


def claimed(drug: str, day: str, setting: str = "professional") -> Claim:
    event = Administration(
        drug, "intravenous", "infusion", f"{day} 09:00", f"{day} 09:40", "complex", dose="5 mg"
    )
    return build_claim([event], payer="medicare", setting=setting, nearest=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("drug", "day", "setting", "code"),
    [
        # J1289, narsoplimab, from 2026-07-01: a biologic that does not treat cancer
        ("Yartemlea", "2026-06-30", "professional", "J3590"),
        ("Yartemlea", "2026-06-30", "facility", "C9399"),
        ("Yartemlea", "2026-07-01", "professional", "J1289"),
        # C9027, pembrolizumab, from 2015-01-01: an antineoplastic
        ("Keytruda", "2014-12-31", "professional", "J9999"),
    ],
)
def test_a_drug_is_not_otherwise_classified_until_its_own_code_begins(
    drug: str, day: str, setting: str, code: str
) -> None:
    """HCPCS: the codes not otherwise classified are for drugs without a code."""
    claim = claimed(drug, day, setting)
    assert claim.lines[0].code == code
    asked = [each for each in claim.questions if each.kind == "noc_code"]
    if code == "J1289":
        assert (asked, claim.lines[0].narrative) == ([], None)
        return
    assert claim.lines[0].narrative == f"{drug} 5 mg intravenous"
    assert [each.severity for each in asked] == ["verify"]
    assert "whose own code" in asked[0].text


def test_a_name_whose_codes_have_ended_is_asked_about() -> None:
    """What ended has another code, or the drug is no longer sold: nothing says it is new."""
    claim = claimed("J9310", "2025-08-01")
    assert not [line for line in claim.lines if str(line.code).startswith("J")]
    assert "not_in_force" in {each.kind for each in claim.questions}
