"""The rows of a payer: the narrowest one decides, and only on its dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import SETTINGS, Payer, Scoped
from hcpcs_jcodes.checks.payer_rows import (
    about_code,
    authorization_row,
    code_row,
    place_row,
    row_of_code,
)
from tests.bills import DAY, plan_x


def applies(row: Scoped | None) -> object:
    """Whether a row applies; "no row" if there is none."""
    return "no row" if row is None else row.in_scope


@pytest.mark.parametrize(
    ("payer", "letter", "by_setting"),
    [
        ("medicare", "S", (False, False, False, False)),
        ("medicare", "H", (False, False, False, False)),
        ("medicare", "T", (False, False, False, False)),
        ("medicare", "C", (False, True, True, False)),
        ("medicare_advantage", "S", (None, None, None, None)),
        ("medicare_advantage", "C", (None, "no row", "no row", None)),
        ("medicaid", "S", (None, None, None, None)),
        ("medicaid", "H", (True, True, True, True)),
        ("medicaid", "T", (True, True, True, True)),
        ("medicaid", "C", (None, None, None, None)),
        ("commercial", "S", (True, True, True, True)),
        ("commercial", "H", (None, None, None, None)),
        ("commercial", "T", (None, None, None, None)),
        ("commercial", "C", (None, None, None, None)),
        *((payer, "J", ("no row",) * 4) for payer in ("medicare", "medicaid", "commercial")),
        *((payer, "Q", ("no row",) * 4) for payer in ("medicare", "medicaid", "commercial")),
    ],
)
def test_which_letters_of_codes_a_payer_takes(
    payer: str, letter: str, by_setting: tuple[object, ...]
) -> None:
    """By setting: professional, facility, surgical center, supplier."""
    shipped = getattr(Payer, payer)()
    found = [applies(code_row(shipped, f"{letter}0013", each, DAY)) for each in SETTINGS]
    assert found == list(by_setting)


@pytest.mark.parametrize(
    ("row", "severity", "text"),
    [
        (Scoped("code", "96415", in_scope=True), None, ""),
        (Scoped("code", "96413"), None, ""),
        (Scoped("code", "96415"), "verify", "96415, Plan X: may not take it"),
        (Scoped("code", "96415", False), "blocks", "96415, Plan X: does not take it"),
        (
            Scoped("code and setting", "96415 facility", False, "one hour", "p. 3"),
            "blocks",
            "96415, Plan X: one hour [p. 3]",
        ),
        (Scoped("code and setting", "96415 professional", in_scope=False), None, ""),
    ],
)
def test_a_code_that_a_payer_does_not_take_is_asked_about(
    row: Scoped, severity: str | None, text: str
) -> None:
    plan = plan_x(codes=[row])
    of_line = [*about_code(plan, "96415", "facility", DAY, line=3)]
    of_drug = [*about_code(plan, "96415", "facility", DAY)]
    if severity is None:
        assert of_line == of_drug == []
    else:
        told = [(each.text, each.severity, each.argument, each.line) for each in of_line + of_drug]
        assert told == [(text, severity, "", 3), (text, severity, "code", None)]


def test_the_narrowest_row_of_a_code_decides() -> None:
    """A code in a setting, the code, the letter in a setting, then the letter."""
    rows = [
        Scoped("letter", "C", in_scope=False),
        Scoped("letter and setting", "C facility", in_scope=True),
        Scoped("code", "C9399"),
        Scoped("code and setting", "C9399 facility", in_scope=False),
    ]
    wanted: tuple[object, ...] = (False, None, True, False)
    for number, answer in zip(range(4, 0, -1), wanted, strict=True):
        plan = plan_x(codes=rows[:number])
        assert applies(code_row(plan, "C9399", "facility", DAY)) is answer
    plan = plan_x(codes=rows)
    assert applies(code_row(plan, "C9399", "professional", DAY)) is None
    assert applies(code_row(plan, "C9047", "professional", DAY)) is False
    assert applies(code_row(plan, "J9312", "facility", DAY)) == "no row"


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2024, 12, 31), "no row"),
        (date(2025, 1, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), "no row"),
    ],
)
def test_a_row_applies_from_its_first_to_its_last_day(day: date, answer: object) -> None:
    row = Scoped("code", "J9312", in_scope=True, since=date(2025, 1, 1), until=date(2025, 6, 30))
    assert applies(row_of_code([row], "J9312", "professional", day)) == answer
    assert applies(authorization_row(plan_x(authorizations=[row]), "J9312", "asc", day)) == answer


@pytest.mark.parametrize("toxin", ["J0585", "J0586", "J0587", "J0588"])
def test_botulinum_toxin_may_need_authorization_in_a_hospital(toxin: str) -> None:
    def found(setting: Any, day: date) -> object:
        return applies(authorization_row(Payer.medicare(), toxin, setting, day))

    assert found("facility", date(2020, 7, 1)) is None
    assert found("facility", date(2020, 6, 30)) == "no row"
    for setting in ("professional", "asc", "supplier"):
        assert found(setting, DAY) == "no row"


def test_no_other_code_of_medicare_has_a_row_about_authorization() -> None:
    values = [row.value for row in Payer.medicare().authorizations]
    assert values == [f"J058{last} facility" for last in "5678"]


def test_a_practitioner_gives_no_purchased_drug_in_a_facility() -> None:
    """Of all places, these: a hospital's own bill, a supplier's or a center's is not concerned."""
    places = [f"{number:02}" for number in range(100)]
    for setting in SETTINGS:
        found = {place: place_row(Payer.medicare(), place, setting, DAY) for place in places}
        rows = {place: applies(row) for place, row in found.items() if row is not None}
        professional = dict.fromkeys(("19", "21", "22", "23", "24"), False) | {"31": None}
        assert rows == (professional if setting == "professional" else {})
    assert place_row(Payer.medicare(), None, "professional", DAY) is None


def test_a_row_of_a_setting_goes_before_one_of_all_settings() -> None:
    rows = [
        Scoped("place of service", "22", in_scope=False),
        Scoped("professional place of service", "22", in_scope=True),
    ]
    plan = plan_x(places=rows)
    assert applies(place_row(plan, "22", "professional", DAY)) is True
    assert applies(place_row(plan, "22", "facility", DAY)) is False
