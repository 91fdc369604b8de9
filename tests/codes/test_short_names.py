"""The short names by which charts name drugs: each is of one drug, and of every code of it."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from hcpcs_jcodes import resolve
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import AT
from hcpcs_jcodes.codes.substances import plain_name, rows_named

from ..charts import at, coded, iv, lines

ON = date(2025, 8, 1)
LEDGER = Path(__file__).resolve().parents[2] / "release" / "ledger" / "curated_names.csv"


def short_names() -> set[str]:
    """Those that the ledger lists."""
    with LEDGER.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    return {row["name"] for row in rows if "curated: the short name of" in row["reason"]}


def codes_of_substances() -> dict[str, set[str]]:
    """The codes of every year by their substance, without the suffix of a biologic."""
    found = defaultdict(set)
    for rows in (*code_ledger().jcodes.values(), *code_ledger().related.values()):
        for row in rows:
            found[plain_name(row[AT["substance"]])].add(row[AT["code"]])
    return found


def test_a_short_name_is_of_every_code_of_one_substance_that_begins_with_it() -> None:
    """A new code of the drug, or a new drug that begins so, is seen here."""
    by_substance = codes_of_substances()
    assert len(short_names()) > 60
    for name in short_names():
        (substance,) = (each for each in by_substance if each.split()[:1] == [name])
        assert {row[AT["code"]] for row, _ in rows_named(name)} == by_substance[substance]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("alteplase", "J2997"),
        ("cathflo", "J2997"),
        ("flagyl", "J1836"),
        ("brentuximab", "J9042"),
        ("Ado-Trastuzumab", "J9354"),
        ("certolizumab", "J0717"),
        ("WinRho", "J2792"),
    ],
)
def test_a_drug_is_found_by_its_short_name(name: str, code: str) -> None:
    assert resolve(name, on=ON).code == code


def test_a_chart_names_a_drug_by_its_short_name() -> None:
    """Alteplase was charted as a drug that no code has."""
    assert lines(coded(iv("brentuximab", at(9), at(9, 30), family=""))) == "96413"
    assert lines(coded(iv("alteplase", at(9), at(10), family=""))) == lines(
        coded(iv("J2997", at(9), at(10), family=""))
    )


@pytest.mark.parametrize(
    "name",
    ["interferon", "epoetin", "iron", "factor", "penicillin", "efgartigimod", "antithrombin"],
)
def test_a_word_that_several_drugs_share_is_the_name_of_none(name: str) -> None:
    """Interferon alfa is not interferon beta."""
    assert resolve(name, on=ON).candidates == ()


@pytest.mark.parametrize("name", ["potassium", "magnesium", "hepatitis", "tetanus", "imipenem"])
def test_a_word_that_is_of_more_than_the_drug_with_a_code_is_no_name_of_it(name: str) -> None:
    """Potassium phosphate is not potassium chloride, and a vaccine is not an immune globulin."""
    assert resolve(name, on=ON).candidates == ()


def test_a_short_name_has_no_code_before_the_drug_had_one() -> None:
    found = resolve("brentuximab", on=date(2011, 3, 1))
    assert found.candidates == ()
    assert "J9042" in found.why
