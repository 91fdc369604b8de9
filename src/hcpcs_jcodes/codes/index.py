"""The names and wordings of the codes of all years, each word with the rows that have it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import groupby
from typing import Final

from attrs import frozen

from ..tables import check_header, read_table, texts_of
from .chargemaster import core_of, kind_of, words_of
from .ledger import code_ledger, family_of, use_of
from .names import names_of
from .rows import AT, Row
from .successions import all_successions

__all__ = ["Entry", "InForce", "Index", "code_index"]

InForce = Callable[[str], tuple[Row, ...]]
"""The rows of a code in force in a period; none if it is not in force."""

_LAST: Final = "\U0010ffff"
_SHORTEST_BEGINNING: Final = 4
# the rank of an entry that has the words in its wording
_WORDED: Final = 5
# a part of a name that is enough to know it by
_SHORTEST_ALONE: Final = 6
_OTHER_COLUMNS: Final = ("name", "source")


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


class Index:
    """One index for all years and families: what is known of a period decides what is found."""

    def __init__(self, codes: Mapping[str, tuple[Row, ...]], others: Iterable[str] = ()) -> None:
        """Index codes, each with all of its rows, and names of drugs that have no code."""
        self._codes = codes
        self._numbers = sorted(code.casefold() for code in codes)
        self._others = frozenset("".join(words_of(name)) for name in others)
        self._entries: dict[tuple[Row, ...], Entry] = {}
        named: dict[str, dict[Row, None]] = {}
        name_words: dict[str, dict[str, None]] = {}
        worded: dict[str, dict[str, None]] = {}
        for code, rows in codes.items():
            for _, listed in groupby(rows, use_of):
                same = tuple(listed)
                names = dict.fromkeys(name for row in same for name in _names(row))
                for name in names:
                    for form in {name, name.replace(" ", "")}:
                        named.setdefault(form, {}).update(dict.fromkeys(same))
                    for word in name.split(" "):
                        name_words.setdefault(word, {})[code] = None
                for word in _wording(same):
                    if len(word) == 1 and word.isalpha():
                        continue  # the e of e.g.
                    worded.setdefault(word, {})[code] = None
        self._named: Mapping[str, tuple[Row, ...]] = {
            name: tuple(rows) for name, rows in named.items()
        }
        self._sorted_names = sorted(self._named)
        self._name_words: Mapping[str, tuple[str, ...]] = {
            word: tuple(found) for word, found in name_words.items()
        }
        self._sorted_words = sorted(self._name_words)
        self._worded = worded

    # --- what is known -------------------------------------------------------------

    def is_known(self, words: Sequence[str]) -> bool:
        """Whether the words are the name of a drug, of any year, with a code or without."""
        joined = "".join(words)
        return joined in self._named or joined in self._others

    def is_code(self, code: str) -> bool:
        """Whether this is a code of any year."""
        return code.upper() in self._codes

    @cached_property
    def drug_names(self) -> frozenset[str]:
        """The words to which a misspelled word is corrected: names, and words that tell a drug."""
        names = (name for name in self._name_words if name in self._named)
        return frozenset(word for word in (*self.cores, *names) if not kind_of(word))

    def is_other(self, word: str) -> bool:
        """Whether a word is a name of a drug that has no code."""
        return word in self._others

    def is_worded(self, word: str) -> bool:
        """Whether a word is one of a name or of a description, of any year."""
        return word in self._name_words or word in self._worded

    def entry(self, code: str, in_force: InForce) -> Entry | None:
        """What is searched of a code in a period; None if it is not in force."""
        rows = in_force(code)
        if not rows:
            return None
        entry = self._entries.get(rows)
        if entry is None:
            entry = self._entries[rows] = _entry(rows)
        return entry

    # --- by name ---------------------------------------------------------------------

    def named(self, words: Sequence[str], in_force: InForce) -> list[Entry]:
        """The codes in force that have exactly this name."""
        joined = "".join(words)
        codes = dict.fromkeys(row[0] for row in self._named.get(joined, ()))
        entries = (self.entry(code, in_force) for code in codes)
        return [each for each in entries if each is not None and joined in each.joined]

    def successors_named(self, words: Sequence[str], in_force: InForce) -> list[Entry]:
        """The codes in force that took the place of one with this name, or that it replaced.

        Only codes of the same substance; a code whose wording names other brands has
        another product.
        """
        joined = "".join(words)
        found: dict[str, Entry] = {}
        for row in self._named.get(joined, ()):
            branded = joined not in {
                "".join(words_of(row[AT[column]])) for column in ("drug", "substance")
            }
            for code in _succeeding(row[0]):
                entry = self.entry(code, in_force)
                if entry is None or entry.row[AT["substance"]] != row[AT["substance"]]:
                    continue
                brands = {"".join(words_of(each)) for each in texts_of(entry.row[AT["brands"]])}
                if not branded or not brands or joined in brands:
                    found[code] = entry
        return list(found.values())

    def successors_of(self, code: str, in_force: InForce) -> list[Entry]:
        """The codes in force of the substance of a code that is not: its followers and ancestors."""
        substances = {row[AT["substance"]] for row in self._codes.get(code, ())}
        entries = (self.entry(each, in_force) for each in _succeeding(code))
        return [each for each in entries if each and each.row[AT["substance"]] in substances]

    # --- by part of a name, or words of the description ----------------------------------

    def beginning(self, number: str, in_force: InForce) -> list[Entry]:
        """The codes in force whose number begins so."""
        first = bisect_left(self._numbers, number)
        last = bisect_left(self._numbers, number + _LAST, first)
        entries = (self.entry(each.upper(), in_force) for each in self._numbers[first:last])
        return [each for each in entries if each]

    def containing(self, words: Sequence[str], in_force: InForce) -> list[tuple[int, Entry]]:
        """The codes in force that have the words, the last perhaps only begun, with their rank."""
        query = " ".join(words)
        if len(query) < _SHORTEST_BEGINNING:
            return []
        *whole, last = words
        codes = set.intersection(self._begun(last), *map(self._with, whole))
        for name in _between(self._sorted_names, query):
            codes.update(row[0] for row in self._named[name])
        entries = (self.entry(code, in_force) for code in codes)
        ranked = ((_rank(each, words, query), each) for each in entries if each)
        return [(rank, each) for rank, each in ranked if rank is not None]

    def _with(self, word: str) -> set[str]:
        """The codes with a word in their names or wordings."""
        return {*self._worded.get(word, ()), *self._name_words.get(word, ())}

    def _begun(self, word: str) -> set[str]:
        """Those, and the codes with a word that begins so in their names."""
        found = self._with(word)
        if len(word) >= _SHORTEST_BEGINNING:
            for each in _between(self._sorted_words, word):
                found.update(self._name_words[each])
        return found

    # --- by the words that tell a drug -----------------------------------------------------

    @cached_property
    def cores(self) -> Mapping[str, tuple[tuple[frozenset[str], tuple[str, ...]], ...]]:
        """For each word that tells a drug the names with it: their words, and their codes."""
        codes: dict[frozenset[str], dict[str, None]] = {}
        for name, rows in self._spelled.items():
            if core := core_of(name):
                codes.setdefault(core, {}).update(dict.fromkeys(row[0] for row in rows))
        found: dict[str, list[tuple[frozenset[str], tuple[str, ...]]]] = {}
        for core, of in codes.items():
            if any(len(word) > 1 and not word.isdigit() for word in core):
                for word in core:
                    found.setdefault(word, []).append((core, tuple(of)))
        return {word: tuple(listed) for word, listed in found.items()}

    @cached_property
    def substances(self) -> frozenset[str]:
        """The substances whose name is one word."""
        rows = (row for rows in self._codes.values() for row in rows)
        cores = {core_of(substance) for substance in {row[AT["substance"]] for row in rows}}
        return frozenset(word for core in cores if len(core) == 1 for word in core)

    @cached_property
    def core_words(self) -> Sequence[str]:
        """The words that tell a drug, in order, without those that chargemasters say of many."""
        return sorted(word for word in self.cores if not kind_of(word))

    def substances_of(self, words: Iterable[str]) -> frozenset[str]:
        """The substances that have names with one of the words."""
        codes = {code for word in words for code in self._name_words.get(word, ())}
        return frozenset(row[AT["substance"]] for code in codes for row in self._codes[code])

    def is_shared(self, core: frozenset[str]) -> bool:
        """Whether a name is only of words that many names share, such as immune globulin."""
        return all(kind_of(word) == "part" for word in core)

    def complete(self, word: str) -> str:
        """The one word of names that begins so; "" if none or several do."""
        matching = _between(self.core_words, word)
        return matching[0] if len(matching) == 1 else ""

    def cores_in(
        self, words: frozenset[str], in_force: InForce
    ) -> dict[str, tuple[Entry, frozenset[str]]]:
        """The codes in force of which a name is among the words: with the words of all such names."""
        found: dict[str, tuple[Entry, frozenset[str]]] = {}
        for word in words:
            for core, codes in self.cores.get(word, ()):
                if not core <= words:
                    continue
                for code in codes:
                    entry = self.entry(code, in_force)
                    if entry is not None and core in self.cores_of(entry):
                        before = found[code][1] if code in found else frozenset()
                        found[code] = entry, before | core
        return found

    def cores_by_one(
        self, words: Iterable[str], in_force: InForce
    ) -> dict[str, tuple[Entry, frozenset[str]]]:
        """The codes in force of the first word that only names of one substance have."""
        for word in words:
            listed = self.cores.get(word, ()) if len(word) >= _SHORTEST_ALONE else ()
            codes = dict.fromkeys(code for _, of in listed for code in of)
            rows = [row for code in codes for row in self._codes[code]]
            if len({row[AT["substance"]] for row in rows}) == 1:
                entries = (self.entry(code, in_force) for code in codes)
                return {each.code: (each, frozenset({word})) for each in entries if each}
        return {}

    def cores_of(self, entry: Entry) -> frozenset[frozenset[str]]:
        """The words that tell each name of an entry."""
        return _cores(entry.row)

    @cached_property
    def _spelled(self) -> Mapping[str, list[Row]]:
        """Every name as it is spelled, with its rows."""
        found: dict[str, list[Row]] = {}
        for rows in self._codes.values():
            for row in rows:
                for name in spelled_names(row):
                    found.setdefault(name, []).append(row)
        return found


@cache
def code_index() -> Index:
    """The index of the codes of all years, J codes and related."""
    ledger = code_ledger()
    header, *others = read_table("other_drug_names")
    check_header("other_drug_names", header, _OTHER_COLUMNS)
    return Index({**ledger.jcodes, **ledger.related}, (name for name, _ in others))


def _rank(entry: Entry, words: Sequence[str], query: str) -> int | None:
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


@cache
def _cores(row: Row) -> frozenset[frozenset[str]]:
    return frozenset(core for name in spelled_names(row) if (core := core_of(name)))


@cache
def _succeeding(code: str) -> tuple[str, ...]:
    """The codes that follow a code and those that it followed, the nearest first."""
    successions, found = all_successions(), {code: None}
    for steps, end in ((successions.after, "to_code"), (successions.before, "code")):
        reached = [code]
        for each in reached:
            for step in steps.get(each, ()):
                other = getattr(step, end)
                if other and step.kind != "reused" and other not in found:
                    found[other] = None
                    reached.append(other)
    return tuple(found)[1:]


def _between(words: Sequence[str], beginning: str) -> Sequence[str]:
    """Those that begin so."""
    first = bisect_left(words, beginning)
    return words[first : bisect_left(words, beginning + _LAST, first)]


def spelled_names(row: Row) -> tuple[str, ...]:
    """The names of the drug of a row."""
    known = (name for name, _ in names_of(row[AT["code"]], use_of(row)))
    listed = (texts_of(row[AT[column]]) for column in ("brands", "synonyms"))
    names = (row[AT["drug"]], row[AT["substance"]], *(each for of in listed for each in of), *known)
    return tuple(dict.fromkeys(filter(None, names)))


def _names(row: Row) -> tuple[str, ...]:
    """The names of the drug of a row, each as words."""
    return tuple(dict.fromkeys(" ".join(words_of(name)) for name in spelled_names(row)))


def _wording(rows: Iterable[Row]) -> tuple[str, ...]:
    """The words of the wordings of rows."""
    columns = ("long_description", "short_description")
    return words_of(" ".join(row[AT[column]] for row in rows for column in columns))


def _entry(rows: tuple[Row, ...]) -> Entry:
    """What is searched of a code: its last row, with the wordings of others of the same use.

    Wordings from earlier in the period match too, such as a former labeler.
    """
    row = rows[-1]
    names = _names(row)
    wording = _wording(each for each in rows if use_of(each) == use_of(row))
    words = frozenset(word for name in names for word in name.split(" ")) | {*wording}
    joined = frozenset(name.replace(" ", "") for name in names)
    return Entry(row, names, joined, words, sum(map(len, wording)) + len(wording))
