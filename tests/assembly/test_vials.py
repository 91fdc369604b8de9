"""Doses, vials and products of a chart, and what was left of them."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import Amount, Given, Payer

from ..bills import plan_x
from ..built import MEDICARE, claim_of, drug_lines, open_of, question, read, said
from ..charts import at
from ..infusions import RITUXIMAB, USED_UP, infused, pushed

BIG, SMALL = "50242-0053-06", "50242-0051-21"


# --- doses ---------------------------------------------------------------------------------------


def test_doses_of_a_code_and_date_are_added_and_rounded_once() -> None:
    claim = claim_of(infused("J9312", "355 mg"), infused("J9312", "360 mg", 12))
    assert drug_lines(claim) == ["J9312 x 72 [1 2]"]
    record = claim.lines[0].record
    assert record is not None
    assert (str(record.given), record.start, record.stop) == ("715 mg", at(9), at(13))


def test_doses_of_two_dates_are_two_lines() -> None:
    claim = claim_of(
        infused("J9312", "355 mg"),
        infused("J9312", "360 mg", start=at(9, day=2), stop=at(10, day=2)),
    )
    assert drug_lines(claim) == ["J9312 x 36 [1]", "J9312 x 36 [2]"]
    assert [str(line.on) for line in claim.lines[:2]] == ["2025-08-01", "2025-08-02"]


def test_lines_are_in_the_order_of_dates_and_then_of_the_chart() -> None:
    claim = claim_of(
        infused("J9312", "360 mg", start=at(9, day=2), stop=at(10, day=2)),
        infused("J1745", "300 mg", family="complex"),
        pushed("J1200", "50 mg"),
    )
    assert drug_lines(claim) == ["J1745 x 30 [2]", "J1200 x 1 [3]", "J9312 x 36 [1]"]


def test_a_missing_dose_is_asked_about_and_names_what_waits_for_it() -> None:
    claim = claim_of(infused("J9312"), infused("J9312", "360 mg", 12))
    assert ("dose", "dose", None, 1) in open_of(claim)
    assert drug_lines(claim) == []
    assert "no line for J9312 yet: event 1 (J9312, 09:00), event 2 (J9312, 12:00)" in said(claim)
    answered = claim_of(
        infused("J9312"),
        infused("J9312", "360 mg", 12),
        answers={question(claim, "dose"): "355 mg"},
    )
    assert drug_lines(answered) == ["J9312 x 72 [1 2]"]


@pytest.mark.parametrize("setting", ["professional", "asc", "supplier"])
def test_a_rate_without_a_stop_time_is_asked_about_once(setting: Any) -> None:
    """Where administrations are coded their question is the one."""
    claim = claim_of(infused("J9190", "50 mg/h", stop=None, family="complex"), setting=setting)
    assert [each for each in open_of(claim) if each[0] == "dose"] == [("dose", "stop", None, 1)]
    asked = question(claim, "dose")
    answered = claim_of(
        infused("J9190", "50 mg/h", stop=None, family="complex"),
        setting=setting,
        answers={asked: "2025-08-01 19:01"},
    )
    assert drug_lines(answered) == ["J9190 x 2 [1]"]


def test_a_dose_that_the_code_cannot_measure_is_a_question_that_names_the_events() -> None:
    claim = claim_of(infused("J9312", "355 mg"), infused("J9312", "10 mL", 12))
    text = question(claim, "incompatible_units").text
    assert text.startswith("event 1 (J9312, 09:00) and event 2 (J9312, 12:00): ")
    assert "96413 x 1 [1]" in read(claim)


def test_a_volume_without_a_strength_asks_for_it_and_the_answer_bills_it() -> None:
    chart = infused("J9312", "10 mL")
    asked = question(claim_of(chart), "incompatible_units")
    assert (asked.argument, asked.event) == ("concentration", 1)
    assert drug_lines(claim_of(chart, answers={asked: "10 mg/mL"})) == ["J9312 x 10 [1]"]


def test_a_combination_asks_for_the_component_and_the_answer_bills_it() -> None:
    chart = infused("J0695", "1 g", family="therapeutic")
    claim = claim_of(chart)
    asked = question(claim, "ambiguous_dose")
    assert (asked.argument, asked.event) == ("component", 1)
    assert drug_lines(claim_of(chart, answers={asked: "ceftolozane"})) == ["J0695 x 20 [1]"]


def test_containers_that_hold_less_than_the_dose_are_asked_about_and_the_answer_bills_it() -> None:
    chart = infused("J9312", "715 mg", opened=["500 mg"], container="single-dose")
    asked = question(claim_of(chart), "bad_amount")
    assert (asked.argument, asked.event) == ("opened", 1)
    answered = claim_of(chart, answers={asked: ["500 mg", "3 x 100 mg"]})
    assert drug_lines(answered) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]


def test_of_several_products_the_containers_belong_to_the_products() -> None:
    given = [Given("715 mg", opened=["500 mg"], ndc="50242-0053-06")]
    asked = question(claim_of(infused("J9312", products=given)), "bad_amount")
    assert (asked.argument, asked.event) == ("products", 1)


def test_a_dose_that_is_no_dose_of_the_code_is_asked_about_as_the_dose() -> None:
    asked = question(claim_of(infused("J9312", "3 vials")), "incompatible_units")
    assert (asked.argument, asked.event) == ("dose", 1)


# --- records -------------------------------------------------------------------------------------


def test_a_line_rests_on_what_was_charted() -> None:
    claim = claim_of(infused("Rituxan", **RITUXIMAB, discarded="85 mg", acquired="purchased"))
    for line in claim.lines:
        record = line.record
        assert record is not None
        assert record.given == Amount("715 mg")
        assert record.opened == tuple(map(Amount, ["500 mg", "100 mg", "100 mg", "100 mg"]))
        assert record.discarded == Amount("85 mg")
        assert (record.container, record.route) == ("single-dose", "intravenous")
        assert (record.start, record.stop) == (at(9), at(10))
        assert record.acquired == "purchased"


def test_a_record_has_what_all_of_its_events_have() -> None:
    claim = claim_of(
        infused("J9312", "300 mg", container="single-dose", acquired="purchased"),
        pushed("J9312", "60 mg", 12, container="multi-dose"),
    )
    record = claim.lines[0].record
    assert record is not None
    assert (record.container, record.acquired, record.stop) == (None, None, at(10))
    assert record.route == "intravenous"


def test_amounts_in_two_kinds_of_measure_have_no_total() -> None:
    claim = claim_of(
        infused("J9312", "100 mg", concentration="10 mg/mL"),
        infused("J9312", "10 mL", 12, concentration="10 mg/mL"),
    )
    record = claim.lines[0].record
    assert drug_lines(claim) == ["J9312 x 20 [1 2]"]
    assert record is not None
    assert record.given is None


def test_a_line_of_two_drugs_has_no_total_dose() -> None:
    """8 mg of one and 25 mg of the other are not 33 mg of anything."""
    claim = claim_of(
        infused("J9312", "500 mg", 10),
        pushed("J2405", "8 mg", 8),
        pushed("J1200", "25 mg", 9),
        pushed("J2405", "8 mg", 13),
    )
    pushes = next(line for line in claim.lines if line.code == "96375")
    assert pushes.events[:2] == (2, 3)
    assert pushes.record is not None
    assert (pushes.record.given, pushes.record.opened) == (None, ())
    assert pushes.record.start == at(8)
    infusion = next(line for line in claim.lines if line.code == "96413")
    assert infusion.record is not None
    assert infusion.record.given == Amount("500 mg")


def test_a_line_of_one_drug_by_two_names_has_a_total_dose() -> None:
    claim = claim_of(
        pushed("J1200", "25 mg", 8), pushed("Benadryl", "50 mg", 10), setting="facility"
    )
    (line,) = [line for line in claim.lines if line.code == "96374"]
    assert line.record is not None
    assert line.record.given == Amount("25 mg")


# --- products ------------------------------------------------------------------------------------


def two_products() -> Any:
    return infused(
        "J9312",
        products=[
            Given("500 mg", opened="500 mg", ndc=BIG, container="single-dose"),
            Given("215 mg", opened="3 x 100 mg", ndc=SMALL, container="single-dose"),
        ],
    )


def test_each_product_has_its_line_and_its_part_of_the_record() -> None:
    claim = claim_of(two_products())
    assert drug_lines(claim) == ["J9312 x 50 [1]", "J9312 x 22 [1]", "J9312-JW x 8 [1]"]
    records = [line.record for line in claim.lines[:3]]
    assert [str(line.ndc) for line in claim.lines[:3]] == [BIG, SMALL, SMALL]
    assert [str(record.given) for record in records if record] == ["500 mg", "215 mg", "215 mg"]
    assert [len(record.opened) for record in records if record] == [1, 3, 3]


def test_products_of_two_events_have_their_own_events() -> None:
    claim = claim_of(
        infused("J9312", "500 mg", opened="500 mg", ndc=BIG, container="single-dose"),
        infused("J9312", "200 mg", 12, opened="2 x 100 mg", ndc=SMALL, container="single-dose"),
    )
    assert drug_lines(claim) == ["J9312-JZ x 50 [1]", "J9312-JZ x 20 [2]"]


def test_what_is_missing_of_one_of_several_products_is_asked_for_as_products() -> None:
    """opened= of an event with products= would be refused."""
    bare = [Given("500 mg", ndc=BIG), Given("215 mg", ndc=SMALL)]
    chart = infused("J9312", products=bare)
    asked = question(claim_of(chart), "discarded")
    assert (asked.argument, asked.event) == ("products", 1)
    whole = two_products().products
    assert drug_lines(claim_of(chart, answers={asked: whole})) == drug_lines(
        claim_of(two_products())
    )


def test_the_event_that_lacks_what_is_asked_is_the_one_that_is_named() -> None:
    claim = claim_of(
        infused("J9312", "500 mg", opened="500 mg", container="single-dose"),
        infused("J9312", "100 mg", 12, opened="100 mg"),
        infused("J9312", "100 mg", 14),
    )
    assert ("discarded", "opened", 1, 3) in open_of(claim)


def test_a_dose_counted_in_containers_is_no_amount_of_the_record() -> None:
    claim = claim_of(infused("J9312", "100 mg", products=[Given(["60 mg", "40 mg"])]))
    record = claim.lines[0].record
    assert record is not None
    assert record.given == Amount("100 mg")


def test_the_package_of_a_product_is_asked_for_and_the_answer_goes_on_the_line() -> None:
    chart = infused("J9312", "500 mg", opened="500 mg", container="single-dose", ndc="50242-0053")
    claim = claim_of(chart)
    assert drug_lines(claim) == ["J9312-JZ x 50 [1]"]
    assert open_of(claim) == [("ndc", "ndc", 1, 1)]
    answered = claim_of(chart, answers={question(claim, "ndc"): BIG})
    assert str(answered.lines[0].ndc) == BIG
    assert answered.ready
    assert not open_of(answered)


def test_two_doses_of_one_product_are_one_product() -> None:
    half: Any = {"opened": "500 mg", "container": "single-dose", "ndc": "50242-0053"}
    claim = claim_of(infused("J9312", "500 mg", **half), infused("J9312", "490 mg", 12, **half))
    assert drug_lines(claim) == ["J9312 x 99 [1 2]", "J9312-JW x 1 [1 2]"]
    charted = claim_of(
        infused("J9312", "500 mg", **half),
        infused("J9312", "490 mg", 12, **half, discarded="10 mg"),
    )
    assert drug_lines(charted) == drug_lines(claim)
    unopened = claim_of(
        infused("J9312", "500 mg", **half),
        infused("J9312", "490 mg", 12, **{**half, "opened": None}),
    )
    assert ("discarded", "opened", 1, 2) in open_of(unopened)


def test_a_product_beside_a_package_is_asked_for_its_package() -> None:
    claim = claim_of(
        infused("J9312", "500 mg", opened="500 mg", container="single-dose", ndc=BIG),
        infused("J9312", "100 mg", 12, opened="100 mg", container="single-dose", ndc="50242-0051"),
    )
    asked = [each for each in claim.questions if each.kind == "ndc"]
    assert [(each.event, each.argument, each.owner) for each in asked] == [(2, "ndc", "pharmacy")]
    assert "50242-0051 is a product" in asked[0].text


def test_amounts_discarded_that_do_not_add_up_are_a_question() -> None:
    half: Any = {"ndc": "50242-0053"}
    claim = claim_of(
        infused("J9312", "500 mg", **half, discarded="10 mg"),
        infused("J9312", "490 mg", 12, **half, discarded="1 mL"),
    )
    assert question(claim, "incompatible_units").event == 1


# --- shared vials --------------------------------------------------------------------------------


@pytest.mark.parametrize("discarded", [None, "5 mg", "0 mg"])
def test_what_was_left_of_a_shared_vial_is_what_is_charted_and_not_what_was_opened(
    discarded: Any,
) -> None:
    vial: Any = {"opened": "100 mg", "container": "single-dose", "discarded": discarded}
    claim = claim_of(infused("J9312", "40 mg", **vial, shared=True))
    if discarded is None:
        assert open_of(claim) == [("discarded", "discarded", 1, 1)]
        assert drug_lines(claim) == ["J9312 x 4 [1]"]
        answer = claim_of(
            infused("J9312", "40 mg", **vial, shared=True),
            answers={question(claim, "discarded"): "20 mg"},
        )
        assert drug_lines(answer) == ["J9312 x 4 [1]", "J9312-JW x 2 [1]"]
    else:
        assert drug_lines(claim) == ["J9312-JZ x 4 [1]"]


def test_a_vial_that_was_not_shared_was_left_over() -> None:
    vial: Any = {"opened": "100 mg", "container": "single-dose"}
    for shared in (False, None):
        claim = claim_of(infused("J9312", "40 mg", **vial, shared=shared))
        assert drug_lines(claim) == ["J9312 x 4 [1]", "J9312-JW x 6 [1]"]


# --- stopped early -------------------------------------------------------------------------------


def stopped(**more: Any) -> Any:
    return infused("J9312", **{**RITUXIMAB, **more}, stopped_early=True, why_stopped="reaction")


def test_what_was_left_of_a_stopped_infusion_is_not_billed_and_asked_about() -> None:
    claim = claim_of(stopped())
    assert drug_lines(claim) == ["J9312 x 72 [1]"]
    assert ("rest_of_bag", "rest_of_bag", 1, 1) in open_of(claim)
    assert not claim.ready
    asked = next(each for each in claim.questions if each.kind == "rest_of_bag")
    assert "8 discarded units are not billed" in asked.text


@pytest.mark.parametrize(
    ("answer", "lines"),
    [("JW", ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]), ("not billed", ["J9312 x 72 [1]"])],
)
def test_the_payer_decides_about_the_rest_of_a_bag(answer: Any, lines: list[str]) -> None:
    decided = claim_of(stopped(), payer=MEDICARE.replace(rest_of_bag=answer))
    assert drug_lines(decided) == lines
    assert decided.ready
    assert ("takes no JW for the rest of an infusion" in said(decided)) == (answer != "JW")
    asked = next(each for each in claim_of(stopped()).questions if each.kind == "rest_of_bag")
    assert drug_lines(claim_of(stopped(), answers={asked: answer})) == lines


def test_a_stopped_infusion_of_which_nothing_was_left_asks_nothing_of_it() -> None:
    claim = claim_of(stopped(dose="800 mg"))
    assert drug_lines(claim) == ["J9312-JZ x 80 [1]"]
    assert all(each.severity != "blocks" for each in claim.questions if each.kind == "rest_of_bag")


@pytest.mark.parametrize("answer", [None, "not billed"])
def test_the_administered_units_of_a_stopped_infusion_are_billed_in_every_layout(
    answer: Any,
) -> None:
    payer = plan_x(discarded_layout="one line", discarded_from="2017-01-01", rest_of_bag=answer)
    assert drug_lines(claim_of(stopped(), payer=payer)) == ["J9312 x 72 [1]"]


def test_a_question_about_a_package_is_about_its_line_and_its_event() -> None:
    odd = "50242-0051-99"
    chart = [
        infused("J9312", "90 mg", opened="100 mg", ndc=SMALL, container="single-dose"),
        infused("J9312", "90 mg", 12, opened="100 mg", ndc=odd, container="single-dose"),
        infused("J9312", "90 mg", 14, opened="250 mg", ndc=BIG, container="single-dose"),
    ]
    claim = claim_of(*chart)
    assert str(claim.lines[1].ndc) == odd
    assert ("ndc_quantity", "ndc", 2, 2) in open_of(claim)
    assert str(claim.lines[2].ndc) == BIG
    assert ("container_size", "opened", 3, 3) in open_of(claim)


def test_a_question_about_a_line_that_is_left_out_is_about_the_first() -> None:
    """The rest of a bag whose package has no line of administered units."""
    products = [
        Given("1 mg", opened="100 mg", ndc="50242-0051-99", container="single-dose"),
        Given("9 mg", opened="100 mg", ndc=SMALL, container="single-dose"),
    ]
    claim = claim_of(infused("J9312", products=products, stopped_early=True))
    assert [str(line.ndc) for line in claim.lines if line.code == "J9312"] == [SMALL]
    assert ("ndc_quantity", "products", 1, 1) in open_of(claim)


# --- other drugs in the bag ----------------------------------------------------------------------


def test_another_drug_in_the_bag_is_asked_for_its_dose() -> None:
    claim = claim_of(infused("J9312", **RITUXIMAB, also=("J1100",)))
    asked = question(claim, "dose")
    assert (asked.severity, asked.event, asked.argument) == ("verify", 1, "")
    assert "J1100 was in the same bag" in asked.text
    assert drug_lines(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]


def test_a_bag_that_was_not_given_asks_nothing() -> None:
    event = infused("J9312", "500 mg", also=("J1100",), not_given="refused", stop=None)
    assert "dose" not in {each.kind for each in claim_of(event).questions}


def test_the_same_chart_twice_makes_equal_claims() -> None:
    one, two = claim_of(two_products()), claim_of(evolve(two_products()))
    assert one == two
    assert hash(one.lines) == hash(two.lines)


@pytest.mark.parametrize("payer", [MEDICARE, Payer.commercial()])
def test_used_up_vials_are_never_waste(payer: Payer) -> None:
    claim = claim_of(infused("J1745", "300 mg", **USED_UP, family="complex"), payer=payer)
    assert claim.lines[0].units == 30
    assert not any("JW" in line.modifiers for line in claim.lines)
