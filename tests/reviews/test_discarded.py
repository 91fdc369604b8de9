"""The rules about JW and JZ: each at its boundary, with real codes, packages and dates."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Payer, Record

from .of_rules import of_rule, said, the_finding

JW: dict[str, Any] = {"modifiers": ("JW",)}
JZ: dict[str, Any] = {"modifiers": ("JZ",)}
SINGLE = Record(container="single-dose")
MULTI = Record(container="multi-dose")
NO_JW = Payer.commercial().replace(
    name="No JW", discarded_from="not used", zero_discarded_from="not used"
)


def rituximab(units: int, **parts: Any) -> dict[str, Any]:
    return {"code": "J9312", "units": units, **parts}


# --- missing, or contradicting each other ----------------------------------------------------


@pytest.mark.parametrize(
    ("line", "parts", "expected"),
    [
        ({"on": "2023-06-30", "record": SINGLE}, {}, "not_applicable"),
        ({"on": "2023-07-01", "record": SINGLE}, {}, "error"),
        ({"on": "2023-07-01"}, {}, "verify"),  # CMS's list is of a later day
        ({}, {}, "error"),
        (JZ, {}, "pass"),
        ({"record": MULTI}, {}, "not_applicable"),
        ({"place_of_service": "21"}, {}, "not_applicable"),
        ({"code": "J0696"}, {}, "verify"),  # the container is not known
        ({"code": "J0696", "record": SINGLE}, {}, "error"),
        ({"code": "J1885", "ndc": "00409-3796-01"}, {}, "error"),  # by its label
        ({"code": "J8540"}, {}, "not_applicable"),  # oral
        ({"code": "J7304"}, {}, "not_applicable"),  # a patch
        ({"code": "J0850"}, {}, "verify"),  # a vial
        ({"code": "Q9991"}, {}, "not_applicable"),  # a band is a whole syringe
        ({"on": "2016-12-31"}, {}, "not_applicable"),
        ({}, {"payer": "commercial"}, "not_checked"),
        ({}, {"payer": NO_JW}, "not_applicable"),
        ({}, {"setting": "asc"}, "not_checked"),
        ({"code": "J9310"}, {}, "not_checked"),
    ],
)
def test_one_of_jw_and_jz_is_on_a_line_where_the_payer_wants_it(
    line: dict[str, Any], parts: dict[str, Any], expected: str
) -> None:
    assert said("DISC001", {"code": "J9312", "units": 70, **line}, **parts) == [expected]


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        (["500 mg", "3 x 100 mg"], "error"),  # 8 units were left
        (["500 mg", "400 mg"], "error"),  # 18, of containers of 40 and more
        (["500 mg", "4 x 100 mg"], "verify"),  # 18: without one of 10 the dose was covered too
        (["500 mg", "220 mg"], "error"),  # nothing was left
    ],
)
def test_what_a_closed_container_would_have_saved_has_neither(
    opened: list[str], expected: str
) -> None:
    record = Record(given="715 mg", opened=opened, container="single-dose")
    assert said("DISC001", rituximab(72, record=record)) == [expected]


def test_a_line_with_jw_is_for_the_line_of_its_code_and_date() -> None:
    assert said("DISC001", rituximab(72), rituximab(8, **JW)) == ["pass", "pass"]
    later = rituximab(8, on="2025-08-02", **JW)
    assert said("DISC001", rituximab(72), later) == ["error", "pass"]


def test_jw_and_jz_are_not_on_one_line() -> None:
    assert said("DISC002", rituximab(8, modifiers=("JW", "JZ"))) == ["error"]
    assert said("DISC002", rituximab(8, **JW)) == ["pass"]


@pytest.mark.parametrize(
    ("ndc", "expected"),
    [("50242-0053-06", "error"), ("50242-0051-21", "pass"), (None, "verify")],
)
def test_jz_is_not_beside_jw_of_the_same_package(ndc: Any, expected: str) -> None:
    lines = rituximab(72, ndc="50242-0053-06", **JZ), rituximab(8, ndc=ndc, **JW)
    assert said("DISC003", *lines) == [expected, "not_applicable"]


def test_jz_beside_jw_names_both_lines() -> None:
    found = the_finding("DISC003", rituximab(72, **JZ), rituximab(8, **JW))
    assert [place.line for place in found.places] == [1, 2]


# --- too early, or not taken ------------------------------------------------------------------


@pytest.mark.parametrize(("on", "expected"), [("2016-12-31", "verify"), ("2017-01-01", "pass")])
def test_jw_has_a_first_day(on: str, expected: str) -> None:
    line = {"code": "J0129", "units": 5, "on": on, **JW}
    assert said("DISC004", line) == [expected]
    assert said("DISC004", line, payer="commercial") == ["not_checked"]
    assert said("DISC004", line, payer=NO_JW) == ["not_applicable"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2022-12-31", "error"), ("2023-01-01", "pass"), ("2023-06-30", "pass")],
)
def test_jz_has_a_first_day_and_may_be_used_before_it_is_wanted(on: str, expected: str) -> None:
    assert said("MOD005", rituximab(70, on=on, **JZ)) == [expected]
    assert said("DISC006", rituximab(70, on=on, **JZ)) == ["pass"]


@pytest.mark.parametrize(
    ("line", "parts", "expected"),
    [
        (JW, {"payer": NO_JW}, "error"),
        (JZ, {"payer": NO_JW}, "warning"),
        ({}, {"payer": NO_JW}, "not_applicable"),
        (JW, {"payer": "commercial"}, "not_checked"),
        (JW, {}, "pass"),
        ({**JW, "place_of_service": "21"}, {}, "verify"),
        ({**JZ, "place_of_service": "21"}, {}, "pass"),
    ],
)
def test_jw_and_jz_are_for_payers_that_take_them(
    line: dict[str, Any], parts: dict[str, Any], expected: str
) -> None:
    assert said("DISC006", rituximab(8, **line), **parts) == [expected]


# --- the container ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({**JW, "record": MULTI}, "error"),
        ({**JZ, "record": MULTI}, "warning"),
        ({**JZ, "record": Record(container="bulk")}, "warning"),
        ({**JZ, "record": SINGLE}, "pass"),
        ({"record": MULTI}, "not_applicable"),
        ({"code": "J0696", **JZ}, "not_checked"),
        (JZ, "pass"),  # CMS lists the code
    ],
)
def test_what_is_left_in_a_multi_dose_container_is_not_billed(
    line: dict[str, Any], expected: str
) -> None:
    assert said("DISC007", rituximab(8, **line)) == [expected]


def test_discarded_drug_stands_beside_what_was_given() -> None:
    assert said("DISC008", rituximab(8, **JW)) == ["error"]
    assert said("DISC008", rituximab(8, **JW), rituximab(72)) == ["pass", "pass"]
    apart = rituximab(8, **JW), rituximab(72, on="2025-08-02")
    assert said("DISC008", *apart) == ["error", "not_applicable"]
    one_line = Payer.medicare().replace(name="One line", discarded_layout="one line")
    assert said("DISC008", rituximab(80, **JW), payer=one_line) == ["not_applicable"]


# --- how much ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "parts", "expected"),
    [
        (9, {"record": Record(opened=["500 mg", "100 mg"])}, "pass"),
        (10, {"record": Record(opened=["500 mg", "100 mg"])}, "verify"),
        (49, {"record": Record(opened=["500 mg"])}, "pass"),
        (50, {"record": Record(opened=["500 mg"])}, "verify"),
        (9, {"ndc": "50242-0053-06"}, "pass"),
        (10, {"ndc": "50242-0053-06"}, "verify"),  # Rituxan comes in 100 mg too
        (49, {}, "pass"),
        (50, {}, "verify"),
    ],
)
def test_waste_as_large_as_a_container_is_looked_at(
    units: int, parts: dict[str, Any], expected: str
) -> None:
    lines = rituximab(40, **parts), rituximab(units, **parts, **JW)
    verdicts = said("DISC009", *lines)
    assert verdicts == (["pass"] * 2 if expected == "pass" else ["not_applicable", expected])


@pytest.mark.parametrize(
    ("code", "units", "expected"),
    [
        ("J9312", 70, "pass"),
        ("J9312", 71, "verify"),
        ("J9312", 69, "verify"),
        ("J1745", 40, "pass"),
        ("J1745", 35, "verify"),
        ("J9359", 134, "pass"),  # 133.33 units in a vial
        ("J0129", 13, "pass"),  # 12.5 in a syringe
        ("J1720", 1, "not_applicable"),
    ],
)
def test_jz_is_on_a_dose_that_containers_make(code: str, units: int, expected: str) -> None:
    assert said("DISC010", {"code": code, "units": units, **JZ}) == [expected]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Record(given="715 mg", opened=["500 mg", "220 mg"]), "pass"),
        (Record(given="715 mg", opened=["500 mg", "229.9 mg"]), "pass"),
        (Record(given="715 mg", opened=["500 mg", "230 mg"]), "error"),
        (Record(given="715 mg", opened=["500 mg", "300 mg"], discarded="0 mg"), "pass"),
        (Record(given="715 mg", discarded="14.9 mg"), "pass"),
        (Record(given="715 mg", discarded="15 mg"), "error"),
        (Record(given="715 mg"), "not_checked"),
        (Record(given="7 mg", opened=["900 mg"], container="multi-dose"), "not_applicable"),
        (None, "not_checked"),
    ],
)
def test_jz_is_not_beside_a_record_of_what_was_left(record: Any, expected: str) -> None:
    assert said("DISC011", rituximab(72, record=record, **JZ)) == [expected]


@pytest.mark.parametrize(
    ("code", "units", "expected"),
    [
        ("J9312", 8, "pass"),
        ("J1720", 1, "verify"),  # up to 100 mg
        ("J7321", 1, "verify"),  # per dose
        ("J3490", 1, "pass"),
        ("J3490", 2, "verify"),
    ],
)
def test_jw_is_for_codes_that_are_measured(code: str, units: int, expected: str) -> None:
    assert said("DISC012", {"code": code, "units": units, **JW}) == [expected]
    assert said("DISC012", {"code": code, "units": units}) == ["not_applicable"]


def test_a_line_without_a_date_is_not_checked() -> None:
    for rule, modifiers in (("DISC001", ()), ("DISC004", ("JW",))):
        found = of_rule(rule, rituximab(8, on="soon", modifiers=modifiers))
        assert [each.outcome for each in found] == ["not_checked"]


def test_a_hospital_line_after_the_data_is_not_checked() -> None:
    """How the hospital is paid for it is not known, and that is no defect of the rule."""
    line = {"code": "J9312", "units": 8, "modifiers": ("JW",), "on": "2027-01-05"}
    assert said("DISC006", line, setting="facility") == ["not_checked"]


def test_what_a_review_needs_names_no_argument_of_a_look_up() -> None:
    """A review has neither nearest= nor status_indicator=."""
    line = {"code": "J9312", "units": 70, "on": "2026-10-05"}
    for rule in ("DISC001", "UNIT004"):
        for each in of_rule(rule, line, setting="facility"):
            assert not any("pass " in need for need in each.needs)


def test_of_a_line_with_jw_and_jz_it_is_said_once() -> None:
    """Which of the two is meant decides what the units are."""
    line = {"code": "J1745", "units": 40, "modifiers": ("JW", "JZ")}
    expected = {"DISC002": "error", "DISC008": "not_applicable", "DISC009": "not_applicable"}
    assert {rule: said(rule, line)[0] for rule in expected} == expected
    other = {"code": "J1745", "units": 10, "modifiers": ("JW",)}
    assert said("DISC008", line, other)[0] == "error"
