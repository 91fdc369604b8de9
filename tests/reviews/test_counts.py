"""The number of drugs of a date beside the number of lines that start one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import ClaimLine

from .reviewed import line, says, worst

SECOND = date(2025, 8, 2)


@pytest.mark.parametrize(
    ("lines", "fewer", "more"),
    [
        (("J9312", "96413"), "", ""),
        (("J9312", "96413", "96417"), "verify", ""),
        (("J9312", "J9171", "96413", "96417"), "", ""),
        (("J9312", "J9171", "96413", "96417 x 2"), "verify", ""),
        (("J9312", "J9171", "96413"), "", "note"),
        (("J9312", "J9312-JW", "96413"), "", ""),
        (("J9312", "96413", "96415 x 3"), "", ""),  # hours start no drug
        (("J9312", "96413", "96361"), "", ""),  # hydration needs none
        (("J9312", "96413", "96413-59"), "", ""),  # a second access site
        (("J1885", "96372 x 2"), "", ""),  # one drug, injected twice
        (("J9312", "J2506", "96413", "96372-59"), "", ""),
        (("J3490", "96374", "96375"), "", ""),  # it may stand for several
        (("J9312", "J7030", "96413"), "", ""),  # a fluid that carries the drug
        (("J9312", "J3301", "96413"), "", "note"),
        (("J9312", "J3301", "96413", "20610"), "", ""),  # perhaps by a procedure
        (("J9312", "J3301", "96413", "27447"), "", ""),
        (("J9312", "J2506", "96413", "96417", "96372"), "verify", ""),  # J2506 goes into no vein
        (("J9312", line("J9171", on=SECOND), "96413", "96417"), "verify", ""),
        (("J9312", "J9271", "96413", "20610"), "", "note"),  # no procedure gives either
        (("J9312", line("96413 x 2", to=SECOND), "96417", line("J9171", on=SECOND)), "verify", ""),
        (("J9312", "J3570", "96413", "96417"), "", ""),  # by a route that is not known
    ],
)
def test_drugs_and_the_lines_that_start_one(lines: tuple[Any, ...], fewer: str, more: str) -> None:
    assert worst("ADM008", *lines) == fewer
    assert worst("ADM009", *lines) == more
    assert worst("ADM008", *lines, setting="facility") == (fewer and "note")


def test_a_claim_without_drugs_or_without_lines_that_give_them_has_other_rules() -> None:
    for rule in ("ADM008", "ADM009"):
        assert says(rule, "J9312", "J9171") == ["not_applicable"]
        assert says(rule, "96413", "96417") == ["not_applicable"]


def test_a_line_that_spans_dates_starts_its_drugs_on_the_first() -> None:
    both = ("J9312", line("96413", to=SECOND), line("J9171", on=SECOND), line("J2506", on=SECOND))
    assert worst("ADM009", *both) == ""
    own = line("96372", on=SECOND)
    assert worst("ADM009", *both, own) == "note"


def test_units_that_cannot_be_read_start_one_drug() -> None:
    unread = ClaimLine.received(code="96413", units="one", on="2025-08-01")
    assert worst("ADM008", "J9312", unread) == ""
    assert worst("ADM009", "J9312", unread) == ""
    assert worst("ADM009", "J9312", "J9171", unread) == "note"
    assert worst("ADM008", "J9312", unread, "96417") == "verify"
