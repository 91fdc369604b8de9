"""What may have become of a code: candidates from CMS's own files.

Four traces lead from one code to another: a cross-reference in the release, a
package whose NDC moves from one code to the other between two quarters, two wordings of
one substance where the first ends when the second begins, and a new code for part of what
one that stays active stood for. A trace is not yet
an answer: rules and people decide (``transitions``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import field, frozen

from hcpcs_jcodes.codes.code import BillingUnit, comparing_form
from hcpcs_jcodes.codes.rows import unit_of_cells

__all__ = [
    "Candidate",
    "Ending",
    "History",
    "Meaning",
    "PackageMove",
    "candidates_of",
    "endings_of",
    "package_moves",
    "since_of",
]

Rows = Iterable[Mapping[str, str]]

DAY = timedelta(days=1)
FIRST_DAY = date(2011, 1, 1)
"""The first day of the coverage; a related code may end on the day before it."""
_OVERLAP = timedelta(days=366)
_GAP = timedelta(days=10)
_IN_PLACE = frozenset({"rescoped", "redefined", "changed"})
_SALTS = frozenset(
    "acetate bitartrate calcium citrate hcl hydrochloride maleate mesylate phosphate potassium "
    "sodium succinate sulfate tartrate".split()
)
_SUFFIX = re.compile(r"-[a-z]{4}\b")
_WORD = re.compile(r"[a-z0-9]+")
_SCOPES = ("labelers", "brands", "routes", "indications", "exclusions", "forms")


def _list(text: str) -> frozenset[str]:
    return frozenset(text.split("; ")) if text else frozenset()


@frozen
class Meaning:
    """One version of one code, reduced to what successions depend on."""

    code: str
    first: date
    last: date | None
    begins: str
    name: str
    drug: str
    substance: str
    salt: str
    unit: BillingUnit = field(eq=False)
    scope: Mapping[str, frozenset[str]] = field(eq=False)
    not_equivalent_to: frozenset[str] = frozenset()
    release: str = ""
    text: str = ""

    @classmethod
    def of_row(cls, row: Mapping[str, str]) -> Meaning:
        """The meaning that a row of ``codes.csv`` states."""
        return cls(
            code=row["code"],
            first=date.fromisoformat(row["valid_from"]),
            last=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            begins=row["begins"],
            name=row["drug"],
            drug=comparing_form(row["drug"]),
            substance=_bare(row["substance"]),
            salt=_salt(row["drug"], row["substance"]),
            unit=unit_of_cells(row),
            scope={name: _list(row[name]) for name in _SCOPES},
            not_equivalent_to=frozenset(code.upper() for code in _list(row["not_equivalent_to"])),
            release=row["releases"][:6],
            text=row["long_description"] or row["short_description"],
        )

    @property
    def is_injection(self) -> bool:
        """Whether it is not oral or inhaled."""
        return not self.scope["routes"] & {"oral", "inhalation", "through dme"}


def _bare(substance: str) -> str:
    """A substance without its salt and without the four-letter suffix of a biological."""
    words = _WORD.findall(_SUFFIX.sub("", substance.casefold()))
    return " ".join(word for word in words if word not in _SALTS)


def _salt(drug: str, substance: str) -> str:
    """The words of the drug's name that the substance lacks: its salt or ester."""
    known = set(_WORD.findall(substance.casefold()))
    # "in sodium chloride" is the diluent, not the salt
    own = drug.casefold().replace("hcl", "hydrochloride").partition(" in ")[0]
    words = _WORD.findall(own)
    return " ".join(word for word in words if word not in known)


@frozen
class History:
    """The versions of all codes, by code and in order, and by substance."""

    codes: Mapping[str, Sequence[Meaning]]
    substances: Mapping[str, Sequence[Meaning]]

    @classmethod
    def of_rows(cls, rows: Rows) -> History:
        """The history that the rows of ``codes.csv`` state."""
        codes: defaultdict[str, list[Meaning]] = defaultdict(list)
        substances: defaultdict[str, list[Meaning]] = defaultdict(list)
        for row in rows:
            meaning = Meaning.of_row(row)
            codes[meaning.code].append(meaning)
            if meaning.substance:
                substances[meaning.substance].append(meaning)
        for listed in codes.values():
            listed.sort(key=lambda meaning: meaning.first)
        return cls(dict(codes), dict(substances))

    def on(self, code: str, day: date) -> Meaning | None:
        """The version of a code in force on a day."""
        for meaning in self.codes.get(code, ()):
            if meaning.first <= day and (meaning.last is None or day <= meaning.last):
                return meaning
        return None

    def at(self, code: str, day: date) -> Meaning:
        """The version of a code that is known to be in force on a day."""
        meaning = self.on(code, day)
        assert meaning is not None
        return meaning

    def ends(self, meaning: Meaning) -> bool:
        """Whether the code itself ends with this version, at least for a time."""
        return meaning.last is not None and self.on(meaning.code, meaning.last + DAY) is None


@frozen(order=True)
class Ending:
    """The last day of one meaning of a code, and what follows under the same number.

    ``following`` is "" if the code ends, otherwise how the next version begins:
    "rescoped", "redefined", "changed" at once, "reused", "reinstated" after a gap.
    """

    code: str
    until: date
    since: date | None
    following: str
    ends: bool


def endings_of(history: History) -> list[Ending]:
    """Every meaning that ended or changed and needs an answer."""
    endings = []
    for code, listed in history.codes.items():
        for meaning, after in pairwise([*listed, None]):
            if meaning is None or meaning.last is None:
                continue
            ends = history.ends(meaning)
            covered = meaning.last >= (FIRST_DAY if code[0] == "J" else FIRST_DAY - DAY)
            if after is None:
                if covered:
                    endings.append(Ending(code, meaning.last, None, "", ends))
            elif (covered and (ends or after.begins in _IN_PLACE)) or after.begins == "reused":
                endings.append(Ending(code, meaning.last, after.first, after.begins, ends))
    return sorted(endings)


@frozen(order=True)
class Candidate:
    """A possible succession from one meaning to a code, with the traces that show it.

    ``since`` is the first day on which ``to_code`` stands for what ``code`` stood
    for until then.
    """

    code: str
    until: date
    to_code: str
    since: date
    traces: tuple[str, ...] = ()


@frozen(order=True)
class PackageMove:
    """Packages that the crosswalk lists under one code in a quarter and another in the next."""

    code: str
    to_code: str
    before: str
    after: str
    packages: tuple[str, ...]

    def __str__(self) -> str:
        return f"NDC {self.before}-{self.after} ({_counted(self.packages)})"


def _counted(packages: Sequence[str]) -> str:
    return f"{len(packages)} NDC{'s' if len(packages) > 1 else ''}"


def package_moves(rows: Rows) -> list[PackageMove]:
    """The moves of packages from one quarter included to the next, from the rows of ``ndc.csv``."""
    spans = [(row["ndc"], row["code"], row["first"], row["last"]) for row in rows]
    # in every quarter included some row begins or ends; in a missing one, none
    quarters = sorted({quarter for *_, first, last in spans for quarter in (first, last)})
    listed: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for package, code, first, last in spans:
        for quarter in quarters[quarters.index(first) : quarters.index(last) + 1]:
            listed[package][quarter].add(code)
    moves: defaultdict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for package, by_quarter in listed.items():
        for before, after in pairwise(sorted(by_quarter)):
            gone = by_quarter[before] - by_quarter[after]
            # a package listed under both codes and then under one has moved too
            taken = by_quarter[after] - by_quarter[before] or by_quarter[after]
            for code in gone:
                for to_code in taken:
                    moves[code, to_code, before, after].append(package)
    return sorted(PackageMove(*key, tuple(sorted(found))) for key, found in moves.items())


def _quarter_start(quarter: str) -> date:
    return date(int(quarter[:4]), 3 * int(quarter[5]) - 2, 1)


def candidates_of(
    history: History,
    evidence: Rows,
    moves: Iterable[PackageMove],
) -> list[Candidate]:
    """The candidates from all traces, merged by succession.

    Args:
        history: the versions of all codes.
        evidence: the rows of ``evidence.csv``, for the cross-references.
        moves: the packages that change code between crosswalk quarters.
    """
    found: defaultdict[tuple[str, date, str, date], dict[str, None]] = defaultdict(dict)
    for candidate in (
        *_cross_references(history, evidence),
        *_moved(history, moves),
        *_of_one_substance(history),
        *_taken_from_a_parent(history),
    ):
        key = candidate.code, candidate.until, candidate.to_code, candidate.since
        found[key] |= dict.fromkeys(candidate.traces)
    return sorted(Candidate(*key, tuple(traces)) for key, traces in found.items())


def since_of(history: History, until: date, to_code: str) -> date | None:
    """The first day of a code after, or shortly before, another ended; None if there is none.

    A code that began within the year before overlaps the old one; an older code
    takes the products over on the day after.
    """
    for meaning in history.codes.get(to_code, ()):
        if meaning.begins in {"added", "reused"} and until - _OVERLAP <= meaning.first:
            if meaning.first <= until + _GAP:
                return meaning.first
        elif history.on(to_code, until + DAY) is not None:
            return until + DAY
    return None


def _cross_references(history: History, evidence: Rows) -> Iterator[Candidate]:
    """The codes named in the rows of an ended code, with the earliest release that names them."""
    named: dict[tuple[str, date, str], str] = {}
    for row in evidence:
        if not row["ended"]:
            continue
        until = date.fromisoformat(row["ended"])
        for to_code in row["cross_references"].split():
            if until >= FIRST_DAY - DAY:
                release = row["releases"][:6]
                key = row["code"], until, to_code
                named[key] = min(named.get(key, release), release)
    for (code, until, to_code), release in named.items():
        known = any(meaning.last == until for meaning in history.codes.get(code, ()))
        since = since_of(history, until, to_code)
        if known:
            # CMS may name a code that did not begin near that date: a person decides
            yield Candidate(
                code, until, to_code, since or until + DAY, (f"cross-reference {release}",)
            )


def _moved(history: History, moves: Iterable[PackageMove]) -> Iterator[Candidate]:
    for move in moves:
        begins = _quarter_start(move.before), _quarter_start(move.after) + timedelta(days=92)
        endings = [
            meaning.last
            for meaning in history.codes.get(move.code, ())
            if meaning.last and history.ends(meaning) and begins[0] <= meaning.last <= begins[1]
        ]
        starts = [
            meaning.first
            for meaning in history.codes.get(move.to_code, ())
            if meaning.begins == "added" and begins[0] < meaning.first <= begins[1]
        ]
        if endings:
            until = endings[0]
            yield Candidate(
                move.code,
                until,
                move.to_code,
                since_of(history, until, move.to_code) or until + DAY,
                (str(move),),
            )
        else:
            since = starts[0] if starts else _quarter_start(move.after)
            yield Candidate(move.code, since - DAY, move.to_code, since, (str(move),))


def _of_one_substance(history: History) -> Iterator[Candidate]:
    """Codes of the substance of an ended one that begin near its end."""
    for listed in history.codes.values():
        for meaning in listed:
            until = meaning.last
            covered = FIRST_DAY if meaning.code[0] == "J" else FIRST_DAY - DAY
            if until is None or until < covered or not history.ends(meaning):
                continue
            for other in history.substances.get(meaning.substance, ()):
                near = max(meaning.first, until - _OVERLAP) < other.first <= until + _GAP
                if other.code == meaning.code or not near:
                    continue
                trace = "same substance" + (", dates meet" if other.first == until + DAY else "")
                if other.begins not in {"added", "reused"}:
                    if other.first != until + DAY:
                        continue
                    trace = f"CMS wording {other.release} (scope changed the day after)"
                yield Candidate(meaning.code, until, other.code, other.first, (trace,))
            for code in meaning.not_equivalent_to & history.codes.keys():
                if history.on(code, until + DAY):
                    trace = f"CMS wording {meaning.release} (was not therapeutically equivalent)"
                    yield Candidate(meaning.code, until, code, until + DAY, (trace,))


def _taken_from_a_parent(history: History) -> Iterator[Candidate]:
    """New codes for part of what a code that stays active stood for."""
    for listed in history.codes.values():
        new = listed[0]
        if new.first <= FIRST_DAY:
            continue
        eve = new.first - DAY
        named = new.not_equivalent_to & history.codes.keys()
        for code in named:
            # a code as new as this one leaves its trace too: users will ask about it
            if history.on(code, new.first):
                trace = f"CMS wording {new.release} (not therapeutically equivalent)"
                yield Candidate(code, eve, new.code, new.first, (trace,))
        siblings = {m.code for m in history.substances.get(new.substance, ())} - {new.code}
        for parent in set() if named else siblings:
            before, after = history.on(parent, eve), history.on(parent, new.first)
            if before is None or after is None or parent[0] != "J":
                continue
            if before.substance != new.substance:
                continue  # the number now stands for another drug
            if trace := _of_a_parent(new, before, after):
                yield Candidate(parent, eve, new.code, new.first, (trace,))


def _of_a_parent(new: Meaning, before: Meaning, after: Meaning) -> str:
    """The trace that a new code may be for part of what an older one stood for; "" for none."""
    if "biosimilar" in new.scope["forms"]:
        return f"CMS wording {new.release} (biosimilar of the substance)"
    if new.code[0] != "J" or new.is_injection != before.is_injection:
        return ""
    if after.first == new.first and after.begins in _IN_PLACE:
        return f"CMS wording {new.release} (scope changed the same day)"
    general = not (before.scope["labelers"] or before.scope["brands"] or before.not_equivalent_to)
    if general and (new.scope["labelers"] or new.scope["brands"]):
        return f"CMS wording {new.release} (one product of the substance)"
    return ""
