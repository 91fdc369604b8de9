"""Laws of migration, over every code and any two covered dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hcpcs_jcodes import JCode, Migration, Target, billing_units, coverage, history, migrate
from hcpcs_jcodes.codes.ledger import code_ledger, row_on
from hcpcs_jcodes.codes.successions import all_successions

CodeDay = tuple[str, date]

FIRST, LAST = coverage().first, coverage().related_last
DAYS = st.dates(FIRST, LAST)
EVERY_CODE = sorted((*code_ledger().jcodes, *code_ledger().related))
# those to which something happened are the ones that may go wrong
MOVED = sorted({*all_successions().after, *all_successions().before})
CODES = st.sampled_from(MOVED) | st.sampled_from(EVERY_CODE)
EDGES = sorted(
    {
        day
        for listed in all_successions().after.values()
        for row in listed
        for day in (row.until, row.until + timedelta(days=1))
        if FIRST <= day <= LAST
    }
)


def covered_days(version: JCode) -> tuple[date, date]:
    """The first and last covered day on which a version is in force; reversed if there is none."""
    return max(version.valid_from, FIRST), min(version.valid_to or LAST, LAST)


def in_force(code: str, on: date) -> bool:
    """Whether a code can be migrated from a day."""
    return row_on(code, on) is not None


def code_days(versions: Iterable[JCode]) -> st.SearchStrategy[CodeDay]:
    """A code and a covered day on which one of the versions is in force."""
    return st.sampled_from(tuple(versions)).flatmap(
        lambda version: st.tuples(st.just(version.code), st.dates(*covered_days(version)))
    )


def code_edges(versions: Iterable[JCode]) -> st.SearchStrategy[CodeDay]:
    """A code and a day on which some code changes, or the version's first covered day if none."""
    days = {}
    for version in versions:
        first, last = covered_days(version)
        days[version] = [day for day in EDGES if first <= day <= last] or [first]
    return st.sampled_from(tuple(days)).flatmap(
        lambda version: st.tuples(st.just(version.code), st.sampled_from(days[version]))
    )


def has_one_amount(version: JCode) -> bool:
    """Whether one unit of a version is a single amount: not a combination, not a count."""
    unit = version.billing_unit
    return unit.kind == "measured" and unit.amount is not None


VERSIONS = [
    version
    for rows in (*code_ledger().jcodes.values(), *code_ledger().related.values())
    for version in map(code_ledger().version, rows)
    if covered_days(version)[0] <= covered_days(version)[1]
]
MOVED_VERSIONS = [version for version in VERSIONS if version.code in MOVED]
CODE_DAYS = code_days(MOVED_VERSIONS) | code_days(VERSIONS)
MEASURED_EDGES = code_edges(filter(has_one_amount, MOVED_VERSIONS)) | code_edges(
    filter(has_one_amount, VERSIONS)
)


def one_to_one(found: Migration) -> bool:
    """Whether the path leads to one code, and no other code led or leads there."""
    return found.single is not None and all(
        step.kind in {"replaced", "rescoped", "redefined", "reinstated"}
        # on a day of an overlap both codes stand for the drug
        and not (step.gap_days or 0) < 0
        for step in found.steps
    )


def outlived(code: str, on: date) -> bool:
    """Whether a row ends the code before a day on which the table still has it in force.

    This is so for C codes whose last day no included file states: both codes stand for the
    drug then.
    """
    return any(
        row.until < on and row_on(code, row.until) == row_on(code, on)
        for row in all_successions().after.get(code, ())
    )


def two_days(start: CodeDay) -> st.SearchStrategy[tuple[str, date, date]]:
    """A code, its day, and a second covered day to which the path is one-to-one.

    Between two changes of the linked codes the path stays the same, so the first day of each
    period decides for all of its days.
    """
    code, on = start
    linked = history(code)
    begins = {FIRST, on, on + timedelta(days=1)}
    for use in linked.uses:
        for first, last in use.spans:
            begins |= {first, (last or LAST) + timedelta(days=1)}
    for step in linked.successions:
        begins |= {step.since or FIRST, step.until + timedelta(days=1)}
    days = sorted(day for day in begins if FIRST <= day <= LAST)
    periods = [
        (first, following - timedelta(days=1))
        for first, following in pairwise((*days, LAST + timedelta(days=1)))
        if one_to_one(migrate(code, on=on, to=first))
    ]
    second = st.sampled_from(periods).flatmap(lambda period: st.dates(*period))
    return st.tuples(st.just(code), st.just(on), second)


def single(found: Migration) -> Target:
    """The one target."""
    assert found.single is not None
    return found.single


@pytest.mark.parametrize("to", [FIRST, date(2017, 1, 1), date(2021, 6, 1), LAST])
def test_every_target_of_every_code_is_in_force_on_the_other_date(to: date) -> None:
    """From each of five dates; and a code is lost only if a row or a note says so."""
    for on in (FIRST, date(2014, 5, 1), date(2018, 12, 31), date(2025, 12, 31), LAST):
        for code in EVERY_CODE:
            if not in_force(code, on):
                continue
            found = migrate(code, on=on, to=to)
            for target in found.targets:
                assert target.version.in_force(to)
                assert (target.factor is None) == (target.convert not in {"exact", "range"})
            if not found.targets:
                assert found.kind in {"ended", "added", "reinstated", "reused"}
            if to >= on and not found.targets:
                assert found.without_code


@given(CODE_DAYS)
def test_a_day_to_itself_is_unchanged(start: CodeDay) -> None:
    """Nothing happens in no time."""
    code, on = start
    found = migrate(code, on=on, to=on)
    assert (found.kind, single(found).code) == ("unchanged", code)
    assert single(found).factor == Fraction(1)
    assert single(found).units(7) == 7


@given(CODE_DAYS.flatmap(two_days))
@example(("J9310", date(2018, 6, 1), date(2019, 6, 1)))
@example(("J0570", date(2024, 6, 1), date(2025, 11, 1)))
@example(("J1725", date(2017, 6, 1), date(2018, 1, 1)))
@example(("C9309", date(2026, 6, 30), date(2026, 7, 1)))
def test_there_and_back_is_the_start_if_the_path_is_one_to_one(
    start_and_to: tuple[str, date, date],
) -> None:
    """The same code again, and the product of the two factors is 1."""
    code, on, to = start_and_to
    assume(not outlived(code, on))
    there = migrate(code, on=on, to=to)
    assume(one_to_one(there))
    back = migrate(single(there).code, on=to, to=on)
    assume(one_to_one(back))
    assert single(back).code == code
    assert single(back).steps == single(there).steps
    if single(there).factor is not None and single(back).factor is not None:
        assert single(there).factor * single(back).factor == 1  # type: ignore[operator]


def test_there_and_back_holds_for_every_row_of_the_table() -> None:
    """From the last day of each code to the first of what replaced it, and back."""
    checked = 0
    for listed in all_successions().after.values():
        for row in listed:
            if row.kind != "replaced" or row.since is None or row.gap_days:
                continue
            if not FIRST <= row.until < row.since <= LAST:
                continue
            there = migrate(row.code, on=row.until, to=row.since)
            back = migrate(row.to_code, on=row.since, to=row.until)
            if one_to_one(there) and one_to_one(back):
                assert single(there).code == row.to_code
                assert single(back).code == row.code
                assert single(there).factor == row.factor
                checked += 1
    assert checked > 250


@given(
    CODES,
    st.tuples(DAYS, DAYS, DAYS).map(sorted)
    | st.lists(st.sampled_from(EDGES), min_size=3, max_size=3).map(sorted),
)
@example("J7321", [date(2020, 6, 30), date(2020, 7, 1), date(2021, 4, 1)])
@example("J1440", [date(2013, 6, 1), date(2015, 6, 1), date(2024, 6, 1)])
def test_two_steps_are_one(code: str, days: list[date]) -> None:
    """Forward and backward: the codes via a day between are the codes directly."""
    first, between, last = days
    for on, to in ((first, last), (last, first)):
        if not in_force(code, on):
            continue
        half = migrate(code, on=on, to=between)
        if half.without_code:
            continue  # in a gap there is no code to continue from
        directly = {target.code for target in migrate(code, on=on, to=to).targets}
        stepwise = {
            target.code
            for middle in half.targets
            for target in migrate(middle.code, on=between, to=to).targets
        }
        assert stepwise == directly


@given(
    MEASURED_EDGES,
    DAYS | st.sampled_from(EDGES),
    st.fractions(Fraction(1, 100), 5000, max_denominator=100),
)
@example(("J9310", date(2018, 12, 31)), date(2019, 1, 1), Fraction(715, 100))
@example(("C9084", date(2022, 3, 31)), date(2022, 4, 1), Fraction(7, 3))
def test_the_true_units_of_any_dose_are_within_what_its_old_count_gives(
    start: CodeDay, to: date, times: Fraction
) -> None:
    """And the units of the dose cover it, and exceed it by less than one unit, on both sides."""
    code, on = start
    found = migrate(code, on=on, to=to)
    old = found.version.billing_unit
    assert old.amount is not None
    dose = old.amount * times
    billed = billing_units(found.version, dose)
    assert billed == max(1, ceil(times))
    for target in found.targets:
        new = target.version.billing_unit
        if target.factor is None or new.amount is None:
            continue
        true = billing_units(target.version, dose)
        assert 0 <= true * new.amount.ratio_to(dose) - 1 < new.amount.ratio_to(dose)
        counted = target.units(billed)
        fewest, most = counted if isinstance(counted, tuple) else (counted, counted)
        assert fewest <= true <= most
        dosed = migrate(code, on=on, to=to, dose=dose)
        assert {each.code: each.units(billed) for each in dosed.targets if each.factor}[
            target.code
        ] == true
