"""What somebody should look at again in a chart, although no line depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from ..claims.questions import Question, ask
from ..payers.payer import Payer
from .charting import Administration
from .events import brief
from .supported import REPORTED, Support

__all__ = ["doubts"]

_DAY: Final = timedelta(days=1)


def doubts(
    administrations: Sequence[Administration], events: Sequence[Support], payer: Payer | None
) -> Iterator[Question]:
    """The questions about a chart that leave its lines as they are.

    Args:
        administrations: what was charted.
        events: what each event supported.
        payer: the payer, if known.
    """
    yield from _second_sites(events)
    for number, charted in enumerate(administrations, start=1):
        about = brief(number, charted)
        if charted.technique == "infusion" and charted.stop is not None:
            if not charted.minutes:
                text = f"{about}: it starts and stops in one minute: chart when it stopped"
                yield ask(
                    "missing_stop",
                    text,
                    severity="verify",
                    owner="nurse",
                    event=number,
                    argument="stop",
                )
            elif charted.stop - charted.start > _DAY:
                text = f"{about}: it runs until {charted.stop:%Y-%m-%d %H:%M}: check the dates"
                yield ask(
                    "long_infusion",
                    text,
                    severity="verify",
                    owner="nurse",
                    event=number,
                    argument="stop",
                )
        if charted.stopped_early and (payer is None or payer.rest_of_bag is None):
            text = (
                f"{about}: it was stopped early: ask the payer whether the rest of the bag is "
                "discarded drug (JW); some hold that it is no part of the prescribed dose"
            )
            yield ask(
                "rest_of_bag",
                text,
                severity="verify",
                owner="billing",
                event=number,
                argument="rest_of_bag",
            )
        if isinstance(charted.dose, str):
            text = f"{about}: the dose of {charted.dose} depends on its stop time: chart it"
            yield ask("dose", text, owner="nurse", event=number, argument="stop")


def _second_sites(events: Sequence[Support]) -> Iterator[Question]:
    """Several access sites, each with an initial code of its own."""
    sites: dict[str, int] = {}
    for each in events:
        if each.initial and each.outcome == REPORTED:
            sites.setdefault(each.site, each.event)
    for site, event in [*sites.items()][1:]:
        text = (
            f"access site {site} has an initial code beside that of {next(iter(sites))}: check that it "
            "is another access, not the same one in other words, and that it was medically necessary"
        )
        yield ask(
            "second_site", text, severity="verify", owner="nurse", event=event, argument="site"
        )
