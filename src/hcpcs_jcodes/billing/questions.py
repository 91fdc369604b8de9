"""What a person should check before the claim goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from ..amounts.amount import Amount
from ..amounts.arguments import shown
from ..checks.unclassified import why_narrative
from ..claims.lines import ClaimLine
from ..claims.modifiers import DISCARDED
from ..claims.questions import Question, ask
from ..codes.periods import quarter_of
from ..errors import BadAmount, JCodesError
from ..payers.mue_limits import Mue, exceeded, mue_text
from ..payers.quarters import is_near
from ..units.from_dose import exact_units
from ..vials.choice import choose_vials
from ..vials.products import Product
from .service import Service

__all__ = ["questions_about"]

# how many sizes a question lists
_MOST_SIZES: Final = 8


def questions_about(service: Service, lines: Sequence[ClaimLine]) -> list[Question]:
    """What in a bill contradicts the data, or is likely a slip; the lines stay unchanged."""
    return [
        *_about_narrative(service, lines),
        *_about_container(service),
        *(
            question
            for product in service.products
            for question in (*_about_size(service, product), *_about_spare(service, product))
        ),
        *_about_route(service),
        *_about_package(service),
        *_about_ndcs(service, lines),
        *_about_mue(service, lines),
    ]


def _about_narrative(service: Service, lines: Sequence[ClaimLine]) -> Iterator[Question]:
    version = service.version
    why = "" if lines[0].narrative else why_narrative(version, service.payer)
    if why:
        text = (
            f"narrative: {version.code} {why}; pass narrative= with the name of the drug, the "
            "dose and the route"
        )
        yield ask("narrative", text, argument="narrative", owner="coder", line=1)


def _about_container(service: Service) -> Iterator[Question]:
    shared = dict.fromkeys(each.container for each in service.products if each.is_multi_dose)
    if not shared:
        return
    from ..payers.single_dose import listed_single_dose  # only with such a container

    code = service.version.code
    if listed_single_dose(code, on=service.on):
        text = (
            f"container: CMS lists {code} as coming in single-dose containers only; "
            f"read the label again before billing a {' or '.join(map(str, shared))} one"
        )
        yield ask("container", text, argument="container", severity="verify", owner="pharmacy")


def _about_size(service: Service, product: Product) -> Iterator[Question]:
    """Containers that the package does not come in: overfill, or another package.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40, and
    42 CFR 414.904(a)(3): the label decides, and overfill is not paid.
    """
    version, ndc = service.version, product.given.ndc
    if not product.opened:
        return
    if ndc is None:
        yield from _about_size_of_code(service, product)
        return
    from ..ndc.packages import sizes_of  # only with an NDC

    try:
        sizes = sizes_of(version.code, on=service.on, nearest=service.nearest, ndcs=[ndc])
    except JCodesError:
        return  # a package that is not in the crosswalk is questioned with its NDC quantity
    for size in sizes:
        labeled = exact_units(version, size)
        odd = [vial for vial in product.opened if (vial.units / labeled).denominator != 1]
        for amount in dict.fromkeys(vial.amount for vial in odd):
            text = (
                f"opened: {amount} is not what one container of NDC {ndc} holds ({size}): read "
                "the label again. Overfill is never billed, and containers of another NDC go "
                "in a Given of their own"
            )
            yield ask(
                "container_size", text, argument="opened", severity="verify", owner="pharmacy"
            )


def _about_size_of_code(service: Service, product: Product) -> Iterator[Question]:
    """Containers that no package of the code comes in, where the content of each is known.

    A total of several containers and a part of a kit are no such ones.
    """
    quarter, sizes, written = _sizes(service.version.code, service.on, nearest=service.nearest)
    amounts = [vial.amount for vial in product.opened if str(vial.amount) not in written]
    for amount in dict.fromkeys(amounts) if sizes else ():
        if amount.dimension == sizes[0].dimension and not _is_of(amount, sizes):
            only = ", ".join(map(str, sizes[:_MOST_SIZES])) + ", ..." * (len(sizes) > _MOST_SIZES)
            text = (
                f"opened: no package of {service.version.code} in CMS's crosswalk of {quarter} holds "
                f"{amount}, only {only}: read the label again, or pass its NDC with ndc="
            )
            yield ask(
                "container_size", text, argument="opened", severity="verify", owner="pharmacy"
            )


@lru_cache(maxsize=1024)
def _sizes(code: str, on: date, *, nearest: bool) -> tuple[str, tuple[Amount, ...], frozenset[str]]:
    """The quarter of the crosswalk, the sizes in it, and how they are written.

    None, if that of a package is not known.
    """
    from ..ndc.packages import sizes_of  # only with containers

    try:
        sizes = sizes_of(code, on=on, nearest=nearest)
    except JCodesError:
        return "", (), frozenset()
    is_known = sizes and not sizes.skipped and is_near(quarter_of(on), sizes.quarter)
    known = tuple(sizes) if is_known else ()
    return sizes.quarter, known, frozenset(map(str, known))


def _is_of(amount: Amount, sizes: Sequence[Amount]) -> bool:
    """Whether an amount is one size, the total of several, or an equal part of one."""
    ratios = [amount.ratio_to(size) for size in sizes]
    if any(1 in {ratio.numerator, ratio.denominator} for ratio in ratios):
        return True
    try:
        return choose_vials(amount, sizes).total == amount
    except BadAmount:
        return True  # too many to tell


def _about_spare(service: Service, product: Product) -> Iterator[Question]:
    """For a code whose units do not divide containers; of others the discarded units decide."""
    if product.spare and not product.is_multi_dose and not service.is_divided:
        text = (
            f"opened: without one container of {product.spare[0]} the dose of {product.dose} would "
            "have been covered too; was it needed? Avoidable waste is not payable"
        )
        yield ask("spare_container", text, argument="opened", severity="verify", owner="pharmacy")


def _about_route(service: Service) -> Iterator[Question]:
    """A plain name of which one route alone has a code: dexmedetomidine is usually infused."""
    if service.only_by:
        code, routes = service.version.code, " or ".join(service.version.scope.routes)
        text = (
            f"route: {code}, the only code of {shown(service.only_by)}, is for the route {routes} "
            "alone; if it was given otherwise, it has no code of its own: pass route="
        )
        yield ask("route", text, argument="route", severity="verify", owner="coder")


def _about_package(service: Service) -> Iterator[Question]:
    if service.product is not None:
        text = (
            f"ndc: {service.product} is a product; a claim line names the package: pass the NDC "
            "of the package on the label"
        )
        yield ask("ndc", text, argument="ndc", severity="verify", owner="pharmacy")


def _about_ndcs(service: Service, lines: Sequence[ClaimLine]) -> Iterator[Question]:
    on_lines = {line.ndc for line in lines if DISCARDED not in line.modifiers}
    ndcs = [product.given.ndc for product in service.products]
    left_out = [str(ndc) for ndc in ndcs if ndc is not None and ndc not in on_lines]
    if left_out:
        text = (
            f"NDC {' and '.join(left_out)}: there are fewer units than NDCs, so it has no line: ask "
            "the payer how to report it"
        )
        yield ask("ndc", text, argument="ndc", severity="verify", owner="billing")


def _about_mue(service: Service, lines: Sequence[ClaimLine]) -> Iterator[Question]:
    """More units than an MUE allows, or that none is included.

    Source: NCCI Policy Manual, ch. I: documented need supports more, but not under MAI 2.
    """
    limit = service.mue
    if not isinstance(limit, Mue):
        yield ask("mue", f"{limit.what}: {limit.reason}", severity="note", owner="billing")
    elif exceeded(limit, [line.units for line in lines]):
        over = "" if limit.not_payable else "over the "
        text = f"{over}{mue_text(limit, service.on)}"
        yield ask(
            "mue",
            text,
            severity="verify",
            owner="billing",
            argument="split_at_mue" if limit.per_line and not limit.not_payable else "",
        )
