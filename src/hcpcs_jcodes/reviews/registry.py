"""The rules of a review, in the order in which they are read: one tuple."""

from __future__ import annotations

from typing import Final

from .rule import Rule
from .subjects import codes, duplicates, ndc, ndc_codes, ndc_quantities, products, units

__all__ = ["REGISTRY", "rules"]

REGISTRY: Final[tuple[Rule, ...]] = (
    *codes.RULES,
    *units.RULES,
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
