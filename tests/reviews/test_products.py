"""Which product or use of a drug a code is for: dialysis, preference, two products of a drug."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Payer, Scoped
from tests.reviews.of_rules import of_rule, outcomes

REMICADE, INFLECTRA = "57894-0030-01", "00069-0809-01"


def line(code: str, units: int = 10, **more: Any) -> dict[str, Any]:
    return {"code": code, "units": units, **more}


# --- with and without dialysis ----------------------------------------------------


@pytest.mark.parametrize("code", ["J0881", "J0885", "Q5106", "J0888"])
@pytest.mark.parametrize(
    ("lines", "parts", "outcome"),
    [
        ((), {"setting": "facility", "claim": {"type_of_bill": "0721"}}, "fail"),
        ((), {"setting": "facility", "claim": {"type_of_bill": "0131"}}, "pass"),
        ((), {"claim": {"place_of_service": "65"}}, "fail"),
        ((), {"claim": {"place_of_service": "11"}}, "pass"),
        ((line("90999", 1, revenue_code="0821"),), {"setting": "facility"}, "fail"),
        ((line("J1756", 1, revenue_code="0859"),), {"setting": "facility"}, "fail"),
        ((line("J1756", 1, revenue_code="0860"),), {"setting": "facility"}, "pass"),
        ((line("J1756", 1, revenue_code="0819"),), {"setting": "facility"}, "pass"),
        ((line("90947", 1),), {"setting": "facility"}, "fail"),
        ((line("90949", 1),), {"setting": "facility"}, "pass"),
        ((line("J1756", 1, modifiers=("JE",)),), {"setting": "facility"}, "fail"),
    ],
)
def test_a_code_for_other_use_is_questioned_on_a_dialysis_claim(
    code: str, lines: Any, parts: Any, outcome: str
) -> None:
    assert outcomes("PROD001", line(code), *lines, **parts)[0] == outcome


def test_what_is_not_for_the_treatment_of_esrd_says_so() -> None:
    parts: Any = {"setting": "facility", "claim": {"type_of_bill": "0721"}}
    assert outcomes("PROD001", line("J0881", modifiers=("AY",)), **parts) == ["pass"]


@pytest.mark.parametrize("code", ["J0882", "Q4081", "Q5105", "J0887"])
@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        ({"setting": "facility", "claim": {"type_of_bill": "0721"}}, "pass"),
        ({"setting": "facility", "claim": {"type_of_bill": "0131"}}, "fail"),
        ({"setting": "facility"}, "not_checked"),
        ({"claim": {"place_of_service": "65"}}, "pass"),
        ({"claim": {"place_of_service": "11"}}, "fail"),
        ({"claim": {"place_of_service": None}}, "not_checked"),
        ({"setting": "supplier"}, "not_applicable"),
    ],
)
def test_a_code_for_dialysis_wants_a_sign_of_it(code: str, parts: Any, outcome: str) -> None:
    assert outcomes("PROD002", line(code), **parts) == [outcome]


@pytest.mark.parametrize(
    ("code", "other", "unit"),
    [
        ("J0881", "J0882 is for esrd on dialysis", "1 mcg"),
        ("J0885", "Q4081 is for esrd on dialysis", "100 units"),
        ("Q5106", "Q5105 is for esrd on dialysis", "100 units"),
    ],
)
def test_the_code_for_the_other_use_is_named_with_its_own_unit(
    code: str, other: str, unit: str
) -> None:
    (result,) = of_rule("PROD001", line(code), claim={"place_of_service": "65"})
    assert result.severity == "verify"
    named = [each for each in result.evidence if " is for " in each]
    assert named == [f"{other}, in units of {unit}"]


# --- preferred products -----------------------------------------------------------


def plan(*rows: Scoped, **parts: Any) -> Payer:
    return Payer(name="Plan X", preferred=rows, **parts)


AVSOLA = Scoped("code", "Q5121", in_scope=True)


@pytest.mark.parametrize(
    ("payer", "outcome"),
    [
        ("medicare", "not_applicable"),
        ("medicare_advantage", "not_checked"),
        (plan(), "not_checked"),
        (plan(Scoped("code", "J1745", in_scope=True)), "pass"),
        (plan(Scoped("code", "J1745", in_scope=False)), "fail"),
        (plan(Scoped("code", "J1745", reason="after Avsola")), "fail"),
        (plan(AVSOLA), "fail"),  # another product of the drug
        (plan(Scoped("code", "Q5115", in_scope=True)), "pass"),  # of another drug
        (plan(Scoped("code and setting", "J1745 facility", in_scope=False)), "pass"),
        (plan(Scoped("code", "J1745", in_scope=False, since="2025-08-02")), "pass"),
        (plan(Scoped("code", "J1745", in_scope=False, since="2025-08-01")), "fail"),
    ],
)
def test_a_payer_prefers_a_product(payer: Any, outcome: str) -> None:
    (result,) = of_rule("PROD003", line("J1745"), payer=payer)
    assert result.outcome == outcome
    assert result.severity == ("verify" if outcome == "fail" else None)


def test_an_authorization_answers_and_discarded_drug_is_not_asked_about() -> None:
    assert outcomes("PROD003", line("J1745", prior_authorization="A1"), payer=plan(AVSOLA)) == [
        "pass"
    ]
    found = outcomes(
        "PROD003", line("J1745"), payer=plan(AVSOLA), claim={"prior_authorization": "A1"}
    )
    assert found == ["pass"]
    assert outcomes("PROD003", line("J1745", modifiers=("JW",)), payer=plan(AVSOLA)) == [
        "not_applicable"
    ]


# --- two products of one drug on a date -------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "outcome"),
    [
        ({"ndc": REMICADE}, {"ndc": INFLECTRA}, "pass"),
        ({"ndc": REMICADE}, {"ndc": REMICADE}, "fail"),
        ({"ndc": INFLECTRA}, {"ndc": INFLECTRA}, "fail"),
        ({"events": (1,)}, {"events": (1,)}, "fail"),
        ({"events": (1,)}, {"events": (2,)}, "not_checked"),
        ({"ndc": REMICADE}, {}, "not_checked"),
        ({}, {}, "not_checked"),
        ({"ndc": REMICADE}, {"ndc": INFLECTRA, "on": "2025-08-02"}, "not_applicable"),
    ],
)
def test_two_products_are_questioned_where_the_record_or_the_ndc_says_so(
    one: Any, two: Any, outcome: str
) -> None:
    first, second = of_rule("PROD004", line("J1745", **one), line("Q5103", **two))
    assert first.outcome == "not_applicable"  # the later line says it
    assert second.outcome == outcome
    if outcome == "fail":
        assert second.places[1].line == 1


def test_what_is_not_known_is_named() -> None:
    _, second = of_rule("PROD004", line("J1745", ndc=REMICADE), line("Q5103"))
    assert second.needs == ("the NDC of line 2",)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("J1745", "J1745"),
        ("J1642", "J1644"),  # neither is of one company
        ("J9312", "Q5103"),  # two drugs
        ("J1745", "J3490"),
    ],
)
def test_other_pairs_of_codes_are_no_two_products(one: str, two: str) -> None:
    assert outcomes("PROD004", line(one), line(two)) == ["not_applicable", "not_applicable"]
