"""Every way to settle what an encounter leaves open, tried one after the other.

The code of an encounter asks an ``Alternative`` wherever something is open: a choice that the
caller left open, the family of a drug, a stop time, the main reason for the visit. What it
answers is a way to settle everything; all ways are tried, and then compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import prod
from typing import Final

from attrs import frozen

from ..payers.choices import Choices
from .decisions import Alternative, Key, Point
from .supported import Support

__all__ = ["Result", "Tried", "tried"]

# an encounter is worked out this often at most, divided by the number of its events, and at
# least as often as there are first, middle and last answers to each question
_MOST_WORK: Final = 2000
_LEAST: Final = 16


@frozen
class Result:
    """What an encounter supports in one alternative.

    Attributes:
        settled: which option of each point it was.
        points: the points that were met.
        supported: the units, and the reasons for none.
    """

    settled: Mapping[Key, int]
    points: Mapping[Key, Point]
    supported: Sequence[Support]


@frozen
class Tried:
    """What an encounter supports in the alternatives.

    Attributes:
        outcomes: one for each alternative that was tried.
        all_tried: whether these are all.
    """

    outcomes: Sequence[Result]
    all_tried: bool

    @property
    def points(self) -> dict[Key, Point]:
        """Every point that was met."""
        found: dict[Key, Point] = {}
        for outcome in self.outcomes:
            found.update(outcome.points)
        return found


_Settle = Callable[[Alternative], Sequence[Support]]


def tried(settle: _Settle, choices: Choices, size: int) -> Tried:
    """What an encounter supports in every alternative, or in enough of them.

    Args:
        settle: what it supports in one alternative.
        choices: what the caller chose.
        size: the number of events, which bounds how many alternatives are tried.
    """
    first = _outcome(settle, choices, {})
    if not first.points:
        return Tried([first], all_tried=True)
    most = max(_LEAST, _MOST_WORK // size)
    if prod(len(point.options) for point in first.points.values()) <= most:
        outcomes = [first]
        waiting = [*_others(first, 0)]
        while waiting and len(outcomes) < most:
            settled = waiting.pop()
            outcomes.append(_outcome(settle, choices, settled))
            waiting += _others(outcomes[-1], len(settled))
        if not waiting:
            return Tried(outcomes, all_tried=True)
    return Tried(_some(settle, choices, most), all_tried=False)


def _outcome(
    settle: _Settle, choices: Choices, settled: Mapping[Key, int], usual: int = 0
) -> Result:
    alternative = Alternative(choices, settled, usual)
    supported = settle(alternative)
    points = alternative.met
    return Result(
        {key: alternative.option(point) for key, point in points.items()}, points, supported
    )


def _others(outcome: Result, known: int) -> Iterator[dict[Key, int]]:
    """The alternatives that differ from one in a point that was met after the known ones.

    Points are always met in the same order, so that the known ones are the first.
    """
    keys = list(outcome.points)
    for place in range(known, len(keys)):
        before = {key: outcome.settled[key] for key in keys[:place]}
        for option in range(len(outcome.points[keys[place]].options) - 1, 0, -1):
            yield {**before, keys[place]: option}


def _some(settle: _Settle, choices: Choices, most: int) -> list[Result]:
    """Some alternatives, as many as the bound allows, and the same ones each time.

    First all points at their first options, all at their last and so on; then each option of each
    point while the others stay so, which shows what a line depends on; then mixtures.
    """
    outcomes: list[Result] = []
    points: dict[Key, Point] = {}
    usual = 0
    while not outcomes or usual < max(len(point.options) for point in points.values()):
        outcomes.append(_outcome(settle, choices, {}, usual))
        points.update(outcomes[-1].points)
        usual += 1
    settled = [*_one_by_one(points, usual), *_mixtures(points, most)]
    outcomes += [
        _outcome(settle, choices, *each) for each in settled[: max(0, most - len(outcomes))]
    ]
    return outcomes


# which option of some points it is, and of all others
_Settled = tuple[dict[Key, int], int]


def _one_by_one(points: Mapping[Key, Point], most: int) -> Iterator[_Settled]:
    """Each option of each point, while the others are all the last, all the first and so on."""
    for usual in (*range(most - 1, 0, -1), 0):
        for key, point in points.items():
            for option in range(len(point.options)):
                if option != min(usual, len(point.options) - 1):
                    yield {key: option}, usual


def _mixtures(points: Mapping[Key, Point], number: int) -> Iterator[_Settled]:
    """Options of all points, mixed as at random."""
    from random import Random  # only where much is open

    random = Random(0)  # noqa: S311 - the same mixtures each time, not a secret
    for _ in range(number):
        yield {key: random.randrange(len(point.options)) for key, point in points.items()}, 0
