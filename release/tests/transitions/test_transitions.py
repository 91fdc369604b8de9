"""Transitions: traces from one code to another, the rules that judge them, the promises kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from hcpcs_jcodes.codes.rows import CODE_COLUMNS
from hcpcs_jcodes.codes.successions import TRANSITION_COLUMNS
from hcpcs_jcodes.units.conversions import conversion
from jcodes_release.transitions.candidates import History, package_moves
from jcodes_release.transitions.tables import broken_promises, transition_tables
from jcodes_release.transitions.transitions import Settled, Transition

Row = Mapping[str, str]


def version(code: str, first: str, last: str, drug: str, unit: str, **cells: str) -> Row:
    """A row of codes.csv: a measured code of one substance, unless stated otherwise."""
    own = {
        "code": code,
        "valid_from": first,
        "valid_to": last,
        "begins": "added",
        "starts": "published",
        "use": "1",
        "long_description": f"Injection, {drug}, {unit}",
        "drug": drug,
        "substance": drug,
        "unit_kind": "measured",
        "unit_amount": unit,
        "releases": "2024Q1-2026Q1",
    }
    return dict.fromkeys(CODE_COLUMNS, "") | own | cells


def package(ndc: str, code: str, first: str, last: str) -> Row:
    """A row of ndc.csv, as far as successions need it."""
    return {"ndc": ndc, "code": code, "first": first, "last": last}


def decision(code: str, until: str, to_code: str, verdict: str, **cells: str) -> Row:
    """A row of transition_decisions.csv."""
    names = ("since", "kind", "split_by", "takes", "note", "reason", "evidence")
    own = {"code": code, "until": until, "to_code": to_code, "decision": verdict}
    return dict.fromkeys(names, "") | own | cells


def tables(
    *codes: Row,
    evidence: tuple[Row, ...] = (),
    packages: tuple[Row, ...] = (),
    decisions: tuple[Row, ...] = (),
) -> tuple[list[dict[str, str]], list[tuple[str, ...]], list[str]]:
    """The rows as mappings, the rejected candidates, the problems."""
    rows, rejected, problems = transition_tables(codes, evidence, packages, decisions)
    return [dict(zip(TRANSITION_COLUMNS, row, strict=True)) for row in rows], rejected, problems


def measured(amount: str) -> BillingUnit:
    """So much of the drug."""
    return BillingUnit("measured", Amount(amount))


RITUXIMAB = (
    version("J9310", "1999-01-01", "2018-12-31", "rituximab", "100 mg"),
    version("J9312", "2019-01-01", "", "rituximab", "10 mg"),
)


def test_a_code_whose_dates_meet_those_of_its_substance_is_replaced() -> None:
    """J9310 of 100 mg is replaced by J9312 of 10 mg: factor ten, a range."""
    rows, rejected, problems = tables(*RITUXIMAB)
    assert (rejected, problems) == ([], [])
    assert rows == [
        {
            "code": "J9310",
            "until": "2018-12-31",
            "to_code": "J9312",
            "since": "2019-01-01",
            "kind": "replaced",
            "split_by": "",
            "takes": "",
            "factor": "10",
            "convert": "range",
            "gap_days": "0",
            "evidence": "same substance, dates meet",
            "note": "",
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (measured("100 mg"), measured("10 mg"), (Fraction(10), "range")),
        (measured("1 mg"), measured("10 mg"), (Fraction(1, 10), "exact")),
        (measured("0.1 mg"), measured("0.075 mg"), (Fraction(4, 3), "range")),
        (measured("0.3 g"), measured("300 mg"), (Fraction(1), "exact")),
        (measured("10 mL"), measured("10 mg"), (None, "concentration")),
        (BillingUnit("up_to", Amount("4 mg")), measured("0.1 mg"), (None, "dose")),
        (BillingUnit("up_to", Amount("40 units")),) * 2 + ((Fraction(1), "exact"),),
        (BillingUnit("counted", counted="vial"), measured("40 mg"), (None, "count")),
        (
            BillingUnit("counted", counted="device"),
            BillingUnit("counted", counted="device", of="x"),
            (Fraction(1), "exact"),
        ),
        (BillingUnit("unknown"), BillingUnit("unknown"), (None, "dose")),
        (measured("10 mg"), measured("10 units"), (None, "dose")),
        (
            BillingUnit("measured", components=(("a", Amount("2 mg")), ("b", Amount("4 mg")))),
            BillingUnit("measured", components=(("a", Amount("1 mg")), ("b", Amount("2 mg")))),
            (Fraction(2), "range"),
        ),
        (
            BillingUnit("measured", components=(("a", Amount("2 mg")),)),
            BillingUnit("measured", components=(("b", Amount("2 mg")),)),
            (None, "dose"),
        ),
    ],
)
def test_units_convert_by_the_ratio_of_exact_amounts_alone(
    old: BillingUnit, new: BillingUnit, expected: tuple[Fraction | None, str]
) -> None:
    """A factor if both are exact amounts of one dimension, otherwise what is needed."""
    assert conversion(old, new) == expected


def test_two_codes_into_one_are_merged() -> None:
    """J1440 and J1441 both became J1442."""
    rows, _, problems = tables(
        version("J1440", "1994-01-01", "2013-12-31", "filgrastim", "300 mcg"),
        version("J1441", "1994-01-01", "2013-12-31", "filgrastim", "480 mcg"),
        version("J1442", "2014-01-01", "", "filgrastim", "1 mcg"),
    )
    assert not problems
    assert [(row["code"], row["kind"], row["factor"]) for row in rows] == [
        ("J1440", "merged", "300"),
        ("J1441", "merged", "480"),
    ]


def test_a_sibling_that_is_not_equivalent_splits_the_code_that_stays_active() -> None:
    """J9395 keeps every labeler but Teva, whose product is J9393 from 2023 on."""
    rows, _, problems = tables(
        version("J9395", "2004-01-01", "", "fulvestrant", "25 mg"),
        version(
            "J9393",
            "2023-01-01",
            "",
            "fulvestrant",
            "25 mg",
            labelers="teva",
            not_equivalent_to="J9395",
        ),
    )
    assert not problems
    assert [(row["to_code"], row["kind"], row["split_by"], row["takes"]) for row in rows] == [
        ("J9393", "split", "labeler", "teva"),
        ("J9395", "split", "labeler", "every other product"),
    ]


def test_another_salt_is_rejected_with_the_reason() -> None:
    """Methylprednisolone acetate did not become the succinate."""
    rows, rejected, problems = tables(
        version(
            "J1020",
            "1982-01-01",
            "2024-03-31",
            "methylprednisolone acetate",
            "20 mg",
            substance="methylprednisolone",
        ),
        version(
            "J2919",
            "2024-04-01",
            "",
            "methylprednisolone sodium succinate",
            "5 mg",
            substance="methylprednisolone",
        ),
    )
    assert not rows
    assert rejected[0][5:] == (
        "another_product",
        "a different salt or ester: acetate, sodium succinate",
    )
    assert problems == [
        "J1020 2024-03-31: no row or decision says what follows",
        "J1020 2024-03-31: no row",
    ]


def test_what_is_undecided_stops_the_build_until_a_person_does() -> None:
    """A code without a follower needs a row that says so, with its reason."""
    old = version("J1590", "2002-01-01", "2025-12-31", "gatifloxacin", "10 mg")
    assert tables(old)[2] == [
        "J1590 2025-12-31: no row or decision says what follows",
        "J1590 2025-12-31: no row",
    ]
    ended = decision("J1590", "2025-12-31", "", "ended", reason="withdrawn", evidence="curated")
    rows, _, problems = tables(
        old, packages=(package("1", "J1590", "2024Q1", "2024Q2"),), decisions=(ended,)
    )
    assert not problems
    assert (rows[0]["kind"], rows[0]["gap_days"]) == ("ended", "")
    assert rows[0]["evidence"] == (
        "no code of the substance in any later release; "
        "last package in the crosswalk 2024Q2; curated"
    )


def test_a_decision_about_nothing_is_a_problem() -> None:
    """A decision that no longer meets a candidate does not stay unseen."""
    stale = decision("J9310", "2018-12-31", "J9999", "confirm")
    assert tables(*RITUXIMAB, decisions=(stale,))[2] == [
        "decision that matches nothing: J9310 2018-12-31 J9999"
    ]


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


def test_a_cross_reference_outweighs_other_codes_of_the_substance() -> None:
    """The permanent code that CMS names takes the temporary one's place."""
    codes = (
        version("C9023", "2014-10-01", "2014-12-31", "testosterone", "1 mg"),
        version("J3145", "2015-01-01", "", "testosterone", "1 mg"),
        version("J1071", "2015-01-01", "", "testosterone", "1 mg"),
    )
    named = {
        "code": "C9023",
        "ended": "2014-12-31",
        "cross_references": "J3145",
        "releases": "2016Q1",
    }
    rows, rejected, problems = tables(*codes, evidence=(named,))
    assert not problems
    assert [(row["to_code"], row["evidence"]) for row in rows] == [
        ("J3145", "cross-reference 2016Q1; same substance, dates meet")
    ]
    assert [(row[2], row[5]) for row in rejected] == [("J1071", "cross_reference")]


def test_a_change_in_place_says_what_it_limits_the_code_to() -> None:
    """J1745 went on for all infliximab but the biosimilars."""
    rows, _, problems = tables(
        version("J1745", "2000-01-01", "2016-12-31", "infliximab", "10 mg"),
        version(
            "J1745",
            "2017-01-01",
            "",
            "infliximab",
            "10 mg",
            begins="rescoped",
            exclusions="biosimilars",
        ),
    )
    assert not problems
    assert [(row["kind"], row["takes"], row["convert"]) for row in rows] == [
        ("rescoped", "all but biosimilars", "exact")
    ]


def test_a_number_used_again_is_no_succession() -> None:
    """J1440 was filgrastim, then another drug: the row warns and converts nothing."""
    rows, _, problems = tables(
        version("J9350", "1998-01-01", "2010-12-31", "topotecan", "4 mg"),
        version("J9350", "2023-07-01", "", "mosunetuzumab", "1 mg", begins="reused", use="2"),
    )
    assert not problems
    assert (rows[0]["kind"], rows[0]["factor"], rows[0]["convert"]) == ("reused", "", "")
    assert rows[0]["note"] == "The number now stands for another drug: mosunetuzumab."


def test_a_code_that_comes_back_states_its_gap() -> None:
    """J0570 had no valid day from 2025-01-01 to 2025-09-30."""
    rows, _, problems = tables(
        version("J0570", "2017-01-01", "2024-12-31", "buprenorphine", "74.2 mg"),
        version("J0570", "2025-10-01", "", "buprenorphine", "74.2 mg", begins="reinstated"),
    )
    assert not problems
    assert (rows[0]["kind"], rows[0]["gap_days"], rows[0]["factor"]) == ("reinstated", "273", "1")
    assert rows[0]["evidence"] == "CMS dates 2025Q4"


def test_a_succession_that_left_no_trace_is_added_by_a_person() -> None:
    """A decision may add what no file shows, here into a code that was there before."""
    rows, _, problems = tables(
        version("J0886", "2006-01-01", "2015-12-31", "epoetin alfa", "1000 units"),
        version("Q4081", "2007-01-01", "", "epoetin", "100 units"),
        decisions=(decision("J0886", "2015-12-31", "Q4081", "add", evidence="curated"),),
    )
    assert not problems
    assert (rows[0]["since"], rows[0]["kind"], rows[0]["factor"]) == ("2016-01-01", "merged", "10")


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


def kinds(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """From, to, and kind of each row."""
    return [(row["code"], row["to_code"], row["kind"]) for row in rows]


def rules(rejected: list[tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """From, to, and rule of each rejected candidate."""
    return [(row[0], row[2], row[5]) for row in rejected]


NAMED = {"ended": "2014-12-31", "releases": "2016Q1"}


def test_a_cross_reference_to_a_code_not_in_force_is_rejected() -> None:
    """CMS named J0178 for a code that ended half a year before J0178 began."""
    codes = (
        version("C9291", "2012-04-01", "2012-06-30", "aflibercept", "1 mg"),
        version("Q2046", "2012-07-01", "2012-12-31", "aflibercept", "1 mg"),
        version("J0178", "2013-01-01", "", "aflibercept", "1 mg"),
        version("J0177", "2000-01-01", "2005-12-31", "another", "1 mg"),
    )
    named = {
        "code": "C9291",
        "ended": "2012-06-30",
        "cross_references": "J0178 Q2046 J0177 90378",
        "releases": "2013Q1",
    }
    older = named | {"ended": "2009-12-31", "cross_references": "J0178"}
    open_row = named | {"ended": ""}
    elsewhere = named | {"ended": "2012-05-31"}
    rows, rejected, problems = tables(*codes, evidence=(named, older, open_row, elsewhere))
    assert not problems
    assert kinds(rows) == [("C9291", "Q2046", "replaced"), ("Q2046", "J0178", "replaced")]
    assert rules(rejected) == [
        ("C9291", "90378", "not_included"),
        ("C9291", "J0177", "not_in_force"),
        ("C9291", "J0178", "not_in_force"),
    ]


def test_a_cross_reference_may_lead_into_a_code_that_was_there() -> None:
    """An older code takes the products over on the day after."""
    codes = (
        version("Q0001", "2012-01-01", "2014-12-31", "x", "1 mg"),
        version("J0001", "2000-01-01", "", "x", "1 mg"),
    )
    rows, _, problems = tables(
        *codes, evidence=({"code": "Q0001", "cross_references": "J0001"} | NAMED,)
    )
    assert not problems
    assert [(row["since"], row["kind"]) for row in rows] == [("2015-01-01", "merged")]


def test_a_status_of_not_equivalent_that_ends_leads_back() -> None:
    """J9258 went back into J9264 when Teva's product was found equivalent."""
    rows, _, problems = tables(
        version("J9264", "2006-01-01", "", "paclitaxel", "1 mg"),
        version(
            "J9258",
            "2024-01-01",
            "2024-09-30",
            "paclitaxel",
            "1 mg",
            labelers="teva",
            not_equivalent_to="J9264",
        ),
    )
    assert not problems
    assert kinds(rows) == [
        ("J9258", "J9264", "merged"),
        ("J9264", "J9258", "split"),
        ("J9264", "J9264", "split"),
    ]


def test_a_code_that_widens_the_day_after_takes_an_ended_one_in() -> None:
    """J7333 was merged back into J7321, whose wording named its brand again."""
    rows, _, problems = tables(
        version("J7321", "2008-01-01", "2021-03-31", "hyaluronan", "1 mg", brands="hyalgan"),
        version(
            "J7321",
            "2021-04-01",
            "",
            "hyaluronan",
            "1 mg",
            brands="hyalgan; visco-3",
            begins="rescoped",
        ),
        version("J7333", "2020-07-01", "2021-03-31", "hyaluronan", "1 mg", brands="visco-3"),
    )
    assert not problems
    assert kinds(rows) == [("J7321", "J7321", "rescoped"), ("J7333", "J7321", "merged")]


def test_a_temporary_code_that_ends_with_the_old_one_is_passed_over() -> None:
    """J1680 leads to J7178; Q2045 was beside it for half a year."""
    rows, rejected, problems = tables(
        version("J1680", "2010-01-01", "2012-12-31", "fibrinogen", "100 mg"),
        version("Q2045", "2012-07-01", "2012-12-31", "fibrinogen", "1 mg"),
        version("J7178", "2013-01-01", "", "fibrinogen", "1 mg"),
    )
    assert not problems
    assert kinds(rows) == [("J1680", "J7178", "merged"), ("Q2045", "J7178", "merged")]
    assert rules(rejected) == [("J1680", "Q2045", "temporary_code")]


def test_two_overlapping_followers_wait_for_a_person() -> None:
    """Which of two codes that began before the end follows, no rule can say."""
    codes = (
        version("J9001", "2000-01-01", "2012-12-31", "doxorubicin", "10 mg"),
        version("J9002", "2012-10-01", "", "doxorubicin", "10 mg"),
        version("Q2049", "2012-07-01", "", "doxorubicin", "10 mg"),
    )
    assert tables(*codes)[2][:2] == [
        "J9001 2012-12-31 J9002 (from 2012-10-01): same substance",
        "J9001 2012-12-31 Q2049 (from 2012-07-01): same substance",
    ]
    rows, rejected, problems = tables(
        *codes,
        decisions=(
            decision("J9001", "2012-12-31", "J9002", "confirm", note="so it is"),
            decision("J9001", "2012-12-31", "Q2049", "reject", reason="imported"),
        ),
    )
    assert not problems
    assert [(row["to_code"], row["gap_days"], row["note"]) for row in rows] == [
        ("J9002", "-92", "so it is")
    ]
    assert rejected[0][5:] == ("decision", "imported")


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


def test_a_product_taken_at_its_start_is_not_taken_again_at_the_end() -> None:
    """J9072 split from J9070 three months before J9070 ended."""
    rows, rejected, problems = tables(
        version("J9070", "1984-01-01", "2024-03-31", "cyclophosphamide", "100 mg"),
        version("J9072", "2024-01-01", "", "cyclophosphamide", "5 mg", labelers="dr. reddy's"),
        version("J9075", "2024-04-01", "", "cyclophosphamide", "5 mg"),
    )
    assert not problems
    assert kinds(rows) == [
        ("J9070", "J9070", "split"),
        ("J9070", "J9072", "split"),
        ("J9070", "J9075", "replaced"),
    ]
    assert rules(rejected) == [("J9070", "J9072", "taken_before")]


def test_a_new_sibling_shares_the_scope_that_its_parent_gave_up() -> None:
    """J9033 became Treanda alone on the day on which Bendeka got J9034."""
    rows, _, problems = tables(
        version("J9033", "2009-01-01", "2016-12-31", "bendamustine", "1 mg"),
        version(
            "J9033", "2017-01-01", "", "bendamustine", "1 mg", begins="rescoped", brands="treanda"
        ),
        version("J9034", "2017-01-01", "", "bendamustine", "1 mg", brands="bendeka"),
    )
    assert not problems
    assert [(row["to_code"], row["split_by"], row["takes"]) for row in rows] == [
        ("J9033", "product", "treanda"),
        ("J9034", "product", "bendeka"),
    ]


def test_a_new_brand_a_code_of_its_own_and_another_form_are_no_split() -> None:
    """What was never billed under the general code does not come from it."""
    _, rejected, problems = tables(
        version("J9171", "2010-01-01", "", "docetaxel", "1 mg"),
        version("J9174", "2025-07-01", "", "docetaxel", "1 mg", brands="beizray"),
        version("C9001", "2024-10-01", "2024-12-31", "docetaxel", "1 mg", labelers="sun"),
        version("J9175", "2025-01-01", "", "docetaxel", "1 mg", labelers="sun"),
        version("J9176", "2026-01-01", "", "docetaxel", "1 mL", brands="gel"),
        version("J9177", "2026-01-01", "", "docetaxel", "1 mg", labelers="x", routes="oral"),
    )
    assert not problems
    assert sorted(rules(rejected)) == [
        ("J9171", "J9174", "brand_of_its_own"),
        ("J9171", "J9175", "own_predecessor"),
        ("J9171", "J9176", "another_product"),
    ]


def test_a_biosimilar_never_follows_its_reference_product_or_another_biosimilar() -> None:
    """Each biosimilar has a code of its own."""
    rows, rejected, problems = tables(
        version("J1300", "2008-01-01", "2025-03-31", "eculizumab", "10 mg"),
        version("J1299", "2025-04-01", "", "eculizumab", "2 mg"),
        version(
            "Q5139", "2025-01-01", "2025-03-31", "eculizumab-aeeb", "10 mg", forms="biosimilar"
        ),
        version("Q5152", "2025-04-01", "", "eculizumab-aeeb", "2 mg", forms="biosimilar"),
        version("Q5151", "2025-04-01", "", "eculizumab-aagh", "2 mg", forms="biosimilar"),
    )
    assert not problems
    assert kinds(rows) == [("J1300", "J1299", "replaced"), ("Q5139", "Q5152", "replaced")]
    assert {rule for *_, rule in rules(rejected)} == {"another_product", "biosimilar"}


def test_the_sibling_of_an_ended_code_did_not_come_from_the_parent() -> None:
    """J9046 took Dr. Reddy's bortezomib from J9044, not from J9041."""
    rows, rejected, problems = tables(
        version("J9041", "2019-01-01", "", "bortezomib", "0.1 mg", brands="velcade"),
        version("J9044", "2019-01-01", "2022-12-31", "bortezomib", "0.1 mg"),
        version(
            "J9046",
            "2023-01-01",
            "",
            "bortezomib",
            "0.1 mg",
            labelers="dr. reddy's",
            not_equivalent_to="J9041",
        ),
    )
    assert not problems
    assert kinds(rows) == [("J9044", "J9046", "replaced")]
    assert rules(rejected) == [("J9041", "J9046", "own_predecessor")]


def test_an_end_that_no_file_states_is_given_by_a_person() -> None:
    """C9307 is replaced by J9601, although the files included leave it open."""
    given = decision(
        "C9307", "2026-03-31", "J9601", "add", kind="replaced", evidence="same substance; curated"
    )
    rows, _, problems = tables(
        version("C9307", "2026-01-01", "", "linvoseltamab", "1 mg"),
        version("J9601", "2026-04-01", "", "linvoseltamab", "1 mg"),
        decisions=(given,),
    )
    assert not problems
    assert kinds(rows) == [("C9307", "J9601", "replaced")]


def test_a_change_that_cannot_be_read_is_rejected_with_its_reason() -> None:
    """The new wording of J3300 is not available."""
    codes = (
        version("J3300", "2009-01-01", "2026-09-30", "triamcinolone", "1 mg"),
        version("J3300", "2026-10-01", "", "triamcinolone", "1 mg", begins="changed"),
    )
    assert kinds(tables(*codes)[0]) == [("J3300", "J3300", "rescoped")]
    unread = decision("J3300", "2026-09-30", "J3300", "reject", reason="not available")
    rows, rejected, problems = tables(*codes, decisions=(unread,))
    assert (rows, problems) == ([], [])
    assert rejected[0][4:] == ("in place", "decision", "not available")


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            decision("J9310", "2018-12-31", "J9312", "add", since="2018-06-01", evidence="x"),
            "J9312 is not in force on 2018-06-01: correct J9310 2018-12-31 J9312",
        ),
        (
            decision("J9311", "2018-12-31", "", "ended", evidence="x"),
            "J9311 is not in force on 2018-12-31: correct J9311 2018-12-31 nothing",
        ),
    ],
)
def test_a_decision_about_a_day_without_the_code_says_so(wrong: Row, problem: str) -> None:
    """A mistyped date or code is named, with the row to correct."""
    assert f"{problem} in transition_decisions.csv" in tables(*RITUXIMAB, decisions=(wrong,))[2]


def row(**values: object) -> Transition:
    """A row that breaks some promise of J9310 to J9312."""
    good: dict[str, object] = {
        "code": "J9310",
        "until": date(2018, 12, 31),
        "to_code": "J9312",
        "since": date(2019, 1, 1),
        "kind": "replaced",
        "factor": Fraction(10),
        "convert": "range",
        "evidence": ("curated",),
    }
    return Transition(**(good | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "promise"),
    [
        ({"code": "J9311"}, "not in force on its last day"),
        ({"kind": "ended"}, "ended, but names a code that follows"),
        ({"since": date(2018, 1, 1)}, "J9312 is not in force"),
        ({"to_code": "J9310", "since": date(1999, 1, 1)}, "does not move forward"),
        ({"factor": Fraction(9)}, "not the ratio of the units"),
        ({"evidence": ()}, "no evidence"),
        ({"kind": "split"}, "nothing distinguishes the targets"),
        ({"kind": "split", "split_by": "product", "takes": "x"}, "split, with 1"),
    ],
)
def test_a_row_that_breaks_a_promise_is_named(values: dict[str, object], promise: str) -> None:
    """Every promise of the table is checked on every row."""
    history = History.of_rows(RITUXIMAB)
    broken = broken_promises(history, [], Settled([row(**values)], [], []), [])
    assert any(promise in text for text in broken)


def test_a_code_cannot_both_end_and_be_followed() -> None:
    """Nothing follows, or something does."""
    history = History.of_rows(RITUXIMAB)
    ended = row(kind="ended", to_code="", since=None, factor=None, convert="")
    broken = broken_promises(history, [], Settled([row(), ended], [], []), [])
    assert broken == ["J9310 2018-12-31 to nothing: ended, but another code follows"]


def test_a_package_move_that_nothing_explains_is_named() -> None:
    """Each move of the crosswalk is in the table or among the rejected."""
    history = History.of_rows(RITUXIMAB)
    packages = (
        package("1", "J0001", "2024Q1", "2024Q1"),
        package("1", "J0002", "2024Q2", "2024Q2"),
    )
    broken = broken_promises(history, [], Settled([row()], [], []), package_moves(packages))
    assert broken == ["NDC 2024Q1-2024Q2 (1 NDC): unexplained"]


def test_what_lies_outside_the_question_leaves_no_trace() -> None:
    """Codes without a drug, ended before 2011, reworded, or new together with a sibling."""
    rows, rejected, problems = tables(
        version("J3490", "1982-01-01", "", "", "1 mg", unit_kind="unspecified", unit_amount=""),
        version("J0530", "1982-01-01", "2009-12-31", "penicillin", "1 mg"),
        version("J9280", "1986-01-01", "2012-12-31", "mitomycin", "5 mg"),
        version("J9280", "2013-01-01", "", "mitomycin", "5 mg", begins="reworded"),
    )
    assert (rows, rejected, problems) == ([], [], [])


def test_a_sibling_that_began_with_its_reference_took_nothing_over() -> None:
    """J0651 is not equivalent to J0650, and both are from the same day."""
    rows, rejected, problems = tables(
        version("J0650", "2024-04-01", "", "levothyroxine", "10 mcg"),
        version("J0651", "2024-04-01", "", "levothyroxine", "10 mcg", not_equivalent_to="J0650"),
    )
    assert (rows, problems) == ([], [])
    assert rejected[0][5:] == (
        "began_together",
        "both codes began on the same day; neither came first",
    )


def test_a_reference_that_is_over_leaves_no_trace() -> None:
    """A wording may name a code that ended before."""
    rows, rejected, problems = tables(
        version("J0460", "2000-01-01", "2009-12-31", "atropine", "0.3 mg"),
        version("J0462", "2025-10-01", "", "atropine", "0.01 mg", not_equivalent_to="J0460"),
    )
    assert (rows, rejected, problems) == ([], [], [])


def test_a_biosimilar_takes_nothing_from_its_reference_product() -> None:
    """Q5148 is filgrastim: neither from J1442 nor from a number that was filgrastim once."""
    rows, rejected, problems = tables(
        version("J1442", "2014-01-01", "", "filgrastim", "1 mcg"),
        version("J1440", "1994-01-01", "2009-12-31", "filgrastim", "300 mcg"),
        version("J1440", "2023-07-01", "", "microbiota", "1 mL", begins="reused", use="2"),
        version("Q5148", "2025-04-01", "", "filgrastim-txid", "1 mcg", forms="biosimilar"),
    )
    assert not problems
    assert kinds(rows) == [("J1440", "J1440", "reused")]
    assert rules(rejected) == [("J1442", "Q5148", "biosimilar")]


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


def test_several_names_of_a_target_stand_one_by_one() -> None:
    """Either name identifies J2427; each row says what kind its own names are."""
    rows, _, problems = tables(
        version("J2426", "2011-01-01", "2023-06-30", "paliperidone", "1 mg"),
        version(
            "J2426",
            "2023-07-01",
            "",
            "paliperidone",
            "1 mg",
            begins="rescoped",
            labelers="janssen",
        ),
        version("J2427", "2023-07-01", "", "paliperidone", "1 mg", brands="hafyera; trinza"),
    )
    assert not problems
    assert [(row["to_code"], row["split_by"], row["takes"]) for row in rows] == [
        ("J2426", "labeler", "janssen"),
        ("J2427", "product", "hafyera; trinza"),
    ]


def test_a_parent_that_changed_at_another_time_takes_nothing_in() -> None:
    """Neither a rescoping long before the end, nor a reference product that ended too."""
    ended = decision("J9255", "2024-06-30", "", "ended", reason="withdrawn", evidence="curated")
    rows, rejected, problems = tables(
        version("J9250", "1994-01-01", "2024-03-31", "methotrexate", "5 mg", labelers="a"),
        version("J9260", "1994-01-01", "2024-03-31", "methotrexate", "50 mg", labelers="b"),
        version(
            "J9260", "2024-04-01", "", "methotrexate", "50 mg", begins="rescoped", labelers="c"
        ),
        version(
            "J9255",
            "2024-01-01",
            "2024-06-30",
            "methotrexate",
            "50 mg",
            labelers="d",
            not_equivalent_to="J9250",
        ),
        decisions=(
            ended,
            decision(
                "J9250", "2024-03-31", "", "ended", reason="no longer sold", evidence="curated"
            ),
        ),
    )
    assert not problems
    assert kinds(rows) == [
        ("J9250", "J9250", "split"),
        ("J9250", "J9255", "split"),
        ("J9250", "", "ended"),
        ("J9255", "", "ended"),
        ("J9260", "J9260", "rescoped"),
    ]
    assert rows[2]["evidence"] == "no package in a crosswalk; curated"
    assert {rule for *_, rule in rules(rejected)} == {"another_product"}


def test_what_ended_before_the_crosswalks_is_not_sought_in_them() -> None:
    """A code of 2016 without a package in 2024 shows nothing."""
    ended = decision("J1590", "2016-12-31", "", "ended", reason="withdrawn", evidence="curated")
    rows, _, _ = tables(
        version("J1590", "2002-01-01", "2016-12-31", "gatifloxacin", "10 mg"), decisions=(ended,)
    )
    assert rows[0]["evidence"] == "no code of the substance in any later release; curated"
    assert rows[0]["note"] == "Withdrawn."


def test_two_labelers_of_one_substance_each_have_their_own_successor() -> None:
    """Fresenius Kabi's J0610 became J0612, WG Critical Care's J0611 became J0613."""
    drug = "calcium gluconate"
    rows, rejected, problems = tables(
        version("J0610", "2023-01-01", "2023-03-31", drug, "10 mL", labelers="fresenius kabi"),
        version("J0611", "2023-01-01", "2023-03-31", drug, "10 mL", labelers="wg critical care"),
        version("J0612", "2023-04-01", "", drug, "10 mg", labelers="fresenius kabi"),
        version("J0613", "2023-04-01", "", drug, "10 mg", labelers="wg critical care"),
    )
    assert not problems
    assert [(row["code"], row["to_code"], row["convert"]) for row in rows] == [
        ("J0610", "J0612", "concentration"),
        ("J0611", "J0613", "concentration"),
    ]
    assert {item[6] for item in rejected} == {"a different labeler"}


def test_what_is_swallowed_does_not_follow_what_is_injected() -> None:
    """J1094 ended in the year in which oral J8541 was new."""
    rows, rejected, _ = tables(
        version("J1094", "2003-01-01", "2025-03-31", "dexamethasone", "1 mg"),
        version("J8541", "2024-10-01", "", "dexamethasone", "0.25 mg", routes="oral"),
    )
    assert not rows
    assert rejected[0][6] == "a different form: one is oral or inhaled, the other is not"
