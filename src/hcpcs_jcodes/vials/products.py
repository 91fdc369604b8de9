"""What was given, opened and discarded of each product, in billing units before rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.concentration import Concentration, read_concentration
from ..codes.code import JCode
from ..errors import AmbiguousDose, BadAmount
from ..ndc.numbers import Ndc
from ..units.from_dose import PER_ADMINISTRATION, exact_units
from .containers import labeled_total, listed, read_containers

__all__ = ["Given", "Product", "is_divided", "products_of"]

Dose = Amount | str | int
_NOTHING: Final = Fraction(0)


def _ndc(value: Ndc | str | None) -> Ndc | None:
    if value is None or isinstance(value, Ndc):
        return value
    from ..ndc.packages import ndc_of  # the crosswalk is read only if it is needed

    return ndc_of(value)


def _doses(value: object) -> tuple[object, ...]:
    if not isinstance(value, tuple | list):
        return (value,)
    if not value:
        raise BadAmount((), "no dose: nothing was administered, so nothing is billed")
    return tuple(value)


def _opened(value: Iterable[Amount | str] | None) -> tuple[Amount, ...] | None:
    return None if value is None else read_containers(value)


def _discarded(value: object) -> Amount | None:
    if isinstance(value, str):
        return Amount(value)
    if value is None or isinstance(value, Amount):
        return value
    raise BadAmount(
        value, f"discarded={value!r} is not an amount with its unit: write it as '85 mg'"
    )


@frozen
class Given:
    """The doses and containers of one product, for a claim with more than one NDC.

    Args:
        administered: one dose, or a list of the doses of that date.
        opened: the labeled amount of each container; None if not known.
        discarded: the amount discarded, if charted.
        ndc: the package.
        concentration: its strength, if the doses are volumes.

    >>> print(Given("500 mg", opened=["500 mg"], ndc="50242-0053-06").ndc)
    50242-0053-06
    """

    administered: tuple[Dose, ...] = field(converter=_doses)
    opened: tuple[Amount, ...] | None = field(default=None, converter=_opened)
    discarded: Amount | None = field(default=None, converter=_discarded)
    ndc: Ndc | None = field(default=None, converter=_ndc)
    concentration: Concentration | None = field(default=None, converter=read_concentration)


@frozen
class Product:
    """One product of a code and date, counted in billing units.

    Attributes:
        given: its doses and containers, as charted.
        doses: each dose as an amount; a count of things is an amount of them.
        units: the doses in exact units.
        opened_units: the total of the containers' labels, in exact units; None if
            that is not known or not counted.
        discarded_units: the charted discarded amount, in exact units, or None.
        one_unit: the amount of one unit, if the code states a single amount.
    """

    given: Given
    doses: tuple[Amount, ...]
    units: Fraction
    opened_units: Fraction | None = None
    discarded_units: Fraction | None = None
    one_unit: Amount | None = None

    @property
    def dose(self) -> Amount | None:
        """The doses as one amount; None if they are measured in different dimensions."""
        return _added(self.doses)

    @property
    def left_units(self) -> Fraction | None:
        """What was not administered, in exact units; None if not known."""
        if self.discarded_units is not None:
            return self.discarded_units
        return None if self.opened_units is None else self.opened_units - self.units

    @property
    def spare(self) -> Amount | None:
        """The smallest container, if the others would have covered the doses without it."""
        opened, dose = self.given.opened or (), self.dose
        if self.given.discarded is not None or dose is None:
            return None
        if len(opened) == 1 or {amount.dimension for amount in opened} != {dose.dimension}:
            return None
        smallest = min(opened)
        return smallest if labeled_total(opened) - smallest >= dose else None

    @property
    def discarded(self) -> Amount | None:
        """The amount discarded; None if it is not known as an amount."""
        if self.given.discarded is not None:
            return self.given.discarded
        left = _difference(_added(self.given.opened or ()), self.dose)
        if left is None and self.one_unit is not None and self.left_units is not None:
            return self.one_unit * self.left_units
        return left


def _added(amounts: Sequence[Amount]) -> Amount | None:
    if len({amount.dimension for amount in amounts}) != 1:
        return None
    return labeled_total(amounts)


def _difference(total: Amount | None, dose: Amount | None) -> Amount | None:
    """What is left, if both are known and measured in the same dimension."""
    if total is None or dose is None or total.dimension != dose.dimension or total < dose:
        return None
    return total - dose


def is_divided(code: JCode) -> bool:
    """Whether containers are counted in the units of the code, so that units can be left over.

    A unit per dose or treatment, a band, and a code without a unit each cover a whole
    administration, whatever was opened.
    """
    unit = code.billing_unit
    return unit.kind in {"measured", "up_to"} or (
        unit.kind == "counted" and unit.counted not in PER_ADMINISTRATION
    )


def products_of(code: JCode, given: Sequence[Given], component: str | None) -> tuple[Product, ...]:
    """The products of a code and date, in exact units.

    Raises:
        BadAmount: more was given than opened, or more discarded than was left.
        IncompatibleUnits, AmbiguousDose, UnknownUnit: as for
            :func:`~hcpcs_jcodes.billing_units`.
    """
    ndcs = [entry.ndc for entry in given]
    if len(set(ndcs)) < len(ndcs):
        raise BadAmount(
            ndcs[0],
            "two entries with the same NDC, or without one: list the doses of one product in one Given",
        )
    if code.billing_unit.kind == "banded" and len(given) > 1:
        raise AmbiguousDose(
            len(given), f"{code.code} is billed once for the whole dose: pass it as one product"
        )
    return tuple(_product(code, entry, component) for entry in given)


def _product(code: JCode, given: Given, component: str | None) -> Product:
    def units_of(amount: Amount) -> Fraction:
        if not amount:
            return _NOTHING
        return exact_units(code, amount, concentration=given.concentration, component=component)

    doses = tuple(_dose(code, dose) for dose in given.administered)
    if code.billing_unit.kind == "banded":
        # the band is that of the total dose
        units = units_of(labeled_total(doses))
    else:
        units = sum(map(units_of, doses), _NOTHING)
    if not is_divided(code):
        product = Product(given, doses, units)
        short = _exceeds(product.dose, given.opened)
        too_much = _exceeds(given.discarded, given.opened, product.dose)
    else:
        opened_units = discarded_units = None
        short = too_much = False
        if given.discarded is not None:
            discarded_units = units_of(given.discarded)
        if given.opened is not None:
            opened_units = sum(map(units_of, given.opened), _NOTHING)
            short = opened_units < units
            too_much = discarded_units is not None and discarded_units > opened_units - units
        one_unit = code.billing_unit.amount
        product = Product(given, doses, units, opened_units, discarded_units, one_unit)
    if short:
        raise BadAmount(
            listed(doses),
            f"{listed(doses)} administered, but only {listed(given.opened or ())} opened: list "
            "every container; the amount above the label (overfill) is never billed",
        )
    if too_much:
        raise BadAmount(
            str(given.discarded),
            f"{given.discarded} discarded is more than was left of {listed(given.opened or ())} "
            f"after {listed(doses)}: correct one of the three",
        )
    return product


def _dose(code: JCode, dose: Dose) -> Amount:
    if isinstance(dose, str):
        dose = Amount(dose)
    if isinstance(dose, Amount):
        if not dose:
            raise BadAmount(
                str(dose), f"a dose of {dose} is not billable: nothing was administered"
            )
        return dose
    # a plain number is a count; the rule for billing units refuses it for other codes
    return Amount(exact_units(code, dose), code.billing_unit.counted or "treatment")


def _exceeds(
    amount: Amount | None, opened: Sequence[Amount] | None, less: Amount | None = None
) -> bool:
    """Whether an amount is more than what was opened, if the two can be compared."""
    total = _added(opened or ())
    if less is not None:
        total = _difference(total, less)
    return (
        amount is not None
        and total is not None
        and amount.dimension == total.dimension
        and amount > total
    )
