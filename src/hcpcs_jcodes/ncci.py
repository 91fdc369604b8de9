"""CMS's edits among drug administration codes: what bundles, and what an add-on needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from attrs import frozen

from .tables import LIST_SEPARATOR, read_table

__all__ = ["NCCI_QUARTER", "Bundle", "bundles", "has_edits", "parents"]

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
