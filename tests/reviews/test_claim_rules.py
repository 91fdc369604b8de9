"""The bounds of the rules about coverage, authorization, charges, diagnoses, filing and records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hcpcs_jcodes import (
    Authorization,
    Claim,
    ClaimLine,
    Payer,
    Record,
    Result,
    Scoped,
    Verdict,
    review,
)
from hcpcs_jcodes.reviews.filing_days import last_day_to_file

AUGUST = date(2025, 8, 1)


def said(
    rule: str,
    *lines: Any,
    payer: Any = "medicare",
    setting: Any = "professional",
    claim: dict[str, Any] | None = None,
    **rows: Any,
) -> Result:
    """The worst result of a rule."""
    made = Claim(
        [each if not isinstance(each, dict) else line(**each) for each in lines],
        setting=setting,
        **(claim or {}),
    )
    reviewed = review(made, payer=payer, **rows)
    worst = reviewed.outcomes[rule]
    return next(each for each in reviewed.results if each.rule == rule and each.outcome == worst)


def line(code: str = "J9312", units: Any = 72, **more: Any) -> Any:
    received = ClaimLine.received(code=code, units=units, **{"on": AUGUST, **more})
    return received if received.faults else received.checked()


def outcome(rule: str, *lines: Any, **more: Any) -> str:
    return said(rule, *lines, **more).outcome


UNREAD = ClaimLine.received(code="J9312", units="many", on="soon", charge="much")


# --- the patient ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ((AUGUST, AUGUST), "fail"),
        ((None, None), "fail"),
        ((None, "2025-07-31"), "pass"),
        (("2025-08-02", None), "pass"),
    ],
)
def test_a_period_includes_its_first_and_last_day(period: Any, expected: str) -> None:
    assert outcome("PAT001", line(), hospice=[period]) == expected
    assert outcome("PAT002", line(), enrollment=[period]) == expected


def test_services_not_for_the_terminal_condition_are_paid_in_hospice() -> None:
    assert outcome("PAT001", line(modifiers=["GW"]), hospice=[(None, None)]) == "pass"


@pytest.mark.parametrize("rule", ["PAT001", "PAT002", "PAT003"])
def test_hospice_enrollment_and_stays_are_questions_of_original_medicare(rule: str) -> None:
    assert outcome(rule, line()) == "not_checked"
    assert outcome(rule, line(), payer="commercial") == "not_applicable"


@pytest.mark.parametrize(
    ("setting", "admitted", "expected"),
    [
        ("facility", "2025-08-04", "fail"),
        ("facility", "2025-08-05", "pass"),
        ("professional", "2025-08-02", "pass"),
        ("professional", "2025-08-01", "fail"),
    ],
)
def test_the_window_before_a_stay_is_three_days_and_of_hospitals(
    setting: str, admitted: str, expected: str
) -> None:
    stays = [(admitted, "2025-08-09")]
    assert outcome("PAT003", line(), setting=setting, inpatient=stays) == expected
    assert outcome("PAT003", line(), setting=setting, inpatient=[(None, None)]) == "fail"


def test_clotting_factors_are_billed_for_inpatients() -> None:
    stays = [("2025-07-31", "2025-08-09")]
    assert outcome("PAT003", line("J7192", 1000), inpatient=stays) == "pass"
    assert outcome("PAT003", UNREAD, inpatient=stays) == "pass"


@pytest.mark.parametrize(
    "name", ["hospice", "enrollment", "inpatient", "eligibility", "coverage", "frequency"]
)
def test_a_function_of_the_caller_decides(name: str) -> None:
    rule = {
        "hospice": "PAT001",
        "enrollment": "PAT002",
        "inpatient": "PAT003",
        "eligibility": "PAT004",
        "coverage": "PAT005",
        "frequency": "PAT006",
    }[name]
    both = (line(), line("J2405", 8))

    def fails(of: Any) -> Verdict:
        if of.code == "J9312":
            return Verdict.failed("not on that day", fix="ask", evidence=("a row",))
        return Verdict.passed()

    rows: dict[str, Any] = {name: fails}
    found = said(rule, *both, **rows)
    assert (found.outcome, found.message, found.evidence) == ("fail", "not on that day", ("a row",))
    assert {place.line for place in found.places} == {None, 1}
    rows[name] = lambda _: Verdict.not_checked("a file")
    unknown = said(rule, *both, **rows)
    assert (unknown.outcome, unknown.needs) == ("not_checked", ("a file",))
    assert outcome(rule, *both, **{name: lambda _: Verdict.passed()}) == "pass"
    visit = line("96413", 1)
    assert outcome(rule, visit, **{name: lambda _: Verdict.passed()}) == "not_applicable"


def test_eligibility_is_a_period_around_each_date() -> None:
    assert outcome("PAT004", line(), eligibility=[(AUGUST, AUGUST)]) == "pass"
    assert outcome("PAT004", line(), eligibility=[]) == "fail"
    assert outcome("PAT004", line()) == "not_checked"


def test_coverage_is_of_the_diagnoses_that_a_line_points_to() -> None:
    diagnoses = {"diagnoses": ["C83.30", "M06.9"]}
    rows = {"coverage": {"J9312": ["M06"]}}
    assert outcome("PAT005", line(), claim=diagnoses, **rows) == "pass"
    pointed = line(diagnosis_pointers=[1])
    assert outcome("PAT005", pointed, claim=diagnoses, **rows) == "fail"
    assert said("PAT005", line(), **rows).needs == ("the diagnoses of the claim",)
    needs = said("PAT005", line("J2405", 8), claim=diagnoses, **rows).needs
    assert needs == ("coverage= of J2405",)
    assert outcome("PAT005", line("96413", 1), claim=diagnoses, **rows) == "not_applicable"


def test_the_days_between_doses_need_the_history() -> None:
    rows = {"frequency": {"J0897": 180}}
    assert said("PAT006", line("J0897", 60), **rows).needs == ("history=",)
    assert outcome("PAT006", line(), **rows) == "not_applicable"
    assert outcome("PAT006", line("J0897", 60), history=[], **rows) == "pass"


# --- authorization --------------------------------------------------------------------------

LISTED = Payer.commercial().replace(
    name="Acme",
    authorizations=[
        Scoped("code", "J9312", in_scope=True),
        Scoped("code", "J1745", in_scope=False),
        Scoped("code", "J0585"),
    ],
)


def test_a_code_that_is_listed_needs_a_number_on_the_line_or_claim() -> None:
    assert outcome("AUTH001", line(), payer=LISTED) == "fail"
    assert outcome("AUTH001", line(prior_authorization="A1"), payer=LISTED) == "pass"
    claim = {"prior_authorization": "A1"}
    assert outcome("AUTH001", line(), payer=LISTED, claim=claim) == "pass"
    assert outcome("AUTH001", line("J1745", 30), payer=LISTED) == "pass"
    assert outcome("AUTH001", line("J2405", 8), payer=LISTED) == "not_applicable"
    assert said("AUTH001", line(), payer="commercial").needs == ("payer.authorizations",)
    assert outcome("AUTH001", line(on="soon"), payer=LISTED) == "not_checked"


def test_a_row_that_depends_asks_on_what() -> None:
    undecided = LISTED.replace(authorizations=[Scoped("code", "J9312", reason="by diagnosis")])
    assert said("AUTH001", line(), payer=undecided).needs == ("by diagnosis",)


@pytest.mark.parametrize(("procedure", "expected"), [("64612", "fail"), ("64616", "pass")])
def test_botulinum_toxin_in_a_hospital_needs_it_with_two_procedures(
    procedure: str, expected: str
) -> None:
    both = (line("J0585", 155), line(procedure, 1))
    assert outcome("AUTH001", *both, setting="facility") == expected
    assert outcome("AUTH001", *both) == "not_applicable"


@pytest.mark.parametrize(
    ("rule", "parts", "expected"),
    [
        ("AUTH002", {"since": AUGUST, "until": AUGUST}, "pass"),
        ("AUTH002", {"since": "2025-08-02"}, "fail"),
        ("AUTH003", {}, "pass"),
        ("AUTH003", {"place_of_service": "11"}, "pass"),
        ("AUTH003", {"place_of_service": "12"}, "fail"),
        ("AUTH003", {"ndc": "50242-0053-06"}, "pass"),
        ("AUTH003", {"ndc": "50242-0051-21"}, "fail"),
        ("AUTH004", {}, "pass"),
        ("AUTH004", {"units": 80, "codes": ["J9312"]}, "pass"),
        ("AUTH004", {"units": 79, "codes": ["J9312"]}, "fail"),
    ],
)
def test_an_authorization_bounds_dates_places_products_and_units(
    rule: str, parts: dict[str, Any], expected: str
) -> None:
    lines = (
        line(prior_authorization="A1", ndc="50242-0053-06", place_of_service="11"),
        line(units=8, modifiers=["JW"], prior_authorization="A1"),
    )
    given = [Authorization(number="A1", **parts)]
    assert outcome(rule, *lines, authorizations=given) == expected


@pytest.mark.parametrize("rule", ["AUTH002", "AUTH003", "AUTH004"])
def test_an_authorization_that_was_not_passed_is_not_checked(rule: str) -> None:
    numbered = line(prior_authorization="A1")
    assert outcome(rule, line()) == "not_applicable"
    assert said(rule, numbered).needs == ("authorizations=",)
    other = [Authorization(number="B2")]
    assert said(rule, numbered, authorizations=other).needs == ("the authorization A1",)


def test_what_cannot_be_read_of_an_authorized_line_is_not_checked() -> None:
    bad = ClaimLine.received(code="J9312", units="many", on="soon", prior_authorization="A1")
    given = [Authorization(number="A1", units=1, since=AUGUST)]
    assert outcome("AUTH002", bad, authorizations=given) == "not_checked"
    assert outcome("AUTH004", bad, authorizations=given) == "not_checked"


# --- charges --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charge", "expected", "severity"),
    [("0", "fail", "verify"), ("1.00", "fail", "verify"), ("1.01", "pass", None)],
)
def test_token_charges_are_those_up_to_a_dollar(
    charge: str, expected: str, severity: str | None
) -> None:
    found = said("CHG001", line(charge=charge))
    assert found.outcome == expected
    if severity:
        assert found.severity == ("warning" if charge == "0" else severity)


def test_a_drug_at_no_cost_and_one_of_cents_have_such_charges() -> None:
    free = Record(given="715 mg", acquired="no cost")
    made = ClaimLine("J9312", 72, on=AUGUST, charge=Decimal("0.01"), record=free)
    assert outcome("CHG001", made) == "pass"
    cheap = line("J2405", 1, on="2026-01-15", charge="0.90")
    assert outcome("CHG001", cheap) == "pass"
    assert said("CHG001", line()).needs == ("the charge",)


def test_a_charge_below_the_payment_limit_is_noted() -> None:
    found = said("CHG002", line(on="2026-01-15", charge="5383.07"))
    assert (found.outcome, found.severity) == ("fail", "note")
    assert said("CHG002", line("J3490", 1, charge="5")).outcome == "not_checked"
    assert outcome("CHG002", line()) == "not_checked"
    assert outcome("CHG002", line(on="2026-01-15", charge="0")) == "pass"


def test_a_claim_has_five_digits_of_dollars_and_fifty_lines() -> None:
    assert outcome("CHG003", line(charge="99999.99")) == "pass"
    assert outcome("CHG003", line(charge="99999.99"), line(charge="0.01")) == "fail"
    assert outcome("CHG003", line()) == "not_checked"
    assert said("CHG003", line(charge="5"), payer="commercial").needs == ("payer.charge_limit",)
    assert said("CHG004", line(), payer="commercial").needs == ("payer.most_lines",)


@pytest.mark.parametrize(("charge", "expected"), [("800", "pass"), ("700", "fail")])
def test_discarded_units_have_the_price_of_the_drug(charge: str, expected: str) -> None:
    drug, waste = line(charge="7200"), line(units=8, modifiers=["JW"], charge=charge)
    assert outcome("CHG005", drug, waste) == expected
    assert outcome("CHG005", line(), waste) == "not_checked"
    assert outcome("CHG005", drug, line(units=8, modifiers=["JW"])) == "not_checked"
    assert outcome("CHG005", drug) == "not_applicable"


# --- diagnoses ------------------------------------------------------------------------------


def test_a_pointer_is_to_a_diagnosis_of_the_claim() -> None:
    assert outcome("DX001", line()) == "not_applicable"
    assert outcome("DX001", line(diagnosis_pointers=[1])) == "not_checked"
    bad = ClaimLine.received(code="J9312", units=72, on=AUGUST, diagnosis_pointers="2")
    assert outcome("DX001", bad, claim={"diagnoses": ["C83.30"]}) == "fail"


@pytest.mark.parametrize(
    ("diagnosis", "on", "expected"),
    [
        ("C83.30", "2015-10-01", "pass"),
        ("C83.30", "2015-09-30", "fail"),
        ("202.80", "2015-10-01", "fail"),
        ("202.80", "2015-09-30", "pass"),
        ("V58.11", "2015-09-30", "pass"),
    ],
)
def test_the_revision_of_diagnoses_is_that_of_the_date(
    diagnosis: str, on: str, expected: str
) -> None:
    assert outcome("DX003", line("J9310", 8, on=on), claim={"diagnoses": [diagnosis]}) == expected


def test_diagnoses_without_what_they_need_are_not_checked() -> None:
    assert outcome("DX003", line()) == "not_checked"
    assert outcome("DX003", UNREAD, claim={"diagnoses": ["C83.30"]}) == "not_checked"
    for rule in ("DX004", "DX005"):
        assert outcome(rule, line()) == "not_checked"
        assert outcome(rule, line(), claim={"diagnoses": ["C83.30"]}) == "not_applicable"


def test_a_drug_that_may_be_against_cancer_supports_the_encounter() -> None:
    claim = {"diagnoses": ["Z51.12"]}
    assert outcome("DX004", line("J1756", 200), claim=claim) == "fail"
    for code in ("J9271", "J1745", "J3490"):
        assert outcome("DX004", line(code, 1), claim=claim) == "pass"


# --- hospitals ------------------------------------------------------------------------------


def test_revenue_codes_of_hospitals() -> None:
    def of(rule: str, **more: Any) -> str:
        return outcome(rule, line(**more), setting="facility")

    assert of("REV001", revenue_code="0250") == "pass"
    assert of("REV001") == "not_applicable"
    assert of("REV001", code="??", revenue_code="0636") == "not_checked"
    assert of("REV002", revenue_code="63") == "not_checked"
    assert of("REV002", code="96372", units=1) == "not_checked"
    assert of("REV003") == "not_checked"
    assert of("REV003", revenue_code="0259") == "fail"
    assert of("REV003", revenue_code="0260") == "pass"
    assert outcome("REV004", line(), setting="facility") == "not_checked"
    assert outcome("REV002", line()) == "not_applicable"
    assert outcome("REV005", line(revenue_code="0636")) == "fail"
    assert of("REV005", revenue_code="0636") == "not_applicable"


@pytest.mark.parametrize("rule", ["SI001", "SI002", "SI003"])
def test_status_indicators_are_of_the_quarter(rule: str) -> None:
    assert outcome(rule, line("J9310", 8, on="2012-01-15"), setting="facility") == "not_checked"
    assert outcome(rule, line(on="2026-01-15")) == "not_applicable"


# --- filing and records ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "days", "last"),
    [
        (date(2025, 8, 1), 365, date(2026, 8, 1)),
        (date(2023, 8, 1), 365, date(2024, 8, 1)),
        (date(2024, 2, 29), 365, date(2025, 2, 28)),
        (date(2025, 8, 1), 90, date(2025, 10, 30)),
    ],
)
def test_a_year_to_file_is_a_calendar_year(on: date, days: int, last: date) -> None:
    assert last_day_to_file(on, days) == last


def test_filing_needs_the_day_of_receipt_and_the_days_of_the_payer() -> None:
    assert said("TIME001", line()).needs == ("received_on=",)
    needs = said("TIME001", line(), payer="commercial", received_on="2026-08-01").needs
    assert needs == ("payer.days_to_file",)
    assert outcome("TIME001", UNREAD, received_on="2026-08-01") == "not_checked"
    assert outcome("TIME002", UNREAD, received_on="2026-08-01") == "not_checked"
    assert outcome("TIME002", line()) == "not_checked"
    # of a line of several days the last counts for a hospital, and the first for others
    longer = line(to="2025-08-02")
    assert outcome("TIME001", longer, received_on="2026-08-02") == "fail"
    assert outcome("TIME001", longer, received_on="2026-08-01") == "pass"
    assert outcome("TIME001", longer, received_on="2026-08-02", setting="facility") == "pass"


def recorded(code: str = "J9312", units: int = 72, **record: Any) -> ClaimLine:
    more = {"modifiers": record.pop("modifiers", ())}
    return ClaimLine(code, units, on=AUGUST, record=Record(**record), **more)


def test_a_record_shows_the_amount_of_what_is_measured() -> None:
    assert outcome("DOC001", line()) == "not_checked"
    assert outcome("DOC001", recorded("J2506", 1)) == "fail"
    assert outcome("DOC001", recorded("J9030", 1)) in {"fail", "not_applicable"}
    assert outcome("DOC001", recorded(units=8, modifiers=("JW",))) == "not_applicable"
    assert outcome("DOC001", recorded("J3490", 1)) == "not_applicable"


def test_a_record_of_an_infusion_shows_both_times() -> None:
    start, stop = "2025-08-01 09:00", "2025-08-01 10:00"
    assert outcome("DOC003", recorded("96413", 1, start=start, stop=stop)) == "pass"
    for times, missing in (({"start": start}, "stop"), ({"stop": stop}, "start")):
        found = said("DOC003", recorded("96413", 1, **times))
        assert found.message.endswith(missing)
    assert outcome("DOC003", line("96413", 1)) == "not_checked"
    assert outcome("DOC003", recorded("96372", 1)) == "not_applicable"


def test_a_record_of_waste_shows_what_was_discarded_or_opened() -> None:
    waste: dict[str, Any] = {"units": 8, "modifiers": ("JW",)}
    assert outcome("DOC004", recorded(**waste)) == "fail"
    assert outcome("DOC004", recorded(discarded="80 mg", **waste)) == "pass"
    assert outcome("DOC004", line(units=8, modifiers=["JW"])) == "not_checked"
    stated = ClaimLine("J9312", 8, on=AUGUST, modifiers=("JW",), discarded="80 mg")
    assert outcome("DOC004", stated) == "pass"
    assert outcome("DOC004", line()) == "not_applicable"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-07-31", "fail"),
        ("2025-08-01", "pass"),
        ("2025-08-02", "pass"),
        ("2025-08-03", "fail"),
    ],
)
def test_a_date_of_service_is_within_the_record(on: str, expected: str) -> None:
    record = Record(start="2025-08-01 23:00", stop="2025-08-02 01:00")
    made = ClaimLine("J9312", 72, on=date.fromisoformat(on), record=record)
    assert outcome("DOC005", made) == expected
    assert outcome("DOC005", line()) == "not_checked"


def test_a_date_that_cannot_be_read_is_not_compared() -> None:
    record = Record(start="2025-08-01 23:00")
    bad = ClaimLine.received(code="J9312", units=1, on="soon", record=record)
    assert outcome("DOC005", bad) == "not_checked"


def test_the_amounts_of_a_finding_are_exact() -> None:
    found = said("CHG002", line(on="2026-01-15", charge=Decimal("5383.07")))
    assert "$5,383.08" in found.message


@pytest.mark.parametrize(
    ("setting", "stay", "expected"),
    [
        ("facility", ("2025-07-25", "2025-08-01"), "verify"),
        ("facility", ("2025-07-25", "2025-08-02"), "error"),
        ("facility", ("2025-08-01", "2025-08-02"), "error"),
        ("professional", ("2025-08-01", "2025-08-02"), "verify"),
        ("professional", ("2025-07-31", "2025-08-02"), "error"),
    ],
)
def test_on_the_day_of_discharge_or_in_an_office_before_the_admission_it_may_be_paid(
    setting: Any, stay: tuple[str, str], expected: str
) -> None:
    claim = Claim([line()], setting=setting)
    found = review(claim, payer="medicare", inpatient=[stay]).findings
    assert [each.severity for each in found if each.rule == "PAT003"] == [expected]


def test_a_function_that_returns_no_verdict_is_named() -> None:
    """As a rule of the caller's own is."""
    claim = Claim([line()], setting="professional")
    (found,) = (
        each
        for each in review(claim, payer="medicare", coverage=lambda _: True).results  # type: ignore[arg-type,return-value]
        if each.rule == "PAT005"
    )
    assert found.outcome == "error"
    assert "the function returned True, and not a Verdict" in found.message


def test_a_day_is_one_day() -> None:
    claim = Claim([line()], setting="professional")
    found = review(claim, payer="medicare", received_on="2026-08-02").findings
    assert "1 day after the last day" in next(e.message for e in found if e.rule == "TIME001")
