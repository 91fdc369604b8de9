"""What a caller knows beside the claim is read once, and refused where it cannot be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import Authorization, BadArgument, Claim, ClaimLine, JCodesError, review
from hcpcs_jcodes.reviews.rows import read_rows

AUGUST = date(2025, 8, 1)
CLAIM = Claim([ClaimLine("J9310", 8, on=AUGUST)], setting="professional")


def test_what_is_none_was_not_passed() -> None:
    assert read_rows({"history": None, "hospice": None}) == {}


def test_periods_are_read_as_dates_open_where_none() -> None:
    assert read_rows({"hospice": [("2025-08-01", None)]}) == {"hospice": ((AUGUST, None),)}


def test_a_function_of_the_caller_stays_one() -> None:
    assert read_rows({"coverage": len}) == {"coverage": len}


def test_one_authorization_is_a_list_of_one() -> None:
    given = Authorization(number="A1", codes="J9312", ndc="50242-0053-06", since="2025-08-01")
    assert read_rows({"authorizations": given}) == {"authorizations": (given,)}


def test_diagnoses_and_days_are_read() -> None:
    read = read_rows({"coverage": {"J9312": ["C83.30"]}, "frequency": {"J0897": 180}})
    assert read == {"coverage": {"J9312": ("C83.30",)}, "frequency": {"J0897": 180}}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"history": "J9312"}, "history='J9312' is not a list of Claim objects"),
        ({"history": ["J9312"]}, "'J9312' in history= is not a Claim"),
        ({"authorizations": 5}, "authorizations=5 is not a list of Authorization"),
        ({"hospice": "2025"}, "neither a function nor a list of periods"),
        ({"hospice": ["2025-08-01"]}, "is not a period"),
        ({"hospice": [(1,)]}, "is not a period"),
        ({"hospice": [("2025-08-02", "2025-08-01")]}, "ends on 2025-08-01, before it begins"),
        ({"coverage": 5}, "neither a function nor a mapping of codes to diagnoses"),
        ({"coverage": {"J9312": "C83.30"}}, "is not a list of diagnoses"),
        ({"coverage": {"J9312": [1]}}, "is not a diagnosis"),
        ({"coverage": {"rituximab": []}}, "is not a code"),
        ({"frequency": [180]}, "the fewest days between"),
        ({"frequency": {"J0897": 0}}, "is not a whole number of days of at least 1"),
        ({"received_on": "soon"}, "is not a date"),
        ({"paid": "1"}, "is not a list of line numbers"),
        ({"paid": [0]}, "is not the number of a line"),
        ({"paid": [2]}, "line 2 in paid=, and the claim has 1 lines"),
    ],
)
def test_rows_that_cannot_be_read_are_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(JCodesError) as caught:
        review(CLAIM, payer="medicare", **given)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"number": None}, "has a number"),
        ({"codes": 5}, "is not a list of codes"),
        ({"codes": ["rituximab"]}, "is not a code"),
        ({"units": 0}, "is not a whole number"),
        ({"since": "2025-08-02", "until": "2025-08-01"}, "before it begins"),
    ],
)
def test_an_authorization_that_is_not_one_is_refused(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(BadArgument, match=says):
        Authorization(**{"number": "A1", **parts})


@pytest.mark.parametrize(
    ("payer", "says"), [("medicare", "60-day rule"), ("commercial", "possible overpayment:")]
)
def test_a_finding_about_a_paid_line_is_a_possible_overpayment(payer: str, says: str) -> None:
    before, after = (
        next(
            each
            for each in review(CLAIM, payer=payer, paid=paid).findings
            if each.rule == "CODE002"
        )
        for paid in ([], [1])
    )
    assert before.fix is not None
    assert after.fix is not None
    assert "overpayment" not in before.fix.text
    assert says in after.fix.text
    assert before.message == after.message
