"""What shows dialysis on a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from ..claims.claim import Claim
from ..tables import check_header, read_table

__all__ = ["sign_of_dialysis"]

_COLUMNS: Final = ("kind", "first", "last", "means", "source", "evidence")


def sign_of_dialysis(claim: Claim) -> str:
    """The first thing that shows dialysis on a claim; "" if nothing does.

    Source: ``dialysis_signs.csv``.

    >>> from datetime import date
    >>> from hcpcs_jcodes import ClaimLine
    >>> line = ClaimLine("J0882", 40, on=date(2025, 8, 1))
    >>> sign_of_dialysis(Claim([line], setting="facility", type_of_bill="0721"))
    'type of bill 0721: renal dialysis facility'
    """
    signs = _signs()
    for kind, value in _shown(claim):
        if value is not None:
            for first, last, means in signs[kind]:
                if first <= value <= last:
                    return f"{kind} {value}: {means}"
    return ""


def _shown(claim: Claim) -> Iterator[tuple[str, str | None]]:
    """What may show it, by kind."""
    yield "type of bill", claim.type_of_bill
    yield "place of service", claim.place_of_service
    for line in claim.lines:
        yield "code", line.code
        yield "place of service", line.place_of_service
        yield "revenue code", line.revenue_code
        for modifier in line.modifiers:
            yield "modifier", modifier


@cache
def _signs() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """The first and last value of each sign, and what it shows, by kind."""
    header, *rows = read_table("dialysis_signs")
    check_header("dialysis_signs", header, _COLUMNS)
    found: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for kind, first, last, means, *_ in rows:
        found[kind] = (*found.get(kind, ()), (first, last, means))
    return found
