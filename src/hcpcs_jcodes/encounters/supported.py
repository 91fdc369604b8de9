"""What a charted administration supports: units of codes, or the reason why none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from attrs import frozen

from ..administration.minutes import Span
from ..claims.questions import Question, ask
from ..words import Kind, Outcome, Owner
from .events import Event, Run

__all__ = [
    "HOURS",
    "MANUAL",
    "NEEDS_DOCUMENTATION",
    "NOT_REPORTED",
    "REPORTED",
    "Support",
    "nothing",
    "to_settle",
    "unit_in_role",
    "unit_of_code",
    "with_the_rest",
]

REPORTED: Final = "reported"
NEEDS_DOCUMENTATION: Final = "needs_documentation"
NOT_REPORTED: Final = "not_reported"

MANUAL: Final = "NCCI Policy Manual, ch. XI"
HOURS: Final = "UWHC infusion coding manual, 2014; AAPC, 2012"


@frozen
class Support:
    """One unit of a code that an event supported, or why it supported none.

    Attributes:
        event: the number of the event, from 1.
        code: the code; "" if there is none.
        at: when the time that supported it started.
        outcome: "reported", "needs_documentation" or "not_reported".
        reason: why.
        source: the publication of the rule.
        counted: the times counted for it; empty for what takes no time.
        candidates: the codes that are still open.
        initial: whether it is the initial code of its site.
        site: the access site; "" if none applies.
        modifiers: the modifiers of its line, such as ("RT",) or ("59",).
        others: the numbers of other events that may be those that supported it.
        questions: what settles it, if it is open.
    """

    event: int
    code: str
    at: datetime
    outcome: Outcome
    reason: str
    source: str
    counted: tuple[Span, ...] = ()
    candidates: tuple[str, ...] = ()
    initial: bool = False
    site: str = ""
    modifiers: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def on(self) -> date:
        """The date of service of its line."""
        return self.at.date()

    @property
    def minutes(self) -> int:
        """How many minutes were counted for it."""
        return sum(span.minutes for span in self.counted)


def unit_of_code(  # noqa: PLR0913 - each is a field of Support
    event: Event,
    code: str,
    reason: str,
    *,
    source: str = MANUAL,
    counted: tuple[Span, ...] = (),
    initial: bool = False,
    modifiers: tuple[str, ...] = (),
) -> Support:
    """One reported unit of a code, at the time that was counted for it."""
    at = counted[0].start if counted else event.charted.start
    return Support(
        event.number,
        code,
        at,
        REPORTED,
        reason,
        source,
        counted,
        initial=initial,
        site=_site(event),
        modifiers=(*modifiers, *event.modifiers),
    )


def _site(event: Event) -> str:
    """The access site that drugs by its route share; "" if they share none."""
    return event.charted.site if event.by_access_site else ""


def unit_in_role(  # noqa: PLR0913 - what decides the code, and the fields of Support
    event: Event,
    technique: str,
    role: str,
    reason: str,
    *,
    source: str = MANUAL,
    counted: tuple[Span, ...] = (),
    initial: bool = False,
) -> Support:
    """One unit of the code that the rules have for a technique and role.

    If they have none, the unlisted code of the route may do, with documentation.
    """
    way = event.way(technique, role)
    if way is None:
        text = f"{reason}: no code for this in the rules"
        codes = event.codes(("unlisted", "unlisted"))
        return to_settle(event, "unlisted_code", text, source, codes, owner="coder")
    return unit_of_code(event, way.cpt, reason, source=source, counted=counted, initial=initial)


def to_settle(  # noqa: PLR0913 - what is asked, and the fields of Support
    event: Event,
    kind: Kind,
    reason: str,
    source: str,
    candidates: tuple[str, ...],
    *,
    argument: str = "",
    owner: Owner = "nurse",
) -> Support:
    """A unit that depends on documentation."""
    return Support(
        event.number,
        "",
        event.charted.start,
        NEEDS_DOCUMENTATION,
        reason,
        source,
        candidates=candidates,
        site=_site(event),
        questions=(
            ask(
                kind,
                f"{event.briefly}: {reason}",
                argument=argument,
                owner=owner,
                event=event.number,
            ),
        ),
    )


def nothing(event: Event, reason: str, source: str) -> Support:
    """The reason why an event, or part of it, supported no code."""
    return Support(
        event.number, "", event.charted.start, NOT_REPORTED, reason, source, site=_site(event)
    )


def with_the_rest(run: Run, supported: Iterable[Support], what: str) -> Iterator[Support]:
    """What a run supported, and for each of its other events the event it is counted with.

    Args:
        run: what counts as one.
        supported: what it supported, or why it supported nothing; at least one.
        what: what the run is, such as "one infusion of the same drug".
    """
    found = list(supported)
    yield from found
    explained = {each.event for each in found}
    for event in run.events:
        if event.number not in explained:
            text = f"its minutes are counted with event {_counted_with(event, found)}, {what}"
            yield nothing(event, text, HOURS)


def _counted_with(event: Event, supported: Sequence[Support]) -> int:
    """The event with which the minutes of another were counted; otherwise the first."""
    sharing = (
        each.event
        for each in supported
        if any(span.overlap(other) for span in event.charted.spans for other in each.counted)
    )
    return next(sharing, supported[0].event)
