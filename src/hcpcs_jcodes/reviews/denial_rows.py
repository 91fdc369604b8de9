"""The denials that payers send, as rows of ``denials.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from attrs import evolve

from ..tables import check_header, read_table, texts_of
from ..words import LineOfBusiness
from .results import Denial

__all__ = ["denials_by_error", "denials_of", "drawn"]

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


@cache
def denials_of(error: str, business: LineOfBusiness | None) -> tuple[Denial, ...]:
    """The denials of an error that speak for a line of business; all of them for None.

    One of a Medicaid plan never speaks for another payer. One of Original Medicare is assumed
    for another payer that has none of its own by that code: the numbers are national.
    """
    rows = denials_by_error()[error]
    if business is None:
        return rows
    own = [
        each for each in rows if not each.lines_of_business or business in each.lines_of_business
    ]
    codes = {each.carc for each in own}
    assumed = [
        evolve(each, certainty="assumed", source=f"{each.source}, of Original Medicare")
        for each in rows
        if "original medicare" in each.lines_of_business and each.carc not in codes
    ]
    return (*own, *assumed)


@lru_cache(maxsize=1024)
def drawn(errors: tuple[str, ...], business: LineOfBusiness | None) -> tuple[Denial, ...]:
    """The denials of several errors that speak for a line of business, each once."""
    found = (denial for error in errors for denial in denials_of(error, business))
    return tuple(dict.fromkeys(found))


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
