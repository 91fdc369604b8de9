"""The picture of an encounter: hours from left to right, a row for each administration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from ..administration.minutes import Span, joined
from ..display.svg import Drawing
from .charting import Administration
from .supported import NEEDS_DOCUMENTATION, REPORTED, Support

__all__ = ["encounter_timeline"]

_LEFT: Final = 20
_RIGHT: Final = 900
_WIDTH: Final = 960
_TOP: Final = 34
_ROW: Final = 46
_BAR: Final = 14
_HOUR: Final = timedelta(hours=1)
# what takes no time is drawn as wide as this
_MOMENT: Final = 4
_LONGEST: Final = 120
# hours between two lines of the scale, so that it has at most 24 steps
_STEPS: Final = (1, 2, 4, 6, 12, 24, 24 * 7)


@frozen
class _Scale:
    """Where times are placed on the picture."""

    first: datetime
    last: datetime

    def x(self, time: datetime) -> int:
        """The pixel of a time."""
        return _LEFT + (time - self.first) * (_RIGHT - _LEFT) // (self.last - self.first)

    @property
    def hours(self) -> list[datetime]:
        """The times at which the scale has a line."""
        length = self.last - self.first
        step = next((hours * _HOUR for hours in _STEPS if length <= 24 * hours * _HOUR), length)
        return [self.first + number * step for number in range(length // step + 1)]


def encounter_timeline(
    administrations: Sequence[Administration], supported: Sequence[Support]
) -> str:
    """The text of an SVG image of an encounter.

    A dashed outline is the time charted, without pauses, a black bar the part of it that was
    counted, and a gray bar what still needs documentation. Above each are the drug and what it
    supported.
    """
    stops = [each.stop or each.start for each in administrations]
    first = min(each.start for each in administrations).replace(minute=0, second=0, microsecond=0)
    last = max(*stops, first + _HOUR)
    scale = _Scale(first, last)
    drawing = Drawing(
        _WIDTH,
        _TOP + _ROW * len(administrations) + 10,
        f"{len(administrations)} administrations from {first:%Y-%m-%d %H:%M}",
    )
    for time in scale.hours:
        x = scale.x(time)
        drawing.line([(x, _TOP - 6), (x, drawing.height - 6)], "faint")
        drawing.text((x + 2, _TOP - 10), f"{time:%H:%M}", "small")
    ordered = sorted(enumerate(administrations, start=1), key=lambda each: (each[1].start, each[0]))
    for place, (number, charted) in enumerate(ordered):
        own = [each for each in supported if each.event == number]
        _row(drawing, scale, _TOP + _ROW * place, charted, own)
    return drawing.svg()


def _row(
    drawing: Drawing, scale: _Scale, top: int, charted: Administration, supported: Sequence[Support]
) -> None:
    bar = top + 20
    left = scale.x(charted.start)
    open_ = any(each.outcome == NEEDS_DOCUMENTATION for each in supported)
    for span in charted.spans or (Span(charted.start, charted.start),):
        at = scale.x(span.start)
        width = max(scale.x(span.stop) - at, _MOMENT)
        drawing.bar((at, bar), (width, _BAR), "gray" if open_ else "uncounted", str(charted))
    counted = [span for each in supported for span in each.counted]
    for span in joined(counted):
        start, stop = scale.x(span.start), scale.x(span.stop)
        label = f"{span.minutes} minutes counted"
        drawing.bar((start, bar), (stop - start, _BAR), "filled", label)
    reported = [each for each in supported if each.outcome == REPORTED]
    if reported and not counted:
        drawing.bar((left, bar), (_MOMENT, _BAR), "filled", "takes no time")
    words = f"{charted}: {_codes_of(supported)}"
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    if left > (_LEFT + _RIGHT) // 2:
        drawing.text((_WIDTH - 6, top + 14), words, anchor="end")
    else:
        drawing.text((left, top + 14), words)


def _codes_of(supported: Sequence[Support]) -> str:
    """The codes that an administration supported, with their units."""
    codes = [each.code for each in supported if each.outcome == REPORTED]
    shown = [f"{code} x {codes.count(code)}" for code in dict.fromkeys(codes)]
    shown += [
        f"{' or '.join(each.candidates)}?"
        for each in supported
        if each.outcome == NEEDS_DOCUMENTATION
    ]
    return ", ".join(shown) or "nothing"
