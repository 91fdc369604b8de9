"""A walk through an encounter: nothing is looked up, checked or made twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from hcpcs_jcodes.administration import rules
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.encounters import day, encounter, losses

from ..charts import at, chemo, coded, iv, lines, push, shot

DAY = [
    iv("J1453", at(8), at(9)),
    chemo("J9271", at(9), at(11)),
    push("J2405", at(11, 5)),
    shot("J3420", at(11, 10)),
]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each step of the way is taken."""
    found: Counter[str] = Counter()

    def count(module: Any, name: str) -> None:
        taken: Callable[..., Any] = getattr(module, name)

        def step(*given: Any, **named: Any) -> Any:
            found[name] += 1
            return taken(*given, **named)

        monkeypatch.setattr(module, name, step)

    rules._facts_of.cache_clear()  # what earlier charts looked up is not looked up again
    count(rules, "version_of")
    count(encounter, "fit_of")
    count(day, "support_after_losses")
    count(encounter, "lines_of")
    count(losses, "AdministrationLine")
    return found


def test_each_drug_is_looked_up_once_and_each_line_is_made_once(counted: Counter[str]) -> None:
    walked = coded(*DAY)
    assert lines(walked) == "96413 96367 96372-59 96375 96415"
    assert counted == {
        "version_of": len(DAY),
        "fit_of": len(DAY),
        "support_after_losses": 1,
        "lines_of": 1,
        "AdministrationLine": len(walked.lines),
    }


def test_a_dose_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    coded(iv("J1453", at(8), at(9)))  # the unit of the code is read with the code
    read: list[object] = []
    made = Amount.__init__

    def noted(self: Amount, *given: Any, **named: Any) -> None:
        read.append(given)
        made(self, *given, **named)

    monkeypatch.setattr(Amount, "__init__", noted)
    charted = iv("J1453", at(8), at(9), dose="150 mg")
    assert read == [("150 mg",)]
    walked = coded(charted)
    assert list(walked.doses.values()) == [charted.dose]
    assert len(read) == 1
