"""JSON Schemas of the dictionaries that ``to_dict`` makes."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Final, overload

from ..amounts.arguments import shown
from ..errors import BadArgument
from .building import form_of_kind
from .forms import Defs
from .kinds import KINDS_OF_OBJECTS
from .objects import schema_name

__all__ = ["json_schema"]

_NAMED: Final = {kind.name: kind for kind in KINDS_OF_OBJECTS}


@overload
def json_schema(name: None = None) -> tuple[str, ...]: ...
@overload
def json_schema(name: str) -> dict[str, Any]: ...
def json_schema(name: str | None = None) -> tuple[str, ...] | dict[str, Any]:
    """The JSON Schema of a kind of object, or the names of all kinds.

    Args:
        name: the kind, such as "claim_line" or "bill"; omit it to get the names.

    Returns:
        A schema of JSON Schema 2020-12 for what :func:`~hcpcs_jcodes.to_dict` makes. It refuses
        unknown keys. ``from_dict`` checks more: what a value of each field means for the others.

    Raises:
        BadArgument: there is no such kind.

    >>> json_schema("step")["required"]
    ['schema', 'text']
    >>> json_schema()[:3]
    ('administration', 'administration_line', 'administration_option')
    """
    if name is None:
        return tuple(_NAMED)
    given: object = name
    kind = _NAMED.get(given) if isinstance(given, str) else None
    if kind is None:
        near = get_close_matches(given[:40], _NAMED, 1) if isinstance(given, str) else ()
        fits = near[0] if near else "claim_line"
        raise BadArgument(
            name,
            f"{shown(name)} is not a kind of object: pass one such as {fits!r}; json_schema() "
            "lists them",
        )
    defs: Defs = {}
    described = form_of_kind(kind).described(defs)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:hcpcs_jcodes:{schema_name(kind).partition('.')[2].replace('/', ':')}",
        "title": f"{kind.public} of hcpcs_jcodes",
    }
    return head | described | ({"$defs": defs} if defs else {})
