"""The routes and classes of a drug."""

from __future__ import annotations

from datetime import date

import pytest

from hcpcs_jcodes import JCode, codeset
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import version_of_row

from ..charts import at, coded, iv, lines, push, shot
from ..strategies import packaged_versions

TODAY = codeset(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("code", "routes", "classes"),
    [
        ("J9271", ("intravenous",), ("antineoplastic", "biologic response modifier")),
        ("J0897", ("subcutaneous",), ("supportive care", "biologic response modifier")),
        ("J0585", ("intradermal", "intradetrusor", "intramuscular"), ("botulinum toxin",)),
        ("J7325", ("intra-articular",), ("hyaluronan",)),
        ("J9217", ("intramuscular", "subcutaneous"), ("hormonal antineoplastic",)),
        ("J2405", ("intramuscular", "intravenous"), ("supportive care",)),
        ("J7613", ("inhalation",), ("dme only",)),
        ("J3490", ("unknown",), ("not otherwise classified",)),
    ],
)
def test_a_drug_has_its_routes_and_classes(
    code: str, routes: tuple[str, ...], classes: tuple[str, ...]
) -> None:
    assert TODAY[code].drug.routes == routes
    assert TODAY[code].drug.classes == classes


def test_the_j9_range_does_not_determine_the_class() -> None:
    assert "antineoplastic" not in TODAY["J9332"].drug.classes
    assert "antineoplastic" in TODAY["J0894"].drug.classes


@pytest.mark.parametrize(
    ("year", "code", "routes", "classes"),
    [
        (2014, "J9310", ("intravenous",), ("antineoplastic", "biologic response modifier")),
        (2016, "J1745", ("intravenous",), ("biologic response modifier",)),
        (2018, "J9041", ("intravenous", "subcutaneous"), ("antineoplastic",)),
        (2014, "J9265", ("intraperitoneal", "intravenous"), ("antineoplastic",)),
        (2016, "J9033", ("intravenous",), ("antineoplastic",)),
        (2016, "J3357", ("subcutaneous",), ("biologic response modifier",)),
        (2018, "J8655", ("oral",), ("supportive care", "oral")),
        (2014, "J0150", ("intravenous",), ("other",)),
        (2013, "J0152", ("intravenous",), ("diagnostic",)),
    ],
)
def test_a_code_of_past_years_has_its_routes_and_classes(
    year: int, code: str, routes: tuple[str, ...], classes: tuple[str, ...]
) -> None:
    drug = codeset(year)[code].drug
    assert (drug.routes, drug.classes) == (routes, classes)


def by_substance() -> dict[str, list[JCode]]:
    """Every version that any date can ask for, by substance."""
    found: dict[str, list[JCode]] = {}
    for version in packaged_versions():
        if version.drug.substance:
            found.setdefault(version.drug.substance, []).append(version)
    return found


def test_only_codes_for_drugs_without_one_of_their_own_have_no_class() -> None:
    """The drug that is billed with it decides; of laetrile no label and no class is known."""
    open_codes = {
        version.code
        for version in packaged_versions()
        if not {*version.drug.classes} - {"unknown", "not otherwise classified"}
    }
    noc = "C9399 J0799 J3490 J3590 J3591 J7599 J7999"
    assert sorted(open_codes) == sorted([*noc.split(), "J3570"])


# what makes two codes of one substance differ, as each was reviewed
DIFFERENT = {
    "C9089": "bupivacaine as an implant, others as a liquid",
    "J0150": "adenosine worded for treatment, others for a stress test",
    "J1094": "dexamethasone acetate, a depot that is not given against vomiting",
}


def test_an_older_code_has_the_class_of_a_code_of_its_substance_in_force() -> None:
    """By a route that both share; the others were reviewed, with the reason."""
    newest = date(2026, 10, 1)
    differing = set()
    for versions in by_substance().values():
        current = [each for each in versions if each.in_force(newest)]
        for version in versions:
            alike = [each for each in current if {*each.drug.routes} & {*version.drug.routes}]
            if alike and version.drug.classes not in {each.drug.classes for each in alike}:
                differing.add(version.code)
    assert differing == DIFFERENT.keys()


def test_a_version_that_was_not_classified_is_unknown() -> None:
    row = list(code_ledger().jcodes["J9271"][-1])
    row[1] = "2040-01-01"
    drug = version_of_row(tuple(row)).drug
    assert (drug.routes, drug.classes) == (("unknown",), ("unknown",))


def test_the_classes_of_a_code_determine_its_family() -> None:
    assert lines(coded(iv("J9045", at(8), at(9), ""))) == "96413"
    assert lines(coded(shot("J9217", at(8), ""))) == "96402"
    assert lines(coded(push("J2405", at(8), None, ""))) == "96374"
    assert lines(coded(iv("Q5115", at(8), at(9), ""))) == "96413"
    assert lines(coded(iv("J7030", at(8), at(9), ""))) == "96360"


@pytest.mark.parametrize("code", ["J1745", "J3490"])
def test_a_class_on_which_payers_differ_leaves_the_lines_open(code: str) -> None:
    assert lines(coded(iv(code, at(8), at(9), ""))) == "?96413|96365"
