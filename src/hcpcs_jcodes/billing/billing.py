"""From what was given and opened to the lines of a claim, with the arithmetic shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ..amounts.amount import Amount
from ..amounts.concentration import Concentration
from ..codes.code import JCode
from ..ndc.numbers import Ndc
from ..payers.mue_limits import Mue
from ..payers.policies import Policy
from ..vials.products import Given
from ..words import Container, Setting
from .bills import Bill

__all__ = ["bill"]


def bill(  # noqa: PLR0913 - each is a fact of the chart or of the claim
    code: JCode | str,
    *,
    administered: Amount | str | int | Given | Sequence[Amount | str | int | Given],
    on: date,
    policy: Policy | str,
    setting: Setting,
    opened: Iterable[Amount | str] | None = None,
    discarded: Amount | str | None = None,
    container: Container | None = None,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    ndc: Ndc | str | None = None,
    nearest: bool = False,
    sizes: Iterable[Amount | str] | None = None,
    place_of_service: str | None = None,
    status_indicator: str | None = None,
    modifiers: Sequence[str] = (),
    narrative: str | None = None,
    mue: Mue | None = None,
    split_at_mue: bool = False,
) -> Bill:
    r"""The claim lines for a drug given on one date, and the reasoning.

    Args:
        code: the code, or its version in force on the date.
        administered: the dose, or every dose under this code on this date, which
            are added and rounded once; a list of ``Given`` where the doses are of
            products with different NDCs.
        on: the date of service.
        policy: "medicare", or the ``Policy`` of another payer.
        setting: "professional", "facility" or "supplier".
        opened: the labeled amount of each container opened for this patient, all
            of code and date together; None where not known.
        discarded: what was thrown away, where the chart says so: less than what
            was left when the rest went to another patient.
        container: "single-dose", "single-use", "multi-dose" or "bulk", as the
            label says; None where not known.
        concentration: the strength, where doses, containers or sizes are volumes.
        component: the ingredient of a combination that the doses are of.
        ndc: the package; its quantity is worked out from the dose.
        nearest: whether the nearest quarter held may answer for the NDC, the MUE and
            the status indicator, where that of the date is not held.
        sizes: the container sizes to be had, to tell whether waste was avoidable.
        place_of_service: two digits.
        status_indicator: how the hospital or surgical center is paid for the code,
            where the quarter is not held.
        modifiers: further modifiers for every line.
        narrative: what goes beside a code that is not otherwise classified.
        mue: the MUE to hold the lines against, instead of CMS's.
        split_at_mue: whether to split lines at an MUE that binds each line.

    Returns:
        The bill.

    Raises:
        UnknownCode, NotInForce, UncoveredDate: there is no such code on the date.
        BadAmount: nothing was given, more than was opened, or more discarded than
            was left.
        IncompatibleUnits, AmbiguousDose, UnknownUnit: as for ``billing_units``.
        BadNdc: the NDC is none, or belongs to another code.
        BadClaimLine: an unknown policy, setting or container; modifiers that cannot
            stand on a line; lines that may not be split.

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
    from .service import assembled  # all that makes a bill is loaded with the first one

    return assembled(
        code,
        administered=administered,
        on=on,
        policy=policy,
        setting=setting,
        opened=opened,
        discarded=discarded,
        container=container,
        concentration=concentration,
        component=component,
        ndc=ndc,
        nearest=nearest,
        sizes=sizes,
        place_of_service=place_of_service,
        status_indicator=status_indicator,
        modifiers=modifiers,
        narrative=narrative,
        mue=mue,
        split_at_mue=split_at_mue,
    )
