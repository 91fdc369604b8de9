"""Finding codes by drug, brand, code, text of a chargemaster, or a misspelling of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, overload

from attrs import evolve, frozen

from ..amounts.arguments import shown, whole_number
from ..errors import BadArgument
from .chargemaster import (
    DrugText,
    core_of,
    fluid_of,
    is_abbreviation,
    is_salt,
    kind_of,
    read_text,
    words_of,
)
from .code import JCode
from .entries import Entry
from .index import Index, InForce, code_index
from .ledger import code_ledger
from .misspellings import Spelling, is_slip
from .readings import read_drug
from .rows import AT

__all__ = ["Found", "cleaned_code", "find_codes", "near_codes"]

# letters and signs typed in place of a digit
_MISTYPED: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "|": "1", "S": "5", "Z": "2"})
_LONGEST_CODE: Final = 40
_LONGEST_QUERY: Final = 200
# the characters of a modifier, and of the qualifier before a code ("HC:J1745:JW")
_MODIFIER: Final = 2
_FEW: Final = 3
_SHORTEST_BEGINNING: Final = 6
_CODE: Final = re.compile(r"j|[a-z][0-9]{1,3}[0-9a-z]?")


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


class Found(Sequence[JCode]):
    """Codes that were found, best match first: a sequence of versions.

    Attributes:
        query: the words searched for.
        guessed: what was searched for in place of a misspelling; otherwise "".
        read: what was read from a text with more than a name, such as strength, form and
            route, and why nothing is found; None if the text was searched for as it is.
        replaced: the code that was searched for, if it is not in force and those found
            followed it, or came before it; otherwise "".
    """

    __slots__ = ("_versions", "guessed", "query", "read", "replaced")

    def __init__(
        self,
        query: str,
        versions: Iterable[JCode],
        guessed: str = "",
        read: DrugText | None = None,
        replaced: str = "",
    ) -> None:
        self.query = query
        self.guessed = guessed
        self.read = read
        self.replaced = replaced
        self._versions = tuple(versions)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Found):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __reduce__(self) -> tuple[Any, ...]:
        return Found, self._identity()

    def _identity(self) -> tuple[Any, ...]:
        return self.query, self._versions, self.guessed, self.read, self.replaced

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
        beside = f", {self._beside()}" if self._beside() else ""
        return f"<Found {len(self)} codes for {self.query!r}{beside}: {[v.code for v in self[:8]]}>"

    def __str__(self) -> str:
        lines = [str(version) for version in self._versions]
        if self.guessed or self.replaced:
            lines.insert(0, f"{self.query!r} {self._beside()}")
        if not self:
            reason = self.read.reason if self.read else ""
            lines.append(f"nothing found: {reason}" if reason else "nothing found")
        if self.read:
            lines.append(f"(read: {self.read})")
        return "\n".join(lines)

    def _beside(self) -> str:
        """What was found in place of what was searched for."""
        if not self.replaced:
            return f"read as {self.guessed!r}" if self.guessed else ""
        last = code_ledger().rows(self.replaced)[-1][AT["valid_to"]]
        codes = ", ".join(version.code for version in self)
        follows = self and last and self[0].valid_from.isoformat() > last
        return f"is not in force: {'followed' if follows else 'preceded'} by {codes or 'no code'}"

    def _repr_html_(self) -> str:
        from ..display.html import html_table  # few programs show a notebook

        caption = f"{len(self)} codes for {self.query!r}"
        if self._beside():
            caption += f", {self._beside()}"
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


def find_codes(
    query: object, limit: object, in_force: InForce, index: Index | None = None
) -> Found:
    """The best matches for a text, among the codes in force in a period.

    Args:
        query: the text.
        limit: the most codes to find.
        in_force: the rows of a code in force in the period; the last of a code is found.
        index: the index; that of all codes by default.

    Raises:
        BadArgument: the query is not a text, or the limit not a whole number.
    """
    if not isinstance(query, str):
        raise BadArgument(query, f"{shown(query)} is not a text: pass words such as 'rituximab'")
    number = whole_number(limit)
    if number is None:
        raise BadArgument(limit, f"limit={shown(limit)} is not a number of codes: pass an int")
    words = words_of(query[: _LONGEST_QUERY + 1])
    if not words or len(query) > _LONGEST_QUERY or number <= 0:
        return Found(query[:_LONGEST_QUERY], ())
    search = _Search(query, words, in_force, index or code_index())
    found = search.matching()
    ledger = code_ledger()
    versions = (ledger.version(each.row) for each in found.entries[:number])
    return Found(query, versions, found.guessed, found.read, found.replaced)


@frozen
class _Match:
    """What matches, best first; the rest as in :class:`Found`."""

    entries: list[Entry]
    guessed: str = ""
    read: DrugText | None = None
    replaced: str = ""


_NOTHING: Final = _Match([])


@frozen
class _Search:
    """One query, searched for in the order of how surely its words mean what is found."""

    query: str
    words: tuple[str, ...]
    in_force: InForce
    index: Index

    def matching(self) -> _Match:
        """What matches."""
        steps = (self._as_code, self._as_name, self._as_word, self._as_text)
        return next((found for step in steps if (found := step()) is not None), _NOTHING)

    def _as_code(self) -> _Match | None:
        """A code, or the beginning of codes; one that is not in force leads to its successors."""
        word = self.words[0]
        if len(self.words) == 1 and _CODE.fullmatch(word):
            if entries := self.index.beginning(word, self.in_force):
                return _Match(entries)
            if self.index.is_code(word):
                return self._successors(word.upper())
        coded = [each for each in self.words if _CODE.fullmatch(each) and self.index.is_code(each)]
        beside = tuple(each for each in self.words if each not in coded)
        if len(coded) == 1 and all(len(each) == _MODIFIER for each in beside):  # "J1745-JW"
            entry = self.index.entry(coded[0].upper(), self.in_force)
            read = DrugText(coded[0], (), "", "", beside)
            return _Match([entry], "", read) if entry else self._successors(coded[0].upper())
        cleaned = cleaned_code(self.query)
        if cleaned != self.query and self.index.is_code(cleaned):
            entry = self.index.entry(cleaned, self.in_force)
            return _Match([entry], cleaned) if entry else self._successors(cleaned)
        return None

    def _successors(self, code: str) -> _Match:
        entries = _sorted(self.index.successors_of(code, self.in_force))
        return _Match(entries, replaced=code if entries else "")

    def _as_name(self) -> _Match | None:
        """A name that is known: its codes, or those that took their place, and no other drug's."""
        if not self.index.is_known(self.words) or any(map(is_abbreviation, self.words)):
            return None
        return self._named(self.words)

    def _named(self, words: tuple[str, ...]) -> _Match:
        entries = _sorted(
            self.index.named(words, self.in_force)
            or self.index.successors_named(words, self.in_force)
        )
        if not entries:
            return _NOTHING
        codes = {each.code for each in entries}
        others = (each for _, each in self._containing(words) if each.code not in codes)
        return _Match([*entries, *others])

    def _as_word(self) -> _Match | None:
        """A single word of names or descriptions, or the beginning of a name."""
        (word, *more) = self.words
        return None if more or is_abbreviation(word) or fluid_of(word) else self._partial()

    def _partial(self) -> _Match | None:
        """The codes with the words in names or descriptions, and the name that they begin.

        A salt is no drug, and the beginning of the names of several drugs is read as none.
        """
        if all(map(is_salt, self.words)):
            return None
        ranked = self._containing(self.words)
        if not ranked:
            return None
        entries = [each for _, each in ranked]
        rank, best = ranked[0]
        substance = core_of(best.row[AT["substance"]])
        others = (each for rank, each in ranked if each.meant(self.words, rank))
        is_one = all(substance <= core_of(each.row[AT["substance"]]) for each in others)
        return _Match(entries, best.meant(self.words, rank) if is_one else "")

    def _containing(self, words: tuple[str, ...]) -> list[tuple[int, Entry]]:
        found = self.index.containing(words, self.in_force)
        return sorted(found, key=lambda each: (each[0], *each[1].order))

    def _as_text(self) -> _Match | None:
        """The text of a chargemaster, or words of a description, after correcting names."""
        text = _corrected(self.query, self.index)
        if not text:
            return None
        corrected = words_of(text)
        guess = " ".join(corrected) if text != self.query else ""
        if len(corrected) == 1 and not kind_of(corrected[0]) and not is_abbreviation(corrected[0]):
            named = self._named(corrected) if guess else _NOTHING
            return evolve(named, guessed=guess if named.entries else "")
        entries, read, is_other = read_drug(text, self.index, self.in_force)
        if not entries and not is_other:
            return self._partial()
        return _Match(entries, guess if entries else "", read)


def _corrected(query: str, index: Index) -> str:
    """The text with misspelled and shortened words replaced by the names that they stand for.

    Only a word that is known from nowhere is one: not from a name or wording of any year,
    not from a drug without a code, and not from chargemasters. "" if a word may be a name of
    several drugs.
    """
    text, tokens = query, read_text(query).tokens
    for at, token in enumerate(tokens, 1):
        word = token.text
        if token.kind or not word.isalpha() or index.is_worded(word) or index.is_other(word):
            continue
        is_cut = at == len(tokens) > _FEW  # a system may have cut it off
        meant = index.complete(word) if len(word) >= _SHORTEST_BEGINNING else ""
        if meant:
            meant = word if is_cut else meant
        else:
            closest = _spelling(index).closest(word)
            # a word is rarely misspelled in its first letter
            closest = tuple(each for each in closest if each[0] == word[0]) or closest
            if len(closest) > 1 and len(index.substances_of(closest)) > 1:
                if not is_cut:
                    return ""
                closest = ()
            meant = next((each for each in closest if is_slip(word, each)), word)
        if meant != word:
            text = re.sub(rf"(?i)(?<![a-z0-9]){word}(?![a-z0-9])", meant, text, count=1)
    return text


@cache
def _spelling(index: Index) -> Spelling:
    return Spelling(index.drug_names)


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda each: each.order)
