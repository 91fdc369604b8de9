"""An encounter: from what the nurse charts to the administration lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo

from attrs import evolve, frozen

from ..administration.ways import counted_as, has_access_site, least_minutes, office_codes
from ..amounts.amount import Amount
from ..amounts.arguments import checked_flag, is_given, shown
from ..checks.payer_rows import not_billed_at
from ..claims.fields import checked_place_of_service
from ..claims.lines import ClaimLine
from ..claims.places import facility_places
from ..claims.questions import Question, ask
from ..claims.settings import checked_administration_setting
from ..claims.steps import Step
from ..codes.substances import substance_named
from ..errors import BadAdministration, BadArgument, BadClaimLine
from ..lookup.meaning import drug_meant
from ..payers.choices import Choices
from ..payers.named import payer_named
from ..payers.payer import Payer
from ..words import AdministrationSetting
from .alternatives import tried
from .charting import Administration
from .day import Day, too_much_open
from .doses import codes_charted, doses_of
from .doubts import doubts
from .edits import edit_steps, edits_of
from .events import Event, drugs_of, events_of
from .families import Fit, fit_of
from .lines import AdministrationLine
from .losses import Circumstances, lines_of
from .merging import merged
from .reading import tidy_drug
from .routes.visit import Visit, busy_dates, intravenous_procedures, is_part, not_given
from .settled import openings
from .supported import NEEDS_DOCUMENTATION, NOT_REPORTED, REPORTED, Support
from .timeline import encounter_timeline
from .zones import in_zone, zone_of

__all__ = ["Encounter", "code_encounter", "steps_and_questions"]


@frozen(repr=False)
class Encounter:
    """The lines for everything administered, with the reasoning.

    Attributes:
        lines: the lines, in the order of a claim.
        events: what each event supported, or why it supported nothing, in time order.
        administrations: what was charted, as given.
        setting: "professional" or "facility".
        nearest: whether the nearest edits included count as a check, if those of a date are not.
        notes: questions about no single line.
        payer: the payer; None if none was passed.
    """

    lines: tuple[AdministrationLine, ...]
    events: tuple[Support, ...]
    administrations: tuple[Administration, ...]
    setting: AdministrationSetting
    nearest: bool = False
    notes: tuple[Question, ...] = ()
    payer: Payer | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The reasoning, event by event; the last say by which edits the lines were checked."""
        return _steps(self, _compared(self))

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is open, each question once with the line that it is about, and what is not checked."""
        return _questions(self, _compared(self))

    @property
    def doses(self) -> Mapping[tuple[str, date], Amount]:
        """The dose of each drug on each date, for ``bill``; by drug and date.

        A drug is named by its code, also if it is charted by a name that one code has for its
        route; what several codes have is named as it was first charted. Doses that were not
        charted are not included.

        Raises:
            IncompatibleUnits: one drug is charted in units that do not convert to each other.
        """
        return doses_of(self.administrations)

    @property
    def reported(self) -> tuple[AdministrationLine, ...]:
        """The lines that can go on a claim."""
        return tuple(line for line in self.lines if line.outcome == REPORTED)

    @property
    def open(self) -> tuple[AdministrationLine, ...]:
        """The lines that need documentation, or a choice of the caller."""
        return tuple(line for line in self.lines if line.outcome == NEEDS_DOCUMENTATION)

    def claim_lines(
        self, drugs: Iterable[ClaimLine] = (), *, place_of_service: str | None = None
    ) -> tuple[ClaimLine, ...]:
        """The administration lines as claim lines, after those of the drugs.

        Args:
            drugs: the lines of the drugs, from ``bill``.
            place_of_service: two digits, or None.

        Raises:
            BadClaimLine: a line still needs documentation, a drug is not a claim line, or the
                place is a facility that reports the administrations itself.
        """
        billed = _claim_lines(drugs)
        place_of_service = checked_place_of_service(place_of_service)
        due = [line for line in self.lines if line.outcome != NOT_REPORTED]
        in_facility = self.setting == "professional" and place_of_service in facility_places()
        elsewhere = [line.code for line in due if line.code in office_codes()]
        if in_facility and elsewhere:
            raise BadClaimLine(
                place_of_service,
                f"place of service {place_of_service}: the facility reports {', '.join(elsewhere)}; "
                f"pass place_of_service={place_of_service!r} to code_encounter too",
                argument="place_of_service",
            )
        return (*billed, *(line.claim_line(place_of_service) for line in due))

    def svg(self) -> str:
        """The encounter as a picture: a bar for each administration, with what it supported.

        The text of an SVG image, in black and white; minutes not counted are left blank.
        """
        return encounter_timeline(self.administrations, self.events)

    def _repr_svg_(self) -> str:
        return self.svg()

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines)) or "no administration is reported"

    def __repr__(self) -> str:
        return (
            f"<Encounter of {len(self.administrations)} administrations: {len(self.lines)} lines>"
        )


def code_encounter(  # noqa: PLR0913 - everything a visit is coded by, as keywords
    administrations: Iterable[Administration],
    *,
    setting: AdministrationSetting,
    reason: str | Iterable[str] | None = None,
    choices: Choices | None = None,
    payer: Payer | str | None = None,
    place_of_service: str | None = None,
    earlier: Iterable[Encounter] = (),
    nearest: bool = False,
    zone: str | tzinfo | None = None,
) -> Encounter:
    """The administration lines for all drugs of one encounter.

    Args:
        administrations: everything administered; the order does not matter.
        setting: "professional" or "facility".
        reason: for a professional claim, the drug that was the main reason for the visit, as
            charted, or several, one for each access site; required if more than one could
            take the initial code.
        choices: what the caller decides when sources disagree.
        payer: the payer, who has choices of its own, and families of drugs; pass it or
            ``choices``.
        place_of_service: two digits, if known; a professional does not report administrations
            in a facility.
        earlier: the earlier encounters on the same dates. A line of this one has the modifier
            of a distinct service if it bundles with a line of theirs or repeats it.
        nearest: whether the lines count as checked by the nearest edits included, where neither
            those of the date nor equal ones before and after it are. The lines are the same
            either way: the last of the steps says what they were checked by.
        zone: the time zone in which dates of service are read, such as "America/Chicago", for
            times that have a UTC offset; they are converted to it. Without it each time is read
            with the offset that it has. Times without an offset are local times, and refuse it.

    Returns:
        The lines, some of which may need documentation, and the reasoning.

    Raises:
        BadArgument: choices beside a payer.
        BadAdministration: nothing was given, the reason is not a drug of the encounter, a
            family is not known, two events contradict each other, or the zone is not one.
        BadClaimLine: the setting or the place of service is not valid.

    Source: NCCI Policy Manual, ch. XI; CMS, NCCI edits and add-on codes of the date.

    >>> from datetime import datetime
    >>> nine, eleven = datetime(2025, 8, 1, 9), datetime(2025, 8, 1, 11)
    >>> print(code_encounter(
    ...     [Administration("J9271", "intravenous", "infusion", nine, eleven, "complex")],
    ...     setting="facility"))
    96413 x 1 on 2025-08-01
    96415 x 1 on 2025-08-01
    """
    charted = _checked(administrations, setting, place_of_service)
    nearest = checked_flag(nearest, "nearest")
    if zone is not None:
        clocks = zone_of(zone)
        charted = tuple(
            in_zone(each, clocks, number) for number, each in enumerate(charted, start=1)
        )
    whose = payer_named(payer) if is_given(payer) else None
    picked = _picked(choices, whose)
    charted = tuple(_of_family(each, whose) for each in charted) if whose else charted
    before = _earlier(earlier, setting)
    events = events_of(charted, setting)
    fits = [(event, _fit(event, setting)) for event in events if not event.charted.not_given]
    elsewhere = _elsewhere(whose, setting, place_of_service, charted[0].start.date())
    others = [(event, fit) for event, fit in fits if not (fit.families or is_part(event))]
    day = Day(
        Circumstances(
            setting, picked, elsewhere, tuple(line for each in before for line in each.lines)
        ),
        others,
        openings([(event, fit) for event, fit in fits if fit.families or is_part(event)], picked),
        Visit(
            setting,
            _reasons(reason, events),
            busy_dates([*charted, *(each for other in before for each in other.administrations)]),
            intravenous_procedures(event for event, _ in others),
            _earlier_drugs(before),
        ),
        {event.number: event for event in events},
        [not_given(event) for event in events if event.charted.not_given],
    )
    alternatives = tried(day.supported, picked, len(fits))  # what was not given is no work
    supported = day.in_time(merged(alternatives))
    return Encounter(
        lines_of(supported),
        tuple(supported),
        charted,
        setting,
        nearest,
        () if alternatives.all_tried else (too_much_open(alternatives),),
        whose,
    )


def steps_and_questions(encounter: Encounter) -> tuple[tuple[Step, ...], tuple[Question, ...]]:
    """The steps and the questions of an encounter, its lines compared with the edits once."""
    checked = _compared(encounter)
    return _steps(encounter, checked), _questions(encounter, checked)


def _compared(encounter: Encounter) -> tuple[Step, ...]:
    return tuple(edit_steps(encounter.lines, encounter.setting, nearest=encounter.nearest))


def _steps(encounter: Encounter, checked: Iterable[Step]) -> tuple[Step, ...]:
    return (*(_step(encounter, each) for each in encounter.events), *checked)


def _step(encounter: Encounter, supported: Support) -> Step:
    charted = encounter.administrations[supported.event - 1]
    is_open = supported.outcome == NEEDS_DOCUMENTATION
    result = "open" if is_open else supported.code or "nothing"
    text = f"event {supported.event} ({charted}): {result}, {supported.reason}"
    return Step(text, supported.source)


def _questions(encounter: Encounter, checked: Iterable[Step]) -> tuple[Question, ...]:
    asked: dict[Question, set[int]] = {}
    for number, line in enumerate(encounter.lines, start=1):
        for each in line.questions:
            asked.setdefault(each, set()).add(number)
    found = [
        evolve(each, line=min(numbers) if len(numbers) == 1 else None)
        for each, numbers in asked.items()
    ]
    unchecked = [
        ask("edits", step.text, severity="note", owner="billing", argument="nearest")
        for step in checked
        if "not checked" in step.text
    ]
    again = doubts(encounter.administrations, encounter.events, encounter.payer)
    if encounter.payer is not None and encounter.lines:
        unchecked += edits_of(encounter.payer)
    return (*found, *again, *encounter.notes, *unchecked)


def _elsewhere(
    payer: Payer | None, setting: AdministrationSetting, place: str | None, on: date
) -> str:
    """Why the administrations are not billed at the place of service; "" if they are."""
    if setting == "professional" and place in facility_places():
        return f"place of service {place}: the facility reports the administrations"
    row = not_billed_at(payer, place, setting, on) if payer is not None else None
    return f"place of service {place}: {row.reason or f'{row.kind} of the payer'}" if row else ""


def _picked(choices: object, payer: Payer | None) -> Choices:
    """What the caller or the payer decides."""
    if payer is not None:
        if is_given(choices):
            text = "choices= beside payer=: pass the choices with payer.replace(...)"
            raise BadArgument(choices, text, argument="choices")
        return payer.choices
    picked = choices if is_given(choices) else Choices()
    if not isinstance(picked, Choices):
        raise BadAdministration(
            choices, f"choices={shown(choices)} is not a Choices object", argument="choices"
        )
    return picked


def _of_family(charted: Administration, payer: Payer) -> Administration:
    """The event under the family by which the payer bills its drug, if the chart states none."""
    if charted.family or not payer.families or not counted_as(charted.route, charted.technique):
        return charted
    known = dict(payer.families)
    drug = drug_meant(charted.drug, charted.start.date())
    families = {known.get(code) for code in codes_charted(evolve(charted, drug=drug))}
    family = families.pop() if len(families) == 1 else None
    return evolve(charted, family=family) if family else charted


def _claim_lines(drugs: object) -> tuple[ClaimLine, ...]:
    lines = []
    for drug in drugs if isinstance(drugs, Iterable) else (drugs,):
        if not isinstance(drug, ClaimLine):
            raise BadClaimLine(
                drug,
                f"drugs={shown(drug)} is not a claim line: pass the lines of bill()",
                argument="drugs",
            )
        lines.append(drug)
    return tuple(lines)


def _earlier(earlier: object, setting: AdministrationSetting) -> tuple[Encounter, ...]:
    listed = tuple(earlier) if isinstance(earlier, Iterable) else (earlier,)
    for each in listed:
        if not isinstance(each, Encounter) or each.setting != setting:
            raise BadAdministration(
                each,
                f"earlier={shown(each)} is not an encounter in this setting ({setting}): pass a list of them",
                argument="earlier",
            )
    return listed


def _earlier_drugs(earlier: Sequence[Encounter]) -> dict[tuple[str, date], frozenset[str]]:
    """The drugs of earlier encounters, by access site and date."""
    found: dict[tuple[str, date], frozenset[str]] = {}
    for each in earlier:
        for number, charted in enumerate(each.administrations, start=1):
            if has_access_site(charted.route) and not charted.not_given:
                place = charted.site, charted.start.date()
                found[place] = found.get(place, frozenset()) | drugs_of(charted, number)
    return found


def _fit(event: Event, setting: AdministrationSetting) -> Fit:
    """The codes that may go with an event."""
    charted = event.charted
    fit = fit_of(event, setting)
    if charted.procedure and fit.families:
        raise BadAdministration(
            charted.procedure,
            f"{event.named}: procedure={shown(charted.procedure)} does not apply to an infusion, push "
            "or injection: omit it",
            argument="procedure",
            event=event.number,
        )
    if (
        charted.technique == "pump"
        and charted.minutes is not None
        and charted.minutes < least_minutes("prolonged")
    ):
        raise BadAdministration(
            charted.stop,
            f"{event.named}: a pump runs more than 8 hours; chart it as an infusion",
            argument="technique",
            event=event.number,
        )
    return fit


def _checked(
    administrations: Iterable[Administration], setting: object, place_of_service: str | None
) -> tuple[Administration, ...]:
    if isinstance(administrations, Administration) or not isinstance(administrations, Iterable):
        raise BadAdministration(
            administrations,
            f"{shown(administrations)} is not a list of administrations",
            argument="administrations",
        )
    charted = tuple(administrations)
    for number, each in enumerate(charted, start=1):
        if not isinstance(each, Administration):
            raise BadAdministration(
                each,
                f"{shown(each)} is not an Administration",
                argument="administrations",
                event=number,
            )
    if not charted:
        raise BadAdministration(
            charted,
            "nothing was given: pass one administration or more",
            argument="administrations",
        )
    checked_administration_setting(setting)
    place = checked_place_of_service(place_of_service)
    if setting == "facility" and place is not None and place not in facility_places():
        raise BadClaimLine(
            place,
            f"{place} is not a facility place of service: pass {', '.join(facility_places())}",
            argument="place_of_service",
        )
    zones = {each.start.tzinfo is None for each in charted}
    if len(zones) > 1:
        raise BadAdministration(
            charted, "some times have a time zone, others do not", argument="administrations"
        )
    return charted


def _reasons(reason: object, events: Sequence[Event]) -> frozenset[str]:
    """The main reasons for the visit, as the names by which drugs are compared."""
    given = () if reason is None else (reason,) if isinstance(reason, str) else reason
    known = {drug for event in events for drug in event.drugs}
    names = " or ".join(sorted({event.charted.drug for event in events}))
    if not isinstance(given, Iterable):
        raise BadAdministration(
            reason, f"{shown(reason)} is not a drug: pass {names}", kind="reason", argument="reason"
        )
    reasons = set()
    for each in given:
        days = {event.charted.start.date() for event in events}
        drugs = (
            {substance_named(drug_meant(str(tidy_drug(each)), day), day) for day in days}
            if isinstance(each, str)
            else ()
        )
        found = known.intersection(drugs)
        if not found:
            raise BadAdministration(
                each,
                f"{shown(each)} is not a drug of this encounter: pass {names}",
                kind="reason",
                argument="reason",
            )
        reasons |= found
    return frozenset(reasons)
