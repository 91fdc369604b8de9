"""An amount or a band of doses is read as the unit of its description, in every form CMS uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from jcodes_release.wordings.billing_units import RULES, read_unit
from units_read import measured, rest_of, unit_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("injection, rituximab, 10 mg", "10 mg"),
        ("injection, ketorolac tromethamine, per 15 mg", "15 mg"),
        ("injection, alprostadil, .25 mg", "0.25 mg"),
        ("injection, acyclovir, 5mg", "5 mg"),
        ("injection, cefepime hydrochloride, 500 milligrams", "500 mg"),
        ("injection, dexamethasone 9 percent, intraocular, 1 microgram", "1 mcg"),
        ("injection, fosphenytoin, 50 mcg", "50 mcg"),
        ("injection, immune globulin, 1 gm", "1 g"),
        ("injection, amino acids, per gm", "1 g"),
        ("injection, x, 1 gram", "1 g"),
        ("injection, hydroxyethyl starch, 500 ml", "500 mL"),
        ("injection, gamma globulin, 1 cc", "1 mL"),
        ("injection, penicillin g benzathine, 1,200,000 units", "1200000 units"),
        ("injection, interferon, 3 million units", "3000000 units"),
        ("injection, heparin sodium, per 1000 units", "1000 units"),
        ("factor viii (human) per i.u.", "1 IU"),
        ("factor viii (human) per i. u.", "1 IU"),
        ("injection, x, per iu", "1 IU"),
        ("injection, x, 10,000 kiu", "10000 KIU"),
        ("injection, x, 10 usp units", "10 USP units"),
        ("injection, potassium chloride, per 2 meq", "2 mEq"),
        ("capsaicin 8% patch, per 10 square centimeters", "10 cm2"),
        ("capsaicin 8% patch, per square centimeter", "1 cm2"),
        ("dermal tissue, per sq. cm", "1 cm2"),
        ("injection, adstiladrin, per 1x10^13 vector genomes", "1x10^13 vg"),
        ("injection, talimogene laherparepvec, per 1 million plaque forming units", "1000000 pfu"),
    ],
)
def test_an_amount_is_the_unit(text: str, amount: str) -> None:
    """With "per" or without, in any spelling of the measure, "per gm" being 1 gm."""
    assert unit_of(text) == measured(amount)


numbers = st.integers(1, 9_999_999).map(str) | st.integers(1, 9_999_999).map("{:,}".format)
numbers |= st.decimals("0.001", "999", places=3).map(str)
measures = st.sampled_from(["mg", "mcg", "g", "ml", "units", "i.u.", "meq", "usp units", "kiu"])


@given(numbers, measures, st.sampled_from(["", "per "]))
def test_any_amount_at_the_end_is_the_unit(number: str, measure: str, per: str) -> None:
    """No number and no measure is read as another one."""
    unit, rest = read_unit(f"injection, rituximab, {per}{number} {measure}")
    assert unit == measured(f"{number} {measure}")
    assert rest.strip(" ,") == "injection, rituximab"


@given(numbers, measures)
def test_up_to_an_amount_is_another_kind_than_the_amount(number: str, measure: str) -> None:
    """One unit is any part of it."""
    unit, rest = read_unit(f"injection, tetracycline, up to {number} {measure}")
    assert unit == BillingUnit("up_to", Amount(f"{number} {measure}"))
    assert rest.strip(" ,") == "injection, tetracycline"


@pytest.mark.parametrize(
    ("text", "amount", "rest"),
    [
        ("injection, testosterone cypionate, 1 cc, 200 mg", "200 mg", "1 cc"),
        ("injection, mannitol, 25% in 50 ml", "50 mL", "25%"),
        ("phenylephrine 10.16 mg/ml and ketorolac 2.88 mg/ml solution, 1 ml", "1 mL", "2.88 mg/ml"),
        ("injection, lidocaine hcl in 5% dextrose, 1 mg", "1 mg", "5% dextrose"),
    ],
)
def test_the_last_amount_is_the_unit(text: str, amount: str, rest: str) -> None:
    """What comes before it is a strength or a volume."""
    assert unit_of(text) == measured(amount)
    assert rest in read_unit(text)[1]


def test_a_remark_behind_the_amount_stays_for_the_grammar() -> None:
    """The unit is taken out of the middle; what surrounds it stays apart."""
    unit, rest = read_unit("argatroban, 1 mg (for non-esrd use)")
    assert unit == measured("1 mg")
    assert [part.strip() for part in rest.split(",") if part.strip()] == [
        "argatroban",
        "(for non-esrd use)",
    ]


def test_an_ampule_of_an_amount_is_the_amount() -> None:
    """The word says nothing that is billed."""
    assert read_unit("injection, adrenalin, epinephrine, up to 1 ml ampule") == (
        BillingUnit("up_to", Amount("1 mL")),
        "injection, adrenalin, epinephrine, , ",
    )


@pytest.mark.parametrize(
    ("text", "amount", "of"),
    [
        ("injection, ferric pyrophosphate citrate, 0.1 mg of iron", "0.1 mg", "iron"),
        ("ferric citrate, oral, 3 mg ferric iron", "3 mg", "ferric iron"),
        ("factor viii complex (human), per factor viii i.u.", "1 IU", "factor viii"),
        ("complex (human), per i.u. of factor ix activity", "1 IU", "factor ix activity"),
        ("fosphenytoin, 50 mg phenytoin equivalent", "50 mg", "phenytoin equivalent"),
        ("von willebrand factor, per 100 iu vwf: rco", "100 IU", "vwf:rco"),
        ("von willebrand factor, per iu vwf:rco", "1 IU", "vwf:rco"),
        ("hyaluronidase, (hyqvia), 100 mg immuneglobulin", "100 mg", "immune globulin"),
    ],
)
def test_what_the_amount_is_measured_as_is_kept(text: str, amount: str, of: str) -> None:
    """An amount of iron is not an amount of the salt."""
    assert unit_of(text) == measured(amount, of=of)
    assert not {"iron", "activity", "rco", "immuneglobulin"} & set(rest_of(text))


@pytest.mark.parametrize("equation", ["(500 ml = 1 unit)", "(500 ml=1 unit)"])
def test_a_unit_that_is_stated_outright_counts(equation: str) -> None:
    """Infusions name their volume as one unit."""
    unit, rest = read_unit(f"infusion, normal saline solution, sterile {equation}")
    assert unit == measured("500 mL")
    assert rest.strip(" ,") == "infusion, normal saline solution, sterile"


@pytest.mark.parametrize(
    "text",
    [
        "injection, thyrotropin alpha, 0.9 mg, provided in 1.1 mg vial",
        "injection, thyrotropin alpha, 0.9 mg (in a 1.1 mg vial)",
    ],
)
def test_the_dose_and_not_the_overfilled_vial_is_the_unit(text: str) -> None:
    """What is billed is the dose; the vial holds more."""
    assert unit_of(text) == measured("0.9 mg")
    assert rest_of(text) == ["injection", "thyrotropin", "alpha"]


@pytest.mark.parametrize(
    ("text", "above", "at_most", "of"),
    [
        ("oral, less than or equal to 3 mg buprenorphine", None, "3 mg", "buprenorphine"),
        (
            "oral, greater than 6 mg, but less than or equal to 10 mg buprenorphine",
            "6 mg",
            "10 mg",
            "buprenorphine",
        ),
        ("oral, greater than 10 mg buprenorphine", "10 mg", None, "buprenorphine"),
        ("extended-release (sublocade), greater than 100 mg", "100 mg", None, ""),
        ("gamma globulin, intramuscular, over 10 cc", "10 mL", None, ""),
        (
            "(brixadi), greater than 7 days and up to 28 days of therapy",
            "7 days",
            "28 days",
            "",
        ),
        ("(brixadi), less than or equal to 7 days of therapy", None, "7 days", ""),
    ],
)
def test_a_band_of_doses_is_one_unit(
    text: str, above: str | None, at_most: str | None, of: str
) -> None:
    """A band has a lower bound that must be exceeded, an upper one that may be met, or both."""
    assert unit_of(text) == BillingUnit(
        "banded",
        above=Amount(above) if above else None,
        at_most=Amount(at_most) if at_most else None,
        of=of,
    )
    assert not any(word.isdigit() for word in rest_of(text))


def test_the_limit_of_a_line_is_kept_beside_the_unit() -> None:
    """Ovine hyaluronidase has one code to 999 units and another for a thousand."""
    unit, rest = read_unit("hyaluronidase, ovine, per 1 usp unit (up to 999 usp units)")
    assert unit == measured("1 USP unit", limit=Amount("999 USP units"))
    assert rest.strip(" ,") == "hyaluronidase, ovine"


def test_the_same_amount_in_another_measure_is_kept() -> None:
    """Micrograms of an immune globulin are also stated in international units."""
    unit, rest = read_unit("rho d immune globulin, human, minidose, 50 micrograms (250 i.u.)")
    assert unit == measured("50 mcg", equivalent=Amount("250 IU"))
    assert rest.strip(" ,") == "rho d immune globulin, human, minidose"


def test_a_strength_at_the_end_is_the_drug_of_a_milliliter() -> None:
    """Torsemide is worded by its strength."""
    assert unit_of("injection, torsemide, 10 mg/ml") == measured("10 mg")
    assert rest_of("injection, torsemide, 10 mg/ml") == ["injection", "torsemide"]


@pytest.mark.parametrize(
    "text",
    [
        "unclassified drugs",
        "laetrile, amygdalin, vitamin b17",
        "capsaicin 8% patch",
        "phenylephrine 10.16 mg/ml and ketorolac 2.88 mg/ml ophthalmic solution",
        "factor viii",
        "injection, x, up to",
        "",
    ],
)
def test_a_text_without_a_unit_is_left_alone(text: str) -> None:
    """The kind is unknown and not a word is taken away."""
    assert read_unit(text) == (BillingUnit("unknown"), text)


def test_every_rule_decides_for_some_wording() -> None:
    """No rule comes after one that takes all of its texts."""
    samples = {
        "_contraceptive": "intrauterine copper contraceptive",
        "_equals_one_unit": "5% dextrose/water (500 ml = 1 unit)",
        "_in_vial": "thyrotropin alpha, 0.9 mg, provided in 1.1 mg vial",
        "_with_enzyme": "rituximab 10 mg and hyaluronidase",
        "_alternatives": "x, per 1 mg (albuterol) or per 0.5 mg (levalbuterol)",
        "_named_strengths": "acetaminophen 10 mg and ibuprofen 3 mg",
        "_slashed_strengths": "cabotegravir and rilpivirine, 2mg/3mg",
        "_band": "sublocade, greater than 100 mg",
        "_counted": "pantoprazole sodium, per vial",
        "_container": "urokinase, 5000 iu vial",
        "_limited": "hyaluronidase, per 1 usp unit (up to 999 usp units)",
        "_equivalent": "immune globulin, 50 micrograms (250 i.u.)",
        "_shares": "quinupristin/dalfopristin, 500 mg (150/350)",
        "_strength": "torsemide, 10 mg/ml",
        "_amount_alone": "rituximab, 10 mg",
        "_thing_alone": "fluocinolone acetonide, intravitreal implant",
    }
    deciding = {
        name: next(rule.__name__ for rule in RULES if rule(text) is not None)
        for name, text in samples.items()
    }
    assert deciding == {rule.__name__: rule.__name__ for rule in RULES}
