"""Every published case is reviewed too: an error there would be an error in a clean office."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, JCodesError, Payer, build_claim, review


def _check(claim: Claim) -> None:
    errors = [
        each for each in review(claim, payer=Payer.medicare()).findings if each.severity == "error"
    ]
    assert [str(each) for each in errors] == []


@pytest.fixture(autouse=True)
def _reviewed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test codes, builds and bills is reviewed beside it."""
    module = request.module
    coded = getattr(module, "coded", None)
    if coded is not None:

        def coded_too(*day: Any, **more: Any) -> Any:
            encounter = coded(*day, **more)
            usual: dict[str, Any] = {
                "payer": "medicare",
                "setting": more.get("setting", "facility"),
            }
            if usual["setting"] == "professional":
                usual["place_of_service"] = "11"
            try:
                claim = build_claim(day, reason=more.get("reason"), **usual)
            except JCodesError:
                return encounter  # a chart of which no claim can be made
            _check(claim)
            return encounter

        monkeypatch.setattr(module, "coded", coded_too)
    claim_of = getattr(module, "claim_of", None)
    if claim_of is not None:

        def claim_too(*chart: Any, **more: Any) -> Any:
            claim = claim_of(*chart, **more)
            if more.get("payer", "medicare") == "medicare" and isinstance(claim, Claim):
                _check(claim)
            return claim

        monkeypatch.setattr(module, "claim_of", claim_too)
