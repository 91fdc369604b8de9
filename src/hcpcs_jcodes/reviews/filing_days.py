"""Until when a payer takes a claim."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

__all__ = ["last_day_to_file"]

_YEAR: Final = 365


def last_day_to_file(on: date, days: int) -> date:
    """The last day on which a payer takes a claim of a date of service.

    365 days are a calendar year, to the day of the same number.
    """
    if days != _YEAR:
        return on + timedelta(days=days)
    try:
        return on.replace(year=on.year + 1)
    except ValueError:  # February 29
        return date(on.year + 1, 2, 28)
