"""The rules of drug administration, each from the published sources that the code names."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hcpcs_jcodes import (
    Administration,
    BadAdministration,
    BadClaimLine,
    Choices,
    Encounter,
    JCodesError,
    bill,
    code_encounter,
)

from ..charts import at, chemo, coded, iv, lines, push, saline, shot, subcutaneous

# --- time ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "billed"),
    [
        (0, "96374"),
        (15, "96374"),
        (16, "96365"),
        (90, "96365"),
        (91, "96365 96366"),
        (150, "96365 96366"),
        (151, "96365 96366x2"),
        (240, "96365 96366x3"),
    ],
)
def test_minutes_decide_between_push_first_hour_and_additional_hours(
    minutes: int, billed: str
) -> None:
    start = at(8)
    stop = start + timedelta(minutes=minutes)
    assert lines(coded(iv("drug", start, stop))) == billed
    assert lines(coded(push("drug", start, stop, attended=False))) == billed


@pytest.mark.parametrize(
    ("minutes", "billed"),
    [(30, ""), (31, "96360"), (90, "96360"), (91, "96360 96361"), (200, "96360 96361x2")],
)
def test_hydration_of_thirty_minutes_supports_nothing(minutes: int, billed: str) -> None:
    assert lines(coded(saline(at(8), at(8) + timedelta(minutes=minutes)))) == billed


def test_a_payer_may_accept_hydration_of_more_than_fifteen_minutes() -> None:
    short = saline(at(8), at(8, 16))
    assert lines(coded(short)) == ""
    assert lines(coded(short, shortest_hydration=16)) == "96360"
    assert lines(coded(saline(at(8), at(8, 15)), shortest_hydration=16)) == ""


def test_a_complex_drug_is_counted_by_the_same_minutes() -> None:
    assert lines(coded(chemo("J9271", at(8), at(8, 15)))) == "96409"
    assert lines(coded(chemo("J9271", at(8), at(8, 16)))) == "96413"
    assert lines(coded(chemo("J9271", at(8), at(9, 31)))) == "96413 96415"


def test_a_changed_rate_does_not_restart_the_clock() -> None:
    steps = [iv("J1569", at(9, minute), at(9, minute + 15)) for minute in (0, 15, 30)]
    assert lines(coded(*steps, iv("J1569", at(9, 45), at(11)))) == "96365 96366"


def test_several_drugs_in_one_bag_are_one_infusion() -> None:
    assert lines(coded(iv("J3475", at(9), at(10), also=("J3480",)))) == "96365"


def test_a_drug_from_a_bag_is_not_new_when_it_runs_again_alone() -> None:
    bag = iv("J3475", at(9), at(10), also=("J3480",))
    assert lines(coded(bag, iv("J3480", at(11), at(12)))) == "96365 ?96366|96376"


def test_minutes_are_right_across_a_clock_change() -> None:
    zone = ZoneInfo("America/New_York")
    start, stop = (datetime(2025, 11, 2, hour, 30, tzinfo=zone) for hour in (0, 2))
    given = iv("drug", start, stop)
    assert given.minutes == 180
    assert lines(coded(given)) == "96365 96366x2"


# --- one initial code ------------------------------------------------------------


def test_a_hospital_goes_by_rank_whatever_came_first() -> None:
    day = [
        saline(at(8), at(9)),
        push("J2405", at(9)),
        iv("J1453", at(9, 5), at(9, 35)),
        push("J9190", at(9, 40), family="complex"),
        chemo("J9263", at(9, 45), at(11, 45)),
    ]
    initials = []
    while day:
        encounter = coded(*day)
        initials.append([each.code for each in encounter.events if each.initial])
        del day[-1]
    assert initials == [["96413"], ["96409"], ["96365"], ["96374"], ["96360"]]


def test_of_one_rank_the_longest_is_the_initial() -> None:
    short, long = iv("J0696", at(8), at(8, 30)), iv("J3373", at(9), at(11))
    encounter = coded(short, long)
    assert lines(encounter) == "96365 96366 96367"
    assert next(each.event for each in encounter.events if each.initial) == 2


def test_a_professional_claim_names_the_main_reason_for_the_visit() -> None:
    day = [saline(at(8), at(10)), push("J2405", at(10, 5))]
    assert lines(coded(*day, setting="professional", reason="saline")) == "96360 96361 96375"
    assert lines(coded(*day, setting="professional", reason=" j2405 ")) == "96374 96361x2"


def test_a_professional_claim_with_one_kind_needs_no_reason() -> None:
    assert lines(coded(iv("J3373", at(8), at(9)), setting="professional")) == "96365"


def test_a_professional_claim_without_its_reason_asks_for_it_with_the_names_of_the_drugs() -> None:
    day = [saline(at(8), at(10)), push("J2405", at(10, 5))]
    encounter = coded(*day, setting="professional")
    assert lines(encounter) == "96361 ?96361|96375 ?96374|96360"
    asked, *_ = encounter.questions
    assert (asked.kind, asked.argument, asked.owner) == ("reason", "reason", "coder")
    assert "pass J2405 or saline in reason=" in asked.text


def test_a_complex_infusion_is_the_initial_in_the_office_too() -> None:
    day = [saline(at(8), at(9)), chemo("J9263", at(9), at(11)), push("J2405", at(8, 50))]
    assert lines(coded(*day, setting="professional", reason="saline")) == "96413 96361 96375 96415"


def test_each_site_has_its_initial_and_its_reason() -> None:
    day = [
        iv("J3373", at(8), at(9)),
        push("J2405", at(8, 5)),
        iv("J0696", at(8), at(8, 30), site="left"),
        push("J1885", at(8, 40), site="left"),
    ]
    billed = lines(coded(*day, setting="professional", reason=["J3373", "J1885"]))
    assert billed == "96365 96374-59 96367 96375"


def test_a_second_site_takes_the_modifier_of_a_distinct_service() -> None:
    day = [iv("J3373", at(8), at(10)), iv("J2543", at(8), at(8, 30), site="left")]
    assert lines(coded(*day)) == "96365 96365-59 96366"
    assert lines(coded(*day, distinct="XS")) == "96365 96365-XS 96366"


def test_a_site_is_one_however_it_is_written() -> None:
    day = [
        iv("J3373", at(9), at(10), site="Left arm"),
        iv("J0696", at(10), at(10, 30), site="left  arm "),
    ]
    assert lines(coded(*day)) == "96365 96367"


def test_lumina_of_one_catheter_are_one_site() -> None:
    day = [iv("J3373", at(8), at(10), site="port"), iv("J2543", at(8), at(8, 30), site="port")]
    assert lines(coded(*day)) == "96365 96366 96368"


def test_over_midnight_there_is_one_initial_and_each_line_has_its_own_day() -> None:
    encounter = coded(iv("drug", at(22), at(3, day=2)))
    assert [(line.code, line.units, line.on.day) for line in encounter.lines] == [
        ("96365", 1, 1),
        ("96366", 1, 1),
        ("96366", 3, 2),
    ]


def test_an_encounter_may_have_no_initial() -> None:
    assert lines(coded(shot("J3420", at(8), route="intramuscular"))) == "96372"
    assert lines(coded(saline(at(8), at(8, 30)))) == ""


# --- further drugs -----------------------------------------------------------------


def test_the_next_drug_is_sequential() -> None:
    day = [chemo("J9312", at(8), at(12)), chemo("J9000", at(12), at(12, 30))]
    assert lines(coded(*day)) == "96413 96415x3 96417"
    day = [iv("J3373", at(8), at(10)), iv("J0696", at(10), at(12))]
    assert lines(coded(*day)) == "96365 96366x2 96367"


def test_an_infusion_with_another_is_concurrent_once_a_date() -> None:
    day = [
        chemo("J9263", at(9), at(11)),
        iv("J0640", at(9), at(11)),
        iv("J1453", at(9, 30), at(10)),
    ]
    assert lines(coded(*day)) == "96413 96368 96415"
    left = [*day, iv("J3373", at(9), at(10), site="left"), iv("J0696", at(9), at(10), site="left")]
    assert lines(coded(*left)) == "96413 96365-59 96368 96415"


def test_fifteen_minutes_of_overlap_are_still_sequential() -> None:
    day = [iv("J3373", at(8), at(10)), iv("J0696", at(9, 45), at(10, 45))]
    assert lines(coded(*day)) == "96365 96366 96367"


def test_two_complex_drugs_at_once_need_documentation() -> None:
    day = [chemo("J9263", at(9), at(11)), chemo("J9206", at(9), at(10))]
    assert lines(coded(*day)) == "96413 96415 ?96549"


def test_a_partial_overlap_is_disputed() -> None:
    day = [iv("J3373", at(8), at(10)), iv("J0696", at(9), at(11))]
    assert lines(coded(*day)) == "96365 96366 ?96367|96368 ?96366"
    assert lines(coded(*day, partial_overlap="concurrent")) == "96365 96366 96368"
    assert lines(coded(*day, partial_overlap="sequential")) == "96365 96366x2 96367"


def test_what_ran_inside_a_disputed_infusion_is_concurrent_either_way() -> None:
    day = [
        chemo("J9271", at(9), at(10)),
        iv("J1439", at(9, 30), at(12)),
        iv("J0692", at(11), at(12)),
    ]
    assert lines(coded(*day)) == "96413 96368 ?96367 ?96366"
    assert lines(coded(*day, partial_overlap="sequential")) == "96413 96366 96367 96368"
    assert lines(coded(*day, partial_overlap="concurrent")) == "96413 96368"


def test_hydration_before_a_drug_that_is_open_is_still_counted() -> None:
    day = [saline(at(8), at(10)), chemo("J9271", at(10), at(11)), iv("J3475", at(10), at(11), "")]
    assert lines(coded(*day)) == "96413 96361x2 ?96368"


def test_a_partial_overlap_of_complex_drugs_is_disputed() -> None:
    day = [chemo("J9263", at(9), at(11)), chemo("J9206", at(10, 40), at(12, 10))]
    assert lines(coded(*day)) == "96413 96415 ?96417|96549"
    assert lines(coded(*day, partial_overlap="sequential")) == "96413 96415 96417"
    assert lines(coded(*day, partial_overlap="concurrent")) == "96413 96415 ?96549"


def test_the_same_drug_infused_again_is_disputed() -> None:
    day = [iv("J0696", at(8), at(8, 40)), iv("J0696", at(20), at(20, 40))]
    assert lines(coded(*day)) == "96365 ?96366|96376"
    assert lines(coded(*day, repeated_infusion="added")) == "96365"
    assert lines(coded(*day, repeated_infusion="same-drug pushes")) == "96365 96376"
    assert lines(coded(*day, repeated_infusion="additional hours")) == "96365 96366"
    short = [day[0], iv("J0696", at(20), at(20, 30))]
    assert lines(coded(*short, repeated_infusion="additional hours")) == "96365"


# --- pushes --------------------------------------------------------------------------


def test_a_hospital_counts_a_push_from_the_last_that_was_reported() -> None:
    at_times = [at(8), at(8, 29), at(8, 30), at(8, 31), at(8, 40), at(9, 1), at(9, 2)]
    day = [push("J2270", time) for time in at_times]
    encounter = coded(*day, push("J2405", at(8, 1)))
    assert lines(encounter) == "96374 96375 96376x2"
    (again,) = (line for line in encounter.lines if line.code == "96376")
    assert again.events == (4, 7)


def test_a_professional_claim_has_no_code_for_the_same_drug_again() -> None:
    day = [push("J2270", at(8)), push("J2270", at(10)), push("J2405", at(8, 1))]
    assert lines(coded(*day, setting="professional")) == "96374 96375"


def test_another_push_of_a_complex_drug_has_no_code_of_its_own() -> None:
    day = [push("J9000", at(8, hour), family="complex") for hour in (0, 50)]
    assert lines(coded(*day)) == "96409"


def test_a_push_of_a_drug_that_was_also_infused_is_disputed() -> None:
    day = [iv("J2270", at(8), at(9)), push("J2270", at(7, 50))]
    # ten minutes before the infusion it is at most one of a new drug
    assert lines(coded(*day)) == "96365 ?96375"
    assert lines(coded(*day, setting="professional")) == "96365 ?96375"
    assert lines(coded(*day, push_of_infused_drug="same drug")) == "96365"
    later = [day[0], push("J2270", at(8, 31)), push("J2270", at(9, 5))]
    assert lines(coded(*later, push_of_infused_drug="same drug")) == "96365 96376x2"
    assert lines(coded(*later, push_of_infused_drug="new drug")) == "96365 96375 96376"


# --- no stop time ----------------------------------------------------------------------


def test_an_infusion_without_a_stop_is_disputed() -> None:
    assert lines(coded(iv("J3373", at(8)))) == "?96374|96365"
    assert lines(coded(iv("J3373", at(8)), missing_stop="push")) == "96374"


def test_what_is_the_same_whenever_an_infusion_stopped_is_known() -> None:
    # carboplatin is the initial as a push and as an infusion: the antiemetic never is
    chemotherapy = [chemo("J9045", at(9)), push("J2405", at(8, 30))]
    assert lines(coded(*chemotherapy)) == "?96375 ?96409|96413|96374"
    wet = [saline(at(8), at(9)), chemo("J9045", at(9, 15))]
    assert lines(coded(*wet)) == "?96361 ?96409|96413|96360"
    # whether it overlapped the next drug cannot be determined
    later = [iv("J3373", at(8)), iv("J0696", at(10), at(11))]
    assert lines(coded(*later)) == "96365 ?96375|96367 ?96368"


def test_an_infusion_without_a_stop_ended_when_its_drug_began_again() -> None:
    day = [iv("J0692", at(8)), iv("J0692", at(9), at(10))]
    assert "96366" in lines(coded(*day)).replace("?", "")


def test_hydration_without_a_stop_supports_nothing() -> None:
    encounter = coded(saline(at(8)), missing_stop="push")
    assert lines(encounter) == ""
    assert "without a stop time supports no code" in encounter.events[0].reason


def test_hydration_with_an_infusion_without_a_stop_waits_for_it() -> None:
    day = [iv("J3373", at(8)), saline(at(9), at(11))]
    # until eleven it would overlap all of the hydration
    assert lines(coded(*day)) == "?96374|96365|96360 ?96361"
    assert lines(coded(*day, missing_stop="push")) == "96374 96361x2"
    before = [iv("J3373", at(11)), saline(at(9), at(11))]
    assert lines(coded(*before)) == "96361 ?96361 ?96374|96365|96360"


def without_stop(*others: Administration, **more: Any) -> str:
    return lines(coded(iv("J3373", at(8)), *others, **more))


def test_an_infusion_without_a_stop_may_be_the_longest_of_the_visit() -> None:
    assert without_stop(iv("J0696", at(9), at(10))) == "96365 ?96375|96367 ?96368"
    # as long as the other from its start, and a minute more
    assert without_stop(iv("J0696", at(8), at(9))) == "96365 ?96375|96368"
    # the push is over when the fluid begins, the infusion is not
    assert (
        without_stop(saline(at(8, 15), at(9)), hydration_parts="added")
        == "?96374|96365|96360 ?96361"
    )
    assert (
        without_stop(saline(at(7), at(8)), hydration_parts="added") == "?96361 ?96374|96365|96360"
    )


def test_an_infusion_without_a_stop_ends_where_its_drug_begins_again_at_its_site() -> None:
    again = at(8, 10), at(8, 40)
    assert without_stop(iv("J3373", *again)) == "96365 ?96375"
    assert without_stop(iv("J3373", *again, site="left")) == "96365 ?96374 ?96365"
    # a push of it may come while it runs
    assert without_stop(push("J3373", at(8, 16))) == "?96374|96365 ?96375"
    # what began before, or at the same time as another drug, ends nothing
    assert without_stop(iv("J0696", *again)) == "96365 ?96375|96367|96368"


def test_a_choice_about_missing_stops_leaves_nothing_to_try() -> None:
    day = [iv(f"drug {n}", at(8 + n)) for n in range(8)]
    assert lines(coded(*day, missing_stop="push")) == "96374 96375x7"


def test_an_open_family_and_an_open_stop_are_both_shown() -> None:
    encounter = coded(iv("J1745", at(8), None, ""))
    assert lines(encounter) == "?96409|96413|96374|96365"
    (supported,) = encounter.events
    assert "complexity decides" in supported.reason
    assert "no stop time is charted" in supported.reason
    assert [each.kind for each in supported.questions] == ["family", "missing_stop"]


def test_what_depends_on_open_drugs_names_each_of_them_once() -> None:
    day = [
        iv("J1745", at(8), at(9), ""),
        iv("J1745", at(9), at(9, 20), ""),
        iv("x", at(10), at(12)),
    ]
    encounter = coded(*day, shot("J3490", at(8), ""))
    every = [each.reason for each in encounter.events]
    assert any(each.endswith("however it is settled, by event 1 or 3") for each in every)
    open_ = next(line for line in encounter.lines if line.events == (1, 3) and not line.code)
    assert [each.kind for each in open_.questions] == ["family"]


def test_parts_of_hydration_in_dispute_name_their_source() -> None:
    day = [saline(at(8), at(8, 29)), chemo("J9060", at(9), at(11)), saline(at(11), at(11, 20))]
    (supported,) = [each for each in coded(*day).events if each.outcome == "needs_documentation"]
    assert (supported.event, supported.source) == (1, "CPT Assistant, June 2007; AAPC forum")
    assert supported.reason.endswith("choose hydration_parts=; possibly no code")
    assert (supported.site, supported.at) == ("1", at(8))


# --- hydration -----------------------------------------------------------------------------


def test_hydration_during_another_drug_is_not_counted() -> None:
    encounter = coded(saline(at(8), at(11)), iv("J3373", at(9), at(10, 30)))
    assert lines(encounter) == "96365 96361"
    assert "90 of 180 minutes not counted: another drug was running" in str(encounter.steps[0])
    left = coded(saline(at(8), at(9)), iv("J3373", at(8), at(9), site="left"))
    assert lines(left) == "96365"


def test_hydration_during_any_other_administration_is_not_counted() -> None:
    artery = Administration("J9200", "intra-arterial", "infusion", at(9), at(11))
    assert lines(coded(artery, saline(at(9), at(11)))) == "96422 96423"
    skin = subcutaneous("J1559", at(9), at(10))
    assert lines(coded(skin, saline(at(9), at(10)))) == "96369"
    blood = Administration(
        "packed red cells", "intravenous", "procedure", at(9), at(11), procedure="36430"
    )
    assert lines(coded(blood, saline(at(9), at(10, 30)))) == "36430"


def test_hydration_in_parts_is_disputed_only_if_it_matters() -> None:
    day = [
        saline(at(8), at(8, 29)),
        chemo("J9060", at(9), at(11)),
        saline(at(11), at(11, 20)),
    ]
    assert lines(coded(*day)) == "96413 96415 ?96361"
    assert lines(coded(*day, hydration_parts="added")) == "96413 96361 96415"
    assert lines(coded(*day, hydration_parts="apart")) == "96413 96415"
    assert "sources disagree on whether to add them up" in str(coded(*day))
    reason = [saline(at(8), at(8, 20)), iv("J3373", at(9), at(10)), saline(at(10), at(10, 20))]
    office = {"setting": "professional", "reason": "saline"}
    assert lines(coded(*reason, **office)) == "?96360|96365 ?96367"
    hours = [saline(at(8), at(9)), chemo("J9060", at(9), at(11)), saline(at(11), at(12))]
    assert lines(coded(*hours)) == "96413 96361x2 96415"


def test_hydration_after_a_pump_was_started_overlaps_it() -> None:
    pump = Administration("J9190", "intravenous", "pump", at(11), None, "complex")
    assert lines(coded(pump, saline(at(11), at(12)))) == "96416"


def test_a_pump_runs_until_the_end_of_the_visit_or_its_stop() -> None:
    def pumped(start: int, stop: datetime | None, **more: Any) -> Administration:
        return Administration("J9190", "intravenous", "pump", at(start), stop, "complex", **more)

    assert lines(coded(pumped(11, None), saline(at(10), at(12)))) == "96360-59 96416"
    assert lines(coded(pumped(11, None), saline(at(10, 30), at(12)))) == "96416"
    assert lines(coded(pumped(11, None, site="left"), saline(at(11), at(12)))) == "96416"
    assert lines(coded(pumped(2, at(11)), saline(at(10, 30), at(11, 31)))) == "96360-59 96416"
    assert lines(coded(pumped(2, at(11)), saline(at(10, 30), at(11, 30)))) == "96416"
    shots = [shot("x", at(13)), saline(at(11), at(11, 40))]
    assert lines(coded(pumped(11, None), *shots)) == "96372-59 96416"


def test_what_takes_no_time_or_is_not_intravenous_takes_nothing_from_hydration() -> None:
    wet = saline(at(9), at(10))
    injector = Administration(
        "J2506", "subcutaneous", "on-body injector", at(9), None, "therapeutic"
    )
    assert lines(coded(injector, wet)) == "96360 96377-59"
    bladder = Administration("J9030", "intravesical", "procedure", at(9), at(10))
    assert lines(coded(bladder, wet)) == "96360-59 51720"
    blood = Administration(
        "packed red cells", "intravenous", "procedure", at(9), at(9, 30), procedure="36430"
    )
    assert lines(coded(blood, wet)) == "36430"
    assert lines(coded(blood, saline(at(9), at(10, 1)))) == "96360 36430"


def test_a_flush_is_part_of_what_runs_into_its_date() -> None:
    night = iv("x", at(23), at(1, day=2))

    def flush(day: int) -> Administration:
        return Administration("heparin", "intravenous", "flush", at(8, day=day))

    for day, billed in ((1, "96365 96366"), (2, "96365 96366"), (3, "96365 96366 ?96523")):
        encounter = coded(night, flush(day))
        assert lines(encounter) == billed
        (flushed,) = [each for each in encounter.events if each.event == 2]
        assert flushed.source == "NCCI Policy Manual, ch. XI"
        alone = "a flush and nothing else that day: document that it was of an implanted port"
        assert flushed.reason == (alone if day == 3 else "a flush is part of drug administration")


def test_flushes_and_carrier_fluid_are_not_counted() -> None:
    flush = Administration("saline", "intravenous", "flush", at(8), at(10))
    carrier = Administration("dextrose", "intravenous", "carrier", at(8), at(12))
    assert lines(coded(iv("J3373", at(8), at(9)), flush, carrier)) == "96365"


def test_a_flush_and_nothing_else_may_be_that_of_a_port() -> None:
    flush = Administration("heparin", "intravenous", "flush", at(8))
    carrier = Administration("saline", "intravenous", "carrier", at(8), at(9))
    assert lines(coded(flush, carrier)) == "?96523"
    tablet = Administration("acetaminophen", "oral", "none", at(8))
    assert lines(coded(flush, tablet)) == "?96523"
    eye = Administration("J0178", "intravitreal", "procedure", at(9), side="right")
    assert lines(coded(flush, eye)) == "67028-RT"
    morning = coded(chemo("J9271", at(7), at(8)))
    assert lines(coded(flush, earlier=[morning])) == ""


# --- subcutaneous and intramuscular ----------------------------------------------------------


def test_injections_have_the_code_of_their_family() -> None:
    assert lines(coded(shot("J1885", at(8), route="intramuscular"))) == "96372"
    assert lines(coded(shot("J9144", at(8), "complex"))) == "96401"
    assert lines(coded(shot("J9395", at(8), "hormonal", "intramuscular"))) == "96402"
    injector = Administration(
        "J2506", "subcutaneous", "on-body injector", at(8), None, "therapeutic"
    )
    assert lines(coded(injector)) == "96377"


def test_an_injection_with_an_initial_code_has_its_modifier() -> None:
    injector = Administration(
        "J2506", "subcutaneous", "on-body injector", at(9), None, "therapeutic"
    )
    for initial in (
        saline(at(8), at(9)),
        iv("J3373", at(8), at(9)),
        push("J2405", at(8)),
        push("J9000", at(8), family="complex"),
        chemo("J9271", at(8), at(9)),
    ):
        code = lines(coded(initial))
        assert lines(coded(initial, injector)) == f"{code} 96377-59"
        assert lines(coded(initial, shot("J1100", at(9)), distinct="XU")) == f"{code} 96372-XU"


def test_another_injection_of_one_drug_is_disputed() -> None:
    day = [shot("J3420", at(8)), shot("J3420", at(8, 4)), shot("J1071", at(8))]
    assert lines(coded(*day)) == "96372x2 ?96372"
    assert lines(coded(*day, repeated_injection="each")) == "96372x3"
    assert lines(coded(*day, repeated_injection="once")) == "96372x2"


def test_a_hormone_in_two_places_is_disputed_like_any_divided_dose() -> None:
    both = [shot("J9395", at(8, minute), "hormonal", "intramuscular") for minute in (0, 1)]
    assert lines(coded(*both)) == "96402 ?96402"
    assert lines(coded(*both, repeated_injection="each")) == "96402x2"
    assert lines(coded(*both, repeated_injection="once")) == "96402"


def test_codes_with_one_unit_a_date_are_reported_once() -> None:
    morning = coded(subcutaneous("J1559", at(8), at(9)))
    evening = subcutaneous("J1559", at(20), at(21))
    assert lines(coded(evening, earlier=[morning])) == ""
    two = [
        Administration("J9190", "intralesional", "procedure", at(8), procedure="96405", site=site)
        for site in ("arm", "leg")
    ]
    assert lines(coded(*two)) == "96405"


def test_short_subcutaneous_infusions_are_injections() -> None:
    needles = [subcutaneous("J1559", at(8), at(8, 10), site=site) for site in ("a", "b")]
    assert lines(coded(*needles)) == "96372 ?96372"
    assert lines(coded(*needles, repeated_injection="once")) == "96372"


def test_subcutaneous_infusions_have_their_own_hours_and_sites() -> None:
    one = subcutaneous("J1559", at(8), at(10))
    other = subcutaneous("J1559", at(8), at(10), site="thigh")
    assert lines(coded(one)) == "96369 96370"
    assert lines(coded(one, other)) == "96369 96370"
    later = [subcutaneous("J1559", at(10 + n), at(11 + n), site=f"{n}") for n in range(2)]
    assert lines(coded(one, *later)) == "96369 96370x3 96371"
    assert lines(coded(subcutaneous("J1559", at(8), at(8, 15)))) == "96372"
    assert lines(coded(subcutaneous("J1559", at(8)))) == "?96372|96369"
    assert lines(coded(subcutaneous("J1559", at(8)), missing_stop="push")) == "?96369|96372"
    # whether the fluid overlapped it cannot be determined
    wet = saline(at(8), at(10))
    assert lines(coded(wet, subcutaneous("J1559", at(8)))) == "?96372|96369 ?96360 ?96361"


# --- pumps -----------------------------------------------------------------------------------


def test_a_pump_that_goes_home_depends_on_the_payer_in_the_office() -> None:
    pump = Administration("J9190", "intravenous", "pump", at(11), at(9, day=3), "complex")
    assert lines(coded(pump)) == "96416"
    assert lines(coded(pump, setting="professional")) == "?96416|G0498"
    assert lines(coded(pump, setting="professional", home_pump="started in the office")) == "G0498"
    assert lines(coded(pump, setting="professional", home_pump="prolonged")) == "96416"


# --- a second encounter of a date -------------------------------------------------------------


def test_a_second_encounter_has_its_own_initial_with_the_modifier() -> None:
    morning = coded(iv("J0692", at(8), at(9)), push("J2405", at(8)))
    evening = [iv("J0692", at(20), at(21), site="left"), push("J2405", at(20), site="left")]
    assert lines(coded(*evening, earlier=[morning])) == "96365-59 96375-59"
    assert lines(coded(*evening, earlier=[morning], distinct="XE")) == "96365-XE 96375-XE"
    next_day = [iv("J0692", at(8, day=2), at(9, day=2), site="left")]
    assert lines(coded(*next_day, earlier=[morning])) == "96365"


def test_if_two_lines_bundle_the_later_has_the_modifier() -> None:
    morning = coded(push("J2405", at(8)))
    evening = iv("J0692", at(20), at(21), site="left")
    assert lines(coded(evening, earlier=[morning])) == "96365-59"
    assert lines(coded(shot("J3420", at(20)), earlier=[morning])) == "96372-59"


def test_what_no_modifier_separates_from_an_earlier_line_is_not_reported() -> None:
    pump = coded(Administration("J9190", "intravenous", "pump", at(8)))
    refill = Administration("J9190", "intravenous", "refill", at(20), procedure="96521")
    (line,) = coded(refill, earlier=[pump]).lines
    assert (line.outcome, line.reason) == (
        "not_reported",
        "bundled with 96416, and no modifier separates them",
    )
    later = Administration("J9190", "intravenous", "pump", at(20), site="left")
    (line,) = coded(later, earlier=[coded(refill)]).lines
    assert line.reason == "bundled with 96521, and no modifier separates them"


def test_a_second_visit_through_the_same_site_is_disputed() -> None:
    morning = coded(iv("J0692", at(8), at(9)))
    evening = [iv("J0692", at(20), at(21)), shot("J3420", at(20))]
    assert lines(coded(*evening, earlier=[morning])) == "96372-59 ?96365|96366|96376"
    weeks_before = coded(iv("J0692", at(8), at(9)))
    later = iv("J0692", at(8, day=22), at(9, day=22))
    assert lines(coded(later, earlier=[weeks_before])) == "96365"
    chosen = coded(*evening, earlier=[morning], second_visit="initial")
    assert lines(chosen) == "96365-59 96372-59"
    continued = coded(*evening, earlier=[morning], second_visit="continued")
    assert lines(continued) == "96372-59 ?96366|96376"


def test_only_minutes_through_the_same_vein_on_the_same_date_are_a_second_visit() -> None:
    morning = coded(iv("x", at(8), at(9)))
    assert lines(coded(push("y", at(20)), earlier=[morning])) == "?96374|96375"
    assert lines(coded(push("y", at(20)), earlier=morning)) == "?96374|96375"
    assert lines(coded(push("y", at(20), site="left"), earlier=[morning])) == "96374-59"
    assert lines(coded(push("y", at(8, day=2)), earlier=[morning])) == "96374"
    pump = Administration("J9190", "intravenous", "pump", at(20), None, "complex")
    assert lines(coded(pump, earlier=[morning])) == "96416-59"
    injected = coded(shot("z", at(8)))
    assert lines(coded(push("y", at(20)), earlier=[injected])) == "96374-59"
    assert lines(coded(shot("z", at(20)), earlier=[morning])) == "96372-59"
    flushed = coded(Administration("heparin", "intravenous", "flush", at(8)))
    assert lines(coded(push("y", at(20)), earlier=[flushed])) == "?96374|96375"
    evening = coded(push("y", at(20)), push("y", at(20, 10)), earlier=[morning])
    open_, folded = evening.events
    assert folded.reason.startswith("30 minutes or less from what was reported")
    assert (open_.code, open_.initial, open_.source) == ("", False, "HCPro; MedLearn")


def test_the_first_fill_of_a_pump_is_that_of_its_date() -> None:
    pump = Administration("J9190", "intravenous", "pump", at(8), None, "complex")
    for day, billed in ((1, "96416"), (2, "96416 96521")):
        refill = Administration(
            "J9190", "intravenous", "refill", at(20, day=day), procedure="96521"
        )
        assert lines(coded(pump, refill)) == billed


def test_concurrent_infusions_are_once_a_date_over_all_encounters() -> None:
    both = [iv("J3373", at(8), at(9)), iv("J0696", at(8), at(9))]
    morning = coded(*both)
    evening = [
        iv("J3373", at(20), at(21), site="left"),
        iv("J0696", at(20), at(21), site="left"),
    ]
    assert lines(morning) == "96365 96368"
    assert lines(coded(*evening, earlier=[morning])) == "96365-59"


@pytest.mark.parametrize(
    "earlier", ["x", 5, [None], [coded(saline(at(8)), setting="professional")]]
)
def test_earlier_encounters_are_encounters_of_the_setting(earlier: object) -> None:
    with pytest.raises(BadAdministration, match="is not an encounter in this setting"):
        coded(saline(at(9)), earlier=earlier)


# --- settings ----------------------------------------------------------------------------------


FACILITIES = ["19", "21", "22", "23", "24"]
OTHERS = ["11", "12", "18", "20", "25", "26"]


@pytest.mark.parametrize("place", FACILITIES)
def test_a_professional_reports_nothing_in_a_facility(place: str) -> None:
    encounter = coded(iv("drug", at(8), at(9)), setting="professional", place_of_service=place)
    assert encounter.lines == ()
    assert encounter.events[0].reason == (
        f"place of service {place}: the facility reports the administrations"
    )
    assert encounter.events[0].source == "NCCI Policy Manual, ch. XI"
    assert str(encounter) == "no administration is reported"
    assert lines(coded(iv("drug", at(8), at(9)), place_of_service=place)) == "96365"


@pytest.mark.parametrize("place", OTHERS)
def test_a_professional_reports_everywhere_else_and_a_hospital_nowhere_else(place: str) -> None:
    given = iv("drug", at(8), at(9))
    assert lines(coded(given, setting="professional", place_of_service=place)) == "96365"
    with pytest.raises(BadClaimLine) as caught:
        coded(given, place_of_service=place)
    assert str(caught.value) == (
        f"{place} is not a facility place of service: pass 19, 21, 22, 23, 24"
    )


def by_hand(procedure: str, site: str = "1", hour: int = 8) -> Administration:
    """A procedure that is charted by its number."""
    return Administration(
        "x", "intralesional", "procedure", at(hour), procedure=procedure, site=site
    )


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("96360", "96359"),
        ("96379", "96380"),
        ("96401", "96400"),
        ("96425", "96426"),
        ("96521", "96520"),
        ("96523", "96524"),
    ],
)
def test_what_only_the_office_reports_ends_at_these_codes(inside: str, outside: str) -> None:
    hospital = {"setting": "professional", "place_of_service": "22"}
    (supported,) = coded(by_hand(inside), **hospital).events
    assert (supported.code, supported.candidates, supported.outcome) == ("", (), "not_reported")
    assert supported.reason.startswith("place of service 22: the facility reports")
    assert lines(coded(by_hand(outside), **hospital)) == outside
    for code in (inside, outside):
        assert code in lines(coded(by_hand(code), setting="professional", place_of_service="11"))


def test_what_is_open_in_a_facility_stays_where_one_code_may_be_the_physicians() -> None:
    hospital = {"setting": "professional", "place_of_service": "22"}
    refill = Administration("J9190", "intravenous", "refill", at(8))
    assert lines(coded(refill, setting="professional")) == "?96521|96522"
    assert lines(coded(refill, **hospital)) == ""
    spine = Administration("J9260", "intrathecal", "procedure", at(8))
    assert lines(coded(spine, **hospital)) == "?96450|96542"
    eye = Administration("J3490", "intravitreal", "procedure", at(8), side="right")
    assert lines(coded(eye, **hospital)) == "?"


@pytest.mark.parametrize("setting", ["professional", "facility"])
@pytest.mark.parametrize(
    ("code", "once"),
    [
        ("96369", True),
        ("96380", True),
        ("96381", True),
        ("96405", True),
        ("96406", True),
        ("96372", False),
        ("96402", False),
        ("G0498", True),
        ("96450", False),
        ("96542", False),
        ("20610", False),
        ("67028", False),
    ],
)
def test_these_codes_are_reported_once_a_date(code: str, once: bool, setting: Any) -> None:
    both = by_hand(code, "a"), by_hand(code, "b", 9)
    encounter = coded(*both, setting=setting)
    assert lines(encounter) == (code if once else f"{code} {code}-59")
    second = coded(both[1], setting=setting, earlier=[coded(both[0], setting=setting)])
    assert lines(second) == ("" if once else f"{code}-59")
    if once:
        text = f"{code} is reported once a date, whatever the number of drugs, hours or sites"
        assert [(each.reason, each.source) for each in second.events] == [(text, "CMS, MUE")]
        assert encounter.events[1].reason == text
    tomorrow = Administration("x", "intralesional", "procedure", at(8, day=2), procedure=code)
    assert lines(coded(tomorrow, setting=setting, earlier=[encounter])) == code


# --- the answer ----------------------------------------------------------------------------------


def test_an_encounter_explains_each_event_with_its_source() -> None:
    encounter = coded(chemo("J9271", at(9), at(11)), shot("J1100", at(11)))
    infused = "event 1 (J9271, intravenous infusion, 2025-08-01 09:00 to 11:00): "
    hours = "UWHC infusion coding manual, 2014; AAPC, 2012"
    manual = "NCCI Policy Manual, ch. XI"
    injected = "event 2 (J1100, subcutaneous injection, 2025-08-01 11:00): "
    assert [str(step) for step in encounter.steps] == [
        f"{infused}96413, initial code of the site [{manual}]",
        f"{infused}96415, 120 minutes: additional hour [{hours}]",
        f"{injected}96372, subcutaneous injection [{manual}]",
        "bundles and add-ons checked against the edits of 2025Q3 [CMS, NCCI]",
    ]
    assert repr(encounter) == "<Encounter of 2 administrations: 3 lines>"
    assert [line.code for line in encounter.reported] == ["96413", "96372", "96415"]
    assert encounter.open == ()
    assert pickle.loads(pickle.dumps(encounter)) == encounter  # noqa: S301 - our own bytes


def not_supported(encounter: Encounter) -> dict[int, str]:
    """Why each event that supports no code supports none; its reasons in order."""
    coded_ = {each.event for each in encounter.events if each.code or each.candidates}
    found: dict[int, list[str]] = {}
    for each in encounter.events:
        if each.event not in coded_:
            assert each.outcome == "not_reported"
            assert each.source
            found.setdefault(each.event, []).append(each.reason)
    return {event: "; ".join(reasons) for event, reasons in found.items()}


def quarters(drug: str, *minutes: int) -> list[Administration]:
    """Infusions of one drug that follow each other without a pause from nine on."""
    starts = [at(9) + timedelta(minutes=sum(minutes[:n])) for n in range(len(minutes) + 1)]
    return [iv(drug, starts[n], starts[n + 1]) for n in range(len(minutes))]


def with_event(number: int, what: str = "infusion of the same drug") -> str:
    return f"its minutes are counted with event {number}, one {what}"


ARTERY = [
    Administration("J9200", "intra-arterial", "infusion", at(9, minute), at(9, minute + 20))
    for minute in (0, 20)
]


@pytest.mark.parametrize(
    ("events", "more", "billed", "reasons"),
    [
        (quarters("x", 15, 15, 15), {}, "96365", {2: with_event(1), 3: with_event(1)}),
        # the third falls in the additional hour, which the second began
        (quarters("x", 60, 40, 10), {}, "96365 96366", {3: with_event(2)}),
        (quarters("x", 0, 60), {}, "96365", {1: with_event(2)}),
        (quarters("x", 0, 60, 60), {}, "96365 96366", {1: with_event(2)}),
        (quarters("x", 5, 5), {}, "96374", {2: with_event(1, "push of the same drug")}),
        (
            [push("y", at(8)), *quarters("x", 8, 7), push("x", at(9, 40)), push("x", at(9, 29))],
            {},
            "96374 96375 96376",
            {
                3: with_event(2, "push of the same drug"),
                5: "30 minutes or less from what was reported of the drug",
            },
        ),
        (
            [iv("y", at(8), at(11)), *quarters("x", 10, 10)],
            {},
            "96365 96366x2 96368",
            {3: with_event(2)},
        ),
        (
            [iv("y", at(8), at(9, 20)), *quarters("x", 20, 30)],
            {},
            "96365 ?96367|96368",
            {3: with_event(2)},
        ),
        (
            [iv("x", at(7), at(8)), *quarters("x", 20, 30)],
            {"repeated_infusion": "additional hours"},
            "96365 96366",
            {3: with_event(2)},
        ),
        (
            [iv("x", at(7), at(8)), *quarters("x", 20, 10)],
            {"repeated_infusion": "additional hours"},
            "96365",
            {2: "30 minutes support no additional hour", 3: with_event(2)},
        ),
        (
            [iv("x", at(7), at(8)), *quarters("x", 20, 30)],
            {},
            "96365 ?96366|96376",
            {3: with_event(2)},
        ),
        (
            [iv("x", at(7), at(8)), iv("x", at(9), at(9, 30))],
            {"repeated_infusion": "added"},
            "96365",
            {2: with_event(1)},
        ),
        (ARTERY, {}, "96422", {2: with_event(1)}),
        (
            [subcutaneous("x", at(9), at(9, 30)), subcutaneous("z", at(9, 30), at(10))],
            {},
            "96369",
            {2: with_event(1, "subcutaneous infusion")},
        ),
        (
            [subcutaneous("x", at(9), at(10), site=site) for site in "ab"]
            + [subcutaneous("x", at(10), at(10, 20), site=site) for site in "cd"],
            {},
            "96369 96371",
            {1: with_event(2, "subcutaneous infusion"), 4: "reported once a date"},
        ),
        (
            [saline(at(8), at(8, 20)), saline(at(8, 20), at(8, 40))],
            {},
            "96360",
            {2: with_event(1, "hydration")},
        ),
        (
            [saline(at(8), at(8, 20)), saline(at(9), at(9, 10))],
            {"hydration_parts": "added"},
            "",
            dict.fromkeys((1, 2), "30 minutes: fewer than 31 support no code"),
        ),
        (
            [saline(at(8), at(8, 20)), saline(at(9), at(9, 10))],
            {},
            "",
            dict.fromkeys((1, 2), "30 minutes: fewer than 31 support no code"),
        ),
        (
            [
                saline(at(8), at(8, 20)),
                iv("x", at(8, 20), at(9)),
                saline(at(9), at(9, 30)),
                iv("y", at(9, 30), at(10)),
                saline(at(10), at(10, 31)),
            ],
            {"hydration_parts": "apart"},
            "96365 96361 96367",
            {n: f"{m} minutes: fewer than 31 support no code" for n, m in ((1, 20), (3, 30))},
        ),
        (
            [saline(at(8), at(9)), iv("x", at(8, 25), at(8, 55))],
            {"hydration_parts": "apart"},
            "96365",
            {
                1: "30 of 60 minutes not counted: another drug was running; "
                "30 minutes: fewer than 31 support no code"
            },
        ),
        (
            [saline(at(8), at(8)), saline(at(9), at(9, 15))],
            {"shortest_hydration": 16, "hydration_parts": "apart"},
            "",
            {n: f"{m} minutes: fewer than 16 support no code" for n, m in ((1, 0), (2, 15))},
        ),
        (
            [saline(at(8), at(9)), saline(at(9), at(9, 30)), iv("x", at(9), at(9, 30))],
            {},
            "96365 96361",
            {2: "30 of 30 minutes not counted: another drug was running"},
        ),
        (
            [
                saline(at(8), at(8, 30)),
                iv("x", at(8), at(8, 30)),
                saline(at(10), at(10, 40)),
                saline(at(10, 40), at(11)),
                iv("y", at(10, 50), at(11, 10)),
            ],
            {},
            "96365 96361 96367",
            {
                1: "30 of 30 minutes not counted: another drug was running",
                4: "10 of 20 minutes not counted: another drug was running; "
                + with_event(3, "hydration"),
            },
        ),
    ],
)
def test_an_event_that_supports_no_code_says_why(
    events: list[Administration], more: dict[str, Any], billed: str, reasons: dict[int, str]
) -> None:
    encounter = coded(*events, **more)
    assert lines(encounter) == billed
    assert not_supported(encounter) == reasons
    assert {each.event for each in encounter.events} == set(range(1, len(events) + 1))


def test_a_line_that_all_alternatives_give_is_reported_whichever_event_it_is_of() -> None:
    # added up the first part begins the hour, apart the second
    drug = iv("J3373", at(8, 20), at(9))
    encounter = coded(saline(at(8), at(8, 20)), drug, saline(at(9), at(9, 40)))
    assert lines(encounter) == "96365 96361"
    (line,) = encounter.lines[1:]
    assert line.events == (1, 3)
    assert line.reason.endswith("however it is settled, by event 1 or 3")


def test_the_drugs_of_bill_join_the_lines_of_the_encounter() -> None:
    drugs = bill(
        "J9271",
        on=at(9).date(),
        administered="200 mg",
        opened=["100 mg", "100 mg"],
        policy="medicare",
        setting="professional",
    ).lines
    encounter = coded(chemo("J9271", at(9), at(9, 30)), setting="professional")
    claim = encounter.claim_lines(drugs, place_of_service="11")
    assert [(line.code, line.units) for line in claim] == [("J9271", 200), ("96413", 1)]
    assert claim[-1].place_of_service == "11"


def test_an_open_line_does_not_go_on_a_claim() -> None:
    encounter = coded(iv("J3373", at(8)))
    assert [str(line) for line in encounter.open] == [str(encounter)]
    assert str(encounter).startswith("96374 or 96365: needs documentation, no stop time")
    with pytest.raises(BadClaimLine, match="settle it before it goes on a claim"):
        encounter.claim_lines()


def test_one_drug_by_two_families_is_refused_whatever_else_is_open() -> None:
    both = [iv("x", at(8), at(9)), chemo("x", at(9), at(10))]
    open_drug = iv("J1745", at(7), at(8), "")
    for day in ([open_drug, *both], [*both, open_drug]):
        number = day.index(both[0]) + 1
        with pytest.raises(
            BadAdministration, match=f"complex here and therapeutic in event {number} "
        ):
            coded(*day)


def test_what_was_supported_comes_in_order_of_time_and_then_of_the_chart() -> None:
    day = [shot("c", at(9)), shot("b", at(8)), shot("a", at(8)), iv("d", at(7), at(9, 30))]
    encounter = coded(*day)
    assert [each.event for each in encounter.events] == [4, 4, 3, 2, 1]


def test_texts_that_are_equal_are_the_same_wherever_they_come_from() -> None:
    def fresh(text: str) -> str:
        return "".join(list(text))

    day = [
        iv("x", at(8), at(10)),
        iv("x", at(12), at(13)),
        push("y", at(9)),
        push("y", at(9, 40)),
        saline(at(10), at(10, 40)),
        saline(at(11), at(11, 20)),
        Administration("J9190", "intravenous", "pump", at(14), None, "complex"),
        Administration("J9200", "intra-arterial", "infusion", at(8), at(10), "complex"),
        Administration("heparin", "intravenous", "flush", at(8)),
        subcutaneous("z", at(8), at(9)),
        shot("w", at(8)),
        shot("w", at(9)),
        Administration("v", "subcutaneous", "on-body injector", at(8), None, "therapeutic"),
        Administration("J0178", "intravitreal", "procedure", at(8), side="right"),
        Administration("J0178", "intravitreal", "procedure", at(8), side="left"),
    ]
    copies = [
        Administration(
            fresh(each.drug),
            fresh(each.route),  # type: ignore[arg-type]
            fresh(each.technique),  # type: ignore[arg-type]
            each.start,
            each.stop,
            fresh(each.family),  # type: ignore[arg-type]
            fresh(each.site),
            side=fresh(each.side),  # type: ignore[arg-type]
        )
        for each in day
    ]
    chosen = {
        "repeated_infusion": "added",
        "hydration_parts": "apart",
        "repeated_injection": "once",
        "both_sides": "RT and LT",
        "missing_stop": "push",
    }
    for setting in ("facility", "professional"):
        one = coded(*day, setting=setting, reason="x", home_pump="prolonged", **chosen)
        other = {name: fresh(choice) for name, choice in chosen.items()}
        home = fresh("prolonged")
        again = coded(*copies, setting=fresh(setting), reason="x", home_pump=home, **other)
        assert again.events == one.events
        assert again.lines == one.lines
    office = coded(*copies, setting=fresh("professional"), place_of_service=fresh("22"))
    assert lines(office) == "?67028 ?67028"


def test_what_was_not_reported_is_shown_as_nothing_and_what_is_open_as_open() -> None:
    day = [saline(at(8), at(8, 20)), iv("J3373", at(9)), iv("x", at(20), at(21), site="left")]
    texts = [str(step).split("): ")[1] for step in coded(*day).steps[:-1]]
    assert texts[0].startswith("nothing, 20 minutes: fewer than 31 support no code [")
    assert "open, initial code of the site; there are several; no stop time is" in texts[1]
    assert "96365, initial code of the site; there are several: document why" in str(texts)
    assert "however it is settled, by event 2 or 3" in str(texts)


def test_the_order_of_events_does_not_matter() -> None:
    day = [saline(at(8), at(9)), chemo("J9263", at(9), at(11)), push("J2405", at(8, 50))]
    assert lines(coded(*day)) == lines(coded(*reversed(day)))


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"stop": at(7)}, "before it starts"),
        ({"route": "intraveinous"}, "'intraveinous' is not a route: pass intravenous"),
        ({"route": None}, "None is not a route: pass one of intravenous, subcutaneous"),
        ({"route": "intravitreal"}, "for the intravitreal route: pass procedure"),
        ({"technique": "drip"}, "pass carrier or flush or infusion or procedure or pump"),
        ({"route": "intramuscular"}, "'infusion' is not a technique for the intramuscular"),
        ({"family": "chemo"}, "'chemo' is not a family"),
        ({"family": "hydration", "technique": "push"}, "hydration is an infusion"),
        ({"family": "hydration", "route": "subcutaneous"}, "hydration is intravenous"),
        ({"drug": " "}, "drug='' is empty"),
        ({"also": ("",)}, "has an empty name"),
        ({"drug": 5}, "drug=5 is empty or not text"),
        ({"site": ""}, "site='' is empty"),
        ({"also": ["J3480"]}, "is not a tuple of drugs"),
        ({"also": (1,)}, "is not a tuple of drugs"),
        ({"start": "9:00"}, "start='9:00' is not a date and time"),
        ({"start": None}, "start=None is not a date and time"),
        ({"stop": at(9).replace(tzinfo=UTC)}, "one has a time zone"),
        ({"stop": at(9).replace(year=2026)}, "correct the dates"),
    ],
)
def test_what_cannot_be_charted_is_refused(changed: dict[str, object], says: str) -> None:
    fields: dict[str, object] = {
        "drug": "J3373",
        "route": "intravenous",
        "technique": "infusion",
        "start": at(8),
        "stop": at(9),
        "family": "therapeutic",
    }
    Administration(**fields)  # type: ignore[arg-type]
    with pytest.raises(BadAdministration, match=says) as caught:
        Administration(**{**fields, **changed})  # type: ignore[arg-type]
    assert isinstance(caught.value, JCodesError)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert str(again) == str(caught.value)


@pytest.mark.parametrize(
    ("events", "more", "says"),
    [
        ((), {}, "nothing was given"),
        (("J9312",), {}, "'J9312' is not an Administration"),
        ((saline(at(8)),), {"setting": "office"}, "'office' is not a setting"),
        ((saline(at(8)),), {"reason": "J9312"}, "'J9312' is not a drug of this encounter"),
        ((saline(at(8)),), {"reason": [None]}, "None is not a drug of this encounter"),
        ((saline(at(8)),), {"reason": 7}, "7 is not a drug: pass saline"),
        ((iv("x", at(8), family=""),), {}, r"event 1 \(x, .*no code has the name 'x': pass "),
        (
            (iv("x", at(8), family="hormonal"),),
            {},
            "a hormonal drug is not given by intravenous infusion",
        ),
        (
            (saline(at(8)), saline(at(8).replace(tzinfo=UTC))),
            {},
            "some times have a time zone",
        ),
        (
            (iv("x", at(8), at(10)), iv("X ", at(9), at(11))),
            {},
            r"event 2 .*is already running at access site 1",
        ),
        (
            (subcutaneous("x", at(8), at(10)), subcutaneous("x", at(9), at(11))),
            {},
            r"event 2 .*is already running at access site 1",
        ),
        (
            (iv("x", at(8), at(9)), chemo("x", at(9), at(10))),
            {},
            "x is complex here and therapeutic in event 1",
        ),
        (
            (Administration("x", "intravenous", "pump", at(8), None, "therapeutic"),),
            {"setting": "professional"},
            "a therapeutic drug is not given by intravenous pump",
        ),
        (
            (Administration("x", "intravenous", "pump", at(8), at(16), "complex"),),
            {},
            "runs more than 8 hours",
        ),
        ((chemo("J9310", at(8), at(9)),), {}, r"event 1 .*J9310 is not in force on 2025-08-01"),
        ((iv("x", at(8), at(9), also=("q5199",)),), {}, r"event 1 .*Q5199"),
        (
            (iv("J3373", datetime(2027, 8, 1, 8), None),),  # noqa: DTZ001 - a chart has local times
            {},
            r"event 1 .*2027",
        ),
        ((saline(at(8)),), {"choices": {"home_pump": "prolonged"}}, "is not a Choices object"),
        ((iv("ondansetron", at(8).replace(year=2027), None, ""),), {}, r"event 1 .*2027"),
        ((saline(at(8)),), {"place_of_service": "1"}, "'1' is not a place of service"),
        ((saline(at(8)),), {"place_of_service": "11"}, "11 is not a facility place of service"),
    ],
)
def test_an_encounter_that_cannot_be_is_refused(
    events: tuple[Administration, ...], more: dict[str, object], says: str
) -> None:
    with pytest.raises((BadAdministration, BadClaimLine), match=says):
        code_encounter(events, **{"setting": "facility", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("events", [saline(at(8)), 5, None])
def test_what_is_not_a_list_of_administrations_is_refused(events: object) -> None:
    with pytest.raises(BadAdministration, match="is not a list of administrations"):
        code_encounter(events, setting="facility")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(Choices.__annotations__))
def test_a_choice_that_is_not_one_is_refused(name: str) -> None:
    with pytest.raises(BadAdministration, match=f"{name}='perhaps' is not a choice: pass one of"):
        Choices(**{name: "perhaps"})  # type: ignore[arg-type]


def test_a_facility_keeps_its_administrations_off_the_claim_of_a_practitioner() -> None:
    encounter = coded(chemo("J9271", at(9), at(10)), setting="professional")
    for place in ("19", "21", "22", "23", "24"):
        with pytest.raises(BadClaimLine, match=f"place of service {place}: the facility") as caught:
            encounter.claim_lines(place_of_service=place)
        assert caught.value.value == place
        assert str(caught.value).endswith(f"pass place_of_service='{place}' to code_encounter too")
    (line,) = encounter.claim_lines(place_of_service="11")
    assert (line.code, line.place_of_service) == ("96413", "11")
    (line,) = coded(chemo("J9271", at(9), at(10))).claim_lines(place_of_service="22")
    assert (line.code, line.place_of_service) == ("96413", "22")
    eye = by_hand("67028", "a")
    (line,) = coded(eye, setting="professional").claim_lines(place_of_service="22")
    assert line.code == "67028"


@pytest.mark.parametrize("drugs", [["J9271"], [1], "J9271", None, 5])
def test_only_claim_lines_join_the_lines_of_an_encounter(drugs: Any) -> None:
    encounter = coded(chemo("J9271", at(9), at(10)))
    with pytest.raises(BadClaimLine, match="is not a claim line: pass the lines of bill"):
        encounter.claim_lines(drugs)


def test_an_administration_over_midnight_shows_the_day_on_which_it_stopped() -> None:
    night = iv("J0692", at(23), at(2, day=2))
    assert str(night) == ("J0692, intravenous infusion, 2025-08-01 23:00 to 2025-08-02 02:00")
    assert str(iv("J0692", at(22), at(23, 59))).endswith("2025-08-01 22:00 to 23:59")
