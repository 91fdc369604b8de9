"""A bill: the lines for one drug and date, how they came about, and what it shows."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ..amounts.amount import Amount
from ..claims.lines import ClaimLine
from ..claims.steps import Step
from ..codes.code import JCode
from ..payers.mue_limits import Mue, exceeded
from ..payers.policies import Policy
from ..payers.quarters import NotChecked
from ..units.rounding import Units
from ..vials.choice import VialChoice

__all__ = ["Bill"]


@frozen
class Bill:
    """The lines for one drug code and date, and how they came about.

    Attributes:
        code: the code version in force.
        on: the date of service.
        policy: the payer's rules.
        setting: "professional", "facility" or "supplier".
        administered: everything given, as one amount; None where the doses are
            measured in different ways.
        administered_units: billing units of it.
        discarded_units: billing units discarded from single-dose containers that
            were not avoidable, whether or not a line reports them; None where that
            is not known.
        lines: the claim lines, administered units first.
        steps: the reasoning.
        not_checked: what could not be told, and what would tell it.
        mue: the MUE of the date's quarter, or that none is held.
        choice: the smallest containers for the dose, where sizes were given.
    """

    code: JCode
    on: date
    policy: Policy
    setting: str
    administered: Amount | None
    administered_units: Units
    discarded_units: Units | None
    lines: tuple[ClaimLine, ...]
    steps: tuple[Step, ...]
    not_checked: tuple[str, ...]
    mue: Mue | NotChecked
    choice: VialChoice | None = None

    @property
    def over_mue(self) -> bool | None:
        """Whether the lines exceed the MUE; None where that cannot be told.

        It cannot where no MUE is held, and where units may have been discarded that
        are not known: JW lines and repeated lines count.

        Source: NCCI Policy Manual, ch. I and ch. XII D.2.
        """
        if not isinstance(self.mue, Mue):
            return None
        over = exceeded(self.mue, [line.units for line in self.lines])
        summed = not self.mue.per_line and self.policy.discarded_from is not None
        return None if summed and self.discarded_units is None and not over else over

    def __str__(self) -> str:
        steps = [f"  {number}. {step}" for number, step in enumerate(self.steps, 1)]
        lines = [f"  {line}" for line in self.lines]
        return "\n".join([self._title, *steps, *lines, *(f"  {end}" for end in self._open_ends)])

    @property
    def _open_ends(self) -> list[str]:
        ends = [f"not checked: {text}" for text in self.not_checked]
        if not isinstance(self.mue, Mue) or self.mue.not_payable:
            return [*ends, str(self.mue)]
        found = {True: "over", False: "within", None: "not checked, discarded units count too:"}
        return [*ends, f"{found[self.over_mue]} the {self.mue}"]

    @property
    def _title(self) -> str:
        return f"{self.code.code} on {self.on}, policy {self.policy.name}, {self.setting}"

    def _repr_html_(self) -> str:
        from ..display.html import html_list, html_table  # few programs show a notebook

        rows = (
            (
                "-".join((line.code, *line.modifiers)),
                str(line.units),
                str(line.administered or line.discarded or ""),
                " ".join(str(part) for part in (line.ndc, line.ndc_quantity) if part),
                line.narrative or "",
            )
            for line in self.lines
        )
        header = ("code", "units", "amount", "NDC", "narrative")
        steps = ((step.text, step.source) for step in self.steps)
        ends = ((end, "") for end in self._open_ends)
        return (
            html_table(self._title, header, rows)
            + html_list(steps, numbered=True)
            + html_list(ends)
        )
