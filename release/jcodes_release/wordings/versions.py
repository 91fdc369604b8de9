"""Wordings read by the grammar: the rows of ``data/codes.csv``.

A row is one version of one code. What the grammar cannot read is corrected by a
reviewed row of ``release/ledger/hand_corrections.csv``; otherwise it stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from attrs import Factory, define, evolve, frozen

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope, comparing_form
from hcpcs_jcodes.words import UNIT_KINDS

from ..releases.evidence import Evidence
from ..releases.ledger import ReleaseException, Wording, apply_exceptions, seen_by_code, wordings_of
from ..releases.records import Release
from .descriptors import Description, Term, parse_description, without_salts

__all__ = ["HandCorrection", "Reviewed", "Version", "versions_of"]


@frozen
class HandCorrection:
    """One field of one wording, set by hand, with its reason.

    ``wording`` is the long or short description to correct, in any spelling with the
    same comparing form; ``since`` is the first release that has it.
    """

    code: str
    since: str
    wording: str
    field: str
    value: str
    reason: str


@frozen
class Reviewed:
    """What people decided: the inputs besides the evidence."""

    vocabulary: Mapping[str, Term]
    exceptions: Sequence[ReleaseException] = ()
    hand_corrections: Sequence[HandCorrection] = ()
    related: Mapping[str, str] = Factory(dict)


@define
class Version:
    """A wording with what it states."""

    wording: Wording
    description: Description
    unit: BillingUnit
    unit_source: str
    begins: str = "added"
    correction: str = ""
    related_by: str = ""


_WHOLE_AMOUNT = re.compile(r"([0-9][0-9.,]*) ?(mg|mcg|g|ml|units?|iu)$", re.IGNORECASE)
_DOSE = re.compile(r"\b(?:tx|ther) dose$")
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_LIMIT = re.compile(r"\b(?:to|over) [0-9]", re.IGNORECASE)
_ONE_MG = Amount("1 mg")
_SUFFIX = re.compile(r"-[a-z]{4}$")
_NOTHING = Description("", "", (), Scope(), BillingUnit("unknown"), is_noc=False)
_SCOPE_FIELDS = ("labelers", "brands", "routes", "indications", "exclusions", "forms")


def _unit_of_short(short: str | None) -> BillingUnit:
    """The unit of a short description: one drug, one amount, at the end.

    True of every injection with both texts, unless the short one says "to" or "up to". What is
    not injected may be counted or "up to" the amount, but never if that is 1 mg.
    """
    if short is not None and _DOSE.search(short):
        return BillingUnit("counted", counted="dose")
    match = _WHOLE_AMOUNT.search(short or "")
    if short is None or match is None or "/" in short or _LIMIT.search(short):
        return BillingUnit("unknown")
    if len(_NUMBER.findall(short)) > 1:
        return BillingUnit("unknown")
    amount = Amount(f"{match[1]} {match[2]}")
    if short.lower().startswith("inj") or amount == _ONE_MG:
        return BillingUnit("measured", amount)
    return BillingUnit("unknown")


def _read(wording: Wording, vocabulary: Mapping[str, Term]) -> Version:
    if wording.long_description is not None:
        description = parse_description(wording.long_description, vocabulary)
        source = "" if description.unit.kind == "unknown" else "long description"
        return Version(wording, description, description.unit, source)
    if wording.billing_unit is not None:
        unit = BillingUnit("measured", Amount(wording.billing_unit))
        return Version(wording, _NOTHING, unit, "payment limit file")
    unit = _unit_of_short(wording.short_description)
    return Version(wording, _NOTHING, unit, "" if unit.kind == "unknown" else "short description")


def _fitting(version: Version, corrections: Iterable[HandCorrection]) -> list[HandCorrection]:
    texts = {
        comparing_form(text)
        for text in (version.wording.long_description, version.wording.short_description)
        if text
    }
    fitting = [c for c in corrections if comparing_form(c.wording) in texts]
    # a new kind of unit starts empty, so it comes before the fields of that kind
    return sorted(fitting, key=lambda correction: correction.field != "unit_kind")


def _correct(version: Version, correction: HandCorrection) -> None:
    name, value = correction.field, correction.value
    if name == "begins":
        version.begins = value
    elif name == "drug":
        substance = without_salts(value)
        version.description = evolve(version.description, name=value, substance=substance)
    elif name == "substance":
        version.description = evolve(version.description, substance=value)
    elif name == "synonyms":
        version.description = evolve(version.description, synonyms=tuple(value.split("; ")))
    elif name == "unit_kind":
        version.unit, version.unit_source = (
            BillingUnit(UNIT_KINDS[UNIT_KINDS.index(value)]),
            "corrected by hand",
        )
    elif name.startswith("unit_"):
        field: Any = value if name in {"unit_counted", "unit_of"} else Amount(value)
        version.unit = evolve(version.unit, **{name.removeprefix("unit_"): field})
        version.unit_source = "corrected by hand"
    else:
        raise ValueError(f"hand_corrections.csv: {correction.code} has no field {name!r}")
    if correction.reason not in version.correction:
        version.correction = "; ".join(filter(None, (version.correction, correction.reason)))
    version.description = evolve(version.description, unexplained=())


def _change(before: Version, after: Version) -> str:
    """The kind of change from one version of a use to the next."""
    if after.wording.gap:
        return "reinstated"
    if after.wording.long_description is None:
        return "changed"  # the new text is not available: how it changed is not known
    if before.unit != after.unit:
        return "redefined"
    old, new = before.description, after.description
    same_drug = comparing_form(old.substance) == comparing_form(new.substance)
    same_scope = all(
        set(getattr(old.scope, name)) == set(getattr(new.scope, name)) for name in _SCOPE_FIELDS
    ) and bool(old.scope.not_equivalent_to) == bool(new.scope.not_equivalent_to)
    return "reworded" if same_drug and same_scope else "rescoped"


def _begin(versions: Sequence[Version]) -> None:
    for before, after in pairwise(versions):
        if after.wording.use != before.wording.use:
            after.begins = "reused"
            continue
        if after.wording.long_description is None:
            # one use is one drug, even if the new wording is not available
            after.description = evolve(
                _NOTHING,
                name=before.description.name,
                substance=before.description.substance,
                synonyms=before.description.synonyms,
            )
        after.begins = _change(before, after)


def versions_of(
    evidence: Evidence, reviewed: Reviewed
) -> tuple[dict[str, list[Version]], list[str]]:
    """Every version of every J code and of its related codes, and what is unexplained.

    Args:
        evidence: what each release states about each code.
        reviewed: the vocabulary, exceptions and corrections that people decided.

    Returns:
        The versions by code, and the list of what must be decided before anything
        is written: words without a rule, dates that contradict each other,
        exceptions and corrections that match nothing.
    """
    corrected, problems = apply_exceptions(evidence, reviewed.exceptions)
    newest = {
        jcode: max(
            release
            for release, records in corrected.items()
            if any((code[0] == "J") is jcode for code in records)
        )
        for jcode in {code[0] == "J" for records in corrected.values() for code in records}
    }
    by_code: dict[str, list[HandCorrection]] = {}
    for correction in reviewed.hand_corrections:
        by_code.setdefault(correction.code, []).append(correction)
    used: set[int] = set()
    versions: dict[str, list[Version]] = {}
    dated: dict[str, list[str]] = {}
    for code, seen in seen_by_code(corrected).items():
        wordings, dated[code] = wordings_of(code, seen, newest[code[0] == "J"])
        versions[code] = [_read(wording, reviewed.vocabulary) for wording in wordings]
        fitting = [
            (version, correction)
            for version in versions[code]
            for correction in _fitting(version, by_code.get(code, ()))
        ]
        used |= {id(correction) for _, correction in fitting}
        # how a version began follows from its corrected fields, unless that is corrected too
        for version, correction in fitting:
            if correction.field != "begins":
                _correct(version, correction)
        _begin(versions[code])
        for version, correction in fitting:
            if correction.field == "begins":
                _correct(version, correction)
    problems += [
        f"hand_corrections.csv: {correction.code} was never worded {correction.wording!r}"
        for correction in reviewed.hand_corrections
        if id(correction) not in used and Release(correction.since) <= max(corrected)
    ]
    chosen = _with_related_codes(versions, corrected, reviewed.related)
    for code, kept in chosen.items():
        problems += dated[code]
        problems += [
            f"{code}: {', '.join(version.description.unexplained)} in "
            f"{version.wording.long_description!r}"
            for version in kept
            if version.description.unexplained
        ]
        problems += [
            f"{code}: no unit in {version.wording.long_description!r}"
            for version in kept
            if version.unit.kind == "unknown"
            and version.wording.long_description is not None
            and version.unit_source != "corrected by hand"
        ]
    return chosen, problems


def _with_related_codes(
    versions: Mapping[str, list[Version]], evidence: Evidence, curated: Mapping[str, str]
) -> dict[str, list[Version]]:
    """The J codes, and the codes of other families that belong to one of them."""
    substances = {
        name
        for code, listed in versions.items()
        if code[0] == "J"
        for version in listed
        if version.description.substance
        for name in (version.description.substance, _base(version))
    }
    linked: set[str] = set()
    for records in evidence.values():
        for code, record in records.items():
            for other in record.cross_references:
                if "J" in {code[0], other[:1]}:
                    linked |= {code, other}
    chosen: dict[str, list[Version]] = {}
    for code, listed in versions.items():
        if code[0] == "J":
            chosen[code] = listed
            continue
        reasons = {
            "cross-reference": code in linked,
            "biosimilar": any(
                "biosimilar" in (version.wording.long_description or "").lower()
                for version in listed
            ),
            "substance": any(_base(version) in substances for version in listed),
            "curated": code in curated,
        }
        if any(reasons.values()):
            chosen[code] = listed
            for version in listed:
                version.related_by = "; ".join(name for name, holds in reasons.items() if holds)
    return chosen


def _base(version: Version) -> str:
    """The substance without the four-letter suffix that distinguishes one biological from another."""
    return _SUFFIX.sub("", version.description.substance) if version.description.substance else "-"
