"""The NDC quantity of a line: missing, unreadable, or in another unit of measure."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Payer
from tests.reviews.of_rules import of_rule, outcomes

KETOROLAC = "00409-3796-01"  # vials of 2 mL
REMICADE = "57894-0030-01"  # vials of powder
HEMOFIL = "00944-3940-02"  # by the international unit


def line(code: str, ndc: str | None, quantity: str | None = None) -> dict[str, Any]:
    return {"code": code, "units": 4, "ndc": ndc, "ndc_quantity": quantity}


@pytest.mark.parametrize(
    ("required", "ndc", "quantity", "outcome", "severity"),
    [
        (True, KETOROLAC, None, "fail", "error"),
        (False, KETOROLAC, None, "fail", "verify"),
        (None, KETOROLAC, None, "fail", "verify"),
        (True, KETOROLAC, "ML2", "pass", None),
        (True, KETOROLAC, "XX2", "pass", None),  # it is there: NDC011 says what is wrong with it
        (True, None, None, "not_applicable", None),
    ],
)
def test_an_ndc_goes_with_a_quantity(
    required: bool | None, ndc: str | None, quantity: str | None, outcome: str, severity: Any
) -> None:
    payer = Payer(name="Plan X", ndc_required=required)
    (result,) = of_rule("NDC010", line("J1885", ndc, quantity), payer=payer)
    assert (result.outcome, result.severity) == (outcome, severity)


@pytest.mark.parametrize(
    ("ndc", "quantity", "outcome"),
    [
        (KETOROLAC, None, "not_applicable"),
        (KETOROLAC, "2 ML", "pass"),
        (KETOROLAC, "XX2", "fail"),
        (KETOROLAC, "2", "fail"),  # without its unit of measure
        (None, "ML2", "fail"),  # without its NDC
        (KETOROLAC, "ML0", "not_applicable"),  # an amount: another subject
        (KETOROLAC, "ML0.000", "not_applicable"),
        (KETOROLAC, "ML0.001", "pass"),
    ],
)
def test_a_quantity_can_be_read(ndc: str | None, quantity: str | None, outcome: str) -> None:
    assert outcomes("NDC011", line("J1885", ndc, quantity)) == [outcome]


@pytest.mark.parametrize(
    ("required", "taken", "quantity", "outcome"),
    [
        (True, ("ML", "UN"), "ML2", "pass"),
        (True, ("GR", "UN"), "ML2", "fail"),
        (None, ("GR", "UN"), "ML2", "fail"),
        (False, ("GR", "UN"), "ML2", "not_applicable"),
        (True, (), "ML2", "not_checked"),
        (True, (), None, "not_applicable"),
    ],
)
def test_a_payer_takes_some_units_of_measure(
    required: bool | None, taken: Any, quantity: str | None, outcome: str
) -> None:
    payer = Payer(name="Plan X", ndc_required=required, ndc_qualifiers=taken)
    (result,) = of_rule("NDC012", line("J1885", KETOROLAC, quantity), payer=payer)
    assert result.outcome == outcome
    assert result.needs == (("payer.ndc_qualifiers",) if outcome == "not_checked" else ())


@pytest.mark.parametrize(
    ("code", "ndc", "quantity", "outcome"),
    [
        ("J1745", REMICADE, "UN1", "pass"),
        ("J1745", REMICADE, "ML10", "fail"),  # as if it were a liquid
        ("J1885", KETOROLAC, "ML2", "pass"),
        ("J1885", KETOROLAC, "UN1", "fail"),  # as if it were counted
        ("J1885", KETOROLAC, "ME60", "pass"),  # the drug itself
        ("J1885", KETOROLAC, "GR0.06", "pass"),
        ("J7190", HEMOFIL, "F2 500", "pass"),
        ("J7190", HEMOFIL, "UN1", "not_applicable"),  # where F2 is refused
        ("J7190", HEMOFIL, "ML5", "fail"),
        ("J1885", "12345-6789-01", "ML2", "not_checked"),
        ("J2267", "00002-7575-01", "ML1", "not_checked"),  # listed without a measure
        ("J1885", KETOROLAC, None, "not_applicable"),
    ],
)
def test_a_unit_of_measure_fits_the_package(
    code: str, ndc: str, quantity: str | None, outcome: str
) -> None:
    assert outcomes("NDC013", line(code, ndc, quantity)) == [outcome]


@pytest.mark.parametrize(
    ("code", "ndc", "quantity", "outcome"),
    [
        ("J7190", HEMOFIL, "F2 500", "pass"),
        ("J7190", "12345-6789-01", "F2 500", "pass"),  # the class decides
        ("J1644", "00409-7620-03", "F2 5000", "fail"),
        ("J1644", "00409-7620-03", "ML5", "not_applicable"),
        ("J0000", HEMOFIL, "F2 500", "not_applicable"),
    ],
)
def test_international_units_are_for_clotting_factor(
    code: str, ndc: str, quantity: str, outcome: str
) -> None:
    assert outcomes("NDC014", line(code, ndc, quantity)) == [outcome]
