"""What the rules of a review look at: each fact of a claim is worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from ..administration.rules import rules_about
from ..administration.ways import codes_in_role, given_by_code
from ..checks.modifier_rows import rules_of_modifier
from ..claims.claim import Claim
from ..claims.lines import ClaimLine, ReceivedLine
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..codes.ledger import code_ledger, family_of
from ..errors import JCodesError
from ..payers.mue_limits import Mue, mue
from ..payers.payer import Payer
from ..payers.quarters import NotChecked
from ..words import Setting

__all__ = ["ClaimFacts", "LineFacts", "LineKind"]

LineKind = Literal["drug", "administration", "other"]


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
    """

    def __init__(self, number: int, line: ClaimLine | ReceivedLine, claim: ClaimFacts) -> None:
        self.number: int = number
        self.line: ClaimLine | ReceivedLine = line
        self.claim: ClaimFacts = claim
        self.code: str | None = line.code
        self.units: int | Decimal | None = line.units
        self.on: date | None = line.on
        self.modifiers: tuple[str, ...] = line.modifiers

    @property
    def payer(self) -> Payer:
        """The payer that the claim is reviewed for."""
        return self.claim.payer

    @property
    def setting(self) -> Setting:
        """The setting of the claim."""
        return self.claim.setting

    @property
    def place(self) -> str | None:
        """The place of service of the line, or that of the claim."""
        return self.line.place_of_service or self.claim.claim.place_of_service

    @cached_property
    def kind(self) -> LineKind | None:
        """What its code is for."""
        code = self.code
        if code is None:
            return None
        if family_of(code) == "J" or code_ledger().rows(code):
            return "drug"
        if given_by_code(code) is not None or rules_about(code):
            return "administration"
        return "other"

    @cached_property
    def _found(self) -> JCode | JCodesError | None:
        if self.kind != "drug" or self.on is None:
            return None
        try:
            return version_of(self.code, self.on)
        except JCodesError as error:
            return error

    @property
    def version(self) -> JCode | None:
        """The version of its drug code in force on its date; None if none is."""
        return self._found if isinstance(self._found, JCode) else None

    @property
    def version_error(self) -> JCodesError | None:
        """Why a drug code has no version on its date."""
        return self._found if isinstance(self._found, JCodesError) else None

    @property
    def alike(self) -> tuple[LineFacts, ...]:
        """The lines of its code and date, itself among them; itself if either cannot be read."""
        if self.code is None or self.on is None:
            return (self,)
        return self.claim.by_code_and_date[self.code, self.on]

    @cached_property
    def sides(self) -> frozenset[str]:
        """The sides that its modifiers state: "right", "left" or both."""
        if not self.modifiers:
            return frozenset()
        rows = (row for each in self.modifiers for row in rules_of_modifier("side", each))
        return frozenset(side for row in rows for side in row.values)

    @cached_property
    def mue(self) -> Mue | NotChecked | None:
        """CMS's medically unlikely edit of its code; None if the code or date cannot be read."""
        if self.code is None or self.on is None:
            return None
        try:
            return mue(self.code, on=self.on, setting=self.setting, payer=self.payer)
        except JCodesError:
            return None


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

    @cached_property
    def drug_lines(self) -> tuple[LineFacts, ...]:
        """The lines with a drug code."""
        return tuple(each for each in self.lines if each.kind == "drug")

    @cached_property
    def by_date(self) -> Mapping[date, tuple[LineFacts, ...]]:
        """The lines of each first date of service."""
        return _grouped((each.on, each) for each in self.lines if each.on is not None)

    @cached_property
    def by_code_and_date(self) -> Mapping[tuple[str, date], tuple[LineFacts, ...]]:
        """The lines of each code and first date of service."""
        return _grouped(
            ((each.code, each.on), each)
            for each in self.lines
            if each.code is not None and each.on is not None
        )

    @cached_property
    def dates_of_administration(self) -> frozenset[date]:
        """The dates on which a line gives a drug, not counting visits for it."""
        visits = codes_in_role("visit")
        return frozenset(
            each.on
            for each in self.lines
            if each.kind == "administration" and each.on is not None and each.code not in visits
        )

    @cached_property
    def sides_by_date(self) -> Mapping[date, frozenset[str]]:
        """The sides of the procedures that give drugs, by date."""
        found: dict[date, frozenset[str]] = {}
        for each in self.lines:
            if each.modifiers and each.kind == "administration" and each.on is not None:
                found[each.on] = found.get(each.on, frozenset()) | each.sides
        return found

    @cached_property
    def first_alike(self) -> Mapping[int, int]:
        """By the number of a line, the first with its code, date, modifiers, NDC and narrative."""
        first: dict[tuple[object, ...], int] = {}
        found: dict[int, int] = {}
        for each in self.lines:
            line = each.line
            key = (each.code, each.on, frozenset(each.modifiers), line.ndc, line.narrative)
            found[each.number] = first.setdefault(key, each.number)
        return found


def _grouped(pairs: Any) -> dict[Any, tuple[LineFacts, ...]]:
    found: dict[Any, list[LineFacts]] = {}
    for key, each in pairs:
        found.setdefault(key, []).append(each)
    return {key: tuple(lines) for key, lines in found.items()}
