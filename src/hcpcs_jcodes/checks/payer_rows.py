"""What a payer's rows say of a code, a place of service or an authorization."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ..claims.questions import Question, ask
from ..payers.payer import Payer
from ..payers.scopes import Scoped, scoped
from ..words import Setting

__all__ = [
    "about_code",
    "about_place",
    "authorization_row",
    "code_row",
    "not_billed_at",
    "place_row",
    "row_of_code",
]


def code_row(payer: Payer, code: str, setting: Setting, on: date) -> Scoped | None:
    """Whether the payer takes a code in a setting: the narrowest row; None if no row says.

    Source: ``payer_scopes.csv``; HCPCS, what the letters of codes are for.

    >>> row = code_row(Payer.medicare(), "S0013", "professional", date(2025, 8, 1))
    >>> row.in_scope, row.reason
    (False, 'S codes are for private payers: Medicare takes none')
    """
    return (
        row_of_code(payer.codes, code, setting, on)
        or scoped(payer.codes, "letter and setting", f"{code[0]} {setting}", on)
        or scoped(payer.codes, "letter", code[0], on)
    )


def about_code(
    payer: Payer, code: str, setting: Setting, on: date, *, line: int | None = None
) -> Iterator[Question]:
    """What the payer's rows leave to ask about a code, or that it does not take it.

    A drug may have another code, which the chart states; an administration has its own.
    """
    row = code_row(payer, code, setting, on)
    if row is not None and row.in_scope is not True:
        takes = "may not take it" if row.in_scope is None else "does not take it"
        source = f" [{row.source}]" if row.source else ""
        yield ask(
            "code_not_taken",
            f"{code}, {payer.name}: {row.reason or takes}{source}",
            severity="verify" if row.in_scope is None else "blocks",
            owner="billing",
            argument="code" if line is None else "",
            line=line,
        )


def row_of_code(rows: Sequence[Scoped], code: str, setting: Setting, on: date) -> Scoped | None:
    """The row of a list that is about a code, in this setting or in any."""
    if not rows:
        return None
    return scoped(rows, "code and setting", f"{code} {setting}", on) or scoped(
        rows, "code", code, on
    )


def authorization_row(payer: Payer, code: str, setting: Setting, on: date) -> Scoped | None:
    """Whether a code needs prior authorization; None if no row of the payer says so.

    Source: ``payer_scopes.csv``; CMS, prior authorization of hospital outpatient services.

    >>> authorization_row(Payer.medicare(), "J0585", "facility", date(2025, 8, 1)).in_scope is None
    True
    """
    return row_of_code(payer.authorizations, code, setting, on)


def place_row(payer: Payer, place: str | None, setting: Setting, on: date) -> Scoped | None:
    """What a payer says of drugs at a place of service; None if no row is about it.

    Source: NCCI Policy Manual, ch. XI.B; 42 CFR 410.26(b)(1).

    >>> place_row(Payer.medicare(), "22", "professional", date(2025, 8, 1)).in_scope
    False
    """
    return scoped(payer.places, f"{setting} place of service", place, on) or scoped(
        payer.places, "place of service", place, on
    )


def not_billed_at(payer: Payer, place: str | None, setting: Setting, on: date) -> Scoped | None:
    """The row by which no drug and no administration is billed at a place; None if none says so."""
    row = place_row(payer, place, setting, on)
    return row if row is not None and row.in_scope is False else None


def about_place(place: str | None, row: Scoped) -> Question:
    """What a payer's row leaves to look at, or says is not billed, at a place of service."""
    none = ": no drug line" if row.in_scope is False else ""
    return ask(
        "place_of_service",
        f"place of service {place}{none}: {row.reason} [{row.source}]",
        severity="verify",
        owner="billing",
        argument="place_of_service",
    )
