"""Drug and substance are read from a description without its remarks, and with their whole name."""

from __future__ import annotations

import pytest

from described import parsed
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from jcodes_release.wordings.descriptors import Description


def test_a_plain_description_is_drug_and_unit() -> None:
    """Rituximab: no salt, no scope."""
    assert parsed("Injection, rituximab, 10 mg") == Description(
        name="rituximab",
        substance="rituximab",
        synonyms=(),
        scope=Scope(),
        unit=BillingUnit("measured", Amount("10 mg")),
        is_noc=False,
    )


def test_a_word_that_continues_a_combination_is_the_drug_if_it_is_alone() -> None:
    """Imipenem follows cilastatin with an "and", and has none by itself."""
    assert parsed("Injection, cilastatin sodium; imipenem, per 250 mg").name == (
        "cilastatin sodium and imipenem"
    )
    assert parsed("Injection, imipenem, per 250 mg").name == "imipenem"


@pytest.mark.parametrize("lead", ["Injection, ", "Injection ", "Infusion, ", "Instillation, ", ""])
def test_the_word_that_leads_a_description_is_not_part_of_the_name(lead: str) -> None:
    """Injection, infusion and instillation say how, with a comma or without."""
    assert parsed(f"{lead}abciximab, 10 mg").name == "abciximab"


@pytest.mark.parametrize(
    ("text", "name", "substance"),
    [
        ("Injection, midazolam hcl, per 1 mg", "midazolam hydrochloride", "midazolam"),
        ("Injection, midazolam hydrochloride, 1 mg", "midazolam hydrochloride", "midazolam"),
        (
            "Injection, hydrocortisone sodium succinate, 100 mg",
            "hydrocortisone sodium succinate",
            "hydrocortisone",
        ),
        ("Injection, calcium gluconate, 10 mg", "calcium gluconate", "calcium gluconate"),
        ("Injection, potassium chloride, 2 meq", "potassium chloride", "potassium chloride"),
        (
            "Injection, sodium ferric gluconate complex in sucrose, 12.5 mg",
            "sodium ferric gluconate complex",
            "sodium ferric gluconate complex",
        ),
        ("Injection, citrate, 1 mg", "citrate", "citrate"),
    ],
)
def test_the_substance_is_the_name_without_its_salt(text: str, name: str, substance: str) -> None:
    """The salt is spelled out in the name; what would be left of an element keeps it."""
    description = parsed(text)
    assert (description.name, description.substance) == (name, substance)


@pytest.mark.parametrize(
    ("name", "substance"),
    [
        ("tranexamic acid in sodium chloride", "tranexamic acid"),
        ("diltiazem hydrochloride in 0.72% sodium chloride", "diltiazem"),
        ("pantoprazole sodium in sodium chloride", "pantoprazole"),
        ("cefazolin sodium in dextrose", "cefazolin"),
    ],
)
def test_what_a_drug_is_dissolved_in_is_not_part_of_the_substance(
    name: str, substance: str
) -> None:
    """The solution goes, and then the salt of the drug itself."""
    description = parsed(f"Injection, {name}, 5 mg")
    assert (description.name, description.substance) == (name, substance)


@pytest.mark.parametrize(
    ("name", "substance"),
    [
        ("betamethasone acetate and betamethasone sodium phosphate", "betamethasone"),
        ("imipenem and cilastatin sodium", "imipenem and cilastatin"),
        ("bupivacaine hydrochloride and epinephrine bitartrate", "bupivacaine and epinephrine"),
        ("ampicillin sodium/sulbactam sodium", "ampicillin/sulbactam"),
    ],
)
def test_each_drug_of_a_combination_loses_its_salt(name: str, substance: str) -> None:
    """Two salts of one drug are one substance."""
    assert parsed(f"Injection, {name}, 5 mg").substance == substance


def test_a_known_part_of_a_substance_belongs_to_the_name() -> None:
    """Some names are parted by a comma."""
    fused = parsed("Injection, coagulation factor ix, albumin fusion protein, per i.u.")
    assert fused.name == "coagulation factor ix albumin fusion protein"
    joined = parsed("Injection, cilastatin sodium; imipenem, per 250 mg")
    assert joined.name == "cilastatin sodium and imipenem"


def test_a_known_word_in_the_first_place_is_the_drug_unless_it_is_form_or_route() -> None:
    """A description begins with its drug, even one that is a brand elsewhere."""
    assert parsed("Injection, adrenalin, 1 mg").name == "adrenalin"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Injection, digoxin immune f(ab')2 (equine), 1 vial", "digoxin immune f(ab')2"),
        ("Injection, rho(d) immune globulin, 1 i.u.", "rho d immune globulin"),
        ("Injection, interferon beta-1a, 30 mcg", "interferon beta-1a"),
        ("Injection, vitamin b-12 cyanocobalamin, 1 mg", "vitamin b-12 cyanocobalamin"),
        ("5% dextrose/water (500 ml = 1 unit)", "5% dextrose/water"),
        ("Injection, alpha 1 - proteinase inhibitor, 10 mg", "alpha 1 - proteinase inhibitor"),
    ],
)
def test_brackets_and_digits_of_names_are_not_remarks(text: str, name: str) -> None:
    """Immune fragments, rhesus factor, vitamins and solutions have them."""
    assert parsed(text).name == name


def test_components_have_their_salts_spelled_out() -> None:
    """The names of components are those of the drug."""
    unit = parsed("Injection, bupivacaine hcl 1 mg and meloxicam 0.03 mg").unit
    assert unit.components == (
        ("bupivacaine hydrochloride", Amount("1 mg")),
        ("meloxicam", Amount("0.03 mg")),
    )
