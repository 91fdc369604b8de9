"""Rules about prior authorization: whether a line needs one, and whether it fits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Final

from ...checks.payer_rows import authorization_row
from ...payers.payer import Payer
from ...payers.scopes import Scoped
from ...tables import read_table
from ..facts import ClaimFacts, LineFacts
from ..rows import Authorization
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]


def _number(line: LineFacts) -> str | None:
    return line.line.prior_authorization or line.claim.claim.prior_authorization


# hospitals under OPPS; critical access hospitals need none
_OPPS: Final = "013"


@cache
def _procedures() -> Mapping[str, tuple[str, ...]]:
    """By drug code, the procedures with which an undecided row of a payer applies."""
    _, *rows = read_table("authorized_procedures")
    found: dict[str, tuple[str, ...]] = {}
    for code, procedure, *_ in rows:
        found[code] = (*found.get(code, ()), procedure)
    return found


def _missing(line: LineFacts) -> Verdict:
    if line.code is None or line.on is None:
        return Verdict.not_checked("a code and date that can be read")
    row = authorization_row(line.payer, line.code, line.setting, line.on)
    if row is None:
        known = line.payer.authorizations or line.payer.is_original_medicare
        return NOT_APPLICABLE if known else Verdict.not_checked("payer.authorizations")
    if row.in_scope is False or _number(line) is not None:
        return PASS
    if row.in_scope is None:
        return _depends(line, row)
    return Verdict.failed(
        f"{line.payer.name} requires prior authorization of {line.code}, and there is no number",
        field="prior_authorization",
        evidence=tuple(filter(None, (row.reason, row.source))),
        fix="was it authorized? Then put the number on the claim",
        asks="authorization",
    )


def _depends(line: LineFacts, row: Scoped) -> Verdict:
    """A row that decides nothing says on what it depends; procedures beside it may decide."""
    with_them = _procedures().get(line.code or "", ())
    bill = line.claim.claim.type_of_bill
    if with_them and bill is not None and not bill.startswith(_OPPS):
        return NOT_APPLICABLE
    if not with_them:
        return Verdict.not_checked(row.reason or f"whether {line.code} needs prior authorization")
    same_day = line.claim.by_date[line.on] if line.on is not None else ()
    beside = next((each for each in same_day if each.code in with_them), None)
    if beside is None:
        return PASS
    return Verdict.failed(
        f"{line.code} with {beside.code} needs prior authorization, and there is no number",
        field="prior_authorization",
        evidence=(row.reason, row.source),
        fix="was it authorized? Then put the number on the claim",
        asks="authorization",
        also=(beside.number,),
    )


def _passed(line: LineFacts) -> Authorization | Verdict:
    """The authorization of the line's number, or what is to be said without it."""
    number = _number(line)
    if number is None:
        return NOT_APPLICABLE
    rows: tuple[Authorization, ...] | None = line.claim.rows.get("authorizations")
    if rows is None:
        return Verdict.not_checked("authorizations=")
    found = next((each for each in rows if each.number == number), None)
    return Verdict.not_checked(f"the authorization {number}") if found is None else found


def _not_valid(line: LineFacts) -> Verdict:
    given = _passed(line)
    if isinstance(given, Verdict):
        return given
    if line.on is None:
        return Verdict.not_checked("a date of service that can be read")
    since, until = given.since, given.until
    if (since is None or since <= line.on) and (until is None or line.on <= until):
        return PASS
    return Verdict.failed(
        f"authorization {given.number} is not valid on {line.on}",
        field="prior_authorization",
        evidence=(f"valid from {since or 'its start'} to {until or 'its end'}",),
        fix="is there an authorization for that date?",
        asks="authorization",
    )


def _of_another(line: LineFacts) -> Verdict:
    given = _passed(line)
    if isinstance(given, Verdict):
        return given
    wrong: list[str] = []
    if given.codes and line.code not in given.codes:
        wrong.append(f"it is for {', '.join(given.codes)}, and the line has {line.code}")
    place = given.place_of_service
    if place is not None and line.place is not None and line.place != place:
        wrong.append(f"it is for place of service {place}, and the line has {line.place}")
    if given.ndc is not None and line.line.ndc not in {None, given.ndc}:
        wrong.append(f"it is for NDC {given.ndc}, and the line has {line.line.ndc}")
    if not wrong:
        return PASS
    return Verdict.failed(
        f"authorization {given.number} does not cover the line",
        field="prior_authorization",
        evidence=tuple(wrong),
        fix="is there an authorization for what was given?",
        asks="authorization",
    )


def _no_sums(_: ClaimFacts) -> dict[str, Decimal | int | None]:
    return {}  # filled with each that is asked for


def _units_of(given: Authorization, claim: ClaimFacts) -> Decimal | int | None:
    """The units of all drug lines under an authorization; None if those of one cannot be read."""
    sums = claim.once(_no_sums)
    if given.number not in sums:
        units = [
            each.units
            for each in claim.drug_lines
            if _number(each) == given.number and (not given.codes or each.code in given.codes)
        ]
        known = [each for each in units if each is not None]
        sums[given.number] = sum(known) if len(known) == len(units) else None
    return sums[given.number]


def _exceeded(line: LineFacts) -> Verdict:
    given = _passed(line)
    if isinstance(given, Verdict):
        return given
    if given.units is None:
        return PASS
    units = _units_of(given, line.claim)
    if units is None:
        return Verdict.not_checked("units that can be read")
    if units <= given.units:
        return PASS
    return Verdict.failed(
        f"{units} units, and authorization {given.number} allows {given.units}",
        field="units",
        evidence=("the units of all lines under that number, those with JW too",),
        fix="were more units authorized?",
        asks="authorization",
    )


_PAYER: Final = Payer.commercial().replace(
    name="Acme", authorizations=[Scoped("code", "J9312", in_scope=True)]
)
_LINE: Final = {"code": "J9312", "units": 72, "prior_authorization": "A1"}


def _first_procedure() -> str:
    return _procedures()["J0585"][0]


_BOTOX: Final = {"code": "J0585", "units": 155, "modifiers": ("JZ",)}


def _authorized(**parts: object) -> dict[str, object]:
    return {"authorizations": [Authorization(number="A1", **parts)]}  # type: ignore[arg-type]


RULES: Final = (
    Rule(
        "AUTH001",
        "prior authorization missing",
        "Payers list the codes that they pay only with prior authorization; a hospital needs it "
        "under Medicare for botulinum toxin with two procedures.",
        "lists of payers; CMS, prior authorization of hospital outpatient services",
        _missing,
        looks_at="drug line",
        needs=("payer.authorizations",),
        denials=("authorization missing",),
        draws=Example((_BOTOX, {"code": _first_procedure, "units": 1}), "facility"),
        passes=Example(
            (_BOTOX, {"way": ("complex", "infusion", "initial"), "units": 1}), "facility"
        ),
    ),
    Rule(
        "AUTH002",
        "authorization not valid on the date",
        "An authorization is for its dates of service.",
        "X12, authorization not valid; documentation that payers want",
        _not_valid,
        looks_at="drug line",
        needs=("authorizations",),
        denials=("authorization not valid",),
        draws=Example((_LINE,), payer=_PAYER, rows=_authorized(until="2025-07-31")),
        passes=Example((_LINE,), payer=_PAYER, rows=_authorized(until="2025-08-01")),
    ),
    Rule(
        "AUTH003",
        "authorization of another service",
        "An authorization is for its codes, its place of service and its product.",
        "X12, authorization of another service; documentation that payers want",
        _of_another,
        looks_at="drug line",
        needs=("authorizations",),
        denials=("authorization of another service",),
        draws=Example((_LINE,), payer=_PAYER, rows=_authorized(codes="Q5115")),
        passes=Example((_LINE,), payer=_PAYER, rows=_authorized(codes="J9312")),
    ),
    Rule(
        "AUTH004",
        "more units than authorized",
        "The units of all lines under one authorization count together.",
        "Medi-Cal, RAD 9200",
        _exceeded,
        looks_at="drug line",
        needs=("authorizations",),
        denials=("authorization exceeded",),
        draws=Example((_LINE,), payer=_PAYER, rows=_authorized(codes="J9312", units=71)),
        passes=Example((_LINE,), payer=_PAYER, rows=_authorized(codes="J9312", units=72)),
    ),
)
