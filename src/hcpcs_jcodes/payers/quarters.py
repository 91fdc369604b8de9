"""What CMS publishes about codes each quarter, of which only some quarters are included.

An answer names the quarter that it rests on; everything else is "not checked", which is
never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final, NoReturn, TypeVar

from attrs import frozen

from ..amounts.measures import shown
from ..codes.code import BillingUnit
from ..codes.codesets import checked_code, suggestion
from ..codes.ledger import code_ledger, row_on, use_of
from ..codes.periods import check_covered, period_of, plain_date, quarter_of
from ..errors import UnknownCode
from ..tables import LIST_SEPARATOR, read_table

__all__ = ["NotChecked", "by_quarter", "value_on"]

_Value = TypeVar("_Value")
_TABLES: Final = ("mue", "status_indicators")


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


def by_quarter(rows: Iterable[tuple[str, str, _Value]]) -> Mapping[str, Mapping[str, _Value]]:
    """The values of each included quarter, by code.

    Args:
        rows: the code, the list of quarters in which it has a value, and the value.

    >>> by_quarter([("J9312", "2026Q3; 2026Q4", 150)])["2026Q4"]
    {'J9312': 150}
    """
    values: dict[str, dict[str, _Value]] = {}
    for code, quarters, value in rows:
        for quarter in quarters.split(LIST_SEPARATOR):
            values.setdefault(quarter, {})[code] = value
    return values


def value_on(
    on: date,
    code: str,
    name: str,
    quarters: Mapping[str, Mapping[str, _Value]],
    *,
    nearest: bool,
) -> tuple[str, _Value, bool] | NotChecked:
    """The value of a code on a date of service.

    Args:
        on: the date.
        code: the code.
        name: what is asked for, for the text of ``NotChecked``.
        quarters: the values of each quarter, as from :func:`by_quarter`.
        nearest: whether the nearest quarter in which the code had the same billing unit
            and a value may answer; if two are equally near, the earlier.

    Returns:
        The quarter that answers, the value in it, and whether that is not the quarter
        of the date.

    Raises:
        UnknownCode: no included table has the code.
        BadDate: this is not a date.
        UncoveredDate: the date is outside what the data cover.
    """
    day = plain_date(on)
    check_covered(day, day)
    values = _values_of(code, quarters)
    quarter = quarter_of(day)
    if quarter in values:
        return quarter, values[quarter], False
    what = f"the {name} of {code} on {day}"
    if quarter in quarters:
        return NotChecked(
            what,
            f"CMS publishes none for {quarter}: some are confidential, and the newest codes and "
            "those that ended have none",
        )
    if not nearest:
        return NotChecked(
            what,
            f"{quarter} is not included, only {', '.join(sorted(quarters))}: pass nearest=True to "
            "take the nearest of them",
        )
    chosen = _nearest(values, code, day)
    if chosen is None:
        return NotChecked(
            what, f"no quarter included has one for the code with the billing unit of {day}"
        )
    return chosen, values[chosen], True


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


def _nearest(quarters: Iterable[str], code: str, day: date) -> str | None:
    """The nearest of the quarters in which the code had the same meaning."""
    meaning = _meaning(code, day)
    same = [each for each in quarters if _meaning(code, period_of(each)[1]) == meaning]

    def distance(quarter: str) -> tuple[int, str]:
        start, _ = period_of(quarter)
        months = 12 * (start.year - day.year) + start.month - (day.month - 1) // 3 * 3 - 1
        return abs(months), quarter

    return min(same, key=distance, default=None)


def _meaning(code: str, day: date) -> tuple[str, BillingUnit] | None:
    """The use and billing unit of a code on a day; None if the ledger has no row."""
    row = row_on(code, day)
    if row is None:
        return None
    return use_of(row), code_ledger().version(row).billing_unit
