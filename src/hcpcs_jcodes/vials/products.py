"""What was given, opened and discarded of each product, in billing units before rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import is_given, shown, whole_number
from ..amounts.concentration import Concentration, read_concentration
from ..codes.code import JCode
from ..errors import AmbiguousDose, BadAmount
from ..ndc.numbers import Ndc
from ..units.from_dose import PER_ADMINISTRATION, exact_units
from ..words import Container
from .containers import checked_container, exact_sum, labeled_total, listed, read_containers

__all__ = [
    "Given",
    "Product",
    "is_divided",
    "products_of",
    "read_discarded",
    "read_opened",
]

Dose = Amount | str | int
# tells amounts apart faster than their equality does
_Written = tuple[int, int, str]
_NOTHING: Final = Fraction(0)


def _ndc(value: object) -> Ndc | None:
    if isinstance(value, Ndc):
        return value
    if not is_given(value):
        return None
    from ..ndc.readings import ndc_of  # the crosswalk is read only if it is needed

    return ndc_of(value)  # type: ignore[arg-type]


def _doses(value: object) -> tuple[object, ...]:
    if not isinstance(value, tuple | list):
        return (_dose_of(value),)
    if not value:
        raise BadAmount((), "no dose: nothing was administered, so nothing is billed")
    return tuple(map(_dose_of, value))


def _dose_of(value: object) -> Dose:
    """A dose as it will be measured: an amount or its text, or a count."""
    if isinstance(value, Amount | str):
        return value
    number = whole_number(value)
    if number is None:
        is_float = isinstance(value, float)
        what = "a binary float, which stores few decimals exactly" if is_float else "not a dose"
        raise BadAmount(
            value,
            f"{shown(value)} is {what}: pass a text with its unit, such as '10 mg', or an Amount",
        )
    return number


def read_opened(value: Iterable[Amount | str] | Amount | None) -> tuple[Amount, ...] | None:
    """The labeled amount of each container opened; None if that is not known."""
    return read_containers(value) if is_given(value) else None  # type: ignore[arg-type]


def read_discarded(value: object) -> Amount | None:
    """The amount discarded, also from its text; None if it is not charted."""
    if isinstance(value, str):
        return Amount(value)
    if isinstance(value, Amount):
        return value
    if not is_given(value):
        return None
    raise BadAmount(
        value, f"discarded={shown(value)} is not an amount with its unit: write it as '85 mg'"
    )


@frozen
class Given:
    """The doses and containers of one product, for a claim with more than one NDC.

    Args:
        administered: one dose, or a list of the doses of that date.
        opened: the labeled amount of each container, a list or one text; None if not known.
        discarded: the amount discarded, if charted.
        ndc: the package.
        concentration: its strength, if the doses are volumes.
        container: "single-dose", "single-use", "multi-dose" or "bulk", as its label states;
            None if not known.

    Raises:
        BadAmount: a dose, a container or an amount cannot be read.
        BadNdc: the NDC is not one.
        BadClaimLine: there is no such kind of container.

    >>> print(Given("500 mg", opened=["500 mg"], ndc="50242-0053-06").ndc)
    50242-0053-06
    """

    administered: tuple[Dose, ...] = field(converter=_doses)
    opened: tuple[Amount, ...] | None = field(default=None, converter=read_opened)
    discarded: Amount | None = field(default=None, converter=read_discarded)
    ndc: Ndc | None = field(default=None, converter=_ndc)
    concentration: Concentration | None = field(default=None, converter=read_concentration)
    container: Container | None = field(default=None, converter=checked_container, kw_only=True)


@frozen
class Opened:
    """Equal containers of one product, listed one after the other.

    Attributes:
        amount: the amount on the label of each.
        number: how many were opened.
        units: the amount in exact units.
    """

    amount: Amount
    number: int
    units: Fraction


@frozen
class Product:
    """One product of a code and date, with every amount measured in billing units once.

    Attributes:
        given: its doses and containers, as charted.
        doses: each dose as an amount; a count of things is an amount of them.
        dose: the doses as one amount; None if they are measured in different dimensions.
        units: the doses in exact units.
        opened: the containers, equal neighbors counted; empty if they are not known, or not
            counted in units.
        opened_units: the total of the containers' labels, in exact units; None if
            that is not known or not counted.
        left_units: what was not administered, in exact units; None if not known.
        discarded: the amount discarded; None if it is not known as an amount.
        spare: the smallest container, if the others would have covered the doses
            without it.
    """

    given: Given
    doses: tuple[Amount, ...]
    dose: Amount | None
    units: Fraction
    opened: tuple[Opened, ...] = ()
    opened_units: Fraction | None = None
    left_units: Fraction | None = None
    discarded: Amount | None = None
    spare: Amount | None = None


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
    measured: dict[_Written, Fraction] = {}

    def units_of(amount: Amount) -> Fraction:
        written = _written(amount)
        units = measured.get(written)
        if units is None:
            units = measured[written] = exact_units(
                code, amount, concentration=given.concentration, component=component
            )
        return units

    doses = tuple(_dose(code, dose, measured) for dose in given.administered)
    dose, total = _added(doses), _added(given.opened or ())
    left = _difference(total, dose)
    # the band is that of the total dose
    is_banded = code.billing_unit.kind == "banded"
    to_add = [labeled_total(doses)] if is_banded else doses
    units = exact_sum(units_of(each).as_integer_ratio() for each in to_add)
    opened: tuple[Opened, ...] = ()
    opened_units = left_units = None
    if not is_divided(code):
        short = _exceeds(dose, total)
        too_much = _exceeds(given.discarded, total if dose is None else left)
    else:
        short = too_much = False
        if given.discarded is not None:
            left_units = units_of(given.discarded) if given.discarded else _NOTHING
        if given.opened is not None:
            opened = tuple(
                Opened(amount, len(list(same)), units_of(amount))
                for amount, same in groupby(given.opened)
            )
            opened_units = exact_sum(
                (vial.number * vial.units.numerator, vial.units.denominator) for vial in opened
            )
            remaining = opened_units - units
            short = remaining < 0
            too_much = left_units is not None and left_units > remaining
            left_units = remaining if left_units is None else left_units
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
    discarded = left if given.discarded is None else given.discarded
    one_unit = code.billing_unit.amount
    if discarded is None and one_unit is not None and left_units is not None:
        discarded = one_unit * left_units
    return Product(
        given,
        doses,
        dose,
        units,
        opened,
        opened_units,
        left_units,
        discarded,
        _spare(given, left),
    )


def _written(amount: Amount) -> _Written:
    return amount.numerator, amount.denominator, amount.unit.symbol


def _spare(given: Given, left: Amount | None) -> Amount | None:
    """The smallest of several containers, if what is left would have filled it."""
    opened = given.opened or ()
    if left is None or given.discarded is not None or len(opened) == 1:
        return None
    smallest = min(opened)
    return smallest if left >= smallest else None


def _dose(code: JCode, dose: Dose, measured: dict[_Written, Fraction]) -> Amount:
    if isinstance(dose, str):
        dose = Amount(dose)
    if isinstance(dose, Amount):
        if not dose:
            raise BadAmount(
                str(dose), f"a dose of {dose} is not billable: nothing was administered"
            )
        return dose
    # a plain number is a count; the rule for billing units refuses it for other codes
    units = exact_units(code, dose)
    amount = Amount(units, code.billing_unit.counted or "treatment")
    measured[_written(amount)] = units
    return amount


def _exceeds(amount: Amount | None, available: Amount | None) -> bool:
    """Whether an amount is more than what was available, if the two can be compared."""
    return (
        amount is not None
        and available is not None
        and amount.dimension == available.dimension
        and amount > available
    )
