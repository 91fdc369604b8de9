"""The names in CMS's Part B drug spending file, weighed by hand-made rows and the real file."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest

from jcodes_release.drugs.spending import weighed_names
from source_files import CMS, needs_cms

SUBSTANCES = {
    "J1740": "ibandronate sodium",
    "J2426": "paliperidone palmitate",
    "J2543": "piperacillin sodium/tazobactam sodium",
    "J2560": "phenobarbital sodium",
    "J7612": "levalbuterol",
    "J3490": "",
}
WORDED = {"invega hafyera": {"J2427"}, "invega sustenna": {"J2426"}}


def weighed(code: str, brand: str, generic: str) -> tuple[list[tuple[str, str]], list[str]]:
    row: Mapping[str, str] = {"code": code, "description": "", "brand": brand, "generic": generic}
    return weighed_names([row], SUBSTANCES, WORDED)


def test_a_name_counts_beside_the_generic_name_of_its_code() -> None:
    assert weighed("J1740", "Boniva*", "Ibandronate Sodium*") == ([("J1740", "Boniva")], [])


def test_the_marks_of_cms_are_not_part_of_a_name() -> None:
    """A star, and the code or the package in brackets."""
    name = [("J2426", "Invega Sustenna")]
    assert weighed("J2426", "Invega Sustenna (J2426)*", "Paliperidone Palmitate") == (name, [])
    assert weighed("J2426", "Invega Sustenna (2 Syringes)", "Paliperidone") == (name, [])


@pytest.mark.parametrize(
    ("code", "brand", "generic"),
    [
        ("J2543", "Ampicillin Sodium", "Ampicillin Sodium"),
        ("J2560", "Nembutal Sodium", "Pentobarbital Sodium"),
        ("J7612", "Albuterol Sulfate", "Albuterol Sulfate"),
    ],
)
def test_a_pair_with_another_generic_name_is_of_another_code(
    code: str, brand: str, generic: str
) -> None:
    """Not even a name that differs in one letter counts, and a salt is not a likeness."""
    assert weighed(code, f"{brand}*", f"{generic}*") == ([], [f"{code}: {brand} ({generic})"])


def test_a_brand_in_the_wording_of_another_code_is_of_that_code() -> None:
    """CMS words J2427 for Invega Hafyera, so J2426 is not Invega Hafyera."""
    assert weighed("J2426", "Invega Hafyera", "Paliperidone Palmitate") == (
        [],
        ["J2426: Invega Hafyera (Paliperidone Palmitate)"],
    )


def test_a_code_without_a_substance_is_left_out() -> None:
    """A vaccine of CPT, or a code for what has none."""
    assert weighed("90371", "HyperHEP B*", "Hepatitis B Immune Globulin*") == ([], [])
    assert weighed("J3490", "Anything", "Anything") == ([], [])


@needs_cms
def test_four_pairs_of_the_real_file_are_of_another_code() -> None:
    """The pairs that CMS prints under the wrong code do not count."""
    path = CMS / "spending" / "part_b_names_2023.csv"
    with path.open(encoding="utf-8", newline="") as file:
        names, doubtful = weighed_names(csv.DictReader(file), SUBSTANCES, WORDED)
    assert names == [("J1740", "Boniva")]
    assert [pair[:5] for pair in doubtful] == ["J2426", "J2543", "J2560", "J7612"]
