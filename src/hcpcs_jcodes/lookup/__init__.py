"""From typed text to the code system or code that is meant."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "identification": "Identification identify",
    "meaning": "begins_named code_meant code_of_any_date codes_ever_named drug_meant number_meant",
    "resolving": "Candidate Resolution resolve",
    "routes": "checked_route",
    "suggestions": "perhaps_meant",
}
"""What other rooms may take, by module; the rest is private to this room."""
