"""What makes up a claim: its lines, modifiers, settings, and steps of reasoning."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "lines": "ClaimLine LONGEST_NARRATIVE checked_place_of_service",
    "modifiers": "checked_modifiers DISCARDED ZERO_DISCARDED",
    "settings": "checked_cpt checked_setting WHERE_DRUGS_ARE_GIVEN",
    "steps": "PER_DOSE Step",
}
"""What other rooms may use, by module; the rest is private to this room."""
