"""What a denial that came back says, in words and dates: the object."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from ..words import Certainty, DenialRoute, DenialState
from .results import Result

__all__ = ["Cause", "Explanation"]


@frozen
class Cause:
    """One thing that such a denial may be about.

    Attributes:
        error: what is wrong, in a few words.
        certainty: how sure it is that payers send it so, one of ``CERTAINTIES``.
        source: the publication.
        rules: the ids of the rules that would have caught it.
        findings: what those rules say of the line or claim that was passed.
    """

    error: str
    certainty: Certainty
    source: str
    rules: tuple[str, ...] = ()
    findings: tuple[Result, ...] = ()

    def __str__(self) -> str:
        found = "; ".join(each.message for each in self.findings)
        return f"{self.error}{f': {found}' if found else ''} ({self.certainty}: {self.source})"


@frozen(kw_only=True)
class Explanation:
    """What a denial says, and what to do about it.

    Attributes:
        carc: the claim adjustment reason code; "" of a claim that the front end rejected.
        meaning: of that code, in our own words; "" if it is not included.
        remarks: the remark codes with what they mean, in our own words.
        state: one of ``DENIAL_STATES``; None if the code is not included.
        owes: who owes what was not paid, in words; "" if it is not said.
        causes: what it may be about, the likeliest first.
        seen: whether the cause can be seen from a drug line; None if the code is not included.
        route: what way is left, one of ``DENIAL_ROUTES``; None if that is the payer's rule and
            not known.
        last_day: the last day for it; None if the days or the date of the decision are not known.
        documents: what the payer will want to see.
        amount: the US dollars in question; None if not known.
        never: what not to do.
        notes: what else is to be known, such as why there is no last day.
    """

    carc: str
    meaning: str
    remarks: tuple[tuple[str, str], ...] = ()
    state: DenialState | None
    owes: str = ""
    causes: tuple[Cause, ...] = ()
    seen: bool | None = None
    route: DenialRoute | None = None
    last_day: date | None = None
    documents: tuple[str, ...] = ()
    amount: Decimal | None = None
    never: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The explanation as a biller reads it."""
        amount = "" if self.amount is None else f", ${self.amount:,.2f}"
        until = f", until {self.last_day}" if self.last_day else ""
        rows = (
            f"{self.carc or 'front end'}: {self.meaning or 'this code is not included'}",
            *(f"  {code}: {meaning}" for code, meaning in self.remarks),
            f"state: {self.state or 'not known'}{amount}",
            f"owes: {self.owes}" if self.owes else "",
            *(f"look at {number}: {cause}" for number, cause in enumerate(self.causes, 1)),
            f"route: {self.route}{until}" if self.route else "",
            f"documents: {', '.join(self.documents)}" if self.documents else "",
            *(f"never: {text}" for text in self.never),
            *self.notes,
        )
        return "\n".join(row for row in rows if row)

    def _repr_html_(self) -> str:
        from ..display.html import html_text  # few programs run in a notebook

        return html_text(str(self))
