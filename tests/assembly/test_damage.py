"""Damaged tables stop a claim: what they would say is no question for a person."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import CorruptData

from ..built import claim_of
from ..infusions import RITUXIMAB, infused


@pytest.mark.parametrize(
    "called", ["drugs.code_meant", "lines.bill_from", "administrations.code_encounter"]
)
def test_a_damaged_table_is_an_error_and_no_question(
    called: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: Any, **__: Any) -> Any:
        raise CorruptData("codes.csv", "the table is damaged")

    monkeypatch.setattr(f"hcpcs_jcodes.assembly.{called}", damaged)
    with pytest.raises(CorruptData):
        claim_of(infused("Rituxan", **RITUXIMAB))
