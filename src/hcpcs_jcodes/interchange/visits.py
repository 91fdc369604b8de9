"""A visit as people write it in JSON: what ``build_claim`` takes, by the same names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from inspect import Parameter, signature
from typing import Any, Final

from ..assembly.building import build_claim
from ..encounters.charting import Administration
from ..errors import BadInterchange, CorruptData, JCodesError
from ..payers.payer import Payer
from ..payers.payment_limits import PaymentLimits
from ..vials.products import Given
from .codec import parsed, read_as
from .kinds import pattern_of
from .objects import SCHEMA
from .problems import Twice, at_key, missing, rejected, wrong

__all__ = ["read_visit"]

# an answer is to a question of an earlier claim, which no file has
_NOT_IN_A_FILE: Final = frozenset({"answers"})
_MOST_LISTED: Final = 20


def read_visit(text: str) -> dict[str, Any]:
    """The arguments of ``build_claim`` that a text of JSON states.

    Args:
        text: a list of administrations, or an object with them in "chart" and beside it any other
            argument of ``build_claim``, such as "setting". Each administration is an object with
            the arguments of ``Administration``, written as in a chart ("3 x 100 mg", "IV"), or
            what ``to_dict`` made of one. "payer" is a name, or what ``to_dict`` made of a
            ``Payer``; a key of "fees" is a code, or a code with a modifier: "J9312-JW"; or "fees"
            is what ``to_dict`` made of ``PaymentLimits``, or a list of these.

    Returns:
        The arguments, with the administrations and a payer that was written out made.

    Raises:
        BadInterchange: it is not JSON, a key is not an argument, or an administration is not
            valid; the text begins with the place, such as ``$.chart[2].dose``.

    >>> read_visit('[{"drug": "J2405", "route": "IV", "technique": "push", '
    ...            '"start": "2025-08-01 09:00", "dose": "8 mg"}]')["chart"][0].dose
    Amount('8 mg')
    """
    data = parsed(text)
    if isinstance(data, list):
        data = {"chart": data}
    _check_values(data)
    given = _checked_keys(data, _arguments_of(build_claim) - _NOT_IN_A_FILE, "$")
    if "chart" not in given:
        raise missing("$.chart", "a list of administrations")
    given["chart"] = _chart(given["chart"])
    if isinstance(given.get("payer"), dict):
        given["payer"] = read_as(Payer, given["payer"], "$.payer")
    fees = given.get("fees")
    if isinstance(fees, dict):
        given["fees"] = _schedule(fees, "$.fees")
    elif isinstance(fees, list):
        given["fees"] = [_schedule(each, f"$.fees[{at}]") for at, each in enumerate(fees)]
    return given


def _schedule(fees: object, path: str) -> object:
    """One fee schedule: prices, or payment limits that were written out."""
    if not isinstance(fees, dict):
        raise wrong(path, fees, "an object with the price of each code")
    if SCHEMA in fees:
        return read_as(PaymentLimits, fees, path)
    return {_priced(key, path): price for key, price in fees.items()}


def _check_values(data: object) -> None:
    """Refuse what no argument takes, wherever it stands: a binary float, and a key twice."""
    left = [("$", data)]
    while left:
        path, value = left.pop()
        if isinstance(value, float):
            raise wrong(path, value, "a text such as '72.5'")
        if isinstance(value, Twice):
            raise wrong(path, value, "each key once")
        if isinstance(value, list):
            left += [(f"{path}[{at}]", each) for at, each in enumerate(value)]
        elif isinstance(value, dict):
            left += [(at_key(path, key), each) for key, each in value.items()]


def _chart(entries: object) -> list[Any]:
    listed = _listed(entries, "$.chart", "a list of administrations")
    if not any(isinstance(each, list) for _, each in listed):
        return [_administration(each, path) for path, each in listed]
    return [
        [
            _administration(each, path)
            for path, each in _listed(visit, where, "a list of the administrations of one visit")
        ]
        for where, visit in listed
    ]


def _administration(entry: object, path: str) -> object:
    if isinstance(entry, dict) and SCHEMA in entry:
        return read_as(Administration, entry, path)
    given = _checked_keys(entry, _arguments_of(Administration), path)
    if isinstance(given.get("also"), list):
        given["also"] = tuple(given["also"])
    if isinstance(given.get("products"), list):
        products = _listed(given["products"], at_key(path, "products"), "a list of products")
        given["products"] = [
            _made(Given, _checked_keys(each, _arguments_of(Given), where), where)
            for where, each in products
        ]
    return _made(Administration, given, path)


def _made(cls: Callable[..., object], given: dict[str, Any], path: str) -> object:
    for name, each in signature(cls).parameters.items():
        if each.default is Parameter.empty and name not in given:
            raise missing(at_key(path, name), f"{name}, as {cls.__name__} takes it")
    try:
        return cls(**given)
    except CorruptData:
        raise  # no fault of the file
    except JCodesError as error:
        raise rejected(path, given, error) from error


def _arguments_of(made: Callable[..., object]) -> set[str]:
    return {*signature(made).parameters}


def _listed(data: object, path: str, fits: str) -> list[tuple[str, object]]:
    """The entries of a list, each with its path."""
    if not isinstance(data, list):
        raise wrong(path, data, fits)
    return [(f"{path}[{at}]", each) for at, each in enumerate(data)]


def _checked_keys(data: object, known: Iterable[str], path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise wrong(path, data, "an object with a key for each argument")
    names = sorted(known)
    for name in data:
        if name not in names:
            place = at_key(path, name)
            near = get_close_matches(name[:40], names, 1)
            rest = len(names) - _MOST_LISTED
            more = f" and {rest} more" if rest > 0 else ""
            fits = repr(near[0]) if near else f"only {', '.join(names[:_MOST_LISTED])}{more}"
            raise BadInterchange(name, f"{place}: there is no such key; pass {fits}", place)
    return dict(data)


def _priced(key: str, path: str) -> str | tuple[str, str]:
    """The code, or the code and modifier, of a price."""
    code, modifier = pattern_of("code"), pattern_of("modifier")
    pair = re.fullmatch(f"(?P<code>{code})-(?P<modifier>{modifier})", key)
    if pair is not None:
        return pair["code"], pair["modifier"]
    if re.fullmatch(code, key):
        return key
    place = at_key(path, key)
    text = f"{place}: a price is of a code such as 'J9312', or 'J9312-JW' with its modifier"
    raise BadInterchange(key, text, place)
