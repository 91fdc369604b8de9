"""The names that people know the drugs of codes by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..tables import read_table

__all__ = ["names_of"]


@cache
def names_of() -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """For each code and use the names that people know it by, with their kind."""
    rows = read_table("names")
    next(rows)
    names: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for code, use, name, kind, *_ in rows:
        names.setdefault((code, use), []).append((name, kind))
    return {key: tuple(listed) for key, listed in names.items()}
