"""Routes of administration as they are typed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Final

from ..amounts.arguments import shown
from ..errors import BadAdministration
from ..words import ROUTES

__all__ = ["checked_route"]

_MOST_NAMED: Final = 24


def checked_route(route: object, known: Collection[str] = ROUTES) -> str:
    """The route, once checked to be one of those known.

    Raises:
        BadAdministration: it is not a route.
    """
    if not isinstance(route, str) or route not in known:
        near = get_close_matches(route, known, n=3) if isinstance(route, str) else []
        choice = " or ".join(near) or _some_of(sorted(known))
        raise BadAdministration(route, f"{shown(route)} is not a route: pass {choice}")
    return route


def _some_of(known: Sequence[str]) -> str:
    more = f" and {len(known) - _MOST_NAMED} more in ROUTES" if len(known) > _MOST_NAMED else ""
    return f"one of {', '.join(known[:_MOST_NAMED])}{more}"
