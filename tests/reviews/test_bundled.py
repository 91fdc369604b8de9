"""Services of one date of which one is part of the other: what separates them, and what does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import Payer, Record

from .reviewed import line, results, says, worst

SECOND = date(2025, 8, 2)
MEDICARE = Payer.medicare()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("96416", "96521"), ["pass", "error"]),
        (("96416", "96521-59"), ["pass", "error"]),  # no modifier separates them
        (("96413", "96521"), ["pass", "pass"]),  # one does: another rule
        (("96416", line("96521", on=SECOND)), ["not_applicable", "not_applicable"]),
        (("96416",), ["not_applicable"]),
    ],
)
def test_codes_that_are_never_paid_together(lines: tuple[Any, ...], said: list[str]) -> None:
    assert says("BND001", *lines, setting="facility") == said


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("96413", "96372"), ["pass", "error"]),
        (("96413", "96372-59"), ["pass", "pass"]),
        (("96413", "96372-XU"), ["pass", "pass"]),
        (("96413-59", "96372"), ["pass", "pass"]),  # on either code
        (("96413", "96372-JZ"), ["pass", "error"]),
        (("96413", "96372-76"), ["pass", "error"]),
        (("96413", "96372-59", "96372"), ["pass", "pass", "error"]),
        (("96416", "96365"), ["pass", "error"]),
        (("96416", "96365-59"), ["pass", "verify"]),  # at the same site, it may not be apart
        (("96413", line("96372", on=SECOND)), ["not_applicable", "not_applicable"]),
        (("96413", "96367"), ["pass", "pass"]),  # no edit
        (("96413", "96365"), ["pass", "pass"]),  # two initial codes: a rule of its own
        (("20610-RT", "96372"), ["pass", "pass"]),
        (("20610", "96372"), ["pass", "error"]),
    ],
)
def test_codes_that_are_paid_together_with_a_modifier(
    lines: tuple[Any, ...], said: list[str]
) -> None:
    assert says("BND002", *lines, setting="facility") == said


@pytest.mark.parametrize("edits", [None, False])
def test_the_edits_of_another_payer_are_not_checked(edits: bool | None) -> None:
    payer = MEDICARE.replace(name="X", cms_edits=edits)
    (_, found) = results("BND002", "96413", "96372", payer=payer)
    assert (found.outcome, found.needs) == ("not_checked", ("payer.cms_edits",))
    (_, found) = results("BND001", "96416", "96521", payer=payer)
    assert (found.outcome, found.needs) == ("not_checked", ("payer.cms_edits",))
    assert worst("BND002", "96413", "96367", payer=payer) == ""


def test_a_quarter_that_is_not_included_is_not_checked() -> None:
    old = {"on": date(2017, 8, 1)}
    assert worst("BND002", line("96413", **old), line("96372", **old), setting="facility") == (
        "not_checked"
    )
    last = {"on": date(2025, 7, 1)}
    (_, found) = results("BND002", line("96413", **last), line("96372", **last))
    assert found.evidence == (
        "96413 and 96372, modifier indicator 1, edits of 2024Q3 (same before and after)",
    )
    assert [each.line for each in found.places] == [2, 1]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("36000", "error"),
        ("36000-59", "verify"),
        ("36410", "error"),
        ("36591", "verify"),
        ("36592", "verify"),
        ("96523", "error"),
        ("96523-59", "error"),
        ("99211", "error"),
        ("99211-25", "error"),
        ("99212", ""),
    ],
)
def test_what_is_part_of_giving_a_drug(code: str, said: str) -> None:
    assert worst("BND003", "96413", code) == said
    assert worst("BND003", "96360", code) == said
    assert worst("BND003", code) == ""
    assert worst("BND003", "20610", code) == ""
    assert worst("BND003", "96413", line(code, on=SECOND)) == ""
    assert worst("BND003", "96413", code, setting="facility") == (said and "verify")
    weaker = "warning" if said == "error" else said
    assert worst("BND003", "96413", code, payer="commercial") == weaker


def test_a_bundled_service_is_said_once() -> None:
    for rule in ("BND001", "BND002"):
        assert worst(rule, "96413", "96523") == ""


def timed(code: str, start: str, stop: str, **more: Any) -> Any:
    record = Record(start=f"2025-08-01 {start}", stop=f"2025-08-01 {stop}")
    return line(code, record=record, **more)


@pytest.mark.parametrize(
    ("hydration", "others", "said"),
    [
        (("08:00", "08:40"), [("09:00", "13:00")], ""),
        (("09:00", "10:00"), [("09:00", "13:00")], "verify"),
        (("08:30", "10:00"), [("09:00", "13:00")], "verify"),  # 30 minutes alone
        (("08:29", "10:00"), [("09:00", "13:00")], ""),  # 31 minutes alone
        (("08:45", "10:15"), [("09:00", "10:00")], "verify"),
        (("08:45", "10:16"), [("09:00", "10:00")], ""),
        (("08:00", "10:00"), [("08:00", "09:00"), ("08:30", "09:30")], "verify"),
        (("08:00", "10:01"), [("08:30", "09:30"), ("08:00", "09:00")], ""),
    ],
)
def test_hydration_alone(
    hydration: tuple[str, str], others: list[tuple[str, str]], said: str
) -> None:
    infusions = [timed("96413", *each) for each in others]
    assert worst("BND004", *infusions, timed("96361", *hydration)) == said


def test_hydration_without_times_is_not_checked_and_a_push_does_not_count() -> None:
    assert worst("BND004", "96413", timed("96361", "08:00", "10:00")) == "not_checked"
    assert worst("BND004", timed("96413", "09:00", "10:00"), "96361") == "not_checked"
    assert worst("BND004", "96374", "96361") == ""
    assert worst("BND004", "96360") == ""
    several = timed("96361", "08:00", "18:00", events=(1, 4))
    assert worst("BND004", timed("96413", "09:00", "10:00"), several) == "not_checked"
    zone = Record(start="2025-08-01 09:00+00:00", stop="2025-08-01 10:00+00:00")
    assert worst("BND004", line("96413", record=zone), timed("96361", "09:00", "10:00")) == (
        "not_checked"
    )
