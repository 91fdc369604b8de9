"""What somebody should look at again, although no line depends on it."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Administration, Encounter

from ..charts import at, chemo, coded, iv, lines, push, saline, shot, subcutaneous


def verified(encounter: Encounter) -> list[tuple[str, int | None, str]]:
    """The kind, event and argument of each question that blocks nothing."""
    return [
        (each.kind, each.event, each.argument)
        for each in encounter.questions
        if each.severity == "verify"
    ]


def test_an_initial_code_at_a_second_site_is_asked_about() -> None:
    """AAPC, 170567; HCPro, 2009-12-02: only where a second access was medically necessary."""
    day = [iv("J3373", at(9), at(10), site="port"), iv("J0696", at(10), at(11), site="mediport")]
    encounter = coded(*day)
    assert lines(encounter) == "96365 96365-59"
    assert verified(encounter) == [("second_site", 2, "site")]
    (asked,) = (each for each in encounter.questions if each.kind == "second_site")
    assert "access site mediport has an initial code beside that of port" in asked.text
    # one site, or one initial code, asks nothing
    assert verified(coded(day[0], iv("J0696", at(10), at(11), site="Port"))) == []
    assert verified(coded(day[0], shot("J3420", at(9)))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PICC red lumen", "PICC, white lumen"),
        ("picc", "PICC lumen 2"),
        ("left arm", "L arm"),
        ("L. AC", "left ac"),
        ("Rt hand", "right hand"),
        ("distal lumen PICC", "proximal lumen picc"),
    ],
)
def test_lumens_and_sides_are_one_site_however_they_are_written(one: str, other: str) -> None:
    """Rules 3.9.2: the lumens of one catheter are one access."""
    day = [iv("J3373", at(9), at(10), site=one), iv("J0696", at(10), at(11), site=other)]
    assert lines(coded(*day)) == "96365 96367"


@pytest.mark.parametrize(
    ("one", "other"), [("left arm", "right arm"), ("lumen", "picc"), ("left arm", "left hand")]
)
def test_other_sites_stay_other_sites(one: str, other: str) -> None:
    day = [iv("J3373", at(9), at(10), site=one), iv("J0696", at(10), at(11), site=other)]
    assert lines(coded(*day)) == "96365 96365-59"


@pytest.mark.parametrize(
    ("event", "found"),
    [
        (iv("J3373", at(9), at(9)), [("missing_stop", 1, "stop")]),
        (
            iv("J3373", at(9).replace(second=5), at(9).replace(second=50)),
            [("missing_stop", 1, "stop")],
        ),
        (saline(at(9), at(9)), [("missing_stop", 1, "stop")]),
        (iv("J3373", at(9), at(9, 1)), []),
        (iv("J3373", at(9), at(9, day=2)), []),
        (iv("J3373", at(9), at(9, 1, day=2)), [("long_infusion", 1, "stop")]),
        (push("J3373", at(9), at(9)), []),
        (chemo("J9312", at(9), at(9, 45), stopped_early=True), [("rest_of_bag", 1, "rest_of_bag")]),
        (chemo("J9312", at(9), at(9, 45)), []),
    ],
)
def test_a_time_that_is_likely_a_slip_is_asked_about(event: Administration, found: Any) -> None:
    assert verified(coded(event)) == found


def test_hydration_without_a_stop_is_open() -> None:
    """A53778: its time may be computed; rules 3.2: without one it supports no code."""
    encounter = coded(saline(at(10)))
    assert lines(encounter) == "?96360"
    (asked,) = (each for each in encounter.questions if each.severity == "blocks")
    assert (asked.kind, asked.event, asked.argument, asked.owner) == (
        "missing_stop",
        1,
        "stop",
        "nurse",
    )
    assert asked.text.startswith("event 1 (saline, 10:00): no stop time of hydration is charted")
    for choice in ("push", "nothing"):
        assert lines(coded(saline(at(10)), missing_stop=choice)) == ""
    # the main reason for an office visit may take the initial code from a push
    visit = [saline(at(10)), push("J2405", at(10, 5))]
    assert lines(coded(*visit, setting="professional", reason="saline")) == "?96360|96374 ?96375"


def test_hydration_without_a_stop_may_go_on_after_every_drug() -> None:
    """An office visit: then it may be the main reason, and a drug after it sequential."""
    day = [iv("b", at(10, 30), at(13, 20)), saline(at(11, 40))]
    office = {"setting": "professional"}
    assert "96365" not in [line.code for line in coded(*day, **office).reported]
    assert lines(coded(*day)) == "96365 96366x2 ?96361"
    later = [day[0], saline(at(11, 40), at(16, 58))]
    assert lines(coded(*later)) == "96365 96361x4 96366x2"


def test_sites_set_up_within_minutes_are_one_set_up() -> None:
    """A pump with four needles is connected one by one."""
    needles = [subcutaneous("J1559", at(9, n), at(11), site=f"site {n}") for n in range(4)]
    assert lines(coded(*needles)) == "96369 96370"
    for minute, billed in ((14, "96369 96370"), (15, "96369 96370 96371")):
        later = subcutaneous("J1559", at(9, minute), at(11), site="thigh")
        assert lines(coded(needles[0], later)) == billed


@pytest.mark.parametrize("site", ["port", "Mediport", "right chest port"])
def test_a_flush_of_a_port_by_itself_is_reported(site: str) -> None:
    flush = Administration("heparin", "intravenous", "flush", at(9), site=site)
    assert lines(coded(flush)) == "96523"


@pytest.mark.parametrize("site", ["left arm", "1", "portal"])
def test_a_flush_elsewhere_needs_its_documentation(site: str) -> None:
    flush = Administration("heparin", "intravenous", "flush", at(9), site=site)
    assert lines(coded(flush)) == "?96523"


def test_each_question_names_its_event() -> None:
    drips = [iv(f"drug {n}", at(8 + n)) for n in range(3)]
    texts = [each.text for each in coded(*drips).questions if each.kind == "missing_stop"]
    assert [text.split(":")[0] for text in texts] == [
        f"event {n + 1} (drug {n}, {8 + n:02}" for n in range(3)
    ]
    assert len(set(texts)) == 3


def test_a_line_that_depends_on_many_stops_lists_their_events() -> None:
    encounter = coded(*(iv(f"drug {n}", at(8 + n)) for n in range(4)))
    reasons = " ".join(line.reason for line in encounter.open)
    assert "depends on the stop times of events " in reasons
    assert max(len(line.reason) for line in encounter.open) < 350
