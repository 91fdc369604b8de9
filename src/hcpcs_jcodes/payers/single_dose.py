"""Codes that CMS lists as coming in single-dose containers only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from ..amounts.arguments import is_given, shown
from ..codes.code import JCode
from ..codes.codesets import checked_code
from ..codes.ledger import code_ledger
from ..codes.periods import DateLike, plain_date
from ..codes.rows import AT
from ..errors import AmbiguousName
from ..lookup.meaning import code_of_any_date
from ..tables import read_table

__all__ = ["listed_single_dose"]


def listed_single_dose(code: JCode | str, *, on: DateLike | None = None) -> Literal[True] | None:
    """Whether CMS lists a code as coming in single-dose containers only.

    Args:
        code: the code, its version, or a name whose codes are all listed, or all not.
        on: the date of service; None to ask the list itself.

    Returns:
        True if it is listed. None if it is not, which proves nothing, since the label of
        the product decides; nor does the list prove anything about a date of service before
        the day of its update, since products change: Herceptin was multi-dose in 2012.

    Raises:
        UnknownCode: this is no code and no name. AmbiguousName: of the codes of a name, some
            are listed and some are not. BadDate: ``on`` is not a date.

    Source: CMS, codes of the JW and JZ policy, as updated on the day in
    ``single_dose_codes.csv``.

    >>> listed_single_dose("J9312")
    True
    """
    text = code.code if isinstance(code, JCode) else checked_code(code)
    codes = code_of_any_date(text)
    rows = {each: code_ledger().rows(each) for each in codes}
    # the list is of codes that are in force
    open_codes = tuple(each for each in codes if rows[each] and not rows[each][-1][AT["valid_to"]])
    codes = open_codes or codes
    day = plain_date(on) if on is not None and is_given(on) else None
    listed = _listed(day).intersection(codes)
    if listed and len(listed) < len(codes):
        raise AmbiguousName(
            text,
            f"{shown(text)} has several codes, of which CMS lists {', '.join(sorted(listed))}: "
            f"pass one of {', '.join(codes)}",
            codes,
        )
    return True if listed else None


def _listed(on: date | None) -> frozenset[str]:
    """The codes of the list, on a date those that were on it by then."""
    days = _days()
    return frozenset(code for code, day in days.items() if on is None or on >= day)


@cache
def _days() -> Mapping[str, date]:
    """The day of the update in which each code is listed."""
    rows = read_table("single_dose_codes")
    next(rows)
    return {code: date.fromisoformat(day) for code, day in rows}
