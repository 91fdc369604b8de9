"""The fixed words of the library, each listed once.

A ``Literal`` lets a type checker catch a typo; the tuple beside it lists the same words for a
program, such as a drop-down list.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

__all__ = [
    "ACQUIRED",
    "ADMINISTRATION_SETTINGS",
    "BASES",
    "CERTAINTIES",
    "CONTAINERS",
    "DENIAL_ACTIONS",
    "DENIAL_GROUPS",
    "DENIAL_ROUTES",
    "DENIAL_STATES",
    "FAMILIES",
    "FINDING_SEVERITIES",
    "KINDS",
    "LINES_OF_BUSINESS",
    "MIGRATION_KINDS",
    "NOC_NEEDS",
    "NOT_GIVEN",
    "OUTCOMES",
    "OWNERS",
    "QUALIFIERS",
    "REVIEW_OUTCOMES",
    "ROUTES",
    "SETTINGS",
    "SEVERITIES",
    "SIDES",
    "TECHNIQUES",
    "UNIT_KINDS",
    "WHY_STOPPED",
    "Acquired",
    "AdministrationSetting",
    "Basis",
    "Certainty",
    "Container",
    "DenialAction",
    "DenialGroup",
    "DenialRoute",
    "DenialState",
    "Family",
    "FindingSeverity",
    "Kind",
    "LineOfBusiness",
    "MigrationKind",
    "NocNeed",
    "NotGiven",
    "Outcome",
    "Owner",
    "Qualifier",
    "ReviewOutcome",
    "Route",
    "Setting",
    "Severity",
    "Side",
    "Technique",
    "UnitKind",
    "WhyStopped",
]

Setting = Literal["professional", "facility", "asc", "supplier"]
SETTINGS: Final[tuple[Setting, ...]] = get_args(Setting)
"""Who bills: practitioners, outpatient hospitals, ambulatory surgical centers, or DME suppliers."""

AdministrationSetting = Literal["professional", "facility"]
ADMINISTRATION_SETTINGS: Final[tuple[AdministrationSetting, ...]] = get_args(AdministrationSetting)
"""Where drugs are administered; a DME supplier administers none."""

Container = Literal["single-dose", "single-use", "multi-dose", "bulk"]
CONTAINERS: Final[tuple[Container, ...]] = get_args(Container)
"""The kind of container, as its label states it."""

Acquired = Literal["purchased", "340B", "no cost", "patient's own", "specialty pharmacy"]
ACQUIRED: Final[tuple[Acquired, ...]] = get_args(Acquired)
"""How a drug was acquired: who paid for it decides whether it is billed, and how."""

Qualifier = Literal["UN", "ML", "GR", "F2", "ME"]
QUALIFIERS: Final[tuple[Qualifier, ...]] = get_args(Qualifier)
"""The unit of measure of an NDC quantity: each, milliliter, gram, international unit, milligram."""

Route = Literal[
    "buccal",
    "catheter clearance",
    "endotracheal",
    "enteral",
    "epidural",
    "extracorporeal",
    "hepatic arterial",
    "infiltration",
    "inhalation",
    "intra-arterial",
    "intra-articular",
    "intracameral",
    "intracameral implant",
    "intracavernosal",
    "intracoronary",
    "intradermal",
    "intradetrusor",
    "intralesional",
    "intramuscular",
    "intraocular",
    "intraosseous",
    "intraperitoneal",
    "intrapleural",
    "intrathecal",
    "intrauterine",
    "intravenous",
    "intraventricular",
    "intravesical",
    "intravitreal",
    "intravitreal implant",
    "lacrimal insert",
    "nasal",
    "none",
    "ophthalmic",
    "oral",
    "otic",
    "perineural",
    "pyelocalyceal",
    "rectal",
    "retrobulbar",
    "sinus implant",
    "subconjunctival",
    "subcutaneous",
    "subdermal implant",
    "subretinal",
    "suprachoroidal",
    "surgical site",
    "topical",
    "transdermal",
    "urethral",
    "vaginal",
]
ROUTES: Final[tuple[Route, ...]] = get_args(Route)
"""The routes of administration that the rules cover; "none" if nothing goes into the body."""

Technique = Literal[
    "infusion",
    "push",
    "pump",
    "injection",
    "on-body injector",
    "flush",
    "carrier",
    "procedure",
    "refill",
    "access",
    "visit",
    "unlisted",
    "none",
]
TECHNIQUES: Final[tuple[Technique, ...]] = get_args(Technique)
"""How a drug is given, as it is charted."""

Family = Literal["complex", "hormonal", "therapeutic", "hydration"]
FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
"""The families of administration codes."""

Side = Literal["right", "left"]
SIDES: Final[tuple[Side, ...]] = get_args(Side)
"""The sides of the body."""

NotGiven = Literal["held", "refused"]
NOT_GIVEN: Final[tuple[NotGiven, ...]] = get_args(NotGiven)
"""Why a dose that was due was not given: held by those who give it, or refused by the patient."""

WhyStopped = Literal["reaction", "access lost", "patient asked", "order changed", "other"]
WHY_STOPPED: Final[tuple[WhyStopped, ...]] = get_args(WhyStopped)
"""Why an infusion was stopped before its end."""

Outcome = Literal[
    "accepted", "refused", "reported", "needs_documentation", "not_reported", "not_checked"
]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""The outcomes for a pair of codes, an event or a line."""

UnitKind = Literal["measured", "up_to", "counted", "banded", "unspecified", "unknown"]
UNIT_KINDS: Final[tuple[UnitKind, ...]] = get_args(UnitKind)
"""The kinds of billing units."""

MigrationKind = Literal[
    "unchanged",
    "reworded",
    "rescoped",
    "replaced",
    "split",
    "merged",
    "redefined",
    "reused",
    "reinstated",
    "ended",
    "added",
]
MIGRATION_KINDS: Final[tuple[MigrationKind, ...]] = get_args(MigrationKind)
"""What happened to a code between two dates."""

Basis = Literal["of the quarter", "same before and after", "nearest"]
BASES: Final[tuple[Basis, ...]] = get_args(Basis)
"""How an answer from a quarterly table rests on it: the quarter of the date is included; the
included quarters before and after it say the same; the nearest was taken on request."""

LineOfBusiness = Literal[
    "original medicare",
    "medicare advantage",
    "medicaid",
    "medicaid plan",
    "commercial",
    "tricare",
    "dme mac",
]
LINES_OF_BUSINESS: Final[tuple[LineOfBusiness, ...]] = get_args(LineOfBusiness)
"""The kinds of payers; Medicaid is fee for service, a Medicaid plan is managed care.

Payers of four are included: of the first three and of "commercial".
"""

NocNeed = Literal["narrative", "dose", "NDC", "invoice"]
NOC_NEEDS: Final[tuple[NocNeed, ...]] = get_args(NocNeed)
"""What a payer wants with a drug billed under a code not otherwise classified (NOC)."""

Kind = Literal[
    # what an error says of a value
    "ambiguous_dose",
    "ambiguous_name",
    "ambiguous_ndc",
    "bad_administration",
    "bad_amount",
    "bad_argument",
    "bad_claim_line",
    "bad_date",
    "bad_interchange",
    "bad_ndc",
    "corrupt_data",
    "fingerprint_changed",
    "incompatible_units",
    "needs_dose",
    "no_such_target",
    "not_in_force",
    "uncovered_date",
    "unknown_code",
    "unknown_unit",
    # what is asked about a drug line
    "authorization",
    "avoidable_waste",
    "code_not_taken",
    "container",
    "container_size",
    "discarded",
    "jw",
    "jz",
    "mue",
    "narrative",
    "ndc",
    "ndc_quantity",
    "noc_code",
    "place_of_service",
    "preferred_product",
    "repeat_modifier",
    "route",
    "self_administered",
    "site_of_care",
    "spare_container",
    # what is asked about a claim
    "charge",
    "claim_limit",
    "modifier_340b",
    "no_cost",
    "nothing_billed",
    "revenue_code",
    "separate_visits",
    # what is asked about an administration
    "attended",
    "both_sides",
    "distinct",
    "dose",
    "edits",
    "family",
    "flush",
    "home_pump",
    "hydration_parts",
    "long_infusion",
    "missing_stop",
    "partial_overlap",
    "primary_code",
    "procedure",
    "push_of_infused_drug",
    "reason",
    "repeated_infusion",
    "repeated_injection",
    "rest_of_bag",
    "second_site",
    "second_visit",
    "side",
    "stopped_early",
    "too_much_open",
    "unlisted_code",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""What an error or a question is about, for a program: stable, whatever the text says."""

Severity = Literal["blocks", "verify", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Whether a claim waits for the answer, somebody should look again, or it is good to know."""

Owner = Literal["nurse", "pharmacy", "coder", "authorization", "billing"]
OWNERS: Final[tuple[Owner, ...]] = get_args(Owner)
"""Who can answer a question."""

ReviewOutcome = Literal["error", "fail", "not_checked", "pass", "not_applicable", "off"]
REVIEW_OUTCOMES: Final[tuple[ReviewOutcome, ...]] = get_args(ReviewOutcome)
"""What a rule of a review says of a place, the worst first; "error" is a defect of the rule."""

FindingSeverity = Literal["error", "warning", "verify", "note"]
FINDING_SEVERITIES: Final[tuple[FindingSeverity, ...]] = get_args(FindingSeverity)
"""How likely a finding is a denial: an error is one, "verify" is often right in practice."""

Certainty = Literal["published", "reported", "assumed"]
CERTAINTIES: Final[tuple[Certainty, ...]] = get_args(Certainty)
"""How sure it is that a payer sends a denial so: published by it, told by others, or usual."""

DenialGroup = Literal["CO", "PR", "OA", "PI"]
DENIAL_GROUPS: Final[tuple[DenialGroup, ...]] = get_args(DenialGroup)
"""Who owes what was not paid: the provider by contract, the patient, others, or the payer."""

DenialAction = Literal["correct and resend", "appeal", "either", "bill another payer", "none"]
DENIAL_ACTIONS: Final[tuple[DenialAction, ...]] = get_args(DenialAction)
"""What a denial leaves to do."""

DenialState = Literal[
    "rejected at the front end", "unprocessable", "denied", "reduced", "patient's share"
]
DENIAL_STATES: Final[tuple[DenialState, ...]] = get_args(DenialState)
"""What became of a line that was not paid in full; the first two were never decided."""

DenialRoute = Literal[
    "new claim", "replacement", "reopening", "redetermination", "appeal", "none", "another payer"
]
DENIAL_ROUTES: Final[tuple[DenialRoute, ...]] = get_args(DenialRoute)
"""What way is left after a denial; the third and fourth are of Original Medicare."""
