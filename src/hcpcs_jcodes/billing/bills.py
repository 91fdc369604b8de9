"""A bill: the lines for one drug and date, the reasoning behind them, and its display."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ..amounts.amount import Amount
from ..claims.lines import ClaimLine
from ..claims.questions import Question, asked_text
from ..claims.steps import Step
from ..codes.code import JCode
from ..payers.mue_limits import Mue, exceeded, mue_text
from ..payers.payer import Payer
from ..payers.quarters import NotChecked
from ..units.rounding import Units
from ..vials.choice import VialChoice
from ..words import Setting

__all__ = ["Bill"]


@frozen
class Bill:
    """The lines for one drug code and date, and the reasoning behind them.

    Attributes:
        code: the code version in force.
        on: the date of service.
        payer: the payer.
        setting: "professional", "facility", "asc" or "supplier".
        administered: everything administered, as one amount; None if the doses are in
            different kinds of measure.
        administered_units: billing units administered.
        discarded_units: unavoidable billing units discarded from single-dose containers,
            whether or not a line reports them; None if not known. Those of a container of
            which a question asks whether it was needed are not among them.
        lines: the claim lines, administered units first.
        steps: the reasoning.
        questions: what is open, likely a slip, or not checked, and what would answer it.
        mue: the MUE of the date's quarter, or ``NotChecked`` if none is included.
        choice: the smallest containers for the dose, if sizes were passed.
    """

    code: JCode
    on: date
    payer: Payer
    setting: Setting
    administered: Amount | None
    administered_units: Units
    discarded_units: Units | None
    lines: tuple[ClaimLine, ...]
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    mue: Mue | NotChecked
    choice: VialChoice | None = None

    @property
    def over_mue(self) -> bool | None:
        """Whether the lines exceed the MUE; None if that cannot be determined.

        It cannot if no MUE is included, or if an unknown number of units may have been
        discarded: JW lines and repeated lines count.

        Source: NCCI Policy Manual, ch. I and ch. XII D.2.
        """
        if not isinstance(self.mue, Mue):
            return None
        over = exceeded(self.mue, [line.units for line in self.lines])
        summed = not self.mue.per_line and self.payer.bills_discarded
        in_question = any(
            each.kind == "spare_container" and each.severity == "blocks" for each in self.questions
        )
        is_unknown = self.discarded_units is None or in_question
        return None if summed and is_unknown and not over else over

    def __str__(self) -> str:
        steps = [f"  {number}. {step}" for number, step in enumerate(self.steps, 1)]
        lines = [f"  {line}" for line in self.lines]
        return "\n".join(
            [self._title, *steps, *lines, *(f"  {question}" for question in self._open_questions)]
        )

    @property
    def _open_questions(self) -> list[str]:
        questions = list(map(asked_text, self.questions))
        if not isinstance(self.mue, Mue) or self.over_mue or self.mue.not_payable:
            return questions  # one of them says so
        within = "not checked, discarded units count too:" if self.over_mue is None else "within"
        return [*questions, f"{within} the {mue_text(self.mue, self.on)}"]

    @property
    def _title(self) -> str:
        return f"{self.code.code} on {self.on}, {self.payer.name}, {self.setting}"

    def _repr_html_(self) -> str:
        from ..display.html import html_list, html_table  # few programs run in a notebook

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
        questions = ((question, "") for question in self._open_questions)
        return (
            html_table(self._title, header, rows)
            + html_list(steps, numbered=True)
            + html_list(questions)
        )
