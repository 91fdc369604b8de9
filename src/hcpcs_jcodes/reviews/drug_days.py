"""The lines of one drug code and date together: what was given, discarded and opened, in units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

from attrs import evolve

from ..amounts.amount import Amount
from ..checks.discarding import discard_scope
from ..claims.modifiers import DISCARDED, ZERO_DISCARDED
from ..claims.records import Record
from ..codes.code import JCode
from ..errors import REFUSALS, BadNdc
from ..ndc.conversions import units_of
from ..ndc.crosswalk import Package
from ..ndc.labels import container_of
from ..ndc.numbers import Ndc
from ..ndc.packages import packages_of
from ..ndc.quantities import NdcQuantity
from ..payers.payer import Payer
from ..payers.scopes import Scoped
from ..payers.single_dose import listed_single_dose
from ..units.from_dose import exact_units
from ..units.rounding import Rounding, rounding_of, units_text
from ..vials.containers import may_be_discarded
from ..vials.products import is_divided
from ..words import Container
from .facts import LineFacts
from .lazy import lazy
from .verdicts import NOT_APPLICABLE, Verdict

__all__ = [
    "NO_UNITS",
    "NO_VERSION",
    "DrugDay",
    "amount_in",
    "by_day",
    "comes_only_shared",
    "container_on",
    "day_of",
    "family_sizes",
    "is_listed",
    "package_on",
    "units_in",
]

NO_VERSION = Verdict.not_checked("a code in force on the date of service")
NO_UNITS = Verdict.not_checked("units that can be read on every line of the code and date")


class DrugDay:
    """The lines of one drug code and first date of service.

    Attributes:
        lines: all of them, in the order of the claim.
        given: those of administered units.
        discarded: those with JW; none where the payer takes both on one line.
        payer: the payer.
        on: the date.
    """

    def __init__(self, lines: tuple[LineFacts, ...]) -> None:
        first = lines[0]
        self.lines: tuple[LineFacts, ...] = lines
        self.payer: Payer = first.payer
        self.on: date | None = first.on
        self.version: JCode | None = first.version
        self.of_both: bool = self.payer.discarded_layout == "one line"
        self.given: tuple[LineFacts, ...] = lines
        self.discarded: tuple[LineFacts, ...] = ()
        if not self.of_both:
            self.discarded = tuple(each for each in lines if DISCARDED in each.modifiers)
            if self.discarded:
                self.given = tuple(each for each in lines if DISCARDED not in each.modifiers)
        self.verdicts: dict[object, tuple[Verdict, LineFacts | None]] = {}

    @lazy
    def units_given(self) -> int | Fraction | None:
        """The administered units; None if a line has none that can be read."""
        return _summed(self.given)

    @lazy
    def units_discarded(self) -> int | Fraction | None:
        """The discarded units; None if a line has none that can be read."""
        return _summed(self.discarded)

    @lazy
    def units_of_package(self) -> Mapping[Ndc | None, Fraction]:
        """The units with each NDC, those discarded too."""
        found: dict[Ndc | None, Fraction] = {}
        for each in self.lines:
            ndc = each.line.ndc
            found[ndc] = found.get(ndc, Fraction(0)) + Fraction(each.units or 0)
        return found

    @lazy
    def of_discarded(self) -> tuple[int, ...]:
        """The numbers of the lines with JW and without JZ."""
        return tuple(each.number for each in self._only_discarded)

    @lazy
    def of_discarded_by_ndc(self) -> Mapping[Ndc | None, tuple[int, ...]]:
        """The same, of each NDC."""
        found: dict[Ndc | None, list[int]] = {}
        for each in self._only_discarded:
            found.setdefault(each.line.ndc, []).append(each.number)
        return {ndc: tuple(numbers) for ndc, numbers in found.items()}

    @property
    def _only_discarded(self) -> Iterator[LineFacts]:
        return (each for each in self.discarded if ZERO_DISCARDED not in each.modifiers)

    @lazy
    def is_of_one_date(self) -> bool:
        """Whether no line spans dates: units are rounded once for each date."""
        return all(each.line.to in (None, each.on) for each in self.lines)

    @lazy
    def rounding(self) -> Rounding:
        """How part of a unit is rounded; the code has a version."""
        assert self.version is not None
        return rounding_of(self.version, self.payer.rounding)

    @lazy
    def doses(self) -> tuple[tuple[Amount, ...], ...]:
        """What was given, as it may be read: empty if a line does not say.

        The amounts on the lines; otherwise those charted, where lines that rest on the same
        events share one record, which is then counted once.
        """
        stated = [each.line.administered for each in self.given]
        if stated and None not in stated:
            return (tuple(each for each in stated if each is not None),)
        records = self.records
        charted = [each.given for each in records]
        if not charted or None in charted:
            return ()
        once = tuple(each for each in charted if each is not None)
        every = [each.line.record for each in self.given]
        of_each = tuple(each.given for each in every if each and each.given is not None)
        return (once,) if of_each == once else (once, of_each)

    @lazy
    def records(self) -> tuple[Record, ...]:
        """What was charted for the given lines, each once; empty if a line has none.

        That of a line without an NDC is of its events, whatever the packages.
        """
        if len(self.given) == 1:  # to hash a record takes longer than to look at it
            only = self.given[0].line.record
            return () if only is None else (only,)
        found: dict[object, Record] = {}
        of_all = {
            event for each in self.given if each.line.ndc is None for event in each.line.events
        }
        for each in self.given:
            record, events, ndc = each.line.record, each.line.events, each.line.ndc
            if record is None:
                return ()
            if ndc is None or not events or not of_all.issuperset(events):
                found.setdefault((ndc, events, record), record)
        return tuple(found.values())

    @lazy
    def opened(self) -> tuple[Amount, ...]:
        """The containers opened, as charted; empty if a record does not say."""
        records = self.records
        if not all(each.opened for each in records):
            return ()
        return tuple(vial for each in records for vial in each.opened)

    @lazy
    def in_all(self) -> Fraction | str:
        """What was given and discarded, in exact units: as charted, otherwise what was opened.

        The text is what would let it be known.
        """
        if self.opened and all(each.discarded is None for each in self.records):
            return self.in_containers
        amounts: list[Amount] = []
        for each in self.records:
            if each.discarded is not None and each.given is not None:
                amounts += filter(None, (each.given, each.discarded))
            elif each.opened:
                amounts += each.opened
            else:
                return "record.opened or record.discarded"
        return self.exact(amounts) if amounts else "record.opened or record.discarded"

    @lazy
    def dose(self) -> Fraction | str:
        """The exact units in the dose, 0 if no line states one, or why they cannot be told."""
        return self.exact(self.doses[0]) if self.doses else Fraction(0)

    @lazy
    def in_containers(self) -> Fraction | str:
        """The exact units in the containers opened, or why they cannot be told."""
        return self.exact(self.opened)

    @property
    def most_opened(self) -> Fraction | str:
        """The same, if each line has containers of its own."""
        if len(self.given) == len(self.records):
            return self.in_containers
        charted = [each.line.record for each in self.given]
        return self.exact(vial for each in charted if each is not None for vial in each.opened)

    @lazy
    def left(self) -> int | Fraction | str:
        """The whole units left beyond those administered, as charted, or what would say it."""
        if self.version is None or not is_divided(self.version):
            return "a code whose units containers are counted in"
        total, given = self.in_all, self.units_given
        if isinstance(total, str):
            return total
        dose = self.dose
        if isinstance(dose, str):
            return dose
        billed = max(dose, given or 0)
        return Fraction(self.rounding.down(total - min(total, billed)))

    @lazy
    def smallest_opened(self) -> Fraction | None:
        """The units in the smallest container opened; None if that is not charted."""
        exact = [self.exact([vial]) for vial in dict.fromkeys(self.opened)]
        known = [each for each in exact if not isinstance(each, str)]
        return min(known) if known else None

    @lazy
    def scope(self) -> Scoped:
        """Whether the payer wants JW and JZ with it."""
        first = self.lines[0]
        assert first.code is not None
        assert self.on is not None
        modifiers = dict.fromkeys(each for line in self.lines for each in line.modifiers)
        return discard_scope(
            self.payer,
            first.code,
            on=self.on,
            setting=first.setting,
            place=first.place,
            modifiers=tuple(modifiers),
        )

    def up(self, exact: Fraction) -> int | Fraction:
        """The units that are billed for an exact number of them."""
        rounding = Rounding.UP if self.rounding is Rounding.EXACT else self.rounding
        units = rounding.up(exact)
        return units if isinstance(units, int) else Fraction(units)

    def exact(self, amounts: Iterable[Amount]) -> Fraction | str:
        """The exact units in amounts, or why they cannot be told; the code has a version."""
        assert self.version is not None
        version = self.version
        try:
            first, *others = [exact_units(version, each) for each in amounts] or [Fraction(0)]
        except REFUSALS as error:
            return str(error)
        return sum(others, first) if others else first


def by_day(check: Callable[[DrugDay], Verdict], at: str = "") -> Callable[[LineFacts], Verdict]:
    """A check of a line that looks once at all lines of its code and date.

    Args:
        check: looks at them.
        at: the modifier of the line at which a finding stands; "" for the first. The finding
            has the numbers of the others.
    """

    def look(line: LineFacts) -> Verdict:
        day = day_of(line)
        known = day.verdicts.get(check)
        if known is None:
            known = day.verdicts[check] = _placed(check(day), day, at)
        verdict, place = known
        return verdict if place is None or place is line else NOT_APPLICABLE

    return look


def _placed(verdict: Verdict, day: DrugDay, at: str) -> tuple[Verdict, LineFacts | None]:
    """A finding with the line at which it stands; None for what is said of every line."""
    if verdict.outcome != "fail":
        return verdict, None
    lines = day.lines
    place = next((each for each in lines if at in each.modifiers), lines[0]) if at else lines[0]
    others = tuple(each.number for each in lines if each is not place)
    return evolve(verdict, also=others), place


def day_of(line: LineFacts) -> DrugDay:
    """The lines of the code and date of a line, itself among them."""
    day: DrugDay | None = line.drug_day
    if day is None:
        lines = line.alike
        day = DrugDay(lines)
        for each in lines:
            each.drug_day = day
    return day


def _summed(lines: Sequence[LineFacts]) -> int | Fraction | None:
    total: int | Fraction = 0
    for each in lines:
        units = each.units
        if units is None:
            return None
        total += units if isinstance(units, int) else Fraction(units)
    return total


def amount_in(version: JCode, exact: int | Fraction) -> str:
    """Exact units as an amount of drug, where the unit is one."""
    amount = version.billing_unit.amount
    return units_text(exact) if amount is None else str(amount * exact)


@lru_cache(maxsize=4096)
def is_listed(code: str, on: date) -> bool:
    """Whether CMS lists a code as coming in single-dose containers only."""
    return listed_single_dose(code, on=on) is True


def container_on(line: LineFacts) -> tuple[Container | None, str]:
    """The kind of container of a line, as charted or on the label of its NDC, with the evidence."""
    record = line.line.record
    if record is not None and record.container is not None:
        return record.container, "the record"
    ndc = line.line.ndc
    label = None if ndc is None else container_of(ndc)
    return (None, "") if label is None else (label.container, label.evidence)


@lru_cache(maxsize=4096)
def comes_only_shared(code: str, on: date) -> bool:
    """Whether the label of every listed package of a code that states a container is multi-dose."""
    try:
        labels = [container_of(each.ndc) for each in packages_of(code, on=on, nearest=True)]
    except REFUSALS:
        return False
    kinds = {each.container for each in labels if each is not None}
    return bool(kinds) and not any(map(may_be_discarded, kinds))


@lru_cache(maxsize=8192)
def package_on(ndc: Ndc, code: str, on: date) -> Package | str:
    """The listing of an NDC under a code on a date, or what would let it be known."""
    try:
        found = {each.code: each for each in packages_of(ndc, on=on)}
    except BadNdc:
        return f"a listing of NDC {ndc} in CMS's crosswalk for {on}"
    except REFUSALS as error:
        return str(error)
    return found.get(code) or f"an NDC of {code}: {ndc} is listed under {', '.join(found)}"


@lru_cache(maxsize=8192)
def units_in(package: Package, quantity: NdcQuantity, on: date) -> Fraction | str:
    """The exact units in a quantity of a package, or why they cannot be told."""
    try:
        return units_of(package, quantity, on=on)
    except REFUSALS as error:
        return str(error)


@lru_cache(maxsize=4096)
def family_sizes(package: Package, on: date) -> tuple[Fraction, ...]:
    """The units in one item of each package that may be combined with this one, ascending.

    Those of its code with its name, labeler and unit of measure: a syringe in milliliters is
    no smaller vial of powder. Empty if the content of one is not known.
    """
    alike = [
        each
        for each in packages_of(package.code, on=on)
        if (each.name, each.labeler, each.size_unit)
        == (package.name, package.labeler, package.size_unit)
    ]
    sizes = {each.units_per_item for each in alike}
    return () if None in sizes else tuple(sorted(each for each in sizes if each is not None))
