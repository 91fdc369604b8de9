"""Medically unlikely edits: limits by quarter, limits by hand, and what is not checked."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    BadAmount,
    BadDate,
    JCodesError,
    Payer,
    UncoveredDate,
    UnknownCode,
    codeset,
)
from hcpcs_jcodes.codes.periods import coverage, period_of, quarter_of, quarters_of
from hcpcs_jcodes.errors import BadClaimLine
from hcpcs_jcodes.payers.mue_limits import Mue, exceeded, mue, once_per_date
from hcpcs_jcodes.payers.named import payer_named
from hcpcs_jcodes.payers.quarters import (
    NotChecked,
    around,
    nearest_quarter,
    quarters_included,
    value_on,
)
from hcpcs_jcodes.payers.status_indicators import StatusIndicator, status_indicator
from tests.refusals import careless, refused
from tests.shipped import table_rows
from tests.strategies import days, quarter_start

SETTINGS: Any = ("professional", "facility", "supplier")
INCLUDED = {
    "professional": {"2024Q2", "2024Q3", "2026Q2", "2026Q3", "2026Q4"},
    "facility": {"2024Q2", "2024Q3", "2026Q3", "2026Q4"},
    "supplier": {"2024Q2", "2024Q3", "2026Q4"},
}


def mue_entries() -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Setting, code and quarter of every included limit, with its row."""
    for row in table_rows("mue"):
        for quarter in sorted(quarters_of(row["quarters"])):
            yield row["setting"], row["code"], quarter, row


def limit_of(code: str, on: date, setting: Any, *, nearest: bool = False) -> Mue:
    """The limit of a code that has one."""
    found = mue(code, on=on, setting=setting, nearest=nearest)
    assert isinstance(found, Mue)
    return found


def unchecked(code: str, on: date, setting: Any, *, nearest: bool = False) -> NotChecked:
    """The answer for a code that has none."""
    found = mue(code, on=on, setting=setting, nearest=nearest)
    assert isinstance(found, NotChecked)
    return found


# the quarters in which each setting and code has a limit
QUARTERS_OF: dict[tuple[str, str], set[str]] = {}
for _setting, _code, _quarter, _ in mue_entries():
    QUARTERS_OF.setdefault((_setting, _code), set()).add(_quarter)
LIMITED = sorted(QUARTERS_OF)
J_CODES = list(codeset(2026))

# --- the limit of a quarter ------------------------------------------------------


def test_a_limit_names_its_basis() -> None:
    """150 units of 10 mg on a date, above which documentation must support the dose."""
    limit = limit_of("J9312", date(2026, 10, 1), "professional")
    assert limit == Mue(
        "J9312", "professional", "2026Q4", 150, 3, "Prescribing Information", "of the quarter"
    )
    assert str(limit) == (
        "MUE of J9312, professional, 2026Q4: 150 units for all lines of the code and date "
        "together, unless documentation supports more"
    )


def test_every_row_is_answered_for_each_of_its_quarters() -> None:
    """On the first and the last day of the quarter, as in the table."""
    for setting, code, quarter, row in mue_entries():
        for day in period_of(quarter):
            limit = limit_of(code, day, setting)
            assert (limit.units, limit.mai, limit.rationale) == (
                int(row["units"]),
                int(row["mai"]),
                row["rationale"],
            )
            assert (limit.code, limit.setting, limit.quarter) == (code, setting, quarter)
            assert limit.basis == "of the quarter"


def test_each_setting_has_its_own_quarters() -> None:
    """The DME table of July 2026 is missing; all quarters are ones that the library covers."""
    for setting, quarters in INCLUDED.items():
        assert {quarter for of, _, quarter, _ in mue_entries() if of == setting} == quarters
        assert quarters_included("mue", setting) == tuple(sorted(quarters))
    for quarter in set[str]().union(*INCLUDED.values()):
        assert period_of(quarter)[1] <= coverage().last


@pytest.mark.parametrize(
    ("setting", "quarter", "count"),
    [
        ("professional", "2024Q2", 927),
        ("facility", "2024Q2", 927),
        ("supplier", "2024Q2", 663),
        ("professional", "2024Q3", 919),
        ("facility", "2024Q3", 919),
        ("professional", "2026Q2", 979),
        ("professional", "2026Q4", 1001),
        (None, "2026Q3", 979),
        (None, "2026Q4", 1006),
    ],
)
def test_as_many_j_codes_have_a_limit_as_were_published(
    setting: Any, quarter: str, count: int
) -> None:
    """In one setting, or in all of them."""
    codes = {
        code
        for of, code, each, _ in mue_entries()
        if code[0] == "J" and each == quarter and setting in {None, of}
    }
    assert len(codes) == count


@pytest.mark.parametrize(
    ("setting", "quarter", "by_mai", "units"),
    [
        ("professional", "2024Q3", (34, 38, 1002), 677_162),
        ("professional", "2026Q3", (34, 45, 999), 759_457),
        ("professional", "2026Q4", (34, 47, 1020), 770_414),
        ("facility", "2024Q3", (35, 38, 1001), 771_389),
        ("facility", "2026Q3", (35, 45, 997), 855_559),
        ("facility", "2026Q4", (35, 47, 1018), 866_616),
        ("supplier", "2024Q3", (0, 0, 673), 69_601),
        ("supplier", "2026Q4", (0, 10, 740), 160_527),
    ],
)
def test_the_limits_of_a_quarter_add_up(
    setting: Any, quarter: str, by_mai: tuple[int, int, int], units: int
) -> None:
    """How many have each adjudication indicator, and all their units together."""
    found = [row for of, _, each, row in mue_entries() if (of, each) == (setting, quarter)]
    assert tuple(sum(row["mai"] == mai for row in found) for mai in "123") == by_mai
    assert sum(int(row["units"]) for row in found) == units


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2024Q2", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_limit_applies_from_the_first_to_the_last_day_of_its_quarter(
    quarter: str, first: date, last: date
) -> None:
    """The day before and the day after belong to another quarter, included or not."""
    for day in (first, last):
        limit = limit_of("J9312", day, "professional")
        assert (limit.quarter, limit.basis) == (quarter, "of the quarter")
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        if day <= coverage().last:
            found = mue("J9312", on=day, setting="professional")
            assert isinstance(found, NotChecked) or (found.quarter, found.basis) != (
                quarter,
                "of the quarter",
            )


def test_a_limit_per_line_is_rare() -> None:
    """34 J codes for practitioners: clotting factors, and J3471."""
    per_line = {
        code
        for setting, code, quarter, row in mue_entries()
        if (setting, quarter, row["mai"]) == ("professional", "2026Q4", "1") and code[0] == "J"
    }
    assert len(per_line) == 34
    assert {code for code in per_line if not code.startswith("J7")} == {"J3471"}


def test_zero_units_mean_not_payable_in_the_setting() -> None:
    """A drug that a DME supplier never bills has a limit of 0, which is not a gap."""
    limit = limit_of("J0129", date(2026, 10, 1), "supplier")
    assert limit.not_payable
    assert str(limit) == "MUE of J0129, supplier, 2026Q4: not payable"
    assert exceeded(limit, [1])
    assert not limit_of("J0129", date(2026, 10, 1), "facility").not_payable


def test_administration_codes_have_limits_too() -> None:
    """One first hour of infusion per date in the office, two in a hospital."""
    day = date(2026, 8, 1)
    assert limit_of("96365", day, "professional").units == 1
    assert limit_of("96365", day, "facility").units == 2


def test_one_unit_is_singular() -> None:
    """The text reads well for a limit of one."""
    text = str(limit_of("96365", date(2026, 8, 1), "professional"))
    assert ": 1 unit for all lines" in text


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_is_allowed_once_per_date_is_so_in_every_quarter_that_lists_it(setting: Any) -> None:
    """A limit of 1 that nothing overcomes."""
    procedures = "96368 96369 96380 96381 96405 96406 96547 96573 96574 G0008 G0009 G0498"
    drugs = "J1414 J1560 J3387 J3391 J3392 J7299 Q2043 Q9991 Q9992"
    once = {*procedures.split(), *drugs.split()}
    if setting == "supplier":
        once = {"J3387", "J3391", "J3392"}
    elif setting == "professional":  # the hospital's limits of these cells are not included
        once |= {"Q2057", "Q2058"}
    assert once_per_date(setting) == once
    for of, code, _, row in mue_entries():
        if of == setting and code in once:
            assert (row["units"], row["mai"]) == ("1", "2")


# --- what is not checked ----------------------------------------------------------


def test_a_quarter_that_is_not_included_is_not_checked() -> None:
    """The answer names the included quarters, and how to use the nearest."""
    answer = unchecked("J9312", date(2023, 8, 1), "professional")
    assert answer == NotChecked(
        what="the professional MUE of J9312 on 2023-08-01",
        reason="2023Q3 is not included, only 2024Q2, 2024Q3, 2026Q2 to 2026Q4: pass nearest=True "
        "to take the nearest of them",
    )
    assert str(answer) == f"not checked: {answer.what}: {answer.reason}"


def test_the_dme_table_of_july_2026_is_not_included() -> None:
    """Another setting does not answer for it."""
    day = date(2026, 8, 1)
    assert "only 2024Q2, 2024Q3, 2026Q4" in unchecked("J7500", day, "supplier").reason
    assert limit_of("J7500", day, "professional").quarter == "2026Q3"


def test_a_code_without_a_limit_in_an_included_quarter_is_not_checked() -> None:
    """None of the 23 codes that are new on 2026-10-01 has a limit yet."""
    day = date(2026, 10, 1)
    new = [code for code, version in codeset(day).items() if version.valid_from == day]
    added = [code for code in new if code not in codeset("2026Q3")]
    assert len(added) == 23
    for code in added:
        for setting in SETTINGS:
            for nearest in (False, True):
                answer = unchecked(code, day, setting, nearest=nearest)
                assert answer.reason.startswith("CMS publishes none for 2026Q4")


def test_not_checked_is_neither_true_nor_false() -> None:
    """An ``if`` cannot take it for a pass, nor for a limit."""
    answer = unchecked("J9312", date(2023, 8, 1), "facility")
    with pytest.raises(TypeError, match=r"isinstance\(\.\.\., NotChecked\)"):
        bool(answer)
    with pytest.raises(BadClaimLine, match=r"is not an MUE: pass one from mue\(\)"):
        exceeded(answer, [1])  # type: ignore[arg-type]


# --- the nearest quarter -----------------------------------------------------------


def test_the_nearest_quarter_answers_on_request() -> None:
    """January 2025 is nearer to July 2024; the limit states that its quarter is not that of the date."""
    limit = limit_of("J0585", date(2025, 1, 31), "professional", nearest=True)
    assert (limit.quarter, limit.basis, limit.nearest) == ("2024Q3", "nearest", True)
    assert str(limit).startswith(
        "MUE of J0585, professional, 2024Q3 (the nearest quarter included): "
    )
    later = limit_of("J0585", date(2025, 10, 1), "professional", nearest=True)
    assert (limit.units, later.units, later.quarter) == (600, 800, "2026Q2")


def test_if_two_quarters_are_equally_near_the_earlier_answers() -> None:
    """The third quarter of 2025 is a year from both."""
    for day in (date(2025, 7, 1), date(2025, 9, 30)):
        assert limit_of("J0585", day, "facility", nearest=True).quarter == "2024Q3"


def test_the_nearest_quarter_is_one_in_which_the_code_has_a_limit() -> None:
    """For a date in 2025, that of 2024 answers if the code has lost its limit since."""
    day = date(2025, 12, 1)
    gone = [
        code
        for code in codeset(day)
        if code in J_CODES and QUARTERS_OF.get(("professional", code)) == {"2024Q2", "2024Q3"}
    ]
    assert gone
    for code in gone:
        assert limit_of(code, day, "professional", nearest=True).quarter == "2024Q3"


def test_no_quarter_answers_for_another_drug_or_unit() -> None:
    """J1440 was filgrastim until 2013; the limit of 2024 is that of another drug."""
    answer = unchecked("J1440", date(2013, 6, 1), "professional", nearest=True)
    assert answer.reason == (
        "no quarter included has one for the code with the billing unit of 2013-06-01"
    )
    assert limit_of("J1440", date(2025, 1, 1), "professional", nearest=True).quarter == "2024Q3"


def test_no_quarter_answers_for_a_code_that_does_not_exist_yet() -> None:
    """J9312 began in 2019."""
    assert (
        "no quarter included"
        in unchecked("J9312", date(2018, 6, 1), "facility", nearest=True).reason
    )


@given(st.sampled_from(LIMITED), days())
def test_the_nearest_never_changes_an_answer_for_an_included_quarter(
    limited: tuple[str, str], day: date
) -> None:
    """It matters only if the quarter of the date is not included."""
    setting, code = limited
    exact = mue(code, on=day, setting=setting)  # type: ignore[arg-type]
    near = mue(code, on=day, setting=setting, nearest=True)  # type: ignore[arg-type]
    if quarter_of(day) in INCLUDED[setting]:
        assert near == exact
    elif isinstance(exact, NotChecked):
        assert isinstance(near, NotChecked) or near.nearest
    else:
        assert (near, exact.basis) == (exact, "same before and after")


@given(st.sampled_from(LIMITED), days())
def test_no_included_quarter_is_nearer_than_the_nearest(
    limited: tuple[str, str], day: date
) -> None:
    """Among those that have a limit for the code with the same unit; J codes are looked up."""
    setting, code = limited
    near = mue(code, on=day, setting=setting, nearest=True)  # type: ignore[arg-type]
    if isinstance(near, NotChecked) or not near.nearest:
        return

    def quarters_away(quarter: str) -> int:
        start = quarter_start(quarter)
        return abs(4 * (start.year - day.year) + (start.month - 1) // 3 - (day.month - 1) // 3)

    others = QUARTERS_OF[limited]
    if code[0] == "J":
        unit = codeset(day).get(code)
        others = {
            quarter
            for quarter in others
            if unit is not None
            and code in codeset(quarter)
            and codeset(quarter)[code].billing_unit == unit.billing_unit
        } | {near.quarter}
    assert quarters_away(near.quarter) == min(map(quarters_away, others))


def test_the_nearest_of_any_two_quarters_is_the_one_fewer_quarters_away() -> None:
    """Across years as well as within one; if two are equally near, the earlier."""
    quarters = [f"{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
    for (first, one), (second, other) in combinations(enumerate(quarters), 2):
        values = {one: {"J9312": first}, other: {"J9312": second}}
        for at, asked in enumerate(quarters):
            wanted = min((first, second), key=lambda each: (abs(each - at), each))
            for day in period_of(asked):
                found = value_on(day, "J9312", "limit", values, nearest=True)
                basis = "of the quarter" if asked in values else "nearest"
                if abs(wanted - at) <= 8:
                    assert found == (quarters[wanted], wanted, basis)
                else:
                    assert isinstance(found, NotChecked)
                    assert "more than two years away" in str(found)
                assert nearest_quarter(asked, [other, one]) == quarters[wanted]


@pytest.mark.parametrize(
    ("on", "quarter"),
    [(date(2022, 4, 1), "2024Q2"), (date(2022, 3, 31), None), (date(2012, 3, 1), None)],
)
def test_the_nearest_quarter_is_at_most_two_years_away(on: date, quarter: str | None) -> None:
    """The limit of 2024 proves nothing about 2012, and no text promises that it would."""
    found = mue("J1745", on=on, setting="professional", nearest=True)
    if quarter is not None:
        assert (isinstance(found, Mue), found.quarter) == (True, quarter)  # type: ignore[union-attr]
        return
    assert found == mue("J1745", on=on, setting="professional")
    assert isinstance(found, NotChecked)
    assert "and what is more than two years away proves nothing about it" in found.reason
    assert "nearest=True" not in found.reason


def test_a_quarter_of_another_unit_leaves_only_those_too_far_away() -> None:
    """A quarter within two years is included, but the code has a value in a later one alone."""
    values = {"2024Q1": {}, "2026Q4": {"J9312": 1}}
    found = value_on(date(2024, 5, 1), "J9312", "limit", values, nearest=True)
    assert isinstance(found, NotChecked)
    assert found.reason.startswith("2024Q2 is not included, only 2024Q1, 2026Q4, and what is more")


# --- the same before and after -----------------------------------------------------


def test_equal_limits_before_and_after_a_quarter_answer_for_it() -> None:
    """150 units in 2024Q3 and in 2026Q2, from the day after the one to that before the other."""
    for day in (date(2024, 10, 1), date(2025, 8, 1), date(2026, 3, 31)):
        for nearest in (False, True):
            limit = limit_of("J9312", day, "professional", nearest=nearest)
            assert (limit.units, limit.mai, limit.quarter) == (150, 3, "2024Q3")
            assert (limit.basis, limit.nearest) == ("same before and after", False)
    assert str(limit).startswith(
        "MUE of J9312, professional, 2024Q3 (the same before and after the date): 150 units"
    )


def test_only_the_next_quarters_on_both_sides_answer() -> None:
    """J3300 went from 40 to 80 units, J2779 only to another indicator; both are not checked."""
    for code in ("J3300", "J2779", "J0585"):
        unchecked(code, date(2025, 8, 1), "professional")
    # nothing is included before the first quarter
    unchecked("J9312", date(2024, 3, 31), "professional")


def test_a_code_without_a_limit_on_one_side_is_not_checked() -> None:
    """A code that is new in 2025 has none in 2024Q3."""
    day = date(2025, 8, 1)
    one_sided = [
        code
        for code in codeset(day)
        if QUARTERS_OF.get(("professional", code)) == {"2026Q2", "2026Q3", "2026Q4"}
    ]
    assert one_sided
    for code in one_sided:
        unchecked(code, day, "professional")


def test_another_reason_for_the_same_limit_is_the_same_limit() -> None:
    """The reason is that of the earlier quarter."""
    table = {key: row for *key_, row in mue_entries() for key in [tuple(key_)]}
    walked = 0
    for (setting, code, quarter), row in table.items():
        later = table.get((setting, code, "2026Q2"))
        if (setting, quarter) != ("professional", "2024Q3") or later is None:
            continue
        equal = (row["units"], row["mai"]) == (later["units"], later["mai"])
        if code in J_CODES and equal and row["rationale"] != later["rationale"]:
            limit = limit_of(code, date(2025, 8, 1), setting)
            assert (limit.rationale, limit.basis) == (row["rationale"], "same before and after")
            walked += 1
    assert walked == 3


def test_no_two_quarters_answer_for_another_unit_between_them() -> None:
    """The meaning of the code on the date is compared with that in both."""
    values = {quarter: {"J1440": 9} for quarter in ("2012Q4", "2025Q1")}
    for day, answers in ((date(2013, 6, 1), False), (date(2024, 6, 1), False)):
        found = value_on(day, "J1440", "limit", values, nearest=False)
        assert isinstance(found, NotChecked) is not answers
    values = {quarter: {"J9312": 9} for quarter in ("2019Q1", "2025Q1")}
    found = value_on(date(2020, 6, 1), "J9312", "limit", values, nearest=False)
    assert found == ("2019Q1", 9, "same before and after")


def test_the_quarters_around_one() -> None:
    """The last before and the first after it; none outside the included ones."""
    included = ["2026Q2", "2024Q2", "2024Q3"]
    assert around("2024Q4", included) == around("2026Q1", included) == ("2024Q3", "2026Q2")
    assert around("2024Q1", included) is around("2026Q3", included) is None


def test_a_range_of_quarters_runs_across_years() -> None:
    """Its ends belong to it."""
    years = ("2024Q3", "2024Q4", "2025Q1", "2025Q2", "2026Q4")
    assert quarters_of("2024Q3-2025Q2; 2026Q4") == years
    assert quarters_of("") == ()


def test_the_quarters_of_a_table_are_those_of_any_setting() -> None:
    """If none is named."""
    assert quarters_included("mue") == ("2024Q2", "2024Q3", "2026Q2", "2026Q3", "2026Q4")
    assert len(quarters_included("ncci_pairs")) == 28
    assert quarters_included("status_indicators") == quarters_of("2019Q3-2026Q2")


# --- limits by hand ------------------------------------------------------------------


def test_a_limit_can_be_given_by_hand() -> None:
    """A payer's own, or that of a quarter not included: 4,000 per line."""
    limit = Mue.given(4000, mai=1)
    assert (limit.units, limit.mai, limit.code, limit.quarter) == (4000, 1, "", "")
    assert str(limit) == "MUE given: 4000 units for each claim line by itself"
    assert Mue.given(0, mai=3).not_payable


@pytest.mark.parametrize(
    ("mai", "words", "per_line"),
    [
        (1, "each claim line by itself", True),
        (2, "all lines of the code and date together, without exception", False),
        (3, "all lines of the code and date together, unless documentation supports more", False),
    ],
)
def test_the_adjudication_is_given_in_words(mai: int, words: str, *, per_line: bool) -> None:
    """Line, date, or date unless documented (NCCI Policy Manual, ch. I)."""
    limit = Mue.given(5, mai=mai)
    assert limit.adjudication == words
    assert limit.per_line is per_line


@pytest.mark.parametrize("units", [-1, True, "5", Decimal(5), 4.0, None])
def test_a_limit_is_a_whole_number_of_units(units: object) -> None:
    """What cannot be a limit is refused, and the text shows the fix."""
    with pytest.raises(BadClaimLine, match="give a whole number, 0 or more") as raised:
        Mue.given(units, mai=3)  # type: ignore[arg-type]
    assert raised.value.value is units


@pytest.mark.parametrize("mai", [0, 4, True, "1", 1.0, None])
def test_an_adjudication_indicator_is_one_two_or_three(mai: object) -> None:
    """The text shows what each of them means."""
    with pytest.raises(
        BadClaimLine, match=r"pass mai=1 \(applies to each line\), 2 .* or 3"
    ) as raised:
        Mue.given(5, mai=mai)  # type: ignore[arg-type]
    assert raised.value.value is mai


# --- exceeding a limit ---------------------------------------------------------------


def test_a_limit_per_line_applies_to_each_line() -> None:
    """12,000 IU on three lines of 4,000 stay within 4,000 per line."""
    limit = Mue.given(4000, mai=1)
    assert not exceeded(limit, [4000, 4000, 4000])
    assert exceeded(limit, [4000, 4001])


@pytest.mark.parametrize("mai", [2, 3])
def test_a_limit_per_date_applies_to_all_lines_together(mai: int) -> None:
    """Lines with JW or 76 count, so splitting does not help (NCCI Policy Manual, ch. XII D.2)."""
    limit = Mue.given(80, mai=mai)
    assert not exceeded(limit, [72, 8])
    assert exceeded(limit, [72, 9])


def test_decimal_units_are_summed_exactly() -> None:
    """Ten lines of a tenth of a unit are one unit."""
    assert not exceeded(Mue.given(1, mai=2), [Decimal("0.1")] * 10)
    assert exceeded(Mue.given(1, mai=2), [*[Decimal("0.1")] * 10, Decimal("0.001")])


def test_no_lines_exceed_nothing() -> None:
    """Not even a limit of 0."""
    assert not exceeded(Mue.given(0, mai=3), [])


@given(st.integers(0, 20), st.lists(st.integers(1, 10), max_size=6), st.integers(1, 10))
def test_more_units_never_bring_a_claim_within_its_limit(
    units: int, lines: list[int], more: int
) -> None:
    """And a limit per date is the stricter one."""
    for mai in (1, 2, 3):
        limit = Mue.given(units, mai=mai)
        assert exceeded(limit, lines) <= exceeded(limit, [*lines, more])
    assert exceeded(Mue.given(units, mai=1), lines) <= exceeded(Mue.given(units, mai=3), lines)


@pytest.mark.parametrize(
    ("units", "hint"),
    [
        (0, "a line cannot have 0 units: give a number above 0"),
        (-1, "a line cannot have -1 units"),
        (Decimal("NaN"), "a line cannot have NaN units"),
        (True, "pass an int or a Decimal"),
        ("5", "'5' is not a number of units"),
        (0.1, r"binary float.*Decimal\('0.1'\)"),
    ],
)
def test_units_of_a_line_are_a_number_above_zero(units: object, hint: str) -> None:
    """Anything else is refused before it is compared."""
    error = BadAmount if isinstance(units, float) else BadClaimLine
    with pytest.raises(error, match=hint) as raised:
        exceeded(Mue.given(5, mai=3), [units])  # type: ignore[list-item]
    assert raised.value.value is units


@pytest.mark.parametrize("units", [5, "12", b"12", None, Decimal(5)])
def test_the_units_of_lines_are_a_list(units: object) -> None:
    """One number is not a list of lines, and a text is not read digit by digit."""
    for mai in (1, 3):
        text = refused(careless(exceeded, Mue.given(5, mai=mai), units), BadClaimLine, units)
        assert text.endswith("are not the units of lines: pass a list of them, such as [72, 8]")


# --- what is refused --------------------------------------------------------------


@pytest.mark.parametrize("code", ["J0000", "99213", "", "code", "J" * 5000, 9312, None, ["J9312"]])
@pytest.mark.parametrize("nearest", [False, True])
def test_a_code_that_is_in_no_table_is_refused(code: object, *, nearest: bool) -> None:
    """A code that does not exist cannot lack a limit."""
    says = "is neither a J code" if isinstance(code, str) else "is not a code"
    read_as_name = "is no code, name or NDC" if code in ("code", "J" * 5000) else says
    read_as_name = "is empty" if code == "" else read_as_name
    with pytest.raises(UnknownCode, match=read_as_name) as raised:
        mue(code, on=date(2026, 10, 1), setting="facility", nearest=nearest)  # type: ignore[arg-type]
    assert raised.value.value == code
    with pytest.raises(UnknownCode, match=read_as_name):
        status_indicator(code, on=date(2026, 1, 1), nearest=nearest)  # type: ignore[arg-type]


def test_a_mistyped_j_code_gets_a_suggestion() -> None:
    """A letter for a digit; a lowercase letter or a trailing space can mean only one code."""
    with pytest.raises(UnknownCode) as raised:
        mue("J93l2", on=date(2025, 8, 1), setting="facility")
    assert str(raised.value).endswith("; did you mean J9312?")
    limit = mue("J9312", on=date(2026, 10, 1), setting="facility")
    assert mue("j9312 ", on=date(2026, 10, 1), setting="facility") == limit
    assert mue("Rituxan", on=date(2026, 10, 1), setting="facility") == limit


def test_a_code_in_one_table_is_known_for_all() -> None:
    """20610 has a status indicator and no limit; J1440 existed before either table began."""
    assert isinstance(mue("20610", on=date(2026, 10, 1), setting="facility"), NotChecked)
    assert isinstance(status_indicator("J1440", on=date(2013, 1, 1)), NotChecked)


@pytest.mark.parametrize("day", [datetime(2026, 10, 1, 8), "10/01/2026", 2026, None])  # noqa: DTZ001
def test_a_date_is_a_date(day: object) -> None:
    """A time of day, a text and a year are refused."""
    with pytest.raises(BadDate):
        mue("J9312", on=day, setting="facility")  # type: ignore[arg-type]
    with pytest.raises(BadDate):
        status_indicator("J9312", on=day)  # type: ignore[arg-type]


@pytest.mark.parametrize("nearest", [False, True])
def test_a_date_that_is_not_covered_is_refused(*, nearest: bool) -> None:
    """The day before the first and the day after the last; the nearest does not help."""
    for day in (coverage().first - timedelta(days=1), coverage().last + timedelta(days=1)):
        with pytest.raises(UncoveredDate):
            mue("J9312", on=day, setting="facility", nearest=nearest)
        with pytest.raises(UncoveredDate):
            status_indicator("J9312", on=day, nearest=nearest)


@given(st.sampled_from(J_CODES), days(), st.sampled_from(SETTINGS), st.booleans())
def test_every_j_code_has_an_answer_on_every_day(
    code: str, day: date, setting: Any, nearest: bool
) -> None:
    """A limit or the reason for having none, never an error; and both pickle."""
    for answer in (
        mue(code, on=day, setting=setting, nearest=nearest),
        status_indicator(code, on=day, nearest=nearest),
    ):
        assert isinstance(answer, Mue | StatusIndicator | NotChecked)
        assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301
        assert str(answer)


def test_date_and_setting_are_keywords_and_the_code_need_not_be() -> None:
    """No one has to remember whether the date or the setting comes second."""
    day = date(2026, 1, 15)
    assert status_indicator("J9312", on=day) == status_indicator(code="J9312", on=day)
    asked = mue(code="J9312", on=date(2026, 10, 1), setting="facility")
    assert asked == limit_of("J9312", date(2026, 10, 1), "facility")
    with pytest.raises(TypeError, match="positional"):
        status_indicator("J9312", day)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        mue("J9312", day, "facility")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        Mue.given(5, 3)  # type: ignore[call-arg]


def test_errors_are_those_of_the_library() -> None:
    """One ``except`` catches them all."""
    with pytest.raises(JCodesError):
        Mue.given(-1, mai=3)
    with pytest.raises(ValueError, match="setting"):
        mue("J9312", on=date(2026, 10, 1), setting="ASC")  # type: ignore[arg-type]


def test_a_version_has_the_limit_of_its_code() -> None:
    """As a bill takes it."""
    day = date(2026, 10, 1)
    version: Any = codeset(day)["J9312"]
    facts: dict[str, Any] = {"on": day, "setting": "professional"}
    assert mue(version, **facts) == mue("J9312", **facts)


def test_surgical_centers_have_the_limits_of_practitioners() -> None:
    """Source: CMS, NCCI: the practitioners' edits are applied to surgical centers too."""
    day = date(2026, 10, 1)
    theirs, others = (
        mue("J9312", on=day, setting="asc"),
        mue("J9312", on=day, setting="professional"),
    )
    assert isinstance(theirs, Mue)
    assert isinstance(others, Mue)
    assert (theirs.units, theirs.mai) == (others.units, others.mai)
    assert str(theirs).startswith("MUE of J9312, asc, 2026Q4: 150 units")


@pytest.mark.parametrize("payer", ["medicaid", "commercial", Payer(name="Plan X")])
def test_the_limits_of_medicare_are_not_those_of_another_payer(payer: Any) -> None:
    """Neither where it says so nor where it is not known."""
    asked: dict[str, Any] = {"on": date(2026, 10, 1), "setting": "professional"}
    answer = mue("J9312", payer=payer, **asked)
    assert isinstance(answer, NotChecked)
    assert "CMS's is not that of the payer" in answer.reason
    of_medicare = mue("J9312", **asked)
    assert isinstance(of_medicare, Mue)
    assert mue("J9312", payer="medicare", **asked) == of_medicare
    assert mue("J9312", payer=payer_named(payer).replace(cms_mue=True), **asked) == of_medicare
