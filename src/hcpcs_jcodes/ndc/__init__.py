"""National Drug Codes: their forms and quantities, packages and the codes they are billed under."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "conversions": "listed_measures measured_quantity ndc_quantity units_of",
    "crosswalk": "ndc_crosswalk Package PACKAGE_COLUMNS",
    "labels": "container_of ContainerLabel",
    "numbers": "Ndc",
    "packages": "codes_of_product ndc_of packages_of Sizes sizes_of",
    "quantities": "NdcQuantity",
}
"""What other rooms may take, by module; the rest is private to this room."""
