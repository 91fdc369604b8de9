"""Containers that were opened and that the dose did not need."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from attrs import frozen

from ..amounts.amount import Amount
from ..errors import BadAmount
from .containers import listed

__all__ = ["Opened", "spare_containers"]

# more totals come only from many odd sizes, which are typing errors
_MOST_TOTALS: Final = 100_000


@frozen
class Opened:
    """Equal containers of one product, listed one after the other.

    Attributes:
        amount: the amount on the label of each.
        number: how many were opened.
        units: the amount in exact units.
    """

    amount: Amount
    number: int
    units: Fraction


def spare_containers(left: Fraction, opened: Sequence[Opened]) -> tuple[Opened, ...]:
    """The containers without which the dose would have been covered too, with the largest total.

    What remains is the smallest part of the opened containers that covers the dose; exact.

    Args:
        left: what all of them held beyond the dose, in exact units.
        opened: the containers.

    Raises:
        BadAmount: the sizes are implausibly many.

    >>> spare = spare_containers(Fraction(15), [Opened(Amount("100 mg"), 5, Fraction(10))])
    >>> [(str(each.amount), each.number) for each in spare]
    [('100 mg', 1)]
    """
    fitting = [vial for vial in opened if vial.units <= left]
    if not fitting:
        return ()
    scale = lcm(left.denominator, *(vial.units.denominator for vial in fitting))
    room = int(left * scale)
    # each total, with the one before it and the containers that were added to that
    reached: dict[int, tuple[int, Opened]] = {0: (0, fitting[0])}
    for vial in fitting:
        size, rest, part = int(vial.units * scale), vial.number, 1
        while rest:
            part = min(part, rest)  # 1, 2, 4 and so on add up to any number
            added = Opened(vial.amount, part, vial.units)
            for total in list(reached):
                if total + part * size <= room:
                    reached.setdefault(total + part * size, (total, added))
            if len(reached) > _MOST_TOTALS:
                raise BadAmount(
                    len(fitting),
                    f"opened: {len(fitting)} containers of odd sizes: write the amounts as the "
                    f"labels state them, such as {listed([vial.amount])}",
                    argument="opened",
                )
            rest, part = rest - part, 2 * part
    spare, total = [], max(reached)
    while total:
        total, added = reached[total]
        spare.append(added)
    return tuple(reversed(spare))
