"""What would be denied of a claim, what could not be checked, and what a denial says."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "denials": "explain_denial",
    "explained": "Cause Explanation",
    "facts": "ClaimFacts LineFacts",
    "registry": "rules",
    "results": "Denial Fix Place Result",
    "reviewing": "review",
    "reviewed": "Review review_of_results",
    "rows": "Authorization",
    "rule": "Example Override Rule",
    "verdicts": "Verdict",
}
"""What other rooms may use, by module; the rest is private to this room."""
