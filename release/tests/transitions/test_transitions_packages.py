"""A package that changes its code is evidence of what follows, or is rejected with a reason."""

from __future__ import annotations

from jcodes_release.transitions.candidates import package_moves
from succession_rows import package, rules, tables, version


def test_packages_between_two_codes_that_both_go_on_are_rejected() -> None:
    """CMS corrects its crosswalk; no meaning changed."""
    codes = (
        version("J9294", "2023-04-01", "", "pemetrexed", "10 mg"),
        version("J9323", "2023-07-01", "", "pemetrexed", "10 mg"),
    )
    packages = (
        package("1", "J9323", "2024Q1", "2024Q1"),
        package("1", "J9294", "2024Q2", "2024Q3"),
    )
    rows, rejected, problems = tables(*codes, packages=packages)
    assert (rows, problems) == ([], [])
    assert rejected[0][:6] == (
        "J9323",
        "2024-03-31",
        "J9294",
        "2024-04-01",
        "NDC 2024Q1-2024Q2 (1 NDC)",
        "packages_moved",
    )


def test_packages_tell_where_an_ended_code_went() -> None:
    """An NDC that changes code as the old one ends is evidence, with its number."""
    codes = (
        version("J8520", "2000-01-01", "2024-09-30", "capecitabine", "150 mg", routes="oral"),
        version("J8522", "2024-10-01", "", "capecitabine", "50 mg", routes="oral"),
    )
    packages = (
        package("1", "J8520", "2024Q1", "2024Q3"),
        package("1", "J8522", "2024Q4", "2025Q1"),
    )
    rows, _, problems = tables(*codes, packages=packages)
    assert not problems
    assert rows[0]["evidence"] == "NDC 2024Q3-2024Q4 (1 NDC); same substance, dates meet"
    assert str(package_moves(packages)[0]) == "NDC 2024Q3-2024Q4 (1 NDC)"


def test_a_package_listed_under_two_codes_and_then_one_has_moved() -> None:
    """J9250 and J9260 shared packages until J9250 ended."""
    packages = (
        package("1", "J9250", "2024Q1", "2024Q1"),
        package("1", "J9260", "2024Q1", "2024Q2"),
    )
    (move,) = package_moves(packages)
    assert (move.code, move.to_code) == ("J9250", "J9260")


def test_a_package_moves_over_a_quarter_that_is_missing() -> None:
    """From the last quarter included before it to the first one after it."""
    packages = (
        package("1", "J9171", "2024Q1", "2026Q1"),
        package("1", "J9232", "2026Q3", "2026Q4"),
        package("2", "J9171", "2024Q1", "2026Q4"),
    )
    rows, _, problems = tables(
        version("J9171", "2010-01-01", "", "docetaxel", "1 mg"),
        version("J9232", "2026-07-01", "", "docetaxel", "1 mg", labelers="hospira"),
        packages=packages,
    )
    assert not problems
    assert [(row["until"], row["to_code"], row["evidence"]) for row in rows] == [
        ("2026-06-30", "J9171", "it stays in force"),
        (
            "2026-06-30",
            "J9232",
            "NDC 2026Q1-2026Q3 (1 NDC); CMS wording 2024Q1 (one product of the substance)",
        ),
    ]


def test_a_package_listed_under_two_codes_moves_over_a_missing_quarter_once() -> None:
    """The one row ends before it; the other spans it."""
    packages = (
        package("1", "J0001", "2026Q1", "2026Q1"),
        package("1", "J0002", "2026Q1", "2026Q3"),
    )
    (move,) = package_moves(packages)
    assert (move.code, move.to_code, str(move)) == ("J0001", "J0002", "NDC 2026Q1-2026Q3 (1 NDC)")


def test_packages_that_went_elsewhere_leave_other_codes_to_a_person() -> None:
    """Packages of J2001 went to J2002; nothing says whether J2003 follows too."""
    problems = tables(
        version("J2001", "2004-01-01", "2024-09-30", "lidocaine", "10 mg"),
        version("J2002", "2024-10-01", "", "lidocaine", "1 mg"),
        version("J2003", "2024-10-01", "", "lidocaine", "1 mg"),
        packages=(
            package("1", "J2001", "2024Q1", "2024Q3"),
            package("1", "J2002", "2024Q4", "2025Q1"),
        ),
    )[2]
    assert problems == ["J2001 2024-09-30 J2003 (from 2024-10-01): same substance, dates meet"]


def test_a_move_to_a_code_that_is_not_included_is_rejected() -> None:
    """A build that stops at an earlier release knows nothing of J9362; a CPT code never is."""
    packages = (
        package("1", "J9352", "2026Q1", "2026Q3"),
        package("1", "J9362", "2026Q4", "2026Q4"),
        package("2", "90586", "2026Q1", "2026Q1"),
        package("2", "J9352", "2026Q1", "2026Q3"),
    )
    codes = (version("J9352", "2017-01-01", "", "trabectedin", "0.1 mg"),)
    rows, rejected, problems = tables(*codes, packages=packages)
    assert (rows, problems) == ([], [])
    assert rules(rejected) == [
        ("90586", "J9352", "not_included"),
        ("J9352", "J9362", "not_included"),
    ]
