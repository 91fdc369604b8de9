"""The published rules of drug administration: which test fails when a rule is reversed.

The rows are those of the working notes on administration that are tagged A (read at the
body that owns the rule) or B (read in a page that cites it), by section and first words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    Administration,
    Amount,
    BadAmount,
    Bundle,
    Choices,
    ClaimLine,
    JCodesError,
    Payer,
    administration_codes,
    bill,
    ncci_edit,
    pair,
)
from hcpcs_jcodes.administration.minutes import Span
from hcpcs_jcodes.administration.rules import AdministrationRule, administration_rules
from hcpcs_jcodes.encounters import edits
from hcpcs_jcodes.encounters.decisions import Alternative
from hcpcs_jcodes.encounters.events import Event
from hcpcs_jcodes.encounters.routes.visit import Visit
from hcpcs_jcodes.encounters.supported import Support, unit_of_code
from hcpcs_jcodes.payers import ncci
from hcpcs_jcodes.payers.choices import allowed_choices
from hcpcs_jcodes.vials import products

from ..bills import asked, plan_x
from ..charts import at, chemo, coded, iv, lines, push, saline, shot
from ..ruled import forget as forget_rules
from ..ruled import instead

SETTINGS: Any = ("professional", "facility")
DAY = date(2025, 8, 1)
NOTES = Path(__file__).resolve().parents[3] / "shared" / "rules" / "administration.md"

ENCOUNTERS = "encounters.test_encounter"
PAIRING = "administration.test_pairing"
NCCI = "payers.test_ncci"
HERE = "administration.test_sources"

Patch = pytest.MonkeyPatch
Change = Callable[[Patch], None]


# --- how a rule is reversed -----------------------------------------------------


def another(module: str, name: str, value: object) -> Change:
    """A constant or function of a module is replaced."""
    return lambda patch: patch.setattr(import_module(f"hcpcs_jcodes.{module}"), name, value)


def default(choice: str, value: object) -> Change:
    """A choice that the caller leaves open is decided."""

    def change(patch: Patch) -> None:
        names = list(Choices.__annotations__)
        old = Choices.__init__.__defaults__ or ()
        new = tuple(value if name == choice else was for name, was in zip(names, old, strict=True))
        patch.setattr(Choices.__init__, "__defaults__", new)
        allowed = dict(allowed_choices())
        allowed[choice] = (*allowed[choice], value)
        another("payers.choices", "allowed_choices", lambda: allowed)(patch)

    return change


def without(*numbers: str) -> Change:
    """Rows of administration_rules.csv are left out."""
    return _rules(lambda rule: None if rule.rule in numbers else rule)


def altered(number: str, **cells: Any) -> Change:
    """A row of administration_rules.csv has other cells."""
    return _rules(lambda rule: evolve(rule, **cells) if rule.rule == number else rule)


def _rules(
    read: Callable[[AdministrationRule], AdministrationRule | None],
) -> Change:
    def change(patch: Patch) -> None:
        changed = tuple(rule for each in administration_rules() if (rule := read(each)) is not None)
        instead(patch, lambda: changed)

    return change


def role(name: str, *, family: str = "", technique: str = "", **cells: Any) -> Change:
    """The rows of a role, of one family and technique or of all, have other cells."""

    def read(rule: AdministrationRule) -> AdministrationRule:
        meant = (
            rule.role == name
            and family in {"", rule.family}
            and technique in {"", rule.technique}
            and all(getattr(rule, cell) is not None for cell in cells)
        )
        return evolve(rule, **cells) if meant else rule

    return _rules(read)


def without_edit(column1: str, column2: str) -> Change:
    """A pair of codes is not bundled."""
    return _edits("ncci_pairs", column1=column1, column2=column2)


def without_parent(add_on: str, parent: str) -> Change:
    """A code is not a parent of an add-on."""
    return _edits("add_on_parents", add_on=add_on, parent=parent)


def _edits(name: str, **cells: str) -> Change:
    def change(patch: Patch) -> None:
        read = ncci._rows

        def rows(asked: str) -> Iterator[dict[str, str]]:
            for row in read(asked):
                left_out = asked == name and cells.items() <= row.items()
                yield row | {"facility": "", "professional": ""} if left_out else row

        patch.setattr(ncci, "_rows", rows)

    return change


def _parent_in_both_settings(patch: Patch) -> None:
    """The notes missing from the add-on file are missing here too."""
    read = ncci._rows

    def rows(name: str) -> Iterator[dict[str, str]]:
        for row in read(name):
            yield row | dict.fromkeys(SETTINGS, row["facility"] or row["professional"])

    patch.setattr(ncci, "_rows", rows)


def _flush_is_counted(patch: Patch) -> None:
    """Flushes and carrier fluid support a code."""

    def counted(event: Event, reason: str, source: str) -> Support:
        return unit_of_code(event, "96523", reason, source=source)

    patch.setattr(import_module("hcpcs_jcodes.encounters.routes.visit"), "nothing", counted)


def _office_goes_by_rank(patch: Patch) -> None:
    """A professional claim is coded in the order of a hospital."""
    site = import_module("hcpcs_jcodes.encounters.routes.veins").Site

    def ranked(name: str, events: Sequence[Event], _: str, *more: object) -> object:
        return site(name, events, "facility", *more)

    patch.setattr(import_module("hcpcs_jcodes.encounters.routes.visit"), "Site", ranked)


def _each_lumen_is_a_site(patch: Patch) -> None:
    """What is charted at one site goes through an access of its own."""
    read = Visit.supported

    def apart(visit: Visit, events: Sequence[Event], alternative: Alternative) -> list[Support]:
        moved = [
            evolve(event, charted=evolve(event.charted, site=f"site {event.number}"))
            for event in events
        ]
        return read(visit, moved, alternative)

    patch.setattr(Visit, "supported", apart)


def _no_time_beside_a_drug(span: Span, _: object) -> list[Span]:
    """All of a span, whatever ran at the same time."""
    return [span]


def _each_by_itself(events: Sequence[Event]) -> list[list[Event]]:
    """Events none of which goes on from another."""
    return [[event] for event in events]


def _in_time(run: Any, **_: bool) -> tuple[int, object, int]:
    """The order of infusions by rank and time, not by length."""
    veins = import_module("hcpcs_jcodes.encounters.routes.veins")
    return veins._rank(run), run.start, run.first.place


def _dated_on_the_first_day(patch: Patch) -> None:
    """A line over midnight has the day on which the encounter began."""
    patch.setattr(Support, "on", DAY)


def of_medicare(rows: str, *, without: str) -> Change:
    """Medicare has one row less."""

    def change(patch: Patch) -> None:
        medicare = Payer.medicare()
        left = [row for row in getattr(medicare, rows) if row.value != without]
        assert len(left) == len(getattr(medicare, rows)) - 1
        changed: dict[str, Any] = {rows: left}
        shipped = {"medicare": medicare.replace(**changed)}
        another("payers.named", "shipped_payers", lambda: shipped)(patch)

    return change


NO_MODIFIERS = another("encounters.losses", "_distinct", lambda _, rulings, *__: list(rulings))
INITIALS = {
    ("complex", "infusion"): "96413",
    ("complex", "push"): "96409",
    ("therapeutic", "infusion"): "96365",
    ("therapeutic", "push"): "96374",
    ("hydration", "infusion"): "96360",
}
FACILITIES = ("19", "21", "22", "23", "24")
TOXINS = ("J0585", "J0586", "J0587", "J0588")
REPORTED_IN_A_FACILITY = [
    another(
        "encounters.encounter",
        "facility_places",
        lambda left_out=left_out: tuple(place for place in FACILITIES if place != left_out),
    )
    for left_out in FACILITIES
]


class Proof(NamedTuple):
    """The test of a row, and changes, each of which makes it fail."""

    module: str
    test: str
    changes: Sequence[Change]


TESTED_BY: dict[str, Proof] = {
    "3.2 push vs infusion": Proof(
        ENCOUNTERS,
        "test_minutes_decide_between_push_first_hour_and_additional_hours",
        [
            role("initial", technique="infusion", family="therapeutic", minutes=15),
            role("initial", technique="infusion", family="therapeutic", minutes=17),
        ],
    ),
    "3.2 further hour": Proof(
        ENCOUNTERS,
        "test_minutes_decide_between_push_first_hour_and_additional_hours",
        [
            role("additional hour", minutes=30),
            role("additional hour", minutes=32),
        ],
    ),
    "3.2 hydration": Proof(
        ENCOUNTERS,
        "test_hydration_of_thirty_minutes_supports_nothing",
        [
            role("initial", family="hydration", minutes=30),
            role("initial", family="hydration", minutes=32),
        ],
    ),
    "3.2 concurrent": Proof(
        ENCOUNTERS,
        "test_fifteen_minutes_of_overlap_are_still_sequential",
        [role("concurrent", minutes=15)],
    ),
    "3.2 96376": Proof(
        HERE,
        "test_thirty_minutes_after_the_last_push_are_too_soon",
        [
            role("same drug", gap=30),
            role("same drug", gap=32),
        ],
    ),
    "3.2 flush/KVO/mixing time": Proof(
        ENCOUNTERS,
        "test_flushes_and_carrier_fluid_are_not_counted",
        [_flush_is_counted],
    ),
    "3.2 prolonged pump": Proof(
        HERE,
        "test_a_pump_runs_more_than_eight_hours",
        [
            role("prolonged", minutes=480),
            role("prolonged", minutes=482),
        ],
    ),
    "3.3 Initial codes:": Proof(
        HERE,
        "test_five_codes_are_initial",
        [
            *(
                role("initial", family=family, technique=technique, cpt="96369")
                for family, technique in list(INITIALS)[:4]
            )
        ],
    ),
    "3.3 Physician:": Proof(
        ENCOUNTERS,
        "test_a_professional_claim_names_the_main_reason_for_the_visit",
        [_office_goes_by_rank],
    ),
    "3.3 Facility order:": Proof(
        ENCOUNTERS,
        "test_a_hospital_goes_by_rank_whatever_came_first",
        [
            *(
                role("initial", family=family, technique=technique, rank=9)
                for family, technique in list(INITIALS)[:3]
            )
        ],
    ),
    "3.3 Physicians do not bill": Proof(
        ENCOUNTERS,
        "test_a_professional_reports_nothing_in_a_facility",
        [*REPORTED_IN_A_FACILITY],
    ),
    "3.3 E/M:": Proof(
        HERE,
        "test_a_visit_without_a_physician_is_never_reported_with_a_drug",
        [without("031")],
    ),
    "3.3 Bundled:": Proof(
        HERE,
        "test_placing_a_peripheral_line_is_part_of_it",
        [without("032")],
    ),
    "3.3 Diagnostic/therapeutic fluid": Proof(
        ENCOUNTERS,
        "test_hydration_during_another_drug_is_not_counted",
        [another("encounters.routes.hydration", "left_over", _no_time_beside_a_drug)],
    ),
    "3.4 964xx covers": Proof(
        HERE,
        "test_the_complex_codes_are_for_drugs_against_cancer",
        [
            without("077"),
            altered("037", classes=("antineoplastic", "supportive care")),
            altered("040", classes=("antineoplastic", "growth factor")),
        ],
    ),
    "3.4 MACs published": Proof(
        HERE,
        "test_drugs_that_contractors_named_are_left_to_documentation",
        [
            altered("054", outcome="accepted"),
            altered("059", outcome="accepted"),
            altered("001", outcome="accepted"),
            altered("003", outcome="accepted"),
        ],
    ),
    "3.4 CMS letter 2022-08-12": Proof(
        HERE,
        "test_a_biologic_may_go_by_either_family_and_neither_is_refused",
        [altered("054", outcome="refused"), without("059")],
    ),
    "3.4 Complexity criteria": Proof(
        HERE,
        "test_a_biologic_may_go_by_either_family_and_neither_is_refused",
        [altered("054", reason="it is complex"), altered("059", source="a payer")],
    ),
    "3.4 Commercial list": Proof(
        HERE,
        "test_what_a_payer_lists_as_not_complex_is_never_accepted_as_complex",
        [altered("001", outcome="accepted"), altered("004", outcome="accepted")],
    ),
    "3.5 CAR-T": Proof(
        PAIRING,
        "test_a_code_has_its_dates",
        [altered("010", until="2024-12-30"), altered("011", since="2024-12-31")],
    ),
    "3.5 DME pump drugs": Proof(
        HERE,
        "test_a_drug_of_a_supplier_is_known_to_have_no_code",
        [without("132")],
    ),
    "3.9 3.9.1": Proof(
        ENCOUNTERS,
        "test_a_second_site_takes_the_modifier_of_a_distinct_service",
        [NO_MODIFIERS],
    ),
    "3.9 3.9.2": Proof(
        ENCOUNTERS,
        "test_lumina_of_one_catheter_are_one_site",
        [_each_lumen_is_a_site],
    ),
    "3.9 3.9.3": Proof(
        HERE,
        "test_placing_a_peripheral_line_is_part_of_it",
        [without("032")],
    ),
    "3.9 3.9.4": Proof(
        HERE,
        "test_support_of_cancer_patients_goes_by_the_therapeutic_codes",
        [altered("047", family="complex"), altered("079", family="complex")],
    ),
    "3.9 3.9.5": Proof(
        ENCOUNTERS,
        "test_flushes_and_carrier_fluid_are_not_counted",
        [_flush_is_counted],
    ),
    "3.9 3.9.6": Proof(
        ENCOUNTERS,
        "test_a_professional_reports_nothing_in_a_facility",
        [*REPORTED_IN_A_FACILITY],
    ),
    "3.9 3.9.7": Proof(
        HERE,
        "test_a_visit_without_a_physician_is_never_reported_with_a_drug",
        [without("031")],
    ),
    "3.9 3.9.8": Proof(
        HERE,
        "test_a_port_is_flushed_as_part_of_giving_a_drug",
        [_flush_is_counted],
    ),
    "3.9 3.9.9": Proof(
        HERE,
        "test_the_first_fill_is_part_of_starting_a_pump",
        [*(without_edit(*codes) for codes in product(("96416", "96425"), ("96521", "96522")))],
    ),
    "3.9 3.9.10": Proof(
        ENCOUNTERS,
        "test_an_infusion_with_another_is_concurrent_once_a_date",
        [another("encounters.losses", "once_per_date", lambda _: frozenset())],
    ),
    "3.9 3.9.11": Proof(
        HERE,
        "test_a_drug_of_a_test_is_part_of_the_test",
        [altered("070", outcome="accepted")],
    ),
    "3.10 3.10.1": Proof(
        ENCOUNTERS,
        "test_an_injection_with_an_initial_code_has_its_modifier",
        [*(without_edit(*codes) for codes in product(INITIALS.values(), ("96372", "96377")))],
    ),
    "3.10 3.10.2": Proof(
        NCCI,
        "test_the_notes_that_the_add_on_file_lost_are_kept",
        [_parent_in_both_settings],
    ),
    "3.10 3.10.3": Proof(
        HERE,
        "test_additional_hours_also_follow_the_next_drug",
        [
            without_parent("96415", "96413"),
            without_parent("96417", "96413"),
            another("encounters.routes.veins", "_ALWAYS_INITIAL", "therapeutic"),
        ],
    ),
    "3.10 3.10.4": Proof(
        ENCOUNTERS,
        "test_over_midnight_there_is_one_initial_and_each_line_has_its_own_day",
        [_dated_on_the_first_day],
    ),
    "3.10 3.10.5": Proof(
        ENCOUNTERS,
        "test_two_complex_drugs_at_once_need_documentation",
        [altered("128", cpt="96368")],
    ),
    "3.10 3.10.7": Proof(
        ENCOUNTERS,
        "test_a_pump_that_goes_home_depends_on_the_payer_in_the_office",
        [
            default("home_pump", "prolonged"),
            default("home_pump", "started in the office"),
        ],
    ),
    "3.10 3.10.9": Proof(
        ENCOUNTERS,
        "test_a_hospital_counts_a_push_from_the_last_that_was_reported",
        [role("same drug", gap=32)],
    ),
    "3.10 3.10.10": Proof(
        ENCOUNTERS,
        "test_a_changed_rate_does_not_restart_the_clock",
        [another("encounters.routes.veins", "unbroken", _each_by_itself)],
    ),
    "3.10 3.10.11": Proof(
        ENCOUNTERS,
        "test_of_one_rank_the_longest_is_the_initial",
        [another("encounters.routes.veins", "_order", _in_time)],
    ),
    "3.11 An infusion interrupted and resumed": Proof(
        HERE,
        "test_an_infusion_that_was_interrupted_is_one_infusion",
        [
            another("encounters.routes.veins", "unbroken", _each_by_itself),
            another("encounters.charting", "left_over", _no_time_beside_a_drug),
        ],
    ),
    "3.11 The dispute about a repeated injection": Proof(
        HERE,
        "test_doses_of_different_times_are_each_an_injection",
        [another("encounters.routes.injections", "_AT_ONE_TIME", timedelta(hours=9))],
    ),
    "3.11 A second access site": Proof(
        HERE,
        "test_a_second_site_requires_its_medical_need",
        [another("encounters.routes.visit", "_with_medical_need", list)],
    ),
    "3.11 Hydration with pushes during it": Proof(
        HERE,
        "test_the_minutes_of_pushes_during_hydration_are_deducted",
        [another("encounters.routes.hydration", "left_over", _no_time_beside_a_drug)],
    ),
    "3.11 Discarded drug is billable only": Proof(
        HERE,
        "test_if_nothing_is_given_neither_drug_nor_waste_is_billed",
        [lambda patch: patch.setattr(products._Measure, "dose", lambda *_: Amount("1 mg"))],
    ),
    "3.11 A whole container opened": Proof(
        HERE,
        "test_a_container_that_was_not_needed_is_asked_about",
        [another("vials.products", "spare_containers", lambda *_: ())],
    ),
    "3.11 A single-dose list": Proof(
        HERE,
        "test_a_current_list_does_not_apply_to_a_past_container",
        [another("payers.single_dose", "_listed", lambda _: frozenset({"J9355"}))],
    ),
    "3.11 Where a plan refuses F2": Proof(
        HERE,
        "test_where_a_plan_refuses_f2_vials_are_counted",
        [another("billing.lines", "_as_taken", lambda _, __, quantity: quantity)],
    ),
    "3.11 Medicare does not take S codes.": Proof(
        HERE,
        "test_medicare_takes_no_s_code_and_c_codes_from_hospitals_alone",
        [
            of_medicare("codes", without="S"),
            of_medicare("codes", without="C professional"),
            of_medicare("codes", without="C supplier"),
        ],
    ),
    "3.11 Professional claims of POS 19": Proof(
        HERE,
        "test_a_professional_bills_no_purchased_drug_in_a_facility",
        [of_medicare("places", without=place) for place in FACILITIES],
    ),
    "3.11 Prior authorization of hospital outpatient": Proof(
        HERE,
        "test_botulinum_toxin_in_a_hospital_requires_prior_authorization",
        [of_medicare("authorizations", without=f"{code} facility") for code in TOXINS],
    ),
}
"""The test of each row, by the section and the first words of the row."""

NOT_YET: dict[str, str] = {
    "3.11 I/OCE edit 82": "A charge of any amount is accepted: no edit checks token charges.",
    "3.11 340B": (
        "A payer names its modifier; a bill takes TB and UD as the caller passes them, for any payer."
    ),
    "3.11 Drug administration in excepted": "PO is accepted on a line; rates are not part of a claim.",
}
"""The rows that are not followed yet, and what is answered today."""


@pytest.mark.parametrize("row", TESTED_BY)
def test_each_row_has_a_test_that_fails_when_the_rule_is_reversed(
    row: str, monkeypatch: Patch
) -> None:
    proof = TESTED_BY[row]
    test = getattr(import_module(f"tests.{proof.module}"), proof.test)
    assert proof.changes
    assert not failed(test)
    for change in proof.changes:
        forget()
        try:
            with monkeypatch.context() as patch:
                change(patch)
                assert failed(test), row
        finally:
            forget()


def failed(test: Callable[..., None]) -> bool:
    """Whether a test fails, with any of its parameters."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for given_ in product(*map(_parameters, marks)):
        arguments: dict[str, Any] = {}
        for each in given_:
            arguments |= each
        try:
            test(**arguments)
        except (AssertionError, pytest.fail.Exception, JCodesError):
            return True
    return False


def _parameters(mark: pytest.Mark) -> list[Mapping[str, object]]:
    names, values = mark.args
    listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    if len(listed) == 1:
        return [{listed[0]: value} for value in values]
    return [dict(zip(listed, value, strict=True)) for value in values]


def forget() -> None:
    """Edits and rules are read again."""
    forget_rules()
    for cached in (
        ncci._bundles,
        ncci._bundles_rest_on,
        ncci._quarters_of_code,
        ncci._parents,
        ncci._parents_in,
        ncci._parents_rest_on,
        edits._step,
    ):
        cached.cache_clear()


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
    assert len(due) > 50
    known = [*TESTED_BY, *NOT_YET]
    assert [row for row in due if not any(row.startswith(each) for each in known)] == []
    assert [each for each in NOT_YET if not any(row.startswith(each) for row in due)] == []


MEDICARE: dict[str, Any] = {"on": DAY, "policy": "medicare", "setting": "professional"}


def billed_for(code: str, dose: str, **more: Any) -> Any:
    return bill(code, administered=dose, **MEDICARE | more)


def test_an_infusion_that_was_interrupted_is_one_infusion() -> None:
    pause = (at(9, 20), at(10, 35))
    assert lines(coded(chemo("J9312", at(8), at(13, 20), pauses=[pause]))) == "96413 96415x3"
    parts = [
        chemo("J9312", at(8), at(9, 20)),
        chemo("J9312", at(10, 35), at(13, 20), resumes=True),
    ]
    assert lines(coded(*parts)) == "96413 96415x3"
    short = [
        chemo("J9312", at(8), at(8, 45)),
        chemo("J9312", at(10), at(10, 45), resumes=True),
    ]
    assert lines(coded(*short)) == "96413"


def test_the_minutes_of_pushes_during_hydration_are_deducted() -> None:
    # five of 180 minutes
    day = [saline(at(8), at(11)), push("J2405", at(9), at(9, 5))]
    assert lines(coded(*day)) == "96374 96361x3"
    # 95 minutes would support an additional hour, 90 do not
    short = [saline(at(8), at(9, 35)), push("J2405", at(9, 30), at(9, 35))]
    assert lines(coded(*short)) == "96374 96361"
    assert "5 of 95 minutes not counted: another drug was running" in str(coded(*short).steps)


def test_hydration_with_a_push_during_it_is_one_hydration() -> None:
    day = [saline(at(8), at(9)), push("J2405", at(8, 25), at(8, 30))]
    assert lines(coded(*day)) == "96374 96361"


@pytest.mark.parametrize(
    "times", [[at(6), at(14), at(22)], [at(8, day=day) for day in (1, 2, 3)]], ids=["hours", "days"]
)
def test_doses_of_different_times_are_each_an_injection(times: list[Any]) -> None:
    shots = [shot("J1644", time) for time in times]
    assert lines(coded(*shots)) in {"96372x3", "96372 96372 96372"}


def test_a_second_site_requires_its_medical_need() -> None:
    sites = [iv("J3373", at(8), at(10)), iv("J2543", at(8), at(8, 30), site="left")]
    encounter = coded(*sites)
    assert "96365-59" in lines(encounter)
    assert "medical" in str(encounter.steps)


def test_where_a_plan_refuses_f2_vials_are_counted() -> None:
    plan = plan_x(ndc_qualifiers=("UN", "ML", "GR"))
    factor = {"ndc": "00169-7850-01", "opened": ["500 IU", "500 IU"], "policy": plan}
    (line,) = billed_for("J7182", "1000 IU", **factor).lines
    assert str(line.ndc_quantity) == "2 UN"
    (line,) = billed_for("J7182", "1000 IU", **factor | {"policy": plan_x()}).lines
    assert str(line.ndc_quantity) == "1000 F2"


@pytest.mark.parametrize("quantity", ["1000 F2", "1 UN", "5 ML", "1 GR"])
def test_a_clotting_factor_is_counted_as_the_caller_passes_it(quantity: str) -> None:
    passed: dict[str, Any] = {"ndc": "00944-3941-02", "ndc_quantity": quantity}
    assert str(ClaimLine("J7192", 1000, on=DAY, **passed).ndc_quantity) == quantity


def test_a_current_list_does_not_apply_to_a_past_container() -> None:
    old = {"on": date(2012, 6, 1), "container": "multi-dose", "opened": ["440 mg"]}
    assert "single-dose" not in "; ".join(asked(billed_for("J9355", "340 mg", **old)))
    now = {**old, "on": DAY}
    assert "single-dose" in "; ".join(asked(billed_for("J9355", "340 mg", **now)))


@pytest.mark.parametrize(
    ("code", "dose", "setting"),
    [
        ("S0013", "56 mg", "professional"),
        ("S0013", "56 mg", "facility"),
        ("C9399", "10 mg", "professional"),
        ("C9399", "10 mg", "supplier"),
    ],
)
def test_medicare_takes_no_s_code_and_c_codes_from_hospitals_alone(
    code: str, dose: str, setting: str
) -> None:
    found = billed_for(code, dose, setting=setting)
    refused = [each for each in found.questions if each.kind == "code_not_taken"]
    says = [(each.severity, each.owner, each.argument) for each in refused]
    assert says == [("blocks", "billing", "code")]


@pytest.mark.parametrize("setting", ["facility", "asc"])
def test_medicare_takes_c_codes_from_hospitals_and_surgical_centers(setting: str) -> None:
    found = billed_for("C9399", "10 mg", setting=setting)
    assert "code_not_taken" not in {each.kind for each in found.questions}


@pytest.mark.parametrize("charge", ["1.01", "1.02"])
def test_a_token_charge_is_taken_as_it_is_passed(charge: str) -> None:
    assert ClaimLine("J9271", 1, on=DAY, charge=Decimal(charge)).charge == Decimal(charge)


@pytest.mark.parametrize("place", FACILITIES)
def test_a_professional_bills_no_purchased_drug_in_a_facility(place: str) -> None:
    found = billed_for("J9271", "200 mg", place_of_service=place)
    assert "facility" in "; ".join(asked(found))
    assert found.lines == ()


@pytest.mark.parametrize("toxin", TOXINS)
def test_botulinum_toxin_in_a_hospital_requires_prior_authorization(toxin: str) -> None:
    def asked_on(day: date, setting: str) -> list[str]:
        billed = billed_for(toxin, "100 unit", setting=setting, on=day)
        return [each.severity for each in billed.questions if each.kind == "authorization"]

    first = date(2020, 7, 1)
    # "verify": only with 64612 or 64615, which are not on the bill of the drug
    assert asked_on(first, "facility") == ["verify"]
    assert asked_on(first - timedelta(days=1), "facility") == []
    assert asked_on(first, "professional") == []


@pytest.mark.parametrize("modifier", ["TB", "UD"])
def test_the_modifiers_of_340b_are_those_of_the_caller(modifier: str) -> None:
    (line, *_) = billed_for("J9271", "200 mg", modifiers=[modifier]).lines
    assert modifier in line.modifiers
    (plain, *_) = billed_for("J9271", "200 mg").lines
    assert not {"TB", "UD"} & set(plain.modifiers)


def test_the_modifier_of_an_excepted_department_is_taken() -> None:
    assert ClaimLine("96413", 1, on=DAY, modifiers=("PO",)).modifiers == ("PO",)


def test_if_nothing_is_given_neither_drug_nor_waste_is_billed() -> None:
    with pytest.raises(BadAmount, match="nothing was administered"):
        billed_for("J9271", "0 mg", opened=["100 mg"], discarded="100 mg")


def test_a_container_that_was_not_needed_is_asked_about() -> None:
    facts: dict[str, Any] = {"opened": ["100 mg", "100 mg"], "container": "single-dose"}
    spare = billed_for("J9271", "100 mg", **facts)
    assert "without 100 mg the dose of 100 mg would have been covered" in "; ".join(asked(spare))
    assert not {"JW", "JZ"} & {each for line in spare.lines for each in line.modifiers}
    needed = billed_for("J9271", "101 mg", **facts)
    assert "without" not in "; ".join(asked(needed))
    assert "JW" in needed.lines[-1].modifiers


# --- the rows that have their tests here ------------------------------------------------


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
        (supported,) = coded(administration).events
        assert (supported.code, supported.initial) == (code, True)
    (under,) = coded(Administration("J1559", "subcutaneous", "infusion", at(8), at(9))).events
    assert (under.code, under.initial) == ("96369", False)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("drug", ["J9271", "J2405", "J1745", "J0178", "J7030"])
def test_a_visit_without_a_physician_is_never_reported_with_a_drug(drug: str, setting: Any) -> None:
    assert pair(drug, "99211", on=DAY, setting=setting).outcome == "refused"
    assert pair(drug, "99213", on=DAY, setting=setting).outcome == "not_checked"


@pytest.mark.parametrize("setting", SETTINGS)
def test_placing_a_peripheral_line_is_part_of_it(setting: Any) -> None:
    for code in ("36000", "36410"):
        assert pair("J9271", code, on=DAY, setting=setting).outcome == "refused"
    # a central line may be reported, by rules that are not included
    assert pair("J9271", "36556", on=DAY, setting=setting).outcome == "not_checked"


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_complex_codes_are_for_drugs_against_cancer(setting: Any) -> None:
    # methotrexate for arthritis is the same agent
    assert pair("J9260", "96401", on=DAY, setting=setting).outcome == "accepted"
    # drugs against anemia and vomiting are not chemotherapy
    for drug in ("J0881", "J0885", "J2405", "J1453"):
        for code in ("96401", "96409", "96413"):
            assert pair(drug, code, on=DAY, setting=setting).outcome == "refused"


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("on", [date(2021, 6, 1), DAY])
def test_drugs_that_contractors_named_are_left_to_documentation(on: date, setting: Any) -> None:
    for drug, codes in (("J2323", "96413 96365"), ("J0717", "96401 96372")):
        for code in codes.split():
            outcome = pair(drug, code, on=on, setting=setting).outcome
            assert outcome == "needs_documentation", (drug, code)
    assert pair("J0897", "96401", on=on, setting=setting).outcome == "needs_documentation"


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_biologic_may_go_by_either_family_and_neither_is_refused(setting: Any) -> None:
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
def test_what_a_payer_lists_as_not_complex_is_never_accepted_as_complex(
    drug: str, setting: Any
) -> None:
    for code in ("96401", "96402", "96409", "96411", "96413", "96415", "96417"):
        found = pair(drug, code, on=date(2022, 5, 1), setting=setting)
        assert found.outcome in {"refused", "needs_documentation"}, found


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_supplier_reports_nothing_for_giving_a_drug(setting: Any) -> None:
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
def test_the_first_fill_is_part_of_starting_a_pump(start: str, refill: str, setting: Any) -> None:
    edit = ncci_edit(start, refill, setting=setting, on=DAY)
    assert isinstance(edit, Bundle)
    assert (edit.column1, edit.separable) == (start, False)


def test_a_drug_of_a_test_is_part_of_the_test() -> None:
    found = pair("J2785", "96374", on=DAY, setting="facility")
    assert found.outcome == "needs_documentation"
    assert "part of a test" in found.reasons[0]


def test_additional_hours_also_follow_the_next_drug() -> None:
    chemotherapy = [chemo("J9312", at(8), at(12)), chemo("J9045", at(12), at(14))]
    assert lines(coded(*chemotherapy)) == "96413 96415x4 96417"
    other = [iv("J3373", at(8), at(11)), iv("J0696", at(11), at(13))]
    assert lines(coded(*other)) == "96365 96366x3 96367"
    # chemotherapy is the initial in the office too, whatever the visit was for
    office = [saline(at(8), at(9)), chemo("J9312", at(9), at(10))]
    assert lines(coded(*office, setting="professional", reason="saline")) == "96413 96361"


def test_thirty_minutes_after_the_last_push_are_too_soon() -> None:
    for minute, billed in ((30, "96374"), (31, "96374 96376")):
        assert lines(coded(push("J2270", at(8)), push("J2270", at(8, minute)))) == billed


def test_a_drug_of_a_supplier_is_known_to_have_no_code() -> None:
    for drug in ("J7799", "J1817"):
        (option,) = administration_codes(drug, on=DAY, setting="facility", route="none")
        assert (option.code, option.role) == ("", "none")
        assert option.reason.startswith("a supplier's drug: nothing is reported for giving it")
