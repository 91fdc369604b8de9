"""From typed text to the code system or code that is meant."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "identification": "Identification identify",
}
"""What other rooms may take, by module; the rest is private to this room."""
