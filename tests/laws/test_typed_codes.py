"""Whatever stands in the field of the code, a review says one thing of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Claim, ClaimLine, review

TEXTS = st.one_of(
    st.text(max_size=20),
    st.from_regex(r"[A-Z][0-9A-Z.\- ]{0,8}", fullmatch=True),
    st.from_regex(r"[0-9][0-9.\- ]{0,13}", fullmatch=True),
)
RULES = {"CODE001", "CODE004", "CODE005", "CODE006", "FORM001"}


@given(TEXTS)
def test_what_stands_for_a_code_has_at_most_one_finding(text: str) -> None:
    line = ClaimLine.received(code=text, units=1, on="2025-08-01")
    made = review(Claim([line], setting="professional"), payer="medicare")
    found = [each.rule for each in made.findings if each.rule in RULES]
    has_fault = any(fault.field == "code" for fault in line.faults)
    assert len(found) == 1 if has_fault else len(found) <= 1
    assert not [each for each in made.results if each.outcome == "error"]
