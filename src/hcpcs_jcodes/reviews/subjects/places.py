"""Rules about where a drug is given, and who is billed for it there."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from attrs import frozen

from ...administration.rules import facts_of
from ...administration.ways import gives_drugs, office_codes
from ...checks.payer_rows import place_row, row_of_code
from ...claims.lines import ReceivedLine
from ...claims.modifiers import DISCARDED
from ...claims.places import facility_places
from ...claims.revenue import revenue_code_of
from ...errors import REFUSALS
from ...payers.mue_limits import Mue, mue_text
from ...payers.payer import Payer
from ...payers.scopes import Scoped
from ...words import FindingSeverity
from ..days import days_of, route_on
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
_NO_LIST: Final = Verdict.not_checked("payer.self_administered")
_NO_PLACES: Final = Verdict.not_checked("payer.places")
_NO_SITES: Final = Verdict.not_checked("payer.sites_of_care")
_SURGICAL_CENTER: Final = "24"
_HOSPITAL: Final = "where was it given, and did the practice or the facility buy the drug?"
_CENTER: Final = "whose claim is it? That of the surgical center itself has setting='asc'"
_FIELD: Final = "place_of_service"
_BY_PATIENT: Final = frozenset({"subcutaneous", "oral"})
_BY_OTHERS: Final = frozenset({"intravenous"})
_NOT_COVERED: Final = frozenset({"GX", "GY"})
_MEDICARE: Final = frozenset({"original medicare", "medicare advantage"})
_PUMP: Final = "KD"
_FITS: Final = frozenset({"accepted", "needs_documentation"})


@frozen
class _Known:
    """The routes and the deciding classes of a drug code on a date; both empty if not known."""

    routes: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()


@lru_cache(maxsize=2048)
def _known(code: str, on: date) -> _Known:
    try:
        drug = facts_of(code, on)
    except REFUSALS:
        return _Known()
    return _Known(frozenset(drug.known), drug.classes)


def _about(row: Scoped) -> str:
    return f"{row.reason} [{row.source}]" if row.source else row.reason


# --- the place of service ---------------------------------------------------------------


def _not_billed_there(line: LineFacts) -> Verdict:
    code, on, place = line.code, line.on, line.place
    kind = line.kind
    if kind == "other" or (kind == "administration" and code not in office_codes()):
        return NOT_APPLICABLE
    if kind is None or code is None or on is None:
        return Verdict.not_checked("a code and a date of service that can be read")
    if place is None:
        return NOT_APPLICABLE  # a rule of its own
    payer = line.payer
    rows = line.claim.once(_place_rows)
    if (place, on) not in rows:
        rows[place, on] = place_row(payer, place, line.setting, on)
    row = rows[place, on]
    if row is None:
        open_ = not payer.places and not payer.is_original_medicare and place in facility_places()
        return _NO_PLACES if open_ else PASS
    if row.in_scope is True:
        return PASS
    says = f"{code} at place of service {place}"
    return Verdict.failed(
        f"{says}: {payer.name} pays the facility for it" if row.in_scope is False else says,
        field=_FIELD,
        evidence=tuple(filter(None, (_about(row),))),
        fix=_CENTER if place == _SURGICAL_CENTER else _HOSPITAL,
        asks="billing",
        severity=None if row.in_scope is False else "verify",
    )


def _place_rows(_: ClaimFacts) -> dict[tuple[str, date], Scoped | None]:
    """The payer's row of each place and date, as they are asked for."""
    return {}


def _unreadable_place(line: LineFacts) -> Verdict:
    received = line.line
    if isinstance(received, ReceivedLine):
        for fault in received.faults:
            if fault.field == _FIELD:
                return Verdict.failed(
                    f"{fault.value!r} is not a place of service",
                    field=_FIELD,
                    evidence=(fault.text,),
                    fix="where was it given? The place of service has two digits",
                    asks="billing",
                )
    if line.place is None:
        return Verdict.not_checked("the place of service")
    return PASS


def _other_than_claim(line: LineFacts) -> Verdict:
    own, of_claim = line.line.place_of_service, line.claim.claim.place_of_service
    if own is None or of_claim is None:
        return NOT_APPLICABLE
    if own == of_claim:
        return PASS
    return Verdict.failed(
        f"place of service {own}, and that of the claim is {of_claim}",
        field=_FIELD,
        fix="where was it given? Visits at several places go on claims of their own",
        asks="billing",
    )


# --- site of care -----------------------------------------------------------------------


def _site_of_care(line: LineFacts) -> Verdict:
    code, on, payer = line.code, line.on, line.payer
    rows = payer.sites_of_care
    if code is None or on is None or DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    if not rows:
        # such limits are of plans, and about hospitals
        return NOT_APPLICABLE if payer.is_original_medicare or not _in_hospital(line) else _NO_SITES
    row = row_of_code(rows, code, line.setting, on)
    if row is None or row.in_scope is False:
        return PASS
    return Verdict.failed(
        f"{payer.name} limits the site of care of {code}",
        field=_FIELD,
        evidence=tuple(filter(None, (_about(row),))),
        fix="does the authorization name this site?",
        asks="authorization",
    )


def _in_hospital(line: LineFacts) -> bool:
    return line.setting == "facility" or line.place in facility_places()


# --- self-administered drugs ------------------------------------------------------------


def _self_administered(line: LineFacts) -> Verdict:
    code, on, payer = line.code, line.on, line.payer
    if code is None or on is None or line.version is None or DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    if not _NOT_COVERED.isdisjoint(line.modifiers) or _is_billed_as_such(line):
        return PASS  # billed as what Medicare does not cover
    routes = _known(code, on).routes
    route = route_on(line)
    given_by_others = route in _BY_OTHERS or (not route and bool(routes) and routes <= _BY_OTHERS)
    rows = payer.self_administered
    if not rows:
        if payer.line_of_business not in _MEDICARE or routes.isdisjoint(_BY_PATIENT):
            return NOT_APPLICABLE
        return PASS if given_by_others else _NO_LIST
    row = row_of_code(rows, code, line.setting, on)
    if row is None or row.in_scope is False or given_by_others:
        return PASS
    open_ = row.in_scope is None or (not route and not routes.isdisjoint(_BY_OTHERS))
    severity: FindingSeverity | None = "verify" if open_ else None
    return Verdict.failed(
        f"{code} is on {payer.name}'s list of drugs that patients usually take themselves",
        field="code",
        evidence=tuple(filter(None, (_about(row), f"route {route}" if route else "no route"))),
        fix="by which route was it given (JA into a vein, JB under the skin)?",
        asks="nurse",
        severity=severity,
    )


def _is_billed_as_such(line: LineFacts) -> bool:
    code = line.line.revenue_code
    return code is not None and code == _own_revenue_code()


@lru_cache(maxsize=1)
def _own_revenue_code() -> str | None:
    return revenue_code_of(None, self_administered=True)


def _revenue_of_self_administered(line: LineFacts) -> Verdict:
    code, on = line.code, line.on
    if not _is_billed_as_such(line):
        return NOT_APPLICABLE
    if code is None or on is None:
        return _NO_DATE
    known = _known(code, on).routes
    route = route_on(line)
    routes = frozenset({route}) if route else known
    if not routes:
        return Verdict.not_checked(f"the route of {code}")
    if not routes <= _BY_OTHERS:
        return PASS
    return Verdict.failed(
        f"revenue code {line.line.revenue_code} is for drugs that patients take themselves, and "
        f"{code} goes into a vein",
        field="revenue_code",
        evidence=(f"routes of {code}: {', '.join(sorted(known))}",),
        fix="who gave it, and by which route?",
        asks="pharmacy",
    )


# --- the contractor ---------------------------------------------------------------------


def _of_supplier(line: LineFacts) -> Verdict:
    code, on = line.code, line.on
    if code is None or on is None or line.version is None:
        return NOT_APPLICABLE
    classes = _known(code, on).classes
    if not classes:
        return NOT_APPLICABLE
    if _PUMP in line.modifiers:
        why = f"{_PUMP} says that it went through equipment at home"
    elif "oral" in classes:
        why = "it is swallowed"
    elif "dme only" in classes:
        why = "it is for equipment at home"
    else:
        return PASS
    given_here = line.claim.once(days_of).fit(code, route_on(line), on) in _FITS
    is_oral = "oral" in classes and _PUMP not in line.modifiers
    severity: FindingSeverity = "verify"
    if given_here:
        severity = "note"  # contractors differ about what an office gives with equipment
    elif is_oral and line.setting == "professional":
        severity = "error" if isinstance(line.mue, Mue) and line.mue.not_payable else "warning"
    limit = line.mue
    says = (mue_text(limit, on),) if isinstance(limit, Mue) and limit.not_payable else ()
    return Verdict.failed(
        f"{code} on a {line.setting} claim: {why}, and a supplier bills it",
        field="code",
        evidence=(f"class {', '.join(sorted(classes))}", *says),
        fix="was it handed out or given here, and which contractor pays for it?",
        asks="billing",
        severity=severity,
    )


def _of_practice(line: LineFacts) -> Verdict:
    code, on = line.code, line.on
    if code is None or on is None or line.version is None:
        return NOT_APPLICABLE
    known = _known(code, on)
    if not known.routes or not known.classes or _PUMP in line.modifiers:
        return NOT_APPLICABLE
    if not known.routes <= _BY_OTHERS or not known.classes <= _GIVEN_IN_OFFICES:
        return PASS
    return Verdict.failed(
        f"{code} on a supplier's claim: it goes into a vein, and {_PUMP} is not on the line",
        field="code",
        evidence=(f"class {', '.join(sorted(known.classes))}",),
        fix="did it go through a pump at home, or was it given in an office?",
        asks="billing",
    )


_GIVEN_IN_OFFICES: Final = frozenset(
    {"antineoplastic", "biologic response modifier", "gene or cell therapy", "growth factor"}
)


def _by_supplier(line: LineFacts) -> Verdict:
    if line.code is None:
        return NOT_APPLICABLE
    if not gives_drugs(line.code):
        return PASS
    return Verdict.failed(
        f"{line.code} on a supplier's claim: a supplier gives no drugs",
        field="code",
        fix="who gave it, and on whose claim is that reported?",
        asks="billing",
    )


_MANUAL: Final = "NCCI Policy Manual, ch. XI.B; 42 CFR 410.26(b)(1)"
_ITEM: Final = "CMS-1500 item 24B; IOM 100-04, ch. 26 §10.5"
_RITUXIMAB: Final = {"code": "J9312", "units": 72, "modifiers": ("JZ",)}
_TACROLIMUS: Final = {"code": "J7507", "units": 30}
_ABATACEPT: Final = {"code": "J0129", "units": 50}
_FACTOR: Final = {"code": "J7192", "units": 4000}
_INFUSION: Final = {"way": ("therapeutic", "push", "initial"), "units": 1}
_LIMITED: Final = Payer(
    name="Acme",
    line_of_business="commercial",
    sites_of_care=[Scoped("code", "J9312", in_scope=True, reason="office or home")],
)
_LISTED: Final = Payer(
    name="Acme",
    line_of_business="original medicare",
    self_administered=[Scoped("code", "J0129", in_scope=True, reason="under the skin")],
)

RULES: Final = (
    Rule(
        "POS001",
        "drug at a place where the facility bills it",
        "In a hospital or surgical center a practitioner bills neither drugs nor giving them.",
        _MANUAL,
        _not_billed_there,
        settings=("professional",),
        needs=("payer.places",),
        not_for="procedures, which a practitioner bills at any place",
        denials=("place of service",),
        draws=Example((_RITUXIMAB,), claim={"place_of_service": "22"}),
        passes=Example((_RITUXIMAB,), claim={"place_of_service": "11"}),
    ),
    Rule(
        "POS002",
        "place of service not readable",
        "A practitioner's line has a place of service of two digits.",
        _ITEM,
        _unreadable_place,
        settings=("professional",),
        needs=("the place of service",),
        denials=("place of service",),
        draws=Example(({**_RITUXIMAB, "place_of_service": "office"},)),
        passes=Example(({**_RITUXIMAB, "place_of_service": "11"},)),
    ),
    Rule(
        "POS003",
        "place of a line other than that of the claim",
        "A line has the place of the claim unless it was given elsewhere.",
        _ITEM,
        _other_than_claim,
        severity="verify",
        settings=("professional", "asc"),
        draws=Example(({**_RITUXIMAB, "place_of_service": "12"},)),
        passes=Example(({**_RITUXIMAB, "place_of_service": "11"},)),
    ),
    Rule(
        "POS004",
        "site of care",
        "Some payers pay a drug at some sites only, such as an office and not a hospital.",
        "the payer's rows: sites_of_care",
        _site_of_care,
        looks_at="drug line",
        severity="verify",
        needs=("payer.sites_of_care",),
        denials=("place of service",),
        draws=Example((_RITUXIMAB,), setting="facility", payer=_LIMITED),
        passes=Example((_ABATACEPT,), setting="facility", payer=_LIMITED),
    ),
    Rule(
        "POS005",
        "drug that patients take themselves",
        "Part B does not cover drugs on the contractor's list; the route decides where there are two.",
        "Medicare contractors' lists of self-administered drugs; Noridian, JA and JB; FCSO",
        _self_administered,
        looks_at="drug line",
        severity="warning",
        settings=("professional", "facility", "asc"),
        needs=("payer.self_administered",),
        denials=("not covered",),
        draws=Example(({**_ABATACEPT, "modifiers": ("JB",)},), payer=_LISTED),
        passes=Example(({**_ABATACEPT, "modifiers": ("JA",)},), payer=_LISTED),
    ),
    Rule(
        "POS006",
        "revenue code of drugs that patients take themselves",
        "The revenue code of self-administered drugs is not for one that goes into a vein.",
        "UB-04 manual of the NUBC; revenue_codes.csv",
        _revenue_of_self_administered,
        looks_at="drug line",
        severity="verify",
        settings=("facility",),
        denials=("revenue code",),
        draws=Example(({**_RITUXIMAB, "revenue_code": "0637"},), setting="facility"),
        passes=Example(
            ({"code": "J3030", "units": 1, "revenue_code": "0637"},), setting="facility"
        ),
    ),
    Rule(
        "POS007",
        "drug that a supplier bills",
        "Oral drugs, and drugs for equipment at home, go to the DME contractor.",
        "NCCI Policy Manual, as MedLearn cites it, 2019-01-21; Noridian DME",
        _of_supplier,
        looks_at="drug line",
        severity="warning",
        payers=("original medicare",),
        settings=("professional", "facility"),
        denials=("wrong contractor",),
        draws=Example((_TACROLIMUS,)),
        passes=Example((_RITUXIMAB,)),
    ),
    Rule(
        "POS008",
        "drug of an office on a supplier's claim",
        "A supplier bills drugs for equipment at home, not those given in an office.",
        "HCPCS, modifier KD; NCCI Policy Manual, as MedLearn cites it, 2019-01-21",
        _of_practice,
        looks_at="drug line",
        severity="verify",
        settings=("supplier",),
        denials=("wrong contractor",),
        draws=Example((_RITUXIMAB,), setting="supplier"),
        passes=Example((_TACROLIMUS,), setting="supplier"),
    ),
    Rule(
        "POS009",
        "administration on a supplier's claim",
        "A supplier gives no drugs.",
        "NCCI Policy Manual of 2026, ch. XI §B and §N",
        _by_supplier,
        settings=("supplier",),
        denials=("wrong contractor",),
        draws=Example((_FACTOR, _INFUSION), setting="supplier"),
        passes=Example((_FACTOR,), setting="supplier"),
    ),
)
