"""The routes and classes of a drug."""

from __future__ import annotations

from datetime import date

import pytest

from hcpcs_jcodes import codeset
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import version_of_row

from ..charts import at, coded, iv, lines, push, shot

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


def test_before_2019_only_the_wording_counts() -> None:
    drug = codeset(2012)["J8520"].drug
    assert codeset(2018)["J9310"].drug.classes == ()
    assert drug.routes == ("oral",)


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
