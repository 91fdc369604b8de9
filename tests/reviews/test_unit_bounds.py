"""Bounds of the rules about units: lines that cannot be read, and how much a finding lists."""

from __future__ import annotations

from typing import Any

import pytest

from .of_rules import of_rule, outcomes

UNREAD: dict[str, Any] = {"code": "J9312", "units": "many"}


def drug(units: int, *modifiers: str) -> dict[str, Any]:
    return {"code": "J9312", "units": units, "modifiers": modifiers}


@pytest.mark.parametrize("modifiers", [(), ("JW",)])
def test_units_that_can_be_read_may_alone_be_above_the_mue(modifiers: tuple[str, ...]) -> None:
    unread = {**UNREAD, "modifiers": modifiers}
    assert set(outcomes("UNIT004", drug(150), unread)) <= {"not_checked", "not_applicable"}
    assert outcomes("UNIT004", drug(150), unread)[0] == "not_checked"
    found = of_rule("UNIT004", drug(151), unread)[0]
    assert (found.outcome, found.severity) == ("fail", "verify")


@pytest.mark.parametrize(("lines", "listed"), [(19, 19), (20, 20), (21, 20)])
def test_a_finding_about_the_mue_lists_twenty_lines(lines: int, listed: int) -> None:
    found = of_rule("UNIT004", *[drug(20)] * lines)[0]
    assert found.message.startswith(f"{20 * lines} units on {lines} lines")
    assert len(found.evidence) == listed


@pytest.mark.parametrize(
    ("units", "said"), [("72.0", "pass"), ("72.5", "fail"), ("72.125", "fail")]
)
def test_decimals_that_are_whole_are_whole_units(units: str, said: str) -> None:
    assert outcomes("UNIT001", {**UNREAD, "units": units}) == [said]


@pytest.mark.parametrize(
    ("code", "units", "said"),
    [
        ("J9229", 1, "pass"),  # the smallest container holds 9
        ("J9312", 1, "fail"),  # 10
        ("J9309", 3, "fail"),  # 30
        ("J9307", 3, "pass"),  # 20
        ("J9273", 4, "pass"),  # 40: but four units are no count of containers
    ],
)
def test_a_count_of_containers_is_up_to_three_and_a_tenth_of_one(
    code: str, units: int, said: str
) -> None:
    assert outcomes("UNIT008", {"code": code, "units": units}) == [said]


def test_a_count_of_containers_is_of_what_was_given_and_can_be_read() -> None:
    assert outcomes("UNIT008", drug(1, "JW")) == ["not_applicable"]
    assert outcomes("UNIT008", UNREAD)[0] == "not_checked"
    assert outcomes("UNIT008", drug(1), {**UNREAD, "modifiers": ("JW",)})[0] == "not_checked"
    assert outcomes("UNIT008", drug(2), drug(2, "JW"))[0] == "pass"
    assert outcomes("UNIT008", drug(1), drug(1, "JW"))[0] == "pass"  # a tenth of 10 is 1, not 2
    stated = {**drug(1), "ndc": "50242-0051-21", "ndc_quantity": "ML1"}
    assert outcomes("UNIT008", stated) == ["not_applicable"]  # the quantity says how much


def test_the_narrative_of_discarded_drug_is_not_the_dose() -> None:
    waste = {"code": "J0696", "units": 1, "narrative": "ceftriaxone 500 mg IM"}
    assert outcomes("UNIT013", waste) == ["fail"]
    assert outcomes("UNIT013", {**waste, "modifiers": ("JW",)}) == ["not_applicable"]


def test_the_narrative_of_one_of_several_lines_is_not_the_dose_of_one() -> None:
    part = {"code": "J0696", "units": 1, "narrative": "ceftriaxone 500 mg IM"}
    assert outcomes("UNIT013", part, part) == ["pass", "pass"]


@pytest.mark.parametrize("administered", ["1 mg", "1 mL"])
def test_an_amount_is_no_count_where_it_is_the_units_or_cannot_be_converted(
    administered: str,
) -> None:
    assert outcomes("UNIT009", {**drug(1), "administered": administered}) == ["pass"]


def test_the_dose_of_a_day_with_waste_alone_is_not_looked_at() -> None:
    assert outcomes("UNIT005", {**drug(8, "JW"), "administered": "80 mg"}) == ["not_applicable"]


# --- units beside the quantity of an NDC ------------------------------------------------------


def ketorolac(units: int | str, quantity: str = "ML2", **more: Any) -> dict[str, Any]:
    """Lines of a package that holds 30 mg, two units, in a milliliter."""
    of: dict[str, Any] = {"ndc": "00409-3796-01", "ndc_quantity": quantity, **more}
    return {"code": "J1885", "units": units, **of}


@pytest.mark.parametrize(
    ("units", "modifiers", "severity", "last"),
    [
        (3, (), "verify", "or 45 mg was given of what was opened, and 15 mg was left"),
        (3, ("JZ",), "warning", "JZ says that nothing was left"),
        (2, (), "verify", "2 is the number of ML"),
        (60, (), "warning", "60 is the number of mg"),
        (60, ("JZ",), "warning", "60 is the number of mg"),
        (5, (), "warning", "5 units is 75 mg: 2.5 ML"),
    ],
)
def test_what_units_beside_a_quantity_may_be(
    units: int, modifiers: tuple[str, ...], severity: str, last: str
) -> None:
    (found,) = of_rule("UNIT006", ketorolac(units, modifiers=modifiers))
    assert (found.severity, found.evidence[-1]) == (severity, last)
    assert len([each for each in found.evidence if "JZ" in each]) == (last[:2] == "JZ")


@pytest.mark.parametrize(
    ("quantity", "units", "said"),
    [
        ("ML0.25", 1, "pass"),
        ("ML0.25", 2, "fail"),
        ("ML1.001", 2, "fail"),  # rounded by a half of the last place at most
        ("ML1.001", 3, "pass"),
        ("ML0.5", 2, "fail"),
        ("ML1.75", 3, "fail"),
        ("ML1.75", 4, "pass"),
        ("ML1.75", 5, "fail"),
    ],
)
def test_units_are_the_quantity_rounded_up(quantity: str, units: int, said: str) -> None:
    assert outcomes("UNIT006", ketorolac(units, quantity)) == [said]


@pytest.mark.parametrize(("units", "severity"), [(4, "warning"), (5, "verify"), (7, "verify")])
def test_a_part_is_of_the_last_container_opened(units: int, severity: str) -> None:
    (found,) = of_rule("UNIT006", ketorolac(units, "ML4"))  # two containers of four units
    assert found.severity == severity


def test_units_divided_among_lines_are_off_by_less_than_one() -> None:
    assert outcomes("UNIT006", ketorolac(4, "ML1.75"), ketorolac(3, "ML1.75")) == ["pass", "pass"]
    assert outcomes("UNIT006", ketorolac(3), ketorolac(5)) == ["fail", "fail"]


@pytest.mark.parametrize(
    ("wasted", "said"), [(1, "pass"), (2, "fail"), (0, "fail")], ids="all more none".split()
)
def test_whole_containers_on_the_line_of_the_dose_are_shared_with_its_waste(
    wasted: int, said: str
) -> None:
    waste = {"code": "J1885", "units": wasted, "modifiers": ("JW",), "ndc": "00409-3796-01"}
    assert outcomes("UNIT006", ketorolac(3), *([waste] if wasted else []))[0] == said


def test_units_beside_a_quantity_need_both_and_the_ndc() -> None:
    for line, needs in (
        (ketorolac("many"), ("units that can be read",)),
        (ketorolac(2, ndc="50242"), ("an NDC that can be read",)),
        (ketorolac(2, on="2031-01-01"), ()),
    ):
        (found,) = of_rule("UNIT006", line)
        assert found.outcome == "not_checked"
        assert not needs or found.needs == needs


# --- codes that count administrations ---------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "administered", "said"),
    [
        ("J7321", "1 dose", "pass"),
        ("J7321", "2 doses", "fail"),
        ("J7321", "25 mg", "not_applicable"),
        ("J0850", "25 mg", "not_checked"),  # vials, whose content is not in the wording
    ],
)
def test_the_dose_of_a_code_for_administrations(code: str, administered: str, said: str) -> None:
    line = {"code": code, "units": 1, "administered": administered}
    assert outcomes("UNIT005", line) == [said]
