"""What one code means: how wordings compare, the unit in words, the version as shown."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from html import unescape

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import assume, given
from hypothesis import strategies as st

from hcpcs_jcodes import Amount, BillingUnit, Drug, JCode, Scope, Source, codeset
from hcpcs_jcodes.codes.code import comparing_form
from tests.strategies import code_with, days, packaged_versions

# --- the comparing form --------------------------------------------------------

wordings = st.sampled_from(
    sorted(
        {version.long_description for version in packaged_versions() if version.long_description}
    )
)
punctuation = st.text(" ,;:-/()*'\"", max_size=3)


@given(st.text() | wordings)
def test_a_comparing_form_is_its_own_comparing_form(text: str) -> None:
    """Comparing twice changes nothing."""
    assume(".." not in text)  # no decimal has two points
    form = comparing_form(text)
    assert comparing_form(form) == form


@given(wordings, st.data())
def test_case_spaces_and_punctuation_do_not_matter(text: str, data: st.DataObject) -> None:
    """A wording in capitals, with more spaces and punctuation anywhere, is the same wording."""
    at = data.draw(st.integers(0, len(text)))
    assume("." not in text[max(at - 1, 0) : at + 1])  # decimals are tested below
    more = text[:at] + data.draw(punctuation) + text[at:]
    assert comparing_form(more) == comparing_form(text)
    assert comparing_form(text.upper()) == comparing_form(text)
    assert comparing_form(f"  {text}. ") == comparing_form(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Injection, X,  0. 1 MG", "injection x .1mg"),
        ("Injection, ublituximab-xiiy, 1mg", "Injection, ublituximab xiiy, 1 mg"),
        ("per i.u.", "per IU"),
        ("1,000 units", "1000 units"),
        ("dr. reddy's", "Dr Reddys"),
        (".25 mg", "0.25 mg"),
    ],
)
def test_small_differences_in_cms_files_are_the_same_wording(one: str, other: str) -> None:
    """ "0. 1 mg" and ".1mg" are the same wording, and so are "i.u." and "IU"."""
    assert comparing_form(one) == comparing_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.1 mg", "1 mg"),
        ("0.1 mg", "01 mg"),
        ("2.5 mg", "25 mg"),
        ("10 mg", "100 mg"),
        ("injection, x", "injection, y"),
        ("mcg", "mg"),
    ],
)
def test_a_decimal_point_is_a_difference(one: str, other: str) -> None:
    """Dropping punctuation never turns 2.5 mg into 25 mg."""
    assert comparing_form(one) != comparing_form(other)


@given(st.integers(0, 999), st.integers(1, 999))
def test_a_decimal_is_kept_however_it_is_spaced(whole: int, decimals: int) -> None:
    """A space after the point neither adds nor removes a decimal."""
    plain = comparing_form(f"x {whole}.{decimals} mg")
    assert comparing_form(f"X, {whole}. {decimals}MG") == plain
    assert comparing_form(f"x {whole}{decimals} mg") != plain


# --- the billing unit ----------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (BillingUnit("measured", Amount("10 mg")), "10 mg"),
        (BillingUnit("up_to", Amount("250 mg")), "up to 250 mg"),
        (BillingUnit("counted", counted="vial"), "per vial"),
        (
            BillingUnit("banded", above=Amount("6 mg"), at_most=Amount("10 mg")),
            "more than 6 mg and at most 10 mg",
        ),
        (BillingUnit("banded", at_most=Amount("3 mg")), "at most 3 mg"),
        (BillingUnit("banded", above=Amount("10 mg")), "more than 10 mg"),
        (BillingUnit("unspecified"), "no unit"),
        (BillingUnit("unknown"), "unit not known"),
        (BillingUnit("measured", Amount("1 IU"), of="vwf:rco"), "1 IU of vwf:rco"),
        (
            BillingUnit("measured", components=(("a", Amount("3 mg")), ("b", Amount("1 mg")))),
            "3 mg a + 1 mg b",
        ),
        (
            BillingUnit(
                "up_to",
                Amount("10 mg"),
                components=(("a", Amount("7.5 mg")), ("b", Amount("2.5 mg"))),
            ),
            "up to 10 mg (7.5 mg a + 2.5 mg b)",
        ),
    ],
)
def test_a_billing_unit_reads_as_a_biller_would_say_it(unit: BillingUnit, words: str) -> None:
    """Each kind of unit has words of its own."""
    assert str(unit) == words


@pytest.mark.parametrize(
    ("code", "period", "kind", "amount"),
    [
        ("J9312", "2025", "measured", "10 mg"),
        ("J1720", "2025", "up_to", "100 mg"),
        ("J1162", "2025", "counted", None),
        ("J0574", "2025", "banded", None),
        ("J3490", "2025", "unspecified", None),
        ("J7340", "2016", "unknown", None),
        ("J0702", "2025", "measured", None),
    ],
)
def test_the_kinds_of_unit_are_distinguished(
    code: str, period: str, kind: str, amount: str | None
) -> None:
    """An amount, up to an amount, a count, a band, none, and not known are six kinds."""
    unit = codeset(period)[code].billing_unit
    assert (unit.kind, unit.amount) == (kind, amount and Amount(amount))


HAS = {
    "measured": ["an amount"],
    "up_to": ["an amount"],
    "counted": ["a thing"],
    "banded": ["a band"],
    "unspecified": [],
    "unknown": [],
}


def test_a_packaged_unit_has_what_its_kind_has_and_nothing_else() -> None:
    """No unit mixes two kinds, and no unit is an amount of zero."""
    for version in packaged_versions():
        unit = version.billing_unit
        has = {
            "an amount": unit.amount is not None or bool(unit.components),
            "a thing": bool(unit.counted),
            "a band": unit.above is not None or unit.at_most is not None,
        }
        assert [name for name, present in has.items() if present] == HAS[unit.kind], version
        assert unit.amount is None or unit.amount > unit.amount * 0, version
        assert len(unit.components) != 1, version
        assert all(name and amount for name, amount in unit.components), version


def test_every_unclassified_code_has_no_unit() -> None:
    """A NOC code is one unit per administration, so no version of one has an amount."""
    noc = [version for version in packaged_versions() if version.is_noc]
    assert {"J3490", "J3590", "J9999", "J7999"} <= {version.code for version in noc}
    assert {version.billing_unit.kind for version in noc} == {"unspecified"}


# --- scope ---------------------------------------------------------------------


def test_a_scope_that_limits_nothing_is_false() -> None:
    """A code for every product of its drug has no scope."""
    assert not Scope()
    assert str(Scope()) == ""
    assert not codeset(2025)["J9312"].scope


def test_a_scope_reads_in_words() -> None:
    """Labeler, exclusion and what it is not equivalent to are all shown."""
    scope = Scope(
        labelers=("sandoz", "hikma"),
        exclusions=("biosimilars",),
        not_equivalent_to=("J9041", "velcade"),
    )
    assert scope
    assert str(scope) == (
        "sandoz, hikma; excludes biosimilars; not therapeutically equivalent to J9041 or velcade"
    )


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(labelers=("one", "two")), "one, two"),
        (Scope(brands=("velcade",)), "velcade"),
        (Scope(routes=("subcutaneous",)), "subcutaneous"),
        (Scope(indications=("for esrd on dialysis",)), "for esrd on dialysis"),
        (Scope(forms=("preservative free",)), "preservative free"),
        (Scope(not_equivalent_to=("J9041",)), "not therapeutically equivalent to J9041"),
        (
            Scope(labelers=("a",), brands=("b",), routes=("c",), indications=("d",), forms=("f",)),
            "a; b; c; d; f",
        ),
    ],
)
def test_each_limit_of_a_scope_makes_it_true_and_is_shown(scope: Scope, words: str) -> None:
    """Labeler, brand, route, indication, presentation, in this order."""
    assert bool(scope)
    assert str(scope) == words


# --- a version -----------------------------------------------------------------


@given(days())
def test_both_ends_of_validity_are_inclusive(day: date) -> None:
    """A version is in force from its first to its last day, and on no other day."""
    version = evolve(code_with("1 mg"), valid_from=day, valid_to=day + timedelta(days=30))
    assert version.in_force(day)
    assert version.in_force(day + timedelta(days=30))
    assert not version.in_force(day - timedelta(days=1))
    assert not version.in_force(day + timedelta(days=31))
    assert evolve(version, valid_to=None).in_force(date.max)


def test_a_version_reads_in_one_line() -> None:
    """Code, wording and validity, with "on" if it is still active."""
    cs = codeset("2018Q4")
    assert str(cs["J9310"]) == "J9310  Injection, rituximab, 100 mg  [1999-01-01 to 2018-12-31]"
    assert str(codeset(2025)["J9312"]) == "J9312  Injection, rituximab, 10 mg  [2019-01-01 on]"


def test_a_version_without_its_long_wording_shows_the_short_one() -> None:
    """What is not available is not invented."""
    version = evolve(code_with("1 mg"), long_description=None)
    assert "Injection, examplumab  [" in str(version)
    assert "not available" in version._repr_html_()
    assert "(wording not available)" in str(evolve(version, short_description=None))


def test_a_notebook_shows_a_version_as_a_table() -> None:
    """The wording, the unit, the validity and the brands of J9312 are in its table."""
    html = codeset(2025)["J9312"]._repr_html_()
    for shown in ("J9312", "Injection, rituximab, 10 mg", "2019-01-01, still active", "Rituxan"):
        assert shown in html
    assert "<th style='text-align:left'>scope</th>" not in html
    assert "not named" in codeset(2025)["J3490"]._repr_html_()


def test_a_notebook_shows_each_row_of_a_version_in_order() -> None:
    """Empty facts have no row; unknown ones are shown as such."""
    style = "style='text-align:left'"
    rows = [
        ("long description", "Injection, rituximab, 10 mg"),
        ("short description", "Inj., rituximab, 10 mg"),
        ("in force", "2019-01-01, still active (added)"),
        ("drug", "rituximab"),
        ("brands", "Rituxan"),
        ("one unit", "10 mg"),
        ("seen in", codeset(2025)["J9312"].source.releases),
    ]
    cells = "".join(
        f"<tr><th {style}>{name}</th><td {style}>{text}</td></tr>" for name, text in rows
    )
    html = codeset(2025)["J9312"]._repr_html_()
    assert html == f"<table><caption>J9312</caption>{cells}</table>"
    ended = codeset(2018)["J9310"]._repr_html_()
    assert f"<td {style}>1999-01-01 to 2018-12-31 (added)</td>" in ended
    bare = evolve(code_with("1 mg"), long_description=None, short_description=None)
    assert bare._repr_html_().count(f"<td {style}>not available</td>") == 2
    scoped = evolve(code_with("1 mg"), scope=Scope(brands=("velcade",)))
    assert f"<th {style}>scope</th><td {style}>velcade</td>" in scoped._repr_html_()


def test_a_notebook_runs_nothing_from_a_wording() -> None:
    """Whatever the texts of a version contain, its table shows it and never runs it."""
    attack = "<script>alert('J9312 & co')</script>"
    version = JCode(
        code=attack,
        valid_from=date(2020, 1, 1),
        valid_to=None,
        begins=attack,
        long_description=attack,
        short_description=attack,
        drug=Drug(attack, brands=(attack,)),
        billing_unit=BillingUnit("counted", counted=attack),
        scope=Scope(labelers=(attack,)),
        source=Source(attack, attack),
    )
    html = version._repr_html_()
    assert "<script" not in html
    assert unescape(html).count(attack) == 9


def test_versions_are_compared_by_meaning_not_by_source() -> None:
    """Another release with the same statement changes no version."""
    version = code_with("1 mg")
    assert evolve(version, source=Source("2011Q1", "published")) == version
    assert hash(evolve(version, source=Source("2011Q1", "published"))) == hash(version)
    assert evolve(version, valid_to=date(2030, 1, 1)) != version


def test_a_version_made_by_hand_has_no_limits_and_no_source() -> None:
    """The defaults are empty: no scope, not a NOC code, no release, no names."""
    version = code_with("1 mg")
    assert (version.is_noc, version.scope, version.source) == (False, Scope(), Source("", ""))
    assert Source("", "") == Source("", "", ends="", not_before=None, unit="", correction="")
    assert Drug("x") == Drug("x", substance="", brands=(), routes=(), classes=())
    assert BillingUnit("measured") == BillingUnit("measured", None, (), "", None, None, "")


def test_a_version_cannot_be_altered() -> None:
    """A version is frozen, with all its parts."""
    version = codeset(2025)["J9312"]
    for part in (version, version.drug, version.billing_unit, version.scope, version.source):
        with pytest.raises(FrozenInstanceError):
            part.name = "other"  # type: ignore[union-attr, misc]
    assert version.drug.name == "rituximab"


def test_every_packaged_version_pickles() -> None:
    """A version comes back from a pickle equal, with its source and its hash."""
    again = pickle.loads(pickle.dumps(packaged_versions()))  # noqa: S301
    assert again == packaged_versions()
    assert [hash(version) for version in again] == [
        hash(version) for version in packaged_versions()
    ]
    assert [version.source for version in again] == [
        version.source for version in packaged_versions()
    ]
