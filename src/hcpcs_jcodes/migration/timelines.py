"""The picture of a history: years from left to right, a row for each code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from attrs import frozen

from ..codes.periods import coverage
from ..codes.successions import Succession
from ..display.svg import Drawing
from .uses import CodeUse

__all__ = ["timeline"]

_LEFT: Final = 60
_RIGHT: Final = 900
_WIDTH: Final = 960
_TOP: Final = 34
_ROW: Final = 46
_BAR: Final = 14
# from the top of a row to its bar
_BELOW: Final = 20
_CHARACTER: Final = 7
_LONGEST: Final = 80


@frozen
class _Chart:
    """The position of days and codes in the picture."""

    first: date
    last: date
    uses: Sequence[CodeUse]

    def x(self, day: date) -> int:
        """The pixel of a day; a day before the first is drawn at the edge."""
        passed = max((day - self.first).days, 0)
        return _LEFT + passed * (_RIGHT - _LEFT) // ((self.last - self.first).days + 1)

    def bar_of(self, code: str, day: date) -> int:
        """The upper edge of the bar of a code in force on a day."""
        place = next(
            place
            for place, use in enumerate(self.uses)
            if use.code == code
            and use.valid_from <= day
            and (use.valid_to is None or day <= use.valid_to)
        )
        return _TOP + _ROW * place + _BELOW


def timeline(code: str, uses: Sequence[CodeUse], successions: Sequence[Succession]) -> str:
    """The text of an SVG image of the history of a code.

    A bar is a period in force: black for the requested code, gray for the others. A tick
    in a bar is a change of wording. An arrow leads from the last day of a code to its
    successor, with the factor of the units if there is one; a dashed line is a gap in the
    use of one code. A bar that reaches the left edge began earlier; one that reaches the
    right edge is still active.
    """
    covered = coverage()
    start = max(min(use.valid_from for use in uses), covered.first)
    chart = _Chart(date(start.year, 1, 1), covered.last, uses)
    drawing = Drawing(
        _WIDTH,
        _TOP + _ROW * len(uses) + 10,
        f"history of {code}, {chart.first.year} to {chart.last.year}",
    )
    _years(drawing, chart)
    for use in uses:
        _use(drawing, chart, use, requested=use.code == code)
    sources = Counter(to_code for _, to_code in {(each.code, each.to_code) for each in successions})
    for step in successions:
        if step.since is not None and step.kind != "reused" and step.code != step.to_code:
            _arrow(drawing, chart, step, step.since, merges=sources[step.to_code] > 1)
    return drawing.svg()


def _years(drawing: Drawing, chart: _Chart) -> None:
    for year in range(chart.first.year, chart.last.year + 1):
        x = chart.x(date(year, 1, 1))
        drawing.line([(x, _TOP - 6), (x, drawing.height - 6)], "faint")
        drawing.text((x + 2, _TOP - 10), str(year), "small")


def _use(drawing: Drawing, chart: _Chart, use: CodeUse, *, requested: bool) -> None:
    bar = chart.bar_of(use.code, use.valid_from)
    ends = []
    for first, last in use.spans:
        left = chart.x(first)
        right = _RIGHT if last is None else chart.x(last)
        period = f"{first} to {last}" if last is not None else f"from {first}, still active"
        caption = f"{use.code}, {period}"
        drawing.bar((left, bar), (right - left, _BAR), "filled" if requested else "gray", caption)
        ends.append((left, right))
    for version in use.versions[1:]:
        x = chart.x(version.valid_from)
        drawing.line([(x, bar - 3), (x, bar + _BAR + 3)])
    for (_, right), (left, _) in pairwise(ends):
        drawing.line([(right, bar + _BAR // 2), (left, bar + _BAR // 2)], "dashed")
    latest = use.versions[-1]
    words = f"{use.code}  {latest.drug.name}, {latest.billing_unit}"
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    left = ends[0][0]
    look = "bold" if requested else "plain"
    if left + _CHARACTER * len(words) > _WIDTH:
        # to the left of a bar that begins late, with room for the factor of its arrow
        drawing.text((left - 40, bar + _BAR - 3), words, look, "end")
    else:
        drawing.text((left + 10, bar - 6), words, look)


def _arrow(drawing: Drawing, chart: _Chart, step: Succession, since: date, *, merges: bool) -> None:
    """An arrow from the end of one bar to the beginning of another."""
    above, below = chart.bar_of(step.code, step.until), chart.bar_of(step.to_code, since)
    left = chart.x(step.until)
    # a little inside the bar, so that the arrow meets it
    right = max(left, chart.x(since)) + 5
    middle = above + _BAR // 2
    edge = below if below > above else below + _BAR
    drawing.line([(left, middle), (right, middle), (right, edge)], arrow=True)
    if step.factor is not None:
        # at the end of the arrow that it shares with no other
        at = (left - 4, middle + 4) if merges else (chart.x(since) - 2, below + 8)
        drawing.text(at, f"x {step.factor}", "small", "end")
