"""A visit as people write it in JSON: what ``build_claim`` takes, by the same names."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from inspect import signature
from typing import Any, Final

from attrs import fields_dict

from ..assembly.building import build_claim
from ..encounters.charting import Administration
from ..errors import CorruptData, JCodesError
from ..vials.products import Given
from .codec import parsed
from .problems import at_key, rejected, wrong

__all__ = ["read_visit"]

_NOT_IN_A_FILE: Final = {"answers"}


def read_visit(text: str) -> dict[str, Any]:
    """The arguments of ``build_claim`` that a text of JSON states.

    Args:
        text: a list of administrations, or an object with them in "chart" and beside it any other
            argument of ``build_claim``, such as "setting". Each administration is an object with
            the arguments of ``Administration``, written as in a chart: "3 x 100 mg", "IV".

    Raises:
        BadInterchange: it is not JSON, or a key is not an argument; the text begins with the
            place, such as ``$.chart[2].dose``.

    >>> read_visit('[{"drug": "J2405", "route": "IV", "technique": "push", '
    ...            '"start": "2025-08-01 09:00", "dose": "8 mg"}]')["chart"][0].dose
    Amount('8 mg')
    """
    data = parsed(text)
    if isinstance(data, list):
        data = {"chart": data}
    given = _checked_keys(data, _arguments(), "$")
    if "chart" not in given:
        raise wrong("$.chart", None, "a list of administrations")
    return given | {"chart": _chart(given["chart"])}


def _arguments() -> list[str]:
    known = signature(build_claim).parameters.values()
    return [each.name for each in known if each.name not in _NOT_IN_A_FILE]


def _chart(entries: object) -> list[Any]:
    path = "$.chart"
    if not isinstance(entries, list):
        raise wrong(path, entries, "a list of administrations")
    several = any(isinstance(each, list) for each in entries)
    if not several:
        return [_administration(each, f"{path}[{n}]") for n, each in enumerate(entries)]
    visits = []
    for number, visit in enumerate(entries):
        where = f"{path}[{number}]"
        if not isinstance(visit, list):
            raise wrong(where, visit, "a list of the administrations of one visit")
        visits.append([_administration(each, f"{where}[{n}]") for n, each in enumerate(visit)])
    return visits


def _administration(entry: object, path: str) -> Administration:
    known = [name for name, each in fields_dict(Administration).items() if each.init]
    given = _checked_keys(entry, known, path)
    if "also" in given and isinstance(given["also"], list):
        given["also"] = tuple(given["also"])
    if isinstance(given.get("products"), list):
        products = at_key(path, "products")
        given["products"] = [
            _made(
                Given,
                _checked_keys(each, [*fields_dict(Given)], f"{products}[{n}]"),
                f"{products}[{n}]",
            )
            for n, each in enumerate(given["products"])
        ]
    missing = [name for name in ("drug", "route", "technique", "start") if name not in given]
    if missing:
        raise wrong(at_key(path, missing[0]), None, f"its {missing[0]}")
    made: Administration = _made(Administration, given, path)
    return made


def _made(cls: Any, given: Mapping[str, Any], path: str) -> Any:
    try:
        return cls(**given)
    except CorruptData:
        raise
    except JCodesError as error:
        raise rejected(path, given, error) from error


def _checked_keys(data: object, known: list[str], path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise wrong(path, data, "an object with a key for each argument")
    given = {name: value for name, value in data.items() if name != "schema"}
    for name in given:
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            fits = f"{near[0]!r}" if near else f"one of {', '.join(known)}"
            raise wrong(at_key(path, name), name, fits)
    return given
