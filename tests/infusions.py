"""Shorthand to chart infusions and pushes of an office in a test, with what they took of vials."""

from __future__ import annotations

from typing import Any, Final

from hcpcs_jcodes import Administration

from .charts import at

# 300 mg of infliximab from three vials, which it takes; nothing is left
USED_UP: Final[dict[str, Any]] = {"opened": "3 x 100 mg", "container": "single-dose"}
# 715 mg of rituximab, of which 80 mg are discarded as 8 units
RITUXIMAB: Final[dict[str, Any]] = {
    "dose": "715 mg",
    "opened": ["500 mg", "3 x 100 mg"],
    "container": "single-dose",
}


def infused(drug: str, dose: Any = None, hour: int = 9, hours: int = 1, **more: Any) -> Any:
    """An intravenous infusion by the clock of August 1, 2025."""
    more = {"start": at(hour), "stop": at(hour + hours), **more}
    return Administration(drug, "intravenous", "infusion", dose=dose, **more)


def pushed(drug: str, dose: Any = None, hour: int = 8, **more: Any) -> Any:
    """An intravenous push."""
    return Administration(
        drug, "intravenous", "push", at(hour), dose=dose, **{"attended": True, **more}
    )
