"""What a person should settle or look at before a claim goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from ..words import Kind, Owner, Severity

__all__ = ["Question", "ask", "asked_text"]

# how a question begins, by its severity
_SHOWN: Final[Mapping[Severity, str]] = {
    "blocks": "open",
    "verify": "verify",
    "note": "not checked",
}


@frozen
class Question:
    """One thing that is open, not checked, or likely a slip.

    Attributes:
        kind: what it is about, one of ``KINDS``; a program decides by it, never by the text.
        severity: "blocks" if a line depends on the answer, "verify" if somebody should look
            again, "note" if the data included cannot check it.
        line: the line that it is about, from 1; None if it is about none or several.
        event: the event of the chart that it is about, from 1; None if about none or several.
        argument: the argument that answers it, such as "discarded"; "" if the answer is not
            one.
        text: the question in words, with what would answer it.
        owner: who can answer it: "nurse", "pharmacy", "coder", "authorization" or "billing".

    >>> from datetime import date
    >>> from hcpcs_jcodes import bill
    >>> asked, *_ = bill("J9312", administered="715 mg", on=date(2025, 8, 1),
    ...                  policy="medicare", setting="professional").questions
    >>> asked.kind, asked.severity, asked.argument, asked.owner
    ('discarded', 'blocks', 'opened', 'nurse')
    """

    kind: Kind
    severity: Severity
    line: int | None
    event: int | None
    argument: str
    text: str
    owner: Owner

    def __str__(self) -> str:
        return self.text


def ask(  # noqa: PLR0913 - each is a field of Question
    kind: Kind,
    text: str,
    *,
    owner: Owner,
    argument: str = "",
    severity: Severity = "blocks",
    line: int | None = None,
    event: int | None = None,
) -> Question:
    """A question, with what it does not need left out."""
    return Question(kind, severity, line, event, argument, text, owner)


def asked_text(question: Question) -> str:
    """A question in a list of them, such as "open: ..."."""
    return f"{_SHOWN[question.severity]}: {question}"
