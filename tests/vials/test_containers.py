"""Containers opened, by their labels: read, counted, listed and added."""

from __future__ import annotations

from fractions import Fraction
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Amount, BadAmount, IncompatibleUnits, JCodesError
from hcpcs_jcodes.amounts.arguments import shown
from hcpcs_jcodes.vials.containers import labeled_total, listed, read_containers
from tests.bills import wholly


@pytest.mark.parametrize(
    ("opened", "amounts"),
    [
        (["100 mg"], {"100 mg": 1}),
        (["3 x 100 mg"], {"100 mg": 3}),
        (["3x100 mg"], {"100 mg": 3}),
        ([" 3 \N{MULTIPLICATION SIGN} 100mg "], {"100 mg": 3}),
        (["3*100 mg"], {"100 mg": 3}),
        (["3 X 100 MG"], {"100 mg": 3}),
        (["5 x 10 mg"], {"10 mg": 5}),
        (["5x100 mg"], {"100 mg": 5}),
        (["2 \N{MULTIPLICATION SIGN} 1x10^13 vg"], {"1x10^13 vg": 2}),
        (["2 x 1 x 10 ^ 13 vg"], {"1x10^13 vg": 2}),
        (["1x10^13 vg"], {"1x10^13 vg": 1}),
        (["2 x 10^13 vg"], {"2x10^13 vg": 1}),
        (["2 x 10 ^13 vg"], {"2x10^13 vg": 1}),
        (["2 x 1/3 mg"], {"1/3 mg": 2}),
        (["2 x .25 mg"], {"0.25 mg": 2}),
        (["2 x 1,200,000 units"], {"1200000 units": 2}),
        (["500 mg", Amount("0.1 g"), "2 x 100 mg"], {"500 mg": 1, "100 mg": 3}),
        (("1 vial",), {"1 vial": 1}),
        ([Amount("100 mg")] * 2, {"100 mg": 2}),
    ],
)
def test_containers_are_read_one_by_one_or_counted(
    opened: list[str | Amount], amounts: dict[str, int]
) -> None:
    """A count of equal containers is distinguished from a power of ten."""
    assert read_containers(opened) == read_containers(iter(opened)) == wholly(amounts)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("0 x 100 mg", "0 x 100 mg in opened is not a container: leave it out"),
        ("3 x 0 mg", "3 x 0 mg in opened is not a container"),
        ("0 mg", "0 mg in opened is not a container"),
        (Amount("0 mg"), "0 mg in opened is not a container"),
        (100, "100 in opened has no unit: pass the amount on the label as a text"),
        (100.0, "100.0 in opened has no unit"),
        (None, "None in opened has no unit"),
        (b"100 mg", "has no unit"),
        ("100", "'100' has no unit"),
        ("3 x 100", "'100' has no unit"),
        ("3 x", "'3 x'"),
        ("x 100 mg", "does not begin with a number"),
        ("-3 x 100 mg", "'-3 x 100 mg' is negative"),
        ("3 x -100 mg", "'-100 mg' is negative"),
        ("2.5 x 100 mg", "'2.5 x 100 mg'"),
        ("2 x 3 x 100 mg", "'3 x 100 mg'"),
        ("10001 x 100 mg", "more than 10000 containers in opened"),
        ("999999 x 100 mg", "more than 10000 containers in opened"),
    ],
)
def test_an_entry_that_is_not_a_container_is_refused(entry: str, says: str) -> None:
    """The entry is named, and no part of it is guessed."""
    with pytest.raises(BadAmount) as caught:
        read_containers(["100 mg", entry])
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("one", "listed_"),
    [
        ("100 mg", ["100 mg"]),
        (Amount("100 mg"), ["100 mg"]),
        ("3 x 100 mg", ["100 mg", "100 mg", "100 mg"]),
    ],
)
def test_one_entry_is_a_list_of_one(one: Amount | str, listed_: list[str]) -> None:
    """With its unit it can mean nothing else."""
    assert read_containers(one) == read_containers(listed_)


@pytest.mark.parametrize("opened", ["", "100", "ten vials"])
def test_one_text_needs_its_unit(opened: str) -> None:
    """It is not read letter by letter either."""
    with pytest.raises(JCodesError) as caught:
        read_containers(opened)
    assert caught.value.value == opened


@pytest.mark.parametrize("opened", [None, 5, True])
def test_a_number_is_not_a_list_of_containers(opened: Any) -> None:
    """Five of which size is not stated."""
    with pytest.raises(
        BadAmount, match="opened must be a list with one entry for each container"
    ) as caught:
        read_containers(opened)
    assert caught.value.value is opened
    assert shown(opened) in str(caught.value)


def test_an_empty_list_is_not_an_unknown_number_of_containers() -> None:
    """An empty list is an error; None means not known."""
    with pytest.raises(BadAmount, match="opened is empty: pass None if it is not known"):
        read_containers([])


def test_numbers_of_containers_given_as_a_dict_are_not_lost() -> None:
    """{"100 mg": 3} are three containers or an error, never one."""
    with pytest.raises(BadAmount):
        read_containers({"100 mg": 3})


def test_ten_thousand_containers_are_the_most() -> None:
    """However they are counted, and an endless list is read only up to the limit."""
    assert len(read_containers(["9999 x 1 mg", "1 mg"])) == 10_000
    for opened in (["9999 x 1 mg", "2 x 1 mg"], repeat("1 mg"), ["10000 x 1 mg", "1 mg"]):
        with pytest.raises(BadAmount, match="more than 10000 containers in opened"):
            read_containers(opened)


def test_containers_are_listed_with_equal_ones_counted() -> None:
    """In the order of the list; equal by quantity, as the first is written."""
    assert listed(wholly({"500 mg": 1, "100 mg": 3})) == "500 mg + 3 x 100 mg"
    assert listed([Amount("0.5 g"), Amount("500 mg")]) == "2 x 0.5 g"
    assert listed([]) == ""


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=30))
def test_listed_containers_read_back_as_they_were(sizes: list[int]) -> None:
    """The printed text can be passed again."""
    amounts = tuple(Amount(size, "mg") for size in sizes)
    assert read_containers(listed(amounts).split(" + ")) == amounts
    assert labeled_total(amounts) == Amount(sum(sizes), "mg")


def test_labels_that_measure_two_things_have_no_total() -> None:
    """Milligrams and milliliters do not add up; overfill is on no label (42 CFR 414.904)."""
    with pytest.raises(IncompatibleUnits, match="5 mL is an amount of volume, mg measures mass"):
        labeled_total([Amount("5 mg"), Amount("5 mL")])
    with pytest.raises(IncompatibleUnits, match="5 mg is an amount of mass"):
        labeled_total([Amount("5 mL"), Amount("5 mg")])


def test_a_total_is_in_the_unit_of_the_first_container() -> None:
    """Grams, milligrams and thirds of one are added exactly."""
    amounts = read_containers(["0.5 g", "250 mg", "1/3 mg", "2 x 0.1 mcg"])
    total = labeled_total(amounts)
    assert total.unit.symbol == "g"
    assert total.value == Fraction(500_000_000 + 250_000_000, 10**9) + Fraction(1, 3000) + Fraction(
        200, 10**9
    )


def test_one_container_is_its_own_total() -> None:
    """Nothing is added to it."""
    assert str(labeled_total(read_containers(["0.5 g"]))) == "0.5 g"
