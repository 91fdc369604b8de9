"""What a payer requires and allows: policies, and CMS's edits, limits and status indicators."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "mue_limits": "exceeded Mue mue once_per_date",
    "ncci": "add_on_parents Bundle bundles has_edits ncci_edit ncci_quarter parents",
    "payment_limits": "payment_limit PaymentLimit",
    "policies": "Policy policy_named Scoped",
    "quarter_ranges": "quarters_of",
    "quarters": "NotChecked",
    "single_dose": "listed_single_dose",
    "status_indicators": "status_indicator StatusIndicator",
}
"""What other rooms may use, by module; the rest is private to this room."""
