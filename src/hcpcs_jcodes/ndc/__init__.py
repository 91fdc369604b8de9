"""National Drug Codes: their forms and quantities, packages and the codes they are billed under."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "conversions": "listed_measures measured_quantity ndc_quantity units_of",
    "crosswalk": "ndc_crosswalk Package PACKAGE_COLUMNS",
    "labels": "container_of ContainerLabel",
    "numbers": "is_written_as_ndc Ndc ProductNdc",
    "packages": "codes_of_product packages_of Sizes sizes_of version_in",
    "quantities": "NdcQuantity",
    "readings": "ndc_of ndc_or_product",
}
"""What other rooms may take, by module; the rest is private to this room."""
