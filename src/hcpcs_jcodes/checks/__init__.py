"""Predicates that bills, claims and reviews ask alike, each once."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "dialysis": "sign_of_dialysis",
    "discarding": "discard_scope may_apply",
    "modifier_rows": "modifier_periods ModifierRule modifiers_340b modifiers_listed modifiers_of_need rules_of_code rules_of_modifier",
    "ndc_codes": "listed_codes ListedCodes",
    "payer_rows": "about_code about_place authorization_row code_row not_billed_at place_row row_of_code",
    "unclassified": "is_compounded wanted_noc_code why_narrative",
}
"""What other rooms may use, by module; the rest is private to this room."""
