"""Which containers to open: the smallest total that covers the dose, then the fewest."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import repeat

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    AmbiguousDose,
    AmbiguousName,
    Amount,
    BadAmount,
    BadDate,
    BadNdc,
    IncompatibleUnits,
    JCodesError,
    Ndc,
    UncoveredDate,
    UnknownCode,
    VialChoice,
    choose_vials,
    codeset,
    sizes_of,
)
from hcpcs_jcodes.vials.totals import nearest_total
from tests.bills import wholly

DAY = date(2025, 8, 1)

# sizes that share no handy step: halves, thirds, sevenths and tenths of a milligram
awkward = st.builds(Fraction, st.integers(1, 12), st.sampled_from([1, 2, 3, 7, 10]))
some_sizes = st.lists(awkward, min_size=1, max_size=4)


def choice_of(dose: Fraction | str, sizes: list[Fraction]) -> VialChoice:
    """The choice for milligrams."""
    wanted = Amount(dose) if isinstance(dose, str) else Amount(dose, "mg")
    return choose_vials(wanted, [Amount(size, "mg") for size in sizes])


def every_total(most: Fraction, sizes: list[Fraction]) -> dict[Fraction, int]:
    """Each total of containers, one step beyond ``most`` too, with the fewest containers that come to it."""
    fewest = {Fraction(0): 0}
    last = [Fraction(0)]
    for number in range(1, 10**4):
        totals = {total + size for total in last if total < most for size in sizes}
        last = [total for total in totals if total not in fewest]
        if not last:
            break
        fewest.update(zip(last, repeat(number)))
    return fewest


# --- the choice ----------------------------------------------------------------


@given(some_sizes, st.builds(Fraction, st.integers(1, 300), st.integers(1, 11)))
def test_no_smaller_total_covers_the_dose_and_no_fewer_containers_make_it(
    sizes: list[Fraction], dose: Fraction
) -> None:
    """No combination of containers, tried one after the other, is better.

    Source: CGS, 2023-06-27: units match the smallest vials that supply the dose.
    """
    dose = min(dose, 12 * min(sizes))
    choice = choice_of(dose, sizes)
    totals = every_total(dose, sizes)
    smallest = min(total for total in totals if total >= dose)
    assert choice.total.value == smallest == sum(vial.value for vial in choice.vials)
    assert len(choice.vials) == totals[smallest]
    assert {vial.value for vial in choice.vials} <= set(sizes)
    assert list(choice.vials) == sorted(choice.vials, reverse=True)
    assert choice.left.value == smallest - dose >= 0


@given(st.lists(st.integers(1, 7), min_size=1, max_size=3), st.integers(1, 500), st.integers(1, 3))
def test_a_dose_far_beyond_the_largest_size_is_chosen_the_same_way(
    sizes: list[int], dose: int, parts: int
) -> None:
    """The largest containers taken without a search are those that the search would find."""
    wanted = Fraction(dose, parts)
    whole = [Fraction(size) for size in sizes]
    choice, totals = choice_of(wanted, whole), every_total(wanted, whole)
    smallest = min(total for total in totals if total >= wanted)
    assert choice.total.value == smallest
    assert len(choice.vials) == totals[smallest]


@given(some_sizes, st.builds(Fraction, st.integers(1, 300), st.integers(1, 11)))
def test_the_nearest_total_is_nearest_and_the_smaller_of_two(
    sizes: list[Fraction], dose: Fraction
) -> None:
    """No other total above zero is nearer, and none equally near is smaller."""
    dose = min(dose, 12 * min(sizes))
    nearest = nearest_total(Amount(dose, "mg"), [Amount(size, "mg") for size in sizes])
    totals = every_total(dose + max(sizes), sizes)
    _, expected = min((abs(total - dose), total) for total in totals if total)
    assert nearest.value == expected


@given(st.lists(st.integers(1, 7), min_size=1, max_size=3), st.integers(1, 500))
def test_the_nearest_total_far_beyond_the_largest_size_is_nearest_too(
    sizes: list[int], dose: int
) -> None:
    """The same with the largest containers taken without a search."""
    whole, wanted = [Fraction(size) for size in sizes], Fraction(dose, 3)
    nearest = nearest_total(Amount(wanted, "mg"), [Amount(size, "mg") for size in whole])
    totals = every_total(wanted + max(whole), whole)
    _, expected = min((abs(total - wanted), total) for total in totals if total)
    assert nearest.value == expected


@given(some_sizes, awkward, st.sampled_from(["ng", "mcg", "g", "kg"]), st.randoms())
def test_units_and_order_of_the_sizes_do_not_matter(
    sizes: list[Fraction], dose: Fraction, symbol: str, random: object
) -> None:
    """Grams and milligrams, twice the same size, any order: one choice."""
    dose = min(dose, 12 * min(sizes))
    expected = choice_of(dose, sizes)
    mixed = [Amount(size, "mg").to(symbol) for size in sizes] + [Amount(sizes[0], "mg")]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    again = choose_vials(Amount(dose, "mg").to(symbol), mixed)
    assert again == expected
    assert hash(again) == hash(expected)
    assert again.total.unit.symbol == again.left.unit.symbol == symbol


@pytest.mark.parametrize(
    ("dose", "sizes", "opened"),
    [
        # worked example 4 of units.md 1.4: not the 400 mg vial
        ("300 mg", ["100 mg", "400 mg"], {"100 mg": 3}),
        ("350 mg", ["100 mg"], {"100 mg": 4}),
        ("400 mg", ["100 mg", "400 mg"], {"400 mg": 1}),
        ("715 mg", ["500 mg", "100 mg"], {"500 mg": 1, "100 mg": 3}),
        # the largest first would take one more, or waste more
        ("600 mg", ["500 mg", "300 mg", "100 mg"], {"500 mg": 1, "100 mg": 1}),
        ("60 mg", ["50 mg", "30 mg", "20 mg"], {"30 mg": 2}),
        ("0.9 mg", ["1.1 mg"], {"1.1 mg": 1}),
        ("0.9 mg", ["0.3 mg", "0.7 mg"], {"0.3 mg": 3}),
        ("1 mg", ["1/3 mg"], {"1/3 mg": 3}),
        ("1 mg", ["1/3 mg", "0.4 mg"], {"1/3 mg": 3}),
        ("1 mg", ["1/3 mg", "1/6 mg", "0.5 mg"], {"0.5 mg": 2}),
        ("133.33 units", ["100 units", "33.33 units"], {"100 units": 1, "33.33 units": 1}),
        ("133.34 units", ["100 units", "33.33 units"], {"33.33 units": 5}),
        ("0.000001 mcg", ["100 mg", "5 mg"], {"5 mg": 1}),
        ("22,000 IU", ["3000 IU", "1000 IU"], {"3000 IU": 7, "1000 IU": 1}),
        (
            "22,000 IU",
            ["250 IU", "500 IU", "1000 IU", "1500 IU", "2000 IU", "3000 IU"],
            {"3000 IU": 7, "1000 IU": 1},
        ),
        (
            "21,751 IU",
            ["250 IU", "500 IU", "1000 IU", "1500 IU", "2000 IU", "3000 IU"],
            {"3000 IU": 7, "1000 IU": 1},
        ),
        (
            "22,001 IU",
            ["250 IU", "500 IU", "1000 IU", "1500 IU", "2000 IU", "3000 IU"],
            {"3000 IU": 7, "1000 IU": 1, "250 IU": 1},
        ),
        ("2x10^14 vg", ["1.1x10^14 vg", "9x10^13 vg"], {"1.1x10^14 vg": 1, "9x10^13 vg": 1}),
        ("3 vials", ["1 vial"], {"1 vial": 3}),
    ],
)
def test_the_choice_for_a_dose_is_exact(
    dose: str, sizes: list[str], opened: dict[str, int]
) -> None:
    """Neither a large vial if small ones suffice, nor one small vial too few.

    Source: CGS, 2023-06-27; Noridian, JW and JZ (units.md 1.3.11).
    """
    assert choose_vials(dose, sizes).vials == wholly(opened)


@pytest.mark.parametrize(
    ("dose", "sizes", "opened"),
    [
        ("11 mg", ["1 mg", "2 mg", "5 mg", "7 mg"], {"7 mg": 1, "2 mg": 2}),
        ("110 mg", ["70 mg", "10 mg", "50 mg", "20 mg"], {"70 mg": 1, "20 mg": 2}),
        ("24 mg", ["1 mg", "7 mg", "8 mg", "9 mg"], {"9 mg": 1, "8 mg": 1, "7 mg": 1}),
    ],
)
def test_of_choices_with_as_many_containers_the_one_with_the_largest_is_taken(
    dose: str, sizes: list[str], opened: dict[str, int]
) -> None:
    """11 mg are 7 + 2 + 2 as well as 5 + 5 + 1: the same one on every run, in any order."""
    for order in (sizes, sizes[::-1], sorted(sizes)):
        assert choose_vials(dose, order).vials == wholly(opened)


def test_a_choice_states_what_is_opened_and_what_is_left() -> None:
    """In words on one line, in the unit of the dose, and as a table cell of a notebook."""
    choice = choose_vials("0.715 g", ["500 mg", "100 mg"])
    assert str(choice) == "500 mg + 3 x 100 mg = 0.8 g for 0.715 g, 0.085 g left"
    assert (choice.total, choice.left) == (Amount("800 mg"), Amount("85 mg"))
    assert choice._repr_html_() == f"<code>{choice}</code>"
    assert choice.ndcs == {}


def test_a_choice_is_a_value() -> None:
    """Equal, hashed and pickled by dose and containers; and frozen."""
    choice = choose_vials("300 mg", ["100 mg", "400 mg"])
    same = VialChoice(Amount("0.3 g"), wholly({"0.1 g": 3}))
    assert choice == same
    assert hash(choice) == hash(same)
    assert choice != choose_vials("301 mg", ["100 mg", "400 mg"])
    again = pickle.loads(pickle.dumps(choice))  # noqa: S301
    assert (again, str(again)) == (choice, str(choice))
    with pytest.raises(FrozenInstanceError):
        choice.dose = Amount("1 mg")  # type: ignore[misc]


# --- what else was opened ---------------------------------------------------


def test_needless_containers_are_reported() -> None:
    """400 mg for 300 mg: 100 mg of waste that three 100 mg vials would have avoided.

    Source: CGS, 2023-06-27 (worked example 4).
    """
    choice = choose_vials("300 mg", ["100 mg", "400 mg"])
    assert choice.avoidable(["400 mg"]) == Amount("100 mg")
    assert choice.avoidable([Amount("0.4 g"), "2 x 100 mg"]) == Amount("300 mg")
    assert choice.avoidable(["300.001 mg"]) == Amount("1 mcg")
    assert choice.avoidable(["299.999 mg"]) is None


@pytest.mark.parametrize("opened", [["3 x 100 mg"], ["0.1 g"] * 3, ["100 mg"]])
def test_opening_no_more_than_the_choice_avoids_nothing(opened: list[str]) -> None:
    """As much as the choice, or less, is not avoidable."""
    assert choose_vials("300 mg", ["100 mg", "400 mg"]).avoidable(opened) is None


@pytest.mark.parametrize(
    ("opened", "error"),
    [([], BadAmount), ("400", BadAmount), (["400"], BadAmount), (["4 mL"], IncompatibleUnits)],
)
def test_what_cannot_have_been_opened_is_not_compared(
    opened: list[str], error: type[JCodesError]
) -> None:
    """Nothing, no unit or another measure are refused."""
    with pytest.raises(error):
        choose_vials("300 mg", ["100 mg", "400 mg"]).avoidable(opened)


# --- sizes from the crosswalk --------------------------------------------------


def test_the_crosswalk_states_the_sizes_of_a_code_and_who_has_them() -> None:
    """715 mg of J9312 are one vial of 500 mg and three of 100 mg of Rituxan."""
    choice = choose_vials("715 mg", code="J9312", on=DAY)
    assert choice.vials == wholly({"500 mg": 1, "100 mg": 3})
    assert choice.ndcs == {
        Amount("500 mg"): (Ndc("50242-053-06"),),
        Amount("100 mg"): (Ndc("50242-051-21"),),
    }
    assert pickle.loads(pickle.dumps(choice)).ndcs == choice.ndcs  # noqa: S301
    assert choice == choose_vials("715 mg", ["100 mg", "500 mg"])


def test_only_the_packages_of_the_sizes_chosen_are_named() -> None:
    """500 mg come in one vial, so no package of 100 mg is to be taken."""
    choice = choose_vials("500 mg", code="J9312", on=DAY)
    assert list(choice.ndcs) == [Amount("500 mg")] == list(choice.vials)


def test_a_brand_and_a_labeler_narrow_the_packages() -> None:
    """The choice names only packages of the brand or the labeler."""
    genentech = choose_vials("715 mg", code="J9312", on=DAY, brand="rituxan", labeler="genentech")
    assert genentech.ndcs == choose_vials("715 mg", code="J9312", on=DAY).ndcs
    for arguments in ({"brand": "truxima"}, {"labeler": "teva"}):
        with pytest.raises(BadNdc, match="no package of J9312 is"):
            choose_vials("715 mg", code="J9312", on=DAY, **arguments)  # type: ignore[arg-type]


def test_packages_narrow_the_sizes_to_interchangeable_ones() -> None:
    """J0129 is a vial of 250 mg and syringes of 125 mg and less; a vial is not a syringe."""
    vial, syringe = Ndc("00003-2187-13"), "00003-2188-11"
    mixed = choose_vials("375 mg", code="J0129", on=DAY)
    assert mixed.vials == wholly({"250 mg": 1, "125 mg": 1})
    choice = choose_vials("375 mg", code="J0129", on=DAY, ndcs=[vial])
    assert choice.vials == wholly({"250 mg": 2})
    assert choice.ndcs == {Amount("250 mg"): (vial,)}
    both = choose_vials("375 mg", code="J0129", on=DAY, ndcs=[vial, syringe])
    assert both.vials == mixed.vials
    with pytest.raises(BadNdc, match="not among the requested packages of J0129"):
        choose_vials("375 mg", code="J0129", on=DAY, ndcs=["50242-053-06"])


def test_each_labeler_has_its_own_sizes() -> None:
    """Narrowed to a labeler the choice is made of the sizes that this labeler has."""
    every = sizes_of("J1644", on=DAY)
    pfizer = sizes_of("J1644", on=DAY, labeler="pfizer")
    assert set(pfizer) < set(every)
    choice = choose_vials("1234 units", code="J1644", on=DAY, labeler="pfizer")
    assert choice == choose_vials("1234 units", list(pfizer))
    assert choice.ndcs == {size: pfizer[size] for size in set(choice.vials)}


def test_the_nearest_quarter_of_the_crosswalk_is_used_only_on_request() -> None:
    """Before 2024 no crosswalk is included; its first quarter can be used on request."""
    day = date(2020, 1, 1)
    with pytest.raises(UncoveredDate, match="nearest=True"):
        choose_vials("715 mg", code="J9312", on=day)
    choice = choose_vials("715 mg", code="J9312", on=day, nearest=True)
    assert choice.vials == wholly({"500 mg": 1, "100 mg": 3})


@pytest.mark.parametrize(
    ("dose", "code", "opened"),
    [
        # a unit of 0.9 mg is a vial filled with 1.1 mg
        ("0.9 mg", "J3240", {"0.9 mg": 1}),
        # crosswalk: 133.33 units of 0.075 mg a vial of 10 mg
        ("10 mg", "J9359", {"10 mg": 1}),
        ("125 mg", "J0129", {"125 mg": 1}),
        ("2 vials", "J1162", {"1 vial": 2}),
        ("1,250,000 units", "J0561", {"1200000 units": 1, "600000 units": 1}),
    ],
)
def test_what_a_package_holds_is_exact(dose: str, code: str, opened: dict[str, int]) -> None:
    """CMS's rounded 133.33 and the like are not the content of a vial."""
    choice = choose_vials(dose, code=code, on=DAY)
    assert choice.vials == wholly(opened)


def codes_with_sizes() -> Iterator[str]:
    """Every J code of the day whose packages state sizes."""
    for code in codeset(DAY):
        try:
            sizes = sizes_of(code, on=DAY)
        except AmbiguousDose:
            continue
        if sizes:
            yield code


def test_every_code_with_packages_has_a_choice_for_a_usual_dose() -> None:
    """No real dose is beyond the search: up to a hundred of the largest vial."""
    codes = list(codes_with_sizes())
    assert len(codes) > 500
    for code in codes:
        sizes = list(sizes_of(code, on=DAY))
        for share in (Fraction(7, 10), Fraction(33, 10), Fraction(1234, 100), Fraction(100)):
            dose = max(sizes) * share
            choice = choose_vials(dose, code=code, on=DAY)
            assert choice.left < min(sizes)
            assert set(choice.ndcs) == set(choice.vials)


@pytest.mark.parametrize(
    ("dose", "code", "error", "says"),
    [
        ("715 mL", "J9312", IncompatibleUnits, "mg is an amount of mass, mL measures volume"),
        ("6 mg", "J0702", AmbiguousDose, "J0702 has no single amount"),
        ("8 mg", "J0574", AmbiguousDose, "J0574 has no single amount"),
        ("8 mg", "J3490", AmbiguousDose, "J3490 has no single amount"),
        ("8 mg", "J0000", UnknownCode, "J0000 is not included"),
        ("8 mg", "j93l2", UnknownCode, "did you mean J9312?"),
        ("8 mg", "rituximab", AmbiguousName, "J9312, Q5115"),
        ("2000 IU", "J7192", BadAmount, "the crosswalk states no size for J7192: pass sizes="),
    ],
)
def test_a_code_without_a_size_for_the_dose_is_refused(
    dose: str, code: str, error: type[JCodesError], says: str
) -> None:
    """A combination, a code without a unit, a wrong code: no vial is guessed."""
    with pytest.raises(error) as caught:
        choose_vials(dose, code=code, on=DAY)
    assert says in str(caught.value)


def test_a_code_needs_a_date_and_a_date_a_code() -> None:
    """Sizes change with the quarter, so neither alone will do."""
    for arguments in ({}, {"code": "J9312"}, {"on": DAY}, {"brand": "rituxan"}):
        with pytest.raises(
            BadAmount,
            match="no sizes: pass sizes= with the amount in each kind of container, or code= and on=",
        ):
            choose_vials("715 mg", **arguments)
    with pytest.raises(BadDate):
        choose_vials("715 mg", code="J9312", on="08/01/2025")


# --- refusing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dose", "error", "says"),
    [
        ("0 mg", BadAmount, "a dose of 0 mg needs no container: nothing is opened"),
        ("-1 mg", BadAmount, "'-1 mg' is negative"),
        ("715", BadAmount, "'715' has no unit"),
        ("", BadAmount, "does not begin with a number"),
        (715, BadAmount, "715 has no unit"),
        (715.0, BadAmount, "715.0 is a binary float"),
        (None, BadAmount, "None is not a number"),
        ("715 mL", IncompatibleUnits, "100 mg is an amount of mass, mL measures volume"),
        ("715 IU", IncompatibleUnits, "mg is an amount of mass, IU measures international units"),
    ],
)
def test_a_dose_that_does_not_fit_these_sizes_is_refused(
    dose: str, error: type[JCodesError], says: str
) -> None:
    """Nothing, a number alone and another measure open no vial."""
    with pytest.raises(error) as caught:
        choose_vials(dose, ["100 mg"])
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("sizes", "error", "says"),
    [
        ([], BadAmount, "sizes is empty: pass None if it is not known"),
        (
            100,
            BadAmount,
            "sizes must be a list with one entry for each container, not 100",
        ),
        (["0 mg"], BadAmount, "0 mg in sizes is not a container: leave it out"),
        ([100], BadAmount, "100 in sizes has no unit: pass the amount on the label as a text"),
        ([None], BadAmount, "None in sizes has no unit"),
        (["100 mg", "5 mL"], IncompatibleUnits, "5 mL is an amount of volume, mg measures mass"),
    ],
)
def test_a_value_that_is_not_a_size_is_refused(
    sizes: list[str], error: type[JCodesError], says: str
) -> None:
    """Each size is an amount above zero that measures what the dose does."""
    with pytest.raises(error) as caught:
        choose_vials("715 mg", sizes)
    assert says in str(caught.value)


ABSURD = [
    ("10 kg", ["1 mcg"], "these sizes do not fit the dose"),
    ("1e15 mg", ["1 mg", "3 mg"], "these sizes do not fit the dose"),
    ("1e30 mg", ["1e-30 mg"], "these sizes do not fit the dose"),
    ("1 mg", ["1e-30 mg", "1e30 mg"], "these sizes do not fit the dose"),
    ("100.123456789 mg", ["10.000000001 mg", "7.3 mg"], "these sizes do not fit the dose"),
    ("3999999 mg", ["1001 mg", "1009 mg", "1999 mg"], "more than 10000 containers"),
    ("1000000 mg", ["999983 mg", "1009 mg", "1013 mg"], "more than 10000 containers"),
]


@pytest.mark.parametrize(("dose", "sizes", "says"), ABSURD)
def test_implausible_numbers_are_refused_at_once(dose: str, sizes: list[str], says: str) -> None:
    """A typing error in a unit does not keep the program busy for an hour."""
    with pytest.raises(BadAmount, match=says):
        choose_vials(dose, sizes)


@pytest.mark.parametrize(("dose", "sizes", "says"), ABSURD)
def test_the_error_for_implausible_numbers_names_the_given_dose(
    dose: str, sizes: list[str], says: str
) -> None:
    """The error carries and names the dose, not a number of steps that the caller never wrote."""
    with pytest.raises(BadAmount) as caught:
        choose_vials(dose, sizes)
    assert says in str(caught.value)
    assert caught.value.value == str(Amount(dose))
    assert str(Amount(dose)) in str(caught.value)


def test_forty_sizes_are_searched_and_41_are_not() -> None:
    """No code has more sizes than that; a size that is written twice is one."""
    forty = [f"{size} mg" for size in range(1, 41)]
    assert choose_vials("81 mg", [*forty, "0.001 g"]).vials == wholly({"40 mg": 2, "1 mg": 1})
    with pytest.raises(BadAmount, match="41 sizes: narrow them to 40 or fewer") as caught:
        choose_vials("81 mg", [*forty, "41 mg"])
    assert caught.value.value == 41


@pytest.mark.parametrize("sizes", [["1 mg"], ["1 mg", "2 mg"], ["1 mg", "2 mg", "3 mg"]])
def test_a_choice_never_has_more_containers_than_can_be_opened(sizes: list[str]) -> None:
    """Ten thousand of the largest are a choice; one more is refused, whatever the sizes."""
    largest = Amount(sizes[-1])
    choice = choose_vials(largest * 10_000, sizes)
    assert len(choice.vials) == 10_000
    assert choice.avoidable([f"10000 x {largest}"]) is None
    with pytest.raises(BadAmount):
        choose_vials(largest * 10_001, sizes)


def test_ten_thousand_small_containers_are_a_choice_and_one_more_is_refused() -> None:
    """Where the next larger one would waste half of it, the small ones are counted too."""
    sizes = ["1 mg", "20000 mg"]
    assert choose_vials("10000 mg", sizes).vials == wholly({"1 mg": 10_000})
    assert choose_vials("9999.5 mg", sizes).left == Amount("0.5 mg")
    with pytest.raises(BadAmount, match="more than 10000 containers"):
        choose_vials("10001 mg", sizes)


@pytest.mark.parametrize(
    ("dose", "sizes", "says"),
    [
        ("10001 mg", ["1 mg"], "this takes more than 10000 containers"),
        ("10002 mg", ["1 mg"], "these sizes do not fit the dose"),
        ("2000001 mg", ["1 mg", "2000000 mg"], "these sizes do not fit the dose"),
    ],
)
def test_each_bound_of_a_search_has_its_own_error(dose: str, sizes: list[str], says: str) -> None:
    """Too many containers, and sizes that lie too far apart, each from its own bound on."""
    with pytest.raises(BadAmount, match=f"{says}: check their units, or leave out odd sizes"):
        choose_vials(dose, sizes)


def test_sizes_two_million_apart_are_still_searched() -> None:
    """The most steps of a search are four million, the largest size on top of the dose."""
    sizes = ["1 mg", "2000000 mg"]
    assert choose_vials("2000000 mg", sizes).vials == wholly({"2000000 mg": 1})
    assert nearest_total(Amount("2000000 mg"), map(Amount, sizes)) == Amount("2000000 mg")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "J9312"),
        ("brand", "rituxan"),
        ("labeler", "genentech"),
        ("ndcs", ["50242-053-06"]),
    ],
)
def test_sizes_and_a_code_or_its_filters_are_refused_together(name: str, value: object) -> None:
    """Both state which containers are available, so one would be ignored."""
    with pytest.raises(BadAmount, match=f"sizes= and {name}= both state .*: pass one") as caught:
        choose_vials("715 mg", ["100 mg"], on=DAY, **{name: value})  # type: ignore[arg-type]
    assert caught.value.value is value


@pytest.mark.parametrize("name", ["code", "on", "brand", "labeler", "ndcs"])
@pytest.mark.parametrize("value", [5, b"x", ["x"], True])
def test_what_narrows_a_code_is_text(name: str, value: object) -> None:
    """Whatever a careless caller passes, the error is one of this library."""
    arguments = {"code": "J9312", "on": DAY, name: value}
    with pytest.raises(JCodesError) as caught:
        choose_vials("715 mg", **arguments)  # type: ignore[arg-type]
    assert str(caught.value)


def test_of_several_sizes_that_do_not_fit_the_first_is_named() -> None:
    """The same sizes give the same text in every process."""
    sizes = ["15 vials", "3 vials", "150 vials", "7 vials", "20 vials"]
    with pytest.raises(IncompatibleUnits, match=r"^15 vials is an amount of vials"):
        choose_vials("2 treatments", sizes)


def test_vials_are_chosen_for_a_name_or_a_version() -> None:
    """As for the code itself."""
    day = date(2025, 8, 1)
    by_code = choose_vials("300 mg", code="Q5115", on=day)
    assert choose_vials("300 mg", code="Truxima", on=day) == by_code
    version = codeset(day).related["Q5115"]
    assert choose_vials("300 mg", code=version, on=day) == by_code
