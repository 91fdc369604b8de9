"""What Medicare allows for one unit: exact, by quarter, with CMS's notes."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from hcpcs_jcodes import NotChecked, PaymentLimit, UncoveredDate, UnknownCode, payment_limit
from hcpcs_jcodes.codes.periods import period_of, quarters_of

from ..shipped import table_rows

INCLUDED = quarters_of("2024Q1-2026Q1; 2026Q3-2026Q4")


def limit_of(code: str, on: date, *, nearest: bool = False) -> PaymentLimit:
    """The limit of a code that is listed."""
    found = payment_limit(code, on=on, nearest=nearest)
    assert isinstance(found, PaymentLimit)
    return found


def test_every_limit_is_answered_as_printed_on_both_ends_of_its_quarter() -> None:
    """Dollars with all their decimals, and the note."""
    for row in table_rows("payment_limits"):
        printed = row["limits"].split("; ")
        for quarter, text in zip(quarters_of(row["quarters"]), printed, strict=True):
            for day in period_of(quarter):
                found = limit_of(row["code"], day)
                limit = None if text == "N/A" else Decimal(text)
                assert found == PaymentLimit(row["code"], quarter, limit, row["note"])
                assert limit is None or str(found.limit) == text


@pytest.mark.parametrize(
    ("quarter", "count"),
    list(
        zip(
            INCLUDED,
            (712, 716, 726, 731, 757, 787, 805, 829, 847, 860, 880),
            strict=True,
        )
    ),
)
def test_as_many_codes_have_a_limit_as_were_published(quarter: str, count: int) -> None:
    """In each of the eleven quarters; skin substitutes, vaccines and blood are left out."""
    listed = Counter(
        each for row in table_rows("payment_limits") for each in quarters_of(row["quarters"])
    )
    assert tuple(sorted(listed)) == INCLUDED
    assert listed[quarter] == count


@pytest.mark.parametrize(
    ("on", "limit"),
    [
        (date(2024, 1, 1), "79.198"),
        (date(2024, 3, 31), "79.198"),
        (date(2024, 4, 1), "78.872"),
        (date(2025, 3, 31), "76.730"),
        (date(2026, 3, 31), "74.765"),
        (date(2026, 7, 1), "73.278"),
        (date(2026, 9, 30), "73.278"),
        (date(2026, 10, 1), "72.094"),
        (date(2026, 12, 31), "72.094"),
    ],
)
def test_the_limit_of_rituximab_falls_quarter_by_quarter(on: date, limit: str) -> None:
    """J9312, for 10 mg; the last zero that CMS prints is kept."""
    assert str(limit_of("J9312", on).limit) == limit


def test_a_limit_is_an_exact_decimal() -> None:
    """72 units at $74.765."""
    limit = limit_of("J9312", date(2026, 1, 15)).limit
    assert isinstance(limit, Decimal)
    assert limit * 72 == Decimal("5383.080")
    assert limit_of("J3405", date(2026, 10, 1)).limit == Decimal("2729937.922")


@pytest.mark.parametrize(
    "on", [date(2023, 12, 31), date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 30)]
)
def test_a_quarter_that_is_not_included_is_not_checked(on: date) -> None:
    """Before 2024 and in 2026Q2, between two that are included: limits change every quarter."""
    answer = payment_limit("J9312", on=on)
    assert isinstance(answer, NotChecked)
    assert answer.what == f"the Medicare payment limit of J9312 on {on}"
    assert "is not included, only 2024Q1" in answer.reason
    assert limit_of("J9312", on, nearest=True).nearest


def test_the_nearest_quarter_answers_on_request() -> None:
    """The earlier of two that are equally near, and it says so."""
    near = limit_of("J9312", date(2026, 5, 1), nearest=True)
    assert (near.quarter, near.limit) == ("2026Q1", Decimal("74.765"))
    assert str(near) == "J9312, 2026Q1 (the nearest quarter included): $74.765 for one unit"


@pytest.mark.parametrize("nearest", [False, True])
def test_a_code_that_is_not_listed_in_a_quarter_says_nothing_about_coverage(
    nearest: bool,
) -> None:
    """J0739 was listed from 2024Q4 on."""
    day = date(2024, 10, 1) - timedelta(days=1)
    assert payment_limit("J0739", on=day, nearest=nearest) == NotChecked(
        f"the Medicare payment limit of J0739 on {day}",
        "CMS lists no limit for 2024Q3, which says nothing about coverage: what is covered and not "
        "listed is priced by the contractor",
    )


def test_what_has_no_amount_has_its_note() -> None:
    """CMS prints N/A for the first quarter of three drugs against HIV."""
    found = limit_of("J0739", date(2024, 10, 1))
    note = "The payment allowance for this code will be determined by the MAC processing the claim."
    assert (found.limit, found.note) == (None, note)
    assert str(found) == f"J0739, 2024Q4: no limit; {note}"
    without = {row["code"] for row in table_rows("payment_limits") if "N/A" in row["limits"]}
    assert without == {"J0739", "J0750", "J0751"}


def test_a_limit_reads_well_with_its_note() -> None:
    """In one line."""
    assert str(limit_of("J0897", date(2024, 6, 1))) == (
        "J0897, 2024Q2: $25.189 for one unit; Inflation-adjusted coinsurance"
    )
    assert str(limit_of("J3246", date(2026, 10, 1))) == (
        "J3246, 2026Q4: $2.615 for one unit; Please see the NDC-HCPCS crosswalk for payable NDCs "
        "associated with this code"
    )


def test_a_code_that_no_table_has_is_refused() -> None:
    """As everywhere; and so is a date outside the data."""
    with pytest.raises(UnknownCode):
        payment_limit("J0000", on=date(2024, 1, 1))
    with pytest.raises(UncoveredDate):
        payment_limit("J9312", on=date(2027, 1, 1))
