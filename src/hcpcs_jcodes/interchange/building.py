"""The form of each kind of object, made from the fields and the types of its class."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, Attribute, Factory, evolve, fields

from .forms import (
    AnyOf,
    Fixed,
    Flag,
    Form,
    Keyed,
    Leaf,
    Listed,
    Nothing,
    Text,
    Whole,
    Word,
    Wrapped,
)
from .kinds import Fact, Kind, kind_of, pattern_of
from .leaves import leaves
from .objects import Object, Part, Single
from .shipped import SHIPPED, ShippedForm

__all__ = ["form_of_kind"]

# a decimal number that is not 0
_ABOVE_ZERO: Final = r"(?!0+(?:\.0+)?$)"


@cache
def form_of_kind(kind: Kind) -> Object | Single:
    """The form of a kind of object that stands alone: it names its kind."""
    leaf = leaves().get(kind.cls)
    return Single(kind, leaf) if leaf is not None else evolve(_object(kind), tagged=True)


@cache
def _object(kind: Kind) -> Object:
    if kind.made is not None:
        made = ((key, key, hint, NOTHING) for key, hint in kind.hints.items())
        return Object(kind, tuple(_part(kind, *each) for each in made))
    hints = {**get_type_hints(kind.cls), **kind.hints}
    return Object(
        kind,
        tuple(
            _part(kind, each.alias, each.name, hints[each.name], _omitted(each))
            for each in fields(kind.cls)
            if each.init
        ),
    )


def _part(kind: Kind, key: str, attribute: str, hint: Any, default: object) -> Part:
    form = _form(hint, kind.facts.get(key))
    return Part(key, attribute, form, default, kind.same.get(key, ""))


def _omitted(field: Attribute[Any]) -> object:
    """The value of a field that is omitted; ``NOTHING`` if it is always written.

    A default that is worked out from the data may be another one in the next version.
    """
    default: Any = field.default
    if not isinstance(default, Factory):  # type: ignore[arg-type]
        return default
    made = default.factory()
    convert: Any = field.converter
    empty = convert(made) if convert else made
    return NOTHING if empty else empty


def _form(hint: Any, fact: Fact | None = None) -> Form:
    """The form of a type."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return Word(parts)
    if origin in {Union, UnionType}:
        return _union(parts, fact)
    if origin is tuple and parts[-1] is ...:
        return Listed(_form(parts[0], fact))
    if origin is tuple:
        return Fixed(tuple(map(_form, parts)))
    if origin is not None and issubclass(origin, Mapping):
        key = _form(parts[0])
        assert isinstance(key, Text | Word | Leaf)
        return Keyed(key, _form(parts[1]))
    return _plain(hint, fact)


def _plain(hint: type, fact: Fact | None) -> Form:
    """The form of a class."""
    if hint is NoneType:
        return Nothing()
    if hint is bool:
        return Flag()
    if hint is int:
        return Whole(fact) if isinstance(fact, int) else Whole()
    if hint is str:
        return Text(pattern_of(fact)) if isinstance(fact, str) else Text()
    leaf = leaves().get(hint)
    if leaf is not None:
        return evolve(leaf, pattern=f"{_ABOVE_ZERO}{leaf.pattern}") if fact == 1 else leaf
    kind = kind_of(hint)
    assert kind is not None, hint
    whole = _object(kind)
    shipped = SHIPPED.get(kind.name)
    return whole if shipped is None else ShippedForm(shipped, whole)


def _union(hints: tuple[Any, ...], fact: Fact | None) -> Form:
    """The form of one of several types."""
    members = [_form(each, fact) for each in hints]
    words = [each for each in members if isinstance(each, Word)]
    if len(words) > 1:
        joined = Word(tuple(word for each in words for word in each.words))
        members = [joined, *(each for each in members if not isinstance(each, Word))]
    if any(isinstance(each, Leaf) for each in members):
        # its text could be taken for that of the other
        members = [Wrapped() if isinstance(each, Text) else each for each in members]
    if sum(isinstance(each, Object) for each in members) > 1:
        members = [evolve(e, tagged=True) if isinstance(e, Object) else e for e in members]
    return members[0] if len(members) == 1 else AnyOf(tuple(members))
