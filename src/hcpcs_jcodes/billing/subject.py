"""What is billed: the code, its product and package, from a code, a name or an NDC."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ..amounts.arguments import is_given
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..errors import BadNdc, NoSuchTarget, UncoveredDate
from ..lookup.meaning import code_meant
from ..lookup.routes import checked_route
from ..ndc.numbers import Ndc, ProductNdc, is_written_as_ndc
from ..vials.products import Given

__all__ = ["Subject", "subject_of"]


@frozen
class Subject:
    """What is billed.

    Attributes:
        version: the code.
        ndc: the package as charted, for every line; None if not known.
        product: the product of which the package is not known; otherwise None.
        only_by: the name by which the code was found, if its wording limits the only code of
            that drug to a route and the route is not known; otherwise "".
    """

    version: JCode
    ndc: Ndc | str | None
    product: ProductNdc | None
    only_by: str


def subject_of(  # noqa: PLR0913 - each may settle the code
    code: JCode | str, administered: object, ndc: object, route: object, on: date, *, nearest: bool
) -> Subject:
    """What is billed.

    Raises:
        UnknownCode, AmbiguousName, NotInForce, UncoveredDate, BadNdc: as for ``bill``.
        BadAdministration: this is not a route. NoSuchTarget: the code is for other routes.
    """
    entries = administered if isinstance(administered, list | tuple) else (administered,)
    products = [entry for entry in entries if isinstance(entry, Given)]
    by_route = checked_route(route) if is_given(route) else None
    package: object = ndc
    product: ProductNdc | None = None
    if not products:
        if not is_given(ndc) and _is_ndc(code):
            package = code
        if is_given(package):
            from ..ndc.readings import ndc_or_product  # only with an NDC

            package = ndc_or_product(package)  # type: ignore[arg-type]
            if isinstance(package, ProductNdc):
                package, product = None, package
    elif not is_given(ndc):
        ndc = products[0].ndc
    settles: object = product or (package if is_given(package) else ndc)
    meant = code
    if not isinstance(code, JCode):
        meant = code_meant(
            code,
            on,
            route=by_route,
            ndc=settles if is_given(settles) else None,  # type: ignore[arg-type]
            nearest=nearest,
            narrowed_by="route= or ndc=",
        )
    version = version_of(meant, on)
    if by_route is not None and version.scope.routes and by_route not in version.scope.routes:
        routes = " or ".join(version.scope.routes)
        raise NoSuchTarget(
            route,
            f"{version.code} is for the route {routes} and not {by_route}: pass the code of what "
            "was given, one not otherwise classified (NOC) if it has none",
            argument="route",
        )
    if product is not None:
        _check_product(product, version.code, on, nearest=nearest)
    limited = by_route is None and bool(version.scope.routes)
    return Subject(
        version,
        package,  # type: ignore[arg-type] # Given checks it
        product,
        _plain_name(code, on) if limited else "",
    )


def _is_ndc(code: object) -> bool:
    return isinstance(code, Ndc | ProductNdc) or (isinstance(code, str) and is_written_as_ndc(code))


def _plain_name(text: object, on: date) -> str:
    """The text, if it is the name of a substance and not a code or a brand; otherwise ""."""
    from ..codes.substances import named_on  # only for a code that its wording limits

    by = {by for _, by in named_on(text, on)} if isinstance(text, str) else set()
    return str(text) if by == {"name"} else ""


def _check_product(product: ProductNdc, code: str, on: date, *, nearest: bool) -> None:
    """Refuse a product that CMS's crosswalk lists under other codes.

    Raises:
        BadNdc: it is.
    """
    from ..ndc.packages import codes_of_product  # only with a product

    try:
        codes = codes_of_product(product, on=on, nearest=nearest)
    except UncoveredDate:
        return
    if codes and code not in codes:
        raise BadNdc(
            str(product),
            f"{product} is billed under {' and '.join(codes)} and not {code}: read the label again",
            argument="ndc",
        )
