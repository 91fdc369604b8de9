"""The rules of a review, in the order in which they are read: one tuple."""

from __future__ import annotations

from typing import Final

from .rule import Rule
from .subjects import (
    administration,
    authorization,
    bundled,
    charges,
    code_dates,
    codes,
    counts,
    diagnoses,
    discarded,
    discarded_amounts,
    documentation,
    duplicates,
    facility,
    filing,
    form,
    modifier_needs,
    modifiers,
    modifiers_beside,
    ndc,
    ndc_codes,
    ndc_quantities,
    patient,
    places,
    products,
    times,
    unclassified,
    unit_evidence,
    unit_slips,
    units,
)

__all__ = ["REGISTRY", "rules"]

REGISTRY: Final[tuple[Rule, ...]] = (
    *codes.RULES,
    *units.RULES,
    *charges.RULES,
    *facility.RULES,
    *diagnoses.RULES,
    *authorization.RULES,
    *documentation.RULES,
    *times.RULES,
    *filing.RULES,
    *patient.RULES,
    *code_dates.RULES,
    *unclassified.RULES,
    *form.RULES,
    *unit_evidence.RULES,
    *unit_slips.RULES,
    *discarded.RULES,
    *discarded_amounts.RULES,
    *administration.RULES,
    *counts.RULES,
    *bundled.RULES,
    *places.RULES,
    *modifiers.RULES,
    *modifier_needs.RULES,
    *modifiers_beside.RULES,
    *ndc.RULES,
    *ndc_codes.RULES,
    *ndc_quantities.RULES,
    *products.RULES,
    *duplicates.RULES,
)


def rules() -> tuple[Rule, ...]:
    """Every rule of a review: id, name, source, since, needs, payers, settings, denials.

    >>> rules()[0].id
    'CODE001'
    """
    return REGISTRY
