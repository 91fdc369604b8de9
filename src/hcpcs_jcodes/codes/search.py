"""Finding codes by drug, brand, part of a description, or a misspelling of these."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate, groupby
from math import ceil
from typing import Final, overload

from attrs import frozen

from ..tables import texts_of
from .code import JCode
from .ledger import code_ledger, use_of
from .names import names_of
from .rows import AT, Row

__all__ = ["Found", "SearchIndex", "cleaned_code", "near_codes", "search_index"]

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


def near_codes(text: str, codes: Iterable[str], most: int = _FEW) -> list[str]:
    """Existing codes that a mistyped code may have meant.

    Case, spaces and letters for digits are corrected first; then a missing zero, two
    swapped digits, and one wrong digit are tried. The first correction that gives
    existing codes is used, unless it gives more than ``most``.
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
            return near if len(near) <= most else []
    return []


@frozen
class _Entry:
    """What is searched of a code in a period.

    Attributes:
        code: the code.
        row: its last row in the period, which is found.
        names: the names of its drug, as words.
        joined: the names without spaces.
        words: the names and the wordings, each word between spaces.
        text: the wordings.
    """

    code: str
    row: Row
    names: tuple[str, ...]
    joined: frozenset[str]
    words: str
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
    """The names and wordings of all codes of all years, searched for those of one period.

    One text has a line for each code: a query is first looked for in it, which leaves a few
    codes, and only these are compared as they are known in the period.
    """

    def __init__(self, codes: Mapping[str, tuple[Row, ...]]) -> None:
        """Index codes, each with all of its rows."""
        lines = [_line(code, rows) for code, rows in codes.items()]
        self._codes = list(codes)
        self._text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._entries: dict[tuple[Row, ...], _Entry] = {}

    def find(self, query: str, limit: int, rows: Mapping[str, tuple[Row, ...]]) -> Found:
        """The best matches for a query of one or more words.

        Args:
            query: the words.
            limit: the most codes to find.
            rows: the rows in force in the period, by code; the last of a code is found.
        """
        words = words_of(query[: _LONGEST_QUERY + 1])
        if not words or len(query) > _LONGEST_QUERY:
            return Found(query[:_LONGEST_QUERY], ())
        ranked, guessed = self._ranked(words, rows), ""
        if not ranked:
            # a name of an older or newer code of the same drug: Humira was J0135 before J0139
            guess = words_of(_substances_of_any_year().get(words, ""))
            if not guess:
                guess = tuple(self._closest(word, rows) for word in words)
            if guess != words and all(guess):
                ranked, guessed = self._ranked(guess, rows), " ".join(guess)
        ledger = code_ledger()
        return Found(query, map(ledger.version, ranked[: max(limit, 0)]), guessed)

    def _ranked(self, words: tuple[str, ...], rows: Mapping[str, tuple[Row, ...]]) -> list[Row]:
        query = " ".join(words)
        # whatever _rank accepts has the query, its words joined, or each of its words in its line
        codes = {*self._with(query if len(query) >= _SHORTEST_GUESS else f" {query}")}
        if len(words) > 1:
            codes.update(self._with(f" {''.join(words)}"))
            codes |= set.intersection(*({*self._with(f" {word}")} for word in words))
        entries = (self._entry(rows[code]) for code in codes if code in rows)
        ranked = [
            (rank, len(entry.text), entry.code, entry.row)
            for entry in entries
            if (rank := _rank(entry, words, query)) is not None
        ]
        return [row for *_, row in sorted(ranked)]

    def _with(self, piece: str) -> Iterator[str]:
        """The codes with a piece of text in their lines."""
        at = self._text.find(piece)
        while at >= 0:
            line = bisect_right(self._starts, at)
            yield self._codes[line - 1]
            at = self._text.find(piece, self._starts[line])

    def _entry(self, rows: tuple[Row, ...]) -> _Entry:
        entry = self._entries.get(rows)
        if entry is None:
            entry = self._entries[rows] = _entry(rows)
        return entry

    def _closest(self, word: str, rows: Mapping[str, tuple[Row, ...]]) -> str:
        """The known word most similar to this one; the word itself if it is known."""
        import difflib  # needed only if nothing was found

        if len(word) < _SHORTEST_GUESS or self._is_known(word, rows):
            return word
        similar = self._similar(word)
        # a word is rarely misspelled in its first letter
        for possible in ([known for known in similar if known[0] == word[0]], similar):
            many = max(len(possible), 1)
            for known in difflib.get_close_matches(word, possible, many, _SIMILARITY):
                if self._is_known(known, rows):
                    return known
        return ""

    def _is_known(self, word: str, rows: Mapping[str, tuple[Row, ...]]) -> bool:
        """Whether the word is one of a code in the period."""
        return any(
            f" {word} " in self._entry(rows[code]).words
            for code in self._with(f" {word} ")
            if code in rows
        )

    def _similar(self, word: str) -> list[str]:
        """The words of all years that may be similar enough, by their length and letters.

        The similarity of two words is twice the letters that match, divided by the letters
        of both.
        """
        letters, similar = _letters(word), []
        for length, known in self._vocabulary.items():
            matching = ceil(_SIMILARITY * (len(word) + length) / 2)
            if matching <= length:
                missing = len(word) - matching
                similar += [
                    each for each, others in known if (letters & ~others).bit_count() <= missing
                ]
        return similar

    @cached_property
    def _vocabulary(self) -> Mapping[int, list[tuple[str, int]]]:
        """Every word with its letters, by its length."""
        found: dict[int, list[tuple[str, int]]] = {}
        for word in {*self._text.split()}:
            found.setdefault(len(word), []).append((word, _letters(word)))
        return found


@cache
def search_index(family: str) -> SearchIndex:
    """The index of the J codes or the related codes of all years."""
    return SearchIndex(code_ledger().codes(family))


@cache
def _substances_of_any_year() -> Mapping[tuple[str, ...], str]:
    """The drug that has a name under a J code of any year, by the words of the name."""
    found: dict[tuple[str, ...], str] = {}
    for code, rows in code_ledger().jcodes.items():
        for row in rows:
            if row[AT["substance"]]:
                for name, _ in names_of(code, use_of(row)):
                    found.setdefault(words_of(name), row[AT["substance"]])
    return found


def _letters(word: str) -> int:
    """The letters of a word as bits, one for a letter and one more if it occurs again.

    A digit shares its bits with a letter: that keeps the numbers small, which Python counts
    fastest.
    """
    bits = 0
    for letter in word:
        bit = 1 << ord(letter) % 29
        bits |= bit << 29 if bits & bit else bit
    return bits


def _line(code: str, rows: tuple[Row, ...]) -> str:
    """Everything by which a code was ever known: the code, its names, joined and not, its wordings."""
    names = [name for row in rows for name in _names(row)]
    joined = (name.replace(" ", "") for name in names)
    uses = groupby(rows, use_of)
    wordings = (_wording(tuple(listed)) for _, listed in uses)
    return " ".join(("", code.casefold(), *dict.fromkeys((*joined, *names)), *wordings, ""))


def _names(row: Row) -> tuple[str, ...]:
    """The names of the drug of a row, each as words."""
    known = (name for name, _ in names_of(row[AT["code"]], use_of(row)))
    names = (row[AT["drug"]], row[AT["substance"]], *texts_of(row[AT["brands"]]), *known)
    return tuple(dict.fromkeys(" ".join(words_of(name)) for name in names if name))


def _wording(rows: Iterable[Row]) -> str:
    """The wordings of rows, as words."""
    return " ".join(
        words_of(
            " ".join(
                row[AT[column]]
                for row in rows
                for column in ("long_description", "short_description")
            )
        )
    )


def _entry(rows: tuple[Row, ...]) -> _Entry:
    """What is searched of a code: its last row, with the wordings of others of the same use.

    Wordings from earlier in the period match too, such as a former labeler.
    """
    row = rows[-1]
    names = _names(row)
    text = _wording(each for each in rows if use_of(each) == use_of(row))
    joined = frozenset(name.replace(" ", "") for name in names)
    return _Entry(row[AT["code"]], row, names, joined, " ".join(("", *names, text, "")), text)


def _rank(entry: _Entry, words: tuple[str, ...], query: str) -> int | None:
    """How well an entry matches, 0 best; None if it does not match."""
    if entry.code.casefold().startswith(query):
        return 0
    if query in entry.names or query.replace(" ", "") in entry.joined:
        return 1
    if any(name.startswith(query) for name in entry.names):
        return 2
    if all(f" {word}" in entry.words for word in words):
        # a name of the drug counts for more than a word of the description
        named = any(all(word in name for word in words) for name in entry.names)
        return 3 if named else 4
    if len(query) >= _SHORTEST_GUESS and query in entry.text:
        return 5
    return None
