"""Shorthand to build a claim from a chart in a test, and to read it."""

from __future__ import annotations

from typing import Any, Final

from hcpcs_jcodes import Administration, Claim, ClaimLine, Payer, Question, build_claim

from .charts import at

MEDICARE: Final = Payer.medicare()
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


def claim_of(*chart: Any, **more: Any) -> Claim:
    """The claim of an office to Medicare, unless more says otherwise."""
    usual: dict[str, Any] = {"payer": MEDICARE, "setting": "professional"}
    if more.get("setting", "professional") == "professional":
        usual["place_of_service"] = "11"
    return build_claim(chart, **{**usual, **more})


def lines(claim: Claim) -> list[ClaimLine]:
    """The lines, which were made here."""
    return [line for line in claim.lines if isinstance(line, ClaimLine)]


def read(claim: Claim) -> list[str]:
    """The lines as a biller reads them, with their events: "J9312-JW x 8 [1]"."""
    return [
        f"{'-'.join((line.code, *line.modifiers))} x {line.units} [{' '.join(map(str, line.events))}]"
        for line in lines(claim)
    ]


def drug_lines(claim: Claim) -> list[str]:
    """The same without the lines of administration."""
    return [line for line in read(claim) if not line[0].isdigit()]


def open_of(claim: Claim) -> list[tuple[str, str, int | None, int | None]]:
    """The questions that are no notes: kind, argument, line and event."""
    return [
        (each.kind, each.argument, each.line, each.event)
        for each in claim.questions
        if each.severity != "note"
    ]


def question(claim: Claim, kind: str) -> Question:
    """The one question of a kind."""
    (found,) = [each for each in claim.questions if each.kind == kind]
    return found


def said(claim: Claim) -> str:
    """The texts of all steps."""
    return "\n".join(step.text for step in claim.steps)
