"""Reading the text of a chargemaster: the words of the drug, its strengths, form and route."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from attrs import frozen

from ..tables import check_header, read_table

__all__ = [
    "DrugText",
    "Reading",
    "core_of",
    "fluid",
    "is_abbreviation",
    "kind_of",
    "procedure_in",
    "read_text",
    "route_in",
    "words_of",
]

_COLUMNS: Final = ("word", "kind", "meaning", "source")
# a fraction is a word, so that ½ NS is not NS
_WORDS: Final = re.compile(r"[a-z0-9¼½]+")
_UNIT: Final = (
    r"million\s+units?|anti-xa\s+units?|units?|mcg|mg|gm|grams?|g|kg|ml|l|cc|mu|mmu|iu|u|meq|mmol|mci|"
    r"pfu|%"
)
_NUMBER: Final = r"(?:10exp\d+|\d[\d,]*(?:\.\d+)?|\.\d+)"
# 4 mg, 4 mg/2 mL, 0.9 %, 1,200,000 unit/2 mL, 20 mEq/L; "u-100" and "g-f 20" are no strengths
# 1:100,000 is a dilution, and 0.25 an amount of which the unit is left out
_STRENGTH: Final = re.compile(
    rf"(?<![a-z0-9.]){_NUMBER}(?:(?<=exp\d)|(?:\s*|-)(?:{_UNIT}))"
    rf"(?:\s*/\s*{_NUMBER}?\s*(?:{_UNIT}|hr|hour))?(?![a-z0-9])"
    r"|(?<![a-z0-9.,:])1:\d[\d,]*(?![a-z0-9])|(?<![a-z0-9.])\d*\.\d+(?![a-z0-9.])"
)
# what has signs that are no letters, as words
_SIGNS: Final = (
    (re.compile(r"½"), " 1/2 "),
    (re.compile(r"¼"), " 1/4 "),
    (re.compile(r"\bw\s?/\s?o(?:ut)?\b"), "without"),
    (re.compile(r"\bw\s?/"), "with "),
)
_SALINE: Final = r"(?:normal\s+saline|saline|nacl|ns|sodium\s+chloride)\b"
# half-normal saline is 0.45 %, and a number beside saline a percentage: D5 1/2 NS, NS 0.45
_SALINES: Final = (
    (re.compile(rf"(?:(?<=d5)|(?<![0-9a-z./]))(?:1/2|half)[\s-]*(?={_SALINE})"), " 0.45% "),
    (re.compile(rf"(?:(?<=d5)|(?<![0-9a-z./]))(?:1/4|quarter)[\s-]*(?={_SALINE})"), " 0.225% "),
    (re.compile(rf"(?:(?<=d5)|(?<![0-9a-z./]))(0?\.\d+)\s*(?={_SALINE})"), r" \1% "),
    (re.compile(rf"\b({_SALINE}\s+0?\.\d+)(?!\s*[0-9%a-z/])"), r"\1%"),
)
_GAP: Final = "\0"
_LONGEST_PHRASE: Final = 4
_SHORTEST_BEGINNING: Final = 4
_FEW: Final = 2
_IGNORED: Final = "ignored"
_OFTEN_CUT: Final = ("form", "route", "container", "vehicle", "quality")


@frozen
class DrugText:
    """What was read from a text that names a drug with more, such as a line of a chargemaster.

    Attributes:
        name: the words that named the drug, as they were read.
        strengths: the amounts, volumes and concentrations, as written.
        form: the form of the drug, such as "tablet"; "" if the text does not say.
        route: the route, such as "intravenous"; "" if the text does not say.
        ignored: the words that had no part in the search: containers, vehicles, and words
            that were not understood.
        without: what the text says is not in it, such as "epi" of "lidocaine w/o epi".
        reason: why nothing is found, if the drug was understood; otherwise "".
    """

    name: str
    strengths: tuple[str, ...]
    form: str
    route: str
    ignored: tuple[str, ...]
    without: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        parts = (
            ("", (self.name,)),
            ("", self.strengths),
            ("", (self.form, self.route)),
            ("without ", self.without),
            ("ignored: ", self.ignored),
        )
        said = ((start, ", ".join(filter(None, texts))) for start, texts in parts)
        return "; ".join(f"{start}{text}" for start, text in said if text)


@frozen
class Token:
    """One word, or one phrase with a meaning of its own.

    Attributes:
        text: the words, as written.
        kind: its kind in ``chargemaster_words.csv``; "" if it is not listed.
        words: the words that it stands for.
        joined: whether a hyphen, a slash, "and" or "with" joins it to the one before it.
        apart: whether more than a space is between it and the one before it.
    """

    text: str
    kind: str
    words: tuple[str, ...]
    joined: bool
    apart: bool


@frozen
class Reading:
    """A text as tokens, with the strengths taken out."""

    tokens: tuple[Token, ...]
    strengths: tuple[str, ...]

    def meaning(self, kind: str) -> str:
        """What the first token of a kind stands for; "" if there is none."""
        return next((" ".join(each.words) for each in self.tokens if each.kind == kind), "")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, for comparing."""
    return tuple(_WORDS.findall(text.casefold()))


def read_text(text: str) -> Reading:
    """The tokens and the strengths of a text.

    >>> read_text("ceftriaxone 1gm ivpb").strengths
    ('1gm',)
    """
    folded = _written_out(text)
    strengths = tuple(" ".join(each.split()) for each in _STRENGTH.findall(folded))
    return Reading(tuple(_tokens(_STRENGTH.sub(_GAP, folded))), strengths)


def _written_out(text: str) -> str:
    """A text in small letters, with signs and abbreviations written as words."""
    folded = text.casefold()
    for pattern, words in _SIGNS:
        folded = pattern.sub(words, folded)
    if any(each in folded for each in ("ns", "saline", "nacl", "chlor")):
        for pattern, words in _SALINES:
            folded = pattern.sub(words, folded)
    for word in {*words_of(folded)} & _abbreviations().keys():
        folded = re.sub(rf"\b{word}\b", _abbreviations()[word], folded)
    return folded


def is_abbreviation(word: str) -> bool:
    """Whether a word is written out before it is searched for, such as IVIG."""
    return word in _abbreviations()


def core_of(text: str) -> frozenset[str]:
    """The words of a name that tell its drug: without salt, form, route and vehicle.

    A name of nothing else, such as potassium chloride or D5W, is told by all of its words.
    One word that many names share, such as factor or acetate, tells no drug.
    """
    tokens = read_text(text).tokens
    told = _words_of_kinds(tokens, ("", "drug"))
    parts = _words_of_kinds(tokens, ("part",))
    if told:
        return told | parts
    salts = _words_of_kinds(tokens, ("salt",))
    if parts:
        return parts | salts if len(parts | salts) > 1 else frozenset()
    return salts or fluid(tokens)


def _words_of_kinds(tokens: tuple[Token, ...], kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for each in tokens if each.kind in kinds for word in each.words)


def fluid(tokens: tuple[Token, ...]) -> frozenset[str]:
    """The fluid that vehicles make if there is no drug in them: D5W and NS are D5NS."""
    vehicles = _words_of_kinds(tokens, ("vehicle",)) - {_IGNORED}
    if len(vehicles) < _FEW:
        return vehicles
    return frozenset({_mixtures().get(vehicles, "")} - {""})


def fluid_of(word: str) -> str:
    """The fluid that a word stands for, such as NS for NaCl; "" if it is none."""
    kind, meaning = _vocabulary().get((word,), ("", ()))
    return meaning[0] if kind == "vehicle" and meaning[0] in _FLUIDS else ""


def is_salt(word: str) -> bool:
    """Whether a word is only the salt or the ester of many drugs, such as sodium or acetate."""
    kind = kind_of(word)
    return kind == "salt" or (kind == "part" and word.endswith("ate"))


_FLUIDS: Final = frozenset({"NS", "LR"})


def _tokens(text: str) -> Iterator[Token]:
    known, found, at = _vocabulary(), list(_WORDS.finditer(text)), 0
    end, joined, negated = 0, False, False
    while at < len(found):
        phrase = tuple(each.group() for each in found[at : at + _LONGEST_PHRASE])
        lengths = range(len(phrase), 1, -1)
        length = next((each for each in lengths if phrase[:each] in known), 1)
        words = phrase[:length]
        between = text[end : found[at].start()].strip()
        kind, meaning = known.get(words, ("", words))
        if at and len(found) - at <= _FEW and (begun := _begun(phrase)):
            (kind, meaning), words, length = begun, phrase, len(phrase)
        if words in (("and",), ("with",)):
            joined = True
        elif kind == "negation":
            negated = True
        elif negated and not words[0].isdigit():
            yield Token(" ".join(words), "without", meaning, joined=False, apart=True)
            joined, negated = False, kind == "ignored"
        else:
            yield Token(
                " ".join(words),
                kind,
                meaning,
                joined or between.replace(_GAP, "").strip() in ("-", "/"),
                bool(between),
            )
            joined = False
        end = found[at + length - 1].end()
        at += length


def _begun(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """What the last words of a text stand for, if a system cut them off within a phrase."""
    text, known = " ".join(words), _vocabulary()
    if words in known or len(text) < _SHORTEST_BEGINNING:
        return None
    meant = {
        meaning
        for phrase, meaning in known.items()
        if meaning[0] in _OFTEN_CUT and " ".join(phrase).startswith(text)
    }
    # the beginning of several, such as intra, says nothing
    return meant.pop() if len(meant) == 1 else (_IGNORED, (_IGNORED,)) if meant else None


def kind_of(word: str) -> str:
    """The kind of a word that chargemasters say of many drugs; "" if it is not listed."""
    return _vocabulary().get((word,), ("", ()))[0]


def procedure_in(text: str) -> str:
    """The procedure by which what a text names is given, such as blood; "" if none is known."""
    words, known = words_of(text), _procedures()
    phrases = (
        words[at : at + length]
        for at in range(len(words))
        for length in range(1, _LONGEST_PHRASE + 1)
    )
    return next((known[phrase] for phrase in phrases if phrase in known), "")


def route_in(text: str) -> str:
    """The route that a word or phrase stands for, such as "subcutaneous" for "SQ"; "" if none."""
    kind, meaning = _vocabulary().get(words_of(text), ("", ()))
    return " ".join(meaning) if kind == "route" else ""


@cache
def _vocabulary() -> Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """The kind and the meaning of each word or phrase."""
    return {
        words_of(word): (kind, tuple(meaning.split(" ")))
        for word, kind, meaning, _ in _rows()
        if kind not in ("mixture", "abbreviation", "procedure")
    }


@cache
def _procedures() -> Mapping[tuple[str, ...], str]:
    """The CPT number of the procedure for what is not a drug, by its name."""
    return {words_of(word): number for word, kind, number, _ in _rows() if kind == "procedure"}


@cache
def _mixtures() -> Mapping[frozenset[str], str]:
    """What two vehicles make."""
    return {
        frozenset(word.upper().split()): meaning
        for word, kind, meaning, _ in _rows()
        if kind == "mixture"
    }


@cache
def _abbreviations() -> Mapping[str, str]:
    """What one word is written out as, before anything is read."""
    return {word: meaning for word, kind, meaning, _ in _rows() if kind == "abbreviation"}


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    header, *rows = read_table("chargemaster_words")
    check_header("chargemaster_words", header, _COLUMNS)
    return tuple(tuple(row) for row in rows)
