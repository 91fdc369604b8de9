"""Names that a text is a part of, and the name in a text with more than a name."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ..codes.codesets import codeset
from ..codes.substances import codes_named, name_key, printed_names, rows_named

__all__ = ["name_read_in", "names_with"]

# of letters alone; B12 is as short as a name gets
_SHORTEST: Final = 4
_MOST: Final = 3
_BETWEEN_WORDS: Final = re.compile(r"[\s,()/-]+")


def names_with(text: str, day: date) -> tuple[str, ...]:
    """Names of drugs with a code in force on a day of which a text is whole words.

    Of names for the same codes the shortest; those that begin with the text first.

    >>> names_with("cathflo", date(2025, 8, 1)), names_with("glargine", date(2025, 8, 1))
    (('Cathflo Activase',), ('Insulin glargine',))
    """
    key = name_key(text)
    if not any(map(str.isalpha, key)) or (key.isalpha() and len(key) < _SHORTEST):
        return ()
    having = [
        (not known.startswith(key), len(name), name)
        for known, name in printed_names().items()
        if key in known and _has_words(name, key)
    ]
    found: dict[tuple[str, ...], str] = {}
    for *_, name in sorted(having):
        codes = codes_named(name, day)
        if codes and codes not in found:
            found[codes] = name
    return tuple(found.values())[:_MOST]


def name_read_in(text: str, day: date) -> tuple[str, ...]:
    """The name that a search reads in the text of a chargemaster; empty if it reads none.

    >>> name_read_in("CEFTRIAXONE 1GM IVPB", date(2025, 8, 1))
    ('ceftriaxone',)
    """
    found = codeset(day).find(text, 1)
    if not found or found.read is None:
        return ()
    name = found.read.name
    printed = printed_names().get(name_key(name), name) if rows_named(name) else ""
    return (printed or found[0].drug.name,)


def _has_words(name: str, key: str) -> bool:
    """Whether some words of a name that follow each other are the text."""
    words = _BETWEEN_WORDS.split(name)
    return any(
        name_key("".join(words[start:end])) == key
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )
