"""The packages of a code, the codes of a package, and the sizes available.

CMS's crosswalk is not a complete list of NDCs: the absence of a package proves
nothing about the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import LONGEST_TEXT, checked_flag, is_given, shown
from ..codes.code import JCode
from ..codes.codesets import checked_code, version_of
from ..codes.ledger import code_ledger, row_on, same_use
from ..codes.periods import DateLike, period_of, plain_date
from ..errors import (
    AmbiguousDose,
    BadNdc,
    NotInForce,
    UncoveredDate,
    UnknownCode,
    UnknownUnit,
)
from .crosswalk import Package, chosen_answers, covered_quarter, ndc_crosswalk
from .numbers import Ndc, ProductNdc
from .readings import ndc_of, ndc_or_product

__all__ = [
    "Package",
    "Sizes",
    "codes_of_product",
    "packages_of",
    "sizes_of",
    "version_in",
]

# wider than any code, so that a mistyped one is not read as an NDC: it begins with a letter, or
# is five characters of which the first four are digits
_CODE_LIKE: Final = re.compile(
    r"\s*(?!NDC|N4)(?:[A-Z].*|[0-9]{4}[0-9A-Z])\s*", re.IGNORECASE | re.DOTALL
)
_CODE: Final = re.compile("[A-Z][0-9]{4}|[0-9]{4}[0-9A-Z]")
# how many products an error lists
_MOST_NAMED: Final = 8


def packages_of(
    what: JCode | Ndc | ProductNdc | str, *, on: DateLike, nearest: bool = False
) -> tuple[Package, ...]:
    """Every package of a code or a product, or every code of a package.

    Args:
        what: an Ndc, a ProductNdc, an NDC of a package or a product in any written form,
            a code ("J9312"), or a name that has one code on the date.
        on: the date of service.
        nearest: whether to use the nearest quarter included for a date outside
            the quarters of the crosswalk; each Package shows whether it was used.

    Returns:
        The packages in order of NDC, or of code; empty for a code that the
        crosswalk does not list in that quarter. For a quarter that is missing
        between two included ones, the packages of which both say the same, each
        with that grade; those of which they do not are omitted.

    Raises:
        BadNdc: ``what`` is not an NDC, or the crosswalk does not list it for the date,
            which proves nothing about the package; AmbiguousNdc as for ``ndc_of``.
        UnknownCode: there is no such code; NotInForce: not on that date; AmbiguousName: a
            name that has several.
        UncoveredDate: the crosswalk of that quarter is not included, and those around it
            do not say the same.
        BadDate: ``on`` is not a date.

    Source: CMS, ASP NDC-HCPCS crosswalk of the quarter.

    >>> from datetime import date
    >>> [package.code for package in packages_of("50242-051-21", on=date(2025, 8, 1))]
    ['J9312']
    """
    on, nearest = plain_date(on), checked_flag(nearest, "nearest")
    if isinstance(what, JCode):
        what = what.code
    if isinstance(what, str) and len(what) <= LONGEST_TEXT and _CODE_LIKE.fullmatch(what):
        return _of_code(_code(what, on), on, nearest=nearest)
    return _of_ndc(ndc_or_product(what), on, nearest=nearest)


def _code(text: str, on: date) -> str:
    """A code as it is, or the code of a name."""
    if _CODE.fullmatch(text):
        return text
    from ..codes.substances import code_named  # most programs pass codes

    plain = text.strip()
    return plain.upper() if _CODE.fullmatch(plain.upper()) else code_named(text, on)


@lru_cache(maxsize=1024)
def _of_code(code: str, on: date, *, nearest: bool) -> tuple[Package, ...]:
    found = ndc_crosswalk().answers_for_code(code, covered_quarter(on))
    answers = chosen_answers(found, on, nearest=nearest)
    problems = [_not_in_force(code, on, quarter) for quarter in answers]
    listed = [
        packages
        for packages, problem in zip(answers.values(), problems, strict=True)
        if problem is None
    ]
    if problems[0] is not None and not listed:
        raise problems[0]
    return next(filter(None, listed), ())


@lru_cache(maxsize=8192)
def _of_ndc(ndc: Ndc | ProductNdc, on: date, *, nearest: bool) -> tuple[Package, ...]:
    crosswalk, quarter = ndc_crosswalk(), covered_quarter(on)
    is_package = isinstance(ndc, Ndc)
    answers_for = crosswalk.answers_for_ndc if is_package else crosswalk.answers_for_product
    answers = chosen_answers(answers_for(str(ndc), quarter), on, nearest=nearest)
    problems: dict[str, None] = {}
    for listed_in, listed in answers.items():
        errors = {package: _not_in_force(package.code, on, listed_in) for package in listed}
        in_force = tuple(package for package, error in errors.items() if error is None)
        if in_force:
            return in_force
        each = (f"crosswalk of {listed_in} lists {ndc}, but {error}" for error in errors.values())
        problems.update(dict.fromkeys(each))
    fix = "check the NDC, or bill by the code and the strength on the label"
    if problems:
        raise BadNdc(str(ndc), f"CMS's {next(iter(problems))}; {fix}")
    spans = " and ".join(
        f"under {code} for {first} to {last}" for code, first, last in crosswalk.listings(str(ndc))
    )
    elsewhere = spans or (not is_package and crosswalk.lists_product(str(ndc)))
    found_in = (
        f"it is listed {spans or 'in other quarters'}"
        if elsewhere
        else ("no included quarter lists it")
    )
    raise BadNdc(
        str(ndc),
        f"{ndc} is not in CMS's crosswalk of {' and '.join(answers)}, which is not a complete "
        f"list: {found_in}; {fix}",
    )


def codes_of_product(ndc: Ndc | ProductNdc, *, on: date, nearest: bool = False) -> tuple[str, ...]:
    """The codes of all listed packages of a product, for a package that is not listed itself.

    Raises:
        UncoveredDate: the crosswalk of that quarter is not included.

    >>> from datetime import date
    >>> codes_of_product(Ndc("50242-0040-01"), on=date(2025, 8, 1))
    ('J2357',)
    """
    product = ndc.without_package if isinstance(ndc, Ndc) else ndc
    answers = ndc_crosswalk().answers_for_product(str(product), covered_quarter(on))
    chosen = chosen_answers(answers, on, nearest=nearest)
    listed = next(filter(None, chosen.values()), ())
    return tuple(sorted({package.code for package in listed}))


@lru_cache(maxsize=1024)
def version_in(code: str, period: date | str) -> JCode | None:
    """The last version of a code in a period; None if the ledger does not have a listed code."""
    ledger = code_ledger()
    if code in ndc_crosswalk().by_code and not (code in ledger.jcodes or code in ledger.related):
        return None
    return version_of(code, period)


def _not_in_force(code: str, on: date, quarter: str) -> UnknownCode | None:
    """The error for a code not in force on the date, or in force for a drug the quarter does not list."""
    try:
        version_in(code, on)
    except UnknownCode as error:
        return error
    except UncoveredDate:
        return None  # the data for related codes end earlier than for J codes
    first, last = period_of(quarter)
    day = min(max(on, first), last)
    if row_on(code, day) is None or row_on(code, on) is None or same_use(code, on, day):
        return None
    return NotInForce(
        code,
        f"the crosswalk of {quarter} lists {code} for a drug other than the one it stood for on {on}",
    )


@frozen(repr=False)
class Sizes(Mapping[Amount, tuple[Ndc, ...]]):
    """The amounts in one item of a code's packages: a mapping from amount to NDCs, ascending.

    Attributes:
        code: the code.
        quarter: the quarter of the crosswalk that it is based on; "" without packages.
        grade: how that quarter is known, as for a Package; "" without packages.
        skipped: packages left out because their content is not known: doubtful ones,
            and those for which only the label states it.
    """

    code: str
    quarter: str
    grade: str
    skipped: tuple[Package, ...]
    _sizes: Mapping[Amount, tuple[Ndc, ...]] = field(hash=False)

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
    code: JCode | str,
    *,
    on: DateLike,
    nearest: bool = False,
    brand: str | None = None,
    labeler: str | None = None,
    ndcs: Iterable[Ndc | str] | None = None,
) -> Sizes:
    """The amounts of drug in one item of a code's packages, each with its NDCs.

    Args:
        code: the code, its version, or a name that has one code on the date.
        on: the date of service.
        nearest: as for :func:`packages_of`.
        brand: only packages whose name contains this at the start of a word.
        labeler: only packages of a company whose name contains this at the start of a word.
        ndcs: only these packages.

    Returns:
        A mapping from amount to NDCs in ascending order, which also lists the
        packages that were skipped. For a code that counts things the amounts
        are counts.

    Raises:
        BadNdc: no package of the code matches, or brand, labeler or NDCs are not valid.
        AmbiguousDose: the code has no single amount (a combination, a band, or no unit).
        UnknownUnit: the billing unit is not on file.
        UnknownCode, NotInForce, UncoveredDate, BadDate: as for :func:`packages_of`.

    >>> from datetime import date
    >>> [str(size) for size in sizes_of("J9312", on=date(2025, 8, 1))]
    ['100 mg', '500 mg']
    """
    on = plain_date(on)
    code = _checked(code.code if isinstance(code, JCode) else code, on)
    listed = packages_of(code, on=on, nearest=nearest)
    brand, labeler = _checked_name(brand), _checked_name(labeler)
    kept = [
        package
        for package in listed
        if _begins_a_word(brand, package.name) and _begins_a_word(labeler, package.labeler)
    ]
    if listed and not kept:
        names = dict.fromkeys(f"{package.name} ({package.labeler})" for package in listed)
        raise BadNdc(
            code,
            f"no package of {code} is {brand or 'a product'} from {labeler or 'any labeler'}: the "
            f"crosswalk of {listed[0].quarter} has {', '.join(list(names)[:_MOST_NAMED])}"
            + (f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""),
        )
    if is_given(ndcs):
        wanted = dict.fromkeys(map(ndc_of, _each(ndcs)))
        for ndc in wanted:
            if ndc not in {package.ndc for package in kept}:
                raise BadNdc(
                    str(ndc),
                    f"{ndc} is not among the requested packages of {code}: check the NDC, "
                    f"or see packages_of('{ndc}', on=...)",
                )
        kept = [package for package in kept if package.ndc in wanted]
    # the figures are in the billing unit of their own quarter
    one_unit = _one_unit(code, period_of(kept[0].quarter)[1] if kept else on)
    sizes: dict[Amount, list[Ndc]] = {}
    for package in kept:
        if package.units_per_item is not None:
            sizes.setdefault(one_unit * package.units_per_item, []).append(package.ndc)
    return Sizes(
        code=code,
        quarter=kept[0].quarter if kept else "",
        grade=kept[0].grade if kept else "",
        skipped=tuple(package for package in kept if package.units_per_item is None),
        sizes={size: tuple(sizes[size]) for size in sorted(sizes)},
    )


def _begins_a_word(wanted: str | None, name: str) -> bool:
    """Whether a name contains the wanted text at the start of a word."""
    return wanted is None or f" {wanted.strip()}".casefold() in f" {name}".casefold()


def _checked_name(name: object) -> str | None:
    if not is_given(name):
        return None
    if isinstance(name, str):
        return name
    raise BadNdc(name, f"{shown(name)} is not part of a name: pass a text such as 'Rituxan'")


def _each(ndcs: object) -> Iterable[Ndc | str]:
    if isinstance(ndcs, str | Ndc):
        return [ndcs]
    if isinstance(ndcs, Iterable):
        return ndcs
    raise BadNdc(ndcs, f"{shown(ndcs)} is not a list of NDCs: pass one such as ['50242-0051-21']")


def _checked(code: object, on: date) -> str:
    text = checked_code(code)
    if len(text) <= LONGEST_TEXT and _CODE_LIKE.fullmatch(text):
        return _code(text, on)
    raise UnknownCode(code, f"{shown(code)} is not a code: pass a text such as 'J9312'")


def _one_unit(code: str, on: date) -> Amount:
    """One unit of a code, as an amount or as one of the things that it counts."""
    version = version_in(code, on)
    if version is None:
        raise UnknownUnit(
            code, f"the wording of {code} is not on file: read the sizes on the label"
        )
    unit = version.billing_unit
    if unit.kind == "counted":
        return Amount(1, unit.counted)
    if unit.amount is None:
        raise AmbiguousDose(
            code,
            f"{code} has no single amount ({unit}): read the sizes on the label, and pass "
            "them to choose_vials",
        )
    return unit.amount
