"""Bills that people who do this job have published, or that their rules decide; each with its source."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import BadAmount, Bill, Given
from tests.bills import asked, office, read, single_dose


def kinds(billed: Bill) -> list[str]:
    """What is asked, without notes."""
    return [each.kind for each in billed.questions if each.severity != "note"]


@pytest.mark.parametrize("discarded", [None, "100 mg"])
def test_a_whole_container_that_was_not_needed_is_no_payable_waste(discarded: str | None) -> None:
    """Medicare Claims Processing Manual, ch. 17 §40: 300 mg of infliximab, four vials opened."""
    facts: dict[str, Any] = {"opened": ["4 x 100 mg"], "discarded": discarded}
    billed = single_dose("J1745", "300 mg", **facts)
    assert (read(billed), billed.discarded_units) == (["J1745 x 30"], 0)
    (question,) = billed.questions
    about = (question.kind, question.severity, question.argument, question.owner)
    assert about == ("spare_container", "blocks", "spare_needed", "nurse")
    needed = single_dose("J1745", "300 mg", spare_needed=True, **facts)
    assert read(needed) == ["J1745 x 30", "J1745-JW x 10"]
    assert not needed.questions
    unneeded = single_dose("J1745", "300 mg", spare_needed=False, **facts)
    assert (read(unneeded), kinds(unneeded)) == (["J1745 x 30"], ["avoidable_waste"])


def test_what_is_wasted_without_the_spare_containers_stays() -> None:
    """The same rule: of 350 mg, 50 mg of the fourth vial are wasted, whatever the fifth was for."""
    facts: dict[str, Any] = {"opened": ["5 x 100 mg"]}
    billed = single_dose("J1745", "350 mg", **facts)
    assert read(billed) == ["J1745 x 35", "J1745-JW x 5"]
    assert str(billed.lines[1].discarded) == "50 mg"
    assert kinds(billed) == ["spare_container"]
    assert "10 units hang on" in billed.questions[0].text
    assert billed.over_mue is None
    unneeded = single_dose("J1745", "350 mg", spare_needed=False, **facts)
    assert (unneeded.lines, kinds(unneeded)) == (billed.lines, [])
    needed = single_dose("J1745", "350 mg", spare_needed=True, **facts)
    assert read(needed) == ["J1745 x 35", "J1745-JW x 15"]


def test_a_past_container_is_not_judged_by_the_list_of_today() -> None:
    """OIG A-02-12-01003: Herceptin of 440 mg came in multi-dose vials in 2012."""
    facts: dict[str, Any] = {"opened": ["440 mg"], "container": "multi-dose"}
    past = office("J9355", "440 mg", on=date(2012, 6, 1), **facts)
    assert (read(past), kinds(past)) == (["J9355 x 44"], [])
    for on, asked_about in ((date(2025, 6, 19), []), (date(2025, 6, 20), ["container"])):
        billed = office("J9355", "150 mg", on=on, opened=["150 mg"], container="multi-dose")
        assert kinds(billed) == asked_about


def test_one_code_from_a_single_dose_and_a_multi_dose_vial() -> None:
    """CMS, JW and JZ frequently asked questions: neither modifier is for multi-dose containers."""
    shared = Given("4 mg", opened=["30 mg"], container="multi-dose")
    billed = single_dose("J1100", [Given("4 mg", opened=["4 mg"]), shared])
    assert read(billed) == ["J1100-JZ x 4", "J1100 x 4"]
    billed = single_dose("J1100", [shared, Given("3 mg", opened=["10 mg"])])
    assert read(billed) == ["J1100 x 4", "J1100 x 3", "J1100-JW x 7"]
    assert str(billed.lines[2].discarded) == "7 mg"


def test_doses_of_one_product_are_one_product() -> None:
    """Medicare Claims Processing Manual, ch. 17 §10: what is given on a date is added up."""
    billed = office("J9201", [Given("800 mg"), Given("4000 mg")])
    assert read(billed) == read(office("J9201", ["800 mg", "4000 mg"])) == ["J9201 x 24"]
    discarded, over = asked(billed)
    assert discarded.startswith("discarded drug: pass opened=")
    assert over.startswith("over the MUE of J9201")


def test_what_is_not_divided_into_units_keeps_its_answer() -> None:
    """Palmetto GBA, unclassified drugs, and NCCI Policy Manual, ch. XII: per dose."""
    facts: dict[str, Any] = {"opened": ["2 x 10 mg"], "narrative": "examplumab 10 mg intravenous"}
    billed = single_dose("J3490", "10 mg", **facts)
    assert read(billed) == ["J3490 x 1", "J3490-JW x 1"]
    (question,) = [each for each in billed.questions if each.kind == "spare_container"]
    assert (question.severity, question.argument) == ("verify", "opened")
    assert "without one container of 10 mg the dose of 10 mg would have been" in question.text
    billed = single_dose("J7321", 1, opened=["2 x 1 dose"])
    assert (read(billed), kinds(billed)) == (["J7321 x 1"], ["discarded", "spare_container"])


def test_an_edit_of_2024_says_nothing_about_2012() -> None:
    """CMS publishes MUEs by quarter; near ones answer on request, and the answer names both."""
    facts: dict[str, Any] = {"opened": ["3 x 100 mg"], "nearest": True}
    past = single_dose("J1745", "300 mg", on=date(2012, 3, 1), **facts)
    assert past.over_mue is None
    assert "within the MUE" not in str(past)
    near = single_dose("J1745", "300 mg", on=date(2023, 8, 1), **facts)
    assert "within the MUE of J1745, professional, 2024Q2, the nearest to 2023Q3: 150" in str(near)


@pytest.mark.parametrize("code", ["J3301", "J9305", "J9201", "J0131"])
def test_the_words_not_otherwise_specified_ask_for_no_narrative(code: str) -> None:
    """The lists of contractors name NOC codes and J1599, not each wording."""
    billed = single_dose(code, "10 mg", opened=["10 mg"])
    assert "otherwise specified" in str(billed.code.long_description)
    assert "narrative" not in kinds(billed)


@pytest.mark.parametrize("code", ["J1599", "J3490", "J3590", "J9999", "J7999"])
def test_an_unclassified_code_needs_a_narrative(code: str) -> None:
    """The lists of contractors, among them J1599, immune globulin not otherwise specified."""
    (question,) = [each for each in office(code, "10 g").questions if each.kind == "narrative"]
    assert (question.severity, question.argument) == ("blocks", "narrative")
    named = office(code, "10 g", narrative="examplumab 10 g intravenous")
    assert "narrative" not in kinds(named)


def test_a_container_that_no_package_holds_is_questioned() -> None:
    """Published as four vials of 250 mg; infliximab comes in vials of 100 mg."""
    billed = single_dose("J1745", "800 mg", opened=["4 x 250 mg"])
    (question,) = [each for each in billed.questions if each.kind == "container_size"]
    assert (question.severity, question.owner) == ("verify", "pharmacy")
    assert "no package of J1745 in CMS's crosswalk of 2025Q3 holds 250 mg, only 100 mg:" in (
        question.text
    )
    assert read(billed) == ["J1745 x 80", "J1745-JW x 20"]


@pytest.mark.parametrize(
    ("code", "dose", "says"),
    [
        ("J9312", 715, "715 has no unit; J9312 is billed per 10 mg: write '715 mg'"),
        ("J0585", 100, "100 has no unit; J0585 is billed per 1 unit: write '100 unit'"),
        ("J7192", 1000, "1000 has no unit; J7192 is billed per 1 IU: write '1000 IU'"),
        ("J9312", 715.0, "pass a text with its unit, or an Amount"),
        ("J9312", "715", "'715' has no unit; write it with one"),
        ("J9312", "71.5 mL", "pass the strength on the label with concentration="),
    ],
)
def test_a_hint_is_right_for_the_code_or_has_no_figure(code: str, dose: Any, says: str) -> None:
    """Asked in billing forums: what is offered is passed on, and must not be another dose."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - two of the library's errors
        office(code, dose)
    text = str(caught.value)
    assert says in text
    figures = re.findall(r"[0-9][0-9.]*", text.partition("; ")[2].partition(": ")[2] or text)
    assert set(figures) <= {str(dose), *re.findall(r"[0-9][0-9.]*", str(dose)), "9312", "10"}
    assert "Decimal" not in text
    with pytest.raises(BadAmount) as strength:
        office(code, "5 mL", concentration="50")
    assert re.findall("[0-9]+", str(strength.value)) == ["50"]
