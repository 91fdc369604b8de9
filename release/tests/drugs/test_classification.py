"""What each drug is, from the wording, the FDA's packages, NCI's list and decisions of people."""

from __future__ import annotations

import pytest

from jcodes_release.drugs.classification import (
    Classified,
    Listings,
    classification_rows,
)
from jcodes_release.readers.table_of_drugs import DrugEntry
from source_files import CHECKOUT

CLASSES = frozenset(row["class"] for row in CHECKOUT.rows("drug_classes"))


def version(code: str = "J0001", **cells: str) -> dict[str, str]:
    """A row of codes.csv."""
    row = {"valid_from": "2020-01-01", "valid_to": "", "routes": "", "drug": "novumab-abcd"}
    return {"code": code, **row, "substance": "novumab", **cells}


def decision(routes: str = "unknown", classes: str = "other", **cells: str) -> dict[str, str]:
    """A row of curated_classifications.csv."""
    row = {"code": "J0001", "valid_from": "2020-01-01", "rejects": "", "note": ""}
    return {**row, "routes": routes, "classes": classes, **cells}


def classified(
    *decisions: dict[str, str],
    fda: str = "",
    canmed: tuple[str, str] = ("", ""),
    table: tuple[str, ...] = (),
    pharmacologic: tuple[str, str] = ("", ""),
    **cells: str,
) -> Classified:
    """The answer for one version."""
    name, listed_as = pharmacologic
    packages = [
        {"hcpcs": "J0001", "route": fda, "nonproprietary": name, "pharm_classes": listed_as},
        {"hcpcs": "J0002", "route": "ORAL", "nonproprietary": "", "pharm_classes": ""},
    ]
    ours = [
        {"fda_class": "Antiemetic", "class": "supportive care"},
        {"fda_class": "Blocker, of CD1", "class": "antineoplastic; biologic response modifier"},
    ]
    listed = [{"HCPCS": "J0001", "Generic Name": canmed[0], "SEER*Rx Category": canmed[1]}]
    drugs = [DrugEntry("Novumab", "1 mg", table, ("J0001",), ())]
    listings = Listings(packages, ours, listed, drugs)
    return classification_rows([version(**cells)], decisions, listings, CLASSES)


def routes(found: Classified) -> tuple[str, str]:
    """The routes of the one row, with their evidence."""
    ((_, _, named, evidence, _, _),) = found.rows
    return named, evidence


def test_what_a_person_curated_stands_with_the_packages_of_the_fda() -> None:
    """Each route says what it rests on."""
    found = classified(decision("intravenous; intramuscular"), fda="INTRAVENOUS; SUBCUTANEOUS")
    assert routes(found) == (
        "intramuscular; intravenous; subcutaneous",
        "curated; FDA, curated; FDA",
    )


def test_a_route_of_the_fda_may_be_rejected() -> None:
    """With the reason in the note of the decision."""
    found = classified(decision("intravenous", rejects="oral"), fda="INTRAVENOUS, ORAL")
    assert routes(found) == ("intravenous", "FDA, curated")


def test_the_packages_settle_what_a_person_left_open() -> None:
    """And without packages it stays unknown."""
    assert routes(classified(decision(), fda="IV")) == ("intravenous", "FDA")
    assert routes(classified(decision(), fda="PARENTERAL")) == ("unknown", "curated")


def test_the_table_of_drugs_supports_a_route_and_never_adds_one() -> None:
    """It lists drugs by name, and ended with 2019."""
    found = classified(
        decision("intravenous", valid_from="2019-01-01"),
        table=("IV", "IM", "OTH"),
        fda="IV",
        valid_from="2019-01-01",
    )
    assert routes(found) == ("intravenous", "FDA, Table of Drugs, curated")
    later = classified(decision("intravenous"), table=("IV",))
    assert routes(later) == ("intravenous", "curated")


def test_current_packages_are_not_evidence_for_a_version_that_ended_before_them() -> None:
    """A number that is used again has other packages."""
    found = classified(decision("intramuscular"), fda="IV", valid_to="2023-12-31")
    assert routes(found) == ("intramuscular", "curated")


def test_the_wording_sets_the_route_and_parenteral_leaves_it_open() -> None:
    """A decision against the wording stops the build."""
    found = classified(decision("oral"), fda="IV", routes="oral")
    assert routes(found) == ("oral", "wording")
    assert routes(classified(decision("intravenous"), routes="parenteral"))[1] == "curated"
    refused = classified(decision("intravenous"), routes="oral")
    assert refused.rows == []
    assert "J0001 from 2020-01-01: the curated routes contradict the wording" in refused.problems[0]


def test_an_invalid_class_stops_the_build() -> None:
    """So does a decision without a class."""
    assert "['chemo']" in classified(decision(classes="chemo")).problems[0]
    assert classified(decision(classes="")).problems


@pytest.mark.parametrize(
    ("canmed", "evidence"),
    [
        (("Novumab", "Immunotherapy"), "CanMED, curated; CanMED, curated"),
        (("Novumab", "Chemotherapy"), "CanMED, curated; curated"),
        (("Oldumab", "Immunotherapy"), "curated; curated"),
        (("Novumab", "Ancillary Therapy"), "curated; curated"),
    ],
)
def test_the_list_of_nci_supports_a_class_if_it_has_the_same_drug(
    canmed: tuple[str, str], evidence: str
) -> None:
    """A number that was used before may carry another drug there."""
    both = decision(classes="antineoplastic; biologic response modifier")
    assert classified(both, canmed=canmed).rows[0][5] == evidence


@pytest.mark.parametrize(
    ("pharmacologic", "evidence"),
    [
        (("NOVUMAB", "Blocker, of CD1 [EPC]"), "FDA, curated; FDA, curated"),
        (("Novumab", "Cell Death [PE],Blocker, of CD1 [EPC]"), "FDA, curated; FDA, curated"),
        (("Novumab", "Something else [EPC]"), "curated; curated"),
        (("Oldumab", "Blocker, of CD1 [EPC]"), "curated; curated"),
        (("Novumab", "Blocker, of CD1 [CS]"), "curated; curated"),
    ],
)
def test_the_classes_of_the_fda_support_those_of_the_same_drug(
    pharmacologic: tuple[str, str], evidence: str
) -> None:
    """A package of another name, or a class that covers several of ours, is not evidence."""
    both = decision(classes="antineoplastic; biologic response modifier")
    found = classified(both, pharmacologic=pharmacologic)
    assert found.rows[0][5] == evidence
    assert found.remarks == []


def test_a_class_that_the_fda_contradicts_is_a_remark() -> None:
    """Until the note names the FDA's class; how a drug is billed contradicts nothing."""
    listed = ("Novumab", "Antiemetic [EPC]")
    found = classified(decision(), pharmacologic=listed)
    (remark,) = found.remarks
    assert remark.startswith("J0001 from 2020-01-01 is other; the FDA lists it as Antiemetic: ")
    settled = decision(note="The FDA says Antiemetic of another drug.")
    assert classified(settled, pharmacologic=listed).remarks == []
    assert classified(decision(classes="oral"), pharmacologic=listed).remarks == []


def test_what_is_not_classified_is_a_remark() -> None:
    """So is a decision about a version that does not exist."""
    found = classified(decision(valid_from="2021-01-01"))
    assert found.rows == []
    assert found.remarks == [
        "not classified: J0001 from 2020-01-01",
        "classified, but no such version: J0001 from 2021-01-01",
    ]
    assert classified(valid_to="2018-12-31").remarks == ["not classified: J0001 from 2020-01-01"]


OLD = version("J0009", valid_from="2012-01-01", valid_to="2018-12-31")
BOTH = "antineoplastic; biologic response modifier"


def derived(old: dict[str, str], *others: tuple[dict[str, str], dict[str, str]]) -> Classified:
    """The answer for an old version and those of the same substance with their decisions."""
    versions = [old, *(version(**cells) for cells, _ in others)]
    decisions = [
        decision(
            **{
                "code": row["code"],
                "valid_from": row["valid_from"],
                "routes": "intravenous",
                **cells,
            }
        )
        for row, (_, cells) in zip(versions[1:], others, strict=True)
    ]
    return classification_rows(versions, decisions, Listings([], [], [], []), CLASSES)


def row_of(found: Classified) -> tuple[str, ...] | None:
    """The row of the old version, without its key."""
    return next((row[2:] for row in found.rows if row[0] == "J0009"), None)


def test_a_version_of_past_years_is_what_all_others_of_its_substance_are() -> None:
    """The evidence names the code that began nearest to it."""
    later = ({"code": "Q0002", "valid_from": "2022-01-01"}, {"classes": BOTH})
    found = derived(OLD, later, ({"valid_from": "2019-01-01"}, {"classes": BOTH}))
    assert row_of(found) == (
        "intravenous",
        "derived from J0001",
        BOTH,
        "derived from J0001; derived from J0001",
    )
    assert found.remarks == []


@pytest.mark.parametrize("unlike", [{"classes": "supportive care"}, {"routes": "subcutaneous"}])
def test_a_person_decides_where_others_of_the_substance_differ(unlike: dict[str, str]) -> None:
    """And the decision stands, whatever the others are."""
    first: tuple[dict[str, str], dict[str, str]] = ({}, {})
    differ = (first, ({"code": "Q0002"}, unlike))
    found = derived(OLD, *differ)
    assert row_of(found) is None
    assert found.remarks == ["not classified: J0009 from 2012-01-01"]
    decided = derived(version(), *differ, (OLD, {"classes": "vaccine", "routes": "intradermal"}))
    assert row_of(decided) == ("intradermal", "curated", "vaccine", "curated")


def test_another_version_of_the_same_code_counts_first() -> None:
    """Also if its wording names a route that the old wording left open."""
    own = ({"code": "J0009", "routes": "subcutaneous"}, {"routes": "subcutaneous"})
    found = derived(OLD, own, ({}, {"classes": "supportive care"}))
    assert row_of(found) == ("subcutaneous", "derived from J0009", "other", "derived from J0009")


def test_what_is_swallowed_and_what_is_injected_are_not_derived_from_each_other() -> None:
    """By the routes that the wording names."""
    swallowed = ({"code": "J8000", "routes": "oral"}, {"routes": "oral", "classes": "oral"})
    assert row_of(derived(OLD, swallowed)) is None
    assert row_of(derived(OLD, swallowed, ({}, {}))) is not None
    oral = {**OLD, "routes": "oral"}
    assert row_of(derived(oral, ({}, {}))) is None
    found = derived(oral, swallowed, ({}, {}))
    assert row_of(found) == ("oral", "wording", "oral", "derived from J8000")


def test_nothing_is_derived_without_a_substance() -> None:
    """Codes for drugs without one of their own share none."""
    nothing = {**OLD, "substance": ""}
    assert row_of(derived(nothing, ({"substance": ""}, {}))) is None


def test_a_version_in_force_that_is_derived_is_a_remark() -> None:
    """A person must look at it."""
    found = derived({**OLD, "valid_to": ""}, ({}, {}))
    assert row_of(found) is not None
    assert found.remarks == ["not classified: J0009 from 2012-01-01, derived from J0001"]


def test_every_version_is_classified() -> None:
    """In the shipped tables, with words of the list alone."""
    rows = {(row["code"], row["valid_from"]): row for row in CHECKOUT.rows("classifications")}
    assert set(rows) == {(row["code"], row["valid_from"]) for row in CHECKOUT.rows("codes")}
    for row in rows.values():
        assert set(row["classes"].split("; ")) <= CLASSES
        assert len(row["routes"].split("; ")) == len(row["routes_evidence"].split("; "))
        assert len(row["classes"].split("; ")) == len(row["classes_evidence"].split("; "))


def test_every_decision_is_about_a_version_that_exists() -> None:
    """And a rejected route says why."""
    included = {(row["code"], row["valid_from"]) for row in CHECKOUT.rows("classifications")}
    for row in CHECKOUT.rows("curated_classifications"):
        assert (row["code"], row["valid_from"]) in included
        assert row["note"] or not row["rejects"], row["code"]
