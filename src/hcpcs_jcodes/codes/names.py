"""The names by which the drugs of codes are known."""

from __future__ import annotations

from typing import Final

from ..tables import rows_of_code

__all__ = ["names_of"]

_COLUMNS: Final = ("code", "use", "name", "kind", "first", "last", "source")


def names_of(code: str, use: str) -> tuple[tuple[str, str], ...]:
    """The names by which the drug of one use of a code is known, each with its kind."""
    return tuple(
        (name, kind) for _, of, name, kind, *_ in rows_of_code("names", code, _COLUMNS) if of == use
    )
