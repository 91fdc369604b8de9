"""Drugs and the lines that give them: what each rule is about, and where it ends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from hcpcs_jcodes import Administration, Payer, Record, build_claim, review

from .reviewed import line, results, says, worst

SECOND = date(2025, 8, 2)
OVERNIGHT = Record(start="2025-08-01 23:00", stop="2025-08-02 01:00")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("J9312-JZ x 72", "96413"), ["pass", "not_applicable"]),
        (("J9312-JZ x 72",), ["verify"]),
        (("J9312-JZ x 72", "96372"), ["pass", "not_applicable"]),  # ADM003 says it
        (("J9312-JZ x 72", line("96413", on=SECOND)), ["verify", "not_applicable"]),
        (("J9312 x 72", "J9312-JW x 8", "96413"), ["pass", "not_applicable", "not_applicable"]),
        (("J9312 x 72", "J9312-JW x 8"), ["verify", "not_applicable"]),
        (("J7030",), ["not_applicable"]),  # a fluid that carries a drug
        (("J7192 x 2000",), ["not_applicable"]),  # a clotting factor
        (("A9585 x 75",), ["not_applicable"]),  # contrast
        (("J7507 x 30",), ["not_applicable"]),  # swallowed
        (("J7613",), ["not_applicable"]),  # through equipment
        (("J0882 x 10",), ["not_applicable"]),  # for dialysis
        (("J1885-RD x 2",), ["not_applicable"]),  # handed to the patient
        (("J3490",), ["not_checked"]),
        (("J0178 x 2",), ["note"]),  # by a procedure that another may claim
        (("J0178 x 2", "67028"), ["pass", "not_applicable"]),
        (("J3301 x 4",), ["verify"]),
        (("J9190 x 8", "G0498"), ["pass", "not_applicable"]),
        (("J3301 x 4", "99213"), ["note", "not_applicable"]),  # it may be part of a procedure
        (("J9312-JZ x 72", "99213"), ["verify", "not_applicable"]),
        (("J2774",), ["not_applicable"]),  # no code at all: another rule says so
    ],
)
def test_a_drug_has_a_line_that_gives_it(lines: tuple[Any, ...], said: list[str]) -> None:
    assert says("ADM001", *lines) == said


@pytest.mark.parametrize(("place", "said"), [("11", "verify"), ("12", ""), ("65", ""), ("01", "")])
def test_at_home_and_where_dialysis_is_done_nothing_gives_it(place: str, said: str) -> None:
    assert worst("ADM001", "J1756 x 100", place_of_service=place) == said


def test_a_dialysis_facility_and_a_hospital_with_a_procedure() -> None:
    assert worst("ADM001", "J1756 x 100", setting="facility", type_of_bill="0721") == ""
    assert worst("ADM001", "J1756 x 100", setting="facility", type_of_bill="0131") == "verify"
    assert worst("ADM001", "J1756 x 100", "45378", setting="facility") == "note"


def test_a_drug_over_midnight_is_given_on_either_date() -> None:
    given = line("96413", on=SECOND)
    assert worst("ADM001", line("J9312 x 72", to=SECOND), given) == ""
    assert worst("ADM001", line("J9312 x 72", record=OVERNIGHT), given) == ""
    assert worst("ADM001", line("J9312 x 72", to=SECOND), line("96413", on=date(2025, 8, 3))) == (
        "verify"
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("96413",), ["verify"]),
        (("96413", "J9312 x 72"), ["pass", "not_applicable"]),
        (("96413", "J9312-JW x 8"), ["verify", "not_applicable"]),
        (("96413", line("J9312 x 72", on=SECOND)), ["verify", "not_applicable"]),
        (("96360",), ["not_applicable"]),
        (("20610",), ["not_applicable"]),
        (("99211",), ["not_applicable"]),
        ((line("96413", record=Record(acquired="no cost")),), ["not_applicable"]),
        ((line("96413", record=Record(acquired="340B")),), ["verify"]),
    ],
)
def test_giving_a_drug_has_a_drug(lines: tuple[Any, ...], said: list[str]) -> None:
    assert says("ADM002", *lines) == said


def test_the_drug_of_the_night_before_counts() -> None:
    further = line("96415", on=SECOND)
    assert worst("ADM002", "J9312 x 72", further, setting="facility") == ""
    assert worst("ADM002", "J9312 x 72", further) == "verify"
    assert worst("ADM002", "J9312 x 72", line("96415", on=SECOND, record=OVERNIGHT)) == ""
    assert worst("ADM002", "J9312 x 72", line("96413", on=SECOND), setting="facility") == "verify"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("J9312 x 72", "96413"), ""),
        (("J9312 x 72", "96372"), "error"),
        (("J9312 x 72", "96413", "96372"), "verify"),  # perhaps of a drug without a line
        (("J0178 x 2", "67028", "20610"), ""),  # a procedure may be done without a drug
        (("J0178 x 2", "20610"), "verify"),
        (("J9312 x 72", "96413", "96361"), ""),
        (("J3490", "96372"), "not_checked"),
        (("J9999", "96402"), "not_checked"),  # any cancer drug
        (("J1885 x 2", "96376"), ""),  # a rule of its own
        (("96413",), ""),
    ],
)
def test_a_line_fits_a_drug(lines: tuple[Any, ...], said: str) -> None:
    assert worst("ADM003", *lines) == said


def test_the_route_of_the_line_and_the_families_of_the_payer_decide() -> None:
    assert worst("ADM003", "J0129-JB x 12", "96365") == "error"
    assert worst("ADM003", "J0129-JA x 50", "96365") == ""
    mine = Payer.commercial().replace(name="Acme", families={"J0129": "therapeutic"})
    assert worst("ADM003", "J0129-JA x 50", "96413", payer=mine) == "error"
    assert worst("ADM003", "J0129-JA x 50", "96413") == ""


def test_a_code_of_the_other_setting_gives_the_drug_all_the_same() -> None:
    assert worst("ADM001", "J9190 x 8", "G0498", setting="facility") == ""
    assert worst("ADM001", "J1885 x 2", "96376") == ""
    assert worst("ADM001", "J9312 x 2", "96376") == "verify"


def test_what_needs_documentation_is_a_note() -> None:
    assert worst("ADM004", "J1745 x 40", "96413") == "note"
    assert worst("ADM004", "J1745 x 40", "J9312 x 72", "96413") == ""
    (found,) = [each for each in results("ADM004", "J1745 x 40", "96413") if each.severity]
    assert "complexity decides" in found.message
    assert any("CR 13468" in each for each in found.evidence)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("96413", "96365"), ["pass", "error"]),
        (("96365", "96413"), ["error", "pass"]),  # chemotherapy goes first
        (("96413", "96365-59"), ["pass", "verify"]),
        (("96413-XS", "96365"), ["verify", "pass"]),
        (("96413", "96365-25"), ["pass", "error"]),
        (("96413", "96360"), ["pass", "error"]),
        (("96413", "96409", "96374-59"), ["pass", "error", "verify"]),
        (("96413 x 2",), ["error"]),
        (("96413-59 x 2",), ["pass"]),
        (("96413 x 1", line("96365", on=SECOND)), ["pass", "pass"]),
        (("96413", "96367", "96369"), ["pass", "not_applicable", "not_applicable"]),
    ],
)
def test_one_initial_code(lines: tuple[Any, ...], said: list[str]) -> None:
    assert says("ADM005", *lines) == said


def test_two_initial_codes_are_a_warning_where_the_edits_of_a_payer_are_not_known() -> None:
    assert worst("ADM005", "96413", "96365", payer="commercial") == "warning"
    assert worst("ADM005", "96413", "96365-59", payer="commercial") == "verify"


@pytest.mark.parametrize(
    ("lines", "setting", "said"),
    [
        (("96413", "96415 x 2"), "professional", ""),
        (("96415 x 2",), "professional", "error"),
        (("96365", "96415"), "professional", "error"),
        (("96365", "96366"), "professional", ""),
        (("96374", "96366"), "professional", "error"),
        (("96360", "96375"), "professional", ""),  # CMS lists it for practitioners only
        (("96360", "96375"), "facility", "error"),
        (("96376",), "professional", ""),  # for facilities only: a rule of its own
        (("96376",), "facility", "error"),
        (("96413", line("96415", on=SECOND)), "professional", "error"),
        (("96413", line("96415", on=SECOND)), "facility", "verify"),
        (("96413", line("96415", on=date(2025, 8, 3))), "facility", "error"),
        ((line("96413", to=SECOND), line("96415", on=SECOND)), "professional", ""),
        ((line("96413", record=OVERNIGHT), line("96415", on=SECOND)), "professional", ""),
        (("96413", line("96415", on=SECOND, record=OVERNIGHT)), "professional", ""),
        ((line("96415", on=date(2022, 6, 30)),), "professional", "not_checked"),
        ((line("96415", on=date(2022, 6, 30)),), "facility", "error"),
        ((line("96415", on=date(2022, 7, 1)),), "professional", "error"),
    ],
)
def test_an_add_on_has_its_primary_code(lines: tuple[Any, ...], setting: str, said: str) -> None:
    assert worst("ADM006", *lines, setting=setting) == said


def test_an_add_on_is_to_verify_where_the_edits_of_a_payer_are_not_known() -> None:
    assert worst("ADM006", "96415", payer="commercial") == "verify"
    assert worst("ADM006", "96413", "96415", payer="commercial") == ""


@pytest.mark.parametrize(
    ("code", "professional", "facility"),
    [
        ("96376", "error", ""),
        ("C8957", "error", ""),
        ("G0498", "", ""),  # hospitals are paid for it too
        ("96413", "", ""),
        ("67028", "", ""),
    ],
)
def test_a_code_of_one_setting(code: str, professional: str, facility: str) -> None:
    assert worst("ADM007", code) == professional
    assert worst("ADM007", code, setting="facility") == facility


SINGLE: dict[str, Any] = {"container": "single-dose"}


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 8, 1, hour, minute)  # noqa: DTZ001 - the clock of the chart


INFUSION_DAY = (
    Administration("saline", "intravenous", "infusion", at(8), at(8, 40), "hydration"),
    Administration(
        "J1200", "intravenous", "push", at(8, 42), dose="50 mg", opened="50 mg", **SINGLE
    ),
    Administration(
        "J2405", "intravenous", "push", at(8, 45), dose="8 mg", opened="2 x 4 mg", **SINGLE
    ),
    Administration(
        "J1453",
        "intravenous",
        "infusion",
        at(9),
        at(9, 30),
        dose="150 mg",
        opened="150 mg",
        **SINGLE,
    ),
    Administration(
        "J9312",
        "intravenous",
        "infusion",
        at(10),
        at(13),
        dose="715 mg",
        opened=["500 mg", "3 x 100 mg"],
        **SINGLE,
    ),
    Administration(
        "J9171",
        "intravenous",
        "infusion",
        at(13, 5),
        at(14, 10),
        dose="140 mg",
        opened="160 mg",
        **SINGLE,
    ),
    Administration(
        "J9000", "intravenous", "push", at(14, 20), dose="95 mg", opened="2 x 50 mg", **SINGLE
    ),
    Administration(
        "J2506", "subcutaneous", "injection", at(15), dose="6 mg", opened="6 mg", **SINGLE
    ),
)


@pytest.mark.parametrize("setting", ["professional", "facility"])
@pytest.mark.parametrize("payer", ["medicare", "commercial", "medicare_advantage", "medicaid"])
def test_an_honest_day_draws_nothing(setting: Any, payer: str) -> None:
    place = "11" if setting == "professional" else None
    claim = build_claim(
        INFUSION_DAY, payer=payer, setting=setting, place_of_service=place, reason="J9312"
    )
    assert len(claim.lines) > 12
    found = review(claim, payer=payer).findings
    assert [str(each) for each in found if each.rule[:3] in {"ADM", "BND", "POS"}] == []
