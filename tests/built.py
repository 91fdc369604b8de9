"""Shorthand to build a claim from a chart in a test, and to read it."""

from __future__ import annotations

from typing import Any, Final

from hcpcs_jcodes import Claim, ClaimLine, Payer, Question, build_claim

MEDICARE: Final = Payer.medicare()


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
