"""What a rule needs, in words of a review."""

from __future__ import annotations

__all__ = ["without_advice"]

# what follows is an argument of a look-up or of bill(), which a review does not have
_ADVICE = (": pass ", "; if you know it, pass ", "; pass ")


def without_advice(reason: str) -> str:
    """The reason for which a look-up has no answer, without what to pass to it.

    >>> without_advice("2025Q3 is not included, only 2024Q3: pass nearest=True to take it")
    '2025Q3 is not included, only 2024Q3'
    """
    for each in _ADVICE:
        reason = reason.partition(each)[0]
    return reason
