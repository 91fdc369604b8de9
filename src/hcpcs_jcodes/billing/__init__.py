"""From what was administered and opened to claim lines, with JW, JZ and the arithmetic."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "assembly": "bill_from",
    "billing": "bill",
    "bills": "Bill",
}
"""What other rooms may use, by module; the rest is private to this room."""
