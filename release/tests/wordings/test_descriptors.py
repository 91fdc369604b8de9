"""The grammar of long descriptions, on wordings of CMS."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from jcodes_release.releases.evidence import Evidence
from jcodes_release.wordings.descriptors import Description, Term, parse_description
from jcodes_release.wordings.spelling import corrected

VOCABULARY: Mapping[str, Term] = {
    "accord": Term("labeler"),
    "adrenalin": Term("brand"),
    "antihemophilic factor": Term("synonym"),
    "b. braun": Term("labeler", "b braun"),
    "bound": Term("nonsense"),
    "dimethyl sulfoxide": Term("synonym"),
    "e.g. liquid": Term("filler"),
    "equine": Term("form"),
    "for subcutaneous use": Term("route", "subcutaneous"),
    "hyalgan": Term("brand"),
    "human": Term("form"),
    "imipenem": Term("substance", "and imipenem"),
    "inhalation": Term("route"),
    "recombinant": Term("form"),
    "supartz": Term("brand"),
    "albumin fusion protein": Term("substance"),
}


def parsed(text: str) -> Description:
    """What a text says, all of it explained."""
    description = parse_description(text, VOCABULARY)
    assert description.unexplained == ()
    return description


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


@pytest.mark.parametrize(
    ("text", "unexplained"),
    [
        ("Injection, epoetin (unheard of), 1 mg", ("(unheard of)",)),
        ("Injection, epoetin (human or unheard of), 1 mg", ("(unheard of)",)),
        ("Injection, epoetin, unheard of, 1 mg", ("unheard of",)),
        ("Injection, epoetin, hyalgan or unheard of, 1 mg", ("hyalgan or unheard of",)),
        ("Injection, 1 mg", ("no drug",)),
        ("Injection, epoetin 7, 1 mg", ("digits in 'epoetin 7'",)),
        (
            "Injection, epoetin (bound), 1 mg",
            ("bound: 'nonsense' is not a kind of term",),
        ),
        ("Injection, (unheard of), 7, 1 mg", ("(unheard of)", "digits in '7'")),
    ],
)
def test_a_word_that_no_rule_explains_is_reported(text: str, unexplained: tuple[str, ...]) -> None:
    """Nothing is guessed about brackets, segments, digits or a missing drug."""
    assert parse_description(text, VOCABULARY).unexplained == unexplained


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Unclassified drugs", Scope()),
        ("Unclassified biologics", Scope()),
        ("Not otherwise classified, antineoplastic drugs", Scope()),
        ("Prescription drug, oral, chemotherapeutic, nos", Scope(routes=("oral",))),
        ("Antiemetic drug, oral, not otherwise specified", Scope(routes=("oral",))),
        (
            "Noc drugs, other than inhalation drugs, administered through dme",
            Scope(forms=("through dme",)),
        ),
        (
            "Unclassified drug or biological used for esrd on dialysis",
            Scope(indications=("for esrd on dialysis",)),
        ),
        (
            (
                "Prescription drug, oral, fda approved prescription, only for use as hiv "
                "pre-exposure prophylaxis, not otherwise classified"
            ),
            Scope(
                indications=("only hiv pre-exposure prophylaxis, not treatment",),
                routes=("oral",),
            ),
        ),
    ],
)
def test_an_unclassified_code_names_no_drug(text: str, scope: Scope) -> None:
    """Its unit is unspecified; its route and limits still count; NOS goes without saying."""
    assert parse_description(text, {}) == Description(
        name="",
        substance="",
        synonyms=(),
        scope=scope,
        unit=BillingUnit("unspecified"),
        is_noc=True,
    )


def test_a_specific_code_that_is_not_otherwise_specified_is_not_an_unclassified_one() -> None:
    """Acetaminophen of any other labeler has a drug and a unit."""
    description = parsed("Injection, acetaminophen, not otherwise specified, 10 mg")
    assert not description.is_noc
    assert description.unit == BillingUnit("measured", Amount("10 mg"))


Packaged = Callable[[str], list[dict[str, str]]]


def test_every_wording_that_ships_is_explained(packaged: Packaged) -> None:
    """All wordings of J codes and related codes parse without a word left, or are corrected by hand."""
    vocabulary = {row["term"]: Term(row["kind"], row["value"]) for row in packaged("vocabulary")}
    rows = [row for row in packaged("codes") if row["long_description"]]
    assert len(rows) > 1_600
    unexplained = [
        f"{row['code']}: {row['long_description']}"
        for row in rows
        if parse_description(row["long_description"], vocabulary).unexplained
        and not row["correction"]
    ]
    assert unexplained == []


def test_every_wording_that_cms_published_is_explained(
    packaged: Packaged, cms_evidence: tuple[Evidence, list[str]]
) -> None:
    """Of 1,437 texts of J codes in all releases, small differences included, one is corrected by hand."""
    vocabulary = {row["term"]: Term(row["kind"], row["value"]) for row in packaged("vocabulary")}
    wordings = {
        (code, corrected(record.long_description))
        for records in cms_evidence[0].values()
        for code, record in records.items()
        if code[0] == "J" and record.long_description is not None
    }
    assert len(wordings) > 1_400
    unexplained = {
        code: text for code, text in wordings if parse_description(text, vocabulary).unexplained
    }
    assert unexplained == {
        # garbled in 2016, worded clearly in 2017, corrected by hand
        "J0573": "Buprenorphine/naloxone, oral, greater than 3 mg, but less than or equal to 3.1 "
        "to 6 mg",
    }


def test_every_term_that_ships_is_of_a_known_kind(packaged: Packaged) -> None:
    """A row of the vocabulary that no rule could use would be a slip."""
    kinds = {"brand", "labeler", "form", "route", "synonym", "substance", "filler"}
    assert {row["kind"] for row in packaged("vocabulary")} == kinds
