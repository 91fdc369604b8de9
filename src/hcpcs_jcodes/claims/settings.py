"""The setting of a claim, and the format of an administration code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..amounts.arguments import shown
from ..codes.shapes import shape
from ..errors import BadAdministration, BadClaimLine
from ..words import ADMINISTRATION_SETTINGS, SETTINGS, AdministrationSetting, Setting

__all__ = ["checked_administration_setting", "checked_cpt", "checked_setting"]

_WHO: Final[Mapping[Setting, str]] = {
    "professional": "practitioners",
    "facility": "outpatient hospitals",
    "asc": "ambulatory surgical centers",
    "supplier": "DME suppliers",
}


def checked_setting(setting: object) -> Setting:
    """The setting of a claim.

    Raises:
        BadClaimLine: it is not one.

    >>> checked_setting("supplier")
    'supplier'
    """
    for known in SETTINGS:
        if isinstance(setting, str) and setting == known:
            return known
    raise BadClaimLine(
        setting, f"{shown(setting)} is not a setting: pass {_listed(SETTINGS)}", argument="setting"
    )


def checked_administration_setting(setting: object) -> AdministrationSetting:
    """The setting of a visit whose administrations are coded.

    Raises:
        BadClaimLine: it is not one: a supplier administers no drugs, and a surgical center
            reports no administration beside its procedure.

    >>> checked_administration_setting("facility")
    'facility'
    """
    is_text = isinstance(setting, str)
    for known in ADMINISTRATION_SETTINGS:
        if is_text and setting == known:
            return known
    claims_alone = is_text and setting in SETTINGS
    what = "a setting with administration codes" if claims_alone else "a setting"
    raise BadClaimLine(
        setting,
        f"{shown(setting)} is not {what}: pass {_listed(ADMINISTRATION_SETTINGS)}",
        argument="setting",
    )


def _listed(settings: Sequence[Setting]) -> str:
    described = [f"{each!r} ({_WHO[each]})" for each in settings]
    return f"{', '.join(described[:-1])} or {described[-1]}"


def checked_cpt(cpt: object) -> str:
    """The administration code, if it has the format of one.

    Raises:
        BadAdministration: it does not have the format of one.
    """
    if not isinstance(cpt, str) or not shape("administration code").fullmatch(cpt):
        raise BadAdministration(
            cpt, f"{shown(cpt)} is not an administration code: pass five characters such as '96413'"
        )
    return cpt
