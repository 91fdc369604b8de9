"""The published rules for giving drugs: which test holds each that is read at its owner or cited.

The rows are those of the working notes on administration that are tagged A (read at the
body that owns the rule) or B (read in a page that cites it), by section and first words.
"""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from hcpcs_jcodes import Administration, Bundle, administration_codes, ncci_edit, pair

from .charts import at, chemo, coded, iv, lines, push, saline, shot

SETTINGS = ("professional", "facility")
DAY = date(2025, 8, 1)
NOTES = Path(__file__).resolve().parents[2] / "shared" / "rules" / "administration.md"

ENCOUNTERS = "test_encounters"
PAIRING = "test_pairing"
NCCI = "test_ncci"
HERE = "test_administration_sources"
MATRIX = (PAIRING, "test_the_matrix_of_drugs_and_codes")

HELD_BY: dict[str, tuple[str, str]] = {
    "3.2 push vs infusion": (
        ENCOUNTERS,
        "test_minutes_make_a_push_a_first_hour_and_further_hours",
    ),
    "3.2 further hour": (ENCOUNTERS, "test_minutes_make_a_push_a_first_hour_and_further_hours"),
    "3.2 hydration": (ENCOUNTERS, "test_hydration_of_thirty_minutes_earns_nothing"),
    "3.2 concurrent": (ENCOUNTERS, "test_fifteen_minutes_of_overlap_are_still_sequential"),
    "3.2 96376": (ENCOUNTERS, "test_a_hospital_counts_a_push_from_the_last_that_was_reported"),
    "3.2 flush/KVO/mixing time": (ENCOUNTERS, "test_flushes_and_carrier_fluid_are_not_counted"),
    "3.2 prolonged pump": (HERE, "test_a_pump_runs_more_than_eight_hours"),
    "3.3 Initial codes:": (HERE, "test_five_codes_are_initial"),
    "3.3 Physician:": (
        ENCOUNTERS,
        "test_a_professional_claim_names_the_main_reason_for_the_visit",
    ),
    "3.3 Facility order:": (ENCOUNTERS, "test_a_hospital_goes_by_rank_whatever_came_first"),
    "3.3 Physicians do not bill": (
        ENCOUNTERS,
        "test_a_professional_reports_nothing_in_a_facility",
    ),
    "3.3 E/M:": (HERE, "test_a_visit_without_a_physician_never_stands_beside"),
    "3.3 Bundled:": (HERE, "test_placing_a_peripheral_line_is_part_of_it"),
    "3.3 Diagnostic/therapeutic fluid": (
        ENCOUNTERS,
        "test_hydration_beside_another_drug_is_not_counted",
    ),
    "3.4 964xx covers": (HERE, "test_the_complex_codes_are_for_drugs_against_cancer"),
    "3.4 MACs published": (HERE, "test_drugs_that_contractors_named_are_left_to_documentation"),
    "3.4 CMS letter 2022-08-12": (
        HERE,
        "test_a_biologic_may_go_by_either_family_and_neither_is_refused",
    ),
    "3.4 Complexity criteria": (
        HERE,
        "test_a_biologic_may_go_by_either_family_and_neither_is_refused",
    ),
    "3.4 Commercial list": (HERE, "test_what_a_payer_lists_as_not_complex_is_never_accepted_so"),
    "3.5 CAR-T": (PAIRING, "test_a_code_has_its_dates"),
    "3.5 DME pump drugs": (HERE, "test_a_supplier_reports_nothing_for_giving_a_drug"),
    "3.9 3.9.1": (ENCOUNTERS, "test_a_second_site_takes_the_modifier_of_a_distinct_service"),
    "3.9 3.9.2": (ENCOUNTERS, "test_lumina_of_one_catheter_are_one_site"),
    "3.9 3.9.3": (HERE, "test_placing_a_peripheral_line_is_part_of_it"),
    "3.9 3.9.4": (HERE, "test_support_of_cancer_patients_goes_by_the_therapeutic_codes"),
    "3.9 3.9.5": (ENCOUNTERS, "test_flushes_and_carrier_fluid_are_not_counted"),
    "3.9 3.9.6": (ENCOUNTERS, "test_a_professional_reports_nothing_in_a_facility"),
    "3.9 3.9.7": (HERE, "test_a_visit_without_a_physician_never_stands_beside"),
    "3.9 3.9.8": (HERE, "test_a_port_is_flushed_as_part_of_giving_a_drug"),
    "3.9 3.9.9": (HERE, "test_the_first_filling_is_part_of_starting_a_pump"),
    "3.9 3.9.10": (ENCOUNTERS, "test_an_infusion_beside_another_is_concurrent_once_a_date"),
    "3.9 3.9.11": (HERE, "test_a_drug_of_a_test_is_part_of_the_test"),
    "3.10 3.10.1": (
        ENCOUNTERS,
        "test_an_injection_beside_an_initial_code_takes_its_modifier",
    ),
    "3.10 3.10.2": (NCCI, "test_the_notes_that_the_add_on_file_lost_are_kept"),
    "3.10 3.10.3": (HERE, "test_further_hours_also_follow_the_next_drug"),
    "3.10 3.10.4": (
        ENCOUNTERS,
        "test_over_midnight_there_is_one_initial_and_each_line_has_its_own_day",
    ),
    "3.10 3.10.5": (ENCOUNTERS, "test_two_complex_drugs_at_once_need_documentation"),
    "3.10 3.10.7": (
        ENCOUNTERS,
        "test_a_pump_that_goes_home_depends_on_the_payer_in_the_office",
    ),
    "3.10 3.10.9": (
        ENCOUNTERS,
        "test_a_hospital_counts_a_push_from_the_last_that_was_reported",
    ),
    "3.10 3.10.10": (ENCOUNTERS, "test_a_changed_rate_does_not_restart_the_clock"),
    "3.10 3.10.11": (ENCOUNTERS, "test_of_one_rank_the_longest_is_the_initial"),
}
"""The test that holds each row, by the section and the first words of the row."""


@pytest.mark.parametrize("row", HELD_BY)
def test_each_row_has_a_test_that_is_there(row: str) -> None:
    module, name = HELD_BY[row]
    assert callable(getattr(import_module(f"tests.{module}"), name))


@pytest.mark.skipif(not NOTES.is_file(), reason="no sources")
def test_no_row_of_the_notes_is_forgotten() -> None:
    section = ""
    due = []
    for line in NOTES.read_text("utf-8").splitlines():
        if line.startswith("### "):
            section = line.split()[1]
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        tag = re.sub(r"[*\s]", "", cells[-1])
        if line.startswith("|") and re.match(r"[AB](/[ABDM])?(\(.*)?$", tag):
            due.append(f"{section} {cells[0]}")
    assert len(due) > 35
    forgotten = [row for row in due if not any(row.startswith(held) for held in HELD_BY)]
    assert forgotten == []


# --- the rows that no other test holds ------------------------------------------------


def test_a_pump_runs_more_than_eight_hours() -> None:
    pump = {"drug": "J9190", "route": "intravenous", "technique": "pump", "start": at(8)}
    assert lines(coded(Administration(**pump, stop=at(16, 1)))) == "96416"  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a pump runs more than 8 hours"):
        coded(Administration(**pump, stop=at(16)))  # type: ignore[arg-type]


def test_five_codes_are_initial() -> None:
    given = {
        "96360": saline(at(8), at(9)),
        "96365": iv("J0692", at(8), at(9)),
        "96374": push("J2405", at(8)),
        "96409": push("J9000", at(8), family="complex"),
        "96413": chemo("J9271", at(8), at(9)),
    }
    for code, administration in given.items():
        (earned,) = coded(administration).earned
        assert (earned.code, earned.initial) == (code, True)
    (under,) = coded(Administration("J1559", "subcutaneous", "infusion", at(8), at(9))).earned
    assert (under.code, under.initial) == ("96369", False)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("drug", ["J9271", "J2405", "J1745", "J0178", "J7030"])
def test_a_visit_without_a_physician_never_stands_beside(drug: str, setting: str) -> None:
    assert pair(drug, "99211", on=DAY, setting=setting).outcome == "refused"
    assert pair(drug, "99213", on=DAY, setting=setting).outcome == "not_checked"


@pytest.mark.parametrize("setting", SETTINGS)
def test_placing_a_peripheral_line_is_part_of_it(setting: str) -> None:
    for code in ("36000", "36410"):
        assert pair("J9271", code, on=DAY, setting=setting).outcome == "refused"
    # a central line may be reported, by rules that are not held
    assert pair("J9271", "36556", on=DAY, setting=setting).outcome == "not_checked"


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_complex_codes_are_for_drugs_against_cancer(setting: str) -> None:
    # methotrexate for arthritis is the same agent
    assert pair("J9260", "96401", on=DAY, setting=setting).outcome == "accepted"
    # drugs against anaemia and vomiting are no chemotherapy
    for drug in ("J0881", "J0885", "J2405", "J1453"):
        for code in ("96401", "96409", "96413"):
            assert pair(drug, code, on=DAY, setting=setting).outcome == "refused"


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("on", [date(2021, 6, 1), DAY])
def test_drugs_that_contractors_named_are_left_to_documentation(on: date, setting: str) -> None:
    for drug, codes in (("J2323", "96413 96365"), ("J0717", "96401 96372")):
        for code in codes.split():
            outcome = pair(drug, code, on=on, setting=setting).outcome
            assert outcome == "needs_documentation", (drug, code)
    assert pair("J0897", "96401", on=on, setting=setting).outcome == "needs_documentation"


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_biologic_may_go_by_either_family_and_neither_is_refused(setting: str) -> None:
    for drug in ("J1745", "J2350", "J3358", "J1300", "J3380", "J0129", "J3262"):
        for code in ("96413", "96365"):
            found = pair(drug, code, on=date(2024, 6, 1), setting=setting)
            assert found.outcome == "needs_documentation"
            assert "complexity decides" in found.reasons[0]
            assert "IOM 100-04 ch. 12" in found.sources[0]
    # rituximab treats cancer and arthritis: pages put it under both
    assert pair("J9312", "96413", on=DAY, setting=setting).outcome == "accepted"
    assert pair("J9312", "96365", on=DAY, setting=setting).outcome == "needs_documentation"


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    "drug",
    "J0480 J0517 J0638 J0717 J0897 J1000 J1380 J1410 J1729 J1826 J1950 J2357 J3315 J7178 Q3027 "
    "Q3028".split(),
)
def test_what_a_payer_lists_as_not_complex_is_never_accepted_so(drug: str, setting: str) -> None:
    for code in ("96401", "96402", "96409", "96411", "96413", "96415", "96417"):
        found = pair(drug, code, on=date(2022, 5, 1), setting=setting)
        assert found.outcome in {"refused", "needs_documentation"}, found


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_supplier_reports_nothing_for_giving_a_drug(setting: str) -> None:
    for drug in ("J7799", "J1817"):
        options = administration_codes(
            drug, on=DAY, setting=setting, technique="none", route="none"
        )
        assert [option.code for option in options] == [""]
        assert pair(drug, "96365", on=DAY, setting=setting).outcome in {"refused", "not_checked"}


@pytest.mark.parametrize("drug", ["J2506", "J1453", "J1938", "J2405", "J0640"])
def test_support_of_cancer_patients_goes_by_the_therapeutic_codes(drug: str) -> None:
    (option, *_) = administration_codes(drug, on=DAY, setting="facility")
    assert option.family == "therapeutic"
    everything = administration_codes(drug, on=DAY, setting="facility")
    assert "complex" not in {option.family for option in everything}


def test_a_port_is_flushed_as_part_of_giving_a_drug() -> None:
    flush = Administration("J1642", "intravenous", "flush", at(10))
    assert lines(coded(chemo("J9271", at(8), at(9)), flush)) == "96413"
    assert lines(coded(shot("J3420", at(8)), flush)) == "96372"
    assert pair("J9271", "96523", on=DAY, setting="facility").outcome == "refused"


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("refill", ["96521", "96522"])
@pytest.mark.parametrize("start", ["96416", "96425"])
def test_the_first_filling_is_part_of_starting_a_pump(
    start: str, refill: str, setting: str
) -> None:
    edit = ncci_edit(start, refill, setting=setting)
    assert isinstance(edit, Bundle)
    assert (edit.column1, edit.separable) == (start, False)


def test_a_drug_of_a_test_is_part_of_the_test() -> None:
    found = pair("J2785", "96374", on=DAY, setting="facility")
    assert found.outcome == "needs_documentation"
    assert "part of a test" in found.reasons[0]


def test_further_hours_also_follow_the_next_drug() -> None:
    chemotherapy = [chemo("J9312", at(8), at(12)), chemo("J9045", at(12), at(14))]
    assert lines(coded(*chemotherapy)) == "96413 96415x4 96417"
    other = [iv("J3373", at(8), at(11)), iv("J0696", at(11), at(13))]
    assert lines(coded(*other)) == "96365 96366x3 96367"
    # chemotherapy is the initial in the office too, whatever the visit was for
    office = [saline(at(8), at(9)), chemo("J9312", at(9), at(10))]
    assert lines(coded(*office, setting="professional", reason="saline")) == "96413 96361"
