"""A version has what its wording says, the source of its unit, and how it began."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from few_releases import RITUXIMAB, code, problems, release, versions
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from jcodes_release.readers.tables import cells_of
from jcodes_release.releases.ledger import ReleaseException
from jcodes_release.releases.records import Release
from jcodes_release.wordings.versions import Version


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
