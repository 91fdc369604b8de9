"""Versions: wordings with what they say, how they began, and which related codes count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from jcodes_release.readers.tables import cells_of
from jcodes_release.releases.evidence import Evidence
from jcodes_release.releases.ledger import ReleaseException
from jcodes_release.releases.records import Record, Release
from jcodes_release.wordings.descriptors import Term
from jcodes_release.wordings.versions import HandCorrection, Reviewed, Version, versions_of

SINCE = date(2010, 1, 1)
RITUXIMAB = "Injection, rituximab, 10 mg"
VOCABULARY = {
    "accord": Term("labeler"),
    "teva": Term("labeler"),
    "velcade": Term("brand"),
    "human": Term("form"),
}


def release(name: str, *records: Record) -> Evidence:
    return {Release(name): {record.code: record for record in records}}


def code(name: str, text: str | None = RITUXIMAB, **fields: Any) -> Record:
    """A code added in 2010, unless said otherwise."""
    return Record(name, text, **({"added": SINCE} | fields))


def reviewed(**decisions: Any) -> Reviewed:
    return Reviewed(**({"vocabulary": VOCABULARY} | decisions))


def versions(evidence: Evidence, **decisions: Any) -> dict[str, list[Version]]:
    """The versions of evidence without problems."""
    found, problems = versions_of(evidence, reviewed(**decisions))
    assert problems == []
    return found


def problems(evidence: Evidence, **decisions: Any) -> list[str]:
    return versions_of(evidence, reviewed(**decisions))[1]


def changed(before: str | None, after: str | None, **fields: Any) -> list[Version]:
    """The two versions of a code that was reworded in October 2025."""
    evidence = release("2025Q1", code("J0001", before)) | release(
        "2025Q4", code("J0001", after, **({"action_date": date(2025, 10, 1)} | fields))
    )
    found = versions(evidence)["J0001"]
    assert len(found) == 2
    return found


def test_a_version_is_a_wording_with_what_it_says() -> None:
    """Drug, scope and unit are read from the long description, and so is the source."""
    ((version,),) = versions(
        release("2026Q1", code("J0001", "Injection, rituximab (teva), 10 mg"))
    ).values()
    assert version.wording.long_description == "Injection, rituximab (teva), 10 mg"
    assert (version.description.name, version.description.scope) == (
        "rituximab",
        Scope(labelers=("teva",)),
    )
    assert version.unit == BillingUnit("measured", Amount("10 mg"))
    assert (version.unit_source, version.begins) == ("long description", "added")
    assert (version.correction, version.related_by) == ("", "")


def test_an_unclassified_code_has_no_unit_and_says_so() -> None:
    """Its unit is unspecified, read from its long description."""
    ((version,),) = versions(release("2026Q1", code("J3490", "Unclassified drugs"))).values()
    assert (version.unit, version.unit_source) == (BillingUnit("unspecified"), "long description")
    assert version.description.is_noc


def test_the_unit_of_a_code_without_text_is_that_of_the_payment_file() -> None:
    """It comes before that of the short description."""
    ((version,),) = versions(
        release("2026Q4", code("J0001", None, billing_unit="5 MG", short_description="Inj x 1 mg"))
    ).values()
    assert (version.unit, version.unit_source) == (
        BillingUnit("measured", Amount("5 mg")),
        "payment limit file",
    )
    assert version.description.name == ""


@pytest.mark.parametrize(
    ("short", "amount"),
    [
        ("Inj, trabectedin, 0.01 mg", "0.01 mg"),
        ("Inj fluorouracil (avyxa)10mg", "10 mg"),
        ("Inj, furoscix, 1 mg", "1 mg"),
        ("Inj, furose lasix onyu, 1 mg", "1 mg"),
        ("Injection levetiracetam 5 mg", "5 mg"),
        ("Inj x 1,000 units", "1000 units"),
        ("Ustekinumab-hmny, 1 mg", "1 mg"),
        ("Pred sod pho ora dis ta 1 mg", "1 mg"),
        ("Skyla, 13.5 mg", None),
        ("Nandrolone decanoate 50 mg", None),
        ("Testosterone cypionate 1 ml", None),
        ("Inj pegzilarginase-nbln", None),
        ("Mycop mofetil susp oral 5 mg", None),
        ("Mycophenol oral 5 mg", None),
        ("Inj x/y 5 mg", None),
        ("Inj vitamin b12 1 mg", None),
        ("Inj. acthar gel to 40 units", None),
        ("Buprenorphine xr over 100 mg", None),
        ("Inj tivideno alfa-eknm 1", None),
        (None, None),
    ],
)
def test_a_short_description_gives_a_unit_only_if_it_cannot_mean_another(
    short: str | None, amount: str | None
) -> None:
    """One injected drug and one amount at its end, without a limit; or 1 mg of any drug."""
    ((version,),) = versions(
        release("2026Q4", code("J0001", None, short_description=short))
    ).values()
    if amount is None:
        assert (version.unit, version.unit_source) == (BillingUnit("unknown"), "")
    else:
        assert version.unit == BillingUnit("measured", Amount(amount))
        assert version.unit_source == "short description"


@pytest.mark.parametrize("short", ["Inj, beqvez, per tx dose", "Inj zopapogene per ther dose"])
def test_a_treatment_dose_is_counted(short: str) -> None:
    """The short description of a gene or cell therapy."""
    ((version,),) = versions(
        release("2026Q4", code("J0001", None, short_description=short))
    ).values()
    assert version.unit == BillingUnit("counted", counted="dose")


def test_a_short_description_is_read_as_the_long_one_wherever_both_are_on_file(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """The rule for codes with a short description alone, tried on all others."""
    tried = 0
    for row in packaged("codes"):
        if row["unit_source"] != "long description" or not row["short_description"]:
            continue
        record = code("J0001", None, short_description=row["short_description"])
        ((version,),) = versions(release("2026Q4", record)).values()
        if version.unit.kind == "measured":
            tried += 1
            assert version.unit.amount == Amount(row["unit_amount"]), row["code"]
        elif version.unit.kind == "counted":
            assert (row["unit_kind"], row["unit_counted"]) == ("counted", "dose"), row["code"]
    assert tried > 400


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (RITUXIMAB, "Rituximab, per 10 mg", "reworded"),
        ("Injection, midazolam hydrochloride, 1 mg", "Injection, midazolam, per 1 mg", "reworded"),
        (
            "Injection, x (accord), not therapeutically equivalent to j9250, 1 mg",
            "Injection, x (accord), not therapeutically equivalent to j9250 and j9260, 1 mg",
            "reworded",
        ),
        ("Injection, x (teva) (accord), 1 mg", "Injection, x (accord) (teva), 1 mg", "reworded"),
        ("Injection, x (teva), 1 mg", "Injection, x (accord), 1 mg", "rescoped"),
        ("Injection, x, 1 mg", "Injection, x (velcade), 1 mg", "rescoped"),
        ("Injection, x, 1 mg", "Injection, x, intravenous, 1 mg", "rescoped"),
        ("Injection, x, 1 mg", "Injection, x, for diagnostic use, 1 mg", "rescoped"),
        ("Injection, x, 1 mg", "Injection, x, excludes biosimilar, 1 mg", "rescoped"),
        ("Injection, x, 1 mg", "Injection, x (human), 1 mg", "rescoped"),
        (
            "Injection, x (accord), 1 mg",
            "Injection, x (accord), not therapeutically equivalent to j9250, 1 mg",
            "rescoped",
        ),
        ("Injection, rituximab, 100 mg", RITUXIMAB, "redefined"),
        ("Injection, x, up to 1 mg", "Injection, x, 1 mg", "redefined"),
        ("Injection, x (teva), per vial", "Injection, x (accord), 1 mg", "redefined"),
    ],
)
def test_a_change_within_a_use_has_a_kind(before: str, after: str, kind: str) -> None:
    """The unit weighs more than the scope, and the scope more than the words."""
    first, second = changed(before, after)
    assert (first.begins, second.begins) == ("added", kind)


def test_a_number_that_went_to_another_drug_was_reused() -> None:
    """Another added date is another use, whatever the texts say."""
    found = versions(
        release("2013Q1", code("J1440", "Injection, filgrastim, 1 mg", ended=date(2013, 12, 31)))
        | release("2024Q1", code("J1440", "Injection, filgrastim, 1 mg", added=date(2023, 7, 1)))
    )["J1440"]
    assert [(version.wording.use, version.begins) for version in found] == [
        (1, "added"),
        (2, "reused"),
    ]


@pytest.mark.parametrize("text", [RITUXIMAB, "Injection, rituximab (teva), 1 mg"])
def test_a_code_that_came_back_was_reinstated(text: str) -> None:
    """Even if it came back with another wording or unit."""
    found = versions(
        release("2025Q1", code("J0570", ended=date(2024, 12, 31)))
        | release("2025Q4", code("J0570", text, action="R", action_date=date(2025, 10, 1)))
    )["J0570"]
    assert [version.begins for version in found] == ["added", "reinstated"]


def test_a_change_whose_text_is_not_available_is_changed() -> None:
    """How is not known: the drug stays, scope and unit are unknown."""
    _, second = changed(
        "Injection, dimethyl sulfoxide (teva), 50 ml", None, action="C", action_date=None
    )
    assert second.begins == "changed"
    assert second.description.name == "dimethyl sulfoxide"
    assert second.description.substance == "dimethyl sulfoxide"
    assert second.description.scope == Scope()
    assert (second.unit, second.unit_source) == (BillingUnit("unknown"), "")


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


def test_unexplained_words_are_a_problem() -> None:
    """The code, the words and the wording are named."""
    assert problems(release("2026Q1", code("J0001", "Injection, x (unheard of), 1 mg"))) == [
        "J0001: (unheard of) in 'Injection, x (unheard of), 1 mg'"
    ]


def test_a_text_without_a_unit_is_a_problem() -> None:
    """Only a code whose text is not available may lack one."""
    assert problems(release("2026Q1", code("J0001", "Injection, x"))) == [
        "J0001: no unit in 'Injection, x'"
    ]
    assert problems(release("2026Q4", code("J0001", None))) == []


def test_problems_of_dates_and_exceptions_are_handed_on() -> None:
    """An unexplained gap, and a reviewed row that corrects nothing."""
    evidence = release("2025Q1", code("J0001"), code("J0002")) | release("2026Q1", code("J0001"))
    idle = ReleaseException("2026Q1", "J0001", "missing", RITUXIMAB, "because")
    assert problems(evidence, exceptions=[idle]) == [
        "2026Q1 J0001: no missing to correct",
        "J0002: gone after 2025Q1 without an end date",
    ]


def test_an_exception_is_part_of_the_versions() -> None:
    """A text that a release got wrong is read as it was corrected."""
    corrected = ReleaseException(
        "2026Q1", "J0001", "long_description", "Injection, y, 1 mg", "because"
    )
    ((version,),) = versions(release("2026Q1", code("J0001")), exceptions=[corrected]).values()
    assert version.description.name == "y"


def related(*records: Record, jcode: Record | None = None, **decisions: Any) -> dict[str, str]:
    """Which codes outside J are kept beside a J code of rituximab, and why."""
    evidence = release("2026Q1", jcode or code("J9312"), *records)
    return {
        name: listed[0].related_by
        for name, listed in versions(evidence, **decisions).items()
        if name[0] != "J"
    }


def test_a_code_that_refers_to_a_j_code_is_its_related_code() -> None:
    """A temporary code says which J code follows it."""
    refers = code("C9001", "Injection, y, 1 mg", cross_references=("J9312",))
    other = code("C9002", "Injection, z, 1 mg", cross_references=("Q0001",))
    assert related(refers, other) == {"C9001": "cross-reference"}


def test_a_code_that_a_j_code_refers_to_is_its_related_code() -> None:
    """References count in both directions."""
    jcode = code("J9312", cross_references=("Q0001", "Q7777"))
    assert related(code("Q0001", "Injection, y, 1 mg"), jcode=jcode) == {"Q0001": "cross-reference"}


def test_a_biosimilar_is_a_related_code() -> None:
    """Its wording says so."""
    text = "Injection, infliximab, biosimilar, 10 mg"
    assert related(code("Q5102", text), vocabulary={"biosimilar": Term("form")}) == {
        "Q5102": "biosimilar"
    }


def test_a_code_of_the_same_substance_is_a_related_code() -> None:
    """The salt does not matter; every reason is listed."""
    jcode = code("J2250", "Injection, midazolam hydrochloride, 1 mg")
    same = code("S0028", "Injection, midazolam, 10 mg")
    both = code("C9001", "Injection, midazolam maleate, 1 mg", cross_references=("J2250",))
    assert related(same, both, code("S0030", "Injection, y, 1 mg"), jcode=jcode) == {
        "C9001": "cross-reference; substance",
        "S0028": "substance",
    }


def test_a_biological_of_another_maker_is_a_related_code() -> None:
    """Four letters after a hyphen distinguish the makers of one substance."""
    assert related(
        code("Q5115", "Injection, rituximab-abbs, 10 mg"),
        code("Q5116", "Injection, trastuzumab-qyyp, 10 mg"),
    ) == {"Q5115": "substance"}


def test_a_code_of_the_very_same_biological_is_a_related_code() -> None:
    """C9038 and J9204 are both mogamulizumab-kpkc, and no cross-reference links them."""
    text = "Injection, mogamulizumab-kpkc, 1 mg"
    assert related(code("C9038", text), jcode=code("J9204", text)) == {"C9038": "substance"}


def test_a_code_that_names_no_drug_is_not_a_related_code_by_substance() -> None:
    """Unclassified codes share their want of a name and nothing else."""
    evidence = release(
        "2026Q1",
        code("J3490", "Unclassified drugs"),
        code("C9399", "Unclassified drugs or biologicals"),
    )
    assert list(versions(evidence)) == ["J3490"]


def test_a_related_code_may_be_chosen_by_hand() -> None:
    """A reviewed row with its reason makes one."""
    text = "Injection, y, 1 mg"
    assert related(code("C9046", text), code("C9047", text), related={"C9046": "cocaine"}) == {
        "C9046": "curated"
    }


def test_every_version_of_a_related_code_says_why_it_is_one() -> None:
    """One wording that names the substance brings in the others of its code."""
    evidence = release("2025Q1", code("J9312"), code("Q5115", "Injection, y, 10 mg")) | release(
        "2026Q1",
        code("J9312"),
        code("Q5115", "Injection, rituximab-abbs, 10 mg", action_date=date(2026, 1, 1)),
    )
    assert [version.related_by for version in versions(evidence)["Q5115"]] == ["substance"] * 2


def test_what_is_unexplained_in_codes_that_do_not_count_stops_nothing() -> None:
    """Thousands of codes outside J are read and left out."""
    evidence = release("2026Q1", code("J9312"), code("Q0001", "Injection, y (unheard of)"))
    evidence |= release("2025Q4", code("J9312"), code("Q0002", "Injection, z, 1 mg"))
    assert list(versions(evidence)) == ["J9312"]


def test_related_codes_may_end_with_an_older_release_than_j_codes() -> None:
    """The list of October 2026 holds J codes alone: no related code vanished by that."""
    evidence = release("2026Q3", code("J9312"), code("Q5115", "Injection, rituximab-abbs, 10 mg"))
    evidence |= release("2026Q4", code("J9312"))
    assert versions(evidence).keys() == {"J9312", "Q5115"}
    evidence |= release("2027Q1", code("J9312"), code("Q5116", "Injection, rituximab-x, 1 mg"))
    assert problems(evidence) == ["Q5115: gone after 2026Q3 without an end date"]


def test_j_codes_without_a_unit_are_in_cms_list_of_unclassified_codes(
    packaged: Callable[[str], list[dict[str, str]]], cms_file: Callable[[str, str], bytes]
) -> None:
    """Three times CMS published such a list: ours in force that quarter are on it.

    J0799 alone is worded as "not otherwise classified" and is never on it.
    """
    for name, file in {
        "2024Q2": "NOC_codes.csv",
        "2025Q1": "NOC_codes_JAN2025.xlsx",
        "2026Q1": "NOC_codes_JAN2026.xlsx",
    }.items():
        listed = {str(cells["code"]).strip() for cells in cells_of(cms_file(name, file))}
        quarter = Release(name)
        ours = {
            row["code"]
            for row in packaged("codes")
            if row["code"][0] == "J"
            and row["is_noc"]
            and row["unit_kind"] == "unspecified"
            and _in_force(row, quarter)
        }
        assert len(ours) > 10
        assert ours - listed == {"J0799"}, name


def _in_force(row: Mapping[str, str], quarter: Release) -> bool:
    return row["valid_from"] <= str(quarter.last_day) and (
        not row["valid_to"] or row["valid_to"] >= str(quarter.first_day)
    )
