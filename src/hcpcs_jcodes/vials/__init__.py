"""Products given, containers opened, and the choice of containers for a dose."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "choice": "choose_vials VialChoice",
    "containers": "checked_container exact_sum labeled_total listed may_be_discarded read_containers",
    "doses": "dose_for",
    "products": "Given is_divided Product products_of read_discarded read_opened",
    "spellings": "word_meant",
}
"""What other rooms may take, by module; the rest is private to this room."""
