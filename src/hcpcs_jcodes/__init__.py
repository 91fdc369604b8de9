"""US J codes of every year from 2011 to today: typed, dated, with unit rounding.

>>> from hcpcs_jcodes import billing_units, codeset
>>> billing_units(codeset(2025)["J9312"], "715 mg")
72
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .administration.minutes import Span
    from .administration.pairing import AdministrationOption, Pairing, administration_codes, pair
    from .amounts.amount import Amount, Concentration
    from .billing.billing import bill
    from .billing.bills import Bill
    from .claims.lines import ClaimLine
    from .claims.steps import Step
    from .codes.changes import Change, Diff
    from .codes.code import BillingUnit, Drug, JCode, Scope, Source
    from .codes.codesets import CodeSet, codeset
    from .codes.ledger import CorruptData, ReleaseHeld
    from .codes.periods import Coverage, coverage
    from .codes.search import Found
    from .codes.successions import Succession
    from .encounters.charting import Administration, Choices
    from .encounters.encounter import Encounter, code_encounter
    from .encounters.events import Earned
    from .encounters.lines import AdministrationLine
    from .errors import (
        AmbiguousDose,
        AmbiguousNdc,
        BadAdministration,
        BadAmount,
        BadClaimLine,
        BadDate,
        BadNdc,
        IncompatibleUnits,
        JCodesError,
        NeedsDose,
        NoSuchTarget,
        NotInForce,
        UncoveredDate,
        UnknownCode,
        UnknownUnit,
    )
    from .lookup.identification import Identification, identify
    from .migration.histories import History, history
    from .migration.lives import Life
    from .migration.migrations import Migration, migrate
    from .migration.reports import MigratedCode, MigrationReport, migrate_codes
    from .migration.targets import Target
    from .ndc.conversions import ndc_quantity, units_of
    from .ndc.labels import ContainerLabel, container_of
    from .ndc.numbers import Ndc, NdcQuantity
    from .ndc.packages import Package, Sizes, ndc_of, packages_of, sizes_of
    from .payers.mue_limits import Mue, exceeded, mue
    from .payers.ncci import Bundle, add_on_parents, ncci_edit
    from .payers.policies import Policy, Scoped
    from .payers.quarters import NotChecked
    from .payers.single_dose import listed_single_dose
    from .payers.status_indicators import StatusIndicator, status_indicator
    from .units.from_dose import Rounding, billing_units, exact_units
    from .vials.choice import VialChoice, choose_vials
    from .vials.doses import dose_for
    from .vials.products import Given

__all__ = [
    "Administration",
    "AdministrationLine",
    "AdministrationOption",
    "AmbiguousDose",
    "AmbiguousNdc",
    "Amount",
    "BadAdministration",
    "BadAmount",
    "BadClaimLine",
    "BadDate",
    "BadNdc",
    "Bill",
    "BillingUnit",
    "Bundle",
    "Change",
    "Choices",
    "ClaimLine",
    "CodeSet",
    "Concentration",
    "ContainerLabel",
    "CorruptData",
    "Coverage",
    "Diff",
    "Drug",
    "Earned",
    "Encounter",
    "Found",
    "Given",
    "History",
    "Identification",
    "IncompatibleUnits",
    "JCode",
    "JCodesError",
    "Life",
    "MigratedCode",
    "Migration",
    "MigrationReport",
    "Mue",
    "Ndc",
    "NdcQuantity",
    "NeedsDose",
    "NoSuchTarget",
    "NotChecked",
    "NotInForce",
    "Package",
    "Pairing",
    "Policy",
    "ReleaseHeld",
    "Rounding",
    "Scope",
    "Scoped",
    "Sizes",
    "Source",
    "Span",
    "StatusIndicator",
    "Step",
    "Succession",
    "Target",
    "UncoveredDate",
    "UnknownCode",
    "UnknownUnit",
    "VialChoice",
    "add_on_parents",
    "administration_codes",
    "bill",
    "billing_units",
    "choose_vials",
    "code_encounter",
    "codeset",
    "container_of",
    "coverage",
    "dose_for",
    "exact_units",
    "exceeded",
    "history",
    "identify",
    "listed_single_dose",
    "migrate",
    "migrate_codes",
    "mue",
    "ncci_edit",
    "ndc_of",
    "ndc_quantity",
    "packages_of",
    "pair",
    "sizes_of",
    "status_indicator",
    "units_of",
]

# Names load on first touch (PEP 562): a program that imports this package beside
# fifty others pays for what it uses.
_HOME = {
    name: module
    for module, names in {
        "encounters.lines": ("AdministrationLine",),
        "amounts.amount": (
            "Amount",
            "Concentration",
        ),
        "billing.billing": ("bill",),
        "billing.bills": ("Bill",),
        "codes.changes": (
            "Change",
            "Diff",
        ),
        "encounters.charting": (
            "Administration",
            "Choices",
        ),
        "codes.code": (
            "BillingUnit",
            "Drug",
            "JCode",
            "Scope",
            "Source",
        ),
        "codes.codesets": (
            "CodeSet",
            "codeset",
        ),
        "ndc.labels": (
            "ContainerLabel",
            "container_of",
        ),
        "vials.doses": ("dose_for",),
        "encounters.events": ("Earned",),
        "encounters.encounter": (
            "Encounter",
            "code_encounter",
        ),
        "errors": (
            "AmbiguousDose",
            "AmbiguousNdc",
            "BadAdministration",
            "BadAmount",
            "BadClaimLine",
            "BadDate",
            "BadNdc",
            "IncompatibleUnits",
            "JCodesError",
            "NeedsDose",
            "NoSuchTarget",
            "NotInForce",
            "UncoveredDate",
            "UnknownCode",
            "UnknownUnit",
        ),
        "migration.histories": (
            "History",
            "history",
        ),
        "lookup.identification": (
            "Identification",
            "identify",
        ),
        "payers.mue_limits": (
            "Mue",
            "exceeded",
            "mue",
        ),
        "claims.lines": ("ClaimLine",),
        "migration.lives": ("Life",),
        "administration.minutes": ("Span",),
        "migration.migrations": (
            "Migration",
            "migrate",
        ),
        "migration.reports": (
            "MigratedCode",
            "MigrationReport",
            "migrate_codes",
        ),
        "payers.ncci": (
            "Bundle",
            "add_on_parents",
            "ncci_edit",
        ),
        "ndc.numbers": (
            "Ndc",
            "NdcQuantity",
        ),
        "payers.status_indicators": (
            "StatusIndicator",
            "status_indicator",
        ),
        "ndc.packages": (
            "Package",
            "Sizes",
            "ndc_of",
            "packages_of",
            "sizes_of",
        ),
        "administration.pairing": (
            "AdministrationOption",
            "Pairing",
            "administration_codes",
            "pair",
        ),
        "codes.periods": (
            "Coverage",
            "coverage",
        ),
        "payers.policies": (
            "Policy",
            "Scoped",
        ),
        "vials.products": ("Given",),
        "ndc.conversions": (
            "ndc_quantity",
            "units_of",
        ),
        "payers.quarters": ("NotChecked",),
        "codes.search": ("Found",),
        "payers.single_dose": ("listed_single_dose",),
        "claims.steps": ("Step",),
        "codes.successions": ("Succession",),
        "codes.ledger": (
            "CorruptData",
            "ReleaseHeld",
        ),
        "migration.targets": ("Target",),
        "units.from_dose": (
            "Rounding",
            "billing_units",
            "exact_units",
        ),
        "vials.choice": (
            "VialChoice",
            "choose_vials",
        ),
    }.items()
    for name in names
}


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
