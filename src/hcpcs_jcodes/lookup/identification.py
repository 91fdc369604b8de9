"""Which code system a text belongs to, before anything is looked up in the wrong one."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from attrs import frozen

from ..codes.ledger import code_ledger, validity
from ..codes.search import near_codes
from ..codes.systems import LEVEL_TWO, system_of
from ..tables import read_table

__all__ = ["Identification", "identify"]


@frozen
class Identification:
    """What a text may be.

    Attributes:
        given: the text as it was given.
        code: the code in its normal form; "" if the text is not a code.
        modifiers: modifiers attached to the code.
        system: the code system, such as "HCPCS Level II", "CPT", "ICD-10-CM",
            "NDC", "revenue code", "modifier", or "unknown".
        family: what that part of the system is for, in our own words.
        is_j_code: whether it is or once was a J code.
        known: whether the code itself is in the packaged data; also False for
            systems whose codes are not included.
        validity: when it was or is valid, in words; "" if not known.
        meaning: CMS's newest wording; "" if not available.
        near: existing J codes that a mistyped text may have meant.
        collisions: other systems in which the same characters are a code.
    """

    given: str
    code: str = ""
    modifiers: tuple[str, ...] = ()
    system: str = "unknown"
    family: str = ""
    is_j_code: bool = False
    known: bool = False
    validity: str = ""
    meaning: str = ""
    near: tuple[str, ...] = ()
    collisions: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [f"{self.code or repr(self.given)}: {self.system}"]
        parts += [text for text in (self.family, self.meaning, self.validity) if text]
        if self.modifiers:
            parts.append(f"with modifier {', '.join(self.modifiers)}")
        if self.near:
            parts.append(f"did you mean {', '.join(self.near)}?")
        parts += [f"also {collision}" for collision in self.collisions]
        return "\n  ".join(parts)

    def _repr_html_(self) -> str:
        from ..display.html import html_text  # few programs show a notebook

        return html_text(str(self))


# a letter and four digits with what people type between and after them; at most four modifiers
_TYPED: Final = re.compile(
    r"([A-Z](?:[\s\-.]*[0-9]){4})(?![0-9])((?:[\s\-,.:]*[A-Z0-9]{2}){0,4})[\s\-,.:]*"
)
# how people type an amount after a code: a unit of measure or a number, not a modifier
_NOT_MODIFIERS: Final = frozenset("CC GM IU KG MG ML UN".split()) | {f"{n:02}" for n in range(22)}
_UNDOTTED: Final = re.compile(r"([A-Z][0-9][0-9A-Z])([0-9A-Z]{1,4})")
_LONGEST: Final = 40


def identify(text: str) -> Identification:
    """Identify the code system of a text, what it is, and what it may be mistaken for.

    Args:
        text: the text as typed: in any case, with spaces, an attached modifier, or a
            letter for a digit.

    Returns:
        An Identification; its system is "unknown" if the text has no known form.

    Raises:
        TypeError: this is not a text.

    Source: ``code_systems.csv`` and ``collisions.csv``: forms and collisions as counted in
    CMS's HCPCS file of July 2026 and the ICD-10-CM codes of April 2026.

    >>> identify("JO129").near
    ('J0129',)
    >>> identify("J1745-JW").modifiers
    ('JW',)
    """
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is not a text")
    given = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    plain = text.strip()[: _LONGEST + 1].upper()
    system, family = system_of(plain)
    if system not in {"", LEVEL_TWO}:
        return Identification(given, plain, system=system, family=family)
    match = _TYPED.fullmatch(plain)
    if match is not None:
        code, attached = (re.sub(r"[\s\-,.:]+", "", part) for part in match.groups())
        modifiers = tuple(attached[at : at + 2] for at in range(0, len(attached), 2))
        system, family = system_of(code)
        if system == LEVEL_TWO and not _NOT_MODIFIERS & set(modifiers):
            return _level_two(given, code, modifiers, family)
    near = tuple(near_codes(plain, code_ledger().jcodes)) if plain[:1] == "J" else ()
    undotted = _UNDOTTED.fullmatch(plain)
    collisions = (f"{undotted[1]}.{undotted[2]} of ICD-10-CM, by its form",) if undotted else ()
    return Identification(given, near=near, collisions=collisions)


def _level_two(given: str, code: str, modifiers: tuple[str, ...], family: str) -> Identification:
    ledger = code_ledger()
    rows = ledger.jcodes.get(code) or ledger.related.get(code)
    near = () if rows or code[0] != "J" else tuple(near_codes(code, ledger.jcodes))
    collisions = tuple(
        f"{system} {shown}: {meaning}"
        for other, system, shown, meaning, *_ in _collisions()
        if other == code
    )
    return Identification(
        given=given,
        code=code,
        modifiers=modifiers,
        system=LEVEL_TWO,
        family=family,
        is_j_code=code in ledger.jcodes,
        known=bool(rows),
        validity=f"valid {validity(rows)}" if rows else "",
        meaning=ledger.version(rows[-1]).long_description or "" if rows else "",
        near=near,
        collisions=collisions,
    )


@cache
def _collisions() -> tuple[tuple[str, ...], ...]:
    rows = read_table("collisions")
    next(rows)
    return tuple(map(tuple, rows))
