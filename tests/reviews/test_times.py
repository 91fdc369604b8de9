"""The bounds of the rules about the hours and events of a record, and of what a chart asks."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import Claim, ClaimLine, Record, Result, review
from tests.built import claim_of
from tests.infusions import infused

from .reviewed import AUGUST


def ran(code: str, units: int, stop: str | None, **more: Any) -> ClaimLine:
    times = {} if stop is None else {"start": "2025-08-01 09:00", "stop": f"2025-08-01 {stop}"}
    record = Record(**times)  # type: ignore[arg-type]
    return ClaimLine(code, units, on=AUGUST, record=record, **{"events": (1,), **more})


def results(rule: str, *lines: Any, setting: Any = "professional") -> list[Result]:
    made = review(Claim(list(lines), setting=setting), payer="medicare")
    return [each for each in made.results if each.rule == rule]


def says(rule: str, *lines: Any) -> list[str]:
    return [each.severity or each.outcome for each in results(rule, *lines)]


@pytest.mark.parametrize(
    ("stop", "hours", "expected"),
    [("10:30", 0, "pass"), ("10:31", 0, "verify"), ("10:31", 1, "pass"), ("11:30", 2, "verify")],
)
def test_an_additional_hour_needs_31_minutes(stop: str, hours: int, expected: str) -> None:
    lines = [ran("96413", 1, stop), *([ran("96415", hours, stop)] if hours else [])]
    assert says("ADM010", *lines)[0] == expected


def test_the_hours_of_a_family_are_those_of_all_its_infusions() -> None:
    lines = (ran("96413", 1, "10:31"), ran("96417", 1, "10:31"), ran("96415", 2, "10:31"))
    first, *others = results("ADM010", *lines)
    assert first.outcome == "pass"
    assert {each.outcome for each in others} == {"not_applicable"}
    (found, *_) = results("ADM010", *lines[:2])
    assert "2 additional hours, and 0 are billed" in found.message
    assert [place.line for place in found.places] == [1, 2]


@pytest.mark.parametrize(
    "line",
    [
        ran("96413", 1, None),
        ran("96413", 1, "10:00", events=(1, 2)),
        ran("96413", 2, "10:00", events=(1, 2)),
        ran("96413", 2, "10:00"),
        ClaimLine("96413", 1, on=AUGUST),
        ClaimLine("96413", 1, on=AUGUST, record=Record(start="2025-08-01 09:00")),
        ClaimLine("96413", 1, on=AUGUST, record=Record(stop="2025-08-01 10:00")),
        ran("96415", 1, "10:31"),
    ],
)
def test_hours_without_the_times_of_one_infusion_are_not_checked(line: ClaimLine) -> None:
    assert says("ADM010", line) == ["not_checked"]


def test_the_times_of_all_infusions_of_a_family_are_needed() -> None:
    assert says("ADM010", ran("96413", 1, "10:31"), ran("96417", 1, None))[0] == "not_checked"


def test_hydration_concurrent_infusions_and_pushes_have_no_such_hours() -> None:
    for code in ("96360", "96368", "96374", "67028"):
        assert says("ADM010", ran(code, 1, "11:30")) == ["not_applicable"]
    assert says("ADM010", ClaimLine.received(code="96413", units=1, on="soon")) == [
        "not_applicable"
    ]
    unread = ClaimLine.received(code="96415", units="x", on="2025-08-01")
    assert says("ADM010", ran("96413", 1, "10:00"), unread)[0] == "not_checked"
    supplier = results("ADM010", ran("96413", 1, "11:30"), setting="supplier")
    assert [each.outcome for each in supplier] == ["not_applicable"]


@pytest.mark.parametrize(
    ("code", "units", "events", "expected"),
    [
        ("96372", 2, (1, 2), "pass"),
        ("96372", 3, (1, 2), "verify"),
        ("96372", 1, (1, 2), "verify"),
        ("96375", 1, (1, 2), "pass"),
        ("96375", 3, (1, 2), "verify"),
        ("96415", 3, (1,), "not_applicable"),
        ("67028", 3, (1,), "not_applicable"),
        ("96372", 2, (), "not_checked"),
    ],
)
def test_units_are_those_of_the_events(
    code: str, units: int, events: tuple[int, ...], expected: str
) -> None:
    assert says("ADM011", ran(code, units, None, events=events)) == [expected]


def test_units_that_cannot_be_read_are_not_compared() -> None:
    line = ClaimLine.received(code="96372", units="x", on="2025-08-01", events=(1,))
    assert says("ADM011", line) == ["not_checked"]


def test_what_a_claim_asks_itself_is_not_found_again() -> None:
    built = claim_of(infused("J1745", "300 mg", hours=2))
    asked = [each for each in built.questions if each.severity == "blocks"]
    assert "discarded" in {each.kind for each in asked}
    (first, *_) = [
        each for each in review(built, payer="medicare").results if each.rule == "DISC001"
    ]
    assert first.outcome == "not_checked"
    assert first.needs[0].removeprefix("an answer to: ") in {each.text for each in asked}
    sent = evolve(built, questions=())
    assert review(sent, payer="medicare").outcomes["DISC001"] == "fail"
