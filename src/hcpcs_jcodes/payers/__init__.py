"""What a payer requires and allows: policies, and CMS's edits, limits and status indicators."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "choices": "allowed_choices Choices",
    "mue_limits": "exceeded Mue mue mue_of mue_text not_of_payer once_per_date",
    "ncci": "add_on_parents Bundle bundle_on bundles_rest_on edited_with is_add_on ncci_edit parents_on parents_rest_on RestsOn UNORDERED",
    "payment_limits": "payment_limit PaymentLimit",
    "named": "payer_named payer_of",
    "payer": "NOT_USED Payer payer_referred reference_of_payer",
    "quarters": "NotChecked quarters_included quarters_text is_near",
    "scopes": "scoped Scoped",
    "single_dose": "listed_single_dose",
    "status_indicators": "status_indicator StatusIndicator",
}
"""What other rooms may use, by module; the rest is private to this room."""
