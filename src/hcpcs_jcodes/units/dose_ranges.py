"""From a count of billing units back to the doses that it may stand for."""

from __future__ import annotations

from attrs import frozen

from ..amounts.amount import Amount
from ..codes.code import BillingUnit, JCode
from ..errors import NeedsDose, UnknownUnit
from .conversions import whole_units
from .from_dose import amounts_of_one_unit, not_a_version

__all__ = ["DoseRange", "dose_range"]


@frozen(repr=False)
class DoseRange:
    """The doses that a count of billing units may stand for.

    Attributes:
        above: the dose is more than this amount; 0 if there is no lower limit.
        up_to: the dose is at most this amount; None if there is no upper limit.
    """

    above: Amount
    up_to: Amount | None

    def __contains__(self, dose: object) -> bool:
        return (
            isinstance(dose, Amount)
            and dose.dimension == self.above.dimension
            and dose > self.above
            and (self.up_to is None or dose <= self.up_to)
        )

    def __str__(self) -> str:
        """The range in words, such as "more than 710 mg and at most 720 mg"."""
        return f"more than {self.above}" + (f" and at most {self.up_to}" if self.up_to else "")

    def __repr__(self) -> str:
        return f"DoseRange(above={self.above}, up_to={self.up_to})"


def dose_range(code: JCode, units: int, *, component: str | None = None) -> DoseRange:
    """The doses for which a number of units is billed: what a claim line says of the dose.

    Args:
        code: the code version in force on the date of service.
        units: the units on one date of service, a whole number of 1 or more, rounded up as
            by ``billing_units``. For a code for a band of doses it is 1.
        component: for a combination, the ingredient of which the dose is an amount.

    Returns:
        The amounts between which the dose lies. Every dose above the one and up to the
        other is billed with that number of units, and no other dose is. For a band of
        doses, the band.

    Raises:
        NeedsDose: the units do not determine an amount. The code is "up to" an amount, so
            that one unit is any part of it; it counts things; it has no unit; or it is for
            a band, which is one unit.
        UnknownUnit: the billing unit of this version is not known.
        AmbiguousDose: the ingredient of a combination is not named.
        BadAmount: the units are below 1 or not whole.
        BadArgument: the code is not a ``JCode`` but, say, its text.

    Source: the reverse of Medicare Claims Processing Manual (IOM 100-04), ch. 17 §10.

    >>> from hcpcs_jcodes import codeset
    >>> dose_range(codeset(2025)["J9312"], 72)
    DoseRange(above=710 mg, up_to=720 mg)
    """
    if not isinstance(code, JCode):
        raise not_a_version(code)
    unit = code.billing_unit
    count = whole_units(units)
    match unit.kind:
        case "measured":
            one, *_ = amounts_of_one_unit(code, component, f"{count} units")
            return DoseRange(one * (count - 1), one * count)
        case "banded" if count == 1:
            return _band(unit)
        case "unknown":
            raise UnknownUnit(
                code.code,
                f"the billing unit of {code.code} from {code.valid_from} is not known: "
                "look it up in CMS's file for that quarter",
            )
        case _:
            raise NeedsDose(
                units,
                f"{count} x {code.code} ({unit}) does not say what the dose was: {_why(unit)}; "
                "take the dose from the chart",
            )


def _band(unit: BillingUnit) -> DoseRange:
    bound = unit.above or unit.at_most
    assert bound is not None  # a band has a limit
    return DoseRange(unit.above or bound * 0, unit.at_most)


def _why(unit: BillingUnit) -> str:
    """Why a count of units of another kind than "measured" is no amount."""
    match unit.kind:
        case "up_to":
            return "one unit is any part of the amount"
        case "counted":
            return f"it counts things, each {unit.counted} as one"
        case "banded":
            return "a dose in the band is one unit"
        case _:
            return "the code has no unit"
