"""The names by which the drugs of codes are known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..tables import read_table

__all__ = ["names_of"]


@cache
def names_of() -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The names by which a drug is known, with their kind, by code and use."""
    rows = read_table("names")
    next(rows)
    names: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for code, use, name, kind, *_ in rows:
        names.setdefault((code, use), []).append((name, kind))
    return {key: tuple(listed) for key, listed in names.items()}
