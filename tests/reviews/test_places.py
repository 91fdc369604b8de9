"""Where a drug is given and who is billed for it: the place, the site, the list, the contractor."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import ClaimLine, Payer, Record, Scoped

from .reviewed import line, results, says, worst

MEDICARE = Payer.medicare()


def listed(code: str = "J0129", *, in_scope: bool | None = True, **more: Any) -> Payer:
    return MEDICARE.replace(name="X", self_administered=[Scoped("code", code, in_scope, **more)])


@pytest.mark.parametrize(
    ("place", "said"),
    [("11", ""), ("12", ""), ("20", ""), ("31", "verify"), ("32", ""), ("49", "")]
    + [(place, "error") for place in ("19", "21", "22", "23", "24")],
)
def test_the_places_where_the_facility_bills(place: str, said: str) -> None:
    for code in ("J9312 x 72", "96413"):
        assert worst("POS001", code, place_of_service=place) == said
    for code in ("67028", "99213"):
        assert worst("POS001", code, place_of_service=place) == ""


def test_the_place_of_the_line_goes_first_and_other_payers_have_rows_of_their_own() -> None:
    there = line("J9312 x 72", place_of_service="22")
    assert worst("POS001", there) == "error"
    assert worst("POS001", line("J9312", place_of_service="11"), place_of_service="22") == ""
    assert worst("POS001", there, payer="commercial") == "not_checked"
    assert worst("POS001", "J9312", payer="commercial") == ""
    assert worst("POS001", there, setting="facility") == ""
    (found,) = results("POS001", "J9312", place_of_service="24")
    assert found.fix is not None
    assert "setting='asc'" in found.fix.text
    takes = MEDICARE.replace(name="X", places=[Scoped("place of service", "22", in_scope=True)])
    assert worst("POS001", there, payer=takes) == ""


def test_a_place_that_cannot_be_read_or_is_missing() -> None:
    given: Any = {"code": "J9312", "units": "72", "on": "2025-08-01"}
    assert worst("POS002", ClaimLine.received(**given, place_of_service="office")) == "error"
    assert worst("POS002", ClaimLine.received(**given, place_of_service="11")) == ""
    assert worst("POS002", "J9312", place_of_service=None) == "not_checked"
    assert worst("POS002", "J9312", setting="facility") == ""


def test_a_place_other_than_that_of_the_claim() -> None:
    assert worst("POS003", line("J9312", place_of_service="12")) == "verify"
    assert worst("POS003", line("J9312", place_of_service="11")) == ""
    assert worst("POS003", line("J9312", place_of_service="11"), setting="asc") == "verify"
    assert worst("POS003", line("J9312", place_of_service="24"), setting="asc") == ""


def test_the_site_of_care() -> None:
    def plan(in_scope: bool | None, kind: str = "code", value: str = "J9312") -> Payer:
        return Payer(name="X", sites_of_care=[Scoped(kind, value, in_scope)])

    assert worst("POS004", "J9312", setting="facility") == ""
    assert worst("POS004", "J9312", setting="facility", payer="commercial") == "not_checked"
    assert worst("POS004", "J9312", payer="commercial") == ""
    assert worst("POS004", "J9312", payer="commercial", place_of_service="22") == "not_checked"
    assert worst("POS004", "J9312", setting="facility", payer=plan(in_scope=True)) == "verify"
    assert worst("POS004", "J9312", setting="facility", payer=plan(in_scope=None)) == "verify"
    assert worst("POS004", "J9312", setting="facility", payer=plan(in_scope=False)) == ""
    assert worst("POS004", "J9312-JW", setting="facility", payer=plan(in_scope=True)) == ""
    only = plan(True, "code and setting", "J9312 facility")
    assert worst("POS004", "J9312", payer=only) == ""


@pytest.mark.parametrize(
    ("code", "payer", "said"),
    [
        ("J0129-JB", listed(), "warning"),
        ("J0129-JA", listed(), ""),
        ("J0129", listed(), "verify"),
        ("J0129-JB", listed(in_scope=None), "verify"),
        ("J0129-JB", listed(in_scope=False), ""),
        ("J0129-JB-GY", listed(), ""),  # billed as what is not covered
        ("J0129-JB", listed(until="2025-07-31"), ""),
        ("J0129-JB", listed("J3030"), ""),
        ("J3030", listed("J3030"), "warning"),  # under the skin alone
        ("J9312", listed("J9312"), ""),  # into a vein alone
        ("J0129-JB", MEDICARE, "not_checked"),
        ("J0129-JA", MEDICARE, ""),
        ("J9312", MEDICARE, ""),
        ("J2506", MEDICARE, "not_checked"),
        ("J2506", Payer.commercial(), ""),
        ("J2506-JW", MEDICARE, ""),
    ],
)
def test_the_list_of_drugs_that_patients_take(code: str, payer: Payer, said: str) -> None:
    assert worst("POS005", code, payer=payer) == said


def test_the_route_that_was_charted_and_the_revenue_code_decide() -> None:
    into_vein = line("J0129", record=Record(route="intravenous"))
    assert worst("POS005", into_vein, payer=listed()) == ""
    under_skin = line("J0129", record=Record(route="subcutaneous"))
    assert worst("POS005", under_skin, payer=listed()) == "warning"
    as_such = line("J0129-JB", revenue_code="0637")
    assert worst("POS005", as_such, payer=listed(), setting="facility") == ""
    drug = line("J0129-JB", revenue_code="0636")
    assert worst("POS005", drug, payer=listed(), setting="facility") == "warning"


@pytest.mark.parametrize(
    ("code", "said"),
    [("J9312", "verify"), ("J0129", ""), ("J0129-JA", "verify"), ("J3030", "")],
)
def test_the_revenue_code_of_drugs_that_patients_take(code: str, said: str) -> None:
    assert worst("POS006", line(code, revenue_code="0637"), setting="facility") == said
    assert worst("POS006", line(code, revenue_code="0636"), setting="facility") == ""


@pytest.mark.parametrize(
    ("lines", "setting", "said"),
    [
        (("J7507",), "professional", "error"),  # its MUE is 0
        (("Q0162",), "facility", "verify"),
        (("J7613",), "professional", "verify"),
        (("J7613", "94640"), "professional", "note"),  # given here: contractors differ
        (("J2260-KD",), "professional", "verify"),
        (("J2260",), "professional", ""),
        (("J9312",), "professional", ""),
        (("J7507",), "supplier", ""),
    ],
)
def test_what_a_supplier_bills(lines: tuple[str, ...], setting: str, said: str) -> None:
    assert worst("POS007", *lines, setting=setting) == said
    assert worst("POS007", *lines, setting=setting, payer="commercial") == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [("J9312", "verify"), ("J9312-KD", ""), ("J2260", ""), ("J7507", ""), ("J7192", "")],
)
def test_a_drug_of_an_office_on_the_claim_of_a_supplier(code: str, said: str) -> None:
    assert worst("POS008", code, setting="supplier") == said
    assert worst("POS008", code) == ""


def test_a_supplier_gives_no_drugs() -> None:
    assert says("POS009", "J7192", "96374", "99211", setting="supplier") == [
        "pass",
        "error",
        "pass",
    ]
