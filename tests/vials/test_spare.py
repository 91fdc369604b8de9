"""Containers that a dose did not need: the largest total that can be left out, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Amount, BadAmount
from hcpcs_jcodes.vials.spare import Opened, spare_containers


def opened(sizes: list[int]) -> list[Opened]:
    return [Opened(Amount(size, "mg"), 1, Fraction(size, 7)) for size in sizes]


@given(st.lists(st.integers(1, 50), max_size=8), st.integers(0, 200))
def test_no_other_choice_leaves_more_out(sizes: list[int], left: int) -> None:
    """Every part of the containers is tried."""
    spare = spare_containers(Fraction(left, 7), opened(sizes))
    every = chain.from_iterable(combinations(sizes, number) for number in range(len(sizes) + 1))
    assert sum(each.units * each.number for each in spare) == Fraction(
        max(sum(some) for some in every if sum(some) <= left), 7
    )


@pytest.mark.parametrize("left", range(12))
def test_equal_containers_are_counted(left: int) -> None:
    """Of ten, as many as fit; never an eleventh."""
    spare = spare_containers(Fraction(left), [Opened(Amount("10 mg"), 10, Fraction(1))])
    assert sum(each.number for each in spare) == min(left, 10)


def test_ten_thousand_containers_are_no_burden() -> None:
    """The most that a list may have, of two sizes; all but a container are no less than 2."""
    vials = [Opened(Amount(size, "mg"), 5000, Fraction(size)) for size in (2, 3)]
    spare = spare_containers(Fraction(24_999), vials)
    assert sum(each.units * each.number for each in spare) == 24_998


def test_many_odd_sizes_are_a_slip() -> None:
    """Seventeen sizes of which every part has a total of its own."""
    powers = [2**number for number in range(17)]
    assert spare_containers(Fraction(2**16 - 1, 7), opened(powers[:16]))
    with pytest.raises(BadAmount, match="17 containers of odd sizes"):
        spare_containers(Fraction(2**17, 7), opened(powers))
