"""A code that stays in force gives products to a new code, or takes them back, by its scope."""

from __future__ import annotations

from succession_rows import decision, kinds, rules, tables, version


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
