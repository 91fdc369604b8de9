"""What became of a code and of its units from one date of service to another."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "histories": "History history",
    "migrations": "migrate Migration",
    "reports": "migrate_codes MigratedCode MigrationReport",
    "targets": "Target",
    "uses": "CodeUse",
}
"""What other rooms may take, by module; the rest is private to this room."""
