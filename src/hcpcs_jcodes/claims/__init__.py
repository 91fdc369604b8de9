"""What a claim is made of: its lines, modifiers, settings, and steps of reasoning."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "lines": "ClaimLine LONGEST_NARRATIVE place",
    "modifiers": "checked_modifiers DISCARDED ZERO_DISCARDED",
    "settings": "checked_cpt checked_setting WHERE_DRUGS_ARE_GIVEN",
    "steps": "PER_DOSE Step",
}
"""What other rooms may take, by module; the rest is private to this room."""
