"""Finding codes by drug, brand, part of a description, or a misspelling of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, overload

from attrs import frozen

from .code import JCode
from .ledger import code_ledger, use_of
from .names import names_of
from .rows import AT

__all__ = ["Found", "SearchIndex", "cleaned_code", "near_codes"]

_WORDS: Final = re.compile(r"[a-z0-9.%]+")
# letters and signs typed in place of a digit
_MISTYPED: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "|": "1", "S": "5", "Z": "2"})
_LONGEST_CODE: Final = 40
_LONGEST_QUERY: Final = 200
_FEW: Final = 3
# how similar two words must be to match, and the shortest word that is guessed
_SIMILARITY: Final = 0.75
_SHORTEST_GUESS: Final = 4


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, for comparing."""
    return tuple(_WORDS.findall(text.casefold()))


def cleaned_code(text: str) -> str:
    """The code in a text, after correcting case, spaces, hyphens and letters for digits."""
    typed = re.sub(r"[^A-Z0-9|]", "", text[:_LONGEST_CODE].upper())
    return typed[:1] + typed[1:].translate(_MISTYPED)


def near_codes(text: str, codes: Iterable[str]) -> list[str]:
    """Existing codes that a mistyped code may have meant.

    Case, spaces and letters for digits are corrected first; then a missing zero, two
    swapped digits, and one wrong digit are tried. The first correction that gives
    existing codes is used.
    """
    known = set(codes) - {text}
    cleaned = cleaned_code(text)
    letter, digits = cleaned[:1], cleaned[1:]
    four = digits[:4]
    tiers = [[letter + four]]
    if 2 <= len(digits) < 4:
        tiers.append([letter + digits.rjust(4, "0")])
    if len(digits) >= 4:
        tiers.append(
            [letter + four[:at] + four[at + 1] + four[at] + four[at + 2 :] for at in range(3)]
        )
        tiers.append(
            [
                letter + four[:at] + digit + four[at + 1 :]
                for at in range(3, -1, -1)
                for digit in "0123456789"
            ]
        )
    for tier in tiers:
        if near := [code for code in dict.fromkeys(tier) if code in known]:
            # if every nearby code exists, listing them all is no help
            return near if len(near) <= _FEW else []
    return []


@frozen
class _Entry:
    version: JCode
    names: tuple[str, ...]
    joined: frozenset[str]
    words: tuple[str, ...]
    text: str


class Found(Sequence[JCode]):
    """Codes that were found, best match first: a sequence of versions.

    Attributes:
        query: the words searched for.
        guessed: what was searched for in place of a misspelling, or "".
    """

    __slots__ = ("_versions", "guessed", "query")

    def __init__(self, query: str, versions: Iterable[JCode], guessed: str = "") -> None:
        self.query = query
        self.guessed = guessed
        self._versions = tuple(versions)

    @overload
    def __getitem__(self, index: int) -> JCode: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[JCode, ...]: ...
    def __getitem__(self, index: int | slice) -> JCode | tuple[JCode, ...]:
        return self._versions[index]

    def __len__(self) -> int:
        return len(self._versions)

    def __iter__(self) -> Iterator[JCode]:
        return iter(self._versions)

    def __repr__(self) -> str:
        return f"<Found {len(self)} codes for {self.query!r}: {[v.code for v in self[:8]]}>"

    def __str__(self) -> str:
        lines = [str(version) for version in self._versions] or ["nothing found"]
        if self.guessed:
            lines.insert(0, f"{self.query!r} read as {self.guessed!r}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from ..display.html import html_table  # few programs show a notebook

        caption = f"{len(self)} codes for {self.query!r}"
        if self.guessed:
            caption += f", read as {self.guessed!r}"
        rows = (
            (
                version.code,
                version.long_description or version.short_description or "",
                str(version.billing_unit),
                ", ".join(version.drug.brands),
            )
            for version in self._versions
        )
        header = ("code", "description", "one unit", "brands")
        return html_table(caption, header, rows, left=range(4))


class SearchIndex:
    """The names and descriptions of code versions, indexed for searching."""

    __slots__ = ("_entries", "_vocabulary")

    def __init__(self, codes: Iterable[tuple[Sequence[JCode], str]]) -> None:
        """Index codes, each with its versions, the last of which is returned, and its use."""
        self._entries = [_entry(versions, use) for versions, use in codes]
        self._vocabulary: dict[str, None] = {}

    def find(self, query: str, limit: int) -> Found:
        """The best matches for a query of one or more words."""
        words = words_of(query[: _LONGEST_QUERY + 1])
        if not words or len(query) > _LONGEST_QUERY:
            return Found(query[:_LONGEST_QUERY], ())
        ranked, guessed = self._ranked(words), ""
        if not ranked:
            # a name of an older or newer code of the same drug: Humira was J0135 before J0139
            guess = words_of(_substance_of_any_year(words))
            if not guess:
                guess = tuple(self._closest(word) for word in words)
            if guess != words and all(guess):
                ranked, guessed = self._ranked(guess), " ".join(guess)
        return Found(query, [entry.version for _, entry in ranked[: max(limit, 0)]], guessed)

    def _ranked(self, words: tuple[str, ...]) -> list[tuple[int, _Entry]]:
        ranked = [
            (rank, entry)
            for entry in self._entries
            if (rank := _rank(entry, words, " ".join(words))) is not None
        ]
        return sorted(ranked, key=lambda pair: (pair[0], len(pair[1].text), pair[1].version.code))

    def _closest(self, word: str) -> str:
        """The known word most similar to this one; the word itself if it is known."""
        import difflib  # needed only if nothing was found

        if not self._vocabulary:
            self._vocabulary = dict.fromkeys(w for entry in self._entries for w in entry.words)
        if word in self._vocabulary or len(word) < _SHORTEST_GUESS:
            return word
        # a word is rarely misspelled in its first letter: that saves nine tenths of the work
        same_start = [known for known in self._vocabulary if known[0] == word[0]]
        for candidates in (same_start, list(self._vocabulary)):
            closest = difflib.get_close_matches(word, candidates, 1, _SIMILARITY)
            if closest:
                return closest[0]
        return ""


def _substance_of_any_year(words: tuple[str, ...]) -> str:
    """The drug that has this name under a J code of any year; "" if none has."""
    ledger = code_ledger()
    for code, rows in ledger.jcodes.items():
        for row in rows:
            names = names_of(code, use_of(row))
            if row[AT["substance"]] and any(words_of(name) == words for name, _ in names):
                return row[AT["substance"]]
    return ""


def _entry(versions: Sequence[JCode], use: str) -> _Entry:
    version = versions[-1]
    known = [name for name, _ in names_of(version.code, use)]
    names = (version.drug.name, version.drug.substance, *version.drug.brands, *known)
    texts = [" ".join(words_of(name)) for name in names if name]
    # wordings from earlier in the period match too, such as a former labeler
    wordings = (text for v in versions for text in (v.long_description, v.short_description))
    text = " ".join(words_of(" ".join(filter(None, wordings))))
    words = dict.fromkeys(word for part in (*texts, text) for word in part.split())
    joined = frozenset(name.replace(" ", "") for name in texts)
    return _Entry(version, tuple(dict.fromkeys(texts)), joined, tuple(words), text)


def _rank(entry: _Entry, words: tuple[str, ...], query: str) -> int | None:
    """How well an entry matches, 0 best; None if it does not match."""
    if entry.version.code.casefold().startswith(query):
        return 0
    if query in entry.names or query.replace(" ", "") in entry.joined:
        return 1
    if any(name.startswith(query) for name in entry.names):
        return 2
    if all(any(known.startswith(word) for known in entry.words) for word in words):
        # a name of the drug counts for more than a word of the description
        named = any(all(word in name for word in words) for name in entry.names)
        return 3 if named else 4
    if len(query) >= _SHORTEST_GUESS and query in entry.text:
        return 5
    return None
