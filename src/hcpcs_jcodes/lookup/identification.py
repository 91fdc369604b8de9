"""Which code system a text belongs to, before anything is looked up in the wrong one."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from attrs import frozen

from ..amounts.arguments import shown
from ..codes.ledger import code_ledger, unlisted, validity
from ..codes.periods import coverage
from ..codes.systems import LEVEL_TWO, near_by_form, system_of
from ..errors import BadArgument, BadNdc
from ..ndc.numbers import Ndc, ProductNdc
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
        note: what else is known: that there is no such code, or how an NDC is written on a
            claim; "" otherwise.
        near: existing codes that a mistyped text may have meant.
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
    note: str = ""
    near: tuple[str, ...] = ()
    collisions: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [f"{self.code or repr(self.given)}: {self.system}"]
        # the letter of a J code that does not exist says nothing of a drug
        family = "" if self.code[:1] == "J" and not self.known else self.family
        parts += [text for text in (family, self.note, self.meaning, self.validity) if text]
        if self.modifiers:
            parts.append(f"with modifier {', '.join(self.modifiers)}")
        if self.near:
            parts.append(f"did you mean {', '.join(self.near)}?")
        parts += [f"also {collision}" for collision in self.collisions]
        return "\n  ".join(parts)

    def _repr_html_(self) -> str:
        from ..display.html import html_text  # few programs show a notebook

        return html_text(str(self))


_CPT: Final = "CPT"
_NDC: Final = "NDC"
_MODIFIER: Final = re.compile("[A-Z0-9]{2}")
# a code with what people type between its digits and after it; at most four modifiers
_TYPED: Final = re.compile(
    r"([A-Z](?:[\s\-.]*[0-9]){4}|[0-9]{5}|[0-9]{4}[AFMTU])(?![0-9])"
    r"((?:[\s\-,.:]*[A-Z0-9]{2}){0,4})[\s\-,.:]*"
)
# as in an X12 claim: HC, the code, up to four modifiers, and a description
_COMPOSITE: Final = re.compile(r"HC\s*([:>|^*])(.+)")
# as in field 24 of a CMS-1500: the label, the digits, the unit of measure and the quantity
_LABELED_NDC: Final = re.compile(
    r"(?:NDC|N4)[\s:#.]*([0-9](?:\s?-?\s?[0-9]){7,13})\s*((?:UN|ML|GR|F2|ME)\s*[0-9.]+)?"
)
# labeler and product as the FDA prints them, without the package
_LABELED_PRODUCT: Final = re.compile(
    r"(?:(?:NDC|N4)[\s:#.]*)?([0-9]{4}-[0-9]{4}|[0-9]{5}-[0-9]{3,4})"
)
# how people type an amount after a code: a unit of measure or a number, not a modifier
_NOT_MODIFIERS: Final = frozenset("CC GM IU KG MG ML UN".split()) | {f"{n:02}" for n in range(22)}
_UNDOTTED: Final = re.compile(r"([A-Z][0-9][0-9A-Z])([0-9A-Z]{1,4})")
_MOST_MODIFIERS: Final = 4
_LONGEST: Final = 40
# the longest text that is judged: no form of a code is as long
_LONGEST_JUDGED: Final = 200
_MOST_NEAR: Final = 12


def identify(text: str) -> Identification:
    """Identify the code system of a text, what it is, and what it may be mistaken for.

    Args:
        text: the text as typed: in any case, with spaces, attached modifiers, or a letter
            for a digit; as an X12 claim has a code ("HC:J1745:JW"), or a CMS-1500 form an
            NDC with its quantity ("N450242005121 UN1").

    Returns:
        An Identification; its system is "unknown" if the text has no known form.

    Raises:
        BadArgument: this is not a text.

    Source: ``code_systems.csv`` and ``collisions.csv``: forms and collisions as counted in
    CMS's HCPCS file of July 2026 and the ICD-10-CM codes of April 2026.

    >>> identify("JO129").near
    ('J0129',)
    >>> identify("J1745-JW").modifiers
    ('JW',)
    """
    if not isinstance(text, str):
        raise BadArgument(text, f"{shown(text)} is not a text: pass one such as 'J9312'")
    given = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    plain = " ".join(text.split()).upper()
    if len(plain) > _LONGEST_JUDGED:
        return Identification(given, note=f"no code has {len(plain)} characters")
    system, family = system_of(plain)
    if system == _NDC:
        return _ndc(given, plain)
    if system not in {"", LEVEL_TWO}:
        return Identification(given, plain, system=system, family=family)
    product = _product(given, plain)
    if product is not None:
        return product
    labeled = _LABELED_NDC.fullmatch(plain)
    if labeled is not None:
        return _ndc(given, labeled[1], labeled[2] or "")
    composite = _COMPOSITE.fullmatch(plain)
    found = _composite(given, composite) if composite is not None else _typed(given, plain)
    if found is not None:
        return found
    near = _near(plain)
    undotted = _UNDOTTED.fullmatch(plain)
    collisions = (f"{undotted[1]}.{undotted[2]} of ICD-10-CM, by its form",) if undotted else ()
    return Identification(given, near=near, collisions=collisions)


def _typed(given: str, plain: str) -> Identification | None:
    """A code with the modifiers that are attached to it."""
    match = _TYPED.fullmatch(plain)
    if match is None:
        return None
    code, attached = (re.sub(r"[\s\-,.:]+", "", part) for part in match.groups())
    return _coded(given, code, [attached[at : at + 2] for at in range(0, len(attached), 2)])


def _composite(given: str, match: re.Match[str]) -> Identification | None:
    """A code with its modifiers as in an X12 claim, which may leave modifiers empty."""
    code, *rest = (part.strip() for part in match[2].split(match[1]))
    modifiers = [part for part in rest[:_MOST_MODIFIERS] if part]
    if len(rest) > _MOST_MODIFIERS + 1 or not all(map(_MODIFIER.fullmatch, modifiers)):
        return None
    return _coded(given, code, modifiers)


def _coded(given: str, code: str, modifiers: list[str]) -> Identification | None:
    """A HCPCS or CPT code with modifiers; None if it is neither."""
    system, family = system_of(code)
    if system not in {LEVEL_TWO, _CPT} or _NOT_MODIFIERS & set(modifiers):
        return None
    if system == _CPT:
        return Identification(given, code, tuple(modifiers), system, family)
    return _level_two(given, code, tuple(modifiers), family)


def _ndc(given: str, digits: str, quantity: str = "") -> Identification:
    """An NDC, with how a claim writes it, or why that is open."""
    system, family = system_of(digits)
    try:
        written = f"on a claim {Ndc(digits)}"
    except BadNdc as error:
        written = error.reason
    notes = [] if written.endswith(f" {digits}") else [written]
    notes += [f"quantity {quantity}"] if quantity else []
    return Identification(
        given,
        digits,
        system=_NDC,
        family=family if system == _NDC else "",
        note="; ".join(notes),
    )


def _product(given: str, plain: str) -> Identification | None:
    """The NDC of a product, without its package; None for any other text."""
    match = _LABELED_PRODUCT.fullmatch(plain)
    if match is None:
        return None
    try:
        written = f"the product {ProductNdc(match[1])}; a claim line names the package"
    except BadNdc as error:
        written = error.reason
    return Identification(given, match[1], system=_NDC, family="drug product", note=written)


def _level_two(given: str, code: str, modifiers: tuple[str, ...], family: str) -> Identification:
    ledger = code_ledger()
    rows = ledger.rows(code)
    collisions = tuple(
        f"{system} {written}: {meaning}"
        for other, system, written, meaning, *_ in _collisions()
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
        note="" if rows else _why_unknown(code),
        near=() if rows else _near(code),
        collisions=collisions,
    )


def _why_unknown(code: str) -> str:
    """What is known of a code in the form of HCPCS Level II that the data do not have."""
    if code[0] == "J":
        return unlisted(code) or (
            f"no such code: in no release since {coverage().first.year} of CMS's HCPCS codes"
        )
    return "not included: only J codes and the codes related to them are"


def _near(text: str) -> tuple[str, ...]:
    """Existing codes that a mistyped one may have meant: by one digit, a swap, or its look."""
    return tuple(near_by_form(text, _MOST_NEAR))


@cache
def _collisions() -> tuple[tuple[str, ...], ...]:
    rows = read_table("collisions")
    next(rows)
    return tuple(map(tuple, rows))
