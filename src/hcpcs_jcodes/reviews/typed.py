"""What stands in the field of the code where no code can be read."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from attrs import frozen

from ..amounts.arguments import shown
from ..codes.systems import LEVEL_TWO, system_of
from ..lookup.identification import identify
from ..lookup.meaning import codes_ever_named

__all__ = ["Typed", "typed", "typed_code"]

Reading = Literal["code", "diagnosis", "mistyped", "other system", "written", "unknown"]

_DIAGNOSIS: Final = "ICD-10-CM"
# a code has five characters: a longer text with the form of a diagnosis is first of all one
_LONGER: Final = 6


@frozen
class Typed:
    """A text in the field of the code.

    Attributes:
        reading: "code" if it has the form of a code; "written" for a code with something
            around it, such as a modifier; "mistyped" if it is near a code; "diagnosis";
            "other system"; otherwise "unknown".
        text: the text, shown so that it can be printed.
        system: the code system, such as "NDC"; "" if it is not known.
        says: what else it may be, one reading each.
    """

    reading: Reading
    text: str
    system: str = ""
    says: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def typed(text: str) -> Typed:
    """What a text is that could not be read as a code.

    Source: ``code_systems.csv``.

    >>> typed("JO129").reading, typed("J45.909").reading, typed("50242-0053-06").system
    ('mistyped', 'diagnosis', 'NDC')
    """
    found = identify(text)
    given = shown(found.given)
    near = (f"near by form: {', '.join(found.near)}",) if found.near else ()
    if found.system in {LEVEL_TWO, "CPT"}:
        attached = f" with the modifier {', '.join(found.modifiers)}" if found.modifiers else ""
        return Typed("written", given, found.system, (f"{found.code}{attached}",))
    if found.system == _DIAGNOSIS:
        return Typed("diagnosis", given, _DIAGNOSIS)
    if found.system != "unknown":
        return Typed("other system", given, found.system, (found.family,) if found.family else ())
    says = (*found.collisions, *near)
    if found.collisions and (not near or len(text.strip()) >= _LONGER):
        return Typed("diagnosis", given, _DIAGNOSIS, says)
    if near:
        return Typed("mistyped", given, says=says)
    names = codes_ever_named(text)
    return Typed("unknown", given, says=(f"a name of {', '.join(names)}",) if names else says)


@lru_cache(maxsize=4096)
def typed_code(code: str) -> Typed:
    """What a text is that has the form of a code, by its letter.

    >>> typed_code("J9312").reading, typed_code("F3210").reading, typed_code("D0120").system
    ('code', 'diagnosis', 'CDT')
    """
    system, family = system_of(code)
    if system in {LEVEL_TWO, "CPT"}:
        return Typed("code", code, system)
    if system:
        return Typed("other system", code, system, (family,))
    return typed(code)
