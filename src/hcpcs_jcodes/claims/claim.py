"""A claim: its lines, with what the payer needs beside them and what is still open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from attrs import evolve, field, frozen

from ..amounts.arguments import checked_flag, is_given, shown, whole_number
from ..errors import BadClaimLine
from ..words import Setting
from .fees import Fees, charged_line, checked_fees
from .fields import checked_authorization, checked_reference
from .lines import ClaimLine, ReceivedLine
from .places import place_of
from .questions import Question, ask, asked_text
from .settings import checked_setting
from .steps import Step
from .work import WorkItem, total_charge, work_items

__all__ = ["Claim"]

# what is checked is the form alone: of ICD-10-CM, and of ICD-9-CM before 2015-10-01
_DIAGNOSIS: Final = (
    r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?|[0-9]{3}(\.?[0-9]{1,2})?"
    r"|V[0-9]{2}(\.?[0-9]{1,2})?|E[0-9]{3}(\.?[0-9])?"
)
# item 21 of a CMS-1500; items 67 to 67Q and 72 of a UB-04 have 25
_MOST_DIAGNOSES: Final = 12
_MOST_OF_FACILITY: Final = 25
_DIAGNOSIS_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXY"
_TYPE_OF_BILL: Final = r"0?[1-9][0-9][0-9A-Z]"
_LONGEST_PAYER: Final = 150


def _entries(value: object, name: str, *kinds: type) -> tuple[object, ...]:
    """The entries of a list, each of one class."""
    kind = kinds[0].__name__
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadClaimLine(value, f"{name}={shown(value)} is not a list of {kind} objects")
    entries = tuple(value)
    for each in entries:
        if not isinstance(each, kinds):
            raise BadClaimLine(each, f"{shown(each)} in {name}= is not a {kind}")
    return entries


def _lines(value: Iterable[ClaimLine | ReceivedLine]) -> tuple[ClaimLine | ReceivedLine, ...]:
    return _entries(value, "lines", ClaimLine, ReceivedLine)  # type: ignore[return-value]


def _questions(value: Iterable[Question]) -> tuple[Question, ...]:
    return _entries(value, "questions", Question)  # type: ignore[return-value]


def _steps(value: Iterable[Step]) -> tuple[Step, ...]:
    return _entries(value, "steps", Step)  # type: ignore[return-value]


def _setting(value: Setting) -> Setting:
    return checked_setting(value)


def _type_of_bill(value: object) -> str | None:
    if not is_given(value):
        return None
    number = whole_number(value)
    text = str(number) if number is not None and 0 < number < 10_000 else value
    if isinstance(text, str) and re.fullmatch(_TYPE_OF_BILL, text):
        return text.zfill(4)
    raise BadClaimLine(value, f"{shown(value)} is not a type of bill: pass one such as '0131'")


def _diagnoses(value: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    given: object = value
    if not isinstance(given, tuple | list):
        raise BadClaimLine(given, f"diagnoses are a list such as ['C83.30'], not {shown(given)}")
    for each in given:
        if not (isinstance(each, str) and re.fullmatch(_DIAGNOSIS, each, re.ASCII | re.IGNORECASE)):
            raise BadClaimLine(
                each, f"{shown(each)} is not a diagnosis code: pass one such as 'C83.30' or 'C8330'"
            )
    return tuple(given)


def _payer(value: str | None) -> str:
    given: object = value
    if not is_given(given):
        return ""
    if isinstance(given, str) and given.isprintable() and len(given) <= _LONGEST_PAYER:
        return given.strip()
    raise BadClaimLine(
        given,
        f"payer={shown(given)} is not the name of a payer: one line, at most {_LONGEST_PAYER}",
    )


def _built(value: object) -> bool:
    return checked_flag(value, "built")


@frozen
class Claim:
    """The lines of one claim, with what goes beside them: never a name or number of a person.

    Args:
        lines: the lines, in the order of the claim, which may be passed by position; some may be
            lines that were received, with whatever is wrong with them. A claim
            made by hand has one or more; a built one may have none yet, and has questions then.
        setting: "professional", "facility", "asc" (ambulatory surgical center) or "supplier".
        type_of_bill: of a facility, such as "0131"; "131" is the same.
        place_of_service: two digits; "24" for a surgical center, given or not.
        diagnoses: the codes as they are on the claim, the main one first, with or without the
            dot; at most 12, of a facility 25. Only their form is checked.
        prior_authorization: one number, without spaces or hyphens.
        reference: the caller's own key of the claim, text or a whole number; it is never read,
            and does not show in the repr.
        payer: the name of the payer.
        questions: what is still open.
        steps: the reasoning.
        built: whether the library built it from a chart.

    Raises:
        BadClaimLine: a part is not valid on any claim, or parts contradict each other.

    Source: the fields of a CMS-1500, a UB-04 and loop 2300 of an 837.

    >>> from datetime import date
    >>> made = Claim([ClaimLine("J9312", 72, on=date(2025, 8, 1), charge=7200)],
    ...     setting="professional", place_of_service="11", diagnoses=["C83.30"])
    >>> made.charge, made.ready
    (Decimal('7200.00'), None)
    """

    lines: tuple[ClaimLine | ReceivedLine, ...] = field(converter=_lines)
    setting: Setting = field(converter=_setting, kw_only=True)
    type_of_bill: str | None = field(default=None, converter=_type_of_bill, kw_only=True)
    place_of_service: str | None = field(default=None, kw_only=True)
    diagnoses: tuple[str, ...] = field(default=(), converter=_diagnoses, kw_only=True)
    prior_authorization: str | None = field(
        default=None, converter=checked_authorization, kw_only=True
    )
    reference: str | int | None = field(
        default=None, converter=checked_reference, kw_only=True, repr=False
    )
    payer: str = field(default="", converter=_payer, kw_only=True)
    questions: tuple[Question, ...] = field(default=(), converter=_questions, kw_only=True)
    steps: tuple[Step, ...] = field(default=(), converter=_steps, kw_only=True)
    built: bool = field(default=False, converter=_built, kw_only=True)

    def __attrs_post_init__(self) -> None:
        place = place_of(self.setting, self.place_of_service)
        object.__setattr__(self, "place_of_service", place)
        if not self.lines and not (self.built and self.questions):
            raise BadClaimLine(self.lines, "a claim has at least one line: pass lines=")
        if self.type_of_bill is not None and self.setting != "facility":
            raise BadClaimLine(
                self.type_of_bill,
                f"type_of_bill={self.type_of_bill!r} is for setting='facility': omit it",
            )
        self._check_diagnoses()
        for question in self.questions:
            if question.line is not None and not 1 <= question.line <= len(self.lines):
                raise BadClaimLine(
                    question.line,
                    f"a question is about line {shown(question.line)}, and the claim has "
                    f"{len(self.lines)} lines",
                )

    def _check_diagnoses(self) -> None:
        most = _MOST_OF_FACILITY if self.setting == "facility" else _MOST_DIAGNOSES
        if len(self.diagnoses) > most:
            raise BadClaimLine(
                self.diagnoses,
                f"{len(self.diagnoses)} diagnoses: a {self.setting} claim has at most {most}",
            )
        if not self.diagnoses:
            return
        for number, line in enumerate(self.lines, 1):
            beyond = [each for each in line.diagnosis_pointers if each > len(self.diagnoses)]
            if beyond and isinstance(line, ClaimLine):  # one from elsewhere may be wrong
                raise BadClaimLine(
                    beyond[0],
                    f"line {number} points to diagnosis {beyond[0]}, and the claim has "
                    f"{len(self.diagnoses)}: pass them in diagnoses=",
                )

    @property
    def ready(self) -> bool | None:
        """Whether it has lines and no question blocks it; None if the library did not build it.

        Coded is not reviewed: a claim made by hand was never asked about.
        """
        if not self.built:
            return None
        return bool(self.lines) and all(each.severity != "blocks" for each in self.questions)

    @property
    def charge(self) -> Decimal | None:
        """The charges of all lines, in US dollars; None if a line has none, or there is no line."""
        return total_charge(self.lines)

    @property
    def work_list(self) -> tuple[WorkItem, ...]:
        """What is open, by what settles it and who does.

        What holds the claim comes first, after that what has the higher charge, then the
        order of ``OWNERS``.
        """
        return work_items(self.lines, self.questions)

    def charged(self, fees: Fees) -> Claim:
        """The same claim with the charges of a fee schedule.

        A line is charged by its code and modifier if the schedule has them, by its code if not;
        discarded drug (JW) is charged as the drug is. A line without a price keeps what it has,
        and if that is nothing, a question asks for it. What was received stays as it was read.

        Args:
            fees: the price of one unit, by code or by (code, modifier): a Decimal, an int or
                text; or :class:`PaymentLimits`; or a list of these, of which the first that has
                a price decides. The price times the units is rounded to cents, half a cent up.

        Raises:
            BadArgument: this is not a fee schedule.
            BadAmount: a price is a float.
            BadClaimLine: a price is not one, or the charge is more than a line can have.

        >>> from datetime import date
        >>> made = Claim([ClaimLine("J9312", 72, on=date(2025, 8, 1))], setting="professional")
        >>> made.charged({"J9312": "100.125"}).charge
        Decimal('7209.00')
        """
        known = checked_fees(fees)
        lines: list[ClaimLine | ReceivedLine] = []
        questions = [
            each for each in self.questions if (each.kind, each.argument) != ("charge", "fees")
        ]
        for number, line in enumerate(self.lines, 1):
            made = charged_line(line, known) if isinstance(line, ClaimLine) else line
            if isinstance(made, str):
                made, why = line, made
                if line.charge is None:
                    text = f"charge: {why}: pass its price in fees="
                    questions.append(
                        ask(
                            "charge",
                            text,
                            argument="fees",
                            severity="verify",
                            owner="billing",
                            line=number,
                        )
                    )
            lines.append(made)
        return evolve(self, lines=lines, questions=questions)

    def __str__(self) -> str:
        """The claim as a biller reads it."""
        diagnoses = zip(_DIAGNOSIS_LETTERS, self.diagnoses, strict=False)
        parts = [
            self._title,
            *(f"  {number}. {line}" for number, line in enumerate(self.lines, 1)),
            "  diagnoses: " + ", ".join(f"{letter} {code}" for letter, code in diagnoses)
            if self.diagnoses
            else "",
            f"  prior authorization {self.prior_authorization}" if self.prior_authorization else "",
            *(f"  {asked_text(question)}" for question in self.questions),
        ]
        return "\n".join(part for part in parts if part)

    @property
    def _title(self) -> str:
        number = len(self.lines)
        charge = self.charge
        parts = [
            f"{self.setting} claim{f' to {self.payer}' if self.payer else ''}",
            f"type of bill {self.type_of_bill}" if self.type_of_bill else "",
            f"place of service {self.place_of_service}" if self.place_of_service else "",
            f"{number} line{'' if number == 1 else 's'}",
            f"${charge:,.2f}" if charge is not None else "",
            {True: "ready", False: "on hold", None: ""}[self.ready],
        ]
        return ", ".join(part for part in parts if part)

    def _repr_html_(self) -> str:
        from ..display.html import html_list, html_table  # few programs run in a notebook

        rows = ((str(number), *_cells(line)) for number, line in enumerate(self.lines, 1))
        return html_table(self._title, _HEADER, rows, left=(len(_HEADER) - 1,)) + html_list(
            (asked_text(question), "") for question in self.questions
        )


_HEADER: Final = ("line", "code", "units", "date", "NDC", "charge", "")


def _cells(line: ClaimLine | ReceivedLine) -> tuple[str, ...]:
    if isinstance(line, ReceivedLine):
        read = line.as_read
        code = "-".join([read.get("code", ""), *read.get("modifiers", "").split()])
        remark = "; ".join(map(str, line.faults))
        rest = (read.get(name, "") for name in ("units", "on", "ndc", "charge"))
        return (code, *rest, remark)
    until = "" if line.to == line.on else f" to {line.to}"
    return (
        "-".join((line.code, *line.modifiers)),
        str(line.units),
        f"{line.on}{until}",
        " ".join(str(part) for part in (line.ndc, line.ndc_quantity) if part),
        f"${line.charge:,.2f}" if line.charge is not None else "",
        line.narrative or "",
    )
