"""How charts write drugs, places and times, and what is read from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timezone
from math import isnan
from typing import Final

from ..administration.minutes import Span, joined
from ..amounts.arguments import is_given, shown
from ..codes.code import JCode
from ..codes.shapes import shape
from ..errors import BadAdministration
from ..words import Side

__all__ = [
    "UNNAMED_SITE",
    "check_times",
    "fault_of_name",
    "from_start_to_stop",
    "read_pauses",
    "read_time",
    "site_and_sides",
    "tidy_drug",
    "tidy_site",
    "whole_minutes",
]

_LONGEST_NAME: Final = 150
# the site of everything charted without one
UNNAMED_SITE: Final = "1"
_LONGEST_DAYS: Final = 31
# what a time may be charted as; a missing value of pandas or NumPy is a missing time
ReadTime = datetime | str

_WRITTEN: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]"
    r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]{1,9})? ?"
    r"(?:(Z)|([+-][0-9]{2}):?([0-9]{2})?)?",
    re.IGNORECASE,
)
# 20250801T0930, the basic format of the same standard
_BASIC: Final = re.compile(
    "([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})?(?![0-9:])", re.IGNORECASE
)
_SIDES: Final[dict[str, Side]] = {
    "right": "right",
    "rt": "right",
    "r": "right",
    "left": "left",
    "lt": "left",
    "l": "left",
}
# the abbreviations of an eye stand alone: "os" is also a bone
_EYES: Final[dict[str, tuple[Side, ...]]] = {
    "od": ("right",),
    "os": ("left",),
    "ou": ("right", "left"),
}
# lumens of one catheter are one site
_LUMEN: Final = re.compile(
    r"\b(?:(?:red|white|blue|purple|brown|gr[ae]y|proximal|distal|medial|middle) lumen|lumen [a-z0-9])\b"
)
_BOTH: Final = frozenset({"both", "bilateral", "bilaterally"})


# --- drugs ----------------------------------------------------------------------------------


def tidy_drug(drug: object) -> object:
    """The code of a JCode, a code in capitals, or a name without spaces around it.

    >>> tidy_drug("j9312 "), tidy_drug("  insulin   lispro ")
    ('J9312', 'insulin lispro')
    """
    if isinstance(drug, JCode):
        return drug.code
    text = " ".join(drug.split()) if isinstance(drug, str) else drug
    if isinstance(text, str) and shape("charted code").fullmatch(text.upper()):
        return text.upper()
    return text


def fault_of_name(text: str) -> str:
    """Why a text is no name of a drug or site; "" if it may be one."""
    if not text.isprintable():
        return f"{shown(text)} has characters that do not print"
    if len(text) > _LONGEST_NAME:
        return f"{shown(text)} is too long for the name of a drug or site"
    return ""


# --- places ---------------------------------------------------------------------------------


def tidy_site(site: object) -> object:
    """A site as compared: without case, and without the lumen, since those of a catheter are one.

    >>> tidy_site("Left arm "), tidy_site("L. arm"), tidy_site("PICC, red lumen")
    ('left arm', 'left arm', 'picc')
    """
    if not isinstance(site, str):
        return site
    plain = _LUMEN.sub(" ", site.casefold())
    words = (_SIDES.get(word.strip(".,;"), word) for word in plain.split())
    return " ".join(words).strip(" ,;") or " ".join(site.split()).casefold()


def site_and_sides(site: str) -> tuple[str, tuple[Side, ...]]:
    """A place of which the body has two, without its side, and the sides that it names.

    >>> site_and_sides("right knee"), site_and_sides("os")
    (('knee', ('right',)), ('1', ('left',)))
    """
    if site in _EYES:
        return UNNAMED_SITE, _EYES[site]
    words = re.split(r"[ ,;()]+", site)
    named = dict.fromkeys(_SIDES[word] for word in words if word in _SIDES)
    sides: tuple[Side, ...] = ("right", "left") if _BOTH.intersection(words) else tuple(named)
    place = " ".join(word for word in words if word and word not in _SIDES)
    # an eye has no other place of its kind on its side
    return UNNAMED_SITE if place in {"", "eye"} else place, sides


# --- times ----------------------------------------------------------------------------------


def read_time(time: ReadTime | None) -> datetime:
    """A time with its UTC offset fixed, so that minutes are right across a clock change.

    Text is read as ISO 8601 writes it. A missing value is None, and what is no time is left as
    it is, for the caller to refuse.
    """
    given: object = time
    if type(given) is datetime and given.tzinfo is None:
        return given
    # a missing time in a column of objects is a float that is no number
    if not is_given(given) or (isinstance(given, float) and isnan(given)):
        return None  # type: ignore[return-value]
    if isinstance(given, str):
        given = _written(given)
    if not isinstance(given, datetime):
        return time  # type: ignore[return-value]
    offset = given.utcoffset()
    # a plain datetime, also from a timestamp of pandas
    return datetime(
        given.year,
        given.month,
        given.day,
        given.hour,
        given.minute,
        given.second,
        given.microsecond,
        None if offset is None else timezone(offset),
    )


def _written(text: str) -> datetime | None:
    plain = text.strip() if len(text) <= 60 else ""
    if basic := _BASIC.match(plain):
        year, month, date, hour, minute, second = basic.groups("00")
        plain = f"{year}-{month}-{date}T{hour}:{minute}:{second}{plain[basic.end() :]}"
    match = _WRITTEN.fullmatch(plain)
    if match is None:
        return None
    day, clock, utc, hours, minutes = match.groups()
    offset = "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""
    try:
        return datetime.fromisoformat(f"{day} {clock}{offset}")
    except ValueError:
        return None


def whole_minutes(time: datetime) -> datetime:
    """The minute of a time, as a clock without seconds shows it."""
    if time.second or time.microsecond:
        return time.replace(second=0, microsecond=0)
    return time


def read_pauses(pauses: Iterable[Span | tuple[ReadTime, ReadTime]]) -> tuple[Span, ...]:
    """The pauses in time order, in whole minutes; others are left as they are, to be refused."""
    if pauses == ():
        return ()
    try:
        spans = [each if isinstance(each, Span) else Span(*map(read_time, each)) for each in pauses]
        whole = [Span(whole_minutes(each.start), whole_minutes(each.stop)) for each in spans]
        if all(each.start <= each.stop for each in whole):
            return tuple(each for each in joined(whole) if each.minutes)
    except (TypeError, AttributeError):
        pass
    return (pauses,)  # type: ignore[return-value]


def check_times(start: object, stop: object, pauses: Iterable[object]) -> None:
    """Check that times are times, all with a time zone or all without one, in their order.

    Raises:
        BadAdministration: they are not.
    """
    times: list[tuple[str, str, object]] = [("start", "start", start)]
    if stop is not None:
        times.append(("stop", "stop", stop))
    spans: list[Span] = []
    for pause in pauses:
        if not isinstance(pause, Span):
            text = f"pauses={shown(pause)} are not pairs of times: pass [(start, stop), ...]"
            raise BadAdministration(pause, text, argument="pauses")
        spans.append(pause)
        times += [
            ("pauses", "the start of a pause", pause.start),
            ("pauses", "the stop of a pause", pause.stop),
        ]
    for argument, name, time in times:
        if not isinstance(time, datetime):
            raise BadAdministration(
                time,
                f"{name}={shown(time)} is not a date and time: pass "
                "datetime(2025, 8, 1, 9, 30) or '2025-08-01 09:30'",
                argument=argument,
            )
        assert isinstance(start, datetime)  # checked first
        if (time.tzinfo is None) != (start.tzinfo is None):
            text = f"start and {name}: one has a time zone, the other has none"
            raise BadAdministration(time, text, argument=argument)
    if isinstance(start, datetime) and isinstance(stop, datetime):
        _check_order(start, stop, spans)


def _check_order(start: datetime, stop: datetime, pauses: Iterable[Span]) -> None:
    """Check that it stops after it starts, and was paused between the two."""
    if stop < start:
        raise BadAdministration(stop, f"it stops at {stop}, before it starts", argument="stop")
    if (stop - start).days >= _LONGEST_DAYS:
        raise BadAdministration(stop, f"it lasts until {stop}: correct the dates", argument="stop")
    whole = from_start_to_stop(start, stop)
    for pause in pauses:
        if pause.overlap(whole) != pause or pause == whole:
            text = f"a pause from {pause.start} to {pause.stop} is not within its times"
            raise BadAdministration(pause.start, f"{text}: correct it", argument="pauses")


def from_start_to_stop(start: datetime, stop: datetime) -> Span:
    """The time between the two, in whole minutes."""
    return Span(whole_minutes(start), whole_minutes(stop))
