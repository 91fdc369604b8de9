"""What the rules of a payer leave to ask about a bill, and what another payer's bill never says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import pytest

from hcpcs_jcodes import Bill, Given, Mue, Payer, Question, Rounding, Scoped
from tests.bills import DAY, HALF_USED, USED_UP, office, plan_x, read, single_dose

# a clotting factor, of which an NDC quantity is in international units (F2)
FACTOR: Final = {"ndc": "00169-7850-01"}
CONTRACTORS: Final = re.compile(r"Noridian|CGS|Palmetto|NGS\b|FCSO|IOM 100-04|contractor")


def of_kind(billed: Bill, kind: str) -> list[Question]:
    return [each for each in billed.questions if each.kind == kind]


def replaced(payer: Payer, name: str, value: object) -> Payer:
    changed: dict[str, Any] = {name: value}
    return payer.replace(**changed)


def says(question: Question) -> tuple[str, str, str]:
    return question.severity, question.owner, question.argument


# --- JW and JZ that are not known ---------------------------------------------------------------


@pytest.mark.parametrize(
    "payer", [Payer.commercial(), Payer.medicaid(), Payer.medicare_advantage()]
)
@pytest.mark.parametrize(
    ("vials", "kind", "argument"),
    [(HALF_USED, "jw", "discarded_from"), (USED_UP, "jz", "zero_discarded_from")],
)
def test_whether_a_payer_takes_jw_and_jz_is_asked(
    payer: Payer, vials: dict[str, Any], kind: str, argument: str
) -> None:
    billed = single_dose("J1745", "300 mg", policy=payer, ndc="57894-030-01", **vials)
    assert read(billed) == ["J1745 x 30"]
    (asked,) = of_kind(billed, kind)
    assert says(asked) == ("blocks", "billing", argument)
    assert asked.text == (
        f"{kind.upper()}: whether {payer.name} takes it is not known: pass "
        f"payer.replace({argument}=...) with the first date, or 'not used'"
    )
    for answer in (DAY, "not used"):
        known = single_dose("J1745", "300 mg", policy=replaced(payer, argument, answer), **vials)
        assert not of_kind(known, kind)


def test_what_was_discarded_is_asked_where_a_modifier_may_apply() -> None:
    """Not known is not "not used": only a payer that takes neither needs no vials."""
    (asked,) = of_kind(single_dose("J1745", "300 mg", policy="commercial"), "discarded")
    assert asked.text.endswith("without it JW and JZ cannot be determined")
    assert not of_kind(single_dose("J1745", "300 mg", policy=plan_x()), "discarded")


def test_before_the_first_date_of_jw_the_payer_is_asked() -> None:
    plan = plan_x(discarded_from=date(2025, 8, 2))
    billed = single_dose("J1745", "300 mg", policy=plan, **HALF_USED)
    assert (read(billed), billed.discarded_units) == (["J1745 x 30"], 10)
    (asked,) = of_kind(billed, "jw")
    assert asked.text == (
        "discarded units: Plan X takes JW from 2025-08-02; ask it whether and how it paid them before"
    )


# --- one line ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "vials", "lines"),
    [
        ({}, HALF_USED, ["J1745 x 40"]),
        ({"discarded_from": DAY}, HALF_USED, ["J1745-JW x 40"]),
        ({"discarded_from": date(2025, 8, 2)}, HALF_USED, ["J1745 x 40"]),
        ({}, USED_UP, ["J1745 x 30"]),
        ({"zero_discarded_from": DAY}, USED_UP, ["J1745-JZ x 30"]),
        ({"line_limit": 39}, HALF_USED, ["J1745 x 39", "J1745-76 x 1"]),
        ({"line_limit": 40}, HALF_USED, ["J1745 x 40"]),
        (
            {"line_limit": 39, "discarded_from": DAY},
            HALF_USED,
            ["J1745-JW x 39", "J1745-JW-76 x 1"],
        ),
        ({"line_limit": 39, "repeat_modifier": ""}, HALF_USED, ["J1745 x 39", "J1745 x 1"]),
    ],
)
def test_administered_and_discarded_units_may_go_on_one_line(
    rules: dict[str, Any], vials: dict[str, Any], lines: list[str]
) -> None:
    plan = plan_x(discarded_layout="one line", **rules)
    billed = single_dose("J1745", "300 mg", policy=plan, **vials)
    assert read(billed) == lines
    assert billed.administered_units == 30


def test_one_line_has_the_ndc_quantity_of_both() -> None:
    plan = plan_x(discarded_layout="one line")
    facts: dict[str, Any] = {"opened": ["8 x 100 mg"], "ndc": "50242-051-21"}
    (line,) = single_dose("J9312", "715 mg", policy=plan, **facts).lines
    assert (line.units, str(line.ndc_quantity)) == (80, "80 ML")
    # neither administered nor discarded alone
    assert (line.administered, line.discarded) == (None, None)
    tenths = plan.replace(rounding=Rounding.TENTHS)
    (line,) = single_dose("J9312", "715 mg", policy=tenths, **facts).lines
    assert (line.units, str(line.ndc_quantity)) == (80, "80 ML")
    (only,) = single_dose("J9312", "715 mg", policy=plan_x(), **facts).lines
    assert (only.units, str(only.ndc_quantity)) == (72, "71.5 ML")


def test_what_was_given_and_left_in_different_measures_has_no_quantity_on_one_line() -> None:
    """Milliliters given and milligrams discarded are not one amount."""
    facts: dict[str, Any] = {"discarded": "50 mg", "concentration": "10 mg/mL"}
    plan = plan_x(discarded_layout="one line")
    billed = single_dose("J9312", "71.5 mL", policy=plan, ndc="50242-051-21", **facts)
    assert read(billed) == ["J9312 x 76"]
    assert billed.lines[0].ndc_quantity is None
    assert "different kinds of measure" in of_kind(billed, "ndc_quantity")[0].text


@pytest.mark.parametrize(
    ("since", "line"), [("not used", "J3490 x 1"), (DAY, "J3490-JW x 1")], ids=str
)
def test_one_unit_without_an_amount_covers_what_was_discarded_on_its_line(
    since: Any, line: str
) -> None:
    plan = plan_x(discarded_layout="one line", discarded_from=since)
    facts: dict[str, Any] = {"opened": ["50 mg"], "narrative": "examplumab 40 mg IV"}
    assert read(single_dose("J3490", "40 mg", policy=plan, **facts)) == [line]


# --- repeated lines ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "dose", "argument"),
    [
        ("J7182", "1001 IU", "repeat_modifier"),
        ("J3471", "1000 USP units", "over_limit_modifier"),
    ],
)
def test_the_modifier_of_repeated_lines_is_asked(code: str, dose: str, argument: str) -> None:
    plan = plan_x(line_limit=1000, repeat_modifier=None, over_limit_modifier=None)
    billed = office(code, dose, policy=plan)
    assert [line.modifiers for line in billed.lines] == [(), ()]
    (asked,) = of_kind(billed, "repeat_modifier")
    assert says(asked) == ("blocks", "billing", argument)
    for answer in ("76", ""):
        known = office(code, dose, policy=replaced(plan, argument, answer))
        assert not of_kind(known, "repeat_modifier")
        assert [line.modifiers for line in known.lines] == [(), (answer,) if answer else ()]
    least = {"J7182": "1000 IU", "J3471": "999 USP units"}[code]
    assert not of_kind(office(code, least, policy=plan), "repeat_modifier")


# --- NDCs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "opened", "dose", "quantity"),
    [
        (("F2", "UN"), ["2 x 500 IU"], "1000 IU", "1000 F2"),
        (("UN", "ML"), ["2 x 500 IU"], "1000 IU", "2 UN"),
        (("UN",), ["500 IU", "250 IU"], "750 IU", "2 UN"),
        (("UN",), ["2 x 500 IU"], "999 IU", None),
        (("UN",), None, "1000 IU", None),
        (("ML",), ["2 x 500 IU"], "1000 IU", None),
    ],
)
def test_where_f2_is_refused_whole_vials_are_counted(
    taken: tuple[str, ...], opened: list[str] | None, dose: str, quantity: str | None
) -> None:
    plan = plan_x(ndc_qualifiers=taken)
    billed = office("J7182", dose, policy=plan, opened=opened, **FACTOR)
    (line,) = billed.lines
    asked = of_kind(billed, "ndc_quantity")
    if quantity is None:
        assert line.ndc_quantity is None
        assert [says(each) for each in asked] == [("blocks", "pharmacy", "ndc")]
        assert f"Plan X takes {' or '.join(taken)} and not F2" in asked[0].text
    else:
        assert (str(line.ndc_quantity), asked) == (quantity, [])


def test_whether_a_payer_takes_a_measure_is_asked_where_it_is_not_known() -> None:
    """Every payer takes UN and ML; Medicare wants no NDC with a code of its own."""
    factor: Any = {"opened": ["2 x 500 IU"], **FACTOR}
    for payer in (Payer.commercial(), plan_x(ndc_required=True)):
        billed = office("J7182", "1000 IU", policy=payer, **factor)
        (asked,) = of_kind(billed, "ndc_quantity")
        assert (*says(asked), asked.line) == ("verify", "billing", "ndc_qualifiers", 1)
        assert asked.text == (
            f"00169-7850-01: whether {payer.name} takes F2 as the unit of measure is not known: "
            "pass payer.replace(ndc_qualifiers=[...])"
        )
        known = payer.replace(ndc_qualifiers=["F2"])
        assert not of_kind(office("J7182", "1000 IU", policy=known, **factor), "ndc_quantity")
    for payer in (Payer.medicare(), plan_x(ndc_required=False)):
        assert not of_kind(office("J7182", "1000 IU", policy=payer, **factor), "ndc_quantity")
    solution = office("J9312", "715 mg", policy="commercial", ndc="50242-0053-06")
    assert solution.lines[0].ndc_quantity is not None
    assert not of_kind(solution, "ndc_quantity")


def test_a_payer_that_needs_the_ndc_asks_for_it() -> None:
    (asked,) = of_kind(office("J9312", "715 mg", policy="medicaid"), "ndc")
    assert (*says(asked), asked.line) == ("blocks", "pharmacy", "ndc", 1)
    assert asked.text.startswith("ndc: medicaid needs the NDC of the package with every drug")
    assert "§1927" in asked.text
    facts = {"policy": "medicaid", "ndc": "50242-051-21"}
    assert not of_kind(office("J9312", "715 mg", **facts), "ndc")
    # of a product the package is asked for, once
    (of_product,) = of_kind(office("J9312", "715 mg", **facts | {"ndc": "50242-051"}), "ndc")
    assert of_product.severity == "verify"
    some = [Given("500 mg", ndc="50242-053-06"), Given("215 mg")]
    assert len(of_kind(office("J9312", some, policy=plan_x(ndc_required=True)), "ndc")) == 1
    for known in (False, None):
        assert not of_kind(office("J9312", "715 mg", policy=plan_x(ndc_required=known)), "ndc")


# --- codes, places, lists ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "setting", "payer", "severity"),
    [
        ("S0013", "professional", "medicare", "blocks"),
        ("S0013", "professional", "medicaid", "verify"),
        ("S0013", "professional", "commercial", None),
        ("C9399", "professional", "medicare", "blocks"),
        ("C9399", "facility", "medicare", None),
        ("C9399", "asc", "medicare", None),
        ("C9399", "professional", "medicare_advantage", "verify"),
        ("C9399", "facility", "commercial", "verify"),
        ("J9312", "professional", "medicare", None),
    ],
)
def test_a_code_that_the_payer_does_not_take_is_asked_about(
    code: str, setting: str, payer: str, severity: str | None
) -> None:
    dose = {"S0013": "56 mg"}.get(code, "10 mg")
    found = of_kind(office(code, dose, policy=payer, setting=setting), "code_not_taken")
    assert [each.severity for each in found] == ([] if severity is None else [severity])
    for each in found:
        assert each.text.startswith(f"{code}, {payer}: {code[0]} codes are for ")


@pytest.mark.parametrize("place", ["19", "21", "22", "23", "24"])
def test_in_a_facility_a_practitioner_bills_medicare_no_drug(place: str) -> None:
    billed = single_dose("J1745", "300 mg", place_of_service=place, **HALF_USED)
    assert (billed.lines, billed.discarded_units) == ((), None)
    assert "no line: the facility bills the drug and its administration" in str(billed)
    (asked,) = of_kind(billed, "place_of_service")
    assert says(asked) == ("verify", "billing", "place_of_service")
    # nothing else about lines that there are none of
    assert {each.kind for each in billed.questions} <= {"place_of_service", "mue"}
    for other in ("medicaid", "commercial", "medicare_advantage"):
        assert single_dose("J1745", "300 mg", policy=other, place_of_service=place).lines


def test_in_a_skilled_nursing_facility_the_drug_is_billed_and_asked_about() -> None:
    billed = single_dose("J1745", "300 mg", place_of_service="31", **USED_UP)
    assert read(billed) == ["J1745-JZ x 30"]
    (asked,) = of_kind(billed, "place_of_service")
    assert asked.text.startswith("place of service 31: skilled nursing facility, Part A stay: most")
    for place in ("11", "32", None):
        billed = single_dose("J1745", "300 mg", place_of_service=place, **USED_UP)
        assert not of_kind(billed, "place_of_service")


def test_a_payer_names_the_code_of_a_drug_without_a_code() -> None:
    """Of hospitals and surgical centers Medicare takes C9399; an office has none."""
    facts = {"narrative": "examplumab 40 mg IV", "policy": "medicare"}
    (asked,) = of_kind(office("J3490", "40 mg", setting="facility", **facts), "noc_code")
    assert says(asked) == ("verify", "coder", "code")
    assert asked.text.startswith(
        "J3490: medicare takes C9399, with narrative, dose, NDC, for a drug"
    )
    plan = plan_x(noc_codes={"facility": "C9399"})
    (asked,) = of_kind(
        office("J3490", "40 mg", setting="facility", **facts | {"policy": plan}), "noc_code"
    )
    assert "Plan X takes C9399, for a drug" in asked.text
    assert asked.text.endswith("[payer Plan X]")
    for code, setting in (("J3490", "professional"), ("C9399", "facility"), ("J9312", "facility")):
        assert not of_kind(office(code, "40 mg", setting=setting, **facts), "noc_code")


@pytest.mark.parametrize(
    ("rules", "kind", "answers", "owner"),
    [
        (
            "authorizations",
            "authorization",
            {
                True: "Plan X requires prior authorization of J1745: step 1 [p. 7]",
                None: "Plan X may require prior authorization of J1745: step 1 [p. 7]",
                False: "",
            },
            "authorization",
        ),
        (
            "self_administered",
            "self_administered",
            {
                True: "J1745: usually self-administered, so not covered by Plan X (step 1) [p. 7]",
                None: "J1745: step 1 [p. 7]",
                False: "",
            },
            "billing",
        ),
        (
            "preferred",
            "preferred_product",
            {False: "J1745: not preferred by Plan X (step 1) [p. 7]", None: "J1745: step 1 [p. 7]", True: ""},
            "authorization",
        ),
        (
            "sites_of_care",
            "site_of_care",
            {True: "J1745: Plan X limits the site of care (step 1) [p. 7]", None: "J1745: step 1 [p. 7]", False: ""},
            "authorization",
        ),
    ],
)  # fmt: skip
def test_a_list_of_codes_is_asked_about(
    rules: str, kind: str, answers: dict[bool | None, str], owner: str
) -> None:
    def plan_of(row: Scoped) -> Payer:
        return replaced(plan_x(), rules, [row])

    for in_scope, text in answers.items():
        for of, value in (("code", "J1745"), ("code and setting", "J1745 professional")):
            row = Scoped(of, value, in_scope=in_scope, reason="step 1", source="p. 7")
            found = of_kind(office("J1745", "300 mg", policy=plan_of(row)), kind)
            assert [each.text for each in found] == ([text] if text else [])
            assert {each.owner for each in found} <= {owner}
        other = Scoped("code and setting", "J1745 facility", in_scope=in_scope)
        assert not of_kind(office("J1745", "300 mg", policy=plan_of(other)), kind)
    bare = Scoped("code", "J1745", in_scope=kind != "preferred_product")
    (asked,) = of_kind(office("J1745", "300 mg", policy=plan_of(bare)), kind)
    assert "(" not in asked.text
    assert "[" not in asked.text
    assert asked.severity == ("blocks" if kind == "authorization" else "verify")


@pytest.mark.parametrize(
    ("day", "number"), [("2025-07-31", 0), ("2025-08-01", 1), ("2025-08-31", 1), ("2025-09-01", 0)]
)
def test_a_list_applies_on_its_dates(day: str, number: int) -> None:
    row = Scoped("code", "J1745", in_scope=True, since=DAY, until=date(2025, 8, 31))
    plan = plan_x(authorizations=[row])
    assert len(of_kind(office("J1745", "300 mg", policy=plan, on=day), "authorization")) == number


# --- whose rules are named ------------------------------------------------------------------------

BILLS: Final[list[tuple[str, Any, dict[str, Any]]]] = [
    ("J1745", "300 mg", HALF_USED),
    ("J1745", "300 mg", USED_UP),
    ("J1745", "300 mg", {**HALF_USED, "sizes": ["350 mg"]}),
    ("J1745", "300 mg", {"opened": ["400 mg"], "sizes": ["100 mg"]}),
    ("J1745", "300 mg", {**HALF_USED, "container": "multi-dose"}),
    ("J1745", "300 mg", {**HALF_USED, "on": date(2016, 12, 31)}),
    ("J1745", "300 mg", {**USED_UP, "place_of_service": "22"}),
    ("J1745", "300 mg", {**HALF_USED, "setting": "facility"}),
    ("J0585", "100 unit", {"setting": "facility"}),
    ("J7321", 1, {"opened": ["1 dose"]}),
    ("J3490", "40 mg", {"opened": ["50 mg"], "narrative": "examplumab 40 mg IV"}),
    ("J7182", "22000 IU", {}),
    ("J3471", "1500 USP units", {}),
    ("J7185", "12000 IU", {"mue": Mue.given(4000, mai=1), "split_at_mue": True}),
    ("J9312", [Given("150 mg", ndc=f"99999-000{n}-01") for n in (1, 2)], {}),
    ("S0013", "56 mg", {}),
]


@pytest.mark.parametrize(("code", "dose", "facts"), BILLS)
@pytest.mark.parametrize(
    "payer",
    [
        plan_x(line_limit=9999, discarded_from=date(2017, 1, 1), zero_discarded_from=DAY),
        plan_x(discarded_layout="one line"),
        Payer.commercial(),
        Payer.commercial().replace(name="Acme", line_limit=999),
        Payer.medicare().replace(name="Acme", scope=(), codes=(), places=(), authorizations=()),
    ],
    ids=["JW", "one line", "commercial", "of commercial", "of Medicare"],
)
def test_the_bill_of_another_payer_names_no_rule_of_medicare(
    payer: Payer, code: str, dose: Any, facts: dict[str, Any]
) -> None:
    """Its own name or manual is the source of what is not plain arithmetic."""
    billed = single_dose(code, dose, policy=payer, **facts)
    said = [str(each) for each in (*billed.steps, *billed.questions)]
    if payer.is_original_medicare:  # that before 2017 each contractor decided is a fact of Medicare
        said = [each for each in said if not each.startswith("JW: before 2017-01-01")]
    assert [each for each in said if CONTRACTORS.search(each)] == []


def test_medicare_names_its_contractors() -> None:
    """The same bills, and the pattern finds what it should."""
    text = "\n".join(str(single_dose(code, dose, **facts)) for code, dose, facts in BILLS)
    for source in ("Noridian", "CGS", "Palmetto", "NGS", "FCSO", "IOM 100-04"):
        assert source in text


@pytest.mark.parametrize(
    ("needs", "ndc", "asked"),
    [
        ((), None, []),
        (("NDC",), None, ["ndc verify"]),
        (("NDC",), "99999-0001-01", []),
        (("invoice",), None, ["narrative note"]),
        (("narrative", "dose"), None, []),
    ],
)
def test_what_a_payer_wants_with_a_noc_code_is_asked_for(
    needs: Any, ndc: str | None, asked: list[str]
) -> None:
    """Palmetto GBA, unclassified drugs: each payer has its own list."""
    payer = plan_x(noc_needs=needs)
    billed = office("J3490", "10 mg", payer=payer, policy=None, narrative="x 10 mg", ndc=ndc)
    found = [f"{each.kind} {each.severity}" for each in billed.questions]
    assert [each for each in found if each in {"ndc verify", "narrative note"}] == asked
    # a code of its own needs none of it
    own = office("J9312", "10 mg", payer=payer, policy=None)
    assert not {"ndc", "narrative"} & {each.kind for each in own.questions}


def test_a_drug_bought_before_jw_is_settled_by_the_payers_first_date() -> None:
    facts: dict[str, Any] = {"on": date(2014, 6, 10), "opened": ["4 x 100 mg"]}
    billed = single_dose("J1745", "350 mg", **facts)
    (question,) = [each for each in billed.questions if each.kind == "jw"]
    payer = replaced(billed.payer, question.argument, date(2011, 1, 1))
    settled = single_dose("J1745", "350 mg", payer=payer, policy=None, **facts)
    assert read(settled) == ["J1745 x 35", "J1745-JW x 5"]
