"""The JSON form of a value: how it is written, read strictly, and described by a schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from attrs import field, frozen

from ..amounts.arguments import LONGEST_NUMBER
from ..errors import BadInterchange, JCodesError
from .problems import at_key, plain_type, rejected, wrong

__all__ = [
    "LONGEST",
    "AnyOf",
    "Defs",
    "Fixed",
    "Flag",
    "Form",
    "Keyed",
    "Leaf",
    "Listed",
    "Nothing",
    "Text",
    "Whole",
    "Word",
    "Wrapped",
]

LONGEST: Final = 10_000
"""Characters of the longest text: ten times any that the library makes."""

Defs = dict[str, dict[str, Any]]


class Form(ABC):
    """How values of one type stand in JSON.

    Attributes:
        json: the type that they have there.
        python: the type that they have in the library.
    """

    json: ClassVar[type]
    python: ClassVar[type] = object

    @property
    @abstractmethod
    def fits(self) -> str:
        """What fits, in words."""

    def takes(self, value: object) -> bool:
        """Whether this is the form of a value of the library."""
        return isinstance(value, self.python)

    @abstractmethod
    def write(self, value: Any, path: str) -> object:
        """The value as JSON has it.

        Raises:
            BadInterchange: the value is not one that would be read again.
        """

    @abstractmethod
    def read(self, data: Any, path: str) -> object:
        """The value that stands in JSON.

        Raises:
            BadInterchange: it is of another type, or not one that fits.
        """

    @abstractmethod
    def schema(self, defs: Defs) -> dict[str, Any]:
        """Its JSON Schema; the objects that it refers to are added to ``defs``."""


@frozen
class Text(Form):
    """A text; with a pattern, one that matches it as a whole."""

    json: ClassVar[type] = str
    python: ClassVar[type] = str
    pattern: str = ""

    @property
    def fits(self) -> str:
        if self.pattern:
            return f"a text that matches {self.pattern}"
        return f"a text of at most {LONGEST:,} characters"

    def write(self, value: Any, path: str) -> object:
        return self.read(str(value) if isinstance(value, str) else value, path)

    def read(self, data: Any, path: str) -> object:
        fits = plain_type(data) is str and len(data) <= LONGEST
        if not fits or (self.pattern and not re.fullmatch(self.pattern, data)):
            raise wrong(path, data, self.fits)
        return data

    def schema(self, defs: Defs) -> dict[str, Any]:
        del defs  # a text refers to nothing
        described: dict[str, Any] = {"type": "string", "maxLength": LONGEST}
        return described | {"pattern": f"^(?:{self.pattern})$"} if self.pattern else described


@frozen
class Whole(Form):
    """A whole number, which true and false are not."""

    json: ClassVar[type] = int
    least: int = -LONGEST_NUMBER

    @property
    def fits(self) -> str:
        above = "" if self.least == -LONGEST_NUMBER else f" of {self.least} or more"
        return f"a whole number{above}"

    def takes(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def write(self, value: Any, path: str) -> object:
        return self.read(int(value) if self.takes(value) else value, path)

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not int or not self.least <= data <= LONGEST_NUMBER:
            raise wrong(path, data, self.fits)
        return data

    def schema(self, defs: Defs) -> dict[str, Any]:
        del defs
        return {"type": "integer", "minimum": self.least, "maximum": LONGEST_NUMBER}


@frozen
class Flag(Form):
    """True or false."""

    json: ClassVar[type] = bool
    python: ClassVar[type] = bool

    @property
    def fits(self) -> str:
        return "true or false"

    def write(self, value: Any, path: str) -> object:
        return self.read(value, path)

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not bool:
            raise wrong(path, data, self.fits)
        return data

    def schema(self, defs: Defs) -> dict[str, Any]:
        del defs
        return {"type": "boolean"}


@frozen
class Nothing(Form):
    """Null, for None."""

    json: ClassVar[type] = type(None)
    python: ClassVar[type] = type(None)

    @property
    def fits(self) -> str:
        return "null"

    def write(self, value: Any, path: str) -> object:
        return self.read(value, path)

    def read(self, data: Any, path: str) -> object:
        del data, path  # it stands beside other forms, and their types tell them apart
        return None

    def schema(self, defs: Defs) -> dict[str, Any]:
        del defs
        return {"type": "null"}


@frozen
class Word(Form):
    """One of the fixed words."""

    json: ClassVar[type] = str
    python: ClassVar[type] = str
    words: tuple[str, ...]

    @property
    def fits(self) -> str:
        return f"one of {', '.join(map(repr, self.words))}"

    def matches(self, data: str) -> bool:
        """Whether a text is one of the words."""
        return data in self.words

    def write(self, value: Any, path: str) -> object:
        return self.read(str(value) if isinstance(value, str) else value, path)

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not str or data not in self.words:
            raise wrong(path, data, self.fits)
        return data

    def schema(self, defs: Defs) -> dict[str, Any]:
        del defs
        return {"enum": list(self.words)}


@frozen
class Leaf(Form):
    """A value that stands as a text, such as an amount or a date.

    Attributes:
        of: its type.
        text: the text that it has.
        value: what a text stands for; refuses what is none.
        pattern: what ``text`` writes, and all that is read.
        example: a text, for errors.
    """

    json: ClassVar[type] = str
    of: type
    text: Callable[[Any], str]
    value: Callable[[str], object]
    pattern: str
    example: str

    @property
    def fits(self) -> str:
        return f"a text such as {self.example!r}"

    def takes(self, value: object) -> bool:
        return isinstance(value, self.of)

    def matches(self, data: str) -> bool:
        """Whether a text has this form."""
        return len(data) <= LONGEST and re.fullmatch(self.pattern, data) is not None

    def write(self, value: Any, path: str) -> object:
        text = self.text(value) if self.takes(value) else None
        if text is None or not self.matches(text):
            raise wrong(path, value, self.fits)
        return text

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not str or not self.matches(data):
            raise wrong(path, data, self.fits)
        try:
            return self.value(data)
        except JCodesError as error:
            raise rejected(path, data, error) from error
        except ValueError as error:  # a date that no month has
            raise wrong(path, data, self.fits) from error

    def schema(self, defs: Defs) -> dict[str, Any]:
        del defs
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@frozen
class Wrapped(Form):
    """A text beside values that stand as texts too: ``{"text": "50 mcg/h"}``."""

    json: ClassVar[type] = dict
    python: ClassVar[type] = str
    inner: Form = field(factory=Text)

    @property
    def fits(self) -> str:
        return 'any other text as {"text": ...}'

    def write(self, value: Any, path: str) -> object:
        return {"text": self.inner.write(value, path)}

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not dict or set(data) != {"text"}:
            raise wrong(path, data, self.fits)
        return self.inner.read(data["text"], at_key(path, "text"))

    def schema(self, defs: Defs) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"text": self.inner.schema(defs)},
            "required": ["text"],
            "additionalProperties": False,
        }


@frozen
class Listed(Form):
    """A tuple of any length, as a list."""

    json: ClassVar[type] = list
    python: ClassVar[type] = tuple
    each: Form

    @property
    def fits(self) -> str:
        return f"a list, each {self.each.fits}"

    def write(self, value: Any, path: str) -> object:
        if not self.takes(value):
            raise wrong(path, value, self.fits)
        return [self.each.write(each, f"{path}[{at}]") for at, each in enumerate(value)]

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not list:
            raise wrong(path, data, self.fits)
        return tuple(self.each.read(each, f"{path}[{at}]") for at, each in enumerate(data))

    def schema(self, defs: Defs) -> dict[str, Any]:
        return {"type": "array", "items": self.each.schema(defs)}


@frozen
class Fixed(Form):
    """A tuple with one value of each form, as a list."""

    json: ClassVar[type] = list
    parts: tuple[Form, ...]

    @property
    def fits(self) -> str:
        return f"a list of {len(self.parts)}: {', '.join(part.fits for part in self.parts)}"

    def takes(self, value: object) -> bool:
        return isinstance(value, tuple) and len(value) == len(self.parts)

    def write(self, value: Any, path: str) -> object:
        if not self.takes(value):
            raise wrong(path, value, self.fits)
        pairs = zip(self.parts, value, strict=True)
        return [part.write(each, f"{path}[{at}]") for at, (part, each) in enumerate(pairs)]

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not list or len(data) != len(self.parts):
            raise wrong(path, data, self.fits)
        pairs = zip(self.parts, data, strict=True)
        return tuple(part.read(each, f"{path}[{at}]") for at, (part, each) in enumerate(pairs))

    def schema(self, defs: Defs) -> dict[str, Any]:
        return {
            "type": "array",
            "prefixItems": [part.schema(defs) for part in self.parts],
            "items": False,
            "minItems": len(self.parts),
        }


@frozen
class Keyed(Form):
    """A mapping, or pairs of which no two begin alike, as an object."""

    json: ClassVar[type] = dict
    key: Text | Word | Leaf
    each: Form

    @property
    def fits(self) -> str:
        return f"an object whose keys are {self.key.fits}, with {self.each.fits}"

    def takes(self, value: object) -> bool:
        return isinstance(value, Mapping | tuple)

    def write(self, value: Any, path: str) -> object:
        if not self.takes(value):
            raise wrong(path, value, self.fits)
        return {
            str(self.key.write(key, path)): self.each.write(each, at_key(path, str(key)))
            for key, each in dict(value).items()
        }

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not dict:
            raise wrong(path, data, self.fits)
        found: dict[object, object] = {}
        for key, each in data.items():
            place = at_key(path, key)
            known = self.key.read(key, place)
            if known in found:
                raise BadInterchange(key, f"{place}: another key is equal to it; pass one", place)
            found[known] = self.each.read(each, place)
        return found

    def schema(self, defs: Defs) -> dict[str, Any]:
        return {
            "type": "object",
            "propertyNames": self.key.schema(defs),
            "additionalProperties": self.each.schema(defs),
        }


@frozen
class AnyOf(Form):
    """A value of one of several forms, which their types in JSON tell apart, or their texts."""

    json: ClassVar[type] = object
    members: Sequence[Form]

    @property
    def fits(self) -> str:
        return " or ".join(each.fits for each in self.members)

    def write(self, value: Any, path: str) -> object:
        for each in self.members:
            if each.takes(value):
                return each.write(value, path)
        raise wrong(path, value, self.fits)

    def read(self, data: Any, path: str) -> object:
        able = [each for each in self.members if each.json is plain_type(data)]
        if len(able) > 1 or any(isinstance(each, Leaf) for each in able):
            able = [each for each in able if _told_by(each, data)]
        if not able:
            raise wrong(path, data, self.fits)
        return able[0].read(data, path)

    def schema(self, defs: Defs) -> dict[str, Any]:
        return {"anyOf": [each.schema(defs) for each in self.members]}


def _told_by(form: Form, data: Any) -> bool:
    """Whether one of several forms of one JSON type is that of a value."""
    matches: Callable[[Any], bool] = form.matches  # type: ignore[attr-defined]
    return matches(data)
