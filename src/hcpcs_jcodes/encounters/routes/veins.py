"""One intravenous access site: its initial code, and what the other drugs support.

Source: NCCI Policy Manual, ch. XI; the time rules as in ``minutes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from ...administration.minutes import Span, left_over
from ...administration.ways import least_gap, least_minutes, longest_push
from ..decisions import Alternative, Point
from ..events import Event, Run, by_drug, in_time, refuse_overlap, times_of, unbroken
from ..supported import (
    HOURS,
    MANUAL,
    Support,
    nothing,
    unit_in_role,
    with_the_rest,
)
from .hydration import Hydration, hydration_of

__all__ = ["DrugAtSite", "Site", "drugs_at_site"]

_OVERLAP: Final = "Haugen Group, citing A53778"
_SAME_PUSH: Final = "CMS, add-on code edits; CMS, MUE"
_ONE_INFUSION: Final = "one infusion of the same drug"

# the role of a drug that is not the initial one
_NEXT: Final = {"infusion": "sequential", "push": "new drug"}
# what may take the initial code, each with its rank, the first by default
_Choice = Sequence[tuple[int, "Run | Hydration"]]
_AS_PUSHES: Final = "same-drug pushes"
_AGAIN: Final = "HCPro; MedLearn; Haugen Group"
_SAME_DRUG: Final = ("push", "same drug")
# its add-on codes have no other primary code, so it is initial on professional claims too
_ALWAYS_INITIAL: Final = "complex"


@frozen
class DrugAtSite:
    """One drug at one access site.

    Attributes:
        infusions: each with what goes on from it, in time order.
        pushes: in time order.
    """

    infusions: tuple[Run, ...]
    pushes: tuple[Run, ...]

    @property
    def substances(self) -> frozenset[str]:
        """Every drug in it."""
        return frozenset().union(*(run.substances for run in (*self.infusions, *self.pushes)))

    @property
    def pushed(self) -> bool:
        """Whether it was only pushed, not infused."""
        return bool(self.pushes) and not self.infusions


@frozen
class Site:
    """Everything that went into one access site.

    Attributes:
        name: the site.
        events: what went in, in time order.
        setting: "professional" or "facility".
        reasons: the drugs that are the main reason for the visit, as compared.
        alternative: what the caller chose, and an answer to everything else.
        busy: when any drug other than hydration ran, at this or another site.
        infused: when infusions among them ran.
        before: the drugs that earlier encounters of the date gave at the site; None if none
            used it.
        known: the infusions and pushes of each drug, if they are worked out already.
    """

    name: str
    events: Sequence[Event]
    setting: str
    reasons: frozenset[str]
    alternative: Alternative
    busy: Sequence[Span] = ()
    infused: Sequence[Span] = ()
    before: frozenset[str] | None = None
    known: Sequence[DrugAtSite] | None = None

    def supported(self) -> list[Support]:
        """What each event supported."""
        return [*self._without_stop(), *self._of_infusions_and_pushes()]

    # --- what is charted -------------------------------------------------------

    def _drugs(self) -> Sequence[DrugAtSite]:
        """The infusions and pushes of each drug, without hydration."""
        return drugs_at_site(self.events) if self.known is None else self.known

    def _without_stop(self) -> Iterator[Support]:
        for event in self.events:
            if event.family == "hydration" and event.charted.stop is None:
                yield nothing(event, "hydration without a stop time supports no code", "A53778")

    # --- the initial code ------------------------------------------------------

    def _of_infusions_and_pushes(self) -> Iterator[Support]:
        drugs = self._drugs()
        hydration = hydration_of(self.events, self.busy, self.infused, self.alternative)
        runs: list[Run] = []
        later: list[Run] = []
        before = self._continued_drugs()
        for drug in drugs:
            if before is not None and not before.isdisjoint(drug.substances):
                later += drug.infusions
                continue
            several = len(drug.infusions) > 1
            if several and self.alternative.choice("repeated_infusion") == "added":
                runs.append(_added(drug.infusions))
            else:
                runs += drug.infusions[:1]
                later += drug.infusions[1:]
        initial = None
        if before is None:
            pushes = [drug.pushes[0] for drug in drugs if drug.pushed]
            initial = self._initial([*runs, *pushes], hydration)
        placed: list[Run] = []
        for run in sorted(runs, key=lambda run: (run is not initial, _order(run, longest=False))):
            supported = self._of_run(run, placed, initial=run is initial)
            yield from with_the_rest(run, supported, _ONE_INFUSION)
        for run in later:
            yield from with_the_rest(run, self._of_later(run), _ONE_INFUSION)
        for drug in drugs:
            again = before is not None and not before.isdisjoint(drug.substances)
            found = list(self._of_pushes(drug, initial, again=again))
            for push, each in zip(drug.pushes, found, strict=True):
                yield from with_the_rest(push, [each], "one push of the same drug")
        if hydration is not None:
            yield from self._of_hydration(hydration, initial=hydration is initial)

    def _initial(self, runs: Sequence[Run], hydration: Hydration | None) -> Run | Hydration | None:
        """The run or hydration that takes the initial code of the site.

        A facility follows the hierarchy, and the longest of one rank is the initial. A
        professional claim follows the main reason for the visit, except that a complex drug,
        whose add-on codes have no other primary code, always takes the initial code.
        """
        ordered = sorted(runs, key=lambda run: _order(run, longest=True))
        choice: list[tuple[int, Run | Hydration]] = [(_rank(run), run) for run in ordered]
        if hydration is not None and hydration.runs:
            choice.append((_rank(hydration.runs[0]), hydration))
        if not choice:
            return None
        if self.setting == "professional":
            best, first = choice[0]
            if isinstance(first, Run) and first.first.family == _ALWAYS_INITIAL:
                choice = [entry for entry in choice if entry[0] == best]
            wanted = [entry for entry in choice if self.reasons & entry[1].substances]
            possible = wanted or _that_differ(choice)
            if not wanted and len(possible) > 1:
                wanted = [possible[self.alternative.settle(self._main_reason(possible))]]
            choice = wanted or choice
        return choice[0][1]

    def _continued_drugs(self) -> frozenset[str] | None:
        """The drugs of earlier encounters that this one continues; None if it does not."""
        if self.before is None or self.alternative.choice("second_visit") == "initial":
            return None
        return self.before

    def _main_reason(self, choice: _Choice) -> Point:
        """Which of them was the main reason for the visit."""
        drugs = sorted({event.charted.drug for _, run in choice for event in run.events})
        return Point(
            "reason",
            tuple(range(len(choice))),
            f"access site {self.name}: on a professional claim the main reason for the visit "
            f"takes the initial code; pass {' or '.join(drugs)} in reason=",
            MANUAL,
            argument="reason",
            owner="coder",
            site=self.name,
            named="reason=",
        )

    # --- infusions -------------------------------------------------------------

    def _of_run(self, run: Run, placed: list[Run], *, initial: bool) -> Iterator[Support]:
        event = run.first
        others = [span for other in placed for span in other.spans]
        placed.append(run)
        if initial:
            text = "initial code of the site"
            yield from _hours(run, "initial", text, initial=True)
            return
        alone = sum(part.minutes for span in run.spans for part in left_over(span, others))
        shared = run.minutes - alone
        overlap = f"{shared} of {run.minutes} minutes at the same time as another infusion"
        least = least_minutes("concurrent")
        if shared < least:
            how = "sequential"
        elif alone < least:
            how = "concurrent"
        else:
            how = self.alternative.choice("partial_overlap")
            overlap = f"{overlap}, {alone} alone: {how}"
        if how == "concurrent" and event.way("infusion", how) is None:
            yield self._unlisted(event, overlap)
        elif how == "concurrent":
            yield unit_in_role(event, "infusion", how, overlap, source=_OVERLAP, counted=run.spans)
        else:
            disputed = min(shared, alone) >= least
            text = overlap if disputed else "sequential infusion of another drug, first hour"
            yield from _hours(run, _NEXT[run.kind[1]], text)

    def _unlisted(self, event: Event, overlap: str) -> Support:
        """What two drugs at the same time support, if their family has no code for it."""
        text = f"{overlap}: no code for two {event.family} drugs at the same time"
        source = "CPT Assistant, November 2005"
        if self.alternative.choice("unlisted_code") == "omitted":
            return nothing(event, text, source)
        return unit_in_role(event, "unlisted", "unlisted", text, source=source)

    def _of_later(self, run: Run) -> Iterator[Support]:
        """What the same drug supports when it is infused again after a pause."""
        again = run.first.way(*_SAME_DRUG)
        if again is not None and self.alternative.choice("repeated_infusion") == _AS_PUSHES:
            yield _push(run, _SAME_DRUG[1], "the same drug again, as a push of it", source=_AGAIN)
        elif run.minutes < least_minutes("additional hour"):
            yield nothing(run.first, f"{run.minutes} minutes support no additional hour", HOURS)
        else:
            for event, times in run.hours():
                text = "the same drug again, by the hour"
                yield _additional_hour(event, text, times)

    # --- pushes ----------------------------------------------------------------

    def _of_pushes(
        self, drug: DrugAtSite, initial: Run | Hydration | None, *, again: bool
    ) -> Iterator[Support]:
        gap = least_gap(_SAME_DRUG[1])
        further = [*drug.pushes]
        # the starts of what was reported of the drug
        reported = [run.start for run in drug.infusions]
        as_new = not again
        if drug.infusions and drug.pushes:
            as_new = self.alternative.choice("push_of_infused_drug") == "new drug"
        if as_new and further:
            first, *further = further
            if first is initial:
                yield _push(first, "initial", "initial code of the site", initial=True)
            else:
                yield _push(first, "new drug", "push of another drug")
            reported.append(first.start)
        for push in further:
            if push.first.way(*_SAME_DRUG) is None:
                text = "another push of the same drug: no code in this setting or family"
                yield nothing(push.first, text, _SAME_PUSH)
            elif any(abs(push.start - each) < timedelta(minutes=gap) for each in reported):
                text = f"{gap - 1} minutes or less from what was reported of the drug"
                yield nothing(push.first, text, _SAME_PUSH)
            else:
                text = f"push of the same drug more than {gap - 1} minutes later"
                yield _push(push, _SAME_DRUG[1], text, source=_SAME_PUSH)
                reported.append(push.start)

    # --- hydration -------------------------------------------------------------

    @staticmethod
    def _of_hydration(hydration: Hydration, *, initial: bool) -> Iterator[Support]:
        yield from hydration.not_counted()
        for number, (begun, times) in enumerate(hydration.hours()):
            if initial and not number:
                text = "initial code of the site"
                yield unit_in_role(begun, "infusion", "initial", text, counted=times, initial=True)
            else:
                text = "hydration, by the hour"
                yield _additional_hour(begun, text, times)


def drugs_at_site(events: Sequence[Event]) -> list[DrugAtSite]:
    """The infusions and pushes of each drug, without hydration."""
    charted = [event for event in events if event.family != "hydration"]
    return [_given(of_one) for of_one in by_drug(charted)]


def _that_differ(choice: _Choice) -> _Choice:
    """Those that differ as the initial one: the first of each rank, and what runs beside others.

    What ran beside the initial infusion is concurrent, and loses its additional hours.
    """
    spans = [span for _, run in choice if isinstance(run, Run) for span in run.spans]
    found = []
    ranks = set()
    for rank, run in choice:
        beside = isinstance(run, Run) and any(
            span is not other and span.overlap(other) for span in run.spans for other in spans
        )
        if rank not in ranks or beside:
            found.append((rank, run))
        ranks.add(rank)
    return found


def _hours(run: Run, role: str, reason: str, *, initial: bool = False) -> Iterator[Support]:
    """The first hour in one role, and the additional hours in theirs."""
    for number, (event, times) in enumerate(run.hours()):
        if not number:
            yield unit_in_role(event, run.kind[1], role, reason, counted=times, initial=initial)
        else:
            yield _additional_hour(event, f"{run.minutes} minutes: additional hour", times)


def _additional_hour(event: Event, reason: str, times: tuple[Span, ...]) -> Support:
    return unit_in_role(event, "infusion", "additional hour", reason, source=HOURS, counted=times)


def _push(
    run: Run, role: str, reason: str, *, source: str = MANUAL, initial: bool = False
) -> Support:
    counted = tuple(span for span in run.spans if span.minutes)
    return unit_in_role(
        run.first, "push", role, reason, source=source, counted=counted, initial=initial
    )


def _rank(run: Run) -> int:
    """The place of its initial code in the hierarchy, from 1."""
    way = run.first.way(run.kind[1], "initial")
    rank = way.rank if way is not None else None
    assert rank is not None, "every initial code of a site has a rank"
    return rank


def _order(run: Run, *, longest: bool) -> tuple[int, int, datetime, int]:
    """The sort key: by rank, by length if wanted, then by time."""
    return _rank(run), -run.minutes if longest else 0, run.start, run.first.place


def _given(events: Sequence[Event]) -> DrugAtSite:
    """The infusions and pushes of one drug.

    A rate change is charted as a new start and does not restart the clock.
    """
    timed = [
        event
        for event in events
        if event.charted.minutes is not None
        and event.ordered != "push"
        and (event.charted.technique == "infusion" or event.charted.minutes > longest_push())
    ]
    # a push of the drug while it is infused is no contradiction
    infused = [event for event in timed if event.charted.technique == "infusion"]
    for place, event in enumerate(infused):
        refuse_overlap(event, infused[:place])
    runs = [Run(tuple(bags), tuple(times_of(bags))) for bags in unbroken(timed)]
    runs += [Run((event,), event.charted.spans) for event in events if event not in timed]
    runs.sort(key=lambda run: in_time(run.first))
    kinds = [run.kind[1] for run in runs]
    return DrugAtSite(
        infusions=tuple(run for run, kind in zip(runs, kinds, strict=True) if kind == "infusion"),
        pushes=tuple(run for run, kind in zip(runs, kinds, strict=True) if kind == "push"),
    )


def _added(runs: Sequence[Run]) -> Run:
    """Several infusions of one drug as one, without the pauses."""
    return Run(
        tuple(event for run in runs for event in run.events),
        tuple(span for run in runs for span in run.spans),
    )
