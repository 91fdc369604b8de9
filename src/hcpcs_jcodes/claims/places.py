"""The places of service, and who reports the administration of drugs there."""

from __future__ import annotations

from functools import cache
from typing import Final

from ..amounts.arguments import shown
from ..errors import BadClaimLine
from ..tables import read_table
from ..words import Setting
from .fields import checked_place_of_service

__all__ = ["facility_places", "place_of"]

_SURGICAL_CENTER: Final = "24"


def place_of(setting: Setting, place: str | None) -> str | None:
    """The place of service of a claim: that of a surgical center is 24, given or not.

    Raises:
        BadClaimLine: the place is not two digits, or another than that of the setting.

    Source: CMS, place of service code set.

    >>> place_of("asc", None), place_of("professional", "11"), place_of("facility", None)
    ('24', '11', None)
    """
    checked = checked_place_of_service(place)
    given: object = setting  # checked by those who bill in it
    if not (isinstance(given, str) and given == "asc"):
        return checked
    if checked not in {None, _SURGICAL_CENTER}:
        raise BadClaimLine(
            place,
            f"{shown(place)} is not the place of service of a surgical center: pass "
            f"{_SURGICAL_CENTER!r}, or omit it with setting='asc'",
        )
    return _SURGICAL_CENTER


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
