"""What a person should check before the claim goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..claims.lines import ClaimLine
from ..claims.modifiers import DISCARDED
from ..codes.code import JCode
from ..errors import JCodesError
from ..units.from_dose import exact_units
from ..vials.products import Product, is_divided
from .discards import Circumstances

__all__ = ["questions_about"]


def questions_about(
    version: JCode,
    case: Circumstances,
    products: Sequence[Product],
    lines: Sequence[ClaimLine],
    component: str | None = None,
) -> list[str]:
    """What in a bill contradicts the data, or is likely a slip; the lines stay unchanged.

    Args:
        version: the code version.
        case: date, container, setting and the rest.
        products: what was administered and opened of each product.
        lines: the lines of the bill.
        component: the ingredient of a combination that the doses measure.
    """
    return [
        *_about_narrative(version, lines),
        *_about_container(case),
        *(
            question
            for product in products
            for question in (
                *_about_size(version, case, product, component),
                *_about_spare(case, product),
            )
        ),
        *_about_ndcs(products, lines),
    ]


def _about_narrative(version: JCode, lines: Sequence[ClaimLine]) -> Iterator[str]:
    if version.is_noc and not lines[0].narrative:
        yield (
            f"narrative: {version.code} is not otherwise classified; pass narrative= with the "
            "name of the drug, the dose and the route"
        )


def _about_container(case: Circumstances) -> Iterator[str]:
    if not case.is_multi_dose:
        return
    from ..payers.single_dose import listed_single_dose  # only with such a container

    if listed_single_dose(case.code):
        yield (
            f"container: CMS lists {case.code} as coming in single-dose containers only; "
            f"read the label again before billing a {case.container} one"
        )


def _about_size(
    version: JCode, case: Circumstances, product: Product, component: str | None
) -> Iterator[str]:
    """Containers that the package does not come in: overfill, or another package.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40, and
    42 CFR 414.904(a)(3): the label decides, and overfill is not paid.
    """
    ndc, opened = product.given.ndc, product.given.opened
    if ndc is None or opened is None or not is_divided(version):
        return
    from ..ndc.packages import sizes_of  # only with an NDC

    try:
        sizes = sizes_of(version.code, on=case.on, nearest=case.nearest, ndcs=[ndc])
    except JCodesError:
        return  # a package that is not in the crosswalk is questioned with its NDC quantity
    strength = product.given.concentration
    for size in sizes:
        labeled = exact_units(version, size)
        for entry in dict.fromkeys(opened):
            units = exact_units(version, entry, concentration=strength, component=component)
            if (units / labeled).denominator != 1:
                yield (
                    f"opened: {entry} is not what one container of NDC {ndc} holds ({size}): read "
                    "the label again. Overfill is never billed, and containers of another NDC go "
                    "in a Given of their own"
                )


def _about_spare(case: Circumstances, product: Product) -> Iterator[str]:
    spare = product.spare
    if spare is not None and not case.is_multi_dose:
        yield (
            f"opened: without one container of {spare} the dose of {product.dose} would have "
            "been covered too; was it needed? Avoidable waste is not payable"
        )


def _about_ndcs(products: Sequence[Product], lines: Sequence[ClaimLine]) -> Iterator[str]:
    on_lines = {line.ndc for line in lines if DISCARDED not in line.modifiers}
    left_out = [str(product.given.ndc) for product in products if product.given.ndc not in on_lines]
    if left_out:
        yield (
            f"NDC {' and '.join(left_out)}: there are fewer units than NDCs, so it has no line: ask "
            "the payer how to report it"
        )
