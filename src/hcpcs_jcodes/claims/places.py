"""The places of service, and who reports the administration of drugs there."""

from __future__ import annotations

from functools import cache

from ..tables import read_table

__all__ = ["facility_places"]


@cache
def facility_places() -> tuple[str, ...]:
    """The places of service where only the facility reports the administration of drugs.

    Source: NCCI Policy Manual, ch. XI.B, as in ``places_of_service.csv``.

    >>> facility_places()
    ('19', '21', '22', '23', '24')
    """
    rows = read_table("places_of_service")
    next(rows)
    return tuple(code for code, _, setting, *_ in rows if setting == "facility")
