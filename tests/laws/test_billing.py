"""Laws of bills: what holds for every dose, container and order, under hypothesis."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Amount, Given, codeset
from tests.bills import DAY, office, single_dose
from tests.strategies import numbers

# measured codes with all sorts of units, and the symbols that charts use for them
MEASURED = {
    "J9312": "mg",
    "J9359": "mg",
    "J2778": "mcg",
    "J0585": "units",
    "J7182": "IU",
    "J3480": "mEq",
    "J1720": "mg",
    "J2540": "units",
    "J3471": "USP units",
}


def quantities() -> st.SearchStrategy[Fraction]:
    """Amounts that a patient could be given: no trillions, which are refused."""
    return numbers().filter(lambda number: number <= 20_000)


measured = st.sampled_from(sorted(MEASURED))


def unit_of(code: str) -> Amount:
    amount = codeset(DAY)[code].billing_unit.amount
    assert amount is not None
    return amount


@given(measured, st.lists(quantities(), min_size=1, max_size=4))
def test_units_cover_the_dose_by_less_than_one_unit(code: str, doses: list[Fraction]) -> None:
    """Rules 1.1.1 and 1.1.10: units x unit >= sum of doses > (units - 1) x unit."""
    billed = office(code, [Amount(dose, MEASURED[code]) for dose in doses])
    total = Amount(sum(doses, Fraction(0)), MEASURED[code])
    exact = total.ratio_to(unit_of(code))
    assert billed.administered_units - 1 < exact <= billed.administered_units
    assert billed.administered_units >= 1


@given(measured, quantities(), st.lists(quantities(), min_size=1, max_size=4))
def test_discarded_units_stay_within_what_was_opened(
    code: str, dose: Fraction, spare: list[Fraction]
) -> None:
    """Rules 1.3.9 and 1.3.10: never more in all than the whole units opened; none if less than one is left."""
    symbol = MEASURED[code]
    opened = [Amount(dose, symbol), *(Amount(more, symbol) for more in spare)]
    billed = single_dose(code, Amount(dose, symbol), opened=opened, spare_needed=True)
    left = Amount(sum(spare, Fraction(0)), symbol).ratio_to(unit_of(code))
    whole = (left + Amount(dose, symbol).ratio_to(unit_of(code))) // 1
    assert billed.discarded_units is not None
    assert billed.administered_units + billed.discarded_units == max(
        billed.administered_units, whole
    )
    assert billed.discarded_units <= left
    modifiers = {modifier for line in billed.lines for modifier in line.modifiers}
    assert modifiers & {"JW", "JZ"} == ({"JW"} if billed.discarded_units else {"JZ"})


@given(measured, quantities(), st.booleans())
def test_the_lines_add_up_to_the_bill(code: str, dose: Fraction, is_office: bool) -> None:
    """Rule 4.2: no unit and no part of the dose is lost, and no line exceeds its limit."""
    amount = Amount(dose, MEASURED[code])
    setting = "professional" if is_office else "facility"
    facts = {} if is_office else {"status_indicator": "K"}  # a packaged drug has no line with JW
    billed = single_dose(code, amount, opened=[amount, amount], setting=setting, **facts)
    given_lines = [line for line in billed.lines if "JW" not in line.modifiers]
    assert sum(line.units for line in given_lines) == billed.administered_units
    amounts = [line.administered.value for line in given_lines if line.administered is not None]
    assert sum(amounts) == dose
    wasted = [line for line in billed.lines if "JW" in line.modifiers]
    assert sum(line.units for line in wasted) == billed.discarded_units
    most = 999 if code == "J3471" else 9999 if is_office else None
    assert all(most is None or line.units <= most for line in billed.lines)


@given(
    st.lists(st.integers(1, 500), min_size=2, max_size=4),
    st.lists(st.integers(1, 500), min_size=2, max_size=4),
)
def test_several_ndcs_add_up_to_the_rounded_total(doses: list[int], spare: list[int]) -> None:
    """Rule 1.1.11: each NDC has a unit or more, and they add up to the total."""
    products = [
        Given(f"{dose}0.3 mg", opened=[f"{dose + more}1 mg"], ndc=f"99999-{at:04}-01")
        for at, (dose, more) in enumerate(zip(doses, spare, strict=False))
    ]
    billed = single_dose("J9312", products)
    used = [dose for dose, _ in zip(doses, spare, strict=False)]
    exact = sum((dose + Fraction("0.03") for dose in used), Fraction(0))
    assert billed.administered_units == -(-exact // 1)
    given_lines = [line for line in billed.lines if "JW" not in line.modifiers]
    assert len(given_lines) == len(products)
    assert sum(line.units for line in given_lines) == billed.administered_units
    assert all(
        abs(Fraction(line.units) - dose - Fraction("0.03")) <= 1
        for line, dose in zip(given_lines, used, strict=True)
    )


@given(
    st.lists(quantities(), min_size=1, max_size=4).flatmap(
        lambda doses: st.tuples(st.just(doses), st.permutations(doses))
    )
)
def test_the_order_of_doses_and_containers_does_not_matter(
    orders: tuple[list[Fraction], list[Fraction]],
) -> None:
    """Rule 1.1.10: a sum has no order."""
    bills = []
    for order in orders:
        doses = [Amount(dose, "mg") for dose in order]
        bills.append(single_dose("J9312", doses, opened=[*doses, Amount("100 mg")]))
    one, other = bills
    assert (one.lines, one.discarded_units) == (other.lines, other.discarded_units)


@given(
    measured,
    quantities(),
    st.sampled_from([None, "single-dose", "single-use", "multi-dose", "bulk"]),
    st.sampled_from(["professional", "facility", "supplier"]),
    st.dates(date(2016, 1, 1), date(2026, 9, 30)),
    st.booleans(),
)
def test_jw_and_jz_need_a_known_single_dose_container(  # noqa: PLR0913, PLR0917 - each may matter
    code: str, dose: Fraction, container: str | None, setting: str, on: date, is_opened: bool
) -> None:
    """Rules 1.3.2, 1.3.3, 1.3.6 and 1.3.8, whatever else applies."""
    amount = Amount(dose, MEASURED[code])
    if not codeset(on).get(code):
        on = DAY
    billed = office(
        code,
        amount,
        opened=[amount, amount] if is_opened else None,
        container=container,
        setting=setting,
        on=on,
    )
    modifiers = {modifier for line in billed.lines for modifier in line.modifiers}
    assert not {"JW", "JZ"} <= modifiers
    if container in {None, "multi-dose", "bulk"} or not is_opened:
        assert not {"JW", "JZ"} & modifiers
    assert on >= date(2023, 7, 1) or "JZ" not in modifiers
    assert on >= date(2017, 1, 1) or "JW" not in modifiers
    assert billed.steps
    assert all(step.text for step in billed.steps)
    assert str(billed.administered) in str(billed)
    assert all(str(line) in str(billed) for line in billed.lines)
