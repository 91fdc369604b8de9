"""Service lines of public 837 files, each with what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Claim, ClaimLine, Result, review

DAY = "2025-08-01"


def found(*, payer: str = "medicare", **line: Any) -> dict[str, Result]:
    """What is found of a line that was received beside its administration, by the rule."""
    given_by = "96413" if line["code"] == "J1745" else "96372"
    claim = Claim(
        [ClaimLine.received(on=DAY, **line), ClaimLine(given_by, 1, on=DAY)],
        setting="professional",
        place_of_service="11",
        diagnoses=["M54.50"],
    )
    return {each.rule: each for each in review(claim, payer=payer).findings if each.line == 1}


@pytest.mark.parametrize("payer", ["medicare", "medicaid", "commercial"])
def test_ketorolac_whose_units_are_the_number_of_ml(payer: str) -> None:
    """J1885 x 2 with 2 mL of a vial of 30 mg in 1 mL, which is 60 mg: 4 units of 15 mg."""
    line = {"code": "J1885", "units": "2", "ndc": "00409-3796-01", "ndc_quantity": "ML2"}
    finding = found(payer=payer, **line)["UNIT006"]
    assert finding.message == "2 units, and 2 ML of NDC 00409-3796-01 is 4 units"
    assert "2 is the number of ML" in finding.evidence
    assert "UNIT006" not in found(payer=payer, **{**line, "units": "4"})


def test_ceftriaxone_of_500_mg_as_one_unit() -> None:
    """J0696 is 250 mg: the narrative says 500 mg, which is 2 units."""
    line = {"code": "J0696", "units": "1", "narrative": "ceftriaxone 500 mg"}
    finding = found(**line)["UNIT013"]
    assert finding.message == "1 unit, and 500 mg in the narrative is 2 units"
    assert "UNIT013" not in found(**{**line, "units": "2"})


def test_filgrastim_under_a_code_that_ended_in_2013() -> None:
    """J1441 was 480 mcg; J1442, from 2014, is 1 mcg."""
    finding = found(code="J1441", units="1")["CODE002"]
    assert finding.severity == "error"
    assert finding.message == f"J1441 ended on 2013-12-31, and the date of service is {DAY}"
    assert "J1442" in finding.evidence[0]
    assert any(each.carc == "181" for each in finding.denials)


def test_a_code_that_never_was() -> None:
    """J9113 is in no release of CMS's file."""
    finding = found(code="J9113", units="1")["CODE001"]
    assert finding.severity == "error"
    assert "J9110, " in finding.evidence[1]


@pytest.mark.parametrize("payer", ["medicare", "medicaid", "commercial"])
def test_the_reference_product_with_the_package_of_a_biosimilar(payer: str) -> None:
    """J1745 is Remicade; 0069-0809-01 is Inflectra, Q5103."""
    line = {"code": "J1745", "units": "40", "ndc": "0069-0809-01", "ndc_quantity": "UN4"}
    finding = found(payer=payer, **line)["NDC006"]
    assert finding.severity == "error"
    assert "Q5103, not J1745" in finding.message
    assert "NDC006" not in found(payer=payer, **{**line, "ndc": "57894-030-01"})
