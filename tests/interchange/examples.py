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
    Authorization,
    Cause,
    Choices,
    Claim,
    ClaimLine,
    Denial,
    Fault,
    Fix,
    Given,
    Mue,
    Ndc,
    NdcQuantity,
    Override,
    Payer,
    Place,
    Question,
    Record,
    Result,
    Review,
    Rounding,
    Rule,
    Scoped,
    Step,
    Verdict,
    bill,
    build_claim,
    choose_vials,
    code_encounter,
    codeset,
    explain_denial,
    json_schema,
    migrate,
    migrate_codes,
    mue,
    ncci_edit,
    resolve,
    review,
    sizes_of,
)
from hcpcs_jcodes.interchange.kinds import KINDS_OF_OBJECTS
from hcpcs_jcodes.reviews.reviewed import review_of_results
from tests.bills import DAY, MUE_DAY, single_dose
from tests.charts import at, chemo, coded, iv, push, saline
from tests.laws.test_hostile import THINGS
from tests.strategies import code_with, packaged_versions

PLAN = Payer(
    name="Plan X",
    line_of_business="medicaid",
    contractor="Plan X of Texas",
    state="TX",
    rounding=Rounding.TENTHS,
    line_limit=999,
    charge_limit=Decimal("99999.99"),
    most_lines=22,
    repeat_modifier="76",
    over_limit_modifier="76",
    discarded_from=date(2020, 1, 1),
    zero_discarded_from="not used",
    discarded_layout="one line",
    scope=[Scoped("place of service", "22", in_scope=False, since=date(2024, 1, 1))],
    rest_of_bag="not billed",
    codes=[Scoped("letter", "S", in_scope=False, reason="no S codes", until="2025-12-31")],
    places=[Scoped("professional place of service", "31")],
    authorizations=[Scoped("code", "J9312", in_scope=True, source="Plan X list, 2025")],
    self_administered=[Scoped("code", "J0135", in_scope=True)],
    preferred=[Scoped("code", "Q5115", in_scope=True), Scoped("code", "J9312", in_scope=False)],
    sites_of_care=[Scoped("code and setting", "J1745 facility", in_scope=False)],
    noc_codes={"facility": "C9399", "professional": "J3490"},
    noc_needs=["NDC", "narrative"],
    ndc_required=True,
    ndc_qualifiers=["UN", "ML"],
    modifier_340b="UD",
    modifier_340b_from=date(2023, 1, 1),
    scope_340b=[Scoped("setting", "facility", since=date(2018, 1, 1))],
    no_cost="one cent",
    families={"J1745": "complex"},
    choices=Choices(missing_stop="push", distinct="XU"),
    cms_mue=False,
    cms_edits=True,
    days_to_file=95,
    days_to_appeal=120,
    correction="replacement",
    sources={"decimals": "Plan X manual, p. 7"},
)
BROKEN = ClaimLine.received(
    code="JO129", units="0", on="2025-01-01", modifiers=("JW", "JZ"), ndc="50242"
)
RECORD = Record(
    given="715 mg",
    opened=["500 mg", "3 x 100 mg"],
    discarded="85 mg",
    container="single-dose",
    route="intravenous",
    start=at(9),
    stop=at(13),
    acquired="340B",
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
    revenue_code="0636",
    diagnosis_pointers=(1, 2),
    events=(1, 3),
    record=RECORD,
    reference="order 5",
)
RECEIVED = ClaimLine.received(
    code="J9312",
    units="8",
    on="20250801",
    modifiers="JW JZ",
    charge="$1,234.50",
    discarded="85 mg",
    diagnosis_pointers="AB",
    events=(2,),
    record=RECORD,
    reference=7,
)
FINDING = Result(
    "ACME001",
    "fail",
    (Place(1, "units"), Place(3, "units")),
    "verify",
    "72 units on line 1 and 8 on line 3",
    ("80 units are 800 mg", "800 mg of J9312"),
    (Denial("151", ("N362", "N430"), None, "appeal", "reported", ("medicaid plan",), "a manual"),),
    Fix("what was administered?", "nurse"),
    reason="our own rule",
)
CLAIM = Claim(
    [LINE, RECEIVED, ClaimLine("96413", 1, on=DAY, diagnosis_pointers=(2,))],
    setting="facility",
    type_of_bill="131",
    place_of_service="22",
    diagnoses=["C83.30", "Z51.11"],
    prior_authorization="A123",
    reference="claim 12",
    payer="Plan X",
    questions=[
        Question("charge", "verify", 3, None, "fees", "96413 has no price", "billing"),
        Question("dose", "blocks", None, 2, "dose", "event 2 has no dose", "nurse"),
    ],
    steps=[Step("715 mg are 71.5 units"), Step("rounded up", "Plan X manual, p. 7")],
)


def infusion_day() -> list[Administration]:
    """Eight events of one visit, with the vials of the drugs."""
    rituximab = {
        "dose": "715 mg",
        "opened": ["500 mg", "3 x 100 mg"],
        "container": "single-dose",
        "ndc": "50242-0053-06",
    }
    fludarabine = {"dose": "50 mg", "opened": ["50 mg"], "container": "single-dose"}
    return [
        saline(at(8), at(8, 45), dose="500 mL"),
        push("J2405", at(8, 45), dose="8 mg"),
        push("J1100", at(8, 50), dose="10 mg"),
        push("J1200", at(8, 55), dose="50 mg"),
        chemo("Rituxan", at(9), at(13), **rituximab),
        chemo("J9185", at(13), at(13, 45), **fludarabine),
        push("J2405", at(14), dose="4 mg"),
        push("J1100", at(14, 5)),
    ]


def products_given() -> Administration:
    """One drug from two packages, of which all is charted."""
    return iv(
        "J9271",
        at(9),
        at(9, 20),
        "complex",
        products=[
            Given("100 mg", opened="100 mg", ndc="00006-3026-02", container="single-dose"),
            Given("50 mg", opened="100 mg", discarded="50 mg", container="single-dose"),
        ],
        code="J9271",
        acquired="no cost",
        shared=False,
        ordered="200 mg",
        stopped_early=True,
        why_stopped="reaction",
    )


def _more() -> dict[str, list[Any]]:
    """The objects that use what a plain one leaves out."""
    code = evolve(codeset(2025)["J9312"], long_description="Injection, rituximab, by hand")
    return {
        "administration": [
            chemo("Rituxan", at(9), at(12), dose="715 mg", pauses=[(at(10), at(11))], also=("x",)),
            products_given(),
            Administration(
                "J9271",
                "intravenous",
                "infusion",
                datetime(2025, 8, 1, 9, tzinfo=UTC),
                dose="5 mL/h",
            ),
            Administration("J3300", "intra-articular", "procedure", at(9), side="left"),
            push("J9999", at(9), dose="9 mL", concentration="10 mg/mL", ndc="50242-0053"),
            chemo("Rituxan", at(9), ordered="715 mg", not_given="refused", opened="500 mg"),
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
        "authorization": [
            Authorization(
                number="A123",
                codes=["J9312", "Q5115"],
                units=72,
                since="2025-01-01",
                until="2025-12-31",
                place_of_service="11",
                ndc="50242-0053-06",
            )
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
        "cause": [
            Cause("units above the MUE", "reported", "CMS FAQ 11354", ("ACME001",), (FINDING,))
        ],
        "choices": [Choices(missing_stop="push", shortest_hydration=16, distinct="XS")],
        "claim": [
            CLAIM,
            build_claim(
                [products_given(), push("Zofran", at(8, 30))],
                payer=PLAN,
                setting="professional",
                fees={"J9271": "55.123"},
            ),
            build_claim(infusion_day(), payer="medicare", setting="professional"),
            claim_of_a_day(),
            Claim([BROKEN, LINE], setting="professional", reference=7),
            build_claim([push("?", at(9))], payer="commercial", setting="asc"),
        ],
        "claim_line": [LINE],
        "code_set": [codeset("2025Q3"), codeset(2025).related],
        "denial": list(FINDING.denials),
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
        "explanation": [
            explain_denial(front_end=True),
            explain_denial(
                16, "MA130 N822", "OA", line=LINE, claim=CLAIM, payer=PLAN, decided_on=DAY
            ),
            explain_denial("151", group="CO", claim=CLAIM, payer="medicare", decided_on=DAY),
        ],
        "fix": [Fix("bill the units that were given")],
        "found": [codeset(2025).find("rituximab 10 mg"), codeset(2025).find("rituxmab")],
        "given": [
            Given(
                ["300 mg", Amount("100 mg"), 2],
                opened=["4 x 100 mg"],
                discarded="5 mg",
                ndc="50242-0053-06",
                concentration="10 mg/mL",
                container="multi-dose",
            )
        ],
        "fault": [
            # as an earlier version found it
            Fault(
                "on",
                "20250801",
                "bad_date",
                "'20250801' is not a date; pass datetime.date(2025, 8, 1)",
            ),
            *RECEIVED.faults,
            *BROKEN.faults,
        ],
        "jcode": [code, code_with("10 mg"), *packaged_versions()[::97]],
        "migrated_code": list(migrate_codes(["J9310", "zzz"], on=DAY, to=DAY).rows),
        "migration": [
            migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1), dose="715 mg"),
            migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1), dose=Amount("715 mg")),
        ],
        "mue": [Mue.given(130, mai=3), mue("J9312", on=MUE_DAY, setting="facility")],
        "ndc": [Ndc("50242-0053-06")],
        "override": [Override("UNIT001", "verify", reason="our pharmacy rounds")],
        "place": [Place(None, "diagnoses"), Place()],
        "payer": [
            PLAN,
            Payer.medicare(),
            Payer.medicaid().replace(name="Texas Medicaid", state="TX", missing_stop="push"),
            Payer.commercial(),
            Payer.medicare_advantage(),
        ],
        "received_line": [RECEIVED, BROKEN, ClaimLine.received(code="j9312", units=0)],
        "record": [RECORD, claim_of_a_day().lines[0].record],
        "resolution": [resolve("rituximab", on=DAY), resolve("nothing at all", on=DAY)],
        "result": [
            FINDING,
            Result("ACME001", "error", (Place(2),), message="KeyError: 'J9312'"),
            Result("ACME001", "pass", (Place(1), Place(3))),
        ],
        "review": [*reviews()],
        "rounding": list(Rounding),
        "scoped": [Scoped("code", "J9312", reason="x", since="2024-01-01", until="2024-12-31")],
        "sizes": [sizes_of("J9312", on=DAY), sizes_of("J2997", on=DAY)],
        "verdict": [
            Verdict.passed(),
            Verdict.not_checked("the amount administered", "payer.rounding"),
            Verdict.failed(
                "72 units",
                fix="what was administered?",
                field="units",
                evidence=("720 mg",),
                asks="nurse",
                severity="note",
                also=(2,),
            ),
        ],
        "vial_choice": [choose_vials("300 mg", code="J9312", on=DAY)],
        "work_item": [*claim_of_a_day().work_list[:2], *CLAIM.work_list],
    }


def reviews() -> list[Review]:
    """Reviews by hand with each outcome, and of claims: one with a broken rule, one without lines."""
    own = Rule("ACME001", "own", "It fails.", "our own", lambda line: 1 // (line.number - 2))
    overrides = [
        Override("CODE001", "off", reason="a new code"),
        Override("CODE002", "note", reason="a test claim"),
    ]
    bare = Claim(
        [ClaimLine("J9310", 8, on=DAY), BROKEN], setting="professional", reference="claim 12"
    )
    every = [
        FINDING,
        Result("ACME001", "pass", (Place(2), Place(3), Place(4))),
        Result("ACME002", "not_checked", (Place(1), Place(4)), needs=("payer.rounding", "units")),
        Result("ACME002", "not_applicable", (Place(2), Place(3))),
        Result("ACME003", "error", (Place(),), message="KeyError: 5"),
        Result("ACME004", "off", (Place(),), reason="the clearing house does it"),
    ]
    bare_rule = [Result("ACME001", "not_applicable")]
    return [
        review_of_results("Plan X", every, "claim 12", "2026.4.1", "0123456789abcdef"),
        review_of_results("medicare", bare_rule, 7, "", "0123456789abcdef"),
        review(CLAIM, payer=PLAN),
        review(bare, payer="medicare", more_rules=[own], overrides=overrides),
        review(build_claim([push("?", at(9))], payer="commercial", setting="asc"), payer=PLAN),
    ]


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
