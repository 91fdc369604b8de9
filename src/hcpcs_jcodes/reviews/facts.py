"""What the rules of a review look at: each fact of a claim is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Literal, TypeVar

from ..administration.rules import rules_about
from ..administration.ways import codes_in_role, given_by_code
from ..checks.modifier_rows import rules_of_modifier
from ..claims.claim import Claim
from ..claims.lines import ClaimLine, ReceivedLine
from ..claims.questions import Question
from ..claims.received import Fault
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..codes.ledger import code_ledger, family_of
from ..errors import REFUSALS, JCodesError
from ..payers.mue_limits import Mue, mue, not_of_payer
from ..payers.payer import Payer
from ..payers.payment_limits import PaymentLimit, payment_limit
from ..payers.quarters import NotChecked
from ..payers.status_indicators import StatusIndicator, status_indicator
from ..words import Setting
from .lazy import lazy

__all__ = ["ClaimFacts", "LineFacts", "LineKind", "version_on"]

_Fact = TypeVar("_Fact")
LineKind = Literal["drug", "administration", "other"]
_MOST_CODES: Final = 8192
_DRUGS: Final = ("025", "063")
# total; pharmacy; supplies; anesthesia; self-administered drugs; recovery room
_WITHOUT_CODE: Final = ("0001", "025", "027", "037", "062", "0637", "071")
_NO_FAULTS: Final[Mapping[str, tuple[Fault, ...]]] = {}


class LineFacts:
    """One line of a claim, as the rules of a review see it.

    Attributes:
        number: its number on the claim, from 1.
        line: the line itself.
        claim: the facts of its claim.
        code: its code; None if it cannot be read.
        units: its billing units; None if they cannot be read.
        on: its first date of service; None if it cannot be read.
        modifiers: those that can be read.
        kind: "drug", "administration" (of a drug) or "other"; None if the code cannot be read.
        payer: the payer that the claim is reviewed for.
        setting: the setting of the claim.
        place: the place of service of the line, or that of the claim.
    """

    def __init__(self, number: int, line: ClaimLine | ReceivedLine, claim: ClaimFacts) -> None:
        self.number: int = number
        self.line: ClaimLine | ReceivedLine = line
        self.claim: ClaimFacts = claim
        self.code: str | None = line.code
        self.units: int | Decimal | None = line.units
        self.on: date | None = line.on
        self.modifiers: tuple[str, ...] = line.modifiers
        self.payer: Payer = claim.payer
        self.setting: Setting = claim.setting
        self.kind: LineKind | None
        if line.code is None:
            self.kind = "other" if self.needs_no_code else None
        else:
            self.kind = _kind_of(line.code)
        self.place: str | None = line.place_of_service or claim.claim.place_of_service
        # what the rules about units and discarded drug work out for its code and date
        self.drug_day: Any = None
        if self.code is None and self.needs_no_code:
            self.kind = "other"

    @lazy
    def needs_no_code(self) -> bool:
        """Whether it is a hospital's line without a code, under a revenue code that needs none.

        Source: I/OCE, edit 48; OPPS: packaged drugs and supplies may be billed so.
        """
        revenue = self.line.revenue_code
        return (
            self.setting == "facility"
            and self.code is None
            and revenue is not None
            and revenue.startswith(_WITHOUT_CODE)
            and not any(each.value.strip() for each in self.faults.get("code", ()))
        )

    @lazy
    def _found(self) -> JCode | JCodesError | None:
        return _found(self.code, self.on) if self.kind == "drug" and self.on else None

    @lazy
    def faults(self) -> Mapping[str, tuple[Fault, ...]]:
        """Why it could not be on a claim as it was read, by field; empty for a line made here."""
        return _faults(self.line.faults) if isinstance(self.line, ReceivedLine) else _NO_FAULTS

    @lazy
    def version(self) -> JCode | None:
        """The version of its drug code in force on its date; None if none is."""
        return self._found if isinstance(self._found, JCode) else None

    @lazy
    def unclassified(self) -> JCode | None:
        """The same, if its code is not otherwise classified (NOC)."""
        return self.version if self.version is not None and self.version.is_noc else None

    @lazy
    def version_error(self) -> JCodesError | None:
        """Why a drug code has no version on its date."""
        return self._found if isinstance(self._found, JCodesError) else None

    @property
    def alike(self) -> tuple[LineFacts, ...]:
        """The lines of its code and date, itself among them; itself if either cannot be read."""
        if self.code is None or self.on is None:
            return (self,)
        return self.claim.by_code_and_date[self.code, self.on]

    @lazy
    def sides(self) -> frozenset[str]:
        """The sides that its modifiers state, "right", "left" or both."""
        rows = (row for each in self.modifiers for row in rules_of_modifier("side", each))
        return frozenset(side for row in rows for side in row.values)

    @lazy
    def mue(self) -> Mue | NotChecked | None:
        """CMS's medically unlikely edit of its code; None if the code or date cannot be read."""
        if self.code is None or self.on is None:
            return None
        if not self.payer.cms_mue:
            return not_of_payer(self.code, self.payer)
        return _cms_mue(self.code, self.on, self.setting)

    @lazy
    def payment_limit(self) -> Decimal | None:
        """What Medicare allows for one unit on its date, in US dollars; None if not included."""
        if self.version is None or self.on is None:
            return None
        return _limit_of(self.version.code, self.on)

    @lazy
    def status(self) -> StatusIndicator | None:
        """How Medicare's outpatient hospital payment treats its code; None if not included."""
        return _status_of(self.code, self.on) if self.code and self.on else None


def _faults(faults: tuple[Fault, ...]) -> Mapping[str, tuple[Fault, ...]]:
    return _grouped((each.field, each) for each in faults)


# many lines of a batch have one code and date: what depends on those alone is worked out once


@lru_cache(maxsize=_MOST_CODES)
def _kind_of(code: str) -> LineKind:
    if family_of(code) == "J" or code_ledger().rows(code):
        return "drug"
    if given_by_code(code) is not None or rules_about(code):
        return "administration"
    return "other"


@lru_cache(maxsize=_MOST_CODES)
def _found(code: str, on: date) -> JCode | JCodesError:
    try:
        return version_of(code, on)
    except REFUSALS as error:
        return error.with_traceback(None)


def version_on(code: str, on: date) -> JCode | None:
    """The version of a code in force on a date; None if none is."""
    found = _found(code, on)
    return found if isinstance(found, JCode) else None


@lru_cache(maxsize=_MOST_CODES)
def _cms_mue(code: str, on: date, setting: Setting) -> Mue | NotChecked | None:
    try:
        return mue(code, on=on, setting=setting)
    except REFUSALS:
        return None


@lru_cache(maxsize=_MOST_CODES)
def _limit_of(code: str, on: date) -> Decimal | None:
    found = payment_limit(code, on=on)
    return found.limit if isinstance(found, PaymentLimit) else None


@lru_cache(maxsize=_MOST_CODES)
def _status_of(code: str, on: date) -> StatusIndicator | None:
    try:
        found = status_indicator(code, on=on)
    except REFUSALS:
        return None
    return found if isinstance(found, StatusIndicator) else None


class ClaimFacts:
    """A claim, as the rules of a review see it.

    Attributes:
        claim: the claim itself.
        payer: the payer that it is reviewed for.
        rows: what the caller passed to ``review`` beside them, by the name of the argument.
        lines: the facts of each line.
    """

    def __init__(self, claim: Claim, payer: Payer, rows: Mapping[str, Any]) -> None:
        self.claim: Claim = claim
        self.payer: Payer = payer
        self.rows: Mapping[str, Any] = rows
        self.setting: Setting = claim.setting
        self.lines: tuple[LineFacts, ...] = tuple(
            LineFacts(number, line, self) for number, line in enumerate(claim.lines, 1)
        )
        self._once: dict[Any, Any] = {}

    @lazy
    def diagnoses(self) -> frozenset[str]:
        """The diagnoses, in capitals and without the dot."""
        return frozenset(each.replace(".", "").upper() for each in self.claim.diagnoses)

    @lazy
    def named_codes(self) -> frozenset[str]:
        """The codes and letters of codes about which the payer has a row."""
        return frozenset(row.value.partition(" ")[0] for row in self.payer.codes)

    def once(self, make: Callable[[ClaimFacts], _Fact]) -> _Fact:
        """What the rules of one subject share of a claim, worked out when the first one asks."""
        try:
            return self._once[make]  # type: ignore[no-any-return]
        except KeyError:
            made = self._once[make] = make(self)
            return made

    @lazy
    def blocking(self) -> tuple[Question, ...]:
        """The questions that a claim made of a chart waits for."""
        return tuple(each for each in self.claim.questions if each.severity == "blocks")

    @lazy
    def drug_lines(self) -> tuple[LineFacts, ...]:
        """The lines with a drug code."""
        return tuple(each for each in self.lines if each.kind == "drug")

    @lazy
    def by_date(self) -> Mapping[date, tuple[LineFacts, ...]]:
        """The lines of each first date of service."""
        return _grouped((each.on, each) for each in self.lines if each.on is not None)

    @lazy
    def by_code_and_date(self) -> Mapping[tuple[str, date], tuple[LineFacts, ...]]:
        """The lines of each code and first date of service."""
        return _grouped(
            ((each.code, each.on), each)
            for each in self.lines
            if each.code is not None and each.on is not None
        )

    @lazy
    def has_drug_without_code(self) -> bool:
        """Whether a hospital billed a drug under a revenue code alone, as one that is packaged."""
        return self.setting == "facility" and any(
            each.code is None
            and each.line.revenue_code is not None
            and each.line.revenue_code.startswith(_DRUGS)
            for each in self.lines
        )

    @lazy
    def has_pointers(self) -> bool:
        """Whether a line points to a diagnosis."""
        return any(each.line.diagnosis_pointers for each in self.lines)

    @lazy
    def dates_of_administration(self) -> frozenset[date]:
        """The dates on which a line gives a drug, not counting visits for it."""
        visits = codes_in_role("visit")
        return frozenset(
            each.on
            for each in self.lines
            if each.kind == "administration" and each.on is not None and each.code not in visits
        )

    @lazy
    def sides_by_date(self) -> Mapping[date, frozenset[str]]:
        """The sides of the procedures that give drugs, by date."""
        found: dict[date, frozenset[str]] = {}
        for each in self.lines:
            if each.modifiers and each.kind == "administration" and each.on is not None:
                found[each.on] = found.get(each.on, frozenset()) | each.sides
        return found

    @lazy
    def first_alike(self) -> Mapping[int, int]:
        """By the number of a line, the first with its code, date, modifiers, NDC and narrative."""
        first: dict[tuple[object, ...], int] = {}
        found: dict[int, int] = {}
        for each in self.lines:
            line = each.line
            key = (each.code, each.on, frozenset(each.modifiers), line.ndc, line.narrative)
            found[each.number] = first.setdefault(key, each.number)
        return found


def _grouped(pairs: Any) -> dict[Any, tuple[Any, ...]]:
    found: dict[Any, list[Any]] = {}
    for key, each in pairs:
        found.setdefault(key, []).append(each)
    return {key: tuple(lines) for key, lines in found.items()}
