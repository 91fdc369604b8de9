"""A claim line: one code, its units and what goes with them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount, decimal_text, refused_float
from ..amounts.arguments import is_given, shown, whole_number
from ..codes.periods import plain_date
from ..codes.shapes import shape
from ..errors import BadAmount, BadClaimLine
from ..ndc.numbers import Ndc
from ..ndc.quantities import NdcQuantity
from .modifiers import DISCARDED, checked_modifiers

__all__ = [
    "LONGEST_NARRATIVE",
    "ClaimLine",
    "checked_place_of_service",
]

# few lines have these, so they are compiled only when one does
_PLACE: Final = r"[0-9]{2}"
_AUTHORIZATION: Final = r"[A-Za-z0-9]{1,50}"
_MOST_UNITS: Final = 10**12
_DIGITS: Final = 20  # of a Decimal, before or after the decimal point
_UNIT_PARTS: Final = 1000  # three decimals, the most that any known payer accepts
_MOST_CHARGED: Final = 10**8
# SV101-7 takes 80 characters, and a line note takes 80 more
LONGEST_NARRATIVE: Final = 160


def _code(value: object) -> str:
    fits = shape("claim line code").fullmatch
    if isinstance(value, str) and fits(value):
        return value
    normalized = value.strip().upper() if isinstance(value, str) else ""
    hint = f"write it as {normalized!r}" if fits(normalized) else "pass one such as 'J9312'"
    raise BadClaimLine(value, f"{shown(value)} is not a HCPCS or CPT code: {hint}")


def _units(value: object) -> int | Decimal:
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


def _plain(value: int | Decimal) -> Fraction | None:
    """The exact number; None if it is not finite, or is beyond anything on a claim."""
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) < _DIGITS):
        return None if value else Fraction(0)
    return Fraction(value)


def _charge(value: object) -> Decimal | None:
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
    dollars, cents = divmod(int(charge * 100), 100)
    return Decimal(f"{dollars}.{cents:02}")


def _matching(pattern: str, what: str, value: object) -> str | None:
    if not is_given(value):
        return None
    if isinstance(value, str) and re.fullmatch(pattern, value):
        return value
    raise BadClaimLine(value, f"{shown(value)} is not {what}")


def checked_place_of_service(value: object) -> str | None:
    """The place of service, checked to be two digits; None stays None."""
    return _matching(_PLACE, "a place of service: it is two digits, such as '11'", value)


def _authorization(value: object) -> str | None:
    return _matching(
        _AUTHORIZATION,
        "a prior authorization number: one number, without spaces or hyphens",
        value,
    )


def _narrative(value: object) -> str | None:
    if not is_given(value):
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


def _ndc(value: object) -> Ndc | None:
    if not is_given(value):
        return None
    return value if isinstance(value, Ndc) else Ndc(value)  # type: ignore[arg-type]


def _ndc_quantity(value: object) -> NdcQuantity | None:
    if not is_given(value):
        return None
    if isinstance(value, NdcQuantity):
        return value
    return NdcQuantity(value)  # type: ignore[arg-type]


def _amount(value: object) -> Amount | None:
    if not is_given(value):
        return None
    return value if isinstance(value, Amount) else Amount(value)  # type: ignore[arg-type]


def _last_day(value: object) -> date | None:
    return plain_date(value, "the last date of service") if is_given(value) else None


def _positive(amount: Amount | None) -> None:
    if amount is not None and not amount:
        raise BadAmount(str(amount), f"{amount} is not an amount of drug: leave it out")


@frozen
class ClaimLine:
    """One line of a claim, checked when it is made.

    Args:
        code: the HCPCS or CPT code, which may be passed by position.
        units: billing units; a Decimal only for payers that accept decimals.
        on: the (first) date of service.
        to: the last date of service; the same day if omitted.
        modifiers: up to four, in the order of the claim.
        charge: US dollars for the line.
        place_of_service: two digits.
        ndc: the drug package, as an Ndc or its text.
        ndc_quantity: its quantity, as an NdcQuantity or its text, such as "ML10".
        prior_authorization: one number, without spaces or hyphens.
        narrative: the description that a not otherwise classified (NOC) code needs.
        administered: the amount administered, reported with the units.
        discarded: the amount discarded; only on a line with JW.

    Raises:
        BadClaimLine: a part is not one that a payer could read, or parts
            contradict each other.
        BadAmount: the units or charge are a float, or an amount is not valid.
        BadNdc: the text is not an NDC.
        BadDate: the first or last date is not a date.

    Source: the fields of CMS-1500 item 24 and 837P loop 2400; JW on its own line:
    Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40.

    >>> from datetime import date
    >>> print(ClaimLine("J9312", units=8, modifiers=("JW",), on=date(2025, 8, 1)))
    J9312-JW x 8 on 2025-08-01
    """

    code: str = field(converter=_code)
    units: int | Decimal = field(converter=_units)
    on: date = field(converter=plain_date, kw_only=True)
    # after it is made it is a date: that of `on` if none was given
    to: date = field(default=None, converter=_last_day, kw_only=True)
    modifiers: tuple[str, ...] = field(default=(), converter=checked_modifiers, kw_only=True)
    charge: Decimal | None = field(default=None, converter=_charge, kw_only=True)
    place_of_service: str | None = field(
        default=None, converter=checked_place_of_service, kw_only=True
    )
    ndc: Ndc | None = field(default=None, converter=_ndc, kw_only=True)
    ndc_quantity: NdcQuantity | None = field(default=None, converter=_ndc_quantity, kw_only=True)
    prior_authorization: str | None = field(default=None, converter=_authorization, kw_only=True)
    narrative: str | None = field(default=None, converter=_narrative, kw_only=True)
    administered: Amount | None = field(default=None, converter=_amount, kw_only=True)
    discarded: Amount | None = field(default=None, converter=_amount, kw_only=True)

    def __attrs_post_init__(self) -> None:
        to: date | None = self.to
        if to is None:
            object.__setattr__(self, "to", self.on)
        elif to < self.on:
            raise BadClaimLine(self.to, f"the line ends on {self.to}, before it begins: {self.on}")
        if self.ndc_quantity is not None and self.ndc is None:
            raise BadClaimLine(
                self.ndc_quantity, f"the quantity {self.ndc_quantity} has no NDC: pass ndc= too"
            )
        _positive(self.administered)
        _positive(self.discarded)
        is_discarded = DISCARDED in self.modifiers
        if self.discarded is not None and not is_discarded:
            raise BadClaimLine(
                self.discarded,
                f"{self.discarded} discarded goes on a line of its own with the modifier JW",
            )
        if self.administered is not None and is_discarded:
            raise BadClaimLine(
                self.administered,
                f"{self.administered} was administered and cannot go on a line with JW, "
                "whose units were discarded",
            )

    def __str__(self) -> str:
        until = "" if self.to == self.on else f" to {self.to}"
        parts = [f"{'-'.join((self.code, *self.modifiers))} x {self.units} on {self.on}{until}"]
        if self.ndc is not None:
            quantity = f" {self.ndc_quantity}" if self.ndc_quantity else ""
            parts.append(f"NDC {self.ndc}{quantity}")
        if self.charge is not None:
            parts.append(f"${self.charge:,.2f}")
        if self.narrative:
            parts.append(self.narrative)
        return ", ".join(parts)

    def _repr_html_(self) -> str:
        from ..display.html import html_code  # few programs run in a notebook

        return html_code(str(self))
