"""The code set of a period."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from ..amounts.arguments import is_given, shown
from ..errors import BadArgument, CorruptData, NotInForce, UncoveredDate, UnknownCode
from .code import JCode
from .contents import Contents, contents_of
from .ledger import code_ledger, family_of, unlisted, validity
from .periods import check_covered, coverage, period_of, plain_date
from .rows import CODE_COLUMNS, Row

if TYPE_CHECKING:
    from .changes import Diff
    from .search import Found

__all__ = ["CodeSet", "checked_code", "codeset", "suggestion", "version_of"]

# the most codes that an error suggests
_FEW: Final = 3
_CODE, _FROM, _TO = (CODE_COLUMNS.index(name) for name in ("code", "valid_from", "valid_to"))


def codeset(period: int | str | date, *, fingerprint: str | None = None) -> CodeSet:
    """The J codes in force on at least one day of a period.

    Args:
        period: a year (``2025`` or ``"2025"``), a quarter (``"2025Q3"``) or a day.
        fingerprint: the :attr:`CodeSet.fingerprint` that the period had when it was pinned.
            It pins what the codes mean, not the NDCs or bills that use them.

    Returns:
        The code set; the same period gives the same object.

    Raises:
        BadDate: this is not a period.
        UncoveredDate: the data do not cover all of it.
        FingerprintChanged: the code set has another fingerprint; the error names the
            corrections since.

    >>> from hcpcs_jcodes import codeset
    >>> codeset(2025)["J9312"].long_description
    'Injection, rituximab, 10 mg'
    """
    start, end = period_of(period)
    check_covered(start, end)
    codes = _codeset(start, end, "J")
    if fingerprint is None:
        return codes  # nearly every program
    given: object = fingerprint
    is_text = isinstance(given, str)
    if is_given(given) and not (is_text and given == codes.fingerprint):
        from .fingerprints import fingerprint_changed  # few programs pin one

        raise fingerprint_changed(fingerprint, start, end, codes.fingerprint)
    return codes


def version_of(code: object, period: int | str | date) -> JCode:
    """The version of a code, J code or not, in force last within a period.

    Args:
        code: the code as a text; a version itself, which must be in force in the period.
        period: a date of service, or a quarter or year as for :func:`codeset`.

    Raises:
        UnknownCode: there is no such code.
        NotInForce: it is not in force in the period.
        BadDate: this is not a period.
        UncoveredDate: the data do not cover all of it; codes outside J are covered to an
            earlier day than J codes.

    >>> version_of("Q5103", date(2025, 8, 1)).drug.name
    'infliximab-dyyb'
    """
    if type(code) is str and type(period) is date:
        return _version_on(code, period)  # nearly always
    return _version(code, period)


@lru_cache(maxsize=4096)
def _version_on(code: str, on: date) -> JCode:
    """The same on a date of service, which a chart or a claim asks for many times."""
    return _version(code, on)


def _version(code: object, period: int | str | date) -> JCode:
    codes = codeset(period)
    if isinstance(code, JCode):
        if code.valid_from <= codes.end and (code.valid_to is None or codes.start <= code.valid_to):
            return code
        raise NotInForce(
            code.code,
            f"this version of {code.code} is not in force {codes.when}: pass the code as a text",
        )
    text = checked_code(code)
    if family_of(text) == "J" or not code_ledger().rows(text):
        return codes[text]
    try:
        return codes.related[text]
    except UncoveredDate as error:
        raise UncoveredDate(error.value, f"{text} is not a J code: {error.reason}") from None


def checked_code(code: object) -> str:
    """The code, if it is a text at all.

    Raises:
        UnknownCode: it is not.
    """
    if not isinstance(code, str):
        raise not_a_code(code)
    return code


def not_a_code(value: object) -> UnknownCode:
    """The error for a value that is not a text."""
    return UnknownCode(value, f"{shown(value)} is not a code: pass a text such as 'J9312'")


def _not_included(code: str) -> str:
    """What is known of a code in the form of HCPCS Level II that the data do not have."""
    if family_of(code) == "J":
        return f"in no release since {coverage().first.year} of CMS's HCPCS codes"
    return "it is neither a J code nor one of the codes related to them"


@lru_cache(maxsize=256)
def _codeset(start: date, end: date, family: str) -> CodeSet:
    return CodeSet(start, end, contents_of(family, start, end))


def restored(start: date, end: date, family: str, fingerprint: str) -> CodeSet:
    """A pickled code set, checked against the data of this installation."""
    restored = _codeset(start, end, family)
    if restored.fingerprint != fingerprint:
        raise CorruptData(
            fingerprint,
            f"the code set {start} to {end} was pickled with the fingerprint {fingerprint[:12]}..., "
            f"the installed data have {restored.fingerprint[:12]}...: a fact of that period was "
            "corrected; see the changelog under 'Corrected data'",
        )
    return restored


def suggestion(value: object) -> str:
    """What a text that is no code may have meant, as the end of an error text.

    That is another code system whose form it has, and the existing codes that are near it.
    """
    from .systems import LEVEL_TWO, system_of  # only if a code was not found

    if not isinstance(value, str):
        return ""
    system, family = system_of(value.strip().upper())
    near = _near(value)
    return (f"; it has the form of {system}: {family}" if system not in {"", LEVEL_TWO} else "") + (
        f"; did you mean {', '.join(near)}?" if near else ""
    )


def _near(value: object) -> tuple[str, ...]:
    """The existing codes that are near a text that is no code."""
    from .systems import near_by_form  # only if a code was not found

    return tuple(near_by_form(str(value), _FEW))


def _linked(day: date, code: object) -> str:
    """The codes that follow one that is not in force on a day, as the end of an error text."""
    from .paths import linked_text  # needed only if a code was not in force

    text = linked_text(str(code), day)
    return f"; {text}" if text else ""


@frozen(eq=False, repr=False)
class CodeSet(Mapping[str, JCode]):
    """The codes in force on at least one day of a period: a mapping sorted by code.

    ``cs["J9312"]`` is the version in force last within the period. Two code sets
    are equal if their periods and fingerprints are.

    Attributes:
        start: first day of the period.
        end: last day of the period, inclusive.
    """

    start: date
    end: date
    _contents: Contents
    # those of the contents, one step nearer for look-ups
    _versions: dict[str, JCode] = field(init=False)
    _kept: dict[str, Any] = field(factory=dict, init=False)

    @_versions.default
    def _of_contents(self) -> dict[str, JCode]:
        return self._contents.versions

    def __getitem__(self, code: str) -> JCode:
        try:
            return self._versions[code]
        except Exception:  # noqa: BLE001, S110 - what cannot be hashed is no code
            pass
        rows = self._contents.rows_of(code)
        if not rows:
            raise self._absent(code)
        return self._versions.setdefault(code, code_ledger().version(rows[-1]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents.rows)

    def __len__(self) -> int:
        return len(self._contents.rows)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and (code in self._versions or code in self._contents.rows)

    def _absent(self, code: object) -> UnknownCode:
        """The error that says why a code is not in the set."""
        if not isinstance(code, str):
            return not_a_code(code)
        rows = code_ledger().rows(code)
        if rows and family_of(code) == self._family:
            return NotInForce(
                code,
                f"{code} is not in force {self.when}: it is valid {validity(rows)}",
                partial(_linked, self.end),
            )
        if rows:
            other = "not a J code; look in .related" if self._family == "J" else "a J code"
            return UnknownCode(code, f"{code} is {other}")
        if reason := unlisted(code):
            return UnknownCode(code, reason)
        from .systems import LEVEL_TWO, system_of  # needed only if a code was not found

        if system_of(code)[0] == LEVEL_TWO:
            reason = f"{code} is not included: {_not_included(code)}"
            return UnknownCode(code, reason, suggestion, _near)
        kind = "J code" if self._family == "J" else "related code"
        return UnknownCode(code, f"there is no {kind} {shown(code)}", suggestion, _near)

    @property
    def _family(self) -> str:
        return self._contents.family

    @property
    def when(self) -> str:
        """The period in words, such as "from 2025-01-01 to 2025-12-31"."""
        return f"on {self.start}" if self.start == self.end else f"from {self.start} to {self.end}"

    def versions(self, code: str) -> tuple[JCode, ...]:
        """Every version of a code within the period, in order.

        Raises:
            UnknownCode: there is no such code.
            NotInForce: it is not in force on any day of the period.
        """
        rows = self._contents.rows_of(code)
        if not rows:
            raise self._absent(code)
        return tuple(code_ledger().version(row) for row in rows)

    def on(self, day: date) -> CodeSet:
        """The code set narrowed to one day of the period.

        Raises:
            BadDate: this is not a date.
            UncoveredDate: the day is outside the period.
        """
        day = plain_date(day)
        if not self.start <= day <= self.end:
            raise UncoveredDate(
                day,
                f"{day} is outside this code set, which covers {self.start} to {self.end}",
            )
        return _codeset(day, day, self._family)

    @property
    def related(self) -> CodeSet:
        """Codes outside J that J codes came from or went to, and biosimilars.

        Raises:
            UncoveredDate: the period begins after the newest release that lists them.
        """
        last = coverage().related_last
        if self.start > last:
            raise UncoveredDate(
                self.start, f"codes outside J are covered to {last}; {self.start} is not covered"
            )
        return _codeset(self.start, min(self.end, last), "related")

    def find(self, query: str, limit: int = 20) -> Found:
        """Codes by drug, brand, code, words of a description, or text of a chargemaster.

        The codes outside J are searched along with the J codes, as far as they are covered.
        A misspelled name is corrected only to a name of a drug, by a slip of a typist or two,
        and never where it is the name of another drug: ``Found.guessed`` says the correction.
        A code of another form, strength or route than the text says is not found, and
        ``Found.read.reason`` says why; ``Found.replaced`` is a code that is not in force.

        Args:
            query: one or more words; strength, form and route in it rank the codes.
            limit: the most codes to return.

        Returns:
            The versions in force last within the period, best match first.

        Raises:
            BadArgument: the query is not a text, or the limit not a whole number.

        >>> from hcpcs_jcodes import codeset
        >>> [version.code for version in codeset(2025).find("rituxan")]
        ['J9312', 'J9311']
        """
        from .search import find_codes  # few programs search

        return find_codes(query, limit, self._rows_in_force())

    def _rows_in_force(self) -> Callable[[str], tuple[Row, ...]]:
        """The rows of a code in this set, or in that of the related codes beside it."""
        mine, last = self._contents.rows, coverage().related_last
        if self._family != "J" or self.start > last:
            return lambda code: mine.get(code, ())
        related = contents_of("related", self.start, min(self.end, last)).rows
        return lambda code: mine.get(code) or related.get(code, ())

    @property
    def fingerprint(self) -> str:
        """The sha256 of what the codes of the period mean, in hexadecimal digits.

        It hashes code, wording, drug, scope, billing unit and validity within the
        period, and nothing that a later release could add.
        """
        known = self._kept.get("fingerprint")
        if known is None:
            from .fingerprints import fingerprint_of  # few programs need one

            rows = (row for rows in self._contents.rows.values() for row in rows)
            known = fingerprint_of(self._family, self.start, self.end, rows)
            self._kept["fingerprint"] = known
        return str(known)

    def diff(self, other: CodeSet) -> Diff:
        """What changed from the last day of the earlier set to the last day of the later.

        Args:
            other: a code set of another period, earlier or later.

        Raises:
            BadArgument: one set is of J codes and the other of related codes, or it is no
                code set.

        >>> from hcpcs_jcodes import codeset
        >>> changes = codeset(2019).diff(codeset(2018))
        >>> [change.code for change in changes.ended][:2]
        ['J0833', 'J9310']
        """
        from .changes import changes_between  # few programs compare

        given: object = other
        if not isinstance(given, CodeSet) or self._family != other._family:
            what = "a set of J codes" if self._family == "J" else "a set of related codes"
            raise BadArgument(
                other, f"{what} cannot be compared with {shown(other)}: pass one like it"
            )
        earlier, later = sorted((self, other), key=lambda each: each.end)
        return changes_between(earlier.end, later.end, related=self._family != "J")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CodeSet):
            return NotImplemented
        return self is other or self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[date, date, str]:
        return self.start, self.end, self.fingerprint

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (self.start, self.end, self._family, self.fingerprint)

    def __repr__(self) -> str:
        kind = "J codes" if self._family == "J" else "related codes"
        return f"<CodeSet of {len(self)} {kind} {self.when}>"

    def _repr_html_(self) -> str:
        from ..display.html import html_notes, html_table  # few programs show a notebook

        first = list(self)[:20]
        rows = (
            (
                code,
                self[code].long_description or self[code].short_description or "",
                str(self[code].billing_unit),
            )
            for code in first
        )
        table = html_table(repr(self)[1:-1], ("code", "description", "one unit"), rows, left={1})
        more = len(self) - len(first)
        return table + html_notes([f"and {more} more"] if more else ())
