"""The tables of transitions, and the promises that every row must keep."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO

from hcpcs_jcodes.codes.successions import TRANSITION_COLUMNS
from hcpcs_jcodes.units.conversions import conversion

from ..datapackage import table_text
from .candidates import (
    Ending,
    History,
    PackageMove,
    candidates_of,
    endings_of,
    package_moves,
)
from .transitions import (
    REJECT_COLUMNS,
    Decision,
    Rows,
    Settled,
    Transition,
    settle,
)

__all__ = ["broken_promises", "transition_tables", "transition_texts"]


def broken_promises(
    history: History, endings: Iterable[Ending], settled: Settled, moves: Iterable[PackageMove]
) -> list[str]:
    """Each promise of the table that a row breaks; any of them stops the build."""
    rows = settled.transitions
    broken = [promise for row in rows for promise in _broken_by(history, row)]
    targets: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
    for row in rows:
        if row.kind not in {"reused", "ended"}:
            targets[row.code, row.until].add(row.to_code)
    for row in rows:
        several = len(targets[row.code, row.until]) > 1
        if row.kind not in {"reused", "ended"} and (row.kind == "split") != several:
            broken.append(f"{_named(row)}: {row.kind}, with {len(targets[row.code, row.until])}")
        if row.kind == "ended" and targets[row.code, row.until]:
            broken.append(f"{_named(row)}: ended, but another code follows")
    pairs = {(row.code, row.to_code) for row in rows}
    pairs |= {(item.candidate.code, item.candidate.to_code) for item in settled.rejected}
    broken += [f"{move}: unexplained" for move in moves if (move.code, move.to_code) not in pairs]
    answered = {(row.code, row.until) for row in rows}
    return broken + [
        f"{ending.code} {ending.until}: no row"
        for ending in endings
        if ending.ends and (ending.code, ending.until) not in answered
    ]


def _named(row: Transition) -> str:
    return f"{row.code} {row.until} to {row.to_code or 'nothing'}"


def _broken_by(history: History, row: Transition) -> list[str]:
    old = history.on(row.code, row.until)
    if old is None:
        return [f"{_named(row)}: {row.code} is not in force on its last day"]
    if row.kind == "ended":
        return [] if not row.to_code else [f"{_named(row)}: ended, but names a code that follows"]
    assert row.since is not None
    new = history.on(row.to_code, row.since)
    if new is None:
        return [f"{_named(row)}: {row.to_code} is not in force on {row.since}"]
    broken = []
    if row.since <= old.first:
        broken.append(f"{_named(row)}: it does not move forward")
    if row.kind != "reused" and (row.factor, row.convert) != conversion(old.unit, new.unit):
        broken.append(f"{_named(row)}: the factor is not the ratio of the units")
    if not row.evidence:
        broken.append(f"{_named(row)}: no evidence")
    if row.kind == "split" and not (row.split_by and row.takes):
        broken.append(f"{_named(row)}: nothing distinguishes the targets of the split")
    return broken


def transition_tables(
    codes: Rows,
    evidence: Rows,
    packages: Sequence[Mapping[str, str]],
    decisions: Rows,
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]], list[str]]:
    """The rows of both tables, and everything that stops the build."""
    history = History.of_rows(codes)
    endings = endings_of(history)
    moves = package_moves(packages)
    candidates = candidates_of(history, evidence, moves)
    listed: dict[str, str] = {}
    for row in packages:
        listed[row["code"]] = max(listed.get(row["code"], ""), row["last"])
    reviewed = [Decision(**row) for row in decisions]
    settled = settle(history, endings, candidates, reviewed, listed)
    problems = [
        *settled.undecided,
        *broken_promises(history, endings, settled, moves),
    ]
    transitions = sorted(row.cells() for row in settled.transitions)
    return transitions, sorted(item.cells() for item in settled.rejected), problems


_MADE_FROM = ("codes", "evidence", "ndc", "transition_decisions")


def transition_texts(tables: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The texts of both tables, from those of the tables that they are built from.

    Returns:
        The texts by name, and what must be decided before they can be written.
    """
    rows, rejects, undecided = transition_tables(
        *(list(csv.DictReader(StringIO(tables[name], newline=""))) for name in _MADE_FROM)
    )
    made = {
        "transitions": table_text(TRANSITION_COLUMNS, rows),
        "transition_rejects": table_text(REJECT_COLUMNS, rejects),
    }
    return made, undecided
