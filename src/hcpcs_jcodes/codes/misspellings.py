"""Which name of a drug a misspelled word was meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

__all__ = ["Spelling", "is_slip"]

_SHORTEST: Final = 5
# a name of fewer letters resembles too many others to allow for two errors
_LONG: Final = 8
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# letters that sound alike, and are typed for each other
_ALIKE: Final = ("aeiouy", "ckqs", "sxz", "mn", "bp", "dt", "gj", "fv", "vw", "lr", "ij")


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


def is_slip(typed: str, meant: str) -> bool:
    """Whether the errors are those of a typist, and not the difference of two names.

    Many names of drugs differ in two letters: sufentanil and alfentanil, faropenem and
    meropenem. A slip is two neighbors swapped, a letter left out, a letter doubled or typed
    together with its neighbor on the keyboard, or one typed for another that sounds alike or
    is beside it. In a long name any one error is a slip, unless it is in the first letter.
    Two slips must be apart, the first letter right, and one of them in the second half: names
    of one class share their ends, and what comes before tells the drug.

    >>> is_slip("rituxamib", "rituximab"), is_slip("sufentanil", "alfentanil")
    (True, False)
    """
    errors = [*_errors(typed, meant)]
    if len(errors) == 1:
        ((at, is_typical),) = errors
        return is_typical or (at > 0 and len(meant) >= _LONG)
    places = [at for at, _ in errors]
    return (
        all(is_typical for _, is_typical in errors)
        and all(before - at > 1 for before, at in pairwise(places))
        and 0 not in places
        and max(places, default=len(meant)) * 2 >= len(meant)
    )


def _errors(typed: str, meant: str) -> Iterator[tuple[int, bool]]:
    """For each error, the last first, its place in the name and whether it is a typist's."""
    fewest = [*_rows_of_errors(typed, meant)]
    at, other = len(typed), len(meant)
    while at or other:
        now = fewest[at][other]
        letter, wanted = typed[at - 1 : at], meant[other - 1 : other]
        if at and other and letter == wanted and now == fewest[at - 1][other - 1]:
            at, other = at - 1, other - 1
        elif _are_swapped(typed, at, meant, other) and now == fewest[at - 2][other - 2] + 1:
            at, other = at - 2, other - 2
            yield other, True
        elif at and other and now == fewest[at - 1][other - 1] + 1:
            at, other = at - 1, other - 1
            yield other, letter in _NEAR.get(wanted, "")
        elif other and now == fewest[at][other - 1] + 1:
            other -= 1
            yield other, other > 0
        else:
            at -= 1
            beside = typed[at - 1 : at] + typed[at + 1 : at + 2]
            yield other, at > 0 and any(letter in each + _NEAR.get(each, "") for each in beside)


def errors_between(typed: str, meant: str, most: int) -> int:
    """The fewest errors that make one word of another; more than ``most`` if that is exceeded."""
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    row: list[int] = []
    for row in _rows_of_errors(typed, meant):
        if min(row) > most:
            return most + 1
    return row[-1]


def _rows_of_errors(typed: str, meant: str) -> Iterator[list[int]]:
    """The fewest errors between each beginning of one word and every beginning of the other."""
    before: list[int] = []
    last = list(range(len(meant) + 1))
    yield last
    for at, letter in enumerate(typed, 1):
        now = [at]
        for other, wanted in enumerate(meant, 1):
            fewest = min(last[other] + 1, now[-1] + 1, last[other - 1] + (letter != wanted))
            if at > 1 and other > 1 and letter == meant[other - 2] and typed[at - 2] == wanted:
                fewest = min(fewest, before[other - 2] + 1)
            now.append(fewest)
        yield now
        before, last = last, now


def _are_swapped(typed: str, at: int, meant: str, other: int) -> bool:
    """Whether the last two letters of the beginnings are the same two, swapped."""
    one, two = typed[:at][-2:], meant[:other][-2:]
    return len(one) > 1 and one == two[::-1]


def _letters(word: str) -> int:
    """The letters of a word as bits, one for a letter and one more if it occurs again."""
    bits = 0
    for letter in word:
        bit = 1 << ord(letter) % 29
        bits |= bit << 29 if bits & bit else bit
    return bits


def _neighbors() -> Mapping[str, str]:
    """For each letter those beside it on the keyboard, and those that sound like it."""
    places = {letter: (row, at) for row, text in enumerate(_ROWS) for at, letter in enumerate(text)}
    near = {}
    for letter, (row, at) in places.items():
        beside = {(row, at - 1), (row, at + 1), (row - 1, at), (row - 1, at + 1)}
        beside |= {(row + 1, at), (row + 1, at - 1)}
        keys = {other for other, place in places.items() if place in beside}
        near[letter] = "".join(sorted(keys.union(*(each for each in _ALIKE if letter in each))))
    return near


_NEAR: Final = _neighbors()
