"""What a text that no code has may have meant: texts to show a person, never an answer."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Final

from ..codes.chargemaster import words_of
from ..codes.codesets import codeset
from ..codes.ledger import code_ledger
from ..codes.misspellings import allowed_errors, errors_between, is_slip
from ..codes.substances import (
    codes_named,
    name_key,
    printed_names,
    rows_named,
    substance_named,
    substances_named,
)
from ..codes.systems import near_by_form
from ..errors import AmbiguousNdc, BadNdc
from ..ndc.crosswalk import ndc_crosswalk
from ..ndc.numbers import Ndc
from ..ndc.readings import ndc_or_product
from .parts import names_with
from .readings import is_mistyped_code, read_text

__all__ = ["near_names", "perhaps_meant", "suggestions_for"]

# a shorter name has too many neighbors
_SHORTEST: Final = 4
_MOST: Final = 3
_TELLING: Final = 2


def suggestions_for(text: str, day: date) -> tuple[str, ...]:
    """What was perhaps meant by a text that has no code on a day; empty if nothing is near."""
    reading = read_text(text)
    ledger = code_ledger()
    match reading.kind:
        case "ndc":
            return _near_ndcs(reading.plain)
        case "code":
            if ledger.rows(reading.code):
                return ()  # a code that is not in force was not mistyped
            return tuple(near_by_form(reading.code, _MOST))
        case "name":
            if rows_named(reading.plain):
                return ()
            if is_mistyped_code(reading.plain):
                return tuple(near_by_form(reading.plain, _MOST))
            return (
                substances_named(reading.plain)
                or names_with(reading.plain, day)
                or _near(reading.plain, day)
            )
        case _:
            return ()


def perhaps_meant(text: str, day: date) -> str:
    """What was perhaps meant, as the end of an error text; "" if nothing is near.

    >>> perhaps_meant("truxma", date(2025, 8, 1))
    '; did you mean Truxima?'
    """
    near = suggestions_for(text, day)
    return f"; did you mean {', '.join(near)}?" if near else ""


def _near(text: str, day: date) -> tuple[str, ...]:
    """The names that it may misspell, unless its words lead to another drug."""
    names, codes = near_names(text, day), _codes_found(text, day)
    same = {code for name in names for code in codes_named(name, day)}
    return names if same.intersection(codes) else codes or names


def _codes_found(text: str, day: date) -> tuple[str, ...]:
    """The codes that a search finds by words of the text, if all are of one substance."""
    found = codeset(day).find(text)
    substances = {substance_named(each.code, day) for each in found}
    if len(substances) != 1 or (found.guessed and name_key(text) not in name_key(found.guessed)):
        return ()
    return tuple(each.code for each in found[:_MOST])


def near_names(text: str, day: date) -> tuple[str, ...]:
    """Names of drugs with a code in force on a day that differ in a letter, or two in a long one.

    >>> near_names("truxma", date(2025, 8, 1))
    ('Truxima',)
    """
    key = name_key(text)
    if len(key) < _SHORTEST:
        return ()
    allowed = allowed_errors(key)
    short = _short_words(text)
    # with so few letters wrong, one of the pieces is right
    pieces = _pieces(key, 2 * allowed + 1)
    found = [
        (distance, name)
        for known, name in printed_names().items()
        if abs(len(known) - len(key)) <= allowed
        and any(piece in known for piece in pieces)
        and (distance := errors_between(key, known, allowed)) <= allowed
        and is_slip(key, known)
        and _short_words(name) == short
        and codes_named(name, day)
    ]
    return tuple(name for _, name in sorted(found)[:_MOST])


def _short_words(text: str) -> set[str]:
    """The words that tell drugs apart by a letter or a number: vitamin B1, K, factor X, 5%."""
    return {each for each in words_of(text) if len(each) <= _TELLING or not each.isalpha()}


def _pieces(text: str, count: int) -> list[str]:
    cuts = [round(len(text) * at / count) for at in range(count + 1)]
    return [text[start:end] for start, end in pairwise(cuts) if end > start]


def _near_ndcs(text: str) -> tuple[str, ...]:
    """The readings of an NDC that is open, or the product of a package that is not listed."""
    try:
        ndc = ndc_or_product(text)
    except AmbiguousNdc as error:
        return error.candidates
    except BadNdc:
        return ()
    crosswalk = ndc_crosswalk()
    if not isinstance(ndc, Ndc) or crosswalk.listings(str(ndc)):
        return ()
    product = str(ndc.without_package)
    return (product,) if crosswalk.lists_product(product) else ()
