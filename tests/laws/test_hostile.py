"""What nobody should pass: every public callable refuses it at once, in a short and clear text.

``JCODES_HOSTILE_CALLS`` is the number of calls of each callable, ``JCODES_HOSTILE_SEED`` their
seed; a release is tried with 5,000 and several seeds.
"""

from __future__ import annotations

import inspect
import linecache
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from functools import cache, cached_property, partial
from typing import Any, Final

import pytest
from attrs import field, frozen

import hcpcs_jcodes
from hcpcs_jcodes import (
    Administration,
    Amount,
    Authorization,
    BadAmount,
    Cause,
    Choices,
    Claim,
    ClaimFacts,
    ClaimLine,
    Concentration,
    Denial,
    Example,
    Explanation,
    Fix,
    Given,
    JCodesError,
    LineFacts,
    Mue,
    Ndc,
    NdcQuantity,
    Override,
    Payer,
    Place,
    Result,
    Rounding,
    Rule,
    Scoped,
    Span,
    Verdict,
    bill,
    build_claim,
    choose_vials,
    code_encounter,
    codeset,
    coverage,
    explain_denial,
    history,
    migrate,
    migrate_codes,
    packages_of,
    pair,
    review,
    sizes_of,
)
from hcpcs_jcodes.amounts.arguments import shown
from hcpcs_jcodes.reviews.reviewed import review_of_results

from ..bills import plan_x

CALLS: Final = int(os.environ.get("JCODES_HOSTILE_CALLS", "150"))
SEED: Final = int(os.environ.get("JCODES_HOSTILE_SEED", "19"))
LONGEST: Final = 500
SECONDS: Final = 1
ON: Final = date(2025, 8, 1)
PUBLIC: Final[list[str]] = vars(hcpcs_jcodes)["__all__"]


# --- what is passed ---------------------------------------------------------------


class Refusing:
    """An object that refuses to be printed, compared, hashed or taken for true."""

    def _refuse(self, *_: object) -> Any:
        raise RuntimeError("no")

    __repr__ = __str__ = __format__ = __eq__ = __hash__ = __bool__ = __lt__ = _refuse


class Wordy:
    """An object that prints ten megabytes, in red."""

    def __repr__(self) -> str:
        return "\x1b[31m" + "x" * 10**7


class NaTType(datetime):
    """As pandas' missing time: a datetime that equals nothing and has no parts."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__

    def date(self) -> date:
        raise ValueError("NaTType does not support date")

    def utcoffset(self) -> Any:
        return self


class NAType:
    """As pandas' missing value, which is neither true nor false and equals itself unknowingly."""

    def __eq__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    def __hash__(self) -> int:
        return 1


class Int64:
    """As an integer of NumPy: it is not an int, and it is its own index."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number


class Text(str):  # noqa: SLOT000 - as a careless caller writes it
    """A text of another class."""


class Count(IntEnum):
    """A number of another class."""

    EIGHT = 8


def recursive() -> list[Any]:
    """A list that contains itself."""
    found: list[Any] = []
    found.append(found)
    return found


def nested(depth: int = 3000) -> list[Any]:
    """A list too deep to print."""
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


def endless(number: int = 50_000) -> Iterator[str]:
    """More texts than any argument takes."""
    return ("100 mg" for _ in range(number))


# each is made anew, since some can be read only once
HOSTILE: Final[tuple[Callable[[], object], ...]] = (
    lambda: None,
    lambda: True,
    lambda: False,
    lambda: 0,
    lambda: -1,
    lambda: 0.5,
    lambda: float("nan"),
    lambda: float("-inf"),
    lambda: complex(1),
    lambda: 10**5000,
    lambda: -(10**5000),
    lambda: Decimal("NaN"),
    lambda: Decimal("sNaN"),
    lambda: Decimal("-Infinity"),
    lambda: Decimal("1e999999"),
    lambda: Decimal("1e-999999"),
    lambda: Decimal("9" * 5000),
    lambda: Fraction(1, 10**400),
    lambda: Fraction(10**5000),
    lambda: Count.EIGHT,
    lambda: Int64(8),
    lambda: Int64(10**5000),
    lambda: "",
    lambda: " ",
    lambda: "x" * 10**6,
    lambda: "1" * 5000,
    lambda: " " * 20_000,
    lambda: "5" + " " * 20_000 + "5",
    lambda: "5 mg" + " " * 20_000 + "/" + " " * 20_000 + "kg",
    lambda: "-" * 20_000,
    lambda: "3 x " * 5000,
    lambda: "J0120 " * 5000,
    lambda: "\x00\x1b[31mred",
    lambda: "J9312\n",
    lambda: "5 mg\r\n",
    lambda: "\ud800",
    lambda: "\u0663 mg",
    lambda: "2025-08-01",
    lambda: "0000-00-00",
    lambda: "9999-12-31",
    lambda: Text("J9312"),
    lambda: Text("715 mg"),
    lambda: "J9312",
    lambda: "medicare",
    lambda: "715 mg",
    lambda: "50 mg/mL",
    lambda: b"J9312",
    lambda: bytearray(b"5 mg"),
    lambda: memoryview(b"5 mg"),
    list,
    lambda: [None],
    lambda: ["J9312", None, 0.5],
    lambda: ["x" * 10**6],
    lambda: [10**5000],
    lambda: [[], {}],
    lambda: ("JW", "JW", "JZ"),
    lambda: ["100 mg"] * 50_000,
    recursive,
    nested,
    dict,
    lambda: {"a": 1},
    lambda: {1: "x" * 10**6},
    set,
    lambda: {None},
    lambda: frozenset({"J9312"}),
    endless,
    lambda: (each for each in (None, 0.5)),
    object,
    Refusing,
    lambda: [Refusing()],
    Wordy,
    lambda: [Wordy()],
    lambda: NaTType(1, 1, 1),
    NAType,
    lambda: type,
    lambda: len,
    lambda: ...,
    lambda: NotImplemented,
    lambda: date.min,
    lambda: date.max,
    lambda: ON,
    lambda: datetime.min,  # noqa: DTZ901
    lambda: datetime.max,  # noqa: DTZ901
    lambda: datetime(2025, 8, 1),  # noqa: DTZ001
    lambda: datetime(2025, 8, 1, 9, 30, 15, tzinfo=UTC),
    lambda: datetime(2025, 8, 1, tzinfo=timezone(timedelta(hours=-5))),
    lambda: timedelta(days=10**6),
    lambda: Amount("0 mg"),
    lambda: Amount("5 mL"),
    lambda: Amount("1 vial"),
    lambda: Amount(Fraction(1, 3), "mg"),
    lambda: Concentration("50 mg/mL"),
    lambda: Given("5 mg"),
    lambda: Ndc("50242-0051-21"),
    lambda: NdcQuantity("10 ML"),
    lambda: Rounding.EXACT,
    lambda: Mue.given(1, mai=1),
    lambda: codeset(2025)["J9312"],
    lambda: codeset(2025).related["Q5103"],
    lambda: codeset(2025),
    lambda: codeset(2025).related,
    lambda: ValueError("x" * 10**6),
)


# --- what it is passed to -----------------------------------------------------------


@frozen
class Row:
    """A public callable with arguments that it takes."""

    call: Callable[..., object]
    takes: Mapping[str, object] = field(factory=dict)


@frozen
class Thing:
    """A public class: an object of it, how it is made by hand if it may be, and its methods."""

    sample: Callable[[], object]
    made_with: Mapping[str, object] | None = None
    methods: Mapping[str, Mapping[str, object]] = field(factory=dict)


def nine(minute: int = 0) -> datetime:
    """A time of the date of service."""
    return datetime(2025, 8, 1, 9, minute)  # noqa: DTZ001 - as most charts have it


def _charted() -> Administration:
    return Administration("J9271", "intravenous", "infusion", nine(), nine(45), dose="200 mg")


def _encounter() -> Any:
    return code_encounter([_charted()], setting="facility")


def _question_of_a_claim() -> Any:
    return build_claim([_charted()], payer="medicare", setting="professional").questions[0]


def _question() -> Any:
    given: Any = SETTING
    return bill("J9312", administered="715 mg", policy="medicare", **given).questions[0]


def _package() -> Any:
    return packages_of("50242-051-21", on=ON)[0]


def _ended() -> Claim:
    return Claim([ClaimLine("J9310", 8, on=ON)], setting="professional")


def _looks(line: LineFacts) -> Verdict:
    return Verdict.failed("8 units", fix="ask") if line.units == 8 else Verdict.passed()


def _own_rule() -> Rule:
    return Rule("ACME001", "eight units", "Eight is too many.", "our own", _looks)


def _finding() -> Result:
    return review(_ended(), payer="medicare").findings[0]


def _facts() -> ClaimFacts:
    return ClaimFacts(_ended(), Payer.medicare(), {})


def _explanation() -> Explanation:
    return explain_denial("181", ["M20"], "CO", claim=_ended(), payer="medicare", decided_on=ON)


def _rituximab() -> Any:
    return codeset(2025)["J9312"]


def _migration() -> Any:
    return migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1))


SPANS: Final = {"on": date(2018, 6, 1), "to": date(2019, 6, 1)}
SETTING: Final = {"on": ON, "setting": "professional"}

FUNCTIONS: Final[Mapping[str, Mapping[str, object]]] = {
    "add_on_parents": {"code": "96415", **SETTING, "nearest": True},
    "administration_codes": {
        "code": "J9271",
        **SETTING,
        "route": "intravenous",
        "technique": "infusion",
        "minutes": 90,
    },
    "administration_revenue_code": {"family": "complex", "technique": "infusion"},
    "bill": {
        "code": "J9312",
        "administered": "715 mg",
        "on": ON,
        "payer": None,
        "policy": "medicare",
        "setting": "professional",
        "opened": ["500 mg", "3 x 100 mg"],
        "discarded": "85 mg",
        "container": "single-dose",
        "concentration": "10 mg/mL",
        "component": None,
        "ndc": "50242-0053-06",
        "route": "intravenous",
        "nearest": True,
        "sizes": ["100 mg", "500 mg"],
        "place_of_service": "11",
        "status_indicator": "K",
        "modifiers": ("RT",),
        "narrative": "rituximab",
        "mue": Mue.given(130, mai=3),
        "split_at_mue": False,
        "spare_needed": None,
    },
    "build_claim": {
        "chart": [_charted()],
        "payer": Payer.medicare(),
        "setting": "professional",
        "place_of_service": "11",
        "reason": "J9271",
        "type_of_bill": None,
        "diagnoses": ["C83.30"],
        "prior_authorization": "AB123",
        "modifiers": (),
        "fees": {"J9271": "50.00", ("J9271", "JW"): 50},
        "reference": "visit 1",
        "nearest": True,
        "zone": None,
        "answers": {_question_of_a_claim(): "200 mg"},
    },
    "billing_units": {
        "code": codeset(2025)["J9312"],
        "dose": "715 mg",
        "concentration": "10 mg/mL",
        "component": None,
        "rounding": Rounding.UP,
    },
    "choose_vials": {
        "dose": "715 mg",
        "sizes": ["100 mg", "500 mg"],
        "code": None,
        "on": None,
        "nearest": False,
        "brand": None,
        "labeler": None,
        "ndcs": None,
    },
    "code_encounter": {
        "administrations": [_charted()],
        "setting": "facility",
        "reason": None,
        "choices": Choices(),
        "payer": None,
        "place_of_service": "22",
        "earlier": (),
        "nearest": True,
        "zone": None,
    },
    "codeset": {"period": 2025, "fingerprint": None},
    "container_of": {"ndc": "50242-0051-21"},
    "coverage": {},
    "dose_range": {"code": codeset(2025)["J9312"], "units": 72, "component": None},
    "resolve": {"text": "Truxima", "on": ON, "route": None, "ndc": None, "nearest": False},
    "dose_for": {
        "per": "6 mg/kg",
        "weight": "71 kg",
        "surface": None,
        "round_to": ["100 mg"],
        "within": "10%",
    },
    "explain_denial": {
        "carc": "181",
        "rarcs": ["M20"],
        "group": "CO",
        "line": None,
        "claim": _ended(),
        "payer": "medicare",
        "decided_on": ON,
        "front_end": False,
    },
    "exact_units": {
        "code": codeset(2025)["J9312"],
        "dose": "715 mg",
        "concentration": "10 mg/mL",
        "component": None,
    },
    "exceeded": {"limit": Mue.given(4000, mai=1), "line_units": [4000, 8]},
    "from_dict": {"data": {"schema": "hcpcs_jcodes.step/1", "text": "whole units"}},
    "history": {"code": "J9310"},
    "identify": {"text": "J1745-JW"},
    "json_schema": {"name": "claim_line"},
    "listed_single_dose": {"code": "J9312", "on": ON},
    "migrate": {
        "code": "J9310",
        **SPANS,
        "dose": "715 mg",
        "concentration": "10 mg/mL",
        "component": None,
        "product": None,
        "ndc": None,
        "route": None,
        "indication": None,
    },
    "migrate_codes": {"codes": ["J9310", "J9271"], **SPANS},
    "mue": {"code": "J9312", **SETTING, "nearest": True, "payer": "medicare"},
    "ncci_edit": {"one": "96372", "other": "96413", **SETTING, "nearest": True},
    "ndc_of": {"text": "5024205121", "on": ON},
    "ndc_quantity": {
        "package": _package(),
        "dose": "715 mg",
        "on": ON,
        "concentration": "10 mg/mL",
        "component": None,
        "qualifier": "ML",
    },
    "packages_of": {"what": "J9312", "on": ON, "nearest": True},
    "pair": {
        "drug": "J9271",
        "cpt": "96413",
        **SETTING,
        "route": "intravenous",
        "payer": "medicare",
    },
    "payment_limit": {"code": "J9312", "on": ON, "nearest": True},
    "revenue_code_of": {
        "code": "Q4081",
        "administered": "10000 units",
        "self_administered": False,
        "product": None,
    },
    "review": {
        "claim": _ended(),
        "payer": "medicare",
        "history": [_ended()],
        "authorizations": [Authorization(number="A123", codes="J9310")],
        "coverage": {"J9310": ["C83.30"]},
        "frequency": {"J9310": 7},
        "eligibility": [(ON, None)],
        "hospice": [],
        "enrollment": [(None, ON)],
        "inpatient": [],
        "received_on": date(2025, 9, 1),
        "paid": [1],
        "more_rules": [_own_rule()],
        "overrides": [Override("CODE001", "off", reason="a test claim")],
    },
    "rules": {},
    "sizes_of": {
        "code": "J9312",
        "on": ON,
        "nearest": True,
        "brand": "rituxan",
        "labeler": "genentech",
        "ndcs": ["50242-0051-21"],
    },
    "status_indicator": {"code": "J9312", "on": ON, "nearest": True},
    "to_dict": {"obj": Rounding.UP},
    "units_of": {"package": _package(), "quantity": "ML71.5", "on": ON, "qualifier": "ML"},
}

THINGS: Final[Mapping[str, Thing]] = {
    "Administration": Thing(
        _charted,
        {
            "drug": "J9271",
            "route": "intravenous",
            "technique": "infusion",
            "start": nine(),
            "stop": nine(45),
            "family": "complex",
            "site": "left arm",
            "also": ("J2405",),
            "dose": "200 mg",
            "side": "",
            "procedure": "",
            "attended": None,
            "stopped_early": False,
            "pauses": [(nine(10), nine(20))],
            "resumes": False,
            "not_given": "",
            "opened": ["2 x 100 mg"],
            "discarded": "0 mg",
            "container": "single-dose",
            "ndc": "0006-3026-02",
            "concentration": "25 mg/mL",
            "products": (),
            "acquired": "purchased",
            "shared": False,
            "ordered": "200 mg",
            "why_stopped": None,
            "code": "",
        },
    ),
    "AdministrationLine": Thing(
        lambda: _encounter().lines[0], methods={"claim_line": {"place_of_service": "22"}}
    ),
    "AdministrationOption": Thing(
        lambda: hcpcs_jcodes.administration_codes("J9271", on=ON, setting="facility")[0]
    ),
    "Amount": Thing(
        lambda: Amount("715 mg"),
        {"quantity": 715, "unit": "mg"},
        {"to": {"unit": "g"}, "ratio_to": {"other": Amount("10 mg")}},
    ),
    "Authorization": Thing(
        lambda: Authorization(number="A123", codes="J9312", units=72),
        {
            "number": "A123",
            "codes": ["J9312"],
            "units": 72,
            "since": ON,
            "until": ON,
            "place_of_service": "11",
            "ndc": "50242-0051-21",
        },
    ),
    "Bill": Thing(
        lambda: bill(
            "J9312", administered="715 mg", on=ON, policy="medicare", setting="professional"
        )
    ),
    "BillingUnit": Thing(lambda: _rituximab().billing_unit),
    "Bundle": Thing(
        lambda: hcpcs_jcodes.ncci_edit(
            "96372", "96413", setting="professional", on=date(2024, 8, 1)
        )
    ),
    "Cause": Thing(lambda: Cause("code not in force", "published", "Palmetto GBA", ("CODE002",))),
    "Change": Thing(lambda: codeset(2019).diff(codeset(2018)).ended[0]),
    "Choices": Thing(
        Choices,
        {
            "missing_stop": "push",
            "repeated_infusion": "added",
            "partial_overlap": "concurrent",
            "shortest_hydration": 31,
            "hydration_parts": "apart",
            "repeated_injection": "each",
            "home_pump": "prolonged",
            "both_sides": "50",
            "second_visit": "initial",
            "push_of_infused_drug": "new drug",
            "unlisted_code": "reported",
            "stopped_early": "53",
            "distinct": "59",
        },
    ),
    "Claim": Thing(
        lambda: Claim([ClaimLine("J9312", 72, on=ON)], setting="professional"),
        {
            "lines": [ClaimLine("J9312", 72, on=ON)],
            "setting": "facility",
            "type_of_bill": "0131",
            "place_of_service": "22",
            "diagnoses": ["C83.30"],
            "prior_authorization": "A1",
            "reference": "A-1",
            "payer": "Medicare",
            "questions": (),
            "steps": (),
            "built": False,
        },
        {"charged": {"fees": {"J9312": "100.125"}}},
    ),
    "ClaimFacts": Thing(
        _facts,
        methods={
            "once": {"make": id},
        },
    ),
    "ClaimLine": Thing(
        lambda: ClaimLine("J9312", 72, on=ON),
        {
            "code": "J9312",
            "units": 72,
            "on": ON,
            "to": ON,
            "modifiers": ("RT",),
            "charge": Decimal("1234.50"),
            "place_of_service": "11",
            "ndc": "50242-0051-21",
            "ndc_quantity": "ML10",
            "prior_authorization": "A1",
            "narrative": "rituximab",
            "administered": "715 mg",
            "discarded": None,
            "revenue_code": "0636",
            "diagnosis_pointers": (1, 2),
            "events": (1, 2),
            "record": hcpcs_jcodes.Record(given="715 mg"),
            "reference": "A-1",
        },
        {
            "received": {
                "code": "J9312",
                "units": "72.0000",
                "on": "2025-08-01",
                "to": ON,
                "modifiers": "JW JZ",
                "charge": "1234.50",
                "place_of_service": 11,
                "ndc": "50242-0051-21",
                "ndc_quantity": "ML10",
                "prior_authorization": "A1",
                "narrative": "rituximab",
                "administered": "715 mg",
                "discarded": None,
                "revenue_code": 636,
                "diagnosis_pointers": "1:2",
                "events": (1, 2),
                "record": None,
                "reference": "A-1",
            }
        },
    ),
    "CodeSet": Thing(
        lambda: codeset(2025),
        methods={
            "diff": {"other": codeset(2024)},
            "find": {"query": "rituximab", "limit": 5},
            "on": {"day": ON},
            "versions": {"code": "J9312"},
        },
    ),
    "CodeUse": Thing(lambda: history("J9310").uses[0]),
    "Concentration": Thing(
        lambda: Concentration("50 mg/mL"),
        {"text": "50 mg/mL"},
        {"drug_in": {"volume": Amount("2 mL")}, "volume_of": {"drug": Amount("5 mg")}},
    ),
    "ContainerLabel": Thing(lambda: hcpcs_jcodes.container_of("50242-0051-21")),
    "Coverage": Thing(
        coverage,
        methods={
            "grade": {"table": "mue", "on": ON, "of": "professional"},
            "rests_on": {"on": ON},
            "svg": {},
        },
    ),
    "Denial": Thing(lambda: Denial("181", ("M20",), "CO", certainty="published")),
    "Diff": Thing(lambda: codeset(2019).diff(codeset(2018))),
    "DoseRange": Thing(lambda: hcpcs_jcodes.dose_range(codeset(2025)["J9312"], 72)),
    "Drug": Thing(lambda: _rituximab().drug),
    "Encounter": Thing(
        _encounter, methods={"claim_lines": {"drugs": (), "place_of_service": "22"}, "svg": {}}
    ),
    "Example": Thing(
        lambda: Example(lines=({"code": "J9312", "units": 72},)),
        methods={"made": {}, "reviewed_for": {}},
    ),
    "Explanation": Thing(_explanation),
    "Fault": Thing(lambda: ClaimLine.received().faults[0]),
    "Fix": Thing(lambda: Fix("what was administered?", "nurse")),
    "Found": Thing(lambda: codeset(2025).find("rituximab")),
    "Given": Thing(
        lambda: Given("5 mg"),
        {
            "administered": "715 mg",
            "opened": ["500 mg"],
            "discarded": "5 mg",
            "ndc": "50242-0051-21",
            "concentration": "10 mg/mL",
            "container": "single-dose",
        },
    ),
    "History": Thing(
        lambda: history("J9310"), methods={"svg": {}, "save": {"path": "history.png"}}
    ),
    "Identification": Thing(lambda: hcpcs_jcodes.identify("J1745-JW")),
    "IncludedRelease": Thing(lambda: coverage().releases[0]),
    "JCode": Thing(_rituximab, methods={"in_force": {"on": ON}}),
    "LineFacts": Thing(lambda: _facts().lines[0]),
    "MigratedCode": Thing(lambda: migrate_codes(["J9310"], **SPANS).rows[0], methods={"cells": {}}),
    "Migration": Thing(_migration),
    "MigrationReport": Thing(
        lambda: migrate_codes(["J9310"], **SPANS),
        methods={"to_csv": {}, "with_status": {"status": "ended"}},
    ),
    "Mue": Thing(lambda: Mue.given(1, mai=1), methods={"given": {"units": 4000, "mai": 3}}),
    "Ndc": Thing(lambda: Ndc("50242-0051-21"), {"text": "50242-0051-21"}),
    "NdcQuantity": Thing(
        lambda: NdcQuantity("10 ML"),
        {"quantity": 10, "qualifier": "ML"},
        {
            "decimal": {"places": 3},
            "is_exact": {"places": 3},
            "of_dose": {"dose": "220 mg", "qualifier": "ML", "concentration": "22 mg/mL"},
        },
    ),
    "NotChecked": Thing(
        lambda: hcpcs_jcodes.mue("J9312", on=date(2012, 1, 1), setting="professional")
    ),
    "Override": Thing(
        lambda: Override("NDC001", "off", reason="the clearing house adds it"),
        {"rule": "NDC001", "to": "note", "reason": "the clearing house adds it"},
    ),
    "Package": Thing(_package),
    "Pairing": Thing(lambda: pair("J9271", "96413", on=ON, setting="facility")),
    "PaymentLimit": Thing(lambda: hcpcs_jcodes.payment_limit("J9312", on=date(2026, 1, 15))),
    "PaymentLimits": Thing(
        lambda: hcpcs_jcodes.PaymentLimits("2.5"),
        {"times": "2.5", "nearest": False},
        {"price_on": {"code": "J9312", "on": date(2026, 1, 15)}},
    ),
    "Payer": Thing(
        plan_x,
        {
            "name": "Plan X",
            "line_of_business": "commercial",
            "contractor": "",
            "state": "TX",
            "rounding": Rounding.TENTHS,
            "line_limit": 999,
            "charge_limit": Decimal("99999.99"),
            "most_lines": 50,
            "repeat_modifier": "76",
            "over_limit_modifier": "59",
            "discarded_from": ON,
            "zero_discarded_from": "not used",
            "discarded_layout": "own line",
            "scope": [Scoped("code", "J9312")],
            "rest_of_bag": "JW",
            "codes": [Scoped("letter", "S", in_scope=False)],
            "places": [Scoped("place of service", "31")],
            "authorizations": [Scoped("code", "J9312")],
            "self_administered": [Scoped("code", "J0135")],
            "preferred": [Scoped("code", "Q5115", in_scope=True)],
            "sites_of_care": [Scoped("code and setting", "J1745 facility")],
            "noc_codes": {"facility": "C9399"},
            "noc_needs": ["narrative", "NDC"],
            "ndc_required": True,
            "ndc_qualifiers": ["UN", "ML"],
            "modifier_340b": "TB",
            "modifier_340b_from": ON,
            "scope_340b": [Scoped("setting", "facility")],
            "no_cost": "one cent",
            "families": {"J1745": "complex"},
            "choices": Choices(),
            "cms_mue": True,
            "cms_edits": True,
            "days_to_file": 90,
            "days_to_appeal": 180,
            "correction": "replacement",
            "sources": {"decimals": "Plan X manual"},
        },
        {
            "commercial": {},
            "difference": {"other": Payer.medicare()},
            "medicaid": {},
            "medicare": {},
            "medicare_advantage": {},
            "replace": {},
            "scoped": {"kind": "code", "value": "J9312", "on": ON},
            "source": {"rule": "decimals"},
        },
    ),
    "Place": Thing(lambda: Place(1, "units")),
    "ReceivedLine": Thing(
        lambda: ClaimLine.received(code="J9312", units="72", on=ON),
        {
            "as_read": {"code": "J9312", "units": "72", "on": ON},
            "events": (1, 2),
            "record": None,
            "reference": "A-1",
        },
        {"checked": {}},
    ),
    "Record": Thing(
        hcpcs_jcodes.Record,
        {
            "given": "715 mg",
            "opened": ["500 mg", "3 x 100 mg"],
            "discarded": "85 mg",
            "container": "single-dose",
            "route": "intravenous",
            "start": nine(),
            "stop": nine(45),
            "acquired": "purchased",
        },
    ),
    "Result": Thing(lambda: Result("CODE001", "not_checked", (Place(2),), needs=("the charge",))),
    "Review": Thing(
        lambda: review_of_results(
            "medicare", [Result("CODE001", "pass", (Place(1),))], None, "2026.4.1", "0" * 16
        )
    ),
    "Rounding": Thing(
        lambda: Rounding.UP,
        None,
        {"up": {"units": Fraction(143, 2)}, "down": {"units": Fraction(143, 2)}},
    ),
    "Rule": Thing(
        _own_rule,
        {
            "id": "ACME001",
            "name": "eight units",
            "idea": "Eight is too many.",
            "source": "our own",
            "check": _looks,
            "looks_at": "drug line",
            "severity": "verify",
            "since": ON,
            "until": None,
            "needs": ("payer.ndc_required",),
            "payers": ("medicaid",),
            "settings": ("facility",),
            "not_for": "",
            "asked": ("discarded",),
            "denials": ("units invalid",),
            "draws": None,
            "passes": None,
        },
    ),
    "Scope": Thing(lambda: codeset(2025)["J1745"].scope),
    "Scoped": Thing(
        lambda: Scoped("code", "J9312"),
        {
            "kind": "code",
            "value": "J9312",
            "in_scope": True,
            "reason": "why",
            "source": "a manual",
            "since": ON,
            "until": ON,
        },
    ),
    "Sizes": Thing(lambda: sizes_of("J9312", on=ON)),
    "Source": Thing(lambda: _rituximab().source),
    "Span": Thing(
        lambda: Span(nine(), nine(30)), methods={"overlap": {"other": Span(nine(15), nine(45))}}
    ),
    "StatusIndicator": Thing(lambda: hcpcs_jcodes.status_indicator("J9312", on=date(2026, 1, 15))),
    "Candidate": Thing(lambda: hcpcs_jcodes.resolve("Truxima", on=ON).candidates[0]),
    "DrugText": Thing(lambda: codeset(2025).find("rituximab 10 mg").read),
    "ProductNdc": Thing(lambda: hcpcs_jcodes.ProductNdc("50242-051"), {"text": "50242-051"}),
    "Question": Thing(_question),
    "Resolution": Thing(lambda: hcpcs_jcodes.resolve("Truxima", on=ON)),
    "Step": Thing(lambda: _encounter().steps[0]),
    "Succession": Thing(lambda: history("J9310").successions[0]),
    "Support": Thing(lambda: _encounter().events[0]),
    "TableCoverage": Thing(lambda: coverage().tables[0]),
    "Target": Thing(lambda: _migration().targets[0], methods={"units": {"units": 8}}),
    "Verdict": Thing(
        lambda: Verdict.failed("0 units", fix="bill the units given", field="units"),
        methods={
            "failed": {
                "message": "0 units",
                "fix": "bill the units given",
                "field": "units",
                "evidence": ("5 mg",),
                "asks": "nurse",
                "severity": "note",
                "also": (2,),
            },
            "not_applicable": {},
            "not_checked": {"needs": "payer.ndc_required"},
            "passed": {},
        },
    ),
    "VialChoice": Thing(
        lambda: choose_vials("300 mg", ["100 mg"]), methods={"avoidable": {"opened": ["400 mg"]}}
    ),
    "WorkItem": Thing(
        lambda: Claim(
            [ClaimLine("J9312", 72, on=ON)], setting="professional", questions=[_question()]
        ).work_list[0]
    ),
}
"""Each public class. Without ``made_with`` only the library makes its objects."""

CALLS_BACK: Final = frozenset({"ClaimFacts.once"})
"""What calls a function of the caller at once, whose own errors it lets through."""

ERRORS: Final = tuple(
    name
    for name in PUBLIC
    if isinstance(getattr(hcpcs_jcodes, name), type)
    and issubclass(getattr(hcpcs_jcodes, name), JCodesError)
)
WORDS: Final = tuple(
    name for name, module in vars(hcpcs_jcodes)["_HOME"].items() if module == "words"
)


@cache
def rows() -> Mapping[str, Row]:
    """Every public function, constructor and method, with arguments that it takes."""
    found = {name: Row(getattr(hcpcs_jcodes, name), takes) for name, takes in FUNCTIONS.items()}
    for name, thing in THINGS.items():
        if thing.made_with is not None:
            found[name] = Row(getattr(hcpcs_jcodes, name), thing.made_with)
        for method, takes in thing.methods.items():
            found[f"{name}.{method}"] = Row(getattr(thing.sample(), method), takes)
    for name in ERRORS:
        found[name] = Row(
            partial(getattr(hcpcs_jcodes, name), reason="no such code"), {"value": "J9312"}
        )
    return found


def test_every_public_name_has_its_row() -> None:
    """A new function or class is tried as the others are."""
    assert sorted({*FUNCTIONS, *THINGS, *ERRORS, *WORDS}) == sorted(PUBLIC)


@pytest.mark.parametrize("name", sorted(THINGS))
def test_every_public_method_has_its_row(name: str) -> None:
    """And so is a new method of an object that the library gives; Python's own are Python's."""
    thing = THINGS[name]
    kind = getattr(hcpcs_jcodes, name)
    methods = {
        method
        for each in kind.__mro__
        if each.__module__.startswith("hcpcs_jcodes")
        for method in vars(each)
        if not method.startswith("_")
        and inspect.isroutine(getattr(kind, method))
        and not isinstance(vars(each)[method], cached_property)
    }
    assert methods == set(thing.methods)
    assert isinstance(thing.sample(), kind)


@pytest.mark.parametrize("name", sorted(rows()))
def test_the_arguments_of_a_row_are_all_that_it_takes(name: str) -> None:
    """A new argument is tried too, and what a row passes is taken."""
    row = rows()[name]
    if name not in ERRORS:
        takes = inspect.signature(row.call).parameters.values()
        named = {each.name for each in takes if each.kind is not each.VAR_KEYWORD}
        assert named == set(row.takes)
    if name == "History.save":
        return
    called(row.call, row.takes)


# --- what must come of it -----------------------------------------------------------


def is_ours(error: Exception) -> bool:
    """Whether an error is one of the library, or a TypeError that it raises in so many words."""
    if isinstance(error, JCodesError):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    assert trace is not None
    line = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return isinstance(error, TypeError) and line.strip().startswith("raise TypeError(")


def called(call: Callable[..., object], arguments: Mapping[str, object]) -> object:
    """What a call returns."""
    takes = inspect.signature(call).parameters
    placed = [value for name, value in arguments.items() if _placed(takes, name)]
    named = {name: value for name, value in arguments.items() if not _placed(takes, name)}
    return call(*placed, **named)


def _placed(takes: Mapping[str, inspect.Parameter], name: str) -> bool:
    return name not in takes or takes[name].kind is not inspect.Parameter.KEYWORD_ONLY


def problem(call: Callable[..., object], arguments: Mapping[str, object]) -> str:
    """What is wrong with how hostile arguments are taken; "" if nothing is."""
    began = time.process_time()
    said = ""
    try:
        called(call, arguments)
    except Exception as error:  # noqa: BLE001 - the kind of error is what is tried
        took = time.process_time() - began
        if not is_ours(error):
            return f"{type(error).__name__}: {str(error)[:200]}"
        said = str(error)
        for text in (said, repr(error)):
            if len(text) > LONGEST + 50 or not text.isprintable():
                return f"the error reads {text[:200]!r}, {len(text)} characters"
    else:
        took = time.process_time() - began
    return f"it took {took:.1f} s: {said[:80]}" if took > SECONDS else ""


# what texts are made of that are nearly right
PIECES: Final = (
    *" \t\n\r\x00\x1b\u00a0\u200b\ud800\u0663-/.,;:*^+%xXeEmMkKuU()[]{}'\"\\",
    *"0123456789",
    *"J9312 715 mg mL /kg m2 units IU 10^13 1/3 1e99 1,000 2025-08-01 50242-0051-21 UN10 3x".split(),
)


def mistyped(chance: random.Random, text: str) -> str:
    """A text with a few characters lost, doubled, moved, or put in."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.randrange(4))
        put = chance.choice(("", text[at:to] * 2, chance.choice(PIECES), text[at:to].swapcase()))
        text = text[:at] + put + text[to:]
    return text


def hostile_calls(name: str) -> Iterator[dict[str, object]]:
    """Arguments of which one, two or three are hostile; first each alone, as far as they go."""
    takes = rows()[name].takes
    chance = random.Random(f"{SEED} {name}")  # noqa: S311 - a sample, not a secret
    alone = [(argument, make) for argument in takes for make in HOSTILE]
    for argument, make in chance.sample(alone, min(CALLS // 2, len(alone))):
        yield {argument: make()}
    for _ in range(CALLS - min(CALLS // 2, len(alone)) if takes else 1):
        several = chance.sample(sorted(takes), min(len(takes), chance.choice((1, 1, 2, 3))))
        yield {argument: _nearly(chance, takes[argument]) for argument in several}


def _nearly(chance: random.Random, right: object) -> object:
    if chance.random() < 0.5:
        return chance.choice(HOSTILE)()
    texts = [right] if isinstance(right, str) else []
    return mistyped(chance, chance.choice([*texts, *texts, *texts, chance.choice(PIECES)]))


@pytest.mark.parametrize("name", sorted({*rows()} - CALLS_BACK))
def test_what_nobody_should_pass_is_refused_at_once_and_in_a_short_text(name: str) -> None:
    """Only errors of the library, or a TypeError in words; within a second; 500 characters."""
    row = rows()[name]
    problems: dict[str, str] = {}
    for hostile in hostile_calls(name):
        if found := problem(row.call, {**row.takes, **hostile}):
            problems.setdefault(found, ", ".join(f"{at}={shown(it)}" for at, it in hostile.items()))
    assert not problems, "\n".join(f"{said} <- {by}" for said, by in problems.items())


def test_a_rounding_mode_that_does_not_exist_is_refused_as_elsewhere() -> None:
    """Looking up a mode by its value is Python's, but for the error."""
    with pytest.raises(BadAmount, match=r"'down' is not a rounding mode: pass Rounding.UP"):
        Rounding("down")
