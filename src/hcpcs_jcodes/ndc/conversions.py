"""The NDC quantity of a dose from a package, and the way back to units."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from ..amounts.amount import Amount
from ..amounts.concentration import Concentration
from ..amounts.measures import shown
from ..codes.code import JCode
from ..codes.periods import plain_date
from ..errors import BadClaimLine, BadNdc, IncompatibleUnits, UnknownUnit
from ..units.from_dose import exact_units
from .crosswalk import Package, ndc_crosswalk
from .numbers import Ndc
from .packages import version_in
from .quantities import NdcQuantity

__all__ = ["listed_measures", "ndc_quantity", "units_of"]

# these measure the drug itself, the others what it comes in
_DRUG: Final = {"GR": "g", "ME": "mg", "F2": "IU"}
# CMS lists such packages by the unit: what a vial holds differs by lot and is on its label
_BY_LABEL: Final = frozenset({"F2", "ME"})


def listed_measures(ndc: Ndc) -> frozenset[str]:
    """The units of measure in which any quarter lists a package; "" where it is not known.

    >>> sorted(listed_measures(Ndc("57894-0030-01")))
    ['UN']
    """
    held = ndc_crosswalk()
    return frozenset(
        package.size_unit
        for _, first, _ in held.listings(str(ndc))
        for package in held.packages_of_ndc(str(ndc), first, nearest=False)
    )


def ndc_quantity(  # noqa: PLR0913 - each says what the crosswalk or the code leaves open
    package: Package,
    dose: Amount | str | int,
    *,
    on: date,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    qualifier: str | None = None,
) -> NdcQuantity:
    """The NDC quantity to report for a dose from a package.

    It is worked out from the dose itself and not from the rounded billing units:
    the exact share of an item times what the item holds.

    Args:
        package: the package, as ``packages_of`` gives it.
        dose: the dose, as for ``billing_units``.
        on: the date of service.
        concentration: the strength, where the dose is a volume and the package
            is not measured in milliliters.
        component: which ingredient of a combination the dose is of.
        qualifier: the unit of measure to report. Where the crosswalk does not
            tell in what the package is measured, ML and UN say so. ME, F2 and, for
            what is not measured in grams, GR report the dose as it is.

    Returns:
        The exact quantity.

    Raises:
        UnknownUnit: what the package holds is doubtful, or its figures do not hold on the
            date because the billing unit of the code changed.
        BadNdc: this is no Package.
        BadClaimLine: the unit of measure is not known, or not that of the package.
        BadAmount, IncompatibleUnits, AmbiguousDose: as ``billing_units``.

    Source: X12 RFI 2151; Texas Medicaid Provider Procedures Manual, December
    2016, 9.2.39 (22 units and ML10 for 220 mg from a vial of 440 mg in 20 mL).

    >>> from datetime import date
    >>> from hcpcs_jcodes import packages_of
    >>> vial = packages_of("50242-051-21", on=date(2025, 8, 1))[0]
    >>> ndc_quantity(vial, "715 mg", on=date(2025, 8, 1))
    NdcQuantity('71.5 ML')
    """
    _refuse_no_package(package)
    measure = _measure(package, qualifier)
    if isinstance(dose, str):
        dose = Amount(dose)
    is_volume = isinstance(dose, Amount) and dose.dimension == "volume"
    if _by_itself(package, measure) or (measure == "ML" and is_volume):
        plain_date(on)
        return NdcQuantity.of_dose(dose, measure, concentration=concentration)  # type: ignore[arg-type]
    per_item, version = _figures(package, on)
    if version is None:
        raise UnknownUnit(
            package.code, f"the wording of {package.code} is not held: give the dose in milliliters"
        )
    units = exact_units(version, dose, concentration=concentration, component=component)
    return NdcQuantity(units / per_item * package.size, measure)


def units_of(
    package: Package, quantity: NdcQuantity | str, *, on: date, qualifier: str | None = None
) -> Fraction:
    """The exact billing units that an NDC quantity of a package holds: the way back.

    Args:
        package: the package, as ``packages_of`` gives it.
        quantity: the quantity, as an NdcQuantity or a text such as "ML10".
        on: the date of service.
        qualifier: what the package is measured in, where the crosswalk does not
            tell.

    Returns:
        Units before any rounding; ``Rounding.UP.up`` makes them whole.

    Raises:
        BadNdc: this is no Package.
        BadClaimLine: the quantity is none, or is not measured as the package is.
        UnknownUnit: as :func:`ndc_quantity`.

    >>> from datetime import date
    >>> from hcpcs_jcodes import packages_of
    >>> vial = packages_of("50242-051-21", on=date(2025, 8, 1))[0]
    >>> units_of(vial, "ML71.5", on=date(2025, 8, 1))
    Fraction(143, 2)
    """
    _refuse_no_package(package)
    if not isinstance(quantity, NdcQuantity):
        quantity = NdcQuantity(quantity)
    measure = quantity.qualifier
    if measure in _DRUG and _by_itself(package, measure):
        version = version_in(package.code, plain_date(on))
        if version is None:
            raise _mismatch(package, measure)
        try:
            return exact_units(version, Amount(quantity.quantity, _DRUG[measure]))
        except IncompatibleUnits as error:
            raise BadClaimLine(str(quantity), error.reason) from None
    if _measure(package, qualifier) != measure:
        raise _mismatch(package, measure)
    per_item, _ = _figures(package, on)
    return quantity.quantity / package.size * per_item


def _refuse_no_package(package: object) -> None:
    if not isinstance(package, Package):
        raise BadNdc(
            package,
            f"{shown(package)} is not a Package: pass one of those that packages_of() gives",
        )


def _by_itself(package: Package, measure: str) -> bool:
    """Whether the dose alone decides the quantity, and not what an item holds."""
    return package.size_unit in _BY_LABEL or (measure in _DRUG and measure != package.size_unit)


def _measure(package: Package, qualifier: str | None) -> str:
    """What the package is measured in, or the measure that the caller wants of the dose."""
    if qualifier is None:
        if package.size_unit:
            return package.size_unit
        raise BadClaimLine(
            str(package.ndc),
            f"CMS's crosswalk does not tell in what {package.ndc} ({package.name}) is measured: "
            "pass qualifier='ML' for a liquid, 'UN' for things that are counted",
        )
    measure = NdcQuantity(1, qualifier).qualifier
    if measure not in {package.size_unit or measure, *_DRUG} and not _by_itself(package, measure):
        raise _mismatch(package, measure)
    return measure


def _mismatch(package: Package, measure: str) -> BadClaimLine:
    return BadClaimLine(
        measure,
        f"{package.ndc} ({package.name}) is measured in {package.size_unit or 'another unit'} and "
        f"not in {measure}: read the container, and for what its label says use "
        "NdcQuantity.of_dose(...)",
    )


def _figures(package: Package, on: date) -> tuple[Fraction, JCode | None]:
    """The units in one item, and the version of the code, if they hold on the date."""
    if package.units_per_item is None:
        raise UnknownUnit(
            str(package.ndc),
            f"how many units of {package.code} an item of {package.ndc} holds is not known "
            f"({package.note}): read its label and use NdcQuantity.of_dose(...)",
        )
    version = version_in(package.code, plain_date(on))
    if version is not None:
        then = version_in(package.code, package.quarter)
        if then is None or then.billing_unit != version.billing_unit:
            raise UnknownUnit(
                package.code,
                f"one unit of {package.code} is {version.billing_unit} on {on}, and the figures of "
                f"{package.ndc} are those of {package.quarter}: use NdcQuantity.of_dose(...)",
            )
    return package.units_per_item, version
