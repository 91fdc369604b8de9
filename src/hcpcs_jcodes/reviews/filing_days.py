"""Until when a payer takes a claim."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

__all__ = ["days_later", "days_text", "last_day_to_file"]

_YEAR: Final = 365


def last_day_to_file(on: date, days: int) -> date:
    """The last day on which a payer takes a claim of a date of service.

    365 days are a calendar year, to the day of the same number.
    """
    if days != _YEAR or on.year == date.max.year:
        return days_later(on, days)
    try:
        return on.replace(year=on.year + 1)
    except ValueError:  # February 29
        return date(on.year + 1, 2, 28)


def days_later(on: date, days: int) -> date:
    """A date some days later; the last one that there is, if it would be beyond."""
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max


def days_text(days: int) -> str:
    """A number of days in words.

    >>> days_text(1), days_text(2)
    ('1 day', '2 days')
    """
    return f"{days} day{'' if days == 1 else 's'}"
