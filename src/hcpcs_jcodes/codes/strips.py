"""The picture of what is included: a strip of quarters for each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..display.svg import Drawing

__all__ = ["coverage_strips"]

_LEFT: Final = 190
_TOP: Final = 40
_ROW: Final = 22
_STEP: Final = 11
_BOX: Final = 9
# complete and dated; partial or transcribed; otherwise known from the quarters around it
_LOOK_OF: Final[Mapping[str, str]] = {"O": "filled", "C": "filled", "D": "open", "T": "open"}
_LEGEND: Final = (
    "black: as published or complete; outline: transcribed or without dates; gray: from the "
    "quarters around it"
)


def coverage_strips(
    quarters: Sequence[str], strips: Mapping[str, Sequence[tuple[Sequence[str], str]]]
) -> str:
    """The text of an SVG image: tables from top to bottom, quarters from left to right.

    Args:
        quarters: every quarter, in order.
        strips: for each table, its quarters with the grade that they share.
    """
    drawing = Drawing(
        _LEFT + _STEP * len(quarters) + 10,
        _TOP + _ROW * len(strips) + 30,
        f"what {len(strips)} tables include, quarter by quarter, {quarters[0]} to {quarters[-1]}",
    )
    at = {quarter: _LEFT + _STEP * place for place, quarter in enumerate(quarters)}
    for quarter, x in at.items():
        if quarter.endswith("Q1"):
            drawing.line([(x, _TOP - 8), (x, drawing.height - 26)], "faint")
            drawing.text((x + 2, _TOP - 12), quarter[:4], "small")
    for place, (name, graded) in enumerate(strips.items()):
        top = _TOP + _ROW * place
        drawing.text((4, top + _BOX + 1), name)
        for listed, grade in graded:
            for quarter in listed:
                look = _LOOK_OF.get(grade, "gray")
                corner, size = (at[quarter] + 1, top), (_BOX, _BOX + 2)
                drawing.bar(corner, size, look, f"{name} {quarter}: {grade}")
    drawing.text((4, drawing.height - 8), _LEGEND, "small")
    return drawing.svg()
