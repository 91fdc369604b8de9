"""Payers: what each requires on the claim, and how one is made, compared and saved."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from attrs import fields_dict
from attrs.exceptions import FrozenInstanceError

from hcpcs_jcodes import (
    Amount,
    BadAmount,
    BadArgument,
    BadClaimLine,
    BadDate,
    Choices,
    JCodesError,
    Payer,
    Rounding,
    Scoped,
)
from hcpcs_jcodes.payers.named import payer_named
from hcpcs_jcodes.tables import read_table
from tests.bills import (
    DAY,
    HALF_USED,
    USED_UP,
    infliximab,
    office,
    plan_x,
    read,
    single_dose,
    unchecked,
)

# --- Medicare ---------------------------------------------------------------------------


def test_a_payer_is_included_under_its_name() -> None:
    """Nothing else has to be known to use it, and it is one object for all callers."""
    assert payer_named("medicare") is Payer.medicare()
    assert payer_named("medicare_advantage") is Payer.medicare_advantage()
    assert payer_named("medicaid") is Payer.medicaid()
    assert payer_named("commercial") is Payer.commercial()
    assert read(office("J9312", "715 mg", policy=Payer.medicare())) == ["J9312 x 72"]


def test_every_rule_and_every_row_has_a_source() -> None:
    """A rule in code or data names its publication."""
    header, *rules = read_table("payers")
    assert header == ["payer", "rule", "value", "source"]
    for name, rule, _, source in rules:
        assert source
        assert payer_named(name).source(rule) == source
    _, *rows = read_table("payer_scopes")
    assert all(reason and source for *_, reason, source in rows)
    lists = ("scope", "codes", "places", "authorizations", "scope_340b")
    for payer in map(payer_named, {row[0] for row in rows}):
        shipped = sum(len(getattr(payer, name)) for name in lists)
        assert shipped == len([row for row in rows if row[0] == payer.name])


def test_an_entry_of_the_scope_is_found_by_date() -> None:
    """Rule 1.3.6: the supplier of 2023 and the one of 2024 are two entries."""
    medicare = payer_named("medicare")
    before = medicare.scoped("setting", "supplier", date(2023, 12, 31))
    after = medicare.scoped("setting", "supplier", date(2024, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.in_scope, before.until) == (False, date(2023, 12, 31))
    assert (after.in_scope, after.since) == (True, date(2024, 1, 1))
    assert medicare.scoped("status indicator", "K1", date(2024, 12, 31)) is None
    assert medicare.scoped("place of service", None, DAY) is None


@pytest.mark.parametrize("name", ["Medicare Part B", "plan x", "", 1, ("medicare",), []])
def test_a_payer_that_is_not_included_is_refused(name: object) -> None:
    """The error shows what is included, and that a Payer can be passed."""
    for argument in ("policy", "payer"):
        facts = {"policy": None, argument: name}
        with pytest.raises(BadClaimLine, match=r"included: .*'medicare', .*or a Payer") as bad:
            office("J9312", "715 mg", **facts)
        assert bad.value.value == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Medicare", "medicare"),
        ("MEDICARE ", "medicare"),
        ("Medicare Advantage", "medicare_advantage"),
        ("medicare-advantage", "medicare_advantage"),
        ("Medicare_Advantage", "medicare_advantage"),
        ("Medicaid", "medicaid"),
        ("Commercial", "commercial"),
    ],
)
def test_the_name_of_a_payer_may_be_written_in_any_case(written: str, name: str) -> None:
    assert payer_named(written).name == name
    assert office("J9312", "715 mg", policy=None, payer=written).payer is payer_named(name)


@pytest.mark.parametrize("payers", [{"payer": None}, {"payer": "medicare"}])
def test_one_of_payer_and_policy_is_needed_and_not_both(payers: dict[str, Any]) -> None:
    """Nothing is implicit, and two payers may contradict each other."""
    policy = "medicare" if payers["payer"] else None
    with pytest.raises(TypeError, match=r"payer: pass|pass one of the two") as bad:
        office("J9312", "715 mg", policy=policy, **payers)
    assert isinstance(bad.value, BadArgument)
    assert bad.value.value == policy


# --- a payer of the caller's own ------------------------------------------------------------------

PLAN = plan_x()


def test_of_a_payer_with_only_a_name_nothing_else_is_known() -> None:
    """Whole units, as nearly everywhere; what is not stated is not assumed."""
    plain = Payer(name="Plan X")
    assert plain.rounding is Rounding.UP
    assert plain.discarded_layout == "own line"
    known = {"name", "rounding", "discarded_layout", "contractor", "state", "choices", "_sources"}
    assert {getattr(plain, name) or None for name in fields_dict(Payer) if name not in known} == {
        None
    }
    assert (plain.contractor, plain.state, plain.choices) == ("", "", Choices())
    assert dict(plain.sources) == {}
    assert plain.source("decimals") == "payer Plan X"
    assert "a manual" not in repr(plan_x(sources={"decimals": "a manual"}))
    assert str(plain) == "Plan X"


@pytest.mark.parametrize(
    ("rule", "vials", "lines"),
    [
        ("discarded_from", HALF_USED, ["J1745 x 30", "J1745-JW x 10"]),
        ("zero_discarded_from", USED_UP, ["J1745-JZ x 30"]),
    ],
)
def test_a_payers_modifier_begins_on_its_first_date(
    rule: str, vials: dict[str, Any], lines: list[str]
) -> None:
    """On the day itself, and not on the day before."""
    plan = plan_x(**{rule: date(2024, 3, 1)})  # type: ignore[arg-type]
    assert infliximab(policy=plan, on=date(2024, 3, 1), **vials) == lines
    assert infliximab(policy=plan, on=date(2024, 2, 29), **vials) == ["J1745 x 30"]


def test_an_entry_of_a_payer_applies_from_its_first_to_its_last_day() -> None:
    """Both days are included; of two entries for one value, the date decides which applies."""
    entries = (
        Scoped("code", "J1745", in_scope=False, until=date(2024, 2, 28)),
        Scoped("code", "J1745", since=date(2024, 3, 1), until=date(2024, 3, 1)),
        Scoped("code", "J1745", in_scope=True, since=date(2024, 3, 2)),
    )
    plan = plan_x(scope=entries)
    found = {
        day: plan.scoped("code", "J1745", date.fromisoformat(day))
        for day in ("2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02", "2026-12-31")
    }
    assert list(found.values()) == [entries[0], None, entries[1], entries[2], entries[2]]
    assert plan.scoped("code", "J9312", DAY) is None
    assert plan.scoped("modifier", "J1745", DAY) is None


def test_a_line_limit_of_one_unit_is_a_limit() -> None:
    """The smallest possible; 0 is refused."""
    plan = plan_x(line_limit=1)
    assert read(office("J9312", "21 mg", policy=plan)) == [
        "J9312 x 1",
        "J9312-76 x 1",
        "J9312-76 x 1",
    ]
    assert read(office("J9312", "10 mg", policy=plan)) == ["J9312 x 1"]


@pytest.mark.parametrize(
    ("rounding", "parts", "dose", "units"),
    [
        (Rounding.TENTHS, "0.1", "1 mg", "0.1"),
        (Rounding.TENTHS, "0.1", "1.1 mg", "0.2"),
        (Rounding.HUNDREDTHS, "0.01", "0.1 mg", "0.01"),
        (Rounding.HUNDREDTHS, "0.01", "0.11 mg", "0.02"),
        (Rounding.THOUSANDTHS, "0.001", "0.01 mg", "0.001"),
        (Rounding.THOUSANDTHS, "0.001", "0.011 mg", "0.002"),
        (Rounding.THOUSANDTHS, "0.001", "1 ng", "0.001"),
    ],
)
def test_the_last_decimal_that_a_payer_accepts_is_rounded_up(
    rounding: Rounding, parts: str, dose: str, units: str
) -> None:
    """Rule 1.1.14: a dose of exactly so many parts has that many, and a little more has one more."""
    plan = plan_x(rounding=rounding, discarded_from=date(2020, 1, 1))
    assert read(office("J9312", dose, policy=plan)) == [f"J9312 x {units}"]
    left = Amount(Decimal(parts) * 10, "mg")
    wasted = single_dose("J9312", "10 mg", opened=[Amount("10 mg") + left], policy=plan)
    assert read(wasted) == ["J9312 x 1", f"J9312-JW x {parts}"]
    opened = [Amount("10 mg") + left * Fraction(99, 100)]
    less = single_dose("J9312", "10 mg", opened=opened, policy=plan)
    assert (read(less), less.discarded_units) == (["J9312 x 1"], 0)


def test_what_a_payer_does_not_use_is_omitted() -> None:
    """Rules 1.1.14 and 1.3.17: payers mirror Medicare, but not uniformly."""
    wasted = single_dose("J1745", "350 mg", policy=PLAN, **HALF_USED)
    assert (read(wasted), wasted.discarded_units) == (["J1745 x 35"], 5)
    assert "Plan X takes no JW [payer Plan X]" in str(wasted)
    used_up = single_dose("J1745", "300 mg", policy=PLAN, **USED_UP)
    assert (read(used_up), used_up.discarded_units) == (["J1745 x 30"], 0)
    assert "Plan X takes no JZ" in str(used_up)
    assert read(office("J7182", "22000 IU", policy=PLAN)) == ["J7182 x 22000"]


def test_a_payer_without_jw_and_jz_raises_no_question_about_them() -> None:
    """What no modifier can report is not a reason for a question about JW and JZ."""
    assert "JW" not in unchecked(office("J1745", "350 mg", policy=PLAN))


@pytest.mark.parametrize(
    ("rounding", "dose", "units"),
    [
        (Rounding.TENTHS, "715 mg", "71.5"),
        (Rounding.TENTHS, "715.1 mg", "71.6"),
        (Rounding.HUNDREDTHS, "715.1 mg", "71.51"),
        (Rounding.THOUSANDTHS, "715.11 mg", "71.511"),
        (Rounding.THOUSANDTHS, "715.111 mg", "71.512"),
        (Rounding.EXACT, "710 mg", "71"),
        (Rounding.UP, "715 mg", "72"),
    ],
)
def test_a_payer_may_accept_decimals(rounding: Rounding, dose: str, units: str) -> None:
    """Rule 1.1.14: one to three decimals, the last one rounded up; off by default."""
    plan = plan_x(rounding=rounding)
    assert office("J9312", dose, policy=plan).administered_units == Decimal(units)


def test_decimals_leave_less_to_discard() -> None:
    """Rules 1.1.14 and 1.3.10: the discarded part is rounded down to the same decimal."""
    plan = plan_x(rounding=Rounding.TENTHS, discarded_from=date(2020, 1, 1))
    billed = single_dose("J1745", "305.5 mg", opened=["4 x 100 mg"], policy=plan)
    assert read(billed) == ["J1745 x 30.6", "J1745-JW x 9.4"]
    assert billed.discarded_units == Decimal("9.4")


def test_the_callers_decimal_context_does_not_round_units() -> None:
    """Exact: 1,234.6 units stay unchanged in a program with a precision of three digits."""
    plan = plan_x(rounding=Rounding.TENTHS)
    with localcontext() as context:
        context.prec = 3
        units = office("J9312", "12345.5 mg", policy=plan).administered_units
    assert units == Decimal("1234.6")


@pytest.mark.parametrize(
    ("code", "dose", "units"), [("J1720", "150 mg", 2), ("J7321", 2, 2), ("J3490", "10 mg", 1)]
)
def test_decimals_are_for_measured_units(code: str, dose: Any, units: int) -> None:
    """Rules 1.1.3, 1.7.1 and 1.7.7: part of an up-to unit, dose or NOC unit is a whole one."""
    plan = plan_x(rounding=Rounding.TENTHS)
    assert office(code, dose, policy=plan).administered_units == units


def test_a_payer_may_refuse_parts_of_units() -> None:
    """Rounding.EXACT makes a dose between two units an error."""
    plan = plan_x(rounding=Rounding.EXACT)
    with pytest.raises(BadAmount, match=r"71\.5 units is not a whole number"):
        office("J9312", "715 mg", policy=plan)


def test_a_payer_may_have_its_own_limit_and_modifier() -> None:
    """Rule 4.2: 999 units per line was a limit of free software; XU replaces 59."""
    plan = plan_x(line_limit=999, repeat_modifier="KP", over_limit_modifier="XU")
    lines = ["J7182 x 999", "J7182-KP x 501"]
    assert read(office("J7182", "1500 IU", policy=plan)) == lines
    lines = ["J3471 x 999", "J3471-XU x 501"]
    assert read(office("J3471", "1500 USP units", policy=plan)) == lines


def test_a_payer_may_have_its_own_scope() -> None:
    """A setting without an entry is an open question if there is any scope."""
    scope = (Scoped("setting", "professional", in_scope=True, reason="offices"),)
    plan = plan_x(zero_discarded_from=date(2024, 1, 1), scope=scope)
    assert infliximab(policy=plan, **USED_UP) == ["J1745-JZ x 30"]
    supplier = single_dose("J1745", "300 mg", policy=plan, setting="supplier", **USED_UP)
    assert read(supplier) == ["J1745 x 30"]
    assert "JZ: no rule for supplier" in unchecked(supplier)


def test_a_payers_no_takes_precedence_over_its_yes_and_both_over_a_question() -> None:
    """Entries for code, modifier and place take precedence over the setting."""
    settings = (
        Scoped("setting", "professional", in_scope=False, reason="no offices"),
        Scoped("place of service", "12", reason="homes: ask"),
        Scoped("modifier", "KX", in_scope=True, reason="KX is enough"),
        Scoped("code", "J9312", in_scope=False, reason="no rituximab"),
    )
    plan = plan_x(zero_discarded_from=date(2024, 1, 1), scope=settings)

    def lines(code: str, **facts: Any) -> list[str]:
        return read(single_dose(code, "100 mg", opened=["100 mg"], policy=plan, **facts))

    assert lines("J1745") == ["J1745 x 10"]
    asked = single_dose("J1745", "100 mg", opened=["100 mg"], policy=plan, place_of_service="12")
    assert "JZ: homes: ask" in unchecked(asked)
    both: dict[str, Any] = {"place_of_service": "12", "modifiers": ["KX"]}
    assert lines("J1745", **both) == ["J1745-JZ-KX x 10"]
    assert lines("J9312", **both) == ["J9312-KX x 10"]


def test_the_sources_of_a_payer_are_shown() -> None:
    """The steps name the payer's manual, and not Medicare's, for the rules that are its own."""
    plan = Payer(
        name="Plan X",
        rounding=Rounding.TENTHS,
        discarded_from=date(2024, 1, 1),
        sources={"discarded_from": "Plan X manual, p. 7", "decimals": "Plan X manual, p. 3"},
    )
    text = str(single_dose("J1745", "305.55 mg", policy=plan, **HALF_USED))
    assert "JW on a line of its own: single-dose container [Plan X manual, p. 7]" in text
    assert "rounded up: 30.6 [Plan X manual, p. 3]" in text


# --- the objects --------------------------------------------------------------------------


def test_a_payer_is_a_value() -> None:
    """Equal by its rules, hashable despite its sources, and frozen."""
    twin = plan_x(sources={"decimals": "a manual"})
    assert (twin, hash(twin)) == (PLAN, hash(PLAN))
    assert {PLAN, twin, payer_named("medicare")} == {PLAN, payer_named("medicare")}
    assert plan_x("Plan Y") != PLAN
    with pytest.raises(FrozenInstanceError):
        PLAN.line_limit = 5  # type: ignore[misc]


@pytest.mark.parametrize("payer", [PLAN, Payer.medicare()], ids=["own", "medicare"])
def test_a_payer_pickles(payer: Payer) -> None:
    copy = pickle.loads(pickle.dumps(payer))  # noqa: S301 - our own bytes
    assert copy == payer
    assert copy.sources == payer.sources


def test_the_included_sources_cannot_be_changed() -> None:
    """All bills share the payer, so it must not be changed."""
    sources: Any = payer_named("medicare").sources
    before = dict(sources)
    try:
        with pytest.raises(TypeError):
            sources["decimals"] = "hearsay"
    finally:
        if dict(sources) != before:
            sources.update(before)


@pytest.mark.parametrize(
    "rules",
    [
        {"line_limit": 0},
        {"choices": None},
        {"contractor": None},
        {"discarded_layout": None},
        {"line_limit": -1},
        {"line_limit": "9999"},
        {"line_limit": Decimal("9.5")},
        {"line_limit": True},
        {"rounding": "up"},
        {"repeat_modifier": "7"},
        {"discarded_from": "01/01/2017"},
        {"scope": ["place of service"]},
        {"scope": "place of service"},
        {"scope": 5},
        {"scope": None},
        {"sources": "a manual"},
        {"sources": ["a manual"]},
        {"sources": None},
        {"sources": {"decimals": 3}},
        {"sources": {3: "a manual"}},
        {"cms_mue": "no"},
        {"name": ""},
        {"name": 5},
        {"name": None},
    ],
    ids=str,
)
def test_bad_rules_are_refused(rules: dict[str, Any]) -> None:
    """A payer that cannot work fails when it is made, not when a claim is."""
    with pytest.raises((BadAmount, BadArgument, BadClaimLine, BadDate)) as bad:
        Payer(**{"name": "Plan X", **rules})
    (value,) = rules.values()
    assert bad.value.value is value or bad.value.value in value
    assert any(fix in str(bad.value) for fix in ("pass ", "give ", "is not a modifier"))


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ({"kind": "place"}, BadClaimLine),
        ({"kind": 5}, BadClaimLine),
        ({"kind": ["setting"]}, BadClaimLine),
        ({"in_scope": "no"}, BadClaimLine),
        ({"in_scope": 0}, BadClaimLine),
        ({"since": "01/01/2024"}, BadDate),
        ({"until": 2024}, BadDate),
        ({"value": 22}, BadClaimLine),
        ({"value": "22\n"}, BadClaimLine),
        ({"reason": None}, BadClaimLine),
        ({"source": 7}, BadClaimLine),
    ],
    ids=str,
)
def test_a_scope_that_could_never_apply_is_refused(
    entry: dict[str, Any], error: type[JCodesError]
) -> None:
    """A misspelled kind would be ignored silently."""
    with pytest.raises(error) as bad:
        Scoped(**{"kind": "setting", "value": "professional", **entry})
    (value,) = entry.values()
    assert bad.value.value == value


def test_a_bill_names_the_payer() -> None:
    """Nothing is implicit: the first line states whose rules apply."""
    billed = office("J9312", "715 mg", policy=PLAN)
    assert billed.payer is PLAN
    assert str(billed).startswith("J9312 on 2025-08-01, Plan X, professional\n")
    assert billed.administered == Amount("715 mg")
