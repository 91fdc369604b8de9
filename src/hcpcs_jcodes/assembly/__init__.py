"""From the chart of a visit and a payer to one claim."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "building": "build_claim",
}
"""What other rooms may use, by module; the rest is private to this room."""
