"""Rules about which product or use of a drug a code is for: dialysis, preference, two products."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from ...checks.dialysis import sign_of_dialysis
from ...checks.ndc_codes import listed_codes
from ...checks.payer_rows import row_of_code
from ...claims.modifiers import DISCARDED
from ...codes.code import JCode
from ...codes.codesets import version_of
from ...codes.substances import codes_named, plain_name
from ...payers.payer import Payer
from ...payers.scopes import Scoped
from ..facts import ClaimFacts, LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict
from .ndc_codes import is_biosimilar, is_product

__all__ = ["RULES"]

_ON_DIALYSIS: Final = "for esrd on dialysis"
_NOT_FOR_ESRD: Final = "non-esrd use"
# not for the treatment of ESRD, of a patient who has it
_OTHER_USE: Final = "AY"
_DIALYSIS: Final = (
    "HCPCS Level II, wording of the codes; Medicare Claims Processing Manual (IOM 100-04), ch. 8"
)


@lru_cache(maxsize=1024)
def _of_drug(code: str, on: date) -> tuple[JCode, ...]:
    """The codes in force of the drug of a code, whosever product it is, itself left out."""
    version = version_of(code, on)
    others = codes_named(plain_name(version.drug.name), on)
    return tuple(version_of(other, on) for other in dict.fromkeys(others) if other != code)


def _for_use(line: LineFacts, version: JCode, indication: str) -> tuple[str, ...]:
    """The codes of the same product for the other use, in words."""
    assert line.on is not None  # since it has a version
    return tuple(
        f"{other.code} is {indication}, in units of {other.billing_unit}"
        for other in _of_drug(version.code, line.on)
        if indication in other.scope.indications and other.drug.name == version.drug.name
    )


# --- with and without dialysis ----------------------------------------------------


def _sign_of_dialysis(claim: ClaimFacts) -> str:
    return sign_of_dialysis(claim.claim)


def _without_dialysis(line: LineFacts) -> Verdict:
    version = line.version
    if version is None or _NOT_FOR_ESRD not in version.scope.indications:
        return NOT_APPLICABLE
    sign = line.claim.once(_sign_of_dialysis)
    if not sign or _OTHER_USE in line.modifiers:
        return PASS
    return Verdict.failed(
        f"{line.code} is not for ESRD, and the claim shows dialysis",
        field="code",
        evidence=(sign, *_for_use(line, version, _ON_DIALYSIS)),
        fix="was the drug given for ESRD, or for something else?",
        asks="coder",
    )


def _with_dialysis(line: LineFacts) -> Verdict:
    version, claim = line.version, line.claim
    if version is None or _ON_DIALYSIS not in version.scope.indications:
        return NOT_APPLICABLE
    if claim.once(_sign_of_dialysis):
        return PASS
    if claim.setting == "supplier":
        return NOT_APPLICABLE  # for dialysis at home
    if claim.setting == "facility" and claim.claim.type_of_bill is None:
        return Verdict.not_checked("claim.type_of_bill")
    if claim.setting == "professional" and line.place is None:
        return Verdict.not_checked("a place of service")
    return Verdict.failed(
        f"{line.code} is for ESRD on dialysis, and nothing on the claim shows dialysis",
        field="code",
        evidence=_for_use(line, version, _NOT_FOR_ESRD),
        fix="is the patient on dialysis, and was the drug given for ESRD?",
        asks="coder",
    )


# --- preferred products -----------------------------------------------------------


def _not_preferred(line: LineFacts) -> Verdict:
    payer, version = line.payer, line.version
    if version is None or line.on is None or DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    if not payer.preferred:
        # Medicare Part B prefers no product of a drug
        return NOT_APPLICABLE if payer.is_original_medicare else _NO_ROWS
    row = row_of_code(payer.preferred, version.code, line.setting, line.on)
    if row is None:
        others = _preferred_of_drug(line, version)
        if not others:
            return PASS
        says, source = f"{payer.name} prefers {' or '.join(others)}", payer.source("preferred")
    elif row.in_scope:
        return PASS
    else:
        says = row.reason or f"{payer.name} does not prefer it"
        source = row.source or payer.source("preferred")
    if line.line.prior_authorization or line.claim.claim.prior_authorization:
        return PASS
    return Verdict.failed(
        f"{version.code} ({version.drug.name}): {says}",
        field="code",
        evidence=(source,),
        fix="was the preferred product tried, or is there an authorization of this one?",
        asks="authorization",
    )


_NO_ROWS: Final = Verdict.not_checked("payer.preferred")


def _preferred_of_drug(line: LineFacts, version: JCode) -> list[str]:
    """The codes of the same drug that the payer prefers."""
    rows, on = line.payer.preferred, line.on
    assert on is not None  # since it has a version
    found = (
        (each.code, row_of_code(rows, each.code, line.setting, on))
        for each in _of_drug(version.code, on)
    )
    return [code for code, row in found if row is not None and row.in_scope]


# --- two products of one drug on a date -------------------------------------------


def _is_of_one_product(version: JCode) -> bool:
    return (
        is_product(version) or is_biosimilar(version) or "biosimilars" in version.scope.exclusions
    )


def _firsts(claim: ClaimFacts) -> Mapping[tuple[str, date], Mapping[str, LineFacts]]:
    """The first line of each code, by drug and date, whosever product it is."""
    found: dict[tuple[str, date], dict[str, LineFacts]] = {}
    for (code, on), lines in claim.by_code_and_date.items():
        version = lines[0].version
        if version is not None:
            found.setdefault((plain_name(version.drug.name), on), {})[code] = lines[0]
    return found


def _billed_twice(line: LineFacts) -> Verdict:
    version, on = line.version, line.on
    if version is None or on is None or version.is_noc:
        return NOT_APPLICABLE
    firsts = line.claim.once(_firsts)[plain_name(version.drug.name), on]
    if len(firsts) == 1:
        return NOT_APPLICABLE
    earlier = [
        each
        for code, each in firsts.items()
        if code != version.code and each.number < line.number and _are_products(version, each)
    ]
    needs: list[str] = []
    for other in earlier:
        why = _one_dose(line, other)
        if why:
            return Verdict.failed(
                f"{line.code} and {other.code} are two products of one drug, and look like one dose",
                field="code",
                evidence=(why,),
                fix="which of the two products was given, or were both?",
                asks="nurse",
                also=(other.number,),
            )
        needs += [
            f"the NDC of line {each.number}" for each in (other, line) if each.line.ndc is None
        ]
    if needs:
        return Verdict.not_checked(*dict.fromkeys(needs))
    return PASS if earlier else NOT_APPLICABLE


def _are_products(version: JCode, other: LineFacts) -> bool:
    return other.version is not None and (
        _is_of_one_product(version) and _is_of_one_product(other.version)
    )


def _one_dose(line: LineFacts, other: LineFacts) -> str:
    """What shows that two lines are of one dose; "" if nothing does."""
    events = sorted({*line.line.events} & {*other.line.events})
    if events:
        return f"both rest on event {events[0]} of the chart"
    ndc, on = line.line.ndc, line.on
    if ndc is None or other.line.ndc is None or on is None:
        return ""
    if ndc == other.line.ndc:
        return f"both have the NDC {ndc}"
    for one, two in ((line, other), (other, line)):
        if one.line.ndc is not None and two.code in listed_codes(one.line.ndc, on).of_quarter:
            return f"NDC {one.line.ndc} of line {one.number} is of {two.code}"
    return ""


_REMICADE: Final = "57894-0030-01"
_INFLECTRA: Final = "00069-0809-01"
_PREFERS: Final = Payer(
    name="a plan that prefers Avsola",
    preferred=(
        Scoped("code", "Q5121", in_scope=True),
        Scoped("code", "J1745", in_scope=False),
    ),
)


def _example(*lines: tuple[str, int, str | None], payer: str | Payer = "medicare") -> Example:
    return Example(
        tuple({"code": code, "units": units, "ndc": ndc} for code, units, ndc in lines), payer=payer
    )


def _bill(code: str, units: int, type_of_bill: str) -> Example:
    return Example(
        ({"code": code, "units": units},), "facility", claim={"type_of_bill": type_of_bill}
    )


RULES: Final = (
    Rule(
        "PROD001",
        "code for use without ESRD on a dialysis claim",
        "Some drugs have one code for ESRD on dialysis and one for all other use; an NDC is of both.",
        _DIALYSIS,
        _without_dialysis,
        looks_at="drug line",
        severity="verify",
        not_for="lines with AY: not for the treatment of ESRD",
        denials=("ESRD bundle",),
        draws=_bill("J0881", 40, "0721"),
        passes=_bill("J0881", 40, "0131"),
    ),
    Rule(
        "PROD002",
        "code for ESRD on dialysis without dialysis",
        "A code for ESRD on dialysis is for claims that show dialysis.",
        _DIALYSIS,
        _with_dialysis,
        looks_at="drug line",
        severity="verify",
        not_for="suppliers' claims for dialysis at home",
        draws=_bill("J0882", 40, "0131"),
        passes=_bill("J0882", 40, "0721"),
    ),
    Rule(
        "PROD003",
        "product that the payer does not prefer",
        "Plans want a preferred product first (step therapy), and say of which codes.",
        "the payer's list of preferred products: payer.preferred",
        _not_preferred,
        looks_at="drug line",
        severity="verify",
        needs=("payer.preferred",),
        not_for="Original Medicare; lines with an authorization; discarded drug",
        denials=("authorization missing",),
        draws=_example(("J1745", 10, None), payer=_PREFERS),
        passes=_example(("Q5121", 10, None), payer=_PREFERS),
    ),
    Rule(
        "PROD004",
        "two products of one drug for one dose",
        "A dose is of the reference product or of a biosimilar, and is billed once.",
        "HCPCS Level II, wording of the codes; CMS, ASP NDC-HCPCS crosswalk",
        _billed_twice,
        looks_at="drug line",
        severity="verify",
        needs=("the NDC of both lines",),
        draws=_example(("J1745", 10, _REMICADE), ("Q5103", 10, _REMICADE)),
        passes=_example(("J1745", 10, _REMICADE), ("Q5103", 10, _INFLECTRA)),
    ),
)
