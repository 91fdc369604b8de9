"""The rules that pair drugs with administration codes, and how minutes count."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "minutes": "additional_hours first_minutes joined left_over Span",
    "pairing": "administration_codes AdministrationOption options_for pair Pairing",
    "rules": "AdministrationRule checked_charted_route DrugFacts facts_of rules_about techniques_of",
    "ways": "code_of_way codes_in_role codes_of_family counted_as families_of given_by_code gives_drugs has_access_site has_one_side has_two_sides initial_ranks least_gap least_minutes longest_push office_codes settings_of way_of",
}
"""What other rooms may take, by module; the rest is private to this room."""
