"""What was given, opened and discarded of each product, in billing units before rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from attrs import evolve, field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import is_given, shown, whole_number
from ..amounts.concentration import Concentration, read_concentration
from ..codes.code import JCode
from ..errors import AmbiguousDose, BadAmount
from ..ndc.numbers import Ndc
from ..units.from_dose import PER_ADMINISTRATION, exact_units
from ..words import Container
from .containers import (
    checked_container,
    exact_sum,
    labeled_total,
    listed,
    may_be_discarded,
    read_containers,
)
from .spare import Opened, spare_containers

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
    if value is None:
        return None
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
        raise BadAmount(
            (), "no dose: nothing was administered, so nothing is billed", argument="administered"
        )
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
            f"{shown(value)} is {what}: pass a text with its unit, or an Amount",
            argument="administered",
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
        value,
        f"discarded={shown(value)} is not an amount with its unit: pass it as a text with its unit",
        argument="discarded",
    )


@frozen
class Given:
    """The doses and containers of one product, for a claim with more than one product.

    Those of equal NDC and container are one product. Doses that were each drawn from containers
    of their own, opened for that dose alone, are best passed as a ``Given`` each.

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
    container: Container | None = field(default=None, kw_only=True, converter=checked_container)


@frozen
class Product:
    """One product of a code and date, with every amount measured in billing units once.

    Attributes:
        given: its doses and containers, as charted.
        container: the kind of container; None if not known.
        doses: each dose as an amount; a count of things is an amount of them.
        dose: the doses as one amount; None if they are measured in different dimensions.
        units: the doses in exact units.
        opened: the containers, equal neighbors counted; empty if they are not known, or not
            counted in units.
        opened_units: the total of the containers' labels, in exact units; None if
            that is not known or not counted.
        left_units: what was not administered, in exact units; None if not known.
        discarded: the amount discarded; None if it is not known as an amount.
        spare: the containers without which the doses would have been covered too; for
            containers that are not counted in units, the smallest such one.
        spare_units: the part of ``left_units`` that would not have been left without them.
    """

    given: Given
    container: Container | None
    doses: tuple[Amount, ...]
    dose: Amount | None
    units: Fraction
    opened: tuple[Opened, ...] = ()
    opened_units: Fraction | None = None
    left_units: Fraction | None = None
    discarded: Amount | None = None
    spare: tuple[Amount, ...] = ()
    spare_units: Fraction = _NOTHING

    @property
    def is_multi_dose(self) -> bool:
        """Whether the label allows what is left to go to other patients."""
        return self.container is not None and not may_be_discarded(self.container)


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


def products_of(
    code: JCode,
    given: Sequence[Given],
    component: str | None,
    container: Container | None = None,
) -> tuple[Product, ...]:
    """The products of a code and date, in exact units.

    Entries of equal NDC and container are one product.

    Args:
        code: the code version.
        given: what was charted.
        component: the ingredient of a combination that the doses measure.
        container: the kind of container of entries that state none.

    Raises:
        BadAmount: more was given than opened, or more discarded than was left.
        IncompatibleUnits, AmbiguousDose, UnknownUnit: as for
            :func:`~hcpcs_jcodes.billing_units`.
    """
    groups: dict[tuple[Ndc | None, Container | None], list[Given]] = {}
    for entry in given:
        groups.setdefault((entry.ndc, entry.container or container), []).append(entry)
    ndcs = [ndc for ndc, _ in groups if ndc is not None]
    if len(set(ndcs)) < len(ndcs):
        twice = next(ndc for ndc in ndcs if ndcs.count(ndc) > 1)
        raise BadAmount(
            twice,
            f"NDC {twice} is passed with several kinds of container: a package has one, which its "
            "label states",
            argument="container",
        )
    if code.billing_unit.kind == "banded" and len(groups) > 1:
        raise AmbiguousDose(
            len(groups),
            f"{code.code} is billed once for the whole dose: pass it as one product",
            argument="administered",
        )
    return tuple(_product(code, entries, component, kind) for (_, kind), entries in groups.items())


def _joined(entries: Sequence[Given]) -> Given:
    """The entries of one product as one; what only some of them state is not known."""
    first = entries[0]
    if len(entries) == 1:
        return first
    if len({entry.concentration for entry in entries}) > 1:
        raise BadAmount(
            first.ndc,
            "two entries with the same NDC, or without one, but of several strengths: pass the "
            "NDC of each, or the doses as amounts of drug without concentration=",
            argument="ndc",
        )
    opened = [entry.opened for entry in entries if entry.opened is not None]
    discarded = [entry.discarded for entry in entries if entry.discarded is not None]
    is_known = len(opened) == len(entries) and len(discarded) in {0, len(entries)}
    return evolve(
        first,
        administered=[dose for entry in entries for dose in entry.administered],
        opened=[vial for vials in opened for vial in vials] if is_known else None,
        discarded=labeled_total(discarded) if len(discarded) == len(entries) else None,
    )


@frozen
class _Measure:
    """The exact units of the amounts of one product, each worked out once."""

    code: JCode
    concentration: Concentration | None
    component: str | None
    _known: dict[_Written, Fraction] = field(factory=dict, init=False)

    def units(self, amount: Amount) -> Fraction:
        written = _written(amount)
        units = self._known.get(written)
        if units is None:
            units = self._known[written] = exact_units(
                self.code, amount, concentration=self.concentration, component=self.component
            )
        return units

    def dose(self, dose: Dose) -> Amount:
        """The dose as an amount; a count of things is an amount of them."""
        if isinstance(dose, str):
            dose = Amount(dose)
        if isinstance(dose, Amount):
            if not dose:
                raise BadAmount(
                    str(dose),
                    f"a dose of {dose} is not billable: nothing was administered",
                    argument="administered",
                )
            return dose
        # a plain number is a count; the rule for billing units refuses it for other codes
        units = exact_units(self.code, dose)
        amount = Amount(units, self.code.billing_unit.counted or "treatment")
        self._known[_written(amount)] = units
        return amount

    def opened(self, opened: Iterable[Amount]) -> tuple[Opened, ...]:
        """Containers, equal neighbors counted; a number of things is that many containers."""
        counted = tuple(
            Opened(amount, len(list(same)), self.units(amount)) for amount, same in groupby(opened)
        )
        unit = self.code.billing_unit
        if unit.kind != "counted":
            return counted
        one = Amount(1, unit.counted)
        return tuple(Opened(one, int(each.number * each.units), Fraction(1)) for each in counted)

    def left(self, entry: Given) -> tuple[Fraction, tuple[Opened, ...]]:
        """What the containers of an entry held beyond its doses, and these containers."""
        opened = self.opened(entry.opened or ())
        doses = sum(self.units(self.dose(dose)) for dose in entry.administered)
        return _total(opened) - doses, opened

    def spare(
        self, entries: Sequence[Given], left: Fraction, opened: tuple[Opened, ...]
    ) -> list[Opened]:
        """The containers that were not needed: of each entry, if none had drug of another's."""
        parts = [(left, opened)]
        if len(entries) > 1:
            each = [self.left(entry) for entry in entries]
            parts = parts if any(left < 0 for left, _ in each) else each
        return [vial for part in parts for vial in spare_containers(*part)]


def _total(opened: Iterable[Opened]) -> Fraction:
    return exact_sum(
        (vial.number * vial.units.numerator, vial.units.denominator) for vial in opened
    )


def _product(
    code: JCode, entries: Sequence[Given], component: str | None, container: Container | None
) -> Product:
    given = _joined(entries)
    measure = _Measure(code, given.concentration, component)
    doses = tuple(map(measure.dose, given.administered))
    dose, total = _added(doses), _added(given.opened or ())
    left = _difference(total, dose)
    # the band is that of the total dose
    is_banded = code.billing_unit.kind == "banded"
    to_add = [labeled_total(doses)] if is_banded else doses
    units = measure.units(to_add[0])
    if len(to_add) > 1:
        units = exact_sum(measure.units(each).as_integer_ratio() for each in to_add)
    opened: tuple[Opened, ...] = ()
    spare: tuple[Amount, ...] = ()
    opened_units = left_units = None
    spare_units = _NOTHING
    if not is_divided(code):
        short = _exceeds(dose, total)
        too_much = _exceeds(given.discarded, total if dose is None else left)
        spare = _smallest(given, left)
    else:
        short = too_much = False
        if given.discarded is not None:
            left_units = measure.units(given.discarded) if given.discarded else _NOTHING
        if given.opened is not None:
            opened = measure.opened(given.opened)
            opened_units = _total(opened)
            remaining = opened_units - units
            short = remaining < 0
            too_much = left_units is not None and left_units > remaining
            left_units = remaining if left_units is None else left_units
            unneeded = measure.spare(entries, remaining, opened)
            if unneeded and left_units + _total(unneeded) > remaining:
                spare_units = left_units + _total(unneeded) - remaining
                spare = tuple(vial.amount for vial in unneeded for _ in range(vial.number))
    if short:
        raise BadAmount(
            listed(doses),
            f"{listed(doses)} administered, but only {listed(given.opened or ())} opened: list "
            "every container; the amount above the label (overfill) is never billed",
            argument="opened",
        )
    if too_much:
        raise BadAmount(
            str(given.discarded),
            f"{given.discarded} discarded is more than was left of {listed(given.opened or ())} "
            f"after {listed(doses)}: correct one of the three",
            argument="discarded",
        )
    discarded = left if given.discarded is None else given.discarded
    one_unit = code.billing_unit.amount
    if discarded is None and one_unit is not None and left_units is not None:
        discarded = one_unit * left_units
    return Product(
        given,
        container,
        doses,
        dose,
        units,
        opened,
        opened_units,
        left_units,
        discarded,
        spare,
        spare_units,
    )


def _written(amount: Amount) -> _Written:
    return amount.numerator, amount.denominator, amount.unit.symbol


def _smallest(given: Given, left: Amount | None) -> tuple[Amount, ...]:
    """The smallest of several containers, if what is left would have filled it."""
    opened = given.opened or ()
    if left is None or given.discarded is not None or len(opened) == 1:
        return ()
    smallest = min(opened)
    return (smallest,) if left >= smallest else ()


def _exceeds(amount: Amount | None, available: Amount | None) -> bool:
    """Whether an amount is more than what was available, if the two can be compared."""
    return (
        amount is not None
        and available is not None
        and amount.dimension == available.dimension
        and amount > available
    )
