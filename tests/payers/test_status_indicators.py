"""OPPS status indicators: by quarter, in words, and which drugs are paid separately."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.codes.periods import period_of, quarter_of, quarters_of
from hcpcs_jcodes.payers import status_indicators
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
    """In each of its quarters, with a meaning in words and what states it."""
    for row in table_rows("status_indicators"):
        for quarter in quarters_of(row["quarters"]):
            day = date.fromisoformat(row["until"]) if row["until"] else period_of(quarter)[1]
            found = indicator_of(row["code"], day)
            assert (found.code, found.quarter, found.nearest) == (row["code"], quarter, False)
            assert (found.indicator, found.rests_on) == (row["status_indicator"], row["rests_on"])
            assert "does not explain" not in found.meaning


@pytest.mark.parametrize(
    ("quarter", "first", "last", "counts"),
    [
        (
            "2019Q3",
            date(2019, 7, 1),
            date(2019, 9, 30),
            "A:1 B:16 E1:24 E2:54 G:70 K:307 M:55 N:325 Q1:12 S:29 T:2 Y:1",
        ),
        (
            "2022Q1",
            date(2022, 1, 1),
            date(2022, 3, 31),
            "A:2 B:16 E1:28 E2:76 G:93 K:326 L:9 M:55 N:338 Q1:12 S:29 T:2 Y:1",
        ),
        (
            "2025Q3",
            date(2025, 7, 1),
            date(2025, 9, 30),
            "A:2 B:26 E1:33 E2:122 G:103 J1:1 K:463 K1:6 L:3 M:57 N:408 Q1:12 S:29 T:1 Y:1",
        ),
        (
            "2025Q4",
            date(2025, 10, 1),
            date(2025, 12, 31),
            "A:2 B:26 E1:63 E2:82 G:107 J1:1 K:486 K1:6 L:3 M:57 N:420 Q1:12 S:30 T:1 Y:1",
        ),
        (
            "2026Q1",
            date(2026, 1, 1),
            date(2026, 3, 31),
            "A:2 B:26 E1:95 E2:37 G:110 J1:1 K:467 K1:5 L:3 M:57 N:416 Q1:12 S:30 T:1 Y:1",
        ),
        (
            "2026Q2",
            date(2026, 4, 1),
            date(2026, 6, 30),
            "A:2 B:26 E1:106 E2:39 G:101 J1:1 K:470 K1:5 L:4 M:57 N:420 Q1:12 S:30 T:1 Y:1",
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
        if quarter in quarters_of(row["quarters"])
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
        ("C", "inpatient only: not paid for outpatients"),
        ("E1", "not payable by Medicare for outpatients"),
        ("E2", "not paid because pricing or claims data are not available"),
        ("G", "pass-through drug, paid separately"),
        ("H", "pass-through device, paid separately"),
        ("H1", "non-opioid device for pain after surgery, paid separately"),
        ("J1", "procedure paid in one payment with nearly everything else on the claim"),
        ("K", "drug paid separately"),
        ("K1", "non-opioid drug for pain after surgery, paid separately"),
        ("L", "vaccine paid at reasonable cost"),
        ("M", "not billed to the Medicare contractor"),
        ("N", "packaged: paid as part of another service, never separately"),
        ("Q1", "packaged if a service with S, T or V is on the claim, otherwise paid separately"),
        ("Q2", "packaged if a service with T is on the claim, otherwise paid separately"),
        ("Q3", "paid in one payment with certain other services, otherwise separately"),
        ("R", "blood or blood product, paid separately"),
        ("S", "procedure paid separately and never discounted"),
        ("S1", "skin substitute, paid separately"),
        ("T", "procedure paid separately, discounted if several are performed"),
        ("U", "brachytherapy source, paid separately"),
        ("Y", "not paid under OPPS but billed to the DME contractor"),
    ],
)
def test_every_indicator_means_what_addendum_d1_says(indicator: str, meaning: str) -> None:
    """One by one: S and T are paid separately too, but as procedures and not as drugs."""
    found = StatusIndicator("J9312", "2026Q1", indicator)
    assert found.meaning == meaning
    assert found.separately_paid is {"G": True, "K": True, "K1": True, "N": False}.get(indicator)


def test_every_indicator_in_use_is_explained_with_its_source() -> None:
    """Fifteen are in use; those of devices, blood and the like are explained too."""
    meanings = {row["indicator"]: row for row in table_rows("status_meanings")}
    assert list(meanings) == "A B C E1 E2 G H H1 J1 K K1 L M N Q1 Q2 Q3 R S S1 T U Y".split()
    used = {row["status_indicator"] for row in table_rows("status_indicators")}
    assert used == set("A B E1 E2 G J1 K K1 L M N Q1 S T Y".split())
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


@pytest.mark.parametrize("on", [date(2019, 6, 30), date(2026, 7, 1)])
def test_a_status_indicator_of_another_quarter_is_not_checked(on: date) -> None:
    """Unless the nearest is requested: the first and the last included stand in for it."""
    answer = status_indicator("J9312", on=on)
    assert isinstance(answer, NotChecked)
    assert answer.what == f"the OPPS status indicator of J9312 on {on}"
    assert answer.reason.startswith(f"{quarter_of(on)} is not included, only 2019Q3")
    near = indicator_of("J9312", on, nearest=True)
    assert near.quarter == ("2019Q3" if on.year == 2019 else "2026Q2")


def test_all_28_quarters_are_included_and_three_of_addendum_b() -> None:
    """Addendum B states all but one code of its quarters; the editor is missing one code."""
    stated = {
        of: {
            quarter
            for row in table_rows("status_indicators")
            if row["rests_on"] == of
            for quarter in quarters_of(row["quarters"])
        }
        for of in ("I/OCE", "Addendum B and I/OCE", "Addendum B")
    }
    assert stated["I/OCE"] == set(quarters_of("2019Q3-2025Q3"))
    assert stated["Addendum B and I/OCE"] == set(quarters_of("2025Q4-2026Q2"))
    alone = [
        row["code"] for row in table_rows("status_indicators") if row["rests_on"] == "Addendum B"
    ]
    assert alone == ["G0498", "Q5099"]


def test_addendum_b_answers_where_the_editor_was_corrected_later() -> None:
    """Q5099 in 2026Q2: K as published, E1 in the later table of the editor."""
    found = indicator_of("Q5099", date(2026, 4, 1))
    assert (found.indicator, found.rests_on) == ("K", "Addendum B")
    before = indicator_of("Q5099", date(2026, 3, 31))
    assert (before.indicator, before.rests_on) == ("E1", "Addendum B and I/OCE")


def test_a_code_that_the_editor_lacks_is_included_in_the_quarters_of_addendum_b_alone() -> None:
    """It is not said that CMS publishes none for the others."""
    assert indicator_of("G0498", date(2026, 6, 30)).indicator == "S"
    answer = status_indicator("G0498", on=date(2022, 1, 1))
    assert isinstance(answer, NotChecked)
    assert answer.reason.startswith("2022Q1 is not included, only 2025Q4")


@pytest.mark.parametrize(
    ("code", "since", "before", "indicator"),
    [
        ("Q5107", date(2019, 7, 18), "from 2019-07-18, within 2019Q3", "K"),
        ("Q5115", date(2019, 11, 11), "from 2019-11-11, within 2019Q4", "K"),
        ("J0248", date(2021, 12, 23), "from 2021-12-23, within 2021Q4", "K"),
        ("96380", date(2023, 10, 6), "from 2023-10-06, within 2023Q4", "M"),
        ("J0175", date(2024, 7, 2), "from 2024-07-02, within 2024Q3", "K"),
        ("J0739", date(2024, 9, 30), "from 2024-09-30, within 2024Q3", "K"),
        ("Q0237", date(2025, 1, 24), "from 2025-01-24, within 2025Q1", "L"),
    ],
)
def test_an_approval_within_a_quarter_decides_from_its_day_on(
    code: str, since: date, before: str, indicator: str
) -> None:
    """The day before is not checked, whether or not the nearest is requested."""
    assert indicator_of(code, since).indicator == indicator
    day = since - timedelta(days=1)
    for nearest in (False, True):
        assert status_indicator(code, on=day, nearest=nearest) == NotChecked(
            f"the OPPS status indicator of {code} on {day}",
            f"Medicare's editor accepts the code only {before}",
        )


def test_an_approval_that_ends_within_a_quarter_decides_to_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The emergency use of several drugs ended on 2024-12-13."""
    row = ["2024Q4", "L", "I/OCE", "", "2024-12-13"]
    monkeypatch.setattr(status_indicators, "_rows", lambda: {"J9312": [row]})
    for cached in (status_indicators._by_quarter, status_indicators._included):
        cached.cache_clear()
    try:
        assert indicator_of("J9312", date(2024, 12, 13)).indicator == "L"
        assert str(status_indicator("J9312", on=date(2024, 12, 14))).endswith(
            "accepts the code only to 2024-12-13, within 2024Q4"
        )
    finally:
        for cached in (status_indicators._by_quarter, status_indicators._included):
            cached.cache_clear()


def test_the_nearest_quarter_answers_with_its_indicator_whatever_its_day_of_approval() -> None:
    """J0248 was added on 2021-12-23, and 2021Q4 is its first quarter."""
    assert indicator_of("J0248", date(2021, 12, 23), nearest=True).nearest is False
    assert indicator_of("J0248", date(2026, 7, 1), nearest=True).quarter == "2026Q2"


def test_a_drug_that_lost_its_approval_stays_not_payable() -> None:
    """J9247: approval withdrawn on 2024-02-23, and E1 since 2024Q1."""
    assert indicator_of("J9247", date(2023, 12, 31)).indicator == "G"
    assert {
        indicator_of("J9247", day).indicator for day in (date(2024, 3, 1), date(2025, 3, 31))
    } == {"E1"}


@pytest.mark.parametrize(
    ("code", "quarters"),
    [
        ("J9312", {"K": "2019Q3-2026Q2"}),
        ("J1745", {"K": "2019Q3-2026Q2"}),
        ("J0897", {"K": "2019Q3-2026Q2"}),
        ("J1100", {"N": "2019Q3-2026Q2"}),
        (
            "Q5115",
            {"E2": "2019Q3", "K": "2019Q4-2020Q1; 2023Q2-2026Q2", "G": "2020Q2-2023Q1"},
        ),
        ("J0570", {"G": "2019Q3-2019Q4", "K": "2020Q1-2024Q4", "E2": "2025Q4-2026Q2"}),
    ],
)
def test_the_indicators_of_these_codes_are_as_published(
    code: str, quarters: dict[str, str]
) -> None:
    """Quarter by quarter; pass-through of a biosimilar ends after three years."""
    expected = {quarter: each for each, of in quarters.items() for quarter in quarters_of(of)}
    found = {
        quarter: answer.indicator
        for quarter in quarters_of("2019Q3-2026Q2")
        for answer in [status_indicator(code, on=period_of(quarter)[1])]
        if isinstance(answer, StatusIndicator)
    }
    assert found == expected


def test_one_made_by_hand_rests_on_nothing() -> None:
    """What states an indicator is known for those of the tables alone."""
    made = StatusIndicator("J9312", "2026Q1", "K")
    assert (made.rests_on, made.nearest) == ("", False)


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
