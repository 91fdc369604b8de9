"""What was read of a claim line that came from elsewhere, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import frozen

from ..amounts.amount import Amount
from ..amounts.arguments import LONGEST_TEXT, is_given, shown, whole_number
from ..codes.periods import plain_date
from ..codes.shapes import shape
from ..errors import BadArgument, JCodesError
from ..ndc.numbers import Ndc
from ..ndc.quantities import NdcQuantity
from ..words import Kind
from .fields import (
    checked_authorization,
    checked_charge,
    checked_line_amount,
    checked_line_code,
    checked_narrative,
    checked_ndc,
    checked_ndc_quantity,
    checked_place_of_service,
    checked_pointers,
    checked_revenue_code,
    checked_units,
)
from .modifiers import modifier_errors

__all__ = ["READ", "Fault", "modifiers_read", "number_in", "read_fields", "texts_read"]

_LISTS: Final = ("modifiers", "diagnosis_pointers")
_NEEDED: Final = ("code", "units", "on")
# more modifiers or pointers are counted, and not looked at one by one
_MOST_PIECES: Final = 20
_NUMBER: Final = re.compile(
    r"\s*\$?\s*(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?)\s*"
)
_LETTERS: Final = re.compile("[A-La-l]{2,}")


@frozen
class Fault:
    """One thing for which a received line could not be on a claim as it was read.

    Attributes:
        field: the field, such as "units".
        value: its text as it was read; "" if it was missing.
        kind: what is wrong, for a program: one of ``KINDS``, as the error has it.
        text: the same in words, with the fix.

    >>> from hcpcs_jcodes import ClaimLine
    >>> fault, = ClaimLine.received(code="JO129", units="10", on="2025-08-01").faults
    >>> fault.field, fault.value, fault.kind
    ('code', 'JO129', 'bad_claim_line')
    """

    field: str
    value: str
    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


def texts_read(given: object) -> tuple[tuple[str, str], ...]:
    """What was read of each field, as text; what is missing or blank is left out.

    Raises:
        BadArgument: there is no such field, or what was read is neither text, number nor date.
    """
    pairs = isinstance(given, tuple) and all(
        isinstance(each, tuple) and len(each) == 2 for each in given
    )
    if not (pairs or isinstance(given, Mapping)):
        raise BadArgument(given, f"{shown(given)} is not what was read: pass a dictionary")
    read: dict[object, object] = dict(given)  # type: ignore[call-overload]
    unknown = [name for name in read if name not in _READERS]
    if unknown:
        raise BadArgument(
            unknown[0], f"{shown(unknown[0])} is not a field of a received line: see ClaimLine"
        )
    texts = ((name, _text(name, read.get(name))) for name in _READERS)
    return tuple((name, text) for name, text in texts if text.strip())


def _text(name: str, value: object, *, in_list: bool = False) -> str:
    if isinstance(value, str):
        return value
    if not is_given(value) or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return ""
    number = whole_number(value)
    if number is not None:
        return shown(number)
    known = bool | float | Decimal | Fraction | date | Amount | Ndc | NdcQuantity
    if isinstance(value, known) or type(value).__name__ == "datetime64":
        return shown(value)
    if name in _LISTS and isinstance(value, tuple | list) and not in_list:
        return " ".join(_text(name, each, in_list=True) for each in value)
    raise BadArgument(
        value, f"{name}={shown(value)} was read from no claim: pass a text, a number or a date"
    )


def read_fields(
    as_read: Mapping[str, str],
) -> tuple[dict[str, object], list[tuple[str, JCodesError]]]:
    """The value of each field that has one, and the errors of those that are not valid."""
    values: dict[str, object] = {}
    errors: list[tuple[str, JCodesError]] = []
    for name, reader in _READERS.items():
        text = as_read.get(name)
        if text is None and name not in _NEEDED:
            continue
        for part in reader(text):
            if isinstance(part, JCodesError):
                errors.append((name, part))
            else:
                values[name] = part
    return values, errors


Reader = Callable[[str | None], Iterator[object]]
"""Yields what a text stands for, and the errors for it: both if only its spelling is wrong."""


def _by(check: Callable[[str | int | Decimal | None], object]) -> Reader:
    def read(text: str | None) -> Iterator[object]:
        try:
            yield check(text)
        except JCodesError as error:
            yield error

    return read


def number_in(text: str | None) -> str | int | Decimal | None:
    """The number that a text is; another text as it is."""
    match = _NUMBER.fullmatch(text) if text and len(text) <= LONGEST_TEXT else None
    plain = match["number"].replace(",", "") if match else ""
    if not re.search("[0-9]", plain):
        return text
    return Decimal(plain) if "." in plain else int(plain)


def _units(text: str | int | Decimal | None) -> object:
    return checked_units(number_in(text))  # type: ignore[arg-type]


def _charge(text: str | int | Decimal | None) -> object:
    return checked_charge(number_in(text))  # type: ignore[arg-type]


def _code(text: str | None) -> Iterator[object]:
    meant = text.strip().upper() if text and len(text) <= LONGEST_TEXT else ""
    if shape("claim line code").fullmatch(meant):
        yield meant
    try:
        checked_line_code(text)
    except JCodesError as error:
        yield error


def _pieces(text: str | None) -> list[str]:
    return re.split(r"[\s,:;]+", (text or "").strip())


def modifiers_read(text: str) -> list[str]:
    """The modifiers of a line as they were read, whatever is wrong with them."""
    return _pieces(text)


def _modifiers(text: str | None) -> Iterator[object]:
    """Those that have the form of a modifier, and why they cannot go on a line together."""
    pieces = tuple(_pieces(text))
    fits = shape("modifier").fullmatch
    meant = tuple(each.upper() if fits(each[:3].upper()) else each for each in pieces)
    yield tuple(each for each in meant[:_MOST_PIECES] if fits(each))
    if len(pieces) > _MOST_PIECES:
        yield next(modifier_errors(pieces))
        return
    for piece, read in zip(pieces, meant, strict=True):
        if piece != read:
            yield from modifier_errors((piece,))
    yield from modifier_errors(meant)


def _pointers(text: str | None) -> Iterator[object]:
    pieces: list[str | int] = []
    for piece in _pieces(text)[:_MOST_PIECES]:
        if _LETTERS.fullmatch(piece):
            pieces += piece[:_MOST_PIECES]
        else:
            pieces.append(int(piece) if re.fullmatch("[0-9]{1,3}", piece) else piece)
    try:
        yield checked_pointers(tuple(pieces))
    except JCodesError as error:
        yield error


_READERS: Final[Mapping[str, Reader]] = {
    "code": _code,
    "units": _by(_units),
    "on": _by(plain_date),
    "to": _by(plain_date),
    "modifiers": _modifiers,
    "charge": _by(_charge),
    "place_of_service": _by(checked_place_of_service),
    "ndc": _by(checked_ndc),
    "ndc_quantity": _by(checked_ndc_quantity),
    "prior_authorization": _by(checked_authorization),
    "narrative": _by(checked_narrative),
    "administered": _by(checked_line_amount),
    "discarded": _by(checked_line_amount),
    "revenue_code": _by(checked_revenue_code),
    "diagnosis_pointers": _pointers,
}
READ: Final = tuple(_READERS)
"""The fields of a line that are read from elsewhere."""
