"""Charts at random, quickly and in great number: what hypothesis shrinks, these only count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from attrs import evolve

from hcpcs_jcodes import Administration, Choices

from ..charts import at
from .test_encounters import OPEN_DRUGS, clash, possible, timed

_KINDS = "infusion infusion infusion push hydration shot eye open artery skin flush pump".split()
_DRUGS = [
    ("a", "therapeutic"),
    ("b", "therapeutic"),
    ("c", "complex"),
    ("d", "complex"),
    ("e", "therapeutic"),
]
_EDGES = (0, 15, 16, 30, 31, 60, 90, 91, 150, 151)
WORDS: dict[str, tuple[Any, ...]] = {
    "missing_stop": ("push", "nothing"),
    "repeated_infusion": ("added", "additional hours", "same-drug pushes"),
    "partial_overlap": ("sequential", "concurrent"),
    "hydration_parts": ("added", "apart"),
    "repeated_injection": ("each", "once"),
    "home_pump": ("prolonged", "started in the office"),
    "both_sides": ("50", "RT and LT"),
    "push_of_infused_drug": ("new drug", "same drug"),
    "unlisted_code": ("reported", "omitted"),
}


def chart(random: Random) -> list[Administration]:
    """One to seven administrations within some hours, of which at most three lack a stop time."""
    return possible([_administration(random) for _ in range(random.randint(1, 7))])


def choices(random: Random) -> Choices:
    """Some choices, the others left open."""
    picked = {name: random.choice(words) for name, words in WORDS.items() if random.random() < 0.4}
    if random.random() < 0.6:
        picked.pop("missing_stop", None)
    return Choices(**picked, distinct=random.choice(["59", "XS"]))


def decided(random: Random, picked: Choices) -> Choices:
    """The same choices with nothing left open."""
    more = {name: getattr(picked, name) or random.choice(words) for name, words in WORDS.items()}
    return evolve(picked, **more)


def lacks_stop(event: Administration) -> bool:
    """Whether it is an infusion for which a stop time would say more."""
    return event.technique == "infusion" and event.stop is None


def settled(random: Random, events: Sequence[Administration]) -> list[Administration]:
    """The same chart with a family for each drug, and a stop or nothing for each infusion."""
    families: dict[str, Any] = {
        name: random.choice(["complex", "therapeutic"]) for name in OPEN_DRUGS
    }
    found = []
    for event in events:
        if lacks_stop(event):
            if random.random() < 0.2:
                continue  # for which the payer counts nothing
            event = stopped(random, event, events)  # noqa: PLW2901 - the same event, charted better
        family = families.get(event.drug)
        found.append(evolve(event, family=family) if family else event)
    return found


def stopped(
    random: Random, event: Administration, events: Sequence[Administration]
) -> Administration:
    """The same infusion with a stop time, before the next of its drug."""
    following = [
        other.start - event.start
        for other in events
        if other.start > event.start and clash(event, evolve(other, start=event.start))
    ]
    longest = min([timedelta(minutes=400), *following]) // timedelta(minutes=1)
    return evolve(event, stop=event.start + timedelta(minutes=_length(random, longest)))


def _length(random: Random, longest: int) -> int:
    """A number of minutes, half the time one at a threshold."""
    edges = [minutes for minutes in _EDGES if minutes <= longest]
    return random.choice(edges) if random.random() < 0.5 else random.randint(0, longest)


def _administration(random: Random) -> Administration:
    kind = random.choice(_KINDS)
    start = 15 * random.randint(0, 20) if random.random() < 0.6 else random.randint(0, 400)
    site = random.choice("112")
    begun = at(6) + timedelta(minutes=start)
    minutes = _length(random, 300)
    stop = begun + timedelta(minutes=minutes)
    if kind == "eye":
        side: Any = random.choice(["right", "left", ""])
        return Administration("J0178", "intravitreal", "procedure", begun, side=side)
    if kind == "flush":
        return Administration("heparin", "intravenous", "flush", begun)
    if kind == "pump":
        return Administration("d", "intravenous", "pump", begun, None, "complex", site)
    if kind == "hydration":
        ran = None if random.random() < 0.2 else minutes
        return timed("saline", "hydration", "infusion", (start, ran), site)
    if kind == "open":
        return timed(random.choice(OPEN_DRUGS), "", "infusion", (start, minutes), site)
    if kind == "artery":
        return Administration("J9200", "intra-arterial", "infusion", begun, stop)
    if kind == "skin":
        skin = random.choice("12")
        return Administration("b", "subcutaneous", "infusion", begun, stop, "therapeutic", skin)
    drug, family = random.choice(_DRUGS)
    if kind == "shot":
        return Administration(drug, "subcutaneous", "injection", begun, None, family)  # type: ignore[arg-type]
    longest = 15 if kind == "push" else 400
    taken = None if random.random() < 0.4 else _length(random, longest)
    return timed(drug, family, kind, (start, taken), site)
