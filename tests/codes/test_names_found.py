"""Names lead to the codes of the drug that has them, and to no other drug's."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from hcpcs_jcodes import BadArgument, codeset, coverage
from hcpcs_jcodes.codes.entries import spelled_names
from hcpcs_jcodes.codes.index import Index
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import AT, Row
from hcpcs_jcodes.codes.search import find_codes

from .sets import a_row

DAY = date(2026, 5, 1)


def codes(query: str, day: date | int | str = DAY) -> list[str]:
    """The codes that are found."""
    return [version.code for version in codeset(day).find(query)]


def by_code(*rows: Row) -> dict[str, tuple[Row, ...]]:
    """The rows by code, in order."""
    listed: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        listed[row[0]].append(row)
    return {code: tuple(rows) for code, rows in listed.items()}


# --- the public cases: ../shared/examples/public-cases.md, A ----------------------------


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("truxima", "Q5115"),
        ("doxil", "Q2050"),
        ("eloxatin", "J9263"),
        ("onpro", "J2506"),
        ("abrilada", "Q5145"),
        ("forteo", "J3110"),
        ("maci", "J7330"),
        ("inflectra", "Q5103"),
        ("mvasi", "Q5107"),
        ("zarxio", "Q5101"),
        ("ciprofloxacin", "J0744"),
        ("solu-cortef", "J1720"),
        ("taxotere", "J9171"),
        ("zometa", "J3489"),
        ("nexplanon", "J7307"),
        # siblings
        ("ogivri", "Q5114"),
        ("renflexis", "Q5104"),
        ("retacrit", "Q5106"),
        ("mirena", "J7298"),
        ("liletta", "J7297"),
        ("5-fu", "J9190"),
    ],
)
def test_a_name_finds_the_code_of_its_product_first(name: str, first: str) -> None:
    """Truxima found J9312, the reference product; doxil the oil of dimercaprol."""
    found = codeset(DAY).find(name)
    assert found[0].code == first
    if name != "onpro":  # a part of the name Neulasta Onpro
        assert found.guessed == ""


@pytest.mark.parametrize("name", ["hadlima", "eliquis", "fluzone", "briviact", "Hyrimoz-like"])
def test_a_name_of_a_drug_that_has_no_code_finds_nothing(name: str) -> None:
    """They found alimta, "liquid", fungizone and goserelin."""
    assert codes(name) == []


def test_every_code_of_a_name_is_found() -> None:
    """Cytoxan is given by mouth and into a vein; pantoprazole has a code for each maker."""
    assert codes("cytoxan")[:1] == ["J8530"]
    assert {*codes("cytoxan")} == {"J8530", *(f"J907{digit}" for digit in range(1, 7))}
    assert {*codes("cytoxan", 2019)} == {"J8530", "J9070"}
    assert {*codes("protonix")} == {"J2470", "J2471", "J2472"}
    assert {*codes("protonix", date(2024, 6, 30))} == {"C9113", "S0164"}


def test_mirena_is_a_brand_of_j7298_alone() -> None:
    """As the wordings say."""
    assert codeset(2025)["J7297"].drug.brands == ("Liletta",)
    assert codeset(2025)["J7298"].drug.brands == ("Mirena",)


# --- names of other times -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day", "found"),
    [
        # the code was replaced, and the product is the same
        ("humira", date(2026, 5, 1), ["J0139"]),
        ("humira", date(2024, 5, 1), ["J0135"]),
        # a name that the tables have for a later code
        ("rituxan", date(2018, 7, 1), ["J9310"]),
        # the biosimilar had no code yet, or only one for all
        ("truxima", date(2018, 7, 1), []),
        ("renflexis", date(2015, 1, 15), []),
        ("inflectra", date(2015, 1, 15), []),
    ],
)
def test_a_name_of_another_year_finds_the_same_product_or_nothing(
    name: str, day: date, found: list[str]
) -> None:
    assert codes(name, day)[:1] == found


def test_a_code_that_has_ended_finds_what_followed_it_and_says_so() -> None:
    found = codeset(DAY).find("J9310")
    assert [version.code for version in found] == ["J9312"]
    assert (found.guessed, found.replaced) == ("", "J9310")
    said = "is not in force: followed by J9312"
    assert repr(found) == f"<Found 1 codes for 'J9310', {said}: ['J9312']>"
    assert codeset(DAY).find("j 9310").replaced == "J9310"
    assert codes("J9312", date(2018, 7, 1)) == ["J9310"]


def test_a_code_that_has_ended_never_finds_another_drug() -> None:
    """Of every code of any year, on a day on which it is not in force."""
    day = codeset(DAY)
    for code in (*codeset(2012), *codeset(2012).related):
        if code not in day and code not in day.related:
            period = codeset(2012) if code in codeset(2012) else codeset(2012).related
            for version in day.find(code):
                assert version.drug.substance == period[code].drug.substance, code


def test_a_letter_is_the_beginning_of_a_code_only_if_it_is_a_j() -> None:
    """An s may be what is left of NS."""
    assert codes("s") == []
    assert codes("s0")[0].startswith("S0")


def test_a_number_that_is_no_code_finds_none() -> None:
    """Near misses are suggestions of an error, not an answer: J2774 was never J2274."""
    assert codes("J2774") == []
    assert codes("J99999") == []


@pytest.mark.parametrize("query", ["J", "j93", "J9312"])
def test_the_beginning_of_a_code_finds_the_codes_in_order(query: str) -> None:
    found = codes(query)
    assert found == sorted(found)
    assert all(code.startswith(query.upper()) for code in found)


def test_a_brand_that_another_code_is_worded_for_is_not_its_product() -> None:
    """A code that took the place of several brands, and is limited to some, has no others."""
    rows = by_code(
        a_row(code="J9310", drug="rituximab", substance="rituximab", brands="onebrand"),
        a_row(code="J9312", drug="rituximab", substance="rituximab", brands="otherbrand"),
    )
    index = Index(rows)
    in_force = {"J9312": rows["J9312"]}
    assert not find_codes("onebrand", 9, lambda code: in_force.get(code, ()), index)
    assert find_codes("otherbrand", 9, lambda code: in_force.get(code, ()), index)
    earlier = {"J9310": rows["J9310"]}
    assert not find_codes("otherbrand", 9, lambda code: earlier.get(code, ()), index)
    by_substance = find_codes("rituximab", 9, lambda code: earlier.get(code, ()), index)
    assert [version.code for version in by_substance] == ["J9310"]


def test_the_second_use_of_a_code_does_not_have_the_names_of_the_first() -> None:
    """J1440 was filgrastim, and is fecal microbiota."""
    assert "J1440" not in codes("neupogen", 2024)
    assert codes("filgrastim", 2024)[0] == "J1442"


# --- every name -----------------------------------------------------------------------------


def test_every_name_finds_its_substance_first_on_every_quarter() -> None:
    """Each name with each set of rows that have it in some quarter, J codes and related."""
    tried = set()
    ledger = code_ledger()
    every = {**ledger.jcodes, **ledger.related}
    for year in range(coverage().first.year, coverage().last.year + 1):
        for quarter in range(1, 5):
            codes_of = codeset(f"{year}Q{quarter}")
            in_force: dict[str, set[Row]] = defaultdict(set)
            for listed in (codes_of, codes_of.related):
                for code in listed:
                    last = listed.versions(code)[-1]
                    row = next(row for row in every[code] if ledger.version(row) is last)
                    for name in spelled_names(row):
                        in_force[name.casefold()].add(row)
            for name, rows in in_force.items():
                if (name, frozenset(rows)) in tried:
                    continue
                tried.add((name, frozenset(rows)))
                found = codes_of.find(name, 1)
                assert found[0].drug.substance in {row[AT["substance"]] for row in rows}, name
                assert found.guessed == "", name
    assert len(tried) > 4_000


# --- what is no query -----------------------------------------------------------------------


@pytest.mark.parametrize("query", [9312, ["x"], None, b"rituximab", 1.5, {"a": 1}])
def test_what_is_no_text_is_a_type_error_that_shows_what_to_pass(query: object) -> None:
    with pytest.raises(BadArgument, match="is not a text: pass words such as 'rituximab'"):
        codeset(2025).find(query)  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", ["5", None, 1.5, True])
def test_a_limit_is_a_whole_number(limit: object) -> None:
    with pytest.raises(TypeError, match="is not a number of codes: pass an int"):
        codeset(2025).find("rituximab", limit)  # type: ignore[arg-type]


def test_an_error_is_short_whatever_was_passed() -> None:
    with pytest.raises(TypeError) as caught:
        codeset(2025).find(["x" * 10**6])  # type: ignore[arg-type]
    assert len(str(caught.value)) < 500
