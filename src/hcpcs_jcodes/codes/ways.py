"""How a drug is given by the form, route or container in a text, and whether a code is for that."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ..tables import texts_of
from .chargemaster import Reading
from .entries import Entry
from .ledger import code_ledger
from .rows import AT

__all__ = ["Way", "fits", "is_limited_to_others", "route_of", "way_of"]

_ORAL: Final = "oral"
_INHALED: Final = "inhalation"
_PLACED: Final = "implant"
_INJECTED: Final = "injection"
_TOPICAL: Final = "topical"
_SPRAYED: Final = "inhaler"
_DROPPED: Final = "ophthalmic"
# the way in which a form is given, if it has only one
_WAYS: Final = {
    "tablet": _ORAL,
    "capsule": _ORAL,
    "elixir": _ORAL,
    "syrup": _ORAL,
    "lozenge": _ORAL,
    "granules": _ORAL,
    "film": _ORAL,
    "inhaler": _SPRAYED,
    "implant": _PLACED,
    "cream": _TOPICAL,
    "gel": _TOPICAL,
    "lotion": _TOPICAL,
    "ointment": _TOPICAL,
    "patch": _TOPICAL,
    "drops": _DROPPED,
    "spray": "nasal",
    "suppository": "rectal",
    "injection": _INJECTED,
    "infusion": _INJECTED,
}
# routes that are a way of their own; by all others a drug is injected or instilled
_OWN_WAYS: Final = frozenset(
    {_ORAL, _INHALED, _TOPICAL, _DROPPED, "lacrimal insert", "nasal", "otic", "rectal"}
)
# what only a nebulizer of durable medical equipment gives
_NEBULIZED: Final = "through dme"


@frozen
class Way:
    """How a text says that a drug is given.

    Attributes:
        name: by mouth, inhaled, on the skin, as an implant, injected; "" if nothing says.
        form: the form that says it; "" if a route or a container does.
        is_sure: whether another way is another product: injections are inhaled or put on the
            skin too, and what is in a vial may be inhaled, but a tablet is no injection.
    """

    name: str = ""
    form: str = ""
    is_sure: bool = False


def way_of(reading: Reading) -> Way:
    """How the drug of a text is given, by its form, its route or its container."""
    forms = [each for token in reading.tokens if token.kind == "form" for each in token.words]
    known = [each for each in forms if each in _WAYS]
    for form in known:
        if _WAYS[form] != _INJECTED:
            return Way(_WAYS[form], form, is_sure=True)
    route = reading.meaning("route")
    if route and route != _DROPPED:  # into the eye may be drops or an injection
        way = _way_of_route(route)
        return Way(way, is_sure=way == _INJECTED or (way == _ORAL and not known))
    if known:
        return Way(_INJECTED, known[0], is_sure=True)
    contained = any(token.kind == "container" for token in reading.tokens)
    return Way(_INJECTED if contained else "")


def route_of(reading: Reading) -> str:
    """The route of a text; a pen is for the skin."""
    pen = any("pen" in token.words for token in reading.tokens if token.kind == "container")
    return reading.meaning("route") or ("subcutaneous" if pen else "")


def is_limited_to_others(entry: Entry, route: str) -> bool:
    """Whether the wording of a code limits it to other routes."""
    worded = {*texts_of(entry.row[AT["routes"]])}
    return bool(worded) and not worded & {route, "parenteral"}


def fits(entry: Entry, way: Way, route: str) -> tuple[bool, bool, bool]:
    """How a code differs from what a text says.

    Whether it is given in another way, whether that is so for sure, and whether it is given by
    another route. A form that the names or the wording have is one of the code.
    """
    routes = code_ledger().version(entry.row).drug.routes
    known = {each for each in routes if each != "unknown"}
    ways = {_way_of_route(each) for each in known}
    if way.name == _SPRAYED:
        differs = _NEBULIZED in entry.row[AT["forms"]] or _INHALED not in known
    else:
        differs = bool(way.name and known) and way.name not in ways
    if way.name != _INJECTED and way.form in entry.words:
        differs = False
    is_sure = differs and (way.is_sure or ways == {_ORAL})
    return differs, is_sure, bool(route and known) and route not in known


def _way_of_route(route: str) -> str:
    if route in _OWN_WAYS:
        return route
    if route == "transdermal":
        return _TOPICAL
    return _PLACED if "implant" in route else _INJECTED
