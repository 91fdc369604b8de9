"""Rules about codes: unknown, mistyped, of another system, out of their dates, or not taken."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, ClaimLine, Payer, Result, review

RULES_OF_CODES = ("CODE001", "CODE004", "CODE005", "CODE006", "FORM001")


def results_of(
    rule: str,
    payer: Payer | str = "medicare",
    setting: Any = "professional",
    diagnoses: tuple[str, ...] = (),
    **parts: Any,
) -> Result:
    line = ClaimLine.received(**{"units": 1, "on": "2025-08-01", **parts})
    made = Claim([line], setting=setting, diagnoses=diagnoses)
    return next(each for each in review(made, payer=payer).results if each.rule == rule)


def outcome(rule: str, **parts: Any) -> str:
    found = results_of(rule, **parts)
    return found.severity or found.outcome


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("J2774", "CODE001"),
        ("Q5199", "CODE001"),
        ("Q5511", "CODE001"),
        ("JO129", "CODE004"),
        ("J129", "CODE004"),
        ("J45.909", "CODE005"),
        ("J45909", "CODE005"),
        ("F3210", "CODE005"),
        ("50242005306", "CODE006"),
        ("0636", "CODE006"),
        ("636", "CODE006"),
        ("JW", "CODE006"),
        ("D0120", "CODE006"),
        ("J1745-JW", "FORM001"),
        ("J1745JW", "FORM001"),
        ("HC:J1745:JW", "FORM001"),
        ("J-1745", "FORM001"),
        ("j1745", "FORM001"),
        ("Rituxan", "FORM001"),
        ("9641", "FORM001"),
        ("", "FORM001"),
    ],
)
def test_what_stands_for_a_code_has_one_finding(code: str, rule: str) -> None:
    made = Claim([ClaimLine.received(code=code, units=1, on="2025-08-01")], setting="professional")
    found = [each.rule for each in review(made, payer="medicare").findings]
    assert [each for each in found if each in RULES_OF_CODES] == [rule]


@pytest.mark.parametrize(
    "code", ["J0129", "J9312", "Q5115", "Q5001", "Q4101", "C9600", "96413", "0540T"]
)
def test_what_is_a_code_has_none(code: str) -> None:
    made = Claim([ClaimLine.received(code=code, units=1, on="2025-08-01")], setting="professional")
    found = {each.rule for each in review(made, payer="medicare").findings}
    assert not found.intersection(RULES_OF_CODES)


def test_a_code_near_by_form_is_a_suggestion_in_words() -> None:
    near = results_of("CODE001", code="J2774").evidence[1]
    assert near.startswith("near by form: ")
    assert "J2274" in near.removeprefix("near by form: ").split(", ")
    assert results_of("CODE004", code="JO129").evidence == ("near by form: J0129",)
    both = results_of("CODE004", code="J129").evidence
    assert both == ("J12.9 of ICD-10-CM, by its form", "near by form: J0129")


def test_an_unknown_code_may_be_a_diagnosis_of_the_claim() -> None:
    found = results_of("CODE001", code="J4520", diagnoses=("J45.20",))
    assert "J4520 without its dot is a diagnosis of the claim" in found.evidence


def test_a_code_that_cms_prices_and_no_release_lists_is_not_checked() -> None:
    assert "in no release" in results_of("CODE001", code="J1246").needs[0]


@pytest.mark.parametrize("rule", ["CODE001", "CODE002", "CODE003"])
@pytest.mark.parametrize("code", ["J9312", "Q5115", "J2774"])
def test_a_date_that_the_data_do_not_cover_is_not_checked(rule: str, code: str) -> None:
    for on in ("2010-12-31", "2031-01-01"):
        found = results_of(rule, code=code, on=on)
        assert found.outcome == "not_checked"
        assert on in found.needs[0]


def test_a_date_that_cannot_be_read_is_not_checked() -> None:
    assert outcome("CODE001", code="J9312", on="soon") == "pass"
    for rule, code in (("CODE001", "J2774"), ("CODE002", "J9312"), ("CODE009", "S0013")):
        assert outcome(rule, code=code, on="soon") == "not_checked"


def test_a_dental_code_is_to_verify_and_a_supplier_bills_oral_drugs_by_ndc() -> None:
    assert outcome("CODE006", code="D0120") == "verify"
    assert outcome("CODE006", code="50242005306") == "error"
    assert outcome("CODE006", code="50242005306", setting="supplier") == "not_applicable"


@pytest.mark.parametrize(
    ("code", "on", "ended", "early"),
    [
        ("J9310", "2018-12-31", "pass", "pass"),
        ("J9310", "2019-01-01", "error", "pass"),
        ("J9312", "2018-12-31", "pass", "error"),
        ("J9312", "2019-01-01", "pass", "pass"),
        # it had a gap: what ended before is not too early
        ("J0570", "2024-12-31", "pass", "pass"),
        ("J0570", "2025-01-01", "error", "pass"),
        ("J0570", "2025-09-30", "error", "pass"),
        ("J0570", "2025-10-01", "pass", "pass"),
        # outside J
        ("C9014", "2018-12-31", "pass", "pass"),
        ("C9014", "2019-01-01", "error", "pass"),
        ("J2774", "2019-01-01", "not_applicable", "not_applicable"),
    ],
)
def test_a_code_is_in_force_from_its_first_day_to_its_last(
    code: str, on: str, ended: str, early: str
) -> None:
    assert outcome("CODE002", code=code, on=on, setting="facility") == ended
    assert outcome("CODE003", code=code, on=on, setting="facility") == early


def test_what_follows_is_named_with_the_units_there() -> None:
    found = results_of("CODE002", code="J9310", units=8, on="2019-01-01")
    assert found.evidence == ("J9312 (10 mg): 71 to 80 for 8 of J9310: the dose decides",)
    found = results_of("CODE002", code="J9310", units=8, on="2019-01-01", administered="715 mg")
    assert found.evidence == ("J9312 (10 mg): 72 for 715 mg administered",)
    found = results_of("CODE003", code="J9312", units=80, on="2018-12-31")
    assert found.evidence == ("J9310 (100 mg): 8 for 80 of J9312",)
    found = results_of("CODE002", code="C9113", on="2024-07-01", setting="facility")
    assert found.evidence[0] == "J2470 (40 mg) for every other product: the units need the dose"
    assert found.fix is not None
    assert "J2470 or J2471" in found.fix.text
    found = results_of("CODE003", code="J0013", units=40, on="2024-03-31")
    assert found.evidence == ("S0013 (1 mg), which medicare does not take: 40 for 40 of J0013",)
    gap = results_of("CODE002", code="J0570", on="2025-02-01")
    assert "no code of its own follows or precedes it on that date" in gap.evidence
    assert gap.fix is not None
    assert gap.fix.asks == "coder"


@pytest.mark.parametrize(
    ("diagnoses", "code", "says"),
    [
        (("J11.00",), "J1100", "verify"),
        (("j1100",), "J1100", "verify"),
        (("C83.30",), "J1100", "pass"),
        ((), "J1100", "not_checked"),
        ((), "J9310", "pass"),
    ],
)
def test_a_code_is_compared_with_the_diagnoses(
    diagnoses: tuple[str, ...], code: str, says: str
) -> None:
    assert outcome("CODE007", code=code, diagnoses=diagnoses) == says


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"units": 1}, "verify"),
        ({"units": 2}, "verify"),
        ({"units": 3}, "not_checked"),
        ({"units": 59}, "not_checked"),
        ({"units": 59, "administered": "0.59 mg"}, "pass"),
        ({"units": 1, "on": "2020-09-30"}, "verify"),
        ({"units": 1, "on": "2020-10-02"}, "not_applicable"),
        ({"units": 1, "on": "2019-09-30"}, "not_applicable"),
        ({"units": "?"}, "not_checked"),
    ],
)
def test_a_redefined_unit_is_asked_about_near_the_change(parts: dict[str, Any], says: str) -> None:
    assert outcome("CODE008", **{"code": "J7311", "on": "2019-10-01", **parts}) == says


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        # 715 mg were 8 units of J9310, and are 72 of J9312
        ({"units": 8, "administered": "715 mg"}, "verify"),
        ({"units": 72, "administered": "715 mg"}, "pass"),
        ({"units": 8}, "not_checked"),
        ({"units": 8, "administered": "715 mg", "on": "2020-01-03"}, "not_applicable"),
    ],
)
def test_the_unit_of_the_code_before_it_counts_too(parts: dict[str, Any], says: str) -> None:
    assert outcome("CODE008", **{"code": "J9312", "on": "2019-01-01", **parts}) == says


@pytest.mark.parametrize(
    ("units", "quantity", "says"),
    [
        # 900 mg in 90 mL were 90 units of J1300, and are 450 of J1299
        (90, "ML90", "verify"),
        (450, "ML90", "pass"),
        (91, "ML90", "pass"),
        (90, "UN3", "not_checked"),
    ],
)
def test_the_quantity_of_the_ndc_says_what_was_given(units: int, quantity: str, says: str) -> None:
    parts = {"code": "J1299", "units": units, "on": "2025-04-01", "ndc": "25682-0001-01"}
    assert outcome("CODE008", **parts, ndc_quantity=quantity) == says
    with_jw = outcome("CODE008", **parts, ndc_quantity=quantity, modifiers=("JW",))
    assert with_jw == "not_applicable"


@pytest.mark.parametrize(
    ("code", "payer", "setting", "says"),
    [
        ("S0013", "medicare", "professional", "error"),
        ("S0013", "commercial", "professional", "pass"),
        ("S0013", "medicaid", "professional", "not_checked"),
        ("C9399", "medicare", "professional", "error"),
        ("C9399", "medicare", "facility", "pass"),
        ("C9399", "commercial", "facility", "not_checked"),
        ("C9257", "medicare", "professional", "warning"),
        ("C9257", "medicare", "facility", "pass"),
        ("H0033", "medicare", "professional", "error"),
        ("H0033", "medicaid", "professional", "pass"),
        ("T1502", "medicare", "professional", "error"),
        ("G0498", "medicare", "professional", "pass"),
        ("J9312", "medicare", "professional", "pass"),
    ],
)
def test_a_payer_takes_the_codes_that_are_for_it(
    code: str, payer: str, setting: str, says: str
) -> None:
    assert outcome("CODE009", code=code, payer=payer, setting=setting) == says
