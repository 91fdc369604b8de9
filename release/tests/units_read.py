"""The unit that is read in a description, and the words that are left of it."""

from __future__ import annotations

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from jcodes_release.wordings.billing_units import read_unit

__all__ = ["measured", "rest_of", "unit_of"]


def unit_of(text: str) -> BillingUnit:
    return read_unit(text)[0]


def rest_of(text: str) -> list[str]:
    """The words that are left of a description without its unit."""
    return read_unit(text)[1].replace(",", " ").split()


def measured(amount: str, **further: object) -> BillingUnit:
    return BillingUnit("measured", Amount(amount), **further)  # type: ignore[arg-type]
