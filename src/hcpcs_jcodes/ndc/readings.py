"""Which NDC a text means, where digits without hyphens leave it open and the crosswalk settles it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from ..amounts.arguments import is_given, shown
from ..codes.periods import DateLike, plain_date
from ..errors import AmbiguousNdc, BadNdc
from .crosswalk import covered_quarter, ndc_crosswalk, not_included
from .numbers import Ndc, ProductNdc, plain_form

__all__ = ["ndc_of", "ndc_or_product"]

# the digits of an NDC as the FDA prints it
_PRINTED: Final = 10
_FEW: Final = 4


def ndc_of(text: Ndc | str, *, on: DateLike | None = None) -> Ndc:
    """The NDC in a text; the crosswalk settles ten digits without hyphens.

    Args:
        text: an NDC in any written form; an Ndc is returned unchanged.
        on: a date of service, to use only the crosswalk of its quarter; if omitted,
            every quarter included is used.

    Raises:
        AmbiguousNdc: ten digits, and not exactly one of the readings is listed.
        BadNdc: ``text`` is not an NDC, or has lost a digit: it has fewer than ten, and only
            other packages of the product are listed.
        UncoveredDate: the crosswalk of the quarter of ``on`` is not included.

    >>> ndc_of("5024205121")
    Ndc('50242-0051-21')
    """
    if isinstance(text, Ndc):
        return text
    try:
        return _complete(text, Ndc(text))
    except AmbiguousNdc as error:
        if not is_given(on):
            quarter = "any included quarter"
            listed = [each for each in error.candidates if ndc_crosswalk().listings(each)]
        else:
            on = plain_date(on)
            quarter = covered_quarter(on)
            listed = _listed_in(error.candidates, quarter, on)
        if len(listed) == 1:
            return Ndc(listed[0])
        found = f"lists {' and '.join(listed)}" if listed else "lists none of them"
        raise AmbiguousNdc(
            error.value,
            f"{error.reason} (CMS's crosswalk of {quarter} {found})",
            error.candidates,
        ) from None


def _complete(text: str, ndc: Ndc) -> Ndc:
    """The NDC, unless a digit was left out of it.

    The FDA prints ten digits; fewer are from a spreadsheet that dropped zeros, or a slip.
    """
    if sum(map(str.isdecimal, plain_form(text))) >= _PRINTED or ndc_crosswalk().listings(str(ndc)):
        return ndc
    packages = ndc_crosswalk().packages_of_product(str(ndc.without_package))
    if not packages:
        return ndc
    more = f" and {len(packages) - _FEW} more" if len(packages) > _FEW else ""
    raise BadNdc(
        text,
        f"{shown(text)} has fewer than ten digits, and {ndc} is not listed: CMS's crosswalk has "
        f"{', '.join(packages[:_FEW])}{more} of that product; pass the NDC on the label",
    )


def ndc_or_product(text: Ndc | ProductNdc | str) -> Ndc | ProductNdc:
    """The NDC of a package or of a product in a text.

    Eight or nine digits without hyphens may be a product, or a package that has lost its
    leading zeros in a spreadsheet: the crosswalk settles which.

    Raises:
        AmbiguousNdc: digits without hyphens, and not exactly one reading, a product, is listed.
        BadNdc: ``text`` is not an NDC.

    >>> ndc_or_product("50242-051"), ndc_or_product("50242-051-21")
    (ProductNdc('50242-0051'), Ndc('50242-0051-21'))
    """
    if isinstance(text, Ndc | ProductNdc):
        return text
    try:
        return ndc_of(text)
    except AmbiguousNdc:
        raise
    except BadNdc as error:
        try:
            product = ProductNdc(text)
        except AmbiguousNdc as readings:
            return _listed_product(text, readings.candidates)
        except BadNdc:
            raise error from None
    return product if "-" in plain_form(text) else _listed_product(text, (str(product),))


def _listed_product(text: str, products: tuple[str, ...]) -> ProductNdc:
    """The one product that is listed, if no package is listed under the same digits."""
    package = str(Ndc("00" + products[0].replace("-", "")))
    crosswalk = ndc_crosswalk()
    listed = [each for each in products if crosswalk.lists_product(each)]
    is_package = bool(crosswalk.listings(package))
    if len(listed) == 1 and not is_package:
        return ProductNdc(listed[0])
    listed += [package] * is_package
    found = f"lists {' and '.join(listed)}" if listed else "lists none of them"
    raise AmbiguousNdc(
        text,
        f"{shown(text)} has no hyphens and too few digits for a package: it could be the product "
        f"{' or '.join(products)}, or the package {package} without its leading zeros (CMS's "
        f"crosswalk {found}); write it with hyphens",
        (*products, package),
    )


def _listed_in(candidates: Iterable[str], quarter: str, on: date) -> list[str]:
    """The NDCs that the crosswalk of a quarter lists.

    Raises:
        UncoveredDate: the crosswalk is not included, and those around it do not list the
            same one NDC alone.
    """
    answers = {each: ndc_crosswalk().answers_for_ndc(each, quarter) for each in candidates}
    packages = [each for found in answers.values() for listed in found.values() for each in listed]
    listed = [each for each, found in answers.items() if any(found.values())]
    is_one = len(listed) == 1 and not any(package.nearest for package in packages)
    for found in answers.values():
        if quarter not in found and not is_one:
            raise not_included(on, found)
    return listed
