"""The record that a line rests on: what was charted, and nothing that contradicts itself."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

from hcpcs_jcodes import ACQUIRED, ROUTES, Amount, BadAmount, BadClaimLine, BadDate, Record

NINE = datetime(2025, 8, 1, 9)  # noqa: DTZ001 - as most charts have it
TEN = datetime(2025, 8, 1, 10, 30)  # noqa: DTZ001
FULL = Record(
    given="715 mg",
    opened=["500 mg", "3 x 100 mg"],
    discarded="85 mg",
    container="single-dose",
    route="intravenous",
    start=NINE,
    stop=TEN,
    acquired="340B",
)


def test_what_was_not_charted_is_none_or_empty() -> None:
    plain = Record()
    assert (plain.given, plain.discarded, plain.container, plain.start, plain.stop) == (None,) * 5
    assert (plain.opened, plain.route, plain.acquired) == ((), "", None)
    assert Record(opened=()) == Record(opened=None) == Record(opened=[]) == plain
    assert str(plain) == "nothing charted"


def test_a_record_holds_what_was_charted() -> None:
    assert FULL.opened == (Amount("500 mg"), *[Amount("100 mg")] * 3)
    assert (FULL.given, FULL.discarded) == (Amount("715 mg"), Amount("85 mg"))
    assert str(FULL) == (
        "given 715 mg, opened 500 mg + 3 x 100 mg, discarded 85 mg, single-dose container, "
        "intravenous, 2025-08-01 09:00 to 2025-08-01 10:30, 340B"
    )
    assert pickle.loads(pickle.dumps(FULL)) == FULL  # noqa: S301


def test_that_nothing_was_discarded_can_be_charted() -> None:
    """It is not the same as that nothing was charted of it."""
    assert Record(discarded="0 mg") != Record()
    assert str(Record(discarded="0 mg")) == "discarded 0 mg"


@pytest.mark.parametrize("route", ["", *ROUTES])
def test_every_route_is_taken(route: str) -> None:
    assert Record(route=route).route == route


@pytest.mark.parametrize("acquired", ACQUIRED)
def test_every_way_to_acquire_a_drug_is_taken(acquired: Any) -> None:
    assert Record(acquired=acquired).acquired == acquired


def test_times_are_taken_as_text_too() -> None:
    assert Record(start="2025-08-01 09:00", stop="2025-08-01T10:30") == Record(start=NINE, stop=TEN)
    assert Record(start=NINE, stop=NINE).stop == NINE


@pytest.mark.parametrize(
    ("parts", "error", "text"),
    [
        ({"given": 715}, BadAmount, "has no unit"),
        ({"opened": ["0 mg"]}, BadAmount, "is not a container"),
        ({"opened": 5}, BadAmount, "must be a list"),
        ({"container": "vial"}, BadClaimLine, "'vial' is not a kind of container"),
        ({"route": "IV"}, BadClaimLine, "'IV' is not a route: pass one of ROUTES"),
        ({"route": None}, BadClaimLine, "None is not a route"),
        ({"acquired": "bought"}, BadClaimLine, "'bought' is not how .* pass 'purchased', '340B'"),
        ({"start": "nine"}, BadDate, "'nine' is not a time"),
        ({"stop": 9}, BadDate, "9 is not a time"),
        ({"start": TEN, "stop": NINE}, BadClaimLine, "stops at 2025-08-01 09:00:00, before"),
        ({"start": NINE, "stop": TEN.replace(tzinfo=UTC)}, BadDate, "has a time zone"),
    ],
)
def test_what_no_chart_can_say_is_refused(
    parts: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        Record(**parts)
