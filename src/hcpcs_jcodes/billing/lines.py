"""The lines of a bill: units divided among products and lines, each NDC with its quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from attrs import evolve, frozen

from ..amounts.amount import Amount, decimal_text
from ..claims.fields import LONGEST_NARRATIVE
from ..claims.lines import ClaimLine
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED
from ..claims.questions import Question, ask
from ..claims.steps import Step
from ..errors import BadAmount, BadClaimLine, BadNdc, JCodesError
from ..ndc.numbers import Ndc
from ..ndc.quantities import NdcQuantity
from ..payers.mue_limits import Mue
from ..units.rounding import Units, in_parts
from ..vials.products import Product
from .discards import Discard
from .service import Service

__all__ = ["Lines", "apportioned", "lines_of", "split"]

# more is a slip: even a year of clotting factor fits
_MOST_LINES: Final = 1000


def apportioned(units: Units, shares: Sequence[Fraction], parts: int = 1) -> list[Units]:
    """Units divided in proportion to shares, so that the parts add up to the whole.

    Each gets its share rounded down; what remains goes first to those that would
    get none, then to the largest remainders.

    Args:
        units: the units to divide, whole or in parts of a unit.
        shares: the size of each share, in any measure.
        parts: how many parts a unit may be divided into; 1 for whole units.

    >>> apportioned(72, [Fraction(500), Fraction(215)])
    [50, 22]
    """
    if len(shares) == 1:
        return [units]
    total = sum(shares, Fraction(0))
    whole = floor(Fraction(units) * parts)
    quotas = [whole * share / total if total else Fraction(0) for share in shares]
    given = [floor(quota) for quota in quotas]
    by_need = sorted(
        range(len(shares)),
        key=lambda index: (not shares[index], given[index] > 0, given[index] - quotas[index]),
    )
    for index in by_need[: whole - sum(given)]:
        given[index] += 1
    return [in_parts(number, parts) for number in given]


def split(units: Units, limit: int | None) -> list[Units]:
    """Units in lines of at most ``limit``, all but the last one full.

    >>> split(22_000, 9_999)
    [9999, 9999, 2002]
    """
    if limit is None or units <= limit:
        return [units]
    if units > limit * _MOST_LINES:
        raise BadAmount(
            units,
            f"{units} units would take more than {_MOST_LINES} lines of {limit}: correct the dose",
            argument="administered",
        )
    full = ceil(Fraction(units) / limit) - 1
    rest = Fraction(units) - full * limit
    last = rest.numerator if isinstance(units, int) else Decimal(decimal_text(rest))
    return [limit] * full + [last]


@frozen
class LineLimit:
    """The most units of one line, and the modifier of the lines after the first.

    Attributes:
        units: the limit; None for no limit.
        modifier: the modifier of further lines; None if the payer's is not known.
        step: the reasoning.
        argument: the attribute of the payer that is its modifier.
    """

    units: int | None
    modifier: str | None = None
    step: Step | None = None
    argument: str = "repeat_modifier"


def line_limit(service: Service) -> LineLimit:
    """The limit of a line: from the description of the code, the payer, or an MUE if requested.

    Raises:
        BadClaimLine: the MUE to split at is not included, or does not apply to single lines.

    Source: NCCI Policy Manual, ch. I and XII: units above a limit in the
    description go on further lines; an MUE applies to single lines only if its
    adjudication indicator is 1.
    """
    limits = []
    unit, payer = service.version.billing_unit, service.payer
    if unit.limit is not None and unit.amount is not None:
        text = f"the description limits a line to {unit.limit}"
        step = Step(text, payer.source("over_limit_modifier"))
        within = floor(unit.limit.ratio_to(unit.amount))
        limits.append(LineLimit(within, payer.over_limit_modifier, step, "over_limit_modifier"))
    # a surgical center bills on the practitioners' form, to the same contractor
    if service.setting in {"professional", "asc"} and payer.line_limit is not None:
        step = Step(f"a line takes at most {payer.line_limit:,} units", payer.source("line_limit"))
        limits.append(LineLimit(payer.line_limit, payer.repeat_modifier, step))
    if service.split_at_mue:
        limits.append(_of_mue(service))
    return min(limits, key=lambda limit: limit.units or 0, default=LineLimit(None))


def _of_mue(service: Service) -> LineLimit:
    mue = service.mue
    if not isinstance(mue, Mue):
        raise BadClaimLine(
            service.version.code,
            f"{mue}; to split lines at it pass mue=Mue.given(units, mai=1)",
            argument="mue",
        )
    if not mue.per_line or mue.not_payable:
        raise BadClaimLine(
            mue.units,
            f"{mue}: lines are split only at an MUE that applies to each line by itself "
            "(MAI 1); omit split_at_mue",
            argument="split_at_mue",
        )
    source = service.payer.source("split_at_mue")
    step = Step(f"lines are split at the {mue}, as requested", source)
    return LineLimit(mue.units, service.payer.repeat_modifier, step)


@frozen
class Lines:
    """The lines of a bill.

    Attributes:
        lines: those of administered units, product by product, then those of discarded units.
        steps: why there are several.
        questions: the NDC quantities that could not be determined.
    """

    lines: tuple[ClaimLine, ...]
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]


@frozen
class _Entry:
    """What one line reports.

    Attributes:
        product: the product.
        units: billing units.
        exact_units: the same before they were rounded.
        amount: the amount; None if it is not known as one.
        modifiers: all modifiers of the line.
        of_both: whether the units are those administered and those discarded.
    """

    product: Product
    units: Units
    exact_units: Fraction
    amount: Amount | None
    modifiers: tuple[str, ...]
    of_both: bool = False

    @property
    def is_discarded(self) -> bool:
        return DISCARDED in self.modifiers


def lines_of(service: Service, discard: Discard) -> Lines:
    """The lines, each with its NDC quantity.

    Raises:
        BadAmount: too many lines.
        BadClaimLine: lines may not be split at the MUE, or a part of a line is not valid.
        BadNdc: a package belongs to another code.
    """
    limit = line_limit(service)
    entries = _entries(service, discard, limit)
    lines: list[ClaimLine] = []
    asked: list[Question] = []
    steps: list[Step] = []
    unmeasured: set[Ndc] = set()
    for number, entry in enumerate(entries, start=1):
        ndc, quantity = entry.product.given.ndc, None
        if ndc is not None:
            found = _quantity(service, entry, ndc)
            if isinstance(found, NdcQuantity):
                found = _as_taken(service, entry, found)
            if isinstance(found, NdcQuantity):
                quantity = found
            elif ndc not in unmeasured:
                unmeasured.add(ndc)
                text = f"quantity of NDC {ndc}: {found}"
                asked.append(
                    ask("ndc_quantity", text, argument="ndc", owner="pharmacy", line=number)
                )
        lines.append(_line(service, entry, quantity))
    if len(service.products) > 1:
        number = len(service.products)
        each = "NDCs" if all(product.given.ndc for product in service.products) else "products"
        text = f"units divided by dose over {number} {each}"
        steps.append(Step(text, service.payer.source("line_for_each_ndc")))
    # by identity: to hash a product costs more than to bill it
    reported = {(id(entry.product), entry.is_discarded) for entry in entries}
    if limit.step is not None and len(lines) > len(reported):
        steps.append(limit.step)
        asked += _about_repeats(service, limit)
    return Lines(tuple(lines), tuple(steps), tuple(asked))


def _about_repeats(service: Service, limit: LineLimit) -> Iterator[Question]:
    if limit.modifier is None:
        text = (
            f"the second line of {service.version.code}: which modifier {service.payer.name} wants "
            f"on it is not known: pass payer.replace({limit.argument}=...) with '76', '59' or "
            "another, or '' for none"
        )
        yield ask("repeat_modifier", text, argument=limit.argument, owner="billing")


def _entries(service: Service, discard: Discard, limit: LineLimit) -> list[_Entry]:
    """The entries of administered units, product by product, then those of discarded units."""
    is_zero = discard.modifier == ZERO_DISCARDED
    zero = [
        (ZERO_DISCARDED,) if is_zero and not each.is_multi_dose else () for each in service.products
    ]
    given = [(product.dose, product.units) for product in service.products]
    shares = discard.shares or [Fraction(1)] * len(service.products)
    left = [_left(product, share) for product, share in zip(service.products, shares, strict=True)]
    of_discard = (DISCARDED,) if discard.modifier == DISCARDED else ()
    discarded = [of_discard] * len(service.products)
    if service.payer.discarded_layout == "one line" and discard.units:
        if not service.is_divided:  # one unit covers all of it
            left = [(None, Fraction(0))] * len(left)
        beside = Fraction(discard.units) if service.is_divided else 0
        together = service.rounding.up(Fraction(service.units) + beside)
        of_both = [
            (_together(dose, rest), units + left_units)
            for (dose, units), (rest, left_units) in zip(given, left, strict=True)
        ]
        of_each = _divided(service, limit, together, of_both, discarded)
        return [evolve(entry, of_both=True) for entry in of_each]
    entries = list(_divided(service, limit, service.units, given, zero))
    if of_discard and discard.units is not None:
        entries += _divided(service, limit, discard.units, left, discarded)
    return entries


def _together(dose: Amount | None, left: Amount | None) -> Amount | None:
    """What was administered and discarded, if both are in one kind of measure."""
    if not dose or not left:
        return dose
    return dose + left if dose.dimension == left.dimension else None


def _left(product: Product, share: Fraction) -> tuple[Amount | None, Fraction]:
    """The share of what was left of a product, as an amount and in exact units."""
    amount, units = product.discarded, product.left_units
    if product.is_multi_dose:
        return None, Fraction(0)
    if units is None:  # a code without a unit: one for each product of which some was left
        units = Fraction(bool(amount))
    if share == 1:
        return amount, units
    return amount and amount * share, units * share


def _divided(
    service: Service,
    limit: LineLimit,
    units: Units,
    shares: Sequence[tuple[Amount | None, Fraction]],
    first: Sequence[tuple[str, ...]],
) -> Iterator[_Entry]:
    """Units divided among the products by their shares, and then into lines."""
    divided = apportioned(units, [exact for _, exact in shares], service.rounding.parts)
    for product, (amount, exact), whole, modifier in zip(
        service.products, shares, divided, first, strict=True
    ):
        own = (*modifier, *service.modifiers)
        further = own
        if limit.modifier and limit.modifier not in service.modifiers:
            further = (*own, limit.modifier)
        for number, line_units in enumerate(split(whole, limit.units) if whole else []):
            modifiers = further if number else own
            if line_units == whole:
                yield _Entry(product, line_units, exact, amount, modifiers)
            else:
                part = Fraction(line_units) / Fraction(whole)
                yield _Entry(product, line_units, exact * part, amount and amount * part, modifiers)


def _line(service: Service, entry: _Entry, quantity: NdcQuantity | None) -> ClaimLine:
    """The line of an entry; a JW line of a NOC code states the amount in its narrative too."""
    amount, narrative = entry.amount, service.narrative
    if entry.is_discarded and amount is not None and service.version.is_noc:
        longer = f"{narrative or ''} discarded {amount}".strip()
        narrative = longer if len(longer) <= LONGEST_NARRATIVE else narrative
    ndc = entry.product.given.ndc
    events, record = service.charted_of(ndc)
    return ClaimLine(
        service.version.code,
        entry.units,
        on=service.on,
        modifiers=entry.modifiers,
        place_of_service=service.place_of_service,
        ndc=ndc,
        ndc_quantity=quantity,
        narrative=narrative,
        # an amount on a line is either administered or discarded
        administered=None if entry.is_discarded or entry.of_both else amount,
        discarded=amount or None if entry.is_discarded and not entry.of_both else None,
        events=events,
        record=record,
    )


def _quantity(service: Service, entry: _Entry, ndc: Ndc) -> NdcQuantity | str:
    """The NDC quantity of what a line reports, or why it has none."""
    from ..checks.ndc_codes import listed_codes
    from ..ndc.conversions import listed_measures, measured_quantity
    from ..ndc.packages import packages_of  # only with an NDC

    amount, on, code = entry.amount, service.on, service.version.code
    if not amount:
        return "the doses are in different kinds of measure"
    codes = listed_codes(ndc, on).of_quarter  # another quarter proves nothing about this date
    if codes and code not in codes:
        raise BadNdc(
            str(ndc),
            f"{ndc} is billed under {' and '.join(codes)} and not {code}: read "
            "the NDC on the container again",
            argument="ndc",
        )
    concentration = entry.product.given.concentration
    reason = f"the crosswalk lists it under another code than {code}"
    try:
        for package in packages_of(ndc, on=on, nearest=service.nearest):
            if package.code == code:
                return measured_quantity(
                    package, amount, entry.exact_units, on=on, concentration=concentration
                )
    except JCodesError as error:
        reason = str(error)
    # a strength gives milliliters: right if no quarter lists another measure
    if concentration is not None and listed_measures(ndc) <= {"ML"}:
        try:
            return NdcQuantity.of_dose(amount, "ML", concentration=concentration)
        except JCodesError as error:
            reason = str(error)
    return reason


def _as_taken(service: Service, entry: _Entry, quantity: NdcQuantity) -> NdcQuantity | str:
    """The quantity in a unit of measure that the payer takes: vials, where it refuses another.

    Source: BCBS Michigan, February 2015: clotting factor is UN for each vial.
    """
    taken = service.payer.ndc_qualifiers
    if not taken or quantity.qualifier in taken:
        return quantity
    opened, total = entry.product.opened, entry.product.opened_units
    if "UN" in taken and opened and total:
        vials = sum(vial.number for vial in opened) * entry.exact_units / total
        if vials.denominator == 1:
            return NdcQuantity(vials, "UN")
    return (
        f"{service.payer.name} takes {' or '.join(taken)} and not {quantity.qualifier}: count the "
        f"vials in opened=, or convert {quantity} by the label"
    )
