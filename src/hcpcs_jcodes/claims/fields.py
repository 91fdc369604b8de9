"""The fields of a claim and its lines: what each takes, and the error for anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ..amounts.amount import Amount, decimal_text, refused_float
from ..amounts.arguments import is_given, shown, whole_number
from ..codes.shapes import shape
from ..errors import BadAmount, BadClaimLine
from ..ndc.numbers import Ndc
from ..ndc.quantities import NdcQuantity

__all__ = [
    "LONGEST_NARRATIVE",
    "checked_amount",
    "checked_authorization",
    "checked_charge",
    "checked_events",
    "checked_line_amount",
    "checked_line_code",
    "checked_narrative",
    "checked_ndc",
    "checked_ndc_quantity",
    "checked_place_of_service",
    "checked_pointers",
    "checked_reference",
    "checked_revenue_code",
    "checked_units",
    "dollars",
    "exact_number",
]

# few lines have these, so they are compiled only when one does
_REVENUE_CODE: Final = r"0?[0-9]{3}"
_AUTHORIZATION: Final = r"[A-Za-z0-9]{1,50}"
_MOST_UNITS: Final = 10**12
_DIGITS: Final = 20  # of a Decimal, before or after the decimal point
_UNIT_PARTS: Final = 1000  # three decimals, the most that any known payer accepts
_MOST_CHARGED: Final = 10**8
# SV101-7 takes 80 characters, and a line note takes 80 more
LONGEST_NARRATIVE: Final = 160
# items 21 and 24E of a CMS-1500; HI and SV107 of an 837P
_MOST_POINTERS: Final = 4
_DIAGNOSIS_LETTERS: Final = "ABCDEFGHIJKL"


def checked_line_code(value: object) -> str:
    """The code of a line, checked to have the form of one."""
    fits = shape("claim line code").fullmatch
    if isinstance(value, str) and fits(value):
        return value
    normalized = value.strip().upper() if isinstance(value, str) else ""
    hint = f"write it as {normalized!r}" if fits(normalized) else "pass one such as 'J9312'"
    raise BadClaimLine(value, f"{shown(value)} is not a HCPCS or CPT code: {hint}")


def checked_units(value: object) -> int | Decimal:
    """The units of a line: above 0, with at most three decimals."""
    if type(value) is int and 0 < value < _MOST_UNITS:
        return value  # nearly every line
    if isinstance(value, float):
        raise refused_float(value, "")
    given = _exact(value)
    if given is None:
        raise BadClaimLine(value, f"units are a whole number or a Decimal, not {shown(value)}")
    number = _plain(given)
    if number is None or not 0 < number < _MOST_UNITS or (number * _UNIT_PARTS).denominator != 1:
        raise BadClaimLine(
            value,
            f"a claim line cannot have {shown(value)} units: "
            "give a number above 0 with at most three decimals",
        )
    whole = number.denominator == 1
    return number.numerator if whole else Decimal(decimal_text(number))


def _exact(value: object) -> int | Decimal | None:
    return value if isinstance(value, Decimal) else whole_number(value)


def exact_number(value: object) -> Fraction | None:
    """A whole number or a Decimal, exactly; None for anything else, or beyond any claim."""
    given = _exact(value)
    number = None if given is None else _plain(given)
    return number if number is not None and abs(number) < _MOST_UNITS else None


def _plain(value: int | Decimal) -> Fraction | None:
    """The exact number; None if it is not finite, or is beyond anything on a claim."""
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) < _DIGITS):
        return None if value else Fraction(0)
    return Fraction(value)


def checked_charge(value: object) -> Decimal | None:
    """A charge in dollars and cents; None stays None."""
    if value is None:
        return None
    if isinstance(value, float):
        raise refused_float(value, "")
    if not is_given(value):
        return None
    given = _exact(value)
    if given is None:
        raise BadClaimLine(
            value,
            f"a charge is a Decimal in US dollars, such as Decimal('1234.50'), not {shown(value)}",
        )
    charge = _plain(given)
    if charge is None or not 0 <= charge < _MOST_CHARGED or (charge * 100).denominator != 1:
        raise BadClaimLine(
            value,
            f"{shown(value)} is not a valid charge: give dollars and cents, 0 or more, "
            "below 100,000,000",
        )
    return dollars(int(charge * 100))


def dollars(cents: int) -> Decimal:
    """Dollars with their two decimals, whatever the precision of the program's decimals.

    >>> dollars(123450)
    Decimal('1234.50')
    """
    whole, rest = divmod(cents, 100)
    return Decimal(f"{whole}.{rest:02}")


def _matching(argument: str, pattern: str, what: str, value: object) -> str:
    if isinstance(value, str) and re.fullmatch(pattern, value):
        return value
    raise BadClaimLine(value, f"{shown(value)} is not {what}", argument=argument)


def checked_place_of_service(value: object) -> str | None:
    """The place of service, checked to be two digits; None stays None."""
    if value is None or not is_given(value):
        return None
    if isinstance(value, str) and len(value) == 2 and value.isascii() and value.isdigit():
        return value
    raise BadClaimLine(
        value,
        f"{shown(value)} is not a place of service: it is two digits, such as '11'",
        argument="place_of_service",
    )


def checked_authorization(value: object) -> str | None:
    """A prior authorization number; None stays None."""
    if value is None or not is_given(value):
        return None
    return _matching(
        "prior_authorization",
        _AUTHORIZATION,
        "a prior authorization number: one number, without spaces or hyphens",
        value,
    )


def checked_narrative(value: object) -> str | None:
    """The narrative, one line of text; None stays None."""
    if value is None or not is_given(value):
        return None
    if not isinstance(value, str) or not value.isprintable() or not value.strip():
        raise BadClaimLine(value, f"{shown(value)} is not a narrative: one line of text, or None")
    if len(value) > LONGEST_NARRATIVE:
        raise BadClaimLine(
            value,
            f"the narrative has {len(value)} characters; a claim line takes at most "
            f"{LONGEST_NARRATIVE}",
        )
    return value.strip()


def checked_ndc(value: object) -> Ndc | None:
    """The package of a drug, also from its text; None stays None."""
    if value is None or not is_given(value):
        return None
    return value if isinstance(value, Ndc) else Ndc(value)  # type: ignore[arg-type]


def checked_ndc_quantity(value: object) -> NdcQuantity | None:
    """The quantity of a package, also from its text; None stays None."""
    if value is None or not is_given(value):
        return None
    if isinstance(value, NdcQuantity):
        return value
    return NdcQuantity(value)  # type: ignore[arg-type]


def checked_amount(value: object) -> Amount | None:
    """An amount of drug, also from its text; None stays None."""
    if value is None or not is_given(value):
        return None
    return value if isinstance(value, Amount) else Amount(value)  # type: ignore[arg-type]


def checked_line_amount(value: object) -> Amount | None:
    """An amount of drug on a line, above 0; None stays None."""
    if value is None:
        return None
    amount = checked_amount(value)
    if amount is not None and not amount:
        raise BadAmount(str(amount), f"{amount} is not an amount of drug: leave it out")
    return amount


def checked_revenue_code(value: object) -> str | None:
    """A revenue code with its four digits, also from three or a number; None stays None.

    >>> checked_revenue_code("636")
    '0636'
    """
    if value is None:
        return None  # nearly every line
    number = whole_number(value)
    text = str(number) if number is not None and 100 <= number < 1000 else value
    if not is_given(text):
        return None
    what = "a revenue code: it has four digits, such as '0636'"
    return _matching("revenue_code", _REVENUE_CODE, what, text).zfill(4)


def checked_pointers(value: tuple[int | str, ...] | list[int] | list[str]) -> tuple[int, ...]:
    """The diagnoses of a line by their places on the claim, up to four, the main one first.

    Raises:
        BadClaimLine: they are not places from 1 to 12, or more than four, or one is repeated.

    >>> checked_pointers([1, 3]), checked_pointers(["A", "c"])
    ((1, 3), (1, 3))
    """
    if isinstance(value, tuple) and not value:
        return ()  # nearly every line
    pointers = tuple(map(_pointer, _listed(value, "diagnosis_pointers", "(1, 2)")))
    if len(pointers) > _MOST_POINTERS or len(set(pointers)) < len(pointers):
        raise BadClaimLine(
            value,
            f"diagnosis_pointers={shown(value)}: a line points to at most {_MOST_POINTERS} "
            "diagnoses, each once",
        )
    return pointers


def _pointer(value: object) -> int:
    number = whole_number(value)
    if isinstance(value, str) and len(value) == 1 and value.upper() in _DIAGNOSIS_LETTERS:
        number = _DIAGNOSIS_LETTERS.index(value.upper()) + 1
    if number is None or not 1 <= number <= len(_DIAGNOSIS_LETTERS):
        raise BadClaimLine(
            value,
            f"{shown(value)} is not a diagnosis pointer: pass the place of the diagnosis on the "
            "claim, 1 to 12, or its letter, A to L",
        )
    return number


def checked_events(value: tuple[int, ...] | list[int]) -> tuple[int, ...]:
    """The numbers of the chart's events that a line rests on, each once, in the order given.

    Raises:
        BadClaimLine: one is not a whole number from 1.
    """
    if isinstance(value, tuple) and not value:
        return ()  # nearly every line of a hand-made claim
    if type(value) is tuple and len(value) == 1 and type(value[0]) is int and value[0] > 0:
        return value  # nearly every other
    numbers = dict.fromkeys(map(_event, _listed(value, "events", "(1, 2)")))
    return tuple(numbers)


def _event(value: object) -> int:
    number = whole_number(value)
    if number is None or number < 1:
        raise BadClaimLine(
            value, f"{shown(value)} is not the number of an event: they are numbered from 1"
        )
    return number


def _listed(value: object, name: str, example: str) -> Iterable[object]:
    if isinstance(value, tuple | list):
        return value
    raise BadClaimLine(value, f"{name}={shown(value)} is not a tuple such as {example}")


def checked_reference(value: object) -> str | int | None:
    """The caller's own key, which is never read; None stays None.

    Raises:
        BadClaimLine: it is neither text nor a whole number. The text does not show it, as it
            may be the key of a patient.
    """
    if value is None or not is_given(value):
        return None
    if isinstance(value, str):
        return value
    number = whole_number(value)
    if number is None:
        raise BadClaimLine(
            value,
            f"reference= is a {type(value).__name__[:40]}: pass a text or a whole number",
            argument="reference",
        )
    return number
