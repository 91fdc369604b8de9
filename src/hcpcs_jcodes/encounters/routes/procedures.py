"""Drugs given by a procedure of its own: into an eye, a joint, the bladder and other places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from attrs import evolve

from ...administration.ways import codes_in_role
from ...amounts.arguments import shown
from ...errors import BadAdministration
from ...words import SIDES
from ..decisions import Alternative
from ..events import Event, in_time
from ..families import Fit
from ..reading import UNNAMED_SITE
from ..supported import MANUAL, Support, nothing, to_settle, unit_of_code

__all__ = ["procedures"]

_BOTH: Final = "NCCI Policy Manual, ch. I §V"
_JOINT: Final = "intra-articular"
_MODIFIER: Final = dict(zip(SIDES, ("RT", "LT"), strict=True))

# a code, its date and the body site: what is done there is one procedure
_Place = tuple[str, date, str]


def procedures(
    fits: Sequence[tuple[Event, Fit]], alternative: Alternative, *, pump_starts: frozenset[date]
) -> list[Support]:
    """What the procedures support: one unit per body site, whatever the number of drugs.

    Args:
        fits: each event with the codes that may go with it.
        alternative: what the caller chose, and an answer to everything else.
        pump_starts: the dates on which a pump that goes home was started.
    """
    supported: list[Support] = []
    done: dict[_Place, dict[str, tuple[Event, str, str]]] = {}
    # codes for an additional limb, level or nerve, each with the codes it needs one of
    needed: dict[str, tuple[str, ...]] = {}
    for event, fit in sorted(fits, key=lambda entry: in_time(entry[0])):
        known = _known(event, fit)
        if not isinstance(known, tuple):
            supported.append(known)
            continue
        code, reason, source = known
        charted = event.charted
        needed |= {option.code: option.beside for option in fit.options if option.beside}
        if code in codes_in_role("refill") and charted.start.date() in pump_starts:
            supported.append(nothing(event, "the first fill is part of starting the pump", MANUAL))
        elif charted.paired and not charted.side:
            text = f"{reason}: chart the side, right or left"
            supported.append(to_settle(event, "side", text, source, (code,), argument="side"))
        else:
            sides = done.setdefault((code, charted.start.date(), charted.site), {})
            if charted.side in sides:
                supported.append(nothing(event, "given in the same procedure", MANUAL))
            else:
                sides[charted.side] = event, reason, source
    dated = {(code, on) for code, on, _ in done}
    for (code, on, site), sides in done.items():
        if code in needed and dated.isdisjoint((first, on) for first in needed[code]):
            events = (event for event, _, _ in sides.values())
            text = f"{code} goes with {' or '.join(needed[code])}: document it"
            supported += [
                to_settle(event, "primary_code", text, "administration_rules.csv", (code,))
                for event in events
            ]
        else:
            supported += [
                evolve(each, site=site) for each in _of_sides(code, site, sides, alternative)
            ]
    return supported


def _known(event: Event, fit: Fit) -> tuple[str, str, str] | Support:
    """The code with its reason and source; if none is known, what is open or why nothing.

    Raises:
        BadAdministration: the charted procedure does not go with the drug.
    """
    wanted = event.charted.procedure
    options = {option.code: option for option in fit.options}
    if event.charted.technique == "none" and not options:
        return nothing(event, "taken or applied without a procedure", "administration_rules.csv")
    if wanted:
        if options and wanted not in options:
            possible = " or ".join(options)
            raise BadAdministration(
                wanted,
                f"{event.named}: procedure={shown(wanted)} does not go with this drug and route: pass "
                f"{possible}",
                argument="procedure",
                event=event.number,
            )
        option = options.get(wanted)
        if option is None:
            return wanted, "the charted procedure", "the chart"
        return wanted, option.reason, option.source
    accepted = [option for option in fit.options if option.outcome == "accepted"]
    same_role = [option for option in fit.options if accepted and option.role == accepted[0].role]
    if len(same_role) == 1 == len(accepted):
        return accepted[0].code, accepted[0].reason, accepted[0].source
    if not options:
        source = "administration_rules.csv"
        return to_settle(event, "procedure", fit.open, source, (), argument="procedure")
    listed = same_role or fit.options
    text = f"{listed[0].reason}; pass procedure="
    codes = tuple(option.code for option in listed)
    return to_settle(event, "procedure", text, listed[0].source, codes, argument="procedure")


def _of_sides(
    code: str, site: str, sides: dict[str, tuple[Event, str, str]], alternative: Alternative
) -> Iterator[Support]:
    """One procedure on one side, or on both."""
    for event, reason, source in sides.values():
        side = event.charted.side
        if len(sides) > 1 and event.charted.route == _JOINT and site == UNNAMED_SITE:
            text = f"{reason}, on both sides: chart the joint in site=, to show that it is the same"
            yield to_settle(event, "side", text, _BOTH, (code,), argument="site")
        elif len(sides) == 1 or alternative.choice("both_sides") == "RT and LT":
            modifiers = (_MODIFIER[side],) if side else ()
            yield unit_of_code(event, code, reason, source=source, modifiers=modifiers)
        elif event is next(iter(sides.values()))[0]:
            text = f"{reason}, on both sides"
            yield unit_of_code(event, code, text, source=_BOTH, modifiers=("50",))
        else:
            yield nothing(event, "the other side, on the line with modifier 50", _BOTH)
