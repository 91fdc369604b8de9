"""Each remark of a description limits the scope of its code under the one heading it belongs to."""

from __future__ import annotations

import pytest

from described import VOCABULARY, parsed
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from jcodes_release.wordings.descriptors import Term, parse_description


@pytest.mark.parametrize(
    ("remark", "heading", "value"),
    [
        ("not otherwise specified", "exclusions", "not otherwise specified"),
        ("excludes biosimilar", "exclusions", "biosimilars"),
        ("excludes biosimilars", "exclusions", "biosimilars"),
        (
            (
                "(code may be used for medicare when drug administered under the direct "
                "supervision of a physician, not for use when drug is self administered)"
            ),
            "exclusions",
            "not for use when self-administered",
        ),
        (
            "(not to be used to report any adenosine phosphate compounds, instead use a9270)",
            "exclusions",
            "adenosine phosphate compounds",
        ),
        ("(for esrd on dialysis)", "indications", "for esrd on dialysis"),
        ("(for non-esrd use)", "indications", "non-esrd use"),
        (
            (
                "for the pre-exposure prophylaxis only, for certain adults (40 kg), with no known "
                "sars-cov-2 exposure, who are unlikely to respond to covid-19 vaccination"
            ),
            "indications",
            "covid-19 pre-exposure prophylaxis",
        ),
        (
            (
                "for the pre-exposure prophylaxis only, for certain adults, for whom no covid-19 "
                "vaccine is recommended due to a reaction to covid-19 vaccine(s) and/or covid-19 "
                "vaccine component(s)"
            ),
            "indications",
            "covid-19 pre-exposure prophylaxis",
        ),
        ("for diagnostic use", "indications", "diagnostic use"),
        ("for intravenous infusion", "routes", "intravenous"),
        ("for subcutaneous injection", "routes", "subcutaneous"),
        ("intravesical", "routes", "intravesical"),
        ("oral suspension", "routes", "oral"),
        ("intra-articular injection", "routes", "intra-articular"),
        ("lyophilized", "forms", "lyophilized"),
        ("non-lyophilized (e.g., liquid)", "forms", "non-lyophilized"),
        ("extended release", "forms", "extended release"),
        ("compounded product", "forms", "compounded"),
        ("non-compounded", "forms", "non-compounded"),
    ],
)
def test_a_remark_limits_the_scope(remark: str, heading: str, value: str) -> None:
    """What the wording adds to the drug is listed under its heading, and under no other."""
    description = parsed(f"Injection, argatroban, {remark}, 1 mg")
    assert description.scope == Scope(**{heading: (value,)})
    assert description.name == "argatroban"
    assert description.unit == BillingUnit("measured", Amount("1 mg"))


def test_one_remark_may_name_two_routes_and_none_twice() -> None:
    """Epidural or intrathecal are two; a route that is worded twice is one."""
    both = parsed("Injection, morphine sulfate, preservative-free for epidural or intrathecal use")
    assert both.scope.routes == ("epidural", "intrathecal")
    again = parsed("Injection, x, for intravenous use, intravenous, iv, 1 mg")
    assert again.scope.routes == ("intravenous",)


def test_a_remark_that_says_nothing_is_dropped() -> None:
    """The years that a device lasts limit nothing."""
    text = "Levonorgestrel-releasing intrauterine contraceptive system, 52mg, 3 year duration"
    vocabulary = {**VOCABULARY, "contraceptive system": Term("filler")}
    description = parse_description(text, vocabulary)
    assert description.unexplained == ()
    assert (description.name, description.scope) == (
        "levonorgestrel-releasing",
        Scope(routes=("intrauterine",)),
    )


@pytest.mark.parametrize(
    ("remark", "references"),
    [
        ("not therapeutically equivalent to J9260", ("J9260",)),
        ("not thereapeutically equivalent to j2248", ("J2248",)),
        ("not therapeutically equivalent to j9250 and j9260", ("J9250", "J9260")),
        ("not therapeutically equivalent to j0878 or j0872", ("J0878", "J0872")),
        ("not therapeutically equivalent to velcade", ("velcade",)),
    ],
)
def test_the_codes_that_a_product_does_not_equal_are_named(
    remark: str, references: tuple[str, ...]
) -> None:
    """CMS's own misspelling and names of brands are read too."""
    description = parsed(f"Injection, methotrexate (accord), {remark}, 50 mg")
    assert description.scope == Scope(labelers=("accord",), not_equivalent_to=references)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Injection, dmso, dimethyl sulfoxide, 50%, 50 ml", ("50%",)),
        ("Aminolevulinic acid hcl, 10% gel, 10 mg", ("10% gel",)),
        ("Capsaicin 8% patch, per 10 square centimeters", ("8% patch",)),
    ],
)
def test_a_percentage_is_a_form(text: str, forms: tuple[str, ...]) -> None:
    """A strength in percent is not part of the name."""
    description = parsed(text)
    assert description.scope.forms == forms
    assert "%" not in description.name


def test_a_pair_of_strengths_is_a_form() -> None:
    """Two strengths before the unit are kept unchanged, and the names joined."""
    description = parsed("Carbidopa 5 mg/levodopa 20 mg enteral suspension, 100 ml")
    assert description.name == "carbidopa and levodopa"
    assert description.scope == Scope(routes=("enteral",), forms=("5 mg and 20 mg",))
    assert description.unit == BillingUnit("measured", Amount("100 mL"))


@pytest.mark.parametrize(
    ("bracket", "scope", "synonyms"),
    [
        ("(accord)", Scope(labelers=("accord",)), ()),
        ("(b. braun)", Scope(labelers=("b braun",)), ()),
        ("(adrenalin)", Scope(brands=("adrenalin",)), ()),
        ("(human)", Scope(forms=("human",)), ()),
        ("(inhalation)", Scope(routes=("inhalation",)), ()),
        ("(e.g. liquid)", Scope(), ()),
        ("(hyalgan or supartz)", Scope(brands=("hyalgan", "supartz")), ()),
        ("(hyalgan, supartz)", Scope(brands=("hyalgan", "supartz")), ()),
        ("(hyalgan/supartz)", Scope(brands=("hyalgan", "supartz")), ()),
        (
            "(antihemophilic factor, recombinant)",
            Scope(forms=("recombinant",)),
            ("antihemophilic factor",),
        ),
        ("()", Scope(), ()),
        ("( , )", Scope(), ()),
        ("(recombinant,)", Scope(forms=("recombinant",)), ()),
    ],
)
def test_the_words_of_a_bracket_are_classified(
    bracket: str, scope: Scope, synonyms: tuple[str, ...]
) -> None:
    """Whole, or part by part, by the kind that the vocabulary gives them."""
    description = parsed(f"Injection, epoetin {bracket}, 1 mg")
    assert (description.name, description.scope) == ("epoetin", scope)
    assert description.synonyms == synonyms


@pytest.mark.parametrize(
    ("text", "scope", "synonyms"),
    [
        (
            "Hyaluronan, hyalgan, supartz, per dose",
            Scope(brands=("hyalgan", "supartz")),
            (),
        ),
        ("Hyaluronan, hyalgan or supartz, per dose", Scope(brands=("hyalgan", "supartz")), ()),
        ("Injection, dmso, dimethyl sulfoxide, 50 ml", Scope(), ("dimethyl sulfoxide",)),
        ("Injection, epoetin, for subcutaneous use, 1 mg", Scope(routes=("subcutaneous",)), ()),
        ("Inhalation, epoetin, 1 mg", Scope(routes=("inhalation",)), ()),
        ("Recombinant, epoetin, 1 mg", Scope(forms=("recombinant",)), ()),
    ],
)
def test_words_between_commas_are_classified_too(
    text: str, scope: Scope, synonyms: tuple[str, ...]
) -> None:
    """CMS puts brands and forms in brackets or between commas."""
    description = parsed(text)
    assert (description.scope, description.synonyms) == (scope, synonyms)
    assert description.name in {"hyaluronan", "dmso", "epoetin"}
