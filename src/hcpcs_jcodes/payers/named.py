"""A payer by its name."""

from __future__ import annotations

from ..amounts.arguments import is_given, shown
from ..errors import BadArgument, BadClaimLine
from .payer import Payer, shipped_payers

__all__ = ["payer_named", "payer_of"]


def payer_named(payer: object) -> Payer:
    """The payer itself, or the included one of that name, however it is written.

    Args:
        payer: a Payer, or a name such as "medicare" or "Medicare Advantage".

    Raises:
        BadClaimLine: no payer of that name is included.
    """
    if isinstance(payer, Payer):
        return payer
    known = shipped_payers()
    found = known.get(payer) if isinstance(payer, str) else None
    if found is None and isinstance(payer, str):
        found = known.get("_".join(payer.casefold().replace("-", " ").replace("_", " ").split()))
    if found is None:
        names = ", ".join(map(repr, known))
        raise BadClaimLine(
            payer,
            f"no payer {shown(payer)} is included: pass one of {names}, or a Payer",
            argument="payer",
        )
    return found


def payer_of(payer: object, policy: object) -> Payer:
    """The payer of a call: from ``payer=``, or from ``policy=``, its name in one word.

    Raises:
        BadArgument: both were passed, or neither.
        BadClaimLine: no payer of that name is included.
    """
    if is_given(payer) and is_given(policy):
        raise BadArgument(
            policy, f"policy={shown(policy)} beside payer=: pass one of the two", argument="policy"
        )
    if not (is_given(payer) or is_given(policy)):
        raise BadArgument(
            None, "no payer: pass payer=Payer.medicare(), or another Payer", argument="payer"
        )
    return payer_named(payer if is_given(payer) else policy)
