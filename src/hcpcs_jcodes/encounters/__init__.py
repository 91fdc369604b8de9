"""From what the nurse charts to the administration lines of a visit."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "charting": "Administration in_zone NOT_COUNTED",
    "encounter": "code_encounter Encounter",
    "lines": "AdministrationLine",
    "reading": "tidy_drug zone_of",
    "supported": "NOT_REPORTED REPORTED Support",
}
"""What other rooms may take, by module; the rest is private to this room."""
