"""The code of the same product follows a code that ended, with the factor between their units."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from hcpcs_jcodes.units.conversions import conversion
from succession_rows import RITUXIMAB, kinds, rules, tables, version


def measured(amount: str) -> BillingUnit:
    """So much of the drug."""
    return BillingUnit("measured", Amount(amount))


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


def test_what_lies_outside_the_question_leaves_no_trace() -> None:
    """Codes without a drug, ended before 2011, reworded, or new together with a sibling."""
    rows, rejected, problems = tables(
        version("J3490", "1982-01-01", "", "", "1 mg", unit_kind="unspecified", unit_amount=""),
        version("J0530", "1982-01-01", "2009-12-31", "penicillin", "1 mg"),
        version("J9280", "1986-01-01", "2012-12-31", "mitomycin", "5 mg"),
        version("J9280", "2013-01-01", "", "mitomycin", "5 mg", begins="reworded"),
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
