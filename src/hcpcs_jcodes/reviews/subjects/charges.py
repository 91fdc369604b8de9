"""Rules about the dollars of a claim and the number of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from ...claims.modifiers import DISCARDED
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

# a charge that stands for none: the drug was free, or the system wants a figure
_TOKEN: Final = Decimal("1.00")


def _token(line: LineFacts) -> Verdict:
    charge = line.line.charge
    if charge is None:
        return Verdict.not_checked("the charge")
    if charge > _TOKEN:
        return PASS
    record = line.line.record
    if record is not None and record.acquired == "no cost":
        return PASS
    if charge and _limit(line) is not None and charge >= (_limit(line) or 0):
        return PASS  # a drug that costs cents
    return Verdict.failed(
        f"a charge of ${charge:,.2f} for {line.units} units of {line.code}",
        field="charge",
        evidence=(f"token charges are those up to ${_TOKEN}",),
        fix="was the drug free? If not, what is its charge?",
        asks="billing",
        severity=None if charge else "warning",
    )


def _limit(line: LineFacts) -> Decimal | None:
    """What Medicare allows for the units of the line; None if no limit is included."""
    limit = line.payment_limit
    return None if limit is None or line.units is None else limit * line.units


def _below(line: LineFacts) -> Verdict:
    charge, limit = line.line.charge, _limit(line)
    if charge is None:
        return Verdict.not_checked("the charge")
    if limit is None:
        return Verdict.not_checked(f"the payment limit of {line.code} on {line.on}")
    if charge <= _TOKEN or charge >= limit:
        return PASS  # a token charge is another rule's
    return Verdict.failed(
        f"the charge of ${charge:,.2f} is below the ${limit:,.2f} that Medicare allows",
        field="charge",
        evidence=(f"{line.units} units at ${line.payment_limit}",),
        fix="Medicare pays the lower of the two: is the charge in the charge master out of date?",
        asks="billing",
    )


def _above(claim: ClaimFacts) -> Verdict:
    limit, charge = claim.payer.charge_limit, claim.claim.charge
    if charge is None:
        return Verdict.not_checked("the charges of all lines")
    if limit is None:
        return Verdict.not_checked("payer.charge_limit")
    if charge <= limit:
        return PASS
    return Verdict.failed(
        f"${charge:,.2f}, and a claim to {claim.payer.name} takes at most ${limit:,.2f}",
        field="charge",
        evidence=(claim.payer.source("charge_limit"),),
        fix="split it, with the repeat modifier and a narrative on the further claims",
    )


def _long(claim: ClaimFacts) -> Verdict:
    most = claim.payer.most_lines
    if most is None:
        return Verdict.not_checked("payer.most_lines")
    if len(claim.lines) <= most:
        return PASS
    return Verdict.failed(
        f"{len(claim.lines)} lines, and a claim to {claim.payer.name} takes at most {most}",
        evidence=(claim.payer.source("most_lines"),),
        fix="bill the rest on another claim",
    )


def _discarded_price(line: LineFacts) -> Verdict:
    """Discarded units are charged as the drug is: a different price draws a question."""
    if DISCARDED not in line.modifiers:
        return NOT_APPLICABLE
    if line.line.charge is None or not line.units:
        return Verdict.not_checked("the charge")
    drug = line.claim.once(_given).get((line.code, line.on))
    if drug is None or drug.line.charge is None:
        return Verdict.not_checked("the charge of the drug line")
    own, other = line.line.charge / line.units, drug.line.charge / (drug.units or 1)
    if abs(own - other) * max(line.units, drug.units or 1) <= 1:  # cents of rounding
        return PASS
    return Verdict.failed(
        f"a unit discarded is charged ${own:,.2f}, and a unit given ${other:,.2f}",
        field="charge",
        fix="charge discarded units as the drug is charged",
        also=(drug.number,),
    )


def _given(claim: ClaimFacts) -> Mapping[tuple[str | None, date | None], LineFacts]:
    """The first line of administered units, by code and date."""
    found: dict[tuple[str | None, date | None], LineFacts] = {}
    for each in claim.drug_lines:
        if DISCARDED not in each.modifiers and each.units and each.on is not None:
            found.setdefault((each.code, each.on), each)
    return found


_LINE: Final = {"code": "J9312", "units": 72}

RULES: Final = (
    Rule(
        "CHG001",
        "token charge",
        "A charge of zero is returned, and a token one says that the drug was free.",
        "NGS and CGS on drugs at no cost; I/OCE",
        _token,
        looks_at="drug line",
        severity="verify",
        needs=("charge",),
        draws=Example(({**_LINE, "charge": "1.00"},)),
        passes=Example(({**_LINE, "charge": "7200"},)),
    ),
    Rule(
        "CHG002",
        "charge below what Medicare allows",
        "Medicare pays the lower of the charge and its payment limit.",
        "42 CFR 414.904; CMS, payment limits of the quarter",
        _below,
        looks_at="drug line",
        severity="note",
        payers=("original medicare",),
        settings=("professional",),
        needs=("charge",),
        draws=Example(({**_LINE, "on": "2026-01-15", "charge": "5383.07"},)),
        passes=Example(({**_LINE, "on": "2026-01-15", "charge": "5383.08"},)),
    ),
    Rule(
        "CHG003",
        "charges above the limit of a claim",
        "A practitioner's claim has room for a charge of five digits and cents.",
        "Palmetto GBA, 2024-08-19; FCSO, 2025-06-16",
        _above,
        looks_at="claim",
        settings=("professional", "asc"),
        needs=("payer.charge_limit",),
        draws=Example(({**_LINE, "charge": "100000"},)),
        passes=Example(({**_LINE, "charge": "99999.99"},)),
    ),
    Rule(
        "CHG004",
        "more lines than a claim takes",
        "A professional claim has up to 50 lines.",
        "curated: ASC X12N 837P",
        _long,
        looks_at="claim",
        settings=("professional", "asc"),
        needs=("payer.most_lines",),
        draws=Example((_LINE,) * 51),
        passes=Example((_LINE,) * 50),
    ),
    Rule(
        "CHG005",
        "discarded units at another price",
        "The discarded part is charged and paid as the drug is.",
        "IOM 100-04, ch. 17 §40",
        _discarded_price,
        looks_at="drug line",
        severity="verify",
        needs=("charge",),
        draws=Example(
            (
                {**_LINE, "charge": "7200"},
                {"code": "J9312", "units": 8, "modifiers": ("JW",), "charge": "80"},
            )
        ),
        passes=Example(
            (
                {**_LINE, "charge": "7200"},
                {"code": "J9312", "units": 8, "modifiers": ("JW",), "charge": "800"},
            )
        ),
    ),
)
