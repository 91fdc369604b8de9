"""The packages of a code, the codes of a package, and the NDC quantity of a dose.

CMS's crosswalk is no complete list of NDCs: that a package is not in it proves
nothing about the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from attrs import frozen

from .amounts import Amount, Concentration, shown
from .codes import JCode
from .codesets import codeset
from .crosswalk import Package, crosswalk, quarter_held, quarter_of
from .errors import (
    AmbiguousDose,
    AmbiguousNdc,
    BadClaimLine,
    BadNdc,
    IncompatibleUnits,
    UncoveredDate,
    UnknownCode,
    UnknownUnit,
)
from .ndc import Ndc, NdcQuantity
from .periods import plain_date
from .tables import ledger
from .units import exact_units

__all__ = [
    "Package",
    "Sizes",
    "codes_of_product",
    "listed_measures",
    "ndc_of",
    "ndc_quantity",
    "packages_of",
    "sizes_of",
    "units_of",
]

# a code begins with a letter, or is five characters that begin with four digits
_CODE_LIKE: Final = re.compile(
    r"\s*(?!NDC|N4)(?:[A-Z].*|[0-9]{4}[0-9A-Z])\s*", re.IGNORECASE | re.DOTALL
)
# how many products an error lists
_MOST_NAMED: Final = 8


def packages_of(what: Ndc | str, *, on: date, nearest: bool = False) -> tuple[Package, ...]:
    """Every package of a code, or every code of a package.

    Args:
        what: an Ndc, an NDC in any written form, or a code ("J9312").
        on: the date of service.
        nearest: whether the nearest quarter held may answer for a date outside
            the quarters of the crosswalk; each Package says if it did.

    Returns:
        The packages in order of NDC, or of code; none for a code that the
        crosswalk does not list in that quarter.

    Raises:
        BadNdc: this is no NDC, or the crosswalk does not list it for the date,
            which says nothing about the package; AmbiguousNdc as ``ndc_of``.
        UnknownCode: there is no such code; NotInForce: not on that date.
        UncoveredDate: the crosswalk of that quarter is not held.
        BadDate: this is no date.

    Source: CMS, ASP NDC-HCPCS crosswalk of the quarter.

    >>> from datetime import date
    >>> [package.code for package in packages_of("50242-051-21", on=date(2025, 8, 1))]
    ['J9312']
    """
    plain_date(on)
    if isinstance(what, str) and _CODE_LIKE.fullmatch(what):
        return _of_code(what, on, nearest=nearest)
    return _of_ndc(str(ndc_of(what)), on, nearest=nearest)


@lru_cache(maxsize=1024)
def _of_code(code: str, on: date, *, nearest: bool) -> tuple[Package, ...]:
    quarter = quarter_held(on, nearest=nearest)
    problem = _absence(code, on)
    if problem is not None:
        raise problem
    return crosswalk().packages_of_code(code, quarter, nearest=quarter != quarter_of(on))


@lru_cache(maxsize=8192)
def _of_ndc(ndc: str, on: date, *, nearest: bool) -> tuple[Package, ...]:
    quarter = quarter_held(on, nearest=nearest)
    listed = crosswalk().packages_of_ndc(ndc, quarter, nearest=quarter != quarter_of(on))
    fix = "read its label, and pass the code and the concentration"
    if not listed:
        spans = " and ".join(
            f"under {code} for {first} to {last}" for code, first, last in crosswalk().listings(ndc)
        )
        found = f"it is listed {spans}" if spans else "no quarter held lists it"
        raise BadNdc(
            ndc,
            f"{ndc} is not in CMS's crosswalk of {quarter}, which is no complete list: {found}; "
            + fix,
        )
    problems = [_absence(package.code, on) for package in listed]
    in_force = tuple(
        package for package, problem in zip(listed, problems, strict=True) if problem is None
    )
    if not in_force:
        raise BadNdc(ndc, f"CMS's crosswalk of {quarter} lists {ndc}, but {problems[0]}; {fix}")
    return in_force


def codes_of_product(ndc: Ndc, *, on: date, nearest: bool = False) -> tuple[str, ...]:
    """The codes of all listed packages of a product, for a package that is not listed itself.

    Raises:
        UncoveredDate: the crosswalk of that quarter is not held.

    >>> from datetime import date
    >>> codes_of_product(Ndc("50242-0040-01"), on=date(2025, 8, 1))
    ('J2357',)
    """
    return crosswalk().codes_of_product(str(ndc), quarter_held(on, nearest=nearest))


def listed_measures(ndc: Ndc) -> frozenset[str]:
    """The units of measure in which any quarter lists a package; "" where it is not known.

    >>> sorted(listed_measures(Ndc("57894-0030-01")))
    ['UN']
    """
    held = crosswalk()
    return frozenset(
        package.size_unit
        for _, first, _ in held.listings(str(ndc))
        for package in held.packages_of_ndc(str(ndc), first, nearest=False)
    )


@lru_cache(maxsize=1024)
def _version(code: str, period: date | str) -> JCode | None:
    """The last version of a code in a period; None where the ledger has none of a listed code."""
    held = codeset(period)
    if code in ledger().neighbours:
        return held.neighbours[code]
    if code in ledger().jcodes or code not in crosswalk().by_code:
        return held[code]
    return None


def _absence(code: str, on: date) -> UnknownCode | None:
    """The error for a code that is not one, or not one on the date."""
    try:
        _version(code, on)
    except UnknownCode as error:
        return error
    except UncoveredDate:
        return None  # neighbours are known to an earlier day than J codes
    return None


def ndc_of(text: Ndc | str, *, on: date | None = None) -> Ndc:
    """The NDC that a text is, ten digits without hyphens settled by the crosswalk.

    Args:
        text: an NDC in any written form; an Ndc stays as it is.
        on: a date of service whose quarter alone is to settle it; any quarter
            held where it is left away.

    Raises:
        AmbiguousNdc: ten digits of which none or several readings are listed.
        BadNdc: this is no NDC.
        UncoveredDate: the crosswalk of the quarter of ``on`` is not held.

    >>> ndc_of("5024205121")
    Ndc('50242-0051-21')
    """
    if isinstance(text, Ndc):
        return text
    try:
        return Ndc(text)
    except AmbiguousNdc as error:
        held = crosswalk()
        quarter = None if on is None else quarter_held(plain_date(on), nearest=False)
        listed = [
            candidate
            for candidate in error.candidates
            if any(
                quarter is None or first <= quarter <= last
                for _, first, last in held.listings(candidate)
            )
        ]
        if len(listed) == 1:
            return Ndc(listed[0])
        found = f"lists {' and '.join(listed)}" if listed else "lists none of them"
        raise AmbiguousNdc(
            error.value,
            f"{error.reason} (CMS's crosswalk of {quarter or 'any quarter held'} {found})",
            error.candidates,
        ) from None


@frozen(repr=False)
class Sizes(Mapping[Amount, tuple[Ndc, ...]]):
    """What one item of the packages of a code can hold: a mapping in ascending order.

    Attributes:
        code: the code.
        quarter: the quarter of the crosswalk that it rests on; "" without packages.
        skipped: packages that were left out because it is not known what they
            hold: doubtful ones, and those whose label alone says it.
    """

    code: str
    quarter: str
    skipped: tuple[Package, ...]
    _sizes: Mapping[Amount, tuple[Ndc, ...]]

    def __getitem__(self, size: Amount) -> tuple[Ndc, ...]:
        return self._sizes[size]

    def __iter__(self) -> Iterator[Amount]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)

    def __repr__(self) -> str:
        skipped = f", {len(self.skipped)} packages skipped" if self.skipped else ""
        return f"<Sizes of {self.code}: {', '.join(map(str, self)) or 'none'}{skipped}>"


def sizes_of(  # noqa: PLR0913 - each narrows the packages
    code: str,
    *,
    on: date,
    nearest: bool = False,
    brand: str | None = None,
    labeler: str | None = None,
    ndcs: Iterable[Ndc | str] | None = None,
) -> Sizes:
    """The amounts of drug that one item of a code's packages holds, each with its NDCs.

    Args:
        code: the code.
        on: the date of service.
        nearest: as for :func:`packages_of`.
        brand: only packages whose name has this in it, from the start of a word.
        labeler: only packages of a company whose name has this in it likewise.
        ndcs: only these packages.

    Returns:
        A mapping from amount to packages in ascending order, which also tells
        the packages that were skipped. For a code that counts things
        the amounts are counts.

    Raises:
        BadNdc: no package of the code is as asked for.
        AmbiguousDose: the code has no single amount (a combination, or a band).
        UnknownUnit: the billing unit is not held, or the code has none.
        UnknownCode, NotInForce, UncoveredDate, BadDate: as :func:`packages_of`.

    >>> from datetime import date
    >>> [str(size) for size in sizes_of("J9312", on=date(2025, 8, 1))]
    ['100 mg', '500 mg']
    """
    listed = packages_of(_checked(code), on=on, nearest=nearest)
    kept = [
        package
        for package in listed
        if _begins_a_word(brand, package.name) and _begins_a_word(labeler, package.labeler)
    ]
    if listed and not kept:
        names = dict.fromkeys(f"{package.name} ({package.labeler})" for package in listed)
        raise BadNdc(
            code,
            f"no package of {code} is {brand or 'a product'} of {labeler or 'any labeler'}: the "
            f"crosswalk of {listed[0].quarter} has {', '.join(list(names)[:_MOST_NAMED])}"
            + (f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""),
        )
    if ndcs is not None:
        wanted = dict.fromkeys(map(ndc_of, [ndcs] if isinstance(ndcs, str | Ndc) else ndcs))
        for ndc in wanted:
            if ndc not in {package.ndc for package in kept}:
                raise BadNdc(
                    str(ndc),
                    f"{ndc} is not among the packages of {code} that are asked for: read the NDC "
                    f"again, or see packages_of('{ndc}', on=...)",
                )
        kept = [package for package in kept if package.ndc in wanted]
    one_unit = _one_unit(code, on)
    sizes: dict[Amount, list[Ndc]] = {}
    for package in kept:
        if package.units_per_item is not None:
            sizes.setdefault(one_unit * package.units_per_item, []).append(package.ndc)
    return Sizes(
        code=code,
        quarter=kept[0].quarter if kept else "",
        skipped=tuple(package for package in kept if package.units_per_item is None),
        sizes={size: tuple(sizes[size]) for size in sorted(sizes)},
    )


def _begins_a_word(wanted: str | None, name: str) -> bool:
    """Whether a name has what is wanted in it, from the start of a word."""
    return wanted is None or f" {wanted.strip()}".casefold() in f" {name}".casefold()


def _checked(code: object) -> str:
    if isinstance(code, str) and _CODE_LIKE.fullmatch(code):
        return code
    raise UnknownCode(code, f"{shown(code)} is not a code; pass one such as 'J9312'")


def _one_unit(code: str, on: date) -> Amount:
    """What one unit of a code is, as an amount or as one of the things that it counts."""
    version = _version(code, on)
    if version is None:
        raise UnknownUnit(code, f"the wording of {code} is not held: pass the sizes yourself")
    unit = version.billing_unit
    if unit.kind == "counted":
        return Amount(1, unit.counted)
    if unit.amount is None:
        raise AmbiguousDose(
            code, f"{code} has no single amount ({unit}): pass the sizes yourself, ['50 mg', ...]"
        )
    return unit.amount


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
        package: the package, as :func:`packages_of` gives it.
        dose: the dose, as for ``billing_units``.
        on: the date of service.
        concentration: the strength, where the dose is a volume and the package
            is not measured in millilitres.
        component: which ingredient of a combination the dose is of.
        qualifier: the unit of measure to report. Where the crosswalk does not
            tell in what the package is measured, ML and UN say so. ME, F2 and, for
            what is not measured in grams, GR report the dose as it is.

    Returns:
        The exact quantity.

    Raises:
        UnknownUnit: what the package holds is doubtful, or its figures do not hold on the
            date because the billing unit of the code changed.
        BadClaimLine: the unit of measure is not known, or not that of the package.
        BadAmount, IncompatibleUnits, AmbiguousDose: as ``billing_units``.

    Source: X12 RFI 2151; Texas Medicaid Provider Procedures Manual, December
    2016, 9.2.39 (22 units and ML10 for 220 mg from a vial of 440 mg in 20 mL).

    >>> from datetime import date
    >>> vial = packages_of("50242-051-21", on=date(2025, 8, 1))[0]
    >>> ndc_quantity(vial, "715 mg", on=date(2025, 8, 1))
    NdcQuantity('71.5 ML')
    """
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
            package.code, f"the wording of {package.code} is not held: give the dose in millilitres"
        )
    units = exact_units(version, dose, concentration=concentration, component=component)
    return NdcQuantity(units / per_item * package.size, measure)


def units_of(
    package: Package, quantity: NdcQuantity | str, *, on: date, qualifier: str | None = None
) -> Fraction:
    """The exact billing units that an NDC quantity of a package holds: the way back.

    Args:
        package: the package, as :func:`packages_of` gives it.
        quantity: the quantity, as an NdcQuantity or a text such as "ML10".
        on: the date of service.
        qualifier: what the package is measured in, where the crosswalk does not
            tell.

    Returns:
        Units before any rounding; ``Rounding.UP.up`` makes them whole.

    Raises:
        BadClaimLine: the quantity is none, or is not measured as the package is.
        UnknownUnit: as :func:`ndc_quantity`.

    >>> from datetime import date
    >>> vial = packages_of("50242-051-21", on=date(2025, 8, 1))[0]
    >>> units_of(vial, "ML71.5", on=date(2025, 8, 1))
    Fraction(143, 2)
    """
    if not isinstance(quantity, NdcQuantity):
        quantity = NdcQuantity(quantity)
    measure = quantity.qualifier
    if measure in _DRUG and _by_itself(package, measure):
        version = _version(package.code, plain_date(on))
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


# these measure the drug itself, the others what it comes in
_DRUG: Final = {"GR": "g", "ME": "mg", "F2": "IU"}
# CMS lists such packages by the unit: what a vial holds differs by lot and is on its label
_BY_LABEL: Final = frozenset({"F2", "ME"})


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
    version = _version(package.code, plain_date(on))
    if version is not None:
        then = _version(package.code, package.quarter)
        if then is None or then.billing_unit != version.billing_unit:
            raise UnknownUnit(
                package.code,
                f"one unit of {package.code} is {version.billing_unit} on {on}, and the figures of "
                f"{package.ndc} are those of {package.quarter}: use NdcQuantity.of_dose(...)",
            )
    return package.units_per_item, version
