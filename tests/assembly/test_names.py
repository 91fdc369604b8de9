"""What the chart calls a drug: the code of its line, or a question about its name."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Administration, Payer

from ..built import MEDICARE, claim_of, drug_lines, open_of, question, read, said
from ..charts import at
from ..infusions import RITUXIMAB, infused, pushed


@pytest.mark.parametrize("name", ["Rituxan", "J9312", "j9312 ", "RITUXAN", "50242-0053-06"])
def test_a_brand_a_code_and_an_ndc_are_billed_alike(name: str) -> None:
    claim = claim_of(infused(name, **RITUXIMAB))
    assert drug_lines(claim)[0] == "J9312 x 72 [1]"
    assert claim.lines[1].modifiers == ("JW",)
    assert claim.ready


def test_a_step_says_which_code_a_name_is_billed_as() -> None:
    assert "event 1 (Rituxan, 09:00): billed as J9312" in said(
        claim_of(infused("Rituxan", **RITUXIMAB))
    )
    assert "billed as" not in said(claim_of(infused("J9312", **RITUXIMAB)))


def test_a_drug_charted_by_its_ndc_has_that_on_its_line() -> None:
    (line, *_) = claim_of(infused("50242-0053-06", **RITUXIMAB)).lines
    assert str(line.ndc) == "50242-0053-06"


def test_the_ndc_that_the_chart_states_stands_on_the_line() -> None:
    claim = claim_of(infused("50242-0053-06", **RITUXIMAB, ndc="50242-0051-21"))
    assert str(claim.lines[0].ndc) == "50242-0051-21"


def test_a_name_with_several_codes_is_asked_about_and_its_administration_is_coded() -> None:
    claim = claim_of(infused("rituximab", **RITUXIMAB))
    assert open_of(claim) == [("ambiguous_name", "drug", None, 1)]
    assert question(claim, "ambiguous_name").owner == "pharmacy"
    assert read(claim) == ["96413 x 1 [1]"]
    assert not claim.ready


def test_the_package_settles_a_name_with_several_codes() -> None:
    claim = claim_of(infused("rituximab", **RITUXIMAB, ndc="50242-0053-06"))
    assert drug_lines(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]"]


def test_where_the_packages_of_the_quarter_are_not_included_the_nearest_are_offered() -> None:
    day: Any = {"start": "2012-02-01 09:00", "stop": "2012-02-01 10:00"}
    claim = claim_of(infused("immune globulin", "10 g", **day, ndc="00944-2700-05"))
    assert ("uncovered_date", "nearest", None, 1) in open_of(claim)


def test_a_package_of_another_drug_is_asked_about() -> None:
    claim = claim_of(infused("rituximab", "500 mg", ndc="57894-0030-01"))
    assert open_of(claim)[0] == ("bad_ndc", "ndc", None, 1)


@pytest.mark.parametrize("name", ["JO129", "J0000", "12345-6789-01", "00000-0001-01"])
def test_what_has_the_form_of_a_code_is_never_billed_as_a_name(name: str) -> None:
    """A slip of the pen is no drug without a code."""
    claim = claim_of(infused(name, "100 mg", family="complex"))
    assert drug_lines(claim) == []
    first, *_ = claim.questions
    assert (first.kind, first.argument, first.event) == ("unknown_code", "drug", 1)
    assert first.text.startswith(f"event 1 ({name}, 09:00): ")


def test_a_misspelled_name_is_asked_about_with_what_was_perhaps_meant() -> None:
    asked = question(claim_of(infused("Rituxann", "100 mg", family="complex")), "unknown_code")
    assert (asked.argument, asked.event, asked.severity) == ("drug", 1, "blocks")
    assert "Rituxan" in asked.text


def test_a_code_that_ended_is_asked_about_on_the_day_after() -> None:
    ended: Any = {"start": "2019-01-01 09:00", "stop": "2019-01-01 10:00"}
    last: Any = {"start": "2018-12-31 09:00", "stop": "2018-12-31 10:00"}
    claim = claim_of(infused("J9310", "500 mg", **ended))
    assert ("not_in_force", "drug", None, 1) in open_of(claim)
    assert drug_lines(claim_of(infused("J9310", "500 mg", **last))) == ["J9310 x 5 [1]"]


# --- drugs without a code of their own -------------------------------------------------------


def test_a_drug_known_to_have_no_code_is_billed_as_unclassified_and_verified() -> None:
    claim = claim_of(pushed("brivaracetam", "20 mg", family="therapeutic"))
    asked = question(claim, "noc_code")
    assert (asked.severity, asked.argument, asked.event) == ("verify", "code", 1)
    assert claim.lines[0].code == "J3490"
    assert claim.lines[0].narrative == "brivaracetam 20 mg intravenous"


@pytest.mark.parametrize(
    ("name", "family", "setting", "code"),
    [
        ("zzqqx", "therapeutic", "professional", "J3490"),
        ("zzqqx", "complex", "professional", "J9999"),
        ("zzqqx", "hormonal", "professional", "J9999"),
        ("zzqqxmab", "complex", "professional", "J3590"),
        ("zzqqxmab-abcd", "therapeutic", "professional", "J3590"),
        ("mabzzqqx", "therapeutic", "professional", "J3490"),
        ("zzqqx", "complex", "facility", "C9399"),
        ("zzqqxmab", "complex", "facility", "C9399"),
        ("zzqqx", "therapeutic", "asc", "C9399"),
        ("zzqqx", "therapeutic", "supplier", "J3490"),
    ],
)
def test_an_unknown_name_is_billed_as_unclassified_of_its_kind_and_waits(
    name: str, family: Any, setting: Any, code: str
) -> None:
    shot = Administration(name, "intramuscular", "injection", at(9), None, family, dose="100 mg")
    event = shot if family == "hormonal" else infused(name, "100 mg", family=family)
    claim = claim_of(event, setting=setting)
    assert claim.lines[0].code == code
    asked = question(claim, "noc_code")
    assert (asked.severity, asked.argument, asked.event) == ("blocks", "code", 1)
    assert code in asked.text


def test_the_other_unclassified_codes_are_named_where_they_may_be_meant() -> None:
    def others(name: str, family: Any, **more: Any) -> str:
        return question(claim_of(infused(name, "9 mg", family=family), **more), "noc_code").text

    assert "classified; J9999 if it treats cancer: check" in others("zzqqxmab", "complex")
    assert "classified: check" in others("zzqqxmab", "therapeutic")
    assert "J3590 for a biologic that does not treat cancer" in others("zzqqx", "complex")
    assert "J3590 for a biologic, J7999 for a compounded drug" in others("zzqqx", "therapeutic")
    assert "J3490 or J3590" in others("zzqqx", "therapeutic", setting="facility")


def test_a_payer_without_a_rule_for_hospitals_takes_the_same_codes_there() -> None:
    payer = Payer.commercial()
    claim = claim_of(infused("zzqqx", "9 mg", family="complex"), payer=payer, setting="facility")
    assert claim.lines[0].code == "J9999"


def test_a_fluid_without_a_code_has_no_line_and_a_note() -> None:
    claim = claim_of(infused("fluid of ours", "1000 mL", family="hydration"))
    asked = question(claim, "unknown_code")
    assert (asked.severity, asked.argument, asked.event) == ("note", "code", 1)
    assert read(claim) == ["96360 x 1 [1]"]


def test_a_misspelled_code_of_a_fluid_is_no_fluid_without_a_code() -> None:
    claim = claim_of(infused("J703O", "1000 mL", family="hydration"))
    assert question(claim, "unknown_code").argument == "drug"


# --- the code that the chart states beside the name --------------------------------------------


def test_the_code_that_the_chart_states_is_the_code_of_the_line() -> None:
    claim = claim_of(infused("zzqqx", **RITUXIMAB, code="J9312"), reason="zzqqx")
    assert read(claim) == ["J9312 x 72 [1]", "J9312-JW x 8 [1]", "96413 x 1 [1]"]
    assert claim.lines[0].narrative is None
    assert claim.ready


def test_a_stated_unclassified_code_has_the_name_in_its_narrative() -> None:
    claim = claim_of(infused("zzqqx", "9 mg", family="complex", code="J3590"))
    assert claim.lines[0].code == "J3590"
    assert claim.lines[0].narrative == "zzqqx 9 mg intravenous"
    assert "noc_code" not in {each.kind for each in claim.questions}


def test_a_stated_code_that_is_none_is_asked_about() -> None:
    claim = claim_of(infused("zzqqx", "9 mg", family="complex", code="J0000"))
    asked = question(claim, "unknown_code")
    assert (asked.argument, asked.event) == ("code", 1)
    assert drug_lines(claim) == []


def test_a_chart_that_names_an_unclassified_code_is_asked_for_the_narrative() -> None:
    claim = claim_of(infused("J3490", "9 mg", family="therapeutic"))
    assert ("narrative", "narrative", 1, 1) in open_of(claim)
    answered = claim_of(
        infused("J3490", "9 mg", family="therapeutic"),
        answers={question(claim, "narrative"): "zzqqx 9 mg"},
    )
    assert answered.lines[0].narrative == "zzqqx 9 mg"


def test_a_long_name_is_cut_in_the_narrative_and_the_dose_and_route_are_not() -> None:
    name = "zzqqx " + "y" * 140
    (line, *_) = claim_of(infused(name, "9 mg", family="complex")).lines
    assert line.narrative is not None
    assert len(line.narrative) <= 160
    assert line.narrative.endswith("y 9 mg intravenous")
    longer = "z" * 150
    (line, *_) = claim_of(infused(longer, "9 mg", family="complex")).lines
    assert line.narrative == "z" * (160 - len(" 9 mg intravenous")) + " 9 mg intravenous"


def test_doses_of_a_drug_without_a_code_are_added_in_its_narrative() -> None:
    claim = claim_of(
        infused("zzqqx", "9 mg", family="complex"), infused("Zzqqx", "5 mg", 12, family="complex")
    )
    assert claim.lines[0].narrative == "zzqqx 14 mg intravenous"
    assert claim.lines[0].events == (1, 2)


def test_doses_that_do_not_add_up_are_listed_in_the_narrative() -> None:
    claim = claim_of(
        infused("zzqqx", "9 mg", family="complex"), infused("zzqqx", "5 mL", 12, family="complex")
    )
    texts = [line.narrative for line in claim.lines] + [each.text for each in claim.questions]
    assert any(text and "9 mg + 5 mL" in text for text in texts)


def test_two_drugs_without_a_code_are_not_one() -> None:
    claim = claim_of(
        infused("zzqqx", "9 mg", family="complex"), infused("zzqqy", "5 mg", 12, family="complex")
    )
    assert [line.narrative for line in claim.lines[:2]] == [
        "zzqqx 9 mg intravenous",
        "zzqqy 5 mg intravenous",
    ]


def test_an_unknown_name_without_a_family_is_asked_for_it_and_the_answer_codes_it() -> None:
    chart = infused("zzqqx", "9 mg")
    claim = claim_of(chart)
    asked = question(claim, "bad_administration")
    assert (asked.argument, asked.event, asked.owner) == ("family", 1, "nurse")
    assert "no administration is coded: event 1 (zzqqx" in asked.text
    assert "96413 x 1 [1]" in read(claim_of(chart, answers={asked: "complex"}))


def test_doses_charted_under_brand_name_and_code_are_one_line() -> None:
    claim = claim_of(
        infused("Keytruda", "100 mg"),
        infused("pembrolizumab", "60 mg", 11),
        infused("J9271", "40 mg", 13),
    )
    assert drug_lines(claim) == ["J9271 x 200 [1 2 3]"]
    assert MEDICARE.name == claim.payer


def test_an_unknown_drug_of_a_bag_is_asked_for_as_one_of_the_bag() -> None:
    chart = infused("J9312", **RITUXIMAB, also=("12345-6789-01",))
    asked = question(claim_of(chart), "bad_administration")
    assert (asked.argument, asked.event) == ("also", 1)
    assert asked.text.startswith("no administration is coded: event 1 (J9312 + 12345-6789-01 ")
    assert "96413 x 1 [1]" in read(claim_of(chart, answers={asked: ("J1100",)}))


def test_an_unknown_name_given_by_a_procedure_is_asked_for_the_procedure() -> None:
    chart = Administration("zzqqx", "intravitreal", "procedure", at(9), side="left", dose="2 mg")
    asked = question(claim_of(chart), "bad_administration")
    assert (asked.argument, asked.event) == ("procedure", 1)
    assert "67028-LT x 1 [1]" in read(claim_of(chart, answers={asked: "67028"}))
