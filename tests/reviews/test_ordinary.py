"""Ordinary claims of a clean office or hospital, of which a rule could say too much."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, ClaimLine, ReceivedLine, review
from tests.reviews.of_rules import of_rule, outcomes

BOTOX = {"code": "J0585", "units": 155, "modifiers": ("JZ",)}
AVASTIN = {"code": "J9035", "units": 1, "modifiers": ("JZ", "RT")}
KEYTRUDA = {"code": "J9271", "units": 200, "modifiers": ("JZ",), "revenue_code": "0636"}
INFUSION = {"code": "96413", "units": 1, "revenue_code": "0335"}
NEXT = {"code": "96367", "units": 1, "revenue_code": "0335"}
PACKAGED = {"units": 1, "revenue_code": "0250"}


def received(*lines: dict[str, Any]) -> list[ReceivedLine]:
    return [ClaimLine.received(**{"on": "2025-08-01", **each}) for each in lines]


def severity(rule: str, *lines: dict[str, Any], **more: Any) -> str:
    """The severity of the finding on the first line, or the outcome."""
    first = of_rule(rule, *lines, **more)[0]
    return first.severity or first.outcome


# --- what a hospital bills under a revenue code alone ------------------------------


@pytest.mark.parametrize(
    ("revenue", "says"),
    [
        ("0250", "not_applicable"),
        ("0258", "not_applicable"),
        ("0259", "not_applicable"),
        ("0270", "not_applicable"),
        ("0637", "not_applicable"),
        ("0260", "error"),
        ("0335", "error"),
        ("0636", "not_applicable"),  # REV001 says it
    ],
)
def test_a_packaged_drug_needs_no_code(revenue: str, says: str) -> None:
    bare = {"units": 1, "revenue_code": revenue}
    assert severity("FORM001", bare, setting="facility") == says
    assert severity("FORM001", bare) == "error"  # a practitioner's
    assert severity("REV001", bare, setting="facility") == (
        "error" if revenue == "0636" else "pass"
    )


def test_such_a_line_floods_no_list() -> None:
    def unchecked(*more: dict[str, Any]) -> set[str]:
        lines = [
            ClaimLine.received(on="2025-08-01", **each) for each in (KEYTRUDA, INFUSION, *more)
        ]
        made = review(Claim(lines, setting="facility", type_of_bill="0131"), payer="medicare")
        return {each.rule for each in made.results if each.outcome == "not_checked"}

    assert unchecked(PACKAGED) - unchecked() == {"ADM008"}


def test_a_code_that_cannot_be_read_is_still_said() -> None:
    assert severity("FORM001", {**PACKAGED, "code": "J!"}, setting="facility") == "error"


def test_drugs_without_a_code_may_be_those_that_an_infusion_gave() -> None:
    for rule, at in (("ADM003", -1), ("ADM008", 0)):
        found = outcomes(rule, KEYTRUDA, INFUSION, NEXT, setting="facility")
        assert found[at] == "fail"
        packaged = outcomes(rule, PACKAGED, KEYTRUDA, INFUSION, NEXT, setting="facility")
        assert packaged[at] == "not_checked"
    wrong = outcomes("ADM003", PACKAGED, KEYTRUDA, NEXT, setting="facility")
    assert wrong[-1] == "fail"  # it gives the drug that is billed


# --- the eye ------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "outcome"), [("67028", "not_applicable"), ("96413", "fail")])
def test_a_syringe_for_the_eye_is_one_unit(by: str, outcome: str) -> None:
    assert outcomes("UNIT008", AVASTIN, {"code": by, "units": 1})[0] == outcome


@pytest.mark.parametrize(("code", "says"), [("J7999", "verify"), ("J3490", "error")])
def test_a_compounded_drug_is_not_in_the_container_of_what_it_was_made_of(
    code: str, says: str
) -> None:
    syringe = {"code": code, "units": 1, "narrative": "bevacizumab", "ndc": "50242-0060-01"}
    assert severity("DISC001", syringe) == says


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (({"code": "J1642", "units": 50}, {"code": "96523", "units": 1}), "pass"),
        (({"code": "J1642", "units": 50},), "verify"),
        # a local anesthetic beside an injection into a joint
        (({"code": "J2003", "units": 10}, {"code": "20610", "units": 1}), "note"),
        (({"code": "J2003", "units": 10},), "verify"),
    ],
)
def test_what_belongs_to_another_service_is_given_with_it(lines: Any, says: str) -> None:
    assert severity("ADM001", *lines) == says


# --- who is paid otherwise ----------------------------------------------------------


@pytest.mark.parametrize(
    ("bill", "says"),
    [("0711", "not_applicable"), ("0771", "not_applicable"), ("0131", "error"), ("0851", "error")],
)
def test_clinics_paid_by_the_visit_need_neither_jw_nor_jz(bill: str, says: str) -> None:
    line = {"code": "J9312", "units": 70}
    found = severity("DISC001", line, setting="facility", claim={"type_of_bill": bill})
    assert found == says


@pytest.mark.parametrize(("bill", "outcome"), [("0131", "fail"), ("0851", "not_applicable")])
def test_only_hospitals_under_opps_need_authorization(bill: str, outcome: str) -> None:
    lines = (BOTOX, {"code": "64615", "units": 1})
    more: Any = {"setting": "facility", "claim": {"type_of_bill": bill}}
    assert outcomes("AUTH001", *lines, **more)[0] == outcome


@pytest.mark.parametrize(
    ("bill", "says"),
    [("0131", "note"), ("0121", "note"), ("0721", "not_applicable"), ("0851", "not_applicable")],
)
def test_a_status_indicator_is_of_those_whom_opps_pays(bill: str, says: str) -> None:
    """Iron for dialysis is in the bundle of the renal facility, whatever OPPS does with it."""
    line = {"code": "J1756", "units": 100, "revenue_code": "0636"}
    found = severity("SI003", line, setting="facility", claim={"type_of_bill": bill})
    assert found == says


def test_a_number_with_a_hyphen_may_be_the_payers() -> None:
    line = {"code": "J9312", "units": 70, "prior_authorization": "2025-1234"}
    assert severity("FORM011", line) == "warning"


@pytest.mark.parametrize(
    ("code", "setting", "says"),
    [
        ("J3490", "professional", "error"),
        ("J3490", "facility", "warning"),  # packaged there
        ("C9399", "facility", "error"),
    ],
)
def test_a_hospital_bills_packaged_drugs_under_such_a_code(
    code: str, setting: Any, says: str
) -> None:
    assert severity("NOC003", {"code": code, "units": 1}, setting=setting) == says


# --- who pays -----------------------------------------------------------------------


@pytest.mark.parametrize(("setting", "says"), [("professional", "error"), ("facility", "warning")])
def test_a_hospital_may_have_said_that_it_was_not_for_the_terminal_condition(
    setting: Any, says: str
) -> None:
    """By condition code 07, where a practitioner has GW."""
    rows = {"hospice": [("2025-08-01", None)]}
    assert severity("PAT001", KEYTRUDA, setting=setting, rows=rows) == says
    assert severity("PAT001", {**KEYTRUDA, "modifiers": ("JZ", "GW")}, rows=rows) == "pass"


@pytest.mark.parametrize(("bill", "says"), [("0131", "error"), ("0851", "pass")])
def test_critical_access_hospitals_have_no_window_before_a_stay(bill: str, says: str) -> None:
    more: Any = {
        "setting": "facility",
        "claim": {"type_of_bill": bill},
        "rows": {"inpatient": [("2025-08-04", "2025-08-09")]},
    }
    assert severity("PAT003", KEYTRUDA, **more) == says
    during = {**KEYTRUDA, "on": "2025-08-05"}
    assert severity("PAT003", during, **more) == "error"


def test_a_push_that_only_facilities_bill_is_said_once() -> None:
    lines = ({"code": "J1885", "units": 2}, {"code": "96374", "units": 1})
    again = {"code": "96376", "units": 1}
    assert outcomes("ADM007", *lines, again)[2] == "fail"
    assert outcomes("UNIT004", *lines, again) == ["pass", "pass", "not_applicable"]
    assert outcomes("UNIT004", {"code": "J7298", "units": 1}) == ["fail"]  # an MUE of 0


@pytest.mark.parametrize(("modifiers", "says"), [((), "not_applicable"), (("AY",), "error")])
def test_the_wrong_code_on_a_dialysis_claim_is_said_once(modifiers: Any, says: str) -> None:
    """PROD001 asks for the code for ESRD; a reason would make the wrong code look right."""
    line = {"code": "J0881", "units": 40, "modifiers": modifiers, "revenue_code": "0636"}
    more: Any = {"setting": "facility", "claim": {"type_of_bill": "0721"}}
    assert severity("MOD011", line, **more) == says
    assert (severity("PROD001", line, **more) == "verify") == (not modifiers)


def test_a_pill_on_a_practitioners_claim_is_said_once() -> None:
    """Its MUE of 0 is why Medicare never pays it there."""
    pill = {"code": "J7507", "units": 30}
    assert (severity("POS007", pill), severity("UNIT004", pill)) == ("error", "not_applicable")
    assert severity("UNIT004", pill, setting="supplier") in {"pass", "not_checked", "verify"}


# --- how it reads -------------------------------------------------------------------


def test_what_most_claims_lack_is_read_in_four_rows() -> None:
    lines = received(KEYTRUDA, INFUSION)
    for payer in ("medicare", "commercial"):
        made = Claim(lines, setting="facility", type_of_bill="0131")
        _, _, rest = str(review(made, payer=payer)).partition("not checked, each")
        rows = rest.splitlines()[1:]
        assert len(rows) <= 5
        assert all(row.startswith("    ") for row in rows)
        assert rows[-1].startswith("    not passed to the review: ") or payer == "commercial"


def test_an_infusion_is_explained_once() -> None:
    infliximab = {"code": "J1745", "units": 40, "modifiers": ("JZ",)}
    lines = (infliximab, {"code": "96413", "units": 1}, {"code": "96415", "units": 1})
    assert outcomes("ADM004", *lines) == ["not_applicable", "fail", "not_applicable"]
