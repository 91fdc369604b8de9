"""One access site: its initial code, and every threshold of time on both sides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hcpcs_jcodes import Administration, BadAdministration, Encounter

from ..charts import at, chemo, coded, iv, lines, push, saline, shot


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def pump(start: int, length: int | None = None, **more: Any) -> Administration:
    """A pump that goes home, by hour."""
    stop = None if length is None else at(start) + minutes(length)
    more = {"drug": "J9190", "family": "complex", **more}
    return Administration(route="intravenous", technique="pump", start=at(start), stop=stop, **more)


def initial_of(encounter: Encounter) -> int:
    """The event that has the initial code."""
    (event,) = (each.event for each in encounter.events if each.initial)
    return event


# --- at the same time ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("shared", "alone", "billed"),
    [
        (0, 60, "96367"),
        (15, 60, "96367"),
        (15, 16, "96367"),
        (15, 15, "96367"),
        (16, 15, "96368"),
        (60, 15, "96368"),
        (60, 0, "96368"),
        (16, 16, "?96367|96368"),
        (60, 16, "?96367|96368"),
        (16, 60, "?96367|96368"),
    ],
)
def test_sixteen_minutes_together_and_sixteen_alone_are_disputed(
    shared: int, alone: int, billed: str
) -> None:
    first = iv("J3373", at(8), at(10))
    other = iv("J0696", at(10) - minutes(shared), at(10) + minutes(alone))
    assert lines(coded(first, other)) == f"96365 96366 {billed}"
    said = {"96367": "96417", "96368": "?96549", "?96367|96368": "?96417|96549"}[billed]
    both = [chemo("J9263", at(8), at(10)), chemo("J9206", other.start, other.stop)]
    assert lines(coded(*both)) == f"96413 96415 {said}"


def test_an_overlap_is_stated_in_minutes() -> None:
    day = [iv("J3373", at(8), at(10)), iv("J0696", at(9, 44), at(10, 14))]
    encounter = coded(*day)
    assert "16 of 30 minutes at the same time as another infusion, 14 alone" not in str(encounter)
    (beside,) = [each for each in encounter.events if each.event == 2]
    assert beside.reason == "16 of 30 minutes at the same time as another infusion"
    assert beside.minutes == 30
    disputed = coded(day[0], iv("J0696", at(9, 44), at(10, 20)))
    assert "16 of 36 minutes at the same time as another infusion, 20 alone" in str(disputed)


def test_what_overlaps_a_sequential_drug_is_concurrent_too() -> None:
    day = [iv("a", at(8), at(9)), iv("b", at(9), at(10)), iv("c", at(9, 10), at(9, 40))]
    assert lines(coded(*day)) == "96365 96367 96368"


@pytest.mark.parametrize(("minute", "code"), [(51, "96367"), (50, "96368")])
def test_time_that_overlaps_several_drugs_is_counted_once(minute: int, code: str) -> None:
    # until 10:06 it overlaps one or both: 15 minutes, or 16
    day = [iv("a", at(8), at(10)), iv("b", at(9, 50), at(10, 6)), iv("c", at(9, minute), at(11))]
    encounter = coded(*day, partial_overlap="concurrent")
    assert lines(encounter) == f"96365 96366 96367{'x2' if code == '96367' else ' ' + code}"


def test_complex_drugs_are_coded_before_others_and_then_by_time() -> None:
    # the complex drug is sequential, and the earlier antibiotic overlapped it
    day = [
        chemo("J9271", at(12), at(14)),
        chemo("J9045", at(10), at(11)),
        iv("J3373", at(9, 50), at(10, 50)),
    ]
    assert lines(coded(*day)) == "96413 96368 96415 96417"
    # within a family the earlier is sequential, although the later is longer
    day = [iv("a", at(8), at(12)), iv("b", at(13), at(13, 30)), iv("c", at(13, 10), at(14, 20))]
    encounter = coded(*day, partial_overlap="concurrent")
    codes = {event: {x.code for x in encounter.events if x.event == event} for event in (2, 3)}
    assert codes == {2: {"96367"}, 3: {"96368"}}


def test_an_overlap_with_a_disputed_infusion_needs_shared_time() -> None:
    disputed = [iv("J3373", at(8), at(10)), iv("J0696", at(9), at(11))]
    after = iv("J0692", at(11), at(11, 30))
    assert lines(coded(*disputed, after)) == "96365 96366 96367 ?96367|96368 ?96366"
    beside = iv("J0692", at(10, 59), at(11, 30))
    assert lines(coded(*disputed, beside)) == "96365 96366 96367 ?96367|96368 ?96366"


# --- pushes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "units"),
    [
        ([29], 0),
        ([30], 0),
        ([31], 1),
        # from the last that was reported: not from the first, and not from the last of all
        ([20, 31], 1),
        ([20, 40], 1),
        ([31, 61], 1),
        ([31, 62], 2),
        ([31, 60, 90], 2),
    ],
)
def test_a_push_of_the_same_drug_takes_31_minutes_from_the_last_reported(
    after: list[int], units: int
) -> None:
    day = [push("J2270", at(8) + minutes(time)) for time in (0, *after)]
    more = {0: "", 1: " 96376", 2: " 96376x2"}[units]
    assert lines(coded(*day)) == f"96374{more}"
    assert lines(coded(*day, setting="professional")) == "96374"
    complex_ = [push("J9000", each.start, family="complex") for each in day]
    assert lines(coded(*complex_)) == "96409"


def test_the_time_between_pushes_runs_from_start_to_start() -> None:
    day = [push("J2270", at(8), at(8, 10)), push("J2270", at(8, 31), at(8, 40))]
    encounter = coded(*day)
    assert lines(encounter) == "96374 96376"
    assert [each.minutes for each in encounter.events] == [10, 9]


def test_other_drugs_that_are_pushed_have_their_own_code() -> None:
    day = [push("a", at(8)), push("b", at(9)), push("c", at(8, 5), family="complex")]
    assert lines(coded(*day)) == "96409 96375x2"
    assert lines(coded(*day, push("d", at(9), family="complex"))) == "96409 96375x2 96411"


# --- the same drug again ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "billed", "open_"),
    [
        (15, "?96375|96376", "?96375|96376"),
        (16, "", "?96376"),
        (30, "", "?96376"),
        (31, "96366", "?96366|96376"),
        (90, "96366", "?96366|96376"),
        (91, "96366x2", "?96366|96376 ?96366"),
    ],
)
def test_a_later_infusion_of_the_drug_supports_hours_from_31_minutes(
    length: int, billed: str, open_: str
) -> None:
    day = [iv("J0696", at(8), at(8, 40)), iv("J0696", at(20), at(20) + minutes(length))]
    assert lines(coded(*day, repeated_infusion="additional hours")) == f"96365 {billed}".strip()
    # 40 minutes added up with 90 are two additional hours too, with 91 no third
    assert lines(coded(*day)) == f"96365 {open_}".strip()


def test_the_additional_hours_are_those_of_the_family() -> None:
    day = [chemo("J9271", at(8), at(9)), chemo("J9271", at(12), at(13))]
    assert lines(coded(*day)) == "96413 96415"
    assert lines(coded(*day, repeated_infusion="additional hours")) == "96413 96415"
    assert lines(coded(*day, repeated_infusion="added")) == "96413 96415"


def test_times_added_up_are_without_the_pause() -> None:
    day = [iv("a", at(8), at(8, 45)), iv("a", at(12), at(12, 45))]
    assert lines(coded(*day, repeated_infusion="added")) == "96365"
    longer = [day[0], iv("a", at(12), at(12, 46))]
    encounter = coded(*longer, repeated_infusion="added")
    assert lines(encounter) == "96365 96366"
    first, second = encounter.events
    assert (first.event, first.minutes, second.event, second.minutes) == (1, 60, 2, 31)
    assert second.at == at(12, 15)


def test_bags_that_share_a_drug_one_with_the_next_are_one_drug() -> None:
    bags = [
        iv("A", at(8), at(9), also=("B",)),
        iv("B", at(10), at(11), also=("C",)),
        iv("C", at(12), at(13)),
    ]
    assert lines(coded(*bags)) == "96365 ?96366|96376 ?96366|96376"
    assert lines(coded(bags[0], bags[2])) == "96365 96367"
    # a bag goes with the earlier of two separate drugs
    both = iv("A", at(12), at(13), also=("C",))
    assert lines(coded(iv("A", at(8), at(9)), iv("C", at(10), at(11)), both)) == (
        "96365 96367 ?96366|96376"
    )


def test_a_drug_that_shared_a_bag_stays_with_that_bag() -> None:
    """Times added up show what is one drug: 120 and 40 minutes, not twice 80."""
    bags = [
        iv("A", at(8), at(8, 40)),
        iv("C", at(10), at(10, 40)),
        iv("A", at(12), at(12, 40), also=("C",)),
        iv("C", at(14), at(14, 40)),
    ]
    encounter = coded(*bags, repeated_infusion="added")
    assert lines(encounter) == "96365 96366 96367"
    assert [each.event for each in encounter.events if each.code == "96367"] == [2]


def test_an_infusion_that_touches_the_last_of_its_drug_goes_on() -> None:
    touching = [iv("a", at(8), at(8, 46)), iv("a", at(8, 46), at(9, 31))]
    assert lines(coded(*touching)) == "96365 96366"
    apart = [touching[0], iv("a", at(8, 47), at(9, 32))]
    assert lines(coded(*apart)) == "96365 ?96366|96376"
    with pytest.raises(
        BadAdministration, match="is already running at access site 1: correct the times"
    ):
        coded(touching[0], iv("a", at(8, 45), at(9, 31)))


# --- the initial code ---------------------------------------------------------------------


def test_if_two_are_equally_long_the_earlier_is_the_initial() -> None:
    assert initial_of(coded(iv("a", at(10), at(11)), iv("b", at(8), at(9)))) == 2
    assert initial_of(coded(push("a", at(10)), push("b", at(8)))) == 2
    # at one time it is decided by what was charted, never by the order of the list
    both = [iv("J3373", at(8), at(9)), iv("J0696", at(8), at(9))]
    assert initial_of(coded(*both)) == 2
    assert initial_of(coded(*reversed(both))) == 1
    # what has a stop comes before what has none, and the shorter before the longer
    assert initial_of(coded(push("a", at(8)), push("b", at(8), at(8)))) == 2
    assert initial_of(coded(push("b", at(8), site="left"), push("a", at(8), site="left"))) == 2


def test_of_pushes_too_the_longest_is_the_initial() -> None:
    assert initial_of(coded(push("a", at(8), at(8, 5)), push("b", at(9), at(9, 10)))) == 2


OFFICE = {"setting": "professional"}


@pytest.mark.parametrize(
    ("events", "more", "billed", "event"),
    [
        # a complex drug takes it whatever the reason, an infusion before a push
        (
            [push("c", at(9), family="complex"), iv("a", at(8), at(10))],
            {"reason": "a"},
            "96409 96366 96367",
            1,
        ),
        (
            [push("c", at(9), family="complex"), chemo("d", at(8), at(10))],
            {},
            "96413 96411 96415",
            2,
        ),
        (
            [push("c", at(9), family="complex"), chemo("d", at(8), at(10))],
            {"reason": "c"},
            "96413 96411 96415",
            2,
        ),
        # the reason comes before the length among drugs of one kind
        ([iv("a", at(8), at(8, 30)), iv("b", at(9), at(11))], {"reason": "a"}, "96365 96366 96367", 1),
        ([chemo("c", at(8), at(8, 30)), chemo("d", at(9), at(11))], {"reason": "c"}, "96413 96415 96417", 1),
        ([iv("a", at(8), at(9), also=("z",)), push("b", at(9))], {"reason": "z"}, "96365 96375", 1),
        ([push("b", at(9)), iv("a", at(8), at(9))], {"reason": "b"}, "96374 96367", 1),
        # hydration that supports nothing cannot be the initial, so no reason is needed
        ([saline(at(8), at(8, 30)), push("b", at(9))], {}, "96374", 2),
        ([iv("a", at(8), at(8, 30)), iv("b", at(9), at(11))], {}, "96365 96366 96367", 2),
    ],
)  # fmt: skip
def test_the_office_goes_by_the_reason_for_the_visit(
    events: list[Administration], more: dict[str, Any], billed: str, event: int
) -> None:
    encounter = coded(*events, **OFFICE, **more)
    assert lines(encounter) == billed
    assert initial_of(encounter) == event


def test_a_reason_at_another_site_decides_nothing_here() -> None:
    day = [iv("a", at(8), at(9)), push("b", at(9), site="left"), push("c", at(9), site="left")]
    assert lines(coded(*day, **OFFICE, reason="a")) == "96365 96374-59 96375"
    mixed = [day[0], day[1], iv("c", at(9), at(10), site="left")]
    asked = coded(*mixed, **OFFICE, reason="a").questions[0]
    assert asked.text.startswith("access site left: ")
    assert "pass b or c in reason=" in asked.text


def test_hydration_of_31_minutes_requires_the_reason() -> None:
    day = [saline(at(8), at(8, 31)), push("b", at(9))]
    assert lines(coded(*day, **OFFICE)) == "?96361|96375 ?96374|96360"
    assert lines(coded(*day, **OFFICE, reason="saline")) == "96360 96375"


def test_hydration_is_the_last_in_rank() -> None:
    for first in (push("b", at(9)), iv("a", at(10), at(10, 16))):
        assert lines(coded(saline(at(6), at(8)), first)).endswith("96361x2")


# --- hydration ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "billed"), [(30, ""), (31, "96360"), (90, "96360"), (91, "96360 96361"), (150, "96360 96361"), (151, "96360 96361x2")]
)  # fmt: skip
def test_hydration_has_the_first_hour_from_31_minutes(length: int, billed: str) -> None:
    wet = saline(at(8), at(8) + minutes(length))
    assert lines(coded(wet)) == billed
    beside = billed.replace("96360 96361x2", "96361x3").replace("96360 96361", "96361x2")
    beside = f"96365 {beside.replace('96360', '96361')}".strip()
    assert lines(coded(wet, iv("a", at(20), at(21)))) == beside


def test_a_minute_during_a_drug_is_a_minute_less() -> None:
    wet = saline(at(8), at(8, 31))
    assert lines(coded(wet, iv("a", at(8, 31), at(9, 31)))) == "96365 96361"
    assert lines(coded(wet, iv("a", at(8, 30), at(9, 30)))) == "96365"
    # a push has its minutes too
    assert lines(coded(wet, push("a", at(8, 30), at(8, 31)))) == "96374"
    assert lines(coded(wet, push("a", at(8, 30)))) == "96374 96361"


def test_bags_of_fluid_that_overlap_are_counted_once() -> None:
    day = [saline(at(8), at(9)), saline(at(8, 30), at(9, 30)), saline(at(8, 30), at(9))]
    assert lines(coded(*day)) == "96360"


def test_parts_are_added_up_or_each_has_hours_of_its_own() -> None:
    between = iv("J3373", at(9), at(10))
    day = [saline(at(8), at(8, 46)), saline(at(10), at(10, 45))]
    for parts, counted in (("added", [60, 31]), ("apart", [46, 45])):
        encounter = coded(*day, between, hydration_parts=parts)
        assert lines(encounter) == "96365 96361x2"
        hydration = [each for each in encounter.events if each.code == "96361"]
        assert [(each.event, each.minutes) for each in hydration] == list(
            zip((1, 2), counted, strict=True)
        )
    shorter = [saline(at(8), at(8, 45)), day[1], between]
    assert lines(coded(*shorter, hydration_parts="added")) == "96365 96361"
    assert lines(coded(*shorter, hydration_parts="apart")) == "96365 96361x2"


# --- pumps ------------------------------------------------------------------------------------


def test_a_pump_runs_481_minutes_or_more() -> None:
    assert lines(coded(pump(8, 481))) == "96416"
    for length in (1, 479, 480):
        with pytest.raises(BadAdministration, match="a pump runs more than 8 hours; chart it as"):
            coded(pump(8, length))
    long = Administration("J9200", "intra-arterial", "pump", at(8), at(16, 1), "complex")
    assert lines(coded(long)) == "96425"


def test_a_hospital_needs_no_choice_about_a_pump() -> None:
    for choice in (None, "prolonged", "started in the office"):
        assert lines(coded(pump(8), home_pump=choice)) == "96416"
        ordinary = pump(8, drug="J0278", family="therapeutic")
        assert lines(coded(ordinary, home_pump=choice)) == "C8957"


def test_a_pump_is_neither_a_push_nor_an_infusion_of_its_drug() -> None:
    bolus = push("J9190", at(8), family="complex")
    assert lines(coded(bolus, pump(9))) == "96409 96416"
    assert lines(coded(bolus, pump(9), pump(20, drug="x"))) == "96409 96416x2"


# --- the reason for each -----------------------------------------------------------------------------


def test_each_code_of_a_site_has_a_reason_and_a_source() -> None:
    manual, hours = "NCCI Policy Manual, ch. XI", "UWHC infusion coding manual, 2014; AAPC, 2012"
    pushes = "CMS, add-on code edits; CMS, MUE"
    day = [
        iv("a", at(8), at(9, 31)),
        iv("b", at(8), at(9)),
        iv("c", at(10), at(10, 20)),
        push("d", at(10, 30)),
        push("d", at(10, 50)),
        push("d", at(11, 1)),
        saline(at(12), at(13)),
        saline(at(14)),
        pump(20),
    ]
    encounter = coded(*day, hydration_parts="added", missing_stop="push")
    found = {(each.event, each.code): (each.reason, each.source) for each in encounter.events}
    assert found == {
        (1, "96365"): ("initial code of the site", manual),
        (1, "96366"): ("91 minutes: additional hour", hours),
        (2, "96368"): (
            "60 of 60 minutes at the same time as another infusion",
            "Haugen Group, citing A53778",
        ),
        (3, "96367"): ("sequential infusion of another drug, first hour", manual),
        (4, "96375"): ("push of another drug", manual),
        (5, ""): ("30 minutes or less from what was reported of the drug", pushes),
        (6, "96376"): ("push of the same drug more than 30 minutes later", pushes),
        (7, "96361"): ("hydration, by the hour", hours),
        (8, ""): ("hydration without a stop time supports no code", "A53778"),
        (9, "96416"): (
            "an infusion of more than 8 hours by pump",
            "NCCI Policy Manual of 2026, ch. XI §B and §N",
        ),
    }
    assert {each.site for each in encounter.events} == {"1"}


def test_an_injection_has_no_access_site() -> None:
    assert [each.site for each in coded(shot("J3420", at(8))).events] == [""]
