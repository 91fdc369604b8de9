"""Objects to dictionaries for JSON, and back, strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from ..amounts.arguments import shown
from ..errors import BadInterchange
from .building import form_of_kind
from .kinds import KINDS_OF_OBJECTS, Kind, kind_of
from .objects import SCHEMA, schema_name
from .problems import Twice, at_key, plain_type, wrong

__all__ = ["from_dict", "parsed", "read_as", "to_dict"]

_SCHEMAS: Final = {schema_name(kind): kind for kind in KINDS_OF_OBJECTS}


def to_dict(obj: object) -> dict[str, Any]:
    """An object of this library as a dictionary that JSON can store.

    Amounts, decimals, fractions, NDCs, dates and times are texts and exact. What has its
    default is omitted. Within another object, a code version or a payer that ships with the
    library is its name and fingerprint.

    Args:
        obj: any value object of the library, such as a ClaimLine, a Bill or an Encounter.

    Returns:
        The dictionary; "schema" names the kind of object and the version of its form.

    Raises:
        BadInterchange: it is no such object, or contains what could not be read again.

    >>> from datetime import date
    >>> from hcpcs_jcodes import ClaimLine
    >>> to_dict(ClaimLine("J9312", 72, on=date(2025, 8, 1), administered="715 mg"))
    {'schema': 'hcpcs_jcodes.claim_line/1', 'code': 'J9312', 'units': 72, 'on': '2025-08-01', 'administered': '715 mg'}
    """
    kind = kind_of(type(obj))
    if kind is None:
        raise wrong("$", obj, "an object of this library, such as a ClaimLine or a Bill")
    return form_of_kind(kind).write(obj, "$")


def from_dict(data: dict[str, Any] | str) -> Any:
    """The object that a dictionary or a JSON text states.

    Args:
        data: what :func:`to_dict` made, also as the text of JSON.

    Returns:
        An object equal to the one that was written.

    Raises:
        BadInterchange: something is missing, unknown, of another type or refused by the
            object itself; ``path`` says where. Its kind is "fingerprint_changed" if a fact of a
            code or a payer that ships was corrected since.

    >>> line = from_dict('''{"schema": "hcpcs_jcodes.claim_line/1", "code": "J9312",
    ...                      "units": 72, "on": "2025-08-01"}''')
    >>> print(line)
    J9312 x 72 on 2025-08-01
    """
    given: Any = parsed(data) if isinstance(data, str) else data
    if plain_type(given) is not dict:
        raise wrong("$", given, "a dictionary that to_dict() made")
    return _read(given, "$", _SCHEMAS, "hcpcs_jcodes.claim_line/1")


def read_as(cls: type, data: object, path: str) -> Any:
    """The object of a class that a dictionary states, which stands at a path.

    Raises:
        BadInterchange: as for :func:`from_dict`, or it is of another class.
    """
    kind = kind_of(cls)
    assert kind is not None, cls
    if not isinstance(data, dict):
        raise wrong(path, data, f"an object of kind {kind.name}, as to_dict() makes it")
    return _read(data, path, {schema_name(kind): kind}, schema_name(kind))


def _read(data: dict[str, Any], path: str, kinds: Mapping[str, Kind], example: str) -> Any:
    named = data.get(SCHEMA)
    kind = kinds.get(named) if isinstance(named, str) else None
    if kind is None:
        near = get_close_matches(named[:80], kinds, 1) if isinstance(named, str) else ()
        known = near[0] if near else example
        fits = f"a kind of object and its version, such as {known!r}"
        raise wrong(at_key(path, SCHEMA), named, fits)
    return form_of_kind(kind).read(data, path)


def parsed(text: str) -> object:
    """The value of a JSON text; an object in which a key stands twice is a ``Twice``.

    Raises:
        BadInterchange: it is not JSON, or is nested too deeply.
    """
    try:
        return json.loads(text, object_pairs_hook=_pairs)
    except RecursionError as error:
        raise BadInterchange(None, "$: the text is nested too deeply", "$") from error
    except ValueError as error:
        reason = f"$: {shown(text)} is not JSON: {shown(str(error))}"
        raise BadInterchange(text, reason, "$") from error


def _pairs(pairs: list[tuple[str, Any]]) -> object:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    return Twice(next(key for key in keys if keys.count(key) > 1))
