"""What a payer requires: policies, and CMS's edits, limits and status indicators by quarter."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "mue_limits": "exceeded Mue mue once_per_date",
    "ncci": "add_on_parents Bundle bundles has_edits ncci_edit ncci_quarter parents",
    "policies": "Policy policy_named Scoped",
    "quarters": "NotChecked",
    "single_dose": "listed_single_dose",
    "status_indicators": "status_indicator StatusIndicator",
}
"""What other rooms may use, by module; the rest is private to this room."""
