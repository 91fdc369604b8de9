"""US J codes of every year from 2011 to today: typed, dated, with unit rounding.

>>> from hcpcs_jcodes import billing_units, codeset
>>> billing_units(codeset(2025)["J9312"], "715 mg")
72
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .administration_lines import AdministrationLine
    from .amounts import Amount, Concentration
    from .billing import bill
    from .bills import Bill
    from .changes import Change, Diff
    from .charting import Administration, Choices
    from .codes import BillingUnit, Drug, JCode, Scope, Source
    from .codesets import CodeSet, codeset
    from .container_labels import ContainerLabel, container_of
    from .doses import dose_for
    from .earnings import Earned
    from .encounters import Encounter, code_encounter
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
    from .histories import History, history
    from .identification import Identification, identify
    from .limits import Mue, exceeded, mue
    from .lines import ClaimLine
    from .lives import Life
    from .migration import Migration, migrate
    from .migration_reports import MigratedCode, MigrationReport, migrate_codes
    from .minutes import Span
    from .ncci import Bundle, add_on_parents, ncci_edit
    from .ndc import Ndc, NdcQuantity
    from .outpatient import StatusIndicator, status_indicator
    from .packages import Package, Sizes, ndc_of, packages_of, sizes_of
    from .pairing import AdministrationOption, Pairing, administration_codes, pair
    from .periods import Coverage, coverage
    from .policies import Policy, Scoped
    from .products import Given
    from .quantities import ndc_quantity, units_of
    from .quarterly import NotChecked
    from .search import Found
    from .single_dose import listed_single_dose
    from .steps import Step
    from .successions import Succession
    from .tables import CorruptData, ReleaseHeld
    from .targets import Target
    from .units import Rounding, billing_units, exact_units
    from .vials import VialChoice, choose_vials

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
        "administration_lines": ("AdministrationLine",),
        "amounts": (
            "Amount",
            "Concentration",
        ),
        "billing": ("bill",),
        "bills": ("Bill",),
        "changes": (
            "Change",
            "Diff",
        ),
        "charting": (
            "Administration",
            "Choices",
        ),
        "codes": (
            "BillingUnit",
            "Drug",
            "JCode",
            "Scope",
            "Source",
        ),
        "codesets": (
            "CodeSet",
            "codeset",
        ),
        "container_labels": (
            "ContainerLabel",
            "container_of",
        ),
        "doses": ("dose_for",),
        "earnings": ("Earned",),
        "encounters": (
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
        "histories": (
            "History",
            "history",
        ),
        "identification": (
            "Identification",
            "identify",
        ),
        "limits": (
            "Mue",
            "exceeded",
            "mue",
        ),
        "lines": ("ClaimLine",),
        "lives": ("Life",),
        "minutes": ("Span",),
        "migration": (
            "Migration",
            "migrate",
        ),
        "migration_reports": (
            "MigratedCode",
            "MigrationReport",
            "migrate_codes",
        ),
        "ncci": (
            "Bundle",
            "add_on_parents",
            "ncci_edit",
        ),
        "ndc": (
            "Ndc",
            "NdcQuantity",
        ),
        "outpatient": (
            "StatusIndicator",
            "status_indicator",
        ),
        "packages": (
            "Package",
            "Sizes",
            "ndc_of",
            "packages_of",
            "sizes_of",
        ),
        "pairing": (
            "AdministrationOption",
            "Pairing",
            "administration_codes",
            "pair",
        ),
        "periods": (
            "Coverage",
            "coverage",
        ),
        "policies": (
            "Policy",
            "Scoped",
        ),
        "products": ("Given",),
        "quantities": (
            "ndc_quantity",
            "units_of",
        ),
        "quarterly": ("NotChecked",),
        "search": ("Found",),
        "single_dose": ("listed_single_dose",),
        "steps": ("Step",),
        "successions": ("Succession",),
        "tables": (
            "CorruptData",
            "ReleaseHeld",
        ),
        "targets": ("Target",),
        "units": (
            "Rounding",
            "billing_units",
            "exact_units",
        ),
        "vials": (
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
