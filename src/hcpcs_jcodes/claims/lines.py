"""A claim line: one code, its units and what goes with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import LONGEST_TEXT, is_given, shown
from ..codes.periods import plain_date
from ..errors import BadClaimLine, JCodesError
from ..ndc.numbers import Ndc
from ..ndc.quantities import NdcQuantity
from .fields import (
    checked_authorization,
    checked_charge,
    checked_events,
    checked_line_amount,
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
from .received import READ, Fault, read_fields, texts_read
from .records import Record

__all__ = ["ClaimLine", "ReceivedLine"]


def _last_day(value: object) -> date | None:
    if value is None or not is_given(value):
        return None
    return plain_date(value, "the last date of service")


def _record(value: Record | None) -> Record | None:
    given: object = value
    if given is None or not is_given(given):
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
    administered: Amount | None = field(default=None, converter=checked_line_amount, kw_only=True)
    discarded: Amount | None = field(default=None, converter=checked_line_amount, kw_only=True)
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
        for _, error in _contradictions(self, has_ndc=self.ndc is not None):
            raise error

    @classmethod
    def received(  # noqa: PLR0913 - every field of a line, by its name
        cls,
        *,
        code: object = None,
        units: object = None,
        on: object = None,
        to: object = None,
        modifiers: object = None,
        charge: object = None,
        place_of_service: object = None,
        ndc: object = None,
        ndc_quantity: object = None,
        prior_authorization: object = None,
        narrative: object = None,
        administered: object = None,
        discarded: object = None,
        revenue_code: object = None,
        diagnosis_pointers: object = None,
        events: tuple[int, ...] | list[int] = (),
        record: Record | None = None,
        reference: str | int | None = None,
    ) -> ReceivedLine:
        """A line that came from elsewhere, as it was read, whatever is wrong with it.

        Each field is taken as it was read: text, a number, a date; for modifiers and pointers
        also a list of them. What is None, blank or NaN was not there. Only ``events``, ``record``
        and ``reference``, which are the caller's own, are checked as for a line made here.

        Returns:
            The line, which may be part of a ``Claim``; its ``faults`` say what is wrong.

        Raises:
            BadArgument: what was read is neither text, number nor date.

        >>> line = ClaimLine.received(code="J9312", units="72.0000", on="2025-08-01",
        ...     modifiers=["JW", "JZ"])
        >>> line.units, [fault.field for fault in line.faults]
        (72, ['modifiers'])
        """
        read = {
            "code": code,
            "units": units,
            "on": on,
            "to": to,
            "modifiers": modifiers,
            "charge": charge,
            "place_of_service": place_of_service,
            "ndc": ndc,
            "ndc_quantity": ndc_quantity,
            "prior_authorization": prior_authorization,
            "narrative": narrative,
            "administered": administered,
            "discarded": discarded,
            "revenue_code": revenue_code,
            "diagnosis_pointers": diagnosis_pointers,
        }
        return ReceivedLine(read, events=events, record=record, reference=reference)

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


def _as_read(given: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return texts_read(given)


@frozen
class ReceivedLine:
    """A claim line that came from elsewhere, as it was read: see :meth:`ClaimLine.received`.

    It has the attributes of a :class:`ClaimLine`, each with what its text stands for. One that
    is missing, or that no line could have, such as 0 units, is None (for modifiers and pointers
    those that can be read, or none); one that is merely written wrongly, such as "j9312", is
    what it can only mean. Parts that contradict each other keep their values.

    Args:
        as_read: what was read of each field.
        events: as for a ClaimLine.
        record: as for a ClaimLine.
        reference: as for a ClaimLine.

    Attributes:
        faults: why it could not be on a claim as it was read, field by field; empty if it could.

    Raises:
        BadArgument: there is no such field, or what was read is neither text, number nor date.

    >>> line = ClaimLine.received(code="j9312", units=0, on="2025-08-01")
    >>> print(line)
    j9312 x 0 on 2025-08-01, received with 2 faults
    >>> line.code, line.units, dict(line.as_read)
    ('J9312', None, {'code': 'j9312', 'units': '0', 'on': '2025-08-01'})
    """

    _as_read: tuple[tuple[str, str], ...] = field(converter=_as_read)
    events: tuple[int, ...] = field(default=(), converter=checked_events, kw_only=True)
    record: Record | None = field(default=None, converter=_record, kw_only=True)
    reference: str | int | None = field(
        default=None, converter=checked_reference, kw_only=True, repr=False
    )
    code: str | None = field(init=False, eq=False)
    units: int | Decimal | None = field(init=False, eq=False)
    on: date | None = field(init=False, eq=False)
    to: date | None = field(init=False, eq=False)
    modifiers: tuple[str, ...] = field(init=False, eq=False)
    charge: Decimal | None = field(init=False, eq=False)
    place_of_service: str | None = field(init=False, eq=False)
    ndc: Ndc | None = field(init=False, eq=False)
    ndc_quantity: NdcQuantity | None = field(init=False, eq=False)
    prior_authorization: str | None = field(init=False, eq=False)
    narrative: str | None = field(init=False, eq=False)
    administered: Amount | None = field(init=False, eq=False)
    discarded: Amount | None = field(init=False, eq=False)
    revenue_code: str | None = field(init=False, eq=False)
    diagnosis_pointers: tuple[int, ...] = field(init=False, eq=False)
    faults: tuple[Fault, ...] = field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        as_read = self.as_read
        values, errors = read_fields(as_read)
        values.setdefault("modifiers", ())
        values.setdefault("diagnosis_pointers", ())
        if "to" not in as_read:
            values["to"] = values.get("on")
        for name in READ:
            object.__setattr__(self, name, values.get(name))
        errors += _contradictions(self, has_ndc="ndc" in as_read)
        faults = tuple(
            Fault(name, as_read.get(name, ""), error.kind, str(error)) for name, error in errors
        )
        object.__setattr__(self, "faults", faults)

    @property
    def as_read(self) -> Mapping[str, str]:
        """What was read of each field, as text; a field that was missing or blank is not in it."""
        return dict(self._as_read)

    def checked(self) -> ClaimLine:
        """The same as a line made here.

        Raises:
            JCodesError: it has a fault, of which this is the first.

        >>> print(ClaimLine.received(code="J9312", units="72", on="2025-08-01").checked())
        J9312 x 72 on 2025-08-01
        """
        _, errors = read_fields(self.as_read)
        errors += _contradictions(self, has_ndc="ndc" in self.as_read)
        for _, error in errors:
            raise error
        parts: dict[str, Any] = {name: getattr(self, name) for name in READ}
        return ClaimLine(**parts, events=self.events, record=self.record, reference=self.reference)

    def __str__(self) -> str:
        read = {name: _printed(text) for name, text in self._as_read}
        code = "-".join([read.get("code", "no code"), *read.get("modifiers", "").split()])
        units, on = read.get("units", "no units"), read.get("on", "no date")
        number = len(self.faults)
        faults = f" with {number} fault{'s' if number > 1 else ''}" if number else ""
        return f"{code} x {units} on {on}, received{faults}"

    def _repr_html_(self) -> str:
        from ..display.html import html_code  # few programs run in a notebook

        return html_code(str(self))


def _printed(text: str) -> str:
    return text if text.isprintable() and len(text) <= LONGEST_TEXT else shown(text)


def _contradictions(
    line: ClaimLine | ReceivedLine, *, has_ndc: bool
) -> Iterator[tuple[str, JCodesError]]:
    """The fields that contradict another, each with its error."""
    if line.to is not None and line.on is not None and line.to < line.on:
        text = f"the line ends on {line.to}, before it begins: {line.on}"
        yield "to", BadClaimLine(line.to, text)
    if line.ndc_quantity is not None and not has_ndc:
        text = f"the quantity {line.ndc_quantity} has no NDC: pass ndc= too"
        yield "ndc_quantity", BadClaimLine(line.ndc_quantity, text)
    is_discarded = DISCARDED in line.modifiers
    if line.discarded is not None and not is_discarded:
        text = f"{line.discarded} discarded goes on a line of its own with the modifier JW"
        yield "discarded", BadClaimLine(line.discarded, text)
    if line.administered is not None and is_discarded:
        text = (
            f"{line.administered} was administered and cannot go on a line with JW, "
            "whose units were discarded"
        )
        yield "administered", BadClaimLine(line.administered, text)
