"""What is searched of a code: its names and wordings as words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from ..tables import texts_of
from .chargemaster import kind_of, words_of
from .ledger import family_of, use_of
from .names import names_of
from .rows import AT, Row

__all__ = ["Entry", "entry_of", "names_as_words", "rank_of", "spelled_names", "wording_of"]

# the rank of an entry that has the words in its wording
_WORDED: Final = 5


@frozen
class Entry:
    """What is searched of a code in a period.

    Attributes:
        row: its last row in the period, which is found.
        names: the names of its drug, as words.
        joined: the names without spaces.
        words: the words of the names and of the wordings.
        length: the characters of the wordings.
    """

    row: Row
    names: tuple[str, ...]
    joined: frozenset[str]
    words: frozenset[str]
    length: int

    @property
    def code(self) -> str:
        """The code."""
        return self.row[0]

    def meant(self, words: Sequence[str], rank: int) -> str:
        """The name of which the words are only a part; "" if all are whole words of a wording."""
        query = " ".join(words)
        if self.words.issuperset(words) and any(map(kind_of, words)):
            return ""  # injection is a word of some names, and of most wordings
        begun = [name for name in self.names if name.startswith(query)]
        begun = begun or [name for name in self.names if _has_beginnings(name, words)]
        if begun and rank < _WORDED:
            return min(begun, key=lambda name: (len(name), name))
        return "" if self.words.issuperset(words) else " ".join(map(self._whole, words))

    def _whole(self, word: str) -> str:
        begun = [each for each in self.words if each.startswith(word)]
        return word if word in self.words else min(begun, key=lambda each: (len(each), each))

    @property
    def order(self) -> tuple[bool, bool, int, str]:
        """Among equals: J codes first, S codes (not for Medicare) last, the shorter wording first."""
        not_j = family_of(self.code) != "J"
        return not_j, self.code.startswith("S"), self.length, self.code


def rank_of(entry: Entry, words: Sequence[str], query: str) -> int | None:
    """How well an entry matches, 2 best; None if it does not match."""
    if any(name.startswith(query) for name in entry.names):
        return 2
    fitting = [name for name in entry.names if _has_beginnings(name, words)]
    if fitting:
        return 3 if any(name.count(" ") < len(words) for name in fitting) else 4
    *whole, last = words
    if not entry.words.issuperset(whole):
        return None
    return _WORDED if last in entry.words or f" {last}" in f" {' '.join(entry.names)}" else None


def _has_beginnings(name: str, words: Sequence[str]) -> bool:
    """Whether a name has the words, of which the last may be only begun."""
    *whole, last = words
    return f" {last}" in f" {name}" and {*whole} <= {*name.split(" ")}


def spelled_names(row: Row) -> tuple[str, ...]:
    """The names of the drug of a row."""
    known = (name for name, _ in names_of(row[AT["code"]], use_of(row)))
    listed = (texts_of(row[AT[column]]) for column in ("brands", "synonyms"))
    names = (row[AT["drug"]], row[AT["substance"]], *(each for of in listed for each in of), *known)
    return tuple(dict.fromkeys(filter(None, names)))


def names_as_words(row: Row) -> tuple[str, ...]:
    """The names of the drug of a row, each as words."""
    return tuple(dict.fromkeys(" ".join(words_of(name)) for name in spelled_names(row)))


def wording_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """The words of the wordings of rows."""
    columns = ("long_description", "short_description")
    return words_of(" ".join(row[AT[column]] for row in rows for column in columns))


def entry_of(rows: tuple[Row, ...]) -> Entry:
    """What is searched of a code: its last row, with the wordings of others of the same use.

    Wordings from earlier in the period match too, such as a former labeler.
    """
    row = rows[-1]
    names = names_as_words(row)
    wording = wording_of(each for each in rows if use_of(each) == use_of(row))
    words = frozenset(word for name in names for word in name.split(" ")) | {*wording}
    joined = frozenset(name.replace(" ", "") for name in names)
    return Entry(row, names, joined, words, sum(map(len, wording)) + len(wording))
