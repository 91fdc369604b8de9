"""The choice of containers: the smallest total that covers a dose, then the fewest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import ceil, floor, gcd, lcm
from typing import Final

from attrs import field, frozen

from .amounts import Amount, in_measure_of
from .errors import BadAmount
from .ndc import Ndc

__all__ = [
    "VialChoice",
    "choose_vials",
    "containers",
    "labelled_total",
    "listed",
    "nearest_total",
]

_TIMES: Final = re.compile(r"\s*(?P<number>[0-9]{1,6})\s*[xX\u00d7*]\s*(?!10\s?\^)(?P<amount>\S.*)")
# beyond these the question is a slip, and the answer would take long
_MOST_CONTAINERS: Final = 10_000
_MOST_SIZES: Final = 40
_MOST_STEPS: Final = 4_000_000
_MOST_BITS: Final = 100 * _MOST_STEPS


def containers(opened: Iterable[Amount | str], what: str = "opened") -> tuple[Amount, ...]:
    """The labelled amount of each container, from amounts or texts.

    Args:
        opened: one entry a container; a text may count several: "3 x 100 mg".
        what: how an error names the argument.

    Raises:
        BadAmount: there is none, one is empty, or there are more than 10,000.
    """
    if isinstance(opened, str | Amount | Mapping) or not isinstance(opened, Iterable):
        raise BadAmount(opened, f"{what} is a list with one entry a container, not {opened!r}")
    amounts: list[Amount] = []
    for entry in opened:
        times = _TIMES.fullmatch(entry) if isinstance(entry, str) else None
        number = int(times["number"]) if times else 1
        if isinstance(entry, str):
            amount = Amount(times["amount"] if times else entry)
        elif isinstance(entry, Amount):
            amount = entry
        else:
            raise BadAmount(entry, f"{entry!r} in {what} has no unit: write it as '100 mg'")
        if not amount or not number:
            raise BadAmount(entry, f"{entry} in {what} is no container: leave it away")
        if len(amounts) + number > _MOST_CONTAINERS:
            raise BadAmount(entry, f"nobody opens more than {_MOST_CONTAINERS} containers")
        amounts += [amount] * number
    if not amounts:
        raise BadAmount((), f"{what} is empty: pass None where it is not known")
    return tuple(amounts)


def listed(amounts: Iterable[Amount]) -> str:
    """Containers in words, equal ones counted: "500 mg + 3 x 100 mg"."""
    counted = ((amount, len(list(same))) for amount, same in groupby(amounts))
    return " + ".join(f"{n} x {amount}" if n > 1 else str(amount) for amount, n in counted)


def labelled_total(amounts: Iterable[Amount]) -> Amount:
    """What the labels of containers add up to; overfill is not counted.

    Source: 42 CFR 414.904(a)(3).
    """
    first, *others = amounts
    for amount in others:
        first = first + amount
    return first


@frozen
class VialChoice:
    """The containers to open for a dose.

    Attributes:
        dose: what is to be given.
        vials: the containers, the largest first.
        ndcs: for sizes that came from the crosswalk, the packages that have it.
    """

    dose: Amount
    vials: tuple[Amount, ...]
    ndcs: Mapping[Amount, tuple[Ndc, ...]] = field(factory=dict, eq=False)

    @property
    def total(self) -> Amount:
        """What the labels of the containers add up to."""
        return labelled_total(self.vials).to(self.dose.unit.symbol)

    @property
    def left(self) -> Amount:
        """What is left of it after the dose."""
        return self.total - self.dose

    def avoidable(self, opened: Iterable[Amount | str]) -> Amount | None:
        """How much more was opened than this choice would have; None if no more.

        Source: CGS, 2023-06-27: units match the smallest vials that supply the dose.
        """
        total = in_measure_of(labelled_total(containers(opened)), self.dose)
        return total - self.total if total > self.total else None

    def __str__(self) -> str:
        return f"{listed(self.vials)} = {self.total} for {self.dose}, {self.left} left"

    def _repr_html_(self) -> str:
        from html import escape  # few programs show a notebook

        return f"<code>{escape(str(self))}</code>"


def choose_vials(  # noqa: PLR0913 - each narrows where the sizes come from
    dose: Amount | str,
    sizes: Iterable[Amount | str] | None = None,
    *,
    code: str | None = None,
    on: date | None = None,
    nearest: bool = False,
    brand: str | None = None,
    labeler: str | None = None,
) -> VialChoice:
    """The containers with the smallest total that covers a dose, then the fewest.

    Args:
        dose: what is to be given.
        sizes: the amounts that a container may hold, each available as often as
            needed; or else
        code: a code whose packages in CMS's crosswalk state the sizes, with
        on: the date of service,
        nearest: whether the nearest quarter of the crosswalk may answer,
        brand: only packages of this name, and
        labeler: only packages of this company.

    Returns:
        The choice; exact for any sizes.

    Raises:
        BadAmount: the dose or a size is zero or none, no size is known, or the
            numbers are beyond what anyone opens.
        IncompatibleUnits: a size does not measure what the dose does.
        UnknownCode, UncoveredDate: as :func:`~hcpcs_jcodes.packages_of`.

    Source: CGS, 2023-06-27, and Noridian, JW and JZ: waste from a needlessly
    large vial is not payable.

    >>> print(choose_vials("300 mg", ["100 mg", "400 mg"]))
    3 x 100 mg = 300 mg for 300 mg, 0 mg left
    """
    if not isinstance(dose, Amount):
        dose = Amount(dose)
    if not dose:
        raise BadAmount(str(dose), f"a dose of {dose} is no dose: nothing needs to be opened")
    ndcs: Mapping[Amount, tuple[Ndc, ...]] = {}
    if sizes is not None and code is not None:
        raise BadAmount(code, "sizes= and code= both say which containers there are: pass one")
    if sizes is None:
        if code is None or on is None:
            raise BadAmount(None, "no sizes: pass sizes=['100 mg', '500 mg'], or code= and on=")
        from .packages import sizes_of  # the crosswalk is read only where it is asked

        ndcs = sizes_of(code, on=on, nearest=nearest, brand=brand, labeler=labeler)
        sizes = tuple(ndcs)
        if not ndcs:
            raise BadAmount(code, f"the crosswalk states no size for {code}: pass sizes=")
    known, problem = _scaled(dose, containers(sizes, "sizes"))
    counts = problem.fewest()
    if sum(counts) > _MOST_CONTAINERS:
        raise problem.absurd("this takes more containers than anyone opens")
    vials = tuple(
        size
        for size, number in reversed(list(zip(known, counts, strict=True)))
        for _ in range(number)
    )
    chosen = {in_measure_of(size, dose): each for size, each in ndcs.items()}
    return VialChoice(dose, vials, {size: each for size, each in chosen.items() if size in vials})


def nearest_total(dose: Amount, sizes: Iterable[Amount]) -> Amount:
    """The total of containers that is nearest to a dose; of two the smaller, never none."""
    known, problem = _scaled(dose, sizes)
    below, above = problem.totals()
    need = Fraction(problem.dose)
    steps = below if below and need - below <= above - need else above
    return known[-1] * Fraction(steps, problem.sizes[-1])


def _scaled(dose: Amount, sizes: Iterable[Amount]) -> tuple[list[Amount], _Problem]:
    """The sizes in ascending order, and the question in whole steps."""
    known = sorted(
        {in_measure_of(size, dose) for size in sizes}, key=lambda size: size.ratio_to(dose)
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
    multiple of the largest, which does with fewer. So no good choice has more
    smaller ones than that, and what lies beyond its square comes in the largest.
    """

    asked: Amount
    dose: Fraction
    sizes: list[int]
    bulk: int = field(init=False)

    @bulk.default
    def _in_the_largest(self) -> int:
        largest = self.sizes[-1]
        bulk = max(0, (floor(self.dose) - largest * largest) // largest)
        if floor(self.dose) - bulk * largest + largest > _MOST_STEPS or bulk > _MOST_CONTAINERS:
            raise self.absurd("these sizes do not fit the dose")
        return bulk

    def absurd(self, what: str) -> BadAmount:
        """The error for a question that is a slip."""
        return BadAmount(
            str(self.asked),
            f"{self.asked}: {what}: check their units, or leave odd sizes away",
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
        for position in self._shortest_way(total):
            counts[position] += 1
        counts[-1] += self.bulk
        return counts

    def _shortest_way(self, total: int) -> list[int]:
        """The positions of the fewest sizes that add up to ``total``, large ones first."""
        mask = (1 << total + 1) - 1
        levels = [1]
        while not levels[-1] >> total & 1:
            if len(levels) > _MOST_CONTAINERS or len(levels) * total > _MOST_BITS:
                raise self.absurd("this takes more containers than anyone opens")
            sums = 0
            for size in self.sizes:
                sums |= levels[-1] << size & mask
            levels.append(sums)
        way = []
        for level in reversed(levels[:-1]):
            position = next(
                position
                for position in reversed(range(len(self.sizes)))
                if total >= self.sizes[position] and level >> total - self.sizes[position] & 1
            )
            total -= self.sizes[position]
            way.append(position)
        return way
