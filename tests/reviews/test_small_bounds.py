"""Bounds of rules about filing, diagnoses and charges that one line of a claim decides."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

import pytest

from hcpcs_jcodes import PaymentLimit, Record, payment_limit

from .of_rules import of_rule, outcomes

DRUG: dict[str, Any] = {"code": "J9312", "units": 72}
CANCER: dict[str, Any] = {"diagnoses": ["Z51.12", "C83.30"]}


# --- filing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "to", "received_on", "said"),
    [
        ("TIME001", "2025-08-03", "2026-08-03", "pass"),
        ("TIME001", "2025-08-03", "2026-08-04", "fail"),
        ("TIME001", "soon", "2026-08-01", "pass"),  # which leaves the first day
        ("TIME001", "soon", "2026-08-02", "fail"),
        ("TIME002", "2025-08-03", "2025-08-03", "pass"),
        ("TIME002", "2025-08-03", "2025-08-02", "fail"),
        ("TIME002", "soon", "2025-08-01", "pass"),
        ("TIME002", "soon", "2025-07-31", "fail"),
    ],
)
def test_the_last_day_of_a_line_counts(rule: str, to: str, received_on: str, said: str) -> None:
    """A hospital's: to file, that of a practitioner counts from the first."""
    rows = {"received_on": received_on}
    assert outcomes(rule, {**DRUG, "to": to}, setting="facility", rows=rows) == [said]


# --- diagnoses --------------------------------------------------------------------------------


def test_a_claim_none_of_whose_lines_points_leaves_no_pointer_out() -> None:
    assert outcomes("DX002", DRUG, claim=CANCER) == ["not_applicable"]
    pointed = {**DRUG, "diagnosis_pointers": "1"}
    assert outcomes("DX002", pointed, DRUG, claim=CANCER) == ["pass", "fail"]
    assert outcomes("DX002", pointed, DRUG, claim=CANCER, setting="facility") == [
        "not_applicable",
        "not_applicable",
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("J9202", "pass"),  # a hormone against cancer
        ("J3391", "pass"),  # a cell therapy
        ("J3570", "pass"),  # of no known class
        ("J2405", "fail"),  # against nausea
    ],
)
def test_what_may_be_given_against_cancer(code: str, said: str) -> None:
    assert outcomes("DX004", {"code": code, "units": 1}, claim=CANCER) == [said]


# --- charges ----------------------------------------------------------------------------------


def test_a_record_of_a_purchased_drug_excuses_no_token_charge() -> None:
    bought = Record(given="715 mg", acquired="purchased")
    free = Record(given="715 mg", acquired="no cost")
    for record, said in ((bought, "fail"), (free, "pass")):
        assert outcomes("CHG001", {**DRUG, "charge": "0.01", "record": record}) == [said]


@pytest.mark.parametrize(
    ("units", "less", "severity"), [(1, "0", None), (1, "0.01", "verify"), (2, "0", None)]
)
def test_a_charge_of_cents_is_one_if_medicare_allows_no_more(
    units: int, less: str, severity: str | None
) -> None:
    limit = payment_limit("J2405", on="2026-01-15")
    assert isinstance(limit, PaymentLimit)
    assert limit.limit is not None
    cents = Decimal(limit.limit * units).quantize(Decimal("0.01"), ROUND_CEILING)
    charge = cents - Decimal(less)
    assert Decimal(0) < charge < 1
    drug = {"code": "J2405", "units": units, "on": "2026-01-15", "charge": str(charge)}
    (found,) = of_rule("CHG001", drug)
    assert found.severity == severity


def test_a_charge_is_compared_with_the_limit_of_the_units_if_both_can_be_read() -> None:
    january = {**DRUG, "on": "2026-01-15"}
    assert outcomes("CHG002", {**january, "charge": "1.00"}) == ["pass"]  # a token charge
    assert outcomes("CHG002", {**january, "charge": "1.01"}) == ["fail"]
    assert outcomes("CHG002", {**january, "units": "many", "charge": "5"}) == ["not_checked"]


def test_discarded_units_without_units_or_a_drug_line_have_no_price() -> None:
    waste = {"code": "J9312", "units": 8, "modifiers": ("JW",), "charge": "800"}
    assert outcomes("CHG005", waste) == ["not_checked"]
    for units in ("many", "0"):
        both = ({**DRUG, "charge": "7200"}, {**waste, "units": units})
        assert outcomes("CHG005", *both)[1] == "not_checked"


def test_a_dollar_over_all_units_is_rounding() -> None:
    waste = {"code": "J9312", "units": 10, "modifiers": ("JW",), "charge": "100.00"}
    for charge, said in (("101.00", "pass"), ("99.00", "pass"), ("101.01", "fail")):
        drug = {"code": "J9312", "units": 10, "charge": charge}
        assert outcomes("CHG005", drug, waste)[1] == said


def test_the_price_is_that_of_the_first_line_of_what_was_given() -> None:
    waste = {"code": "J9312", "units": 8, "modifiers": ("JW",), "charge": "800"}
    unread = {**DRUG, "units": "many", "charge": "1"}
    drug = {**DRUG, "charge": "7200"}
    assert outcomes("CHG005", {**waste, "charge": "1"}, unread, drug, waste)[3] == "pass"


# --- records ----------------------------------------------------------------------------------


def test_what_the_line_states_of_a_dose_or_of_waste_need_not_be_in_its_record() -> None:
    bare = {**DRUG, "record": Record(route="intravenous")}
    assert outcomes("DOC001", bare) == ["fail"]
    assert outcomes("DOC001", {**bare, "administered": "715 mg"}) == ["pass"]
    waste = {**bare, "units": 8, "modifiers": ("JW",)}
    assert outcomes("DOC004", waste) == ["fail"]
    assert outcomes("DOC004", {**waste, "discarded": "85 mg"}) == ["pass"]


def test_the_record_of_a_code_that_ended_shows_its_amount_too() -> None:
    ended = {"code": "J9310", "units": 8, "record": Record(route="intravenous")}
    assert outcomes("DOC001", ended) == ["fail"]
