"""The lines of a bill: units divided among NDCs and lines, and the quantity of each NDC."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    Amount,
    BadAmount,
    BadClaimLine,
    BadNdc,
    Given,
    JCodesError,
    Mue,
    NdcQuantity,
    Rounding,
)
from hcpcs_jcodes.billing.lines import apportioned, split
from tests.bills import MUE_DAY, office, plan_x, read, single_dose, unchecked

LARGE, SMALL = "50242-0053-06", "50242-0051-21"  # Rituxan, 500 mg and 100 mg


def rituximab(large: str, small: str, **facts: Any) -> Any:
    """A bill of two packages from single-dose vials."""
    products = [
        Given(large, opened=["500 mg"], ndc=LARGE),
        Given(small, opened=["3 x 100 mg"], ndc=SMALL),
    ]
    return single_dose("J9312", products, **facts)


# --- several NDCs -----------------------------------------------------------------------


def test_every_ndc_has_a_line_and_the_units_add_up() -> None:
    """Rule 1.1.11: one line for each NDC; the units add up to the total rounded once."""
    billed = rituximab("500 mg", "215 mg")
    assert read(billed) == ["J9312 x 50", "J9312 x 22", "J9312-JW x 8"]
    assert "units divided by dose over" not in str(office("J9312", "715 mg", ndc=LARGE))
    assert [str(line.ndc) for line in billed.lines] == [LARGE, SMALL, SMALL]
    assert [line.administered for line in billed.lines[:2]] == [Amount("500 mg"), Amount("215 mg")]
    assert "units divided by dose over 2 NDCs" in str(billed)


def test_two_products_with_half_a_unit_each_are_not_rounded_twice() -> None:
    """Rule 1.1.11: 355 + 255 mg are 61 units, though separately they would be 36 and 26."""
    billed = rituximab("355 mg", "255 mg")
    assert sum(line.units for line in billed.lines if not line.modifiers) == 61
    assert (billed.administered_units, billed.discarded_units) == (61, 19)


def test_the_discarded_units_go_to_the_ndc_that_was_discarded() -> None:
    """Rules 1.1.11 and 1.3.10: rounded down once over all NDCs, each with its part."""
    billed = rituximab("455 mg", "255 mg")
    assert read(billed)[2:] == ["J9312-JW x 5", "J9312-JW x 4"]
    assert billed.discarded_units == 9
    assert [line.discarded for line in billed.lines[2:]] == [Amount("45 mg"), Amount("45 mg")]


def test_jz_goes_on_the_line_of_every_ndc() -> None:
    """Rules 1.1.11 and 1.3.8: JZ goes on all lines or on none."""
    assert read(rituximab("500 mg", "300 mg")) == ["J9312-JZ x 50", "J9312-JZ x 30"]


def test_an_unknown_vial_leaves_the_discarded_total_unknown() -> None:
    """Rule 1.3.10: rounding is over all containers, so one that is not known is enough."""
    products = [Given("400 mg", opened=["500 mg"], ndc=LARGE), Given("100 mg", ndc=SMALL)]
    billed = single_dose("J9312", products)
    assert (read(billed), billed.discarded_units) == (["J9312 x 40", "J9312 x 10"], None)


def test_an_ndc_without_a_unit_is_not_lost() -> None:
    """Rule 1.1.11: 2 + 3 mg are one unit; the package that gets none is still reported."""
    billed = rituximab("2 mg", "3 mg", policy=plan_x())
    assert read(billed) == ["J9312 x 1"]
    text = str(billed)
    assert LARGE in text
    assert SMALL in text


@pytest.mark.parametrize(
    ("first", "second", "lines", "waste"),
    [
        ("10 mg", "25 mg", ["J3490 x 1", "J3490 x 1", "J3490-JW x 1"], [Amount("15 mg")]),
        ("25 mg", "10 mg", ["J3490 x 1", "J3490 x 1", "J3490-JW x 1"], [Amount("15 mg")]),
        ("10 mg", "10 mg", ["J3490-JZ x 1", "J3490-JZ x 1"], []),
    ],
)
def test_the_waste_of_every_unclassified_product_counts(
    first: str, second: str, lines: list[str], waste: list[Amount]
) -> None:
    """Rule 1.3.14: two products under one code, one of them with waste: never JZ."""
    products = [
        Given("10 mg", opened=[first], ndc="99999-0001-01"),
        Given("10 mg", opened=[second], ndc="99999-0002-01"),
    ]
    billed = single_dose("J3490", products, narrative="two drugs")
    assert read(billed) == lines
    assert [line.discarded for line in billed.lines if line.discarded] == waste


def test_an_unclassified_product_with_unknown_vials_is_not_checked() -> None:
    """Rules 1.3.9 and 1.3.14: nothing is known until every product is."""
    products = [
        Given("10 mg", opened=["10 mg"], ndc="99999-0001-01"),
        Given("10 mg", ndc="99999-0002-01"),
    ]
    billed = single_dose("J3490", products, narrative="two drugs")
    assert (read(billed), billed.discarded_units) == (["J3490 x 1", "J3490 x 1"], None)


@given(
    st.integers(1, 10**6),
    st.lists(st.fractions(0, 1000, max_denominator=50), min_size=1, max_size=6).filter(any),
    st.sampled_from([1, 10, 1000]),
)
def test_what_is_apportioned_adds_up(units: int, shares: list[Fraction], parts: int) -> None:
    """Rule 1.1.11: the parts add up, are near their share, and none with a share goes without."""
    divided = apportioned(units, shares, parts)
    assert sum(divided) == units
    step, total = Fraction(1, parts), sum(shares)
    for part, share in zip(divided, shares, strict=True):
        assert part >= 0
        assert abs(Fraction(part) - units * share / total) < len(shares) * step
        assert share or not part
    if units * parts >= len(shares) * 2 and min(shares) * units * parts >= total:
        assert all(divided)


@pytest.mark.parametrize(
    ("units", "shares", "divided"),
    [
        (72, [500, 215], [50, 22]),
        (1, [2, 3], [0, 1]),
        (10, [9, 0.05], [9, 1]),
        (3, [1, 1, 1], [1, 1, 1]),
        (5, [0, 5], [0, 5]),
        (2, [3, 1], [1, 1]),
        (2, [1, 3], [1, 1]),
        (2, [1, 1, 1], [1, 1, 0]),
        (3, [7, 7, 1], [1, 1, 1]),
        (3, [0, 5, 1], [0, 2, 1]),
        (7, [1, 2], [2, 5]),
        (0, [1, 1], [0, 0]),
        (0, [0, 0], [0, 0]),
    ],
)
def test_apportioned_by_hand(units: int, shares: list[Any], divided: list[int]) -> None:
    """Those that would get none come first, then the largest remainders."""
    assert apportioned(units, [Fraction(str(share)) for share in shares]) == divided


def test_parts_of_units_are_apportioned_too() -> None:
    """Rule 1.1.14: a payer that accepts tenths gets tenths that add up."""
    plan = plan_x(rounding=Rounding.TENTHS)
    assert read(rituximab("333 mg", "212 mg", policy=plan)) == ["J9312 x 33.3", "J9312 x 21.2"]


# --- long lines --------------------------------------------------------------------------


@given(st.integers(1, 10**5), st.integers(1, 9999) | st.none())
def test_splitting_loses_no_unit(units: int, limit: int | None) -> None:
    """Rule 4.2: the lines add up, none exceeds the limit, all but the last are full."""
    if limit is not None and units > 500 * limit:
        limit *= 500
    lines = split(units, limit)
    assert sum(lines) == units
    assert all(0 < line <= (limit or units) for line in lines)
    assert set(lines[:-1]) <= {limit}


def test_decimals_are_split_too() -> None:
    """Rule 1.1.14: the last line has the part."""
    assert split(Decimal("71.5"), 50) == [50, Decimal("21.5")]


def test_no_number_is_too_long_to_be_split_exactly() -> None:
    """One unit above 2 to the 53rd is a second line, as it is above 9,999."""
    assert split(2**53 + 1, 2**53) == [2**53, 1]
    longer = Decimal("100.0000000000000000000000000001")
    assert split(longer, 100) == [100, Decimal("1e-28")]


def test_the_callers_decimal_context_does_not_change_units() -> None:
    """Exact: 12,345.6 units stay unchanged in a program with a precision of three digits."""
    with localcontext() as context:
        context.prec = 3
        divided = apportioned(Decimal("12345.6"), [Fraction(1), Fraction(2)], 10)
        lines = split(Decimal("1000.5"), 1000)
    assert divided == [Decimal("4115.2"), Decimal("8230.4")]
    assert lines == [1000, Decimal("0.5")]


@pytest.mark.parametrize(("dose", "lines"), [("9999 IU", 1), ("9999.5 IU", 2), ("10000 IU", 2)])
def test_the_limit_itself_fits(dose: str, lines: int) -> None:
    """Rule 4.2: 9,999 units are one line, and one more is a second."""
    assert len(office("J7182", dose).lines) == lines


@pytest.mark.parametrize(
    ("units", "lines"),
    [
        (9_999, [9_999]),
        (10_000, [9_999, 1]),
        (19_998, [9_999, 9_999]),
        (19_999, [9_999, 9_999, 1]),
        (Decimal("9999.001"), [9_999, Decimal("0.001")]),
    ],
)
def test_a_line_is_filled_before_the_next_begins(
    units: int | Decimal, lines: list[int | Decimal]
) -> None:
    """Rule 4.2: at the limit and one above it, also if a second line is full."""
    assert split(units, 9_999) == lines


def test_a_thousand_lines_are_allowed_and_one_more_is_a_slip() -> None:
    """The error shows the units, the limit of a line and the fix."""
    assert split(9_999_000, 9_999) == [9_999] * 1_000
    assert split(1_000, 1) == [1] * 1_000
    units: int | Decimal
    for units, limit in ((9_999_001, 9_999), (Decimal("9999000.001"), 9_999), (1_001, 1)):
        with pytest.raises(BadAmount, match=f"more than 1000 lines of {limit}: correct") as bad:
            split(units, limit)
        assert bad.value.value == units
        assert str(bad.value).startswith(f"{units} units would take")


@pytest.mark.parametrize("setting", ["facility", "supplier"])
def test_only_practitioners_have_the_limit(setting: str) -> None:
    """Rule 4.2: no limit per line is known for facilities."""
    assert read(office("J7182", "22000 IU", setting=setting)) == ["J7182 x 22000"]


def test_jw_lines_are_split_as_well() -> None:
    """Rule 4.2: the limit is that of a line, whatever its modifier."""
    billed = single_dose("J7182", "12000 IU", opened=["24000 IU"])
    assert read(billed) == [
        "J7182 x 9999",
        "J7182-76 x 2001",
        "J7182-JW x 9999",
        "J7182-JW-76 x 2001",
    ]
    given_amounts = [line.administered for line in billed.lines[:2]]
    assert given_amounts == [Amount("9999 IU"), Amount("2001 IU")]
    assert [line.discarded for line in billed.lines[2:]] == given_amounts


def test_jz_goes_on_every_part() -> None:
    """Rules 1.3.8 and 4.2: a claim with JZ on half of its lines contradicts itself."""
    billed = single_dose("J7182", "12000 IU", opened=["12000 IU"])
    assert read(billed) == ["J7182-JZ x 9999", "J7182-JZ-76 x 2001"]


def test_a_cap_in_the_description_takes_59() -> None:
    """Rule 1.7.3: J3471 is per 1 USP unit, up to 999; the excess goes on lines with 59."""
    billed = office("J3471", "2500 USP units")
    assert read(billed) == ["J3471 x 999", "J3471-59 x 999", "J3471-59 x 502"]
    assert "the description limits a line to 999 USP units" in str(billed)
    assert read(office("J3471", "999 USP units", setting="facility")) == ["J3471 x 999"]


@pytest.mark.parametrize(
    ("code", "dose", "modifier", "words"),
    [
        ("J3471", "20 USP units", "59", "the description limits"),
        ("J9312", "20 mg", "76", "a line takes at most"),
    ],
)
def test_the_callers_modifier_is_not_taken_for_a_split(
    code: str, dose: str, modifier: str, words: str
) -> None:
    """Only a split is explained as one."""
    billed = office(code, dose, modifiers=[modifier])
    assert len(billed.lines) == 1
    assert words not in str(billed)


def test_a_repeat_modifier_of_the_caller_is_not_doubled() -> None:
    """Rule 4.2: 76 on all lines already marks the later ones as repeats."""
    billed = office("J7182", "22000 IU", modifiers=["76"])
    assert read(billed) == ["J7182-76 x 9999", "J7182-76 x 9999", "J7182-76 x 2002"]


def test_absurd_doses_are_refused_and_not_split_into_thousands() -> None:
    """A hundred million units on lines of 9,999 are a typing error."""
    with pytest.raises(JCodesError):
        office("J7182", "1e8 IU")
    with pytest.raises(JCodesError):
        office("J7182", "1e12 IU", setting="facility")


# --- MUE -----------------------------------------------------------------------------------


def test_lines_are_split_at_an_mue_only_on_request() -> None:
    """Rules 1.7.5 and 4.2: MAI 1 applies to each line, and splitting is the biller's decision."""
    limit = Mue.given(4000, mai=1)
    assert office("J7185", "9000 IU", mue=limit).over_mue is True
    asked = office("J7185", "9000 IU", mue=limit, split_at_mue=True)
    assert read(asked) == ["J7185 x 4000", "J7185-76 x 4000", "J7185-76 x 1000"]
    assert asked.over_mue is False
    assert "lines are split at the MUE given: 4000 units" in str(asked)


@pytest.mark.parametrize(
    "limit", [Mue.given(4000, mai=2), Mue.given(4000, mai=3), Mue.given(0, mai=1)]
)
def test_lines_are_not_split_at_any_other_mue(limit: Mue) -> None:
    """Rules 1.7.4 and 1.7.5: the day is summed, and 0 is not payable on any line."""
    with pytest.raises(BadClaimLine, match=r"MAI 1.*omit split_at_mue") as bad:
        office("J7185", "9000 IU", mue=limit, split_at_mue=True)
    assert bad.value.value == limit.units


def test_an_mue_that_is_not_included_cannot_split() -> None:
    """An edit that is not known is not a limit; the text shows how to pass one."""
    with pytest.raises(BadClaimLine, match=r"pass mue=Mue\.given"):
        office("J7185", "9000 IU", split_at_mue=True, on=date(2023, 8, 1))


def test_the_smallest_limit_applies() -> None:
    """Rules 1.7.3 and 4.2: description, payer and MUE limit the same line."""
    facts: dict[str, Any] = {"mue": Mue.given(500, mai=1), "split_at_mue": True}
    assert read(office("J3471", "1200 USP units", **facts)) == [
        "J3471 x 500",
        "J3471-76 x 500",
        "J3471-76 x 200",
    ]
    assert read(office("J3471", "1200 USP units", on=MUE_DAY, split_at_mue=True)) == [
        "J3471 x 999",
        "J3471-59 x 201",
    ]
    assert read(office("J7182", "22000 IU", on=MUE_DAY, setting="facility", split_at_mue=True)) == [
        "J7182 x 22000"
    ]


@pytest.mark.parametrize(
    ("code", "dose", "facts", "text", "source"),
    [
        (
            "J7182",
            "10000 IU",
            {},
            "a line takes at most 9,999 units",
            "Noridian, hemophilia clotting factors; FCSO, 2024-04-05: a practitioner's line",
        ),
        (
            "J3471",
            "1000 USP units",
            {},
            "the description limits a line to 999 USP units",
            "NCCI Policy Manual, ch. XII: units above the limit in a description",
        ),
        (
            "J7182",
            "6 IU",
            {"mue": Mue.given(5, mai=1), "split_at_mue": True},
            "lines are split at the MUE given: 5 units for each claim line by itself, as requested",
            "NCCI Policy Manual, ch. I",
        ),
    ],
)
def test_the_step_of_a_split_names_the_limit_and_its_publication(
    code: str, dose: str, facts: dict[str, Any], text: str, source: str
) -> None:
    """One unit above the limit is a second line with one unit; at the limit there is no step."""
    billed = office(code, dose, **facts)
    assert [line.units for line in billed.lines[1:]] == [1]
    assert [step.source for step in billed.steps if step.text == text] == [source]
    number, unit = dose.split(" ", 1)
    at_the_limit = office(code, f"{int(number) - 1} {unit}", **facts)
    assert len(at_the_limit.lines) == 1
    assert text not in str(at_the_limit)


# --- NDC quantities --------------------------------------------------------------------------


def test_the_quantity_comes_from_the_dose_and_not_from_the_units() -> None:
    """Rules 1.2 and 1.1.11: 72 units are 71.5 mL, and the waste has a quantity too."""
    billed = single_dose("J9312", "715 mg", opened=["500 mg", "3 x 100 mg"], ndc=LARGE)
    assert [line.ndc_quantity for line in billed.lines] == [
        NdcQuantity("ML71.5"),
        NdcQuantity("ML8.5"),
    ]
    assert "NDC 50242-0053-06 71.5 ML" in str(billed)


def test_every_part_of_a_split_has_its_part_of_the_quantity() -> None:
    """The quantities of the lines add up as the units do."""
    billed = office("J9312", "715 mg", ndc=LARGE, policy=plan_x(line_limit=50))
    assert read(billed) == ["J9312 x 50", "J9312-76 x 22"]
    quantities = [line.ndc_quantity for line in billed.lines if line.ndc_quantity]
    assert sum(each.quantity for each in quantities) == Fraction("71.5")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"ndc": "99999-0001-01"}, "not in CMS's crosswalk of 2025Q3"),
        ({"ndc": LARGE, "on": date(2023, 8, 1)}, "pass nearest=True"),
        (
            {"ndc": LARGE, "administered": ["10 mg", "1 mL"], "concentration": "10 mg/mL"},
            "in different kinds of measure",
        ),
    ],
)
def test_a_quantity_that_is_not_known_is_questioned(facts: dict[str, Any], reason: str) -> None:
    """The line keeps its NDC, and the reason for having no quantity is reported."""
    billed = office("J9312", **{"administered": "20 mg", **facts})
    assert billed.lines[0].ndc_quantity is None
    assert billed.lines[0].ndc is not None
    assert reason in unchecked(billed)


def test_a_label_with_a_strength_gives_a_quantity_without_the_crosswalk() -> None:
    """Rule 1.2.5: the strength that the caller passed is enough; it is not requested again."""
    billed = office("J9355", "220 mg", ndc="50242-0134-68", concentration="440 mg/20 mL")
    assert "pass the code and the concentration" not in unchecked(billed)
    assert billed.lines[0].ndc_quantity == NdcQuantity("ML10")


@pytest.mark.parametrize(
    ("dose", "facts", "quantities"),
    [
        # no quarter lists the package
        ("715 mg", {"ndc": "99999-0001-01"}, ["ML71.5", "ML8.5"]),
        ("71.5 mL", {"ndc": "99999-0001-01"}, ["ML71.5", "ML8.5"]),
        # the quarter of the date is not included, and all that are list milliliters
        ("715 mg", {"ndc": LARGE, "on": date(2023, 8, 1)}, ["ML71.5", "ML8.5"]),
    ],
)
def test_a_strength_gives_milliliters_if_no_other_measure_is_listed(
    dose: str, facts: dict[str, Any], quantities: list[str]
) -> None:
    """Rule 1.2.5: for the dose and the waste, with no open question."""
    opened = ["500 mg", "3 x 100 mg"]
    billed = single_dose("J9312", dose, opened=opened, concentration="10 mg/mL", **facts)
    assert [line.ndc_quantity for line in billed.lines] == list(map(NdcQuantity, quantities))
    assert "quantity of NDC" not in unchecked(billed)
    without = single_dose("J9312", "715 mg", opened=opened, **facts)
    assert [line.ndc_quantity for line in without.lines] == [None, None]
    assert unchecked(without).count(f"quantity of NDC {facts['ndc']}: ") == 1


def test_every_product_has_the_strength_of_its_own_label() -> None:
    """10 mg is 1 mL of the weaker and 0.2 mL of the stronger."""
    products = [
        Given("10 mg", ndc="99999-0001-01", concentration="10 mg/mL"),
        Given("10 mg", ndc="99999-0002-01", concentration="50 mg/mL"),
        Given("10 mg", ndc="99999-0003-01"),
    ]
    billed = office("J9312", products)
    quantities = [line.ndc_quantity for line in billed.lines]
    assert quantities == [NdcQuantity("ML1"), NdcQuantity("ML0.2"), None]
    assert "quantity of NDC 99999-0003-01" in unchecked(billed)
    assert "99999-0001-01" not in unchecked(billed)


def test_the_ingredient_is_passed_on_to_the_quantity() -> None:
    """A combination with a named ingredient has a quantity like any other drug."""
    billed = office("J7620", "2.5 mg", component="albuterol", ndc="00378-9671-30", narrative=None)
    assert billed.lines[0].ndc_quantity == NdcQuantity("ML3")


def test_the_nearest_quarter_answers_on_request() -> None:
    billed = office("J9312", "20 mg", ndc=LARGE, on=date(2023, 8, 1), nearest=True)
    assert billed.lines[0].ndc_quantity == NdcQuantity("ML2")


def test_a_package_of_another_code_is_an_error() -> None:
    """Rule 4.3: the NDC is the one on the package used, and that is another drug."""
    with pytest.raises(BadNdc, match="read the NDC on the container again") as bad:
        office("J1745", "20 mg", ndc=LARGE)
    assert bad.value.value == LARGE
    with pytest.raises(BadNdc, match="billed under J9312 and not J3490"):
        office("J3490", "20 mg", ndc=LARGE, narrative="rituximab 20 mg")


def test_another_package_of_the_same_product_has_its_code_but_no_quantity_of_its_own() -> None:
    """Rule 4.3: no quarter lists the package of Rituxan; the product is still under J9312."""
    package = "50242-0053-99"
    with pytest.raises(BadNdc, match="is billed under J9312 and not J1745") as bad:
        office("J1745", "20 mg", ndc=package)
    assert bad.value.value == package
    billed = office("J9312", "20 mg", ndc=package)
    assert billed.lines[0].ndc_quantity is None
    assert f"quantity of NDC {package}: " in unchecked(billed)
    labeled = office("J9312", "20 mg", ndc=package, concentration="10 mg/mL")
    assert labeled.lines[0].ndc_quantity == NdcQuantity("ML2")


def test_a_package_may_have_several_codes() -> None:
    """Aranesp is J0881 or, for ESRD, J0882, and the quantity is the same."""
    quantities = [
        office(code, "25 mcg", ndc="55513-0002-04").lines[0].ndc_quantity
        for code in ("J0881", "J0882")
    ]
    assert quantities == [NdcQuantity("ML1")] * 2


def test_if_a_package_has_several_codes_the_billed_one_gives_the_quantity() -> None:
    """A vial of Tice BCG is listed under a code for vaccines first; J9030 has the unit of 1 mg."""
    billed = office("J9030", "50 mg", ndc="00052-0602-02")
    assert billed.lines[0].ndc_quantity == NdcQuantity("UN1")
    assert "quantity of NDC" not in unchecked(billed)


@pytest.mark.parametrize(("ndc", "right"), [("50016-0957-11", "J7326"), ("50016-0957-21", "J7321")])
def test_the_code_of_the_package_decides_and_not_that_of_its_product(ndc: str, right: str) -> None:
    """Rule 4.3: one labeler and product with packages of two codes; each has its own."""
    wrong = "J7321" if right == "J7326" else "J7326"
    assert read(office(right, 1, ndc=ndc)) == [f"{right} x 1"]
    with pytest.raises(BadNdc, match=right):
        office(wrong, 1, ndc=ndc)


def test_an_old_code_is_not_refused_for_what_a_later_quarter_lists() -> None:
    """In 2018 Rituxan was J9310; the nearest quarter lists only J9312, which is not an error."""
    billed = office("J9310", "100 mg", on=date(2018, 6, 1), ndc=SMALL, nearest=True)
    assert read(billed) == ["J9310 x 1"]
    assert billed.lines[0].ndc_quantity is None
    assert "J9312 is not in force on 2018-06-01" in unchecked(billed)


def test_what_the_nearest_quarter_lists_elsewhere_is_reported_and_not_refused() -> None:
    """The crosswalk of 2024 has the package under J9312, which proves nothing for 2023."""
    facts: dict[str, Any] = {"ndc": LARGE, "nearest": True, "narrative": "rituximab 20 mg"}
    billed = office("J3490", "20 mg", on=date(2023, 8, 1), **facts)
    assert billed.lines[0].ndc_quantity is None
    assert "under another code than J3490" in unchecked(billed)


@pytest.mark.parametrize(
    "on", [date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)]
)
def test_a_missing_quarter_and_the_newest_give_the_quantity_and_refuse_another_code(
    on: date,
) -> None:
    """In 2026Q2 because the quarters before and after it list the vial with the same figures."""
    billed = office("J9312", "20 mg", ndc=LARGE, on=on)
    assert billed.lines[0].ndc_quantity == NdcQuantity("ML2")
    assert "quantity of NDC" not in unchecked(billed)
    with pytest.raises(BadNdc, match="is billed under J9312 and not J1745"):
        office("J1745", "20 mg", ndc=LARGE, on=on)


@pytest.mark.parametrize("ndc", ["68001-0682-26", "99999-0001-01"])
def test_a_package_of_which_the_quarters_around_a_missing_one_differ_refuses_no_code(
    ndc: str,
) -> None:
    """The first is listed from 2026Q3 on, under the code of etoposide; the second never."""
    billed = office("J1745", "20 mg", ndc=ndc, on=date(2026, 5, 15))
    assert billed.lines[0].ndc_quantity is None
    assert "2026-05-15 is in 2026Q2" in unchecked(billed)


@pytest.mark.parametrize("ndc", ["13533-0636-01", "13533-0636-99"])
def test_a_file_without_vaccine_codes_refuses_none_of_their_packages(ndc: str) -> None:
    """HyperHepB is 90371 to 2026Q3; the file of 2026Q4 does not have such codes."""
    with pytest.raises(BadNdc, match="is billed under 90371 and not J1745"):
        office("J1745", "20 mg", ndc=ndc, on=date(2026, 9, 30))
    assert office("J1745", "20 mg", ndc=ndc, on=date(2026, 10, 1)).lines[0].ndc_quantity is None


@pytest.mark.parametrize(
    ("code", "dose", "ndc", "strength"),
    [
        ("J1745", "350 mg", "57894-0030-01", "10 mg/mL"),
        ("J7185", "1000 IU", "58394-0012-01", "250 IU/mL"),
    ],
)
def test_a_strength_gives_no_volume_for_powder_or_factor(
    code: str, dose: str, ndc: str, strength: str
) -> None:
    """Rule 1.2.4: powder is UN and factor F2, also if the date's quarter is not included."""
    billed = office(code, dose, ndc=ndc, concentration=strength, on=date(2023, 8, 1))
    assert billed.lines[0].ndc_quantity is None
    assert f"quantity of NDC {ndc}" in unchecked(billed)


def test_an_ndc_with_only_a_jw_line_is_reported() -> None:
    """Rule 1.1.11: 4 mg of the second product was administered, and no line reports it."""
    products = [
        Given("5 mg", opened=["10 mg"], ndc="57894-0030-01"),
        Given("4 mg", opened=["10 mg"], ndc="57894-0160-01"),
    ]
    billed = single_dose("J1745", products)
    assert read(billed) == ["J1745 x 1", "J1745-JW x 1"]
    assert "NDC 57894-0160-01: there are fewer units than NDCs" in unchecked(billed)


def test_a_strength_gives_no_quantity_for_a_count() -> None:
    """A dose is not a volume, whatever the strength of the syringe."""
    billed = office("J7321", "1 dose", ndc="99999-0001-01", concentration="10 mg/mL")
    assert billed.lines[0].ndc_quantity is None
    assert "quantity of NDC 99999-0001-01" in unchecked(billed)
