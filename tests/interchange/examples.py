"""An object of every kind or several: plain ones, and ones that use what a plain one leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from attrs import evolve

from hcpcs_jcodes import (
    Administration,
    Amount,
    Choices,
    Claim,
    ClaimLine,
    Given,
    Mue,
    Ndc,
    NdcQuantity,
    Payer,
    Rounding,
    Scoped,
    bill,
    build_claim,
    choose_vials,
    code_encounter,
    codeset,
    json_schema,
    migrate,
    migrate_codes,
    mue,
    ncci_edit,
    resolve,
    sizes_of,
)
from hcpcs_jcodes.interchange.kinds import KINDS_OF_OBJECTS
from tests.bills import DAY, MUE_DAY, single_dose
from tests.charts import at, chemo, coded, iv, push, saline
from tests.laws.test_hostile import THINGS
from tests.strategies import code_with, packaged_versions

PLAN = Payer(
    name="Plan X",
    rounding=Rounding.TENTHS,
    discarded_from=date(2020, 1, 1),
    line_limit=999,
    over_limit_modifier="76",
    scope=[Scoped("place of service", "22", in_scope=False, since=date(2024, 1, 1))],
    sources={"decimals": "Plan X manual, p. 7"},
)
BROKEN = ClaimLine.received(
    code="JO129", units="0", on="2025-01-01", modifiers=("JW", "JZ"), ndc="50242"
)
LINE = ClaimLine(
    "J9312",
    Decimal("71.5"),
    on=DAY,
    to=date(2025, 8, 2),
    modifiers=("RT", "59"),
    charge=Decimal("1234.50"),
    place_of_service="11",
    ndc="50242-0053-06",
    ndc_quantity=NdcQuantity(Fraction(143, 3), "ML"),
    prior_authorization="A123",
    narrative="rituximab",
    administered=Amount(Fraction(2143, 3), "mg"),
)


def _more() -> dict[str, list[Any]]:
    """The objects that use what a plain one leaves out."""
    code = evolve(codeset(2025)["J9312"], long_description="Injection, rituximab, by hand")
    return {
        "administration": [
            chemo("Rituxan", at(9), at(12), dose="715 mg", pauses=[(at(10), at(11))], also=("x",)),
            Administration(
                "J9271",
                "intravenous",
                "infusion",
                datetime(2025, 8, 1, 9, tzinfo=UTC),
                dose="5 mL/h",
            ),
            Administration("J3300", "intra-articular", "procedure", at(9), side="left"),
        ],
        "amount": [
            Amount(Fraction(1, 3), "mg"),
            Amount("0.5 g"),
            Amount("1 vial"),
            Amount("0 mg"),
            Amount(10**30, "units"),
            Amount(Fraction(1, 10**30), "mg"),
            Amount(Fraction(10**29 + 1, 2**99), "mg"),
        ],
        "billing_unit": [
            next(v.billing_unit for v in packaged_versions() if v.billing_unit.components),
            next(v.billing_unit for v in packaged_versions() if v.billing_unit.kind == "banded"),
        ],
        "bill": [
            single_dose("J9312", "715 mg", opened=["500 mg", "3 x 100 mg"]),
            single_dose("J9312", "715 mg", sizes=["100 mg", "500 mg"]),
            single_dose("J9312", ["300 mg", "415 mg"], on=MUE_DAY),
            bill(code, administered="715 mg", on=DAY, payer=PLAN, setting="facility"),
            bill("J2997", administered="1.5 mg", on=DAY, payer=PLAN, setting="professional"),
        ],
        "bundle": [ncci_edit("96372", "96413", setting="professional", on=date(2024, 8, 1))],
        "choices": [Choices(missing_stop="push", shortest_hydration=16, distinct="XS")],
        "claim_line": [LINE],
        "code_set": [codeset("2025Q3"), codeset(2025).related],
        "encounter": [
            coded(
                chemo("J9271", at(9), at(11)),
                push("Zofran", at(8, 30)),
                saline(at(12), at(14)),
                iv("unknownumab", at(15)),
            ),
            code_encounter(
                [iv("J1745", at(9), at(11), dose="300 mg")],
                setting="professional",
                nearest=True,
            ),
        ],
        "found": [codeset(2025).find("rituximab 10 mg"), codeset(2025).find("rituxmab")],
        "given": [
            Given(
                ["300 mg", Amount("100 mg"), 2],
                opened=["4 x 100 mg"],
                discarded="5 mg",
                ndc="50242-0053-06",
                concentration="10 mg/mL",
            )
        ],
        "jcode": [code, code_with("10 mg"), *packaged_versions()[::97]],
        "migrated_code": list(migrate_codes(["J9310", "zzz"], on=DAY, to=DAY).rows),
        "migration": [
            migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1), dose="715 mg"),
            migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1), dose=Amount("715 mg")),
        ],
        "mue": [Mue.given(130, mai=3), mue("J9312", on=MUE_DAY, setting="facility")],
        "ndc": [Ndc("50242-0053-06")],
        "claim": [claim_of_a_day(), Claim([BROKEN, LINE], setting="professional", reference=7)],
        "received_line": [BROKEN],
        "record": [claim_of_a_day().lines[0].record],
        "work_item": list(claim_of_a_day().work_list[:2]),
        "payer": [
            PLAN,
            bill(
                "J9312", administered="1 mg", on=DAY, payer="medicare", setting="professional"
            ).payer,
        ],
        "resolution": [resolve("rituximab", on=DAY), resolve("nothing at all", on=DAY)],
        "rounding": list(Rounding),
        "scoped": [Scoped("code", "J9312", reason="x", since="2024-01-01", until="2024-12-31")],
        "sizes": [sizes_of("J9312", on=DAY), sizes_of("J2997", on=DAY)],
        "vial_choice": [choose_vials("300 mg", code="J9312", on=DAY)],
    }


@cache
def claim_of_a_day() -> Claim:
    """A built claim with something open, vials and a drug without a code."""
    return build_claim(
        [
            chemo("Rituxan", at(9), at(13), dose="715 mg", opened=["500 mg", "3 x 100 mg"]),
            push("J2405", at(8, 30), dose="8 mg", opened="2 x 4 mg", container="SDV"),
            iv("unknownumab", at(14), at(15), dose="50 mg", acquired="340B"),
            saline(at(15), at(16)),
        ],
        payer="medicare",
        setting="professional",
        place_of_service="11",
        reason="Rituxan",
        fees={"J9312": "100.00"},
        reference="visit 7",
    )


@cache
def examples() -> Mapping[str, tuple[Any, ...]]:
    """The objects of every kind, the plain one first."""
    more = _more()
    public = {kind.name: kind.public for kind in KINDS_OF_OBJECTS}
    return {name: (THINGS[public[name]].sample(), *more.get(name, ())) for name in json_schema()}


def every_example() -> list[Any]:
    """The objects of every kind, in one list."""
    return [each for objects in examples().values() for each in objects]
