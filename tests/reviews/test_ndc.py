"""The NDC of a line: missing, malformed, or of another code."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, ClaimLine, Payer, Result, packages_of, rules
from hcpcs_jcodes.checks.ndc_codes import listed_codes
from hcpcs_jcodes.ndc.crosswalk import ndc_crosswalk
from hcpcs_jcodes.ndc.numbers import Ndc
from hcpcs_jcodes.reviews.facts import ClaimFacts
from tests.bills import DAY
from tests.reviews.of_rules import of_rule, outcomes

INFLECTRA, REMICADE = "00069-0809-01", "57894-0030-01"
KETOROLAC = "00409-3796-01"
VELCADE = "63020-0049-01"
LARGE, SMALL = "50242-0053-06", "50242-0051-21"  # Rituxan, 500 mg and 100 mg
ABOUT_CODE = ("NDC004", "NDC005", "NDC006", "NDC007")


def line(code: str, ndc: str | None = None, **more: Any) -> dict[str, Any]:
    return {"code": code, "units": 10, "ndc": ndc, **more}


def about(code: str, ndc: str, on: str = "2025-08-01", **more: Any) -> dict[str, Result]:
    """What each rule about the code of an NDC says of it, unless it does not apply."""
    found = {}
    for rule in ABOUT_CODE:
        (result,) = of_rule(rule, line(code, ndc, on=on), **more)
        if result.outcome != "not_applicable":
            found[rule] = result
    return found


# --- missing and malformed --------------------------------------------------------


@pytest.mark.parametrize(
    ("required", "ndc", "outcome"),
    [
        (True, None, "fail"),
        (True, KETOROLAC, "pass"),
        (True, "0040937960", "pass"),  # it is there: NDC003 says what is wrong with it
        (False, None, "not_applicable"),
        (None, None, "not_checked"),
        (None, KETOROLAC, "pass"),
    ],
)
def test_the_ndc_is_missing_where_the_payer_needs_it(
    required: bool | None, ndc: str | None, outcome: str
) -> None:
    payer = Payer(name="Plan X", ndc_required=required)
    (result,) = of_rule("NDC001", line("J1885", ndc), payer=payer)
    assert result.outcome == outcome
    assert result.needs == (("payer.ndc_required",) if outcome == "not_checked" else ())


def test_a_line_of_discarded_drug_needs_an_ndc_too_and_an_administration_none() -> None:
    lines = (line("J9312", LARGE), line("J9312", modifiers=("JW",)), line("96413"))
    assert outcomes("NDC001", *lines, payer="medicaid") == ["pass", "fail", "not_applicable"]


@pytest.mark.parametrize(
    ("code", "severity"), [("J1885", "error"), ("J7321", "verify"), ("J7300", "verify")]
)
def test_a_device_may_have_no_ndc(code: str, severity: str) -> None:
    (result,) = of_rule("NDC001", line(code), payer="medicaid")
    assert result.severity == severity


@pytest.mark.parametrize(
    ("ndc", "outcome"),
    [
        (None, "not_applicable"),
        ("50242-051-21", "pass"),
        ("50242005121", "pass"),
        ("5024205121", "fail"),  # three readings
        ("50242-0051", "fail"),  # a product
        ("00000-0000-00", "fail"),  # a placeholder
        ("502420051211", "fail"),
    ],
)
def test_an_ndc_has_eleven_digits(ndc: str | None, outcome: str) -> None:
    assert outcomes("NDC003", line("J9312", ndc)) == [outcome]


def test_the_crosswalk_may_settle_ten_digits_as_evidence_and_nothing_is_changed() -> None:
    (result,) = of_rule("NDC003", line("J9312", "5024205121"))
    assert any("50242-0051-21 it is listed" in each for each in result.evidence)
    assert result.fix is not None
    assert result.fix.asks == "pharmacy"


# --- of another code --------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "ndc", "rule", "severity", "codes"),
    [
        ("J1100", KETOROLAC, "NDC004", "error", "J1885"),
        ("J9046", VELCADE, "NDC005", "error", "J9041"),
        ("J1745", INFLECTRA, "NDC006", "error", "Q5103"),
        ("Q5103", REMICADE, "NDC006", "error", "J1745"),
        ("Q5121", INFLECTRA, "NDC006", "error", "Q5103"),
        ("J1642", "00409-7620-03", "NDC007", "verify", "J1644"),
    ],
)
def test_a_package_of_other_codes_is_found_by_one_rule(
    code: str, ndc: str, rule: str, severity: str, codes: str
) -> None:
    found = about(code, ndc)
    assert list(found) == [rule]
    assert found[rule].severity == severity
    assert f"{codes}, not {code}" in found[rule].message
    assert "crosswalk of 2025Q3" in found[rule].evidence[0]


@pytest.mark.parametrize(
    ("code", "ndc"),
    [
        ("J1745", REMICADE),
        ("Q5103", INFLECTRA),
        ("J1885", KETOROLAC),
        ("J9041", VELCADE),
        ("J0881", "55513-0002-04"),  # listed with and without dialysis
        ("J0882", "55513-0002-04"),
        ("J7040", "00264-7800-00"),  # a bag has three codes, by its size
    ],
)
def test_the_right_package_passes(code: str, ndc: str) -> None:
    assert {each.outcome for each in about(code, ndc).values()} == {"pass"}


@pytest.mark.parametrize("code", ["J3490", "J9999"])
def test_a_code_not_otherwise_classified_is_of_another_rule(code: str) -> None:
    assert about(code, KETOROLAC) == {}


def test_a_package_of_no_quarter_is_not_checked() -> None:
    found = about("J1885", "12345-6789-01")
    assert {rule: each.needs for rule, each in found.items()} == {
        "NDC004": ("the crosswalk of 2025Q3 with 12345-6789-01",)
    }


def test_a_package_of_a_listed_product_has_its_codes() -> None:
    other = f"{KETOROLAC[:-2]}77"
    assert not any(str(each.ndc) == other for each in packages_of("J1885", on=DAY))
    assert about("J1885", other)["NDC004"].outcome == "pass"
    found = about("J1100", other)["NDC004"]
    assert found.severity == "verify"
    assert "by other packages of the product" in found.evidence[0]


def test_an_unlisted_package_of_another_labeler_is_questioned_for_a_code_of_one_company() -> None:
    assert about("J1745", "12345-6789-01").keys() == {"NDC004"}  # not for one company alone
    found = about("Q5103", "12345-6789-01")
    assert found["NDC005"].severity == "verify"
    assert "of labeler 00069" in found["NDC005"].evidence[0]
    assert about("Q5103", "00069-6789-01").keys() == {"NDC004"}


@pytest.mark.parametrize(
    ("on", "outcome", "severity"),
    [
        ("2024-01-01", "fail", "error"),  # the first quarter included
        ("2023-12-31", "fail", "verify"),  # by the nearest one
        ("2022-01-01", "fail", "verify"),  # two years before it
        ("2021-12-31", "not_checked", None),
        ("2026-05-01", "fail", "error"),  # the same before and after the missing quarter
    ],
)
def test_another_quarter_proves_less(on: str, outcome: str, severity: str | None) -> None:
    found = next(iter(about("J1745", INFLECTRA, on).values()))
    assert (found.outcome, found.severity) == (outcome, severity)


def test_a_quarter_that_is_not_included_passes_nothing() -> None:
    found = about("J1885", KETOROLAC, "2023-12-31")
    assert {rule: each.needs for rule, each in found.items()} == {
        "NDC004": (f"the crosswalk of 2023Q4 with {KETOROLAC}",)
    }


def test_a_code_without_a_package_in_the_crosswalk_is_not_checked() -> None:
    """Avastin for the eye is C9257 in a hospital, and CMS lists its package under J9035 alone."""
    avastin = "50242-0060-01"
    assert [each.code for each in packages_of(avastin, on=DAY)] == ["J9035"]
    found = about("C9257", avastin, setting="facility")
    assert found["NDC004"].needs == ("the packages of C9257: the crosswalk of 2025Q3 lists none",)


def test_a_code_without_a_package_may_have_another_name_for_the_drug() -> None:
    """S0119 is ondansetron by mouth, of which CMS lists no package, and J2405 is injected."""
    found = about("S0119", "00409-4755-03")
    assert found["NDC004"].severity == "verify"
    assert "J2405, not S0119" in found["NDC004"].message


def test_a_row_that_is_an_error_of_the_file_proves_nothing() -> None:
    """CMS lists albuterol under levalbuterol in one quarter."""
    albuterol = "00378-8270-52"
    assert listed_codes(Ndc(albuterol), DAY.replace(month=2)).by_error
    found = about("J1885", albuterol, "2025-02-01")
    assert found["NDC004"].outcome == "not_checked"
    assert len(found) == 1


@pytest.mark.parametrize(
    ("on", "outcome"),
    [("2024-12-31", "pass"), ("2025-01-01", "fail"), ("2023-12-31", "not_applicable")],
)
def test_a_package_that_is_no_longer_listed_is_a_note(on: str, outcome: str) -> None:
    (result,) = of_rule("NDC008", line("J1885", "52584-0722-01", on=on))
    assert result.outcome == outcome
    assert result.severity in {None, "note"}


@pytest.mark.parametrize(
    ("given", "discarded", "outcome"),
    [
        ((LARGE,), SMALL, "fail"),
        ((LARGE, SMALL), SMALL, "pass"),
        ((None,), SMALL, "not_applicable"),
        ((LARGE,), None, "not_applicable"),
        ((), SMALL, "not_applicable"),
    ],
)
def test_what_was_discarded_is_of_a_package_that_was_used(
    given: tuple[str | None, ...], discarded: str | None, outcome: str
) -> None:
    lines = [line("J9312", ndc) for ndc in given]
    found = outcomes("NDC009", *lines, line("J9312", discarded, modifiers=("JW",)))
    assert found[-1] == outcome
    assert set(found[:-1]) <= {"not_applicable"}


def test_what_the_crosswalk_lists_together_draws_nothing() -> None:
    """Every package of a quarter under each of its codes: no finding of a whole file is false."""
    quarter = "2025Q3"
    pairs = [
        (row[1], ndc, f"{row[7]}1" if row[7] else None)
        for ndc, rows in ndc_crosswalk().by_ndc.items()
        for row in rows
        if row[2] <= quarter <= row[3]
    ]
    assert len(pairs) > 6_000
    made = Claim(
        [ClaimLine(c, 1, on=DAY, ndc=n, ndc_quantity=q) for c, n, q in pairs], setting="facility"
    )
    facts = ClaimFacts(made, Payer.medicare(), {})
    about_it = [rule for rule in rules() if rule.id in {*ABOUT_CODE, "NDC008", "NDC013", "NDC014"}]
    found = {
        (rule.id, rule.check(line).outcome)
        for rule in about_it
        for line in facts.lines
        if line.kind == "drug"
    }
    assert {rule for rule, outcome in found if outcome == "fail"} == set()
    assert {outcome for rule, outcome in found if rule == "NDC004"} == {"pass"}


@pytest.mark.parametrize(
    ("code", "ndc", "on", "says"),
    [
        ("J9271", "50242-0053-06", "2021-03-09", "verify"),  # rituximab, whatever the quarter
        ("J9312", "50242-0053-06", "2021-03-09", "not_checked"),  # no quarter near says so
        ("J9310", "50242-0053-06", "2018-03-09", "not_checked"),  # its code came later
        ("J9271", "99999-0053-06", "2021-03-09", "not_checked"),
    ],
)
def test_a_package_of_another_drug_is_one_in_any_quarter(
    code: str, ndc: str, on: str, says: str
) -> None:
    (found,) = of_rule("NDC004", {"code": code, "units": 1, "on": on, "ndc": ndc})
    assert (found.severity or found.outcome) == says
