"""No word of a description is guessed: all that CMS published are explained or reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from described import VOCABULARY, parsed
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from jcodes_release.releases.evidence import Evidence
from jcodes_release.wordings.descriptors import Description, Term, parse_description
from jcodes_release.wordings.spelling import corrected


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
