"""What became of a code between two dates, and how its units convert."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    AmbiguousDose,
    BadAmount,
    BadDate,
    Concentration,
    JCode,
    Migration,
    NeedsDose,
    NoSuchTarget,
    NotInForce,
    UncoveredDate,
    UnknownCode,
    codeset,
    coverage,
    migrate,
    packages_of,
)
from hcpcs_jcodes.codes.ledger import code_ledger, row_on
from hcpcs_jcodes.codes.paths import Branch, Path
from hcpcs_jcodes.codes.successions import Succession, all_successions
from hcpcs_jcodes.migration.migrations import _change_in_place, _conversion
from hcpcs_jcodes.migration.selection import Move, Wanted
from tests.refusals import Refusal, careless, refused
from tests.strategies import packaged_versions

SPRING_18, SPRING_19 = date(2018, 6, 1), date(2019, 6, 1)
LAST_EPINEPHRINE, FIRST_EPINEPHRINE = date(2025, 6, 30), date(2025, 7, 1)
DAY = timedelta(days=1)
# what the library covers on its last day
COVERED = [
    row
    for listed in all_successions().after.values()
    for row in listed
    if row.until > coverage().first
]
LEADING = [row for row in COVERED if row.since is not None]
OVERLAPS = [row for row in LEADING if row.gap_days is not None and row.gap_days < 0]
GAPS = [row for row in LEADING if row.gap is not None and row.kind != "reused"]


# the unit of the first was not known before; for the two others only the wording shows it
NOT_SHOWN = [
    row
    for row in LEADING
    if row.kind in {"rescoped", "redefined"} and row.code in {"J7340", "Q5105", "Q5106"}
]


def codes(found: Migration) -> list[str]:
    """The codes of the targets."""
    return [target.code for target in found.targets]


def single(found: Migration, units: int | None = None) -> int | tuple[int, int]:
    """The units of the one target."""
    assert found.single is not None
    return found.single.units(units)


# --- units ---------------------------------------------------------------------


def test_eight_units_of_rituximab_are_a_range_and_the_dose_makes_it_one_number() -> None:
    """J9310 x 8 is any dose above 700 and up to 800 mg: 71 to 80 units of 10 mg; 715 mg are 72."""
    found = migrate("J9310", on=SPRING_18, to=SPRING_19)
    (target,) = found.targets
    assert (found.kind, target.code, target.factor, target.convert) == (
        "replaced",
        "J9312",
        Fraction(10),
        "range",
    )
    assert target.units(8) == (71, 80)
    assert found.single is target
    dosed = migrate("J9310", on=SPRING_18, to=SPRING_19, dose="715 mg")
    assert single(dosed, 8) == single(dosed) == 72


def test_the_conversion_back_is_exact() -> None:
    """A tenth of a unit is the reverse: one number."""
    found = migrate("J9312", on=SPRING_19, to=SPRING_18)
    assert (found.kind, codes(found)) == ("replaced", ["J9310"])
    assert found.targets[0].factor == Fraction(1, 10)
    assert [single(found, units) for units in (1, 10, 11, 71, 80)] == [1, 1, 2, 8, 8]


@pytest.mark.parametrize(
    ("code", "last", "follower", "dose", "counts"),
    [
        ("J1170", date(2024, 9, 30), "J1171", "2 mg", (1, 20)),
        ("J1940", date(2025, 3, 31), "J1938", "40 mg", (2, 40)),
        ("J2930", date(2024, 3, 31), "J2919", "125 mg", (1, 25)),
    ],
)
def test_units_up_to_an_amount_are_refused_and_doses_convert(
    code: str, last: date, follower: str, dose: str, counts: tuple[int, int]
) -> None:
    """Hydromorphone, furosemide, methylprednisolone: releases-and-migration.md 2.6, notes."""
    to = date(2025, 6, 1)
    old, new = counts
    found = migrate(code, on=last, to=to)
    assert codes(found) == [follower]
    assert (found.targets[0].factor, found.targets[0].convert) == (None, "dose")
    with pytest.raises(
        NeedsDose, match=f"{old} x {code} .* does not determine the units of {follower}"
    ):
        single(found, old)
    dosed = migrate(code, on=last, to=to, dose=dose)
    assert single(dosed, old) == new
    assert f"{dose} = {new} units" in str(dosed)


def test_a_dose_that_is_not_the_old_count_is_refused() -> None:
    """7 units of 100 mg are not 715 mg."""
    dosed = migrate("J9310", on=SPRING_18, to=SPRING_19, dose="715 mg")
    with pytest.raises(AmbiguousDose, match="715 mg is 8 units of J9310, not 7"):
        single(dosed, 7)


def test_a_volume_needs_the_concentration_or_the_dose() -> None:
    """Calcium gluconate 10 mL became 10 mg: 1000 mg in 10 mL make a range of a hundred units."""
    on, to = date(2023, 3, 31), date(2023, 4, 1)
    plain = migrate("J0610", on=on, to=to)
    assert plain.targets[0].convert == "concentration"
    with pytest.raises(
        NeedsDose, match="one of the units is a volume; pass dose= or concentration="
    ):
        single(plain, 1)
    for strength in ("100 mg/mL", Concentration("100 mg/mL")):
        strong = migrate("J0610", on=on, to=to, concentration=strength)
        assert strong.targets[0].factor == Fraction(100)
        assert single(strong, 1) == (1, 100)
    dosed = migrate("J0610", on=on, to=to, dose="950 mg")
    assert single(dosed, 1) == 95


def test_mannitol_is_counted_by_its_drug_once_the_strength_is_known() -> None:
    """25 % in 50 mL is 12.5 g: 50 units of J2151 (releases-and-migration.md 2.6, notes)."""
    found = migrate("J2150", on=date(2025, 6, 1), to=date(2026, 6, 1), dose="12.5 g")
    assert codes(found) == ["J2151"]
    assert single(found) == 50


def test_an_odd_factor_gives_a_range() -> None:
    """0.1 mg to 0.075 mg is 4/3; back it is 3/4."""
    there = migrate("C9084", on=date(2022, 3, 31), to=date(2022, 4, 1))
    assert (codes(there), there.targets[0].factor) == (["J9359"], Fraction(4, 3))
    assert [single(there, units) for units in (1, 3, 8)] == [(1, 2), (3, 4), (10, 11)]
    back = migrate("J9359", on=date(2022, 4, 1), to=date(2022, 3, 31))
    assert back.targets[0].factor == Fraction(3, 4)


def test_a_thing_that_became_an_amount_needs_the_dose() -> None:
    """A whole implant became 0.01 mg: 0.59 mg are 59 units, whatever was counted before."""
    found = migrate("J7311", on=date(2019, 9, 30), to=date(2019, 10, 1))
    assert (found.kind, found.targets[0].convert) == ("redefined", "count")
    assert "59 units" in found.notes[0]
    with pytest.raises(NeedsDose, match="one of the two codes counts things"):
        single(found, 1)
    assert "units need a count of things, or the dose" in str(found)
    dosed = migrate("J7311", on=date(2019, 9, 30), to=date(2019, 10, 1), dose="0.59 mg")
    assert single(dosed, 1) == 59


def test_units_without_a_count_or_a_dose_are_refused() -> None:
    """There is nothing to convert."""
    with pytest.raises(NeedsDose, match="pass the old units, or dose="):
        single(migrate("J9310", on=SPRING_18, to=SPRING_19))


def test_a_code_that_stayed_keeps_its_units_whatever_they_are() -> None:
    """One unit of an unclassified drug, a band or an unknown unit is the same unit of itself."""
    for code in ("J3490", "J0577", "J0120"):
        found = migrate(code, on=date(2025, 1, 1), to=date(2025, 9, 1))
        assert (found.kind, codes(found), single(found, 3)) == ("unchanged", [code], 3)
    assert "units unchanged" in str(found)


def test_a_new_wording_that_is_not_on_file_keeps_the_unit_that_is() -> None:
    """J3300 has a new wording from 2026-10-01; its unit is that of the payment limit."""
    found = migrate("J3300", on=date(2026, 9, 30), to=date(2026, 10, 1))
    assert (found.kind, codes(found), single(found, 40)) == ("reworded", ["J3300"], 40)


def test_a_code_whose_unit_is_not_on_file_needs_the_dose() -> None:
    """C9310 was on file by its short description alone, which states no unit."""
    found = migrate("C9310", on=date(2026, 9, 30), to=date(2026, 10, 1))
    assert codes(found) == ["J0644"]
    with pytest.raises(NeedsDose, match="unit not known"):
        single(found, 1)


# --- kinds ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "on", "to", "kind", "targets"),
    [
        ("J9271", SPRING_18, SPRING_19, "unchanged", ["J9271"]),
        ("J9271", SPRING_18, SPRING_18, "unchanged", ["J9271"]),
        ("J7315", date(2015, 12, 31), date(2016, 1, 1), "reworded", ["J7315"]),
        ("J1745", date(2016, 12, 31), date(2017, 1, 1), "rescoped", ["J1745"]),
        ("J9072", date(2024, 12, 31), date(2025, 1, 1), "split", ["J9072", "J9073"]),
        ("J1020", date(2024, 3, 31), date(2024, 4, 1), "merged", ["J1010"]),
        ("J1010", date(2024, 4, 1), date(2024, 3, 31), "merged", ["J1020", "J1030", "J1040"]),
        ("J7333", date(2021, 3, 31), date(2021, 4, 1), "merged", ["J7321"]),
        ("J7321", date(2020, 6, 30), date(2020, 7, 1), "split", ["J7321", "J7333"]),
        ("J7321", date(2020, 6, 30), date(2021, 4, 1), "unchanged", ["J7321"]),
        ("J7302", date(2015, 12, 31), date(2016, 1, 1), "split", ["J7297", "J7298"]),
        ("J0190", date(2025, 12, 31), date(2026, 1, 1), "ended", []),
        ("J0584", date(2019, 1, 1), date(2018, 12, 31), "added", []),
        ("J9271", date(2020, 1, 1), date(2014, 1, 1), "added", []),
        ("C9027", date(2015, 12, 31), date(2016, 1, 1), "replaced", ["J9271"]),
        ("J0168", FIRST_EPINEPHRINE, LAST_EPINEPHRINE, "split", ["J0171"]),
        ("J0570", date(2024, 12, 31), date(2025, 6, 1), "ended", []),
        ("J0570", date(2024, 12, 31), date(2025, 10, 1), "reinstated", ["J0570"]),
        ("J0570", date(2025, 10, 1), date(2025, 6, 1), "reinstated", []),
        ("J0570", date(2025, 10, 1), date(2024, 12, 31), "reinstated", ["J0570"]),
        ("J1440", date(2013, 6, 1), date(2024, 6, 1), "reused", ["J1442"]),
        ("J1440", date(2013, 6, 1), date(2015, 6, 1), "merged", ["J1442"]),
        ("J1440", date(2024, 6, 1), date(2013, 6, 1), "reused", []),
        ("J1440", date(2024, 6, 1), date(2020, 6, 1), "reused", []),
        ("J1725", date(2017, 6, 1), date(2018, 1, 1), "split", ["J1726", "J1729"]),
    ],
)
def test_the_kind_states_what_happened(
    code: str, on: date, to: date, kind: str, targets: list[str]
) -> None:
    """Forward and backward, through chains, gaps and reused numbers."""
    found = migrate(code, on=on, to=to)
    if (code, kind) == ("J1440", "reused") and to.year == 2020:
        kind = "added"  # no drug had the number on that day
    assert (found.kind, codes(found)) == (kind, targets)
    assert (found.single is not None) == (len(targets) == 1)
    for target in found.targets:
        assert target.version.in_force(to)


def test_one_number_for_two_drugs_is_said() -> None:
    """J1440 was filgrastim in 2013 and is fecal microbiota in 2024."""
    found = migrate("J1440", on=date(2013, 6, 1), to=date(2024, 6, 1))
    assert "on 2024-06-01 the number J1440 stands for another drug: fecal microbiota" in found.notes
    assert single(found, 2) == (301, 600)


def test_a_gap_is_stated_with_its_days() -> None:
    """The buprenorphine implant had no code from 2025-01-01 to 2025-09-30."""
    inside = migrate("J0570", on=date(2024, 6, 1), to=date(2025, 6, 1))
    assert inside.gap == (date(2025, 1, 1), date(2025, 9, 30))
    assert inside.single is None
    assert inside.without_code == inside.steps
    assert "reinstated, J0570 from 2025-10-01" in str(inside)
    after = migrate("J0570", on=date(2024, 6, 1), to=date(2025, 11, 1))
    assert after.gap is None
    assert any("2025-09-30" in note for note in after.notes)


def test_a_gap_without_a_note_of_its_own_is_stated_too() -> None:
    """J9037 ended on 2025-03-31 and J9053 began on 2026-07-01."""
    after = migrate("J9037", on=date(2025, 3, 31), to=date(2026, 7, 1))
    assert codes(after) == ["J9053"]
    assert any("2026-06-30" in note for note in after.notes)
    back = migrate("J9053", on=date(2026, 7, 1), to=date(2026, 1, 1))
    assert (back.kind, codes(back), back.gap) == (
        "added",
        [],
        (date(2025, 4, 1), date(2026, 6, 30)),
    )


def test_an_overlap_keeps_the_older_code_to_its_last_day_and_names_the_newer() -> None:
    """C9043 and J0642 were both in force in the last quarter of 2019."""
    inside = migrate("C9043", on=date(2019, 9, 1), to=date(2019, 11, 1))
    assert (inside.kind, codes(inside)) == ("unchanged", ["C9043"])
    assert any(
        "J0642 is also in force on 2019-11-01, along with C9043" in note for note in inside.notes
    )
    newer = migrate("J0642", on=date(2020, 2, 1), to=date(2019, 11, 1))
    assert any(
        "C9043 is also in force on 2019-11-01, along with J0642" in note for note in newer.notes
    )
    after = migrate("C9043", on=date(2019, 9, 1), to=date(2020, 1, 1))
    assert codes(after) == ["J0642"]
    assert any("both in force from 2019-10-01 to 2019-12-31" in note for note in after.notes)


def test_a_chain_carries_the_steps_and_their_evidence() -> None:
    """J1725 went to Q9986 in the middle of 2017 and to J1726 in 2018."""
    found = migrate("J1725", on=date(2017, 3, 1), to=date(2018, 6, 1), product="Makena")
    assert codes(found) == ["J1726"]
    assert [step.to_code for step in found.targets[0].steps] == ["Q9986", "J1726"]
    assert found.targets[0].factor == Fraction(1, 10)
    assert all(step.evidence for step in found.steps)
    assert found.single is not None
    assert found.single.takes == ("makena",)


def test_a_code_of_which_a_part_ended_has_no_single_target() -> None:
    """If one of two products lost its code, the other code is not the answer for both."""
    found = migrate("J9264", on=date(2024, 8, 1), to=date(2024, 11, 1))
    assert found.single is not None
    partly = Migration(
        found.code,
        found.on,
        found.to,
        "split",
        found.version,
        found.targets,
        migrate("J0190", on=date(2025, 12, 31), to=date(2026, 1, 1)).without_code,
    )
    assert partly.single is None
    assert partly.gap is None


# --- every row, on both sides of its date ---------------------------------------


@pytest.mark.parametrize("kind", sorted({row.kind for row in COVERED}))
def test_a_code_is_unchanged_to_its_last_day_and_follows_its_row_from_the_next(kind: str) -> None:
    """The kind of each row, the day before its date and on it, there and back."""
    for row in COVERED:
        if row.kind != kind or row in OVERLAPS:
            continue
        before = migrate(row.code, on=row.until - DAY, to=row.until)
        assert (before.kind, codes(before), before.steps) == ("unchanged", [row.code], ()), row
        after = migrate(row.code, on=row.until, to=row.since or row.until + DAY)
        if row not in NOT_SHOWN:
            assert after.kind == kind, row
        if row.since is None:
            assert (codes(after), after.without_code) == ([], (row,)), row
        elif kind != "reused":
            assert row.to_code in codes(after), row
            assert row in after.steps, row
            back = migrate(row.to_code, on=row.since, to=row.until)
            assert row.code in codes(back), row
            assert row in back.steps, row
            if len(codes(back)) > 1:
                assert back.kind == "merged", row
            elif kind != "split" and row not in NOT_SHOWN:
                assert back.kind == kind, row


REWORDED = [
    version
    for version in packaged_versions()
    if version.begins in {"reworded", "changed"}
    and coverage().first < version.valid_from
    and (version.code[0] == "J" or version.valid_from <= coverage().related_last)
    # on the same day another code came from it or into it, or it lost a part of its scope
    and version.code not in {"J0873", "J9033", "J9260", "J7516", "J9255"}
]


@pytest.mark.parametrize("version", REWORDED, ids=lambda version: version.code)
def test_a_new_wording_is_reworded_from_its_first_day_and_not_before(version: JCode) -> None:
    """For each version that begins as reworded; its units stay if both are known."""
    first = version.valid_from
    before = migrate(version.code, on=first - DAY - DAY, to=first - DAY)
    assert (before.kind, codes(before)) == ("unchanged", [version.code])
    for on, to in ((first - DAY, first), (first, first - DAY)):
        found = migrate(version.code, on=on, to=to)
        assert (found.kind, codes(found), found.steps) == ("reworded", [version.code], ())
        if version.billing_unit.kind != "unknown":
            assert single(found, 7) == 7


@pytest.mark.parametrize("row", GAPS, ids=lambda row: row.code)
def test_a_gap_runs_from_the_day_after_the_one_to_the_day_before_the_other(
    row: Succession,
) -> None:
    """Each gap of the table: its first and last day, and the days beside it."""
    assert row.since is not None
    first, last = row.until + DAY, row.since - DAY
    gap_note = f"no code from {first} to {last}, between {row.code} and {row.to_code}"
    for day in (first, last):
        inside = migrate(row.code, on=row.until, to=day)
        assert (inside.kind, codes(inside), inside.gap) == ("ended", [], (first, last))
        back = migrate(row.to_code, on=row.since, to=day)
        assert (codes(back), back.gap) == ([], (first, last))
        assert gap_note in inside.notes
        assert gap_note in back.notes
    after = migrate(row.code, on=row.until, to=row.since)
    assert (codes(after), after.gap) == ([row.to_code], None)
    assert gap_note in after.notes
    assert codes(migrate(row.to_code, on=row.since, to=row.until)) == [row.code]
    assert migrate(row.code, on=row.until - DAY, to=row.until).notes == ()


def test_the_table_has_two_gaps_and_seven_overlaps_on_covered_days() -> None:
    """The cases of the two tests next to this one."""
    assert {row.code for row in GAPS} == {"J0570", "J9037"}
    assert sorted(row.code for row in OVERLAPS) == [
        "C9043",
        "C9173",
        "J1725",
        "J1725",
        "J9001",
        "J9002",
        "S0032",
    ]


@pytest.mark.parametrize("row", OVERLAPS, ids=lambda row: f"{row.code}-{row.to_code}")
def test_an_overlap_runs_from_the_first_day_of_the_one_to_the_last_of_the_other(
    row: Succession,
) -> None:
    """Each overlap of the table: both codes on its first and last day, one on those beside it."""
    assert row.since is not None
    start = row.since - DAY
    newer, older = (
        (f"{code} is also in force on", f"along with {other}")
        for code, other in ((row.to_code, row.code), (row.code, row.to_code))
    )
    for day in (row.since, row.until):
        old = migrate(row.code, on=start, to=day)
        assert (old.kind, codes(old)) == ("unchanged", [row.code])
        assert f"{newer[0]} {day}, {newer[1]}: {row}" in old.notes
        new = migrate(row.to_code, on=row.until, to=day)
        assert (new.kind, codes(new)) == ("unchanged", [row.to_code])
        assert f"{older[0]} {day}, {older[1]}: {row}" in new.notes
    assert not any("also in force" in note for note in migrate(row.code, on=start, to=start).notes)
    after = migrate(row.code, on=start, to=row.until + DAY)
    assert after.kind == row.kind
    assert row in after.steps
    assert f"{row.code} and {row.to_code} were both in force from {row.since} to {row.until}" in (
        after.notes
    )
    assert not any(note.startswith(f"{newer} {row.until + DAY}") for note in after.notes)


@pytest.mark.parametrize(
    "row", [row for row in LEADING if row.kind == "reused"], ids=lambda row: row.code
)
def test_a_number_is_reused_from_the_first_day_of_the_new_drug_to_the_last_of_the_old(
    row: Succession,
) -> None:
    """In the gap no drug has it, so there it is not reused."""
    assert row.since is not None
    reused_note = f"the number {row.code} stands for another drug: "
    there = migrate(row.code, on=row.until, to=row.since)
    back = migrate(row.code, on=row.since, to=row.until)
    for found, day in ((there, row.since), (back, row.until)):
        drug = codeset(day).get(row.code) or codeset(day).related[row.code]
        assert found.kind == "reused"
        assert found.notes[0] == f"on {day} {reused_note}{drug.drug.name}"
    assert row.code not in codes(there) + codes(back)
    for found in (
        migrate(row.code, on=row.until, to=row.since - DAY),
        migrate(row.code, on=row.since, to=row.until + DAY),
    ):
        assert found.kind != "reused"
        assert not any(reused_note in note for note in found.notes)


def test_a_path_back_passes_every_step_from_the_latest_to_the_earliest() -> None:
    """J1561 was limited further with 2012 and with 2013; a target has its steps in order."""
    for on, to in ((date(2013, 1, 1), date(2011, 12, 31)), (date(2011, 12, 31), date(2013, 1, 1))):
        (target,) = migrate("J1561", on=on, to=to).targets
        assert [step.until for step in target.steps] == [date(2011, 12, 31), date(2012, 12, 31)]


def test_of_several_paths_to_one_code_the_least_specific_one_is_shown() -> None:
    """Maia's product went to J2806 and came back; all others stayed in J2805."""
    found = migrate("J2805", on=date(2023, 6, 30), to=date(2025, 1, 1))
    assert [(target.code, target.takes) for target in found.targets] == [("J2805", ())]
    assert [step.to_code for step in found.targets[0].steps] == ["J2805"]
    assert [step.until for step in found.steps] == [date(2023, 6, 30)]


def test_a_code_of_two_of_which_one_was_not_there_yet_is_merged_and_not_single() -> None:
    """J0202 came from J9010 and from Q9979, which began in October 2015."""
    found = migrate("J0202", on=date(2016, 1, 1), to=date(2015, 9, 30))
    assert (found.kind, codes(found)) == ("merged", ["J9010"])


def test_dates_that_meet_are_neither_a_gap_nor_an_overlap() -> None:
    """If one code begins on the day after another ended, there is nothing to report."""
    found = migrate("J9310", on=date(2018, 12, 31), to=date(2019, 1, 1))
    assert (found.notes, found.gap, found.without_code) == ((), None, ())


def test_the_first_and_the_last_covered_day_are_answered() -> None:
    """The data cover all codes from 2011-01-01 to 2026-12-31."""
    first, last = date(2011, 1, 1), date(2026, 12, 31)
    assert codes(migrate("J9310", on=first, to=last)) == ["J9312"]
    assert codes(migrate("J9312", on=last, to=first)) == ["J9310"]
    assert codes(migrate("Q2050", on=last, to=last)) == ["Q2050"]
    assert "Q2050" in codes(migrate("J9001", on=date(2012, 3, 1), to=last))
    for day in (first - DAY, last + DAY):
        refused(careless(migrate, "J9310", on=SPRING_18, to=day), UncoveredDate, day, str(day))
        refused(careless(migrate, "J9310", on=day, to=SPRING_18), UncoveredDate, day, str(day))


def test_codes_outside_j_may_be_covered_to_an_earlier_day(related_to_september: date) -> None:
    """Whether they are asked about or what another code is followed by."""
    end = related_to_september
    assert codes(migrate("Q2050", on=end, to=end)) == ["Q2050"]
    followed = careless(migrate, "J9001", on=date(2012, 3, 1), to=end + DAY)
    refused(followed, UncoveredDate, end + DAY, "J9001 is followed by Q20", str(end))
    for call in (
        careless(migrate, "Q2050", on=end, to=end + DAY),
        careless(migrate, "Q2050", on=end + DAY, to=end),
    ):
        refused(call, UncoveredDate, end + DAY, "Q2050", f"covered to {end}; {end + DAY} is not")


def test_a_value_that_is_not_a_date_is_named_with_its_argument() -> None:
    """The text states which of the two dates it was."""
    noon = datetime(2019, 6, 1, 12)  # noqa: DTZ001
    refused(
        careless(migrate, "J9310", on=SPRING_18, to=noon), BadDate, noon, "a date to migrate to"
    )
    refused(careless(migrate, "J9310", on=noon, to=SPRING_19), BadDate, noon, "a date of service")


def test_a_banded_code_that_was_reworded_keeps_its_units() -> None:
    """A band that stayed the same is the same band, under whatever wording."""
    found = migrate("J0573", on=date(2016, 12, 31), to=date(2017, 1, 1))
    assert (found.kind, codes(found)) == ("reworded", ["J0573"])
    assert (found.targets[0].factor, found.targets[0].convert) == (Fraction(1), "exact")
    assert single(found, 3) == 3


def test_two_units_that_are_not_known_are_not_the_same_unit() -> None:
    """If the unit of a code is unknown before and after, it cannot be shown that it stayed."""
    (unknown,) = codeset("2016-12-31").versions("J7340")
    assert unknown.billing_unit.kind == "unknown"
    later = code_ledger().version(code_ledger().jcodes["J7340"][-1])
    again = codeset("2016-12-31")["J7340"]
    assert _conversion(unknown, again, None) == (Fraction(1), "exact")
    assert _conversion(unknown, evolve(unknown, valid_from=later.valid_from), None) == (
        None,
        "dose",
    )


# --- splits --------------------------------------------------------------------


def test_epinephrine_splits_by_labeler() -> None:
    """J0171 became five codes on 2025-07-01, and none may be picked without a choice."""
    found = migrate("J0171", on=LAST_EPINEPHRINE, to=FIRST_EPINEPHRINE)
    assert found.kind == "split"
    assert {target.code: target.takes for target in found.targets} == {
        "J0165": ("every other product",),
        "J0166": ("bpi",),
        "J0167": ("hospira",),
        "J0168": ("international medication systems",),
        "J0169": ("adrenalin",),
    }
    assert {target.convert for target in found.targets} == {"exact"}
    assert found.single is None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"product": "Hospira"}, "J0167"),
        ({"product": "HOSPIRA, INC."}, "J0167"),
        ({"product": "International Medication Systems, Limited"}, "J0168"),
        ({"product": "international"}, "J0168"),
        ({"product": "Adrenalin"}, "J0169"),
        ({"product": "  bpi labs "}, "J0166"),
        ({"product": "American Regent"}, "J0165"),
        ({"ndc": "00409-4933-01"}, "J0167"),
        ({"product": "Hospira", "ndc": "00409493301"}, "J0167"),
        ({"product": "Hospira", "route": "intravenous"}, "J0167"),
    ],
)
def test_the_product_chooses_among_the_codes_of_a_split(facts: dict[str, str], code: str) -> None:
    """By labeler or brand in any spelling, by NDC, or by what the crosswalk lists."""
    found = migrate("J0171", on=LAST_EPINEPHRINE, to=FIRST_EPINEPHRINE, **facts)
    assert found.kind == "split"
    assert codes(found) == [code]


def test_a_route_and_an_indication_choose() -> None:
    """Hydroxyprogesterone by vein and muscle; argatroban for ESRD and not."""
    facts = {"on": date(2024, 3, 31), "to": date(2024, 4, 1)}
    assert codes(migrate("J3425", route="intravenous", **facts)) == ["J3424"]  # type: ignore[arg-type]
    assert codes(migrate("J3425", route="Intramuscular", **facts)) == ["J3425"]  # type: ignore[arg-type]
    argatroban = migrate(
        "C9121", on=date(2016, 12, 31), to=date(2017, 1, 1), indication="for ESRD on dialysis"
    )
    assert codes(argatroban) == ["J0884"]


def test_a_name_in_full_beats_one_that_another_begins_with() -> None:
    """Aristada is not Aristada Initio."""
    facts = {"on": date(2019, 9, 30), "to": date(2019, 10, 1)}
    assert codes(migrate("J1942", product="Aristada", **facts)) == ["J1944"]  # type: ignore[arg-type]
    assert codes(migrate("J1942", product="Aristada Initio", **facts)) == ["J1943"]  # type: ignore[arg-type]


def test_the_nearest_crosswalk_helps_if_that_of_the_date_is_not_included() -> None:
    """No crosswalk of 2019 is included; that of 2024 lists Aristada Initio under one of the two."""
    found = migrate("J1942", on=date(2019, 9, 30), to=date(2019, 10, 1), ndc="65757-0500-03")
    assert codes(found) == ["J1943"]


def test_the_nearest_crosswalk_chooses_among_many_codes_as_among_two() -> None:
    """There is no crosswalk of 2023; that of 2024 lists Hospira's bortezomib under one of four."""
    (package, *_) = packages_of("J9049", on=date(2024, 3, 1))
    found = migrate("J9044", on=date(2022, 12, 31), to=date(2023, 1, 1), ndc=package.ndc)
    assert codes(found) == ["J9049"]


def test_a_branch_without_a_code_answers_to_no_product() -> None:
    """If part of a code's products ended, it is not chosen by a name."""
    nowhere = Branch("", SPRING_18, None)
    named = Branch("J9312", SPRING_19, None)
    assert Wanted(product="Rituxan").among([nowhere, named]).branches == [nowhere, named]


MOVE = Move("J0001", SPRING_18, SPRING_19)


def path_by(split_by: str, code: str, takes: str) -> Path:
    """A path through one split, made by hand: no packaged split by route leaves a rest."""
    step = Succession(
        "J0001",
        SPRING_18,
        code,
        SPRING_18 + DAY,
        "split",
        split_by,
        (takes,),
        Fraction(1),
        "exact",
        ("by hand",),
        "",
    )
    return Path(code, (step,))


@pytest.mark.parametrize("route", ["oral", " Oral "])
def test_a_route_that_no_code_of_a_split_names_gets_the_code_for_all_others(route: str) -> None:
    """Only for a route that some wording names, and only among codes split by route."""
    paths = [
        path_by("route", "J0002", "intravenous"),
        path_by("route", "J0003", "every other product"),
    ]
    chosen = Wanted(route=route).among_the_rest(paths, MOVE)
    assert [path.code for path in chosen] == ["J0003"]
    offer = "J0002 is for intravenous; J0003 is for every other product"
    for wanted, value in (
        (Wanted(route="by its port"), "by its port"),
        (Wanted(indication="oral"), "oral"),
    ):
        text = refused(careless(wanted.among_the_rest, paths, MOVE), NoSuchTarget, value)
        assert text.startswith("none of J0002, J0003 is known to be for the ")
        assert text.endswith(offer)
    by_indication = [
        path_by("indication", "J0002", "gout"),
        path_by("indication", "J0003", "every other product"),
    ]
    refused(
        careless(Wanted(indication=route).among_the_rest, by_indication, MOVE),
        NoSuchTarget,
        route,
    )
    by_labeler = [
        path_by("labeler", "J0002", "hospira"),
        path_by("labeler", "J0003", "every other product"),
    ]
    refused(careless(Wanted(route=route).among_the_rest, by_labeler, MOVE), NoSuchTarget, route)


def test_what_cannot_be_chosen_by_a_word_is_chosen_by_its_description_or_ndc() -> None:
    """If no split names the products of a code, the error states what else to pass."""
    paths = [Path("J0002"), Path("J0003"), Path("")]
    refused(
        careless(Wanted(route="by its port").among_the_rest, paths, MOVE),
        NoSuchTarget,
        "by its port",
        "none of J0002, J0003 is known",
        "pass the NDC, or choose by their descriptions",
    )


def test_lyophilized_is_not_non_lyophilized() -> None:
    """A word inside another name does not choose it."""
    facts = {"on": date(2021, 9, 30), "to": date(2021, 10, 1)}
    assert codes(migrate("J9315", product="lyophilized", **facts)) == ["J9319"]  # type: ignore[arg-type]
    assert codes(migrate("J9315", product="non-lyophilized", **facts)) == ["J9318"]  # type: ignore[arg-type]


def test_a_product_chooses_backward_among_what_was_merged() -> None:
    """Paclitaxel protein-bound of American Regent had J9259 before it went back to J9264."""
    facts = {"on": date(2025, 3, 1), "to": date(2024, 12, 1)}
    assert codes(migrate("J9264", **facts)) == ["J9259", "J9264"]  # type: ignore[arg-type]
    chosen = migrate("J9264", product="American Regent", **facts)  # type: ignore[arg-type]
    assert codes(chosen) == ["J9259"]
    assert "american regent" in chosen.targets[0].takes[0]


@pytest.mark.parametrize("product", ["Hospria", "a", "inc", "injection", "Pfzier", "in"])
def test_an_unknown_name_never_counts_as_every_other_product(product: str) -> None:
    """A misspelling, or a word that says nothing, is refused with the alternatives."""
    with pytest.raises(NoSuchTarget, match="J0167 is for hospira"):
        migrate("J0171", on=LAST_EPINEPHRINE, to=FIRST_EPINEPHRINE, product=product)


@pytest.mark.parametrize(
    ("code", "last", "product", "follower"),
    [
        ("J0894", date(2022, 12, 31), "Sun", "J0893"),
        ("J0894", date(2022, 12, 31), "su", None),
        ("J0690", date(2024, 6, 30), "WG Critical", "J0687"),
        ("J0690", date(2024, 6, 30), "WG Critical Care, LLC", "J0687"),
        ("J0690", date(2024, 6, 30), "wg", None),
        ("J0690", date(2024, 6, 30), "critical care", None),
        ("J9044", date(2022, 12, 31), "Dr Reddys", "J9046"),
        ("J9044", date(2022, 12, 31), "dr.", None),
        ("J0171", LAST_EPINEPHRINE, "every other product", None),
        ("J0171", LAST_EPINEPHRINE, "every", None),
        ("J0171", LAST_EPINEPHRINE, "epinephrine of Hospira", "J0167"),
        ("J0171", LAST_EPINEPHRINE, "Pfizer, Hospira, of Lake Forest", "J0167"),
        ("J0171", LAST_EPINEPHRINE, "epinephrine of Hospi", None),
    ],
)
def test_the_beginning_of_a_name_chooses_if_a_word_of_it_has_three_letters(
    code: str, last: date, product: str, follower: str | None
) -> None:
    """ "Sun" is Sun Pharma; "wg" is too short, and the end of a name is not its beginning."""
    call = careless(migrate, code, on=last, to=last + DAY, product=product)
    if follower is None:
        refused(call, NoSuchTarget, product, f"the product {product!r}", "is for")
    else:
        found = call()
        assert isinstance(found, Migration)
        assert codes(found) == [follower]


@pytest.mark.parametrize(
    ("code", "last", "argument", "value"),
    [
        ("J3425", date(2024, 3, 31), "product", "intravenous"),
        ("J3425", date(2024, 3, 31), "indication", "intravenous"),
        ("J0171", LAST_EPINEPHRINE, "route", "hospira"),
        ("J0171", LAST_EPINEPHRINE, "indication", "hospira"),
        ("C9121", date(2016, 12, 31), "product", "for esrd on dialysis"),
        ("C9121", date(2016, 12, 31), "route", "for esrd on dialysis"),
    ],
)
def test_each_argument_chooses_among_codes_that_are_split_by_it_alone(
    code: str, last: date, argument: str, value: str
) -> None:
    """A route is not a product, a labeler is not a route, and an indication is neither."""
    call = careless(migrate, code, on=last, to=last + DAY, **{argument: value})
    refused(call, NoSuchTarget, value, f"to be for the {argument} {value!r}: ")


def test_a_package_of_another_drug_is_refused_with_all_codes_of_the_split() -> None:
    """Of five codes, or of none if nothing follows."""
    rituxan = "50242-0051-21"
    facts = {"on": LAST_EPINEPHRINE, "to": FIRST_EPINEPHRINE, "ndc": rituxan}
    text = refused(careless(migrate, "J0171", **facts), NoSuchTarget, rituxan)
    assert text == (
        "CMS's crosswalk of 2025Q3 lists 50242-0051-21 under J9312, not J0165 or J0166 or "
        "J0167 or J0168 or J0169: check the NDC"
    )
    ended = careless(migrate, "J0190", on=date(2025, 12, 31), to=date(2026, 1, 1), ndc=rituxan)
    refused(ended, NoSuchTarget, rituxan, "of 2025Q4", "under J9312, not J0190: ")


# --- bad input -----------------------------------------------------------------

TYPED: list[Refusal] = [
    (
        careless(migrate, "JO129", on=SPRING_18, to=SPRING_19),
        UnknownCode,
        "JO129",
        "JO129",
        "J0129",
    ),
    (careless(migrate, "j9312 ", on=SPRING_18, to=SPRING_19), NotInForce, "J9312", "J9312", ""),
    (careless(migrate, "J1745-JW", on=SPRING_18, to=SPRING_19), UnknownCode, "J1745-JW", "JW", ""),
    (careless(migrate, "", on=SPRING_18, to=SPRING_19), UnknownCode, "", "''", ""),
    (careless(migrate, 9312, on=SPRING_18, to=SPRING_19), UnknownCode, 9312, "9312", "'J9312'"),
    (careless(migrate, None, on=SPRING_18, to=SPRING_19), UnknownCode, None, "None", "'J9312'"),
    (careless(migrate, [], on=SPRING_18, to=SPRING_19), UnknownCode, [], "[]", "'J9312'"),
    (
        careless(migrate, "J9310", on=date(2019, 1, 1), to=SPRING_19),
        NotInForce,
        "J9310",
        "not in force on 2019-01-01",
        "2018-12-31",
    ),
    (
        careless(migrate, "J9310", on=SPRING_18, to=date(2027, 1, 1)),
        UncoveredDate,
        date(2027, 1, 1),
        "2027-01-01",
        "2026-12-31",
    ),
    (
        careless(migrate, "J9310", on=date(2010, 12, 31), to=SPRING_18),
        UncoveredDate,
        date(2010, 12, 31),
        "2010-12-31",
        "2011-01-01",
    ),
    (
        careless(migrate, "J9310", on="06/01/2018", to=SPRING_19),
        BadDate,
        "06/01/2018",
        "'06/01/2018'",
        "datetime.date",
    ),
    (
        careless(migrate, "J9310", on=SPRING_18, to=datetime(2019, 6, 1, 9)),  # noqa: DTZ001
        BadDate,
        datetime(2019, 6, 1, 9),  # noqa: DTZ001
        "time of day",
        ".date()",
    ),
    (
        careless(migrate, "J3425", on=date(2024, 3, 31), to=date(2024, 4, 1), route="oral"),
        NoSuchTarget,
        "oral",
        "'oral'",
        "J3424 is for intravenous",
    ),
    (
        careless(migrate, "J0171", on=LAST_EPINEPHRINE, to=FIRST_EPINEPHRINE, indication="gout"),
        NoSuchTarget,
        "gout",
        "'gout'",
        "is for hospira",
    ),
    (
        careless(migrate, "J0171", on=LAST_EPINEPHRINE, to=FIRST_EPINEPHRINE, product=5),
        NoSuchTarget,
        5,
        "5 is not a product",
        "pass a short text",
    ),
    (
        careless(migrate, "J0171", on=LAST_EPINEPHRINE, to=FIRST_EPINEPHRINE, route=" "),
        NoSuchTarget,
        " ",
        "' ' is not a route",
        "pass a short text",
    ),
    (
        careless(migrate, "J0171", on=LAST_EPINEPHRINE, to=FIRST_EPINEPHRINE, ndc="50242-0051-21"),
        NoSuchTarget,
        "50242-0051-21",
        "under J9312",
        "check the NDC",
    ),
    (
        careless(
            migrate,
            "J0171",
            on=LAST_EPINEPHRINE,
            to=FIRST_EPINEPHRINE,
            product="Adrenalin",
            ndc="00409-4933-01",
        ),
        NoSuchTarget,
        "00409-4933-01",
        "under J0167, not J0169",
        "check the NDC",
    ),
    (
        careless(migrate, "J9310", on=SPRING_18, to=SPRING_19, concentration="strong"),
        BadAmount,
        "strong",
        "'strong'",
        "as the label does",
    ),
]


@pytest.mark.parametrize(("call", "error", "value", "names", "fix"), TYPED)
def test_what_cannot_be_answered_is_an_error_that_names_it(
    call: Refusal, error: type[UnknownCode], value: object, names: str, fix: str
) -> None:
    """The value, the reason and the fix; the next call is answered as before."""
    refused(call, error, value, names, fix)  # type: ignore[arg-type]
    assert codes(migrate("J9310", on=SPRING_18, to=SPRING_19)) == ["J9312"]


@pytest.mark.parametrize("units", [0, -1, True, "8", Decimal("1.5"), Decimal("NaN"), None, 8.0, []])
def test_an_invalid_count_is_refused(units: object) -> None:
    """Units are whole numbers of 1 or more; a float is refused even if it is whole."""
    target = migrate("J9310", on=SPRING_18, to=SPRING_19).targets[0]
    error = NeedsDose if units is None else BadAmount
    with pytest.raises(error):
        target.units(units)  # type: ignore[arg-type]


def test_whole_numbers_of_other_types_are_counts() -> None:
    """A Decimal or Fraction that is whole is accepted."""
    target = migrate("J9310", on=SPRING_18, to=SPRING_19).targets[0]
    assert target.units(Decimal(8)) == target.units(Fraction(8)) == (71, 80)  # type: ignore[arg-type]


# --- the object ----------------------------------------------------------------


def test_a_migration_is_a_value_that_pickles_and_reads_well() -> None:
    """It can be compared, hashed, pickled and shown."""
    found = migrate("J9310", on=SPRING_18, to=SPRING_19)
    assert found == migrate("J9310", on=SPRING_18, to=SPRING_19)
    assert hash(found) == hash(migrate("J9310", on=SPRING_18, to=SPRING_19))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
    assert repr(found) == "<Migration of J9310 from 2018-06-01 to 2019-06-01: replaced, J9312>"
    ended = migrate("J0190", on=date(2025, 12, 31), to=date(2026, 1, 1))
    assert repr(ended).endswith("ended, no code>")
    assert "J0190 to 2025-12-31: ended, nothing follows" in str(ended)


@pytest.mark.parametrize(
    ("code", "last", "facts", "line"),
    [
        ("J1170", date(2024, 9, 30), {}, "J1171 (0.1 mg), units need the dose"),
        ("J0610", date(2023, 3, 31), {}, "J0612 (10 mg), units need the concentration"),
        (
            "J0610",
            date(2023, 3, 31),
            {"concentration": "100 mg/mL"},
            "J0612 (10 mg), units x 100, as a range",
        ),
        (
            "J7311",
            date(2019, 9, 30),
            {},
            "J7311 (0.01 mg), units need a count of things, or the dose",
        ),
        ("J9310", date(2018, 12, 31), {}, "J9312 (10 mg), units x 10, as a range"),
        ("J9310", date(2018, 12, 31), {"dose": "715 mg"}, "J9312 (10 mg), 715 mg = 72 units"),
        (
            "J0171",
            LAST_EPINEPHRINE,
            {"product": "Hospira"},
            "J0167 (0.1 mg), for hospira, units unchanged",
        ),
        (
            "J3425",
            date(2024, 3, 31),
            {"route": "intravenous"},
            "J3424 (25 mg), for intravenous, units x 1/2500, exactly",
        ),
    ],
)
def test_a_target_reads_as_what_its_units_need(
    code: str, last: date, facts: dict[str, str], line: str
) -> None:
    """The code, its unit, its products, and how units convert or what is needed."""
    found = migrate(code, on=last, to=last + DAY, **facts)
    assert found.single is not None
    assert str(found.single) == line
    assert str(found).splitlines()[1] == f"  {line}"


@pytest.mark.parametrize(
    ("code", "last", "why"),
    [
        (
            "J1170",
            date(2024, 9, 30),
            "a unit may be any part of the amount, or something else; pass dose= to migrate()",
        ),
        (
            "J0610",
            date(2023, 3, 31),
            "one of the units is a volume; pass dose= or concentration= to migrate()",
        ),
        (
            "J7311",
            date(2019, 9, 30),
            (
                "one of the two codes counts things; pass dose= to migrate(), in what the new code "
                "counts or measures"
            ),
        ),
    ],
)
def test_units_that_a_count_does_not_determine_state_why_and_the_fix(
    code: str, last: date, why: str
) -> None:
    """Each of the three has its own reason and its own fix."""
    (target,) = migrate(code, on=last, to=last + DAY).targets
    text = refused(careless(target.units, 3), NeedsDose, 3, f"3 x {code} (")
    assert text.endswith(f": {why}")


def test_a_dose_in_another_dimension_than_the_old_unit_decides_alone() -> None:
    """One implant cannot be compared with 0.59 mg; a dose in the old unit can be."""
    implant = migrate("J7311", on=date(2019, 9, 30), to=date(2019, 10, 1), dose="0.59 mg")
    assert single(implant, 1) == single(implant, 2) == single(implant) == 59
    whole = migrate("J9310", on=SPRING_18, to=SPRING_19, dose="700 mg")
    assert single(whole, 7) == 70
    text = refused(careless(whole.targets[0].units, 8), AmbiguousDose, "700 mg", "700 mg is 7")
    assert text == "700 mg is 7 units of J9310, not 8: correct the dose or the units"


def test_a_migration_reads_line_by_line() -> None:
    """What happened, each target, what leads to no code, and the notes."""
    found = migrate("J9037", on=date(2025, 3, 31), to=date(2026, 6, 30))
    assert str(found).splitlines() == [
        "J9037 of 2025-03-31 on 2026-06-30: ended",
        "  J9037 to 2025-03-31: replaced, J9053 from 2026-07-01, x 5",
        "  note: no code from 2025-04-01 to 2026-06-30, between J9037 and J9053",
        "  note: Blenrep was off the US market in between; no code was valid on those dates.",
    ]
    merged = migrate("J1010", on=date(2024, 4, 1), to=date(2024, 3, 31))
    assert repr(merged) == (
        "<Migration of J1010 from 2024-04-01 to 2024-03-31: merged, J1020, J1030, J1040>"
    )


def test_a_notebook_shows_a_migration_as_one_table_under_its_first_line() -> None:
    """The caption states what happened; each target has a row of its own."""
    assert migrate("J9310", on=SPRING_18, to=SPRING_19)._repr_html_() == (
        "<table><caption>J9310 of 2018-06-01 on 2019-06-01: replaced</caption>"
        "<tr><th>code</th><th>description</th><th>for</th><th>units</th><th>conversion</th></tr>"
        "<tr><td>J9312</td><td style='text-align:left'>Injection, rituximab, 10 mg</td>"
        "<td style='text-align:left'></td><td>x 10</td><td>range</td></tr></table>"
    )
    without_factor = migrate("J1170", on=date(2024, 9, 30), to=date(2024, 10, 1))._repr_html_()
    assert "<td></td><td>dose</td></tr></table>" in without_factor
    implant = migrate("J7311", on=date(2019, 9, 30), to=date(2019, 10, 1))
    assert implant._repr_html_().endswith(f"</table><p>{implant.notes[0]}</p>")


def test_a_notebook_shows_targets_and_notes_escaped() -> None:
    """Labelers with an apostrophe are data, not markup."""
    shown = migrate("J9044", on=date(2022, 12, 31), to=date(2023, 1, 1))._repr_html_()
    assert "<td>J9046</td>" in shown
    assert "dr. reddy&#x27;s" in shown
    assert "<td>exact</td>" in shown
    assert "<p>" in migrate("J1440", on=date(2013, 6, 1), to=date(2024, 6, 1))._repr_html_()


@pytest.mark.parametrize(
    ("code", "to"),
    [
        ("J0202", date(2014, 5, 1)),
        ("J2274", date(2014, 5, 1)),
        ("J9318", date(2018, 6, 1)),
        ("J1943", date(2018, 6, 1)),
    ],
)
def test_a_code_part_of_which_had_no_code_before_was_merged(code: str, to: date) -> None:
    """One path leads to a code, another to none: two things came together all the same."""
    found = migrate(code, on=date(2026, 6, 1), to=to)
    assert found.kind == "merged"


def test_a_version_is_migrated_like_its_code() -> None:
    """A JCode in force on the date is its code; one of another time is refused, as by ``bill``."""
    on, to = date(2018, 6, 1), date(2019, 6, 1)
    version = codeset(on)["J9310"]
    assert migrate(version, on=on, to=to) == migrate("J9310", on=on, to=to)
    assert migrate(codeset(2025)["J9312"], on=date(2025, 8, 1), to=to).kind == "unchanged"
    with pytest.raises(NotInForce, match="this version of J9310 is not in force"):
        migrate(version, on=to, to=on)


# --- as CodeSet.diff says ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "kind"),
    [
        ("J7516", date(2024, 4, 1), "reworded"),  # "parenteral" became "injection"
        ("J9255", date(2024, 4, 1), "reworded"),  # no longer names J9250, which ended
        ("Q5105", date(2020, 1, 1), "rescoped"),  # epoetin alfa became epoetin alfa-epbx
        ("Q5106", date(2020, 1, 1), "rescoped"),
        ("J7340", date(2017, 1, 1), "redefined"),  # 100 mL, which no wording said before
    ],
)
def test_a_change_in_place_is_of_the_kind_that_the_difference_of_code_sets_says(
    code: str, day: date, kind: str
) -> None:
    assert migrate(code, on=day - DAY, to=day).kind == kind
    assert migrate(code, on=day, to=day - DAY).kind == kind
    cs, before = codeset(day), codeset(day - DAY)
    changes = cs.diff(before) if code in cs else cs.related.diff(before.related)
    assert code in {change.code for change in getattr(changes, kind)}


def test_no_change_in_place_is_of_another_kind_than_in_the_difference() -> None:
    """Where migrate says "split" or "merged", it tells of several codes, and not of one."""
    several = {"split", "merged", "reused", "reinstated"}
    compared = 0
    for version in packaged_versions():
        last = version.valid_to
        if last is None or not coverage().first <= last < coverage().related_last:
            continue
        row = row_on(version.code, last + DAY)
        if row is None:
            continue
        after = code_ledger().version(row)
        kind = migrate(version.code, on=last, to=last + DAY).kind
        if kind not in several:
            assert kind in {after.begins, "reworded" if after.begins == "changed" else ""}
            compared += 1
    assert compared > 50


def test_what_was_changed_and_changed_back_is_no_change() -> None:
    """Two versions of one meaning, whatever lies between them."""
    for version in packaged_versions():
        for row in code_ledger().rows(version.code):
            other = code_ledger().version(row)
            same = (version.scope, version.billing_unit, version.drug.name) == (
                other.scope,
                other.billing_unit,
                other.drug.name,
            )
            if same:
                assert _change_in_place(version, other, ()) in {"unchanged", "reworded"}
