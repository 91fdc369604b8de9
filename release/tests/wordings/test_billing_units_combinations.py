"""Each drug of a description has the amount that is stated for it, and no other."""

from __future__ import annotations

import pytest

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from jcodes_release.wordings.billing_units import read_unit
from units_read import measured, rest_of, unit_of


def parts(*components: tuple[str, str]) -> tuple[tuple[str, Amount], ...]:
    return tuple((name, Amount(amount)) for name, amount in components)


@pytest.mark.parametrize(
    ("text", "amount", "enzyme"),
    [
        ("injection, rituximab 10 mg and hyaluronidase", "10 mg", "hyaluronidase"),
        ("injection, trastuzumab, 10 mg and hyaluronidase-oysk", "10 mg", "hyaluronidase-oysk"),
        (
            "injection, pembrolizumab, 1 mg and berahyaluronidase alfa-pmph",
            "1 mg",
            "berahyaluronidase alfa-pmph",
        ),
    ],
)
def test_the_enzyme_is_part_of_the_name_and_not_counted(
    text: str, amount: str, enzyme: str
) -> None:
    """The dose is that of the drug; the enzyme aids its absorption."""
    unit, rest = read_unit(text)
    assert unit == measured(amount)
    assert rest.endswith(f" and {enzyme}")


def test_alternatives_have_a_unit_for_each_drug() -> None:
    """One code for two drugs lists both with their amounts."""
    text = "albuterol, inhalation solution, per 1 mg (albuterol) or per 0.5 mg (levalbuterol)"
    assert unit_of(text) == BillingUnit(
        "measured", components=parts(("albuterol", "1 mg"), ("levalbuterol", "0.5 mg"))
    )
    assert rest_of(text) == ["albuterol", "inhalation", "solution"]


@pytest.mark.parametrize(
    ("text", "components", "rest"),
    [
        (
            "injection, acetaminophen 10 mg and ibuprofen 3 mg",
            parts(("acetaminophen", "10 mg"), ("ibuprofen", "3 mg")),
            "injection, acetaminophen and ibuprofen",
        ),
        (
            "injection, imipenem 4 mg, cilastatin 4 mg and relebactam 2 mg",
            parts(("imipenem", "4 mg"), ("cilastatin", "4 mg"), ("relebactam", "2 mg")),
            "injection, imipenem and cilastatin and relebactam",
        ),
        (
            "instillation, taurolidine 1.35 mg and heparin sodium 100 units (catheter lock)",
            parts(("taurolidine", "1.35 mg"), ("heparin sodium", "100 units")),
            "instillation, taurolidine and heparin sodium (catheter lock)",
        ),
        (
            "injection, liposomal, 1 mg daunorubicin and 2.27 mg cytarabine",
            parts(("daunorubicin", "1 mg"), ("cytarabine", "2.27 mg")),
            "injection, liposomal, daunorubicin and cytarabine",
        ),
    ],
)
def test_each_drug_of_a_combination_has_its_amount(
    text: str, components: tuple[tuple[str, Amount], ...], rest: str
) -> None:
    """The amounts come after or before the names."""
    assert read_unit(text) == (BillingUnit("measured", components=components), rest)


@pytest.mark.parametrize(
    ("second", "kind"), [("up to 0.5 mg", "up_to"), ("0.5 mg", "measured")], ids=["all", "some"]
)
def test_a_combination_of_amounts_up_to_is_of_that_kind(second: str, kind: str) -> None:
    """The unit is "up to" only if every amount is."""
    unit = unit_of(f"albuterol, up to 2.5 mg and ipratropium bromide, {second}, oral")
    assert unit == BillingUnit(
        kind,  # type: ignore[arg-type]
        components=parts(("albuterol", "2.5 mg"), ("ipratropium bromide", "0.5 mg")),
    )


def test_an_amount_behind_the_strengths_is_the_unit() -> None:
    """Carbidopa and levodopa: the two strengths are the drug, 100 ml are billed."""
    unit, rest = read_unit("carbidopa 5 mg/levodopa 20 mg enteral suspension, 100 ml")
    assert unit == measured("100 mL")
    assert rest.startswith("carbidopa 5 mg/levodopa 20 mg enteral suspension")


@pytest.mark.parametrize(
    ("text", "amount", "components", "rest"),
    [
        (
            "injection, meropenem and vaborbactam, 10mg/10mg (20mg)",
            "20 mg",
            parts(("meropenem", "10 mg"), ("vaborbactam", "10 mg")),
            "injection, meropenem and vaborbactam",
        ),
        (
            "injection, piperacillin/tazobactam sodium, 1 gram/0.125 grams (1.125 grams)",
            "1.125 g",
            parts(("piperacillin", "1 g"), ("tazobactam sodium", "0.125 g")),
            "injection, piperacillin/tazobactam sodium",
        ),
        (
            "injection, ceftazidime and avibactam, 0.5 g/0.125 g",
            None,
            parts(("ceftazidime", "0.5 g"), ("avibactam", "0.125 g")),
            "injection, ceftazidime and avibactam",
        ),
        (
            "instillation, medroxyprogesterone acetate / estradiol cypionate, 5mg / 25mg",
            None,
            parts(("medroxyprogesterone acetate", "5 mg"), ("estradiol cypionate", "25 mg")),
            "instillation, medroxyprogesterone acetate / estradiol cypionate",
        ),
    ],
)
def test_strengths_follow_the_order_of_the_names(
    text: str, amount: str | None, components: tuple[tuple[str, Amount], ...], rest: str
) -> None:
    """A total in brackets is the amount of one unit; without a total the unit has no amount."""
    unit, left = read_unit(text)
    assert unit == BillingUnit("measured", Amount(amount) if amount else None, components)
    assert left.strip(" ,") == rest


def test_strengths_without_as_many_names_are_not_shared_out() -> None:
    """Nothing is guessed: no component is made of two amounts of one drug."""
    assert unit_of("injection, meropenem, 10 mg/10 mg").components == ()


def test_a_total_is_shared_out_as_stated() -> None:
    """Quinupristin and dalfopristin: 150 and 350 of 500 mg."""
    unit, rest = read_unit("injection, quinupristin/dalfopristin, 500 mg (150/350)")
    assert unit == measured(
        "500 mg", components=parts(("quinupristin", "150 mg"), ("dalfopristin", "350 mg"))
    )
    assert rest.strip(" ,") == "injection, quinupristin/dalfopristin"
