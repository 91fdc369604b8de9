"""The code set of a period, and what is known about time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any, Final

from attrs import field, frozen

from .codes import JCode, comparing_form
from .errors import BadDate, NotInForce, UncoveredDate, UnknownCode
from .search import Found, SearchIndex, near_codes
from .tables import CODE_COLUMNS, CorruptData, ReleaseHeld, Row, ledger, life_of, releases_held

__all__ = [
    "Change",
    "CodeSet",
    "Coverage",
    "Diff",
    "codeset",
    "coverage",
    "plain_date",
    "suggestion",
    "validity",
]

_PERIOD: Final = re.compile(r"([0-9]{4})(?:-?[Qq]([1-4]))?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE, _FROM, _TO = (CODE_COLUMNS.index(name) for name in ("code", "valid_from", "valid_to"))

# What a fingerprint hashes, in this order; a change of the list gets a new number.
_FINGERPRINT: Final = "hcpcs_jcodes code set 1"
_HASHED: Final = tuple(
    CODE_COLUMNS.index(name)
    for name in (
        "labelers",
        "brands",
        "routes",
        "indications",
        "exclusions",
        "forms",
        "not_equivalent_to",
        "unit_kind",
        "unit_amount",
        "unit_components",
        "unit_counted",
        "unit_above",
        "unit_at_most",
        "unit_of",
        "unit_equivalent",
        "unit_limit",
    )
)
_WORDING, _DRUG = CODE_COLUMNS.index("long_description"), CODE_COLUMNS.index("drug")


@frozen
class Coverage:
    """Which days the packaged data answer for, and on what they rest.

    Attributes:
        first: the first day answered.
        last: the last day answered.
        neighbours_last: the last day answered for codes outside J.
        releases: the CMS releases held, in order, each with its grade.
    """

    first: date
    last: date
    neighbours_last: date
    releases: tuple[ReleaseHeld, ...]

    def rests_on(self, on: date) -> tuple[ReleaseHeld, ...]:
        """The release of that quarter, or else the one before and the one after.

        Raises:
            UncoveredDate: the day is not covered.
        """
        _check(on, on)
        before = [held for held in self.releases if held.first_day <= on]
        after = [held for held in self.releases if held.first_day > on]
        if before[-1].last_day >= on:
            return (before[-1],)
        return (before[-1], after[0])


def coverage() -> Coverage:
    """First and last day answered, and the releases held.

    >>> from hcpcs_jcodes import coverage
    >>> coverage().first
    datetime.date(2011, 1, 1)
    """
    held = releases_held()
    return Coverage(
        first=held[0].first_day,
        last=held[-1].last_day,
        neighbours_last=[release for release in held if release.neighbours][-1].last_day,
        releases=held,
    )


def plain_date(value: object, meaning: str = "a date of service") -> date:
    """The value, if it is a date without a time.

    Raises:
        BadDate: it is a datetime, a text or something else.
    """
    if isinstance(value, datetime):
        raise BadDate(value, f"{value!r} has a time of day; {meaning} is a date: pass its .date()")
    if not isinstance(value, date):
        raise BadDate(value, f"{value!r} is not a date; pass datetime.date(2025, 8, 1)")
    return value


def _check(start: date, end: date) -> None:
    known = coverage()
    if start < known.first or end > known.last:
        outside = start if start < known.first else end
        held = f"the data answer for {known.first} to {known.last}"
        hint = (
            "a newer release of this library may hold it"
            if end > known.last
            else "no file of it is held"
        )
        raise UncoveredDate(outside, f"{outside} is not covered: {held}; {hint}")


def _period(period: int | str | date) -> tuple[date, date]:
    """First and last day of a year, a quarter or a day."""
    if isinstance(period, date):
        day = plain_date(period)
        return day, day
    text: object = period
    if isinstance(period, int) and not isinstance(period, bool) and 0 < period < 10_000:
        text = f"{period:04}"
    if isinstance(text, str):
        if match := _PERIOD.fullmatch(text.strip()):
            year, quarter = max(int(match[1]), 1), match[2]
            if quarter is None:
                return date(year, 1, 1), date(year, 12, 31)
            last = int(quarter) * 3
            return date(year, last - 2, 1), date(year, last, 30 if last in {6, 9} else 31)
        if _DAY.fullmatch(text):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                raise BadDate(period, f"{period!r} is not a day of the calendar") from None
            return day, day
    shown = "this number" if isinstance(period, int) and abs(period) > 9999 else repr(period)
    raise BadDate(
        period,
        f"{shown} is not a period; pass a year (2025), a quarter ('2025Q3') or a datetime.date",
    )


def codeset(period: int | str | date) -> CodeSet:
    """The J codes in force on at least one day of a period.

    Args:
        period: a year (``2025`` or ``"2025"``), a quarter (``"2025Q3"``) or a day.

    Returns:
        The code set; the same period gives the same object.

    Raises:
        BadDate: this is no period.
        UncoveredDate: the data do not answer for all of it.

    >>> from hcpcs_jcodes import codeset
    >>> codeset(2025)["J9312"].long_description
    'Injection, rituximab, 10 mg'
    """
    start, end = _period(period)
    _check(start, end)
    return _codeset(start, end, "J")


@lru_cache(maxsize=256)
def _codeset(start: date, end: date, family: str) -> CodeSet:
    table = ledger().jcodes if family == "J" else ledger().neighbours
    first, last = start.isoformat(), end.isoformat()
    rows: dict[str, tuple[Row, ...]] = {}
    for code, listed in table.items():
        inside = tuple(
            row for row in listed if row[_FROM] <= last and (row[_TO] >= first or not row[_TO])
        )
        if inside:
            rows[code] = inside
    return CodeSet(start, end, family, rows)


def _restored(start: date, end: date, family: str, fingerprint: str) -> CodeSet:
    """A pickled code set, checked against the data of this installation."""
    restored = _codeset(start, end, family)
    if restored.fingerprint != fingerprint:
        raise CorruptData(
            fingerprint,
            f"the code set {start} to {end} was pickled with the fingerprint {fingerprint[:12]}..., "
            f"the data installed have {restored.fingerprint[:12]}...: a fact of that period was "
            "corrected; see the changelog under 'Corrected data'",
        )
    return restored


def suggestion(value: object) -> str:
    """What a code that does not exist may have meant, as the end of an error text."""
    near = near_codes(value, ledger().jcodes) if isinstance(value, str) else []
    return f"; did you mean {', '.join(near)}?" if near else ""


@frozen(eq=False, repr=False)
class CodeSet(Mapping[str, JCode]):
    """The codes in force on at least one day of a period: a mapping sorted by code.

    ``cs["J9312"]`` is the version in force last within the period. Two code sets
    are equal when period and fingerprint are.

    Attributes:
        start: first day of the period.
        end: last day of the period, inclusive.
    """

    start: date
    end: date
    _family: str
    _rows: Mapping[str, tuple[Row, ...]]
    _found: dict[str, JCode] = field(factory=dict, init=False)
    _kept: dict[str, Any] = field(factory=dict, init=False)

    def __getitem__(self, code: str) -> JCode:
        try:
            return self._found[code]
        except KeyError:
            pass
        rows = self._rows.get(code)
        if rows is None:
            raise self._absent(code)
        return self._found.setdefault(code, ledger().version(rows[-1]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def _absent(self, code: object) -> UnknownCode:
        """The error that says why a code is not here."""
        own, others = ledger().jcodes, ledger().neighbours
        if self._family != "J":
            own, others = others, own
        if isinstance(code, str) and code in own:
            return NotInForce(
                code, f"{code} is not in force {self._when}: it is valid {validity(own[code])}"
            )
        if isinstance(code, str) and code in others:
            other = "not a J code; look in .neighbours" if self._family == "J" else "a J code"
            return UnknownCode(code, f"{code} is {other}")
        shown = repr(code) if len(repr(code)) <= 40 else f"{repr(code)[:40]}..."
        return UnknownCode(code, f"there is no J code {shown}", suggestion)

    @property
    def _when(self) -> str:
        return f"on {self.start}" if self.start == self.end else f"in {self.start} to {self.end}"

    def versions(self, code: str) -> tuple[JCode, ...]:
        """Every version of a code within the period, in order.

        Raises:
            UnknownCode: there is no such code.
            NotInForce: it is not in force on any day of the period.
        """
        rows = self._rows.get(code)
        if rows is None:
            raise self._absent(code)
        return tuple(ledger().version(row) for row in rows)

    def on(self, day: date) -> CodeSet:
        """The code set narrowed to one day of the period.

        Raises:
            BadDate: this is no date.
            UncoveredDate: the day lies outside the period.
        """
        plain_date(day)
        if not self.start <= day <= self.end:
            raise UncoveredDate(
                day,
                f"{day} lies outside this code set, which is that of {self.start} to {self.end}",
            )
        return _codeset(day, day, self._family)

    @property
    def neighbours(self) -> CodeSet:
        """Codes outside J from which J codes came or to which they went, and biosimilars.

        Raises:
            UncoveredDate: the period begins after the newest release that lists them.
        """
        last = coverage().neighbours_last
        if self.start > last:
            raise UncoveredDate(
                self.start, f"codes outside J are known to {last}; {self.start} is not covered"
            )
        return _codeset(self.start, min(self.end, last), "neighbours")

    def find(self, query: str, limit: int = 20) -> Found:
        """Codes by drug, brand, code, part of a description, or a misspelling.

        Args:
            query: one or more words.
            limit: how many to return at the most.

        Returns:
            The versions in force last within the period, the best match first.

        >>> from hcpcs_jcodes import codeset
        >>> [version.code for version in codeset(2025).find("rituxan")]
        ['J9312', 'J9311']
        """
        index = self._kept.get("index")
        if index is None:
            index = SearchIndex(
                (self[code], life_of(rows[-1])) for code, rows in self._rows.items()
            )
            self._kept["index"] = index
        found: Found = index.find(query, limit)
        if not found and limit > 0 and len(near := near_codes(query, self._rows)) == 1:
            return Found(query, [self[near[0]]], near[0])
        return found

    @property
    def fingerprint(self) -> str:
        """The sha256 of what the codes of the period mean, in hexadecimal digits.

        It hashes code, wording, drug, scope, billing unit and validity within the
        period, and nothing that a later release could add.
        """
        known = self._kept.get("fingerprint")
        if known is None:
            known = self._kept["fingerprint"] = self._hashed()
        return str(known)

    def _hashed(self) -> str:
        from hashlib import sha256  # few processes ask for it

        first, last = self.start.isoformat(), self.end.isoformat()
        lines = [f"{_FINGERPRINT} {self._family} {first} {last}"]
        for rows in self._rows.values():
            for row in rows:
                cells = [
                    row[_CODE],
                    max(row[_FROM], first),
                    min(row[_TO] or last, last),
                    comparing_form(row[_WORDING]),
                    comparing_form(row[_DRUG]),
                    *(row[position] for position in _HASHED),
                ]
                lines.append("\x1f".join(cells))
        return sha256("\n".join(lines).encode()).hexdigest()

    def diff(self, other: CodeSet) -> Diff:
        """What changed from the last day of the earlier set to the last day of the later.

        >>> from hcpcs_jcodes import codeset
        >>> changes = codeset(2019).diff(codeset(2018))
        >>> [change.code for change in changes.ended][:2]
        ['J0833', 'J9310']
        """
        if self._family != other._family:
            raise TypeError("a set of J codes and one of neighbours have nothing to compare")
        earlier, later = sorted((self, other), key=lambda each: each.end)
        return _diff(earlier.end, later.end, self._family)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CodeSet):
            return NotImplemented
        return self is other or self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[date, date, str]:
        return self.start, self.end, self.fingerprint

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.start, self.end, self._family, self.fingerprint)

    def __repr__(self) -> str:
        kind = "J codes" if self._family == "J" else "neighbours"
        return f"<CodeSet of {len(self)} {kind} {self._when}>"

    def _repr_html_(self) -> str:
        shown = list(self)[:20]
        rows = "".join(
            f"<tr><td>{escape(code)}</td><td style='text-align:left'>"
            f"{escape(self[code].long_description or self[code].short_description or '')}</td>"
            f"<td>{escape(str(self[code].billing_unit))}</td></tr>"
            for code in shown
        )
        more = f"<p>and {len(self) - len(shown)} more</p>" if len(self) > len(shown) else ""
        head = "<tr><th>code</th><th>description</th><th>one unit</th></tr>"
        return f"<table><caption>{escape(repr(self)[1:-1])}</caption>{head}{rows}</table>{more}"


def validity(rows: tuple[Row, ...]) -> str:
    """The intervals of a code in words, adjoining versions joined."""
    spans: list[list[str]] = []
    for row in rows:
        adjoins = (
            bool(spans)
            and bool(spans[-1][1])
            and (date.fromisoformat(row[_FROM]) - date.fromisoformat(spans[-1][1])).days == 1
        )
        if adjoins:
            spans[-1][1] = row[_TO]
        else:
            spans.append([row[_FROM], row[_TO]])
    return " and ".join(
        f"from {first} to {last}" if last else f"from {first} on" for first, last in spans
    )


@frozen
class Change:
    """One change of one code.

    Attributes:
        code: the code.
        on: the first day on which it holds; for an ended code the day after its
            last.
        before: the version until then; None for a code that is new.
        after: the version from then on; None for a code that ended.
    """

    code: str
    on: date
    before: JCode | None
    after: JCode | None

    def __str__(self) -> str:
        shown = self.after or self.before
        return f"{self.on}  {shown}"


@frozen
class Diff:
    """What changed between two days, each change with its date.

    Attributes:
        start: the earlier day.
        end: the later day.
        added: codes that are new, or came back after a gap.
        ended: codes that ended.
        reworded: new wordings that alter nothing billable, or whose new text is
            not held.
        rescoped: changes of labeler, brand, route, indication, exclusions or
            presentation.
        redefined: changes of what one billing unit is.
        reused: numbers that went to another drug.
    """

    start: date
    end: date
    added: tuple[Change, ...]
    ended: tuple[Change, ...]
    reworded: tuple[Change, ...]
    rescoped: tuple[Change, ...]
    redefined: tuple[Change, ...]
    reused: tuple[Change, ...]

    def __str__(self) -> str:
        lines = [f"from {self.start} to {self.end}"]
        for name in ("added", "ended", "reworded", "rescoped", "redefined", "reused"):
            changes = getattr(self, name)
            lines += [f"{name}: {len(changes)}", *(f"  {change}" for change in changes)]
        return "\n".join(lines)


_LISTED_AS: Final = {"reinstated": "added", "changed": "reworded"}


def _diff(start: date, end: date, family: str) -> Diff:
    table = ledger().jcodes if family == "J" else ledger().neighbours
    lists: dict[str, list[Change]] = {
        name: [] for name in ("added", "ended", "reworded", "rescoped", "redefined", "reused")
    }
    for code, rows in table.items():
        versions = [ledger().version(row) for row in rows]
        for position, version in enumerate(versions):
            before = versions[position - 1] if position else None
            after = versions[position + 1] if position + 1 < len(versions) else None
            if start < version.valid_from <= end:
                name = _LISTED_AS.get(version.begins, version.begins)
                shown = before if version.begins not in {"added", "reinstated"} else None
                lists[name].append(Change(code, version.valid_from, shown, version))
            if version.valid_to is None:
                continue
            following = date.fromordinal(version.valid_to.toordinal() + 1)
            if start < following <= end and (after is None or after.valid_from != following):
                lists["ended"].append(Change(code, following, version, None))
    ordered = {
        name: tuple(sorted(changes, key=lambda change: (change.on, change.code)))
        for name, changes in lists.items()
    }
    return Diff(start, end, **ordered)
