"""The forms of objects: a key for each field, and one for the kind and its version."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from attrs import NOTHING, frozen

from ..errors import BadInterchange, JCodesError
from .forms import Defs, Form, Leaf
from .kinds import Kind
from .problems import at_key, missing, plain_type, rejected, wrong

__all__ = ["SCHEMA", "Object", "Part", "Single", "schema_name"]

SCHEMA: Final = "schema"
"""The key that names the kind of an object and the version of its form."""

_VERSION: Final = 1
# keys that an error lists
_MOST_LISTED: Final = 20


def schema_name(kind: Kind) -> str:
    """What stands under "schema" in an object of a kind."""
    return f"hcpcs_jcodes.{kind.name}/{_VERSION}"


@frozen
class Part:
    """A field of an object.

    Attributes:
        key: its name in JSON, which is that of the argument.
        attribute: its name in Python.
        form: its form.
        default: what is omitted; ``NOTHING`` if the key is always there.
        same: the field that is meant if the key is omitted; "" if none.
    """

    key: str
    attribute: str
    form: Form
    default: object = NOTHING
    same: str = ""

    @property
    def optional(self) -> bool:
        """Whether the key may be omitted."""
        return self.default is not NOTHING or bool(self.same)

    def is_omitted(self, owner: object, value: object) -> bool:
        """Whether a value is the one that is meant without the key."""
        if self.same:
            return bool(value == getattr(owner, self.same))
        return type(value) is type(self.default) and bool(value == self.default)


@frozen
class Object(Form):
    """An object of the library, with a key for each field.

    Attributes:
        kind: its kind.
        parts: its fields.
        tagged: whether it names its kind: the outermost, and one that may be of several kinds.
    """

    json: ClassVar[type] = dict
    kind: Kind
    parts: tuple[Part, ...]
    tagged: bool = False

    @property
    def fits(self) -> str:
        return f"an object of kind {self.kind.name}"

    def takes(self, value: object) -> bool:
        return type(value) is self.kind.cls

    def matches(self, data: Any) -> bool:
        """Whether the kind that a dictionary names is this one."""
        return bool(data.get(SCHEMA) == schema_name(self.kind))

    def write(self, value: Any, path: str) -> dict[str, object]:
        if not self.takes(value):
            raise wrong(path, value, self.fits)
        written: dict[str, object] = {SCHEMA: schema_name(self.kind)} if self.tagged else {}
        for part, each in zip(self.parts, self._values(value), strict=True):
            if not part.is_omitted(value, each):
                written[part.key] = part.form.write(each, at_key(path, part.key))
        return written

    def _values(self, value: Any) -> tuple[Any, ...]:
        if self.kind.made is not None:
            return tuple(value.__reduce__()[1])
        return tuple(getattr(value, part.attribute) for part in self.parts)

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not dict:
            raise wrong(path, data, self.fits)
        self._check_keys(data, path)
        values = {
            part.key: part.form.read(data[part.key], at_key(path, part.key))
            for part in self.parts
            if part.key in data
        }
        make = self.kind.made or self.kind.cls
        try:
            return make(**values)
        except JCodesError as error:
            raise rejected(self._place(path, data, values, error.value), data, error) from error

    def _check_keys(self, data: dict[Any, Any], path: str) -> None:
        known = {part.key for part in self.parts} | ({SCHEMA} if self.tagged else set())
        for key, value in data.items():
            if key not in known:
                place = at_key(path, key)
                text = f"{place}: {self.kind.name} has no such key; pass only {_listed(known)}"
                raise BadInterchange(value, text, place)
        for part in self.parts:
            if not part.optional and part.key not in data:
                raise missing(at_key(path, part.key), part.form.fits)

    @staticmethod
    def _place(path: str, data: dict[str, Any], values: dict[str, Any], refused: object) -> str:
        """The path of the one field that a constructor refused; that of the object if unknown."""
        at_fault = [
            key
            for key, value in values.items()
            if value is refused or (type(data[key]) is type(refused) and data[key] == refused)
        ]
        return at_key(path, at_fault[0]) if len(at_fault) == 1 else path

    def schema(self, defs: Defs) -> dict[str, Any]:
        name = schema_name(self.kind) if self.tagged else self.kind.name
        if name not in defs:
            defs[name] = {}  # an object may refer to itself
            defs[name] = self.described(defs)
        return {"$ref": f"#/$defs/{name.replace('/', '~1')}"}

    def described(self, defs: Defs) -> dict[str, Any]:
        """Its JSON Schema, in full."""
        tag = {SCHEMA: {"const": schema_name(self.kind)}} if self.tagged else {}
        return {
            "type": "object",
            "properties": tag | {part.key: part.form.schema(defs) for part in self.parts},
            "required": [*tag, *(part.key for part in self.parts if not part.optional)],
            "additionalProperties": False,
        }


@frozen
class Single:
    """An object that is one text: beside its kind it has the text as "value"."""

    kind: Kind
    leaf: Leaf

    def write(self, value: Any, path: str) -> dict[str, object]:
        """The text and its kind."""
        return {
            SCHEMA: schema_name(self.kind),
            "value": self.leaf.write(value, at_key(path, "value")),
        }

    def read(self, data: Any, path: str) -> object:
        """What the text stands for.

        Raises:
            BadInterchange: it is none, or there is something else beside it.
        """
        for key in (*data, "value"):
            if key not in data or key not in {SCHEMA, "value"}:
                raise wrong(path, data, f"{SCHEMA} and value")
        return self.leaf.read(data["value"], at_key(path, "value"))

    def described(self, defs: Defs) -> dict[str, Any]:
        """Its JSON Schema, in full."""
        return {
            "type": "object",
            "properties": {
                SCHEMA: {"const": schema_name(self.kind)},
                "value": self.leaf.schema(defs),
            },
            "required": [SCHEMA, "value"],
            "additionalProperties": False,
        }


def _listed(keys: set[str]) -> str:
    """Keys in words, not more than an error has room for."""
    listed = sorted(keys)
    more = f" and {len(listed) - _MOST_LISTED} more" if len(listed) > _MOST_LISTED else ""
    return ", ".join(listed[:_MOST_LISTED]) + more
