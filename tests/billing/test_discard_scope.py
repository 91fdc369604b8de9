"""Where JW and JZ apply: by code, setting, place of service, status indicator and modifier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import pytest

from hcpcs_jcodes import BadClaimLine, Scoped, codeset
from hcpcs_jcodes.payers.named import payer_named
from tests.bills import (
    DAY,
    HALF_USED,
    NO_STATUS_DAY,
    STATUS_DAY,
    USED_UP,
    asked,
    infliximab,
    read,
    single_dose,
    unchecked,
)

ONE_DAY: Final = timedelta(days=1)
# Medicare's table, written down independently of it
SCOPE: Final[dict[str, dict[bool | None, str]]] = {
    "code": {False: "J0882 J0887 Q4081 Q5105"},
    "modifier": {False: "J1 J2 J3"},
    "place of service": {False: "21 50 72", None: "65"},
    "place of service and modifier": {True: "65+AY"},
    "setting": {True: "professional supplier", False: "supplier"},
    "status indicator": {
        True: "G K K1 K2",
        False: "B B5 C E E1 E2 K5 L L1 M N N1 Y",
        None: "A K7 Q1 Q2 Q3 Q4",
    },
}
DATED: Final = {
    ("setting", "supplier", False): (None, date(2023, 12, 31)),
    ("setting", "supplier", True): (date(2024, 1, 1), None),
    ("status indicator", "K1", True): (date(2025, 1, 1), None),
}
ENTRIES: Final = payer_named("medicare").scope


def facts_of(entry: Scoped) -> tuple[str, dict[str, Any]]:
    """A code, and the facts of a claim to which an entry applies."""
    place, _, modifier = entry.value.partition(" ")
    facts: dict[str, dict[str, Any]] = {
        "code": {},
        "modifier": {"modifiers": [entry.value]},
        "place of service": {"place_of_service": entry.value},
        "place of service and modifier": {"place_of_service": place, "modifiers": [modifier]},
        "setting": {"setting": entry.value},
        "status indicator": {"setting": "facility", "status_indicator": entry.value},
    }
    return entry.value if entry.kind == "code" else "J1745", facts[entry.kind]


def days_of(entry: Scoped) -> Iterator[date]:
    """The first and last day of an entry, or the first and last that a bill can have."""
    yield entry.since or date(2023, 7, 1)
    yield entry.until or date(2026, 9, 30)


def modifiers_on(entry: Scoped, on: date) -> tuple[bool, bool]:
    """Whether there is a JZ when all was administered, and a JW when some was not."""
    code, facts = facts_of(entry)
    unit = codeset(on)[code] if code in codeset(on) else codeset(on).related[code]
    amount = unit.billing_unit.amount
    assert amount is not None
    found = []
    for opened, modifier in (([amount], "JZ"), ([amount, amount], "JW")):
        billed = single_dose(code, amount, opened=opened, spare_needed=True, on=on, **facts)
        found.append(any(modifier in line.modifiers for line in billed.lines))
    return found[0], found[1]


def test_the_scope_of_medicare_is_these_entries() -> None:
    """Rules 1.3.5 and 1.3.6: each kind and value once, and no others."""
    written = {
        (kind, value.replace("+", " "), in_scope)
        for kind, verdicts in SCOPE.items()
        for in_scope, values in verdicts.items()
        for value in values.split()
    }
    assert sorted(written, key=str) == sorted(
        ((entry.kind, entry.value, entry.in_scope) for entry in ENTRIES), key=str
    )
    for entry in ENTRIES:
        period = DATED.get((entry.kind, entry.value, entry.in_scope or False), (None, None))
        assert (entry.since, entry.until) == period


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.kind} {entry.value}")
def test_every_entry_decides_on_its_first_and_on_its_last_day(entry: Scoped) -> None:
    """Rule 1.3.6: a yes has JZ and JW, a no has neither, an undecided one only JW with a question."""
    for on in days_of(entry):
        has_jz, has_jw = modifiers_on(entry, on)
        assert has_jz is (entry.in_scope is True)
        assert has_jw is (entry.in_scope is not False)


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if entry.since or entry.until],
    ids=lambda entry: f"{entry.kind} {entry.value} {entry.since} {entry.until}",
)
def test_no_entry_decides_on_the_day_before_or_after_it(entry: Scoped) -> None:
    """Rule 1.3.6: suppliers are out in 2023 and in from 2024; K1 began in 2025."""
    if entry.since is not None:
        assert modifiers_on(entry, entry.since - ONE_DAY)[0] is False
    if entry.until is not None:
        assert modifiers_on(entry, entry.until + ONE_DAY) == (True, True)


@pytest.mark.parametrize(
    ("setting", "elsewhere", "excluded"),
    [
        ("professional", "19 21 22 23 24", "50 72"),
        ("facility", "", "21 50 72"),
        ("supplier", "", "21 50 72"),
    ],
)
def test_only_these_places_change_the_modifiers(
    setting: str, elsewhere: str, excluded: str
) -> None:
    """Rule 1.3.6: some are paid differently; in facilities a practitioner bills no drug at all."""
    lines: dict[str, list[str]] = {"J1745-JZ x 30": [], "J1745 x 30": [], "?": [], "no line": []}
    for place in (f"{number:02}" for number in range(100)):
        facts = {"setting": setting, "status_indicator": "K", "place_of_service": place}
        billed = single_dose("J1745", "300 mg", **USED_UP, **facts)
        (line,) = read(billed) or ["no line"]
        lines["?" if "JZ: " in unchecked(billed) else line].append(place)
    assert lines["no line"] == elsewhere.split()
    assert lines["J1745 x 30"] == excluded.split()
    assert lines["?"] == ["65"]
    assert len(lines["J1745-JZ x 30"]) == 99 - len(f"{elsewhere} {excluded}".split())


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, "single-dose container: JZ"),
        ({"place_of_service": "11"}, "single-dose container: JZ"),
        (
            {"setting": "facility", "status_indicator": "K"},
            "single-dose container: JZ, status indicator K: paid separately",
        ),
        (
            {"setting": "facility", "on": STATUS_DAY},
            "single-dose container: JZ, status indicator K of 2026Q1: paid separately",
        ),
    ],
)
def test_the_step_of_jz_states_the_reason(facts: dict[str, Any], reason: str) -> None:
    """A setting alone needs no reason; an indicator is shown, with its quarter."""
    assert single_dose("J1745", "300 mg", **USED_UP, **facts).steps[-1].text.endswith(reason)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"place_of_service": "72"}, "rural health clinic"),
        ({"place_of_service": "50"}, "federally qualified health center"),
        (
            {"setting": "facility", "status_indicator": "K", "place_of_service": "21"},
            "inpatient hospital",
        ),
        ({"modifiers": ["J1"]}, "competitive acquisition program"),
        ({"modifiers": ["RT", "J2"]}, "competitive acquisition program"),
        ({"modifiers": ["J3"]}, "competitive acquisition program"),
        ({"setting": "supplier", "on": date(2023, 12, 31)}, "from 2024-01-01"),
        ({"setting": "facility", "status_indicator": "N"}, "packaged"),
        ({"setting": "facility", "status_indicator": "N1"}, "packaged in an ambulatory"),
        *(
            ({"setting": "facility", "status_indicator": indicator}, reason)
            for indicator, reason in {
                "B": "not paid on a hospital outpatient claim",
                "C": "inpatient only",
                "E": "not paid by Medicare for outpatients",
                "E1": "not paid by Medicare for outpatients",
                "E2": "no price is available",
                "L": "paid at reasonable cost",
                "M": "not billed to the contractor for hospitals",
                "Y": "billed to the DME contractor",
                "B5": "not paid in an ambulatory surgical center",
                "K5": "no price is available",
                "L1": "vaccine, packaged",
            }.items()
        ),
    ],
)
def test_out_of_scope_is_neither_jw_nor_jz(facts: dict[str, Any], reason: str) -> None:
    """Rule 1.3.6: RHC, FQHC, inpatient, CAP, suppliers before 2024, and what is not paid separately."""
    for vials in (HALF_USED, USED_UP):
        billed = single_dose("J1745", "300 mg", **vials, **facts)
        assert len(billed.lines) == 1
        assert not {"JW", "JZ"} & set(billed.lines[0].modifiers)
        assert reason in str(billed)
        assert billed.discarded_units == (10 if vials is HALF_USED else 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"place_of_service": "11"},
        {"place_of_service": "11", "modifiers": ["RT"]},
        {"setting": "supplier", "on": date(2024, 1, 1)},
        {"setting": "facility", "status_indicator": "G"},
        {"setting": "facility", "status_indicator": "K"},
        {"setting": "facility", "status_indicator": "K1", "on": date(2025, 1, 1)},
        {"setting": "facility", "status_indicator": "K2"},
        {"setting": "facility", "status_indicator": "K", "place_of_service": "22"},
        {"place_of_service": "65", "modifiers": ["AY"]},
        {"place_of_service": "65", "modifiers": ["RT", "AY"], "setting": "facility"},
    ],
)
def test_in_scope_takes_jw_or_jz(facts: dict[str, Any]) -> None:
    """Rules 1.3.5 and 1.3.6: offices, separately paid drugs, suppliers since 2024."""
    others = "".join(f"-{modifier}" for modifier in facts.get("modifiers", ()))
    assert infliximab(**HALF_USED, **facts) == [f"J1745{others} x 30", f"J1745-JW{others} x 10"]
    assert infliximab(**USED_UP, **facts) == [f"J1745-JZ{others} x 30"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"place_of_service": "65"}, "only drugs that are not for renal dialysis (modifier AY)"),
        ({"setting": "facility", "status_indicator": "K1", "on": date(2024, 12, 31)}, "K1 does"),
        ({"setting": "facility", "status_indicator": "S"}, "S does not show"),
        ({"setting": "facility", "status_indicator": "A"}, "another fee schedule"),
        ({"setting": "facility", "status_indicator": "Q1"}, "packaged under some conditions"),
        ({"setting": "facility", "status_indicator": "Q4"}, "packaged under some conditions"),
        ({"setting": "facility", "status_indicator": "K7"}, "priced by the contractor"),
        ({"setting": "facility", "on": NO_STATUS_DAY}, "status_indicator= as in Addendum B"),
    ],
)
def test_an_undecided_scope_gives_no_jz_and_a_questioned_jw(
    facts: dict[str, Any], reason: str
) -> None:
    """Rules 1.3.5 and 1.3.6: what depends on other facts."""
    others = "".join(f"-{modifier}" for modifier in facts.get("modifiers", ()))
    used_up = single_dose("J1745", "300 mg", **USED_UP, **facts)
    assert read(used_up) == [f"J1745{others} x 30"]
    assert "JZ:" in unchecked(used_up)
    half_used = single_dose("J1745", "300 mg", **HALF_USED, **facts)
    assert read(half_used) == [f"J1745{others} x 30", f"J1745-JW{others} x 10"]
    for billed in (used_up, half_used):
        assert reason in unchecked(billed)


@pytest.mark.parametrize(
    ("code", "dose", "indicator", "lines"),
    [
        ("J1745", "10 mg", "K", ["J1745-JZ x 1"]),
        ("J0174", "1 mg", "G", ["J0174-JZ x 1"]),
        ("J1885", "15 mg", "K1", ["J1885-JZ x 1"]),
        ("J2405", "1 mg", "N", ["J2405 x 1"]),
    ],
)
def test_the_indicator_of_the_quarter_is_looked_up(
    code: str, dose: str, indicator: str, lines: list[str]
) -> None:
    """Rule 1.3.5: OPPS Addendum B of 2025Q4 to 2026Q2 shows which drugs are paid separately."""
    facts = {"opened": [dose], "setting": "facility"}
    assert read(single_dose(code, dose, on=STATUS_DAY, **facts)) == lines
    given = single_dose(code, dose, on=DAY, status_indicator=indicator, **facts)
    assert read(given) == lines


@pytest.mark.parametrize(
    ("code", "dose", "on", "lines"),
    [
        ("J1745", "10 mg", date(2019, 7, 1), ["J1745 x 1", "J1745-JW x 1"]),
        ("J1100", "1 mg", date(2019, 7, 1), ["J1100 x 1"]),
        ("J1745", "10 mg", date(2026, 6, 30), ["J1745 x 1", "J1745-JW x 1"]),
        ("J1100", "1 mg", date(2026, 6, 30), ["J1100 x 1"]),
        ("J9247", "1 mg", date(2023, 12, 31), ["J9247 x 1", "J9247-JW x 1"]),
        ("J9247", "1 mg", date(2024, 1, 1), ["J9247 x 1"]),
    ],
)
def test_jw_of_a_hospital_is_decided_from_2019q3_to_2026q2(
    code: str, dose: str, on: date, lines: list[str]
) -> None:
    """Rule 1.3.5: nothing is left open on the first and last day, and where an indicator changes."""
    billed = single_dose(
        code, dose, opened=[f"2 x {dose}"], spare_needed=True, on=on, setting="facility"
    )
    assert read(billed) == lines
    assert "status indicator" not in unchecked(billed)


@pytest.mark.parametrize("on", [date(2019, 6, 30), date(2026, 7, 1)])
def test_before_and_after_the_quarters_included_jw_of_a_hospital_is_questioned(on: date) -> None:
    """Rule 1.3.5: the line is there, and whether it is required is left open."""
    billed = single_dose("J1745", "10 mg", opened=["20 mg"], on=on, setting="facility")
    assert read(billed) == ["J1745 x 1", "J1745-JW x 1"]
    assert "whether JW is required: status indicator: " in unchecked(billed)


def test_a_drug_not_yet_approved_within_the_quarter_is_questioned() -> None:
    """J0739 counts for hospitals from 2024-09-30, the day of the coverage decision."""
    facts: dict[str, Any] = {"opened": ["1 mg"], "setting": "facility"}
    before = single_dose("J0739", "1 mg", on=date(2024, 9, 29), **facts)
    assert read(before) == ["J0739 x 1"]
    assert "accepts the code only from 2024-09-30, within 2024Q3" in unchecked(before)
    assert read(single_dose("J0739", "1 mg", on=date(2024, 9, 30), **facts)) == ["J0739-JZ x 1"]


def test_the_nearest_indicator_answers_on_request() -> None:
    """Rule 1.3.5: 2026Q3 is not included; 2026Q2 answers for it only if the caller requests it."""
    facts = {**USED_UP, "setting": "facility", "on": NO_STATUS_DAY}
    assert infliximab(**facts) == ["J1745 x 30"]
    assert infliximab(nearest=True, **facts) == ["J1745-JZ x 30"]


def test_modifier_ay_decides_for_the_place_and_the_step_shows_it() -> None:
    """Rule 4.10: AY means that the drug is not for ESRD, so a dialysis facility is paid for it."""
    facts: dict[str, Any] = {"place_of_service": "65", "modifiers": ["AY"]}
    billed = single_dose("J1745", "300 mg", **USED_UP, **facts)
    assert not asked(billed)
    assert "JZ, AY: not for the treatment of ESRD, so paid separately" in str(billed)
    dialysis = single_dose("J0882", "25 mcg", opened=["25 mcg"], **facts)
    assert [line.modifiers for line in dialysis.lines] == [("AY",)]


@pytest.mark.parametrize("code", ["J3357", "J1427", "J1955", "J7605"])
def test_what_is_not_paid_in_hospitals_has_no_jw_there(code: str) -> None:
    """Rule 1.3.6: E1, E2, B and M of Addendum B are looked up; an office is not affected."""
    unit = codeset(STATUS_DAY)[code].billing_unit.amount
    assert unit is not None
    facts: dict[str, Any] = {"opened": [unit * 3], "on": STATUS_DAY}
    hospital = single_dose(code, unit, setting="facility", **facts)
    assert (read(hospital), hospital.discarded_units) == ([f"{code} x 1"], 2)
    assert "no JW: status indicator " in str(hospital)
    assert read(single_dose(code, unit, **facts)) == [f"{code} x 1", f"{code}-JW x 2"]


@pytest.mark.parametrize(("code", "dose"), [("J0882", "25 mcg"), ("J0887", "50 mcg")])
def test_a_drug_for_dialysis_is_out_of_scope(code: str, dose: str) -> None:
    """Rule 1.3.6: renal-dialysis drugs are paid in the bundle, so neither modifier applies."""
    billed = single_dose(code, dose, opened=["100 mcg"])
    assert [line.modifiers for line in billed.lines] == [()]
    assert "a renal-dialysis drug" in str(billed)


# --- a surgical center ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "line"), [("K2", "J1745-JZ x 30"), ("N1", "J1745 x 30"), ("K7", "J1745 x 30")]
)
def test_a_surgical_center_goes_by_its_payment_indicator(indicator: str, line: str) -> None:
    """K2 is paid separately, N1 is packaged, of K7 CMS says nothing. Source: ASC Addendum DD1."""
    billed = single_dose("J1745", "300 mg", **USED_UP, setting="asc", status_indicator=indicator)
    assert read(billed) == [line]
    assert billed.lines[0].place_of_service == "24"


@pytest.mark.parametrize("on", [STATUS_DAY, date(2025, 8, 1)])
def test_without_it_the_indicator_is_asked_for_and_not_that_of_hospitals(on: date) -> None:
    """Addendum B, which the library has, is the hospitals'; a surgical center has Addendum BB."""
    billed = single_dose("J1745", "300 mg", **USED_UP, setting="asc", on=on, nearest=True)
    assert read(billed) == ["J1745 x 30"]
    (asked,) = [each for each in billed.questions if each.kind == "jz"]
    assert (asked.argument, asked.owner, asked.severity) == (
        "status_indicator",
        "billing",
        "blocks",
    )
    assert asked.text == (
        "JZ: payment indicator of J1745: pass status_indicator= as in ASC Addendum BB: K2 is paid "
        "separately, N1 is not"
    )


def test_a_surgical_center_is_at_place_24() -> None:
    with pytest.raises(BadClaimLine, match="'11' is not the place of service of a surgical center"):
        single_dose("J1745", "300 mg", **USED_UP, setting="asc", place_of_service="11")


def test_a_line_of_a_surgical_center_takes_as_many_units_as_a_practitioners() -> None:
    """It bills on the same form, to the same contractor."""
    for setting, lines in (("professional", 3), ("asc", 3), ("facility", 1)):
        billed = single_dose("J7182", "22000 IU", setting=setting, status_indicator="K2")
        assert len(billed.lines) == lines
