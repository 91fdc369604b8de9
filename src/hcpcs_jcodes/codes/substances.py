"""Which substance a name stands for on a day, and which codes have the name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from ..tables import texts_of
from .ledger import code_ledger, row_on, use_of
from .names import names_of
from .rows import AT, Row, is_in_force

__all__ = ["codes_named", "substance_named"]


def codes_named(name: str, day: date) -> tuple[str, ...]:
    """The codes in force on a day whose drug has this name or brand."""
    text = day.isoformat()
    rows = _rows_by_name().get(name.strip().casefold(), ())
    return tuple(row[AT["code"]] for row in rows if is_in_force(row, text))


def substance_named(drug: str, day: date) -> str:
    """The substance of a drug, by its code or a name; the text itself if none is known.

    ``"J2405"``, ``"ondansetron"`` and ``"Zofran"`` are the same drug.
    """
    row = row_on(drug, day)
    rows = [row] if row is not None else [row_on(code, day) for code in codes_named(drug, day)]
    found = {each[AT["substance"]] for each in rows if each is not None} - {""}
    return found.pop() if len(found) == 1 else drug.casefold()


@cache
def _rows_by_name() -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    ledger = code_ledger()
    for rows in (*ledger.jcodes.values(), *ledger.related.values()):
        for row in rows:
            known = names_of(row[AT["code"]], use_of(row))
            names = {row[AT["drug"]], row[AT["substance"]], *texts_of(row[AT["brands"]])}
            names.update(name for name, _ in known)
            for each in {name.casefold() for name in names if name}:
                found.setdefault(each, []).append(row)
    return found
