"""What the rules of a review look at: each fact of a claim is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeVar

from ..administration.rules import rules_about
from ..administration.ways import given_by_code
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
_Made = TypeVar("_Made")


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
        self._made: dict[Any, Any] = {}

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

    def once(self, made: Callable[[ClaimFacts], _Made]) -> _Made:
        """What a function of a subject makes of the claim: made once, for all of its lines."""
        if made not in self._made:
            self._made[made] = made(self)
        return self._made[made]  # type: ignore[no-any-return]


def _grouped(pairs: Any) -> dict[Any, tuple[LineFacts, ...]]:
    found: dict[Any, list[LineFacts]] = {}
    for key, each in pairs:
        found.setdefault(key, []).append(each)
    return {key: tuple(lines) for key, lines in found.items()}
