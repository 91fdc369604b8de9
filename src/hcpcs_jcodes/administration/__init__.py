"""The rules that pair drugs with administration codes, and how minutes count."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "minutes": "additional_hours first_minutes joined left_over LONGEST_PUSH SHORTEST_ADDITIONAL_HOUR SHORTEST_HYDRATION Span",
    "pairing": "administration_codes AdministrationOption pair Pairing",
    "rules": "administration_rules checked_route facts_of techniques_of",
}
"""What other rooms may take, by module; the rest is private to this room."""
