"""Which codes the text of a chargemaster means, once it is read as words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from ..amounts.amount import Amount
from ..tables import texts_of
from .chargemaster import DrugText, Reading, Token, core_of, fluid, read_text, words_of
from .entries import Entry
from .index import Index, InForce
from .ledger import family_of
from .rows import AT
from .strengths import is_one_unit, percents_of, strength_of, times_of
from .ways import Way, fits, is_limited_to_others, route_of, way_of

__all__ = ["read_drug"]


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
        use: "esrd" or "non esrd"; "" if the text says neither.
        strength: the first amount or volume.
    """

    places: Mapping[str, int]
    words: frozenset[str]
    unlisted: frozenset[str]
    parts: frozenset[str]
    named: frozenset[str]
    way: Way
    route: str
    use: str
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
    others = any(index.is_other(token.text) for token in tokens if token.kind != "without")
    if not found and not any(_is_name(token) for token in tokens):
        places = dict.fromkeys(_fluid(reading, tokens), 0)
        found = _fluids(frozenset(places), index, in_force)
        if not found and (named := fluid(tokens)):
            return [], _fluid_without_code(reading, named), True
    if not found:
        return [], None, others
    first = min(
        found.values(),
        key=lambda each: (min(places[w] for w in each[1]), -len(each[1]), each[0].order),
    )
    found = {**index.longer(found.values(), frozenset(places), in_force), **found}
    if others or _is_combined(tokens, first, found, index):
        return [], evolve(_as_read(reading, *first), reason=_ANOTHER), True
    said = _Said(
        places,
        words=_of(tokens, *_SAYING, "form", "route"),
        unlisted=frozenset(word for word in _of(tokens, "", "labeler") if word.isalpha()),
        parts=_of(tokens, "part", "quality"),
        named=_of(tokens, *_SAYING),
        way=way_of(reading),
        route=route_of(reading),
        use=reading.meaning("use"),
        strength=strength_of(reading),
    )
    lead, core = min(found.values(), key=lambda each: _identity(each[0], each[1], said, index))
    read = _as_read(reading, lead, core)
    entries = [
        (entry, words)
        for entry, words in found.values()
        if entry.row[AT["substance"]] == lead.row[AT["substance"]] or words >= core
    ]
    first_codes: frozenset[str] = frozenset()
    if _BIOSIMILAR in said.words:
        entries = [(each, core) for each in index.biosimilars_of(lead, in_force)]
        reason = "no code is for a biosimilar of it"
    else:
        joined = index.with_hyaluronidase(lead, in_force) if said.route else ()
        partners = {each.code: (each, core) for each in joined}
        entries, first_codes = _given_so(entries, partners, said)
        reason = f"no code of it is {_as_given(reading)}"
    if not entries:
        return [], evolve(read, reason=reason), True
    entries.sort(
        key=lambda each: (each[0].code not in first_codes, *_order(each[0], each[1], said, index))
    )
    return [entry for entry, _ in entries], read, False


_Named = tuple[Entry, frozenset[str]]
"""A code, and the words that named it."""


def _given_so(
    entries: list[_Named], partners: Mapping[str, _Named], said: _Said
) -> tuple[list[_Named], frozenset[str]]:
    """Those that are not for another form or route, and the partners given by that route.

    If no code of the drug is given by the route, those with hyaluronidase that are come first;
    if there is none and the wording of each is limited to other routes, no code is for it.
    """
    given: frozenset[str] = frozenset()
    alone = [entry for entry, _ in entries if entry.code not in partners]
    if said.route and all(fits(entry, said.way, said.route)[2] for entry in alone):
        by_route = {
            code: each
            for code, each in partners.items()
            if not fits(each[0], said.way, said.route)[2]
        }
        given = frozenset(by_route)
        entries = [*by_route.values(), *(each for each in entries if each[0].code not in given)]
        if alone and not given and all(is_limited_to_others(entry, said.route) for entry in alone):
            entries = []
    return [each for each in entries if not fits(each[0], said.way, said.route)[1]], given


_ANOTHER: Final = "it names more than one drug, or a word beside the drug is not known"
_BIOSIMILAR: Final = "biosimilar"
# the kinds of words that wordings and names have too
_SAYING: Final = ("", "drug", "part", "salt", "quality", "labeler", "ignored")


def _as_given(reading: Reading) -> str:
    """How a text says that the drug is given: its form, its route, or from its container."""
    if form := reading.meaning("form"):
        return f"for the form {form}"
    route = route_of(reading)
    return f"for the route {route}" if route else "injected"


def _fluid_without_code(reading: Reading, named: frozenset[str]) -> DrugText:
    """What was read of a fluid for which there is no code, such as half-normal saline."""
    (name,) = named
    uses = [
        token.text
        for token in reading.tokens
        if token.text in _NO_INFUSION or token.words[0] in _NO_INFUSION
    ]
    strengths = f"of {', '.join(reading.strengths)}" if reading.strengths else ""
    reason = " ".join(("no code is for", name, *(uses or [strengths]))).strip()
    return DrugText(
        name, reading.strengths, reading.meaning("form"), reading.meaning("route"), (), (), reason
    )


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
    differs, _, elsewhere = fits(entry, said.way, said.route)
    return (
        differs,
        _other_use(entry, said.use),
        _is_partial(entry, said.words, index),
        elsewhere,
        -_limited(entry, said.words),
        min(said.places[word] for word in core),
        len(said.parts - entry.words),
        -len(core),
        -len((said.unlisted & entry.words) - core),
        not said.way.name and "through dme" in entry.row[AT["forms"]],
        not is_one_unit(said.strength, entry.row),
        _missing(entry, said.words, said.way),
        family_of(entry.code) != "J",
        -len(entry.words & said.named),
        times_of(said.strength, entry.row),
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
        elif token.kind not in ("form", "route", "use", "without") and not entry.words & {
            *token.words
        }:
            ignored.append(token.text)
    return DrugText(
        name=" ".join(name),
        strengths=reading.strengths,
        form=reading.meaning("form"),
        route=reading.meaning("route"),
        ignored=tuple(ignored),
        without=tuple(token.text for token in reading.tokens if token.kind == "without"),
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


# what saline is for, if it is not infused
_NO_INFUSION: Final = frozenset({"flush", "inhalation", "irrigation", "nasal"})
# the percentages that the names of fluids stand for
_PERCENTS: Final = {
    "NS": frozenset({Fraction("0.9")}),
    "D5W": frozenset({Fraction(5)}),
    "D5NS": frozenset({Fraction(5), Fraction("0.9")}),
    "D5LR": frozenset({Fraction(5)}),
    "LR": frozenset(),
}


def _fluid(reading: Reading, tokens: tuple[Token, ...]) -> frozenset[str]:
    """The fluid that a text is about if it names no drug; its strength tells salines apart.

    A percentage that the fluid does not have is another fluid; a flush is no infusion.
    """
    found = fluid(tokens)
    percents = percents_of(reading)
    if found == {"NS"}:
        if any("meq" in text for text in reading.strengths):
            return frozenset({"hypertonic"})
        if any(token.text in _NO_INFUSION or token.words[0] in _NO_INFUSION for token in tokens):
            return frozenset()
        if percents and min(percents) > 1:
            return frozenset({"hypertonic"})
    for name in found:
        if not percents <= _PERCENTS.get(name, percents):
            return frozenset()
    return found


def _other_use(entry: Entry, use: str) -> int:
    """Whether a code is limited to ESRD, or to other uses, and the text says the other."""
    limited = " ".join(texts_of(entry.row[AT["indications"]]))
    if not use or "esrd" not in limited:
        return 1
    return 0 if ("non" in limited) == use.startswith("non") else 2


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


def _missing(entry: Entry, said: frozenset[str], way: Way) -> int:
    """How much of what the wording of a code is limited to the text does not say."""
    row = entry.row
    missing = len(core_of(row[AT["drug"]]) - said) if said & core_of(row[AT["drug"]]) else 0
    for column in ("brands", "labelers", "indications"):
        listed = texts_of(row[AT[column]])
        missing += bool(listed) and not any({*words_of(each)} <= said for each in listed)
    for form in texts_of(row[AT["forms"]]):
        missing += form in _TELLING_FORMS and not {*words_of(form)} & said
    worded = texts_of(row[AT["routes"]])
    return missing + (bool(worded) and not way.name)


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
