"""A payer as a value: its attributes, what is included, how it is compared and saved."""

from __future__ import annotations

import pickle
import re
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from attrs import evolve, fields_dict

from hcpcs_jcodes import (
    BadArgument,
    BadClaimLine,
    Choices,
    FingerprintChanged,
    JCodesError,
    Payer,
    Rounding,
    Scoped,
)
from hcpcs_jcodes.payers import payer as payer_module
from hcpcs_jcodes.payers.changes import PayerChanges
from hcpcs_jcodes.payers.named import payer_named
from hcpcs_jcodes.payers.payer import reference_of_payer
from tests.bills import plan_x

PLAN = plan_x()

# --- every attribute ------------------------------------------------------------------------------

LATER = date(2025, 8, 1)
ROW = Scoped("code", "J9312", in_scope=True)
PLACE = Scoped("place of service", "22", in_scope=True)
OFFICES = Scoped("setting", "professional", in_scope=True)
# a value of each attribute that Payer(name="Plan X") does not have
OTHER: dict[str, Any] = {
    "name": "Plan Y",
    "line_of_business": "tricare",
    "contractor": "Noridian JE",
    "state": "TX",
    "rounding": Rounding.TENTHS,
    "line_limit": 999,
    "charge_limit": Decimal("99999.99"),
    "most_lines": 50,
    "repeat_modifier": "76",
    "over_limit_modifier": "",
    "discarded_from": "not used",
    "zero_discarded_from": LATER,
    "discarded_layout": "one line",
    "scope": (ROW,),
    "rest_of_bag": "JW",
    "codes": (ROW,),
    "places": (PLACE,),
    "authorizations": (ROW,),
    "self_administered": (ROW,),
    "preferred": (ROW,),
    "sites_of_care": (ROW,),
    "noc_codes": (("facility", "C9399"),),
    "noc_needs": ("narrative", "invoice"),
    "ndc_required": False,
    "ndc_qualifiers": ("UN", "ML"),
    "modifier_340b": "",
    "modifier_340b_from": LATER,
    "scope_340b": (OFFICES,),
    "no_cost": "one cent",
    "families": (("J1745", "complex"),),
    "choices": Choices(missing_stop="push"),
    "cms_mue": True,
    "cms_edits": False,
    "days_to_file": 90,
    "days_to_appeal": 180,
    "correction": "replacement",
}


def test_no_attribute_is_forgotten_here() -> None:
    assert [*OTHER, "_sources"] == [*fields_dict(Payer)]


@pytest.mark.parametrize("name", OTHER)
def test_each_attribute_counts(name: str) -> None:
    """For equality, the fingerprint, the difference, and a payer that is saved."""
    plain = Payer(name="Plan X")
    other = plain.replace(**{name: OTHER[name]})
    assert getattr(other, name) == OTHER[name]
    assert plain != other
    assert plain.fingerprint != other.fingerprint
    lines = len(OTHER[name]) if name in {"noc_needs", "ndc_qualifiers"} else 1
    assert len(other.difference(plain)) == lines
    assert other.difference(plain)[0].startswith(name)
    assert pickle.loads(pickle.dumps(other)) == other  # noqa: S301 - our own bytes
    back = other.replace(**{name: getattr(plain, name)})
    assert (back, back.fingerprint, back.difference(plain)) == (plain, plain.fingerprint, ())


def test_payers_of_one_fingerprint_are_equal() -> None:
    """It does not depend on how a value was written, nor on the sources."""
    written = Payer(
        name="Plan X",
        discarded_from="2017-01-01",
        line_limit=999,
        noc_codes={"facility": "C9399"},
        ndc_qualifiers=["ML", "ML", "UN"],
        scope=[ROW],
        sources={"line_limit": "p. 7"},
    )
    read_ = Payer(
        name="Plan X",
        discarded_from=date(2017, 1, 1),
        line_limit=999,
        noc_codes=(("facility", "C9399"),),
        ndc_qualifiers=("ML", "UN"),
        scope=(ROW,),
    )
    assert (written, written.fingerprint) == (read_, read_.fingerprint)
    assert re.fullmatch("[0-9a-f]{16}", read_.fingerprint)
    # the reason of a row and its source decide nothing
    why = Scoped("code", "J9312", in_scope=True, reason="a drug against cancer", source="p. 9")
    assert read_.replace(scope=[why]).fingerprint == read_.fingerprint


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"name": ""}, "'' is not a name of a payer: pass name='Plan X'"),
        ({"name": " "}, "' ' is not a name of a payer"),
        ({"name": "Plan\nX"}, "is not a name of a payer"),
        ({"line_of_business": "medicare"}, "line_of_business='medicare' is not known: pass one of"),
        ({"contractor": "a\nb"}, "contractor='a\\nb' is not one line of text"),
        ({"state": 5}, "state=5 is not one line of text"),
        ({"rounding": "up"}, "Rounding"),
        ({"line_limit": 0}, "a limit of 0: give a whole number, or None"),
        ({"most_lines": 2.0}, "a limit of 2.0: give a whole number"),
        ({"days_to_file": -1}, "a limit of -1: give a whole number"),
        ({"days_to_appeal": "90"}, "a limit of '90': give a whole number"),
        ({"charge_limit": 99999.99}, "99999.99"),
        ({"charge_limit": 0}, "a limit of 0 dollars: give more, or None"),
        ({"charge_limit": 10**10}, "give dollars and cents, 0 or more, below 100,000,000"),
        ({"charge_limit": Decimal("NaN")}, "give dollars and cents, 0 or more"),
        ({"charge_limit": Decimal("0.001")}, "give dollars and cents, 0 or more"),
        ({"charge_limit": "99999"}, "such as Decimal('1234.50'), not '99999'"),
        ({"repeat_modifier": "7"}, "'7' is not a modifier"),
        ({"over_limit_modifier": "JWX"}, "'JWX' is not a modifier"),
        ({"modifier_340b": 5}, "5 is not a modifier"),
        ({"discarded_from": "unused"}, "'unused'"),
        ({"zero_discarded_from": "07/01/2023"}, "'07/01/2023'"),
        ({"modifier_340b_from": "not used"}, "'not used'"),
        ({"discarded_layout": "two lines"}, "pass one of 'own line', 'one line'"),
        ({"rest_of_bag": "JZ"}, "pass one of 'JW', 'not billed'"),
        ({"no_cost": "0.01"}, "pass one of 'one cent', 'omitted'"),
        ({"correction": "7"}, "pass one of 'new claim', 'replacement'"),
        *(
            ({name: ["J9312"]}, "'J9312' among rows is not a Scoped: pass Scoped(kind, value)")
            for name in OTHER
            if OTHER[name] in {(ROW,), (PLACE,), (OFFICES,)}
        ),
        ({"noc_codes": {"office": "C9399"}}, "a setting in noc_codes='office' is not known"),
        ({"noc_codes": {"facility": "C939"}}, "'C939' in noc_codes= is not a code"),
        ({"noc_codes": ["C9399"]}, "is not a mapping of texts: pass {'facility': 'C9399'}"),
        ({"noc_needs": ["price"]}, "'price' in noc_needs= is not known: pass some of 'narrative'"),
        ({"noc_needs": "dose"}, "noc_needs='dose' is not a list"),
        ({"ndc_qualifiers": ["F3"]}, "'F3' in ndc_qualifiers= is not known: pass some of 'UN'"),
        ({"ndc_qualifiers": 5}, "ndc_qualifiers=5 is not a list"),
        ({"families": {"J1745": "simple"}}, "families: the family of J1745='simple' is not known"),
        ({"families": {"infliximab": "complex"}}, "'infliximab' in families= is not a code"),
        ({"choices": {"missing_stop": "push"}}, "pass Choices(...)"),
        ({"missing_stop": "pushed"}, "missing_stop='pushed' is not a choice"),
        ({"cms_mue": "yes"}, "cms_mue='yes' is neither True nor False: pass one of them"),
        ({"cms_edits": 1}, "cms_edits=1 is neither True nor False"),
        ({"ndc_required": "no"}, "ndc_required='no' is neither True nor False"),
        ({"sources": {"decimals": 3}}, "sources="),
        ({"line_limits": 5}, "line_limits= is neither of a Payer nor of its Choices"),
        ({"_sources": {}}, "_sources= is neither of a Payer nor of its Choices"),
    ],
    ids=str,
)
def test_what_cannot_be_of_a_payer_is_refused_with_the_fix(
    rules: dict[str, Any], says: str
) -> None:
    with pytest.raises(JCodesError) as bad:
        PLAN.replace(**rules)
    assert says in str(bad.value)
    assert len(str(bad.value)) < 500


# --- other values, differences ------------------------------------------------------------------


def test_replace_takes_choices_beside_attributes() -> None:
    acme = Payer.medicare().replace(missing_stop="push", distinct="XS", line_limit=999)
    assert (acme.choices.missing_stop, acme.choices.distinct, acme.line_limit) == (
        "push",
        "XS",
        999,
    )
    # the others stay
    assert acme.choices.both_sides == "50"
    whole = acme.replace(choices=Choices(home_pump="prolonged"), missing_stop="nothing")
    assert whole.choices == Choices(home_pump="prolonged", missing_stop="nothing")
    assert Payer.medicare().replace() == Payer.medicare()


def test_the_source_of_a_rule_that_was_replaced_is_dropped() -> None:
    """A limit of 999 is not Noridian's, and nothing of Acme's is Medicare's."""
    medicare = Payer.medicare()
    lower = medicare.replace(line_limit=999, rounding=Rounding.TENTHS, both_sides="RT and LT")
    changed = {"line_limit", "decimals", "both_sides"}
    assert set(medicare.sources) - set(lower.sources) == changed
    assert lower.source("line_limit") == "payer medicare"
    assert dict(medicare.replace(name="Acme").sources) == {}
    stated = medicare.replace(name="Acme", sources={"line_limit": "Acme manual, p. 2"})
    assert dict(stated.sources) == {"line_limit": "Acme manual, p. 2"}


def test_what_a_type_checker_lets_be_replaced_is_what_a_payer_has() -> None:
    """Each attribute, and each choice with the type that it has there."""
    hints = get_type_hints(PayerChanges)
    choices = get_type_hints(Choices)
    assert set(hints) == {name.lstrip("_") for name in fields_dict(Payer)} | set(choices)
    assert {name: hints[name] for name in choices} == choices


# --- rows ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "value", "read"),
    [
        ("codes", "code", " j9312 ", "J9312"),
        ("codes", "code and setting", "j0585  Facility", "J0585 facility"),
        ("codes", "letter", "s", "S"),
        ("codes", "letter and setting", "c ASC", "C asc"),
        ("authorizations", "code", "96413", "96413"),
        ("places", "place of service", " 22", "22"),
        ("places", "professional place of service", "22", "22"),
        ("scope", "modifier", "ay", "AY"),
        ("scope", "place of service and modifier", "65 ay", "65 AY"),
        ("scope", "setting", "Professional", "professional"),
        ("scope", "status indicator", "k1", "K1"),
    ],
)
def test_the_value_of_a_row_is_read_in_any_case(
    name: str, kind: str, value: str, read: str
) -> None:
    rows: dict[str, Any] = {name: [Scoped(kind, value, in_scope=False)]}
    (row,) = getattr(Payer(name="X", **rows), name)
    assert row == Scoped(kind, read, in_scope=False)


@pytest.mark.parametrize(
    ("name", "kind", "value", "text"),
    [
        ("codes", "code", "J 9312", "'J 9312' is not a code, so the row never applies"),
        ("codes", "code", "J931", "pass one such as 'J9312'"),
        ("codes", "code", "", "'' is not a code"),
        ("codes", "code and setting", "J9312", "pass one such as 'J9312 facility'"),
        ("codes", "code and setting", "J9312 office", "is not a code and setting"),
        ("codes", "letter", "CS", "pass one such as 'S'"),
        ("places", "place of service", "office", "pass one such as '22'"),
        ("places", "professional place of service", "5", "pass one such as '22'"),
        ("scope", "modifier", "JWW", "pass one such as 'AY'"),
        ("scope", "status indicator", "KK", "pass one such as 'K'"),
        (
            "authorizations",
            "letter",
            "J",
            "'letter' never applies in this list: pass one of 'code'",
        ),
        ("preferred", "modifier", "JW", "never applies in this list"),
        ("sites_of_care", "setting", "facility", "never applies in this list"),
        ("self_administered", "place of service", "22", "never applies in this list"),
        ("places", "code", "J9312", "pass one of 'place of service'"),
        ("codes", "modifier", "JW", "never applies in this list"),
        ("scope", "code and setting", "J9312 asc", "never applies in this list"),
        ("scope", "letter", "J", "never applies in this list"),
        ("scope_340b", "modifier", "JG", "pass one of 'setting'"),
    ],
)
def test_a_row_that_could_never_apply_is_refused(
    name: str, kind: str, value: str, text: str
) -> None:
    rows: dict[str, Any] = {name: [Scoped(kind, value)]}
    with pytest.raises(BadClaimLine) as caught:
        Payer(name="X", **rows)
    assert text in str(caught.value)


def test_a_row_that_ends_before_it_begins_is_refused() -> None:
    row = Scoped("code", "J9312", since=date(2025, 1, 2), until=date(2025, 1, 1))
    with pytest.raises(BadClaimLine, match="of J9312 ends on 2025-01-01, before it begins"):
        Payer(name="X", codes=[row])
    assert Payer(name="X", codes=[evolve(row, until=date(2025, 1, 2))]).codes


def test_two_rows_that_contradict_each_other_are_refused_with_both_named() -> None:
    """On one day already; not where each has its own dates, or both say the same."""
    until = Scoped("code", "J9312", in_scope=True, until=date(2025, 1, 1))
    since = Scoped("code", "j9312", in_scope=False, reason="p. 7", since=date(2025, 1, 1))
    with pytest.raises(BadClaimLine) as caught:
        Payer(name="X", authorizations=[until, ROW, since])
    assert "'code J9312 until 2025-01-01: yes' and 'code J9312 from 2025-01-01: no'" in str(
        caught.value
    )
    with pytest.raises(BadClaimLine, match="code J9312: yes' and 'code J9312: depends'"):
        Payer(name="X", preferred=[ROW, evolve(ROW, in_scope=None)])
    after = evolve(since, since=date(2025, 1, 2))
    assert len(Payer(name="X", authorizations=[until, after]).authorizations) == 2
    assert len(Payer(name="X", preferred=[ROW, evolve(ROW, reason="again")]).preferred) == 2
    other = Scoped("code and setting", "J9312 facility", in_scope=False)
    assert len(Payer(name="X", preferred=[ROW, other]).preferred) == 2


def test_a_difference_says_what_the_other_has_and_what_this_one_has() -> None:
    one = Payer(name="Plan X", discarded_from=date(2017, 1, 1), ndc_qualifiers=["F2", "UN"])
    row = Scoped("code", "J1745", reason="ask", since=date(2025, 1, 1), until=date(2025, 12, 31))
    two = one.replace(
        discarded_from="not used",
        rounding=Rounding.HUNDREDTHS,
        charge_limit=Decimal("5.50"),
        ndc_qualifiers=["UN", "ML"],
        noc_codes={"asc": "C9399"},
        codes=[row, Scoped("letter", "S", in_scope=False), ROW],
        cms_mue=True,
        missing_stop="push",
        distinct="XU",
    )
    assert two.difference(one) == (
        "rounding: up -> hundredths",
        "charge_limit: None -> 5.50",
        "discarded_from: 2017-01-01 -> 'not used'",
        "codes: with code J1745 from 2025-01-01 until 2025-12-31: depends (ask)",
        "codes: with letter S: no",
        "codes: with code J9312: yes",
        "noc_codes: with asc C9399",
        "ndc_qualifiers: without 'F2'",
        "ndc_qualifiers: with 'ML'",
        "choices.missing_stop: None -> 'push'",
        "choices.distinct: '59' -> 'XU'",
        "cms_mue: None -> True",
    )
    assert len(one.difference(two)) == 12
    assert "codes: without letter S: no" in one.difference(two)
    assert one.difference(one.replace(sources={"codes": "a manual"})) == ()


@pytest.mark.parametrize("other", ["medicare", None, 5])
def test_a_payer_is_compared_with_a_payer(other: Any) -> None:
    with pytest.raises(BadArgument, match=r"is not a Payer: pass Payer\.medicare"):
        PLAN.difference(other)


# --- the included payers ------------------------------------------------------------------------

INCLUDED: dict[str, dict[str, Any]] = {
    "medicare": {
        "line_of_business": "original medicare",
        "line_limit": 9999,
        "charge_limit": Decimal("99999.99"),
        "most_lines": 50,
        "repeat_modifier": "76",
        "over_limit_modifier": "59",
        "discarded_from": date(2017, 1, 1),
        "zero_discarded_from": date(2023, 7, 1),
        "noc_codes": (("asc", "C9399"), ("facility", "C9399")),
        "noc_needs": ("narrative", "dose", "NDC"),
        "ndc_required": False,
        "modifier_340b": "TB",
        "modifier_340b_from": date(2025, 1, 1),
        "choices": Choices(both_sides="50"),
        "cms_mue": True,
        "cms_edits": True,
        "days_to_file": 365,
        "days_to_appeal": 120,
        "correction": "new claim",
    },
    "medicare_advantage": {"line_of_business": "medicare advantage"},
    "medicaid": {
        "line_of_business": "medicaid",
        "ndc_required": True,
        "cms_mue": False,
        "cms_edits": False,
    },
    "commercial": {"line_of_business": "commercial"},
}
# the publication of each rule of Medicare, by what it has to name
PUBLISHED = {
    "both_sides": "NCCI Policy Manual, ch. I §V",
    "charge_limit": "Palmetto GBA, 2024-08-19",
    "cms_edits": "CMS National Correct Coding Initiative",
    "cms_mue": "CMS National Correct Coding Initiative",
    "correction": "MA130",
    "days_to_appeal": "42 CFR 405.942",
    "days_to_file": "42 CFR 424.44",
    "decimals": "IOM 100-04), ch. 17 §10",
    "discarded_from": "CR 9603",
    "discarded_layout": "IOM 100-04, ch. 17 §40",
    "line_for_each_ndc": "one line for each NDC",
    "line_limit": "Noridian, hemophilia clotting factors",
    "line_of_business": "Medicare Part B",
    "modifier_340b": "340B modifiers: TB alone from 2025-01-01",
    "modifier_340b_from": "JG or TB until 2024-12-31",
    "most_lines": "ASC X12N 837P",
    "ndc_required": "not otherwise classified",
    "noc_codes": "A55913",
    "noc_needs": "A55913",
    "not_discarded": "JW and JZ modifier policy",
    "over_limit_modifier": "NCCI Policy Manual, ch. XII",
    "per_dose": "NCCI Policy Manual, ch. XII",
    "repeat_modifier": "Noridian, hemophilia clotting factors",
    "rounding_of_discarded": "NGS; IOM 100-04, ch. 17 §40",
    "spare_containers": "IOM 100-04, ch. 17 §40",
    "smallest_containers": "CGS, 2023-06-27",
    "split_at_mue": "NCCI Policy Manual, ch. I",
    "unclassified": "CGS, unclassified drugs",
    "unclassified_discarded": "Palmetto GBA, unclassified drugs",
    "zero_discarded_from": "MM13056",
}


@pytest.mark.parametrize("name", INCLUDED)
def test_an_included_payer_has_these_values_and_no_others(name: str) -> None:
    """Rules 1.1.6, 1.3.2, 1.3.3, 1.7.3 and 4.2; what varies is not known."""
    payer = payer_named(name)
    shipped = ("scope", "codes", "places", "authorizations", "scope_340b")
    lists = {each: getattr(payer, each) for each in shipped}
    assert payer == Payer(name=name, **{**lists, **INCLUDED[name]})
    assert payer.is_original_medicare is (name == "medicare")


def test_each_rule_of_medicare_names_its_publication() -> None:
    medicare = Payer.medicare()
    assert set(medicare.sources) == set(PUBLISHED)
    assert [rule for rule in PUBLISHED if PUBLISHED[rule] not in medicare.source(rule)] == []


def test_only_medicare_has_rows_about_jw_and_places() -> None:
    for name in ("medicare_advantage", "medicaid", "commercial"):
        payer = payer_named(name)
        assert (payer.scope, payer.places, payer.authorizations) == ((), (), ())
        assert payer.codes


@pytest.mark.parametrize(
    ("rules", "bills"),
    [
        ({"discarded_from": "not used"}, False),
        ({"discarded_from": None}, True),
        ({"discarded_from": LATER}, True),
        ({"discarded_from": "not used", "discarded_layout": "one line"}, True),
    ],
)
def test_whether_discarded_units_are_on_the_claim(rules: dict[str, Any], bills: bool) -> None:
    assert PLAN.replace(**rules).bills_discarded is bills


# --- saved --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INCLUDED)
def test_an_included_payer_is_saved_by_its_name(name: str) -> None:
    """A bill carries its payer: 200 bytes, not twelve kilobytes of rows."""
    payer = payer_named(name)
    assert reference_of_payer(payer) == (name, payer.fingerprint)
    saved = pickle.dumps(payer)
    assert len(saved) < 200
    assert pickle.loads(saved) is payer  # noqa: S301 - our own bytes


@pytest.mark.parametrize("rules", [{"line_limit": 999}, {"sources": {}}, {"missing_stop": "push"}])
def test_a_payer_of_the_same_name_that_differs_is_saved_whole(rules: dict[str, Any]) -> None:
    own = Payer.medicare().replace(**rules)
    assert reference_of_payer(own) is None
    copy = pickle.loads(pickle.dumps(own))  # noqa: S301 - our own bytes
    assert (copy, copy.sources, copy.fingerprint) == (own, own.sources, own.fingerprint)


def test_rules_that_have_changed_since_are_not_loaded_under_the_same_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    medicare = Payer.medicare()
    saved = pickle.dumps(medicare)
    changed = {"medicare": medicare.replace(line_limit=999)}
    monkeypatch.setattr(payer_module, "shipped_payers", lambda: changed)
    with pytest.raises(
        FingerprintChanged, match="payer 'medicare' was stored with other rules"
    ) as bad:
        pickle.loads(saved)  # noqa: S301 - our own bytes
    assert bad.value.value == medicare.fingerprint
    assert changed["medicare"].fingerprint in str(bad.value)
    monkeypatch.setattr(payer_module, "shipped_payers", dict)
    with pytest.raises(FingerprintChanged, match="it is not included"):
        pickle.loads(saved)  # noqa: S301 - our own bytes


def test_payers_that_say_the_same_are_equal() -> None:
    """Whatever the order of words, and however a limit is written."""
    one = Payer(name="X", ndc_qualifiers=["ML", "UN"], charge_limit=1000)
    other = Payer(name="X", ndc_qualifiers=["UN", "ML", "UN"], charge_limit=Decimal("1000.00"))
    assert one == other
    assert (hash(one), one.fingerprint) == (hash(other), other.fingerprint)
    assert one.difference(other) == ()


@pytest.mark.parametrize("modifier", ["JW", "JZ"])
@pytest.mark.parametrize("name", ["repeat_modifier", "over_limit_modifier", "modifier_340b"])
def test_the_modifiers_of_discarded_drug_are_no_others(name: str, modifier: str) -> None:
    rules: dict[str, Any] = {name: modifier}
    with pytest.raises(BadClaimLine, match=f"{name}='{modifier}' says of discarded drug"):
        Payer(name="X", **rules)
