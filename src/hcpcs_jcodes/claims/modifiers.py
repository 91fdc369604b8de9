"""The modifiers of a claim line: their form, and those for discarded drug."""

from __future__ import annotations

from typing import Final

from ..amounts.arguments import shown
from ..codes.shapes import shape
from ..errors import BadClaimLine

__all__ = ["DISCARDED", "ZERO_DISCARDED", "checked_modifiers"]

DISCARDED: Final = "JW"
ZERO_DISCARDED: Final = "JZ"

# the positions of SV101 in an 837P, and of item 24D on a CMS-1500
_MOST_MODIFIERS: Final = 4


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
    if len(modifiers) > _MOST_MODIFIERS:
        raise BadClaimLine(
            modifiers,
            f"{len(modifiers)} modifiers ({', '.join(map(shown, modifiers[:9]))}): a claim line takes "
            f"at most {_MOST_MODIFIERS}; leave out the informational ones",
        )
    for modifier in modifiers:
        if not (isinstance(modifier, str) and shape("modifier").fullmatch(modifier)):
            raise BadClaimLine(
                modifier,
                f"{shown(modifier)} is not a modifier: {_fix(modifier)}",
            )
    if len(set(modifiers)) < len(modifiers):
        raise BadClaimLine(modifiers, f"a modifier is repeated in {', '.join(modifiers)}")
    if {DISCARDED, ZERO_DISCARDED} <= set(modifiers):
        raise BadClaimLine(
            modifiers,
            "JW (discarded) and JZ (nothing discarded) contradict each other: what was discarded "
            "goes on a line of its own with JW, and then no line has JZ",
        )
    return modifiers
