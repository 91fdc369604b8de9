"""The work list of a claim: what is open, by who settles it and what settles it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from ..words import OWNERS, Owner
from .fields import dollars
from .lines import ClaimLine, ReceivedLine
from .questions import Question

__all__ = ["WorkItem", "total_charge", "work_items"]


@frozen
class WorkItem:
    """Questions that one person settles with one answer.

    Attributes:
        owner: who can answer: "nurse", "pharmacy", "coder", "authorization" or "billing".
        argument: the argument that answers them, such as "opened"; "" if the answer is not one.
        event: the event of the chart that they are about, from 1; None if about none or several.
        questions: the questions.
        lines: the numbers of the lines concerned, from 1: the line asked about, the lines that
            rest on the event, or all lines if the questions are about no single one.
        hold: whether the claim waits for the answer.
        at_risk: the charges of these lines, in US dollars; None if one has none.

    >>> from datetime import date
    >>> from hcpcs_jcodes import Claim, ClaimLine, bill
    >>> made = bill("J9312", administered="715 mg", on=date(2026, 10, 1), policy="medicare",
    ...     setting="professional")
    >>> print(*Claim(made.lines, setting="professional", questions=made.questions).work_list)
    hold for the nurse, opened=, line 1
      - discarded drug: pass opened= with the labeled amount of each container, or discarded=; without it JW and JZ cannot be determined
    """

    owner: Owner
    argument: str
    event: int | None
    questions: tuple[Question, ...]
    lines: tuple[int, ...]
    hold: bool
    at_risk: Decimal | None

    def __str__(self) -> str:
        parts = [
            f"{'hold' if self.hold else 'look again'} for {_named(self.owner)}",
            f"event {self.event}" if self.event is not None else "",
            f"{self.argument}=" if self.argument else "",
            _lines_text(self.lines),
            f"${self.at_risk:,.2f} at risk" if self.at_risk is not None else "",
        ]
        title = ", ".join(part for part in parts if part)
        return "\n".join([title, *(f"  - {question}" for question in self.questions)])


def work_items(
    lines: Sequence[ClaimLine | ReceivedLine], questions: Iterable[Question]
) -> tuple[WorkItem, ...]:
    """The questions in groups: what holds the claim first, then by charge, then by owner."""
    grouped: dict[tuple[object, ...], list[Question]] = {}
    for each in questions:
        # without an argument nothing says that one answer settles two kinds of questions
        kind = "" if each.argument else each.kind
        line = each.line if each.event is None else None
        key = (each.owner, each.argument, each.event, line, kind)
        grouped.setdefault(key, []).append(each)
    items = [_item(lines, group) for group in grouped.values()]
    return tuple(sorted(items, key=_order))


def _item(lines: Sequence[ClaimLine | ReceivedLine], questions: Sequence[Question]) -> WorkItem:
    first = questions[0]
    concerned = {number for each in questions for number in _concerned(lines, each)}
    return WorkItem(
        first.owner,
        first.argument,
        first.event,
        tuple(questions),
        tuple(sorted(concerned)),
        any(each.severity == "blocks" for each in questions),
        total_charge([lines[number - 1] for number in concerned]),
    )


def _concerned(lines: Sequence[ClaimLine | ReceivedLine], question: Question) -> Iterable[int]:
    if question.line is not None:
        return (question.line,)
    numbers = range(1, len(lines) + 1)
    if question.event is None:
        return numbers
    return [number for number in numbers if question.event in lines[number - 1].events]


def _order(item: WorkItem) -> tuple[bool, Decimal, int]:
    # what has no charge comes after what has one
    charge = Decimal(-1) if item.at_risk is None else item.at_risk
    return (not item.hold, charge.copy_negate(), OWNERS.index(item.owner))


def total_charge(lines: Iterable[ClaimLine | ReceivedLine]) -> Decimal | None:
    """The charges of lines; None if one has none, or there is no line."""
    charges = [line.charge for line in lines]
    if not charges or None in charges:
        return None
    # exact, whatever the precision of the program's decimals
    return dollars(int(sum(Fraction(each) * 100 for each in charges if each is not None)))


def _named(owner: Owner) -> str:
    return owner if owner in {"authorization", "billing"} else f"the {owner}"


def _lines_text(lines: Sequence[int]) -> str:
    numbers = list(map(str, lines))
    if len(numbers) < 2:
        return f"line {numbers[0]}" if numbers else "no line yet"
    return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}"
