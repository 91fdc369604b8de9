"""Exact amounts, their units of measure, and concentrations."""
