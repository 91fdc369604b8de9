"""Which codes the text of a chargemaster means, once it is read as words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final

from attrs import frozen

from ..amounts.amount import Amount
from ..errors import JCodesError
from ..tables import texts_of
from .chargemaster import DrugText, Reading, Token, core_of, fluid, read_text, words_of
from .index import Entry, Index, InForce
from .ledger import code_ledger, family_of
from .rows import AT, Row

__all__ = ["read_drug"]

_ORAL: Final = "oral"
_INHALED: Final = "inhalation"
_PLACED: Final = "implant"
_INJECTED: Final = "injection"
_TOPICAL: Final = "topical"
# the way in which a form is given, if it has only one
_WAYS: Final = {
    "tablet": _ORAL,
    "capsule": _ORAL,
    "elixir": _ORAL,
    "syrup": _ORAL,
    "lozenge": _ORAL,
    "granules": _ORAL,
    "inhaler": _INHALED,
    "implant": _PLACED,
    "cream": _TOPICAL,
    "ointment": _TOPICAL,
    "injection": _INJECTED,
    "infusion": _INJECTED,
}


@frozen
class _Said:
    """What a text says, as codes are compared with it.

    Attributes:
        places: the words that may tell a drug, each with the number of its first token.
        words: those and what else may be in a description.
        unlisted: those that chargemasters do not say of many drugs.
        parts: those that many names share, such as liposomal.
        named: the words without those of form and route.
        way: how the drug is given: by mouth, inhaled, on the skin, as an implant, injected.
        route: the route, as written.
        strength: the first amount or volume.
    """

    places: Mapping[str, int]
    words: frozenset[str]
    unlisted: frozenset[str]
    parts: frozenset[str]
    named: frozenset[str]
    way: str
    route: str
    strength: Amount | None


def read_drug(
    text: str, index: Index, in_force: InForce
) -> tuple[list[Entry], DrugText | None, bool]:
    """The codes of the drug that a text names, best match first, with what was read.

    The last is True if the text names a combination or a drug that has no code, so that a
    match of one of its words would be another drug.
    """
    reading = read_text(text)
    tokens = reading.tokens
    places = {word: at for at, token in reversed([*enumerate(tokens)]) for word in _telling(token)}
    found = index.cores_in(frozenset(places), in_force) or index.cores_by_one(
        [token.words[0] for token in tokens if not token.kind], in_force
    )
    if not found and not any(_is_name(token) for token in tokens):
        places = dict.fromkeys(_fluid(reading, tokens), 0)
        found = _fluids(frozenset(places), index, in_force)
    others = any(index.is_other(token.text) for token in tokens)
    if not found:
        is_fluid = not any(_is_name(token) for token in tokens) and bool(fluid(tokens))
        return [], None, others or is_fluid
    first = min(
        found.values(),
        key=lambda each: (min(places[w] for w in each[1]), -len(each[1]), each[0].order),
    )
    if others or _is_combined(tokens, first, found, index):
        return [], _as_read(reading, *first), True
    said = _Said(
        places,
        words=_of(tokens, "", "drug", "part", "salt", "quality", "form", "route", "ignored"),
        unlisted=frozenset(word for word in _of(tokens, "") if word.isalpha()),
        parts=_of(tokens, "part", "quality"),
        named=_of(tokens, "", "drug", "part", "salt", "quality", "ignored"),
        way=_way(reading),
        route=reading.meaning("route"),
        strength=_strength(reading),
    )
    lead, least = min(found.values(), key=lambda each: _identity(each[0], each[1], said, index))
    entries = [
        (entry, core)
        for entry, core in found.values()
        if entry.row[AT["substance"]] == lead.row[AT["substance"]] or core >= least
    ]
    entries.sort(key=lambda each: _order(each[0], each[1], said, index))
    return [entry for entry, _ in entries], _as_read(reading, lead, least), False


def _identity(entry: Entry, core: frozenset[str], said: _Said, index: Index) -> tuple[object, ...]:
    """How surely a text names the drug of a code: the smallest most."""
    return (
        _is_partial(entry, said.words, index),
        -_limited(entry, said.words),
        min(said.places[word] for word in core),
        len(said.parts - entry.words),
        -len(core),
        -len((said.unlisted & entry.words) - core),
        *entry.order,
    )


def _order(entry: Entry, core: frozenset[str], said: _Said, index: Index) -> tuple[object, ...]:
    """The place of a code among those of the drug: the smallest fits best."""
    differs, elsewhere = _routes(entry.row, said.way, said.route)
    return (
        differs,
        _is_partial(entry, said.words, index),
        elsewhere,
        -_limited(entry, said.words),
        min(said.places[word] for word in core),
        len(said.parts - entry.words),
        -len(core),
        -len((said.unlisted & entry.words) - core),
        not _is_one_unit(said.strength, entry.row),
        _missing(entry, said.words, said.way),
        family_of(entry.code) != "J",
        -len(entry.words & said.named),
        _times(said.strength, entry.row),
        *entry.order,
    )


def _fluids(
    words: frozenset[str], index: Index, in_force: InForce
) -> dict[str, tuple[Entry, frozenset[str]]]:
    """The codes of a fluid; those of the fluid alone, if there are any."""
    found = index.cores_in(words, in_force)
    alone = {
        code: each for code, each in found.items() if core_of(each[0].row[AT["substance"]]) == words
    }
    return alone or found


def _as_read(reading: Reading, entry: Entry, core: frozenset[str]) -> DrugText:
    """What was read, with the words that had no part in the search."""
    name, ignored = [], []
    is_fluid = core == fluid(reading.tokens)
    for token in reading.tokens:
        if core & {*token.words} or token.kind == ("vehicle" if is_fluid else "salt"):
            name.append(token.text)
        elif token.kind not in ("form", "route") and not entry.words & {*token.words}:
            ignored.append(token.text)
    return DrugText(
        name=" ".join(name),
        strengths=reading.strengths,
        form=reading.meaning("form"),
        route=reading.meaning("route"),
        ignored=tuple(ignored),
    )


def _telling(token: Token) -> tuple[str, ...]:
    """The words of a token that may tell a drug."""
    return token.words if token.kind in ("", "drug", "part", "salt") else ()


def _of(tokens: tuple[Token, ...], *kinds: str) -> frozenset[str]:
    """What tokens of these kinds say; one that is ignored says nothing, unless it has a meaning."""
    return frozenset(
        word
        for token in tokens
        if token.kind in kinds and token.words != ("ignored",)
        for word in token.words
    )


def _fluid(reading: Reading, tokens: tuple[Token, ...]) -> frozenset[str]:
    """The fluid that a text is about if it names no drug; its strength tells salines apart."""
    found = fluid(tokens)
    percents = [text.rstrip("% ") for text in reading.strengths if text.endswith("%")]
    if found == {"NS"}:
        if any("meq" in text for text in reading.strengths):
            return frozenset({"hypertonic"})
        if percents and percents[0].lstrip("0") not in (".9", ".90"):
            return frozenset({"hypertonic"}) if Fraction(percents[0]) > 1 else frozenset()
    if found == {"D5W"} and percents and percents[0] != "5":
        return frozenset()
    if found == {"D5NS"} and not {text.lstrip("0") for text in percents} <= {"5", ".9", ".90"}:
        return frozenset()
    return found


def _is_combined(
    tokens: tuple[Token, ...],
    first: tuple[Entry, frozenset[str]],
    found: dict[str, tuple[Entry, frozenset[str]]],
    index: Index,
) -> bool:
    """Whether a text names more than the drug: a word joined to it, or of another drug's name."""
    entry, core = first
    mine = core | entry.words
    for other, words in found.values():
        if words & core or other.row[AT["substance"]] == entry.row[AT["substance"]]:
            mine |= other.words | words
    cut = tokens[-1].text
    if cut not in core and any(word.startswith(cut) for word in mine):
        tokens = tokens[:-1]  # a system cut it off
    if index.is_shared(core) and any(_is_foreign(token, mine) for token in tokens):
        return True
    names = [token for token in tokens if token.kind not in ("salt", "quality")]
    for before, token in pairwise(names):
        beside = token.joined or not token.apart
        if beside and core & {*before.words} and _is_foreign(token, mine, also_mixed=True):
            return True
        if beside and core & {*token.words} and _is_foreign(before, mine):
            return True
    return any(
        _is_foreign(each, mine) and (each.kind == "part" or each.words[0] in index.core_words)
        for each in names
    )


def _is_foreign(token: Token, mine: frozenset[str], *, also_mixed: bool = False) -> bool:
    """Whether a token may be a word of the name of another drug."""
    return (
        token.kind in ("", "drug", "part")
        and not mine & {*token.words}
        and (token.text.isalpha() or (also_mixed and not token.text.isdigit()))
        and len(token.text) > 1
    )


def _is_name(token: Token) -> bool:
    """Whether a token may be a name: a fluid beside it is what a drug is diluted in."""
    return token.kind in ("", "drug") and not token.text.isdigit() and len(token.text) > 2


def _is_partial(entry: Entry, said: frozenset[str], index: Index) -> bool:
    """Whether a text names only one of two substances that a code combines."""
    substance = core_of(entry.row[AT["substance"]])
    return bool(substance & said) and bool((substance - said) & index.substances)


def _limited(entry: Entry, said: frozenset[str]) -> bool:
    """Whether the text names a brand or labeler to which the wording limits the code."""
    return any(
        {*words_of(each)} <= said
        for column in ("brands", "labelers")
        for each in texts_of(entry.row[AT[column]])
    )


def _missing(entry: Entry, said: frozenset[str], way: str) -> int:
    """How much of what the wording of a code is limited to the text does not say."""
    row = entry.row
    missing = len(core_of(row[AT["drug"]]) - said) if said & core_of(row[AT["drug"]]) else 0
    for column in ("brands", "labelers", "indications"):
        listed = texts_of(row[AT[column]])
        missing += bool(listed) and not any({*words_of(each)} <= said for each in listed)
    for form in texts_of(row[AT["forms"]]):
        missing += form in _TELLING_FORMS and not {*words_of(form)} & said
    worded = texts_of(row[AT["routes"]])
    return missing + (bool(worded) and not way)


_TELLING_FORMS: Final = frozenset(
    {
        "all lipid formulations",
        "biosimilar",
        "compounded",
        "extended release",
        "heparin lock flush",
        "implant",
        "liposomal",
        "long acting",
        "pegylated",
        "purified",
        "recombinant",
        "through dme",
    }
)


def _way(reading: Reading) -> str:
    """How the drug is given, by its form, its route or its container; "" if none says."""
    forms = [each for token in reading.tokens if token.kind == "form" for each in token.words]
    ways = [_WAYS[each] for each in forms if each in _WAYS]
    for way in ways:
        if way != _INJECTED:
            return way
    if route := reading.meaning("route"):
        return _way_of(route)
    contained = any(token.kind == "container" for token in reading.tokens)
    return _INJECTED if ways or contained else ""


def _way_of(route: str) -> str:
    if route in (_ORAL, _INHALED, _TOPICAL):
        return route
    return _PLACED if "implant" in route else _INJECTED


def _routes(row: Row, way: str, route: str) -> tuple[bool, bool]:
    """Whether a code is given in another way than a text says, and by another route."""
    known = {each for each in code_ledger().version(row).drug.routes if each != "unknown"}
    if known:
        ways = {_way_of(each) for each in known}
        return bool(way) and way not in ways, bool(route) and route not in known
    worded = row[AT["long_description"]].casefold().startswith("injection")
    return worded and way not in ("", _INJECTED), False


def _strength(reading: Reading) -> Amount | None:
    """The first amount or volume that a text states."""
    for text in reading.strengths:
        number, unit = _AMOUNT.match(text).groups()  # type: ignore[union-attr]
        unit = unit.strip(" -").replace("anti-xa ", "")
        millions = unit.startswith("million") or unit in ("mu", "mmu")
        unit = _UNITS.get(unit.removeprefix("million ").removesuffix("s"), unit)
        try:
            found = Amount(f"{number.replace(',', '')} {unit}")
        except JCodesError:
            continue  # a percentage
        return found * 1_000_000 if millions else found
    return None


# 4 of 4 mg/2 mL, and its unit
_AMOUNT: Final = re.compile(r"([0-9.,]+)([^/]+)")
_UNITS: Final = {
    "cc": "mL",
    "gm": "g",
    "gram": "g",
    "iu": "units",
    "l": "L",
    "meq": "mEq",
    "ml": "mL",
    "mmu": "units",
    "mu": "units",
    "u": "units",
    "unit": "units",
}


def _ratio(strength: Amount | None, unit: str) -> Fraction | None:
    """How many units of an amount a strength is; None if they do not fit, or one is missing."""
    if strength is None or not unit:
        return None
    try:
        return strength.ratio_to(Amount(unit))
    except JCodesError:
        return None


def _is_one_unit(strength: Amount | None, row: Row) -> bool:
    """Whether a strength is the billing unit of a code, which tells sizes of one drug apart."""
    return row[AT["unit_kind"]] == "measured" and _ratio(strength, row[AT["unit_amount"]]) == 1


def _times(strength: Amount | None, row: Row) -> tuple[int, Fraction]:
    """How well a strength fits the billing unit of a code: a whole number of large units best."""
    times = _ratio(strength, row[AT["unit_amount"]] or row[AT["unit_at_most"]])
    if row[AT["unit_kind"]] == "banded":
        above = _ratio(strength, row[AT["unit_above"]])
        outside = (times is not None and times > 1) or (above is not None and above <= 1)
        return (2 if outside else 0), times or Fraction(0)
    if not times:
        return 1, Fraction(0)
    if row[AT["unit_kind"]] == "up_to":
        return (0, 1 / times) if times <= 1 else (1, times)
    return (0, times) if times.denominator == 1 else (2, times)
