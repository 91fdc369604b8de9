"""What is billed, from a code, a name or an NDC, and what settles it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import (
    AmbiguousName,
    BadAdministration,
    BadAmount,
    BadNdc,
    Bill,
    Given,
    JCodesError,
    Ndc,
    NoSuchTarget,
    NotInForce,
    ProductNdc,
    bill,
    codeset,
)

ON = date(2025, 8, 1)


def billed(code: Any, dose: Any = "100 mg", on: date = ON, **facts: Any) -> Bill:
    """A bill to Medicare in an office."""
    return bill(code, administered=dose, on=on, policy="medicare", setting="professional", **facts)


def asked(made: Bill, kind: str) -> list[str]:
    """The severities of the questions of a kind."""
    return [question.severity for question in made.questions if question.kind == kind]


@pytest.mark.parametrize("typed", ["50242-051-21", "NDC 50242-0051-21", Ndc("50242-051-21")])
def test_an_ndc_typed_as_the_drug_is_on_the_lines(typed: Any) -> None:
    """As if it were passed with the code."""
    assert billed(typed) == billed("J9312", ndc="50242-051-21")
    assert [line.ndc for line in billed(typed).lines] == [Ndc("50242-051-21")]


def test_an_ndc_passed_beside_one_that_was_typed_is_on_the_lines() -> None:
    """The one names the drug, the other the package that was opened."""
    assert billed("50242-051-21", ndc="50242-0051-10").lines[0].ndc == Ndc("50242-0051-10")
    with_given = billed("50242-051-21", Given("100 mg", ndc="50242-0051-10"))
    assert with_given.lines[0].ndc == Ndc("50242-0051-10")


@pytest.mark.parametrize("product", ["50242-051", "50242-0051", ProductNdc("50242-051")])
def test_a_product_settles_the_code_and_its_package_is_asked_for(product: Any) -> None:
    """A claim line names the package."""
    for made in (billed("rituximab", ndc=product), billed(product), billed("J9312", ndc=product)):
        assert made.code.code == "J9312"
        assert made.lines[0].ndc is None
        assert asked(made, "ndc") == ["verify"]
    assert asked(billed("J9312", ndc="50242-051-21"), "ndc") == []


def test_a_product_of_another_code_is_refused() -> None:
    """As a package is; where no crosswalk is included, nothing speaks against it."""
    with pytest.raises(BadNdc, match="50242-0051 is billed under J9312 and not J1745"):
        billed("J1745", ndc="50242-051")
    assert asked(billed("J1745", ndc="50242-051", on=date(2015, 8, 1)), "ndc") == ["verify"]
    assert asked(billed("J1745", ndc="99999-051"), "ndc") == ["verify"]


@pytest.mark.parametrize("ndc", ["50242-051-2", "50242-51-2", "NDC 50242-051-3"])
def test_a_package_that_has_lost_a_digit_is_refused_with_those_listed(ndc: str) -> None:
    """Filled with a zero it would be another package on the claim."""
    with pytest.raises(BadNdc, match=r"fewer than ten digits.* 50242-0051-10, 50242-0051-21"):
        billed("J9312", ndc=ndc)
    with pytest.raises(BadNdc, match="fewer than ten digits"):
        billed("rituximab", ndc=ndc)


def test_short_parts_of_a_listed_or_unknown_package_are_filled_with_zeros() -> None:
    """A spreadsheet drops zeros: the crosswalk does not speak against it."""
    assert billed("J9999", "1 mg", ndc="2-22-2").lines[0].ndc == Ndc("00002-0022-02")


@pytest.mark.parametrize(
    ("name", "dose", "on", "error", "words"),
    [
        # 7.5 mg of Lupron Depot is one unit of J9217; J9218 x 8 is over the MUE of 1
        ("lupron", "7.5 mg", ON, AmbiguousName, "J9217 .*or pass route= or ndc="),
        # 20 mg is Sandostatin LAR Depot, J2353
        ("sandostatin", "20 mg", ON, AmbiguousName, "J2353"),
        ("Truxima", "100 mg", date(2018, 3, 1), NotInForce, "it is valid from 2019-07-01 on"),
        ("Ixifi", "100 mg", date(2026, 3, 1), NotInForce, "to 2025-12-31; no code follows it"),
    ],
)
def test_a_name_is_billed_only_where_one_code_remains(
    name: str, dose: str, on: date, error: type[JCodesError], words: str
) -> None:
    """Never a code of another form silently."""
    with pytest.raises(error, match=words):
        billed(name, dose, on)


def test_a_known_name_wins_over_the_form_of_a_code() -> None:
    """B12 has the form of a diagnosis (ICD-10-CM)."""
    assert billed("B12", "1000 mcg").code.code == "J3420"


@pytest.mark.parametrize(
    ("name", "route", "code"),
    [
        ("Emend", "intravenous", "J1453"),
        ("Emend", "oral", "J8501"),
        ("sandostatin", "intramuscular", "J2353"),
        ("J2353", "intramuscular", "J2353"),
    ],
)
def test_a_route_settles_a_name(name: str, route: Any, code: str) -> None:
    """As for a pair."""
    assert billed(name, "1 mg", route=route).code.code == code


def test_the_only_code_of_a_drug_for_one_route_is_questioned_without_the_route() -> None:
    """Igalmi is a film, and dexmedetomidine is usually infused, which has no code."""
    assert asked(billed("dexmedetomidine", "200 mcg"), "route") == ["verify"]
    for known in (
        billed("dexmedetomidine", "200 mcg", route="oral"),
        billed("Igalmi", "120 mcg"),
        billed("J1105", "120 mcg"),
        billed("rituximab-abbs"),
        billed(codeset(ON)["J1105"], "120 mcg"),
    ):
        assert asked(known, "route") == []


def test_a_route_that_the_wording_excludes_is_refused() -> None:
    """J1105 is for the mouth alone."""
    for drug in ("dexmedetomidine", "J1105"):
        with pytest.raises(NoSuchTarget, match="J1105 is for the route oral and not intravenous"):
            billed(drug, "200 mcg", route="intravenous")
    with pytest.raises(BadAdministration, match="is not a route"):
        billed("J1105", "200 mcg", route="by mouth or so")


@pytest.mark.parametrize(
    ("administered", "facts", "says"),
    [
        ([Given("500 mg"), "215 mg"], {}, "either every dose is a Given with its NDC, or none"),
        ([Given("500 mg")], {"ndc": "50242-051-21"}, "belong in each Given"),
        ([Given("500 mg")], {"opened": ["500 mg"]}, "belong in each Given"),
    ],
)
def test_what_is_of_one_product_goes_in_its_given(
    administered: Any, facts: dict[str, Any], says: str
) -> None:
    """Which of several products an NDC or a vial belongs to is not guessed."""
    with pytest.raises(BadAmount, match=says):
        bill("J9312", administered=administered, on="2025-08-01", payer="medicare",
             setting="professional", **facts)  # fmt: skip
