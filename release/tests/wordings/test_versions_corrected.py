"""A correction by hand changes one wording of one code, with its reason, and must fit one."""

from __future__ import annotations

from datetime import date

import pytest

from few_releases import RITUXIMAB, code, problems, release, versions
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from jcodes_release.wordings.versions import HandCorrection, Version


def correction(field: str, value: str, **changes: str) -> HandCorrection:
    row = {
        "code": "J0001",
        "since": "2026Q1",
        "wording": RITUXIMAB,
        "field": field,
        "value": value,
        "reason": "because",
    }
    return HandCorrection(**(row | changes))


def corrected(*corrections: HandCorrection, text: str | None = RITUXIMAB) -> Version:
    ((version,),) = versions(
        release("2026Q1", code("J0001", text, short_description="Rituximab inj")),
        hand_corrections=corrections,
    ).values()
    return version


def test_a_drug_may_be_named_by_hand() -> None:
    """The name without its salt is the substance, until that is corrected too."""
    version = corrected(correction("drug", "leucovorin calcium"))
    assert (version.description.name, version.description.substance) == (
        "leucovorin calcium",
        "leucovorin",
    )
    assert version.correction == "because"
    both = corrected(correction("drug", "rituximab arrx"), correction("substance", "rituximab"))
    assert (both.description.name, both.description.substance) == ("rituximab arrx", "rituximab")


def test_synonyms_may_be_named_by_hand() -> None:
    """Several are parted by semicolons."""
    assert corrected(correction("synonyms", "a; b")).description.synonyms == ("a", "b")


def test_a_unit_may_be_set_by_hand() -> None:
    """A new kind starts empty, in whatever order the fields are listed."""
    version = corrected(
        correction("unit_above", "3 mg"),
        correction("unit_of", "buprenorphine"),
        correction("unit_kind", "banded"),
        correction("unit_at_most", "6 mg"),
    )
    assert version.unit == BillingUnit(
        "banded", above=Amount("3 mg"), at_most=Amount("6 mg"), of="buprenorphine"
    )
    assert version.unit_source == "corrected by hand"
    counted = corrected(correction("unit_counted", "vial"), correction("unit_kind", "counted"))
    assert counted.unit == BillingUnit("counted", counted="vial")


def test_an_amount_may_be_set_within_a_kind_by_hand() -> None:
    """The kind stays as it was read."""
    version = corrected(correction("unit_amount", "20 mg"))
    assert (version.unit, version.unit_source) == (
        BillingUnit("measured", Amount("20 mg")),
        "corrected by hand",
    )


def test_the_reasons_of_several_corrections_are_listed_once_each() -> None:
    """A version says why it was corrected, in the order of the corrections."""
    version = corrected(
        correction("drug", "x"),
        correction("synonyms", "y"),
        correction("substance", "z", reason="misspelled"),
    )
    assert version.correction == "because; misspelled"


def test_a_correction_explains_what_the_grammar_could_not() -> None:
    """Words without a rule are not a problem in a wording that a person has read."""
    text = "Injection, rituximab (unheard of), 10 mg"
    version = corrected(correction("drug", "rituximab", wording=text), text=text)
    assert version.description.unexplained == ()


def test_a_unit_that_cannot_be_named_is_set_to_unknown_by_hand() -> None:
    """A text with a strength and no unit stays without one, as a decision."""
    version = corrected(
        correction("unit_kind", "unknown", wording="Rituximab, oral"), text="Rituximab, oral"
    )
    assert (version.unit, version.unit_source) == (BillingUnit("unknown"), "corrected by hand")


@pytest.mark.parametrize(
    "wording", ["INJECTION RITUXIMAB 10MG", RITUXIMAB, "rituximab inj"], ids=["", "long", "short"]
)
def test_a_correction_fits_any_spelling_of_its_wording(wording: str) -> None:
    """Long or short, in any case and punctuation."""
    assert corrected(correction("drug", "x", wording=wording)).description.name == "x"


def test_a_correction_is_for_one_wording_of_its_code() -> None:
    """The wording after it, and the same words of another code, stay as they are read."""
    found = versions(
        release("2025Q1", code("J0001"), code("J0002"))
        | release(
            "2026Q1",
            code("J0001", "Injection, rituximab, 1 mg", action_date=date(2026, 1, 1)),
            code("J0002"),
        ),
        hand_corrections=[correction("drug", "x", since="2025Q1")],
    )
    assert [version.description.name for version in found["J0001"]] == ["x", "rituximab"]
    assert [version.description.name for version in found["J0002"]] == ["rituximab"]


def test_how_a_version_began_follows_from_its_corrected_fields() -> None:
    """A unit set by hand makes a redefinition of what would be a rewording."""
    evidence = release("2025Q1", code("J0001")) | release(
        "2026Q1", code("J0001", "Rituximab, per 10 mg", action_date=date(2026, 1, 1))
    )
    assert versions(evidence)["J0001"][1].begins == "reworded"
    by_hand = correction("unit_amount", "20 mg", wording="Rituximab, per 10 mg")
    assert versions(evidence, hand_corrections=[by_hand])["J0001"][1].begins == "redefined"


def test_how_a_version_began_may_be_decided_by_hand() -> None:
    """An injection is parenteral: what looks like another scope is the same."""
    evidence = release("2025Q1", code("J7516", "Cyclosporin, parenteral, 250 mg")) | release(
        "2026Q1",
        code("J7516", "Injection, cyclosporin, 250 mg", action_date=date(2026, 1, 1)),
    )
    assert versions(evidence)["J7516"][1].begins == "rescoped"
    by_hand = correction(
        "begins", "reworded", code="J7516", wording="Injection, cyclosporin, 250 mg"
    )
    assert versions(evidence, hand_corrections=[by_hand])["J7516"][1].begins == "reworded"


def test_a_correction_of_no_field_is_refused() -> None:
    """A slip in the reviewed table stops the build and is named."""
    with pytest.raises(ValueError, match=r"J0001 has no field 'color'"):
        corrected(correction("color", "blue"))


@pytest.mark.parametrize(
    "stray",
    [correction("drug", "x", wording="Never worded so"), correction("drug", "x", code="J9999")],
    ids=["wording", "code"],
)
def test_a_correction_that_fits_nothing_is_a_problem(stray: HandCorrection) -> None:
    """An outdated row of the reviewed table is found out."""
    assert problems(release("2026Q1", code("J0001")), hand_corrections=[stray]) == [
        f"hand_corrections.csv: {stray.code} was never worded {stray.wording!r}"
    ]


def test_a_correction_of_a_later_release_waits() -> None:
    """A build from fewer releases does not know its wording yet."""
    later = correction("drug", "x", wording="Injection, new, 1 mg", since="2026Q4")
    assert problems(release("2026Q3", code("J0001")), hand_corrections=[later]) == []
    assert len(problems(release("2026Q4", code("J0001")), hand_corrections=[later])) == 1
