"""What CMS publishes of a code by quarter, of which only some quarters are held.

An answer rests on one quarter and says which; everything else is "not checked",
which is never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final, NoReturn, TypeVar

from attrs import frozen

from ..amounts.measures import shown
from ..codes.code import BillingUnit
from ..codes.codesets import suggestion
from ..codes.ledger import code_ledger, row_on, use_of
from ..codes.periods import check_covered, period_of, plain_date, quarter_of
from ..errors import UnknownCode
from ..tables import LIST_SEPARATOR, read_table

__all__ = ["NotChecked", "by_quarter", "value_on"]

_Value = TypeVar("_Value")
_TABLES: Final = ("mue", "status_indicators")


@frozen
class NotChecked:
    """The data held do not answer: neither a pass nor a failure.

    It has no truth value, so that ``if`` cannot take it for one of the two; tell
    it by ``isinstance``.

    Attributes:
        what: what was asked.
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
    """The values of each quarter that is held, by code.

    Args:
        rows: the code, the list of quarters in which it has a value, and the value.

    >>> by_quarter([("J9312", "2026Q3; 2026Q4", 150)])["2026Q4"]
    {'J9312': 150}
    """
    held: dict[str, dict[str, _Value]] = {}
    for code, quarters, value in rows:
        for quarter in quarters.split(LIST_SEPARATOR):
            held.setdefault(quarter, {})[code] = value
    return held


def value_on(
    on: date,
    code: str,
    name: str,
    held: Mapping[str, Mapping[str, _Value]],
    *,
    nearest: bool,
) -> tuple[str, _Value, bool] | NotChecked:
    """The value of a code on a date of service.

    Args:
        on: the date.
        code: the code.
        name: what is asked, for the text of an answer that is not held.
        held: the values of each quarter, as from :func:`by_quarter`.
        nearest: whether the nearest quarter may answer in which the code had the
            same billing unit and a value; of two as near, the earlier.

    Returns:
        The quarter that answers, the value in it, and whether it is not the quarter
        of the date.

    Raises:
        UnknownCode: no table that is held knows the code.
        BadDate: this is no date.
        UncoveredDate: the date lies outside what the library answers for.
    """
    day = plain_date(on)
    check_covered(day, day)
    values = _values_of(code, held)
    quarter = quarter_of(day)
    if quarter in values:
        return quarter, values[quarter], False
    what = f"the {name} of {code} on {day}"
    if quarter in held:
        return NotChecked(
            what,
            f"CMS publishes none for {quarter}; it keeps some to itself and has none for the "
            "newest codes and those that ended",
        )
    if not nearest:
        return NotChecked(
            what,
            f"{quarter} is not held, only {', '.join(sorted(held))}: pass nearest=True to take the "
            "nearest of them",
        )
    chosen = _nearest(values, code, day)
    if chosen is None:
        return NotChecked(
            what, f"no quarter held has one for the code with the billing unit of {day}"
        )
    return chosen, values[chosen], True


def _values_of(code: object, held: Mapping[str, Mapping[str, _Value]]) -> dict[str, _Value]:
    """The values of a code by quarter: none for a code that another table knows."""
    if isinstance(code, str):
        values = {quarter: of[code] for quarter, of in held.items() if code in of}
        if (
            values
            or code in code_ledger().jcodes
            or code in code_ledger().related
            or code in _listed()
        ):
            return values
    raise UnknownCode(
        code,
        f"{shown(code)} is neither a J code, nor a code linked to one, nor a code for giving "
        "drugs that is held",
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
    """The nearest of the quarters in which the code meant the same."""
    meaning = _meaning(code, day)
    fitting = [each for each in quarters if _meaning(code, period_of(each)[1]) == meaning]

    def distance(quarter: str) -> tuple[int, str]:
        start, _ = period_of(quarter)
        months = 12 * (start.year - day.year) + start.month - (day.month - 1) // 3 * 3 - 1
        return abs(months), quarter

    return min(fitting, key=distance, default=None)


def _meaning(code: str, day: date) -> tuple[str, BillingUnit] | None:
    """The use and billing unit of a code on a day; None where the ledger does not say."""
    row = row_on(code, day)
    if row is None:
        return None
    return use_of(row), code_ledger().version(row).billing_unit
