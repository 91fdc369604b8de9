"""What the lines of a claim say of each date: which drugs, and which lines give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final, Literal

from attrs import frozen

from ..administration.pairing import Pairing, options_for, pair
from ..administration.rules import facts_of
from ..administration.ways import given_by_code, gives_drugs, settings_of
from ..claims.modifiers import DISCARDED
from ..codes.codesets import version_of
from ..errors import REFUSALS
from ..payers.payer import Payer
from ..tables import read_table
from ..words import AdministrationSetting, Kind, Outcome, Setting
from .facts import ClaimFacts, LineFacts

__all__ = [
    "ASKED",
    "Days",
    "Expected",
    "Paired",
    "days_of",
    "expected_of",
    "is_for_dialysis",
    "is_separated",
    "ran_over_midnight",
    "route_on",
    "separating",
]

# the days of a line that spans dates; more are of a statement, not of one service
_MOST_DAYS: Final = 31
_DAY: Final = timedelta(days=1)
_ROUTE_OF: Final = {"JA": "intravenous", "JB": "subcutaneous"}
# drugs that others give, that nobody gives, or whose giving is no service of its own
_NOT_GIVEN: Final = frozenset(
    {
        "clotting factor",
        "device or implant",
        "diagnostic",
        "dme only",
        "hydration fluid",
        "oral",
        "vaccine",
    }
)
_DIALYSIS: Final = ("esrd", "dialysis")


ASKED: Final[tuple[Kind, ...]] = (
    "ambiguous_name",
    "attended",
    "bad_administration",
    "both_sides",
    "distinct",
    "family",
    "home_pump",
    "hydration_parts",
    "long_infusion",
    "missing_stop",
    "not_in_force",
    "partial_overlap",
    "primary_code",
    "procedure",
    "push_of_infused_drug",
    "reason",
    "repeated_infusion",
    "repeated_injection",
    "second_site",
    "second_visit",
    "side",
    "stopped_early",
    "too_much_open",
    "unknown_code",
    "unlisted_code",
)
"""The questions of a chart that leave lines of its administrations open."""


@cache
def _separating() -> Mapping[str, str]:
    _, *rows = read_table("separating_modifiers")
    return {modifier: use for modifier, use, *_ in rows}


@cache
def separating(use: str = "") -> frozenset[str]:
    """The modifiers that tell two services of one date apart: of one use, or all.

    Source: NCCI Policy Manual, ch. I §E, as in ``separating_modifiers.csv``.
    """
    return frozenset(each for each, of in _separating().items() if use in {"", of})


def is_separated(line: LineFacts, use: str = "") -> bool:
    """Whether a line has a modifier that tells its service apart."""
    return bool(line.modifiers) and not separating(use).isdisjoint(line.modifiers)


def ran_over_midnight(line: LineFacts) -> bool:
    """Whether a line, or what was charted of it, ends on a later date than it starts."""
    record = line.line.record
    times = record is not None and record.start and record.stop
    if times and record is not None and record.start and record.stop:
        return record.start.date() < record.stop.date()
    return line.on is not None and line.line.to is not None and line.on < line.line.to


def route_on(line: LineFacts) -> str:
    """The route of a drug line, as charted or by its modifier; "" if neither says."""
    record = line.line.record
    if record is not None and record.route:
        return record.route
    return next((_ROUTE_OF[each] for each in line.modifiers if each in _ROUTE_OF), "")


@frozen
class Expected:
    """What a drug line needs beside it.

    Attributes:
        codes: the administration codes that may go with the drug, the accepted first.
        by: "family" if some are of a family of administration codes, "procedure" if all are
            procedures, "nothing" if none need be there, "unknown".
        also_by_procedure: whether it may also be part of a procedure.
        needs: what is not known.
    """

    codes: tuple[str, ...] = ()
    by: Literal["family", "procedure", "nothing", "unknown"] = "nothing"
    also_by_procedure: bool = False
    needs: str = ""


@lru_cache(maxsize=2048)
def expected_of(code: str, on: date, setting: AdministrationSetting, route: str) -> Expected:
    """Which lines may give a drug on a date.

    Source: ``administration_rules.csv``.
    """
    try:
        drug = facts_of(code, on, route or None)
    except REFUSALS:
        return Expected(by="unknown", needs=f"the route of {code}")
    if not _NOT_GIVEN.isdisjoint(drug.classes):
        return Expected()
    options = options_for(drug, on, setting)
    if not options:
        return Expected(
            by="unknown", needs=drug.no_class or drug.no_route or f"how {code} is given"
        )
    if any(not each.code for each in options):
        return Expected()
    codes = tuple(each.code for each in options)
    if not any(each.family for each in options):
        return Expected(codes, "procedure", also_by_procedure=True)
    return Expected(codes, "family", any(each.technique == "procedure" for each in options))


def is_for_dialysis(line: LineFacts) -> bool:
    """Whether the wording of a drug code is for dialysis, whose payment includes giving it."""
    version = line.version
    if version is None or not version.scope.indications:
        return False
    return any(word in each for each in version.scope.indications for word in _DIALYSIS)


@lru_cache(maxsize=8192)
def _paired(
    code: str, cpt: str, on: date, setting: AdministrationSetting, route: str
) -> Pairing | None:
    return _pair(code, cpt, on, setting, route, None)


def _pair(  # noqa: PLR0913, PLR0917 - what a pairing depends on
    code: str, cpt: str, on: date, setting: AdministrationSetting, route: str, payer: Payer | None
) -> Pairing | None:
    try:
        made = pair(code, cpt, on=on, setting=setting, route=route or None, payer=payer)  # type: ignore[arg-type]
        # a code that stands for many drugs refuses nothing: the drug decides
        is_open = made.outcome == "refused" and code[:1].isalpha() and version_of(code, on).is_noc
    except REFUSALS:
        return None
    return None if is_open else made


@frozen
class Paired:
    """An administration code against the drugs of its date.

    Attributes:
        outcome: the best of the pairings: "accepted", "needs_documentation", "not_checked",
            "refused"; None if the date has no drug.
        pairings: each, up to one that is accepted.
        left: the drugs among them that no line of the date may give.
    """

    outcome: Outcome | None
    pairings: tuple[Pairing, ...] = ()
    left: tuple[str, ...] = ()


_BEST: Final[tuple[Outcome, ...]] = ("needs_documentation", "not_checked", "refused")


class Days:
    """The drugs of each date, and the lines that give drugs.

    Attributes:
        drugs: the drug lines of each date that they span, without those of discarded drug.
        giving: the lines with a code for giving drugs, of each date that they span.
        of_families: those of them whose code is of a family, such as an infusion.
        begun_before: the codes of those that began before the date, of each date that has some.
    """

    def __init__(self, claim: ClaimFacts) -> None:
        self.claim: ClaimFacts = claim
        self.drugs: dict[date, list[LineFacts]] = {}
        self.giving: dict[date, list[LineFacts]] = {}
        self.of_families: dict[date, list[LineFacts]] = {}
        self.begun_before: dict[date, set[str]] = {}
        self._others: set[date] = set()
        self._paired: dict[tuple[str, date], Paired] = {}
        self._fits: dict[tuple[str, str, date], Outcome | None] = {}
        self._cpts: dict[date, tuple[str, ...]] = {}
        self._drug_codes: dict[date, tuple[tuple[str, str], ...]] = {}
        for line in claim.lines:
            self._add(line)

    def _add(self, line: LineFacts) -> None:
        code, on, kind = line.code, line.on, line.kind
        if code is None or on is None:
            return
        if kind == "drug":
            if DISCARDED not in line.modifiers:
                _span(self.drugs, line, on)
        elif kind == "administration" and gives_drugs(code):
            _span(self.giving, line, on)
            for later in _later_dates(line):
                self.begun_before.setdefault(later, set()).add(code)
            if given_by_code(code) is not None:
                _span(self.of_families, line, on)
        elif kind == "other":
            self._others.add(on)

    def has_others(self, on: date) -> bool:
        """Whether a date has lines that are neither of drugs nor of giving them."""
        return on in self._others

    def is_by_procedure(self, on: date) -> bool:
        """Whether a procedure of a date gives drugs, such as an injection into the eye."""
        return any(given_by_code(each.code or "") is None for each in self.giving.get(on, ()))

    def drug_codes(self, on: date) -> tuple[tuple[str, str], ...]:
        """The drug codes of a date, each once with each route."""
        found = self._drug_codes.get(on)
        if found is None:
            pairs = ((line.code or "", route_on(line)) for line in self.drugs.get(on, ()))
            found = self._drug_codes[on] = tuple(dict.fromkeys(pairs))
        return found

    def fit(self, code: str, route: str, on: date) -> Outcome | None:
        """The best pairing of a drug with the lines that give drugs on a date."""
        key = (code, route, on)
        if key not in self._fits:
            if (cpts := self._cpts.get(on)) is None:
                giving = self.giving.get(on, ())
                cpts = self._cpts[on] = tuple(dict.fromkeys(each.code or "" for each in giving))
            self._fits[key] = _best(self._pairing(code, route, cpt, on) for cpt in cpts)
        return self._fits[key]

    def paired(self, cpt: str, on: date) -> Paired:
        """An administration code against the drugs of a date."""
        key = (cpt, on)
        found = self._paired.get(key)
        if found is None:
            drugs = self.drug_codes(on)
            made: list[Pairing | None] = []
            for drug in drugs:
                made.append(self._pairing(*drug, cpt, on))
                if made[-1] is not None and made[-1].outcome == "accepted":
                    break
            outcome = _best(made)
            left: tuple[str, ...] = ()
            if outcome == "refused":
                left = tuple(
                    code for code, route in drugs if self.fit(code, route, on) == "refused"
                )
            found = Paired(outcome, tuple(each for each in made if each is not None), left)
            self._paired[key] = found
        return found

    def _pairing(self, code: str, route: str, cpt: str, on: date) -> Pairing | None:
        where = _administered_in(self.claim.setting, cpt)
        payer = self.claim.payer
        if payer.families:
            return _pair(code, cpt, on, where, route, payer)
        return _paired(code, cpt, on, where, route)


def _span(into: dict[date, list[LineFacts]], line: LineFacts, on: date) -> None:
    """Add a line to each date that it spans."""
    into.setdefault(on, []).append(line)
    for later in _later_dates(line):
        into.setdefault(later, []).append(line)


def _later_dates(line: LineFacts) -> Iterable[date]:
    """The dates after the first that a line spans."""
    on, to = line.on, line.line.to
    if on is None or to is None or to <= on:
        return ()
    return [on + number * _DAY for number in range(1, min((to - on).days, _MOST_DAYS) + 1)]


def _best(pairings: Iterable[Pairing | None]) -> Outcome | None:
    """The best outcome; what comes after an accepted one is not looked at."""
    outcomes: set[Outcome] = set()
    for each in pairings:
        if each is None:
            outcomes.add("not_checked")
        elif each.outcome == "accepted":
            return "accepted"
        else:
            outcomes.add(each.outcome)
    return next((each for each in _BEST if each in outcomes), None)


def _administered_in(setting: Setting, cpt: str) -> AdministrationSetting:
    """The setting to pair a code in: for one of another setting, a rule of its own, that one."""
    where: AdministrationSetting = "facility" if setting == "facility" else "professional"
    if where in settings_of(cpt):
        return where
    return "professional" if where == "facility" else "facility"


def days_of(claim: ClaimFacts) -> Days:
    """The dates of a claim: pass it to ``claim.once``."""
    return Days(claim)
