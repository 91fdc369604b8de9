"""The setting of a claim, and the format of an administration code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..amounts.measures import shown
from ..errors import BadAdministration, BadClaimLine
from ..words import SETTINGS, Setting

__all__ = ["ADMINISTRATION_SETTINGS", "checked_cpt", "checked_setting"]

_WHO: Final[Mapping[Setting, str]] = {
    "professional": "practitioners",
    "facility": "outpatient hospitals",
    "supplier": "DME suppliers",
}
ADMINISTRATION_SETTINGS: Final[tuple[Setting, ...]] = ("professional", "facility")

_CPT: Final = re.compile("[0-9]{4}[0-9T]|[A-V][0-9]{4}")


def checked_setting(setting: object, among: Sequence[Setting] = SETTINGS) -> Setting:
    """The setting, if it is one of those allowed here.

    Raises:
        BadClaimLine: it is not.

    >>> checked_setting("facility")
    'facility'
    """
    if not isinstance(setting, str) or setting not in among:
        described = [f"{each!r} ({_WHO[each]})" for each in among]
        known = f"{', '.join(described[:-1])} or {described[-1]}"
        raise BadClaimLine(setting, f"{shown(setting)} is not a setting: pass {known}")
    return among[among.index(setting)]


def checked_cpt(cpt: object) -> str:
    """The administration code, if it has the format of one.

    Raises:
        BadAdministration: it does not have the format of one.
    """
    if not isinstance(cpt, str) or not _CPT.fullmatch(cpt):
        raise BadAdministration(
            cpt, f"{shown(cpt)} is not an administration code: pass five characters such as '96413'"
        )
    return cpt
