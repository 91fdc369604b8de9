"""The paths from a code on one day to the codes that replace it on another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from .ledger import code_ledger, row_on, same_use
from .rows import AT
from .successions import Succession, all_successions

__all__ = ["Branch", "Chosen", "Path", "linked_text", "paths_between"]

DAY = timedelta(days=1)


@frozen
class Branch:
    """One of the codes that a code has become, or that it has come from.

    Attributes:
        code: the code; "" if there is none.
        day: a day on which it stands for the same drug, from which the path continues.
        succession: the row that leads to it; None if the code simply stayed in
            force while others were merged into it.
    """

    code: str
    day: date
    succession: Succession | None


@frozen
class Path:
    """One path to another day.

    Attributes:
        code: the code at its end; "" if the path leads to no code on that day.
        steps: the successions on it, from the earlier date to the later.
        lost: the succession at which the path ends without a code: nothing follows, or
            the day is in a gap; None if it leads to a code, or to a date before which
            nothing is known.
        chosen_by: the caller's arguments that chose it among others.
    """

    code: str
    steps: tuple[Succession, ...] = ()
    lost: Succession | None = None
    chosen_by: frozenset[str] = frozenset()


@frozen
class Chosen:
    """Which of several branches are followed.

    Attributes:
        branches: the branches.
        by: the caller's arguments that chose them; empty if all are followed.
    """

    branches: Sequence[Branch]
    by: frozenset[str] = frozenset()


Choice = Callable[[Sequence[Branch]], Chosen]


def paths_between(code: str, on: date, to: date, choose: Choice = Chosen) -> list[Path]:
    """Every path from a code on one day to another day, forward or backward.

    Args:
        code: a code in force on that day.
        on: the day.
        to: the day to go to.
        choose: which of several branches to follow; all of them by default.
    """
    if to >= on:
        return list(_forward(code, on, to, choose, Path(code)))
    backward = _backward(code, on, to, choose, Path(code))
    return [evolve(path, steps=path.steps[::-1]) for path in backward]


def linked_text(code: str, day: date) -> str:
    """The codes that follow a code on a day on which it is not in force, in words.

    Args:
        code: a code that is in force on another day.
        day: a day on which it is not.

    Returns:
        The codes that follow it; the codes that precede it if it was not in force yet; each
        with its date if it is not in force on the day either. "" if the data do not show any.

    >>> linked_text("J9310", date(2025, 8, 1)), linked_text("J9312", date(2018, 6, 1))
    ('followed by J9312', 'preceded by J9310')
    """
    rows = code_ledger().rows(code)
    lasts = [last for row in rows if (last := row[AT["valid_to"]]) and last < day.isoformat()]
    known = date.fromisoformat(lasts[-1] if lasts else rows[0][AT["valid_from"]])
    paths = paths_between(code, known, day)
    linked = {path.code for path in paths if path.code and row_on(path.code, day) is not None}
    ends = [path.lost for path in paths if path.lost is not None]
    if not linked:
        linked = {
            f"{end.to_code} from {end.since}" if lasts else f"{end.code} to {end.until}"
            for end in ends
            if end.since
        }
    if linked:
        return f"{'followed' if lasts else 'preceded'} by {' or '.join(sorted(linked))}"
    return "no code follows it" if ends else ""


def _forward(code: str, day: date, to: date, choose: Choice, so_far: Path) -> Iterator[Path]:
    listed = all_successions().after.get(code, ())
    until = next((found.until for found in listed if day <= found.until < to), None)
    if until is None:
        yield evolve(so_far, code=code)
        return
    branches = [
        Branch(found.to_code, max(found.since or day, day), found)
        for found in listed
        if found.until == until and found.kind != "reused"
    ]
    chosen = choose(branches)
    for branch in chosen.branches:
        longer = _extended(so_far, branch, chosen.by)
        found = branch.succession
        assert found is not None  # forward, each branch is a row
        if found.since is None or found.since > to:
            yield evolve(longer, lost=found)
        else:
            yield from _forward(branch.code, branch.day, to, choose, longer)


def _extended(so_far: Path, branch: Branch, by: frozenset[str]) -> Path:
    """A path with one more branch, whose final code is not known yet."""
    step = () if branch.succession is None else (branch.succession,)
    return Path("", (*so_far.steps, *step), chosen_by=so_far.chosen_by | by)


def _backward(code: str, day: date, to: date, choose: Choice, so_far: Path) -> Iterator[Path]:
    listed = all_successions().before.get(code, ())
    starts = [found.since for found in listed if found.since and to < found.since <= day]
    if not starts:
        yield evolve(so_far, code=code if same_use(code, day, to) else "")
        return
    since = starts[-1]
    branches = [
        Branch(found.code, min(found.until, since - DAY), found)
        for found in listed
        if found.since == since and found.kind != "reused"
    ]
    if code not in {branch.code for branch in branches} and same_use(code, since - DAY, since):
        branches.append(Branch(code, since - DAY, None))
    if not branches:
        yield evolve(so_far, code="")
    chosen = choose(branches)
    for branch in chosen.branches:
        longer = _extended(so_far, branch, chosen.by)
        found = branch.succession
        if found is not None and found.until < to:
            yield evolve(longer, lost=found)
        else:
            yield from _backward(branch.code, branch.day, to, choose, longer)
