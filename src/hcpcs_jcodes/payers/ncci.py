"""CMS's edits for pairs of drug administration codes: what bundles, and what an add-on needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from attrs import frozen

from ..claims.settings import checked_administration_setting, checked_cpt
from ..tables import LIST_SEPARATOR, read_table
from ..words import AdministrationSetting
from .quarters import NotChecked

__all__ = [
    "Bundle",
    "add_on_parents",
    "bundles",
    "has_edits",
    "ncci_edit",
    "ncci_quarter",
    "parents",
]


@frozen
class Bundle:
    """A pair of codes of which only the first is paid on one date, or both with a modifier.

    Attributes:
        column1: the code that is paid.
        column2: the code that is bundled into it.
        modifier_indicator: "1" if a modifier may show that both are payable, "0" if none
            may, "9" if the edit is no longer in force.
        rationale: the reason, in CMS's words.
    """

    column1: str
    column2: str
    modifier_indicator: str
    rationale: str

    @property
    def separable(self) -> bool:
        """Whether a modifier such as 59 may show that both are payable."""
        return self.modifier_indicator == "1"


def _rows(name: str) -> Iterator[dict[str, str]]:
    header, *rows = read_table(name)
    for row in rows:
        yield dict(zip(header, row, strict=True))


@cache
def ncci_quarter() -> str:
    """The newest quarter whose edits for administration codes are included.

    >>> ncci_quarter()
    '2024Q3'
    """
    return max(
        quarter
        for name in ("ncci_pairs", "add_on_parents")
        for row in _rows(name)
        for quarter in row["quarters"].split(LIST_SEPARATOR)
    )


@cache
def bundles(setting: str) -> Mapping[tuple[str, str], Bundle]:
    """The pairs that bundle in a setting, keyed by both codes.

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
    """For each add-on code, its primary codes: it needs one of them on the claim.

    An add-on code that only the other setting may use has none here.

    Source: CMS, NCCI add-on code edits.

    >>> sorted(parents("professional")["96417"])
    ['96413']
    """
    found: dict[str, set[str]] = {}
    for row in _rows("add_on_parents"):
        primary = found.setdefault(row["add_on"], set())
        if setting in row["settings"].split(LIST_SEPARATOR):
            primary.add(row["parent"])
    return {code: frozenset(primary) for code, primary in found.items()}


@cache
def _codes_with_edits() -> frozenset[str]:
    pairs = {row[name] for row in _rows("ncci_pairs") for name in ("column1", "column2")}
    return frozenset(pairs | {row["add_on"] for row in _rows("add_on_parents")})


def has_edits(code: str) -> bool:
    """Whether any edit for a code is included; if none is, nothing was checked."""
    return code in _codes_with_edits()


def ncci_edit(
    one: str, other: str, *, setting: AdministrationSetting
) -> Bundle | NotChecked | None:
    """The edit that bundles one of two drug administration codes into the other.

    Args:
        one: an administration code, such as "96413".
        other: another.
        setting: "professional" or "facility".

    Returns:
        The edit, in whichever order CMS lists it; None if there is no such edit;
        ``NotChecked``, which is not a pass, if no edits for a code are included.

    Raises:
        BadAdministration: a code does not have the format of an administration code.
        BadClaimLine: the setting is not one of the two.

    Source: CMS, NCCI procedure to procedure edits of :func:`ncci_quarter`.

    >>> edit = ncci_edit("96372", "96413", setting="professional")
    >>> edit.column1, edit.column2, edit.separable
    ('96413', '96372', True)
    """
    edits = bundles(checked_administration_setting(setting))
    for code in (one, other):
        if not has_edits(checked_cpt(code)):
            return _not_included(code, f"the edit of {one} and {other}")
    return edits.get((one, other)) or edits.get((other, one))


def add_on_parents(
    code: str, *, setting: AdministrationSetting
) -> frozenset[str] | NotChecked | None:
    """The primary codes of an add-on administration code, one of which it needs on the claim.

    Args:
        code: an administration code, such as "96415".
        setting: "professional" or "facility".

    Returns:
        Its primary codes, empty for an add-on that only the other setting may use; None
        for a code that is not an add-on; ``NotChecked`` if no edits for the code are
        included.

    Raises:
        BadAdministration: the code does not have the format of an administration code.
        BadClaimLine: the setting is not one of the two.

    Source: CMS, NCCI add-on code edits of :func:`ncci_quarter`.

    >>> add_on_parents("96417", setting="professional")
    frozenset({'96413'})
    >>> add_on_parents("96376", setting="professional")
    frozenset()
    """
    needed = parents(checked_administration_setting(setting))
    if not has_edits(checked_cpt(code)):
        return _not_included(code, f"the primary codes of {code}")
    return needed.get(code)


def _not_included(code: str, what: str) -> NotChecked:
    return NotChecked(
        what,
        f"no edits for {code} are included, only those of {ncci_quarter()} among drug "
        "administration codes",
    )
