"""Which code system a text belongs to, before anything is looked up in the wrong one."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from ..codes.ledger import code_ledger, validity
from ..codes.search import near_codes
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


# Forms of codes in other systems, the narrowest first; CPT by number, in our own words.
_FORMS: Final = tuple(
    (re.compile(pattern), system, family)
    for pattern, system, family in (
        (r"963[67][0-9]", "CPT", "drug administration: hydration, infusion, injection"),
        (r"964[0-9]{2}|965[0-4][0-9]", "CPT", "complex drug administration and pumps"),
        (r"90281|9028[1-9]|903[0-9]{2}", "CPT", "immune globulins"),
        (
            r"9046[01]|9047[1-4]|90480|9638[01]",
            "CPT",
            "administration of a vaccine or an RSV antibody",
        ),
        (r"90[4-7][0-9]{2}", "CPT", "vaccines and toxoids"),
        (r"0[01][0-9]{3}", "CPT", "anesthesia"),
        (r"[0-9]{5}", "CPT", "category I procedure, or a five-digit number of another system"),
        (r"[0-9]{4}F", "CPT", "category II, performance measurement"),
        (r"[0-9]{4}T", "CPT", "category III, new technology"),
        (r"[0-9]{4}U", "CPT", "proprietary laboratory analysis"),
        (r"[0-9]{4}M", "CPT", "multianalyte assay, administrative"),
        (r"[0-9]{4}A", "CPT", "administration of a COVID-19 vaccine, retired"),
        (r"D[0-9]{4}", "CDT", "dental procedure, maintained by the ADA; not in the CMS file"),
        (r"[0-9]{4}-[0-9]{4}-[0-9]{2}", "NDC", "package, FDA form 4-4-2"),
        (r"[0-9]{5}-[0-9]{3}-[0-9]{2}", "NDC", "package, FDA form 5-3-2"),
        (r"[0-9]{5}-[0-9]{4}-[0-9]", "NDC", "package, FDA form 5-4-1"),
        (r"[0-9]{5}-[0-9]{4}-[0-9]{2}|[0-9]{11}", "NDC", "package, billing form 5-4-2"),
        (r"[0-9]{10}", "NDC", "package without hyphens: three readings are possible"),
        (r"0[0-9]{3}", "revenue code", "institutional claims"),
        (r"[0-9]{3}", "revenue code", "institutional claims; or a DRG"),
        (r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?", "ICD-10-CM", "diagnosis"),
    )
)
_FAMILIES: Final = {
    "A": "transport, supplies, radiopharmaceuticals",
    "B": "enteral and parenteral therapy",
    "C": "hospital outpatient, temporary (pass-through drugs are C9)",
    "E": "durable medical equipment",
    "G": "procedures and services, Medicare",
    "H": "behavioral health, Medicaid",
    "J": "drugs that are not self-administered, oral cancer drugs and others",
    "K": "DME, temporary",
    "L": "orthotics and prosthetics",
    "M": "quality measures and others",
    "P": "pathology, blood products",
    "Q": "temporary, Medicare (biosimilars are Q5)",
    "R": "diagnostic radiology transport",
    "S": "private payers and Medicaid, never Medicare",
    "T": "Medicaid",
    "U": "laboratory, COVID-19",
    "V": "vision and hearing",
}
_LEVEL_TWO: Final = re.compile(
    r"([A-CEGHJ-MP-V](?:[\s\-.]*[0-9]){4})(?![0-9])((?:[\s\-,.:]*[A-Z0-9]{2}){0,4})[\s\-,.:]*"
)
# two characters after a space that are a unit of measure or a number, not a modifier
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

    Source: forms and collisions as counted in CMS's HCPCS file of July 2026 and
    the ICD-10-CM codes of April 2026.

    >>> identify("JO129").near
    ('J0129',)
    >>> identify("J1745-JW").modifiers
    ('JW',)
    """
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is not a text")
    given = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    plain = text.strip()[: _LONGEST + 1].upper()
    for pattern, system, family in _FORMS:
        if pattern.fullmatch(plain):
            return Identification(given, plain, system=system, family=family)
    match = _LEVEL_TWO.fullmatch(plain)
    if match is not None:
        code, attached = (re.sub(r"[\s\-,.:]+", "", part) for part in match.groups())
        modifiers = tuple(attached[at : at + 2] for at in range(0, len(attached), 2))
        if not _NOT_MODIFIERS & set(modifiers):
            return _level_two(given, code, modifiers)
    if re.fullmatch(r"[A-Z][A-Z0-9]|[0-9][0-9]", plain):
        return Identification(given, plain, system="modifier", family="two characters after a code")
    near = tuple(near_codes(plain, code_ledger().jcodes)) if plain[:1] == "J" else ()
    undotted = _UNDOTTED.fullmatch(plain)
    collisions = (f"{undotted[1]}.{undotted[2]} of ICD-10-CM, by its form",) if undotted else ()
    return Identification(given, near=near, collisions=collisions)


def _level_two(given: str, code: str, modifiers: tuple[str, ...]) -> Identification:
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
        system="HCPCS Level II",
        family=_FAMILIES[code[0]],
        is_j_code=code in ledger.jcodes,
        known=bool(rows),
        validity=f"valid {validity(rows)}" if rows else "",
        meaning=ledger.version(rows[-1]).long_description or "" if rows else "",
        near=near,
        collisions=collisions,
    )


def _collisions() -> list[list[str]]:
    rows = read_table("collisions")
    next(rows)
    return list(rows)
