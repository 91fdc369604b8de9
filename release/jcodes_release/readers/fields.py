"""How single fields are written in CMS files: dates, texts, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from ..releases.records import UnreadableSource

__all__ = ["calendar_date", "decode", "join_description", "text_or_none"]

_LONGEST = 32_767  # characters in a cell of a workbook
_COMPACT = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_AMERICAN = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


def decode(content: bytes) -> str:
    """Decode UTF-8 (with or without a mark) or else Windows-1252, as CMS mixes them.

    Raises:
        UnreadableSource: the bytes are neither.
    """
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSource("the file is no text: its bytes are neither UTF-8 nor Windows-1252")


def text_or_none(value: object) -> str | None:
    """The text of a cell without surrounding blanks; None if it is empty.

    Raises:
        UnreadableSource: no cell of a workbook could be so long.
    """
    if value is None:
        return None
    text = str(value)
    if len(text) > _LONGEST:
        raise UnreadableSource(f"a cell has {len(text):,} characters: {text[:40]!r}...")
    return text.replace("\xa0", " ").strip() or None


def calendar_date(value: object) -> date | None:
    """A date cell in any of CMS's forms: 20250401, 2025-04-01, 04/01/2025, a workbook date."""
    if isinstance(value, datetime):
        return value.date()
    text = text_or_none(value)
    if text is None:
        return None
    text = text.removesuffix(".0")
    if match := _COMPACT.fullmatch(text):
        year, month, day = match.groups()
    elif match := _AMERICAN.fullmatch(text):
        month, day, year = match.groups()
    else:
        raise UnreadableSource(f"{text!r} is not a date in any of CMS's forms")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UnreadableSource(f"{text!r} is not a day of the calendar") from None


def join_description(parts: Iterable[object]) -> str | None:
    """Join the lines of a long description, which CMS breaks between words."""
    words = [text for part in parts if (text := text_or_none(part))]
    return " ".join(words) or None
