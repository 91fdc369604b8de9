"""A code outside J is included with the J codes if it is related to one, and says by what."""

from __future__ import annotations

from datetime import date
from typing import Any

from few_releases import code, problems, release, versions
from jcodes_release.releases.records import Record
from jcodes_release.wordings.descriptors import Term


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
