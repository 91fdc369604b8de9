"""What the nurse charts: each drug with its dose, route, technique, times and access site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

from attrs import field, frozen
from attrs.converters import optional

from ..administration.minutes import Span, left_over
from ..administration.rules import checked_charted_route, techniques_of
from ..administration.ways import counted_as, has_access_site, has_one_side, has_two_sides
from ..amounts.amount import Amount
from ..amounts.arguments import is_given, shown
from ..amounts.concentration import Concentration
from ..claims.settings import checked_cpt
from ..codes.code import JCode
from ..codes.shapes import shape
from ..errors import BadAdministration, JCodesError
from ..ndc.numbers import Ndc, ProductNdc
from ..vials.products import Given
from ..words import (
    FAMILIES,
    NOT_GIVEN,
    SIDES,
    Acquired,
    Container,
    Family,
    Kind,
    NotGiven,
    Route,
    Side,
    Technique,
    WhyStopped,
)
from .opened import (
    OF_ONE_PRODUCT,
    READERS,
    amount_or_rate,
    any_amount,
    any_concentration,
    any_containers,
    any_ndc,
    any_products,
    totals_of,
)
from .reading import (
    UNNAMED_SITE,
    check_times,
    fault_of_name,
    from_start_to_stop,
    read_pauses,
    read_time,
    site_and_sides,
    tidy_drug,
    tidy_site,
    whole_minutes,
)

__all__ = ["NOT_COUNTED", "Administration", "drugs_in"]

# part of drug administration, whatever time it takes
NOT_COUNTED: Final = ("carrier", "flush")
# the drugs of a bag are named in texts up to here
_LONGEST_SHOWN: Final = 100
_ONLY_FOR: Final = {
    "attended": ("push",),
    "stopped_early": ("infusion",),
    "resumes": ("infusion",),
    "pauses": ("infusion", "pump"),
}


def _is_one_of(value: object, words: Sequence[str]) -> bool:
    """Whether it is one of these words; any other object is not asked how it compares."""
    return isinstance(value, str) and value in words


@frozen
class Administration:
    """One drug, or one bag, given at one time.

    Args:
        drug: the code ("J9312"), its JCode, or the name under which it is charted. Spaces around
            it and the case of a code do not matter.
        route: "intravenous", "subcutaneous", "intramuscular", "intravitreal" and others of
            ``ROUTES``; abbreviations ("IV", "SQ", "IVPB") are read as the route they stand for.
        technique: "infusion", "push", "pump" (an infusion that goes home), "injection",
            "on-body injector", "flush" (of a line or port), "carrier" (fluid that carries a
            drug or keeps a line open), "procedure" (into an eye, a joint, the bladder and
            other places) or "none" (swallowed, or applied or inserted by hand).
        start: the date and time at which it started, as a datetime or as text
            ("2025-08-01 09:00", also with seconds and a UTC offset). Minutes are those of a clock
            without seconds.
        stop: when it stopped; may be omitted for what takes no time (a push, an injection, an
            injector, a pump that goes home). An infusion without it needs documentation.
            With a time zone, minutes are counted correctly across a clock change.
        family: which codes it is billed under: "complex" (chemotherapy and complex biologics),
            "hormonal" (hormonal antineoplastics), "therapeutic" or "hydration". Required for
            a name that no code has. Otherwise the drug decides; if it does not, because
            sources disagree, the lines need documentation until the family is stated.
        site: the access site, or the body site of a procedure; the lumens of one catheter are
            one site. Of an eye or a joint it may name the side ("right knee", "OS"), which is
            then its ``side``.
        also: other drugs in the same bag.
        dose: the amount administered, as an Amount or as text ("715 mg"); a rate ("50 mcg/h",
            "5 mL/h") is multiplied by the minutes; None if it is not charted. ``Encounter.doses``
            adds them up for ``bill``. Beside ``not_given`` it is what was ordered: it becomes
            ``ordered``, and None.
        side: "right" or "left", for a procedure; needed for eyes and joints.
        procedure: the CPT number of what was done, if several fit, such as 20610.
        attended: for a push, whether somebody stayed with the patient throughout. If so it is a
            push whatever its minutes; if not, one of more than 15 minutes is an infusion; if
            that is not charted, such a push needs documentation (AAPC).
        stopped_early: for an infusion, whether it was ordered as one and stopped before its end,
            for a reason that is charted. Its minutes then do not make it a push (Palmetto GBA,
            J11 Part B, 2014).
        pauses: for an infusion or a pump, when it was interrupted, as pairs of times. Pauses are
            not counted (AAPC Oncology Alert).
        resumes: whether it goes on with the earlier infusion of the drug at its site, which was
            interrupted: charts often have an event for each part.
        not_given: "held" or "refused" if it was due at ``start`` and not given. It supports
            nothing, and counts for nothing; ``opened`` and ``discarded`` say what was prepared
            and thrown away.
        opened: the labeled amount of each container opened: ["500 mg", "3 x 100 mg"], or one
            text. This and all that follows changes no administration line.
        discarded: the amount discarded, if charted.
        container: "single-dose", "single-use", "multi-dose" or "bulk", as its label states.
        ndc: the package, or the product if only that is known.
        concentration: the strength, if doses or containers are volumes.
        products: one ``Given`` for each product, if several of one code were given. Each has its
            own containers, so the five above are omitted; ``dose`` is their total.
        acquired: "purchased", "340B", "no cost", "patient's own" or "specialty pharmacy".
        shared: whether a vial was shared with another patient; None if that is not charted.
        ordered: the dose ordered, as an amount.
        why_stopped: "reaction", "access lost", "patient asked", "order changed" or "other", beside
            ``stopped_early``.
        code: the code under which the drug is billed, where its name alone does not say, such as
            "J3590" for a new biologic.

    Attributes:
        spans: the times during which it ran, in whole minutes, without pauses; empty without a
            stop.

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
    start: datetime = field(converter=read_time)
    stop: datetime | None = field(default=None, converter=optional(read_time))
    family: Family | Literal[""] = ""
    site: str = field(default=UNNAMED_SITE, converter=tidy_site)
    also: tuple[str, ...] = ()
    dose: Amount | str | None = field(default=None, kw_only=True)
    side: Side | Literal[""] = field(default="", kw_only=True)
    procedure: str = field(default="", kw_only=True)
    attended: bool | None = field(default=None, kw_only=True)
    stopped_early: bool = field(default=False, kw_only=True)
    pauses: tuple[Span, ...] = field(default=(), converter=read_pauses, kw_only=True)
    resumes: bool = field(default=False, kw_only=True)
    not_given: NotGiven | Literal[""] = field(default="", kw_only=True)
    opened: tuple[Amount, ...] | None = field(default=None, converter=any_containers, kw_only=True)
    discarded: Amount | None = field(default=None, converter=any_amount, kw_only=True)
    container: Container | None = field(default=None, kw_only=True)
    ndc: Ndc | ProductNdc | None = field(default=None, converter=any_ndc, kw_only=True)
    concentration: Concentration | None = field(
        default=None, converter=any_concentration, kw_only=True
    )
    products: tuple[Given, ...] = field(default=(), converter=any_products, kw_only=True)
    acquired: Acquired | None = field(default=None, kw_only=True)
    shared: bool | None = field(default=None, kw_only=True)
    ordered: Amount | None = field(default=None, converter=any_amount, kw_only=True)
    why_stopped: WhyStopped | None = field(default=None, kw_only=True)
    code: str = field(default="", converter=tidy_drug, kw_only=True)
    spans: tuple[Span, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        also: object = self.also
        if not isinstance(also, tuple) or not all(isinstance(drug, str | JCode) for drug in also):
            raise self._bad("also", also, f"also={shown(also)} is not a tuple of drugs")
        object.__setattr__(self, "also", tuple(map(tidy_drug, also)))
        for name in ("drug", "site"):
            text: object = getattr(self, name)
            if not isinstance(text, str) or not text.strip():
                raise self._bad(name, text, f"{name}={shown(text)} is empty or not text")
        if not all(self.also):
            raise self._bad("also", also, f"also={shown(also)} has an empty name")
        for name, text in (*drugs_in(self), ("site", self.site)):
            if fault := fault_of_name(text):
                raise self._bad(name, text, fault)
        self._check_technique()
        try:
            check_times(self.start, self.stop, self.pauses)
        except BadAdministration as error:
            raise self._bad(error.argument, error.value, str(error)) from None
        object.__setattr__(self, "spans", self._times())
        self._check_course()
        self._read_vials()
        # the text of a dose becomes the amount that it states
        object.__setattr__(self, "dose", self._amount())

    def _check_technique(self) -> None:
        """Check that route, technique and family fit each other."""
        try:
            object.__setattr__(self, "route", checked_charted_route(self.route))
        except BadAdministration as error:
            raise self._bad("route", self.route, str(error)) from error
        possible = (
            *techniques_of(self.route),
            *(NOT_COUNTED if has_access_site(self.route) else ()),
        )
        if not _is_one_of(self.technique, possible):
            raise self._bad(
                "technique",
                self.technique,
                f"{shown(self.technique)} is not a technique for the {self.route} route: pass "
                f"{' or '.join(sorted(set(possible)))}",
            )
        if not _is_one_of(self.family, ("", *FAMILIES)):
            raise self._bad(
                "family",
                self.family,
                f"{shown(self.family)} is not a family: pass {', '.join(FAMILIES)}",
            )
        if self.family and not counted_as(self.route, self.technique):
            text = f"family={shown(self.family)} does not apply to technique {self.technique!r}"
            raise self._bad("family", self.family, f"{text}: omit it")
        if self.family == "hydration" and self.technique != "infusion":
            raise self._bad("technique", self.technique, "hydration is an infusion")
        if self.family == "hydration" and not has_access_site(self.route):
            raise self._bad("route", self.route, "hydration is intravenous")
        self._check_place()

    def _check_place(self) -> None:
        """Check that side and procedure fit the route and the technique; read the side of a site.

        Raises:
            BadAdministration: they do not, or the site names the other side, or both.
        """
        if not _is_one_of(self.side, ("", *SIDES)):
            raise self._bad(
                "side",
                self.side,
                f"side={shown(self.side)} is not a side: pass {' or '.join(SIDES)}",
            )
        if self.side and self.technique != "procedure":
            text = f"side={shown(self.side)} is for procedures: pass the place in site="
            raise self._bad("side", self.side, text)
        if not isinstance(self.procedure, str):
            raise self._bad(
                "procedure", self.procedure, f"procedure={shown(self.procedure)} is not a code"
            )
        if self.side and has_one_side(self.route):
            text = f"side={shown(self.side)}: the {self.route} route has no sides: omit it"
            raise self._bad("side", self.side, text)
        if self.paired and self.technique == "procedure":
            site, sides = site_and_sides(self.site)
            if len({*sides, self.side} - {""}) > 1:
                text = f"site={shown(self.site)} names {' and '.join(sides)}"
                text += f", and side={shown(self.side)}" if self.side else ""
                raise self._bad("site", self.site, f"{text}: chart each side by itself")
            object.__setattr__(self, "site", site)
            object.__setattr__(self, "side", next(iter(sides), self.side))
        if self.procedure and self.technique in (*NOT_COUNTED, "infusion", "push", "pump"):
            text = (
                f"procedure={shown(self.procedure)} does not apply to technique {self.technique!r}"
            )
            raise self._bad("procedure", self.procedure, f"{text}: omit it")
        if self.procedure:
            try:
                checked_cpt(self.procedure)
            except BadAdministration as error:
                raise self._bad("procedure", self.procedure, f"procedure: {error}") from error

    def _check_course(self) -> None:
        """Check what is charted about how it went: pauses, its end, who stayed, or not given."""
        for name, techniques in _ONLY_FOR.items():
            value: object = getattr(self, name)
            if value is False or value == () or (value is None and name == "attended"):
                continue
            if value is not True and name != "pauses":
                raise self._bad(name, value, f"{name}={shown(value)} is neither True nor False")
            if self.technique not in techniques:
                text = f"{name}= is for technique {' or '.join(techniques)}: omit it"
                raise self._bad(name, value, text)
        if (self.pauses or self.stopped_early) and self.stop is None:
            raise self._bad(
                "stop", self.stop, "chart the stop time: pauses and an early stop need it"
            )
        if self.stopped_early and not self.minutes:
            text = "it ran for less than a minute: pass not_given=, or chart its minutes"
            raise self._bad("stop", self.stop, text)
        if not _is_one_of(self.not_given, ("", *NOT_GIVEN)):
            raise self._bad(
                "not_given",
                self.not_given,
                f"not_given={shown(self.not_given)}: pass {' or '.join(NOT_GIVEN)}, or omit it",
            )
        if self.not_given and self.stop is not None:
            raise self._bad("stop", self.stop, f"nothing was given ({self.not_given}): omit stop=")

    def _read_vials(self) -> None:
        """Read what is charted of the vials, and check that it fits the rest."""
        for name, read in READERS.items():
            value: object = getattr(self, name)
            if value is None:
                continue
            try:
                object.__setattr__(self, name, read(value))
            except JCodesError as error:
                text = str(error) if name in str(error) else f"{name}: {error}"
                raise self._bad(name, value, text, error.kind) from error
        if self.why_stopped and not self.stopped_early:
            text = "why_stopped= is for what was stopped early: pass stopped_early=True too"
            raise self._bad("why_stopped", self.why_stopped, text)
        code: object = self.code
        if not isinstance(code, str) or (code and not shape("claim line code").fullmatch(code)):
            raise self._bad(
                "code", code, f"code={shown(code)} is not a HCPCS code: pass one such as 'J3590'"
            )
        if self.products:
            for name in OF_ONE_PRODUCT:
                if getattr(self, name) is not None:
                    text = f"{name}= belongs in each Given of products=: omit it"
                    raise self._bad(name, getattr(self, name), text)
            if self.not_given:
                text = f"nothing was given ({self.not_given}): chart opened= and discarded="
                raise self._bad("products", self.products, text)

    def _amount(self) -> Amount | str | None:
        """The amount of the dose; a rate stays one until the stop time is charted."""
        dose: object = self.dose
        try:
            totals = totals_of(self.products) if self.products else ()
        except JCodesError as error:
            raise self._bad("products", error.value, f"products: {error}", error.kind) from error
        if not is_given(dose):
            return totals[0] if totals else None
        try:
            amount = dose if isinstance(dose, Amount) else amount_or_rate(dose, self.minutes)
        except JCodesError as error:
            raise self._bad("dose", dose, f"dose: {error}", error.kind) from error
        if self.not_given:  # what was ordered: nothing of it was given
            if isinstance(amount, Amount) and amount and self.ordered is None:
                object.__setattr__(self, "ordered", amount)
            elif isinstance(amount, Amount) and self.ordered and amount != self.ordered:
                text = f"dose={shown(dose)} is what was ordered, as ordered={self.ordered}: omit it"
                raise self._bad("dose", dose, text)
            return None
        if isinstance(amount, Amount) and not amount.numerator:
            raise self._bad(
                "dose",
                dose,
                f"dose={shown(dose)}: nothing was given; pass not_given='held' or 'refused', or "
                "omit the event",
            )
        if totals and isinstance(amount, Amount) and amount not in totals:
            text = f"dose={shown(dose)}, but the products add up to {totals[0]}: omit dose="
            raise self._bad("dose", dose, text)
        return amount

    def _bad(
        self, argument: str | None, value: object, reason: str, kind: Kind | None = None
    ) -> BadAdministration:
        start: object = self.start
        when = f" of {start}" if isinstance(start, datetime) else ""
        return BadAdministration(
            value, f"{shown(self.drug)}{when}: {reason}", kind=kind, argument=argument
        )

    @property
    def paired(self) -> bool:
        """Whether it goes into one of two sides, such as an eye or a joint."""
        return has_two_sides(self.route)

    def _times(self) -> tuple[Span, ...]:
        """The times during which it ran, as ``spans`` has them."""
        if self.stop is None:
            return ()
        whole = from_start_to_stop(self.start, self.stop)
        return tuple(left_over(whole, self.pauses)) if self.pauses else (whole,)

    @property
    def minutes(self) -> int | None:
        """How many minutes it took, without pauses; None if no stop is charted."""
        if self.stop is None:
            return None
        spans = self.spans
        return spans[0].minutes if len(spans) == 1 else sum(span.minutes for span in spans)

    def __str__(self) -> str:
        """What was given and when, in one line."""
        drugs = " + ".join((self.drug, *self.also))
        if len(drugs) > _LONGEST_SHOWN:
            drugs = f"{drugs[: _LONGEST_SHOWN - 1]}…"
        given = f"{drugs} {self.dose}" if self.dose is not None else drugs
        how = " ".join(filter(None, (self.side, self.route, self.technique)))
        until = ""
        seconds = whole_minutes(self.start) != self.start or (
            self.stop is not None and whole_minutes(self.stop) != self.stop
        )
        clock = "%H:%M:%S" if seconds else "%H:%M"
        if self.stop is not None:
            same_day = self.stop.date() == self.start.date()
            until = f" to {self.stop:{clock if same_day else f'%Y-%m-%d {clock}'}}"
        text = f"{given}, {how}, {self.start:{f'%Y-%m-%d {clock}'}}{until}"
        if not (self.pauses or seconds or self.not_given):
            return text  # nearly always
        paused = sum(pause.minutes for pause in self.pauses)
        more = [
            f" without {paused} minutes of pause" * bool(paused),
            " counted in whole minutes" * seconds,
            f" {self.not_given}",
        ]
        after = ",".join(["", *(each for each in more if each.strip())])
        return f"{text}{after}"


def drugs_in(charted: Administration) -> Iterator[tuple[str, str]]:
    """Each drug of an event, after the argument that names it."""
    yield "drug", charted.drug
    for each in charted.also:
        yield "also", each
