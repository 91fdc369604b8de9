"""One service: what was given on a date, checked and measured once, for every rule of the bill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import checked_flag, is_given, shown
from ..amounts.concentration import Concentration
from ..claims.fields import checked_place_of_service
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED, checked_modifiers
from ..claims.records import Record
from ..claims.settings import checked_setting
from ..codes.code import JCode
from ..errors import BadAmount, BadClaimLine, IncompatibleUnits
from ..ndc.numbers import Ndc, ProductNdc
from ..payers.mue_limits import Mue, mue_of, not_of_payer
from ..payers.named import payer_named
from ..payers.payer import Payer
from ..payers.quarters import NotChecked
from ..units.from_dose import exact_units
from ..units.rounding import Rounding, Units, rounding_of
from ..vials.choice import VialChoice, choose_vials
from ..vials.containers import checked_container, exact_sum, labeled_total, read_containers
from ..vials.products import Given, Product, is_divided, products_of
from ..words import Container, Setting

__all__ = ["Charted", "Service"]

# the events of a chart by their numbers, and what they record together
Charted = tuple[tuple[int, ...], Record | None]
_NOT_CHARTED: Final[Charted] = ((), None)


def _own_modifiers(modifiers: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The caller's modifiers, without JW and JZ, which are decided here."""
    own = checked_modifiers(modifiers)
    decided = {DISCARDED, ZERO_DISCARDED}.intersection(own)
    if decided:
        raise BadClaimLine(
            modifiers,
            f"{' and '.join(sorted(decided))} is decided here from opened= and container=: leave "
            "it out of modifiers=",
            argument="modifiers",
        )
    return own


def _status_indicator(indicator: str | None) -> str | None:
    value: object = indicator
    if not is_given(value):
        return None
    if isinstance(value, str) and _INDICATOR.fullmatch(value):
        return indicator
    meant = value.strip().upper() if isinstance(value, str) else ""
    fix = f"write it as '{meant}'" if _INDICATOR.fullmatch(meant) else "pass one such as 'K'"
    raise BadClaimLine(
        value, f"{shown(value)} is not a status indicator: {fix}", argument="status_indicator"
    )


def _given(
    charted: tuple[
        object,
        Iterable[Amount | str] | Amount | None,
        Amount | str | None,
        Ndc | str | None,
        Concentration | str | None,
    ],
) -> tuple[Given, ...]:
    """One entry for each product, from administered=, opened=, discarded=, ndc= and concentration=."""
    administered, *of_one_product = charted
    entries = administered if isinstance(administered, list | tuple) else [administered]
    products = tuple(entry for entry in entries if isinstance(entry, Given))
    if not products:
        return (Given(*charted),)
    if len(products) < len(entries):
        raise BadAmount(
            entries,
            "either every dose is a Given with its NDC, or none is",
            argument="administered",
        )
    if any(map(is_given, of_one_product)):
        raise BadAmount(
            products[0],
            "opened=, discarded=, ndc= and concentration= belong in each Given",
            argument="administered",
        )
    return products


def _sizes(sizes: Iterable[Amount | str] | Amount | None) -> tuple[Amount, ...] | None:
    return read_containers(sizes, "sizes") if is_given(sizes) else None  # type: ignore[arg-type]


def _nearest(value: object) -> bool:
    return checked_flag(value, "nearest")


def _spare_needed(value: object) -> bool | None:
    return checked_flag(value, "spare_needed") if is_given(value) else None


def _split_at_mue(value: object) -> bool:
    return checked_flag(value, "split_at_mue")


# a letter, and for some a digit: K, J1; of surgical centers K2
_INDICATOR: Final = re.compile("[A-Z][0-9]?")


@frozen(kw_only=True)
class Service:
    """A drug given on one date, with all that decides its lines: checked and measured once.

    What is passed is checked in this order, and what follows from it is worked out here.

    Attributes:
        version: the code version in force on the date.
        on: the date of service.
        payer: the payer, or its name.
        setting: "professional", "facility", "asc" or "supplier".
        modifiers: the caller's own modifiers.
        container: what the label states, of products that state nothing else; None if
            not known.
        status_indicator: OPPS or ASC indicator that the caller knows, or None.
        place_of_service: two digits, or None.
        nearest: whether the nearest quarter included may be used for the NDC, the MUE
            and the indicator.
        component: the ingredient of a combination that the doses measure.
        narrative: the caller's text for the lines.
        product: the product, if only that is known and not its package.
        only_by: a name of which this is the only code, limited to a route that was not passed.
        given: what was charted, one entry for each product.
        sizes: the container sizes available; None if not known.
        spare_needed: whether the record says why containers beyond those that the dose
            took were needed; None if not known.
        entered_mue: an MUE that the caller enters instead of CMS's.
        split_at_mue: whether to split lines at the MUE.
        charted: by package, the events of the chart that its lines rest on; of None, those of
            every other line.
        rounding: how part of a unit of this code is rounded.
        products: the products, each amount in exact units.
        exact_units: everything administered, in exact units.
        units: the same in billing units, rounded once.
        administered: the same as one amount; None if the doses are in different kinds
            of measure.
        discardable: the products of which what was left may be billed: those in other than
            multi-dose containers, or of which that is not known.
        total_units: administered, and what was left of these products, in exact units; None
            if not known.
        choice: the smallest containers for the dose, or for the doses of these products if
            there are others; None if no sizes are known.
        payable_units: what would have been left of these containers, in exact units; None if
            there is no choice, or the code is not divided into units.
        mue: the MUE of the date's quarter or the one entered; ``NotChecked`` if none
            is included.
    """

    version: JCode
    on: date
    payer: Payer = field(converter=payer_named)
    setting: Setting = field(converter=checked_setting)
    modifiers: tuple[str, ...] = field(default=(), converter=_own_modifiers)
    container: Container | None = field(default=None, converter=checked_container)
    status_indicator: str | None = field(default=None, converter=_status_indicator)
    place_of_service: str | None = field(default=None, converter=checked_place_of_service)
    nearest: bool = field(default=False, converter=_nearest)
    component: str | None = None
    narrative: str | None = None
    product: ProductNdc | None = None
    only_by: str = ""
    given: tuple[Given, ...] = field(converter=_given)
    rounding: Rounding = field(init=False)
    products: tuple[Product, ...] = field(init=False)
    exact_units: Fraction = field(init=False)
    units: Units = field(init=False)
    administered: Amount | None = field(init=False)
    discardable: tuple[Product, ...] = field(init=False)
    total_units: Fraction | None = field(init=False)
    sizes: tuple[Amount, ...] | None = field(default=None, converter=_sizes)
    spare_needed: bool | None = field(default=None, converter=_spare_needed)
    choice: VialChoice | None = field(init=False)
    payable_units: Fraction | None = field(init=False)
    entered_mue: Mue | None = None
    mue: Mue | NotChecked = field(init=False)
    split_at_mue: bool = field(default=False, converter=_split_at_mue)
    charted: Mapping[Ndc | None, Charted] = field(factory=dict)

    @rounding.default
    def _of_the_code(self) -> Rounding:
        return rounding_of(self.version, self.payer.rounding)

    @products.default
    def _measured(self) -> tuple[Product, ...]:
        return products_of(self.version, self.given, self.component, self.container)

    @exact_units.default
    def _added(self) -> Fraction:
        return _summed([product.units for product in self.products])

    @units.default
    def _rounded_once(self) -> Units:
        return self.rounding.up(self.exact_units)

    @administered.default
    def _together(self) -> Amount | None:
        return _as_one_amount(self.products)

    @discardable.default
    def _not_multi_dose(self) -> tuple[Product, ...]:
        return tuple(product for product in self.products if not product.is_multi_dose)

    @total_units.default
    def _with_what_was_left(self) -> Fraction | None:
        left = [each.left_units for each in self.discardable if each.left_units is not None]
        return _summed([*left, self.exact_units]) if len(left) == len(self.discardable) else None

    @choice.default
    def _smallest(self) -> VialChoice | None:
        return None if self.sizes is None else _choice(self, self.sizes)

    @payable_units.default
    def _in_units(self) -> Fraction | None:
        if self.choice is None or not is_divided(self.version):
            return None
        total = exact_units(
            self.version,
            self.choice.total,
            concentration=self.given[0].concentration,
            component=self.component,
        )
        return total - sum(each.units for each in self.discardable or self.products)

    @mue.default
    def _entered_or_published(self) -> Mue | NotChecked:
        return _mue(self)

    @property
    def is_divided(self) -> bool:
        """Whether containers are counted in the units of the code."""
        return is_divided(self.version)

    @property
    def is_multi_dose(self) -> bool:
        """Whether the labels allow all that is left to go to other patients."""
        return not self.discardable

    def charted_of(self, ndc: Ndc | None) -> Charted:
        """The events that a line of a package rests on, and their record."""
        own = self.charted.get(ndc)
        return self.charted.get(None, _NOT_CHARTED) if own is None else own

    @property
    def containers(self) -> str:
        """The kinds of container of which what is left may be billed, in words; "" if not known."""
        kinds = dict.fromkeys(product.container for product in self.discardable)
        return " or ".join(map(str, kinds)) if None not in kinds else ""


def _summed(units: Sequence[Fraction]) -> Fraction:
    if len(units) == 1:
        return units[0]
    return exact_sum(each.as_integer_ratio() for each in units)


def _as_one_amount(products: Sequence[Product]) -> Amount | None:
    """The doses of products as one amount; None if they are in different kinds of measure."""
    doses = [dose for product in products for dose in product.doses]
    return labeled_total(doses) if len({dose.dimension for dose in doses}) == 1 else None


def _choice(service: Service, sizes: Sequence[Amount]) -> VialChoice:
    """The smallest containers for all doses, with one strength to convert volumes."""
    dose = _as_one_amount(service.discardable or service.products)
    if dose is None:
        raise BadAmount(
            None, "sizes= needs all doses in the same kind of measure", argument="sizes"
        )
    strengths = {given.concentration for given in service.given}
    measures = {dose.dimension, *(size.dimension for size in sizes)}
    if len(strengths) > 1 and (len(measures) > 1 or dose.dimension == "volume"):
        raise BadAmount(
            str(dose),
            "sizes= and doses of several strengths: a volume is not one amount of drug; give "
            "doses and sizes as amounts of drug, or omit sizes=",
            argument="sizes",
        )
    strength = service.given[0].concentration
    return choose_vials(dose, [_in_measure_of(dose, size, strength) for size in sizes])


def _in_measure_of(dose: Amount, size: Amount, strength: Concentration | None) -> Amount:
    """A container size in the kind of measure of the dose, converted by the strength."""
    if size.dimension == dose.dimension or "volume" not in {size.dimension, dose.dimension}:
        return size
    if strength is None:
        raise IncompatibleUnits(
            str(size),
            f"sizes= has {size} for a dose of {dose}: pass the strength with "
            "concentration=, or the sizes in the measure of the dose",
            argument="concentration",
        )
    return strength.drug_in(size) if size.dimension == "volume" else strength.volume_of(size)


def _mue(service: Service) -> Mue | NotChecked:
    """The MUE that the caller entered, or CMS's."""
    code, entered = service.version.code, service.entered_mue
    given: object = entered
    if not is_given(given) and not service.payer.cms_mue:
        return not_of_payer(code, service.payer)
    if not is_given(given):
        return mue_of(code, service.on, service.setting, nearest=service.nearest)
    if not isinstance(given, Mue):
        raise BadClaimLine(
            given, f"{shown(given)} is not an MUE: pass mue=Mue.given(units, mai=1)", argument="mue"
        )
    if given.code not in {"", code} or given.setting not in {"", service.setting}:
        raise BadClaimLine(
            given.code,
            f"the {given} is not that of {code}, {service.setting}: omit mue=",
            argument="mue",
        )
    return given
