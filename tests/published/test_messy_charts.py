"""Charts as they come: a claim with questions, or one error that names the event.

Never a lost line: every event is named by a line, a question or a step.

Source: the messy charts that issue 20 lists.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from hcpcs_jcodes import (
    Administration,
    BadAdministration,
    Claim,
    Given,
    Payer,
    UncoveredDate,
    build_claim,
)

from ..built import MEDICARE, claim_of, drug_lines, open_of, read
from ..charts import at
from ..infusions import RITUXIMAB, infused, pushed
from ..refusals import refused


def nothing_lost(claim: Claim, events: int) -> Claim:
    """The claim, of which every event is named somewhere."""
    named = {event for line in claim.lines for event in line.events}
    named |= {each.event for each in claim.questions if each.event is not None}
    texts = [each.text for each in claim.questions] + [each.text for each in claim.steps]
    named |= {int(number) for text in texts for number in re.findall(r"\bevent (\d+)", text)}
    assert named == set(range(1, events + 1))
    return claim


def test_the_contract_as_it_is_written() -> None:
    medicare = Payer.medicare()
    acme = medicare.replace(name="Acme")
    start, stop = at(9), at(13)
    chart = [
        Administration(
            "Rituxan",
            "intravenous",
            "infusion",
            start,
            stop,
            dose="715 mg",
            opened=["500 mg", "3 x 100 mg"],
            container="single-dose",
            ndc="50242-0053-06",
        )
    ]
    claim = build_claim(
        chart, payer=medicare, setting="professional", place_of_service="11", reason="Rituxan"
    )
    assert read(claim) == [
        "J9312 x 72 [1]",
        "J9312-JW x 8 [1]",
        "96413 x 1 [1]",
        "96415 x 3 [1]",
    ]
    # 100 mg is no size of that package: it is the other product that was opened beside it
    assert open_of(claim) == [("container_size", "opened", 1, 1)]
    assert claim.ready
    record = claim.lines[0].record
    assert record is not None
    assert str(record) == (
        "given 715 mg, opened 500 mg + 3 x 100 mg, single-dose container, intravenous, "
        "2025-08-01 09:00 to 2025-08-01 13:00"
    )
    assert claim.steps
    assert build_claim(chart, payer=acme, setting="professional").payer == "Acme"


def test_1_no_stop_is_charted() -> None:
    chart = [infused("J9312", **RITUXIMAB, stop=None), pushed("J1200", "50 mg")]
    claim = nothing_lost(claim_of(*chart), 2)
    assert drug_lines(claim)[:2] == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]
    assert ("missing_stop", "stop", None, 1) in open_of(claim)
    assert not claim.ready


def test_2_a_brand_that_nobody_knows() -> None:
    claim = nothing_lost(claim_of(infused("Zzqqx", "100 mg"), pushed("J1200", "50 mg")), 2)
    kinds = [(kind, argument, event) for kind, argument, _, event in open_of(claim)]
    assert ("noc_code", "code", 1) in kinds
    assert ("bad_administration", "family", 1) in kinds
    assert "J1200 x 1 [2]" in drug_lines(claim)


def test_3_an_ndc_that_no_code_has() -> None:
    claim = nothing_lost(claim_of(infused("12345-6789-01", "100 mg")), 1)
    assert claim.lines == ()
    assert {each[1:] for each in open_of(claim)} == {("drug", None, 1)}
    beside = claim_of(infused("J9312", **RITUXIMAB, ndc="12345-6789-01"))
    assert drug_lines(beside) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]
    assert ("ndc_quantity", "ndc", 1, 1) in open_of(beside)


def test_4_two_sizes_of_vials() -> None:
    products = [
        Given("500 mg", opened="500 mg", ndc="50242-0053-06", container="single-dose"),
        Given("215 mg", opened="3 x 100 mg", ndc="50242-0051-21", container="single-dose"),
    ]
    claim = nothing_lost(claim_of(infused("Rituxan", products=products)), 1)
    assert drug_lines(claim) == ["J9312 x 50 [1]", "J9312 x 22 [1]", "J9312-JW x 8 [1]"]
    assert claim.ready


def test_5_a_dose_that_was_refused() -> None:
    refused_dose = infused("Keytruda", "200 mg", 14, not_given="refused", stop=None)
    claim = nothing_lost(claim_of(infused("J9312", **RITUXIMAB), refused_dose), 2)
    assert {event for line in claim.lines for event in line.events} == {1}


def test_6_a_night_over_midnight() -> None:
    chart = [
        infused("J9312", "355 mg", start=at(23), stop=at(2, day=2)),
        infused("J9312", "360 mg", start=at(3, day=2), stop=at(4, day=2)),
    ]
    claim = nothing_lost(claim_of(*chart), 2)
    assert drug_lines(claim) == ["J9312 x 36 [1]", "J9312 x 36 [2]"]


def test_7_a_date_that_the_data_do_not_cover() -> None:
    chart = infused("J9312", "500 mg", start="2027-03-01 09:00", stop="2027-03-01 10:00")
    with pytest.raises(UncoveredDate, match=r"^event 1 \(J9312, 09:00\): 2027-03-01 is not cov"):
        claim_of(chart)


def test_8_a_plain_rituximab() -> None:
    claim = nothing_lost(claim_of(infused("rituximab", **RITUXIMAB)), 1)
    assert open_of(claim) == [("ambiguous_name", "drug", None, 1)]
    asked = claim.questions[0]
    for code in ("J9312", "Q5115", "Q5119", "Q5123"):
        assert code in asked.text
    answered = claim_of(infused("rituximab", **RITUXIMAB), answers={asked: "Truxima"})
    assert drug_lines(answered) == ["Q5115 x 72 [1]", "Q5115-JW x 8 [1]"]
    assert answered.ready


def test_9_a_code_with_the_letter_o() -> None:
    claim = nothing_lost(claim_of(infused("JO129", "500 mg"), pushed("J1200", "50 mg")), 2)
    asked = claim.questions[0]
    assert "did you mean J0129?" in asked.text
    answered = claim_of(infused("JO129", "500 mg"), answers={asked: "J0129"})
    assert drug_lines(answered) == ["J0129 x 50 [1]"]


def test_10_a_code_in_small_letters_with_a_space() -> None:
    claim = claim_of(infused("j9312 ", **RITUXIMAB), reason=" j9312")
    assert read(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]", "96413 x 1 [1]"]
    assert claim.ready


def test_11_a_code_that_ended_yesterday() -> None:
    chart = infused("J9310", "500 mg", start="2019-01-01 09:00", stop="2019-01-01 10:00")
    claim = nothing_lost(claim_of(chart), 1)
    assert claim.lines == ()
    asked = claim.questions[0]
    assert (asked.kind, asked.argument) == ("not_in_force", "drug")
    assert "J9312" in asked.text
    assert drug_lines(claim_of(chart, answers={asked: "J9312"})) == ["J9312 x 50 [1]"]


@pytest.mark.parametrize("dose", ["0,500 mg", "1.000,5 mg"])
def test_12_a_comma_that_may_be_a_decimal_point(dose: str) -> None:
    text = refused(lambda: infused("J9312", dose), BadAdministration, dose, "'J9312' of 2025-08-01")
    assert "dose" in text


def test_13_a_volume_without_its_strength() -> None:
    chart = infused("J9312", "71.5 mL")
    claim = nothing_lost(claim_of(chart), 1)
    asked = claim.questions[0]
    assert (asked.kind, asked.argument) == ("incompatible_units", "concentration")
    answered = claim_of(chart, answers={asked: "10 mg/mL"})
    assert drug_lines(answered) == ["J9312 x 72 [1]"]


def test_14_both_eyes_in_one_event() -> None:
    eye: Any = {"dose": "2 mg"}
    with pytest.raises(BadAdministration, match="side='both' is not a side: pass right or left"):
        Administration("Eylea", "intravitreal", "procedure", at(9), side="both", **eye)  # type: ignore[arg-type]
    apart = [
        Administration("Eylea", "intravitreal", "procedure", at(9), side=side, **eye)
        for side in ("right", "left")
    ]
    claim = nothing_lost(claim_of(*apart), 2)
    assert drug_lines(claim) == ["J0178 x 4 [1 2]"]
    assert [(line.code, line.modifiers) for line in claim.lines[1:]] == [("67028", ("50",))]
    without = Administration("Eylea", "intravitreal", "procedure", at(9), **eye)
    assert ("side", "side", None, 1) in open_of(nothing_lost(claim_of(without), 1))


def test_15_nothing_but_names_and_times() -> None:
    names = ["Keytruda", "zzqqx", "Rituxan", "NS", "heparin"]
    chart = [infused(name, None, 8 + 2 * hour) for hour, name in enumerate(names)]
    claim = nothing_lost(claim_of(*chart), 5)
    assert not claim.ready
    assert MEDICARE.name in str(claim)
