"""The administration lines: units of one code, with the modifiers that the edits require."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import evolve, frozen

from ..claims.lines import ClaimLine
from ..errors import BadClaimLine
from ..payers.ncci import bundles, ncci_quarter, parents
from ..words import Outcome
from .choices import Choices
from .supported import NEEDS_DOCUMENTATION, NOT_REPORTED, REPORTED, Support

__all__ = ["AdministrationLine", "lines_of"]


@frozen
class AdministrationLine:
    """One administration line.

    Attributes:
        code: the CPT or HCPCS code; "" while several are still open.
        units: the number of units.
        on: the date of service.
        modifiers: modifiers, such as ("59",) with another initial code.
        outcome: "reported", "needs_documentation", or "not_reported" if it is bundled and no
            modifier separates it.
        events: the numbers of the events that supported it, from 1.
        candidates: the codes that are still open.
        reason: why, in words.
        source: the publication of the rule.
    """

    code: str
    units: int
    on: date
    modifiers: tuple[str, ...]
    outcome: Outcome
    events: tuple[int, ...]
    candidates: tuple[str, ...]
    reason: str
    source: str

    def claim_line(self, place_of_service: str | None = None) -> ClaimLine:
        """The line for a claim.

        Raises:
            BadClaimLine: it needs documentation or is not reported.
        """
        if self.outcome != REPORTED:
            raise BadClaimLine(self.code, f"{self}: settle it before it goes on a claim")
        return ClaimLine(
            self.code,
            self.units,
            on=self.on,
            modifiers=self.modifiers,
            place_of_service=place_of_service,
        )

    def __str__(self) -> str:
        """The line as a biller reads it, such as "96413 x 1"."""
        if self.outcome != REPORTED:
            codes = " or ".join(self.candidates) or self.code or "no code"
            return f"{codes}: {self.outcome.replace('_', ' ')}, {self.reason}"
        return f"{'-'.join((self.code, *self.modifiers))} x {self.units} on {self.on}"


def lines_of(
    supported: Iterable[Support],
    setting: str,
    choices: Choices,
    earlier: Sequence[AdministrationLine] = (),
) -> tuple[AdministrationLine, ...]:
    """The lines of an encounter, in the order of a claim.

    A line that the edits bundle gets the modifier of a distinct service, or is not reported
    if no modifier unbundles it; an add-on without any of its primary codes needs documentation.

    Args:
        supported: what the events supported.
        setting: "professional" or "facility".
        choices: the modifier of a distinct service.
        earlier: the lines of earlier encounters; if two lines bundle, the later one gets the
            modifier.
    """
    lines = _distinct(_grouped(supported), setting, choices, earlier)
    return tuple(_with_parents(lines, setting))


def _grouped(supported: Iterable[Support]) -> list[AdministrationLine]:
    """Units of one code, date and site as lines, the initial codes first."""
    grouped: dict[tuple[object, ...], list[Support]] = {}
    for each in supported:
        if each.outcome == REPORTED:
            key: tuple[object, ...] = (each.code, each.site, each.initial, each.modifiers)
            grouped.setdefault((each.on, *key), []).append(each)
        elif each.outcome == NEEDS_DOCUMENTATION:
            key = (each.event, each.reason, each.candidates)
            grouped.setdefault((each.on, *key), []).append(each)
    lines = [
        (
            (
                units[0].on,
                units[0].outcome != REPORTED,
                not units[0].initial,
                units[0].site if units[0].initial else "",
                units[0].code,
                units[0].site,
            ),
            AdministrationLine(
                code=units[0].code,
                units=len(units),
                on=units[0].on,
                modifiers=units[0].modifiers,
                outcome=units[0].outcome,
                events=tuple(dict.fromkeys(unit.event for unit in units)),
                candidates=units[0].candidates,
                reason=units[0].reason,
                source=units[0].source,
            ),
        )
        for units in grouped.values()
    ]
    # the input is in time order, and the sort is stable
    lines.sort(key=lambda entry: entry[0])
    return [line for _, line in lines]


def _distinct(
    lines: Sequence[AdministrationLine],
    setting: str,
    choices: Choices,
    earlier: Sequence[AdministrationLine],
) -> list[AdministrationLine]:
    """The lines with the modifier if an edit bundles them, not reported if no modifier helps."""
    edits = bundles(setting)
    before = [line for line in earlier if line.outcome == REPORTED]
    reported = [*before, *(line for line in lines if line.outcome == REPORTED)]
    kept = []
    for place, line in enumerate(lines):
        if line.outcome != REPORTED:
            kept.append(line)
            continue
        found = [
            edits[other.code, line.code]
            for other in reported
            if other.on == line.on and (other.code, line.code) in edits
        ]
        found += [
            edits[line.code, other.code]
            for other in before
            if other.on == line.on and (line.code, other.code) in edits
        ]
        barred = [edit for edit in found if not edit.separable]
        if barred:
            edit = barred[0]
            other = edit.column2 if edit.column1 == line.code else edit.column1
            text = f"bundled with {other}, and no modifier separates them"
            source = f"CMS, NCCI edits of {ncci_quarter()}"
            kept.append(evolve(line, outcome=NOT_REPORTED, reason=text, source=source))
            continue
        repeated = any(
            (other.code, other.on, other.modifiers) == (line.code, line.on, line.modifiers)
            for other in (*before, *lines[:place])
            if other.outcome == REPORTED
        )
        distinct = (choices.distinct,) if found or repeated else ()
        kept.append(evolve(line, modifiers=(*distinct, *line.modifiers)))
    return kept


def _with_parents(lines: Sequence[AdministrationLine], setting: str) -> list[AdministrationLine]:
    """The lines, with add-ons that lack a primary code marked as needing documentation."""
    needed = parents(setting)
    kept = list(lines)
    while True:
        codes = {line.code for line in kept if line.outcome == REPORTED}
        orphans = [
            place
            for place, line in enumerate(kept)
            if line.outcome == REPORTED and line.code in needed and not needed[line.code] & codes
        ]
        if not orphans:
            return kept
        for place in orphans:
            line = kept[place]
            kept[place] = evolve(
                line,
                outcome=NEEDS_DOCUMENTATION,
                candidates=(line.code,),
                reason=_why_alone(line.code, needed[line.code], kept),
                source="CMS, add-on code edits",
            )


def _why_alone(code: str, needed: frozenset[str], lines: Sequence[AdministrationLine]) -> str:
    """Why an add-on may not be reported with these lines."""
    if not needed:
        return f"{code} has no primary code in this setting"
    waiting = {each for line in lines if line.outcome != REPORTED for each in line.candidates}
    if needed & waiting:
        return f"{code} goes with {' or '.join(sorted(needed & waiting))}, which is still open"
    return f"{code} needs a code such as {' or '.join(sorted(needed))}"
