"""From what the nurse charts to the administration lines of a visit."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "charting": "Administration NOT_COUNTED",
    "encounter": "code_encounter Encounter steps_and_questions",
    "lines": "AdministrationLine",
    "reading": "tidy_drug",
    "supported": "NOT_REPORTED REPORTED Support",
    "zones": "in_zone zone_of",
}
"""What other rooms may take, by module; the rest is private to this room."""
