"""The NDC quantity of a dose from a package, and billing units from an NDC quantity."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from ..amounts.amount import Amount
from ..amounts.arguments import shown
from ..amounts.concentration import Concentration
from ..codes.code import JCode
from ..codes.periods import DateLike, plain_date
from ..errors import BadClaimLine, BadNdc, IncompatibleUnits, UnknownUnit
from ..units.from_dose import exact_units
from .crosswalk import Package, ndc_crosswalk
from .numbers import Ndc
from .packages import version_in
from .quantities import NdcQuantity

__all__ = ["listed_measures", "measured_quantity", "ndc_quantity", "units_of"]

# these measure the drug itself, the others the contents of the container
_DRUG: Final = {"GR": "g", "ME": "mg", "F2": "IU"}
# CMS lists such packages by the unit: the content of a vial varies by lot and is on its label
_BY_LABEL: Final = frozenset({"F2", "ME"})


def listed_measures(ndc: Ndc) -> frozenset[str]:
    """The units of measure under which any quarter lists a package; "" if not known.

    >>> sorted(listed_measures(Ndc("57894-0030-01")))
    ['UN']
    """
    crosswalk = ndc_crosswalk()
    return frozenset(
        package.size_unit
        for _, first, _ in crosswalk.listings(str(ndc))
        for package in crosswalk.answers_for_ndc(str(ndc), first)[first]
    )


def ndc_quantity(  # noqa: PLR0913 - each states what the crosswalk or the code leaves open
    package: Package,
    dose: Amount | str | int,
    *,
    on: DateLike,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    qualifier: str | None = None,
) -> NdcQuantity:
    """The NDC quantity to report for a dose from a package.

    It is calculated from the dose itself and not from the rounded billing units:
    the exact fraction of an item times the content of the item.

    Args:
        package: the package, as ``packages_of`` returns it.
        dose: the dose, as for ``billing_units``.
        on: the date of service.
        concentration: the strength, if the dose is a volume and the package
            is not measured in milliliters.
        component: for a combination, the ingredient that the dose measures.
        qualifier: the unit of measure to report. If the crosswalk does not state
            how the package is measured, pass ML or UN. ME, F2 and, for a package
            not measured in grams, GR report the dose itself.

    Returns:
        The exact quantity.

    Raises:
        UnknownUnit: the content of the package is doubtful, or its figures do not apply on
            the date because the billing unit of the code changed.
        BadNdc: ``package`` is not a Package.
        BadClaimLine: the unit of measure is not known, or is not that of the package.
        BadAmount, IncompatibleUnits, AmbiguousDose: as ``billing_units``.

    Source: X12 RFI 2151; Texas Medicaid Provider Procedures Manual, December
    2016, 9.2.39 (22 units and ML10 for 220 mg from a vial of 440 mg in 20 mL).

    >>> from datetime import date
    >>> from hcpcs_jcodes import packages_of
    >>> vial = packages_of("50242-051-21", on=date(2025, 8, 1))[0]
    >>> ndc_quantity(vial, "715 mg", on=date(2025, 8, 1))
    NdcQuantity('71.5 ML')
    """
    _check_package(package)
    measure = _measure(package, qualifier)
    if isinstance(dose, str):
        dose = Amount(dose)
    if _is_of_dose(package, measure, dose):
        plain_date(on)
        return NdcQuantity.of_dose(dose, measure, concentration=concentration)  # type: ignore[arg-type]
    per_item, version = _figures(package, on)
    if version is None:
        raise UnknownUnit(
            package.code,
            f"the wording of {package.code} is not on file: give the dose in milliliters",
        )
    units = exact_units(version, dose, concentration=concentration, component=component)
    return NdcQuantity(units / per_item * package.size, measure)


def measured_quantity(
    package: Package,
    amount: Amount,
    units: Fraction,
    *,
    on: date,
    concentration: Concentration | None = None,
) -> NdcQuantity:
    """The same for an amount that was measured before: what :func:`ndc_quantity` says of it.

    Args:
        package: the package.
        amount: the amount.
        units: the amount in exact units of the package's code.
        on: the date of service.
        concentration: the strength.

    Raises:
        UnknownUnit, BadClaimLine, IncompatibleUnits: as :func:`ndc_quantity`.

    >>> from datetime import date
    >>> from hcpcs_jcodes import packages_of
    >>> vial = packages_of("50242-051-21", on=date(2025, 8, 1))[0]
    >>> measured_quantity(vial, Amount("715 mg"), Fraction(143, 2), on=date(2025, 8, 1))
    NdcQuantity('71.5 ML')
    """
    measure = _measure(package, None)
    if _is_of_dose(package, measure, amount):
        return NdcQuantity.of_dose(amount, measure, concentration=concentration)
    per_item, _ = _figures(package, on)
    return NdcQuantity(units / per_item * package.size, measure)


def units_of(
    package: Package, quantity: NdcQuantity | str, *, on: DateLike, qualifier: str | None = None
) -> Fraction:
    """The exact billing units in an NDC quantity of a package: the reverse of ``ndc_quantity``.

    Args:
        package: the package, as ``packages_of`` returns it.
        quantity: the quantity, as an NdcQuantity or a text such as "ML10".
        on: the date of service.
        qualifier: the unit of measure of the package, if the crosswalk does not
            state it.

    Returns:
        Units before any rounding; ``Rounding.UP.up`` rounds them up to whole units.

    Raises:
        BadNdc: ``package`` is not a Package.
        BadClaimLine: the quantity is not valid, or is in another unit of measure than the
            package.
        UnknownUnit: as :func:`ndc_quantity`.

    >>> from datetime import date
    >>> from hcpcs_jcodes import packages_of
    >>> vial = packages_of("50242-051-21", on=date(2025, 8, 1))[0]
    >>> units_of(vial, "ML71.5", on=date(2025, 8, 1))
    Fraction(143, 2)
    """
    _check_package(package)
    if not isinstance(quantity, NdcQuantity):
        quantity = NdcQuantity(quantity)
    measure = quantity.qualifier
    if measure in _DRUG and _is_by_dose(package, measure):
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


def _check_package(package: object) -> None:
    if not isinstance(package, Package):
        raise BadNdc(
            package,
            f"{shown(package)} is not a Package: pass one that packages_of() returns",
        )


def _is_by_dose(package: Package, measure: str) -> bool:
    """Whether the dose alone determines the quantity, not the content of an item."""
    return package.size_unit in _BY_LABEL or (measure in _DRUG and measure != package.size_unit)


def _is_of_dose(package: Package, measure: str, dose: object) -> bool:
    """Whether the quantity is the dose itself, in milliliters or as the label measures it."""
    is_volume = isinstance(dose, Amount) and dose.dimension == "volume"
    return _is_by_dose(package, measure) or (measure == "ML" and is_volume)


def _measure(package: Package, qualifier: str | None) -> str:
    """The unit of measure of the package, or the one in which the caller reports the dose."""
    if qualifier is None:
        if package.size_unit:
            return package.size_unit
        raise BadClaimLine(
            str(package.ndc),
            f"CMS's crosswalk does not state how {package.ndc} ({package.name}) is measured: "
            "pass qualifier='ML' for a liquid, 'UN' for counted items",
        )
    measure = NdcQuantity(1, qualifier).qualifier
    if measure not in {package.size_unit or measure, *_DRUG} and not _is_by_dose(package, measure):
        raise _mismatch(package, measure)
    return measure


def _mismatch(package: Package, measure: str) -> BadClaimLine:
    return BadClaimLine(
        measure,
        f"{package.ndc} ({package.name}) is measured in {package.size_unit or 'another unit'} and "
        f"not in {measure}: check the container, and for the amount on its label use "
        "NdcQuantity.of_dose(...)",
    )


def _figures(package: Package, on: DateLike) -> tuple[Fraction, JCode | None]:
    """The units in one item, and the version of the code, if they apply on the date."""
    if package.units_per_item is None:
        raise UnknownUnit(
            str(package.ndc),
            f"the units of {package.code} in one item of {package.ndc} are not known "
            f"({package.note}): read its label and use NdcQuantity.of_dose(...)",
        )
    version = version_in(package.code, plain_date(on))
    if version is not None:
        then = version_in(package.code, package.quarter)
        if then is None or then.billing_unit != version.billing_unit:
            raise UnknownUnit(
                package.code,
                f"one unit of {package.code} is {version.billing_unit} on {on}, and the figures of "
                f"{package.ndc} are for {package.quarter}: use NdcQuantity.of_dose(...)",
            )
    return package.units_per_item, version
