"""The objects that go to JSON and come back: a row for each, with what its fields must match."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, Final, Literal

from attrs import field, frozen

from ..codes.chargemaster import DrugText
from ..codes.code import JCode
from ..codes.codesets import restored
from ..codes.search import Found
from ..codes.shapes import shape
from ..reviews.results import Result
from ..reviews.reviewed import review_of_results
from ..words import Family, Setting

__all__ = ["KINDS_OF_OBJECTS", "Kind", "kind_of", "pattern_of"]

Fact = Literal[
    "code",
    "code or empty",
    "modifier",
    "modifier or empty",
    "quarter",
    "quarter or empty",
    "place",
    "revenue code",
    0,
    1,
]


@frozen(eq=False)
class Kind:
    """One kind of object.

    Attributes:
        name: its name in JSON.
        public: the public name of its class.
        facts: what fields must match, by field: a pattern by its name, or the least number.
        same: fields that are omitted if they equal another one.
        hints: the types of fields whose annotation says something else; for a class that is
            no attrs class, those of what it pickles as.
        made: for such a class, what makes it of them.
    """

    name: str
    public: str
    facts: Mapping[str, Fact] = field(factory=dict)
    same: Mapping[str, str] = field(factory=dict)
    hints: Mapping[str, Any] = field(factory=dict)
    made: Callable[..., object] | None = None

    @property
    def cls(self) -> Any:
        """Its class."""
        return _public(self.public)


@cache  # it is asked of each of the hundreds of objects in a review
def _public(name: str) -> Any:
    return getattr(import_module("hcpcs_jcodes"), name)


_CODE: Final[Mapping[str, Fact]] = {"code": "code"}

KINDS_OF_OBJECTS: Final = (
    Kind("administration", "Administration"),
    Kind(
        "administration_line",
        "AdministrationLine",
        {
            "code": "code or empty",
            "units": 1,
            "modifiers": "modifier",
            "events": 1,
            "candidates": "code",
        },
    ),
    Kind("administration_option", "AdministrationOption", {**_CODE, "units": 1}),
    Kind("amount", "Amount"),
    Kind(
        "authorization", "Authorization", {"codes": "code", "units": 1, "place_of_service": "place"}
    ),
    Kind("bill", "Bill", {"administered_units": 1, "discarded_units": 0}),
    Kind("billing_unit", "BillingUnit"),
    Kind("bundle", "Bundle", {"column1": "code", "column2": "code", "quarter": "quarter or empty"}),
    Kind("candidate", "Candidate", _CODE),
    Kind("cause", "Cause"),
    Kind("change", "Change", _CODE),
    Kind("choices", "Choices", {"shortest_hydration": 1}),
    Kind("claim", "Claim", {"place_of_service": "place"}),
    Kind(
        "claim_line",
        "ClaimLine",
        {
            "code": "code",
            "units": 1,
            "modifiers": "modifier",
            "place_of_service": "place",
            "revenue_code": "revenue code",
            "diagnosis_pointers": 1,
            "events": 1,
        },
        same={"to": "on"},
    ),
    Kind(
        "code_set",
        "CodeSet",
        hints={"start": date, "end": date, "family": Literal["J", "related"], "fingerprint": str},
        made=restored,
    ),
    Kind("code_use", "CodeUse", _CODE),
    Kind("concentration", "Concentration"),
    Kind("container_label", "ContainerLabel"),
    Kind("coverage", "Coverage"),
    Kind("denial", "Denial"),
    Kind("diff", "Diff"),
    Kind("dose_range", "DoseRange"),
    Kind("drug", "Drug"),
    Kind("drug_text", "DrugText"),
    Kind("encounter", "Encounter"),
    Kind("explanation", "Explanation"),
    Kind("fault", "Fault"),
    Kind("fix", "Fix"),
    Kind(
        "found",
        "Found",
        hints={
            "query": str,
            "versions": tuple[JCode, ...],
            "guessed": str,
            "read": DrugText | None,
            "replaced": str,
        },
        made=Found,
    ),
    Kind("given", "Given"),
    Kind("history", "History", _CODE),
    Kind("identification", "Identification"),
    Kind("included_release", "IncludedRelease", {"release": "quarter"}),
    Kind("jcode", "JCode", _CODE),
    Kind("migrated_code", "MigratedCode"),
    Kind("migration", "Migration", _CODE),
    Kind("migration_report", "MigrationReport"),
    Kind(
        "mue",
        "Mue",
        {"code": "code or empty", "quarter": "quarter or empty", "units": 0, "mai": 1},
    ),
    Kind("ndc", "Ndc"),
    Kind("ndc_quantity", "NdcQuantity"),
    Kind("not_checked", "NotChecked"),
    Kind("override", "Override"),
    Kind("package", "Package", {**_CODE, "quarter": "quarter"}),
    Kind("pairing", "Pairing"),
    Kind(
        "payer",
        "Payer",
        {
            "line_limit": 1,
            "most_lines": 1,
            "days_to_file": 1,
            "days_to_appeal": 1,
            "repeat_modifier": "modifier or empty",
            "over_limit_modifier": "modifier or empty",
            "modifier_340b": "modifier or empty",
        },
        hints={
            "noc_codes": Mapping[Setting, str],
            "families": Mapping[str, Family],
            "_sources": Mapping[str, str],
        },
    ),
    Kind("payment_limit", "PaymentLimit", {**_CODE, "quarter": "quarter"}),
    Kind("payment_limits", "PaymentLimits"),
    Kind("place", "Place", {"line": 1}),
    Kind("product_ndc", "ProductNdc"),
    Kind("question", "Question", {"line": 1, "event": 1}),
    Kind("received_line", "ReceivedLine", {"events": 1}, hints={"_as_read": Mapping[str, str]}),
    Kind("record", "Record"),
    Kind("resolution", "Resolution"),
    Kind("result", "Result"),
    Kind(
        "review",
        "Review",
        hints={
            "payer": str,
            "results": tuple[Result, ...],
            "reference": str | int | None,
            "library": str,
            "data": str,
        },
        made=review_of_results,
    ),
    Kind("rounding", "Rounding"),
    Kind("scope", "Scope"),
    Kind("scoped", "Scoped"),
    Kind("sizes", "Sizes", {**_CODE, "quarter": "quarter or empty"}),
    Kind("source", "Source"),
    Kind("span", "Span"),
    Kind("status_indicator", "StatusIndicator", {**_CODE, "quarter": "quarter"}),
    Kind("step", "Step"),
    Kind("succession", "Succession", _CODE),
    Kind(
        "support",
        "Support",
        {
            "event": 1,
            "code": "code or empty",
            "candidates": "code",
            "modifiers": "modifier",
            "others": 1,
        },
    ),
    Kind("table_coverage", "TableCoverage"),
    Kind("target", "Target"),
    Kind("verdict", "Verdict", {"also": 1}),
    Kind("vial_choice", "VialChoice"),
    Kind("work_item", "WorkItem", {"event": 1, "lines": 1}),
)
"""Every kind of object, by name: a new public class is a row here."""

_OF: Final = {kind.public: kind for kind in KINDS_OF_OBJECTS}


def kind_of(cls: type) -> Kind | None:
    """The kind of a class; None if it is none of this library's value objects."""
    kind = _OF.get(cls.__name__)
    return kind if kind is not None and kind.cls is cls else None


@cache
def pattern_of(fact: str) -> str:
    """The pattern of what a field must match."""
    code, quarter = shape("claim line code").pattern, "[0-9]{4}Q[1-4]"
    modifier = shape("modifier").pattern
    return {
        "code": code,
        "code or empty": f"|{code}",
        "modifier": modifier,
        "modifier or empty": f"|{modifier}",
        "quarter": quarter,
        "quarter or empty": f"|{quarter}",
        "place": "[0-9]{2}",
        "revenue code": "[0-9]{4}",
    }[fact]
