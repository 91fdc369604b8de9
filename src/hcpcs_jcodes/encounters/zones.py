"""Time zones: the clocks by which a chart has its dates of service."""

from __future__ import annotations

from datetime import datetime, tzinfo

from attrs import evolve

from ..amounts.arguments import shown
from ..errors import BadAdministration
from .charting import Administration
from .reading import read_time

__all__ = ["in_zone", "zone_of"]


def zone_of(zone: object) -> tzinfo:
    """A time zone from its name, such as "America/Chicago".

    Raises:
        BadAdministration: there is no such time zone on this machine.
    """
    if isinstance(zone, tzinfo):
        return zone
    from zoneinfo import ZoneInfo

    if isinstance(zone, str):
        try:
            return ZoneInfo(zone)
        except (LookupError, ValueError, OSError):
            pass
    raise BadAdministration(
        zone,
        f"zone={shown(zone)} is not a time zone: pass one such as 'America/Chicago'",
        argument="zone",
    )


def _time_in(zone: tzinfo, time: datetime, event: int) -> datetime:
    """A time as clocks in a zone show it, with its offset fixed.

    Raises:
        BadAdministration: the time has no time zone, or is at the end of the calendar.
    """
    if time.tzinfo is None:
        raise BadAdministration(
            time,
            f"zone=: {time} has no time zone, and is read as local time: omit zone=, or chart "
            "times with their UTC offset",
            argument="zone",
            event=event,
        )
    try:
        return read_time(time.astimezone(zone))
    except OverflowError as error:
        raise BadAdministration(
            time, f"{time} cannot be moved to {zone}", argument="zone", event=event
        ) from error


def in_zone(charted: Administration, zone: tzinfo, event: int) -> Administration:
    """An administration by the clocks of a time zone.

    Raises:
        BadAdministration: its times have no time zone.
    """
    return evolve(
        charted,
        start=_time_in(zone, charted.start, event),
        stop=charted.stop and _time_in(zone, charted.stop, event),
        pauses=[
            (_time_in(zone, each.start, event), _time_in(zone, each.stop, event))
            for each in charted.pauses
        ],
    )
