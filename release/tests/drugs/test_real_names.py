"""The names that ship, against CMS's wording and what people decided."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from hcpcs_jcodes.codes.code import comparing_form

ROOT = Path(__file__).parents[3]
Row = Mapping[str, str]


def rows_of(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CODES = rows_of("data/codes.csv")
NAMES = rows_of("data/names.csv")
DECIDED = {
    (row["code"], row["name"].casefold()): row
    for row in rows_of("release/ledger/curated_names.csv")
}

VERSIONS: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
for version in CODES:
    VERSIONS[version["code"], version["use"]].append(version)


def brands_of(version: Row) -> list[str]:
    """The brands to which CMS's wording limits a version."""
    return [brand for brand in version["brands"].split("; ") if brand]


def overlap(one: Row, other: Row) -> bool:
    """Whether two versions are in force on a common day."""
    return one["valid_from"] <= (other["valid_to"] or "9") and other["valid_from"] <= (
        one["valid_to"] or "9"
    )


def reason(code: str, brand: str) -> str:
    """Why a person said that a code has a brand; "" if nobody did."""
    row = DECIDED.get((code, brand.casefold()))
    return row["reason"] if row and row["kind"] == "brand" else ""


def contradictions() -> Iterator[tuple[str, str, str]]:
    """Brands under one code that the wording of another sets for that one on the same day."""
    worded: defaultdict[str, list[Row]] = defaultdict(list)
    for version in CODES:
        for brand in brands_of(version):
            worded[comparing_form(brand)].append(version)
    for name in NAMES:
        if name["kind"] == "brand":
            key = comparing_form(name["name"])
            of_code = VERSIONS[name["code"], name["use"]]
            for other, own in product(worded[key], of_code):
                limited = {comparing_form(brand) for brand in brands_of(own)}
                if overlap(other, own) and key not in limited and other["code"] != own["code"]:
                    yield name["name"], own["code"], other["code"]


def test_no_brand_contradicts_a_brand_in_the_wording_of_cms() -> None:
    """If the wording of J7298 says Mirena, J7297 is not Mirena, whatever a list prints.

    A reviewed row may say otherwise if it names the code whose wording it contradicts.
    """
    unexplained = {
        (brand, code, other)
        for brand, code, other in contradictions()
        if other not in reason(code, brand)
    }
    assert unexplained == set()


def substances() -> dict[str, dict[str, set[str]]]:
    """The substances of each brand, with the codes that have it; biosimilar suffixes aside."""
    found: dict[str, dict[str, set[str]]] = {}
    of_names = (
        (name["name"], version)
        for name in NAMES
        if name["kind"] == "brand"
        for version in VERSIONS[name["code"], name["use"]]
    )
    of_wording = ((brand, version) for version in CODES for brand in brands_of(version))
    for brand, version in (*of_wording, *of_names):
        substance = re.sub(r"-[a-z]{4}$", "", version["substance"])
        codes = found.setdefault(brand.casefold(), {}).setdefault(substance, set())
        codes.add(version["code"])
    return found


def test_a_brand_is_of_one_substance_unless_a_person_said_why() -> None:
    """Emend is fosaprepitant in the vein and aprepitant by mouth; each of its codes says so."""
    shared = {
        brand: sorted(code for codes in of.values() for code in codes)
        for brand, of in substances().items()
        if len(of) > 1
    }
    assert shared == {
        "akynzeo": ["C9033", "C9448", "J1454", "J8655", "Q9978"],
        "emend": ["C9242", "J1453", "J8501"],
        "gammar": ["J1460", "J1560", "J1566", "J1599"],
        "nuvaring": ["J7295", "J7303"],
    }
    for brand, codes in shared.items():
        for code in codes:
            assert "two substances" in reason(code, brand), f"{brand} under {code}"


def kinds_of(name: str) -> dict[str, str]:
    """The kind of a name under each code that has it."""
    key = comparing_form(name)
    return {row["code"]: row["kind"] for row in NAMES if comparing_form(row["name"]) == key}


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("Cipro I.V.", "J0706", "J0744"),
        ("Ciprofloxacin", "J0706", "J0744"),
        ("Solu-Cortef", "J1710", "J1720"),
        ("Prostaphlin", "J2690", "J2700"),
        ("Xopenex", "J7620", "J7614"),
        ("Feiba VH Immuno", "J7196", "J7198"),
        ("Mirena", "J7297", "J7298"),
        ("Hylan G-F 20", "J7322", "J7325"),
        ("Muse", "J0270", "J0275"),
        ("Aridol", "J2150", "J7665"),
        ("Myleran", "J0594", "J8510"),
        ("Mitosol", "J9280", "J7315"),
        ("Mutamycin", "J7315", "J9280"),
        ("Elspar", "J9019", "J9020"),
        ("Erwinase", "J9020", "J9019"),
        ("ABLC", "J0285", "J0287"),
        ("Amgen", "J9212", ""),
    ],
)
def test_a_name_that_cms_prints_under_the_wrong_code_is_under_the_right_one(
    name: str, wrong: str, right: str
) -> None:
    """Amgen is a labeler: the name of no code."""
    found = kinds_of(name)
    assert wrong not in found
    assert not right or right in found


def test_a_decided_name_ships_with_its_kind_and_a_rejected_one_does_not() -> None:
    """Each reviewed row takes effect."""
    shipped = {(row["code"], row["name"].casefold()): row["kind"] for row in NAMES}
    assert {key: row["kind"] for key, row in DECIDED.items() if row["kind"] != "rejected"} == {
        key: shipped.get(key) for key, row in DECIDED.items() if row["kind"] != "rejected"
    }
    assert not [key for key, row in DECIDED.items() if row["kind"] == "rejected" and key in shipped]


def test_a_misspelling_finds_its_code_and_is_not_shown() -> None:
    """CMS's own misprints stay as search terms, beside the right brand."""
    kinds = {(name["code"], name["name"]): name["kind"] for name in NAMES}
    for code, misprint, brand in (
        ("J9201", "Gemsar", "Gemzar"),
        ("J9060", "Plantinol AQ", "Platinol-AQ"),
        ("J7606", "Peforomist", "Perforomist"),
        ("J1930", "Somatulin Depot", "Somatuline Depot"),
        ("J2265", "Minocine", "Minocin"),
        ("J1817", "Humilin R", "Humulin R"),
    ):
        assert kinds[code, misprint] == "search term"
        assert kinds[code, brand] == "brand"
