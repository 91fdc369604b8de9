"""Totals of containers: the smallest that covers a dose, and the nearest to a dose; exact."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount, in_measure_of
from ..errors import BadAmount
from .containers import MOST_CONTAINERS

__all__ = ["nearest_total", "smallest_total"]

# numbers beyond these are a typing error, and the search would take long
_MOST_SIZES: Final = 40
_MOST_STEPS: Final = 4_000_000
_MOST_BITS: Final = 100 * _MOST_STEPS


def nearest_total(dose: Amount, sizes: Iterable[Amount]) -> Amount:
    """The total of one or more containers nearest to a dose; if two are equally near, the smaller."""
    known, problem = _scaled(dose, sizes)
    below, above = problem.totals()
    need = Fraction(problem.dose)
    steps = below if below and need - below <= above - need else above
    return known[-1] * Fraction(steps, problem.sizes[-1])


def smallest_total(dose: Amount, sizes: Iterable[Amount]) -> tuple[Amount, ...]:
    """The fewest containers with the smallest total that covers a dose.

    Returns:
        The containers, the largest first.

    Raises:
        BadAmount: the numbers are implausibly large.
        IncompatibleUnits: a size and the dose are not measured in the same dimension.

    >>> [str(size) for size in smallest_total(Amount("150 mg"), [Amount("100 mg")])]
    ['100 mg', '100 mg']
    """
    known, problem = _scaled(dose, sizes)
    counts = problem.fewest()
    if sum(counts) > MOST_CONTAINERS:
        raise problem.implausible(f"this takes more than {MOST_CONTAINERS} containers")
    return tuple(
        size
        for size, number in reversed(list(zip(known, counts, strict=True)))
        for _ in range(number)
    )


def _scaled(dose: Amount, sizes: Iterable[Amount]) -> tuple[list[Amount], _Problem]:
    """The sizes in ascending order, and the problem in whole steps."""
    known = sorted(
        dict.fromkeys(in_measure_of(size, dose) for size in sizes),
        key=lambda size: size.ratio_to(dose),
    )
    if len(known) > _MOST_SIZES:
        raise BadAmount(len(known), f"{len(known)} sizes: narrow them to {_MOST_SIZES} or fewer")
    shares = [size.ratio_to(dose) for size in known]
    parts = lcm(*(share.denominator for share in shares))
    whole = [share.numerator * (parts // share.denominator) for share in shares]
    step = gcd(*whole)
    return known, _Problem(dose, Fraction(parts, step), [size // step for size in whole])


@frozen
class _Problem:
    """A dose and container sizes in whole steps, which are bits of a number.

    Among as many smaller containers as the largest has steps, some add up to a
    multiple of the largest, which takes fewer containers. So the best choice never has
    more smaller ones than that, and any dose beyond its square comes from the largest.
    """

    requested: Amount
    dose: Fraction
    sizes: list[int]
    bulk: int = field(init=False)

    @bulk.default
    def _in_the_largest(self) -> int:
        largest = self.sizes[-1]
        bulk = max(0, (floor(self.dose) - largest * largest) // largest)
        if floor(self.dose) - bulk * largest + largest > _MOST_STEPS or bulk > MOST_CONTAINERS:
            raise self.implausible("these sizes do not fit the dose")
        return bulk

    def implausible(self, what: str) -> BadAmount:
        """The error for numbers that must be a typing error."""
        return BadAmount(
            str(self.requested),
            f"{self.requested}: {what}: check their units, or leave out odd sizes",
        )

    def totals(self) -> tuple[int, int]:
        """The largest total that is at most the dose, and the smallest that covers it."""
        largest = self.sizes[-1]
        whole, need = floor(self.dose) - self.bulk * largest, ceil(self.dose) - self.bulk * largest
        end = need + largest
        mask, sums = (1 << end + 1) - 1, 1
        for size in self.sizes:
            shift = size
            while shift <= end:
                sums |= sums << shift & mask
                shift *= 2
        at_most = sums & (1 << whole + 1) - 1
        at_least = sums >> need
        below = at_most.bit_length() - 1
        above = need + (at_least & -at_least).bit_length() - 1
        return below + self.bulk * largest, above + self.bulk * largest

    def fewest(self) -> list[int]:
        """How many of each size cover the dose with the smallest total."""
        largest = self.sizes[-1]
        total = self.totals()[1] - self.bulk * largest
        counts = [0] * len(self.sizes)
        for position in self._fewest_sizes(total):
            counts[position] += 1
        counts[-1] += self.bulk
        return counts

    def _fewest_sizes(self, total: int) -> list[int]:
        """The positions of the fewest sizes that add up to ``total``, the largest first."""
        mask = (1 << total + 1) - 1
        levels = [1]
        while not levels[-1] >> total & 1:
            if len(levels) > MOST_CONTAINERS or len(levels) * total > _MOST_BITS:
                raise self.implausible(f"this takes more than {MOST_CONTAINERS} containers")
            sums = 0
            for size in self.sizes:
                sums |= levels[-1] << size & mask
            levels.append(sums)
        positions = []
        for level in reversed(levels[:-1]):
            position = next(
                position
                for position in reversed(range(len(self.sizes)))
                if total >= self.sizes[position] and level >> total - self.sizes[position] & 1
            )
            total -= self.sizes[position]
            positions.append(position)
        return positions
