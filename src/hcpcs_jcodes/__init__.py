"""US J codes of every year from 2011 to today: typed, dated, with unit rounding.

>>> from hcpcs_jcodes import billing_units, codeset
>>> billing_units(codeset(2025)["J9312"], "715 mg")
72
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .amounts import Amount, Concentration
    from .changes import Change, Diff
    from .codes import BillingUnit, Drug, JCode, Scope, Source
    from .codesets import CodeSet, codeset
    from .errors import (
        AmbiguousDose,
        BadAmount,
        BadDate,
        IncompatibleUnits,
        JCodesError,
        NotInForce,
        UncoveredDate,
        UnknownCode,
        UnknownUnit,
    )
    from .identification import Identification, identify
    from .periods import Coverage, coverage
    from .search import Found
    from .tables import CorruptData, ReleaseHeld
    from .units import billing_units

__all__ = [
    "AmbiguousDose",
    "Amount",
    "BadAmount",
    "BadDate",
    "BillingUnit",
    "Change",
    "CodeSet",
    "Concentration",
    "CorruptData",
    "Coverage",
    "Diff",
    "Drug",
    "Found",
    "Identification",
    "IncompatibleUnits",
    "JCode",
    "JCodesError",
    "NotInForce",
    "ReleaseHeld",
    "Scope",
    "Source",
    "UncoveredDate",
    "UnknownCode",
    "UnknownUnit",
    "billing_units",
    "codeset",
    "coverage",
    "identify",
]

# Names load on first touch (PEP 562): a program that imports this package beside
# fifty others pays for what it uses.
_HOME = {
    name: module
    for module, names in {
        "amounts": ("Amount", "Concentration"),
        "codes": ("BillingUnit", "Drug", "JCode", "Scope", "Source"),
        "changes": ("Change", "Diff"),
        "codesets": ("CodeSet", "codeset"),
        "errors": (
            "AmbiguousDose",
            "BadAmount",
            "BadDate",
            "IncompatibleUnits",
            "JCodesError",
            "NotInForce",
            "UncoveredDate",
            "UnknownCode",
            "UnknownUnit",
        ),
        "identification": ("Identification", "identify"),
        "periods": ("Coverage", "coverage"),
        "search": ("Found",),
        "tables": ("CorruptData", "ReleaseHeld"),
        "units": ("billing_units",),
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
