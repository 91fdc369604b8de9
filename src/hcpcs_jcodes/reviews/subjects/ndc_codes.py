"""Rules about an NDC that the crosswalk lists under another code, or that it no longer lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from attrs import frozen

from ...checks.ndc_codes import ListedCodes, listed_codes
from ...claims.modifiers import DISCARDED
from ...codes.code import JCode
from ...codes.codesets import version_of
from ...codes.periods import quarter_of
from ...codes.substances import plain_name
from ...errors import REFUSALS
from ...ndc.crosswalk import Package, ndc_crosswalk
from ...ndc.numbers import Ndc
from ...ndc.packages import packages_of
from ...words import FindingSeverity
from ..facts import ClaimFacts, LineFacts, version_on
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES", "is_biosimilar", "is_product"]

_CROSSWALK: Final = "CMS, ASP NDC-HCPCS crosswalk"
_MOST_NAMED: Final = 10
_READ_AGAIN: Final = "which NDC is on the container that was used, and which product was it?"

Why = Literal[
    "another drug",
    "another labeler",
    "another biosimilar",
    "another code",
    "not the labeler's",
    "code not listed",
]


@frozen
class _Read:
    """What the crosswalk says of the NDC of a line beside the code of the line."""

    why: Why | None
    listed: ListedCodes
    more: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return not (self.listed.nearest or self.listed.of_product)


@lru_cache(maxsize=8192)
def _read(code: str, ndc: Ndc, on: date) -> _Read:
    version, listed = version_of(code, on), listed_codes(ndc, on)
    if not listed.codes:
        labelers = _labelers(version, listed.quarter)
        if labelers and ndc.labeler not in labelers:
            return _Read("not the labeler's", listed, labelers)
        return _Read(None, listed)
    if code in listed.codes:
        return _Read(None, listed)
    same = _of_drug(version, listed.codes, on)
    if not same:
        return _Read("another drug", listed)
    if any(map(is_biosimilar, (version, *same))):
        return _Read("another biosimilar", listed)
    if any(map(is_product, (version, *same))):
        return _Read("another labeler", listed)
    why: Why = "another code" if _is_listed(code, listed.quarter) else "code not listed"
    return _Read(why, listed)


def _of_drug(version: JCode, codes: Iterable[str], on: date) -> tuple[JCode, ...]:
    """The versions of those codes that are of the drug of another."""
    others = (version_on(code, on) for code in codes)
    return tuple(
        each
        for each in others
        if each is not None and plain_name(each.drug.name) == plain_name(version.drug.name)
    )


def is_biosimilar(version: JCode) -> bool:
    """Whether a code is for a biosimilar."""
    return "biosimilar" in version.scope.forms


def is_product(version: JCode) -> bool:
    """Whether a code is for the product of one company alone."""
    scope = version.scope
    return bool(scope.labelers or scope.brands or scope.not_equivalent_to)


def _is_listed(code: str, quarter: str) -> bool:
    return any(row[2] <= quarter <= row[3] for row in ndc_crosswalk().by_code.get(code, ()))


def _labelers(version: JCode, quarter: str) -> tuple[str, ...]:
    """The labelers, by number, of a code that is for one company's product.

    None, if the crosswalk of the quarter is not included: labelers change over the years.
    """
    crosswalk = ndc_crosswalk()
    if not is_product(version) or quarter not in crosswalk.quarters:
        return ()
    return tuple(sorted({row[0][:5] for row in crosswalk.by_code.get(version.code, ())}))


def _of_line(line: LineFacts) -> _Read | None:
    """What the crosswalk says; None where no rule about it applies."""
    ndc, version = line.line.ndc, line.version
    if ndc is None or version is None or version.is_noc or line.on is None:
        return None
    return _read(version.code, ndc, line.on)


def _mapped(line: LineFacts) -> Verdict:
    """The first of the rules about the crosswalk: it also says what could not be checked."""
    found = _of_line(line)
    if found is None or line.on is None:
        return NOT_APPLICABLE
    listed = found.listed
    if listed.by_error:
        return Verdict.not_checked(f"the drug of {line.line.ndc}: the crosswalk names another")
    if found.why == "another drug":
        # a code of which no package is listed may have another name for the drug
        is_listed = _is_listed(line.code or "", listed.quarter)
        return _of_another(
            line, found, "a package of another drug", None if is_listed else "verify"
        )
    if found.why == "code not listed":
        return Verdict.not_checked(
            f"the packages of {line.code}: the crosswalk of {listed.quarter} lists none"
        )
    if found.why is not None:
        return NOT_APPLICABLE
    ndc = line.line.ndc
    if not listed.codes and ndc is not None:
        far = _of_another_ever(line.code or "", ndc, line.on)
        if far is not None:
            return Verdict.failed(
                f"NDC {line.line.ndc} is of another drug, {far.code} in {far.quarter}",
                field="ndc",
                evidence=(f"no quarter of the crosswalk near {line.on} is included",),
                fix=_READ_AGAIN,
                asks="pharmacy",
                severity="verify",
            )
    if not listed.codes or listed.nearest:
        return Verdict.not_checked(f"the crosswalk of {quarter_of(line.on)} with {line.line.ndc}")
    return PASS


@lru_cache(maxsize=8192)
def _of_another_ever(code: str, ndc: Ndc, on: date) -> Package | None:
    """The package, where a far quarter lists it under codes in force on the date, none of the drug."""
    try:
        packages = packages_of(ndc, on=on, nearest=True)
    except REFUSALS:
        return None
    codes = [each.code for each in packages]
    return None if _of_drug(version_of(code, on), codes, on) else packages[0]


def _of_another(
    line: LineFacts, found: _Read, what: str, severity: FindingSeverity | None = None
) -> Verdict:
    """The finding, with the codes of the crosswalk."""
    listed, ndc = found.listed, line.line.ndc
    codes = " and ".join(listed.codes)
    by = " by other packages of the product" if listed.of_product else ""
    quarter = f"{listed.quarter}, the nearest included" if listed.nearest else listed.quarter
    return Verdict.failed(
        f"NDC {ndc} is {what}: {codes}, not {line.code}",
        field="ndc",
        evidence=(f"CMS's crosswalk of {quarter} lists {ndc}{by} under {codes}",),
        fix=_READ_AGAIN,
        asks="pharmacy",
        severity=severity if found.is_sure else "verify",
    )


def _labeler(line: LineFacts) -> Verdict:
    found = _of_line(line)
    if found is None or found.listed.by_error:
        return NOT_APPLICABLE
    if found.why == "another labeler":
        return _of_another(line, found, "a product with a code of its own")
    if found.why == "not the labeler's":
        return Verdict.failed(
            f"{line.code} is for one company's product, and NDC {line.line.ndc} has another labeler",
            field="ndc",
            evidence=(
                f"CMS's crosswalk lists packages of {line.code} of labeler {' and '.join(found.more)}",
            ),
            fix=_READ_AGAIN,
            asks="pharmacy",
            severity="verify",
        )
    return _fits(found)


def _biosimilar(line: LineFacts) -> Verdict:
    found = _of_line(line)
    if found is None or found.listed.by_error:
        return NOT_APPLICABLE
    if found.why == "another biosimilar":
        return _of_another(line, found, "another product of the biologic")
    return _fits(found)


def _same_drug(line: LineFacts) -> Verdict:
    found = _of_line(line)
    if found is None or found.listed.by_error:
        return NOT_APPLICABLE
    if found.why == "another code":
        return _of_another(line, found, "billed under another code of the drug", "verify")
    return _fits(found)


def _fits(found: _Read) -> Verdict:
    """What is not checked, or is of another rule, is said by that rule alone."""
    fits = found.why is None and found.listed.codes and not found.listed.nearest
    return PASS if fits else NOT_APPLICABLE


def _no_longer(line: LineFacts) -> Verdict:
    ndc, on = line.line.ndc, line.on
    if ndc is None or on is None:
        return NOT_APPLICABLE
    listed = listed_codes(ndc, on)
    if not listed.ended:
        return PASS if listed.of_quarter else NOT_APPLICABLE
    return Verdict.failed(
        f"NDC {ndc} is listed until {listed.ended}, and no longer in {listed.quarter}",
        field="ndc",
        evidence=("CMS's crosswalk is not a complete list of packages",),
        fix="is it the NDC on the container that was used, or one that an item file still has?",
        asks="pharmacy",
    )


@frozen(eq=False)
class _Given:
    """The packages of what was given of a code on a date."""

    ndcs: frozenset[Ndc | None]
    numbers: tuple[int, ...]


def _given(claim: ClaimFacts) -> Mapping[tuple[str, date], _Given]:
    """The packages by code and date, where there are several lines."""
    found: dict[tuple[str, date], _Given] = {}
    for key, lines in claim.by_code_and_date.items():
        if len(lines) > 1:
            given = [each for each in lines if DISCARDED not in each.modifiers]
            ndcs = frozenset(each.line.ndc for each in given)
            found[key] = _Given(ndcs, tuple(each.number for each in given[:_MOST_NAMED]))
    return found


def _discarded(line: LineFacts) -> Verdict:
    ndc = line.line.ndc
    if ndc is None or line.code is None or line.on is None or DISCARDED not in line.modifiers:
        return NOT_APPLICABLE
    given = line.claim.once(_given).get((line.code, line.on))
    if given is None or not given.ndcs:
        return NOT_APPLICABLE
    if ndc in given.ndcs:
        return PASS
    if None in given.ndcs:
        return NOT_APPLICABLE
    return Verdict.failed(
        f"NDC {ndc} of the discarded drug is on no line of what was given",
        field="ndc",
        evidence=(f"given from {' and '.join(sorted(map(str, given.ndcs)))}",),
        fix="from which container was the drug discarded?",
        asks="nurse",
        also=given.numbers,
    )


_INFLECTRA: Final = "00069-0809-01"
_REMICADE: Final = "57894-0030-01"
_KETOROLAC: Final = "00409-3796-01"
_RITUXAN: Final = "50242-0051-21"


def _line(code: str, units: int, ndc: str | None = None, **more: object) -> dict[str, object]:
    ndcs = {} if ndc is None else {"ndc": ndc}
    return {"code": code, "units": units, **ndcs, **more}


RULES: Final = (
    Rule(
        "NDC004",
        "NDC of another drug",
        "The crosswalk of the quarter lists the package under codes of other drugs alone.",
        _CROSSWALK,
        _mapped,
        looks_at="drug line",
        needs=("the crosswalk of the quarter",),
        not_for="codes not otherwise classified",
        denials=("NDC missing or invalid",),
        draws=Example((_line("J1100", 4, _KETOROLAC),)),
        passes=Example((_line("J1885", 4, _KETOROLAC),)),
    ),
    Rule(
        "NDC005",
        "NDC of another company's product",
        "Products that are not therapeutically equivalent have codes of their own, by labeler.",
        f"{_CROSSWALK}; HCPCS Level II, wording of the codes",
        _labeler,
        looks_at="drug line",
        not_for="codes not otherwise classified",
        denials=("NDC missing or invalid",),
        draws=Example((_line("J9046", 35, "63020-0049-01"),)),
        passes=Example((_line("J9041", 35, "63020-0049-01"),)),
    ),
    Rule(
        "NDC006",
        "NDC of another biosimilar or of the reference product",
        "The reference product and each of its biosimilars have a code, and an NDC is of one.",
        f"{_CROSSWALK}; HCPCS Level II, wording of the codes",
        _biosimilar,
        looks_at="drug line",
        not_for="codes not otherwise classified",
        denials=("NDC missing or invalid",),
        draws=Example((_line("J1745", 10, _INFLECTRA),)),
        passes=Example((_line("J1745", 10, _REMICADE),)),
    ),
    Rule(
        "NDC007",
        "NDC of another code of the drug",
        "A drug may have codes by salt, route or size, and the crosswalk lists a package under some.",
        _CROSSWALK,
        _same_drug,
        looks_at="drug line",
        severity="verify",
        not_for="codes not otherwise classified",
        denials=("NDC missing or invalid",),
        draws=Example((_line("J1642", 500, "00409-7620-03"),)),
        passes=Example((_line("J1644", 5, "00409-7620-03"),)),
    ),
    Rule(
        "NDC008",
        "NDC no longer in the crosswalk",
        "A package that CMS listed until an earlier quarter may be an old entry of an item file.",
        _CROSSWALK,
        _no_longer,
        looks_at="drug line",
        severity="note",
        draws=Example((_line("J1885", 4, "52584-0722-01"),)),
        passes=Example((_line("J1885", 4, _KETOROLAC),)),
    ),
    Rule(
        "NDC009",
        "NDC of the discarded drug on no line of the drug",
        "What was discarded was in a container that was used.",
        "Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40; Oregon, NDC FAQ",
        _discarded,
        looks_at="drug line",
        severity="verify",
        denials=("NDC missing or invalid",),
        draws=Example(
            (
                _line("J9312", 72, "50242-0053-06"),
                _line("J9312", 8, _RITUXAN, modifiers=("JW",)),
            )
        ),
        passes=Example(
            (_line("J9312", 72, _RITUXAN), _line("J9312", 8, _RITUXAN, modifiers=("JW",)))
        ),
    ),
)
