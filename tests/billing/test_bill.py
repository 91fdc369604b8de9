"""From the chart to the claim: units by code and date, laws, limits, and what a bill shows."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError

import hcpcs_jcodes
from hcpcs_jcodes import (
    Amount,
    BadClaimLine,
    BadDate,
    Bill,
    Given,
    JCode,
    JCodesError,
    Mue,
    NotChecked,
    NotInForce,
    Step,
    UncoveredDate,
    UnknownCode,
    codeset,
    mue,
)
from hcpcs_jcodes.payers.named import payer_named
from tests.bills import DAY, MUE_DAY, office, plan_x, read, single_dose, unchecked

# --- codes and dates -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "dose", "on", "units"),
    [
        pytest.param("J9312", "715 mg", DAY, 72, id="1.1.1: the next whole unit"),
        pytest.param("J9312", "1 mcg", DAY, 1, id="1.1.2: less than a unit is one"),
        pytest.param("J1720", "10 mg", DAY, 1, id="1.1.3: any part of up-to-100-mg is one"),
        pytest.param("J1720", "100 mg", DAY, 1, id="1.1.3: and so is all of it"),
        pytest.param("J1720", "100.1 mg", DAY, 2, id="1.1.3: above it the ceiling"),
        pytest.param("J2540", "5 million units", DAY, 9, id="1.1.3: up to 600,000 units"),
        pytest.param("J9310", "715 mg", date(2018, 6, 1), 8, id="1.1.4: 100 mg until 2018"),
        pytest.param("J9216", "3 million units", DAY, 1, id="1.1.4: 3 million units"),
        pytest.param("J2778", "0.5 mg", DAY, 5, id="1.1.5: the long description has the unit"),
        pytest.param("J0585", "155 units", DAY, 155, id="1.1.6: whole units"),
        pytest.param("J3480", "40 mEq", DAY, 20, id="milliequivalents"),
        pytest.param("J7336", "560 cm2", DAY, 560, id="square centimeters"),
        pytest.param("J2186", "2 g", DAY, 100, id="a combination with a total"),
        pytest.param("Q5115", "715 mg", DAY, 72, id="a biosimilar outside J"),
        pytest.param("Q4081", "2000 units", DAY, 20, id="a code for ESRD outside J"),
        pytest.param("C9257", "1.25 mg", DAY, 5, id="a C code"),
        pytest.param("Q9992", "300 mg", DAY, 1, id="a band outside J"),
    ],
)
def test_units_by_code_and_date(code: str, dose: str, on: date, units: int) -> None:
    """Rules 1.1.1 to 1.1.6: multiples of the long description in force on the date."""
    billed = office(code, dose, on=on)
    assert (billed.administered_units, read(billed)) == (units, [f"{code} x {units}"])
    assert billed.code.in_force(on)


def test_the_container_does_not_determine_the_units() -> None:
    """Rule 1.7.2: two presentations of the same milligrams bill the same units."""
    one, five = (single_dose("J9312", "500 mg", opened=[o]) for o in ("500 mg", "5 x 100 mg"))
    assert one.lines == five.lines


def test_a_jcode_may_be_passed_instead_of_its_number() -> None:
    """The version of the date gives the same bill as its number."""
    assert office(codeset(DAY)["J9312"], "715 mg") == office("J9312", "715 mg")
    biosimilar = codeset(DAY).related["Q5115"]
    assert office(biosimilar, "715 mg") == office("Q5115", "715 mg")


def test_a_version_of_another_date_is_refused() -> None:
    """The J9310 of 2018 cannot be billed in 2025, and the text shows the code and date."""
    with pytest.raises(NotInForce, match="J9310 is not in force on 2025-08-01"):
        office(codeset(2018)["J9310"], "715 mg")
    with pytest.raises(NotInForce, match="J9312"):
        office(codeset(2025)["J9312"], "715 mg", on=date(2018, 6, 1))


@pytest.mark.parametrize(
    ("code", "facts", "error", "words"),
    [
        ("J9310", {}, NotInForce, "it is valid .*2018-12-31"),
        ("J9312", {"on": date(2018, 12, 31)}, NotInForce, "it is valid from 2019-01-01 on"),
        ("Q5115", {"on": date(2019, 6, 30)}, NotInForce, "Q5115 is not in force on 2019-06-30"),
        ("J9321x", {}, UnknownCode, "no J code 'J9321x'.*did you mean J9321"),
        ("J9312-JW", {}, UnknownCode, "is J9312 with modifier JW: pass the code alone"),
        ("rituxma", {}, UnknownCode, "no code of any year has this name"),
        ("96413", {}, UnknownCode, "no J code '96413'"),
        (9312, {}, UnknownCode, "9312 is not a code"),
        (["J9312"], {}, UnknownCode, "J9312"),
        ("J9312", {"on": date(2010, 12, 31)}, UncoveredDate, "2010-12-31 is not covered"),
        ("J9312", {"on": date(2027, 1, 1)}, UncoveredDate, "2027-01-01 is not covered"),
        ("Q5115", {"on": date(2027, 1, 1)}, UncoveredDate, "2027-01-01 is not covered"),
        ("J9312", {"on": "08/01/2025"}, BadDate, "'08/01/2025' is not a date"),
        ("J9312", {"on": datetime(2025, 8, 1, 9, 30)}, BadDate, "has a time of day"),  # noqa: DTZ001
        ("J9312", {"on": None}, BadDate, "None is not a date"),
    ],
)
def test_bad_codes_and_dates_are_refused(
    code: Any, facts: dict[str, Any], error: type[JCodesError], words: str
) -> None:
    """Unknown and ended codes, and dates that are not covered: the text shows the value and the fix."""
    with pytest.raises(error, match=words):
        office(code, "715 mg", **facts)


# --- MUE ------------------------------------------------------------------------------------


def test_all_lines_are_checked_against_the_mue_of_the_quarter() -> None:
    """Rule 1.7.5 and NCCI ch. XII: MAI 3 sums the lines, those with JW included."""
    billed = single_dose("J9312", "1400 mg", opened=["3 x 500 mg"], on=MUE_DAY)
    assert billed.mue == mue("J9312", on=MUE_DAY, setting="professional")
    assert (read(billed), billed.over_mue) == (["J9312 x 140", "J9312-JW x 10"], False)
    over = single_dose("J9312", "1401 mg", opened=["4 x 400 mg"], on=MUE_DAY)
    assert over.over_mue is True
    assert str(over).splitlines()[-1].strip().startswith("verify: over the MUE of J9312")
    assert "within the MUE of J9312" in str(billed)


def test_each_line_is_checked_against_an_mue_per_line() -> None:
    """Rule 1.7.5: with MAI 1 three lines of up to 9,999 are within 9,999."""
    limit = Mue.given(9999, mai=1)
    assert office("J7182", "22000 IU", mue=limit).over_mue is False
    assert office("J7182", "22000 IU", mue=Mue.given(9999, mai=3)).over_mue is True


@pytest.mark.parametrize(
    ("mai", "most"), [(1, 72), (2, 80), (3, 80)], ids=["per line", "per date", "unless documented"]
)
def test_one_unit_above_an_mue_exceeds_it_and_the_limit_itself_does_not(
    mai: int, most: int
) -> None:
    """Rule 1.7.5: 72 given and 8 discarded are lines of 72 and 8, and 80 on the date."""
    facts: dict[str, Any] = {"opened": ["500 mg", "3 x 100 mg"]}
    for limit, over in ((most, False), (most - 1, True)):
        billed = single_dose("J9312", "715 mg", mue=Mue.given(limit, mai=mai), **facts)
        assert billed.over_mue is over
        assert f"{'over' if over else 'within'} the MUE given: {limit} units" in str(billed)


@pytest.mark.parametrize(
    ("mai", "facts", "found"),
    [
        (1, {}, False),
        (2, {}, None),
        (3, {}, None),
        (3, {"policy": plan_x()}, False),
        (3, {"container": "multi-dose"}, False),
    ],
)
def test_unknown_waste_leaves_an_mue_open_only_if_it_could_count(
    mai: int, facts: dict[str, Any], found: bool | None
) -> None:
    """NCCI ch. XII D.2: units with JW count for the date, if the payer uses JW at all."""
    assert office("J9312", "715 mg", mue=Mue.given(72, mai=mai), **facts).over_mue is found
    assert office("J9312", "715 mg", mue=Mue.given(71, mai=mai), **facts).over_mue is True


def test_an_mue_of_zero_is_not_payable() -> None:
    """Rule 1.7.4: 0 is not a gap; a single unit exceeds it."""
    on = date(2024, 8, 1)
    billed = office("J0190", "5 mg", on=on)
    assert isinstance(billed.mue, Mue)
    assert (billed.mue.units, billed.over_mue) == (0, True)
    assert "not payable" in str(billed)


def test_an_mue_per_date_does_not_pass_while_waste_is_unknown() -> None:
    """NCCI ch. XII D.2: JW units count, so 150 of 150 units may still be too many."""
    unknown = office("J9312", "1495 mg", on=MUE_DAY)
    assert unknown.over_mue is None
    assert "not checked, discarded units count too: the MUE of J9312" in str(unknown)
    assert office("J9312", "1505 mg", on=MUE_DAY).over_mue is True
    assert single_dose("J9312", "1495 mg", opened=["4 x 500 mg"], on=MUE_DAY).over_mue is None
    needed: dict[str, Any] = {"opened": ["4 x 500 mg"], "spare_needed": True, "on": MUE_DAY}
    assert single_dose("J9312", "1495 mg", **needed).over_mue is True


def test_medicares_mue_is_not_that_of_another_payer() -> None:
    """Rule 4.10: Medicaid has its own edits, so CMS's do not apply to it."""
    billed = office("J9312", "715 mg", on=MUE_DAY, policy=plan_x("Medicaid"))
    assert isinstance(billed.mue, NotChecked)
    assert "CMS's is not that of the payer Medicaid" in str(billed)
    own = office("J9312", "715 mg", policy=plan_x("Medicaid"), mue=Mue.given(70, mai=3))
    assert own.over_mue is True


def test_an_mue_of_another_setting_is_refused() -> None:
    """Hospitals and practitioners have their own limits."""
    other = mue("J9312", on=MUE_DAY, setting="facility")
    assert isinstance(other, Mue)
    with pytest.raises(BadClaimLine, match="is not that of J9312, professional"):
        office("J9312", "715 mg", on=MUE_DAY, mue=other)


def test_an_mue_that_is_not_included_is_not_checked() -> None:
    """Not checked is not a pass, and states what would give an answer."""
    before = date(2023, 8, 1)
    billed = office("J9312", "715 mg", on=before)
    assert isinstance(billed.mue, NotChecked)
    assert billed.over_mue is None
    assert "pass nearest=True" in str(billed)
    facts: dict[str, Any] = {"opened": ["8 x 100 mg"], "on": before, "nearest": True}
    nearest = single_dose("J9312", "715 mg", **facts)
    assert nearest.over_mue is False
    assert ", the nearest to 2023Q3: " in str(nearest)


def test_an_mue_that_is_the_same_before_and_after_the_date_is_a_check() -> None:
    """150 units in 2024Q3 and in 2026Q2, of which the text names the first."""
    billed = single_dose("J9312", "715 mg", opened=["8 x 100 mg"])
    assert billed.over_mue is False
    assert "2024Q3 (the same before and after the date): 150 units" in str(billed)


@pytest.mark.parametrize("limit", [4000, "4000", Mue("J1745", "facility", "2026Q4", 9, 3)])
@pytest.mark.parametrize("is_split", [False, True])
def test_anything_but_an_mue_of_this_code_is_refused(limit: Any, is_split: bool) -> None:
    """A number has no adjudication indicator, and another code's MUE does not apply."""
    with pytest.raises(BadClaimLine):
        office("J9312", "715 mg", mue=limit, split_at_mue=is_split)


# --- modifiers and other parts of a line --------------------------------------------------------


def test_the_callers_modifiers_go_on_every_line() -> None:
    """JW comes first, since it affects payment."""
    billed = single_dose(
        "J1745", "350 mg", opened=["4 x 100 mg"], modifiers=["TB", "JA"], place_of_service="11"
    )
    assert read(billed) == ["J1745-TB-JA x 35", "J1745-JW-TB-JA x 5"]
    assert {line.place_of_service for line in billed.lines} == {"11"}


@pytest.mark.parametrize(
    ("modifiers", "words"),
    [
        (["TB", "JA", "RT", "KX", "59"], "5 modifiers"),
        (["TB", "TB"], "a modifier is repeated"),
        (["JW"], "JW is decided here from opened= and container=: leave it out"),
        (["JZ"], "JZ is decided here"),
        (["JW", "JZ"], "contradict each other"),
        (["tb"], "'tb' is not a modifier"),
        ([5], "5 is not a modifier"),
        ("TB", "modifiers are a tuple"),
        (None, "modifiers are a tuple"),
    ],
)
def test_modifiers_that_cannot_go_on_a_line(modifiers: Any, words: str) -> None:
    """Five, a repeated one, JW and JZ by hand, and what is not a modifier."""
    with pytest.raises(BadClaimLine, match=words):
        single_dose("J1745", "300 mg", opened=["4 x 100 mg"], modifiers=modifiers)


def test_a_fifth_modifier_is_an_error_and_not_lost() -> None:
    """Four of the caller's leave no room for JW or JZ."""
    with pytest.raises(BadClaimLine, match="5 modifiers"):
        single_dose("J1745", "300 mg", opened=["3 x 100 mg"], modifiers=["TB", "JA", "RT", "KX"])


@pytest.mark.parametrize(
    ("own", "dose", "lines"),
    [
        (["TB", "JA", "RT"], "300 mg", ["J1745-JZ-TB-JA-RT x 30"]),
        (["TB", "JA", "RT"], "295 mg", ["J1745-JZ-TB-JA-RT x 30"]),
        (["TB", "JA", "RT"], "280 mg", ["J1745-TB-JA-RT x 28", "J1745-JW-TB-JA-RT x 2"]),
    ],
)
def test_three_modifiers_leave_room_for_jw_or_jz(
    own: list[str], dose: str, lines: list[str]
) -> None:
    """Four on a line: the caller's three and the one that is decided here."""
    assert read(single_dose("J1745", dose, opened=["3 x 100 mg"], modifiers=own)) == lines


def test_four_modifiers_fit_if_none_is_added_and_a_repeat_counts_as_one() -> None:
    """Rules 1.3.8 and 4.2: 76 takes a position on the second line; with JZ it is two."""
    own = ["TB", "JA", "RT", "KX"]
    assert read(office("J7182", "9999 IU", modifiers=own)) == ["J7182-TB-JA-RT-KX x 9999"]
    facts: dict[str, Any] = {"opened": ["10000 IU"]}
    lines = ["J7182-JZ-TB-JA x 9999", "J7182-JZ-TB-JA-76 x 1"]
    assert read(single_dose("J7182", "10000 IU", modifiers=own[:2], **facts)) == lines
    with pytest.raises(BadClaimLine, match="5 modifiers"):
        office("J7182", "10000 IU", modifiers=own)
    with pytest.raises(BadClaimLine, match="5 modifiers"):
        single_dose("J7182", "10000 IU", modifiers=own[:3], **facts)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"setting": "office"}, "'office' is not a setting: pass 'professional'"),
        ({"setting": None}, "None is not a setting"),
        ({"place_of_service": "1"}, "'1' is not a place of service"),
        ({"place_of_service": 11}, "11 is not a place of service"),
        ({"narrative": ""}, "is not a narrative"),
        ({"narrative": "two\nlines"}, "is not a narrative"),
        ({"narrative": "x" * 161}, "161 characters"),
        ({"container": ["single-dose"]}, "is not a kind of container"),
        ({"status_indicator": 5, "setting": "facility"}, "5"),
    ],
)
def test_bad_parts_of_a_line_are_refused(facts: dict[str, Any], words: str) -> None:
    """The text shows the value and the fix."""
    with pytest.raises(BadClaimLine, match=words):
        office("J1745", "300 mg", **{"opened": ["300 mg"], "container": "single-dose", **facts})


@pytest.mark.parametrize("sizes", [100, [], [100], ["0 mg"]])
def test_sizes_are_a_list_of_amounts(sizes: Any) -> None:
    """The text names the argument."""
    with pytest.raises(JCodesError, match="sizes"):
        office("J1745", "300 mg", sizes=sizes)


def test_sizes_need_doses_in_one_kind_of_measure() -> None:
    """There is no smallest container for 10 mg and 1 mL together."""
    with pytest.raises(JCodesError, match="in the same kind of measure"):
        office("J1745", ["10 mg", "1 mL"], sizes=["100 mg"], concentration="10 mg/mL")


@pytest.mark.parametrize("narrative", [None, "examplumab 10 mg intravenous"])
def test_an_unclassified_code_needs_its_narrative(narrative: str | None) -> None:
    """Rule 4.8: drug, dose and route; units stay 1."""
    billed = office("J3490", "10 mg", container="multi-dose", narrative=narrative)
    assert (read(billed), billed.lines[0].narrative) == (["J3490 x 1"], narrative)
    assert ("pass narrative=" in unchecked(billed)) == (narrative is None)


# --- what a bill shows ------------------------------------------------------------------------


class _Text(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - as the base has it
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


BILLS: dict[str, tuple[Any, ...]] = {
    "JW": (single_dose, "J9312", "715 mg", {"opened": ["500 mg", "3 x 100 mg"]}),
    "split": (office, "J7182", "22000 IU", {"on": MUE_DAY}),
    "not payable": (office, "J0190", "5 mg", {"on": date(2024, 8, 1)}),
    "NDC": (office, "J9312", "715 mg", {"ndc": "50242-0053-06", "sizes": ["100 mg"]}),
    "script": (
        single_dose,
        "J3490",
        "10 mg",
        {
            "opened": ["25 mg"],
            "narrative": "<script>alert(1)</script> & more",
            "policy": plan_x("<b>Plan & X</b>", discarded_from=date(2020, 1, 1)),
        },
    ),
}


@pytest.fixture(params=BILLS)
def billed(request: pytest.FixtureRequest) -> Bill:
    """Bills of all sorts, one of them with text that looks like HTML."""
    make, code, dose, facts = BILLS[request.param]
    made = make(code, dose, **facts)
    assert isinstance(made, Bill)
    return made


def test_a_bill_shows_its_arithmetic(billed: Bill) -> None:
    """Every step, line and question is in the text, numbered in order."""
    text = str(billed)
    assert [f"  {n}. {step}" for n, step in enumerate(billed.steps, 1)] == [
        line for line in text.splitlines() if line.strip()[:1].isdigit() and ". " in line[:6]
    ]
    for part in (*billed.lines, *billed.questions, billed.mue, billed.payer.name):
        assert str(part) in text


def test_a_bill_shows_the_same_in_a_notebook(billed: Bill) -> None:
    """Every step and every line, escaped: what a caller wrote is not HTML."""
    page = _Text()
    page.feed(billed._repr_html_())
    allowed = {"table", "caption", "tr", "th", "td", "ol", "li", "small", "ul"}
    assert page.tags <= allowed
    for step in billed.steps:
        assert step.text in page.text
        assert step.source in page.text
    for line in billed.lines:
        assert "-".join((line.code, *line.modifiers)) in page.text
        for part in (line.units, line.administered, line.discarded, line.ndc, line.narrative):
            assert part is None or str(part) in page.text
    for question in (*map(str, billed.questions), billed.payer.name):
        assert question in page.text


@pytest.mark.parametrize(
    ("code", "dose", "step"),
    [
        ("J9312", "715 mg", "J9312: one unit is 10 mg (Injection, rituximab, 10 mg)"),
        ("J1720", "100 mg", "J1720: one unit is up to 100 mg"),
        ("J7321", 1, "J7321: per dose ("),
    ],
)
def test_the_first_step_is_the_unit_with_the_long_description(
    code: str, dose: Any, step: str
) -> None:
    """Rule 1.1.5: the long description, which states the unit in full."""
    billed = office(code, dose)
    assert billed.steps[0].text.startswith(step)
    assert billed.steps[0].text.endswith(f"({billed.code.long_description})")


WHOLE_UNITS = "Medicare Claims Processing Manual (IOM 100-04), ch. 17 §10: whole units"
PER_DOSE = "NCCI Policy Manual, ch. XII"
UNCLASSIFIED = "CGS, unclassified drugs: 1 unit per administration"


@pytest.mark.parametrize(
    ("code", "dose", "text", "source"),
    [
        ("J9312", "715 mg", "715 mg = 71.5 units, rounded up: 72", WHOLE_UNITS),
        ("J9312", "720 mg", "720 mg = 72 units", WHOLE_UNITS),
        ("J1720", "150 mg", "150 mg = 1.5 units, rounded up: 2", WHOLE_UNITS),
        ("J1162", 2, "2 vials: 2 units", WHOLE_UNITS),
        ("J7307", "1 implant", "1 implant: 1 unit", WHOLE_UNITS),
        ("J7321", 1, "1 dose: 1 unit", PER_DOSE),
        ("J3392", 1, "1 treatment: 1 unit", PER_DOSE),
        ("J3490", "10 mg", "10 mg: 1 unit", UNCLASSIFIED),
        ("J7999", ["10 mg", "10 mg"], "2 x 10 mg: 2 units", UNCLASSIFIED),
        ("J0574", "8 mg", "8 mg: 1 unit", ""),
    ],
)
def test_the_administered_step_has_the_source_of_its_kind(
    code: str, dose: Any, text: str, source: str
) -> None:
    """Rules 1.7.1, 1.7.6 and 1.7.7: NCCI's rule per dose is not the rule for vials and NOC."""
    assert office(code, dose).steps[1] == Step(f"administered {text}", source)


def test_a_bill_of_two_packages_shows_each_step_once_and_in_order() -> None:
    """Unit, dose, containers, waste, modifier, and how the units were divided."""
    charted = [
        Given("400 mg", discarded="50 mg", ndc="50242-0053-06"),
        Given("100 mg", opened=["150 mg"], discarded="20 mg", ndc="50242-0051-21"),
    ]
    billed = single_dose("J9312", charted)
    assert [step.text for step in billed.steps] == [
        "J9312: one unit is 10 mg (Injection, rituximab, 10 mg)",
        "administered 400 mg + 100 mg = 50 units",
        "opened 150 mg = 15 units",
        "discarded, as charted: 50 mg + 20 mg",
        "discarded: 57 units in all - 50 administered = 7",
        "JW on a line of its own: single-dose container",
        "units divided by dose over 2 NDCs",
    ]
    assert (billed.administered_units, billed.discarded_units) == (50, 7)
    assert billed.administered == Amount("500 mg")


def test_containers_without_units_are_listed_by_amount_alone() -> None:
    """Rule 1.3.14: a vial of 25 mg has no units under an unclassified code."""
    steps = single_dose("J3490", "10 mg", opened=["25 mg"], narrative="examplumab").steps
    assert [step.text for step in steps[:4]] == [
        "J3490: no unit (Unclassified drugs)",
        "administered 10 mg: 1 unit",
        "opened 25 mg",
        "discarded: 15 mg; 1 unit each, the amount is in the narrative",
    ]


@pytest.mark.parametrize(
    ("code", "setting", "is_taken"),
    [
        ("J9312", "professional", True),
        ("", "professional", True),
        ("J9312", "", True),
        ("", "", True),
        ("J9311", "professional", False),
        ("J9312", "facility", False),
        ("", "supplier", False),
        ("J9311", "", False),
    ],
)
def test_an_mue_applies_to_its_own_code_and_setting_only(
    code: str, setting: str, is_taken: bool
) -> None:
    """One without a code or a setting is the caller's own for this bill."""
    limit = Mue(code, setting, "2026Q4", 72, 1)
    if is_taken:
        assert office("J9312", "715 mg", mue=limit).mue is limit
        return
    with pytest.raises(BadClaimLine, match="is not that of J9312, professional: omit mue=") as bad:
        office("J9312", "715 mg", mue=limit)
    assert bad.value.value == code


def test_a_bill_is_a_value() -> None:
    """Equal bills hash equal and pickle; nothing in them can be changed."""
    facts: dict[str, Any] = {"opened": ["500 mg", "3 x 100 mg"], "sizes": ["100 mg", "500 mg"]}
    billed, twin = (single_dose("J9312", "715 mg", **facts) for _ in range(2))
    assert (billed, hash(billed)) == (twin, hash(twin))
    assert billed != single_dose("J9312", "716 mg", **facts)
    copy = pickle.loads(pickle.dumps(billed))  # noqa: S301 - our own bytes
    assert copy == billed
    assert str(copy) == str(billed)
    line, step = billed.lines[0], billed.steps[0]
    assert pickle.loads(pickle.dumps((line, step))) == (line, step)  # noqa: S301
    assert {line, step} == {twin.lines[0], twin.steps[0]}
    for each, name in ((billed, "lines"), (line, "units"), (step, "text")):
        with pytest.raises(FrozenInstanceError):
            setattr(each, name, None)


def test_a_bill_records_its_facts() -> None:
    """The facts of the call are in the result."""
    billed = office("J9312", "715 mg", setting="facility")
    assert isinstance(billed.code, JCode)
    assert (billed.on, billed.setting, billed.payer) == (DAY, "facility", payer_named("medicare"))
    assert billed.choice is None
    assert all(isinstance(step, Step) for step in billed.steps)


def test_a_notebook_numbers_the_steps_and_lists_what_is_open() -> None:
    """The steps are an ordered list, as in the text; the open ends are not."""
    html = hcpcs_jcodes.bill(
        "J9312",
        administered="715 mg",
        on=date(2025, 8, 1),
        policy="medicare",
        setting="professional",
    )._repr_html_()
    assert html.count("<ol><li>J9312: one unit is 10 mg") == 1
    assert html.count("<ul><li>open: discarded drug") == 1


def test_a_biosimilar_is_billed_in_the_last_quarter_covered() -> None:
    """Truxima in November 2026: related codes are covered as long as J codes."""
    opened = ["500 mg", "3 x 100 mg"]
    billed = single_dose("Q5115", "715 mg", opened=opened, on=date(2026, 11, 3))
    assert [(line.code, line.units, line.modifiers) for line in billed.lines] == [
        ("Q5115", 72, ()),
        ("Q5115", 8, ("JW",)),
    ]
