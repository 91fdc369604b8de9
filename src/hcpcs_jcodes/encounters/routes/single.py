"""What is one unit each time: a pump that goes home, an on-body injector, a push into an artery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from ..choices import Choices
from ..events import Event
from ..supported import Support, to_settle, unit_in_role, unit_of_code

__all__ = ["single_units"]

_PROLONGED: Final = "prolonged"
_IN_THE_OFFICE: Final = "started in the office"


def single_units(events: Sequence[Event], choices: Choices) -> list[Support]:
    """What each event supported by itself, with the reason of the row that it goes by."""
    return [_unit(event, choices) for event in events]


def _unit(event: Event, choices: Choices) -> Support:
    technique = event.counted_technique
    roles = (_IN_THE_OFFICE, _PROLONGED) if technique == "pump" else (technique,)
    ways = {role: way for role in roles if (way := event.way(technique, role)) is not None}
    way = next(iter(ways.values())) if len(ways) == 1 else ways.get(choices.home_pump or "")
    if not ways:  # no code had the role yet on the date
        supported = unit_in_role(event, technique, roles[-1], str(event.charted))
    elif way is None:
        text = (
            f"a pump that goes home: Medicare accepts {ways[_IN_THE_OFFICE].cpt}, other payers "
            f"{ways[_PROLONGED].cpt}; choose home_pump="
        )
        codes = tuple(each.cpt for each in ways.values())
        supported = to_settle(event, text, ways[_PROLONGED].source, codes)
    else:
        span = event.charted.span
        counted = (span,) if technique == "push" and span is not None and span.minutes else ()
        supported = unit_of_code(event, way.cpt, way.reason, source=way.source, counted=counted)
    # drugs that share an access site are distinct services at another one
    return evolve(supported, site=event.charted.site) if event.by_access_site else supported
