"""The fixed-width alphanumeric file, 293 positions (2011-2013) or 320 (since 2016).

Source: the record layout that CMS ships beside the file. Only the first line of
a code (record id 3, or 7 for a modifier) carries data after position 91; the
lines that continue a long description (4, or 8) may be cut off after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..releases.records import Record, UnreadableSource
from .fields import calendar_date, join_description, text_or_none

__all__ = ["looks_fixed_width", "read_fixed_width"]

_LINE = re.compile(r"^.{5}[0-9]{5}[3478]")
_FIRST = {"3", "7"}
_WIDTH = 293


def looks_fixed_width(text: str) -> bool:
    """Whether the text has lines in the record layout."""
    return any(_LINE.match(line) for line in text.splitlines()[:40])


def _groups(text: str) -> Iterator[list[str]]:
    """The lines of each code together; anything before the first is preamble."""
    group: list[str] = []
    lines = (line.rstrip("\r") for line in text.split("\n"))
    for number, line in enumerate(lines, start=1):
        if not _LINE.match(line):
            if group and line.strip("\x1a \xa0"):
                raise UnreadableSource(f"line {number} is not in the record layout: {line[:60]!r}")
            continue
        if line[10] in _FIRST:
            if group:
                yield group
            group = [line]
        elif group and line[:5] == group[0][:5]:
            group.append(line)
        else:
            raise UnreadableSource(f"line {number} continues {line[:5]!r}, which is not open")
    if group:
        yield group


def _restore_columns(line: str) -> str:
    """Pad a cut line, and undo a tab (one line of 2012) that shifted the columns after it."""
    if "\t" in line:
        line = line.replace("\t", " " * (1 + max(0, _WIDTH - len(line))), 1)
    return line.ljust(_WIDTH)


def read_fixed_width(text: str) -> Iterable[Record]:
    """Read every code and modifier of the file."""
    for lines in _groups(text):
        first = _restore_columns(lines[0])
        yield Record(
            # the first line of the 2011 file begins with a stray backquote
            code=first[:5].strip(" `"),
            long_description=join_description(line[11:91] for line in (first, *lines[1:])),
            short_description=text_or_none(first[91:119]),
            added=calendar_date(first[268:276]),
            action_date=calendar_date(first[276:284]),
            ended=calendar_date(first[284:292]),
            action=text_or_none(first[292:293]),
            cross_references=tuple(
                text for i in range(204, 229, 5) if (text := first[i : i + 5].strip())
            ),
            coverage=text_or_none(first[229:230]),
            betos=text_or_none(first[256:259]),
        )
