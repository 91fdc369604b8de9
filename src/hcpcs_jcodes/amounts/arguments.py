"""What a caller may pass as a number, a flag or nothing, and how any value is shown in an error.

NumPy's integers are whole numbers and pandas' NaT and NA are nothing, and neither package is
imported to tell.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from fractions import Fraction
from operator import index
from typing import Final

from ..errors import BadArgument

__all__ = ["LONGEST_NUMBER", "LONGEST_TEXT", "checked_flag", "is_given", "shown", "whole_number"]

# the longest text and the largest number that can be an amount
LONGEST_TEXT: Final = 80
LONGEST_NUMBER: Final = 10**30
# a collection with more entries is shown by their number
_MOST_ENTRIES: Final = 20


def shown(value: object) -> str:
    r"""The value for a message: never long, in one line, and without control characters.

    >>> shown("5 mg\x1b"), shown("a" * 10**6), shown(10**5000)
    ("'5 mg\\x1b'", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'... (1000000 characters)", 'a number of 16610 bits')
    """
    if isinstance(value, int | Fraction):
        bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        if bits > LONGEST_NUMBER.bit_length():
            return f"a number of {bits} bits"  # Python refuses to print the longest
    kind = type(value).__name__[:LONGEST_TEXT]
    try:
        if isinstance(value, Collection) and not isinstance(value, str | bytes | bytearray):
            number = len(value)
            if number > _MOST_ENTRIES:
                return f"a {kind} of {number} entries"
        text = value if isinstance(value, str) else _text(value)
        if len(text) > LONGEST_TEXT:
            return f"{text[:40]!r}... ({len(text)} characters)"
        if isinstance(value, str):
            return repr(text)
    except Exception:  # noqa: BLE001 - an object may refuse to be printed in any way
        return f"a {kind} that cannot be printed"
    return text if text.isprintable() else repr(text)[1:-1]


def _text(value: object) -> str:
    return repr(value) if isinstance(value, bytes | bytearray) else str(value)


_PLAIN: Final = frozenset({bool, int, list, str, tuple})


def is_given(value: object) -> bool:
    """Whether an argument that may be omitted was given: not None, and not pandas' NaT or NA.

    A float that is no number was computed, and is refused as any float is.

    >>> is_given(None), is_given(float("nan")), is_given("")
    (False, True, True)
    """
    if value is None:
        return False
    if type(value) in _PLAIN:  # nearly always
        return True
    if isinstance(value, datetime):
        return bool(value == value)  # noqa: PLR0124 - NaT is a datetime that equals nothing
    kind = type(value).__name__
    return kind != "NAType" and not (kind == "datetime64" and str(value) == "NaT")


def whole_number(value: object) -> int | None:
    """The value as an int, if it is a Python or a NumPy integer; a bool is not a number.

    >>> whole_number(72), whole_number(True), whole_number(72.0)
    (72, None, None)
    """
    if type(value) is int:
        return value
    if isinstance(value, bool):
        return None
    try:
        return index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def checked_flag(value: object, name: str) -> bool:
    """The value, if it is True or False: a text such as "no" is neither.

    Raises:
        BadArgument: it is something else.
    """
    if isinstance(value, bool):
        return value
    raise BadArgument(
        value, f"{name}={shown(value)} is neither True nor False: pass one of them", argument=name
    )
