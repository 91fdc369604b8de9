"""Rates: how much is given in a time."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from attrs import frozen

from ..errors import BadAmount
from .amount import Amount
from .arguments import shown

__all__ = ["Rate", "rate_in"]

_MINUTES: Final = {"min": 1, "minute": 1, "h": 60, "hr": 60, "hour": 60, "day": 24 * 60}
_TIME: Final = re.compile(
    rf"([0-9]{{1,4}}(?:\.[0-9]{{1,3}})?)?\s?({'|'.join(_MINUTES)})s?\.?", re.IGNORECASE
)
_PER: Final = re.compile(r"/|\bper\b", re.IGNORECASE)


@frozen
class Rate:
    """How much is given in a time, such as 50 mcg/h.

    Attributes:
        amount: what is given.
        minutes: the time in which it is given.
    """

    amount: Amount
    minutes: Fraction

    def over(self, minutes: int) -> Amount:
        """What is given in a number of minutes, exactly.

        >>> str(Rate(Amount("50 mcg"), Fraction(60)).over(90))
        '75 mcg'
        """
        return self.amount * (minutes / self.minutes)


def rate_in(text: str) -> Rate | None:
    """The rate that a text states, such as "5 mL/h"; None if it ends in no time.

    Raises:
        BadAmount: what is given in the time is not an amount, or depends on the weight.

    >>> str(rate_in("1,000 mL per 24 hours").over(60))
    '125/3 mL'
    """
    last = next(reversed([*_PER.finditer(text)]), None)
    time = None if last is None else _TIME.fullmatch(text[last.end() :].strip())
    if last is None or time is None:
        return None
    given = text[: last.start()].rstrip()
    try:
        amount = Amount(given)
    except BadAmount as error:
        if not _PER.search(given):
            raise
        raise BadAmount(
            text,
            f"{shown(text)} depends on more than the time: multiply it by the weight or surface "
            f"first, and write what is given {last[0].strip().replace('/', 'per')} {time[2]}",
        ) from error
    minutes = Fraction(time[1] or 1) * _MINUTES[time[2].casefold()]
    if not minutes:
        raise BadAmount(text, f"{shown(text)}: no amount is given in no time")
    return Rate(amount, minutes)
