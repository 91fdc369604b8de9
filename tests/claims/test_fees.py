"""Charges from a fee schedule: price times units, rounded once, half a cent up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import BadAmount, BadArgument, BadClaimLine, Claim, ClaimLine
from hcpcs_jcodes.claims.questions import ask

DAY = date(2025, 8, 1)
DRUG = ClaimLine("J9312", 72, on=DAY)
WASTE = ClaimLine("J9312", 8, on=DAY, modifiers=("JW",))
HOUR = ClaimLine("96413", 1, on=DAY, modifiers=("59", "RT"))


def charged(line: ClaimLine, fees: Any) -> Claim:
    return Claim([line], setting="professional").charged(fees)


@pytest.mark.parametrize(
    ("units", "price", "charge"),
    [
        (72, "100.125", "7209.00"),
        (72, Decimal("12.34"), "888.48"),
        (72, 100, "7200.00"),
        (72, "$1,000", "72000.00"),
        (1, "0.005", "0.01"),
        (1, "0.0049", "0.00"),
        (3, "0.005", "0.02"),
        (1, "1.015", "1.02"),
        (Decimal("71.5"), "1.01", "72.22"),
        (1, 0, "0.00"),
    ],
)
def test_the_charge_is_price_times_units(units: Any, price: Any, charge: str) -> None:
    """Rounded once, to cents, half a cent up, whatever the program's decimals do."""
    with localcontext() as context:
        context.prec = 2
        made = charged(evolve(DRUG, units=units), {"J9312": price})
    assert str(made.lines[0].charge) == charge
    assert made.questions == ()


def test_discarded_drug_is_charged_as_the_drug() -> None:
    """Unless the schedule has a price of its own for it."""
    assert charged(WASTE, {"J9312": 100}).charge == Decimal(800)
    assert charged(WASTE, {"J9312": 100, ("J9312", "JW"): 90}).charge == Decimal(720)


def test_a_price_for_the_modifier_comes_before_that_of_the_code() -> None:
    assert charged(HOUR, {"96413": 100, ("96413", "RT"): 90}).charge == Decimal(90)
    assert charged(HOUR, {"96413": 100, ("96413", "76"): 90}).charge == Decimal(100)
    assert charged(HOUR, {("96413", "59"): 90, ("96413", "RT"): "90.00"}).charge == Decimal(90)


@pytest.mark.parametrize(
    ("fees", "why"),
    [
        ({}, "96413 has no price in the fee schedule"),
        ({"J9312": 1, "96413": None}, "96413 has no price in the fee schedule"),
        (
            {("96413", "59"): 90, ("96413", "RT"): 80, "96413": 1},
            "96413 has different prices for the modifiers 59 and RT",
        ),
    ],
)
def test_a_line_without_a_price_is_asked_about(fees: Any, why: str) -> None:
    made = charged(HOUR, fees)
    assert made.lines == (HOUR,)
    assert made.questions == (
        ask(
            "charge",
            f"charge: {why}: pass its price in fees=",
            argument="fees",
            severity="verify",
            owner="billing",
            line=1,
        ),
    )
    again = made.charged({"96413": "150.20"})
    assert (again.charge, again.questions) == (Decimal("150.20"), ())


def test_a_line_that_has_a_charge_keeps_it_if_there_is_no_other() -> None:
    line = evolve(HOUR, charge=Decimal(5))
    assert charged(line, {}) == Claim([line], setting="professional")
    assert charged(line, {"96413": 7}).charge == Decimal(7)


def test_other_questions_and_received_lines_stay_as_they_are() -> None:
    received = ClaimLine.received(code="J9312", units="8", on=DAY, charge="5")
    asked = ask("charge", "a charge of a cent?", owner="billing", line=1)
    claim = Claim([received, DRUG], setting="professional", questions=[asked])
    made = claim.charged({"J9312": 100})
    assert (made.lines[0], made.charge) == (received, Decimal(7205))
    assert made.questions == (asked,)


@pytest.mark.parametrize(
    ("price", "error", "text"),
    [
        (1.5, BadAmount, "pass Decimal('1.5')"),
        ("free", BadClaimLine, "'free' is not the price of J9312"),
        ("-1", BadClaimLine, "'-1' is not the price of J9312"),
        (-1, BadClaimLine, "-1 is not the price"),
        (True, BadClaimLine, "True is not the price"),
        (Decimal("NaN"), BadClaimLine, "NaN is not the price"),
        (10**12, BadClaimLine, "1000000000000 is not the price"),
        (Decimal("1e30"), BadClaimLine, "1E+30 is not the price"),
        (10**7, BadClaimLine, "720000000.00 is not a valid charge"),
    ],
)
def test_what_is_not_a_price_is_refused(price: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        charged(DRUG, {"J9312": price})
    assert text in str(caught.value)


@pytest.mark.parametrize("fees", [None, [("J9312", 1)], "J9312"])
def test_a_fee_schedule_is_a_mapping(fees: Any) -> None:
    with pytest.raises(BadArgument, match="is not a fee schedule: pass a dictionary"):
        charged(DRUG, fees)
