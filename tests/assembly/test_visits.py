"""Visits, dates, places and settings of a claim."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import pytest

from hcpcs_jcodes import (
    Administration,
    BadAdministration,
    BadClaimLine,
    Payer,
    UncoveredDate,
    build_claim,
)

from ..built import MEDICARE, claim_of, drug_lines, lines, open_of, question, read, said
from ..charts import at
from ..infusions import RITUXIMAB, infused, pushed
from ..refusals import refused

CONTINUED: Final = MEDICARE.replace(second_visit="initial")
ZONE: Final = "America/Chicago"


def visits(*charts: Any, **more: Any) -> Any:
    """The claim of several visits to an office, which Medicare pays each by itself."""
    usual: dict[str, Any] = {"payer": CONTINUED, "setting": "professional"}
    return build_claim([list(chart) for chart in charts], **{**usual, **more})


# --- several visits ------------------------------------------------------------------------------


def test_events_are_numbered_over_all_visits_and_doses_of_a_date_are_added() -> None:
    claim = visits(
        [infused("J9312", "355 mg"), pushed("J1200", "50 mg", 8)],
        [infused("J9312", "360 mg", 14)],
    )
    assert read(claim) == [
        "J9312 x 72 [1 3]",
        "J1200 x 1 [2]",
        "96413 x 1 [1]",
        "96375 x 1 [2]",
        "96413-59 x 1 [3]",
    ]


def test_a_second_visit_is_coded_as_one_and_not_as_more_of_the_first() -> None:
    events = [infused("J9312", "355 mg"), infused("J9312", "360 mg", 14)]
    together = read(claim_of(*events, payer=CONTINUED))
    assert together != read(visits(*[[event] for event in events]))


def test_charts_may_be_any_iterables() -> None:
    events = [infused("J9312", "355 mg"), infused("J9312", "360 mg", 14)]
    wanted = visits([events[0]], [events[1]])
    assert visits((events[0],), iter([events[1]])) == wanted
    lazily = build_claim(
        (iter([event]) for event in events), payer=CONTINUED, setting="professional"
    )
    assert lazily == wanted


def test_questions_and_steps_of_a_later_visit_name_its_events_over_all() -> None:
    claim = visits(
        [infused("J9312", "355 mg"), pushed("J1200", "50 mg", 8)],
        [infused("J9271", "200 mg", 14, stop=None)],
    )
    asked = question(claim, "missing_stop")
    assert asked.event == 3
    assert "event 3 (J9271, 14:00)" in asked.text
    assert "event 3 (J9271 200 mg" in said(claim)
    assert "event 1 (J9271" not in said(claim)


def test_a_visit_that_cannot_be_coded_names_its_event_over_all() -> None:
    claim = visits([infused("J9312", "355 mg")], [infused("zzqqx", "200 mg", 14)])
    asked = question(claim, "bad_administration")
    assert asked.event == 2
    assert asked.text.startswith("no administration is coded: event 2 (zzqqx 200 mg")
    assert "96413 x 1 [1]" in read(claim)


def test_each_visit_has_its_reason() -> None:
    first = [infused("J9312", "355 mg"), infused("J9271", "200 mg", 11, site="2")]
    second = [
        infused("J9312", "355 mg", 14),
        infused("J9271", "200 mg", 16, site="2"),
    ]
    for one, two in (("J9312", "J9271"), ("Keytruda", "Rituxan")):
        claim = visits(first, second, reason=[one, two])
        assert claim.lines


def test_a_reason_is_of_the_visits_in_which_it_was_given() -> None:
    first = [pushed("J1200", "50 mg", 8), infused("J9312", "355 mg")]
    second = [infused("J1745", "300 mg", 14, family="complex"), pushed("J1200", "50 mg", 13)]
    claim = visits(first, second, reason=("Rituxan", " infliximab "))
    assert "96413 x 1 [2]" in read(claim)
    assert "96413-59 x 1 [3]" in read(claim)
    assert "reason" not in {each.kind for each in claim.questions}


def test_a_reason_of_several_visits_may_be_a_drug_of_a_bag() -> None:
    bag = infused("J9312", "355 mg", also=("J1100",))
    assert visits([bag], [infused("J9271", "200 mg", 14)], reason=["J1100", "J9271"]).lines


def test_a_reason_may_be_the_name_of_a_drug_whose_code_is_stated() -> None:
    new = infused("zzqqx", "355 mg", code="J9312")
    claim = visits([new], [infused("J9271", "200 mg", 14)], reason=["zzqqx", "J9271"])
    assert "96413 x 1 [1]" in read(claim)


@pytest.mark.parametrize("reason", ["J1745", ["J9312", "J1745"]])
def test_a_reason_that_is_no_drug_of_the_visits_is_refused(reason: Any) -> None:
    one, two = infused("J9312", "355 mg"), infused("J9271", "200 mg", 14)
    text = refused(
        lambda: visits([one], [two], reason=reason), BadAdministration, "J1745", "these visits"
    )
    assert "'J1745'" in text
    refused(lambda: claim_of(one, two, reason=reason), BadAdministration, "J1745")


def test_earlier_visits_are_known_to_later_ones() -> None:
    claim = visits([infused("J9312", "355 mg")], [infused("J9312", "355 mg", 14)])
    assert read(claim)[-2:] == ["96413 x 1 [1]", "96413-59 x 1 [2]"]


def test_what_is_bundled_with_an_earlier_visit_is_a_step() -> None:
    pump = Administration("J9190", "intravenous", "pump", at(8), dose="4 g")
    refill = Administration("J9190", "intravenous", "refill", at(20), procedure="96521", dose="1 g")
    claim = visits([pump], [refill], payer=CONTINUED.replace(home_pump="prolonged"))
    assert read(claim) == ["J9190 x 10 [1 2]", "96416 x 1 [1]"]
    assert "96521 is not reported: bundled with 96416" in said(claim)


# --- dates ---------------------------------------------------------------------------------------


def test_an_infusion_over_midnight_is_of_the_date_on_which_it_started() -> None:
    night = infused("J9312", **RITUXIMAB, start=at(23), stop=at(1, day=2))
    claim = claim_of(night)
    assert {str(line.on) for line in lines(claim) if line.code[0] == "J"} == {"2025-08-01"}
    assert read(claim)[2:] == ["96413 x 1 [1]", "96415 x 1 [1]"]
    early = infused("J9312", **RITUXIMAB, start=at(0, day=2), stop=at(1, day=2))
    assert {str(line.on) for line in claim_of(early).lines} == {"2025-08-02"}


def test_a_visit_over_midnight_has_a_line_for_each_date() -> None:
    claim = claim_of(
        infused("J9312", "355 mg", start=at(22), stop=at(23)),
        infused("J9312", "355 mg", start=at(0, day=2), stop=at(1, day=2)),
    )
    assert drug_lines(claim) == ["J9312 x 36 [1]", "J9312 x 36 [2]"]


def test_dates_are_read_in_the_zone() -> None:
    late: Any = {"start": "2025-08-02T03:30:00+00:00", "stop": "2025-08-02T04:30:00+00:00"}
    event = infused("J9312", **RITUXIMAB, **late)
    assert {str(line.on) for line in claim_of(event).lines} == {"2025-08-02"}
    claim = claim_of(event, zone=ZONE)
    assert {str(line.on) for line in claim.lines} == {"2025-08-01"}
    record = claim.lines[0].record
    assert record is not None
    assert record.start is not None
    assert (record.start.day, record.start.hour) == (1, 22)


def test_events_with_and_without_a_zone_are_refused_by_name() -> None:
    late: Any = {"start": "2025-08-01T15:30:00+00:00", "stop": "2025-08-01T16:30:00+00:00"}
    with pytest.raises(BadAdministration, match=r"event 1 \(J9312, 09:00\) and event 2 \(J9271"):
        claim_of(infused("J9312", "355 mg"), infused("J9271", "200 mg", **late))


def test_a_date_beyond_the_data_is_an_error_that_names_the_event() -> None:
    later: Any = {"start": "2027-01-01 09:00", "stop": "2027-01-01 10:00"}
    with pytest.raises(UncoveredDate, match=r"^event 2 \(J9312, 09:00\): 2027-01-01 is not"):
        claim_of(infused("J9312", "355 mg"), infused("J9312", "355 mg", **later))


# --- what is no chart ----------------------------------------------------------------------------


def test_a_chart_is_a_list_of_administrations_or_of_such_lists() -> None:
    event = infused("J9312", "355 mg")

    def built(chart: Any) -> Any:
        return lambda: build_claim(chart, payer="medicare", setting="professional")

    refused(built(event), BadAdministration, event, "is not a list of administrations")
    refused(built(7), BadAdministration, 7, "is not a list of administrations")
    refused(built([]), BadAdministration, (), "nothing was given")
    refused(built([[]]), BadAdministration, (), "nothing was given")
    refused(built([[event], []]), BadAdministration, (), "nothing was given")
    refused(built([event, 7]), BadAdministration, 7, "nor a list of those of one visit")
    refused(built([[event, 7]]), BadAdministration, 7, "is not an Administration")
    refused(built([[event], "ab"]), BadAdministration, "a", "is not an Administration")


def test_one_event_beside_a_chart_is_no_list_of_charts() -> None:
    event = infused("J9312", "355 mg")
    for mixed in ([event, [event]], [[event], event]):
        with pytest.raises(BadAdministration, match="nor a list of those of one visit") as caught:
            build_claim(mixed, payer="medicare", setting="professional")
        assert caught.value.value == [event]


@pytest.mark.parametrize("reason", [None, type("NAType", (), {})(), [], ()])
def test_no_reason_may_be_written_in_several_ways(reason: Any) -> None:
    event = infused("J9312", **RITUXIMAB)
    assert claim_of(event, reason=reason) == claim_of(event)


def test_a_reason_is_a_drug() -> None:
    event = infused("J9312", "355 mg")
    nan = float("nan")
    refused(lambda: claim_of(event, reason=nan), BadAdministration, nan, "is not a drug")
    refused(lambda: claim_of(event, reason=7), BadAdministration, 7, "reason=7 is not a drug")
    refused(lambda: claim_of(event, reason=[7]), BadAdministration, 7, "in reason= is not a drug")


# --- places and settings -------------------------------------------------------------------------

CHART: Final = (infused("J9312", **RITUXIMAB), pushed("J1200", "50 mg", 8))


@pytest.mark.parametrize("place", ["19", "21", "22", "23", "24"])
def test_a_practitioner_bills_medicare_nothing_of_drugs_in_a_facility(place: str) -> None:
    claim = claim_of(*CHART, place_of_service=place, reason="J9312")
    assert claim.lines == ()
    asked = question(claim, "place_of_service")
    assert (asked.severity, asked.argument, asked.line) == ("verify", "place_of_service", None)
    assert f"place of service {place}: no drug line: the facility bills" in asked.text
    for event in ("event 1 (J9312 715 mg", "event 2 (J1200 50 mg"):
        assert event in said(claim)
    answered = claim_of(*CHART, place_of_service=place, answers={asked: "11"})
    assert read(answered) == read(claim_of(*CHART, place_of_service="11"))
    assert {line.place_of_service for line in answered.lines} == {"11"}


@pytest.mark.parametrize("place", ["19", "22"])
def test_other_payers_may_take_the_drug_and_not_the_administration(place: str) -> None:
    claim = claim_of(*CHART, place_of_service=place, payer=Payer.commercial(), reason="J9312")
    assert [line[:5] for line in read(claim)] == ["J9312", "J1200"]
    assert f"nothing, place of service {place}: the facility reports" in said(claim)


def test_a_nursing_facility_is_asked_about_once_for_each_drug_and_billed() -> None:
    claim = claim_of(*CHART, place_of_service="31", reason="J9312")
    assert drug_lines(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]", "J1200 x 1 [2]"]
    assert open_of(claim)[0] == ("place_of_service", "place_of_service", 1, 1)


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("asc", "a surgical center reports no administration"),
        ("supplier", "a supplier administers no drugs"),
    ],
)
def test_who_reports_no_administration_says_so(setting: Any, why: str) -> None:
    claim = claim_of(infused("J9312", **RITUXIMAB), setting=setting)
    assert [line.code for line in claim.lines if line.code != "J9312"] == []
    assert claim.lines[0].units == 72
    assert why in said(claim)
    assert claim.place_of_service == ("24" if setting == "asc" else None)


def test_a_hospital_has_revenue_codes_and_a_type_of_bill() -> None:
    claim = claim_of(*CHART, setting="facility", type_of_bill=131)
    assert claim.type_of_bill == "0131"
    assert [(line.code, line.revenue_code) for line in claim.lines] == [
        ("J9312", "0636"),
        ("J9312", "0636"),
        ("J1200", "0636"),
        ("96413", "0335"),
        ("96375", "0260"),
    ]
    office = claim_of(*CHART)
    assert {line.revenue_code for line in office.lines} == {None}


def test_the_revenue_code_of_a_procedure_is_that_of_its_department() -> None:
    shot = Administration("J0178", "intravitreal", "procedure", at(9), side="right", dose="2 mg")
    claim = claim_of(shot, setting="facility")
    assert [(line.code, line.revenue_code) for line in claim.lines] == [
        ("J0178", "0636"),
        ("67028", None),
    ]


def test_epoetin_for_dialysis_has_the_revenue_code_of_its_dose() -> None:
    def code(units: str) -> Any:
        given = Administration(
            "Q4081", "intravenous", "push", at(9), dose=units, family="therapeutic"
        )
        return claim_of(given, setting="facility").lines[0].revenue_code

    assert (code("9900 units"), code("10000 units")) == ("0634", "0635")


def test_a_place_or_setting_that_is_none_is_refused() -> None:
    event = infused("J9312", "355 mg")
    refused(lambda: claim_of(event, setting="office"), BadClaimLine, "office")
    refused(lambda: claim_of(event, place_of_service="1"), BadClaimLine, "1")
    refused(lambda: claim_of(event, setting="facility", place_of_service="11"), BadClaimLine, "11")
    refused(lambda: claim_of(event, setting="asc", place_of_service="11"), BadClaimLine, "11")
    refused(lambda: claim_of(event, type_of_bill="0131"), BadClaimLine, "0131")
    refused(lambda: claim_of(event, payer="nobody"), BadClaimLine, "nobody")


def test_the_clock_of_a_question_is_that_of_the_chart() -> None:
    assert isinstance(at(9), datetime)
    claim = claim_of(infused("rituximab", "355 mg", start=at(9, 5), stop=at(10)))
    assert question(claim, "ambiguous_name").text.startswith("event 1 (rituximab, 09:05): ")
