"""What a code not otherwise classified (NOC) needs on a claim."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..codes.code import JCode
from ..payers.payer import Payer
from ..tables import read_table
from ..words import Setting

__all__ = ["is_compounded", "wanted_noc_code", "why_narrative"]


def is_compounded(version: JCode) -> bool:
    """Whether a code is for compounded drugs, whose NDC is that of what they were made of.

    >>> from hcpcs_jcodes import codeset
    >>> [is_compounded(codeset(2025)[code]) for code in ("J7999", "J3490")]
    [True, False]
    """
    return "compounded" in (version.long_description or "").casefold()


def why_narrative(version: JCode, payer: Payer) -> str:
    """Why a code needs a narrative, as the rest of a sentence; "" if it needs none (NOC003).

    Source: CGS and Palmetto GBA, unclassified drugs; ``narrative_codes.csv``.

    >>> from datetime import date
    >>> from hcpcs_jcodes import codeset
    >>> why_narrative(codeset(2025)["J3490"], Payer.medicare())
    'is not otherwise classified'
    """
    if version.is_noc:
        return "is not otherwise classified"
    if _narrative_payers().get(version.code) in {"", payer.name}:
        return "is listed with the codes not otherwise classified"
    return ""


def wanted_noc_code(version: JCode, payer: Payer, setting: Setting) -> str | None:
    """The code that the payer wants instead of this NOC code; None if it takes this one (NOC008).

    Source: ``noc_codes`` of the payer; Palmetto GBA, A55913.

    >>> from hcpcs_jcodes import codeset
    >>> wanted_noc_code(codeset(2025)["J3490"], Payer.medicare(), "facility")
    'C9399'
    """
    if not version.is_noc:
        return None
    wanted = dict(payer.noc_codes).get(setting)
    return None if wanted == version.code else wanted


@cache
def _narrative_payers() -> Mapping[str, str]:
    """The payer that requires a narrative for a code that is not NOC; "" stands for all."""
    _, *rows = read_table("narrative_codes")
    return {code: payer for code, payer, _ in rows}
