"""The grammar of CMS's long descriptions.

A description is read from the outside in: remarks and qualifiers are removed, then the
billing unit, then brackets and the words of form and route; what is left is the drug.
Grammar cannot distinguish brand and labeler names from other words, so they are listed
in ``release/ledger/vocabulary.csv``. A word that no rule and no row explains makes the
description *unexplained*: it is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import define, evolve, field, fields, frozen

from hcpcs_jcodes.codes.code import BillingUnit, Scope

from .billing_units import read_unit
from .remarks import REMARKS

__all__ = ["Description", "Term", "parse_description", "without_salts"]


@frozen
class Term:
    """A word or phrase in descriptions that grammar cannot classify.

    Attributes:
        kind: "brand", "labeler", "form", "route", "synonym" (another name of the
            substance), "substance" (a part of its name) or "filler" (to be ignored).
        value: how it is shown; the phrase itself if empty.
    """

    kind: str
    value: str = ""


@frozen
class Description:
    """What a long description states.

    Attributes:
        name: the substance with its salt spelled out.
        substance: the name without its salt.
        synonyms: other names that the text gives the substance.
        scope: what the text limits the code to.
        unit: the billing unit; its kind is "unknown" if the text states none that
            can be read.
        is_noc: whether the text is that of an unclassified code.
        unexplained: words that no rule covers; empty for a complete reading.
    """

    name: str
    substance: str
    synonyms: tuple[str, ...]
    scope: Scope
    unit: BillingUnit
    is_noc: bool
    unexplained: tuple[str, ...] = ()


_NOT_EQUIVALENT = re.compile(
    r"not there?apeutically equivalent to ((?:j[0-9]{4}|[a-z]+)(?: (?:or|and) j[0-9]{4})*)"
)
_NOC = re.compile(
    r"unclassified|not otherwise classified|^noc drugs|^prescription drug|^antiemetic drug"
)
_LEAD = re.compile(r"^(?:injection|infusion|instillation|installation)\b,? ?")
_PERCENT = re.compile(r"(?:(?<=, )|(?<= ))[0-9.]+%(?: (?:gel|solution|patch))?(?=,| ,|$| in ,)")
_STRENGTH_PAIR = re.compile(
    r" ([0-9.]+ mg(?:/ml)?)(?: and |/)([a-z]+) ([0-9.]+ mg(?:/ml)?)(?=[ ,]|$)"
)
_FILLERS = re.compile(
    r"\b(?:solution|suspension|injection|infusion|instillation|intravesical|concentrate"
    r"|final product|in sucrose|system|including implants? and supplies)\s*$"
)
_SALTS = {
    **dict.fromkeys(("hcl", "hydrochloride"), "hydrochloride"),
    **{
        salt: salt
        for salt in (
            "acetate acetonide benzathine besylate bitartrate bromide butyrate calcium chloride citrate "
            "cypionate decanoate diacetate dihydrochloride dinitrate diphosphate dipotassium "
            "disodium ditromethamine enanthate esylate fumarate fosamil gluceptate gluconate "
            "glucuronate hexacetonide hyclate isethionate lactate lactobionate lauroxil leucovorin "
            "maleate medocaril mepesuccinate mesylate methylsulfate mofetil oleate palmitate "
            "pamoate phosphate pivalate potassium procaine propionate sodium succinate sulfate tartrate "
            "tosylate triflutate trihydrate tromethamine undecanoate valerate"
        ).split()
    },
}
# elements and acids: without their salt, what is left of these names is not a drug
_NEVER_ALONE = frozenset(
    "ammonium calcium ferric gold iron lanthanum magnesium potassium sodium zinc sevelamer".split()
)
_DIGITS_OF_NAMES = re.compile(
    r"b-?12|b17|c-?1\b|f\(ab'?\)'?2|alf?a-?n?[0-9]?[ab]?|beta-1[ab]|gamma 1-b|alpha 1|cd3"
    r"|adamts13|interferon alfacon-1|dextran (?:40|75)|iron dextran (?:165|267)"
    r"|^5% dextrose|d5w|0\.[0-9]+% sodium chloride|5% dextrose|[0-9.]+%"
    r"|5'?-?phosphate|dextrose in lactated ringers|9 percent|50 or 100 meq"
)


_HEADINGS = tuple(attribute.name for attribute in fields(Scope))


@define
class _Reading:
    """A description while it is taken apart."""

    text: str
    scope: dict[str, list[str]] = field(factory=lambda: {name: [] for name in _HEADINGS})
    synonyms: list[str] = field(factory=list)
    unexplained: list[str] = field(factory=list)

    def note(self, heading: str, value: str) -> None:
        for part in value.split("; "):
            if part and part not in self.scope[heading]:
                self.scope[heading].append(part)

    def take(self, pattern: re.Pattern[str], replacement: str = " ") -> list[re.Match[str]]:
        """Remove all matches, and return them."""
        found = list(pattern.finditer(self.text))
        if found:
            self.text = pattern.sub(replacement, self.text)
        return found


def parse_description(text: str, vocabulary: Mapping[str, Term]) -> Description:
    """Read a long description whose typing damage is already corrected.

    Args:
        text: the description in CMS's sentence case.
        vocabulary: phrases in lower case that grammar alone cannot classify.

    Returns:
        What it states; ``unexplained`` lists the words that no rule covers.
    """
    reading = _Reading(text.lower())
    is_noc = _NOC.search(reading.text) is not None
    for match in reading.take(_NOT_EQUIVALENT):
        for reference in re.split(r" (?:or|and) ", match[1]):
            shown = reference.upper() if re.fullmatch(r"j[0-9]{4}", reference) else reference
            reading.note("not_equivalent_to", shown)
    unit, reading.text = read_unit(reading.text)
    if is_noc:
        return _noc(reading, unit)
    reading.take(_LEAD, "")
    for pattern, heading, value in REMARKS:
        if reading.take(pattern, " , "):
            reading.note(heading, value)
    for match in reading.take(_PERCENT):
        reading.note("forms", match[0])
    for match in reading.take(_STRENGTH_PAIR, r" and \2"):
        reading.note("forms", f"{match[1]} and {match[3]}")
    _read_brackets(reading, vocabulary)
    name = _read_name(reading, vocabulary)
    substance = without_salts(name)
    if unit.components:
        unit = evolve(unit, components=tuple((_spelled(n), a) for n, a in unit.components))
    return Description(
        name=name,
        substance=substance,
        synonyms=tuple(reading.synonyms),
        scope=Scope(**{heading: tuple(values) for heading, values in reading.scope.items()}),
        unit=unit,
        is_noc=False,
        unexplained=tuple(reading.unexplained),
    )


def _noc(reading: _Reading, unit: BillingUnit) -> Description:
    """An unclassified code does not name a drug; its routes and limits still apply."""
    for pattern, heading, value in REMARKS:
        if value != "not otherwise specified" and reading.take(pattern):
            reading.note(heading, value)
    if "hiv" in reading.text:
        reading.note("indications", "only hiv pre-exposure prophylaxis, not treatment")
    return Description(
        name="",
        substance="",
        synonyms=(),
        scope=Scope(**{heading: tuple(values) for heading, values in reading.scope.items()}),
        unit=evolve(unit, kind="unspecified"),
        is_noc=True,
    )


_BRACKET = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_OF_ONE_BRACKET = re.compile(r"\s*(?:/|, or |\bor\b|,| and (?=therapeutically))\s*")


def _read_brackets(reading: _Reading, vocabulary: Mapping[str, Term]) -> None:
    # "f(ab')2" and "rho(d)" are names, not remarks
    reading.text = re.sub(r"f\((ab'?)\)('?)2", r"f[\1]\g<2>2", reading.text)
    reading.text = reading.text.replace("rho(d)", "rho d")
    for match in reading.take(_BRACKET, " , "):
        content = match[1].strip()
        if not content.strip(" ,"):
            continue
        whole = vocabulary.get(content)
        if whole is not None:
            _classify(reading, content, whole)
            continue
        for part in _OF_ONE_BRACKET.split(content):
            if not part:
                continue
            term = vocabulary.get(part)
            if term is None:
                reading.unexplained.append(f"({part})")
            else:
                _classify(reading, part, term)


def _classify(reading: _Reading, phrase: str, term: Term) -> None:
    value = term.value or phrase
    match term.kind:
        case "brand":
            reading.note("brands", value)
        case "labeler":
            reading.note("labelers", value)
        case "form":
            reading.note("forms", value)
        case "route":
            reading.note("routes", value)
        case "synonym":
            reading.synonyms.append(value)
        case "filler":
            pass
        case _:
            reading.unexplained.append(f"{phrase}: {term.kind!r} is not a kind of term")


def _read_name(reading: _Reading, vocabulary: Mapping[str, Term]) -> str:
    """The drug: the segments that are left, each explained."""
    parts: list[str] = []
    for segment in re.split(r"[,;]", reading.text):
        phrase = re.sub(r"\s+", " ", segment).strip(" .-").replace("f[", "f(").replace("]", ")")
        phrase = re.sub(r"^(?:and|for|or|in|via)$|^(?:or|with) (?=$)", "", phrase)
        phrase = re.sub(r"\s(?:and|for|in|per|or)$", "", phrase)
        if not phrase:
            continue
        term = vocabulary.get(phrase)
        if term is not None and term.kind == "substance":
            # "and trastuzumab" continues a combination; at the start it is the drug alone
            value = term.value or phrase
            parts.append(value if parts else value.removeprefix("and "))
        elif term is not None and (parts or term.kind in {"form", "route"}):
            _classify(reading, phrase, term)
        elif not parts:
            parts.append(phrase)
        elif all(piece in vocabulary for piece in _OF_ONE_BRACKET.split(phrase)):
            for piece in _OF_ONE_BRACKET.split(phrase):
                _classify(reading, piece, vocabulary[piece])
        else:
            reading.unexplained.append(phrase)
    name = _spelled(" ".join(parts))
    if not name:
        reading.unexplained.append("no drug")
    if re.search(r"[0-9]", _DIGITS_OF_NAMES.sub("", name)):
        reading.unexplained.append(f"digits in {name!r}")
    return name


def _spelled(name: str) -> str:
    """A name with its salt spelled out and words of presentation dropped."""
    name = _FILLERS.sub("", name.strip(" ,-")).strip()
    return re.sub(r"\bhcl\b", "hydrochloride", re.sub(r" ?/ ?", "/", name))


_DILUENT = re.compile(r" in (?:[0-9.]+% )?(?:sodium(?: chloride)?|sucrose|dextrose)$")


def without_salts(name: str) -> str:
    """The substances of a name, each without its salt and listed once."""
    parts = (
        "/".join(map(_without_salt, part.split("/")))
        for part in _DILUENT.sub("", name).split(" and ")
    )
    return " and ".join(dict.fromkeys(parts))


def _without_salt(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1] in _SALTS:
        words.pop()
    # "potassium chloride" is a drug, potassium is not
    return name if words and words[-1] in _NEVER_ALONE else " ".join(words)
