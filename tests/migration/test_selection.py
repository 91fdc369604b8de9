"""An argument of migrate() that selects and selects nothing is an error, split or not.

The first rows are those of the public cases, part D: they were ignored, and now they are not.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    BadNdc,
    JCode,
    NoSuchTarget,
    UncoveredDate,
    codeset,
    coverage,
    migrate,
    packages_of,
)
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.substances import codes_named
from tests.refusals import careless, refused

SPRING_18, SPRING_19 = date(2018, 6, 1), date(2019, 6, 1)
RITUXIMAB: dict[str, Any] = {"on": SPRING_18, "to": SPRING_19}

# kind, code, on, to, a name of the drug, its route if it is known
EVERY_KIND = [
    ("unchanged", "J1745", SPRING_19, date(2024, 6, 1), "Remicade", "intravenous"),
    ("rescoped", "J1745", date(2015, 6, 1), SPRING_19, "Remicade", "intravenous"),
    ("replaced", "J9310", SPRING_18, SPRING_19, "Rituxan", "intravenous"),
    ("replaced", "J9312", SPRING_19, SPRING_18, "Rituxan", "intravenous"),
    ("split", "J7302", date(2015, 6, 1), SPRING_19, "Liletta", "intrauterine"),
    ("merged", "J1030", date(2024, 3, 1), date(2024, 6, 1), "Depo-Medrol", "intramuscular"),
    ("merged", "J9264", date(2025, 3, 1), date(2024, 12, 1), "Abraxane", "intravenous"),
    ("reinstated", "J0570", date(2024, 6, 1), date(2026, 6, 1), "Probuphine", None),
    ("reused", "J1440", date(2013, 6, 1), date(2024, 6, 1), "Neupogen", None),
    ("ended", "J0190", date(2025, 12, 31), date(2026, 1, 1), "Akineton", None),
    ("added", "J9271", SPRING_19, date(2014, 1, 1), "Keytruda", "intravenous"),
]


@pytest.mark.parametrize("product", ["nosuchbrand", "Inflectra", "Rituxan Hycela", "Truxima"])
def test_a_product_of_another_drug_is_an_error_where_one_code_follows(product: str) -> None:
    refused(
        careless(migrate, "J9310", product=product, **RITUXIMAB), NoSuchTarget, product, "J9312"
    )


def test_the_error_names_the_code_of_a_product_that_has_one() -> None:
    """Inflectra is a biosimilar: J1745 excludes it."""
    call = careless(migrate, "J1745", product="Inflectra", **RITUXIMAB)
    text = refused(call, NoSuchTarget, "Inflectra")
    assert text == (
        "J1745 is not known to be for the product 'Inflectra': Inflectra is billed under Q5103"
    )
    call = careless(migrate, "J9310", product=" rituxan hycela ", **RITUXIMAB)
    refused(call, NoSuchTarget, " rituxan hycela ", "is billed under C9467 or J9311")


@pytest.mark.parametrize(
    ("argument", "value"),
    [("route", "oral"), ("route", "topical"), ("indication", "gout"), ("product", "Pfizer")],
)
def test_a_route_an_indication_or_a_labeler_that_the_code_is_not_for_is_an_error(
    argument: str, value: str
) -> None:
    call = careless(migrate, "J9310", **RITUXIMAB, **{argument: value})
    fix = f"J9312 is not known to be for the {argument} {value!r}: correct it, or omit {argument}="
    refused(call, NoSuchTarget, value, fix)


def test_a_package_of_another_drug_is_an_error_where_one_code_follows() -> None:
    """57894-030-01 is Remicade."""
    call = careless(migrate, "J9310", ndc="57894-030-01", **RITUXIMAB)
    refused(call, NoSuchTarget, "57894-0030-01", "lists 57894-0030-01 under J1745, not J9312")
    call = careless(migrate, "J1745", ndc="50242-051-21", **RITUXIMAB)
    refused(call, NoSuchTarget, "50242-0051-21", "under J9312, not J1745: check the NDC")


@pytest.mark.parametrize(("kind", "code", "on", "to", "brand", "route"), EVERY_KIND)
def test_of_every_kind_the_own_brand_is_accepted_and_another_is_an_error(  # noqa: PLR0917, PLR0913
    kind: str, code: str, on: date, to: date, brand: str, route: str | None
) -> None:
    plain = migrate(code, on=on, to=to)
    assert plain.kind == kind
    chosen = migrate(code, on=on, to=to, product=brand)
    assert set(chosen.targets) <= set(plain.targets)
    for argument, value in (
        ("product", "nosuchbrand"),
        ("route", "nosuchroute"),
        ("indication", "nosuchindication"),
    ):
        refused(careless(migrate, code, on=on, to=to, **{argument: value}), NoSuchTarget, value)
    ndc = "57894-030-01" if code != "J1745" else "50242-051-21"
    with pytest.raises(NoSuchTarget):
        migrate(code, on=on, to=to, ndc=ndc)
    if route is not None:
        assert migrate(code, on=on, to=to, route=route).kind == kind


def in_force_on(version: JCode) -> date | None:
    """A covered day on which a version is in force; None if there is none."""
    on = max(version.valid_from, coverage().first)
    return on if version.valid_to is None or on <= version.valid_to else None


VERSIONS = [
    code_ledger().version(row)
    for table in (code_ledger().jcodes, code_ledger().related)
    for rows in table.values()
    for row in rows
]
DAYS = st.dates(coverage().first, coverage().related_last)


@given(st.sampled_from([each for each in VERSIONS if each.drug.brands]), DAYS, st.data())
def test_every_brand_of_a_code_is_accepted_in_any_spelling(
    version: JCode, to: date, data: st.DataObject
) -> None:
    """Upper case, hyphens for spaces, spaces around it: from any date to any other.

    The brand may choose another way to the same code, where it was that of two products.
    """
    on = in_force_on(version)
    brand = data.draw(st.sampled_from(version.drug.brands))
    spell = data.draw(
        st.sampled_from((str.upper, str.title, lambda text: f" {text.replace(' ', '-')} "))
    )
    if on is None:
        return
    try:
        plain = migrate(version.code, on=on, to=to)
        chosen = migrate(version.code, on=on, to=to, product=spell(brand))
    except UncoveredDate:
        return
    found, possible = (
        {(each.code, each.factor, each.convert) for each in answer.targets}
        for answer in (chosen, plain)
    )
    assert found <= possible
    assert chosen.kind == plain.kind


@given(st.sampled_from(VERSIONS), DAYS)
def test_no_code_is_for_a_product_that_does_not_exist(version: JCode, to: date) -> None:
    on = in_force_on(version)
    if on is None:
        return
    for argument in ("product", "route", "indication"):
        with pytest.raises((NoSuchTarget, UncoveredDate)) as caught:
            migrate(version.code, on=on, to=to, **{argument: "nosuchthing"})
        assert len(str(caught.value)) <= 500


NAMES = sorted(
    {name for version in VERSIONS for name in (version.drug.name, *version.drug.brands) if name}
)


@given(st.sampled_from(VERSIONS), st.sampled_from(NAMES), DAYS)
def test_no_name_of_another_drug_is_ever_accepted(version: JCode, name: str, to: date) -> None:
    """What is accepted is a name of the code or of a target; every name of all years is tried."""
    on = in_force_on(version)
    if on is None:
        return
    named = {*codes_named(name, on), *codes_named(name, to)}
    if not named:
        return
    try:
        found = migrate(version.code, on=on, to=to, product=name)
    except (NoSuchTarget, UncoveredDate):
        return
    assert named & {version.code, *(target.code for target in found.targets)}


@pytest.mark.parametrize(
    ("code", "on", "to", "product", "billed"),
    [
        ("J0171", date(2025, 6, 30), date(2025, 7, 1), "pemetrexed (hospira)", "J9294 or J9323"),
        ("J2790", date(2011, 1, 1), date(2026, 9, 1), "Factor X (human)", "J7175"),
        ("J9151", date(2011, 1, 1), date(2019, 8, 1), "liposomal daunorubicin", "J9153"),
        ("J2426", date(2023, 6, 30), date(2023, 7, 1), "granisetron, extended release", "J1627"),
    ],
)
def test_a_labeler_or_a_form_within_the_name_of_another_drug_does_not_choose(
    code: str, on: date, to: date, product: str, billed: str
) -> None:
    """Hospira sells epinephrine and pemetrexed; more than one drug is human or liposomal."""
    call = careless(migrate, code, on=on, to=to, product=product)
    refused(call, NoSuchTarget, product, f"{product} is billed under {billed}")


@pytest.mark.parametrize(
    ("product", "code"),
    [
        ("Dr. Reddy", "J9046"),
        ("dr. reddy's", "J9046"),
        ("Dr. Reddy\u2019s", "J9046"),
        ("DR REDDYS", "J9046"),
        ("Dr-Reddy's Laboratories", "J9046"),
        ("Fresenius-Kabi", "J9048"),
        ("FreseniusKabi", "J9048"),
        ("Hospira", "J9049"),
    ],
)
def test_a_labeler_chooses_in_any_spelling(product: str, code: str) -> None:
    found = migrate("J9044", on=date(2022, 12, 31), to=date(2023, 1, 1), product=product)
    assert [target.code for target in found.targets] == [code]


def test_a_trade_name_never_stands_for_a_longer_one() -> None:
    """Aristada and Aristada Initio, Rituxan and Rituxan Hycela, Synvisc and Synvisc-One."""
    call = careless(migrate, "J1943", on=date(2024, 6, 1), to=date(2025, 6, 1), product="Aristada")
    refused(call, NoSuchTarget, "Aristada", "is billed under J1944")
    call = careless(migrate, "J9311", on=date(2024, 6, 1), to=date(2025, 6, 1), product="Rituxan")
    refused(call, NoSuchTarget, "Rituxan", "is billed under J9312")


def test_a_labeler_of_the_crosswalk_is_accepted_where_one_code_follows() -> None:
    """Genentech sells Rituxan; no wording says so."""
    for product in ("Genentech", "genentech, inc."):
        assert migrate("J9310", product=product, **RITUXIMAB).single is not None


def test_a_package_that_is_listed_under_a_later_code_belongs_to_the_earlier_one() -> None:
    """The crosswalk begins in 2024; Rituxan was J9310 in 2013, and Neupogen J1440."""
    rituxan = migrate("J9310", on=date(2013, 6, 1), to=date(2014, 6, 1), ndc="50242-051-21")
    assert rituxan.single is not None
    (package, *_) = packages_of("J1442", on=date(2024, 3, 1))
    back = migrate("J1442", on=date(2014, 6, 1), to=date(2013, 6, 1), ndc=package.ndc)
    assert {target.code for target in back.targets} <= {"J1440", "J1441"}


def test_a_package_of_a_code_that_ended_is_accepted() -> None:
    """Aduhelm was J0172 until 2025, and nothing follows it; its package is no other drug's."""
    facts: dict[str, Any] = {"on": date(2025, 12, 31), "to": date(2026, 1, 1)}
    assert migrate("J0172", ndc="64406-101-01", **facts).kind == "ended"
    refused(careless(migrate, "J0172", ndc="50242-051-21", **facts), NoSuchTarget, "50242-0051-21")
    # Blenrep is listed from 2026Q3 on alone, under a code that follows after a gap
    gap: dict[str, Any] = {"on": date(2025, 3, 1), "to": date(2026, 6, 30)}
    assert migrate("J9037", ndc="00173-0913-01", **gap).kind == "ended"


def test_an_ndc_that_no_crosswalk_lists_is_still_no_ndc_of_a_code() -> None:
    call = careless(migrate, "J9310", ndc="99999-999-99", **RITUXIMAB)
    refused(call, BadNdc, "99999-0999-99")


def test_a_name_that_is_none_of_the_code_is_refused_in_a_short_text() -> None:
    for product in ("x" * 10_000, "rituxan " * 2_000):
        with pytest.raises(NoSuchTarget) as caught:
            migrate("J9310", product=product, **RITUXIMAB)
        assert len(str(caught.value)) <= 500


def test_a_substance_is_accepted_and_chooses_nothing() -> None:
    """Epinephrine became several codes, and each is epinephrine."""
    facts: dict[str, Any] = {"on": date(2025, 6, 30), "to": date(2025, 7, 1)}
    plain = migrate("J0171", **facts)
    assert migrate("J0171", product="epinephrine", **facts) == plain
    assert migrate("J9310", product="Rituximab", **RITUXIMAB).single is not None
    assert codeset(2025)["J9312"].drug.name == "rituximab"
