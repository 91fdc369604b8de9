"""The fixed words of a chart in every spelling of `charted_words.csv`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, TypeVar

from ..amounts.arguments import LONGEST_TEXT
from ..tables import check_header, read_table

__all__ = ["word_meant"]

Word = TypeVar("Word", bound=str)

_COLUMNS: Final = ("argument", "written", "word", "source")
# a hyphen is a blank, and an apostrophe may be a typesetter's
_ALIKE: Final = str.maketrans("-_\u2010\u2011\u2012\u2013\u2019", "      '")


def word_meant(argument: str, text: object, words: Sequence[Word]) -> Word | None:
    """The fixed word that a text means; None if it means none of them.

    Args:
        argument: the argument for which it is written, such as "container".
        text: what was written: case does not matter, nor a blank for a hyphen.
        words: the fixed words of that argument.

    Source: `charted_words.csv`.

    >>> word_meant("container", "SDV", ("single-dose", "multi-dose"))
    'single-dose'
    """
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        return None
    for word in words:
        if word == text:
            return word  # in most charts
    plain = _plain(text)
    meant = _spellings().get((argument, plain), plain)
    return next((word for word in words if _plain(word) == _plain(meant)), None)


@cache
def _spellings() -> Mapping[tuple[str, str], str]:
    header, *rows = read_table("charted_words")
    check_header("charted_words", header, _COLUMNS)
    return {(argument, written): word for argument, written, word, _ in rows}


def _plain(text: str) -> str:
    return " ".join(text.translate(_ALIKE).casefold().split())
