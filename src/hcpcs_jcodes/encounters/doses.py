"""The doses of an encounter, added up by drug and date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..administration.rules import facts_of
from ..amounts.amount import Amount
from ..codes.shapes import shape
from ..codes.substances import codes_named, substance_named
from .charting import Administration

__all__ = ["codes_charted", "doses_of"]


def doses_of(administrations: Iterable[Administration]) -> dict[tuple[str, date], Amount]:
    """The dose of each drug on each date.

    A drug is named by its code, also if it is charted by a name that one code has for its
    route. What several codes have, such as "heparin", is named as it was first charted.

    Raises:
        IncompatibleUnits: one drug is charted in units that do not convert to each other.
    """
    found: dict[tuple[str, date], Amount] = {}
    written: dict[tuple[str, tuple[str, ...]], str] = {}
    for charted in sorted(administrations, key=lambda each: (each.start, each.drug)):
        if not isinstance(charted.dose, Amount):
            continue
        on = charted.start.date()
        codes = codes_charted(charted)
        same = substance_named(charted.drug, on), codes
        drug = codes[0] if len(codes) == 1 else written.setdefault(same, charted.drug)
        found[drug, on] = found[drug, on] + charted.dose if (drug, on) in found else charted.dose
    return found


def codes_charted(charted: Administration) -> tuple[str, ...]:
    """The code that was charted, or those with the name that go in by the route."""
    if shape("drug code").fullmatch(charted.drug):
        return (charted.drug,)
    on = charted.start.date()
    codes = codes_named(charted.drug, on)
    return tuple(code for code in codes if charted.route in facts_of(code, on).known) or codes
