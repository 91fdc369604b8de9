"""What the nurse charts: each drug with its dose, route, technique, times and access site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Final, Literal

from attrs import field, frozen

from ..administration.minutes import Span
from ..administration.rules import checked_route, techniques_of
from ..administration.ways import counted_as, has_access_site, has_two_sides
from ..amounts.amount import Amount
from ..amounts.arguments import is_given, shown
from ..claims.settings import checked_cpt
from ..codes.code import JCode
from ..codes.shapes import shape
from ..errors import BadAdministration, JCodesError
from ..words import FAMILIES, SIDES, Family, Route, Side, Technique

__all__ = [
    "NOT_COUNTED",
    "UNNAMED_SITE",
    "Administration",
    "tidy_drug",
]

# part of drug administration, whatever time it takes
NOT_COUNTED: Final = ("carrier", "flush")
# the site of everything charted without one
UNNAMED_SITE: Final = "1"
_LONGEST_DAYS: Final = 31


def _fixed(time: datetime) -> datetime:
    """A time with its UTC offset fixed, so that minutes are right across a clock change."""
    given: object = time
    offset = given.utcoffset() if isinstance(given, datetime) and is_given(given) else None
    return time if offset is None else time.replace(tzinfo=timezone(offset))


def _stop(time: datetime | None) -> datetime | None:
    """The time at which it stopped; None if the chart has none, also as pandas' NaT."""
    return _fixed(time) if time is not None and is_given(time) else None


def tidy_drug(drug: object) -> object:
    """The code of a JCode, a code in capitals, or a name without spaces around it."""
    if isinstance(drug, JCode):
        return drug.code
    text = drug.strip() if isinstance(drug, str) else drug
    if isinstance(text, str) and shape("charted code").fullmatch(text.upper()):
        return text.upper()
    return text


def _tidy_site(site: object) -> object:
    """A site as compared: "Left arm " is "left arm"."""
    return " ".join(site.split()).casefold() if isinstance(site, str) else site


def _is_one_of(value: object, words: Sequence[str]) -> bool:
    """Whether it is one of these words; any other object is not asked how it compares."""
    return isinstance(value, str) and value in words


@frozen
class Administration:
    """One drug, or one bag, given at one time.

    Args:
        drug: the code ("J9312"), its JCode, or the name under which it is charted.
        route: "intravenous", "subcutaneous", "intramuscular", "intravitreal" and others, as in
            ``administration_rules.csv``.
        technique: "infusion", "push", "pump" (an infusion that goes home), "injection",
            "on-body injector", "flush" (of a line or port), "carrier" (fluid that carries a
            drug or keeps a line open), "procedure" (into an eye, a joint, the bladder and
            other places) or "none" (swallowed, or applied or inserted by hand).
        start: the date and time at which it started.
        stop: when it stopped; may be omitted for what takes no time (a push, an injection, an
            injector, a pump that goes home). An infusion without it needs documentation.
            With a time zone, minutes are counted correctly across a clock change.
        family: which codes it is billed under: "complex" (chemotherapy and complex biologics),
            "hormonal" (hormonal antineoplastics), "therapeutic" or "hydration". Required for
            a name that no code has. Otherwise the drug decides; if it does not, because
            sources disagree, the lines need documentation until the family is stated.
        site: the access site, or the body site of a procedure; the lumens of one catheter are
            one site.
        also: other drugs in the same bag.
        dose: the amount administered, as an Amount or as text ("715 mg"); None if it is not
            charted. ``Encounter.doses`` adds them up for ``bill``.
        side: "right" or "left", for a procedure; needed for eyes and joints.
        procedure: the CPT number of what was done, if several fit, such as 20610.

    Raises:
        BadAdministration: a value is not valid, or the values do not fit each other.

    Source: NCCI Policy Manual, ch. XI.

    >>> nine, half_past = datetime(2025, 8, 1, 9), datetime(2025, 8, 1, 9, 30)
    >>> given = Administration(
    ...     "J9271", "intravenous", "infusion", nine, half_past, dose="200 mg")
    >>> print(given, given.minutes)
    J9271 200 mg, intravenous infusion, 2025-08-01 09:00 to 09:30 30
    """

    drug: str = field(converter=tidy_drug)
    route: Route
    technique: Technique
    start: datetime = field(converter=_fixed)
    stop: datetime | None = field(default=None, converter=_stop)
    family: Family | Literal[""] = ""
    site: str = field(default=UNNAMED_SITE, converter=_tidy_site)
    also: tuple[str, ...] = ()
    dose: Amount | str | None = field(default=None, kw_only=True)
    side: Side | Literal[""] = field(default="", kw_only=True)
    procedure: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        for name in ("drug", "site"):
            text: object = getattr(self, name)
            if not isinstance(text, str) or not text.strip():
                raise self._bad(text, f"{name}={shown(text)} is empty or not text")
            if not text.isprintable():
                raise self._bad(text, f"{name}={shown(text)} has control characters: omit them")
        self._check_technique()
        also: object = self.also
        if not isinstance(also, tuple) or not all(isinstance(drug, str | JCode) for drug in also):
            raise self._bad(also, f"also={shown(also)} is not a tuple of drugs")
        if not all(map(tidy_drug, also)):
            raise self._bad(also, f"also={shown(also)} has an empty name")
        for name in also:
            if isinstance(name, str) and not name.isprintable():
                raise self._bad(name, f"also={shown(name)} has control characters: omit them")
        object.__setattr__(self, "also", tuple(map(tidy_drug, also)))
        self._check_times()
        # the text of a dose becomes the amount that it states
        object.__setattr__(self, "dose", self._amount())

    def _check_technique(self) -> None:
        """Check that route, technique and family fit each other."""
        try:
            checked_route(self.route)
        except BadAdministration as error:
            raise self._bad(self.route, str(error)) from error
        possible = (
            *techniques_of(self.route),
            *(NOT_COUNTED if has_access_site(self.route) else ()),
        )
        if not _is_one_of(self.technique, possible):
            raise self._bad(
                self.technique,
                f"{shown(self.technique)} is not a technique for the {self.route} route: pass "
                f"{' or '.join(sorted(set(possible)))}",
            )
        if not _is_one_of(self.family, ("", *FAMILIES)):
            raise self._bad(
                self.family, f"{shown(self.family)} is not a family: pass {', '.join(FAMILIES)}"
            )
        if self.family and not counted_as(self.route, self.technique):
            text = f"family={shown(self.family)} does not apply to technique {self.technique!r}"
            raise self._bad(self.family, f"{text}: omit it")
        if self.family == "hydration" and self.technique != "infusion":
            raise self._bad(self.technique, "hydration is an infusion")
        if self.family == "hydration" and not has_access_site(self.route):
            raise self._bad(self.route, "hydration is intravenous")
        self._check_place()

    def _check_place(self) -> None:
        """Check that side and procedure fit the route and the technique."""
        if not _is_one_of(self.side, ("", *SIDES)):
            raise self._bad(
                self.side, f"side={shown(self.side)} is not a side: pass {' or '.join(SIDES)}"
            )
        if self.side and self.technique != "procedure":
            text = f"side={shown(self.side)} is for procedures: pass the place in site="
            raise self._bad(self.side, text)
        if not isinstance(self.procedure, str):
            raise self._bad(self.procedure, f"procedure={shown(self.procedure)} is not a code")
        if self.procedure and self.technique in (*NOT_COUNTED, "infusion", "push", "pump"):
            text = (
                f"procedure={shown(self.procedure)} does not apply to technique {self.technique!r}"
            )
            raise self._bad(self.procedure, f"{text}: omit it")
        if self.procedure:
            try:
                checked_cpt(self.procedure)
            except BadAdministration as error:
                raise self._bad(self.procedure, f"procedure: {error}") from error

    def _amount(self) -> Amount | None:
        dose: object = self.dose
        if not is_given(dose):
            return None
        try:
            amount = dose if isinstance(dose, Amount) else Amount(dose)  # type: ignore[arg-type]
        except JCodesError as error:
            raise self._bad(dose, f"dose: {error}") from error
        if not amount.numerator:
            raise self._bad(dose, f"dose={shown(dose)}: nothing was given; leave the event out")
        return amount

    def _check_times(self) -> None:
        for name in ("start", "stop"):
            time: object = getattr(self, name)
            if time is None and name == "stop":
                continue
            if not isinstance(time, datetime) or not is_given(time):
                raise self._bad(
                    time,
                    f"{name}={shown(time)} is not a datetime: pass datetime(2025, 8, 1, 9, 30)",
                )
            if time.second or time.microsecond:
                raise self._bad(time, f"{name} {time} has seconds: chart whole minutes")
        if self.stop is None:
            return
        if (self.start.tzinfo is None) != (self.stop.tzinfo is None):
            raise self._bad(self.stop, "start and stop: one has a time zone, the other has none")
        if self.stop < self.start:
            raise self._bad(self.stop, f"it stops at {self.stop}, before it starts")
        if (self.stop - self.start).days >= _LONGEST_DAYS:
            raise self._bad(self.stop, f"it lasts until {self.stop}: correct the dates")

    def _bad(self, value: object, reason: str) -> BadAdministration:
        start: object = self.start
        when = f" of {start}" if isinstance(start, datetime) else ""
        return BadAdministration(value, f"{shown(self.drug)}{when}: {reason}")

    @property
    def paired(self) -> bool:
        """Whether it goes into one of two sides, such as an eye or a joint."""
        return has_two_sides(self.route)

    @property
    def span(self) -> Span | None:
        """Its start and stop; None if no stop is charted."""
        return None if self.stop is None else Span(self.start, self.stop)

    @property
    def minutes(self) -> int | None:
        """How many minutes it took; None if no stop is charted."""
        return None if self.span is None else self.span.minutes

    def __str__(self) -> str:
        """What was given and when, in one line."""
        drugs = " + ".join((self.drug, *self.also))
        given = f"{drugs} {self.dose}" if self.dose is not None else drugs
        how = " ".join(filter(None, (self.side, self.route, self.technique)))
        until = ""
        if self.stop is not None:
            same_day = self.stop.date() == self.start.date()
            until = f" to {self.stop:{'%H:%M' if same_day else '%Y-%m-%d %H:%M'}}"
        return f"{given}, {how}, {self.start:%Y-%m-%d %H:%M}{until}"
