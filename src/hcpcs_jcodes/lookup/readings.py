"""What a text is meant as, by its form alone: an NDC, a code, or a name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from attrs import frozen

from ..ndc.numbers import is_written_as_ndc
from .identification import identify

__all__ = ["LONGEST_TEXT", "Reading", "is_mistyped_code", "read_text"]

LONGEST_TEXT: Final = 200
"""No name of a drug is longer."""

_QUALIFIED: Final = re.compile(r"HC\s*:\s*", re.IGNORECASE)
_CODE: Final = re.compile("[A-Z][0-9]{4}")
# a letter for a digit, a digit too few or too many, more behind it; no word: two digits at least
_MISTYPED: Final = re.compile(
    r"[A-Z][\s.-]*(?=[OILSZ|]*[0-9][OILSZ|]*[0-9])[0-9OILSZ|]{3,5}",
    re.IGNORECASE,
)


@frozen
class Reading:
    """A text by its form.

    Attributes:
        kind: "ndc", "code", "name", "empty", or "long" for more than 200 characters.
        plain: the text without blanks around it.
        code: the code in its normal form; "" if it is none.
        modifiers: the modifiers attached to the code.
    """

    kind: Literal["ndc", "code", "name", "empty", "long"]
    plain: str
    code: str = ""
    modifiers: tuple[str, ...] = ()


def read_text(text: str) -> Reading:
    """The text by its form.

    >>> read_text(" j1745-jw ").code, read_text("NDC 50242-051").kind, read_text("Rituxan").kind
    ('J1745', 'ndc', 'name')
    """
    plain = text[: LONGEST_TEXT + 1].strip()
    if not plain:
        return Reading("long" if len(text) > LONGEST_TEXT else "empty", plain)
    if len(text) > LONGEST_TEXT:
        return Reading("long", plain)
    return _read(plain)


# a chart names few drugs, each many times
@lru_cache(maxsize=1024)
def _read(plain: str) -> Reading:
    if is_written_as_ndc(plain):
        return Reading("ndc", plain)
    found = identify(_QUALIFIED.sub("", plain, count=1) if _QUALIFIED.match(plain) else plain)
    if _CODE.fullmatch(found.code):
        return Reading("code", plain, found.code, found.modifiers)
    return Reading("name", plain)


def is_mistyped_code(text: str) -> bool:
    """Whether a text that is no code begins like one: a letter and digits, some mistyped."""
    return _MISTYPED.match(text) is not None
