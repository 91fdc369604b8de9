"""Rules about the NDC quantity of a line: missing, unreadable, or in another unit of measure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ...amounts.arguments import shown
from ...ndc.conversions import listed_measures
from ...ndc.numbers import Ndc
from ...payers.payer import Payer
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict
from .ndc import has_fault

__all__ = ["RULES"]

_CLOTTING: Final = "clotting factor"
# these report the drug itself, of whatever package
_OF_THE_DRUG: Final = frozenset({"GR", "ME"})
_ZERO: Final = re.compile(r"[A-Z\s]*0+(?:\.0*)?\s*[A-Z]*\s*", re.IGNORECASE)


@lru_cache(maxsize=8192)
def _measures(ndc: Ndc) -> frozenset[str]:
    """The units of measure in which the crosswalk lists a package; "" for one not known."""
    return listed_measures(ndc)


def _missing(line: LineFacts) -> Verdict:
    if line.line.ndc is None:
        return NOT_APPLICABLE
    if line.line.ndc_quantity is not None or has_fault(line, "ndc_quantity"):
        return PASS
    return Verdict.failed(
        f"NDC {line.line.ndc} has no quantity",
        field="ndc_quantity",
        evidence=("an NDC goes with how much of the package was used, such as ML10",),
        fix="how much of the package was used, in its own unit of measure?",
        asks="pharmacy",
        severity=None if line.payer.ndc_required else "verify",
    )


def _unreadable(line: LineFacts) -> Verdict:
    fault = has_fault(line, "ndc_quantity")
    if fault is None:
        return NOT_APPLICABLE if line.line.ndc_quantity is None else PASS
    read = dict(getattr(line.line, "as_read", {})).get("ndc_quantity", "")
    if _ZERO.fullmatch(read) and not read.strip().isdecimal():
        return NOT_APPLICABLE  # what is 0 is a rule about amounts
    quantity = line.line.ndc_quantity
    return Verdict.failed(
        f"NDC quantity {quantity} without an NDC"
        if quantity is not None
        else f"{shown(read)} is not an NDC quantity",
        field="ndc_quantity",
        evidence=(fault,),
        fix="which NDC was used, how much of it, and in which unit of measure?",
        asks="pharmacy",
    )


def _not_taken(line: LineFacts) -> Verdict:
    quantity, payer = line.line.ndc_quantity, line.payer
    if quantity is None or payer.ndc_required is False:
        return NOT_APPLICABLE
    if not payer.ndc_qualifiers:
        return Verdict.not_checked("payer.ndc_qualifiers")
    if quantity.qualifier in payer.ndc_qualifiers:
        return PASS
    return Verdict.failed(
        f"{quantity}: {payer.name} takes {' or '.join(payer.ndc_qualifiers)} "
        f"and not {quantity.qualifier}",
        field="ndc_quantity",
        evidence=(payer.source("ndc_qualifiers"),),
        fix="how much is it in a unit of measure that the payer takes, such as vials?",
        asks="pharmacy",
    )


def _of_package(line: LineFacts) -> Verdict:
    ndc, quantity = line.line.ndc, line.line.ndc_quantity
    if ndc is None or quantity is None:
        return NOT_APPLICABLE
    measures, measure = _measures(ndc), quantity.qualifier
    if measure in measures or measure in _OF_THE_DRUG:
        return PASS
    if not measures or "" in measures:
        return Verdict.not_checked(f"how {ndc} is measured, which the crosswalk does not state")
    if measure == "F2" or (measure == "UN" and "F2" in measures):
        return NOT_APPLICABLE  # international units are another rule, and vials of them are counted
    return Verdict.failed(
        f"{quantity} of NDC {ndc}, whose package is measured in {' or '.join(sorted(measures))}",
        field="ndc_quantity",
        evidence=("a vial of powder is counted (UN), a liquid is measured (ML)",),
        fix="is the container a powder or a liquid, and how much of it was used?",
        asks="pharmacy",
    )


def _international(line: LineFacts) -> Verdict:
    quantity, version = line.line.ndc_quantity, line.version
    if quantity is None or version is None or quantity.qualifier != "F2":
        return NOT_APPLICABLE
    ndc = line.line.ndc
    if _CLOTTING in version.drug.classes or (ndc is not None and "F2" in _measures(ndc)):
        return PASS
    return Verdict.failed(
        f"{quantity} of {version.drug.name}, which is no clotting factor",
        field="ndc_quantity",
        evidence=("payers take international units (F2) for clotting factor",),
        fix="how much of the package was used: vials (UN) or milliliters (ML)?",
        asks="pharmacy",
    )


_FOUR: Final = Payer(
    name="a plan of four units", ndc_required=True, ndc_qualifiers=("F2", "GR", "ML", "UN")
)
_KETOROLAC: Final = "00409-3796-01"
_REMICADE: Final = "57894-0030-01"


def _example(
    code: str, units: int, ndc: str, quantity: str | None, payer: str | Payer = "medicaid"
) -> Example:
    return Example(
        ({"code": code, "units": units, "ndc": ndc, "ndc_quantity": quantity},), payer=payer
    )


RULES: Final = (
    Rule(
        "NDC010",
        "NDC quantity missing",
        "An NDC goes with a quantity and its unit of measure.",
        "X12 RFI 2151; Medi-Cal provider manual, CMS-1500 completion, NDC section",
        _missing,
        looks_at="drug line",
        denials=("NDC missing or invalid",),
        draws=_example("J1885", 4, _KETOROLAC, None),
        passes=_example("J1885", 4, _KETOROLAC, "ML2"),
    ),
    Rule(
        "NDC011",
        "NDC quantity unreadable",
        "The quantity is a number with one of five units of measure, and goes with an NDC.",
        "X12 RFI 2151; Medi-Cal provider manual, CMS-1500 completion, NDC section",
        _unreadable,
        denials=("NDC missing or invalid",),
        draws=_example("J1885", 4, _KETOROLAC, "XX2"),
        passes=_example("J1885", 4, _KETOROLAC, "ML2"),
    ),
    Rule(
        "NDC012",
        "unit of measure that the payer does not take",
        "Several payers refuse milligrams (ME) or international units (F2).",
        "Medi-Cal provider manual, CMS-1500 completion, NDC section; BCBS Michigan, February 2015",
        _not_taken,
        looks_at="drug line",
        needs=("payer.ndc_qualifiers",),
        not_for="payers that do not need the NDC",
        denials=("NDC missing or invalid",),
        draws=_example("J1885", 4, _KETOROLAC, "ME60", _FOUR),
        passes=_example("J1885", 4, _KETOROLAC, "ML2", _FOUR),
    ),
    Rule(
        "NDC013",
        "unit of measure that does not fit the package",
        "Vials of powder are counted (UN), liquids are measured (ML).",
        "MassHealth, as cited by cms1500claimbilling; CMS, ASP NDC-HCPCS crosswalk",
        _of_package,
        looks_at="drug line",
        severity="warning",
        denials=("NDC missing or invalid",),
        draws=_example("J1745", 10, _REMICADE, "ML10"),
        passes=_example("J1745", 10, _REMICADE, "UN1"),
    ),
    Rule(
        "NDC014",
        "international units of a drug that is no clotting factor",
        "F2 is for clotting factor, whose vials differ in content.",
        "MassHealth, as cited by cms1500claimbilling; Medi-Cal provider manual, NDC section",
        _international,
        looks_at="drug line",
        severity="verify",
        denials=("NDC missing or invalid",),
        draws=_example("J1644", 5, "00409-7620-03", "F2 5000"),
        passes=_example("J7190", 5000, "00944-3940-02", "F2 5000"),
    ),
)
