"""Exact amounts, their units of measure, and concentrations."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "amount": "Amount decimal_text exact_ratio in_measure_of refused_float",
    "concentration": "Concentration read_concentration",
    "measures": "COUNTED shown",
}
"""What other rooms may take, by module; the rest is private to this room."""
