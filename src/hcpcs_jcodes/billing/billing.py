"""From what was administered and opened to claim lines, with the arithmetic shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..amounts.amount import Amount
    from ..amounts.concentration import Concentration
    from ..codes.code import JCode
    from ..codes.periods import DateLike
    from ..ndc.numbers import Ndc, ProductNdc
    from ..payers.mue_limits import Mue
    from ..payers.payer import Payer
    from ..vials.products import Given
    from ..words import Container, Route, Setting
    from .bills import Bill

__all__ = ["bill"]


def bill(  # noqa: PLR0913 - each is a fact of the chart or of the claim
    code: JCode | str,
    *,
    administered: Amount | str | int | Given | Sequence[Amount | str | int | Given],
    on: DateLike,
    setting: Setting,
    payer: Payer | str | None = None,
    policy: Payer | str | None = None,
    opened: Iterable[Amount | str] | Amount | None = None,
    discarded: Amount | str | None = None,
    container: Container | None = None,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    ndc: Ndc | ProductNdc | str | None = None,
    route: Route | None = None,
    nearest: bool = False,
    sizes: Iterable[Amount | str] | Amount | None = None,
    place_of_service: str | None = None,
    status_indicator: str | None = None,
    modifiers: tuple[str, ...] | list[str] = (),
    narrative: str | None = None,
    mue: Mue | None = None,
    split_at_mue: bool = False,
    spare_needed: bool | None = None,
) -> Bill:
    r"""The claim lines for a drug administered on one date, and the reasoning.

    Args:
        code: the code, its version in force on the date, or a name that has one code on the
            date; of several, the NDC or the route may leave one. An NDC goes on the lines too.
        administered: the dose, or all doses under this code on this date, which are
            added and rounded once; a list of ``Given`` if the doses come from
            products with different NDCs or kinds of container.
        on: the date of service.
        setting: "professional", "facility", "asc" (ambulatory surgical center) or "supplier".
        payer: the ``Payer``, or the name of one that is included, such as "medicare".
        policy: the same; pass one of the two.
        opened: the labeled amount of each container opened for this patient, all of
            this code and date together; None if not known.
        discarded: the amount discarded, if charted: less than what was left when the
            rest went to another patient.
        container: "single-dose", "single-use", "multi-dose" or "bulk", as the
            label states; None if not known. A ``Given`` may state another.
        concentration: the strength, if doses, containers or sizes are volumes.
        component: the ingredient of a combination that the doses measure.
        ndc: the package; its quantity is calculated from the dose. A product without its
            package settles the code of a name, and the package is asked for.
        route: the route of administration, to choose among the codes of a name.
        nearest: whether the nearest quarter included may be used for the NDC, the MUE
            and the status indicator, if that of the date is not included.
        sizes: the container sizes available, to find whether waste was avoidable.
        place_of_service: two digits; of a surgical center it is "24", given or not.
        status_indicator: how the hospital is paid for the code, if the quarter is not
            included, or the surgical center, of which no quarter is.
        modifiers: other modifiers, for every line.
        narrative: the description that a not otherwise classified (NOC) code needs.
        mue: the MUE to check the lines against, instead of CMS's.
        split_at_mue: whether to split lines at an MUE that applies to each line.
        spare_needed: whether the record says why whole containers were needed that the dose
            did not take: True bills what was left of them, False does not; None if not known,
            which is asked if they are opened.

    Returns:
        The bill.

    Raises:
        UnknownCode, NotInForce, UncoveredDate: the code is not valid on the date.
        NoSuchTarget: the wording of the code limits it to other routes.
        AmbiguousName: a name that has several codes.
        BadAmount: nothing was administered, or more than was opened, or more was
            discarded than was left.
        IncompatibleUnits, AmbiguousDose, UnknownUnit: as for ``billing_units``.
        BadNdc: the NDC is not valid, or belongs to another code.
        BadArgument: neither a payer nor a policy, or both.
        BadClaimLine: an unknown payer, setting or container; modifiers that cannot
            go on a line; lines that may not be split.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §§10, 40; the
    rule of each step is named in the result.

    >>> from datetime import date
    >>> lines = bill("J9312", administered="715 mg", opened=["500 mg", "3 x 100 mg"],
    ...     on=date(2025, 8, 1), container="single-dose", policy="medicare",
    ...     setting="professional").lines
    >>> print(*lines, sep="\n")
    J9312 x 72 on 2025-08-01
    J9312-JW x 8 on 2025-08-01
    """
    from .assembly import bill_from  # loaded with the first bill

    return bill_from(
        code,
        administered,
        on=on,
        setting=setting,
        payer=payer,
        policy=policy,
        opened=opened,
        discarded=discarded,
        concentration=concentration,
        ndc=ndc,
        route=route,
        nearest=nearest,
        place_of_service=place_of_service,
        container=container,
        component=component,
        sizes=sizes,
        status_indicator=status_indicator,
        modifiers=modifiers,
        narrative=narrative,
        entered_mue=mue,
        split_at_mue=split_at_mue,
        spare_needed=spare_needed,
    )
