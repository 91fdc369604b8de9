"""Published charts: what the chart says was ordered, and which of it sources dispute.

Clock times are ours where a source gives only durations.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest

from hcpcs_jcodes import Administration, Amount, BadAdministration, Encounter

from ..charts import at, chemo, coded, iv, lines, push, saline, shot, subcutaneous

OFFICE: dict[str, Any] = {"setting": "professional"}
Charted = list[Administration]


def explained(encounter: Encounter, event: int) -> str:
    """Why an event supported what it did."""
    return "; ".join(each.reason for each in encounter.events if each.event == event)


# --- hydration in one bag ------------------------------------------------------------------


def test_pushes_during_hydration_leave_one_hydration() -> None:
    """MedLearn, 2021-11-15: 180 minutes with two pushes in them."""
    fluid = saline(at(9), at(12))
    timed = [push("J2405", at(9, 30), at(9, 33)), push("J1885", at(10), at(10, 2))]
    untimed = [push("J2405", at(9, 30)), push("J1885", at(10))]
    # charting the pushes better does not make the answer worse
    for pushes in (timed, untimed):
        assert lines(coded(fluid, *pushes)) == "96374 96361x3 96375"
    hours = [each for each in coded(fluid, *timed).events if each.code == "96361"]
    assert sum(each.minutes for each in hours) == 175


def test_a_push_within_a_short_hydration_takes_its_minutes_and_no_more() -> None:
    """MedLearn, 2021-11-15: 45 minutes with a push of two minutes in them."""
    day = [saline(at(9), at(9, 45)), push("J2405", at(9, 20), at(9, 22))]
    assert lines(coded(*day)) == "96374 96361"
    assert "2 of 45 minutes not counted" in explained(coded(*day), 1)


def test_two_bags_with_a_push_between_them_are_one_hydration() -> None:
    """MedLearn, 2021-11-15: the dispute is about another infusion between the bags."""
    bags = [saline(at(9), at(9, 25)), saline(at(9, 35), at(10))]
    between = push("J2405", at(9, 25), at(9, 35))
    assert lines(coded(*bags, between)) == "96374 96361"
    # an infusion of 15 minutes or less is a push
    assert lines(coded(*bags, iv("J2405", at(9, 25), at(9, 35)))) == "96374 96361"


@pytest.mark.parametrize(
    "between",
    [
        iv("J0692", at(9, 30), at(10)),
        chemo("J9271", at(9, 30), at(10)),
        iv("J0692", at(9, 30), at(10), site="left"),
        subcutaneous("J1559", at(9, 30), at(10)),
        Administration("J9200", "intra-arterial", "infusion", at(9, 30), at(10)),
        push("J0692", at(9, 30), at(10), attended=False),
        Administration("red cells", "intravenous", "procedure", at(9, 30), at(10),
                       procedure="36430"),
    ],
    ids=str,
)  # fmt: skip
def test_bags_before_and_after_another_infusion_are_disputed(between: Administration) -> None:
    """CPT Assistant, June 2007, and an AAPC forum disagree."""
    bags = [saline(at(9), at(9, 29)), saline(at(10), at(10, 20))]
    assert lines(coded(*bags, between)).endswith(("?96360", "?96361"))
    # with nothing but a pause between them they are one
    assert lines(coded(*bags)) == "96360"


def test_a_bag_that_runs_on_during_an_infusion_is_one_hydration() -> None:
    """MedLearn, 2021-11-15: 260 minutes, of which an infusion took 120 and a push none."""
    day = [saline(at(8), at(12, 20)), chemo("J1745", at(9), at(11)), push("J2405", at(9, 30))]
    encounter = coded(*day)
    assert lines(encounter) == "96413 96361x2 96375 96415"
    picture = encounter.svg()
    assert "96361 x 2" in picture
    assert "?" not in picture.replace("<?xml", "").replace("?>", "")
    # a pause that is charted during the infusion changes nothing
    paused = saline(at(8), at(12, 20), pauses=[(at(9), at(11))])
    assert lines(coded(paused, *day[1:])) == lines(encounter)
    # neither does a second bag that was hung while the first ran
    bags = [saline(at(8), at(10)), saline(at(10), at(12, 20))]
    assert lines(coded(*bags, *day[1:])) == lines(encounter)


# --- infusions that were interrupted, or stopped early ---------------------------------------


def test_an_interrupted_infusion_is_one_without_its_pause() -> None:
    """AAPC Oncology Alert, 149056: 80 and 165 minutes of rituximab, 75 minutes of pause."""
    paused = chemo("J9312", at(11, 20), at(16, 40), pauses=[(at(12, 40), at(13, 55))])
    assert paused.minutes == 245
    assert lines(coded(paused, **OFFICE)) == "96413 96415x3"
    assert str(paused) == (
        "J9312, intravenous infusion, 2025-08-01 11:20 to 16:40, without 75 minutes of pause"
    )
    parts = [
        chemo("J9312", at(11, 20), at(12, 40)),
        chemo("J9312", at(13, 55), at(16, 40), resumes=True),
    ]
    assert lines(coded(*parts, **OFFICE)) == "96413 96415x3"
    # as two infusions it is open where sources that disagree give other lines
    again = [chemo("J9312", at(8), at(8, 45)), chemo("J9312", at(10), at(10, 45))]
    assert lines(coded(*again, **OFFICE)) == "96413 ?96415"
    resumed = [again[0], chemo("J9312", at(10), at(10, 45), resumes=True)]
    assert lines(coded(*resumed, **OFFICE)) == "96413"


def test_what_runs_during_a_pause_is_not_concurrent_and_is_hydration() -> None:
    """AAPC Oncology Alert, 149056: the pause is no part of the infusion."""
    paused = iv("J3373", at(8), at(11), pauses=[(at(9), at(10))])
    assert lines(coded(paused, iv("J0692", at(9), at(10)))) == "96365 96366 96367"
    assert lines(coded(paused, saline(at(9), at(10)))) == "96365 96361 96366"
    # without the pause both ran at the same time as the drug
    assert lines(coded(iv("J3373", at(8), at(11)), iv("J0692", at(9), at(10)))) == (
        "96365 96366x2 96368"
    )


def test_a_drug_may_be_given_again_only_outside_the_times_at_which_it_ran() -> None:
    """A chart with one event for the pause and another for what ran in it is read as it is."""
    paused = iv("J3373", at(8), at(11), pauses=[(at(9), at(10))])
    assert lines(coded(paused, iv("J3373", at(9, 10), at(9, 50)))) == "96365 96366x2"
    with pytest.raises(BadAdministration, match="already running"):
        coded(paused, iv("J3373", at(9, 50), at(10, 10)))


@pytest.mark.parametrize(
    ("setting", "modifiers"), [("professional", "or with 53"), ("facility", "with 52, with 74")]
)
def test_an_infusion_that_was_stopped_early_is_never_a_push(setting: Any, modifiers: str) -> None:
    """Palmetto GBA, J11 Part B, 2014; AAPC forum, 145827 and 173706: ten minutes, a reaction."""
    ten = chemo("J9312", at(9), at(9, 10), stopped_early=True)
    encounter = coded(ten, setting=setting)
    assert lines(encounter) == "?96413"
    assert modifiers in explained(encounter, 1)
    assert "JW for the rest of the bag" in explained(encounter, 1)
    # not charted, its minutes make it a push
    assert lines(coded(chemo("J9312", at(9), at(9, 10)), setting=setting)) == "96409"


def test_an_infusion_that_was_stopped_after_more_than_15_minutes_goes_by_its_minutes() -> None:
    """Palmetto GBA, J11 Part B, 2014: the rule is about what its minutes would make a push."""
    assert lines(coded(chemo("J9312", at(9), at(9, 15), stopped_early=True))) == "?96413"
    assert lines(coded(chemo("J9312", at(9), at(9, 16), stopped_early=True))) == "96413"
    resumed = [
        chemo("J9312", at(9), at(9, 10), stopped_early=True),
        chemo("J9312", at(10), at(11), resumes=True),
    ]
    assert lines(coded(*resumed)) == "96413"


@pytest.mark.parametrize(
    ("given_", "billed"),
    [
        (iv("J0692", at(9), at(9, 10), stopped_early=True), "?96365"),
        (subcutaneous("J1559", at(9), at(9, 10), stopped_early=True), "?96369"),
        (Administration("J9200", "intra-arterial", "infusion", at(9), at(9, 10),
                        stopped_early=True), "?96422"),
        (saline(at(9), at(9, 40), stopped_early=True), "96360"),
    ],
    ids=lambda each: str(each)[:40],
)  # fmt: skip
def test_an_early_stop_is_one_by_any_route(given_: Administration, billed: str) -> None:
    """Palmetto GBA, J11 Part B, 2014, for the other infusions; hydration has its 31 minutes."""
    assert lines(coded(given_)) == billed


def test_an_infusion_that_was_stopped_early_keeps_its_rank() -> None:
    """Palmetto GBA, J11 Part B, 2014: what follows is the initial only if it has no code."""
    day = [chemo("J9312", at(9), at(9, 10), stopped_early=True), push("J2405", at(9, 20))]
    assert lines(coded(*day)) == "?96413|96374 ?96375"


# --- pushes that take their time ---------------------------------------------------------------


def test_a_push_that_somebody_stayed_with_is_a_push() -> None:
    """AAPC forum, 106018: J9206 for an hour, then J9190 pushed over 20 minutes."""
    first = chemo("J9206", at(8, 30), at(9, 30))
    times: Any = (at(9, 35), at(9, 55), "complex")
    assert lines(coded(first, push("J9190", *times, attended=True))) == "96413 96411"
    assert lines(coded(first, push("J9190", *times, attended=False))) == "96413 96417"
    asked = coded(first, push("J9190", *times))
    assert lines(asked) == "96413 ?96411|96417"
    assert "document whether somebody stayed" in explained(asked, 2)


@pytest.mark.parametrize(("minutes", "unknown"), [(15, "96374"), (16, "?96374|96365")])
def test_a_push_alone_is_asked_about_from_16_minutes(minutes: int, unknown: str) -> None:
    """AAPC forum, 106018, beside CMS, OPPS (R785CP)."""
    times = at(9), at(9, minutes)
    assert lines(coded(push("J2405", *times))) == unknown
    assert lines(coded(push("J2405", *times, attended=True))) == "96374"
    by_minutes = "96374" if minutes == 15 else "96365"
    assert lines(coded(push("J2405", *times, attended=False))) == by_minutes


def test_a_slow_push_takes_its_minutes_from_hydration() -> None:
    """MedLearn, 2021-11-15: 95 minutes less 20 are 75."""
    fluid = saline(at(8), at(9, 35))
    for stayed in (True, None):
        slow = push("J2405", at(8, 30), at(8, 50), attended=stayed)
        encounter = coded(fluid, slow)
        assert "20 of 95 minutes not counted" in explained(encounter, 1)
    assert lines(coded(fluid, push("J2405", at(8, 30), at(8, 50), attended=True))) == (
        "96374 96361"
    )


@pytest.mark.parametrize("stayed", [True, False, None])
def test_a_push_of_a_drug_while_it_is_infused_is_no_contradiction(stayed: Any) -> None:
    """AAPC forum, 106018, for a bolus from the bag: by its minutes it is part of the infusion."""
    day = [iv("J2270", at(8), at(10)), push("J2270", at(8, 30), at(8, 50), attended=stayed)]
    expected = {True: "96365 96366 ?96375", False: "96365 96366", None: "96365 96366 ?"}
    assert lines(coded(*day)).startswith(expected[stayed])


def test_a_slow_push_of_the_same_drug_counts_from_the_last() -> None:
    """AAPC forum, 106018: the second is the same drug in a hospital."""
    day = [push("J2270", at(8)), push("J2270", at(9), at(9, 20), attended=True)]
    assert lines(coded(*day)) == "96374 96376"
    # and beside an infusion of its drug it stays a question of its own, as any push
    infused = [iv("J2270", at(8), at(9)), day[1]]
    assert lines(coded(*infused)) == "96365 ?96375|96376"


# --- injections ----------------------------------------------------------------------------------


def test_doses_of_different_days_are_each_an_injection() -> None:
    """A hospital chart over four days: enoxaparin daily."""
    days = [shot("J1650", at(9, day=day)) for day in (1, 2)]
    assert lines(coded(*days)) == "96372 96372"
    eight_hours = [shot("J1644", at(hour)) for hour in (6, 14, 22)]
    assert lines(coded(*eight_hours)) == "96372x3"


@pytest.mark.parametrize(("minutes", "billed"), [(0, "?96372"), (14, "?96372"), (15, "")])
def test_only_a_dose_divided_at_one_time_is_disputed(minutes: int, billed: str) -> None:
    """AAPC forum, 136708: one dose in two syringes; three take some ten minutes."""
    pair = [shot("J3420", at(9)), shot("J3420", at(9, minutes))]
    assert lines(coded(*pair)) == (f"96372 {billed}" if billed else "96372x2")
    assert lines(coded(*pair, repeated_injection="each")) == "96372x2"
    # a choice about a divided dose leaves other doses alone
    assert lines(coded(*pair, repeated_injection="once")) == ("96372" if billed else "96372x2")


def test_three_syringes_of_one_dose_are_one_dose() -> None:
    """AAPC forum, 136708, for a dose in three syringes, over midnight too."""
    three = [shot("J3420", at(9, minute)) for minute in (0, 4, 8)]
    assert lines(coded(*three)) == "96372 ?96372 ?96372"
    late = [shot("J3420", at(23, 58)), shot("J3420", at(0, 1, day=2))]
    assert lines(coded(*late)) == "96372 ?96372"


def test_a_choice_about_a_hormone_is_honored() -> None:
    """AAPC: once an encounter; CMS, MUE of 2026Q4: two units of 96402."""
    two = [shot("J9395", at(9, minute), "hormonal", "intramuscular") for minute in (0, 2)]
    assert lines(coded(*two, repeated_injection="each")) == "96402x2"
    assert lines(coded(*two, repeated_injection="once")) == "96402"
    assert lines(coded(*two)) == "96402 ?96402"


# --- infusions at the same time ---------------------------------------------------------------


def test_what_ran_inside_another_infusion_never_is_sequential() -> None:
    """NCCI Policy Manual, ch. XI: 96368 once, whatever the number of drugs or the time."""
    day = [
        iv("J3373", at(8, 30), at(10, 30)),
        iv("J0692", at(10, 10), at(11, 40)),
        iv("J1453", at(11, 5), at(11, 35)),
    ]
    assert lines(coded(*day, partial_overlap="concurrent")) == "96365 96366 96368"
    assert lines(coded(*day, partial_overlap="sequential")) == "96365 96366 96367 96368"
    four = [*day, iv("J2543", at(11, 5), at(11, 35))]
    assert lines(coded(*four, partial_overlap="concurrent")) == "96365 96366 96368"


def test_a_drug_inside_a_complex_infusion_without_a_code_is_concurrent() -> None:
    """CPT Assistant, November 2005, and NCCI Policy Manual, ch. XI."""
    day = [
        chemo("J9263", at(8), at(9)),
        chemo("J9035", at(8, 30), at(10)),
        iv("J1453", at(9, 10), at(9, 40)),
    ]
    assert lines(coded(*day, partial_overlap="concurrent")) == "96413 96368 ?96549"


# --- what a chart writes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "given_"),
    [
        ("50 mcg/h", "75 mcg"),
        ("5 mL/h", "7.5 mL"),
        ("0.5 mg/min", "45 mg"),
        ("1,000 mL/24 h", "62.5 mL"),
        ("20 units per hour", "30 units"),
        ("100 mg per 30 minutes", "300 mg"),
        ("1 g/day", "0.0625 g"),
    ],
)
def test_a_rate_is_multiplied_by_the_minutes(rate: str, given_: str) -> None:
    """A pump is charted by its rate: A53778."""
    infused = iv("J3010", at(8), at(9, 30), dose=rate)
    assert infused.dose == Amount(given_)
    paused = iv("J3010", at(8), at(10), dose=rate, pauses=[(at(8, 30), at(9))])
    assert paused.dose == infused.dose


def test_a_rate_is_exact() -> None:
    """No decimals are lost: 50 mcg/h for 25 minutes."""
    dose = iv("J3010", at(8), at(8, 25), dose="50 mcg/h").dose
    assert isinstance(dose, Amount)
    assert dose.value == Fraction(125, 6)


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        (
            "2 mcg/kg/min",
            "multiply it by the weight or surface first, and write what is given per min",
        ),
        ("2 mg per m2 per hour", "write what is given per hour"),
        ("x/h", "does not begin with a number"),
        ("5 mg/0 h", "no amount is given in no time"),
        ("10 mg/mL", "is a ratio, not a unit"),
        ("0 mg/h", "nothing was given"),
        ("5 mg/h" + " " * 80 + "h", "too long"),
    ],
)
def test_what_is_no_rate_is_refused_with_what_would_do(rate: str, says: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        iv("J3010", at(8), at(9), dose=rate)
    assert says in str(caught.value)


def test_a_rate_needs_its_stop_time() -> None:
    """A visit is not refused for it: the dose is asked for, and ``doses`` leaves it out."""
    drip = iv("J3010", at(8), dose="50 mcg/h")
    assert drip.dose == "50 mcg/h"
    encounter = coded(drip, push("J1885", at(9)))
    assert encounter.doses == {}
    (asked,) = (each for each in encounter.questions if each.kind == "dose")
    assert (asked.severity, asked.event, asked.argument) == ("blocks", 1, "stop")
    stopped = iv("J3010", at(8), at(10), dose="50 mcg/h")
    assert coded(stopped).doses == {("J3010", at(8).date()): Amount("100 mcg")}


class NaTType(datetime):
    """The missing time of pandas: a datetime that is not equal to itself."""

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


class NAType:
    """The missing value of pandas, which has no truth."""


class Unclear:
    """A value that cannot be compared."""

    def __ne__(self, other: object) -> bool:
        raise TypeError


@pytest.mark.parametrize(
    "written",
    [
        "2025-08-01T08:00",
        "2025-08-01 08:00",
        " 2025-08-01 08:00:00 ",
        "2025-08-01T08:00:00.000",
        "2025-08-01t08:00",
        "20250801T0800",
        "20250801t080000",
        "20250801T080000.000",
    ],
)
def test_a_time_may_be_written_as_text(written: str) -> None:
    assert iv("J0692", written, at(9)) == iv("J0692", at(8), at(9))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "hours"),
    [("2025-08-01T08:00Z", 0), ("2025-08-01 08:00:30+00:00", 0), ("2025-08-01T08:00-05:00", -5),
     ("2025-08-01 08:00 +0530", 5.5), ("20250801T0800-0500", -5), ("20250801T0800Z", 0), ("2025-08-01 08:00-06", -6)],
)  # fmt: skip
def test_a_time_of_a_zone_may_be_written_as_text(written: str, hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    start = iv("J0692", written).start  # type: ignore[arg-type]
    assert start.replace(second=0) == datetime(2025, 8, 1, 8, tzinfo=zone)
    assert start.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "written",
    [
        "2025-08-01",
        "08:00",
        "2025-08-01 25:00",
        "2025-W31-5T08:00",
        "20250801 0800",
        "20250801T08",
        "20250801T08:00",
        "20250801T2500",
        "202508010800",
        "x" * 99,
        "",
    ],
)
def test_what_is_no_time_is_refused(written: str) -> None:
    for times in ({"start": written}, {"start": at(8), "stop": written}):
        with pytest.raises(BadAdministration, match="is not a date and time: pass datetime"):
            Administration("J0692", "intravenous", "infusion", **times)


@pytest.mark.parametrize("missing", [NaTType(2025, 8, 1), NAType(), float("nan"), None])
def test_a_missing_value_is_a_missing_stop(missing: Any) -> None:
    assert iv("J0692", at(8), missing).stop is None
    with pytest.raises(BadAdministration, match="start="):
        iv("J0692", missing)


@pytest.mark.parametrize("value", [Unclear(), 5, ["9:00"]])
def test_a_value_of_another_kind_is_refused(value: Any) -> None:
    with pytest.raises(BadAdministration, match="is not a date and time"):
        iv("J0692", at(8), value)


def test_seconds_are_cut_off_as_a_clock_without_them_shows_the_time() -> None:
    """16 minutes on the clock, and 15:20 by the second."""
    given_ = iv("J0692", "2025-08-01 08:00:50", "2025-08-01 08:16:10")  # type: ignore[arg-type]
    assert given_.minutes == 16
    assert lines(coded(given_)) == "96365"
    step = str(coded(given_).steps[0])
    assert "2025-08-01 08:00:50 to 08:16:10, counted in whole minutes" in step
    assert coded(given_).events[0].at == at(8)


def test_a_pause_has_whole_minutes_too() -> None:
    seconds = timedelta(seconds=20)
    pauses = [(at(8, 20) + seconds, at(8, 40) + seconds), (at(8, 50), at(8, 50) + seconds)]
    given_ = iv("J0692", at(8), at(9), pauses=pauses)
    assert given_.minutes == 40
    assert [span.minutes for span in given_.pauses] == [20]


# --- the date of service -----------------------------------------------------------------------------

UTC_NIGHT = datetime(2025, 8, 2, 1, tzinfo=UTC)


def test_a_time_of_another_zone_is_billed_on_the_date_where_the_caller_is() -> None:
    """01:00 UTC is 20:00 of the evening before in Chicago."""
    dose = iv("J0692", UTC_NIGHT, UTC_NIGHT + timedelta(hours=1), dose="1 g")
    (line,) = coded(dose).lines
    assert line.on == UTC_NIGHT.date()
    encounter = coded(dose, zone="America/Chicago")
    (line,) = encounter.lines
    assert line.on == at(0).date()
    assert list(encounter.doses) == [("J0692", at(0).date())]
    assert "2025-08-01 20:00 to 21:00" in str(encounter.steps[0])
    assert coded(dose, zone=timezone(timedelta(hours=-5))).lines == encounter.lines


def test_midnight_is_that_of_the_zone() -> None:
    """Hours from 04:30 UTC: the second begins after midnight in Chicago."""
    start = datetime(2025, 8, 2, 4, 30, tzinfo=UTC)
    long = iv("J0692", start, start + timedelta(minutes=150))
    assert Counter(line.on.day for line in coded(long).lines) == {2: 2}
    assert [line.on.day for line in coded(long, zone="America/Chicago").lines] == [1, 2]
    paused = iv("J0692", start, start + timedelta(minutes=180),
                pauses=[(start + timedelta(minutes=10), start + timedelta(minutes=40))])  # fmt: skip
    (there,) = coded(paused, zone="America/Chicago").administrations
    assert [(span.start.hour, span.minutes) for span in there.pauses] == [(23, 30)]


def test_the_clock_change_of_the_zone_changes_no_minutes() -> None:
    start = datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    night = iv("J0692", start, start + timedelta(minutes=90))
    (there,) = coded(night, zone="America/New_York").administrations
    assert (there.start.hour, there.stop and there.stop.hour, there.minutes) == (1, 2, 90)
    assert lines(coded(night, zone="America/New_York")) == "96365"


@pytest.mark.parametrize("zone", ["Chicago", "", "../etc", "America", 5, "x" * 600, "a\0b"])
def test_a_zone_that_is_none_is_refused(zone: Any) -> None:
    with pytest.raises(BadAdministration) as caught:
        coded(iv("J0692", UTC_NIGHT), zone=zone)
    assert "is not a time zone: pass one such as 'America/Chicago'" in str(caught.value)
    assert len(str(caught.value)) < 500


def test_local_times_refuse_a_zone() -> None:
    with pytest.raises(BadAdministration, match="has no time zone, and is read as local time"):
        coded(iv("J0692", at(8), at(9)), zone="America/Chicago")


def test_the_end_of_the_calendar_is_refused() -> None:
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    with pytest.raises(BadAdministration, match="cannot be moved to"):
        coded(iv("J0692", last), zone=timezone(timedelta(hours=5)))


# --- doses that were not given -------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["held", "refused"])
def test_a_dose_that_was_not_given_counts_for_nothing(why: Any) -> None:
    """IOM 100-04 ch. 17 section 40: nothing given, no drug line and no discarded drug."""
    due = chemo("J9312", at(8), not_given=why)
    given_ = [push("J2405", at(9), dose="4 mg"), saline(at(8), at(9))]
    encounter = coded(due, *given_)
    assert lines(encounter) == lines(coded(*given_)) == "96374 96361"
    assert list(encounter.doses) == [("J2405", at(0).date())]
    assert explained(encounter, 1) == (
        f"{why}: nothing was given, so nothing is reported or discarded"
    )
    assert "nothing</text>" in encounter.svg()
    assert f"2025-08-01 08:00, {why}): nothing" in str(encounter.steps)
    assert lines(coded(due)) == ""


def test_a_dose_that_was_not_given_occupies_nothing() -> None:
    """IOM 100-04 ch. 17 section 40: a flush, a second visit and a repeat are as if it were not."""
    flush = Administration("J1642", "intravenous", "flush", at(10))
    due = iv("J0692", at(8), not_given="held")
    assert lines(coded(due, flush)) == lines(coded(flush))
    day = iv("J0692", at(12), at(13))
    assert lines(coded(day, earlier=[coded(due)])) == lines(coded(day))
    assert lines(coded(due, earlier=[coded(day)])) == ""
    assert lines(coded(due, day)) == "96365"
    # not even its name need be known
    unknown = Administration("a trial drug", "intravenous", "push", at(8), not_given="held")
    assert lines(coded(unknown, day)) == "96365"
    # the reason for the visit may be what was held
    office: dict[str, Any] = {"setting": "professional", "reason": "J9312"}
    held = chemo("J9312", at(8), not_given="held")
    assert lines(coded(held, saline(at(8), at(9)), **office)) == "96360"


# --- names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ("J2405", "ondansetron", "Zofran", "Ondansetron "),
        ("zofran", "Ondansetron"),
        ("j2405 ", "J2405"),
    ],
)
def test_the_doses_of_a_drug_are_added_up_under_its_code(names: tuple[str, ...]) -> None:
    day = [push(name, at(8 + n), family="", dose="4 mg") for n, name in enumerate(names)]
    on = at(0).date()
    assert coded(*day).doses == {("J2405", on): Amount(f"{4 * len(names)} mg")}
    assert coded(*day).doses == coded(*reversed(day)).doses


def test_a_name_of_several_codes_stays_a_name() -> None:
    """Heparin has three codes, and bortezomib six, of different makers."""
    names = [
        push(name, at(8 + n), dose="100 units") for n, name in enumerate(["Heparin", "heparin"])
    ]
    assert list(coded(*names).doses) == [("Heparin", at(0).date())]
    makers = [chemo(code, at(8 + n), at(9 + n), dose="2 mg") for n, code in
              enumerate(["J9041", "J9046"])]  # fmt: skip
    assert [drug for drug, _ in coded(*makers).doses] == ["J9041", "J9046"]
    biosimilar = [chemo(name, at(8, day=day), at(9, day=day), dose="500 mg")
                  for day, name in enumerate(["Rituxan", "Truxima"], start=1)]  # fmt: skip
    assert [drug for drug, _ in coded(*biosimilar).doses] == ["J9312", "Q5115"]
    unlisted = push("trial drug", at(8), dose="1 mg")
    assert list(coded(unlisted).doses) == [("trial drug", at(0).date())]


@pytest.mark.parametrize("text", ["J9312\x1b[31m", "a\x00b", "a\u202eb", "\ud800"])
def test_characters_that_do_not_print_are_refused(text: str) -> None:
    for place in ({"drug": text}, {"site": text}, {"also": (text,)}):
        chart: dict[str, Any] = {"drug": "J9312", **place}
        with pytest.raises(BadAdministration, match="has characters that do not print"):
            Administration(route="intravenous", technique="infusion", start=at(8), **chart)


def test_names_have_a_length_that_texts_can_show() -> None:
    assert chemo("d" * 150, at(8)).drug == "d" * 150
    for place in ({"drug": "d" * 151}, {"site": "s" * 151}, {"also": ("d" * 151,)}):
        chart: dict[str, Any] = {"drug": "J9312", **place}
        with pytest.raises(BadAdministration, match="is too long for the name of a drug or site"):
            Administration(route="intravenous", technique="infusion", start=at(8), **chart)
    assert str(iv("d" * 100, at(8))).startswith("d" * 100 + ", intravenous")
    assert str(iv("d" * 101, at(8))).startswith("d" * 99 + "…, intravenous")
    bag = iv("d" * 150, at(8), family="", also=tuple(f"drug {n}" for n in range(500)))
    with pytest.raises(BadAdministration) as caught:
        coded(bag)
    assert len(str(caught.value)) < 500


def test_spaces_of_any_kind_are_spaces() -> None:
    assert iv("Solu\u00a0 Medrol\t", at(8)).drug == "Solu Medrol"
    assert chemo("j9312 ", at(8)).drug == "J9312"


# --- eyes and joints --------------------------------------------------------------------------------------


def in_eye(site: str, **more: Any) -> Administration:
    return Administration("J0178", "intravitreal", "procedure", at(8), site=site, **more)


def in_joint(site: str, **more: Any) -> Administration:
    return Administration(
        "J3301", "intra-articular", "procedure", at(8), site=site, procedure="20610", **more
    )


@pytest.mark.parametrize(
    ("right", "left"),
    [
        ("right eye", "left eye"),
        ("OD", "OS"),
        ("Eye, right", "eye (left)"),
        ("RT", "LT"),
        ("R eye", "L eye"),
    ],
)
def test_a_side_named_as_site_is_the_side_of_one_place(right: str, left: str) -> None:
    """NCCI Policy Manual, ch. I §V: 67028 in both eyes is one line with 50."""
    eyes = [in_eye(right), in_eye(left)]
    assert lines(coded(*eyes, both_sides="50")) == "67028-50"
    assert lines(coded(*eyes, both_sides="RT and LT")) == "67028-LT 67028-RT"
    assert lines(coded(in_eye(right))) == "67028-RT"
    mixed = [in_eye(right), in_eye("1", side="left")]
    assert lines(coded(*mixed, both_sides="50")) == "67028-50"


def test_a_joint_keeps_its_name() -> None:
    knees = [in_joint("right knee"), in_joint("Knee (LT)")]
    assert [each.site for each in knees] == ["knee", "knee"]
    assert lines(coded(*knees, both_sides="50")) == "20610-50"
    other = [in_joint("right knee"), in_joint("left shoulder")]
    assert lines(coded(*other, both_sides="50")) == "20610-RT 20610-LT"
    assert in_joint("right knee", side="right") == knees[0]
    assert in_joint("os trigonum", side="left").side == "left"


@pytest.mark.parametrize(
    ("site", "more", "says"),
    [
        ("right eye", {"side": "left"}, "site='right eye' names right, and side='left'"),
        ("both eyes", {}, "site='both eyes' names right and left: chart each side by itself"),
        ("OU", {}, "names right and left: chart each side by itself"),
        ("left and right eye", {}, "chart each side by itself"),
    ],
)
def test_two_sides_are_never_one(site: str, more: dict[str, Any], says: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        in_eye(site, **more)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("route", "drug"),
    [("intravesical", "J9030"), ("intrauterine", "J7297"), ("intraperitoneal", "J9190")],
)
def test_an_organ_without_sides_has_none(route: Any, drug: str) -> None:
    """51720-LT does not exist."""
    with pytest.raises(BadAdministration, match=f"the {route} route has no sides: omit it"):
        Administration(drug, route, "procedure", at(8), side="left")


def test_denosumab_is_complex_for_one_payer_and_not_for_another() -> None:
    """AAPC forum, 31464; Independence Blue Cross, 2022-04-26."""
    assert lines(coded(shot("J0897", at(9), ""))) == "?96401|96372"
    assert lines(coded(shot("J0897", at(9)))) == "96372"
    assert lines(coded(shot("J0897", at(9), "complex"))) == "96401"


def test_a_vein_keeps_the_side_in_its_name() -> None:
    assert iv("J0692", at(8), site="Left arm").site == "left arm"
    assert iv("J0692", at(8), site="Left arm").side == ""


# --- what does not fit together ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"attended": True}, "attended= is for technique push: omit it"),
        ({"attended": "yes", "technique": "push"}, "attended='yes' is neither True nor False"),
        ({"stopped_early": None}, "stopped_early=None is neither True nor False"),
        ({"stopped_early": True, "technique": "push"}, "stopped_early= is for technique infusion"),
        ({"stopped_early": True, "stop": None}, "chart the stop time: pauses and an early stop"),
        ({"stopped_early": True, "stop": at(8)}, "it ran for less than a minute"),
        ({"resumes": True, "technique": "push"}, "resumes= is for technique infusion: omit it"),
        ({"pauses": [(at(8, 10), at(8, 20))], "technique": "push"}, "infusion or pump: omit it"),
        ({"pauses": [(at(8, 10), at(8, 20))], "stop": None}, "chart the stop time"),
        ({"pauses": [(at(7), at(8, 20))]}, "is not within its times: correct it"),
        ({"pauses": [(at(8, 50), at(9, 20))]}, "is not within its times: correct it"),
        ({"pauses": [(at(8), at(9))]}, "is not within its times: correct it"),
        ({"pauses": [(at(8, 20), at(8, 10))]}, "are not pairs of times"),
        ({"pauses": at(8, 20)}, "are not pairs of times: pass [(start, stop), ...]"),
        ({"pauses": [at(8, 20)]}, "are not pairs of times"),
        ({"pauses": [(at(8, 20), "x")]}, "are not pairs of times"),
        ({"pauses": [(UTC_NIGHT, UTC_NIGHT)]}, ""),
        ({"pauses": [(UTC_NIGHT, UTC_NIGHT + timedelta(hours=1))]}, "one has a time zone"),
        ({"not_given": "late"}, "not_given='late': pass held or refused, or omit it"),
        ({"not_given": "held"}, "nothing was given (held): omit stop="),
    ],
)
def test_what_does_not_fit_together_is_refused(changed: dict[str, Any], says: str) -> None:
    chart: dict[str, Any] = {"technique": "infusion", "start": at(8), "stop": at(9), **changed}
    if not says:  # a pause of no minutes is none
        assert Administration("J0692", "intravenous", **chart).pauses == ()
        return
    with pytest.raises(BadAdministration) as caught:
        Administration("J0692", "intravenous", **chart)
    assert says in str(caught.value)


def test_nothing_given_may_be_charted_as_a_dose_of_nothing() -> None:
    assert iv("J0692", at(8), dose="0 mg", not_given="held").dose is None


@pytest.mark.parametrize("reason", ["held", "refused"])
def test_what_was_ordered_may_stand_beside_what_was_not_given(reason: str) -> None:
    """A medication record keeps the ordered dose in the row of a dose that was held."""
    ordered = iv("J0692", at(8), dose="1 g", not_given=reason)
    assert ordered == iv("J0692", at(8), not_given=reason, ordered="1 g")
    assert ordered.dose is None
    assert not coded(ordered).doses
    with pytest.raises(BadAdministration, match="dose: "):
        iv("J0692", at(8), dose="1 gallon", not_given=reason)


@pytest.mark.parametrize(
    "before",
    [
        [],
        [iv("J3373", at(8), at(9))],
        [iv("J0692", at(8), at(9), site="left")],
        [iv("J0692", at(8), not_given="held")],
        [push("J0692", at(8), at(8, 5))],
    ],
    ids=str,
)
def test_what_resumes_goes_on_with_an_infusion_of_its_drug_at_its_site(before: Charted) -> None:
    with pytest.raises(BadAdministration, match="no infusion of the drug at this site to resume"):
        coded(*before, iv("J0692", at(10), at(11), resumes=True))


def test_hydration_resumes_too() -> None:
    """As one bag: MedLearn, 2021-11-15."""
    bags = [saline(at(9), at(9, 29)), saline(at(10), at(10, 20), resumes=True)]
    assert lines(coded(*bags, iv("J0692", at(9, 30), at(10)))) == "96365 96361"
