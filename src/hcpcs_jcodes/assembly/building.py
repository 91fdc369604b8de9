"""One call: the chart of a visit and the payer in, a claim out, with what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from ..claims.claim import Claim
    from ..claims.fees import Fees
    from ..claims.questions import Question
    from ..encounters.charting import Administration
    from ..payers.payer import Payer
    from ..words import Setting

__all__ = ["build_claim"]


def build_claim(  # noqa: PLR0913 - each is a fact of the visit or of the claim
    chart: Iterable[Administration] | Iterable[Iterable[Administration]],
    *,
    payer: Payer | str,
    setting: Setting,
    place_of_service: str | None = None,
    reason: str | Iterable[str] | None = None,
    type_of_bill: str | int | None = None,
    diagnoses: tuple[str, ...] | list[str] = (),
    prior_authorization: str | None = None,
    modifiers: tuple[str, ...] | list[str] = (),
    fees: Fees | None = None,
    reference: str | int | None = None,
    nearest: bool = False,
    zone: str | tzinfo | None = None,
    answers: Mapping[Question, Any] | Iterable[tuple[Question, Any]] | None = None,
) -> Claim:
    r"""The claim of a visit: the lines of its drugs and of their administration.

    The doses of one code and date are added and rounded once, under whatever name they were
    charted. What is not settled is a question of the claim, and ``answers`` takes its answer; no
    line of the chart is lost without a question or a step that says why.

    Args:
        chart: everything administered, with the vials; for several visits on the same dates, a
            list of charts.
        payer: the ``Payer``, or the name of one that is included, such as "medicare".
        setting: "professional", "facility", "asc" (ambulatory surgical center) or "supplier";
            the last two report no administrations.
        place_of_service: two digits.
        reason: for a professional claim, the drug that was the main reason for the visit, or
            several.
        type_of_bill: of a facility, such as "0131".
        diagnoses: the diagnosis codes, the main one first.
        prior_authorization: its number.
        modifiers: modifiers that go on every line, such as ("PO",).
        fees: the price of one unit by code, or by (code, modifier), ``PaymentLimits``, or a list
            of these in their order; see :meth:`Claim.charged`.
        reference: the caller's own key, never read.
        nearest: whether the nearest quarter included may be used for NDCs, MUEs, status
            indicators and edits.
        zone: the time zone in which dates of service are read, if times have a UTC offset.
        answers: answers to the questions of an earlier claim of this chart: a mapping of question
            and answer, or pairs of them.

    Returns:
        The claim. Each line has the numbers of its ``events``, from 1, and a ``record`` of what
        was given, opened and discarded; ``questions`` say what is open, ``ready`` whether one of
        them blocks it, and ``work_list`` who settles it.

    Raises:
        BadAdministration: nothing is charted, or the reason is not a drug of the visit.
        BadClaimLine: the setting, the place of service or another part is not valid.
        BadArgument: an answer is to a question that has no argument.
        UncoveredDate: the data do not cover the date of an event.

    Source: as for ``bill`` and ``code_encounter``; NCCI Policy Manual, ch. XI.

    >>> from datetime import datetime
    >>> from hcpcs_jcodes import Administration, Payer
    >>> nine, one = datetime(2025, 8, 1, 9), datetime(2025, 8, 1, 13)
    >>> claim = build_claim(
    ...     [Administration("Rituxan", "intravenous", "infusion", nine, one, dose="715 mg",
    ...                     opened=["500 mg", "3 x 100 mg"], container="single-dose")],
    ...     payer=Payer.medicare(), setting="professional", place_of_service="11")
    >>> print(*claim.lines, sep="\n")
    J9312 x 72 on 2025-08-01
    J9312-JW x 8 on 2025-08-01
    96413 x 1 on 2025-08-01
    96415 x 3 on 2025-08-01
    >>> claim.ready, claim.lines[0].events, str(claim.lines[0].record.given)
    (True, (1,), '715 mg')
    """
    # loaded with the first claim
    from .assembling import claim_of
    from .visits import visit_of

    visit = visit_of(
        chart,
        payer=payer,
        setting=setting,
        place_of_service=place_of_service,
        reason=reason,
        modifiers=modifiers,
        nearest=nearest,
        zone=zone,
        prior_authorization=prior_authorization,
        fees=fees,
        answers=answers,
    )
    return claim_of(visit, type_of_bill=type_of_bill, diagnoses=diagnoses, reference=reference)
