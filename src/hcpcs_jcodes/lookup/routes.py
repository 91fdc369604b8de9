"""Routes of administration as they are typed."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from ..amounts.arguments import shown
from ..errors import BadAdministration
from ..words import ROUTES

__all__ = ["checked_route"]

_MOST_NAMED: Final = 12
_LONGEST: Final = 60
# what an error names first
_USUAL: Final = (
    "intravenous",
    "subcutaneous",
    "intramuscular",
    "oral",
    "inhalation",
    "intradermal",
    "intra-articular",
    "intravitreal",
    "intrathecal",
    "intravesical",
    "intra-arterial",
    "topical",
)


def checked_route(route: object, known: Collection[str] = ROUTES) -> str:
    """The route, once checked to be one of those known; "IV" and "SubQ" are read as routes.

    Raises:
        BadAdministration: it is not a route.

    Source: ``chargemaster_words.csv`` for abbreviations.

    >>> checked_route("intravenous"), checked_route("SQ"), checked_route("Oral")
    ('intravenous', 'subcutaneous', 'oral')
    """
    if not isinstance(route, str):
        raise BadAdministration(route, f"{shown(route)} is not a route: pass {_some_of(known)}")
    if route in known:
        return route
    from ..codes.chargemaster import route_in  # most programs pass the words of ROUTES

    meant = " ".join(route.split()).casefold() if len(route) <= _LONGEST else ""
    for text in (meant, route_in(meant)):
        if text in known:
            return text
    near = get_close_matches(meant, known, n=3)
    choice = " or ".join(near) or _some_of(known)
    raise BadAdministration(route, f"{shown(route)} is not a route: pass {choice}")


def _some_of(known: Collection[str]) -> str:
    """The most usual routes first: few people look for the first by alphabet."""
    usual = [each for each in _USUAL if each in known]
    listed = [*usual, *sorted({*known} - {*usual})]
    more = len(listed) - _MOST_NAMED
    end = f" and {more} more in ROUTES" if more > 0 else ""
    return f"one of {', '.join(listed[:_MOST_NAMED])}{end}"
