"""Doses given, containers opened and strengths, and combinations that are refused."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError

from hcpcs_jcodes import (
    CONTAINERS,
    AmbiguousDose,
    AmbiguousNdc,
    Amount,
    BadAmount,
    BadClaimLine,
    BadNdc,
    Concentration,
    Container,
    Given,
    IncompatibleUnits,
    JCodesError,
    Ndc,
    UnknownUnit,
    codeset,
)
from hcpcs_jcodes.codes.code import BillingUnit
from hcpcs_jcodes.vials.products import is_divided, products_of
from tests.bills import DAY, asked, office, read, single_dose, unchecked
from tests.strategies import code_with

LARGE, SMALL = "50242-0053-06", "50242-0051-21"  # Rituxan, 500 mg and 100 mg

# --- doses ------------------------------------------------------------------------------


def test_doses_of_one_date_are_added_and_rounded_once() -> None:
    """Rule 1.1.10: rounding each of three pushes would bill 6 units for 3.3."""
    billed = office("J2405", ["1.1 mg", "1.1 mg", "1.1 mg"])
    assert billed.administered_units == 4
    assert billed.administered == Amount("3.3 mg")
    assert "administered 3 x 1.1 mg = 3.3 units, rounded up: 4" in str(billed)


def test_doses_may_be_written_in_any_unit() -> None:
    """Rule 1.1.10: grams, milligrams, amounts and texts add up exactly."""
    billed = office("J9312", ["0.5 g", Amount(Decimal(215), "mg"), "10 mcg"])
    assert (billed.administered_units, billed.administered) == (72, Amount("715.01 mg"))


def test_doses_may_be_volumes_with_a_strength() -> None:
    """A volume becomes units by the strength; mixed with a mass there is no one amount."""
    billed = office("J9312", ["50 mL", "215 mg"], concentration="10 mg/mL")
    assert (billed.administered_units, billed.administered) == (72, None)
    assert [line.administered for line in billed.lines] == [None]
    assert office("J9312", "71.5 mL", concentration=Concentration("10 mg/mL")).administered == (
        Amount("71.5 mL")
    )


@pytest.mark.parametrize(
    ("administered", "units"),
    [
        (1, 1),
        (2, 2),
        ([1, 1], 2),
        (["25 mg", "25 mg"], 2),
        ("2 doses", 2),
        (["1 dose", "25 mg"], 2),
    ],
)
def test_a_code_per_dose_counts_administrations(administered: Any, units: int) -> None:
    """Rules 1.1.10 and 1.7.1: one unit for each administration, however much was given."""
    assert office("J7321", administered).administered_units == units


@pytest.mark.parametrize(("administered", "units"), [(10, 10), ("9 vials", 9), ([2, "3 vials"], 5)])
def test_vials_are_counted(administered: Any, units: int) -> None:
    """Rule 1.7.6: as many units as vials."""
    billed = office("J1162", administered)
    assert (billed.administered_units, billed.administered) == (units, Amount(units, "vial"))


def test_implants_are_counted() -> None:
    """A device or an implant is one unit each."""
    assert read(single_dose("J7307", "1 implant", opened=["1 implant"])) == ["J7307-JZ x 1"]


@pytest.mark.parametrize(("administered", "units"), [("10 mg", 1), (["10 mg", "10 mg"], 2), (2, 2)])
def test_an_unclassified_drug_is_one_for_each_administration(administered: Any, units: int) -> None:
    """Rule 1.7.7: two eyes are two units."""
    billed = office("J7999", administered, narrative="bevacizumab 1.25 mg into the eye")
    assert billed.administered_units == units


def test_a_band_is_that_of_everything_given() -> None:
    """Two films of 4 mg are 8 mg, which is J0574, and not two units of J0573."""
    assert office("J0574", ["4 mg", "4 mg"]).administered_units == 1
    with pytest.raises(AmbiguousDose, match="bill J0574"):
        office("J0573", ["4 mg", "4 mg"])


def test_a_combination_needs_the_ingredient() -> None:
    """J0702 states two strengths and no total, so the dose says which it is of."""
    assert office("J0702", "6 mg", component="betamethasone acetate").administered_units == 2
    with pytest.raises(AmbiguousDose, match="component="):
        office("J0702", "6 mg")


@pytest.mark.parametrize("dose", ["0 mg", Amount("0 mg"), 0, -1, "-5 mg", Fraction(1, 2)])
@pytest.mark.parametrize("code", ["J9312", "J7321", "J1162"])
def test_a_dose_of_zero_is_refused(code: str, dose: Any) -> None:
    """Zero and less are not a dose, alone or with another."""
    for administered in (dose, [dose], [1 if code == "J7321" else "2 vials", dose]):
        with pytest.raises(BadAmount):
            office(code, administered)


@pytest.mark.parametrize(
    "dose",
    [float("nan"), float("inf"), 71.5, Decimal("NaN"), Decimal("Infinity"), Decimal(5), True, None],
)
def test_a_number_that_is_not_a_dose_is_refused(dose: Any) -> None:
    """Floats, NaN, infinity, and numbers without a unit: the text shows what to pass."""
    with pytest.raises(BadAmount) as bad:
        office("J9312", dose)
    assert str(dose) in str(bad.value) or repr(dose) in str(bad.value)


def test_a_number_without_its_unit_is_refused() -> None:
    """The text states the fix, with the given number."""
    with pytest.raises(
        BadAmount, match="715 has no unit; J9312 is billed per 10 mg: write '715 mg'"
    ):
        office("J9312", 715)


@pytest.mark.parametrize("nothing", [[], (), {}, set()])
def test_an_empty_list_of_doses_is_refused(nothing: Any) -> None:
    """An empty list is an error, not a bill of 0 units."""
    with pytest.raises(BadAmount):
        office("J9312", nothing)


@pytest.mark.parametrize(
    ("code", "dose", "error"),
    [
        ("J9312", "10 mL", IncompatibleUnits),
        ("J9312", "10 units", IncompatibleUnits),
        ("J7182", "10 mg", IncompatibleUnits),
        ("J1162", "40 mg", IncompatibleUnits),
        ("J0577", "96 mg", IncompatibleUnits),
        ("J9312", "10 blobs", BadAmount),
        ("J9312", "much", BadAmount),
    ],
)
def test_a_dose_in_another_measure_is_refused(code: str, dose: str, error: Any) -> None:
    """Another dimension, or an unknown one."""
    with pytest.raises(error) as bad:
        office(code, dose)
    assert bad.value.value == dose


def test_a_code_whose_unit_is_not_on_file_is_refused() -> None:
    """No answer rather than a wrong one."""
    with pytest.raises(UnknownUnit):
        products_of(code_with(BillingUnit("unknown")), [Given("10 mg")], None)


# --- what was opened and discarded ----------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "dose", "opened"),
    [
        ("J9312", "501 mg", ["500 mg"]),
        ("J9312", ["400 mg", "200 mg"], ["500 mg"]),
        ("J1162", 3, ["2 vials"]),
        ("J3490", "11 mg", ["10 mg"]),
        ("J7321", "26 mg", ["25 mg"]),
        ("J0574", "8 mg", ["2 mg", "4 mg"]),
    ],
)
def test_more_than_was_opened_cannot_be_given(code: str, dose: Any, opened: list[str]) -> None:
    """Rule 1.3.12: the content of a vial above its label is never billed."""
    with pytest.raises(BadAmount, match=r"but only .* opened: list every container.*overfill"):
        office(code, dose, opened=opened)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("J9312", {"opened": ["500 mg"], "discarded": "101 mg"}),
        ("J9312", {"opened": ["400 mg"], "discarded": "1 mcg"}),
        ("J3490", {"opened": ["500 mg"], "discarded": "101 mg"}),
        ("J3490", {"opened": ["400 mg"], "discarded": "1 mg"}),
    ],
)
def test_more_than_was_left_cannot_be_discarded(code: str, facts: dict[str, Any]) -> None:
    """The three amounts of the record contradict each other."""
    with pytest.raises(
        BadAmount, match=r"more than was left of .* after 400 mg: correct one"
    ) as bad:
        single_dose(code, "400 mg", **facts)
    assert bad.value.value == facts["discarded"]


@pytest.mark.parametrize(
    ("code", "dose", "facts"),
    [
        ("J9312", "500 mg", {"opened": ["500 mg"]}),
        ("J9312", ["400 mg", "100 mg"], {"opened": ["500 mg"]}),
        ("J1162", 2, {"opened": ["2 vials"]}),
        ("J3490", "10 mg", {"opened": ["10 mg"]}),
        ("J7321", "25 mg", {"opened": ["25 mg"]}),
        ("J0574", "8 mg", {"opened": ["4 mg", "4 mg"]}),
        ("J9312", "400 mg", {"opened": ["500 mg"], "discarded": "100 mg"}),
        ("J3490", "400 mg", {"opened": ["500 mg"], "discarded": "100 mg"}),
        ("J9312", "400 mg", {"opened": ["400 mg"], "discarded": "0 mg"}),
    ],
)
def test_all_that_was_opened_can_be_given_or_discarded(
    code: str, dose: Any, facts: dict[str, Any]
) -> None:
    """Rule 1.3.12: to the last drop of the label, and what is refused begins above it."""
    billed = single_dose(code, dose, **facts)
    assert (len(billed.lines) == 2) == (facts.get("discarded") == "100 mg")


@pytest.mark.parametrize(
    ("code", "given", "units", "opened", "left", "spare", "discarded"),
    [
        ("J9312", Given("715 mg"), "71.5", None, None, None, None),
        ("J9312", Given("715 mg", opened=["800 mg"]), "71.5", "80", "8.5", None, "85 mg"),
        ("J9312", Given("715 mg", opened=["715 mg"]), "71.5", "71.5", "0", None, "0 mg"),
        ("J9312", Given("715 mg", discarded="5 mg"), "71.5", None, "0.5", None, "5 mg"),
        (
            "J9312",
            Given("715 mg", opened=["9 x 100 mg"], discarded="5 mg"),
            "71.5",
            "90",
            "0.5",
            None,
            "5 mg",
        ),
        ("J9312", Given("7 mg", opened=["5 mg", "7 mg"]), "0.7", "1.2", "0.5", "5 mg", "5 mg"),
        (
            "J9312",
            Given("71.5 mL", opened=["800 mg"], concentration="10 mg/mL"),
            "71.5",
            "80",
            "8.5",
            None,
            "85 mg",
        ),
        (
            "J9312",
            Given(["10 mg", "1 mL"], opened=["10 mL"], concentration="10 mg/mL"),
            "2",
            "10",
            "8",
            None,
            "80 mg",
        ),
        ("J1162", Given(3, opened=["4 vials"]), "3", "4", "1", "1 vial", "1 vial"),
        ("J1162", Given(3, opened=["4 x 1 vial"]), "3", "4", "1", "1 vial", "1 vial"),
        ("J3490", Given("10 mg", opened=["25 mg"]), "1", None, None, None, "15 mg"),
        ("J7321", Given(1, opened=["2 doses"]), "1", None, None, None, "1 dose"),
        ("J7321", Given(1, opened=["1 dose", "1 dose"]), "1", None, None, "1 dose", "1 dose"),
        ("J7321", Given(1, opened=["25 mg"]), "1", None, None, None, None),
    ],
)
def test_a_product_in_exact_units(  # noqa: PLR0913, PLR0917 - what a product has
    code: str,
    given: Given,
    units: str,
    opened: str | None,
    left: str | None,
    spare: str | None,
    discarded: str | None,
) -> None:
    """What was given, opened and left, before anything is rounded."""
    (product,) = products_of(codeset(DAY)[code], [given], None)
    found = (product.units, product.opened_units, product.left_units)
    assert found == tuple(
        None if each is None else Fraction(each) for each in (units, opened, left)
    )
    assert product.spare == (() if spare is None else (Amount(spare),))
    assert product.discarded == (None if discarded is None else Amount(discarded))


@pytest.mark.parametrize(
    ("first", "second", "lines", "question"),
    [
        (["1 dose"], ["1 dose"], ["J7321-JZ x 1", "J7321-JZ x 1"], None),
        (["1 dose"], None, ["J7321 x 1", "J7321 x 1"], "pass opened="),
        (["2 doses"], ["1 dose"], ["J7321 x 1", "J7321 x 1"], "more was opened than given"),
        (["1 dose"], ["2 doses"], ["J7321 x 1", "J7321 x 1"], "more was opened than given"),
    ],
)
def test_one_product_of_a_dose_is_enough_to_leave_jz_open(
    first: list[str], second: list[str] | None, lines: list[str], question: str | None
) -> None:
    """Rules 1.1.11 and 1.3.9: JZ applies to all containers or to none."""
    products = [
        Given(1, opened=first, ndc="99999-0001-01"),
        Given(1, opened=second, ndc="99999-0002-01"),
    ]
    billed = single_dose("J7321", products)
    assert read(billed) == lines
    found = [text for text in asked(billed) if not text.startswith("quantity")]
    assert (question is None) == (not found)
    assert question is None or question in found[0]


def test_amounts_that_cannot_be_compared_are_left_to_the_biller() -> None:
    """A count of vials says nothing about milligrams under a code without a unit."""
    billed = single_dose("J3490", "10 mg", opened=["2 vials"], discarded="5 mg")
    assert billed.discarded_units == 1


@pytest.mark.parametrize(
    ("opened", "words"),
    [
        (500, "must be a list with one entry for each container"),
        ([], "opened is empty: pass None if it is not known"),
        (["0 mg"], "0 mg in opened is not a container"),
        ([500], "500 in opened has no unit"),
        ([None], "None in opened has no unit"),
        (["-5 mg"], "negative"),
    ],
)
def test_containers_are_a_list_of_amounts(opened: Any, words: str) -> None:
    """Text instead of a list, an empty list, and numbers without a unit."""
    with pytest.raises(BadAmount, match=words):
        office("J9312", "100 mg", opened=opened)


@pytest.mark.parametrize("opened", [["10 mL"], ["10 units"]])
def test_containers_are_measured_as_the_code_is(opened: list[str]) -> None:
    with pytest.raises(IncompatibleUnits, match="J9312 is billed per 10 mg"):
        office("J9312", "100 mg", opened=opened)


def test_one_container_needs_no_list() -> None:
    """Neither for a bill nor for one product of it."""
    plain = office("J9312", "700 mg", opened=["4 x 200 mg"])
    assert office("J9312", "700 mg", opened="4 x 200 mg") == plain
    assert office("J9312", Given("700 mg", opened="4 x 200 mg")) == plain
    assert Given("5 mg", opened=Amount("7 mg")).opened == (Amount("7 mg"),)


def test_containers_may_be_an_iterator() -> None:
    """Any iterable of containers is accepted, and is read once."""

    def opened() -> Iterator[str]:
        yield "500 mg"

    assert single_dose("J9312", "400 mg", opened=opened()).discarded_units == 10


@pytest.mark.parametrize("discarded", [85, 8.5, True, ["85 mg"], float("nan"), Decimal("NaN")])
def test_what_was_discarded_is_an_amount(discarded: Any) -> None:
    """A number has no unit; the text shows how to write it."""
    with pytest.raises(BadAmount, match=r"is not an amount with its unit: pass it as a text"):
        office("J9312", "100 mg", discarded=discarded)


def test_containers_in_two_measures_are_accepted() -> None:
    """A strength puts them in one dimension, so charted waste is billed."""
    billed = single_dose(
        "J9312",
        "10 mg",
        opened=["100 mg", "10 mL"],
        discarded="190 mg",
        concentration="10 mg/mL",
        spare_needed=True,
    )
    assert billed.discarded_units == 19


def test_the_waste_of_a_volume_is_reported_as_an_amount() -> None:
    """A dose in mL from vials in mg: 8.5 units are left, and their amount is known too."""
    billed = single_dose(
        "J9312", "71.5 mL", opened=["500 mg", "3 x 100 mg"], concentration="10 mg/mL"
    )
    assert read(billed) == ["J9312 x 72", "J9312-JW x 8"]
    assert billed.lines[1].discarded in {Amount("85 mg"), Amount("8.5 mL")}


# --- Given ------------------------------------------------------------------------------------


def test_a_given_reads_its_parts() -> None:
    """Texts are converted, so that equal products are equal."""
    given = Given("500 mg", opened=["2 x 250 mg"], discarded="0 mg", ndc="50242-53-6")
    assert given.administered == ("500 mg",)
    assert given.opened == (Amount("250 mg"), Amount("250 mg"))
    assert given.discarded == Amount("0 mg")
    assert given.ndc == Ndc(LARGE)
    assert Given("1 mL", concentration="10 mg/mL").concentration == Concentration("10 mg/mL")
    assert Given(["1 mg", 2]).administered == ("1 mg", 2)


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_given_has_the_kind_of_its_container(container: Container) -> None:
    """Each product has its own; it is passed by name."""
    assert Given("500 mg", container=container).container == container
    assert Given("500 mg").container is None
    assert Given("500 mg", container=container) != Given("500 mg")


@pytest.mark.parametrize("container", ["ampule", "", 1, True, ["single-dose"]])
def test_a_given_refuses_another_kind_of_container(container: Any) -> None:
    """The same error as that of a bill."""
    with pytest.raises(BadClaimLine, match="is not a kind of container: pass 'single-dose'"):
        Given("500 mg", container=container)


def test_a_given_is_a_value() -> None:
    """Equal, hashable, picklable and frozen."""
    given = Given("500 mg", opened=["500 mg"], ndc=LARGE)
    twin = Given("500 mg", opened=[Amount("0.5 g")], ndc=Ndc(LARGE))
    assert {given, twin} == {given}
    assert pickle.loads(pickle.dumps(given)) == given  # noqa: S301 - our own bytes
    with pytest.raises(FrozenInstanceError):
        given.ndc = None  # type: ignore[misc]


def test_one_given_is_a_bill_like_any_other() -> None:
    """One product may be passed alone, with or without an NDC."""
    assert read(office("J9312", Given("715 mg"))) == ["J9312 x 72"]
    assert office("J9312", [Given("715 mg")]) == office("J9312", "715 mg")


@pytest.mark.parametrize(
    ("administered", "facts", "words"),
    [
        ([Given("1 mg", ndc=LARGE), "1 mg"], {}, "either every dose is a Given"),
        (
            [Given("1 mg", ndc=LARGE, container=each) for each in ("bulk", "single-dose")],
            {},
            f"NDC {LARGE} is passed with several kinds of container",
        ),
        (
            [Given("1 mL", concentration=f"{strength} mg/mL") for strength in (10, 50)],
            {},
            "or without one, but of several strengths: pass the NDC of each",
        ),
        ([Given("1 mg")], {"opened": ["1 mg"]}, "belong in each Given"),
        ([Given("1 mg")], {"discarded": "0 mg"}, "belong in each Given"),
        ([Given("1 mg")], {"ndc": LARGE}, "belong in each Given"),
        ([Given("1 mg")], {"concentration": "1 mg/mL"}, "belong in each Given"),
    ],
)
def test_products_are_distinguished(administered: Any, facts: dict[str, Any], words: str) -> None:
    """Rule 1.1.11: one entry for each product, with its own containers."""
    with pytest.raises(BadAmount, match=words):
        office("J9312", administered, **facts)


def test_a_band_is_one_product() -> None:
    """A drug billed once cannot be divided over two NDCs."""
    with pytest.raises(AmbiguousDose, match="J0574 is billed once for the whole dose"):
        office("J0574", [Given("4 mg", ndc=LARGE), Given("4 mg", ndc=SMALL)])


@pytest.mark.parametrize("ndc", ["", "abc", "123456789012", "5024-20053-06"])
def test_a_malformed_ndc_is_refused(ndc: str) -> None:
    """Rule 4.3: digits and hyphens in the forms of the FDA, or eleven digits."""
    with pytest.raises(BadNdc):
        office("J9312", "100 mg", ndc=ndc)


def test_ten_digits_are_settled_by_the_crosswalk() -> None:
    """Rule 4.3: an NDC without hyphens is ambiguous unless one reading is listed."""
    assert office("J9312", "100 mg", ndc="5024205306").lines[0].ndc == Ndc(LARGE)
    with pytest.raises(AmbiguousNdc):
        office("J9312", "100 mg", ndc="1234567890")


@pytest.mark.parametrize(
    "facts",
    [
        {"ndc": 50242005306},
        {"ndc": ["50242-0053-06"]},
        {"concentration": 10},
        {"concentration": "10 mg"},
        {"component": "rituximab"},
    ],
    ids=str,
)
def test_facts_of_another_kind_are_refused(facts: dict[str, Any]) -> None:
    """An invalid NDC, strength or ingredient is an error of this library."""
    with pytest.raises(JCodesError):
        office("J9312", "100 mg", **facts)


@pytest.mark.parametrize("code", ["J9312", "J3490", "J7321"])
@pytest.mark.parametrize("strength", [5, 10.5, True, b"10 mg/mL", ["10 mg/mL"]])
def test_a_strength_is_a_text_for_every_code(code: str, strength: Any) -> None:
    """An invalid strength is refused even if the code does not need one."""
    with pytest.raises(
        BadAmount, match="is not a concentration: write it as the label does"
    ) as bad:
        Given("1 dose", concentration=strength)
    assert bad.value.value is strength
    with pytest.raises(BadAmount, match="is not a concentration"):
        office(code, "1 dose", concentration=strength)


def test_only_some_codes_have_something_left() -> None:
    """A dose, a treatment, a band and NOC cover a whole administration."""
    codes = codeset(DAY)
    divided = {code: is_divided(codes[code]) for code in ("J9312", "J1720", "J1162", "J7307")}
    assert all(divided.values())
    assert not any(is_divided(codes[code]) for code in ("J7321", "J3392", "J0574", "J3490"))


def test_more_discarded_than_was_left_names_what_was_opened() -> None:
    """All three figures are in the text, since one of them is wrong."""
    with pytest.raises(BadAmount) as raised:
        products_of(
            codeset(2025)["J9312"],
            [Given("715 mg", opened=["500 mg", "3 x 100 mg"], discarded="90 mg")],
            None,
        )
    assert str(raised.value) == (
        "90 mg discarded is more than was left of 500 mg + 3 x 100 mg after 715 mg: correct one of "
        "the three"
    )


def test_more_given_than_opened_names_both() -> None:
    """The two figures are in the text, since one of them is wrong."""
    with pytest.raises(BadAmount) as raised:
        products_of(
            codeset(2025)["J9312"], [Given("715 mg", opened=["500 mg", "2 x 100 mg"])], None
        )
    assert str(raised.value) == (
        "715 mg administered, but only 500 mg + 2 x 100 mg opened: list every container; the amount "
        "above the label (overfill) is never billed"
    )


# --- several entries of one product, and containers of each -----------------------------


def test_entries_of_equal_ndc_and_container_are_one_product() -> None:
    """Doses, containers and charted waste add up; the container of the bill is that of each."""
    given = [
        Given("120 mg", opened=["2 x 100 mg"], discarded="80 mg", ndc=SMALL),
        Given("90 mg", opened=["100 mg"], discarded="10 mg", ndc=SMALL, container="single-dose"),
    ]
    (product,) = products_of(codeset(DAY)["J9312"], given, None, "single-dose")
    assert product.given.administered == ("120 mg", "90 mg")
    found = (product.units, product.opened_units, product.left_units)
    assert found == tuple(map(Fraction, (21, 30, 9)))
    assert (product.discarded, product.container) == (Amount("90 mg"), "single-dose")


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ({"opened": ["100 mg"]}, {"opened": ["100 mg"]}, 10),
        ({"opened": ["100 mg"]}, {}, None),
        ({}, {"opened": ["100 mg"]}, None),
        ({"discarded": "5 mg"}, {"discarded": "4 mg"}, "0.9"),
        ({"discarded": "5 mg"}, {}, None),
        ({"opened": ["100 mg"], "discarded": "5 mg"}, {"opened": ["100 mg"]}, None),
    ],
)
def test_what_only_some_entries_state_is_not_known(
    first: dict[str, Any], second: dict[str, Any], left: Any
) -> None:
    """Half of the waste is not the waste."""
    given = [Given("50 mg", **first), Given("50 mg", **second)]
    (product,) = products_of(codeset(DAY)["J9312"], given, None)
    assert product.left_units == (None if left is None else Fraction(left))


def test_containers_opened_for_each_dose_are_not_spare() -> None:
    """Two doses of 50 mg, each from a vial of its own; listed together, one vial covers both."""
    each = [Given("50 mg", opened=["100 mg"])] * 2
    assert read(single_dose("J9312", each)) == ["J9312 x 10", "J9312-JW x 10"]
    together = single_dose("J9312", ["50 mg", "50 mg"], opened=["2 x 100 mg"])
    assert read(together) == ["J9312 x 10"]
    assert "each dose with containers of its own in a Given" in unchecked(together)
    # the second dose took what the first left, so that they are looked at together
    shared = [Given("50 mg", opened=["2 x 100 mg"]), Given("60 mg", opened=["50 mg"])]
    (product,) = products_of(codeset(DAY)["J9312"], shared, None)
    assert product.spare == (Amount("100 mg"),)
    assert product.spare_units == 10


def test_two_kinds_of_container_are_two_products() -> None:
    """The rounded total is divided; what is left of multi-dose containers is never billed."""
    mixed = [
        Given("0.5 mg", opened=["1 mg"], container="single-use"),
        Given("1 mg", opened=["30 mg"], container="multi-dose"),
    ]
    billed = office("J1100", mixed)
    assert read(billed) == ["J1100-JZ x 1", "J1100 x 1"]
    assert "multi-dose container: what is left is not billed" in str(billed)
    assert "units divided by dose over 2 products" in str(billed)
    for kind in (None, "multi-dose", "bulk"):
        billed = office("J1100", [Given("1 mg", opened=["1 mg"]), mixed[1]], container=kind)
        assert not {"JW", "JZ"} & {each for line in billed.lines for each in line.modifiers}
    with pytest.raises(BadClaimLine, match="'vial' is not a kind of container"):
        Given("1 mg", container="vial")  # type: ignore[arg-type]


def test_a_drug_without_a_unit_has_the_waste_of_its_single_dose_containers() -> None:
    """One JW unit for the product of which some was left, and none for the other."""
    mixed = [
        Given("5 mg", opened=["8 mg"]),
        Given("5 mg", opened=["30 mg"], container="multi-dose"),
    ]
    billed = single_dose("J3490", mixed, narrative="examplumab")
    assert read(billed)[-1] == "J3490-JW x 1"
    assert str(billed.lines[-1].discarded) == "3 mg"
    # per dose, nothing is left to discard, whatever the label of the other
    doses = [Given(1, opened=["1 dose"]), Given(1, opened=["2 doses"], container="multi-dose")]
    assert read(single_dose("J7321", doses)) == ["J7321-JZ x 1", "J7321 x 1"]


def test_the_sizes_available_are_for_what_may_be_discarded() -> None:
    """80 mg take a vial of 100 mg, not of 400 mg, whatever the multi-dose vial gave."""
    mixed = [
        Given("80 mg", opened=["400 mg"]),
        Given("50 mg", opened=["500 mg"], container="multi-dose"),
    ]
    billed = single_dose("J9312", mixed, sizes=["100 mg"])
    assert read(billed) == ["J9312 x 8", "J9312 x 5", "J9312-JW x 2"]
