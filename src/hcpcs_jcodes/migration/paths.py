"""The ways from a code on one day to the codes that stand for it on another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen

from ..codes.ledger import same_life
from ..codes.successions import Succession, successions

__all__ = ["Branch", "Way", "ways"]

DAY = timedelta(days=1)


@frozen
class Branch:
    """One of the codes that a code has become, or that it has come from.

    Attributes:
        code: the code; "" where there is none.
        day: a day on which it stands for the same, from where the way goes on.
        succession: the row that leads there; None where the code simply stayed in
            force while others were merged into it.
    """

    code: str
    day: date
    succession: Succession | None


@frozen
class Way:
    """One way to another day.

    Attributes:
        code: the code at its end; "" where the way leads to no code on that day.
        steps: the successions on it, from the earlier date to the later.
        lost: the succession at which the way ends without a code: nothing follows, or
            the day lies in a gap; None where it leads to a code, or to a time before
            which nothing is known.
    """

    code: str
    steps: tuple[Succession, ...] = ()
    lost: Succession | None = None


Choice = Callable[[Sequence[Branch]], Sequence[Branch]]


def ways(code: str, on: date, to: date, choose: Choice = lambda branches: branches) -> list[Way]:
    """Every way from a code on one day to another day, forward or backward.

    Args:
        code: a code in force on that day.
        on: the day.
        to: the day to go to.
        choose: which of several branches to follow; all of them by default.
    """
    if to >= on:
        return list(_forward(code, on, to, choose, ()))
    return [Way(way.code, way.steps[::-1], way.lost) for way in _backward(code, on, to, choose, ())]


def _forward(
    code: str, day: date, to: date, choose: Choice, steps: tuple[Succession, ...]
) -> Iterator[Way]:
    listed = successions().after.get(code, ())
    until = next((found.until for found in listed if day <= found.until < to), None)
    if until is None:
        yield Way(code, steps)
        return
    branches = [
        Branch(found.to_code, max(found.since or day, day), found)
        for found in listed
        if found.until == until and found.kind != "reused"
    ]
    for branch in choose(branches):
        found = branch.succession
        assert found is not None  # forward, each branch is a row
        if found.since is None or found.since > to:
            yield Way("", (*steps, found), found)
        else:
            yield from _forward(branch.code, branch.day, to, choose, (*steps, found))


def _backward(
    code: str, day: date, to: date, choose: Choice, steps: tuple[Succession, ...]
) -> Iterator[Way]:
    listed = successions().before.get(code, ())
    starts = [found.since for found in listed if found.since and to < found.since <= day]
    if not starts:
        yield Way(code if same_life(code, day, to) else "", steps)
        return
    since = starts[-1]
    branches = [
        Branch(found.code, min(found.until, since - DAY), found)
        for found in listed
        if found.since == since and found.kind != "reused"
    ]
    if code not in {branch.code for branch in branches} and same_life(code, since - DAY, since):
        branches.append(Branch(code, since - DAY, None))
    if not branches:
        yield Way("", steps)
    for branch in choose(branches):
        found = branch.succession
        passed = steps if found is None else (*steps, found)
        if found is not None and found.until < to:
            yield Way("", passed, found)
        else:
            yield from _backward(branch.code, branch.day, to, choose, passed)
