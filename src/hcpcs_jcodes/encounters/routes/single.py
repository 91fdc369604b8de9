"""What is one unit each time: a pump that goes home, an on-body injector, a push into an artery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ...administration.rules import AdministrationRule
from ..decisions import Alternative
from ..events import Event
from ..supported import Support, unit_in_role, unit_of_code

__all__ = ["single_units"]

_PROLONGED: Final = "prolonged"
_IN_THE_OFFICE: Final = "started in the office"


def single_units(events: Sequence[Event], alternative: Alternative) -> list[Support]:
    """What each event supported by itself, with the reason of the row that it goes by."""
    return [_unit(event, alternative) for event in events]


def _dispute(ways: Mapping[str, AdministrationRule]) -> str:
    return (
        f"a pump that goes home: Medicare accepts {ways[_IN_THE_OFFICE].cpt}, other payers "
        f"{ways[_PROLONGED].cpt}"
    )


def _unit(event: Event, alternative: Alternative) -> Support:
    technique = event.counted_technique
    roles = (_IN_THE_OFFICE, _PROLONGED) if technique == "pump" else (technique,)
    ways = {role: way for role in roles if (way := event.way(technique, role)) is not None}
    if not ways:  # no code had the role yet on the date
        return unit_in_role(event, technique, roles[-1], str(event.charted))
    role = next(iter(ways))
    if len(ways) > 1:
        role = alternative.choice("home_pump", _dispute(ways))
    way = ways[role]
    counted = event.charted.spans if technique == "push" and event.charted.minutes else ()
    return unit_of_code(event, way.cpt, way.reason, source=way.source, counted=counted)
