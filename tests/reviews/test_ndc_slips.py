"""An NDC that is not listed, and nearly a package of the code."""

from __future__ import annotations

import pytest

from .of_rules import of_rule, outcomes


def line(ndc: str | None, code: str = "J9312", on: str = "2025-08-01") -> dict[str, object]:
    return {"code": code, "units": 72, "on": on, **({"ndc": ndc} if ndc else {})}


@pytest.mark.parametrize(
    ("ndc", "outcome"),
    [
        ("50242-0053-06", "pass"),
        ("50242-0059-06", "fail"),  # one digit
        ("50224-0053-06", "fail"),  # two exchanged
        ("05242-0053-06", "fail"),  # one left out: 5242-0053-06
        ("50242-0053-07", "pass"),  # another package of the product
        ("50242-0059-07", "pass"),  # two parts
        ("50232-0083-06", "pass"),  # two digits, in two parts
        ("50262-0053-06", "fail"),
        ("50962-0053-06", "pass"),  # two digits that are not exchanged
        ("50242-0063-06", "fail"),
        ("00409-3796-01", "pass"),  # listed, for another drug
        (None, "not_applicable"),
    ],
)
def test_one_part_with_one_slip_is_nearly_a_package(ndc: str | None, outcome: str) -> None:
    assert outcomes("NDC015", line(ndc)) == [outcome]


def test_the_packages_that_may_be_meant_are_named() -> None:
    (found,) = of_rule("NDC015", line("50242-0059-06"))
    assert "50242-0053-06" in found.message
    assert found.severity == "verify"
    assert outcomes("NDC015", line("50242-0059-06", "J0000")) == ["not_applicable"]
