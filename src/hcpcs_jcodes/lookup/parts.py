"""Names that a text is a part of."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ..codes.substances import codes_named, name_key, printed_names, substance_named

__all__ = ["names_with"]

# of letters alone; B12 is as short as a name gets
_SHORTEST: Final = 4
_MOST: Final = 3
_BETWEEN_WORDS: Final = re.compile(r"[\s,()/-]+")


def names_with(text: str, day: date) -> tuple[str, ...]:
    """Names of drugs with a code in force on a day of which a text is whole words.

    Of names for the same codes the shortest, those that begin with the text first; none if
    they are of several drugs, as the names with "factor" are.

    >>> names_with("simponi", date(2025, 8, 1)), names_with("factor", date(2025, 8, 1))
    (('Simponi Aria',), ())
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
    drugs = {substance_named(code, day) for codes in found for code in codes}
    return tuple(found.values())[:_MOST] if len(drugs) == 1 else ()


def _has_words(name: str, key: str) -> bool:
    """Whether some words of a name that follow each other are the text."""
    words = _BETWEEN_WORDS.split(name)
    return any(
        name_key("".join(words[start:end])) == key
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )
