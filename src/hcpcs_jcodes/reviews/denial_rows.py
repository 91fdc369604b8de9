"""The denials that payers send, as rows of ``denials.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from attrs import evolve

from ..tables import check_header, read_table, texts_of
from ..words import LineOfBusiness
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


def denials_of(errors: Iterable[str], business: LineOfBusiness | None) -> tuple[Denial, ...]:
    """The denials of several errors that a payer of a line of business may send.

    What one of Medicaid's payers published says nothing of Medicare, and the reverse: what is
    known of other payers alone is assumed of this one.

    >>> [str(each) for each in denials_of(["NDC missing or invalid"], "original medicare")]
    ['16 M119 (assumed)']
    >>> [str(each) for each in denials_of(["NDC missing or invalid"], "medicaid plan")]
    ['16 M119 (published)']
    """
    return tuple(each for error in dict.fromkeys(errors) for each in _of_payer(error, business))


@cache
def _of_payer(error: str, business: LineOfBusiness | None) -> tuple[Denial, ...]:
    """The surest of those that say the same; those of other payers, assumed, if there are no more."""
    rows = denials_by_error()[error]
    own = [
        each for each in rows if not each.lines_of_business or business in each.lines_of_business
    ]
    if not own:
        own = [
            evolve(each, group=None, certainty="assumed", lines_of_business=(), source=_OF_OTHERS)
            for each in rows
        ]
    first: dict[tuple[str, tuple[str, ...]], Denial] = {}
    for each in own:
        first.setdefault((each.carc, each.rarcs), each)
    return tuple(first.values())


_OF_OTHERS: Final = "of other payers; no publication of this kind of payer was read"


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
