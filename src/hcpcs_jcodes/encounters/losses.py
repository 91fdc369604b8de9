"""From what is supported to the lines: what each code loses on the way, in one stated order.

1. A practitioner's code for the office is not reported from a facility.
2. A code that CMS allows once per date is reported once, over all encounters of the date.

Of the units that remain, those that become one line are decided together:

3. one that an edit bundles gets the modifier of a distinct service, or is not reported if no
   modifier separates it;
4. an add-on without any of its primary codes needs documentation.

The edits are those of the date of the line, or the nearest that are included. The steps of the
encounter say which they are, and whether that is a check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import evolve, frozen

from ..administration.ways import office_codes
from ..claims.questions import Question, ask
from ..payers.choices import Choices
from ..payers.mue_limits import once_per_date
from ..payers.ncci import bundle_on, is_add_on, parents_on
from ..words import AdministrationSetting, Outcome
from .lines import AdministrationLine
from .supported import MANUAL, NEEDS_DOCUMENTATION, NOT_REPORTED, REPORTED, Support

__all__ = ["Circumstances", "lines_of", "support_after_losses"]


@frozen
class Circumstances:
    """The facts that decide what is lost.

    Attributes:
        setting: "professional" or "facility".
        choices: what the caller decides.
        elsewhere: why the facility reports the administrations of a practitioner; "" if it
            does not.
        earlier: the lines of the earlier encounters on the same dates; if two lines bundle, the
            later one gets the modifier.
    """

    setting: AdministrationSetting
    choices: Choices
    elsewhere: str = ""
    earlier: tuple[AdministrationLine, ...] = ()


@frozen
class _Ruling:
    """What is decided about the units that become one line."""

    outcome: Outcome
    modifiers: tuple[str, ...]
    candidates: tuple[str, ...]
    reason: str
    source: str
    questions: tuple[Question, ...]


# the units of one code, date, site and side, in time order
_Units = tuple[Support, ...]


# --- codes, before they are lines -------------------------------------------------------


def support_after_losses(supported: Iterable[Support], case: Circumstances) -> list[Support]:
    """What is supported, in time order, after all losses, each with its modifiers."""
    kept = list(_kept(supported, case))
    groups = _grouped(kept)
    before = [
        _Ruling(
            first.outcome,
            first.modifiers,
            first.candidates,
            first.reason,
            first.source,
            first.questions,
        )
        for first, *_ in groups
    ]
    rulings = _distinct(groups, before, case)
    rulings = _with_primary_codes(groups, rulings, case)
    ruled = {
        id(unit): ruling
        for units, ruling, first in zip(groups, rulings, before, strict=True)
        if ruling is not first
        for unit in units
    }
    return [_ruled(each, ruled[id(each)]) if id(each) in ruled else each for each in kept]


def _ruled(unit: Support, ruling: _Ruling) -> Support:
    """A unit as decided with the others of its line."""
    separated = ruling.outcome == REPORTED
    return evolve(
        unit,
        outcome=ruling.outcome,
        modifiers=ruling.modifiers,
        candidates=ruling.candidates,
        reason=unit.reason if separated else ruling.reason,
        source=unit.source if separated else ruling.source,
        questions=ruling.questions,
    )


def _kept(supported: Iterable[Support], case: Circumstances) -> Iterator[Support]:
    """What is supported after the first two losses."""
    single = once_per_date(case.setting)
    seen = {(line.code, line.on) for line in case.earlier}
    for each in supported:
        kept = _not_elsewhere(each, case)
        key = kept.code, kept.on
        if kept.code in single and key in seen:
            kept = _not_again(kept)
        seen.add(key)
        yield kept


def _not_elsewhere(supported: Support, case: Circumstances) -> Support:
    codes = [code for code in (supported.code, *supported.candidates) if code]
    if not case.elsewhere or not codes or not office_codes().issuperset(codes):
        return supported
    return evolve(
        supported,
        code="",
        candidates=(),
        outcome=NOT_REPORTED,
        reason=case.elsewhere,
        source=MANUAL,
    )


def _not_again(supported: Support) -> Support:
    text = f"{supported.code} is reported once a date, whatever the number of drugs, hours or sites"
    return evolve(supported, code="", outcome=NOT_REPORTED, reason=text, source="CMS, MUE")


# --- lines ------------------------------------------------------------------------------


def lines_of(supported: Iterable[Support]) -> tuple[AdministrationLine, ...]:
    """The lines of an encounter, in the order of a claim."""
    return tuple(
        AdministrationLine(
            code=first.code,
            units=1 + len(more),
            on=first.on,
            modifiers=first.modifiers,
            outcome=first.outcome,
            events=tuple(
                dict.fromkeys(
                    event for unit in (first, *more) for event in (unit.event, *unit.others)
                )
            ),
            candidates=first.candidates,
            reason=first.reason,
            source=first.source,
            questions=first.questions,
        )
        for first, *more in _grouped(supported)
    )


def _grouped(supported: Iterable[Support]) -> list[_Units]:
    """Units of one code, date, site and side together, the initial codes first."""
    grouped: dict[tuple[object, ...], list[Support]] = {}
    for each in supported:
        if each.outcome == NEEDS_DOCUMENTATION and not each.code:
            key: tuple[object, ...] = (each.event, each.reason, each.candidates)
        elif each.code:
            key = (each.code, each.site, each.initial, each.modifiers, each.outcome)
        else:
            continue
        grouped.setdefault((each.on, *key), []).append(each)
    # the input is in time order, and the sort is stable
    return sorted(map(tuple, grouped.values()), key=lambda units: _place(units[0]))


def _place(first: Support) -> tuple[object, ...]:
    """Where a line stands on the claim."""
    site = first.site if first.initial else ""
    return first.on, first.outcome != REPORTED, not first.initial, site, first.code, first.site


def _distinct(
    groups: Sequence[_Units], rulings: Sequence[_Ruling], case: Circumstances
) -> list[_Ruling]:
    """The modifier of a distinct service where an edit bundles; not reported if none helps."""
    before = [line for line in case.earlier if line.outcome == REPORTED]
    earlier: dict[date, dict[str, None]] = {}
    for line in before:
        earlier.setdefault(line.on, {})[line.code] = None
    reported = {on: dict(codes) for on, codes in earlier.items()}
    for units, ruling in zip(groups, rulings, strict=True):
        if ruling.outcome == REPORTED:
            reported.setdefault(units[0].on, {})[units[0].code] = None
    seen = {(line.code, line.on, line.modifiers) for line in before}
    decided = []
    for units, ruling in zip(groups, rulings, strict=True):
        if ruling.outcome != REPORTED:
            decided.append(ruling)
            continue
        code, on = units[0].code, units[0].on
        pairs = [(other, code) for other in reported[on]]
        pairs += [(code, other) for other in earlier.get(on, ())]
        edits = (bundle_on(*pair, setting=case.setting, on=on) for pair in pairs)
        found = [edit for edit in edits if edit is not None]
        barred = next((edit for edit in found if not edit.separable), None)
        key = code, on, ruling.modifiers
        if barred is not None:
            other = barred.column2 if barred.column1 == code else barred.column1
            text = f"bundled with {other}, and no modifier separates them"
            source = f"CMS, NCCI edits of {barred.quarter}"
            decided.append(evolve(ruling, outcome=NOT_REPORTED, reason=text, source=source))
        elif found or key in seen:
            modifiers = (case.choices.distinct, *ruling.modifiers)
            decided.append(evolve(ruling, modifiers=modifiers))
        else:
            decided.append(ruling)
        seen.add(key)
    return decided


def _with_primary_codes(
    groups: Sequence[_Units], rulings: Sequence[_Ruling], case: Circumstances
) -> list[_Ruling]:
    """Add-ons that lack a primary code need documentation, and so do add-ons to them."""
    decided = list(rulings)
    before: dict[date, set[str]] = {}
    for line in case.earlier:
        if line.outcome == REPORTED:
            before.setdefault(line.on, set()).add(line.code)
    codes = [units[0].code for units in groups]
    needed = {
        place: parents_on(units[0].code, setting=case.setting, on=units[0].on)
        for place, units in enumerate(groups)
        if is_add_on(units[0].code)
    }
    while True:
        known = {
            code for code, ruling in zip(codes, decided, strict=True) if ruling.outcome == REPORTED
        }
        orphans = [
            place
            for place, primary in needed.items()
            if decided[place].outcome == REPORTED
            and not primary & known
            and not primary & before.get(groups[place][0].on, set())
        ]
        if not orphans:
            return decided
        for place in orphans:
            code = codes[place]
            text = _why_alone(code, needed[place], decided)
            event = groups[place][0].event
            decided[place] = evolve(
                decided[place],
                outcome=NEEDS_DOCUMENTATION,
                candidates=(code,),
                reason=text,
                source="CMS, add-on code edits",
                questions=(ask("primary_code", text, owner="coder", event=event),),
            )


def _why_alone(code: str, needed: frozenset[str], rulings: Iterable[_Ruling]) -> str:
    """Why an add-on may not be reported with these lines."""
    if not needed:
        return f"{code} has no primary code in this setting"
    waiting = {
        each for ruling in rulings if ruling.outcome != REPORTED for each in ruling.candidates
    }
    if needed & waiting:
        return f"{code} goes with {' or '.join(sorted(needed & waiting))}, which is still open"
    return f"{code} needs a code such as {' or '.join(sorted(needed))}"
