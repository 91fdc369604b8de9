"""Under which codes CMS's crosswalk lists a package on a date, and how surely."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import lru_cache

from attrs import frozen

from ..codes.periods import quarter_of
from ..errors import BadNdc, UncoveredDate
from ..ndc.crosswalk import Package, ndc_crosswalk
from ..ndc.numbers import Ndc
from ..ndc.packages import codes_of_product, packages_of
from ..payers.quarters import is_near

__all__ = ["ListedCodes", "listed_codes"]


@frozen
class ListedCodes:
    """The codes under which the crosswalk lists a package on a date.

    Attributes:
        codes: those in force on the date; empty if none is known.
        quarter: the quarter that says so; that of the date if none does.
        of_product: whether the quarter lists other packages of the product alone.
        nearest: whether the quarter of the date is not included, and this is the nearest one, at
            most two years away.
        by_error: whether CMS lists it, by an error of the file, under the code of another drug.
        ended: the last quarter of a package that is no longer listed; "" for all others.
    """

    codes: tuple[str, ...]
    quarter: str
    of_product: bool = False
    nearest: bool = False
    by_error: bool = False
    ended: str = ""

    @property
    def of_quarter(self) -> tuple[str, ...]:
        """The codes, if the quarter of the date lists the package or its product."""
        return () if self.nearest else self.codes


@lru_cache(maxsize=8192)
def listed_codes(ndc: Ndc, on: date) -> ListedCodes:
    """Under which codes the crosswalk lists a package on a date.

    Source: CMS, ASP NDC-HCPCS crosswalk of the quarter, which is not a complete list.

    >>> listed_codes(Ndc("00069-0809-01"), date(2025, 8, 1)).codes
    ('Q5103',)
    """
    quarter = quarter_of(on)
    with suppress(UncoveredDate):
        try:
            return _of(packages_of(ndc, on=on), quarter)
        except BadNdc:
            codes, ended = codes_of_product(ndc, on=on), _ended(ndc, quarter)
            return ListedCodes(codes, quarter, of_product=bool(codes), ended=ended)
    with suppress(UncoveredDate, BadNdc):
        packages = packages_of(ndc, on=on, nearest=True)
        if is_near(quarter, packages[0].quarter):
            return _of(packages, packages[0].quarter, nearest=True)
    return ListedCodes((), quarter)


def _of(packages: tuple[Package, ...], quarter: str, *, nearest: bool = False) -> ListedCodes:
    codes = tuple(package.code for package in packages)
    by_error = any(each.is_other_drug for each in packages)
    return ListedCodes(codes, quarter, nearest=nearest, by_error=by_error)


def _ended(ndc: Ndc, quarter: str) -> str:
    """The last quarter that listed a package, if that is before this one."""
    last = max((last for _, _, last in ndc_crosswalk().listings(str(ndc))), default="")
    return last if last < quarter else ""
