"""CMS's edits among drug administration codes: what bundles, and what an add-on needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from attrs import frozen

from ..claims.settings import WHERE_DRUGS_ARE_GIVEN, checked_cpt, checked_setting
from ..tables import LIST_SEPARATOR, read_table
from ..words import Setting
from .quarters import NotChecked

__all__ = [
    "NCCI_QUARTER",
    "Bundle",
    "add_on_parents",
    "bundles",
    "has_edits",
    "ncci_edit",
    "parents",
]

NCCI_QUARTER = "2024Q3"
"""The quarter whose edits among administration codes are held."""


@frozen
class Bundle:
    """A pair of codes of which one date pays only the first, or both with a modifier.

    Attributes:
        column1: the code that is paid.
        column2: the code that is bundled into it.
        modifier_indicator: "1" where a modifier may show that both are due, "0" where
            none may, "9" where the edit is no longer in force.
        rationale: why, in CMS's words.
    """

    column1: str
    column2: str
    modifier_indicator: str
    rationale: str

    @property
    def separable(self) -> bool:
        """Whether a modifier such as 59 may show that both are due."""
        return self.modifier_indicator == "1"


def _rows(name: str) -> Iterator[dict[str, str]]:
    header, *rows = read_table(name)
    for row in rows:
        yield dict(zip(header, row, strict=True))


@cache
def bundles(setting: str) -> Mapping[tuple[str, str], Bundle]:
    """The pairs that bundle in a setting, by both codes.

    Source: CMS, NCCI procedure to procedure edits.

    >>> bundles("professional")["96413", "96372"].separable
    True
    """
    return {
        (row["column1"], row["column2"]): Bundle(
            row["column1"], row["column2"], row["modifier_indicator"], row["rationale"]
        )
        for row in _rows("ncci_pairs")
        if setting in row["settings"].split(LIST_SEPARATOR)
    }


@cache
def parents(setting: str) -> Mapping[str, frozenset[str]]:
    """For each add-on code the codes of which it needs one on the claim.

    A code that only the other setting may use has none here.

    Source: CMS, NCCI add-on code edits.

    >>> sorted(parents("professional")["96417"])
    ['96413']
    """
    found: dict[str, set[str]] = {}
    for row in _rows("add_on_parents"):
        held = found.setdefault(row["add_on"], set())
        if setting in row["settings"].split(LIST_SEPARATOR):
            held.add(row["parent"])
    return {code: frozenset(held) for code, held in found.items()}


@cache
def _edited() -> frozenset[str]:
    pairs = {row[name] for row in _rows("ncci_pairs") for name in ("column1", "column2")}
    return frozenset(pairs | {row["add_on"] for row in _rows("add_on_parents")})


def has_edits(code: str) -> bool:
    """Whether any edit is held of a code; where none is, nothing was checked."""
    return code in _edited()


def ncci_edit(one: str, other: str, *, setting: Setting) -> Bundle | NotChecked | None:
    """Which of two codes for giving drugs is bundled into the other.

    Args:
        one: an administration code, such as "96413".
        other: another.
        setting: "professional" or "facility".

    Returns:
        The edit, in whichever order CMS has it; None where there is none; ``NotChecked``
        where no edits of a code are held, which is no pass.

    Raises:
        BadAdministration: a code has not the form of one, or the setting is none.

    Source: CMS, NCCI procedure to procedure edits of 2024Q3.

    >>> edit = ncci_edit("96372", "96413", setting="professional")
    >>> edit.column1, edit.column2, edit.separable
    ('96413', '96372', True)
    """
    edits = bundles(checked_setting(setting, WHERE_DRUGS_ARE_GIVEN))
    for code in (one, other):
        if not has_edits(checked_cpt(code)):
            return _none_held(code, f"the edit of {one} and {other}")
    return edits.get((one, other)) or edits.get((other, one))


def add_on_parents(code: str, *, setting: Setting) -> frozenset[str] | NotChecked | None:
    """The codes of which an add-on code for giving drugs needs one on the claim.

    Args:
        code: an administration code, such as "96415".
        setting: "professional" or "facility".

    Returns:
        Its parents, none for an add-on that only the other setting may use; None for a code
        that is no add-on; ``NotChecked`` where no edits of the code are held.

    Raises:
        BadAdministration: the code has not the form of one, or the setting is none.

    Source: CMS, NCCI add-on code edits of 2024Q3.

    >>> add_on_parents("96417", setting="professional")
    frozenset({'96413'})
    >>> add_on_parents("96376", setting="professional")
    frozenset()
    """
    needed = parents(checked_setting(setting, WHERE_DRUGS_ARE_GIVEN))
    if not has_edits(checked_cpt(code)):
        return _none_held(code, f"the parents of {code}")
    return needed.get(code)


def _none_held(code: str, what: str) -> NotChecked:
    reason = f"of {code} no edits are held: those held are among the codes for giving drugs"
    return NotChecked(what, f"{reason}, of {NCCI_QUARTER}")
