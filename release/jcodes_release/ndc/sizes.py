"""The unit in which CMS counts the size of a package item, which it does not print.

A size is milliliters of a liquid, a number of items (vials of powder, tablets), grams,
or one unit of a lot's potency. Each rule infers it from one source; if no rule applies, it
is inferred from other packages of the product or code, or stays unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction

from attrs import evolve

from hcpcs_jcodes.amounts.amount import Amount

from .checks import Codes
from .packages import Package
from .strengths import Attributes, strengths_of

__all__ = ["labeled_by_potency", "with_size_units"]

# proteins whose vials state the milligrams of their lot
_BY_THE_MILLIGRAM = {"J0256", "J0257", "J7177", "J7178"}

SizeUnit = tuple[str, str] | None


def labeled_by_potency(package: Package, codes: Codes) -> Package:
    """The package, marked if an item is one unit or milligram of a lot's potency.

    A vial of clotting factor contains what its label states, which differs by lot: CMS
    counts its sizes in international units (F2) or milligrams (ME), not in vials.
    """
    amount = codes.unit(package).amount
    if amount is None or package.size != 1 or package.units_per_item != 1 / amount.value:
        return package
    if amount.dimension == "international units":
        unit = "F2"
    elif package.code in _BY_THE_MILLIGRAM:
        unit = "ME"
    else:
        return package
    return evolve(
        package,
        is_potency=True,
        size_unit=unit,
        size_unit_from="code unit",
        note=f"an item is one {'IU' if unit == 'F2' else 'mg'} of the content on the vial's label, "
        "which differs by lot",
    )


def _volume_of_the_code(package: Package, codes: Codes, _: Attributes | None) -> SizeUnit:
    amount = codes.unit(package).amount
    if package.units_per_item is None or amount is None or amount.dimension != "volume":
        return None
    is_volume = package.size == package.units_per_item * amount.to("mL").value
    return ("ML", "code unit") if is_volume else None


def _package_text(package: Package, _: Codes, of: Attributes | None) -> SizeUnit:
    if of is None:
        return None
    if of.is_pieces:
        return "UN", "FDA package"
    if package.size == of.content("g"):
        return "GR", "FDA package"
    if package.size == of.content("mL") and not of.is_powder and not of.is_kit:
        return "ML", "FDA package"
    return None


def _form(package: Package, _: Codes, of: Attributes | None) -> SizeUnit:
    if of is not None and package.size == 1 and (of.is_powder or of.is_kit):
        return "UN", "FDA form"
    return None


def _strength(package: Package, codes: Codes, of: Attributes | None) -> SizeUnit:
    """The unit in which the strength comes to CMS's figure: per milliliter, or whole."""
    amount = codes.unit(package).amount
    if of is None or package.units_per_item is None or amount is None or of.is_kit:
        return None
    content = amount * package.units_per_item
    for each in strengths_of(of.strength):
        if each.unit == "mL" and content == each.amount * (package.size / each.per):
            return "ML", "FDA strength"
        if package.size == 1 and content == each.amount:
            return "UN", "FDA strength"
    return None


def _part(package: Package, codes: Codes, _: Attributes | None) -> SizeUnit:
    """A fraction is milliliters: vials and tablets are not split, but some sizes are milligrams."""
    amount, units = codes.unit(package).amount, package.units_per_item
    if package.size.denominator == 1 or units is None:
        return None
    is_milligrams = amount is not None and amount * units == Amount(package.size, "mg")
    return None if is_milligrams else ("ML", "size")


_RULES: tuple[Callable[[Package, Codes, Attributes | None], SizeUnit], ...] = (
    _volume_of_the_code,
    _package_text,
    _form,
    _strength,
    _part,
)


def _density(package: Package) -> Fraction:
    assert package.units_per_item is not None
    return package.units_per_item / package.size


def _same_product(package: Package) -> Hashable:
    """Labeler and product: its packages have one form and strength."""
    return package.ndc[:10], package.code, _density(package)


def _same_size_and_units(package: Package) -> Hashable:
    return package.code, package.size, package.units_per_item


def _same_units_per_size(package: Package) -> Hashable:
    return package.code, package.size != 1, _density(package)


_SIBLINGS: tuple[tuple[Callable[[Package], Hashable], str], ...] = (
    (_same_product, "same product"),
    (_same_size_and_units, "same size and units"),
    (_same_units_per_size, "same units per size"),
)


def with_size_units(
    packages: Iterable[Package], codes: Codes, attributes: Mapping[str, Attributes]
) -> list[Package]:
    """The packages with the unit of their size, if it can be inferred."""
    sized = []
    for original in packages:
        package = original
        if not package.size_unit:
            found = (rule(package, codes, attributes.get(package.ndc)) for rule in _RULES)
            unit = next((each for each in found if each is not None), ("", ""))
            package = evolve(package, size_unit=unit[0], size_unit_from=unit[1])
        sized.append(package)
    for key, why in _SIBLINGS:
        units: defaultdict[Hashable, set[str]] = defaultdict(set)
        of_code: defaultdict[str, set[str]] = defaultdict(set)
        for package in sized:
            if package.size_unit and package.units_per_item is not None:
                units[key(package)].add(package.size_unit)
                if package.size != 1:
                    of_code[package.code].add(package.size_unit)
        for position, package in enumerate(sized):
            if package.size_unit or package.units_per_item is None:
                continue
            known = units.get(key(package), set())
            # a code for both tablets and liquids: the same units per size prove nothing
            is_mixed = key is _same_units_per_size and len(of_code[package.code]) > 1
            if len(known) == 1 and not is_mixed:
                sized[position] = evolve(package, size_unit=min(known), size_unit_from=why)
    return sized
