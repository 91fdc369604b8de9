"""Which name of a drug a misspelled word was meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["Spelling"]

_SHORTEST: Final = 5
# a name of fewer letters resembles too many others to allow for two errors
_LONG: Final = 8


class Spelling:
    """The words of names, searched for those within one error, or two in a long word.

    An error is a letter too many, too few or wrong, or two neighbors swapped.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Keep those that are long enough to be corrected to."""
        known: dict[int, list[tuple[str, int]]] = {}
        for word in {*words}:
            if len(word) >= _SHORTEST and word.isalpha():
                known.setdefault(len(word), []).append((word, _letters(word)))
        self._known: Mapping[int, list[tuple[str, int]]] = {
            length: sorted(listed) for length, listed in known.items()
        }

    def closest(self, word: str) -> tuple[str, ...]:
        """The words with the fewest errors, if these are few enough; () if there are none.

        >>> Spelling(["rituximab", "eculizumab"]).closest("rituximb")
        ('rituximab',)
        """
        if len(word) < _SHORTEST:
            return ()
        most = allowed_errors(word)
        letters = _letters(word)
        found: list[tuple[int, str]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            for known, others in self._known.get(length, ()):
                # one error changes at most two letters of those that only one of both has
                if (letters ^ others).bit_count() <= 2 * most:
                    errors = errors_between(word, known, most)
                    if errors <= most:
                        found.append((errors, known))
        fewest = min((errors for errors, _ in found), default=0)
        return tuple(known for errors, known in found if errors == fewest)


def allowed_errors(word: str) -> int:
    """How many errors are corrected: one in a word of fewer than eight letters, otherwise two."""
    return 1 if len(word) < _LONG else 2


def errors_between(typed: str, meant: str, most: int) -> int:
    """The fewest errors that make one word of another; more than ``most`` if that is exceeded."""
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for at, letter in enumerate(typed, 1):
        now = [at]
        for other, wanted in enumerate(meant, 1):
            fewest = min(last[other] + 1, now[-1] + 1, last[other - 1] + (letter != wanted))
            if at > 1 and other > 1 and letter == meant[other - 2] and typed[at - 2] == wanted:
                fewest = min(fewest, before[other - 2] + 1)
            now.append(fewest)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]


def _letters(word: str) -> int:
    """The letters of a word as bits, one for a letter and one more if it occurs again."""
    bits = 0
    for letter in word:
        bit = 1 << ord(letter) % 29
        bits |= bit << 29 if bits & bit else bit
    return bits
