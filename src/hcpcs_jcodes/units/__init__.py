"""From a dose to billing units, and from one billing unit to another."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "conversions": "conversion span_of whole_units",
    "dose_ranges": "dose_range DoseRange",
    "from_dose": "billing_units exact_units PER_ADMINISTRATION",
    "rounding": "checked_rounding in_parts Rounding rounding_of Units units_text",
}
"""What other rooms may take, by module; the rest is private to this room."""
