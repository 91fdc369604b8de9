"""CMS's own text in one form: sentence case, with typing damage corrected.

Only case, spaces and points are changed, so a corrected text keeps the comparing form of
the original, which stays in the evidence.
"""

from __future__ import annotations

import re

__all__ = ["corrected", "is_upper_case"]

_SPACES = re.compile(r"\s+")
# sentence case was once applied after every point: "e. G.", "i. U.", "0. 1 mg"
_BROKEN = (
    (re.compile(r"(?<=[0-9])\. (?=[0-9])"), "."),
    (re.compile(r"\b([a-z])\. ([A-Z])\."), lambda match: f"{match[1]}.{match[2].lower()}."),
    (re.compile(r"\b([a-z])\. ([A-Z])(?=\b)"), lambda match: f"{match[1]}.{match[2].lower()}."),
    (
        re.compile(r"\b(e\.g\.|i\.u\.) ([A-Z])"),
        lambda match: f"{match[1]} {match[2].lower()}",
    ),
    (re.compile(r"\b([a-z])\. ([a-z])\.(?= |,|\)|$)"), r"\1.\2."),
    (re.compile(r"(?<=[a-z).]) ,"), ","),
    (re.compile(r",(?=[a-z])|(?<=[a-z)]),(?=[0-9])"), ", "),
    (re.compile(r"\( "), "("),
    (re.compile(r" \)"), ")"),
)


def is_upper_case(text: str) -> bool:
    """Whether a text is all capitals, as in the files of 2011 and 2012."""
    return text.upper() == text and text.lower() != text


def corrected(text: str) -> str:
    """The text in CMS's sentence case, with typing damage of case and spaces corrected."""
    text = _SPACES.sub(" ", text.replace("\u2019", "'")).strip()
    if is_upper_case(text):
        text = text.lower()
    for pattern, replacement in _BROKEN:
        text = pattern.sub(replacement, text)
    return text[:1].upper() + text[1:]
