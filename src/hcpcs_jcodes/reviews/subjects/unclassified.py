"""Rules about codes not otherwise classified (NOC), and what they need on a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from ...checks.unclassified import is_compounded, wanted_noc_code, why_narrative
from ...codes.code import JCode
from ...codes.codesets import version_of
from ...codes.periods import quarter_of
from ...codes.substances import codes_named
from ...errors import REFUSALS, BadNdc
from ...ndc.crosswalk import Package
from ...ndc.numbers import Ndc
from ...ndc.packages import codes_of_product, packages_of
from ...payers.payer import Payer
from ..facts import LineFacts, version_on
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_WORD: Final = re.compile(r"[^\W\d_](?:[\w-]*\w)?")
# words that stand before the name of the drug
_BEFORE_NAME: Final = frozenset({"drug", "inj", "injection", "name", "unclassified"})
_MOST_WORDS: Final = 4  # of a name
_SHORTEST_NAME: Final = 4
_MOST_CODES: Final = 6
_NO_NDC: Final = Verdict.not_checked("the NDC of the package")
_NO_NARRATIVE: Final = Verdict.not_checked("the narrative")


def _has_code(line: LineFacts) -> Verdict:
    version, on = line.unclassified, line.on
    if version is None or on is None:
        return NOT_APPLICABLE
    ndc = line.line.ndc
    if ndc is None:
        return _NO_NDC
    found = _codes_of(ndc, on)
    if found is None:
        return Verdict.not_checked(f"the NDC crosswalk of {quarter_of(on)}")
    codes, is_product = found
    if not codes:
        return PASS
    listed = f"another package of the product of NDC {ndc}" if is_product else f"NDC {ndc}"
    is_open = _is_open(version, codes, on)
    return Verdict.failed(
        f"{version.code} for {listed}, which CMS's crosswalk lists under "
        f"{', '.join(codes[:_MOST_CODES])} on {on}",
        field="code",
        evidence=(f"crosswalk of {quarter_of(on)}: {' and '.join(codes[:_MOST_CODES])}", *is_open),
        fix=f"was it the drug of {codes[0]}? Bill that code, with its own units",
        asks="coder",
        severity="verify" if is_product or is_open else None,
    )


@lru_cache(maxsize=4096)
def _codes_of(ndc: Ndc, on: date) -> tuple[tuple[str, ...], bool] | None:
    """The codes of a package that are not NOC, or of its product if it is not listed itself.

    None if the crosswalk of the quarter is not included.
    """
    try:
        return _classified(_codes_in(packages_of(ndc, on=on)), on), False
    except BadNdc:
        return _classified(codes_of_product(ndc, on=on), on), True
    except REFUSALS:
        return None


def _codes_in(packages: Iterable[Package]) -> list[str]:
    return [each.code for each in packages if not each.is_other_drug]


def _classified(codes: tuple[str, ...] | list[str], on: date) -> tuple[str, ...]:
    """Those in force that are not NOC, sorted."""
    versions = (version_on(code, on) for code in {*codes})
    return tuple(sorted(each.code for each in versions if each is not None and not each.is_noc))


def _is_open(noc: JCode, codes: tuple[str, ...], on: date) -> tuple[str, ...]:
    """Why the NOC code may be right though the package has a code of its own."""
    if is_compounded(noc):
        return (f"{noc.code} is for compounded drugs, which are made of listed ones",)
    substances = {version_of(code, on).drug.substance for code in codes} - {""}
    others = [
        other
        for substance in substances
        for other in codes_named(substance, on)
        if other[0] == "C" and other not in codes
    ]
    if others:
        use = f"{others[0]} is of the same drug, for hospitals alone"
        return (f"{use}: payers differ about what an office bills for that use",)
    return ()


def _named(line: LineFacts) -> Verdict:
    version, on = line.unclassified, line.on
    if version is None or on is None:
        return NOT_APPLICABLE
    narrative = line.line.narrative
    if not narrative:
        return _NO_NARRATIVE
    name, codes = _name_in(narrative, on)
    if not codes:
        return PASS
    return Verdict.failed(
        f"{version.code} with the narrative {name!r}, a drug with a code of its own on {on}",
        field="narrative",
        evidence=tuple(
            f"{code}: {version_of(code, on).long_description or version_of(code, on).drug.name}"
            for code in codes[:_MOST_CODES]
        ),
        fix=f"does {' or '.join(codes[:_MOST_CODES])} cover the product and route given?",
        asks="coder",
    )


@lru_cache(maxsize=4096)
def _name_in(narrative: str, on: date) -> tuple[str, tuple[str, ...]]:
    """The drug that a narrative begins with, and its codes: what follows may be the diluent."""
    words = _WORD.findall(narrative)
    while words and words[0].casefold() in _BEFORE_NAME:
        words = words[1:]
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        name = " ".join(words[:count])
        if len(name) >= _SHORTEST_NAME and (codes := _classified(codes_named(name, on), on)):
            return name, codes
    return "", ()


def _without_narrative(line: LineFacts) -> Verdict:
    version = line.version
    if version is None:
        return NOT_APPLICABLE
    why = why_narrative(version, line.payer)
    if not why:
        return NOT_APPLICABLE
    if line.line.narrative:
        return PASS
    if "narrative" in line.faults:
        return Verdict.not_checked("a narrative that can be read")
    return Verdict.failed(
        f"{version.code} {why}, and the line has no narrative",
        field="narrative",
        fix="which drug was given, how much of it, and by which route?",
        asks="coder",
        # a hospital's is packaged, and contractors said it of practitioners' claims
        severity="warning" if line.setting == "facility" and version.code[0] == "J" else None,
    )


def _without_dose(line: LineFacts) -> Verdict:
    version, payer = line.unclassified, line.payer
    if version is None:
        return NOT_APPLICABLE
    if not payer.noc_needs:
        return Verdict.not_checked("payer.noc_needs")
    if "dose" not in payer.noc_needs:
        return PASS
    narrative = line.line.narrative
    if not narrative:
        return _NO_NARRATIVE
    if any(map(str.isdigit, narrative)):
        return PASS
    return Verdict.failed(
        f"{payer.name} wants the total dose with {version.code}, and the narrative has no number",
        field="narrative",
        evidence=(payer.source("noc_needs"),),
        fix="how much of the drug was given in all?",
        asks="nurse",
    )


def _without_ndc(line: LineFacts) -> Verdict:
    version, payer = line.unclassified, line.payer
    if version is None or payer.ndc_required:
        return NOT_APPLICABLE
    if not payer.noc_needs:
        return Verdict.not_checked("payer.noc_needs")
    if line.line.ndc is not None or "NDC" not in payer.noc_needs:
        return PASS
    if "ndc" in line.faults:
        return Verdict.not_checked("an NDC that can be read")
    return Verdict.failed(
        f"{payer.name} wants the NDC of the package with {version.code}",
        field="ndc",
        evidence=(payer.source("noc_needs"),),
        fix="which NDC is on the package that was opened?",
        asks="pharmacy",
    )


def _without_invoice(line: LineFacts) -> Verdict:
    version, payer = line.unclassified, line.payer
    if version is None:
        return NOT_APPLICABLE
    if not payer.noc_needs:
        return Verdict.not_checked("payer.noc_needs")
    if "invoice" not in payer.noc_needs:
        return PASS
    if "invoice" in (line.line.narrative or "").casefold():
        return PASS
    return Verdict.failed(
        f"{payer.name} wants the invoice of the drug with {version.code}",
        field="narrative",
        evidence=(payer.source("noc_needs"),),
        fix="is the invoice sent with the claim, or its cost in the narrative?",
        asks="billing",
    )


def _units(line: LineFacts) -> Verdict:
    version, units = line.unclassified, line.units
    if version is None:
        return NOT_APPLICABLE
    if units is None:
        return Verdict.not_checked("units that can be read")
    # one for each administration: both eyes are two
    if units in {1, len(line.line.events), 1 + (_BOTH_SIDES in line.modifiers)}:
        return PASS
    return Verdict.failed(
        f"{units} units of {version.code}, which has no unit: 1 is billed for each administration",
        field="units",
        evidence=(
            line.payer.source("unclassified"),
            f"{units} would be as many administrations on {line.on}, or the dose, or containers",
        ),
        fix="how often was it given on the date? The dose goes in the narrative; some payers "
        "count containers",
        asks="billing",
    )


def _wanted(line: LineFacts) -> Verdict:
    version, payer = line.unclassified, line.payer
    if version is None:
        return NOT_APPLICABLE
    wanted = wanted_noc_code(version, payer, line.setting)
    if wanted is None:
        return PASS
    return Verdict.failed(
        f"{version.code} on a hospital claim: for a new drug that has no code yet {payer.name} "
        f"pays {wanted}",
        field="code",
        evidence=(payer.source("noc_codes"),),
        fix=f"is it a drug approved by the FDA that has no code? Then bill {wanted}; for another, "
        f"{version.code} is right",
        asks="coder",
    )


_BOTH_SIDES: Final = "50"
_CLEAN: Final = {
    "code": "J3490",
    "units": 1,
    "modifiers": ("JZ",),
    "narrative": "brodalumab 210 mg SC",
    "ndc": "69654-0210-02",
}

RULES: Final = (
    Rule(
        "NOC001",
        "NOC code for a drug with a code",
        "A package that the crosswalk of the quarter lists is billed under its own code.",
        "CMS, ASP NDC-HCPCS crosswalk of the quarter",
        _has_code,
        looks_at="drug line",
        denials=("NOC though a code exists",),
        draws=Example(({**_CLEAN, "ndc": "50242-0053-06"},)),
        passes=Example((_CLEAN,)),
    ),
    Rule(
        "NOC002",
        "narrative of a drug with a code",
        "A drug that the narrative names is billed under its own code, if it has one.",
        "CMS, HCPCS Level II files; names.csv",
        _named,
        looks_at="drug line",
        severity="verify",
        denials=("NOC though a code exists",),
        draws=Example(({**_CLEAN, "narrative": "rituximab 210 mg SC"},)),
        passes=Example((_CLEAN,)),
    ),
    Rule(
        "NOC003",
        "NOC code without narrative",
        "A code not otherwise classified says nothing of the drug: the narrative names it.",
        "CGS and Palmetto GBA, unclassified drugs; narrative_codes.csv",
        _without_narrative,
        looks_at="drug line",
        denials=("NOC without narrative",),
        draws=Example(({**_CLEAN, "narrative": None},)),
        passes=Example((_CLEAN,)),
    ),
    Rule(
        "NOC004",
        "NOC code without the dose",
        "The units of such a code say nothing of the dose: the narrative states the total.",
        "Palmetto GBA, unclassified drugs",
        _without_dose,
        looks_at="drug line",
        severity="verify",
        needs=("payer.noc_needs",),
        denials=("drug information missing",),
        draws=Example(({**_CLEAN, "narrative": "brodalumab SC"},)),
        passes=Example((_CLEAN,)),
    ),
    Rule(
        "NOC005",
        "NOC code without the NDC",
        "Such a code says nothing of the drug, so payers want the NDC of the package.",
        "Palmetto GBA, unclassified drugs; A55913",
        _without_ndc,
        looks_at="drug line",
        severity="verify",
        needs=("payer.noc_needs",),
        not_for="payers that need the NDC with every drug: NDC001",
        denials=("NDC missing or invalid",),
        draws=Example(({**_CLEAN, "ndc": None},)),
        passes=Example((_CLEAN,)),
    ),
    Rule(
        "NOC006",
        "NOC code without the invoice",
        "Some payers price such a code by the invoice.",
        "noc_needs of the payer",
        _without_invoice,
        looks_at="drug line",
        severity="verify",
        needs=("payer.noc_needs",),
        denials=("records wanted",),
        draws=Example((_CLEAN,), payer=Payer(name="Acme", noc_needs=("invoice",))),
        passes=Example((_CLEAN,)),
    ),
    Rule(
        "NOC007",
        "NOC code with units other than 1",
        "Such a code has no unit: 1 stands for the drug given, whatever the dose.",
        "CGS, unclassified drugs: 1 unit per administration",
        _units,
        looks_at="drug line",
        severity="verify",
        denials=("units invalid",),
        draws=Example(({**_CLEAN, "units": 210},)),
        passes=Example((_CLEAN,)),
    ),
    Rule(
        "NOC008",
        "another NOC code wanted",
        "Medicare wants C9399 from hospitals, for a drug approved by the FDA without a code.",
        "Palmetto GBA, A55913; noc_codes of the payer",
        _wanted,
        looks_at="drug line",
        severity="verify",
        denials=("code unknown",),
        draws=Example((_CLEAN,), setting="facility"),
        passes=Example((_CLEAN,)),
    ),
)
