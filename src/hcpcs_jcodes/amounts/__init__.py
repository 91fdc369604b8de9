"""Exact amounts, their units of measure, concentrations, and the numbers that callers pass."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "amount": "Amount amount_of_ratio decimal_text exact_ratio in_measure_of printed_ratio refused_float",
    "arguments": "LONGEST_NUMBER LONGEST_TEXT checked_flag is_given shown whole_number",
    "concentration": "Concentration read_concentration",
    "measures": "COUNTED UNITS",
    "rate": "rate_in",
}
"""What other rooms may take, by module; the rest is private to this room."""
