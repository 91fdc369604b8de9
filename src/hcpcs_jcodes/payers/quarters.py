"""What CMS publishes about codes each quarter, of which only some quarters are included.

An answer names the quarter that it rests on; everything else is "not checked", which is
never a pass.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final, NoReturn, TypeVar

from attrs import frozen

from ..amounts.arguments import checked_flag, shown
from ..codes.code import BillingUnit
from ..codes.codesets import checked_code, suggestion
from ..codes.ledger import code_ledger, row_on, use_of
from ..codes.periods import (
    DateLike,
    check_covered,
    period_of,
    plain_date,
    quarter_number,
    quarter_of,
    quarters_of,
)
from ..errors import UnknownCode
from ..tables import read_table
from ..words import ADMINISTRATION_SETTINGS, Basis

__all__ = [
    "NotChecked",
    "around",
    "by_quarter",
    "is_near",
    "nearest_quarter",
    "not_included",
    "quarters_included",
    "quarters_text",
    "value_on",
]

_Value = TypeVar("_Value")
# two years: an edit or a price further from the date proves nothing about it
_MOST_QUARTERS: Final = 8
_TABLES: Final = ("mue", "payment_limits", "status_indicators")


@frozen
class NotChecked:
    """The data do not cover the question: neither a pass nor a failure.

    It has no truth value, so that ``if`` cannot take it for one of the two; test for
    it with ``isinstance``.

    Attributes:
        what: what was asked for.
        reason: why there is no answer, and what would give one.
    """

    what: str
    reason: str

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"{self} - which is neither true nor false: test with isinstance(..., NotChecked)"
        )

    def __str__(self) -> str:
        return f"not checked: {self.what}: {self.reason}"


@cache
def quarters_included(table: str, setting: str = "") -> tuple[str, ...]:
    """The quarters that a table includes, in order.

    Args:
        table: "add_on_parents", "mue", "ncci_pairs" or "status_indicators".
        setting: a setting, for a table that includes other quarters for each; "" for all.

    >>> quarters_included("mue", "supplier")
    ('2024Q2', '2024Q3', '2026Q4')
    """
    header, *rows = read_table(table)
    wanted = (setting,) if setting in header else ("quarters", *ADMINISTRATION_SETTINGS)
    columns = [header.index(name) for name in wanted if name in header]
    of_setting = header.index("setting") if setting and "setting" in header else None
    cells = {
        row[column]
        for row in rows
        if of_setting is None or row[of_setting] == setting
        for column in columns
    }
    return tuple(sorted(frozenset().union(*map(quarters_of, cells))))


def around(quarter: str, included: Iterable[str]) -> tuple[str, str] | None:
    """The included quarters before and after one that is not; None outside of them.

    >>> around("2025Q1", ["2024Q2", "2024Q3", "2026Q2"])
    ('2024Q3', '2026Q2')
    """
    listed = sorted(included)
    place = bisect(listed, quarter)
    return (listed[place - 1], listed[place]) if 0 < place < len(listed) else None


def nearest_quarter(quarter: str, included: Iterable[str]) -> str:
    """The nearest of one quarter or more; if two are equally near, the earlier.

    >>> nearest_quarter("2025Q3", ["2024Q3", "2026Q3"])
    '2024Q3'
    """
    at = quarter_number(quarter)
    return min(included, key=lambda each: (abs(quarter_number(each) - at), each))


def is_near(quarter: str, other: str) -> bool:
    """Whether two quarters are at most two years apart, so that one may answer for the other.

    >>> is_near("2022Q3", "2024Q3"), is_near("2022Q2", "2024Q3")
    (True, False)
    """
    return abs(quarter_number(quarter) - quarter_number(other)) <= _MOST_QUARTERS


def by_quarter(rows: Iterable[tuple[str, str, _Value]]) -> Mapping[str, Mapping[str, _Value]]:
    """The values of each included quarter, by code.

    Args:
        rows: the code, the list of quarters in which it has a value, and the value.

    >>> by_quarter([("J9312", "2026Q3-2026Q4", 150)])["2026Q4"]
    {'J9312': 150}
    """
    values: dict[str, dict[str, _Value]] = {}
    for code, quarters, value in rows:
        for quarter in quarters_of(quarters):
            values.setdefault(quarter, {})[code] = value
    return values


def value_on(  # noqa: PLR0913 - what an answer depends on
    on: DateLike,
    code: str,
    name: str,
    quarters: Mapping[str, Mapping[str, _Value]],
    *,
    nearest: bool,
    between: bool = True,
) -> tuple[str, _Value, Basis] | NotChecked:
    """The value of a code on a date of service.

    Args:
        on: the date.
        code: the code.
        name: what is asked for, for the text of ``NotChecked``.
        quarters: the values of each quarter, as from :func:`by_quarter`.
        nearest: whether the nearest quarter in which the code had the same billing unit
            and a value may answer, if it is at most two years away; if two are equally near,
            the earlier.
        between: whether equal values before and after a quarter answer for it; those of
            prices and payment status do not.

    Returns:
        The quarter that answers, the value in it, and on what basis. The included quarters
        before and after that of the date answer, by the earlier, if they have equal values
        and the code had the same billing unit in both as on the date.

    Raises:
        UnknownCode: no included table has the code.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.
    """
    checked_flag(nearest, "nearest")
    day = plain_date(on)
    check_covered(day, day)
    values = _values_of(code, quarters)
    quarter = quarter_of(day)
    if quarter in values:
        return quarter, values[quarter], "of the quarter"
    if quarter in quarters:
        return NotChecked(
            f"the {name} of {code} on {day}",
            f"CMS publishes none for {quarter}: some are confidential, and the newest codes and "
            "those that ended have none",
        )
    meaning = _meaning(code, day)

    def means_the_same(each: str) -> bool:
        # a drug code that is not in force on the date means nothing then
        in_force = meaning is not None or not code_ledger().rows(code)
        return in_force and _meaning_in(code, each) == meaning

    both = around(quarter, quarters)
    equal = both and set(both) <= values.keys() and values[both[0]] == values[both[1]]
    if between and both and equal and all(map(means_the_same, both)):
        return both[0], values[both[0]], "same before and after"
    what = f"the {name} of {code} on {day}"
    too_far = (
        f"{quarter} is not included, only {quarters_text(quarters)}, and what is more than two "
        "years away proves nothing about it"
    )
    if not nearest:
        is_any_near = any(is_near(quarter, each) for each in quarters)
        return NotChecked(what, not_included(quarter, quarters) if is_any_near else too_far)
    same = list(filter(means_the_same, values))
    if not same:
        return NotChecked(
            what, f"no quarter included has one for the code with the billing unit of {day}"
        )
    chosen = nearest_quarter(quarter, same)
    if not is_near(quarter, chosen):
        return NotChecked(what, too_far)
    return chosen, values[chosen], "nearest"


def not_included(quarter: str, included: Iterable[str]) -> str:
    """Why there is no answer for a quarter, and what would give one."""
    return (
        f"{quarter} is not included, only {quarters_text(included)}: pass nearest=True to take the "
        "nearest of them"
    )


def quarters_text(quarters: Iterable[str]) -> str:
    """Quarters in words, three or more that follow each other by the first and the last.

    >>> quarters_text(["2024Q2", "2024Q3", "2026Q2", "2026Q3", "2026Q4"])
    '2024Q2, 2024Q3, 2026Q2 to 2026Q4'
    """
    runs: list[list[str]] = []
    for quarter in sorted(quarters):
        if runs and quarter_number(quarter) == quarter_number(runs[-1][-1]) + 1:
            runs[-1].append(quarter)
        else:
            runs.append([quarter])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _values_of(code: object, quarters: Mapping[str, Mapping[str, _Value]]) -> dict[str, _Value]:
    """The values of a code by quarter: empty for a code that is only in another table."""
    text = checked_code(code)
    values = {quarter: of[text] for quarter, of in quarters.items() if text in of}
    ledger = code_ledger()
    if values or text in ledger.jcodes or text in ledger.related or text in _listed():
        return values
    raise UnknownCode(
        code,
        f"{shown(code)} is neither a J code, nor a related code, nor an administration code "
        "that is included",
        suggestion,
    )


@cache
def _listed() -> frozenset[str]:
    """Every code that has a value in any quarter of any table."""
    codes: set[str] = set()
    for name in _TABLES:
        header, *rows = read_table(name)
        codes.update(row[header.index("code")] for row in rows)
    return frozenset(codes)


@cache
def _meaning_in(code: str, quarter: str) -> tuple[str, BillingUnit] | None:
    """The use and billing unit of a code that is included at the end of a quarter."""
    return _meaning(code, period_of(quarter)[1])


def _meaning(code: str, day: date) -> tuple[str, BillingUnit] | None:
    """The use and billing unit of a code on a day; None if the ledger has no row."""
    row = row_on(code, day)
    if row is None:
        return None
    return use_of(row), code_ledger().version(row).billing_unit
