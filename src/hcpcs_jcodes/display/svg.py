"""A small SVG image: black on white, its texts selectable and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import define, field

from .html import escaped

__all__ = ["Drawing", "Point"]

Point = tuple[int, int]

# attributes and no style sheet: its rules would reach the page that shows the image
_LOOKS: Final[Mapping[str, str]] = {
    "plain": 'font-size="12"',
    "bold": 'font-size="12" font-weight="bold"',
    "small": 'font-size="10"',
    "filled": 'fill="#000" stroke="#000"',
    "gray": 'fill="#ccc" stroke="#000"',
    "open": 'fill="#fff" stroke="#000"',
    "uncounted": 'fill="#fff" stroke="#000" stroke-dasharray="3 3"',
    "line": 'fill="none" stroke="#000"',
    "faint": 'fill="none" stroke="#bbb"',
    "dashed": 'fill="none" stroke="#000" stroke-dasharray="3 3"',
}
# a white rim keeps text readable where a line passes behind it
_RIM: Final = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
# images on one page share this name: it is the same arrowhead in each
_ARROW: Final = "hcpcs-jcodes-arrow"
_ARROWHEAD: Final = (
    f'<defs><marker id="{_ARROW}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#000"/></marker></defs>'
)


@define
class Drawing:
    """An image that is drawn part by part; positions and lengths are whole pixels.

    Attributes:
        width, height: of the image.
        title: what it shows, in one sentence, for screen readers.
    """

    width: int
    height: int
    title: str
    _parts: list[str] = field(factory=list, init=False, repr=False)

    def text(self, at: Point, text: str, look: str = "plain", anchor: str = "start") -> None:
        """A line of text; ``anchor`` is the part of it at the point: start, middle or end."""
        self._parts.append(
            f'<text x="{at[0]}" y="{at[1]}" text-anchor="{anchor}" {_LOOKS[look]} {_RIM}>'
            f"{escaped(text)}</text>"
        )

    def bar(self, corner: Point, size: Point, look: str, says: str) -> None:
        """A bar, at least one pixel wide, with an explanation on hover."""
        self._parts.append(
            f'<rect x="{corner[0]}" y="{corner[1]}" width="{max(size[0], 1)}" height="{size[1]}" '
            f"{_LOOKS[look]}><title>{escaped(says)}</title></rect>"
        )

    def line(self, points: Sequence[Point], look: str = "line", *, arrow: bool = False) -> None:
        """A line through points, with an arrowhead at its end on request."""
        path = "L".join(f"{x} {y}" for x, y in points)
        head = f' marker-end="url(#{_ARROW})"' if arrow else ""
        self._parts.append(f'<path d="M{path}" {_LOOKS[look]}{head}/>')

    def svg(self) -> str:
        """The image as text."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{self.width}" '
            f'height="{self.height}" viewBox="0 0 {self.width} {self.height}" '
            f'font-family="sans-serif"><title>{escaped(self.title)}</title>{_ARROWHEAD}'
            f'<rect width="{self.width}" height="{self.height}" fill="#fff"/>'
            f"{''.join(self._parts)}</svg>\n"
        )
