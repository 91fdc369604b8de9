"""The names and wordings of the codes of all years, each word with the rows that have it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import groupby
from typing import Final

from ..tables import check_header, read_table, texts_of
from .chargemaster import core_of, kind_of, words_of
from .entries import Entry, entry_of, names_as_words, rank_of, spelled_names, wording_of
from .ledger import code_ledger, use_of
from .rows import AT, Row
from .substances import plain_name
from .successions import all_successions

__all__ = ["InForce", "Index", "code_index", "has_no_code"]

InForce = Callable[[str], tuple[Row, ...]]
"""The rows of a code in force in a period; none if it is not in force."""

_LAST: Final = "\U0010ffff"
_SHORTEST_BEGINNING: Final = 4
# a part of a name that is enough to know it by
_SHORTEST_ALONE: Final = 6
_OTHER_COLUMNS: Final = ("name", "source")


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
                names = dict.fromkeys(name for row in same for name in names_as_words(row))
                for name in names:
                    for form in {name, name.replace(" ", "")}:
                        named.setdefault(form, {}).update(dict.fromkeys(same))
                    for word in name.split(" "):
                        name_words.setdefault(word, {})[code] = None
                for word in wording_of(same):
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
        """The words to which a misspelled word is corrected: names, and words that tell a drug.

        A name of two words is one without its space too: Solu-Medrol is typed solumedrol.
        """
        names = (name for name in self._name_words if name in self._named)
        joined = (name.replace(" ", "") for name in self._named if name.count(" ") == 1)
        words = (word for word in (*self.cores, *names) if not kind_of(word))
        return frozenset((*words, *(each for each in joined if kind_of(each) in ("", "drug"))))

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
            entry = self._entries[rows] = entry_of(rows)
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
        ranked = ((rank_of(each, words, query), each) for each in entries if each)
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

    def substances_of(self, words: Sequence[str]) -> frozenset[str]:
        """The substances that have names with one of the words."""
        codes = {code for word in words for code in self._name_words.get(word, ())}
        rows = {row for code in codes for row in self._codes[code]}
        rows.update(row for word in words for row in self._named.get(word, ()))
        return frozenset(row[AT["substance"]] for row in rows)

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

    def longer(
        self,
        found: Iterable[tuple[Entry, frozenset[str]]],
        words: frozenset[str],
        in_force: InForce,
    ) -> dict[str, tuple[Entry, frozenset[str]]]:
        """Codes of the same substances with a brand that begins as one among the words.

        Lupron is a brand of the daily injection, and the beginning of Lupron Depot.
        """
        longer: dict[str, tuple[Entry, frozenset[str]]] = {}
        for entry, core in found:
            substance = entry.row[AT["substance"]]
            if core <= core_of(entry.row[AT["drug"]]) | core_of(substance):
                continue
            for name, codes in self.cores[min(core)]:
                for other in (self.entry(code, in_force) for code in codes if core < name):
                    if other is not None and other.row[AT["substance"]] == substance:
                        longer[other.code] = other, name & words
        return longer

    def biosimilars_of(self, entry: Entry, in_force: InForce) -> list[Entry]:
        """The codes in force of biosimilars of the drug of a code, or of the same one."""
        substance = plain_name(entry.row[AT["substance"]])
        return [
            each
            for each in self._beside(entry, in_force)
            if "biosimilar" in texts_of(each.row[AT["forms"]])
            and plain_name(each.row[AT["substance"]]) == substance
        ]

    def with_hyaluronidase(self, entry: Entry, in_force: InForce) -> list[Entry]:
        """The codes in force of the drug of a code with hyaluronidase, by which it is subcutaneous."""
        together = _told(entry.row[AT["substance"]]) | {"hyaluronidase"}
        return [
            each
            for each in self._beside(entry, in_force)
            if _told(each.row[AT["substance"]]) == together
        ]

    def _beside(self, entry: Entry, in_force: InForce) -> list[Entry]:
        """The codes in force with a name that has the first word of the substance of a code."""
        words = _told(entry.row[AT["substance"]])
        listed = self.cores.get(min(words, default=""), ())
        codes = dict.fromkeys(code for _, of in listed for code in of)
        return [each for code in codes if (each := self.entry(code, in_force)) is not None]

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


def has_no_code(name: str) -> bool:
    """Whether a name is listed as that of a drug that has no code.

    >>> has_no_code("abacavir"), has_no_code("rituximab")
    (True, False)
    """
    return code_index().is_other(name.casefold().strip())


@cache
def _told(substance: str) -> frozenset[str]:
    """The words that tell a substance, without the suffix of its maker."""
    return core_of(plain_name(substance))


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
