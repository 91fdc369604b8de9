"""What became of every code that ended or changed: ``data/transitions.csv``.

Named rules settle most candidates; what they leave open is settled by a row of
``transition_decisions.csv``, which also overrules them. What neither settles is
undecided and stops the build.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from hcpcs_jcodes.codes.successions import EVERY_OTHER, TRANSITION_COLUMNS
from hcpcs_jcodes.tables import LIST_SEPARATOR
from hcpcs_jcodes.units.conversions import conversion

from .candidates import DAY, Candidate, Ending, History
from .rules import Rules, Verdict

__all__ = [
    "REJECT_COLUMNS",
    "Decision",
    "Rejected",
    "Settled",
    "Transition",
    "settle",
]

REJECT_COLUMNS = ("code", "until", "to_code", "since", "traces", "rule", "reason")

Rows = Iterable[Mapping[str, str]]

FIRST_CROSSWALK = date(2024, 3, 31)
"""The last day of the first quarter whose crosswalk is included."""
_UNSPECIFIED = "not otherwise specified"


@frozen
class Decision:
    """A row of ``transition_decisions.csv``.

    ``decision`` is "confirm" or "reject" for a candidate, "add" for a succession
    that left no trace, "ended" if nothing follows, "describe" to say more about a
    row that the rules produce. ``since`` is "" if the files state it.
    """

    code: str
    until: str
    to_code: str
    since: str
    decision: str
    kind: str
    split_by: str
    takes: str
    note: str
    reason: str
    evidence: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Its subject: the code, the last day of its meaning, the other code."""
        return self.code, self.until, self.to_code


@frozen
class Transition:
    """One row of ``transitions.csv``."""

    code: str
    until: date
    to_code: str
    since: date | None
    kind: str
    split_by: str = ""
    takes: str = ""
    factor: Fraction | None = None
    convert: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""

    @property
    def gap_days(self) -> int | None:
        """Days with neither code between the two; negative for days with both."""
        return None if self.since is None else (self.since - self.until - DAY).days

    def cells(self) -> tuple[str, ...]:
        """The cells of the row."""
        values = {
            "since": self.since or "",
            "factor": "" if self.factor is None else self.factor,
            "gap_days": "" if self.gap_days is None else self.gap_days,
            "evidence": LIST_SEPARATOR.join(self.evidence),
        }
        return tuple(str(values.get(name, getattr(self, name))) for name in TRANSITION_COLUMNS)


@frozen
class Rejected:
    """A candidate that is not a succession, with the rule and the reason."""

    candidate: Candidate
    rule: str
    reason: str

    def cells(self) -> tuple[str, ...]:
        """The cells of the row."""
        found = self.candidate
        traces = LIST_SEPARATOR.join(found.traces)
        ends = (found.code, str(found.until), found.to_code, str(found.since))
        return (*ends, traces, self.rule, self.reason)


@frozen
class Settled:
    """The outcome: rows, rejected candidates, and what is still undecided."""

    transitions: Sequence[Transition]
    rejected: Sequence[Rejected]
    undecided: Sequence[str]


_SPLIT_BY = (
    ("labelers", "labeler"),
    ("brands", "product"),
    ("routes", "route"),
    ("indications", "indication"),
    ("forms", "formulation"),
)


def settle(
    history: History,
    endings: Iterable[Ending],
    candidates: Sequence[Candidate],
    decisions: Iterable[Decision],
    listed: Mapping[str, str],
) -> Settled:
    """Settle every ending and every candidate by the rules and the decisions.

    Kinds, the first that applies: "split" if more than one code follows the same
    meaning (a code that stays active alongside its new siblings follows itself); the
    ledger's own word if the only follower is the same number; "merged" if the
    follower was in force before or takes another code's products on that day too;
    otherwise "replaced". A reused number is "reused" and does not count toward a
    split: it is not a succession.

    Args:
        history: the versions of all codes.
        endings: the meanings that need an answer.
        candidates: the traces that lead from one code to another.
        decisions: what people decided.
        listed: the last quarter whose crosswalk lists a package of a code.
    """
    work = _Settling(history, decisions)
    rules = Rules(history, candidates)
    for candidate in candidates:
        work.weigh(candidate, rules)
    work.add_decided(listed)
    for ending in endings:
        if ending.following:
            work.change_in_place(ending)
    _add_parents(history, work.found)
    rows = _described(history, work.found, work.decided, work.used)
    undecided = [
        *work.undecided,
        *_without_row(endings, work.found, work.rejected),
    ]
    undecided += [
        f"decision that matches nothing: {' '.join(key)}" for key in work.decided.keys() - work.used
    ]
    return Settled(rows, sorted(work.rejected, key=Rejected.cells), sorted(undecided))


class _Settling:
    """The rows found so far, what was rejected, what is still undecided."""

    def __init__(self, history: History, decisions: Iterable[Decision]) -> None:
        self.history = history
        self.decided = {decision.key: decision for decision in decisions}
        self.used: set[tuple[str, str, str]] = set()
        self.found: dict[tuple[str, date, str], Transition] = {}
        self.rejected: list[Rejected] = []
        self.undecided: list[str] = []

    def weigh(self, candidate: Candidate, rules: Rules) -> None:
        """Settle a candidate by the decision about it, otherwise by the rules."""
        key = candidate.code, str(candidate.until), candidate.to_code
        decision = self.decided.get(key)
        verdict: Verdict | None
        if decision is not None and decision.decision in {"confirm", "reject"}:
            self.used.add(key)
            verdict = "decision", decision.reason if decision.decision == "reject" else ""
        else:
            verdict = rules.verdict(candidate)
        if verdict is None:
            traces = LIST_SEPARATOR.join(candidate.traces)
            self.undecided.append(f"{' '.join(key)} (from {candidate.since}): {traces}")
        elif verdict[1]:
            self.rejected.append(Rejected(candidate, *verdict))
        else:
            ends = candidate.code, candidate.until, candidate.to_code, candidate.since
            self._keep(Transition(*ends, "", evidence=candidate.traces))

    def add_decided(self, listed: Mapping[str, str]) -> None:
        """Add the successions that people decided beyond the candidates."""
        for decision in self.decided.values():
            if decision.decision in {"add", "ended"}:
                self.used.add(decision.key)
                self._keep(_added(self.history, decision, listed))

    def change_in_place(self, ending: Ending) -> None:
        """A code that continues, or comes back, with another meaning follows itself."""
        key = ending.code, str(ending.until), ending.code
        decision = self.decided.get(key)
        if decision is not None and decision.decision == "reject":
            self.used.add(key)
            since = ending.since or ending.until
            changed = Candidate(ending.code, ending.until, ending.code, since, ("in place",))
            self.rejected.append(Rejected(changed, "decision", decision.reason))
        else:
            self._keep(_in_place(self.history, ending))

    def _keep(self, row: Transition) -> None:
        """Keep a row, unless a decision gives it a day on which the code is not in force."""
        missing = [
            f"{code} is not in force on {day}: correct {row.code} {row.until} "
            f"{row.to_code or 'nothing'} in transition_decisions.csv"
            for code, day in ((row.code, row.until), (row.to_code, row.since))
            if day is not None and self.history.on(code, day) is None
        ]
        self.undecided += missing
        if not missing:
            self.found[row.code, row.until, row.to_code] = row


def _added(history: History, decision: Decision, listed: Mapping[str, str]) -> Transition:
    until = date.fromisoformat(decision.until)
    since = date.fromisoformat(decision.since or str(until + DAY))
    evidence = tuple(decision.evidence.split(LIST_SEPARATOR))
    if decision.decision == "ended":
        meaning = history.on(decision.code, until)
        others = history.substances.get(meaning.substance, ()) if meaning else ()
        if not any(other.last is None or other.last > until for other in others):
            evidence = ("no code of the substance in any later release", *evidence)
        if until >= FIRST_CROSSWALK:
            last = listed.get(decision.code)
            shown = f"last package in the crosswalk {last}" if last else "no package in a crosswalk"
            evidence = (*evidence[:-1], shown, evidence[-1])
        return Transition(decision.code, until, "", None, "ended", evidence=evidence)
    return Transition(
        decision.code, until, decision.to_code, since, decision.kind, evidence=evidence
    )


def _in_place(history: History, ending: Ending) -> Transition:
    assert ending.since is not None
    after = history.at(ending.code, ending.since)
    # a code that comes back keeps its wording: only its dates are published
    trace = f"CMS wording {after.release}"
    if ending.following == "reinstated":
        trace = f"CMS dates {ending.since.year}Q{(ending.since.month + 2) // 3}"
    kind = "rescoped" if ending.following == "changed" else ending.following
    return Transition(
        ending.code,
        ending.until,
        ending.code,
        ending.since,
        kind,
        evidence=(trace,),
        note=f"The number now stands for another drug: {after.name}." if kind == "reused" else "",
    )


def _add_parents(history: History, found: dict[tuple[str, date, str], Transition]) -> None:
    """A code that stays active alongside siblings split from it follows itself."""
    for (code, until, _), row in list(found.items()):
        if row.kind == "replaced":
            continue  # a person decided that it ended, although no file on hand states it
        own = code, until, code
        if own not in found and history.on(code, until + DAY):
            found[own] = Transition(
                code, until, code, until + DAY, "", evidence=("it stays in force",)
            )


def _described(
    history: History,
    found: Mapping[tuple[str, date, str], Transition],
    decided: Mapping[tuple[str, str, str], Decision],
    used: set[tuple[str, str, str]],
) -> list[Transition]:
    """The rows with kind, factor and what distinguishes the targets of a split."""
    followers: defaultdict[tuple[str, date], list[Transition]] = defaultdict(list)
    into: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
    for row in found.values():
        if row.kind not in {"reused", "ended"}:
            followers[row.code, row.until].append(row)
        if row.since is not None and row.kind != "reused":
            into[row.to_code, row.since].add(row.code)
    rows = []
    for key, row in found.items():
        siblings = followers[row.code, row.until]
        decision = decided.get((key[0], str(key[1]), key[2]))
        full = _with_units(history, row)
        if row.kind not in {"reused", "ended"}:
            full = _with_kind(history, full, siblings, into)
        if decision is not None and decision.decision != "reject":
            used.add(decision.key)
            full = _with_decision(full, decision)
        rows.append(full)
    return sorted(rows, key=Transition.cells)


def _with_units(history: History, row: Transition) -> Transition:
    if row.since is None or row.kind == "reused":
        return row
    old, new = history.at(row.code, row.until), history.at(row.to_code, row.since)
    factor, convert = conversion(old.unit, new.unit)
    return evolve(row, factor=factor, convert=convert)


def _with_kind(
    history: History,
    row: Transition,
    siblings: Sequence[Transition],
    into: Mapping[tuple[str, date], set[str]],
) -> Transition:
    assert row.since is not None
    if len(siblings) > 1:
        split_by, takes = _distinguished(history, row, siblings)
        return evolve(row, kind="split", split_by=split_by, takes=takes)
    if row.to_code == row.code:
        takes = _newly_scoped(history, row) if row.kind == "rescoped" else ""
        return evolve(row, takes=takes)
    existed = any(
        meaning.first < row.since <= row.until + DAY
        for meaning in history.codes[row.to_code]
        if meaning.last is None or meaning.last >= row.until
    )
    merged = existed or len(into[row.to_code, row.since]) > 1
    return evolve(row, kind="merged" if merged else "replaced")


def _newly_scoped(history: History, row: Transition) -> str:
    """What a change in place limits the code to; "" if it adds no limit."""
    old, new = history.at(row.code, row.until), history.at(row.to_code, row.since or row.until)
    own = {name: new.scope[name] - old.scope[name] for name in new.scope}
    limits = [value for name, _ in _SPLIT_BY for value in sorted(own[name])]
    # an exclusion may be worded as one ("not for use when self-administered")
    limits += [
        value if value.startswith("not ") else f"all but {value}"
        for value in sorted(own["exclusions"])
    ]
    return LIST_SEPARATOR.join(limit for limit in limits if limit != _UNSPECIFIED)


def _distinguished(
    history: History, row: Transition, siblings: Sequence[Transition]
) -> tuple[str, str]:
    """What kind of name distinguishes this target of a split, and the names it takes.

    Any one of several names identifies it: "invega hafyera; invega trinza".
    """
    news = [history.at(other.to_code, other.since) for other in siblings if other.since is not None]
    own = next(new for new in news if new.code == row.to_code)
    by: list[str] = []
    own_by: list[str] = []
    takes: list[str] = []
    for name, split_by in _SPLIT_BY:
        common = frozenset.intersection(*(new.scope[name] for new in news))
        if any(new.scope[name] - common for new in news):
            by.append(split_by)
        if named := sorted(own.scope[name] - common - {_UNSPECIFIED}):
            own_by.append(split_by)
            takes += named
    return (own_by or by or [""])[0], LIST_SEPARATOR.join(takes) or EVERY_OTHER


def _with_decision(row: Transition, decision: Decision) -> Transition:
    given: dict[str, Any] = {
        name: getattr(decision, name)
        for name in ("kind", "split_by", "takes", "note")
        if getattr(decision, name)
    }
    if row.kind == "ended":
        why = f"{decision.reason[:1].upper()}{decision.reason[1:]}."
        given["note"] = " ".join(filter(None, (why, decision.note)))
    added = [
        trace for trace in decision.evidence.split(LIST_SEPARATOR) if trace not in row.evidence
    ]
    return evolve(row, **given, evidence=(*row.evidence, *filter(None, added)))


def _without_row(
    endings: Iterable[Ending],
    found: Mapping[tuple[str, date, str], Transition],
    rejected: Iterable[Rejected],
) -> list[str]:
    answered = {(code, until) for code, until, _ in found}
    answered |= {
        (item.candidate.code, item.candidate.until)
        for item in rejected
        if item.candidate.traces == ("in place",)
    }
    return [
        f"{ending.code} {ending.until}: no row or decision says what follows"
        for ending in endings
        if (ending.code, ending.until) not in answered
    ]
