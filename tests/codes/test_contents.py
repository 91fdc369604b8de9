"""What is in force in a period: exact to the day, and shared by days with the same versions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import codeset
from hcpcs_jcodes.codes.contents import Contents, contents_of
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import Row
from tests.strategies import days

FAMILIES = st.sampled_from(["J", "related"])


def in_force(family: str, start: date, end: date) -> dict[str, tuple[Row, ...]]:
    """The rows in force, each compared with the period itself."""
    first, last = start.isoformat(), end.isoformat()
    table = {
        code: tuple(row for row in rows if row[1] <= last and (row[2] >= first or not row[2]))
        for code, rows in code_ledger().codes(family).items()
    }
    return {code: rows for code, rows in table.items() if rows}


@given(FAMILIES, days(), st.integers(0, 800))
def test_a_period_has_the_rows_in_force_on_one_of_its_days(
    family: str, start: date, length: int
) -> None:
    end = start + timedelta(length)
    contents = contents_of(family, start, end)
    assert contents.rows == in_force(family, start, end)
    assert list(contents.rows) == sorted(contents.rows)


@pytest.mark.parametrize(("year", "codes"), [(1900, 0), (9998, len(codeset(2026)))])
def test_a_day_before_every_first_and_after_every_last_day(year: int, codes: int) -> None:
    """Nothing is in force before the first code; what has no last day stays in force."""
    day = date(year, 12, 31)
    assert contents_of("J", day, day).rows == in_force("J", day, day)
    assert bool(contents_of("J", day, day).rows) is bool(codes)


@given(FAMILIES, days())
def test_a_code_that_is_looked_up_alone_has_the_rows_of_the_period(family: str, day: date) -> None:
    """Without reading the others; a code of the other family or of another time has none."""
    fresh = Contents(family, day.isoformat(), day.isoformat())
    known = in_force(family, day, day)
    for code in (*code_ledger().jcodes, *code_ledger().related, "J0000", "", 9312, None):
        assert fresh.rows_of(code) == (known.get(code, ()) if isinstance(code, str) else ())
    assert "rows" not in vars(fresh)


def test_days_with_the_same_versions_in_force_share_them() -> None:
    """From one change to the day before the next; a version that begins or ends parts them."""
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    year = [first + timedelta(at) for at in range((last - first).days + 1)]
    contents = [contents_of("J", day, day) for day in year]
    for day, one, other in zip(year[1:], contents, contents[1:], strict=False):
        same = not any(
            row[1] == str(day) or row[2] == str(day - timedelta(1))
            for rows in (*code_ledger().jcodes.values(), *code_ledger().related.values())
            for row in rows
        )
        assert (one is other) is same, day
    assert len({id(each) for each in contents}) < 20


def test_code_sets_of_days_with_the_same_versions_share_what_was_looked_up() -> None:
    """A version that was built for one day is there for the next."""
    one, other = codeset(date(2025, 8, 12)), codeset(date(2025, 8, 13))
    assert one["J9312"] is other["J9312"]
    assert one._versions is other._versions
    assert one != other
    assert one.fingerprint != other.fingerprint
