"""How objects look in a notebook: HTML and SVG, escaped, and without color that carries meaning."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "html": "html_code html_facts html_list html_notes html_table html_text",
    "svg": "Drawing",
}
"""What other rooms may take, by module; the rest is private to this room."""
