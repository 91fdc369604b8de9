"""The rules about units: each at its boundary, with real codes, packages and limits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import (
    Administration,
    Claim,
    ClaimLine,
    Mue,
    Payer,
    Record,
    Rounding,
    build_claim,
    mue,
    review,
)

from .of_rules import of_rule, said, the_finding

AUGUST = date(2025, 8, 1)
TENTHS = Payer.commercial().replace(name="Tenths", rounding=Rounding.TENTHS)
ONE_LINE = Payer.commercial().replace(name="One line", discarded_layout="one line")
KETOROLAC = {"code": "J1885", "ndc": "00409-3796-01", "ndc_quantity": "ML2"}
RITUXAN = {"code": "J9312", "ndc": "50242-0053-06"}
OPENED = Record(given="715 mg", opened=["500 mg", "3 x 100 mg"], container="single-dose")
JW: dict[str, Any] = {"modifiers": ("JW",)}


# --- the form of the units ------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "parts", "expected"),
    [
        ("71.5", {}, "error"),
        ("72.0", {}, "pass"),
        ("71.5", {"payer": "commercial"}, "warning"),
        ("71.5", {"payer": TENTHS}, "pass"),
        ("71.55", {"payer": TENTHS}, "warning"),
        (None, {}, "not_checked"),
    ],
)
def test_units_are_whole_unless_the_payer_takes_decimals(
    units: Any, parts: dict[str, Any], expected: str
) -> None:
    assert said("UNIT001", {"code": "J9312", "units": units}, **parts) == [expected]


def test_decimals_are_for_codes_that_are_measured() -> None:
    assert said("UNIT001", {"code": "J1720", "units": "1.5"}, payer=TENTHS) == ["warning"]


@pytest.mark.parametrize(
    ("on", "expected"), [("2021-12-31", "error"), ("2022-01-01", "pass"), (None, "pass")]
)
def test_a_part_of_car_t_is_a_tenth_with_lu(on: str | None, expected: str) -> None:
    line = {"code": "Q2041", "units": "0.1", "modifiers": ("LU",), "on": on}
    assert said("UNIT001", line) == [expected]


@pytest.mark.parametrize(
    ("setting", "units", "expected"),
    [
        ("professional", 9_999, "pass"),
        ("professional", 10_000, "error"),
        ("asc", 10_000, "error"),
        ("facility", 10_000, "not_applicable"),
    ],
)
def test_a_practitioners_line_takes_9999_units(setting: Any, units: int, expected: str) -> None:
    assert said("UNIT003", {"code": "J7182", "units": units}, setting=setting) == [expected]


def test_the_line_limit_of_a_payer_may_not_be_known() -> None:
    assert said("UNIT003", {"code": "J7182", "units": 1}, payer="commercial") == ["not_checked"]


@pytest.mark.parametrize(("units", "expected"), [(999, "pass"), (1000, "warning")])
def test_a_description_may_end_at_an_amount(units: int, expected: str) -> None:
    assert said("UNIT011", {"code": "J3471", "units": units}) == [expected]
    assert said("UNIT011", {"code": "J9312", "units": units}) == ["not_applicable"]


# --- the MUE -----------------------------------------------------------------------


def test_the_mue_of_mai_3_is_of_all_lines_of_a_code_and_date() -> None:
    limit = mue("J9312", on=AUGUST, setting="professional")
    assert isinstance(limit, Mue)
    assert (limit.units, limit.mai) == (150, 3)
    lines = [{"code": "J9312", "units": 100}, {"code": "J9312", "units": 50, **JW}]
    assert said("UNIT004", *lines) == ["pass", "pass"]
    lines[1]["units"] = 51
    assert said("UNIT004", *lines) == ["verify", "not_applicable"]
    assert [place.line for place in the_finding("UNIT004", *lines).places] == [1, 2]
    lines[1]["on"] = "2025-08-02"
    assert said("UNIT004", *lines) == ["pass", "pass"]


def of_mai(mai: int) -> Mue:
    """The limit of some code with an adjudication indicator, above 0."""
    for code in ("J7182", "J7192", "J0881", "J1460", "J9217", "J0585", "J3471", "J2778", "J3490"):
        limit = mue(code, on=date(2026, 4, 1), setting="professional")
        if isinstance(limit, Mue) and limit.mai == mai and limit.units:
            return limit
    raise AssertionError(mai)


def test_the_mue_of_mai_1_is_of_each_line() -> None:
    limit = of_mai(1)
    line = {"code": limit.code, "units": limit.units, "on": "2026-04-01"}
    assert said("UNIT004", line, line) == ["pass", "pass"]
    assert said("UNIT004", {**line, "units": limit.units + 1}, line) == ["verify", "not_applicable"]


def test_the_mue_of_mai_2_is_of_the_date_without_exception() -> None:
    limit = of_mai(2)
    line = {"code": limit.code, "units": limit.units, "on": "2026-04-01"}
    assert said("UNIT004", line) == ["pass"]
    assert said("UNIT004", line, {**line, "units": 1}) == ["error", "not_applicable"]


def test_a_code_that_is_not_payable_is_an_error() -> None:
    assert said("UNIT004", {"code": "J7298", "units": 1}) == ["error"]
    assert "not payable" in the_finding("UNIT004", {"code": "J7298", "units": 1}).message


@pytest.mark.parametrize(
    ("line", "payer", "needs"),
    [
        ({"code": "J9312"}, "medicaid", "payer.cms_mue"),
        ({"code": "J3490"}, "medicare", "MUE of 2025Q3"),
        ({"code": "J9312", "on": "x"}, "medicare", "a code and a date that can be read"),
    ],
)
def test_an_mue_that_is_not_included_or_not_the_payers_is_not_checked(
    line: dict[str, Any], payer: str, needs: str
) -> None:
    (found,) = of_rule("UNIT004", {"units": 1, **line}, payer=payer)
    assert found.outcome == "not_checked"
    assert needs in found.needs[0]


def test_units_over_several_dates_are_not_those_of_one() -> None:
    line = {"code": "J9312", "units": 151, "to": "2025-08-02"}
    assert said("UNIT004", line) == ["not_checked"]
    assert said("UNIT004", {**line, "units": 150}) == ["pass"]


# --- the amount administered ---------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "units", "amount", "expected"),
    [
        ("J9312", 72, "715 mg", "pass"),
        ("J9312", 71, "715 mg", "error"),
        ("J9312", 73, "715 mg", "error"),
        ("J9312", 72, "720 mg", "pass"),
        ("J9312", 72, "720.1 mg", "error"),
        ("J9312", 72, "0.715 g", "pass"),
        ("J0696", 1, "500 mg", "error"),
        ("J0696", 2, "500 mg", "pass"),
        ("J0696", 2, "250.5 mg", "pass"),
        ("J1720", 3, "250 mg", "pass"),  # up to 100 mg
        ("J1720", 2, "250 mg", "error"),
        ("J9312", 72, "71.5 mL", "not_checked"),
        ("J9312", 72, None, "not_checked"),
        ("J7321", 1, "25 mg", "not_applicable"),  # per dose, whatever the amount
        ("J3490", 1, "25 mg", "not_applicable"),
    ],
)
def test_units_are_those_of_the_dose(code: str, units: int, amount: Any, expected: str) -> None:
    line = {"code": code, "units": units, "administered": amount}
    assert said("UNIT005", line) == [expected]


def test_the_doses_of_a_date_are_added_up_and_rounded_once() -> None:
    lines = [{"code": "J9312", "units": 1, "administered": "4 mg"}] * 2
    found = the_finding("UNIT005", *lines)
    assert (found.severity, found.message) == ("verify", "2 units, and 2 x 4 mg given is 1 unit")
    assert found.evidence[-1] == "each dose rounded by itself would be 2 units"
    apart = [lines[0], {**lines[1], "on": "2025-08-02"}]
    assert said("UNIT005", *apart) == ["pass", "pass"]
    assert said("UNIT005", lines[0], {**lines[1], "units": 2}) == ["error", "not_applicable"]


def test_lines_that_rest_on_the_same_events_share_one_dose() -> None:
    record = Record(given="715 mg")
    lines = [{"code": "J9312", "units": units, "record": record} for units in (70, 2)]
    assert said("UNIT005", *lines) == ["pass", "pass"]
    both = [{"code": "J9312", "units": 72, "record": record}] * 2
    assert said("UNIT005", *both) == ["error", "not_applicable"]
    rounded = [{"code": "J9312", "units": units, "record": record} for units in (72, 71)]
    assert said("UNIT005", *rounded) == ["pass", "pass"]  # 143: two doses of 715 mg


def test_all_units_on_one_line_are_at_least_those_of_the_dose() -> None:
    line = {"code": "J9312", "administered": "715 mg"}
    assert said("UNIT005", {**line, "units": 80}, payer=ONE_LINE) == ["pass"]
    assert said("UNIT005", {**line, "units": 71}, payer=ONE_LINE) == ["error"]


@pytest.mark.parametrize(
    ("code", "dose", "expected"),
    [
        ("Q9991", "100 mg", "pass"),
        ("Q9991", "100.1 mg", "error"),
        ("Q9992", "100 mg", "error"),
        ("Q9992", "100.1 mg", "pass"),
        ("Q9992", None, "not_checked"),
        ("J9312", "100 mg", "not_applicable"),
    ],
)
def test_a_dose_is_in_the_band_of_its_code(code: str, dose: Any, expected: str) -> None:
    assert said("UNIT010", {"code": code, "units": 1, "administered": dose}) == [expected]


# --- the NDC quantity -----------------------------------------------------------------


def test_2_units_for_2_ml_of_60_mg_in_2_ml_are_4_units_or_30_mg() -> None:
    found = the_finding("UNIT006", {**KETOROLAC, "units": 2})
    assert found.severity == "verify"
    assert found.message == "2 units, and 2 ML of NDC 00409-3796-01 is 4 units"
    assert found.evidence == (
        "2 ML of NDC 00409-3796-01 is 60 mg: 4 units",
        "2 units is 30 mg: 1 ML",
        "or 30 mg was given of what was opened, and 30 mg was left",
        "2 is the number of ML",
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({**KETOROLAC, "units": 4}, "pass"),
        ({**KETOROLAC, "units": 5}, "warning"),
        ({**KETOROLAC, "units": 2, "ndc_quantity": "ML1"}, "pass"),
        ({**KETOROLAC, "units": 2, "modifiers": ("JZ",)}, "warning"),
        ({**RITUXAN, "units": 72, "ndc_quantity": "ML71.5"}, "pass"),
        ({**RITUXAN, "units": 71, "ndc_quantity": "ML71.5"}, "warning"),
        ({**RITUXAN, "units": 73, "ndc_quantity": "ML71.5"}, "warning"),
        ({**RITUXAN, "units": 715, "ndc_quantity": "ML71.5"}, "warning"),
        ({**RITUXAN, "units": 72, "ndc_quantity": "UN1"}, "not_checked"),
        ({**RITUXAN, "units": 72}, "not_applicable"),
        ({**KETOROLAC, "code": "J9312", "units": 4}, "not_checked"),
    ],
)
def test_units_are_those_of_the_ndc_quantity(line: dict[str, Any], expected: str) -> None:
    assert said("UNIT006", line) == [expected]


def test_a_payer_that_needs_the_ndc_denies_a_quantity_that_is_not_of_the_units() -> None:
    assert said("UNIT006", {**KETOROLAC, "units": 5}, payer="medicaid") == ["error"]


def test_a_quantity_of_three_decimals_is_as_near_as_it_can_be() -> None:
    line = {**RITUXAN, "ndc_quantity": "ML70.001"}
    assert said("UNIT006", {**line, "units": 70}) == ["warning"]
    assert said("UNIT006", {**line, "units": 70, "ndc_quantity": "ML70.0005"}) == ["pass"]


def test_whole_containers_beside_a_line_with_jw_are_all_of_the_units() -> None:
    line = {**RITUXAN, "units": 42, "ndc_quantity": "ML50"}
    rest = {**RITUXAN, "units": 8, **JW}
    assert said("UNIT006", line) == ["verify"]
    assert said("UNIT006", line, rest)[0] == "pass"
    assert said("UNIT006", line, {**rest, "units": 6})[0] == "verify"


# --- the containers opened ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "discarded", "expected"),
    [
        (72, 8, "pass"),
        (72, 9, "error"),
        (72, 7, "verify"),
        (80, None, "pass"),
        (81, None, "error"),
        (72, None, "pass"),  # that JW is missing is another rule's
    ],
)
def test_units_are_those_of_the_containers_opened(
    given: int, discarded: int | None, expected: str
) -> None:
    lines = [{"code": "J9312", "units": given, "record": OPENED}]
    if discarded:
        lines.append({"code": "J9312", "units": discarded, "record": OPENED, **JW})
    assert said("UNIT007", *lines)[0] == expected


def test_what_is_charted_as_discarded_may_be_less_than_what_was_opened() -> None:
    record = Record(given="40 mg", opened=["100 mg"], discarded="20 mg", container="single-dose")
    lines = [{"code": "J9312", "units": 4, "record": record}]
    lines.append({"code": "J9312", "units": 2, "record": record, **JW})
    assert said("UNIT007", *lines)[0] == "pass"


def test_lines_with_equal_records_may_have_containers_of_their_own() -> None:
    record = Record(given="100 mg", opened=["100 mg"], container="single-dose")
    lines = [{"code": "J9312", "units": 10, "record": record}] * 2
    assert said("UNIT007", *lines) == ["pass", "pass"]
    assert said("UNIT007", {**lines[0], "units": 11}, lines[1]) == ["error", "not_applicable"]


def test_the_record_of_a_line_without_an_ndc_is_of_all_its_events() -> None:
    one = Record(given="500 mg", opened=["500 mg"], container="single-dose")
    both = Record(given="600 mg", opened=["500 mg", "100 mg"], container="single-dose")
    lines = [
        {"code": "J9312", "units": 50, "record": one, "events": (1,), "ndc": "50242-0053-06"},
        {"code": "J9312", "units": 10, "record": both, "events": (1, 2)},
    ]
    assert said("UNIT005", *lines) == ["pass", "pass"]
    assert said("UNIT007", *lines) == ["pass", "pass"]


def test_containers_in_another_measure_are_not_checked() -> None:
    record = Record(given="100 mg", opened=["10 mL"], container="single-dose")
    line = {"code": "J9312", "units": 10, "record": record}
    assert said("UNIT007", line) == ["not_checked"]


@pytest.mark.parametrize("rule", ["UNIT003", "UNIT005", "UNIT007", "UNIT008", "UNIT009", "UNIT013"])
def test_units_that_cannot_be_read_are_not_checked(rule: str) -> None:
    line = {"code": "J9312", "units": "x", "record": OPENED}
    if rule == "UNIT013":
        line = {"code": "J9312", "units": "x", "narrative": "rituximab 715 mg"}
    assert said(rule, line) == ["not_checked"]


def test_units_over_several_dates_are_rounded_for_each() -> None:
    line = {"code": "J9312", "units": 2, "administered": "8 mg", "to": "2025-08-02"}
    assert said("UNIT005", line) == ["not_checked"]


def test_a_multi_dose_container_says_nothing_of_the_units() -> None:
    record = Record(given="10 mg", opened=["100 mg"], container="multi-dose")
    assert said("UNIT007", {"code": "J9312", "units": 80, "record": record}) == ["not_applicable"]
    assert said("UNIT007", {"code": "J9312", "units": 80}) == ["not_checked"]


# --- the two ways of unit error ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"units": 1}, "verify"),  # 10 mg, and the smallest vial holds 100 mg
        ({"units": 2}, "pass"),
        ({"units": 1, "administered": "10 mg"}, "not_applicable"),
        ({"units": 1, "code": "J1885"}, "pass"),
        ({"units": 1, "code": "J0696"}, "not_applicable"),  # not only in single-dose containers
    ],
)
def test_a_container_is_not_one_unit(line: dict[str, Any], expected: str) -> None:
    assert said("UNIT008", {"code": "J9312", **line}) == [expected]


def test_what_was_discarded_is_of_the_container_too() -> None:
    lines = [{"code": "J9312", "units": 1}, {"code": "J9312", "units": 9, **JW}]
    assert said("UNIT008", *lines) == ["pass", "pass"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"units": 150}, "pass"),
        ({"units": 151}, "verify"),
        ({"units": 1500}, "verify"),
        ({"units": 1501}, "pass"),  # above the MUE as milligrams too
        ({"units": 715, "administered": "715 mg"}, "verify"),
        ({"units": 714, "administered": "715 mg"}, "pass"),
        ({"units": 72, "administered": "715 mg"}, "pass"),
        ({"units": 715, "code": "J9271"}, "not_applicable"),  # per 1 mg
    ],
)
def test_milligrams_are_not_units(line: dict[str, Any], expected: str) -> None:
    assert said("UNIT009", {"code": "J9312", **line}) == [expected]


@pytest.mark.parametrize(
    ("narrative", "expected"),
    [
        ("ceftriaxone 500 mg", "verify"),
        ("CEFTRIAXONE 500MG IM", "verify"),
        ("ceftriaxone 250 mg", "pass"),
        ("ceftriaxone 0.5 g", "verify"),
        ("ceftriaxone 350 mg/mL", "not_applicable"),
        ("500 mg of 1 g given", "not_applicable"),
        ("ceftriaxone", "not_applicable"),
    ],
)
def test_an_amount_in_the_narrative_is_perhaps_the_dose(narrative: str, expected: str) -> None:
    line = {"code": "J0696", "units": 1, "narrative": narrative}
    assert said("UNIT013", line) == [expected]
    assert said("UNIT013", {**line, "administered": "250 mg"}) == ["not_applicable"]


# --- a clean claim, a bad line, and a long claim ---------------------------------------------------


def test_a_line_without_a_code_in_force_is_not_checked() -> None:
    line = {"code": "J9310", "units": 8, "administered": "800 mg", "ndc": "50242-0053-06"}
    for rule in ("UNIT005", "UNIT007", "UNIT008", "UNIT009", "UNIT010", "UNIT011"):
        assert said(rule, line) == ["not_checked"]


@pytest.mark.parametrize("payer", [Payer.medicare(), Payer.commercial()])
def test_what_a_good_chart_makes_draws_no_error_and_no_warning(payer: Payer) -> None:
    chart = [
        Administration(
            "Rituxan",
            "intravenous",
            "infusion",
            "2025-08-01 09:00",
            "2025-08-01 12:00",
            dose="715 mg",
            opened=["500 mg", "3 x 100 mg"],
            container="single-dose",
            ndc="50242-0053-06",
        )
    ]
    claim = build_claim(
        chart, payer=payer, setting="professional", place_of_service="11", reason="Rituxan"
    )
    found = review(claim, payer=payer).findings
    assert [str(each) for each in found if each.severity in {"error", "warning"}] == []


def test_thousands_of_lines_of_one_code_and_date_are_one_finding() -> None:
    claim = Claim([ClaimLine("J9312", 1, on=AUGUST)] * 5000, setting="professional")
    found = [each for each in review(claim, payer="medicare").findings if each.rule == "UNIT004"]
    assert len(found) == 1
    assert len(found[0].places) == 5000
