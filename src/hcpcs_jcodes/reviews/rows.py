"""What a caller knows beside the claim, and passes to a review: rows or a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from attrs import field, frozen

from ..amounts.arguments import is_given, shown, whole_number
from ..claims.claim import Claim
from ..claims.fields import checked_authorization, checked_place_of_service
from ..codes.periods import plain_date
from ..codes.shapes import shape
from ..errors import BadArgument
from ..ndc.numbers import Ndc
from ..ndc.readings import ndc_of

__all__ = ["Authorization", "Period", "read_rows"]

Period = tuple[date | None, date | None]
"""First and last day, both inclusive; None if open."""


def _codes(value: Iterable[str] | str) -> tuple[str, ...]:
    codes: object = (value,) if isinstance(value, str) else value
    if not isinstance(codes, Iterable):
        raise BadArgument(value, f"codes={shown(value)} is not a list of codes, such as ['J9312']")
    found = tuple(codes)
    for each in found:
        if not (isinstance(each, str) and shape("claim line code").fullmatch(each)):
            raise BadArgument(
                each, f"{shown(each)} among codes= is not a code: pass one such as 'J9312'"
            )
    return found


def _units(value: object) -> int | None:
    if not is_given(value):
        return None
    number = whole_number(value)
    if number is None or number < 1:
        raise BadArgument(value, f"units={shown(value)} is not a whole number of at least 1")
    return number


def _day(value: object) -> date | None:
    return plain_date(value, "the first or last date of a period") if is_given(value) else None


def _ndc(value: Ndc | str | None) -> Ndc | None:
    return ndc_of(value) if is_given(value) else None  # type: ignore[arg-type]


@frozen(kw_only=True)
class Authorization:
    """A prior authorization, as the payer gave it: what a claim must agree with.

    Args:
        number: as it goes on the claim, without spaces or hyphens.
        codes: the codes that it is for; empty if it does not say.
        units: the most units of those codes together; None if it does not say.
        since: its first date of service; None if it does not say.
        until: its last date of service; None if it does not say.
        place_of_service: two digits; None if it does not say.
        ndc: the package that it is for; None if it does not say.

    Raises:
        BadArgument, BadClaimLine, BadDate, BadNdc: a part is not valid.

    >>> Authorization(number="A123", codes="J9312", units=72, until="2025-12-31").codes
    ('J9312',)
    """

    number: str = field(converter=checked_authorization)
    codes: tuple[str, ...] = field(default=(), converter=_codes)
    units: int | None = field(default=None, converter=_units)
    since: date | None = field(default=None, converter=_day)
    until: date | None = field(default=None, converter=_day)
    place_of_service: str | None = field(default=None, converter=checked_place_of_service)
    ndc: Ndc | None = field(default=None, converter=_ndc)

    def __attrs_post_init__(self) -> None:
        if self.number is None:
            raise BadArgument(None, "an authorization has a number: pass number=")
        _check_order(self.since, self.until)


def _check_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise BadArgument(last, f"a period ends on {last}, before it begins: {first}")


def _objects(kind: type, name: str, value: object) -> tuple[Any, ...]:
    entries = (value,) if isinstance(value, kind) else value
    if isinstance(entries, str) or not isinstance(entries, Iterable):
        raise BadArgument(value, f"{name}={shown(value)} is not a list of {kind.__name__} objects")
    found = tuple(entries)
    for each in found:
        if not isinstance(each, kind):
            raise BadArgument(each, f"{shown(each)} in {name}= is not a {kind.__name__}")
    return found


def _periods(name: str, value: object) -> tuple[Period, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadArgument(
            value,
            f"{name}={shown(value)} is neither a function nor a list of periods, such as "
            "[('2025-08-01', '2025-08-31')]",
        )
    found: list[Period] = []
    for each in value:
        if isinstance(each, str) or not isinstance(each, tuple | list) or len(each) != 2:
            raise BadArgument(
                each, f"{shown(each)} in {name}= is not a period: pass (first day, last day)"
            )
        first, last = (_day(day) for day in each)
        _check_order(first, last)
        found.append((first, last))
    return tuple(found)


def _covered(name: str, value: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise BadArgument(
            value,
            f"{name}={shown(value)} is neither a function nor a mapping of codes to diagnoses, "
            "such as {'J9312': ['C83.30']}",
        )
    found: dict[str, tuple[str, ...]] = {}
    for code, diagnoses in value.items():
        _codes([code])
        if isinstance(diagnoses, str) or not isinstance(diagnoses, Iterable):
            raise BadArgument(
                diagnoses, f"{name}[{code!r}]={shown(diagnoses)} is not a list of diagnoses"
            )
        listed = tuple(diagnoses)
        for each in listed:
            if not (isinstance(each, str) and each.strip()):
                raise BadArgument(
                    each, f"{shown(each)} in {name}[{code!r}] is not a diagnosis, such as 'C83.30'"
                )
        found[code] = listed
    return found


def _intervals(name: str, value: object) -> Mapping[str, int]:
    if not isinstance(value, Mapping):
        raise BadArgument(
            value,
            f"{name}={shown(value)} is neither a function nor a mapping of codes to the fewest "
            "days between two dates of service, such as {'J0897': 180}",
        )
    found: dict[str, int] = {}
    for code, days in value.items():
        _codes([code])
        number = whole_number(days)
        if number is None or number < 1:
            raise BadArgument(
                days, f"{name}[{code!r}]={shown(days)} is not a whole number of days of at least 1"
            )
        found[code] = number
    return found


def _numbers(name: str, value: object) -> tuple[int, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadArgument(value, f"{name}={shown(value)} is not a list of line numbers")
    found: list[int] = []
    for each in value:
        number = whole_number(each)
        if number is None or number < 1:
            raise BadArgument(each, f"{shown(each)} in {name}= is not the number of a line, from 1")
        found.append(number)
    return tuple(found)


def _received_on(name: str, value: object) -> date:
    return plain_date(value, name)


_READERS: Final[Mapping[str, tuple[bool, Callable[[str, Any], object]]]] = {
    "history": (False, lambda name, value: _objects(Claim, name, value)),
    "authorizations": (False, lambda name, value: _objects(Authorization, name, value)),
    "coverage": (True, _covered),
    "frequency": (True, _intervals),
    "eligibility": (True, _periods),
    "hospice": (True, _periods),
    "enrollment": (True, _periods),
    "inpatient": (True, _periods),
    "received_on": (False, _received_on),
    "paid": (False, _numbers),
}
"""How each is read, and whether it may be a function of the caller."""


def read_rows(given: Mapping[str, object]) -> Mapping[str, Any]:
    """What was passed of it, read; what is None was not.

    Raises:
        BadArgument, BadDate: one of them is not valid; the text names it.
    """
    found: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        may_be_function, read = _READERS[name]
        found[name] = value if may_be_function and callable(value) else read(name, value)
    return found
