"""The denials that payers send, as rows of ``denials.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from ..tables import check_header, read_table, texts_of
from .results import Denial

__all__ = ["denials_by_error", "denials_of"]

COLUMNS: Final = (
    "error",
    "rank",
    "carc",
    "rarcs",
    "group",
    "action",
    "lines_of_business",
    "certainty",
    "source",
)


@cache
def denials_by_error() -> Mapping[str, tuple[Denial, ...]]:
    """The denials of each error, the surer first."""
    header, *rows = read_table("denials")
    check_header("denials", header, COLUMNS)
    found: dict[str, tuple[Denial, ...]] = {}
    for error, _, *cells in rows:
        found[error] = (*found.get(error, ()), _denial(*cells))
    return found


@lru_cache(maxsize=1024)
def denials_of(errors: tuple[str, ...]) -> tuple[Denial, ...]:
    """The denials of several errors."""
    return tuple(denial for error in errors for denial in denials_by_error()[error])


def _denial(carc: str, rarcs: str, group: str, action: Any, *rest: str) -> Denial:
    business, certainty, source = rest
    return Denial(
        carc,
        texts_of(rarcs),
        group or None,  # type: ignore[arg-type]
        action,
        certainty,  # type: ignore[arg-type]
        texts_of(business),  # type: ignore[arg-type]
        source,
    )
