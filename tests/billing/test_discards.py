"""Discarded drug: JW and JZ by date, container, setting and payer, rule by rule."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from hcpcs_jcodes import (
    Amount,
    BadAmount,
    BadClaimLine,
    Concentration,
    Given,
    IncompatibleUnits,
    Step,
    codeset,
)
from hcpcs_jcodes.billing.discards import discard_of
from hcpcs_jcodes.billing.service import Service
from hcpcs_jcodes.words import CONTAINERS
from tests.bills import (
    DAY,
    HALF_USED,
    NO_STATUS_DAY,
    USED_UP,
    asked,
    infliximab,
    office,
    plan_x,
    read,
    single_dose,
    unchecked,
)

# --- dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "lines"),
    [
        (date(2016, 12, 31), ["J1745 x 30"]),
        (date(2017, 1, 1), ["J1745 x 30", "J1745-JW x 10"]),
        (date(2026, 12, 31), ["J1745 x 30", "J1745-JW x 10"]),
    ],
)
def test_jw_begins_in_2017(on: date, lines: list[str]) -> None:
    """Rules 1.3.1, 1.3.2: JW is required for dates of service from 2017-01-01."""
    assert infliximab(on=on, **HALF_USED) == lines


def test_before_2017_the_discarded_units_are_counted_and_not_billed() -> None:
    """Rule 1.3.1: they were payable; with JW or on the one line was the contractor's choice."""
    billed = single_dose("J1745", "300 mg", on=date(2016, 12, 31), **HALF_USED)
    assert billed.discarded_units == 10
    assert "JW: before 2017-01-01 discarded units were payable" in unchecked(billed)


@pytest.mark.parametrize(
    ("on", "lines"),
    [
        (date(2016, 12, 31), ["J1745 x 30"]),
        (date(2023, 6, 30), ["J1745 x 30"]),
        (date(2023, 7, 1), ["J1745-JZ x 30"]),
    ],
)
def test_jz_begins_in_july_2023(on: date, lines: list[str]) -> None:
    """Rule 1.3.3: JZ exists from 2023-01-01 and is required from 2023-07-01."""
    billed = single_dose("J1745", "300 mg", on=on, **USED_UP)
    assert read(billed) == lines
    assert not asked(billed)
    assert ("before 2023-07-01 no JZ is required" in str(billed)) == (lines == ["J1745 x 30"])


# --- containers -------------------------------------------------------------------------


@pytest.mark.parametrize("container", ["single-dose", "single-use"])
def test_single_dose_and_single_use_are_the_same(container: Any) -> None:
    """Rule 1.3.2: what is left of a single-dose container or package is billed."""
    billed = office("J1745", "300 mg", container=container, **HALF_USED)
    assert read(billed) == ["J1745 x 30", "J1745-JW x 10"]
    assert f"{container} container" in str(billed)


@pytest.mark.parametrize("container", ["multi-dose", "bulk"])
@pytest.mark.parametrize("opened", [None, ["3 x 100 mg"], ["4 x 100 mg"]])
def test_what_is_left_of_other_containers_is_not_billed(
    container: Any, opened: list[str] | None
) -> None:
    """Rule 1.3.6: multi-dose containers take neither JW nor JZ, whatever was opened."""
    billed = office("J1745", "300 mg", container=container, opened=opened)
    assert read(billed) == ["J1745 x 30"]
    assert billed.discarded_units == 0


def test_a_multi_dose_vial_of_a_single_dose_drug_is_questioned() -> None:
    """Rule 1.3.7: CMS lists single-dose codes, but the label decides, so the lines stay."""
    listed = office("J1745", "300 mg", container="multi-dose")
    assert "CMS lists J1745 as coming in single-dose containers only" in unchecked(listed)
    assert not asked(office("J1644", "1000 units", container="multi-dose"))
    assert not asked(single_dose("J1745", "300 mg", **USED_UP))


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"container": "single-dose"}, "opened="),
        ({}, "opened="),
        ({"opened": ["4 x 100 mg"]}, "container="),
        ({"opened": ["3 x 100 mg"]}, "container="),
        ({"discarded": "100 mg"}, "container="),
    ],
)
def test_what_is_not_known_is_neither_jw_nor_jz(facts: dict[str, Any], missing: str) -> None:
    """Rules 1.3.8 and 1.3.9: "not checked" if opened or container is unknown."""
    billed = office("J1745", "300 mg", **facts)
    assert read(billed) == ["J1745 x 30"]
    assert billed.discarded_units is None
    assert f"pass {missing}" in unchecked(billed)


@pytest.mark.parametrize(
    ("facts", "required"),
    [
        ({"on": date(2016, 12, 31)}, None),
        ({"on": date(2017, 1, 1)}, "JW"),
        ({"on": date(2023, 6, 30)}, "JW"),
        ({"on": date(2023, 7, 1)}, "JW and JZ"),
        ({"place_of_service": "11"}, "JW and JZ"),
        ({"place_of_service": "22"}, None),
        ({"place_of_service": "72"}, None),
        ({"policy": plan_x(zero_discarded_from=date(2025, 8, 1))}, "JZ"),
        ({"policy": plan_x(zero_discarded_from=date(2025, 8, 2))}, None),
    ],
)
def test_only_modifiers_that_apply_on_the_date_and_at_the_place_are_questioned(
    facts: dict[str, Any], required: str | None
) -> None:
    """Rules 1.3.2, 1.3.3 and 1.3.6: what cannot go on the line is not reported as missing."""
    billed = single_dose("J1745", "300 mg", **facts)
    assert billed.discarded_units is None
    found = [text for text in asked(billed) if text.startswith("discarded drug:")]
    question = (
        "discarded drug: pass opened= with the labeled amount of each container, or discarded=; "
        f"without it {required} cannot be determined"
    )
    assert found == ([] if required is None else [question])


def test_the_container_must_be_one_of_the_known_words() -> None:
    """Any other word is refused, with the known words."""
    for container in ("single", "Single-Dosed", "vial", "single-patient-use", "", 1):
        with pytest.raises(BadClaimLine, match=r"not a kind of container: .*'single-dose'") as bad:
            office("J1745", "300 mg", container=container)
        assert bad.value.value == container


def infliximab_service(setting: Any, container: Any, *opened: str, **facts: Any) -> Service:
    """300 mg of infliximab from vials, with nothing else known."""
    return Service(
        version=codeset(DAY)["J1745"],
        payer="medicare",
        setting=setting,
        container=container,
        given=("300 mg", opened, None, None, None),
        **{"on": DAY, **facts},
    )


def test_a_service_assumes_nothing() -> None:
    """Without a place, an indicator or another quarter, a hospital's JZ is undecided."""
    service = infliximab_service("facility", "single-dose", "3 x 100 mg", on=NO_STATUS_DAY)
    assert (service.place_of_service, service.status_indicator) == (None, None)
    assert (service.modifiers, service.nearest) == ((), False)
    used_up = discard_of(service)
    assert (used_up.units, used_up.modifier, used_up.shares) == (0, "", ())
    assert "JZ: status indicator: 2026Q3 is not included" in str(used_up.questions[0])
    opened_too_much = infliximab_service(
        "facility", "single-dose", "400 mg", sizes=["350 mg", "400 mg"], on=NO_STATUS_DAY
    )
    wasted = discard_of(opened_too_much)
    assert (wasted.units, wasted.modifier, wasted.shares) == (5, "JW", (Fraction(1, 2),))


@pytest.mark.parametrize(
    ("container", "is_multi_dose"),
    [("single-dose", False), ("single-use", False), ("multi-dose", True), ("bulk", True)],
)
def test_there_are_four_kinds_of_containers(container: Any, is_multi_dose: bool) -> None:
    """Rule 1.3.2: two whose remainder is discarded, and two whose remainder is for other patients."""
    assert list(CONTAINERS) == ["single-dose", "single-use", "multi-dose", "bulk"]
    service = infliximab_service("professional", container, "3 x 100 mg")
    assert service.is_multi_dose is is_multi_dose


# --- the arithmetic ---------------------------------------------------------------------


def test_a_jw_line_leaves_the_other_without_a_modifier() -> None:
    """Rule 1.3.8: JW and JZ never together, and administered units have neither if there is a JW line."""
    administered, discarded = single_dose("J1745", "350 mg", **HALF_USED).lines
    assert (administered.modifiers, discarded.modifiers) == ((), ("JW",))


@pytest.mark.parametrize("dose", ["391 mg", "395 mg", "399.9 mg", "400 mg"])
def test_less_than_a_unit_left_is_not_a_billable_discard(dose: str) -> None:
    """Rule 1.3.9: what the last administered unit already covers is not discarded again, so JZ."""
    billed = single_dose("J1745", dose, **HALF_USED)
    assert read(billed) == ["J1745-JZ x 40"]
    assert "no billable discarded amount" in str(billed)


@pytest.mark.parametrize(("dose", "units"), [("390 mg", 1), ("385 mg", 1), ("381 mg", 1)])
def test_a_whole_unit_left_is_billed(dose: str, units: int) -> None:
    """Rule 1.3.10: the discarded amount is rounded down, without what rounding up covered."""
    assert single_dose("J1745", dose, **HALF_USED).discarded_units == units


def test_rounding_down_is_done_once_over_all_containers() -> None:
    """Rule 1.3.10: two syringes of 12.5 units are 25 units, and not 12 + 12."""
    billed = single_dose("J0129", "130 mg", opened=["125 mg", "125 mg"])
    assert read(billed) == ["J0129 x 13", "J0129-JW x 12"]
    assert (billed.administered_units, billed.discarded_units) == (13, 12)


def test_up_to_codes_discard_whole_units_only() -> None:
    """Rules 1.1.3 and 1.3.10: 250 mg of an up-to-100-mg code contain two whole units."""
    assert read(single_dose("J1720", "150 mg", opened=["250 mg"])) == ["J1720-JZ x 2"]
    assert read(single_dose("J1720", "50 mg", opened=["250 mg"])) == ["J1720 x 1", "J1720-JW x 1"]


def test_overfill_is_not_part_of_a_vial() -> None:
    """Rule 1.3.12: J3240 is 0.9 mg from a vial that holds 1.1 mg, and still one unit."""
    assert read(single_dose("J3240", "0.9 mg", opened=["0.9 mg"])) == ["J3240-JZ x 1"]
    assert read(single_dose("J3240", "0.9 mg", opened=["1.1 mg"])) == ["J3240-JZ x 1"]


def test_only_charted_waste_is_discarded() -> None:
    """Rule 1.3.15: the rest of a vial that another patient got is not billed to this one."""
    shared = single_dose("J1745", "340 mg", discarded="20 mg", **HALF_USED)
    assert read(shared) == ["J1745 x 34", "J1745-JW x 2"]
    assert shared.lines[1].discarded == Amount("20 mg")
    assert "discarded, as charted: 20 mg" in str(shared)
    none_wasted = single_dose("J1745", "340 mg", discarded="0 mg", **HALF_USED)
    assert read(none_wasted) == ["J1745-JZ x 34"]


def test_the_chart_may_state_what_was_discarded_without_the_vials() -> None:
    """Rule 1.3.13: the record shows dose and waste; their total is what was opened."""
    assert infliximab("315 mg", discarded="85 mg") == ["J1745 x 32", "J1745-JW x 8"]
    assert infliximab("315 mg", discarded="5 mg") == ["J1745-JZ x 32"]


def test_the_record_is_shown() -> None:
    """Rule 1.3.13: dose administered, dose wasted and labeled total are in the steps."""
    text = str(single_dose("J9312", "715 mg", opened=["500 mg", "3 x 100 mg"]))
    for part in ("administered 715 mg", "500 mg + 3 x 100 mg = 80 units", "80 units in all"):
        assert part in text


# --- avoidable waste ----------------------------------------------------------------------


def test_waste_that_smaller_vials_avoid_is_not_billed() -> None:
    """Rule 1.3.11: units match the smallest vials that could supply the dose."""
    billed = single_dose("J9312", "715 mg", opened=["2 x 500 mg"], sizes=["500 mg", "100 mg"])
    assert read(billed) == ["J9312 x 72", "J9312-JW x 8"]
    assert "20 of 28 discarded units were avoidable" in str(billed)
    assert billed.choice is not None
    assert str(billed.choice) in str(billed)


def test_the_amount_of_a_jw_line_is_that_of_its_units() -> None:
    """Rule 1.3.11: 8 units of 10 mg are not 285 mg; the avoidable 200 mg are not on the line."""
    billed = single_dose("J9312", "715 mg", opened=["2 x 500 mg"], sizes=["500 mg", "100 mg"])
    assert billed.lines[1].units == 8
    assert billed.lines[1].discarded is not None
    assert billed.lines[1].discarded <= Amount("85 mg")


def test_the_smallest_vials_leave_the_bill_unchanged() -> None:
    """Rule 1.3.11: nothing is avoidable if the right vials were opened."""
    facts: dict[str, Any] = {"opened": ["500 mg", "3 x 100 mg"]}
    plain = single_dose("J9312", "715 mg", **facts)
    sized = single_dose("J9312", "715 mg", sizes=["500 mg", "100 mg"], **facts)
    assert (plain.lines, plain.discarded_units) == (sized.lines, sized.discarded_units)
    assert "avoidable" not in str(sized)


def test_an_extra_vial_is_questioned() -> None:
    """Rule 1.3.11: one container less would have covered the dose."""
    billed = single_dose("J1745", "300 mg", opened=["2 x 100 mg", "2 x 100 mg"])
    assert "without 100 mg the dose of 300 mg" in unchecked(billed)
    assert not asked(single_dose("J1745", "301 mg", **HALF_USED))


@pytest.mark.parametrize("on", [date(2020, 3, 1), date(2023, 6, 30)])
def test_avoidable_waste_raises_no_question_of_jz_before_jz(on: date) -> None:
    """Rules 1.3.3 and 1.3.11: before 2023-07-01 there is no JZ to ask about."""
    billed = single_dose("J1745", "300 mg", opened=["400 mg"], sizes=["100 mg"], on=on)
    assert read(billed) == ["J1745 x 30"]
    assert "JZ" not in unchecked(billed)


def test_less_than_a_unit_of_avoidable_waste_changes_nothing() -> None:
    """Rule 1.3.11: 405 mg and 400 mg opened for 300 mg both leave 10 whole units."""
    billed = single_dose("J1745", "300 mg", opened=["405 mg"], sizes=["400 mg"])
    assert (read(billed), billed.discarded_units) == (["J1745 x 30", "J1745-JW x 10"], 10)
    assert "avoidable and are not billed" not in str(billed)


def test_sizes_may_be_volumes_like_the_doses() -> None:
    """Rule 1.3.11: the strength that converts doses to units converts the sizes too."""
    billed = single_dose(
        "J9312",
        "71.5 mL",
        opened=["2 x 50 mL"],
        sizes=["50 mL", "10 mL"],
        concentration="10 mg/mL",
    )
    assert read(billed) == ["J9312 x 72", "J9312-JW x 8"]


@pytest.mark.parametrize(
    ("dose", "sizes"),
    [
        ("715 mg", ["50 mL", "10 mL"]),
        ("71.5 mL", ["500 mg", "100 mg"]),
        ("71.5 mL", ["500 mg", "10 mL"]),
    ],
)
def test_a_strength_converts_between_doses_and_sizes(dose: str, sizes: list[str]) -> None:
    """Rule 1.3.11: 50 mL of 10 mg/mL are a vial of 500 mg, exactly."""
    facts: dict[str, Any] = {"opened": ["2 x 500 mg"], "concentration": "10 mg/mL"}
    billed = single_dose("J9312", dose, sizes=sizes, **facts)
    assert read(billed) == ["J9312 x 72", "J9312-JW x 8"]
    assert billed.choice is not None
    assert billed.choice.dose == Amount(dose)
    assert len(billed.choice.vials) == 4


def test_sizes_in_another_measure_need_the_strength() -> None:
    """What 50 mL contain is on the label; the text names the argument."""
    for dose, size in (("715 mg", "50 mL"), ("715 mg", "50 IU")):
        with pytest.raises(IncompatibleUnits) as bad:
            single_dose("J9312", dose, opened=["800 mg"], sizes=[size])
        assert bad.value.value == size
    with pytest.raises(IncompatibleUnits, match="pass the strength with concentration=, or"):
        single_dose("J9312", "715 mg", opened=["800 mg"], sizes=["50 mL"])


def test_sizes_of_two_strengths_cannot_be_combined() -> None:
    """10 mL of 10 mg/mL and 10 mL of 50 mg/mL are not 20 mL of anything; milligrams add up."""
    weak, strong = (Concentration(f"{strength} mg/mL") for strength in (10, 50))
    volumes = [
        Given("10 mL", ndc="99999-0001-01", concentration=weak),
        Given("10 mL", ndc="99999-0002-01", concentration=strong),
    ]
    with pytest.raises(BadAmount, match="doses of several strengths"):
        single_dose("J9312", volumes, sizes=["10 mL"])
    masses = [
        Given("100 mg", ndc="99999-0001-01", concentration=weak),
        Given("100 mg", ndc="99999-0002-01", concentration=strong),
    ]
    with pytest.raises(BadAmount, match="doses of several strengths"):
        single_dose("J9312", masses, sizes=["10 mL"])
    billed = single_dose("J9312", masses, sizes=["100 mg"])
    assert billed.choice is not None
    assert billed.choice.total == Amount("200 mg")


def test_sizes_do_not_push_a_dose_out_of_its_band() -> None:
    """A band is that of the dose; J0572 covers 2 mg whatever the container holds."""
    assert read(single_dose("J0572", "2 mg", opened=["8 mg"], sizes=["8 mg"])) == ["J0572-JZ x 1"]


@pytest.mark.parametrize(
    ("sizes", "lines", "amount"),
    [
        (["500 mg"], ["J9312 x 10", "J9312-JW x 5"], "50 mg"),
        (["150 mg"], ["J9312 x 10", "J9312-JW x 5"], "50 mg"),
        (["149.9 mg"], ["J9312 x 10", "J9312-JW x 4"], "49.9 mg"),
        (["140 mg"], ["J9312 x 10", "J9312-JW x 4"], "40 mg"),
        (["110 mg", "140 mg"], ["J9312 x 10", "J9312-JW x 1"], "10 mg"),
        (["109.9 mg"], ["J9312 x 10"], None),
        (["100 mg"], ["J9312 x 10"], None),
    ],
)
def test_sizes_take_from_what_was_discarded_and_never_add_to_it(
    sizes: list[str], lines: list[str], amount: str | None
) -> None:
    """Rule 1.3.11: of 150 mg opened 5 units are left, though only 500 mg is available."""
    billed = single_dose("J9312", "100 mg", opened=["150 mg"], sizes=sizes)
    assert read(billed) == lines
    wasted = [line.discarded for line in billed.lines if line.discarded is not None]
    assert wasted == ([] if amount is None else [Amount(amount)])
    avoided = 5 - sum(line.units for line in billed.lines if "JW" in line.modifiers)
    assert (f"{avoided} of 5 discarded units were avoidable" in str(billed)) == bool(avoided)
    assert ("neither JW nor JZ fits: ask the payer" in unchecked(billed)) == (avoided == 5)
    assert billed.discarded_units == 5 - avoided


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [
        ({"on": date(2023, 6, 30)}, False),
        ({"on": date(2023, 7, 1)}, True),
        ({"place_of_service": "72"}, False),
        ({"policy": plan_x(discarded_from=date(2017, 1, 1))}, False),
    ],
)
def test_avoidable_waste_is_a_question_of_jz_if_jz_applies(
    facts: dict[str, Any], is_asked: bool
) -> None:
    """Rules 1.3.3, 1.3.6 and 1.3.11: all of it was avoidable, and the reasoning is shown."""
    billed = single_dose("J1745", "300 mg", opened=["400 mg"], sizes=["100 mg"], **facts)
    assert (read(billed), billed.discarded_units) == (["J1745 x 30"], 0)
    assert ("neither JW nor JZ fits" in unchecked(billed)) == is_asked
    assert "10 of 10 discarded units were avoidable" in str(billed)


# --- codes without divisible units -----------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "dose"), [("J7321", "1 dose"), ("J7321", "25 mg"), ("J0574", "8 mg")]
)
def test_a_unit_that_covers_the_whole_administration_leaves_nothing(code: str, dose: str) -> None:
    """Rule 1.7.1: per dose and in a band one unit is the whole administration."""
    billed = single_dose(code, dose, opened=["100 mg"])
    assert (read(billed), billed.discarded_units) == ([f"{code}-JZ x 1"], 0)


def test_a_unit_that_covers_the_whole_administration_still_needs_the_container() -> None:
    """Rule 1.3.6: JZ is for single-dose containers, so the label must be known."""
    billed = office("J7321", 1)
    assert read(billed) == ["J7321 x 1"]
    assert "as the label states, such as 'single-dose' and opened=" in unchecked(billed)


@pytest.mark.parametrize(
    "facts",
    [{"on": date(2020, 1, 1)}, {"policy": plan_x()}, {"place_of_service": "72"}],
)
def test_no_question_about_jz_if_it_does_not_apply(facts: dict[str, Any]) -> None:
    """Rules 1.3.3 and 1.3.6: no question about a modifier that cannot go on the line."""
    assert "JZ" not in unchecked(office("J7321", 1, **facts))


@pytest.mark.parametrize("facts", [{"opened": ["2 doses"]}, {"discarded": "1 dose"}])
def test_a_whole_dose_discarded_is_never_jz(facts: dict[str, Any]) -> None:
    """Rule 1.3.9: JZ would contradict the chart; no source states how the dose is billed."""
    billed = single_dose("J7321", 1, **facts)
    assert (read(billed), billed.discarded_units) == (["J7321 x 1"], None)
    assert "discarded drug: more was opened than given" in unchecked(billed)


def test_a_multi_dose_container_has_no_modifier_per_dose_either() -> None:
    """Rule 1.3.6: neither modifier is for multi-dose containers."""
    billed = office("J7321", 1, opened=["1 dose"], container="multi-dose")
    assert (read(billed), unchecked(billed)) == (["J7321 x 1"], "")


def test_counted_vials_are_discarded_like_units() -> None:
    """Rule 1.7.6: of four vials opened and three administered, one was discarded."""
    for opened in (["4 vials"], ["4 x 1 vial"]):
        billed = single_dose("J1162", 3, opened=opened, spare_needed=True)
        assert read(billed) == ["J1162 x 3", "J1162-JW x 1"]
        question, over = single_dose("J1162", 3, opened=opened).questions
        assert (over.kind, over.severity) == ("mue", "verify")
        assert question.kind == "spare_container"
        assert question.text.startswith("opened: without 1 vial the dose of 3 vials would")
    assert read(single_dose("J1162", 4, opened=["4 vials"])) == ["J1162-JZ x 4"]


NARRATIVE = {"narrative": "examplumab 10 mg intravenous"}


def test_an_unclassified_drug_has_its_waste_in_the_narrative() -> None:
    """Rule 1.3.14, Palmetto GBA: narrative and a JW line, one unit each."""
    billed = single_dose("J3490", "10 mg", opened=["25 mg"], **NARRATIVE)
    assert read(billed) == ["J3490 x 1", "J3490-JW x 1"]
    assert [line.narrative for line in billed.lines] == [
        "examplumab 10 mg intravenous",
        "examplumab 10 mg intravenous discarded 15 mg",
    ]
    assert billed.lines[1].discarded == Amount("15 mg")


@pytest.mark.parametrize(
    ("facts", "lines", "units"),
    [
        ({"opened": ["10 mg"]}, ["J3490-JZ x 1"], 0),
        ({"discarded": "0 mg"}, ["J3490-JZ x 1"], 0),
        ({"discarded": "5 mg"}, ["J3490 x 1", "J3490-JW x 1"], 1),
        ({}, ["J3490 x 1"], None),
        ({"opened": ["25 mg"], "container": None}, ["J3490 x 1"], None),
        ({"opened": ["25 mg"], "container": "multi-dose"}, ["J3490 x 1"], 0),
        ({"opened": ["25 mg"], "on": date(2016, 5, 2)}, ["J3490 x 1"], 1),
    ],
)
def test_an_unclassified_drug_by_what_is_known(
    facts: dict[str, Any], lines: list[str], units: int | None
) -> None:
    """Rules 1.3.9 and 1.3.14 together, with and without waste, container and vial."""
    billed = single_dose("J3490", "10 mg", **{**NARRATIVE, **facts})
    assert (read(billed), billed.discarded_units) == (lines, units)


def test_the_waste_is_stated_without_a_narrative_too() -> None:
    """Rules 1.3.14 and 4.8: the amount is on the JW line, and the missing narrative is questioned."""
    billed = single_dose("J9999", "10 mg", opened=["25 mg"])
    assert [line.narrative for line in billed.lines] == [None, "discarded 15 mg"]
    assert "pass narrative= with the name of the drug" in unchecked(billed)


def test_the_waste_of_two_unclassified_products_is_two_lines() -> None:
    """Rule 1.3.14: one unit each, each with its own amount in the narrative."""
    products = [
        Given("10 mg", opened=["25 mg"], ndc="99999-0001-01"),
        Given("10 mg", opened=["15 mg"], ndc="99999-0002-01"),
    ]
    billed = single_dose("J3490", products, **NARRATIVE)
    assert read(billed) == ["J3490 x 1", "J3490 x 1", "J3490-JW x 1", "J3490-JW x 1"]
    assert billed.discarded_units == 2
    assert "discarded: 15 mg and 5 mg; 1 unit each" in str(billed)
    assert [str(line.narrative)[-15:] for line in billed.lines[2:]] == [
        "discarded 15 mg",
        " discarded 5 mg",
    ]


@pytest.mark.parametrize(("length", "fits"), [(144, True), (145, False)])
def test_the_waste_is_stated_in_a_narrative_of_160_characters(length: int, fits: bool) -> None:
    """Rule 1.3.14: " discarded 15 mg" takes 16 of them; without room the caller's text stays."""
    narrative = "x" * length
    billed = single_dose("J3490", "10 mg", opened=["25 mg"], narrative=narrative)
    assert billed.lines[0].narrative == narrative
    assert billed.lines[1].narrative == narrative + " discarded 15 mg" * fits


def test_a_long_narrative_has_room_for_the_waste() -> None:
    """A narrative that fits a line is not refused because of what the library adds to it."""
    narrative = "examplumab 10 mg intravenous ".ljust(158, "x")
    billed = single_dose("J3490", "10 mg", opened=["25 mg"], narrative=narrative)
    assert read(billed) == ["J3490 x 1", "J3490-JW x 1"]
    assert billed.lines[1].discarded == Amount("15 mg")


# --- sources ---


@pytest.mark.parametrize(
    ("code", "dose", "facts", "text"),
    [
        ("J7321", 1, {"container": None}, "one unit covers the whole administration"),
        ("J7321", 1, {"opened": ["1 dose"], "container": "bulk"}, "bulk container: what is left"),
        ("J1745", "300 mg", {**USED_UP, "place_of_service": "72"}, "30 units in all"),
        ("J1745", "300 mg", {**USED_UP, "on": date(2023, 6, 30)}, "30 units in all"),
        ("J1745", "300 mg", USED_UP, "30 units in all"),
        ("J1745", "300 mg", {**HALF_USED, "on": date(2016, 12, 31)}, "40 units in all - 30"),
        ("J1745", "300 mg", {**HALF_USED, "place_of_service": "72"}, "40 units in all - 30"),
        ("J1745", "300 mg", {**HALF_USED, "policy": plan_x("X")}, "40 units in all - 30"),
        ("J1745", "300 mg", {**HALF_USED, "container": "multi-dose"}, "multi-dose container"),
    ],
)
def test_the_arithmetic_is_shown_with_or_without_a_modifier(
    code: str, dose: Any, facts: dict[str, Any], text: str
) -> None:
    """Rule 1.3.13: a claim without JW and JZ is audited like any other."""
    billed = single_dose(code, dose, **facts)
    found = [step for step in billed.steps if text in step.text]
    assert len(found) == 1
    assert found[0].source
    assert billed.discarded_units == (10 if text.startswith("40 units") else 0)


@pytest.mark.parametrize(
    ("facts", "source"),
    [
        (USED_UP, "CY2023 physician fee schedule, 87 FR 69718; MM13056"),
        ({**USED_UP, "on": date(2023, 6, 30)}, "CY2023 physician fee schedule, 87 FR 69718"),
        ({**USED_UP, "place_of_service": "72"}, "CMS, JW and JZ modifier policy"),
        (HALF_USED, "CR 9603, MM9603; IOM 100-04, ch. 17 §40"),
        ({**HALF_USED, "modifiers": ["J1"]}, "IOM 100-04, ch. 17 §40"),
        ({**HALF_USED, "policy": plan_x()}, "payer Plan X"),
    ],
)
def test_the_last_step_about_discarded_drug_names_its_publication(
    facts: dict[str, Any], source: str
) -> None:
    """For JW, for JZ, and for the place where neither applies."""
    assert single_dose("J1745", "300 mg", **facts).steps[-1].source.startswith(source)


def test_the_source_of_every_decision_is_named() -> None:
    """Each step about JW and JZ rests on a publication."""
    steps = single_dose("J1745", "350 mg", **HALF_USED).steps
    by_text = {step.text: step.source for step in steps}
    assert by_text["JW on a line of its own: single-dose container"].startswith("CR 9603")
    assert str(Step("opened 1 mg")) == "opened 1 mg"
    assert str(Step("1 + 1 = 2", "a manual")) == "1 + 1 = 2 [a manual]"


@pytest.mark.parametrize(
    ("code", "facts", "text", "source"),
    [
        ("J1745", HALF_USED, "discarded: 40", "NGS; IOM 100-04, ch. 17 §40"),
        ("J1745", USED_UP, "no billable", "NGS; IOM 100-04, ch. 17 §40"),
        (
            "J1745",
            {"opened": ["400 mg"], "sizes": ["350 mg"]},
            "smaller containers",
            "CGS, 2023-06-27; Noridian, JW and JZ",
        ),
        (
            "J1745",
            {"container": "bulk"},
            "bulk container",
            "CMS, JW and JZ modifier policy, frequently asked questions",
        ),
        ("J3490", {"opened": ["400 mg"]}, "discarded: 100", "Palmetto GBA, unclassified drugs"),
        ("J3490", {"opened": ["300 mg"]}, "nothing was left of what was opened", ""),
        (
            "J1745",
            {"administered": [Given("150 mg", ndc=f"99999-000{n}-01") for n in (1, 2)]},
            "units divided",
            "one line for each NDC, as Medicaid and many payers require",
        ),
    ],
)
def test_each_rule_of_discarded_drug_names_its_publication(
    code: str, facts: dict[str, Any], text: str, source: str
) -> None:
    """An auditor of the claim finds the page."""
    billed = single_dose(code, **{"administered": "300 mg", **facts})
    assert [step.source for step in billed.steps if step.text.startswith(text)] == [source]
