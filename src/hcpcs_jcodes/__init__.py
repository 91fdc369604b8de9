"""US J codes for every year from 2011 to today: typed, dated, with unit rounding.

>>> from hcpcs_jcodes import billing_units, codeset
>>> billing_units(codeset(2025)["J9312"], "715 mg")
72
"""

from __future__ import annotations

from importlib import import_module

# The public names by the module that defines them; ``__init__.pyi`` lists them for type checkers.
# They load on first use (PEP 562): a program that imports this package along with fifty others
# pays only for what it uses.
_HOME = {
    name: module
    for module, names in {
        "administration.minutes": "Span",
        "administration.pairing": "administration_codes AdministrationOption pair Pairing",
        "amounts.amount": "Amount",
        "amounts.concentration": "Concentration",
        "assembly.building": "build_claim",
        "billing.billing": "bill",
        "billing.bills": "Bill",
        "claims.claim": "Claim",
        "claims.lines": "ClaimLine ReceivedLine",
        "claims.questions": "Question",
        "claims.received": "Fault",
        "claims.records": "Record",
        "claims.revenue": "administration_revenue_code revenue_code_of",
        "claims.steps": "Step",
        "claims.work": "WorkItem",
        "codes.changes": "Change Diff",
        "codes.chargemaster": "DrugText",
        "codes.code": "BillingUnit Drug JCode Scope Source",
        "codes.codesets": "CodeSet codeset",
        "codes.periods": "Coverage coverage IncludedRelease TableCoverage",
        "codes.search": "Found",
        "codes.successions": "Succession",
        "encounters.charting": "Administration",
        "payers.choices": "Choices",
        "encounters.encounter": "code_encounter Encounter",
        "encounters.lines": "AdministrationLine",
        "encounters.supported": "Support",
        "errors": "AmbiguousDose AmbiguousName AmbiguousNdc BadAdministration BadAmount BadArgument BadClaimLine BadDate BadInterchange BadNdc CorruptData FingerprintChanged IncompatibleUnits JCodesError NeedsDose NoSuchTarget NotInForce UncoveredDate UnknownCode UnknownUnit",
        "interchange.codec": "from_dict to_dict",
        "interchange.schemas": "json_schema",
        "lookup.identification": "Identification identify",
        "lookup.resolving": "Candidate Resolution resolve",
        "migration.histories": "History history",
        "migration.migrations": "migrate Migration",
        "migration.reports": "migrate_codes MigratedCode MigrationReport",
        "migration.targets": "Target",
        "migration.uses": "CodeUse",
        "ndc.conversions": "ndc_quantity units_of",
        "ndc.crosswalk": "Package",
        "ndc.labels": "container_of ContainerLabel",
        "ndc.numbers": "Ndc ProductNdc",
        "ndc.packages": "packages_of Sizes sizes_of",
        "ndc.quantities": "NdcQuantity",
        "ndc.readings": "ndc_of",
        "payers.mue_limits": "exceeded Mue mue",
        "payers.ncci": "add_on_parents Bundle ncci_edit",
        "payers.payment_limits": "payment_limit PaymentLimit PaymentLimits",
        "payers.payer": "Payer",
        "payers.quarters": "NotChecked",
        "payers.scopes": "Scoped",
        "payers.single_dose": "listed_single_dose",
        "payers.status_indicators": "status_indicator StatusIndicator",
        "reviews.denials": "explain_denial",
        "reviews.explained": "Cause Explanation",
        "reviews.facts": "ClaimFacts LineFacts",
        "reviews.registry": "rules",
        "reviews.results": "Denial Fix Place Result",
        "reviews.reviewed": "Review",
        "reviews.reviewing": "review",
        "reviews.rule": "Example Override Rule",
        "reviews.rows": "Authorization",
        "reviews.verdicts": "Verdict",
        "units.dose_ranges": "dose_range DoseRange",
        "units.from_dose": "billing_units exact_units",
        "units.rounding": "Rounding",
        "vials.choice": "choose_vials VialChoice",
        "vials.doses": "dose_for",
        "vials.products": "Given",
        "words": "ACQUIRED Acquired AdministrationSetting ADMINISTRATION_SETTINGS CERTAINTIES Certainty Container CONTAINERS DenialAction DENIAL_ACTIONS DenialGroup DENIAL_GROUPS DenialRoute DENIAL_ROUTES DenialState DENIAL_STATES FAMILIES Family FINDING_SEVERITIES FindingSeverity Kind KINDS LineOfBusiness LINES_OF_BUSINESS NocNeed NOC_NEEDS Owner OWNERS ReviewOutcome REVIEW_OUTCOMES Route ROUTES Setting SETTINGS SEVERITIES Severity Technique TECHNIQUES WHY_STOPPED WhyStopped",
    }.items()
    for name in names.split()
}
__all__ = sorted(_HOME)  # noqa: PLE0605 - this is a list


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
