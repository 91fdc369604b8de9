"""Charges from a fee schedule: price times units, rounded once, half a cent up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    BadAmount,
    BadArgument,
    BadClaimLine,
    Claim,
    ClaimLine,
    PaymentLimit,
    PaymentLimits,
    codeset,
    payment_limit,
)
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


@pytest.mark.parametrize("fees", [None, [("J9312", 1)], "J9312", PaymentLimits])
def test_a_fee_schedule_is_a_mapping(fees: Any) -> None:
    with pytest.raises(BadArgument, match="is not a fee schedule: pass a dictionary"):
        charged(DRUG, fees)


# --- several schedules, and payment limits ---------------------------------------

JANUARY = date(2026, 1, 15)
LISTED = ClaimLine("J9312", 72, on=JANUARY)
"""Its payment limit is $74.765 then: CMS, 2026Q1."""
UNLISTED = ClaimLine("J9312", 72, on=date(2026, 4, 1))
"""Of a quarter whose payment limits are not included."""


def test_of_several_schedules_the_first_that_has_a_price_decides() -> None:
    assert charged(DRUG, [{"J9312": 2}, {"J9312": 3}]).charge == Decimal(144)
    assert charged(DRUG, ({"J9271": 2}, {"J9312": 3})).charge == Decimal(216)
    twice = {("96413", "59"): 90, ("96413", "RT"): 80}
    (asked,) = charged(HOUR, [twice, {"96413": 1}]).questions
    assert "96413 has different prices for the modifiers 59 and RT" in asked.text
    assert len(charged(DRUG, []).questions) == 1


@pytest.mark.parametrize(
    ("units", "times", "charge"),
    [
        (72, "1", "5383.08"),
        (72, 1, "5383.08"),
        (72, Decimal("2.5"), "13457.70"),
        (1, "1", "74.77"),
        (1, "0.99999", "74.76"),
        (2, "1.00000000000000000000000000001", "149.53"),
    ],
)
def test_a_charge_is_the_payment_limit_times_the_factor(
    units: int, times: Any, charge: str
) -> None:
    """Rounded once, to cents, half a cent up, whatever the program's decimals do."""
    with localcontext() as context:
        context.prec = 2
        made = charged(evolve(LISTED, units=units), PaymentLimits(times))
    assert str(made.charge) == charge
    assert made.questions == ()


def test_the_limit_is_that_of_the_date_of_service_and_of_discarded_drug_too() -> None:
    """The last day of a quarter and the first of the next."""
    december, limit = date(2025, 12, 31), payment_limit("J9312", on=date(2025, 12, 31))
    assert isinstance(limit, PaymentLimit)
    assert limit.limit not in (None, Decimal("74.765"))
    for day, price in ((december, limit.limit), (date(2026, 1, 1), Decimal("74.765"))):
        waste = evolve(LISTED, on=day, to=day, units=8, modifiers=("JW",))
        assert charged(waste, PaymentLimits(10)).charge == 80 * (price or 0)


def test_the_nearest_quarter_charges_if_it_is_asked_for() -> None:
    assert charged(UNLISTED, PaymentLimits(1)).charge is None
    assert charged(UNLISTED, PaymentLimits(1, nearest=True)).charge is not None


@pytest.mark.parametrize(
    "line",
    [
        evolve(HOUR, on=JANUARY, to=JANUARY),
        ClaimLine("J3490", 1, on=JANUARY, narrative="x"),
        UNLISTED,
    ],
)
def test_what_has_no_payment_limit_is_asked_about(line: ClaimLine) -> None:
    """An administration, a drug without a code, and a quarter that is not included."""
    made = charged(line, PaymentLimits("2.5"))
    why = f"charge: {line.code} has no price in the fee schedule on {line.on}: pass its price in fees="
    assert [(each.text, each.severity) for each in made.questions] == [(why, "verify")]
    assert charged(line, [{line.code: 300}, PaymentLimits("2.5")]).charge == 300 * line.units


def test_a_limit_that_cms_prints_as_words_is_no_price() -> None:
    limits = PaymentLimits(1)
    for code in codeset(2026):
        found = payment_limit(code, on=JANUARY)
        limit = found.limit if isinstance(found, PaymentLimit) else None
        assert limits.price_on(code, JANUARY) == limit


@pytest.mark.parametrize(
    ("times", "error", "text"),
    [
        (2.5, BadAmount, "pass Decimal('2.5')"),
        (0, BadArgument, "times=0 is not a factor above 0: pass one such as '2.5'"),
        ("-1", BadArgument, "times='-1'"),
        ("twice", BadArgument, "times='twice'"),
        (True, BadArgument, "times=True"),
        (None, BadArgument, "times=None"),
        (Decimal("Infinity"), BadArgument, "Infinity"),
    ],
)
def test_what_is_not_a_factor_is_refused(times: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        PaymentLimits(times)
    assert text in str(caught.value)


def test_payment_limits_say_what_they_are() -> None:
    assert str(PaymentLimits("2.50")) == "payment limits times 2.50"
    assert PaymentLimits("2.50") == PaymentLimits(Decimal("2.5"))
    with pytest.raises(BadArgument, match="nearest"):
        PaymentLimits(1, nearest=1)
