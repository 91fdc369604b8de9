"""What ships with the library: within another object it goes by name and fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from attrs import frozen

from ..codes.ledger import reference_of, version_referred
from ..errors import JCodesError
from ..payers.payer import payer_referred, reference_of_payer
from .forms import Defs, Form, Text
from .leaves import leaves
from .problems import at_key, plain_type, rejected, wrong

__all__ = ["SHIPPED", "Shipped", "ShippedForm"]


@frozen
class Shipped:
    """How an object that ships is referred to.

    Attributes:
        parts: the keys of the reference, each with its form; the last is the fingerprint.
        reference: the parts for an object; None if it does not ship, or was changed.
        referred: the object of the parts; refuses a fingerprint that is no longer its own.
    """

    parts: Mapping[str, type]
    reference: Callable[[Any], tuple[Any, ...] | None]
    referred: Callable[..., object]


SHIPPED: Final[Mapping[str, Shipped]] = {
    "jcode": Shipped(
        {"code": str, "valid_from": date, "fingerprint": str}, reference_of, version_referred
    ),
    "payer": Shipped({"name": str, "fingerprint": str}, reference_of_payer, payer_referred),
}
"""The kinds of which some objects ship, by name."""


@frozen
class ShippedForm(Form):
    """An object within another: a reference if it ships, otherwise all of it."""

    json: ClassVar[type] = dict
    shipped: Shipped
    whole: Form

    @property
    def fits(self) -> str:
        return f"{self.whole.fits}, or its {', '.join(self.shipped.parts)}"

    def takes(self, value: object) -> bool:
        return self.whole.takes(value)

    def write(self, value: Any, path: str) -> object:
        reference = self.shipped.reference(value) if self.takes(value) else None
        if reference is None:
            return self.whole.write(value, path)
        pairs = zip(self._forms().items(), reference, strict=True)
        return {key: form.write(part, at_key(path, key)) for (key, form), part in pairs}

    def read(self, data: Any, path: str) -> object:
        if plain_type(data) is not dict or "fingerprint" not in data:
            return self.whole.read(data, path)
        forms = self._forms()
        if set(data) != set(forms):
            raise wrong(path, data, self.fits)
        parts = [form.read(data[key], at_key(path, key)) for key, form in forms.items()]
        try:
            return self.shipped.referred(*parts)
        except JCodesError as error:
            raise rejected(path, data, error) from error

    def schema(self, defs: Defs) -> dict[str, Any]:
        reference = {
            "type": "object",
            "properties": {key: form.schema(defs) for key, form in self._forms().items()},
            "required": list(self.shipped.parts),
            "additionalProperties": False,
        }
        return {"anyOf": [reference, self.whole.schema(defs)]}

    def _forms(self) -> dict[str, Form]:
        forms: dict[str, Form] = {}
        for key, of in self.shipped.parts.items():
            text = Text("[0-9a-f]{16}") if key == "fingerprint" else Text()
            forms[key] = text if of is str else leaves()[of]
        return forms
