"""Whether JW and JZ apply to a drug line: what bills and reviews ask alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from ..payers.payer import Payer
from ..payers.scopes import Scoped
from ..words import Setting

__all__ = ["discard_scope", "may_apply"]


def may_apply(since: date | str | None, on: date) -> bool:
    """Whether a modifier applies on a date, or may: of a payer it is not always known.

    Args:
        since: the payer's ``discarded_from`` or ``zero_discarded_from``.
        on: the date of service.

    >>> [may_apply(since, date(2023, 6, 30)) for since in (date(2023, 7, 1), "not used", None)]
    [False, False, True]
    """
    return since is None or (isinstance(since, date) and since <= on)


def discard_scope(  # noqa: PLR0913 - each decides, for one payer or another
    payer: Payer,
    code: str,
    *,
    on: date,
    setting: Setting,
    place: str | None,
    modifiers: Sequence[str] = (),
    indicator: str | None = None,
    nearest: bool = False,
) -> Scoped:
    """Whether the payer wants JW and JZ with a code here; ``in_scope`` is None if not known.

    Args:
        payer: the payer.
        code: the code.
        on: the date of service.
        setting: the setting of the claim.
        place: the place of service, or None.
        modifiers: those of the line.
        indicator: the OPPS or ASC status indicator, if the caller knows it.
        nearest: whether the indicator of the nearest quarter included will do.

    Source: ``payer_scopes.csv``; CMS, JW and JZ modifier policy, frequently asked questions.

    >>> scope = discard_scope(
    ...     Payer.medicare(), "J9312", on=date(2025, 8, 1), setting="professional", place="21"
    ... )
    >>> scope.in_scope, scope.reason
    (False, 'inpatient hospital: paid within the stay')
    """
    if not payer.scope:
        return Scoped("setting", setting, in_scope=True)
    entries = [
        payer.scoped(kind, value, on)
        for kind, value in (
            ("code", code),
            *(("modifier", modifier) for modifier in modifiers),
            *(("place of service and modifier", f"{place} {each}") for each in modifiers),
            (f"{setting} place of service", place),
            ("place of service", place),
        )
    ]
    found = [entry for entry in entries if entry is not None]
    if found:
        return min(found, key=lambda entry: (False, True, None).index(entry.in_scope))
    if setting in {"facility", "asc"}:
        return _of_indicator(payer, code, on, setting, indicator, nearest=nearest)
    known = payer.scoped("setting", setting, on)
    return known or Scoped("setting", setting, reason=f"no rule for {setting}")


def _of_indicator(  # noqa: PLR0913 - as above
    payer: Payer, code: str, on: date, setting: str, indicator: str | None, *, nearest: bool
) -> Scoped:
    """The same for a hospital or surgical center, by how it is paid for the code."""
    label = indicator
    if indicator is None and setting == "asc":
        # Addendum B, which is included, is the hospitals'
        hint = "pass status_indicator= as in ASC Addendum BB: K2 is paid separately, N1 is not"
        return Scoped("status indicator", "", reason=f"payment indicator of {code}: {hint}")
    if indicator is None:
        from ..payers.status_indicators import (  # only hospitals have one
            StatusIndicator,
            status_indicator,
        )

        answer = status_indicator(code, on=on, nearest=nearest)
        if not isinstance(answer, StatusIndicator):
            hint = "if you know it, pass status_indicator= as in Addendum B: G, K and K1 are paid separately"
            return Scoped(
                "status indicator", "", reason=f"status indicator: {answer.reason}; {hint}"
            )
        indicator, label = answer.indicator, f"{answer.indicator} of {answer.quarter}"
    known = payer.scoped("status indicator", indicator, on)
    if known is not None:
        return evolve(known, reason=f"status indicator {label}: {known.reason}")
    return Scoped(
        "status indicator",
        indicator,
        reason=f"status indicator {indicator} does not show that the drug is paid separately",
    )
