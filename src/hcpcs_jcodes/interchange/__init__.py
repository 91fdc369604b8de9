"""What leaves the library and comes back: every value object as a dictionary for JSON."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "codec": "from_dict parsed read_as to_dict",
    "schemas": "json_schema",
    "visits": "read_visit",
}
"""What other rooms may use, by module; the rest is private to this room."""
