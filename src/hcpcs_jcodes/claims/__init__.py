"""What makes up a claim: its lines, modifiers, settings, and steps of reasoning."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "claim": "Claim",
    "fees": "checked_fees",
    "fields": "checked_authorization checked_charge checked_place_of_service LONGEST_NARRATIVE",
    "lines": "ClaimLine ReceivedLine",
    "modifiers": "checked_modifiers DISCARDED MOST_MODIFIERS ZERO_DISCARDED",
    "places": "facility_places place_of",
    "questions": "Question ask asked_text",
    "received": "Fault modifiers_read",
    "records": "Record",
    "revenue": "administration_revenue_code revenue_code_of",
    "settings": "checked_administration_setting checked_cpt checked_setting",
    "steps": "Step",
    "work": "WorkItem",
}
"""What other rooms may use, by module; the rest is private to this room."""
