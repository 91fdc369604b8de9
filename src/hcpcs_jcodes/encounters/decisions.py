"""One way to settle what is open: the choices of the caller, and an answer to everything else."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, Final

from attrs import define, field, frozen

from ..claims.questions import Question, ask
from ..payers.choices import Choices, allowed_choices
from ..words import Kind, Owner

__all__ = ["Alternative", "Key", "Point"]

Key = tuple[str, tuple[int, ...], str]


@frozen
class Point:
    """Something that is open.

    Attributes:
        kind: what it is about.
        options: what it may turn out to be.
        text: what must be documented or chosen.
        source: the publication that it rests on.
        argument: the argument that answers it.
        owner: who can answer it.
        events: the numbers of the events that it is about; empty if it is about all.
        site: the access site that it is about; "" if it is about all.
        about: the event that it is about, in words.
        named: what another line depends on, in words.
    """

    kind: Kind
    options: tuple[object, ...]
    text: str
    source: str
    argument: str
    owner: Owner
    events: tuple[int, ...] = ()
    site: str = ""
    about: str = ""
    named: str = ""

    @property
    def key(self) -> Key:
        """What tells it apart from other points of the encounter."""
        return self.kind, self.events, self.site

    @property
    def question(self) -> Question:
        """The question that settles it."""
        event = self.events[0] if self.events else None
        text = f"{self.about}: {self.text}" if self.about else self.text
        return ask(self.kind, text, argument=self.argument, owner=self.owner, event=event)

    def is_about(self, events: AbstractSet[int]) -> bool:
        """Whether it is about all of these events, and not what a line of theirs depends on."""
        return not self.events or events <= {*self.events}


@define
class Alternative:
    """What the caller chose, and one answer to each point that is met on the way.

    Attributes:
        choices: what the caller chose.
        settled: for points, which of their options it is to be.
        usual: the same for any other point; the last one if it has fewer.
        met: the points that were met, in order.
    """

    choices: Choices
    settled: Mapping[Key, int] = field(factory=dict)
    usual: int = 0
    met: dict[Key, Point] = field(factory=dict, init=False)

    def choice(self, name: str, dispute: str = "") -> Any:
        """What the caller chose, or else one of the words of that choice.

        Args:
            name: the choice.
            dispute: what sources disagree on, if more is known than usual.
        """
        chosen = getattr(self.choices, name)
        return self.settle(_point_of(name, dispute)) if chosen is None else chosen

    def settle(self, point: Point) -> Any:
        """One of the options of a point."""
        self.met[point.key] = point
        return point.options[self.option(point)]

    def option(self, point: Point) -> int:
        """Which option of a point it is."""
        return min(self.settled.get(point.key, self.usual), len(point.options) - 1)


_DISPUTED: Final[Mapping[str, tuple[str, str]]] = {
    "repeated_infusion": (
        "the same drug was already infused at this site: sources disagree",
        "HCPro; MedLearn; Noridian",
    ),
    "partial_overlap": (
        "an infusion that ran at the same time as another and also alone: sources disagree",
        "Haugen Group; Noridian; MedLearn; HCPro, 2015-01-09",
    ),
    "hydration_parts": (
        "hydration in parts: sources disagree on whether to add them up",
        "CPT Assistant, June 2007; AAPC forum",
    ),
    "repeated_injection": (
        "another injection of a dose that was divided: sources disagree",
        "AAPC forum, 136708; AAPC; CMS, MUE",
    ),
    "home_pump": (
        "a pump that goes home: Medicare accepts one code, other payers another",
        "A55134; AHA Coding Clinic HCPCS, 2Q 2017",
    ),
    "both_sides": (
        "on both sides: Medicare requires one line with modifier 50, others a line for each side",
        "NCCI Policy Manual, ch. I §V",
    ),
    "push_of_infused_drug": (
        "the drug was also infused at this site: some count its push as one of a new drug, others not",
        "AAPC forum, 134873; NCCI Policy Manual, ch. XI",
    ),
    "unlisted_code": (
        "two complex drugs at the same time have no code: the unlisted code requires documentation",
        "CPT Assistant, November 2005",
    ),
    "second_visit": (
        "a second visit through the access site of the first: sources disagree",
        "HCPro; MedLearn",
    ),
}


@cache
def _point_of(name: str, dispute: str) -> Point:
    """The point of a choice that the caller left open."""
    text, source = _DISPUTED[name]
    words = allowed_choices()[name][1:]  # the first is to leave it open
    return Point(
        name,  # type: ignore[arg-type]
        words,
        f"{dispute or text}; choose {name}=",
        source,
        argument=name,
        owner="billing",
        named=f"{name}=",
    )
