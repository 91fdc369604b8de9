"""A claim line: one code, its units and what goes with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import is_given, shown
from ..codes.periods import plain_date
from ..errors import BadAmount, BadClaimLine
from ..ndc.numbers import Ndc
from ..ndc.quantities import NdcQuantity
from .fields import (
    checked_amount,
    checked_authorization,
    checked_charge,
    checked_events,
    checked_line_code,
    checked_narrative,
    checked_ndc,
    checked_ndc_quantity,
    checked_place_of_service,
    checked_pointers,
    checked_reference,
    checked_revenue_code,
    checked_units,
)
from .modifiers import DISCARDED, checked_modifiers
from .records import Record

__all__ = ["ClaimLine"]


def _last_day(value: object) -> date | None:
    return plain_date(value, "the last date of service") if is_given(value) else None


def _positive(amount: Amount | None) -> None:
    if amount is not None and not amount:
        raise BadAmount(str(amount), f"{amount} is not an amount of drug: leave it out")


def _record(value: Record | None) -> Record | None:
    given: object = value
    if not is_given(given):
        return None
    if isinstance(given, Record):
        return given
    raise BadClaimLine(value, f"record={shown(value)} is not a Record of what was charted")


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
        revenue_code: four digits, of a facility's line; "636" is "0636".
        diagnosis_pointers: up to four places of diagnoses on the claim, 1 to 12.
        events: the numbers of the chart's events that the line rests on, from 1.
        record: what was charted of them, as a Record.
        reference: the caller's own key of the line, text or a whole number; it is never read,
            and does not show in the repr.

    Raises:
        BadClaimLine: a part is not one that a payer could read, or parts
            contradict each other.
        BadAmount: the units or charge are a float, or an amount is not valid.
        BadNdc: the text is not an NDC.
        BadDate: the first or last date is not a date.

    Source: the fields of CMS-1500 item 24, UB-04 items 42 to 47 and 837 loop 2400; JW on its own line:
    Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40.

    >>> from datetime import date
    >>> print(ClaimLine("J9312", units=8, modifiers=("JW",), on=date(2025, 8, 1)))
    J9312-JW x 8 on 2025-08-01
    """

    code: str = field(converter=checked_line_code)
    units: int | Decimal = field(converter=checked_units)
    on: date = field(converter=plain_date, kw_only=True)
    # after it is made it is a date: that of `on` if none was given
    to: date = field(default=None, converter=_last_day, kw_only=True)
    modifiers: tuple[str, ...] = field(default=(), converter=checked_modifiers, kw_only=True)
    charge: Decimal | None = field(default=None, converter=checked_charge, kw_only=True)
    place_of_service: str | None = field(
        default=None, converter=checked_place_of_service, kw_only=True
    )
    ndc: Ndc | None = field(default=None, converter=checked_ndc, kw_only=True)
    ndc_quantity: NdcQuantity | None = field(
        default=None, converter=checked_ndc_quantity, kw_only=True
    )
    prior_authorization: str | None = field(
        default=None, converter=checked_authorization, kw_only=True
    )
    narrative: str | None = field(default=None, converter=checked_narrative, kw_only=True)
    administered: Amount | None = field(default=None, converter=checked_amount, kw_only=True)
    discarded: Amount | None = field(default=None, converter=checked_amount, kw_only=True)
    revenue_code: str | None = field(default=None, converter=checked_revenue_code, kw_only=True)
    diagnosis_pointers: tuple[int, ...] = field(
        default=(), converter=checked_pointers, kw_only=True
    )
    events: tuple[int, ...] = field(default=(), converter=checked_events, kw_only=True)
    record: Record | None = field(default=None, converter=_record, kw_only=True)
    reference: str | int | None = field(
        default=None, converter=checked_reference, kw_only=True, repr=False
    )

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
