"""Rules about the units of a line against what else says how much was given."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from ...amounts.amount import Amount
from ...amounts.measures import COUNTED
from ...claims.modifiers import ZERO_DISCARDED
from ...claims.records import Record
from ...codes.code import JCode
from ...errors import REFUSALS
from ...ndc.quantities import NdcQuantity
from ...units.dose_ranges import dose_range
from ...units.from_dose import PER_ADMINISTRATION
from ...units.rounding import units_text
from ...vials.containers import listed, may_be_discarded
from ...vials.products import is_divided
from ..drug_days import (
    NO_UNITS,
    NO_VERSION,
    DrugDay,
    amount_in,
    by_day,
    container_on,
    day_of,
    package_on,
    units_in,
)
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# a quantity with more than two decimals was rounded to three, and may be off by half of the last
_PLACES: Final = 100
_HALF_A_PLACE: Final = Fraction(1, 2000)
_NO_DOSE: Final = Verdict.not_checked("the amount administered")
_NO_SPAN: Final = Verdict.not_checked("a line for each date of service")
_NO_UNITS: Final = Verdict.not_checked("units that can be read")
_NO_NDC: Final = Verdict.not_checked("an NDC that can be read")
_NO_OPENED: Final = Verdict.not_checked("record.opened")


def _in_words(version: JCode, units: int | Fraction) -> str:
    """What a number of units says of the dose; "" for codes of which it says nothing."""
    if units.denominator != 1:
        return ""
    try:
        return f"{units_text(units)} would be {dose_range(version, int(units))}"
    except REFUSALS:
        return ""


# --- the amount administered ---------------------------------------------------


def _against_dose(day: DrugDay) -> Verdict:
    version = day.version
    if version is None:
        return NO_VERSION
    unit = version.billing_unit
    if not day.given or unit.kind in {"unspecified", "banded"}:
        return NOT_APPLICABLE
    if not day.doses:
        return _NO_DOSE
    per_administration = unit.kind == "counted" and unit.counted in PER_ADMINISTRATION
    if per_administration and not all(each.dimension in COUNTED for each in day.doses[0]):
        return NOT_APPLICABLE
    units = day.units_given
    if units is None:
        return NO_UNITS
    if not day.is_of_one_date:
        return _NO_SPAN
    exacts = [day.dose, *map(day.exact, day.doses[1:])]
    for exact in exacts:
        if isinstance(exact, str):
            return Verdict.not_checked(
                f"the amount administered in the measure of the code: {exact}"
            )
        least = day.up(exact)
        if units == least or (day.of_both and units >= least):
            return PASS
    return _not_of_dose(day, version, units, day.doses[0], Fraction(exacts[0]))


def _not_of_dose(
    day: DrugDay, version: JCode, units: int | Fraction, doses: Sequence[Amount], exact: Fraction
) -> Verdict:
    least = day.up(exact)
    of_each = sum(day.up(Fraction(day.exact([each]))) for each in doses)
    evidence = (
        f"{listed(doses)} is {units_text(exact)} of {version.billing_unit}, rounded to {least}",
        _in_words(version, units),
        f"each dose rounded by itself would be {units_text(of_each)}" if units == of_each else "",
    )
    return Verdict.failed(
        f"{units_text(units)}, and {listed(doses)} given is {units_text(least)}",
        field="units",
        evidence=tuple(filter(None, evidence)),
        fix="which amount does the record show? The doses of a date are added up and rounded once",
        asks="nurse",
        severity="verify" if units == of_each else None,
    )


def _outside_band(day: DrugDay) -> Verdict:
    version = day.version
    if version is None:
        return NO_VERSION
    if version.billing_unit.kind != "banded":
        return NOT_APPLICABLE
    if not day.doses:
        return _NO_DOSE
    for dose in day.doses[-1]:
        says = day.exact([dose])
        if isinstance(says, str):
            return Verdict.failed(
                f"{version.code} is for {version.billing_unit}, and {dose} was given",
                field="code",
                evidence=(says,),
                fix="which amount does the record show? Another band has another code",
                asks="nurse",
            )
    return PASS


# --- the NDC quantity ------------------------------------------------------------


def _against_quantity(line: LineFacts) -> Verdict:
    quantity, ndc = line.line.ndc_quantity, line.line.ndc
    if quantity is None:
        return NOT_APPLICABLE
    version = line.version
    if version is None or line.code is None or line.on is None:
        return NO_VERSION
    if not is_divided(version):
        return NOT_APPLICABLE
    if line.units is None or ndc is None:
        return _NO_NDC if line.units is not None else _NO_UNITS
    package = package_on(ndc, line.code, line.on)
    if isinstance(package, str):
        return Verdict.not_checked(package)
    exact = units_in(package, quantity, line.on)
    if isinstance(exact, str):
        return Verdict.not_checked(f"the NDC quantity in the measure of the package: {exact}")
    units = Fraction(line.units)
    # units divided among several lines are off by less than one; so is what was left of a dose
    if exact - 1 < units < exact + 1 and (len(line.alike) > 1 or units >= exact):
        return PASS
    is_rounded = (quantity.quantity * _PLACES).denominator > 1
    off = exact / quantity.quantity * _HALF_A_PLACE if is_rounded else 0
    if exact - off <= units < exact + off + 1:
        return PASS
    items = quantity.quantity / package.size
    is_whole = items.denominator == 1
    if is_whole and exact - 1 < day_of(line).units_of_package[ndc] < exact + 1:
        return PASS  # whole containers on the line of the dose, and the rest on that with JW
    return _not_of_quantity(line, version, quantity, exact, items)


def _not_of_quantity(
    line: LineFacts, version: JCode, quantity: NdcQuantity, exact: Fraction, items: Fraction
) -> Verdict:
    units = Fraction(line.units or 0)
    per_item = exact / items
    of_quantity = units_text(exact)
    of_units = NdcQuantity(quantity.quantity * units / exact, quantity.qualifier)
    evidence = [
        f"{quantity} of NDC {line.line.ndc} is {amount_in(version, exact)}: {of_quantity}",
        f"{units_text(units)} is {amount_in(version, units)}: {of_units}",
    ]
    amount = version.billing_unit.amount
    is_part = items.denominator == 1 and exact - per_item < units < exact
    if is_part and ZERO_DISCARDED in line.modifiers:
        is_part = False
        evidence.append("JZ says that nothing was left")
    elif is_part:
        evidence.append(
            f"or {amount_in(version, units)} was given of what was opened, and "
            f"{amount_in(version, exact - units)} was left"
        )
    if units == quantity.quantity and quantity.qualifier != "UN":
        evidence.append(f"{units} is the number of {quantity.qualifier}")
    if units == items:
        evidence.append(f"{units} is the number of containers, each {units_text(per_item)}")
    if amount is not None and units == exact * amount.value:
        evidence.append(f"{units} is the number of {amount.unit.symbol}")
    return Verdict.failed(
        f"{units_text(units)}, and {quantity} of NDC {line.line.ndc} is {of_quantity}",
        field="units",
        evidence=tuple(evidence),
        fix=f"was {amount_in(version, exact)} given? The units and the NDC quantity are of one dose",
        asks="nurse",
        severity="verify" if is_part else None if line.payer.ndc_required else "warning",
    )


# --- the containers opened ---------------------------------------------------------


def _against_opened(day: DrugDay) -> Verdict:
    version = day.version
    if version is None:
        return NO_VERSION
    if not day.given or not is_divided(version):
        return NOT_APPLICABLE
    if not day.opened:
        return _NO_OPENED
    kinds = [container_on(each)[0] for each in day.given]
    if any(kind is not None and not may_be_discarded(kind) for kind in kinds):
        return NOT_APPLICABLE
    given, discarded = day.units_given, day.units_discarded
    if given is None or discarded is None:
        return NO_UNITS
    total, most = day.in_containers, day.most_opened
    if isinstance(total, str) or isinstance(most, str):
        return Verdict.not_checked(f"record.opened in the measure of the code: {total}")
    if given + discarded == total:
        return PASS
    whole = total // 1
    evidence = (
        f"{listed(day.opened)} is {units_text(total)} of {version.billing_unit}",
        f"{units_text(given)} administered, {discarded} discarded",
    )
    if given > day.up(most) or (discarded and given + discarded > max(given, most)):
        return Verdict.failed(
            f"{units_text(given + discarded)}, and the containers opened hold {units_text(whole)}",
            field="units",
            evidence=evidence,
            fix="which containers were opened? What is beyond their labels is never paid",
            asks="nurse",
        )
    left = day.in_all  # what is charted as discarded may be less than what was opened
    if discarded and not isinstance(left, str) and given + discarded < left // 1:
        return Verdict.failed(
            f"{units_text(given + discarded)}, and the containers opened hold {units_text(whole)}",
            field="units",
            evidence=evidence,
            fix="what became of the rest? A container that the dose did not need is not billed",
            asks="nurse",
            severity="verify",
        )
    return PASS


_MANUAL: Final = "Medicare Claims Processing Manual (IOM 100-04), ch. 17 §10"
_TEXAS: Final = "Texas Medicaid Provider Procedures Manual, December 2016, 9.2.39"
_MEDICARE_40: Final = "IOM 100-04, ch. 17 §40; 42 CFR 414.904(a)(3)"
_OPENED: Final = Record(given="715 mg", opened=["500 mg", "3 x 100 mg"], container="single-dose")

RULES: Final = (
    Rule(
        "UNIT005",
        "units not of the amount administered",
        "The units are the amount administered in units of the code, rounded up once.",
        _MANUAL,
        by_day(_against_dose),
        looks_at="drug line",
        needs=("line.administered or line.record.given",),
        draws=Example(({"code": "J0696", "units": 1, "administered": "500 mg"},)),
        passes=Example(({"code": "J0696", "units": 2, "administered": "500 mg"},)),
    ),
    Rule(
        "UNIT006",
        "units not of the NDC quantity",
        "The units and the NDC quantity are of one dose, each in its own measure.",
        f"{_TEXAS}; X12, RFI 2151",
        _against_quantity,
        looks_at="drug line",
        needs=("the crosswalk of the quarter",),
        draws=Example(
            ({"code": "J1885", "units": 2, "ndc": "00409-3796-01", "ndc_quantity": "ML2"},)
        ),
        passes=Example(
            ({"code": "J1885", "units": 4, "ndc": "00409-3796-01", "ndc_quantity": "ML2"},)
        ),
    ),
    Rule(
        "UNIT007",
        "units not of the containers opened",
        "Administered and discarded units together are what the labels of the containers state.",
        _MEDICARE_40,
        by_day(_against_opened),
        looks_at="drug line",
        needs=("line.record.opened",),
        draws=Example(
            (
                {"code": "J9312", "units": 72, "record": _OPENED},
                {"code": "J9312", "units": 9, "record": _OPENED, "modifiers": ("JW",)},
            )
        ),
        passes=Example(
            (
                {"code": "J9312", "units": 72, "record": _OPENED},
                {"code": "J9312", "units": 8, "record": _OPENED, "modifiers": ("JW",)},
            )
        ),
    ),
    Rule(
        "UNIT010",
        "dose outside the band of the code",
        "A code for a band of doses is for a dose in it; the next band has a code of its own.",
        "CMS, HCPCS Level II files",
        by_day(_outside_band),
        looks_at="drug line",
        needs=("line.administered or line.record.given",),
        draws=Example(({"code": "Q9992", "units": 1, "administered": "100 mg"},)),
        passes=Example(({"code": "Q9992", "units": 1, "administered": "300 mg"},)),
    ),
)
