"""Containers opened, by the amount on their label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import groupby
from math import lcm
from typing import Final

from ..amounts.amount import Amount, amount_of_ratio
from ..amounts.arguments import LONGEST_TEXT, is_given, shown
from ..errors import BadAmount, BadClaimLine
from ..tables import read_table
from ..words import CONTAINERS, Container
from .spellings import word_meant

__all__ = [
    "MOST_CONTAINERS",
    "checked_container",
    "exact_sum",
    "labeled_total",
    "listed",
    "may_be_discarded",
    "read_containers",
]

# more for one patient and date is a typing error
MOST_CONTAINERS: Final = 10_000
_TIMES: Final = re.compile(r"\s*(?P<number>[0-9]{1,6})\s*[xX\u00d7*]\s*(?!10\s?\^)(?P<amount>\S.*)")


@cache
def _discarded() -> Mapping[str, bool]:
    _, *rows = read_table("containers")
    return {row[0]: row[1] == "yes" for row in rows}


def checked_container(container: Container | None) -> Container | None:
    """The kind of a container, as its label states it; None if it is not known.

    It may be written as people write it: in any case, with "vial" after it, or "SDV".

    Raises:
        BadClaimLine: there is no such kind.

    >>> checked_container("Multi-dose vial")
    'multi-dose'
    """
    value: object = container
    if value is None or not is_given(value):
        return None
    meant = word_meant("container", value, CONTAINERS)
    if meant is None:
        raise BadClaimLine(
            value,
            f"{shown(value)} is not a kind of container: pass 'single-dose', "
            "'single-use', 'multi-dose' or 'bulk' as the label states, or None if not known",
            argument="container",
        )
    return meant


def may_be_discarded(container: Container) -> bool:
    """Whether what is left in a kind of container may be billed as discarded.

    Source: `containers.csv`.

    >>> may_be_discarded("single-dose"), may_be_discarded("multi-dose")
    (True, False)
    """
    return _discarded()[container]


def _are_read(opened: tuple[object, ...]) -> bool:
    """Whether this is what :func:`read_containers` returns."""
    if not 0 < len(opened) <= MOST_CONTAINERS:
        return False
    for each in opened:  # noqa: SIM110 - a generator takes twice as long
        if type(each) is not Amount or not each.numerator:
            return False
    return True


def read_containers(
    opened: Iterable[Amount | str] | Amount, what: str = "opened"
) -> tuple[Amount, ...]:
    """The labeled amount of each container, from amounts or texts.

    Args:
        opened: one entry for each container; a text may count several: "3 x 100 mg". An entry
            by itself is a list of one.
        what: the name of the argument in an error.

    Raises:
        BadAmount: there are no containers, one is empty, or there are more than 10,000.

    >>> [str(amount) for amount in read_containers(["500 mg", "2 x 100 mg"])]
    ['500 mg', '100 mg', '100 mg']
    """
    return opened if type(opened) is tuple and _are_read(opened) else _read(opened, what)


def _read(opened: Iterable[Amount | str] | Amount, what: str) -> tuple[Amount, ...]:
    if isinstance(opened, str | Amount):
        opened = [opened]
    if isinstance(opened, Mapping) or not isinstance(opened, Iterable):
        raise BadAmount(
            opened,
            f"{what} must be a list with one entry for each container, not {shown(opened)}",
            argument=what,
        )
    amounts: list[Amount] = []
    read: dict[str, tuple[int, Amount]] = {}  # a list often repeats one text
    for entry in opened:
        if isinstance(entry, str):
            if entry not in read:
                read[entry] = _counted(entry)
            number, amount = read[entry]
        elif isinstance(entry, Amount):
            number, amount = 1, entry
        else:
            raise BadAmount(
                entry,
                f"{shown(entry)} in {what} has no unit: pass the amount on the label as a text with its unit",
                argument=what,
            )
        if not amount or not number:
            raise BadAmount(
                entry, f"{entry} in {what} is not a container: leave it out", argument=what
            )
        if len(amounts) + number > MOST_CONTAINERS:
            raise BadAmount(
                entry,
                f"more than {MOST_CONTAINERS} containers in {what}: check the counts",
                argument=what,
            )
        amounts += [amount] * number
    if not amounts:
        raise BadAmount((), f"{what} is empty: pass None if it is not known", argument=what)
    return tuple(amounts)


def _counted(text: str) -> tuple[int, Amount]:
    """How many containers a text counts, and the amount in each."""
    times = _TIMES.fullmatch(text) if len(text) <= 2 * LONGEST_TEXT else None
    return (int(times["number"]), Amount(times["amount"])) if times else (1, Amount(text))


def listed(amounts: Iterable[Amount]) -> str:
    """Containers in words, with equal ones counted.

    >>> listed(read_containers(["500 mg", "3 x 100 mg"]))
    '500 mg + 3 x 100 mg'
    """
    counted = ((amount, len(list(same))) for amount, same in groupby(amounts))
    return " + ".join(f"{n} x {amount}" if n > 1 else str(amount) for amount, n in counted)


def labeled_total(amounts: Sequence[Amount]) -> Amount:
    """The total of the labeled amounts of containers; overfill is not counted.

    Source: 42 CFR 414.904(a)(3).

    >>> labeled_total(read_containers(["500 mg", "3 x 100 mg"]))
    Amount('800 mg')
    """
    first, *others = amounts
    if not others:
        return first
    unit = first.unit
    for amount in others:
        if amount.unit.dimension != unit.dimension:
            amount.to(unit.symbol)  # refuses another kind of measure
    total = exact_sum(
        (amount.numerator * amount.unit.factor, amount.denominator) for amount in amounts
    )
    return amount_of_ratio(total.numerator, total.denominator * unit.factor, unit)


def exact_sum(ratios: Iterable[tuple[int, int]]) -> Fraction:
    """The sum of ratios of whole numbers.

    >>> exact_sum([(1, 2), (715, 10)])
    Fraction(72, 1)
    """
    # hundreds of additions of Fractions would take a millisecond
    total, denominator = 0, 1
    for above, below in ratios:
        common = lcm(denominator, below)
        total = total * (common // denominator) + above * (common // below)
        denominator = common
    return Fraction(total, denominator)
