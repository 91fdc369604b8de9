"""OPPS status indicators: by quarter, in words, and which drugs are paid separately."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.codes.periods import period_of
from hcpcs_jcodes.payers.quarters import NotChecked
from hcpcs_jcodes.payers.status_indicators import StatusIndicator, status_indicator
from tests.strategies import days

from ..shipped import table_rows

WITH_STATUS = sorted({row["code"] for row in table_rows("status_indicators")})


def indicator_of(code: str, on: date, *, nearest: bool = False) -> StatusIndicator:
    """The status indicator of a code that has one."""
    found = status_indicator(code, on=on, nearest=nearest)
    assert isinstance(found, StatusIndicator)
    return found


def test_every_status_indicator_is_answered_and_explained() -> None:
    """In each of its quarters, with a meaning in words."""
    for row in table_rows("status_indicators"):
        for quarter in row["quarters"].split("; "):
            found = indicator_of(row["code"], period_of(quarter)[1])
            assert found == StatusIndicator(row["code"], quarter, row["status_indicator"])
            assert "does not explain" not in found.meaning


@pytest.mark.parametrize(
    ("quarter", "first", "last", "counts"),
    [
        (
            "2025Q4",
            date(2025, 10, 1),
            date(2025, 12, 31),
            "A:1 B:26 E1:62 E2:80 G:107 J1:1 K:484 K1:6 L:2 M:57 N:414 Q1:12 S:30 T:1 Y:1",
        ),
        (
            "2026Q1",
            date(2026, 1, 1),
            date(2026, 3, 31),
            "A:1 B:26 E1:94 E2:36 G:110 J1:1 K:463 K1:5 L:2 M:57 N:412 Q1:12 S:30 T:1 Y:1",
        ),
        (
            "2026Q2",
            date(2026, 4, 1),
            date(2026, 6, 30),
            "A:1 B:26 E1:104 E2:38 G:101 J1:1 K:467 K1:5 L:3 M:57 N:416 Q1:12 S:30 T:1 Y:1",
        ),
    ],
)
def test_an_indicator_applies_from_the_first_to_the_last_day_of_its_quarter(
    quarter: str, first: date, last: date, counts: str
) -> None:
    """The code, how many codes have each indicator, and the days around the quarter."""
    found = Counter(
        row["status_indicator"]
        for row in table_rows("status_indicators")
        if quarter in row["quarters"].split("; ")
    )
    assert " ".join(f"{each}:{found[each]}" for each in sorted(found)) == counts
    for day in (first, last):
        assert indicator_of("J9312", day).quarter == quarter
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        outside = status_indicator("J9312", on=day)
        assert isinstance(outside, NotChecked) or outside.quarter != quarter


@pytest.mark.parametrize(
    ("indicator", "meaning"),
    [
        ("A", "not paid under OPPS but by another fee schedule"),
        ("B", "not paid under OPPS on a hospital outpatient claim; another code may be"),
        ("E1", "not payable by Medicare for outpatients"),
        ("E2", "not paid because pricing or claims data are not available"),
        ("G", "pass-through drug, paid separately"),
        ("J1", "procedure paid in one payment with nearly everything else on the claim"),
        ("K", "drug paid separately"),
        ("K1", "non-opioid drug for pain after surgery, paid separately"),
        ("L", "vaccine paid at reasonable cost"),
        ("M", "not billed to the Medicare contractor"),
        ("N", "packaged: paid as part of another service, never separately"),
        ("Q1", "packaged if a service with S, T or V is on the claim, otherwise paid separately"),
        ("S", "procedure paid separately and never discounted"),
        ("T", "procedure paid separately, discounted if several are performed"),
        ("Y", "not paid under OPPS but billed to the DME contractor"),
    ],
)
def test_every_indicator_means_what_addendum_d1_says(indicator: str, meaning: str) -> None:
    """One by one: S and T are paid separately too, but as procedures and not as drugs."""
    found = StatusIndicator("J9312", "2026Q1", indicator)
    assert found.meaning == meaning
    assert found.separately_paid is {"G": True, "K": True, "K1": True, "N": False}.get(indicator)


def test_fifteen_indicators_are_explained_each_with_its_source() -> None:
    """Every one in use has its row; all are read in Addendum D1."""
    meanings = {row["indicator"]: row for row in table_rows("status_meanings")}
    assert list(meanings) == "A B E1 E2 G J1 K K1 L M N Q1 S T Y".split()
    assert {row["status_indicator"] for row in table_rows("status_indicators")} == set(meanings)
    assert {row["source"] for row in meanings.values()} == {"CMS, OPPS Addendum D1"}
    paid = {indicator: row["paid_separately"] for indicator, row in meanings.items()}
    assert {each: paid[each] for each in paid if paid[each]} == {
        "G": "yes",
        "K": "yes",
        "K1": "yes",
        "N": "no",
    }


@pytest.mark.parametrize(
    ("indicator", "paid"),
    [
        ("G", True),
        ("K", True),
        ("K1", True),
        ("N", False),
        *((each, None) for each in "A B C E E1 E2 H J1 J2 L M Q1 Q2 Q3 Q4 R S T U V Y".split()),
    ],
)
def test_drugs_are_paid_separately_under_three_indicators(
    indicator: str, paid: bool | None
) -> None:
    """G, K and K1; N is packaged; the others leave it open."""
    assert StatusIndicator("J9312", "2026Q1", indicator).separately_paid is paid


def test_a_status_indicator_reads_well() -> None:
    """It names its quarter, and states if that is not the quarter of the date."""
    assert str(indicator_of("J9312", date(2026, 1, 15))) == "J9312, 2026Q1: K, drug paid separately"
    near = indicator_of("J9312", date(2026, 10, 1), nearest=True)
    assert str(near) == "J9312, 2026Q2 (the nearest quarter included): K, drug paid separately"


def test_a_status_indicator_of_another_quarter_is_not_checked() -> None:
    """Unless the nearest is requested."""
    answer = status_indicator("J9312", on=date(2025, 8, 1))
    assert answer == NotChecked(
        "the OPPS status indicator of J9312 on 2025-08-01",
        "2025Q3 is not included, only 2025Q4, 2026Q1, 2026Q2: pass nearest=True to take the nearest "
        "of them",
    )


def test_a_new_indicator_is_not_explained() -> None:
    """CMS adds indicators; what one means is never guessed."""
    unknown = StatusIndicator("J9312", "2027Q1", "Z9")
    assert unknown.meaning == "an indicator that this version does not explain"
    assert unknown.separately_paid is None


@given(st.sampled_from(WITH_STATUS), days())
def test_the_nearest_never_changes_an_indicator_of_an_included_quarter(
    code: str, day: date
) -> None:
    """It matters only if the quarter of the date is not included."""
    exact = status_indicator(code, on=day)
    near = status_indicator(code, on=day, nearest=True)
    assert (near == exact) or (isinstance(exact, NotChecked) and indicator_is_near(near))


def indicator_is_near(answer: StatusIndicator | NotChecked) -> bool:
    return isinstance(answer, NotChecked) or answer.nearest
