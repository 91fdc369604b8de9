"""Lines that are billed twice, and one drug on several lines."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import BadArgument, Claim, ClaimLine, Payer, Record, review
from tests.bills import DAY
from tests.reviews.of_rules import of_rule, outcomes

LARGE, SMALL = "50242-0053-06", "50242-0051-21"  # Rituxan, 500 mg and 100 mg


def line(code: str = "J9312", units: Any = 10, **more: Any) -> dict[str, Any]:
    return {"code": code, "units": units, **more}


def with_(*modifiers: str, **more: Any) -> dict[str, Any]:
    return line(modifiers=modifiers, **more)


# --- duplicates -------------------------------------------------------------------


@pytest.mark.parametrize("code", ["J9312", "96375", "99213", "G0463"])
def test_a_line_is_billed_twice_whatever_it_is_for(code: str) -> None:
    first, second = of_rule("DUP001", line(code, 1), line(code, 1))
    assert first.outcome == "pass"  # the later line says it
    assert (second.outcome, second.severity, second.places[1].line) == ("fail", "error", 1)


@pytest.mark.parametrize(
    ("one", "two", "outcome"),
    [
        ({}, {}, "fail"),
        ({"modifiers": ("JZ", "TB")}, {"modifiers": ("TB", "JZ")}, "fail"),
        ({}, {"on": "2025-08-02"}, "pass"),
        ({}, {"to": "2025-08-02"}, "pass"),
        ({}, {"modifiers": ("JZ",)}, "pass"),
        ({"modifiers": ("RT",)}, {"modifiers": ("LT",)}, "pass"),
        ({}, {"modifiers": ("76",)}, "pass"),
        ({"modifiers": ("76",)}, {"modifiers": ("76",)}, "pass"),
        ({"modifiers": ("59",)}, {"modifiers": ("59",)}, "pass"),
        ({"modifiers": ("25",)}, {"modifiers": ("25",)}, "fail"),
        ({"ndc": LARGE}, {"ndc": SMALL}, "pass"),
        ({"ndc": LARGE}, {"ndc": LARGE}, "fail"),
        ({}, {"units": 11}, "pass"),  # one drug on several lines
        ({"charge": 10}, {"charge": 11}, "pass"),
        ({}, {"place_of_service": "11"}, "fail"),  # that of the claim
        ({}, {"place_of_service": "12"}, "pass"),
        ({"narrative": "drug X"}, {"narrative": "drug Y"}, "pass"),
    ],
)
def test_a_duplicate_has_the_same_code_dates_modifiers_ndc_and_amounts(
    one: Any, two: Any, outcome: str
) -> None:
    assert outcomes("DUP001", line(**one), line(**two)) == ["pass", outcome]


def test_a_modifier_of_the_payer_for_more_lines_is_no_duplicate() -> None:
    lines = (with_("ZZ"), with_("ZZ"))
    assert outcomes("DUP001", *lines, payer=Payer(name="X", repeat_modifier="ZZ")) == ["pass"] * 2
    assert outcomes("DUP001", *lines, payer=Payer(name="X", repeat_modifier="")) == ["pass", "fail"]


@pytest.mark.parametrize(
    ("given", "parts", "severity"),
    [
        ({}, {"setting": "facility"}, "warning"),
        ({"code": "J3490"}, {}, "verify"),  # perhaps two drugs
        ({"code": "J3490", "ndc": LARGE}, {}, "error"),
    ],
)
def test_what_may_be_right_is_no_error(given: Any, parts: Any, severity: str) -> None:
    _, second = of_rule("DUP001", line(**given), line(**given), **parts)
    assert second.severity == severity


def test_what_the_record_tells_apart_is_only_a_question() -> None:
    bought, cheap = Record(acquired="purchased"), Record(acquired="340B")
    _, second = of_rule("DUP001", line(record=bought), line(record=cheap))
    assert second.severity == "verify"
    assert outcomes("DUP002", line(record=bought), line(record=cheap, units=3)) == ["pass", "pass"]


def test_a_line_that_cannot_be_read_is_not_checked() -> None:
    for rule in ("DUP001", "DUP002"):
        assert outcomes(rule, line(on="soon"), line(on="soon")) == ["not_checked"] * 2


# --- one drug on several lines ----------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ((line(), line(units=3)), "fail"),
        ((line(), with_("76")), "fail"),  # a split that was not needed
        ((line(), line()), "pass"),  # a duplicate
        ((line(), with_("JW")), "pass"),
        ((line(ndc=LARGE), line(ndc=SMALL, units=3)), "pass"),
        ((with_("RT"), with_("LT", units=3)), "pass"),
        ((line(), line(units=3, on="2025-08-02")), "pass"),
        ((line("J7182", 9999), line("J7182", 1, modifiers=("76",))), "pass"),  # 10,000
        ((line("J7182", 9998), line("J7182", 1, modifiers=("76",))), "fail"),  # 9,999
        ((line(charge=60_000), with_("76", charge="40000")), "pass"),  # $100,000.00
        ((line(charge=60_000), with_("76", charge="39999.99")), "fail"),  # $99,999.99
        ((line(), line(units="many")), "not_checked"),
    ],
)
def test_one_drug_stands_on_one_line_unless_something_needs_more(lines: Any, outcome: str) -> None:
    assert outcomes("DUP002", *lines) == ["pass", outcome]


@pytest.mark.parametrize(("units", "outcome"), [((22_000, 1), "pass"), ((21_999, 1), "fail")])
def test_an_mue_of_each_line_needs_more_lines(units: tuple[int, int], outcome: str) -> None:
    """The MUE of J7190 is 22,000 for each line, by MAI 1."""
    plan = Payer(name="X", line_limit=99_999, cms_mue=True)
    one, two = units
    split = (line("J7190", one), line("J7190", two, modifiers=("76",)))
    assert outcomes("DUP002", *split, payer=plan) == ["pass", outcome]


def test_the_limit_of_a_line_is_of_practitioners() -> None:
    split = (line("J7182", 9999), line("J7182", 1, modifiers=("76",)))
    assert outcomes("DUP002", *split, setting="facility") == ["pass", "fail"]


def test_administration_on_several_lines_is_no_drug() -> None:
    assert outcomes("DUP002", line("96375", 1), line("96375", 2)) == ["not_applicable"] * 2


# --- split under an MUE -----------------------------------------------------------


# --- on earlier claims ------------------------------------------------------------


def claim(*lines: ClaimLine, **more: Any) -> Claim:
    made = lines or (ClaimLine("J9312", 10, on=DAY),)
    return Claim(made, **{"setting": "professional", "place_of_service": "11", **more})


def history(made: Claim, *earlier: Claim) -> Any:
    found = review(made, payer="medicare", history=earlier)
    (result,) = [each for each in found.results if each.rule == "DUP004"]
    return result


def test_history_is_not_checked_once_for_the_claim() -> None:
    results = of_rule("DUP004", line(), line(units=3))
    assert [(each.outcome, each.needs) for each in results] == [("not_checked", ("history",))]
    assert history(claim()).outcome == "pass"


@pytest.mark.parametrize(
    ("earlier", "outcome", "severity"),
    [
        (ClaimLine("J9312", 10, on=DAY), "fail", "warning"),
        (ClaimLine("J9312", 11, on=DAY), "fail", "verify"),
        (ClaimLine("J9312", 10, on=DAY, modifiers=("JW",)), "pass", None),
        (ClaimLine("J9312", 10, on=DAY, ndc=LARGE), "pass", None),
        (ClaimLine("J9312", 10, on=DAY.replace(day=2)), "pass", None),
        (ClaimLine("J9311", 10, on=DAY), "pass", None),
    ],
)
def test_a_line_was_on_an_earlier_claim(
    earlier: ClaimLine, outcome: str, severity: str | None
) -> None:
    found = history(claim(), claim(earlier))
    assert (found.outcome, found.severity) == (outcome, severity)


def test_each_line_of_an_earlier_claim_is_named() -> None:
    lines = [ClaimLine("J9312", 10, on=DAY), ClaimLine("96413", 1, on=DAY)]
    found = history(claim(*lines), claim(*lines))
    assert [place.line for place in found.places] == [None, 1, 2]
    assert "J9312 x 10 on 2025-08-01 and 1 more" in found.message


def test_the_claim_itself_and_what_it_replaces_are_no_duplicates() -> None:
    made = claim()
    assert history(made, made).outcome == "pass"
    assert history(claim(reference=7), claim(reference=7)).outcome == "pass"
    assert history(claim(reference=7), claim(reference=8)).outcome == "fail"
    for frequency, outcome in (("1", "fail"), ("7", "not_applicable"), ("8", "not_applicable")):
        bill: Any = {"setting": "facility", "type_of_bill": f"013{frequency}"}
        bill["place_of_service"] = None
        assert history(claim(**bill), claim(**bill)).outcome == outcome


@pytest.mark.parametrize("given", ["J9312", [ClaimLine("J9312", 10, on=DAY)]])
def test_history_is_a_list_of_claims(given: Any) -> None:
    with pytest.raises(BadArgument, match="history"):
        review(claim(), payer="medicare", history=given)
