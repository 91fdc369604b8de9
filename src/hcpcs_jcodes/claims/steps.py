"""A step of reasoning: what was found, and the rule that it rests on."""

from __future__ import annotations

from attrs import frozen

__all__ = ["Step"]


@frozen
class Step:
    """One step, as an auditor of the claim would want to read it.

    Attributes:
        text: what was found or done, with its numbers.
        source: the publication of the rule; "" for plain arithmetic.
    """

    text: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.text} [{self.source}]" if self.source else self.text
