"""What contradicts the figures of a package, and what explains a difference.

Each check tests one thing about one package. A package that a check contradicts, and that
no reviewed correction settles, is doubtful and ships without units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil

from attrs import evolve, field, frozen

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from hcpcs_jcodes.errors import BadAmount

from ..drugs.names import same_word, significant_words
from ..wordings.versions import Version
from .packages import Package, number_text
from .strengths import Attributes, Reading, readings

__all__ = [
    "Codes",
    "Comparison",
    "checked",
    "comparison_of",
    "rounded_like_others",
    "with_strength",
]

# the FDA and CMS name the measure of the same substance differently
_ANY_UNITS = {"units", "international units", "USP units"}


@frozen
class Codes:
    """The codes in force in a quarter: their billing units, their drugs."""

    versions: Mapping[str, Sequence[Version]]
    _known: dict[tuple[str, str], Version | None] = field(factory=dict, init=False)

    def version(self, package: Package) -> Version | None:
        """The version in force last in the package's quarter; None if the code is not included."""
        key = package.code, package.first.name
        if key not in self._known:
            inside = [
                version
                for version in self.versions.get(package.code, ())
                if version.wording.meets(package.first.first_day, package.first.last_day)
            ]
            self._known[key] = inside[-1] if inside else None
        return self._known[key]

    def unit(self, package: Package) -> BillingUnit:
        """The billing unit; CMS's dosage column for a code that is not included."""
        version = self.version(package)
        if version is not None:
            return version.unit
        dosage = _dosage(package)
        return BillingUnit("unknown" if dosage is None else "measured", dosage)

    def is_per_unit_dose(self, package: Package) -> bool:
        """Whether the code is for vials of one dose each, such as inhalation solutions."""
        version = self.version(package)
        return version is not None and "unit dose" in (version.wording.long_description or "")

    def words(self, package: Package) -> set[str]:
        """The words of the code's drug; empty if the code is not included."""
        version = self.version(package)
        if version is None:
            return set()
        return significant_words(
            f"{version.description.name} {version.wording.long_description or ''}"
        )


def _dosage(package: Package) -> Amount | None:
    """The amount in CMS's dosage column; None if it is not a plain amount."""
    try:
        return Amount(package.dosage.lower().removeprefix("up to "))
    except BadAmount:
        return None


def _ratio(amount: Amount, unit: Amount) -> Fraction | None:
    if amount.dimension == unit.dimension:
        return amount.ratio_to(unit)
    if {amount.dimension, unit.dimension} <= _ANY_UNITS:
        return amount.value / unit.value
    return None


def _size(amount: Amount) -> Fraction:
    return amount.value * amount.unit.factor


def _units_in(contents: Sequence[Amount], unit: BillingUnit) -> list[Fraction]:
    """How many units the ingredients of an item may be: each alone, or their sum.

    If the code states an amount for each ingredient, the largest two are paired, and so on.
    """
    if unit.amount is None:
        parts = sorted((part for _, part in unit.components), key=_size, reverse=True)
        pairs = zip(sorted(contents, key=_size, reverse=True), parts, strict=False)
        return [ratio for pair in pairs if (ratio := _ratio(*pair)) is not None]
    alone = [ratio for part in contents if (ratio := _ratio(part, unit.amount)) is not None]
    return [*alone, sum(alone, Fraction(0))] if len(alone) > 1 else alone


@frozen
class Comparison:
    """A package's units per item compared with those computed from the FDA's strength.

    Attributes:
        outcome: "unreadable", "equal", "rounded" (CMS rounds the exact figure),
            "explained", or "contradicted".
        computed: what the strength comes to, read plainly; None if unreadable.
        reason: what explains the difference, or why nothing can be read.
    """

    outcome: str
    computed: Fraction | None = None
    reason: str = ""

    @property
    def confirms(self) -> bool:
        """Whether the strength agrees, or its difference is explained."""
        return self.outcome in {"equal", "rounded", "explained"}


def comparison_of(package: Package, of: Attributes | None, codes: Codes) -> Comparison:
    """Compare a package with the FDA's data on its NDC."""
    unit, units = codes.unit(package), package.units_per_item
    if of is None or not of.strength:
        return Comparison("unreadable", reason="no strength is available for the NDC")
    if unit.kind not in {"measured", "up_to"}:
        return Comparison("unreadable", reason="the code does not count an amount")
    if units is None or package.is_potency:
        return Comparison("unreadable", reason="the row has no units")
    counted = [
        (reading, counts)
        for reading in readings(of, package.size, package.items)
        if (counts := _units_in(reading.contents, unit))
    ]
    if not counted:
        return Comparison("unreadable", reason="the strength does not count in units of the code")
    for reading, counts in counted:
        if units in counts and not reading.because:
            return Comparison("equal", units)
        if units in counts:
            return Comparison("explained", counted[0][1][0], reading.because)
    return _explained(package, units, counted, is_per_unit_dose=codes.is_per_unit_dose(package))


_AT_MOST = Fraction(1, 100)
_POWDER_AT_MOST = Fraction(1, 10)


def _explained(
    package: Package,
    units: Fraction,
    counted: Sequence[tuple[Reading, Sequence[Fraction]]],
    *,
    is_per_unit_dose: bool,
) -> Comparison:
    """The difference of a package whose strength comes to other units in every reading."""
    every = [count for _, counts in counted for count in counts]
    plain, (first, *_) = counted[0]
    if package.strength_differs:
        return Comparison("explained", first, package.strength_differs)
    places = len(package.cms_units_per_item.partition(".")[2])
    for count in every:
        if places and round(count, places) == units:
            return Comparison("rounded", count, "CMS rounds it")
    nearest = min(every, key=lambda count: abs(count - units))
    if abs(nearest - units) <= units * _AT_MOST:
        reason = "the printed strength or volume is rounded, by at most 1%"
        return Comparison("explained", nearest, reason)
    if plain.is_mixed and first > units:
        reason = "the volume after mixing, or of the vial, is more than the labeled dose needs"
        return Comparison("explained", first, reason)
    if plain.is_mixed and units - first <= units * _POWDER_AT_MOST:
        reason = "the volume stated is the diluent added; the powder adds its own"
        return Comparison("explained", first, reason)
    part = next((count for count in every if ceil(count) == units), None)
    if part is not None and is_per_unit_dose:
        return Comparison("explained", part, "a vial of one dose is one unit, whatever its content")
    if part is not None:
        return Comparison("rounded", part, "CMS rounds a partial unit up to a whole one")
    return Comparison("contradicted", first)


def with_strength(package: Package, comparison: Comparison) -> Package:
    """The package with the exact figure if CMS rounds it."""
    if comparison.outcome != "rounded":
        return package
    exact = evolve(package, units_per_item=comparison.computed)
    return exact.judged("rounded", f"{comparison.reason} (FDA package)")


def rounded_like_others(
    packages: Iterable[Package], comparisons: Mapping[tuple[str, str, str], Comparison]
) -> list[Package]:
    """The packages, with the exact figure if CMS prints the same decimals for others of the code."""
    listed = list(packages)
    exact: defaultdict[tuple[str, str], set[Fraction | None]] = defaultdict(set)
    for package in listed:
        if package.verdict == "rounded" and "." in package.cms_units_per_item:
            exact[package.code, package.cms_units_per_item].add(package.units_per_item)
    rounded = []
    for package in listed:
        known = exact.get((package.code, package.cms_units_per_item), set())
        if package.verdict == "clean" and len(known) == 1 and not comparisons[package.key].confirms:
            (figure,) = known
            exactly = evolve(package, units_per_item=figure)
            rounded.append(exactly.judged("rounded", "CMS rounds it (sibling packages)"))
        else:
            rounded.append(package)
    return rounded


@frozen
class Context:
    """What the checks of a package need besides the package."""

    codes: Codes
    attributes: Mapping[str, Attributes]
    comparisons: Mapping[tuple[str, str, str], Comparison]
    names: Mapping[str, Counter[frozenset[str]]]
    drugs: Mapping[str, set[str]]

    def comparison(self, package: Package) -> Comparison:
        """The package compared with its strength."""
        return self.comparisons[package.key]


def _multiplies_out(package: Package, _: Context) -> str:
    if package.is_corrected or package.multiplies_out:
        return ""
    return "units per item x items is not the units per package"


def _has_the_unit_of_its_code(package: Package, context: Context) -> str:
    dosage, unit = _dosage(package), context.codes.unit(package)
    if package.is_corrected or dosage is None or unit.amount is None:
        return ""
    if _ratio(dosage, unit.amount) in {None, 1}:
        return ""
    return f"CMS counts units of {dosage} but the code is for {unit}"


def _is_what_the_strength_gives(package: Package, context: Context) -> str:
    comparison = context.comparison(package)
    if comparison.outcome != "contradicted":
        return ""
    return (
        f"the FDA's strength {package.strength} comes to {number_text(comparison.computed)} units"
    )


def _is_the_volume_of_the_code(package: Package, context: Context) -> str:
    amount = context.codes.unit(package).amount
    if package.units_per_item is None or package.size == 1 or amount is None:
        return ""
    if amount.dimension != "volume":
        return ""
    if package.size == package.units_per_item * amount.to("mL").value:
        return ""
    return f"{number_text(package.units_per_item)} units of {amount} do not match its size"


def _has_the_size_of_its_package(package: Package, context: Context) -> str:
    """If strength and FDA volume confirm the units, CMS's size must be that volume."""
    of = context.attributes.get(package.ndc)
    if context.comparison(package).outcome != "equal" or of is None or package.size == 1:
        return ""
    volume = of.content("mL")
    if volume in {None, package.size} or of.is_powder or "sibling" in of.source:
        return ""
    return f"the FDA's package contains {number_text(volume)} mL"


def _is_the_drug_of_its_code(package: Package, context: Context) -> str:
    """Reports the name of another code's drug, unless most packages of this code have it too."""
    own, words = context.codes.words(package), significant_words(package.name)
    names = context.names[package.code]
    if not own or not words or any(same_word(one, other) for one in words for other in own):
        return ""
    if 2 * names[frozenset(words)] > names.total():
        return ""
    if any(words <= drug for code, drug in context.drugs.items() if code != package.code):
        return f"{package.name} is not the drug of the code"
    return ""


_CHECKS: tuple[Callable[[Package, Context], str], ...] = (
    _multiplies_out,
    _has_the_unit_of_its_code,
    _is_what_the_strength_gives,
    _is_the_volume_of_the_code,
    _has_the_size_of_its_package,
    _is_the_drug_of_its_code,
)

# Checks of a package against others: what must be equal, across which packages, and the reason.
_Fact = Callable[[Package, Codes], tuple[Hashable, Fraction] | None]


def _whole_amount(package: Package, codes: Codes) -> tuple[Hashable, Fraction] | None:
    """The whole content of the package, compared across all quarters and codes of the NDC."""
    units, amount = package.units_per_package, codes.unit(package).amount
    if units is None or package.is_potency:
        return None
    if amount is None:
        return (package.ndc, package.code), units
    return (package.ndc, amount.dimension), units * _size(amount)


def _density(package: Package, _: Codes) -> tuple[Hashable, Fraction] | None:
    """Billing units per unit of size, compared across the packages of one product."""
    if package.units_per_item is None or package.size == 1:
        return None
    return ("product", package.ndc[:10], package.code), package.units_per_item / package.size


_SHARED: tuple[tuple[_Fact, Fraction, str], ...] = (
    (
        _whole_amount,
        Fraction(0),
        "other quarters or codes list a different amount for the same package",
    ),
    (_density, Fraction(2, 100), "another package of the same product has a different strength"),
)


def checked(
    packages: Iterable[Package],
    comparisons: Mapping[tuple[str, str, str], Comparison],
    attributes: Mapping[str, Attributes],
    codes: Codes,
) -> list[Package]:
    """The packages; those that a check contradicts are doubtful."""
    listed = list(packages)
    names: defaultdict[str, Counter[frozenset[str]]] = defaultdict(Counter)
    for package in listed:
        names[package.code][frozenset(significant_words(package.name))] += 1
    drugs = {
        code: significant_words(versions[-1].description.substance)
        for code, versions in codes.versions.items()
    }
    context = Context(codes, attributes, comparisons, names, drugs)
    for check in _CHECKS:
        listed = [_judged(package, check(package, context)) for package in listed]
    for fact, at_most, reason in _SHARED:
        values: defaultdict[Hashable, set[Fraction]] = defaultdict(set)
        facts = [fact(package, codes) for package in listed]
        for found in facts:
            if found is not None:
                values[found[0]].add(found[1])
        differing = {
            key for key, each in values.items() if max(each) - min(each) > at_most * min(each)
        }
        listed = [
            _judged(package, reason)
            if found is not None and found[0] in differing and not comparisons[package.key].confirms
            else package
            for package, found in zip(listed, facts, strict=True)
        ]
    return listed


def _judged(package: Package, contradiction: str) -> Package:
    return package.judged("doubtful", contradiction) if contradiction else package
