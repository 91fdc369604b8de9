"""The attributes of a payer: how each is read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, Literal

from ..amounts.arguments import checked_flag, is_given, shown, whole_number
from ..claims.fields import checked_charge
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED, checked_modifiers
from ..codes.periods import plain_date
from ..codes.shapes import shape
from ..errors import BadClaimLine
from ..words import (
    LINES_OF_BUSINESS,
    NOC_NEEDS,
    QUALIFIERS,
    Family,
    NocNeed,
    Qualifier,
    Setting,
)
from .choices import Choices

__all__ = [
    "CHECKS",
    "NotUsed",
    "check_code",
    "check_word",
    "read_dollars",
    "read_families",
    "read_first_day",
    "read_noc_codes",
    "read_noc_needs",
    "read_qualifiers",
    "read_sources",
    "read_start",
    "read_whole",
]

NotUsed = Literal["not used"]


def read_start(value: object) -> date | NotUsed | None:
    """The first date of a modifier, or that it is not used."""
    return "not used" if isinstance(value, str) and value == "not used" else read_first_day(value)


def read_first_day(value: object) -> date | None:
    """The first date of a rule."""
    return plain_date(value, "the first date of a rule") if is_given(value) else None


def read_whole(value: object) -> int | None:
    """A limit as a whole number above 0."""
    if not is_given(value):
        return None
    number = whole_number(value)
    if number is None or number < 1:
        raise BadClaimLine(value, f"a limit of {shown(value)}: give a whole number, or None")
    return number


def read_dollars(value: object) -> Decimal | None:
    """A limit in US dollars, above 0."""
    limit = checked_charge(value)
    if limit == 0:
        raise BadClaimLine(value, f"a limit of {shown(value)} dollars: give more, or None")
    return limit


def _listed(name: str, allowed: tuple[str, ...], value: object) -> tuple[Any, ...]:
    known = ", ".join(map(repr, allowed))
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadClaimLine(value, f"{name}={shown(value)} is not a list: pass some of {known}")
    words = tuple(value)
    for each in words:
        if not isinstance(each, str) or each not in allowed:
            raise BadClaimLine(each, f"{shown(each)} in {name}= is not known: pass some of {known}")
    # in one order, so that equal payers are equal
    return tuple(word for word in allowed if word in words)


def _pairs(name: str, example: str, pairs: object) -> tuple[tuple[Any, Any], ...]:
    # not a mapping: a shipped payer is shared, and must not be written to
    given = dict(pairs) if isinstance(pairs, tuple) else pairs
    if isinstance(given, Mapping) and all(
        isinstance(text, str) for pair in given.items() for text in pair
    ):
        return tuple(sorted(given.items()))
    raise BadClaimLine(pairs, f"{name}={shown(pairs)} is not a mapping of texts: pass {example}")


def read_noc_codes(pairs: object) -> tuple[tuple[Setting, str], ...]:
    """The codes for drugs without a code, as pairs of setting and code."""
    return _pairs("noc_codes", "{'facility': 'C9399'}", pairs)


def read_families(pairs: object) -> tuple[tuple[str, Family], ...]:
    """The families of drugs, as pairs of code and family."""
    return _pairs("families", "{'J1745': 'complex'}", pairs)


def read_sources(pairs: object) -> tuple[tuple[str, str], ...]:
    """The publications, as pairs of rule and publication."""
    return _pairs("sources", "{'discarded_from': 'Plan X manual, p. 7'}", pairs)


def read_noc_needs(words: object) -> tuple[NocNeed, ...]:
    """What the payer wants with a NOC code."""
    return _listed("noc_needs", NOC_NEEDS, words)


def read_qualifiers(words: object) -> tuple[Qualifier, ...]:
    """The units of measure of NDC quantities."""
    return _listed("ndc_qualifiers", QUALIFIERS, words)


def check_word(words: tuple[str, ...], name: str, value: object) -> None:
    """Refuse what is not one of the words."""
    if not (isinstance(value, str) and value in words):
        known = ", ".join(map(repr, words))
        raise BadClaimLine(value, f"{name}={shown(value)} is not known: pass one of {known}")


def check_code(name: str, value: str) -> None:
    """Refuse what does not have the form of a code."""
    if not shape("claim line code").fullmatch(value):
        text = f"{shown(value)} in {name}= is not a code: pass one such as 'J9312'"
        raise BadClaimLine(value, text)


def _text(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.isprintable():
        raise BadClaimLine(
            value, f"{name}={shown(value)} is not one line of text: pass '' or a text"
        )


def _flag(name: str, value: object) -> None:
    checked_flag(value, name)


def _modifier(name: str, value: object) -> None:
    if value != "":
        if value in (DISCARDED, ZERO_DISCARDED):
            text = f"{name}={shown(value)} says of discarded drug: pass another, such as '76'"
            raise BadClaimLine(value, text)
        checked_modifiers((value,))  # type: ignore[arg-type]


def _choices(name: str, value: object) -> None:
    if not isinstance(value, Choices):
        raise BadClaimLine(value, f"{name}={shown(value)}: pass Choices(...)")


# what each attribute must be, if it is known
CHECKS: Final[Mapping[str, Callable[[str, Any], None]]] = {
    "line_of_business": partial(check_word, LINES_OF_BUSINESS),
    "discarded_layout": partial(check_word, ("own line", "one line")),
    "rest_of_bag": partial(check_word, ("JW", "not billed")),
    "no_cost": partial(check_word, ("one cent", "omitted")),
    "correction": partial(check_word, ("new claim", "replacement")),
    "contractor": _text,
    "state": _text,
    "cms_mue": _flag,
    "cms_edits": _flag,
    "ndc_required": _flag,
    "repeat_modifier": _modifier,
    "over_limit_modifier": _modifier,
    "modifier_340b": _modifier,
    "choices": _choices,
}
