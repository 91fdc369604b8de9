"""More units than an MUE allows: somebody looks, and a claim says so too."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import Administration, Mue, build_claim
from tests.bills import MUE_DAY, asked, office


@pytest.mark.parametrize(("limit", "over"), [(71, True), (72, False)])
@pytest.mark.parametrize("mai", [1, 2, 3])
def test_one_unit_above_an_mue_is_asked_about(limit: int, over: bool, mai: int) -> None:
    """NCCI Policy Manual, ch. I: the limit itself is paid."""
    billed = office("J9312", "715 mg", on=MUE_DAY, mue=Mue.given(limit, mai=mai))
    found = [each for each in billed.questions if each.kind == "mue"]
    assert len(found) == over
    for each in found:
        assert (each.severity, each.argument) == ("verify", "split_at_mue" if mai == 1 else "")
        assert str(billed).count("over the") == 1


def test_a_code_that_is_not_payable_is_asked_about() -> None:
    billed = office("J9312", "715 mg", on=MUE_DAY, mue=Mue.given(0, mai=2))
    assert [text for text in asked(billed) if "not payable" in text]


def test_a_claim_over_the_mue_says_so() -> None:
    """MUE of J9312 in 2026Q4: 150 units."""
    event = Administration(
        "J9312", "intravenous", "infusion", "2026-10-01 09:00", "2026-10-01 12:00", dose="1510 mg"
    )
    claim = build_claim([event], payer="medicare", setting="professional", place_of_service="11")
    (found,) = [each for each in claim.questions if each.kind == "mue"]
    assert (found.line, found.event, found.severity) == (1, 1, "verify")
