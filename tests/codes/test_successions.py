"""The rows of the succession table, as the library reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve

from hcpcs_jcodes import Amount, BillingUnit, Concentration, CorruptData
from hcpcs_jcodes.codes import successions as successions_module
from hcpcs_jcodes.codes.ledger import code_ledger, row_on
from hcpcs_jcodes.codes.successions import TRANSITION_COLUMNS, Succession, all_successions
from hcpcs_jcodes.tables import read_table
from hcpcs_jcodes.units.conversions import conversion, span_of

EVERY = [row for listed in all_successions().after.values() for row in listed]


def unit(code: str, day: date) -> BillingUnit:
    """The billing unit of a code on a day."""
    row = row_on(code, day)
    assert row is not None
    return code_ledger().version(row).billing_unit


def test_every_factor_is_the_ratio_of_the_two_billing_units() -> None:
    """On every row, and the kind of conversion follows from the two units."""
    for row in EVERY:
        if row.since is None or row.kind == "reused":
            assert row.factor is None
            continue
        old, new = unit(row.code, row.until), unit(row.to_code, row.since)
        assert (row.factor, row.convert) == conversion(old, new), row


def test_every_exact_pair_of_amounts_has_its_ratio() -> None:
    """Calculated independently: the old amount over the new one, if both are of one kind."""
    checked = 0
    for row in EVERY:
        if row.since is None or row.kind == "reused":
            continue
        old, new = unit(row.code, row.until), unit(row.to_code, row.since)
        amounts = [each.amount for each in (old, new) if each.kind == "measured"]
        if len(amounts) == 2 and None not in amounts and not old.components and not new.components:
            one, other = amounts
            assert one is not None
            assert other is not None
            if one.unit.dimension == other.unit.dimension:
                assert row.factor == one.ratio_to(other)
                checked += 1
    assert checked > 400


def test_the_days_between_are_those_of_the_table_on_every_row() -> None:
    """Counted from the two dates, as the table has them; a gap if the count is above zero."""
    assert TRANSITION_COLUMNS == (
        "code",
        "until",
        "to_code",
        "since",
        "kind",
        "split_by",
        "takes",
        "factor",
        "convert",
        "gap_days",
        "evidence",
        "note",
    )
    header, *rows = read_table("transitions")
    assert tuple(header) == TRANSITION_COLUMNS
    stated = {(row[0], row[1], row[2], row[3]): row[9] for row in rows}
    assert len(stated) == len(rows) == len(EVERY)
    for row in EVERY:
        since = "" if row.since is None else str(row.since)
        days = stated[row.code, str(row.until), row.to_code, since]
        assert days == ("" if row.gap_days is None else str(row.gap_days)), row
        assert (row.gap is not None) == (row.gap_days is not None and row.gap_days > 0), row
        if row.gap is not None and row.since is not None:
            first, last = row.gap
            assert first == row.until + timedelta(days=1), row
            assert last == row.since - timedelta(days=1), row
            assert (last - first).days + 1 == row.gap_days, row


def test_a_gap_of_one_day_is_that_day() -> None:
    """The day after the one and before the other; dates that meet or overlap leave no gap."""
    (found,) = (row for row in EVERY if (row.code, row.to_code) == ("J9310", "J9312"))
    for day, days, gap in (
        (date(2019, 1, 2), 1, (date(2019, 1, 1), date(2019, 1, 1))),
        (date(2019, 1, 1), 0, None),
        (date(2018, 12, 31), -1, None),
    ):
        moved = evolve(found, since=day)
        assert (moved.gap_days, moved.gap) == (days, gap)


def test_successions_are_in_order_of_their_dates() -> None:
    """Those after a code by its last day, those before it by its first; then by code."""
    for code, listed in all_successions().after.items():
        assert {row.code for row in listed} == {code}
        assert list(listed) == sorted(listed, key=lambda row: (row.until, row.to_code))
    for code, listed in all_successions().before.items():
        assert {row.to_code for row in listed} == {code}
        assert list(listed) == sorted(listed, key=lambda row: (str(row.since), row.code))


def test_a_gap_has_its_days_and_an_overlap_has_none() -> None:
    """J0570 was not in force for 273 days; C9043 and J0642 overlapped for a quarter."""
    (gone,) = (row for row in all_successions().after["J0570"] if row.kind == "reinstated")
    assert (gone.gap_days, gone.gap) == (273, (date(2025, 1, 1), date(2025, 9, 30)))
    (met,) = all_successions().after["C9043"]
    assert (met.gap_days, met.gap) == (-92, None)
    (ended,) = all_successions().after["J0190"]
    assert (ended.gap_days, ended.gap) == (None, None)
    assert str(ended) == "J0190 to 2025-12-31: ended, nothing follows"


def test_what_leads_to_a_code_is_what_follows_another() -> None:
    """The two indexes have the same rows."""
    before = {row for listed in all_successions().before.values() for row in listed}
    assert before == {row for row in EVERY if row.to_code}


def test_a_row_reads_as_a_sentence() -> None:
    """With products and factor if there are any."""
    (hospira,) = (row for row in all_successions().after["J0171"] if row.to_code == "J0167")
    assert str(hospira) == "J0171 to 2025-06-30: split, J0167 (hospira) from 2025-07-01, x 1"
    plain = Succession(
        "J1170",
        date(2024, 9, 30),
        "J1171",
        date(2024, 10, 1),
        "replaced",
        "",
        (),
        None,
        "dose",
        ("curated",),
        "",
    )
    assert str(plain) == "J1170 to 2024-09-30: replaced, J1171 from 2024-10-01"
    assert plain.gap is None
    assert plain.gap_days == 0
    assert plain.until + timedelta(days=1) == plain.since


def test_a_table_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other columns raise CorruptData instead of shifting cells."""

    def other_columns(name: str) -> Iterator[list[str]]:
        return iter([[name, "until"], ["J0001", "2020-01-01"]])

    monkeypatch.setattr(successions_module, "read_table", other_columns)
    with pytest.raises(CorruptData, match=r"transitions\.csv does not have the columns") as caught:
        all_successions.__wrapped__()
    assert caught.value.value == "transitions.csv"


# --- conversions ---------------------------------------------------------------


def measured(text: str) -> BillingUnit:
    """A unit of one exact amount."""
    return BillingUnit("measured", Amount(text))


def combined(**parts: str) -> BillingUnit:
    """A unit of a combination."""
    amounts = tuple((name, Amount(text)) for name, text in parts.items())
    return BillingUnit("measured", None, components=amounts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (measured("10 mg"), measured("10 mg"), (Fraction(1), "exact")),
        (measured("1 g"), measured("1000 mg"), (Fraction(1), "exact")),
        (measured("1 mg"), measured("5 mg"), (Fraction(1, 5), "exact")),
        (measured("100 mg"), measured("10 mg"), (Fraction(10), "range")),
        (measured("2 mg"), measured("5 mg"), (Fraction(2, 5), "range")),
        (measured("10 mg"), measured("1 unit"), (None, "dose")),
        (measured("10 mL"), measured("10 mg"), (None, "concentration")),
        (measured("10 mg"), measured("10 mL"), (None, "dose")),
        (BillingUnit("up_to", Amount("4 mg")), measured("0.1 mg"), (None, "dose")),
        (
            BillingUnit("up_to", Amount("4 mg")),
            BillingUnit("up_to", Amount("4 mg")),
            (Fraction(1), "exact"),
        ),
        (
            BillingUnit("up_to", Amount("4 mg")),
            BillingUnit("up_to", Amount("5 mg")),
            (None, "dose"),
        ),
        (
            BillingUnit("counted", counted="dose"),
            BillingUnit("counted", counted="dose", of="device"),
            (Fraction(1), "exact"),
        ),
        (
            BillingUnit("counted", counted="vial"),
            BillingUnit("counted", counted="dose"),
            (None, "count"),
        ),
        (BillingUnit("counted", counted="vial"), measured("1 mg"), (None, "count")),
        (BillingUnit("unknown"), BillingUnit("unknown"), (None, "dose")),
        (BillingUnit("unspecified"), BillingUnit("unspecified"), (None, "dose")),
        (
            combined(ampicillin="1 g", sulbactam="0.5 g"),
            combined(ampicillin="2 g", sulbactam="1 g"),
            (Fraction(1, 2), "exact"),
        ),
        (
            combined(ampicillin="1 g", sulbactam="0.5 g"),
            combined(ampicillin="2 g", sulbactam="0.5 g"),
            (None, "dose"),
        ),
        (combined(one="1 g", other="1 g"), combined(one="1 g", third="1 g"), (None, "dose")),
        (combined(one="1 g", other="1 g"), measured("1 g"), (None, "dose")),
    ],
)
def test_two_units_convert_if_both_are_amounts_of_one_kind(
    old: BillingUnit, new: BillingUnit, expected: tuple[Fraction | None, str]
) -> None:
    """Otherwise the answer is what is needed."""
    assert conversion(old, new) == expected


def test_a_strength_converts_a_volume_and_nothing_else() -> None:
    """100 mg/mL: 10 mL are 1 g, but an amount per unit of activity stays unknown."""
    strong = Concentration("100 mg/mL")
    assert conversion(measured("10 mL"), measured("10 mg"), strong) == (Fraction(100), "range")
    assert conversion(measured("10 mL"), measured("10 units"), strong) == (None, "dose")
    assert conversion(measured("10 mL"), measured("5 mL"), strong) == (Fraction(2), "range")


def test_a_count_spans_the_doses_that_round_up_to_it() -> None:
    """One unit of 100 mg is any dose above zero."""
    assert span_of(1, Fraction(10)) == (1, 10)
    assert span_of(2, Fraction(3, 2)) == (2, 3)
    assert span_of(7, Fraction(1, 5)) == (2, 2)
