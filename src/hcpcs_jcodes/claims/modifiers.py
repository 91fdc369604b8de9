"""The modifiers of a claim line: their form, and those for discarded drug."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..amounts.arguments import shown
from ..codes.shapes import shape
from ..errors import BadClaimLine

__all__ = ["DISCARDED", "MOST_MODIFIERS", "ZERO_DISCARDED", "checked_modifiers", "modifier_errors"]

DISCARDED: Final = "JW"
ZERO_DISCARDED: Final = "JZ"

# the positions of SV101 in an 837P, and of item 24D on a CMS-1500
MOST_MODIFIERS: Final = 4


def _fix(modifier: object) -> str:
    capitals = modifier[:3].upper() if isinstance(modifier, str) else ""
    if shape("modifier").fullmatch(capitals):
        return f"write it in capitals, '{capitals}'"
    return "it has two characters, such as 'JW' or '76'"


def checked_modifiers(value: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The modifiers of one line: up to four, each two characters, none repeated.

    Raises:
        BadClaimLine: they cannot go on one line.
    """
    given: object = value
    if not isinstance(given, tuple | list):
        raise BadClaimLine(given, f"modifiers are a tuple such as ('JW',), not {shown(given)}")
    modifiers = tuple(given)
    for error in modifier_errors(modifiers):
        raise error
    return modifiers


def modifier_errors(modifiers: tuple[object, ...]) -> Iterator[BadClaimLine]:
    """Why modifiers cannot go on one line together; nothing if they can."""
    if not modifiers:
        return  # most lines
    if len(modifiers) > MOST_MODIFIERS:
        yield BadClaimLine(
            modifiers,
            f"{len(modifiers)} modifiers ({', '.join(map(shown, modifiers[:9]))}): a claim line takes "
            f"at most {MOST_MODIFIERS}; leave out the informational ones",
        )
    texts = [each for each in modifiers if isinstance(each, str)]
    for modifier in modifiers:
        if not (isinstance(modifier, str) and shape("modifier").fullmatch(modifier)):
            yield BadClaimLine(modifier, f"{shown(modifier)} is not a modifier: {_fix(modifier)}")
    if len(set(texts)) < len(texts):
        yield BadClaimLine(modifiers, f"a modifier is repeated in {', '.join(texts)}")
    if {DISCARDED, ZERO_DISCARDED} <= set(texts):
        yield BadClaimLine(
            modifiers,
            "JW (discarded) and JZ (nothing discarded) contradict each other: what was discarded "
            "goes on a line of its own with JW, and then no line has JZ",
        )
