"""What is wrong with a dictionary, and where it stands."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ..amounts.arguments import shown
from ..errors import BadInterchange, FingerprintChanged, JCodesError

__all__ = ["Twice", "at_key", "missing", "plain_type", "rejected", "wrong"]

_PLAIN: Final = (dict, list, str, int, bool, float, type(None))
_LONGEST_KEY: Final = 40


@frozen
class Twice:
    """An object of a JSON text in which a key stands twice.

    Attributes:
        key: that key.
    """

    key: str


def plain_type(data: object) -> type | None:
    """The type of a value as JSON has it; None if JSON has no such value."""
    return type(data) if type(data) in _PLAIN else None


def at_key(path: str, key: object) -> str:
    """The path of a key of an object.

    >>> at_key("$.lines[2]", "units"), at_key("$", "a b")
    ('$.lines[2].units', "$['a b']")
    """
    if isinstance(key, str) and key.isidentifier() and len(key) <= _LONGEST_KEY:
        return f"{path}.{key}"
    return f"{path}[{shown(key)}]"


def wrong(path: str, data: object, fits: str) -> BadInterchange:
    """The error for a value of which something else fits there."""
    return BadInterchange(data, f"{path}: {_found(data)} does not fit; pass {fits}", path)


def missing(path: str, fits: str) -> BadInterchange:
    """The error for a key that is not there."""
    return BadInterchange(None, f"{path} is missing; pass {fits}", path)


def rejected(path: str, data: object, error: JCodesError) -> BadInterchange:
    """The error for what a constructor refuses, which goes on saying why."""
    changed = isinstance(error, FingerprintChanged)
    kind = error.kind if changed else None
    return BadInterchange(data, f"{path}: {error}", path, kind=kind)


def _found(data: object) -> str:
    """What was found, in a few words, however large it is."""
    if isinstance(data, Twice):
        return f"an object with the key {shown(data.key)} twice"
    if isinstance(data, dict):
        return f"an object of {len(data)} keys"
    if isinstance(data, list):
        return f"a list of {len(data)}"
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    if isinstance(data, float):
        return f"{data!r}, a binary float,"
    if isinstance(data, str | int):
        return shown(data)
    return f"{shown(data)}, a {type(data).__name__[:_LONGEST_KEY]},"
