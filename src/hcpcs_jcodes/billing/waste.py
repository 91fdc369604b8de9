"""What of the drug that was left is payable: not what fewer or smaller containers would have saved."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from .service import Service

__all__ = ["kept"]

_NOTHING: Final = Fraction(0)


def kept(service: Service, *, spare: bool) -> list[Fraction]:
    """What was left of each product and is payable, in exact units.

    Args:
        service: the service, for a code whose units containers are counted in; what was left
            is known.
        spare: whether containers that the dose did not need are payable too.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §40; CGS, 2023-06-27.
    """
    left = [
        _NOTHING
        if each.is_multi_dose or each.left_units is None
        else each.left_units - each.spare_units
        for each in service.products
    ]
    total, payable = sum(left), service.payable_units
    if payable is not None and payable < total:
        left = [each * payable / total for each in left]
    if not spare:
        return left
    return [
        each if product.is_multi_dose else each + product.spare_units
        for each, product in zip(left, service.products, strict=True)
    ]
