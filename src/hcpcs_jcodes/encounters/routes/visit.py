"""What one visit supports by minutes and injections, when all families and times are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import evolve, field, frozen

from ...administration.minutes import Span
from ..charting import NOT_COUNTED, Administration
from ..decisions import Alternative
from ..events import Event
from ..supported import MANUAL, Support, nothing, to_settle, unit_in_role
from .arteries import infusions_by_drug
from .injections import infusions_by_set_up, injections
from .single import single_units
from .veins import DrugAtSite, Site, drugs_at_site

__all__ = ["Visit", "busy_dates", "intravenous_procedures", "is_part", "not_given"]

# words of a site that is an implanted port
_PORTS: Final = frozenset({"port", "mediport", "portacath", "port-a-cath"})


@frozen
class Visit:
    """The facts of an encounter other than the drugs whose minutes or injections count.

    Attributes:
        setting: "professional" or "facility".
        reasons: the drugs that are the main reason for the visit.
        busy_dates: the dates on which anything other than a flush was done.
        transfusions: when intravenous procedures ran, such as a transfusion.
        earlier: the drugs of earlier encounters, by access site and date.
    """

    setting: str
    reasons: frozenset[str]
    busy_dates: frozenset[date]
    transfusions: tuple[Span, ...]
    earlier: Mapping[tuple[str, date], frozenset[str]] = field(factory=dict)

    def supported(self, events: Sequence[Event], alternative: Alternative) -> list[Support]:
        """What the events support, if the family of each is known."""
        given = [event for event in events if not is_part(event)]
        supported = _not_counted(events, self.busy_dates)
        by_counting: dict[str, list[Event]] = {}
        for event in given:
            by_counting.setdefault(event.counted, []).append(event)
        sites: dict[str, list[Event]] = {}
        for event in by_counting.get("by access site", ()):
            sites.setdefault(event.charted.site, []).append(event)
        busy = [*_busy(given), *self.transfusions]
        hydrating = any(event.family == "hydration" for event in given)
        drugs: dict[str, list[DrugAtSite]] = {}
        infused: list[Span] = []
        if hydrating:
            drugs = {name: drugs_at_site(listed) for name, listed in sites.items()}
            infused = [*_infused(given, drugs.values()), *self.transfusions]
        for name, listed in sites.items():
            before = self._before(name, listed)
            more = (self.reasons, alternative, busy, infused, before, drugs.get(name))
            supported += Site(name, listed, self.setting, *more).supported()
        supported = list(_with_medical_need(supported))
        supported += infusions_by_drug(by_counting.get("by drug", ()))
        supported += infusions_by_set_up(by_counting.get("by set-up", ()))
        supported += injections(by_counting.get("once a drug", ()), alternative)
        supported += single_units(by_counting.get("each", ()), alternative)
        return supported

    def _before(self, site: str, events: Sequence[Event]) -> frozenset[str] | None:
        """The drugs that earlier encounters gave at a site on these dates; None if it was not used."""
        dates = {event.charted.start.date() for event in events}
        found = [
            drugs for place, drugs in self.earlier.items() if place[0] == site and place[1] in dates
        ]
        return frozenset().union(*found) if found else None


def _with_medical_need(supported: Sequence[Support]) -> Iterator[Support]:
    """What sites supported; with several initial codes, that each site must have been needed."""
    several = len({each.site for each in supported if each.initial}) > 1
    for each in supported:
        if several and each.initial:
            text = f"{each.reason}; there are several: document why each was medically necessary"
            yield evolve(each, reason=text, source=f"{each.source}; HCPro, 2009-12-02; AAPC")
        else:
            yield each


def _busy(events: Sequence[Event]) -> list[Span]:
    """When any drug other than hydration ran, by any route."""
    last = max((event.charted.stop or event.charted.start for event in events), default=None)
    busy: list[Span] = []
    for event in events:
        charted = event.charted
        if event.family == "hydration":
            continue
        if charted.spans:
            busy += charted.spans
        elif charted.technique == "pump" and last is not None:
            busy.append(Span(charted.start, last))
    return busy


def _infused(events: Sequence[Event], sites: Iterable[Sequence[DrugAtSite]]) -> list[Span]:
    """When infusions other than hydration ran, by any route."""
    runs = (run for site in sites for drug in site for run in drug.infusions)
    elsewhere = (
        event.charted.spans
        for event in events
        if not event.by_access_site and event.counted_technique == "infusion"
    )
    return [span for spans in (*(run.spans for run in runs), *elsewhere) for span in spans]


def _not_counted(events: Sequence[Event], dates: frozenset[date]) -> list[Support]:
    """Flushes and carrier fluid: part of drug administration, whatever their time."""
    supported = []
    for event in events:
        charted = event.charted
        if charted.technique == "flush" and charted.start.date() not in dates:
            if not _PORTS.isdisjoint(charted.site.split()):
                supported.append(
                    unit_in_role(event, "flush", "flush", "a flush of a port, by itself")
                )
                continue
            text = "a flush and nothing else that day: document that it was of an implanted port"
            supported.append(
                to_settle(event, "flush", text, MANUAL, event.codes(("flush", "flush")))
            )
        elif charted.technique in NOT_COUNTED:
            text = f"a {charted.technique} is part of drug administration"
            supported.append(nothing(event, text, MANUAL))
    return supported


def not_given(event: Event) -> Support:
    """What was due and not given, which counts for nothing."""
    text = f"{event.charted.not_given}: nothing was given, so nothing is reported or discarded"
    return nothing(event, text, "IOM 100-04 ch. 17 §40")


def busy_dates(charted: Iterable[Administration]) -> frozenset[date]:
    """The dates on which anything was done other than a flush, or a drug taken or applied."""
    return frozenset(
        time.date()
        for each in charted
        if each.technique not in (*NOT_COUNTED, "none") and not each.not_given
        for time in (each.start, each.stop or each.start)
    )


def intravenous_procedures(procedures: Iterable[Event]) -> tuple[Span, ...]:
    """When intravenous procedures ran, such as a transfusion."""
    return tuple(
        span for event in procedures if event.by_access_site for span in event.charted.spans
    )


def is_part(event: Event) -> bool:
    """Whether it is part of drug administration: a flush, or fluid that carries a drug."""
    return event.charted.technique in NOT_COUNTED
