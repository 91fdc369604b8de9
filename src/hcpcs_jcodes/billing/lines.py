"""The lines of a bill: units divided among products and lines, each NDC with its quantity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from attrs import evolve, frozen

from ..amounts.amount import Amount, decimal_text
from ..amounts.concentration import Concentration
from ..claims.lines import LONGEST_NARRATIVE, ClaimLine
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED
from ..claims.steps import Step
from ..codes.code import JCode
from ..errors import BadAmount, BadClaimLine, BadNdc, JCodesError, UncoveredDate
from ..ndc.numbers import Ndc
from ..ndc.quantities import NdcQuantity
from ..payers.mue_limits import Mue
from ..payers.policies import Policy
from ..payers.quarters import NotChecked
from ..units.rounding import Units, in_parts
from ..vials.products import Product
from .discards import Circumstances, Discard

__all__ = ["Draft", "LineLimit", "apportioned", "line_limit", "split"]

# more is a slip: even a year of clotting factor fits
_MOST_LINES = 1000


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
        modifier: the modifier of further lines.
        step: the reasoning.
    """

    units: int | None
    modifier: str = ""
    step: Step | None = None


def line_limit(
    code: JCode, policy: Policy, setting: str, split_at: Mue | NotChecked | None
) -> LineLimit:
    """The limit of a line: from the description of the code, the payer, or an MUE if requested.

    Args:
        code: the code version.
        policy: the payer's rules.
        setting: "professional", "facility" or "supplier".
        split_at: the MUE to split at; None not to split at an MUE.

    Raises:
        BadClaimLine: the MUE is not included, or does not apply to single lines.

    Source: NCCI Policy Manual, ch. I and XII: units above a limit in the
    description go on further lines; an MUE applies to single lines only if its
    adjudication indicator is 1.
    """
    limits = []
    unit = code.billing_unit
    if unit.limit is not None and unit.amount is not None:
        text = f"the description limits a line to {unit.limit}"
        step = Step(text, policy.source("over_limit_modifier"))
        within = floor(unit.limit.ratio_to(unit.amount))
        limits.append(LineLimit(within, policy.over_limit_modifier, step))
    if setting == "professional" and policy.line_limit is not None:
        step = Step(
            f"a line takes at most {policy.line_limit:,} units", policy.source("line_limit")
        )
        limits.append(LineLimit(policy.line_limit, policy.repeat_modifier, step))
    if split_at is not None:
        limits.append(_of_mue(code, policy, split_at))
    return min(limits, key=lambda limit: limit.units or 0, default=LineLimit(None))


def _of_mue(code: JCode, policy: Policy, split_at: Mue | NotChecked) -> LineLimit:
    if not isinstance(split_at, Mue):
        raise BadClaimLine(
            code.code, f"{split_at}; to split lines at it pass mue=Mue.given(4000, mai=1)"
        )
    if not split_at.per_line or split_at.not_payable:
        raise BadClaimLine(
            split_at.units,
            f"{split_at}: lines are split only at an MUE that applies to each line by itself "
            "(MAI 1); omit split_at_mue",
        )
    step = Step(f"lines are split at the {split_at}, as requested", "NCCI Policy Manual, ch. I")
    return LineLimit(split_at.units, policy.repeat_modifier, step)


def _listed_codes(ndc: Ndc, on: date) -> tuple[str, ...]:
    """The codes of a package in the date's own quarter, or those of its product."""
    from ..ndc.packages import codes_of_product, packages_of  # only with an NDC

    try:
        return tuple(package.code for package in packages_of(ndc, on=on))
    except UncoveredDate:
        return ()  # a later quarter proves nothing about this date
    except BadNdc:
        return codes_of_product(ndc, on=on)


@frozen
class Draft:
    """What the lines of a bill are made of.

    Attributes:
        version: the code version.
        case: date, setting, modifiers and the other facts that all lines share.
        products: what was administered and opened of each product.
        limit: the most units of one line.
        narrative: the caller's text for the lines.
        component: the ingredient of a combination that the doses measure.
    """

    version: JCode
    case: Circumstances
    products: Sequence[Product]
    limit: LineLimit
    narrative: str | None = None
    component: str | None = None

    def lines(self, units: Units, discard: Discard) -> list[ClaimLine]:
        """The lines of administered units, product by product, then those of discarded units."""
        zero = [ZERO_DISCARDED] if discard.modifier == ZERO_DISCARDED else []
        given = [product.units for product in self.products]
        lines = [
            evolve(line, administered=product.dose and product.dose * part)
            for product, part, line in self._divided(units, given, zero)
        ]
        if discard.modifier == DISCARDED and discard.units is not None:
            left = [product.left_units or Fraction(0) for product in self.products]
            if self.version.billing_unit.kind == "unspecified":
                left = [Fraction(bool(product.discarded)) for product in self.products]
            lines += [
                self._discarded(
                    line, product.discarded and product.discarded * (part * discard.share)
                )
                for product, part, line in self._divided(discard.units, left, [DISCARDED])
            ]
        return lines

    def _divided(
        self, units: Units, shares: Sequence[Fraction], first: Sequence[str]
    ) -> Iterator[tuple[Product, Fraction, ClaimLine]]:
        """Each line with its product and its fraction of the product's units."""
        divided = apportioned(units, shares, self.case.rounding.parts)
        for product, share in zip(self.products, divided, strict=True):
            for number, part in enumerate(split(share, self.limit.units) if share else []):
                repeated = [self.limit.modifier] if number else []
                if self.limit.modifier in self.case.modifiers:
                    repeated = []
                line = ClaimLine(
                    self.version.code,
                    part,
                    on=self.case.on,
                    modifiers=(*first, *self.case.modifiers, *repeated),
                    place_of_service=self.case.place_of_service,
                    ndc=product.given.ndc,
                    narrative=self.narrative,
                )
                yield product, Fraction(part) / Fraction(share), line

    def _discarded(self, line: ClaimLine, amount: Amount | None) -> ClaimLine:
        """A JW line with the discarded amount, in the narrative too if the code is NOC."""
        narrative = line.narrative
        if self.version.is_noc and amount is not None:
            longer = f"{narrative or ''} discarded {amount}".strip()
            narrative = longer if len(longer) <= LONGEST_NARRATIVE else narrative
        return evolve(line, discarded=amount or None, narrative=narrative)

    def with_quantities(
        self, lines: Iterable[ClaimLine]
    ) -> tuple[tuple[ClaimLine, ...], list[str]]:
        """The lines with their NDC quantities, and why some have none.

        Raises:
            BadNdc: a package belongs to another code.
        """
        completed = []
        questions = {}
        strengths = {product.given.ndc: product.given.concentration for product in self.products}
        for line in lines:
            quantity = None
            if line.ndc is not None:
                found = self._quantity(line, line.ndc, strengths[line.ndc])
                if isinstance(found, NdcQuantity):
                    quantity = found
                else:
                    questions[line.ndc] = found
            completed.append(evolve(line, ndc_quantity=quantity))
        return tuple(completed), [f"quantity of NDC {ndc}: {why}" for ndc, why in questions.items()]

    def _quantity(
        self, line: ClaimLine, ndc: Ndc, concentration: Concentration | None
    ) -> NdcQuantity | str:
        """The NDC quantity for what a line reports, or why it has none."""
        from ..ndc.conversions import listed_measures, ndc_quantity
        from ..ndc.packages import packages_of  # only with an NDC

        amount = line.administered or line.discarded
        if amount is None:
            return "the doses are in different kinds of measure"
        on, nearest = line.on, self.case.nearest
        codes = _listed_codes(ndc, on)
        if codes and self.version.code not in codes:
            raise BadNdc(
                str(ndc),
                f"{ndc} is billed under {' and '.join(codes)} and not {self.version.code}: read "
                "the NDC on the container again",
            )
        reason = f"the crosswalk lists it under another code than {self.version.code}"
        try:
            for package in packages_of(ndc, on=on, nearest=nearest):
                if package.code == self.version.code:
                    return ndc_quantity(
                        package,
                        amount,
                        on=on,
                        concentration=concentration,
                        component=self.component,
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
