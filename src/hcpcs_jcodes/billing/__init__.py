"""From what was given and opened to the lines of a claim, with JW, JZ and the arithmetic."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "billing": "bill",
    "bills": "Bill",
}
"""What other rooms may take, by module; the rest is private to this room."""
