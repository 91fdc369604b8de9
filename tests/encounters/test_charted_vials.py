"""What a chart says of the vials: read, checked against the rest, and never counted."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    ACQUIRED,
    CONTAINERS,
    WHY_STOPPED,
    Administration,
    Amount,
    BadAdministration,
    Concentration,
    Given,
    Ndc,
    ProductNdc,
)

from ..charts import at, chemo, coded, iv, lines, push, saline

LARGE, SMALL = "50242-0053-06", "50242-0051-21"  # Rituxan, 500 mg and 100 mg
FULL: dict[str, Any] = {
    "opened": ["500 mg", "3 x 100 mg"],
    "discarded": "85 mg",
    "container": "SDV",
    "ndc": LARGE,
    "concentration": "10 mg/mL",
    "acquired": "340b",
    "shared": False,
    "ordered": "715 mg",
}


class Missing:
    """Like pandas' NA."""


Missing.__name__ = "NAType"


def charted(**more: Any) -> Administration:
    return chemo("J9312", at(9), at(12), **more)


def refused(**more: Any) -> BadAdministration:
    """The error for a chart; it names the event and stays short."""
    with pytest.raises(BadAdministration) as caught:
        charted(**more)
    assert str(caught.value).startswith("'J9312' of 2025-08-01 09:00:00: ")
    assert len(str(caught.value)) < 400
    return caught.value


# --- each field --------------------------------------------------------------------------


def test_what_is_charted_of_the_vials_is_read() -> None:
    given = charted(dose="715 mg", **FULL)
    assert given.opened == (Amount("500 mg"), *[Amount("100 mg")] * 3)
    assert given.discarded == Amount("85 mg")
    assert given.container == "single-dose"
    assert given.ndc == Ndc(LARGE)
    assert given.concentration == Concentration("10 mg/mL")
    assert given.acquired == "340B"
    assert given.shared is False
    assert given.ordered == Amount("715 mg")


def test_nothing_is_charted_unless_it_is_passed() -> None:
    given = charted()
    assert {getattr(given, name) for name in (*FULL, "why_stopped")} == {None}
    assert given.products == ()


@pytest.mark.parametrize("name", [*FULL, "why_stopped", "products"])
def test_a_missing_value_of_a_table_is_not_charted(name: str) -> None:
    """NA of pandas is None."""
    assert charted(**{name: Missing()}) == charted()


@pytest.mark.parametrize("opened", ["3 x 100 mg", ["3 x 100 mg"], ["0.1 g"] * 3])
def test_containers_may_be_one_text_or_a_list(opened: Any) -> None:
    assert charted(opened=opened).opened == (Amount("100 mg"),) * 3


def test_only_the_product_may_be_known() -> None:
    assert charted(ndc="50242-053").ndc == ProductNdc("50242-053")
    assert charted(ndc=ProductNdc("50242-053")).ndc == ProductNdc("50242-053")
    assert charted(ndc=Ndc(LARGE)).ndc == Ndc(LARGE)


@pytest.mark.parametrize("container", CONTAINERS)
def test_each_kind_of_container_may_be_charted(container: Any) -> None:
    assert charted(container=container).container == container


@pytest.mark.parametrize("acquired", ACQUIRED)
def test_each_way_to_acquire_a_drug_may_be_charted(acquired: Any) -> None:
    assert charted(acquired=acquired).acquired == acquired


@pytest.mark.parametrize(
    ("written", "acquired"), [("White bag", "specialty pharmacy"), ("brown-bag", "patient's own")]
)
def test_how_a_drug_was_acquired_is_read_as_people_write_it(written: Any, acquired: str) -> None:
    assert charted(acquired=written).acquired == acquired


@pytest.mark.parametrize("shared", [True, False])
def test_a_vial_is_shared_or_not(shared: bool) -> None:
    assert charted(shared=shared).shared is shared


@pytest.mark.parametrize("why", WHY_STOPPED)
def test_why_an_infusion_was_stopped_stands_beside_that_it_was(why: Any) -> None:
    assert charted(stopped_early=True, why_stopped=why).why_stopped == why
    assert "pass stopped_early=True too" in str(refused(why_stopped=why))


@pytest.mark.parametrize(
    ("field", "value", "kind", "words"),
    [
        ("opened", 5, "bad_amount", "opened must be a list"),
        ("opened", [], "bad_amount", "opened is empty: pass None if it is not known"),
        ("opened", ["100"], "bad_amount", "opened: '100' has no unit"),
        ("opened", ["5 zorks"], "bad_amount", "opened: "),
        ("discarded", 85, "bad_amount", "discarded=85 is not an amount with its unit"),
        ("discarded", "85", "bad_amount", "discarded: '85' has no unit"),
        ("container", "ampule", "bad_claim_line", "'ampule' is not a kind of container"),
        ("ndc", "12", "bad_ndc", "ndc: "),
        ("ndc", 50242005306, "bad_ndc", "ndc: "),
        ("concentration", "10 mg", "bad_amount", "is not a concentration"),
        ("acquired", "stolen", "bad_administration", "acquired='stolen' is not one of 'purchased'"),
        ("acquired", True, "bad_administration", "acquired=True is not one of"),
        ("shared", "no", "bad_argument", "shared='no' is neither True nor False"),
        ("shared", 0, "bad_argument", "shared=0 is neither True nor False"),
        ("ordered", "0 mg", "bad_amount", "ordered=0 mg: nothing was ordered"),
        ("ordered", "50 mcg/h", "bad_amount", "ordered: "),
        ("ordered", 715.0, "bad_amount", "ordered: "),
        ("why_stopped", "bored", "bad_administration", "why_stopped='bored' is not one of"),
        ("products", "500 mg", "bad_amount", "products='500 mg' is not a list of Given"),
        ("products", ["500 mg"], "bad_amount", "is not a list of Given"),
        ("products", {Given("1 mg")}, "bad_amount", "is not a list of Given"),
        ("dose", "5", "bad_amount", "dose: '5' has no unit"),
    ],
)
def test_what_cannot_be_read_names_the_event_and_keeps_its_kind(
    field: str, value: Any, kind: str, words: str
) -> None:
    error = refused(**{field: value})
    assert error.kind == kind
    assert words in str(error).replace("'0 mg'", "0 mg")


# --- several products --------------------------------------------------------------------

TWO = [
    Given("500 mg", opened="500 mg", ndc=LARGE, container="single-dose"),
    Given("215 mg", opened="3 x 100 mg", ndc=SMALL, container="single-dose"),
]


def test_the_dose_of_several_products_is_their_total() -> None:
    given = charted(products=TWO)
    assert given.products == tuple(TWO)
    assert given.dose == Amount("715 mg")
    assert charted(products=TWO, dose="0.715 g") == given
    assert charted(products=TWO[0]) == charted(products=[TWO[0]])
    assert coded(given).doses == coded(charted(dose="715 mg")).doses


@pytest.mark.parametrize("dose", ["714.999 mg", "715.001 mg", "71.5 mL", "238 mg/h"])
def test_a_dose_beside_products_is_their_total(dose: str) -> None:
    assert "but the products add up to 715 mg: omit dose=" in str(refused(products=TWO, dose=dose))


def test_a_rate_beside_products_is_multiplied_by_its_minutes() -> None:
    assert charted(products=[Given("300 mg")], dose="100 mg/h").dose == Amount("300 mg")
    open_ended = chemo("J9312", at(9), products=[Given("300 mg")], dose="100 mg/h")
    assert open_ended.dose == "100 mg/h"


@pytest.mark.parametrize("name", ["opened", "discarded", "container", "ndc", "concentration"])
def test_the_facts_of_one_product_stand_in_its_given(name: str) -> None:
    error = refused(products=TWO, **{name: FULL[name]})
    assert f"{name}= belongs in each Given of products=: omit it" in str(error)


def test_volumes_of_two_strengths_add_up_to_the_drug_in_them() -> None:
    """10 mL of 10 mg/mL and 10 mL of 50 mg/mL are not 20 mL of anything."""
    weak, strong = (Given("10 mL", concentration=f"{each} mg/mL") for each in (10, 50))
    assert charted(products=[weak, strong]).dose == Amount("600 mg")
    assert charted(products=[weak, Given("500 mg")]).dose == Amount("600 mg")
    assert "add up to 600 mg" in str(refused(products=[weak, strong], dose="20 mL"))


def test_volumes_of_one_strength_are_a_volume_or_the_drug_in_it() -> None:
    same = [Given(["10 mL", "5 mL"], concentration="10 mg/mL")]
    assert charted(products=same).dose == Amount("15 mL")
    assert charted(products=same, dose="150 mg").dose == Amount("150 mg")
    assert charted(products=[Given("10 mL"), Given("5 mL")]).dose == Amount("15 mL")


@pytest.mark.parametrize(
    ("products", "kind", "words"),
    [
        ([Given("10 mL"), Given("5 mg")], "bad_amount", "cannot be added"),
        ([Given("10 mL", concentration="1 mg/mL"), Given("5 mL")], "bad_amount", "cannot be added"),
        ([Given("5 mg"), Given("5 IU")], "bad_amount", "cannot be added"),
        ([Given("0 mg")], "bad_amount", "0 mg in products: nothing was given"),
        ([Given(Amount("0 mg"))], "bad_amount", "0 mg in products: nothing was given"),
        ([Given("5")], "bad_amount", "products: '5' has no unit"),
        ([Given(1), Given("5")], "bad_amount", "products: '5' has no unit"),
        ([Given("50 mcg/h")], "bad_amount", "products: "),
    ],
)
def test_products_whose_doses_do_not_add_up_are_refused(
    products: list[Given], kind: str, words: str
) -> None:
    error = refused(products=products)
    assert error.kind == kind
    assert words in str(error)


def test_products_counted_in_treatments_have_no_amount() -> None:
    """The dose stays what was charted."""
    assert charted(products=[Given(1)]).dose is None
    assert charted(products=[Given(1)], dose="5 mg").dose == Amount("5 mg")


# --- what was not given --------------------------------------------------------------------


def test_what_was_prepared_and_not_given_is_charted_and_supports_nothing() -> None:
    given = iv("J9312", at(9), not_given="refused", opened="500 mg", discarded="500 mg")
    assert given.opened == (Amount("500 mg"),)
    other = chemo("J9271", at(9), at(10), dose="200 mg")
    assert lines(coded(other, given)) == lines(coded(other))
    assert coded(other, given).doses == coded(other).doses


def test_a_dose_beside_not_given_is_what_was_ordered() -> None:
    given = iv("J9312", at(9), not_given="held", dose="715 mg")
    assert (given.dose, given.ordered) == (None, Amount("715 mg"))
    assert iv("J9312", at(9), not_given="held", dose="715 mg", ordered="0.715 g") == given
    assert iv("J9312", at(9), not_given="held", dose="5 mg/h").ordered is None
    assert iv("J9312", at(9), not_given="held", dose="0 mg").ordered is None
    with pytest.raises(BadAdministration, match="is what was ordered, as ordered=700 mg: omit it"):
        iv("J9312", at(9), not_given="held", dose="715 mg", ordered="700 mg")


def test_products_are_of_what_was_given() -> None:
    with pytest.raises(BadAdministration, match=r"nothing was given \(held\): chart opened= and"):
        iv("J9312", at(9), not_given="held", products=[Given("5 mg")])


# --- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"dose": "715 mg", **FULL},
        {"products": TWO},
        {"products": [Given(1)]},
        {"products": [Given("10 mL", concentration=f"{each} mg/mL") for each in (1, 2)]},
        {"stopped_early": True, "why_stopped": "access lost"},
    ],
)
def test_a_copy_keeps_every_field(more: dict[str, Any]) -> None:
    given = charted(**more)
    assert evolve(given) == given
    assert pickle.loads(pickle.dumps(given)) == given  # noqa: S301 - our own bytes
    assert hash(evolve(given)) == hash(given)
    later = evolve(given, stop=at(13))
    assert evolve(later, stop=at(12)) == given


def test_a_chart_in_another_time_zone_keeps_its_vials() -> None:
    start, stop = ("2025-08-01T14:00Z", "2025-08-01T17:00Z")
    given = Administration("J9312", "intravenous", "infusion", start, stop, products=TWO)
    assert coded(given, zone="America/Chicago").doses == {
        ("J9312", (at(9) + timedelta()).date()): Amount("715 mg")
    }


def test_fluids_flushes_and_carriers_carry_them_too() -> None:
    vials: dict[str, Any] = {"opened": "1000 mL", "container": "single-dose", "shared": False}
    carrier = Administration("saline", "intravenous", "carrier", at(8), at(9), **vials)
    flush = Administration("heparin", "intravenous", "flush", at(8), **vials)
    for given in (saline(at(8), at(9), **vials), carrier, flush, push("J2405", at(8), **vials)):
        assert given.opened == (Amount("1000 mL"),)
